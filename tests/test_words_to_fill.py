"""Every office is in, and words are still lacking: the coordinator is told how many and where, and 完整 is not said."""

import lxml.html
import pytest

from tests.district import District
from tests.run import Run

OFFICE = "410800"


@pytest.fixture
def district(tmp_path) -> District:
    """All that the report speaks of is there."""
    district = District(tmp_path)
    district.office(OFFICE).values |= {"text.problems": "更新不够及时。", "text.improvements": "加强督查。"}
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


def test_a_draft_is_a_draft_first_and_what_it_lacks_is_told_too(district):
    district.office("410803").reports = False
    district.office(OFFICE).fill("text.problems", "")

    run = district.merge()

    assert run.text.splitlines()[0].endswith("：送审稿")
    assert "还有 1 处文字待补充（文中已标色）：“五、存在的主要问题及改进情况”1 处。" in run.text
