"""A workbook that this tool has just written, read row by row in bounded memory, however large it is.

The limits of documents/ are meant for what strangers send; our own workbook of all units may rightly lie beyond them.
Nothing here is shared with what wrote it.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import IO
from xml.parsers import expat
from xml.sax.saxutils import unescape

from lxml import etree

from disclosure_batch.form.model import Figure
from disclosure_batch.text import exact

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
WORKBOOK, RELATIONS, STRINGS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"
AT_ONCE = 1_000_000  # bytes
# As XlsxWriter writes them; whatever else stands between two cells is damage.
ROW = re.compile(rb'<row r="(\d+)"[^>]*(?<!/)>')
CELL = re.compile(
    rb'<c r="([A-Z]++)\d++"(?: s="\d++")?+(?: t="(\w++)")?+(?:/>|>(?:<f[^>]*+>[^<]*+</f>)?+<v>([^<]*+)</v></c>)'
)
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

    def rows(self, sheet: str) -> Iterator["Row"]:
        """Every row from the first to the last that was written; an empty one where none was."""
        expected = 1
        with self.archive.open(self._parts[sheet]) as part:
            for at, cells in _rows(part):
                if at < expected:
                    raise ValueError(f"a place that comes twice: row {at} of {sheet}")
                yield from (Row(b"", ()) for _ in range(expected, at))
                yield Row(cells, self._strings)
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


class Row:
    """A row as it stands in the file. words: of the cells with a text, a result that is none, or nothing in them, by
    the letters of their columns; numbers: of all others, as they are written.
    """

    def __init__(self, cells: bytes, strings: Sequence[str]) -> None:
        parts = CELL.split(cells)
        between, letters, kinds, texts = (parts[at::4] for at in range(4))
        if any(between):
            raise ValueError(f"no cells: {cells[:200]!r}")
        self.words: dict[bytes, str] = {}
        self.numbers: dict[bytes, bytes] = {}
        for at, kind, written in zip(letters, kinds, texts, strict=True):
            if written and kind is None:
                self.numbers[at] = written
            elif kind == b"s":
                self.words[at] = strings[int(written)]
            else:
                self.words[at] = unescape((written or b"").decode())
        if len(self.words) + len(self.numbers) < len(letters):
            raise ValueError(f"a place that comes twice: {cells[:200]!r}")

    def figures(self, columns: Sequence[bytes]) -> list[Figure | None]:
        """The number in each of these columns; None where there is none."""
        numbers = map(self.numbers.get, columns)
        return [n and (int(n) if n.isdigit() else exact(float(n))) for n in numbers]

    def shown(self, letters: bytes) -> Figure | str:
        """What a cell shows, '' where it shows nothing."""
        return self.figures([letters])[0] if letters in self.numbers else self.words.get(letters, "")


def _rows(part: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The number of each row that was written, and its cells."""
    rest = b""
    while data := part.read(AT_ONCE):
        *whole, rest = (rest + data).split(b"</row>")
        for text in whole:
            *_, begin, cells = ROW.split(text)
            yield int(begin), cells


def _elements(part: IO[bytes], name: str) -> Iterator[etree._Element]:
    """Those of this name, one after another; what has been looked at is let go."""
    for _, element in etree.iterparse(part, tag=f"{MAIN}{name}", huge_tree=True):
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
