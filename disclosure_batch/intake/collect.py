"""Which files lie under the given paths, and by what name each is known. No file is opened here."""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SYSTEM_NAMES = {"thumbs.db", "desktop.ini", "__macosx"}
NEIGHBOURS = ("-历史", "-新")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be accounted for. path is the display path; ignored says why it is not read, where it is not."""

    path: str
    file: Path
    ignored: str = ""


def collect(paths: Iterable[Path]) -> list[Source]:
    """Every file under the paths exactly once, in the order of the display paths.

    A display path is the name of the given path, then what lies below it, with '/'. A file named itself is always
    to be read; in folders, lock files, system files and what this tool wrote are ignored with a word.
    """
    found: dict[Path, Source] = {}
    names: set[str] = set()
    for path in paths:
        base = _free_name(path, names)
        if path.is_file():
            found[path.resolve()] = Source(base, path)
            continue
        for file, ignored in _walk(path):
            display = "/".join((base, *file.relative_to(path).parts))
            found.setdefault(file.resolve(), Source(display, file, ignored))
    return sorted(found.values(), key=lambda source: source.path)


def _free_name(path: Path, taken: set[str]) -> str:
    """The path's own name; two paths of one name are told apart by as many folders above as it takes."""
    parts = path.resolve().parts
    for count in range(1, len(parts) + 1):
        name = "/".join(parts[-count:])
        if name not in taken:
            break
    taken.add(name)
    return name


def _walk(folder: Path) -> Iterator[tuple[Path, str]]:
    for here, folders, files in os.walk(folder):
        folders.sort()
        why = _written_by_this_tool(Path(here), folder)
        for name in sorted(files):
            yield Path(here) / name, why or _by_name(name, Path(here), folder)


def _written_by_this_tool(here: Path, top: Path) -> str:
    """A folder with this tool's manifest, anything below it, and its neighbours for edited and held-open files."""
    for folder in (here, *here.parents):
        plain = folder
        for ending in NEIGHBOURS:
            if folder.name.endswith(ending):
                plain = folder.with_name(folder.name.removesuffix(ending))
        if _holds_manifest(folder) or (plain != folder and _holds_manifest(plain)):
            return "是本工具写出的结果，不是报送的表"
        if folder == top:
            break
    return ""


def _holds_manifest(folder: Path) -> bool:
    try:
        account = json.loads((folder / "manifest.json").read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(account, dict) and {"edition", "outputs", "totals"} <= account.keys()


def _by_name(name: str, here: Path, top: Path) -> str:
    if name.startswith("~$"):
        return "是表格打开时的临时锁文件"
    if name.lower() in SYSTEM_NAMES or name.startswith("."):
        return "是系统文件或隐藏文件"
    hidden = [part for part in here.relative_to(top).parts if part.startswith(".") or part.lower() in SYSTEM_NAMES]
    return "在系统文件夹或隐藏文件夹里" if hidden else ""
