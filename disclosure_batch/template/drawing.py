"""Draws the sheets of the form into an XlsxWriter workbook, from the layout and what stands in the cells.

Both the template and the consolidated workbook are drawn here, so that the one is read like the other.
"""

from collections.abc import Callable, Mapping

from xlsxwriter import Workbook

from disclosure_batch.form.layout import SheetLayout
from disclosure_batch.form.model import SheetKind
from disclosure_batch.papers import META
from disclosure_batch.sheets.styles import Styles
from disclosure_batch.template import checks, cover, fields, guidance, indicators, tables, texts
from disclosure_batch.template.filling import Filling
from disclosure_batch.template.page import PROTECTION, Material, Page
from disclosure_batch.template.state import sentences
from disclosure_batch.template.styles import STYLES

KINDS: Mapping[SheetKind, Callable[[Page], None]] = {
    SheetKind.COVER: cover.draw,
    SheetKind.TABLES: tables.draw,
    SheetKind.INDICATORS: indicators.draw,
    SheetKind.TEXTS: texts.draw,
    SheetKind.EXPLANATIONS: checks.draw,
}


class Drawing:
    """One workbook being drawn: the sheets of the form in its order, then 填报说明, and the stamp at the end."""

    def __init__(self, book: Workbook, filling: Filling, words: guidance.GuidanceWords | None = None) -> None:
        words = words or guidance.for_offices(filling.form)
        self._material = Material(book, filling, words, Styles(book, STYLES), sentences(filling))

    def draw(self) -> None:
        """The whole template."""
        self.draw_form()
        guidance.draw(self._material.book, self._material.styles, self._material.filling.form)
        self.stamp()

    def draw_form(self) -> None:
        """The sheets of the form; the workbook opens on the first."""
        for sheet in self._material.layout.sheets:
            self._sheet(sheet)
        self._material.book.worksheets_objs[0].activate()

    def stamp(self) -> None:
        """The very hidden sheet by which the tool knows its own workbook."""
        page = self._material.book.add_worksheet(META)
        for row, (key, value) in enumerate(self._material.filling.stamp.items()):
            page.write_string(row, 0, key)
            page.write_string(row, 1, value)
        page.very_hidden()
        page.protect("", PROTECTION)

    def _sheet(self, sheet: SheetLayout) -> None:
        page = Page(self._material, sheet)
        for label in sheet.labels:
            page.label(label, label.text, label.role)
        for name in sheet.cells:
            fields.draw(page, page.form.fields[name])
        KINDS[sheet.sheet.kind](page)
