"""The finished workbook, read from the disk as the next level will read it, and held against what was added up.

Whatever goes wrong between the figures and the file (a cell written to the wrong place, a library that rounds) ends the
run here: nothing is published.
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from disclosure_batch.documents.document import Document, Grid
from disclosure_batch.documents.opening import document_of
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import Figure
from disclosure_batch.merge import Consolidation
from disclosure_batch.outputs.folder import OutputError
from disclosure_batch.papers import CODE_FIELD, DETAIL
from disclosure_batch.text import exact, plain

SHOWN = 5


class OutputDiffers(OutputError):
    """What stands in the written workbook is not what was added up."""


def hold(result: Consolidation, path: Path) -> None:
    """Every total on its sheet, every figure of the detail, and the totals against the sum of the detail.

    Raises OutputDiffers.
    """
    try:
        _, book = document_of(path.name, path.read_bytes())
    except Unreadable as why:
        raise OutputDiffers(f"“{path.name}”写出后读不回来（{why.reason}）。没有写出任何结果，请报告这个错误。") from why
    wrong = [*_totals(result, book), *_detail(result, book.grid(DETAIL))]
    if wrong:
        more = f"等 {len(wrong)} 处" if len(wrong) > SHOWN else ""
        raise OutputDiffers(f"“{path.name}”写出后重新读取，与汇总的数不同：{'；'.join(wrong[:SHOWN])}{more}。没有写出任何结果，请不要使用，并报告这个错误。")


def _totals(result: Consolidation, book: Document) -> Iterator[str]:
    """The form's own sheets; a total that nobody stated may be blank."""
    for sheet in layout_of(result.form).sheets:
        grid = book.grid(sheet.name)
        for name in (name for name in sheet.cells if name in result.totals):
            stands, total = grid.raw(*sheet.cells[name].corner), result.totals[name]
            blank = stands == "" and not result.reported[name]
            if not blank and not _same(stands, total):
                yield _differs(sheet.cells[name].first, sheet.name, stands, total)


def _detail(result: Consolidation, grid: Grid) -> Iterator[str]:
    """Each unit's row, and each column's sum."""
    head = next(i for i, row in enumerate(grid.rows) if CODE_FIELD in row)
    column = {text: j for j, text in enumerate(grid.rows[head])}
    rows = range(head + 1, head + 1 + len(result.added))
    for name in result.form.inputs:
        stands = [grid.raw(row, column[name]) for row in rows]
        for row, cell, state in zip(rows, stands, result.added, strict=True):
            figure = state.filing.value(result.form, name)
            if not (cell == "" if figure is None else _same(cell, figure)):
                yield _differs(f"第 {row + 1} 行“{name}”", DETAIL, cell, figure)
        total = sum((exact(cell) for cell in stands if isinstance(cell, (int, float))), Decimal(0))
        if total != result.totals[name]:
            yield _differs(f"“{name}”各行之和", DETAIL, plain(total), result.totals[name])


def _same(stands: object, figure: Figure) -> bool:
    return isinstance(stands, (int, float)) and stands == float(figure)


def _differs(where: str, sheet: str, stands: object, figure: Figure | None) -> str:
    return f"“{sheet}”{where}是 {stands}，应为 {'空白' if figure is None else plain(figure)}"
