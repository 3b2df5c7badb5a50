"""What only somebody who has asked can know: which of two versions counts, whose a file is, that a blank is a 0."""

import openpyxl
import pytest

from disclosure_batch.decisions.decision import NO_CHOICE
from tests.deciding import Decisions, decision, merge, outcomes
from tests.district import FORM, District, Office
from tests.review_data import review_data

LICENCES = "proactive.licensing.decisions"
KNOWN = "电话问过"
REMEDIES = [name for name in FORM.inputs if name.startswith("remedies.")]


@pytest.fixture
def district(tmp_path) -> District:
    return District(tmp_path)


def two_versions(district: District) -> Office:
    """Of one office, without a date; the workbooks of the tests all are saved at the same time."""
    office = district.office("410801").fill("unit.date", None)
    office.fill(LICENCES, 346).write(district.received / "另一份.xlsx")
    return office.fill(LICENCES, 345)


def nobodys(district: District) -> Office:
    """The education office's workbook, in which nothing says whose it is."""
    office = district.office("410802")
    office.reports = False
    office.edit(lambda book: book.remove(book["_meta"]) if "_meta" in book.sheetnames else None)
    name, code = office.values.pop("unit.name", office.name), office.values.pop("unit.code", office.code)
    office.fill("unit.name", None).fill("unit.code", None).write(district.received / "年报.xlsx")
    office.fill("unit.name", name).fill("unit.code", code)
    return office


def row_of(decisions: Decisions, rule: str, says: str) -> int:
    """Which of the lines of a rule says so."""
    return [says in line["内容"] for line in decisions.lines() if line["规则"] == rule].index(True)


# ---------------------------------------------------------------- 以这份为准


def test_of_two_versions_the_one_that_is_chosen_counts_and_the_other_is_set_aside(district, decisions):
    two_versions(district)
    run = merge(district, decisions)
    assert run.states()["410801"] == "rejected" and run.exit_code == 1
    assert run.text.count("有 2 份不同的表") == 1
    assert [line["可选的决定"] for line in decisions.lines() if line["规则"] == "U004"] == ["以这份为准"] * 2
    decisions.decide("U004", "以这份为准", row_of(decisions, "U004", "这一行是“收件/另一份.xlsx”"), 理由=KNOWN)
    run = merge(district, decisions)
    assert run.exit_code == 0 and run.states()["410801"] == "accepted"
    assert run.totals[LICENCES] == district.sums()[LICENCES] + 1
    assert run.file_states()["收件/另一份.xlsx"] == "accepted"
    assert run.file_states()["收件/410801_示例区财政局.xlsx"] == "superseded"
    made = decision(run, "U004")
    assert made["applied"] and made["reason"] == KNOWN and made["unit"] == "410801"
    assert run.finding("U004").severity == "notice" and KNOWN in run.finding("U004").decision
    assert "按处理决定，以“收件/另一份.xlsx”为准" in run.finding("F009").message
    assert f"以“收件/另一份.xlsx”为准，{KNOWN}" in run.text
    assert not run.product("退改通知").exists()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"理由": ""}, "以这份为准要在“理由”写明原因"),
        ({"更正值": "410801"}, "写了“更正值”"),
        ({"决定": "按 0 计"}, "这个问题说的不是空着的格"),
        ({"决定": "是这个单位", "更正值": "410801"}, "这个问题问的不是哪个单位的表"),
        ({"决定": "同意"}, "不能确定是谁的、哪一年的或哪一份的数字"),
    ],
)
def test_a_choice_of_a_version_that_says_too_little_is_not_made(district, decisions, typed, says):
    two_versions(district)
    merge(district, decisions)
    decisions.decide("U004", **{"word": typed.get("决定", "以这份为准"), "理由": KNOWN} | typed)
    run = merge(district, decisions)
    assert run.exit_code == 1 and run.states()["410801"] == "rejected"
    ((applied, remark),) = outcomes(run)
    assert not applied and says in remark


def test_of_two_versions_that_are_both_to_count_neither_does(district, decisions):
    two_versions(district)
    merge(district, decisions)
    for nth in (0, 1):
        decisions.decide("U004", "以这份为准", nth, 理由=KNOWN)
    run = merge(district, decisions)
    assert run.states()["410801"] == "rejected"
    assert [(applied, "不能都作准" in remark) for applied, remark in outcomes(run)] == [(False, True)] * 2


def replaced(district: District) -> Office:
    """An office has sent a later workbook, with other figures."""
    office = district.office("410801")
    office.write(district.received / "旧.xlsx")
    return office.fill("unit.date", "2025-01-20").fill(LICENCES, 346)


def test_an_earlier_version_counts_where_she_knows_that_the_later_one_is_void(district, decisions):
    replaced(district)
    run = merge(district, decisions)
    assert run.file_states()["收件/旧.xlsx"] == "superseded" and run.exit_code == 0
    assert "可在处理决定表里选“以这份为准”" in run.finding("F009").message
    decisions.decide("F009", "以这份为准", 理由=KNOWN)
    run = merge(district, decisions)
    assert outcomes(run) == [(True, "")] and run.totals[LICENCES] == district.sums()[LICENCES] - 1
    assert run.file_states()["收件/旧.xlsx"] == "accepted"
    assert run.file_states()["收件/410801_示例区财政局.xlsx"] == "superseded"
    (kept, _) = sorted(run.findings("F009"), key=lambda finding: finding.decision or "", reverse=True)
    assert kept.severity == "notice" and KNOWN in kept.decision
    assert f"示例区财政局：以“收件/旧.xlsx”为准，{KNOWN}" in run.text


def test_an_earlier_version_is_chosen_no_more_where_a_third_one_has_come(district, decisions):
    office = replaced(district)
    merge(district, decisions)
    decisions.decide("F009", "以这份为准", 理由=KNOWN)
    office.fill("unit.date", "2025-01-25").fill(LICENCES, 347).write(district.received / "最新.xlsx")
    office.fill("unit.date", "2025-01-20").fill(LICENCES, 346)
    run = merge(district, decisions)
    ((applied, remark),) = outcomes(run)
    assert not applied and remark.startswith("作决定以后，这份表换过，或该单位又报来一份")
    assert run.file_states()["收件/最新.xlsx"] == "accepted"


@pytest.mark.parametrize("changed", ["另一份.xlsx", "410801_示例区财政局.xlsx"])
def test_a_version_that_was_chosen_of_other_files_is_chosen_no_more(district, decisions, changed):
    """Be it that the one that was chosen has changed, or the one that was set aside: it may be the better one now."""
    office = two_versions(district)
    merge(district, decisions)
    decisions.decide("U004", "以这份为准", row_of(decisions, "U004", "这一行是“收件/另一份.xlsx”"), 理由=KNOWN)
    office.fill(LICENCES, 999)
    office.write(district.received / changed)
    run = merge(district, decisions, receive=False)
    ((applied, remark),) = outcomes(run)
    assert not applied and remark.startswith("作决定以后，这份表换过") and run.states()["410801"] == "rejected"


def test_a_version_stays_chosen_when_its_file_is_moved(district, decisions):
    two_versions(district)
    merge(district, decisions)
    decisions.decide("U004", "以这份为准", row_of(decisions, "U004", "这一行是“收件/另一份.xlsx”"), 理由=KNOWN)
    (district.received / "二月").mkdir()
    (district.received / "另一份.xlsx").rename(district.received / "二月" / "另一份.xlsx")
    run = merge(district, decisions)
    assert outcomes(run) == [(True, "")] and run.file_states()["收件/二月/另一份.xlsx"] == "accepted"


# ---------------------------------------------------------------- 是这个单位


@pytest.mark.parametrize("named", [410802, " 示例区教育局 ", "４１０８０２", "410802 示例区教育局"])
def test_a_file_that_names_nobody_is_the_units_that_is_typed(district, decisions, named):
    nobodys(district)
    run = merge(district, decisions)
    assert run.states()["410802"] == "missing"
    assert {line["规则"]: line["可选的决定"] for line in decisions.lines()} == {"U001": "是这个单位", "U003": NO_CHOICE}
    decisions.decide("U001", "是这个单位", 更正值=named, 理由=KNOWN)
    run = merge(district, decisions)
    assert run.exit_code == 0 and run.states()["410802"] == "accepted"
    everybody = district.office("410802")
    everybody.reports = True
    assert run.totals[LICENCES] == district.sums()[LICENCES]
    made = decision(run, "U001")
    assert (made["applied"], made["unit"], made["reason"]) == (True, "410802", KNOWN)
    assert "U003" not in run.rules() and run.finding("U001").unit == "410802"
    assert f"“收件/年报.xlsx”是“示例区教育局”的表，{KNOWN}" in run.finding("U001").decision
    assert f"示例区教育局：“收件/年报.xlsx”是“示例区教育局”的表，{KNOWN}" in run.text
    assert KNOWN in run.product("核对报告.html").read_text(encoding="utf-8")
    sheet = openpyxl.load_workbook(run.product("汇总表.xlsx"))["处理决定"]
    ((code, name),) = [(row[1], row[2]) for row in sheet.iter_rows(values_only=True) if row[3] == "U001"]
    assert (code, name) == ("410802", "示例区教育局")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"更正值": None}, "请在“更正值”写明是哪个单位"),
        ({"更正值": "示例区卫健委"}, "名册上没有代码或名称是“示例区卫健委”的单位"),
        ({"更正值": "410899"}, "名册上没有代码或名称是“410899”的单位，或不止一个；请写单位代码或全称"),
        ({"更正值": "教育局"}, "请写单位代码或全称，名称相近的有“示例区教育局”"),
        ({"更正值": "410802 示例区财政局"}, "名册上没有代码或名称是“410802示例区财政局”的单位"),
        ({"理由": None}, "是这个单位要在“理由”写明原因"),
        ({"更正单元格": "D9"}, "“更正单元格”请清空"),
        ({"决定": "以这份为准", "更正值": None}, "这个问题问的不是以哪一份为准"),
    ],
)
def test_a_file_is_nobodys_as_long_as_no_known_unit_is_typed_with_a_reason(district, decisions, typed, says):
    nobodys(district)
    merge(district, decisions)
    decisions.decide("U001", **{"word": typed.get("决定", "是这个单位"), "更正值": "410802", "理由": KNOWN} | typed)
    run = merge(district, decisions)
    assert run.exit_code == 1 and run.states()["410802"] == "missing"
    ((applied, remark),) = outcomes(run)
    assert not applied and says in remark


@pytest.mark.parametrize(
    ("rule", "cover", "called"), [("U002", "示例区教育局", "表.xlsx"), ("U011", "示例区财政局", "示例区教育局.xlsx")]
)
def test_a_file_that_may_be_of_either_of_two_units_is_the_ones_that_is_typed(district, decisions, rule, cover, called):
    """Code and name on the cover disagree, or the cover and the file's name."""
    district.office("410801").fill("unit.name", cover)
    district.office("410802").reports = False
    district.receive()
    (district.received / "410801_示例区财政局.xlsx").rename(district.received / called)
    run = merge(district, decisions, receive=False)
    assert {run.states()[code] for code in ("410801", "410802")} == {"missing"}
    decisions.decide(rule, "是这个单位", 更正值="示例区教育局", 理由=KNOWN)
    run = merge(district, decisions, receive=False)
    assert outcomes(run) == [(True, "")]
    assert (run.states()["410801"], run.states()["410802"]) == ("missing", "accepted")


def test_what_was_said_of_a_file_does_not_hold_for_another_one_of_its_name(district, decisions):
    office = nobodys(district)
    merge(district, decisions)
    decisions.decide("U001", "是这个单位", 更正值="410802", 理由=KNOWN)
    office.fill(LICENCES, 1)
    nobodys(district)
    run = merge(district, decisions)
    ((applied, remark),) = outcomes(run)
    assert not applied and remark.startswith("作决定以后，这份表换过") and run.states()["410802"] == "missing"


def test_a_file_of_a_unit_that_has_sent_another_one_is_asked_about_and_then_chosen(district, decisions):
    """Whose it is, and then which of the two counts: one run after the other, and both in one from then on."""
    district.office("410802").fill("unit.date", "2月5日")
    office = nobodys(district)
    office.fill(LICENCES, 400).fill("unit.date", "2025-01-10").reports = True
    merge(district, decisions)
    decisions.decide("U001", "是这个单位", 更正值="410802", 理由=KNOWN)
    run = merge(district, decisions, receive=False)
    assert run.states()["410802"] == "rejected" and "U004" in run.rules("410802")
    decisions.decide("U004", "以这份为准", row_of(decisions, "U004", "这一行是“收件/410802_示例区教育局.xlsx”"), 理由=KNOWN)
    run = merge(district, decisions, receive=False)
    assert outcomes(run) == [(True, "")] * 2 and run.states()["410802"] == "accepted"
    assert run.totals[LICENCES] == district.sums()[LICENCES]


# ---------------------------------------------------------------- 按 0 计


def test_a_blank_table_of_which_that_was_decided_is_a_table_of_zeros(district, decisions):
    for name in REMEDIES:
        district.office("410801").fill(name, None)
    run = merge(district, decisions)
    assert run.finding("V001").severity == "warning" and run.account["reported"][REMEDIES[0]] == 3
    assert "按 0 计" in next(line for line in decisions.lines() if line["规则"] == "V001")["可选的决定"].split("、")
    decisions.decide("V001", "按0计", 理由=KNOWN)
    run = merge(district, decisions)
    assert run.exit_code == 0 and run.finding("V001").severity == "notice"
    assert run.account["reported"][REMEDIES[0]] == 4 and run.totals["remedies.reconsideration.upheld"] == 3
    made = decision(run, "V001")
    assert (made["decision"], made["corrected"], made["reason"]) == ("按 0 计", 0, KNOWN)
    assert "“四、复议诉讼”整张表空白，按 0 计" in run.finding("V001").decision and "按 0 计" in made["change"]
    assert [path.name for path in run.product("退改通知").iterdir() if "请" in path.name] == []


def test_indicators_that_are_lacking_are_counted_as_zero(district, decisions):
    district.office("410801").edit(lambda book: book.remove(book["工作指标"]))
    run = merge(district, decisions)
    assert run.account["reported"]["indicators.published"] == 3
    assert "没有“工作指标”" in run.finding("V001").message
    decisions.decide("V001", "按 0 计", 理由=KNOWN)
    run = merge(district, decisions, receive=False)
    assert run.account["reported"]["indicators.published"] == 4 and run.totals["indicators.published"] == 3 * 120
    assert run.finding("V001").severity == "notice" and "“工作指标”整张表空白，按 0 计" in run.finding("V001").decision


def test_a_workbook_in_which_nothing_is_filled_in_is_one_of_zeros(district, decisions):
    district.office("410801").values.clear()
    run = merge(district, decisions)
    assert run.states()["410801"] == "rejected"
    decisions.decide("V001", "按 0 计", 理由=KNOWN)
    run = merge(district, decisions)
    assert run.exit_code == 0 and run.states()["410801"] == "accepted"
    assert run.account["reported"][LICENCES] == 4 and run.totals[LICENCES] == 3 * 345
    book = openpyxl.load_workbook(run.product("汇总表.xlsx"))
    notes = {cell.comment.text for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment}
    said = f"按 0 计，{KNOWN}（张三，2025-01-20）"
    assert notes == {f"含更正的数：\n示例区财政局：{said}", f"单位填的：空白\n{said}"}


@pytest.mark.parametrize(
    ("typed", "says"),
    [({"理由": None}, "按 0 计要在“理由”写明原因"), ({"更正值": 0}, "写了“更正值”"), ({"决定": "0"}, "“决定”写的是“0”")],
)
def test_a_blank_stays_blank_as_long_as_nobody_says_why_it_is_zero(district, decisions, typed, says):
    for name in REMEDIES:
        district.office("410801").fill(name, None)
    merge(district, decisions)
    decisions.decide("V001", **{"word": typed.get("决定", "按 0 计"), "理由": KNOWN} | typed)
    run = merge(district, decisions)
    assert run.exit_code == 1 and run.account["reported"][REMEDIES[0]] == 3
    assert says in outcomes(run)[0][1]


def test_single_blanks_are_listed_behind_what_is_wrong_and_can_be_zero(district, decisions):
    """They are a notice, and cost the unit its part in what the report says of all units."""
    district.office("410801").fill("indicators.platforms", None)
    district.office("410802").fill("requests.granted.natural_person", 8)
    run = merge(district, decisions)
    assert [line["规则"] for line in decisions.lines()] == ["R303", "V001"]
    assert "新列出 1 条，另有空着的格 1 条，在" in run.text
    (line,) = [line for line in decisions.lines() if line["规则"] == "V001"]
    assert (line["级别"], line["可选的决定"]) == ("提示", "退回、更正、按 0 计")
    data = review_data(run.product("核对报告.html").read_text(encoding="utf-8"))
    assert line["编号"] in [found.get("key") for found in data["findings"]]
    assert run.account["reported"]["indicators.platforms"] == 2
    decisions.decide("V001", "按 0 计", 理由=KNOWN)
    run = merge(district, decisions)
    assert outcomes(run) == [(True, "")] and run.account["reported"]["indicators.platforms"] == 3
    assert KNOWN in run.finding("V001").decision and run.finding("V001").severity == "notice"


def test_blanks_can_be_sent_back_or_filled_in_and_there_is_nothing_to_agree_to(district, decisions):
    district.office("410801").fill("indicators.platforms", None)
    merge(district, decisions)
    decisions.decide("V001", "同意", 理由=KNOWN)
    assert outcomes(merge(district, decisions)) == [(False, "提示不用同意")]
    decisions.decide("V001", "退回")
    run = merge(district, decisions)
    assert run.states()["410801"] == "rejected" and run.finding("V001").severity == "error"
    assert "退回 示例区财政局（V001 B14）：电话问过（张三，2025-01-20）。" in run.text
    decisions.decide("V001", "更正", 更正值=3, 理由=KNOWN)
    run = merge(district, decisions)
    assert run.states()["410801"] == "accepted" and run.totals["indicators.platforms"] == 3 + 1 + 3 + 4


def test_of_more_blanks_than_were_decided_of_none_is_zero(district, decisions):
    """Where more than half of a table is blank: what is blank later has been seen by nobody."""
    office = district.office("410801")
    nothing = [name for name in FORM.inputs if name.startswith("requests.") and not office.values[name]]
    last, *half = nothing[:-112:-1]
    for name in half:
        office.fill(name, None)
    merge(district, decisions)
    decisions.decide("V001", "按 0 计", 理由=KNOWN)
    assert outcomes(merge(district, decisions)) == [(True, "")]
    office.fill(last, None)
    run = merge(district, decisions)
    ((applied, remark),) = outcomes(run)
    assert not applied and "请在新列出的那一行重新决定" in remark and run.account["reported"][half[0]] == 3


def test_what_has_been_filled_in_since_is_not_zero(district, decisions):
    for name in REMEDIES:
        district.office("410801").fill(name, None)
    merge(district, decisions)
    decisions.decide("V001", "按 0 计", 理由=KNOWN)
    for name in REMEDIES:
        district.office("410801").fill(name, 2)
    run = merge(district, decisions)
    assert outcomes(run) == [(False, "这一问题已不存在")]
    assert run.totals[REMEDIES[0]] == district.sums()[REMEDIES[0]]


# ---------------------------------------------------------------- the file


def test_first_comes_what_can_be_decided_and_what_only_the_office_can_mend_is_grey(district, decisions):
    two_versions(district)
    district.office("410800").edit(lambda book: None)
    nobodys(district)
    merge(district, decisions)
    closed = [line["可选的决定"] == NO_CHOICE for line in decisions.lines()]
    assert closed == sorted(closed) and any(closed)
    rules = decisions.open()[0].active.conditional_formatting
    assert any(NO_CHOICE in rule.formula[0] for some in rules for rule in some.rules)


def test_the_key_that_the_review_page_copies_finds_one_line(district, decisions):
    two_versions(district)
    nobodys(district)
    run = merge(district, decisions)
    data = review_data(run.product("核对报告.html").read_text(encoding="utf-8"))
    copied = [found["key"] for found in data["findings"] if found.get("key")]
    listed = [line["编号"] for line in decisions.lines()]
    assert sorted(copied) == sorted(listed) and len(set(listed)) == len(listed) == 4


def test_a_file_of_an_earlier_version_offers_every_word_once_a_line_is_added(district, decisions):
    merge(district, decisions)
    book, _ = decisions.open()
    (words,) = [rule for rule in book.active.data_validations.dataValidation if rule.type == "list"]
    words.formula1 = 'OFFSET(选项!$A$1,0,IF(LEFT($K4,1)="不",3,IF(LEFT($K4,2)="退回",1,0)),1,3)'
    book.save(decisions.path)
    two_versions(district)
    merge(district, decisions)
    (words,) = [rule for rule in decisions.open()[0].active.data_validations.dataValidation if rule.type == "list"]
    assert words.formula1 == '"同意,退回,更正,按 0 计,以这份为准,是这个单位"'
