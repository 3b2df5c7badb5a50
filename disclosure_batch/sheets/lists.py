"""Sheets that are lists: two lines of title, a head, and rows that can be filtered and printed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook

from disclosure_batch.sheets.book import ListSheet
from disclosure_batch.sheets.cells import Link, Value, text
from disclosure_batch.sheets.sizes import height_of
from disclosure_batch.sheets.styles import GREEN, GREY, HEAD, HEI, LOCKED, ORANGE, RED, Styles

A4 = 9  # as Excel counts the sizes of paper
HEAD_ROW = 2
FIRST_ROW = HEAD_ROW + 1
LINE = 13.5  # points that a line of a list is high

BORDERS = {"border": 1, "border_color": "#BFBFBF"}
_CELL = {**BORDERS, "valign": "top", "text_wrap": True, "font_size": 10}
_TEXT = {**_CELL, "num_format": "@"}  # so that typing into the cell does not wake a formula, or make a code a number
_FIGURE = {**_CELL, "align": "right", "text_wrap": False, "num_format": "General"}
_CENTRED = {"align": "center", "valign": "vcenter"}
LOOKS = {
    "sheet_title": {"font_name": HEI, "font_size": 14, "valign": "vcenter"},
    "hint": {"font_size": 9, "font_color": GREY, "valign": "vcenter"},
    "column": {**BORDERS, **_CENTRED, "bg_color": HEAD, "bold": True, "text_wrap": True, "font_size": 10},
    "ids": {**BORDERS, "bg_color": LOCKED, "num_format": ";;;", "font_size": 8},  # there for machines, seen by nobody
    "total": {**BORDERS, "bg_color": LOCKED, "bold": True, "align": "right", "valign": "vcenter", "font_size": 10},
    "end": {"bg_color": "#D9D9D9"},
    "cell": _TEXT,
    "unit": {**_TEXT, "valign": "bottom", "text_wrap": False},
    "centred": {**_TEXT, "align": "center"},
    "bold": {**_TEXT, "bold": True},
    "fine": {**_TEXT, "align": "center", "bg_color": GREEN},
    "error": {**_TEXT, "align": "center", "bg_color": RED},
    "warning": {**_TEXT, "align": "center", "bg_color": ORANGE},
    "notice": {**_TEXT, "align": "center", "bg_color": LOCKED},
    "figure": _FIGURE,
    "figure_bold": {**_FIGURE, "bold": True},
    "change": {**_FIGURE, "num_format": "+General;-General;0"},
    "share": {**_FIGURE, "num_format": "+0.0%;-0.0%;0.0%"},
    "corrected": {"bold": True, "font_color": "#C00000"},
    "link": {**_TEXT, "font_color": "#0563C1", "underline": 1, "align": "center"},
    "link_left": {**_TEXT, "font_color": "#0563C1", "underline": 1},
    "code": {**_TEXT, "font_name": "Consolas", "font_size": 8},
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list."""

    head: str
    width: float
    style: str = "cell"


@dataclass(frozen=True, slots=True)
class Look:
    """A value with a format of its own."""

    value: Value
    style: str


def looks(book: Workbook) -> Styles:
    """The formats of lists."""
    return Styles(book, LOOKS)


def begin(book: Workbook, look: Styles, name: str, title: str, hint: str = "") -> ListSheet:
    """A new sheet with its two lines at the top, ready to be printed."""
    page = book.add_worksheet(name)
    page.hide_gridlines(2)
    page.set_paper(A4)
    page.set_landscape()
    page.set_margins(0.4, 0.4, 0.6, 0.6)
    page.set_footer("&C&A　第 &P 页，共 &N 页")
    page.write_string(0, 0, text(title), look["sheet_title"])
    if hint:
        page.write_string(1, 0, text(hint), look["hint"])
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # codes are meant to be text
    page.set_row(0, 24)
    return page


def draw_list(page: ListSheet, look: Styles, columns: Sequence[Column], rows: Iterable[Sequence[Value | Look]]) -> None:
    """A list below the head in row HEAD_ROW: frozen, filtered, as wide as the paper."""
    for at, column in enumerate(columns):
        page.set_column(at, at, column.width)
        page.write_string(HEAD_ROW, at, column.head, look["column"])
    page.set_row(HEAD_ROW, 22)
    last = HEAD_ROW
    for last, values in enumerate(rows, FIRST_ROW):
        _row(page, look, last, list(zip(columns, values, strict=True)))
    page.autofilter(HEAD_ROW, 0, last, len(columns) - 1)
    page.freeze_panes(FIRST_ROW, 0)
    page.repeat_rows(HEAD_ROW)
    page.fit_to_pages(1, 0)


def _row(page: ListSheet, look: Styles, row: int, values: Sequence[tuple[Column, Value | Look]]) -> None:
    """A line of the list, as high as its longest text needs."""
    height, cells = 0, []
    for at, (column, value) in enumerate(values):
        styled = value if isinstance(value, Look) else Look(value, column.style)
        cells.append(page.cell(row, at, styled.value, look[styled.style]))
        words = styled.value.text if isinstance(styled.value, Link) else styled.value
        if isinstance(words, str):
            height = max(height, height_of(words, 0.9 * column.width, LINE))
    page.keep(cells, height)
