"""本次变化: what is otherwise than at the last run, one by one."""

from collections.abc import Iterator, Sequence

from xlsxwriter import Workbook

from disclosure_batch.form.layout import layout_of
from disclosure_batch.merge import Consolidation
from disclosure_batch.outputs.since_in_words import UNKNOWN_THROUGH, changes, since_lines
from disclosure_batch.sheets.cells import Link, Value
from disclosure_batch.sheets.lists import Column, Look, begin, draw_list
from disclosure_batch.sheets.styles import Styles

NAME = "本次变化"
COLUMNS = (
    Column("类别", 9),
    Column("变化", 9, "centred"),
    Column("级别", 7, "centred"),
    Column("单位", 24),
    Column("内容", 62),
    Column("上次", 14, "figure"),
    Column("本次", 14, "figure"),
    Column("增减", 12, "change"),
    Column("来自哪些单位", 46),
)


def draw(book: Workbook, look: Styles, result: Consolidation) -> None:
    """Nothing at a first run; where all is as it was, that is said."""
    if result.since is None:
        return
    page = begin(book, look, NAME, "本次变化：与上次运行相比", _hint(result))
    draw_list(page, look, COLUMNS, _rows(result))


def _hint(result: Consolidation) -> str:
    since = result.since
    if since.nothing:
        return since_lines(result)[0]
    whose = f"{UNKNOWN_THROUGH}。" if since.totals and since.came is None else "“来自哪些单位”从变得多的列起。"
    return f"汇总数字的，点“内容”跳到这个数；{whose}"


def _rows(result: Consolidation) -> Iterator[Sequence[Value | Look]]:
    layout = layout_of(result.form)
    for change in changes(result):
        name = Look(Link(change.name, layout.reference(change.field)), "link_left") if change.field else change.name
        grave = change.severity and Look(change.severity.word, change.severity.value)
        yield change.of, change.what, grave, change.unit, name, change.was, change.now, change.by, change.through
