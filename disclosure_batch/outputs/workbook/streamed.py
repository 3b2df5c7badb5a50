"""A workbook that this tool has just written, read row by row in bounded memory, however large it is.

The limits of documents/ are meant for what strangers send; our own workbook of all units may rightly lie beyond them.
Nothing here is shared with what wrote it.
"""

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from lxml import etree

Row = Mapping[str, Any]  # the letters of a column -> its value, '' where the cell shows nothing

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
WORKBOOK, RELATIONS, STRINGS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"
MOST_IN_FLOAT = 2**53  # whole numbers beyond it are not all floats
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, expat.ExpatError, etree.XMLSyntaxError, LookupError, ValueError)


class Streamed:
    """An open workbook. What is damaged raises one of DAMAGE."""

    def __init__(self, path: Path) -> None:
        self.archive = zipfile.ZipFile(path)

    def __enter__(self) -> "Streamed":
        return self

    def __exit__(self, *_: object) -> None:
        self.archive.close()

    def verify(self) -> None:
        """Every part whole (zipfile compares its checksum at the end) and well-formed."""
        for name in self.archive.namelist():
            with self.archive.open(name) as part:
                expat.ParserCreate().ParseFile(part)

    def rows(self, sheet: str) -> Iterator[Row]:
        """Every row from the first to the last that was written; an empty one where none was."""
        expected = 1
        with self.archive.open(self._parts[sheet]) as part:
            for row in _elements(part, "row"):
                at = int(row.get("r"))
                cells = {cell.get("r").rstrip("0123456789"): self._value(cell) for cell in row}
                if at < expected or len(cells) < len(row):
                    raise ValueError(f"a place that comes twice: row {at} of {sheet}")
                yield from ({} for _ in range(expected, at))
                yield cells
                expected = at + 1

    @cached_property
    def _parts(self) -> Mapping[str, str]:
        """The name of each sheet -> the part that holds it."""
        book, relations = (etree.fromstring(self.archive.read(name)) for name in (WORKBOOK, RELATIONS))
        targets = {relation.get("Id"): relation.get("Target") for relation in relations}
        return {sheet.get("name"): f"xl/{targets[sheet.get(RELATION)]}" for sheet in book.iter(f"{MAIN}sheet")}

    @cached_property
    def _strings(self) -> list[str]:
        with self.archive.open(STRINGS) as part:
            return ["".join(string.itertext()) for string in _elements(part, "si")]

    def _value(self, cell: etree._Element) -> Any:
        text = cell.findtext(f"{MAIN}v") or ""
        match cell.get("t", "n"):
            case "s":
                return self._strings[int(text)]
            case "n" if text:
                number = float(text)
                return int(text) if abs(number) >= MOST_IN_FLOAT and text.isdecimal() else number
        return text


def _elements(part: IO[bytes], name: str) -> Iterator[etree._Element]:
    """Those of this name, one after another; what has been looked at is let go."""
    for _, element in etree.iterparse(part, tag=f"{MAIN}{name}", huge_tree=True):
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
