"""A number of which a file keeps what its cell shows, as an .ods does, instead of the format that shows it."""

import re
from decimal import Decimal
from typing import Any

from disclosure_batch.documents.document import Shown
from disclosure_batch.documents.number_formats import MOST_SHOWN, SAYS_NOTHING, SMALLER, UNSEEN, digits_of
from disclosure_batch.text import MOST_EXACT, exact

WRITTEN_FIGURE = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:E[+-]?\d{1,3})?")
FRACTION = re.compile(r"-?(?:\d+\s+)?\d+/\d+")
IN_NUMERALS = re.compile(r"[〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖]")


def as_written(number: float, shown: str) -> Any:
    """The number itself, or what is to be read in its place."""
    shown = shown.strip()[:MOST_SHOWN]
    if number == 0:
        return Shown(number, shown) if set("123456789") & set(shown) else number
    if number < 0 or not shown or FRACTION.fullmatch(shown):
        return number
    if figure := WRITTEN_FIGURE.search(shown):
        return _beside(number, figure)
    return number if IN_NUMERALS.search(shown) else Shown(number, digits_of(number) + UNSEEN)


def _beside(number: float, figure: re.Match[str]) -> Any:
    """A number and the figure that stands for it in a text."""
    shown = figure.string
    before, behind = (SAYS_NOTHING.sub("", side) for side in (shown[: figure.start()], shown[figure.end() :]))
    percent = "%" if behind.startswith("%") else ""
    seen = Decimal(figure[0].replace(",", ""))
    rounding = Decimal(1).scaleb(seen.as_tuple().exponent) / 2
    if abs(exact(number) * 100 ** len(percent) - seen) > rounding:
        is_smaller = abs(seen) * 100 < number and number >= 1
        return Shown(number, digits_of(number) + SMALLER if is_smaller else shown)
    if before or behind:
        return Shown(number, f"{before}{digits_of(number, percent)}{behind.removeprefix(percent)}")
    return number


def padded_as_written(number: float, shown: str) -> str:
    """A whole number as its cell shows it, where it shows more than the digits, 012345 or 1-23-45; else nothing."""
    if number % 1 or not 0 <= number < MOST_EXACT:
        return ""
    digits, shown = str(int(number)), shown.strip()
    if shown.replace(",", "") == digits:
        return ""
    figures = re.sub(r"\D", "", shown)
    is_padded = figures != "" and figures.lstrip("0") == digits.lstrip("0")
    read = as_written(number, shown)
    return shown if is_padded or (isinstance(read, Shown) and read.text == shown) else ""
