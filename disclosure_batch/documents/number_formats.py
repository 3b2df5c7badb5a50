"""What a cell's number format makes of its number: a date, or another figure than the one that is stored.

Whoever fills a cell goes by what is shown. Rounding aside, a format can show 8 as 80, as (8) or as 约8, 1 as 100%, 12345 as
12.3, or put a unit behind it. Then the reader takes a number that knows what is shown, and the value rules see to the rest.
What says nothing is left out: padding, colours, the sign of a currency.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from disclosure_batch.documents.document import Shown

LONGEST = 255  # characters of a format, or of what one makes of a number
SMALLER, UNSEEN, STRUCK = "（设了缩小显示的格式）", "（设了不显示数字的格式）", "（已划去）"
DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))  # built in, here and in East Asia
PERCENTAGES = frozenset((9, 10))
PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.?)|_.?|\*(?P<filled>.?)|\[(?P<bracket>[^\]]*)\]|(?P<figure>General|G/通用格式|[0#?@.,/%]|E[+-]0*)|(?P<bare>.)',
    re.IGNORECASE | re.DOTALL,
)
ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
DATE_CODE = re.compile(r"[ymdhs]", re.IGNORECASE)
CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
HOLDS = {"<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__", "=": "__eq__", "<>": "__ne__"}
SCALED = re.compile(r"[0#?],+(?![0#?,])")  # a comma behind the last digit leaves out three of them
NO_WORDS = re.compile(r"[\s¥￥$€£]|CNY|RMB|人民币", re.IGNORECASE)
FIGURE = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:E[+-]?\d{1,3})?")
FRACTION = re.compile(r"-?(?:\d+\s+)?\d+/\d+")
NUMERALS = re.compile(r"[〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖]")


@dataclass(frozen=True)
class Section:
    """What one part of a format shows of the numbers it is for.

    pieces: in their order the signs of the figure (True), and words. condition: for which numbers it is, where it says so.
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
    def around(self) -> tuple[str, str]:
        """The words before and behind the figure."""
        places = self.places or [len(self.pieces)]
        sides = self.pieces[: places[0]], self.pieces[places[-1] + 1 :]
        return tuple(NO_WORDS.sub("", "".join(text for _, text in side)) for side in sides)

    @cached_property
    def within(self) -> str:
        """The words among the digits of the figure; a fraction has none."""
        pieces = self.pieces[self.places[0] : self.places[-1]] if self.places else ()
        words = "".join(text for figure, text in pieces if not figure)
        return "" if (True, "/") in pieces else re.sub(r"[\s,]", "", words)

    @cached_property
    def percent(self) -> str:
        return "".join(text for figure, text in self.pieces if figure and text == "%")

    @cached_property
    def is_smaller(self) -> bool:
        """It leaves out digits, or has a point that only looks like one: 0!.0000 shows 9609 as 0.9609."""
        return "." in self.within or SCALED.search("".join(text if figure else " " for figure, text in self.pieces)) is not None

    def is_for(self, number: float, place: int, count: int) -> bool:
        """Whether it is for this number, being one of so many: for positive numbers, negative ones, zero."""
        if self.condition:
            return getattr(float(number), HOLDS[self.condition[0]])(self.condition[1])
        if place == count - 1:
            return True
        return number < 0 if place else number > 0 or (number == 0 and count == 2)


@dataclass(frozen=True)
class Format:
    """What a cell's format makes of what is in it."""

    sections: tuple[Section, ...] = ()
    struck: bool = False

    @property
    def is_date(self) -> bool:
        return bool(self.sections) and self.sections[0].date and not self.struck

    def of(self, value: Any) -> Any:
        """The value itself, or what is to be read in its place."""
        if isinstance(value, str):
            return self._of_text(value)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not value:
            return self._of_zero(value)
        if self.struck:
            return Shown(value, f"{_plain(value)}{STRUCK}")
        section = self._for(value)
        return _shown(section, value) if section and value > 0 else value  # below 0 it is wrong, however it is shown

    def _for(self, number: float) -> Section | None:
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
        if not any(map(str.isdigit, text)):
            return text
        if self.struck:
            return text + STRUCK
        section = next((s for s in self.sections if (True, "@") in s.pieces), None)
        return text.join(section.around) if section else text


def _shown(section: Section, number: float) -> Any:
    if not section.places or section.is_smaller:
        return Shown(number, _plain(number) + (SMALLER if section.places else UNSEEN))
    before, behind = section.around
    if section.within:
        return Shown(number, f"{before}{_placed(section, number)}{behind}")
    return Shown(number, f"{before}{_plain(number, section.percent)}{behind}") if before or behind or section.percent else number


def _placed(section: Section, number: float) -> str:
    """A whole number with its digits in their places among words, as of a telephone number."""
    if number % 1 or (True, ".") in section.pieces:
        return _plain(number) + SMALLER
    digits, shown = _plain(number), ""
    left = sum(figure for figure, _ in section.pieces)
    for figure, text in reversed(section.pieces[section.places[0] : section.places[-1] + 1]):
        left -= figure
        if not figure:
            shown = text + shown
        elif left:
            digits, shown = digits[:-1], (digits[-1:] or text.strip("#?,")) + shown
        else:
            shown = (digits or text.strip("#?,")) + shown  # the first place takes all that is left
    return shown


def _plain(number: float, percent: str = "") -> str:
    return f"{(_exact(number) * 100 ** len(percent)).normalize():f}{percent}"


def _exact(number: float) -> Decimal:
    """As it would be typed; the noise that arithmetic leaves is none of the figure's."""
    return Decimal(repr(number) if abs(number) >= 1e15 else f"{number:.15g}").normalize()


# ---------------------------------------------------------------- where formats come from


def of_code(code: str) -> Format | None:
    """What a format makes of a number; None where it shows it as it is."""
    sections = tuple(_sections(code[:LONGEST]))
    plain = all(s.places and not (s.date or s.is_smaller or s.within or s.percent or any(s.around)) for s in sections)
    return None if plain else Format(sections)


def of_number(built_in: int) -> Format | None:
    """The same for a format that every program knows by its number."""
    return of_code("yyyy-m-d" if built_in in DATES else "0%" if built_in in PERCENTAGES else "")


def _sections(code: str) -> Iterator[Section]:
    pieces: list[tuple[bool, str]] = []
    condition, date = None, False
    for match in PIECE.finditer(code):
        kind = match.lastgroup
        text = match[kind] if kind else ""  # room left for a character is nothing
        if kind == "bare" and text == ";":
            yield Section(tuple(pieces), condition, date)
            pieces, condition, date = [], None, False
        elif kind == "bracket":
            date |= ELAPSED.fullmatch(text) is not None
            found = CONDITION.fullmatch(text.strip())
            condition = (found[1], float(found[2])) if found else condition
            pieces.append((False, text[1:].partition("-")[0] if text.startswith("$") else ""))
        elif kind == "filled":  # as often as there is room
            pieces.append((False, f"{text}…" if text.strip() else ""))
        else:
            date |= kind == "bare" and DATE_CODE.match(text) is not None
            pieces.append((kind == "figure", text))
    if code:
        yield Section(tuple(pieces), condition, date)


def as_written(number: float, shown: str) -> Any:
    """A number where a file keeps what its cell shows: itself, or what is to be read in its place."""
    shown = shown.strip()[:LONGEST]
    if number == 0 and set("123456789") & set(shown):
        return Shown(number, shown)
    if number <= 0 or not shown or FRACTION.fullmatch(shown):
        return number
    figure = FIGURE.search(shown)
    if not figure:
        return number if NUMERALS.search(shown) else Shown(number, _plain(number) + UNSEEN)
    before, behind = (NO_WORDS.sub("", side) for side in (shown[: figure.start()], shown[figure.end() :]))
    percent = "%" if behind.startswith("%") else ""
    seen, exact = Decimal(figure[0].replace(",", "")), _exact(number) * 100 ** len(percent)
    if abs(exact - seen) <= Decimal(1).scaleb(seen.as_tuple().exponent) / 2:  # but for rounding the same
        return Shown(number, f"{before}{_plain(number, percent)}{behind.removeprefix(percent)}") if before or behind else number
    return Shown(number, _plain(number) + SMALLER if abs(seen) * 100 < number and number >= 1 else shown)
