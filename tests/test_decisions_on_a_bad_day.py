"""The decisions file after a day in other hands: saved by another program, sorted, copied, half filled in."""

import datetime
import shutil
from itertools import product

import pytest

from disclosure_batch.decisions.decision import DecisionOutcome, Entry, Word
from disclosure_batch.merge import Body, consolidate
from tests.deciding import (
    FIVE,
    GRANTED,
    NEW,
    Decisions,
    case_of,
    decided,
    decision,
    merge,
    outcomes,
    settle,
    unbalanced,
    with_a_warning,
)
from tests.district import District

REASONED = {"更正单元格": "D9", "更正值": 5, "理由": "登记簿为 5 件"}


@pytest.fixture
def district(tmp_path) -> District:
    return District(tmp_path)


# ---------------------------------------------------------------- the file


def test_saved_by_libreoffice_it_is_read_added_to_and_offers_the_words_as_before(district, decisions, libreoffice):
    district.office("410802").type(NEW, "约3")
    merge(with_a_warning(unbalanced(district)), decisions)
    decisions.decide("R303", "更正", **REASONED | {"日期": datetime.datetime(2025, 1, 20)})
    decisions.decide("V004", "更正", 更正值=3.0, 理由="电话核实", 日期="2025年1月21日")
    decisions.decide("R101", "同意", 日期="昨天下午")
    _resave(decisions, libreoffice)
    run = merge(district, decisions)
    assert run.exit_code == 0 and [applied for applied, _ in outcomes(run)] == [True, True, True]
    assert [d["date"] for d in run.account["decisions"]] == ["2025-01-20", "2025-01-21", "昨天下午"]

    district.office("410803").fill(NEW, 30)
    merge(district, decisions)
    _resave(decisions, libreoffice)
    assert [(line["规则"], line["决定"]) for line in decisions.lines()] == [
        ("R303", "更正"),
        ("V004", "更正"),
        ("R101", "同意"),
        ("R303", None),
    ]
    before = decisions.path.read_bytes()
    assert [applied for applied, _ in outcomes(merge(district, decisions))] == [True, True, True]
    assert decisions.path.read_bytes() == before
    (words,) = [rule for rule in decisions.open()[0].active.data_validations.dataValidation if rule.type == "list"]
    assert words.formula1.startswith("OFFSET(选项!$B$1") and "L7" in words.sqref


def _resave(decisions: Decisions, libreoffice) -> None:
    folder = decisions.path.parent / "另存"
    shutil.copy(libreoffice(decisions.path, "xlsx", folder), decisions.path)


def test_columns_in_another_order_and_columns_of_her_own_change_nothing(district, decisions):
    merge(with_a_warning(unbalanced(district)), decisions)
    decisions.decide("R303", "更正", **REASONED)
    book, _ = decisions.open()
    sheet = book.active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    for at, row in enumerate(rows, 3):
        for column, value in enumerate([*reversed(row), "电话打过了"], 1):
            sheet.cell(at, column).value = value
    book.save(decisions.path)
    district.office("410802").type(NEW, "约3")
    run = merge(district, decisions)
    assert decision(run, "R303")["applied"] and [line["规则"] for line in decisions.lines()] == ["R303", "R101", "V004"]
    assert [line["单元格"] for line in decisions.lines()] == ["D7", "D7", "E7"]


def test_a_line_that_was_deleted_is_listed_again_and_the_others_hold(district, decisions):
    merge(with_a_warning(unbalanced(district)), decisions)
    decisions.decide("R101", "同意")
    book, _ = decisions.open()
    book.active.delete_rows(decisions.line("R303"))
    book.save(decisions.path)
    run = merge(district, decisions)
    assert [(line["规则"], line["决定"]) for line in decisions.lines()] == [("R101", "同意"), ("R303", None)]
    assert decision(run, "R101")["applied"]


@pytest.mark.parametrize("head", ["理由", "更正值", "日期", "编号"])
def test_of_two_columns_of_one_name_none_is_read_in_silence(district, decisions, head):
    merge(unbalanced(district), decisions)
    book, _ = decisions.open()
    book.active["R3"], book.active["R4"] = head, "写在这里"
    book.save(decisions.path)
    run = merge(district, decisions)
    assert run.exit_code == 3 and f"有两栏都叫“{head}”：请只留一栏，另一栏改名" in run.text


@pytest.mark.parametrize("head", ["决定人", "日期"])
def test_no_column_in_which_something_is_typed_gets_lost(district, decisions, head):
    merge(unbalanced(district), decisions)
    book, heads = decisions.open()
    book.active.cell(3, heads[head]).value = "经办"
    book.save(decisions.path)
    run = merge(district, decisions)
    assert run.exit_code == 3 and f"缺少“{head}”栏" in run.text


def test_a_copy_of_the_sheet_is_not_passed_over(district, decisions):
    merge(unbalanced(district), decisions)
    book, _ = decisions.open()
    book.copy_worksheet(book.active).title = "备份"
    book.create_sheet("通讯录")["A1"] = "张三"
    book.save(decisions.path)
    before = decisions.path.read_bytes()
    run = merge(district, decisions)
    assert run.exit_code == 3 and "“处理决定”、“备份”" in run.text and "只留一张" in run.text
    assert decisions.path.read_bytes() == before


@pytest.mark.parametrize(
    "raw", ["<r>5</r>", "_x005F_x0041_5", "=约3", "'约3", "约\n3", "约\u200b3", "约" * 3000, "#约3", "a&b<c>\"'"]
)
def test_whatever_the_office_typed_its_line_is_known_again(district, decisions, raw):
    office = district.office("410802")
    office.edit(lambda book: _type_as_text(book, NEW, raw))
    merge(district, decisions)
    decisions.decide("V004", "更正", 更正值=3, 理由="电话核实")
    run = merge(district, decisions)
    assert outcomes(run) == [(True, "")] and len(decisions.lines()) == 1


def _type_as_text(book, name: str, raw: str) -> None:
    ((sheet, reference),) = book.defined_names[name].destinations
    cell = book[sheet][reference.replace("$", "")]
    cell.value, cell.data_type = raw, "s"


# ---------------------------------------------------------------- what is typed


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"word": "同意"}, "“决定”写的却是“同意”：要更正的请选“更正”"),
        ({"word": "退回", "target": ""}, "“决定”写的却是“退回”"),
        ({"word": "同意", "figure": ""}, "请清空这两格"),
        ({"word": "更改"}, "“决定”写的是“更改”，这一行只能选同意、退回、更正"),
        ({"figure": 5.5}, "更正值“5.5”不能填在这一格"),
        ({"figure": "5.5"}, "不能填在这一格"),
        ({"figure": "五件"}, "不能填在这一格"),
        ({"figure": "5或6"}, "不能填在这一格"),
        ({"figure": True}, "更正值“TRUE”不能填在这一格"),
        ({"figure": datetime.datetime(2025, 1, 5)}, "更正值“2025-01-05”不能填在这一格"),
        ({"figure": 1e20}, "不能填在这一格"),
        ({"figure": "无"}, "不能填在这一格"),
        ({"target": "D9、D10"}, "不是表中填数字的格"),
        ({"target": "二、主动公开!B6"}, "不涉及"),
    ],
)
def test_what_can_not_be_carried_out_is_said_and_not_half_done(district, typed, says):
    made = decided(unbalanced(district), **{"word": "更正"} | FIVE | typed)
    assert made.outcome is DecisionOutcome.FAULTY and says in made.remark and made.corrected is None


@pytest.mark.parametrize("figure", [5, 5.0, "5", "５", "5件", " 5 "])
def test_a_figure_may_be_written_as_people_do(district, figure):
    made = decided(unbalanced(district), word="更正", **FIVE | {"figure": figure})
    assert made.applied and made.corrected == 5


@pytest.mark.parametrize("kind", [".ods", ".xls", ".et", ".csv"])
def test_a_file_that_was_saved_as_another_kind_beside_is_told_of(district, kind):
    """Whoever saves it from LibreOffice or WPS as their own kind has decided where nothing is read."""
    decisions = Decisions(district.received / "决定.xlsx")
    merge(unbalanced(district), decisions)
    decisions.path.with_suffix(kind).write_bytes(b"PK\x03\x04")
    run = merge(district, decisions)
    assert f"旁边的“决定{kind}”没有读：决定只从“决定.xlsx”读取。" in run.text
    assert run.file_states()[f"收件/决定{kind}"] == "ignored"


def test_spaces_that_slipped_in_are_none_of_the_decision(district, decisions):
    merge(unbalanced(district), decisions)
    decisions.decide("R303", " 同 意\u3000", 更正值="  ", 更正单元格=" ", 理由="已核实")
    run = merge(district, decisions)
    assert outcomes(run) == [(True, "")] and run.exit_code == 0


# ---------------------------------------------------------------- what was handed in since


def test_where_the_units_workbook_has_vanished_its_decision_waits(district, decisions):
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "更正", **REASONED)
    district.office("410801").reports = False
    run = merge(district, decisions)
    assert outcomes(run) == [(False, "现在没有“示例区财政局”可以采用的表，有了以后这条决定仍可生效")]
    assert "没有可用的表，没有执行" in run.text and "1 条处理决定没有执行" in run.product("核对报告.html").read_text(encoding="utf-8")

    district.office("410801").reports = True
    assert outcomes(merge(district, decisions)) == [(True, "")]


def test_a_copy_or_a_later_submission_with_the_same_figures_changes_no_decision(district, decisions):
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "更正", **REASONED)
    district.copy("410801", "副本.xlsx")
    run = merge(district, decisions)
    assert outcomes(run) == [(True, "")] and run.finding("F008").unit == "410801"

    (district.received / "副本.xlsx").unlink()
    district.office("410801").fill("unit.date", "2025-01-09").write(district.received / "旧.xlsx")
    district.office("410801").fill("unit.date", "2025-01-12")
    run = merge(district, decisions)
    assert outcomes(run) == [(True, "")] and run.totals[GRANTED] == district.sums()[GRANTED] - 3


def test_of_two_versions_that_can_not_be_told_apart_nothing_is_corrected(district, decisions):
    merge(unbalanced(district), decisions)
    decisions.decide("R303", "更正", **REASONED)
    district.office("410801").fill(NEW, 4).write(district.received / "另一份.xlsx")
    district.office("410801").fill(NEW, 3)
    run = merge(district, decisions)
    assert "U004" in run.rules("410801") and run.states()["410801"] == "rejected"
    assert [applied for applied, _ in outcomes(run)] == [False] and "可以采用的表" in outcomes(run)[0][1]


def test_every_pair_of_decisions_on_two_findings_of_one_unit_is_carried_out(district):
    """同意, 退回 and 更正 of one finding beside each of them of the other: what is sent back is not added, all else is."""
    district.office("410801").fill(GRANTED, 8).type(NEW, "约3")
    case = case_of(district)
    lines = {line.rule: line for line in settle(case, []).waiting}
    corrections = {"R303": {"target": "D9", "figure": 5}, "V004": {"figure": 3}}
    for words in product((Word.ACCEPT, Word.RETURN, Word.CORRECT), repeat=2):
        entries = [
            Entry(lines[rule], f"第 {row} 行", word, reason="核实过", **corrections[rule] if word == Word.CORRECT else {})
            for row, rule, word in zip((4, 5), corrections, words, strict=True)
        ]
        settled = settle(case, entries)
        result = consolidate(settled.case, settled.findings, Body(None, None), decisions=settled.decisions)
        state = next(state for state in result.units if state.unit.code == "410801")
        assert [decision.outcome for decision in settled.decisions] == [DecisionOutcome.APPLIED] * 2, words
        assert state.added is (Word.RETURN not in words), words
        counted = (5 if words[0] == Word.CORRECT else 8) if state.added else 0
        assert result.totals[GRANTED] == district.sums("410801")[GRANTED] + counted, words


def test_a_decision_of_figures_that_another_correction_changed_says_so(district):
    """She agreed that 125 stands beside 120, and corrects the 120 elsewhere: what she agreed to is gone."""
    office = district.office("410801").fill("indicators.published", 120)
    office.fill("indicators.published_on_website", 130).fill("indicators.published_on_new_media", 125)
    case = case_of(district)
    lines = {line.key.rpartition("/")[2]: line for line in settle(case, []).waiting}
    website, media = lines["indicators.published_on_website"], lines["indicators.published_on_new_media"]
    entries = [
        Entry(website, "第 4 行", Word.CORRECT, "indicators.published", 122, "台账"),
        Entry(media, "第 5 行", Word.ACCEPT, reason="一件多发"),
    ]
    made, agreed = settle(case, entries).decisions
    assert made.applied and agreed.outcome is DecisionOutcome.CHANGED
    assert "120" in agreed.remark and "122" in agreed.remark and "请在新列出的那一行重新决定" in agreed.remark


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "编号,决定".encode("gb18030")]
)
def test_a_file_that_is_no_workbook_any_more_stops_the_run_and_is_left_alone(district, decisions, data):
    decisions.path.write_bytes(data)
    run = merge(unbalanced(district), decisions)
    assert run.exit_code == 3 and "处理决定表“决定.xlsx”读不出来" in run.text and "没有往下做" in run.text
    assert decisions.path.read_bytes() == data and not run.folder.exists()
