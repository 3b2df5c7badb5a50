"""What the cells of an .xlsx refer to: the shared strings, and the formats that show another figure than is stored."""

import re
from collections.abc import Mapping
from functools import lru_cache

from disclosure_batch.documents.document import as_seen
from disclosure_batch.documents.markup import Silent, bounded, walk
from disclosure_batch.documents.number_formats import Format, of_code, of_number

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
OFF = ("0", "false")


class Run:
    """How a piece of a text looks; where a cell's text has no pieces, it looks plain."""

    def __init__(self) -> None:
        self.look = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "r":
            self.look = ""
        elif name == "strike" and attributes.get("val") not in OFF:
            self.look = "struck"
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
        self.taking = self.spoken = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self.pieces = []
            self.run.start("r", {})
        elif name == "rPh":
            self.spoken = True
        elif not self.spoken:
            self.run.start(name, attributes)
        self.taking = name == "t" and not self.spoken

    def end(self, name: str) -> None:
        self.taking = False
        if name == "si":
            self.strings.append(unescaped(bounded("".join(self.pieces))))
        elif name == "rPh":
            self.spoken = False

    def text(self, data: str) -> None:
        if self.taking:
            self.pieces.append(self.run.as_seen(data))


def strings_of(xml: bytes) -> list[str]:
    walker = _Strings()
    walk(xml, walker)
    return walker.strings


class _Styles(Silent):
    """Which cell formats show something else than the number that is stored, or show it struck through."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.formats: list[tuple[str, str]] = []
        self.struck: list[bool] = []
        self.within = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("numFmts", "fonts", "cellXfs", "cellStyleXfs", "dxfs"):  # those of other lists are no cell's
            self.within = name
        elif name == "numFmt" and self.within == "numFmts":
            self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "font" and self.within == "fonts":
            self.struck.append(False)
        elif name == "strike" and self.within == "fonts" and self.struck:
            self.struck[-1] = attributes.get("val") not in OFF
        elif name == "xf" and self.within == "cellXfs":
            self.formats.append((attributes.get("numFmtId", "0"), attributes.get("fontId", "0")))

    def of(self, number: str, font: str) -> Format | None:
        if font.isdecimal() and int(font[:9]) < len(self.struck) and self.struck[int(font[:9])]:
            return Format(struck=True)
        if number in self.codes:
            return of_code(self.codes[number])
        return of_number(int(number[:9])) if number.isdecimal() else None


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
            self.reference, number, self.pieces = attributes.get("ref", ""), attributes.get("authorId", ""), []
            self.author = self.authors[int(number[:9])] if number.isdecimal() and int(number[:9]) < len(self.authors) else ""

    def end(self, name: str) -> None:
        self.taking = False
        if name == "author":
            self.authors.append("".join(self.pieces))
        elif name == "comment":
            self.said.append((self.reference, self.author, unescaped(bounded("".join(self.pieces)))))

    def text(self, data: str) -> None:
        if self.taking:
            self.pieces.append(data)


def comments_of(xml: bytes) -> list[tuple[str, str, str]]:
    """(cell, author, text) of every comment of a sheet."""
    walker = _Comments()
    walk(xml, walker)
    return walker.said


@lru_cache(1)  # in a folder of workbooks from one template this part is mostly the same
def formats_of(xml: bytes) -> Mapping[str, Format]:
    """The number of a format, as cells give it -> what it makes of a number; those that leave it as it is are left out."""
    styles = _Styles()
    walk(xml, styles)
    return {str(i): made for i, said in enumerate(styles.formats) if (made := styles.of(*said))}


def unescaped(text: str) -> str:
    """_x000B_ is how a character is written that XML can't hold."""
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
