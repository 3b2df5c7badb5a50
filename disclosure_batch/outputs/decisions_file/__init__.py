"""The decisions file: a line for each open error and warning, and beside it what the coordinator decides.

It is hers. It is written once; from then on lines are only added below, and everything else in it, her own columns,
colours and comments too, stays as it is to the byte. Where another program holds it open, the lines go to the file
beside it. decisions/file.py has its names and columns, and reads it.
"""

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from disclosure_batch.decisions.decision import ListedFinding
from disclosure_batch.decisions.file import content_within_limit, files, listing_in
from disclosure_batch.findings import Severity
from disclosure_batch.outputs.decisions_file.adding import with_lines
from disclosure_batch.outputs.decisions_file.blank import blank_decisions
from disclosure_batch.storing import in_words, store

LOCKS = ("~${}", ".~{}", ".~lock.{}#")  # what Excel, WPS and LibreOffice lay beside a file that they hold open


@dataclass(frozen=True, slots=True)
class AddedLines:
    """What became of the new lines.

    path: the file that they are in, None where none could be written. held: another program has the first open.
    why: what else kept them from being written, in words. blank: how many of them say only that cells are blank.
    """

    path: Path | None
    count: int
    held: bool = False
    why: str = ""
    blank: int = 0

    @property
    def words(self) -> str:
        """12 条，另有空着的格 3 条"""
        said = (f"{self.count - self.blank} 条", f"空着的格 {self.blank} 条")
        return "，另有".join(some for some, n in zip(said, (self.count - self.blank, self.blank), strict=True) if n)


def write(path: Path, lines: Sequence[ListedFinding], title: str) -> AddedLines:
    """Writes the file, or adds lines to it; where it is held open, to the one beside it. Raises DecisionsFileError."""
    if path.exists() and not lines:
        return AddedLines(path, 0)
    added = AddedLines(None, len(lines), blank=sum(line.severity == Severity.NOTICE.word for line in lines))
    for file in files(path):
        if _held(file):
            continue
        try:
            data = content_within_limit(file) if file.exists() else blank_decisions(title)
            _replace(file, with_lines(listing_in(file.name, data), data, lines))
            return replace(added, path=file, held=file != path)
        except OSError as error:
            if not _may_be_held(error, file):
                return replace(added, why=in_words(error))
    return replace(added, held=True)


def _may_be_held(error: OSError, path: Path) -> bool:
    """Whether another program may keep a file from being written: its folder at least is open to us."""
    return isinstance(error, PermissionError) and os.access(path.parent, os.W_OK | os.X_OK)


def _held(path: Path) -> bool:
    return any(path.with_name(lock.format(path.name)).exists() for lock in LOCKS)


def _replace(path: Path, data: bytes) -> None:
    """The file is whole at any time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.暂存")
    try:
        store(draft, data)
        if path.exists():
            shutil.copymode(path, draft)
        os.replace(draft, path)
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
