"""The detail of a 汇总表 of very many units: it lies beside the workbook as 明细/*.csv, known by its fingerprints.

The workbook lists them with its subtotals, so that a file of another run, or one that somebody has changed, is never
taken for its detail.
"""

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path, PurePosixPath

from disclosure_batch.documents import archive
from disclosure_batch.documents.document import Grid
from disclosure_batch.documents.guard import ARCHIVE_FILE_SIZE
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.form.model import FieldKind, Figure, Form
from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.filing import Filing, Origin, Reading
from disclosure_batch.intake.troubles import DetailNotBeside
from disclosure_batch.papers import CODE_FIELD, FILE_FIELD, HASH_FIELD, NAME_FIELD

HEAD = 10  # so many rows may stand above what is listed
FileBeside = tuple[str, str]  # its path from the workbook, and its SHA-256
Find = Callable[[str], bytes | None]  # a file beside the workbook, by its path from there


def with_detail_beside(readings: Sequence[Reading], sources: Sequence[Source], form: Form) -> list[Reading]:
    """The readings, each 汇总表 among them with the units of the files beside it, where those are as they were written.

    Else its totals are all that is known of it, and it has a DetailNotBeside.
    """
    files = {source.path: source.file for source in sources}
    beside = (reading.filing is not None and bool(reading.filing.beside) for reading in readings)
    return [_completed(r, files, form) if is_ else r for r, is_ in zip(readings, beside, strict=True)]


def listed_beside(subtotals: Grid | None) -> tuple[FileBeside, ...]:
    """The files of its detail, as a 汇总表 lists them; none where it holds its detail itself."""
    head = next((n for n, row in enumerate(subtotals.rows[:HEAD]) if FILE_FIELD in row), None) if subtotals else None
    if head is None:
        return ()
    path, sha256 = (list(subtotals.rows[head]).index(name) for name in (FILE_FIELD, HASH_FIELD))
    listed = ((subtotals.text(row, path), subtotals.text(row, sha256)) for row in range(head + 1, len(subtotals.rows)))
    return tuple((path, sha256) for path, sha256 in listed if path)


def _completed(reading: Reading, files: Mapping[str, Path], form: Form) -> Reading:
    try:
        parts = tuple(units_beside(reading.filing.beside, _beside(reading.path, files), form))
    except DetailLacking as lacking:
        return replace(reading, troubles=(*reading.troubles, DetailNotBeside(lacking.path, lacking.changed)))
    return replace(reading, filing=replace(reading.filing, parts=parts))


def _beside(path: str, files: Mapping[str, Path]) -> Find:
    """How files beside a submission are found: in its folder, or in the archive in which it lies."""
    outer, _, inside = path.partition("!/")
    file = files.get(outer)

    def found(name: str) -> bytes | None:
        if file is None:
            return None
        with suppress(OSError, Unreadable):
            if not inside:
                return _small_enough(file.parent / name)
            return archive.content_at(file.read_bytes(), str(PurePosixPath(inside).parent / name))
        return None

    return found


def _small_enough(file: Path) -> bytes | None:
    return file.read_bytes() if file.stat().st_size <= ARCHIVE_FILE_SIZE else None


class DetailLacking(Exception):
    """A file of the detail isn't beside the workbook, or is not as it was written."""

    def __init__(self, path: str, changed: bool) -> None:
        super().__init__(path)
        self.path, self.changed = path, changed


def units_beside(files: Iterable[FileBeside], find: Find, form: Form) -> Iterator[Filing]:
    """The units of all files of a detail, in their order. Raises DetailLacking."""
    for path, sha256 in files:
        data = find(path)
        if data is None or hashlib.sha256(data).hexdigest() != sha256:
            raise DetailLacking(path, changed=data is not None)
        try:
            yield from _units_of_file(data, form)
        except (UnicodeDecodeError, csv.Error, LookupError, TypeError, ValueError, InvalidOperation) as why:
            raise DetailLacking(path, changed=True) from why


def _units_of_file(data: bytes, form: Form) -> Iterator[Filing]:
    """As outputs/detail_files.py writes them."""
    for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        values = tuple(_figure(row[name], form.fields[name].kind) for name in form.inputs)
        yield Filing(Origin.CONSOLIDATED, values, texts={key: row[key] for key in (CODE_FIELD, NAME_FIELD)})


def _figure(said: str, kind: FieldKind) -> Figure | None:
    if not said:
        return None
    return Decimal(said) if kind is FieldKind.AMOUNT else int(said)
