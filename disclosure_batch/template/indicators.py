"""工作指标: a list of figures, each with its unit and what it counts."""

from disclosure_batch.form.model import SheetKind
from disclosure_batch.sheets.sizes import height_of
from disclosure_batch.template.around import foot, heading, last_year
from disclosure_batch.template.guidance import validation
from disclosure_batch.template.marks import mark_inputs
from disclosure_batch.template.page import Page
from disclosure_batch.template.widths import WIDTHS


def draw(page: Page) -> None:
    widths = WIDTHS[SheetKind.INDICATORS]
    page.columns(widths)
    heading(page)
    last_year(page)
    foot(page)
    page.fit()
    for name, area in page.sheet.cells.items():
        field = page.form.fields[name]
        page.paper.set_row(area.top, max(33, height_of(field.counts, widths[3])))
        page.paper.write_string(area.top, 2, field.unit, page.style("head"))
        page.paper.write_string(area.top, 3, field.counts, page.style("note_cell"))
        page.validate(area, validation(field, page.form))
    mark_inputs(page)
