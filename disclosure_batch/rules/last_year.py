"""Y: against last year, where one sum of figures does not say it. The relations across years are data."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import chain

import numpy as np

from disclosure_batch.figures.table import Columns
from disclosure_batch.findings import Finding, Reader, Severity, Spot, Words, words
from disclosure_batch.form.model import FieldKind, Form, Table
from disclosure_batch.intake.several import made_for
from disclosure_batch.rules.breaches import fails
from disclosure_batch.rules.case import Case, marks_of
from disclosure_batch.rules.lacking import still_lacking
from disclosure_batch.rules.rule import Who, rule
from disclosure_batch.text import listed

SHOWN = 8  # so many figures of a list are put into the sentence

# ---------------------------------------------------------------- what was given as last year's


@dataclass(frozen=True, slots=True)
class NothingToCompare:
    """Last year's result does not have this unit."""

    unit: str


@rule("Y001", Severity.NOTICE, Who.COORDINATOR)
def nothing_to_compare(case: Case) -> Iterator[Finding]:
    """没有这个单位上年的数字，未作跨年核对。

    检查什么：给了上年的结果，但其中没有这个单位。
    依据：没有上年数字，跨年的各项核对都不作。
    示例：本年新设的单位；改了名称、名册“别名”栏没有写明原名的单位。
    如何修改：请看名册：改过名称的，请在“别名”栏写上原名；新设的不必处理。
    """
    if case.previous is None:
        return
    some = np.logical_or.reduce([*case.known_before.values()])
    for i in np.flatnonzero(case.comparable & ~some).tolist():
        submission = case.current[i]
        yield case.finding(submission, NothingToCompare(submission.unit.name))


@words(NothingToCompare)
def _(about: NothingToCompare, finding: Finding, reader: Reader) -> Words:
    wrong = f"上年的结果里没有“{about.unit}”，未作跨年核对。"
    return Words(wrong, "改过名称的，请在名册“别名”栏写上原名。")


@dataclass(frozen=True, slots=True)
class NotLastYear:
    """The year of the result that was given as last year's, and the run's."""

    given: int
    year: int


@rule("Y002", Severity.WARNING, Who.COORDINATOR)
def not_last_year(case: Case) -> Iterator[Finding]:
    """上年的结果不是上一年度的。

    检查什么：校对时 --previous 给的结果写明的年度，不是本次年度的前一年；跨年核对都不作。汇总、检查、下发时不往下做。
    依据：跨年核对比的是相邻两年。
    示例：汇总 2024 年，给的却是 2022 年的汇总表。
    如何修改：请换成上一年度的结果。
    """
    if case.last_year and case.last_year.year not in (None, case.year - 1):
        yield Finding("", None, NotLastYear(case.last_year.year, case.year))


@words(NotLastYear)
def _(about: NotLastYear, finding: Finding, reader: Reader) -> Words:
    before = about.year - 1
    wrong = f"给的上年结果是 {about.given} 年的，本次汇总 {about.year} 年，应与 {before} 年比较。"
    return Words(wrong, f"请换成 {before} 年的结果。")


@dataclass(frozen=True, slots=True)
class DraftOfLastYear:
    """The units that last year's result lacks."""

    lacking: tuple[str, ...]


@rule("Y003", Severity.WARNING, Who.COORDINATOR)
def last_year_is_a_draft(case: Case) -> Iterator[Finding]:
    """上年的结果是送审稿，还缺单位。

    检查什么：--previous 给的汇总表写出时，还有单位未报，或有错误未计入。
    依据：缺的单位上年的数字不在内，合计与上年比较、这些单位的跨年核对都不完整。
    示例：上年的汇总表应计入 13 家，缺 1 家；定稿另存在别处。
    如何修改：请换成上年定稿的汇总表；没有的，与上年比较的合计请另行核对。
    """
    if case.last_year and case.last_year.lacking:
        yield Finding("", None, DraftOfLastYear(tuple(case.last_year.lacking)))


@words(DraftOfLastYear)
def _(about: DraftOfLastYear, finding: Finding, reader: Reader) -> Words:
    wrong = f"给的上年结果是送审稿，{still_lacking(about.lacking)}，它们上年的数字不在内，与上年比较不完整。"
    return Words(wrong, "请换成上年定稿的汇总表；没有的，与上年比较的合计请另行核对。")


# ---------------------------------------------------------------- a unit's figures


@dataclass(frozen=True, slots=True)
class SameAsLastYear:
    """A sheet of the form whose cells, so many, all hold last year's figures; explain: where an office says why."""

    sheet: str
    cells: int
    explain: str


@dataclass(frozen=True, slots=True)
class LastYearsWorkbook:
    """Last year's submission with this year on its cover.

    same, of: so many figures are last year's, of so many that are not 0; made_for: the year for which the workbook was
    handed out, None where nothing says so; explain as above.
    """

    year: int
    made_for: int | None
    same: int
    of: int
    explain: str


@rule("Y302", Severity.ERROR, Who.OFFICE)
def same_as_last_year(case: Case) -> Iterator[Finding]:
    """表二或表三的数字与上年完全相同。

    检查什么：整张表逐格与上年相同，且不为 0 的至少有 3 格（合计、现行有效、上年结转不算）；只有一两格的是警告，除现行有效、上年结转外都是 0 的不作核对。整张表与上年相同的，这张表与上年比较的其他问题不再说。不是今年下发的表，两张表都与上年相同的，或者表是按别的年度下发、各数几乎都与上年相同的，是上年的表改了年度：只说这一处，由此引起的其他问题不再说。
    依据：各项业务两年的件数不会处处相同，多半是误交了上年的表；没有几件业务的单位两年可能相同。
    示例：在上年的表上只改了年度，数字没有改。
    如何修改：误交了上年的表的，请用今年的表重填；确实相同的，请在“核对与说明”写明原因。
    """
    if case.previous is None:
        return
    books, explain = _last_years(case), case.place_to_explain("Y302")
    for i, (same, of) in books.items():
        submission = case.current[i]
        about = LastYearsWorkbook(case.year, made_for(submission.filing), same, of, explain)
        yield case.finding(submission, about, "unit.year")
    for sheet, names in _compared_sheets(case.form).items():
        same = _same(case, names)
        for i, fields in marks_of({name: same & told for name, told in _telling(case, names).items()}):
            if i not in books:
                few = len(fields) < case.form.thresholds["Y302.cells"]
                about = SameAsLastYear(sheet, len(fields), explain)
                yield case.finding(case.current[i], about, fields[0], severity=Severity.WARNING if few else None)


def _compared_sheets(form: Form) -> dict[str, list[str]]:
    """Sections two and three, which no office can leave blank, with what is typed there."""
    sheets = (sheet for sheet in form.sheets if sheet.empty is Severity.ERROR)
    return {sheet.name: [field.id for field in sheet.fields if field.id in form.position] for sheet in sheets}


def _telling(case: Case, names: list[str]) -> Columns:
    """Which figures are not 0, but for those that go on from last year."""
    return {name: case.now[name] != 0 for name in names if name not in case.form.continued}


def _same(case: Case, names: list[str]) -> np.ndarray:
    """Of which units all these figures are last year's, and known."""
    return np.logical_and.reduce([case.readable[name] & _equal(case, name) for name in names])


def _equal(case: Case, name: str) -> np.ndarray:
    return case.known_before[name] & (case.now[name] == case.before[name])


def _last_years(case: Case) -> dict[int, tuple[int, int]]:
    """Whose submission is last year's, and in how many of its figures that are not 0."""
    sheets = list(_compared_sheets(case.form).values())
    names = [name for name in chain(*sheets) if name not in case.form.continued]
    if not names:
        return {}
    telling = {name: (case.now[name] != 0) | (case.known_before[name] & (case.before[name] != 0)) for name in names}
    of = np.sum([telling[name] for name in names], axis=0)
    same = np.sum([telling[name] & _equal(case, name) for name in names], axis=0)
    least, many, share = (case.form.thresholds[f"Y302.{name}"] for name in ("cells", "many", "share"))
    years = _handed_out_for(case)
    old = (years != 0) & (years != case.year)
    nearly = old & (((same >= least) & (same == of)) | ((of >= many) & (same >= of * share)))
    readable = np.logical_and.reduce([case.readable[name] for name in names])
    whole = [_same(case, fields) & (np.sum([*_telling(case, fields).values()], axis=0) >= least) for fields in sheets]
    found = (nearly & readable) | (np.logical_and.reduce(whole) & (years != case.year))
    return {i: (int(same[i]), int(of[i])) for i in np.flatnonzero(found).tolist()}


def _handed_out_for(case: Case) -> np.ndarray:
    """The years for which the workbooks were handed out; 0 where nothing says one."""
    return np.array([made_for(submission.filing) or 0 for submission in case.current])


def without_consequences(findings: Sequence[Finding]) -> list[Finding]:
    """Without what follows from last year's figures and words: what is said across the years, and of its texts; where
    they are those of one sheet, what is said across the years of that."""
    wrong = [f for f in findings if f.rule == "Y302" and f.severity is Severity.ERROR]
    books = {f.file for f in wrong if isinstance(f.about, LastYearsWorkbook)}
    sheets = {(f.file, f.sheet) for f in wrong if isinstance(f.about, SameAsLastYear)}
    return [f for f in findings if not (_follows_from_book(f, books) or _follows_from_sheet(f, sheets))]


def _follows_from_book(finding: Finding, books: Set[str | None]) -> bool:
    return finding.file in books and finding.rule[0] in "YT" and not isinstance(finding.about, LastYearsWorkbook)


def _follows_from_sheet(finding: Finding, sheets: Set[tuple[str | None, str | None]]) -> bool:
    return (finding.file, finding.sheet) in sheets and finding.rule[0] == "Y" and finding.rule != "Y302"


@words(LastYearsWorkbook)
def _(about: LastYearsWorkbook, finding: Finding, reader: Reader) -> Words:
    cover = f"“{finding.file}”写的是 {about.year} 年" if finding.file else f"写的是 {about.year} 年"
    template = f"，表是 {about.made_for} 年下发的" if about.made_for else ""
    alike = f"不为 0 的 {about.of} 个数里有 {about.same} 个与上年相同" if about.same < about.of else "各数与上年完全相同"
    wrong = f"{cover}{template}，表二、表三{alike}，像是上年的表改了年度。"
    return Words(wrong, f"请在今年的表上填报 {about.year} 年的数字；今年确实与上年相同的，也请填在今年的表上，并在{about.explain}写明原因。")


@words(SameAsLastYear)
def _(about: SameAsLastYear, finding: Finding, reader: Reader) -> Words:
    wrong = f"“{about.sheet}”的数字与上年完全相同（不为 0 的有 {about.cells} 格，合计、上年结转一类不算）。"
    more = (
        "" if reader.office else f"确实相同的，请单位在{about.explain}写明。"
    )  # an office is told so with the finding
    mend = "误填的请改成今年的" if reader.office else "误交的请用今年的表重填"
    return Words(wrong, f"请核对是不是填了上年的数，{mend}。", more)


@dataclass(frozen=True, slots=True)
class PendingGone:
    """Cases of a row that were pending at the end of last year, and all there are of it this year."""

    row: str
    last_year: int
    now: int


@rule("Y401", Severity.NOTICE, Who.OFFICE)
def pending_case_gone(case: Case) -> Iterator[Finding]:
    """上年尚未审结的案件，今年没有下落。

    检查什么：表四某一组今年的总计，少于上年年报的“尚未审结”。
    依据：上年没有审结的案件，今年应有结果，或仍是尚未审结。
    示例：上年行政复议尚未审结 2 件，今年行政复议各格都是 0。
    如何修改：请查明这些案件今年的结果，填在相应的格；年底仍没有审结的填在“尚未审结”。
    """
    table = _remedies(case.form)
    if case.previous is None or table is None:
        return
    for row in table.rows:
        pending, total = (table.field(row.id, column) for column in ("pending", "total"))
        last, now = case.before[pending], case.now[total]
        gone = case.known_before[pending] & (now < last) & case.readable[total]
        for i in np.flatnonzero(gone).tolist():
            about, submission = PendingGone(row.name, int(last[i]), int(now[i])), case.current[i]
            yield case.finding(submission, about, pending, value=submission.filing.value(case.form, pending))


@words(PendingGone)
def _(about: PendingGone, finding: Finding, reader: Reader) -> Words:
    years = f"上年年报尚未审结 {about.last_year} 件，今年这一组总计 {about.now} 件"
    wrong = f"“{finding.sheet}”{about.row}：{years}，有 {about.last_year - about.now} 件没有下落。"
    return Words(wrong, "请查明今年的结果；年底仍没有审结的填在“尚未审结”。")


@dataclass(frozen=True, slots=True)
class LitigationAlone:
    """So many cases of litigation after reconsideration, and no reconsideration."""

    cases: int


@rule("Y402", Severity.NOTICE, Who.OFFICE)
def litigation_without_reconsideration(case: Case) -> Iterator[Finding]:
    """有复议后起诉，却没有行政复议。

    检查什么：今年有“复议后起诉”，而今年没有任何行政复议，上年也没有尚未审结的行政复议。
    依据：复议后起诉的案件，先要经过行政复议。
    示例：复议后起诉 1 件，行政复议今年总计 0，上年尚未审结 0。
    如何修改：没有经过复议的，请填在“未经复议直接起诉”；复议在上年已经办结的，不必修改。
    """
    table = _remedies(case.form)
    if case.previous is None or table is None:
        return
    after, before = (table.field(row, "total") for row in ("litigation_after_reconsideration", "reconsideration"))
    pending = table.field("reconsideration", "pending")
    value = case.now
    odd = (value[after] > 0) & (value[before] == 0) & case.known_before[pending] & (case.before[pending] == 0)
    for i in np.flatnonzero(odd & case.readable[after] & case.readable[before]).tolist():
        submission = case.current[i]
        first, *more = (name for name in case.form.fields[after].parts if value[name][i])
        about, also = LitigationAlone(int(value[after][i])), case.cells(submission, more)
        yield case.finding(submission, about, first, also=also, value=int(value[first][i]))


@words(LitigationAlone)
def _(about: LitigationAlone, finding: Finding, reader: Reader) -> Words:
    wrong = f"“{finding.sheet}”复议后起诉 {about.cases} 件，而今年行政复议总计 0，上年年报尚未审结的行政复议也是 0。"
    return Words(wrong, "没有经过复议的请填在“未经复议直接起诉”；复议在上年已经办结的不必修改。")


@dataclass(frozen=True, slots=True)
class Swing:
    """A figure now and last year."""

    name: str
    now: int
    before: int


@dataclass(frozen=True, slots=True)
class LargeSwings:
    """Figures of a sheet that differ much from last year's."""

    swings: tuple[Swing, ...]


@dataclass(frozen=True, slots=True)
class UnlikelyCount:
    """A count that can hardly be this year's, beside last year's."""

    spot: Spot
    now: int
    before: int


@rule("Y501", Severity.NOTICE, Who.OFFICE)
def large_swing(case: Case) -> Iterator[Finding]:
    """与上年相差较大。

    检查什么：件数超过上年的 5 倍，或不到上年的五分之一，且相差超过 10（跨年核对已指出不符的除外）。是上年的 50 倍以上且多出 1000 以上的，或上年为 0、本年 10000 以上的，是警告，请单位核实。
    依据：多数业务逐年变化不大，相差悬殊的可能填错了行、列或多了一个零；多得这样悬殊的，印出去的合计会因这一个数而失真。
    示例：上年行政许可 120，今年 1200；上年 192，今年 1700000，是警告。
    如何修改：请核对这些数；确有原因的请在“核对与说明”写明。
    """
    if case.previous is None:
        return
    yield from _unlikely_counts(case)
    for i, swinging in marks_of(_swings(case)):
        submission = case.current[i]
        for fields in case.by_sheet(submission, swinging).values():
            swings = tuple(
                Swing(case.form.fields[name].name, int(case.now[name][i]), int(case.before[name][i])) for name in fields
            )
            also = case.cells(submission, fields[1:])
            yield case.finding(submission, LargeSwings(swings), fields[0], also=also, value=swings[0].now)


def _swings(case: Case) -> Columns:
    """Where a count is far from last year's, and yet may be right."""
    factor, change = (case.form.thresholds[f"Y501.{name}"] for name in ("factor", "change"))
    swings = {name: _swing(case, name, factor, change) & ~_unlikely(case, name) for name in _counts(case.form)}
    return _not_told_across(case, swings)


def _counts(form: Form) -> list[str]:
    return [name for name in form.inputs if form.fields[name].kind is FieldKind.COUNT]


def _not_told_across(case: Case, marks: dict[str, np.ndarray]) -> Columns:
    """Not where a relation across years fails and says so."""
    for relation in case.form.relations:
        if relation.compares_years and relation.first in marks:
            marks[relation.first] &= ~fails(case, relation)
    return marks


def _swing(case: Case, name: str, factor: int, change: int) -> np.ndarray:
    """In which units a count, known both years, is far from last year's."""
    now, before = case.now[name], case.before[name]
    known = case.known_before[name] & case.figures.stated[name] & case.readable[name]
    return known & ((now > factor * before) | (factor * now < before)) & (abs(now - before) > change)


@words(LargeSwings)
def _(about: LargeSwings, finding: Finding, reader: Reader) -> Words:
    shown = listed([f"{swing.name} {swing.now}（上年 {swing.before}）" for swing in about.swings], SHOWN, "；")
    wrong = f"“{finding.sheet}”有 {len(about.swings)} 个数与上年相差较大：{shown}。"
    return Words(wrong, "请核对；确有原因的请在“核对与说明”写明。")


def _unlikely_counts(case: Case) -> Iterator[Finding]:
    marks = {name: _unlikely(case, name) for name in _counts(case.form)}
    for i, names in marks_of(_not_told_across(case, marks)):
        for name in names:
            submission, now = case.current[i], int(case.now[name][i])
            about = UnlikelyCount(case.spot(submission, name), now, int(case.before[name][i]))
            yield case.finding(submission, about, name, value=now, severity=Severity.WARNING)


def _unlikely(case: Case, name: str) -> np.ndarray:
    """In which units a count, known both years, can hardly be this year's."""
    factor, change, from_none = (case.form.thresholds[f"Y501.{part}"] for part in ("many", "many_more", "from_none"))
    now, before = case.now[name], case.before[name]
    known = case.known_before[name] & case.figures.stated[name] & case.readable[name]
    many_times = (before > 0) & (now >= factor * before) & (now - before >= change)
    return known & (many_times | ((before == 0) & (now >= from_none)))


@words(UnlikelyCount)
def _(about: UnlikelyCount, finding: Finding, reader: Reader) -> Words:
    times = f"是上年（{about.before}）的 {about.now // about.before} 倍" if about.before else "上年是 0"
    mend = "请对照台账，看是不是多填了几位、填错了行。"
    more = (
        "" if reader.office else "确实有这样多的，请单位在“核对与说明”写明原因。"
    )  # an office is told so with the finding
    return Words(f"{about.spot}填的是 {about.now}，{times}。", mend, more, suggestion=f"{mend}{more}")


def _remedies(form: Form) -> Table | None:
    """The table of reconsideration and litigation; an edition may call it otherwise."""
    return next((table for sheet in form.sheets for table in sheet.tables if table.name == "remedies"), None)
