"""Which labels tell that a document, or a table in it, is another edition's."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from disclosure_batch.documents.document import Corner, Document, Grid
from disclosure_batch.form.model import Form, Head
from disclosure_batch.locating.frame import Frame
from disclosure_batch.locating.labels import GridArea, GridLabels, PrintedLabels, labels_of
from disclosure_batch.locating.located import Located
from disclosure_batch.locating.our_workbook import stamp_in
from disclosure_batch.text import NOTHING, tidy

ENOUGH = 2  # so many of its labels tell an edition
ROWS, LONGEST = 200, 60  # of a grid, and characters of a label


def other_edition(document: Document, form: Form) -> str | None:
    """The edition of another year, by the stamp of its template or by the labels that only it has."""
    stamped = stamp_in(document).get("edition", form.edition)
    if stamped != form.edition:
        return stamped
    normal = labels_of(form).normal
    cells = (cell for grid in document.grids for row in grid.rows[:ROWS] for cell in row)
    labels = {normal(cell) for cell in cells if isinstance(cell, str) and len(cell) < LONGEST}
    for edition, marks in form.other_editions.items():
        if sum(any(mark in label for label in labels) for mark in map(normal, marks)) >= ENOUGH:
            return edition
    return None


class Undivided(NamedTuple):
    """A label beside which figures stand, as in another edition, where this one has rows of its own under it.

    rows: which of the table's these are.
    """

    edition: str
    sheet: str  # of the form
    printed: PrintedLabels
    rows: Sequence[int]
    grid: Grid
    corner: Corner


def undivided(located: Located) -> Iterator[Undivided]:
    """Where none of the rows under such a label was found."""
    labels = ((edition, label) for edition, several in located.form.undivided.items() for label in several)
    for (edition, label), (sheet, printed) in product(labels, _tables(located.form)):
        under = [n for n, row in enumerate(printed.table.rows) if label in row.label[:-1]]
        rows = [printed.table.rows[n] for n in under]
        texts = map(located.text, located.document.grids if under and _none_found(located, printed, rows) else ())
        for text in texts:
            for corner in _beside_figures(text, label, rows, printed):
                yield Undivided(edition, sheet, printed, under, text.grid, corner)


def _tables(form: Form) -> list[tuple[str, PrintedLabels]]:
    return [(sheet, printed) for sheet, several in labels_of(form).tables.items() for printed in several]


def zeros(located: Located) -> Iterator[tuple[str, GridArea]]:
    """(field, its place) where an undivided row holds nothing but zeros: then each of the rows under it is 0."""
    for found in undivided(located):
        for frame in located.frames:
            row = found.corner[0]
            if frame.printed is found.printed and frame.text.grid is found.grid and _only_zeros(frame, row):
                for n, (position, column) in product(found.rows, frame.columns.items()):
                    yield found.printed.field(n, column.n), frame.text.place(row, position)


def _only_zeros(frame: Frame, row: int) -> bool:
    """Whether a row holds 0 under every head, and is the only one with figures and without a label of the form's."""
    every = len(frame.columns) == len(frame.table.columns)
    said = {tidy(frame.text.grid.text(row, position)) for position in frame.columns}
    return every and list(frame.unlabelled) == [row] and said <= {"0", *NOTHING}


def _none_found(located: Located, printed: PrintedLabels, rows: Sequence[Head]) -> bool:
    """Whether nothing that is typed in some rows of a table was found."""
    names = {printed.table.field(row.id, column.id) for row in rows for column in printed.table.columns}
    return names.difference(located.form.derived).isdisjoint(located.cells)


def _beside_figures(text: GridLabels, label: str, under: Sequence[Head], printed: PrintedLabels) -> Iterator[Corner]:
    normal = text.labels.normal
    divided = {normal(row.label[-1]) for row in under}.difference(printed.columns)
    if any(cell in divided for row in text.rows for cell in row):
        return
    for i, row in enumerate(text.rows):
        if normal(label) in row and len(text.figures(i, range(text.width))) > 1:
            yield i, row.index(normal(label))
