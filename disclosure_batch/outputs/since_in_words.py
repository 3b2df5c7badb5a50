"""What is otherwise than at the last run, in words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.model import Figure, Form
from disclosure_batch.merge import Consolidation, FoundBefore, Since, Stand, Status, TotalMoved
from disclosure_batch.names import shown
from disclosure_batch.text import listed, plain

NAMED = 5  # so many names a sentence holds
NO_CHANGE = "与上次运行相比：文件、单位、问题、汇总数字都没有变化。"
STANDS = {
    Status.MISSING: ("未报", "未报"),
    Status.REJECTED: ("需修改", "需修改"),
    Status.INCLUDED: ("有错误，已计入", "有错误，按名册不计入"),
    Status.ACCEPTED: ("已计入", "已报，按名册不计入"),
}


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
    kinds = (("新来", since.new), ("更换", since.replaced), ("撤下", since.gone))
    said = [f"{what} {len(paths)} 份（{_named(paths)}）" for what, paths in kinds if paths]
    return f"文件：{'，'.join(said)}。" if said else ""


def _said_of_units(since: Since) -> str:
    """Those that went the same way together."""
    ways: dict[str, list[str]] = {}
    for unit in since.units:
        ways.setdefault(f"{stand_in_words(unit.was)}→{stand_in_words(unit.now)}", []).append(unit.name)
    said = [f"{way} {len(names)} 家（{_named(names)}）" for way, names in ways.items()]
    return f"单位：{'，'.join(said)}。" if said else ""


def _said_of_findings(since: Since) -> str:
    kinds = (("新发现", since.found), ("消除", since.lost))
    said = [f"{what} {len(some)} 条（{_by_severity(some)}）" for what, some in kinds if some]
    said += [f"处理决定有变化 {since.decided} 条"] if since.decided else []
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
    said = f"“{form.fields[most.field].name}”{plain(most.was)}→{plain(most.now)}（{with_sign(most.by)}"
    said += f"，来自{through}）" if through else "）"
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
    since = result.since
    for what, paths in (("新来", since.new), ("更换", since.replaced), ("撤下", since.gone)):
        yield from (Otherwise("文件", what, None, path) for path in paths)
    for unit in since.units:
        what = "新列入" if unit.was is None else "不再列入" if unit.now is None else "状态变了"
        yield Otherwise("单位", what, unit.name, unit.name, stand_in_words(unit.was), stand_in_words(unit.now))
    names = {state.unit.key: state.unit.name for state in result.units}
    for finding in since.found:
        unit, told = names.get(finding.unit, finding.unit), f"{finding.rule} {finding.message}"
        yield Otherwise("问题", "新发现", unit, told, severity=finding.severity)
    for before in since.lost:
        yield Otherwise("问题", "消除", before.unit, f"{before.rule} {before.message}", severity=before.severity)
    for moved in since.totals:
        field = result.form.fields[moved.field]
        yield Otherwise(
            "汇总数字",
            "变了",
            None,
            f"{field.section}：{field.name}",
            moved.was,
            moved.now,
            moved.by,
            through_in_words(moved),
            moved.field,
        )
