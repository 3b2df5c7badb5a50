"""Which labels tell that a document, or a table in it, is another edition's."""

from collections.abc import Iterator, Sequence
from itertools import product

from disclosure_batch.documents.document import Corner, Document, Grid
from disclosure_batch.form.model import Form, Head
from disclosure_batch.locating.labels import Printed, Text, labels_of
from disclosure_batch.locating.located import Located
from disclosure_batch.locating.our_workbook import stamp

ENOUGH = 2  # so many of its labels tell an edition
ROWS, LONGEST = 200, 60  # of a grid, and characters of a label


def other_edition(document: Document, form: Form) -> str | None:
    """The edition of another year, by the stamp of its template or by the labels that only it has."""
    stamped = stamp(document).get("edition", form.edition)
    if stamped != form.edition:
        return stamped
    normal = labels_of(form).normal
    cells = (cell for grid in document.grids for row in grid.rows[:ROWS] for cell in row)
    labels = {normal(cell) for cell in cells if isinstance(cell, str) and len(cell) < LONGEST}
    for edition, marks in form.other_editions.items():
        if sum(any(mark in label for label in labels) for mark in map(normal, marks)) >= ENOUGH:
            return edition
    return None


def undivided(located: Located) -> Iterator[tuple[str, str, Grid, Corner]]:
    """(edition, sheet of the form, grid, cell) of labels beside which figures stand, as in another edition, where this
    one has rows of its own under them, and none of those was found."""
    tables = [(sheet, table) for sheet, several in labels_of(located.form).tables.items() for table in several]
    labels = ((edition, label) for edition, several in located.form.undivided.items() for label in several)
    for (edition, label), (sheet, printed) in product(labels, tables):
        under = [row for row in printed.table.rows if label in row.label[:-1]]
        if under and _none_found(located, printed, under):
            for text in map(located.text, located.document.grids):
                for corner in _beside_figures(text, label, under, printed):
                    yield edition, sheet, text.grid, corner


def _none_found(located: Located, printed: Printed, rows: Sequence[Head]) -> bool:
    """Whether nothing that is typed in some rows of a table was found."""
    names = {printed.table.field(row.id, column.id) for row in rows for column in printed.table.columns}
    return names.difference(located.form.derived).isdisjoint(located.cells)


def _beside_figures(text: Text, label: str, under: Sequence[Head], printed: Printed) -> Iterator[Corner]:
    normal = text.labels.normal
    divided = {normal(row.label[-1]) for row in under}.difference(printed.columns)
    if any(cell in divided for row in text.rows for cell in row):
        return
    for i, row in enumerate(text.rows):
        if normal(label) in row and len(text.figures(i, range(text.width))) > 1:
            yield i, row.index(normal(label))
