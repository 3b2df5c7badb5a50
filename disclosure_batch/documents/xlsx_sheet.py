"""A worksheet of an .xlsx to the cells of a grid, its XML in one pass."""

import datetime
import math
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from disclosure_batch.documents.document import Corner, Merge
from disclosure_batch.documents.gathered import Gathered
from disclosure_batch.documents.guard import CELLS, COLUMNS, MERGED_CELLS, ROWS
from disclosure_batch.documents.markup import bounded
from disclosure_batch.documents.number_formats import Format
from disclosure_batch.documents.unreadable import BeyondLimits, Damaged, Unreadable
from disclosure_batch.documents.xlsx_parts import LOOKS_OF_TEXT, Run, is_on, unescaped
from disclosure_batch.references import area_of, column_letters, corner_of

STORED_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
OF_WORDS = ("str", "inlineStr")  # types of cells that hold their own text; around other values blanks say nothing
LETTERS = [*map(column_letters, range(COLUMNS)), "?"]  # of the columns that are read; no reference has the last
NO_SIZE = re.compile(r"0+(?:\.0*)?")


class Referred(NamedTuple):
    """What the cells of a workbook refer to: its texts, its formats by their number, the day from which it counts."""

    strings: list[str]
    formats: Mapping[str, Format]
    epoch: datetime.datetime


class Worksheet:
    """Walks a worksheet. Cells and rows may leave out their position; then they follow the one before.

    What contradicts itself (a cell in another row than its own, a position that comes twice) is damage: no two
    programs read it alike.
    """

    def __init__(self, referred: Referred, most: int) -> None:
        """most: so many cells may be filled."""
        self.referred = referred
        self.most = most
        self.found = Gathered()
        self.count = 0
        self.data_seen = self.rows_hidden = False
        # where the walk is
        self.row = self.column = -1
        self.row_name = ""  # as references write it
        self.in_data = self.in_row = self.in_cell = False
        self.taking = self.spoken = False  # the text is the cell's; within how a word is pronounced
        # the cell that is walked
        self.type = self.style = ""
        self.formula = False
        self.stored = 0  # so many values it has
        self.pieces: list[str] = []
        self.run = Run()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self.in_data:
            self._outside(name, attributes)
        elif name == "c":
            self._open_cell(attributes)
        elif name == "v":
            self.stored += 1
            self.taking = True
        elif name == "f":
            self.formula = True
        elif name == "row":
            self._open_row(attributes)
        elif name == "is":
            self.stored += 1
        elif name == "t":
            self.taking = self.stored > 0 and not self.spoken
        elif name == "rPh":
            self.spoken = True
        elif name not in LOOKS_OF_TEXT:
            raise Unreadable(Damaged())
        else:
            self.run.start(name, attributes)

    def text(self, data: str) -> None:
        if self.taking:
            self.pieces.append(self.run.as_seen(data))

    def end(self, name: str) -> None:
        self.taking = False
        if not self.in_data:
            return
        if name == "c":
            self.in_cell = False
            self._close_cell()
        elif name == "row":
            self.in_row = False
        elif name == "sheetData":
            self.in_data = False
        elif name == "rPh":
            self.spoken = False

    def _outside(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheetData":
            if self.data_seen:
                raise Unreadable(Damaged())
            self.in_data = self.data_seen = True
        elif name in ("row", "c"):
            raise Unreadable(Damaged())
        elif name == "mergeCell" and len(self.found.merged) < MERGED_CELLS:
            self.found.merged.append(area(attributes.get("ref", "")))
        elif name == "sheetFormatPr":
            self.rows_hidden = is_on(attributes.get("zeroHeight"))
        elif name == "col" and _is_hidden(attributes, "width"):
            first, last = (_whole(attributes.get(end, "")) for end in ("min", "max"))
            self.found.hidden_columns.update(range(first - 1, min(last, COLUMNS)))

    def _open_row(self, attributes: dict[str, str]) -> None:
        row = _whole(attributes["r"]) - 1 if "r" in attributes else self.row + 1
        if row <= self.row or self.in_row:
            raise Unreadable(Damaged())
        self.row, self.column, self.in_row = row, -1, True
        self.row_name = str(row + 1)
        hidden = _is_hidden(attributes, "ht") or (self.rows_hidden and "ht" not in attributes)
        if hidden and row < ROWS:
            self.found.hidden_rows.add(row)

    def _open_cell(self, attributes: dict[str, str]) -> None:
        row, column = self._place(attributes.get("r"))
        if row != self.row or column <= self.column or not self.in_row or self.in_cell:
            raise Unreadable(Damaged())
        self.column, self.in_cell = column, True
        self.type, self.style = attributes.get("t", "n"), attributes.get("s", "0")
        self.formula = False
        self.stored = 0
        self.pieces = []
        self.run.look = ""

    def _place(self, reference: str | None) -> Corner:
        """Where a cell stands. Most follow the one before: cells with nothing but a format come in masses."""
        following = self.column + 1
        if reference is None or reference == f"{LETTERS[min(following, COLUMNS)]}{self.row_name}":
            return self.row, following
        return corner(reference)

    def _close_cell(self) -> None:
        if not self.stored and not self.formula:
            return
        value = self._value()
        if value == "" and not self.formula:
            return
        if self.row < ROWS and self.column < COLUMNS:
            self._keep(value)
        else:
            self.found.tell_beyond(self.row, self.column)

    def _keep(self, value: Any) -> None:
        self.count += 1
        if self.count > self.most:
            raise Unreadable(BeyondLimits(f"有内容的格超过 {CELLS} 个的上限"))
        at = (self.row, self.column)
        if self.formula:
            self.found.formulas.add(at)
            if value == "" and self.type != "str":
                self.found.unstored.add(at)
        if self.type == "e":
            self.found.errors[at], value = value, ""
        elif padded := padded_of(value, self.style, self.referred):
            self.found.padded[at] = padded
        self._put(value)

    def _put(self, value: Any) -> None:
        rows = self.found.rows
        rows.extend([] for _ in range(self.row + 1 - len(rows)))
        line = rows[self.row]
        line.extend([""] * (self.column - len(line)))
        line.append(value)

    def _value(self) -> Any:
        if self.stored > 1:
            raise Unreadable(Damaged())
        return self._content("".join(self.pieces))

    def _content(self, stored: str) -> Any:
        return held_by(self.type, self.style, stored, self.referred)


def held_by(kind: str, style: str, stored: str, referred: Referred) -> Any:
    """What a cell of this type and format holds: the text that is stored, as a value."""
    text = bounded(stored)
    if kind not in OF_WORDS:
        text = text.strip()
    match kind:
        case "s" if text:
            if not text.isdecimal() or int(text[:9]) >= len(referred.strings):
                raise Unreadable(Damaged())
            return _as_shown(referred.strings[int(text)], style, referred)
        case "n" if text:
            return _number(text, style, referred)
        case "b" if text:
            return is_on(text)
        case "d":
            return day_in_xml(text)
    return text if kind == "e" else _as_shown(unescaped(text), style, referred)


def _number(text: str, style: str, referred: Referred) -> Any:
    """Any number a float, but an integer that no float holds; what is none is the text that it is."""
    if not STORED_NUMBER.fullmatch(text):
        return text
    number = float(text)
    if math.isinf(number):
        return text
    if style in referred.formats:
        is_date = referred.formats[style].is_date
        return _moment(number, referred.epoch) if is_date else _as_shown(number, style, referred)
    return int(text) if abs(number) >= 2**53 and text.isdecimal() and len(text) < 400 else number


def padded_of(value: Any, style: str, referred: Referred) -> str:
    """A whole number as a cell of this format shows it, where that is with further digits."""
    return referred.formats[style].padded(value) if style in referred.formats else ""


def _as_shown(value: Any, style: str, referred: Referred) -> Any:
    return referred.formats[style].of(value) if style in referred.formats else value


def _is_hidden(attributes: Mapping[str, str], size: str) -> bool:
    """A row or column that is hidden, or has no height or width."""
    return is_on(attributes.get("hidden")) or NO_SIZE.fullmatch(attributes.get(size, "")) is not None


def _whole(text: str) -> int:
    """A row or column as XML counts it, from 1."""
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 9 and int(text)):
        raise Unreadable(Damaged())
    return int(text)


def _moment(number: float, epoch: datetime.datetime) -> Any:
    """A number that is shown as a date or a time; below 1 a time. What no calendar has is left a number."""
    try:
        if 0 <= number < 1:
            return (datetime.datetime(1900, 1, 1) + datetime.timedelta(seconds=round(number * 86400) % 86400)).time()
        return epoch + datetime.timedelta(seconds=round(number * 86400)) if number > 0 else number
    except (OverflowError, ValueError):
        return number


def day_in_xml(text: str) -> Any:
    """A day as XML writes it; what is none is the text that it is."""
    try:
        return datetime.datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return text


@lru_cache(20_000)
def corner(reference: str) -> Corner:
    """D7 is (6, 3). Raises Unreadable where it is no cell."""
    try:
        return corner_of(reference)
    except ValueError as error:
        raise Unreadable(Damaged()) from error


def area(reference: str) -> Merge:
    """C7:G7 is (6, 2, 6, 6). Raises Unreadable where it is no area."""
    try:
        return area_of(reference)
    except ValueError as error:
        raise Unreadable(Damaged()) from error
