"""汇总表.xlsx: the form filled with live totals, and behind it all that they were made of.

    总览               how it stands, what to look at, what lies behind
    封面 … 核对与说明   the form's own sheets, drawn as in the template: every total a formula over the detail
    明细               the figures of each unit that is added, a row each; where they are very many, 明细小计: what the
                       files beside the workbook come to (detail_files.py), a row each
    未计入明细          the same of those that were read and not added, with the reason
    下级汇总, 分级合计, 节点检查   the units below that group others, where there is a tree
    填报情况           who has reported and who has not; itself a valid roster
    核对发现           the findings, linked to the figures they speak of
    处理决定           what the coordinator decided, where anything was
    本次变化            what is otherwise than at the last run, where there was one
    与上年比较, 图表    where there is something to compare, or to show
    来源               every file with its fingerprint

`findings` also says in which row a finding stands, so that it can be linked.
"""

from pathlib import Path

from disclosure_batch.merge import Consolidation
from disclosure_batch.outputs.detail_files import write_detail
from disclosure_batch.outputs.workbook import (
    changes,
    charts,
    comparison,
    decisions,
    detail,
    findings,
    form,
    front,
    nodes,
    readback,
    sources,
    status,
)
from disclosure_batch.papers import CONSOLIDATED
from disclosure_batch.report.report import Report
from disclosure_batch.sheets.book import new_book
from disclosure_batch.sheets.lists import looks
from disclosure_batch.sheets.styles import WORDS_AS_TEXT
from disclosure_batch.template.drawing import Drawing, fixed_date

NAME = CONSOLIDATED


def write(result: Consolidation, report: Report, folder: Path) -> None:
    """The report's texts are what 文字材料 says; the same result and report give the same bytes.

    What was written is read back; raises OutputDiffers where it is not what was added up.
    """
    files = write_detail(result, folder) if result.detail_beside else ()
    added, not_added = detail.added(result, files), detail.not_added(result)
    filling = form.filling(result, report.texts, added)
    with new_book(folder / NAME, WORDS_AS_TEXT) as book:
        book.set_properties({"title": form.title(result), "created": fixed_date(filling)})
        look = looks(book)
        first = front.put_first(book, look, result)
        drawing = Drawing(book, filling, form.words_on_sheets(result))
        drawing.draw_form()
        form.mark_corrections(book, look, result)
        detail.draw(book, look, added)
        if not_added.units:
            detail.draw(book, look, not_added)
        nodes.draw(book, look, result)
        status.draw(book, look, result)
        findings.draw(book, look, result, (added, not_added))
        decisions.draw(book, look, result, (added, not_added))
        changes.draw(book, look, result)
        comparison.draw(book, look, result)
        charts.draw(book, look, result, added)
        sources.draw(book, look, result)
        front.fill(first, book, look, result, report)
        drawing.stamp()
    readback.hold(result, folder / NAME, files)
