"""A table that is found blank while its figures stand nearby, where they belong to no head: it is not taken for empty."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from disclosure_batch.documents.document import Document, Grid
from disclosure_batch.form.layout import Area
from disclosure_batch.form.model import Form, Sheet, Table
from disclosure_batch.locating.labels import Text, normal
from disclosure_batch.references import a1
from disclosure_batch.text import COUNTERS, tidy

Place = tuple[Grid, Area]
BELOW, LINES = 8, 5  # rows of the grid and lines of the text below the table
BARE = re.compile(rf"\d+(?:(?:{COUNTERS})?[、,;/\s]+\d+)+(?:{COUNTERS})?")  # figures side by side, and nothing else
COUNTED = re.compile(r"(?<![\d年月])[1-9]\d*(?:件|宗|起|例)")  # of cases, in a sentence


def seen(document: Document, cells: Mapping[str, Place], form: Form) -> Iterator[tuple[Sheet, Table, list[str]]]:
    """(sheet, table, what stands where) of the tables in one line that are blank although their figures seem to be there."""
    for sheet in form.sheets:
        for table in (table for table in sheet.tables if table.across):
            places = [cells[name] for name in table.fields if name in cells]
            if places and not any(grid.text(*area.corner).strip() or area.corner in grid.formulas for grid, area in places):
                grids = list({id(grid): grid for grid, _ in places}.values())
                if told := [words for grid in grids for words in _near(document, grid, places, cells, table, form)]:
                    yield sheet, table, told


def _near(document: Document, grid: Grid, places: Sequence[Place], cells: Mapping[str, Place], table: Table, form: Form) -> Iterator[str]:
    line = max(area.top for other, area in places if other is grid)
    taken = {area.corner for other, area in cells.values() if other is grid}
    text = Text(grid)
    for i in range(line, min(line + BELOW, len(text.rows))):
        if any((i, j) in taken and grid.text(i, j).strip() for j in range(text.width)):
            break  # another table begins
        if figures := [j for j in text.figures(i, range(text.width)) if (i, j) not in taken and (i, j) not in grid.formulas]:
            yield f"“{grid.name}”{a1(i, figures[0])} 起的 {_shown(grid.text(i, j) for j in figures)}"
    if not document.typed_numbers:
        following = [other for other in document.grids[_position(document, grid) + 1 :][:1] if not _holds(other, cells)]
        for other in map(Text, following):
            rows = [i for i in range(len(other.rows)) if other.figures(i, range(other.width))]
            if rows and not any(cell and cell not in _words(table) for row in other.rows for cell in row):
                said = (other.grid.text(i, j) for i in rows for j in other.figures(i, range(other.width)))
                yield f"“{other.grid.name}”的 {_shown(said)}"
    headings = {normal(heading) for heading in (*form.outline.before, *form.outline.after, *(s.section for s in form.sheets))}
    for words in takewhile(lambda words: normal(words) not in headings, grid.below[:LINES]):
        if BARE.fullmatch(" ".join(words.split())) or (COUNTED.search(tidy(words)) and any(label in tidy(words) for label in _words(table))):
            yield f"表下面写的“{words[:40]}”"


def _position(document: Document, grid: Grid) -> int:
    return next(i for i, other in enumerate(document.grids) if other is grid)


def _holds(grid: Grid, cells: Mapping[str, Place]) -> bool:
    return any(other is grid for other, _ in cells.values())


def _words(table: Table) -> set[str]:
    """The labels of the table."""
    return {normal(label) for head in (*table.rows, *table.columns) for label in head.label}


def _shown(figures) -> str:
    said = list(figures)
    return "、".join(said[:6]) + ("等" if len(said) > 6 else "")
