"""An .xlsx or .xlsm: its parts, and which of them holds which sheet. Macros are never run, links never followed.

No library is left to read these: those at hand take an error value or a formula without a result for a blank, 1 for
`1&#50;` or `1<!-- -->2`, one of two cells in the same place, and end the process over a cell that is far away.
"""

import datetime
import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from disclosure_batch.documents.document import Corner, Document, Grid, telling
from disclosure_batch.documents.gathered import Gathered
from disclosure_batch.documents.guard import CELLS
from disclosure_batch.documents.markup import Silent, walk
from disclosure_batch.documents.package import (
    CONTENT_TYPES,
    RELATIONS,
    Target,
    main_part,
    main_part_in,
    of_kind,
    relations_in,
    relations_of,
)
from disclosure_batch.documents.parts import canonical, open_zip, strangers, verified
from disclosure_batch.documents.remembered.container import usual_parts
from disclosure_batch.documents.remembered.memory import Unusual, by_bytes
from disclosure_batch.documents.remembered.plain_xml import DECLARED
from disclosure_batch.documents.remembered.rows import read_rows
from disclosure_batch.documents.remembered.strings import remembered_strings
from disclosure_batch.documents.unreadable import Damaged, Unreadable
from disclosure_batch.documents.xlsx_drawing import shapes_of
from disclosure_batch.documents.xlsx_parts import comments_of, formats_of, is_on, strings_of
from disclosure_batch.documents.xlsx_sheet import Referred, Worksheet, corner, day_in_xml

WORKBOOKS = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main"  # .xlsx; .xlsm has a type of its own
)
WORKBOOK, CORE = "xl/workbook.xml", "docprops/core.xml"  # where they usually are
SHARED_STRINGS, CELL_STYLES = "sharedstrings.xml", "styles.xml"  # likewise, beside the workbook
NO_WORKSHEETS = frozenset(("chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"))
MODIFIED = re.compile(rb"<dcterms:modified[^>]*>([^<]{1,40})<")


def read_xlsx(data: bytes) -> Document:
    """Every worksheet in the order of the workbook."""
    return _book(data).document()


def workbook_parts(data: bytes) -> Mapping[str, bytes] | None:
    """The parts of a workbook that is packed as programs pack one, by their names; None of anything else."""
    try:
        parts = usual_parts(data)
    except Unusual:
        return None
    types = next((part for name, part in parts.items() if canonical(name) == CONTENT_TYPES), b"")
    relations = next((part for name, part in parts.items() if canonical(name) == RELATIONS), b"")
    try:
        part, kind = main_part_in(relations, types)
    except Unreadable:
        return None
    return parts if kind.startswith(WORKBOOKS) and part in map(canonical, parts) else None


def remembered_workbook(parts: Mapping[str, bytes]) -> Document:
    """The same, much of it known from workbooks before it. parts: by their names, verified. Raises Unreadable."""
    kept = {canonical(name): data for name, data in parts.items()}
    main, _ = main_part_in(kept.get(RELATIONS, b""), kept.get(CONTENT_TYPES, b""))
    return _Remembering(list(parts), kept, main).document()


def sheet_parts(data: bytes) -> dict[str, str]:
    """Each worksheet's name and the canonical name of its part."""
    return _book(data).sheet_parts()


def workbook_part(data: bytes) -> str:
    """The canonical name of the part that is the workbook itself."""
    return _book(data).main


def _book(data: bytes) -> "_Book":
    book = open_zip(data)
    return _Book(book.namelist(), verified(book, _holds_cells), main_part(book)[0])


class _Book:
    """A workbook by its parts, verified, under their canonical names. main: which of them is the workbook itself."""

    def __init__(self, names: Sequence[str], parts: Mapping[str, bytes], main: str) -> None:
        self.names, self.parts = names, parts
        self.main = main or WORKBOOK
        self.folder = posixpath.dirname(self.main)
        self.beyond: list[tuple[str, Corner]] = []

    def document(self) -> Document:
        grids = self.grids()
        return Document(grids, saved=self.saved_at(), notes=strangers(tuple(self.names)), beyond=self.beyond)

    def grids(self) -> list[Grid]:
        """The worksheets, as the workbook's relations name them."""
        outline = self.outline(self._part(self.main))
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
                found, cells = self.gathered(self._part(path), referred, left)
                grids.append(self._grid(entry, path, found))
                left -= cells
        return grids

    def gathered(self, xml: bytes, referred: Referred, most: int) -> tuple[Gathered, int]:
        """What a worksheet holds, and how many of its cells are filled; most: so many may be."""
        sheet = Worksheet(referred, most)
        walk(xml, sheet)
        if not sheet.data_seen:
            raise Unreadable(Damaged())
        return sheet.found, sheet.count

    def outline(self, xml: bytes) -> "_Outline":
        return _outline(xml)

    def strings(self, xml: bytes) -> list[str]:
        return strings_of(xml)

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
        return Referred(self.strings(strings) if strings else [], formats_of(styles) if styles else {}, outline.epoch)

    def saved_at(self) -> datetime.datetime | None:
        """When a program last saved the file."""
        packed = relations_in(self.parts[RELATIONS], "") if RELATIONS in self.parts else {}
        found = MODIFIED.search(self.parts.get(of_kind(packed, "core-properties") or CORE, b""))
        day = day_in_xml(found[1].decode("ascii", "replace")) if found else None
        return day if isinstance(day, datetime.datetime) else None

    def _grid(self, entry: "_Entry", path: str, found: Gathered) -> Grid:
        self.beyond += [(entry.name, cell) for cell in found.beyond]
        return replace(found.grid(entry.name, entry.visible, self._remarks(path)), shapes=self._shapes(path))

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


class _Remembering(_Book):
    """What in it is as programs write it is taken from what is known of that; the rest is read as in any other."""

    def gathered(self, xml: bytes, referred: Referred, most: int) -> tuple[Gathered, int]:
        try:
            return read_rows(xml, referred, most)
        except Unusual:
            return super().gathered(xml, referred, most)

    def outline(self, xml: bytes) -> "_Outline":
        """Excel writes into the part where its window stood, but the names of areas, most of it, are the same."""
        before, opens, rest = xml.partition(b"<definedNames>")
        names, closes, behind = rest.partition(b"</definedNames>")
        if closes and xml.startswith(DECLARED) and _is_of_names(opens + names + closes):
            return super().outline(before + behind)
        return super().outline(xml)

    def strings(self, xml: bytes) -> list[str]:
        try:
            return remembered_strings(xml)
        except Unusual:
            return super().strings(xml)


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


@by_bytes
def _outline(xml: bytes) -> _Outline:
    outline = _Outline()
    walk(xml, outline)
    return outline


class _Names(Silent):
    """Whether an element is a list of names of areas, and nothing else."""

    def __init__(self) -> None:
        self.others = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.others |= name not in ("definedNames", "definedName")


@by_bytes
def _is_of_names(xml: bytes) -> bool:
    names = _Names()
    try:
        walk(xml, names)
    except Unreadable:
        return False
    return not names.others
