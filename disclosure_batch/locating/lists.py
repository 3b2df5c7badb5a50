"""Finds the fields of a list (cover, indicators, texts): a label, and beside it what it names."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import NamedTuple

from disclosure_batch.documents.document import Corner, Grid
from disclosure_batch.form.model import Field, Sheet
from disclosure_batch.locating.labels import GridArea, GridLabels, is_figure
from disclosure_batch.locating.located import Located
from disclosure_batch.locating.units import unit_in
from disclosure_batch.text import tidy

BESIDE = 4  # what a label names stands at most so many cells to the right
LONGEST = 200  # rows of a text
SHORTEST, CLOSE = 4, 0.65  # characters of a label that is nearly another, and how much of them


def find(text: GridLabels, sheet: Sheet) -> Iterator[tuple[str, GridArea]]:
    """The fields of a sheet of the form in a grid."""
    fields = text.labels.lists[sheet.name]
    for i, row in enumerate(text.rows):
        if _explains_a_row(row, text.labels.guidance):
            continue
        for j, cell in enumerate(row):
            field, unit = _labelled(cell, fields)
            column = _column(text, field, i, j) if field else None
            if column is not None and not _explained(text.grid.text(i, column), field):
                rows = _rows(text, field, i, j)
                yield field.id, text.place(i, column, unit, rows)


def _explains_a_row(row: list[str], guidance: Mapping[str, set[str]]) -> bool:
    """Whether a line is of the sheet 填报说明: what it says of a row of the form, beside the name of that row's sheet."""
    return any(sheet in row for said in row for sheet in guidance.get(said, ()))


def _labelled(cell: str, fields: Mapping[str, Field]) -> tuple[Field | None, str]:
    """(the field that a label names, another unit than its own behind it): 收取信息处理费（万元）."""
    said, bracket, note = cell.partition("(")
    if cell in fields or not bracket or not cell.endswith(")"):
        return fields.get(cell), ""
    field, unit = fields.get(said), unit_in(note)
    if field is None or not field.numeric or not unit:
        return None, ""
    return field, "" if unit == field.unit else unit


def _explained(content: str, field: Field) -> bool:
    """Whether beside a label stands what the template's own guidance says of it."""
    return bool(field.counts) and tidy(content).startswith(tidy(field.counts))


def _column(text: GridLabels, field: Field, row: int, column: int) -> int | None:
    """Where a label's content stands; None for a label that is itself the content of another, or in doubt."""
    if field.numeric:
        return _of_figure(text, row, column)
    beside = range(column + 1, column + 1 + BESIDE)
    filled = next((j for j in beside if text.grid.text(row, j).strip()), column + 1)
    return None if text.at(row, filled) in text.labels.listed else filled


def _of_figure(text: GridLabels, row: int, column: int) -> int | None:
    """The column headed 本年; without such a head the only figure beside, or the next cell."""
    heads = text.labels.this_year
    headed = [j for j in range(column + 1, text.width) if any(text.at(i, j) in heads for i in range(row))]
    figures = [j for j in range(column + 1, text.width) if is_figure(text.grid.raw(row, j))]
    certain = headed or figures
    if len(certain) > 1:
        return None
    return certain[0] if certain else column + 1


def _rows(text: GridLabels, field: Field, row: int, column: int) -> int:
    """How many rows a text runs down: until the next label on its left."""
    last = row
    if field.rows > 1:
        while last + 1 < len(text.rows) and last - row < LONGEST and not text.at(last + 1, column):
            last += 1
    return last - row + 1


def doubtful(field: Field) -> bool:
    """Whether it matters that a field stands in two places: a figure, or whose and which year's they are."""
    return field.numeric or field.given


# ---------------------------------------------------------------- labels that are nearly one


class Near(NamedTuple):
    """A figure beside a label that is nearly, but not quite, an indicator's that was not found."""

    grid: Grid
    corner: Corner
    label: str
    field: str


def nearly(located: Located) -> Iterator[Near]:
    """Of every list, in all grids that were searched."""
    for sheet in (sheet for sheet in located.form.sheets if not sheet.tables):
        for text in map(located.text, located.searched):
            fields = text.labels.lists[sheet.name]
            missing = {label: f.id for label, f in fields.items() if f.numeric and f.id not in located.cells}
            yield from _in_text(text, fields, missing) if missing else ()


def _in_text(text: GridLabels, fields: Mapping[str, Field], missing: Mapping[str, str]) -> Iterator[Near]:
    for i, row in enumerate(text.rows):
        for j, cell in enumerate(row):
            figures = text.figures(i, range(j + 1, j + 1 + BESIDE)) if len(cell) >= SHORTEST else []
            if figures and cell not in fields and (close := get_close_matches(cell, missing, 1, CLOSE)):
                yield Near(text.grid, (i, figures[0]), tidy(text.grid.text(i, j)), missing[close[0]])
