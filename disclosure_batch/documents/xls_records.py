"""The records of an .xls or .et: the kinds that matter here, and the texts and formats that are kept for all sheets."""

import struct
from collections.abc import Iterator, Sequence
from enum import IntEnum
from itertools import takewhile
from typing import NamedTuple

from disclosure_batch.documents.looks import TextLook, as_seen
from disclosure_batch.documents.number_formats import STRUCK, Format, of_code, of_number
from disclosure_batch.documents.unreadable import Damaged, Unreadable


class Record(IntEnum):
    """Kinds of records."""

    BEGIN = 0x809
    END = 0x0A
    PASSWORD = 0x2F
    SHEET = 0x85
    ROW = 0x208
    COLUMNS = 0x7D
    NUMBER = 0x203
    SHORT_NUMBER = 0x27E
    SHORT_NUMBERS = 0xBD
    BOOLEAN_OR_ERROR = 0x205
    FORMULA = 0x06
    LABEL = 0x204
    SHARED_LABEL = 0xFD
    MERGES = 0xE5
    STYLE = 0xE0
    FORMAT = 0x41E
    FONT = 0x31
    STRINGS = 0xFC
    CONTINUED = 0x3C
    NOTE = 0x1C
    OBJECT = 0x5D
    TEXT = 0x1B6


STRUCK_OUT = 0x08  # of a font's marks
ESCAPEMENTS = {1: TextLook.RAISED, 2: TextLook.LOWERED}
WIDE, EXTENDED, RICH = 0x01, 0x04, 0x08  # of a text's marks
NO_FONT = 4  # a number that no font has


class RecordSpan(NamedTuple):
    """A record: its kind, where its content begins in the stream, and how long that is."""

    kind: int
    start: int
    length: int


def records_of(stream: bytes, at: int) -> Iterator[RecordSpan]:
    """Every record up to the end of a sheet; what is embedded in it is skipped."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == Record.BEGIN) - (kind == Record.END)
        if depth <= 1:
            yield RecordSpan(kind, at + 4, length)
        if kind == Record.END and depth <= 0:
            return
        at += 4 + length


def characters(data: bytes) -> str:
    """A text whose first byte says whether its characters take two bytes or one."""
    return data[1:].decode("utf-16-le" if data and data[0] & WIDE else "latin-1", "replace")


class Shared:
    """What all sheets of a workbook refer to.

    formats: by the number that a cell gives, None where a number is shown as it is or is a day, which calamine knows.
    texts: by their number, those that do not look alike all along, as they are seen.
    """

    def __init__(self, stream: bytes, records: Sequence[RecordSpan]) -> None:
        self.stream, self.records = stream, records
        self.looks = [_look(stream, record.start) for record in records if record.kind == Record.FONT]
        self.formats = self._formats()
        self.texts = self._texts()

    def _formats(self) -> list[Format | None]:
        codes: dict[int, str] = {}
        styles: list[tuple[int, int]] = []  # (number of the font, number of the number format)
        for kind, start, length in self.records:
            if kind == Record.FORMAT:
                (number,) = struct.unpack_from("<H", self.stream, start)
                codes[number] = characters(self.stream[start + 4 : start + length])
            elif kind == Record.STYLE:
                styles.append(struct.unpack_from("<HH", self.stream, start))
        return [self._format(font, number, codes) for font, number in styles]

    def _format(self, font: int, number: int, codes: dict[int, str]) -> Format | None:
        made = of_code(codes[number]) if number in codes else of_number(number)
        if self.look_of(font) == TextLook.STRUCK:
            return STRUCK
        return None if made and made.is_date else made

    def look_of(self, font: int) -> str:
        """How a text in this font looks."""
        font -= font > NO_FONT
        return self.looks[font] if font < len(self.looks) else ""

    def _texts(self) -> dict[int, str]:
        start = next((n for n, record in enumerate(self.records) if record.kind == Record.STRINGS), None)
        if start is None or not any(self.looks):
            return {}
        rest = takewhile(lambda record: record.kind == Record.CONTINUED, self.records[start + 1 :])
        table = _Strings([self.stream[r.start : r.start + r.length] for r in (self.records[start], *rest)])
        return {n: self._seen(text, runs) for n, (text, runs) in enumerate(table) if runs}

    def _seen(self, text: str, runs: list[tuple[int, int]]) -> str:
        """runs: (first character, font); what stands before the first looks as its cell does."""
        ends = [*(first for first, _ in runs[1:]), len(text)]
        pieces = zip(runs, ends, strict=True)
        seen = (as_seen(text[first:end], self.look_of(font)) for (first, font), end in pieces)
        return text[: runs[0][0]] + "".join(seen)


def _look(stream: bytes, font: int) -> str:
    """How a text in this font looks, where that matters."""
    marks, raised = stream[font + 2], struct.unpack_from("<H", stream, font + 8)[0]
    return TextLook.STRUCK if marks & STRUCK_OUT else ESCAPEMENTS.get(raised, "")


class _Strings:
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
