"""What to do now, in order: what may move the district's totals most comes first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from disclosure_batch.decisions.decision import answered
from disclosure_batch.findings import Finding, Severity
from disclosure_batch.merge import Status, UnitState
from disclosure_batch.outputs.effects import Effect, Effects
from disclosure_batch.outputs.overview import Group, Overview


@dataclass(frozen=True, slots=True)
class Task:
    """A unit that something is asked of, or a file that may be anybody's. group: what is found of it, if anything."""

    title: str
    state: UnitState | None
    group: Group | None
    effect: Effect

    @property
    def first(self) -> Finding | None:
        """The gravest of what is open; None of a unit that has sent nothing: where it stands says that."""
        missing = self.state is not None and self.state.status is Status.MISSING
        return None if missing else next(iter(open_of(self.group)), None)


def open_of(group: Group | None) -> list[Finding]:
    """The errors, and the warnings that nobody has answered yet."""
    return [f for f in (*group.errors, *group.warnings) if not answered(f)] if group else []


def tasks_of(seen: Overview) -> list[Task]:
    """Those that move a total most first, in roster order where they are level."""
    effects = Effects(seen.result)
    tasks = [Task(title, state, group, effects.of(state, group)) for title, state, group in _open(seen)]
    return sorted(tasks, key=lambda task: task.effect.order)


def _open(seen: Overview) -> Iterator[tuple[str, UnitState | None, Group | None]]:
    groups = {group.state.unit.key: group for group in seen.groups if group.state}
    asked = kinds_of(seen)
    for state in seen.result.units:
        group = groups.get(state.unit.key)
        if state.unit.key in asked or open_of(group):
            yield state.unit.name, state, group
    for group in seen.groups:
        if group.state is None and open_of(group):
            yield group.title, None, group


def kinds_of(seen: Overview) -> Mapping[str, tuple[str, str]]:
    """The units that something is asked of: why, and what they are asked, by the unit's key."""
    kinds: dict[str, tuple[str, str]] = {}
    for why, states, request in seen.addressed:
        for state in states:
            kinds.setdefault(state.unit.key, (why, request))
    return kinds


def counted(findings: Sequence[Finding]) -> str:
    """错误 1 条、警告 2 条."""
    numbers = {severity: sum(f.severity is severity for f in findings) for severity in Severity}
    return "、".join(f"{severity.word} {number} 条" for severity, number in numbers.items() if number)
