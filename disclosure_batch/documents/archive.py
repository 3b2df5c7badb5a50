"""A .zip among the submissions: what lies in it is read like the files beside it, within limits, written nowhere."""

import contextlib
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from disclosure_batch.documents.clutter import why_ignored
from disclosure_batch.documents.guard import ARCHIVE, FILE_SIZE, MEMBERS
from disclosure_batch.documents.kinds import FileKind, is_scan, kind_of
from disclosure_batch.documents.parts import beginning, open_archive, unpack
from disclosure_batch.documents.unreadable import BeyondLimits, Unreadable

UTF8_NAME = 0x800  # the flag of a name that is in UTF-8; without it phones and Windows here mean GBK


def members(book: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo, str]]:
    """(display path inside the archive, member, why it is ignored or ''), each path once, none leading anywhere."""
    taken: set[str] = set()
    for member in book.infolist()[:MEMBERS]:
        if member.is_dir():
            continue
        parts = [part for part in PurePosixPath(_name(member).replace("\\", "/")).parts if part not in ("/", "..", ".")]
        name = _free("/".join(parts) or "未命名", taken)
        yield name, member, why_ignored(parts)


def archive_in(data: bytes) -> zipfile.ZipFile | None:
    """Where it is one that can be opened and does not hold too much; why it can't be is said when it is read."""
    with contextlib.suppress(Unreadable):
        if data.startswith(ARCHIVE) and kind_of(data) is FileKind.ZIP:
            book = open_archive(data)
            return None if too_many(book) else book
    return None


def content_at(data: bytes, path: str) -> bytes | None:
    """The member with this display path; None where there is none. Raises Unreadable."""
    book = open_archive(data)
    return next((content_of(book, member) for name, member, _ in members(book) if name == path), None)


def too_many(book: zipfile.ZipFile) -> bool:
    """Whether an archive holds more files than are read."""
    return len(book.infolist()) > MEMBERS


def content_of(book: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """A member, within the size of a file; its checksum is verified."""
    if member.file_size > FILE_SIZE:
        raise Unreadable(BeyondLimits(f"超过 {FILE_SIZE // 1_000_000} MB 的上限"))
    return unpack(book, member, FILE_SIZE)


def is_picture(book: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether a member is a scan, by its first bytes: it is not unpacked for that."""
    with contextlib.suppress(Unreadable):
        return is_scan(beginning(book, member))
    return False


def _name(member: zipfile.ZipInfo) -> str:
    if member.flag_bits & UTF8_NAME:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename


def _free(name: str, taken: set[str]) -> str:
    path = PurePosixPath(name)
    number = 1
    while name in taken:
        number += 1
        name = str(path.with_name(f"{path.stem}（{number}）{path.suffix}"))
    taken.add(name)
    return name
