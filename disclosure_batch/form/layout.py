"""Where everything of the form stands on the sheets of the workbook. The only place that knows positions.

Rows and columns count from 0, as in both spreadsheet libraries; `a1` makes the words people read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import groupby

from disclosure_batch.form.model import Form, Kind, Relation, Sheet, SheetKind, Table
from disclosure_batch.references import a1

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
        return ":".join(absolute(cell) for cell in self.range.split(":"))

    @property
    def rows(self) -> range:
        return range(self.top, self.bottom + 1)

    @property
    def columns(self) -> range:
        return range(self.left, self.right + 1)

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


@dataclass(frozen=True)
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

    def input_areas(self, sheet: SheetLayout, kind: Kind) -> Iterator[Area]:
        """The rectangles that hold a sheet's typed figures of one kind."""
        names = (name for name in self.form.inputs if name in sheet.cells and self.form.fields[name].kind is kind)
        return rectangles(sheet.cells[name].corner for name in names)


@cache
def layout_of(form: Form) -> Layout:
    """The layout of an edition."""
    return Layout(form, tuple(_LAYOUTS[sheet.kind](sheet, form) for sheet in form.sheets))


def absolute(cell: str) -> str:
    """D7 is $D$7."""
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters):]}"


def rectangles(corners: Iterator[tuple[int, int]]) -> Iterator[Area]:
    """Cells gathered into rectangles: runs along a row, then equal runs of neighbouring rows."""
    runs = []
    for row, cells in groupby(sorted(corners), key=lambda corner: corner[0]):
        columns = [column for _, column in cells]
        for _, run in groupby(enumerate(columns), key=lambda pair: pair[1] - pair[0]):
            run = [column for _, column in run]
            runs.append((run[0], run[-1], row))
    for (left, right), same in groupby(sorted(runs), key=lambda run: run[:2]):
        rows = [row for *_, row in same]
        for _, block in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
            block = [row for _, row in block]
            yield Area(block[0], left, block[-1], right)


# ---------------------------------------------------------------- tables


def _tables(sheet: Sheet, form: Form) -> SheetLayout:
    """Tables under one another, all as wide as the widest."""
    width = max(_width(table) for table in sheet.tables)
    labels: list[Area] = []
    cells: dict[str, Area] = {}
    row = TOP
    for table in sheet.tables:
        drawn_labels, drawn_cells = (_across if table.across else _down)(table, row, width)
        labels += drawn_labels
        cells |= drawn_cells
        row = 1 + max(area.bottom for area in [*labels, *cells.values()])
    first = min(area.left for area in cells.values())
    frozen = (min(area.top for area in cells.values()), first) if len(sheet.tables) == 1 else (TOP, 0)
    # last year's figures: beside the table, or below where the table is one long row
    down, right = (row + 2 - TOP, 0) if sheet.tables[0].across else (0, width + 1 - first)
    figures = {name: area.moved(down, right) for name, area in cells.items()}
    heads = [a for a in labels if a.role == "head" and (a.left >= first or down)]
    return SheetLayout(
        sheet=sheet,
        labels=tuple(labels),
        cells=cells,
        right=width - 1,
        bottom=row,
        frozen=frozen,
        last_year=figures,
        last_year_labels=tuple(area.moved(down, right) for area in heads),
    )


def _width(table: Table) -> int:
    if table.across:
        return len(table.rows) * len(table.columns)
    return _depth(table.rows) + len(table.columns)


def _depth(heads) -> int:
    return max(len(head.label) for head in heads)


def _down(table: Table, top: int, width: int) -> tuple[list[Area], dict[str, Area]]:
    """Rows under one another, labels on the left, heads above."""
    labels = []
    if table.banner:
        labels.append(Area(top, 0, top, width - 1, table.banner, "banner"))
        top += 1
    stub = _depth(table.rows)
    paths = [(*([table.head] if table.head else []), *column.label) for column in table.columns]
    head_rows = max(map(len, paths))
    # a table narrower than its sheet: its last column is drawn over the rest
    lefts = [stub + i for i in range(len(paths))]
    rights = [*(left for left in lefts[:-1]), width - 1]
    labels.append(Area(top, 0, top + head_rows - 1, stub - 1, table.corner, "corner"))
    for first, last, upper, lower, text in spread(paths, head_rows):
        labels.append(Area(top + upper, lefts[first], top + lower, rights[last], text, "head"))
    top += head_rows
    for first, last, outer, inner, text in spread([row.label for row in table.rows], stub):
        labels.append(Area(top + first, outer, top + last, inner, text))
    cells = {
        table.field(row.id, column.id): Area(top + i, lefts[j], top + i, rights[j])
        for i, row in enumerate(table.rows)
        for j, column in enumerate(table.columns)
    }
    return labels, cells


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


def _explanations(sheet: Sheet, form: Form) -> SheetLayout:
    """Every relation in a row; beside those of an explainable rule, a cell for the office's words."""
    top = TOP + 1 + sum(1 for s in form.sheets if s.kind in (SheetKind.TABLES, SheetKind.INDICATORS))
    labels = [Area(top, i, top, i, text, "head") for i, text in enumerate(CHECK_HEADS)]
    row = top + 1
    checks: dict[int, Relation] = {}
    cells: dict[str, Area] = {}
    for code in dict.fromkeys(relation.code for relation in form.relations):
        first = row
        for relation in (r for r in form.relations if r.code == code):
            checks[row] = relation
            row += 1
        if explained := form.explanation_of(code):
            cells[explained] = Area(first, 7, row - 1, 7)
    for text in sheet.fields:
        if text.id not in cells:
            cells[text.id] = Area(row, 7, row, 7)
            row += 1
    labels += [Area(cells[f.id].top, 6, cells[f.id].bottom, 6, f.row_label) for f in sheet.fields]
    return SheetLayout(
        sheet, tuple(labels), {f.id: cells[f.id] for f in sheet.fields}, right=7, bottom=row - 1, frozen=(top + 1, 0), checks=checks
    )


_LAYOUTS = {
    SheetKind.COVER: _cover,
    SheetKind.TABLES: _tables,
    SheetKind.INDICATORS: _indicators,
    SheetKind.TEXTS: _texts,
    SheetKind.EXPLANATIONS: _explanations,
}
