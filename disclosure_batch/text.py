"""How text is cleaned before it is compared, and how figures are written in it."""

import re
import unicodedata
from decimal import Decimal

INVISIBLE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]+")
NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # no file of an office program holds it
ILLEGAL = re.compile(rf"{NO_XML.pattern}|[\u202a-\u202e\u2066-\u2069]")  # nor should it hold what turns a line round
LONGEST = 32_767  # what a cell can hold
DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
NOTHING = {"/", "//", "\\", "-", "--", "---", "—", "——", "–", "−", "无", "没有", "暂无", "零", "○", "〇", "o", "O"}
COUNTERS = "人次|件次|件|宗|条|次|份|个|项|起|篇|期|例|人|家|部"
NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?"
FIGURE_IN_WORDS = re.compile(rf"{NUMBER}\s?(?:{COUNTERS}|[百千万亿]?元|万|%)?")


def tidy(text: str) -> str:
    """Full-width forms made half-width, spaces and invisible characters dropped."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def exact(number: int | float) -> Decimal:
    """A number as it would be typed; the noise that arithmetic leaves in a double is none of it."""
    return Decimal(repr(number) if abs(number) >= 1e15 else f"{number:.15g}")
