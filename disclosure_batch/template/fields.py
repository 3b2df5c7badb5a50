"""A field of the form as a cell: its figure, total, text or date, locked or free to be filled in."""

from collections.abc import Callable, Sequence

from xlsxwriter.format import Format

from disclosure_batch.form import formulas
from disclosure_batch.form.checksum import checksum_formula
from disclosure_batch.form.layout import Area
from disclosure_batch.form.model import Field, FieldKind, Figure, SheetKind
from disclosure_batch.references import absolute
from disclosure_batch.sheets.sizes import height_of
from disclosure_batch.template.filling import Filling
from disclosure_batch.template.page import Page, ShownOf
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
    for number, row in enumerate(area.rows):
        edge = ("_first" if row == area.top else "") + ("_last" if row == area.bottom else "")
        style = page.style(_style(page, field) + "_row" + edge)
        paragraph = _paragraph(field, number)
        page.typed((row, area.left), paragraph, style)
        if words := paragraph(page.filling):
            page.paper.set_row(row, height_of(words, WIDTHS[SheetKind.TEXTS][area.left]))


def _paragraph(field: Field, number: int) -> Callable[[Filling], str | None]:
    def shown(filling: Filling) -> str | None:
        value = filling.values.get(field.id, ())
        paragraphs: Sequence[str] = [value] if isinstance(value, str) else value
        return paragraphs[number] or None if number < len(paragraphs) else None

    return shown


def _value(page: Page, area: Area, field: Field, style: Format) -> None:
    """What is calculated as a formula with its result, anything else as it is."""
    name, at = field.id, area.corner
    if field.kind is FieldKind.CODE:
        page.calculated(at, "{" + checksum_formula(page.form) + "}", lambda filling: filling.checksum, style)
    elif field.derived:
        page.calculated(at, formulas.total(page.layout, field), lambda filling: stored(filling.figures[name]), style)
    elif name in page.filling.formulas:
        page.calculated(at, page.filling.formulas[name], _result(name), style)
    else:
        page.typed(at, lambda filling: filling.values.get(name), style)


def _result(name: str) -> ShownOf:
    """Of a formula in a cell that is typed into elsewhere; it shows nothing where there is nothing to add up."""
    return lambda filling: "" if (value := filling.values.get(name)) is None else stored(value)


def stored(figure: Figure) -> int | float:
    """The result of a formula as the file keeps it: a double, and no .0 where it is whole."""
    return float(figure) if figure % 1 else int(figure)
