"""Places of a form that stay blank since nobody can tell what they ask for: named, so that somebody fills them."""

import re
from collections.abc import Iterator

from disclosure_batch.documents.document import Grid
from disclosure_batch.fill.asked import columns_of, known_names
from disclosure_batch.form.model import Form
from disclosure_batch.locating.labels import is_figure
from disclosure_batch.locating.units import unit_in
from disclosure_batch.text import tidy

REMARKS = re.compile("备注|说明")  # blank where there is nothing to say


def columns_left(grid: Grid, form: Form, year: int | None) -> Iterator[str]:
    """The heads of a list's columns behind its figures, 增减 or 增长率（%）, below which nothing stands."""
    columns = columns_of(grid, form, year)
    figures = (*columns.this_year, *columns.last_year)
    taken = {*figures, *columns.others, *(j for labels, _ in columns.blocks for j in labels)}
    for j in range(min(figures) + 1, len(grid.rows[columns.head])):
        head = " ".join(grid.text(columns.head, j).split())
        below = [(i, j) for i in range(columns.head + 1, len(grid.rows))]
        if head and j not in taken and not REMARKS.search(head) and all(_is_blank(grid, *corner) for corner in below):
            yield head


def labels_left(grid: Grid, form: Form) -> Iterator[str]:
    """The labels beside blanks, label – blank – label – blank, of a table that speaks of figures of this form."""
    width = max(map(len, grid.rows), default=0)
    found = [(i, j) for i in range(len(grid.rows)) for j in range(width - 1) if _is_label(grid, i, j)]
    labels = [(i, j) for i, j in found if _is_blank(grid, i, j + 1)]
    known = [i for i, j in labels if known_names(form, tidy(grid.text(i, j)))]
    below = (corner for corner in labels if known and corner[0] >= known[0])  # above stands a title
    yield from (" ".join(grid.text(*corner).split()) for corner in below)


def _is_label(grid: Grid, row: int, column: int) -> bool:
    said = tidy(grid.text(row, column))
    return bool(said) and not is_figure(grid.raw(row, column)) and not unit_in(said)


def _is_blank(grid: Grid, row: int, column: int) -> bool:
    if grid.text(row, column).strip() or (row, column) in grid.formulas:
        return False
    return not any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in grid.merged)
