"""How often a unit's workbook was sent back: each run keeps in its account what it did not accept, the next one adds.

Nobody else remembers: a workbook that was mended takes the place of the one before it.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from disclosure_batch.merge import Consolidation, Status
from disclosure_batch.papers import MANIFEST

SENT_BACK = (Status.REJECTED, Status.INCLUDED)


def with_returned(result: Consolidation, folder: Path) -> Consolidation:
    """The result with the fingerprints of the files that were sent back, by unit: by this run, and by those before it
    whose account lies in the folder."""
    returned = {key: list(files) for key, files in _before(result, folder).items()}
    for file in result.files:
        if file.unit and file.status in SENT_BACK and file.sha256 not in returned.get(file.unit, ()):
            returned.setdefault(file.unit, []).append(file.sha256)
    return replace(result, returned=returned)


def _before(result: Consolidation, folder: Path) -> Mapping[str, Sequence[str]]:
    """Nothing where no run of this year was here."""
    with suppress(OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        account = json.loads((folder / MANIFEST).read_bytes())
        if (account["edition"], account["year"]) == (result.form.edition, result.year):
            return {str(key): [str(sha) for sha in files] for key, files in account["returned"].items()}
    return {}
