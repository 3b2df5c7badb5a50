"""Who is in, who has to mend, does it balance: the words that terminal, page and notices share."""

from dataclasses import replace

from disclosure_batch.outputs.overview import overview
from disclosure_batch.outputs.places import in_reading_order
from tests.hand_made import FORM, PUBLISHER, error, notice, result, state, warning

T3 = "三、依申请公开"


def test_units_are_counted_as_a_coordinator_counts_them():
    """The publishing body needs no workbook of its own; a unit that isn't added still has to report."""
    units = [
        state(*PUBLISHER, "missing"),
        state("1", "甲局"),
        state("2", "乙局", "rejected"),
        state("3", "丙局", "missing"),
        state("4", "丁局", counted=False),
    ]
    findings = [
        error("R303", "不平衡。", unit="2", file="收件/2_乙局.xlsx"),
        error("U003", "没有收到。", unit="3"),
    ]
    seen = overview(result(units, findings))
    assert seen.numbers == "应报 4 家，已报 3 家，未报 1 家，需修改 1 家，已报未计入汇总 2 家"
    assert seen.scope == "汇总数字含 1 家单位，应计入 3 家，还缺 2 家"
    assert seen.state == "送审稿"
    assert seen.chat.splitlines()[1:] == [
        "尚未报送（1 家）：丙局。请尽快报送。",
        "需要修改（1 家）：乙局。请按退改通知修改，尽快报回。",
        "其他单位已收到，谢谢。",
    ]


def test_when_all_is_well_nobody_is_asked_for_anything():
    """A warning that only the coordinator can act on, or that the office has explained, is put to nobody."""
    findings = [warning("U009", "不知道。", unit="1"), warning("R101", "请核对。", unit="1", explanation="次年施行")]
    seen = overview(result([state("1", "甲局")], findings))
    assert (seen.state, seen.chat, seen.balance) == ("完整", "", "汇总数字平衡")


def test_a_report_in_which_somebody_has_to_look_at_old_figures_is_not_complete():
    seen = replace(overview(result([state("1", "甲局")], [])), edited="年度报告.docx 里有 5 处没有改、要您看")
    assert (seen.headline, seen.complete) == ("待核对文字；年度报告.docx 里有 5 处没有改、要您看", False)


def test_who_has_only_something_to_verify_is_named_and_the_figures_are_not():
    seen = overview(result([state("1", "甲局"), state("2", "乙局")], [warning("R101", "请核对 7。", unit="1")]))
    _, asked, thanks = seen.chat.splitlines()
    assert asked.startswith("请核实（1 家）：甲局。") and thanks == "其他单位已收到，谢谢。"


def test_an_included_unit_and_a_stray_file_need_attention_but_make_no_draft():
    units = [state("1", "甲局", "included")]
    findings = [error("V006", "小数。", unit="1"), error("F001", "不是报表。", file="收件/x.pdf")]
    seen = overview(result(units, findings))
    assert seen.state == "有待处理"
    assert [group.title for group in seen.to_mend] == ["1 甲局"]
    assert [group.title for group in seen.strays] == ["收件/x.pdf"]


def test_findings_are_read_by_gravity_and_then_along_the_form():
    """A field found in another document still stands where the form has it."""
    findings = [
        notice("V001", "空白。", sheet="封面", cell="C6"),
        error("V004", "第三。", sheet=T3, cell="AA9"),
        error("V004", "第二。", sheet=T3, cell="D9"),
        error("V004", "最后。", sheet="别的表", cell="A1"),
        error("V004", "第一。", sheet="Sheet1", cell="Z99", field="proactive.licensing.decisions"),
        error("L004", "整个文件。"),
        warning("V012", "警告。", sheet="封面", cell="A1"),
    ]
    ordered = in_reading_order(findings, FORM)
    assert [f.message for f in ordered] == [
        "整个文件。",
        "第一。",
        "第二。",
        "第三。",
        "最后。",
        "警告。",
        "空白。",
    ]


def test_units_come_in_roster_order_then_strangers_then_files_then_the_run():
    units = [state("2", "乙局"), state("1", "甲局")]
    findings = [
        warning("U009", "不知道由谁发布。"),
        error("F001", "不是报表。", file="收件/x.pdf"),
        error("U001", "不在名册上。", unit="外单位", file="收件/w.xlsx"),
        warning("R101", "请核对。", unit="1"),
        warning("R101", "请核对。", unit="2"),
    ]
    titles = [group.title for group in overview(result(units, findings)).groups]
    assert titles == ["2 乙局", "1 甲局", "外单位", "收件/x.pdf", "整体情况"]


def test_totals_off_balance_are_said_with_both_sides():
    figures = {"requests.new.natural_person": 10, "requests.granted.natural_person": 13}
    seen = overview(result([state("1", "甲局", "included")], figures=figures))
    assert seen.balance == "汇总数字有 2 处不平衡"
    assert seen.off_balance[0].words == "自然人列：左边 10，右边 13，相差 3"
    assert seen.off_balance[1].words == "总计列：左边 10，右边 13，相差 3"


def test_an_indicator_that_nobody_stated_is_not_held_against_its_parts():
    figures = {"indicators.published_on_website": 5}
    unstated = overview(result([state("1", "甲局")], figures=figures, reported={"indicators.published": 0}))
    stated = overview(result([state("1", "甲局")], figures=figures))
    assert unstated.doubtful == []
    assert {check.relation.code for check in stated.doubtful} == {"R501"}


def test_without_any_unit_nothing_is_said_to_balance():
    seen = overview(result([state("1", "甲局", "missing")]))
    assert (list(seen.checks), seen.balance) == ([], "还没有可以汇总的数字")
