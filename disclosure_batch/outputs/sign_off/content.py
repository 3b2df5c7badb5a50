"""What stands on 送审单.docx, as values: how the collection stands, the totals, what is open, what was decided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from disclosure_batch.decisions.decision import answered
from disclosure_batch.findings import COORDINATOR, Finding, Severity
from disclosure_batch.form.model import FieldKind, Figure, Form, Sheet, SheetKind, Table
from disclosure_batch.merge import Consolidation, Status
from disclosure_batch.names import shown
from disclosure_batch.outputs.overview import Group, Overview
from disclosure_batch.outputs.same_units import SameUnits, YearOnYear
from disclosure_batch.outputs.sign_off.room import names, packed
from disclosure_batch.papers import UNCLEAR
from disclosure_batch.text import plain

NAMED = 60  # characters of the names of units in a sentence
NO_LAST_YEAR = "没有给出上年的结果，不作比较。"
NOT_BY_UNIT = "上年只有合计，没有各单位的数，不是同口径。"
ALL_ZERO = "没有列出的各项本年都是 0。"
UNKNOWN = "—"
CHANGES, REST_ZERO = "括号里是与上年同口径的增减。", "没有列出的各项是 0，或没有单位填报。"


@dataclass(frozen=True, slots=True)
class TotalsLine:
    """A total and last year's: 主动公开, 行政许可, as many figures as there are heads."""

    section: str
    name: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """heads: what the figures of each line are; notes: of which units they are, and what is not listed."""

    heads: tuple[str, ...]
    lines: Sequence[TotalsLine]
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A field that the page speaks of, under the section of its table."""

    section: str
    name: str
    field: str


def state_of(seen: Overview) -> list[str]:
    """As the terminal and the review page say it, and what the report still lacks."""
    of_whom = [f"{seen.headline}。{seen.scope}。", f"{seen.balance}。"]
    undone = [f"有 {len(seen.undone)} 条处理决定没有执行。"] if seen.undone else []
    return of_whom + undone + ([f"{seen.unfilled}。"] if seen.unfilled else [])


def units_of(seen: Overview) -> list[str]:
    """Who should report, who has, and by name who has not and who has to mend what it sent."""
    result = seen.result
    told = (
        ("未报", [state.unit.name for state in result.unreported]),
        ("只报来扫描件", [state.unit.name for state in result.only_scans]),
        (UNCLEAR, [state.unit.name for state in result.unclear]),
        ("退回修改", [group.state.unit.name for group in seen.to_mend]),
    )
    below = [state.unit.name for state, _ in result.incomplete]
    lines = [f"{why} {len(some)} 家：{names(some, NAMED)}。" for why, some in told if some]
    return [f"{seen.numbers}。", *lines, *([f"报来的汇总表还缺单位：{names(below, NAMED)}。"] if below else [])]


def findings_of(seen: Overview) -> list[str]:
    """How many are open of those in what was sent, by gravity; then one by one, the errors first."""
    kinds = {kind: _open_of(kind, seen) for kind in (Severity.ERROR, Severity.WARNING)}
    counted = [f"{kind.word} {sum(len(g.of(kind)) for g in of)} 条（{len(of)} 家）" for kind, of in kinds.items() if of]
    if not counted:
        return ["没有待处理的错误和警告。"]
    told = (f"{_whose(group)}：{_told(one)}" for kind, of in kinds.items() for group in of for one in group.of(kind))
    return [f"{'，'.join(counted)}。", *dict.fromkeys(told)]


def _open_of(kind: Severity, seen: Overview) -> list[Group]:
    """The units and files in which something of this gravity is open; a unit that has sent nothing is told before."""
    missing = Status.MISSING
    return [group for group in seen.groups if group.of(kind) and not (group.state and group.state.status is missing)]


def _whose(group: Group) -> str:
    return shown(group.state.unit.name if group.state else group.title)


def _told(finding: Finding) -> str:
    said = answered(finding) if finding.severity is Severity.WARNING else ""
    return f"{finding.rule} {finding.told(COORDINATOR).wrong}" + (f"（{said}）" if said else "")


def decisions_of(result: Consolidation) -> list[str]:
    """Each decision with its reason, and whether it was carried out."""
    return [
        f"{n}. {shown(decision.name) or '整体'}（{decision.entry.line.rule}）{shown(decision.words)}"
        + ("" if decision.applied else f"——{decision.outcome}")
        for n, decision in enumerate(result.decisions, 1)
    ]


# ---------------------------------------------------------------- the totals


def indicators_of(result: Consolidation, line: int) -> list[str]:
    """Each with how many units gave it where some did not, and how it changed like for like; as many as a line holds
    of so many characters."""
    same, form = SameUnits(result), result.form
    told = [name for name in form.indicators if result.totals[name]]
    compared = {name: same.of(name) for name in told}
    notes = [CHANGES] if any(compared.values()) else []
    notes += [REST_ZERO] if len(told) < len(form.indicators) else []
    lines = packed([f"{_indicator(result, name, compared[name])}；" for name in told], line)
    return [*lines, *(["".join(notes)] if notes else [])]


def _indicator(result: Consolidation, name: str, compared: YearOnYear | None) -> str:
    of, gave = result.form.fields[name], result.reported[name]
    beside = [f"{gave} 家填报"] if gave < len(result.added) else []
    beside += [_signed(compared.change) if compared.change else "持平"] if compared else []
    figure = f"{of.name.removeprefix('其中：')} {plain(result.totals[name])} {of.unit}"
    return figure + (f"（{'，'.join(beside)}）" if beside else "")


def sign_off_totals(result: Consolidation) -> Totals:
    """The sums of each table; those that are 0 in both years are left out and said to be."""
    entries, same = list(_entries(result.form)), SameUnits(result)
    apart = any(same.of_all(entry.field) is None for entry in entries)
    lines = [TotalsLine(entry.section, entry.name, _figures(entry.field, same, apart)) for entry in entries]
    told = [line for line in lines if set(line.figures) - {"0", UNKNOWN}]
    notes = [_which_units(same, apart)] + ([ALL_ZERO] if len(told) < len(lines) else [])
    return Totals(_heads(same, apart), told, notes)


def _entries(form: Form) -> Iterator[_Entry]:
    for sheet in form.sheets:
        if sheet.kind is SheetKind.TABLES:
            for table in sheet.tables:
                for field, name in _summed(table):
                    yield _Entry(_called(sheet), name, field)


def _summed(table: Table) -> Iterator[tuple[str, str]]:
    """The figures that sum a table up, each with its name: its total column, or where it has none all of them."""
    total = next((column.id for column in table.columns if column.sum), None)
    if total is None:
        yield from _all(table)
        return
    short = [row for row in table.rows if row.short]  # of a long table its main rows
    for row in short or table.rows:
        yield table.field(row.id, total), row.short or "：".join(row.label)


def _all(table: Table) -> Iterator[tuple[str, str]]:
    unit = "" if table.kind is FieldKind.COUNT else f"（{table.unit}）"
    for row in table.rows:
        for column in table.columns:
            of_several = f"·{column.name.removeprefix('本年')}" if len(table.columns) > 1 else ""
            yield table.field(row.id, column.id), f"{row.name}{of_several}{unit}"


def _called(sheet: Sheet) -> str:
    """三、依申请公开 without its number."""
    return sheet.name.partition("、")[2] or sheet.name


def _heads(same: SameUnits, apart: bool) -> tuple[str, ...]:
    """apart: the units of both years are not all of them, and their sums stand beside the totals."""
    last = same.result.last_year
    if last is None:
        return ("本年",)
    year = f"{last.year}年" if last.year else "上年"
    if not same.keys:
        return "本年", f"{year}合计"
    return ("本年\n合计", "同口径\n本年", f"同口径\n{year}", "增减") if apart else ("本年", year, "增减")


def _figures(name: str, same: SameUnits, apart: bool) -> tuple[str, ...]:
    result, compared = same.result, same.of(name)
    now = plain(result.totals[name])
    if result.last_year is None:
        return (now,)
    if not same.keys:
        return now, _plain(result.last_year.totals.get(name))
    if compared is None:
        return (now, *[UNKNOWN] * (3 if apart else 2))
    years = (plain(compared.now), plain(compared.last)) if apart else (plain(compared.last),)
    return now, *years, _signed(compared.change)


def _plain(figure: Figure | None) -> str:
    return UNKNOWN if figure is None else plain(figure)


def _signed(change: Figure) -> str:
    return f"+{plain(change)}" if change > 0 else plain(change)


def _which_units(same: SameUnits, apart: bool) -> str:
    if same.result.last_year is None:
        return NO_LAST_YEAR
    if not same.keys:
        return NOT_BY_UNIT
    if not apart:
        return f"两年计入汇总的是同样的 {len(same.keys)} 家单位。"
    now, last = (len(year.index) for year in same.years)
    return f"同口径指两年都计入汇总的 {len(same.keys)} 家（本年计入 {now} 家，上年 {last} 家）。"
