"""From the sums that fail to the figure that would mend them. It says what would fit and never changes a figure.

A figure's signature is the set of relations it stands in. One wrong figure breaks exactly its signature, everywhere
by the same difference: a look-up. Of two wrong figures one stands alone in some relation; that one fails and dictates
the correction, and what still fails then is the signature of the other. So all smallest corrections are found without
a solver. The relations are those of the form; a total that is a formula vouches for nothing and stands for its parts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import chain, combinations, pairwise
from typing import Any

from disclosure_batch.form.model import Comparison, Form, Relation, Table
from disclosure_batch.intake.filing import Figure
from disclosure_batch.text import plain

FEW = 3  # candidates that are worth a list
Deltas = dict[str, Figure]  # by how much each field would have to change
Gaps = Mapping[int, Figure]  # row of the system that fails -> left minus right


class Shape(StrEnum):
    """What kind of slip turns the right figure into the one that stands there."""

    LEFT_OUT = "漏填了"
    SWAPPED = "两个数字写颠倒了"
    ZERO_MORE = "多写了一个零"
    ZERO_LESS = "少写了一个零"
    ONE_DIGIT = "填错了一位数字"
    WRONG_COLUMN = "填错了列"
    WRONG_ROW = "填错了行"
    WRONG_SUM = "总计算错了"


@dataclass(frozen=True, slots=True)
class Repair:
    """What stands in a field (None: blank or unreadable) and what would fit; the shape only words it."""

    field: str
    stands: Figure | None
    should_be: Figure
    shape: Shape | None = None


@dataclass(frozen=True, slots=True)
class Mistake:
    """One field, or several that can only be mended together; mends: the relations that fail, left minus right."""

    repairs: tuple[Repair, ...]
    mends: tuple[tuple[Relation, Figure], ...]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Relations that fail together. mistakes: the only smallest correction; candidates: one of these; or neither.

    ways: how many corrections are equally small. by_flows: only flows fail, so that any figure of them may be the one.
    """

    explains: tuple[Relation, ...]
    mistakes: tuple[Mistake, ...] = ()
    candidates: tuple[Mistake, ...] = ()
    ways: int = 0
    by_flows: bool = False

    @property
    def fields(self) -> set[str]:
        """All that might have to be mended."""
        both = chain(self.mistakes, self.candidates)
        return {repair.field for mistake in both for repair in mistake.repairs}

    @property
    def culprits(self) -> tuple[Repair, ...]:
        return tuple(chain.from_iterable(mistake.repairs for mistake in self.mistakes))


def localise(
    form: Form,
    values: Mapping[str, Figure | None],
    totals: Mapping[str, Figure],
    confirmed: Mapping[str, Figure] | None = None,
) -> list[Diagnosis]:
    """What is wrong in one filing: a diagnosis for each group of relations that fail together.

    values are the typed figures (None: blank or unreadable), totals only those that somebody typed. confirmed are
    figures known from elsewhere, of typed fields or of totals: they rule corrections out and never choose one.
    """
    system, figures = vouching(form, values, totals)
    groups = system.groups(system.gaps(figures), figures)
    return [_diagnosis(system, figures, confirmed or {}, group) for group in groups]


def vouching(
    form: Form, values: Mapping[str, Figure | None], totals: Mapping[str, Figure]
) -> tuple["System", Mapping[str, Figure | None]]:
    """The system of a filing and its figures, without the typed totals into which a slip has been carried along."""
    system = system_of(form, frozenset(totals))
    figures = {**values, **totals}
    if hollow := system.hollow(system.gaps(figures)) & totals.keys():
        return vouching(form, values, {name: totals[name] for name in totals.keys() - hollow})
    return system, figures


@dataclass(frozen=True, slots=True)
class Level:
    """Corrections of one size.

    exchanges: of neighbours. alone: there is but one other, those counted that would leave less than nothing.
    possible: what leaves nothing below 0. agreeing: of that, what agrees with what is known from elsewhere.
    """

    exchanges: list[Deltas]
    alone: bool
    possible: list[Deltas]
    agreeing: list[Deltas]


def _diagnosis(system: "System", figures: Mapping, known: Mapping[str, Figure], gaps: Gaps) -> Diagnosis:
    explains = tuple(system.rows[row].relation for row in gaps)
    level = next((level for level in _levels(system, figures, gaps, known) if level.agreeing), None)
    by_flows = system.flows_only(gaps)
    if level is None:
        return Diagnosis(explains, by_flows=by_flows)
    if only := _only(level, system, figures, gaps):
        exchange = system.neighbours[frozenset(only)] if only in level.exchanges else None
        return Diagnosis(explains, tuple(_mistakes(system, only, figures, gaps, exchange)), ways=1)
    narrowed, few = _narrowed(level, system, known)
    swapped = _swapped_in_a_column(system, figures, known, gaps) if len(few) > 1 else []  # beside these, never alone
    candidates = tuple(mistake_of(system, change, figures, gaps) for change in [*few, *swapped])
    return Diagnosis(explains, candidates=candidates, ways=len(narrowed), by_flows=by_flows)


def _levels(system: "System", figures: Mapping, gaps: Gaps, known: Mapping[str, Figure]) -> Iterator[Level]:
    """Corrections by size: one slip (an exchange of neighbours is one, too), then two wrong fields."""
    for exchanges, found in _by_size(system, figures, gaps):
        possible = exchanges + [change for change in found if countable(change, figures)]
        agreeing = [change for change in possible if keeps_the_known(change, system, figures, known)]
        yield Level(exchanges, len(found) == 1, possible, agreeing)


def _by_size(system: "System", figures: Mapping, gaps: Gaps) -> Iterator[tuple[list[Deltas], list[Deltas]]]:
    yield system.exchanged(gaps, figures), list(system.singles(gaps))
    yield [], system.pairs(gaps)


def _only(level: Level, system: "System", figures: Mapping, gaps: Gaps) -> Deltas | None:
    """The one correction that may be named."""
    blank = system.blank(gaps, figures)
    deduced = [change for change in level.possible if change.keys() == blank]  # contradicts no figure that is stated
    only, *more = deduced or level.possible
    if more or only not in level.agreeing or system.flows_only(gaps):
        return None
    if deduced:
        return only
    if only in level.exchanges:
        return only if system.lone_exchange(gaps, figures) else None
    return only if system.vouched(only, gaps, level.alone) else None


def _narrowed(level: Level, system: "System", known: Mapping[str, Figure]) -> tuple[list[Deltas], list[Deltas]]:
    """What could be, and what of it may be listed: few, of which one alone would read as named.

    What is known from elsewhere narrows, and does not choose, unless a figure becomes just what it is known to be.
    """
    settling = [change for change in level.agreeing if _settles(change, system, known)]
    narrowed = settling or (level.agreeing if len(level.agreeing) > 1 else level.possible)
    least = 1 if settling else 2
    return narrowed, narrowed if least <= len(narrowed) <= FEW else []


def _swapped_in_a_column(
    system: "System", figures: Mapping, known: Mapping[str, Figure], gaps: Gaps
) -> list[Deltas]:
    """The two figures of a column, in no neighbouring rows, that put into each other's place mend everything; where
    several pairs do, none."""
    changes = filter(None, (exchange_of(figures, *pair) for pair in system.in_a_column(gaps)))
    mending = [change for change in changes if not system.after(gaps, change)]
    agreeing = [change for change in mending if keeps_the_known(change, system, figures, known)]
    return agreeing if len(agreeing) == 1 and frozenset(agreeing[0]) not in system.neighbours else []


def exchange_of(figures: Mapping, a: str, b: str) -> Deltas:
    """Two figures put into each other's place."""
    delta = (figures[b] or 0) - (figures[a] or 0)
    return {a: delta, b: -delta} if delta else {}


def countable(change: Deltas, figures: Mapping) -> bool:
    return all((figures[name] or 0) + delta >= 0 for name, delta in change.items())


def keeps_the_known(change: Deltas, system: "System", figures: Mapping, known: Mapping[str, Figure]) -> bool:
    """Whether what is known from elsewhere stays untouched, or comes out. A sum that is off may be so by several."""
    for name, figure in known.items():
        parts = system.under(name)
        delta, stands = sum(change.get(part, 0) for part in parts), sum(figures[part] or 0 for part in parts)
        if delta and stands + delta != figure and (len(parts) == 1 or stands == figure):
            return False
    return True


def _settles(change: Deltas, system: "System", known: Mapping[str, Figure]) -> bool:
    """Whether a change that agrees with what is known makes one figure what it is known to be."""
    return any(system.under(name) == (name,) and name in change for name in known)


def _mistakes(
    system: "System", change: Deltas, figures: Mapping, gaps: Gaps, exchange: Shape | None
) -> Iterator[Mistake]:
    """What is named. Fields that share no relation are mistakes of their own."""
    linked = any(system.signature[a].keys() & system.signature[b].keys() for a, b in combinations(change, 2))
    names = sorted(change, key=system.order)
    for part in [change] if exchange or linked else [{name: change[name]} for name in names]:
        mistake = mistake_of(system, part, figures, gaps)
        yield replace(mistake, repairs=tuple(_shaped(c, exchange, system) for c in mistake.repairs))


def _shaped(repair: Repair, exchange: Shape | None, system: "System") -> Repair:
    shape = exchange or shape_of(repair.stands, repair.should_be, system.derived(repair.field))
    return replace(repair, shape=shape)


def mistake_of(system: "System", change: Deltas, figures: Mapping, gaps: Gaps) -> Mistake:
    """Without a shape: among candidates it would read as if it chose."""
    names = sorted(change, key=system.order)
    touched = set().union(*(system.signature[name] for name in names))
    return Mistake(
        tuple(Repair(name, figures[name], (figures[name] or 0) + change[name]) for name in names),
        tuple((system.rows[row].relation, gap) for row, gap in gaps.items() if row in touched),
    )


def shape_of(stands: Figure | None, should_be: Figure, derived: bool = False) -> Shape | None:
    """The slip that a typist would have made; None where it looks like none."""
    if not stands:
        return Shape.LEFT_OUT
    wrong, right = plain(stands), plain(should_be)
    if shape := _shape_of_as_many_digits(wrong, right, derived):
        return shape
    if right in _without_a_zero(wrong):
        return Shape.ZERO_MORE
    if wrong in _without_a_zero(right):
        return Shape.ZERO_LESS
    return Shape.WRONG_SUM if derived else None


def _shape_of_as_many_digits(wrong: str, right: str, derived: bool) -> Shape | None:
    """Two digits exchanged, or one other; a total that has one other digit is a sum gone wrong."""
    if len(wrong) != len(right):
        return None
    differ = [i for i, (a, b) in enumerate(zip(wrong, right, strict=True)) if a != b]
    if len(differ) == 2 and differ[1] == differ[0] + 1 and sorted(wrong) == sorted(right):
        return Shape.SWAPPED
    return Shape.ONE_DIGIT if len(differ) == 1 < len(right) and not derived else None


def _without_a_zero(digits: str) -> set[str]:
    return {digits[:i] + digits[i + 1 :] for i, digit in enumerate(digits) if digit == "0" and i}


# ---------------------------------------------------------------- the relations as a system


@dataclass(frozen=True, slots=True)
class Equation:
    """An equation: the signed sum of these fields is 0. flow: it compares, and is no sum of a table."""

    relation: Relation
    signs: Mapping[str, int]
    flow: bool


class System:
    """The equations of a form for documents in which the same totals are typed."""

    def __init__(self, form: Form, typed: frozenset[str]) -> None:
        self._form, self._typed = form, typed
        self.order = {name: (form.fields[name].derived, i) for i, name in enumerate(form.numeric)}.__getitem__
        self.rows = tuple(row for relation in form.relations if (row := self._row(relation)))
        self.signature: dict[str, dict[int, int]] = {}
        for i, row in enumerate(self.rows):
            for name, sign in row.signs.items():
                self.signature.setdefault(name, {})[i] = sign
        self._widest = max(map(len, self.signature.values()), default=0)
        known = self.signature.keys()
        self.neighbours = {frozenset((a, b)): shape for a, b, shape in _neighbours(form) if {a, b} <= known}
        self._bearers = _by_rows((frozenset(signs), name) for name, signs in self.signature.items())
        self._between = _by_rows((self._apart(pair), pair) for pair in self.neighbours)
        self._component = self._components()
        self._places = {name: place for table in _tables(form) for name, place in _places(table)}

    def _apart(self, pair: frozenset[str]) -> frozenset[int]:
        """The rows in which an exchange of two fields changes anything."""
        a, b = (self.signature[name] for name in pair)
        return frozenset(i for i in a | b if a.get(i) != b.get(i))

    def _row(self, relation: Relation) -> Equation | None:
        """None for what is no equation of this year or, with these totals as formulas, holds by itself."""
        if relation.comparison is not Comparison.EQUAL or relation.compares_years:
            return None
        if all(self._is_open_sum(term.field) for term in relation.terms):
            return None
        if relation.is_sum and self._is_open_sum(relation.first):
            return None
        signs = self._signs(relation)
        single = all(abs(sign) == 1 for sign in signs.values())
        return Equation(relation, signs, not relation.is_sum) if single else None

    def _is_open_sum(self, name: str) -> bool:
        """Whether a field is a total that is a formula."""
        return self.derived(name) and name not in self._typed

    def _signs(self, relation: Relation) -> dict[str, int]:
        """The fields of a relation, those of its right side with the other sign."""
        signs: dict[str, int] = {}
        for side, terms in ((1, relation.left), (-1, relation.right)):
            for term in terms:
                for name in self.under(term.field):
                    signs[name] = signs.get(name, 0) + side * term.sign
        return signs

    def in_line(self, a: str, b: str) -> bool:
        """Whether two fields stand in the same row or the same column of a table."""
        one, other = self._places.get(a), self._places.get(b)
        return bool(one and other) and sum(x != y for x, y in zip(one, other, strict=True)) == 1 and one[0] == other[0]

    def in_a_column(self, gaps: Gaps) -> Iterator[tuple[str, str]]:
        """Each two typed fields of what fails that stand below each other."""
        names = {name for row in gaps for name in self.rows[row].signs if not self.derived(name)}
        for a, b in combinations(sorted(names, key=self.order), 2):
            if self.in_line(a, b) and self._places[a][2] == self._places[b][2]:
                yield a, b

    def under(self, name: str) -> tuple[str, ...]:
        """A field, or what a total that is a formula adds up."""
        if not self._is_open_sum(name):
            return (name,)
        return tuple(chain.from_iterable(map(self.under, self._form.fields[name].parts)))

    def derived(self, name: str) -> bool:
        return self._form.fields[name].derived

    def _components(self) -> list[int]:
        """For each row the first of those it hangs together with."""
        component = list(range(len(self.rows)))
        for signs in self.signature.values():
            joined = {component[i] for i in signs}
            component = [min(joined) if c in joined else c for c in component]
        return component

    def gaps(self, figures: Mapping[str, Figure | None]) -> dict[int, Figure]:
        sums = (sum(sign * (figures[name] or 0) for name, sign in row.signs.items()) for row in self.rows)
        return {i: gap for i, gap in enumerate(sums) if gap}

    def blank(self, gaps: Gaps, figures: Mapping) -> set[str]:
        """The fields without a figure in all that hangs together with what fails; only they have claimed nothing."""
        failing = {self._component[i] for i in gaps}
        rows = (row for i, row in enumerate(self.rows) if self._component[i] in failing)
        return {name for row in rows for name in row.signs if figures[name] is None}

    def hollow(self, gaps: Gaps) -> set[str]:
        """Fields of tables in which only flows fail: a slip has been carried along into their totals."""
        failing = {self._component[i] for i in gaps}
        sums = {self._component[i] for i in gaps if not self.rows[i].flow}
        return {name for i, row in enumerate(self.rows) if self._component[i] in failing - sums for name in row.signs}

    def groups(self, gaps: Gaps, figures: Mapping) -> Iterator[Gaps]:
        """What fails on a sheet together where an exchange explains it, else what hangs together."""
        for sheet in dict.fromkeys(self.rows[i].relation.sheet for i in gaps):
            of_sheet = {i: gap for i, gap in gaps.items() if self.rows[i].relation.sheet == sheet}
            if self.exchanged(of_sheet, figures):
                yield of_sheet
                continue
            for component in dict.fromkeys(self._component[i] for i in of_sheet):
                yield {i: gap for i, gap in of_sheet.items() if self._component[i] == component}

    def exchanged(self, gaps: Gaps, figures: Mapping) -> list[Deltas]:
        """Neighbours whose figures, put into each other's place, mend everything."""
        return [change for change in self._exchanges(gaps, figures) if not self.after(gaps, change)]

    def lone_exchange(self, gaps: Gaps, figures: Mapping) -> bool:
        """Whether no two exchanges between the same rows or columns come to the same as the one."""
        twice = combinations(self._exchanges(gaps, figures), 2)
        return all(self.after(self.after(gaps, one), other) for one, other in twice)

    def _exchanges(self, gaps: Gaps, figures: Mapping) -> list[Deltas]:
        """Those of neighbours that differ and bear on just what fails."""
        deltas = ((a, b, (figures[b] or 0) - (figures[a] or 0)) for a, b in self._between.get(frozenset(gaps), ()))
        return [{a: delta, b: -delta} for a, b, delta in deltas if delta]

    def singles(self, gaps: Gaps) -> Iterator[Deltas]:
        """Every field that alone mends everything."""
        for name in self._bearers.get(frozenset(gaps), ()):
            deltas = {-gap * self.signature[name][row] for row, gap in gaps.items()}
            if len(deltas) == 1:
                yield {name: deltas.pop()}

    def pairs(self, gaps: Gaps) -> list[Deltas]:
        """Every two fields that together mend everything."""
        found: dict[frozenset, Deltas] = {}
        for row, gap in gaps.items() if len(gaps) <= 2 * self._widest else ():
            for name, sign in self.rows[row].signs.items():
                first = {name: -gap * sign}
                for second in self.singles(self.after(gaps, first)):
                    pair = first | second
                    found[frozenset(pair)] = pair
        return list(found.values())

    def after(self, gaps: Gaps, change: Deltas) -> Gaps:
        """What still fails after a repair."""
        rest = dict(gaps)
        for name, delta in change.items():
            for row, sign in self.signature[name].items():
                if gap := rest.pop(row, 0) + sign * delta:
                    rest[row] = gap
        return rest

    def vouched(self, change: Deltas, gaps: Gaps, alone: bool) -> bool:
        """Whether the only possible correction may be named.

        All relations of each field have to fail, and to be no other field's: where a slip was carried along into
        a total they don't, and a second slip would pass for a part of the first. A figure that moves from one field
        to the other has to be alone even among the corrections that would leave less than nothing.
        """
        signatures = [self.signature[name].keys() for name in change]
        own = all(len(self._bearers[frozenset(rows)]) == 1 and rows <= gaps.keys() for rows in signatures)
        return own and (alone or sum(change.values()) != 0)

    def flows_only(self, gaps: Gaps) -> bool:
        """Then a slip was carried along into the totals, and any figure of the flow may be the one."""
        return all(self.rows[row].flow for row in gaps)


def _by_rows(pairs: Iterable[tuple[frozenset[int], Any]]) -> dict[frozenset[int], list]:
    """What bears on the same rows, by these."""
    gathered: dict[frozenset[int], list] = {}
    for rows, what in pairs:
        gathered.setdefault(rows, []).append(what)
    return gathered


@lru_cache(maxsize=256)
def system_of(form: Form, typed: frozenset[str]) -> System:
    """Few kinds of documents come in, so that a system is made once for many filings."""
    return System(form, typed)


def _tables(form: Form) -> Iterator[Table]:
    return chain.from_iterable(sheet.tables for sheet in form.sheets)


def _places(table: Table) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Each field with its table, row and column."""
    return ((table.field(row.id, c.id), (table.ids, row.id, c.id)) for row in table.rows for c in table.columns)


def _neighbours(form: Form) -> Iterator[tuple[str, str, Shape]]:
    for table in _tables(form):
        lines = _lines(table)
        for line in lines:
            yield from ((a, b, Shape.WRONG_COLUMN) for a, b in pairwise(line))
        for upper, lower in pairwise(lines):
            yield from ((a, b, Shape.WRONG_ROW) for a, b in zip(upper, lower, strict=True))


def _lines(table: Table) -> list[tuple[str, ...]]:
    width = len(table.columns) * (len(table.rows) if table.across else 1)
    return [table.fields[i : i + width] for i in range(0, len(table.fields), width)]
