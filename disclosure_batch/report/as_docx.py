"""年度报告.docx: the report as offices circulate it, in the styles of its own template."""

import datetime
import io
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain, pairwise
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from disclosure_batch.carry import anchors, written
from disclosure_batch.fixed_times import with_fixed_times
from disclosure_batch.report.printed import PrintedCell, PrintedTable
from disclosure_batch.report.report import MARKED, Block, Report
from disclosure_batch.report.told import Told, cut, figures_in
from disclosure_batch.storing import store

NAME = "年度报告.docx"
STYLES = {"paragraph": "Body Text", "subheading": "Heading 2", "note": "数据范围"}
BANNER = "E8EDF4"
_MARGIN = Pt(2)  # left and right in each cell
_DIGIT = 0.6  # how wide a digit is at most, in parts of the font's size
_ROW, _PAGE = Pt(18), Pt(470)  # the height of a row, and of all rows where the table is to fill a page
_TITLE = 20  # characters on a line


@dataclass(frozen=True, slots=True)
class Printed:
    """The document, and what stands in it for whoever has to find it again."""

    data: bytes
    written: written.Written


def write(report: Report, folder: Path) -> None:
    """Write 年度报告.docx into the folder, and beside it what was written, should somebody edit it."""
    made = printed(report)
    store(folder / NAME, made.data)
    store(folder / written.FILE, made.written.data)


def printed(report: Report) -> Printed:
    """The report as a document."""
    with (files(__package__) / "templates" / NAME).open("rb") as template:
        document = Document(template)
    document.add_paragraph(_broken(report.title, len(report.body)), "Title")
    for notice in report.notices:
        document.add_paragraph(notice, "送审提示")
    for paragraph in report.opening:
        _paragraph(document, paragraph, "Body Text")
    for section in report.sections:
        document.add_paragraph(section.heading, "Heading 1")
        for block in section.blocks:
            _block(document, block)
    for line in (report.body, report.date):
        _paragraph(document, line, "Signature")
    _properties(document, report)
    held = _findable(document, report)
    data = io.BytesIO()
    document.save(data)
    return Printed(with_fixed_times(data.getvalue()), held)


def _findable(document: DocumentType, report: Report) -> written.Written:
    """Each figure gets its bookmark, and the document holds what was written into it."""
    body, parts = document.element.body, [section.heading for section in report.sections]
    names = anchors.name_all(body, parts)
    held = written.written_in(body, report.year, report.title, parts, names)
    written.keep_in(document, held.data)
    return held


def _block(document: DocumentType, block: Block) -> None:
    if block.kind == "table":
        _table(document, block)
    else:
        _paragraph(document, block.text, STYLES[block.kind])


def _paragraph(document: DocumentType, text: str, style: str) -> None:
    """A paragraph; what somebody has to fill in is highlighted, each figure is one that can be found again."""
    paragraph = document.add_paragraph(style=style)
    for part in _parts(text):
        run = paragraph.add_run(part)
        if MARKED.fullmatch(part):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
        for figure in figures_in(part):
            anchors.anchor(run._r, figure.of)


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
    """A table that stays on one page, with its heading; a small paragraph after it keeps it from the next."""
    section = document.sections[-1]
    width = section.page_width - section.left_margin - section.right_margin
    widths = [Length(int(width * share)) for share in printed.shares]
    table = document.add_table(printed.height, printed.width, "Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _margins(table)
    for column, size in zip(table.columns, widths, strict=True):
        column.width = size
    for row in table.rows:
        row.height = min(_ROW, Length(_PAGE // printed.height))
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    grid = [row.cells for row in table.rows]
    figures, words = document.styles["表格数字"], document.styles["表格文字"]
    for cell in printed.cells:
        _fill(_merged(grid, cell), cell, figures if printed.centred(cell) else words, widths)
    for row in list(table.rows)[:-1]:
        for paragraph in row._tr.iter(qn("w:p")):
            Paragraph(paragraph, table).paragraph_format.keep_with_next = True
    document.add_paragraph(style="表格文字")


def _merged(grid: list[tuple[_Cell, ...]], cell: PrintedCell) -> _Cell:
    first = grid[cell.top][cell.left]
    if cell.rows == cell.columns == 1:
        return first
    return first.merge(grid[cell.below - 1][cell.beside - 1])


def _fill(target: _Cell, cell: PrintedCell, style: ParagraphStyle, widths: list[Length]) -> None:
    paragraph = target.paragraphs[0]
    paragraph._p.style = style.style_id  # to look it up by its name for each cell takes longer than all the rest
    run = paragraph.add_run(cell.text)
    if cell.doubted:
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    if cell.role == "figure":
        anchors.anchor(run._r, cell.field)
        room = sum(widths[cell.left : cell.beside]) - 2 * _MARGIN
        size = style.font.size
        if size * _DIGIT * len(cell.text) > room:  # a long figure is set smaller rather than broken
            run.font.size = Length(int(room / _DIGIT / len(cell.text)))
    if cell.role == "banner":
        _shade(target, BANNER)  # before the alignment: Word wants the two in this order
    target.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


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
