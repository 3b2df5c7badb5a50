"""What is said of an office's document at the places that its figures have in the official workbook.

Where such a workbook goes with the notice, it is what the office will mend: a table in a Word document has no E4.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace

from disclosure_batch.findings import Finding, Held, Reader, Spot, Words, words
from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import Form
from disclosure_batch.intake.filing import Filing
from disclosure_batch.outputs.notices.orders import CellMark
from disclosure_batch.rules.blank import NoIndicators
from disclosure_batch.rules.layout import NotFound
from disclosure_batch.rules.unread import TableNotConverted

Places = Mapping[tuple[str | None, str], tuple[str, str]]  # sheet and cell of the document -> of the workbook
CELL = re.compile("[A-Z]{1,3}[0-9]+")
AS_TYPED = frozenset(("stands", "said", "value", "text", "sentence", "written", "raw"))  # an office's own words


@dataclass(frozen=True, slots=True)
class StillBlank:
    """More cells of the official workbook that are blank, as their figures were not found."""

    sheet: str


@words(StillBlank)
def _(about: StillBlank, finding: Finding, reader: Reader) -> Words:
    return Words(f"“{about.sheet}”里也有没读到的数字。", "请照原来的文件补填标红的格，没有发生的填 0。")


def as_printed(finding: Finding, filing: Filing, form: Form) -> list[Finding]:
    """A finding as it would be of the official workbook: one for each sheet of it that it speaks of."""
    finding = replace(finding, held=Held.FILLED)
    match finding.about:
        case NotFound(trouble=trouble):
            return _where_blank(finding, trouble.fields, form)
        case TableNotConverted(table=table):
            return _where_blank(finding, _absent_from(table.sheet, filing, form), form)
        case NoIndicators():
            return _where_blank(finding, form.indicators, form)
    return [_moved_finding(finding, filing, form)]


def _absent_from(sheet: str, filing: Filing, form: Form) -> list[str]:
    """The figures to be filled in on a sheet of which none was found."""
    layout = layout_of(form)
    return [name for name in form.inputs if name in filing.absent and layout.sheet_of(name).name == sheet]


def _where_blank(finding: Finding, names: Iterable[str], form: Form) -> list[Finding]:
    """Where the figures have to be filled in."""
    layout, sheets = layout_of(form), {}
    for name in names:
        sheets.setdefault(layout.sheet_of(name).name, []).append(layout.cell(name))
    nothing = {"also": (), "field": None, "value": None, "expected": None, "candidates": ()}
    blank = [replace(finding, sheet=s, cell=cells[0], suspects=tuple(cells), **nothing) for s, cells in sheets.items()]
    return [*blank[:1], *(replace(more, about=StillBlank(more.sheet)) for more in blank[1:])] or [finding]


def _moved_finding(finding: Finding, filing: Filing, form: Form) -> Finding:
    """With each cell where it stands in the workbook."""
    layout = layout_of(form)
    if finding.sheet is None and finding.field in form.texts:
        return replace(finding, sheet=layout.sheet_of(finding.field).name, cell=layout.cell(finding.field))
    places = _places(filing, form)
    if (finding.sheet, finding.cell) not in places:
        return finding
    sheet, cell = places[finding.sheet, finding.cell]
    moved = {(finding.sheet, at): now for (on, at), now in places.items() if on == finding.sheet}
    candidates = tuple(
        replace(c, cell=moved[finding.sheet, c.cell][1]) for c in finding.candidates if (finding.sheet, c.cell) in moved
    )
    return replace(
        finding,
        about=_moved(finding.about, finding.sheet, places),
        sheet=sheet,
        cell=cell,
        also=_cells(finding.also, finding.sheet, places),
        suspects=_cells(finding.suspects, finding.sheet, places),
        candidates=candidates,
    )


def mark_as_printed(mark: CellMark, filing: Filing, form: Form) -> CellMark:
    sheet, cell = _places(filing, form).get((mark.sheet, mark.cell), (mark.sheet, mark.cell))
    return mark._replace(sheet=sheet, cell=cell)


def _places(filing: Filing, form: Form) -> Places:
    layout, places = layout_of(form), {}
    for name in form.fields:
        sheet, cell = filing.place(form, name)
        if cell:
            places[sheet, cell] = layout.sheet_of(name).name, layout.cell(name)
    return places


def _cells(cells: tuple[str, ...], sheet: str, places: Places) -> tuple[str, ...]:
    """Those that the workbook has, too."""
    return tuple(places[sheet, cell][1] for cell in cells if (sheet, cell) in places)


def _moved(about: object, sheet: str, places: Places) -> object:
    """The values of a sentence with every cell and sheet where it stands in the workbook."""
    match about:
        case Spot(sheet=on, cell=cell, name=name):
            return Spot(*places[on, cell], name) if (on, cell) in places else about
        case tuple():
            return tuple(_moved(each, sheet, places) for each in about)
        case str():
            return _moved_word(about, sheet, places)
    if not is_dataclass(about):
        return about
    kept = ((field.name, getattr(about, field.name)) for field in fields(about) if field.init)
    return replace(about, **{name: _moved(said, sheet, places) for name, said in kept if name not in AS_TYPED})


def _moved_word(word: str, sheet: str, places: Places) -> str:
    """A cell of the sheet, or the sheet itself; any other word as it is."""
    if CELL.fullmatch(word):
        return places.get((sheet, word), ("", word))[1]
    return next((now for (on, _), (now, _) in places.items() if on == sheet), word) if word == sheet else word
