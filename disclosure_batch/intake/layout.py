"""What is odd about where the fields stand in a document: what `locating` is asked, as troubles."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from disclosure_batch.documents.document import Corner, Grid
from disclosure_batch.findings import Trouble
from disclosure_batch.form.layout import Area
from disclosure_batch.intake.filing import Filing, Origin
from disclosure_batch.intake.troubles import (
    CellWords,
    FiguresInComments,
    FiguresNotFound,
    ForeignFigures,
    FoundByLabels,
    FoundTwice,
    HiddenFigures,
    MergedCells,
    Mislabelled,
    Moved,
    NearlyAnIndicator,
    OtherSheets,
    OverPrinted,
    PrintedOver,
    RunOn,
    TableOfOtherEdition,
    TextOutside,
    WordsAround,
    WordsInShapes,
)
from disclosure_batch.locating import beside, lists, strays
from disclosure_batch.locating.editions import Undivided, undivided
from disclosure_batch.locating.hints import Hint, hints
from disclosure_batch.locating.labels import is_figure
from disclosure_batch.locating.located import Located, TypedOver, hidden, words_of
from disclosure_batch.locating.our_workbook import lines_altered
from disclosure_batch.locating.typed_over import overwritten
from disclosure_batch.references import a1
from disclosure_batch.text import tidy

A_NOTE = 20  # cells of a sheet that is a note
LABEL = 20  # characters of what is written beside a figure


def layout_troubles(located: Located, filing: Filing) -> Iterator[Trouble]:
    """Each kind in the order in which it is told."""
    template = filing.origin is Origin.TEMPLATE
    told = list(hints(located)) if located.missing else []
    near = list(lists.nearly(located))
    another = list(undivided(located))
    yield from _not_found(located, filing, told, another)
    if located.by_label:
        yield FoundByLabels(tuple(_moved(located, name, template) for name in located.by_label), template)
    for grid, corner, label, field in near:
        yield NearlyAnIndicator(_written(grid, corner), label, field)
    if foreign := (*_foreign(located, [*told, *another], near), *_foreign_around(located, near)):
        yield ForeignFigures(foreign)
    if located.doubled:
        yield FoundTwice({name: [words_of(place) for place in places] for name, places in located.doubled.items()})
    yield from _merged(located)
    yield from _texts_out_of_place(located, template)
    yield from _around(located)
    yield from _aside(located)
    for found in another[:1]:
        label = tidy(found.grid.text(*found.corner))
        yield TableOfOtherEdition(found.edition, found.sheet, found.grid.name, a1(*found.corner), label)


def _not_found(
    located: Located, filing: Filing, told: Sequence[Hint], another: Sequence[Undivided]
) -> Iterator[FiguresNotFound]:
    """What a table of another edition lacks is not said again."""
    missing = [name for name in located.missing if not any(name in found.printed.table.fields for found in another)]
    if missing:
        doubted = (label for label in located.labels_gone if label.doubted)
        labels = (
            *(Mislabelled(label.grid.name, a1(*label.corner), label.said, label.printed) for label in doubted),
            *(Mislabelled(hint.grid, hint.cell, hint.said, hint.printed) for hint in told),
        )
        yield FiguresNotFound(tuple(missing), *filing.figures_read(located.form), labels, located.unplaced)


def _written(grid: Grid, corner: Corner) -> CellWords:
    return CellWords(grid.name, a1(*corner), grid.text(*corner))


def _moved(located: Located, sheet: str, altered: bool) -> Moved:
    """What was altered is said of the template only."""
    first = located.places(located.form.sheet(sheet))[0]
    return Moved(sheet, lines_altered(located, sheet) if altered else "", words_of(first))


def _foreign(located: Located, told: Sequence[Hint | Undivided], near: Sequence[lists.Near]) -> Iterator[CellWords]:
    """The stray figures of whose cell, row or column nothing else is told."""
    cells = {(place.grid.name, place.corner) for place in near}
    rows = {(hint.grid, hint.row) if isinstance(hint, Hint) else (hint.grid.name, hint.corner[0]) for hint in told}
    columns = {(hint.grid, hint.column) for hint in told if isinstance(hint, Hint)}
    for grid, (row, column) in strays.stray_figures(located):
        name = grid.name
        if (name, (row, column)) not in cells and (name, row) not in rows and (name, column) not in columns:
            yield _written(grid, (row, column))


def _foreign_around(located: Located, near: Sequence[lists.Near]) -> Iterator[CellWords]:
    """Those beside and below the tables of our own workbook, of which nothing else is told, either."""
    told = {(place.grid.name, place.corner) for place in near}
    told |= {(grid.name, corner) for grid, corner in strays.stray_figures(located)}
    for grid, corner in beside.figures_beside(located):
        if (grid.name, corner) not in told:
            yield _written_beside(grid, corner)


def _written_beside(grid: Grid, corner: Corner) -> CellWords:
    """A figure with what is written on its left."""
    row, column = corner
    label = tidy(grid.text(row, column - 1)) if column and not is_figure(grid.raw(row, column - 1)) else ""
    figure = _written(grid, corner)
    return replace(figure, text=f"{figure.text}（旁边写着“{label[:LABEL]}”）") if label else figure


def _merged(located: Located) -> Iterator[MergedCells]:
    """Of figures that share a cell, a trouble for each cell."""
    fields: dict[tuple[str, Area, str], list[str]] = {}
    for name, ((grid, area), said) in located.merged.items():
        fields.setdefault((grid.name, area, said), []).append(name)
    for (sheet, area, said), names in fields.items():
        yield MergedCells(sheet, area, said, tuple(names))


def _texts_out_of_place(located: Located, template: bool) -> Iterator[Trouble]:
    if outside := tuple((grid.name, a1(*corner)) for grid, corner in strays.stray_words(located)):
        yield TextOutside(outside, tuple(name for name in located.form.texts if name not in located.cells))
    if template:  # in a 汇总表 the program has filled the rows
        yield from (RunOn(name, following) for name, following in strays.run_on(located))


def _around(located: Located) -> Iterator[Trouble]:
    """What is written where nobody reads it: beside and below the tables, over them, on sheets of its own."""
    if words := tuple(_written(grid, corner) for grid, corner in beside.words_beside(located)):
        yield WordsAround(words)
    if words := tuple(_written(grid, corner) for grid, corner in beside.words_aside(located)):
        yield WordsAround(words, aside=True)
    if over := tuple(map(_over_printed, overwritten(located))):
        yield PrintedOver(over)
    if shapes := tuple(CellWords(grid.name, a1(*corner), said) for grid, corner, said in beside.shapes(located)):
        yield WordsInShapes(shapes)
    if sheets := list(beside.other_sheets(located)):
        yield OtherSheets(tuple(grid.name for grid in sheets), tuple(filter(None, map(_note_on, sheets))))


def _over_printed(over: TypedOver) -> OverPrinted:
    return OverPrinted(over.grid.name, a1(*over.corner), over.said, over.was, over.printed)


def _note_on(grid: Grid) -> str:
    """What stands on a sheet with little on it; '' of any other, which is a table of its own."""
    said = [tidy(str(cell)) for row in grid.rows for cell in row if tidy(str(cell))]
    return " ".join(said) if len(said) <= A_NOTE else ""


def _aside(located: Located) -> Iterator[Trouble]:
    """Figures that are easily overlooked: in comments, or where nobody sees them."""
    said = (CellWords(grid.name, a1(*cell), words) for grid in located.grids for cell, words in grid.remarks.items())
    if remarks := tuple(said):
        yield FiguresInComments(remarks)
    if unseen := tuple(_hidden(located)):
        yield HiddenFigures(unseen)


def _hidden(located: Located) -> Iterator[str]:
    """Figures that nobody sees."""
    numeric = set(located.form.numeric).difference(located.doubled)
    for name, (grid, area) in located.cells.items():
        if name in numeric and grid.text(*area.corner) not in ("", "0") and hidden((grid, area)):
            yield name
