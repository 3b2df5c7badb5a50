"""Units that a document names and that are not the form's: in a label, in the cell for it, in a note above a table."""

import re
from collections.abc import Iterator, Mapping

from disclosure_batch.documents.document import SEARCHED_COLUMNS, SEARCHED_ROWS, Grid
from disclosure_batch.form.layout import Area
from disclosure_batch.form.model import Field, FieldKind, Form, SheetKind
from disclosure_batch.text import COUNTERS, tidy

SCALE = "[十百千万亿]"
UNIT = re.compile(rf"(?:(?:计量)?单位:?)?({SCALE}*元|{SCALE}*(?:{COUNTERS}))")
UNIT_NOTE = re.compile(rf"\(?(?:计量)?单位:?({SCALE}*元|{SCALE}+(?:{COUNTERS}))\)?")
AMOUNT = re.compile(r"万元|千元|百元|亿元|元")
HEADS = ("单位", "计量单位")


def unit_in(note: str) -> str:
    """The unit that a note names, e.g. (万元) or 单位：百件; '' where it is none."""
    match = UNIT.fullmatch(tidy(note).strip("()"))
    return match[1] if match else ""


def another_unit(note: str, unit: str) -> str:
    """The unit of an amount that a label's note names where it is not the table's; '' in tables of counts."""
    match = AMOUNT.search(note) if unit.endswith("元") else None
    return match[0] if match and match[0] != unit else ""


def other_units(grid: Grid, areas: Mapping[str, Area], form: Form) -> Iterator[tuple[str, str]]:
    """(field, unit) of the figures of a grid that stand beside or below another unit than the form's."""
    said = _Said(grid)
    lists = {sheet.name for sheet in form.sheets if sheet.kind is SheetKind.INDICATORS}
    for name, area in areas.items():
        field = form.fields[name]
        listed = field.sheet in lists
        unit = said.beside(area.top) or ("" if listed else said.above(area.top))
        if not area.text and is_another(unit, field) and (listed or not _says(grid, area, field)):
            yield name, unit


class _Said:
    """What a grid says of units: in notes above tables, and in columns below the head 单位."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.notes: dict[int, str] = {}
        self.heads: dict[int, int] = {}
        for row, cells in enumerate(grid.rows[:SEARCHED_ROWS]):
            for column, cell in enumerate(cells):
                if isinstance(cell, str) and "单位" in cell:
                    self._read(row, column, tidy(cell))

    def _read(self, row: int, column: int, said: str) -> None:
        if column < SEARCHED_COLUMNS and (match := UNIT_NOTE.fullmatch(said)):
            self.notes[row] = match[1]
        if said in HEADS:
            self.heads.setdefault(row, column)

    def above(self, row: int) -> str:
        """The nearest note above a row."""
        return self.notes[max(above)] if (above := [other for other in self.notes if other < row]) else ""

    def beside(self, row: int) -> str:
        """What stands in a row below the nearest head 单位."""
        above = [other for other in self.heads if other < row]
        return unit_in(self.grid.text(row, self.heads[max(above)])) if above else ""


def is_another(unit: str, field: Field) -> bool:
    """Whether a figure means something else with this unit: 元 for 万元, 百件 for 件; 条 for 件 is a matter of words."""
    if field.kind is FieldKind.AMOUNT:
        return unit.endswith("元") and unit != field.unit
    return bool(re.match(SCALE, unit)) and not unit.endswith("元")


def _says(grid: Grid, area: Area, field: Field) -> bool:
    """Whether the labels just above or beside an amount name the form's own unit."""
    if field.kind is not FieldKind.AMOUNT:
        return False
    near = (cell for row in grid.rows[max(area.top - 3, 0) : area.top + 1] for cell in row)
    return any(isinstance(cell, str) and field.unit in tidy(cell) for cell in near)
