"""核对报告.html: one page on which a coordinator sees what came, what is wrong and what the totals say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.model import Field, Figure, Sheet, SheetKind, Table
from disclosure_batch.merge import Consolidation, FileState, Status
from disclosure_batch.names import shortened, shown
from disclosure_batch.outputs.overview import Check, Overview, overview, place, related
from disclosure_batch.papers import PAPERS, REVIEW
from disclosure_batch.report.report import Report
from disclosure_batch.text import plain

NAME = "核对报告.html"
TEMPLATE = "核对报告.html"
FILE_STATES = {
    Status.ACCEPTED: "已接收",
    Status.INCLUDED: "有错误，已计入",
    Status.REJECTED: "需修改，未接收",
    Status.SUPERSEDED: "已由同一单位后来报的替换",
    Status.IGNORED: "不是报表，未读取",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A total, and in small print last year's, how many units stated it, what was corrected, where that is worth saying."""

    now: str
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A printed table of the form with its totals."""

    title: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]


@dataclass(frozen=True, slots=True)
class Balance:
    """All checks of one rule that say the same."""

    code: str
    says: str
    checks: Sequence[Check]

    @property
    def off(self) -> list[Check]:
        return [check for check in self.checks if not check.holds]


def write(result: Consolidation, report: Report, folder: Path) -> None:
    """Write 核对报告.html into the folder."""
    (folder / NAME).write_text(page(result, report), encoding="utf-8", newline="\n")


def page(result: Consolidation, report: Report) -> str:
    """The page; it holds everything it needs and runs no script."""
    seen = overview(result, report)
    return (
        _environment()
        .get_template(TEMPLATE)
        .render(
            result=result,
            written=PAPERS[REVIEW],
            seen=seen,
            gaps=report.gaps,
            findings=_numbers_of_findings(seen),
            balances=list(_balances(seen)),
            blocks=list(_blocks(result)),
            files=list(_files(result)),
            place=place,
            related=related,
            fields=result.form.fields,
            figure=_figure,
        )
    )


def _figure(value: Figure | str | None) -> str:
    """A figure, or what stands in its place, as the page shows it."""
    if value is None:
        return ""
    return shortened(value, 40) if isinstance(value, str) else plain(value)


def _environment():
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalized,
    )


def _finalized(value):
    """Every word that comes from outside is shown on one line, with nothing invisible in it."""
    return shown(value) if type(value) is str else value  # markup is a str of its own kind


def _numbers_of_findings(seen: Overview) -> dict[str, tuple[int, int, int]]:
    """Errors, warnings and notices by the unit's key."""
    return {
        group.state.unit.key: tuple(len(group.of(severity)) for severity in Severity)
        for group in seen.groups
        if group.state
    }


def _balances(seen: Overview) -> Iterator[Balance]:
    def kind(check: Check) -> tuple[str, str]:
        return check.relation.code, check.relation.says

    for (code, says), checks in groupby(sorted(seen.checks, key=lambda check: check.relation.code), key=kind):
        yield Balance(code, says, list(checks))


def _files(result: Consolidation) -> Iterator[tuple[FileState, str, Sequence[Finding]]]:
    """Each file, what became of it, and why where it is not simply accepted."""
    of_file: dict[str | None, list[Finding]] = {}
    for finding in result.findings:
        of_file.setdefault(finding.file, []).append(finding)
    for file in result.files:
        found = of_file.get(file.path, []) if file.status is not Status.ACCEPTED else []
        yield file, FILE_STATES[file.status], [finding for finding in found if _explains(finding, file)]


def _explains(finding: Finding, file: FileState) -> bool:
    return finding.severity is Severity.ERROR or file.status in (Status.SUPERSEDED, Status.IGNORED)


# ---------------------------------------------------------------- totals beside last year


def _blocks(result: Consolidation) -> Iterator[Block]:
    for sheet in result.form.sheets:
        if sheet.kind is SheetKind.TABLES:
            yield from (_table_block(sheet, table, result) for table in sheet.tables)
        elif sheet.kind is SheetKind.INDICATORS:
            yield _list_block(sheet, result)


def _table_block(sheet: Sheet, table: Table, result: Consolidation) -> Block:
    fields = result.form.fields
    rows = [
        (row.name, [_cell(fields[table.field(row.id, column.id)], result) for column in table.columns])
        for row in table.rows
    ]
    return Block(f"{sheet.section} {table.banner}".strip(), [column.name for column in table.columns], rows)


def _list_block(sheet: Sheet, result: Consolidation) -> Block:
    """A list has room for what is small print in a table."""
    heads = ["本年", *(["上年", "增减"] if result.last_year else []), "填报单位"]
    rows = [(f"{field.name}（{field.unit}）", list(_line(field, result))) for field in sheet.fields]
    return Block(sheet.section, heads, rows)


def _line(field: Field, result: Consolidation) -> Iterator[Cell]:
    now, before = result.totals[field.id], _last_year(field, result)
    yield Cell(plain(now), _corrected(field, result))
    if result.last_year:
        yield Cell("" if before is None else plain(before))
        yield Cell("" if before is None else _change(now - before))
    yield Cell(f"{result.reported[field.id]} 家")


def _last_year(field: Field, result: Consolidation) -> Figure | None:
    return result.last_year.totals.get(field.id) if result.last_year else None


def _cell(field: Field, result: Consolidation) -> Cell:
    now, before = result.totals[field.id], _last_year(field, result)
    notes = []
    if before is not None and (now or before):
        notes += [f"上年 {plain(before)}", _change(now - before)]
    if result.reported[field.id] < len(result.added):
        notes.append(f"{result.reported[field.id]} 家填报")
    return Cell(plain(now), notes + _corrected(field, result))


def _corrected(field: Field, result: Consolidation) -> list[str]:
    made = result.corrected.get(field.id, ())
    return [f"含更正 {len(made)} 处"] if made else []


def _change(difference: Figure) -> str:
    if not difference:
        return "持平"
    return f"{'增' if difference > 0 else '减'} {plain(abs(difference))}"
