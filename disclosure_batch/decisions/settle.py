"""Decisions are held against findings: which of them apply, what is added up then, and what the rules say of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from disclosure_batch.decisions.choices import Choices
from disclosure_batch.decisions.corrections import (
    Correction,
    DecisionRefused,
    as_zero,
    corrected,
    field_at,
    figure_of,
    made,
    sum_of,
    wanted,
)
from disclosure_batch.decisions.decision import (
    MENDED,
    NO_CHOICE,
    SEPARATOR,
    Decided,
    Decision,
    DecisionOutcome,
    Entry,
    Identity,
    ListedFinding,
    Word,
)
from disclosure_batch.decisions.lines import Lines, as_cell, asks_which
from disclosure_batch.diagnosis.mistakes import diagnosed
from disclosure_batch.findings import Corrected, Finding, Severity, in_order
from disclosure_batch.intake.submission import NOTHING_SAID, SaidOfFiles, Submission
from disclosure_batch.intake.values import read_text
from disclosure_batch.roster import Roster, Unit
from disclosure_batch.rules.case import Case
from disclosure_batch.text import plain, says_something, tidy

SEVERITY = {Word.ACCEPT: Severity.WARNING, Word.RETURN: Severity.ERROR}  # of a finding of which that was decided
BLANK = "V001"  # accepted, it says that what is blank is 0
UnitField = tuple[str, str]  # the unit's key and the field
Identified = Callable[[SaidOfFiles], Sequence[Submission]]
OF_FILES = (Word.COUNTS, Word.WHOSE)  # decided before anything is asked of figures


@dataclass(frozen=True)
class Settled:
    """A case with the corrected figures, its findings with what was decided of them, and the decisions.

    waiting: the errors and warnings that the decisions file does not list yet.
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
    return _Desk(case, entries, identified).settled()


class _Desk:
    """Where decisions are held against findings."""

    def __init__(self, case: Case, entries: Sequence[Entry], identified: Identified) -> None:
        self.entries = entries
        self.identified = identified
        self.told = NOTHING_SAID
        self._take(case)
        self.seen: dict[Identity, Finding] = {}  # every error and warning of any round, as it was first seen
        self.standing: dict[Identity, Finding] = {}  # those of the last round
        self.judged: dict[Entry, Decision] = {}  # the corrections, in the round in which their finding was seen
        self.noted: dict[Entry, Mapping[UnitField, Correction]] = {}
        self.corrections: Mapping[UnitField, Correction] = {}
        self.disputed: dict[UnitField, Entry] = {}  # of which two lines say different things, so that neither is done
        self.zeros: frozenset[tuple[str | None, str | None]] = frozenset()

    def settled(self) -> Settled:
        findings = self._look()
        while self._tell():
            findings = self._look()
        while self._correct():
            findings = self._look()
        decisions = tuple(self._decisions())
        applied: dict[Identity, list[Decision]] = {}
        for decision in filter(lambda decision: decision.applied, decisions):
            applied.setdefault(decision.entry.line.identity, []).append(decision)
        decided = [self._decided(self._with_corrections(finding), applied) for finding in findings]
        kept = list(self._kept(applied))
        listed = {entry.line.identity for entry in self.entries}
        lines = [self._line(finding) for identity, finding in self.standing.items() if identity not in listed]
        waiting = sorted(lines, key=lambda line: line.choices == NO_CHOICE)  # first what can be decided
        return Settled(self.case, in_order([*decided, *kept], self.case.order), decisions, waiting)

    def _line(self, finding: Finding) -> ListedFinding:
        """As the decisions file lists it, with the decisions that can be carried out."""
        return replace(self.lines.line(finding), choices=SEPARATOR.join(self.choices.of(finding)) or NO_CHOICE)

    def _take(self, case: Case) -> None:
        self.office = self.case = case  # with the figures as handed in; with those that are added up
        self.lines = Lines(case)
        self.current = {s.key: s for s in case.current}
        read = {s.reading.path for s in case.submissions if s.filing}
        self.choices = Choices(self.lines, self.current, read)

    # ------------------------------------------------------------ rounds

    def _look(self) -> list[Finding]:
        findings = diagnosed(self.case)
        self.standing = {self.lines.identity(f): f for f in findings if f.severity is not Severity.NOTICE}
        self.seen = self.standing | self.seen
        return findings

    def _tell(self) -> bool:
        """Whose files are, and which of several count. Returns whether anything changed: all else is asked anew."""
        before = self.told
        for entry in self._open_entries():
            if entry.word in OF_FILES:
                self.judged[entry] = self._judge(entry, self.seen[entry.line.identity])
        if self.told == before:
            return False
        self._take(replace(self.case, submissions=self.identified(self.told)))
        settled = {entry.line.identity for entry, decision in self.judged.items() if decision.applied}
        self.seen = {identity: finding for identity, finding in self.seen.items() if identity in settled}
        return True

    def _correct(self) -> bool:
        """Makes the corrections of the findings seen so far, and has blank sheets counted as 0 that were accepted.

        Totals come last, as what their parts then add up to. Returns whether anything changed: rules are asked again.
        """
        return self._step(totals=False) or self._step(totals=True)

    def _step(self, totals: bool) -> bool:
        before = self.corrections, self.zeros
        for entry in self._open_entries():
            finding = self.seen[entry.line.identity]
            if entry.word in (Word.CORRECT, Word.ZERO) and self._is_total(entry, finding) is totals:
                self.judged[entry] = self._judge(entry, finding)
            elif entry.word == Word.ACCEPT and finding.rule == BLANK and self._judge(entry, finding).applied:
                self.zeros |= {(finding.unit, sheet) for sheet in self._blank_sheets(finding)}
        if (self.corrections, self.zeros) == before:
            return False
        submissions = [self._corrected(submission) for submission in self.office.submissions]
        self.case = replace(self.office, submissions=submissions, zeros=self.zeros)
        self.lines = Lines(self.case)
        self.choices = replace(self.choices, lines=self.lines)
        return True

    def _open_entries(self) -> list[Entry]:
        """What was typed of findings seen so far, and neither judged yet nor contradicted."""
        typed = (entry for identity, entries in self._typed.items() if identity in self.seen for entry in entries)
        return [entry for entry in typed if entry not in self.judged and entry not in self._contradicted]

    def _is_total(self, entry: Entry, finding: Finding) -> bool:
        submission, form = self.current.get(finding.unit), self.case.form
        if entry.word != Word.CORRECT or submission is None:
            return False
        return wanted(entry, finding, submission.filing, form) in form.derived

    def _blank_sheets(self, finding: Finding) -> list[str]:
        """The form's sheet that a finding says is blank; all of them where it speaks of the whole workbook."""
        form = self.case.form
        return [form.fields[finding.field].sheet] if finding.field else [sheet.name for sheet in form.sheets]

    def _corrected(self, submission: Submission) -> Submission:
        figures = {c.field.id: c.figure for c in self.corrections.values() if c.filing is submission.filing}
        if not figures:
            return submission
        filing = corrected(submission.filing, figures, self.case.form)
        return replace(submission, reading=replace(submission.reading, filing=filing))

    # ------------------------------------------------------------ decisions

    @cached_property
    def _typed(self) -> Mapping[Identity, Sequence[Entry]]:
        """The entries in which something was typed, by their findings."""
        typed: dict[Identity, list[Entry]] = {}
        for entry in self.entries:
            if entry.typed:
                typed.setdefault(entry.line.identity, []).append(entry)
        return typed

    @cached_property
    def _contradicted(self) -> Mapping[Entry, Entry]:
        """Entries of one finding that decide different things, each with the first that does not say the same."""
        return {
            entry: other
            for entries in self._typed.values()
            for entry in filter(lambda entry: entry.word, entries)
            if (other := next((other for other in entries if other.word not in ("", entry.word)), None))
        }

    def _decisions(self) -> Iterator[Decision]:
        """Every typed line and what became of it, in the order of the file; of lines that say the same one applies."""
        decisions = [self._decision(entry) for entry in self.entries if entry.typed]
        first: dict[tuple, Decision] = {}
        for decision in filter(lambda decision: decision.applied, decisions):
            for content in _contents(decision):
                first.setdefault(content, decision)
        for decision in decisions:
            same = next((first[content] for content in _contents(decision) if content in first), decision)
            if same is not decision:
                decision = _as_listed(decision.entry, DecisionOutcome.GONE, f"与{same.entry.at}相同")
            yield decision

    def _decision(self, entry: Entry) -> Decision:
        identity = entry.line.identity
        if identity in self.seen and (other := self._contradicted.get(entry)):
            return _as_listed(entry, DecisionOutcome.FAULTY, f"与{other.at}是同一问题，那里写的是“{other.word}”，两条不一致，都没有执行")
        if entry in self.judged:
            return self._with_result(self.judged[entry])
        return self._judge(entry, self.standing[identity]) if identity in self.standing else self._overtaken(entry)

    def _with_result(self, decision: Decision) -> Decision:
        if not decision.corrects:
            return decision
        form, filing = self.case.form, self.lines.submissions[self.current[decision.unit].reading.path].filing
        if decision.field in form.derived and (total := sum_of(filing, decision.field, form)) != decision.corrected:
            return replace(decision, corrected=total, remark=f"其他数字更正后，各项之和是 {plain(total)}")
        return replace(decision, remark="更正后这一问题仍在") if decision.entry.line.identity in self.standing else decision

    def _overtaken(self, entry: Entry) -> Decision:
        """What was decided of a finding that is not there (any more)."""
        line = entry.line
        if entry.fault or not line.key:
            return _as_listed(entry, DecisionOutcome.FAULTY, entry.fault or "没有编号，认不出是哪个问题；请写在工具列出的行里")
        if line.unit and line.unit not in self.lines.units:
            return _as_listed(entry, DecisionOutcome.GONE, f"名册和收到的表里都没有“{line.unit}”这个单位")
        return self._of_standing(entry) or self._of_no_finding(entry)

    def _of_standing(self, entry: Entry) -> Decision | None:
        """Where the finding is still there, or was."""
        line = entry.line
        if now := [identity for identity in self.standing if identity[0] == line.key]:
            return self._of_other_figures(entry, now)
        return _as_listed(entry, DecisionOutcome.GONE, MENDED) if line.identity in self.seen else None

    def _of_no_finding(self, entry: Entry) -> Decision:
        line = entry.line
        if line.unit and line.unit not in self.current:
            return _as_listed(entry, DecisionOutcome.ABSENT, f"现在没有“{line.name or line.unit}”可以采用的表，有了以后这条决定仍可生效")
        differs = self._reported_otherwise(entry)
        return _as_listed(entry, DecisionOutcome.CHANGED if differs else DecisionOutcome.GONE, differs or "这一问题已不存在")

    def _of_other_figures(self, entry: Entry, now: Sequence[Identity]) -> Decision:
        """What was decided of a finding that now speaks of other figures."""
        if any(identity in self._typed for identity in now):
            return _as_listed(entry, DecisionOutcome.GONE, "数字已变，已按新的数字另作决定")
        was, is_ = (_figures_of(identity) for identity in (entry.line.identity, now[0]))
        return _as_listed(entry, DecisionOutcome.CHANGED, f"决定时是 {was}，现在是 {is_}，请按新的数字重新决定")

    def _reported_otherwise(self, entry: Entry) -> str:
        """Where a figure was to be corrected, the finding is gone, and the office now reports another one than that."""
        submission = self.current.get(entry.line.unit)
        if entry.word != Word.CORRECT or submission is None:
            return ""
        form, line = self.case.form, entry.line
        target = entry.target or line.cell
        name = field_at(target, line.sheet, submission.filing, form) if target else None
        try:
            figure = figure_of(entry, form.fields[name], form) if name in form.position else None
        except DecisionRefused:
            return ""
        stands = submission.filing.value(form, name) if figure is not None else None
        if figure in (None, stands):
            return ""
        return f"这一问题已不存在，但单位现在填的是 {as_cell(stands) or '空白'}，不是更正值 {plain(figure)}，按单位填的计入，请核实"

    # ------------------------------------------------------------ whether one can be applied

    def _judge(self, entry: Entry, finding: Finding) -> Decision:
        place = {name: getattr(finding, name) for name in ("sheet", "cell", "field", "value", "expected")}
        try:
            if entry.fault:
                raise DecisionRefused(entry.fault)
            return Decision(entry, DecisionOutcome.APPLIED, **place | self._effect(entry, finding))
        except DecisionRefused as why:
            return Decision(entry, DecisionOutcome.FAULTY, str(why), **place)

    def _effect(self, entry: Entry, finding: Finding) -> dict[str, object]:
        """What the decision says beyond its finding. Raises DecisionRefused."""
        self._hold_to_its_choices(entry, finding)
        match entry.word:
            case Word.CORRECT:
                return self._make(entry, finding)
            case Word.ZERO:
                return self._count_as_zero(entry, finding)
            case Word.COUNTS:
                return self._let_count(entry, finding)
            case Word.WHOSE:
                return self._give_to(entry, finding)
        if entry.word == Word.ACCEPT and finding.severity is Severity.ERROR:
            _with_reason(entry)
        return {}

    def _hold_to_its_choices(self, entry: Entry, finding: Finding) -> None:
        """A word that can be carried out of the finding, and nothing beside it that belongs to another."""
        word = entry.word
        if not word:
            raise DecisionRefused("没有写“决定”")
        if word not in list(Word):
            raise DecisionRefused(f"“决定”写的是“{word}”，只能是{'、'.join(Word)}")
        if word not in (Word.CORRECT, Word.WHOSE) and (entry.target or entry.figure != ""):
            raise DecisionRefused(f"写了“更正值”或“更正单元格”，“决定”写的却是“{word}”：要更正的请选“{Word.CORRECT}”，不更正的请清空这两格")
        if why := self.choices.why_not(Word(word), finding):
            raise DecisionRefused(why)

    # ------------------------------------------------------------ whose a file is, and whether it counts

    def _give_to(self, entry: Entry, finding: Finding) -> dict[str, object]:
        unit = self._unit_in(entry)
        for other in self._typed[entry.line.identity]:
            if other.word == Word.WHOSE and tidy(read_text(other.figure)) and self._named(other) is not unit:
                raise DecisionRefused(f"与{other.at}写的不是同一个单位，都没有执行")
        _with_reason(entry)
        self.told = replace(self.told, units={**self.told.units, finding.file: unit})
        return {"whose": unit, "does": f"“{finding.file}”是“{unit.name}”的表"}

    def _unit_in(self, entry: Entry) -> Unit:
        said = tidy(read_text(entry.figure))
        if not said:
            raise DecisionRefused("请在“更正值”写明是哪个单位（单位代码或名称）")
        if entry.target:
            raise DecisionRefused("单位写在“更正值”，“更正单元格”请清空")
        if unit := self._named(entry):
            return unit
        known = "名册上" if self.case.roster else "收到的表里"
        raise DecisionRefused(f"{known}没有代码或名称是“{said}”的单位，或不止一个；请写单位代码或全称")

    def _named(self, entry: Entry) -> Unit | None:
        said = read_text(entry.figure)
        return self._units.by_code(said) or self._units.by_name(said)

    @property
    def _units(self) -> Roster:
        """Those that are on the roster; without one those that were found."""
        return self.case.roster or Roster(tuple(self.lines.units.values()))

    def _let_count(self, entry: Entry, finding: Finding) -> dict[str, object]:
        if other := self._rival(finding):
            raise DecisionRefused(f"与{other.at}写的是同一单位的两份表，不能都作准，都没有执行")
        _with_reason(entry)
        self.told = replace(self.told, counting=self.told.counting | {finding.file})
        return {"does": f"以“{finding.file}”为准"}

    def _rival(self, finding: Finding) -> Entry | None:
        """The entry by which another file of the unit counts."""
        about = {identity: one for identity, one in self.seen.items() if _are_rivals(one, finding)}
        typed = (entry for identity in about for entry in self._typed.get(identity, ()))
        return next((entry for entry in typed if entry.word == Word.COUNTS), None)

    # ------------------------------------------------------------ corrections

    def _make(self, entry: Entry, finding: Finding) -> dict[str, object]:
        """A correction: it is noted for the next round."""
        submission, form = self.current[finding.unit], self.case.form
        now = self.lines.submissions[submission.reading.path].filing
        correction = made(entry, finding, submission.filing, now, form, self.lines.figures(finding))
        _with_reason(entry)
        self._note(entry, submission.key, [correction])
        return self._placed(correction) | {"value": correction.stood(form)}

    def _count_as_zero(self, entry: Entry, finding: Finding) -> dict[str, object]:
        """Each blank cell is corrected to 0."""
        submission, form = self.current[finding.unit], self.case.form
        corrections = [Correction(entry, submission.filing, form.fields[f], 0) for f in self.choices.blank(finding)]
        _with_reason(entry)
        self._note(entry, submission.key, corrections)
        first, *more = corrections
        also = tuple(correction.field.id for correction in more)
        return self._placed(first) | {"value": None, "also": also, "does": as_zero(corrections, form)}

    def _placed(self, correction: Correction) -> dict[str, object]:
        sheet, cell = correction.filing.place(self.case.form, correction.field.id)
        return {"sheet": sheet, "cell": cell, "field": correction.field.id, "corrected": correction.figure}

    def _note(self, entry: Entry, unit: str, corrections: Sequence[Correction]) -> None:
        """Two different corrections of one cell undo each other."""
        own = {(unit, correction.field.id): correction for correction in corrections}
        at = next((at for at, correction in own.items() if self._speaks_against(at, correction)), None)
        if at is None:
            self.noted[entry] = own
            self.corrections = own | self.corrections
            return
        first = self.disputed.setdefault(at, self.corrections[at].entry if at in self.corrections else entry)
        for other in [other for other, theirs in self.noted.items() if at in theirs]:
            del self.noted[other]
            faulty = {"outcome": DecisionOutcome.FAULTY, "remark": _disputed(entry), "corrected": None, "does": ""}
            self.judged[other] = replace(self.judged[other], **faulty)
        self.corrections = dict(item for theirs in reversed(self.noted.values()) for item in theirs.items())
        raise DecisionRefused(_disputed(first))

    def _speaks_against(self, at: UnitField, correction: Correction) -> bool:
        return at in self.disputed or self.corrections.get(at, correction).figure != correction.figure

    # ------------------------------------------------------------ what becomes of the findings

    def _decided(self, finding: Finding, applied: Mapping[Identity, Sequence[Decision]]) -> Finding:
        if finding.severity is Severity.NOTICE or not (decisions := applied.get(self.lines.identity(finding))):
            return finding
        severity = SEVERITY.get(decisions[0].entry.word, finding.severity)
        return replace(finding, severity=severity, decision=Decided(tuple(decisions)))

    def _with_corrections(self, finding: Finding) -> Finding:
        """Where a finding's figures were corrected, what the office itself has there stands beside them."""
        figures = self.lines.figures(finding)
        made = (c for (unit, name), c in self.corrections.items() if unit == finding.unit and name in figures)
        corrected = tuple(self._beside(correction) for correction in made)
        return replace(finding, corrected=corrected) if corrected else finding

    def _beside(self, correction: Correction) -> Corrected:
        form, stood = self.case.form, correction.stood(self.case.form)
        _, cell = correction.filing.place(form, correction.field.id)
        return Corrected(cell, correction.figure, as_cell(stood) if isinstance(stood, str) else stood)

    def _kept(self, applied: Mapping[Identity, Sequence[Decision]]) -> Iterator[Finding]:
        """What corrections have mended stays for the record."""
        standing = {key for key, _, _ in self.standing}
        for identity, finding in self.seen.items():
            if identity in self.standing:
                continue
            if decisions := applied.get(identity):
                unit = decisions[0].unit if decisions[0].whose else finding.unit
                yield replace(finding, unit=unit, severity=Severity.NOTICE, decision=Decided(tuple(decisions)))
            elif identity[0] not in standing:
                yield replace(finding, severity=Severity.NOTICE, decision=Decided())


# ---------------------------------------------------------------- parts


def _as_listed(entry: Entry, outcome: DecisionOutcome, remark: str) -> Decision:
    """A decision without its finding: what the file says of it."""
    line = entry.line
    listed = {"sheet": line.sheet, "cell": line.cell, "value": line.stands, "expected": line.other}
    return Decision(entry, outcome, remark, **{name: said or None for name, said in listed.items()})


def _figures_of(identity: Identity) -> str:
    _, stands, other = identity
    return f"{stands or '空白'}{f'（{other}）' if other else ''}"


def _contents(decision: Decision) -> Iterator[tuple]:
    """What a line says of its finding, as typed and as understood; a copied one says the same, whatever its reason."""
    entry = decision.entry
    yield entry.line.identity, entry.word, entry.target, entry.figure
    if decision.corrects:
        yield entry.line.identity, entry.word, decision.field, decision.corrected
    if decision.whose:
        yield entry.line.identity, entry.word, decision.whose.key


def _are_rivals(one: Finding, other: Finding) -> bool:
    return asks_which(one) and one.unit == other.unit and one.file != other.file


def _disputed(entry: Entry) -> str:
    return f"与{entry.at}对同一格的更正不一致，都没有执行"


def _with_reason(entry: Entry) -> None:
    if not says_something(entry.reason):
        raise DecisionRefused(f"{'同意错误' if entry.word == Word.ACCEPT else entry.word}要在“理由”写明原因")
