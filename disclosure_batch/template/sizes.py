"""How wide the columns are and how high the rows, in digits of the workbook's own font and in points.

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


def height_of(text: str, width: float, line: float = 14.5) -> float:
    """Of a row that shows a text of several lines whole, as far as a row can be high."""
    return min(409, 4 + line * sum(max(1, lines_of(words, width)) for words in text.split("\n")))


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column: a Chinese character is two digits wide."""
    return -(-sum(2 if ord(c) > 255 else 1 for c in text) // max(1, int(width - 1)))
