"""What is said under a table of what its figures count: 注：数量含上年度结转. It belongs to the table above it."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice, takewhile
from typing import NamedTuple

from disclosure_batch.documents.document import Grid
from disclosure_batch.form.model import Form, SheetKind
from disclosure_batch.locating.labels import labels_of
from disclosure_batch.locating.located import Located
from disclosure_batch.references import a1
from disclosure_batch.text import tidy

BELOW, LINES = 4, 5  # rows of the grid and lines of the text below the table
LONGEST = 200  # characters of a footnote
MARKED = re.compile(r"\(?(?:注释?|备注|附注|说明)\d{0,2}[:.、].{2,}|[*※].{2,}")  # by how it begins
NUMBERED = re.compile(r"(?:(?:注释?|备注|脚注)\s*([0-9]{1,2})\s*[:：.、]|([¹²³⁴-⁹]{1,2}))(.+)")
COUNTED = re.compile(r"\(?(?:以上|上述|本表|表中|表内)?(?:数量|数据|数字|件数|统计)[^。;]{0,6}(?:含|包括|不含|截至|口径|为)[^。;]{2,60}[。)]?")
OF_THE_FORM = re.compile(r"单位:|勾稽|文字描述|该部分以")  # notes that the form itself has


class Footnote(NamedTuple):
    """A note under the table of a sheet of the form. cell: "" where it is a line of the text."""

    sheet: str
    grid: str
    cell: str
    text: str


def is_footnote(line: str) -> bool:
    """Whether a line under a table is one, by how it begins, or by what it says of the figures."""
    said = tidy(line)
    is_one = len(said) <= LONGEST and (MARKED.fullmatch(said) or COUNTED.fullmatch(said))
    return bool(is_one) and not OF_THE_FORM.search(said)


def footnotes(located: Located) -> Iterator[Footnote]:
    """Those of the tables that were found by their labels."""
    headings = _headings(located.form)
    normal = labels_of(located.form).normal
    for sheet in map(located.form.sheet, located.by_label):
        if sheet.kind is SheetKind.TABLES:
            for grid, areas in located.by_grid(f.id for f in sheet.fields):
                last = max(area.bottom for area in areas.values())
                yield from _in_rows(located, sheet.name, grid, last)
                below = takewhile(lambda line: normal(line) not in headings, grid.below)
                said = filter(is_footnote, islice(below, LINES))
                yield from (Footnote(sheet.name, grid.name, "", line) for line in said)


def numbered_footnotes(grid: Grid) -> Mapping[str, str]:
    """What the lines under a table say, by the numbers with which they begin: 注1：含上年3件."""
    rows = (cell for row in grid.rows[-BELOW:] for cell in row if isinstance(cell, str))
    found = [NUMBERED.fullmatch(line.strip()) for line in (*rows, *grid.below[:LINES]) if len(line) <= LONGEST]
    return {tidy(match[1] or match[2]): match[3].strip() for match in found if match}


def _headings(form: Form) -> set[str]:
    printed = (*form.outline.before, *form.outline.after, *(sheet.section for sheet in form.sheets))
    return set(map(labels_of(form).normal, printed))


def _in_rows(located: Located, sheet: str, grid: Grid, last: int) -> Iterator[Footnote]:
    """In the rows right below a table, up to figures of something else."""
    text = located.text(grid)
    rows = range(last + 1, min(last + 1 + BELOW, len(grid.rows)))
    for row in takewhile(lambda row: not text.figures(row, range(text.width)), rows):
        for column, cell in enumerate(grid.rows[row]):
            if isinstance(cell, str) and is_footnote(cell):
                yield Footnote(sheet, grid.name, a1(row, column), cell.strip())
