"""What belongs to the cells of an .xlsx: shared strings, formats that show another figure than is stored, comments."""

import re
from collections.abc import Mapping

from disclosure_batch.documents.looks import TextLook, as_seen
from disclosure_batch.documents.markup import Silent, bounded, walk
from disclosure_batch.documents.number_formats import STRUCK, Format, of_code, of_number
from disclosure_batch.documents.remembered.memory import by_bytes
from disclosure_batch.documents.unreadable import Damaged, Unreadable

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
OF_CELLS = {"numFmts", "fonts", "cellXfs"}  # lists of styles.xml
OF_OTHERS = {"cellStyleXfs", "dxfs"}  # likewise, of what is no cell
LOOKS_OF_TEXT = {  # elements that may stand within a text beside its words
    *("r", "rPr", "rFont", "charset", "family", "b", "i", "strike", "outline", "shadow", "condense", "extend", "color"),
    *("sz", "u", "vertAlign", "scheme", "phoneticPr", "extLst", "ext"),
}


def is_on(value: str | None) -> bool:
    """Whether an attribute says yes; one that is left out says no."""
    return value in ("1", "true")


def is_not_off(value: str | None) -> bool:
    """Whether an attribute says yes, one that is left out, too."""
    return value not in ("0", "false")


def unescaped(text: str) -> str:
    """_x000B_ is how a character is written that XML can't hold."""
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


# ---------------------------------------------------------------- texts


class Run:
    """How a piece of a text looks; where a cell's text has no pieces, it looks plain."""

    def __init__(self) -> None:
        self.look = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "r":
            self.look = ""
        elif name == "strike" and is_not_off(attributes.get("val")):
            self.look = TextLook.STRUCK
        elif name == "vertAlign" and not self.look:
            self.look = attributes.get("val", "")

    def as_seen(self, text: str) -> str:
        return as_seen(text, self.look) if self.look else text


class _Strings:
    """Shared strings; how a word is pronounced (rPh) is no part of it."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self.pieces: list[str] = []
        self.run = Run()
        self.within = self.taking = self.spoken = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self.within, self.pieces = True, []
            self.run.start("r", {})
        elif self.within and name not in LOOKS_OF_TEXT and name not in ("t", "rPh"):
            raise Unreadable(Damaged())
        elif name == "rPh":
            self.spoken = True
        elif not self.spoken:
            self.run.start(name, attributes)
        self.taking = name == "t" and not self.spoken

    def end(self, name: str) -> None:
        self.taking = False
        if name == "si":
            self.within = False
            self.strings.append(unescaped(bounded("".join(self.pieces))))
        elif name == "rPh":
            self.spoken = False

    def text(self, data: str) -> None:
        if self.taking:
            self.pieces.append(self.run.as_seen(data))


def strings_of(xml: bytes) -> list[str]:
    """The shared strings in their order."""
    walker = _Strings()
    walk(xml, walker)
    return walker.strings


# ---------------------------------------------------------------- formats


class _Styles(Silent):
    """Which cell formats show something else than the number that is stored, or show it struck through."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.formats: list[tuple[str, str]] = []  # (number of the number format, number of the font)
        self.struck: list[bool] = []  # by the number of the font
        self.within = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in OF_CELLS or name in OF_OTHERS:
            self.within = name
        elif name == "numFmt" and self.within == "numFmts":
            self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "font" and self.within == "fonts":
            self.struck.append(False)
        elif name == "strike" and self.within == "fonts" and self.struck:
            self.struck[-1] = is_not_off(attributes.get("val"))
        elif name == "xf" and self.within == "cellXfs":
            self.formats.append((attributes.get("numFmtId", "0"), attributes.get("fontId", "0")))

    def of(self, number: str, font: str) -> Format | None:
        if font.isdecimal() and int(font[:9]) < len(self.struck) and self.struck[int(font[:9])]:
            return STRUCK
        if number in self.codes:
            return of_code(self.codes[number])
        return of_number(int(number[:9])) if number.isdecimal() else None


@by_bytes
def formats_of(xml: bytes) -> Mapping[str, Format]:
    """The number of a format, as cells give it -> what it makes of a number; not those that show it as it is."""
    styles = _Styles()
    walk(xml, styles)
    return {str(i): made for i, said in enumerate(styles.formats) if (made := styles.of(*said))}


# ---------------------------------------------------------------- comments


class _Comments:
    """(cell, author, text) of each comment of a sheet."""

    def __init__(self) -> None:
        self.authors: list[str] = []
        self.said: list[tuple[str, str, str]] = []
        self.reference = self.author = ""
        self.pieces: list[str] = []
        self.taking = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.taking = name in ("author", "t")
        if name == "author":
            self.pieces = []
        elif name == "comment":
            self.reference, self.pieces = attributes.get("ref", ""), []
            self.author = self._named(attributes.get("authorId", ""))

    def _named(self, number: str) -> str:
        known = number.isdecimal() and int(number[:9]) < len(self.authors)
        return self.authors[int(number[:9])] if known else ""

    def end(self, name: str) -> None:
        self.taking = False
        if name == "author":
            self.authors.append("".join(self.pieces))
        elif name == "comment":
            self.said.append((self.reference, self.author, unescaped(bounded("".join(self.pieces)))))

    def text(self, data: str) -> None:
        if self.taking:
            self.pieces.append(data)


@by_bytes
def comments_of(xml: bytes) -> list[tuple[str, str, str]]:
    """(cell, author, text) of every comment of a sheet."""
    walker = _Comments()
    walk(xml, walker)
    return walker.said
