"""A result made by hand, for the tests of what is written from one."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from disclosure_batch.figures.last_year import LastYear
from disclosure_batch.figures.table import Figures
from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.edition import load_form
from disclosure_batch.form.model import FieldKind, Form
from disclosure_batch.merge import Body, Consolidation, FileState, Status, UnitState
from disclosure_batch.report.report import Report
from disclosure_batch.roster import Unit
from tests.said import Said

FORM = load_form()
REPORT = Report("", "", 2024, (), (), (), gaps=("培训次数没有单位填报。",))
PUBLISHER = ("410800", "焦作市政务公开办公室")


def unit(code: str, name: str, counted: bool = True) -> Unit:
    return Unit(code, name, None, None, (), counted, "", "")


def state(
    code: str, name: str, status: str = "accepted", counted: bool = True, file: str | None = ""
) -> UnitState:
    """A unit and where it stands; its file is named after it unless it is missing."""
    usual = None if status == "missing" else f"收件/{code}_{name}.xlsx"
    return UnitState(unit(code, name, counted), Status(status), counted, usual if file == "" else file)


def _finding(rule: str, severity: Severity, message: str, suggestion: str | None = None, **where) -> Finding:
    return Finding(rule, severity, Said(message, suggestion), **where)


def error(rule: str, message: str, **where) -> Finding:
    return _finding(rule, Severity.ERROR, message, **where)


def warning(rule: str, message: str, **where) -> Finding:
    return _finding(rule, Severity.WARNING, message, **where)


def notice(rule: str, message: str, **where) -> Finding:
    return _finding(rule, Severity.NOTICE, message, **where)


def with_sums(figures: Mapping[str, int | Decimal], form: Form = FORM) -> dict[str, int | Decimal]:
    """Every numeric field: what is given, 0 for the rest, and the sums of those."""
    amounts = {name for name in form.inputs if form.fields[name].kind is FieldKind.AMOUNT}
    whole = {name: figures.get(name, Decimal(0) if name in amounts else 0) for name in form.inputs}
    for name in form.derived:
        whole[name] = sum(whole[part] for part in form.fields[name].parts)
    return whole


def result(
    units: Sequence[UnitState] = (),
    findings: Sequence[Finding] = (),
    figures: Mapping[str, int | Decimal] | None = None,
    last_year: Mapping[str, int | Decimal] | None = None,
    files: Sequence[FileState] | None = None,
    body: Body = Body(*PUBLISHER),  # noqa: B008
    reported: Mapping[str, int] | None = None,
) -> Consolidation:
    """A result of 2024; unless told, each unit that is not missing has one file."""
    added = [s.unit.key for s in units if s.added]
    codes = {s.unit.key: tuple(sorted({f.rule for f in findings if f.unit == s.unit.key})) for s in units}
    if files is None:
        files = [
            FileState(
                s.file, f"{number:064x}", 18_000, s.unit.key, s.status, codes[s.unit.key], 12345 + number
            )
            for number, s in enumerate(units)
            if s.file
        ]
    before = with_sums(last_year) if last_year is not None else None
    return Consolidation(
        form=FORM,
        year=2024,
        body=body,
        files=files,
        units=units,
        findings=findings,
        figures=Figures.of(FORM, [[None] * len(FORM.inputs) for _ in added], added),
        totals=with_sums(figures or {}),
        reported={name: len(added) for name in FORM.numeric} | dict(reported or {}),
        last_year=LastYear(2023, Figures.of(FORM, [], []), before) if before else None,
    )
