"""年度报告.docx: the report as offices circulate it, in the styles of official documents."""

import datetime
import io
from collections.abc import Collection, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from pathlib import Path
from unicodedata import east_asian_width

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.parfmt import ParagraphFormat

from disclosure_batch.carry import anchors, written
from disclosure_batch.fixed_times import with_fixed_times
from disclosure_batch.official.document import official_document
from disclosure_batch.official.own import place_for_report
from disclosure_batch.papers import ANNUAL_REPORT, MARKED
from disclosure_batch.report.printed import PrintedCell, PrintedTable
from disclosure_batch.report.report import Block, Report
from disclosure_batch.report.told import Told, cut, figures_in
from disclosure_batch.storing import store

NAME = ANNUAL_REPORT
PARAGRAPH = "Body Text First Indent"
STYLES = {"paragraph": PARAGRAPH, "subheading": "Heading 2", "note": "数据范围"}
WRITTEN_IN = ("Title", "Heading 1", *STYLES.values(), "送审提示", "Signature", "Date", "Table Grid", "表格文字", "表格数字")
_GRID, _WORDS, _FIGURES = WRITTEN_IN[-3:]
BANNER = "E8EDF4"
_MARGIN = Pt(2)  # left and right in each cell
_DIGIT = 0.64  # how wide a digit is at most, in parts of the font's size
_ROW, _PAGE = Pt(18), Pt(470)  # the height of a row, and of all rows where the table is to fill a page
_TYPE = Pt(10.5)
_WHOLE = 14  # so many rows stay together; with the heading above them they take less than half a page
_FIRST, _LAST = 10, 4  # of a taller table, whose head takes more
_TITLE, _LINE = 20, 28  # characters on a line
_CHARACTER = 15.8  # points
_FROM_EDGE = 4  # characters
_KEPT = 16  # tables without their figures: three of a report, in somebody's own document of other widths
_DRAWN: dict[tuple, tuple[BaseOxmlElement, Sequence[int]]] = {}


@dataclass(frozen=True, slots=True)
class Printed:
    """The document, and what stands in it for whoever has to find it again."""

    data: bytes
    written: written.Written


def write(report: Report, folder: Path) -> None:
    """Write 年度报告.docx into the folder, and beside it what was written: somebody will edit it, or has done so."""
    if report.edited:
        store(folder / NAME, report.polished.data)
        store(folder / written.FILE, report.polished.written)
        return
    made = printed(report)
    store(folder / NAME, made.data)
    store(folder / written.FILE, made.written.data)


def printed(report: Report) -> Printed:
    """The report as a document."""
    document = Document(io.BytesIO(report.template)) if report.template else official_document()
    there = set(document.element.body)
    document.add_paragraph(_broken(report.title, len(report.body)), "Title")
    for notice in report.notices:
        document.add_paragraph(notice, "送审提示")
    for paragraph in report.opening:
        _paragraph(document, paragraph, PARAGRAPH)
    for section in report.sections:
        document.add_paragraph(section.heading, "Heading 1")
        for block in section.blocks:
            _block(document, block)
    _signature(document, report)
    _put_in_place(document, there)
    _properties(document, report)
    held = _findable(document, report, [element for element in document.element.body if element not in there])
    data = io.BytesIO()
    document.save(data)
    return Printed(with_fixed_times(data.getvalue()), held)


def _put_in_place(document: DocumentType, there: Collection[BaseOxmlElement]) -> None:
    """In somebody's own document, what was written at the end comes to its place. there: what stood in it before."""
    place = place_for_report(document)
    if place is not None:
        for element in [element for element in document.element.body if element not in there]:
            place.addprevious(element)
        place.getparent().remove(place)


def _findable(document: DocumentType, report: Report, ours: Sequence[BaseOxmlElement]) -> written.Written:
    """Each figure gets its bookmark, and the document holds what was written into it. ours: without what somebody's
    own document has around it."""
    parts = [section.heading for section in report.sections]
    names = anchors.name_all(document.element.body, parts)
    template = written.hash_of(report.template) if report.template else ""
    empty = written.Written(report.year, report.title, body=report.key, template=template)
    held = written.written_in(empty, ours, names, parts)
    written.keep_in(document, held.data)
    return held


def _block(document: DocumentType, block: Block) -> None:
    if block.kind == "table":
        _table(document, block)
    else:
        _paragraph(document, block.text, STYLES[block.kind])


def _signature(document: DocumentType, report: Report) -> None:
    """The body's name above the day and centred on it, the day four characters from the edge; on no page alone."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    name, day = (min(_characters(line), _LINE) for line in (report.body, report.date))
    right = max(_FROM_EDGE, (name - day) / 2)
    for line, style, indent in ((report.body, "Signature", right + (day - name) / 2), (report.date, "Date", right)):
        _paragraph(document, line, style).right_indent = Pt(indent * _CHARACTER)


def _characters(text: str) -> float:
    """How wide a text is; a Western sign takes half of a Chinese one."""
    return sum(1 if east_asian_width(sign) in "WFA" else 0.5 for sign in text)


def _paragraph(document: DocumentType, text: str, style: str) -> ParagraphFormat:
    """A paragraph; what somebody has to fill in is highlighted, each figure is one that can be found again."""
    paragraph = document.add_paragraph(style=style)
    for part in _parts(text):
        run = paragraph.add_run(part)
        if MARKED.fullmatch(part):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
        for figure in figures_in(part):
            anchors.anchor(run._r, figure.of)
    return paragraph.paragraph_format


def _parts(text: str) -> Iterator[Told]:
    """The text cut where something has to be filled in and where figures stand."""
    spans = [found.span() for found in MARKED.finditer(text)]
    spans += [(f.start, f.end) for f in figures_in(text) if not any(a < f.end and f.start < b for a, b in spans)]
    edges = sorted({0, len(text), *chain.from_iterable(spans)})
    yield from (cut(text, start, end) for start, end in pairwise(edges))


def _broken(title: str, body: int) -> str:
    """A title that needs two lines, broken after the name of the body."""
    return title if len(title) <= _TITLE else f"{title[:body]}\n{title[body:]}"


def _properties(document: DocumentType, report: Report) -> None:
    """Fixed, so that the same input gives the same bytes: reports are due on 31 January."""
    properties = document.core_properties
    due = datetime.datetime(report.year + 1, 1, 31)
    properties.title = report.title[:255]
    properties.subject = report.mark
    properties.author = properties.last_modified_by = report.body[:255]
    properties.created = properties.modified = due
    properties.revision = 1


# ---------------------------------------------------------------- tables


def _table(document: DocumentType, printed: PrintedTable) -> None:
    """A table below its heading; a small paragraph after it keeps it from the next."""
    width = _width(document)
    widths = tuple(Length(int(width * share)) for share in printed.shares)
    figures = [cell for cell in printed.cells if cell.role == "figure"]
    table, places = _without_figures(document, printed, widths)
    style = document.styles[_FIGURES]
    cells = list(table._tbl.iter(qn("w:tc")))
    for place, cell in zip(places, figures, strict=True):
        _fill(_Cell(cells[place], table), cell, style, widths)
    document.add_paragraph(style=_WORDS)


def _without_figures(
    document: DocumentType, printed: PrintedTable, widths: tuple[Length, ...]
) -> tuple[Table, Sequence[int]]:
    """The table, and which of its cells the figures go into. It is drawn once: to merge cells takes long."""
    blank = tuple(replace(cell, text="", doubted=False) if cell.role == "figure" else cell for cell in printed.cells)
    styles = tuple(document.styles[name].style_id for name in (_GRID, _FIGURES, _WORDS))
    key = replace(printed, cells=blank), widths, styles, document.sections[-1].page_width
    if key in _DRAWN:
        drawn, places = _DRAWN[key]
        document.element.body.insert_element_before(deepcopy(drawn), "w:sectPr")
        return document.tables[-1], places
    table, places = _drawn(document, printed, widths)
    while len(_DRAWN) >= _KEPT:
        _DRAWN.pop(next(iter(_DRAWN)))
    _DRAWN[key] = deepcopy(table._tbl), places
    return table, places


def _drawn(document: DocumentType, printed: PrintedTable, widths: Sequence[Length]) -> tuple[Table, Sequence[int]]:
    """A tall one may go on overleaf, where its head is repeated, but its first rows stay together: so it never leaves
    more than half a page empty, and is never torn where it has just begun or is about to end.
    """
    table = document.add_table(printed.height, printed.width, _GRID)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _margins(table)
    for column, size in zip(table.columns, widths, strict=True):
        column.width = size
    _rows(table, printed)
    grid = [row.cells for row in table.rows]
    figures, words = document.styles[_FIGURES], document.styles[_WORDS]
    of_figures = []
    for cell in printed.cells:
        target = _merged(grid, cell)
        # by its id: to look a style up by its name for each cell takes longer than all the rest
        target.paragraphs[0]._p.style = (figures if printed.centred(cell) else words).style_id
        if cell.role == "figure":
            of_figures.append(target._tc)
        else:
            _label(target, cell)
        target.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER  # after the shade: Word wants them so
    _keep_together(table, printed)
    numbers = {cell: number for number, cell in enumerate(table._tbl.iter(qn("w:tc")))}
    return table, [numbers[cell] for cell in of_figures]


def _rows(table: Table, printed: PrintedTable) -> None:
    """As high as they may be, none torn; the head is repeated overleaf."""
    for number, row in enumerate(table.rows):
        row.height = min(_ROW, Length(_PAGE // printed.height))
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if number < printed.heads:
            row._tr.trPr.append(OxmlElement("w:tblHeader"))


def _keep_together(table: Table, printed: PrintedTable) -> None:
    rows = list(table.rows)
    together = {*rows[: _FIRST - 1], *rows[-_LAST:-1]} if printed.height > _WHOLE else rows[:-1]
    for row in together:
        for paragraph in row._tr.iter(qn("w:p")):
            Paragraph(paragraph, table).paragraph_format.keep_with_next = True


def _width(document: DocumentType) -> Length:
    """Of the text, where the report is to stand."""
    place = place_for_report(document)
    above = [] if place is None else place.xpath("./preceding-sibling::w:p[w:pPr/w:sectPr]")
    section = document.sections[-1 if place is None else len(above)]
    return section.page_width - section.left_margin - section.right_margin


def _merged(grid: list[tuple[_Cell, ...]], cell: PrintedCell) -> _Cell:
    first = grid[cell.top][cell.left]
    if cell.rows == cell.columns == 1:
        return first
    return first.merge(grid[cell.below - 1][cell.beside - 1])


def _label(target: _Cell, cell: PrintedCell) -> None:
    run = target.paragraphs[0].add_run(cell.text)
    if cell.doubted:
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    if cell.role == "banner":
        _shade(target, BANNER)


def _fill(target: _Cell, cell: PrintedCell, style: ParagraphStyle, widths: Sequence[Length]) -> None:
    """A figure; a long one is set smaller rather than broken."""
    run = target.paragraphs[0].add_run(cell.text)
    if cell.doubted:
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    anchors.anchor(run._r, cell.field)
    room = sum(widths[cell.left : cell.beside]) - 2 * _MARGIN
    size = style.font.size or _TYPE
    if size * _DIGIT * len(cell.text) > room:
        run.font.size = Length(int(room / _DIGIT / len(cell.text)))


def _shade(target: _Cell, colour: str) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shading.set(qn(f"w:{name}"), value)
    target._tc.get_or_add_tcPr().append(shading)


def _margins(table: Table) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side, size in (("top", 20), ("left", _MARGIN.pt * 20), ("bottom", 20), ("right", _MARGIN.pt * 20)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(int(size)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)
