"""总览: the first sheet, on one page: how it stands in words and marks, what to look at, what lies behind; all linked.

The words are those of the screen and of the review page. It is put in front before the others are drawn and filled when
they are there, since it names them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from disclosure_batch.findings import COORDINATOR, Severity
from disclosure_batch.form.model import SheetKind
from disclosure_batch.merge import Consolidation, Status
from disclosure_batch.names import shortened, shown
from disclosure_batch.outputs.overview import Overview, Standings, overview
from disclosure_batch.outputs.since_in_words import since_lines
from disclosure_batch.outputs.tasks import Task, open_of, tasks_of
from disclosure_batch.outputs.workbook import changes, charts, comparison, decisions, findings, nodes, sources, status
from disclosure_batch.papers import DETAIL, NOT_ADDED, SUBTOTALS
from disclosure_batch.report.report import Report
from disclosure_batch.sheets.cells import Link, put
from disclosure_batch.sheets.lists import FIRST_ROW, begin
from disclosure_batch.sheets.sizes import height_of
from disclosure_batch.sheets.styles import Styles
from disclosure_batch.text import listed

NAME = "总览"
WIDTHS = (7, 24, 62, 12)  # the mark, what it is of, the words, where that stands
LINE = 14  # points that a line is high
FIRST_LOOKS = 8  # so many units are named of which something is asked
NAMED = 8  # … and of those that stand alike
FIRST_OFF = 3  # … and so many relations of the totals that fail
LONGEST_WORDS = 160  # of a finding; it stands whole on its own sheet
GOOD, LOOK_AT, WRONG, NONE = ("√", "fine"), ("！", "warning"), ("×", "error"), ("", "centred")
MARKS = {Severity.ERROR: WRONG, Severity.WARNING: LOOK_AT}
OF_KIND = {
    SheetKind.COVER: ("汇总机关、年度，缺哪些单位", "一页"),
    SheetKind.TABLES: ("汇总数字，都是公式，取自“明细”各单位的数", "一页"),
    SheetKind.INDICATORS: ("工作指标的汇总数字", "一页"),
    SheetKind.TEXTS: ("文字材料", "按需"),
    SheetKind.EXPLANATIONS: ("每条勾稽关系平不平，单位写的说明", "按需"),
}
BEHIND = {
    DETAIL: ("计入汇总的各单位的数，一家一行；筛选按钮下面藏着字段名", "按需"),
    SUBTOTALS: ("“明细”文件夹里各文件的小计和指纹；各单位的数在文件里，一家一行", "按需"),
    NOT_ADDED: ("读到了、没有计入的数和原因", "按需"),
    nodes.NAME: ("下级每个汇总单位的状态、家数、结果在哪里", "一页宽"),
    nodes.SUMS: ("下级每个汇总单位的合计，本级的数由它们相加", "按需"),
    nodes.HELD: ("下级自己的汇总表与按各单位的表相加不同的格", "一页宽"),
    status.NAME: ("谁报了、谁没报、联系人和电话；可作下一年的名册", "一页宽"),
    findings.NAME: ("全部问题，错误在前；点单元格跳到那个数", "一页宽"),
    decisions.NAME: ("决定了什么、理由、结果", "一页宽"),
    changes.NAME: ("与上次运行相比变了什么", "一页宽"),
    comparison.NAME: ("每个数和上年的比较，增减大的标色", "一页宽"),
    charts.NAME: ("主要数字的图", "一页"),
    sources.NAME: ("每个文件的去向、校验码、指纹", "一页宽"),
}
PRINTING = "只印前面写“一页”的几张就够：按住 Ctrl 点这几张表的标签，再打印。写“按需”的页数多，要用再印。"


class FrontLine(NamedTuple):
    """A line: its mark, what it is of, the words, and where that stands."""

    mark: tuple[str, str]
    of: str | Link
    words: str
    beside: str | Link = ""


def put_first(book: Workbook, look: Styles, result: Consolidation) -> Worksheet:
    """The sheet, still empty."""
    page = begin(book, look, NAME, f"{result.title}（汇总表）")
    page.set_portrait()
    page.center_horizontally()
    page.set_first_sheet()
    for at, width in enumerate(WIDTHS):
        page.set_column(at, at, width)
    page.fit_to_pages(1, 1)
    return page


def fill(page: Worksheet, book: Workbook, look: Styles, result: Consolidation, report: Report) -> None:
    seen = overview(result, report)
    row = _block(page, look, 2, "现在的情况", list(_stands(seen)))
    row = _block(page, look, row, "先看这些（从对合计影响大的到小的）", list(_to_look_at(seen)) or [FrontLine(GOOD, "", "没有要处理的。")])
    row = _block(page, look, row, "这本工作簿里有什么", list(_behind(result, book)))
    page.merge_range(row, 0, row, len(WIDTHS) - 1, f"打印：{PRINTING}", look["hint"])


def _block(page: Worksheet, look: Styles, row: int, title: str, lines: Sequence[FrontLine]) -> int:
    """A head and its lines; where the next block begins."""
    page.merge_range(row, 0, row, len(WIDTHS) - 1, title, look["column"])
    page.set_row(row, 20)
    for at, line in enumerate(lines, row + 1):
        mark, style = line.mark
        put(page, at, 0, mark, look[style])
        put(page, at, 1, line.of, look["link_left" if isinstance(line.of, Link) else "bold"])
        put(page, at, 2, line.words, look["cell"])
        put(page, at, 3, line.beside, look["link" if isinstance(line.beside, Link) else "centred"])
        of = line.of.text if isinstance(line.of, Link) else line.of
        heights = (height_of(words, 0.95 * WIDTHS[column], LINE) for column, words in ((1, of), (2, line.words)))
        page.set_row(at, max(heights))
    return row + len(lines) + 2


def to(sheet: str, row: int = 1, words: str = "去看") -> Link:
    return Link(words, f"'{sheet}'!A{row}")


# ---------------------------------------------------------------- how it stands


def _stands(seen: Overview) -> Iterator[FrontLine]:
    yield FrontLine(GOOD if seen.complete else LOOK_AT, "状态", f"{seen.headline}。{seen.scope}。")
    yield from _balance(seen)
    yield from map(_alike, seen.standings)
    yield _problems(seen)
    if seen.decided:
        yield FrontLine(LOOK_AT if seen.undone else GOOD, "处理决定", f"{seen.decided}。", to(decisions.NAME))
    if seen.unfilled:
        yield FrontLine(LOOK_AT, "年度报告", f"{seen.unfilled}。")
    if seen.result.since:
        yield FrontLine(NONE, "与上次相比", _since(seen.result), to(changes.NAME))


def _alike(row: Standings) -> FrontLine:
    """How many units stand so, and which, where something is asked of them."""
    names = "" if row.fine else f"：{listed([shown(name) for name, _ in row.names], NAMED)}"
    return FrontLine(GOOD if row.fine else WRONG, f"{row.count} {row.measure}", f"{row.why}{names}", to(status.NAME))


def _problems(seen: Overview) -> FrontLine:
    numbers = Counter(finding.severity for group in seen.groups for finding in group.open)
    gravest = next((severity for severity in MARKS if numbers[severity]), None)
    counts = "，".join(f"{severity.word} {numbers[severity]} 条" for severity in Severity)
    return FrontLine(MARKS.get(gravest, GOOD), "待处理的问题", f"{counts}。", to(findings.NAME))


def _since(result: Consolidation) -> str:
    first, *more = since_lines(result)
    return "\n".join(more) or first.partition("：")[2]


def _balance(seen: Overview) -> Iterator[FrontLine]:
    """In the words of screen and page; where it fails, the first relations that do."""
    checks = next(sheet.name for sheet in seen.result.form.sheets if sheet.kind is SheetKind.EXPLANATIONS)
    mark = WRONG if seen.off_balance else GOOD if seen.result.added else LOOK_AT
    off = [f"{check.relation.code} {check.relation.says}，{check.words}。" for check in seen.off_balance]
    more = [f"另有 {len(off) - FIRST_OFF} 处，见“{checks}”。"] if len(off) > FIRST_OFF else []
    yield FrontLine(mark, "平衡", "\n".join([f"{seen.balance}。", *off[:FIRST_OFF], *more]), to(checks))


# ---------------------------------------------------------------- what to look at


def _to_look_at(seen: Overview) -> Iterator[FrontLine]:
    """What moves the totals most, in the order of the review page: what is wrong, whom to ask, by how much it may move
    them; how many more there are, and how many of those matter little."""
    tasks = tasks_of(seen)
    rows = {state.unit.key: at for at, state in enumerate(seen.result.units, FIRST_ROW + 1)}
    places = findings.places_of(seen)
    for task in tasks[:FIRST_LOOKS]:
        yield _found(task, seen, places) if task.first else _standing(task, seen, rows)
    if rest := tasks[FIRST_LOOKS:]:
        below = sum(task.effect.below for task in rest)
        little = f"，其中 {below} 项哪一项都不会使任何一个合计变动超过 1%" if below else ""
        words = f"另有 {len(rest)} 项{little}，见“{findings.NAME}”和“{status.NAME}”。"
        yield FrontLine(NONE, "", words, to(findings.NAME))


def _found(task: Task, seen: Overview, places: Mapping[int, int]) -> FrontLine:
    """What is wrong, the gravest of it."""
    finding, more = task.first, len(open_of(task.group)) - 1
    others = f"（另有 {more} 条）" if more else ""
    wrong = shortened(f"{finding.rule} {finding.told(COORDINATOR).wrong}", LONGEST_WORDS) + others
    row = places[id(finding)]
    place = to(findings.NAME, row, f"第 {row - FIRST_ROW} 条")
    return FrontLine(MARKS[finding.severity], _whom_to_ask(task), f"{wrong}\n{_effect(task, seen)}", place)


def _standing(task: Task, seen: Overview, rows: Mapping[str, int]) -> FrontLine:
    """Where a unit stands that has sent nothing, or is to be told something."""
    words = f"{seen.standing(task.state)}\n{_effect(task, seen)}"
    mark = WRONG if task.state.status is Status.MISSING else LOOK_AT
    return FrontLine(mark, _whom_to_ask(task), words, to(status.NAME, rows[task.state.unit.key]))


def _effect(task: Task, seen: Overview) -> str:
    return f"{task.effect.words(seen.result.form)}。"


def _whom_to_ask(task: Task) -> str:
    """A unit, and how to reach it as the roster says; or a file that may be anybody's."""
    return "\n".join(filter(None, (shown(task.title), task.state and task.state.unit.reached_by)))


# ---------------------------------------------------------------- what lies behind


def _behind(result: Consolidation, book: Workbook) -> Iterator[FrontLine]:
    """Every sheet that is there to be read, in its order."""
    kinds = {sheet.name: OF_KIND[sheet.kind] for sheet in result.form.sheets}
    for sheet in book.worksheets():
        if told := kinds.get(sheet.name) or BEHIND.get(sheet.name):
            words, pages = told
            yield FrontLine(NONE, to(sheet.name, words=sheet.name), words, pages)
