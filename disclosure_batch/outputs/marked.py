"""A workbook to be sent back: red what has to be mended, orange what needs a look, a comment at each cell.

openpyxl marks a copy of what the office handed in; the file itself is never touched. What openpyxl can't mark (.xls, .ods,
a Word document) is filled into the official workbook as it was read, which can be mended and sent back all the same.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.layout import MARKER, layout_of
from disclosure_batch.form.model import Form
from disclosure_batch.intake import archive
from disclosure_batch.intake.document import Unreadable
from disclosure_batch.intake.filing import Filing, Origin, Slip, Typed
from disclosure_batch.intake.guard import kind_of, open_zip
from disclosure_batch.merge import Consolidation, UnitState
from disclosure_batch.outputs.archive import with_fixed_times
from disclosure_batch.outputs.letter import UNDATED
from disclosure_batch.outputs.names import shown
from disclosure_batch.template import write_workbook
from disclosure_batch.template.filling import Filling, prefilled
from disclosure_batch.template.styles import LOCKED, ORANGE, RED

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

ENDING = "（请改）.xlsx"
LARGEST = 10_000_000  # bytes unpacked; a filled workbook has less than one
TO_MEND, TO_CHECK, CORRECTED = "【需修改】", "【请核实】", "【已更正】"
COLOURS = {TO_MEND: RED[1:], TO_CHECK: ORANGE[1:], CORRECTED: ORANGE[1:]}
WIDTH, LINE, CHARACTERS = 330, 19, 23  # of a comment: pixels across, pixels a line is high, characters in a line


CALCULATING = frozenset(  # all that the template calls, and what offices add up, round and look up with
    ["ABS", "AND", "AVERAGE", "CONCATENATE", "COUNT", "COUNTA", "COUNTBLANK", "COUNTIF", "DATE", "DAY", "FIND", "IF", "IFERROR", "INDEX", "INT", "ISBLANK", "ISERROR", "ISNUMBER", "ISTEXT", "LEFT", "LEN", "MATCH", "MAX", "MID", "MIN", "MOD", "MONTH", "N", "NOT", "OR", "RIGHT", "ROUND", "ROUNDDOWN", "ROUNDUP", "SEARCH", "SUBSTITUTE", "SUBTOTAL", "SUM", "SUMIF", "SUMIFS", "SUMPRODUCT", "TEXT", "TODAY", "TRIM", "VALUE", "VLOOKUP", "YEAR"]
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


class Copy(StrEnum):
    """What was written."""

    OWN = "the office's own workbook"
    FILLED = "the official workbook, filled with what was read"
    NONE = ""


def write(result: Consolidation, state: UnitState, findings: Iterable[Finding], path: Path) -> Copy:
    """Writes the marked workbook where there can be one. The same result gives the same bytes."""
    if state.filing and state.filing.origin is Origin.CONSOLIDATED:  # it is made anew from its own parts, not mended by hand
        return Copy.NONE
    data = handed_in(result, state.file)
    book, copy, marks = _opened(data) if data else None, Copy.OWN, [*_of_findings(findings), *_of_corrections(result, state)]
    if book is None:
        if not data or state.filing is None or kind_of(data) == "xlsx":  # too large, or made to do harm
            return Copy.NONE
        filing = _handed_in(result, state)
        data = _filled(result, state, filing)
        book, copy = _opened(data), Copy.FILLED
        _type_as_read(book, filing, result.form)
        marks = [_as_printed(mark, state.filing, result.form) for mark in marks]
    _clear(book)
    _make_inert(book)
    for (sheet, cell), found in _by_cell(marks).items():
        if sheet in book.sheetnames and hasattr(book[sheet], "merged_cells"):  # a chart has a sheet, too
            _mark(book[sheet], cell, found)
    return copy if _saved(book, data, path) else Copy.NONE


def _handed_in(result: Consolidation, state: UnitState) -> Filing:
    """The filing with the office's own figures, where some were corrected."""
    form, filing = result.form, state.filing
    own = {name: d.value for (unit, name), d in result.corrections.items() if unit == state.unit.key and name in form.position}
    words = {name: Typed(Slip.NOT_A_NUMBER, value) for name, value in own.items() if isinstance(value, str)}
    figures = dict(zip(form.inputs, filing.values, strict=True)) | own | dict.fromkeys(words)
    return replace(filing, values=tuple(figures.values()), slips={**filing.slips, **words})


def _filled(result: Consolidation, state: UnitState, filing: Filing) -> bytes:
    """The official workbook with every figure and text that was read."""
    form = result.form
    given = prefilled(form, state.unit.name, state.unit.code or "", result.year)
    figures = {name: value for name, value in zip(form.inputs, filing.values, strict=True) if value is not None}
    texts = {name: text for name, text in filing.texts.items() if name not in given.values}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "filled.xlsx"
        write_workbook(path, Filling(form, {**given.values, **texts, **figures}, locked=given.locked, stamp=given.stamp))
        return path.read_bytes()


def _type_as_read(book: "Workbook", filing: Filing, form: Form) -> None:
    """What is no figure stands there as the office wrote it."""
    layout = layout_of(form)
    for name, typed in filing.slips.items():
        if filing.value(form, name) is None and name in form.position:
            cell = book[layout.sheet_of(name).name][layout.cell(name)]
            cell.value, cell.data_type = shown(typed.raw), "s"


def _as_printed(mark: Mark, filing: Filing, form: Form) -> Mark:
    """A mark at the place that its figure has in the official workbook."""
    layout = layout_of(form)
    name = next((name for name in form.fields if filing.place(form, name) == (mark.sheet, mark.cell)), None)
    return mark._replace(sheet=layout.sheet_of(name).name, cell=layout.cell(name)) if name else mark


def handed_in(result: Consolidation, path: str | None) -> bytes | None:
    """A file of the run, or one in an archive; None where it is not there any more as it was read."""
    known = {file.path: file.sha256 for file in result.files}
    try:
        data = _bytes(result.sources, path or "")
    except (OSError, Unreadable):
        return None
    return data if data and hashlib.sha256(data).hexdigest() == known.get(path) else None


def _bytes(sources: Mapping[str, Path], path: str) -> bytes | None:
    if path in sources:
        return sources[path].read_bytes()
    outer, _, inside = path.partition("!/")
    if outer not in sources:
        return None
    book = open_zip(sources[outer].read_bytes())
    return next((archive.unpack(book, member) for name, member, _ in archive.members(book) if name == inside), None)


# ---------------------------------------------------------------- what is marked


def _of_findings(findings: Iterable[Finding]) -> Iterator[Mark]:
    for finding in findings:
        if finding.sheet and finding.cell:
            kind = TO_MEND if finding.severity is Severity.ERROR else TO_CHECK
            said = (finding.message, finding.decision, finding.explanation and f"你单位的说明：{finding.explanation}")
            yield Mark(finding.sheet, finding.cell, kind, "\n".join(shown(words) for words in said if words))


def _of_corrections(result: Consolidation, state: UnitState) -> Iterator[Mark]:
    """What is taken instead of the office's figure, so that the office mends it, too."""
    for (unit, _), decision in result.corrections.items():
        if unit == state.unit.key and decision.sheet and decision.cell:
            yield Mark(decision.sheet, decision.cell, CORRECTED, f"{shown(decision.words)}。请一并改正。")


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
    own = [cell.comment.text] if cell.comment else []  # what somebody wrote there stays
    words = "\n".join([*(mark.kind + mark.words for mark in marks), *own])
    lines = sum(-(-len(line) // CHARACTERS) for line in words.splitlines())
    cell.comment = Comment(words, MARKER, height=LINE * (lines + 1), width=WIDTH)
    if page.sheet_properties.tabColor is None or marks[0].kind == TO_MEND:
        page.sheet_properties.tabColor = colour


def _make_inert(book: "Workbook") -> None:
    """A formula that reaches out of the workbook, or calls what no form needs, is the text that it is; in names,
    validations and conditional formats there is none, and no link leads to the outside."""
    _drop_names(book.defined_names)
    for page in book.worksheets:
        _drop_names(page.defined_names)
        for cell in page._cells.values():
            if cell.data_type == "f" and not is_harmless(getattr(cell.value, "text", None) or str(cell.value)):
                cell.value = getattr(cell.value, "text", None) or str(cell.value)
                cell.data_type = "s"
            if cell.hyperlink and cell.hyperlink.target:
                cell.hyperlink = None
        page._hyperlinks = [link for link in page._hyperlinks if not link.target]
        checks = page.data_validations
        checks.dataValidation = [v for v in checks.dataValidation if all(is_harmless(f) for f in (v.formula1, v.formula2) if f)]
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
    from openpyxl.styles import PatternFill

    cell.comment = None
    if cell.fill.fgColor.rgb[-6:] in COLOURS.values():
        cell.fill = PatternFill("solid", fgColor=LOCKED[1:]) if cell.protection.locked else PatternFill()


# ---------------------------------------------------------------- opening and saving


def _opened(data: bytes) -> "Workbook | None":
    """The workbook as openpyxl has it; None where it is none, or too large, or openpyxl can't read it."""
    import openpyxl

    try:
        if kind_of(data) != "xlsx" or _suspicious(data):
            return None
        return openpyxl.load_workbook(BytesIO(data), rich_text=True, keep_links=False)
    except Exception:  # whatever other programs have written; then the notice alone has to do
        return None


def _suspicious(data: bytes) -> bool:
    """Too large, or with a declaration in which entity bombs live."""
    with ZipFile(BytesIO(data)) as book:
        if sum(part.file_size for part in book.infolist()) > LARGEST:
            return True
        return any(b"<!DOCTYPE" in book.read(name) for name in book.namelist() if name.endswith((".xml", ".rels", ".vml")))


def _saved(book: "Workbook", data: bytes, path: Path) -> bool:
    """Written without the day of writing: it keeps the time at which the office saved it."""
    from openpyxl.writer.excel import ExcelWriter

    with ZipFile(BytesIO(data)) as handed_in_:
        core = handed_in_.read("docProps/core.xml") if "docProps/core.xml" in handed_in_.namelist() else b""
    for moment in ("created", "modified"):
        if not re.search(rb"<dcterms:" + moment.encode(), core):
            setattr(book.properties, moment, UNDATED)
    try:
        with ZipFile(path, "w", ZIP_DEFLATED) as file:
            ExcelWriter(book, file).save()
    except Exception:  # openpyxl can read more than it can write
        path.unlink(missing_ok=True)
        return False
    with_fixed_times(path)
    return True
