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
class FileMoved:
    """The same content under another path."""

    was: str
    now: str


@dataclass(frozen=True, slots=True)
class UnitMoved:
    """A unit that stands elsewhere. was None: it was on no list; now None: it is on none any more."""

    code: str | None
    name: str
    was: Stand | None
    now: Stand | None


@dataclass(frozen=True, slots=True)
class UnitRenamed:
    """A unit whose code or name is another in the roster: the one that it had, and the one that it has."""

    name: str
    was: str
    now: str


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
class FoundOtherwise:
    """A finding that was there and is graver or less grave now, or decided otherwise. decided: what was decided, in
    words."""

    finding: Finding
    severity: Severity
    decided: str | None

    @property
    def regraded(self) -> bool:
        """By itself: what was decided makes it less grave, too."""
        return self.severity is not self.finding.severity and not self.redecided

    @property
    def redecided(self) -> bool:
        decision = self.finding.decision
        return self.decided != (decision and decision.words)


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

    new, replaced, gone, moved: files by their path; replaced: the same path with another content.
    units, renamed: where units stand, and what the roster calls them.
    found, lost: findings that are new, and that are gone; otherwise: those that were there.
    came, left: units that are in the totals and were not, and the other way round; None where it can't be told whose
    figures the last totals had.
    """

    new: Sequence[str] = ()
    replaced: Sequence[str] = ()
    gone: Sequence[str] = ()
    moved: Sequence[FileMoved] = ()
    units: Sequence[UnitMoved] = ()
    renamed: Sequence[UnitRenamed] = ()
    found: Sequence[Finding] = ()
    lost: Sequence[FoundBefore] = ()
    otherwise: Sequence[FoundOtherwise] = ()
    totals: Sequence[TotalMoved] = ()
    came: Sequence[str] | None = None
    left: Sequence[str] | None = None

    @property
    def nothing(self) -> bool:
        """Whether nothing is otherwise."""
        files = self.new or self.replaced or self.gone or self.moved
        findings = self.found or self.lost or self.otherwise
        return not (files or self.units or self.renamed or findings or self.totals)
