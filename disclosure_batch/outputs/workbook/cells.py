"""What the sheets behind the form have in common: cells that are safe to open, lists that can be filtered and printed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from disclosure_batch.intake.filing import Figure
from disclosure_batch.template.drawing import A4
from disclosure_batch.template.sizes import height_of
from disclosure_batch.template.styles import GREY, HEAD, LOCKED, ORANGE, RED, Styles
from disclosure_batch.text import ILLEGAL, LONGEST

LINES = {"border": 1, "border_color": "#BFBFBF"}
_CELL = {**LINES, "valign": "top", "text_wrap": True, "font_size": 10}
_TEXT = {**_CELL, "num_format": "@"}  # so that typing into the cell does not wake a formula, or make a code a number
_FIGURE = {**_CELL, "align": "right", "text_wrap": False, "num_format": "General"}
LOOKS = {
    "sheet_title": {"font_name": "黑体", "font_size": 14, "valign": "vcenter"},
    "hint": {"font_size": 9, "font_color": GREY, "valign": "vcenter"},
    "column": {**LINES, "bg_color": HEAD, "bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "font_size": 10},
    "ids": {**LINES, "bg_color": LOCKED, "font_color": GREY, "font_size": 8, "valign": "vcenter"},
    "total": {**LINES, "bg_color": LOCKED, "bold": True, "align": "right", "valign": "vcenter", "font_size": 10},
    "end": {"bg_color": "#D9D9D9"},
    "cell": _TEXT,
    "unit": {**_TEXT, "valign": "bottom", "text_wrap": False},
    "centred": {**_TEXT, "align": "center"},
    "bold": {**_TEXT, "bold": True},
    "error": {**_TEXT, "align": "center", "bg_color": RED},
    "warning": {**_TEXT, "align": "center", "bg_color": ORANGE},
    "notice": {**_TEXT, "align": "center", "bg_color": LOCKED},
    "figure": _FIGURE,
    "figure_bold": {**_FIGURE, "bold": True},
    "change": {**_FIGURE, "num_format": "+General;-General;0"},
    "share": {**_FIGURE, "num_format": "+0.0%;-0.0%;0.0%"},
    "corrected": {"bold": True, "font_color": "#C00000"},
    "link": {**_TEXT, "font_color": "#0563C1", "underline": 1, "align": "center"},
    "code": {**_TEXT, "font_name": "Consolas", "font_size": 8},
}


def looks(book: Workbook) -> Styles:
    """The formats of the sheets behind the form."""
    return Styles(book, LOOKS)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and what it gives: "" where it shows nothing."""

    text: str
    result: Figure | float | str

    @property
    def stored(self) -> int | float | str:
        return number(self.result) if isinstance(self.result, int | Decimal) else self.result


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a cell of this workbook ('明细'!D7)."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Look:
    """A value with a format of its own."""

    value: "Value"
    style: str


Value = str | int | float | Decimal | None | Formula | Link


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list."""

    head: str
    width: float
    style: str = "cell"


def number(figure: Figure) -> int | float:
    """A figure as a cell keeps it: a double. The nearest one to an amount shows every decimal given."""
    return float(figure) if isinstance(figure, Decimal) else int(figure)


def clean(words: str) -> str:
    """Words without what XML or the reader's eye can't bear.

    A name that is no Unicode is spelled out byte by byte, as in the manifest.
    """
    plain = words.encode("utf-8", "backslashreplace").decode().replace("\r\n", "\n").replace("\r", "\n")
    return ILLEGAL.sub("", plain)


def text(words: str) -> str:
    """Words that a cell can hold: clean, and not too long."""
    plain = clean(words)
    if plain.startswith("<r>") and plain.endswith("</r>"):  # XlsxWriter would take it for markup of its own
        plain = f"{plain[:-1]} >"
    return cut(plain, LONGEST)


def length(words: str) -> int:
    """As the office programs count: a rare character is two."""
    return len(words.encode("utf-16-le")) // 2


def cut(words: str, longest: int) -> str:
    """The beginning of a text, at most so long."""
    return words.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore")


def put(page: Worksheet, row: int, column: int, value: Value, style) -> None:
    """One cell. Words are always written as words, never as a formula or a link."""
    match value:
        case None | "":
            page.write_blank(row, column, None, style)
        case str():
            page.write_string(row, column, text(value), style)
        case Formula():
            page.write_formula(row, column, value.text, style, value.stored)
        case Link():
            page.write_url(row, column, f"internal:{value.place}", style, text(value.text))
        case _:
            page.write_number(row, column, number(value) if isinstance(value, Decimal) else value, style)


def mark_corrected(page: Worksheet, look: Styles, row: int, column: int, words: str) -> None:
    """A figure that was corrected, or has a corrected one in it, stands out and says what the office has; a formula stays."""
    page.conditional_format(row, column, row, column, {"type": "formula", "criteria": "=TRUE", "format": look["corrected"]})
    page.write_comment(row, column, text(words), {"x_scale": 2.5, "y_scale": 1.5 + words.count("\n") / 2})


def begin(book: Workbook, look: Styles, name: str, title: str, hint: str = "") -> Worksheet:
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


HEAD_ROW = 2
FIRST_ROW = HEAD_ROW + 1
LINE = 13.5  # points that a line of a list is high


def draw_list(page: Worksheet, look: Styles, columns: Sequence[Column], rows: Iterable[Sequence[Value | Look]]) -> int:
    """A list below the head in row HEAD_ROW: frozen, filtered, as wide as the paper. Returns its last row."""
    row = HEAD_ROW
    for at, column in enumerate(columns):
        page.set_column(at, at, column.width)
        page.write_string(HEAD_ROW, at, column.head, look["column"])
    page.set_row(HEAD_ROW, 22)
    for row, values in enumerate(rows, FIRST_ROW):
        height = 0
        for at, (column, value) in enumerate(zip(columns, values, strict=True)):
            styled = value if isinstance(value, Look) else Look(value, column.style)
            put(page, row, at, styled.value, look[styled.style])
            if isinstance(styled.value, str):
                height = max(height, height_of(styled.value, 0.9 * column.width, LINE))
        page.set_row(row, height)
    page.autofilter(HEAD_ROW, 0, row, len(columns) - 1)
    page.freeze_panes(FIRST_ROW, 0)
    page.repeat_rows(HEAD_ROW)
    page.fit_to_pages(1, 0)
    return row
