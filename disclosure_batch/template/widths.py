"""How wide the columns of the form's sheets are, in digits of the workbook's own font.

Chosen so that every table goes on a page of A4 at about its own size.
"""

from disclosure_batch.form.layout import SheetLayout
from disclosure_batch.form.model import SheetKind

WIDTHS = {
    SheetKind.COVER: [3, 16, 30, 30, 3],
    SheetKind.INDICATORS: [34, 12, 6, 36],
    SheetKind.TEXTS: [18, 67],
    SheetKind.EXPLANATIONS: [6.5, 40, 7.5, 7.5, 7.5, 18, 18, 30],
}


def table_widths(sheet: SheetLayout) -> list[float]:
    """Narrow label columns outside, wide ones inside, then the figures; the same again for last year."""
    first = min(area.left for area in sheet.cells.values())
    stub = [5.0] * first + [9, 28]
    figures = sheet.right + 1 - first
    wide, last_year = (7.5, 7.5) if figures > 3 else (18, 12)
    return [*stub[len(stub) - first :], *[wide] * figures, 3, *[last_year] * figures]
