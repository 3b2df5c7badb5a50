"""What an office types over the printed cells of its workbook: told, and a label that is gone costs at most itself."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import SheetKind
from disclosure_batch.form.printed import guidance_on, printed_on
from disclosure_batch.papers import GUIDANCE
from tests.casework import of, one, read_and_check
from tests.district import FIGURES, FORM, UNITS, District
from tests.filled import filled, opened, written
from tests.test_hazards_beside import typed

COVER, TWO, THREE, FOUR, LIST, CHECKS = "封面", "二、主动公开", "三、依申请公开", "四、复议诉讼", "工作指标", "核对与说明"
LAST_YEAR = {name: 3 for name in FORM.numeric}
LAST_YEARS_TITLE = "A9"  # of section four
Change = Callable[[openpyxl.Workbook], None]


def came_back(folder: Path, change: Change | None = None, last_year: dict | None = LAST_YEAR):
    """What an office's workbook with every figure is read as, and what is found."""
    path = written(filled(FORM, FIGURES, last_year), folder / "a.xlsx")
    if change:
        book = opened(path)
        change(book)
        book.save(path)
    (submission,), found = read_and_check(path)
    return submission.filing, found


def misread(filing) -> list[str]:
    """The figures that are read as another than what was typed, or stood there."""
    typed = filled(FORM, FIGURES, LAST_YEAR).values
    return [name for name, value in zip(FORM.inputs, filing.values, strict=True) if value not in (None, typed[name])]


class Over(NamedTuple):
    what: str
    change: Change
    severity: str
    said: tuple[str, ...]


OVER = [
    Over("a figure over a unit", typed(LIST, C5=999), "warning", ("“工作指标”C5 写着“999”（原来是“条”）",)),
    Over("another", typed(LIST, C8=33), "warning", ("C8 写着“33”",)),
    Over("words over a figure of last year", typed(LIST, F7="含公众号 12"), "warning", ("F7 写着“含公众号 12”（原来是上年数）",)),
    Over("a correction over one", typed(TWO, F10="应为 40"), "warning", ("“二、主动公开”F10 写着“应为 40”",)),
    Over("words over one", typed(TWO, F6="其他文件"), "notice", ("F6 写着“其他文件”",)),
    Over("a note", typed(LIST, D6="这里应为 7"), "warning", ("D6 写着“这里应为 7”",)),
    Over("a title", typed(THREE, A1="新收 12"), "warning", ("A1 写着“新收 12”（原来是“三、",)),
    Over("the line who reports", typed(TWO, A2="处罚应为 9"), "warning", ("A2 写着“处罚应为 9”（原来是自动显示的内容）",)),
    Over("the cover's words", typed(COVER, B16="处罚改为 9"), "warning", ("“封面”B16 写着“处罚改为 9”（原来是“怎么填",)),
    Over("a seal with its name", typed(COVER, D17="单位（盖章）：示例区财政局"), "notice", ("“封面”D17",)),
    Over("the seal's line with digits of nobody", typed(COVER, D17="单位（盖章）：处罚 9 件"), "warning", ("D17",)),
    Over("a line of checks", typed(CHECKS, C12=7), "warning", ("“核对与说明”C12 写着“7”（原来是自动显示",)),
    Over("the guidance", typed(GUIDANCE, A2="许可改为 5"), "warning", ("“填报说明”A2 写着“许可改为 5”",)),
    Over("two cells", typed(LIST, C5=999, C8=33), "warning", ("有 2 格", "C5", "C8")),
]


@pytest.mark.parametrize("case", OVER, ids=lambda case: case.what)
def test_what_is_typed_over_printed_cells_is_told(case: Over, tmp_path: Path):
    filing, found = came_back(tmp_path, case.change)
    told = one(found, "L018")
    assert told.severity == case.severity
    assert all(words in told.message for words in case.said), told.message
    assert misread(filing) == [] and filing.figures_read(FORM)[0] == filing.figures_read(FORM)[1]
    assert not of(found, "L004", "L005", "L010", "L016")


@pytest.mark.parametrize(
    ("sheet", "cells", "severity"),
    [
        (COVER, {"B2": "2024年政府信息公开工作年度报告"}, "notice"),
        (COVER, {"B2": "示例区财政局2024年政府信息公开工作年度报告"}, "notice"),
        (COVER, {"B2": "2023年政府信息公开工作年度报告"}, "warning"),  # another year is no word of its own
        (COVER, {"B2": "政府信息公开工作年报"}, "notice"),
        (TWO, {"A2": "填报单位：示例区财政局　　2024年度"}, "notice"),
        (TWO, {"A2": "填报单位：示例区财政局　　2024年度　处罚 9"}, "warning"),
        (TWO, {"A18": "校验码：12345"}, "notice"),
        (TWO, {"A18": "校验码：12345　处罚 9"}, "warning"),
        (TWO, {"A18": "填报人：张三　联系电话：0391-6634567"}, "notice"),
        (GUIDANCE, {"A2": "1. 白色的格可以填，灰色的格由公式计算或由汇总单位填好，不能改。只填数字，没有的填 0，0 表示“没有”。"}, "notice"),
        (GUIDANCE, {"A2": "1"}, "warning"),  # also where the words that stood there hold that digit
    ],
)
def test_what_is_printed_or_shown_there_anyway_changes_no_figure(sheet, cells, severity, tmp_path: Path):
    _, found = came_back(tmp_path, typed(sheet, **cells))
    assert one(found, "L018").severity == severity, found


def test_each_cell_typed_over_is_named_on_its_sheet_and_only_what_may_change_a_figure_is_asked(tmp_path: Path):
    over = {f"C{row}": 900 + row for row in range(5, 13)}
    changes = [typed(LIST, **over), typed(COVER, B15="本表有误", D17="单位：示例区财政局"), typed(CHECKS, C12=7)]
    _, found = came_back(tmp_path, lambda book: [change(book) for change in changes])
    told = {(finding.sheet, finding.severity): finding for finding in of(found, "L018")}
    assert {(LIST, "warning"), (CHECKS, "warning")} < told.keys() and (COVER, "notice") in told
    on_list = told[LIST, "warning"]
    assert set(on_list.cells) == {on_list.cell, *on_list.also} == over.keys()
    assert "C9 写着“909”" in on_list.message and "还有 C10至C12" in on_list.message
    assert all(finding.sheet in finding.message for finding in told.values())


@pytest.mark.parametrize(
    ("change", "last_year"),
    [
        (None, LAST_YEAR),
        (None, None),
        (typed(TWO, B6=7), LAST_YEAR),  # where figures are typed
        (typed(COVER, D17=None), LAST_YEAR),
        (typed(CHECKS, H24="机构合并"), LAST_YEAR),
        (typed(CHECKS, F12="=IF(1>0,2,3)"), LAST_YEAR),
        (typed("_meta", B2="1"), LAST_YEAR),  # an earlier template has other words
    ],
)
def test_a_workbook_as_it_was_handed_out_says_nothing(tmp_path: Path, change, last_year):
    _, found = came_back(tmp_path, change, last_year)
    assert not of(found, "L018", "L016", "L010", "L004"), [f.message for f in found]


def test_of_an_earlier_template_only_labels_and_last_years_figures_are_compared(tmp_path: Path):
    change = typed(LIST, D6="另一版的说明 7")
    _, found = came_back(tmp_path, lambda book: [change(book), typed("_meta", B2="1")(book)])
    assert not of(found, "L018")


def test_the_words_that_are_known_are_those_that_the_template_has(tmp_path: Path):
    book = openpyxl.load_workbook(written(filled(FORM, FIGURES), tmp_path / "a.xlsx"))
    for sheet in layout_of(FORM).sheets:
        for (row, column), words in printed_on(sheet, FORM).items():
            assert str(book[sheet.name].cell(row + 1, column + 1).value or "") == words
    for (row, column), words in guidance_on(FORM).items():
        assert book[GUIDANCE].cell(row + 1, column + 1).value == words


# ---------------------------------------------------------------- labels


def labels() -> list[tuple[str, str]]:
    tables = (s for s in layout_of(FORM).sheets if s.sheet.kind in (SheetKind.TABLES, SheetKind.INDICATORS))
    return [(sheet.name, area.first) for sheet in tables for area in sheet.labels if area.text]


@pytest.mark.parametrize("sheet", [TWO, THREE, FOUR, LIST])
@pytest.mark.parametrize("stands", [5, None])
def test_a_label_under_a_figure_or_gone_costs_nothing_and_is_told(sheet: str, stands, tmp_path: Path):
    for cell in [cell for name, cell in labels() if name == sheet][::4]:
        filing, found = came_back(tmp_path, typed(sheet, **{cell: stands}))
        assert misread(filing) == []
        assert filing.figures_read(FORM)[0] == filing.figures_read(FORM)[1]
        told = one(found, "L018")
        assert told.cell == cell and told.severity == "warning"
        assert f"“{sheet}”{cell} {'写着“5”' if stands else '是空的'}" in told.message
        assert not of(found, "L004", "L005", "L006", "L010", "L013", "L016")


@pytest.mark.parametrize("stands", [5, "行政诉讼另有 3 件"])
def test_the_title_above_last_years_figures_costs_nothing(stands, tmp_path: Path):
    filing, found = came_back(tmp_path, typed(FOUR, **{LAST_YEARS_TITLE: stands}))
    assert misread(filing) == [] and filing.figures_read(FORM)[0] == filing.figures_read(FORM)[1]
    assert LAST_YEARS_TITLE in one(found, "L018").message
    assert not of(found, "L005", "L006", "L010", "L016")


@pytest.mark.parametrize(
    ("cell", "lost"),
    [("A9", 0), ("C11", 6), ("D4", 0), ("E6", 24)],  # a heading of rows, a row, a heading of columns, a column
)
def test_a_label_under_words_costs_its_own_row_or_column(cell: str, lost: int, tmp_path: Path):
    filing, found = came_back(tmp_path, typed(THREE, **{cell: "其他口径"}))
    missing = [name for name, value in zip(FORM.inputs, filing.values, strict=True) if value is None]
    assert len([name for name in missing if FORM.fields[name].required]) == lost
    assert misread(filing) == []
    told = one(found, "L005" if lost else "L018")
    assert told.cell == cell and "其他口径" in told.message
    assert not of(found, "L010", "L016", "L018" if lost else "L005")


@pytest.mark.parametrize(
    ("cells", "rules"),
    [
        ({"A5": "维持"}, ["L018"]),
        ({"A5": "维持", "B5": "纠正"}, ["L018"]),
        ({"A5": "结果"}, ["L005"]),  # which of them?
        ({"A5": "维持原判"}, ["L005"]),
        ({"A5": "维持", "A7": None}, ["L005"]),  # with no figure below nothing says that none has slipped
    ],
)
def test_a_label_that_says_less_of_the_same_costs_nothing(cells, rules, tmp_path: Path):
    filing, found = came_back(tmp_path, typed(FOUR, **cells))
    assert misread(filing) == []
    assert [f.rule for f in found if f.rule in ("L004", "L005", "L006", "L018")] == rules, [f.message for f in found]
    if rules == ["L018"]:
        assert one(found, "L018").severity == "notice" and filing.figures_read(FORM)[0] == filing.figures_read(FORM)[1]


@pytest.mark.parametrize(
    ("sheet", "cell"), [(LIST, "F3"), (LIST, "F4"), (TWO, "F4"), (THREE, "L4"), (FOUR, LAST_YEARS_TITLE)]
)
def test_a_head_of_last_years_figures_makes_none_of_them_a_stray_one(sheet: str, cell: str, tmp_path: Path):
    filing, found = came_back(tmp_path, typed(sheet, **{cell: 12}))
    assert misread(filing) == []
    assert not of(found, "L010", "L016"), [f.message for f in found]
    assert one(found, "L018").cell == cell


def test_where_no_sheet_was_handed_out_with_last_years_figures_what_stands_there_is_somebodys_own(tmp_path: Path):
    _, found = came_back(tmp_path, typed(LIST, F3=12, F5=3), last_year=None)
    assert "F3 的 12" in one(found, "L010").message and not of(found, "L018")


def shifted(book: openpyxl.Workbook) -> None:
    """The label's cell is taken out, and its row goes one to the left."""
    page = book[THREE]
    for column in range(3, 11):
        page.cell(11, column).value = page.cell(11, column + 1).value


def exchanged(book: openpyxl.Workbook) -> None:
    """Two rows of which the labels stand in different columns, once nothing is merged."""
    page = book[THREE]
    for merged in list(page.merged_cells.ranges):
        page.unmerge_cells(str(merged))
    for column in range(1, 11):
        one, other = page.cell(8, column), page.cell(12, column)
        one.value, other.value = other.value, one.value


@pytest.mark.parametrize(
    "change",
    [
        shifted,
        typed(THREE, C11="2.其他法律行政法规禁止公开", C12="1.属于国家秘密"),  # two rows exchanged
        exchanged,
        lambda book: book[THREE].delete_rows(11),
    ],
)
def test_where_rows_may_have_slipped_nothing_is_put_back(change: Change, tmp_path: Path):
    filing, found = came_back(tmp_path, change)
    assert misread(filing) in ([], [n for n in FORM.inputs if ".state_secret." in n or ".prohibited_by_law." in n])
    assert not [f for f in of(found, "L018") if "按下发时的位置读取" in f.message]


def test_an_office_whose_label_is_gone_is_asked_to_put_it_right_not_to_fill_in_another_form(district: District):
    office = district.office("410801")
    office.edit(typed(THREE, C11="其他口径"))
    run = district.merge()

    notices, name = run.product("退改通知"), f"410801_{UNITS['410801']}"
    said = (notices / f"{name}.txt").read_text(encoding="utf-8-sig")
    assert "只有 1 处需要修改" in said and "C11 写的“其他口径”是不是“1.属于国家秘密”" in said
    assert "需要修改（1 家）" in (notices / "群发文字.txt").read_text(encoding="utf-8-sig")
    copy = openpyxl.load_workbook(notices / f"{name}（请改）.xlsx")
    assert not copy[THREE]["C11"].protection.locked
