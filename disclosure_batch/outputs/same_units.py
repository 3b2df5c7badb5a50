"""This year against last year like for like (同口径): the sums of the units whose figures are known of both years."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from disclosure_batch.figures.table import Figures
from disclosure_batch.form.model import Figure
from disclosure_batch.merge import Consolidation


@dataclass(frozen=True, slots=True)
class YearOnYear:
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
    def years(self) -> tuple[Figures, Figures] | None:
        """This year's figures and last year's; None where last year is not known by its units."""
        last = self.result.last_year
        return (self.result.figures, last.figures) if last and last.by_units else None

    @cached_property
    def keys(self) -> list[str]:
        if self.years is None:
            return []
        now, last = self.years
        return [key for key in now.index if key in last.position]

    @cached_property
    def all_the_same(self) -> bool:
        """Whether no unit came or went."""
        return self.years is not None and all(len(year.index) == len(self.keys) for year in self.years)

    @property
    def apart(self) -> bool:
        """Whether units came or went, so that the totals of both years are not those of the same units."""
        return bool(self.keys) and not self.all_the_same

    @property
    def in_words(self) -> str:
        """Which units a change from last year to this one is of."""
        if self.years is None:
            return "上年只有合计，没有各单位的数，不是同口径，增减只供参考。"
        if not self.keys:
            return "两年计入汇总的没有相同的单位，增减只供参考。"
        number = len(self.keys)
        if self.all_the_same:
            return f"两年计入汇总的是同样的 {number} 家单位。"
        now, last = (len(year.index) for year in self.years)
        return f"增减按同口径比，即两年都计入汇总的 {number} 家（本年计入 {now} 家，上年 {last} 家）。"

    @cached_property
    def _of_both(self) -> list[Figures]:
        """What the units stated in each of the two."""
        return [year.taken(self.keys) for year in self.years]

    def of(self, name: str) -> YearOnYear | None:
        """A field, of those that stated it in both years; None where there are none."""
        if not self.keys:
            return None
        known = np.logical_and.reduce([year.stated[name] for year in self._of_both])
        now, last = (sum(year.value[name][known].tolist()) for year in self._of_both)
        return YearOnYear(now, last, int(known.sum())) if known.any() else None

    def of_all(self, name: str) -> YearOnYear | None:
        """The same where it speaks of the whole totals of both years, so that these may be compared; else None."""
        compared, last = self.of(name) if self.all_the_same else None, self.result.last_year
        if compared is None or compared.units < len(self.keys) or last.lacking:
            return None
        whole = compared.now == self.result.totals[name] and compared.last == last.totals.get(name)
        return compared if whole else None
