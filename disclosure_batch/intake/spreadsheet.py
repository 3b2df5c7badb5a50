"""Workbooks to documents. Values come from python-calamine; what it does not tell (formulas, error values, hidden
rows, the furthest cell) is read from the sheets' XML first, which also bounds what it is given."""

import datetime
import io
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

import python_calamine as calamine

from disclosure_batch.intake.document import Document, Grid, Unreadable
from disclosure_batch.intake.guard import COLUMNS, ROWS, open_zip, unpack

DAMAGED = "打得开，但内部已损坏"
STRANGERS = {  # parts that are never run or followed, and what they are called
    r"vbaProject|xl/macrosheets": "宏",
    r"xl/externalLinks/": "指向其他工作簿的链接",
    r"xl/embeddings/|xl/activeX": "嵌入的对象",
}


def read_xlsx(data: bytes) -> Document:
    """An .xlsx or .xlsm; macros are never run, links never followed."""
    book = open_zip(data)
    parts = {name: unpack(book, name) for name in book.namelist() if name.endswith((".xml", ".rels"))}
    for name in set(book.namelist()) - set(parts):
        unpack(book, name)  # only to verify it
    marks = {name: _marks(parts[path]) for name, path in _sheet_parts(parts).items() if path in parts}
    notes = [word for pattern, word in STRANGERS.items() if any(re.search(pattern, name) for name in book.namelist())]
    saved = re.search(rb"<dcterms:modified[^>]*>([^<]+)<", parts.get("docProps/core.xml", b""))
    return Document(_grids(data, marks), saved=_moment(saved.group(1).decode()) if saved else None, notes=notes)


def read_other(data: bytes) -> Document:
    """An .xls, .et or .ods as far as calamine reads it."""
    return Document(_grids(data, {}))


def _grids(data: bytes, marks: "Mapping[str, Marks]") -> list[Grid]:
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return [_grid(book, meta, marks.get(meta.name) or Marks()) for meta in book.sheets_metadata
                    if meta.typ is calamine.SheetTypeEnum.WorkSheet]
    except calamine.PasswordError as error:
        raise Unreadable("F002", "设了打开密码") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise Unreadable("F006", DAMAGED) from error


def _grid(book: calamine.CalamineWorkbook, meta, marks: "Marks") -> Grid:
    rows = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
    return Grid(
        name=meta.name,
        rows=rows,
        visible=meta.visible is calamine.SheetVisibleEnum.Visible,
        formulas=frozenset(marks.formulas),
        unstored=frozenset(marks.unstored),
        errors=marks.errors,
        hidden_rows=frozenset(marks.hidden_rows),
        hidden_columns=frozenset(marks.hidden_columns),
    )


def _sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Sheet name -> path of its XML, as the workbook's relations say."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "sheet":
            key = next((value for attribute, value in attributes.items() if attribute.endswith(":id")), "")
            sheets[attributes.get("name", "")] = key

    _parse(parts.get("xl/_rels/workbook.xml.rels", b""), relation)
    _parse(parts.get("xl/workbook.xml", b""), sheet)
    return {name: _absolute(targets.get(key, "")) for name, key in sheets.items()}


def _absolute(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


# ---------------------------------------------------------------- what calamine does not tell


@dataclass(slots=True)
class Marks:
    """What stands in a sheet's XML beside the values."""

    formulas: set[tuple[int, int]] = field(default_factory=set)
    unstored: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


class _Reader:
    """Walks a sheet's XML once. Cells and rows may leave out their position; then they follow the one before."""

    def __init__(self) -> None:
        self.marks = Marks()
        self.row = self.column = -1
        self.type = ""
        self.formula = self.stored = False
        self.text: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match _local(name):
            case "row":
                self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
                self.column = -1
                if attributes.get("hidden") in ("1", "true"):
                    self.marks.hidden_rows.add(self.row)
            case "c":
                self._cell(attributes)
            case "f":
                self.formula = True
            case "v" | "is":
                self.stored = True
                self.text = []
            case "col" if attributes.get("hidden") in ("1", "true"):
                first, last = int(attributes["min"]) - 1, int(attributes["max"])
                self.marks.hidden_columns.update(range(first, min(last, COLUMNS)))

    def _cell(self, attributes: dict[str, str]) -> None:
        if "r" in attributes:
            self.row, self.column = _corner(attributes["r"])
        else:
            self.column += 1
        if self.row >= ROWS or self.column >= COLUMNS:
            raise Unreadable("F005", f"在第 {self.row + 1} 行、第 {self.column + 1} 列有内容，表格大得不正常；请删去远处的多余单元格")
        self.type = attributes.get("t", "n")
        self.formula = self.stored = False

    def characters(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def end(self, name: str) -> None:
        match _local(name):
            case "v" | "is":
                if self.type == "e":
                    self.marks.errors[self.row, self.column] = "".join(self.text or ())
                self.text = None
            case "c" if self.formula:
                self.marks.formulas.add((self.row, self.column))
                if not self.stored:
                    self.marks.unstored.add((self.row, self.column))


def _marks(xml: bytes) -> Marks:
    reader = _Reader()
    _parse(xml, reader.start, reader.end, reader.characters)
    return reader.marks


def _parse(xml: bytes, start, end=None, characters=None) -> None:
    """Runs handlers over XML; a document type declaration, where entity bombs live, is never followed."""

    def refuse(*_) -> None:
        raise Unreadable("F006", "内部含有不该有的文档类型声明")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError, KeyError) as error:
        raise Unreadable("F006", DAMAGED) from error


def _local(name: str) -> str:
    return name.rpartition(":")[2] if ":" in name else name


@lru_cache(20_000)
def _corner(reference: str) -> tuple[int, int]:
    """D7 is (6, 3)."""
    match = re.fullmatch(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})", reference)
    if not match:
        raise ValueError(reference)
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def _moment(text: str) -> datetime.datetime | None:
    try:
        moment = datetime.datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment.replace(tzinfo=None)
