"""R: relations inside one workbook. Each rule with what is in order, what is nearly off, and what is off."""

import pytest

from disclosure_batch.findings import Severity
from disclosure_batch.intake.filing import Slip
from disclosure_batch.roster import Category
from tests.casework import CODE, FORM, GOOD, NAME, check, codes, handed_in, of, one, unit

PERSON, COMPANY = "requests.{}.natural_person".format, "requests.{}.enterprise".format
DOCUMENTS = "proactive.normative_documents.{}".format


def test_a_submission_in_order_raises_nothing():
    assert check(handed_in()) == []


# ---------------------------------------------------------------- R101


@pytest.mark.parametrize(
    ("issued", "repealed", "in_force", "off"),
    [
        (2, 1, 12, False),
        (7, 3, 4, False),  # exactly what was issued and not repealed
        (7, 3, 3, True),
        (0, 9, 0, False),  # more repealed than issued: all of them were old
    ],
)
def test_in_force_is_not_less_than_issued_and_not_repealed(issued, repealed, in_force, off):
    figures = {DOCUMENTS("issued"): issued, DOCUMENTS("repealed"): repealed, DOCUMENTS("in_force"): in_force}
    assert codes(check(handed_in(figures))) == ["R101"] * off


def test_r101_says_both_sides_and_shows_the_explanation():
    figures = {DOCUMENTS("issued"): 7, DOCUMENTS("repealed"): 3, DOCUMENTS("in_force"): 2}
    found = one(check(handed_in(figures, texts={"explanation.R101": "十二月印发，次年一月施行"})), "R101")
    assert found.severity is Severity.WARNING
    assert (found.cell, found.value, found.expected) == ("D7", 2, None)
    assert "行政规范性文件：现行有效件数 2，本年制发件数 7 － 本年废止件数 3 ＝ 4，不足 2。" in found.message
    assert found.explanation == "十二月印发，次年一月施行"


# ---------------------------------------------------------------- R301, R302, R401, R601: totals


@pytest.mark.parametrize(
    ("rule", "total", "right"),
    [
        ("R301", "requests.new.total", 10),
        ("R302", "requests.outcome_total.natural_person", 7),
        ("R401", "remedies.reconsideration.total", 1),
    ],
)
def test_a_typed_total_is_held_against_its_parts(rule, total, right):
    assert check(handed_in(totals={total: right})) == []  # typed, and right

    found = check(handed_in(totals={total: right + 2}))
    assert codes(found) == [rule]  # not R601, too, and no broken relation: totals are taken as re-derived
    assert (found[0].severity, found[0].field, found[0].value, found[0].expected) == (
        Severity.ERROR,
        total,
        right + 2,
        right,
    )
    assert f"填的是 {right + 2}，各项之和是 {right}，相差 2。" in found[0].message
    assert "恢复总计的公式" in found[0].message


def test_a_typed_total_of_an_unreadable_figure_is_not_accused():
    assert codes(check(handed_in(slips={PERSON("new"): Slip.NOT_A_NUMBER}, totals={"requests.new.total": 99}))) == [
        "V004"
    ]


@pytest.mark.parametrize(
    "total", ["requests.granted.total", "requests.outcome_total.total", "remedies.reconsideration.total"]
)
def test_a_stale_result_of_a_formula_is_no_error(total):
    found = check(handed_in(stale={total: 77}))
    assert codes(found) == ["R601"]
    assert (found[0].severity, found[0].field, found[0].value) == (Severity.WARNING, total, 77)
    assert "保存的结果是 77" in found[0].message and "已按各项重新计算" in found[0].message


def test_a_formula_skips_what_is_no_plain_number_without_being_called_stale():
    """SUM leaves out the cell with 12件: the cell is told, its sums are not."""
    found = check(handed_in(slips={PERSON("granted"): Slip.CLEANED}, stale={"requests.granted.total": 0}))
    assert codes(found) == ["V003"]


def test_where_a_formula_has_another_result_its_blank_cells_may_be_no_zeros():
    found = check(handed_in({PERSON("granted"): None}, stale={"requests.granted.total": 6}))
    assert "先按 0 计算；表内还有不平衡的地方，请先核对这几格是不是漏填" in one(found, "V001").message


def test_several_stale_results_are_one_finding():
    found = one(
        check(
            handed_in(
                stale={"requests.granted.total": 6, PERSON("outcome_total"): 8, "remedies.reconsideration.total": 3}
            )
        ),
        "R601",
    )
    assert "同样的还有 2 格" in found.message
    assert found.also == ("D30",)  # those of the same sheet


# ---------------------------------------------------------------- R303


def test_a_column_that_does_not_balance_is_named_with_both_sides():
    found = one(check(handed_in({PERSON("granted"): 8})), "R303")
    assert (found.severity, found.unit, found.sheet, found.cell) == (Severity.ERROR, CODE, "三、依申请公开", "D7")
    assert found.also == ("D8", "D30", "D31")
    assert found.message.startswith("“三、依申请公开”自然人列：新收 7 ＋ 上年结转 0 ＝ 7，办理总计 10 ＋ 结转下年度 0 ＝ 10，相差 3。")
    assert "请先核对“新收”和“结转下年度”" in found.message


@pytest.mark.parametrize(
    ("changes", "columns"),
    [
        ({PERSON("granted"): 6, PERSON("unavailable.not_held"): 1}, []),  # another outcome, the same sum
        ({PERSON("granted"): 6, PERSON("carried_out"): 0}, ["自然人"]),
        ({PERSON("granted"): 6, COMPANY("granted_in_part"): 1}, ["自然人", "商业企业"]),  # 总计 balances, both columns don't
    ],
)
def test_each_column_balances_for_itself_and_the_total_column_is_no_second_finding(changes, columns):
    found = of(check(handed_in(changes)), "R303")
    assert [f.message.split("”")[1].split("列")[0] for f in found] == columns


def test_a_blank_in_a_column_that_does_not_balance_is_pointed_at():
    found = check(handed_in({PERSON("new"): None}))
    assert codes(found) == ["R303", "V001"]
    broken, blank = of(found, "R303")[0], of(found, "V001")[0]
    assert broken.value is None and "自然人列的 D7 没有填，两边相差 7" in broken.message
    assert "按 0 计，" not in blank.message and "是不是漏填" in blank.message


def test_what_cannot_be_read_breaks_no_relation():
    assert codes(check(handed_in(slips={PERSON("granted"): Slip.NOT_A_NUMBER}))) == ["V004"]


def test_what_has_no_place_in_the_document_breaks_no_relation():
    assert codes(check(handed_in({PERSON("granted"): None}, absent=frozenset({PERSON("granted")})))) == []


def test_a_table_left_blank_is_one_finding():
    """Also where the carry-over that was filled in when it was handed out stands there alone."""
    blank = {field: None for field in GOOD if field.startswith("requests.")} | {PERSON("carried_in"): 3}
    assert codes(check(handed_in(blank, totals={"requests.new.total": 5}))) == ["V001"]


# ---------------------------------------------------------------- R501, R502

WEB, MEDIA, PAPER = (f"indicators.published_{by}" for by in ("on_website", "on_new_media", "by_other_means"))


@pytest.mark.parametrize(
    ("figures", "severities"),
    [
        ({WEB: 120}, []),  # all of them
        ({WEB: 121}, ["warning"]),  # the sum of all channels is too large, too, but that is the same cause
        ({WEB: 80, MEDIA: 41}, ["notice"]),  # one item on two channels counts in both
        ({WEB: 80, MEDIA: 40}, []),
        ({PAPER: 121}, ["warning"]),
        ({"indicators.published": None}, []),  # not known, so nothing exceeds it
    ],
)
def test_no_channel_has_more_than_was_published(figures, severities):
    assert [f.severity for f in of(check(handed_in(figures)), "R501")] == severities


@pytest.mark.parametrize(
    ("received", "handled", "off"), [(9, 9, False), (9, 10, True), (9, 0, False), (None, 10, False)]
)
def test_no_more_letters_are_answered_than_came(received, handled, off):
    found = of(
        check(handed_in({"indicators.letters_received": received, "indicators.letters_handled": handled})), "R502"
    )
    assert [f.severity for f in found] == [Severity.WARNING] * off
    assert not off or "超出 1" in found[0].message


# ---------------------------------------------------------------- R701


@pytest.mark.parametrize(
    ("name", "category", "told"),
    [
        ("示例区财政局", None, True),
        ("文昌镇", None, True),
        ("文昌镇人民政府", None, True),
        ("文昌街道办事处", None, True),
        ("景德镇市人民政府", None, False),  # no 镇
        ("示例市人民政府", None, False),
        ("示例市司法委员会", Category.DEPARTMENT, True),
        ("示例市人民政府办公室", Category.PUBLISHER, False),
        ("示例区", None, True),
        ("示例区人民政府", None, True),
        ("示例区人民政府办公室", Category.PUBLISHER, True),
        ("示例县政府办公室", None, True),
        ("示例自治县", None, True),
        ("示例瑶族乡", None, True),
        ("文昌街道", None, True),
        ("文昌镇人民政府办公室", None, True),
        ("示例自治区人民政府", None, False),
        ("示例自治州人民政府", None, False),
        ("示例省人民政府办公厅", None, False),
        ("示例经济技术开发区管委会", None, False),
        ("示例高新区", None, False),
        ("示例新区管理委员会", None, False),
        ("示例地区行政公署", None, False),
        ("示例县司法委员会", None, False),
    ],
)
def test_who_can_make_regulations(name, category, told):
    regulations = {"proactive.regulations.issued": 2, "proactive.regulations.in_force": 6}
    found = of(check(handed_in(regulations, name=name), roster=[unit(CODE, name, category)]), "R701")
    assert [f.severity for f in found] == [Severity.ERROR] * told
    if told:
        assert (found[0].cell, found[0].also, found[0].value, found[0].expected) == ("B6", ("D6",), 2, 0)
        assert f"本年制发件数 2、现行有效件数 6。{name}一般不能制定规章" in found[0].message


def test_regulations_are_right_once_the_office_has_said_on_what_ground():
    regulations = {"proactive.regulations.in_force": 6}
    found = one(check(handed_in(regulations, texts={"explanation.R701": "经授权制定"})), "R701")
    assert (found.severity, found.explanation) == (Severity.WARNING, "经授权制定")
    assert "请单位在“核对与说明”的“填报规章的依据”写明" in found.message


def test_zero_regulations_are_right_for_everybody():
    assert of(check(handed_in(), roster=[unit(CODE, NAME, Category.DEPARTMENT)]), "R701") == []


# ---------------------------------------------------------------- what the office wrote


@pytest.mark.parametrize("text", ["", "无", "无。", "（无）", "/", "——", "没有", "0"])
def test_nothing_meaningful_explains_nothing(text):
    found = one(check(handed_in({PERSON("granted"): 8}, texts={"explanation.other": text})), "R303")
    assert found.explanation is None


def test_other_explanations_stand_beside_the_finding_and_change_no_severity():
    found = one(check(handed_in({PERSON("granted"): 8}, texts={"explanation.other": "有三件已撤回"})), "R303")
    assert (found.severity, found.explanation) == (Severity.ERROR, "有三件已撤回")


MORE_ON_THE_SITE = {"indicators.published_on_website": 9_999}


@pytest.mark.parametrize(
    "text",
    [
        *("确认", "经核对，数据准确无误", "情况属实。", "按上级要求填报"),
        *("经核对，以上数据真实准确，我局负责", "按县里要求填报的", "数据与台账一致，特此确认"),
    ],
)
def test_that_all_is_right_answers_nothing_before_anything_was_asked(text):
    words = {"explanation.other": text}
    assert one(check(handed_in(MORE_ON_THE_SITE, texts=words)), "R501").explanation is None
    assert one(check(handed_in(MORE_ON_THE_SITE, texts=words, marked=True)), "R501").explanation == text
    later = handed_in(MORE_ON_THE_SITE, texts=words | {"unit.date": "2025-01-20"})
    assert one(check(handed_in(MORE_ON_THE_SITE), later), "R501").explanation == text
    assert one(check(handed_in(MORE_ON_THE_SITE, texts=words), later), "R501").explanation is None  # it said so before


@pytest.mark.parametrize("text", ["经核对，网站发布数准确无误", "含转载信息", "机构合并"])
def test_words_on_the_matter_answer_at_once(text):
    assert one(check(handed_in(MORE_ON_THE_SITE, texts={"explanation.other": text})), "R501").explanation == text


def test_the_relations_of_the_form_have_each_a_rule():
    assert {relation.code for relation in FORM.relations} == set(FORM.rule_texts)
