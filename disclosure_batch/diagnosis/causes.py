"""What a failing sum becomes once it is known what would mend it: the values, and their words."""

from dataclasses import dataclass, replace

from disclosure_batch.diagnosis.localise import Shape
from disclosure_batch.findings import Finding, Reader, Spot, Words, say, words
from disclosure_batch.form.model import Figure
from disclosure_batch.rules.relation import Unbalanced, WrongTotal, advised
from disclosure_batch.text import plain

REGISTER = "请对照登记台账核实。"
EXCHANGES = {Shape.WRONG_COLUMN, Shape.WRONG_ROW}
Failing = Unbalanced | WrongTotal


# ---------------------------------------------------------------- one mistake that can be named


@dataclass(frozen=True, slots=True)
class Change:
    """A cell, what stands there (text where that is no figure, None for nothing), and what would fit."""

    spot: Spot
    stands: Figure | str | None
    should_be: Figure


@dataclass(frozen=True, slots=True)
class Gap:
    """Relations that fail by one difference: totals with their cells, and the sides of others with their scope."""

    by: Figure
    totals: tuple[tuple[str, str], ...]
    flows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Mend:
    """What would fit, how many relations it would mend, and the slip, where there is only one kind."""

    figures: tuple[Figure, ...]
    relations: int
    exchange: bool
    slip: Shape | None


@dataclass(frozen=True, slots=True)
class NamedMistake:
    """The only smallest correction, and the relations that fail for want of it."""

    changes: tuple[Change, ...]
    gaps: tuple[Gap, ...]
    mend: Mend


@dataclass(frozen=True, slots=True)
class MistakenTotal:
    """A total that is itself the mistake; its finding says already what its parts add up to."""

    of: Failing
    mend: Mend


# ---------------------------------------------------------------- sums of which less is known


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure of which the office's own words speak: what they say, and what the table has."""

    name: str
    said: Figure
    in_table: Figure


@dataclass(frozen=True, slots=True)
class Evidence:
    """What figures from elsewhere say of a relation: terms that agree with last year's report, figures in words."""

    as_last_year: tuple[str, ...] = ()
    stated: tuple[Stated, ...] = ()


@dataclass(frozen=True, slots=True)
class OneOf:
    """A relation that fails, and the smallest corrections of which one would mend it and all that fails with it."""

    of: Failing
    evidence: Evidence
    ways: tuple[tuple[Change, ...], ...]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A relation that fails, and evidence that says where not to look."""

    of: Failing
    evidence: Evidence


# ---------------------------------------------------------------- a figure that was carried over


@dataclass(frozen=True, slots=True)
class AlsoMends:
    """A figure that is not last year's: put right, these columns (none: the one of it) would balance, too."""

    of: object
    should_be: Figure
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SameCause:
    """A relation that fails by a figure that was carried over: that one, and what last year's report has."""

    of: object
    spot: Spot
    should_be: Figure


# ---------------------------------------------------------------- in words


@words(NamedMistake)
def _(about: NamedMistake, finding: Finding, reader: Reader) -> Words:
    first, *more = about.changes
    stands = "，".join([_stands(first), *(_stands(change, finding.sheet) for change in more)])
    gaps = "；".join(map(_gap, about.gaps))
    mend = f"{_mended(about.mend)}{REGISTER}"
    return Words(f"{stands}。{gaps}；", mend, suggestion=mend)


@words(MistakenTotal)
def _(about: MistakenTotal, finding: Finding, reader: Reader) -> Words:
    return advised(about.of, f"{_mended(about.mend)}{about.of.advice(reader)}")


@words(OneOf)
def _(about: OneOf, finding: Finding, reader: Reader) -> Words:
    ways = "；".join("，".join(_if(change, finding.sheet) for change in way) for way in about.ways)
    which = f"下面 {len(about.ways)} 种之一" if len(about.ways) > 1 else ""
    return advised(about.of, f"{_agreed(about.evidence)}要处处相符，改动最少的是{which}：{ways}。{REGISTER}")


@words(Narrowed)
def _(about: Narrowed, finding: Finding, reader: Reader) -> Words:
    return advised(about.of, f"{_agreed(about.evidence)}{about.of.advice(reader)}")


@words(AlsoMends)
def _(about: AlsoMends, finding: Finding, reader: Reader) -> Words:
    told = say(about.of, finding, reader)
    columns = "、".join(about.scopes) or "这一列"
    also = f"改为 {plain(about.should_be)} 后，{columns}的两边也就相等，是同一处差错。"
    return replace(told, more=f"{told.more}{also}", suggestion=f"{told.suggestion or ''}{also}")


@words(SameCause)
def _(about: SameCause, finding: Finding, reader: Reader) -> Words:
    """In place of where else to look."""
    told = say(about.of, finding, reader)
    where = about.spot.on(finding.sheet)
    same = f"与 {where}的问题是同一处：那里改为 {plain(about.should_be)}，两边就相等。请先核对那一格。"
    return replace(told, mend=same, suggestion=same)


def _stands(change: Change, sheet: str | None = None) -> str:
    """What is in a cell; `sheet` has been named already."""
    where = change.spot.on(sheet)
    if change.stands is None:
        return f"{where}没有填"
    if isinstance(change.stands, str):
        return f"{where}填的是“{change.stands.strip()}”"
    return f"{where}填的是 {plain(change.stands)}"


def _if(change: Change, sheet: str | None) -> str:
    return f"{_stands(change, sheet)}，若为 {plain(change.should_be)}"


def _gap(gap: Gap) -> str:
    """Between what the difference is, and how large it is."""
    totals = "、".join(f"“{name}”（{cell}）" for name, cell in gap.totals)
    sides = [f"{totals}与各项之和"] if totals else []
    sides += [f"{scope}的{sides_of}" for scope, sides_of in gap.flows]
    several = "都" if len(gap.totals) + len(gap.flows) > 1 else ""
    return f"{'，'.join(sides)}{several}相差 {plain(gap.by)}"


def _mended(mend: Mend) -> str:
    """What would fit, how much would then be right, and the slip."""
    figures = [plain(figure) for figure in mend.figures]
    fits = f"若为 {figures[0]}" if len(figures) == 1 else f"若分别为 {'、'.join(figures)}"
    slip = f"可能是{mend.slip}。" if mend.slip else ""
    return f"{'若两格对调' if mend.exchange else fits}，{_places(mend.relations)}。{slip}"


def _places(count: int) -> str:
    return "就相符" if count == 1 else f"{'两' if count == 2 else f'{count} '}处就都相符"


def _agreed(evidence: Evidence) -> str:
    names = "、".join(f"“{name}”" for name in evidence.as_last_year)
    words = [f"{names}与去年报表一致，"] if names else []
    return "".join([*words, *map(_stated, evidence.stated)])


def _stated(stated: Stated) -> str:
    now = "与表中一致" if stated.in_table == stated.said else f"表中各列合计是 {plain(stated.in_table)}"
    return f"文字材料写的“{stated.name}”是 {plain(stated.said)}，{now}，"
