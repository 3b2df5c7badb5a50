"""An .xlsx or .xlsm: its parts, and which of them holds which sheet. Macros are never run, links never followed.

No library is left to read these: those at hand take an error value or a formula without a result for a blank, 1 for
`1&#50;` or `1<!-- -->2`, one of two cells in the same place, and end the process over a cell that is far away.
"""

import datetime
import posixpath
import re
import zipfile
from functools import lru_cache
from typing import NamedTuple

from disclosure_batch.documents.document import Corner, Document, Grid, telling
from disclosure_batch.documents.guard import CELLS
from disclosure_batch.documents.markup import Silent, walk
from disclosure_batch.documents.parts import open_zip, strangers, verified
from disclosure_batch.documents.unreadable import Damaged, Unreadable
from disclosure_batch.documents.xlsx_parts import comments_of, formats_of, is_on, strings_of
from disclosure_batch.documents.xlsx_sheet import Referred, Worksheet, corner, day_of

WORKBOOK, WORKBOOK_RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHARED_STRINGS, CELL_STYLES, CORE = "xl/sharedStrings.xml", "xl/styles.xml", "docProps/core.xml"
NO_WORKSHEETS = frozenset(("chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"))
MODIFIED = re.compile(rb"<dcterms:modified[^>]*>([^<]{1,40})<")


def read_xlsx(data: bytes) -> Document:
    """Every worksheet in the order of the workbook."""
    book = _Book(open_zip(data))
    return Document(
        book.grids(),
        saved=_saved_at(book.parts.get(CORE, b"")),
        notes=strangers(book.names),
        beyond=book.beyond,
    )


def _saved_at(core: bytes) -> datetime.datetime | None:
    """When a program last saved the file."""
    found = MODIFIED.search(core)
    day = day_of(found[1].decode("ascii", "replace")) if found else None
    return day if isinstance(day, datetime.datetime) else None


class _Book:
    """Parts of a workbook, all of them verified; only those that hold cells are kept."""

    def __init__(self, book: zipfile.ZipFile) -> None:
        self.names = book.namelist()
        self.parts = verified(book, _holds_cells)
        self.beyond: list[tuple[str, Corner]] = []

    def grids(self) -> list[Grid]:
        """The worksheets, as the workbook's relations name them."""
        relations, outline = _relations(self._part(WORKBOOK_RELATIONS), "xl"), _outline(self._part(WORKBOOK))
        referred = self._referred(outline)
        if relations.sheets - {entry.relation for entry in outline.sheets}:
            raise Unreadable(Damaged("有的工作表没有列入目录，内部已损坏"))
        grids: list[Grid] = []
        left = CELLS
        for entry in outline.sheets:
            path, kind = relations.targets.get(entry.relation, ("", ""))
            if kind not in NO_WORKSHEETS:
                sheet = Worksheet(referred, left)
                grids.append(self._grid(entry, path, sheet))
                left -= sheet.count
        return grids

    def _referred(self, outline: "_Outline") -> Referred:
        strings = strings_of(self.parts[SHARED_STRINGS]) if SHARED_STRINGS in self.parts else []
        formats = formats_of(self.parts[CELL_STYLES]) if CELL_STYLES in self.parts else {}
        return Referred(strings, formats, outline.epoch)

    def _grid(self, entry: "_Entry", path: str, sheet: Worksheet) -> Grid:
        walk(self._part(path), sheet)
        if not sheet.data_seen:
            raise Unreadable(Damaged())
        self.beyond += [(entry.name, cell) for cell in sheet.found.beyond]
        return sheet.found.grid(entry.name, entry.visible, self._remarks(path))

    def _remarks(self, sheet: str) -> dict[Corner, str]:
        """The comments of a sheet, which has a part of its own for them."""
        folder, name = posixpath.split(sheet)
        xml = self.parts.get(f"{folder}/_rels/{name}.rels")
        targets = _relations(xml, folder).targets.values() if xml else ()
        paths = [path for path, kind in targets if kind == "comments" and path in self.parts]
        said = (comment for path in paths for comment in comments_of(self.parts[path]))
        return telling((corner(cell), author, text) for cell, author, text in said)

    def _part(self, path: str) -> bytes:
        if path not in self.parts:
            raise Unreadable(Damaged(f"缺少部件 {path or '（没有写明）'}"))
        return self.parts[path]


def _holds_cells(name: str) -> bool:
    """Whether a part is looked at: not the pictures, which may be large."""
    is_picture = name.startswith(("xl/media/", "xl/drawings/"))
    return name.startswith(("xl/", "docProps/core")) and name.endswith((".xml", ".rels")) and not is_picture


# ---------------------------------------------------------------- which sheets there are


class _Relations(Silent):
    """Relation id -> (path of the part, kind); the ids of worksheets."""

    def __init__(self, folder: str) -> None:
        self.folder = folder  # from which their paths lead
        self.targets: dict[str, tuple[str, str]] = {}
        self.sheets: set[str] = set()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            key, kind = attributes.get("Id", ""), attributes.get("Type", "").rpartition("/")[2]
            self.targets[key] = self._path(attributes.get("Target", "")), kind
            if kind == "worksheet":
                self.sheets.add(key)

    def _path(self, target: str) -> str:
        if target.startswith("/"):
            return target.lstrip("/")
        return posixpath.normpath(posixpath.join(self.folder, target))


def _relations(xml: bytes, folder: str) -> _Relations:
    relations = _Relations(folder)
    walk(xml, relations)
    return relations


class _Entry(NamedTuple):
    """A sheet as the workbook lists it."""

    name: str
    relation: str
    visible: bool


class _Outline(Silent):
    """The sheets of a workbook, and the day from which it counts."""

    def __init__(self) -> None:
        self.sheets: list[_Entry] = []
        self.epoch = datetime.datetime(1899, 12, 30)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            relation = next((value for attribute, value in attributes.items() if attribute.endswith(":id")), "")
            visible = attributes.get("state", "visible") == "visible"
            self.sheets.append(_Entry(attributes.get("name", ""), relation, visible))
        elif name == "workbookPr" and is_on(attributes.get("date1904")):
            self.epoch = datetime.datetime(1904, 1, 1)


@lru_cache(1)  # in a folder of workbooks from one template this part is mostly the same
def _outline(xml: bytes) -> _Outline:
    outline = _Outline()
    walk(xml, outline)
    return outline
