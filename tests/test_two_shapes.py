"""A workbook and the report that the office publishes: one submission in two shapes, as every department sends it."""

import datetime
from pathlib import Path

import docx
import pytest

from disclosure_batch.figures.table import totals_of
from tests import hands
from tests.district import FORM, UNITS, YEAR, District
from tests.run import Run
from tests.test_who_sent_it import group_text, letter, typed

FINANCE = "410801"
NAME = UNITS[FINANCE]
WORKBOOK, REPORT = f"收件/{FINANCE}_{NAME}.xlsx", f"收件/{NAME}年度报告.docx"
LICENCES, PUBLISHED = "proactive.licensing.decisions", "indicators.published"
COERCION = "proactive.coercion.decisions"
LATER, LATER_STILL = datetime.datetime(2025, 1, 18), datetime.datetime(2099, 1, 1)


def report_of(district: District, signed: str = "", saved: datetime.datetime = LATER, **figures: object) -> Path:
    """The Word report of the bureau of finance beside its workbook; undated unless signed."""
    district.receive()
    own = {name: district.office(FINANCE).values.get(name) or 0 for name in FORM.inputs}
    path = district.received / Path(REPORT).name
    hands.as_word(hands.tables(totals_of(FORM, own | figures)), path, f"{NAME}{YEAR}年政府信息公开工作年度报告")
    document = docx.Document(path)
    for line in (NAME, signed) if signed else ():
        document.add_paragraph(line)
    document.core_properties.modified = saved
    document.save(path)
    return path


def kept(run: Run) -> str:
    """The state of the unit and of its files."""
    states = run.file_states()
    return f"{run.states()[FINANCE]}: {states[WORKBOOK]}, {states[REPORT]}"


@pytest.mark.parametrize(("signed", "without"), [
    ("", {}),
    ("2025年1月18日", {}),  # what it has no place for would be lost with it
    ("2025年1月5日", {}),
    ("", dict.fromkeys(FORM.indicators)),  # nothing more in the workbook: it is the workbook all the same
    ("", {"proactive.penalty.decisions": None, "remedies.litigation.direct.upheld": None}),  # a blank is the report's 0
])  # fmt: skip
def test_the_same_figures_in_both_ask_nobody(district, signed, without):
    district.office(FINANCE).values |= {"proactive.penalty.decisions": 0} | without
    report_of(district, signed)
    run = district.merge(receive=False)

    assert kept(run) == "accepted: accepted, superseded"
    (found,) = run.findings("F009")
    assert (found.file, found.severity) == (REPORT, "notice") and "都有，填的一样" in found.message
    assert {name: run.totals[name] for name in FORM.inputs} == district.sums() and run.exit_code == 0
    assert "U004" not in run.rules() and "需要修改" not in group_text(run)


def test_only_what_both_state_and_differs_is_asked_and_once(district):
    report_of(district, **{LICENCES: 346})
    run = district.merge(receive=False)

    assert kept(run) == "rejected: rejected, rejected"
    said = letter(run, f"{FINANCE}_{NAME}.docx")
    assert "只有 1 处需要修改" in said and said.count("有 2 份不同的表") == 1 and "收件/" not in said
    assert f"“二、主动公开”B10（{FORM.fields[LICENCES].name}）：一份 345，一份 346，以哪份为准？" in said
    assert all("第1张表" not in found.message for found in run.findings("U004"))
    assert "请把两份的数合在一份数据表里，填报日期写当天，重报这一份" in said


@pytest.mark.parametrize("saved", [LATER, LATER_STILL])
def test_the_workbook_sent_again_with_a_new_day_settles_it(district, saved):
    """Also where the report was saved once more since, by whoever opened it."""
    report_of(district, saved=saved, **{LICENCES: 346})
    copy = next(district.merge(receive=False).product("退改通知").glob(f"{FINANCE}_*.xlsx"))
    back = typed(copy, district.received / copy.name, unit__date="2025-01-25")
    run = district.merge(receive=False, output="二")

    assert run.states()[FINANCE] == "accepted" and run.file_states()[f"收件/{back.name}"] == "accepted"
    assert {f.file for f in run.findings("F009")} == {WORKBOOK, REPORT} and "U004" not in run.rules()
    assert run.exit_code == 0 and NAME not in group_text(run)


def test_what_a_later_report_has_no_place_for_is_not_lost_with_it(district):
    report_of(district, "2025年1月18日", **{LICENCES: 346})
    run = district.merge(receive=False)

    assert kept(run) == "rejected: rejected, rejected"
    message = run.findings("U004")[0].message
    assert f"“{REPORT}”在后，填的数却少" in message and "一份 345，一份 346" in message
    assert f"{FORM.fields[PUBLISHED].name}等 5 个数只有“{WORKBOOK}”里有。" in message


def test_a_later_report_counts_where_nothing_is_lost_with_it(district):
    district.office(FINANCE).values |= dict.fromkeys(FORM.indicators)
    report_of(district, "2025年1月18日", **{LICENCES: 346})
    run = district.merge(receive=False)
    assert kept(run) == "accepted: superseded, accepted" and run.finding("F009").severity == "warning"


def test_a_figure_that_only_the_report_states_is_asked(district):
    """A cell that the workbook leaves blank is no 0 where the report has a figure."""
    district.office(FINANCE).values |= {LICENCES: None}
    report_of(district, **{LICENCES: 345})
    assert "一份 未填，一份 345" in district.merge(receive=False).findings("U004")[0].message


def test_a_workbook_that_another_one_replaces_is_not_asked_about(district):
    report_of(district, "2025年2月18日", **{LICENCES: 346})
    earlier = district.received / "早.xlsx"
    typed(district.received / Path(WORKBOOK).name, earlier, unit__date="2025-01-02", **{LICENCES: 300})
    run = district.merge(receive=False)
    assert {f.file for f in run.findings("U004")} == {WORKBOOK, REPORT} and run.finding("F009").file == "收件/早.xlsx"




def test_a_report_that_says_what_an_earlier_workbook_said_is_as_old(district):
    report_of(district, saved=LATER_STILL)
    corrected = district.received / "更正.xlsx"
    typed(district.received / Path(WORKBOOK).name, corrected, unit__date="2025-02-21", **{LICENCES: 346})
    run = district.merge(receive=False)

    said = {f.file: f.message for f in run.findings("F009")}
    assert run.states()[FINANCE] == "accepted" and said.keys() == {WORKBOOK, REPORT}
    assert "已由“收件/更正.xlsx”替代。" in said[REPORT] and "这份可移走。" in said[REPORT]


@pytest.mark.parametrize(("changes", "severity"), [
    ({"explanation.other": "机构合并"}, "notice"),
    ({COERCION: 0}, "notice"),  # it was blank
    ({LICENCES: 346}, "warning"),
])  # fmt: skip
def test_a_copy_that_comes_back_with_the_same_figures_is_for_the_record(district, changes, severity):
    district.office(FINANCE).values |= {COERCION: None}
    typed(district.copy(FINANCE, "改好.xlsx"), unit__date="2025-02-21", **changes)
    run = district.merge(receive=False)
    assert (run.finding("F009").file, run.finding("F009").severity) == (WORKBOOK, severity)


def test_what_does_not_balance_in_either_is_said_at_once(district):
    """Not when it has been told which of the two counts."""
    district.office(FINANCE).fill("requests.granted.natural_person", 8)
    typed(district.copy(FINANCE, "更正.xlsx"), unit__date="2月5日", **{"requests.granted.natural_person": 5})
    run = district.merge(receive=False)
    said = letter(run, f"{FINANCE}_{NAME}.docx")
    first = Path(WORKBOOK).name
    assert f"“{first}”里有不平衡的：“三、依申请公开”自然人列相差 3；以它为准的，请一并改正。" in said
    assert "“更正.xlsx”里有不平衡的" not in said and "只有 1 处需要修改" in said


@pytest.mark.parametrize(("day", "why"), [("2月5日", "没有写年份"), ("2.5", "没有写年份"), ("2025", "不是能填报")])
def test_a_day_without_its_year_is_said_to_lack_it(district, day, why):
    typed(district.copy(FINANCE, "更正.xlsx"), unit__date=day, **{LICENCES: 346})
    run = district.merge(receive=False)
    assert f"填报日期 {day} {why}" in letter(run, f"{FINANCE}_{NAME}.docx")


@pytest.mark.parametrize("day", ["2024-02-05", "2205-02-05"])
def test_a_day_that_tells_nothing_is_named_where_it_is_asked(district, day):
    typed(district.copy(FINANCE, "更正.xlsx"), unit__date=day, **{LICENCES: 346})
    run = district.merge(receive=False)
    said = letter(run, f"{FINANCE}_{NAME}.docx")
    assert f"填报日期 {day} 不是能填报 {YEAR} 年报告的日子，分不出哪份在后" in said and "只有 1 处需要修改" in said
    assert f"随附的表里是“{Path(WORKBOOK).name}”的数字，应以另一份为准的，请改成另一份的数字" in said
