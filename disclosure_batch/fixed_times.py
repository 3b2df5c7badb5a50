"""Office files are zip archives that keep the time of writing: here they get one that never changes."""

import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

UNDATED = datetime.datetime(2000, 1, 1)  # when a paper of no year was made
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold


def with_fixed_times(path: Path) -> None:
    """Rewrite an Office file in place, so that its bytes depend on its content only."""
    with ZipFile(path) as archive:
        parts = [(part.filename, archive.read(part)) for part in archive.infolist()]
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in parts:
            entry = ZipInfo(name, _EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0  # else it tells Windows from Linux
            archive.writestr(entry, content)
