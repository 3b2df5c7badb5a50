"""This year against last year like for like (同口径): the sums of the units whose figures are known of both years."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from disclosure_batch.form.model import Figure
from disclosure_batch.merge import Consolidation


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of this year and of last year, both of the same units, and how many those are."""

    now: Figure
    last: Figure
    units: int

    @property
    def change(self) -> Figure:
        return self.now - self.last


@dataclass(frozen=True)
class SameUnits:
    """The units that are in the totals of both years."""

    result: Consolidation

    @cached_property
    def keys(self) -> list[str]:
        """Empty where last year is not known, or its totals alone are."""
        if self.result.last_year is None:
            return []
        before = set(self.result.last_year.detail.index)
        return [key for key in self.result.detail.index if key in before]

    def of(self, name: str) -> Compared | None:
        """A field, of those that stated it in both years; None where there are none."""
        if not self.keys:
            return None
        years = (self.result.detail, self.result.last_year.detail)
        pairs = list(zip(*(year.loc[self.keys, name].tolist() for year in years), strict=True))
        known = [(now, last) for now, last in pairs if not (pd.isna(now) or pd.isna(last))]
        return Compared(*map(sum, zip(*known, strict=True)), len(known)) if known else None

    def of_all(self, name: str) -> Compared | None:
        """The same where it speaks of the whole totals of both years, so that these may be compared; else None."""
        compared, last = self.of(name), self.result.last_year
        if compared is None or {*self.result.detail.index} != {*last.detail.index}:
            return None
        whole = compared.now == self.result.totals[name] and compared.last == last.totals.get(name)
        return compared if whole and compared.units == len(self.keys) and not last.lacking else None
