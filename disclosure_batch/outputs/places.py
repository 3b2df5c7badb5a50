"""Where findings are: in words, and in the order in which one reads the form."""

from collections.abc import Iterable, Sequence

from disclosure_batch.findings import Finding, in_order
from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import Form
from disclosure_batch.references import CELL, column_of, runs

WHOLE_FILE = (-1, 0, 0)  # what is said of it comes before what is said of a cell


def in_reading_order(findings: Iterable[Finding], form: Form) -> list[Finding]:
    """The gravest first, then as one reads the form: sheet, row, column."""
    return in_order(findings, lambda finding: (finding.severity.rank, *_position(finding, form), finding.rule))


def place(finding: Finding) -> str:
    """Sheet and cell as they are found on the screen; empty for what is said of a whole file."""
    return " ".join(filter(None, (finding.sheet and f"“{finding.sheet}”", finding.cell)))


def related(cells: Sequence[str]) -> str:
    """Cells, neighbours gathered."""
    return runs(cells) if all(map(CELL.fullmatch, cells)) else "、".join(cells)


def _position(finding: Finding, form: Form) -> tuple[int, int, int]:
    """Where in the form; a field knows its place also where it was found in another document."""
    layout = layout_of(form)
    sheets = [sheet.name for sheet in layout.sheets]
    if finding.field in form.fields:
        sheet = layout.sheet_of(finding.field)
        return sheets.index(sheet.name), *sheet.cells[finding.field].corner
    if not finding.sheet:
        return WHOLE_FILE
    number = sheets.index(finding.sheet) if finding.sheet in sheets else len(sheets)
    cell = CELL.match(finding.cell or "")
    return (number, int(cell[2]), column_of(cell[1]) + 1) if cell else (number, 0, 0)
