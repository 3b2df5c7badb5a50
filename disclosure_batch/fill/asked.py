"""Figures that a form asks for in a list of its own: 指标名称 and 数量, or 2023年 and 2024年, a row for each.

A row is understood by the names that the form prints, and only where one thing can be meant: by its label alone, by
what it stands below (行政复议, 结果维持), or as a part of the row before it (其中：自然人). All else is left, and named.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from disclosure_batch.dates import year_of, years_in
from disclosure_batch.documents.document import Corner, Grid, Merge
from disclosure_batch.form.layout import Area
from disclosure_batch.form.model import Form
from disclosure_batch.form.printed_names import PrintedNames
from disclosure_batch.locating.labels import BRACKETS, GridArea, is_figure, labels_of
from disclosure_batch.locating.units import unit_in
from disclosure_batch.text import tidy

HEAD_WITHIN = 12  # rows
NOTED = re.compile(r"[(（](?!总计|合计|总数|[一二三四五六七八九十\d]+[)）])")
PART = re.compile("^其中[:：、]?")
OF_SOME = re.compile("本级|直属|[省市县区]直|部门|乡镇|街道|单位")  # what stands below is of some units
THE_REST = "其他"  # of what is named above, whatever that is
WHOLE = 4  # signs of a label that needs no more words, and of one of which some may be left out
SHARED_SIGNS = 3  # that a label has in common with what it stands below, where they speak of the same
COMMON = re.compile("情况|方面|部分")  # what many headings end with
Fields = tuple[str, ...]  # whose sum is meant
LabelsAndFigures = tuple[Sequence[int], Sequence[int]]  # columns of labels, columns of their figures


@dataclass(frozen=True, slots=True)
class AskedFigure:
    """A row's label, the fields whose sum it asks for (none where it is not understood), and the cell for it."""

    label: str
    fields: Fields
    place: GridArea
    last_year: bool = False


class _Row(NamedTuple):
    """said: what its label says as it stands; above: what it stands below, from the outermost inwards.

    unit: what its label or a cell names, '' where none.
    """

    number: int
    said: str
    label: str
    above: Sequence[str]
    unit: str


def asked_in(grid: Grid, form: Form, year: int | None) -> Sequence[AskedFigure]:
    """Those of a grid; none where no column is headed as one of figures of this year."""
    columns = _Columns(grid, form, year)
    if not columns.this_year:
        return ()
    names = _Names(form)
    return [one for block in columns.blocks for one in _of_block(block, columns, names)]


def columns_of(grid: Grid, form: Form, year: int | None) -> "_Columns":
    """Which columns of such a list hold what."""
    return _Columns(grid, form, year)


def known_names(form: Form, label: str) -> Fields:
    """The fields that a label names by itself; none where it names nothing, or may name several."""
    return _Names(form).named(label)


def years_above(grid: Grid, form: Form, year: int | None) -> set[str]:
    """The years that the title above such a list states."""
    columns = _Columns(grid, form, year)
    return {said for row in grid.rows[: columns.head] for cell in row for said in years_in(tidy(str(cell)))}


class _Columns:
    """Which columns hold figures, and of which year, by their heads: the first row that has such heads."""

    def __init__(self, grid: Grid, form: Form, year: int | None) -> None:
        self.grid, self._spelling, self._year = grid, form.spelling, year
        found = ((i, self._headed(i)) for i in range(min(len(grid.rows), HEAD_WITHIN)))
        self.head, heads = next(((i, heads) for i, heads in found if "this" in heads.values()), (0, {}))
        self.this_year = [j for j, kind in heads.items() if kind == "this"]
        self.last_year = [j for j, kind in heads.items() if kind == "last"]
        self.others = [j for j, kind in heads.items() if kind == "number"]

    def _headed(self, row: int) -> Mapping[int, str]:
        kinds = {j: self._kind(tidy(self.grid.text(row, j))) for j in range(len(self.grid.rows[row]))}
        return {j: kind for j, kind in kinds.items() if kind}

    def _kind(self, head: str) -> str:
        if head in self._spelling.numbering:
            return "number"
        if head in self._spelling.this_year:
            return "this"
        if head.startswith(tuple(self._spelling.last_year)):
            return "last"
        stated = year_of(head)
        return {0: "this", 1: "last"}.get(self._year - int(stated), "") if stated and self._year else ""

    @cached_property
    def blocks(self) -> Sequence[LabelsAndFigures]:
        """Side by side: labels end where figures begin."""
        figures, blocks, start = sorted([*self.this_year, *self.last_year]), [], 0
        for column in figures:
            labels = [j for j in range(start, column) if j not in self.others and self._has_words(j)]
            if labels:
                blocks.append((labels, [column]))
            elif blocks:
                blocks[-1][1].append(column)
            start = column + 1
        return blocks

    def _has_words(self, column: int) -> bool:
        return any(self.worded(i, column) for i in range(self.head + 1, len(self.grid.rows)))

    def worded(self, row: int, column: int) -> str:
        """What a cell says, where it is neither a figure nor a unit."""
        said = tidy(self.grid.text(row, column))
        return "" if not said or is_figure(self.grid.raw(row, column)) or unit_in(said) else said


def _of_block(block: LabelsAndFigures, columns: "_Columns", names: "_Names") -> Iterator[AskedFigure]:
    labels, figures = block
    covered = {corner: merged for merged in columns.grid.merged for corner in _corners(merged)}
    whole, counting = (), False  # of what the rows may be parts, and whether 其中 has been said
    for row in _rows(labels, columns):
        is_part = PART.match(row.label)
        fields = () if is_part else names.meant(row)
        if not fields and (is_part or counting):
            counting, fields = True, names.part(whole, PART.sub("", row.label))
        else:
            whole, counting = fields, False
        for column in figures:
            merged = covered.get((row.number, column))
            if merged is None or merged[1] > labels[-1]:
                place = columns.grid, Area(row.number, column, row.number, column, row.unit)
                yield AskedFigure(row.said, fields, place, column in columns.last_year)


def _corners(merged: Merge) -> Iterator[Corner]:
    top, left, bottom, right = merged
    return ((i, j) for i in range(top, bottom + 1) for j in range(left, right + 1))


def _rows(labels: Sequence[int], columns: "_Columns") -> Iterator[_Row]:
    """Those with a label; what stands once beside several rows is above each of them."""
    held: dict[int, str] = {}
    for i in range(columns.head + 1, len(columns.grid.rows)):
        said = {j: word for j in labels if (word := columns.worded(i, j))}
        if said:
            inner = max(said)
            held = {j: word for j, word in held.items() if j < inner} | said
            label, unit = _without_unit(said[inner])
            beside = filter(None, (unit_in(columns.grid.text(i, j)) for j in range(len(columns.grid.rows[i]))))
            as_it_stands = " ".join(columns.grid.text(i, inner).split())
            yield _Row(i, as_it_stands, label, [held[j] for j in sorted(held) if j < inner], unit or next(beside, ""))


def _without_unit(said: str) -> tuple[str, str]:
    """行政事业性收费（元）: the label, and the unit behind it."""
    label, bracket, note = said.translate(BRACKETS).rpartition("(")
    unit = unit_in(note.rstrip(")")) if bracket else ""
    return (label, unit) if unit else (said, "")


class _Names:
    """What rows of a list ask for."""

    def __init__(self, form: Form) -> None:
        self._form, self._names, self._normal = form, PrintedNames(form), labels_of(form).normal
        heads = (head for sheet in form.sheets for table in sheet.tables for head in (*table.rows, *table.columns))
        listed = (field.row_label for field in form.fields.values())
        self._printed = set(map(self._normal, chain(listed, *((*head.label, head.short) for head in heads))))

    def meant(self, row: _Row) -> Fields:
        """The fields that a row can only mean."""
        elsewhere = tuple(self._form.spelling.last_year)
        if any(above.startswith(elsewhere) or OF_SOME.search(above) for above in row.above):
            return ()
        alone, below = self._called(row.label), {self._called(above, row.label) for above in row.above} - {()}
        if below - {alone}:  # 予以公开, below 商业企业
            return below.pop() if len(below) == 1 else ()
        return alone if not row.above or (alone and self._fits(alone, row)) else ()

    def named(self, label: str) -> Fields:
        return self._called(label)

    def part(self, whole: Fields, label: str) -> Fields:
        """The fields of 其中：自然人, below a row of which they are a part; none below one that nobody understands."""
        if not whole:
            return ()
        alone = self._called(label)
        if alone and self._is_part(alone, whole):
            return alone
        rows = [self._called(self._names.place_of(field).row[-1], label) for field in whole]
        parts = tuple(chain.from_iterable(rows))
        return parts if all(rows) and self._is_part(parts, whole) else ()

    def _called(self, *labels: str) -> Fields:
        normal = [self._normal(label) for label in labels]
        if any(NOTED.search(label) and said not in self._printed for label, said in zip(labels, normal, strict=True)):
            return ()  # 新收申请（含上年结转） is something else
        if normal[-1] == THE_REST or (len(normal[-1]) < WHOLE and normal[-1] not in self._printed):
            return ()
        return self._names.listed_as(*labels) or self._names.listed_as(*normal)

    def _is_part(self, fields: Iterable[str], whole: Fields) -> bool:
        """Whether they are some of what the whole is made of, or are printed as a part of it."""
        typed, of = ({name for field in some for name in self._form.typed_in(field)} for some in (fields, whole))
        named = all(PART.match(self._form.fields[name].row_label) for name in typed)
        return typed < of or (named and self._names.place_of(whole[0]).sheet == self._names.place_of(min(typed)).sheet)

    def _fits(self, fields: Fields, row: _Row) -> bool:
        """Whether what a row stands below speaks of the same, or its label needs no more words."""
        place = self._names.place_of(fields[0])
        if len(row.label) >= WHOLE and self._normal(row.label) in map(self._normal, (*place.row, *place.column)):
            return True
        labels = (*place.sheet, *place.row, *place.column)
        return any(_share(above, label) for above in row.above for label in labels)


def _share(above: str, label: str) -> bool:
    said = COMMON.sub("", above)
    return any(said[i : i + SHARED_SIGNS] in label for i in range(len(said) - SHARED_SIGNS + 1))
