"""How often a unit's workbook was sent back: each run keeps in its account what it did not accept, the next one adds.

Nobody else remembers: a workbook that was mended takes the place of the one before it.
"""

from dataclasses import replace

from disclosure_batch.merge import Consolidation, Status
from disclosure_batch.outputs.last_run import LastRun

SENT_BACK = (Status.REJECTED, Status.INCLUDED)


def with_returned(result: Consolidation, last: LastRun | None) -> Consolidation:
    """The result with the fingerprints of the files that were sent back, by unit: by this run, and by those before it
    of which the last one has kept them."""
    before = last.account.returned if last else {}
    returned = {last.key_now.get(key, key): list(files) for key, files in before.items()}
    for file in result.files:
        if file.unit and file.status in SENT_BACK and file.sha256 not in returned.get(file.unit, ()):
            returned.setdefault(file.unit, []).append(file.sha256)
    return replace(result, returned=returned)
