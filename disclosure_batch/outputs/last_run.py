"""What the last run left in the output folder: its account, which of this run's units its units are, and where the
results of its nodes lay."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import msgspec

from disclosure_batch.findings import Severity
from disclosure_batch.merge import Consolidation, Node, Stand, Status
from disclosure_batch.papers import MANIFEST
from disclosure_batch.roster import Unit, is_made
from disclosure_batch.text import normalised, spelled

NOT_OURS = f"结果文件夹里原有的 {MANIFEST} 读不出上次运行的情况，这次没有与上次比较。"
OTHER_EDITION = "结果文件夹里原有的是按另一种格式的表汇总的，这次没有与它比较。"


class FileThen(msgspec.Struct):
    path: str
    sha256: str


class UnitThen(msgspec.Struct):
    code: str | None
    name: str
    status: Status
    counted: bool

    @property
    def key(self) -> str:
        return self.code or self.name

    @property
    def stand(self) -> Stand:
        return Stand(self.status, self.counted)


Listed = TypeVar("Listed", Unit, UnitThen)


class FindingThen(msgspec.Struct):
    rule: str
    severity: Severity
    message: str
    unit: str | None = None
    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    field: str | None = None
    decision: str | None = None


class NodeThen(msgspec.Struct):
    code: str | None
    name: str
    folder: str

    @property
    def key(self) -> str:
        return self.code or self.name


class AccountThen(msgspec.Struct):
    """The account of a run, as far as another run is held against it."""

    edition: str
    year: int
    files: list[FileThen]
    units: list[UnitThen]
    totals: dict[str, Decimal]
    findings: list[FindingThen]
    outputs: list[FileThen]
    set_aside: list[str] = []
    returned: dict[str, list[str]] = {}
    nodes: list[NodeThen] = []


@dataclass(frozen=True)
class LastRun:
    """The run before this one, seen from this one. folder: where its outputs lie."""

    account: AccountThen
    folder: Path
    result: Consolidation

    @cached_property
    def followed(self) -> Sequence[UnitThen | None]:
        """Each unit of this run as it was at the last one.

        It is the one of the same code and name, else of the same name (its code was mended), else of the same code (it
        was renamed). A code that was made says nothing, and neither does a name that several have.
        """
        left = list(self.account.units)
        found: dict[str, UnitThen] = {}
        for mark in (_code_and_name, _name, _code):
            then = _by_mark(left, mark)
            now = _by_mark((state.unit for state in self.result.units if state.unit.key not in found), mark)
            found |= {unit.key: then[marked] for marked, unit in now.items() if marked in then}
            claimed = {id(unit) for unit in found.values()}
            left = [unit for unit in left if id(unit) not in claimed]
        return [found.get(state.unit.key) for state in self.result.units]

    @cached_property
    def gone(self) -> Sequence[UnitThen]:
        """Units that are on no list any more."""
        here = {id(unit) for unit in self.followed}
        return [unit for unit in self.account.units if id(unit) not in here]

    @cached_property
    def key_now(self) -> Mapping[str, str]:
        """The key of each unit that is still there, by the one that it had."""
        pairs = zip(self.followed, self.result.units, strict=True)
        return {then.key: state.unit.key for then, state in pairs if then}

    @cached_property
    def set_aside(self) -> Collection[str]:
        """Files that no office has sent, at either run: lock files, results, what the options name."""
        return {*self.account.set_aside, *(spelled(file.path) for file in self.result.files if file.clutter)}

    def folder_of(self, node: Node) -> Path:
        """Where the result of a node lay: in a folder of another name where its own was mended since."""
        folders = {self.key_now.get(then.key): then.folder for then in self.account.nodes}
        folder = folders.get(node.unit.key, node.folder)
        return self.folder / (folder if len(Path(folder).parts) == 1 else node.folder)


def year_of_result(folder: Path) -> int | None:
    """Of which year the results in a folder are; None where there are none that a run of this tool has written."""
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=AccountThen).year
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def last_run(folder: Path, result: Consolidation) -> tuple[LastRun | None, str]:
    """The run whose outputs lie in the folder; else None, and why this one can't be held against what lies there."""
    try:
        data = (folder / MANIFEST).read_bytes()
    except OSError:
        return None, ""
    try:
        account = msgspec.json.decode(data, type=AccountThen)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None, NOT_OURS
    if account.edition != result.form.edition:
        return None, OTHER_EDITION
    return LastRun(account, folder, result), ""


def _by_mark(units: Iterable[Listed], mark: Callable[[Listed], Hashable | None]) -> dict[Hashable, Listed]:
    """Units by what is theirs alone."""
    units = list(units)
    times = Counter(map(mark, units))
    return {mark(unit): unit for unit in units if mark(unit) is not None and times[mark(unit)] == 1}


def _code_and_name(unit: Listed) -> Hashable | None:
    return _code(unit) and (_code(unit), _name(unit))


def _name(unit: Listed) -> str:
    return normalised(unit.name)


def _code(unit: Listed) -> str | None:
    return unit.code if unit.code and not is_made(unit.code) else None
