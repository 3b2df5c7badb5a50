"""What libraries work out anew every time, worked out once in a session. It comes out the same."""

from types import CodeType

from jinja2.bccache import Bucket, BytecodeCache
from openpyxl.cell import MergedCell
from openpyxl.styles import Border
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.merge import MergedCellRange

EDGES = ("top", "left", "right", "bottom")


class Compiled(BytecodeCache):
    """Text templates, each compiled once: a run needs a dozen of them."""

    def __init__(self) -> None:
        self.codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.codes[bucket.key, bucket.checksum] = bucket.code


def merged_cells_styled(area: MergedCellRange) -> None:
    """MergedCellRange.format, which compares the borders of each cell with all others of the workbook: half the time
    that openpyxl takes to open a workbook of the form."""
    borders = area.ws.parent.__dict__.setdefault("borders_by_edge", {})
    style = _cell(area, (area.min_row, area.min_col))._style
    for edge in EDGES:
        side = getattr(area.start_cell.border, edge)
        for corner in getattr(area, edge) if side is None or side.style is not None else ():
            cell = _cell(area, corner)
            known = edge, style.borderId, cell._style.borderId
            if known not in borders:
                cell.border += Border(**{edge: side})
                borders[known] = cell._style.borderId
            cell._style.borderId = borders[known]
    for corner in area.cells:
        _cell(area, corner)._style.protectionId = style.protectionId


def _cell(area: MergedCellRange, corner: tuple[int, int]) -> MergedCell:
    row, column = corner
    cell = area.ws._cells.setdefault(corner, MergedCell(area.ws, row=row, column=column))
    if cell._style is None:
        cell._style = StyleArray()
    return cell
