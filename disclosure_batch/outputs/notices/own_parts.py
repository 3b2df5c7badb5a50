"""A workbook as its parts: those that are changed are written anew, all others go over as they are packed.

Taken apart is what a filled workbook holds, whatever program has saved it, and nothing else: of a chart, a comment, a
link to another workbook, a formula that reaches out of it, or a part of which nobody knows what it is, NotPlain is
raised, and openpyxl sees to it.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from lxml import etree

from disclosure_batch.documents.number_formats import DATE_CODE, DATES
from disclosure_batch.documents.package import relations_of
from disclosure_batch.documents.xlsx_parts import is_on, unescaped
from disclosure_batch.outputs.notices.orders import COLOURS, ONE_CELL, is_harmless, is_mark
from disclosure_batch.papers import TO_MEND_SHEET
from disclosure_batch.references import a1, area_of, corner_of
from disclosure_batch.zips import packed_part, packed_parts, zipped

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/%s}"
RELATION_ID = f"{{{OFFICE_RELATIONS}}}id"  # by which an element refers to a relation
ROOT, TYPES, BOOK = "_rels/.rels", "[Content_Types].xml", "xl/workbook.xml"
KEPT = {"worksheet", "styles", "sharedStrings", "theme", "core-properties", "extended-properties", "custom-properties"}
KEPT |= {"officeDocument"}
LEFT_OUT = {"calcChain", "printerSettings", "thumbnail", "customXml"}  # what a workbook is whole without
# The elements of a part in their order. What is not named here is not plain; what is no spreadsheet's is left out.
OF_SHEET = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection"),
    *("protectedRanges", "autoFilter", "sortState", "mergeCells", "phoneticPr", "conditionalFormatting"),
    *("dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks"),
    *("colBreaks", "ignoredErrors", "legacyDrawing"),
)
OF_BOOK = ("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "definedNames")
OF_BOOK += ("calcPr", "oleSize")
OF_STYLES = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles")
OF_STYLES += ("colors",)
OF_TAB = ("tabColor", "outlinePr", "pageSetUpPr")
FORMULAS = tuple(MAIN + name for name in ("f", "formula", "formula1", "formula2", "definedName"))
OF_MACROS = ("xlm", "function", "vbProcedure")
IN_QUOTES = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
PARSER = {"resolve_entities": False, "no_network": True, "load_dtd": False}


class NotPlain(Exception):
    """The workbook holds what can't be changed part by part."""


def put_in_place(parent: etree._Element, child: etree._Element, order: tuple[str, ...]) -> etree._Element:
    """An element in its place among those of its parent, behind its like."""
    behind, place = 0, order.index(_local(child))
    for known in reversed(parent):  # a table has a hundred conditions, and little behind them
        if order.index(_local(known)) <= place:
            break
        behind += 1
    parent.insert(len(parent) - behind, child)
    return child


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2]


def child_of(parent: etree._Element, name: str, order: tuple[str, ...]) -> etree._Element:
    """The one that is called so; it is made where there is none."""
    known = parent.find(MAIN + name)
    return known if known is not None else put_in_place(parent, etree.Element(MAIN + name), order)


class OwnSheet:
    """A sheet: its part, and where its cells stand."""

    def __init__(self, part: str, xml: etree._Element, book: "OwnBook") -> None:
        self.part, self.xml, self.book = part, xml, book

    @cached_property
    def cells(self) -> Mapping[str, etree._Element]:
        return {cell.get("r", ""): cell for cell in self.xml.iter(f"{MAIN}c")}

    @cached_property
    def merged(self) -> list[tuple[int, int, int, int]]:
        return [area_of(area.get("ref", "")) for area in self.xml.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell")]

    def first(self, place: str) -> str:
        """The cell itself; of merged ones the one that holds the value."""
        row, column = corner_of(place)
        around = ((t, left) for t, left, b, right in self.merged if t <= row <= b and left <= column <= right)
        return next((a1(top, left) for top, left in around), place)

    def cell(self, place: str) -> etree._Element:
        if place not in self.cells:
            raise NotPlain
        return self.cells[place]

    def value(self, place: str) -> tuple[object, bool]:
        """What stands in a cell, and whether it is a formula."""
        cell = self.cells.get(place)
        if cell is None:
            return None, False
        if cell.find(f"{MAIN}f") is not None:
            return None, True
        said, kind = cell.findtext(f"{MAIN}v"), cell.get("t", "n")
        if kind == "inlineStr":
            return "".join(text.text or "" for text in cell.iter(f"{MAIN}t")), False
        if said is None:
            return None, False
        return self.book.read(said, kind, cell.get("s", "0")), False


class OwnBook:
    """The workbook; `changed` are the parts that are written anew."""

    def __init__(self, data: bytes, parts: Mapping[str, bytes]) -> None:
        self._parts, self._packed = parts, {part.name: part for part in packed_parts(data) or ()}
        if len(self._packed) != len(parts) or BOOK not in parts:
            raise NotPlain
        self._trees: dict[str, etree._Element] = {}
        self._added: dict[str, bytes] = {}
        self.changed: set[str] = set()
        self.kept = [TYPES, ROOT]
        self._reach(ROOT, "")
        self.book = self._plain(BOOK, OF_BOOK)
        self.sheets = {name: OwnSheet(part, self._plain(part, OF_SHEET), self) for name, part in self._listed()}
        if len(self.sheets) != len(self.book.find(f"{MAIN}sheets")) or TO_MEND_SHEET in self.sheets:
            raise NotPlain
        for sheet in self.sheets.values():
            self._leave_links_out(sheet)
            self._without_marks(sheet)

    # ---------------------------------------------------------------- taking apart

    def tree(self, part: str) -> etree._Element:
        if part not in self._trees:
            if part not in self._parts:
                raise NotPlain
            self._trees[part] = etree.fromstring(self._parts[part], etree.XMLParser(**PARSER))
        return self._trees[part]

    def _reach(self, relations: str, folder: str) -> None:
        """Goes from part to part; what nothing refers to, or what a workbook is whole without, is left out."""
        for relation in list(self.tree(relations)):
            kind = relation.get("Type", "").rpartition("/")[2]
            if relation.get("TargetMode") == "External" or kind in LEFT_OUT:
                self._drop(relation, relations)
                continue
            part = _target(relation, folder)
            if kind not in KEPT or part not in self._parts or part in self.kept:
                raise NotPlain
            self.kept.append(part)
            below = posixpath.dirname(part)
            own = relations_of(part)
            if own in self._parts:
                self.kept.append(own)
                self._reach(own, below)

    def _drop(self, relation: etree._Element, relations: str) -> None:
        relation.getparent().remove(relation)
        self.changed.add(relations)

    def _plain(self, part: str, order: tuple[str, ...]) -> etree._Element:
        """A part with nothing in it but what is known; what other makers added beside it is left out."""
        xml = self.tree(part)
        if not xml.tag.startswith(MAIN):
            raise NotPlain
        for child in list(xml):
            foreign = not isinstance(child.tag, str) or not child.tag.startswith(MAIN)
            if foreign or child.tag == f"{MAIN}extLst":
                xml.remove(child)
                self.changed.add(part)
            elif _local(child) not in order:
                raise NotPlain
        if xml.find(f"{MAIN}legacyDrawing") is not None or not all(map(_is_plain, xml.iter(*FORMULAS))):
            raise NotPlain
        return xml

    def _listed(self) -> Iterator[tuple[str, str]]:
        """The name and the part of each sheet, in their order."""
        targets = {each.get("Id"): each for each in self.tree(relations_of(BOOK))}
        for sheet in self.book.find(f"{MAIN}sheets"):
            yield sheet.get("name", ""), _target(targets[sheet.get(RELATION_ID)], "xl")

    def _leave_links_out(self, sheet: OwnSheet) -> None:
        """What leads out of the workbook, or to the settings of a printer."""
        known = {each.get("Id") for each in self.relations(sheet.part)}
        for referring in list(sheet.xml.iter(f"{MAIN}hyperlink", f"{MAIN}pageSetup")):
            if ":" in referring.get("ref", ""):  # no program makes one of several cells, and it may be all of them
                raise NotPlain
            if referring.get(RELATION_ID, "") in known or RELATION_ID not in referring.attrib:
                continue
            if referring.tag == f"{MAIN}hyperlink":
                referring.getparent().remove(referring)
            else:
                del referring.attrib[RELATION_ID]
            self.changed.add(sheet.part)
        links = sheet.xml.find(f"{MAIN}hyperlinks")
        if links is not None and not len(links):
            sheet.xml.remove(links)

    def _without_marks(self, sheet: OwnSheet) -> None:
        """Marks of an earlier round have to be taken off."""
        tab = sheet.xml.find(f"{MAIN}sheetPr/{MAIN}tabColor")
        marked = any(is_mark(rule.text or "") for rule in sheet.xml.iter(f"{MAIN}formula"))
        if marked or (tab is not None and tab.get("rgb", "")[-6:] in COLOURS.values()):
            raise NotPlain

    # ---------------------------------------------------------------- what it holds

    def relations(self, part: str) -> etree._Element:
        """Those of a part, which may be none yet."""
        path = relations_of(part)
        if path not in self._trees and path not in self._parts:
            namespace = PACKAGE % "relationships"
            self._trees[path] = etree.Element(f"{namespace}Relationships", nsmap={None: namespace[1:-1]})
        return self.tree(path)

    @property
    def styles(self) -> etree._Element:
        part = "xl/styles.xml"
        if part not in self.kept:
            raise NotPlain
        return self.tree(part)

    def _text(self, number: int) -> etree._Element:
        if "xl/sharedStrings.xml" not in self.kept:
            raise NotPlain
        text = self.tree("xl/sharedStrings.xml")[number]
        if text.tag != f"{MAIN}si":
            raise NotPlain
        return text

    @cached_property
    def _dates(self) -> frozenset[str]:
        """The looks of cells that show a number as a day."""
        codes = {each.get("numFmtId"): each.get("formatCode", "") for each in self.styles.iter(f"{MAIN}numFmt")}
        days = {number for number, code in codes.items() if DATE_CODE.search(IN_QUOTES.sub("", code))}
        days |= {str(number) for number in DATES if str(number) not in codes}
        looks = self.styles.iterfind(f"{MAIN}cellXfs/{MAIN}xf")
        return frozenset(str(n) for n, look in enumerate(looks) if look.get("numFmtId") in days)

    def is_day(self, sheet: str, place: str) -> bool:
        """Whether a cell shows a number as a day."""
        cell = self.sheets[sheet].cells.get(place) if self._dates else None
        return cell is not None and cell.get("s", "0") in self._dates

    def read(self, said: str, kind: str, look: str) -> object:
        """What a cell's own words stand for; an error is the text that it shows."""
        if kind == "d" or (kind == "n" and look in self._dates):
            raise NotPlain
        if kind == "n":
            return float(said) if set(said) & set(".eE") else int(said)
        if kind == "s":
            return unescaped("".join(_seen(self._text(int(said)))))
        return said == "1" if kind == "b" else said

    def named(self, name: str | None) -> tuple[OwnSheet, str] | None:
        """The cell that bears a name."""
        said = self._names.get(name or "")
        match = ONE_CELL.fullmatch(said or "")
        return (self.sheets[match[1]], match[2] + match[3]) if match and match[1] in self.sheets else None

    @cached_property
    def _names(self) -> Mapping[str, str]:
        names = self.book.iter(f"{MAIN}definedName")
        return {each.get("name", ""): each.text or "" for each in names if "localSheetId" not in each.attrib}

    # ---------------------------------------------------------------- putting together

    def add(self, part: str, data: bytes, kind: str, ending: str = "") -> None:
        """A new part of a kind of content; ending: of all parts that are of this kind."""
        types = self.tree(TYPES)
        tag = PACKAGE % "content-types" + ("Default" if ending else "Override")
        said = {"Extension": ending} if ending else {"PartName": f"/{part}"}
        if not ending or all(each.get("Extension") != ending for each in types):
            types.append(etree.Element(tag, {**said, "ContentType": kind}))
        self._added[part] = data

    def refer(self, part: str, to: str, kind: str, number: str) -> None:
        """From a part to another, by a number of its own."""
        relations = self.relations(part)
        if any(each.get("Id") == number for each in relations):
            raise NotPlain
        tag = PACKAGE % "relationships" + "Relationship"
        relations.append(etree.Element(tag, {"Id": number, "Type": f"{OFFICE_RELATIONS}/{kind}", "Target": f"/{to}"}))
        path = relations_of(part)
        self.changed.add(path)
        if path not in self.kept:
            self.kept.append(path)

    def saved(self) -> bytes:
        """The workbook; parts that have not changed are not packed again."""
        types = self.tree(TYPES)
        known = {f"/{name}" for name in (*self.kept, *self._added)}
        for each in [each for each in types if each.get("PartName", "/" + TYPES) not in known | {"/" + TYPES}]:
            types.remove(each)
        self.changed.add(TYPES)
        whole = [packed_part(n, _written(self._trees[n])) if n in self.changed else self._packed[n] for n in self.kept]
        return zipped([*whole, *(packed_part(name, data) for name, data in self._added.items())])


def _target(relation: etree._Element, folder: str) -> str:
    target = relation.get("Target", "")
    return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _is_plain(formula: etree._Element) -> bool:
    """Whether it calculates within the workbook, and is none that a macro or a table of what-ifs stands behind."""
    named = formula.tag == FORMULAS[-1]
    odd = len(formula) or (any(is_on(formula.get(a)) for a in OF_MACROS) if named else formula.get("t") == "dataTable")
    return not odd and is_harmless(formula.text or "")


def _seen(text: etree._Element) -> Iterator[str]:
    """The pieces of a text; how a word is pronounced is none."""
    for piece in text.iter(f"{MAIN}t"):
        if piece.getparent().tag != f"{MAIN}rPh":
            yield piece.text or ""


def _written(xml: etree._Element) -> bytes:
    return etree.tostring(xml, xml_declaration=True, encoding="UTF-8", standalone=True)
