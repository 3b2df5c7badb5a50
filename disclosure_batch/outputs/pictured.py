"""What pictures of the totals speak of, by the ids of the form; an edition without them has fewer pictures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from disclosure_batch.form.model import Figure, Form, Head, Table

REQUESTS, NEW, OUTCOME, CARRIED_OUT = "requests", "new", "outcome_total", "carried_out"
REMEDIES_PICTURE = "remedies"


@dataclass(frozen=True, slots=True)
class Pictured:
    """A name, and the totals that are shown under it as one figure."""

    name: str
    fields: tuple[str, ...]

    def of(self, figures: Mapping[str, Figure]) -> Figure:
        return sum(figures[name] for name in self.fields)


def table_of(form: Form, name: str) -> Table | None:
    return next((table for sheet in form.sheets for table in sheet.tables if table.name == name), None)


def applicants(form: Form) -> Iterator[Pictured]:
    """New requests by who asked."""
    if table := table_of(form, REQUESTS):
        yield from (Pictured(column.name, (table.field(NEW, column.id),)) for column in table.columns if not column.sum)


def outcomes(form: Form) -> Iterator[Pictured]:
    """The outcomes in their groups: （三）不予公开 is one."""
    table = table_of(form, REQUESTS)
    if table is None:
        return
    total = total_of(table.columns)
    parts = next((row.sum for row in table.rows if row.id == OUTCOME), ())
    rows = [row for row in table.rows if row.id in parts]
    for label, group in groupby(rows, key=lambda row: (row.label[1:] or row.label)[0]):
        yield Pictured(label.partition("（区分处理")[0], tuple(table.field(row.id, total) for row in group))


def handled(form: Form) -> Iterator[Pictured]:
    """What came, was done and stays."""
    if table := table_of(form, REQUESTS):
        rows, total = {row.id: row.name for row in table.rows}, total_of(table.columns)
        for row in (NEW, OUTCOME, CARRIED_OUT):
            if row in rows:
                yield Pictured(rows[row], (table.field(row, total),))


def contested(form: Form) -> Iterator[Pictured]:
    """What was taken to a higher office or to court, by the way it took."""
    if table := table_of(form, REMEDIES_PICTURE):
        total = total_of(table.columns)
        yield from (Pictured(row.name, (table.field(row.id, total),)) for row in table.rows)


def total_of(columns: Sequence[Head]) -> str:
    return next(column.id for column in columns if column.sum)
