"""A finished report proofread as an editor would: its words, its tables, a 汇总表, last year's report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from disclosure_batch.figures.last_year import LastYear
from disclosure_batch.figures.table import Figures
from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.edition import load_form
from disclosure_batch.intake.filing import Figure, Reading
from disclosure_batch.intake.identify import identify
from disclosure_batch.proof.beside import Earlier, earlier_of, figures_of_workbook
from disclosure_batch.proof.reading import ReadReport, read_report
from disclosure_batch.roster import Roster
from disclosure_batch.rules.blank import NoIndicators
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.rulebook import check, proofread
from disclosure_batch.rules.texts.paper import Paper, Remark
from disclosure_batch.sentences.terms import Known

OF_LAYOUT = {"L005", "L006", "L007", "L011"}  # what is said of the layout of a finished report
FAMILIES = "VRY"
NOT_EXPLAINED = {"R701", "V012", "Y102", "Y301", "Y302"}  # a published report has no field to explain them in
NO_YEAR = 0
NAMELESS = "本机关"


@dataclass(frozen=True, slots=True)
class LocatedFinding:
    """A finding, with the sentence and the words of which it speaks, and where these stand in the report's text."""

    finding: Finding
    sentence: str | None = None
    quote: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, eq=False)
class Proof:
    """What came of it. notes: the gravest first."""

    report: ReadReport
    paper: Paper
    notes: Sequence[LocatedFinding]

    @property
    def exit_code(self) -> int:
        return int(any(note.finding.severity is Severity.ERROR for note in self.notes))

    @cached_property
    def figures(self) -> Mapping[str, int]:
        """How many figures were found in the text, bound to something, agree with it, and were left alone."""
        bound = self.paper.bound
        return {
            "found": len(bound.mentions),
            "bound": len(bound.mentions) - len(bound.left),
            "agreed": bound.agreed,
            "left": len(bound.left),
        }


def proof(path: Path, against: Path | None = None, previous: Path | None = None, roster: Roster | None = None) -> Proof:
    """Reads and checks a report. Raises NoReport where it, or what it is to be held against, can't be read."""
    report = read_report(path)
    if report.year and load_form(report.year) is not report.form:
        report = read_report(path, load_form(report.year))
    other = figures_of_workbook(against, report) if against else {}
    earlier = earlier_of(previous, report) if previous else Earlier()
    paper = _paper(report, other, earlier, roster)
    remarks = [_note(remark, paper, path.name) for remark in proofread(paper)]
    notes = [*remarks, *map(LocatedFinding, _of_tables(report, earlier))]
    return Proof(report, paper, sorted(notes, key=lambda note: note.finding.severity.rank))


def _paper(report: ReadReport, other: Mapping[str, Figure | None], earlier: Earlier, roster: Roster | None) -> Paper:
    """The report as the rules read it; what its tables don't hold is taken from the 汇总表."""
    stated = {name: figure for name, figure in report.figures.items() if figure is not None}
    return replace(
        _words(report, Known(report.form, {**other, **stated}, earlier.figures)),
        names=_names(report, roster),
        before=_words(earlier.report, Known(report.form, {})) if earlier.report else None,
        against=other if report.filing else {},
    )


def _words(report: ReadReport, known: Known) -> Paper:
    return Paper(
        report.lines,
        report.form,
        report.year or NO_YEAR,
        known,
        names=(report.name,) if report.name else (),
        headers=report.document.headers,
        comments=report.comments,
        changes=report.changes,
        other_edition=report.other_edition,
    )


def _names(report: ReadReport, roster: Roster | None) -> tuple[str, ...]:
    """The body's name as the title has it, then what else it is called."""
    unit = roster.by_name(report.name) if roster and report.name else None
    others = (unit.name, *unit.aliases) if unit else ()
    return tuple(dict.fromkeys(filter(None, (report.name, *others))))


# ---------------------------------------------------------------- findings


def _note(remark: Remark, paper: Paper, file: str) -> LocatedFinding:
    finding = replace(remark.finding, file=file)
    if remark.start is None:
        return LocatedFinding(finding, quote=remark.quote or None)
    words = paper.whole[remark.start : remark.end]
    return LocatedFinding(finding, paper.sentence_at(remark.start), words, remark.start, remark.end)


def _of_tables(report: ReadReport, earlier: Earlier) -> Iterator[Finding]:
    """What the rules for submissions say of a report's tables."""
    if report.filing is None or not report.year:
        return
    texts = {**report.filing.texts, "unit.name": report.name or NAMELESS, "unit.year": str(report.year)}
    filing = replace(report.filing, texts=texts)
    submissions = identify([Reading(report.path.name, "", 0, tuple(report.troubles), filing)], None, report.form)
    last_year = _last_year(report, earlier, [submission.key for submission in submissions])
    for finding in check(Case(report.form, report.year, submissions, None, last_year), words=False):
        asked_for = isinstance(finding.about, NoIndicators)  # a published report prints none
        if (finding.rule in OF_LAYOUT or finding.rule[0] in FAMILIES) and not asked_for:
            yield replace(finding, unit=None, severity=_severity(finding))


def _last_year(report: ReadReport, earlier: Earlier, keys: Sequence[str | None]) -> LastYear | None:
    row = tuple(earlier.figures.get(name) for name in report.form.inputs)
    if all(figure is None for figure in row):
        return None
    return LastYear(earlier.year, Figures.of(report.form, [row], keys).detail, earlier.figures)


def _severity(finding: Finding) -> Severity:
    explainable = finding.rule in NOT_EXPLAINED and finding.severity is Severity.ERROR
    return Severity.WARNING if explainable else finding.severity
