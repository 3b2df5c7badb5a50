"""Draws the sheets of the form into an XlsxWriter workbook, from the layout and what stands in the cells.

Both the template and the consolidated workbook are drawn here, so that the one is read like the other.
"""

import datetime
import io
from collections.abc import Callable, Mapping

from xlsxwriter import Workbook

from disclosure_batch.form.layout import SheetLayout
from disclosure_batch.form.model import SheetKind
from disclosure_batch.papers import META
from disclosure_batch.sheets.book import book_in
from disclosure_batch.sheets.styles import NORMAL, Styles
from disclosure_batch.template import checks, cover, fields, guidance, indicators, tables, texts
from disclosure_batch.template.filling import Filling
from disclosure_batch.template.page import PROTECTION, Ink, Material, Page, PlainInk, ShownOf
from disclosure_batch.template.state import sentences
from disclosure_batch.template.styles import STYLES

KINDS: Mapping[SheetKind, Callable[[Page], None]] = {
    SheetKind.COVER: cover.draw,
    SheetKind.TABLES: tables.draw,
    SheetKind.INDICATORS: indicators.draw,
    SheetKind.TEXTS: texts.draw,
    SheetKind.EXPLANATIONS: checks.draw,
}


def drawn_workbook(filling: Filling, ink: Ink | None = None) -> bytes:
    """A whole template; the same filling gives the same bytes."""
    data = io.BytesIO()
    with book_in(data, {"in_memory": True, **NORMAL}) as book:
        book.set_properties({"title": filling.form.title, "created": fixed_date(filling)})
        Drawing(book, filling, ink=ink).draw()
    return data.getvalue()


def fixed_date(filling: Filling) -> datetime.datetime:
    """Of the file's properties: no clock, so that the same input gives the same bytes."""
    year = str(filling.values.get("unit.year") or filling.form.edition)
    return datetime.datetime(int(year) + 1 if year.isdecimal() else 2000, 1, 1)


class Drawing:
    """One workbook being drawn: the sheets of the form in its order, then 填报说明, and the stamp at the end."""

    def __init__(
        self, book: Workbook, filling: Filling, words: guidance.GuidanceWords | None = None, ink: Ink | None = None
    ) -> None:
        words, ink = words or guidance.for_offices(filling.form), ink or PlainInk(filling)
        self._material = Material(book, filling, words, Styles(book, STYLES), sentences(filling), ink)

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
        for row, key in enumerate(self._material.filling.stamp):
            page.write_string(row, 0, key)
            page.write_string(row, 1, self._material.ink.typed(_stamped(key)))
        page.very_hidden()
        page.protect("", PROTECTION)

    def _sheet(self, sheet: SheetLayout) -> None:
        page = Page(self._material, sheet)
        for label in sheet.labels:
            page.label(label, label.text, label.role)
        for name in sheet.cells:
            fields.draw(page, page.form.fields[name])
        KINDS[sheet.sheet.kind](page)


def _stamped(key: str) -> ShownOf:
    return lambda filling: filling.stamp[key]
