"""A worksheet of an .xlsx: where it is known but for its values, only these are taken.

A program writes the same rows again and again: `<c r="D7" s="5"><v>12</v></c>`. What stands between `<v>` and `</v>` is
cut out; what is left says which sheet it is, or else, of each row, which row. The first time the full reader is given
the row, with marks in place of its values; the cells in which the marks come out, in their order and nothing else, are
where the values stand.

Declined is whatever could mean another thing than it seems to: an entity or a control character in a value, a number
beyond the pattern, a row that the full reader finds anything odd in. A comment or CDATA is declined by `container`.
"""

import datetime
import re
from collections.abc import Callable, Sequence
from itertools import count, pairwise
from typing import Any, NamedTuple

from disclosure_batch.documents.document import Corner
from disclosure_batch.documents.gathered import Gathered
from disclosure_batch.documents.markup import walk
from disclosure_batch.documents.remembered.memory import Memory, Unusual, by_bytes
from disclosure_batch.documents.remembered.plain_xml import DECLARED, decoded_text
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.documents.xlsx_sheet import Referred, Worksheet, held_by, padded_of

VALUE = re.compile(rb"<v>([^<]*)</v>")
NAMESPACE = re.compile(rb' xmlns(?::[\w.-]+)?="[^"<>]*"')
ROOT = re.compile(rb"<worksheet(?:\s[^<>]*)?>")
STORED = {  # values that are taken, by the type of their cell
    "n": re.compile(rb"-?\d{1,15}(?:\.\d{1,17})?(?:E-?\d{1,2})?"),
    "s": re.compile(rb"\d{1,8}"),
    "str": re.compile(rb"[^\x00-\x1f<>&]{0,32000}"),
}
OPENS, CLOSES, ENDS, END_OF_ROW = b"<sheetData>", b"</sheetData>", b"</worksheet>", b"</row>"
FIRST_MARK = 1_000_000
MOST_BYTES = 16_000_000  # that are kept of rows, and of sheets
MOST_VALUES = 20_000  # that are kept of each type
NOTHING_REFERRED = Referred([], {}, datetime.datetime.min)


class _Slot(NamedTuple):
    """Where a value stands in a row, and how it is to be taken."""

    column: int
    kind: str  # the type of its cell
    style: str
    formula: bool
    mark: str


class _Row(NamedTuple):
    """What is known of the rows that end with one `</row>`; only the last has cells.

    slots: in the order of the columns. numbers and texts: the columns of those that hold a number and a shared text,
    each with its place among the slots; words: the places of those that hold a text of their own. styles: of its cells.
    width: columns up to the last of them. certain: none of its cells is blank, unless a shared text is.
    """

    first: int
    last: int
    slots: tuple[_Slot, ...]
    numbers: tuple[tuple[int, int], ...]
    texts: tuple[tuple[int, int], ...]
    words: tuple[int, ...]
    styles: frozenset[str]
    width: int
    certain: bool
    formulas: frozenset[Corner]
    hidden: frozenset[int]

    @classmethod
    def of(cls, slots: Sequence[_Slot], rows: Sequence[int], found: Gathered) -> "_Row":
        return cls(
            first=rows[0],
            last=rows[-1],
            slots=tuple(slots),
            numbers=tuple((slot.column, n) for n, slot in enumerate(slots) if slot.kind == "n"),
            texts=tuple((slot.column, n) for n, slot in enumerate(slots) if slot.kind == "s"),
            words=tuple(n for n, slot in enumerate(slots) if slot.kind == "str"),
            styles=frozenset(slot.style for slot in slots),
            width=slots[-1].column + 1 if slots else 0,
            certain=all(slot.formula for slot in slots if slot.kind == "str"),
            formulas=frozenset(found.formulas),
            hidden=frozenset(found.hidden_rows),
        )


class _Sheet(NamedTuple):
    """The rows of a sheet, each below the one before."""

    rows: tuple[_Row, ...]
    formulas: frozenset[Corner]
    hidden: frozenset[int]


class _Made(dict[bytes, Any]):
    """What values are that come again and again, by how they are stored."""

    def __init__(self, pattern: re.Pattern[bytes], make: Callable[[str], Any]) -> None:
        super().__init__()
        self.pattern, self.make = pattern, make

    def __missing__(self, stored: bytes) -> Any:
        if not self.pattern.fullmatch(stored):
            raise Unusual
        value = self.make(stored.decode("ascii"))
        if len(self) < MOST_VALUES:
            self[stored] = value
        return value


_NUMBERS = _Made(STORED["n"], lambda text: held_by("n", "", text, NOTHING_REFERRED))
_PLACES = _Made(STORED["s"], int)  # among the shared strings
Bare = tuple[bytes, bytes]  # the namespaces of a sheet, and what stands around its values
_ROWS: Memory[Bare, _Row] = Memory(MOST_BYTES)
_SHEETS: Memory[Bare, _Sheet] = Memory(MOST_BYTES)


def read_rows(xml: bytes, referred: Referred, most: int) -> tuple[Gathered, int]:
    """What the full reader gathers of the sheet, and how many of its cells are filled; most: so many may be.

    xml: a part as `container` has it. Raises Unusual.
    """
    head, body, tail = _divided(xml)
    spaces = b"".join(NAMESPACE.findall(_root(head)))
    parts = VALUE.split(body)
    sheet = _sheet(spaces, body, parts)
    found = _around(head, tail)
    found.formulas |= sheet.formulas
    found.hidden_rows |= sheet.hidden
    cells = _fill(found, sheet, parts[1::2], referred)
    if cells > most:
        raise Unusual
    return found, cells


# ---------------------------------------------------------------- around the rows


def _divided(xml: bytes) -> tuple[bytes, bytes, bytes]:
    """What stands before the rows, the rows, what stands behind them."""
    begin, end = xml.find(OPENS), xml.rfind(CLOSES)
    if begin < 0 or end < begin or not xml.startswith(DECLARED):
        raise Unusual
    return xml[:begin], xml[begin + len(OPENS) : end], xml[end + len(CLOSES) :]


def _root(head: bytes) -> bytes:
    if not (found := ROOT.search(head)) or b"'" in found[0]:
        raise Unusual
    return found[0]


def _around(head: bytes, tail: bytes) -> Gathered:
    before, behind = _before(head), _behind(_root(head) + b"<sheetData/>" + tail)
    columns = before.hidden_columns | behind.hidden_columns
    return Gathered(hidden_columns=columns, merged=[*before.merged, *behind.merged])


@by_bytes
def _before(head: bytes) -> Gathered:
    """Each of the two alone is well-formed, with one element open between them: so they are together."""
    return _walked(Worksheet(NOTHING_REFERRED, 0), head + b"<sheetData/>" + ENDS)


@by_bytes
def _behind(tail: bytes) -> Gathered:
    return _walked(Worksheet(NOTHING_REFERRED, 0), tail)


def _walked(sheet: Worksheet, xml: bytes) -> Gathered:
    try:
        walk(xml, sheet)
    except Unreadable:
        raise Unusual from None
    if sheet.rows_hidden:
        raise Unusual
    return sheet.found


# ---------------------------------------------------------------- which rows they are


def _sheet(spaces: bytes, body: bytes, parts: Sequence[bytes]) -> _Sheet:
    """The sheet whole where it is known, else row by row."""
    bare = spaces, b"\0".join(parts[::2])
    if (known := _SHEETS.get(bare)) is not None:
        return known
    *pieces, rest = body.split(END_OF_ROW)
    rows = tuple(_row(spaces, piece) for piece in pieces)
    if rest or any(row.first <= before.last for before, row in pairwise(rows)):
        raise Unusual
    formulas = frozenset[Corner]().union(*(row.formulas for row in rows))
    sheet = _Sheet(rows, formulas, frozenset[int]().union(*(row.hidden for row in rows)))
    _SHEETS.keep(bare, sheet, len(bare[1]))
    return sheet


def _row(spaces: bytes, piece: bytes) -> _Row:
    parts = VALUE.split(piece)
    bare = spaces, b"\0".join(parts[::2])
    if (row := _ROWS.get(bare)) is None:
        row = _learnt(spaces, parts)
        _ROWS.keep(bare, row, 2 * len(bare[1]))
    return row


def _learnt(spaces: bytes, parts: Sequence[bytes]) -> _Row:
    """From the full reader, which is given marks for values."""
    marks = [str(number) for number, _ in zip(count(FIRST_MARK), parts[1::2], strict=False)]
    marked = list(parts)
    marked[1::2] = (f"<v>{mark}</v>".encode() for mark in marks)
    sheet = _Marked(len(marks))
    found = _walked(sheet, b"<worksheet" + spaces + b">" + OPENS + b"".join(marked) + END_OF_ROW + CLOSES + ENDS)
    slots = _slots(found)
    if [slot.mark for slot in slots] != marks or found.unstored or found.beyond:
        raise Unusual
    if not sheet.numbers or None in sheet.numbers:
        raise Unusual
    return _Row.of(slots, sheet.numbers, found)


def _slots(found: Gathered) -> list[_Slot]:
    slots = [cell for row in found.rows for cell in row if cell != ""]
    if any(slot.kind not in STORED for slot in slots):
        raise Unusual
    return slots


class _Marked(Worksheet):
    """Makes of each cell the place where it stands. numbers: of its rows, None for one that does not say it."""

    def __init__(self, most: int) -> None:
        super().__init__(NOTHING_REFERRED, most)
        self.numbers: list[int | None] = []

    def _open_row(self, attributes: dict[str, str]) -> None:
        super()._open_row(attributes)
        self.numbers.append(self.row if "r" in attributes else None)

    def _content(self, stored: str) -> _Slot:
        return _Slot(self.column, self.type, self.style, self.formula, stored)


# ---------------------------------------------------------------- their values


def _fill(found: Gathered, sheet: _Sheet, stored: Sequence[bytes], referred: Referred) -> int:
    """Adds the cells of all rows; how many are filled."""
    at = cells = 0
    for row in sheet.rows:
        values = stored[at : at + len(row.slots)]
        at += len(values)
        if not values:
            continue
        line, filled = _plain(row, values, referred), len(values)
        if line is None:
            line, filled = _as_shown(found, row, values, referred)
        if line:
            found.rows.extend([] for _ in range(row.last - len(found.rows)))
            found.rows.append(line)
            cells += filled
    return cells


def _plain(row: _Row, values: Sequence[bytes], referred: Referred) -> list[Any] | None:
    """None where a cell is blank, or a format shows something else than is stored."""
    if not row.certain or not row.styles.isdisjoint(referred.formats):
        return None
    line: list[Any] = [""] * row.width
    strings = referred.strings
    for column, n in row.numbers:
        line[column] = _NUMBERS[values[n]]
    for column, n in row.texts:
        place = _PLACES[values[n]]
        if place >= len(strings) or not strings[place]:
            return None
        line[column] = strings[place]
    for n in row.words:
        line[row.slots[n].column] = _content(row.slots[n], values[n], referred)
    return line


def _as_shown(found: Gathered, row: _Row, values: Sequence[bytes], referred: Referred) -> tuple[list[Any], int]:
    """The cells up to the last that is filled, and how many are."""
    line: list[Any] = [""] * row.width
    filled = []
    for slot, text in zip(row.slots, values, strict=True):
        value = _content(slot, text, referred)
        if value == "" and not slot.formula:
            continue
        line[slot.column] = value
        filled.append(slot.column)
        if padded := padded_of(value, slot.style, referred):
            found.padded[row.last, slot.column] = padded
    return line[: filled[-1] + 1 if filled else 0], len(filled)


def _content(slot: _Slot, stored: bytes, referred: Referred) -> Any:
    """As the full reader takes it."""
    if not STORED[slot.kind].fullmatch(stored):
        raise Unusual
    try:
        return held_by(slot.kind, slot.style, decoded_text(stored), referred)
    except Unreadable:
        raise Unusual from None
