"""Which files lie under the given paths, and by what name each is known. No submission is opened here."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from disclosure_batch.documents import guard
from disclosure_batch.documents.clutter import why_ignored
from disclosure_batch.documents.confined import within_limits
from disclosure_batch.documents.unreadable import NotReadable, Unreadable
from disclosure_batch.papers import HISTORY, MANIFEST, NUMBERED, PAPER, PRODUCT, is_manifest, listed_in
from disclosure_batch.storing import is_too_long

LINK = "是指向别的文件夹的链接"
WRITTEN = "是本工具写出的结果，不是报送的表"
NO_MANIFEST = "名为 manifest.json，看不出是哪一次的结果，不是报送的表"
Manifest = Mapping[str, str]  # the outputs of a run: path -> sha256
LISTED_BY = "*.*"  # for which Windows is asked, so that the path is longer by that
UNREADABLE: Manifest = {"": ""}


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be accounted for. path is the display path; ignored says why it is not read, where it is not.

    named: it was given itself, so that it is read whatever it is. trouble: why a folder was not looked into.
    """

    path: str
    file: Path
    ignored: str = ""
    named: bool = False
    trouble: NotReadable | None = None


def collect(paths: Iterable[Path]) -> list[Source]:
    """Every file under the paths exactly once, in the order of the display paths.

    A display path is the name of the given path, then what lies below it, with '/'. A file named itself is always
    to be read, even what is no file; in folders, lock files, system files and what this tool wrote are set aside.
    """
    found: dict[str, Source] = {}
    names: set[str] = set()
    for path in paths:
        base = _free_name(path, names)
        if not os.path.isdir(path):
            found[os.path.realpath(path)] = Source(base, path, named=True)
            continue
        for file, ignored, trouble, is_folder in _walk(path):
            display = "/".join((base, *file.relative_to(path).parts))
            key = str(file) if is_folder else os.path.realpath(file)
            found.setdefault(key, Source(display, file, ignored, trouble=trouble))
    return sorted(found.values(), key=lambda source: source.path)


def _free_name(path: Path, taken: set[str]) -> str:
    """The path's own name; two paths of one name are told apart by as many folders above as it takes."""
    parts = Path(os.path.abspath(path)).parts
    for count in range(1, len(parts) + 1):
        name = "/".join(parts[-count:])
        if name not in taken:
            break
    taken.add(name)
    return name


class _Found(NamedTuple):
    """What lies below a given folder: a file, or a folder that is not looked into."""

    path: Path
    ignored: str = ""
    trouble: NotReadable | None = None
    is_folder: bool = False


def _walk(top: Path) -> Iterator[_Found]:
    """Every file below. Of folders only those that are not looked into are named: a link to one is not followed, as
    it may lead anywhere and in circles; one without permission, or too deep down, is said to be so."""
    results = _Results(top)
    seen: set[str] = set()
    waiting = [top]
    while waiting:
        here = waiting.pop()
        if (place := os.path.realpath(here)) in seen:  # a junction of Windows, which is no link to Python
            continue
        seen.add(place)
        try:
            entries = sorted(_entries(here, len(here.parts) - len(top.parts)), key=lambda entry: entry.name)
        except Unreadable as why:
            yield _Found(here, trouble=why.trouble, is_folder=True)
            continue
        for entry in entries:
            path = here / entry.name
            if entry.is_dir(follow_symlinks=False):
                waiting.append(path)
            elif entry.is_symlink() and os.path.isdir(path):
                yield _Found(path, LINK, is_folder=True)
            else:
                yield _Found(path, results.why_set_aside(path) or why_ignored(path.relative_to(top).parts))


def _entries(folder: Path, level: int) -> list[os.DirEntry]:
    """What lies in a folder so many levels down. Raises Unreadable where it can't be listed, or not be entered."""
    if level > guard.LEVELS:
        raise Unreadable(guard.TOO_DEEP)
    try:
        with os.scandir(folder) as entries:
            listed = list(entries)
    except OSError as error:
        why = guard.why_shut(folder, error)
        too_long = why is guard.PATH_TOO_LONG or is_too_long(folder / LISTED_BY)
        raise Unreadable(guard.TOO_DEEP if too_long else why) from error
    if not os.access(folder, os.X_OK):
        raise Unreadable(guard.CLOSED_FOLDER)
    return listed


# ---------------------------------------------------------------- what this tool wrote


class _Results:
    """Which files lie where this tool wrote results, and are of these. Each manifest is looked at once."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.manifests: dict[Path, Manifest | None] = {}

    def why_set_aside(self, path: Path) -> str:
        """Why a file is not read; '' where it is no result. What else lies beside results is read like anything."""
        if path.name == MANIFEST and self._is_unclear(path.parent):
            return NO_MANIFEST
        for folder in path.parents:
            inside = path.relative_to(folder).as_posix()
            if self._is_result(path, folder, inside) or self._was_result(folder, inside):
                return WRITTEN
            if folder == self.top:
                break
        return ""

    def _is_unclear(self, folder: Path) -> bool:
        manifest = self._manifest(folder)
        return manifest is None or manifest is UNREADABLE

    def _is_result(self, path: Path, folder: Path, inside: str) -> bool:
        """Whether it is one by its name, or as the manifest in the folder lists it, to the byte."""
        if self._is_unclear(folder):
            return False
        manifest = self._manifest(folder)
        return bool(PRODUCT.fullmatch(inside)) or (inside in manifest and _sha256(path) == manifest[inside])

    def _was_result(self, folder: Path, inside: str) -> bool:
        """Whether it lies in the folder that keeps what people changed in the results beside it."""
        name = NUMBERED.sub("", folder.name)
        if not name.endswith(HISTORY):
            return False
        results = folder.with_name(name.removesuffix(HISTORY))
        if self._is_unclear(results):
            return False
        manifest = self._manifest(results)
        once = NUMBERED.sub("", inside)
        of_node = once.partition("/")[2]  # each node of a tree has a folder of its own
        known = (PRODUCT.fullmatch(path) or PAPER.fullmatch(path) for path in (once, of_node))
        return once in manifest or any(known)

    def _manifest(self, folder: Path) -> Manifest | None:
        if folder not in self.manifests:
            self.manifests[folder] = _read_manifest(folder / MANIFEST)
        return self.manifests[folder]


def _read_manifest(path: Path) -> Manifest | None:
    """What a run lists as written; None where this tool has left no manifest, UNREADABLE where that can't be told."""
    try:
        size = path.stat().st_size
    except OSError:
        return None
    try:
        if size <= guard.READ_HERE:
            return _listed(path)
        return within_limits(_listed, path, size=size)
    except (Unreadable, ValueError, RecursionError):
        return UNREADABLE


def _listed(path: Path) -> Manifest | None:
    account = json.loads(guard.read_file(path))
    return listed_in(account) if is_manifest(account) else None


def _sha256(path: Path) -> str:
    """The fingerprint of a file; '' where it can't be read, which is said when it is."""
    try:
        return hashlib.sha256(guard.read_file(path)).hexdigest()
    except Unreadable:
        return ""
