"""退回: the unit is sent back. It is not added; a warning is an error from then on."""

from disclosure_batch.decisions.decision import Word
from disclosure_batch.decisions.facts import Facts
from disclosure_batch.decisions.kinds.kind import DecisionKind
from disclosure_batch.findings import Finding, Severity


class SendBack(DecisionKind):
    word = Word.RETURN
    severity = Severity.ERROR

    def why_not(self, finding: Finding, facts: Facts) -> str:
        return "" if finding.unit in facts.current else "没有收到可以退回的表"

    def why_asked(self, finding: Finding) -> str:
        return ""
