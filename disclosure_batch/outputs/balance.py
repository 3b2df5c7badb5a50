"""Whether the totals balance: the form's relations held against them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from disclosure_batch.findings import Severity
from disclosure_batch.form.model import Figure, Relation
from disclosure_batch.merge import Consolidation, UnitState
from disclosure_batch.names import shown
from disclosure_batch.text import plain

NAMED = 5  # so many units are named


@dataclass(frozen=True, slots=True)
class TotalCheck:
    """A relation held against the totals; where it fails, the units in which it does and by how much."""

    relation: Relation
    left: Figure
    right: Figure
    units: Sequence[tuple[UnitState, Figure]] = ()

    @property
    def holds(self) -> bool:
        return self.relation.holds(self.left, self.right)

    @property
    def grave(self) -> bool:
        """It has to hold; the others are possible, and only need a look."""
        return self.relation.severity == Severity.ERROR

    @property
    def words(self) -> str:
        """Where, both sides, the difference, and whose it is."""
        where = f"{self.relation.scope}：" if self.relation.scope else ""
        left, right, difference = (plain(n) for n in (self.left, self.right, abs(self.left - self.right)))
        return f"{where}左边 {left}，右边 {right}，相差 {difference}{self._whose}"

    @property
    def _whose(self) -> str:
        named = [f"{shown(state.unit.name)}（相差 {plain(abs(gap))}）" for state, gap in self.units[:NAMED]]
        more = f"等 {len(self.units)} 家" if len(self.units) > NAMED else ""
        return f"，来自{'、'.join(named)}{more}" if named else ""


def checks_of(result: Consolidation) -> Iterator[TotalCheck]:
    """This year's relations over the totals, where what they need is known."""
    if not result.added:
        return
    for relation in result.form.relations:
        if relation.compares_years or not all(result.stated(term.field) for term in relation.larger):
            continue
        check = TotalCheck(relation, *relation.sides(lambda term: result.totals[term.field]))
        yield check if check.holds else replace(check, units=tuple(_failing(relation, result)))


def _failing(relation: Relation, result: Consolidation) -> Iterator[tuple[UnitState, Figure]]:
    """The added units in which a relation fails: accepted or added in spite of it."""
    left, right = relation.sides(lambda term: result.figures.known(term.field))
    for state, *sides in zip(result.added, left.tolist(), right.tolist(), strict=True):
        if not relation.holds(*sides):
            yield state, sides[0] - sides[1]
