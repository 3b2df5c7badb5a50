"""Which decisions can be made of a finding: what is offered in the decisions file, and no other one is carried out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from disclosure_batch.decisions.decision import NEVER_ADDED, Word
from disclosure_batch.decisions.lines import Lines, asks_which, asks_whose
from disclosure_batch.findings import Finding, Severity
from disclosure_batch.intake.submission import Submission
from disclosure_batch.rules.blank import left_blank


@dataclass(frozen=True)
class Choices:
    """current: by unit the submission that counts, as it was handed in. read: the paths of files with figures."""

    lines: Lines
    current: Mapping[str, Submission]
    read: Collection[str]

    def of(self, finding: Finding) -> list[Word]:
        """The decisions that can be carried out."""
        return [word for word in Word if not self.why_not(word, finding)]

    def why_not(self, word: Word, finding: Finding) -> str:
        """Why a decision can't be made of a finding, in words; empty where it can."""
        match word:
            case Word.ACCEPT:
                return self._why_not_accepted(finding)
            case Word.RETURN:
                can, else_ = finding.unit in self.current, "没有收到可以退回的表"
            case Word.CORRECT:
                can, else_ = finding.unit in self.current and self.lines.figures(finding), "没有可以更正的数字"
            case Word.ZERO:
                can, else_ = self.blank(finding), "这个问题说的不是空着的格"
            case Word.COUNTS:
                can, else_ = asks_which(finding), "这个问题问的不是以哪一份为准"
            case Word.WHOSE:
                can, else_ = asks_whose(finding), "这个问题问的不是哪个单位的表"
        return "" if can else else_

    def blank(self, finding: Finding) -> list[str]:
        """The fields that a finding says to be blank, in the submission that counts."""
        submission = self.current.get(finding.unit)
        return left_blank(finding, submission.filing, self.lines.form) if submission else []

    def _why_not_accepted(self, finding: Finding) -> str:
        if finding.severity is not Severity.ERROR:
            return ""
        if finding.rule in NEVER_ADDED or asks_whose(finding):
            return "不能确定是谁的、哪一年的或哪一份的数字，不能同意，只能改好后重报"
        return "" if finding.file in self.read else "没有读到数字，不能同意；不再单独报送的单位请在名册写明"
