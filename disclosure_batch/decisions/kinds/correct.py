"""更正: a figure is taken as another. All rules are asked again; what is mended by it is a notice from then on.

A total is what its parts add up to, so that it is only said to be a slip, and nothing else moves.
"""

from disclosure_batch.decisions.corrections import made, wanted
from disclosure_batch.decisions.decision import Entry, Word
from disclosure_batch.decisions.facts import Facts
from disclosure_batch.decisions.kinds.kind import Consequence, DecisionKind, Stage, consequence_of
from disclosure_batch.findings import Finding


class Correct(DecisionKind):
    word = Word.CORRECT
    takes_a_value = True
    reproach = "对同一格的更正不一致"

    def why_not(self, finding: Finding, facts: Facts) -> str:
        can = finding.unit in facts.current and facts.lines.figures(finding)
        return "" if can else "没有可以更正的数字"

    def stage(self, entry: Entry, finding: Finding, facts: Facts) -> Stage:
        submission = facts.current.get(finding.unit)
        field = submission and wanted(entry, finding, submission.filing, facts.form)
        return Stage.TOTALS if field in facts.form.derived else Stage.FIGURES

    def consequence(self, entry: Entry, finding: Finding, facts: Facts) -> Consequence:
        office, now = facts.current[finding.unit].filing, facts.corrected(finding.unit)
        correction = made(entry, finding, office, now, facts.form, facts.lines.figures(finding))
        at = finding.unit, correction.field.id
        return consequence_of({at: correction}, facts, value=correction.stood(facts.form))
