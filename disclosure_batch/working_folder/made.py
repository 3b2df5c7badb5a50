"""The folder that `init` makes. Nothing that is there is written over."""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from disclosure_batch.outputs.roster_file import write_roster_to_fill_in
from disclosure_batch.settings import written
from disclosure_batch.storing import store
from disclosure_batch.working_folder.given import SETTINGS_HERE

ROSTER, SUBMITTED, LAST_YEAR = "名册.xlsx", "收件", "上年"
STARTERS = ("下发", "汇总", "校对", "生成年报")
FOR_WINDOWS, FOR_OTHERS = ".bat", ".sh"
COMMAND = "disclosure-batch"


@dataclass(frozen=True)
class Made:
    """By their names in the folder: what was written, and what was there and stays as it is."""

    written: tuple[str, ...]
    left: tuple[str, ...]


def make(folder: Path, name: str, year: int) -> Made:
    """Writes what a year's work begins with. Raises OSError."""
    options = {"paths": SUBMITTED, "roster": ROSTER, "previous": LAST_YEAR, "output": f"output/{year}"}
    told = written({"name": name, "year": year}, {}, options)
    papers: Mapping[str, bytes] = {SETTINGS_HERE: told.encode("utf-8"), **_starters(year)}
    made: list[str] = []
    left: list[str] = []
    for name_of, data in papers.items():
        if not _is_there(folder, name_of, made, left):
            store(folder / name_of, data)
            if name_of.endswith(FOR_OTHERS):
                (folder / name_of).chmod(0o755)
    if not _is_there(folder, ROSTER, made, left):
        write_roster_to_fill_in(folder / ROSTER)
    for sub in (SUBMITTED, LAST_YEAR):
        if not _is_there(folder, sub, made, left):
            (folder / sub).mkdir()
    return Made(tuple(made), tuple(left))


def _is_there(folder: Path, name: str, made: list[str], left: list[str]) -> bool:
    """Takes down whether something stands there, or is about to be written."""
    there = os.path.lexists(folder / name)
    (left if there else made).append(name)
    folder.mkdir(parents=True, exist_ok=True)
    return there


def _starters(year: int) -> dict[str, bytes]:
    """What a double click runs: in the code page and with the ends of lines of each system."""
    texts = files(__package__) / "starters"
    endings = (FOR_WINDOWS, FOR_OTHERS)
    find = {ending: (texts / f"寻找工具{ending}").read_text(encoding="utf-8") for ending in endings}
    made: dict[str, bytes] = {}
    for name in STARTERS:
        for ending in endings:
            text = (texts / f"{name}{ending}").read_text(encoding="utf-8").replace("{寻找工具}\n", find[ending])
            text = text.replace("{year}", str(year))
            if ending == FOR_WINDOWS:
                made[name + ending] = _for_windows(text)
            else:
                made[name + ending] = text.replace("{tool}", _quoted_for_sh(_tool())).encode("utf-8")
    return made


def _for_windows(text: str) -> bytes:
    """A path that its code page can't say is left out: then the tool is looked for where the set-up puts it."""
    tool = _tool().replace("%", "%%")
    try:
        tool.encode("gbk")
    except UnicodeEncodeError:
        tool = ""
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
