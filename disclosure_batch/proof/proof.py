"""A finished report proofread as an editor would: its words, its tables, a 汇总表, last year's report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.edition import load_form
from disclosure_batch.intake.filing import Figure
from disclosure_batch.proof.beside import Earlier, earlier_of, figures_of_workbook
from disclosure_batch.proof.reading import ReadReport, read_report
from disclosure_batch.proof.tables import findings_of_tables, unread_figures
from disclosure_batch.roster import Roster
from disclosure_batch.rules.rulebook import proofread
from disclosure_batch.rules.texts.paper import Paper, Remark
from disclosure_batch.sentences.terms import Known

NO_YEAR = 0
AGAINST = "正文只与 --against 给出的表比较"
NOT_AGAINST = "正文没有与表格比较；请给 Word 或网页，或用 --against 给出汇总表"


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
    against: bool = False  # whether a 汇总表 was given

    @property
    def exit_code(self) -> int:
        return int(any(note.finding.severity is Severity.ERROR for note in self.notes))

    @cached_property
    def figures(self) -> Mapping[str, int]:
        """How many figures were found in the text, bound to something, agree with it, and were left alone."""
        found, left = len(self.paper.bound.mentions), len(self.paper.bound.left)
        differ = {relation.figures[0] for relation in self.paper.broken if relation.figures}
        return {"found": found, "bound": found - left, "agreed": found - left - len(differ), "left": left}

    @property
    def unread(self) -> Sequence[str]:
        """What could not be held against the report's own tables, in words."""
        instead = AGAINST if self.against else NOT_AGAINST
        notes = f"{self.report.footnotes} 条脚注、尾注没有读，请自行核对" if self.report.footnotes else ""
        tables = [f"{why}，{instead}" for why in (self.report.unread, unread_figures(self.report)) if why]
        return [*tables, notes] if notes else tables


def proof(path: Path, against: Path | None = None, previous: Path | None = None, roster: Roster | None = None) -> Proof:
    """Reads and checks a report. Raises NoReport where it, or what it is to be held against, can't be read."""
    report = read_report(path)
    if report.year and load_form(report.year) is not report.form:
        report = read_report(path, load_form(report.year))
    other = figures_of_workbook(against, report) if against else {}
    earlier = earlier_of(previous, report) if previous else Earlier()
    paper = _paper(report, other, earlier, roster)
    remarks = [_note(remark, paper, report) for remark in proofread(paper)]
    notes = [*remarks, *map(LocatedFinding, findings_of_tables(report, earlier))]
    return Proof(report, paper, sorted(notes, key=lambda note: note.finding.severity.rank), against is not None)


def _paper(report: ReadReport, other: Mapping[str, Figure | None], earlier: Earlier, roster: Roster | None) -> Paper:
    """The report as the rules read it; what its tables don't hold is taken from the 汇总表."""
    stated = {name: figure for name, figure in report.figures.items() if figure is not None}
    return replace(
        _words(report, Known(report.form, {**other, **stated}, earlier.figures)),
        names=_names(report, roster),
        before=_words(earlier.report, Known(report.form, {})) if _is_before(earlier, report) else None,
        against=other if report.filing else {},
    )


def _is_before(earlier: Earlier, report: ReadReport) -> bool:
    """Whether there are words of another year; the same year's are the report itself, or a copy."""
    return earlier.report is not None and earlier.report.year != report.year


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


def _note(remark: Remark, paper: Paper, report: ReadReport) -> LocatedFinding:
    finding = replace(remark.finding, file=report.path.name)
    if remark.start is None:
        of_a_cell = remark.field and report.filing and not remark.quote
        sheet, cell = report.filing.place(report.form, remark.field) if of_a_cell else (None, None)
        return LocatedFinding(replace(finding, sheet=sheet, cell=cell), quote=remark.quote or None)
    words = paper.whole[remark.start : remark.end]
    return LocatedFinding(finding, paper.sentence_at(remark.start), words, remark.start, remark.end)
