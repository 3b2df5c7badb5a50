"""Last year's result: a consolidated workbook, or in the first year any files that can be read as submissions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from disclosure_batch.figures.table import Figures, totals_of
from disclosure_batch.form.model import Form
from disclosure_batch.intake.filing import Figure, Filing, Origin, Reading
from disclosure_batch.intake.identify import identify
from disclosure_batch.intake.several import reported_year
from disclosure_batch.intake.submission import Standing
from disclosure_batch.intake.troubles import DetailNotBeside
from disclosure_batch.roster import Roster, Unit, normalised

if TYPE_CHECKING:
    import pandas as pd

STANDING = (Standing.CURRENT, Standing.UNUSABLE)


@dataclass(frozen=True)
class LastYear:
    """Last year's result. figures: of its units, index the unit's key of this year; none where only totals are known.

    totals are those that were published, else the sum of what was read (None for a field nobody stated). year None
    where it is not known. lacking: units of which a 汇总表 that was a 送审稿 has no figures. without_detail: the file of
    a detail that lies beside it, and is not there as it was written. words: what was written, by text field: of the
    published report, and by the unit's key.
    """

    year: int | None
    figures: Figures
    totals: Mapping[str, Figure | None]
    published: bool = True
    lacking: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    words_of: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    without_detail: str = ""

    @property
    def detail(self) -> "pd.DataFrame":
        """The figures as a table, NA where nothing is stated."""
        return self.figures.detail

    @property
    def by_units(self) -> bool:
        """Whether more is known than totals."""
        return bool(self.figures.index)

    def of_unit(self, key: str) -> Mapping[str, Figure | None]:
        """A single unit's figures; empty where they are not known."""
        at = self.figures.position.get(key)
        return {} if at is None else self.figures.row(at)

    def of_these(self, units: Sequence[Unit]) -> "LastYear | None":
        """Last year's result of some units, as if it were of them alone; None where no figures of theirs are known."""
        keys, names = {unit.key for unit in units}, {normalised(unit.name) for unit in units}
        known = [key for key in self.figures.index if key in keys]
        if not known:
            return None
        return replace(
            self,
            figures=self.figures.taken(known),
            totals=self._sums(known),
            lacking=tuple(name for name in self.lacking if normalised(name) in names),
            words={},
            words_of={key: words for key, words in self.words_of.items() if key in keys},
        )

    def _sums(self, keys: Sequence[str]) -> Mapping[str, Figure | None]:
        """None where nobody stated it."""
        rows = [self.of_unit(key) for key in keys]
        stated = {name: [row[name] for row in rows if row[name] is not None] for name in self.figures.value}
        return {name: sum(figures) if figures else None for name, figures in stated.items()}

    def of(self, unit: Unit) -> Mapping[str, Figure]:
        """What a unit stated, to be filled into its workbook."""
        return {name: figure for name, figure in self.of_unit(unit.key).items() if figure is not None}


def last_year_of(
    readings: Sequence[Reading], units: Sequence[Unit], roster: Roster | None, form: Form, publisher: str | None = None
) -> LastYear | None:
    """Last year's figures by this year's units; None where nothing could be read.

    A unit is followed by its code, else by its name or an alias on this year's roster. One that is gone keeps its
    own code or name as its key. Copies, blank workbooks and what was superseded last year are left aside. The report
    that the publishing body published has the totals of all, and none of its own.
    """
    filings = _filings(readings, form)
    if not filings:
        return None
    this_year = _ThisYear(units, roster, publisher)
    whole = [f for f in filings if f.of_several or this_year.published(f, alone=len(filings) == 1)]
    units_of = (filing.of_several or _itself(filing, whole) for filing in filings)
    rows = this_year.by_unit(chain.from_iterable(units_of))
    figures = Figures.of(form, [part.values for part in rows.values()], list(rows))
    totals = _stated(whole[0], form) if len(whole) == 1 else _summed(figures)
    lacking = tuple(name for filing in whole for name in filing.lacking)
    last_year = LastYear(_year(filings), figures, totals, len(whole) == 1, lacking)
    words_of = {key: filing.texts for key, filing in rows.items()}
    return replace(last_year, words=_words(whole), words_of=words_of, without_detail=_without_detail(readings))


def _without_detail(readings: Sequence[Reading]) -> str:
    troubles = chain.from_iterable(reading.troubles for reading in readings)
    return next((trouble.path for trouble in troubles if isinstance(trouble, DetailNotBeside)), "")


def _words(whole: Sequence[Filing]) -> Mapping[str, str]:
    """Those of what was published; of several nobody's."""
    return whole[0].texts if len(whole) == 1 else {}


def _filings(readings: Sequence[Reading], form: Form) -> list[Filing]:
    """Those that counted last year."""
    submissions = identify(readings, None, form)
    return [s.filing for s in submissions if s.filing and s.standing in STANDING]


def _itself(filing: Filing, whole: Sequence[Filing]) -> tuple[Filing, ...]:
    """A filing of one unit; what was published is of nobody alone."""
    return () if filing in whole else (filing,)


def _year(filings: Sequence[Filing]) -> int | None:
    """The one year that they are of; None where they state none, or several."""
    years = {year for filing in filings if (year := reported_year(filing))}
    return years.pop() if len(years) == 1 else None


@dataclass(frozen=True, slots=True)
class _ThisYear:
    """Who reports this year, and who publishes: last year's filings are known by that."""

    units: Sequence[Unit]
    roster: Roster | None
    publisher: str | None

    def published(self, filing: Filing, alone: bool) -> bool:
        """Whether it is the report of the publishing body, not the workbook of its own office.

        A report that came alone and is none of the units' is that, too, whatever the body was called.
        """
        if filing.origin is not Origin.LABELS:
            return False
        unit = self.unit(filing)
        if unit is None and alone:
            return True
        named = bool(self.publisher) and normalised(filing.name) == normalised(self.publisher)
        return named or bool(self.roster and self.roster.body and unit is self.roster.body)

    def unit(self, filing: Filing) -> Unit | None:
        """The unit of this year that a filing is of."""
        if self.roster:
            return self.roster.by_code(filing.code) or self.roster.by_name(filing.name)
        same_code = (unit for unit in self.units if filing.code and unit.code == filing.code)
        same_name = (u for u in self.units if filing.name and normalised(u.name) == normalised(filing.name))
        return next(same_code, None) or next(same_name, None)

    def by_unit(self, filings: Iterable[Filing]) -> Mapping[str, Filing]:
        """By the key of this year's unit, else by their own code or name; the first of each."""
        rows: dict[str, Filing] = {}
        for filing in filings:
            unit = self.unit(filing)
            rows.setdefault(unit.key if unit else filing.code or filing.name, filing)
        return rows


def _stated(filing: Filing, form: Form) -> Mapping[str, Figure | None]:
    """The totals that a consolidated workbook or a published report states."""
    values = dict(zip(form.inputs, filing.values, strict=True))
    known = totals_of(form, values)
    return {name: known.get(name) if values.get(name, 0) is not None else None for name in form.numeric}


def _summed(figures: Figures) -> Mapping[str, Figure | None]:
    return {name: total if figures.reported[name] else None for name, total in figures.totals.items()}
