"""送审单.docx: one page for the leader who signs, whatever there is to say; cut where there is no room, and said so."""

import subprocess
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from disclosure_batch.decisions.decision import Decision, DecisionOutcome, Entry, ListedFinding
from disclosure_batch.figures.last_year import LastYear
from disclosure_batch.figures.table import Figures
from disclosure_batch.merge import Consolidation, Status, UnitState
from disclosure_batch.outputs import sign_off
from disclosure_batch.outputs.annual_report import report_of
from disclosure_batch.outputs.as_subject import subject_of
from disclosure_batch.outputs.overview import overview
from disclosure_batch.outputs.same_units import SameUnits
from disclosure_batch.outputs.sign_off.room import cut_to_room, fitted, lines_on_page, names, shared_out
from disclosure_batch.report.report import Polished
from disclosure_batch.roster import Category, Unit
from tests.consolidations import FORM, Office, consolidated, seed

NEW, PERMITS, FEES = "requests.new.natural_person", "proactive.licensing.decisions", "proactive.fees.amount"
LONG = "示例区高新技术产业开发区与先进制造业集聚区管理委员会"
REASON = "经与登记台账逐件核对，该件系上年12月底收到、本年1月登记，应计入上年结转，单位已书面说明并承诺改正"


def rows(path: Path) -> dict[str, str]:
    """Label -> what stands beside it; a line of figures by the name of its total."""
    table = docx.Document(path).tables[0]
    lines = [list(dict.fromkeys(cell.text for cell in row.cells)) for row in table.rows]
    return {(line[1] if len(line) > 2 else line[0]): line[2:] or line[1] for line in lines if len(line) > 1}


def written(result: Consolidation, folder: Path) -> dict[str, str]:
    sign_off.write(result, report_of(result), folder)
    return rows(folder / sign_off.NAME)


def two_years(*offices: Office, **last: dict[str, int | None]) -> Consolidation:
    """Last year's figures by the code of the unit; None where it stated none."""
    result = consolidated(*offices)
    before = [[figures.get(name, 0) for name in FORM.inputs] for figures in last.values()]
    table = Figures.of(FORM, before, [key.removeprefix("u") for key in last])
    return replace(result, last_year=LastYear(2023, table, table.totals))


# ---------------------------------------------------------------- what it says


def test_the_state_is_said_with_the_words_of_the_screen(tmp_path: Path):
    result = consolidated(seed(), Office("教育局", status="missing"))

    said = written(result, tmp_path)

    seen = overview(result, report_of(result))
    assert said["报告名称"] == report_of(result).title
    assert said["状　　态"].startswith("送审稿。") and seen.scope in said["状　　态"]
    assert seen.numbers in said["报送情况"] and "未报 1 家：教育局" in said["报送情况"]


def test_whoever_signs_is_told_what_is_still_old_in_an_edited_report(tmp_path: Path):
    result = consolidated(seed())
    sign_off.write(result, replace(report_of(result), polished=Polished("", b"docx", to_see=5)), tmp_path)
    assert "年度报告.docx 里有 5 处没有改、要您看" in rows(tmp_path / sign_off.NAME)["状　　态"]


def test_totals_are_compared_where_the_units_of_both_years_are_the_same(tmp_path: Path):
    district = two_years(Office("甲局", {PERMITS: 30}), Office("乙局", {PERMITS: 5}), u410800={PERMITS: 20}, u410801={})

    said = written(district, tmp_path)

    assert said["项　　目"] == ["本年", "2023年", "增减"]
    assert said["行政许可"] == ["35", "20", "+15"]
    assert "同样的 2 家单位" in said["比较说明"]


def test_of_a_unit_that_is_new_the_total_has_the_figure_and_the_comparison_has_not(tmp_path: Path):
    offices = Office("甲局", {PERMITS: 30}), Office("新局", {PERMITS: 5})
    district = two_years(*offices, u410800={PERMITS: 20}, u9={PERMITS: 7})

    said = written(district, tmp_path)

    assert said["项　　目"] == ["本年\n合计", "同口径\n本年", "同口径\n2023年", "增减"]
    assert said["行政许可"] == ["35", "30", "20", "+10"]
    assert "两年都计入汇总的 1 家（本年计入 2 家，上年 2 家）" in said["比较说明"]
    assert SameUnits(district).of_all(PERMITS) is None


def test_the_narrative_compares_no_other_units_either():
    """A unit left: its figures are in last year's totals, and a fall of all of them would be no fall."""
    district = two_years(Office("甲局", {PERMITS: 30}), u410800={NEW: 20}, u9={NEW: 7})
    same = two_years(Office("甲局", {NEW: 30}), u410800={NEW: 20})

    assert not any(subject_of(district).last_year.values())
    assert any("有 1 家单位只在今年或上年计入汇总" in gap for gap in report_of(district).gaps)
    assert subject_of(same).last_year[NEW] == 20
    assert not any("只在今年或上年" in gap for gap in report_of(same).gaps)


def test_what_one_of_them_did_not_state_in_one_year_is_compared_without_it():
    offices = Office("甲局", {PERMITS: 30}), Office("乙局", {PERMITS: 5})
    district = two_years(*offices, u410800={PERMITS: 20}, u410801={PERMITS: None})

    compared = SameUnits(district).of(PERMITS)

    assert (compared.now, compared.last, compared.units) == (30, 20, 1)


def test_where_last_year_is_known_by_its_totals_alone_nothing_is_called_like_for_like(tmp_path: Path):
    said = written(consolidated(seed(), last={PERMITS: 20}), tmp_path)

    assert said["项　　目"] == ["本年", "2023年合计"]
    assert "不是同口径" in said["比较说明"]
    assert "0" not in said and "规章·制发件数" not in said and "没有列出的各项本年都是 0" in said["比较说明"]


def test_without_last_year_only_this_years_totals_stand_there(tmp_path: Path):
    said = written(consolidated(seed()), tmp_path)

    assert said["项　　目"] == ["本年"] and said["行政复议"] == ["1"] and "没有给出上年的结果" in said["比较说明"]


def test_what_is_open_is_counted_and_what_was_decided_has_its_reason(district, decisions, tmp_path: Path):
    district.office("410801").fill("requests.granted.natural_person", 8)
    district.office("410803").fill("requests.granted.natural_person", 8)
    district.merge("--decisions", decisions.path)
    decisions.decide("R303", "同意", 理由=REASON)
    run = district.merge("--decisions", decisions.path)

    said = rows(run.product(sign_off.NAME))

    assert "错误 1 条（1 家）" in said["待处理问题"] and "R303" in said["待处理问题"]
    assert said["处理决定"].startswith("1. 示例区财政局（R303）同意：经与登记台账")


def test_open_warnings_are_told_one_by_one_and_no_longer_when_the_coordinator_has_accepted_them(
    district, decisions, tmp_path: Path
):
    district.office("410801").fill("indicators.published_on_website", 160)
    said = rows(district.merge("--decisions", decisions.path).product(sign_off.NAME))["待处理问题"]
    assert said.startswith("警告 1 条（1 家）。") and "示例区财政局：R501" in said and "160" in said
    decisions.decide("R501", "同意", 理由=REASON)
    said = rows(district.merge("--decisions", decisions.path).product(sign_off.NAME))
    assert said["待处理问题"] == "没有待处理的错误和警告。"


def test_indicators_stand_there_with_their_units_and_how_they_changed(tmp_path: Path):
    published, interpreted = "indicators.published", "indicators.policy_interpretations"
    offices = Office("甲局", {published: 30, interpreted: 2}), Office("乙局", {published: 5, interpreted: None})
    said = written(two_years(*offices, u410800={published: 20}, u410801={}), tmp_path)["工作指标"]

    assert said.startswith("主动公开政府信息总数 35 条（+15）；\n发布政策解读 2 篇（1 家填报，+2）；")
    assert said.endswith("括号里是与上年同口径的增减。没有列出的各项是 0，或没有单位填报。")


# ---------------------------------------------------------------- one page


def crowded(units: int = 3000, decisions: int = 40) -> Consolidation:
    """Half of the units missing, half sent back; no total is 0, and of both years is a single unit."""
    figures = dict.fromkeys(FORM.inputs, 98_765_432) | {FEES: 9_876_543_210}
    result = two_years(Office(LONG * 2, figures, category=Category.PUBLISHER), u410800=figures, u9=figures)
    states = [_unit(n, Status.MISSING if n % 2 else Status.REJECTED) for n in range(units)]
    line = ListedFinding("410801", "410801", LONG, "R303", "错误", "三、依申请公开", "D7", "1", "2")
    made = [
        Decision(Entry(line, f"第{n}行", "同意", reason=REASON * 2), DecisionOutcome.APPLIED) for n in range(decisions)
    ]
    return replace(result, units=[*result.units, *states], decisions=made)


def _unit(number: int, status: Status) -> UnitState:
    name = f"{LONG}第{number}分局"
    return UnitState(Unit(f"5{number:05}", name, Category.DEPARTMENT, None, (), True, "", ""), status, counted=True)


@pytest.mark.parametrize("crowd", [dict(units=3000, decisions=40), dict(units=0, decisions=0)], ids=["3000", "one"])
def test_it_is_one_page(crowd: dict[str, int], tmp_path: Path, libreoffice, pdftoppm: str):
    said = written(crowded(**crowd), tmp_path)

    pdf = libreoffice(tmp_path / sign_off.NAME, "pdf")
    told = subprocess.run([Path(pdftoppm).with_name("pdfinfo"), pdf], check=True, capture_output=True).stdout.decode()
    assert "Pages:           1\n" in told
    assert {"拟办意见", "审核意见", "领导批示"} <= said.keys()
    if crowd["decisions"]:
        assert said["处理决定"].endswith("其余见核对报告。") and "其余见核对报告" in said["报送情况"]


def test_words_are_cut_to_their_room_and_say_that_they_were():
    assert fitted(["甲", "乙"], 10, 2) == ["甲", "乙"]
    assert fitted(["甲", "乙", "丙"], 10, 2) == ["甲", "其余见核对报告。"]
    assert fitted(["字" * 30, "乙"], 10, 2) == ["字" * 8 + "……", "其余见核对报告。"]
    assert fitted(["甲", "乙"], 10, 1) == ["甲"]
    assert shared_out({"一": ["字" * 30], "二": ["甲", "乙", "丙", "丁"]}, 10, 5) == {
        "一": ["字" * 18 + "……"],
        "二": ["甲", "乙", "其余见核对报告。"],
    }
    assert names(["甲局", "乙局"], 6) == "甲局、乙局"
    assert names(["甲局", "乙局", "丙局"], 6) == "甲局、乙局等 3 家（名单见核对报告）"
    assert names([LONG, "乙局"], 8) == f"{LONG[:6]}……等 2 家（名单见核对报告）"
    assert lines_on_page("a" * 20, 10) == 1 and lines_on_page("字" * 11, 10) == 2 and lines_on_page("", 10) == 1
    assert cut_to_room("甲\n乙\u202e", 10) == "甲 乙□"
