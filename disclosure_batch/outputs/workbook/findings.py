"""核对发现: every finding by its gravity, linked to the figure it speaks of."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from xlsxwriter import Workbook

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.merge import Consolidation
from disclosure_batch.outputs.overview import Overview, overview
from disclosure_batch.outputs.workbook.detail import Detail, place_in
from disclosure_batch.sheets.cells import Link, Value
from disclosure_batch.sheets.lists import FIRST_ROW, Column, Look, begin, draw_list
from disclosure_batch.sheets.styles import Styles

NAME = "核对发现"
LINKS = 65_000  # Excel opens no sheet with more than 65,530


def draw(book: Workbook, look: Styles, result: Consolidation, details: Sequence[Detail]) -> None:
    """What stops a unit first, then what needs a look; within these unit by unit, in the order of the form."""
    findings = in_sheet_order(overview(result))
    counts = Counter(finding.severity for finding in findings)
    title = "核对发现：" + ("，".join(f"{s.word} {counts[s]} 条" for s in Severity if counts[s]) or "没有")
    hint = "先错误，再警告、提示。点“单元格”，跳到这个数字在“明细”或“未计入明细”中的位置。"
    if len(findings) > LINKS:
        hint += f"发现太多，只给前 {LINKS} 个加了链接。"
    page = begin(book, look, NAME, title, hint)
    columns = [
        Column("序号", 6, "centred"),
        Column("级别", 7),
        Column("规则", 8, "centred"),
        Column("单位代码", 10),
        Column("单位", 20),
        Column("联系人、电话", 14),
        Column("文件", 22),
        Column("表", 17),
        Column("单元格", 8, "centred"),
        Column("内容", 58),
        Column("建议", 26),
        Column("说明", 26),
        Column("处理决定", 26),
    ]
    draw_list(page, look, columns, _findings(findings, result, details))


def in_sheet_order(seen: Overview) -> list[Finding]:
    findings = (finding for group in seen.groups for finding in group.findings)
    return sorted(findings, key=lambda finding: finding.severity.rank)


def places_of(seen: Overview) -> Mapping[int, int]:
    """The row of each finding on this sheet, as people count, by the id of the value."""
    return {id(finding): row for row, finding in enumerate(in_sheet_order(seen), FIRST_ROW + 1)}


def _findings(
    findings: Sequence[Finding], result: Consolidation, details: Sequence[Detail]
) -> Iterator[Sequence[Value | Look]]:
    units = {state.unit.key: state.unit for state in result.units}
    links = 0
    for number, finding in enumerate(findings, 1):
        unit = units.get(finding.unit)
        place = place_in(details, finding.unit, finding.field) if links < LINKS else None
        links += place is not None
        yield (
            number,
            Look(finding.severity.word, finding.severity.value),
            finding.rule,
            unit.code if unit else None,
            unit.name if unit else finding.unit,
            unit.reached_by if unit else None,
            finding.file,
            finding.sheet,
            Look(Link(finding.cell or "查看", place), "link") if place else finding.cell,
            finding.message,
            finding.suggestion,
            finding.explanation,
            finding.decision and finding.decision.words,
        )
