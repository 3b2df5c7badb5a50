"""L003: the year of a report."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from disclosure_batch.dates import DAY
from disclosure_batch.findings import Finding, Reader, Severity, Words, words
from disclosure_batch.intake.filing import Filing, Origin
from disclosure_batch.intake.several import made_for, reported_year, unclear_year
from disclosure_batch.intake.submission import Standing, Submission
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.rule import Who, rule


class YearSource(StrEnum):
    """Where the year of a report is written."""

    CELL = "a cell of the document"
    TITLE = "the title, or a sheet's name"
    FILE_NAME = "the file's name"


@dataclass(frozen=True, slots=True)
class UnclearYear:
    """What stands where a year is asked and is none; taken is the template's year, if it has one."""

    source: YearSource
    said: str
    taken: int | None
    year: int


@dataclass(frozen=True, slots=True)
class OtherYear:
    """A report states another year than the run's; made_for: the workbook was handed out for this very year."""

    source: YearSource
    stated: int
    year: int
    made_for: bool = False


@dataclass(frozen=True, slots=True)
class TemplateOfOtherYear:
    """The cover states the year, the workbook was made for another."""

    source: YearSource
    stated: int
    made_for: str


@dataclass(frozen=True, slots=True)
class SignedTooEarly:
    """A report without a year was signed before the run's year was over."""

    day: str
    year: int


@dataclass(frozen=True, slots=True)
class NoYear:
    """A report without a year is read as the run's."""

    year: int


@rule("L003", Severity.ERROR, Who.OFFICE)
def another_year(case: Case) -> Iterator[Finding]:
    """报告年度不是本次汇总的年度。

    检查什么：封面或标题的报告年度（没有写的，依次看表下发的年度、工作表名、文件名）。
    依据：一次汇总只能是同一年度的数字。封面改成了本年度、模板是上年的，以封面为准，只作提示；封面填的认不出是哪一年，按模板的年度读取，模板也没有的是错误；处处都没有写的，按本次汇总的年度读取，只作提示。
    示例：汇总 2024 年，封面写的是 2023 年。
    如何修改：误交了上年的表，请用本年的表重新填报，不要只改年度；表是本年下发的、只是封面年度写错了，请改封面后重新报送。
    """
    for submission in case.submissions:
        if submission.filing and submission.standing not in (Standing.IGNORED, Standing.SUPERSEDED):
            year, said = reported_year(submission.filing), unclear_year(submission.filing)
            if said:
                yield _unclear(case, submission, said, year)
            if year not in (None, case.year):
                yield _of_another(case, submission, year)
            elif year and not said:
                yield from _template_of_another(case, submission, year)
            elif not said and submission.filing.origin is Origin.LABELS:
                yield _without_year(case, submission)


def _of_another(case: Case, submission: Submission, year: int) -> Finding:
    """Only in a workbook of this year is it the year that has to be mended: else all figures have to be this year's."""
    mistyped = made_for(submission.filing) == case.year
    about = OtherYear(_source(case, submission), year, case.year, mistyped)
    return case.finding(submission, about, "unit.year", value=year, expected=case.year if mistyped else None)


def _unclear(case: Case, submission: Submission, said: str, year: int | None) -> Finding:
    about = UnclearYear(_source(case, submission), said, year, case.year)
    severity = Severity.NOTICE if year else Severity.ERROR
    return case.finding(submission, about, "unit.year", severity=severity, value=said, expected=case.year)


def _template_of_another(case: Case, submission: Submission, year: int) -> Iterator[Finding]:
    template = submission.filing.stamp.get("unit.year", "")
    if template and template != str(year):
        about = TemplateOfOtherYear(_source(case, submission), year, template)
        yield case.finding(submission, about, "unit.year", severity=Severity.NOTICE, value=year)


def _without_year(case: Case, submission: Submission) -> Finding:
    if day := _too_early(submission.filing, case.year):
        about = SignedTooEarly(day, case.year)
        return case.finding(submission, about, "unit.year", value=day, expected=case.year)
    return case.finding(submission, NoYear(case.year), severity=Severity.NOTICE)


def _too_early(filing: Filing, year: int) -> str:
    """The day of a report on which the year to be reported was not over yet."""
    day = filing.texts.get("unit.date", "")
    return day if DAY.fullmatch(day) and day < f"{year}-12" else ""


def _source(case: Case, submission: Submission) -> YearSource:
    if submission.filing.year_by_file_name:
        return YearSource.FILE_NAME
    sheet, _ = submission.filing.place(case.form, "unit.year")
    return YearSource.CELL if sheet else YearSource.TITLE


# ---------------------------------------------------------------- in words


def _where(source: YearSource, finding: Finding) -> str:
    match source:
        case YearSource.FILE_NAME:
            return f"“{finding.file}”里没有写报告年度，文件名写的是"
        case YearSource.TITLE:
            return f"“{finding.file}”标题或工作表名写的年度是"
        case YearSource.CELL:
            return f"“{finding.sheet}”报告年度填的是"


@words(UnclearYear)
def _(about: UnclearYear, finding: Finding, reader: Reader) -> Words:
    taken = f"，按表下发的 {about.taken} 年读取" if about.taken else ""
    wrong = f"{_where(about.source, finding)}“{about.said}”，认不出是哪一年{taken}。"
    return Words(wrong, f"请填四位数字，例如 {about.year}。")


@words(OtherYear)
def _(about: OtherYear, finding: Finding, reader: Reader) -> Words:
    wrong = f"{_where(about.source, finding)} {about.stated}，本次汇总的是 {about.year} 年。"
    if about.made_for:
        return Words(wrong, f"请把年度改为 {about.year}，并核对填的都是 {about.year} 年的数字。")
    return Words(wrong, f"请用 {about.year} 年的表重新填报，各数都要填 {about.year} 年的，不要只改年度。")


@words(TemplateOfOtherYear)
def _(about: TemplateOfOtherYear, finding: Finding, reader: Reader) -> Words:
    where = _where(about.source, finding)
    return Words(f"{where} {about.stated}，表是按 {about.made_for} 年下发的，以封面为准。")


@words(SignedTooEarly)
def _(about: SignedTooEarly, finding: Finding, reader: Reader) -> Words:
    of = int(about.day[:4]) - 1
    wrong = f"“{finding.file}”里没有写报告年度，落款或填报日期是 {about.day}，像是 {of} 年的报告，本次汇总的是 {about.year} 年。"
    return Words(wrong, "误交了别的年度的请换成本年的；日期写错了的请改正，并写明报告年度后重新报送。")


@words(NoYear)
def _(about: NoYear, finding: Finding, reader: Reader) -> Words:
    wrong = f"“{finding.file}”里没有写报告年度，按本次汇总的 {about.year} 年读取。"
    return Words(wrong, f"请核对是不是 {about.year} 年的数字。")
