"""What an office has written around the tables of our own workbook, and in shapes over them: nobody reads it there."""

from collections.abc import Iterable, Iterator
from itertools import product

from disclosure_batch.documents.document import Corner, Grid, GridCell
from disclosure_batch.form.layout import LAST_YEAR_TITLE, Area, SheetLayout, layout_of
from disclosure_batch.form.model import SheetKind
from disclosure_batch.locating.labels import is_figure
from disclosure_batch.locating.located import Located
from disclosure_batch.papers import GUIDANCE, META
from disclosure_batch.text import tidy

ABOVE_GUIDANCE = 20  # rows that the guidance has at most beside those of the form's rows
FOOT = ("校验码", "填报人", "审核人", "联系电话")  # how the template's own line below a table begins


def figures_beside(located: Located) -> Iterator[GridCell]:
    """Those that stand right of or below a table of the template; a 0 is none."""
    return ((grid, at) for grid, at in _around(located) if is_figure(grid.raw(*at)) and tidy(grid.text(*at)) != "0")


def words_beside(located: Located) -> Iterator[GridCell]:
    """What else stands there, but for what says beside a figure what it is."""
    said = {(id(grid), (row, column - 1)) for grid, (row, column) in figures_beside(located)}
    for grid, at in _around(located):
        if not is_figure(grid.raw(*at)) and (id(grid), at) not in said:
            yield grid, at


def words_aside(located: Located) -> Iterator[GridCell]:
    """What stands around what is printed on the sheets of our own workbook that hold no figures."""
    if located.ours:
        for name, printed in _printed_aside(located):
            if grid := located.document.grid(name):
                yield from ((grid, at) for at in _outside(grid, printed, None))


def _printed_aside(located: Located) -> Iterator[tuple[str, Area]]:
    """The cover, the checks and the guidance, as far as they stand as the template has them, and what they take up."""
    for sheet in layout_of(located.form).sheets:
        if sheet.sheet.kind in (SheetKind.COVER, SheetKind.EXPLANATIONS):
            moved = (located.cells[name][1] != area for name, area in sheet.cells.items() if name in located.cells)
            if not any(moved):
                right = max(area.right for area in sheet.cells.values())
                yield sheet.name, Area(0, 0, sheet.bottom, right)
    yield GUIDANCE, Area(0, 0, len(located.form.guidance) + ABOVE_GUIDANCE, 2)


def shapes(located: Located) -> Iterator[tuple[Grid, Corner, str]]:
    """Text boxes and the like on the sheets in which figures of the form stand."""
    for grid, _ in located.by_grid(located.form.numeric):
        yield from ((grid, at, said) for at, said in grid.shapes)


def other_sheets(located: Located) -> Iterator[Grid]:
    """Sheets of somebody's own in a workbook of ours, with anything on them that is not read."""
    if not located.ours:
        return
    ours = {META, GUIDANCE, *(sheet.name for sheet in located.form.sheets)}
    read = {id(grid) for grid, _ in located.cells.values()}
    for grid in located.document.grids:
        written = any(tidy(str(cell)) for row in grid.rows for cell in row)
        if written and grid.name not in ours and id(grid) not in read:
            yield grid


def _around(located: Located) -> Iterator[GridCell]:
    for sheet in layout_of(located.form).sheets if located.ours else ():
        if sheet.sheet.kind in (SheetKind.TABLES, SheetKind.INDICATORS):
            for grid, areas in located.by_grid(sheet.cells):
                before, now = _last(sheet.cells.values()), _last(areas.values())
                inside = Area(0, 0, now[0], now[1] + sheet.right - before[1])  # with what is printed beside the figures
                grown = max(0, now[0] - before[0]), max(0, now[1] - before[1])
                yield from ((grid, at) for at in _outside(grid, inside, _last_year(grid, sheet, grown)))


def _last(areas: Iterable[Area]) -> Corner:
    """The last row of some cells, and their last column."""
    bottoms, rights = zip(*((area.bottom, area.right) for area in areas), strict=True)
    return max(bottoms), max(rights)


def _outside(grid: Grid, inside: Area, last_year: Area | None) -> Iterator[Corner]:
    for at in product(range(len(grid.rows)), range(max(map(len, grid.rows), default=0))):
        text = "" if inside.holds(at) or at in grid.formulas else tidy(grid.text(*at))
        if text and not text.startswith(FOOT) and not (last_year and last_year.holds(at)):
            yield at


def _last_year(grid: Grid, sheet: SheetLayout, grown: Corner) -> Area | None:
    """Where last year's figures stand beside or below a table, with their title. grown: by how many rows and columns
    the sheet has."""
    first = min(sheet.last_year_labels, key=lambda area: area.corner)
    bottom, right = _last((*sheet.last_year.values(), *sheet.last_year_labels))
    down, right = bottom - first.top + 1 + grown[0], right - first.left + grown[1]
    for row, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and tidy(cell).startswith(LAST_YEAR_TITLE):
                return Area(row, column, row + down, column + right)
    return None
