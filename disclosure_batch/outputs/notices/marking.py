"""Marks cells in a workbook that some office has sent, as openpyxl has it.

What openpyxl needs for a workbook has no bound (a merged column is a million cells to it, a shared formula is written
out for every cell), so that `write` is called in a process with limits. It imports nothing large.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from disclosure_batch.documents.parts import refuse_declarations
from disclosure_batch.fixed_times import UNDATED, with_fixed_times
from disclosure_batch.outputs.notices import mending
from disclosure_batch.outputs.notices.mending import Entry, Number, Total
from disclosure_batch.papers import MARKER
from disclosure_batch.references import area_of
from disclosure_batch.sheets.styles import LOCKED, ORANGE, RED

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

LARGEST = 10_000_000  # bytes unpacked; a filled workbook has less than one
MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?\bref\s*=\s*[\"']([^\"']*)")
SHEET = re.compile(rb"<(?:\w+:)?sheet\s")
SHEETS = 100  # the form has 9
MERGED = 100_000  # cells that belong to others; each is an object to openpyxl
NEEDS_MENDING, NEEDS_CHECK, CORRECTED = "【需修改】", "【请核实】", "【已更正】"
OWN_WORDS = "【原有批注】"  # before what the office itself wrote at the cell
COLOURS = {NEEDS_MENDING: RED[1:], NEEDS_CHECK: ORANGE[1:], CORRECTED: ORANGE[1:]}
WIDTH, LINE, CHARACTERS = 330, 19, 23  # of a comment: pixels across, pixels a line is high, characters in a line


# All that the template calls, and what offices add up, round and look up with.
CALCULATING = frozenset(
    (
        "ABS", "AND", "AVERAGE", "CONCATENATE", "COUNT", "COUNTA", "COUNTBLANK", "COUNTIF", "DATE", "DAY", "FIND",
        "IF", "IFERROR", "INDEX", "INT", "ISBLANK", "ISERROR", "ISNUMBER", "ISTEXT", "LEFT", "LEN", "MATCH", "MAX",
        "MID", "MIN", "MOD", "MONTH", "N", "NOT", "OR", "RIGHT", "ROUND", "ROUNDDOWN", "ROUNDUP", "SEARCH",
        "SUBSTITUTE", "SUBTOTAL", "SUM", "SUMIF", "SUMIFS", "SUMPRODUCT", "TEXT", "TODAY", "TRIM", "VALUE", "VLOOKUP",
        "YEAR",
    )
)
CALLED = re.compile(r"([A-Z_][A-Z0-9_.]*)\s*\(")
OUTSIDE = re.compile(r"[\[\]|]|//|\\\\")  # another workbook, another program, an address
QUOTED = re.compile(r'"[^"]*"')


class Mark(NamedTuple):
    """What is said at a cell."""

    sheet: str
    cell: str
    kind: str
    words: str


class CellText(NamedTuple):
    """What is written into a cell as a text, whatever it looks like."""

    sheet: str
    cell: str
    words: str


class Orders(NamedTuple):
    """All that is done to a copy. title: what stands above the list of what has to be mended."""

    marks: Sequence[Mark]
    texts: Sequence[CellText] = ()
    totals: Sequence[Total] = ()
    numbers: Sequence[Number] = ()
    title: str = ""
    entries: Sequence[Entry] = ()


def marked(data: bytes, orders: Orders) -> bytes | None:
    """A copy of a workbook with all that is ordered; None where openpyxl had better not open it."""
    import openpyxl

    if not _is_ordinary(data):
        return None
    book = openpyxl.load_workbook(BytesIO(data), rich_text=True, keep_links=False)
    for text in orders.texts:
        cell = book[text.sheet][text.cell]
        cell.value, cell.data_type = text.words, "s"
    mending.take_off_list(book)
    _clear(book)
    _make_inert(book)
    mending.restore(book, orders.totals)
    mending.take_numbers(book, orders.numbers)
    for (sheet, cell), found in _by_cell(orders.marks).items():
        if sheet in book.sheetnames and hasattr(book[sheet], "merged_cells"):  # a chart has a sheet, too
            _mark(book[sheet], cell, found)
    if orders.entries:
        mending.put_list_first(book, orders.title, orders.entries)
    return _saved(book, data)


def _by_cell(marks: Iterable[Mark]) -> Mapping[tuple[str, str], list[Mark]]:
    """The gravest first at each cell."""
    cells: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        cells.setdefault((mark.sheet, mark.cell), []).append(mark)
    return {place: sorted(found, key=lambda mark: list(COLOURS).index(mark.kind)) for place, found in cells.items()}


# ---------------------------------------------------------------- marking


def _mark(page: "Worksheet", place: str, marks: list[Mark]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = _first(page, place)
    colour = COLOURS[marks[0].kind]
    cell.fill = PatternFill("solid", fgColor=colour)
    mending.unlock(cell)
    own = [OWN_WORDS + cell.comment.text] if cell.comment else []  # what somebody wrote there stays
    words = "\n".join([*(mark.kind + mark.words for mark in marks), *own])
    lines = sum(-(-len(line) // CHARACTERS) for line in words.splitlines())
    cell.comment = Comment(words, MARKER, height=LINE * (lines + 1), width=WIDTH)
    if page.sheet_properties.tabColor is None or marks[0].kind == NEEDS_MENDING:
        page.sheet_properties.tabColor = colour


def _make_inert(book: "Workbook") -> None:
    """No formula reaches out of the workbook or calls what no form needs, and no link leads to the outside."""
    _drop_names(book.defined_names)
    for page in book.worksheets:
        _drop_names(page.defined_names)
        for cell in page._cells.values():
            _make_cell_inert(cell)
        page._hyperlinks = [link for link in page._hyperlinks if not link.target]
        _drop_validations(page)
        _drop_conditional_formats(page)


def _make_cell_inert(cell: "Cell") -> None:
    """A formula that isn't harmless is the text that it is."""
    if cell.data_type == "f":
        formula = getattr(cell.value, "text", None) or str(cell.value)
        if not is_harmless(formula):
            cell.value, cell.data_type = formula, "s"
    if cell.hyperlink and cell.hyperlink.target:
        cell.hyperlink = None


def _drop_validations(page: "Worksheet") -> None:
    def stays(validation: "DataValidation") -> bool:
        return all(map(is_harmless, filter(None, (validation.formula1, validation.formula2))))

    validations = page.data_validations
    validations.dataValidation = list(filter(stays, validations.dataValidation))


def _drop_conditional_formats(page: "Worksheet") -> None:
    for area in list(page.conditional_formatting):
        harmless = [rule for rule in area.rules if all(map(is_harmless, rule.formula))]
        if len(harmless) < len(area.rules):
            del page.conditional_formatting[str(area.sqref)]
            for rule in harmless:
                page.conditional_formatting.add(str(area.sqref), rule)


def _drop_names(names: dict) -> None:
    for name in [name for name, said in names.items() if not is_harmless(said.value or "")]:
        del names[name]


def is_harmless(formula: str) -> bool:
    """Whether a formula only calculates with cells of its own workbook."""
    bare = QUOTED.sub("", formula)
    return set(CALLED.findall(bare.upper())) <= CALCULATING and not OUTSIDE.search(bare)


def _first(page: "Worksheet", place: str) -> "Cell":
    """The cell itself; of merged ones the one that holds the value."""
    merged = next((area for area in page.merged_cells.ranges if place in area), None)
    return page.cell(merged.min_row, merged.min_col) if merged else page[place]


def _clear(book: "Workbook") -> None:
    """Takes off the marks of an earlier copy, so that what was mended is not marked again."""
    for page in book.worksheets:
        tab = page.sheet_properties.tabColor
        if tab is not None and str(tab.rgb)[-6:] in COLOURS.values():
            page.sheet_properties.tabColor = None
        for cell in list(page._cells.values()):  # iter_rows would make every cell up to a stray one far away
            if cell.comment and cell.comment.text.startswith(tuple(COLOURS)):
                _unmark(cell)


def _unmark(cell: "Cell") -> None:
    """The cell looks again as in the template: locked ones grey, the others white."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    _, _, own = cell.comment.text.partition(OWN_WORDS)
    cell.comment = Comment(own, "") if own else None
    if cell.fill.fgColor.rgb[-6:] in COLOURS.values():
        cell.fill = PatternFill("solid", fgColor=LOCKED[1:]) if cell.protection.locked else PatternFill()


# ---------------------------------------------------------------- opening and saving


def _is_ordinary(data: bytes) -> bool:
    """Neither large, nor with more sheets or merged cells than anybody means, nor with declarations (entity bombs)."""
    with ZipFile(BytesIO(data)) as book:
        if sum(part.file_size for part in book.infolist()) > LARGEST:
            return False
        if len(SHEET.findall(book.read("xl/workbook.xml"))) > SHEETS:  # they may all be in one part
            return False
        parts = [book.read(name) for name in book.namelist() if name.endswith((".xml", ".rels", ".vml"))]
    for part in parts:
        refuse_declarations(part)
    return sum(_cells_of(area) for part in parts for area in MERGE.findall(part)) <= MERGED


def _cells_of(area: bytes) -> int:
    """C7:G8 has 10 cells."""
    top, left, bottom, right = area_of(area.decode("ascii"))
    return (bottom - top + 1) * (right - left + 1)


def _saved(book: "Workbook", data: bytes) -> bytes:
    """Saved without the day of writing: it keeps the time at which the office saved it."""
    from openpyxl.writer.excel import ExcelWriter

    with ZipFile(BytesIO(data)) as handed_in:
        core = handed_in.read("docProps/core.xml") if "docProps/core.xml" in handed_in.namelist() else b""
    for moment in ("created", "modified"):
        if not re.search(rb"<dcterms:" + moment.encode(), core):
            setattr(book.properties, moment, UNDATED)
    saved = BytesIO()
    with ZipFile(saved, "w", ZIP_DEFLATED) as file:
        ExcelWriter(book, file).save()
    return with_fixed_times(saved.getvalue())
