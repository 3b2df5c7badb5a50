"""Where everything of the form stands on the sheets of the workbook. The only place that knows positions.

Rows and columns count from 0, as in both spreadsheet libraries; `a1` makes the words people read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import groupby
from operator import itemgetter

from disclosure_batch.form.model import FieldKind, Form, Relation, Sheet, SheetKind, Table
from disclosure_batch.references import a1, absolute

TOP = 3  # the first row of a table: above it the title, the reporting unit, the state of the sheet
LAST_YEAR_TITLE = "上年数"  # how the title above last year's figures begins


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, inclusive, and what is printed in it."""

    top: int
    left: int
    bottom: int
    right: int
    text: str = ""
    role: str = "label"

    @property
    def corner(self) -> tuple[int, int]:
        return self.top, self.left

    @property
    def first(self) -> str:
        return a1(self.top, self.left)

    @property
    def single(self) -> bool:
        return (self.top, self.left) == (self.bottom, self.right)

    @property
    def range(self) -> str:
        return self.first if self.single else f"{self.first}:{a1(self.bottom, self.right)}"

    @property
    def absolute(self) -> str:
        return absolute(self.range)

    @property
    def rows(self) -> range:
        return range(self.top, self.bottom + 1)

    @property
    def columns(self) -> range:
        return range(self.left, self.right + 1)

    def holds(self, corner: tuple[int, int]) -> bool:
        return self.top <= corner[0] <= self.bottom and self.left <= corner[1] <= self.right

    def moved(self, down: int, right: int) -> "Area":
        return Area(self.top + down, self.left + right, self.bottom + down, self.right + right, self.text, self.role)


@dataclass(frozen=True)
class SheetLayout:
    """One sheet: printed labels, the cells of the fields, last year's figures outside the printed part."""

    sheet: Sheet
    labels: tuple[Area, ...]
    cells: Mapping[str, Area]  # by field id; the first cell of the area holds the value
    right: int  # the last printed column
    bottom: int  # the last printed row
    frozen: tuple[int, int]
    last_year: Mapping[str, Area] = field(default_factory=dict)
    last_year_labels: tuple[Area, ...] = ()
    checks: Mapping[int, Relation] = field(default_factory=dict)  # row of 核对与说明 -> the relation checked in it

    @property
    def name(self) -> str:
        return self.sheet.name


@dataclass(frozen=True, eq=False)
class Layout:
    """All sheets of an edition."""

    form: Form
    sheets: tuple[SheetLayout, ...]

    @cached_property
    def _by_field(self) -> Mapping[str, SheetLayout]:
        return {name: sheet for sheet in self.sheets for name in sheet.cells}

    def sheet_of(self, name: str) -> SheetLayout:
        """The sheet on which a field stands."""
        return self._by_field[name]

    def cell(self, name: str) -> str:
        """A field's cell, A1 style."""
        return self.sheet_of(name).cells[name].first

    def reference(self, name: str, last_year: bool = False) -> str:
        """A field's cell as a formula of any sheet names it."""
        sheet = self.sheet_of(name)
        area = sheet.last_year[name] if last_year else sheet.cells[name]
        return f"'{sheet.name}'!{absolute(area.first)}"

    def input_areas(self, sheet: SheetLayout, kind: FieldKind) -> Iterator[Area]:
        """The rectangles that hold a sheet's typed figures of one kind."""
        names = (name for name in self.form.inputs if name in sheet.cells and self.form.fields[name].kind is kind)
        return rectangles(sheet.cells[name].corner for name in names)


@cache
def layout_of(form: Form) -> Layout:
    """The layout of an edition."""
    return Layout(form, tuple(_LAYOUTS[sheet.kind](sheet, form) for sheet in form.sheets))


@cache
def handed_out(form: Form, name: str) -> tuple[SheetLayout, ...]:
    """A sheet as it stands in workbooks that were handed out, the newest first: earlier ones have fewer fields."""
    sheet = form.sheet(name)
    fields = {tuple(f for f in sheet.fields if f.added <= version) for version in range(1, form.template_version + 1)}
    versions = (replace(sheet, fields=some) for some in sorted(fields, key=len, reverse=True))
    return tuple(_LAYOUTS[sheet.kind](version, form) for version in versions)


def rectangles(corners: Iterable[tuple[int, int]]) -> Iterator[Area]:
    """Cells gathered into rectangles: runs along a row, then equal runs of neighbouring rows."""
    runs = sorted(
        (left, right, row)
        for row, cells in groupby(sorted(corners), key=itemgetter(0))
        for left, right in _runs(column for _, column in cells)
    )
    for (left, right), same in groupby(runs, key=itemgetter(0, 1)):
        for top, bottom in _runs(row for *_, row in same):
            yield Area(top, left, bottom, right)


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of rising neighbours: 3 4 5 9 are 3 to 5 and 9 to 9."""
    for _, pairs in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in pairs]
        yield run[0], run[-1]


# ---------------------------------------------------------------- tables


def _tables(sheet: Sheet, form: Form) -> SheetLayout:
    """Tables under one another, all as wide as the widest; last year's figures beside them, or below one long row."""
    width = max(map(_width, sheet.tables))
    labels, cells = _stacked(sheet.tables, width)
    top, left = min(area.top for area in cells.values()), min(area.left for area in cells.values())
    bottom = 1 + max(area.bottom for area in cells.values())
    below = sheet.tables[0].across
    down, right = (bottom + 2 - TOP, 0) if below else (0, width + 1 - left)
    heads = [area for area in labels if area.role == "head" and (below or area.left >= left)]
    return SheetLayout(
        sheet=sheet,
        labels=tuple(labels),
        cells=cells,
        right=width - 1,
        bottom=bottom,
        frozen=(top, left) if len(sheet.tables) == 1 else (TOP, 0),
        last_year={name: area.moved(down, right) for name, area in cells.items()},
        last_year_labels=tuple(area.moved(down, right) for area in heads),
    )


def _stacked(tables: Iterable[Table], width: int) -> tuple[list[Area], dict[str, Area]]:
    """The labels and the cells of tables under one another."""
    labels: list[Area] = []
    cells: dict[str, Area] = {}
    row = TOP
    for table in tables:
        drawn_labels, drawn_cells = (_across if table.across else _down)(table, row, width)
        labels += drawn_labels
        cells |= drawn_cells
        row = 1 + max(area.bottom for area in drawn_cells.values())
    return labels, cells


def _width(table: Table) -> int:
    if table.across:
        return len(table.rows) * len(table.columns)
    return _depth(table.rows) + len(table.columns)


def _depth(heads) -> int:
    return max(len(head.label) for head in heads)


def _down(table: Table, top: int, width: int) -> tuple[list[Area], dict[str, Area]]:
    """Rows under one another: their labels on the left, the heads above, and above all the banner."""
    stub = _depth(table.rows)
    lefts = [stub + i for i in range(len(table.columns))]
    rights = [*lefts[:-1], width - 1]  # in a table narrower than its sheet the last column is drawn over the rest
    banner = [Area(top, 0, top, width - 1, table.banner, "banner")] if table.banner else []
    top += len(banner)
    paths = [(table.head, *column.label) if table.head else column.label for column in table.columns]
    line = top + max(map(len, paths))  # where the rows begin
    corner = Area(top, 0, line - 1, stub - 1, table.corner, "corner")
    heads = [
        Area(top + upper, lefts[first], top + lower, rights[last], text, "head")
        for first, last, upper, lower, text in spread(paths, line - top)
    ]
    names = [
        Area(line + first, outer, line + last, inner, text)
        for first, last, outer, inner, text in spread([row.label for row in table.rows], stub)
    ]
    cells = {
        table.field(row.id, column.id): Area(line + i, lefts[j], line + i, rights[j])
        for i, row in enumerate(table.rows)
        for j, column in enumerate(table.columns)
    }
    return [*banner, corner, *heads, *names], cells


def _across(table: Table, top: int, width: int) -> tuple[list[Area], dict[str, Area]]:
    """All rows in one line of cells, their labels among the heads."""
    pairs = [(row, column) for row in table.rows for column in table.columns]
    paths = [(*row.label, *column.label) for row, column in pairs]
    head_rows = max(map(len, paths))
    labels = [
        Area(top + upper, first, top + lower, last, text, "head")
        for first, last, upper, lower, text in spread(paths, head_rows)
    ]
    line = top + head_rows
    cells = {table.field(row.id, column.id): Area(line, i, line, i) for i, (row, column) in enumerate(pairs)}
    return labels, cells


def spread(paths: Sequence[Sequence[str]], depth: int) -> Iterator[tuple[int, int, int, int, str]]:
    """Label paths as merged areas: (first, last) along the axis, (outer, inner) in depth, text.

    Neighbours that share a label and all labels outside it are one area; the innermost label fills what is left.
    """
    for level in range(depth):
        for path, run in groupby(range(len(paths)), key=lambda i: tuple(paths[i][: level + 1])):
            run = list(run)
            if len(path) <= level:
                continue  # already filled by a shorter path's last label
            innermost = len(paths[run[0]]) == level + 1
            yield run[0], run[-1], level, depth - 1 if innermost else level, path[-1]


# ---------------------------------------------------------------- lists


def _cover(sheet: Sheet, form: Form) -> SheetLayout:
    top = 5
    labels = tuple(Area(top + i, 1, top + i, 1, f.row_label) for i, f in enumerate(sheet.fields))
    cells = {f.id: Area(top + i, 2, top + i, 3) for i, f in enumerate(sheet.fields)}
    return SheetLayout(sheet, labels, cells, right=4, bottom=top + len(cells) + 3, frozen=(0, 0))


def _indicators(sheet: Sheet, form: Form) -> SheetLayout:
    heads = [Area(TOP, i, TOP, i, text, "head") for i, text in enumerate(("指标", "本年", "单位", "填报说明"))]
    top = TOP + 1
    labels = [Area(top + i, 0, top + i, 0, f.row_label) for i, f in enumerate(sheet.fields)]
    cells = {f.id: Area(top + i, 1, top + i, 1) for i, f in enumerate(sheet.fields)}
    return SheetLayout(
        sheet=sheet,
        labels=tuple(heads + labels),
        cells=cells,
        right=3,
        bottom=top + len(cells),
        frozen=(top, 1),
        last_year={name: area.moved(0, 4) for name, area in cells.items()},
        last_year_labels=(heads[1].moved(0, 4),),
    )


def _texts(sheet: Sheet, form: Form) -> SheetLayout:
    """Each text is a block of rows: what is pasted from Word runs down over them."""
    labels, cells, row = [], {}, TOP
    for text in sheet.fields:
        labels.append(Area(row, 0, row + text.rows - 1, 0, text.row_label))
        cells[text.id] = Area(row, 1, row + text.rows - 1, 1)
        row += text.rows
    return SheetLayout(sheet, tuple(labels), cells, right=1, bottom=row - 1, frozen=(TOP, 1))


CHECK_HEADS = ("规则", "核对什么", "左边", "右边", "相差", "结果", "说明什么", "说明（请在此填写）")
ABOUT, WORDS = 6, 7  # the columns of 说明什么 and of the office's words


def _explanations(sheet: Sheet, form: Form) -> SheetLayout:
    """A line for each relation, those of a rule together; beside an explainable rule, a cell for the office's words."""
    sheets_with_figures = [s for s in form.sheets if s.kind in (SheetKind.TABLES, SheetKind.INDICATORS)]
    top = TOP + 1 + len(sheets_with_figures)  # below a line on the state of each of them
    codes = list(dict.fromkeys(relation.code for relation in form.relations))
    relations = sorted(form.relations, key=lambda relation: codes.index(relation.code))
    checks = dict(enumerate(relations, top + 1))
    beside = _words_beside(checks, form)
    others = [text.id for text in sheet.fields if text.id not in beside]
    below = {name: Area(row, WORDS, row, WORDS) for row, name in enumerate(others, top + 1 + len(checks))}
    cells = {text.id: (beside | below)[text.id] for text in sheet.fields}
    heads = [Area(top, i, top, i, text, "head") for i, text in enumerate(CHECK_HEADS)]
    labels = [Area(cells[f.id].top, ABOUT, cells[f.id].bottom, ABOUT, f.row_label) for f in sheet.fields]
    return SheetLayout(
        sheet=sheet,
        labels=(*heads, *labels),
        cells=cells,
        right=WORDS,
        bottom=top + len(checks) + len(others),
        frozen=(top + 1, 0),
        checks=checks,
    )


def _words_beside(checks: Mapping[int, Relation], form: Form) -> dict[str, Area]:
    """For each rule that can be explained, the area beside all its lines; checks: row -> relation."""
    areas = {}
    for code, lines in groupby(checks, key=lambda row: checks[row].code):
        rows = list(lines)
        if name := form.explanation_of(code):
            areas[name] = Area(rows[0], WORDS, rows[-1], WORDS)
    return areas


_LAYOUTS = {
    SheetKind.COVER: _cover,
    SheetKind.TABLES: _tables,
    SheetKind.INDICATORS: _indicators,
    SheetKind.TEXTS: _texts,
    SheetKind.EXPLANATIONS: _explanations,
}
