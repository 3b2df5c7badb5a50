"""Figures are typed into the cells of a workbook; only the parts of the sheets concerned are written anew."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import groupby

from lxml import etree

from disclosure_batch.documents.document import Corner
from disclosure_batch.documents.xlsx import sheet_parts, workbook_part
from disclosure_batch.fill.formulas import NotUnderstood, result_of
from disclosure_batch.fill.parts import PARSER, part_of, with_parts
from disclosure_batch.form.model import Figure
from disclosure_batch.references import a1, corner_of
from disclosure_batch.text import exact

BEFORE_CALCULATION = (  # what stands before calcPr in a workbook's part
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets"),
    *("functionGroups", "externalReferences", "definedNames"),
)
SheetCell = tuple[str, Corner]  # the name of its sheet, and where it stands there
VALUES = ("v", "is")  # what a cell holds beside its formula


def write(data: bytes, texts: Mapping[SheetCell, str]) -> bytes:
    """The workbook with these figures. texts: (name of the sheet, cell) -> the figure. A formula stays where it is."""
    parts = sheet_parts(data)
    by_sheet = groupby(sorted(texts.items()), key=lambda item: item[0][0])
    for sheet, figures in by_sheet:
        root = etree.fromstring(part_of(data, parts[sheet]), PARSER)
        rows = _Rows(root)
        for (_, corner), figure in figures:
            _type(rows.cell(corner), figure)
        xml = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        data = with_parts(data, {parts[sheet]: xml})
    return data


def other_results(data: bytes, figures: Mapping[SheetCell, Figure]) -> dict[SheetCell, Decimal | None]:
    """Cells whose formula gives another figure than is in it, and what it gives; None where that can't be told."""
    book, other = _Cells(data), {}
    for (sheet, corner), figure in figures.items():
        if book.formula(sheet, corner) is None:
            continue
        try:
            result = book.look(sheet, corner)
        except NotUnderstood:
            result = None
        if result is None or result != figure:
            other[sheet, corner] = result
    return other


def to_be_recalculated(data: bytes) -> bytes:
    """The workbook, marked so that Excel takes no stored result of a formula for its result."""
    main = workbook_part(data)
    root = etree.fromstring(part_of(data, main), PARSER)
    calculation = next((child for child in root if _name(child) == "calcPr"), None)
    if calculation is None:
        calculation = root.makeelement(root.tag.removesuffix("workbook") + "calcPr")
        [child for child in root if _name(child) in BEFORE_CALCULATION][-1].addnext(calculation)
    if calculation.get("fullCalcOnLoad") in ("1", "true"):
        return data
    calculation.set("fullCalcOnLoad", "1")
    return with_parts(data, {main: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)})


class _Cells:
    """The cells of a workbook as their formulas see them."""

    def __init__(self, data: bytes) -> None:
        self.data, self.parts = data, sheet_parts(data)
        self.sheets: dict[str, dict[Corner, object]] = {}
        self.known: dict[SheetCell, Decimal] = {}

    def formula(self, sheet: str, corner: Corner) -> str | None:
        """Without the sign at its head; empty where it is of a kind of its own, None where there is none."""
        formula = _child(self._on(sheet).get(corner), "f")
        if formula is None:
            return None
        if formula.get("t") == "shared" and not formula.text:
            return self._shared(sheet, corner, formula.get("si"))
        return "" if formula.get("t") == "dataTable" else formula.text or ""

    def _shared(self, sheet: str, corner: Corner, number: str) -> str:
        """The formula of another cell, as it reads here."""
        from openpyxl.formula.translate import Translator

        for at, cell in self._on(sheet).items():
            formula = _child(cell, "f")
            if formula is not None and formula.get("si") == number and formula.text:
                return Translator(f"={formula.text}", a1(*at)).translate_formula(a1(*corner)).removeprefix("=")
        return ""

    def look(self, sheet: str, corner: Corner, depth: int = 0) -> Decimal:
        """The figure in a cell, 0 where it is blank. Raises NotUnderstood."""
        if (sheet, corner) not in self.known:
            self.known[sheet, corner] = self._figure(sheet, corner, depth)
        return self.known[sheet, corner]

    def _figure(self, sheet: str, corner: Corner, depth: int) -> Decimal:
        formula = self.formula(sheet, corner)
        if formula is not None:
            return result_of(formula, sheet, self.look, depth)
        cell = self._on(sheet).get(corner)
        stored = _child(cell, "v")
        if _child(cell, "is") is not None or (stored is not None and cell.get("t", "n") != "n"):
            raise NotUnderstood
        return Decimal(0) if stored is None or not stored.text else exact(float(stored.text))

    def _on(self, sheet: str) -> dict[Corner, object]:
        if sheet not in self.parts:
            raise NotUnderstood
        if sheet not in self.sheets:
            rows = _Rows(etree.fromstring(part_of(self.data, self.parts[sheet]), PARSER))
            self.sheets[sheet] = {(row, column): cell for row in rows.rows for column, cell in rows.cells(row).items()}
        return self.sheets[sheet]


class _Rows:
    """The rows of a sheet and their cells by their numbers, which the file may leave out where they follow."""

    def __init__(self, root) -> None:
        self.data = next(child for child in root if _name(child) == "sheetData")
        self.space = self.data.tag.removesuffix("sheetData")
        self.rows = dict(_numbered(self.data, "row", lambda reference: int(reference) - 1))

    def cell(self, corner: Corner):
        """The cell, made where there is none."""
        row = self.rows.get(corner[0])
        if row is None:
            row = self._made(self.data, self.rows, corner[0], "row", str(corner[0] + 1))
        cells = self.cells(corner[0])
        if corner[1] in cells:
            return cells[corner[1]]
        made = self._made(row, cells, corner[1], "c", a1(*corner))
        if style := self._style(row, corner[1]):
            made.set("s", style)
        return made

    def _style(self, row, column: int) -> str | None:
        """What a cell looks like where there is none: as its row, else as its column."""
        if row.get("customFormat") in ("1", "true"):
            return row.get("s")
        columns = (child for parent in self.data.getparent() if _name(parent) == "cols" for child in parent)
        return next((c.get("style") for c in columns if int(c.get("min")) <= column + 1 <= int(c.get("max"))), None)

    def cells(self, row: int) -> dict[int, object]:
        return dict(_numbered(self.rows[row], "c", lambda reference: corner_of(reference)[1]))

    def _made(self, parent, siblings: dict, number: int, name: str, reference: str):
        """A row or a cell in its place among the others."""
        order = sorted(siblings)
        before = bisect_left(order, number)
        made = parent.makeelement(self.space + name, {"r": reference})
        if before < len(order):
            siblings[order[before]].addprevious(made)
        else:
            parent.append(made)
        siblings[number] = made
        return made


def _numbered(parent, name: str, number_of) -> Iterator[tuple[int, object]]:
    number = -1
    for child in parent:
        if _name(child) == name:
            number = number_of(child.get("r")) if child.get("r") else number + 1
            yield number, child


def _type(cell, figure: str) -> None:
    for child in [child for child in cell if _name(child) in VALUES]:
        cell.remove(child)
    cell.attrib.pop("t", None)
    value = cell.makeelement(cell.tag.removesuffix("c") + "v")
    value.text = figure
    formula = _child(cell, "f")
    if formula is None:
        cell.insert(0, value)
    else:
        formula.addnext(value)


def _child(element, name: str):
    return None if element is None else next((child for child in element if _name(child) == name), None)


def _name(element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
