"""下级汇总, 分级合计, 节点检查: how the units below that group others stand, what they come to, and in what their own
汇总表 differ. Only where there is a tree."""

from collections.abc import Iterator, Sequence

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from disclosure_batch.form.formulas import DECIMALS
from disclosure_batch.form.model import Field, FieldKind, Figure
from disclosure_batch.merge import Consolidation, Node
from disclosure_batch.outputs.nodes import NodeLine, node_lines
from disclosure_batch.sheets.cells import Formula, Value
from disclosure_batch.sheets.lists import FIRST_ROW, Column, Look, begin, draw_list
from disclosure_batch.sheets.styles import Styles

NAME, SUMS, HELD = "下级汇总", "分级合计", "节点检查"
STANDING = (
    Column("级", 5, "centred"),
    Column("单位代码", 12),
    Column("单位", 30),
    *(Column(head, 8, "figure") for head in ("应报", "已报", "未报", "需修改", "已计入")),
    Column("状态", 24, "centred"),
    Column("自己的汇总表", 14, "centred"),
    Column("结果所在的文件夹", 34),
)
CELLS = (
    Column("单位", 26),
    Column("工作表", 20),
    Column("格", 8, "centred"),
    Column("项目", 44),
    Column("它的汇总表", 14, "figure"),
    Column("各单位之和", 14, "figure"),
    Column("相差", 12, "change"),
)
BEFORE = 3  # columns of 分级合计 before the first that is added


def draw(book: Workbook, look: Styles, result: Consolidation) -> None:
    if not result.nodes:
        return
    lines = node_lines(result)
    open_ = sum(not line.is_in_order for line in lines)
    title = f"下级汇总：共 {len(lines)} 家，{f'{open_} 家还有未报、需修改的' if open_ else '都已报齐，没有错误'}"
    page = begin(book, look, NAME, title, "每个下级的完整结果在它自己的文件夹里；状态和数字与那里的相同。")
    draw_list(page, look, STANDING, map(_standing, lines))
    _draw_sums(book, look, result)
    if any(line.off for line in lines):
        page = begin(book, look, HELD, "节点检查：下级自己的汇总表，与所属各单位报来的数之和不同的格", "计入的是各单位报来的数，两边都没有改。")
        draw_list(page, look, CELLS, (row for line in lines for row in _cells(line)))


def _standing(line: NodeLine) -> Sequence[Value | Look]:
    unit, style = line.node.unit, "centred" if line.is_in_order else "error"
    held = Look(line.held, "error" if line.off else "centred")
    return line.node.level, unit.code, unit.name, *line.numbers, Look(line.state, style), held, line.node.folder


def _cells(line: NodeLine) -> Iterator[Sequence[Value | Look]]:
    for cell in line.off or ():
        yield line.name, cell.sheet, cell.cell, cell.name, cell.theirs, cell.units, cell.theirs - cell.units


def _draw_sums(book: Workbook, look: Styles, result: Consolidation) -> None:
    """Each total, and what right below comes to it: the nodes, and the units that belong to none."""
    right_below = [node for node in result.nodes if node.level == 1]
    own = _of_no_node(result, right_below)
    page = begin(book, look, SUMS, "分级合计：每个合计由哪些下级相加", "合计是公式：下级之和，加上直接报来的单位。")
    columns = [
        Column("表", 24),
        Column("项目", 50),
        Column("合计", 12, "figure_bold"),
        *(Column(node.unit.name, 13, "figure") for node in right_below),
        Column("直接报来的单位", 13, "figure"),
    ]
    parts = [*(node.result.totals for node in right_below), own]
    rows = (
        _sum(row, result.form.fields[name], result.totals[name], [part[name] for part in parts])
        for row, name in enumerate(result.form.numeric, FIRST_ROW)
    )
    draw_list(page, look, columns, rows)
    page.freeze_panes(FIRST_ROW, BEFORE)


def _of_no_node(result: Consolidation, nodes: Sequence[Node]) -> dict[str, Figure]:
    """What the added units come to that are below no node."""
    within = {state.unit.key for node in nodes for state in node.result.added}
    others = result.detail.loc[[key for key in result.detail.index if key not in within]]
    return {name: sum(others[name].dropna().tolist()) for name in result.form.numeric}


def _sum(row: int, field: Field, total: Figure, parts: Sequence[Figure]) -> Sequence[Value | Look]:
    first, last = (xl_rowcol_to_cell(row, BEFORE + at) for at in (0, len(parts) - 1))
    sum_ = f"SUM({first}:{last})"
    formula = f"=ROUND({sum_},{DECIMALS})" if field.kind is FieldKind.AMOUNT else f"={sum_}"
    return field.sheet, field.name, Formula(formula, total), *parts
