"""Workbooks of many units, every part to the byte what the drawer writes, for a small part of what drawing takes.

A mould is one workbook, drawn with a mark wherever a cell shows something of the filling. What it shows there is the
drawer's own function of a filling, so that nothing is known twice. Of another filling each mark becomes its value; the
parts of the file that have marks are deflated, all others are copied as they are.
"""

import datetime
import io
import re
import struct
import zlib
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import NamedTuple
from zipfile import ZipFile

from xlsxwriter.sharedstrings import SharedStrings

from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import Form, SheetKind
from disclosure_batch.sheets.sizes import extent
from disclosure_batch.template.drawing import drawn_workbook, fixed_date
from disclosure_batch.template.filling import Filling
from disclosure_batch.template.page import CellContent, ShownOf
from disclosure_batch.text import LONGEST

MOST = 50  # moulds that are kept, of half a megabyte each
FIRST = 8_170_000_000_000_000  # marks are numbers of as many digits as a cell keeps
KINDS = {int: "number", float: "number", Decimal: "number", str: "text"}
MARK = re.compile(r"(?:<si><t>)?(817\d{13})(?:</t></si>)?")
NO_MARK = re.compile("(?!)")
LEVEL = 4  # of deflating: in two thirds of the time a file as small as the library's, but for 3 %


class Moulds:
    """A mould for each shape of filling, made when the first of that shape comes."""

    def __init__(self) -> None:
        self._moulds: dict[Hashable, Mould | None] = {}

    def workbook(self, filling: Filling) -> bytes:
        """What the drawer writes of a filling; the same filling gives the same bytes, whatever came before."""
        shape = _shape(filling)
        if shape not in self._moulds:
            if len(self._moulds) == MOST:
                del self._moulds[next(iter(self._moulds))]
            self._moulds[shape] = _proven(filling)
        mould = self._moulds[shape]
        return (mould and mould.cast(filling)) or _repacked(filling)


def _proven(filling: Filling) -> "Mould | None":
    """A mould that gives of its own filling what the drawer does; a library that writes otherwise has none."""
    mould = Mould(filling)
    return mould if mould.cast(filling) == _repacked(filling) else None


def _repacked(filling: Filling) -> bytes:
    """What the drawer writes, deflated as all workbooks here are."""
    return _Archive(drawn_workbook(filling), NO_MARK).filled(())


# ---------------------------------------------------------------- shapes


def _shape(filling: Filling) -> Hashable:
    """What a filling says beside what its cells show: which cells there are, of which kind, in rows how high."""
    return (
        (filling.form, filling.units, fixed_date(filling), tuple(filling.stamp)),
        (filling.locked, filling.unchecked, filling.unexplained, tuple(filling.formulas.items())),
        frozenset(filling.last_year),
        frozenset((name, _kind(filling, name, value)) for name, value in filling.values.items()),
    )


def _kind(filling: Filling, name: str, value: object) -> Hashable:
    """Of a value its kind; of words also how much room they take, of a date all of it."""
    match value:
        case None | datetime.date():
            return value
        case str() | list() | tuple():
            if name not in _high_as_needed(filling.form):
                return str
            return tuple(map(extent, [value] if isinstance(value, str) else value))
        case _:
            return int


@cache
def _high_as_needed(form: Form) -> frozenset[str]:
    """The words that make their rows higher."""
    kinds = (SheetKind.TEXTS, SheetKind.EXPLANATIONS)
    return frozenset(name for sheet in layout_of(form).sheets if sheet.sheet.kind in kinds for name in sheet.cells)


# ---------------------------------------------------------------- marks


class _Hole(NamedTuple):
    """Where a mark stands: what is shown there, and how the file says it."""

    shown: ShownOf
    said: Callable[..., str]


class _Marks:
    """The ink of a mould. Equal texts are one to the file, and so get one mark."""

    def __init__(self, filling: Filling) -> None:
        self.filling = filling
        self.holes: list[_Hole] = []
        self.texts: list[ShownOf] = []
        self._of: dict[str, str] = {}

    def typed(self, shown: ShownOf) -> CellContent:
        value = shown(self.filling)
        if isinstance(value, str):
            self.texts.append(shown)
            return self._of.get(value) or self._of.setdefault(value, str(self._mark(shown, _entry)))
        return value if value is None or isinstance(value, datetime.date) else self._mark(shown, _number)

    def result(self, shown: ShownOf) -> CellContent:
        is_text = isinstance(shown(self.filling), str)
        mark = self._mark(shown, _escaped if is_text else str)
        return str(mark) if is_text else mark

    def _mark(self, shown: ShownOf, said: Callable[..., str]) -> int:
        self.holes.append(_Hole(shown, said))
        return FIRST + len(self.holes) - 1


def _number(value: int | float | Decimal) -> str:
    return f"{value:.16G}"


def _entry(words: str) -> str:
    """A text among the shared ones, as the library writes it."""
    strings = SharedStrings()
    strings._set_filehandle(entry := io.StringIO())
    strings._write_si(words)
    return entry.getvalue()


_escaped = SharedStrings()._escape_data


# ---------------------------------------------------------------- the mould


class Mould:
    """One workbook with marks in place of what it shows of a filling."""

    def __init__(self, filling: Filling) -> None:
        marks = _Marks(filling)
        self._archive = _Archive(drawn_workbook(filling, marks), MARK)
        self._holes, self._texts = marks.holes, marks.texts
        self._kinds = _kinds([hole.shown(filling) for hole in self._holes])
        self._alike = self._which_are_alike(filling)
        self._fixed = set(re.findall("<si>.*?</si>", self._archive.constant("xl/sharedStrings.xml"), re.DOTALL))

    def cast(self, filling: Filling) -> bytes | None:
        """The workbook of a filling of this shape; None where its texts can't simply stand in place of the mould's:
        the file keeps equal texts once, and here others are equal."""
        values = [hole.shown(filling) for hole in self._holes]
        if _kinds(values) != self._kinds or self._which_are_alike(filling) != self._alike:
            return None
        said = [said(value) for (_, said), value in zip(self._holes, values, strict=True)]
        return self._archive.filled(said) if self._fixed.isdisjoint(said) else None

    def _which_are_alike(self, filling: Filling) -> list[int]:
        texts = [shown(filling) for shown in self._texts]
        return [texts.index(text) for text in texts]


def _kinds(values: Sequence[CellContent]) -> list[str | None]:
    """What may stand in place of what: a number of a number, of a text one that is neither empty, an error value nor
    too long for a cell, since the library writes those otherwise."""
    plain = all(0 < len(text) <= LONGEST and text[0] != "#" for text in values if isinstance(text, str))
    return list(map(KINDS.get, map(type, values))) if plain else []


# ---------------------------------------------------------------- the archive


class _Archive:
    """The parts of a file of the library, in their order, and its end."""

    def __init__(self, data: bytes, mark: re.Pattern[str]) -> None:
        self._parts: list[_Part] = []
        at = struct.unpack_from("<I", data, len(data) - 6)[0]  # of the list of parts
        with ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                begins = info.header_offset
                ends = begins + 30 + sum(struct.unpack_from("<HH", data, begins + 26))
                after = at + 46 + sum(struct.unpack_from("<HHH", data, at + 28))
                pieces = mark.split(archive.read(info).decode())
                self._parts.append(_Part(info.filename, data[begins:ends], data[at:after], pieces))
                at = after
        self._end = data[at:]

    def constant(self, name: str) -> str:
        """What a part says without what stands at its marks."""
        return next("".join(part.pieces[::2]) for part in self._parts if part.name == name)

    def filled(self, said: Sequence[str]) -> bytes:
        """The file with what is said at each mark."""
        files, listing, at = [], [], 0
        for part in self._parts:
            sizes, packed = part.filled(said)
            head = part.head[:14] + sizes + part.head[26:]
            files += [head, packed]
            listing.append(part.listed[:16] + sizes + part.listed[28:42] + struct.pack("<I", at) + part.listed[46:])
            at += len(head) + len(packed)
        return b"".join([*files, *listing, self._end[:16], struct.pack("<I", at), self._end[20:]])


@dataclass
class _Part:
    """A part: its head, its entry in the list, and what it says, cut where the marks are (every second piece)."""

    name: str
    head: bytes
    listed: bytes
    pieces: list[str]
    _last: tuple[list[str], tuple[bytes, bytes]] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._marks = [int(mark) - FIRST for mark in self.pieces[1::2]]

    def filled(self, said: Sequence[str]) -> tuple[bytes, bytes]:
        """(checksum, size deflated and size; deflated): what is the same as the last time is not deflated again."""
        own = [said[mark] for mark in self._marks]
        if self._last is None or self._last[0] != own:
            self.pieces[1::2] = own
            self._last = own, _deflated("".join(self.pieces).encode())
        return self._last[1]


def _deflated(data: bytes) -> tuple[bytes, bytes]:
    deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = deflate.compress(data) + deflate.flush()
    return struct.pack("<III", zlib.crc32(data), len(packed), len(data)), packed
