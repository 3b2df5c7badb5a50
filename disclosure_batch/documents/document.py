"""One idea of a document: grids of cells with their positions, and paragraphs. Which reader made it does not matter."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from disclosure_batch.documents.looks import holds_digit
from disclosure_batch.papers import MARKER
from disclosure_batch.text import MOST_EXACT

CAPTION = 2  # so many lines above a table may say what it is
REMARKS = 200  # comments of a sheet that are told
SEARCHED_ROWS, SEARCHED_COLUMNS = 2_000, 200  # no form is larger
Corner = tuple[int, int]  # row, column
Merge = tuple[int, int, int, int]  # top, left, bottom, right


@dataclass(frozen=True)
class Grid:
    """A sheet or a table: rows of raw values ('' where blank) and what the values alone do not tell.

    formulas: cells that hold one; unstored: those without a stored result. errors: cells with an error value.
    padded: whole numbers that their cells show with further digits, 12345 as 012345. merged: cells that are one.
    remarks: comments that hold a figure, by their cell. shapes: words in text boxes and the like, by the cell at which
    they begin. above and below: of a table in running text, the lines right
    above it, and those between it and the next (of a text, its rows that could not be placed first).
    """

    name: str
    rows: Sequence[Sequence[Any]]
    visible: bool = True
    formulas: frozenset[Corner] = frozenset()
    unstored: frozenset[Corner] = frozenset()
    errors: Mapping[Corner, str] = field(default_factory=dict)
    padded: Mapping[Corner, str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: Sequence[Merge] = ()
    remarks: Mapping[Corner, str] = field(default_factory=dict)
    shapes: Sequence[tuple[Corner, str]] = ()
    above: Sequence[str] = ()
    below: Sequence[str] = ()

    def raw(self, row: int, column: int) -> Any:
        """The value of a cell, '' where there is none or beyond the grid."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return ""

    def text(self, row: int, column: int) -> str:
        """The value as somebody would read it."""
        return as_text(self.raw(row, column))


GridCell = tuple[Grid, Corner]


@dataclass(frozen=True)
class Document:
    """grids in the order of the file. typed_numbers: its figures are numbers, so that a text is worth a word.

    source: of a plain text, the whole of it. stamp: what a report that this tool wrote says of itself; a workbook has
    a sheet for that. headers: what stands at the head of every page.
    """

    grids: Sequence[Grid]
    paragraphs: Sequence[str] = ()
    typed_numbers: bool = True
    saved: datetime.datetime | None = None
    notes: Sequence[str] = ()  # macros, external links, embedded objects
    beyond: Sequence[tuple[str, Corner]] = ()  # sheet and cell: what stands further away than is read
    source: str = ""
    stamp: Mapping[str, str] = field(default_factory=dict)
    headers: Sequence[str] = ()

    def grid(self, name: str) -> Grid | None:
        """The sheet or table of that name."""
        return next((grid for grid in self.grids if grid.name == name), None)


def among(lines: Sequence[str | None], grids: Iterable[Grid]) -> list[Grid]:
    """The tables of a running text with what stands around them.

    lines: in their order, None for each of the tables.
    """
    pieces: list[list[str]] = [[]]
    for line in lines:
        if line is None:
            pieces.append([])
        elif line.strip():
            pieces[-1].append(line.strip())
    return [
        replace(grid, above=tuple(before[-CAPTION:]), below=(*grid.below, *after))
        for grid, before, after in zip(grids, pieces[:-1], pieces[1:], strict=True)
    ]


def telling(remarks: Iterable[tuple[Corner, str, str]]) -> dict[Corner, str]:
    """The first few comments that hold a figure, by their cell; those that this tool wrote into a marked copy are none.

    remarks: (cell, author, text) each.
    """
    wanted = ((cell, text) for cell, author, text in remarks if author != MARKER and holds_digit(text))
    return {cell: " ".join(text.split()) for cell, text in islice(wanted, REMARKS)}


class Shown(float):
    """A number of which its cell shows something else: 8 as 约8 or 80."""

    text: str

    def __new__(cls, number: float, text: str) -> "Shown":
        made = super().__new__(cls, number)
        made.text = text
        return made

    def __getnewargs__(self) -> tuple[float, str]:
        return float(self), self.text


def as_text(raw: Any) -> str:
    """A raw value as text, as somebody would read it: 12.0 is 12, a date is 2025-01-10."""
    if isinstance(raw, Shown):
        return raw.text
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < MOST_EXACT:
        return str(int(raw))
    if isinstance(raw, datetime.datetime):
        return raw.date().isoformat() if raw.time() == datetime.time() else raw.isoformat(" ")
    return str(raw)
