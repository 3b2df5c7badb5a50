"""处理决定: what the coordinator decided, why, and what became of it."""

from collections.abc import Sequence
from decimal import Decimal

from xlsxwriter import Workbook

from disclosure_batch.decisions.decision import Decision, DecisionOutcome
from disclosure_batch.merge import Consolidation
from disclosure_batch.outputs.overview import overview
from disclosure_batch.outputs.workbook.detail import Detail, place_in
from disclosure_batch.sheets.cells import Link, Value
from disclosure_batch.sheets.lists import Column, Look, begin, draw_list
from disclosure_batch.sheets.styles import Styles
from disclosure_batch.text import plain

NAME = "处理决定"
OUTCOMES = {DecisionOutcome.FAULTY: "error", DecisionOutcome.CHANGED: "warning", DecisionOutcome.ABSENT: "warning"}


def draw(book: Workbook, look: Styles, result: Consolidation, details: Sequence[Detail]) -> None:
    """Nothing where nobody decided anything."""
    if not result.decisions:
        return
    hint = "更正的，各表和明细用更正后的数，单位填的数列在“单位填的”一栏，明细中也有批注。"
    page = begin(book, look, NAME, overview(result).decided, hint)
    columns = [
        Column("序号", 6, "centred"),
        Column("单位代码", 10),
        Column("单位", 24),
        Column("规则", 8, "centred"),
        Column("表", 17),
        Column("单元格", 8, "centred"),
        Column("单位填的", 12),
        Column("决定", 11, "centred"),
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
    place = place_in(details, decision.unit, decision.field)
    return (
        number,
        decision.code,
        decision.name,
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
        "\n".join(filter(None, (decision.does, decision.remark and f"{entry.at}：{decision.remark}"))) or None,
        line.message,
    )
