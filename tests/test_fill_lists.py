"""`fill` into lists of a city's own, a row for each figure: what means one thing alone is written, all else named."""

import csv
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from disclosure_batch.documents.confined import Apart
from disclosure_batch.figures.data_file import year_before
from disclosure_batch.fill.entries import ResultFigures
from disclosure_batch.fill.fill import Filled, filled_form
from disclosure_batch.intake.filing import Figure
from tests import hands
from tests.district import FORM, District
from tests.hands import FIGURES
from tests.test_fill import AMOUNT, saved

NEW, OUT = "requests.new.total", "requests.outcome_total.total"
HEAD = ["序号", "指标名称", "数量"]
LAST = {name: 7 for name in FORM.numeric}


def fill(rows: Sequence[Sequence[object]], folder: Path, figures: Mapping[str, Figure | None] = FIGURES) -> Filled:
    path = hands.as_workbook({"上报表": rows}, folder / "form.xlsx")
    made = filled_form(path.name, path.read_bytes(), ResultFigures(figures, LAST, 2024), FORM)
    assert isinstance(made, Filled), made
    return made


def of_rows(made: Filled) -> dict[str, Figure]:
    return {entry.row: entry.figure for entry in made.entries.written}


def left_in(made: Filled) -> dict[str, str]:
    return {left.row: left.why for left in made.entries.left}


def summed(*names: str) -> Figure:
    return sum(FIGURES[name] for name in names)


LITIGATION = ("remedies.litigation_direct", "remedies.litigation_after_reconsideration")
ROWS = {
    "新收政府信息公开申请": FIGURES[NEW],
    "其中：自然人": FIGURES["requests.new.natural_person"],
    "商业企业": FIGURES["requests.new.enterprise"],
    "上年结转": FIGURES["requests.carried_in.total"],
    "予以公开": FIGURES["requests.granted.total"],
    "不予公开合计": summed(*(name for name in FIGURES if name.startswith("requests.denied") and name.endswith("total"))),
    "办理总计": FIGURES[OUT],
    "结转下年度继续办理": FIGURES["requests.carried_out.total"],
    "行政复议总计": FIGURES["remedies.reconsideration.total"],
    "其中：结果纠正": FIGURES["remedies.reconsideration.corrected"],
    "行政诉讼": summed(*(f"{way}.total" for way in LITIGATION)),
    "行政许可": FIGURES["proactive.licensing.decisions"],
    "行政规范性文件现行有效件数": FIGURES["proactive.normative_documents.in_force"],
    "主动公开政府信息总数": FIGURES["indicators.published"],
}


def test_a_list_with_the_form_s_own_names_is_filled(tmp_path: Path):
    rows = [["政府信息公开统计表"], HEAD, *([n, label, ""] for n, label in enumerate(ROWS, 1))]

    made = fill(rows, tmp_path)

    assert of_rows(made) == ROWS and not made.entries.left
    page = openpyxl.load_workbook(saved(made, tmp_path / "made.xlsx"))["上报表"]
    assert [page.cell(n, 3).value for n in range(3, 3 + len(ROWS))] == list(ROWS.values())


def test_what_stands_beside_several_rows_tells_what_they_are_of(tmp_path: Path):
    rows = [["类别", "指标", "数量"], ["依申请公开情况", "新收", ""], ["", "部分公开", ""]]
    rows += [["商业企业", "予以公开", ""], ["行政复议", "结果维持", ""], ["", "总计", ""], ["行政诉讼", "结果维持", ""]]

    made = fill(rows, tmp_path)

    assert [entry.figure for entry in made.entries.written] == [
        FIGURES[NEW],
        FIGURES["requests.granted_in_part.total"],
        FIGURES["requests.granted.enterprise"],
        FIGURES["remedies.reconsideration.upheld"],
        FIGURES["remedies.reconsideration.total"],
        summed(*(f"{way}.upheld" for way in LITIGATION)),
    ]


def test_lists_side_by_side_each_have_their_labels(tmp_path: Path):
    made = fill([["指标", "数量", "指标", "数量"], ["予以公开", "", "行政许可", ""], ["部分公开", "", "", ""]], tmp_path)

    assert of_rows(made).keys() == {"予以公开", "行政许可", "部分公开"} and not made.entries.left


def test_an_amount_is_written_in_the_unit_of_its_row(tmp_path: Path):
    made = fill([HEAD, [1, "行政事业性收费（元）", ""]], tmp_path, {**FIGURES, AMOUNT: Decimal("8.0914")})
    assert of_rows(made) == {"行政事业性收费（元）": 80914}
    rows = [["指标", "计量单位", "数量"], ["行政事业性收费", "元", ""]]
    made = fill(rows, tmp_path, {**FIGURES, AMOUNT: Decimal("8.0914")})
    assert of_rows(made) == {"行政事业性收费": 80914}


@pytest.mark.parametrize(
    ("label", "why"),
    [
        ("结果纠正", "认不准"),
        ("自然人", "认不准"),
        ("收费", "认不准"),
        ("新收申请（含上年结转）", "认不准"),
        ("其中：行政处罚", "认不准"),  # of what is told above: penalties that were published, perhaps
        ("政务微博发布", "认不准"),
        ("备注", "认不准"),
    ],
)
def test_what_may_mean_several_things_is_left_and_named(label: str, why: str, tmp_path: Path):
    made = fill([HEAD, [1, "行政许可", ""], [2, label, ""]], tmp_path)
    assert list(of_rows(made)) == ["行政许可"] and why in left_in(made)[label]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([["类别", "指标", "数量"], ["", "予以公开", ""], ["信访工作", "新收", ""]], "认不准"),
        ([["类别", "指标", "数量"], ["", "予以公开", ""], ["县直部门", "行政许可", ""]], "认不准"),
        ([["类别", "指标", "数量"], ["", "予以公开", ""], ["不予公开", "其他", ""]], "认不准"),
        ([["指标", "单位", "数量"], ["予以公开", "件", ""], ["行政许可", "条", ""]], "单位是条"),
        ([HEAD, [1, "予以公开", ""], [2, "行政许可", ""], [3, "行政许可", ""]], "不止一处"),
        ([HEAD, [1, "予以公开", ""], [2, "行政许可", "约5件"]], "写着“约5件”"),
    ],
)
def test_what_a_row_says_besides_is_heeded(rows: list, why: str, tmp_path: Path):
    made = fill(rows, tmp_path)
    assert list(of_rows(made)) == ["予以公开"] and all(why in said for said in left_in(made).values())


def test_a_cell_for_several_rows_holds_none_of_their_figures(tmp_path: Path):
    path = hands.as_workbook({"表": [["指标", "数量"], ["予以公开", ""], ["行政许可", ""], ["行政处罚", ""]]}, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    book["表"].merge_cells("B3:B4")
    book.save(path)

    made = filled_form(path.name, path.read_bytes(), ResultFigures(FIGURES), FORM)

    assert list(of_rows(made)) == ["予以公开"]
    assert set(left_in(made).values()) == {"它的格与别的数是合并在一起的"}


def test_a_sum_that_the_form_makes_itself_stays(tmp_path: Path):
    path = hands.as_workbook({"表": [["指标", "数量"], ["予以公开", ""], ["部分公开", ""], ["合计", ""]]}, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    book["表"]["B4"] = "=SUM(B2:B3)"
    book.save(path)

    made = filled_form(path.name, path.read_bytes(), ResultFigures(FIGURES), FORM)

    assert not made.entries.left
    assert openpyxl.load_workbook(saved(made, tmp_path / "made.xlsx"))["表"]["B4"].value == "=SUM(B2:B3)"


# ---------------------------------------------------------------- two years

TWO_YEARS = [["项目", "2023年", "2024年", "增减"], ["行政许可", "", "", ""], ["不予公开", "", "", ""]]


def test_last_year_s_column_holds_last_year_s_figures_and_no_others(tmp_path: Path):
    made = fill(TWO_YEARS, tmp_path)

    placed = {(entry.row, entry.corner[1]): entry.figure for entry in made.entries.written}
    assert placed == {
        ("行政许可", 1): 7,
        ("行政许可", 2): ROWS["行政许可"],
        ("不予公开", 1): 7 * 8,
        ("不予公开", 2): ROWS["不予公开合计"],
    }


def test_where_last_year_is_not_known_its_column_is_left_and_named(tmp_path: Path):
    path = hands.as_workbook({"表": TWO_YEARS}, tmp_path / "a.xlsx")
    made = filled_form(path.name, path.read_bytes(), ResultFigures(FIGURES, {}, 2024), FORM)
    assert {entry.corner[1] for entry in made.entries.written} == {2}
    assert [left.why for left in made.entries.left] == ["不知道上年的数"] * 2


def test_a_list_of_other_years_is_none_of_this(tmp_path: Path):
    path = hands.as_workbook({"表": [["项目", "2021年", "2022年"], ["行政许可", "", ""]]}, tmp_path / "a.xlsx")
    assert isinstance(filled_form(path.name, path.read_bytes(), ResultFigures(FIGURES, LAST, 2024), FORM), str)


# ---------------------------------------------------------------- the command


@pytest.fixture
def district(tmp_path: Path) -> District:
    return District(tmp_path)


def test_the_command_knows_last_year_from_beside_the_result_and_names_what_is_left_by_section(district: District):
    run = district.merge(whole=True)
    data = run.product("数据.csv")
    head, *rows = csv.reader(data.read_text(encoding="utf-8-sig").splitlines())
    with data.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([head, *([*row[:6], 7, *row[7:]] for row in rows)])
    rows = [*TWO_YEARS, ["备注", "", "", ""]]
    form = hands.as_workbook({"表": rows}, district.folder / "form.xlsx")

    done = district.run("fill", form, "--from", run.folder, "-o", district.folder / "out.xlsx")

    assert done.exit_code == 1 and "已填 4 个数" in done.text
    assert "备注：认不准是哪个数。" in done.text and "三、依申请公开 167 个；" in done.text
    assert max(map(len, done.text.splitlines())) < 120


def test_a_file_of_other_totals_says_nothing_of_last_year(district: District):
    run = district.merge()
    assert year_before(run.folder, {**run.totals, NEW: run.totals[NEW] + 1}) == {}
    assert year_before(run.folder / "汇总表.xlsx", run.totals) == {}  # no last year was given
    assert year_before(district.folder, {}) == {}


def test_a_blank_of_our_own_for_another_year_is_said(district: District):
    blank = district.folder / "空白.xlsx"
    district.run("template", "--year", "2023", "-o", blank)

    done = district.run("fill", blank, "--from", district.merge(whole=True).folder, "-o", district.folder / "out.xlsx")

    assert done.exit_code == 1 and "表上写的年度是 2023，填的是 2024年的数，请核对。" in done.text


def test_a_part_of_what_nobody_understands_is_left_and_named_and_what_stands_below_is_filled(tmp_path: Path):
    rows = [["收到政府信息公开申请数（含上年结转）", ""], ["其中：当面申请", ""], ["予以公开", ""], ["部分公开", ""]]

    made = fill([HEAD, *([number, *row] for number, row in enumerate(rows, 1))], tmp_path)

    assert of_rows(made).keys() == {"予以公开", "部分公开"}
    assert left_in(made).keys() >= {row[0] for row in rows[:2]}


def test_a_failure_of_the_program_is_not_called_a_damaged_file(district: District, monkeypatch: pytest.MonkeyPatch):
    form = hands.as_workbook({"上报表": [HEAD, [1, "予以公开", ""]]}, district.folder / "form.xlsx")
    source = district.merge(whole=True).folder
    monkeypatch.setattr(Apart, "call", lambda *_, **__: None)  # what it returns where the function raised

    done = district.run("fill", form, "--from", source, "-o", district.folder / "out.xlsx")

    assert done.exit_code == 3 and "没有填成" in done.text and "损坏" not in done.text


def test_columns_behind_the_figures_that_stay_blank_are_named(tmp_path: Path):
    head = ["指标", "2023年", "2024年", "增减", "增长率（%）", "占比", "备注"]
    made = fill([head, ["予以公开", "", "", "", "", 0.5, ""], ["行政许可", "", "", "", "", 0.5, ""]], tmp_path)

    assert made.entries.others == ("增减", "增长率（%）")  # neither what somebody filled nor remarks
    assert of_rows(made).keys() == {"予以公开", "行政许可"}


def test_labels_beside_blanks_of_a_table_that_is_no_list_are_named_if_it_speaks_of_this_form(tmp_path: Path):
    pairs = [["示例区情况表"], ["一、本年新收政府信息公开申请数量", "", "（一）予以公开", ""], ["行政复议总数", "", "填好的", 5]]
    sheets = {"上报表": [HEAD, [1, "予以公开", ""]], "情况": pairs, "联系": [["地址", "", "邮编", ""]]}
    path = hands.as_workbook(sheets, tmp_path / "form.xlsx")

    made = filled_form(path.name, path.read_bytes(), ResultFigures(FIGURES, LAST, 2024), FORM)

    assert made.entries.others == ("一、本年新收政府信息公开申请数量", "（一）予以公开", "行政复议总数")
