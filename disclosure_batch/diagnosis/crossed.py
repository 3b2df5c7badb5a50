"""Two sums of a table that are off by as much in opposite directions: something stands in another column or row.

A figure that has got into the neighbour's column, or two that were exchanged, leave one column with too much and one
with as much too little. Which row it was the sums don't say; the rows that an exchange would put right are few.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations, groupby

from disclosure_batch.diagnosis.localise import (
    FEW,
    Deltas,
    Gaps,
    Mistake,
    System,
    countable,
    exchange_of,
    keeps_the_known,
    mistake_of,
)
from disclosure_batch.form.model import Figure, Relation

FiguresByField = Mapping[str, Figure | None]


@dataclass(frozen=True, slots=True)
class Crossing:
    """Both relations in the order of the form, and by how much both fail.

    fields: the typed figures of both that stand beside each other. exchanges: what would mend both, as far as it is
    few; further: how many more there are. moved: those of which so much can have been put into the other one's place.
    """

    relations: tuple[Relation, Relation]
    by: Figure
    fields: tuple[str, ...]
    exchanges: tuple[Mistake, ...]
    further: int
    moved: tuple[str, ...]


def crossings(system: System, figures: FiguresByField, known: Mapping[str, Figure]) -> Iterator[Crossing]:
    """Each two sums that are off by the same in opposite directions, where no third one of their kind is."""
    gaps = system.gaps(figures)
    for _, rows in groupby(sorted(gaps, key=lambda row: _kind(system, row)), key=lambda row: _kind(system, row)):
        alike = list(rows)
        for one, other in combinations(alike, 2):
            by = abs(gaps[one])
            if gaps[one] == -gaps[other] and sum(abs(gaps[row]) == by for row in alike) == 2:
                yield _crossing(system, figures, known, gaps, (one, other))


def _kind(system: System, row: int) -> tuple[str, str]:
    relation = system.rows[row].relation
    return relation.sheet, relation.code


def _crossing(
    system: System, figures: FiguresByField, known: FiguresByField, gaps: Gaps, rows: tuple[int, int]
) -> Crossing:
    pairs = list(_counterparts(system, *rows))
    exchanges = _mending(system, gaps, rows, (exchange_of(figures, *pair) for pair in pairs))
    agreeing = [change for change in exchanges if keeps_the_known(change, system, figures, known)]
    listed = agreeing if len(agreeing) <= FEW else []
    moves = [move for move in (_move(system, gaps, rows, *pair) for pair in pairs) if countable(move, figures)]
    return Crossing(
        tuple(system.rows[row].relation for row in rows),
        abs(gaps[rows[0]]),
        tuple(chain.from_iterable(pairs)),
        tuple(mistake_of(system, change, figures, gaps) for change in listed),
        len(agreeing) - len(listed),
        tuple(chain.from_iterable(move for move in moves if keeps_the_known(move, system, figures, known))),
    )


def _counterparts(system: System, one: int, other: int) -> Iterator[tuple[str, str]]:
    """The figures of both that stand in the same row, or in the same column, and do the same in their sums."""
    signs, others = system.rows[one].signs, system.rows[other].signs
    for a, b in ((a, b) for a in signs for b in others if signs[a] == others[b]):
        if system.in_line(a, b) and not (system.derived(a) or a in others or b in signs):
            yield a, b


def _move(system: System, gaps: Gaps, rows: tuple[int, int], a: str, b: str) -> Deltas:
    """What each would have to change by, were it the only ones."""
    return {name: -gaps[row] * system.rows[row].signs[name] for row, name in zip(rows, (a, b), strict=True)}


def _mending(system: System, gaps: Gaps, rows: tuple[int, int], changes: Iterable[Deltas]) -> list[Deltas]:
    """Those that leave just the other sums failing."""
    others = gaps.keys() - set(rows)
    return [change for change in changes if change and system.after(gaps, change).keys() == others]
