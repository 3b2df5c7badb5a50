"""Our own workbook: what its stamp says, whether a sheet stands as the template has it, and what was altered on one."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from disclosure_batch.documents.document import Corner, Document, Grid
from disclosure_batch.form.layout import SheetLayout, layout_of
from disclosure_batch.form.model import SheetKind
from disclosure_batch.locating.across import BLANK_ROWS
from disclosure_batch.locating.labels import is_figure, this_year
from disclosure_batch.locating.located import Located
from disclosure_batch.papers import META
from disclosure_batch.references import a1
from disclosure_batch.text import tidy

MOST = 3  # so many changes of a sheet are told
Moves = set[tuple[int, int]]  # of rows or columns: before, now
NAMED = 4  # and so many of its rows or columns are named


def stamp_in(document: Document) -> Mapping[str, str]:
    """What this tool wrote into the document to know it again; empty where it is not of this tool."""
    grid = document.grid(META)
    if grid is None:
        return dict(document.stamp)
    return {key: grid.text(row, 1) for row in range(len(grid.rows)) if (key := grid.text(row, 0))}


def is_as_printed(grid: Grid, sheet: SheetLayout) -> bool:
    """All labels stand in their cells, and no figure stands anywhere else on a table's sheet: none has slipped.

    On the sheet of checks only those beside the explanations are asked for.
    """
    checks = sheet.sheet.kind is SheetKind.EXPLANATIONS
    asked = [area for area in sheet.labels if not checks or area.role == "label"]
    if any(tidy(grid.text(*area.corner)) != tidy(area.text) for area in asked):
        return False
    return sheet.sheet.kind is not SheetKind.TABLES or not _slipped(grid, sheet)


def _slipped(grid: Grid, sheet: SheetLayout) -> bool:
    """Whether a figure stands among or right beside a table's cells, in none of them. What is calculated slips nowhere,
    and the 0 that LibreOffice leaves in an .xls for a line of text that is calculated is no figure."""
    below, beside = 2 + max(area.bottom for area in sheet.cells.values()), sheet.right + 2
    if sheet.sheet.tables[0].across:  # its one row is soon missed, and has no label that would go with it
        below = min(below + BLANK_ROWS, max(below, this_year(grid)[0]))
    cells = ((i, j, cell) for i, row in enumerate(grid.rows[:below]) for j, cell in enumerate(row[:beside]))
    figures = {(i, j) for i, j, cell in cells if cell != "" and is_figure(cell)}
    return not figures - grid.formulas <= {area.corner for area in sheet.cells.values()}


# ---------------------------------------------------------------- what was altered


def lines_altered(located: Located, sheet: str) -> str:
    """What was altered on a sheet of the template, by where its fields stand now: lines new, gone, or exchanged."""
    own = next(other.cells for other in layout_of(located.form).sheets if other.name == sheet)
    moved = {own[name].corner: located.cells[name][1].corner for name in own if name in located.cells}
    rows = {(before[0], after[0]) for before, after in moved.items()}
    columns = {(before[1], after[1]) for before, after in moved.items()}
    if _in_order(rows) and _in_order(columns):
        return "，".join([*_put_in(rows, columns)][:MOST]) or "名称或表头改动过"
    named = [(located.form.fields[name].name, own[name].corner) for name in own]
    return "，".join(_out_of_order(named, rows, columns)) or "有的行、列换了位置"


def _put_in(rows: Moves, columns: Moves) -> Iterator[str]:
    yield from (f"模板的第 {row + 1} 行前{_how_many(by)} 行" for row, by in _steps(rows))
    yield from (f"模板的{a1(0, column)[:-1]} 列前{_how_many(by)} 列" for column, by in _steps(columns))


def _out_of_order(named: Sequence[tuple[str, Corner]], rows: Moves, columns: Moves) -> list[str]:
    """What stands in another order; named: each field with where the template has it."""
    by_row = {row: name.partition("·")[0] for name, (row, _) in reversed(named)}
    by_column = {column: name.rpartition("·")[2] for name, (_, column) in reversed(named)}
    return [*_swapped(by_row, "行", rows), *_swapped(by_column, "列", columns)]


def _swapped(names: Mapping[int, str], what: str, moved: Moves) -> list[str]:
    """Which rows or columns stand in another order than in the template; names: of each where that has it."""
    befores = sorted(before for before, _ in moved)
    if _in_order(moved) or len(set(befores)) < len(befores):
        return []
    ranks = {before: rank for rank, (before, _) in enumerate(sorted(moved, key=lambda line: line[1]))}
    others = [before for place, before in enumerate(befores) if ranks[before] != place]
    if len(others) == 2:
        return [f"“{names[others[0]]}”与“{names[others[1]]}”两{what}换了位置"]
    return [f"{'、'.join(f'“{names[other]}”' for other in others[:NAMED])}等 {len(others)} {what}换了位置"]


def _in_order(moved: Moves) -> bool:
    """Whether each position (before, now) is one still, and they come one after another as they did."""
    return all(before < after and old < new for (before, old), (after, new) in pairwise(sorted(moved)))


def _steps(moved: Moves) -> Iterator[tuple[int, int]]:
    """(position, how many were put in before it, or taken away)."""
    shifts = [(before, now - before) for before, now in sorted(moved)]
    for (_, last), (before, shift) in pairwise([(0, 0), *shifts]):
        if shift != last:
            yield before, shift - last


def _how_many(by: int) -> str:
    return f"{'多' if by > 0 else '少'}了 {abs(by)}"
