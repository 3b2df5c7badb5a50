"""Finds the form's fields by their printed labels, in whatever grid they stand.

Labels are compared after normalisation and in their context: a row label within the rows of its table, a column label
in the head above. What fits two places is doubled, what fits none is missing; nothing is guessed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from disclosure_batch.form.layout import Area
from disclosure_batch.form.model import Field, Form, Head, Sheet, SheetKind, Table
from disclosure_batch.intake.document import Grid
from disclosure_batch.intake.values import tidy

HEAD_ROWS = 6  # a head is at most so many rows high
NUMBERING = re.compile(r"^(?:其中[:、]?)?(?:[(]?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[)]?[.、,:]?)(?=\D)")
YEAR = re.compile(r"[(]?20\d\d(?:年度?)?[)]?")
VARIANTS = (  # how offices write a label -> how the form prints it
    ("行政事业型收费", "行政事业性收费"),
    ("现行有效件", "现行有效件数"),
    ("本年发件", "本年制发件数"),
    ("本年处理决定数", "本年处理决定数量"),
    ("制发数量", "制发件数"),
    ("规范性文件", "行政规范性文件"),
)


@dataclass(slots=True)
class Found:
    """Field id -> the grid and area in which it stands; fields that stand in more than one place."""

    cells: dict[str, tuple[Grid, Area]] = field(default_factory=dict)
    doubled: dict[str, list[tuple[Grid, Area]]] = field(default_factory=dict)

    def add(self, name: str, grid: Grid, area: Area) -> None:
        if name in self.cells:
            self.doubled.setdefault(name, [self.cells[name]]).append((grid, area))
        else:
            self.cells[name] = (grid, area)


def find(grids: Sequence[Grid], sheets: Sequence[Sheet], form: Form) -> Found:
    """The fields of these sheets of the form in all grids."""
    found = Found()
    for grid in grids:
        text = _Text(grid)
        for sheet in sheets:
            if sheet.kind is SheetKind.TABLES:
                for table in sheet.tables:
                    for name, corner in (_across if table.across else _down)(text, table):
                        found.add(name, grid, Area(*corner, *corner))
            else:
                for name, area in _list(text, sheet, form):
                    found.add(name, grid, area)
    return found


# ---------------------------------------------------------------- labels


@lru_cache(50_000)
def normal(text: str) -> str:
    """A label for comparison: half-width, no spaces, one kind of brackets, no year, no numbering, no note behind it."""
    label = YEAR.sub("", tidy(text).translate(str.maketrans("〔【〈<（）〕】〉>", "(((((" + ")))))"[:5])))
    label = re.sub(r"[“”\"'‘’。;；*]", "", label)
    label = NUMBERING.sub("", label).rstrip(":")
    label = re.sub(r"[(](?:单位|区分处理).*$", "", label)
    for written, printed in VARIANTS:
        if label == written or (written in label and printed not in label and len(label) <= len(printed) + 2):
            label = label.replace(written, printed)
    return label


class _Text:
    """A grid's labels, normalised; numbers and blanks are ''."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.rows = [[normal(cell) if isinstance(cell, str) and not _numeric(cell) else "" for cell in row] for row in grid.rows]

    def at(self, row: int, column: int) -> str:
        return self.rows[row][column] if 0 <= row < len(self.rows) and column < len(self.rows[row]) else ""

    def column(self, top: int, bottom: int, column: int) -> str:
        """What a column says from row top to bottom, as one label: 自/然/人 in three cells is 自然人."""
        return "".join(self.at(row, column) for row in range(max(top, 0), bottom))

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)


def _numeric(cell: str) -> bool:
    return not re.search(r"[^\W\d_]", cell)


def _is(text: str, label: str) -> bool:
    """Whether a cell is a label: the same, or the label followed by an instruction in brackets."""
    return text == label or (text.startswith(label) and text[len(label) : len(label) + 1] in ("(", ":", ",") and len(label) > 3)


# ---------------------------------------------------------------- tables


def _down(text: _Text, table: Table) -> Iterator[tuple[str, tuple[int, int]]]:
    """Row labels on the left, the head above the first of them."""
    starts = list(_row_labels(text, table))
    if not starts:
        return
    for block in _blocks(starts, table):
        first = min(row for row, _, _ in block)
        edge = max(column for _, column, _ in block)
        columns = _columns(text, table, first, edge)
        for row, _, head in block:
            for column_head, columns_found in columns.items():
                for column in columns_found:
                    yield table.field(head.id, column_head.id), (row, column)


def _row_labels(text: _Text, table: Table) -> Iterator[tuple[int, int, Head]]:
    """(row, column, head) of every cell that is a row's innermost label."""
    labels = {normal(head.label[-1]): head for head in table.rows}
    for i, row in enumerate(text.rows):
        for j, cell in enumerate(row):
            if cell and (head := next((h for label, h in labels.items() if _is(cell, label)), None)):
                if head.label[-1:] != ("总计",) and _in_head(text, table, i, j):
                    continue
                yield i, j, head
                break


def _in_head(text: _Text, table: Table, row: int, column: int) -> bool:
    """其他 and 总计 are columns, too: a label whose row holds other column labels stands in the head."""
    columns = {normal(head.label[-1]) for head in table.columns}
    return sum(text.at(row, j) in columns for j in range(text.width) if j != column) >= 2


def _blocks(starts: list[tuple[int, int, Head]], table: Table) -> Iterator[list[tuple[int, int, Head]]]:
    """The rows of one copy of the table: a label that comes again begins another copy."""
    block: list[tuple[int, int, Head]] = []
    for start in starts:
        if any(head is start[2] for _, _, head in block) and start[2] is block[0][2]:
            yield block
            block = []
        block.append(start)
    yield block


def _columns(text: _Text, table: Table, first: int, edge: int) -> dict[Head, list[int]]:
    """Where each column stands, told by the head above the first row; the smallest head that says it all."""
    best: dict[Head, list[int]] = {}
    for top in range(first - 1, max(first - 1 - HEAD_ROWS, -1), -1):
        found: dict[Head, list[int]] = {}
        for j in range(edge + 1, text.width):
            if head := _column_head(text.column(top, first, j), table.columns):
                found.setdefault(head, []).append(j)
        if len(found) > len(best):
            best = found
        if len(found) == len(table.columns):
            break
    return best


def _column_head(said: str, columns: Sequence[Head]) -> Head | None:
    """The column that a head says: its innermost label ends what stands above the figures."""
    fits = [head for head in columns if said == normal(head.label[-1]) or said.endswith(normal("".join(head.label)))
            or (len(said) > len(normal(head.label[-1])) and said.endswith(normal(head.label[-1])))]
    return max(fits, key=lambda head: len(normal(head.label[-1])), default=None)


def _across(text: _Text, table: Table) -> Iterator[tuple[str, tuple[int, int]]]:
    """Rows side by side: each block's label stands over or left of its columns, the figures in the line below."""
    blocks = {normal(head.label[-1]): head for head in table.rows}
    for top, line in _across_heads(text, blocks):
        places = sorted((j, blocks[cell]) for i in range(top, line) for j, cell in enumerate(text.rows[i]) if cell in blocks)
        values = _first_line_of_figures(text, line)
        for (start, block), end in zip(places, [*(j for j, _ in places[1:]), text.width], strict=True):
            for j in range(start, end):
                said = text.column(top, line, j)
                said = said.removeprefix(normal(block.label[0])).removeprefix(normal(block.label[-1]))
                if head := next((h for h in table.columns if said == normal(h.label[-1])), None):
                    yield table.field(block.id, head.id), (values, j)


def _across_heads(text: _Text, blocks: dict[str, Head]) -> Iterator[tuple[int, int]]:
    """(first, one past the last) row of every head in which all blocks are named."""
    named = [i for i, row in enumerate(text.rows) if any(cell in blocks for cell in row)]
    groups: list[list[int]] = [[named[0]]] if named else []
    for before, row in pairwise(named):
        if row - before <= 2:
            groups[-1].append(row)
        else:
            groups.append([row])
    for group in groups:
        seen = {cell for i in group for cell in text.rows[i] if cell in blocks}
        if seen == blocks.keys():
            line = group[-1] + 1
            while line < len(text.rows) and any(text.rows[line]):
                line += 1
            yield group[0], line


def _first_line_of_figures(text: _Text, line: int) -> int:
    """The first row below the head that holds anything, else the one right below."""
    for i in range(line, min(line + 3, len(text.grid.rows))):
        if any(cell not in ("", None) for cell in text.grid.rows[i]):
            return i
    return line


# ---------------------------------------------------------------- lists


def _list(text: _Text, sheet: Sheet, form: Form) -> Iterator[tuple[str, Area]]:
    """A label and, in the next cell that is no label's, what it names."""
    labels = {normal(field.row_label): field for field in sheet.fields}
    known = {normal(f.row_label) for f in form.fields.values()}
    for i, row in enumerate(text.rows):
        for j, cell in enumerate(row):
            field = labels.get(cell)
            if field and text.at(i, j + 1) not in known:
                yield field.id, _beside(text, field, i, j)


def _beside(text: _Text, field: Field, row: int, column: int) -> Area:
    """The cell to the right; a text runs down until the next label on its left."""
    last = row
    if field.rows > 1:
        while last + 1 < len(text.rows) and last - row < 200 and not text.at(last + 1, column):
            last += 1
    return Area(row, column + 1, last, column + 1)
