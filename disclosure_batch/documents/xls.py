"""An .xls or .et as far as python-calamine reads it.

What it does not tell (formulas, error values, what is hidden, what a format shows) is read from the file's records.
"""

import io
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from disclosure_batch.documents.document import Corner, Document, Grid, telling
from disclosure_batch.documents.gathered import Gathered
from disclosure_batch.documents.number_formats import Format
from disclosure_batch.documents.ole import UNSOUND, Container
from disclosure_batch.documents.unreadable import Damaged, Encrypted, NotReadable, Unreadable
from disclosure_batch.documents.xls_records import Record, Shared, characters, records_of

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook, SheetMetadata

WITH_FORMAT = frozenset(  # records of cells that give the number of a format
    (Record.NUMBER, Record.SHORT_NUMBER, Record.SHORT_NUMBERS, Record.FORMULA, Record.LABEL, Record.SHARED_LABEL)
)
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
UNKNOWN_ERROR = "#?"
MOST_COLUMNS = 256
NO_CALAMINE = NotReadable(
    "是 .xls 工作簿，这台电脑上没有装读取它的组件 python-calamine", "另存为 .xlsx，或者装上这个组件后再运行一次"
)


def read_xls(data: bytes) -> Document:
    """Every worksheet in the order of the workbook; charts and macros are none."""
    told, data = _told(data)
    try:
        import python_calamine as calamine
    except ImportError as error:
        raise Unreadable(NO_CALAMINE) from error
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
            if len(sheets) != len(told):
                raise Unreadable(Damaged())
            return Document([_grid(book, *each) for each in zip(sheets, told, strict=True)])
    except calamine.PasswordError as error:
        raise Unreadable(Encrypted()) from error
    except (Unreadable, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of calamine is no Exception
        raise Unreadable(Damaged()) from error


class _Told(NamedTuple):
    """What the records of a sheet tell beside its values. formats and texts: of the cells where they are not plain."""

    found: Gathered
    formats: dict[Corner, Format]
    texts: dict[Corner, str]
    remarks: dict[Corner, str]


def _grid(book: "CalamineWorkbook", sheet: "SheetMetadata", told: _Told) -> Grid:
    from python_calamine import SheetVisibleEnum

    found = told.found
    found.rows = rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
    for row, column in _within(told.texts, rows):
        rows[row][column] = told.texts[row, column]
    for row, column in _within(told.formats, rows):
        known, value = told.formats[row, column], rows[row][column]
        rows[row][column] = known.of(value)
        if padded := known.padded(value):
            found.padded[row, column] = padded
    return found.grid(sheet.name, sheet.visible == SheetVisibleEnum.Visible, told.remarks)


def _within(cells: dict[Corner, object], rows: list[list[object]]) -> list[Corner]:
    return [(row, column) for row, column in cells if row < len(rows) and column < len(rows[row])]


# ---------------------------------------------------------------- the records


def _told(data: bytes) -> tuple[list[_Told], bytes]:
    """(of each worksheet, in the order of the workbook; the file as calamine finds the same workbook in it)."""
    try:
        container = Container(data)
        return list(_worksheets(container.workbook())), container.with_one_workbook()
    except UNSOUND as error:
        raise Unreadable(Damaged()) from error


def _worksheets(stream: bytes) -> Iterator[_Told]:
    records = list(records_of(stream, 0))
    if any(record.kind == Record.PASSWORD for record in records):  # whatever else they hold is noise then
        raise Unreadable(Encrypted())
    shared = Shared(stream, records)
    for kind, start, _ in records:
        if kind == Record.SHEET and stream[start + 5] == 0:  # else a chart or macros
            sheet = _Worksheet(stream, struct.unpack_from("<I", stream, start)[0], shared)
            yield _Told(sheet.found, sheet.formats, sheet.texts, telling(sheet.remarks()))


class _Worksheet:
    """The records of a sheet, one after another."""

    def __init__(self, stream: bytes, at: int, shared: Shared) -> None:
        self.stream, self.at, self.shared = stream, at, shared
        self.found = Gathered()
        self.formats: dict[Corner, Format] = {}
        self.texts: dict[Corner, str] = {}
        takes = {
            Record.FORMULA: self._formula,
            Record.BOOLEAN_OR_ERROR: self._boolean_or_error,
            Record.SHARED_LABEL: self._shared_label,
            Record.MERGES: self._merges,
            Record.ROW: self._row,
            Record.COLUMNS: self._columns,
        }
        for kind, start, length in records_of(stream, at):
            if kind in WITH_FORMAT:
                self._keep_formats(start, (length - 6) // 6 if kind == Record.SHORT_NUMBERS else 1)
            if kind in takes:
                takes[kind](start, length)

    def _corner(self, start: int) -> Corner:
        return struct.unpack_from("<HH", self.stream, start)

    def _keep_formats(self, start: int, count: int) -> None:
        """The formats of so many cells side by side, where they show something else than is stored."""
        row, column = self._corner(start)
        for n in range(count):
            (number,) = struct.unpack_from("<H", self.stream, start + 4 + 6 * n)
            if number < len(self.shared.formats) and (known := self.shared.formats[number]):
                self.formats[row, column + n] = known

    def _formula(self, start: int, length: int) -> None:
        self.found.formulas.add(self._corner(start))
        result = self.stream[start + 6 : start + 14]
        if result[6:] == b"\xff\xff" and result[0] == 2:
            self.found.errors[self._corner(start)] = ERRORS.get(result[2], UNKNOWN_ERROR)

    def _boolean_or_error(self, start: int, length: int) -> None:
        if self.stream[start + 7]:
            self.found.errors[self._corner(start)] = ERRORS.get(self.stream[start + 6], UNKNOWN_ERROR)

    def _shared_label(self, start: int, length: int) -> None:
        (number,) = struct.unpack_from("<I", self.stream, start + 6)
        if text := self.shared.texts.get(number):
            self.texts[self._corner(start)] = text

    def _merges(self, start: int, length: int) -> None:
        count = min(struct.unpack_from("<H", self.stream, start)[0], (length - 2) // 8)
        for n in range(count):
            top, bottom, left, right = struct.unpack_from("<4H", self.stream, start + 2 + 8 * n)
            self.found.merged.append((top, left, bottom, right))

    def _row(self, start: int, length: int) -> None:
        (height,) = struct.unpack_from("<H", self.stream, start + 6)
        if self.stream[start + 12] & 0x20 or height & 0x7FFF == 0:
            self.found.hidden_rows.add(struct.unpack_from("<H", self.stream, start)[0])

    def _columns(self, start: int, length: int) -> None:
        first, last, width = struct.unpack_from("<3H", self.stream, start)
        if self.stream[start + 8] & 1 or width == 0:
            self.found.hidden_columns.update(range(first, min(last + 1, MOST_COLUMNS)))

    def remarks(self) -> Iterator[tuple[Corner, str, str]]:
        """(cell, author, text) of each comment: a note names an object, and behind the object stands its text."""
        texts: dict[int, str] = {}
        number, awaited = 0, False
        for kind, start, length in records_of(self.stream, self.at):
            content = self.stream[start : start + length]
            if kind == Record.OBJECT:
                (number,) = struct.unpack_from("<H", self.stream, start + 6)
            elif kind == Record.CONTINUED and awaited:
                texts[number] = characters(content)
            elif kind == Record.NOTE:
                row, column, _, noted, count = struct.unpack_from("<5H", self.stream, start)
                yield (row, column), characters(content[10:])[:count], texts.get(noted, "")
            awaited = kind == Record.TEXT
