"""An .ods or .odt to grids and paragraphs, its content in one pass."""

from dataclasses import replace

from disclosure_batch.documents.document import Corner, Document, Grid
from disclosure_batch.documents.guard import CELLS
from disclosure_batch.documents.looks import TextLook
from disclosure_batch.documents.markup import bounded, walk
from disclosure_batch.documents.ods_table import Comment, OdsTable
from disclosure_batch.documents.parts import open_zip, strangers, verified
from disclosure_batch.documents.unreadable import Encrypted, Unreadable

CONTENT, LIST_OF_PARTS = "content.xml", "meta-inf/manifest.xml"
NO_CELLS = frozenset(("annotation", "tracked-changes", "shapes", "dde-links", "frame", "custom-shape"))
WITHIN_WORDS = ("frame", "custom-shape", "note")  # text boxes and notes have paragraphs of their own
PARAGRAPHS = ("p", "h")
SPACES = {"s": " ", "tab": "\t", "line-break": "\n"}
POSITIONS = {"super": TextLook.RAISED, "sub": TextLook.LOWERED}


def read_ods(data: bytes) -> Document:
    """A workbook of LibreOffice, or of WPS saved as .ods."""
    book = open_zip(data)
    parts = verified(book, lambda name: name in (CONTENT, LIST_OF_PARTS))
    if b"encryption-data" in parts.get(LIST_OF_PARTS, b""):
        raise Unreadable(Encrypted())
    content = _Content()
    walk(parts[CONTENT], content)
    return Document(content.grids, content.paragraphs, notes=strangers(book.namelist()), beyond=content.beyond)


def read_odt(data: bytes) -> Document:
    """A text of LibreOffice: its tables are like those of an .ods, its figures texts."""
    return replace(read_ods(data), typed_numbers=False)


class _Content:
    """Walks content.xml. What stands in comments, shapes and recorded changes is no cell's."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.paragraphs: list[str] = []  # of a text, those outside of its tables
        self.beyond: list[tuple[str, Corner]] = []
        self.left = CELLS
        self.styles = _Styles()
        # where the walk is
        self.said: list[list[str]] = []  # in this paragraph, behind those around it
        self.behind: list[str] = []  # what stands in boxes and notes of a paragraph, until it ends
        self.aside = 0  # within so many elements that are no cell's
        self.comment: Comment | None = None
        self.table: OdsTable | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        own = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if self._is_aside(name):
            self._step_aside(name)
        elif self.styles.take(name, own):
            pass
        elif name == "table":
            visible = own.get("style-name", "") not in self.styles.unseen
            self.table = OdsTable(own.get("name", ""), visible, self.left, self.styles.looks)
        elif self.table:
            self.table.start(name, attributes, own)
        else:
            self._begin_words(name)

    def _is_aside(self, name: str) -> bool:
        no_cell = name in NO_CELLS and (self.table is not None or name not in WITHIN_WORDS)
        return bool(self.aside) or no_cell or (name == "table" and self.table is not None)

    def _begin_words(self, name: str) -> None:
        if name in WITHIN_WORDS or name in PARAGRAPHS:
            self.said.append([])
        elif self.said and name in SPACES:
            self.said[-1].append(SPACES[name])

    def _step_aside(self, name: str) -> None:
        self.aside += 1
        if name == "annotation" and self.table and self.aside == 1:
            self.comment = Comment()
        if self.comment:
            self.comment.within.append(name)

    def end(self, name: str) -> None:
        if self.aside:
            self._step_back()
        elif name == "table" and self.table:
            self._close_table(self.table)
        elif self.table:
            self.table.end(name)
        elif name in PARAGRAPHS and self.said:
            self.behind.insert(0 if len(self.said) == 1 else len(self.behind), "".join(self.said.pop()))
            self._end_of_words()
        elif name in WITHIN_WORDS and self.said:
            self.said.pop()  # the number of a note, what a picture shows
            self._end_of_words()

    def _end_of_words(self) -> None:
        """The outermost paragraph, and behind it what stood in its boxes and notes."""
        if not self.said:
            self.paragraphs += self.behind
            self.behind = []

    def _step_back(self) -> None:
        self.aside -= 1
        if self.comment:
            self.comment.within.pop()
            if not self.aside:
                self.table.remark(self.comment)
                self.comment = None

    def _close_table(self, table: OdsTable) -> None:
        self.grids.append(table.grid())
        self.beyond += [(table.name, cell) for cell in table.found.beyond]
        self.left, self.table = table.left, None

    def text(self, data: str) -> None:
        if self.comment:
            self.comment.say(data)
        elif self.aside:
            pass
        elif self.table:
            self.table.say(data)
        elif self.said:
            self.said[-1].append(bounded(data))


class _Styles:
    """Of the styles those that matter: hidden sheets, and how a text looks."""

    def __init__(self) -> None:
        self.unseen: set[str] = set()  # of hidden sheets
        self.looks: dict[str, str] = {}  # style -> how a text of it looks, where that matters
        self.style = ""

    def take(self, name: str, own: dict[str, str]) -> bool:
        """Whether an element is part of a style that says anything."""
        if name == "style":
            self.style = own.get("name", "")
        elif name == "table-properties" and own.get("display") == "false":
            self.unseen.add(self.style)
        elif name == "text-properties" and (look := _look(own)):
            self.looks[self.style] = look
        else:
            return False
        return True


def _look(own: dict[str, str]) -> str:
    """Struck, raised, lowered, or nothing of these."""
    if {own.get("text-line-through-style", "none"), own.get("text-line-through-type", "none")} != {"none"}:
        return TextLook.STRUCK
    position = own.get("text-position", "").partition(" ")[0]
    if position in POSITIONS:
        return POSITIONS[position]
    return TextLook.RAISED if position.strip("-0%").isdecimal() else ""
