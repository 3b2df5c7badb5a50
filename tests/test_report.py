"""The report in words: what is said of which figures, and what is left unsaid and told instead."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosure_batch.outputs.annual_report import report_of
from disclosure_batch.outputs.as_subject import subject_of
from disclosure_batch.report.report import Report
from disclosure_batch.report.subject import Subject
from disclosure_batch.report.vocabulary import Vocabulary
from disclosure_batch.roster import Category
from tests.consolidations import FORM, Office, all_zero, consolidated, seed, seed_figures, text
from tests.hand_made import with_sums

SETS = tuple(FORM.outline.text_templates)
OUTCOMES = {
    "予以公开": "requests.granted",
    "部分公开": "requests.granted_in_part",
    "不予公开": "requests.denied.third_party",
    "无法提供": "requests.unavailable.not_held",
    "不予处理": "requests.not_processed.petition",
    "其他处理": "requests.closed.other",
}


def under(report: Report, heading: str) -> list[str]:
    """The paragraphs below a sub-heading of section one."""
    blocks = iter(report.sections[0].blocks)
    next(block for block in blocks if block.kind == "subheading" and heading in block.text)
    return [b.text for b in _until_subheading(blocks)]


def _until_subheading(blocks: Iterator) -> Iterator:
    for block in blocks:
        if block.kind == "subheading":
            return
        yield block


# ---------------------------------------------------------------- sentences from figures


def test_the_seed_figures_stand_in_section_one():
    report = report_of(consolidated(seed()))
    words = text(report, 1)
    for figure in ("1564", "201", "11", "108"):
        assert re.search(rf"(?<![\d.]){re.escape(figure)}(?![\d.])", words), figure
    assert "新收政府信息公开申请11件，其中自然人申请10件、商业企业申请1件。" in words
    assert "均已办结，其中予以公开5件、无法提供3件、其他处理2件、部分公开1件。" in words
    assert "行政复议1件，结果为维持。未发生行政诉讼。" in words
    assert "制发行政规范性文件7件、废止3件；截至年底，有现行有效的行政规范性文件108件。" in words
    assert "收到群众信件和留言201件，均已办结。" in words
    assert words.count("2024年") == 1 and "本年度" not in words
    assert report.title == "示例区管理委员会2024年政府信息公开工作年度报告"
    assert not report.notices


def test_headings_of_both_sets():
    five, four = (
        [b.text for b in report_of(consolidated(seed()), name).sections[0].blocks if b.kind == "subheading"]
        for name in SETS
    )
    assert five == [
        "（一）主动公开", "（二）依申请公开", "（三）政府信息管理",
        "（四）政府信息公开平台建设", "（五）监督保障",
    ]  # fmt: skip
    assert four == [
        "（一）主动公开方面", "（二）申请公开方面",
        "（三）政府信息管理机制方面", "（四）意见征集栏目中接受群众监督方面",
    ]  # fmt: skip


@pytest.mark.parametrize("name", SETS)
def test_every_indicator_is_said_somewhere(name: str):
    figures = {indicator: 700 + i for i, indicator in enumerate(FORM.indicators)}
    office = Office("示例区", figures | {"indicators.letters_handled": 600}, category=Category.PUBLISHER)
    report = report_of(consolidated(office), name)
    said = re.findall(r"\d+", text(report, 1) + text(report, 6))
    assert {str(figure) for figure in office.figures.values()} <= set(said)
    assert not any("没有单位填报" in gap or "没有内容" in gap for gap in report.gaps)


def test_zero_is_put_in_words():
    report = report_of(consolidated(all_zero()))
    words = text(report, 1) + text(report, 6)
    for said in (
        "未收到政府信息公开申请，也无上年结转的申请。",
        "未发生因政府信息公开引起的行政复议、行政诉讼。",
        "全年未收取信息处理费，无其他需要报告的事项。",
        "未发生因政府信息公开工作被追究责任的情况。",
    ):
        assert said in words
    assert not re.search(r"(?<!\d)0", words), "a zero is printed as a figure"
    assert "请补充" not in words


# Figures of an office that else has nothing -> what is said of them, and of the zeros beside them.
SENTENCES = [
    ({"indicators.policy_interpretations": 3}, "发布政策解读3篇。"),
    (
        {"indicators.policy_interpretations": 3, "indicators.special_columns": 1},
        "发布政策解读3篇，开设专题专栏1个。",
    ),
    ({"indicators.service_zones": 2}, "截至年底，设有政务公开专区2个。"),
    ({"indicators.assessments": 1}, "开展工作考核和社会评议1次，未组织政府信息公开业务培训。"),
    ({"indicators.accountability_cases": 2}, "因政府信息公开工作追究责任2人次。"),
    ({"proactive.normative_documents.issued": 6}, "制发行政规范性文件6件；截至年底，无现行有效的行政规范性文件。"),
    (
        {"proactive.normative_documents.repealed": 3, "proactive.normative_documents.in_force": 9},
        "废止行政规范性文件3件；截至年底，有现行有效的行政规范性文件9件。",
    ),
    (
        {"proactive.normative_documents.in_force": 9},
        "截至年底，有现行有效的行政规范性文件9件，年内未制发、废止。",
    ),
    (
        {"proactive.regulations.issued": 1, "proactive.regulations.repealed": 1},
        "制发规章1件、废止1件；截至年底，无现行有效的规章。",
    ),
    (
        {"indicators.published": 100, "indicators.published_on_website": 100},
        "2024年，主动公开政府信息100条，均通过政府网站发布。",
    ),
    (
        {"indicators.published": 100, "indicators.published_on_website": 40, "indicators.published_on_new_media": 60},
        "主动公开政府信息100条，其中政务新媒体发布60条，占60.00%；政府网站发布40条，占40.00%。",
    ),
    (
        {"indicators.published": 10, "indicators.published_on_website": 6, "indicators.published_on_new_media": 4},
        "主动公开政府信息10条，其中政府网站发布6条、政务新媒体发布4条。",
    ),
    (
        {"indicators.published": 100, "indicators.published_on_website": 90, "indicators.published_on_new_media": 40},
        "按发布渠道分别统计，政府网站发布90条、政务新媒体发布40条，同一条信息经几个渠道发布的分别计数。",
    ),
    ({"indicators.published": 100}, "2024年，主动公开政府信息100条。未发布政策解读"),
    (
        {"requests.new.natural_person": 3, "requests.closed.other.natural_person": 3},
        "新收政府信息公开申请3件，均为自然人申请。申请均已办结，均作其他处理。",
    ),
    (
        {"requests.new.natural_person": 2, "requests.carried_out.natural_person": 2},
        "新收政府信息公开申请2件，均为自然人申请。尚无办结的申请。结转下年度继续办理2件。",
    ),
    ({"remedies.reconsideration.other": 2}, "行政复议2件，结果均属其他情形。未发生行政诉讼。"),
    ({"remedies.litigation_direct.other": 2}, "行政诉讼2件，均系未经复议直接起诉；结果均属其他情形。"),
    ({"remedies.litigation_after_reconsideration.pending": 1}, "行政诉讼1件，系复议后起诉，尚未审结。"),
    ({"indicators.letters_received": 1, "indicators.letters_handled": 1}, "群众信件和留言1件，已办结。"),
]


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize(("figures", "said"), SENTENCES)
def test_what_is_there_is_said_in_figures_and_what_is_not_in_words(name: str, figures: dict, said: str):
    office = all_zero()
    office.figures.update(figures)

    words = text(report_of(consolidated(office), name), 1)

    assert said in words
    assert not re.search(r"(?<![\d.])0(?![\d.])", words), "a zero is printed as a figure"


def test_a_part_that_nobody_stated_is_in_no_sentence_and_told():
    office = all_zero()
    office.figures.update({"indicators.training_sessions": 2, "indicators.assessments": None})

    report = report_of(consolidated(office))

    assert "组织政府信息公开业务培训2次。" in text(report, 1)
    assert any("没有单位填报“工作考核和社会评议”" in gap for gap in report.gaps)


def test_one_case_and_one_kind_are_not_listed_as_parts():
    office = all_zero()
    office.figures.update({"requests.new.enterprise": 1, "requests.granted.enterprise": 1})
    words = text(report_of(consolidated(office)), 1)
    assert "新收政府信息公开申请1件，为商业企业申请。该申请已办结，予以公开。" in words


def test_carried_over_both_ways():
    office = all_zero()
    office.figures.update({"requests.carried_in.natural_person": 3, "requests.carried_out.natural_person": 3})
    assert under(report_of(consolidated(office)), "依申请公开")[0] == (
        "未收到政府信息公开申请。上年结转申请3件。尚无办结的申请。结转下年度继续办理3件。"
    )


def test_litigation_adds_up_over_both_ways():
    office = all_zero()
    office.figures.update(
        {"remedies.litigation_direct.upheld": 2, "remedies.litigation_after_reconsideration.pending": 1}
    )
    words = text(report_of(consolidated(office)), 1)
    assert (
        "行政诉讼3件，其中未经复议直接起诉2件、复议后起诉1件；从审理结果看，结果维持2件、尚未审结1件。"
        in words
    )
    assert "未发生因政府信息公开引起的行政复议。" in words


@pytest.mark.parametrize(
    ("handled", "said"),
    [(200, "办结200件，办结率99.50%。"), (210, "办结210件。"), (0, "201件，尚未办结。"), (201, "201件，均已办结。")],
)
def test_a_rate_follows_from_the_figures_beside_it(handled: int, said: str):
    office = seed()
    office.figures["indicators.letters_handled"] = handled
    assert said in text(report_of(consolidated(office)), 1)


counts = st.integers(0, 3) | st.integers(0, 10**6)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(counts, min_size=6, max_size=6))
def test_listed_outcomes_add_up_to_the_total_named(figures: list[int]):
    office = all_zero()
    office.figures.update(
        {f"{row}.natural_person": n for row, n in zip(OUTCOMES.values(), figures, strict=True)}
    )
    words = text(report_of(consolidated(office)), 1)
    sentence = re.search(r"(?:已办结，|办结申请\d+件，|办结的申请中，)(?:其中)?(.*?)。", words)
    present = {kind: n for kind, n in zip(OUTCOMES, figures, strict=True) if n}
    assert (sentence is None) == (not present)
    if len(present) > 1:
        assert {kind: int(n) for kind, n in re.findall(r"(\w+?)(\d+)件", sentence[1])} == present
    elif present:
        (kind,) = present
        alone = {"部分公开": "均为部分公开", "其他处理": "均作其他处理"}.get(kind, f"均{kind}")
        assert sentence[1] == (alone if present[kind] > 1 else alone.removeprefix("均"))


# ---------------------------------------------------------------- what is not known


def test_an_indicator_that_nobody_stated_gives_no_sentence_but_a_gap():
    report = report_of(consolidated(seed()))
    assert "培训" not in text(report, 1)
    gap = next(gap for gap in report.gaps if gap.startswith("没有单位填报"))
    assert "“组织业务培训”" in gap and "“主动公开政府信息总数”" not in gap


def test_a_stated_zero_is_no_silence():
    office = seed()
    office.figures.update({"indicators.training_sessions": 0, "indicators.assessments": 0})
    report = report_of(consolidated(office))
    assert "未组织政府信息公开业务培训，未开展工作考核和社会评议。" in text(report, 1)
    assert not any("组织业务培训" in gap for gap in report.gaps)


def test_of_part_of_the_units_the_sentence_says_of_how_many():
    """Once in a paragraph, and marked: somebody has to ask the others."""
    report = report_of(consolidated(seed(), Office("档案局")))
    words = text(report, 1)
    assert "主动公开政府信息1564条。" in words and "申请11件" in words
    assert "收到群众信件和留言201件，均已办结（以上据1家单位统计，另1家请补充）。" in words
    assert any("档案局没有填报任何工作指标，总体情况按其余 1 家相加" in gap for gap in report.gaps)
    assert report.to_fill["一、总体情况"] == 3  # with the two headings of which nothing is known


def test_a_zero_of_part_of_the_units_says_of_how_many_it_is():
    report = report_of(consolidated(all_zero(), Office("档案局")))
    words = text(report, 1)
    assert "未组织政府信息公开业务培训，未开展工作考核和社会评议。未发生因政府信息公开工作被追究责任的情况（以上据1家单位统计，另1家请补充）。" in words
    assert any("档案局没有填报任何工作指标" in gap for gap in report.gaps)
    half = report_of(consolidated(all_zero(), Office("档案局", {"indicators.published": 1})))
    assert any("组织业务培训" in gap and "已填报的都是 0" in gap for gap in half.gaps)


def test_a_rate_is_of_the_same_units_or_none():
    office = seed()
    office.figures |= {"indicators.letters_received": 300, "indicators.letters_handled": 200}
    report = report_of(consolidated(office, Office("档案局", {"indicators.letters_received": 100})))
    assert "收到群众信件和留言400件，办结200件（" in text(report, 1)


required = [name for name in FORM.inputs if FORM.fields[name].required]


@pytest.mark.parametrize("templates", SETS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    figures=st.dictionaries(st.sampled_from(required), st.integers(1, 40), max_size=12),
    blank=st.sets(st.sampled_from([name.rsplit(".", 1)[0] for name in required]), max_size=8),
)
def test_what_one_unit_left_blank_never_keeps_the_report_from_being_written(templates: str, figures: dict, blank: set):
    """A part of which it is not known whether it is zero is not named; those that are there still make their total."""
    offices = Office("教育局", figures), Office("水利局")
    result = consolidated(*offices)
    left = [name for name in FORM.inputs if name.rsplit(".", 1)[0] in blank]
    derived = [name for name in FORM.derived if set(FORM.typed_in(name)) & set(left)]
    words = text(report_of(replace(result, unknown={name: ["410801"] for name in [*left, *derived]}), templates), 1)

    for whole, unit in (("requests.new.total", "申请"), ("remedies.reconsideration.total", "行政复议")):
        if result.totals[whole]:
            assert f"{unit}{result.totals[whole]}件" in words


def test_an_empty_heading_is_visible_and_told():
    report = report_of(consolidated(seed()))
    assert under(report, "平台建设") == ["（本项请补充）"]
    assert "“（四）政府信息公开平台建设”没有内容，请补充。" in report.gaps


def test_missing_and_left_out_units_make_a_draft():
    missing, faulty = Office("民政局", status="missing"), Office("水利局", status="rejected")
    report = report_of(consolidated(seed(), missing, faulty))
    head = "".join(report.notices)
    assert "送审稿" in head and "应计入 3 家单位，已计入 1 家" in head
    assert "尚未报送（1 家）：民政局。" in head and "已报送、有错误未计入（1 家）：水利局。" in head
    assert all("已计入 1 家" in text(report, number) for number in range(1, 7))


def test_the_publishing_body_itself_may_be_missing():
    body = Office("示例区", status="missing", category=Category.PUBLISHER, phone="0391-1111111")
    report = report_of(consolidated(body, Office("民政局", seed_figures())))
    assert not report.notices
    assert "0391-1111111" in report.opening[0]


def test_a_unit_added_in_spite_of_errors_is_told():
    report = report_of(
        consolidated(seed(), Office("水利局", dict.fromkeys(FORM.inputs, 0), status="included"))
    )
    assert any("水利局" in gap and "有错误" in gap for gap in report.gaps)


def test_without_any_unit_nothing_is_claimed():
    report = report_of(consolidated(Office("民政局", status="rejected")))
    assert "未收到" not in text(report, 1) and "（机关名称）" in report.title
    assert "信息处理费" in text(report, 6)


def test_no_contact_no_body_are_told():
    report = report_of(consolidated(Office("民政局", seed_figures())))
    assert "（联系电话请补充）" in report.opening[0]
    assert any("联系电话" in gap for gap in report.gaps) and any("--name" in gap for gap in report.gaps)


# ---------------------------------------------------------------- information fees


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ((Decimal("400.5"), 0), "全年收取信息处理费400.5元。"),
        ((0, 0), "全年未收取信息处理费，无其他需要报告的事项。"),
        ((300, None), "全年收取信息处理费300元（据1家单位统计，另1家请补充）。"),
        ((0, None), "（信息处理费收取情况请补充）"),
        ((None, None), "（信息处理费收取情况请补充）"),
    ],
)
def test_section_six_speaks_of_information_fees(stated: tuple, said: str):
    offices = [seed(), Office("民政局", {"indicators.published": 0})]
    for office, fee in zip(offices, stated, strict=True):
        if fee is not None:
            office.figures["indicators.information_fees"] = fee
    report = report_of(consolidated(*offices))
    assert said in text(report, 6)
    assert any("收取信息处理费" in gap for gap in report.gaps) == (None in stated)


DIFFER = "（信息处理费：文字与所填数字不一，请补充核对结果）"


@pytest.mark.parametrize(
    ("fee", "words", "said"),
    [
        (0, "本机关未收取信息处理费。", ["本机关未收取信息处理费。"]),
        (300, "全年收取信息处理费 300 元，均已上缴。", ["全年收取信息处理费 300 元，均已上缴。"]),
        (1300, "收取信息处理费1,300元。", ["收取信息处理费1,300元。"]),
        (300, "本机关未收取信息处理费。", ["全年收取信息处理费300元。", DIFFER, "本机关未收取信息处理费。"]),
        (0, "收取信息处理费50元。", ["全年未收取信息处理费。", DIFFER, "收取信息处理费50元。"]),
        (0, "购置设备，支出500元。", ["全年未收取信息处理费。", "购置设备，支出500元。"]),
    ],
)
def test_the_body_s_own_words_on_fees_are_not_repeated_and_a_contradiction_is_seen(
    fee: int, words: str, said: list[str]
):
    office = all_zero()
    office.figures["indicators.information_fees"] = fee
    office.texts = {"text.other_matters": words}

    report = report_of(consolidated(office))

    assert text(report, 6).strip().split("\n\n")[1:] == said
    assert any("示例区的文字里说的信息处理费与所填数字不一" in gap for gap in report.gaps) == (DIFFER in said)


def test_what_an_office_writes_on_fees_is_held_against_its_own_figure():
    offices = [
        Office(name, {"indicators.information_fees": fee}, {"text.other_matters": "收取信息处理费300元。"})
        for name, fee in (("民政局", 300), ("水利局", 200))
    ]

    report = report_of(consolidated(all_zero(), *offices))

    assert f"全年收取信息处理费500元。\n\n{DIFFER}\n\n民政局、水利局：收取信息处理费300元。" in text(report, 6)
    assert [gap for gap in report.gaps if "不一" in gap] == ["第六部分：水利局的文字里说的信息处理费与所填数字不一，请核对，报告中只留正确的一处。"]


# ---------------------------------------------------------------- words of units


def test_own_words_come_before_the_sentences_and_replace_the_drafts():
    own = seed(
        text__proactive="办了专栏。\n　　第二段。", text__problems="更新慢。", text__improvements="加强督查。"
    )
    other = Office("民政局", {"indicators.published": 0}, {"text.problems": "人手少。"})
    report = report_of(consolidated(own, other))
    assert under(report, "主动公开")[0] == "办了专栏。"
    assert under(report, "主动公开")[1].startswith("第二段。2024年，主动公开政府信息1564条。")
    assert text(report, 5) == "五、存在的主要问题及改进情况\n\n更新慢。\n\n加强督查。\n"


def test_drafts_stand_under_their_units_and_the_same_words_once():
    offices = [
        Office("民政局", seed_figures(), {"text.other_matters": "档案已移交。\n专区搬迁。"}),
        Office("水利局", seed_figures(), {"text.other_matters": "网站改版。"}),
        Office("教育局", seed_figures(), {"text.other_matters": "档案已移交。\n专区搬迁。"}),
        Office("司法局", seed_figures(), {"text.other_matters": "暂无。"}),
    ]
    report = report_of(consolidated(all_zero(), *offices))
    assert text(report, 6).endswith("民政局、教育局：档案已移交。\n\n专区搬迁。\n\n水利局：网站改版。\n")
    assert any("第六部分" in gap for gap in report.gaps)


def test_only_half_of_section_five():
    report = report_of(consolidated(seed(text__problems="更新慢。")))
    assert "更新慢。\n\n（改进情况请补充）" in text(report, 5)


def test_nothing_is_none():
    report = report_of(consolidated(seed(text__problems="无。")))
    assert text(report, 5) == "五、存在的主要问题及改进情况\n\n无。\n"


# ---------------------------------------------------------------- against last year

NEW = "requests.new.natural_person"


def first_section(now: int, before: int | None, *others: Office) -> str:
    last = None if before is None else with_sums({NEW: before})
    seeded = seed_figures() | {NEW: now, "requests.new.enterprise": 0}
    office = Office("示例区", seeded | {"requests.carried_in.enterprise": 0}, category=Category.PUBLISHER)
    return text(report_of(consolidated(office, *others, last=last)), 1)


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (22, 11, "新收政府信息公开申请22件，较上年增长100%，均为自然人申请。"),
        (12, 11, "新收政府信息公开申请12件，较上年增长9.09%，均为自然人申请。"),
        (15, 16, "较上年下降6.25%，"),
        (1, 30_000, "较上年下降99.99%，"),  # never 100 %, as long as there is one
        (30_001, 30_000, "较上年增加1件，"),  # what rounds to nothing is told in cases
        (3, 2, "新收政府信息公开申请3件，较上年增加1件，"),
        (3, 0, "新收政府信息公开申请由上年的0件增至3件，均为自然人申请。"),
        (156, 12, "新收政府信息公开申请由上年的12件增至156件，"),
        (5, 5, "新收政府信息公开申请5件，与上年持平，"),
        (0, 5, "未收到政府信息公开申请，上年为5件。没有上年结转的申请。"),
        (0, 0, "未收到政府信息公开申请，也无上年结转的申请。"),
        (7, None, "新收政府信息公开申请7件，均为自然人申请。"),
    ],
)
def test_requests_are_compared_with_last_year(now, before, said):
    assert said in first_section(now, before)


def test_where_units_are_lacking_nothing_is_compared():
    assert "上年增加" not in first_section(22, 11, Office("乙局", status="missing"))


@given(now=st.integers(0, 10**6), before=st.integers(0, 10**6))
@settings(max_examples=200)
def test_a_change_follows_from_both_figures(now, before):
    said = Vocabulary(subject_of_requests(now, before)).names["change"](NEW)

    if now == before:
        assert said == ("，与上年持平" if now else "")
        return
    if told := re.fullmatch(r"，较上年(增加|减少)(\d+)件", said):
        assert told[1] == ("增加" if now > before else "减少") and int(told[2]) == abs(now - before)
        return
    if not now:
        assert said == f"，上年为{before}件"
        return
    share = re.fullmatch(r"，较上年(增长|下降)([0-9.]+)%", said)
    assert share[1] == ("增长" if now > before > 0 else "下降")
    assert abs(Decimal(share[2]) - Decimal(abs(now - before)) * 100 / before) < Decimal("0.01")
    assert share[1] == "增长" or Decimal(share[2]) < 100


def subject_of_requests(now: int, before: int) -> Subject:
    office = Office("示例区", seed_figures() | {NEW: now}, category=Category.PUBLISHER)
    return subject_of(consolidated(office, last={**dict.fromkeys(FORM.numeric, 0), NEW: before}))
