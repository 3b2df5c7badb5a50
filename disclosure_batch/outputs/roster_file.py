"""A roster as this tool writes it: units with the codes made for them, or an empty one to be filled in."""

from collections.abc import Sequence
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from disclosure_batch.fixed_times import UNDATED
from disclosure_batch.roster import ROSTER_HEADS, Category, Unit
from disclosure_batch.sheets.book import new_book
from disclosure_batch.sheets.lists import FIRST_ROW, Column, begin, draw_list, looks
from disclosure_batch.sheets.styles import WORDS_AS_TEXT

NAME = "名册（含代码）.xlsx"
SHEET = "名册"
ROSTER_WIDTHS = dict(zip(ROSTER_HEADS, (11, 30, 11, 14, 18, 10, 10, 16), strict=True))
HINT = "核对、汇总时用本表作名册。新增单位写在最后一行之下，代码接着往下编；已有单位的代码不要改。"
TO_FILL_IN = "从第 4 行起一个单位一行，写全称；公布报告的机关类别选“汇总机关”，只有一行。没有单位代码的，第一列空着。"
LINES_TO_FILL_IN = 200  # as many lines are ready to be typed into; more may be added


def write_roster(path: Path, units: Sequence[Unit], hint: str = HINT) -> None:
    """The units as `read_roster` reads them; the same units give the same bytes."""
    with new_book(path, WORDS_AS_TEXT) as book:
        book.set_properties({"title": SHEET, "created": UNDATED})
        look = looks(book)
        page = begin(book, look, SHEET, SHEET, hint)
        draw_list(
            page, look, [Column(head, width) for head, width in ROSTER_WIDTHS.items()], (unit.cells for unit in units)
        )
        if not units:
            _ready_to_fill_in(page, look["cell"])


def write_roster_to_fill_in(path: Path) -> None:
    """One without units: codes stay as they are typed, categories are chosen from a list."""
    write_roster(path, (), TO_FILL_IN)


def _ready_to_fill_in(page: Worksheet, cell: object) -> None:
    rows = range(FIRST_ROW, FIRST_ROW + LINES_TO_FILL_IN)
    for row in rows:
        for column in range(len(ROSTER_HEADS)):
            page.write_blank(row, column, None, cell)
    for head, allowed in (("类别", [category.value for category in Category]), ("计入汇总", ["是", "否"])):
        column = ROSTER_HEADS.index(head)
        page.data_validation(rows[0], column, rows[-1], column, {"validate": "list", "source": allowed})
