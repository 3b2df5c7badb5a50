"""What a table is called where it stands: the name of its sheet, the lines above it, the years in its labels.

Another year or another office there says that the table is not this report's; whether it is another is for the rules.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from disclosure_batch.documents.document import Corner, Document, Grid
from disclosure_batch.form.model import Form, Sheet, SheetKind, Table
from disclosure_batch.locating.labels import Text, normal
from disclosure_batch.locating.locate import Located
from disclosure_batch.references import a1
from disclosure_batch.text import DIGITS, tidy

LONGEST = 60  # characters of a caption; what is longer is running text
HIGHEST = 12  # rows above a table's figures
YEAR = re.compile(r"(?<!\d)(20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})(?!\d|年?\d{1,2}月|年?(?:版|修订|报送|上报|以来|起|统一)|年?格式|年?模板)")
PAPER = re.compile(r"[〔(\[【]20\d\d[〕)\]】]\d+号")  # a document's number
RUNNING = re.compile(r"[。;!?]|[比较]|同期|持平|附件|以来|增长|下降|根据|依据|按照|条例|自20|从20|至20")  # of sentences that speak of other years, too
ONWARD = re.compile(r"结转(?:至|到)?(?:下一?年度?)?[(]?$")  # before the year to which is carried over
CARRIED = re.compile(r"年?度?[)]?结转(?!至|到|下)")  # behind the year from which is
FROM_BEFORE = re.compile(r"上一?年度?[(]?$")
BEFORE = re.compile(r"(?:上年|去年|上一年)(?!度?结转)")


class Caption(NamedTuple):
    """What stands at a table: the sheet of the form, where it is read from, the years named there, and whether it says 上年.

    A year in a label counts as the year of the report that it fits: 2023年结转 is said in the report of 2024.
    """

    sheet: str
    grid: str
    cell: str  # "" for a sheet's name and for a line above a table
    text: str
    years: tuple[int, ...] = ()
    last_year: bool = False


def captions_of(document: Document, located: Located, form: Form) -> Iterator[Caption]:
    """Of each sheet of the form that was found by its labels, or in a grid of another name."""
    for sheet in (sheet for sheet in form.sheets if sheet.kind is SheetKind.TABLES and sheet.name in located.by_label):
        places = [(f.id, *located.cells[f.id]) for f in sheet.fields if f.id in located.cells]
        for grid in {id(grid): grid for _, grid, _ in places}.values():
            corners = [area.corner for _, other, area in places if other is grid]
            if document.typed_numbers:
                yield from _caption(sheet, grid, "", grid.name)
            for line in grid.above:
                yield from _caption(sheet, grid, "", line)
            yield from _in_cells(sheet, grid, corners)


def _in_cells(sheet: Sheet, grid: Grid, corners: list[Corner]) -> Iterator[Caption]:
    """In the rows above its figures whatever is said; among the heads only what stands above or beside figures."""
    first, columns, text = min(row for row, _ in corners), {column for _, column in corners}, Text(grid)
    words = {normal(label) for table in sheet.tables for label in _labels(table)}
    for row in range(first - 1, max(first - 1 - HIGHEST, -1), -1):
        if text.figures(row, range(text.width)):
            break
        head = any(cell in words for cell in text.rows[row])
        for column in range(text.width):
            if not head:
                yield from _caption(sheet, grid, a1(row, column), grid.text(row, column))
            elif column in columns:
                yield from _label(sheet, grid, row, column)
    for row in sorted({row for row, _ in corners}):
        for column in range(min(columns)):
            yield from _label(sheet, grid, row, column)


def _labels(table: Table) -> Iterator[str]:
    yield from (table.banner, table.corner, table.head)
    yield from (label for head in (*table.rows, *table.columns) for label in head.label)


def _caption(sheet: Sheet, grid: Grid, cell: str, words: str) -> Iterator[Caption]:
    said = PAPER.sub("", tidy(words))
    if said.endswith(":"):  # the last sentence leads over to the table
        said = re.split("[。;!?]", said)[-1]
    if said and len(said) <= LONGEST and not RUNNING.search(said) and normal(said) != normal(sheet.section):
        years = tuple(int(year.translate(DIGITS)) for year in YEAR.findall(said))
        yield Caption(sheet.name, grid.name, cell, said, years, bool(BEFORE.search(said)) and "本年" not in said)


def _label(sheet: Sheet, grid: Grid, row: int, column: int) -> Iterator[Caption]:
    """A label with years in it."""
    said = tidy(grid.text(row, column))
    if years := tuple(int(match[1].translate(DIGITS)) + _later(said, match) for match in YEAR.finditer(said)):
        yield Caption(sheet.name, grid.name, a1(row, column), said, years)


def _later(said: str, match: re.Match) -> int:
    """How many years after the one that a label names the report's is: 2023年结转 and 结转2025年度 stand in that of 2024."""
    if ONWARD.search(said[: match.start()]):
        return -1
    return 1 if CARRIED.match(said[match.end() :]) or FROM_BEFORE.search(said[: match.start()]) else 0
