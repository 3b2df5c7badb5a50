"""Bars of the totals: how requests ended, who asked, which units have most, this year beside last."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from disclosure_batch.form.model import Figure
from disclosure_batch.merge import Consolidation
from disclosure_batch.names import shown
from disclosure_batch.outputs.pictured import (
    NEW,
    REQUESTS,
    Pictured,
    applicants,
    contested,
    handled,
    outcomes,
    table_of,
    total_of,
)
from disclosure_batch.outputs.same_units import SameUnits
from disclosure_batch.text import plain

MOST_UNITS = 10


@dataclass(frozen=True, slots=True)
class LyingBar:
    """A bar: its length in hundredths of the longest; last: of last year, drawn lighter."""

    name: str
    figure: str
    length: float
    last: bool = False


@dataclass(frozen=True, slots=True)
class BarChart:
    title: str
    bars: Sequence[LyingBar]

    @property
    def words(self) -> str:
        """The same for whoever does not see it."""
        return f"{self.title}：{'；'.join(f'{bar.name} {bar.figure}' for bar in self.bars)}"


def charts_of(result: Consolidation) -> list[BarChart]:
    """Those in which there is something to see."""
    charts = (
        BarChart("新收申请：按申请人", _bars(_totals(applicants(result.form), result))),
        BarChart("办理结果", _bars(_totals(outcomes(result.form), result))),
        BarChart(f"新收申请最多的单位（前 {MOST_UNITS} 家）", _bars(_most(result))),
        BarChart("申请、复议、诉讼：与上年比较（同口径）", _bars(_two_years(result))),
    )
    return [chart for chart in charts if len(chart.bars) > 1]


def _totals(pictured: Iterable[Pictured], result: Consolidation) -> Iterator[tuple[str, Figure, bool]]:
    return ((one.name, figure, False) for one in pictured if (figure := one.of(result.totals)))


def _most(result: Consolidation) -> list[tuple[str, Figure, bool]]:
    """Units by their new requests, in roster order where they are level."""
    table = table_of(result.form, REQUESTS)
    if table is None:
        return []
    new = result.figures.known(table.field(NEW, total_of(table.columns))).tolist()
    units = zip((state.unit.name for state in result.added), new, strict=True)
    named = [(shown(name), figure, False) for name, figure in units if figure]
    return sorted(named, key=lambda one: -one[1])[:MOST_UNITS]


def _two_years(result: Consolidation) -> Iterator[tuple[str, Figure, bool]]:
    """Of the units of both years."""
    same = SameUnits(result)
    for one in chain(handled(result.form), contested(result.form)):
        compared = [found for name in one.fields if (found := same.of(name))]
        now, last = sum(found.now for found in compared), sum(found.last for found in compared)
        if now or last:
            yield f"{one.name} 本年", now, False
            yield f"{one.name} 上年", last, True


def _bars(figures: Iterable[tuple[str, Figure, bool]]) -> list[LyingBar]:
    figures = list(figures)
    most = max((figure for _, figure, _ in figures), default=0)
    return [LyingBar(name, plain(n), round(float(100 * n / most), 1), last) for name, n, last in figures if most]
