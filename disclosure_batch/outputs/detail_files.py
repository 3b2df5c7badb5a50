"""明细/*.csv: the detail of very many units beside the workbook, a file for each unit above them, a row a unit.

intake/beside.py reads them. They are written row by row, and read back before the workbook says what they hold.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from disclosure_batch.figures.table import totals_of
from disclosure_batch.form.model import Figure, Form
from disclosure_batch.merge import Consolidation, UnitState
from disclosure_batch.names import safe_name
from disclosure_batch.papers import ALL_UNITS, CODE_FIELD, DETAIL_FILE, NAME_FIELD
from disclosure_batch.text import plain


class DetailFile(NamedTuple):
    """A file of the detail as it was written. parent: the code above its units, None where nobody is.

    figures: what they come to, in the order of form.inputs; None where none of them states it.
    """

    parent: str | None
    path: str
    sha256: str
    units: int
    figures: Sequence[Figure | None]


def write_detail(result: Consolidation, folder: Path) -> list[DetailFile]:
    """The files of all units that are added, in the order of the first unit of each."""
    names: dict[str, str | None] = {}
    files = []
    for parent, states in _by_parent(result).items():
        name = DETAIL_FILE.format(safe_name(parent) if parent else ALL_UNITS)
        if names.setdefault(name.casefold(), parent) != parent:  # codes that only differ in what no name can hold
            name = DETAIL_FILE.format(f"{safe_name(parent)}（{len(names)}）")
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(_rows(states, result.form))
        figures = _sums([state.filing.values for state in states], len(result.form.inputs))
        files.append(DetailFile(parent, name, _sha256(path), len(states), figures))
    return files


def _by_parent(result: Consolidation) -> Mapping[str | None, list[UnitState]]:
    """Where some have others above them, the units that have nobody are the publisher's."""
    grouped: dict[str | None, list[UnitState]] = {}
    publisher = result.body.code if any(state.unit.parent for state in result.added) else None
    for state in result.added:
        grouped.setdefault(state.unit.parent or publisher, []).append(state)
    return grouped


def _rows(states: Sequence[UnitState], form: Form) -> Iterator[Sequence[str]]:
    """Every field by its id, totals as well."""
    yield (CODE_FIELD, NAME_FIELD, *form.numeric)
    for state in states:
        stated = dict(zip(form.inputs, state.filing.values, strict=True))
        figures = {**stated, **totals_of(form, stated)}
        shown = ("" if (figure := figures[name]) is None else plain(figure) for name in form.numeric)
        yield (state.unit.code, state.unit.name, *shown)


def _sums(rows: Sequence[Sequence[Figure | None]], width: int) -> list[Figure | None]:
    sums: list[Figure | None] = [None] * width
    for row in rows:
        for at, figure in enumerate(row):
            if figure is not None:
                sums[at] = figure + (sums[at] or 0)
    return sums


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_detail(path: Path, form: Form) -> Iterator[tuple[str, tuple[Figure | None, ...]]]:
    """The key and the typed figures of each unit, from the disk, row by row; knows nothing of what was written."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            figures = tuple(Decimal(row[name]) if row[name] else None for name in form.inputs)
            yield row[CODE_FIELD] or row[NAME_FIELD], figures
