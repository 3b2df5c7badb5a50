"""The output folder: a run replaces all of its outputs, or none.

A run writes into a staging folder beside DIR. Then, file by file (a folder in which Explorer or a
console stands cannot be renamed on Windows), the old outputs move out and the new ones move in.

    2024/                the outputs (DIR)
    2024-历史/           what people changed by hand; nothing in it is ever overwritten
    2024-新/             the outputs, where another program holds one in 2024/ open
    .2024.锁             held as long as a run lives
    .2024.暂存/新/       what the run writes
    .2024.暂存/旧/       the last run's outputs, until the new ones stand
    .2024.暂存/改/       what goes to 历史, until the new ones stand
    .2024.暂存/日志.json  during a swap: whether a restart undoes or finishes it

Until every old output is out a restart undoes, from then on it finishes. So the three folders and
one word say all that a restart has to know.
"""

import errno
import hashlib
import json
import os
import shutil
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from disclosure_batch.papers import HELD_OPEN, HISTORY, MANIFEST
from disclosure_batch.storing import FOR_GOOD, on_disk, real, sync_folder

PATIENCE = 0.3  # seconds; a virus scanner holds a fresh file about that long
TRIES = 100  # to get hold of a lock file that others remove meanwhile
BUSY = "另一次运行正在写入同一个输出文件夹，请等它结束后再运行。"


class OutputError(Exception):
    """The outputs could not be written; the text is for the user."""


class OutputBusy(OutputError):
    """Another run is writing into the same folder."""


class OutputUnusable(OutputError):
    """No folder of outputs can stand at this place."""


class OutputHeld(OutputError):
    """Other programs hold `files` open, in DIR and in DIR-新 alike."""

    def __init__(self, files: Iterable[str]):
        self.files = tuple(files)
        super().__init__(
            f"请关闭正在其他程序（如 Excel、WPS）中打开的文件，再重新运行：{'、'.join(self.files)}"
        )


@dataclass(frozen=True, slots=True)
class Published:
    """Where the outputs stand, and what a person should know about it."""

    folder: Path  # DIR, or DIR-新
    held_open: tuple[str, ...]  # outputs in DIR that other programs hold open: why it is DIR-新
    kept: Mapping[str, Path]  # changed by hand: the path in `folder` → where it is now
    stale_new: Path | None  # the DIR-新 of an earlier run, outdated by this one


@dataclass(slots=True)
class Staging:
    """Write below `path`, manifest.json too; `published` is set after the block."""

    path: Path
    published: Published | None = None


@contextmanager
def replacing(directory: Path) -> Iterator[Staging]:
    """Replace the outputs in `directory` by what the block writes; if it fails, by nothing.

    Raises OutputBusy, OutputUnusable or OutputHeld; OSError where nobody may write.
    """
    place = _Place(directory)
    with place.claimed():
        place.settle()
        if left := _files(place.work):  # cannot be deleted; an undo would take it for an output
            raise OutputHeld(_named(place.work, left))
        try:
            place.new.mkdir(parents=True)
            staging = Staging(place.new)
            yield staging
            on_disk(place.new)  # a power cut after the swap must not leave names of files that are empty
            staging.published = place.publish()
        finally:
            place.tidy()


def recover(directory: Path) -> None:
    """Finish or undo a swap that was interrupted, and clear away what a killed run left.

    Raises OutputBusy, or OutputHeld where another program keeps it from doing so.
    """
    place = _Place(directory)
    if place.work.exists() or place.lock.exists():
        with place.claimed():
            place.settle()


class _Place:
    """DIR and what stands beside it. Outputs are named by their path below the folder they are in."""

    def __init__(self, directory: Path):
        # "." has no siblings of its name; those of a link may lie on another disk.
        plain = directory.name not in ("", "..") and not directory.is_symlink()
        self.home = directory if plain else real(directory)
        in_a_circle = self.home.is_symlink()
        if not self.home.name or in_a_circle or (self.home.exists() and not self.home.is_dir()):
            raise OutputUnusable(f"这里不能放输出文件夹，请另选一个：{directory}")
        self.aside = self.home.with_name(f"{self.home.name}{HELD_OPEN}")
        self.history = self.home.with_name(f"{self.home.name}{HISTORY}")
        self.lock = self.home.with_name(f".{self.home.name}.锁")
        self.work = self.home.with_name(f".{self.home.name}.暂存")
        self.new, self.old, self.changed = (self.work / shelf for shelf in "新旧改")
        self.journal = self.work / "日志.json"
        self.kept: dict[str, Path] = {}  # what this swap has moved to 历史, and where it is now

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Hold the lock; folders made on the way to DIR vanish again if they stay empty."""
        made = [folder for folder in self.home.parents if not folder.exists()]
        try:
            self.home.parent.mkdir(parents=True, exist_ok=True)
            with _locked(self.lock):
                yield
        except OSError as error:
            self._name_the_folder(error)
            raise
        finally:
            _remove_empty(made)

    def _name_the_folder(self, error: OSError) -> None:
        """What is hidden beside DIR is told as DIR: nobody has seen anything else."""
        hidden = (self.lock, self.work, self.new, self.old, self.changed, self.journal)
        if error.filename and Path(error.filename) in hidden:
            error.filename, error.filename2 = str(self.home), None

    def publish(self) -> Published:
        """Swap the new outputs into DIR, or into DIR-新 where one in DIR is held."""
        held, kept = self._swap(self.home)
        if not held:
            return Published(self.home, (), kept, self.aside if self.aside.is_dir() else None)
        held_aside, kept = self._swap(self.aside)
        if held_aside:
            raise OutputHeld(_named(self.home, held) + _named(self.aside, held_aside))
        return Published(self.aside, tuple(held), kept, None)

    def settle(self) -> bool:
        """Do what the journal of an interrupted swap says; whether it was finished."""
        finishes = False
        if self.journal.exists():
            note = json.loads(self.journal.read_text(encoding="utf-8"))
            folder, finishes = self.home.with_name(note["folder"]), note["restart"] == "finish"
            self._finish(folder) if finishes else self._undo(folder)
        self.tidy()
        return finishes

    def tidy(self) -> None:
        """Drop the working folder, unless a swap is still open."""
        if not self.journal.exists():
            shutil.rmtree(self.work, onerror=_delete_read_only)

    def _swap(self, folder: Path) -> tuple[list[str], dict[str, Path]]:
        """Exchange the outputs in `folder`: (those that are held, what 历史 keeps).

        Where one is held, all of it is put back.
        """
        new = _files(self.new)
        ours, changed = self._leaving(folder, new)
        try:
            self._note("undo", folder)
            held = _move(ours, folder, self.old) + _move(changed, folder, self.changed)
            if not held:
                self._note("finish", folder)
                held = self._enter_or_withdraw(folder, new)
                if not held:
                    self._finish(folder)
                    return [], self.kept
            self._undo(folder)
            return held, {}
        except KeyboardInterrupt:
            self.settle()
            raise
        except OSError:
            if self.settle():  # the new ones stood already
                return [], self.kept
            raise

    def _leaving(self, folder: Path, new: list[str]) -> tuple[list[str], list[str]]:
        """What has to leave `folder`: outputs as the last run wrote them, and anything else in the way."""
        listed = _listed(folder)
        leaving = dict.fromkeys(path for path in listed if (folder / path).is_file())
        leaving |= dict.fromkeys(_in_the_way(new, folder))
        ours, changed = [], []
        for path in leaving:
            known = {listed.get(path), _sha256(self.new / path)} - {None}
            (ours if _sha256(folder / path) in known else changed).append(path)
        return ours, changed

    def _enter(self, shelf: Path, folder: Path) -> list[str]:
        """Move all that lies on the shelf into `folder`; return what cannot be moved."""
        files = _files(shelf)
        for path in _in_the_way(files, folder):  # only what somebody put there since a kill
            self._keep(path, folder)
        return _move(files, shelf, folder)

    def _enter_or_withdraw(self, folder: Path, new: list[str]) -> list[str]:
        """Move the new outputs in, or take back those that have entered: what is held, where it is that."""
        try:
            if held := self._enter(self.new, folder):
                self._withdraw(new, folder)
        except OSError:
            self._withdraw(new, folder)
            raise
        return held

    def _finish(self, folder: Path) -> None:
        if held := self._enter(self.new, folder):
            raise OutputHeld(_named(folder, held))
        changed = _files(self.changed)
        _remove_empty(folder / up for up in _parents(_files(self.old) + changed))
        for path in changed:
            self.kept[path] = self._keep(path, self.changed)
        _rename(self.journal, self.journal.with_suffix(".done"))

    def _withdraw(self, new: list[str], folder: Path) -> None:
        """Take back the outputs that have entered. Until all are out a restart would finish."""
        entered = [path for path in new if not os.path.lexists(self.new / path)]
        if held := _move(entered, folder, self.new):
            raise OutputHeld(_named(folder, held))
        _remove_empty([*(folder / up for up in _parents(new)), folder])
        self._note("undo", folder)

    def _undo(self, folder: Path) -> None:
        if held := self._enter(self.old, folder) + self._enter(self.changed, folder):
            raise OutputHeld(_named(folder, held))
        _rename(self.journal, self.journal.with_suffix(".done"))

    def _keep(self, path: str, folder: Path) -> Path:
        """Move a file to 历史, as `年度报告.docx`, `年度报告（2）.docx`, …: whatever is still free."""
        roots = _numbered(self.history)
        root = next(root for root in roots if not any(map(_is_no_folder, (root / path).parents)))
        place = next(place for place in _numbered(root / path) if not os.path.lexists(place))
        _rename(folder / path, place)
        return place

    def _note(self, restart: str, folder: Path) -> None:
        """Put on disk what a restart has to do: "undo" or "finish"."""
        draft = self.journal.with_suffix(".new")
        with draft.open("w", encoding="utf-8") as file:
            json.dump({"restart": restart, "folder": folder.name}, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        _rename(draft, self.journal)
        sync_folder(self.work)


def _listed(folder: Path) -> dict[str, str]:
    """The outputs that the manifest in `folder` names, and those of the nodes below: path → sha256.

    None where it says nothing. Of an editor's document, carried forward, no hash counts: it is kept whenever another
    one takes its place. The manifest is the first: it leaves first, and enters last, because it vouches for the others.
    It cannot list itself, so it counts as unchanged.
    """
    listed, nodes = _named_in(folder)
    for node in nodes:
        listed |= {f"{node}/{path}": sha256 for path, sha256 in _named_in(folder / node)[0].items()}
    return listed


def _named_in(folder: Path) -> tuple[dict[str, str], list[str]]:
    """The outputs that a manifest lists, itself first, and the folders of nodes beside them."""
    try:
        text = (folder / MANIFEST).read_bytes()
        account = json.loads(text)
        entries, nodes = account["outputs"], [str(node["folder"]) for node in account.get("nodes", ())]
        outputs = {str(entry["path"]): "" if entry.get("edited") else str(entry["sha256"]) for entry in entries}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}, []
    if any(Path(path).anchor or ".." in Path(path).parts for path in outputs):
        return {}, []  # it points out of the folder: no run of ours wrote that
    return {MANIFEST: hashlib.sha256(text).hexdigest(), **outputs}, [n for n in nodes if len(Path(n).parts) == 1]


def _files(folder: Path) -> list[str]:
    """Every file below `folder`, the manifest last."""
    files = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    paths = (path.relative_to(folder).as_posix() for path in files)
    return sorted(paths, key=lambda path: (path == MANIFEST, path))


def _in_the_way(new: list[str], folder: Path) -> list[str]:
    """What stands where a new file goes, or as a file where one of its folders goes."""
    blocked = [up for up in _parents(new) if _is_no_folder(folder / up)]
    return blocked + [path for path in new if os.path.lexists(folder / path)]


def _is_no_folder(path: Path) -> bool:
    return os.path.lexists(path) and not path.is_dir()


def _parents(paths: list[str]) -> list[str]:
    """The folders that lead to the paths, deepest first."""
    folders = {up for path in paths for up in PurePosixPath(path).parents if up.name}
    return [str(folder) for folder in sorted(folders, key=lambda up: (-len(up.parts), up))]


def _numbered(path: Path) -> Iterator[Path]:
    yield path
    yield from (path.with_name(f"{path.stem}（{number}）{path.suffix}") for number in count(2))


def _named(folder: Path, paths: list[str]) -> list[str]:
    return [f"{folder.name}/{path}" for path in paths]


def _move(paths: list[str], here: Path, there: Path) -> list[str]:
    """Rename each, and return those that cannot be, after one short wait for all of them."""
    held = [path for path in paths if not _moved(here / path, there / path)]
    if held:
        time.sleep(PATIENCE)
    return [path for path in held if not _moved(here / path, there / path)]


def _moved(source: Path, to: Path) -> bool:
    """True when `source` is gone: now, or since an earlier try, or by somebody's hand.

    Raises OSError where no waiting, and no closing of the file, will ever move it.
    """
    try:
        if os.path.lexists(source):
            to.parent.mkdir(parents=True, exist_ok=True)
            os.replace(source, to)
    except OSError as error:
        if error.errno in FOR_GOOD or (isinstance(error, PermissionError) and _closed(source.parent, to.parent)):
            raise
    return not os.path.lexists(source)


def _closed(*folders: Path) -> bool:
    """Whether one of the folders may not be written into: then it isn't a program that holds the file."""
    return any(folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK) for folder in folders)


def _rename(source: Path, to: Path) -> None:
    if _move([""], source, to):  # the path itself, nothing below it
        raise OutputHeld([source.name])


def _remove_empty(folders: Iterable[Path]) -> None:
    for folder in folders:
        with suppress(OSError):  # not empty, in use, or not there
            folder.rmdir()


def _delete_read_only(_function: object, path: str, _error: object) -> None:
    """Windows deletes no file marked read-only. Whatever else stays is cleared away by the next run."""
    with suppress(OSError):
        os.chmod(path, stat.S_IWRITE)
        os.unlink(path)


def _sha256(path: Path) -> str | None:
    """None where nothing can be read: no file, or one that may not be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock file; the system itself frees it when the process dies."""
    with _lock_file(path) as handle:
        try:
            yield
        finally:
            if os.name == "nt":
                handle.close()  # Windows deletes no open file; elsewhere it goes while still ours
            with suppress(OSError):
                path.unlink()


def _lock_file(path: Path) -> BinaryIO:
    """The lock file, ours. Whoever has it removes it at the end: what was locked may be gone from its place by then."""
    for _ in range(TRIES):
        handle = path.open("ab")
        try:
            _lock(handle.fileno())
            if _stands_at(handle, path):
                return handle
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EAGAIN):
                return handle  # some network folders know no locks: better to run without one than not at all
            handle.close()
            raise OutputBusy(BUSY) from None
        handle.close()
    raise OutputBusy(BUSY)


def _stands_at(handle: BinaryIO, path: Path) -> bool:
    """Whether the file that is locked is still the one at the path. On Windows nobody removes an open one."""
    if os.name == "nt":
        return True
    try:
        return os.path.samestat(os.fstat(handle.fileno()), os.stat(path))
    except FileNotFoundError:
        return False


if os.name == "nt":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
