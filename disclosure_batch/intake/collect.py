"""Which files lie under the given paths, and by what name each is known. No submission is opened here."""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from disclosure_batch.documents import guard
from disclosure_batch.documents.clutter import why_ignored
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.papers import HELD_OPEN, HISTORY, MANIFEST, is_manifest

LINK = "是指向别的文件夹的链接"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be accounted for. path is the display path; ignored says why it is not read, where it is not.

    named: it was given itself, so that it is read whatever it is.
    """

    path: str
    file: Path
    ignored: str = ""
    named: bool = False


def collect(paths: Iterable[Path]) -> list[Source]:
    """Every file under the paths exactly once, in the order of the display paths.

    A display path is the name of the given path, then what lies below it, with '/'. A file named itself is always
    to be read, even what is no file; in folders, lock files, system files and what this tool wrote are set aside.
    """
    found: dict[str, Source] = {}
    names: set[str] = set()
    for path in paths:
        base = _free_name(path, names)
        if not path.is_dir():
            found[os.path.realpath(path)] = Source(base, path, named=True)
            continue
        for file, ignored in _walk(path):
            display = "/".join((base, *file.relative_to(path).parts))
            found.setdefault(str(file) if file.is_dir() else os.path.realpath(file), Source(display, file, ignored))
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


def _walk(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every file below, and why it is not read or ''. Of folders only those that can't be entered are named: a link
    to a folder is not followed, as it may lead anywhere and in circles; one without permission is said to be so."""
    closed: list[Path] = []
    seen: set[str] = set()
    for here, folders, files in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        if (real := os.path.realpath(here)) in seen:  # a junction of Windows, which is no link to Python
            folders.clear()
            continue
        seen.add(real)
        folders.sort()
        why = _written_by_this_tool(Path(here), folder)
        for name in folders:
            if os.path.islink(os.path.join(here, name)):
                yield Path(here) / name, LINK
        for name in sorted(files):
            yield Path(here) / name, why or why_ignored([*Path(here).relative_to(folder).parts, name])
    yield from ((path, "") for path in closed)


def _written_by_this_tool(here: Path, top: Path) -> str:
    """A folder with this tool's manifest, anything below it, and its neighbours for edited and held-open files."""
    for folder in (here, *here.parents):
        plain = folder
        for ending in (HISTORY, HELD_OPEN):
            if folder.name.endswith(ending):
                plain = folder.with_name(folder.name.removesuffix(ending))
        if _holds_manifest(folder) or (plain != folder and _holds_manifest(plain)):
            return "是本工具写出的结果，不是报送的表"
        if folder == top:
            break
    return ""


def _holds_manifest(folder: Path) -> bool:
    try:
        return is_manifest(json.loads(guard.read_file(folder / MANIFEST)))
    except (Unreadable, ValueError, RecursionError):
        return False
