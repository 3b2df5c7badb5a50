"""An archive is held against its own list, and against the accounts of the runs that lie in it."""

import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from disclosure_batch.documents.guard import TOTAL_SIZE
from disclosure_batch.documents.kept import members_listed
from disclosure_batch.documents.parts import unpack
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.keeping.contents import account_in
from disclosure_batch.keeping.held import Deviation, Differs, Fingerprint, against_accounts, fingerprint_of
from disclosure_batch.papers import LIST_OF_ARCHIVE, MANIFEST, RESULT_IN_ARCHIVE

BROKEN = zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, NotImplementedError


@dataclass(frozen=True)
class Verified:
    """What an archive holds now. prints: its members that can be read; account: of the run whose result it is, empty
    where it can't be read; sha256: of the archive itself."""

    path: Path
    sha256: str
    prints: Mapping[str, Fingerprint]
    differences: Sequence[Deviation]
    account: Mapping[str, Any] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        return int(bool(self.differences))


def verify_archive(path: Path) -> Verified:
    """Every member, byte for byte. Raises OSError."""
    with path.open("rb") as file:
        whole = fingerprint_of(file).sha256
    with zipfile.ZipFile(path) as book:
        prints = dict(_prints(book))
        try:
            known = members_listed(book)
        except Unreadable:
            return Verified(path, whole, prints, [Deviation(LIST_OF_ARCHIVE, Differs.CHANGED)])
        accounts = dict(_accounts_in(book, prints))
        found = [*_against_list(book, known, prints), *against_accounts(accounts, prints)]
    differences = {difference.path: difference for difference in reversed(found)}
    ordered = [differences[path] for path in sorted(differences)]
    return Verified(path, whole, prints, ordered, accounts.get(RESULT_IN_ARCHIVE, {}))


def _prints(book: zipfile.ZipFile) -> Iterator[tuple[str, Fingerprint]]:
    """Of what can be unpacked; its checksum is verified on the way."""
    for member in book.infolist():
        if member.is_dir():
            continue
        try:
            with book.open(member) as opened:
                yield member.filename, fingerprint_of(opened)
        except BROKEN:
            continue


def _against_list(
    book: zipfile.ZipFile, known: Mapping[str, str], prints: Mapping[str, Fingerprint]
) -> Iterator[Deviation]:
    names = Counter(member.filename for member in book.infolist() if not member.is_dir())
    del names[LIST_OF_ARCHIVE]
    for path, sha256 in known.items():
        if path not in names:
            yield Deviation(path, Differs.MISSING)
        elif path not in prints or prints[path].sha256 != sha256:
            yield Deviation(path, Differs.CHANGED)
    for path, times in names.items():
        if path not in known or times > 1:
            yield Deviation(path, Differs.ADDED)


def _accounts_in(
    book: zipfile.ZipFile, prints: Mapping[str, Fingerprint]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path in prints:
        folder, _, name = path.rpartition("/")
        if name == MANIFEST and (folder == RESULT_IN_ARCHIVE or folder.startswith(f"{RESULT_IN_ARCHIVE}/")):
            with suppress(Unreadable):  # larger than any account
                if account := account_in(unpack(book, path, TOTAL_SIZE)):
                    yield folder, account
