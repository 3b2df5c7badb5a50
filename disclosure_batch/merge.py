"""Filings to a Consolidation: who counts, the detail, the totals, how many units stated each figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path

import pandas as pd

from disclosure_batch.decisions.decision import NEVER_ADDED, Decision
from disclosure_batch.documents.kinds import FileKind
from disclosure_batch.figures.last_year import LastYear
from disclosure_batch.figures.table import Figures
from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.model import Figure, Form
from disclosure_batch.intake.filing import Filing
from disclosure_batch.intake.submission import Standing, Submission
from disclosure_batch.papers import NO_BODY
from disclosure_batch.roster import Unit, normalised
from disclosure_batch.rules.case import Case


class Status(StrEnum):
    """The one state in which a file ends, and where a unit stands."""

    ACCEPTED = "accepted"
    INCLUDED = "included"  # with errors, added all the same
    REJECTED = "rejected"
    SUPERSEDED = "superseded"  # of a file: a later one of the same unit counts
    IGNORED = "ignored"  # of a file: it is no submission
    MISSING = "missing"  # of a unit

    @property
    def added(self) -> bool:
        """Its figures are in the totals, where the roster lets them count."""
        return self in (Status.ACCEPTED, Status.INCLUDED)


@dataclass(frozen=True, slots=True)
class Body:
    """Who publishes. name is None where nobody said it; then the title says （机关名称）."""

    code: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class FileState:
    """The one state in which an input file ends."""

    path: str
    sha256: str
    size: int
    unit: str | None
    status: Status
    rules: tuple[str, ...]
    checksum: int | None = None
    kind: FileKind | None = None


@dataclass(frozen=True, slots=True)
class UnitState:
    """Where a unit stands. counted: its figures are in the totals (a missing or rejected unit: would be, if in order).

    within: the added 汇总表 of another unit that has its figures, where its own are not added; nobody waits for it then.
    """

    unit: Unit
    status: Status
    counted: bool
    file: str | None = None
    filing: Filing | None = None
    within: str | None = None

    @property
    def added(self) -> bool:
        """Its figures are in the totals."""
        return self.counted and self.status.added


@dataclass(frozen=True)
class Consolidation:
    """The whole result of a run; every output is written from it alone.

    detail: added units × numeric fields, index the unit's key in roster order, counts as Int64, amounts as Decimal,
    NA where the unit stated nothing; sums are re-derived from the typed fields.
    totals: every numeric field, exact. reported: how many added units stated it.
    decisions: what the coordinator decided; figures that were corrected so are in the filings, the detail and the totals.
    """

    form: Form
    year: int
    body: Body
    files: Sequence[FileState]
    units: Sequence[UnitState]
    findings: Sequence[Finding]
    detail: pd.DataFrame
    totals: Mapping[str, Figure]
    reported: Mapping[str, int]
    last_year: LastYear | None = None
    by_roster: bool = True  # whether it is known who should report
    without_indicators: Sequence[str] = field(default_factory=tuple)  # keys of added units that gave no indicator at all
    unknown: Mapping[str, Sequence[str]] = field(default_factory=dict)  # field -> keys of added units of which it is not known
    decisions: Sequence[Decision] = ()
    sources: Mapping[str, Path] = field(default_factory=dict)  # where the files are, by the path they are known by

    @property
    def title_body(self) -> str:
        return self.body.name or NO_BODY

    @property
    def title(self) -> str:
        """〈机关全称〉〈年度〉年政府信息公开工作年度报告."""
        return f"{self.title_body}{self.year}年{self.form.title}"

    @property
    def added(self) -> list[UnitState]:
        return [state for state in self.units if state.added]

    @property
    def missing(self) -> list[UnitState]:
        """Units that have not reported; the publishing body's own workbook may be absent."""
        return [s for s in self.units if s.status is Status.MISSING and s.unit.code != self.body.code and not s.within]

    @property
    def left_out(self) -> list[UnitState]:
        """Units whose figures would count, but are not in the totals."""
        return [s for s in self.units if s.counted and s.status is Status.REJECTED and not s.within]

    @property
    def lacking(self) -> list[UnitState]:
        """Units that have not reported and whose figures would count."""
        return [s for s in self.missing if s.counted]

    @cached_property
    def incomplete(self) -> list[tuple[UnitState, tuple[str, ...]]]:
        """Units whose 汇总表 is added and is itself a 送审稿, with those whose figures are therefore nowhere in the totals."""
        if not (drafts := [s for s in self.added if s.filing and s.filing.lacking]):
            return []
        here = {normalised(s.unit.name) for s in self.added}
        below = ((s, tuple(name for name in s.filing.lacking if normalised(name) not in here)) for s in drafts)
        return [(state, names) for state, names in below if names]

    @property
    def draft(self) -> bool:
        """Units are missing or left out, here or one level down: the report is a 送审稿."""
        return bool(self.left_out or self.lacking or self.incomplete)

    @property
    def body_filing(self) -> Filing | None:
        """The publishing body's own workbook, whose texts are the report's, be its figures added or not.

        None where it is in doubt whose, which year's or which version's words they are.
        """
        state = next((s for s in self.units if s.unit.code == self.body.code and s.filing), None)
        if state is None or state.added:
            return state and state.filing
        doubtful = any(NEVER_ADDED.intersection(file.rules) for file in self.files if file.path == state.file)
        return None if doubtful else state.filing

    @cached_property
    def corrections(self) -> Mapping[tuple[str, str], Decision]:
        """The corrected figures by unit and field; each decision has the office's own figure."""
        return {(decision.unit, decision.field): decision for decision in self.decisions if decision.corrects}

    @property
    def corrections_added(self) -> list[Decision]:
        """Those of the added units: the corrections that are in the totals."""
        added = {state.unit.key for state in self.added}
        return [decision for (unit, _), decision in self.corrections.items() if unit in added]

    @cached_property
    def corrected(self) -> Mapping[str, Sequence[Decision]]:
        """Total -> the corrections it has in it: those of its figure, or of one that it is added up from."""
        made = self.corrections_added
        within = ((name, [d for d in made if d.field in (name, *self.form.typed_in(name))]) for name in self.form.numeric)
        return {name: decisions for name, decisions in within if decisions}

    def stated(self, name: str) -> bool:
        """Whether a sentence may be made of a field.

        A figure of the tables is, unless it is 0 only because it is not known of some added unit; an indicator, where
        somebody stated it, no added unit left all indicators open, and a 0 is everybody's.
        """
        zero = self.totals[name] == 0
        if self.form.fields[name].required:
            return not (zero and self.unknown.get(name))
        stated = self.reported[name] > 0 and not self.without_indicators
        return stated and not (zero and self.reported[name] < len(self.added))


# ---------------------------------------------------------------- how it comes about

def consolidate(
    case: Case,
    findings: Sequence[Finding],
    body: Body,
    include: bool = False,
    decisions: Sequence[Decision] = (),
    sources: Mapping[str, Path] | None = None,
) -> Consolidation:
    """Who counts, and what they add up to. include: units with errors are added with what could be read of them."""
    sent_back = {decision.unit for decision in decisions if decision.returns}
    errors: dict[str, set[str]] = {}
    for finding in findings:
        if finding.severity is Severity.ERROR and finding.file:
            errors.setdefault(finding.file, set()).add(finding.rule)
    status = {
        s.reading.path: _status(s, errors.get(s.reading.path, set()), include, s.key in sent_back)
        for s in case.submissions
    }
    units = _unit_states(case, status)
    added = [state for state in units if state.added]
    figures = Figures.of(case.form, [s.filing.values for s in added], [s.unit.key for s in added])
    stated = figures.stated[list(case.form.indicators)].any(axis=1)
    return Consolidation(
        form=case.form,
        year=case.year,
        body=body,
        files=_file_states(case, findings, status),
        units=units,
        findings=findings,
        detail=figures.detail,
        totals=figures.totals,
        reported=figures.reported,
        last_year=case.last_year,
        by_roster=case.roster is not None,
        without_indicators=tuple(stated.index[~stated]),
        unknown=_unknown(case, [state.unit.key for state in added]),
        decisions=decisions,
        sources=sources or {},
    )


def _unknown(case: Case, keys: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Where an added unit has no readable figure, or a sheet that is blank: field -> the units."""
    marks = case.unknown.set_axis([s.key for s in case.current], axis=0).loc[list(keys)]
    return {name: tuple(marks.index[marks[name]]) for name in case.form.numeric if marks[name].any()}


def _status(submission: Submission, errors: set[str], include: bool, sent_back: bool) -> Status:
    if submission.standing is not Standing.CURRENT:
        return {Standing.IGNORED: Status.IGNORED, Standing.SUPERSEDED: Status.SUPERSEDED}.get(submission.standing, Status.REJECTED)
    if not (errors or sent_back):
        return Status.ACCEPTED
    return Status.INCLUDED if include and not sent_back and not errors & NEVER_ADDED else Status.REJECTED


def _unit_states(case: Case, status: Mapping[str, Status]) -> list[UnitState]:
    """The roster's units in its order, or those that were found; each with the submission that stands for it."""
    standing: dict[str, Submission] = {}
    for kind in (Standing.CURRENT, Standing.UNUSABLE):  # a broken file stands for its unit only where nothing better came
        for submission in case.submissions:
            if submission.unit and submission.standing is kind:
                standing.setdefault(submission.key, submission)
    units = case.roster.units if case.roster else [submission.unit for submission in standing.values()]
    return [_unit_state(unit, standing.get(unit.key), case, status) for unit in units]


def _unit_state(unit: Unit, submission: Submission | None, case: Case, status: Mapping[str, Status]) -> UnitState:
    holder = case.contained.get(unit.key)
    added = holder and holder.unit.counted and status[holder.reading.path].added
    within = holder.reading.path if added else None
    if submission is None:
        return UnitState(unit, Status.MISSING, unit.counted, within=within)
    path = submission.reading.path
    return UnitState(unit, status[path], unit.counted, path, submission.filing, None if status[path].added else within)


def _file_states(case: Case, findings: Sequence[Finding], status: Mapping[str, Status]) -> list[FileState]:
    rules: dict[str, set[str]] = {}
    for finding in findings:
        if finding.file:
            rules.setdefault(finding.file, set()).add(finding.rule)
    return [
        FileState(
            path=s.reading.path,
            sha256=s.reading.sha256,
            size=s.reading.size,
            unit=s.key,
            status=status[s.reading.path],
            rules=tuple(sorted(rules.get(s.reading.path, ()))),
            checksum=s.filing.checksum if s.filing else None,
            kind=s.reading.kind,
        )
        for s in case.submissions
    ]
