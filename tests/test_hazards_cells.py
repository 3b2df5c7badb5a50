"""What stands in cells: each row is what was typed, and what becomes of it.

Where rules.md is silent the decision is said beside the row; in doubt a value is refused, never guessed.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

import openpyxl
import pytest

from disclosure_batch.documents.document import Document, Grid
from disclosure_batch.figures.table import totals_of
from disclosure_batch.form.layout import layout_of
from disclosure_batch.intake.read import filing_of
from tests import hands
from tests.district import FORM, cell_of, place
from tests.hands import FOUR, THREE, TWO

REFUSED = None
COUNT, AMOUNT, FEES = "requests.new.natural_person", "proactive.fees.amount", "indicators.information_fees"


class Row(NamedTuple):
    typed: object
    read: object
    rule: str = ""  # none: accepted without a word
    field: str = COUNT


CELLS = [
    Row(0, 0),
    Row("", None),
    Row("/", 0, "V002"),
    Row("-", 0, "V002"),
    Row("—", 0, "V002"),
    Row("——", 0, "V002"),
    Row("无", 0, "V002"),
    Row("零", 0, "V002"),
    Row("○", 0, "V002"),
    Row("０", 0, "V003"),
    Row("*", REFUSED, "V004"),  # may stand for a figure that is withheld
    Row("一一", REFUSED, "V004"),  # two dashes, or eleven
    Row("一", REFUSED, "V004"),  # a dash, or one
    Row("12件", 12, "V003"),
    Row("3 宗", 3, "V003"),
    Row("1,234", 1234, "V003"),
    Row("1 234", 1234, "V003"),
    Row("12 3", REFUSED, "V004"),  # two figures in one cell
    Row("12\n3", REFUSED, "V004"),
    Row("12①", 12, "V003"),  # a note's mark is no digit
    Row("10²", REFUSED, "V004"),  # one of the figure's own digits may be raised by mistake
    *(Row(said, 22, "V003") for said in (
        "22（其中修订16件）", "22件（其中修订16件）", "22(含上年6)", "22（含2023年结转3件）", "22，其中修订16件",
    )),
    *(Row(said, 22, "V003") for said in ("22（注1）", "22（见附件2）", "22*", "22［1］", "22（其中三件为上年的）")),
    *(Row(said, 22, "V003") for said in ("22（均为变更）", "22（其中其余3件）")),
    *(Row(said, REFUSED, "V004") for said in (
        "22（更正为16）", "22（应为16件）", "22（另有3件）", "22（含3件，另1件）", "22（不含上年6件）", "22（其中修订26件）", "22（其中修订16件、新制定8件）",
        "22（16）", "22（约）", "22（其中修订约16件）",
        "22（调整后16）", "22（修订16件）", "22（其中1.2万件）", "22（含十六件）",
        "22（实为12）", "22（注：更正为12）",
        "22（隐藏的字：3）", "22（其中1\u03363\u0336件）", "22（无）", "约22（其中修订16件）", "22余（注1）", "22（其中3件）16", "二十二（其中3件）",
    )),
    Row("0（无）", 0, "V003"),
    Row("0（本年度未发生）", 0, "V003"),
    Row("无（未发生）", 0, "V003"),
    Row("无（其中1件）", REFUSED, "V004"),
    Row("无（另有3件）", REFUSED, "V004"),
    Row("-8（其中3件）", REFUSED, "V005"),
    Row("5.5（其中3件）", REFUSED, "V006"),
    Row("8.0914（其中罚没0.5）", Decimal("8.0914"), "V003", AMOUNT),
    Row("8.0914万元（注1）", Decimal("8.0914"), "V003", AMOUNT),
    Row("80914元（注1）", Decimal("8.0914"), "V011", AMOUNT),
    Row("8.0914（其中50000元）", REFUSED, "V004", AMOUNT),
    Row("￥8.09（注1）", REFUSED, "V004 元", AMOUNT),
    Row("1,23", REFUSED, "V004"),
    Row("１２", 12, "V003"),
    Row(" 12 ", 12, "V003"),
    Row("'12", 12, "V003"),
    Row("12.0", 12, "V003"),
    Row(12.0, 12),
    Row("1.2E+3", 1200, "V003"),
    Row(1.2e3, 1200),
    Row("+19", 19, "V003"),
    Row("-8", REFUSED, "V005"),
    Row("−8", REFUSED, "V005"),  # the sign of a typesetter
    Row(-8, REFUSED, "V005"),
    Row("(5)", REFUSED, "V004"),  # minus five to an accountant, a number in a list to others
    Row("5.5", REFUSED, "V006"),
    Row(5.5, REFUSED, "V006"),
    Row("100%", REFUSED, "V004"),
    Row("约5", REFUSED, "V004"),
    Row("140余", REFUSED, "V004"),
    Row("140余件", REFUSED, "V004"),
    Row("5件以上", REFUSED, "V004"),
    Row("一件", REFUSED, "V004"),
    Row("三", REFUSED, "V004"),
    Row("三月五日", REFUSED, "V004"),
    Row("123456789012345678", REFUSED, "V010"),
    Row(123456789012345678, REFUSED, "V010"),
    Row(datetime.datetime(2024, 3, 5), REFUSED, "V004"),
    Row("3-5", REFUSED, "V004"),
    Row(True, REFUSED, "V004"),
    Row("TRUE", REFUSED, "V004"),
    Row("=1+1", REFUSED, "V004"),  # as a text
    Row("38.441094", Decimal("38.441094"), "V003", AMOUNT),
    Row(38.441094, Decimal("38.441094"), "", AMOUNT),
    Row("96.09万元", Decimal("96.09"), "V003", AMOUNT),
    Row("96.09万", Decimal("96.09"), "V003", AMOUNT),
    Row("251000元", Decimal("25.1"), "V011", AMOUNT),
    Row("￥251000元", Decimal("25.1"), "V011", AMOUNT),
    Row("￥25.1万元", Decimal("25.1"), "V003", AMOUNT),
    Row("￥100", REFUSED, "V004 元", AMOUNT),  # 元 by the sign, 万元 by the column
    Row("人民币12.5", REFUSED, "V004 元", AMOUNT),
    Row("12.5（万元）", Decimal("12.5"), "V003", AMOUNT),
    Row("12.5万元整", Decimal("12.5"), "V003", AMOUNT),
    Row("人民币12.5万元", Decimal("12.5"), "V003", AMOUNT),
    Row("RMB 125000元整", Decimal("12.5"), "V011", AMOUNT),
    Row("125000（元）", Decimal("12.5"), "V011", AMOUNT),
    Row("￥400", Decimal(400), "V003", FEES),
    Row("12（件）", 12, "V003"),
    Row("12（1）", REFUSED, "V004"),
    Row("暂无", 0, "V002"),
    Row("0.5亿元", Decimal("5000"), "V011", AMOUNT),
    Row("3千元", Decimal("0.3"), "V011", AMOUNT),
    Row("-1万元", REFUSED, "V005", AMOUNT),
    Row("251000元", REFUSED, "V004", COUNT),
    Row("400元", Decimal(400), "V003", FEES),
    Row("0.04万元", Decimal(400), "V011", FEES),
    Row("12件", REFUSED, "V004", AMOUNT),
]
SLIPS = {
    "V002": {"NOTHING"}, "V003": {"CLEANED", "NOTED"}, "V004": {"NOT_A_NUMBER", "NOTE_IN_DOUBT"},
    "V004 元": {"UNIT_UNCLEAR"}, "V005": {"NEGATIVE"},
    "V006": {"FRACTION"}, "V010": {"UNTHINKABLE"}, "V011": {"CONVERTED"},
}  # fmt: skip


@pytest.mark.parametrize("row", CELLS, ids=[f"{row.typed!r} {row.field}" for row in CELLS])
def test_a_cell_is_accepted_read_with_a_word_or_refused(row):
    book = hands.book({**hands.TYPED, row.field: row.typed})
    back = hands.read_back(book, hands.TYPED)

    assert back.values[row.field] == row.read
    slip = back.filing.slips.get(row.field)
    assert (slip.slip.name if slip else "") in SLIPS.get(row.rule, {""})
    assert not back.misread.keys() - {row.field}


# ---------------------------------------------------------------- formulas, error values, totals


def with_marks(sheet: str, marks: Mapping[str, object], figures=hands.FIGURES) -> hands.Back:
    grids = [Grid(name, rows, **(marks if name == sheet else {})) for name, rows in hands.book(figures).items()]
    return hands.Back(*filing_of(Document(grids), FORM))


def test_error_values_and_formulas_without_a_result_are_told_from_blanks():
    back = with_marks(
        THREE, {"errors": {(6, 3): "#REF!", (6, 9): "#DIV/0!"}, "formulas": {(7, 3), (8, 3)}, "unstored": {(7, 3)}}
    )

    slips = {name: (slip.slip.name, slip.raw) for name, slip in back.filing.slips.items()}
    assert slips == {
        "requests.new.natural_person": ("ERROR_VALUE", "#REF!"),
        "requests.carried_in.natural_person": ("NOT_STORED", "公式"),
        "requests.granted.natural_person": ("FORMULA", str(hands.TYPED["requests.granted.natural_person"])),
    }
    assert back.filing.flawed["requests.new.total"].raw == "#DIV/0!" and not back.filing.unstored  # recomputed


ZERO_ONLY = "remedies.litigation_direct"


def test_a_total_of_0_says_that_its_blank_parts_are_0():
    """Hazard 17: six columns blank and only 总计 filled with 0. Counts are never negative, so that nothing is guessed."""
    typed = {name: figure for name, figure in hands.TYPED.items() if not name.startswith(ZERO_ONLY)}
    back = hands.read_back(hands.book({**totals_of(FORM, typed), **typed, f"{ZERO_ONLY}.total": 0}))

    parts = [name for name in FORM.inputs if name.startswith(ZERO_ONLY)]
    assert {name: back.values[name] for name in parts} == dict.fromkeys(parts, 0)
    assert {back.filing.slips[name].slip.name for name in parts} == {"ZERO_IN_ALL"}


@pytest.mark.parametrize(
    ("other", "stands", "zero"),
    [
        ("requests.new.total", 0, True),
        ("requests.new.total", 5, True),  # of other cells
        ("requests.granted.total", 5, False),  # of some of the same
        ("requests.outcome_total.natural_person", 21, False),
    ],
)
def test_but_not_where_another_total_of_the_same_cells_says_otherwise(other, stands, zero):
    """All of the outcomes are blank, and 总计 of all of them is typed as 0."""
    typed = {name: figure for name, figure in hands.TYPED.items() if not name.startswith("requests.")}
    back = hands.read_back(
        hands.book({**totals_of(FORM, typed), **typed, "requests.outcome_total.total": 0, other: stands})
    )

    granted = back.filing.slips.get("requests.granted.natural_person")
    assert (granted.slip.name if granted else "") == ("ZERO_IN_ALL" if zero else "")
    assert back.values["requests.granted.natural_person"] == (0 if zero else None)


def test_a_total_that_is_a_formula_says_nothing_of_its_parts():
    typed = {name: figure for name, figure in hands.TYPED.items() if not name.startswith(ZERO_ONLY)}
    figures = {**totals_of(FORM, typed), **typed, f"{ZERO_ONLY}.total": 0}
    back = with_marks(FOUR, {"formulas": {(6, 9)}}, figures)

    assert all(back.values[name] is None for name in FORM.inputs if name.startswith(ZERO_ONLY))


# ---------------------------------------------------------------- what the manifest says


class Cell(NamedTuple):
    """What is typed over a cell of an office's workbook, and the finding that speaks of it."""

    field: str
    typed: object
    rule: str
    severity: str


IN_A_RUN = [
    Cell("requests.new.total", 99, "R301", "error"),  # typed over a formula, and wrong
    Cell("requests.carried_in.total", -12, "V005", "error"),
    Cell("requests.carried_out.total", 12.4, "V006", "error"),
    Cell("remedies.reconsideration.total", True, "V004", "error"),
    Cell("requests.granted.total", "#REF!", "V007", "notice"),  # recomputed
    Cell("requests.outcome_total.enterprise", "=1/0", "V008", "notice"),  # recomputed
    Cell("proactive.licensing.decisions", "1,204件", "V003", "notice"),
    Cell("proactive.penalty.decisions", "约5", "V004", "error"),
    Cell("proactive.coercion.decisions", "无", "V002", "notice"),
    Cell("proactive.fees.amount", "251000元", "V011", "warning"),
    Cell("proactive.regulations.issued", "#REF!", "V007", "error"),
    Cell("indicators.assessments", "=2+3", "V008", "error"),  # a formula in an input cell, saved without its value
    Cell("indicators.gazette_issues", "=[1]Sheet1!A1", "V008", "error"),  # never followed
    Cell("indicators.platforms", -3, "V005", "error"),
    Cell("indicators.service_zones", datetime.date(2024, 3, 5), "V004", "error"),
    Cell("indicators.letters_received", 5.5, "V006", "error"),
]


def test_each_is_told_with_its_cell_and_include_adds_what_could_be_read(district):
    office = district.office("410801")
    for cell in IN_A_RUN:
        office.type(cell.field, cell.typed)

    run = district.merge("--on-error", "include")

    book = openpyxl.load_workbook(district.received / "410801_示例区财政局.xlsx")
    for cell in IN_A_RUN:
        where = (cell_of(book, cell.field).parent.title, cell_of(book, cell.field).coordinate)
        told = [f for f in run.findings(cell.rule, "410801") if where in {(f.sheet, c) for c in [f.cell, *f.also]}]
        assert [f.severity for f in told] == [cell.severity], cell
    assert run.states()["410801"] == "included"
    assert (
        run.totals["proactive.licensing.decisions"] == district.sums("410801")["proactive.licensing.decisions"] + 1204
    )
    assert (
        run.totals["proactive.penalty.decisions"] == district.sums("410801")["proactive.penalty.decisions"]
    )  # 约5 adds nothing
    assert run.account["reported"]["proactive.penalty.decisions"] == 3
    assert run.totals["proactive.fees.amount"] == district.sums("410801")["proactive.fees.amount"] + Decimal("25.1")


def test_a_whole_table_blank_is_an_error_and_a_blank_among_figures_is_not(district):
    district.office("410801").values.update({name: None for name in FORM.inputs if FORM.fields[name].sheet == TWO})
    district.office("410802").fill("requests.new.public_welfare", None)

    run = district.merge()

    assert run.finding("V001", "410801").severity == "error"
    assert run.finding("V001", "410802").severity == "notice"
    assert run.states() == {"410800": "accepted", "410801": "rejected", "410802": "accepted", "410803": "accepted"}


def test_words_are_taken_apart_from_what_only_looks_like_them(district):
    """Invisible and control characters, texts that begin with = + - @, very long ones, paragraphs that run down."""
    office = district.office("410801")
    office.fill("text.proactive", "\u202e=HYPERLINK(\"http://x\")").fill("text.management", "长" * 33_000)
    office.edit(lambda book: paste_down(book, "text.problems", ["第一段。", "第二段。", "第三段。"]))

    run = district.merge()

    assert run.states()["410801"] == "accepted"
    assert {f.field for f in run.findings("V013", "410801")} >= {"text.proactive"}
    words = (run.product("章节") / "5-存在的主要问题及改进情况.txt").read_text(encoding="utf-8")
    assert [word in words for word in ("第一段", "第二段", "第三段")] == [True] * 3


@pytest.mark.parametrize(
    ("paragraphs", "next_one", "told"), [(12, False, True), (10, True, True), (10, False, False), (9, True, False)]
)
def test_paragraphs_that_may_have_run_on_into_the_next_text_are_told(district, paragraphs, next_one, told):
    """The block has ten rows; whether the words in the next one are its own nobody can tell."""
    office = district.office("410801")
    if next_one:
        office.edit(lambda book: paste_down(book, "text.on_request", ["依申请公开的做法。"]))
    office.edit(lambda book: paste_down(book, "text.proactive", [f"第 {i} 段。" for i in range(paragraphs)]))

    run = district.merge()

    assert [(f.severity, f.field, f.cell) for f in run.findings("L013")] == [
        ("notice", "text.proactive", place("text.proactive")[1])
    ] * told
    if told:
        assert "“（一）主动公开”10 行都填满了，下一项“（二）依申请公开”紧接着也有文字（B22 起）" in run.finding("L013").message


def test_words_that_stand_in_no_text_are_told_with_their_cells(district):
    office = district.office("410801")
    office.edit(lambda book: setattr(book["文字材料"]["C6"], "value", "写到旁边的话"))
    last = 2 + max(area.bottom for area in layout_of(FORM).sheet_of("text.proactive").cells.values())
    office.edit(lambda book: setattr(book["文字材料"].cell(last, 2), "value", "写到下面的话"))

    told = district.merge().finding("L013")

    assert (told.severity, told.unit, told.sheet, told.cell, told.also) == (
        "warning",
        "410801",
        "文字材料",
        "C6",
        [f"B{last}"],
    )
    assert f"有 2 处文字不在任何一项的格里，没有读取：B{last}、C6" in told.message


def paste_over_headings(book) -> None:
    page = book["文字材料"]
    for merged in [area for area in page.merged_cells.ranges if area.min_row >= 4]:
        page.unmerge_cells(str(merged))
    for row in range(4, 40):
        page.cell(row, 1, f"第 {row} 段。")


def test_words_pasted_over_the_headings_are_told_and_nothing_is_taken_from_the_guidance(district):
    district.office("410800").edit(paste_over_headings)

    run = district.merge()

    told = run.finding("L013", "410800").message
    assert "“文字材料”找不到“总体情况概述”、“（一）主动公开”" in told and "36 处文字不在任何一项的格里，没有读取：A4至A39" in told
    assert not [path for path in run.product("章节").iterdir() if "第二十条第（一）项 规章" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("name", ["填报说明", "Sheet9"])
def test_the_guidance_of_the_template_is_never_read(name):
    """Also where it is all that is there beside the tables, and under another name."""
    guidance = [["填报说明"], [], *map(list, FORM.guidance)]
    sheets = {**hands.tables(), name: guidance}

    back = hands.read_back(sheets)

    assert set(back.filing.texts) == set() and not back.missing


def test_the_汇总表_whose_rows_the_program_has_filled_is_not_asked(district):
    for code in ("410800", "410801"):
        district.office(code).edit(lambda book: paste_down(book, "text.proactive", [f"第 {i} 段。" for i in range(10)]))
        district.office(code).edit(lambda book: paste_down(book, "text.on_request", ["依申请公开的做法。"]))
    run = district.run("check", district.merge().product("汇总表.xlsx"), "--format", "json")

    assert '"L008"' in run.text and '"L013"' not in run.text


def paste_down(book, name: str, paragraphs: list[str]) -> None:
    """Several paragraphs from Word, pasted into one cell, run down over the rows below it."""
    first = cell_of(book, name)
    for merged in [area for area in first.parent.merged_cells.ranges if first.coordinate in area]:
        first.parent.unmerge_cells(str(merged))
    for offset, paragraph in enumerate(paragraphs):
        first.offset(offset).value = paragraph


def test_words_over_a_total_are_told(district):
    """The sum is added up anew; whoever wrote there meant something."""
    district.office("410801").type("requests.new.total", "约10").type("requests.denied.state_secret.total", "/")
    found = district.merge().finding("V004", "410801")
    assert (found.field, found.value) == ("requests.new.total", "约10") and "是合计" in found.message
