"""The decisions file as it is read: its names, its columns, its lines. outputs/decisions_file writes it.

The coordinator's decisions may stand in two files: her own, and the one beside it, <name>-新增.xlsx, where lines were
added while another program held the first open.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from disclosure_batch.decisions.decision import Entry, ListedFinding, word_in
from disclosure_batch.documents.confined import within_limits
from disclosure_batch.documents.document import Document, Grid
from disclosure_batch.documents.guard import FILE_SIZE
from disclosure_batch.documents.kinds import FileKind
from disclosure_batch.documents.opening import document_of
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.intake.values import read_date, read_text

ASIDE = "-新增"
KEY, DECISION = "编号", "决定"
LINE_HEADS = {  # the parts of a ListedFinding, and the heads of their columns
    "key": KEY,
    "code": "单位代码",
    "name": "单位",
    "rule": "规则",
    "severity": "级别",
    "sheet": "表",
    "cell": "单元格",
    "stands": "填的数",
    "other": "应为/另一边",
    "message": "内容",
    "choices": "可选的决定",
}
ENTRY_HEADS = {  # the parts of an Entry that somebody types beside it
    "word": DECISION,
    "target": "更正单元格",
    "figure": "更正值",  # of a file whose unit is asked: its unit
    "reason": "理由",
    "by": "决定人",
    "date": "日期",
}
OWN_HEADS = (*LINE_HEADS.values(), *ENTRY_HEADS.values())
NOT_NEEDED = [LINE_HEADS[part] for part in ("severity", "message", "choices")]  # the last is new
NEEDED = tuple(head for head in OWN_HEADS if head not in NOT_NEEDED)
OTHER_KINDS = (".ods", ".xls", ".et", ".xlsm", ".csv")
SEARCHED = 20  # rows of a sheet in which its head may stand


class DecisionsFileError(Exception):
    """The file can't be read as one of decisions; the text is for the user."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Where the lines stand in a workbook: their sheet, the row of the head, the column of each head."""

    grid: Grid
    head: int
    columns: Mapping[str, int]

    @property
    def end(self) -> int:
        """The number of rows down to the last one in which anything stands."""
        filled = (row for row, cells in enumerate(self.grid.rows) if any(raw not in (None, "") for raw in cells))
        return 1 + max([*filled, *(row for row, _ in self.grid.formulas)])

    def raw(self, row: int, head: str) -> object:
        """What stands below a head; nothing where the column was taken out."""
        return self.grid.raw(row, self.columns[head]) if head in self.columns else ""


def files(path: Path) -> tuple[Path, Path]:
    """The file itself, and the one beside it."""
    return path, path.with_name(f"{path.stem}{ASIDE}{path.suffix}")


def saved_otherwise(path: Path) -> list[Path]:
    """Files beside it that have its name and another kind: whoever saves it as one types what nobody reads."""
    return [file for kind in OTHER_KINDS if (file := path.with_suffix(kind)).is_file()]


def content_within_limit(path: Path) -> bytes:
    """No more of a file than tells that it is too large."""
    with path.open("rb") as file:
        return file.read(FILE_SIZE + 1)


def read_decisions(path: Path) -> list[Entry]:
    """Every line of the file, and of the one beside it; none where there is no file. Raises DecisionsFileError."""
    entries: list[Entry] = []
    for file in files(path):
        if file.exists():
            where = "" if file == path else f"“{file.name}”"
            entries += _entries(listing_in(file.name, content_within_limit(file)), where)
    return entries


def read_decisions_apart(path: Path) -> list[Entry]:
    """`read_decisions` in a process that may die. Raises DecisionsFileError and NotStarted."""
    there = [file for file in files(path) if file.exists()]
    if not there:
        return []
    try:  # an empty file is read, too: it is no file of decisions
        return within_limits(read_decisions, path, size=sum(file.stat().st_size for file in there))
    except Unreadable as failure:
        raise DecisionsFileError(f"处理决定表“{path.name}”读不出来：{failure.reason}。") from failure


def listing_in(name: str, data: bytes) -> Listing:
    """The one listing of decisions in a workbook. Raises DecisionsFileError."""
    listings = [listing for grid in _opened(name, data).grids if (listing := _listed_on(grid, name))]
    if not listings:
        raise DecisionsFileError(f"“{name}”不是处理决定表：找不到“{KEY}”“{DECISION}”两栏。请另给一个文件名。")
    if len(listings) > 1:
        pages = "、".join(f"“{listing.grid.name}”" for listing in listings)
        raise DecisionsFileError(f"处理决定表“{name}”里有 {len(listings)} 张表都列着决定：{pages}。不能确定以哪一张为准，请只留一张，其余另存。")
    return listings[0]


def _opened(name: str, data: bytes) -> Document:
    try:
        kind, document = document_of(name, data)
    except Unreadable as why:
        raise DecisionsFileError(f"处理决定表“{name}”读不出来：{why.reason}。") from why
    if kind is not FileKind.XLSX:  # lines are added to no other kind
        raise DecisionsFileError(f"处理决定表“{name}”读不出来：不是 .xlsx 工作簿。请另存为 .xlsx，或另给一个文件名。")
    return document


def _listed_on(grid: Grid, name: str) -> Listing | None:
    """The listing of a sheet, None where it has none."""
    for row, cells in enumerate(grid.rows[:SEARCHED]):
        heads = [read_text(raw) for raw in cells]
        if KEY in heads and DECISION in heads:
            _refuse_changed(heads, name)
            return Listing(grid, row, {head: at for at, head in enumerate(heads)})
    return None


def _refuse_changed(heads: Sequence[str], name: str) -> None:
    """What is ours has one column each. Raises DecisionsFileError."""
    if lacking := [head for head in NEEDED if head not in heads]:
        raise DecisionsFileError(f"处理决定表“{name}”缺少{_quoted(lacking)}栏：请把栏名改回原样。")
    if twice := [head for head in OWN_HEADS if heads.count(head) > 1]:
        raise DecisionsFileError(f"处理决定表“{name}”有两栏都叫{_quoted(twice)}：请只留一栏，另一栏改名。")


def _quoted(heads: Sequence[str]) -> str:
    return "、".join(f"“{head}”" for head in heads)


def _entries(listing: Listing, where: str) -> Iterator[Entry]:
    for row in range(listing.head + 1, len(listing.grid.rows)):
        entry = _entry(listing, row, where)
        if entry.line.key or entry.typed:
            yield entry


def _entry(listing: Listing, row: int, where: str) -> Entry:
    typed = {part: read_text(listing.raw(row, head)) for part, head in ENTRY_HEADS.items()}
    figure = listing.raw(row, ENTRY_HEADS["figure"]) if typed["figure"] else ""  # as it is: a number is no text
    date = read_date(listing.raw(row, ENTRY_HEADS["date"]))
    return Entry(
        line=ListedFinding(**{part: read_text(listing.raw(row, head)) for part, head in LINE_HEADS.items()}),
        at=f"{where}第 {row + 1} 行",
        **typed | {"word": word_in(typed["word"]), "figure": figure, "date": date},
        fault=_fault(listing, row),
    )


def _fault(listing: Listing, row: int) -> str:
    """What was typed as a formula has to have a result."""
    for head in ENTRY_HEADS.values():
        place = row, listing.columns[head]
        if place in listing.grid.unstored or place in listing.grid.errors:
            return f"“{head}”里的公式没有结果，请直接填写"
    return ""
