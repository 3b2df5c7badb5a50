"""Lines are added to a decisions file: further rows in one sheet, every other part of it copied byte for byte."""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from zipfile import ZIP_DEFLATED, ZipFile

from lxml import etree

from disclosure_batch.decisions.decision import ListedFinding, Word
from disclosure_batch.decisions.file import ENTRY_HEADS, LINE_HEADS, Listing
from disclosure_batch.outputs.decisions_file.columns import LISTED_COLUMNS
from disclosure_batch.references import column_letters, column_of
from disclosure_batch.sheets.cells import clean, cut_after
from disclosure_batch.sheets.lists import LINE
from disclosure_batch.sheets.sizes import height_of
from disclosure_batch.text import LONGEST

EARLIER_OFFER = "OFFSET(选项!$A$1,"  # how the drop-downs of an earlier version begin
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # what a workbook would take for another character


def with_lines(listing: Listing, data: bytes, lines: Sequence[ListedFinding]) -> bytes:
    """The same workbook with a row for each line, below the last in which anything stands."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as book, ZipFile(out, "w", ZIP_DEFLATED) as new:
        part = _part(book, listing.grid.name)
        sheet = _Sheet(_parsed(book, part))
        sheet.offer_every_word()
        for row, line in enumerate(lines, listing.end + 1):
            sheet.add(row, _cells(listing, line))
            sheet.set_height(row, _height(listing, line))
        for entry in book.infolist():
            new.writestr(entry, sheet.xml() if entry.filename == part else book.read(entry))
    return out.getvalue()


def _cells(listing: Listing, line: ListedFinding) -> dict[int, str]:
    """What is listed by its column, and blanks where somebody is to type."""
    listed = {listing.columns[LINE_HEADS[part]]: getattr(line, part) for part in _parts(listing)}
    return listed | {listing.columns[head]: "" for head in ENTRY_HEADS.values()}


def _height(listing: Listing, line: ListedFinding) -> float:
    return max(height_of(getattr(line, part), LISTED_COLUMNS[part].width, LINE) for part in _parts(listing))


def _parts(listing: Listing) -> list[str]:
    """The parts of a line that still have a column."""
    return [part for part, head in LINE_HEADS.items() if head in listing.columns]


def _parsed(book: ZipFile, part: str) -> etree._Element:
    return etree.fromstring(book.read(part), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def _part(book: ZipFile, name: str) -> str:
    """The path of a sheet's XML, as the workbook's relations say."""
    main, relations = _parsed(book, "xl/workbook.xml"), _parsed(book, "xl/_rels/workbook.xml.rels")
    sheet = next(s for s in main.iter("{*}sheet") if s.get("name") == name)
    key = next(value for attribute, value in sheet.items() if attribute.endswith("}id"))
    target = next(r.get("Target") for r in relations if r.get("Id") == key)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


class _Sheet:
    """The XML of a sheet; rows and columns are counted as in it: rows from 1, columns from 0."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.data = root.find("{*}sheetData")
        self.tag = self.data.tag.removesuffix("sheetData")
        for extent in root.findall("{*}dimension"):  # no longer true, and not needed
            root.remove(extent)
        self.rows = {int(row.get("r", 0)): row for row in self.data}

    def add(self, number: int, words: Mapping[int, str]) -> None:
        """Texts by column in a row that is empty so far."""
        row = self.rows.get(number)
        if row is None:
            row = self.rows[number] = self._new("row", r=str(number))
            _put(self.data, row, lambda other: int(other.get("r", 0)) > number)
        cells = {_column(cell): cell for cell in row}
        for at, word in words.items():
            if at not in cells:
                cells[at] = self._new("c", r=f"{column_letters(at)}{number}", s=self._style(at))
                _put(row, cells[at], lambda other, at=at: _column(other) > at)
            if word:
                cells[at].set("t", "inlineStr")
                self._inside(self._inside(cells[at], "is"), "t").text = ESCAPE.sub(
                    "_x005F_", cut_after(clean(word), LONGEST)
                )

    def offer_every_word(self) -> None:
        """In a file of an earlier version, whose drop-downs know three words only."""
        for offered in self.root.iterfind("{*}dataValidations/{*}dataValidation/{*}formula1"):
            if (offered.text or "").startswith(EARLIER_OFFER):
                offered.text = f'"{",".join(Word)}"'

    def set_height(self, number: int, points: float) -> None:
        self.rows[number].set("ht", str(points))
        self.rows[number].set("customHeight", "1")

    def xml(self) -> bytes:
        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _style(self, at: int) -> str:
        """The looks of a column."""
        spans = (c for c in self.root.iterfind("{*}cols/{*}col") if int(c.get("min")) <= at + 1 <= int(c.get("max")))
        return next((column.get("style", "0") for column in spans), "0")

    def _inside(self, parent: etree._Element, name: str) -> etree._Element:
        child = self._new(name)
        parent.append(child)
        return child

    def _new(self, name: str, **attributes: str) -> etree._Element:
        return self.root.makeelement(f"{self.tag}{name}", attributes)


def _put(parent: etree._Element, child: etree._Element, follows: Callable[[etree._Element], bool]) -> None:
    """Before the first that follows it, else at the end, where it mostly belongs."""
    following = next(filter(follows, parent), None) if len(parent) and follows(parent[-1]) else None
    parent.append(child) if following is None else following.addprevious(child)


def _column(cell: etree._Element) -> int:
    """Its column from 0; -1 where the cell does not say it."""
    return column_of(cell.get("r", "").rstrip("0123456789"))
