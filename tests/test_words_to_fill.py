"""Every office is in, and words are still lacking: the coordinator is told how many and where, and 完整 is not said."""

import lxml.html
import pytest

from tests.district import District
from tests.run import Run

OFFICE = "410800"
WORDS = {  # beside the figures of the first section, one for each of its headings
    "text.proactive": "及时公开规划计划、财政预决算。",
    "text.on_request": "规范受理、登记、答复各环节。",
    "text.management": "修订信息发布审核制度。",
    "text.platform": "改版政府网站。",
    "text.supervision": "畅通监督渠道。",
}


@pytest.fixture
def district(tmp_path) -> District:
    """All that the report speaks of is there."""
    district = District(tmp_path)
    district.office(OFFICE).values |= {"text.problems": "更新不够及时。", "text.improvements": "加强督查。", **WORDS}
    district.settings = tmp_path / "年报.toml"
    district.settings.write_text("date = 2025-01-24\n", encoding="utf-8")
    return district


def page(run: Run) -> str:
    text = lxml.html.fromstring(run.product("核对报告.html").read_text(encoding="utf-8")).text_content()
    return " ".join(text.split())


def test_a_report_that_lacks_nothing_is_called_complete(district):
    run = district.merge()

    assert run.exit_code == 0
    assert run.text.splitlines()[0].endswith("：完整") and "待补充" not in run.text
    assert page(run).count("完整") == 1 and "待补充" not in page(run)


@pytest.mark.parametrize("quiet", [[], ["--quiet"]])
def test_what_is_to_be_filled_in_is_counted_by_part_and_the_exit_code_stays(district, quiet):
    district.office(OFFICE).values |= {"text.improvements": "", "unit.phone": ""}
    for office in district.offices.values():
        office.fill("indicators.information_fees", None)

    run = district.merge(*quiet)

    assert run.exit_code == 0
    said = "年度报告里还有 3 处文字待补充（文中已标色）：“开头”1 处、“五、存在的主要问题及改进情况”1 处、“六、其他需要报告的事项”1 处。"
    for text in (run.text, page(run)):
        assert said in text and "待补充文字" in text and "完整" not in text
    report = run.product("年度报告.html").read_text(encoding="utf-8")
    assert report.count("<mark>") == 3


def test_a_body_without_a_name_is_a_word_that_is_lacking(district):
    run = district.merge(roster=False)

    assert "：待补充文字" in run.text.splitlines()[0] and "“标题”1 处" in run.text


def test_a_report_that_nobody_has_signed_lacks_the_day(district):
    district.settings = None

    run = district.merge()

    assert run.text.splitlines()[0].endswith("：待补充文字") and "“落款”1 处。" in run.text
    assert "<mark>2025年　月　日</mark>" in run.product("年度报告.html").read_text(encoding="utf-8")


def test_a_draft_is_a_draft_first_and_what_it_lacks_is_told_too(district):
    district.office("410803").reports = False
    district.office(OFFICE).fill("text.problems", "")

    run = district.merge()

    assert run.text.splitlines()[0].endswith("：送审稿")
    assert "还有 1 处文字待补充（文中已标色）：“五、存在的主要问题及改进情况”1 处。" in run.text


@pytest.mark.parametrize("set_of_words", ["五项", "四项"])
def test_a_heading_with_figures_alone_is_no_report_to_publish(district, set_of_words):
    district.office(OFFICE).fill("text.management", "无")

    run = district.merge("--text-templates", set_of_words)

    heading = {"五项": "（三）政府信息管理", "四项": "（三）政府信息管理机制方面"}[set_of_words]
    assert run.exit_code == 0 and run.text.splitlines()[0].endswith("：待补充文字")
    for text in (run.text, page(run)):
        assert f"年度报告里“{heading}”还没有写文字，只有数字或“无”。" in text


def test_what_many_units_wrote_has_to_be_made_one_text(district):
    district.office(OFFICE).values |= {"text.problems": "", "text.improvements": "", "text.other_matters": ""}
    district.office("410801").fill("text.problems", "更新偏慢。")
    district.office("410803").fill("text.problems", "培训太少。")

    run = district.merge()

    assert run.exit_code == 0 and run.text.splitlines()[0].endswith("：待补充文字")
    assert "“五、存在的主要问题及改进情况”是各单位文字的汇集，还要归纳。" in run.text
    assert not any(sign in run.product("年度报告.html").read_text(encoding="utf-8") for sign in "\x02\x03\x04\x05")


def test_a_section_of_problems_that_says_nothing_has_to_be_written(district):
    district.office(OFFICE).values |= {"text.problems": "无", "text.improvements": "无"}
    assert "年度报告里“五、存在的主要问题及改进情况”还没有写文字，只有数字或“无”。" in district.merge().text


def test_templates_of_one_s_own_say_what_was_wanted(district, tmp_path):
    for name in WORDS:
        district.office(OFFICE).fill(name, "")
    (tmp_path / "文字").mkdir()
    (tmp_path / "文字" / "1-总体情况.txt").write_text("## 公开\n\n今年平稳。\n", encoding="utf-8")
    assert district.merge("--text-templates", tmp_path / "文字").text.splitlines()[0].endswith("：完整")
