"""以这份为准: of several versions of a unit this file counts, and the others are set aside."""

from disclosure_batch.decisions.decision import Entry, Word
from disclosure_batch.decisions.facts import Facts
from disclosure_batch.decisions.kinds.kind import Consequence, DecisionKind, Stage
from disclosure_batch.decisions.lines import asks_which
from disclosure_batch.findings import Finding
from disclosure_batch.intake.submission import SaidOfFiles


class Counts(DecisionKind):
    word = Word.COUNTS
    reproach = "写的是同一单位的两份表，不能都作准"

    def why_not(self, finding: Finding, facts: Facts) -> str:
        if not asks_which(finding):
            return "这个问题问的不是以哪一份为准"
        return "" if finding.file in facts.read else "这份没有读到数字，不能以它为准"

    def stage(self, entry: Entry, finding: Finding, facts: Facts) -> Stage:
        return Stage.FILES

    def consequence(self, entry: Entry, finding: Finding, facts: Facts) -> Consequence:
        told = SaidOfFiles(counting=frozenset((finding.file,)))
        return Consequence({"does": f"以“{finding.file}”为准"}, {("counts", finding.unit): finding.file}, told)
