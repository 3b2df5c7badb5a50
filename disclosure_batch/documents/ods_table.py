"""A table of an .ods or .odt. Rows and cells are written once and repeated, up to the end of the sheet."""

import datetime
import math
import re
from typing import Any

from disclosure_batch.documents.as_written import as_written, padded_as_written
from disclosure_batch.documents.document import Corner, Grid, telling
from disclosure_batch.documents.gathered import Gathered
from disclosure_batch.documents.guard import CELLS, COLUMNS, MERGED_CELLS, ROWS
from disclosure_batch.documents.looks import TextLook, as_seen
from disclosure_batch.documents.markup import bounded
from disclosure_batch.documents.number_formats import STRUCK
from disclosure_batch.documents.unreadable import BeyondLimits, Damaged, Unreadable

CALC_TYPE = "calcext:1.0:value-type"  # LibreOffice's own, which alone tells an error
CELL_ELEMENTS = ("table-cell", "covered-table-cell")
NUMBERS = frozenset(("float", "percentage", "currency"))
ERROR = re.compile(r"#(?:REF|DIV/0|N/A|VALUE|NUM|NAME|NULL)[!?]?|Err:\d{3}|#[^\w\s]*\w+[!?]")
TRUTH = re.compile(r"(?:of:)?=\s*(TRUE|FALSE)\(\)")
MOST_TIMES = 2**31  # no number of repetitions is larger
MARKED_ROWS = 1000  # of a repetition; so far down its marks are kept
MOST_SPACES = 1000


class Comment:
    """What somebody noted at a cell, and who."""

    def __init__(self) -> None:
        self.author = self.words = ""
        self.within: list[str] = []  # the elements around what is walked

    def say(self, text: str) -> None:
        if "p" in self.within:
            self.words = bounded(self.words + text)
        elif self.within[-1].endswith("creator"):
            self.author += text


class OdsTable:
    """Is told of every element and all text of a table."""

    def __init__(self, name: str, visible: bool, left: int, looks: dict[str, str]) -> None:
        """left: so many cells may be filled. looks: style -> how a text of it looks."""
        self.name, self.visible, self.left, self.looks = name, visible, left, looks
        self.found = Gathered()
        self.remarks: list[tuple[Corner, str, str]] = []
        self.struck_columns: set[int] = set()  # where a cell says nothing of itself
        # where the walk is
        self.row = self.column = self.columns = 0
        self.row_times = 1  # the row is repeated
        self.row_style = ""
        self.line: list[Any] = []
        # the cell that is walked
        self.cell: dict[str, str] = {}
        self.pieces: list[str] = []
        self.spans: list[str] = []  # how the text looks
        self.taking = False
        self.told = False  # it has a text, be it empty

    def grid(self) -> Grid:
        """The table as it is handed on."""
        return self.found.grid(self.name, self.visible, telling(self.remarks))

    def remark(self, comment: Comment) -> None:
        """Keeps a comment at the cell that is walked."""
        self.remarks.append(((self.row, self.column), comment.author, comment.words))

    def start(self, name: str, attributes: dict[str, str], own: dict[str, str]) -> None:
        """own: the attributes by their names alone."""
        match name:
            case "table-column":
                self._open_column(own)
            case "table-row":
                self._open_row(own)
            case "table-cell" | "covered-table-cell":
                self._open_cell(attributes, own)
            case "p":
                self.taking = self.told = True
                if self.pieces:
                    self.pieces.append("\n")
            case "span":
                self.spans.append(self.looks.get(own.get("style-name", ""), ""))
            case "s" if self.taking:
                self.pieces.append(" " * min(_times(own, "c"), MOST_SPACES))
            case "line-break" | "tab" if self.taking:
                self.pieces.append("\n" if name == "line-break" else "\t")

    def say(self, text: str) -> None:
        """Takes a piece of the text of a cell."""
        if self.taking:
            look = next(filter(None, reversed(self.spans)), "")
            self.pieces.append(as_seen(text, look) if look else text)

    def end(self, name: str) -> None:
        if name == "p":
            self.taking = False
        elif name == "span" and self.spans:
            self.spans.pop()
        elif name in CELL_ELEMENTS:
            self._close_cell()
        elif name == "table-row":
            self._close_row()

    def _open_column(self, own: dict[str, str]) -> None:
        """Or several that are alike."""
        following = self.columns + _times(own, "number-columns-repeated")
        columns = range(self.columns, min(following, COLUMNS))
        if _is_hidden(own):
            self.found.hidden_columns.update(columns)
        if self.looks.get(own.get("default-cell-style-name", "")) == TextLook.STRUCK:
            self.struck_columns.update(columns)
        self.columns = following

    def _open_row(self, own: dict[str, str]) -> None:
        self.row_times, self.column, self.line = _times(own, "number-rows-repeated"), 0, []
        self.row_style = own.get("default-cell-style-name", "")
        if _is_hidden(own):
            self.found.hidden_rows.update(range(self.row, min(self.row + self.row_times, ROWS)))

    def _open_cell(self, attributes: dict[str, str], own: dict[str, str]) -> None:
        kind = next((value for key, value in attributes.items() if key.endswith(CALC_TYPE)), own.get("value-type", ""))
        self.cell, self.pieces, self.told = own | {"value-type": kind}, [], False

    # ---------------------------------------------------------------- a cell

    def _close_cell(self) -> None:
        times = _times(self.cell, "number-columns-repeated")
        text = bounded("".join(self.pieces))
        value = _value(self.cell, text)
        if self._is_struck():
            value = STRUCK.of(value)
        self._note_merged()
        if value != "" or self.cell.get("formula") or self.cell["value-type"] == "error":
            self._keep(value, text, times)
        self.column += times

    def _is_struck(self) -> bool:
        """By the style of the cell, else of its row, else of its column."""
        style = self.cell.get("style-name") or self.row_style
        return self.looks.get(style) == TextLook.STRUCK if style else self.column in self.struck_columns

    def _note_merged(self) -> None:
        across, down = (_times(self.cell, key) for key in ("number-columns-spanned", "number-rows-spanned"))
        merged = self.found.merged
        if across * down > 1 and len(merged) < MERGED_CELLS:
            merged.append((self.row, self.column, self.row + down - 1, self.column + across - 1))

    def _keep(self, value: Any, text: str, times: int) -> None:
        """A cell with all its repetitions to the right; those of its row are made when the row ends."""
        wrong = self._is_error(value)
        self.line.extend([""] * (min(self.column, COLUMNS) - len(self.line)))
        for column in range(self.column, min(self.column + times, COLUMNS)):
            self.line.append("" if wrong else value)
            self._mark((self.row, column), text)
            if wrong:
                self.found.errors[self.row, column] = text
        if self.column + times > COLUMNS:
            self.found.tell_beyond(self.row, max(self.column, COLUMNS))

    def _is_error(self, value: Any) -> bool:
        if self.cell["value-type"] == "error":
            return True
        says_so = bool(self.cell.get("formula")) and isinstance(value, str)
        return says_so and ERROR.fullmatch(value.strip()) is not None

    def _mark(self, at: Corner, text: str) -> None:
        """What a cell's value does not tell."""
        if self.cell.get("formula"):
            self.found.formulas.add(at)
            if not self.cell["value-type"] and not self.told:
                self.found.unstored.add(at)
        if (number := _number(self.cell)) is not None and (padded := padded_as_written(number, text)):
            self.found.padded[at] = padded

    # ---------------------------------------------------------------- a row

    def _close_row(self) -> None:
        if self.line:
            times = max(min(self.row_times, ROWS - self.row), 0)
            self.left -= len(self.line) * min(times, MARKED_ROWS)  # the rows of a repetition are one list
            if self.left < 0:
                raise Unreadable(BeyondLimits(f"有内容的格超过 {CELLS} 个的上限"))
            if times:
                self._repeat(times)
            if self.row + self.row_times > ROWS:
                self.found.tell_beyond(max(self.row, ROWS), self._first_filled())
        self.row += self.row_times

    def _first_filled(self) -> int:
        filled = (column for column, value in enumerate(self.line) if value != "")
        return next(filled, len(self.line) - 1)

    def _repeat(self, times: int) -> None:
        """The row as often as it is there, with the marks of its cells."""
        rows = self.found.rows
        rows.extend([] for _ in range(self.row - len(rows)))
        rows.extend([self.line] * times)
        below = range(self.row + 1, self.row + min(times, MARKED_ROWS))
        for column in range(len(self.line)) if below else ():
            cells = [(row, column) for row in below]
            for marked in (self.found.formulas, self.found.unstored):
                if (self.row, column) in marked:
                    marked.update(cells)
            for told in (self.found.errors, self.found.padded):
                if (self.row, column) in told:
                    told.update(dict.fromkeys(cells, told[self.row, column]))


def _value(cell: dict[str, str], text: str) -> Any:
    """What is to be read in a cell. LibreOffice keeps what is true as a number, and its formula alone tells."""
    if truth := TRUTH.fullmatch(cell.get("formula", "")):
        return truth[1] == "TRUE"
    kind = cell["value-type"]
    if kind in NUMBERS:
        number = _number(cell)
        return text if number is None else as_written(number, text)
    match kind:
        case "boolean":
            return cell.get("boolean-value") == "true"
        case "date":
            return _day(cell.get("date-value", ""), text)
        case "time":
            return cell.get("time-value", text)
        case "error":
            return ""
    return text


def _number(cell: dict[str, str]) -> float | None:
    """The number that a cell keeps, None where it keeps none."""
    if cell["value-type"] not in NUMBERS:
        return None
    try:
        number = float(cell["value"])
    except (KeyError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _day(said: str, text: str) -> Any:
    try:
        return datetime.datetime.fromisoformat(said).replace(tzinfo=None)
    except ValueError:
        return text


def _is_hidden(own: dict[str, str]) -> bool:
    return own.get("visibility", "visible") != "visible"


def _times(own: dict[str, str], key: str) -> int:
    """How often a row or cell is repeated."""
    said = own.get(key, "1")
    if not (said.isascii() and said.isdecimal() and len(said) < 11 and 0 < int(said) <= MOST_TIMES):
        raise Unreadable(Damaged())
    return int(said)
