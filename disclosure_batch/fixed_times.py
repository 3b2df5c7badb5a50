"""Office files are zip archives that keep the time of writing: here they get one that never changes."""

import datetime
import io
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from disclosure_batch.storing import store

UNDATED = datetime.datetime(2000, 1, 1)  # when a paper of no year was made
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold


def save_with_fixed_times(save: Callable[[BinaryIO], object], path: Path) -> None:
    """Write what saves itself as an Office file, so that its bytes depend on its content only."""
    data = io.BytesIO()
    save(data)
    store(path, with_fixed_times(data.getvalue()))


def with_fixed_times(data: bytes) -> bytes:
    """An Office file whose bytes depend on its content only."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as archive, ZipFile(out, "w", ZIP_DEFLATED) as fixed:
        for part in archive.infolist():
            entry = ZipInfo(part.filename, EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0  # else it tells Windows from Linux
            fixed.writestr(entry, archive.read(part))
    return out.getvalue()
