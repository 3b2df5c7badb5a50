"""The rows of the file in which a roster stands, whatever kind of table it is."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat
from zipfile import ZipFile

from python_calamine import CalamineWorkbook, SheetTypeEnum

from disclosure_batch.roster.units import COLUMNS, normalised, visible

_HEAD_ROWS = 20
_MAX_FILE, _MAX_UNPACKED = 50 * 2**20, 500 * 2**20
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# The stream of an encrypted .xlsx, or the record FilePass that opens an encrypted .xls.
_ENCRYPTED = re.compile("EncryptedPackage".encode("utf-16le") + rb"|\x09\x08\x10\0.{16}\x2f\0", re.DOTALL)
# A cell with something in it, beyond column ZZ or row 99,999.
_FAR_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{3}\d+|[A-Z]+\d{6,})["'][^>]*(?<!/)>(?!\s*</)""")
EXACT = 15  # digits that a number of Excel keeps
# A piece of a number format: a text, what shows nothing, a digit, any other sign.
_PIECE = re.compile(r'"([^"]*)"|[\\!](.)|_.|\*.|\[[^\]]*\]|([0#?])|(.)')
_CODE = re.compile(r"[0-9A-Za-z-]+")
_Line = tuple[int, Sequence[object]]  # number as the user sees it, cells


class Row(NamedTuple):
    """A line of the roster. typed: a number would be one, so that a text was meant as a text; a .csv knows only texts."""

    place: str  # as the user sees it
    cells: dict[str, object]
    typed: bool

    def cell(self, column: str) -> object:
        return self.cells.get(column, "")

    def text(self, column: str, joint: str = "") -> str:
        return cell_text(self.cell(column), joint)


class _Table(NamedTuple):
    """A sheet: how messages call it, its name where it is one of a workbook, its lines."""

    label: str
    name: str | None
    lines: Sequence[_Line]


def cell_text(cell: object, joint: str = "") -> str:
    """A cell as typed, without what can't be seen; lines joined, a whole number without Excel's .0."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return visible(joint.join(str(cell).splitlines())).strip()


class UnreadableRoster(Exception):
    """Why there is no roster in the file at all: the rest of a sentence that begins with the file's name."""


def rows_of(path: Path) -> list[Row]:
    """Every row below the head that holds anything. Raises UnreadableRoster."""
    data = _content(path)
    found = ((table, *_head(table.lines)) for table in _tables(data))
    # A 汇总表 has code and name in its detail, too: the roster is the sheet with the most roster columns.
    table, start, columns = max(found, key=lambda candidate: len(candidate[-1]), default=(None, 0, {}))
    if not columns:
        example = "例如表头写“单位代码、单位名称、类别”，下一行写“410801、市财政局、政府部门”。"
        raise UnreadableRoster(f"前 {_HEAD_ROWS} 行里没有表头。“单位代码”和“单位名称”两列必须有。{example}")
    rows = [
        Row(f"{table.label}第 {number} 行", {name: cells[at] for name, at in columns.items() if at < len(cells)}, table.name is not None)
        for number, cells in _shown(data, table, columns["单位代码"])[start:]
    ]
    if rows := [row for row in rows if any(map(row.text, COLUMNS))]:
        return rows
    raise UnreadableRoster("只有表头，没有单位。请从表头下一行起每行填一个单位，例如“410801、市财政局”。")


def _shown(data: bytes, table: _Table, code_column: int) -> Sequence[_Line]:
    """The lines, numbers as their cells show them where codes are numbers: 12345 in the format 000000 is 012345.

    Only an .xlsx tells its formats.
    """
    in_numbers = any(isinstance(cells[code_column], float) for _, cells in table.lines if code_column < len(cells))
    if not (in_numbers and data.startswith(_ZIP)):
        return table.lines
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        page = book[table.name]
        page.reset_dimensions()  # what a file says of them need not be so
        formats = {(c.row, c.column): c.number_format for line in page.iter_rows() for c in line if isinstance(c.value, int | float)}
    except Exception:  # openpyxl is strict where calamine is not; then a number is taken as it is stored
        return table.lines
    return [
        (number, [_as_shown(cell, formats.get((number, at), "")) for at, cell in enumerate(cells, 1)])
        for number, cells in table.lines
    ]


def _as_shown(cell: object, number_format: str) -> object:
    """A whole number as its format shows it, where that may be a code: 12345 in 000000 is 012345. Else the cell itself."""
    if isinstance(cell, bool) or not isinstance(cell, int | float) or cell % 1 or not 0 <= cell < 10**EXACT:
        return cell
    pieces = [match.groups() for match in _PIECE.finditer(number_format.partition(";")[0])]
    digits, shown, left = str(int(cell)), "", sum(bool(digit) for *_, digit, _ in pieces)
    for text, sign, digit, other in reversed(pieces):
        if digit:
            left -= 1
            last = digits if left == 0 else digits[-1:]
            shown, digits = (last or "0" * (digit == "0")) + shown, "" if left == 0 else digits[:-1]
        else:
            shown = (text or sign or (other or "").replace(",", "")) + shown
    return shown if _CODE.fullmatch(shown) and not digits else cell


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_FILE + 1)
    except OSError as failure:
        raise UnreadableRoster("打不开。请核对文件名，并看它是否正被别的程序占用。") from failure
    if len(data) > _MAX_FILE:
        raise UnreadableRoster("超过 50 MB。名册只需要几列文字，请把它单独存成一个文件。")
    if not data.strip():
        raise UnreadableRoster("是空文件。请换成填好的名册。")
    return data


def _head(lines: Sequence[_Line]) -> tuple[int, dict[str, int]]:
    """Where the rows below the head begin, and the position of each roster column; none without a head."""
    for index, (_, cells) in enumerate(lines[:_HEAD_ROWS]):
        heads = [normalised(str(cell)) for cell in cells]
        if {"单位代码", "单位名称"} <= set(heads):
            return index + 1, {name: heads.index(name) for name in COLUMNS if name in heads}
    return 0, {}


def _tables(data: bytes) -> Iterator[_Table]:
    """One sheet in memory at a time."""
    try:
        if data.startswith((_ZIP, _OLE)):
            yield from _sheets(data)
        else:
            yield _Table("", None, list(_csv_lines(data)))
    except (UnreadableRoster, GeneratorExit, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as failure:  # whatever a damaged file provokes; a panic of calamine is no Exception
        likely = "设有打开密码" if _ENCRYPTED.search(data) else "已损坏、设有密码，或者不是表格文件"
        raise UnreadableRoster(f"读不出来：{likely}。请用 Excel 或 WPS 另存为不带密码的 .xlsx。") from failure


def _sheets(data: bytes) -> Iterator[_Table]:
    if data.startswith(_ZIP):
        _refuse_deadly_parts(data)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = [sheet.name for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    for name in names:
        cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        yield _Table(f"工作表“{name}”" if len(names) > 1 else "", name, list(enumerate(cells, 1)))


def _refuse_deadly_parts(data: bytes) -> None:
    """What calamine doesn't survive: a cell far away, as it allocates the whole rectangle up to there;
    an .ods that isn't well-formed, which it reads for ever.
    """
    with ZipFile(io.BytesIO(data)) as parts:
        if sum(part.file_size for part in parts.infolist()) > _MAX_UNPACKED:
            raise UnreadableRoster("解压后超过 500 MB。请把名册单独存成一个文件。")
        for name in parts.namelist():
            if name == "content.xml":
                expat.ParserCreate().Parse(parts.read(name), True)
            if "worksheets" in name and (far := _FAR_CELL.search(parts.read(name))):
                cell = far[1].decode()
                raise UnreadableRoster(f"的 {cell} 格里有内容，离名册太远。请删去这一格所在的行和列，保存后重试。")


def _csv_lines(data: bytes) -> Iterator[_Line]:
    """Each record with the line of the file on which it begins."""
    try:
        text = data.decode("utf-8-sig")  # refuses every other text
    except UnicodeDecodeError:
        text = data.decode("gb18030")  # as Excel in Chinese Windows saves a CSV
    head = next((line for line in text.splitlines()[:_HEAD_ROWS] if "单位代码" in normalised(line)), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",\t;", key=head.count))
    number = 1
    for cells in reader:
        yield number, cells
        number = reader.line_num + 1  # a quoted cell may run over several lines
