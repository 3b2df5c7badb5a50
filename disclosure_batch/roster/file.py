"""The rows of the file in which a roster stands, whatever kind of table it is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from disclosure_batch.documents import kept
from disclosure_batch.documents.document import Document, Grid, Shown, as_text
from disclosure_batch.documents.guard import ROWS, read_file
from disclosure_batch.documents.looks import without_strokes
from disclosure_batch.documents.opening import document_of
from disclosure_batch.documents.plain import csv_records
from disclosure_batch.documents.unreadable import BeyondLimits, Damaged, Encrypted, Foreign, NotReadable, Unreadable
from disclosure_batch.references import a1, column_of
from disclosure_batch.roster.units import ROSTER_HEADS
from disclosure_batch.text import normalised, without_unseen

HEAD_WITHIN = 20
SEPARATORS = ",\t;"
FARTHEST_COLUMN = column_of("ZZ")  # what stands further away was not meant for a roster
# How lists call a column; the first that is there is it.
CALLED: Mapping[str, Sequence[str]] = {
    "单位名称": ("单位名称", "单位全称", "部门名称", "机关名称", "填报单位", "报送单位", "责任单位", "单位", "部门"),
    "联系人": ("联系人", "联系人姓名", "经办人", "联络员", "姓名"),
    "联系电话": ("联系电话", "电话", "电话号码", "联系方式", "办公电话", "手机号码", "手机号", "手机"),
}
SHORT = frozenset({"单位", "部门"})  # 单位 is also what something is counted in
BESIDE = frozenset({"序号", *ROSTER_HEADS, *CALLED["联系人"], *CALLED["联系电话"]})  # what stands beside it in a list of units
NOT_OPENED = "打不开。请核对文件名，并看它是否正被别的程序占用。"
AS_XLSX = "用 Excel 或 WPS 另存为不带密码的 .xlsx"
_CODE = re.compile(r"[0-9A-Za-z-]+")
_Line = tuple[int, Sequence[object]]  # number as the user sees it, cells


class RosterRow(NamedTuple):
    """A line of the roster. typed: a number would be one, so that a text was meant as one; a .csv knows only texts."""

    place: str  # as the user sees it
    cells: dict[str, object]
    typed: bool

    def cell(self, column: str) -> object:
        return self.cells.get(column, "")

    def text(self, column: str, joint: str = "") -> str:
        return cell_text(self.cell(column), joint)


class _Table(NamedTuple):
    """A sheet or a text: how messages call it, its lines."""

    label: str
    lines: Sequence[_Line]


class _Listing(NamedTuple):
    """The head of a table, and the rows below it that hold anything."""

    heads: Sequence[str]
    columns: Mapping[str, int]
    rows: Sequence[RosterRow]

    @property
    def name_column(self) -> str:
        """How its head calls the names."""
        return self.heads[self.columns["单位名称"]]


class UnreadableRoster(Exception):
    """Why there is no roster in the file at all: the rest of a sentence that begins with the file's name."""


def cell_text(cell: object, joint: str = "") -> str:
    """A cell as typed, without what can't be seen; lines joined, a whole number without Excel's .0."""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else without_strokes(as_text(cell))
    return without_unseen(joint.join(text.splitlines())).strip()


def roster_rows(path: Path) -> list[RosterRow]:
    """Every row below the head that holds anything. Raises UnreadableRoster."""
    document = _document(path)
    listings = [listing for table in _tables(document) if (listing := _listing(table, document.typed_numbers))]
    if not listings:
        example = "例如表头写“单位代码、单位名称、类别”，下一行写“410801、市财政局、政府部门”；没有代码的写“序号、单位、联系人、电话”也可以。"
        raise UnreadableRoster(f"前 {HEAD_WITHIN} 行里没有表头。表头要有“单位名称”（或“单位”“部门”），最好还有“单位代码”。{example}")
    # A 汇总表 has code and name in its detail, too: the roster is the sheet with the most roster columns.
    chosen = max(listings, key=lambda listing: ("单位代码" in listing.columns, len(listing.columns)))
    if "单位代码" not in chosen.columns:
        _only_one(listings)
    if chosen.heads.count(chosen.name_column) > 1:
        raise UnreadableRoster(f"的表头里有两栏“{chosen.name_column}”。并排的几栏请接成一栏，每行一个单位。")
    if chosen.rows:
        return list(chosen.rows)
    raise UnreadableRoster("只有表头，没有单位。请从表头下一行起每行填一个单位，例如“410801、市财政局”。")


def _only_one(listings: Sequence[_Listing]) -> None:
    """Of several lists without codes none is more the roster than another."""
    places = [listing.rows[0].place for listing in listings if listing.rows]
    if len(places) > 1:
        raise UnreadableRoster(f"里有 {len(places)} 张单位名单（从{'、'.join(places)}起），分不出用哪一张。请合成一张。")


def _listing(table: _Table, typed: bool) -> _Listing | None:
    """The list that stands in a table; a head that is printed again further down is no row of it."""
    for index, (_, cells) in enumerate(table.lines[:HEAD_WITHIN]):
        heads = _heads(cells)
        if columns := _columns(heads) or _names_alone(heads, table.lines[index:]):
            rows = (
                RosterRow(f"{table.label}第 {number} 行", _by_column(cells, columns), typed)
                for number, cells in table.lines[index + 1 :]
                if not _repeats(cells, heads)
            )
            return _Listing(heads, columns, [row for row in rows if any(map(row.text, ROSTER_HEADS))])
    return None


def _repeats(cells: Sequence[object], heads: Sequence[str]) -> bool:
    """Whether a line is the head again; the first cell tells of nearly all that they are not."""
    return bool(cells) and normalised(cell_text(cells[0])) == heads[0] and _heads(cells) == heads


def _heads(cells: Sequence[object]) -> list[str]:
    heads = [normalised(cell_text(cell)) for cell in cells]
    while heads and not heads[-1]:
        heads.pop()
    return heads


def _columns(heads: Sequence[str]) -> dict[str, int]:
    """The position of each roster column; none where the line is no head of a roster."""
    called = {column: next(filter(heads.__contains__, CALLED.get(column, (column,))), "") for column in ROSTER_HEADS}
    name = called["单位名称"]
    if not name or BESIDE.isdisjoint(set(heads) - {name}):
        return {}
    return {column: heads.index(head) for column, head in called.items() if head}


def _names_alone(heads: Sequence[str], lines: Sequence[_Line]) -> dict[str, int]:
    """The position of the names where a table holds nothing but them."""
    alone = len(heads) == 1 and heads[0] in CALLED["单位名称"] and all(len(_heads(cells)) <= 1 for _, cells in lines)
    return {"单位名称": 0} if alone and heads[0] not in SHORT else {}


def _by_column(cells: Sequence[object], columns: Mapping[str, int]) -> dict[str, object]:
    return {name: cells[at] for name, at in columns.items() if at < len(cells)}


# ---------------------------------------------------------------- what stands in the file


def _document(path: Path) -> Document:
    data = _data(path)
    if not data.strip():
        raise UnreadableRoster("是空文件。请换成填好的名册。")
    try:
        _, document = document_of(path.name, data)
    except Unreadable as failure:
        raise UnreadableRoster(why(failure.trouble)) from failure
    for _, (row, column) in document.beyond:
        if row >= ROWS or column > FARTHEST_COLUMN:
            raise UnreadableRoster(f"的 {a1(row, column)} 格里有内容，离名册太远。请删去这一格所在的行和列，保存后重试。")
    return document


def _data(path: Path) -> bytes:
    """The file's bytes; of an archive of a result those of the 汇总表 in it, whose 填报情况 is a roster."""
    if kept.is_kept(path):
        try:
            return kept.result_in(path)
        except Unreadable as failure:
            raise UnreadableRoster(why(failure.trouble)) from failure
    try:
        return read_file(path)
    except Unreadable as failure:
        raise UnreadableRoster(NOT_OPENED) from failure


def why(trouble: NotReadable | Encrypted | BeyondLimits | Damaged) -> str:
    """Why there is no roster in a file, as the rest of a sentence that begins with the file's name."""
    match trouble:
        case Foreign():
            return f"{trouble.reason}，不是表格文件，没有表头。请把名册存成 .xlsx 或 .csv。"
        case Encrypted():
            return f"读不出来：设有打开密码。请{AS_XLSX}。"
        case BeyondLimits(unpacked=size) if size:
            return f"解压后超过 {size // 100_000_000 * 100} MB。请把名册单独存成一个文件。"
        case BeyondLimits():
            return f"{trouble.reason}。名册只需要几列文字，请把它单独存成一个文件。"
        case NotReadable(advice=advice) if advice:
            return f"读不出来：{trouble.reason}。请{advice}。"
    return f"读不出来：{trouble.reason}。请{AS_XLSX}。"


def _tables(document: Document) -> Iterator[_Table]:
    if document.source:
        yield _Table("", list(_records(document.source)))
        return
    for grid in document.grids:
        name = f"工作表“{grid.name}”" if document.typed_numbers else grid.name
        yield _Table(name if len(document.grids) > 1 else "", list(_lines(grid)))


def _lines(grid: Grid) -> Iterator[_Line]:
    for row, cells in enumerate(grid.rows):
        yield row + 1, [_as_shown(cell, grid.padded.get((row, column), "")) for column, cell in enumerate(cells)]


def _as_shown(cell: object, padded: str) -> object:
    """A number as its cell shows it, where that may be a code: 12345 in the format 000000 is 012345."""
    if _CODE.fullmatch(padded):
        return padded
    return float(cell) if isinstance(cell, Shown) else cell


def _records(text: str) -> Iterator[_Line]:
    """Each record of a .csv with the line on which it begins; what looks like the head tells what separates cells."""
    lines = text.splitlines()[:HEAD_WITHIN]
    heads = (line for line in lines if any(_columns(_heads(line.split(mark))) for mark in SEPARATORS))
    head = next(heads, next((line for line in lines if "单位代码" in normalised(line)), ""))
    try:
        for number, record in enumerate(csv_records(text, separator=max(SEPARATORS, key=head.count)), 1):
            if number > ROWS:
                raise UnreadableRoster(f"有 {ROWS} 多行，不像名册。名册每个单位一行，请把它单独存成一个文件。")
            yield record
    except Unreadable as failure:
        raise UnreadableRoster(why(failure.trouble)) from failure
