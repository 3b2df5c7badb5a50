"""A document whose fields are located becomes a filing."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from disclosure_batch.documents.document import Document, Grid
from disclosure_batch.form.checksum import checksum
from disclosure_batch.form.layout import Area, layout_of
from disclosure_batch.form.model import Field, FieldKind, Form
from disclosure_batch.intake.filing import Figure, Filing, Origin, Slip, Typed
from disclosure_batch.intake.prose import said_outside_cells
from disclosure_batch.intake.values import read_date, read_figure, read_text, read_year
from disclosure_batch.locating.footnotes import numbered_footnotes
from disclosure_batch.locating.located import Located
from disclosure_batch.references import a1
from disclosure_batch.text import FOOTNOTE, ILLEGAL, tidy

RAISED = re.compile(r"(\d[\d,.]*)([¹²³⁴-⁹]{1,2})")  # a figure and the mark of a footnote; or its own last digit
NOT_STORED = Typed(Slip.NOT_STORED, "公式")
READ_TEXT = {FieldKind.DATE: read_date, FieldKind.YEAR: read_year}


def build(document: Document, located: Located, form: Form, origin: Origin, stamp: dict[str, str]) -> Filing:
    """Every figure and text of a document. In a consolidated workbook typed figures are formulas by design."""
    inputs = {name: _input(name, document, located, form, origin) for name in form.inputs}
    totals = {name: _total(name, located, form) for name in form.derived}
    zeros = dict.fromkeys(_zero_in_all(totals, inputs, located, form), Typed(Slip.ZERO_IN_ALL, ""))
    zeros |= dict.fromkeys(filter(form.position.__contains__, located.zeros), Typed(Slip.ZERO_IN_ALL, "0"))
    unstored, flawed = _flaws(totals)
    return Filing(
        origin=origin,
        values=tuple(0 if name in zeros else read.value for name, read in inputs.items()),
        slips=_slips(inputs) | zeros,
        stored=tuple(total.value for total in totals.values()),
        typed=frozenset(name for name, total in totals.items() if total.typed),
        unstored=unstored,
        flawed=flawed,
        texts={**said_outside_cells(document, form, located.grids), **dict(_texts(located, form))},
        cleaned=frozenset(_cleaned(located, form)),
        cells=_moved(located, form),
        absent=frozenset(form.fields) - located.cells.keys(),
        checksum=checksum(form, _numbers(inputs, document.typed_numbers)),
        saved=document.saved,
        stamp=stamp,
        last_year=tuple(_last_year(document, located, form)) if origin is Origin.TEMPLATE else (),
    )


def _last_year(document: Document, located: Located, form: Form) -> Iterator[Figure | None]:
    """What stands in the cells of last year's figures, on the sheets that stand as the template has them."""
    layout = layout_of(form)
    for name in form.inputs:
        sheet = layout.sheet_of(name)
        if name not in located.cells or sheet.name in located.by_label:
            yield None
            continue
        grid, corner = located.cells[name][0], sheet.last_year[name].corner
        raw = None if corner in grid.formulas else grid.raw(*corner)
        yield read_figure(raw, form.fields[name], form, document.typed_numbers, "")[0]


class _Input(NamedTuple):
    """A typed figure, what is odd about it, and what stands in the cell where that can be told."""

    value: Figure | None = None
    slip: Typed | None = None
    raw: Any = None

    @property
    def is_blank(self) -> bool:
        return self.value is None and self.slip is None


def _input(name: str, document: Document, located: Located, form: Form, origin: Origin) -> _Input:
    if name not in located.cells:
        return _Input()
    grid, area = located.cells[name]
    if name in located.doubled or name in located.merged:
        return _Input(slip=Typed(Slip.UNCERTAIN, grid.text(*area.corner)))
    if area.corner in grid.errors:
        return _Input(slip=Typed(Slip.ERROR_VALUE, grid.errors[area.corner]))
    if area.corner in grid.unstored:
        # an indicator that no unit stated is a formula with an empty result, and XlsxWriter can't store one
        unstated = origin is Origin.CONSOLIDATED and not form.fields[name].required
        return _Input(slip=None if unstated else NOT_STORED)
    read = _typed_input(form.fields[name], document, grid, area, form)
    linked = area.corner in grid.formulas and origin is not Origin.CONSOLIDATED
    if linked and read.value is not None and read.slip is None:
        return read._replace(slip=Typed(Slip.FORMULA, str(read.raw)))
    return read


def _slips(inputs: Mapping[str, _Input]) -> dict[str, Typed]:
    return {name: read.slip for name, read in inputs.items() if read.slip}


def _typed_input(field: Field, document: Document, grid: Grid, area: Area, form: Form) -> _Input:
    raw = grid.raw(*area.corner)
    value, slip = read_figure(_with_its_footnote(raw, grid), field, form, document.typed_numbers, area.text)
    if slip and slip.slip is Slip.CONVERTED and area.text:
        slip = Typed(Slip.CONVERTED, f"{raw}（表头写的单位是{area.text}）")
    return _Input(value, slip, raw)


def _with_its_footnote(raw: Any, grid: Grid) -> Any:
    """A figure with a raised number behind it, where a line under the table has that number: with what this says."""
    match = RAISED.fullmatch(raw.strip()) if isinstance(raw, str) else None
    said = numbered_footnotes(grid).get(tidy(match[2])) if match else None
    return f"{match[1]}（{FOOTNOTE}{said}）" if said else raw


def _numbers(inputs: Mapping[str, _Input], typed_numbers: bool) -> dict[str, Figure | float]:
    """What the checksum is made of: numbers as the cells hold them, where they are numbers, else as they were read."""
    if not typed_numbers:
        return {name: read.value for name, read in inputs.items() if read.value is not None}
    cells = {name: read.raw for name, read in inputs.items()}
    return {name: raw for name, raw in cells.items() if isinstance(raw, (int, float)) and not isinstance(raw, bool)}


class _Total(NamedTuple):
    """What a document itself holds as a total. typed: a figure and no formula; flaw: why it holds no figure."""

    value: Figure | None = None
    typed: bool = False
    flaw: Typed | None = None

    @property
    def says_nothing(self) -> bool:
        """Whether somebody typed a 0."""
        return self.typed and self.value == 0


def _total(name: str, located: Located, form: Form) -> _Total:
    if name not in located.cells:
        return _Total()
    grid, area = located.cells[name]
    corner = area.corner
    if corner in grid.errors:
        return _Total(flaw=Typed(Slip.ERROR_VALUE, grid.errors[corner]))
    if corner in grid.unstored:
        return _Total(flaw=NOT_STORED)
    value, typed = read_figure(grid.raw(*corner), form.fields[name], form)
    if corner in grid.formulas:
        return _Total(value)
    return _Total(flaw=typed) if value is None else _Total(value, typed=True)


def _flaws(totals: Mapping[str, _Total]) -> tuple[frozenset[str], dict[str, Typed]]:
    """(formulas without a value, what else keeps a total from being a figure)."""
    flaws = {name: total.flaw for name, total in totals.items() if total.flaw}
    unstored = frozenset(name for name, flaw in flaws.items() if flaw == NOT_STORED)
    return unstored, {name: flaw for name, flaw in flaws.items() if name not in unstored}


def _zero_in_all(
    totals: Mapping[str, _Total], inputs: Mapping[str, _Input], located: Located, form: Form
) -> Iterator[str]:
    """Blank cells whose total is typed as 0: no figure is below zero, so that each of them is said to be 0.

    Not where a total that they belong to is another than its cells then add up to: one of the totals is wrong.
    """
    blank = {name for name in located.cells if name in inputs and inputs[name].is_blank}
    stated = _stated(totals, form)
    doubted = set().union(*(parts for total, parts in stated if _contradicted(total, parts, inputs, blank)))
    for total, parts in stated:
        blanks = [part for part in parts if part in blank]
        if total.says_nothing and doubted.isdisjoint(blanks):
            yield from blanks


def _stated(totals: Mapping[str, _Total], form: Form) -> list[tuple[_Total, Sequence[str]]]:
    """Each total that can be read, and the typed fields that it is made of."""
    return [(total, form.typed_in(name)) for name, total in totals.items() if total.value is not None]


def _contradicted(total: _Total, parts: Sequence[str], inputs: Mapping[str, _Input], blank: Container[str]) -> bool:
    """Whether a total is another than its cells add up to, the blank ones being 0; False where one can't be read."""
    figures = [0 if part in blank else inputs[part].value for part in parts]
    return None not in figures and total.value != sum(figures)


def _texts(located: Located, form: Form) -> Iterator[tuple[str, str]]:
    for name, (grid, area) in located.cells.items():
        field = form.fields[name]
        if not field.numeric and field.kind is not FieldKind.CODE and (text := text_in(grid, area, field)):
            yield name, text


def text_in(grid: Grid, area: Area, field: Field) -> str:
    """A text; where it has run down over several rows they are its paragraphs."""
    read = READ_TEXT.get(field.kind, read_text)
    lines = (read(grid.raw(row, area.left)) for row in area.rows)
    return "\n".join(line for line in lines if line)


def _cleaned(located: Located, form: Form) -> Iterator[str]:
    """Texts in which characters stand that can't be written or that turn the line round."""
    for name, (grid, area) in located.cells.items():
        if not form.fields[name].numeric and any(ILLEGAL.search(str(grid.raw(row, area.left))) for row in area.rows):
            yield name


def _moved(located: Located, form: Form) -> dict[str, tuple[str, str]]:
    """Places of fields that do not stand where the template has them."""
    layout = layout_of(form)
    return {
        name: (grid.name, a1(*area.corner))
        for name, (grid, area) in located.cells.items()
        if (grid.name, area.corner) != (layout.sheet_of(name).name, layout.sheet_of(name).cells[name].corner)
    }
