"""The lists of the consolidated workbook: who has reported, what was found, where everything came from."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from xlsxwriter import Workbook

from disclosure_batch.decisions.decision import Decision, Outcome
from disclosure_batch.findings import Finding, Severity
from disclosure_batch.merge import Consolidation, FileState, Status, UnitState
from disclosure_batch.outputs.overview import Overview, overview
from disclosure_batch.outputs.review import FILE_STATES
from disclosure_batch.outputs.workbook.detail import Detail
from disclosure_batch.roster import COLUMNS, Unit
from disclosure_batch.sheets.cells import Link, Value
from disclosure_batch.sheets.lists import Column, Look, begin, draw_list
from disclosure_batch.sheets.styles import Styles
from disclosure_batch.text import plain

STATUS, FINDINGS, DECISIONS, SOURCES = "填报情况", "核对发现", "处理决定", "来源"
LINKS = 65_000  # Excel opens no sheet with more than 65,530

STANDING_STYLES = {
    Status.ACCEPTED: "centred",
    Status.INCLUDED: "warning",
    Status.REJECTED: "error",
    Status.MISSING: "error",
}
OUTCOMES = {Outcome.FAULTY: "error", Outcome.CHANGED: "warning", Outcome.ABSENT: "warning"}
ROSTER_WIDTHS = dict(zip(COLUMNS, (11, 30, 11, 14, 18, 10, 10, 16), strict=True))


# ---------------------------------------------------------------- who has reported


def draw_status(book: Workbook, look: Styles, result: Consolidation) -> None:
    """The roster as it was used, with what came of it: it can be next year's roster as it is."""
    seen = overview(result)
    page = begin(book, look, STATUS, f"填报情况：{seen.numbers}", f"{seen.scope}。本表可直接用作下一年的名册。")
    columns = [
        *(Column(name, width) for name, width in ROSTER_WIDTHS.items()),
        Column("状态", 40),
        Column("文件", 44),
        Column("校验码", 9, "centred"),
        *(Column(f"{severity.word}数", 7, "figure") for severity in Severity),
    ]
    found = Counter((finding.unit, finding.severity) for finding in result.findings)
    checksums = {file.path: file.checksum for file in result.files}
    draw_list(page, look, columns, (_standing(state, seen, found, checksums) for state in result.units))


def _standing(
    state: UnitState, seen: Overview, found: Counter, checksums: Mapping[str, int | None]
) -> Sequence[Value | Look]:
    code = checksums.get(state.file)
    return (
        *_on_roster(state.unit),
        _status(state, seen),
        state.file,
        None if code is None else f"{code:05d}",
        *(found[state.unit.key, severity] for severity in Severity),
    )


def _on_roster(unit: Unit) -> tuple[str | None, ...]:
    """A unit as a line of a roster, in the order of COLUMNS."""
    counted = "是" if unit.counted else "否"
    return unit.code, unit.name, unit.category, unit.parent, "、".join(unit.aliases), counted, unit.contact, unit.phone


def _status(state: UnitState, seen: Overview) -> Look:
    expected = state.status is not Status.MISSING or state in seen.expected
    return Look(seen.standing(state), STANDING_STYLES[state.status] if expected else "centred")


# ---------------------------------------------------------------- what was found


def draw_findings(book: Workbook, look: Styles, result: Consolidation, details: Sequence[Detail]) -> None:
    """Every finding, unit by unit in the order of the form, linked to the figure it speaks of."""
    findings = [finding for group in overview(result).groups for finding in group.findings]
    counts = Counter(finding.severity for finding in findings)
    title = "核对发现：" + ("，".join(f"{s.word} {counts[s]} 条" for s in Severity if counts[s]) or "没有")
    hint = "点“单元格”，跳到这个数字在“明细”或“未计入明细”中的位置。"
    if len(findings) > LINKS:
        hint += f"发现太多，只给前 {LINKS} 个加了链接。"
    page = begin(book, look, FINDINGS, title, hint)
    columns = [
        Column("序号", 6, "centred"),
        Column("级别", 7),
        Column("规则", 8, "centred"),
        Column("单位代码", 10),
        Column("单位", 20),
        Column("文件", 22),
        Column("表", 17),
        Column("单元格", 8, "centred"),
        Column("内容", 58),
        Column("建议", 26),
        Column("说明", 26),
        Column("处理决定", 26),
    ]
    draw_list(page, look, columns, _findings(findings, result, details))


def _findings(
    findings: Sequence[Finding], result: Consolidation, details: Sequence[Detail]
) -> Iterator[Sequence[Value | Look]]:
    units = {state.unit.key: state.unit for state in result.units}
    links = 0
    for number, finding in enumerate(findings, 1):
        unit = units.get(finding.unit)
        place = _place(finding, details) if links < LINKS else None
        links += place is not None
        yield (
            number,
            Look(finding.severity.word, finding.severity.value),
            finding.rule,
            unit.code if unit else None,
            unit.name if unit else finding.unit,
            finding.file,
            finding.sheet,
            Look(Link(finding.cell or "查看", place), "link") if place else finding.cell,
            finding.message,
            finding.suggestion,
            finding.explanation,
            finding.decision,
        )


def _place(finding: Finding | Decision, details: Sequence[Detail]) -> str | None:
    """Where the figure stands in this workbook."""
    if not finding.unit or not finding.field:
        return None
    return next((place for detail in details if (place := detail.cell(finding.unit, finding.field))), None)


# ---------------------------------------------------------------- what was decided


def draw_decisions(book: Workbook, look: Styles, result: Consolidation, details: Sequence[Detail]) -> None:
    """Every decision with its reason and what became of it; nothing where nobody decided anything."""
    if not result.decisions:
        return
    hint = "更正的，各表和明细用更正后的数，单位填的数列在“单位填的”一栏，明细中也有批注。"
    page = begin(book, look, DECISIONS, overview(result).decided, hint)
    columns = [
        Column("序号", 6, "centred"),
        Column("单位代码", 10),
        Column("单位", 24),
        Column("规则", 8, "centred"),
        Column("表", 17),
        Column("单元格", 8, "centred"),
        Column("单位填的", 12),
        Column("决定", 7, "centred"),
        Column("更正为", 10, "figure_bold"),
        Column("理由", 36),
        Column("决定人", 10),
        Column("日期", 11, "centred"),
        Column("结果", 14),
        Column("说明", 36),
        Column("问题", 50),
    ]
    rows = (_decision(number, decision, details) for number, decision in enumerate(result.decisions, 1))
    draw_list(page, look, columns, rows)


def _decision(number: int, decision: Decision, details: Sequence[Detail]) -> Sequence[Value | Look]:
    entry, line = decision.entry, decision.entry.line
    place = _place(decision, details)
    return (
        number,
        line.code,
        line.name,
        line.rule,
        decision.sheet,
        Look(Link(decision.cell or "查看", place), "link") if place else decision.cell,
        plain(decision.value) if isinstance(decision.value, int | Decimal) else decision.value,
        entry.word,
        decision.corrected,
        entry.reason,
        entry.by,
        entry.date,
        Look(decision.outcome.value, OUTCOMES.get(decision.outcome, "centred")),
        f"{entry.at}：{decision.remark}" if decision.remark else None,
        line.message,
    )


# ---------------------------------------------------------------- where it came from


def draw_sources(book: Workbook, look: Styles, result: Consolidation) -> None:
    """Every file that was there, what became of it, and its fingerprint."""
    title = f"来源：共 {len(result.files)} 个文件"
    page = begin(book, look, SOURCES, title, "SHA-256 是文件的指纹：内容改动任何一处，指纹都会不同。校验码与盖章纸质件上的核对。")
    columns = [
        Column("文件", 46),
        Column("状态", 26),
        Column("单位代码", 12),
        Column("单位", 30),
        Column("规则", 18),
        Column("校验码", 9, "centred"),
        Column("大小（字节）", 11, "figure"),
        Column("SHA-256", 68, "code"),
    ]
    units = {state.unit.key: state.unit for state in result.units}
    draw_list(page, look, columns, (_source(file, units) for file in result.files))


def _source(file: FileState, units: Mapping[str, Unit]) -> Sequence[Value]:
    unit = units.get(file.unit)
    return (
        file.path,
        FILE_STATES[file.status],
        unit.code if unit else None,
        unit.name if unit else file.unit,
        "、".join(file.rules),
        None if file.checksum is None else f"{file.checksum:05d}",
        file.size,
        file.sha256,
    )
