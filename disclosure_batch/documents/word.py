"""A Word document: its tables, the nested ones too, and its paragraphs outside of tables. Its figures are texts."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from disclosure_batch.documents.chunks import elsewhere, taken_in
from disclosure_batch.documents.document import Corner, Document, Grid, Merge, among, telling
from disclosure_batch.documents.guard import COLUMNS, ROWS, TREE_SIZE
from disclosure_batch.documents.looks import HIDDEN, TextLook, as_seen, holds_digit
from disclosure_batch.documents.package import main_part, repacked
from disclosure_batch.documents.parts import open_zip, strangers, verified
from disclosure_batch.documents.unreadable import Damaged, Unreadable
from disclosure_batch.papers import stamp_of
from disclosure_batch.text import FOOTNOTE, stands_for_figure

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
WRAPPERS = {W + name for name in ("sdt", "sdtContent", "ins", "customXml", "smartTag")}
NOT_SAID = {W + "del", W + "moveFrom", W + "tbl", FALLBACK}  # deleted, of a table, an alternative drawing's text
SAYS_NO = ("0", "false", "none", "off")
LOOKS_OF_MARKS = {"vanish": TextLook.HIDDEN, "strike": TextLook.STRUCK, "dstrike": TextLook.STRUCK}
CONTENT_TYPES = "[Content_Types].xml"  # as python-docx asks for it
NOTES = {"footnotes": "footnoteReference", "endnotes": "endnoteReference"}  # kind of a part -> what refers to it
NO_NOTES: Mapping[tuple[str, str], str] = MappingProxyType({})
FRAME = 9  # cells of a table that only holds others in their places on the page


def read_docx(data: bytes) -> Document:
    """A Word document, as python-docx opens it."""
    import docx

    book = open_zip(data)
    parts = verified(book, wanted=lambda name: True, largest=TREE_SIZE)
    if CONTENT_TYPES not in book.namelist() or main_part(book)[0] not in book.namelist():
        data = repacked(parts)
    try:
        read = _read(docx.Document(io.BytesIO(data)), strangers(book.namelist()))
    except (MemoryError, Unreadable):
        raise
    except Exception as error:  # whatever python-docx makes of a broken part
        raise Unreadable(Damaged()) from error
    return read


def _read(document: "WordDocument", notes: list[str]) -> Document:
    body = document.element.body
    chunks = _taken_in(document)
    blocks = list(blocks_in_order(body))
    paragraphs = list(chain.from_iterable(_lines(block, chunks) for block in blocks))
    properties = document.core_properties
    return Document(
        [*_grids(document, blocks), *(grid for chunk in chunks.values() for grid in chunk.grids)],
        paragraphs,
        typed_numbers=False,
        saved=properties.modified.replace(tzinfo=None) if properties.modified else None,
        notes=notes,
        stamp=stamp_of(properties.subject, paragraphs),
        headers=_headers(document),
    )


def _grids(document: "WordDocument", blocks: Sequence) -> list[Grid]:
    """The tables of the document itself, with what stands around them."""
    comments = {str(comment.comment_id): (comment.author, comment.text) for comment in document.comments}
    footnotes = _footnotes(document)
    tables = list(document.element.body.iter(W + "tbl"))
    grids = [_Table(table, comments, footnotes).grid(f"第{n}张表") for n, table in enumerate(tables, 1)]
    if sum(block.tag == W + "tbl" for block in blocks) < len(tables):  # some within others
        return grids
    return among([None if block.tag == W + "tbl" else _text(block) for block in blocks], grids)


def _taken_in(document: "WordDocument") -> Mapping[object, Document]:
    """Each element that stands for a part that is taken in, and what that says. Raises Unreadable for other files."""
    body, relations = document.element.body, document.part.rels
    if (part := body.find(f".//{W}subDoc")) is not None:
        raise Unreadable(elsewhere(relations[part.get(RELATION)]))
    parts = list(body.iter(W + "altChunk"))
    return {part: _named(n, taken_in(relations[part.get(RELATION)])) for n, part in enumerate(parts, 1)}


def _named(n: int, chunk: Document) -> Document:
    """Its tables are told from those of the document and of other parts."""
    return replace(chunk, grids=[replace(grid, name=f"嵌入{n}的{grid.name}") for grid in chunk.grids])


def _lines(block, chunks: Mapping[object, Document]) -> list[str]:
    """What a block of the body says outside of tables; of a part that is taken in all of it."""
    if block in chunks:
        return list(chunks[block].paragraphs)
    return [] if block.tag == W + "tbl" else [_text(block)]


def _headers(document: "WordDocument") -> list[str]:
    """What stands at the head of every page."""
    relations = document.part.rels.values()
    parts = (relation.target_part for relation in relations if relation.reltype.endswith("/header"))
    return [_text(paragraph) for part in parts for paragraph in part.element.iter(W + "p")]


def _footnotes(document: "WordDocument") -> Mapping[tuple[str, str], str]:
    """What foot- and endnotes say, by the mark that refers to them and their number."""
    from docx.oxml import parse_xml

    said = {}
    for relation in document.part.rels.values():
        if mark := NOTES.get(relation.reltype.rpartition("/")[2]):
            for note in parse_xml(relation.target_part.blob):
                words = "".join(map(_text, note.iter(W + "p")))
                said[mark, note.get(f"{W}id")] = words.strip()
    return said


def cells_by_table(document: "WordDocument") -> Mapping[str, Mapping[Corner, Any]]:
    """The elements of the cells of each table, by the names and positions that they have in what `read_docx` gives."""
    tables = document.element.body.iter(W + "tbl")
    return {f"第{n}张表": _Table(table, {}).cells for n, table in enumerate(tables, 1)}


class _Table:
    """Rows of texts; a merged cell's text stands in its first cell only."""

    def __init__(
        self, table, comments: Mapping[str, tuple[str, str]], footnotes: Mapping[tuple[str, str], str] = NO_NOTES
    ) -> None:
        """comments: number -> (author, text). footnotes: (the mark in the text, number) -> text."""
        self.comments, self.footnotes = comments, footnotes
        self.rows: list[list[str]] = []
        self.remarks: list[tuple[Corner, str, str]] = []
        self.merged: dict[Corner, Merge] = {}  # by its first cell
        self.tops: dict[int, int] = {}  # column -> the row in which its last cell begins
        self.hidden: set[int] = set()
        self.cells: dict[Corner, Any] = {}  # the element of each cell, of merged ones the first
        for tr in islice(_inside(table, "tr"), ROWS):
            self._add(tr)

    def grid(self, name: str) -> Grid:
        """The table as it is handed on."""
        merged, hidden = list(self.merged.values()), frozenset(self.hidden)
        return Grid(name, self.rows, merged=merged, remarks=telling(self.remarks), hidden_rows=hidden)

    def _add(self, tr) -> None:
        if any(_is_on(mark) for mark in tr.iterfind(f"{W}trPr/{W}hidden")):
            self.hidden.add(len(self.rows))
        row: list[str] = [""] * min(tr.grid_before, COLUMNS)
        for tc in islice(_inside(tr, "tc"), COLUMNS):
            self._add_cell(tc, row)
            if len(row) >= COLUMNS:
                break
        self.rows.append(row[:COLUMNS])

    def _add_cell(self, tc, row: list[str]) -> None:
        """A cell at the end of the last row, which is not among the others yet."""
        bottom, left = len(self.rows), len(row)
        if tc.vMerge == "continue":
            top, text = self.tops.get(left, bottom), ""
        else:
            top, text = bottom, "\n".join(_said(paragraph) for paragraph in _inside(tc, "p"))
            text += self._noted(tc) if holds_digit(text) and stands_for_figure(text) else ""
            self.cells[top, left] = tc
        self.tops[left] = top
        self._keep_remarks(tc, (top, left))
        row += [text, *[""] * (min(tc.grid_span, COLUMNS - left) - 1)]
        right = len(row) - 1
        if (bottom, right) != (top, left):
            self.merged[top, left] = top, left, bottom, right

    def _noted(self, tc) -> str:
        """The footnotes of a figure, in brackets behind it as others type them."""
        marks = [(mark, note.get(f"{W}id")) for mark in NOTES.values() for note in tc.iter(W + mark)]
        return "".join(f"（{FOOTNOTE}{self.footnotes.get(mark, '')}）" for mark in marks)

    def _keep_remarks(self, tc, at: Corner) -> None:
        numbers = (reference.get(f"{W}id") for reference in tc.iter(f"{W}commentReference"))
        self.remarks += [(at, *self.comments[number]) for number in numbers if number in self.comments]


def blocks_in_order(parent) -> Iterator:
    """Tables, the paragraphs outside of them, and parts that are taken in.

    Those of a frame, a table of a few cells that holds tables, are outside, too.
    """
    for child in parent:
        if child.tag in (W + "p", W + "altChunk"):
            yield child
        elif child.tag in WRAPPERS:
            yield from blocks_in_order(child)
        elif child.tag == W + "tbl":
            yield child
            yield from _blocks_of_frame(child)


def _blocks_of_frame(table) -> Iterator:
    cells = [tc for tr in _inside(table, "tr") for tc in _inside(tr, "tc")]
    if len(cells) <= FRAME and table.find(f".//{W}tbl") is not None:
        for cell in cells:
            yield from blocks_in_order(cell)


def _inside(parent, name: str) -> Iterator:
    """The rows, cells or paragraphs of a part, those in a form's content controls and in tracked insertions too."""
    for child in parent:
        if child.tag == W + name:
            yield child
        elif child.tag in WRAPPERS:
            yield from _inside(child, name)


def _text(paragraph) -> str:
    """What a paragraph outside of tables says; what is hidden is nobody's text."""
    return HIDDEN.sub("", _said(paragraph))


def _said(part) -> str:
    """The text as it is seen: nothing deleted; how it looks is kept in signs."""
    words = []
    look = _look(part)
    for child in part:
        if child.tag in NOT_SAID:
            continue
        if child.tag == W + "t":
            words.append(as_seen(child.text or "", look))
        elif child.tag in (W + "br", W + "cr"):
            words.append("\n")
        else:
            words.append(" " if child.tag == W + "tab" else _said(child))
    return "".join(words)


def _look(run) -> str:
    """Hidden, struck, raised, lowered, or nothing of these."""
    properties = run.find(f"{W}rPr")
    if properties is None:
        return ""
    for name, look in LOOKS_OF_MARKS.items():
        found = properties.find(W + name)
        if found is not None and _is_on(found):
            return look
    small = properties.find(f"{W}vertAlign")
    return "" if small is None else small.get(f"{W}val", "")


def _is_on(mark) -> bool:
    """Whether a mark says yes; one that says nothing does."""
    return mark.get(f"{W}val") not in SAYS_NO
