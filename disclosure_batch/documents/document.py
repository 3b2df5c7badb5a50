"""One idea of a document: grids of cells with their positions, and paragraphs. Which reader made it does not matter."""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from disclosure_batch.papers import MARKER

CAPTION = 2  # so many lines above a table may say what it is
REMARKS = 200  # comments of a sheet that are told
SEARCHED_ROWS, SEARCHED_COLUMNS = 2_000, 200  # no form is larger
Corner = tuple[int, int]
Merge = tuple[int, int, int, int]  # top, left, bottom, right


@dataclass(frozen=True)
class Grid:
    """A sheet or a table: rows of raw values ('' where blank) and what the values alone do not tell.

    errors: cells with an error value. formulas: cells that hold one; unstored: those without a stored result.
    merged: cells that are one. remarks: comments that hold a figure, by their cell. above and below: of a table in running
    text, the lines right above it, and those between it and the next (of a text, its rows that could not be placed first).
    """

    name: str
    rows: Sequence[Sequence[Any]]
    visible: bool = True
    formulas: frozenset[Corner] = frozenset()
    unstored: frozenset[Corner] = frozenset()
    errors: Mapping[Corner, str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: Sequence[Merge] = ()
    remarks: Mapping[Corner, str] = field(default_factory=dict)
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


@dataclass(frozen=True)
class Document:
    """grids in the order of the file. typed_numbers: its figures are numbers, so that a text is worth a word.

    stamp: what a report that this tool wrote says of itself; a workbook has a sheet for that. headers: what stands at the
    head of every page.
    """

    grids: Sequence[Grid]
    paragraphs: Sequence[str] = ()
    typed_numbers: bool = True
    saved: datetime.datetime | None = None
    notes: Sequence[str] = ()  # macros, external links, embedded objects
    beyond: Sequence[str] = ()  # cells further away than is read
    stamp: Mapping[str, str] = field(default_factory=dict)
    headers: Sequence[str] = ()

    def grid(self, name: str) -> Grid | None:
        return next((grid for grid in self.grids if grid.name == name), None)


def among(lines: Sequence[str | None], grids: Iterable[Grid]) -> list[Grid]:
    """The tables of a running text with what stands around them. lines: in their order, None for each of the tables."""
    pieces: list[list[str]] = [[]]
    for line in lines:
        if line is None:
            pieces.append([])
        elif line.strip():
            pieces[-1].append(line.strip())
    around = zip(grids, pieces[:-1], pieces[1:], strict=True)
    return [replace(grid, above=tuple(before[-CAPTION:]), below=(*grid.below, *after)) for grid, before, after in around]


def telling(remarks: Iterable[tuple[Corner, str, str]]) -> dict[Corner, str]:
    """Of comments (cell, author, text) the first few that hold a figure; those that this tool wrote into a marked copy are none."""
    wanted = ((cell, " ".join(text.split())) for cell, author, text in remarks if author != MARKER and any(map(str.isdigit, text)))
    return dict(islice(wanted, REMARKS))


class Shown(float):
    """A number of which its cell shows something else: 8 as 约8 or 80."""

    def __new__(cls, number: float, text: str) -> "Shown":
        made = super().__new__(cls, number)
        made.text = text
        return made


def as_text(raw: Any) -> str:
    """A raw value as text, as somebody would read it: 12.0 is 12, a date is 2025-01-10."""
    if isinstance(raw, Shown):
        return raw.text
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, datetime.datetime):
        return raw.date().isoformat() if raw.time() == datetime.time() else raw.isoformat(" ")
    return str(raw)


_SMALL = {"superscript": "⁰¹²³⁴⁵⁶⁷⁸⁹", "subscript": "₀₁₂₃₄₅₆₇₈₉"}
_LOOKS = {look: str.maketrans("0123456789", digits) for look, digits in _SMALL.items()}
_STROKE = "\u0336"
HIDDEN = re.compile(r"（隐藏的字：[^）]*）")


def as_seen(text: str, look: str) -> str:
    """A piece of text that is struck through, superscript, subscript or hidden, with signs that say so.

    12 and a footnote's raised 1 is not 121; what is crossed out or hidden is neither left out nor taken for good, if
    it holds any figure.
    """
    if look == "hidden":
        return f"（隐藏的字：{text.replace('）', ')')}）" if any(map(str.isdigit, text)) else ""  # see HIDDEN
    if look == "struck":
        return "".join(character if character.isspace() else character + _STROKE for character in text)
    return text.translate(_LOOKS[look]) if look in _LOOKS else text
