"""What was found of a form in a document: the answer of `locate`, and what everything else is asked of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from disclosure_batch.documents.document import Corner, Document, Grid
from disclosure_batch.form.layout import Area, SheetLayout
from disclosure_batch.form.model import Form, Sheet
from disclosure_batch.locating.frame import FoundField, Frame
from disclosure_batch.locating.labels import GridArea, GridLabels, labels_of
from disclosure_batch.papers import META
from disclosure_batch.references import a1


class Was(StrEnum):
    """What stood in a cell of our own workbook when it was handed out."""

    LABEL = "a label"
    WORDS = "other printed words"
    CALCULATED = "the result of a formula"
    LAST_YEARS = "a figure of last year"


class TypedOver(NamedTuple):
    """A cell of our own workbook in which something else stands than what was handed out; said is '' for nothing.

    printed: the words that were there. doubted: the fields of which nothing else tells what they are.
    """

    grid: Grid
    corner: Corner
    said: str
    was: Was
    printed: str = ""
    doubted: frozenset[str] = frozenset()


@dataclass
class Located:
    """Where the fields of a form stand in a document.

    cells: field -> its place. frames: of the tables that were found by their labels; searched: the grids where labels
    were looked for; by_label: the sheets of the form that were found by them. doubled: fields that stand in several
    places with different contents; copies: all places of those that have several. merged: fields in cells that are one
    with another's -> the cells, what they say.
    unplaced: sheet -> what stands near a table that is blank and not taken for that. zeros: fields of rows that this
    document has as one, and that is 0. as_printed: sheets that stand as the template has them, each with its layout.
    labels_gone: of our own workbook, those that were typed over; the document has them back.
    """

    document: Document
    form: Form
    cells: dict[str, GridArea] = field(default_factory=dict)
    frames: list[Frame] = field(default_factory=list)
    searched: list[Grid] = field(default_factory=list)
    by_label: list[str] = field(default_factory=list)
    doubled: dict[str, list[GridArea]] = field(default_factory=dict)
    copies: dict[str, Sequence[GridArea]] = field(default_factory=dict)
    merged: dict[str, tuple[GridArea, str]] = field(default_factory=dict)
    unplaced: dict[str, list[str]] = field(default_factory=dict)
    zeros: set[str] = field(default_factory=set)
    as_printed: dict[str, tuple[Grid, SheetLayout]] = field(default_factory=dict)
    labels_gone: Sequence[TypedOver] = ()
    stamped: Mapping[str, str] = field(default_factory=dict)  # what the workbook's own stamp says
    texts: dict[int, GridLabels] = field(default_factory=dict, repr=False)

    def text(self, grid: Grid) -> GridLabels:
        """A grid's labels, which are normalised once."""
        if id(grid) not in self.texts:
            self.texts[id(grid)] = GridLabels(grid, labels_of(self.form))
        return self.texts[id(grid)]

    @property
    def ours(self) -> bool:
        """Whether the office was handed this workbook: around any other table stand words of all kinds."""
        return self.document.grid(META) is not None and self.stamped.get("kind") != "consolidated"

    @property
    def missing(self) -> list[str]:
        """Figures of sections two to four that were not found."""
        return [name for name in self.form.inputs if self.form.fields[name].required and name not in self.cells]

    @property
    def grids(self) -> list[Grid]:
        """Those in which the figures of sections two to four stand."""
        return [grid for grid, _ in self.by_grid(name for name in self.form.inputs if self.form.fields[name].required)]

    def by_grid(self, names: Iterable[str]) -> Sequence[tuple[Grid, Mapping[str, Area]]]:
        """Those of some fields that were found and their areas, grid by grid."""
        found: dict[int, tuple[Grid, dict[str, Area]]] = {}
        for name in names:
            if name in self.cells:
                grid, area = self.cells[name]
                found.setdefault(id(grid), (grid, {}))[1][name] = area
        return list(found.values())

    def taken(self, frame: Frame) -> list[FoundField]:
        """The fields that were taken from a frame: where there are several copies, not from every one."""
        held = (found for found in frame.fields if found.field in self.cells)
        return [found for found in held if _same(self.cells[found.field], found.place)]

    def places(self, sheet: Sheet) -> list[GridArea]:
        """Of the fields of a sheet that were found."""
        return [self.cells[f.id] for f in sheet.fields if f.id in self.cells]


def _same(place: GridArea, other: GridArea) -> bool:
    return place[0] is other[0] and place[1].corner == other[1].corner


def words_of(place: GridArea) -> str:
    """“三、依申请公开”D7; of a place that nobody sees it is said."""
    return f"“{place[0].name}”{a1(*place[1].corner)}{'（隐藏的）' if hidden(place) else ''}"


def hidden(place: GridArea) -> bool:
    """Whether nobody sees a place: on a hidden sheet, in a hidden row or column."""
    grid, area = place
    return not grid.visible or area.top in grid.hidden_rows or area.left in grid.hidden_columns
