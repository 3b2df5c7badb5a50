"""Which cells hold, or lack, the label of a row or column whose figures were not found: where others stand tells it."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import chain
from typing import NamedTuple

from disclosure_batch.documents.document import Corner
from disclosure_batch.form.model import Head
from disclosure_batch.locating.frame import FoundField, Frame, label_gaps
from disclosure_batch.locating.labels import GridLabels, PrintedLabels, labels_of
from disclosure_batch.locating.located import Located
from disclosure_batch.references import a1
from disclosure_batch.text import tidy

LEAST = 3  # characters of such a label
CLOSE = 0.6  # how much two labels have in common that may be one
HEAD_ROWS = 4


class Hint(NamedTuple):
    """A label's cell, what stands there ('' for nothing), the form's label, and the row or column of the figures."""

    grid: str
    cell: str
    said: str
    printed: str
    row: int | None = None
    column: int | None = None


def hints(located: Located) -> Iterator[Hint]:
    """For the tables of which some rows or columns were not found, or nothing at all."""
    for printed in chain.from_iterable(labels_of(located.form).tables.values()):
        if located.cells.keys().isdisjoint(printed.table.fields):
            yield from chain.from_iterable(_alike(located.text(grid), printed) for grid in located.document.grids)
        elif not printed.table.across:
            frames = (frame for frame in located.frames if frame.printed is printed)
            yield from chain.from_iterable(_in_frame(frame, located.taken(frame)) for frame in frames)


def _alike(text: GridLabels, printed: PrintedLabels) -> Iterator[Hint]:
    """Where most labels of a table stand: those that are gone, where others stand that are like them."""
    heads = (*printed.table.rows, *printed.table.columns)
    labels = {text.labels.normal(head.label[-1]): head.label[-1] for head in heads}
    gone = sorted(labels.keys() - {cell for row in text.rows for cell in row})
    if len(labels) < 2 * LEAST or len(gone) > len(labels) // 2:
        return
    for i, row in enumerate(text.rows):
        for j, cell in enumerate(row):
            if len(cell) >= LEAST and cell not in printed.words and (close := get_close_matches(cell, gone, 1, CLOSE)):
                yield Hint(text.grid.name, a1(i, j), tidy(text.grid.text(i, j)), labels[close[0]])


# ---------------------------------------------------------------- in a frame


def _in_frame(frame: Frame, taken: Sequence[FoundField]) -> Iterator[Hint]:
    """By where the rows and columns stand whose figures were taken."""
    left = range(frame.edge, -1, -1)
    above = range(frame.first - 1, max(frame.first - 1 - HEAD_ROWS, -1), -1)
    rows = {row: [(row, column) for column in left] for row in frame.filled_rows}
    columns = {column: [(row, column) for row in above] for column in frame.filled_columns}
    for row, hint in _missing(frame, {found.row: frame.rows[found.row] for found in taken}, frame.table.rows, rows):
        yield hint._replace(row=frame.text.place(row, 0)[1].top)
    heads = {found.column: frame.heads[found.column] for found in taken}
    for column, hint in _missing(frame, heads, frame.table.columns, columns):
        yield hint._replace(column=column)


def _missing(
    frame: Frame, known: Mapping[int, int], heads: Sequence[Head], cells: Mapping[int, Sequence[Corner]]
) -> Iterator[tuple[int, Hint]]:
    """(position, hint) where labels are missing and figures stand. cells: position -> those that may hold its label."""
    normal = frame.text.labels.normal
    labels = {position: _label(frame, corners) for position, corners in cells.items()}
    for gap in label_gaps(known, len(heads)):
        between = {position: labels[position][1] for position in gap.near(cells)}
        for position, head in _matched(between, {normal(heads[n].label[-1]): heads[n] for n in gap.missing}):
            grid, area = frame.text.place(*labels[position][0])
            said = tidy(grid.text(*area.corner)) if between[position] else ""
            if normal(said) != normal(head.label[-1]):
                yield position, Hint(grid.name, area.first, said, head.label[-1])


def _label(frame: Frame, corners: Sequence[Corner]) -> tuple[Corner, str]:
    """(cell, label) of a row or column alone; where none has one, the cell where it usually stands, and ''."""
    outer = {"", *frame.printed.groups, *frame.printed.spans}
    said = ((corner, frame.text.at(*corner)) for corner in corners)
    return next((found for found in said if found[1] not in outer), (corners[0], ""))


def _matched(between: Mapping[int, str], gone: Mapping[str, Head]) -> Iterator[tuple[int, Head]]:
    """Positions and the labels that are gone: one after another where there are as many, else by likeness."""
    if len(between) == len(gone):
        yield from zip(between, gone.values(), strict=True)
        return
    left = dict(gone)
    for position, said in between.items():
        if close := get_close_matches(said, left, 1, CLOSE):
            yield position, left.pop(close[0])
