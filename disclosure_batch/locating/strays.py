"""What is written among the form's cells but in none of them: figures of somebody's own rows, words between texts."""

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise, product

from disclosure_batch.documents.document import Corner, Grid, GridCell
from disclosure_batch.form.layout import TOP, Area, SheetLayout, layout_of
from disclosure_batch.form.model import SheetKind
from disclosure_batch.locating.labels import is_figure
from disclosure_batch.locating.located import Located
from disclosure_batch.papers import META
from disclosure_batch.text import tidy


def stray_figures(located: Located) -> Iterator[GridCell]:
    """Those among the figures of a sheet that was found by its labels, or in the row below them."""
    taken = {(id(grid), area.corner) for grid, area in located.cells.values()}
    for sheet in map(located.form.sheet, located.by_label):
        for grid, areas in located.by_grid(f.id for f in sheet.fields if f.numeric):
            rows, columns = zip(*(area.corner for area in areas.values()), strict=True)
            among = product(range(min(rows), max(rows) + 2), range(min(columns), max(columns) + 1))
            loose = (corner for corner in among if (id(grid), corner) not in taken and corner not in grid.formulas)
            yield from ((grid, corner) for corner in loose if _counts(grid, corner))


def _counts(grid: Grid, corner: Corner) -> bool:
    return is_figure(grid.raw(*corner)) and tidy(grid.text(*corner)) != "0"


# ---------------------------------------------------------------- texts


def stray_words(located: Located) -> Iterator[GridCell]:
    """What stands on a sheet of texts, but in none of them: nobody reads it."""
    as_printed = {id(grid) for _, grid in _as_printed(located)}
    for sheet, grid in _of_texts(located):
        areas = [area for other, area in located.places(sheet.sheet) if other is grid]
        labels = {"", *(tidy(area.text) for area in sheet.labels)}
        if id(grid) in as_printed:
            areas, labels = [*areas, *sheet.labels], {""}
        yield from ((grid, corner) for corner in _outside(grid, areas) if tidy(grid.text(*corner)) not in labels)


def _outside(grid: Grid, areas: Sequence[Area]) -> Iterator[Corner]:
    """The cells of a sheet below its title that are in none of the areas, and not calculated."""
    inside = grid.formulas.union(chain.from_iterable(product(area.rows, area.columns) for area in areas))
    for row in range(TOP, len(grid.rows)):
        yield from ((row, column) for column in range(len(grid.rows[row])) if (row, column) not in inside)


def run_on(located: Located) -> Iterator[tuple[str, str]]:
    """(text, next text) where every row of the one is filled and the other begins right below: it may go on there."""
    for sheet, grid in _as_printed(located):
        for (name, area), (following, below) in pairwise(sheet.cells.items()):
            rows = [*area.rows, below.top]
            if below.top == area.bottom + 1 and all(grid.text(row, area.left).strip() for row in rows):
                yield name, following


def _sheets(located: Located) -> Iterator[SheetLayout]:
    return (sheet for sheet in layout_of(located.form).sheets if sheet.sheet.kind is SheetKind.TEXTS)


def _of_texts(located: Located) -> Iterator[tuple[SheetLayout, Grid]]:
    """The sheets of texts with the grid that is theirs by its name; in a workbook of ours that was renamed, by what was
    found there."""
    document = located.document
    for sheet in _sheets(located):
        holding = {id(grid) for grid, _ in located.places(sheet.sheet)} if document.grid(META) else ()
        found = (grid for grid in document.grids if id(grid) in holding)
        if grid := document.grid(sheet.name) or next(found, None):
            yield sheet, grid


def _as_printed(located: Located) -> Iterator[tuple[SheetLayout, Grid]]:
    """The sheets of texts that stand as the template has them."""
    for sheet in _sheets(located):
        yield from ((sheet, grid) for grid, areas in located.by_grid(sheet.cells) if areas == sheet.cells)
