"""Texts that run down over the rows of a block: what stands in none of them, and what may have run on into the next."""

from collections.abc import Iterator
from itertools import pairwise

from disclosure_batch.form.layout import TOP, SheetLayout, a1, layout_of
from disclosure_batch.form.model import Form, SheetKind
from disclosure_batch.intake.document import Grid
from disclosure_batch.intake.locate import Located


def strays(located: Located, form: Form) -> Iterator[tuple[str, str]]:
    """(sheet, cell) of what is written beside or below the blocks of the template: nobody reads it."""
    for sheet, grid in _as_printed(located, form):
        own = {(row, column) for area in (*sheet.labels, *sheet.cells.values()) for row in area.rows for column in area.columns}
        for row in range(TOP, len(grid.rows)):
            for column in range(len(grid.rows[row])):
                if (row, column) not in own and grid.text(row, column).strip():
                    yield sheet.name, a1(row, column)


def run_on(located: Located, form: Form) -> Iterator[tuple[str, str]]:
    """(text, next text) where every row of the one is filled and the other begins right below: it may go on there."""
    for sheet, grid in _as_printed(located, form):
        for (name, area), (following, below) in pairwise(sheet.cells.items()):
            rows = [*area.rows, below.top]
            if below.top == area.bottom + 1 and all(grid.text(row, area.left).strip() for row in rows):
                yield name, following


def _as_printed(located: Located, form: Form) -> Iterator[tuple[SheetLayout, Grid]]:
    """The sheets of texts that stand as the template has them."""
    for sheet in layout_of(form).sheets:
        places = [located.cells.get(name) for name in sheet.cells]
        if sheet.sheet.kind is SheetKind.TEXTS and places and all(places):
            grids, areas = zip(*places, strict=True)
            if areas == tuple(sheet.cells.values()) and len(set(map(id, grids))) == 1:
                yield sheet, grids[0]
