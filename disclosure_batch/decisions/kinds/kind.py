"""What every kind of decision has: when it can be made of a finding, and what follows from it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, ClassVar

from disclosure_batch.decisions.corrections import Correction
from disclosure_batch.decisions.decision import Entry, Word
from disclosure_batch.decisions.facts import Facts
from disclosure_batch.findings import Finding, Severity
from disclosure_batch.intake.submission import NOTHING_SAID, SaidOfFiles

UnitField = tuple[str, str]  # the unit's key and the field
UnitSheet = tuple[str | None, str | None]


class Stage(IntEnum):
    """When a decision is carried out. After each stage all that comes behind it is asked anew."""

    FILES = 1  # whose they are, and which of several counts
    FIGURES = 2
    TOTALS = 3  # as what their parts then add up to
    LAST = 4  # it changes nothing that a rule looks at


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows from a decision.

    beside: what the Decision says beyond its finding. claims: what it says of which thing; two decisions that say
    different things of one contradict each other, and neither is done. told: what is said of files by it. zeros: sheets
    of units that are blank and counted as 0.
    """

    beside: Mapping[str, Any] = field(default_factory=dict)
    claims: Mapping[Hashable, Hashable] = field(default_factory=dict)
    told: SaidOfFiles = NOTHING_SAID
    corrections: Mapping[UnitField, Correction] = field(default_factory=dict)
    zeros: frozenset[UnitSheet] = frozenset()


class DecisionKind:
    """A kind of decision.

    severity: that of a finding of which it was decided, None where it stays. takes_a_value: whether 更正值 is typed
    beside it. reproach: what is said of two that contradict each other.
    """

    word: ClassVar[Word]
    severity: ClassVar[Severity | None] = None
    takes_a_value: ClassVar[bool] = False
    reproach: ClassVar[str] = ""

    def why_not(self, finding: Finding, facts: Facts) -> str:
        """Why it can't be made of a finding, in words; empty where it can."""
        raise NotImplementedError

    def why_asked(self, finding: Finding) -> str:
        """What a reason has to be given for, in words; empty where none is asked."""
        return self.word

    def stage(self, entry: Entry, finding: Finding, facts: Facts) -> Stage:
        return Stage.LAST

    def consequence(self, entry: Entry, finding: Finding, facts: Facts) -> Consequence:
        """What follows. Raises DecisionRefused."""
        return Consequence()


def consequence_of(corrections: Mapping[UnitField, Correction], facts: Facts, **beside: Any) -> Consequence:
    """What follows where figures are taken as others; the first of them stands in the Decision."""
    first = next(iter(corrections.values()))
    sheet, cell = first.filing.place(facts.form, first.field.id)
    placed = {"sheet": sheet, "cell": cell, "field": first.field.id, "corrected": first.figure}
    claims = {at: correction.figure for at, correction in corrections.items()}
    return Consequence(placed | beside, claims=claims, corrections=corrections)
