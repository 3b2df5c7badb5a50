"""送审单.docx: one page for the leader who signs, how the collection stands and what is still open at a glance.

`content` is what it says, `room` cuts that to what a page holds, `sheet` draws it: one ruled form of label and content,
as offices lay it on a leader's table. All lines are of one fixed height, so that the room is known; what is left of it
is for the pen.
"""

from pathlib import Path

from disclosure_batch.fixed_times import save_with_fixed_times
from disclosure_batch.merge import Consolidation
from disclosure_batch.outputs.overview import overview
from disclosure_batch.outputs.sign_off.content import (
    decisions_of,
    findings_of,
    indicators_of,
    sign_off_totals,
    state_of,
    units_of,
)
from disclosure_batch.outputs.sign_off.room import shared_out
from disclosure_batch.outputs.sign_off.sheet import CHARACTERS, SignOffSheet, room_for_words
from disclosure_batch.report.report import Report

NAME = "送审单.docx"
NO_DECISION = "没有。"


def write(result: Consolidation, report: Report, folder: Path) -> None:
    """Write 送审单.docx into the folder."""
    seen, totals = overview(result, report), sign_off_totals(result)
    before = {"报告名称": [report.title], "状　　态": state_of(seen), "报送情况": units_of(seen)}
    behind = {"工作指标": indicators_of(result, CHARACTERS), "待处理问题": findings_of(seen)}
    behind["处理决定"] = decisions_of(result) or [NO_DECISION]
    words = shared_out(before | behind, CHARACTERS, room_for_words(totals, len(before | behind)))
    sheet = SignOffSheet(figures=len(totals.heads))
    for label in before:
        sheet.words(label, words[label])
    sheet.figures(totals)
    for label in behind:
        sheet.words(label, words[label])
    sheet.pens()
    save_with_fixed_times(sheet.document.save, folder / NAME)
