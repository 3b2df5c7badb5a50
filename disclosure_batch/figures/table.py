"""The figures of many units as one table, so that a check or a sum is one step over all of them."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from disclosure_batch.form.model import FieldKind, Figure, Form

if TYPE_CHECKING:
    import pandas as pd  # where nobody looks at the table it would take longer to import than all sums

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
    def detail(self) -> "pd.DataFrame":
        """The same as a table to be looked at, NA where nothing is stated: counts as Int64, amounts as Decimal."""
        import pandas as pd

        def with_gaps(name: str) -> pd.arrays.IntegerArray | np.ndarray:
            figures, open_ = self.value[name], ~self.stated[name]
            if self.form.fields[name].kind is FieldKind.COUNT:
                return pd.arrays.IntegerArray(figures.astype(np.int64), open_)
            return np.where(open_, pd.NA, figures)

        return pd.DataFrame({name: with_gaps(name) for name in self.form.numeric}, index=self.index)

    @cached_property
    def position(self) -> Mapping[Hashable, int]:
        """Where each unit stands."""
        return {key: at for at, key in enumerate(self.index)}

    def taken(self, keys: Sequence[Hashable]) -> "Figures":
        """Of these units, in their order; one that is not here has stated nothing."""
        at = np.array([self.position.get(key, -1) for key in keys], dtype=int)  # the last row, which is added here
        value, stated = (
            {name: np.append(column, np.zeros(1, column.dtype))[at] for name, column in columns.items()}
            for columns in (self.value, self.stated)
        )
        return Figures(self.form, keys, value, stated)

    def row(self, at: int) -> dict[str, Figure | None]:
        """All figures of a unit, None where it has not stated one."""
        columns = self.value.items()
        return {name: column.item(at) if self.stated[name][at] else None for name, column in columns}

    def rows(self) -> Iterator[tuple[Figure | None, ...]]:
        """What each unit has typed, in the order of form.inputs, None where nothing is stated."""
        columns = ((self.value[name].tolist(), self.stated[name].tolist()) for name in self.form.inputs)
        stated = ([n if known else None for n, known in zip(*column, strict=True)] for column in columns)
        return zip(*stated, strict=True)

    def known(self, name: str) -> np.ndarray:
        """A field of all units, 0 where it is not stated; of a total, where not all its parts are."""
        return np.where(self.stated[name], self.value[name], 0)

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


def totals_of(form: Form, values: Mapping[str, Figure]) -> dict[str, Figure]:
    """One unit's figures with every total; what is not stated counts as 0 in a total and is left out itself."""
    figures = {name: value for name in form.inputs if (value := values.get(name)) is not None}
    for name in form.derived:
        figures[name] = sum(figures.get(part, 0) for part in form.fields[name].parts)
    return figures
