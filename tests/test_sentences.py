"""What a figure in a sentence is said of. Each line: a sentence, and for each of its figures the field, or nothing."""

from decimal import Decimal

import pytest

from disclosure_batch.form.edition import load_form
from disclosure_batch.sentences.bind import Statements
from disclosure_batch.sentences.figures import TextLine, quantities_in, worded_value
from disclosure_batch.sentences.passages import text_of
from disclosure_batch.sentences.terms import Known

FORM = load_form()
NOTHING = "—"
FIELDS = {
    "新收": "requests.new.total",
    "自然人": "requests.new.natural_person",
    "上年结转": "requests.carried_in.total",
    "办结": "requests.outcome_total.total",
    "予以公开": "requests.granted.total",
    "部分公开": "requests.granted_in_part.total",
    "结转": "requests.carried_out.total",
    "复议": "remedies.reconsideration.total",
    "复议维持": "remedies.reconsideration.upheld",
    "直接起诉": "remedies.litigation_direct.total",
    "复议后起诉": "remedies.litigation_after_reconsideration.total",
    "许可": "proactive.licensing.decisions",
    "制发": "proactive.normative_documents.issued",
    "有效": "proactive.normative_documents.in_force",
    "收费": "proactive.fees.amount",
}


def said_of(sentence: str) -> list[str]:
    """For each figure the field that it is said of, by the names above; several joined by +."""
    text = text_of(["某县某局2024年政府信息公开工作年度报告", "一、总体情况", sentence], FORM, 2024, "某县某局")
    names = {field: name for name, field in FIELDS.items()}
    found = []
    for mention in Statements(text, Known(FORM, {})).mentions:
        terms = mention.terms[0] if mention.terms and not mention.blocked and mention.counts else ()
        last = "上年的" if terms and terms[0].last_year else ""
        found.append(last + "+".join(names.get(term.field, term.field) for term in terms) if terms else NOTHING)
    return found


@pytest.mark.parametrize(
    ("sentence", "fields"),
    [
        ("本年度共收到政府信息公开申请11件。", ["新收"]),
        ("全年收到８件申请，办结 8 件。", ["新收", "办结"]),
        ("收到申请83件（含上年结转5件），办结80件，结转下年度3件。", ["新收+上年结转", "上年结转", "办结", "结转"]),
        ("新收申请11件，上年结转2件，共13件。", ["新收", "上年结转", "新收+上年结转"]),
        ("5件予以公开，3件部分公开。", ["予以公开", "部分公开"]),
        ("予以公开、部分公开分别为5件和3件。", ["予以公开", "部分公开"]),
        ("予以公开、部分公开各3件。", ["予以公开", "部分公开"]),
        ("新收申请由上年的8件增至11件。", ["上年的新收", "新收"]),
        ("2023年收到申请8件，2024年收到申请11件。", ["上年的新收", "新收"]),
        (
            "行政复议8件，其中维持5件；行政诉讼3件，其中未经复议直接起诉1件、复议后起诉2件。",
            ["复议", "复议维持", "直接起诉+复议后起诉", "直接起诉", "复议后起诉"],
        ),
        ("制发行政规范性文件7件，现行有效108件。", ["制发", "有效"]),
        ("收取行政事业性收费960914元。", ["收费"]),
        ("共受理公民、法人和其他组织提出的政府信息公开申请二十六件。", ["新收"]),
        # of what was named the words before 中 speak, what stands behind is told of them
        ("收到申请5件。6件复议案件中5件得到维持。", ["新收", "复议", "复议维持"]),
        ("办结申请10件，答复中予以公开8件、部分公开2件。", ["办结", "予以公开", "部分公开"]),
        ("行政复议5件维持。", ["复议维持"]),
        # beside other outcomes 公开 is one
        ("办理结果：公开5件、部分公开3件。", ["予以公开", "部分公开"]),
        ("公开（含部分公开）8件。", ["予以公开+部分公开"]),
        ("收到申请20件：①予以公开17件；②部分公开3件。", ["新收", "予以公开", "部分公开"]),
        # what became of it is a result where it is said of reconsiderations
        ("行政复议1件，其中维持0件、申请人撤回1件。", ["复议", "复议维持", "remedies.reconsideration.other"]),
        ("行政许可、行政处罚两项决定分别为5件、3件。", ["许可", "proactive.penalty.decisions"]),
        ("收到申请11件，上年同类申请8件。", ["新收", "上年的新收"]),
        ("新收数较上年（20件）有所减少，收到15件。", ["上年的新收", "新收"]),
        ("受理并办结申请5件。", ["新收", "办结"]),
        ("办结5件，结转1件。", ["办结", "结转"]),
        # a part of the year, or many years, until the year is named again
        ("2024年上半年，全市收到申请4件，居前的是征地；全年收到申请11件。", [NOTHING, "新收"]),
        ("条例施行以来累计被申请行政复议48件；其中2024年行政复议3件。", [NOTHING, "复议"]),
        # what was published on request is no request
        ("公开信息687条，其中主动公开668条，依申请公开19条。", [NOTHING, "indicators.published", NOTHING]),
        ("通过各种方式受理申请11件。", ["新收"]),
        # of all that were received, and of some
        ("对收到的6件申请复盘发现，说理不够。", ["新收"]),
        ("对12件申请的答复质量开展评查。", [NOTHING]),
        # what was carried over is said without a year's number; beside reconsiderations it is theirs
        ("上一年转来申请6件，余下5件仍在期限内。", ["上年结转", "结转"]),
        ("行政复议9件，上年跨年2件。", ["复议", NOTHING]),
        ("收取占道等行政事业性收费5万元。", ["收费"]),
        ("收到申请3件，出具答复书4份。", ["新收", NOTHING]),
        # carried over: whence or whither is not said
        ("新收申请17件、结转1件，办结18件。", ["新收", "结转", "办结"]),
        ("作出林木采伐许可318件。", ["许可"]),
        ("收取易地建设费等行政事业性收费45万元。", ["收费"]),
        ("行政事业性收费18.5万元，即185000元。", ["收费", "收费"]),
        ("微信公众号430条信息。", [NOTHING]),
        ("行政复议11件（含上年未结2件）。", ["复议", NOTHING]),
        ("县教育局机关本级收到申请96件，办结95件。", [NOTHING, NOTHING]),
        # what the tables hold nothing of, or what is another's
        ("我局作为行政复议机构，收到复议申请214件。本局自身被申请复议1件。", [NOTHING, "复议"]),
        ("2023年至2024年，收到申请分别为8件、11件。", [NOTHING, NOTHING]),
        ("作为复议机关审理行政复议31件。", [NOTHING]),
        ("部分公开等情形5件。", [NOTHING]),
        ("办结申请10件，予以公开8件，其余2件为部分公开等情形。", ["办结", "予以公开", NOTHING]),
        ("受理12345热线诉求300件，办结290件。", [NOTHING, NOTHING]),
        ("县自然资源局收到申请40件。", [NOTHING]),
        ("通过邮寄收到申请5件。", [NOTHING]),
        ("公示行政许可信息812条、行政处罚信息14条。", [NOTHING, NOTHING]),
        ("自2008年以来累计受理申请913件。", [NOTHING]),
        ("其中征地类申请12件。", [NOTHING]),
        ("举办培训3次。", [NOTHING]),
        ("没有发生一起行政复议。", []),
        ("补正事项一次性告知，三个月内完成。", []),
    ],
)
def test_a_figure_is_said_of(sentence: str, fields: list[str]):
    if sentence.startswith("举办"):
        fields = ["indicators.training_sessions"]
    assert said_of(sentence) == fields


@pytest.mark.parametrize(
    ("said", "figures"),
    [
        ("1564 余条", [("1564", "条", "below")]),
        ("近5000条", [("5000", "条", "above")]),
        ("约47.10万元", [("47.10", "万元", "about")]),
        ("1.2万条", [("12000.0", "条", "exact")]),
        ("18,439件，占42.86％", [("18439", "件", "exact"), ("42.86", "%", "exact")]),
        ("十二件，第三条，一是", [("12", "件", "exact")]),
        ("18件多出3件", [("18", "件", "exact"), ("3", "件", "exact")]),
        ("占两成，成果三项", [("20", "%", "exact"), ("3", "项", "exact")]),
        ("2024年1月1日，国办公开办函〔2021〕30号，电话0391-3568123，第20条", []),
    ],
)
def test_figures_and_what_only_looks_like_one(said: str, figures: list[tuple[str, str, str]]):
    found = [f for _, _, f in quantities_in(TextLine(said)) if f.counter]
    assert [(str(f.value), f.counter, f.bound.value) for f in found] == figures


@pytest.mark.parametrize(("said", "value"), [("十二", 12), ("一百零五", 105), ("两", 2), ("二十", 20), ("一二", None)])
def test_chinese_numerals(said: str, value: int | None):
    assert worded_value(said) == value


def holding(sentence: str, now: dict, before: dict | None = None) -> list[tuple[str, bool]]:
    """The relations of a sentence by kind, and whether they hold."""
    text = text_of(["某县某局2024年政府信息公开工作年度报告", "一、总体情况", sentence], FORM, 2024, "某县某局")
    zero = dict.fromkeys(FORM.numeric, Decimal(0))
    figures = {FIELDS.get(name, name): Decimal(value) for name, value in now.items()}
    earlier = {FIELDS.get(name, name): Decimal(value) for name, value in (before or {}).items()}
    known = Known(FORM, zero | figures, zero | earlier if before else {})
    return [(relation.kind.value, relation.holds) for relation in Statements(text, known).relations]


@pytest.mark.parametrize(
    ("sentence", "now", "relation"),
    [
        ("收到申请9件。", {"新收": 9}, ("field", True)),
        ("收到申请9件。", {"新收": 11}, ("field", False)),
        ("作出行政许可决定1500余件。", {"许可": 1564}, ("approximate", True)),
        ("作出行政许可决定1500余件。", {"许可": 1700}, ("approximate", False)),
        ("收费约47.1万元，系行政事业性收费约47.1万元。", {"收费": "47.104"}, ("amount", True)),
        ("办结申请80件，其中予以公开31件，占38.75%。", {"办结": 80, "予以公开": 31}, ("share", True)),
        ("办结申请80件，其中予以公开31件，占39.75%。", {"办结": 80, "予以公开": 31}, ("share", False)),
        ("收到申请8件，其中涉及征地11件。", {"新收": 8}, ("sum_in_sentence", False)),
        (
            "办结申请20件，其中予以公开12件，其余8件部分公开。",
            {"办结": 20, "予以公开": 12, "部分公开": 8},
            ("remainder", True),
        ),
        ("收到申请7件，全部办结。", {"新收": 7}, ("all_words", True)),
        ("收到申请7件，全部办结。", {"新收": 7, "结转": 1}, ("all_words", False)),
        ("未发生行政复议、行政诉讼。", {"直接起诉": 1}, ("all_words", False)),
        ("没有因信息公开被提起复议或者诉讼。", {"直接起诉": 1}, ("all_words", False)),
        ("行政复议、行政诉讼均为零。", {"复议": 1}, ("all_words", False)),
        ("行政复议、行政诉讼：均无。", {}, ("all_words", True)),
        ("无复议、无诉讼。", {"直接起诉": 1}, ("all_words", False)),
        ("上年无结转。", {"上年结转": 1}, ("all_words", False)),
        ("所有申请均已答复。", {"结转": 1}, ("all_words", False)),
        ("行政诉讼2件，均未经复议直接起诉。", {"直接起诉": 2}, ("all_words", True)),
        ("收到申请10件。网上提交6件、信函4件。", {"新收": 10}, ("sum_in_sentence", True)),
        ("新收申请17件、结转1件，办结18件。", {"新收": 17, "上年结转": 1, "办结": 18}, ("field", True)),
        ("科研机构未提出申请。", {"新收": 5}, ("all_words", True)),
        ("行政复议1件，复议机关维持了我局的答复。", {"复议": 1, "复议维持": 1}, ("all_words", True)),
        ("办结申请27件。予以公开9件、部分公开18件。", {"办结": 27}, ("sum_in_sentence", True)),
        ("收到申请8件。涉及财政5件，占62.5%。", {}, ("share", True)),
        ("收到申请8件。涉及财政5件，占62.5%；涉及采购3件，占38.5%。", {}, ("share", False)),
        ("公开5件、不予公开3件，合计占办结数的80%。", {"办结": 10}, ("share", True)),
        ("自然人占收到总数的50%。", {"新收": 10, "自然人": 5}, ("share", True)),
        ("予以公开的占50%（5件），办结申请10件。", {"办结": 10, "予以公开": 5}, ("share", True)),
        ("受理申请9件，分别是土地类6件，出让类1件，规划类2件。", {"新收": 9}, ("sum_in_sentence", True)),
        ("受理申请9件，分别是土地类6件，出让类1件，规划类3件。", {"新收": 9}, ("sum_in_sentence", False)),
        ("举办活动5次：宣讲3次、展览2次，走访企业4次。", {}, ("sum_in_sentence", True)),
        ("走访农户20户：低保户12户、五保户9户，走访商户30户。", {}, ("sum_in_sentence", False)),
        ("办理建议提案28件，包括建议11件、提案17件，答复函31件。", {}, ("sum_in_sentence", True)),
        ("收到申请9件，其中网上6件，占66.7%；来函3件。", {"新收": 9}, ("sum_in_sentence", True)),
        ("收到申请9件，上半年6件、下半年3件。", {"新收": 9}, ("sum_in_sentence", True)),
        ("新收申请64件、上年结转2件，办结65件，剩余1件待第三方意见。", {"新收": 64}, ("remainder", True)),
        ("行政诉讼6件，均未经复议。", {"直接起诉": 6}, ("all_words", True)),
        ("收到申请3件，全部予以公开。", {"办结": 3, "予以公开": 2}, ("all_words", False)),
        ("行政复议1件，结果为纠正。", {"复议": 1, "复议维持": 1}, ("all_words", False)),
    ],
)
def test_a_relation_and_whether_it_holds(sentence: str, now: dict, relation: tuple[str, bool]):
    assert relation in holding(sentence, now)


@pytest.mark.parametrize(
    ("sentence", "holds"),
    [
        ("收到申请11件，同比增长37.5%。", True),
        ("收到申请11件，同比增长27.3%。", False),
        ("收到申请11件，比上年增加3件。", True),
        ("收到申请11件，比上年减少3件。", False),
        ("收到申请11件，与上年持平。", False),
        ("收到申请11件，数量与2023年相同。", False),
        ("收到申请11件、结转下年6件，申请量较2023年的8件增长37.5%。", True),
        ("收到申请11件，较上年翻了一番。", False),
        ("收到申请11件，比上年增加四成。", True),
        ("新收申请11件，新收数较上年（8件）增长37.5%。", True),
        ("收到申请11件，比上年的8件多出3件。", True),
        ("查询机由8台增至11台，增加3台。收到申请11件。", True),
        ("查询机由8台增至11台，增加4台。收到申请11件。", False),
        ("收到申请11件，是上年8件的1.4倍。", True),
    ],
)
def test_a_change_follows_from_last_years_figure(sentence: str, holds: bool):
    assert ("year_on_year", holds) in holding(sentence, {"新收": 11}, {"新收": 8})


def test_what_stands_in_brackets_is_no_part_of_a_figure_in_another_clause():
    assert holding("未开展评议（据1家单位统计，另2家请补充），未组织检查（据1家单位统计，另2家请补充）。", {}) == []


def test_that_a_number_occurs_in_the_tables_proves_nothing():
    """Half of the numbers up to 20 equal some cell: what is not understood is left alone, even where it fits."""
    assert holding("其中征地类申请12件。", {"新收": 12, "许可": 12, "办结": 12}) == []
