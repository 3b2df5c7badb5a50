"""A module for each kind of decision: of which findings it can be made, and what follows from it.

`kind` says what each of them has: a stage, and a consequence, which the desk carries out. To add one, add a Word and a
module here, and name it in KINDS: then it is offered in the drop-downs, too.
"""

from collections.abc import Mapping

from disclosure_batch.decisions.decision import Word
from disclosure_batch.decisions.facts import Facts
from disclosure_batch.decisions.kinds.accept import Accept
from disclosure_batch.decisions.kinds.correct import Correct
from disclosure_batch.decisions.kinds.counts import Counts
from disclosure_batch.decisions.kinds.kind import DecisionKind
from disclosure_batch.decisions.kinds.send_back import SendBack
from disclosure_batch.decisions.kinds.whose import Whose
from disclosure_batch.decisions.kinds.zero import Zero
from disclosure_batch.findings import Finding

KINDS: Mapping[Word, DecisionKind] = {
    kind.word: kind for kind in (Accept(), SendBack(), Correct(), Zero(), Counts(), Whose())
}


def choices(finding: Finding, facts: Facts) -> list[Word]:
    """The decisions that can be carried out of a finding; no other one is offered."""
    return [word for word, kind in KINDS.items() if not kind.why_not(finding, facts)]
