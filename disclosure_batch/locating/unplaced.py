"""A table that is found blank while its figures stand nearby, where they belong to no head: it isn't taken for that."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from disclosure_batch.documents.document import Corner, Grid
from disclosure_batch.form.layout import Area
from disclosure_batch.form.model import Form, Sheet, Table
from disclosure_batch.locating.labels import PrintedLabels, labels_of
from disclosure_batch.locating.located import Located
from disclosure_batch.references import a1
from disclosure_batch.text import COUNTERS, tidy

BELOW, LINES = 8, 5  # rows of the grid and lines of the text below the table
SHOWN = 6  # figures
LONGEST = 40  # characters of a line that are shown
BARE = re.compile(rf"\d+(?:(?:{COUNTERS})?[、,;/\s]+\d+)+(?:{COUNTERS})?")  # figures side by side, and nothing else
COUNTED = re.compile(r"(?<![\d年月])[1-9]\d*(?:件|宗|起|例)")  # of cases, in a sentence


def seen(located: Located) -> Iterator[tuple[Sheet, Table, list[str]]]:
    """(sheet, table, what stands where) of tables in one line that are blank while their figures seem to be near."""
    for sheet in located.form.sheets:
        for printed in labels_of(located.form).tables[sheet.name]:
            grids = located.by_grid(printed.table.fields) if printed.table.across else []
            blank = not any(_filled(grid, area) for grid, areas in grids for area in areas.values())
            if told := list(_near(located, grids, printed)) if blank else []:
                yield sheet, printed.table, told


def _filled(grid: Grid, area: Area) -> bool:
    return bool(grid.text(*area.corner).strip()) or area.corner in grid.formulas


def _near(located: Located, grids: Sequence[tuple[Grid, Mapping[str, Area]]], printed: PrintedLabels) -> Iterator[str]:
    for grid, areas in grids:
        yield from _in_rows_below(located, grid, max(area.top for area in areas.values()))
        if not located.document.typed_numbers:
            yield from _in_next_grid(located, grid, printed)
        yield from _in_lines_below(located.form, grid, printed)


def _in_rows_below(located: Located, grid: Grid, line: int) -> Iterator[str]:
    text = located.text(grid)
    taken = {area.corner for other, area in located.cells.values() if other is grid}
    for row in range(line, min(line + BELOW, len(text.rows))):
        if any(grid.text(*corner).strip() for corner in taken if corner[0] == row):
            return  # another table begins
        figures = [(row, column) for column in text.figures(row, range(text.width))]
        if loose := [corner for corner in figures if corner not in taken and corner not in grid.formulas]:
            yield f"“{grid.name}”{a1(*loose[0])} 起的 {_shown(grid, loose)}"


def _in_next_grid(located: Located, grid: Grid, printed: PrintedLabels) -> Iterator[str]:
    """In the one after it, where that holds figures, and no other words than the table's."""
    grids = located.document.grids
    position = next(i for i, other in enumerate(grids) if other is grid)
    for other in grids[position + 1 : position + 2]:
        text = located.text(other)
        foreign = any(words not in printed.words for row in text.rows for words in filter(None, row))
        figures = [(row, column) for row in range(len(text.rows)) for column in text.figures(row, range(text.width))]
        if figures and not foreign and not any(holding is other for holding, _ in located.cells.values()):
            yield f"“{other.name}”的 {_shown(other, figures)}"


def _in_lines_below(form: Form, grid: Grid, printed: PrintedLabels) -> Iterator[str]:
    normal = labels_of(form).normal
    headings = set(map(normal, (*form.outline.before, *form.outline.after, *(sheet.section for sheet in form.sheets))))
    for line in takewhile(lambda line: normal(line) not in headings, grid.below[:LINES]):
        said = tidy(line)
        counted = COUNTED.search(said) and any(words in said for words in filter(None, printed.words))
        if counted or BARE.fullmatch(" ".join(line.split())):
            yield f"表下面写的“{line[:LONGEST]}”"


def _shown(grid: Grid, figures: Sequence[Corner]) -> str:
    said = [grid.text(*corner) for corner in figures]
    return "、".join(said[:SHOWN]) + ("等" if len(said) > SHOWN else "")
