"""Workbooks of ours that differ in nothing but what was filled in: what was found out about one holds for the next.

A pattern is learnt from a workbook in which nothing was odd. Another one is like it where every cell stands there that
isn't for filling in or calculated, with the same content, and where nothing in the others could be taken for a label.
Then its figures and texts are read from the known places by the same functions, and all else that is said of the first
is true of it. Anything odd about a figure, and any difference, is for `read.filing_of` to judge.
"""

import datetime
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any, NamedTuple

from disclosure_batch.documents.document import Corner, Document, Grid, as_text
from disclosure_batch.form.checksum import checksum
from disclosure_batch.form.layout import Area, layout_of
from disclosure_batch.form.model import Field, FieldKind, Form
from disclosure_batch.intake.build import text_in
from disclosure_batch.intake.filing import Figure, Filing, Origin
from disclosure_batch.intake.values import read_figure
from disclosure_batch.locating.inert import locates_nothing
from disclosure_batch.locating.located import Located, hidden
from disclosure_batch.locating.our_workbook import stamp_in
from disclosure_batch.papers import CODE_FIELD, META
from disclosure_batch.text import ILLEGAL

MOST = 12  # patterns that are kept: editions of the template, with last year's figures and without, by each program
MOST_FIGURES = 20_000  # that are kept
OUTSIDE_CELLS = ("unit.name", "unit.year", "unit.date")  # what is also looked for in titles, where no cell says it


class _Differs(Exception):
    """It is not like the one before."""


class SeenBefore:
    """What a process remembers of the workbooks it has read."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.figures = _Figures(form)
        self.patterns: list[_Pattern] = []  # the last that fitted first

    def filing_of(self, document: Document) -> Filing | None:
        """What `read.filing_of` gives, with nothing odd about it; None where that isn't certain."""
        for pattern in self.patterns:
            try:
                filing = pattern.filing_of(document, self.figures)
            except _Differs:
                continue
            self.patterns.remove(pattern)
            self.patterns.insert(0, pattern)
            return filing
        return None

    def learn(self, document: Document, filing: Filing, located: Located) -> None:
        """From a document about which nothing odd is told. located: where the filing's fields were found."""
        if _is_plain(document, filing, located):
            self.patterns = [_Pattern.of(document, filing, self.form), *self.patterns][:MOST]


def _is_plain(document: Document, filing: Filing, located: Located) -> bool:
    """Whether everything stands where it was printed, and no figure anywhere where it may be doubted."""
    odd = (
        *_outside_grids(document),
        *(filing.slips, filing.typed, filing.unstored, filing.flawed, filing.cells, filing.cleaned, filing.captions),
        *(filing.footnotes, filing.parts, filing.apart, filing.marked, filing.year_by_file_name),
        *(located.by_label, located.doubled, located.copies, located.merged, located.unplaced, located.zeros),
        *(located.labels_gone, *(each for grid in document.grids for each in _oddities(grid))),
    )
    ours = filing.origin is Origin.TEMPLATE and document.typed_numbers and located.document is document
    places = {name: area for sheet in layout_of(located.form).sheets for name, area in sheet.cells.items()}
    printed = {name: area for name, (_, area) in located.cells.items()}
    return ours and not any(odd) and printed == places and not any(_doubts(located))


def _oddities(grid: Grid) -> tuple[Collection[Any], ...]:
    """What no workbook has in which nothing is odd."""
    return grid.unstored, grid.errors, grid.remarks, grid.shapes, grid.above, grid.below


def _doubts(located: Located) -> Iterator[bool]:
    """Of figures: whether one is hidden, calculated where it is typed or the other way round, or shares its cell."""
    form = located.form
    for name in form.numeric:
        grid, area = located.cells[name]
        yield hidden((grid, area)) or (area.corner in grid.formulas) != form.fields[name].derived
    for grid, areas in located.by_grid(form.numeric):
        for merged in grid.merged:
            yield sum(Area(*merged).holds(area.corner) for area in areas.values()) > 1


# ---------------------------------------------------------------- what they have in common


class _Line(NamedTuple):
    """A row of a grid. kept: takes the cells that are the same in every workbook, None where there are none.

    free: the columns of the others. width: that of the longest row of this kind.
    """

    width: int
    kept: Callable[[Sequence[Any]], Any] | None
    content: Any
    free: frozenset[int]

    @classmethod
    def of(cls, row: Sequence[Any], free: frozenset[int]) -> "_Line":
        width = max(len(row), *(column + 1 for column in free), 1)
        columns = [column for column in range(width) if column not in free]
        kept = itemgetter(*columns) if columns else None
        return cls(width, kept, kept(_widened(row, width)) if kept else None, free)

    def cells(self, row: Sequence[Any]) -> Sequence[Any]:
        """The row with all its columns. Raises _Differs."""
        cells = row if len(row) == self.width else _widened(row, self.width)
        if len(cells) > self.width or (self.kept and self.kept(cells) != self.content):
            raise _Differs
        return cells


def _widened(row: Sequence[Any], width: int) -> list[Any]:
    return [*row, *([""] * (width - len(row)))]


class _Page:
    """A grid by everything but what is filled in or calculated; words: which of those cells may hold a text."""

    def __init__(self, grid: Grid, free: Collection[Corner], words: Collection[Corner]) -> None:
        self.about = _about(grid)
        self.words = tuple(sorted(words))
        height = max(len(grid.rows), *(row + 1 for row, _ in free), 0)
        self.lines = [
            _Line.of(_row(grid, row), frozenset(column for other, column in free if other == row))
            for row in range(height)
        ]

    def cells(self, grid: Grid) -> list[Sequence[Any]]:
        """Its rows with all their columns. Raises _Differs."""
        if _about(grid) != self.about or any(_oddities(grid)) or len(grid.rows) > len(self.lines):
            raise _Differs
        missing = len(self.lines) - len(grid.rows)
        return [line.cells(row) for line, row in zip(self.lines, [*grid.rows, *([()] * missing)], strict=True)]


def _about(grid: Grid) -> tuple[Any, ...]:
    return grid.name, grid.visible, grid.formulas, grid.hidden_rows, grid.hidden_columns, grid.merged


def _row(grid: Grid, row: int) -> Sequence[Any]:
    return grid.rows[row] if row < len(grid.rows) else ()


class _Place(NamedTuple):
    """Where a figure stands: the number of its grid, and its cell there."""

    name: str
    kind: FieldKind
    page: int
    row: int
    column: int


@dataclass(frozen=True)
class _Pattern:
    """Workbooks that are alike. inputs, derived and last_year: the places of the form's figures, in their order; texts:
    each with its place and the number of its grid. filing: what was said of the first of them."""

    pages: Sequence[_Page]
    inputs: Sequence[_Place]
    derived: Sequence[_Place]
    last_year: Sequence[_Place]
    texts: Sequence[tuple[Field, Area, int]]
    filing: Filing

    @classmethod
    def of(cls, document: Document, filing: Filing, form: Form) -> "_Pattern":
        number = {grid.name: n for n, grid in enumerate(document.grids)}
        sheets = layout_of(form).sheets
        at = {name: (number[sheet.name], area) for sheet in sheets for name, area in sheet.cells.items()}
        before = {name: (number[s.name], area) for s in sheets for name, area in s.last_year.items()}
        pages = [_page(grid, n, at, before, form) for n, grid in enumerate(document.grids)]

        def place(name: str, places: Mapping[str, tuple[int, Area]]) -> _Place:
            return _Place(name, form.fields[name].kind, places[name][0], *places[name][1].corner)

        return cls(
            pages=pages,
            inputs=[place(name, at) for name in form.inputs],
            derived=[place(name, at) for name in form.derived],
            last_year=[place(name, before) for name in form.inputs],
            texts=[(form.fields[name], area, page) for name, (page, area) in at.items() if _is_text(form.fields[name])],
            filing=filing,
        )

    def filing_of(self, document: Document, known: "_Figures") -> Filing:
        """Raises _Differs."""
        if len(document.grids) != len(self.pages) or any(_outside_grids(document)):
            raise _Differs
        cells = [page.cells(grid) for page, grid in zip(self.pages, document.grids, strict=True)]
        for page, rows in zip(self.pages, cells, strict=True):
            if not all(_inert(rows[row][column], known.form) for row, column in page.words):
                raise _Differs
        inputs, derived, last_year = (
            [cells[place.page][place.row][place.column] for place in places]
            for places in (self.inputs, self.derived, self.last_year)
        )
        typed = {place.name: raw for place, raw in zip(self.inputs, inputs, strict=True) if raw != ""}
        return replace(
            self.filing,
            values=known.of(self.inputs, inputs),
            stored=known.of(self.derived, derived),
            texts=self._texts(document),
            checksum=checksum(known.form, typed),
            saved=document.saved,
            stamp=self._stamp(document),
            last_year=known.of(self.last_year, last_year),
        )

    def _texts(self, document: Document) -> dict[str, str]:
        said = ((field.id, text_in(document.grids[page], area, field)) for field, area, page in self.texts)
        texts = {name: text for name, text in said if text}
        if not texts.keys() >= {*OUTSIDE_CELLS}:
            raise _Differs
        return texts

    def _stamp(self, document: Document) -> Mapping[str, str]:
        """The code of the unit is its own; in everything else they are one."""
        stamp = stamp_in(document)
        if {**stamp, CODE_FIELD: ""} != {**self.filing.stamp, CODE_FIELD: ""}:
            raise _Differs
        return stamp


def _page(
    grid: Grid, number: int, at: Mapping[str, tuple[int, Area]], before: Mapping[str, tuple[int, Area]], form: Form
) -> _Page:
    figures = {area.corner for page, area in before.values() if page == number}
    figures |= {area.corner for name, (page, area) in at.items() if page == number and form.fields[name].numeric}
    texts = {(row, area.left) for page, area in at.values() if page == number for row in area.rows} - figures
    stamp = {(row, 1) for row in range(len(grid.rows))} if grid.name == META else set()
    words = texts | stamp | (grid.formulas - figures)
    return _Page(grid, figures | words, words)


def _is_text(field: Field) -> bool:
    return not field.numeric and field.kind is not FieldKind.CODE


def _outside_grids(document: Document) -> Iterator[Any]:
    """What is said elsewhere."""
    yield from (document.paragraphs, document.notes, document.beyond, document.source, document.stamp, document.headers)


# ---------------------------------------------------------------- what is filled in


def _inert(raw: Any, form: Form) -> bool:
    """Whether what stands in a cell for texts, or is calculated, can't be taken for anything else."""
    if isinstance(raw, str):
        return not raw or (not ILLEGAL.search(raw) and locates_nothing(raw, form))
    if type(raw) is datetime.datetime:
        return locates_nothing(as_text(raw), form)
    return type(raw) is float


class _Figures(dict[tuple[FieldKind, float], Figure]):
    """What plain numbers are as figures."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form
        self.field = {field.kind: field for field in form.fields.values()}

    def __missing__(self, said: tuple[FieldKind, float]) -> Figure:
        kind, raw = said
        figure, slip = read_figure(raw, self.field[kind], self.form)
        if slip or figure is None:
            raise _Differs
        if len(self) < MOST_FIGURES:
            self[said] = figure
        return figure

    def of(self, places: Sequence["_Place"], raw: Sequence[Any]) -> tuple[Figure | None, ...]:
        """Raises _Differs for all but plain figures and blanks."""
        if not all(each == "" or type(each) is float for each in raw):
            raise _Differs
        return tuple(None if each == "" else self[place.kind, each] for place, each in zip(places, raw, strict=True))
