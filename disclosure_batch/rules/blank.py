"""V001: what is not filled in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from disclosure_batch.figures.table import any_of
from disclosure_batch.findings import Finding, Reader, Severity, Words, words
from disclosure_batch.form.model import Form, Sheet, SheetKind, Table
from disclosure_batch.intake.filing import Filing
from disclosure_batch.intake.stated import stated_in
from disclosure_batch.references import runs
from disclosure_batch.rules.breaches import fails
from disclosure_batch.rules.case import Case, marks_of
from disclosure_batch.rules.over_last_year import NotLastYears, in_the_place_of_last_years, over_last_year
from disclosure_batch.rules.rule import Who, rule

MANY_LINES = 6  # of a table in which figures slip by one
MOST_LEFT_OUT = 2  # whole lines that are left blank while everything else is filled in


class Taken(StrEnum):
    """How a blank counts."""

    ZERO = "按 0 计"
    ZERO_FOR_NOW = "先按 0 计算；表内还有不平衡的地方，请先核对这几格是不是漏填"
    NOT_REPORTED = "视为没有报告这些指标"


class Direction(StrEnum):
    ROW = "行"
    COLUMN = "列"


@dataclass(frozen=True, slots=True)
class WholeLine:
    """A row or a column of a table, and its typed fields."""

    kind: Direction
    name: str
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class BlankWorkbook:
    """Nothing at all is filled in on these sheets."""

    sheets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BlankSheet:
    """Nothing is filled in on a sheet of the form, but perhaps in the cells of last year's figures."""

    sheet: str
    beside: tuple[NotLastYears, ...] = ()


@dataclass(frozen=True, slots=True)
class NoIndicators:
    """A document that has no place for the indicators; said: what its own words state of them."""

    sheet: str
    count: int
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BlankCells:
    """Cells of a sheet of the form; lines are the whole rows or columns that they are, if they are nothing else.

    mostly: they are more than half of the sheet.
    """

    sheet: str
    cells: tuple[str, ...]
    count: int
    taken: Taken
    lines: tuple[WholeLine, ...] = ()
    mostly: bool = False


@rule("V001", Severity.NOTICE, Who.OFFICE)
def not_filled_in(case: Case) -> Iterator[Finding]:
    """有的格没有填。

    检查什么：表二、三、四里的空格按 0 计，工作指标里的空格视为没有报告这一项；整张表都空着（或只有下发时填好的数），须明确填 0；其余都填了、只有整行或整列空着的，可能错了一行或一列。
    依据：0 是数据，空着是不知道，两者不同；表二、表三整表空着是错误，表四、工作指标整表空着（或报来的文档里没有工作指标）是警告，表二、表三一大半空着、只有整行或整列空着也是警告。
    示例：“二、主动公开”一个数也没有填。
    如何修改：没有发生的请填 0；问清没有发生的，可在处理决定里选“按 0 计”。
    """
    yield from _without_indicators(case)
    sheets = {s: {f.id for f in s.fields} for s in case.form.sheets if s.name in case.blank}
    off_balance = {s: _off_balance(case, s) for s in sheets}
    for i, names in marks_of(case.empty):
        submission = case.current[i]
        if submission.filing.untouched(case.form):
            about = BlankWorkbook(tuple(sheet.name for sheet in sheets))
            yield case.finding(submission, about, severity=Severity.ERROR)
            continue
        for sheet, fields in sheets.items():
            if blanks := [name for name in names if name in fields]:
                yield _blank_in(case, i, sheet, blanks, off_balance[sheet][i])


def _without_indicators(case: Case) -> Iterator[Finding]:
    """The form as it circulates has the three tables alone; the report needs the indicators all the same. Of a
    blank one that is said already."""
    indicators, form = case.form.indicators, case.form
    for submission in case.current:
        if _lacks(submission.filing, indicators, form) and not submission.filing.untouched(form):
            stated = {} if case.speaks_for_all(submission) else stated_in(submission.filing, form, case.year)
            said = tuple(f"{form.fields[name].name} {stated[name]}" for name in indicators if name in stated)
            about = NoIndicators(form.fields[indicators[0]].sheet, len(indicators), said)
            yield case.finding(submission, about, severity=Severity.WARNING)


def _lacks(filing: Filing, fields: Sequence[str], form: Form) -> bool:
    """Whether it has no place for any of these fields, and nobody has decided what they are."""
    return filing.absent.issuperset(fields) and not any(filing.states(form, name) for name in fields)


def left_blank(finding: Finding, filing: Filing, form: Form) -> list[str]:
    """The fields of which a finding of this rule says that nothing stands in them; none of any other finding."""
    match finding.about:
        case NoIndicators():
            return list(form.indicators)
        case BlankWorkbook():
            fields = form.inputs
        case BlankSheet(sheet=sheet) | BlankCells(sheet=sheet):
            fields = (name for name in form.inputs if form.fields[name].sheet == sheet)
        case _:
            return []
    filled = filing.slips.keys() | filing.absent
    return [name for name in fields if name not in filled and not filing.states(form, name)]


def _off_balance(case: Case, sheet: Sheet) -> np.ndarray:
    """In which units something does not balance on a sheet; then its blanks may be no zeros."""
    relations = (r for r in case.form.relations if r.sheet == sheet.name and r.severity is Severity.ERROR)
    failing = [fails(case, relation) for relation in relations if not relation.compares_years]
    stale = any_of(case.stale, (field.id for field in sheet.fields if field.derived), len(case.current))
    return np.logical_or.reduce([*failing, stale])


def _blank_in(case: Case, i: int, sheet: Sheet, blanks: list[str], off_balance: bool) -> Finding:
    """What is blank on a sheet of a unit."""
    submission = case.current[i]
    cells = case.cells(submission, blanks)
    severity, mostly = sheet.empty, False
    if case.blank[sheet.name][i]:
        about = BlankSheet(sheet.name, over_last_year(case, i).get(sheet.name, ()))
    else:
        lines = _lines_left_out(case.form, sheet, set(blanks))
        mostly = _mostly_blank(sheet, blanks)
        about = BlankCells(sheet.name, cells, len(blanks), _taken(sheet, off_balance), lines, mostly)
        severity = Severity.WARNING if lines or mostly else None
    on = submission.filing.place(case.form, blanks[0])[0]
    suspects = cells if severity is Severity.WARNING and mostly else ()
    return case.finding(submission, about, blanks[0], severity=severity, sheet=on, also=cells[1:], suspects=suspects)


def _mostly_blank(sheet: Sheet, blanks: Sequence[str]) -> bool:
    """Whether somebody has only begun to fill in a sheet of which zero has to be said."""
    typed = [field for field in sheet.fields if not field.derived]
    return sheet.empty is Severity.ERROR and 2 * len(blanks) > len(typed)


def _taken(sheet: Sheet, off_balance: bool) -> Taken:
    if sheet.kind is SheetKind.INDICATORS:
        return Taken.NOT_REPORTED
    return Taken.ZERO_FOR_NOW if off_balance else Taken.ZERO


def _lines_left_out(form: Form, sheet: Sheet, blanks: set[str]) -> tuple[WholeLine, ...]:
    """The row or column of a large table, or two, that the blanks are, and all of them: figures may have slipped."""
    for table in (table for table in sheet.tables if len(table.rows) >= MANY_LINES and len(table.columns) > 1):
        for lines in _lines(form, table):
            empty = tuple(line for line in lines if line.fields and line.fields <= blanks)
            left_out = frozenset().union(*(line.fields for line in empty))
            if 0 < len(empty) <= MOST_LEFT_OUT and left_out == blanks & set(table.fields):
                return empty
    return ()


def _lines(form: Form, table: Table) -> tuple[Sequence[WholeLine], Sequence[WholeLine]]:
    """The rows of a table, and its columns."""

    def typed(fields: Iterator[str]) -> frozenset[str]:
        return frozenset(field for field in fields if not form.fields[field].derived)

    rows = ((row.name, (table.field(row.id, column.id) for column in table.columns)) for row in table.rows)
    columns = ((column.name, (table.field(row.id, column.id) for row in table.rows)) for column in table.columns)
    return (
        [WholeLine(Direction.ROW, name, typed(fields)) for name, fields in rows],
        [WholeLine(Direction.COLUMN, name, typed(fields)) for name, fields in columns],
    )


@words(BlankWorkbook)
def _(about: BlankWorkbook, finding: Finding, reader: Reader) -> Words:
    sheets = "、".join(f"“{sheet}”" for sheet in about.sheets)
    wrong = f"“{finding.file}”还是空表，{sheets}都没有填。"
    return Words(wrong, "请填好后重新报送；没有发生的请填 0，不要空着。")


@words(NoIndicators)
def _(about: NoIndicators, finding: Finding, reader: Reader) -> Words:
    wrong = f"“{finding.file}”里没有“{about.sheet}”（{about.count} 项）。"
    said = f"单位的文字里写有：{'、'.join(about.said)}；请与单位核实后由单位填报。" if about.said else ""
    return Words(wrong, "请补填工作指标；没有发生的填 0。", "" if reader.office else said)


@words(BlankSheet)
def _(about: BlankSheet, finding: Finding, reader: Reader) -> Words:
    if about.beside:
        wrong = f"“{about.sheet}”今年的格一个也没有填，{in_the_place_of_last_years(about.beside)}。"
        return Words(wrong, "像是填错了位置：请把今年的数填到今年的格里，没有发生的填 0；上年数不用填。")
    return Words(f"“{about.sheet}”整张表没有填。", "没有发生的请填 0，不要空着。")


@words(BlankCells)
def _(about: BlankCells, finding: Finding, reader: Reader) -> Words:
    cells = runs(about.cells)
    if about.lines:
        lines = "、".join(f"“{line.name}”整{line.kind}" for line in about.lines)
        wrong = f"“{about.sheet}”{lines}没有填（{cells}），其余各格都填了，{about.taken}。"
        return Words(wrong, "请核对是不是填错了位置；没有发生的请填 0。")
    wrong = f"“{about.sheet}”{'一大半空着，' if about.mostly else ''}有 {about.count} 格没有填（{cells}），{about.taken}。"
    how = "没有发生的请填 0：选中空格，输入 0，按 Ctrl+Enter，一次填满。" if about.mostly else "没有发生的请填 0。"
    return Words(wrong, how)
