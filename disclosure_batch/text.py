"""How text is cleaned before it is compared, and how figures are written in it."""

import re
import unicodedata

INVISIBLE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]+")
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]|[\u202a-\u202e\u2066-\u2069]")
LONGEST = 32_767  # what a cell can hold
DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
NOTHING = {"/", "//", "\\", "-", "--", "---", "—", "——", "–", "−", "无", "没有", "暂无", "零", "○", "〇", "o", "O"}
COUNTERS = "人次|件次|件|宗|条|次|份|个|项|起|篇|期|例|人|家|部"
NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?"


def tidy(text: str) -> str:
    """Full-width forms made half-width, spaces and invisible characters dropped."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
