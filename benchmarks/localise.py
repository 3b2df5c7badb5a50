"""How often the localiser names the figure that is wrong, and how long it takes.

    python benchmarks/localise.py [--tables 1000] [--blanks 0.5] [--milp 3]

Balanced random tables of section three get slips; then the localiser looks at them. With scipy (the extra `benchmark`)
a mixed-integer programme, solved by HiGHS, is asked the same of some of them: how few figures have to change, and
whether in one way only. The last results stand in localise.md beside this file.
"""

import argparse
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

from disclosure_batch.diagnosis.localise import Diagnosis, Shape, localise, system_of
from disclosure_batch.figures.table import totals_of
from disclosure_batch.form.edition import load_form

FORM = load_form()
TABLE = next(table for sheet in FORM.sheets for table in sheet.tables if table.name == "requests")
FLOW_IN = ("new", "carried_in")
CELLS = [name for name in TABLE.fields if not FORM.fields[name].derived]
TOTALS = [name for name in TABLE.fields if FORM.fields[name].derived]
Figures = dict[str, int | None]


# ---------------------------------------------------------------- tables


def small(rng: random.Random) -> int:
    """A bureau: mostly zeros."""
    return rng.choice((0,) * 7 + (1, 1, 2, 3, rng.randint(1, 30)))


def large(rng: random.Random) -> int:
    """A city: hundreds, some rows empty."""
    return 0 if rng.random() < 0.15 else int(rng.lognormvariate(3.5, 1.6))


def balanced(size: Callable, rng: random.Random) -> Figures:
    """A whole form whose section three balances, totals included."""
    figures = dict.fromkeys(FORM.inputs, 0) | {name: size(rng) for name in CELLS}
    for column in (c for c in TABLE.columns if not c.sum):
        new, carried_in = (TABLE.field(row, column.id) for row in FLOW_IN)
        out = sum(figures[TABLE.field(r.id, column.id)] for r in TABLE.rows if not r.sum and r.id not in FLOW_IN)
        figures[carried_in] = min(figures[carried_in], out)
        figures[new] = out - figures[carried_in]
    return totals_of(FORM, figures)


# ---------------------------------------------------------------- slips


def typo(figure: int, rng: random.Random) -> int:
    digits = list(str(figure))
    at = rng.randrange(len(digits))
    digits[at] = rng.choice([d for d in "0123456789" if d != digits[at]])
    return int("".join(digits))


def transposed(figure: int, rng: random.Random) -> int:
    digits = list(str(figure))
    places = [i for i in range(len(digits) - 1) if digits[i] != digits[i + 1]]
    if places:
        i = rng.choice(places)
        digits[i], digits[i + 1] = digits[i + 1], digits[i]
    return int("".join(digits))


VALUE_SLIPS = {
    "填错一位": typo,
    "数字颠倒": transposed,
    "多一个零": lambda figure, rng: figure * 10,
    "漏填": lambda figure, rng: None if figure else 0,
}
ANY = "以上任一种"
EXCHANGES = {"填错列": Shape.WRONG_COLUMN, "填错行": Shape.WRONG_ROW}
ALL_TYPED = system_of(FORM, frozenset(FORM.derived))
PAIRS = {
    kind: [sorted(pair) for pair, s in ALL_TYPED.neighbours.items() if s is shape and pair <= set(TABLE.fields)]
    for kind, shape in EXCHANGES.items()
}


def slip(kind: str, figures: Figures, among: list[str], rng: random.Random) -> list[str]:
    """Puts one slip into the figures; the cells that are wrong now (none where the table has no place for it)."""
    if kind == ANY:
        kind = rng.choice(list(VALUE_SLIPS))
    if kind in EXCHANGES:
        pairs = [(a, b) for a, b in PAIRS[kind] if {a, b} <= set(among) and (figures[a] or 0) != (figures[b] or 0)]
        if not pairs:
            return []
        a, b = rng.choice(pairs)
        figures[a], figures[b] = figures[b], figures[a]
        return [a, b]
    for name in rng.sample(among, len(among)):
        if kind == "漏填" and FORM.fields[name].derived:
            continue  # a total that isn't there contradicts nothing
        wrong = VALUE_SLIPS[kind](figures[name] or 0, rng)
        if (wrong or 0) != (figures[name] or 0):
            figures[name] = wrong
            return [name]
    return []


# ---------------------------------------------------------------- how far a slip goes


def nowhere(figures: Figures, slipped: list[str]) -> None:
    """Each total as it should be."""


def into_rows(figures: Figures, slipped: list[str]) -> None:
    _carry(figures, {total for total in TOTALS if _across(total) and set(FORM.fields[total].parts) & set(slipped)})


def into_rows_and_columns(figures: Figures, slipped: list[str]) -> None:
    _carry(figures, {total for total in TOTALS if set(FORM.fields[total].parts) & set(slipped)})


def into_all(figures: Figures, slipped: list[str]) -> None:
    _carry(figures, set(TOTALS))


def _across(total: str) -> bool:
    return FORM.fields[total].rule == "R301"


def _carry(figures: Figures, totals: set[str]) -> None:
    for total in FORM.derived:
        if total in totals:
            figures[total] = sum(figures[part] or 0 for part in FORM.fields[total].parts)


@dataclass(frozen=True)
class Way:
    """How the totals came about: which cells a slip befalls, how it is carried, whether totals are evidence at all."""

    name: str
    among: list[str]
    carry: Callable
    formulas: bool = False


WAYS = (
    Way("总计手填，各自独立", CELLS + TOTALS, nowhere),
    Way("带入行总计", CELLS, into_rows),
    Way("带入行、列总计", CELLS, into_rows_and_columns),
    Way("带入全部总计", CELLS, into_all),
    Way("总计是公式", CELLS, into_all, formulas=True),
)


# ---------------------------------------------------------------- what became of it

OUTCOMES = ("指名，正确", "列在其中", "都未指出", "列了，都不对", "指错")


def verdict(diagnoses: list[Diagnosis], truth: Figures, figures: Figures, slipped: list[str]) -> str:
    named = {c.field: c.should_be for d in diagnoses for c in d.culprits}
    listed = [way for d in diagnoses for way in _ways(d)]
    alone = [way for d in diagnoses if len(d.candidates) == 1 for way in _ways(d)]  # one in a list is read as named
    wrong = [(name, value) for way in (named, *alone) for name, value in way.items()]
    if any(truth[name] != value or (figures[name] or 0) == value for name, value in wrong):
        return "指错"
    if named and set(slipped) <= named.keys():
        return "指名，正确"
    if any(truth[name] == value for way in listed for name, value in way.items()) or named:
        return "列在其中"
    return "列了，都不对" if listed else "都未指出"


def _ways(diagnosis: Diagnosis) -> list[Figures]:
    return [{c.field: c.should_be for c in mistake.repairs} for mistake in diagnosis.candidates]


def tables(
    size: Callable, kinds: list[str], way: Way, count: int, seed: int, blanks: float = 0
) -> Iterator[tuple[Figures, Figures, list[str]]]:
    """(true figures, figures with the slips, slipped cells), only where the table then does not balance.

    blanks: the share of zeros that are left blank.
    """
    rng = random.Random(seed)
    for _ in range(count):
        truth = balanced(size, rng)
        figures, slipped = dict(truth), []
        for name in CELLS:
            if figures[name] == 0 and rng.random() < blanks:
                figures[name] = None
        for kind in kinds:
            slipped += slip(kind, figures, [name for name in way.among if name not in slipped], rng)
        way.carry(figures, slipped)
        system = system_of(FORM, frozenset() if way.formulas else frozenset(FORM.derived))
        if slipped and system.gaps(figures):
            yield truth, figures, slipped


def measure(
    size: Callable, kinds: list[str], way: Way, count: int, seed: int, blanks: float = 0, last_year: bool = False
) -> tuple[Counter, list[float]]:
    """last_year: what was carried in is known, where it is what last year's report says."""
    outcomes, times = Counter(), []
    for truth, figures, slipped in tables(size, kinds, way, count, seed, blanks):
        values = {name: figures[name] for name in FORM.inputs}
        totals = {} if way.formulas else {name: figures[name] for name in FORM.derived}
        carried = (name for name in FORM.carried_over if last_year and figures[name] == truth[name])
        confirmed = {name: figures[name] for name in carried}
        start = time.perf_counter()
        diagnoses = localise(FORM, values, totals, confirmed)
        times.append((time.perf_counter() - start) * 1e6)
        outcomes[verdict(diagnoses, truth, figures, slipped)] += 1
    return outcomes, times


# ---------------------------------------------------------------- the cross-check


def programme(figures: Figures, typed: frozenset[str], without: frozenset[str] = frozenset()) -> tuple[int, float]:
    """How few figures have to change, other than exactly those of `without`; and the microseconds it took.

    For each figure: raised by r, lowered by l (not below nothing), z whether at all; the fewest z that balance.
    """
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, lil_array

    system = system_of(FORM, typed)
    names = list(system.signature)
    n, gaps = len(names), system.gaps(figures)
    most = 4 * max(map(abs, gaps.values()))
    now = np.array([figures[name] or 0 for name in names])
    equations = lil_array((len(system.rows), 3 * n))
    for j, name in enumerate(names):
        for row, sign in system.signature[name].items():
            equations[row, j], equations[row, n + j] = sign, -sign
    wanted = np.array([-gaps.get(row, 0) for row in range(len(system.rows))])
    switch = lil_array((2 * n, 3 * n))
    for j in range(n):
        switch[j, j], switch[j, 2 * n + j] = 1, -most
        switch[n + j, n + j], switch[n + j, 2 * n + j] = 1, -most
    constraints = [
        LinearConstraint(csr_array(equations), wanted, wanted),
        LinearConstraint(csr_array(switch), -np.inf, 0),
    ]
    if without:
        cut = np.array([[0] * 2 * n + [int(name in without) for name in names]])
        constraints.append(LinearConstraint(cut, -np.inf, len(without) - 1))
    bounds = Bounds(0, np.concatenate([np.full(n, most), np.minimum(now, most), np.ones(n)]))
    start = time.perf_counter()
    solved = milp([0] * 2 * n + [1] * n, constraints=constraints, bounds=bounds, integrality=np.ones(3 * n))
    spent = (time.perf_counter() - start) * 1e6
    return (round(solved.fun) if solved.x is not None else n), spent


def smallest(figures: Figures, typed: frozenset[str]) -> list[frozenset[str]]:
    """All smallest corrections of the peel, as sets of fields; exchanges count as the two figures they are."""
    system = system_of(FORM, typed)
    gaps = system.gaps(figures)
    for changes in (list(system.singles(gaps)), system.pairs(gaps)):
        if possible := [c for c in changes if all((figures[name] or 0) + delta >= 0 for name, delta in c.items())]:
            return [frozenset(change) for change in possible]
    return []


def cross_check(
    size: Callable, kinds: list[str], way: Way, count: int, seed: int, blanks: float = 0
) -> tuple[int, int, list[float]]:
    """(agreeing, compared, microseconds of the programme)."""
    typed = frozenset() if way.formulas else frozenset(FORM.derived)
    agreeing, times = 0, []
    for _, figures, _ in tables(size, kinds, way, count, seed, blanks):
        found = smallest(figures, typed)
        fewest, spent = programme(figures, typed)
        times.append(spent)
        if not found:
            agreeing += fewest > 2
        else:
            another, _ = programme(figures, typed, found[0])
            agreeing += fewest == len(found[0]) and (another > fewest) == (len(found) == 1)
    return agreeing, len(times), times


# ---------------------------------------------------------------- the report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tables", type=int, default=1000, help="tables for each line")
    parser.add_argument("--blanks", type=float, default=0, help="share of the zeros that are left blank")
    parser.add_argument(
        "--last-year", action="store_true", help="with last year's report, which confirms what was carried in"
    )
    parser.add_argument("--milp", type=int, default=3, help="tables for each line of the cross-check, 0 for none")
    asked = parser.parse_args()
    kinds = [*VALUE_SLIPS, ANY, *EXCHANGES]
    lines = list(product(WAYS, ((small, "小单位"), (large, "大城市")), (1, 2), kinds))
    print(f"| 总计 | 表 | 处 | 差错 | {' | '.join(OUTCOMES)} | 不平的表 | 微秒（中位） |")
    print("| --- | --- | --- | --- |" + " --- |" * (len(OUTCOMES) + 2))
    for seed, (way, (size, word), slips, kind) in enumerate(lines):
        outcomes, times = measure(size, [kind] * slips, way, asked.tables, seed, asked.blanks, asked.last_year)
        if not times:
            print(f"| {way.name} | {word} | {slips} | {kind} |" + " – |" * len(OUTCOMES) + " 0 | – |")
            continue
        shares = " | ".join(f"{100 * outcomes[outcome] / len(times):.2f}%" for outcome in OUTCOMES)
        print(f"| {way.name} | {word} | {slips} | {kind} | {shares} | {len(times)} | {statistics.median(times):.0f} |")
    if asked.milp:
        checked = [
            cross_check(size, [kind] * slips, way, asked.milp, 10_000 + i, asked.blanks)
            for i, (way, (size, _), slips, kind) in enumerate(lines)
        ]
        spent = [t for _, _, times in checked for t in times]
        agreed, asked_in_all = sum(agreed for agreed, _, _ in checked), sum(number for _, number, _ in checked)
        median = statistics.median(spent)
        print(f"\n与混合整数规划（HiGHS）一致：{agreed} / {asked_in_all}，后者每张表 {median:.0f} 微秒（中位）。")


if __name__ == "__main__":
    main()
