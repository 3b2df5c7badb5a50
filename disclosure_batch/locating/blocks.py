"""Texts that run down over the rows of a block: what stands in none of them, and what may have run on into the next."""

from collections.abc import Iterator
from itertools import pairwise

from disclosure_batch.documents.document import Document, Grid
from disclosure_batch.form.layout import TOP, Area, SheetLayout, layout_of
from disclosure_batch.form.model import Form, SheetKind
from disclosure_batch.locating.locate import Located
from disclosure_batch.papers import META
from disclosure_batch.references import a1
from disclosure_batch.text import tidy


def strays(document: Document, located: Located, form: Form) -> Iterator[tuple[str, str]]:
    """(sheet, cell) of what is written on a sheet of texts, but in none of them: nobody reads it."""
    printed = {id(grid) for _, grid in _as_printed(located, form)}
    for sheet, grid in _of_texts(document, located, form):
        own = {(row, column) for _, area in _places(sheet, grid, located) for row in area.rows for column in area.columns}
        labels = {tidy(area.text) for area in sheet.labels}
        if id(grid) in printed:
            own |= {(row, column) for area in sheet.labels for row in area.rows for column in area.columns}
        for row in range(TOP, len(grid.rows)):
            for column in range(len(grid.rows[row])):
                said = "" if (row, column) in own or (row, column) in grid.formulas else tidy(grid.text(row, column))
                if said and (id(grid) in printed or said not in labels):
                    yield grid.name, a1(row, column)


def run_on(located: Located, form: Form) -> Iterator[tuple[str, str]]:
    """(text, next text) where every row of the one is filled and the other begins right below: it may go on there."""
    for sheet, grid in _as_printed(located, form):
        for (name, area), (following, below) in pairwise(sheet.cells.items()):
            rows = [*area.rows, below.top]
            if below.top == area.bottom + 1 and all(grid.text(row, area.left).strip() for row in rows):
                yield name, following


def _of_texts(document: Document, located: Located, form: Form) -> Iterator[tuple[SheetLayout, Grid]]:
    """The sheets of texts with the grid that is theirs by its name; in a workbook of ours that was renamed, by what was found there."""
    renamed = document.grids if document.grid(META) else ()
    for sheet in layout_of(form).sheets:
        if sheet.sheet.kind is SheetKind.TEXTS:
            named = document.grid(sheet.name)
            grid = named or next((grid for grid in renamed if any(_places(sheet, grid, located))), None)
            if grid:
                yield sheet, grid


def _places(sheet: SheetLayout, grid: Grid, located: Located) -> Iterator[tuple[str, Area]]:
    """The texts of a sheet that stand in a grid."""
    for name in sheet.cells:
        if name in located.cells and located.cells[name][0] is grid:
            yield name, located.cells[name][1]


def _as_printed(located: Located, form: Form) -> Iterator[tuple[SheetLayout, Grid]]:
    """The sheets of texts that stand as the template has them."""
    for sheet in layout_of(form).sheets:
        places = [located.cells.get(name) for name in sheet.cells]
        if sheet.sheet.kind is SheetKind.TEXTS and places and all(places):
            grids, areas = zip(*places, strict=True)
            if areas == tuple(sheet.cells.values()) and len(set(map(id, grids))) == 1:
                yield sheet, grids[0]
