"""Decisions are carried out, a stage after the other, and after each step all rules are asked again."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from disclosure_batch.decisions.corrections import Correction, DecisionRefused, corrected
from disclosure_batch.decisions.decision import (
    NO_CHOICE,
    SEPARATOR,
    Decision,
    DecisionOutcome,
    Entry,
    Identity,
    Word,
)
from disclosure_batch.decisions.facts import Facts
from disclosure_batch.decisions.kinds import KINDS, choices
from disclosure_batch.decisions.kinds.kind import Consequence, DecisionKind, Stage, UnitField
from disclosure_batch.decisions.lines import is_listed
from disclosure_batch.diagnosis.mistakes import diagnosed
from disclosure_batch.findings import Finding
from disclosure_batch.intake.submission import SaidOfFiles, Submission
from disclosure_batch.rules.case import Case
from disclosure_batch.text import says_something

Identified = Callable[[SaidOfFiles], Sequence[Submission]]


class Desk:
    """Where decisions are held against findings.

    case: with the figures that are added up. findings: of the last round. standing: those of which something can be
    decided; seen: those of any round, each as it was first seen. judged: what came of each decision that was carried
    out, or can't be, in the round in which its finding was seen.
    """

    def __init__(self, case: Case, entries: Sequence[Entry], identified: Identified) -> None:
        self.entries = entries
        self.findings: Sequence[Finding] = ()
        self.standing: dict[Identity, Finding] = {}
        self.seen: dict[Identity, Finding] = {}
        self.judged: dict[Entry, Decision] = {}
        self._identified = identified
        self._consequences: dict[Entry, Consequence] = {}  # of the decisions that are carried out
        self._claimed: dict[Hashable, tuple[Hashable, Entry]] = {}  # what was said first of a thing, and where
        self._disputed: set[Hashable] = set()  # of which two lines say different things
        self._take(case)
        self._carry_out()

    # ------------------------------------------------------------ rounds

    def _carry_out(self) -> None:
        """Whose files are and which count; then figures, and totals as what their parts then add up to."""
        self._look()
        while self._judge_all(Stage.FILES):
            self._tell()
            self._look()
        while self._judge_all(Stage.FIGURES) or self._judge_all(Stage.TOTALS):
            self._correct()
            self._look()

    def _take(self, case: Case) -> None:
        self._office = self.case = case  # with the figures as they were handed in; with those that are added up
        self.facts = Facts.of(case)

    def _look(self) -> None:
        self.findings = diagnosed(self.case)
        self.standing = {self.facts.lines.identity(finding): finding for finding in filter(is_listed, self.findings)}
        self.seen = self.standing | self.seen

    def _tell(self) -> None:
        """The submissions are identified anew by what was said of files; all else is asked anew."""
        told = [consequence.told for consequence in self._consequences.values()]
        units = {path: unit for said in told for path, unit in said.units.items()}
        counting = frozenset(path for said in told for path in said.counting)
        self._take(replace(self.case, submissions=self._identified(SaidOfFiles(units, counting))))
        settled = {entry.line.identity for entry in self._consequences}
        self.seen = {identity: finding for identity, finding in self.seen.items() if identity in settled}

    def _correct(self) -> None:
        """The offices' filings with all that is corrected so far, and what is blank and accepted as 0."""
        submissions = [self._corrected(submission) for submission in self._office.submissions]
        zeros = frozenset(zero for consequence in self._consequences.values() for zero in consequence.zeros)
        self.case = replace(self._office, submissions=submissions, zeros=zeros)
        self.facts = self.facts.with_corrections(self.case)

    def _corrected(self, submission: Submission) -> Submission:
        figures = {c.field.id: c.figure for c in self.corrections.values() if c.filing is submission.filing}
        if not figures:
            return submission
        filing = corrected(submission.filing, figures, self.case.form)
        return replace(submission, reading=replace(submission.reading, filing=filing))

    @property
    def corrections(self) -> Mapping[UnitField, Correction]:
        """Where two lines correct a cell alike, by the first."""
        last_first = reversed(self._consequences.values())
        return {at: correction for consequence in last_first for at, correction in consequence.corrections.items()}

    # ------------------------------------------------------------ one decision

    def _judge_all(self, stage: Stage) -> bool:
        """Judges what was typed of the findings seen so far. Returns whether anything follows from it."""
        before = dict(self._consequences)
        for entry in self._open_entries():
            if _stage(entry, self.seen[entry.line.identity], self.facts) is stage:
                self.judged[entry] = self.judge(entry, self.seen[entry.line.identity])
        return self._consequences != before

    def _open_entries(self) -> list[Entry]:
        """What was typed of findings seen so far, and neither judged yet nor contradicted."""
        typed = (entry for identity, entries in self.typed.items() if identity in self.seen for entry in entries)
        return [entry for entry in typed if entry not in self.judged and entry not in self.contradicted]

    def judge(self, entry: Entry, finding: Finding) -> Decision:
        """Whether a decision can be carried out. What follows from it is noted, and done in the next round."""
        place = {name: getattr(finding, name) for name in ("sheet", "cell", "field", "value", "expected")}
        try:
            kind = _kind(entry, finding, self.facts)
            consequence = kind.consequence(entry, finding, self.facts)
            self._claim(entry, consequence, kind)
            if (why := kind.why_asked(finding)) and not says_something(entry.reason):
                raise DecisionRefused(f"{why}要在“理由”写明原因")
        except DecisionRefused as why:
            return Decision(entry, DecisionOutcome.FAULTY, str(why), **place)
        self._consequences[entry] = consequence
        return Decision(entry, DecisionOutcome.APPLIED, **place | consequence.beside)

    def _claim(self, entry: Entry, consequence: Consequence, kind: DecisionKind) -> None:
        """Two decisions that say different things of one contradict each other, and neither is done."""
        for thing, said in consequence.claims.items():
            first_said, first = self._claimed.setdefault(thing, (said, entry))
            if thing in self._disputed or first_said != said:
                self._disputed.add(thing)
                self._undo(thing, _contradicts(entry, kind))
                raise DecisionRefused(_contradicts(first, kind))

    def _undo(self, thing: Hashable, why: str) -> None:
        """What was decided of a thing is not done; all figures are taken anew without it."""
        for entry in [entry for entry, consequence in self._consequences.items() if thing in consequence.claims]:
            del self._consequences[entry]
            nothing = {"corrected": None, "also": (), "whose": None, "does": ""}
            self.judged[entry] = replace(self.judged[entry], outcome=DecisionOutcome.FAULTY, remark=why, **nothing)

    # ------------------------------------------------------------ what was typed

    @cached_property
    def typed(self) -> Mapping[Identity, Sequence[Entry]]:
        """The entries in which something was typed, by their findings."""
        typed: dict[Identity, list[Entry]] = {}
        for entry in self.entries:
            if entry.typed:
                typed.setdefault(entry.line.identity, []).append(entry)
        return typed

    @cached_property
    def contradicted(self) -> Mapping[Entry, Entry]:
        """Entries of one finding that decide different things, each with the first that does not say the same."""
        return {
            entry: other
            for entries in self.typed.values()
            for entry in filter(lambda entry: entry.word, entries)
            if (other := next((other for other in entries if other.word not in ("", entry.word)), None))
        }


def _stage(entry: Entry, finding: Finding, facts: Facts) -> Stage:
    return KINDS[Word(entry.word)].stage(entry, finding, facts) if entry.word in KINDS else Stage.LAST


def _kind(entry: Entry, finding: Finding, facts: Facts) -> DecisionKind:
    """A word that can be carried out of the finding, and nothing beside it that belongs to another.

    Raises DecisionRefused.
    """
    if entry.fault:
        raise DecisionRefused(entry.fault)
    if not entry.word:
        raise DecisionRefused("没有写“决定”")
    if entry.word not in KINDS:
        offered = SEPARATOR.join(choices(finding, facts))
        raise DecisionRefused(f"“决定”写的是“{entry.word}”，这一行{f'只能选{offered}' if offered else NO_CHOICE}")
    kind = KINDS[Word(entry.word)]
    if not kind.takes_a_value and (entry.target or entry.figure != ""):
        mend = f"要更正的请选“{Word.CORRECT}”，不更正的请清空这两格"
        raise DecisionRefused(f"写了“更正值”或“更正单元格”，“决定”写的却是“{kind.word}”：{mend}")
    if why := kind.why_not(finding, facts):
        raise DecisionRefused(why)
    return kind


def _contradicts(entry: Entry, kind: DecisionKind) -> str:
    return f"与{entry.at}{kind.reproach}，都没有执行"
