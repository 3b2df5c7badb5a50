"""One mistake, one finding: the sums that fail by the same cause are told as one, with what would mend them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby

from disclosure_batch.diagnosis.localise import Correction, Diagnosis, Mistake, Shape, localise, system_of
from disclosure_batch.diagnosis.stated import stated_in
from disclosure_batch.figures.table import totals_of
from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.model import Form, Relation
from disclosure_batch.intake.filing import Figure
from disclosure_batch.intake.submission import Submission
from disclosure_batch.rules import rulebook
from disclosure_batch.rules.case import Case, cells_of, where
from disclosure_batch.text import plain

REGISTER = "请对照登记台账核实。"
Known = Mapping[str, Figure]  # field -> a figure that is known from elsewhere


def check(case: Case) -> list[Finding]:
    """What the rules say of a case, one finding for each mistake; in their order."""
    return sorted(explain(case, rulebook.check(case)), key=case.order)


def explain(case: Case, findings: Iterable[Finding]) -> list[Finding]:
    """The findings, with one for each mistake in place of the sums that fail by it."""
    equations = {(row.relation.code, row.relation.left[0].field): row.relation for row in _equations(case.form)}
    kept: list[Finding] = []
    failing: dict[str | None, list[Finding]] = {}
    for finding in findings:
        fails = (finding.rule, finding.field) in equations
        (failing.setdefault(finding.unit, []) if fails else kept).append(finding)
    for i, submission in enumerate(case.current if failing else ()):
        if broken := failing.pop(submission.key, None):
            evidence = Evidence(_as_last_year(case, i), stated_in(submission.filing, case.form, case.year))
            account = Account(case.form, submission, equations, evidence)
            told = account.told(broken)
            across = [f for f in kept if f.unit == submission.key and account.carries_over(f)]
            kept = [account.referring(f, told) if f in across else f for f in kept]
            kept += [account.referred(f, across) for f in told]
    return kept + list(chain.from_iterable(failing.values()))


def _equations(form: Form):
    """All of the form: those of a document whose totals are all typed."""
    return system_of(form, frozenset(form.derived)).rows


def _as_last_year(case: Case, i: int) -> dict[str, Figure]:
    """The figures carried over that are what last year's report says."""
    if case.previous is None:
        return {}
    last, filing = case.previous.loc[i], case.current[i].filing
    known = last.notna()
    carried = case.form.carried_over.items()
    return {now: filing.value(case.form, now) for now, then in carried if known[then] and filing.value(case.form, now) == last[then]}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Figures as last year's report has them, and as the unit's own text does."""

    last_year: Known
    text: Known


@dataclass(frozen=True, slots=True)
class Account:
    """Tells what fails in one submission."""

    form: Form
    submission: Submission
    equations: Mapping[tuple[str, str], Relation]
    evidence: Evidence

    def told(self, broken: Sequence[Finding]) -> list[Finding]:
        """One finding for each mistake that can be named, one for each list of candidates, the rest as they are."""
        told = []
        for diagnosis in self._diagnoses():
            for mistake in diagnosis.mistakes:
                if caused := self._caused(broken, mistake):
                    told.append(self._named(mistake, caused))
                    broken = [finding for finding in broken if finding not in caused]
            if caused := self._caused(broken, *diagnosis.candidates):
                told.append(self._one_of(diagnosis.candidates, caused))
                broken = [finding for finding in broken if finding not in caused]
        return told + [self._narrowed(finding) for finding in broken]

    def _diagnoses(self) -> list[Diagnosis]:
        form, filing = self.form, self.submission.filing
        values = dict(zip(form.inputs, filing.values, strict=True))
        stored = zip(form.derived, filing.stored, strict=False)
        totals = {name: figure for name, figure in stored if name in filing.typed and figure is not None}
        diagnoses = localise(form, values, totals, {**self.evidence.last_year, **self.evidence.text})
        return [d for d in diagnoses if filing.absent.isdisjoint(c.field for m in (*d.mistakes, *d.candidates) for c in m.corrections)]

    def _caused(self, broken: Iterable[Finding], *mistakes: Mistake) -> list[Finding]:
        """The sums in which a field to be mended has a part; the rules re-derive every total but a checked one."""
        fields = {correction.field for mistake in mistakes for correction in mistake.corrections}
        under = system_of(self.form, frozenset()).under
        return [
            finding
            for finding in broken
            if not fields.isdisjoint(
                {finding.field}.union(*(under(term.field) for term in self.equations[finding.rule, finding.field].terms))
            )
        ]

    def _named(self, mistake: Mistake, caused: Sequence[Finding]) -> Finding:
        first, *more = mistake.corrections
        remedy = _mend(mistake)
        if not more and self.form.fields[first.field].derived and [f.field for f in caused] == [first.field]:
            total = replace(caused[0], expected=first.should_be)  # its finding already says what its parts add up to
            return self._worded(total, remedy.removesuffix(REGISTER) + self._rule_remedy(total))
        sheet, cell = self.submission.filing.place(self.form, first.field)
        also = [*(c.field for c in more), *(relation.left[0].field for relation, _ in mistake.mends), *(f.field for f in caused)]
        return replace(
            _lead(mistake, caused),
            message=f"{'，'.join([self._stands(first), *(self._stands(c, sheet) for c in more)])}。{self._gaps(mistake)}；{remedy}",
            sheet=sheet,
            cell=cell,
            field=first.field,
            value=first.stands,
            expected=first.should_be,
            suggestion=remedy,
            also=self._cells(also, sheet, cell),
        )

    def _one_of(self, candidates: Sequence[Mistake], caused: Sequence[Finding]) -> Finding:
        """The first of the sums keeps its place and its words, and lists what would mend them all."""
        lead = _lead(candidates[0], caused)
        ways = "；".join("，".join(f"{self._stands(c, lead.sheet)}，若为 {plain(c.should_be)}" for c in m.corrections) for m in candidates)
        which = f"下面 {len(candidates)} 种之一" if len(candidates) > 1 else ""
        also = [*(c.field for m in candidates for c in m.corrections), *(f.field for f in caused)]
        cells = self._cells(also, lead.sheet, lead.cell)
        worded = self._worded(lead, f"{self._agreed(lead)}要处处相符，改动最少的是{which}：{ways}。{REGISTER}")
        return replace(worded, also=tuple(dict.fromkeys((*lead.also, *cells))))

    def _narrowed(self, finding: Finding) -> Finding:
        """With what figures from elsewhere say, before where to look first."""
        agreed = self._agreed(finding)
        return self._worded(finding, agreed + self._rule_remedy(finding)) if agreed else finding

    # ------------------------------------------------------------ what last year's report would mend as well

    def carries_over(self, finding: Finding) -> bool:
        """Whether a figure is not what last year's report says, and nobody has explained it."""
        return finding.severity is Severity.ERROR and finding.field in self.form.carried_over and finding.expected is not None

    def _mends(self, across: Finding, finding: Finding) -> bool:
        """Whether last year's figure would make the two sides equal, too."""
        values = dict(zip(self.form.inputs, self.submission.filing.values, strict=True)) | {across.field: across.expected}
        figures = totals_of(self.form, values)
        relation = self.equations.get((finding.rule, finding.field))
        flow = relation and self.form.fields[relation.left[0].field].rule != relation.code
        concerned = flow and any(across.field in self.form.typed_in(term.field) for term in relation.terms)
        return bool(concerned) and relation.holds(*relation.sides(lambda term: figures.get(term.field, 0)))

    def referring(self, across: Finding, told: Sequence[Finding]) -> Finding:
        """The figure that was carried over, with the sums that would be mended with it."""
        same = [f for f in told if (f.field, f.expected) == (across.field, across.expected)]
        mended = [self.equations[f.rule, f.field].scope for f in told if f not in same and self._mends(across, f)]
        if not (same or mended):
            return across
        words = f"改为 {plain(across.expected)} 后，{'、'.join(mended) or '这一列'}的两边也就相等，是同一处差错。"
        return replace(across, message=f"{across.message}{words}", suggestion=f"{across.suggestion or ''}{words}")

    def referred(self, finding: Finding, across: Sequence[Finding]) -> Finding:
        """A sum that fails by a figure that was carried over says so, in place of where else to look."""
        cause = next((f for f in across if f.field != finding.field and self._mends(f, finding)), None)
        if cause is None:
            return finding
        place = where(self.form, self.submission.filing, cause.field).removeprefix(f"“{finding.sheet}”")
        same = f"与 {place}的问题是同一处：那里改为 {plain(cause.expected)}，两边就相等。请先核对那一格。"
        return self._worded(finding, same)

    # ------------------------------------------------------------ in words

    def _stands(self, correction: Correction, sheet: str | None = None) -> str:
        """What is in a cell; `sheet` has been named already."""
        filing = self.submission.filing
        place = where(self.form, filing, correction.field).removeprefix(f"“{sheet}”")
        if correction.stands is not None:
            return f"{place}填的是 {plain(correction.stands)}"
        typed = filing.slips.get(correction.field)
        return f"{place}填的是“{typed.raw.strip()}”" if typed else f"{place}没有填"

    def _gaps(self, mistake: Mistake) -> str:
        """Which sums fail, and by how much."""
        size = lambda mend: abs(mend[1])  # noqa: E731
        groups = [(gap, [r for r, _ in mends]) for gap, mends in groupby(sorted(mistake.mends, key=size), key=size)]
        return "；".join(f"{self._sides(relations)}{'都' if relations[1:] else ''}相差 {plain(gap)}" for gap, relations in groups)

    def _sides(self, relations: Sequence[Relation]) -> str:
        """Between what the difference is: totals and their parts, the two sides of a flow."""
        fields = {r: self.form.fields[r.left[0].field] for r in relations}
        place = self.submission.filing.place
        totals = [f"“{f.name}”（{place(self.form, f.id)[1]}）" for r, f in fields.items() if f.rule == r.code]
        flows = [f"{r.scope}的{r.says.replace('＝', '与')}" for r, f in fields.items() if f.rule != r.code]
        return "，".join([f"{'、'.join(totals)}与各项之和"] * bool(totals) + flows)

    def _agreed(self, finding: Finding) -> str:
        """What figures from elsewhere say of the terms of a relation; a sum needs none."""
        if self.form.fields[finding.field].rule == finding.rule:
            return ""
        terms = [term.field for term in self.equations[finding.rule, finding.field].terms]
        names = [f"“{self._short(t)}”" for t in terms if t in self.evidence.last_year]
        words = [f"{'、'.join(names)}与去年报表一致，"] if names else []
        concerned = {typed for term in terms for typed in self.form.typed_in(term)}
        for total, stated in self.evidence.text.items():
            if not concerned.isdisjoint(self.form.typed_in(total)):
                now = sum(self._stated(typed) or 0 for typed in self.form.typed_in(total))
                words.append(f"文字材料写的“{self._short(total)}”是 {plain(stated)}，{'与表中一致' if now == stated else f'表中各列合计是 {plain(now)}'}，")
        return "".join(words)

    def _rule_remedy(self, finding: Finding) -> str:
        return self.form.rule_texts[finding.rule].remedy

    def _worded(self, finding: Finding, suggestion: str) -> Finding:
        """The finding with another remedy than it has."""
        return replace(finding, message=finding.message.replace(finding.suggestion, suggestion), suggestion=suggestion)

    def _stated(self, name: str) -> Figure | None:
        return self.submission.filing.value(self.form, name) if name in self.form.position else None

    def _short(self, name: str) -> str:
        return self.form.fields[name].name.split("·")[0]

    def _cells(self, names: Iterable[str], sheet: str | None, cell: str | None) -> tuple[str, ...]:
        """Those of the same sheet, each once, without the first."""
        place = self.submission.filing.place
        same = [name for name in dict.fromkeys(names) if place(self.form, name)[0] == sheet]
        return tuple(c for c in dict.fromkeys(cells_of(self.form, self.submission, same)) if c and c != cell)


def _lead(mistake: Mistake, caused: Sequence[Finding]) -> Finding:
    """The finding of the first sum that the mistake breaks, as grave as the gravest."""
    order = [(relation.code, relation.left[0].field) for relation, _ in mistake.mends]
    lead = min(caused, key=lambda f: order.index((f.rule, f.field)) if (f.rule, f.field) in order else len(order))
    return replace(lead, severity=min((f.severity for f in caused), key=lambda severity: severity.rank))


def _mend(mistake: Mistake) -> str:
    """What would fit, and the slip where there is only one kind."""
    shapes = {c.shape for c in mistake.corrections if c.shape}
    figures = [plain(c.should_be) for c in mistake.corrections]
    fits = f"若为 {figures[0]}" if len(figures) == 1 else f"若分别为 {'、'.join(figures)}"
    if shapes & {Shape.WRONG_COLUMN, Shape.WRONG_ROW}:
        fits = "若两格对调"
    count = len(mistake.mends)
    places = "就相符" if count == 1 else f"{'两' if count == 2 else f'{count} '}处就都相符"
    slip = f"可能是{shapes.pop()}。" if len(shapes) == 1 else ""
    return f"{fits}，{places}。{slip}{REGISTER}"
