"""The tree of units: what each that groups others comes to, made from a slice of the whole.

Files are read, rules asked and decisions applied once, for all; so where a unit stands is the same at every level, and
the totals of each node are the sum of those below it, to the digit.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import itemgetter

from disclosure_batch.figures.last_year import LastYear
from disclosure_batch.figures.table import Figures
from disclosure_batch.findings import Finding, in_order
from disclosure_batch.form.model import Form
from disclosure_batch.merge.adding import added_up
from disclosure_batch.merge.consolidation import Body, Consolidation, Node
from disclosure_batch.merge.states import FileState, Status, UnitState
from disclosure_batch.names import file_names
from disclosure_batch.roster import Category, Roster, Unit
from disclosure_batch.rules.unit import no_own_workbook


def with_nodes(whole: Consolidation, roster: Roster) -> Consolidation:
    """The whole, with the results of the units that group others."""
    slices, names = _Slices(whole), file_names(roster.units)
    nodes = [
        Node(unit, level, names[unit.key], slices.of(unit, {unit.key, *roster.below(unit)}))
        for level, unit in roster.tree
        if unit.groups
    ]
    for i in reversed(range(len(nodes))):
        below = [_seen_from(nodes[i], node) for node in _below(nodes, i)]
        nodes[i] = replace(nodes[i], result=replace(nodes[i].result, nodes=tuple(below)))
    return replace(whole, nodes=tuple(nodes))


def _seen_from(above: Node, node: Node) -> Node:
    """All folders of nodes lie beside one another."""
    return replace(node, level=node.level - above.level, folder=f"../{node.folder}")


def _below(nodes: Sequence[Node], i: int) -> Iterator[Node]:
    """What is below a node follows it."""
    for node in nodes[i + 1 :]:
        if node.level <= nodes[i].level:
            return
        yield node


@dataclass(frozen=True)
class _Slices:
    """The whole, looked up by the keys of units."""

    whole: Consolidation

    def of(self, unit: Unit, keys: Collection[str]) -> Consolidation:
        """The result of these units, of which one publishes."""
        whole = self.whole
        head = replace(unit, category=Category.PUBLISHER, parent=None, groups=False)
        units = [self._as_head(state, head) for state in self._in_order(keys)]
        files = self._files_of(units)
        added = [state for state in units if state.added]
        return replace(
            whole,
            body=Body(unit.code or None, unit.name, unit.key),
            files=files,
            units=units,
            findings=self._findings_of(units, files, head),
            last_year=self._last_year_of(units),
            unknown=_of_these(whole.unknown, {state.unit.key for state in added}),
            decisions=[decision for decision in whole.decisions if decision.unit in keys],
            settings=replace(whole.settings.of_several, deadline=whole.settings.deadline),
            **added_up(_figures_of(added, whole.form)),
        )

    @cached_property
    def _position(self) -> Mapping[str, int]:
        return {state.unit.key: i for i, state in enumerate(self.whole.units)}

    def _in_order(self, keys: Collection[str]) -> list[UnitState]:
        return [self.whole.units[i] for i in sorted(self._position[key] for key in keys)]

    @staticmethod
    def _as_head(state: UnitState, head: Unit) -> UnitState:
        return replace(state, unit=head) if state.unit.key == head.key else state

    @cached_property
    def _files(self) -> Mapping[str | None, Sequence[tuple[int, FileState]]]:
        """By unit, with their places among all."""
        files = defaultdict(list)
        for place in enumerate(self.whole.files):
            files[place[1].unit].append(place)
        return files

    @cached_property
    def _file_at(self) -> Mapping[str, tuple[int, FileState]]:
        return {file.path: (i, file) for i, file in enumerate(self.whole.files)}

    def _files_of(self, units: Sequence[UnitState]) -> list[FileState]:
        """Theirs, and those that may be theirs."""
        perhaps = {path for state in units for path in (state.scan, state.perhaps) if path}
        places = {place[0]: place[1] for state in units for place in self._files.get(state.unit.key, ())}
        places |= {self._file_at[path][0]: self._file_at[path][1] for path in perhaps}
        return [places[i] for i in sorted(places)]

    @cached_property
    def _findings(self) -> Mapping[tuple[str, str], Sequence[tuple[int, Finding]]]:
        """By unit, or where that can't be told by file."""
        found = defaultdict(list)
        for i, finding in enumerate(self.whole.findings):
            at = ("unit", finding.unit) if finding.unit else ("file", finding.file or "")
            found[at].append((i, finding))
        return found

    def _findings_of(self, units: Sequence[UnitState], files: Sequence[FileState], head: Unit) -> list[Finding]:
        at = [*(("unit", state.unit.key) for state in units), *(("file", file.path) for file in files)]
        found = sorted((place for one in at for place in self._findings.get(one, ())), key=itemgetter(0))
        findings = [finding for _, finding in found]
        if _has_come(head, units, files):
            return findings
        order = {state.unit.key: i for i, state in enumerate(units)}
        return in_order([*findings, no_own_workbook(head)], lambda f: order.get(f.unit or "", len(order)))

    def _last_year_of(self, units: Sequence[UnitState]) -> LastYear | None:
        """Of the units of this year; what one that is gone had is nobody's."""
        before = self.whole.last_year
        return before and before.of_these([state.unit for state in units])


def _figures_of(added: Sequence[UnitState], form: Form) -> Figures:
    return Figures.of(form, [state.filing.values for state in added], [state.unit.key for state in added])


def _has_come(unit: Unit, units: Sequence[UnitState], files: Sequence[FileState]) -> bool:
    """Whether a unit has sent anything."""
    scan = any(state.scan for state in units if state.unit is unit)
    return scan or any(file.unit == unit.key and file.status is not Status.IGNORED for file in files)


def _of_these(unknown: Mapping[str, Sequence[str]], keys: Collection[str]) -> Mapping[str, Sequence[str]]:
    of = {name: tuple(key for key in whose if key in keys) for name, whose in unknown.items()}
    return {name: whose for name, whose in of.items() if whose}
