"""A copy made by changing parts is the copy that openpyxl makes; what is not plain is left to openpyxl."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.comments import Comment

from disclosure_batch.outputs.notices import marking
from disclosure_batch.outputs.notices.mending import MendingLine, TotalToMend
from disclosure_batch.outputs.notices.orders import NEEDS_CHECK, NEEDS_MENDING, CellMark, CellText, Orders
from disclosure_batch.outputs.notices.patching import patched
from disclosure_batch.papers import TO_MEND_SHEET
from tests import hostile as h

TWO, THREE, COVER, TEXTS = "二、主动公开", "三、依申请公开", "封面", "文字材料"
ORDERS = Orders(
    [
        CellMark(THREE, "D9", NEEDS_MENDING, "新收 8 ＜ 5\n请核对 <D9> & “D7”。", ("D7", "E7"), "explanation.other"),
        CellMark(THREE, "D9", NEEDS_CHECK, "也请看看。"),
        CellMark(THREE, "D7", NEEDS_CHECK, ""),
        CellMark(THREE, "J9", NEEDS_MENDING, "总计是手填的。", coloured=False),
        CellMark(TWO, "B17", NEEDS_CHECK, "金额。", answer="explanation.other"),
        CellMark(TWO, "C7", NEEDS_CHECK, "空着。"),
        CellMark(COVER, "C6", NEEDS_MENDING, "锁着的。"),
        CellMark(TEXTS, "B4", NEEDS_CHECK, "文字。"),
        CellMark("没有的表", "B4", NEEDS_CHECK, "哪里也不是。"),
    ],
    texts=[CellText(THREE, "E9", "约3")],
    totals=[TotalToMend(THREE, "J9", "=SUM(D9:I9)")],
    title="要改的 2 处，请核实的 1 处",
    entries=[
        MendingLine(f"“{THREE}”\nD9", THREE, "D9", "8", "请改 <8>。\n再核对。"),
        MendingLine("整个文件", "", "", "—", "=1+1"),
    ],
    below="另有 1 格总计已恢复公式。",
)


def by_parts(data: bytes, orders: Orders = ORDERS) -> bytes | None:
    with ZipFile(BytesIO(data)) as book:
        return patched(data, {name: book.read(name) for name in book.namelist()}, orders)


def edited(change: Callable[[openpyxl.Workbook], object]) -> bytes:
    book, out = openpyxl.load_workbook(BytesIO(h.good())), BytesIO()
    change(book)
    book.save(out)
    return out.getvalue()


def typed_over(book: openpyxl.Workbook) -> None:
    book[THREE]["J9"] = 16
    book[TWO]["B17"] = 8.0914
    book[TEXTS]["B4"] = "第一段“话”。"


SAVED = {
    "by this tool": lambda libreoffice, folder: h.good(),
    "by openpyxl": lambda libreoffice, folder: edited(typed_over),
    "by LibreOffice": lambda libreoffice, folder: _saved_by(libreoffice, folder),
}


def _saved_by(libreoffice, folder) -> bytes:
    path = folder / "一.xlsx"
    path.write_bytes(edited(typed_over))
    return libreoffice(path, "xlsx", folder / "存").read_bytes()


@pytest.mark.parametrize("saved", SAVED)
def test_both_ways_make_the_same_copy(saved, libreoffice, tmp_path):
    data = SAVED[saved](libreoffice, tmp_path)
    one, other = by_parts(data), marking._marked_by_openpyxl(data, ORDERS)
    assert one is not None and by_parts(data) == one
    book, expected = (openpyxl.load_workbook(BytesIO(copy)) for copy in (one, other))
    assert book.sheetnames == expected.sheetnames and book.active.title == TO_MEND_SHEET
    assert dict(book.defined_names) == dict(expected.defined_names)
    for page in expected.worksheets:
        assert seen_on(book[page.title]) == seen_on(page), page.title


def seen_on(page) -> dict[str, object]:
    """All that a person sees there, or runs into."""
    cells = {c.coordinate: look for row in page.iter_rows() for c in row if any(look := seen_in(c))}
    all_rules = [(str(area.sqref), rule) for area in page.conditional_formatting for rule in area.rules]
    rules = sorted((area, rule.priority, *rule.formula) for area, rule in all_rules)
    fills = {rule.priority: rule.dxf.fill.bgColor.rgb[-6:] for _, rule in all_rules if marks(rule)}
    tab, order = page.sheet_properties.tabColor, sorted({priority for _, priority, *_ in rules})
    return {
        "cells": cells,
        "rules": [(area, order.index(priority), *formula) for area, priority, *formula in rules],
        "fills": list(fills.values()),
        "tab": tab and tab.rgb[-6:],
        "protected": page.protection.sheet,
        "merged": sorted(map(str, page.merged_cells.ranges)),
        "typed": sorted((str(v.sqref), v.type, v.formula1) for v in page.data_validations.dataValidation),
        "printed": (page.page_setup.blackAndWhite, page.print_area, page.sheet_state),
        "opened": bool(page.sheet_view.tabSelected),
        "heights": {row: said.height for row, said in page.row_dimensions.items() if said.height},
    }


def marks(rule) -> bool:
    return "【" in rule.formula[0]


def seen_in(cell) -> tuple:
    value = getattr(cell.value, "text", cell.value)
    said = cell.comment and (cell.comment.text, cell.comment.author)
    link = cell.hyperlink and cell.hyperlink.location
    fill, wraps = str(cell.fill.fgColor.rgb)[-6:], bool(cell.alignment.wrap_text)
    look = (cell.font.name, cell.font.sz, fill, cell.border.left.style, wraps)
    if value in (None, "") and not said:
        return ()
    return value if value != "" else None, cell.data_type, said, link, cell.protection.locked, look


def test_parts_that_no_mark_touches_go_over_as_they_are():
    data = h.good()
    with ZipFile(BytesIO(data)) as own, ZipFile(BytesIO(by_parts(data, ORDERS._replace(totals=(), texts=())))) as copy:
        assert copy.testzip() is None
        same = [name for name in own.namelist() if copy.read(name) == own.read(name)]
    assert {h.part_of(data, "四、复议诉讼"), h.part_of(data, "填报说明"), "xl/sharedStrings.xml"} <= set(same)


NOT_PLAIN = {
    "a comment of its own": lambda book: setattr(book[THREE]["D7"], "comment", Comment("已核对", "经办")),
    "a formula that reaches out": lambda book: setattr(book[THREE]["Z1"], "value", "=WEBSERVICE(A1)"),
    "a chart": lambda book: book[THREE].add_chart(openpyxl.chart.BarChart(), "Z1"),
    "a day in a figure's place": lambda book: setattr(book[THREE]["D9"], "number_format", "yyyy-mm-dd"),
    "a list of an earlier round": lambda book: book.create_sheet(TO_MEND_SHEET),
}


@pytest.mark.parametrize("what", NOT_PLAIN)
def test_what_is_not_plain_is_left_to_openpyxl(what):
    data = edited(NOT_PLAIN[what])
    assert by_parts(data) is None and marking.marked(data, ORDERS)


def test_a_copy_that_comes_back_is_left_to_openpyxl_which_takes_its_marks_off():
    assert by_parts(by_parts(h.good())) is None


def test_links_to_the_outside_are_left_out():
    def link(book):
        book[THREE]["Z3"].hyperlink = "http://example.org/"
        book[THREE]["Z3"] = "网站"

    with ZipFile(BytesIO(by_parts(edited(link)))) as copy:
        assert not [name for name in copy.namelist() if b"example.org" in copy.read(name)]
