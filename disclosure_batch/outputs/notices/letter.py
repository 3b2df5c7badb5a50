"""A short official letter as .docx: its paragraphs and its tables. Nothing in it knows what it says.

A letter is written for every unit that is sent back, and all of them are the same but for their words: these are put
into the parts of an empty official document, of which all but two are packed once.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape

from disclosure_batch.names import shown
from disclosure_batch.official.document import DOCUMENT, PROPERTIES, official_parts
from disclosure_batch.papers import LETTER, PAPERS
from disclosure_batch.zips import PackedPart, packed_part, zipped

TWENTIETHS = 1440 / 25.4  # of a point in a millimetre
STYLE = re.compile(r'<w:style [^>]*?w:styleId="([^"]+)">\s*<w:name w:val="([^"]+)"/>')
AFTER_TABLE = "Table Text"  # a paragraph that keeps what follows off the table
GRID = (
    '<w:tbl><w:tblPr><w:tblStyle w:val="{}"/><w:tblW w:type="auto" w:w="0"/><w:tblLayout w:type="fixed"/>'
    '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0"'
    ' w:noVBand="1"/></w:tblPr><w:tblGrid>{}</w:tblGrid>{}</w:tbl>'
)
CELL = '<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{}"/>{}</w:tcPr>{}</w:tc>'
CENTRED = '<w:vAlign w:val="center"/>'
WHOLE, REPEATED = "<w:cantSplit/>", "<w:tblHeader/>"  # a row that is not torn, and one that stands on every page
STAYS_WITH_NEXT, BOLD = "<w:keepNext/>", "<w:rPr><w:b/></w:rPr>"


@dataclass
class Letter:
    """An empty one, in the styles of official documents, to which is added what it says.

    paper: which of this tool's papers it is (papers.PAPERS).
    """

    paper: str = LETTER
    body: list[str] = field(default_factory=list)  # of the document's part, in XML

    def add_paragraph(self, text: str, style: str) -> None:
        """A paragraph, whatever the text holds."""
        self.body.append(_paragraph(text, style))

    def add_table(self, heads: Sequence[str], widths: Sequence[float], rows: Iterable[Sequence[str]]) -> None:
        """A ruled table; widths in millimetres. The heads are repeated on every page and no row is torn."""
        across = [round(width * TWENTIETHS) for width in widths]
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in across)
        lines = [_row(heads, across, head=True), *(_row(row, across) for row in rows)]
        self.body.append(GRID.format(_styles()["Table Grid"], columns, "".join(lines)))
        self.body.append(_paragraph("", AFTER_TABLE))

    def as_docx(self) -> bytes:
        """The file; the same letter gives the same bytes."""
        before, behind, others = _empty(self.paper)
        document = packed_part(DOCUMENT, before + "".join(self.body).encode() + behind)
        return zipped([*others[:2], document, *others[2:]])


def _row(texts: Sequence[str], widths: Sequence[int], head: bool = False) -> str:
    cells = (_cell(text, width, head) for text, width in zip(texts, widths, strict=True))
    return f"<w:tr><w:trPr>{WHOLE}{REPEATED if head else ''}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(text: str, width: int, head: bool) -> str:
    if not head:
        return CELL.format(width, "", "".join(_paragraph(line, "Table Text") for line in text.split("\n")))
    bold = _paragraph(text, "Table Text", STAYS_WITH_NEXT, BOLD)  # heads don't stay behind on the page before
    return CELL.format(width, CENTRED, bold)


def _paragraph(text: str, style: str, more: str = "", look: str = "") -> str:
    words = escape(shown(text), quote=False)
    run = f"<w:r>{look}<w:t>{words}</w:t></w:r>" if words else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{_styles()[style]}"/>{more}</w:pPr>{run}</w:p>'


@cache
def _styles() -> Mapping[str, str]:
    """The styles by the names that people see."""
    styles = STYLE.findall(official_parts()["word/styles.xml"].decode())
    return {(name.capitalize() if name.startswith("heading") else name): number for number, name in styles}


@cache
def _empty(paper: str) -> tuple[bytes, bytes, list[PackedPart]]:
    """What stands before and behind the words of a document, and its other parts, packed."""
    parts = dict(official_parts())
    before, body, behind = parts.pop(DOCUMENT).partition(b"<w:body>")
    subject = f"<dc:subject>{escape(PAPERS[paper])}</dc:subject>".encode()
    parts[PROPERTIES] = parts[PROPERTIES].replace(b"<dcterms:created", subject + b"<dcterms:created", 1)
    return before + body, behind, [packed_part(name, data) for name, data in parts.items()]
