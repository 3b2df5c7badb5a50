"""A figure by the name that the form prints: 本年新收, 行政复议·结果维持, 三·总计·本年新收.

A name is one or more labels of the form with · between them, in any order: of a row, a column, a section (or its
number). A label may lack its number (一、), the brackets behind it, words that the edition calls spare (新收申请), or its
end, where a word ends there: 本年新收 is 本年新收政府信息公开申请数量, and 办结群 is nothing.
Without a column it is the total. A label that stands over several rows or columns (不予公开) is their sum.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property

from disclosure_batch.form.model import Form, Head, Sheet, Table
from disclosure_batch.text import tidy

BETWEEN = re.compile(r"[·・•‧]")
NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|\d+[.、])")
BEHIND = re.compile(r"\([^()]*\)$")
AMONG = "其中:"
SHORTEST = 2  # signs of a label of which the rest is left out
SHORTEST_PARED = 3
NEAREST, LIKE = 3, 0.5


@dataclass(frozen=True, slots=True)
class Place:
    """A field by its labels. row, column: bare, from the outermost inwards; total: its column is the sum of others.

    short: the row's, where it has one. whole: its row as messages call it, （三）不予公开1.属于国家秘密. pared: labels
    without the words that may be left out, 新收申请.
    """

    field: str
    sheet: tuple[str, ...]
    row: tuple[str, ...]
    column: tuple[str, ...]
    total: bool
    short: str = ""
    whole: str = ""
    pared: tuple[str, ...] = ()

    def labels(self, said: Sequence[str]) -> tuple[str, ...]:
        """Those that a name may say of it; of a row that is named as a whole nothing else."""
        row = (self.whole,) if self.whole in said and self.whole not in self.row else (*self.row, self.short)
        return (*self.sheet, *row, *self.column, *self.pared)

    @property
    def groups(self) -> set[str]:
        """The labels that stand over several rows or columns."""
        return {*self.row[:-1], *self.column[:-1]}

    @property
    def name(self) -> str:
        """As short as it can be and still be understood: 行政复议·结果维持."""
        return "·".join(filter(None, (self.short or self.row[-1], "" if self.total else "".join(self.column[-1:]))))


@dataclass(frozen=True, slots=True)
class Found:
    """fields: whose sum is meant; none where the name is not the form's, or of several. near: what may be meant."""

    fields: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


class PrintedNames:
    """Those of one form."""

    def __init__(self, form: Form) -> None:
        self._form = form

    @cached_property
    def _places(self) -> Sequence[Place]:
        places = (place for sheet in self._form.sheets for place in _places_on(sheet))
        return [replace(place, pared=self._pared_of(place)) for place in places]

    def _pared_of(self, place: Place) -> tuple[str, ...]:
        labels = (*place.row[-1:], *place.column[-1:])
        others = (pared for label in labels if (pared := self._pared(label)) != label)
        return tuple(pared for pared in others if len(pared) >= SHORTEST_PARED and pared not in place.sheet)

    def _pared(self, label: str) -> str:
        return self._spare.sub("", label)

    @cached_property
    def _spare(self) -> re.Pattern:
        return re.compile(self._form.spelling.spare or "(?!)")

    def place_of(self, field: str) -> Place:
        return self._by_field[field]

    @cached_property
    def _by_field(self) -> Mapping[str, Place]:
        return {place.field: place for place in self._places}

    def listed_as(self, *labels: str) -> tuple[str, ...]:
        """The fields that a row of somebody else's list asks for: 新收政府信息公开申请, 行政复议总计, 行政规范性文件制发件数.

        None where it isn't certain. labels: of the row, and of what it stands below.
        """
        said = [_bare(label) for label in labels]
        for names in (said, list(map(self._pared, said))):
            if found := self._fields(names):
                return found
        cut = {self._fields([*said[:-1], *two]) for two in self._in_two(said[-1])} - {()}
        return cut.pop() if len(cut) == 1 else ()

    def _fields(self, said: Sequence[str]) -> tuple[str, ...]:
        """Those of one figure or of the sum of a group; none of labels with which no label of the form begins."""
        if not all(label in self._beginnings for label in said):
            return ()
        meant = self._meant(said)
        return tuple(place.field for place in meant) if self._is_one(meant, said) else ()

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        labels = {label for place in self._places for label in (*place.labels(()), place.whole)}
        return frozenset(labels.union(label[:end] for label in labels for end in range(SHORTEST, len(label))))

    def _in_two(self, label: str) -> Iterator[tuple[str, str]]:
        """A label that may be a row's and a column's in one."""
        for at in range(SHORTEST, len(label) - SHORTEST + 1):
            first, second = label[:at], label[at:]
            yield first, second
            yield first, self._pared(second)

    def find(self, name: str) -> Found:
        said = _labels(name)
        if fields := self._fields(said):
            return Found(fields)
        return Found(near=self._near(said, self._meant(said)))

    def _is_one(self, meant: Sequence[Place], said: Sequence[str]) -> bool:
        """Whether it is one figure, or the sum of a group."""
        return len(meant) == 1 or (bool(meant) and _is_group(meant, self._places, said))

    def _meant(self, said: Sequence[str]) -> Sequence[Place]:
        """Those that bear all these labels; where some bear them as they are printed, these."""
        fitting = [place for place in self._places if _bears(place, said, self._begins)]
        exactly = [place for place in fitting if _bears(place, said, str.__eq__)]
        return self._of_totals(exactly or fitting, said)

    def _of_totals(self, places: Sequence[Place], said: Sequence[str]) -> Sequence[Place]:
        """Without a word of a column the totals, where there are some."""
        of_columns = any(self._begins(own, label) for label in said for place in places for own in place.column)
        totals = [place for place in places if place.total]
        return totals if totals and not of_columns else places

    def _begins(self, own: str, label: str) -> bool:
        """Whether a label is meant by these words: the whole of it, or its beginning up to the end of a word."""
        if own == label or len(label) < SHORTEST or not own.startswith(label):
            return own == label
        return self._ends.match(own, len(label)) is not None

    @cached_property
    def _ends(self) -> re.Pattern:
        return re.compile(self._form.spelling.ends or "(?!)")

    def _near(self, said: Sequence[str], meant: Sequence[Place]) -> tuple[str, ...]:
        """Of several the first few; of none the names that look like it, and are understood."""
        if meant:
            return tuple(dict.fromkeys(place.name for place in meant))[:NEAREST]
        name = "·".join(said)
        whole = [label for place in self._places for label in (*place.row, place.name) if label]
        names = dict.fromkeys([*whole, *(label[: len(name)] for label in whole)])
        alike = get_close_matches(name, names, len(names), LIKE)
        return tuple(one for one in alike[: 3 * NEAREST] if self._is_understood(one))[:NEAREST]

    def _is_understood(self, name: str) -> bool:
        """Whether a name is understood."""
        said = _labels(name)
        return self._is_one(self._meant(said), said)


def _labels(name: str) -> list[str]:
    return [_bare(label) for label in BETWEEN.split(name)]


def _bears(place: Place, said: Sequence[str], fits: Callable[[str, str], bool]) -> bool:
    """Whether a place has each of the labels, as often as it is said: 其他·其他 is a row and a column."""
    labels = place.labels(said)
    return all(sum(fits(own, label) for own in labels) >= said.count(label) for label in said)


def _is_group(places: Sequence[Place], among: Sequence[Place], said: Sequence[str]) -> bool:
    """Whether they are all that stand below one label, over rows or columns, that was said."""
    beside = "column" if len({place.row for place in places}) > 1 else "row"
    fixed = {getattr(place, beside) for place in places}
    grouped = set.intersection(*(place.groups for place in places)) & set(said)
    whole = {place.field for place in among if place.groups & grouped and getattr(place, beside) in fixed}
    return len(fixed) == 1 and whole == {place.field for place in places}


def _places_on(sheet: Sheet) -> Iterator[Place]:
    number, _, words = sheet.section.partition("、")
    named = tuple(map(tidy, (number, f"表{number}", sheet.section, sheet.name, words) if words else (sheet.section,)))
    for table in sheet.tables:
        for row in table.rows:
            yield from (_place(table, named, row, column) for column in table.columns)
    if not sheet.tables:
        listed = (field for field in sheet.fields if field.numeric)
        yield from (Place(field.id, named, (_bare(field.row_label),), (), False) for field in listed)


def _place(table: Table, sheet: tuple[str, ...], row: Head, column: Head) -> Place:
    return Place(
        field=table.field(row.id, column.id),
        sheet=(*sheet, *filter(None, (tidy(table.banner),))),
        row=tuple(map(_bare, row.label)),
        column=tuple(map(_bare, column.label)),
        total=bool(column.sum) or len(table.columns) == 1,
        short=_bare(row.short),
        whole=_bare(row.name),
    )


def _bare(label: str) -> str:
    """A label without its number, what stands in brackets behind it, and 其中."""
    return BEHIND.sub("", NUMBER.sub("", tidy(label))).removeprefix(AMONG)
