"""The words of text boxes and other shapes that lie over a sheet of an .xlsx, by the cell at which each begins."""

from contextlib import suppress

from disclosure_batch.documents.document import Corner
from disclosure_batch.documents.markup import bounded, walk
from disclosure_batch.documents.unreadable import Unreadable

ANCHORS = {"twoCellAnchor", "oneCellAnchor", "absoluteAnchor"}


class _Drawing:
    """(cell, words) of each shape that has words; what is written for programs that know fewer shapes is none."""

    def __init__(self) -> None:
        self.said: list[tuple[Corner, str]] = []
        self.at = {"row": 0, "col": 0}
        self.pieces: list[str] = []
        self.taking = ""
        self.spare = 0  # how deep within such a substitute
        self.begins = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if self.spare or local == "Fallback":
            self.spare += 1
        elif local in ANCHORS:
            self.at, self.pieces = {"row": 0, "col": 0}, []
        elif local == "from":
            self.begins = True
        elif local in ("t", "row", "col"):
            self.taking = local if local == "t" or self.begins else ""

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        self.taking = ""
        if self.spare:
            self.spare -= 1
        elif local == "from":
            self.begins = False
        elif local == "p":
            self.pieces.append(" ")
        elif local in ANCHORS and (words := " ".join("".join(self.pieces).split())):
            self.said.append(((self.at["row"], self.at["col"]), bounded(words)))

    def text(self, data: str) -> None:
        if self.spare or not self.taking:
            return
        if self.taking == "t":
            self.pieces.append(data)
        elif data.strip().isdecimal():
            self.at[self.taking] = int(data.strip()[:7])


def shapes_of(xml: bytes) -> list[tuple[Corner, str]]:
    """The shapes with words of a drawing; of one that is broken, as far as it can be read: no figure stands in it."""
    drawing = _Drawing()
    with suppress(Unreadable):
        walk(xml, drawing)
    return drawing.said
