"""Which figure goes into which cell of somebody else's form, and which into none, and why."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from disclosure_batch.documents.document import Corner, Document, Grid
from disclosure_batch.form.layout import Area
from disclosure_batch.form.model import Field, FieldKind, Figure, Form
from disclosure_batch.intake.prose import said_outside_cells
from disclosure_batch.intake.values import IN_YUAN, read_figure
from disclosure_batch.locating.locate import locate
from disclosure_batch.locating.located import Located, hidden
from disclosure_batch.names import shortened
from disclosure_batch.text import NOTHING, NUMBER_PATTERN, plain, tidy

NO_PLACE = "表里找不到它的格"
TWO_PLACES = "表里有不止一处，分不清填哪一处"
HIDDEN = "它的格在隐藏的行、列或工作表里"
SHARED = "它的格与别的数是合并在一起的"
UNKNOWN = "汇总结果里没有这个数"
UNKNOWN_OVER = "汇总结果里没有这个数，那一格原来写的“{}”没有动"
A_FORMULA = "那一格是公式，没有改"
OTHER_UNIT = "表里写的单位是{}，不能换算"
SHOWN = 20  # characters of what stands in a cell
WORDED = "那一格写着“{}”，没有改"


class Placement(NamedTuple):
    """A figure and the cell that it goes into. before: the figure that stood there, None where none did."""

    field: str
    grid: str
    corner: Corner
    figure: Figure
    before: Figure | None = None


class NotFilled(NamedTuple):
    """A figure that goes nowhere, and why."""

    field: str
    why: str


@dataclass(frozen=True, slots=True)
class Entries:
    """What is written, and what of the three tables is not. unasked: fields for which the form has no place at all.

    year: which the form says it is of; empty where it says none. others: rows and columns of the form's own.
    """

    written: list[Placement]
    left: list[NotFilled]
    unasked: list[str]
    year: str = ""
    others: tuple[str, ...] = ()


def entries_of(document: Document, figures: Mapping[str, Figure | None], form: Form) -> Entries:
    """Each numeric field of the form, in its order."""
    located = locate(document, form)
    year = said_outside_cells(document, form, located.grids).get("unit.year", "")
    others = (said for frame in located.frames if located.taken(frame) for said in frame.others)
    found = Entries([], [], [], year, tuple(dict.fromkeys(others)))
    for name in form.numeric:
        entry = _entry(form.fields[name], figures.get(name), located)
        if isinstance(entry, Placement):
            found.written.append(entry)
        elif form.fields[name].required or entry.why not in (NO_PLACE, UNKNOWN):
            found.left.append(entry)
        elif entry.why == NO_PLACE:
            found.unasked.append(name)
    return found


def _entry(field: Field, figure: Figure | None, located: Located) -> Placement | NotFilled:
    if field.id not in located.cells:
        return NotFilled(field.id, NO_PLACE)
    if why := _not_certain(field.id, located):
        return NotFilled(field.id, why)
    grid, area = located.cells[field.id]
    if figure is None:
        stands = grid.text(*area.corner).strip()
        return NotFilled(field.id, UNKNOWN_OVER.format(shortened(stands, SHOWN)) if stands else UNKNOWN)
    if area.text and not _convertible(field, area):
        return NotFilled(field.id, OTHER_UNIT.format(area.text))
    if area.corner in grid.formulas and not field.derived:
        return NotFilled(field.id, A_FORMULA)
    return _into(field, _in_unit(figure, field, area), grid, area, located.form)


def _not_certain(name: str, located: Located) -> str:
    """Why it can't be told that this is the one cell for it; empty where it can."""
    seen = {(id(place[0]), place[1].corner) for place in located.copies.get(name, ()) if not hidden(place)}
    if name in located.doubled or len(seen) > 1:
        return TWO_PLACES
    if hidden(located.cells[name]):
        return TWO_PLACES if seen else HIDDEN
    return SHARED if name in located.merged else ""


def _into(field: Field, figure: Figure, grid: Grid, area: Area, form: Form) -> Placement | NotFilled:
    """Into a cell that is blank or holds a figure; of merged cells into the first."""
    corner = next((merged[:2] for merged in grid.merged if Area(*merged).holds(area.corner)), area.corner)
    stands = grid.raw(*corner)
    before, slip = read_figure(stands, field, form, unit=area.text)
    if not _gives_way(stands) if isinstance(stands, str) else before is None and slip is not None:
        return NotFilled(field.id, WORDED.format(shortened(grid.text(*corner), SHOWN)))
    told = before != figure and corner not in grid.formulas  # a formula follows by itself
    return Placement(field.id, grid.name, corner, figure, before if told else None)


def _gives_way(stands: str) -> bool:
    """Whether a text is a figure alone, or a sign for none: what else is written in a cell would be lost."""
    text = tidy(stands)
    return not text or text in NOTHING or re.fullmatch(NUMBER_PATTERN, text) is not None


def _convertible(field: Field, area: Area) -> bool:
    return field.kind is FieldKind.AMOUNT and area.text in IN_YUAN


def _in_unit(figure: Figure, field: Field, area: Area) -> Figure:
    """An amount in the unit that the form names."""
    if not area.text:
        return figure
    return Decimal(figure) * IN_YUAN[field.unit] / IN_YUAN[area.text]


def read_back(document: Document, entries: Sequence[Placement], form: Form) -> list[Placement]:
    """Those entries that a reader does not find in the document as they were written."""
    located = locate(document, form)
    return [entry for entry in entries if not _stands(entry, located)]


def _stands(entry: Placement, located: Located) -> bool:
    """Whether the figure is read there, and of a text nothing else."""
    if entry.field not in located.cells:
        return False
    grid, _ = located.cells[entry.field]
    stands, field = grid.raw(*entry.corner), located.form.fields[entry.field]
    if isinstance(stands, str) and tidy(stands) != plain(entry.figure):
        return False
    said, _ = read_figure(stands, field, located.form)
    return grid.name == entry.grid and said == entry.figure
