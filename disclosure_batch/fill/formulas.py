"""What the simple formulas of a form give: sums of cells, which is what totals are. Others are not understood.

Nothing is calculated anew by this tool: whoever opens the form has its formulas, and is only told beforehand where one
will give another figure than the one that should stand there.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import product

from disclosure_batch.documents.document import Corner
from disclosure_batch.references import area_of

ONE = r"\$?[A-Z]{1,3}\$?[1-9]\d{0,6}"
NAME = r"'(?:[^']|'')+'|[^\s'!()+\-*/,&:]+"
AREA = re.compile(rf"(?:({NAME})!)?({ONE}(?::{ONE})?)", re.IGNORECASE)
TERM = re.compile(
    rf"""(?P<sign>[+-]?)\s*
    (?: SUM\((?P<sum>[^()]*)\)
      | (?P<number>\d+(?:\.\d+)?)(?![\w!:])
      | (?P<cell>(?:(?:{NAME})!)?{ONE}(?::{ONE})?)(?!\w)
    )\s*""",
    re.IGNORECASE | re.VERBOSE,
)
LARGEST = 10_000  # cells of one sum
DEEPEST = 20  # formulas that a formula looks through

LookUp = Callable[[str, Corner, int], Decimal]  # (sheet, cell, depth): its figure, 0 where blank. Raises NotUnderstood


class NotUnderstood(Exception):
    """A formula is no sum of figures."""


def result_of(formula: str, sheet: str, look: LookUp, depth: int = 0) -> Decimal:
    """SUM(D7:I7), D7+E7-'表 2'!F7. Raises NotUnderstood."""
    text, total, at = formula.strip(), Decimal(0), 0
    while at < len(text) or not text:
        term = TERM.match(text, at)
        if term is None or (at and not term["sign"]) or depth > DEEPEST:
            raise NotUnderstood
        value = sum(_values(term, sheet, look, depth))
        total += -value if term["sign"] == "-" else value
        at = term.end()
    return total


def _values(term: re.Match, sheet: str, look: LookUp, depth: int) -> Iterator[Decimal]:
    """The figures of a term: a number, a cell, or the cells of a sum."""
    if term["number"]:
        yield Decimal(term["number"])
        return
    cell = term["cell"]
    if cell and ":" in cell:
        raise NotUnderstood
    for part in (cell or term["sum"]).split(","):
        for name, corner in _cells(part.strip(), sheet):
            yield look(name, corner, depth + 1)


def _cells(part: str, sheet: str) -> Iterator[tuple[str, Corner]]:
    found = AREA.fullmatch(part)
    if found is None:
        raise NotUnderstood
    name, area = found.groups()
    top, left, bottom, right = area_of(area.replace("$", "").upper())
    (top, bottom), (left, right) = sorted((top, bottom)), sorted((left, right))
    if (bottom - top + 1) * (right - left + 1) > LARGEST:
        raise NotUnderstood
    name = name[1:-1].replace("''", "'") if name and name.startswith("'") else name or sheet
    yield from ((name, corner) for corner in product(range(top, bottom + 1), range(left, right + 1)))
