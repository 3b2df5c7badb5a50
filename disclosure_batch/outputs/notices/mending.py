"""Makes a marked workbook one that can be mended as told, with openpyxl: cells that take a figure, totals that add up.

Its first sheet lists what has to be mended, with a link to each cell. It knows no unit and no rule.
"""

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from disclosure_batch.papers import TO_MEND_HEAD, TO_MEND_SHEET
from disclosure_batch.sheets.sizes import height_of
from disclosure_batch.sheets.styles import HEAD, HEI, LOCKED, SONG

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LIST_HEADS, LIST_WIDTHS = ("序号", "跳到", "在哪里", "填的是", "问题和修改办法"), (6, 7, 24, 12, 62)
FIRST_LINE = 5
NOTHING_TO_PRINT = "H1"  # an empty cell: what is printed is stamped, and has no room for this


class TotalToMend(NamedTuple):
    """A total that was typed over, and the formula that belongs there."""

    sheet: str
    cell: str
    formula: str


class NumberToMend(NamedTuple):
    """A cell for a number: what was read there, a figure or a text as it stands."""

    sheet: str
    cell: str
    stands: int | Decimal | str | None


class MendingLine(NamedTuple):
    """A line of the list: where, the first of its cells, what stands there, what to do."""

    where: str
    sheet: str
    cell: str
    stands: str
    words: str


def restore(book: "Workbook", totals: Sequence[TotalToMend]) -> None:
    """The formulas of totals that were typed over."""
    from openpyxl.styles import Protection

    for total in totals:
        cell = book[total.sheet][total.cell]
        cell.value, cell.protection = total.formula, Protection(locked=True)


def take_numbers(book: "Workbook", numbers: Sequence[NumberToMend]) -> None:
    """A cell that has got the format of a date takes numbers again; what was read there stays as it was read."""
    from openpyxl.styles.numbers import is_date_format

    for number in numbers:
        cell = book[number.sheet][number.cell]
        if is_date_format(cell.number_format) or isinstance(cell.value, datetime.date | datetime.time):
            if cell.data_type != "f":
                cell.value = number.stands
            cell.number_format = "General"


def unlock(cell: "Cell") -> None:
    from openpyxl.styles import Protection

    if cell.data_type != "f":
        cell.protection = Protection(locked=False)


def take_off_list(book: "Workbook") -> None:
    """The list of an earlier round."""
    if TO_MEND_SHEET in book.sheetnames and book[TO_MEND_SHEET]["A1"].value == TO_MEND_HEAD:
        del book[TO_MEND_SHEET]


def put_list_first(book: "Workbook", title: str, entries: Sequence[MendingLine], below: Sequence[str]) -> None:
    """As the first sheet, on which the workbook opens. below: what is said under the list."""
    if TO_MEND_SHEET in book.sheetnames:  # somebody else's
        return
    page = book.create_sheet(TO_MEND_SHEET, 0)
    _head(page, title)
    for row, entry in enumerate(entries, FIRST_LINE):
        _line(page, row, row - FIRST_LINE + 1, entry)
    _below(page, FIRST_LINE + len(entries) + 1, filter(None, below))
    page.protection.sheet = True
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is page
    book.active = 0


def _head(page: "Worksheet", title: str) -> None:
    from openpyxl.styles import Font

    for letter, width in zip("ABCDE", LIST_WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    page["A1"], page["A2"] = TO_MEND_HEAD, title
    page["A1"].font, page["A2"].font = Font(name=SONG, size=9), Font(name=HEI, size=16)
    page.row_dimensions[2].height = 30
    for column, head in enumerate(LIST_HEADS, 1):
        _write(page, FIRST_LINE - 1, column, head, HEAD)
    page.print_area = NOTHING_TO_PRINT
    page.sheet_view.showGridLines = False


def _below(page: "Worksheet", row: int, said: Iterable[str]) -> None:
    from openpyxl.styles import Alignment, Font

    for number, words in enumerate(said, row):
        page.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(LIST_HEADS))
        cell = page.cell(number, 1)
        cell.value, cell.data_type = words, "s"
        cell.font, cell.alignment = Font(name=SONG, size=10.5), Alignment(wrap_text=True, vertical="center")
        page.row_dimensions[number].height = height_of(words, sum(LIST_WIDTHS))


def _line(page: "Worksheet", row: int, number: int, entry: MendingLine) -> None:
    from openpyxl.styles import Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    texts = (str(number), entry.cell, entry.where, entry.stands, entry.words)
    for column, text in enumerate(texts, 1):
        _write(page, row, column, text, LOCKED if column == 1 else "")
    if entry.cell:
        link = page.cell(row, 2)
        link.hyperlink = Hyperlink(ref=link.coordinate, location=link_to(entry))
        link.font = Font(name=SONG, size=10.5, color="0563C1", underline="single")
    page.row_dimensions[row].height = height_of_line(texts)


def link_to(line: MendingLine) -> str:
    return f"'{line.sheet.replace(chr(39), chr(39) * 2)}'!{line.cell}"


def height_of_line(texts: Sequence[str]) -> float:
    """Of a row of the list, in points."""
    return max(sum(height_of(part, w) for part in text.split("\n")) for text, w in zip(texts, LIST_WIDTHS, strict=True))


def _write(page: "Worksheet", row: int, column: int, text: str, colour: str) -> None:
    """A text, whatever it looks like."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    cell = page.cell(row, column)
    cell.value, cell.data_type = text, "s"
    cell.font = Font(name=SONG, size=10.5)
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="left" if column in (3, 5) else "center")
    line = Side(style="thin")
    cell.border = Border(left=line, right=line, top=line, bottom=line)
    if colour:
        cell.fill = PatternFill("solid", fgColor=colour[1:])
