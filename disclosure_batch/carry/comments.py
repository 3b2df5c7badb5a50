"""Comments in a document at sentences that somebody has to rewrite; those of an earlier run go as the new ones come."""

from typing import Any

from lxml import etree

from disclosure_batch.carry.lines import SPACE, Line, Span
from disclosure_batch.documents.word import W

AUTHOR, INITIALS = "年报汇总", "汇"
SHOULD_BE = "按现在的汇总数，这句话应为：“{}”。改好后请删去这条批注。"
SHOULD_GO = "按现在的汇总数，这句话不该再有。改好后请删去这条批注。"
EMPTY = f'<w:comments xmlns:w="{W[1:-1]}"/>'.encode()


class Comments:
    """The comments of a document: its tree, and the part in which they stand, where there is one."""

    def __init__(self, body: Any, part: bytes | None) -> None:
        self.body = body
        self.root = etree.fromstring(part or EMPTY, etree.XMLParser(resolve_entities=False, no_network=True))
        self.was_there, self.added = part is not None, 0
        self._before = self._serialised()

    @property
    def changed(self) -> bytes | None:
        """The part as it is now; None where that is as it was."""
        now = self._serialised()
        return None if now == self._before else now

    def clear(self) -> None:
        """Removes all that this tool has written."""
        for comment in [c for c in self.root.iter(W + "comment") if c.get(W + "author") == AUTHOR]:
            number = comment.get(W + "id")
            comment.getparent().remove(comment)
            marks = self.body.iter(W + "commentRangeStart", W + "commentRangeEnd", W + "commentReference")
            for mark in [mark for mark in marks if mark.get(W + "id") == number]:
                self._remove(mark)

    def add(self, line: Line, span: Span, text: str) -> None:
        """A comment at a part of a line."""
        self.added += 1
        used = [comment.get(W + "id", "") for comment in self.root.iter(W + "comment")]
        number = str(max((int(one) for one in used if one.isdecimal()), default=-1) + 1)
        comment = etree.SubElement(self.root, W + "comment")
        for name, value in (("id", number), ("author", AUTHOR), ("initials", INITIALS)):
            comment.set(W + name, value)
        words = etree.SubElement(etree.SubElement(etree.SubElement(comment, W + "p"), W + "r"), W + "t")
        words.text = text
        words.set(SPACE, "preserve")
        start, end, run = (etree.Element(W + name) for name in ("commentRangeStart", "commentRangeEnd", "r"))
        reference = etree.SubElement(run, W + "commentReference")
        for mark in (start, end, reference):
            mark.set(W + "id", number)
        line.places[span.start][0].getparent().addprevious(start)
        last = line.places[span.end - 1][0].getparent()
        last.addnext(run)
        last.addnext(end)

    def _remove(self, mark: Any) -> None:
        """A mark; a run in which nothing else stands goes with it."""
        parent = mark.getparent()
        parent.remove(mark)
        if parent.tag == W + "r" and all(child.tag == W + "rPr" for child in parent):
            parent.getparent().remove(parent)

    def _serialised(self) -> bytes:
        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)
