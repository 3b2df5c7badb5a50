"""封面: what the form is, who reports for which year, whether everything balances, and how to fill it in."""

from disclosure_batch.form.model import FieldKind, SheetKind
from disclosure_batch.form.printed import edition_line
from disclosure_batch.sheets.sizes import height_of
from disclosure_batch.template.guidance import validation
from disclosure_batch.template.page import Page
from disclosure_batch.template.state import ComputedSentence
from disclosure_batch.template.widths import WIDTHS

CHECKS_STATE = "$A$2"  # of 核对与说明: the sentence that says whether everything balances


def draw(page: Page) -> None:
    page.columns(WIDTHS[SheetKind.COVER])
    page.paper.print_area(0, 1, page.sheet.bottom, 3)  # the narrow columns outside are for the eye only
    _title(page)
    for area in page.sheet.cells.values():
        page.paper.set_row(area.top, 30)
    below = max(area.bottom for area in page.sheet.cells.values()) + 2
    _state(page, below)
    _words(page, below + 1)
    _date_and_year(page)
    page.fit()


def _title(page: Page) -> None:
    form = page.form
    page.paper.set_row(0, 30)
    page.paper.set_row(1, 44)
    page.paper.merge_range(1, 1, 1, 3, form.title, page.style("cover_title"))
    page.paper.merge_range(2, 1, 2, 3, edition_line(form), page.style("subtitle"))
    page.paper.set_row(2, 22)


def _state(page: Page, row: int) -> None:
    page.paper.merge_range(row, 1, row, 3, "", page.style("state"))
    there = f"='{page.state.checks.name}'!{CHECKS_STATE}"
    page.says(row, 1, ComputedSentence(there, page.state.of_all().shown), "state")
    page.paper.set_row(row, 50)


def _words(page: Page, row: int) -> None:
    """How to fill in the workbook, and the place for the seal."""
    page.paper.set_row(row, max(96, height_of(page.words.cover, 70)))
    page.paper.merge_range(row, 1, row, 3, page.words.cover, page.style("note"))
    if page.words.seal:
        page.paper.write_string(row + 1, 3, page.words.seal, page.style("seal"))
        page.paper.set_row(row + 1, 48)


def _date_and_year(page: Page) -> None:
    for name, cell in page.sheet.cells.items():
        field = page.form.fields[name]
        if field.kind in (FieldKind.DATE, FieldKind.YEAR) and name not in page.filling.locked:
            page.validate(cell, validation(field, page.form))
