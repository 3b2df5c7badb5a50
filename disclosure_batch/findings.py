"""A finding: a plain value that says what is wrong, where, and what to do. Never an exception."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Severity(StrEnum):
    """error keeps a unit out of the totals, warning needs a look, notice is for the record."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)

    @property
    def word(self) -> str:
        return {"error": "错误", "warning": "警告", "notice": "提示"}[self.value]


class Trouble:
    """Something that was noticed on the way from a file to its filing, and that a rule has to speak of.

    Each kind is a small frozen dataclass of its own, defined where it is noticed; a rule finds its own by the type.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One cause, one finding. `cell` is where to look first, `also` other cells of the same sheet; they accuse none.

    message is a whole sentence in Chinese: where, what stands there, what is expected, what to do.
    unit is the unit's key (its code, else its name); value what stands in the cell, as it was typed.
    """

    rule: str
    severity: Severity | None  # None only until the rule sets the rule's own
    message: str
    unit: str | None = None
    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    also: tuple[str, ...] = ()
    field: str | None = None
    value: int | Decimal | str | None = None
    expected: int | Decimal | str | None = None
    suggestion: str | None = None
    explanation: str | None = None
    decision: str | None = None


def has_error(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)
