"""What is otherwise than at the last run, in words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.model import Figure, Form
from disclosure_batch.merge import Consolidation, FoundBefore, Since, Stand, Status, TotalMoved
from disclosure_batch.names import shown
from disclosure_batch.text import listed, plain

NAMED = 5  # so many names a sentence holds
NO_CHANGE = "与上次运行相比：文件、单位、问题、汇总数字都没有变化。"
NOT_COUNTED = "，按名册不计入"
STANDS = {
    Status.MISSING: ("未报", f"未报{NOT_COUNTED}"),
    Status.REJECTED: ("需修改", f"需修改{NOT_COUNTED}"),
    Status.INCLUDED: ("有错误，已计入", f"有错误{NOT_COUNTED}"),
    Status.ACCEPTED: ("已计入", f"已报{NOT_COUNTED}"),
}
NOT_DECIDED = "没有决定"
UNKNOWN_THROUGH = "上次的 汇总表.xlsx 改过或不在了，看不出来自哪几家"


@dataclass(frozen=True, slots=True)
class Otherwise:
    """One thing that is otherwise. of: which kind of thing; what: how it changed; unit: whose, as far as that is said.

    field: the total that it is of, so that a reader can be led there.
    """

    of: str
    what: str
    unit: str | None
    name: str
    was: Figure | str | None = None
    now: Figure | str | None = None
    by: Figure | None = None
    through: str = ""
    field: str | None = None
    severity: Severity | None = None


def since_lines(result: Consolidation) -> list[str]:
    """What the screen says: files, units, findings, totals, a sentence each; nothing at a first run."""
    since = result.since
    if since is None:
        return []
    if since.nothing:
        return [NO_CHANGE]
    said = (_said_of_files(since), _said_of_units(since), _said_of_findings(since), _said_of_totals(since, result.form))
    return ["与上次运行相比：", *filter(None, said)]


def _said_of_files(since: Since) -> str:
    moved = [f"{one.was}→{one.now}" for one in since.moved]
    kinds = (("新来", since.new), ("更换", since.replaced), ("撤下", since.gone), ("改名或移动", moved))
    said = [f"{what} {len(paths)} 份（{_named(paths)}）" for what, paths in kinds if paths]
    return f"文件：{'，'.join(said)}。" if said else ""


def _said_of_units(since: Since) -> str:
    """Those that went the same way together."""
    ways: dict[str, list[str]] = {}
    for unit in since.units:
        ways.setdefault(f"{stand_in_words(unit.was)}→{stand_in_words(unit.now)}", []).append(unit.name)
    said = [f"{way} {len(names)} 家（{_named(names)}）" for way, names in ways.items()]
    called = [f"{one.was}→{one.now}" for one in since.renamed]
    said += [f"名册改了名称或代码 {len(called)} 处（{_named(called)}）"] if called else []
    return f"单位：{'，'.join(said)}。" if said else ""


def _said_of_findings(since: Since) -> str:
    kinds = (("新发现", since.found), ("消除", since.lost))
    said = [f"{what} {len(some)} 条（{_by_severity(some)}）" for what, some in kinds if some]
    graver = Counter(f"{one.severity.word}→{one.finding.severity.word}" for one in since.otherwise if one.regraded)
    said += [f"{way} {number} 条" for way, number in graver.items()]
    decided = sum(one.redecided for one in since.otherwise)
    said += [f"处理决定有变化 {decided} 条"] if decided else []
    return f"问题：{'，'.join(said)}。" if said else ""


def _by_severity(findings: Iterable[Finding | FoundBefore]) -> str:
    numbers = Counter(finding.severity for finding in findings)
    return "、".join(f"{severity.word} {numbers[severity]}" for severity in Severity if numbers[severity])


def _said_of_totals(since: Since, form: Form) -> str:
    """How many moved, the one that moved most, and through whom."""
    if not since.totals:
        return ""
    kinds = (("新计入", since.came or ()), ("不再计入", since.left or ()))
    who = [f"{what} {_named(names)}" for what, names in kinds if names]
    most = max(since.totals, key=lambda moved: abs(moved.by))
    through = through_in_words(most)
    whose = f"，来自{through}" if through else f"；{UNKNOWN_THROUGH}" if since.came is None else ""
    said = f"“{form.fields[most.field].name}”{plain(most.was)}→{plain(most.now)}（{with_sign(most.by)}{whose}）"
    return f"汇总数字：变了 {len(since.totals)} 项{''.join(f'，{one}' for one in who)}；变得最多的是{said}。"


def _named(names: Sequence[str]) -> str:
    return listed([shown(name) for name in names], NAMED)


def stand_in_words(stand: Stand | None) -> str:
    """Where a unit stood."""
    return STANDS[stand.status][0 if stand.counted else 1] if stand else "不在名单上"


def through_in_words(moved: TotalMoved) -> str:
    """Who moved a total and by how much, the most first."""
    several = len(moved.through) > 1
    who = [f"{shown(share.unit)}{f'（{with_sign(share.by)}）' if several else ''}" for share in moved.through]
    more = f" {len(who)} 家" if len(who) > NAMED else ""
    return listed(who, NAMED) + more


def with_sign(figure: Figure) -> str:
    return f"{'＋' if figure > 0 else '－'}{plain(abs(figure))}"


def changes(result: Consolidation) -> Iterator[Otherwise]:
    """All that is otherwise, one by one: files, units, findings, totals."""
    yield from _files(result.since)
    yield from _units(result.since)
    yield from _findings(result)
    yield from (_total(moved, result.form) for moved in result.since.totals)


def _files(since: Since) -> Iterator[Otherwise]:
    for what, paths in (("新来", since.new), ("更换", since.replaced), ("撤下", since.gone)):
        yield from (Otherwise("文件", what, None, path) for path in paths)
    yield from (Otherwise("文件", "改名或移动", None, one.now, one.was, one.now) for one in since.moved)


def _units(since: Since) -> Iterator[Otherwise]:
    for unit in since.units:
        what = "新列入" if unit.was is None else "不再列入" if unit.now is None else "状态变了"
        yield Otherwise("单位", what, unit.name, unit.name, stand_in_words(unit.was), stand_in_words(unit.now))
    yield from (Otherwise("单位", "名册改了", one.name, one.name, one.was, one.now) for one in since.renamed)


def _findings(result: Consolidation) -> Iterator[Otherwise]:
    since, names = result.since, {state.unit.key: state.unit.name for state in result.units}
    for finding in since.found:
        yield _finding("新发现", finding, names)
    for before in since.lost:
        yield Otherwise("问题", "消除", before.unit, f"{before.rule} {before.message}", severity=before.severity)
    for one in since.otherwise:
        finding = one.finding
        if one.regraded:
            was, now = one.severity.word, finding.severity.word
            yield replace(_finding("级别变了", finding, names), was=was, now=now)
        if one.redecided:
            was, now = one.decided or NOT_DECIDED, finding.decision.words if finding.decision else NOT_DECIDED
            yield replace(_finding("决定变了", finding, names), was=was, now=now)


def _finding(what: str, finding: Finding, names: Mapping[str, str]) -> Otherwise:
    unit = names.get(finding.unit, finding.unit)
    return Otherwise("问题", what, unit, f"{finding.rule} {finding.message}", severity=finding.severity)


def _total(moved: TotalMoved, form: Form) -> Otherwise:
    field = form.fields[moved.field]
    name, through = f"{field.section}：{field.name}", through_in_words(moved)
    return Otherwise("汇总数字", "变了", None, name, moved.was, moved.now, moved.by, through, moved.field)
