"""按 0 计: what is blank counts as 0, as if each cell were corrected to it."""

from disclosure_batch.decisions.corrections import Correction, as_zero
from disclosure_batch.decisions.decision import Entry, Word
from disclosure_batch.decisions.facts import Facts
from disclosure_batch.decisions.kinds.kind import Consequence, DecisionKind, Stage, consequence_of
from disclosure_batch.findings import Finding


class Zero(DecisionKind):
    word = Word.ZERO
    reproach = "对同一格的更正不一致"

    def why_not(self, finding: Finding, facts: Facts) -> str:
        return "" if facts.blank(finding) else "这个问题说的不是空着的格"

    def stage(self, entry: Entry, finding: Finding, facts: Facts) -> Stage:
        return Stage.FIGURES

    def consequence(self, entry: Entry, finding: Finding, facts: Facts) -> Consequence:
        office, fields = facts.current[finding.unit].filing, facts.form.fields
        zeros = {(finding.unit, f): Correction(entry, office, fields[f], 0) for f in facts.blank(finding)}
        also = tuple(correction.field.id for correction in zeros.values())[1:]
        return consequence_of(zeros, facts, value=None, also=also, does=as_zero([*zeros.values()], facts.form))
