"""What stands in the workbook before anyone types, and what its formulas then show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from typing import NamedTuple

from disclosure_batch.figures.table import totals_of
from disclosure_batch.form.checksum import checksum
from disclosure_batch.form.formulas import (
    BALANCED,
    BY_HOW_MUCH,
    EXPLAINED,
    NOT_CHECKED,
    NOT_COMPARED,
    NOT_CONTINUED,
    OFF,
    OPEN,
    SAID,
    begun_with,
    needs,
    rests_on,
)
from disclosure_batch.form.model import Comparison, Figure, Form, Relation, Term
from disclosure_batch.text import says_something


class Sides(NamedTuple):
    """A relation as its line shows it: both sides, by how much it is off, and what that means."""

    left: Figure
    right: Figure
    gap: Figure
    words: str


@dataclass(frozen=True)
class Filling:
    """values: typed figures and texts by field id. last_year: last year's figures, totals included.

    formulas: typed fields that hold a formula instead (in the consolidated workbook), `values` their results.
    locked: fields that are not to be typed over. stamp: the _meta sheet. units: how many units the figures are the
    totals of; None in an office's own workbook. unchecked: relations of which it isn't known whether they hold;
    unexplained: those that fail, and of which what is explained says nothing.
    """

    form: Form
    values: Mapping[str, object] = field(default_factory=dict)
    last_year: Mapping[str, Figure] = field(default_factory=dict)
    formulas: Mapping[str, str] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    stamp: Mapping[str, str] = field(default_factory=dict)
    units: int | None = None
    unchecked: frozenset[Relation] = frozenset()
    unexplained: frozenset[Relation] = frozenset()
    figures: Mapping[str, Figure] = field(init=False, repr=False)  # every typed figure and every total

    def __post_init__(self) -> None:
        object.__setattr__(self, "figures", totals_of(self.form, self.values))

    @property
    def consolidated(self) -> bool:
        return self.units is not None

    @cached_property
    def stated(self) -> frozenset[str]:
        """The fields in which something stands before anyone types."""
        return frozenset(name for name, value in self.values.items() if value is not None)

    @cached_property
    def checksum(self) -> int:
        return checksum(self.form, {name: f for name, f in self.figures.items() if name in self.form.weights})

    def result(self, relation: Relation) -> Sides:
        """What the check line of one of the form's relations shows."""
        return self._results[id(relation)]

    @cached_property
    def _results(self) -> Mapping[int, Sides]:
        return {id(line.relation): self._sides(line) for line in _lines(self.form)}

    def _sides(self, line: "_Line") -> Sides:
        relation = line.relation
        left, right = relation.sides(self._figure)
        gap = left - right
        if relation.comparison is not Comparison.EQUAL:
            gap = max(0, gap if relation.comparison is Comparison.AT_MOST else -gap)
        return Sides(left, right, gap, self._unknown(line) or self._words(line, gap))

    def _unknown(self, line: "_Line") -> str:
        """What is said where something that it needs is not stated; else empty."""
        for terms, least, unknown in line.needs:
            if sum(self._known(term) for term in terms) < least:
                return unknown
        if not self.unchecked or line.relation not in self.unchecked:
            return ""
        return NOT_COMPARED if line.relation.compares_years else NOT_CHECKED

    def _words(self, line: "_Line", gap: Figure) -> str:
        if not gap:
            return BALANCED if self._any(line.rests_on) else OPEN
        return self._off(line.relation, gap) if not line.begun or self._any(line.begun) else OPEN

    def _any(self, names: tuple[str, ...]) -> bool:
        """Whether one of these fields has a figure; a total always does, as its formula counts."""
        return not self._counting.isdisjoint(names)

    @cached_property
    def _counting(self) -> frozenset[str]:
        return self.stated.union(self.form.derived)

    def _off(self, relation: Relation, gap: Figure) -> str:
        """Of a relation that fails; once somebody has explained it the words say so."""
        by = f"，{BY_HOW_MUCH[relation.comparison]} {_shown(abs(gap))}"
        name = self.form.explanation_of(relation.code)
        said = str(self.values.get(name, "")) if name and relation not in self.unexplained else ""
        if self.consolidated and relation.compares_years:
            return NOT_CONTINUED + (f"（{EXPLAINED}：{said[:SAID]}）" if said else by)
        explained = not self.consolidated and says_something(said)
        return (EXPLAINED if explained else OFF[relation.severity]) + by

    def _figure(self, term: Term) -> Figure:
        return (self.last_year if term.last_year else self.figures).get(term.field, 0)

    def _known(self, term: Term) -> bool:
        return term.field in (self.last_year if term.last_year else self.figures)


class _Line(NamedTuple):
    """A relation, and what its check line looks at beside its own terms: found out once for each form."""

    relation: Relation
    needs: list[tuple[tuple[Term, ...], int, str]]
    rests_on: tuple[str, ...]
    begun: tuple[str, ...]


@cache
def _lines(form: Form) -> tuple[_Line, ...]:
    return tuple(_Line(r, needs(form, r), rests_on(form, r), begun_with(form, r)) for r in form.relations)


def _shown(figure: Figure) -> str:
    """A number as a formula joins it to a text: no zeros after the last decimal."""
    return f"{figure.normalize():f}" if isinstance(figure, Decimal) else str(figure)


def blank(form: Form, year: int | None = None) -> Filling:
    """The official template: nothing filled in but, where given, the year."""
    return Filling(form, {"unit.year": year} if year else {}, stamp=stamp(form, "template", year=year))


def prefilled(form: Form, name: str, code: str, year: int, last_year: Mapping[str, Figure] | None = None) -> Filling:
    """A unit's own workbook: name, code and year locked; the carry-over from last year filled in, but editable."""
    last_year = last_year or {}
    values = {"unit.name": name, "unit.code": code, "unit.year": year}
    values |= {field: last_year[last] for field, last in form.carried_over.items() if last in last_year}
    given = frozenset(field.id for field in form.fields.values() if field.given)
    return Filling(form, values, last_year, locked=given, stamp=stamp(form, "template", code=code, year=year))


def stamp(form: Form, kind: str, code: str = "", year: int | None = None) -> dict[str, str]:
    """What the very hidden _meta sheet says of a workbook."""
    return {
        "edition": form.edition,
        "template_version": str(form.template_version),
        "kind": kind,
        "unit.code": code,
        "unit.year": str(year or ""),
    }
