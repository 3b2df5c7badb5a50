"""How a figure is told beside others: by how much it differs from last year's, which share of a whole it is.

What would say nothing is not said: no share of a few, no growth from nothing, no change that rounds to none.
"""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from disclosure_batch.form.model import Figure
from disclosure_batch.report.told import Told, figure_told, joined
from disclosure_batch.text import plain

FEW = 10  # of fewer cases last year the change is told in cases
ENOUGH = 20  # of fewer cases no share is told
MANIFOLD = 5  # so many times last year's: both figures are told
HUNDREDTH = Decimal("0.01")
LAST_YEAR = "上年"  # behind a sum: that a figure is last year's
CHANGE = "较上年"  # behind a sum: that a figure is its change


def as_told(figure: Figure, of: str) -> Told:
    """A figure as it stands in a sentence; the text knows what it is of."""
    return figure_told(plain(figure), of)


def change(now: Figure, before: Figure, unit: str, of: str) -> str:
    """较上年增长12.5%; 较上年增加3件, of few; 与上年持平; 上年为5件, of what is nothing now."""
    if now == before:
        return "与上年持平" if now else ""
    if not now:
        return joined(("上年为", as_told(before, f"{of} {LAST_YEAR}"), unit))
    of = f"{of} {CHANGE}"
    more, grown = ("增加", "增长") if now > before else ("减少", "下降")
    share = percent(abs(now - before), before) if _is_told_in_percent(now, before) else Decimal(0)
    if share:
        return joined((CHANGE, grown, as_told(share, of), "%"))
    return joined((CHANGE, more, as_told(abs(now - before), of), unit))


def _is_told_in_percent(now: Figure, before: Figure) -> bool:
    return before >= FEW and 0 < now < before * MANIFOLD


def is_manifold(now: Figure, before: Figure) -> bool:
    """Whether it grew from nothing, or so much that a percentage would only confuse: 由0件增至3件."""
    return now > before == 0 or now >= before * MANIFOLD > FEW * MANIFOLD


def points(now: Decimal, before: Decimal, of: str) -> str:
    """较上年提高0.3个百分点, of two rates."""
    if now == before:
        return "与上年持平"
    more = "提高" if now > before else "下降"
    return joined((CHANGE, more, as_told(abs(now - before), f"{of} {CHANGE}"), "个百分点"))


def percent(part: Figure, whole: Figure) -> Decimal:
    """To two places; what is not all of it is never called 100, what is something never 0, unless it is tiny."""
    share = Decimal(part) * 100 / Decimal(whole)
    rounding = ROUND_DOWN if 0 < 100 - share < HUNDREDTH else ROUND_HALF_UP
    return share.quantize(HUNDREDTH, rounding)


def shares(parts: Sequence[Figure]) -> list[Decimal]:
    """Of their sum, to two places, adding up to 100.00 as they are shown: what rounding down leaves goes to those that
    lost most by it. None of a few cases, and none where one would be 0.00.
    """
    whole = sum(parts)
    if whole < ENOUGH or len(parts) < 2:
        return []
    units, lost = zip(*(divmod(part * 10_000, whole) for part in parts), strict=True)
    left = 10_000 - int(sum(units))
    raised = sorted(range(len(parts)), key=lambda i: lost[i], reverse=True)[:left]
    told = [Decimal(int(unit) + (i in raised)) * HUNDREDTH for i, unit in enumerate(units)]
    return told if all(told) else []
