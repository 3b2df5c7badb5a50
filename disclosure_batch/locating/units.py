"""Units that a document names and that are not the form's: in a label, in the cell for it, in a note above a table."""

import re
from collections.abc import Iterator, Mapping

from disclosure_batch.documents.document import SEARCHED_COLUMNS, SEARCHED_ROWS, Grid
from disclosure_batch.form.layout import Area
from disclosure_batch.form.model import Field, Form, Kind, SheetKind
from disclosure_batch.text import COUNTERS, tidy

SCALE = "[十百千万亿]"
UNIT = re.compile(rf"(?:(?:计量)?单位:?)?({SCALE}*元|{SCALE}*(?:{COUNTERS}))")
NOTE = re.compile(rf"\(?(?:计量)?单位:?({SCALE}*元|{SCALE}+(?:{COUNTERS}))\)?")
HEADS = ("单位", "计量单位")


def unit_in(note: str) -> str:
    """The unit that a note names, e.g. (万元) or 单位：百件; '' where it is none."""
    match = UNIT.fullmatch(tidy(note).strip("()"))
    return match[1] if match else ""


def named(cells: Mapping[str, tuple[Grid, Area]], form: Form) -> Iterator[tuple[str, str]]:
    """(field, unit) of the figures beside or below another unit than the form's."""
    notes: dict[int, list[tuple[int, str]]] = {}
    units: dict[tuple[int, int, bool], str] = {}
    for name, (grid, area) in cells.items():
        field = form.fields[name]
        if not field.numeric or area.text:
            continue
        listed = form.sheet(field.sheet).kind is SheetKind.INDICATORS
        place = id(grid), area.top, listed
        if id(grid) not in notes:
            notes[id(grid)] = list(_notes(grid))
        if place not in units:
            above = (unit for row, unit in reversed(notes[id(grid)]) if row < area.top)
            units[place] = _beside(grid, area.top) or ("" if listed else next(above, ""))
        if _another(units[place], field) and (listed or not _says(grid, area, field)):
            yield name, units[place]


def _notes(grid: Grid) -> Iterator[tuple[int, str]]:
    """(row, unit) of the notes that stand above tables."""
    for i, row in enumerate(grid.rows[:SEARCHED_ROWS]):
        for cell in row[:SEARCHED_COLUMNS]:
            if isinstance(cell, str) and "单位" in cell and (match := NOTE.fullmatch(tidy(cell))):
                yield i, match[1]


def _another(unit: str, field: Field) -> bool:
    """Whether a figure means something else with this unit: 元 for 万元, 百件 for 件; 条 for 件 is a matter of words."""
    if field.kind is Kind.AMOUNT:
        return unit.endswith("元") and unit != field.unit
    return bool(re.match(SCALE, unit)) and not unit.endswith("元")


def _beside(grid: Grid, row: int) -> str:
    """What stands in the figure's row below the head 单位."""
    for above in range(row - 1, -1, -1):
        for column, cell in enumerate(grid.rows[above]):
            if isinstance(cell, str) and "单位" in cell and tidy(cell) in HEADS:
                return unit_in(grid.text(row, column))
    return ""


def _says(grid: Grid, area: Area, field: Field) -> bool:
    """Whether the labels just above or beside an amount name the form's own unit."""
    return field.kind is Kind.AMOUNT and any(isinstance(cell, str) and field.unit in tidy(cell) for row in grid.rows[max(area.top - 3, 0) : area.top + 1] for cell in row)
