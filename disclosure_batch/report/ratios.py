"""How a figure is told beside others: by how much it differs from last year's, which share of a whole it is.

What would say nothing is not said: no share of a few, no growth from nothing, no change that rounds to none.
"""

import re
from collections.abc import Collection, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from disclosure_batch.form.model import Figure
from disclosure_batch.report.told import Said, Told, cut, figure_told, figures_in, joined
from disclosure_batch.text import plain

FEW = 10  # of fewer cases last year the change is told in cases
ENOUGH = 20  # of fewer cases no share is told
MANIFOLD = 5  # so many times last year's: both figures are told
HUNDREDTH = Decimal("0.01")
LAST_YEAR = "上年"  # behind a sum: that a figure is last year's
CHANGE = "较上年"  # behind a sum: that a figure is its change
PERCENT = re.compile("%|个百分点")


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
    """Of their sum, to two places, adding up to 100.00 as they are shown: each as near as can be, and equal parts with
    equal shares wherever that adds up, too. None of a few cases, and none where one would be 0.00.
    """
    whole = sum(parts)
    if whole < ENOUGH or len(parts) < 2:
        return []
    nearest = [int((20_000 * part + whole) // (2 * whole)) for part in parts]
    off = 10_000 - sum(nearest)
    step = 1 if off > 0 else -1
    moved = _cheapest(parts, nearest, step, abs(off))
    told = [Decimal(units + step * (i in moved)) * HUNDREDTH for i, units in enumerate(nearest)]
    return told if all(told) else []


def _cheapest(parts: Sequence[Figure], nearest: Sequence[int], step: int, many: int) -> Collection[int]:
    """So many of the parts that move by a hundredth with the least error: equal ones together, where that can be; of
    those that would do as well the smaller ones.
    """
    whole, alike = sum(parts), {}
    for i, part in enumerate(parts):
        alike.setdefault(part, []).append(i)
    errors = {part: abs((nearest[of[0]] + step) * whole - 10_000 * part) for part, of in alike.items()}
    found: dict[int, tuple[Figure, list[int]]] = {0: (0, [])}  # how many are moved: their error, and which
    for part in sorted(alike):
        if errors[part] < whole:
            for n, (error, moved) in sorted(found.items(), reverse=True):
                more = n + len(alike[part]), error + len(alike[part]) * errors[part]
                if more[0] <= many and (more[0] not in found or more[1] < found[more[0]][0]):
                    found[more[0]] = more[1], [*moved, *alike[part]]
    ranked = sorted(range(len(parts)), key=lambda i: (errors[parts[i]], parts[i], -i))
    return found[many][1] if many in found else ranked[:many]


def with_even_places(sentence: Told) -> Told:
    """较上年增长120.00%，政府网站发布540条，占49.09%: all percentages of a sentence to as many places."""
    shares = [figure for figure in figures_in(sentence) if PERCENT.match(sentence, figure.end)]
    places = max((len(_text(sentence, share).partition(".")[2]) for share in shares), default=0)
    pieces, at = [], 0
    for share in shares:
        even = f"{Decimal(_text(sentence, share)):.{places}f}"
        pieces += [cut(sentence, at, share.start), figure_told(even, share.of)]
        at = share.end
    return joined([*pieces, cut(sentence, at, len(sentence))])


def _text(sentence: Told, figure: Said) -> str:
    return sentence[figure.start : figure.end]
