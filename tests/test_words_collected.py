"""文字材料汇编.docx: nothing that a clerk typed is lost, and nothing is printed twice."""

from pathlib import Path

import docx
import pytest

from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.read import read
from tests.district import FORM, District
from tests.run import Run
from tests.spoken_of import rules_of

FINANCE, SCHOOLS, STREET = "410801", "410802", "410803"
PROBLEMS = "text.problems"


@pytest.fixture
def district(tmp_path: Path) -> District:
    return District(tmp_path)


def collected(run: Run) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(run.product("文字材料汇编.docx")).paragraphs if paragraph.text]


def under(heading: str, lines: list[str]) -> list[str]:
    """The lines below a heading, up to the next."""
    headings = {FORM.fields[name].name for name in FORM.texts}
    below = lines[lines.index(heading) + 1 :]
    return below[: next((i for i, line in enumerate(below) if line in headings), len(below))]


def test_every_units_words_stand_under_their_heading_by_unit(district: District):
    district.office(FINANCE).fill("text.proactive", "公开了预算。\n公开了决算。")
    district.office(SCHOOLS).fill("text.proactive", "公开了招生计划。")

    lines = under("（一）主动公开", collected(district.merge()))

    assert lines == ["示例区财政局：", "公开了预算。", "公开了决算。", "示例区教育局：", "公开了招生计划。"]


def test_the_same_words_stand_once_with_all_who_wrote_them(district: District):
    for code in (FINANCE, SCHOOLS):
        district.office(code).fill(PROBLEMS, "更新不够及时。")

    assert under("五、存在的主要问题", collected(district.merge())) == ["示例区财政局、示例区教育局：", "更新不够及时。"]


def test_of_words_that_differ_in_figures_and_names_alone_only_the_differing_sentences_follow(district: District):
    district.office(FINANCE).fill(PROBLEMS, "更新不够及时。示例区财政局培训2次。")
    district.office(SCHOOLS).fill(PROBLEMS, "更新不够及时。示例区教育局培训11次。")

    assert under("五、存在的主要问题", collected(district.merge())) == [
        "示例区财政局：",
        "更新不够及时。示例区财政局培训2次。",
        "示例区教育局（与示例区财政局大体相同，不同之处）：",
        "示例区教育局培训11次。",
    ]


def test_words_that_only_look_alike_are_printed_whole(district: District):
    district.office(FINANCE).fill(PROBLEMS, "更新不够及时。")
    district.office(SCHOOLS).fill(PROBLEMS, "更新不够全面。")

    lines = under("五、存在的主要问题", collected(district.merge()))

    assert "更新不够及时。" in lines and "更新不够全面。" in lines


def test_a_unit_whose_figures_are_not_added_is_read_all_the_same(district: District):
    district.office(FINANCE).fill(PROBLEMS, "人手不足。").fill("requests.new.natural_person", 99)

    lines = under("五、存在的主要问题", collected(district.merge()))

    assert lines == ["示例区财政局（数字未计入汇总）：", "人手不足。"]


def test_it_is_there_where_nobody_wrote_anything_and_says_so(district: District):
    lines = collected(district.merge())

    assert all(under(FORM.fields[name].name, lines) == ["没有单位填写。"] for name in FORM.texts)


def test_among_submissions_it_is_known_as_this_tools_own(district: District):
    district.office(STREET).fill(PROBLEMS, "收到申请7件。")

    (reading,) = read(Source("文字材料汇编.docx", district.merge().product("文字材料汇编.docx")), FORM)

    assert reading.filing is None
    assert set(rules_of(reading.troubles)) <= {"F004", "L001"}
