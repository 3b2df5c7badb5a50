"""The figures of many units as one table, so that a check or a sum is one step over all of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from disclosure_batch.form.model import FieldKind, Figure, Form

Columns = Mapping[str, np.ndarray]  # by field, each over all units in their order


@dataclass(frozen=True, eq=False)
class Figures:
    """A column for each numeric field of the form; index names the units in their order.

    value: counts as int64, amounts as Decimal, 0 where nothing is stated; totals are sums of what is typed.
    stated: whether the unit stated it; a total, where all its parts are stated.
    """

    form: Form
    index: Sequence
    value: Columns
    stated: Columns

    @classmethod
    def of(cls, form: Form, rows: Sequence[Sequence[Figure | None]], index: Sequence) -> "Figures":
        """From values in the order of form.inputs, None where nothing is stated."""
        columns = list(zip(*rows, strict=True)) or [()] * len(form.inputs)
        value: dict[str, np.ndarray] = {}
        stated: dict[str, np.ndarray] = {}
        for name, column in zip(form.inputs, columns, strict=True):
            exact = object if form.fields[name].kind is FieldKind.AMOUNT else np.int64
            stated[name] = np.array([figure is not None for figure in column], dtype=bool)
            value[name] = np.array([0 if figure is None else figure for figure in column], dtype=exact)
        for name in form.derived:
            parts = form.fields[name].parts
            value[name] = sum(value[part] for part in parts)
            stated[name] = np.logical_and.reduce([stated[part] for part in parts])
        in_order = ({name: columns[name] for name in form.numeric} for columns in (value, stated))
        return cls(form, index, *in_order)

    @cached_property
    def detail(self) -> pd.DataFrame:
        """The same with NA where nothing is stated: counts as Int64, amounts as Decimal."""
        columns = {name: self._with_gaps(name) for name in self.form.numeric}
        return pd.DataFrame(columns, index=self.index)

    def _with_gaps(self, name: str) -> pd.arrays.IntegerArray | np.ndarray:
        figures, open_ = self.value[name], ~self.stated[name]
        if self.form.fields[name].kind is FieldKind.COUNT:
            return pd.arrays.IntegerArray(figures.astype(np.int64), open_)
        return np.where(open_, pd.NA, figures)

    @cached_property
    def totals(self) -> dict[str, Figure]:
        """The sum of each field over all units, exact: Python ints and Decimals."""
        return {name: sum(column.tolist()) for name, column in self.value.items()}

    @cached_property
    def reported(self) -> dict[str, int]:
        """How many units stated each field."""
        return {name: int(column.sum()) for name, column in self.stated.items()}


def any_of(marks: Columns, names: Iterable[str], units: int) -> np.ndarray:
    """In which of so many units any of these fields is marked."""
    return np.logical_or.reduce([np.zeros(units, dtype=bool), *(marks[name] for name in names)])


def zero_where_open(column: pd.Series) -> pd.Series:
    """A column of a detail, 0 where nothing is stated. What is stated keeps its type, which an older fillna changes."""
    return pd.Series(np.where(column.isna(), 0, column), column.index)


def stated_rows(detail: pd.DataFrame, names: Iterable[str]) -> Iterator[tuple[Figure | None, ...]]:
    """Row by row, None where nothing is stated. Taken column by column: to get at a row of many columns is slow."""
    columns = ((detail[name].array, detail[name].isna().array) for name in names)
    stated = (
        [None if open_ else figure for figure, open_ in zip(figures.tolist(), gaps, strict=True)]
        for figures, gaps in columns
    )
    return zip(*stated, strict=True)


def totals_of(form: Form, values: Mapping[str, Figure]) -> dict[str, Figure]:
    """One unit's figures with every total; what is not stated counts as 0 in a total and is left out itself."""
    figures = {name: value for name in form.inputs if (value := values.get(name)) is not None}
    for name in form.derived:
        figures[name] = sum(figures.get(part, 0) for part in form.fields[name].parts)
    return figures
