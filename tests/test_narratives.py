"""The narrative as a reader meets it: whatever the figures, it reads well, and our own proof has no word against it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from benchmarks.narratives import DISTRICTS, narrative
from disclosure_batch.findings import Severity
from disclosure_batch.form.printed_names import PrintedNames
from disclosure_batch.merge import Consolidation
from disclosure_batch.outputs.annual_report import report_of
from disclosure_batch.outputs.as_subject import subject_of, subject_of_unit
from disclosure_batch.report import ratios
from disclosure_batch.report.compose import compose
from disclosure_batch.report.repeated import Repeated
from disclosure_batch.report.report import Report
from disclosure_batch.report.subject import Doubt, Lacking, Subject
from disclosure_batch.report.sums import Sums, is_reckoned
from disclosure_batch.report.told import Told, figure_told, figures_in, joined, told_sentences
from disclosure_batch.roster import Category
from disclosure_batch.rules.rulebook import proofread
from disclosure_batch.rules.texts.paper import Paper
from disclosure_batch.sentences.terms import Known
from disclosure_batch.settings import Settings
from tests.consolidations import FORM, Office, all_zero, consolidated, seed, text
from tests.hand_made import with_sums

OTHERS = ("水利", "教育", "民政")
SHARE = re.compile(r"，占(\d+\.\d\d)%")
GROWN_TO_NOTHING = re.compile(r"(?<![\d.])0(?:\.0+)?(?:%|件|条|个|次|篇|个百分点)")
DOUBLED = re.compile(r"，，|。。|；；|、、|的的|，。|；。|、。|，；|其中。|，$|看，。")


def paper_of(result: Consolidation, report: Report) -> Paper:
    """The report as the proof reads it."""
    subject = subject_of(result)
    lines = [line for line in narrative(report) if line != "（表）"]
    known = Known(FORM, {name: result.totals[name] for name in subject.stated}, subject.last_year)
    return Paper(lines, FORM, 2024, known, names=(report.body,))


def section_one(result: Consolidation, **more) -> str:
    return text(report_of(result, **more), 1)


# ---------------------------------------------------------------- three districts


@pytest.mark.parametrize("name", DISTRICTS)
def test_three_contrasting_districts_pass_the_proof(name: str):
    result = DISTRICTS[name]()
    report = report_of(result)
    paper = paper_of(result, report)

    found = [remark for remark in proofread(paper) if remark.rule != "T021"]  # the places to fill in
    assert [remark.finding.message for remark in found if remark.severity is not Severity.NOTICE] == []
    assert "本年度" not in text(report, 1) and text(report, 1).count("2024年") <= 1


def test_the_city_says_who_asked_whom_and_what_came_of_it():
    words = section_one(DISTRICTS["市"]())
    for said in (
        "新收政府信息公开申请3015件，较上年增长13.13%。上年结转申请96件。从申请人看，",
        "申请量前三位的单位依次为示例市自然资源和规划局1255件、示例市公安局753件、示例市住房和城乡建设局502件，合计占83.25%。",
        "从承办单位看，政府部门2761件、乡镇（街道）254件。",
        "办结率96.53%，较上年提高0.19个百分点。",
        "不予公开的理由主要是保护第三方合法权益（168件）、属于行政执法案卷（96件）。",
        "按已审结的行政复议77件计，纠错率为22.08%，较上年提高13.12个百分点。",
        "行政诉讼由上年的0件增至39件",
        "（以上据5家单位统计，另2家请补充）",
    ):
        assert said in words
    outcomes = re.search("办结的申请中，(.*?)。", words)[1]
    assert sum(map(Decimal, SHARE.findall(outcomes))) == 100
    counts = [int(count) for count in re.findall(r"(\d+)件", outcomes)]
    assert counts == sorted(counts, reverse=True)


# ---------------------------------------------------------------- whatever the figures

counts = st.integers(0, 3) | st.integers(0, 3_000)
figures = st.dictionaries(st.sampled_from(FORM.inputs), counts, max_size=40)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(now={}, before=None, others=[{}, {"indicators.platforms": 0}])  # one of two indicators by more units
@given(now=figures, before=st.none() | figures, others=st.lists(figures, max_size=3))
def test_whatever_the_figures_it_reads_well_and_proof_finds_no_error(now: dict, before: dict | None, others: list):
    offices = [Office("示例区", dict.fromkeys(FORM.inputs, 0) | now, category=Category.PUBLISHER)]
    offices += [Office(f"示例区{name}局", other) for name, other in zip(OTHERS, others, strict=False)]
    result = consolidated(*offices, last=None if before is None else with_sums(before))
    report = report_of(result)
    words = text(report, 1)

    for run in re.findall(r"(?:[^，；。]*\d+(?:件|条)，占\d+\.\d\d%；?)+", words):
        assert sum(map(Decimal, SHARE.findall(run))) == 100
    assert not re.search(r"(?:增长|提高|下降|增加|减少)0(?![.\d])|(?:占|为)0\.00%", words)
    assert not DOUBLED.search(words), DOUBLED.search(words)
    for paragraph in words.strip().split("\n\n")[1:]:
        assert paragraph.startswith("（") or paragraph.endswith(("。", "）")), paragraph
        assert not any(re.fullmatch(r"[，；、\s]*", clause) for clause in re.split("[。；，]", paragraph.rstrip("。")))
    errors = [one for one in proofread(paper_of(result, report)) if one.severity is Severity.ERROR]
    assert [remark.finding.message for remark in errors] == []


WORDS = {
    "text.overview": ["", "全年新收政府信息公开申请{本年新收}件，公开信息{主动公开政府信息总数}条。"],
    "text.proactive": ["", "逐件回复群众信件。", "收到群众信件和留言{收到群众信件和留言}件，{较上年·收到群众信件和留言}。", "主动公开{主动公开政府信息总数}条，政策解读{发布政策解读}篇。"],
    "text.on_request": ["", "统一登记。", "新收{本年新收}件，{较上年·本年新收}。", "办结{办理总计}件，结转{结转下年度}件。", "行政复议{行政复议}件，维持{行政复议·结果维持}件。"],
    "text.supervision": ["", "培训{组织业务培训}次。", "组织培训和考核。"],
}  # fmt: skip
NO_BEGINNING = re.compile(r"(?:^|。|\n)(?:其中|占|均|已办结|较上年|与上年|[、，；。])")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(  # what grew from nothing, and the words say so
    now={"requests.new.enterprise": 2}, before={}, words={"text.on_request": "新收{本年新收}件，{较上年·本年新收}。"}
)
@given(now=figures, before=figures, words=st.fixed_dictionaries({n: st.sampled_from(w) for n, w in WORDS.items()}))
def test_whatever_the_words_ask_for_the_rest_reads_as_a_whole(now: dict, before: dict, words: dict):
    office = all_zero()
    office.figures |= now
    office.texts = words
    said = section_one(consolidated(office, last=with_sums(before)))
    assert not DOUBLED.search(said), said
    assert not NO_BEGINNING.search(said), said
    assert not re.search("[{}]", said)


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=8))
def test_shares_add_up_as_they_are_shown_and_none_is_off_by_a_place(parts: list[int]):
    told = ratios.shares(parts)
    if not told:
        assert sum(parts) < ratios.ENOUGH or min(parts) * 10_000 < sum(parts)
        return
    assert sum(told) == 100 and all(told)
    exact = [Decimal(part) * 100 / sum(parts) for part in parts]
    assert all(abs(share - due) < ratios.HUNDREDTH for share, due in zip(told, exact, strict=True))


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([30, 3, 2], "85.71 8.57 5.72"),  # both 30 and 2 are as near: the smaller one gives way
        ([30, 5], "85.71 14.29"),
        ([18, 2, 1, 1], "81.81 9.09 4.55 4.55"),
        ([7, 7, 7, 3], "29.17 29.17 29.16 12.50"),  # else 3 would be off by a place
        ([10, 10, 10], "33.33 33.33 33.34"),  # it can't be otherwise
    ],
)
def test_equal_parts_have_equal_shares_wherever_they_add_up(parts: list[int], told: str):
    assert " ".join(map(str, ratios.shares(parts))) == told


def test_percentages_of_a_sentence_have_as_many_places_and_shares_two():
    office = all_zero()
    office.figures |= {"indicators.published": 1100, "indicators.published_on_website": 540}
    office.figures |= {"indicators.published_on_new_media": 560}
    words = section_one(consolidated(office, last=with_sums({"indicators.published": 500})))
    assert "主动公开政府信息1100条，较上年增长120.00%，其中政务新媒体发布560条，占50.91%；" in words
    assert asked(30, 10, 6, 4).endswith("合计占92.00%。")


def test_a_change_alone_has_no_more_places_than_it_needs():
    office = all_zero()
    office.figures |= {"indicators.published": 1100}
    assert "1100条，较上年增长120%。" in section_one(consolidated(office, last=with_sums({"indicators.published": 500})))


# ---------------------------------------------------------------- units of a district


def asked(*numbers: int, **more) -> str:
    """The sentence on the units with most requests, of offices with so many."""
    names = ("甲局", "乙局", "丙局", "丁局", "戊局", "己局", "庚局")
    offices = [
        Office(name, {"requests.new.natural_person": n, "requests.granted.natural_person": n}, **more)
        for name, n in zip(names, numbers, strict=False)
    ]
    said = re.search(r"申请量前.*?。", section_one(consolidated(all_zero(), *offices)))
    return said[0] if said else ""


def test_the_units_with_most_requests_are_named_and_level_ones_all_or_none():
    assert asked(30, 20, 10, 5) == "申请量前三位的单位依次为甲局30件、乙局20件、丙局10件，合计占92.31%。"
    assert asked(30, 20, 20, 5) == "申请量前三位的单位为甲局30件、乙局20件、丙局20件，合计占93.33%。"
    assert asked(30, 20, 10, 4, 1, 1).endswith("合计占90.91%。") and asked(30, 20, 10, 3, 3, 9).endswith("合计占80.00%。")
    assert asked(30, 10, 20, 10, 1).startswith("申请量前四位的单位为甲局30件、丙局20件、乙局10件、丁局10件")
    assert asked(30, 20, 5, 5, 5, 5).startswith("申请量前两位的单位依次为甲局30件、乙局20件，")
    assert asked(30, 5, 5, 5, 5, 5) == ""  # one alone is no ranking
    assert asked(30, 20, 10) == ""  # nor are all that there are
    assert asked(6, 4, 2, 1) == ""  # nor a few requests


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("示例区人民政府办公室", "从承办单位看，政府部门35件、政府办公厅（室）7件、乡镇（街道）1件。"),
        ("示例区政务服务和数据管理局", "从承办单位看，政府部门42件、乡镇（街道）1件。"),
    ],
)
def test_a_bureau_that_adds_up_is_no_office_of_a_government(body: str, said: str):
    kinds = ((body, 7, Category.PUBLISHER), ("教育局", 35, Category.DEPARTMENT), ("白石镇", 1, Category.TOWNSHIP))
    offices = [
        Office(name, {"requests.new.natural_person": n, "requests.granted.natural_person": n}, category=kind)
        for name, n, kind in kinds
    ]
    assert said in section_one(consolidated(*offices))


def test_no_unit_is_named_where_one_is_lacking_or_in_its_own_report():
    requests = {"甲局": 40, "乙局": 30, "丙局": 20, "丁局": 10}
    offices = [Office(name, {"requests.new.natural_person": n}) for name, n in requests.items()]
    assert "申请量" not in section_one(consolidated(all_zero(), *offices, Office("戊局", status="missing")))


# ---------------------------------------------------------------- last year like for like


def letters(last: Mapping | None, *others: Office, received: int = 150) -> str:
    office = all_zero()
    office.figures |= {"indicators.letters_received": received}
    return section_one(consolidated(office, *others, last=last))


def test_an_indicator_is_compared_where_all_units_gave_it():
    last = with_sums({"indicators.letters_received": 100})
    assert "收到群众信件和留言150件，较上年增长50%" in letters(last)
    assert "较上年" not in letters(last, Office("档案局"))


# ---------------------------------------------------------------- figures that words ask for


def with_words(words: str, last: Mapping | None = None, **figures: int) -> Report:
    office = seed(text__on_request=words)
    office.figures |= figures
    return report_of(consolidated(office, last=last))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("收到申请{本年新收}件。", "收到申请11件。"),
        ("收到申请｛本年新收｝件。", "收到申请11件。"),
        ("其中自然人{本年新收·自然人}件、组织{本年新收·法人或其他组织}件。", "其中自然人10件、组织1件。"),
        ("共{三·总计·本年新收}件，无法提供{无法提供}件。", "共11件，无法提供3件。"),
        ("较多，{较上年·本年新收}。", "较多，较上年增加3件。"),
        ("上年{上年·本年新收}件。", "上年8件。"),
        ("发布{主动公开政府信息总数}条，维持{行政复议·结果维持}件。", "发布1564条，维持1件。"),
    ],
)
def test_words_ask_for_a_figure_by_its_printed_name(words: str, said: str):
    report = with_words(words, with_sums({"requests.new.natural_person": 8}))
    assert said in text(report, 1)
    assert not any("文字里的" in gap for gap in report.gaps)


def test_every_figure_of_the_form_has_a_name_by_its_labels():
    """By all of them, section, row and column; and as messages call it."""
    names = PrintedNames(FORM)
    for field in map(FORM.fields.get, FORM.numeric):
        labels = (field.section.partition("、")[0], *field.row_label.split(" "), *field.column_label.split(" "))
        path = "·".join(filter(None, labels if field.required else labels[1:]))
        assert names.find(path).fields == (field.id,), path
        assert names.find(field.name).fields == (field.id,), field.name


@pytest.mark.parametrize(
    ("words", "place", "told"),
    [
        ("收到{本年新受}件。", "（“本年新受”请补充）", "相近的有“{本年新收}”"),
        ("维持{结果维持}件。", "（“结果维持”请补充）", "相近的有“{行政复议·结果维持}”、“{未经复议直接起诉·结果维持}”"),
        ("培训{组织业务培训}次。", "（“组织业务培训”请补充）", "还没有单位填报"),
        ("{较上年·本年新收}。", "（“较上年·本年新收”请补充）", "不知道上年的数"),
        ("{天气（晴）}。", "（“天气(晴)”请补充）", "在表里没有这一项"),
        ("{办结群}件。", "（“办结群”请补充）", "认不准是哪一项"),
        ("{办结率}。", "（“办结率”请补充）", "花括号里只能写表里印的数"),
        ("办理平稳。{}", "（花括号里的名称请补充）", "“{}”花括号里没有名称"),
        ("统一答复，{较上年·", "（“较上年·”请补充）", "花括号不成对"),
        ("{较上年·{本年新收}；", "（“较上年·本年新收”请补充）；", "是不是“{较上年·本年新收}”？请改好"),
        ("{{本年新收}}件。", "（“本年新收”请补充）件。", "花括号不成对"),
        ("办理平稳｝。", "办理平稳（花括号里的名称请补充）。", "花括号里没有名称"),
        ("共{12}件。", "（“12”请补充）", "在表里没有这一项"),
    ],
)
def test_what_cannot_be_found_is_a_place_to_fill_in_and_never_a_brace(words: str, place: str, told: str):
    report = with_words(words)
    assert place in text(report, 1) and not re.search("[{}｛｝]", text(report, 1))
    assert any(told in gap for gap in report.gaps)
    assert report.to_fill["一、总体情况"] == 3


def test_a_template_asks_by_printed_names_too(tmp_path):
    (tmp_path / "1-总体情况.txt").write_text("## 甲\n\n新收{本年新收}件，{较上年·本年新收}。", encoding="utf-8")
    report = report_of(consolidated(seed(), last=with_sums({"requests.new.natural_person": 22})), tmp_path)
    assert "新收11件，较上年下降50%。" in text(report, 1)


# ---------------------------------------------------------------- said once


def test_what_the_words_say_with_a_figure_is_not_said_again():
    report = report_of(consolidated(seed(text__proactive="全年主动公开政府信息1564条，内容涵盖财政、环保。")))
    assert text(report, 1).count("1564") == 1
    assert "收到群众信件和留言201件" in text(report, 1)


def test_a_figure_asked_for_by_its_name_is_said():
    words = section_one(consolidated(seed(text__proactive="各渠道共收到来信{收到群众信件和留言}件，逐件回复。")))
    assert words.count("201件") == 1


@pytest.mark.parametrize(
    ("field", "words", "rest"),
    [
        ("on_request", "新收政府信息公开申请11件。", "新收政府信息公开申请较上年增加3件，自然人申请10件、商业企业申请1件。申请均已办结"),
        ("on_request", "新收政府信息公开申请11件，比上年增加3件。", "新收政府信息公开申请中，自然人申请10件、"),
        ("management", "现行有效的行政规范性文件108件。", "制发行政规范性文件7件、废止3件。"),
        ("management", "制发行政规范性文件7件，废止3件。", "截至年底，有现行有效的行政规范性文件108件。"),
        ("proactive", "主动公开政府信息1564条。发布政策解读6篇。", "回应社会关切4次，开设专题专栏3个。"),
    ],
)
def test_of_a_sentence_that_says_more_only_that_is_said(field: str, words: str, rest: str):
    office = seed(**{f"text__{field}": words})
    office.figures |= {"indicators.policy_interpretations": 6, "indicators.responses_to_concerns": 4}
    said = section_one(consolidated(office, last=with_sums({"requests.new.natural_person": 8})))
    assert f"{words}{rest}" in re.sub("主动公开政府信息中，.*?。|收到群众.*?。", "", said), said


def test_what_the_overview_sums_up_is_told_in_its_own_paragraph():
    """There as a whole, or it would say what became of the requests and not how many they are."""
    words = section_one(consolidated(seed(text__overview="全年新收政府信息公开申请11件。", text__on_request="统一登记。")))
    assert "统一登记。新收政府信息公开申请11件，其中自然人申请10件、商业企业申请1件。" in words.replace("2024年，", "")


def test_shares_of_a_list_stay_together():
    office = all_zero()
    office.figures |= {"requests.new.natural_person": 30, "requests.granted.natural_person": 20}
    office.figures |= {"requests.denied.state_secret.natural_person": 10}
    office.texts = {"text.on_request": "新收政府信息公开申请30件，予以公开20件。"}
    words = section_one(consolidated(office))
    assert "申请均已办结，其中予以公开20件，占66.67%；不予公开10件，占33.33%。" in words and words.count("30件") == 1


def test_a_share_is_never_told_without_what_it_is_a_share_of():
    figures = {"indicators.published": 1100, "indicators.published_on_website": 540}
    office = all_zero()
    office.figures |= {**figures, "indicators.published_on_new_media": 560}
    office.texts = {"text.proactive": "网站发布{政府网站发布}条、新媒体{政务新媒体发布}条。"}
    words = section_one(consolidated(office))
    assert "其中政务新媒体发布占50.91%；政府网站发布占49.09%。" in words and "网站发布540条、新媒体560条。" in words


def test_nothing_that_did_not_happen_is_told_twice():
    office = all_zero()
    office.texts = {"text.on_request": "全年未收到政府信息公开申请，未发生因政府信息公开引起的行政复议、行政诉讼。"}
    words = section_one(consolidated(office))
    assert words.count("未发生") == 2  # the other is of those who were held to account


def test_words_that_contradict_the_tables_are_marked():
    report = report_of(consolidated(seed(text__on_request="新收政府信息公开申请12件。")))
    assert "新收政府信息公开申请12件。（“12”与汇总数11不一致，请补充核对结果）" in text(report, 1)
    assert "新收政府信息公开申请11件" in text(report, 1)
    assert report.lacking


def test_a_figure_that_was_asked_for_is_never_called_wrong():
    words = section_one(consolidated(seed(text__overview="公开信息{主动公开政府信息总数}条。")))
    assert "公开信息1564条。" in words and "不一致" not in words


def test_of_how_many_units_a_sentence_is_stands_there_once():
    figures = {"indicators.training_sessions": 0, "indicators.assessments": 1}
    silent = Office("档案局", dict.fromkeys(set(FORM.inputs) - set(FORM.indicators), 0))
    words = section_one(consolidated(Office("示例区", figures, category=Category.PUBLISHER), silent))
    assert "开展工作考核和社会评议1次，未组织政府信息公开业务培训（据1家单位统计，另1家请补充）。" in words


def test_words_without_a_full_stop_are_not_run_into_the_figures():
    words = section_one(consolidated(seed(text__proactive="办好政府网站")))
    assert "办好政府网站\n\n2024年，主动公开" in words


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        ("收到群众信件和留言20件。", "收到的群众信件和留言较上年增长100%，均已办结。"),
        ("收到群众信件和留言20件，比上年翻了一番，均已办结。", ""),
        ("收到群众信件和留言20件，比上年翻了一番。", "收到的群众信件和留言均已办结。"),
    ],
)
def test_what_a_sentence_tells_beside_its_figure_stays_unless_the_words_say_it(words: str, rest: str):
    office = all_zero()
    office.figures |= {"indicators.letters_received": 20, "indicators.letters_handled": 20}
    office.texts = {"text.proactive": words}
    said = section_one(consolidated(office, last=with_sums({"indicators.letters_received": 10})))
    assert re.search("未发布政策解读。(.*)", said)[1] == rest


def test_what_is_left_begins_with_what_it_is_about():
    office = all_zero()
    office.figures |= {"requests.new.natural_person": 28, "requests.granted.natural_person": 28}
    office.texts = {"text.on_request": "新收{本年新收}件，均已答复。"}
    words = section_one(consolidated(office))
    assert "均已答复。新收政府信息公开申请均为自然人申请。\n\n申请均予以公开。" in words


def test_a_total_on_which_others_rest_stays_in_their_paragraph():
    office = all_zero()
    office.figures |= {"requests.new.natural_person": 28, "requests.new.enterprise": 4}
    office.texts = {"text.overview": "全年新收政府信息公开申请32件。", "text.on_request": "统一登记。"}
    assert "统一登记。新收政府信息公开申请32件。从申请人看，" in section_one(consolidated(office)).replace("2024年，", "")


def test_a_fee_that_words_ask_for_is_not_said_again():
    assert text(report_of(consolidated(fees_in_words("全年收费{收取信息处理费}元。"))), 6).split() == [
        "六、其他需要报告的事项",
        "全年收费40元。",
    ]


def fees_in_words(words: str) -> Office:
    office = seed(text__other_matters=words)
    office.figures["indicators.information_fees"] = 40
    return office


# ---------------------------------------------------------------- words and figures that speak against each other


@pytest.mark.parametrize(
    ("total", "website", "media", "said"),
    [
        (100, 95, 40, "公开政府信息100条。按发布渠道分别统计，政府网站发布95条、政务新媒体发布40条，同一条信息经几个渠道发布的分别计数。"),
        (100, 120, 40, "公开政府信息100条。按发布渠道分别统计，政府网站发布120条、政务新媒体发布40条。"),
        (100, 50, 40, "公开政府信息100条，其中政府网站发布50条、政务新媒体发布40条。"),
        (100, 60, 40, "公开政府信息100条，其中政府网站发布60条，占60.00%；政务新媒体发布40条，占40.00%。"),
        (None, 60, 40, "2024年，按发布渠道分别统计，政府网站发布60条、政务新媒体发布40条。"),
        (100, 120, 0, "公开政府信息100条。政府网站发布120条。"),
    ],
)
def test_of_channels_no_more_is_explained_than_can_be(total: int | None, website: int, media: int, said: str):
    office = all_zero()
    office.figures |= {"indicators.published_on_website": website, "indicators.published_on_new_media": media}
    office.figures["indicators.published"] = total
    assert said in section_one(consolidated(office))


def test_words_that_tell_of_what_the_tables_have_none_of_are_to_be_looked_at():
    office = all_zero()
    office.texts = {"text.proactive": "坚持以公开为常态，重点领域按月更新。", "text.platform": "完成网站适老化改造。"}
    report = report_of(consolidated(office))
    for said in ("未主动公开政府信息", "未设政府信息公开平台、政务公开专区"):
        assert f"{said}（与所写的文字不一致，请补充核对结果）。" in text(report, 1)
    assert any("“完成网站适老化改造”，表中填的却是没有" in gap for gap in report.gaps)
    assert report.to_fill["一、总体情况"] == 2


def test_words_that_tell_of_none_or_of_what_is_to_come_agree_with_none():
    office = all_zero()
    office.texts = {"text.proactive": "无应发布、更新的信息。", "text.supervision": "下一步组织培训；考核未开展。"}
    office.texts["text.platform"] = "共有平台{政府信息公开平台}个。"
    assert "一、总体情况" not in report_of(consolidated(office)).to_fill


@pytest.mark.parametrize(
    ("words", "is_marked"),
    [
        ("共有平台{政府信息公开平台}个，与上年持平。", False),
        ("现有政府信息公开平台0个、政务公开专区0个。", False),
        ("建成平台，收到投诉0件。", True),
        ("建成平台10个。", True),
    ],
)
def test_words_that_count_none_agree_with_none(words: str, is_marked: bool):
    office = all_zero()
    office.texts = {"text.platform": words}
    assert ("不一致" in section_one(consolidated(office))) == is_marked


def test_none_that_the_words_count_is_not_told_again():
    office = all_zero()
    office.texts = {
        "text.supervision": "组织政府信息公开业务培训0次，开展工作考核和社会评议0次。",
        "text.on_request": "新收政府信息公开申请0件。",
    }
    said = section_one(consolidated(office))
    assert "未组织" not in said and "0次。未发生" in said and "申请0件。无上年结转的申请。" in said


def test_words_of_all_that_the_tables_contradict_are_marked():
    office = seed(text__on_request="所有申请均已办结，未发生行政复议。")
    office.figures |= {"requests.carried_in.natural_person": 1, "requests.carried_out.natural_person": 1}
    report = report_of(consolidated(office))
    for said in ("均已办结", "未发生行政复议"):
        assert f"（“{said}”与表中的数不一致，请补充核对结果）" in text(report, 1)
    assert report.lacking


def test_words_that_count_it_by_another_name_and_changes_that_they_ask_for_are_not_repeated():
    office = all_zero()
    office.figures |= {"indicators.training_sessions": 2, "indicators.assessments": 1, "requests.new.enterprise": 12}
    office.texts = {"text.supervision": "举办信息员培训2次。", "text.on_request": "办理平稳，{较上年·本年新收}。"}
    words = section_one(consolidated(office, last=with_sums({"requests.new.enterprise": 10})))
    assert "举办信息员培训2次。开展工作考核和社会评议1次。" in words
    assert "办理平稳，较上年增长20%。新收政府信息公开申请12件，均为商业企业申请。" in words.replace("2024年，", "")


def test_where_all_reviews_are_settled_their_share_is_the_rate():
    office = all_zero()
    office.figures |= {"remedies.reconsideration.upheld": 15, "remedies.reconsideration.corrected": 15}
    assert "纠错率" not in section_one(consolidated(office))
    last = with_sums({"remedies.reconsideration.upheld": 30, "remedies.reconsideration.corrected": 10})
    assert "行政复议均已审结，纠错率为50.00%，较上年提高25.00个百分点。" in section_one(consolidated(office, last=last))


def test_where_no_rate_can_be_none_is_named():
    office = all_zero()
    office.figures |= {"requests.new.natural_person": 20, "requests.granted.natural_person": 25}
    words = section_one(consolidated(office))
    assert "办结申请25件" in words and "办结率" not in words


def test_all_that_helps_to_ask_stands_in_one_row():
    subject = subject_of(consolidated(seed()))
    settings = Settings(address="示例路1号（行政中心）", email="a@example.gov.cn")
    assert compose(replace(subject, settings=settings)).opening[0].endswith(
        "联系，地址：示例路1号（行政中心），联系电话：0391-0000000，电子邮箱：a@example.gov.cn。"
    )
    assert compose(replace(subject, settings=settings, phone="")).to_fill["开头"] == 1


# ---------------------------------------------------------------- in a 送审稿


def test_a_figure_under_a_warning_is_marked_in_the_sentence_until_somebody_has_explained_it():
    subject = subject_of(consolidated(seed()))
    doubted = replace(subject, doubts=[Doubt("水利局", "indicators.published", 1564)])
    draft = compose(replace(doubted, lacking=Lacking(missing=["民政局"])))
    assert "主动公开政府信息1564条（待核实）" in text(draft, 1)
    assert "主动公开政府信息1564条（待核实）" in text(compose(doubted), 1)
    explained = replace(subject, doubts=[replace(doubted.doubts[0], explained="含历年文件补录")])
    assert "待核实" not in text(compose(explained), 1)


def test_a_zero_under_a_warning_is_marked_in_its_words_and_no_other_zero_is():
    subject = subject_of(consolidated(all_zero()))
    names = ("proactive.normative_documents.in_force", "requests.new.natural_person", "indicators.training_sessions")
    said = text(compose(replace(subject, doubts=[Doubt("水利局", name, 0) for name in names])), 1)
    assert "无现行有效的行政规范性文件（待核实）" in said and "未收到政府信息公开申请（待核实）" in said
    assert "未组织政府信息公开业务培训（待核实）" in said and said.count("（待核实）") == 3


# ---------------------------------------------------------------- a single unit's own


def test_one_unit_s_own_report_reads_well_and_speaks_of_no_others():
    result = DISTRICTS["局"]()
    own = compose(replace(subject_of_unit(result.units[0], result), last_words={"text.problems": "一是更新慢；二是人少。"}))
    words = text(own, 1) + text(own, 5) + text(own, 6)
    assert not re.search("各单位|家单位|承办单位|申请量", words)
    assert [remark for remark in proofread(paper_of(result, own)) if remark.severity is Severity.ERROR] == []
    told = [gap for gap in own.gaps if "上年报告里的问题" in gap]
    assert len(told) == 2 and not any("各单位" in gap for gap in own.gaps)


# ---------------------------------------------------------------- whatever the words have said before

A_PREDICATE = ("占", "均", "已", "较上年", "与上年", "上年为", "由上年")
CLAUSES = re.compile("(?<=[，；。])")


def districts_of_all_sentences() -> list[Consolidation]:
    """What is counted everywhere, with shares and last year's; few of each; what is nothing now."""
    many = {name: 30 + n for n, name in enumerate(FORM.inputs)}
    channels = {"indicators.published": 1100, "indicators.published_on_website": 540}
    channels |= {"indicators.published_on_new_media": 560, "indicators.published_by_other_means": 0}
    few = dict.fromkeys(FORM.inputs, 1) | {"requests.carried_out.natural_person": 0}
    kinds = {"示例区": Category.PUBLISHER, "教育局": Category.DEPARTMENT, "城关镇": Category.TOWNSHIP}
    made = []
    for figures in (many, few, many | channels):
        offices = [Office(name, dict(figures), category=kind) for name, kind in kinds.items()]
        made += [consolidated(*offices, last=with_sums(dict.fromkeys(FORM.inputs, n))) for n in (0, 20, 90)]
    return [*made, consolidated(all_zero(), last=with_sums(many))]


def what_is_left(subject: Subject, sentence: Told) -> Iterator[str]:
    """Of a sentence, whichever of its figures own words have said."""
    counted = list(dict.fromkeys(figure.of for figure in figures_in(sentence) if not is_reckoned(figure.of)))
    for n in range(1, len(counted) + 1):
        for some in combinations(counted, n):
            own = joined(("已经说过", *(figure_told("8", of) for of in some), "。"))
            repeated = Repeated(subject, Sums(subject), "一、总体情况", {"text.proactive": [own]})
            yield from repeated.unsaid([sentence], own)


def test_whatever_the_words_have_said_no_clause_is_left_without_what_it_speaks_of():
    sentences = {}
    for result in districts_of_all_sentences():
        told = (one for block in report_of(result).sections[0].blocks for one in told_sentences(block.text))
        sentences |= {re.sub(r"[\d.]+", "8", one): (subject_of(result), one) for one in told}
    assert len(sentences) > 40
    for subject, sentence in sentences.values():
        for left in what_is_left(subject, sentence):
            before = ""
            for clause in filter(None, CLAUSES.split(left)):
                begins = not before or before.endswith("；")
                assert not (begins and clause.startswith(A_PREDICATE)), (left, sentence)
                assert not clause.startswith("占") or re.search(r"\d(?:件|条)，$", before), (left, sentence)
                before = clause
