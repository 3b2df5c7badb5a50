"""Which figure goes into which cell of somebody else's form, and which into none, and why."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from disclosure_batch.dates import year_of
from disclosure_batch.documents.document import Corner, Document, Grid
from disclosure_batch.fill.asked import AskedFigure, asked_in, years_above
from disclosure_batch.fill.unplaced import columns_left, labels_left
from disclosure_batch.form.layout import Area
from disclosure_batch.form.model import Field, FieldKind, Figure, Form
from disclosure_batch.intake.prose import said_outside_cells
from disclosure_batch.intake.values import IN_YUAN, read_figure
from disclosure_batch.locating.labels import is_figure
from disclosure_batch.locating.locate import locate
from disclosure_batch.locating.located import Located, hidden
from disclosure_batch.locating.units import is_another, other_units
from disclosure_batch.names import shortened
from disclosure_batch.text import NOTHING, NUMBER_PATTERN, plain, tidy

NO_PLACE = "表里找不到它的格"
TWO_PLACES = "表里有不止一处，分不清填哪一处"
HIDDEN = "它的格在隐藏的行、列或工作表里"
SHARED = "它的格与别的数是合并在一起的"
UNKNOWN = "汇总结果里没有这个数"
UNKNOWN_LAST = "不知道上年的数"
NOT_MEANT = "认不准是哪个数"
UNKNOWN_OVER = "汇总结果里没有这个数，那一格原来写的“{}”没有动"
A_FORMULA = "那一格是公式，没有改"
OTHER_UNIT = "表里写的单位是{}，不能换算"
NO_CASES = ("条", "篇", "次", "期", "人次")  # in which nobody counts cases: it is asked how much was published of them
SHOWN = 20  # characters of what stands in a cell
WORDED = "那一格写着“{}”，没有改"


class Placement(NamedTuple):
    """A figure and the cell that it goes into. before: the figure that stood there, None where none did.

    row: of a form's own list what its row says; field is then the first of those whose sum it asks for.
    """

    field: str
    grid: str
    corner: Corner
    figure: Figure
    before: Figure | None = None
    row: str = ""


class NotFilled(NamedTuple):
    """A figure that goes nowhere, and why. row: of a form's own list what its row says; it may be no field at all."""

    field: str
    why: str
    row: str = ""


@dataclass(frozen=True, slots=True)
class ResultFigures:
    """The figures of a result, and of the year before it, as far as they are known."""

    figures: Mapping[str, Figure | None]
    last_year: Mapping[str, Figure] = field(default_factory=dict)
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """What is written, and what of the three tables, or of a list of the form's own, is not.

    unasked: fields for which the form has no place at all. year: which the form says it is of; empty where it says
    none. others: rows and columns of the form's own.
    """

    written: list[Placement]
    left: list[NotFilled]
    unasked: list[str]
    year: str = ""
    others: tuple[str, ...] = ()


def entries_of(document: Document, known: ResultFigures, form: Form) -> Entries:
    """Each numeric field of the form, in its order; then what lists of the form's own ask for."""
    located = locate(document, form)
    lists = _lists(located, known)
    asked = [one for _, several in lists for one in several]
    entries = [*_of_tables(located, known, lists), *_of_lists(asked, known, form)]
    written = [entry for entry in entries if isinstance(entry, Placement)]
    left, unasked = _apart([entry for entry in entries if isinstance(entry, NotFilled)], form, bool(asked))
    return Entries(written, left, unasked, _year(located, lists, known), _others(located, lists, known))


def _apart(others: Sequence[NotFilled], form: Form, has_lists: bool) -> tuple[list[NotFilled], list[str]]:
    """What somebody has to see to, and the fields for which there is no place: indicators, and in a form that is a list
    whatever it does not ask for."""
    optional = {name for name in form.numeric if not form.fields[name].required}
    unasked = [one.field for one in others if one.why == NO_PLACE and (has_lists or one.field in optional)]
    unknown = {one.field for one in others if one.why == UNKNOWN} & optional
    return [one for one in others if one.row or one.field not in {*unasked, *unknown}], unasked


Lists = Sequence[tuple[Grid, Sequence[AskedFigure]]]


def _lists(located: Located, known: ResultFigures) -> Lists:
    """The form's own, in grids that hold none of the tables."""
    framed = {id(frame.text.grid) for frame in located.frames if located.taken(frame)}
    others = [grid for grid in located.searched if grid.visible and id(grid) not in framed]
    found = [(grid, asked_in(grid, located.form, known.year)) for grid in others]
    return [(grid, asked) for grid, asked in found if asked]


def _of_tables(located: Located, known: ResultFigures, lists: Lists) -> Iterator[Placement | NotFilled]:
    """Each field, but those that stand in a list alone."""
    grids = {id(grid) for grid, _ in lists}
    listed = {name for _, asked in lists for one in asked for name in one.fields}
    for name in located.form.numeric:
        elsewhere = name in located.cells and id(located.cells[name][0]) not in grids
        if elsewhere or name not in listed:
            yield _entry(located.form.fields[name], known.figures.get(name), located)


def _others(located: Located, lists: Lists, known: ResultFigures) -> tuple[str, ...]:
    framed = [frame for frame in located.frames if located.taken(frame)]
    read = {id(grid) for grid, _ in lists} | {id(frame.text.grid) for frame in framed}
    read |= {id(grid) for grid, _ in located.cells.values()}
    unread = [grid for grid in located.searched if grid.visible and id(grid) not in read]
    columns = (columns_left(grid, located.form, known.year) for grid, _ in lists)
    labels = (labels_left(grid, located.form) for grid in unread)
    return tuple(dict.fromkeys(chain(*(frame.others for frame in framed), *columns, *labels)))


def _year(located: Located, lists: Lists, known: ResultFigures) -> str:
    """The year that a form says it is of, on its cover, in its title or above a list."""
    if "unit.year" in located.cells:
        grid, area = located.cells["unit.year"]
        if year := year_of(grid.text(*area.corner)):
            return year
    said = said_outside_cells(located.document, located.form, located.grids).get("unit.year", "")
    above = set().union(*(years_above(grid, located.form, known.year) for grid, _ in lists))
    return said or (above.pop() if len(above) == 1 else "")


def _of_lists(asked: Sequence[AskedFigure], known: ResultFigures, form: Form) -> Iterator[Placement | NotFilled]:
    """What is asked for once, and understood; a row that isn't is named where its cell is blank."""
    times = Counter((one.fields, one.last_year) for one in asked)
    for one in asked:
        grid, area = one.place
        if not one.fields:
            if not (area.corner in grid.formulas or is_figure(grid.raw(*area.corner)) or one.last_year):
                yield NotFilled("", NOT_MEANT, one.label)
        elif times[one.fields, one.last_year] > 1:
            yield NotFilled(one.fields[0], TWO_PLACES, one.label)
        else:
            yield _asked_entry(one, known, form)


def _asked_entry(one: AskedFigure, known: ResultFigures, form: Form) -> Placement | NotFilled:
    first, (grid, area) = form.fields[one.fields[0]], one.place
    figures = [(known.last_year if one.last_year else known.figures).get(name) for name in one.fields]
    unit = area.text or dict(other_units(grid, {first.id: area}, form)).get(first.id, "")
    area = replace(area, text=unit if is_another(unit, first) else "")
    if why := _not_written(one, figures, unit, area, first):
        return NotFilled(first.id, why, one.label)
    return _into(first, _in_unit(sum(figures), first, area), grid, area, form)._replace(row=one.label)


def _not_written(one: AskedFigure, figures: Sequence[Figure | None], unit: str, area: Area, first: Field) -> str:
    """Why what a row asks for can't be written; empty where it can."""
    grid, _ = one.place
    of_others = first.required and first.kind is FieldKind.COUNT and unit in NO_CASES
    if of_others or (area.text and not _convertible(first, area)):
        return OTHER_UNIT.format(unit)
    if hidden(one.place):
        return HIDDEN
    if any(Area(*merged).holds(area.corner) and merged[0] != merged[2] for merged in grid.merged):
        return SHARED
    if None in figures:
        return UNKNOWN_LAST if one.last_year else _unknown(grid, area)
    return ""


def _unknown(grid: Grid, area: Area) -> str:
    stands = grid.text(*area.corner).strip()
    return UNKNOWN_OVER.format(shortened(stands, SHOWN)) if stands else UNKNOWN


def _entry(field: Field, figure: Figure | None, located: Located) -> Placement | NotFilled:
    if field.id not in located.cells:
        return NotFilled(field.id, NO_PLACE)
    if why := _not_certain(field.id, located):
        return NotFilled(field.id, why)
    grid, area = located.cells[field.id]
    if figure is None:
        return NotFilled(field.id, _unknown(grid, area))
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
    grid = located.document.grid(entry.grid)
    if not entry.row and (entry.field not in located.cells or located.cells[entry.field][0] is not grid):
        return False
    stands, field = grid.raw(*entry.corner), located.form.fields[entry.field]
    if isinstance(stands, str) and tidy(stands) != plain(entry.figure):
        return False
    said, _ = read_figure(stands, field, located.form)
    return said == entry.figure
