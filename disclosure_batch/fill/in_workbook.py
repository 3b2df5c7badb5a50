"""Figures are typed into the cells of a workbook; only the parts of the sheets concerned are written anew."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import groupby

from lxml import etree

from disclosure_batch.documents.document import Corner
from disclosure_batch.documents.xlsx import sheet_parts
from disclosure_batch.fill.parts import PARSER, part_of, with_part
from disclosure_batch.references import a1, corner_of

VALUES = ("v", "is")  # what a cell holds beside its formula


def write(data: bytes, texts: Mapping[tuple[str, Corner], str]) -> bytes:
    """The workbook with these figures. texts: (name of the sheet, cell) -> the figure. A formula stays where it is."""
    parts = sheet_parts(data)
    by_sheet = groupby(sorted(texts.items()), key=lambda item: item[0][0])
    for sheet, figures in by_sheet:
        root = etree.fromstring(part_of(data, parts[sheet]), PARSER)
        rows = _Rows(root)
        for (_, corner), figure in figures:
            _type(rows.cell(corner), figure)
        xml = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        data = with_part(data, parts[sheet], xml)
    return data


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
        cells = dict(_numbered(row, "c", lambda reference: corner_of(reference)[1]))
        return cells[corner[1]] if corner[1] in cells else self._made(row, cells, corner[1], "c", a1(*corner))

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
    formula = next((child for child in cell if _name(child) == "f"), None)
    if formula is None:
        cell.insert(0, value)
    else:
        formula.addnext(value)


def _name(element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
