"""What a table is called where it stands: the name of its sheet, the lines above it, the years in its labels.

Another year or another office there says that the table is not this report's; whether it is another is for the rules.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from disclosure_batch.dates import CAPTION_YEAR
from disclosure_batch.documents.document import Grid
from disclosure_batch.form.layout import Area
from disclosure_batch.form.model import Sheet, SheetKind
from disclosure_batch.locating.footnotes import is_footnote
from disclosure_batch.locating.labels import GridLabels, labels_of
from disclosure_batch.locating.located import Located
from disclosure_batch.references import a1
from disclosure_batch.text import DIGITS, tidy

LONGEST = 60  # characters of a caption; what is longer is running text
HIGHEST = 12  # rows above a table's figures
PAPER = re.compile(r"[〔(\[【]20\d\d[〕)\]】]\d+号")  # a document's number
RUNNING = re.compile(  # of sentences that speak of other years, too
    r"[。;!?]|[比较]|同期|持平|附件|以来|增长|下降|根据|依据|按照|条例|自20|从20|至20"
)
ONWARD = re.compile(r"结转(?:至|到)?(?:下一?年度?)?[(]?$")  # before the year to which is carried over
CARRIED = re.compile(r"年?度?[)]?结转(?!至|到|下)")  # behind the year from which is
FROM_BEFORE = re.compile(r"上一?年度?[(]?$")
BEFORE = re.compile(r"(?:上年|去年|上一年)(?!度?结转)")


class Caption(NamedTuple):
    """What stands at a table: the sheet of the form, where it is read from, the years named there, whether it says 上年.

    A year in a label counts as the year of the report that it fits: 2023年结转 is said in the report of 2024.
    """

    sheet: str
    grid: str
    cell: str  # "" for a sheet's name and for a line above a table
    text: str
    years: tuple[int, ...] = ()
    last_year: bool = False


def captions_of(located: Located) -> Iterator[Caption]:
    """Of each sheet of the form that was found by its labels, or in a grid of another name."""
    for sheet in map(located.form.sheet, located.by_label):
        if sheet.kind is SheetKind.TABLES:
            for grid, areas in located.by_grid(f.id for f in sheet.fields):
                names = [grid.name] if located.document.typed_numbers else []
                for line in (*names, *_own_lines(sheet, grid, located)):
                    yield from _caption(sheet, grid, "", line, located)
                yield from _in_cells(sheet, grid, areas.values(), located)


def _own_lines(sheet: Sheet, grid: Grid, located: Located) -> Sequence[str]:
    """The lines above a table; a footnote before its section's heading belongs to the table before it."""
    normal = labels_of(located.form).normal
    if len(grid.above) > 1 and normal(grid.above[-1]) == normal(sheet.section):
        return [line for line in grid.above if not is_footnote(line)]
    return grid.above


def _in_cells(sheet: Sheet, grid: Grid, areas: Iterable[Area], located: Located) -> Iterator[Caption]:
    """In the rows above its figures whatever is said; among the heads only what stands above or beside figures."""
    rows, columns = (sorted(set(positions)) for positions in zip(*(area.corner for area in areas), strict=True))
    text = located.text(grid)
    words = set().union(*(printed.words for printed in text.labels.tables[sheet.name]))
    for row in _above(text, rows[0]):
        if words.isdisjoint(text.rows[row]):
            for column in range(text.width):
                yield from _caption(sheet, grid, a1(row, column), grid.text(row, column), located)
        else:
            yield from _labels(sheet, grid, row, columns)
    for row in rows:
        yield from _labels(sheet, grid, row, range(columns[0]))


def _above(text: GridLabels, first: int) -> Iterator[int]:
    """The rows above a table's first, up to figures of something else."""
    rows = range(first - 1, max(first - 1 - HIGHEST, -1), -1)
    return takewhile(lambda row: not text.figures(row, range(text.width)), rows)


def _caption(sheet: Sheet, grid: Grid, cell: str, words: str, located: Located) -> Iterator[Caption]:
    normal = labels_of(located.form).normal
    said = PAPER.sub("", tidy(words))
    if said.endswith(":"):  # the last sentence leads over to the table
        said = re.split("[。;!?]", said)[-1]
    if said and len(said) <= LONGEST and not RUNNING.search(said) and normal(said) != normal(sheet.section):
        years = tuple(int(year.translate(DIGITS)) for year in CAPTION_YEAR.findall(said))
        yield Caption(sheet.name, grid.name, cell, said, years, bool(BEFORE.search(said)) and "本年" not in said)


def _labels(sheet: Sheet, grid: Grid, row: int, columns: Iterable[int]) -> Iterator[Caption]:
    """The labels with years in them."""
    for column in columns:
        said = tidy(grid.text(row, column))
        found = CAPTION_YEAR.finditer(said)
        if years := tuple(int(match[1].translate(DIGITS)) + _later(said, match) for match in found):
            yield Caption(sheet.name, grid.name, a1(row, column), said, years)


def _later(said: str, match: re.Match) -> int:
    """How many years after the one that a label names the report's is: 2023年结转 and 结转2025年度 stand in that of 2024."""
    if ONWARD.search(said[: match.start()]):
        return -1
    return 1 if CARRIED.match(said[match.end() :]) or FROM_BEFORE.search(said[: match.start()]) else 0
