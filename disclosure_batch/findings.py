"""What is wrong, as values: which rule says so, how grave it is, where, and what its sentence is made of.

    reading --Trouble--> rules --Finding--> diagnosis, decisions --> words, where somebody is told

A finding is never an exception and never a sentence. The sentence is made when a reader is told it, by the one function
that `@words` registers for the kind of its `about`; nothing is read back from it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Protocol, TypeVar

from disclosure_batch.text import plain


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
        return {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.NOTICE: "提示"}[self]


class Trouble:
    """Something that was noticed on the way from a file to its filing, and that a rule has to speak of.

    Each kind is a small frozen dataclass of its own, defined where it is noticed; a rule finds its own by the type.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell as a sentence names it; name is what the form calls its field, cell None where there is none."""

    sheet: str | None
    cell: str | None
    name: str

    def __str__(self) -> str:
        return f"“{self.sheet}”{self.cell}（{self.name}）" if self.cell else f"“{self.name}”"

    def on(self, sheet: str | None) -> str:
        """The spot, its sheet left out where it is this one, which has been named already."""
        return str(self).removeprefix(f"“{sheet}”")


# ---------------------------------------------------------------- who is told


class Role(StrEnum):
    """Who reads."""

    OFFICE = "office"
    COORDINATOR = "coordinator"


class Held(StrEnum):
    """What an office holds of its submission, and has to mend."""

    WORKBOOK = "a workbook"
    FILLED = "the official workbook that goes with its notice, filled with what was read of its file"
    WORD = "a Word document"
    TEXT = "a text or a web page"


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a sentence is for. What is wrong is the same for everybody; what to do about it need not be.

    holds: what is to be mended; None for the submission itself, whatever it is.
    """

    role: Role
    holds: Held | None = None

    @property
    def office(self) -> bool:
        return self.role is Role.OFFICE

    @property
    def in_workbook(self) -> bool:
        """Whether there are formulas and a sheet for explanations in what is to be mended."""
        return self.holds in (None, Held.WORKBOOK, Held.FILLED)


COORDINATOR, OFFICE = Reader(Role.COORDINATOR), Reader(Role.OFFICE)


@dataclass(frozen=True, slots=True)
class Words:
    """What is wrong, what to do about it, and what else there is to say.

    suggestion: what to do, where that is worth a column of its own.
    """

    wrong: str
    mend: str = ""
    more: str = ""
    suggestion: str | None = None

    @property
    def message(self) -> str:
        return f"{self.wrong}{self.mend}{self.more}"


# ---------------------------------------------------------------- findings


@dataclass(frozen=True, slots=True)
class Corrected:
    """A figure that is taken as another, and what the office has there; None for nothing."""

    cell: str
    taken: int | Decimal
    stands: int | Decimal | str | None

    def __str__(self) -> str:
        stands = self.stands if isinstance(self.stands, str) else "" if self.stands is None else plain(self.stands)
        return f"{self.cell} 按更正后的 {plain(self.taken)} 计算，单位填的是 {stands or '空白'}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cell that would mend a finding: what stands there, and what it would have to be."""

    cell: str
    value: int | Decimal | str | None
    becomes: int | Decimal


class Ruling(Protocol):
    """What was decided of a finding; made of decisions (decisions/decision.py)."""

    @property
    def words(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Finding:
    """One cause, one finding. `cell` is where to look first, `also` other cells of the same sheet; they accuse none.

    about holds the values that the sentence is made of: a small frozen dataclass, or what was noticed itself.
    held: what kind of document it was found in.
    unit is the unit's key (its code, else its name); value what stands in the cell, as it was typed; explanation the
    office's own words; corrected those of its figures that the coordinator has corrected. candidates: what would mend
    it, where that is little; several of them may have to be changed together. suspects: other cells of
    the same sheet in which the slip may be. Where neither says anything, it is `cell`.
    """

    rule: str
    severity: Severity | None  # None only until the rule sets its own
    about: object
    unit: str | None = None
    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    also: tuple[str, ...] = ()
    field: str | None = None
    value: int | Decimal | str | None = None
    expected: int | Decimal | str | None = None
    explanation: str | None = None
    decision: Ruling | None = None
    corrected: tuple[Corrected, ...] = ()
    held: Held = Held.WORKBOOK
    candidates: tuple[Candidate, ...] = ()
    suspects: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        """Where the slip may be, on its sheet."""
        likely = dict.fromkeys([*(candidate.cell for candidate in self.candidates), *self.suspects])
        return tuple(likely) or ((self.cell,) if self.cell else ())

    def told(self, reader: Reader) -> Words:
        """What a reader is told."""
        told = say(self.about, self, replace(reader, holds=reader.holds or self.held))
        corrected = "；".join(map(str, self.corrected))
        return replace(told, more=f"{told.more}（{corrected}）") if corrected else told

    @property
    def message(self) -> str:
        """A whole sentence for the coordinator: where, what stands there, what is expected, what to do."""
        return self.told(COORDINATOR).message

    @property
    def suggestion(self) -> str | None:
        return self.told(COORDINATOR).suggestion


def in_order(findings: Iterable[Finding], key: Callable[[Finding], tuple]) -> list[Finding]:
    """Sorted by a key; what is alike by it stands in the order of its words, which are made for nothing else."""
    alike = (list(group) for _, group in groupby(sorted(findings, key=key), key=key))
    return [finding for group in alike for finding in (sorted(group, key=_message) if group[1:] else group)]


def has_error(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


_message = attrgetter("message")

# ---------------------------------------------------------------- how they become words

WordsMaker = TypeVar("WordsMaker", bound=Callable[..., Words])
_speakers: dict[type, Callable[..., Words]] = {}


def words(*kinds: type) -> Callable[[WordsMaker], WordsMaker]:
    """Registers the function that makes words of these kinds of `about`: (about, finding, reader) -> Words."""

    def register(speaker: WordsMaker) -> WordsMaker:
        for kind in kinds:
            assert kind not in _speakers, f"{kind.__name__} has words already"
            _speakers[kind] = speaker
        return speaker

    return register


def say(about: object, finding: Finding, reader: Reader) -> Words:
    """The words of an `about`, also of one within another: of what two findings became when they were joined."""
    return _speakers[type(about)](about, finding, reader)
