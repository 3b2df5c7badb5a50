"""The form's tables, as printed, with live totals, marks where they are off, and last year's figures beside them."""

from disclosure_batch.form.layout import TOP
from disclosure_batch.form.model import Head, Table
from disclosure_batch.sheets.sizes import lines_in_column
from disclosure_batch.template.around import foot, heading, last_year
from disclosure_batch.template.guidance import validation
from disclosure_batch.template.marks import mark_inputs
from disclosure_batch.template.page import Page
from disclosure_batch.template.widths import table_widths

LONG = 20  # a table of more rows has lower ones, to go on one page


def draw(page: Page) -> None:
    page.columns(table_widths(page.sheet))
    heading(page)
    _heights(page)
    last_year(page)
    foot(page)
    page.fit(landscape=any(table.across for table in page.sheet.sheet.tables))
    for table in page.sheet.sheet.tables:
        for row in table.rows:
            _validate(page, table, row)
    mark_inputs(page)


def _heights(page: Page) -> None:
    """A merged cell does not grow by itself: rows are as high as their longest label needs."""
    widths = table_widths(page.sheet)
    least = 20 if page.sheet.bottom - TOP > LONG else 27
    for row in range(TOP, page.sheet.bottom):
        labels = [label for label in page.sheet.labels if label.top == label.bottom == row]
        lines = max((lines_in_column(a.text, sum(widths[a.left : a.right + 1])) for a in labels), default=1)
        page.paper.set_row(row, max(least, 14.5 * lines + 4))
    page.paper.set_row(page.sheet.bottom, 24)


def _validate(page: Page, table: Table, row: Head) -> None:
    """What the typed cells of a row accept."""
    fields = [page.form.fields[table.field(row.id, column.id)] for column in table.columns]
    if typed := [field for field in fields if not field.derived]:
        first, last = page.sheet.cells[typed[0].id], page.sheet.cells[typed[-1].id]
        rule = validation(typed[0], page.form, row.name)
        page.paper.data_validation(first.top, first.left, last.top, last.left, rule)
