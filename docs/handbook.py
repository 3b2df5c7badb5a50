"""Makes the handbook as offices read it: python docs/handbook.py FOLDER writes 手册.docx and, with LibreOffice, 手册.pdf.

The pages of docs/ one after another, in the type of official papers; what is shown of a screen in small type.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from markdown_it import MarkdownIt
from markdown_it.token import Token

from disclosure_batch.fixed_times import save_with_fixed_times
from disclosure_batch.official.document import official_document

DOCS = Path(__file__).parent
TITLE, CONTENTS = "政府信息公开年报工具手册", "目录"
PAGES = ("year.md", "clerk.md", "answers.md", "coordinator.md")
HEAD = re.compile("^(#{1,2}) (.*)$", re.MULTILINE)
OWN_CONTENTS = re.compile(r"(^- \[[^\]]*\]\(#[^)]*\)\n)+", re.MULTILINE)  # of a page: the handbook has one of all
MONTH = re.compile("十二月：|[一二]月：")  # each begins a page; the first stands below the introduction
SCREEN, SMALL, LISTED, CODE = "屏幕", "手册正文", "手册目录", "手册命令"
MARGIN, WIDEST, HIGHEST = Cm(2), Cm(17), Cm(5.6)  # of a page; of a picture: the type area is as wide
TABLE_LINE = "4"  # eighths of a point
KEPT_TOGETHER = 25  # lines of a screen, rows of a table; a longer one may go on on the next page
NARROWEST = 3  # characters: a column has no less
MONOSPACED, ITS_CHINESE = "Consolas", "新宋体"
HEADINGS = {"h1": ("Heading 1", 18), "h2": ("Heading 2", 14), "h3": ("Heading 2", 14)}  # in points


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "手册.docx"
    write(path)
    print(path)
    if shutil.which("soffice"):
        print(as_pdf(path))


def write(path: Path) -> None:
    save_with_fixed_times(handbook().save, path)


def handbook() -> Document:
    document = official_document()
    section = document.sections[0]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    section.footer_distance = Cm(1)
    _add_styles(document)
    document.core_properties.title = TITLE
    document.add_paragraph(TITLE, "Title")
    texts = {page: (DOCS / page).read_text(encoding="utf-8") for page in PAGES}
    document.add_paragraph(CONTENTS, LISTED).runs[0].bold = True
    for page, text in texts.items():
        for head in HEAD.finditer(text):
            line = document.add_paragraph(style=LISTED)
            line.paragraph_format.left_indent = Pt(14 * len(head[1]))
            _link(line, head[2], place_of(page, "" if head[1] == "#" else head[2]))
    for page, text in texts.items():
        Writer(document, page).write(text)
    return document


def place_of(page: str, heading: str) -> str:
    """The name of the bookmark at a heading; at the head of the page without one."""
    return "m" + hashlib.sha256(f"{page}#{heading}".encode()).hexdigest()[:16]


def as_pdf(path: Path) -> Path:
    """Raises CalledProcessError."""
    with tempfile.TemporaryDirectory() as profile:
        own = f"-env:UserInstallation={Path(profile).as_uri()}"
        command = ["soffice", own, "--headless", "--convert-to", "pdf", "--outdir", str(path.parent), str(path)]
        subprocess.run(command, check=True, capture_output=True)
    return path.with_suffix(".pdf")


def _add_styles(document: Document) -> None:
    """Smaller than a report's: a handbook is read at a desk."""
    for name, size, spacing in ((SMALL, 10.5, 1.45), (LISTED, 10.5, 1.5), (SCREEN, 8, 1.2)):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        _set(style, size, spacing)
        style.paragraph_format.space_after = Pt(0 if name == SCREEN else 3)
    for name, size in dict(HEADINGS.values()).items():
        _set(document.styles[name], size, 1.5)
        document.styles[name].paragraph_format.space_before = Pt(size / 2)
    screen, code = document.styles[SCREEN], document.styles.add_style(CODE, WD_STYLE_TYPE.CHARACTER)
    for style in (screen, code):
        style.font.name = MONOSPACED
        style.element.rPr.rFonts.set(qn("w:eastAsia"), ITS_CHINESE)
    screen.font.color.rgb = RGBColor(0x33, 0x33, 0x33)
    properties = screen.element.get_or_add_pPr()
    properties.insert_element_before(
        properties.makeelement(qn("w:shd"), {qn("w:val"): "clear", qn("w:fill"): "F2F4F7"}),
        *("w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"),
    )


def _set(style: ParagraphStyle, size: float, spacing: float) -> None:
    """So large, from the left edge, off the grid of official papers."""
    style.font.size = Pt(size)
    layout = style.paragraph_format
    layout.line_spacing = Pt(spacing * size)
    layout.first_line_indent = Pt(0)
    layout.alignment = WD_ALIGN_PARAGRAPH.LEFT
    properties = style.element.get_or_add_pPr()
    if properties.ind is not None:
        properties.ind.set(qn("w:firstLineChars"), "0")
    grid = properties.makeelement(qn("w:snapToGrid"), {qn("w:val"): "0"})
    properties.insert_element_before(grid, "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def _link(paragraph: Paragraph, text: str, place: str) -> None:
    """Words that lead to a place in the document."""
    link = paragraph._p.makeelement(qn("w:hyperlink"), {qn("w:anchor"): place})
    link.append(paragraph.add_run(text)._r)
    paragraph._p.append(link)


def _mark(paragraph: Paragraph, place: str, number: int) -> None:
    """The place to which links lead."""
    for tag, said in (("w:bookmarkStart", {qn("w:name"): place}), ("w:bookmarkEnd", {})):
        paragraph._p.append(paragraph._p.makeelement(qn(tag), {qn("w:id"): str(number), **said}))


class Writer:
    """Writes one page of Markdown into the document."""

    def __init__(self, document: Document, page: str) -> None:
        self.document = document
        self.page = page
        self.lists: list[int | None] = []  # the number of the next item, of each list that is open; None: no numbers

    def write(self, text: str) -> None:
        tokens = MarkdownIt("commonmark").enable("table").parse(OWN_CONTENTS.sub("", text))
        at = 0
        while at < len(tokens):
            at = self._one(tokens, at)

    def _one(self, tokens: Sequence[Token], at: int) -> int:
        """Writes what begins at a token; where the next begins."""
        token = tokens[at]
        match token.type:
            case "heading_open":
                self._heading(token.tag, tokens[at + 1])
                return at + 3
            case "ordered_list_open" | "bullet_list_open":
                self.lists.append(1 if token.type.startswith("ordered") else None)
            case "ordered_list_close" | "bullet_list_close":
                self.lists.pop()
            case "list_item_open":
                self._item(tokens[at + 2])
                return at + 4
            case "paragraph_open":
                self._paragraph(tokens[at + 1], tokens[at + 3 : at + 4])
                return at + 3
            case "fence":
                self._screen([line for line in token.content.split("\n") if line])
            case "table_open":
                return self._table(tokens, at)
        return at + 1

    def _heading(self, tag: str, inline: Token) -> None:
        heading = self.document.add_paragraph(style=HEADINGS[tag][0])
        heading.paragraph_format.page_break_before = tag == "h1" or bool(MONTH.match(inline.content)) or None
        place = place_of(self.page, "" if tag == "h1" else inline.content)
        _mark(heading, place, len(self.document.element.xpath("//w:bookmarkStart")))
        self._words(heading, inline)

    def _screen(self, lines: Sequence[str]) -> None:
        for left, line in zip(range(len(lines), 0, -1), lines, strict=True):
            paragraph = self.document.add_paragraph(line, SCREEN)
            paragraph.paragraph_format.keep_with_next = (left > 1 and len(lines) <= KEPT_TOGETHER) or None
            paragraph.paragraph_format.space_after = Pt(4) if left == 1 else None

    def _item(self, inline: Token) -> None:
        paragraph = self._new()
        number = self.lists[-1]
        paragraph.paragraph_format.keep_with_next = inline.content.endswith("：") or None
        paragraph.add_run("• " if number is None else f"{number}. ")
        self._words(paragraph, inline)
        self.lists[-1] = number and number + 1

    def _paragraph(self, inline: Token, following: Sequence[Token]) -> None:
        pictures = [child for child in inline.children or () if child.type == "image"]
        if not pictures:
            paragraph = self._new()
            paragraph.paragraph_format.keep_with_next = any(token.type == "fence" for token in following) or None
            return self._words(paragraph, inline)
        for picture in pictures:
            paragraph = self.document.add_paragraph(style=SMALL)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.line_spacing = 1.0  # as high as the picture
            shown = paragraph.add_run().add_picture(str(DOCS / unquote(str(picture.attrs["src"]))), width=WIDEST)
            if shown.height > HIGHEST:
                shown.width, shown.height = int(shown.width * HIGHEST / shown.height), HIGHEST
        return None

    def _new(self) -> Paragraph:
        paragraph = self.document.add_paragraph(style=SMALL)
        paragraph.paragraph_format.left_indent = Pt(12 * len(self.lists))
        return paragraph

    def _words(self, paragraph: Paragraph, inline: Token) -> None:
        bold, place = False, ""
        for child in inline.children or ():
            match child.type:
                case "strong_open" | "strong_close":
                    bold = child.type == "strong_open"
                case "link_open":
                    place = self._led_to(unquote(str(child.attrs["href"])))
                case "link_close":
                    place = ""
                case "softbreak":
                    paragraph.add_run().add_break()
                case _ if child.content and place:
                    _link(paragraph, child.content, place)
                case _ if child.content:
                    run = paragraph.add_run(child.content, CODE if child.type == "code_inline" else None)
                    run.bold = bold or None

    def _led_to(self, address: str) -> str:
        """The bookmark of a link to one of the pages; '' of one that leads out of the handbook."""
        page, _, heading = address.partition("#")
        page = page or self.page
        if page not in PAGES:
            return ""
        heads = [head[2] for head in HEAD.finditer((DOCS / page).read_text(encoding="utf-8")) if head[1] != "#"]
        return place_of(page, next((head for head in heads if anchor(head) == heading), ""))

    def _table(self, tokens: Sequence[Token], at: int) -> int:
        end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
        rows = list(_rows(tokens[at:end]))
        table = self.document.add_table(len(rows), max(map(len, rows)))
        table.autofit = False
        _draw_lines(table)
        widths = _widths(rows)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for number, (cells, row) in enumerate(zip(table.rows, rows, strict=True)):
            together = number + 1 < len(rows) <= KEPT_TOGETHER
            for tag in ("w:cantSplit", *(("w:tblHeader",) if number == 0 else ())):
                properties = cells._tr.get_or_add_trPr()
                properties.append(properties.makeelement(qn(tag), {}))
            for cell, inline, width in zip(cells.cells, row, widths, strict=False):
                cell.width = width
                paragraph = cell.paragraphs[0]
                paragraph.style = self.document.styles[SMALL]
                paragraph.paragraph_format.keep_with_next = together or None
                self._words(paragraph, inline)
        self.document.add_paragraph(style=SMALL)
        return end + 1


def anchor(heading: str) -> str:
    """How a page of Markdown names a heading."""
    return re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-")


def _widths(rows: Sequence[Sequence[Token]]) -> list[int]:
    """Of the columns: as the longest line of each asks, within reason, so that short ones are not broken."""
    longest = [
        max(NARROWEST, *(sum(1 + (ord(sign) > 0x2E80) for sign in cell.content) for cell in column))
        for column in zip(*rows, strict=True)
    ]
    asked = [length**0.6 for length in longest]
    return [int(WIDEST * each / sum(asked)) for each in asked]


def _rows(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    row: list[Token] = []
    for token in tokens:
        if token.type == "inline":
            row.append(token)
        elif token.type == "tr_close":
            yield row
            row = []


def _draw_lines(table) -> None:
    """Thin lines around every cell."""
    properties = table._tbl.tblPr
    borders = properties.makeelement(qn("w:tblBorders"), {})
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = {"w:val": "single", "w:sz": TABLE_LINE, "w:color": "999999"}
        borders.append(borders.makeelement(qn(f"w:{side}"), {qn(name): value for name, value in line.items()}))
    properties.append(borders)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("dist"))
