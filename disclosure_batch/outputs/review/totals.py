"""The totals as the review page shows them: the form's tables and lists, last year beside this year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from disclosure_batch.form.model import Field, Figure, Sheet, SheetKind, Table
from disclosure_batch.merge import Consolidation
from disclosure_batch.text import plain


@dataclass(frozen=True, slots=True)
class Total:
    """A total, and in small print what is worth saying: last year's, how many units stated it, what was corrected."""

    now: str
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class TotalsTable:
    """A printed table of the form with its totals."""

    title: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Total]]]


def blocks(result: Consolidation) -> Iterator[TotalsTable]:
    """The tables one after another, then the indicators."""
    for sheet in result.form.sheets:
        if sheet.kind is SheetKind.TABLES:
            yield from (_table_block(sheet, table, result) for table in sheet.tables)
        elif sheet.kind is SheetKind.INDICATORS:
            yield _list_block(sheet, result)


def _table_block(sheet: Sheet, table: Table, result: Consolidation) -> TotalsTable:
    fields = result.form.fields
    rows = [
        (row.name, [_cell(fields[table.field(row.id, column.id)], result) for column in table.columns])
        for row in table.rows
    ]
    return TotalsTable(f"{sheet.section} {table.banner}".strip(), [column.name for column in table.columns], rows)


def _list_block(sheet: Sheet, result: Consolidation) -> TotalsTable:
    """A list has room for what is small print in a table."""
    heads = ["本年", *(["上年", "增减"] if result.last_year else []), "填报单位"]
    rows = [(f"{field.name}（{field.unit}）", list(_line(field, result))) for field in sheet.fields]
    return TotalsTable(sheet.section, heads, rows)


def _line(field: Field, result: Consolidation) -> Iterator[Total]:
    now, before = result.totals[field.id], _last_year(field, result)
    yield Total(plain(now), _corrected(field, result))
    if result.last_year:
        yield Total("" if before is None else plain(before))
        yield Total("" if before is None else _change(now - before))
    yield Total(f"{result.reported[field.id]} 家")


def _last_year(field: Field, result: Consolidation) -> Figure | None:
    return result.last_year.totals.get(field.id) if result.last_year else None


def _cell(field: Field, result: Consolidation) -> Total:
    now, before = result.totals[field.id], _last_year(field, result)
    notes = []
    if before is not None and (now or before):
        notes += [f"上年 {plain(before)}", _change(now - before)]
    if result.reported[field.id] < len(result.added):
        notes.append(f"{result.reported[field.id]} 家填报")
    return Total(plain(now), notes + _corrected(field, result))


def _corrected(field: Field, result: Consolidation) -> list[str]:
    made = result.corrected.get(field.id, ())
    return [f"含更正 {len(made)} 处"] if made else []


def _change(difference: Figure) -> str:
    if not difference:
        return "持平"
    return f"{'增' if difference > 0 else '减'} {plain(abs(difference))}"
