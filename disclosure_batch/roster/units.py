"""The roster as a value: which units should report, by what names they are known, and which body publishes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from disclosure_batch.text import normalised

ROSTER_HEADS = ("单位代码", "单位名称", "类别", "上级单位代码", "别名", "计入汇总", "联系人", "联系电话")

MADE = re.compile(r"Z\d{3,}")  # a code that `distribute` gives to a unit of a list without codes
SHORTEST_NAME = 4  # characters of a name that may be looked for in a text


class Category(StrEnum):
    """What kind of unit it is; the publisher is the body in whose name the report appears."""

    PUBLISHER = "汇总机关"
    DEPARTMENT = "政府部门"
    TOWNSHIP = "乡镇街道"
    VERTICAL = "垂直管理"
    OTHER = "其他"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that should report; `counted` says whether its figures are added up.

    groups: others are below it, whose figures it adds up; only where a tree is asked for.
    """

    code: str
    name: str
    category: Category | None
    parent: str | None
    aliases: tuple[str, ...]
    counted: bool
    contact: str
    phone: str
    groups: bool = False

    @property
    def adds_up(self) -> bool:
        """Whether its figures are those of other units: its own workbook may be absent, its 汇总表 is none of them."""
        return self.groups or self.category is Category.PUBLISHER

    @property
    def key(self) -> str:
        """What the unit is known by: its code, or its name where it has none."""
        return self.code or self.name

    @property
    def has_own_code(self) -> bool:
        """Whether its code tells it from others: it has one, and this tool did not make it."""
        return bool(self.code) and not is_made(self.code)

    @property
    def reached_by(self) -> str:
        """Whom to ask, and by which number, as far as the roster says."""
        return f"{self.contact} {self.phone}".strip()

    @property
    def cells(self) -> tuple[str | None, ...]:
        """The unit as a line of a roster, in the order of ROSTER_HEADS."""
        counted, aliases = "是" if self.counted else "否", "、".join(self.aliases)
        return self.code, self.name, self.category, self.parent, aliases, counted, self.contact, self.phone


@dataclass(frozen=True, slots=True)
class Roster:
    """The units in roster order, found by code, name or alias.

    By a code that was made for a unit none is found: it follows the order of a list, which is another tomorrow.
    """

    units: tuple[Unit, ...]
    _codes: dict[str, Unit | None] = field(init=False, repr=False, compare=False)
    _names: dict[str, Unit | None] = field(init=False, repr=False, compare=False)
    _aliases: dict[str, Unit | None] = field(init=False, repr=False, compare=False)
    _below: dict[str, tuple[Unit, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        aliases = ((alias, unit) for unit in self.units for alias in unit.aliases)
        object.__setattr__(self, "_codes", _by_label((unit.code, unit) for unit in self.units if unit.has_own_code))
        object.__setattr__(self, "_names", _by_label((unit.name, unit) for unit in self.units))
        object.__setattr__(self, "_aliases", _by_label(aliases))
        object.__setattr__(self, "_below", _by_parent(self.units))

    @property
    def body(self) -> Unit | None:
        """The unit whose 类别 is 汇总机关."""
        return next((unit for unit in self.units if unit.category is Category.PUBLISHER), None)

    @property
    def tree(self) -> list[tuple[int, Unit]]:
        """Every unit but the publisher with its level, each before those below it; 1: nobody else adds it up."""
        body, grouping = self.body, {unit.code for unit in self.units if unit.groups}
        top = (unit for unit in self.units if unit is not body and unit.parent not in grouping)
        return [found for unit in top for found in self._branch(unit, 1)]

    def below(self, unit: Unit) -> frozenset[str]:
        """The keys of the units whose figures a unit adds up: of the publisher all others, else those below it."""
        if unit.groups:
            return frozenset(below.key for level, below in self._branch(unit, 0) if level)
        return frozenset(other.key for other in self.units if other.key != unit.key)

    def _branch(self, unit: Unit, level: int) -> Iterator[tuple[int, Unit]]:
        yield level, unit
        for child in self._below.get(unit.code, ()) if unit.groups else ():
            yield from self._branch(child, level + 1)

    def by_code(self, code: str) -> Unit | None:
        """The unit with this code; None where there is none or more than one, and for a code that was made."""
        return self._codes.get(normalised(code))

    def by_name(self, name: str) -> Unit | None:
        """The unit of this full name, otherwise of this alias; None where it fits none or several."""
        key = normalised(name)
        return self._names[key] if key in self._names else self._aliases.get(key)

    def named_in(self, text: str) -> list[Unit]:
        """The units whose names stand in a text, none for a name that is a piece of a longer one there."""
        said = normalised(text)
        found = {
            name: unit
            for name, unit in (self._aliases | self._names).items()
            if unit and len(name) >= SHORTEST_NAME and name in said
        }
        return [unit for name, unit in found.items() if not any(name != other and name in other for other in found)]

    def is_alias(self, name: str, unit: Unit) -> bool:
        """Whether `name` is one of the unit's aliases and not the roster's own name for it (rule U006)."""
        key = normalised(name)
        return key != normalised(unit.name) and key in map(normalised, unit.aliases)


def as_tree(roster: Roster) -> Roster:
    """The same, in which the units that are above others group them."""
    above = {unit.parent for unit in roster.units} - {None}
    units = (replace(u, groups=u.code in above and u.category is not Category.PUBLISHER) for u in roster.units)
    return Roster(tuple(units))


def is_made(code: str) -> bool:
    """Whether a code is one that `distribute` makes: Z001."""
    return bool(MADE.fullmatch(normalised(code).upper()))


def with_made_codes(units: Sequence[Unit]) -> list[Unit]:
    """The units of a list without codes, each with one: Z001 and so on, in their order."""
    return [replace(unit, code=f"Z{number:03d}") for number, unit in enumerate(units, 1)]


def _by_parent(units: Iterable[Unit]) -> dict[str, tuple[Unit, ...]]:
    """The units right below each, by its code."""
    below: dict[str, list[Unit]] = {}
    for unit in units:
        if unit.parent:
            below.setdefault(unit.parent, []).append(unit)
    return {code: tuple(found) for code, found in below.items()}


def _by_label(pairs: Iterable[tuple[str, Unit]]) -> dict[str, Unit | None]:
    """Units by normalised label, None where two units share it; an empty label has no entry."""
    index: dict[str, Unit | None] = {}
    for label, unit in pairs:
        if key := normalised(label):
            index[key] = unit if index.get(key, unit) is unit else None
    return index
