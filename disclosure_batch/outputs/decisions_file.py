"""The decisions file: a line for each open error and warning, and beside it what the coordinator decides.

It is hers. It is written once; from then on lines are only added below, and everything else in it, her own columns, colours
and comments too, stays as it is to the byte. Where another program holds it open, the lines go to a file beside it,
<name>-新增.xlsx, which is read like the first from then on.
"""

import io
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from disclosure_batch.decisions.decision import Entry, Line, Word
from disclosure_batch.documents.document import Grid
from disclosure_batch.documents.guard import FILE_SIZE
from disclosure_batch.documents.kinds import FileKind
from disclosure_batch.documents.opening import document_of
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.intake.values import read_date, read_text
from disclosure_batch.outputs.letter import UNDATED
from disclosure_batch.references import column_letters
from disclosure_batch.sheets.cells import clean, cut
from disclosure_batch.sheets.lists import FIRST_ROW, HEAD_ROW, LINE, LOOKS, Column, begin, draw_list
from disclosure_batch.sheets.sizes import height_of
from disclosure_batch.sheets.styles import Styles
from disclosure_batch.text import LONGEST, tidy

if TYPE_CHECKING:
    from lxml.etree import _Element

NAME = "处理决定"
ASIDE = "-新增"
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # what a workbook would take for another character
LAST_ROW = 9_999  # as far as drop-downs and colours reach
KEY, DECISION = "编号", "决定"
HINT = (
    f"只填黄色各栏，其余不要改。{Word.ACCEPT}：照单位填的计入，同意“错误”须写理由。{Word.RETURN}：退回单位修改，暂不计入。"
    f"{Word.CORRECT}：汇总时用“更正值”，须写理由，单位填的数保留在旁边；涉及几格的，在“更正单元格”写明更正哪一格，例如 D9。"
)
TYPED = {"border": 1, "border_color": "#BFBFBF", "valign": "top", "text_wrap": True, "font_size": 10, "bg_color": "#FFFBE6", "locked": False}
OURS = LOOKS | {
    "typed": TYPED,
    "typed_centred": {**TYPED, "align": "center"},
    "date": {**TYPED, "align": "center", "num_format": "yyyy-m-d"},
    "hint": {**LOOKS["hint"], "text_wrap": True},
    "free": {"locked": False, "font_size": 10, "valign": "top", "text_wrap": True},
}
COLUMNS = {  # what is listed: the column, and the part of the line that stands in it
    "key": Column(KEY, 15, "code"),
    "code": Column("单位代码", 9),
    "name": Column("单位", 18),
    "rule": Column("规则", 7, "centred"),
    "severity": Column("级别", 6, "centred"),
    "sheet": Column("表", 14),
    "cell": Column("单元格", 7, "centred"),
    "stands": Column("填的数", 11),
    "other": Column("应为/另一边", 22),
    "message": Column("内容", 52),
}
TYPED_COLUMNS = {  # what is typed, and the part of the entry that it becomes
    "word": Column(DECISION, 8, "typed_centred"),
    "target": Column("更正单元格", 11, "typed_centred"),
    "figure": Column("更正值", 10, "typed"),
    "reason": Column("理由", 30, "typed"),
    "by": Column("决定人", 9, "typed_centred"),
    "date": Column("日期", 11, "date"),
}
OWN = tuple(column.head for column in (COLUMNS | TYPED_COLUMNS).values())
NEEDED = tuple(head for head in OWN if head not in ("级别", "内容"))
LOCKS = ("~${}", ".~{}", ".~lock.{}#")  # what Excel, WPS and LibreOffice lay beside a file that they hold open


class DecisionsFileError(Exception):
    """The file can't be read as one of decisions; the text is for the user."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the new lines: in which file they are, None where it could not be written; held: why not in FILE."""

    path: Path | None
    count: int
    held: bool = False


class _Table(NamedTuple):
    """Where the lines stand: their sheet, the column of each head, the first row below them."""

    grid: Grid
    head: int
    columns: Mapping[str, int]
    end: int


def files(path: Path) -> tuple[Path, Path]:
    """The file itself, and the one beside it."""
    return path, path.with_name(f"{path.stem}{ASIDE}{path.suffix}")


# ---------------------------------------------------------------- reading


def read(path: Path) -> list[Entry]:
    """Every line of the file, and of the one beside it; none where there is no file. Raises DecisionsFileError."""
    entries: list[Entry] = []
    for file in files(path):
        if file.exists():
            where = "" if file == path else f"“{file.name}”"
            entries += _entries(_table(file.name, _bytes(file)), where)
    return entries


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(FILE_SIZE + 1)


def _table(name: str, data: bytes) -> _Table:
    try:
        kind, document = document_of(name, data)
    except Unreadable as why:
        raise DecisionsFileError(f"处理决定表“{name}”读不出来：{why.reason}。") from why
    if kind is not FileKind.XLSX:  # lines are added to no other kind
        raise DecisionsFileError(f"处理决定表“{name}”读不出来：不是 .xlsx 工作簿。请另存为 .xlsx，或另给一个文件名。")
    tables = [table for grid in document.grids if (table := _listed_in(name, grid))]
    if not tables:
        raise DecisionsFileError(f"“{name}”不是处理决定表：找不到“{KEY}”“{DECISION}”两栏。请另给一个文件名。")
    if len(tables) > 1:
        pages = "、".join(f"“{table.grid.name}”" for table in tables)
        raise DecisionsFileError(f"处理决定表“{name}”里有 {len(tables)} 张表都列着决定：{pages}。不能确定以哪一张为准，请只留一张，其余另存。")
    return tables[0]


def _listed_in(name: str, grid: Grid) -> _Table | None:
    """The table of a sheet, None where it has none. What is ours has one column each."""
    for row in range(min(20, len(grid.rows))):
        heads = [read_text(raw) for raw in grid.rows[row]]
        if {KEY, DECISION} <= set(heads):
            if lacking := [head for head in NEEDED if head not in heads]:
                raise DecisionsFileError(f"处理决定表“{name}”缺少{_quoted(lacking)}栏：请把栏名改回原样。")
            if twice := [head for head in OWN if heads.count(head) > 1]:
                raise DecisionsFileError(f"处理决定表“{name}”有两栏都叫{_quoted(twice)}：请只留一栏，另一栏改名。")
            return _Table(grid, row, {head: at for at, head in enumerate(heads)}, _end(grid))
    return None


def _quoted(heads: Sequence[str]) -> str:
    return "、".join(f"“{head}”" for head in heads)


def _end(grid: Grid) -> int:
    """The number of rows down to the last one in which anything stands."""
    filled = (row for row, cells in enumerate(grid.rows) if any(raw not in (None, "") for raw in cells))
    return 1 + max([*filled, *(row for row, _ in grid.formulas)])


def _entries(table: _Table, where: str) -> Iterator[Entry]:
    for row in range(table.head + 1, len(table.grid.rows)):
        entry = _entry(table, row, where)
        if entry.line.key or entry.typed:
            yield entry


def _entry(table: _Table, row: int, where: str) -> Entry:
    def raw(head: str) -> object:
        return table.grid.raw(row, table.columns[head]) if head in table.columns else ""

    line = Line(**{part: read_text(raw(column.head)) for part, column in COLUMNS.items()})
    typed = {part: read_text(raw(column.head)) for part, column in TYPED_COLUMNS.items()}
    figure = raw(TYPED_COLUMNS["figure"].head)
    own = {
        "word": tidy(typed["word"]),
        "figure": figure if read_text(figure) else "",
        "date": read_date(raw(TYPED_COLUMNS["date"].head)),
    }
    return Entry(line, f"{where}第 {row + 1} 行", **typed | own, fault=_fault(table, row))


def _fault(table: _Table, row: int) -> str:
    """What was typed as a formula has to have a result."""
    for column in TYPED_COLUMNS.values():
        place = (row, table.columns.get(column.head, -1))
        if place in table.grid.unstored or place in table.grid.errors:
            return f"“{column.head}”里的公式没有结果，请直接填写"
    return ""


# ---------------------------------------------------------------- writing


def write(path: Path, lines: Sequence[Line], title: str) -> Written:
    """Writes the file, or adds lines to it; where it is held open, to the one beside it."""
    if path.exists() and not lines:
        return Written(path, 0)
    for file in files(path):
        if _held(file):
            continue
        with suppress(PermissionError):
            data = _bytes(file) if file.exists() else _new(title)
            _replace(file, _added(_table(file.name, data), data, lines))
            return Written(file, len(lines), held=file != path)
    return Written(None, len(lines), held=True)


def _held(path: Path) -> bool:
    return any(path.with_name(lock.format(path.name)).exists() for lock in LOCKS)


def _replace(path: Path, data: bytes) -> None:
    """The file is whole at any time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.暂存")
    try:
        draft.write_bytes(data)
        if path.exists():
            shutil.copymode(path, draft)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _new(title: str) -> bytes:
    """The file without a line."""
    data = io.BytesIO()
    columns = [*COLUMNS.values(), *TYPED_COLUMNS.values()]
    with Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": title, "created": UNDATED})
        look = Styles(book, OURS)
        page = begin(book, look, NAME, title)
        draw_list(page, look, columns, ())
        for at, column in enumerate(columns):
            page.set_column(at, at, column.width, look[column.style])  # the looks of the lines that are added
        page.set_column(len(columns), 16_383, 12, look["free"])
        page.set_row(0, 24, look["sheet_title"])
        page.set_row(1, 2 * LINE, look["hint"])
        page.merge_range(1, 0, 1, len(columns) - 1, HINT, look["hint"])
        _guide(page, look, [column.head for column in columns])
    return data.getvalue()


def _guide(page: Worksheet, look: Styles, heads: Sequence[str]) -> None:
    """What may be typed where; the head and the unit stay in view."""
    page.freeze_panes(FIRST_ROW, heads.index("规则"))
    page.autofilter(HEAD_ROW, 0, LAST_ROW, len(heads) - 1)
    for head, rule in _rules().items():
        at = heads.index(head)
        page.data_validation(FIRST_ROW, at, LAST_ROW, at, rule)
    severity = heads.index("级别")
    for word, style in (("错误", "off"), ("警告", "look")):
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": look[style]}
        page.conditional_format(FIRST_ROW, severity, LAST_ROW, severity, rule)
    free = dict.fromkeys(("format_cells", "format_columns", "format_rows", "insert_columns", "autofilter", "sort", "objects"), True)
    page.protect("", free)


def _rules() -> dict[str, dict[str, object]]:
    words = "、".join(Word)
    return {
        DECISION: {"validate": "list", "source": list(Word), "error_title": DECISION, "error_message": f"请从下拉列表选择：{words}。"},
        "更正单元格": {"validate": "any", "input_title": "更正单元格", "input_message": "更正时填：更正哪一格，例如 D9。只涉及一格的可以不填。"},
        "更正值": {"validate": "any", "input_title": "更正值", "input_message": "更正时填：汇总时采用的数。总计填错的，填各项之和。"},
        "理由": {"validate": "any", "input_title": "理由", "input_message": "更正、同意“错误”时必须写明，会列在汇总表和核对报告里。"},
        "日期": {"validate": "any", "input_title": "日期", "input_message": "作出决定的日期，例如 2025-1-20。"},
    }


# ---------------------------------------------------------------- adding lines


def _added(table: _Table, data: bytes, lines: Sequence[Line]) -> bytes:
    """The same workbook with further rows in one of its sheets; every other part of it is copied byte for byte."""
    from lxml import etree

    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as book, ZipFile(out, "w", ZIP_DEFLATED) as new:
        part = _part(book, table.grid.name)
        sheet = _Sheet(etree.fromstring(book.read(part), _parser()))
        columns = [(table.columns[column.head], name, column.width) for name, column in COLUMNS.items() if column.head in table.columns]
        typed = [table.columns[column.head] for column in TYPED_COLUMNS.values() if column.head in table.columns]
        for row, line in enumerate(lines, table.end + 1):
            sheet.add(row, {at: getattr(line, name) for at, name, _ in columns} | dict.fromkeys(typed, ""))
            sheet.set_height(row, max(height_of(getattr(line, name), width, LINE) for _, name, width in columns))
        for entry in book.infolist():
            new.writestr(entry, sheet.xml() if entry.filename == part else book.read(entry))
    return out.getvalue()


def _parser():
    from lxml import etree

    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


def _part(book: ZipFile, name: str) -> str:
    """The path of a sheet's XML, as the workbook's relations say."""
    from lxml import etree

    main, relations = (etree.fromstring(book.read(f"xl/{p}"), _parser()) for p in ("workbook.xml", "_rels/workbook.xml.rels"))
    sheet = next(s for s in main.iter("{*}sheet") if s.get("name") == name)
    key = next(value for attribute, value in sheet.items() if attribute.endswith("}id"))
    target = next(r.get("Target") for r in relations if r.get("Id") == key)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


class _Sheet:
    """The XML of a sheet; rows and columns are counted as in it: rows from 1, columns from 0."""

    def __init__(self, root: "_Element") -> None:
        self.root = root
        self.data = root.find("{*}sheetData")
        self.tag = self.data.tag.removesuffix("sheetData")
        for extent in root.findall("{*}dimension"):  # no longer true, and not needed
            root.remove(extent)
        self.rows = {int(row.get("r", 0)): row for row in self.data}

    def add(self, number: int, words: Mapping[int, str]) -> None:
        """Texts by column in a row that is empty so far."""
        row = self.rows.get(number)
        if row is None:
            row = self.rows[number] = self._new("row", r=str(number))
            _put(self.data, row, lambda other: int(other.get("r", 0)) > number)
        cells = {_column(cell): cell for cell in row}
        for at, word in words.items():
            if at not in cells:
                cells[at] = self._new("c", r=f"{column_letters(at)}{number}", s=self._style(at))
                _put(row, cells[at], lambda other, at=at: _column(other) > at)
            if word:
                cells[at].set("t", "inlineStr")
                self._inside(self._inside(cells[at], "is"), "t").text = ESCAPE.sub("_x005F_", cut(clean(word), LONGEST))

    def set_height(self, number: int, points: float) -> None:
        self.rows[number].set("ht", str(points))
        self.rows[number].set("customHeight", "1")

    def xml(self) -> bytes:
        from lxml import etree

        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _style(self, at: int) -> str:
        """The looks of a column."""
        spans = (c for c in self.root.iterfind("{*}cols/{*}col") if int(c.get("min")) <= at + 1 <= int(c.get("max")))
        return next((column.get("style", "0") for column in spans), "0")

    def _inside(self, parent: "_Element", name: str) -> "_Element":
        child = self._new(name)
        parent.append(child)
        return child

    def _new(self, name: str, **attributes: str) -> "_Element":
        return self.root.makeelement(f"{self.tag}{name}", attributes)


def _put(parent: "_Element", child: "_Element", follows: Callable[["_Element"], bool]) -> None:
    """Before the first that follows it, else at the end, where it mostly belongs."""
    following = next(filter(follows, parent), None) if len(parent) and follows(parent[-1]) else None
    parent.append(child) if following is None else following.addprevious(child)


def _column(cell: "_Element") -> int:
    """Its column from 0; -1 where the cell does not say it."""
    number = 0
    for letter in cell.get("r", "").rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number - 1
