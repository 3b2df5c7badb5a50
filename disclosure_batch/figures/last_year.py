"""Last year's result: a consolidated workbook, or in the first year any files that can be read as submissions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from disclosure_batch.figures.table import Figures, totals_of
from disclosure_batch.form.model import Form
from disclosure_batch.intake.filing import Figure, Filing, Origin, Reading
from disclosure_batch.intake.identify import identify, reported_year
from disclosure_batch.intake.submission import Standing
from disclosure_batch.roster import Roster, Unit, normalised


@dataclass(frozen=True, slots=True)
class LastYear:
    """Last year's result. detail: units × numeric fields (NA: not stated), index the unit's key of this year.

    totals are those that were published, else the sum of what was read (None for a field nobody stated). The detail is
    empty where only totals are known. year None where it is not known. lacking: units of which a 汇总表 that was a
    送审稿 has no figures.
    """

    year: int | None
    detail: pd.DataFrame
    totals: Mapping[str, Figure | None]
    published: bool = True
    lacking: tuple[str, ...] = ()


def last_year_of(
    readings: Sequence[Reading], units: Sequence[Unit], roster: Roster | None, form: Form, publisher: str | None = None
) -> LastYear | None:
    """Last year's figures by this year's units; None where nothing could be read.

    A unit is followed by its code, else by its name or an alias on this year's roster. One that is gone keeps its
    own code or name as its key. Copies, blank workbooks and what was superseded last year are left aside. The report
    that the publishing body published has the totals of all, and none of its own.
    """
    submissions = identify(readings, None, form)
    filings = [s.filing for s in submissions if s.filing and s.standing in (Standing.CURRENT, Standing.UNUSABLE)]
    if not filings:
        return None
    rows: dict[str, Filing] = {}
    whole: list[Filing] = []
    for filing in filings:
        parts = (*filing.parts, *filing.apart)
        if parts or _is_published(filing, units, roster, publisher, len(filings) == 1):
            whole.append(filing)
        for part in parts or (() if filing in whole else (filing,)):
            rows.setdefault(_key(part, units, roster), part)
    figures = Figures.of(form, [part.values for part in rows.values()], list(rows))
    years = {year for filing in filings if (year := reported_year(filing))}
    totals = _stated(whole[0], form) if len(whole) == 1 else _summed(figures)
    lacking = tuple(name for filing in whole for name in filing.lacking)
    return LastYear(years.pop() if len(years) == 1 else None, figures.detail, totals, len(whole) == 1, lacking)


def _is_published(filing: Filing, units: Sequence[Unit], roster: Roster | None, publisher: str | None, alone: bool) -> bool:
    """Whether it is the report of the publishing body, not the workbook of its own office.

    A report that came alone and is none of the units' is that, too, whatever the body was called.
    """
    if filing.origin is not Origin.LABELS:
        return False
    unit = _unit(filing, units, roster)
    if unit is None and alone:
        return True
    named = bool(publisher) and normalised(filing.name) == normalised(publisher)
    return named or bool(roster and roster.body and unit is roster.body)


def _unit(filing: Filing, units: Sequence[Unit], roster: Roster | None) -> Unit | None:
    """The unit of this year that a filing is of."""
    if roster:
        return roster.by_code(filing.code) or roster.by_name(filing.name)
    same_code = (unit for unit in units if filing.code and unit.code == filing.code)
    same_name = (unit for unit in units if filing.name and normalised(unit.name) == normalised(filing.name))
    return next(same_code, None) or next(same_name, None)


def _key(filing: Filing, units: Sequence[Unit], roster: Roster | None) -> str:
    unit = _unit(filing, units, roster)
    return unit.key if unit else filing.code or filing.name


def _stated(filing: Filing, form: Form) -> Mapping[str, Figure | None]:
    """The totals that a consolidated workbook or a published report states."""
    values = dict(zip(form.inputs, filing.values, strict=True))
    known = totals_of(form, values)
    return {name: known.get(name) if values.get(name, 0) is not None else None for name in form.numeric}


def _summed(figures: Figures) -> Mapping[str, Figure | None]:
    return {name: total if figures.reported[name] else None for name, total in figures.totals.items()}
