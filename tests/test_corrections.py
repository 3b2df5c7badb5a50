"""A figure is taken as another: which cells can be, what copied lines say, where the office's own figure is shown."""

import csv
import shutil

import openpyxl
import pytest
from docx import Document

from disclosure_batch.decisions.decision import DecisionOutcome, Entry, Word
from disclosure_batch.figures.table import totals_of
from disclosure_batch.findings import Severity
from disclosure_batch.intake.identify import identify
from disclosure_batch.papers import DATA_HEAD
from disclosure_batch.rules.case import Case
from tests.casework import GOOD, handed_in, reading
from tests.deciding import GRANTED, NEW, Decisions, case_of, decided, decision, merge, outcomes, settle, unbalanced
from tests.district import FORM, YEAR, District, place
from tests.review_data import review_data


@pytest.fixture
def district(tmp_path) -> District:
    return District(tmp_path)


# ---------------------------------------------------------------- a total that is the slip

TOTAL, NEW_PERSON = "requests.outcome_total.natural_person", "requests.new.natural_person"


def with_a_wrong_total(district: District) -> District:
    """The office typed 99 where its results add up to 7."""
    district.office("410801").type(TOTAL, 99)
    return district


def test_a_total_that_is_the_slip_is_corrected_to_the_sum_of_its_parts(district, decisions):
    merge(with_a_wrong_total(district), decisions)
    decisions.decide("R302", "更正", 更正单元格="D30", 更正值=7, 理由="电话核实，总计多打一位")
    run = merge(district, decisions)

    assert run.exit_code == 0 and run.states()["410801"] == "accepted"
    assert {name: run.totals[name] for name in FORM.inputs} == district.sums()
    made = decision(run, "R302")
    assert (made["field"], made["cell"], made["value"], made["corrected"], made["applied"]) == (
        TOTAL,
        "D30",
        99,
        7,
        True,
    )
    kept = run.finding("R302")
    assert (
        kept.severity == "notice"
        and "由 99 改为 7" in kept.decision
        and "电话核实" in kept.decision
        and "张三" in kept.decision
    )

    detail = openpyxl.load_workbook(run.product("汇总表.xlsx"))["明细"]
    (said,) = [cell for cells in detail.iter_rows() for cell in cells if cell.comment]
    assert said.comment.text.startswith("单位填的：99\n更正：") and str(said.value).startswith("=SUM(")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"figure": 8}, "D30 是总计，各项之和是 7，更正值只能填这个数"),
        ({"figure": 99}, "各项之和是 7"),
        ({"figure": ""}, "没有写“更正值”"),
        ({"reason": ""}, "理由"),
    ],
)
def test_a_total_is_corrected_to_nothing_else_and_with_a_reason(district, typed, says):
    made = decided(with_a_wrong_total(district), word="更正", **{"target": "D30", "figure": 7, "reason": "电话核实"} | typed)
    assert made.outcome is DecisionOutcome.FAULTY and says in made.remark


def test_a_total_is_what_its_corrected_parts_add_up_to(district, decisions):
    """The detail is corrected in the line below, whichever is judged first."""
    with_a_wrong_total(unbalanced(district))
    merge(district, decisions)
    rules = [line["规则"] for line in decisions.lines()]
    assert sorted(rules) == ["R302", "R303"]
    decisions.decide("R302", "更正", 更正单元格="D30", 更正值=7, 理由="总计打错")
    decisions.decide("R303", "更正", 更正单元格="D9", 更正值=5, 理由="登记簿为 5 件")
    run = merge(district, decisions)
    assert [applied for applied, _ in outcomes(run)] == [True, True] and run.exit_code == 0
    assert run.totals[TOTAL] == sum(district.sums()[part] for part in FORM.typed_in(TOTAL)) - 3

    decisions.decide("R302", "更正", 更正单元格="D30", 更正值=10, 理由="总计打错")  # what the parts were
    run = merge(district, decisions)
    assert "各项之和是 7" in decision(run, "R302")["remark"] and run.states()["410801"] == "rejected"


@pytest.mark.parametrize(
    ("rule", "total", "figures"),
    [
        ("R301", "requests.granted.total", {"totals": {"requests.granted.total": 50}}),
        ("R401", "remedies.reconsideration.total", {"totals": {"remedies.reconsideration.total": 9}}),
        ("R601", TOTAL, {"stale": {TOTAL: 9}}),
    ],
)
def test_every_kind_of_total_can_be_the_slip(rule, total, figures):
    """One that was typed, and one of which the workbook keeps an old result."""
    case = Case(FORM, YEAR, identify([reading(handed_in(**figures), "收件/a.xlsx")], None, FORM, YEAR), None)
    (line,) = [line for line in settle(case, []).waiting if line.rule == rule]
    parts = totals_of(FORM, GOOD)[total]
    settled = settle(case, [Entry(line, "第 4 行", Word.CORRECT, place(total)[1], parts, "笔误")])
    (made,) = settled.decisions
    assert (made.applied, made.field, made.corrected, made.remark) == (True, total, parts, "")
    assert [finding.severity for finding in settled.findings if finding.rule == rule] == [Severity.NOTICE]


# ---------------------------------------------------------------- copied lines


def test_of_two_different_corrections_in_copied_lines_neither_is_made_and_each_names_the_other(district, decisions):
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "更正", 更正单元格="D9", 更正值=5, 理由="登记簿为 5 件")
    decisions.copy(4, 更正值=4)
    run = merge(district, decisions)
    assert outcomes(run) == [(False, f"与第 {row} 行对同一格的更正不一致，都没有执行") for row in (5, 4)]
    assert run.exit_code == 1 and run.states()["410801"] == "rejected"


def test_copied_lines_that_decide_different_things_name_each_other(district, decisions):
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "同意", 理由="已核实")
    decisions.copy(4, 决定="退回")
    run = merge(district, decisions)
    assert [applied for applied, _ in outcomes(run)] == [False, False] and run.exit_code == 1
    assert [
        ("第 5 行" in one and "“退回”" in one, "第 4 行" in two and "“同意”" in two)
        for one, two in [[r for _, r in outcomes(run)]]
    ] == [(True, True)]
    assert run.states()["410801"] == "rejected" and run.finding("R303").decision is None


def test_copied_lines_about_what_has_been_mended_are_not_needed_whatever_they_say(district):
    case, mended = case_of(unbalanced(district)), District(_folder(district.folder / "改好后"))
    (line,) = settle(case, []).waiting
    entries = [Entry(line, f"第 {row} 行", word, reason="核实过") for row, word in ((4, Word.ACCEPT), (5, Word.RETURN))]
    said = settle(case_of(mended), entries).decisions
    assert [(d.outcome, d.remark) for d in said] == [(DecisionOutcome.GONE, "这一问题已不存在")] * 2


def test_copied_lines_correct_several_cells_of_one_finding(district, decisions):
    """8 in D9 belongs to D10 for a part: neither of the two corrections alone would do."""
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "更正", 更正单元格="D9", 更正值=3, 理由="登记簿")
    decisions.copy(4, 更正单元格="D10", 更正值=2, 理由="部分公开 2 件")
    run = merge(district, decisions)
    assert outcomes(run) == [(True, ""), (True, "")] and run.exit_code == 0
    assert (
        run.totals["requests.granted_in_part.natural_person"]
        == district.sums()["requests.granted_in_part.natural_person"] + 2
    )
    said = run.finding("R303").decision
    assert "D9 由 8 改为 3，登记簿" in said and "D10 由 0 改为 2，部分公开 2 件" in said


def test_a_copied_line_that_says_the_same_is_told_from_the_one_that_applies(district, decisions):
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "更正", 更正单元格="D9", 更正值=5, 理由="")
    decisions.copy(4, 理由="登记簿为 5 件")
    run = merge(district, decisions)
    assert outcomes(run) == [(False, "与第 5 行相同"), (True, "")] and run.exit_code == 0


def test_a_copied_line_in_which_nothing_is_decided_yet_does_not_undo_the_other(district, decisions):
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "同意", 理由="已核实")
    decisions.copy(4, 决定=None)
    run = merge(district, decisions)
    assert outcomes(run) == [(True, ""), (False, "没有写“决定”")] and run.states()["410801"] == "accepted"


# ---------------------------------------------------------------- where it is shown

SAID = "示例区财政局：“三、依申请公开”D9 由 8 改为 5，登记簿为 5 件（张三，2025-01-20）"
IN_TOTALS = (GRANTED, "requests.granted.total", TOTAL, "requests.outcome_total.total")


@pytest.fixture(scope="module")
def corrected(tmp_path_factory):
    """A run in which one figure was corrected, beside last year's result; it is only looked at."""
    folder = tmp_path_factory.mktemp("corrected")
    district, decisions = District(folder), Decisions(folder / "决定.xlsx")
    for office in district.offices.values():  # nobody has the same figures twice
        office.fill("proactive.licensing.decisions", 300).fill(GRANTED, 4).fill(NEW_PERSON, 6)
        office.fill("unit.year", YEAR - 1).fill("unit.date", f"{YEAR}-01-10")
    last = district.merge(output="去年")
    for office in district.offices.values():
        office.fill("unit.year", YEAR).fill("unit.date", f"{YEAR + 1}-01-10")
        office.fill("proactive.licensing.decisions", 345).fill(GRANTED, 5).fill(NEW_PERSON, 7)
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "更正", 更正单元格="D9", 更正值=5, 理由="登记簿为 5 件")
    return merge(district, decisions, "--previous", last.product("汇总表.xlsx"))


def test_every_total_with_a_corrected_figure_in_it_says_so(corrected):
    book = openpyxl.load_workbook(corrected.product("汇总表.xlsx"))
    sheet = book[place(GRANTED)[0]]
    said = {cell.coordinate: cell.comment.text for cells in sheet.iter_rows() for cell in cells if cell.comment}
    assert said == {place(name)[1]: f"含更正的数：\n{SAID}" for name in IN_TOTALS}
    assert all(str(sheet[cell].value).startswith("=") for cell in said)
    others = [
        page.title
        for page in book
        if page.title in ("二、主动公开", "四、复议诉讼") and any(c.comment for row in page.iter_rows() for c in row)
    ]
    assert others == []

    compared = [cell for cells in book["与上年比较"].iter_rows() for cell in cells if cell.comment]
    assert [cell.column_letter for cell in compared] == ["E"] * 4 and all(
        SAID in cell.comment.text for cell in compared
    )
    status = next(row for row in book["填报情况"].iter_rows(values_only=True) if row[0] == "410801")
    assert "已报，已计入汇总；更正 1 处：“三、依申请公开”D9 由 8 改为 5" in status


def test_who_sees_the_run_sees_what_was_corrected(corrected):
    assert f"更正 {SAID}。" in corrected.text
    page = corrected.product("核对报告.html").read_text(encoding="utf-8")
    table = page.partition("汇总数字和年度报告中含更正的数字（1 处）")[2].partition("</table>")[0]
    assert all(
        part in table
        for part in ("示例区财政局", "D9", ">8<", ">5<", f">{corrected.totals[GRANTED]}<", "登记簿为 5 件", "张三")
    )
    assert page.count("<small>含更正 1 处</small>") == len(IN_TOTALS)
    ((unit, field, stood),) = review_data(page)["corrected"]
    assert (unit, field, stood) == (1, FORM.numeric.index(GRANTED), "8")
    (made,) = corrected.account["decisions"]
    assert (made["value"], made["corrected"], tuple(made["in_totals"])) == (8, 5, IN_TOTALS)


def test_the_published_report_is_as_ever(corrected):
    page = corrected.product("年度报告.html").read_text(encoding="utf-8")
    assert "更正" not in page.replace("予以更正", "").replace("更正、", "")


def test_a_correction_that_is_in_no_total_is_said_of_its_unit_only(district, decisions):
    """The unit is sent back for another finding: its corrected figure stands where its figures do."""
    unbalanced(district).office("410801").type("requests.new.enterprise", "约3")
    merge(district, decisions)
    decisions.decide("R303", "更正", 更正单元格="D9", 更正值=5, 理由="登记簿为 5 件")
    run = merge(district, decisions)
    assert run.states()["410801"] == "rejected" and decision(run, "R303")["in_totals"] == []
    page = run.product("核对报告.html").read_text(encoding="utf-8")
    assert "含更正的数字" not in page and "更正 1 处：“三、依申请公开”D9 由 8 改为 5" in page
    book = openpyxl.load_workbook(run.product("汇总表.xlsx"))
    assert [page.title for page in book if any(c.comment for row in page.iter_rows() for c in row)] == ["未计入明细"]


def test_one_level_up_the_marked_totals_are_read_as_any_others(corrected, tmp_path):
    district = District(_folder(tmp_path / "上级"))
    run = district.merge(paths=(corrected.product("汇总表.xlsx"),), roster=False, receive=False)
    assert run.totals == corrected.totals and "F007" not in run.rules()


def _folder(path):
    path.mkdir()
    return path


# ---------------------------------------------------------------- the office is told

OWN = ["410801_示例区财政局.txt"]  # for its private chat


def test_an_office_of_which_a_figure_was_corrected_is_told_so(district, decisions):
    """It has nothing to send again, but its own report has to say the same."""
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "更正", 更正单元格="D9", 更正值=5, 理由="登记簿为 5 件")
    corrected = merge(district, decisions)
    names = sorted(path.name for path in corrected.product("退改通知").iterdir())
    assert names == [*OWN, "410801_示例区财政局（更正）.docx", "群发文字.txt"]
    letter = Document(corrected.product("退改通知") / "410801_示例区财政局（更正）.docx")
    head, row = ([cell.text for cell in row.cells] for row in letter.tables[0].rows)
    assert head == ["序号", "在哪里", "单位填的", "更正为", "理由和决定人"]
    assert row == ["1", "“三、依申请公开”\nD9 （一）予以公开·自然人", "8", "5", "登记簿为 5 件\n张三 2025-01-20"]
    assert "公布的报告请用更正后的数" in "".join(paragraph.text for paragraph in letter.paragraphs)
    chat = (corrected.product("退改通知") / "群发文字.txt").read_text(encoding="utf-8-sig")
    assert "数字经核实已更正（1 家）：示例区财政局。" in chat and "D9" not in chat
    own = (corrected.product("退改通知") / OWN[0]).read_text(encoding="utf-8-sig")
    assert f"\n{SAID.partition('：')[2]}。\n" in own
    assert "需要修改" not in chat and "需修改，" not in corrected.text


def test_an_office_that_has_more_to_mend_is_told_all_of_it_in_one_notice(district, decisions):
    unbalanced(district).office("410801").type("requests.new.enterprise", "约3")
    merge(district, decisions)
    decisions.decide("R303", "更正", 更正单元格="D9", 更正值=5, 理由="登记簿为 5 件")
    run = merge(district, decisions)
    names = sorted(path.name for path in run.product("退改通知").iterdir())
    assert names == ["410801_示例区财政局.docx", *OWN, "410801_示例区财政局（请改）.xlsx", "群发文字.txt"]
    assert "已更正（" not in run.text
    tables = Document(run.product("退改通知") / "410801_示例区财政局.docx").tables
    assert any("D9 由 8 改为 5，登记簿为 5 件" in cell.text for table in tables for row in table.rows for cell in row.cells)


def test_the_official_workbook_that_is_sent_back_has_what_the_office_wrote(district, decisions, libreoffice):
    """What can't be marked is filled in anew: not with the corrected figures, which stand in the comments."""
    unbalanced(district).office("410801").type(NEW, "约3").type("requests.carried_in.enterprise", "约1")
    district.receive()
    own = district.received / "410801_示例区财政局.xlsx"
    shutil.move(libreoffice(own, "ods"), own.with_suffix(".ods"))
    own.unlink()
    merge(district, decisions, receive=False)
    decisions.decide("R303", "更正", 更正单元格="D9", 更正值=5, 理由="登记簿为 5 件")
    decisions.decide("V004", "更正", 更正值=3, 理由="电话核实")
    run = merge(district, decisions, receive=False)
    sheet = openpyxl.load_workbook(run.product("退改通知") / "410801_示例区财政局（请改）.xlsx")[place(GRANTED)[0]]
    assert (sheet["D9"].value, sheet["E7"].value, sheet["E8"].value) == (8, "约3", "约1")
    assert all(sheet[cell].comment.text.startswith("【已更正】") for cell in ("D9", "E7"))


def test_the_figures_for_machines_and_a_draft_say_what_was_corrected(corrected, district, decisions):
    with corrected.product("数据.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["字段"]: row for row in csv.DictReader(file)}
    assert tuple(rows[GRANTED]) == (*DATA_HEAD, "更正")
    assert {name for name, row in rows.items() if row["更正"]} == set(IN_TOTALS) and rows[GRANTED]["更正"] == SAID

    district.office("410802").reports = False
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "更正", 更正单元格="D9", 更正值=5, 理由="登记簿为 5 件")
    draft = merge(district, decisions)
    head = f"按更正后的数汇总（1 处）：{SAID}。"
    assert head in draft.product("年度报告.html").read_text(encoding="utf-8")
    assert head not in corrected.product("年度报告.html").read_text(encoding="utf-8")  # which is no draft
    with draft.product("数据.csv").open(encoding="utf-8-sig") as file:
        assert file.readline().strip().endswith(",更正")


def test_without_a_correction_the_columns_are_those_of_every_run(district):
    with district.merge().product("数据.csv").open(encoding="utf-8-sig") as file:
        assert tuple(file.readline().strip().split(",")) == DATA_HEAD


def test_findings_are_listed_by_their_gravity(district):
    district.office("410801").fill("proactive.normative_documents.issued", 60)  # a warning of the first office
    district.office("410803").fill(GRANTED, 8)  # an error of the last
    page = openpyxl.load_workbook(district.merge().product("汇总表.xlsx"))["核对发现"]
    words = [row[1] for row in page.iter_rows(min_row=4, values_only=True)]
    assert words[0] == "错误" and words == sorted(words, key=["错误", "警告", "提示"].index) and "警告" in words
