"""Marks cells in a workbook that some office has sent, as openpyxl has it.

What openpyxl needs for a workbook has no bound (a merged column is a million cells to it, a shared formula is written
out for every cell), so that `write` is called in a process with limits. It imports nothing large.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from disclosure_batch.documents.parts import refuse_declarations
from disclosure_batch.fixed_times import UNDATED, with_fixed_times
from disclosure_batch.outputs.notices import mending
from disclosure_batch.outputs.notices.orders import (
    COLOURS,
    EXPLAINED_TOO,
    FADES,
    NEEDS_MENDING,
    ONE_CELL,
    WIDTH,
    CellMark,
    Orders,
    as_it_was,
    by_cell,
    cells_beside,
    condition,
    height_of_comment,
    is_harmless,
    is_mark,
)
from disclosure_batch.outputs.notices.patching import patched
from disclosure_batch.outputs.notices.standard import as_in_the_standard
from disclosure_batch.papers import MARKER
from disclosure_batch.references import area_of

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.formatting.rule import Rule
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

LARGEST = 10_000_000  # bytes unpacked; a filled workbook has less than one
MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?\bref\s*=\s*[\"']([^\"']*)")
SHEET = re.compile(rb"<(?:\w+:)?sheet\s")
SHEETS = 100  # the form has 9
MERGED = 100_000  # cells that belong to others; each is an object to openpyxl
OWN_WORDS = "【原有批注】"  # before what the office itself wrote at the cell


def marked(data: bytes, orders: Orders) -> bytes | None:
    """A copy of a workbook with all that is ordered; None where nothing had better open it."""
    parts = _parts_of_ordinary(data)
    return parts and (patched(data, parts, orders) or _marked_by_openpyxl(data, orders))


def _marked_by_openpyxl(data: bytes, orders: Orders) -> bytes:
    import openpyxl

    book = openpyxl.load_workbook(BytesIO(data), rich_text=True, keep_links=False)
    for text in orders.texts:
        cell = book[text.sheet][text.cell]
        cell.value, cell.data_type = text.words, "s"
    mending.take_off_list(book)
    _clear(book)
    _make_inert(book)
    mending.restore(book, orders.totals)
    mending.take_numbers(book, orders.numbers)
    for (sheet, cell), found in by_cell(orders.marks).items():
        if sheet in book.sheetnames and hasattr(book[sheet], "merged_cells"):  # a chart has a sheet, too
            _mark(book[sheet], cell, found)
    for page in book.worksheets:
        _put_first(page)
    if orders.entries:
        mending.put_list_first(book, orders.title, orders.entries, (_fades(book, orders.marks), orders.below))
    return _saved(book, data)


# ---------------------------------------------------------------- marking


def _mark(page: "Worksheet", place: str, marks: list[CellMark]) -> None:
    from openpyxl.comments import Comment

    cell = _first(page, place)
    mending.unlock(cell)
    for mark in (mark for mark in marks if mark.coloured):
        _colour(page, cell, mark)
    colour = COLOURS[marks[0].kind]
    page.page_setup.blackAndWhite = True  # what is printed is stamped, and shows no marks
    if page.sheet_properties.tabColor is None or marks[0].kind == NEEDS_MENDING:
        page.sheet_properties.tabColor = colour
    said = [mark.kind + mark.words for mark in marks if mark.words]
    if not said:
        return
    own = [OWN_WORDS + cell.comment.text] if cell.comment else []  # what somebody wrote there stays
    words = "\n".join([*said, *own])
    cell.comment = Comment(words, MARKER, height=height_of_comment(words), width=WIDTH)


def _colour(page: "Worksheet", cell: "Cell", mark: CellMark) -> None:
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import PatternFill

    cells = [_first(page, place) for place in cells_beside(mark)]
    cells = [(f"${each.column_letter}${each.row}", each) for each in (cell, *cells)]
    if answer := _named(page.parent, mark.answer):  # by its name: Excel's conditions reach to no other sheet
        cells.append((mark.answer, answer))
    formula = condition(mark, (as_it_was(place, each.value, each.data_type == "f") for place, each in cells))
    rule = FormulaRule(formula=[formula], fill=PatternFill(bgColor=COLOURS[mark.kind]))
    page.conditional_formatting.add(cell.coordinate, rule)


def _fades(book: "Workbook", marks: Iterable[CellMark]) -> str:
    return FADES.format(EXPLAINED_TOO if any(_named(book, mark.answer) for mark in marks) else "")


def _named(book: "Workbook", name: str | None) -> "Cell | None":
    said = book.defined_names.get(name) if name else None
    match = ONE_CELL.fullmatch(said.value or "") if said else None
    return book[match[1]][match[2] + match[3]] if match and match[1] in book.sheetnames else None


def _put_first(page: "Worksheet") -> None:
    """Marks before the conditions that the workbook has had, which have colours of their own."""
    rules = [rule for area in page.conditional_formatting for rule in area.rules]
    for number, rule in enumerate(sorted(rules, key=lambda rule: (not _is_mark(rule), rule.priority)), 1):
        rule.priority = number


def _is_mark(rule: "Rule") -> bool:
    return any(map(is_mark, rule.formula))


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
    _keep_conditions(page, lambda rule: all(map(is_harmless, rule.formula)))


def _keep_conditions(page: "Worksheet", stays: Callable[["Rule"], bool]) -> None:
    for area in list(page.conditional_formatting):
        kept = [rule for rule in area.rules if stays(rule)]
        if len(kept) < len(area.rules):
            del page.conditional_formatting[str(area.sqref)]
            for rule in kept:
                page.conditional_formatting.add(str(area.sqref), rule)


def _drop_names(names: dict) -> None:
    for name in [name for name, said in names.items() if not is_harmless(said.value or "")]:
        del names[name]


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
        _keep_conditions(page, lambda rule: not _is_mark(rule))
        for cell in list(page._cells.values()):  # iter_rows would make every cell up to a stray one far away
            if cell.comment and cell.comment.text.startswith(tuple(COLOURS)):
                _unmark(cell)


def _unmark(cell: "Cell") -> None:
    """What somebody wrote there stays."""
    from openpyxl.comments import Comment

    _, _, own = cell.comment.text.partition(OWN_WORDS)
    cell.comment = Comment(own, "") if own else None


# ---------------------------------------------------------------- opening and saving


def _parts_of_ordinary(data: bytes) -> Mapping[str, bytes] | None:
    """The parts of a workbook that is neither large, nor has more sheets or merged cells than anybody means, nor
    declarations (entity bombs)."""
    with ZipFile(BytesIO(data)) as book:
        if sum(part.file_size for part in book.infolist()) > LARGEST:
            return None
        if len(SHEET.findall(book.read("xl/workbook.xml"))) > SHEETS:  # they may all be in one part
            return None
        parts = {name: book.read(name) for name in book.namelist()}
    texts = [part for name, part in parts.items() if name.endswith((".xml", ".rels", ".vml"))]
    for part in texts:
        refuse_declarations(part)
    return parts if sum(_cells_of(area) for part in texts for area in MERGE.findall(part)) <= MERGED else None


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
    return with_fixed_times(as_in_the_standard(saved.getvalue()))
