"""The rows of the file in which a roster stands, whatever kind of table it is."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from disclosure_batch.documents.document import Document, Grid, Shown, as_text
from disclosure_batch.documents.guard import ROWS, read_file
from disclosure_batch.documents.looks import without_strokes
from disclosure_batch.documents.opening import document_of
from disclosure_batch.documents.plain import csv_records
from disclosure_batch.documents.unreadable import BeyondLimits, Damaged, Encrypted, Foreign, NotReadable, Unreadable
from disclosure_batch.references import a1, column_of
from disclosure_batch.roster.units import COLUMNS
from disclosure_batch.text import normalised, without_unseen

HEAD_WITHIN = 20
SEPARATORS = ",\t;"
FARTHEST_COLUMN = column_of("ZZ")  # what stands further away was not meant for a roster
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


class UnreadableRoster(Exception):
    """Why there is no roster in the file at all: the rest of a sentence that begins with the file's name."""


def cell_text(cell: object, joint: str = "") -> str:
    """A cell as typed, without what can't be seen; lines joined, a whole number without Excel's .0."""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else without_strokes(as_text(cell))
    return without_unseen(joint.join(text.splitlines())).strip()


def roster_rows(path: Path) -> list[RosterRow]:
    """Every row below the head that holds anything. Raises UnreadableRoster."""
    document = _document(path)
    found = ((table, *_head(table.lines)) for table in _tables(document))
    # A 汇总表 has code and name in its detail, too: the roster is the sheet with the most roster columns.
    table, start, columns = max(found, key=lambda candidate: len(candidate[-1]), default=(None, 0, {}))
    if not columns:
        example = "例如表头写“单位代码、单位名称、类别”，下一行写“410801、市财政局、政府部门”。"
        raise UnreadableRoster(f"前 {HEAD_WITHIN} 行里没有表头。“单位代码”和“单位名称”两列必须有。{example}")
    rows = [
        RosterRow(f"{table.label}第 {number} 行", _by_column(cells, columns), document.typed_numbers)
        for number, cells in table.lines[start:]
    ]
    if rows := [row for row in rows if any(map(row.text, COLUMNS))]:
        return rows
    raise UnreadableRoster("只有表头，没有单位。请从表头下一行起每行填一个单位，例如“410801、市财政局”。")


def _by_column(cells: Sequence[object], columns: dict[str, int]) -> dict[str, object]:
    return {name: cells[at] for name, at in columns.items() if at < len(cells)}


def _head(lines: Sequence[_Line]) -> tuple[int, dict[str, int]]:
    """Where the rows below the head begin, and the position of each roster column; none without a head."""
    for index, (_, cells) in enumerate(lines[:HEAD_WITHIN]):
        heads = [normalised(cell_text(cell)) for cell in cells]
        if {"单位代码", "单位名称"} <= set(heads):
            return index + 1, {name: heads.index(name) for name in COLUMNS if name in heads}
    return 0, {}


# ---------------------------------------------------------------- what stands in the file


def _document(path: Path) -> Document:
    try:
        data = read_file(path)
    except Unreadable as failure:
        raise UnreadableRoster("打不开。请核对文件名，并看它是否正被别的程序占用。") from failure
    if not data.strip():
        raise UnreadableRoster("是空文件。请换成填好的名册。")
    try:
        _, document = document_of(path.name, data)
    except Unreadable as failure:
        raise UnreadableRoster(_why(failure.trouble)) from failure
    for _, (row, column) in document.beyond:
        if row >= ROWS or column > FARTHEST_COLUMN:
            raise UnreadableRoster(f"的 {a1(row, column)} 格里有内容，离名册太远。请删去这一格所在的行和列，保存后重试。")
    return document


def _why(trouble: NotReadable | Encrypted | BeyondLimits | Damaged) -> str:
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
    head = next((line for line in text.splitlines()[:HEAD_WITHIN] if "单位代码" in normalised(line)), "")
    try:
        yield from csv_records(text, separator=max(SEPARATORS, key=head.count))
    except Unreadable as failure:
        raise UnreadableRoster(_why(failure.trouble)) from failure
