"""The figures of many units as one table, so that a check or a sum is one step over all of them."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disclosure_batch.form.model import FieldKind, Figure, Form

if TYPE_CHECKING:
    import pandas as pd  # where nobody looks at the table it would take longer to import than all sums

Columns = Mapping[str, np.ndarray]  # by field, each over all units in their order
AT_A_TIME = 1_000  # units that are rows for a moment


class NarrowColumns(Mapping[str, np.ndarray]):
    """Columns of which each is held in as few bytes as its figures need, most in one for a unit. What is asked for is a
    copy, as wide as sums need: bool, int64, or object."""

    def __init__(self, columns: Iterable[tuple[str, np.ndarray]]) -> None:
        self._held = {name: _narrow(column) for name, column in columns}

    def __getitem__(self, name: str) -> np.ndarray:
        return self._held[name].wide(slice(None))

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def some(self, name: str, rows: slice) -> list:
        """Of some units, as Python has them."""
        return self._held[name].wide(rows).tolist()

    def row(self, at: int) -> dict[str, Figure | bool | None]:
        """Those of one unit, as Python has them."""
        return {name: held.one(at) for name, held in self._held.items()}


class _Marks(NamedTuple):
    """Eight in a byte."""

    bits: np.ndarray
    length: int

    def wide(self, rows: slice) -> np.ndarray:
        first, end, _ = rows.indices(self.length)
        begin = first & ~7
        return np.unpackbits(self.bits[first >> 3 :], count=end - begin)[first - begin :].view(bool)

    def one(self, at: int) -> bool:
        return bool(self.bits.item(at >> 3) >> (7 - (at & 7)) & 1)


class _Numbers(NamedTuple):
    """known: where there is one; None where there is everywhere."""

    numbers: np.ndarray
    known: _Marks | None = None

    def wide(self, rows: slice) -> np.ndarray:
        numbers = _as_wide(self.numbers[rows])
        return numbers if self.known is None else np.where(self.known.wide(rows), numbers.astype(object), None)

    def one(self, at: int) -> Figure | None:
        return self.numbers.item(at) if self.known is None or self.known.one(at) else None


def _narrow(column: np.ndarray) -> _Marks | _Numbers:
    if column.dtype == bool:
        return _Marks(np.packbits(column), len(column))
    if column.dtype != object:
        return _Numbers(_as_narrow(column))
    kinds = set(map(type, column.tolist()))
    if not kinds <= {int, type(None)}:
        return _Numbers(column)
    known = np.not_equal(column, None)
    return _Numbers(_as_narrow(np.where(known, column, 0).astype(np.int64)), _narrow(known))


def _as_narrow(numbers: np.ndarray) -> np.ndarray:
    if numbers.dtype == object or not len(numbers):
        return numbers
    most = max(abs(int(numbers.min())), abs(int(numbers.max())))
    return numbers.astype(next(kind for kind in (np.int8, np.int16, np.int32, np.int64) if most <= np.iinfo(kind).max))


def _as_wide(numbers: np.ndarray) -> np.ndarray:
    return numbers.astype(object if numbers.dtype == object else np.int64)


@dataclass(frozen=True, eq=False)
class Figures:
    """A column for each numeric field of the form; index names the units in their order.

    value: counts as int64, amounts as Decimal, 0 where nothing is stated; totals are sums of what is typed.
    stated: whether the unit stated it; a total, where all its parts are stated.
    """

    form: Form
    index: Sequence
    value: NarrowColumns
    stated: NarrowColumns

    @classmethod
    def of(cls, form: Form, rows: Sequence[Sequence[Figure | None]], index: Sequence) -> "Figures":
        """From values in the order of form.inputs, None where nothing is stated."""
        value, stated = _typed(form, rows)
        for name in form.derived:
            parts = form.fields[name].parts
            value[name] = sum(_as_wide(value[part]) for part in parts)
            stated[name] = np.logical_and.reduce([stated[part] for part in parts])
        of_all = (((name, columns[name]) for name in form.numeric) for columns in (value, stated))
        return cls(form, index, *map(NarrowColumns, of_all))

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
            NarrowColumns((name, np.append(column, np.zeros(1, column.dtype))[at]) for name, column in columns.items())
            for columns in (self.value, self.stated)
        )
        return Figures(self.form, keys, value, stated)

    def row(self, at: int) -> dict[str, Figure | None]:
        """All figures of a unit, None where it has not stated one."""
        stated = self.stated.row(at)
        return {name: figure if stated[name] else None for name, figure in self.value.row(at).items()}

    def rows(self) -> Iterator[tuple[Figure | None, ...]]:
        """What each unit has typed, in the order of form.inputs, None where nothing is stated."""
        for at in range(0, len(self.index), AT_A_TIME):
            some = slice(at, at + AT_A_TIME)
            columns = ((self.value.some(name, some), self.stated.some(name, some)) for name in self.form.inputs)
            stated = ([n if known else None for n, known in zip(*column, strict=True)] for column in columns)
            yield from zip(*stated, strict=True)

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


_Typed = tuple[dict[str, np.ndarray], dict[str, np.ndarray]]


def _typed(form: Form, rows: Sequence[Sequence[Figure | None]]) -> _Typed:
    """The columns of form.inputs, narrow, and where they are stated."""
    blocks = [rows[at : at + AT_A_TIME] for at in range(0, len(rows), AT_A_TIME)]
    columns = [_columns(form, block) for block in blocks or [()]]
    value, stated = ({n: np.concatenate([of[at][n] for of in columns]) for n in form.inputs} for at in (0, 1))
    return value, stated


def _columns(form: Form, rows: Sequence[Sequence[Figure | None]]) -> _Typed:
    """Those of some units."""
    columns = dict(zip(form.inputs, list(zip(*rows, strict=True)) or [()] * len(form.inputs), strict=True))
    kinds = {name: object if form.fields[name].kind is FieldKind.AMOUNT else np.int64 for name in form.inputs}
    value = {n: np.array([0 if figure is None else figure for figure in c], dtype=kinds[n]) for n, c in columns.items()}
    stated = {n: np.array([figure is not None for figure in c], dtype=bool) for n, c in columns.items()}
    return {name: _as_narrow(column) for name, column in value.items()}, stated


def any_of(marks: Columns, names: Iterable[str], units: int) -> np.ndarray:
    """In which of so many units any of these fields is marked."""
    return np.logical_or.reduce([np.zeros(units, dtype=bool), *(marks[name] for name in names)])


def totals_of(form: Form, values: Mapping[str, Figure]) -> dict[str, Figure]:
    """One unit's figures with every total; what is not stated counts as 0 in a total and is left out itself."""
    figures = {name: value for name in form.inputs if (value := values.get(name)) is not None}
    for name in form.derived:
        figures[name] = sum(figures.get(part, 0) for part in form.fields[name].parts)
    return figures
