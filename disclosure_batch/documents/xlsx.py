"""An .xlsx or .xlsm to grids, each sheet's XML in one pass.

No library is left to read these: those at hand take an error value or a formula without a result for a blank, 1 for
`1&#50;` or `1<!-- -->2`, one of two cells in the same place, and end the process over a cell that is far away.
"""

import datetime
import math
import posixpath
import re
import zipfile
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from disclosure_batch.documents.document import Corner, Grid, Merge, telling
from disclosure_batch.documents.guard import CELLS, COLUMNS, MERGED, ROWS, open_zip, verified
from disclosure_batch.documents.markup import Silent, bounded, walk
from disclosure_batch.documents.number_formats import Format
from disclosure_batch.documents.unreadable import BeyondLimits, Damaged, Unreadable
from disclosure_batch.documents.xlsx_parts import Run, comments_of, formats_of, strings_of, unescaped
from disclosure_batch.references import a1

WORKBOOK, RELATIONS, STRINGS, STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/styles.xml"
NO_SHEETS = frozenset(("chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"))
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
WITHIN = frozenset(  # may stand among rows and cells beside their values: how a text looks
    ["r", "rPr", "rFont", "charset", "family", "b", "i", "strike", "outline", "shadow", "condense", "extend", "color", "sz", "u", "vertAlign", "scheme", "phoneticPr", "extLst", "ext"]
)
NAMED = 20  # cells beyond the limits that are named


class Book:
    """Parts of a workbook, all of them verified; only those that hold cells are kept."""

    def __init__(self, data: bytes) -> None:
        self.zip: zipfile.ZipFile = open_zip(data)
        self.names = self.zip.namelist()
        self.parts = verified(self.zip, _is_wanted)
        self.beyond: list[str] = []

    def grids(self) -> list[Grid]:
        """Every worksheet in the order of the workbook, as its relations name them."""
        relations, outline = _relations(self._part(RELATIONS), "xl"), _outline(self._part(WORKBOOK))
        strings = strings_of(self.parts[STRINGS]) if STRINGS in self.parts else []
        formats = formats_of(self.parts[STYLES]) if STYLES in self.parts else {}
        grids, left = [], CELLS
        if relations.sheets - {key for _, key, _ in outline.sheets}:
            raise Unreadable(Damaged("有的工作表没有列入目录，内部已损坏"))
        for name, key, visible in outline.sheets:
            target, kind = relations.targets.get(key, ("", ""))
            if kind in NO_SHEETS:
                continue
            sheet = Sheet(strings, formats, outline.epoch, left)
            walk(self._part(target), sheet)
            if not sheet.data_seen:
                raise Unreadable(Damaged())
            left -= sheet.count
            self.beyond += [f"“{name}”{cell}" for cell in sheet.beyond]
            grids.append(sheet.grid(name, visible, self._remarks(target)))
        return grids

    def _remarks(self, sheet: str) -> dict[Corner, str]:
        """The comments of a sheet, which has a part of its own for them."""
        folder, name = posixpath.split(sheet)
        xml = self.parts.get(f"{folder}/_rels/{name}.rels")
        targets = [path for path, kind in _relations(xml, folder).targets.values() if kind == "comments"] if xml else []
        said = (comment for path in targets if path in self.parts for comment in comments_of(self.parts[path]))
        return telling((corner(cell), author, text) for cell, author, text in said)

    def _part(self, path: str) -> bytes:
        if path not in self.parts:
            raise Unreadable(Damaged(f"缺少部件 {path or '（没有写明）'}"))
        return self.parts[path]


def _is_wanted(name: str) -> bool:
    return name.endswith((".xml", ".rels")) and name.startswith(("xl/", "docProps/core")) and not name.startswith(("xl/media/", "xl/drawings/"))


class _Relations(Silent):
    """Relation id -> (path of the part, kind); the ids of worksheets."""

    def __init__(self, folder: str) -> None:
        self.folder = folder  # from which their paths lead
        self.targets: dict[str, tuple[str, str]] = {}
        self.sheets: set[str] = set()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(self.folder, target))
            key, kind = attributes.get("Id", ""), attributes.get("Type", "").rpartition("/")[2]
            self.targets[key] = (path, kind)
            if kind == "worksheet":
                self.sheets.add(key)


def _relations(xml: bytes, folder: str) -> _Relations:
    relations = _Relations(folder)
    walk(xml, relations)
    return relations


class _Outline(Silent):
    """The sheets of a workbook, and the day from which it counts."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.epoch = datetime.datetime(1899, 12, 30)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            key = next((value for attribute, value in attributes.items() if attribute.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), key, attributes.get("state", "visible") == "visible"))
        elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self.epoch = datetime.datetime(1904, 1, 1)


@lru_cache(1)  # in a folder of workbooks from one template this part is mostly the same
def _outline(xml: bytes) -> _Outline:
    outline = _Outline()
    walk(xml, outline)
    return outline


# ---------------------------------------------------------------- a sheet


class Sheet:
    """Walks a worksheet. Cells and rows may leave out their position; then they follow the one before.

    What contradicts itself (a cell in another row than its own, a position that comes twice) is damage: no two
    programs read it alike.
    """

    def __init__(self, strings: list[str], formats: Mapping[str, Format], epoch: datetime.datetime, most: int) -> None:
        self.strings, self.formats, self.epoch, self.most = strings, formats, epoch, most
        self.rows: list[list[Any]] = []
        self.formulas: set[tuple[int, int]] = set()
        self.unstored: set[tuple[int, int]] = set()
        self.errors: dict[tuple[int, int], str] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.beyond: list[str] = []
        self.count = 0
        self.row = self.column = -1
        self.in_data = self.in_row = self.in_cell = self.taking = self.spoken = self.formula = False
        self.data_seen = self.rows_hidden = False
        self.pieces: list[str] = []
        self.run = Run()
        self.merged: list[Merge] = []
        self.stored = 0
        self.type = self.style = ""

    def grid(self, name: str, visible: bool, remarks: Mapping[Corner, str]) -> Grid:
        return Grid(name, self.rows, visible, frozenset(self.formulas), frozenset(self.unstored), self.errors, frozenset(self.hidden_rows), frozenset(self.hidden_columns), self.merged, remarks)

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
        elif name not in WITHIN:
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
        elif name == "mergeCell" and len(self.merged) < MERGED:
            self.merged.append(corners(attributes.get("ref", "")))
        elif name == "sheetFormatPr":
            self.rows_hidden = attributes.get("zeroHeight") in ("1", "true")
        elif name == "col" and _is_hidden(attributes, "width"):
            first, last = (_whole(attributes.get(end, "")) for end in ("min", "max"))
            self.hidden_columns.update(range(first - 1, min(last, COLUMNS)))

    def _open_row(self, attributes: dict[str, str]) -> None:
        row = _whole(attributes["r"]) - 1 if "r" in attributes else self.row + 1
        if row <= self.row or self.in_row:
            raise Unreadable(Damaged())
        self.row, self.column, self.in_row = row, -1, True
        if row < ROWS and (_is_hidden(attributes, "ht") or (self.rows_hidden and "ht" not in attributes)):
            self.hidden_rows.add(row)

    def _open_cell(self, attributes: dict[str, str]) -> None:
        row, column = corner(attributes["r"]) if "r" in attributes else (self.row, self.column + 1)
        if row != self.row or column <= self.column or not self.in_row or self.in_cell:
            raise Unreadable(Damaged())
        self.column, self.in_cell = column, True
        self.type, self.style = attributes.get("t", "n"), attributes.get("s", "0")
        self.formula = False
        self.stored = 0
        self.pieces = []
        self.run.look = ""

    def _close_cell(self) -> None:
        if not self.stored and not self.formula:
            return
        value = self._value()
        if value == "" and not self.formula:
            return
        if self.row >= ROWS or self.column >= COLUMNS:
            if len(self.beyond) < NAMED:
                self.beyond.append(a1(self.row, self.column))
            return
        self._keep(value)

    def _keep(self, value: Any) -> None:
        self.count += 1
        if self.count > self.most:
            raise Unreadable(BeyondLimits(f"有内容的格超过 {CELLS} 个的上限"))
        at = (self.row, self.column)
        if self.formula:
            self.formulas.add(at)
            if value == "" and self.type != "str":
                self.unstored.add(at)
        if self.type == "e":
            self.errors[at], value = value, ""
        self.rows.extend([] for _ in range(self.row + 1 - len(self.rows)))
        line = self.rows[self.row]
        line.extend([""] * (self.column - len(line)))
        line.append(value)

    def _value(self) -> Any:
        if self.stored > 1:
            raise Unreadable(Damaged())
        text = bounded("".join(self.pieces))
        match self.type:
            case "s" if text:
                if not text.isdecimal() or int(text[:9]) >= len(self.strings):
                    raise Unreadable(Damaged())
                return self._as_shown(self.strings[int(text)])
            case "n" if text:
                return self._number(text.strip())
            case "b" if text:
                return text.strip() in ("1", "true")
            case "d":
                return _day(text)
        return text if self.type == "e" else self._as_shown(unescaped(text))

    def _number(self, text: str) -> Any:
        """Any number a float, but an integer that no float holds; what is none is the text that it is."""
        if not NUMBER.fullmatch(text):
            return text
        number = float(text)
        if math.isinf(number):
            return text
        if self.style in self.formats:
            return _moment(number, self.epoch) if self.formats[self.style].is_date else self._as_shown(number)
        return int(text) if abs(number) >= 2**53 and text.isdecimal() and len(text) < 400 else number

    def _as_shown(self, value: Any) -> Any:
        return self.formats[self.style].of(value) if self.style in self.formats else value


def _is_hidden(attributes: Mapping[str, str], size: str) -> bool:
    """A row or column that is hidden, or has no height or width."""
    return attributes.get("hidden") in ("1", "true") or re.fullmatch(r"0+(?:\.0*)?", attributes.get(size, "")) is not None


def _moment(number: float, epoch: datetime.datetime) -> Any:
    """A number that is shown as a date or a time; below 1 a time. What no calendar has is left a number."""
    try:
        if 0 <= number < 1:
            return (datetime.datetime(1900, 1, 1) + datetime.timedelta(seconds=round(number * 86400) % 86400)).time()
        return epoch + datetime.timedelta(seconds=round(number * 86400)) if number > 0 else number
    except (OverflowError, ValueError):
        return number


def _day(text: str) -> Any:
    try:
        return datetime.datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return text


def _whole(text: str) -> int:
    """A row or column as XML counts it, from 1."""
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 9 and int(text)):
        raise Unreadable(Damaged())
    return int(text)


def corners(reference: str) -> Merge:
    """C7:G7 is (6, 2, 6, 6)."""
    first, _, last = reference.partition(":")
    return (*corner(first), *corner(last or first))


@lru_cache(20_000)
def corner(reference: str) -> tuple[int, int]:
    """D7 is (6, 3)."""
    match = re.fullmatch(r"([A-Z]{1,3})([1-9][0-9]{0,6})", reference)
    if not match:
        raise Unreadable(Damaged())
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def saved_at(core: bytes) -> datetime.datetime | None:
    """When a program last saved the file, as docProps/core.xml says."""
    found = re.search(rb"<dcterms:modified[^>]*>([^<]{1,40})<", core)
    day = _day(found[1].decode("ascii", "replace")) if found else None
    return day if isinstance(day, datetime.datetime) else None
