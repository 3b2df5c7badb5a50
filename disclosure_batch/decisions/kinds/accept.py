"""同意: the finding is accepted as it stands. An error is a warning from then on, and the unit is added."""

from disclosure_batch.decisions.decision import NEVER_ADDED, Entry, Word
from disclosure_batch.decisions.facts import Facts
from disclosure_batch.decisions.kinds.kind import Consequence, DecisionKind, Stage
from disclosure_batch.decisions.lines import BLANK, asks_whose
from disclosure_batch.findings import Finding, Severity


class Accept(DecisionKind):
    word = Word.ACCEPT
    severity = Severity.WARNING

    def why_not(self, finding: Finding, facts: Facts) -> str:
        if finding.severity is Severity.NOTICE:
            return "提示不用同意"
        if finding.severity is Severity.WARNING:
            return ""
        if finding.rule in NEVER_ADDED or asks_whose(finding):
            return "不能确定是谁的、哪一年的或哪一份的数字，不能同意，只能改好后重报"
        return "" if finding.file in facts.read else "没有读到数字，不能同意；不再单独报送的单位请在名册写明"

    def why_asked(self, finding: Finding) -> str:
        return "同意错误" if finding.severity is Severity.ERROR else ""

    def stage(self, entry: Entry, finding: Finding, facts: Facts) -> Stage:
        return Stage.FIGURES if finding.rule == BLANK else Stage.LAST

    def consequence(self, entry: Entry, finding: Finding, facts: Facts) -> Consequence:
        """That a sheet is blank says, accepted, that it is one of zeros; of the whole workbook all sheets are."""
        if finding.rule != BLANK:
            return Consequence()
        form = facts.form
        sheets = [form.fields[finding.field].sheet] if finding.field else [sheet.name for sheet in form.sheets]
        return Consequence(zeros=frozenset((finding.unit, sheet) for sheet in sheets))
