"""Y: against last year. Each rule with what fits, what nearly doesn't, and what doesn't."""

from decimal import Decimal

import pytest

from disclosure_batch.findings import Severity
from disclosure_batch.intake.filing import Slip
from tests.casework import CODE, FORM, GOOD, check, codes, handed_in, last_year, of, one, unit
from tests.district import place

DOCUMENTS = "proactive.normative_documents.{}".format
PERSON, COMPANY = "requests.{}.natural_person".format, "requests.{}.enterprise".format
BLOCK = "remedies.{}.{}".format

# last year's result that this year's good figures follow from, and that is unlike them
BEFORE = dict.fromkeys(FORM.inputs, 0) | {
    DOCUMENTS("issued"): 6,
    DOCUMENTS("repealed"): 2,
    DOCUMENTS("in_force"): 11,
    "proactive.licensing.decisions": 300,
    "proactive.penalty.decisions": 20,
    "proactive.fees.amount": Decimal("7.5"),
    PERSON("new"): 6,
    PERSON("granted"): 6,
    COMPANY("new"): 1,
    COMPANY("carried_out"): 1,
    "indicators.published": 100,
    "indicators.published_on_website": 70,
    "indicators.letters_received": 8,
    "indicators.letters_handled": 8,
}


def test_figures_that_follow_from_last_year_raise_nothing():
    assert check(handed_in(), last=BEFORE) == []


# ---------------------------------------------------------------- Y001, Y002


def test_a_unit_without_last_year_is_told_once_and_otherwise_left_alone():
    found = check(handed_in({COMPANY("carried_in"): 2}), last=last_year({"410899": BEFORE}))
    assert codes(found) == ["R303", "Y001"]
    assert one(found, "Y001").severity is Severity.NOTICE and "“示例区财政局”" in one(found, "Y001").message


def test_without_last_year_nothing_is_said_of_it():
    assert check(handed_in({DOCUMENTS("in_force"): 99})) == []


@pytest.mark.parametrize(("year", "told"), [(2023, False), (None, False), (2022, True), (2024, True)])
def test_last_year_is_the_year_before(year, told):
    found = of(check(handed_in(), last=last_year({CODE: BEFORE}, year)), "Y002")
    assert [f.severity for f in found] == [Severity.WARNING] * told
    assert not told or f"是 {year} 年的，本次汇总 2024 年，应与 2023 年比较" in found[0].message


@pytest.mark.parametrize("doubt", ["year", "unit"])
def test_figures_of_another_year_or_of_a_doubtful_unit_are_not_compared(doubt):
    """L003 and U002 say it; that nothing fits last year's is the same cause. U002 is said of who sent the file."""
    filing = handed_in(
        {DOCUMENTS("in_force"): 99}, texts={"unit.year": "2023"} if doubt == "year" else {"unit.name": "示例区教育局"}
    )
    roster = [unit(CODE, "示例区财政局"), unit("410802", "示例区教育局")]
    found = check(filing, last=last_year({CODE: BEFORE, "410802": BEFORE}), roster=roster)
    said = [(CODE, "L003"), ("410802", "U003")] if doubt == "year" else [(CODE, "U003"), ("410802", "U002")]
    assert sorted((f.unit, f.rule) for f in found) == said


# ---------------------------------------------------------------- Y101, Y102, and R101 beside them


@pytest.mark.parametrize(
    ("issued", "repealed", "in_force", "rules"),
    [
        (2, 1, 12, []),
        (2, 1, 13, ["Y101"]),
        (0, 11, 0, ["Y501"]),  # all of last year's repealed: possible, and a large swing
        (0, 12, 0, ["Y102"]),  # one more: no number in force would fit, so Y101 is the same cause
        (20, 1, 3, ["R101", "Y101"]),  # below R101's bound, too: each has its own explanation
    ],
)
def test_in_force_follows_from_last_year(issued, repealed, in_force, rules):
    figures = {DOCUMENTS("issued"): issued, DOCUMENTS("repealed"): repealed, DOCUMENTS("in_force"): in_force}
    assert codes(check(handed_in(figures), last=BEFORE)) == rules


def test_y101_says_both_sides():
    found = one(check(handed_in({DOCUMENTS("in_force"): 52}, texts={"explanation.Y101": "清理旧文件"}), last=BEFORE), "Y101")
    assert (found.severity, found.cell, found.value, found.expected) == (Severity.WARNING, "D7", 52, 12)
    assert "现行有效件数 52，上年年报的现行有效件数 11 ＋ 本年制发件数 2 － 本年废止件数 1 ＝ 12，相差 40。" in found.message
    assert found.explanation == "清理旧文件"


@pytest.mark.parametrize(
    ("text", "severity", "shown"),
    [
        *((nothing, "error", None) for nothing in ("", "/", "12", "无", "没有其他需要说明的情况，谢谢。", "情况说明")),
        *(
            (no_reason, "error", no_reason)
            for no_reason in (
                *("属实", "经核对，数据准确无误。", "按上级要求填报", "根据有关规定，经领导审核同意上报", "属实，请予以确认"),
                *("按县里要求填报的", "按县局领导要求填报", "以上数据真实准确，我局负责", "数字没有错，请予认可", "确系按区政府统一口径报送"),
                *("已与业务科室核对", "经主要领导审定", "数据来源于业务科室", "以实际为准", "见上", "没填错", "OK", "属正常"),
                *("业务需要", "按文件要求", "分管领导已签字", "确为本年数", "统计无误"),
                *("示例单位已核实，准确", "确认为 99 件", "县里统一安排的，我们对此承担责任", "请贵办予以认可"),
            )
        ),
        *(
            (said, "warning", said)
            for said in (
                *("机构合并，接收原粮食局文件", "已核实，系上年漏报", "按上级要求清理旧文件", "统计口径调整", "经市政府授权"),
                *("撤县设区", "按县里要求合并填报", "划入", "由街道办代收", "请示已撤回", "新系统上线，数据属实", "合并"),
                *("业务量增加", "业务科室划入", "未纳入统计", "以前年度补录", "上年填错了", "来源于网站改版后的合并栏目"),
            )
        ),
    ],
)
@pytest.mark.parametrize(
    ("rule", "changes"),
    [("Y102", {DOCUMENTS("repealed"): 99}), ("Y301", {COMPANY("carried_in"): 2, COMPANY("new"): 2})],
)
def test_an_explained_error_is_a_warning_that_shows_it(rule, changes, text, severity, shown):
    found = one(check(handed_in(changes, texts={f"explanation.{rule}": text}), last=BEFORE), rule)
    assert (found.severity, found.explanation) == (severity, shown)


def test_the_explanation_of_another_rule_excuses_nothing():
    found = one(check(handed_in({DOCUMENTS("repealed"): 99}, texts={"explanation.Y301": "机构合并"}), last=BEFORE), "Y102")
    assert (found.severity, found.explanation) == (Severity.ERROR, None)


# ---------------------------------------------------------------- Y301


@pytest.mark.parametrize(
    ("last", "changes", "columns"),
    [
        ({COMPANY("carried_out"): 1}, {}, []),
        ({COMPANY("carried_out"): 2}, {}, ["商业企业"]),
        ({COMPANY("carried_out"): 0, PERSON("carried_out"): 1}, {}, ["自然人", "商业企业"]),  # 总计 agrees, the columns don't
        ({COMPANY("carried_out"): None}, {}, []),  # not known
    ],
)
def test_what_is_carried_in_was_carried_out_last_year(last, changes, columns):
    found = of(check(handed_in(changes), last=BEFORE | last), "Y301")
    assert [f.message.split("”")[1].split("列")[0] for f in found] == columns


def test_y301_says_both_figures():
    found = one(check(handed_in(), last=BEFORE | {COMPANY("carried_out"): 3}), "Y301")
    assert (found.cell, found.value, found.expected) == ("E8", 1, 3)
    assert "商业企业列：上年结转 1，上年年报的结转下年度 3，相差 2。" in found.message


# ---------------------------------------------------------------- Y302


def section(prefix: str) -> dict:
    return {name: GOOD[name] for name in FORM.inputs if name.startswith(prefix)}


@pytest.mark.parametrize(
    ("last", "sheets"),
    [
        (BEFORE | section("proactive"), ["二、主动公开"]),
        (BEFORE | section("requests"), ["三、依申请公开"]),
        (BEFORE | section("requests") | {PERSON("granted"): 4}, []),  # one figure off
        (BEFORE | section("proactive") | {"proactive.fees.amount": Decimal("8.0915")}, []),  # one digit off
        (BEFORE | section("remedies"), []),  # small numbers: alike by chance
        (BEFORE | section("requests") | {PERSON("new"): None}, []),
    ],
)
def test_a_table_that_is_last_years_to_the_digit(last, sheets):
    found = of(check(handed_in(), last=last), "Y302")
    assert [(f.severity, f.sheet) for f in found] == [("error", sheet) for sheet in sheets]


def test_what_was_carried_over_in_a_table_that_is_last_years_is_no_second_mistake():
    """With last year's figures stands what was carried into last year. Said to be right, they have to go on from it."""
    figures = {COMPANY("carried_in"): 2, COMPANY("new"): GOOD[COMPANY("new")] - 1}
    last = BEFORE | section("requests") | figures
    assert [f.rule for f in check(handed_in(figures), last=last) if f.rule[0] == "Y"] == ["Y302"]
    said = check(handed_in(figures, texts={"explanation.Y302": "两年各有一件，经逐件清点"}), last=last)
    assert [f.rule for f in said if f.rule[0] == "Y"] == ["Y301", "Y302"]
    other = last | {PERSON("granted"): 4}  # one figure is this year's
    assert [f.rule for f in check(handed_in(figures), last=other) if f.rule[0] == "Y"] == ["Y301"]
    elsewhere = last | {DOCUMENTS("in_force"): 30}  # and on another sheet it is a mistake of its own
    assert [f.rule for f in check(handed_in(figures), last=elsewhere) if f.rule[0] == "Y"] == ["Y302", "Y101"]


@pytest.mark.parametrize(
    ("figures", "severity"),
    [
        ({}, []),
        ({DOCUMENTS("in_force"): 5}, []),  # what goes on from year to year
        ({COMPANY("carried_in"): 1, COMPANY("carried_out"): 1}, ["warning"]),
        ({PERSON("new"): 1, PERSON("granted"): 1}, ["warning"]),  # a quiet office, two years alike
        ({PERSON("new"): 2, PERSON("granted"): 1, PERSON("not_processed.petition"): 1}, ["error"]),
        ({PERSON("new"): 3, PERSON("granted"): 1, PERSON("carried_in"): 1, PERSON("carried_out"): 3}, ["error"]),
        (
            {"proactive.licensing.decisions": 4, "proactive.fees.amount": Decimal("1.5"), DOCUMENTS("in_force"): 9},
            ["warning"],
        ),
    ],
)
def test_few_figures_may_be_the_same_by_chance(figures, severity):
    these = dict.fromkeys(FORM.inputs, 0) | figures
    assert [f.severity for f in of(check(handed_in(these), last=these), "Y302")] == severity


BOTH = BEFORE | section("proactive") | section("requests")
OF_LAST_YEAR, OF_THIS_YEAR = {"unit.year": "2023"}, {"unit.year": "2024"}


@pytest.mark.parametrize(
    ("stamp", "last", "now", "told"),
    [
        (OF_LAST_YEAR, BOTH, {}, "表是 2023 年下发的，表二、表三各数与上年完全相同，像是上年的表改了年度。请在今年的表上填报"),
        ({}, BOTH, {}, "表二、表三各数与上年完全相同，像是上年的表改了年度。请在今年的表上填报"),  # a Word report
        (OF_THIS_YEAR, BOTH, {}, ""),  # this year's workbook: each of the two tables is asked about
        (OF_LAST_YEAR, BOTH, {PERSON("carried_in"): 3, PERSON("new"): 4}, "个与上年相同，像是上年的表改了年度"),  # mended a little
        (OF_THIS_YEAR, BOTH, {PERSON("carried_in"): 3, PERSON("new"): 4}, ""),
        (OF_LAST_YEAR, BEFORE, {}, ""),  # filled in over last year's, as many do
        (OF_LAST_YEAR, BEFORE | section("requests"), {}, ""),
    ],
)
def test_last_years_workbook_is_one_finding(stamp, last, now, told):
    found = check(handed_in(now, stamp=stamp), last=last)
    books = [f for f in of(found, "Y302") if "像是上年的表" in f.message]
    assert [told in f.message for f in books] == [True] * bool(told)
    if told:
        assert [f.rule for f in found if f.rule[0] in "VRYT"] == ["Y302"] and books[0].severity == "error"


def test_the_few_figures_of_a_quiet_office_make_no_book_of_last_year():
    quiet = dict.fromkeys(FORM.inputs, 0) | {"proactive.licensing.decisions": 4, "proactive.penalty.decisions": 1}
    (found,) = of(check(handed_in(quiet, stamp=OF_LAST_YEAR), last=quiet), "Y302")
    assert found.severity == "warning" and "像是上年的表" not in found.message
    assert "与上年完全相同（不为 0 的有 2 格，" in found.message


def test_a_small_office_may_change_one_figure_in_last_years_workbook():
    small = {"licensing": 4, "penalty": 3, "coercion": 1}
    last = dict.fromkeys(FORM.inputs, 0) | {f"proactive.{name}.decisions": figure for name, figure in small.items()}
    last |= {PERSON("new"): 1, PERSON("granted"): 1}
    now = last | {"proactive.penalty.decisions": 4}
    assert not [f for f in of(check(handed_in(now, stamp=OF_LAST_YEAR), last=last), "Y302") if "像是上年的表" in f.message]


def test_the_same_figures_are_right_once_the_office_has_said_so():
    last = BEFORE | section("proactive")
    found = one(check(handed_in(texts={"explanation.Y302": "核对过，确属相同"}), last=last), "Y302")
    assert (found.severity, found.explanation) == ("warning", "核对过，确属相同")
    assert "请单位在“核对与说明”的“与上年数字完全相同的原因”写明" in found.message
    assert one(check(handed_in(texts={"explanation.other": "确属相同"}), last=last), "Y302").severity == "error"


# ---------------------------------------------------------------- Y401, Y402

PENDING = BLOCK("litigation_direct", "pending")


@pytest.mark.parametrize(
    ("last", "now", "gone"),
    [
        ({PENDING: 2}, {BLOCK("litigation_direct", "upheld"): 2}, False),
        ({PENDING: 2}, {BLOCK("litigation_direct", "upheld"): 1, PENDING: 1}, False),
        ({PENDING: 2}, {BLOCK("litigation_direct", "upheld"): 1}, True),
        ({PENDING: 2}, {BLOCK("reconsideration", "upheld"): 2}, True),  # in another block
        ({PENDING: 0}, {}, False),
    ],
)
def test_a_case_pending_last_year_is_somewhere_this_year(last, now, gone):
    found = of(check(handed_in(now), last=BEFORE | last), "Y401")
    assert [(f.severity, f.field) for f in found] == [("notice", PENDING)] * gone
    assert not gone or "上年年报尚未审结 2 件" in found[0].message


RECONSIDERED, SUED = BLOCK("reconsideration", "upheld"), BLOCK("litigation_after_reconsideration", "upheld")


@pytest.mark.parametrize(
    ("now", "last", "told"),
    [
        ({RECONSIDERED: 0, SUED: 1}, {}, True),
        ({RECONSIDERED: 1, SUED: 1}, {}, False),
        ({RECONSIDERED: 1, SUED: 3}, {}, False),  # not more than one may have been decided last year
        ({RECONSIDERED: 0, SUED: 1}, {BLOCK("reconsideration", "pending"): 1}, False),
        ({RECONSIDERED: 0, SUED: 0}, {}, False),
    ],
)
def test_a_lawsuit_after_reconsideration_needs_one(now, last, told):
    found = of(check(handed_in(now), last=BEFORE | last), "Y402")
    assert [(f.severity, f.field, f.value) for f in found] == [("notice", SUED, 1)] * told
    assert not told or "复议后起诉 1 件，而今年行政复议总计 0" in found[0].message


# ---------------------------------------------------------------- Y501

LICENCES, PENALTIES = "proactive.licensing.decisions", "proactive.penalty.decisions"


@pytest.mark.parametrize(
    ("now", "last", "told"),
    [
        (100, 20, False),  # five times
        (101, 20, True),
        (20, 100, False),  # a fifth
        (19, 100, True),
        (12, 2, False),  # six times, but a change of ten
        (13, 2, True),
        (11, 0, True),
        (10, 0, False),
        (0, 11, True),
        (500, None, False),
        (None, 500, False),  # a blank is told as such
    ],
)
def test_a_large_swing(now, last, told):
    found = of(check(handed_in({LICENCES: now}), last=BEFORE | {LICENCES: last}), "Y501")
    assert [f.severity for f in found] == [Severity.NOTICE] * told
    assert not told or f"行政许可·本年处理决定数量 {now}（上年 {last}）" in found[0].message


@pytest.mark.parametrize(
    ("now", "last", "severity"),
    [
        (9600, 192, Severity.WARNING),  # fifty times
        (9599, 192, Severity.NOTICE),
        (1010, 10, Severity.WARNING),
        (1009, 10, Severity.NOTICE),  # so few may well be
        (10_000, 0, Severity.WARNING),
        (9999, 0, Severity.NOTICE),
    ],
)
def test_a_count_that_can_hardly_be_is_asked_about(now, last, severity):
    found = one(check(handed_in({LICENCES: now}), last=BEFORE | {LICENCES: last}), "Y501")
    assert found.severity is severity
    if severity is Severity.WARNING:
        assert found.message.startswith(f"“二、主动公开”B10（行政许可·本年处理决定数量）填的是 {now}，")


def test_what_an_office_says_of_it_answers():
    filing = handed_in({LICENCES: 1_700_000}, texts={"explanation.Y501": "身份证办理事项划入"})
    assert one(check(filing, last=BEFORE | {LICENCES: 192}), "Y501").explanation == "身份证办理事项划入"


def test_the_swings_of_a_table_are_one_finding_with_all_cells_and_the_explanation():
    changes = {LICENCES: 3000, PENALTIES: 210, "indicators.special_columns": 40}
    filing = handed_in(changes, texts={"explanation.Y501": "全年开展专项整治"})
    found = of(check(filing, last=BEFORE), "Y501")
    assert [(f.sheet, f.cell, f.also) for f in found] == [
        ("二、主动公开", "B10", ("B13",)),
        ("工作指标", place("indicators.special_columns")[1], ()),
    ]
    assert "有 2 个数与上年相差较大" in found[0].message
    assert {f.explanation for f in found} == {"全年开展专项整治"}


def test_what_another_rule_holds_against_last_year_is_no_swing_too():
    """现行有效 is Y101's, 上年结转 is Y301's, an amount is V012's."""
    changes = {DOCUMENTS("in_force"): 500, COMPANY("carried_in"): 90, "proactive.fees.amount": Decimal(9000)}
    assert codes(check(handed_in(changes | {COMPANY("granted_in_part"): 91}), last=BEFORE)) == [
        "V012",
        "Y101",
        "Y301",
        "Y501",
    ]
    assert "·现行有效" not in one(check(handed_in(changes), last=BEFORE), "Y101").message


def test_a_stock_that_follows_from_last_year_may_swing_all_the_same():
    filing = handed_in({DOCUMENTS("issued"): 200, DOCUMENTS("repealed"): 0, DOCUMENTS("in_force"): 211})
    found = of(check(filing, last=BEFORE | {DOCUMENTS("issued"): 190}), "Y501")
    assert "行政规范性文件·现行有效件数 211（上年 11）" in found[0].message


def test_what_cannot_be_read_is_compared_with_nothing():
    """Nor a table that is blank."""
    unreadable = handed_in(slips={COMPANY("carried_in"): Slip.NOT_A_NUMBER, LICENCES: Slip.NOT_A_NUMBER})
    assert codes(check(unreadable, last=BEFORE | {LICENCES: 9000})) == ["V004", "V004"]
    blank = {name: None for name in FORM.inputs if name.startswith("proactive")}
    assert codes(check(handed_in(blank), last=BEFORE)) == ["V001"]
