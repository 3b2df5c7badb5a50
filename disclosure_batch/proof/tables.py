"""What the rules for submissions say of the tables of a finished report, in words for what is sent to nobody."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from disclosure_batch.documents.kinds import FileKind
from disclosure_batch.figures.last_year import LastYear
from disclosure_batch.figures.table import Figures
from disclosure_batch.findings import Finding, Reader, Severity, Words, say, words
from disclosure_batch.intake.filing import Reading
from disclosure_batch.intake.identify import identify
from disclosure_batch.intake.troubles import FiguresNotFound
from disclosure_batch.proof.beside import Earlier
from disclosure_batch.proof.reading import ReadReport
from disclosure_batch.rules.blank import NoIndicators
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.rulebook import check
from disclosure_batch.text import listed

NOT_FOUND = "L005"
OF_LAYOUT = {NOT_FOUND, "L006", "L007", "L011"}  # what is said of the layout of a finished report
FAMILIES = "VRY"
NOT_EXPLAINED = {"R701", "V012", "Y102", "Y301", "Y302"}  # a published report has no field to explain them in
EXPLAINED_IN_THE_WORKBOOK = re.compile("请?(?:单位)?(?:写)?在“核对与说明”(?:的“[^”]*”)?(?:写明)?")
NAMELESS = "本机关"
SHOWN = 3


@dataclass(frozen=True, slots=True)
class OfAReport:
    """What was noticed, of a report that is mended where it lies."""

    about: object


@words(OfAReport)
def _(about: OfAReport, finding: Finding, reader: Reader) -> Words:
    told = say(about.about, finding, reader)
    mend, more = _of_a_report(told.mend), _of_a_report(told.more)
    if finding.rule == NOT_FOUND:
        mend = "表里缺了行、列，或改了名称的，请按格式补上、改正；这些数正文没有与它们比较。"
    return replace(told, mend=mend, more=more, suggestion=told.suggestion and mend)


def _of_a_report(words: str) -> str:
    """A published report is sent to nobody, and has no page to explain things on."""
    plain = words.replace("后重新报送。", "。").replace("误交的请用今年的表重填。", "用错了的请改正。")
    return EXPLAINED_IN_THE_WORKBOOK.sub("请在正文写明", plain)


def findings_of_tables(report: ReadReport, earlier: Earlier) -> Iterator[Finding]:
    if report.filing is None or not report.year:
        return
    texts = {**report.filing.texts, "unit.name": report.name or NAMELESS, "unit.year": str(report.year)}
    filing = replace(report.filing, texts=texts)
    submissions = identify([Reading(report.path.name, "", 0, tuple(report.troubles), filing)], None, report.form)
    last_year = _last_year(report, earlier, [submission.key for submission in submissions])
    for finding in check(Case(report.form, report.year, submissions, None, last_year), words=False):
        if _is_told(finding, report):
            yield replace(finding, unit=None, about=OfAReport(finding.about), severity=_severity(finding))


def unread_figures(report: ReadReport) -> str:
    """In words what of a text's tables could not be read, '' where all was: its rows and columns were typed, and may
    be no fault of the report."""
    missing = next((trouble for trouble in report.troubles if isinstance(trouble, FiguresNotFound)), None)
    if missing is None or report.kind is not FileKind.TEXT:
        return ""
    names = listed([report.form.fields[name].name for name in missing.fields], SHOWN)
    return f"二、三、四部分的表有 {len(missing.fields)} 个数没有读出来（{names}）"


def _is_told(finding: Finding, report: ReadReport) -> bool:
    asked_for = isinstance(finding.about, NoIndicators)  # a published report prints none
    typed = finding.rule == NOT_FOUND and report.kind is FileKind.TEXT
    return (finding.rule in OF_LAYOUT or finding.rule[0] in FAMILIES) and not asked_for and not typed


def _last_year(report: ReadReport, earlier: Earlier, keys: Sequence[str | None]) -> LastYear | None:
    row = tuple(earlier.figures.get(name) for name in report.form.inputs)
    if all(figure is None for figure in row):
        return None
    return LastYear(earlier.year, Figures.of(report.form, [row], keys), earlier.figures)


def _severity(finding: Finding) -> Severity:
    explainable = finding.rule in NOT_EXPLAINED and finding.severity is Severity.ERROR
    return Severity.WARNING if explainable else finding.severity
