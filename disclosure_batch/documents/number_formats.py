"""What a cell's number format makes of its number: a date, or another figure than the one that is stored.

Whoever fills a cell goes by what is shown. Rounding aside, a format can show 8 as 80, as (8) or as 约8, 1 as 100%,
12345 as 12.3 or as 012345, or put a unit behind it. Then the reader takes a number that knows what is shown, and the
value rules see to the rest. What says nothing is left out: colours, the room left for a character, the sign of a
currency.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from disclosure_batch.documents.document import Shown
from disclosure_batch.documents.looks import CROSSED_OUT, SMALLER, UNSEEN, holds_digit
from disclosure_batch.text import MOST_EXACT, exact

MOST_SHOWN = 255  # characters of a format, or of what one makes of a number
DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))  # built in, here and in East Asia
PERCENTAGES = frozenset((9, 10))
SIGN = re.compile(
    r'"(?P<quoted>[^"]*)"'
    r"|[\\!](?P<escaped>.?)"
    r"|_.?"
    r"|\*(?P<filled>.?)"
    r"|\[(?P<bracket>[^\]]*)\]"
    r"|(?P<figure>General|G/通用格式|[0#?@.,/%]|E[+-]0*)"
    r"|(?P<bare>.)",
    re.IGNORECASE | re.DOTALL,
)
ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
DATE_CODE = re.compile(r"[ymdhs]", re.IGNORECASE)
CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
HOLDS = {"<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__", "=": "__eq__", "<>": "__ne__"}
SCALED = re.compile(r"[0#?],+(?![0#?,])")  # a comma behind the last digit leaves out three of them
SAYS_NOTHING = re.compile(r"[\s¥￥$€£]|CNY|RMB|人民币", re.IGNORECASE)
PLACES = frozenset("0#?,")  # of whole digits


@dataclass(frozen=True)
class FormatSection:
    """What one part of a format shows of the numbers it is for.

    pieces: in their order the signs of the figure (True), and words. condition: for which numbers it is, if it says so.
    """

    pieces: tuple[tuple[bool, str], ...]
    condition: tuple[str, float] | None = None
    date: bool = False

    @cached_property
    def places(self) -> list[int]:
        """Where among the pieces the figure stands; nowhere, where it shows none."""
        signs = [n for n, (figure, _) in enumerate(self.pieces) if figure]
        return signs if any(self.pieces[n][1] not in ".,/%" for n in signs) else []

    @cached_property
    def middle(self) -> tuple[tuple[bool, str], ...]:
        """The pieces from the first sign of the figure to its last."""
        return self.pieces[self.places[0] : self.places[-1] + 1] if self.places else ()

    @cached_property
    def around(self) -> tuple[str, str]:
        """The words before and behind the figure."""
        places = self.places or [len(self.pieces)]
        before, behind = self.pieces[: places[0]], self.pieces[places[-1] + 1 :]
        return _words(before), _words(behind)

    @cached_property
    def within(self) -> str:
        """The words among the digits of the figure; a fraction has none."""
        pieces = self.middle[:-1]
        words = "".join(text for figure, text in pieces if not figure)
        return "" if (True, "/") in pieces else re.sub(r"[\s,]", "", words)

    @cached_property
    def percent(self) -> str:
        """Its signs of a percentage."""
        return "".join(text for figure, text in self.pieces if figure and text == "%")

    @cached_property
    def is_smaller(self) -> bool:
        """It leaves out digits, or has a point that only looks like one: 0!.0000 shows 9609 as 0.9609."""
        digits = "".join(text if figure else " " for figure, text in self.pieces)
        return "." in self.within or SCALED.search(digits) is not None

    @cached_property
    def is_whole(self) -> bool:
        """It shows whole numbers digit by digit."""
        signs = {text for figure, text in self.middle if figure}
        return bool(signs) and signs <= PLACES and not self.is_smaller

    @property
    def is_plain(self) -> bool:
        """It shows a number as it is."""
        changes = self.date or self.is_smaller or self.within or self.percent or any(self.around)
        return bool(self.places) and not changes and not self.pads

    @property
    def pads(self) -> bool:
        """It shows a short number with zeros in front."""
        return self.is_whole and self.middle.count((True, "0")) > 1

    def is_for(self, number: float, place: int, count: int) -> bool:
        """Whether it is for this number, being one of so many: for positive numbers, negative ones, zero."""
        if self.condition:
            return getattr(float(number), HOLDS[self.condition[0]])(self.condition[1])
        if place == count - 1:
            return True
        return number < 0 if place else number > 0 or (number == 0 and count == 2)

    def filled(self, number: float) -> str:
        """A whole number with its digits in their places: 12345 as 012345, or with words between as 1-23-45."""
        digits, shown = digits_of(number), ""
        left = sum(figure for figure, _ in self.middle)
        for figure, text in reversed(self.middle):
            left -= figure
            if not figure:
                shown = text + shown
            elif left:
                digits, shown = digits[:-1], (digits[-1:] or text.strip("#?,")) + shown
            else:
                shown = (digits or text.strip("#?,")) + shown  # the first place takes all that is left
        return shown


def _words(pieces: tuple[tuple[bool, str], ...]) -> str:
    return SAYS_NOTHING.sub("", "".join(text for _, text in pieces))


@dataclass(frozen=True)
class Format:
    """What a cell's format makes of what is in it."""

    sections: tuple[FormatSection, ...] = ()
    struck: bool = False

    @property
    def is_date(self) -> bool:
        """It shows a number as a day or a time."""
        return bool(self.sections) and self.sections[0].date and not self.struck

    def of(self, value: Any) -> Any:
        """The value itself, or what is to be read in its place."""
        if isinstance(value, str):
            return self._of_text(value)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not value:
            return self._of_zero(value)
        if self.struck:
            return Shown(value, f"{digits_of(value)}{CROSSED_OUT}")
        section = self._for(value)
        return _shown(section, value) if section and value > 0 else value  # below 0 it is wrong, however it is shown

    def padded(self, value: Any) -> str:
        """A whole number as its cell shows it, where it shows more than the digits; else nothing."""
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value % 1 or not 0 <= value < MOST_EXACT:
            return ""
        section = self._for(value)
        if not section or not section.is_whole:
            return ""
        shown = section.filled(value).join(section.around)
        return "" if shown == digits_of(value) else shown

    def _for(self, number: float) -> FormatSection | None:
        numeric = self.sections[:3]
        return next((s for n, s in enumerate(numeric) if s.is_for(number, n, len(numeric))), None)

    def _of_zero(self, value: Any) -> Any:
        """Nothing is nothing in every format, unless there is a digit among its words."""
        section = self._for(0) if type(value) in (int, float) else None
        words = section.around if section else ()
        if not any(character.isdigit() and character != "0" for character in "".join(words)):
            return value
        return Shown(0, "0".join(words) if section.places else f"0{UNSEEN}")

    def _of_text(self, text: str) -> str:
        """Of a text only a stroke through it, or words around it, say anything, if it holds a figure."""
        if not holds_digit(text):
            return text
        if self.struck:
            return text + CROSSED_OUT
        section = next((s for s in self.sections if (True, "@") in s.pieces), None)
        return text.join(section.around) if section else text


STRUCK = Format(struck=True)


def _shown(section: FormatSection, number: float) -> Any:
    if not section.places or section.is_smaller:
        return Shown(number, digits_of(number) + (SMALLER if section.places else UNSEEN))
    before, behind = section.around
    if section.within:
        fits = number % 1 == 0 and (True, ".") not in section.pieces
        return Shown(number, f"{before}{section.filled(number) if fits else digits_of(number) + SMALLER}{behind}")
    changed = before or behind or section.percent
    return Shown(number, f"{before}{digits_of(number, section.percent)}{behind}") if changed else number


def digits_of(number: float, percent: str = "") -> str:
    """The digits of a number, of a percentage those that are shown before the sign."""
    return f"{(exact(number) * 100 ** len(percent)).normalize():f}{percent}"


# ---------------------------------------------------------------- where formats come from


def of_code(code: str) -> Format | None:
    """What a format makes of a number; None where it shows every number as it is."""
    sections = tuple(_sections(code[:MOST_SHOWN]))
    return None if all(section.is_plain for section in sections) else Format(sections)


def of_number(built_in: int) -> Format | None:
    """The same for a format that every program knows by its number."""
    return of_code("yyyy-m-d" if built_in in DATES else "0%" if built_in in PERCENTAGES else "")


def _sections(code: str) -> Iterator[FormatSection]:
    if not code:
        return
    signs: list[re.Match[str]] = []
    for sign in SIGN.finditer(code):
        if sign["bare"] == ";":
            yield _section(signs)
            signs = []
        else:
            signs.append(sign)
    yield _section(signs)


def _section(signs: list[re.Match[str]]) -> FormatSection:
    """The last of several conditions counts."""
    condition = next((found for sign in reversed(signs) if (found := _condition(sign))), None)
    return FormatSection(tuple(map(_piece, signs)), condition, any(map(_is_of_a_date, signs)))


def _piece(sign: re.Match[str]) -> tuple[bool, str]:
    """A sign of a format: whether it is one of the figure, and what it shows."""
    kind = sign.lastgroup
    text = sign[kind] if kind else ""  # room left for a character is nothing
    if kind == "bracket":  # a currency, else a colour, a language or a condition
        text = text[1:].partition("-")[0] if text.startswith("$") else ""
    elif kind == "filled":  # as often as there is room
        text = f"{text}…" if text.strip() else ""
    return kind == "figure", text


def _condition(sign: re.Match[str]) -> tuple[str, float] | None:
    found = CONDITION.fullmatch((sign["bracket"] or "").strip())
    return (found[1], float(found[2])) if found else None


def _is_of_a_date(sign: re.Match[str]) -> bool:
    return bool(ELAPSED.fullmatch(sign["bracket"] or "") or DATE_CODE.match(sign["bare"] or ""))
