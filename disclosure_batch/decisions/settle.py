"""Decisions are held against findings: which of them apply, what is added up then, and what the rules say of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from disclosure_batch.decisions.corrections import Correction
from disclosure_batch.decisions.decision import NO_CHOICE, SEPARATOR, Decided, Decision, Entry, Identity, ListedFinding
from disclosure_batch.decisions.desk import Desk, Identified
from disclosure_batch.decisions.kinds import KINDS, choices
from disclosure_batch.decisions.lines import as_cell, is_listed
from disclosure_batch.decisions.outcomes import outcomes_of
from disclosure_batch.diagnosis.mistakes import diagnosed
from disclosure_batch.findings import Corrected, Finding, Severity, in_order
from disclosure_batch.form.model import Form
from disclosure_batch.rules.case import Case

Applied = Mapping[Identity, Sequence[Decision]]


@dataclass(frozen=True)
class Settled:
    """A case with the corrected figures, its findings with what was decided of them, and the decisions.

    waiting: what the decisions file does not list yet.
    """

    case: Case
    findings: Sequence[Finding]
    decisions: Sequence[Decision] = ()
    waiting: Sequence[ListedFinding] = ()


def settle(case: Case, entries: Sequence[Entry] | None, identified: Identified) -> Settled:
    """Asks the rules, and again after what was decided until no further decision applies.

    entries None: there is no such file. identified: the submissions of the case, by what is said of its files.
    """
    if entries is None:
        return Settled(case, diagnosed(case))
    desk = Desk(case, entries, identified)
    decisions = tuple(outcomes_of(desk))
    applied: dict[Identity, list[Decision]] = {}
    for decision in filter(lambda decision: decision.applied, decisions):
        applied.setdefault(decision.entry.line.identity, []).append(decision)
    decided = [_decided(_with_corrections(finding, desk), applied, desk) for finding in desk.findings]
    findings = in_order([*decided, *_kept(applied, desk)], desk.case.order)
    return Settled(desk.case, findings, decisions, _waiting(desk))


def _waiting(desk: Desk) -> Sequence[ListedFinding]:
    """First what can be decided, of that first what is wrong; then what is merely blank."""
    listed = {entry.line.identity for entry in desk.entries}
    lines = [_line(finding, desk) for identity, finding in desk.standing.items() if identity not in listed]
    return sorted(lines, key=lambda line: (line.choices == NO_CHOICE, line.severity == Severity.NOTICE.word))


def _line(finding: Finding, desk: Desk) -> ListedFinding:
    """As the decisions file lists it, with the decisions that can be carried out."""
    words = SEPARATOR.join(choices(finding, desk.facts))
    return replace(desk.facts.lines.line(finding), choices=words or NO_CHOICE)


# ---------------------------------------------------------------- what becomes of the findings


def _decided(finding: Finding, applied: Applied, desk: Desk) -> Finding:
    if not (is_listed(finding) and (decisions := applied.get(desk.facts.lines.identity(finding)))):
        return finding
    severity = KINDS[decisions[0].word].severity or finding.severity
    return replace(finding, severity=severity, decision=Decided(tuple(decisions)))


def _with_corrections(finding: Finding, desk: Desk) -> Finding:
    """Where a finding's figures were corrected, what the office itself has there stands beside them."""
    figures = desk.facts.lines.figures(finding)
    made = (c for (unit, name), c in desk.corrections.items() if unit == finding.unit and name in figures)
    corrected = tuple(_beside(correction, desk.case.form) for correction in made)
    return replace(finding, corrected=corrected) if corrected else finding


def _beside(correction: Correction, form: Form) -> Corrected:
    stood, (_, cell) = correction.stood(form), correction.filing.place(form, correction.field.id)
    return Corrected(cell, correction.figure, as_cell(stood) if isinstance(stood, str) else stood)


def _kept(applied: Applied, desk: Desk) -> Iterator[Finding]:
    """What corrections have mended stays for the record."""
    standing = {key for key, _, _ in desk.standing}
    for identity, finding in desk.seen.items():
        if identity in desk.standing:
            continue
        if decisions := applied.get(identity):
            unit = decisions[0].unit if decisions[0].whose else finding.unit
            yield replace(finding, unit=unit, severity=Severity.NOTICE, decision=Decided(tuple(decisions)))
        elif identity[0] not in standing:
            yield replace(finding, severity=Severity.NOTICE, decision=Decided())
