"""A printed table of the report as a grid with merged cells, drawn from the form's layout and the figures.

Document, page and text all draw from this; none of them knows what stands in which table.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from disclosure_batch.form.layout import TOP, Area, SheetLayout
from disclosure_batch.form.model import Figure
from disclosure_batch.text import plain


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """One cell, merged or not. role: banner, corner, head, label, or figure (then `field` is its id).

    doubted: it holds something that should be looked at again before it is published.
    """

    top: int
    left: int
    rows: int
    columns: int
    text: str
    role: str
    field: str | None = None
    doubted: bool = False

    @property
    def below(self) -> int:
        """The first row below it."""
        return self.top + self.rows

    @property
    def beside(self) -> int:
        """The first column right of it."""
        return self.left + self.columns


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """Cells in reading order; they cover height × width without gap or overlap.

    The first `stub` columns hold the labels of the rows.
    """

    kind: ClassVar[str] = "table"
    height: int
    width: int
    stub: int
    cells: tuple[PrintedCell, ...]

    @property
    def lines(self) -> Iterator[list[PrintedCell]]:
        """Row by row, the cells that begin in it."""
        return ([cell for cell in self.cells if cell.top == row] for row in range(self.height))

    @property
    def heads(self) -> int:
        """How many rows at the top are the head of all below; 0 where several tables stand one under another."""
        first = min(cell.top for cell in self.cells if cell.role == "figure")
        again = any(cell.role in ("banner", "head") for cell in self.cells if cell.top > first)
        return 0 if again else first

    @property
    def shares(self) -> tuple[float, ...]:
        """How wide each column is; the shares make 1."""
        outer = [1.3 + 0.3 * level for level in range(self.stub - 1)]
        innermost = [5.3] if outer else [1.0] * self.stub  # of several label columns it holds the long ones
        labels = outer + innermost
        weights = labels + [1.0] * (self.width - self.stub)
        return tuple(weight / sum(weights) for weight in weights)

    def centred(self, cell: PrintedCell) -> bool:
        """Figures and heads are; row labels where there is one column of them, as in the official form."""
        return cell.role in ("head", "figure") or (self.stub == 1 and cell.role != "banner")


def printed_table(
    sheet: SheetLayout, figures: Mapping[str, Figure | None], doubted: Collection[str] = ()
) -> PrintedTable:
    """The tables of a sheet, one under another; a figure that is None or not there stays blank."""
    cells = [_cell(area, area.text, area.role) for area in sheet.labels]
    for name, area in sheet.cells.items():
        figure = figures.get(name)
        cell = _cell(area, "" if figure is None else plain(figure), "figure", name)
        cells.append(replace(cell, doubted=name in doubted))
    return PrintedTable(
        height=max(cell.below for cell in cells),
        width=max(cell.beside for cell in cells),
        stub=min(area.left for area in sheet.cells.values()),
        cells=tuple(sorted(cells, key=lambda cell: (cell.top, cell.left))),
    )


def _cell(area: Area, text: str, role: str, field: str | None = None) -> PrintedCell:
    return PrintedCell(area.top - TOP, area.left, len(area.rows), len(area.columns), text, role, field)


def text_lines(table: PrintedTable) -> Iterator[str]:
    """The table in plain text, to be pasted into a sheet: a line for each row, columns parted by tabs, as many in each.

    The text of a merged cell stands in its first row and column, the rest of it is empty.
    """
    for row in range(table.height):
        words = [""] * table.width
        for cell in (cell for cell in table.cells if cell.top == row):
            words[cell.left] = cell.text
        yield "\t".join(words)
