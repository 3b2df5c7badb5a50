"""What goes into an archive: a result's folder, and what it was made from, each by the name that its run gave it."""

import json
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from disclosure_batch.documents.clutter import why_ignored
from disclosure_batch.intake.collect import Source, collect
from disclosure_batch.keeping.held import (
    IN_A_ZIP,
    Deviation,
    Fingerprint,
    against_accounts,
    fingerprint_of,
    recorded,
)
from disclosure_batch.papers import GIVEN_IN_ARCHIVE, MANIFEST, RESULT_IN_ARCHIVE, is_manifest
from disclosure_batch.storing import real

PARTS = {  # of an account, and what is asked of each entry
    "files": frozenset(("path", "sha256", "unit", "status")),
    "units": frozenset(("code", "name", "status", "file")),
    "outputs": frozenset(("path", "sha256")),
}


class NoResult(Exception):
    """A folder is none that a run has written."""


@dataclass(frozen=True)
class Contents:
    """The files by their paths in the archive, with their fingerprints. beside: those in the folder of the result that
    no run lists. differences: what is not, or is otherwise, than the accounts say."""

    account: Mapping[str, Any]
    files: Mapping[str, Path]
    prints: Mapping[str, Fingerprint]
    beside: Sequence[str]
    differences: Sequence[Deviation]

    @property
    def handed_in(self) -> list[Source]:
        """What the run was made from, by the names in its account."""
        given = f"{GIVEN_IN_ARCHIVE}/"
        return [Source(path.removeprefix(given), file) for path, file in self.files.items() if path.startswith(given)]


def contents_of(result: Path, paths: Iterable[Path]) -> Contents:
    """Held against the accounts. Raises NoResult, and OSError where a file can't be read."""
    inside = {f"{RESULT_IN_ARCHIVE}/{file.relative_to(result).as_posix()}": file for file in _files_below(result)}
    accounts = dict(_accounts(inside))
    if RESULT_IN_ARCHIVE not in accounts:
        raise NoResult
    account = accounts[RESULT_IN_ARCHIVE]
    sources = [source for source in collect(paths) if _is_given(source, result)]
    given = _by_recorded_name(sources, account)
    files = inside | {_member(f"{GIVEN_IN_ARCHIVE}/{path}"): file for path, file in given.items()}
    prints = {path: _print_of(file) for path, file in files.items()}
    listed = recorded(accounts)
    beside = [path for path in inside if path not in listed and PurePosixPath(path).name != MANIFEST]
    return Contents(account, files, prints, beside, list(against_accounts(accounts, prints)))


def account_in(data: bytes) -> Mapping[str, Any] | None:
    """The account of a run; None where it is none."""
    try:
        account = json.loads(data)
    except (ValueError, RecursionError):
        return None
    whole = is_manifest(account) and all(_has_all(account.get(part), keys) for part, keys in PARTS.items())
    return account if whole else None


def _has_all(entries: object, keys: Collection[str]) -> bool:
    return isinstance(entries, list) and all(isinstance(each, dict) and each.keys() >= keys for each in entries)


def _files_below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not why_ignored(path.relative_to(folder).parts):
            yield path


def _accounts(files: Mapping[str, Path]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Of the result, and of the nodes whose folders lie in it, by their folders in the archive."""
    for path, file in files.items():
        folder, _, name = path.rpartition("/")
        if name == MANIFEST and (account := account_in(file.read_bytes())):
            yield folder, account


def _is_given(source: Source, result: Path) -> bool:
    """Whether it is packed among what was given: no folder, nothing that systems leave, nothing of the result."""
    clutter = not source.named and why_ignored(PurePosixPath(source.path).parts[1:])
    return source.file.is_file() and not clutter and real(result) not in real(source.file).parents


def _by_recorded_name(sources: Sequence[Source], account: Mapping[str, Any]) -> dict[str, Path]:
    """Each file by the name that the run knew it by: 收件/a.xlsx is the a.xlsx that was given alone, too."""
    given = {source.path: source.file for source in sources}
    wanted = {path for file in account["files"] if IN_A_ZIP not in (path := str(file["path"]))}
    lacking = _only_ones(wanted - given.keys())
    spare = _only_ones(given.keys() - wanted)
    known_as = {spare[name]: path for name, path in lacking.items() if name in spare}
    return {known_as.get(path, path): file for path, file in given.items()}


def _only_ones(paths: Collection[str]) -> dict[str, str]:
    """The paths by the names of the files, where only one has that name."""
    names = Counter(PurePosixPath(path).name for path in paths)
    return {name: path for path in paths if names[name := PurePosixPath(path).name] == 1}


def _member(path: str) -> str:
    """A path as it can stand in a zip and in an account: a name that is no Unicode has its bytes spelled out."""
    return path.encode("utf-8", "backslashreplace").decode()


def _print_of(file: Path) -> Fingerprint:
    with open(os.fspath(file), "rb") as opened:
        return fingerprint_of(opened)
