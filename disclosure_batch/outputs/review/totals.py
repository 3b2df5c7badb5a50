"""The totals as the review page shows them: the form's tables and lists, last year beside this year, like for like."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from disclosure_batch.form.model import Field, Figure, Sheet, SheetKind, Table
from disclosure_batch.merge import Consolidation
from disclosure_batch.outputs.same_units import SameUnits
from disclosure_batch.rules.lacking import still_lacking
from disclosure_batch.text import plain


@dataclass(frozen=True, slots=True)
class Total:
    """A total, and in small print what is worth saying: last year's, how many units stated it, what was corrected.

    field: whose units can be asked for; empty of a figure that is none of this year's totals.
    """

    now: str
    notes: Sequence[str] = ()
    field: str = ""


@dataclass(frozen=True, slots=True)
class TotalsTable:
    """A printed table of the form with its totals."""

    title: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Total]]]
    note: str = ""  # of the figures that say nothing else


class TwoYears:
    """The totals beside last year's. Where units came or went, the sums of those in both years are compared instead."""

    def __init__(self, result: Consolidation) -> None:
        self.result, self.last, self.same = result, result.last_year, SameUnits(result)

    @property
    def explained(self) -> str:
        """What the small print compares."""
        if self.last is None:
            return ""
        year = f"（{self.last.year}年）" if self.last.year else ""
        lacking = f"上年的汇总表是送审稿，{still_lacking(self.last.lacking)}。" if self.last.lacking else ""
        return f"小字是上年{year}的数字和增减。{self.same.in_words}{lacking}"

    def of(self, name: str) -> tuple[list[str], Figure, Figure] | None:
        """What has to be said of the figures that are compared, last year's, this year's; None where there are none."""
        if self.last is None:
            return None
        if not self.same.keys:
            last = self.last.totals.get(name)
            return None if last is None else ([], last, self.result.totals[name])
        compared = self.same.of(name)
        if compared is None:
            return None
        of_all = compared.units == len(self.same.keys) and compared.now == self.result.totals[name]
        said = [] if of_all else [f"同口径 {compared.units} 家 {plain(compared.now)}"]
        return said, compared.last, compared.now


def blocks(result: Consolidation) -> Iterator[TotalsTable]:
    """The tables one after another, then the indicators."""
    years = TwoYears(result)
    for sheet in result.form.sheets:
        if sheet.kind is SheetKind.TABLES:
            yield from (_table_block(sheet, table, years) for table in sheet.tables)
        elif sheet.kind is SheetKind.INDICATORS:
            yield _list_block(sheet, years)


def _table_block(sheet: Sheet, table: Table, years: TwoYears) -> TotalsTable:
    result, columns = years.result, table.columns
    usual = Counter(result.reported[name] for name in table.fields).most_common(1)[0][0]
    fields = result.form.fields
    cells = [(row.name, [fields[table.field(row.id, column.id)] for column in columns]) for row in table.rows]
    rows = [(name, [_cell(field, years, usual) for field in some]) for name, some in cells]
    note = _stated_by(usual) if usual < len(result.added) else ""
    return TotalsTable(f"{sheet.section} {table.banner}".strip(), [column.name for column in columns], rows, note)


def _list_block(sheet: Sheet, years: TwoYears) -> TotalsTable:
    """A list has room for what is small print in a table."""
    heads = ["本年", *(["上年", "增减"] if years.last else []), "填报单位"]
    rows = [(f"{field.name}（{field.unit}）", list(_line(field, years))) for field in sheet.fields]
    return TotalsTable(sheet.section, heads, rows)


def _line(field: Field, years: TwoYears) -> Iterator[Total]:
    result, compared = years.result, years.of(field.id)
    yield Total(plain(result.totals[field.id]), _corrected(field, result), field.id)
    if years.last:
        said, last, now = compared or ((), None, None)
        yield Total("" if compared is None else plain(last), said)
        yield Total("" if compared is None else _change(now - last))
    yield Total(f"{result.reported[field.id]} 家")


def _cell(field: Field, years: TwoYears, usual: int) -> Total:
    """usual: how many units have stated most figures of the table; said once, not in each of them."""
    result, compared, notes = years.result, years.of(field.id), []
    if compared:
        said, last, now = compared
        notes += [*said, f"上年 {plain(last)}", _change(now - last)] if now or last else []
    if result.reported[field.id] != usual:
        notes.append(_stated_by(result.reported[field.id]))
    return Total(plain(result.totals[field.id]), notes + _corrected(field, result), field.id)


def _stated_by(number: int) -> str:
    return f"{number} 家填报"


def _corrected(field: Field, result: Consolidation) -> list[str]:
    made = result.corrected.get(field.id, ())
    return [f"含更正 {len(made)} 处"] if made else []


def _change(difference: Figure) -> str:
    if not difference:
        return "持平"
    return f"{'增' if difference > 0 else '减'} {plain(abs(difference))}"
