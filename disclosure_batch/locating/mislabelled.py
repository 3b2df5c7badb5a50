"""Which cells hold, or lack, the label of a row or column whose figures were not found: where the others stand tells it;
and which labels tell that a table is another edition's."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import NamedTuple

from disclosure_batch.documents.document import Corner, Document, Grid
from disclosure_batch.form.layout import Area
from disclosure_batch.form.model import Form, Head, Table
from disclosure_batch.locating.labels import Text, normal
from disclosure_batch.references import a1
from disclosure_batch.text import tidy

LEAST = 3  # characters of such a label
CLOSE = 0.6  # how much two labels have in common that may be one
HEAD_ROWS = 4
Line = Mapping[int, int]  # position of a row or column -> which of the form's it is


class Hint(NamedTuple):
    """A label's cell, what stands there ('' for nothing), the form's label, and the row or column of the figures."""

    grid: str
    cell: str
    said: str
    printed: str
    row: int | None
    column: int | None


def hints(document: Document, cells: Mapping[str, tuple[Grid, Area]], form: Form) -> Iterator[Hint]:
    """For the tables of which some rows or columns were not found, or nothing at all."""
    for table in (table for sheet in form.sheets for table in sheet.tables):
        if not any(name in cells for name in table.fields):
            yield from (hint for grid in document.grids for hint in _alike(Text(grid), table))
        elif not table.across:
            yield from (hint for hint in _in_table(cells, table) if normal(hint.said) != normal(hint.printed))


def _alike(text: Text, table: Table) -> Iterator[Hint]:
    """Where most labels of a table stand: those that are gone, where others stand that are like them."""
    labels = {normal(head.label[-1]): head.label[-1] for head in (*table.rows, *table.columns)}
    outer = {normal(label) for head in (*table.rows, *table.columns) for label in (*head.label, table.corner, table.head, table.banner)}
    gone = sorted(labels.keys() - {cell for row in text.rows for cell in row})
    if len(labels) < 2 * LEAST or len(gone) > len(labels) // 2:
        return
    for i, row in enumerate(text.rows):
        for j, cell in enumerate(row):
            if len(cell) >= LEAST and cell not in outer and (close := get_close_matches(cell, gone, 1, CLOSE)):
                yield Hint(text.grid.name, a1(i, j), tidy(text.grid.text(i, j)), labels[close[0]], None, None)


def _in_table(cells: Mapping[str, tuple[Grid, Area]], table: Table) -> Iterator[Hint]:
    """By where the rows and columns that were found stand."""
    fields = {(r, c): cells[name] for r, row in enumerate(table.rows) for c, column in enumerate(table.columns) if (name := table.field(row.id, column.id)) in cells}
    for grid in {id(grid): grid for grid, _ in fields.values()}.values():
        yield from _in_grid(grid, {area.corner: of for of, (other, area) in fields.items() if other is grid}, table)


def undivided(document: Document, missing: Sequence[str], form: Form) -> Iterator[tuple[str, str, Grid, Corner]]:
    """(edition, sheet of the form, grid, cell) of labels beside which figures stand, as in another edition, where this one
    has rows of its own under them, and has none of those."""
    for edition, labels in form.undivided.items():
        for sheet, table, label in ((s, t, label) for s in form.sheets for t in s.tables for label in labels):
            under = [row for row in table.rows if label in row.label[:-1]]
            fields = {name for row in under for column in table.columns if form.fields[name := table.field(row.id, column.id)].required}
            if under and fields - set(form.derived) <= set(missing):
                for text in map(Text, document.grids):
                    yield from ((edition, sheet.name, text.grid, corner) for corner in _beside_figures(text, label, under))


def _beside_figures(text: Text, label: str, under: Sequence[Head]) -> Iterator[Corner]:
    divided = {normal(row.label[-1]) for row in under} - {"其他"}
    if not any(cell in divided for row in text.rows for cell in row):
        for i, row in enumerate(text.rows):
            if normal(label) in row and len(text.figures(i, range(text.width))) > 1:
                yield i, row.index(normal(label))


def _in_grid(grid: Grid, corners: Mapping[Corner, tuple[int, int]], table: Table) -> Iterator[Hint]:
    text = Text(grid)
    rows, columns = {row: of for (row, _), (of, _) in corners.items()}, {column: of for (_, column), (_, of) in corners.items()}
    outer = {normal(label) for head in (*table.rows, *table.columns) for label in (*head.label[:-1], table.corner, table.head)}
    usual = max(max((j for j in range(min(columns)) if text.at(row, j)), default=0) for row in rows)
    for row, head in _gone(rows, [i for i in range(len(text.rows)) if 2 * len(text.figures(i, columns)) >= len(columns)], table.rows, lambda i: _label(text, i, min(columns))):
        column = next((j for j in range(min(columns) - 1, -1, -1) if text.at(row, j) and text.at(row, j) not in outer), None)
        corner = (row, usual if column is None else column)
        yield Hint(grid.name, a1(*corner), "" if column is None else tidy(grid.text(*corner)), head.label[-1], row, None)
    full = [j for j in range(usual + 1, text.width) if 2 * sum(bool(text.figures(i, [j])) for i in rows) >= len(rows)]
    top = min(rows)
    for column, head in _gone(columns, full, table.columns, lambda j: text.column(top - HEAD_ROWS, top, j)):
        row = next((i for i in range(top - 1, max(top - 1 - HEAD_ROWS, -1), -1) if text.at(i, column) and text.at(i, column) not in outer), None)
        corner = (top - 1 if row is None else row, column)
        yield Hint(grid.name, a1(*corner), "" if row is None else tidy(grid.text(*corner)), head.label[-1], None, column)


def _label(text: Text, row: int, edge: int) -> str:
    return next((text.at(row, j) for j in range(edge - 1, -1, -1) if text.at(row, j)), "")


def _gone(known: Line, filled: Sequence[int], heads: Sequence[Head], said) -> Iterator[tuple[int, Head]]:
    """(position, what of the form's should stand there): as many between two known ones as are gone, else by likeness."""
    positions = sorted(known)
    order = [known[position] for position in positions]
    if not positions or order != sorted(set(order)):
        return
    ends = [(positions[0] - order[0] - 1, -1), *zip(positions, order, strict=True), (positions[-1] + len(heads) - order[-1], len(heads))]
    for (start, before), (end, after) in pairwise(ends):
        gone = heads[before + 1 : after]
        between = [position for position in filled if start < position < end]
        if len(between) == len(gone):
            yield from zip(between, gone, strict=True)
            continue
        printed = {normal(head.label[-1]): head for head in gone}
        for position in between:
            if close := get_close_matches(said(position), printed, 1, CLOSE):
                yield position, printed.pop(close[0])
