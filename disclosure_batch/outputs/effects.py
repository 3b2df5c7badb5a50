"""How far what is open may move the district's totals, so that what moves them most is seen to first.

The totals looked at are those that are part of no other: the sums of each table, and the figures that have none. Of a
unit that is not added they move by its figures, or where it sent none by last year's; of one that is added, by the gap
between what stands in a cell and what belongs there, at most by all that stands there; where its whole file is in
question, by all its figures.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from disclosure_batch.decisions.decision import answered
from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.model import Figure, Form
from disclosure_batch.intake.filing import Filing
from disclosure_batch.merge import Consolidation, UnitState
from disclosure_batch.outputs.overview import Group
from disclosure_batch.text import plain

LINE = 0.01  # of a total: what moves none by more is below the line
BELOW_THE_LINE = "以下各项，按现在知道的数，哪一项都不会使任何一个合计变动超过 1%"
UNKNOWN_EFFECT = "对合计影响多大，还不知道"
NO_EFFECT = "不影响合计"
IF_ADDED = "计入后“{}”增加 {}"
IF_AS_LAST_YEAR = "如与上年相同，计入后“{}”增加 {}"
IF_MENDED = "改正后“{}”最多变动 {}"


@dataclass(frozen=True, slots=True)
class MovedTotal:
    """A total and by how much it moves, up or down."""

    name: str
    total: Figure
    by: Figure

    @property
    def share(self) -> float:
        """Of the total as it stands; what is 0 so far moves without measure."""
        return float(self.by / self.total) if self.total else float("inf")

    @property
    def weight(self) -> float:
        """The same between 0 and 1."""
        return float(self.by / (self.total + self.by))


@dataclass(frozen=True, slots=True)
class Effect:
    """All totals that would move, the one that moves most first. known: whether that can be told at all.

    how: how the first of them moves and by what that is known, for its name and the difference.
    """

    moved: tuple[MovedTotal, ...] = ()
    known: bool = True
    how: str = ""

    @property
    def below(self) -> bool:
        """Whether no total moves by more than the line allows."""
        return self.known and not any(moved.share > LINE for moved in self.moved)

    @property
    def order(self) -> tuple:
        """What moves one total most first, as its words say it, then what is not known, then what is below the line."""
        weights = [moved.weight for moved in self.moved]
        return self.below, not self.known, -max(weights, default=0), -sum(weights)

    def words(self, form: Form) -> str:
        if not self.known:
            return UNKNOWN_EFFECT
        if not self.moved:
            return NO_EFFECT
        most, many = self.moved[0], sum(moved.share > LINE for moved in self.moved)
        share = f"，变动 {most.share:.1%}" if most.total else ""
        others = f"；共 {many} 个合计变动超过 1%" if many > 1 else ""
        return f"{self.how.format(form.fields[most.name].name, plain(most.by))}（现在 {plain(most.total)}{share}）{others}"


class Effects:
    """Of the units and files of a result."""

    def __init__(self, result: Consolidation) -> None:
        self.result, self.form = result, result.form

    @cached_property
    def totals(self) -> list[str]:
        """Those that are part of no other."""
        parts = {part for name in self.form.derived for part in self.form.fields[name].parts}
        return [name for name in self.form.numeric if name not in parts]

    @cached_property
    def _total_of(self) -> Mapping[str, list[str]]:
        """The totals that a figure is part of, or the figure itself."""
        within: dict[str, list[str]] = {name: [name] for name in self.totals}
        for total in self.totals:
            for name in self._parts(total):
                within.setdefault(name, []).append(total)
        return within

    def _parts(self, name: str) -> Iterator[str]:
        for part in self.form.fields[name].parts:
            yield part
            yield from self._parts(part)

    def of(self, state: UnitState | None, group: Group | None) -> Effect:
        """Of a unit with what is found of it; state None: of a file that may be anybody's."""
        if state is None:
            return Effect(known=False)
        if not state.counted or state.within or (self.result.may_be_absent(state) and not state.file):
            return Effect()
        if not state.added:
            return self._if_added(state)
        return self._if_mended(state, group.open if group else ())

    def _if_added(self, state: UnitState) -> Effect:
        if state.filing:
            return self._effect(_figures(state.filing, self.form, self.totals), IF_ADDED)
        last = self.result.last_year.of_unit(state.unit.key) if self.result.last_year else {}
        if not last:
            return Effect(known=False)
        return self._effect({name: last.get(name) or 0 for name in self.totals}, IF_AS_LAST_YEAR)

    def _if_mended(self, state: UnitState, findings: Iterable[Finding]) -> Effect:
        asked = [finding for finding in findings if finding.severity is not Severity.NOTICE and not answered(finding)]
        if state.filing and not all(finding.field for finding in asked):
            return self._effect(_figures(state.filing, self.form, self.totals), IF_MENDED)
        moves: Counter[str] = Counter()
        for finding in asked:
            for total in self._total_of.get(finding.field, ()):
                moves[total] += _gap(finding)
        return self._effect(moves, IF_MENDED)

    def _effect(self, moves: Mapping[str, Figure], how: str) -> Effect:
        moved = [MovedTotal(name, self.result.totals[name], abs(by)) for name, by in moves.items() if by]
        return Effect(tuple(sorted(moved, key=lambda one: (-one.share, -one.by))), how=how)


def _figures(filing: Filing, form: Form, names: Iterable[str]) -> Mapping[str, Figure]:
    """What it has of some totals, as far as it could be read."""
    return {name: sum(filing.value(form, typed) or 0 for typed in form.typed_in(name)) for name in names}


def _gap(finding: Finding) -> Figure:
    """By how much a figure may be wrong."""
    value, expected = finding.value, finding.expected
    if isinstance(value, str) or value is None:
        return 0
    mended = [abs(c.becomes - c.value) for c in finding.candidates if not isinstance(c.value, str | None)]
    if mended:
        return max(mended)
    return abs(value if isinstance(expected, str) or expected is None else value - expected)
