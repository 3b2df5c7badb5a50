"""The ruled form of 送审单.docx, row under row; nothing in it knows what it says."""

from collections.abc import Sequence
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING

from disclosure_batch.official.document import official_document
from disclosure_batch.outputs.sign_off.content import Totals, TotalsLine
from disclosure_batch.outputs.sign_off.room import lines_on_page
from disclosure_batch.papers import PAPERS, SIGN_OFF

if TYPE_CHECKING:
    from docx.document import Document as DocumentType
    from docx.table import Table, _Cell

TITLE = "政府信息公开工作年度报告送审单"
PENS = ("拟办意见", "审核意见", "领导批示")
MARGINS = {"top_margin": 20, "bottom_margin": 15, "left_margin": 27, "right_margin": 27, "footer_distance": 8}  # mm
WIDTH, LABEL = 156, 24  # of the form, of its labels
FIGURE = {1: 30, 2: 30, 3: 22, 4: 18}  # how wide each of so many figures is
SIZE, LINE, PADDING, RULE = 10.5, 14, 1.5, 0.5  # points: of the type, from line to line, above and below in a cell
BESIDE = 1.2  # millimetres left and right in a cell
DIGIT = 0.65  # how wide a digit is at most, in parts of the type's size
HEADLINE, TITLE_GAP = 42, 10  # points that the title takes, and of them the gap below it
PAGE = 725  # points that are to be filled, with some to spare
LEAST = 42  # for a pen
CHARACTERS = 34  # on a line beside a label, with some to spare
SIGNED = "签名：　　　　　　　　　　　　年　　月　　日"
TEXT, LABELLED, NUMBER, AFTER = "送审单文字", "送审单标签", "送审单数字", "送审单末尾"


class SignOffSheet:
    """The form as it grows: one table, and every method adds rows at its end. figures: how many stand in a line."""

    def __init__(self, figures: int) -> None:
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.oxml.ns import qn
        from docx.shared import Mm

        self.document = official_document()
        self.document.core_properties.subject = PAPERS[SIGN_OFF]
        page = self.document.sections[0]
        for side, size in MARGINS.items():
            setattr(page, side, Mm(size))
        for footer in (page.footer, page.even_page_footer):
            footer.is_linked_to_previous = True  # a page alone has no number
        page._sectPr.remove(page._sectPr.find(qn("w:docGrid")))  # and its rows stand on no grid of lines
        _set_styles(self.document)
        self.document.add_paragraph(TITLE, "Title")
        each = FIGURE[figures]
        self.widths = (LABEL, WIDTH - LABEL - each * figures, *[each] * figures)
        self.table = self.document.add_table(rows=0, cols=len(self.widths), style="Table Grid")
        self.table.autofit, self.table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
        for column, width in zip(self.table.columns, self.widths, strict=True):
            column.width = Mm(width)
        _pad(self.table)
        self.taken = HEADLINE

    def words(self, label: str, paragraphs: Sequence[str]) -> "_Cell":
        """A row of words."""
        row = self._row(sum(lines_on_page(text, CHARACTERS) for text in paragraphs))
        _write(row[0], [label], LABELLED)
        return _write(row[1].merge(row[-1]), paragraphs, TEXT)

    def figures(self, totals: Totals) -> None:
        """A row for each line, the names of their sections at the left, a note below."""
        heads = [head.split("\n") for head in totals.heads]
        head = self._row(max(map(len, heads)))
        for cell, lines in zip(head, [["主要数字"], ["项　　目"], *heads], strict=True):
            _write(cell, lines, LABELLED)
        for section, lines in groupby(totals.lines, lambda line: line.section):
            rows = [self._line(line) for line in lines]
            _write(rows[0][0].merge(rows[-1][0]), [section], LABELLED)
        self.words("比较说明", ["".join(totals.notes)])

    def _line(self, line: TotalsLine) -> "Sequence[_Cell]":
        row = self._row(1)
        _write(row[1], [line.name], TEXT)
        for cell, text, width in zip(row[2:], line.figures, self.widths[2:], strict=True):
            _write(cell, [text], NUMBER, width)
        return row

    def pens(self) -> None:
        """A place for the opinion, the name and the day of each; together they are what is left of the page."""
        from docx.enum.table import WD_ALIGN_VERTICAL
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        height = max(LEAST, (PAGE - self.taken) // len(PENS))
        for label in PENS:
            place = self.words(label, [SIGNED])
            place.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
            place.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
            self.table.rows[-1].height = Pt(height)
        self.document.add_paragraph(style=AFTER)  # Word wants one behind a table

    def _row(self, lines: int) -> "Sequence[_Cell]":
        """A row that takes so many lines."""
        self.taken += _height(lines)
        return self.table.add_row().cells


def room_for_words(totals: Totals, rows: int) -> int:
    """So many lines are left for this many rows of words, where the pens have the least that they need."""
    rows_of_figures = [2, *(1 for _ in totals.lines), lines_on_page("".join(totals.notes), CHARACTERS)]
    fixed = HEADLINE + sum(map(_height, rows_of_figures)) + len(PENS) * (LEAST + RULE)
    return int((PAGE - fixed - rows * _height(0)) / LINE)


def _height(lines: int) -> float:
    return lines * LINE + 2 * PADDING + RULE


def _write(cell: "_Cell", paragraphs: Sequence[str], style: str, width: float | None = None) -> "_Cell":
    """Paragraphs into a cell; a figure that is wider than so many millimetres is set smaller rather than broken."""
    from docx.enum.table import WD_ALIGN_VERTICAL
    from docx.shared import Mm, Pt

    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    for text, paragraph in zip_longest(paragraphs, cell.paragraphs[: len(paragraphs)]):
        paragraph = paragraph or cell.add_paragraph()
        paragraph._p.style = style  # its name is its id; looked up for every cell it takes longer than all the rest
        run = paragraph.add_run(text)
        if width and (wide := len(text) * DIGIT * SIZE) > (room := Mm(width - 2 * BESIDE).pt):
            run.font.size = Pt(int(2 * SIZE * room / wide) / 2)
    return cell


def _pad(table: "Table") -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    margins = OxmlElement("w:tblCellMar")
    for side, size in (("top", PADDING), ("left", Mm(BESIDE).pt), ("bottom", PADDING), ("right", Mm(BESIDE).pt)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(round(size * 20)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)


def _set_styles(document: "DocumentType") -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.oxml.ns import qn
    from docx.shared import Pt

    centre = WD_ALIGN_PARAGRAPH.CENTER
    for name, type_, alignment in (
        (TEXT, "仿宋", WD_ALIGN_PARAGRAPH.LEFT),
        (NUMBER, "仿宋", WD_ALIGN_PARAGRAPH.RIGHT),
        (LABELLED, "黑体", centre),
        (AFTER, "仿宋", centre),
    ):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["表格文字"]
        style.font.size = Pt(SIZE)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), type_)
        spacing = style.paragraph_format
        spacing.alignment = alignment
        spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1 if name == AFTER else LINE)
    title = document.styles["Title"].paragraph_format
    title.line_spacing, title.space_after = Pt(HEADLINE - TITLE_GAP), Pt(TITLE_GAP)
