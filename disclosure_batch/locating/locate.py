"""Finds where the form's fields stand in a document: where the template put them, else by their labels."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from disclosure_batch.documents.document import Document, Grid
from disclosure_batch.form.layout import Area, handed_out
from disclosure_batch.form.model import Form, Sheet, SheetKind
from disclosure_batch.locating import cut, editions, lists, units, unplaced
from disclosure_batch.locating.labels import GridArea, labels_of
from disclosure_batch.locating.located import Located
from disclosure_batch.locating.our_workbook import is_as_printed, stamp_in
from disclosure_batch.locating.restored import restored
from disclosure_batch.papers import META
from disclosure_batch.text import NOTHING, tidy


def locate(document: Document, form: Form) -> Located:
    """Every field that can be placed with certainty."""
    located = _with_its_labels(Located(document, form, stamped=stamp_in(document)))
    ours = _as_printed(located)
    known = set(map(id, ours.values()))
    if located.stamped.get("kind") != "consolidated":  # behind whose form stand labels and figures, but not the form's
        located.searched = [grid for grid in located.document.grids if grid.name != META and id(grid) not in known]
    for sheet in form.sheets:
        # a list that stands in its own place is not looked for elsewhere: its labels are everyday words
        if sheet.name not in ours or sheet.kind is SheetKind.TABLES:
            _by_labels(located, sheet, ours.get(sheet.name))
    for name, place in list(editions.zeros(located)):
        located.cells[name] = place
        located.zeros.add(name)
    _without_doubted(located)
    _without_blank(located)
    for grid, areas in located.by_grid(form.numeric):
        for name, unit in units.other_units(grid, areas, form):
            located.cells[name] = grid, replace(areas[name], text=unit)
    _find_merged(located)
    return located


def _with_its_labels(located: Located) -> Located:
    """Of our own workbook, those that were typed over are put back."""
    if located.ours:
        located.document, located.labels_gone = restored(located.document, located.form)
    return located


def _as_printed(located: Located) -> Mapping[str, Grid]:
    """The sheets that stand as the template has them, their fields placed."""
    found = {}
    for sheet in located.form.sheets:
        grid = located.document.grid(sheet.name)
        versions = handed_out(located.form, sheet.name) if grid else ()
        if printed := next((version for version in versions if is_as_printed(grid, version)), None):
            located.cells |= {name: (grid, area) for name, area in printed.cells.items()}
            found[sheet.name] = grid
            located.as_printed[sheet.name] = grid, printed
    return found


def _by_labels(located: Located, sheet: Sheet, ours: Grid | None) -> None:
    """A sheet's fields wherever their labels stand; of several copies the one that is filled in. ours: as printed."""
    places: dict[str, list[GridArea]] = {}
    for name, place in _found(located, sheet):
        places.setdefault(name, []).append(place)
    if ours and places:
        places = {f.id: [located.cells[f.id], *places.get(f.id, ())] for f in sheet.fields}
    located.copies |= {name: several for name, several in places.items() if _cells_of(several) > 1}
    for name, chosen in _in_filled_grids(places):
        located.cells[name] = chosen[0]
        if lists.doubtful(located.form.fields[name]) and _differ(chosen):
            located.doubled[name] = chosen
    if any(located.cells[name][0] is not ours for name in places):
        located.by_label.append(sheet.name)


def _found(located: Located, sheet: Sheet) -> Iterator[tuple[str, GridArea]]:
    """The fields of a sheet of the form in all grids."""
    texts = [located.text(grid) for grid in located.searched]
    for printed in labels_of(located.form).tables[sheet.name]:
        for frame in cut.frames_in(texts, printed, running=not located.document.typed_numbers):
            located.frames.append(frame)
            yield from ((found.field, found.place) for found in frame.fields)
    if not sheet.tables:
        for text in texts:
            yield from lists.find(text, sheet)


def _in_filled_grids(places: Mapping[str, Sequence[GridArea]]) -> Iterator[tuple[str, Sequence[GridArea]]]:
    """(field, its places in grids where anything is filled in); all of its places where it has none there."""
    filled = {id(place[0]) for several in places.values() for place in several if _filled(place)}
    for name, several in places.items():
        yield name, [place for place in several if id(place[0]) in filled] or several


def _filled(place: GridArea) -> bool:
    """Whether anybody has written anything there."""
    grid, area = place
    return bool(tidy(grid.text(*area.corner))) and area.corner not in grid.formulas


def _cells_of(places: Sequence[GridArea]) -> int:
    """How many cells they are: two ways of finding one may lead to the same."""
    return len({(id(grid), area.corner) for grid, area in places})


def _differ(places: Sequence[GridArea]) -> bool:
    """Whether more than one content stands there. A blank, a sign for nothing and 0 are no contradiction."""
    nothing = {"", "0", "0.0", *NOTHING}
    said = {tidy(grid.text(*area.corner)) for grid, area in places}
    return len({"" if text in nothing else text for text in said}) > 1


def _without_doubted(located: Located) -> None:
    """Beside or below a label of which words have made another, nobody knows what the figures are."""
    for name in chain.from_iterable(label.doubted for label in located.labels_gone):
        located.cells.pop(name, None)


def _without_blank(located: Located) -> None:
    """A table whose figures stand outside of it has no place for them; it is not left blank."""
    for sheet, table, told in list(unplaced.seen(located)):
        located.unplaced[sheet.name] = told
        for name in table.fields:
            located.cells.pop(name, None)
        if sheet.name in located.by_label and not located.places(sheet):
            located.by_label.remove(sheet.name)


def _find_merged(located: Located) -> None:
    """Figures that share one cell, if anything stands in it."""
    for grid, areas in located.by_grid(located.form.numeric):
        for cell in (Area(*merged) for merged in grid.merged if grid.text(*merged[:2]).strip()):
            inside = [name for name, area in areas.items() if cell.holds(area.corner)]
            if len(inside) > 1:
                located.merged |= dict.fromkeys(inside, ((grid, cell), grid.text(*cell.corner).strip()))
