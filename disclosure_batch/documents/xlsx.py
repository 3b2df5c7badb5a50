"""An .xlsx or .xlsm: its parts, and which of them holds which sheet. Macros are never run, links never followed.

No library is left to read these: those at hand take an error value or a formula without a result for a blank, 1 for
`1&#50;` or `1<!-- -->2`, one of two cells in the same place, and end the process over a cell that is far away.
"""

import datetime
import posixpath
import re
import zipfile
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from disclosure_batch.documents.document import Corner, Document, Grid, telling
from disclosure_batch.documents.guard import CELLS
from disclosure_batch.documents.markup import Silent, walk
from disclosure_batch.documents.package import RELATIONS, Target, main_part, of_kind, relations_in, relations_of
from disclosure_batch.documents.parts import open_zip, strangers, verified
from disclosure_batch.documents.unreadable import Damaged, Unreadable
from disclosure_batch.documents.xlsx_drawing import shapes_of
from disclosure_batch.documents.xlsx_parts import comments_of, formats_of, is_on, strings_of
from disclosure_batch.documents.xlsx_sheet import Referred, Worksheet, corner, day_in_xml

WORKBOOK, CORE = "xl/workbook.xml", "docprops/core.xml"  # where they usually are
SHARED_STRINGS, CELL_STYLES = "sharedstrings.xml", "styles.xml"  # likewise, beside the workbook
NO_WORKSHEETS = frozenset(("chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"))
MODIFIED = re.compile(rb"<dcterms:modified[^>]*>([^<]{1,40})<")


def read_xlsx(data: bytes) -> Document:
    """Every worksheet in the order of the workbook."""
    book = _Book(open_zip(data))
    return Document(
        book.grids(),
        saved=book.saved_at(),
        notes=strangers(book.names),
        beyond=book.beyond,
    )


def sheet_parts(data: bytes) -> dict[str, str]:
    """Each worksheet's name and the canonical name of its part."""
    return _Book(open_zip(data)).sheet_parts()


def workbook_part(data: bytes) -> str:
    """The canonical name of the part that is the workbook itself."""
    return _Book(open_zip(data)).main


class _Book:
    """Parts of a workbook, all of them verified; only those that hold cells are kept."""

    def __init__(self, book: zipfile.ZipFile) -> None:
        self.names = book.namelist()
        self.main = main_part(book)[0] or WORKBOOK
        self.folder = posixpath.dirname(self.main)
        self.parts = verified(book, _holds_cells)
        self.beyond: list[tuple[str, Corner]] = []

    def grids(self) -> list[Grid]:
        """The worksheets, as the workbook's relations name them."""
        outline = _outline(self._part(self.main))
        relations = relations_in(self._part(relations_of(self.main)), self.folder)
        referred = self._referred(outline, relations)
        worksheets = {key for key, target in relations.items() if target.kind == "worksheet"}
        if worksheets - {entry.relation for entry in outline.sheets}:
            raise Unreadable(Damaged("有的工作表没有列入目录，内部已损坏"))
        grids: list[Grid] = []
        left = CELLS
        for entry in outline.sheets:
            path, kind = relations.get(entry.relation, ("", ""))
            if kind not in NO_WORKSHEETS:
                sheet = Worksheet(referred, left)
                grids.append(self._grid(entry, path, sheet))
                left -= sheet.count
        return grids

    def sheet_parts(self) -> dict[str, str]:
        relations = relations_in(self._part(relations_of(self.main)), self.folder)
        outline = _outline(self._part(self.main))
        return {entry.name: relations[entry.relation].path for entry in outline.sheets if entry.relation in relations}

    def _referred(self, outline: "_Outline", relations: dict[str, Target]) -> Referred:
        """By their relations; where there is none, in their usual places."""
        strings, styles = (
            self.parts.get(of_kind(relations, kind) or posixpath.join(self.folder, usual))
            for kind, usual in (("sharedStrings", SHARED_STRINGS), ("styles", CELL_STYLES))
        )
        return Referred(strings_of(strings) if strings else [], formats_of(styles) if styles else {}, outline.epoch)

    def saved_at(self) -> datetime.datetime | None:
        """When a program last saved the file."""
        packed = relations_in(self.parts[RELATIONS], "") if RELATIONS in self.parts else {}
        found = MODIFIED.search(self.parts.get(of_kind(packed, "core-properties") or CORE, b""))
        day = day_in_xml(found[1].decode("ascii", "replace")) if found else None
        return day if isinstance(day, datetime.datetime) else None

    def _grid(self, entry: "_Entry", path: str, sheet: Worksheet) -> Grid:
        walk(self._part(path), sheet)
        if not sheet.data_seen:
            raise Unreadable(Damaged())
        self.beyond += [(entry.name, cell) for cell in sheet.found.beyond]
        return replace(sheet.found.grid(entry.name, entry.visible, self._remarks(path)), shapes=self._shapes(path))

    def _remarks(self, sheet: str) -> dict[Corner, str]:
        """The comments of a sheet, which has a part of its own for them."""
        said = (comment for xml in self._beside(sheet, "comments") for comment in comments_of(xml))
        return telling((corner(cell), author, text) for cell, author, text in said)

    def _shapes(self, sheet: str) -> list[tuple[Corner, str]]:
        """What is written in shapes over it, likewise."""
        return [shape for xml in self._beside(sheet, "drawing") for shape in shapes_of(xml)]

    def _beside(self, sheet: str, kind: str) -> list[bytes]:
        """The parts of a kind to which a sheet refers."""
        xml = self.parts.get(relations_of(sheet))
        targets = relations_in(xml, posixpath.dirname(sheet)).values() if xml else ()
        return [self.parts[target.path] for target in targets if target.kind == kind and target.path in self.parts]

    def _part(self, path: str) -> bytes:
        if path not in self.parts:
            raise Unreadable(Damaged(f"缺少部件 {path or '（没有写明）'}"))
        return self.parts[path]


def _holds_cells(name: str) -> bool:
    """Whether a part is looked at: not the pictures, which may be large."""
    return name.endswith((".xml", ".rels")) and "/media/" not in name


# ---------------------------------------------------------------- which sheets there are


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
