"""一图读懂.html: what the public sees of a year, drawn from the totals and nothing else; a quiet year has words for it."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import lxml.html
import pytest

from disclosure_batch.merge import Consolidation
from disclosure_batch.outputs import picture_page
from disclosure_batch.outputs.annual_report import report_of
from disclosure_batch.outputs.picture_page.pictures import NO_REQUESTS, NOTHING_CONTESTED, sections_of
from tests.consolidations import FORM, Office, all_zero, consolidated, seed
from tests.test_sign_off import two_years

NEW, PUBLISHED = "requests.new.natural_person", "indicators.published"
WEBSITE, NEW_MEDIA = "indicators.published_on_website", "indicators.published_on_new_media"


def page_of(result: Consolidation, folder: Path):
    picture_page.write(result, report_of(result), folder)
    return lxml.html.fromstring((folder / picture_page.NAME).read_text(encoding="utf-8"))


def said(page) -> str:
    return " ".join(page.find(".//main").text_content().split())


def busy(**more: int) -> Office:
    """A unit with requests of two kinds, two outcomes, a reconsideration."""
    figures = {NEW: 7, "requests.new.enterprise": 3, "requests.granted.natural_person": 6}
    figures |= {"requests.denied.state_secret.natural_person": 1, "requests.denied.third_party.enterprise": 3}
    return Office("示例区财政局", figures | {"remedies.reconsideration.corrected": 2} | more)


def test_every_picture_has_its_figures_in_words(tmp_path: Path):
    page = page_of(consolidated(busy()), tmp_path)

    words = {svg.findtext("title"): svg.findtext("desc") for svg in page.iter("svg")}
    assert words["谁在申请"] == "自然人 7 件；商业企业 3 件。"
    assert words["怎样办理"] == "予以公开 6 件；不予公开 4 件。"
    ids = [svg.get("aria-labelledby").split() for svg in page.iter("svg")]
    assert all(page.get_element_by_id(name) is not None for pair in ids for name in pair)
    assert len({name for pair in ids for name in pair}) == 2 * len(ids)


def test_no_figure_stands_there_that_is_not_a_total(tmp_path: Path):
    result = two_years(seed(), u410800={NEW: 20, "requests.new.total": 20})

    page = page_of(result, tmp_path)

    for style in page.iter("style"):
        style.drop_tree()
    denied = sum(n for name, n in result.totals.items() if re.match(r"requests\.denied\..*total", name))
    known = {Decimal(n) for n in (*result.totals.values(), *result.last_year.totals.values(), denied)}
    shown = re.sub(r"202[34]年|1月1日至12月31日|含 1 家单位", "", page.text_content())
    figures = set(map(Decimal, re.findall(r"\d+(?:\.\d+)?", shown)))
    assert figures and figures <= known, figures - known


def test_a_quiet_year_has_sentences_and_no_empty_picture(tmp_path: Path):
    page = page_of(consolidated(all_zero()), tmp_path)

    assert said(page) == f"依申请公开 {NO_REQUESTS} 行政复议、行政诉讼 {NOTHING_CONTESTED}"
    assert page.find(".//svg") is None


def test_a_zero_that_only_stands_for_what_is_not_known_is_not_said(tmp_path: Path):
    result = consolidated(all_zero())
    unknown = {name: ["410800"] for name in FORM.numeric if name.startswith(("requests", "remedies"))}

    assert list(sections_of(replace(result, unknown=unknown))) == []


def test_an_indicator_of_some_of_the_units_says_of_how_many(tmp_path: Path):
    given = {PUBLISHED: 30, WEBSITE: 20, NEW_MEDIA: 10}
    offices = Office("甲局", given), Office("乙局", {PUBLISHED: 5, WEBSITE: 5}), Office("丙局")

    page = page_of(consolidated(*offices), tmp_path)

    tile = next(div for div in page.iter("div") if div.findtext("dt") == "主动公开政府信息总数")
    assert tile.find("dd").text_content() == "35 条据 2 家单位统计"
    assert page.find(".//svg") is None, "two channels of which one is of fewer units don't make a picture"


def test_years_are_compared_where_their_units_are_the_same(tmp_path: Path):
    last = {NEW: 4, "requests.new.total": 4}

    same = page_of(two_years(busy(), u410800=last), tmp_path)
    other = page_of(two_years(busy(), Office("新局"), u410800=last), tmp_path)

    assert "新收 2024年 10 件、2023年 4 件" in said(same)
    assert "与上年比较" not in said(other)


def test_a_draft_says_that_it_is_one_in_its_title_and_at_its_head(tmp_path: Path):
    draft = page_of(consolidated(busy(), Office("教育局", status="missing")), tmp_path)
    final = page_of(consolidated(busy()), tmp_path)

    assert draft.findtext(".//title").startswith("送审稿") and "送审稿，不得发布" in draft.find(".//header").text_content()
    assert "送审稿" not in final.text_content()


def test_where_nothing_could_be_added_up_it_says_so(tmp_path: Path):
    page = page_of(consolidated(Office("教育局", status="missing")), tmp_path)

    assert said(page) == "汇总数字 还没有可以汇总的数字。"


@pytest.mark.parametrize("name", ["<script>alert(1)</script>局", "甲\u202e局"])
def test_a_name_of_hostile_signs_is_shown_and_nothing_more(name: str, tmp_path: Path):
    page = page_of(consolidated(busy(), Office(name, status="missing")), tmp_path)

    assert not page.xpath("//script | //link | //img | //@src | //@href") and "\u202e" not in page.text_content()
