"""What a reader gathers of a sheet while it walks it, until that is a Grid."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from disclosure_batch.documents.document import Corner, Grid, Merge
from disclosure_batch.documents.guard import TOLD_BEYOND


@dataclass(slots=True)
class Gathered:
    """The parts of a Grid; beyond: the first of the cells that stand further away than is read."""

    rows: list[list[Any]] = field(default_factory=list)
    formulas: set[Corner] = field(default_factory=set)
    unstored: set[Corner] = field(default_factory=set)
    errors: dict[Corner, str] = field(default_factory=dict)
    padded: dict[Corner, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Merge] = field(default_factory=list)
    beyond: list[Corner] = field(default_factory=list)

    def tell_beyond(self, row: int, column: int) -> None:
        """Keeps the place of a cell that is not read, while there are few."""
        if len(self.beyond) < TOLD_BEYOND:
            self.beyond.append((row, column))

    def grid(self, name: str, visible: bool, remarks: Mapping[Corner, str]) -> Grid:
        """The sheet as it is handed on."""
        return Grid(
            name,
            self.rows,
            visible,
            formulas=frozenset(self.formulas),
            unstored=frozenset(self.unstored),
            errors=self.errors,
            padded=self.padded,
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=frozenset(self.hidden_columns),
            merged=self.merged,
            remarks=remarks,
        )
