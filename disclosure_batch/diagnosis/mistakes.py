"""One mistake, one finding: the sums that fail by the same cause are told as one, with what would mend them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, groupby

from disclosure_batch.diagnosis.causes import (
    EXCHANGES,
    AlsoMends,
    Change,
    Crossed,
    Discrepancy,
    Evidence,
    ExchangedColumns,
    Mend,
    MistakenTotal,
    NamedMistake,
    Narrowed,
    OneOf,
    SameCause,
    Stated,
    ThenFails,
)
from disclosure_batch.diagnosis.crossed import Crossing, crossings
from disclosure_batch.diagnosis.deduced import deduced
from disclosure_batch.diagnosis.localise import FEW, Diagnosis, Mistake, Repair, localise, system_of, vouching
from disclosure_batch.figures.table import totals_of
from disclosure_batch.findings import Candidate, Finding, Severity, Spot, in_order
from disclosure_batch.form.model import Figure, Form, Relation
from disclosure_batch.intake.stated import stated_in
from disclosure_batch.intake.submission import Submission
from disclosure_batch.rules import rulebook
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.relation import Unbalanced, WrongTotal, terms_off, unbalanced
from disclosure_batch.rules.texts.figures import Contradicts
from disclosure_batch.rules.texts.paper import IN_THE_TABLE
from disclosure_batch.rules.texts.submissions import InWords

KnownFigures = Mapping[str, Figure]  # field -> a figure that is known from elsewhere
Joined = tuple[Finding, Sequence[Finding]]  # what several findings become
Equations = Mapping[tuple[str, str], Relation]  # by code and first field


def diagnosed(case: Case) -> list[Finding]:
    """What the rules say of a case, one finding for each mistake; in their order."""
    return in_order(explain(case, rulebook.check(case)), case.order)


def explain(case: Case, findings: Iterable[Finding]) -> list[Finding]:
    """The findings, with one for each mistake in place of the sums that fail by it."""
    equations = _equations(case.form)
    by_unit: dict[str | None, list[Finding]] = {}
    for finding in findings:
        by_unit.setdefault(finding.unit, []).append(finding)
    carried = case.form.carried_over.keys()
    all_of_them = chain.from_iterable(by_unit.values())
    failing = {f.unit for f in all_of_them if _is_equation(f, equations) or f.field in carried}
    for i, submission in enumerate(case.current):
        if submission.key in failing:
            found = by_unit[submission.key]
            by_unit[submission.key] = Account.of(case, i, equations).explained(found)
    return list(chain.from_iterable(by_unit.values()))


def _equations(form: Form) -> Equations:
    """All of the form: those of a document whose totals are all typed."""
    relations = (row.relation for row in system_of(form, frozenset(form.derived)).rows)
    return {(relation.code, relation.first): relation for relation in relations}


def _is_equation(finding: Finding, equations: Equations) -> bool:
    return (finding.rule, finding.field) in equations
IN_THE_WRONG_LINE = 2  # so few cases are sooner one or two put into the wrong column than two figures exchanged


@dataclass(frozen=True, slots=True)
class Account:
    """Tells what fails in one submission.

    last_year: its figures that are what last year's report has; text: figures as its own words have them; deduced:
    those that follow from these.
    """

    case: Case
    submission: Submission
    equations: Equations
    last_year: KnownFigures
    text: KnownFigures
    deduced: KnownFigures

    @classmethod
    def of(cls, case: Case, i: int, equations: Equations) -> "Account":
        submission = case.current[i]
        text = {} if case.speaks_for_all(submission) else stated_in(submission.filing, case.form, case.year)
        follows = deduced(submission.filing, text, case.form)
        return cls(case, submission, equations, _as_last_year(case, i), text, follows)

    def explained(self, findings: Sequence[Finding]) -> list[Finding]:
        """One finding for each mistake; a figure that was carried over and the sums it breaks speak of each other."""
        broken = [finding for finding in findings if _is_equation(finding, self.equations)]
        others = [finding for finding in findings if not _is_equation(finding, self.equations)]
        across = [finding for finding in others if self._carries_over(finding)]
        told = self.told(broken, across)
        referred = [self._referred(finding, across) for finding in told]
        return [
            *_not_told_in(referred, [finding for finding in others if finding not in across]),
            *self._across(across, told),
            *referred,
        ]

    def told(self, broken: Sequence[Finding], across: Sequence[Finding]) -> list[Finding]:
        """One finding for each mistake that can be named, each two sums that cancel out, each list of candidates."""
        diagnoses, left, told = self._diagnoses(), list(broken), []
        steps = (self._names(left, diagnoses), self._crosses(left, across), self._lists(left, diagnoses))
        for finding, caused in chain.from_iterable(steps):
            told.append(finding)
            left[:] = [other for other in left if other not in caused]
        return told + [self._narrowed(finding, diagnoses) for finding in left]

    def _names(self, left: Sequence[Finding], diagnoses: Iterable[Diagnosis]) -> Iterator[Joined]:
        """What can be named, with the findings that it explains; `left` grows shorter meanwhile, as in what follows."""
        for mistake in chain.from_iterable(diagnosis.mistakes for diagnosis in diagnoses):
            if caused := self._caused(left, mistake):
                yield self._named(mistake, caused), caused

    def _crosses(self, left: Sequence[Finding], across: Sequence[Finding]) -> Iterator[Joined]:
        """Two sums that are off by the same in opposite directions, unless it is known why."""
        for crossing in self._crossings():
            both = self._crossed_by(left, crossing)
            if len(both) > 1 and not any(self._mends(other, finding) for other in across for finding in both):
                yield self._crossed(crossing, both), both

    def _lists(self, left: Sequence[Finding], diagnoses: Iterable[Diagnosis]) -> Iterator[Joined]:
        """A list of candidates."""
        for diagnosis in diagnoses:
            caused = self._caused(left, *diagnosis.candidates)
            if caused and (finding := self._one_of(diagnosis, caused)):
                yield finding, caused

    def _typed(self) -> tuple[Mapping[str, Figure | None], KnownFigures]:
        """What was typed, of the figures and of the totals."""
        form, filing = self.case.form, self.submission.filing
        stored = zip(form.derived, filing.stored, strict=False)
        totals = {name: figure for name, figure in stored if name in filing.typed and figure is not None}
        return dict(zip(form.inputs, filing.values, strict=True)), totals

    def _diagnoses(self) -> list[Diagnosis]:
        diagnoses = localise(self.case.form, *self._typed(), self.known)
        absent = self.submission.filing.absent
        return [diagnosis for diagnosis in diagnoses if absent.isdisjoint(diagnosis.fields)]

    def _crossings(self) -> list[Crossing]:
        found = crossings(*vouching(self.case.form, *self._typed()), self.known)
        absent = self.submission.filing.absent
        return [crossing for crossing in found if absent.isdisjoint(crossing.fields)]

    @property
    def known(self) -> KnownFigures:
        return {**self.last_year, **self.text, **self.deduced}

    def _caused(self, broken: Iterable[Finding], *mistakes: Mistake) -> list[Finding]:
        """The sums in which a field to be mended has a part; the rules re-derive every total but a checked one."""
        fields = {repair.field for mistake in mistakes for repair in mistake.repairs}
        return [finding for finding in broken if not fields.isdisjoint(self._under(finding))]

    def _crossed_by(self, broken: Iterable[Finding], crossing: Crossing) -> list[Finding]:
        """The sums of both lines that fail by as much, in the order of the lines."""
        lines, sheet = self._lines(crossing), crossing.relations[0].sheet
        caused = [
            (lines.index(line), finding.rule, finding)
            for finding in broken
            if self.equations[finding.rule, finding.field].sheet == sheet and _off_by(finding) == crossing.by
            for line in self._place(finding.field)
            if line in lines
        ]
        return [finding for _, _, finding in sorted(caused, key=lambda cause: cause[:2])]

    def _lines(self, crossing: Crossing) -> list[str]:
        """The columns, else the rows, of the two sums, by their words."""
        (row, column), (other_row, other) = (self._place(relation.first) for relation in crossing.relations)
        return [column, other] if column != other else [row, other_row]

    def _under(self, finding: Finding) -> set[str]:
        """The fields that a failing sum is made of, and where it is reported."""
        under = system_of(self.case.form, frozenset()).under
        terms = self.equations[finding.rule, finding.field].terms
        return {finding.field}.union(*(under(term.field) for term in terms))

    # ------------------------------------------------------------ what would mend them

    def _named(self, mistake: Mistake, caused: Sequence[Finding]) -> Finding:
        first, *more = mistake.repairs
        if not more and self.case.form.fields[first.field].derived and [f.field for f in caused] == [first.field]:
            return replace(caused[0], about=MistakenTotal(caused[0].about, _mend(mistake)), expected=first.should_be)
        spot = self._spot(first.field)
        sums = (relation.first for relation, _ in mistake.mends)
        also = [*(repair.field for repair in more), *sums, *(finding.field for finding in caused)]
        changes = tuple(map(self._change, mistake.repairs))
        return replace(
            _lead(mistake, caused),
            about=NamedMistake(changes, self._gaps(mistake), _mend(mistake)),
            sheet=spot.sheet,
            cell=spot.cell,
            field=first.field,
            value=first.stands,
            expected=first.should_be,
            also=self._cells(also, spot.sheet, spot.cell),
            candidates=self._candidates([changes], spot.sheet),
        )

    def _crossed(self, crossing: Crossing, both: Sequence[Finding]) -> Finding:
        """Two sums as one, at the place of the first."""
        lead = replace(both[0], severity=_gravest(both))
        first, other = (self._first_of(both, line) for line in self._lines(crossing))
        ways = tuple(tuple(map(self._change, mistake.repairs)) for mistake in crossing.exchanges)
        by_columns = self._place(crossing.fields[0])[0] == self._place(crossing.fields[1])[0]
        of, movable = (first.about, other.about), bool(crossing.moved)
        # a case or two in the wrong column are as likely in any other row: then none is put forward
        elsewhere = crossing.by <= IN_THE_WRONG_LINE and len(crossing.moved) > sum(map(len, ways))
        about = Crossed(of, crossing.by, by_columns, ways, crossing.further, movable)
        cells = self._cells((*crossing.fields, *(finding.field for finding in both)), lead.sheet, lead.cell)
        candidates = () if elsewhere else self._candidates(ways, lead.sheet)
        return replace(
            lead,
            about=about,
            also=tuple(dict.fromkeys((*lead.also, *cells))),
            candidates=candidates,
            suspects=() if candidates else self._cells(crossing.moved, lead.sheet, None),
        )

    def _first_of(self, findings: Sequence[Finding], line: str) -> Finding:
        return next(finding for finding in findings if line in self._place(finding.field))

    def _place(self, field: str) -> tuple[str, str]:
        """Its row and its column, by their words."""
        row, _, column = self.case.form.fields[field].name.partition("·")
        return row, column

    def _one_of(self, diagnosis: Diagnosis, caused: Sequence[Finding]) -> Finding | None:
        """The first of the sums keeps its place and its words, and lists what would mend them all.

        None where nothing from elsewhere has narrowed it to these few, or cells that are not filled in lead.
        """
        candidates = diagnosis.candidates
        lead = _lead(candidates[0], caused)
        unproven = diagnosis.by_flows and self._evidence(lead) == Evidence()
        if unproven or (isinstance(lead.about, Unbalanced) and lead.about.unfilled):
            return None
        ways = tuple(tuple(map(self._change, mistake.repairs)) for mistake in candidates)
        also = [*(c.field for m in candidates for c in m.repairs), *(f.field for f in caused)]
        cells = self._cells(also, lead.sheet, lead.cell)
        about = OneOf(lead.about, self._evidence(lead), ways)
        also = tuple(dict.fromkeys((*lead.also, *cells)))
        expected = ways[0][0].should_be if len(ways) == len(ways[0]) == 1 else None
        return replace(lead, about=about, also=also, expected=expected, candidates=self._candidates(ways, lead.sheet))

    def _narrowed(self, finding: Finding, diagnoses: Iterable[Diagnosis]) -> Finding:
        """With what figures from elsewhere say, before where to look first."""
        evidence, relation = self._evidence(finding), self.equations[finding.rule, finding.field]
        if isinstance(finding.about, WrongTotal):
            return finding if evidence == Evidence() else replace(finding, about=Narrowed(finding.about, evidence))
        if finding.about.unfilled:
            return replace(finding, suspects=finding.about.unfilled)
        ways = next((d.ways for d in diagnoses if d.by_flows and d.explains == (relation,) and d.ways > FEW), 0)
        too_much, too_little = terms_off(finding.about, frozenset(evidence.as_last_year))
        terms = [term.field for term in relation.terms if term.field not in self.last_year]
        typed = [name for term in terms for name in self.case.form.typed_in(term)]
        return replace(
            finding,
            about=Narrowed(finding.about, evidence, too_much, too_little, ways),
            suspects=self._filled(typed, finding.sheet, always=frozenset(terms)),
        )

    def _filled(self, names: Iterable[str], sheet: str | None, always: frozenset[str]) -> tuple[str, ...]:
        """The cells of a sheet in which something stands, and some whether or not."""
        filing = self.submission.filing
        return self._cells((n for n in names if n in always or filing.value(self.case.form, n)), sheet, None)

    def _candidates(self, ways: Iterable[Iterable[Change]], sheet: str | None) -> tuple[Candidate, ...]:
        changes = (change for way in ways for change in way if change.spot.sheet == sheet and change.spot.cell)
        return tuple(Candidate(change.spot.cell, change.stands, change.should_be) for change in changes)

    def _change(self, repair: Repair) -> Change:
        typed = self.submission.filing.slips.get(repair.field)
        stands = typed.raw if repair.stands is None and typed else repair.stands
        return Change(self._spot(repair.field), stands, repair.should_be)

    def _gaps(self, mistake: Mistake) -> tuple[Discrepancy, ...]:
        """Which sums fail, and by how much: the smallest difference first."""
        by_size = sorted(((abs(gap), relation) for relation, gap in mistake.mends), key=lambda mend: mend[0])
        grouped = groupby(by_size, key=lambda mend: mend[0])
        return tuple(self._gap(gap, [relation for _, relation in mends]) for gap, mends in grouped)

    def _gap(self, by: Figure, relations: Sequence[Relation]) -> Discrepancy:
        totals = [self._spot(relation.first) for relation in relations if relation.is_sum]
        flows = ((r.scope, r.says.replace("＝", "与")) for r in relations if not r.is_sum)
        return Discrepancy(by, tuple((spot.name, spot.cell) for spot in totals), tuple(flows))

    def _evidence(self, finding: Finding) -> Evidence:
        """What figures from elsewhere say of the terms of a relation; a sum needs none."""
        if isinstance(finding.about, WrongTotal):
            return Evidence()
        form, terms = self.case.form, [term.field for term in self.equations[finding.rule, finding.field].terms]
        concerned = {typed for term in terms for typed in form.typed_in(term)}
        as_last_year = tuple(self._short(term) for term in terms if term in self.last_year)
        return Evidence(as_last_year, *self._said_of(concerned))

    def _said_of(self, concerned: set[str]) -> tuple[tuple[Stated, ...], tuple[Stated, ...]]:
        """What the words state of these typed fields alone, and of sums in which they have a part."""
        typed_in = self.case.form.typed_in
        stated = [total for total in (*self.text, *self.deduced) if not concerned.isdisjoint(typed_in(total))]
        own = [total for total in stated if concerned.issuperset(typed_in(total))]
        return tuple(map(self._stated, own)), tuple(self._stated(total) for total in stated if total not in own)

    def _stated(self, total: str) -> Stated:
        form, filing = self.case.form, self.submission.filing
        in_table = sum(filing.value(form, typed) or 0 for typed in form.typed_in(total))
        said, follows = self.known[total], total in self.deduced
        return Stated(form.fields[total].name, said, in_table, follows)

    # ------------------------------------------------------------ what last year's report would mend as well

    def _carries_over(self, finding: Finding) -> bool:
        """Whether a figure is not what last year's report says, and nobody has explained it."""
        known = finding.field in self.case.form.carried_over and finding.expected is not None
        return known and finding.severity is Severity.ERROR

    def _mends(self, across: Finding, finding: Finding) -> bool:
        """Whether last year's figure would make the two sides equal, too."""
        form, relation = self.case.form, self.equations.get((finding.rule, finding.field))
        if relation is None or relation.is_sum:
            return False
        if not any(across.field in form.typed_in(term.field) for term in relation.terms):
            return False
        figures = self._with({across.field: across.expected})
        return relation.holds(*relation.sides(lambda term: figures.get(term.field, 0)))

    def _across(self, across: Sequence[Finding], told: Sequence[Finding]) -> Iterator[Finding]:
        """The figures that were carried over; two of them that stand in each other's place are one mistake."""
        pairs = [(a, b) for a, b in combinations(across, 2) if (a.value, a.expected) == (b.expected, b.value)]
        exchanged = pairs[0] if len(pairs) == 1 else ()
        if exchanged:
            yield self._exchanged(*exchanged)
        yield from (self._referring(finding, told) for finding in across if finding not in exchanged)

    def _exchanged(self, one: Finding, other: Finding) -> Finding:
        """Two columns that have each other's figure of last year: the one cell of both, or the columns as a whole."""
        columns = tuple(self._place(finding.field)[1] for finding in (one, other))
        after = self._with({one.field: one.expected, other.field: other.expected})
        whole = all(self._failing_then(finding.field, after) for finding in (one, other))
        form = self.case.form
        typed = [n for n in form.position if form.fields[n].sheet == form.fields[one.field].sheet]
        beside = [n for n in typed if self._place(n)[1] in columns] if whole else []
        return replace(
            one,
            about=ExchangedColumns((one.about, other.about), columns, whole),
            also=tuple(dict.fromkeys((*one.also, *filter(None, (other.cell,)), *other.also))),
            candidates=() if whole else tuple(Candidate(f.cell, f.value, f.expected) for f in (one, other) if f.cell),
            suspects=self._filled(beside, one.sheet, always=frozenset((one.field, other.field))),
        )

    def _referring(self, across: Finding, told: Sequence[Finding]) -> Finding:
        """The figure that was carried over, with the sums that would be mended with it, or that would fail then."""
        same = [f for f in told if (f.field, f.expected) == (across.field, across.expected)]
        mended = [self.equations[f.rule, f.field] for f in told if f not in same and self._mends(across, f)]
        if not (same or mended):
            return self._then_fails(across)
        about = AlsoMends(across.about, across.expected, tuple(relation.scope for relation in mended))
        candidates = (Candidate(across.cell, across.value, across.expected),) if across.cell else ()
        return replace(across, about=about, candidates=candidates)

    def _then_fails(self, across: Finding) -> Finding:
        """With the relation that would fail by last year's figure, though it holds now."""
        form, after = self.case.form, self._with({across.field: across.expected})
        relation = self._failing_then(across.field, after)
        if relation is None:
            return across
        about = unbalanced(self.case, self.submission, relation, after)
        off = terms_off(about, frozenset({self._short(across.field)}))
        typed = [term.field for term in relation.terms if term.field in form.position]
        then = ThenFails(across.about, across.expected, about, *off)
        return replace(across, about=then, suspects=self._cells(typed, across.sheet, None))

    def _with(self, changes: KnownFigures) -> Mapping[str, Figure]:
        """All figures, as they would be with other ones in some cells."""
        form = self.case.form
        return totals_of(form, dict(zip(form.inputs, self.submission.filing.values, strict=True)) | changes)

    def _failing_then(self, field: str, after: Mapping[str, Figure]) -> Relation | None:
        """The first relation of a field that holds as it stands and would fail by other figures."""
        form, before = self.case.form, self._with({})
        for relation in self.equations.values():
            if relation.is_sum or not any(field in form.typed_in(term.field) for term in relation.terms):
                continue
            now, then = (relation.sides(lambda term, of=of: of.get(term.field, 0)) for of in (before, after))
            if relation.holds(*now) and not relation.holds(*then):
                return relation
        return None

    def _referred(self, finding: Finding, across: Sequence[Finding]) -> Finding:
        """A sum that fails by a figure that was carried over says so, in place of where else to look."""
        cause = next((f for f in across if f.field != finding.field and self._mends(f, finding)), None)
        if cause is None:
            return finding
        spot = self._spot(cause.field)
        same = SameCause(finding.about, spot, cause.expected)
        return replace(finding, about=same, candidates=(), suspects=(spot.cell,) if spot.cell else ())

    # ------------------------------------------------------------ parts

    def _spot(self, field: str) -> Spot:
        return self.case.spot(self.submission, field)

    def _short(self, name: str) -> str:
        return self.case.form.fields[name].name.split("·")[0]

    def _cells(self, names: Iterable[str], sheet: str | None, cell: str | None) -> tuple[str, ...]:
        """Those of the same sheet, each once, without the first."""
        spots = (self._spot(name) for name in dict.fromkeys(names))
        return tuple(dict.fromkeys(s.cell for s in spots if s.sheet == sheet and s.cell and s.cell != cell))


def _as_last_year(case: Case, i: int) -> dict[str, Figure]:
    """The figures carried over that are what last year's report says."""
    if case.previous is None:
        return {}
    last, filing = case.previous.row(i), case.current[i].filing
    carried = {now: filing.value(case.form, now) for now in case.form.carried_over}
    then = case.form.carried_over
    return {now: n for now, n in carried.items() if last[then[now]] is not None and n == last[then[now]]}


def _not_told_in(told: Sequence[Finding], others: Iterable[Finding]) -> Iterator[Finding]:
    """Without the sentences of which a failing sum has said already that they contradict the table."""
    said = {stated.name for finding in told for stated in _evidence_of(finding).contradicted}
    yield from (finding for finding in others if _contradicts(finding) not in said)


def _evidence_of(finding: Finding) -> Evidence:
    return finding.about.evidence if isinstance(finding.about, OneOf | Narrowed) else Evidence()


def _contradicts(finding: Finding) -> str | None:
    """Of which field of the tables a finding says that the office's own words have another figure."""
    about = finding.about.about if isinstance(finding.about, InWords) else None
    return about.name if isinstance(about, Contradicts) and about.where == IN_THE_TABLE else None


def _lead(mistake: Mistake, caused: Sequence[Finding]) -> Finding:
    """The finding of the first sum that the mistake breaks, as grave as the gravest."""
    order = [(relation.code, relation.first) for relation, _ in mistake.mends]
    lead = min(caused, key=lambda f: order.index((f.rule, f.field)) if (f.rule, f.field) in order else len(order))
    return replace(lead, severity=_gravest(caused))


def _gravest(findings: Sequence[Finding]) -> Severity:
    return min((finding.severity for finding in findings), key=lambda severity: severity.rank)


def _off_by(finding: Finding) -> Figure:
    about = finding.about
    return abs(about.stands - about.sum if isinstance(about, WrongTotal) else about.left.total - about.right.total)


def _mend(mistake: Mistake) -> Mend:
    """What would fit, and the slip where there is only one kind."""
    shapes = {repair.shape for repair in mistake.repairs if repair.shape}
    figures = tuple(repair.should_be for repair in mistake.repairs)
    slip = next(iter(shapes)) if len(shapes) == 1 else None
    return Mend(figures, len(mistake.mends), bool(shapes & EXCHANGES), slip)
