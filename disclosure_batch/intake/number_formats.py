"""What a cell's number format makes of its number: a date, or another figure than the one that is stored.

Whoever fills a cell goes by what is shown. Rounding aside, a format can show 1 as 100%, 12345 as 12.3, or put a unit
behind it; then the reader takes the number with these words behind it, and the value rules see to the rest.
"""

import re
from decimal import Decimal
from typing import Any

DATE, SMALLER, PERCENT = "date", "（设了缩小显示的格式）", "%"
UNSEEN, STRUCK = "（设了不显示数字的格式）", "（已划去）"
FIGURE = re.compile(r"[0#?@]|General|G/", re.IGNORECASE)  # stands in a format for the figure
DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))  # built in, here and in East Asia
PERCENTAGES = frozenset((9, 10))
DATE_CODE = re.compile(r"[ymdhs]", re.IGNORECASE)
NO_CODE = re.compile(r'"[^"]*"|\\.|!.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|General|E[+-]', re.IGNORECASE)  # stands in a format, but for itself
LITERAL = re.compile(r'"[^"]*"|\\.|!.|_.|\*.|\[[^\]]*\]')
MOVED = re.compile(r"[0#?](?:\\|!)\.[0#?]")  # a point that only looks like one: 0!.0000 shows 9609 as 0.9609
SCALED = re.compile(r"[0#?],+(?![0#?,])")  # a comma behind the last digit leaves out three of them
MONEY = re.compile(r"[百千万亿]?元|[百千万亿]")
SHOWN = re.compile(r"[^\d-]*(-?\d[\d,]*(?:\.\d+)?(?:E[+-]?\d+)?)(.*)", re.DOTALL)


def of_code(code: str) -> str:
    """DATE, or what is to stand behind a number of this format; mostly nothing."""
    first = code[:255].partition(";")[0]  # the others are for negative numbers, zero and text
    bare = NO_CODE.sub("", first)
    if DATE_CODE.search(bare):
        return DATE
    if not FIGURE.search(LITERAL.sub("", first)):
        return UNSEEN if code else ""
    if "%" in bare:
        return PERCENT
    if SCALED.search(bare) or MOVED.search(first):
        return SMALLER
    behind = first[max(map(first.rfind, "0#?")) + 1 :]
    return _money(re.sub(r'["\\!]', "", behind))


def of_number(built_in: int) -> str:
    """The same for a format that every program knows by its number."""
    return DATE if built_in in DATES else PERCENT if built_in in PERCENTAGES else ""


def of_text(number: float, shown: str) -> str:
    """The same where a file keeps what a cell shows: what is to stand behind its number."""
    match = SHOWN.fullmatch(shown)
    if not match:
        return ""
    if match[2].strip().startswith("%"):
        return PERCENT
    if abs(number) >= 1 and abs(float(match[1].replace(",", ""))) * 100 < abs(number):
        return SMALLER
    return _money(match[2])


def _money(words: str) -> str:
    match = MONEY.match(words.strip())
    return match[0] if match else ""


def as_shown(number: Any, behind: str) -> Any:
    """The number itself, or the text that is to be read in its place; nothing is nothing in every format.

    Of a text only a stroke through it says anything, if it holds a figure.
    """
    if isinstance(number, str):
        return number + behind if behind == STRUCK and any(map(str.isdigit, number)) else number
    if not behind or not number or type(number) not in (int, float):
        return number
    exact = Decimal(repr(number)) * (100 if behind == PERCENT else 1)
    return f"{exact.normalize():f}{behind}"
