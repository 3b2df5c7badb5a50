"""Makes the handbook as offices read it: python docs/handbook.py FOLDER writes 手册.docx and, with LibreOffice, 手册.pdf.

The pages of docs/ one after another, in the type of official papers; what is shown of a screen in small type.
"""

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
from docx.text.paragraph import Paragraph
from markdown_it import MarkdownIt
from markdown_it.token import Token

from disclosure_batch.fixed_times import save_with_fixed_times
from disclosure_batch.official.document import official_document

DOCS = Path(__file__).parent
TITLE = "政府信息公开年报工具手册"
PAGES = ("year.md", "clerk.md", "answers.md", "coordinator.md")
A_PAGE_EACH = re.compile("十二月|[一二]月：")  # of the year's months: the first stands below the title
SCREEN, SMALL = "屏幕", "手册正文"
WIDEST, HIGHEST = Cm(15.6), Cm(7.5)  # of a picture; the type area is as wide
TABLE_LINE = "4"  # eighths of a point


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
    _add_styles(document)
    document.add_paragraph(TITLE, "Title")
    for number, page in enumerate(PAGES):
        if number:
            document.add_page_break()
        Writer(document).write((DOCS / page).read_text(encoding="utf-8"))
    return document


def as_pdf(path: Path) -> Path:
    """Raises CalledProcessError."""
    with tempfile.TemporaryDirectory() as profile:
        own = f"-env:UserInstallation={Path(profile).as_uri()}"
        command = ["soffice", own, "--headless", "--convert-to", "pdf", "--outdir", str(path.parent), str(path)]
        subprocess.run(command, check=True, capture_output=True)
    return path.with_suffix(".pdf")


def _add_styles(document: Document) -> None:
    """Smaller than a report's: a handbook is read at a desk."""
    for name, base, size, font in ((SMALL, "Normal", 11, None), (SCREEN, "Normal", 8, "Noto Sans Mono CJK SC")):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles[base]
        style.font.size = Pt(size)
        style.paragraph_format.line_spacing = Pt(1.45 * size)
        style.element.get_or_add_pPr().append(style.element.makeelement(qn("w:snapToGrid"), {qn("w:val"): "0"}))
        style.paragraph_format.first_line_indent = Pt(0)
        style.paragraph_format.space_after = Pt(0 if font else 3)
        if font:
            style.font.name = font
            style.element.rPr.rFonts.set(qn("w:eastAsia"), font)
            style.font.color.rgb = RGBColor(0x33, 0x33, 0x33)


class Writer:
    """Writes one page of Markdown into the document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.lists: list[int | None] = []  # the number of the next item, of each list that is open; None: no numbers

    def write(self, text: str) -> None:
        tokens = MarkdownIt("commonmark").enable("table").parse(text)
        at = 0
        while at < len(tokens):
            at = self._one(tokens, at)

    def _one(self, tokens: Sequence[Token], at: int) -> int:
        """Writes what begins at a token; where the next begins."""
        token = tokens[at]
        match token.type:
            case "heading_open":
                style = {"h1": "Heading 1", "h2": "Heading 2"}.get(token.tag, "Heading 2")
                heading = self.document.add_paragraph(style=style)
                heading.paragraph_format.page_break_before = bool(A_PAGE_EACH.match(tokens[at + 1].content)) or None
                self._words(heading, tokens[at + 1])
                return at + 3
            case "ordered_list_open" | "bullet_list_open":
                self.lists.append(1 if token.type.startswith("ordered") else None)
            case "ordered_list_close" | "bullet_list_close":
                self.lists.pop()
            case "list_item_open":
                self._item(tokens[at + 2])
                return at + 4
            case "paragraph_open":
                self._paragraph(tokens[at + 1])
                return at + 3
            case "fence":
                for line in filter(None, token.content.split("\n")):
                    self.document.add_paragraph(line, SCREEN)
            case "table_open":
                return self._table(tokens, at)
        return at + 1

    def _item(self, inline: Token) -> None:
        paragraph = self._new()
        number = self.lists[-1]
        paragraph.add_run("• " if number is None else f"{number}. ")
        self._words(paragraph, inline)
        self.lists[-1] = number and number + 1

    def _paragraph(self, inline: Token) -> None:
        pictures = [child for child in inline.children or () if child.type == "image"]
        if not pictures:
            return self._words(self._new(), inline)
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
        bold = False
        for child in inline.children or ():
            if child.type in ("strong_open", "strong_close"):
                bold = child.type == "strong_open"
            elif child.type == "softbreak":
                paragraph.add_run().add_break()
            elif child.content:
                paragraph.add_run(child.content).bold = bold or None

    def _table(self, tokens: Sequence[Token], at: int) -> int:
        end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
        rows = list(_rows(tokens[at:end]))
        table = self.document.add_table(len(rows), max(map(len, rows)))
        _draw_lines(table)
        for cells, row in zip(table.rows, rows, strict=True):
            for cell, inline in zip(cells.cells, row, strict=False):
                paragraph = cell.paragraphs[0]
                paragraph.style = self.document.styles[SMALL]
                self._words(paragraph, inline)
        return end + 1


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
