"""What lies in an archive, or is to, held against the accounts of the runs that are in it."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import IO, Any

from disclosure_batch.documents.clutter import why_ignored
from disclosure_batch.documents.guard import most_of
from disclosure_batch.papers import GIVEN_IN_ARCHIVE, MANIFEST, listed_in

CHUNK = 1 << 20
NOTHING = hashlib.sha256().hexdigest()  # what an account says of a file that it could not read
IN_A_ZIP = "!/"  # what lies in a zip counts by that zip, which is accounted for itself


class Differs(StrEnum):
    """How something differs from what was recorded."""

    CHANGED = "变了"
    MISSING = "缺少"
    ADDED = "多出"


@dataclass(frozen=True, slots=True)
class Deviation:
    """A member of an archive, by its path there, and how it differs."""

    path: str
    how: Differs


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """sha256 of the whole; as_read: of so much of it as a run reads, by which the run knows it."""

    sha256: str
    size: int
    as_read: str


def fingerprint_of(file: IO[bytes]) -> Fingerprint:
    """Taken chunk by chunk, however large it is."""
    chunk = file.read(CHUNK)
    whole, size, limit = hashlib.sha256(), 0, most_of(chunk) + 1
    as_read = ""
    while chunk:
        whole.update(chunk)
        size += len(chunk)
        if size == limit:
            as_read = whole.hexdigest()
        chunk = file.read(min(CHUNK, limit - size) if size < limit else CHUNK)
    return Fingerprint(whole.hexdigest(), size, as_read or whole.hexdigest())


def against_accounts(
    accounts: Mapping[str, Mapping[str, Any]], prints: Mapping[str, Fingerprint]
) -> Iterator[Deviation]:
    """What the accounts list and is another now, or not there. accounts: by their folders in the archive."""
    for path in accounts_of_nodes(accounts) - {f"{folder}/{MANIFEST}" for folder in accounts}:
        yield Deviation(path, Differs.CHANGED if path in prints else Differs.MISSING)
    for path, sha256 in recorded(accounts).items():
        if path not in prints:
            yield Deviation(path, Differs.MISSING)
        elif sha256 not in (prints[path].sha256, prints[path].as_read):
            yield Deviation(path, Differs.CHANGED)


def accounts_of_nodes(accounts: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """Where those of the units below lie whose results were written with a result; not of what lies beside it."""
    nodes = ((folder, str(node["folder"])) for folder, account in accounts.items() for node in account.get("nodes", ()))
    return {f"{folder}/{node}/{MANIFEST}" for folder, node in nodes if not node.startswith("../")}


def recorded(accounts: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """All that the accounts list, outputs and files handed in: path in the archive -> sha256."""
    wanted: dict[str, str] = {}
    for folder, account in accounts.items():
        wanted |= {f"{folder}/{path}": sha256 for path, sha256 in listed_in(account).items()}
        wanted |= {f"{GIVEN_IN_ARCHIVE}/{path}": sha256 for path, sha256 in _handed_in(account)}
    return wanted


def _handed_in(account: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Those that were sent: lock files and the like come and go, and results and decisions are written anew."""
    set_aside = set(account.get("set_aside", ()))
    for file in account.get("files", ()):
        path, sha256 = str(file["path"]), str(file["sha256"])
        clutter = file["status"] == "ignored" and why_ignored(PurePosixPath(path).parts)
        if not clutter and path not in set_aside and sha256 != NOTHING and IN_A_ZIP not in path:
            yield path, sha256
