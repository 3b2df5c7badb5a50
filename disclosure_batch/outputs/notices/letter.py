"""A short official letter as .docx: its paragraphs and its tables. Nothing in it knows what it says."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from disclosure_batch.names import shown
from disclosure_batch.official.document import official_document
from disclosure_batch.papers import LETTER, PAPERS

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell


def new_letter() -> "Document":
    """An empty one, in the styles of official documents."""
    document = official_document()
    document.core_properties.subject = PAPERS[LETTER]
    return document


def add_paragraph(document: "Document", text: str, style: str) -> None:
    """A paragraph, whatever the text holds."""
    document.add_paragraph(shown(text), style=style)


def add_table(
    document: "Document", heads: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]]
) -> None:
    """A ruled table; widths in millimetres. The heads are repeated on every page and no row is torn."""
    from docx.enum.table import WD_ALIGN_VERTICAL
    from docx.shared import Mm

    table = document.add_table(rows=1 + len(rows), cols=len(heads), style="Table Grid")
    table.autofit = False
    style = document.styles["Table Text"].style_id  # looked up for every cell it takes longer than all the rest
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for number, (row, texts) in enumerate(zip(table.rows, (heads, *rows), strict=True)):
        _mark(row._tr.get_or_add_trPr(), "w:cantSplit")
        if number == 0:
            _mark(row._tr.get_or_add_trPr(), "w:tblHeader")
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = Mm(width)
            if number == 0:
                cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            _write(cell, text, style, bold=number == 0)
    document.add_paragraph(style="Table Text")  # keeps what follows off the table


def _write(cell: "_Cell", text: str, style: str, bold: bool) -> None:
    first, *more = text.split("\n")
    paragraphs = [cell.paragraphs[0], *(cell.add_paragraph() for _ in more)]
    for paragraph, line in zip(paragraphs, (first, *more), strict=True):
        paragraph._p.style = style
        paragraph.paragraph_format.keep_with_next = bold  # heads don't stay behind on the page before
        paragraph.add_run(shown(line)).bold = bold


def _mark(parent, tag: str) -> None:
    from docx.oxml import OxmlElement

    parent.append(OxmlElement(tag))
