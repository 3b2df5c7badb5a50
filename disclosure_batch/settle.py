"""Decisions are held against findings: which of them apply, what is added up then, and what the rules say of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from disclosure_batch.decisions import MENDED, NEVER_ADDED, Decision, Entry, Identity, Line, Outcome, Word
from disclosure_batch.figures import plain, totals_of
from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.model import Field, Form
from disclosure_batch.intake.filing import Figure, Filing, Slip
from disclosure_batch.intake.identify import Standing, Submission
from disclosure_batch.intake.values import read_figure, read_text, tidy
from disclosure_batch.mistakes import check
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.explained import NO_EXPLANATION

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
        self.lines = _Lines(case)
        self.seen: dict[Identity, Finding] = {}  # every error and warning of any round, as it was first seen
        self.standing: dict[Identity, Finding] = {}  # those of the last round
        self.judged: dict[Identity, Decision] = {}
        self.corrections: dict[tuple[str, str], _Correction] = {}

    def settled(self) -> Settled:
        findings = self._look()
        while self._correct():
            findings = self._look()
        decisions = tuple(self._decisions())
        applied = {d.entry.line.identity: d for d in decisions if d.applied}
        decided = [self._decided(finding, applied) for finding in findings]
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
        """Makes the corrections of the findings seen so far; whether there was any that had not been made."""
        before = len(self.corrections)
        for identity, entry in self._first.items():
            if entry.word == Word.CORRECT and identity in self.seen and identity not in self.judged:
                self.judged[identity] = self._judge(entry, self.seen[identity])
        if len(self.corrections) == before:
            return False
        self.case = replace(self.office, submissions=[self._corrected(s) for s in self.office.submissions])
        self.lines = _Lines(self.case)
        return True

    def _corrected(self, submission: Submission) -> Submission:
        figures = {c.field.id: c.figure for c in self.corrections.values() if c.submission is submission}
        if not figures:
            return submission
        filing = corrected(submission.filing, figures, self.case.form)
        return replace(submission, reading=replace(submission.reading, filing=filing))

    # ------------------------------------------------------------ decisions

    @cached_property
    def _first(self) -> Mapping[Identity, Entry]:
        """The entries in which something was typed; of several for the same finding the first."""
        return {entry.line.identity: entry for entry in reversed(self.entries) if entry.typed}

    def _decisions(self) -> Iterator[Decision]:
        """Every typed line and what became of it, in the order of the file."""
        for entry in filter(lambda entry: entry.typed, self.entries):
            identity = entry.line.identity
            first = self._first[identity]
            if entry is not first:
                same = (entry.word, entry.figure, entry.target) == (first.word, first.figure, first.target)
                yield _as_listed(entry, Outcome.GONE if same else Outcome.FAULTY, f"与{first.at}是同一问题，以{first.at}为准")
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
            return _as_listed(entry, Outcome.FAULTY, f"名册和收到的表里都没有“{line.unit}”这个单位")
        if line.identity in self.seen:
            return _as_listed(entry, Outcome.GONE, MENDED)
        now = [self.lines.line(f) for (key, _, _), f in self.standing.items() if key == line.key]
        if not now:
            return _as_listed(entry, Outcome.GONE, "这一问题已不存在")
        if any(other.identity in self._first for other in now):
            return _as_listed(entry, Outcome.GONE, "数字已变，已按新的数字另作决定")
        was, is_ = (f"{one.stands or '空白'}{one.other and f'（{one.other}）'}" for one in (line, now[0]))
        return _as_listed(entry, Outcome.CHANGED, f"决定时是 {was}，现在是 {is_}，请按新的数字重新决定")

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
        noted = self.corrections.setdefault((submission.key, field.id), _Correction(submission, field, figure))
        if noted.figure != figure:
            raise _Refused(f"同一格另有一条更正为 {plain(noted.figure)}，两条不一致")
        sheet, cell = submission.filing.place(self.case.form, field.id)
        slip = submission.filing.slips.get(field.id)
        value = slip.raw if slip and stands is None else stands
        return {"sheet": sheet, "cell": cell, "field": field.id, "value": value, "corrected": figure}

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
        name = _named(entry.target, finding, submission.filing, form)
        if name is None:
            raise _Refused(f"“更正单元格”写的“{entry.target}”不是表中填数字的格")
        if form.fields[name].derived:
            raise _Refused(f"“{entry.target}”是总计，由各项相加得出，请更正其中填错的一格")
        if name not in self.lines.figures(finding):
            raise _Refused(f"这一问题不涉及“{entry.target}”这一格")
        return form.fields[name]

    # ------------------------------------------------------------ what becomes of the findings

    def _decided(self, finding: Finding, applied: Mapping[Identity, Decision]) -> Finding:
        if finding.severity is Severity.NOTICE or not (decision := applied.get(self.lines.line(finding).identity)):
            return finding
        severity = {Word.ACCEPT: Severity.WARNING, Word.RETURN: Severity.ERROR}.get(decision.entry.word, finding.severity)
        return replace(finding, severity=severity, decision=decision.words)

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


class _Lines:
    """How the findings of a case are listed."""

    def __init__(self, case: Case) -> None:
        self.form = case.form
        self.submissions = {s.reading.path: s for s in case.submissions}
        rostered = case.roster.units if case.roster else ()
        self.units = {unit.key: unit for unit in (*rostered, *(s.unit for s in case.submissions if s.unit))}
        self._known: dict[str, tuple[Mapping[tuple[str, str], str], Mapping[str, Figure]]] = {}

    def line(self, finding: Finding) -> Line:
        unit = self.units.get(finding.unit)
        explained = f"单位的说明：{finding.explanation}" if finding.explanation else ""
        return Line(
            key=_key(finding),
            code=unit.code if unit else "",
            name=unit.name if unit else finding.unit or "",
            rule=finding.rule,
            severity=finding.severity.word,
            sheet=finding.sheet or "",
            cell=finding.cell or "",
            stands=self._stands(finding),
            other="；".join(filter(None, (_shown(finding.expected), "、".join(self._others(finding))))),
            message="\n".join(filter(None, (finding.message, explained))),
        )

    def _stands(self, finding: Finding) -> str:
        """The figure; of a finding about a whole file the file's fingerprint, so that another file is another finding."""
        submission = self.submissions.get(finding.file)
        if finding.value is None and not finding.field and submission:
            return f"文件 {submission.reading.sha256[:12]}"
        return _shown(finding.value)

    def _others(self, finding: Finding) -> Iterator[str]:
        """The further figures that a finding speaks of, as far as there are any: D30 办理总计 13、D9 予以公开 8."""
        for name, figure in self.figures(finding).items():
            if figure and name != finding.field:
                cell = self.submissions[finding.file].filing.place(self.form, name)[1]
                yield f"{cell} {_beside(self.form.fields[name].name, self.form.fields[finding.field].name)} {plain(figure)}"

    def figures(self, finding: Finding) -> Mapping[str, Figure | None]:
        """The figures that a finding speaks of: its own, those of the other cells, and the parts of those that are sums."""
        submission = self.submissions.get(finding.file)
        if not (finding.field and submission and submission.filing):
            return {}
        places, figures = self._filed(submission)
        others = (places.get((finding.sheet, cell)) for cell in finding.also)
        named = [name for name in (finding.field, *others) if name in self.form.numeric]
        return {name: figures.get(name) for whole in named for name in (whole, *_typed_parts(self.form, whole))}

    def _filed(self, submission: Submission) -> tuple[Mapping[tuple[str, str], str], Mapping[str, Figure]]:
        """The fields of a filing by their place, and its figures, totals re-derived."""
        path, filing = submission.reading.path, submission.filing
        if path not in self._known:
            places = {filing.place(self.form, name): name for name in self.form.numeric}
            self._known[path] = places, totals_of(self.form, dict(zip(self.form.inputs, filing.values, strict=True)))
        return self._known[path]


# ---------------------------------------------------------------- parts


def corrected(filing: Filing, figures: Mapping[str, Figure], form: Form) -> Filing:
    """The filing with other figures. A total that agreed with its parts follows them; one that did not stays."""
    values = dict(zip(form.inputs, filing.values, strict=True))
    before, after = totals_of(form, values), totals_of(form, values | figures)
    stored = [after[n] if known == before[n] else known for n, known in zip(form.derived, filing.stored, strict=False)]
    slips = {name: typed for name, typed in filing.slips.items() if name not in figures}
    return replace(filing, values=tuple((values | figures).values()), slips=slips, stored=tuple(stored))


def _key(finding: Finding) -> str:
    """What a finding is about, whatever figures it has: unit, rule, field. A moved or renamed file changes nothing."""
    file = (finding.file or "").rpartition("/")[2]
    about = finding.field or "!".join(filter(None, (finding.sheet, finding.cell))) or (file if finding.unit else "")
    return _shown("/".join(filter(None, (finding.unit or file, finding.rule, about))))


def _beside(name: str, other: str) -> str:
    """What a field is called beside another one of its row or column."""
    differing = [mine for mine, its in zip(name.split("·"), other.split("·"), strict=False) if mine != its]
    return differing[0] if len(differing) == 1 else name


def _typed_parts(form: Form, name: str) -> Iterator[str]:
    for part in form.fields[name].parts:
        yield from _typed_parts(form, part) if form.fields[part].derived else (part,)


def _as_listed(entry: Entry, outcome: Outcome, remark: str) -> Decision:
    """A decision without its finding: what the file says of it."""
    line = entry.line
    place = {"sheet": line.sheet or None, "cell": line.cell or None, "value": line.stands or None, "expected": line.other or None}
    return Decision(entry, outcome, remark, **place)


def _shown(value: Figure | str | None) -> str:
    """A value as a cell can hold it and gives it back."""
    return "" if value is None else " ".join(read_text(value).split())[:500] if isinstance(value, str) else plain(value)


def _with_reason(entry: Entry) -> None:
    if "".join(filter(str.isalnum, entry.reason)) in NO_EXPLANATION:
        raise _Refused(f"{'更正' if entry.word == Word.CORRECT else '同意错误'}要在“理由”写明原因")


def _figure(entry: Entry, field: Field, form: Form) -> Figure:
    figure, typed = read_figure(entry.figure, field, form)
    if figure is None and typed is None:
        raise _Refused("没有写“更正值”")
    if figure is None or (typed and typed.slip is not Slip.CLEANED):
        raise _Refused(f"更正值“{entry.figure}”不能填在这一格（{field.name}，单位：{field.unit}）")
    return figure


def _named(target: str, finding: Finding, filing: Filing, form: Form) -> str | None:
    """D9 (of the finding's sheet), 三、依申请公开!D9, a field's id or its name 予以公开·自然人."""
    words = re.sub("[“”\"']", "", tidy(target))
    match = _CELL.fullmatch(words.upper())
    for name in form.numeric:
        sheet, cell = filing.place(form, name)
        if cell is None:  # the document has no place for it
            continue
        if words in (name, tidy(form.fields[name].name)):
            return name
        if match and cell == match[2] + match[3] and tidy(sheet).upper() == (match[1] or tidy(finding.sheet or "").upper()):
            return name
    return None
