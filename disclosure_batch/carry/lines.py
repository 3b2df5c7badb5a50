"""A paragraph of a Word document as it is seen, each sign with its element; its sentences and its numbers.

A figure may be torn over several runs, and half of a document may be somebody's tracked insertion: so nothing here
asks for runs.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from disclosure_batch.documents.word import FALLBACK, W

NUMBER = re.compile(r"[0-9０-９]+(?:[.,][0-9０-９]+)*")
DAY = re.compile(  # or a month, or a year: none of its numbers is a figure
    r"(?<!\d)(?:\d{4}\s*年(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*[日号])?"
    r"|\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?|\d{4}[-/]\d{1,2}(?:[-/]\d{1,2})?(?!\d))"
)
SENTENCE = re.compile(r"[^。！？\n]*(?:[。！？][”’）】》]*|\n|$)")
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
TEXTS, BREAKS = (W + "t", W + "delText"), {W + "tab": "\t", W + "br": "\n", W + "cr": "\n"}
REMOVED, ADDED = {W + "del", W + "moveFrom"}, {W + "ins", W + "moveTo"}
SKIPPED = {FALLBACK, W + "p", W + "pPr", W + "rPr"}  # a paragraph within one is that of a text box, a line of its own


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def meets(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


def numbers_in(text: str) -> list[Span]:
    """The whole numbers that stand in a text."""
    return [Span(*found.span()) for found in NUMBER.finditer(text)]


def is_in_a_day(text: str, number: Span) -> bool:
    """Whether a number belongs to a day, a month or a year."""
    return any(Span(*found.span()).meets(number) for found in DAY.finditer(text))


def sentences_in(text: str) -> list[Span]:
    return [Span(*found.span()) for found in SENTENCE.finditer(text) if found[0].strip()]


def wording(text: str) -> str:
    """A text without its numbers."""
    return NUMBER.sub("#", text)


def value_of(number: str) -> Decimal | str:
    """What a number is, however it is written: 1,564 and １５６４ are 1564. A day (2025.1.20) or nothing is a text."""
    try:
        return Decimal(unicodedata.normalize("NFKC", number).replace(",", ""))
    except InvalidOperation:
        return number


class Line:
    """A paragraph: its text, and the bookmarks that begin and end in it, by their names.

    rejected: as it would be if its tracked changes were rejected.
    """

    def __init__(self, paragraph: Any, rejected: bool = False) -> None:
        self.paragraph, self.rejected = paragraph, rejected
        self.read()

    def read(self) -> None:
        """Takes it from its elements, again after they have changed."""
        self.places: list[tuple[Any, int]] = []  # of each sign: its element, and where in it
        self.marks: dict[str, Span] = {}
        signs: list[str] = []
        opened: dict[str, tuple[str, int]] = {}
        for element in self._seen(self.paragraph):
            if element.tag == W + "bookmarkStart":
                opened[element.get(W + "id")] = element.get(W + "name", ""), len(signs)
            elif element.tag == W + "bookmarkEnd":
                name, start = opened.pop(element.get(W + "id"), ("", 0))
                self.marks |= {name: Span(start, len(signs))} if name else {}
            else:
                text = BREAKS.get(element.tag) or element.text or ""
                self.places += [(element, at) for at in range(len(text))]
                signs += text
        self.text = "".join(signs)

    def _seen(self, parent: Any) -> Iterator:
        hidden = ADDED if self.rejected else REMOVED
        for child in parent.iterchildren(tag="*"):
            if child.tag in TEXTS or child.tag in BREAKS or child.tag in (W + "bookmarkStart", W + "bookmarkEnd"):
                yield child
            elif child.tag not in SKIPPED and child.tag not in hidden:
                yield from self._seen(child)

    def is_in_field(self, span: Span) -> bool:
        """Whether it is what a field shows."""
        element, depth = self.places[span.start][0], 0
        if next(element.iterancestors(W + "fldSimple"), None) is not None:
            return True
        for other in self.paragraph.iter(W + "fldChar", element.tag):
            if other is element:
                break
            depth += {"begin": 1, "end": -1}.get(other.get(W + "fldCharType"), 0)
        return depth > 0

    @property
    def tracked(self) -> bool:
        """Whether there are changes in it that nobody has accepted or rejected."""
        return any(True for _ in self.paragraph.iter(*REMOVED, *ADDED))

    def put(self, span: Span, text: str) -> None:
        """Other words in place of a part; of no part: behind the sign before it. They look like its first sign."""
        if span.start == span.end:
            element, at = self.places[span.start - 1]
            _change(element, at + 1, at + 1, text)
        else:
            for number, (element, first, last) in enumerate(reversed(self._pieces(span))):
                is_first = number == len(self._pieces(span)) - 1
                _change(element, first, last, text if is_first else "")
        self.read()

    def _pieces(self, span: Span) -> list[tuple[Any, int, int]]:
        """(element, from, to) of a part."""
        pieces: list[tuple[Any, int, int]] = []
        for element, at in self.places[span.start : span.end]:
            if pieces and pieces[-1][0] is element:
                pieces[-1] = element, pieces[-1][1], at + 1
            else:
                pieces.append((element, at, at + 1))
        return pieces


def paragraphs_of(body: Any, rejected: bool = False) -> list[Line]:
    """All paragraphs, those in tables and text boxes, too; but once only, of a drawing that is there in two ways."""
    paragraphs = (p for p in body.iter(W + "p") if next(p.iterancestors(FALLBACK), None) is None)
    return [Line(paragraph, rejected) for paragraph in paragraphs]


def _change(element: Any, first: int, last: int, text: str) -> None:
    if element.tag in BREAKS:
        element.tag, element.text = W + "t", text
        for name in list(element.attrib):
            del element.attrib[name]
    else:
        element.text = element.text[:first] + text + element.text[last:]
    element.set(SPACE, "preserve")
