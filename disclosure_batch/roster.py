"""The roster: which units should report, by what names they are known, and which body publishes."""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat
from zipfile import ZipFile

from python_calamine import CalamineWorkbook, SheetTypeEnum

COLUMNS = ("单位代码", "单位名称", "类别", "上级单位代码", "别名", "计入汇总", "联系人", "联系电话")

_HEAD_ROWS = 20
_MAX_FILE, _MAX_UNPACKED = 50 * 2**20, 500 * 2**20
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# The stream of an encrypted .xlsx, or the record FilePass that opens an encrypted .xls.
_ENCRYPTED = re.compile("EncryptedPackage".encode("utf-16le") + rb"|\x09\x08\x10\0.{16}\x2f\0", re.DOTALL)
# A cell with something in it, beyond column ZZ or row 99,999.
_FAR_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{3}\d+|[A-Z]+\d{6,})["'][^>]*(?<!/)>(?!\s*</)""")
_Line = tuple[int, list]  # number as the user sees it, cells
_BRACKETS = str.maketrans("〔〕【】[]", "()()()")


class Category(StrEnum):
    """What kind of unit it is; the publisher is the body in whose name the report appears."""

    PUBLISHER = "汇总机关"
    DEPARTMENT = "政府部门"
    TOWNSHIP = "乡镇街道"
    VERTICAL = "垂直管理"
    OTHER = "其他"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that should report; `counted` says whether its figures are added up."""

    code: str
    name: str
    category: Category | None
    parent: str | None
    aliases: tuple[str, ...]
    counted: bool
    contact: str
    phone: str

    @property
    def key(self) -> str:
        """What the unit is known by: its code, or its name where it has none."""
        return self.code or self.name


@dataclass(frozen=True, slots=True)
class Roster:
    """The units in roster order, found by code, name or alias."""

    units: tuple[Unit, ...]
    _codes: dict[str, Unit | None] = field(init=False, repr=False, compare=False)
    _names: dict[str, Unit | None] = field(init=False, repr=False, compare=False)
    _aliases: dict[str, Unit | None] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        aliases = ((alias, unit) for unit in self.units for alias in unit.aliases)
        object.__setattr__(self, "_codes", _by_label((unit.code, unit) for unit in self.units))
        object.__setattr__(self, "_names", _by_label((unit.name, unit) for unit in self.units))
        object.__setattr__(self, "_aliases", _by_label(aliases))

    @property
    def body(self) -> Unit | None:
        """The unit whose 类别 is 汇总机关."""
        return next((unit for unit in self.units if unit.category is Category.PUBLISHER), None)

    def by_code(self, code: str) -> Unit | None:
        """The unit with this code; None where there is none or more than one."""
        return self._codes.get(normalised(code))

    def by_name(self, name: str) -> Unit | None:
        """The unit of this full name, otherwise of this alias; None where it fits none or several."""
        key = normalised(name)
        return self._names[key] if key in self._names else self._aliases.get(key)

    def is_alias(self, name: str, unit: Unit) -> bool:
        """Whether `name` is one of the unit's aliases and not the roster's own name for it (rule U006)."""
        key = normalised(name)
        return key != normalised(unit.name) and key in map(normalised, unit.aliases)


class RosterMistakes(Exception):
    """All that is wrong with a roster: `lines` has one Chinese sentence for each mistake, in row order."""

    def __init__(self, *lines: str) -> None:
        super().__init__(*lines)
        self.lines = lines


def normalised(name: str) -> str:
    """The form in which names are compared: NFKC, one kind of bracket, nothing invisible or blank."""
    text = unicodedata.normalize("NFKC", name).translate(_BRACKETS)
    return "".join(_visible(text).split())


def read_roster(path: Path) -> Roster:
    """Read a roster from a workbook (.xlsx, .xls, .et, .ods) or a .csv (UTF-8 or GB18030).

    The columns are those of `COLUMNS`; only code and name are needed. What kind of file it is
    is told from its content, not from its name. Raises RosterMistakes with every mistake at once;
    a file that can't be read is one mistake.
    """
    try:
        entries = [(row, _unit(row)) for row in _rows(path)]
    except _Unreadable as failure:
        raise RosterMistakes(f"名册“{path.name}”{failure}") from failure
    if mistakes := list(_mistakes(entries)):
        raise RosterMistakes(*mistakes)
    return Roster(tuple(unit for _, unit in entries))


def _by_label(pairs: Iterable[tuple[str, Unit]]) -> dict[str, Unit | None]:
    """Units by normalised label, None where two units share it; an empty label has no entry."""
    index: dict[str, Unit | None] = {}
    for label, unit in pairs:
        if key := normalised(label):
            index[key] = unit if index.get(key, unit) is unit else None
    return index


def _visible(text: str) -> str:
    """Without control, zero-width and direction marks, and what XML can't hold."""
    if text.isprintable():
        return text
    hidden = {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs"} or c in "\ufffe\uffff"}
    return "".join(c for c in text if c not in hidden)


def _text(cell: object, joint: str = "") -> str:
    """A cell as typed, without what can't be seen; lines joined, a whole number without Excel's .0."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return _visible(joint.join(str(cell).splitlines())).strip()


class _Row(NamedTuple):
    place: str  # as the user sees it
    cells: dict[str, object]

    def text(self, column: str, joint: str = "") -> str:
        return _text(self.cells.get(column, ""), joint)


def _unit(row: _Row) -> Unit:
    category = normalised(row.text("类别"))
    aliases = map(_text, re.split(r"[、，,；;\r\n]", str(row.cells.get("别名", ""))))
    return Unit(
        code=normalised(row.text("单位代码")),
        name=row.text("单位名称"),
        category=next((each for each in Category if each == category), None),
        parent=normalised(row.text("上级单位代码")) or None,
        aliases=tuple(dict.fromkeys(filter(None, aliases))),
        counted=normalised(row.text("计入汇总")) != "否",
        contact=row.text("联系人", " "),
        phone=row.text("联系电话", " "),
    )


def _mistakes(entries: list[tuple[_Row, Unit]]) -> Iterator[str]:
    known = {unit.code: unit for _, unit in entries}
    usual = _usual_length(entries)
    taken: dict[tuple[str, str], tuple[_Row, str]] = {}
    for row, unit in entries:
        lossy = _lossy(row.cells.get("单位代码", ""), usual)
        found = [lossy] if lossy else []
        found += [*_in_cells(row, unit), *_upwards(unit, known), *_repeated(row, unit, not lossy, taken)]
        yield from (f"{row.place}：{sentence}" for sentence in found)


def _usual_length(entries: list[tuple[_Row, Unit]]) -> int:
    """The length of the codes typed as text where it is one, otherwise that of most codes, otherwise 0."""
    codes = {unit.code: row.cells.get("单位代码") for row, unit in entries if unit.code.isdecimal()}
    typed = {len(code) for code, cell in codes.items() if isinstance(cell, str)}
    if len(typed) == 1:
        return typed.pop()
    if all(len(code) < 10 and int(code) <= len(entries) for code in codes):
        return 0  # running numbers, 1 is as good as 10
    length, times = Counter(map(len, codes)).most_common(1)[0]
    return length if times * 2 > len(entries) else 0


def _lossy(cell: object, usual: int) -> str:
    """What Excel made of a code that it took for a number, or for a date; empty where the code is whole."""
    text, flaw = _text(cell), ""
    if isinstance(cell, str):
        if re.fullmatch(r"\d(\.\d+)?[Ee]\+\d+", normalised(text)):
            flaw = "写成了科学记数，数字已经不全"
    elif isinstance(cell, bool) or not isinstance(cell, int | float):
        flaw = "是日期或逻辑值，不是代码"
    elif cell < 0 or cell % 1:
        flaw = "是负数或小数，不是代码"
    elif cell >= 1e15:
        flaw = "存成了数字，15 位以后的已经丢失"
    elif len(text) < usual:
        flaw = f"存成了数字，只有 {len(text)} 位，别的代码是 {usual} 位，开头的 0 可能丢了"
    remedy = "请把单元格设为“文本”格式，再输入完整的代码，例如 410801。"
    return f"单位代码“{text}”{flaw}。{remedy}" if flaw else ""


def _in_cells(row: _Row, unit: Unit) -> Iterator[str]:
    if not (unit.code or unit.name):
        yield "单位代码和单位名称都空着。请补全；多余的行请删去。"
    elif not unit.code:
        yield f"单位“{unit.name}”没有单位代码。请补上代码，例如 410801。"
    elif not unit.name:
        yield f"单位代码“{unit.code}”没有单位名称。请补上单位全称。"
    for column, text in (("单位代码", unit.code), ("单位名称", unit.name)):
        if bad := re.search(r'[\\/:*?"<>|]', text):
            yield f"{column}“{text}”里的 {bad[0]} 不能用在文件名里。请改用短横线或顿号。"
    if unit.category is None and (category := row.text("类别")):
        yield f"类别“{category}”不在可选之列。请改为{'、'.join(Category)}之一，或者空着。"
    if normalised(counted := row.text("计入汇总")) not in {"", "是", "否"}:
        yield f"计入汇总填的是“{counted}”。请改为“是”或“否”，空着等于“是”。"


def _upwards(unit: Unit, known: dict[str, Unit]) -> Iterator[str]:
    if unit.parent and unit.parent not in known:
        yield f"上级单位代码“{unit.parent}”不在名册中。请改为名册里的单位代码，没有上级的空着。"
    way, above = [unit.code], unit.parent
    while above in known and above not in way:
        way.append(above)
        above = known[above].parent
    if above and above == unit.code:
        yield f"上级单位绕回了本单位（{' → '.join([*way, above])}）。请改正上级单位代码，没有上级的空着。"


def _repeated(row: _Row, unit: Unit, code_is_sound: bool, taken: dict) -> Iterator[str]:
    """What an earlier row has, too; `taken` remembers which row had it first, and in which column."""
    same_unit = "若是同一个单位，请只留一处；若是两个单位，请"
    claims = [(f"{same_unit}改正其中一个代码。", "单位代码", unit.code)] if code_is_sound else []
    # What shares a remedy shares a namespace: an alias can't be another unit's name.
    names = [("单位名称", unit.name), *(("别名", alias) for alias in unit.aliases)]
    claims += [(f"{same_unit}写全称以便区分。", *name) for name in names]
    if unit.category is Category.PUBLISHER:
        claims.append(("汇总机关只能有一个，请把其中一行改为别的类别。", "类别", unit.category))
    for remedy, column, text in claims:
        first, words = taken.setdefault((remedy, normalised(text)), (row, f"{column}“{text}”"))
        if text and first is not row:
            yield f"{column}“{text}”与{first.place}的{words}相同。{remedy}"


class _Unreadable(Exception):
    """Why there is no roster in the file at all: the rest of a sentence that begins with the file's name."""


def _rows(path: Path) -> list[_Row]:
    found = ((label, lines, *_head(lines)) for label, lines in _tables(_content(path)))
    # A 汇总表 has code and name in its detail, too: the roster is the sheet with the most roster columns.
    label, lines, start, columns = max(found, key=lambda table: len(table[-1]), default=("", [], 0, {}))
    if not columns:
        example = "例如表头写“单位代码、单位名称、类别”，下一行写“410801、市财政局、政府部门”。"
        raise _Unreadable(f"前 {_HEAD_ROWS} 行里没有表头。“单位代码”和“单位名称”两列必须有。{example}")
    rows = [
        _Row(f"{label}第 {number} 行", {name: cells[at] for name, at in columns.items() if at < len(cells)})
        for number, cells in lines[start:]
    ]
    if rows := [row for row in rows if any(map(row.text, COLUMNS))]:
        return rows
    raise _Unreadable("只有表头，没有单位。请从表头下一行起每行填一个单位，例如“410801、市财政局”。")


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_FILE + 1)
    except OSError as failure:
        raise _Unreadable("打不开。请核对文件名，并看它是否正被别的程序占用。") from failure
    if len(data) > _MAX_FILE:
        raise _Unreadable("超过 50 MB。名册只需要几列文字，请把它单独存成一个文件。")
    if not data.strip():
        raise _Unreadable("是空文件。请换成填好的名册。")
    return data


def _head(lines: list[_Line]) -> tuple[int, dict[str, int]]:
    """Where the rows below the head begin, and the position of each roster column; none without a head."""
    for index, (_, cells) in enumerate(lines[:_HEAD_ROWS]):
        heads = [normalised(str(cell)) for cell in cells]
        if {"单位代码", "单位名称"} <= set(heads):
            return index + 1, {name: heads.index(name) for name in COLUMNS if name in heads}
    return 0, {}


def _tables(data: bytes) -> Iterator[tuple[str, list[_Line]]]:
    """How messages call each sheet, and its rows; one sheet in memory at a time."""
    try:
        if data.startswith((_ZIP, _OLE)):
            yield from _sheets(data)
        else:
            yield "", list(_csv_lines(data))
    except (_Unreadable, GeneratorExit, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as failure:  # whatever a damaged file provokes; a panic of calamine is no Exception
        likely = "设有打开密码" if _ENCRYPTED.search(data) else "已损坏、设有密码，或者不是表格文件"
        raise _Unreadable(f"读不出来：{likely}。请用 Excel 或 WPS 另存为不带密码的 .xlsx。") from failure


def _sheets(data: bytes) -> Iterator[tuple[str, list[_Line]]]:
    if data.startswith(_ZIP):
        _refuse_deadly_parts(data)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = [sheet.name for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    for name in names:
        cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        yield f"工作表“{name}”" if len(names) > 1 else "", list(enumerate(cells, 1))


def _refuse_deadly_parts(data: bytes) -> None:
    """What calamine doesn't survive: a cell far away, as it allocates the whole rectangle up to there;
    an .ods that isn't well-formed, which it reads for ever.
    """
    with ZipFile(io.BytesIO(data)) as parts:
        if sum(part.file_size for part in parts.infolist()) > _MAX_UNPACKED:
            raise _Unreadable("解压后超过 500 MB。请把名册单独存成一个文件。")
        for name in parts.namelist():
            if name == "content.xml":
                expat.ParserCreate().Parse(parts.read(name), True)
            if "worksheets" in name and (far := _FAR_CELL.search(parts.read(name))):
                cell = far[1].decode()
                raise _Unreadable(f"的 {cell} 格里有内容，离名册太远。请删去这一格所在的行和列，保存后重试。")


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
