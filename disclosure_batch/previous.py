"""Last year's result: a consolidated workbook, or in the first year any files that can be read as submissions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from disclosure_batch.figures import Figures, totals_of
from disclosure_batch.form.model import Form
from disclosure_batch.intake.filing import Figure, Filing, Reading
from disclosure_batch.intake.identify import Standing, identify, year_of
from disclosure_batch.roster import Roster, Unit, normalised


@dataclass(frozen=True, slots=True)
class LastYear:
    """Last year's result. detail: units × numeric fields (NA: not stated), index the unit's key of this year.

    totals are those that were published (None for a field nobody stated); year None where it is not known.
    """

    year: int | None
    detail: pd.DataFrame
    totals: Mapping[str, Figure | None]


def last_year_of(readings: Sequence[Reading], units: Sequence[Unit], roster: Roster | None, form: Form) -> LastYear | None:
    """Last year's figures by this year's units; None where nothing could be read.

    A unit is followed by its code, else by its name or an alias on this year's roster. One that is gone keeps its
    own code or name as its key. Copies, blank workbooks and what was superseded last year are left aside.
    """
    submissions = identify(readings, None, form)
    filings = [s.filing for s in submissions if s.filing and s.standing in (Standing.CURRENT, Standing.UNUSABLE)]
    if not filings:
        return None
    parts = [part for filing in filings for part in ((*filing.parts, *filing.apart) or (filing,))]
    rows: dict[str, Filing] = {}
    for part in parts:
        rows.setdefault(_key(part, units, roster), part)
    figures = Figures.of(form, [part.values for part in rows.values()], list(rows))
    years = {year for filing in filings if (year := year_of(filing))}
    return LastYear(years.pop() if len(years) == 1 else None, figures.detail, _published(filings, figures, form))


def _key(filing: Filing, units: Sequence[Unit], roster: Roster | None) -> str:
    if roster:
        unit = roster.by_code(filing.code) or roster.by_name(filing.name)
    else:
        same_code = (unit for unit in units if filing.code and unit.code == filing.code)
        same_name = (unit for unit in units if filing.name and normalised(unit.name) == normalised(filing.name))
        unit = next(same_code, None) or next(same_name, None)
    return unit.key if unit else filing.code or filing.name


def _published(filings: Sequence[Filing], figures: Figures, form: Form) -> Mapping[str, Figure | None]:
    """The totals as published: those of the consolidated workbook, else the sum of what was read."""
    if len(filings) == 1:
        values = dict(zip(form.inputs, filings[0].values, strict=True))
        known = totals_of(form, values)
        return {name: known.get(name) if values.get(name, 0) is not None else None for name in form.numeric}
    return {name: total if figures.reported[name] else None for name, total in figures.totals.items()}
