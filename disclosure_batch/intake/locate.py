"""Where the form's fields stand in a document."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from disclosure_batch.form.layout import META, Area, SheetLayout, layout_of
from disclosure_batch.form.model import Form, SheetKind
from disclosure_batch.intake.document import Document, Grid
from disclosure_batch.intake.values import tidy


@dataclass(slots=True)
class Located:
    """Field id -> the grid and the area in which it stands."""

    cells: dict[str, tuple[Grid, Area]] = field(default_factory=dict)

    def missing(self, form: Form) -> list[str]:
        """Figures of sections two to four that were not found."""
        return [name for name in form.inputs if form.fields[name].required and name not in self.cells]


def locate(document: Document, form: Form) -> Located:
    """Every field whose labels stand where the template put them."""
    located = Located()
    for sheet in layout_of(form).sheets:
        grid = document.grid(sheet.name)
        if grid and _as_printed(grid, sheet):
            located.cells |= {name: (grid, area) for name, area in sheet.cells.items()}
    return located


def stamp(document: Document) -> dict[str, str]:
    """What the _meta sheet says; empty where there is none."""
    grid = document.grid(META)
    return dict(_pairs(grid)) if grid else {}


def _pairs(grid: Grid) -> Iterator[tuple[str, str]]:
    for row in range(len(grid.rows)):
        if key := grid.text(row, 0):
            yield key, grid.text(row, 1)


def _as_printed(grid: Grid, sheet: SheetLayout) -> bool:
    """All labels stand in their cells. On the sheet of checks only those beside the explanations are asked for."""
    labels = [area for area in sheet.labels if sheet.sheet.kind is not SheetKind.EXPLANATIONS or area.role == "label"]
    return all(tidy(grid.text(*area.corner)) == tidy(area.text) for area in labels)
