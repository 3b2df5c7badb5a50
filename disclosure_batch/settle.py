"""Decisions are held against findings: which of them apply, what is added up then, and what the rules say of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from disclosure_batch.decisions import MENDED, NEVER_ADDED, Decision, Entry, Identity, Line, Outcome, Word
from disclosure_batch.figures import plain, totals_of
from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.model import Field, Form
from disclosure_batch.intake.filing import Figure, Filing, Slip
from disclosure_batch.intake.identify import Standing, Submission
from disclosure_batch.intake.values import read_figure, tidy
from disclosure_batch.lines import Lines, shown
from disclosure_batch.mistakes import check
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.explained import says_something

BLANK = "V001"  # accepted, it says that what is blank is 0
_CELL = re.compile(r"(?:(.+)!)?\$?([A-Z]{1,3})\$?([0-9]+)")


@dataclass(frozen=True)
class Settled:
    """A case with the corrected figures, its findings with what was decided of them, and the decisions.

    waiting: the errors and warnings that the decisions file does not list yet.
    """

    case: Case
    findings: Sequence[Finding]
    decisions: Sequence[Decision] = ()
    waiting: Sequence[Line] = ()


def settle(case: Case, entries: Sequence[Entry] | None) -> Settled:
    """Asks the rules, and again after corrections until no further one applies. entries None: there is no such file."""
    if entries is None:
        return Settled(case, check(case))
    return _Desk(case, entries).settled()


class _Refused(Exception):
    """Why a decision can't be applied, in words. Never leaves this module."""


@dataclass(frozen=True, slots=True)
class _Correction:
    submission: Submission
    field: Field
    figure: Figure


class _Desk:
    """Where decisions are held against findings."""

    def __init__(self, case: Case, entries: Sequence[Entry]) -> None:
        self.office = self.case = case  # with the figures as handed in; with those that are added up
        self.entries = entries
        self.lines = Lines(case)
        self.seen: dict[Identity, Finding] = {}  # every error and warning of any round, as it was first seen
        self.standing: dict[Identity, Finding] = {}  # those of the last round
        self.judged: dict[Identity, Decision] = {}
        self.corrections: dict[tuple[str, str], _Correction] = {}
        self.disputed: set[tuple[str, str]] = set()  # fields for which there are two different corrections: neither is made
        self.zeros: frozenset[tuple[str | None, str | None]] = frozenset()

    def settled(self) -> Settled:
        findings = self._look()
        while self._correct():
            findings = self._look()
        decisions = tuple(self._decisions())
        applied = {d.entry.line.identity: d for d in decisions if d.applied}
        decided = [self._decided(self._with_corrections(finding), applied) for finding in findings]
        kept = list(self._kept(applied))
        listed = {entry.line.identity for entry in self.entries}
        waiting = {i: self.lines.line(f) for i, f in self.standing.items() if i not in listed}
        return Settled(self.case, sorted([*decided, *kept], key=self.case.order), decisions, tuple(waiting.values()))

    # ------------------------------------------------------------ rounds

    def _look(self) -> list[Finding]:
        findings = check(self.case)
        self.standing = {self.lines.line(f).identity: f for f in findings if f.severity is not Severity.NOTICE}
        self.seen = self.standing | self.seen
        return findings

    def _correct(self) -> bool:
        """Makes the corrections of the findings seen so far, and has blank sheets counted as 0 that were accepted.

        Whether anything changed by it, so that the rules have to be asked again.
        """
        before = dict(self.corrections), self.zeros
        for identity, entry in self._agreed.items():
            if identity in self.seen and identity not in self.judged and entry.word in (Word.CORRECT, Word.ACCEPT):
                finding = self.seen[identity]
                if entry.word == Word.CORRECT:
                    self.judged[identity] = self._judge(entry, finding)
                elif finding.rule == BLANK and self._judge(entry, finding).applied:
                    self.zeros |= {(finding.unit, sheet) for sheet in self._blank_sheets(finding)}
        if (self.corrections, self.zeros) == before:
            return False
        self.case = replace(self.office, submissions=[self._corrected(s) for s in self.office.submissions], zeros=self.zeros)
        self.lines = Lines(self.case)
        return True

    def _blank_sheets(self, finding: Finding) -> list[str]:
        """The form's sheet that a finding says is blank; all of them where it speaks of the whole workbook."""
        form = self.case.form
        return [form.fields[finding.field].sheet] if finding.field else [sheet.name for sheet in form.sheets]

    def _corrected(self, submission: Submission) -> Submission:
        figures = {c.field.id: c.figure for c in self.corrections.values() if c.submission is submission}
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
    def _agreed(self) -> Mapping[Identity, Entry]:
        """The first entry for each finding, where all of them say the same."""
        return {identity: first for identity, (first, *others) in self._typed.items() if all(map(partial(_same, first), others))}

    def _decisions(self) -> Iterator[Decision]:
        """Every typed line and what became of it, in the order of the file."""
        for entry in filter(lambda entry: entry.typed, self.entries):
            identity = entry.line.identity
            first, *others = self._typed[identity]
            if identity not in self._agreed:
                other = first if entry is not first else others[0]
                yield _as_listed(entry, Outcome.FAULTY, f"与{other.at}是同一问题，两条决定不一致，都没有执行")
            elif entry is not first:
                yield _as_listed(entry, Outcome.GONE, f"与{first.at}相同")
            elif identity in self.judged:
                yield self._with_result(self.judged[identity])
            elif identity in self.standing:
                yield self._judge(entry, self.standing[identity])
            else:
                yield self._overtaken(entry)

    def _with_result(self, decision: Decision) -> Decision:
        still = decision.applied and decision.entry.line.identity in self.standing
        return replace(decision, remark="更正后这一问题仍在") if still else decision

    def _overtaken(self, entry: Entry) -> Decision:
        """What was decided of a finding that is not there (any more)."""
        line = entry.line
        if entry.fault or not line.key:
            return _as_listed(entry, Outcome.FAULTY, entry.fault or "没有编号，认不出是哪个问题；请写在工具列出的行里")
        if line.unit and line.unit not in self.lines.units:
            return _as_listed(entry, Outcome.GONE, f"名册和收到的表里都没有“{line.unit}”这个单位")
        if line.identity in self.seen:
            return _as_listed(entry, Outcome.GONE, MENDED)
        now = [self.lines.line(f) for (key, _, _), f in self.standing.items() if key == line.key]
        if not now:
            differs = self._reported_otherwise(entry)
            return _as_listed(entry, Outcome.CHANGED if differs else Outcome.GONE, differs or "这一问题已不存在")
        if any(other.identity in self._typed for other in now):
            return _as_listed(entry, Outcome.GONE, "数字已变，已按新的数字另作决定")
        was, is_ = (f"{one.stands or '空白'}{one.other and f'（{one.other}）'}" for one in (line, now[0]))
        return _as_listed(entry, Outcome.CHANGED, f"决定时是 {was}，现在是 {is_}，请按新的数字重新决定")

    def _reported_otherwise(self, entry: Entry) -> str:
        """Where a figure was to be corrected, the finding is gone, and the office now reports another one than that."""
        submission = self._current.get(entry.line.unit)
        if entry.word != Word.CORRECT or submission is None:
            return ""
        form, target = self.case.form, entry.target or entry.line.cell
        name = _named(target, entry.line.sheet, submission.filing, form)
        if name is None or form.fields[name].derived:
            return ""
        figure, stands = read_figure(entry.figure, form.fields[name], form)[0], submission.filing.value(form, name)
        if figure in (None, stands):
            return ""
        return f"这一问题已不存在，但单位现在填的是 {shown(stands) or '空白'}，不是更正值 {plain(figure)}，按单位填的计入，请核实"

    # ------------------------------------------------------------ whether one can be applied

    def _judge(self, entry: Entry, finding: Finding) -> Decision:
        place = {name: getattr(finding, name) for name in ("sheet", "cell", "field", "value", "expected")}
        try:
            if entry.fault:
                raise _Refused(entry.fault)
            return Decision(entry, Outcome.APPLIED, **place | self._effect(entry, finding))
        except _Refused as why:
            return Decision(entry, Outcome.FAULTY, str(why), **place)

    def _effect(self, entry: Entry, finding: Finding) -> dict[str, object]:
        """What the decision says beyond its finding. Raises _Refused."""
        match entry.word:
            case Word.ACCEPT:
                self._accept(entry, finding)
            case Word.RETURN:
                if finding.unit not in self._current:
                    raise _Refused("没有收到可以退回的表")
            case Word.CORRECT:
                return self._make(entry, finding)
            case "":
                raise _Refused("没有写“决定”")
            case word:
                raise _Refused(f"“决定”写的是“{word}”，只能是{'、'.join(Word)}")
        return {}

    def _accept(self, entry: Entry, finding: Finding) -> None:
        if finding.severity is not Severity.ERROR:
            return
        if finding.rule in NEVER_ADDED:
            raise _Refused("不能确定是谁的、哪一年的或哪一份的数字，不能同意，只能改好后重报")
        if finding.file not in {s.reading.path for s in self.office.submissions if s.filing}:
            raise _Refused("没有读到数字，不能同意；不再单独报送的单位请在名册写明")
        _with_reason(entry)

    def _make(self, entry: Entry, finding: Finding) -> dict[str, object]:
        """A correction: it is noted for the next round."""
        submission = self._current.get(finding.unit)
        if submission is None:
            raise _Refused("没有可以更正的数字")
        field = self._target(entry, finding, submission)
        figure = _figure(entry, field, self.case.form)
        stands = submission.filing.value(self.case.form, field.id)
        if figure == stands and field.id not in submission.filing.slips:
            raise _Refused("更正值与单位填的数相同")
        _with_reason(entry)
        self._note(_Correction(submission, field, figure))
        sheet, cell = submission.filing.place(self.case.form, field.id)
        slip = submission.filing.slips.get(field.id)
        value = slip.raw if slip and stands is None else stands
        return {"sheet": sheet, "cell": cell, "field": field.id, "value": value, "corrected": figure}

    def _note(self, correction: _Correction) -> None:
        """Two different corrections of one cell undo each other."""
        at = (correction.submission.key, correction.field.id)
        noted = self.corrections.setdefault(at, correction)
        if noted.figure == correction.figure and at not in self.disputed:
            return
        del self.corrections[at]
        self.disputed.add(at)
        remark = "同一格有几条不一致的更正，都没有执行"
        for identity, decision in self.judged.items():
            if decision.corrects and (decision.unit, decision.field) == at:
                self.judged[identity] = replace(decision, outcome=Outcome.FAULTY, remark=remark, corrected=None)
        raise _Refused(remark)

    @cached_property
    def _current(self) -> Mapping[str, Submission]:
        """By unit the submission that counts, as it was handed in."""
        return {s.key: s for s in self.office.submissions if s.standing is Standing.CURRENT}

    def _target(self, entry: Entry, finding: Finding, submission: Submission) -> Field:
        """The typed cell that is to be corrected: the one that is named, else the finding's where it has but one."""
        form = self.case.form
        if not entry.target:
            if finding.field in form.position and not finding.also:
                return form.fields[finding.field]
            raise _Refused("请在“更正单元格”写明更正哪一格")
        name = _named(entry.target, finding.sheet or "", submission.filing, form)
        if name is None:
            raise _Refused(f"“更正单元格”写的“{entry.target}”不是表中填数字的格")
        if form.fields[name].derived:
            raise _Refused(f"“{entry.target}”是总计，由各项相加得出：同意即按各项相加的数汇总；各项中有填错的，请更正那一格")
        if name not in self.lines.figures(finding):
            raise _Refused(f"这一问题不涉及“{entry.target}”这一格")
        return form.fields[name]

    # ------------------------------------------------------------ what becomes of the findings

    def _decided(self, finding: Finding, applied: Mapping[Identity, Decision]) -> Finding:
        if finding.severity is Severity.NOTICE or not (decision := applied.get(self.lines.line(finding).identity)):
            return finding
        severity = {Word.ACCEPT: Severity.WARNING, Word.RETURN: Severity.ERROR}.get(decision.entry.word, finding.severity)
        return replace(finding, severity=severity, decision=decision.words)

    def _with_corrections(self, finding: Finding) -> Finding:
        """Where a finding's figures were corrected, what the office itself has there stands beside them."""
        made = [c for (unit, name), c in self.corrections.items() if unit == finding.unit and name in self.lines.figures(finding)]
        if not made:
            return finding
        place = lambda c: c.submission.filing.place(self.case.form, c.field.id)[1]  # noqa: E731
        stood = lambda c: shown(c.submission.filing.value(self.case.form, c.field.id)) or "空白"  # noqa: E731
        words = "；".join(f"{place(c)} 按更正后的 {plain(c.figure)} 计算，单位填的是 {stood(c)}" for c in made)
        return replace(finding, message=f"{finding.message}（{words}）")

    def _kept(self, applied: Mapping[Identity, Decision]) -> Iterator[Finding]:
        """What corrections have mended stays for the record."""
        standing = {key for key, _, _ in self.standing}
        for identity, finding in self.seen.items():
            if identity in self.standing:
                continue
            if decision := applied.get(identity):
                yield replace(finding, severity=Severity.NOTICE, decision=decision.words)
            elif identity[0] not in standing:
                yield replace(finding, severity=Severity.NOTICE, decision=MENDED)


# ---------------------------------------------------------------- parts


def corrected(filing: Filing, figures: Mapping[str, Figure], form: Form) -> Filing:
    """The filing with other figures. A total that agreed with its parts follows them; one that did not stays."""
    values = dict(zip(form.inputs, filing.values, strict=True))
    before, after = totals_of(form, values), totals_of(form, values | figures)
    stored = [after[n] if known == before[n] else known for n, known in zip(form.derived, filing.stored, strict=False)]
    slips = {name: typed for name, typed in filing.slips.items() if name not in figures}
    return replace(filing, values=tuple((values | figures).values()), slips=slips, stored=tuple(stored))


def _as_listed(entry: Entry, outcome: Outcome, remark: str) -> Decision:
    """A decision without its finding: what the file says of it."""
    line = entry.line
    place = {"sheet": line.sheet or None, "cell": line.cell or None, "value": line.stands or None, "expected": line.other or None}
    return Decision(entry, outcome, remark, **place)


def _same(one: Entry, other: Entry) -> bool:
    return (one.word, one.figure, one.target) == (other.word, other.figure, other.target)


def _with_reason(entry: Entry) -> None:
    if not says_something(entry.reason):
        raise _Refused(f"{'更正' if entry.word == Word.CORRECT else '同意错误'}要在“理由”写明原因")


def _figure(entry: Entry, field: Field, form: Form) -> Figure:
    figure, typed = read_figure(entry.figure, field, form)
    if figure is None and typed is None:
        raise _Refused("没有写“更正值”")
    if figure is None or (typed and typed.slip is not Slip.CLEANED):
        raise _Refused(f"更正值“{entry.figure}”不能填在这一格（{field.name}，单位：{field.unit}）")
    return figure


def _named(target: str, sheet_of_finding: str, filing: Filing, form: Form) -> str | None:
    """D9 (of the finding's sheet), 三、依申请公开!D9, a field's id or its name 予以公开·自然人."""
    words = re.sub("[“”\"']", "", tidy(target))
    match = _CELL.fullmatch(words.upper())
    for name in form.numeric:
        sheet, cell = filing.place(form, name)
        if cell is None:  # the document has no place for it
            continue
        if words in (name, tidy(form.fields[name].name)):
            return name
        if match and cell == match[2] + match[3] and tidy(sheet).upper() == (match[1] or tidy(sheet_of_finding).upper()):
            return name
    return None
