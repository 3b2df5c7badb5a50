"""文字材料: the words of the report, each a block of rows into which paragraphs can be pasted."""

from disclosure_batch.form.model import SheetKind
from disclosure_batch.template.guidance import prompt
from disclosure_batch.template.page import PAGES, Page
from disclosure_batch.template.widths import WIDTHS


def draw(page: Page) -> None:
    page.columns(WIDTHS[SheetKind.TEXTS])
    page.title()
    page.paper.write_string(1, 0, page.words.texts, page.style("unit"))
    page.paper.set_row(1, 20)
    page.print_none_of_it()
    page.paper.fit_to_pages(1, 0)
    page.paper.set_footer(PAGES)
    for name, area in page.sheet.cells.items():
        if name not in page.filling.locked:
            page.paper.data_validation(*area.corner, area.bottom, area.right, prompt(page.form.fields[name]))
