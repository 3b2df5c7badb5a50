"""A field of the form as a cell: its figure, total, text or date, locked or free to be filled in."""

import datetime
from itertools import zip_longest

from xlsxwriter.format import Format

from disclosure_batch.form import formulas
from disclosure_batch.form.checksum import checksum_formula
from disclosure_batch.form.layout import Area
from disclosure_batch.form.model import Field, FieldKind, Figure, SheetKind
from disclosure_batch.references import absolute
from disclosure_batch.sheets.sizes import height_of
from disclosure_batch.template.page import Page
from disclosure_batch.template.widths import WIDTHS


def draw(page: Page, field: Field) -> None:
    """The field under its id, which is a name of the workbook."""
    area = page.sheet.cells[field.id]
    page.book.define_name(field.id, f"='{page.sheet.name}'!{absolute(area.first)}")
    if page.sheet.sheet.kind is SheetKind.TEXTS:
        _block(page, area, field)
        return
    style = page.style(_style(page, field))
    if not area.single:
        page.paper.merge_range(area.top, area.left, area.bottom, area.right, "", style)
    _value(page, area, field, style)


def _style(page: Page, field: Field) -> str:
    locked = field.derived or field.kind is FieldKind.CODE or field.id in page.filling.locked
    return f"{field.kind}_locked" if locked else field.kind


def _block(page: Page, area: Area, field: Field) -> None:
    """A text: its rows stay separate cells, a paragraph in each."""
    value = page.filling.values.get(field.id, ())
    paragraphs = [value] if isinstance(value, str) else list(value)
    for row, paragraph in zip_longest(area.rows, paragraphs[: len(area.rows)]):
        edge = ("_first" if row == area.top else "") + ("_last" if row == area.bottom else "")
        style = page.style(_style(page, field) + "_row" + edge)
        if paragraph:
            page.paper.write_string(row, area.left, paragraph, style)
            page.paper.set_row(row, height_of(paragraph, WIDTHS[SheetKind.TEXTS][area.left]))
        else:
            page.paper.write_blank(row, area.left, None, style)


def _value(page: Page, area: Area, field: Field, style: Format) -> None:
    """What is calculated as a formula with its result, anything else as it is."""
    filling, at = page.filling, area.corner
    value = filling.values.get(field.id)
    if field.kind is FieldKind.CODE:
        page.paper.write_array_formula(*at, *at, "{" + checksum_formula(page.form) + "}", style, filling.checksum)
    elif field.derived:
        page.paper.write_formula(*at, formulas.total(page.layout, field), style, stored(filling.figures[field.id]))
    elif field.id in filling.formulas:
        page.paper.write_formula(*at, filling.formulas[field.id], style, "" if value is None else stored(value))
    else:
        _typed(page, at, value, style)


def _typed(page: Page, at: tuple[int, int], value: object, style: Format) -> None:
    match value:
        case None:
            page.paper.write_blank(*at, None, style)
        case str():
            page.paper.write_string(*at, value, style)
        case datetime.date():
            page.paper.write_datetime(*at, value, style)
        case _:
            page.paper.write_number(*at, value, style)


def stored(figure: Figure) -> int | float:
    """The result of a formula as the file keeps it: a double, and no .0 where it is whole."""
    return float(figure) if figure % 1 else int(figure)
