"""What the records of an .xls or .et tell of its cells and python-calamine does not: formulas, error values, what is
hidden. The container is followed first, so that no chain of sectors leads round in a circle."""

import struct
from collections.abc import Iterator
from typing import Any

from disclosure_batch.intake import number_formats
from disclosure_batch.intake.document import Merge, Unreadable
from disclosure_batch.intake.markup import DAMAGED

FORMULA, BOOLEAN_OR_ERROR, ROW, COLUMN_INFO, SHEET, PASSWORD, BEGIN, END = 0x06, 0x205, 0x208, 0x7D, 0x85, 0x2F, 0x809, 0x0A
NUMBER, SHORT_NUMBER, SHORT_NUMBERS, STYLE, FORMAT, FONT, MERGES, LABEL, SHARED_LABEL = 0x203, 0x27E, 0xBD, 0xE0, 0x41E, 0x31, 0xE5, 0x204, 0xFD
STRUCK_OUT = 0x08  # of a font's marks
NO_FONT = 4  # a number that no font has
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
NO_SECTOR = 0xFFFFFFFA  # from here on a number says why there is no further sector
SMALL = 4096  # streams below lie in sectors of 64 bytes
MOST_COLUMNS = 256


def marks(data: bytes) -> list[dict[str, Any]]:
    """For each sheet, in the order of the workbook, what a Grid takes beside its values; and under `formats` what is to
    stand behind a cell's number."""
    try:
        return list(_sheets(_workbook(data)))
    except (struct.error, IndexError, KeyError) as error:
        raise Unreadable("F006", DAMAGED) from error


# ---------------------------------------------------------------- the container


def _workbook(data: bytes) -> bytes:
    """The stream of the workbook."""
    size = 1 << min(struct.unpack_from("<H", data, 30)[0], 12)
    sectors = _Sectors(data, size)
    entries = sectors.chain(struct.unpack_from("<I", data, 48)[0])
    streams = dict(_entries(entries))
    for name in ("Workbook", "Book"):
        if name in streams:
            start, length = streams[name]
            if length >= SMALL:
                return sectors.chain(start)[:length]
            return _small(data, sectors, streams["Root Entry"][0], start)[:length]
    raise Unreadable("F001", "不是工作簿，也不是能读取的文档")


def _entries(directory: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    for at in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        if directory[at + 66]:
            yield name, struct.unpack_from("<II", directory, at + 116)


class _Sectors:
    """Sectors of one size and the table that says which follows which."""

    def __init__(self, data: bytes, size: int) -> None:
        self.data, self.size = data, size
        numbers = list(struct.unpack_from("<109I", data, 76))
        further = struct.unpack_from("<I", data, 68)[0]
        for _ in range(len(data) // size):
            if further >= NO_SECTOR:
                break
            *more, further = struct.unpack(f"<{size // 4}I", self.sector(further))
            numbers += more
        table = b"".join(self.sector(number) for number in numbers if number < NO_SECTOR)
        self.next = struct.unpack(f"<{len(table) // 4}I", table)

    def sector(self, number: int) -> bytes:
        """The last sector of a file may be cut short."""
        start = (number + 1) * self.size
        if start >= len(self.data):
            raise Unreadable("F006", DAMAGED)
        return self.data[start : start + self.size].ljust(self.size, b"\0")

    def chain(self, number: int) -> bytes:
        pieces = []
        while number < NO_SECTOR:
            pieces.append(self.sector(number))
            number = self.next[number]
            if len(pieces) > len(self.next):
                raise Unreadable("F006", DAMAGED)
        return b"".join(pieces)


def _small(data: bytes, sectors: _Sectors, root: int, number: int) -> bytes:
    holder = sectors.chain(root)
    table = sectors.chain(struct.unpack_from("<I", data, 60)[0])
    following = struct.unpack(f"<{len(table) // 4}I", table)
    pieces = []
    while number < NO_SECTOR and len(pieces) <= SMALL // 64:
        pieces.append(holder[number * 64 : number * 64 + 64])
        number = following[number]
    return b"".join(pieces)


# ---------------------------------------------------------------- the records


def _sheets(stream: bytes) -> Iterator[dict[str, Any]]:
    records = list(_records(stream, 0))
    styles = _styles(stream, records)
    for kind, start, _ in records:
        if kind == PASSWORD:
            raise Unreadable("F002", "设了打开密码")
        if kind == SHEET and stream[start + 5] == 0:  # else a chart or macros
            yield _sheet(stream, struct.unpack_from("<I", stream, start)[0], styles)


def _styles(stream: bytes, records: list[tuple[int, int, int]]) -> list[str]:
    """For each format of cells what it makes of a number."""
    codes: dict[int, str] = {}
    numbers = []
    fonts = []
    struck: list[bool] = []
    for kind, start, length in records:
        if kind == FORMAT:
            number, _, wide = struct.unpack_from("<HHB", stream, start)
            codes[number] = stream[start + 5 : start + length].decode("utf-16-le" if wide & 1 else "latin-1", "replace")
        elif kind == FONT:
            struck.append(bool(stream[start + 2] & STRUCK_OUT))
        elif kind == STYLE:
            font, number = struct.unpack_from("<HH", stream, start)
            numbers.append(number)
            fonts.append(font - (font > NO_FONT))
    made = [number_formats.of_code(codes[n]) if n in codes else number_formats.of_number(n) for n in numbers]
    made = [number_formats.STRUCK if f < len(struck) and struck[f] else behind for behind, f in zip(made, fonts, strict=True)]
    return ["" if behind == number_formats.DATE else behind for behind in made]  # calamine knows a date


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """(kind, start of its content, length) of every record up to the end of a sheet; what is embedded in it is skipped."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == BEGIN) - (kind == END)
        if depth <= 1:
            yield kind, at + 4, length
        if kind == END and depth <= 0:
            return
        at += 4 + length


def _sheet(stream: bytes, at: int, styles: list[str]) -> dict[str, Any]:
    formulas: set[tuple[int, int]] = set()
    errors: dict[tuple[int, int], str] = {}
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    formats: dict[tuple[int, int], str] = {}
    merged: list[Merge] = []
    for kind, start, length in _records(stream, at):
        formats.update(_formatted(stream, kind, start, length, styles))
        if kind == FORMULA:
            place = struct.unpack_from("<HH", stream, start)
            formulas.add(place)
            result = stream[start + 6 : start + 14]
            if result[6:] == b"\xff\xff" and result[0] == 2:
                errors[place] = ERRORS.get(result[2], "#?")
        elif kind == BOOLEAN_OR_ERROR and stream[start + 7]:
            errors[struct.unpack_from("<HH", stream, start)] = ERRORS.get(stream[start + 6], "#?")
        elif kind == MERGES:
            count = min(struct.unpack_from("<H", stream, start)[0], (length - 2) // 8)
            areas = (struct.unpack_from("<4H", stream, start + 2 + 8 * n) for n in range(count))
            merged += [(top, left, bottom, right) for top, bottom, left, right in areas]
        elif kind == ROW and (stream[start + 12] & 0x20 or struct.unpack_from("<H", stream, start + 6)[0] & 0x7FFF == 0):
            hidden_rows.add(struct.unpack_from("<H", stream, start)[0])
        elif kind == COLUMN_INFO and (stream[start + 8] & 1 or struct.unpack_from("<H", stream, start + 4)[0] == 0):
            first, last = struct.unpack_from("<HH", stream, start)
            hidden_columns.update(range(first, min(last + 1, MOST_COLUMNS)))
    return {"formulas": frozenset(formulas), "errors": errors, "hidden_rows": frozenset(hidden_rows), "hidden_columns": frozenset(hidden_columns), "formats": formats, "merged": merged}


def _formatted(stream: bytes, kind: int, start: int, length: int, styles: list[str]) -> Iterator[tuple[tuple[int, int], str]]:
    """The cells of a record whose content is not what is shown, and what is to stand behind it."""
    if kind not in (NUMBER, SHORT_NUMBER, SHORT_NUMBERS, FORMULA, LABEL, SHARED_LABEL):
        return
    row, column = struct.unpack_from("<HH", stream, start)
    for n in range((length - 6) // 6 if kind == SHORT_NUMBERS else 1):
        style = struct.unpack_from("<H", stream, start + 4 + 6 * n)[0]
        if style < len(styles) and styles[style]:
            yield (row, column + n), styles[style]
