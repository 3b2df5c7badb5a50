"""Finds the fields of a list (cover, indicators, texts): a label, and beside it what it names."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache

from disclosure_batch.form.layout import Area
from disclosure_batch.form.model import Field, Form, Sheet
from disclosure_batch.locating.labels import Text, is_figure, normal
from disclosure_batch.locating.units import unit_in
from disclosure_batch.text import tidy

THIS_YEAR = {normal(head) for head in ("本年", "本年数", "数量", "数值", "本年度")}
BESIDE = 4  # what a label names stands at most so many cells to the right
LONGEST = 200  # rows of a text
SHORTEST, CLOSE = 4, 0.65  # characters of a label that is nearly another, and how much of them


def find(text: Text, sheet: Sheet, form: Form) -> Iterator[tuple[str, Area]]:
    """The fields of a sheet of the form in a grid."""
    labels = {normal(field.row_label): field for field in sheet.fields}
    known = {normal(field.row_label) for field in form.fields.values() if not field.required}
    guidance = _guidance(form)
    for i, row in enumerate(text.rows):
        if any(own in row for said in row for own in guidance.get(said, ())):
            continue
        for j, cell in enumerate(row):
            field, unit = _labelled(cell, labels)
            column = _column(text, field, i, j, known) if field else None
            if column is not None and not _explained(text.grid.text(i, column), field):
                yield field.id, Area(i, column, _bottom(text, field, i, j), column, unit)


@cache
def _guidance(form: Form) -> Mapping[str, set[str]]:
    """What the sheet 填报说明 says of a row -> the sheets of which it says so: together they are of no office's own."""
    told: dict[str, set[str]] = {}
    for sheet, _, words in form.guidance:
        told.setdefault(normal(words), set()).add(normal(sheet))
    return told


def _labelled(cell: str, labels: Mapping[str, Field]) -> tuple[Field | None, str]:
    """(the field that a label names, another unit than its own behind it): 收取信息处理费（万元）."""
    field = labels.get(cell)
    if field is None and cell.endswith(")"):
        said, _, note = cell.partition("(")
        field = labels.get(said)
        if field and (unit := unit_in(note)) and field.numeric:
            return field, "" if unit == field.unit else unit
        return None, ""
    return field, ""


def nearly(text: Text, sheet: Sheet, located: Mapping[str, object]) -> Iterator[tuple[tuple[int, int], str, str]]:
    """(cell of the figure, label, field) where beside a figure stands nearly, but not quite, an indicator's label."""
    labels = {normal(field.row_label) for field in sheet.fields}
    missing = {normal(field.row_label): field.id for field in sheet.fields if field.numeric and field.id not in located}
    if sheet.tables or not missing:
        return
    for i, row in enumerate(text.rows):
        for j, cell in enumerate(row):
            if len(cell) < SHORTEST or cell in labels or not (figures := text.figures(i, range(j + 1, j + 1 + BESIDE))):
                continue
            if close := get_close_matches(cell, missing, 1, CLOSE):
                yield (i, figures[0]), tidy(text.grid.text(i, j)), missing[close[0]]


def _explained(content: str, field: Field) -> bool:
    """Whether beside a label stands what the template's own guidance says of it."""
    return bool(field.counts) and tidy(content).startswith(tidy(field.counts))


def _column(text: Text, field: Field, row: int, column: int, known: set[str]) -> int | None:
    """Where a label's content stands; None for a label that is itself the content of another, or in doubt."""
    beside = range(column + 1, column + 1 + BESIDE)
    if field.numeric:
        return _of_figure(text, row, column)
    filled = next((j for j in beside if text.grid.text(row, j).strip()), column + 1)
    return None if text.at(row, filled) in known else filled


def _of_figure(text: Text, row: int, column: int) -> int | None:
    """The column headed 本年; without such a head the only figure beside, or the next cell."""
    headed = [j for j in range(column + 1, text.width) if any(text.at(i, j) in THIS_YEAR for i in range(row))]
    if len(headed) == 1:
        return headed[0]
    figures = [j for j in range(column + 1, max(map(len, text.rows), default=0)) if is_figure(text.grid.raw(row, j))]
    if len(figures) > 1 or headed:
        return None
    return figures[0] if figures else column + 1


def _bottom(text: Text, field: Field, row: int, column: int) -> int:
    """A text runs down until the next label on its left."""
    last = row
    if field.rows > 1:
        while last + 1 < len(text.rows) and last - row < LONGEST and not text.at(last + 1, column):
            last += 1
    return last


def doubtful(fields: Mapping[str, Field], name: str) -> bool:
    """Whether it matters that a field stands in two places: a figure, or whose and which year's they are."""
    return fields[name].numeric or fields[name].given
