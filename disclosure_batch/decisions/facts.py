"""What a decision is held against: the findings as they are listed, and what the offices have handed in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from disclosure_batch.decisions.lines import Lines
from disclosure_batch.findings import Finding
from disclosure_batch.form.model import Form
from disclosure_batch.intake.filing import Filing
from disclosure_batch.intake.submission import Submission
from disclosure_batch.roster import Roster
from disclosure_batch.rules.blank import left_blank
from disclosure_batch.rules.case import Case


@dataclass(frozen=True)
class Facts:
    """lines: of the case with what is corrected so far. current: by unit the submission that counts, as it was handed
    in. read: the paths of files with figures.
    """

    lines: Lines
    current: Mapping[str, Submission]
    read: Collection[str]

    @classmethod
    def of(cls, case: Case) -> "Facts":
        current = {submission.key: submission for submission in case.current}
        return cls(Lines(case), current, {s.reading.path for s in case.submissions if s.filing})

    def with_corrections(self, case: Case) -> "Facts":
        """The same with the figures of the case."""
        return replace(self, lines=Lines(case))

    @property
    def form(self) -> Form:
        return self.lines.form

    @property
    def units(self) -> Roster:
        """Those that are on the roster; without one those that were found."""
        return self.lines.case.roster or Roster(tuple(self.lines.units.values()))

    def corrected(self, unit: str) -> Filing:
        """What counts of a unit, with what is corrected so far."""
        return self.lines.submissions[self.current[unit].reading.path].filing

    def blank(self, finding: Finding) -> list[str]:
        """The fields that a finding says to be blank, in the submission that counts."""
        submission = self.current.get(finding.unit)
        return left_blank(finding, submission.filing, self.form) if submission else []
