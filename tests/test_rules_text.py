"""T: what an editor finds in a report's text, and beside each mistake the near miss of which nothing is said."""

from decimal import Decimal

import pytest

from disclosure_batch.findings import Severity
from disclosure_batch.form.edition import load_form
from disclosure_batch.rules.rulebook import proofread, rules_of
from disclosure_batch.rules.texts.paper import Paper, Remark
from disclosure_batch.sentences.passages import headings
from disclosure_batch.sentences.terms import Known

FORM = load_form()
BODY = "示例区教育局"
MATTERS = "主动公开、依申请公开、信息管理、平台建设、监督考核都有专人负责。"
PROBLEMS = "主要问题是部分信息更新不够及时，将加强调度，定期检查，逐项落实到人。"
NEW, GRANTED = "requests.new.total", "requests.granted.total"
CONCLUDED = "requests.outcome_total.total"


def paper(one: str = "", five: str = PROBLEMS, six: str = "未收取信息处理费。", opening: str = "", **more) -> Paper:
    """A good report but for what is named: words of section one, five, six; the figures of its tables are 0."""
    title = more.pop("title", f"{BODY}2024年政府信息公开工作年度报告")
    first, *tables, before_last, last = headings(FORM)
    left_out = more.pop("without", ())
    sections = [
        (first, f"{MATTERS}\n{one}".strip()),
        *((heading, "") for heading in tables),
        (before_last, five),
        (last, six),
    ]
    lines = [title, *filter(None, [opening])]
    for heading, words in sections:
        if heading not in left_out:
            lines += [heading, *filter(None, words.split("\n"))]
    now = dict.fromkeys(FORM.numeric, Decimal(0)) | {
        f.id: None for f in FORM.fields.values() if f.id.startswith("indicators.")
    }
    before = more.pop("last", {})
    known = Known(FORM, now | more.pop("now", {}), dict.fromkeys(FORM.numeric, Decimal(0)) | before if before else {})
    return Paper(lines, FORM, 2024, known, names=(BODY, *more.pop("aliases", ())), **more)


def told(report: Paper) -> list[Remark]:
    return proofread(report)


def test_of_a_good_report_nothing_is_said():
    assert told(paper()) == []


WRONG = {
    "T001": [paper("共收到申请9件。", now={NEW: Decimal(11)})],
    "T002": [paper("发布信息86条，其中通过政务新媒体发布96条。")],
    "T003": [paper("办结80件，其中予以公开31件，占39.75%。", now={CONCLUDED: Decimal(80), GRANTED: Decimal(31)})],
    "T004": [paper("主动公开政府信息1564余条。")],
    "T005": [paper("2024年，示例区司法局认真贯彻落实条例。")],
    "T006": [
        paper(opening="本报告所列数据的统计期限为2024年1月1日至12月30日。"),
        paper(opening="本报告所列数据的统计期限为2023年1月1日至2023年12月31日。"),
        paper(title=f"{BODY}2023年政府信息公开工作年度报告"),
    ],
    "T007": [paper(without=("六、其他需要报告的事项",)), paper(six="")],
    "T008": [paper("主动公开政府信息  条。")],
    "T009": [paper("甲" * 40 + "。" + "乙" * 40 + "。", before=paper("甲" * 40 + "。" + "乙" * 40 + "。"))],
    "T010": [paper(other_edition="2019")],
    "T011": [paper("主动公开政府信息1564条。\n召开会议。\n主动公开政府信息1546条。")],
    "T012": [paper("认真落实条例,全年没有收到申请。")],
    "T013": [paper("坚持公开为常态。" * 200)],
    "T014": [paper(six="无其他需要报告的事项。")],
    "T015": [paper(against={"proactive.licensing.decisions": Decimal(7)})],
    "T016": [paper("收到申请7件，全部办结。", now={NEW: Decimal(7), "requests.carried_out.total": Decimal(1)})],
    "T017": [paper("涉及征地的申请20件，一类12件，其余4件。\n办结申请20件，其中予以公开12件，其余4件。")],
    "T018": [paper("收到申请11件，同比增长27.3%。", now={NEW: Decimal(11)}, last={NEW: Decimal(8)})],
    "T019": [paper("一、主动公开情况\n及时更新。\n二、依申请公开情况\n没有申请。")],
    "T020": [paper("加强财政资金资金管理。")],
    "T021": [paper("（待补充）"), paper(comments=3)],
    "T022": [paper(five="无。"), paper(before=paper(five="一是解读形式单一，图解视频少。" + PROBLEMS))],
    "T023": [paper("落实《中华人民共和国政府信息公开条列》。"), paper("依据国办公开办函〔2019〕60号编制。")],
    "T024": [paper("全县收到政府信息公开申请57件。", now={NEW: Decimal(6)})],
    "T025": [paper("目前，工作机制运行良好。")],
}  # fmt: skip


@pytest.mark.parametrize("code", [code for code in rules_of(FORM) if code.startswith("T")])
def test_what_is_wrong_is_told_with_its_words(code: str):
    for report in WRONG[code]:
        found = [remark for remark in told(report) if remark.rule == code]
        assert found, f"{code} said nothing"
        for remark in found:
            assert remark.finding.message.endswith("。") and "None" not in remark.finding.message, (
                remark.finding.message
            )
            assert remark.start is None or report.whole[remark.start : remark.end], remark


RIGHT = {
    "T001": paper("共收到申请11件。", now={NEW: Decimal(11)}),
    "T002": paper("发布信息96条，其中通过政务新媒体发布86条。"),
    "T003": paper(
        "办结80件，其中予以公开31件，占38.75%。",
        now={CONCLUDED: Decimal(80), GRANTED: Decimal(31)},
    ),
    "T004": paper("主动公开政府信息1500余条，召开会议10余次。"),
    "T005": paper("2024年，区教育局认真贯彻落实条例，我局高度重视。按照区政府办公室要求开展工作。"),
    "T006": paper("2023年收到2件，2024年没有收到。2025年将加强培训。", opening="统计期限为2024年1月1日至12月31日。"),
    "T008": paper("认真落实政府信息公开条例。"),
    "T009": paper("甲" * 80 + "。", before=paper("乙" * 80 + "。")),
    "T011": paper("主动公开政府信息1564条。\n主动公开政府信息1564条。"),
    "T012": paper("网址 www.example.gov.cn，占 3.5%。"),
    "T016": paper("收到申请7件，全部办结。", now={NEW: Decimal(7)}),
    "T018": paper("收到申请11件，同比增长37.5%。", now={NEW: Decimal(11)}, last={NEW: Decimal(8)}),
    "T019": paper("（一）主动公开\n及时更新。\n（二）依申请公开\n没有申请。"),
    "T020": paper("一件一件落实，认真研究研究。"),
    "T022": paper(before=paper(five="一是部分信息更新不够及时。" + PROBLEMS)),
    "T023": paper("落实《中华人民共和国政府信息公开条例》，依据国办公开办函〔2021〕30号编制。"),
    "T024": paper("我局收到政府信息公开申请6件。", now={NEW: Decimal(6)}),
}


@pytest.mark.parametrize("code", RIGHT)
def test_the_near_miss_is_left_alone(code: str):
    assert [remark for remark in told(RIGHT[code]) if remark.rule == code] == []


def test_an_alias_of_the_roster_is_the_same_body():
    report = "2024年，示例区教委认真贯彻落实条例。"
    assert [r.rule for r in told(paper(report.replace("教委", "体育局")))] == ["T005"]
    assert told(paper(report.replace("教委", "体育局"), aliases=("示例区体育局",))) == []


def test_one_mistake_is_told_once():
    """A wrong whole also breaks its sum and every share of it."""
    now = {
        CONCLUDED: Decimal(20),
        GRANTED: Decimal(12),
        "requests.granted_in_part.total": Decimal(8),
    }
    found = told(paper("办结申请21件，其中予以公开12件、部分公开8件。", now=now))
    assert [remark.rule for remark in found] == ["T001"]


def test_accepting_is_counted_differently_and_only_asked_about():
    """受理 9 件, where 11 came in: a warning, with the rows that add up to it."""
    rows = {
        "requests.granted.natural_person": 5,
        "requests.granted_in_part.natural_person": 1,
        "requests.unavailable.not_held.natural_person": 3,
    }
    now = {NEW: Decimal(11), **{name: Decimal(count) for name, count in rows.items()}}
    (remark,) = told(paper("共受理申请9件。", now=now))
    assert remark.severity is Severity.WARNING
    assert "是 11" in remark.finding.message and "予以公开 5、部分公开 1、无法提供 3" in remark.finding.message


@pytest.mark.parametrize(
    ("said", "off"),
    [
        ("予以公开52件，占61.91%；部分公开25件，占29.76%；无法提供7件，占8.33%", []),  # rounded so that they make 100
        ("予以公开52件，占61.90%；部分公开25件，占29.76%；无法提供7件，占8.33%", []),  # each rounded alone
        ("予以公开52件，占61.91%；部分公开25件，占29.76%；无法提供7件，占8.34%", ["T003", "T003"]),
        ("予以公开52件，占61.92%；部分公开25件，占29.75%；无法提供7件，占8.33%", ["T003"]),
    ],
)
def test_shares_of_a_list_may_be_rounded_so_that_they_make_100(said: str, off: list[str]):
    rows = {GRANTED: 52, "requests.granted_in_part.total": 25, "requests.unavailable.not_held.total": 7}
    now = {CONCLUDED: Decimal(84), **{name: Decimal(count) for name, count in rows.items()}}
    assert [remark.rule for remark in told(paper(f"办结申请84件。办结的申请中，{said}。", now=now))] == off
