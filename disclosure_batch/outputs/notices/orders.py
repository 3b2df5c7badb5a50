"""What is to be done to the copy of a workbook, whichever way it is done, and what its marks say and look like."""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from disclosure_batch.outputs.notices.mending import MendingLine, NumberToMend, TotalToMend
from disclosure_batch.sheets.styles import ORANGE, RED
from disclosure_batch.text import plain

NEEDS_MENDING, NEEDS_CHECK, WAS_CORRECTED = "【需修改】", "【请核实】", "【已更正】"
COLOURS = {NEEDS_MENDING: RED[1:], NEEDS_CHECK: ORANGE[1:], WAS_CORRECTED: ORANGE[1:]}
FADES = "改过的格{}，颜色自己消失。批注不用删。"
EXPLAINED_TOO = "、写明了原因的格"
SIGN = 'N("{}")=0'  # in the condition of a mark, by which it is known again; it always holds
MOST_BESIDE = 20  # cells in one condition
LONGEST = 100  # characters of a text in a condition
WIDTH, LINE, CHARACTERS = 330, 19, 23  # of a comment: pixels across, pixels a line is high, characters in a line

# All that the template calls, and what offices add up, round and look up with.
CALCULATING = frozenset(
    (
        "ABS", "AND", "AVERAGE", "CONCATENATE", "COUNT", "COUNTA", "COUNTBLANK", "COUNTIF", "DATE", "DAY", "FALSE",
        "FIND", "IF", "IFERROR", "INDEX", "INT", "ISBLANK", "ISERROR", "ISNA", "ISNUMBER", "ISTEXT", "LEFT", "LEN",
        "LOWER", "MATCH", "MAX", "MID", "MIN", "MOD", "MONTH", "N", "NOT", "OR", "RIGHT", "ROUND", "ROUNDDOWN",
        "ROUNDUP", "SEARCH", "SUBSTITUTE", "SUBTOTAL", "SUM", "SUMIF", "SUMIFS", "SUMPRODUCT", "TEXT", "TODAY", "TRIM",
        "TRUE", "UPPER", "VALUE", "VLOOKUP", "YEAR",
    )
)
CALLED = re.compile(r"([A-Z_][A-Z0-9_.]*)\s*\(")
OUTSIDE = re.compile(r"[\[\]|]|//|\\\\")  # another workbook, another program, an address
ONE_CELL = re.compile(r"'?([^'!]+)'?!\$([A-Z]{1,3})\$([0-9]{1,7})")  # what a name may stand for
QUOTED = re.compile(r'"[^"]*"')


class CellMark(NamedTuple):
    """What is said at a cell; no words where they are said at another. coloured: it is one of those to look at.

    beside: cells of which one, once it is changed, takes the mark off this one, too; answer: the field in which it can
    be said why nothing is changed, which takes it off as well.
    """

    sheet: str
    cell: str
    kind: str
    words: str
    beside: tuple[str, ...] = ()
    answer: str | None = None
    coloured: bool = True


class CellText(NamedTuple):
    """What is written into a cell as a text, whatever it looks like."""

    sheet: str
    cell: str
    words: str


class Orders(NamedTuple):
    """All that is done to a copy. title, below: what stands above and below the list of what has to be
    mended."""

    marks: Sequence[CellMark]
    texts: Sequence[CellText] = ()
    totals: Sequence[TotalToMend] = ()
    numbers: Sequence[NumberToMend] = ()
    title: str = ""
    entries: Sequence[MendingLine] = ()
    below: str = ""


def by_cell(marks: Iterable[CellMark]) -> Mapping[tuple[str, str], list[CellMark]]:
    """The gravest first at each cell."""
    cells: dict[tuple[str, str], list[CellMark]] = {}
    for mark in marks:
        cells.setdefault((mark.sheet, mark.cell), []).append(mark)
    return {place: sorted(found, key=lambda mark: list(COLOURS).index(mark.kind)) for place, found in cells.items()}


def cells_beside(mark: CellMark) -> tuple[str, ...]:
    """The cells that take the mark off as well, where they are not too many to be asked."""
    return mark.beside if len(mark.beside) <= MOST_BESIDE else ()


def condition(mark: CellMark, as_they_were: Iterable[str]) -> str:
    """While it holds a mark shows: until a cell is changed, or a reason is given, as what is settled is not red."""
    return f"AND({','.join([SIGN.format(mark.kind), *dict.fromkeys(filter(None, as_they_were))])})"


def as_it_was(place: str, value: object, formula: bool = False) -> str:
    """A condition that holds until something else is typed there; empty where there is none, as of a formula."""
    if value is None or value == "":
        return f'{place}=""'
    if formula or isinstance(value, datetime.date | datetime.time | bool):
        return ""
    if isinstance(value, int | float | Decimal):
        return f"AND(ISNUMBER({place}),{place}={plain(value)})"
    said = str(value)
    if len(said) > LONGEST or "\n" in said:
        return f"LEN({place})={len(said)}"
    quoted = said.replace('"', '""')
    return f'{place}="{quoted}"'


def is_mark(formula: str) -> bool:
    """Whether a condition is that of a mark."""
    return any(SIGN.format(kind) in formula for kind in COLOURS)


def height_of_comment(words: str) -> int:
    """In pixels."""
    return LINE * (1 + sum(-(-len(line) // CHARACTERS) for line in words.splitlines()))


@lru_cache(5000)  # the formulas of a form are the same in every workbook
def is_harmless(formula: str) -> bool:
    """Whether a formula only calculates with cells of its own workbook."""
    bare = QUOTED.sub("", formula)
    return set(CALLED.findall(bare.upper())) <= CALCULATING and not OUTSIDE.search(bare)
