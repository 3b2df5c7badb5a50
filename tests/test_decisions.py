"""What the coordinator decides: the file she types into, what of it applies, and where it is seen."""

import json
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from disclosure_batch.decisions.corrections import corrected
from disclosure_batch.decisions.decision import NEVER_ADDED, NO_CHOICE, DecisionOutcome, Entry, Word
from disclosure_batch.intake.filing import Filing, Origin
from disclosure_batch.outputs import decisions_file
from tests.deciding import (
    FIVE,
    GRANTED,
    NEW,
    Decisions,
    case_of,
    decided,
    decision,
    merge,
    settle,
    unbalanced,
    with_a_warning,
)
from tests.district import FORM, YEAR, District, place


@pytest.fixture
def district(tmp_path) -> District:
    return District(tmp_path)


# ---------------------------------------------------------------- the file


def test_every_open_error_and_warning_is_a_line(district, decisions):
    with_a_warning(unbalanced(district)).office("410802").reports = False
    run = merge(district, decisions)
    listed = {(line["规则"], line["级别"], str(line["单位代码"])) for line in decisions.lines()}
    assert listed == {("R303", "错误", "410801"), ("U003", "错误", "410802"), ("R101", "警告", "410803")}
    line = decisions.lines()[0]
    assert line["编号"] == "410801/R303/requests.new.natural_person"
    assert (line["单元格"], line["填的数"]) == ("D7", "7")
    assert line["应为/另一边"].startswith("D30 办理总计 10、D9 （一）予以公开 8")
    assert "可以决定怎样处理的问题新列出 3 条" in run.text


def test_the_words_to_choose_from_are_in_a_list_and_only_her_columns_can_be_typed_into(district, decisions):
    merge(unbalanced(district), decisions)
    book, heads = decisions.open()
    sheet = book.active
    (words,) = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert words.formula1.startswith("OFFSET(选项!$B$1") and "$K4" in words.formula1 and "L4" in words.sqref
    offered = [[cell for cell in row if cell] for row in book["选项"].iter_rows(values_only=True)]
    assert ["同意、退回、更正", "同意", "退回", "更正"] in offered and book["选项"].sheet_state == "hidden"
    assert all(joined == "、".join(some) for joined, *some in offered[:-1]) and offered[-1] == [NO_CHOICE]
    assert sheet.protection.sheet and sheet.freeze_panes == "D4"
    locked = {head: sheet.cell(4, at).protection.locked for head, at in heads.items()}
    assert [head for head, lock in locked.items() if not lock] == ["决定", "更正单元格", "更正值", "理由", "决定人", "日期"]


def test_each_line_says_which_decisions_can_be_carried_out(district, decisions):
    with_a_warning(unbalanced(district)).office("410802").reports = False
    merge(district, decisions)
    said = {line["规则"]: line["可选的决定"] for line in decisions.lines()}
    assert said == {"R303": "同意、退回、更正", "R101": "同意、退回、更正", "U003": NO_CHOICE}


def test_what_is_offered_is_carried_out_and_nothing_else(district):
    """Of findings of every kind that a folder brings: missing, unreadable, not to be told apart, a blank sheet."""
    with_a_warning(unbalanced(district))
    district.office("410802").edit(lambda book: book["三、依申请公开"].delete_rows(1, 60))
    district.office("410800").reports = False
    district.copy("410801", "410801_二.xlsx")
    (district.received / "坏.xlsx").write_bytes(b"PK")
    _nobodys(district)
    case = case_of(district)
    waiting = settle(case, []).waiting
    assert len({line.choices for line in waiting}) > 1
    for line in waiting:
        for word in (word for word in Word if word is not Word.CORRECT):
            unit = "410800" if word is Word.WHOSE else ""
            (made,) = settle(case, [Entry(line, "第 4 行", word=word, figure=unit, reason="电话核实")]).decisions
            assert made.applied is (word in line.choices.split("、")), (line.rule, line.choices, word, made.remark)
        if Word.CORRECT not in line.choices:
            entry = Entry(line, "第 4 行", word=Word.CORRECT, target="D9", figure=1, reason="核实")
            assert not settle(case, [entry]).decisions[0].applied, line.rule


def _nobodys(district: District) -> None:
    office = district.office("410803").fill("unit.name", "某某单位").fill("unit.code", None)
    office.write(district.received / "某表.xlsx")
    office.fill("unit.name", office.name).fill("unit.code", office.code)


def test_a_file_of_an_earlier_version_without_that_column_is_read_and_added_to(district, decisions):
    merge(unbalanced(district), decisions)
    book, heads = decisions.open()
    book.active.delete_cols(heads["可选的决定"])
    book.save(decisions.path)
    decisions.decide("R303", "退回")
    run = merge(with_a_warning(district), decisions)
    assert decision(run, "R303")["applied"] and [line["规则"] for line in decisions.lines()] == ["R303", "R101"]


def test_without_a_finding_the_file_is_there_all_the_same_and_the_run_says_nothing(district, decisions):
    run = merge(district, decisions)
    assert run.exit_code == 0 and decisions.lines() == [] and "处理决定" not in run.text


def test_new_findings_are_added_and_all_else_stays_to_the_byte(district, decisions):
    """Her own column, a colour, a comment, a formula with its result: nothing of it is touched."""
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "退回")
    book, _ = decisions.open()
    sheet = book.active
    sheet["R3"], sheet["R4"] = "备忘", "=1+1"
    sheet["B4"].fill = PatternFill("solid", fgColor="00FF00")
    sheet["C4"].comment = Comment("电话打过了", "张三")
    book.create_sheet("台账")["A1"] = "我的"
    book.save(decisions.path)
    before = _parts(decisions.path)

    merge(with_a_warning(district), decisions)

    after = _parts(decisions.path)
    changed = {name for name in before if before[name] != after[name]}
    assert set(before) == set(after) and changed == {"xl/worksheets/sheet1.xml"}
    sheet = decisions.open()[0].active
    assert [line["规则"] for line in decisions.lines()] == ["R303", "R101"]
    assert (sheet["R4"].value, sheet["B4"].fill.fgColor.rgb, sheet["C4"].comment.text) == ("=1+1", "0000FF00", "电话打过了")
    assert sheet["L5"].protection.locked is False and sheet["A5"].protection.locked


def _parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_where_there_is_nothing_new_the_file_is_not_touched(district, decisions):
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "退回")
    before = decisions.path.read_bytes()
    merge(district, decisions)
    assert decisions.path.read_bytes() == before


@pytest.mark.parametrize("lock", ["~$决定.xlsx", ".~决定.xlsx", ".~lock.决定.xlsx#"])
def test_where_the_file_is_held_open_the_lines_go_beside_it_and_are_read_there(district, decisions, lock):
    merge(unbalanced(district), decisions)
    before = decisions.path.read_bytes()
    (decisions.path.parent / lock).touch()
    run = merge(with_a_warning(district), decisions)
    beside = Decisions(decisions.path.with_name("决定-新增.xlsx"))
    assert decisions.path.read_bytes() == before and "决定-新增.xlsx" in run.text
    assert [line["规则"] for line in beside.lines()] == ["R101"]

    beside.decide("R101", "同意")
    (decisions.path.parent / lock).unlink()
    run = merge(district, decisions)
    assert decision(run, "R101")["applied"]
    assert [line["规则"] for line in decisions.lines()] == ["R303"]


def test_where_neither_file_can_be_written_it_is_said(district, decisions, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "")

    monkeypatch.setattr(decisions_file.os, "replace", refuse)
    run_written = decisions_file.write(decisions.path, [], "处理决定")
    assert run_written.path is None and not list(decisions.path.parent.glob(".决定*"))


def test_the_file_is_no_submission_wherever_it_lies(district):
    path = district.received / "决定.xlsx"
    district.merge("--decisions", path)
    run = unbalanced(district).merge("--decisions", path)
    assert run.file_states()["收件/决定.xlsx"] == "ignored" and run.rules("410801") == {"R303"}


def test_where_the_run_stops_nothing_is_listed(district, decisions):
    run = merge(unbalanced(district), decisions, "--on-error", "stop")
    assert run.exit_code == 1 and not decisions.path.exists()


def test_a_file_that_is_none_of_decisions_is_left_alone(district, decisions):
    openpyxl.Workbook().save(decisions.path)
    before = decisions.path.read_bytes()
    run = merge(district, decisions)
    assert run.exit_code == 3 and "不是处理决定表" in run.text and decisions.path.read_bytes() == before
    assert district.merge("--decisions", district.folder / "决定.docx").exit_code == 2


# ---------------------------------------------------------------- 同意


def test_an_accepted_error_no_longer_keeps_the_unit_out(district, decisions):
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "同意", 理由="平台统计口径不同，已核实")
    run = merge(district, decisions)
    found = run.finding("R303")
    assert (found.severity, found.decision) == ("warning", "同意：平台统计口径不同，已核实（张三，2025-01-20）")
    assert run.exit_code == 0 and run.states()["410801"] == "accepted"
    assert run.totals[GRANTED] == district.sums()[GRANTED]
    assert not run.product("退改通知").exists()


def test_an_error_is_accepted_with_a_reason_only_a_warning_without_one(district, decisions):
    merge(with_a_warning(unbalanced(district)), decisions)
    decisions.decide("R303", "同意", 理由="无")
    decisions.decide("R101", "同意")
    run = merge(district, decisions)
    assert run.states()["410801"] == "rejected" and run.finding("R303").decision is None
    assert not decision(run, "R303")["applied"] and "理由" in decision(run, "R303")["remark"]
    assert decision(run, "R101")["applied"] and run.finding("R101").severity == "warning"


def test_what_was_sent_back_or_accepted_as_an_error_is_told_with_its_reason(district, decisions):
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "同意", 理由="台账如此，已附说明")
    assert "同意 示例区财政局（R303 D7）：台账如此，已附说明（张三，2025-01-20）。" in merge(district, decisions).text
    decisions.decide("R303", "退回", 理由=None)
    assert "退回 示例区财政局（R303 D7）（张三，2025-01-20）。" in merge(district, decisions).text


def test_what_nobody_can_vouch_for_is_not_accepted(district, decisions):
    district.office("410801").fill("unit.year", 2023)
    district.office("410802").reports = False
    merge(district, decisions)
    for rule in ("L003", "U003"):
        decisions.decide(rule, "同意", 理由="情况属实")
    run = merge(district, decisions, "--on-error", "include")
    assert run.states() == {"410800": "accepted", "410801": "rejected", "410802": "missing", "410803": "accepted"}
    assert run.exit_code == 1 and not any(d["applied"] for d in run.account["decisions"])
    assert "L003" in NEVER_ADDED


# ---------------------------------------------------------------- 退回


def test_a_unit_is_sent_back_for_a_mere_warning(district, decisions):
    merge(with_a_warning(district), decisions)
    decisions.decide("R101", "退回", 理由="应填在下一行")
    run = merge(district, decisions, "--on-error", "include")
    assert run.states()["410803"] == "rejected" and run.exit_code == 1
    assert run.finding("R101").severity == "error" and run.finding("R101").decision.startswith("退回：应填在下一行")
    assert (run.product("退改通知") / "410803_示例区文昌街道办事处.docx").exists()
    assert run.totals[GRANTED] == district.sums("410803")[GRANTED]


# ---------------------------------------------------------------- 更正


def test_a_corrected_figure_is_added_up_and_the_offices_own_stands_beside_it(district, decisions):
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "更正", 更正单元格="D9", 更正值=5, 理由="登记簿为 5 件")
    originals = {path: path.read_bytes() for path in district.received.iterdir()}
    run = merge(district, decisions, receive=False)

    assert run.exit_code == 0 and run.states()["410801"] == "accepted"
    assert run.totals[GRANTED] == district.sums()[GRANTED] - 3
    made = decision(run, "R303")
    assert (made["sheet"], made["cell"], made["field"], made["value"], made["corrected"]) == (
        *place(GRANTED),
        GRANTED,
        8,
        5,
    )
    kept = run.finding("R303")
    assert kept.severity == "notice" and "由 8 改为 5" in kept.decision and "登记簿为 5 件" in kept.decision
    assert "其中 1 处按更正后的数" in run.text
    assert originals == {path: path.read_bytes() for path in district.received.iterdir()}

    book = openpyxl.load_workbook(run.product("汇总表.xlsx"))
    row = [cell.value for cell in book["处理决定"][4]]
    assert row[4:12] == [*place(GRANTED), "8", "更正", 5, "登记簿为 5 件", "张三", "2025-01-20"]
    comments = [cell.comment.text for cells in book["明细"].iter_rows() for cell in cells if cell.comment]
    assert len(comments) == 1 and comments[0].startswith("单位填的：8\n更正：")
    page = run.product("核对报告.html").read_text(encoding="utf-8")
    assert "由 8 改为 5" in page and "登记簿为 5 件" in page


def test_an_unreadable_figure_can_be_corrected(district, decisions):
    district.office("410802").type(NEW, "约3")
    merge(district, decisions)
    decisions.decide("V004", "更正", 更正值="3", 理由="电话核实")
    run = merge(district, decisions)
    assert run.exit_code == 0 and run.totals[NEW] == district.sums()[NEW]
    assert decision(run, "V004")["value"] == "约3" and run.finding("V004").severity == "notice"


def test_after_a_correction_the_rules_are_asked_again(district, decisions):
    """The correction itself is wrong: the column still does not balance, and that is open again."""
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "更正", 更正单元格="D9", 更正值=6, 理由="登记簿为 6 件")
    run = merge(district, decisions)
    mended, open_again = sorted(run.findings("R303"), key=lambda f: f.severity, reverse=True)
    assert (mended.severity, open_again.severity) == ("notice", "error")
    assert "相差 3" in mended.message and "相差 1" in open_again.message
    assert run.states()["410801"] == "rejected"
    assert [line["规则"] for line in decisions.lines()] == ["R303", "R303"]

    decisions.decide("R303", "同意", nth=1, 理由="一件合并答复")
    run = merge(district, decisions)
    assert run.exit_code == 0 and all(d["applied"] for d in run.account["decisions"])


@pytest.mark.parametrize(("stored", "then"), [(8, 5), (9, 9)])
def test_a_total_that_agreed_with_its_parts_follows_the_correction(stored, then):
    """A typed total that was carried along is no second slip; one that did not agree is held against its parts."""
    total = "requests.outcome_total.natural_person"
    values = tuple(8 if name == GRANTED else 0 for name in FORM.inputs)
    filing = Filing(Origin.TEMPLATE, values, stored=tuple(stored if name == total else 0 for name in FORM.derived))
    after = corrected(filing, {GRANTED: 5}, FORM)
    assert after.value(FORM, GRANTED) == 5 and after.stored[FORM.derived.index(total)] == then
    assert filing.value(FORM, GRANTED) == 8


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"target": ""}, "更正单元格"),
        ({"figure": ""}, "没有写“更正值”"),
        ({"figure": "约5"}, "不能填在这一格"),
        ({"figure": -5}, "不能填在这一格"),
        ({"figure": 8}, "与单位填的数相同"),
        ({"target": "D30"}, "各项之和是 10，更正值只能填这个数"),
        ({"target": "D30", "figure": 10}, "与单位填的数相同"),
        ({"target": "Z99"}, "不是表中填数字的格"),
        ({"target": "E9"}, "不涉及"),
        ({"reason": "—"}, "理由"),
        ({"reason": "无"}, "理由"),
    ],
)
def test_a_correction_that_can_not_be_made_says_why(district, typed, says):
    made = decided(unbalanced(district), word="更正", **FIVE | typed)
    assert made.outcome is DecisionOutcome.FAULTY and says in made.remark


@pytest.mark.parametrize(
    "named", ["D9", "d9", "$D$9", "三、依申请公开!D9", "“三、依申请公开”!D9", GRANTED, FORM.fields[GRANTED].name]
)
def test_a_cell_can_be_named_in_several_ways(district, named):
    made = decided(unbalanced(district), word="更正", **FIVE | {"target": named})
    assert (made.outcome, made.field, made.value, made.corrected) == (DecisionOutcome.APPLIED, GRANTED, 8, 5)


def test_what_is_typed_as_a_formula_has_to_have_a_result(district, decisions):
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "更正", 更正单元格="D9", 更正值="=2+3", 理由="登记簿为 5 件")
    run = merge(district, decisions)
    made = decision(run, "R303")
    assert not made["applied"] and "公式" in made["remark"]
    assert run.exit_code == 1 and f"第 {decisions.line('R303')} 行" in run.text and made["remark"] in run.text


def test_an_amount_keeps_its_decimals(district, decisions):
    fees = "proactive.fees.amount"
    district.office("410801").type(fees, "8.09140约")
    merge(district, decisions)
    decisions.decide("V004", "更正", 更正值=8.0914, 理由="票据核实")
    run = merge(district, decisions)
    assert run.totals[fees] == district.sums()[fees] and decision(run, "V004")["corrected"] == Decimal("8.0914")


# ---------------------------------------------------------------- decisions that don't apply


def test_all_faulty_lines_are_named_at_once_and_none_applies(district, decisions):
    district.office("410802").type(NEW, "约3")
    merge(with_a_warning(unbalanced(district)), decisions)
    decisions.decide("R303", "驳回")
    decisions.decide("V004", None, 更正值=3)
    decisions.decide("R101", "更正", 更正值=0, 更正单元格="B7")
    book, heads = decisions.open()
    book.active.cell(9, heads["决定"]).value = "同意"  # in no line of the tool
    book.save(decisions.path)
    run = merge(district, decisions)
    remarks = [d["remark"] for d in run.account["decisions"]]
    assert [part in remark for part, remark in zip(("驳回", "没有写“决定”", "理由", "没有编号"), remarks, strict=True)] == [True] * 4
    assert run.exit_code == 1 and "不能执行 4 条" in run.text and all(remark in run.text for remark in remarks)


def test_a_decision_made_of_other_figures_no_longer_applies_and_says_so(district, decisions):
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "同意", 理由="已核实")
    district.office("410801").fill(GRANTED, 9)
    run = merge(district, decisions)
    assert run.finding("R303").severity == "error" and run.finding("R303").decision is None
    made = decision(run, "R303")
    assert not made["applied"] and "办理总计 10" in made["remark"] and "办理总计 11" in made["remark"]
    assert "情况已变" in run.text and [line["规则"] for line in decisions.lines()] == ["R303", "R303"]

    decisions.decide("R303", "同意", nth=1, 理由="再次核实")
    run = merge(district, decisions)
    assert [d["applied"] for d in run.account["decisions"]] == [False, True] and run.exit_code == 0


def test_figures_that_only_move_within_a_column_are_other_figures(district, decisions):
    """Both sides of the balance are as before, but the cell that was corrected is not."""
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "更正", 更正单元格="D9", 更正值=5, 理由="登记簿为 5 件")
    district.office("410801").fill(GRANTED, 7).fill("requests.granted_in_part.natural_person", 1)
    run = merge(district, decisions)
    assert not decision(run, "R303")["applied"] and run.states()["410801"] == "rejected"


def test_a_decision_about_what_has_been_mended_is_not_needed_any_more(district, decisions):
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "更正", 更正单元格="D9", 更正值=5, 理由="登记簿为 5 件")
    district.office("410801").fill(GRANTED, 5)
    run = merge(district, decisions)
    made = decision(run, "R303")
    assert run.exit_code == 0 and not made["applied"] and made["remark"] == "这一问题已不存在"
    assert "不再需要 1 条" in run.text and run.totals[GRANTED] == district.sums()[GRANTED]


def test_a_unit_that_nobody_knows_any_more_needs_no_decision(district, decisions):
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "同意", 理由="已核实")
    book, heads = decisions.open()
    for head in ("编号", "单位代码"):
        cell = book.active.cell(4, heads[head])
        cell.value = cell.value.replace("410801", "419999")
    book.save(decisions.path)
    run = merge(district, decisions)
    assert "419999" in decision(run, "R303")["remark"] and run.exit_code == 1


def test_a_blank_table_that_is_accepted_counts_as_zero_and_is_held_against_its_sums(district, decisions):
    """What stood there when it was handed out is carried in, and nothing says where it went."""
    office = district.office("410801")
    for name in FORM.inputs:
        if name.startswith("requests."):
            office.fill(name, None)
    office.fill("requests.carried_in.natural_person", 3)
    merge(district, decisions)
    decisions.decide("V001", "同意", 理由="电话核实，确实没有")
    run = merge(district, decisions)

    assert run.finding("V001").severity == "warning"
    found = run.finding("R303", "410801")
    assert (found.severity, run.states()["410801"], run.exit_code) == ("error", "rejected", 1)
    assert "上年结转 3 ＝ 3，办理总计 0" in found.message
    assert [line["规则"] for line in decisions.lines()] == ["V001", "R303"]


def test_a_decision_across_the_years_is_made_of_last_years_figures_too(district, decisions, tmp_path):
    (tmp_path / "去年").mkdir()
    last = District(tmp_path / "去年")
    for office in last.offices.values():
        office.fill("unit.year", YEAR - 1)
    last.office("410801").fill("requests.carried_out.natural_person", 2).fill(NEW, 9)
    last.receive()
    previous = ("--previous", last.received)
    merge(district, decisions, *previous)
    across = [line for line in decisions.lines() if line["规则"] == "Y301"]
    (nth,) = [n for n, line in enumerate(across) if line["单位代码"] == "410801" and line["单元格"] == "D8"]
    assert "上年结转下年度·自然人 2" in across[nth]["应为/另一边"]
    decisions.decide("Y301", "同意", nth=nth, 理由="上年年报有误")
    last.office("410801").fill("requests.carried_out.natural_person", 4).fill(NEW, 11)
    last.receive()
    run = merge(district, decisions, *previous)

    made = decision(run, "Y301")
    assert not made["applied"] and "上年结转下年度·自然人 2" in made["remark"] and "上年结转下年度·自然人 4" in made["remark"]


def test_what_is_said_of_corrected_figures_names_the_offices_own(district, decisions):
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "更正", 更正单元格="D9", 更正值=6, 理由="登记簿为 6 件")
    run = merge(district, decisions)
    (found,) = [f for f in run.findings("R303") if f.severity == "error"]
    assert "办理总计 8" in found.message and "（D9 按更正后的 6 计算，单位填的是 8）" in found.message


def test_an_office_that_reports_another_figure_than_the_corrected_one_is_told_of(district, decisions):
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "更正", 更正单元格="D9", 更正值=5, 理由="电话核实")
    district.office("410801").fill(GRANTED, 4).fill("requests.unavailable.not_held.natural_person", 3)
    run = merge(district, decisions)
    made = decision(run, "R303")
    assert not made["applied"] and "单位现在填的是 4，不是更正值 5" in made["remark"]
    assert "单位现在填的是 4，不是更正值 5" in run.text and run.totals[GRANTED] == district.sums()[GRANTED]


def test_of_two_different_corrections_of_one_cell_neither_is_made(district, decisions):
    """They stand beside two findings of the same figure."""
    unbalanced(district).office("410801").type("requests.granted.total", 99)
    merge(district, decisions)
    decisions.decide("R303", "更正", 更正单元格="D9", 更正值=5, 理由="登记簿为 5 件")
    decisions.decide("R301", "更正", 更正单元格="D9", 更正值=6, 理由="登记簿为 6 件")
    run = merge(district, decisions)
    said = [d for d in run.account["decisions"] if d["rule"] in ("R301", "R303")]
    assert len(said) == 2 and not any(d["applied"] for d in said)
    assert all("同一格的更正不一致" in d["remark"] for d in said) and run.states()["410801"] == "rejected"


def test_a_column_that_was_renamed_is_named(district, decisions):
    merge(unbalanced(district), decisions)
    book, heads = decisions.open()
    book.active.cell(3, heads["更正值"]).value = "改成"
    book.save(decisions.path)
    run = district.merge("--decisions", decisions.path)
    assert run.exit_code == 3 and "“更正值”" in run.text


# ---------------------------------------------------------------- the whole


def test_the_same_input_gives_the_same_bytes(district, decisions):
    merge(with_a_warning(unbalanced(district)), decisions)
    decisions.decide("R303", "更正", 更正单元格="D9", 更正值=5, 理由="登记簿为 5 件")
    decisions.decide("R101", "退回")
    one, two = (merge(district, decisions, output=name, receive=False, whole=True) for name in ("one", "two"))
    assert json.dumps(one.account, default=str) == json.dumps(two.account, default=str)
    assert any("（请改）.xlsx" in output["path"] for output in one.account["outputs"])
    first = Decisions(decisions.path.with_name("再一次.xlsx"))
    merge(district, first, receive=False)
    again = Decisions(decisions.path.with_name("又一次.xlsx"))
    merge(district, again, receive=False)
    assert first.path.read_bytes() == again.path.read_bytes()


def test_the_words_are_those_of_the_contract():
    assert list(Word) == ["同意", "退回", "更正", "按 0 计", "以这份为准", "是这个单位"]
