"""The form as the page draws it, and the figures of every unit in it, this year's and last year's."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from disclosure_batch.figures.table import totals_of
from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import Figure, Form, Sheet, SheetKind
from disclosure_batch.merge import Consolidation, UnitState
from disclosure_batch.outputs.review.compact import Paragraphs, figures
from disclosure_batch.text import plain

MOST_WORDS = 2_000_000  # characters of what offices wrote; of more the page names the document that has them


def field_order(form: Form) -> tuple[str, ...]:
    """All fields, those first of which there are figures: a place among these is one among all."""
    return (*form.numeric, *(name for name, field in form.fields.items() if not field.numeric))


def fields_of(form: Form) -> Iterator[Mapping[str, Any]]:
    sheets = {sheet.name: at for at, sheet in enumerate(form.sheets)}
    layout = layout_of(form)
    for field in map(form.fields.get, field_order(form)):
        section = sheets[layout.sheet_of(field.id).name]
        yield {"id": field.id, "name": field.name, "section": section, "unit": field.unit if field.numeric else ""}


def blocks_of(form: Form) -> list[Mapping[str, Any]]:
    """The tables and lists of figures; rows: a label, and the place of each figure among those of the form."""
    at = {name: number for number, name in enumerate(form.numeric)}
    return [block for number, sheet in enumerate(form.sheets) for block in _blocks(number, sheet, at)]


def _blocks(number: int, sheet: Sheet, at: Mapping[str, int]) -> Iterator[Mapping[str, Any]]:
    if sheet.kind is SheetKind.INDICATORS:
        rows = [[f"{field.name}（{field.unit}）", [at[field.id]]] for field in sheet.fields if field.numeric]
        yield {"section": number, "title": sheet.section, "columns": [""], "rows": rows}
    for table in sheet.tables:
        rows = [[row.name, [at[table.field(row.id, column.id)] for column in table.columns]] for row in table.rows]
        title = f"{sheet.section} {table.banner}".strip()
        yield {"section": number, "title": title, "columns": [column.name for column in table.columns], "rows": rows}


def now_of(result: Consolidation) -> Iterator[str | None]:
    """What each unit has reported, in roster order: as it is added up, or as it was read. None where nothing was."""
    added = result.figures.rows()
    for state in result.units:
        typed = next(added) if state.added else state.filing and state.filing.values
        yield None if typed is None else _whole(typed, result.form)


def last_of(result: Consolidation) -> Iterator[str | None] | None:
    """Last year's figures of each unit; None where they are not known by units."""
    if result.last_year is None or not result.last_year.by_units:
        return None
    last = result.last_year.figures
    kept = (state.unit.key in last.position for state in result.units)
    rows = last.taken([state.unit.key for state in result.units]).rows()
    return (_whole(row, result.form) if known else None for row, known in zip(rows, kept, strict=True))


def _whole(typed: Iterable[Figure | None], form: Form) -> str:
    """With the sums of what is typed."""
    stated = dict(zip(form.inputs, typed, strict=True))
    whole = stated | totals_of(form, stated)
    return figures(whole[name] for name in form.numeric)


def totals_in_order(result: Consolidation) -> list[str]:
    return [plain(result.totals[name]) for name in result.form.numeric]


def corrected_in(result: Consolidation) -> Iterator[list[Any]]:
    """Unit and field of each figure that the coordinator has corrected, and what the office itself has there."""
    units = {state.unit.key: at for at, state in enumerate(result.units)}
    fields = {name: at for at, name in enumerate(result.form.numeric)}
    for (unit, name), decision in result.corrections.items():
        if unit in units:
            yield [units[unit], fields[name], decision.stood]


def texts_of_units(result: Consolidation) -> list[list[Any]] | None:
    """What each unit wrote, (field, text) each; None where it is too much for a page."""
    at = {name: number for number, name in enumerate(field_order(result.form))}
    names = (*result.form.texts, *result.form.explanations)
    texts, size = [], 0
    for state in result.units:
        texts.append(_written(state, names, at))
        size += sum(len(words) for _, words in texts[-1])
        if size > MOST_WORDS:
            return None
    return texts


def _written(state: UnitState, names: Sequence[str], at: Mapping[str, int]) -> list[list[Any]]:
    texts = state.filing.texts if state.filing else {}
    return [[at[name], Paragraphs(texts[name])] for name in names if texts.get(name)]
