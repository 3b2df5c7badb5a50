"""What a failing sum becomes once it is known what would mend it: the values, and their words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from disclosure_batch.diagnosis.localise import Shape
from disclosure_batch.findings import Finding, Reader, Spot, Words, say, words
from disclosure_batch.form.model import Figure
from disclosure_batch.rules.relation import Unbalanced, WrongTotal, advised, failure_in_words
from disclosure_batch.text import plain

REGISTER = "请对照登记台账核实。"
MARKS = "①②③④⑤⑥"
NAMED = 2  # so many rows that agree with the words are named
EXPLAINED = re.compile("(?<=.)（[^（）]*）$")  # what a row's label adds in brackets
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
class Discrepancy:
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
    gaps: tuple[Discrepancy, ...]
    mend: Mend


@dataclass(frozen=True, slots=True)
class MistakenTotal:
    """A total that is itself the mistake; its finding says already what its parts add up to."""

    of: Failing
    mend: Mend


# ---------------------------------------------------------------- sums of which less is known


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure of which the office's own words speak: what they say, and what the table has.

    follows: from a sum and its other parts, which are what they say.
    """

    name: str  # 新收·自然人
    said: Figure
    in_table: Figure
    follows: bool = False

    @property
    def row(self) -> str:
        return EXPLAINED.sub("", self.name.partition("·")[0])

    @property
    def holds(self) -> bool:
        return self.said == self.in_table


@dataclass(frozen=True, slots=True)
class Evidence:
    """What figures from elsewhere say of a relation: terms that agree with last year's report, figures in words.

    stated: of the relation's own fields. of_all: sums in which others have a part, too.
    """

    as_last_year: tuple[str, ...] = ()
    stated: tuple[Stated, ...] = ()
    of_all: tuple[Stated, ...] = ()

    @property
    def contradicted(self) -> list[Stated]:
        return [stated for stated in (*self.stated, *self.of_all) if not stated.holds]

    @property
    def told(self) -> list[Stated]:
        """What the words contradict: of a row the relation's own field before the sum of all."""
        own = [stated for stated in self.stated if not stated.holds]
        rows = {stated.row for stated in own}
        return [*own, *(stated for stated in self.of_all if not stated.holds and stated.row not in rows)]


@dataclass(frozen=True, slots=True)
class OneOf:
    """A relation that fails, and the smallest corrections of which one would mend it and all that fails with it."""

    of: Failing
    evidence: Evidence
    ways: tuple[tuple[Change, ...], ...]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A relation that fails, what each side would have to differ by, and evidence that says where not to look.

    too_much, too_little: terms in which the difference may be. ways: how many single figures would mend it.
    """

    of: Failing
    evidence: Evidence
    too_much: tuple[str, ...] = ()
    too_little: tuple[str, ...] = ()
    ways: int = 0


@dataclass(frozen=True, slots=True)
class Crossed:
    """Two relations that fail by the same in opposite directions, and whose exchange would mend both.

    rows: whether it is one row's figures in two columns; else one column's in two rows.
    """

    of: tuple[Failing, Failing]
    by: Figure
    rows: bool
    exchanges: tuple[tuple[Change, Change], ...]
    further: int
    movable: bool


# ---------------------------------------------------------------- a figure that was carried over


@dataclass(frozen=True, slots=True)
class AlsoMends:
    """A figure that is not last year's: put right, these columns (none: the one of it) would balance, too."""

    of: object
    should_be: Figure
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThenFails:
    """A figure that is not last year's: put right, a relation that holds as it stands fails.

    then: that relation as it would fail, with the terms that would be wrong by as much.
    """

    of: object
    should_be: Figure
    then: Failing
    too_much: tuple[str, ...]
    too_little: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExchangedColumns:
    """Two figures carried over, each of them what last year's report has in the other's column.

    whole: put right alone they would unbalance both columns, so that more than they stands in the other column.
    """

    of: tuple[object, object]
    columns: tuple[str, ...]
    whole: bool


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
    count = len(about.ways)
    single = sum(len(way) == 1 for way in about.ways)
    only = f"只改一格就相符的只有 {count} 处" if single == count else f"改两格就相符的有 {count} 种"
    if 0 < single < count:
        only = f"只改一格就相符的有 {single} 处，两格对调就相符的有 {count - single} 处"
    if count == 1:  # the office's own words have left it
        only = "两边和文字材料都相符的只有一种改法"
    return advised(about.of, f"{_agreed(about.evidence)}{only}：{_listed(about.ways, finding.sheet)}。{REGISTER}")


@words(Narrowed)
def _(about: Narrowed, finding: Finding, reader: Reader) -> Words:
    agreed = _agreed(about.evidence)
    if not (about.too_much or about.too_little):
        return advised(about.of, f"{agreed}{about.of.advice(reader)}")
    by = abs(about.of.left.total - about.of.right.total)
    ways = f"（只改一格就相符的有 {about.ways} 处，不一一列出）" if about.ways else ""
    where = _either(about.too_much, about.too_little, by)
    return advised(about.of, f"{agreed}可能是{where}{ways}。{about.of.advice(reader)}")


@words(Crossed)
def _(about: Crossed, finding: Finding, reader: Reader) -> Words:
    more, less = (failure_in_words(of).rstrip("。") for of in about.of)
    wrong = f"{more}；{less.removeprefix(f'“{finding.sheet}”')}。两处一多一少，差的一样多，正好相抵。"
    line, other = ("行", "列") if about.rows else ("列", "行")
    parts = [f"可能是有 {plain(about.by)} 件填错了{other}"] if about.movable else []
    also = "；也可能是两格填反了：" if parts else ""
    if about.exchanges:
        exchanges = _exchanged(about.exchanges, finding.sheet, about.rows)
        parts.append(f"{also}同一{line}的两格对调，两处就都相符的有 {len(about.exchanges)} {line}：{exchanges}")
    elif about.further:
        parts.append(f"{also}同一{line}的两格对调，两处就都相符的有 {about.further} {line}，不一一列出")
    return Words(wrong, f"{''.join(parts)}{'。' if parts else ''}请逐{line}对照登记台账。")


@words(AlsoMends)
def _(about: AlsoMends, finding: Finding, reader: Reader) -> Words:
    told = say(about.of, finding, reader)
    columns = "、".join(about.scopes) or "这一列"
    also = f"改为 {plain(about.should_be)} 后，{columns}的两边也就相等，是同一处差错。"
    return replace(told, more=f"{told.more}{also}", suggestion=f"{told.suggestion or ''}{also}")


@words(ThenFails)
def _(about: ThenFails, finding: Finding, reader: Reader) -> Words:
    told = say(about.of, finding, reader)
    by = abs(about.then.left.total - about.then.right.total)
    then = failure_in_words(about.then).rstrip("。").removeprefix(f"“{finding.sheet}”")
    where = _either(about.too_much, about.too_little, by)
    follows = f"改为 {plain(about.should_be)} 后，{then}：{where}，请一并改正。"
    return replace(told, more=f"{told.more}{follows}", suggestion=f"{told.suggestion or ''}{follows}")


@words(ExchangedColumns)
def _(about: ExchangedColumns, finding: Finding, reader: Reader) -> Words:
    one, other = (say(of, finding, reader) for of in about.of)
    columns = "、".join(f"“{column}”" for column in about.columns)
    wrong = f"{one.wrong}{other.wrong}{columns}两列的这一行正好填反了。"
    if about.whole:
        mend = "只对调这两格，两列就都不平衡，所以很可能两列整列填反了。请逐行对照登记台账，填反的各行都对调，不要只改这两格。"
    else:
        mend = "这两格对调，就与上年年报一致。请对照登记台账，看其他各行是否也填反了。"
    return Words(wrong, mend, more=one.more, suggestion=mend)


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


def _listed(ways: Sequence[Sequence[Change]], sheet: str | None) -> str:
    """① D7 新收 8 → 10；② D9（一）予以公开 9 → 7"""
    columns = {change.spot.name.partition("·")[2] for way in ways for change in way}
    told = ("，".join(_becomes(change, sheet, short=len(columns) == 1) for change in way) for way in ways)
    return _marked(list(told))


def _exchanged(ways: Sequence[Sequence[Change]], sheet: str | None, rows: bool) -> str:
    """① （一）予以公开 D9 40 → 0，E9 0 → 40: what both have in common is said once."""
    told = []
    for way in ways:
        row, _, column = way[0].spot.name.partition("·")
        cells = "，".join(f"{_where(c, sheet)} {_typed(c.stands)} → {plain(c.should_be)}" for c in way)
        told.append(f"{row if rows else column} {cells}")
    return _marked(told)


def _marked(told: Sequence[str]) -> str:
    return "；".join(f"{mark} {way}" if len(told) > 1 else way for mark, way in zip(MARKS, told, strict=False))


def _becomes(change: Change, sheet: str | None, short: bool) -> str:
    spot = change.spot
    name = spot.name.partition("·")[0] if short else spot.name
    where = f"{spot.cell} {name}" if spot.cell and spot.sheet == sheet else str(spot)
    return f"{where} {_typed(change.stands)} → {plain(change.should_be)}"


def _where(change: Change, sheet: str | None) -> str:
    return change.spot.cell if change.spot.cell and change.spot.sheet == sheet else str(change.spot)


def _typed(stands: Figure | str | None) -> str:
    if stands is None:
        return "空白"
    return f"“{stands.strip()}”" if isinstance(stands, str) else plain(stands)


def _either(too_much: Sequence[str], too_little: Sequence[str], by: Figure) -> str:
    """“新收”多填了 3，或“办理总计”“结转下年度”少填了 3"""
    sides = ((too_much, "多填了"), (too_little, "少填了"))
    return "，或".join(f"{''.join(f'“{name}”' for name in names)}{which} {plain(by)}" for names, which in sides if names)


def _gap(gap: Discrepancy) -> str:
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
    rows = {stated.row for stated in evidence.told}
    same = dict.fromkeys(s.row for s in (*evidence.stated, *evidence.of_all) if s.holds and s.row not in rows)
    words += [f"{_some(list(same))}与文字材料一致，"] if same else []
    return "".join([*words, *map(_contradicted, evidence.told)])


def _some(rows: Sequence[str]) -> str:
    """“上年结转”“办理总计”等 5 项"""
    more = f"等 {len(rows)} 项" if len(rows) > NAMED else ""
    return "".join(f"“{row}”" for row in rows[:NAMED]) + more


def _contradicted(stated: Stated) -> str:
    said = "文字材料写的总数减去其余各项，" if stated.follows else "文字材料写的"
    return f"{said}“{stated.name}”是 {plain(stated.said)}，表中是 {plain(stated.in_table)}，"
