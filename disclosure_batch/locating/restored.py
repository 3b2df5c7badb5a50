"""The labels of our own workbook that somebody has typed over are put back, as far as it is certain what they were.

A label that is gone costs at most its own row or column: that all others stand in their places says that nothing has
slipped, and a figure or a blank in the place of a label makes no other row of it. Words may, unless they are a part of
the label: then nothing is taken.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import takewhile

from disclosure_batch.documents.document import Corner, Document, Grid
from disclosure_batch.form.layout import Area, SheetLayout, handed_out, layout_of
from disclosure_batch.form.model import Form, SheetKind
from disclosure_batch.form.printed import last_year_labels
from disclosure_batch.locating.labels import is_figure, labels_of
from disclosure_batch.locating.located import TypedOver, Was
from disclosure_batch.text import tidy

MOST = 3  # labels of a sheet that may be gone: with more of them it is another sheet
WITH_FIGURES = (SheetKind.TABLES, SheetKind.INDICATORS)


def restored(document: Document, form: Form) -> tuple[Document, Sequence[TypedOver]]:
    """A document with its labels back, and which they are."""
    sheets = {sheet.name: sheet for sheet in layout_of(form).sheets if sheet.sheet.kind in WITH_FIGURES}
    ours = [(grid, sheets[grid.name]) for grid in document.grids if grid.name in sheets]
    with_last_year = any(_says_last_year(grid, sheet, form) for grid, sheet in ours)
    gone = [label for grid, sheet in ours for label in _gone(grid, sheet, form, with_last_year)]
    if not gone:
        return document, ()
    grids = [_with_labels(grid, [label for label in gone if label.grid is grid]) for grid in document.grids]
    return replace(document, grids=grids), gone


def _with_labels(grid: Grid, labels: Sequence[TypedOver]) -> Grid:
    if not labels:
        return grid
    rows = [list(row) for row in grid.rows]
    for label in labels:
        row, column = label.corner
        rows += [[] for _ in range(row + 1 - len(rows))]
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = label.printed
    return replace(grid, rows=rows, formulas=grid.formulas.difference(label.corner for label in labels))


def _says_last_year(grid: Grid, sheet: SheetLayout, form: Form) -> bool:
    """Whether the labels around last year's figures stand there, most of them."""
    heads = last_year_labels(_as_handed_out(grid, sheet, form))
    return 2 * sum(_differs(grid, area, form) for area in heads) < len(heads)


def _has_last_years(grid: Grid, sheet: SheetLayout) -> bool:
    return any(is_figure(grid.raw(*area.corner)) for area in sheet.last_year.values())


def _gone(grid: Grid, sheet: SheetLayout, form: Form, with_last_year: bool) -> list[TypedOver]:
    """The labels in whose place something else stands; none where the sheet has been rearranged. with_last_year:
    whether the workbook was handed out with last year's figures; then they are this sheet's, too."""
    sheet = _as_handed_out(grid, sheet, form)
    known = _says_last_year(grid, sheet, form) or (with_last_year and _has_last_years(grid, sheet))
    heads = last_year_labels(sheet)
    gone = [area for area in (*sheet.labels, *(heads if known else ())) if _differs(grid, area, form)]
    others = {area.corner for area in (*sheet.labels, *heads)} - {area.corner for area in gone}
    if len(gone) > MOST or _stands_elsewhere(grid, gone, others, form):
        return []
    return list(filter(None, (_label(grid, area, sheet, form) for area in gone)))


def _stands_elsewhere(grid: Grid, gone: Sequence[Area], others: Set[Corner], form: Form) -> bool:
    """Whether a label that is gone stands where none is printed: with another row's figures, or its own."""
    normal = labels_of(form).normal
    printed = {normal(area.text) for area in gone} - {""}
    return any(normal(said) in printed for said in _words_but_at(grid, others))


def _words_but_at(grid: Grid, corners: Set[Corner]) -> Iterator[str]:
    """What stands in all other cells."""
    cells = ((i, j, cell) for i, row in enumerate(grid.rows) for j, cell in enumerate(row))
    return (cell for i, j, cell in cells if isinstance(cell, str) and cell and (i, j) not in corners)


def _as_handed_out(grid: Grid, sheet: SheetLayout, form: Form) -> SheetLayout:
    """The layout that the sheet is nearest to: earlier templates have fewer fields."""
    versions = handed_out(form, sheet.name)
    return min(versions, key=lambda version: sum(_differs(grid, area, form) for area in version.labels))


def _differs(grid: Grid, area: Area, form: Form) -> bool:
    """Whether a label isn't there, in whatever spelling."""
    normal, said = labels_of(form).normal, tidy(grid.text(*area.corner))
    return bool(area.text) and said != tidy(area.text) and (not said or normal(said) != normal(area.text))


def _label(grid: Grid, area: Area, sheet: SheetLayout, form: Form) -> TypedOver | None:
    """None of the label of a list that has become other words: they may be nearly the same."""
    names, said = _named_by(area, sheet), grid.text(*area.corner).strip()
    worded = said != "" and not is_figure(grid.raw(*area.corner))
    if sheet.sheet.kind is SheetKind.INDICATORS:
        return None if worded and names else TypedOver(grid, area.corner, said, Was.LABEL, area.text)
    told = not worded or _shortened(said, area, sheet)
    certain = told and all(_in_its_place(grid, name, sheet, form) for name in names)
    return TypedOver(grid, area.corner, said, Was.LABEL, area.text, frozenset(() if certain else names))


def _shortened(said: str, area: Area, sheet: SheetLayout) -> bool:
    """Whether a label says less of the same, and what no other label of the sheet says."""
    labels = {tidy(other.text) for other in sheet.labels if tidy(said) in tidy(other.text)}
    return len(tidy(said)) > 1 and labels == {tidy(area.text)}


def _named_by(area: Area, sheet: SheetLayout) -> list[str]:
    """The fields of the row beside a label, or of the column below a head; none of those that other labels divide."""
    at = {cell.corner: name for name, cell in sheet.cells.items()}
    if area.role == "head":
        down = takewhile(lambda row: (row, area.left) in at, range(area.bottom + 1, sheet.bottom + 1))
        return [at[row, area.left] for row in down]
    if area.role != "label":
        return []
    right = takewhile(lambda column: (area.top, column) in at, range(area.right + 1, sheet.right + 1))
    return [at[area.top, column] for column in right]


def _in_its_place(grid: Grid, name: str, sheet: SheetLayout, form: Form) -> bool:
    """Whether a cell can't have slipped: a total is calculated, and a figure stands where one is typed."""
    corner = sheet.cells[name].corner
    calculated = corner in grid.formulas or corner in grid.unstored
    return calculated if form.fields[name].derived else not calculated and is_figure(grid.raw(*corner))
