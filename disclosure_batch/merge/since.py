"""What is otherwise than at the last run, as a value."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.model import Figure
from disclosure_batch.merge.states import Status


class Stand(NamedTuple):
    """Where a unit stood at a run: its status, and whether the roster lets its figures count."""

    status: Status
    counted: bool


@dataclass(frozen=True, slots=True)
class UnitMoved:
    """A unit whose status is another. was None: it was on no list; now None: it is on none any more."""

    code: str | None
    name: str
    was: Stand | None
    now: Stand | None


@dataclass(frozen=True, slots=True)
class FoundBefore:
    """A finding of the last run that is gone, as its account told it. unit: what the unit is called."""

    rule: str
    severity: Severity
    unit: str | None
    file: str | None
    sheet: str | None
    cell: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Share:
    """By how much a unit moved a total."""

    unit: str
    by: Figure


@dataclass(frozen=True, slots=True)
class TotalMoved:
    """A total that is another. through: the units that moved it, the most first; empty where that can't be told."""

    field: str
    was: Figure
    now: Figure
    through: Sequence[Share] = ()

    @property
    def by(self) -> Figure:
        return self.now - self.was


@dataclass(frozen=True, slots=True)
class Since:
    """What is otherwise than at the run before; all empty where nothing is.

    new, replaced, gone: files by their path; replaced: the same path with another content.
    found, lost: findings that are new, and that are gone; decided: how many were there and are decided otherwise.
    came, left: units that are in the totals and were not, and the other way round; None where it can't be told whose
    figures the last totals had.
    """

    new: Sequence[str] = ()
    replaced: Sequence[str] = ()
    gone: Sequence[str] = ()
    units: Sequence[UnitMoved] = ()
    found: Sequence[Finding] = ()
    lost: Sequence[FoundBefore] = ()
    decided: int = 0
    totals: Sequence[TotalMoved] = ()
    came: Sequence[str] | None = None
    left: Sequence[str] | None = None

    @property
    def nothing(self) -> bool:
        """Whether nothing is otherwise."""
        files = self.new or self.replaced or self.gone
        return not (files or self.units or self.found or self.lost or self.decided or self.totals)
