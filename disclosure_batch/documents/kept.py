"""An archive of a result, as `archive` writes it: known by its own list of members, read as the 汇总表 in it.

It may hold more, and be larger, than anything that is handed in: of it nothing is read but the list and that workbook,
each within the limits of a file.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from disclosure_batch.documents.guard import ARCHIVE, FILE_SIZE
from disclosure_batch.documents.parts import unpack
from disclosure_batch.documents.unreadable import NotReadable, Unreadable
from disclosure_batch.papers import CONSOLIDATED, LIST_OF_ARCHIVE, RESULT_IN_ARCHIVE

CONSOLIDATED_IN = f"{RESULT_IN_ARCHIVE}/{CONSOLIDATED}"
ANOTHER_COPY = "换一份完好的档案；先用 check 检查它，会列出哪些内容变了"
BAD_LIST = NotReadable(f"是归档文件，里面的 {LIST_OF_ARCHIVE} 读不出来", ANOTHER_COPY)
NOT_THERE = NotReadable(f"是归档文件，里面没有 {CONSOLIDATED}", ANOTHER_COPY)
CHANGED = NotReadable(f"是归档文件，里面的 {CONSOLIDATED} 和归档时不一样", ANOTHER_COPY)


def is_kept(path: Path) -> bool:
    """Whether a file is an archive of a result: such a list is nowhere else."""
    with _opened(path) as book:
        return book is not None


def result_in(path: Path) -> bytes:
    """The 汇总表 in an archive of a result. Raises Unreadable where it is not the one that was packed."""
    with _opened(path) as book:
        known = members_listed(book) if book else {}
        if CONSOLIDATED_IN not in known or CONSOLIDATED_IN not in book.namelist():
            raise Unreadable(NOT_THERE)
        try:
            data = unpack(book, CONSOLIDATED_IN, FILE_SIZE)
        except Unreadable as damage:
            raise Unreadable(CHANGED) from damage
    if hashlib.sha256(data).hexdigest() != known[CONSOLIDATED_IN]:
        raise Unreadable(CHANGED)
    return data


def members_listed(book: zipfile.ZipFile) -> Mapping[str, str]:
    """The members that were packed: path -> sha256. Raises Unreadable where the list can't be read."""
    try:
        members = json.loads(unpack(book, LIST_OF_ARCHIVE, FILE_SIZE))["members"]
        return {str(member["path"]): str(member["sha256"]) for member in members}
    except (Unreadable, ValueError, TypeError, KeyError, RecursionError) as error:
        raise Unreadable(BAD_LIST) from error


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile | None]:
    """None where it is no archive of a result."""
    book = _book(path)
    try:
        yield book if book and LIST_OF_ARCHIVE in book.namelist() else None
    finally:
        if book:
            book.close()


def _book(path: Path) -> zipfile.ZipFile | None:
    if not path.is_file():  # opening a pipe may never end
        return None
    try:
        with path.open("rb") as file:
            return zipfile.ZipFile(path) if file.read(len(ARCHIVE)) == ARCHIVE else None
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
