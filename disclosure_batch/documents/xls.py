"""What the records of an .xls or .et tell of its cells and python-calamine does not: formulas, error values, what is
hidden. The container is followed first, so that no chain of sectors leads round in a circle."""

import struct
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from disclosure_batch.documents.document import Corner, Merge, as_seen, telling
from disclosure_batch.documents.number_formats import Format, of_code, of_number
from disclosure_batch.documents.unreadable import Damaged, Encrypted, NotReadable, Unreadable

FORMULA, BOOLEAN_OR_ERROR, ROW, COLUMN_INFO, SHEET, PASSWORD, BEGIN, END = 0x06, 0x205, 0x208, 0x7D, 0x85, 0x2F, 0x809, 0x0A
NUMBER, SHORT_NUMBER, SHORT_NUMBERS, STYLE, FORMAT, FONT, MERGES, LABEL, SHARED_LABEL = 0x203, 0x27E, 0xBD, 0xE0, 0x41E, 0x31, 0xE5, 0x204, 0xFD
NOTE, OBJECT, TEXT, CONTINUED, STRINGS = 0x1C, 0x5D, 0x1B6, 0x3C, 0xFC
STRUCK_OUT = 0x08  # of a font's marks
RAISED = {1: "superscript", 2: "subscript"}
WIDE, EXTENDED, RICH = 0x01, 0x04, 0x08  # of a text's marks
NO_FONT = 4  # a number that no font has
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
NO_SECTOR = 0xFFFFFFFA  # from here on a number says why there is no further sector
SMALL = 4096  # streams below lie in sectors of 64 bytes
MOST_COLUMNS = 256


def marks(data: bytes) -> list[dict[str, Any]]:
    """For each sheet, in the order of the workbook, what a Grid takes beside its values; under `formats` what a
    cell's format makes of its content, under `texts` the texts that do not look alike all along, as they are seen."""
    try:
        return list(_sheets(_workbook(data)))
    except (struct.error, IndexError, KeyError) as error:
        raise Unreadable(Damaged()) from error


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
    raise Unreadable(NotReadable("不是工作簿，也不是能读取的文档"))


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
            raise Unreadable(Damaged())
        return self.data[start : start + self.size].ljust(self.size, b"\0")

    def chain(self, number: int) -> bytes:
        pieces = []
        while number < NO_SECTOR:
            pieces.append(self.sector(number))
            number = self.next[number]
            if len(pieces) > len(self.next):
                raise Unreadable(Damaged())
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
    fonts = [_look(stream, start) for kind, start, _ in records if kind == FONT]
    styles = _styles(stream, records, fonts)
    texts = _rich_texts(stream, records, fonts)
    for kind, start, _ in records:
        if kind == PASSWORD:
            raise Unreadable(Encrypted())
        if kind == SHEET and stream[start + 5] == 0:  # else a chart or macros
            yield _sheet(stream, struct.unpack_from("<I", stream, start)[0], styles, texts)


def _look(stream: bytes, font: int) -> str:
    """How a text in this font looks, where that matters."""
    marks, raised = stream[font + 2], struct.unpack_from("<H", stream, font + 8)[0]
    return "struck" if marks & STRUCK_OUT else RAISED.get(raised, "")


def _look_of(fonts: list[str], number: int) -> str:
    number -= number > NO_FONT
    return fonts[number] if number < len(fonts) else ""


def _rich_texts(stream: bytes, records: list[tuple[int, int, int]], fonts: list[str]) -> dict[int, str]:
    """Number of a shared text -> the text as it is seen, of those in several fonts."""
    start = next((n for n, (kind, _, _) in enumerate(records) if kind == STRINGS), None)
    if start is None or not any(fonts):
        return {}
    rest = takewhile(lambda record: record[0] == CONTINUED, records[start + 1 :])
    table = _Texts([stream[at : at + length] for _, at, length in (records[start], *rest)])
    return {n: _pieces(text, runs, fonts) for n, (text, runs) in enumerate(table) if runs}


def _pieces(text: str, runs: list[tuple[int, int]], fonts: list[str]) -> str:
    """runs: (first character, font); what stands before the first looks as its cell does."""
    ends = [*(first for first, _ in runs[1:]), len(text)]
    seen = (as_seen(text[first:end], _look_of(fonts, font)) for (first, font), end in zip(runs, ends, strict=True))
    return text[: runs[0][0]] + "".join(seen)


class _Texts:
    """The shared texts, in a record and those that continue it: (text, runs of fonts) each.

    A text that goes on in the next record says there anew how wide its characters are. Positions count characters of
    two bytes, as far as these are the characters of Python: beyond them there is hardly any figure.
    """

    def __init__(self, records: list[bytes]) -> None:
        self.records, self.record, self.at = records, 0, 8

    def __iter__(self) -> Iterator[tuple[str, list[tuple[int, int]]]]:
        (count,) = struct.unpack_from("<I", self.records[0], 4)
        for _ in range(count):
            length, marks = struct.unpack("<HB", self._take(3))
            runs = struct.unpack("<H", self._take(2))[0] if marks & RICH else 0
            beside = struct.unpack("<I", self._take(4))[0] if marks & EXTENDED else 0
            text = self._characters(length, marks & WIDE)
            yield text, [struct.unpack("<HH", self._take(4)) for _ in range(runs)]
            self._take(beside)

    def _left(self) -> int:
        """Bytes left in this record; goes on to the next where there are none."""
        if self.at == len(self.records[self.record]):
            self.record, self.at = self.record + 1, 0
        return len(self.records[self.record]) - self.at

    def _take(self, count: int) -> bytes:
        pieces = []
        while count:
            size = min(count, self._left())
            pieces.append(self.records[self.record][self.at : self.at + size])
            self.at += size
            count -= size
        return b"".join(pieces)

    def _characters(self, count: int, wide: int) -> str:
        pieces = []
        while count:
            if self.at == len(self.records[self.record]):
                wide = self._take(1)[0] & WIDE
            size = min(count, self._left() // (1 + wide))
            if not size:
                raise Unreadable(Damaged())
            pieces.append(self._take(size * (1 + wide)).decode("utf-16-le" if wide else "latin-1", "replace"))
            count -= size
        return "".join(pieces)


def _styles(stream: bytes, records: list[tuple[int, int, int]], looks: list[str]) -> list[Format | None]:
    """For each format of cells what it makes of a number."""
    codes: dict[int, str] = {}
    numbers = []
    fonts = []
    for kind, start, length in records:
        if kind == FORMAT:
            number = struct.unpack_from("<H", stream, start)[0]
            codes[number] = _characters(stream[start + 4 : start + length])
        elif kind == STYLE:
            font, number = struct.unpack_from("<HH", stream, start)
            numbers.append(number)
            fonts.append(_look_of(looks, font))
    made = [of_code(codes[n]) if n in codes else of_number(n) for n in numbers]
    made = [Format(struck=True) if look == "struck" else known for known, look in zip(made, fonts, strict=True)]
    return [None if known and known.is_date else known for known in made]  # calamine knows a date


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


def _sheet(stream: bytes, at: int, styles: list[Format | None], rich: dict[int, str]) -> dict[str, Any]:
    formulas: set[tuple[int, int]] = set()
    errors: dict[tuple[int, int], str] = {}
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    formats: dict[tuple[int, int], Format] = {}
    texts: dict[tuple[int, int], str] = {}
    merged: list[Merge] = []
    for kind, start, length in _records(stream, at):
        formats.update(_formatted(stream, kind, start, length, styles))
        if kind == SHARED_LABEL and (text := rich.get(struct.unpack_from("<I", stream, start + 6)[0])):
            texts[struct.unpack_from("<HH", stream, start)] = text
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
    return {"formulas": frozenset(formulas), "errors": errors, "hidden_rows": frozenset(hidden_rows), "hidden_columns": frozenset(hidden_columns), "formats": formats, "texts": texts, "merged": merged, "remarks": telling(_remarks(stream, at))}


def _remarks(stream: bytes, at: int) -> Iterator[tuple[Corner, str, str]]:
    """(cell, author, text) of each comment: a note names an object, and behind the object stands its text."""
    texts: dict[int, str] = {}
    number, awaited = 0, False
    for kind, start, length in _records(stream, at):
        if kind == OBJECT:
            number = struct.unpack_from("<H", stream, start + 6)[0]
        elif kind == CONTINUED and awaited:
            texts[number] = _characters(stream[start : start + length])
        elif kind == NOTE:
            row, column, _, noted, count = struct.unpack_from("<5H", stream, start)
            author = _characters(stream[start + 10 : start + length])
            yield (row, column), author[:count], texts.get(noted, "")
        awaited = kind == TEXT


def _characters(data: bytes) -> str:
    """A text whose first byte says whether its characters take two bytes or one."""
    return data[1:].decode("utf-16-le" if data and data[0] & WIDE else "latin-1", "replace")


def _formatted(stream: bytes, kind: int, start: int, length: int, styles: list[Format | None]) -> Iterator[tuple[tuple[int, int], Format]]:
    """The cells of a record whose content is not what is shown, and their formats."""
    if kind not in (NUMBER, SHORT_NUMBER, SHORT_NUMBERS, FORMULA, LABEL, SHARED_LABEL):
        return
    row, column = struct.unpack_from("<HH", stream, start)
    for n in range((length - 6) // 6 if kind == SHORT_NUMBERS else 1):
        style = struct.unpack_from("<H", stream, start + 4 + 6 * n)[0]
        if style < len(styles) and styles[style]:
            yield (row, column + n), styles[style]
