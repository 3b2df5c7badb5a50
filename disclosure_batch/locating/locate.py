"""Where the form's fields stand in a document: where the template put them, else by their labels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from disclosure_batch.documents.document import Corner, Document, Grid
from disclosure_batch.form.layout import Area, SheetLayout, layout_of
from disclosure_batch.form.model import Form, Sheet, SheetKind
from disclosure_batch.locating import across, cut, lists, units, unplaced
from disclosure_batch.locating.labels import Text, is_figure, this_year
from disclosure_batch.papers import META
from disclosure_batch.references import a1
from disclosure_batch.text import NOTHING, tidy

Place = tuple[Grid, Area]


@dataclass(slots=True)
class Located:
    """Field id -> the grid and the area in which it stands.

    by_label: the sheets of the form that were found by their labels. doubled: fields that stand in several places
    with different contents. merged: figures in cells that are one with another figure's, by the cells and what they
    say. near: (grid, cell of the figure, label, field) of labels that are nearly an indicator's. unplaced: of tables that
    are not taken for blank, what stands near them. An area's text is the unit that its labels name, where it is not the form's.
    """

    cells: dict[str, Place] = field(default_factory=dict)
    by_label: list[str] = field(default_factory=list)
    doubled: dict[str, list[Place]] = field(default_factory=dict)
    near: list[tuple[Grid, Corner, str, str]] = field(default_factory=list)
    merged: dict[str, tuple[Place, str]] = field(default_factory=dict)
    unplaced: dict[str, list[str]] = field(default_factory=dict)

    def missing(self, form: Form) -> list[str]:
        """Figures of sections two to four that were not found."""
        return [name for name in form.inputs if form.fields[name].required and name not in self.cells]

    def grids(self, form: Form) -> list[Grid]:
        """Those in which the figures of sections two to four stand."""
        found = (self.cells[name][0] for name in form.inputs if form.fields[name].required and name in self.cells)
        return list({id(grid): grid for grid in found}.values())


def locate(document: Document, form: Form) -> Located:
    """Every field that can be placed with certainty."""
    located = Located()
    printed: dict[str, Grid] = {}
    for sheet in layout_of(form).sheets:
        grid = document.grid(sheet.name)
        if grid and _as_printed(grid, sheet):
            located.cells |= {name: (grid, area) for name, area in sheet.cells.items()}
            printed[sheet.name] = grid
    others = [Text(grid) for grid in document.grids if grid.name != META and grid not in printed.values()]
    if stamp(document).get("kind") == "consolidated":
        others = []  # behind its form stand the detail and the comparison: labels and figures, but not the form's
    for sheet in form.sheets:
        # a list that stands in its own place is not looked for elsewhere: its labels are everyday words
        if sheet.name not in printed or sheet.kind is SheetKind.TABLES:
            _by_labels(located, others, sheet, printed.get(sheet.name), form, not document.typed_numbers)
    _without_blank(located, document, form)
    for name, unit in units.named(located.cells, form):
        grid, area = located.cells[name]
        located.cells[name] = grid, replace(area, text=unit)
    _find_merged(located, form)
    located.near = [(text.grid, *found) for sheet in form.sheets for text in others for found in lists.nearly(text, sheet, located.cells)]
    return located


def _without_blank(located: Located, document: Document, form: Form) -> None:
    """A table whose figures stand outside of it has no place for them; it is not left blank."""
    for sheet, table, told in list(unplaced.seen(document, located.cells, form)):
        located.unplaced[sheet.name] = told
        for name in table.fields:
            located.cells.pop(name, None)
        if not any(f.id in located.cells for f in sheet.fields):
            located.by_label = [name for name in located.by_label if name != sheet.name]


def _find_merged(located: Located, form: Form) -> None:
    """Figures that share one cell, if anything stands in it."""
    fields: dict[int, dict[Corner, str]] = {}
    grids: dict[int, Grid] = {}
    for name in form.numeric:
        if name in located.cells:
            grid, area = located.cells[name]
            grids[id(grid)] = grid
            fields.setdefault(id(grid), {})[area.corner] = name
    for key, grid in grids.items():
        for top, left, bottom, right in grid.merged:
            said = grid.text(top, left).strip()
            inside = [name for (row, column), name in fields[key].items() if top <= row <= bottom and left <= column <= right]
            if said and len(inside) > 1:
                located.merged |= dict.fromkeys(inside, ((grid, Area(top, left, bottom, right)), said))


def _by_labels(located: Located, texts: Sequence[Text], sheet: Sheet, printed: Grid | None, form: Form, running: bool) -> None:
    """A sheet's fields wherever their labels stand; of several copies the one that is filled in."""
    found = list(_found(texts, sheet, form, running))
    if not found:
        return
    places: dict[str, list[Place]] = {f.id: [located.cells[f.id]] for f in sheet.fields} if printed else {}
    for name, place in found:
        places.setdefault(name, []).append(place)
    filled = [id(grid) for grid, said in _said(places) if said]
    for name, all_places in places.items():
        chosen = [place for place in all_places if id(place[0]) in filled] or all_places
        located.cells[name] = chosen[0]
        if lists.doubtful(form.fields, name) and _differ(chosen):
            located.doubled[name] = chosen
    if any(located.cells[name][0] is not printed for name in places):
        located.by_label.append(sheet.name)


def _found(texts: Sequence[Text], sheet: Sheet, form: Form, running: bool) -> Iterator[tuple[str, Place]]:
    """The fields of a sheet of the form in all grids."""
    for table in sheet.tables:
        yield from ((name, (grid, area)) for name, grid, area in cut.find(texts, table, running))
    if not sheet.tables:
        yield from ((name, (text.grid, area)) for text in texts for name, area in lists.find(text, sheet, form))


def _said(places: dict[str, list[Place]]) -> Iterator[tuple[Grid, bool]]:
    """Each grid, and whether anything at all is filled in there."""
    grids: dict[int, tuple[Grid, bool]] = {}
    for grid, area in (place for several in places.values() for place in several):
        said = bool(tidy(grid.text(*area.corner))) and area.corner not in grid.formulas
        grids[id(grid)] = (grid, said or grids.get(id(grid), (grid, False))[1])
    return iter(grids.values())


def _differ(places: Sequence[Place]) -> bool:
    """Whether more than one content stands there. A blank, a sign for nothing and 0 are no contradiction."""
    nothing = {"", "0", "0.0", *NOTHING}
    said = {tidy(grid.text(*area.corner)) for grid, area in places}
    return len({"" if text in nothing else text for text in said}) > 1


def change(located: Located, sheet: str, form: Form) -> str:
    """What was altered on a sheet of the template, by where its fields stand now: rows or columns that are new or gone."""
    own = next(other.cells for other in layout_of(form).sheets if other.name == sheet)
    moved = {own[name].corner: located.cells[name][1].corner for name in own if name in located.cells}
    words = []
    for axis, called in ((0, "行"), (1, "列")):
        shifts = {before[axis]: after[axis] - before[axis] for before, after in moved.items()}
        now = [position + shifts[position] for position in sorted(shifts)]
        if now != sorted(set(now)) or any(after[axis] - before[axis] != shifts[before[axis]] for before, after in moved.items()):
            return "有的行、列换了位置"
        last = 0
        for position in sorted(shifts):
            if shifts[position] != last:
                at = f"第 {position + 1} 行" if axis == 0 else f"{a1(0, position)[:-1]} 列"
                words.append(f"模板的{at}前{'多' if shifts[position] > last else '少'}了 {abs(shifts[position] - last)} {called}")
                last = shifts[position]
    return "，".join(words[:3]) or "名称或表头改动过"


def words_of(place: Place) -> str:
    """“三、依申请公开”D7; of a place that nobody sees it is said."""
    grid, area = place
    hidden = not grid.visible or area.top in grid.hidden_rows or area.left in grid.hidden_columns
    return f"“{grid.name}”{a1(*area.corner)}{'（隐藏的）' if hidden else ''}"


def stamp(document: Document) -> dict[str, str]:
    """What this tool wrote into the document to know it again; empty where it is not of this tool."""
    grid = document.grid(META)
    return dict(_pairs(grid)) if grid else dict(document.stamp)


def _pairs(grid: Grid) -> Iterator[tuple[str, str]]:
    for row in range(len(grid.rows)):
        if key := grid.text(row, 0):
            yield key, grid.text(row, 1)


def _as_printed(grid: Grid, sheet: SheetLayout) -> bool:
    """All labels stand in their cells, and no figure stands anywhere else on a table's sheet: none has slipped.

    On the sheet of checks only those beside the explanations are asked for.
    """
    asked = [area for area in sheet.labels if sheet.sheet.kind is not SheetKind.EXPLANATIONS or area.role == "label"]
    return all(tidy(grid.text(*area.corner)) == tidy(area.text) for area in asked) and not _slipped(grid, sheet)


def _slipped(grid: Grid, sheet: SheetLayout) -> bool:
    """Whether a figure stands among or right beside a table's cells, in none of them. What is calculated slips nowhere,
    and the 0 that LibreOffice leaves in an .xls for a line of text that is calculated is no figure."""
    if sheet.sheet.kind is not SheetKind.TABLES:
        return False
    below, beside = 2 + max(area.bottom for area in sheet.cells.values()), sheet.right + 2
    if sheet.sheet.tables[0].across:  # its one row is soon missed, and has no label that would go with it
        below = min(below + across.BELOW, max(below, this_year(grid)[0]))
    there = {(i, j) for i, row in enumerate(grid.rows[:below]) for j, cell in enumerate(row[:beside]) if cell != "" and is_figure(cell)}
    return not there - grid.formulas <= {area.corner for area in sheet.cells.values()}
