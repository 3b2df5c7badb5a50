"""The frame of a table: what stands at each row and each column of one copy of it, and what follows from that.

Labels come first. Where the figures stand is asked only to doubt: a figure that stands under no head or beside no label
says that labels and figures have slipped, and then nothing of the row, or of the whole table, is taken.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from math import inf
from typing import NamedTuple

from disclosure_batch.form.layout import Area
from disclosure_batch.form.model import Table
from disclosure_batch.locating.labels import GridArea, GridLabels, PrintedLabels
from disclosure_batch.locating.units import another_unit, unit_in

TELLING = 3  # so many labels tell the order in which the others stand
HEAD_ROWS = 8  # a head is at most so many rows high


class Label(NamedTuple):
    """A row's innermost label and where it stands. n: which of the table's rows it is; unit: where it names another."""

    row: int
    column: int
    n: int
    unit: str = ""


class ColumnHead(NamedTuple):
    """Which of the table's columns heads one of the grid; unit: where it names another than the form's."""

    n: int
    unit: str = ""


class FoundField(NamedTuple):
    """A field, the row and the column of the frame that say so, and where it stands in the document."""

    field: str
    row: int
    column: int
    place: GridArea


class Gap(NamedTuple):
    """Two neighbouring labels (infinite: the edge of the table) and which of the form's are missing between them."""

    start: float
    end: float
    missing: range

    def between(self, positions: Iterable[int]) -> list[int]:
        return [position for position in positions if self.start < position < self.end]

    def near(self, positions: Iterable[int]) -> list[int]:
        """Those between; before the first and behind the last label only as far as the missing ones would reach."""
        start = self.end - len(self.missing) - 1 if self.start == -inf else self.start
        end = self.start + len(self.missing) + 1 if self.end == inf else self.end
        return [position for position in positions if start < position < end]


def label_gaps(known: Mapping[int, int], count: int) -> list[Gap]:
    """Labels (position -> which of count) held against the order of the form; none where they stand in another."""
    positions = sorted(known)
    order = [known[position] for position in positions]
    if not order or order != sorted(set(order)):
        return []
    ends = pairwise([(-inf, -1), *zip(positions, order, strict=True), (inf, count)])
    return [Gap(start, end, range(before + 1, after)) for (start, before), (end, after) in ends]


def as_many(known: Mapping[int, int], count: int, nameless: Iterable[int], foreign: Iterable[int]) -> bool:
    """Whether wherever labels are missing as many positions stand without any; a foreign label may be one of them."""
    nameless, foreign = list(nameless), list(foreign)
    found = label_gaps(known, count) if len(known) >= TELLING else []
    room = [(len(gap.between(nameless)), len(gap.missing), len(gap.between(foreign))) for gap in found]
    return bool(found) and all(unnamed <= missing <= unnamed + others for unnamed, missing, others in room)


@dataclass(frozen=True)
class Frame:
    """One copy of a table in a grid, or one row of a table whose rows stand side by side.

    labels: of its rows. columns: position -> what heads it. top: the first row of its head. own: the columns of the
    grid that are this copy's.
    """

    text: GridLabels
    printed: PrintedLabels
    labels: Sequence[Label]
    columns: Mapping[int, ColumnHead]
    top: int
    own: range

    @property
    def table(self) -> Table:
        return self.printed.table

    @cached_property
    def first(self) -> int:
        return min(label.row for label in self.labels)

    @cached_property
    def edge(self) -> int:
        """The last column of labels."""
        return max(label.column for label in self.labels)

    @cached_property
    def rows(self) -> Mapping[int, int]:
        """Each labelled row -> which of the form's it is."""
        return {label.row: label.n for label in self.labels}

    @cached_property
    def heads(self) -> Mapping[int, int]:
        """Each headed column -> which of the form's it is."""
        return {position: column.n for position, column in self.columns.items()}

    @cached_property
    def fields(self) -> Sequence[FoundField]:
        """One for each row and column that are certain; none at all where figures have slipped."""
        if not self.columns or self.slipped:
            return ()
        return tuple(found for label in self.labels if self._certain(label) for found in self._row(label))

    def _row(self, label: Label) -> Iterator[FoundField]:
        for position, column in self.columns.items():
            at = self._figure(label.row, position)
            beside = "" if at == position else self.text.grid.text(label.row, position)
            unit = label.unit or another_unit(beside, self.table.unit) or column.unit
            place = self.text.place(label.row, at, unit)
            yield FoundField(self.printed.field(label.n, column.n), label.row, position, place)

    def _figure(self, row: int, column: int) -> int:
        """The column of a figure: where the head's cell spans several and the first below it holds a unit, the one that
        holds a figure."""
        if unit_in(self.text.grid.text(row, column)):
            figures = self.text.figures(row, range(column + 1, self._spanned(column) + 1))
            if len(figures) == 1 and figures[0] in self.own:
                return figures[0]
        return column

    def _spanned(self, column: int) -> int:
        """The last column that the cell of a column's head spans."""
        head = range(self.top, self.first)
        merged = self.text.grid.merged
        return next((right for top, left, _, right in merged if top in head and left == column), column)

    # ---------------------------------------------------------------- rows

    @cached_property
    def beside(self) -> range:
        """The columns of the figures, and one more: whatever slipped to the right stands there."""
        return range(self.edge + 1, min(max(self.columns, default=self.edge) + 2, self.own.stop))

    @cached_property
    def among(self) -> range:
        """The rows in which every figure needs a label. Of a table in one line the others were looked at before."""
        if self.table.across:
            return range(self.first, self.first + 1)
        last = max(label.row for label in self.labels)
        rows = range(last + 1, len(self.text.rows) + 2)
        return range(self.top - 1, next(row for row in rows if not self.text.figures(row, self.beside)))

    @cached_property
    def filled_rows(self) -> Sequence[int]:
        """Those in which figures stand, among the labelled ones or right beside them."""
        return [row for row in self.among if self.text.figures(row, self.beside)]

    @cached_property
    def unlabelled(self) -> Sequence[int]:
        """Rows of figures that have none of the form's labels."""
        return [row for row in self.filled_rows if row not in self.rows]

    @cached_property
    def nameless(self) -> Sequence[int]:
        """Those that have no label at all; a row of another label is somebody's own."""
        no_label = {"", *self.printed.groups.difference(self._undivided())}
        before = range(self.edge + 1)
        return [row for row in self.unlabelled if all(self.text.at(row, j) in no_label for j in before)]

    def _undivided(self) -> Iterator[str]:
        """The groups that are a row of their own in another edition, where no row under them is labelled."""
        for label in chain.from_iterable(self.text.labels.form.undivided.values()):
            if not any(label in self.table.rows[n].label[:-1] for n in self.rows.values()):
                yield self.text.labels.normal(label)

    @cached_property
    def slipped(self) -> bool:
        """Whether figures stand beside no label. Not where they are in the rows of which the labels are gone."""
        if not self.nameless:
            return False
        filled = all(self.text.filled(row, self.beside) for row in self.rows)
        own = set(self.unlabelled).difference(self.nameless)
        return not (filled and as_many(self.rows, len(self.table.rows), self.nameless, own))

    def _certain(self, label: Label) -> bool:
        return self._alone(label) and self._leads(label) and not self._headless(label)

    def _alone(self, label: Label) -> bool:
        """Whether a row has no second label, and its label isn't half of one whose figures stand in the next row."""
        if any(other.row == label.row and other.n != label.n for other in self.labels):
            return False
        if any(self.text.grid.text(label.row, column).strip() for column in self.columns):
            return True
        beside = {label.row - 1, label.row + 1}.intersection(self.unlabelled)
        return not any(self.text.figures(row, self.columns) for row in beside)

    def _leads(self, label: Label) -> bool:
        """Whether a label stands before the figures of its row. One figure before it may number the rows, and those of
        another table have a label of their own."""
        before = self.text.figures(label.row, range(self.own.start, label.column))
        said = (self.text.at(label.row, column) for column in range(self.own.start, before[0])) if before else ()
        return len(before) < 2 or any(words and words not in self.printed.words for words in said)

    # ---------------------------------------------------------------- columns

    def _headless(self, label: Label) -> bool:
        """Whether a row holds a figure under no head."""
        explained = self.columns.keys() | self.lost | {self._figure(label.row, column) for column in self.columns}
        return any(not self._foreign(column) for column in self._adjoining(label) if column not in explained)

    def _adjoining(self, label: Label) -> Iterator[int]:
        """The columns of a row's figures as far as they adjoin the table's: what stands further on are notes. Where a
        cell of the table is blank its figure may have slipped, however far."""
        blank = any(not self.text.grid.text(label.row, column).strip() for column in self.columns)
        last = self.own.stop if blank else max(self.columns)
        for column in self.text.figures(label.row, range(label.column + 1, self.own.stop)):
            if column > last + 1:
                return
            last = max(last, column)
            yield column

    @cached_property
    def lost(self) -> set[int]:
        """Columns of figures whose heads alone are gone."""
        filled = {column for row in self.rows for column in self.text.filled(row, self.columns)}
        others = set(self.filled_columns) - self.columns.keys()
        nameless = {column for column in others if not self._said(self._over(column))}
        own = {column for column in others - nameless if not self.printed.holds_head(self._said(self._over(column)))}
        told = self.columns.keys() <= filled and as_many(self.heads, len(self.table.columns), nameless, own)
        return nameless if told else set()

    @cached_property
    def filled_columns(self) -> Sequence[int]:
        """Those in which figures of labelled rows stand."""
        right = range(self.edge + 1, self.own.stop)
        return sorted({column for row in self.rows for column in self.text.figures(row, right)})

    def _foreign(self, column: int) -> bool:
        """Whether a column's head is somebody's own (备注, 上年), and not one of the form's that has slipped."""
        said = self._said(self._over(column) or self._spanning(column))
        before = said.startswith(self.text.labels.spelling.last_year)
        return bool(said) and (before or not self.printed.holds_head(said))

    @property
    def others(self) -> Iterator[str]:
        """What stands before rows and over columns among the form's that are somebody's own: 小计, 上年同期."""
        for column in self.beside:
            if column not in self.heads and self._foreign(column):
                yield self._over(column) or self._spanning(column)
        for row in range(self.first, max(self.rows)):
            said = [self.text.at(row, column) for column in range(self.own.start, self.edge + 1)]
            if row not in self.rows and any(said):
                yield next(filter(None, reversed(said)))

    def _over(self, column: int) -> str:
        return self.text.column(self.top, self.first, column)

    def _said(self, words: str) -> str:
        return self.printed.without_spans(words)

    def _spanning(self, column: int) -> str:
        """What the merged cell says that reaches down to the first row and over a column."""
        areas = (Area(*merged) for merged in self.text.grid.merged)
        return next((self.text.at(*area.corner) for area in areas if area.holds((self.first - 1, column))), "")
