"""The labels of an edition, and those of a grid, normalised: what a label says once all is gone that offices change."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain
from typing import Any

from disclosure_batch.dates import LABEL_YEAR
from disclosure_batch.documents.document import SEARCHED_COLUMNS, SEARCHED_ROWS, Corner, Grid
from disclosure_batch.documents.looks import HIDDEN
from disclosure_batch.form.layout import LAST_YEAR_TITLE, Area
from disclosure_batch.form.model import Field, Form, Head, Table
from disclosure_batch.text import stands_for_figure, tidy

NUMBERING = re.compile(
    r"^(?:其中[:、]?)?(?:[(]?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[)]?[.、,:]?)(?=\D)"
)
BRACKETS = str.maketrans("〔【〈<〕】〉>", "(((())))")
QUOTES = re.compile(r"[“”\"'‘’。;*]")
NOTED = re.compile(r"[(:,]")  # what an instruction within a label's cell begins with
CLAUSE = 10  # characters of a label's first clause that may stand for the whole
JOINED = 4  # so many cells of a row may hold one label
GridArea = tuple[Grid, Area]  # an area's text is the unit that its labels name, where it is not the form's


@dataclass(frozen=True, eq=False)
class PrintedLabels:
    """A table's labels, normalised.

    rows, columns: the innermost label of each -> which of the table's it is. spelled: likewise, every way in which a
    row's label may stand in one cell. groups: the labels outside those of the rows. spans: those over several columns.
    words: all of them.
    """

    table: Table
    rows: Mapping[str, int]
    spelled: Mapping[str, int]
    columns: Mapping[str, int]
    groups: frozenset[str]
    spans: Sequence[str]
    words: frozenset[str]

    def field(self, row: int, column: int) -> str:
        """The id of the field where a row and a column of the table meet."""
        return self.table.field(self.table.rows[row].id, self.table.columns[column].id)

    def holds_head(self, said: str) -> bool:
        """Whether the words over a column hold the label of any of the table's own."""
        return any(label in said for label in self.columns)

    def without_spans(self, said: str) -> str:
        """The words over a column without the labels that span several, or a piece of one."""
        for span in self.spans:
            said = said.replace(span, "")
        return "" if not self.holds_head(said) and any(said in span for span in self.spans) else said


class Labels:
    """The labels of an edition, and how whatever a cell says is compared with them."""

    def __init__(self, form: Form) -> None:
        spelling = form.spelling
        self.form = form
        self.spelling = spelling
        self._spellings = [(re.compile(written), printed) for written, printed in spelling.spellings]
        self._article, self._note = re.compile(spelling.article), re.compile(spelling.note)
        self.normal = lru_cache(50_000)(self._normal)
        self.tables = {sheet.name: tuple(map(self._printed, sheet.tables)) for sheet in form.sheets}
        self.lists = {sheet.name: self._fields(sheet.fields) for sheet in form.sheets}
        self.listed = self._fields(field for field in form.fields.values() if not field.required).keys()
        self.this_year = set(map(self.normal, spelling.this_year))
        self.guidance = self._guidance()
        self._known = {label for several in self.tables.values() for printed in several for label in printed.spelled}

    def _normal(self, text: str) -> str:
        """Half-width, no spaces, one kind of brackets, no year, no numbering, no note behind it, spelled as printed."""
        label = tidy(text).translate(BRACKETS)
        for written, printed in self._spellings:
            label = written.sub(printed, label)
        label = QUOTES.sub("", LABEL_YEAR.sub("", label))
        label = self._article.sub("", label)
        label = NUMBERING.sub("", label).rstrip(":")
        label = self._note.sub("", label).replace("、", "")
        for written, printed in self.spelling.variants:
            nearly = written in label and printed not in label and len(label) <= len(printed) + 2
            if label == written or nearly:
                label = label.replace(written, printed)
        return label

    def candidates(self, said: str) -> Iterator[tuple[str, str]]:
        """(a row's label of any table, what follows it) as which a cell's words may be read; the likeliest first."""
        yield from ((label, "") for label in (said, said.replace(",", "")) if label in self._known)
        mark = NOTED.search(said)
        if mark and (mark[0] == "(" or mark.start() > 3) and said[: mark.start()] in self._known:
            yield said[: mark.start()], said[mark.start() :]

    def _fields(self, fields: Iterable[Field]) -> Mapping[str, Field]:
        return {self.normal(field.row_label): field for field in fields}

    def _guidance(self) -> Mapping[str, set[str]]:
        """What the sheet 填报说明 says of a row -> the sheets of which it says so: together they are of no office's own."""
        told: dict[str, set[str]] = {}
        for sheet, _, words in self.form.guidance:
            told.setdefault(self.normal(words), set()).add(self.normal(sheet))
        return told

    def _printed(self, table: Table) -> PrintedLabels:
        groups = [label for head in table.rows for label in head.label[:-1]]
        spans = [table.corner, table.head, *(label for head in table.columns for label in head.label[:-1])]
        rows, columns = self._innermost(table.rows), self._innermost(table.columns)
        outside = frozenset(map(self.normal, (table.banner, *groups, *spans)))
        return PrintedLabels(
            table=table,
            rows=rows,
            spelled=self._spelled(table.rows),
            columns=columns,
            groups=frozenset(map(self.normal, groups)),
            spans=tuple(dict.fromkeys(self.normal(span) for span in spans if span)),
            words=outside.union(rows, columns),
        )

    def _innermost(self, heads: Sequence[Head]) -> Mapping[str, int]:
        return {self.normal(head.label[-1]): n for n, head in enumerate(heads)}

    def _spelled(self, rows: Sequence[Head]) -> Mapping[str, int]:
        """The innermost label alone, with those outside it, or its first clause where no other label is that."""
        spelled: dict[str, int] = {}
        for n, head in enumerate(rows):
            for start in range(len(head.label)):
                spelled[self.normal("".join(head.label[start:]))] = n
                spelled["".join(map(self.normal, head.label[start:]))] = n
            clause = self.normal(head.label[-1].split("、")[0])
            if len(clause) >= CLAUSE:
                spelled.setdefault(clause, n)
        return self._short(spelled) | spelled

    def _short(self, spelled: Mapping[str, int]) -> dict[str, int]:
        """What stands alone for a long label of these."""
        begins = [(self.normal(short), self.normal(long)) for short, long in self.spelling.short]
        return {short: n for short, long in begins for label, n in spelled.items() if label.startswith(long)}


@cache
def labels_of(form: Form) -> Labels:
    """The labels of an edition."""
    return Labels(form)


def is_figure(cell: Any) -> bool:
    """Whether a cell holds a number, however it is typed."""
    if isinstance(cell, str):
        return any(map(str.isdigit, cell)) and (_numeric(cell) or stands_for_figure(cell))
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def _numeric(cell: str) -> bool:
    return not re.search(r"[^\W\d_]", cell)


class GridLabels:
    """A grid's labels, normalised; numbers and blanks are ''. Last year's figures beside or below are not seen.

    pieces: of a table that was cut into several grids, the first row of each and the grid.
    """

    def __init__(self, grid: Grid, labels: Labels, pieces: Sequence[tuple[int, Grid]] = ()) -> None:
        self.grid = grid
        self.labels = labels
        self.pieces = pieces or [(0, grid)]
        height, width = this_year(grid)
        self.rows = [[self._label(cell) for cell in row[:width]] for row in grid.rows[:height]]
        self.width = max(map(len, self.rows), default=0)

    def _label(self, cell: Any) -> str:
        worded = isinstance(cell, str) and not _numeric(cell) and not HIDDEN.match(cell) and not stands_for_figure(cell)
        return self.labels.normal(cell) if worded else ""

    def at(self, row: int, column: int) -> str:
        return self.rows[row][column] if 0 <= row < len(self.rows) and column < len(self.rows[row]) else ""

    def place(self, row: int, column: int, unit: str = "", rows: int = 1) -> GridArea:
        """Where a cell stands, or several below one another; unit is what its labels name, if it isn't the form's."""
        start, grid = next(piece for piece in reversed(self.pieces) if piece[0] <= row)
        return grid, Area(row - start, column, row - start + rows - 1, column, unit)

    def column(self, top: int, bottom: int, column: int) -> str:
        """What a column says from row top to bottom, as one label: 自/然/人 in three cells is 自然人."""
        return "".join(self.down(top, bottom, column))

    def down(self, top: int, bottom: int, column: int) -> list[str]:
        """What its cells say; of a merged one that a converter has written into each of its rows that once."""
        said = [self.at(row, column) for row in range(max(top, 0), bottom)]
        return [words for words, above in zip(said, ["", *said], strict=False) if words != above or len(words) < 2]

    @cached_property
    def row_labels(self) -> Mapping[Corner, Sequence[tuple[str, str]]]:
        """Each cell that may be a row's label: as which labels it may be read, alone and with the cells before it."""
        cells = ((i, j) for i, row in enumerate(self.rows) for j, cell in enumerate(row) if cell)
        read = {cell: list(chain.from_iterable(map(self.labels.candidates, self._endings(*cell)))) for cell in cells}
        return {cell: labels for cell, labels in read.items() if labels}

    def _endings(self, row: int, column: int) -> Iterator[str]:
        """What a row says up to a cell, as one label: the cell alone, then with the cells before it."""
        said = ""
        for j in range(column, max(column - JOINED, -1), -1):
            if not self.at(row, j):
                return
            said = self.at(row, j) + said
            yield said

    def figures(self, row: int, columns: Iterable[int]) -> list[int]:
        """Those of the columns in which a row holds a figure."""
        if not 0 <= row < len(self.rows):
            return []
        width, raw = len(self.rows[row]), self.grid.raw
        return [j for j in columns if j < width and (row, j) not in self._numbering and is_figure(raw(row, j))]

    def filled(self, row: int, columns: Iterable[int]) -> list[int]:
        """Those of the columns in which a row holds a figure, or a formula whose result is not stored."""
        columns = list(columns)
        return sorted({*self.figures(row, columns), *(j for j in columns if (row, j) in self.grid.unstored)})

    @cached_property
    def _numbering(self) -> set[Corner]:
        """The cells that number the rows."""
        heads = self.labels.spelling.numbering
        numbered = [(i, j) for i, row in enumerate(self.rows) for j, said in enumerate(row) if said in heads]
        return {cell for row, column in numbered for cell in self._numbers(row, column)}

    def _numbers(self, row: int, column: int) -> Iterator[Corner]:
        """The numbers of rows below the head 行次, one after another."""
        number = 0
        for i in range(row + 1, len(self.rows)):
            said = tidy(self.grid.text(i, column))
            if said and not (said.isdecimal() and int(said) > number):
                return
            number = int(said or number)
            yield i, column


def this_year(grid: Grid) -> tuple[int, int]:
    """(rows, columns) before the template's block of last year's figures: it stands beside the table, or below it."""
    for i, row in enumerate(grid.rows[:SEARCHED_ROWS]):
        for j, cell in enumerate(row[:SEARCHED_COLUMNS]):
            if isinstance(cell, str) and cell.startswith(LAST_YEAR_TITLE):
                beside = any(cell not in ("", None) for line in grid.rows[i : i + 6] for cell in line[:j])
                return (SEARCHED_ROWS, j) if beside else (i, SEARCHED_COLUMNS)
    return SEARCHED_ROWS, SEARCHED_COLUMNS
