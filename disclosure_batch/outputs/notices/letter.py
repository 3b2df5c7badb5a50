"""A short official letter as .docx: its page, its type, its tables. Nothing in it knows what it says."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from disclosure_batch.fixed_times import UNDATED
from disclosure_batch.names import shown
from disclosure_batch.papers import LETTER, PAPERS

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle
    from docx.table import _Cell

# Chinese type, Western type, size in points; sizes and margins as in GB/T 9704.
TITLE = ("方正小标宋简体", "Times New Roman", 22)
HEADING = ("黑体", "Times New Roman", 16)
BODY = ("仿宋", "Times New Roman", 16)
TABLE = ("宋体", "Times New Roman", 10.5)
MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}  # millimetres
LINE = 28  # points from line to line
OWN_STYLES = {  # and what each is based on
    "Table Text": "Normal",
    "Body Text First Indent": "Body Text",
    "Before Table": "Body Text First Indent",
    "Closing": "Body Text First Indent",
    "Signature": "Body Text",
}


def new_letter() -> "Document":
    """An empty A4 letter with the styles Title, Heading 1, Body Text and OWN_STYLES."""
    from docx import Document

    document = Document()
    _set_page(document)
    _set_styles(document)
    properties = document.core_properties
    properties.author = properties.comments = properties.title = ""
    properties.created = properties.modified = UNDATED
    properties.subject = PAPERS[LETTER]
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
    style = document.styles[
        "Table Text"
    ].style_id  # looking it up for every cell takes longer than all the rest
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


def _set_page(document: "Document") -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for side, size in MARGINS.items():
        setattr(section, side, Mm(size))
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in ("— ", None, " —"):
        run = footer.add_run(text or "")
        if text is None:
            _field(run._r, "PAGE")


def _set_styles(document: "Document") -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.oxml.ns import qn
    from docx.shared import Pt

    styles = document.styles
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")  # or punctuation is drawn as elsewhere in Asia
    for name, base in OWN_STYLES.items():
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles[base]
    for name, type_ in (("Normal", BODY), ("Title", TITLE), ("Heading 1", HEADING), ("Table Text", TABLE)):
        set_type(styles[name], *type_)
    for name in ("Body Text", "Heading 1", "Title"):
        spacing = styles[name].paragraph_format
        spacing.space_before = spacing.space_after = Pt(0)
        spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE)
    styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    styles["Title"].paragraph_format.space_after = Pt(LINE)
    styles["Title"].paragraph_format.line_spacing = Pt(1.3 * LINE)
    styles["Heading 1"].paragraph_format.space_before = Pt(LINE / 4)
    styles["Heading 1"].paragraph_format.space_after = Pt(LINE / 4)
    styles["Before Table"].paragraph_format.space_after = Pt(LINE / 4)
    for name in ("Before Table", "Closing"):
        styles[name].paragraph_format.keep_with_next = True
    for name in ("Body Text First Indent", "Heading 1"):
        styles[name].paragraph_format.first_line_indent = Pt(2 * BODY[2])
    styles["Normal"].paragraph_format.space_after = Pt(0)
    in_table = styles["Table Text"].paragraph_format
    in_table.space_before = in_table.space_after = Pt(2)
    signature = styles["Signature"]
    signature.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    signature.paragraph_format.space_before = Pt(LINE)
    signature.paragraph_format.right_indent = Pt(2 * BODY[2])


def set_type(style: "ParagraphStyle", chinese: str, western: str, size: float) -> None:
    """Word takes Chinese characters from w:eastAsia; a theme font left in place would win over both."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.bold = western, Pt(size), False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        if key.endswith("Theme"):
            del fonts.attrib[key]
    fonts.set(qn("w:eastAsia"), chinese)
    for key in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(key), western)
    fonts.set(qn("w:hint"), "eastAsia")  # or Chinese quotation marks are drawn as Western ones
    borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:  # the blue line under the title of Word's own template
        borders.getparent().remove(borders)


def _mark(parent, tag: str) -> None:
    from docx.oxml import OxmlElement

    parent.append(OxmlElement(tag))


def _field(run, instruction: str) -> None:
    """A field that Word keeps up to date, such as the number of the page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", "separate", "end"):
        if kind == "separate":
            text = OxmlElement("w:instrText")
            text.text = instruction
            run.append(text)
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run.append(mark)
