"""Submissions made by hand and what the rules say of them, without a workbook in between.

    found = check(handed_in({"requests.granted.natural_person": 8}))
    assert one(found, "R303").cell == "D7"
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from disclosure_batch.figures.last_year import LastYear
from disclosure_batch.figures.table import Figures, totals_of
from disclosure_batch.findings import Finding, Trouble
from disclosure_batch.intake.collect import collect
from disclosure_batch.intake.filing import Figure, Filing, Origin, Reading, Slip, Typed
from disclosure_batch.intake.identify import identify
from disclosure_batch.intake.read import read
from disclosure_batch.intake.submission import Submission
from disclosure_batch.roster import Category, Roster, Unit
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.rulebook import check as check_rules
from tests.district import FIGURES, FORM, SIGNED, YEAR

CODE, NAME = "410801", "示例区财政局"
GOOD: dict[str, Figure] = dict.fromkeys(FORM.inputs, 0) | FIGURES


def handed_in(
    figures: Mapping[str, Figure | None] | None = None,
    code: str = CODE,
    name: str = NAME,
    totals: Mapping[str, Figure] | None = None,
    stale: Mapping[str, Figure] | None = None,
    slips: Mapping[str, Slip] | None = None,
    texts: Mapping[str, str] | None = None,
    parts: Sequence[Filing] = (),
    base: Mapping[str, Figure | None] = GOOD,
    **more,
) -> Filing:
    """A good submission but for what is named: `totals` are typed over their formulas, `stale` are stored results."""
    slips = {field: Typed(slip, "约5") for field, slip in (slips or {}).items()}
    values = {
        **base,
        **(figures or {}),
        **{field: None for field, typed in slips.items() if typed.slip is Slip.NOT_A_NUMBER},
    }
    cover = {"unit.code": code, "unit.name": name, "unit.year": str(YEAR)}
    stored = {**totals_of(FORM, values), **(totals or {}), **(stale or {})}
    return Filing(
        origin=Origin.CONSOLIDATED if parts else Origin.TEMPLATE,
        values=tuple(values[field] for field in FORM.inputs),
        slips=slips,
        stored=tuple(stored[field] for field in FORM.derived),
        typed=frozenset(totals or ()),
        texts={field: text for field, text in (cover | SIGNED | (texts or {})).items() if text},
        parts=tuple(parts),
        **more,
    )


def reading(filing: Filing | None, path: str, *troubles: Trouble, ignored: bool = False) -> Reading:
    return Reading(path, f"sha-256 of {path}", 20_000, troubles, filing, ignored)


def unit(code: str, name: str, category: Category | None = None, aliases: tuple[str, ...] = ()) -> Unit:
    return Unit(code, name, category, None, aliases, True, "", "")


def last_year(units: Mapping[str, Mapping[str, Figure | None]], year: int | None = YEAR - 1) -> LastYear:
    """Last year's figures by the unit's key; None where a unit did not state one."""
    rows = [tuple({**GOOD, **figures}[field] for field in FORM.inputs) for figures in units.values()]
    figures = Figures.of(FORM, rows, list(units))
    return LastYear(year, figures, figures.totals)


def check(
    *filings: Filing,
    last: Mapping[str, Figure | None] | LastYear | None = None,
    roster: Iterable[Unit] | None = None,
    readings: Sequence[Reading] = (),
    body_named: bool = True,
) -> list[Finding]:
    """What all rules say of submissions; `last` are last year's figures of the office that handed_in means."""
    came = [reading(filing, f"收件/{i}_{filing.name}.xlsx") for i, filing in enumerate(filings)]
    units = Roster(tuple(roster)) if roster else None
    before = last if isinstance(last, LastYear) or last is None else last_year({CODE: last})
    submissions = identify([*came, *readings], units, FORM, YEAR)
    return check_rules(Case(FORM, YEAR, submissions, units, before, body_named))


def read_and_check(*paths: Path) -> tuple[list[Submission], list[Finding]]:
    """The files under the paths as a run reads them, but in this process, and what the rules say of them."""
    readings = [reading for source in collect(paths) for reading in read(source, FORM)]
    submissions = identify(readings, None, FORM, YEAR)
    return submissions, check_rules(Case(FORM, YEAR, submissions, None))


def of(found: Iterable[Finding], *rules: str) -> list[Finding]:
    return [finding for finding in found if finding.rule in rules]


def one(found: Sequence[Finding], rule: str) -> Finding:
    """The one finding of a rule."""
    mine = of(found, rule)
    assert len(mine) == 1, f"{len(mine)} findings {rule} among {[(f.rule, f.message) for f in found]}"
    return mine[0]


def codes(found: Iterable[Finding]) -> list[str]:
    return sorted(finding.rule for finding in found)
