"""What a figure is held against: signed fields of this year or the last, and what they come to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache

from disclosure_batch.form.model import Form, Term

PIECE = re.compile(r"([+-]?)\s*(previous:)?([a-z_*][\w.*]*)")
Terms = tuple[Term, ...]


@dataclass(frozen=True, eq=False)
class Known:
    """The figures at hand: this year's (tables, and indicators as far as they are known), and last year's."""

    form: Form
    now: Mapping[str, int | Decimal | None]
    before: Mapping[str, int | Decimal | None] = field(default_factory=dict)

    def value(self, terms: Terms) -> Decimal | None:
        """What they come to; None where one of them is not known."""
        total = Decimal(0)
        for term in terms:
            figure = (self.before if term.last_year else self.now).get(term.field)
            if figure is None:
                return None
            total += term.sign * figure
        return total


@cache
def terms_of(said: str, form: Form, last_year: bool = False) -> Terms:
    """`a + b - c` as terms; * stands for any part of an id, but never for a total of what else it stands for."""
    terms = []
    for sign, previous, name in PIECE.findall(said):
        ids = [one for one in form.numeric if fnmatchcase(one, name)] if "*" in name else [name]
        terms += [Term(-1 if sign == "-" else 1, one, last_year or bool(previous)) for one in ids]
    return tuple(terms)
