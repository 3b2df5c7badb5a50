"""Writes an archive: its list, the timeline, then every file. The same contents give the same bytes."""

import hashlib
import io
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from disclosure_batch.fixed_times import EPOCH
from disclosure_batch.keeping.contents import Contents
from disclosure_batch.keeping.held import CHUNK, Fingerprint, fingerprint_of
from disclosure_batch.keeping.timeline import TIMELINE
from disclosure_batch.papers import LIST_OF_ARCHIVE
from disclosure_batch.storing import sync_folder

LONGEST_TO_UNPACK = 200  # characters of a path that Windows can still unpack into a folder of its own (it has 260)


class Unsteady(Exception):
    """A file was changed while it was packed; the text is its path in the archive."""


@dataclass(frozen=True, slots=True)
class Packed:
    """An archive that was written: how many files are in it, its own sha256, how many paths Windows can't unpack."""

    path: Path
    count: int
    sha256: str
    too_long: int


def pack(contents: Contents, timeline: bytes, output: Path) -> Packed:
    """Raises Unsteady, and OSError; then nothing is written."""
    first = fingerprint_of(io.BytesIO(timeline))
    prints = {TIMELINE: first, **contents.prints}
    with _all_or_nothing(output) as staging, ZipFile(staging, "w", ZIP_DEFLATED) as book:
        book.writestr(_entry(LIST_OF_ARCHIVE), _list(contents, prints))
        book.writestr(_entry(TIMELINE), timeline)
        for path, file in sorted(contents.files.items()):
            _add(book, path, file, prints[path])
    with output.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Packed(output, len(prints) + 1, sha256, sum(len(path) > LONGEST_TO_UNPACK for path in prints))


def _list(contents: Contents, prints: Mapping[str, Fingerprint]) -> str:
    """Who, which year, and every other member; in words that a program can read in ten years, too."""
    account = contents.account
    members = [{"path": path, "sha256": p.sha256, "size": p.size} for path, p in sorted(prints.items())]
    about = {"archive": "disclosure-batch", "year": account.get("year"), "body": account.get("body")}
    return json.dumps(about | {"members": members}, ensure_ascii=False, indent=1, default=str) + "\n"


def _entry(path: str) -> ZipInfo:
    entry = ZipInfo(path, EPOCH)
    entry.compress_type = ZIP_DEFLATED
    entry.create_system = 0  # else it tells Windows from Linux
    return entry


def _add(book: ZipFile, path: str, file: Path, known: Fingerprint) -> None:
    entry = _entry(path)
    entry.file_size = known.size
    with file.open("rb") as source, book.open(entry, "w") as member:
        if _copied(source, member) != known.sha256:
            raise Unsteady(path)


def _copied(source: IO[bytes], member: IO[bytes]) -> str:
    """The fingerprint of what was copied."""
    seen = hashlib.sha256()
    while chunk := source.read(CHUNK):
        seen.update(chunk)
        member.write(chunk)
    return seen.hexdigest()


@contextmanager
def _all_or_nothing(output: Path) -> Iterator[Path]:
    """A file beside the one that is meant, which takes its place at the end; folders made on the way go again."""
    made = [folder for folder in output.parents if not folder.exists()]
    staging = output.with_name(f".{output.name}.暂存")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        yield staging
        with staging.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(staging, output)
        sync_folder(output.parent)
    finally:
        staging.unlink(missing_ok=True)
        for folder in made:
            with suppress(OSError):  # it holds something
                folder.rmdir()
