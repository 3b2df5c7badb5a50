"""The folder that `init` makes. Nothing that is there is written over."""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path

from disclosure_batch.outputs.roster_file import write_roster_to_fill_in
from disclosure_batch.settings import SettingsMistakes, read_settings, written
from disclosure_batch.storing import store
from disclosure_batch.working_folder.given import SETTINGS_HERE
from disclosure_batch.working_folder.next_year import PREVIOUS, ROSTER_HERE, HandedOn

SUBMITTED = "收件"
STARTERS = ("下发", "汇总", "校对", "生成年报", "填上级的表", "明年")
PARTS = ("寻找工具", "结束")  # that all starters have
FOR_WINDOWS, FOR_OTHERS = ".bat", ".sh"
COMMAND = "disclosure-batch"
_Write = Callable[[Path], object]


class OfAnotherYear(Exception):
    """The folder is another year's: its year."""


@dataclass(frozen=True)
class Made:
    """By their names in the folder: what was written, and what was there and stays as it is."""

    written: tuple[str, ...]
    left: tuple[str, ...]
    handed_on: HandedOn
    has_last_year: bool


def make(folder: Path, name: str, year: int, before: HandedOn) -> Made:
    """Writes what a year's work begins with. before: what last year's folder hands on.

    Raises OfAnotherYear, then nothing is written, and OSError.
    """
    if (other := _year_of(folder)) not in (None, year):
        raise OfAnotherYear(other)
    made: list[str] = []
    left: list[str] = []
    for part, write in _parts(folder, name, year, before).items():
        there = os.path.lexists(folder / part)
        (left if there else made).append(part)
        if not there:
            folder.mkdir(parents=True, exist_ok=True)
            write(folder / part)
    return Made(tuple(made), tuple(left), before, _holds_something(folder / PREVIOUS))


def _parts(folder: Path, name: str, year: int, before: HandedOn) -> dict[str, _Write]:
    """What stands in the folder, by its name there, and how each is written."""
    options = {"paths": (SUBMITTED,), "roster": ROSTER_HERE, "previous": PREVIOUS, **before.options}
    told = written({"name": name, "year": year, **before.values}, before.page, options)
    parts: dict[str, _Write] = {SETTINGS_HERE: _stores(told.encode("utf-8")), **_starters()}
    if options["roster"] == ROSTER_HERE:
        parts[ROSTER_HERE] = write_roster_to_fill_in
    parts |= dict.fromkeys((*filter(_is_folder_here, options["paths"]), PREVIOUS), Path.mkdir)
    one_is_enough = _holds_something(folder / PREVIOUS)
    came = {part: path for part, path in before.files.items() if not (one_is_enough and part.startswith(PREVIOUS))}
    return parts | {part: _copies(path) for part, path in came.items()}


def _stores(data: bytes) -> _Write:
    return lambda path: store(path, data)


def _copies(source: Path) -> _Write:
    return lambda path: (shutil.copytree if source.is_dir() else shutil.copyfile)(source, path)


def _holds_something(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _is_folder_here(path: str) -> bool:
    return not Path(path).is_absolute() and not Path(path).suffix


def _year_of(folder: Path) -> int | None:
    """For which year it was made; None where it is new, or doesn't say."""
    try:
        return read_settings(folder / SETTINGS_HERE).year
    except SettingsMistakes:
        return None


def _starters() -> dict[str, _Write]:
    """What a double click runs: in the code page and with the ends of lines of each system."""
    return {
        name + ending: partial(_write_starter, name=name, ending=ending)
        for name in STARTERS
        for ending in (FOR_WINDOWS, FOR_OTHERS)
    }


def _write_starter(path: Path, name: str, ending: str) -> None:
    texts = files(__package__) / "starters"
    text = (texts / f"{name}{ending}").read_text(encoding="utf-8")
    for part in (each for each in PARTS if f"{{{each}}}" in text):
        text = text.replace(f"{{{part}}}\n", (texts / f"{part}{ending}").read_text(encoding="utf-8"))
    if ending == FOR_WINDOWS:
        store(path, _for_windows(text))
    else:
        store(path, text.replace("{tool}", _quoted_for_sh(_tool())).encode("utf-8"))
        path.chmod(0o755)


def _for_windows(text: str) -> bytes:
    """A path that its code page can't say is left out: then the tool is looked for where the set-up puts it."""
    tool = _tool().replace("%", "%%")
    if not tool or tool.encode("gbk", "ignore").decode("gbk") != tool:
        tool = f"{COMMAND}.exe"
    return text.replace("{tool}", tool).replace("\n", "\r\n").encode("gbk")


def _tool() -> str:
    """The program that runs now: the set-up's own, the one beside this Python, or the one on the PATH."""
    own = Path(sys.executable)
    if own.stem == COMMAND:
        return str(own)
    beside = own.with_name(COMMAND + own.suffix)
    return str(beside) if beside.is_file() else shutil.which(COMMAND) or ""


def _quoted_for_sh(path: str) -> str:
    return path.replace("'", "'\\''")
