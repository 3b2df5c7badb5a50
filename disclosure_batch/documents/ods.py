"""An .ods or .odt to grids and paragraphs, its content in one pass. Rows and cells are written once and repeated, up to the end of the sheet."""

import datetime
import math
import re
from typing import Any

from disclosure_batch.documents.document import Corner, Grid, Merge, as_seen, telling
from disclosure_batch.documents.guard import CELLS, COLUMNS, MERGED, ROWS
from disclosure_batch.documents.markup import bounded
from disclosure_batch.documents.number_formats import Format, as_written
from disclosure_batch.documents.unreadable import BeyondLimits, Damaged, Unreadable
from disclosure_batch.references import a1

CALC_TYPE = "calcext:1.0:value-type"  # LibreOffice's own, which alone tells an error
NUMBERS = frozenset(("float", "percentage", "currency"))
ERROR = re.compile(r"#(?:REF|DIV/0|N/A|VALUE|NUM|NAME|NULL)[!?]?|Err:\d{3}|#[^\w\s]*\w+[!?]")
ASIDE = frozenset(("annotation", "tracked-changes", "shapes", "dde-links", "frame", "custom-shape"))
SPACES = {"s": " ", "tab": "\t", "line-break": "\n"}
TRUTH = re.compile(r"(?:of:)?=\s*(TRUE|FALSE)\(\)")
NAMED = 20  # cells beyond the limits that are named
MOST = 2**31  # no number of repetitions is larger


class Content:
    """Walks content.xml. What stands in comments, shapes and recorded changes is no cell's."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.paragraphs: list[str] = []  # of a text, those outside of its tables
        self.said: list[str] | None = None  # the paragraph that is walked
        self.beyond: list[str] = []
        self.unseen: set[str] = set()  # styles of hidden sheets
        self.looks: dict[str, str] = {}  # style -> how a text of it looks, where that matters
        self.style = ""
        self.aside = 0  # within so many elements that are no cell's
        self.comment: _Comment | None = None
        self.table: _Table | None = None
        self.left = CELLS

    def start(self, name: str, attributes: dict[str, str]) -> None:
        own = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if self.aside or name in ASIDE or (name == "table" and self.table):
            self.aside += 1
            if name == "annotation" and self.table and self.aside == 1:
                self.comment = _Comment()
            if self.comment:
                self.comment.within.append(name)
        elif name == "style":
            self.style = own.get("name", "")
        elif name == "table-properties" and own.get("display") == "false":
            self.unseen.add(self.style)
        elif name == "text-properties" and (look := _look(own)):
            self.looks[self.style] = look
        elif name == "table":
            self.table = _Table(own.get("name", ""), own.get("style-name", "") not in self.unseen, self.left, self.looks)
        elif self.table:
            self.table.start(name, attributes, own)
        elif name in ("p", "h"):
            self.said = []
        elif self.said is not None and name in SPACES:
            self.said.append(SPACES[name])

    def end(self, name: str) -> None:
        if self.aside:
            self.aside -= 1
            if self.comment:
                self.comment.within.pop()
            if self.comment and not self.aside:
                self.table.remark(self.comment)
                self.comment = None
        elif name == "table" and self.table:
            self.grids.append(self.table.grid())
            self.beyond += [f"“{self.table.name}”{cell}" for cell in self.table.beyond]
            self.left, self.table = self.table.left, None
        elif self.table:
            self.table.end(name)
        elif name in ("p", "h") and self.said is not None:
            self.paragraphs.append("".join(self.said))
            self.said = None

    def text(self, data: str) -> None:
        if self.comment:
            self.comment.say(data)
        elif self.table and self.table.taking and not self.aside:
            self.table.say(data)
        elif self.said is not None and not self.aside and not self.table:
            self.said.append(bounded(data))


class _Comment:
    """What somebody noted at a cell, and who."""

    def __init__(self) -> None:
        self.author = self.words = ""
        self.within: list[str] = []  # the elements around what is walked

    def say(self, text: str) -> None:
        if "p" in self.within:
            self.words = bounded(self.words + text)
        elif self.within[-1].endswith("creator"):
            self.author += text


class _Table:
    def __init__(self, name: str, visible: bool, left: int, looks: dict[str, str]) -> None:
        self.name, self.visible, self.left, self.looks = name, visible, left, looks
        self.spans: list[str] = []  # how the text looks that is walked
        self.merged: list[Merge] = []
        self.rows: list[list[Any]] = []
        self.formulas: set[tuple[int, int]] = set()
        self.unstored: set[tuple[int, int]] = set()
        self.errors: dict[tuple[int, int], str] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.struck_columns: set[int] = set()  # where a cell says nothing of itself
        self.row_style = ""
        self.beyond: list[str] = []
        self.row = self.column = self.columns = 0
        self.repeated_row = 1
        self.line: list[Any] = []
        self.cell: dict[str, str] = {}
        self.pieces: list[str] = []
        self.taking = False
        self.told = False  # the cell has a text, be it empty
        self.remarks: list[tuple[Corner, str, str]] = []

    def grid(self) -> Grid:
        return Grid(self.name, self.rows, self.visible, frozenset(self.formulas), frozenset(self.unstored), self.errors, frozenset(self.hidden_rows), frozenset(self.hidden_columns), self.merged, telling(self.remarks))

    def remark(self, comment: _Comment) -> None:
        self.remarks.append(((self.row, self.column), comment.author, comment.words))

    def start(self, name: str, attributes: dict[str, str], own: dict[str, str]) -> None:
        match name:
            case "table-column":
                count = _times(own, "number-columns-repeated")
                if own.get("visibility", "visible") != "visible":
                    self.hidden_columns.update(range(self.columns, min(self.columns + count, COLUMNS)))
                if self.looks.get(own.get("default-cell-style-name", "")) == "struck":
                    self.struck_columns.update(range(self.columns, min(self.columns + count, COLUMNS)))
                self.columns += count
            case "table-row":
                self.repeated_row, self.column, self.line = _times(own, "number-rows-repeated"), 0, []
                self.row_style = own.get("default-cell-style-name", "")
                if own.get("visibility", "visible") != "visible":
                    self.hidden_rows.update(range(self.row, min(self.row + self.repeated_row, ROWS)))
            case "table-cell" | "covered-table-cell":
                self.cell, self.pieces, self.told = own, [], False
                self.cell["value-type"] = next((v for k, v in attributes.items() if k.endswith(CALC_TYPE)), own.get("value-type", ""))
            case "p":
                self.taking = self.told = True
                if self.pieces:
                    self.pieces.append("\n")
            case "span":
                self.spans.append(self.looks.get(own.get("style-name", ""), ""))
            case "s" if self.taking:
                self.pieces.append(" " * min(_times(own, "c"), 1000))
            case "line-break" | "tab" if self.taking:
                self.pieces.append("\n" if name == "line-break" else "\t")

    def say(self, text: str) -> None:
        look = next(filter(None, reversed(self.spans)), "")
        self.pieces.append(as_seen(text, look) if look else text)

    def end(self, name: str) -> None:
        match name:
            case "p":
                self.taking = False
            case "span" if self.spans:
                self.spans.pop()
            case "table-cell" | "covered-table-cell":
                self._close_cell()
            case "table-row":
                self._close_row()

    def _close_cell(self) -> None:
        count = _times(self.cell, "number-columns-repeated")
        text = bounded("".join(self.pieces))
        value = _value(self.cell, text)
        if self._struck():
            value = Format(struck=True).of(value)
        self._note_merged()
        formula = bool(self.cell.get("formula"))
        if value != "" or formula or self.cell["value-type"] == "error":
            self._keep(value, text, formula, count)
        self.column += count

    def _struck(self) -> bool:
        """By the style of the cell, else of its row, else of its column."""
        style = self.cell.get("style-name") or self.row_style
        return self.looks.get(style) == "struck" if style else self.column in self.struck_columns

    def _note_merged(self) -> None:
        across, down = (_times(self.cell, key) for key in ("number-columns-spanned", "number-rows-spanned"))
        if across * down > 1 and len(self.merged) < MERGED:
            self.merged.append((self.row, self.column, self.row + down - 1, self.column + across - 1))

    def _keep(self, value: Any, text: str, formula: bool, count: int) -> None:
        """A cell with all its repetitions to the right; those of its row are made when the row ends."""
        wrong = self.cell["value-type"] == "error" or (formula and isinstance(value, str) and ERROR.fullmatch(value.strip()))
        self.line.extend([""] * (min(self.column, COLUMNS) - len(self.line)))
        for column in range(self.column, min(self.column + count, COLUMNS)):
            self.line.append("" if wrong else value)
            at = (self.row, column)
            if formula:
                self.formulas.add(at)
                if not self.cell["value-type"] and not self.told:
                    self.unstored.add(at)
            if wrong:
                self.errors[at] = text
        if self.column + count > COLUMNS:
            self._name_beyond(self.row, max(self.column, COLUMNS))

    def _close_row(self) -> None:
        if self.line:
            times = max(min(self.repeated_row, ROWS - self.row), 0)
            self.left -= len(self.line) * min(times, 1000)  # the rows of a repetition are one list
            if self.left < 0:
                raise Unreadable(BeyondLimits(f"有内容的格超过 {CELLS} 个的上限"))
            if times:
                self.rows.extend([] for _ in range(self.row - len(self.rows)))
                self.rows.extend([self.line] * times)
                self._repeat_marks(times)
            if self.row + self.repeated_row > ROWS:
                self._name_beyond(max(self.row, ROWS), next(i for i, value in enumerate(self.line) if value != "" or i == len(self.line) - 1))
        self.row += self.repeated_row

    def _repeat_marks(self, times: int) -> None:
        if times > 1:
            for column in range(len(self.line)):
                at = (self.row, column)
                rows = [(row, column) for row in range(self.row + 1, self.row + min(times, 1000))]
                if at in self.formulas:
                    self.formulas.update(rows)
                if at in self.unstored:
                    self.unstored.update(rows)
                if at in self.errors:
                    self.errors.update(dict.fromkeys(rows, self.errors[at]))

    def _name_beyond(self, row: int, column: int) -> None:
        if len(self.beyond) < NAMED:
            self.beyond.append(a1(row, column))


def _value(cell: dict[str, str], text: str) -> Any:
    kind = cell["value-type"]
    if truth := TRUTH.fullmatch(cell.get("formula", "")):
        return truth[1] == "TRUE"  # LibreOffice keeps it as a number
    if kind in NUMBERS:
        try:
            number = float(cell["value"])
            return as_written(number, text) if math.isfinite(number) else text
        except (KeyError, ValueError):
            return text
    if kind == "boolean":
        return cell.get("boolean-value") == "true"
    if kind == "date":
        try:
            return datetime.datetime.fromisoformat(cell.get("date-value", "")).replace(tzinfo=None)
        except ValueError:
            return text
    if kind == "time":
        return cell.get("time-value", text)
    return "" if kind == "error" else text


def _look(own: dict[str, str]) -> str:
    """struck, superscript, subscript, or nothing of these."""
    if {own.get("text-line-through-style", "none"), own.get("text-line-through-type", "none")} != {"none"}:
        return "struck"
    raised = own.get("text-position", "").partition(" ")[0]
    return {"super": "superscript", "sub": "subscript"}.get(raised, "superscript" if raised.strip("-0%").isdecimal() else "")


def _times(own: dict[str, str], key: str) -> int:
    """How often a row or cell is repeated."""
    said = own.get(key, "1")
    if not (said.isascii() and said.isdecimal() and len(said) < 11 and 0 < int(said) <= MOST):
        raise Unreadable(Damaged())
    return int(said)
