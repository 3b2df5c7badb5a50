"""U: the unit and the roster, and L003. Each rule with the near miss that stays silent."""

import datetime

import pytest

from disclosure_batch.findings import Severity
from disclosure_batch.intake.filing import Origin
from disclosure_batch.intake.identify import identify
from disclosure_batch.intake.values import read_date, read_year
from disclosure_batch.roster import Category, Roster
from tests.casework import CODE, FORM, GOOD, NAME, check, codes, handed_in, of, one, reading, unit
from tests.district import YEAR
from tests.spoken_of import rule_of

FINANCE, SCHOOLS = unit(CODE, NAME, aliases=("区财政局", "示例区财政金融局")), unit("410802", "示例区教育局")
ROSTER = (FINANCE, SCHOOLS)
PERSON = "requests.{}.natural_person".format
OTHER = {"indicators.platforms": 3}  # so that two units are not alike


def standing(*filings) -> list[tuple[str, str | None]]:
    """What becomes of submissions in this order, and the rule that says why."""
    readings = [reading(filing, f"收件/{i}.xlsx") for i, filing in enumerate(filings)]
    found = identify(readings, Roster(ROSTER), FORM, YEAR)
    return [(str(s.standing), rule_of(s.troubles[-1]) if s.troubles else None) for s in found]


# ---------------------------------------------------------------- U001, U002, U003, U006: whose


@pytest.mark.parametrize(
    ("code", "name", "rules"),
    [
        (CODE, NAME, []),
        (CODE, "", []),
        ("", NAME, []),
        ("", "示例区 财政局", []),  # blanks are no difference
        ("", "区财政局", ["U006"]),
        (CODE, "示例区财政金融局", ["U006"]),
        (CODE, "示例区教育局", ["U002"]),
        ("410899", NAME, ["U002"]),
        (CODE, "某某局", ["U002"]),
        ("410899", "某某局", ["U001"]),
        ("", "某某局", ["U001"]),
        ("", "", ["U001"]),
    ],
)
def test_whose_submission_it_is(code, name, rules):
    """The roster has the other unit, too; that it is missing is not the point here."""
    found = check(handed_in(code=code, name=name), roster=ROSTER)
    assert [f.rule for f in found if f.rule != "U003"] == rules
    severity = {"U006": Severity.NOTICE}
    assert all(f.severity is severity.get(f.rule, Severity.ERROR) for f in found)


def test_the_messages_name_what_is_typed_and_what_is_expected():
    found = one(check(handed_in(code="410899", name="某某局"), roster=ROSTER), "U001")
    assert "封面写的代码“410899”、名称“某某局”不在名册上" in found.message and found.unit is None
    found = one(check(handed_in(name="示例区教育局"), roster=ROSTER), "U002")
    assert (found.value, found.expected, found.unit) == ("示例区教育局", None, "410802")
    assert "不是同一个单位" in found.message
    found = one(check(handed_in(name="区财政局"), roster=ROSTER), "U006")
    assert "名称填的是“区财政局”，按名册认作“示例区财政局”" in found.message


def test_without_a_roster_every_name_is_right():
    assert check(handed_in(code="", name="某某局")) == []
    assert codes(check(handed_in(code="", name=""))) == ["U001"]


def test_a_unit_that_has_not_reported_is_missing_and_the_publisher_may_be():
    publisher = unit("410800", "示例区人民政府办公室", Category.PUBLISHER)
    found = of(check(handed_in(), roster=[publisher, *ROSTER]), "U003")
    assert [(f.unit, f.severity) for f in found] == [("410800", Severity.NOTICE), ("410802", Severity.ERROR)]
    assert found[1].message == "“示例区教育局”还没有报送。"
    assert of(check(handed_in(), handed_in(OTHER, code="410802", name="示例区教育局"), roster=ROSTER), "U003") == []


# ---------------------------------------------------------------- F009, U004: which of several

EARLY, LATE = {"unit.date": "2025-01-10"}, {"unit.date": "2025-01-15"}
LAST_YEARS = {"unit.year": "2023", **LATE}
MENDED = {PERSON("new"): 8, PERSON("granted"): 6}


@pytest.mark.parametrize(
    ("filings", "becomes"),
    [
        ([handed_in(texts=EARLY), handed_in(MENDED, texts=LATE)], [("superseded", "F009"), ("current", None)]),
        ([handed_in(MENDED, texts=LATE), handed_in(texts=EARLY)], [("current", None), ("superseded", "F009")]),
        ([handed_in(texts=EARLY), handed_in(MENDED, texts=EARLY)], [("unusable", "U004"), ("unusable", "U004")]),
        ([handed_in(texts=EARLY), handed_in(texts=EARLY)], [("current", None), ("superseded", "F009")]),
         # they say the same
        # no day: not to be compared
        ([handed_in(texts={"unit.date": "1月中旬"}), handed_in(MENDED, texts=LATE)],
            [("unusable", "U004"), ("unusable", "U004")]),
        ([handed_in(texts={"unit.date": "1月中旬"}), handed_in(texts=LATE)],
            [("current", None), ("superseded", "F009")]),  # they say the same
        ([handed_in(texts={"unit.date": "2035-01-20"}), handed_in(MENDED, texts=LATE)],
            [("unusable", "U004"), ("unusable", "U004")]),
        ([handed_in(texts={"unit.date": "2024-01-20"}), handed_in(MENDED, texts=LATE)],
            [("unusable", "U004"), ("unusable", "U004")]),  # of the year before
        # two that can't be told apart, both before the third
        (
            [handed_in(texts=EARLY), handed_in({"indicators.platforms": 9}, texts=EARLY),
                handed_in(MENDED, texts=LATE)],
            [("superseded", "F009"), ("superseded", "F009"), ("current", None)],
        ),
        # another unit's workbook under this unit's code, and last year's, do not take the place of the right one
        ([handed_in(texts=EARLY), handed_in(name="示例区教育局", texts=LATE)], [("current", None), ("unusable", "U002")]),
        ([handed_in(texts=EARLY), handed_in(MENDED, texts=LAST_YEARS)], [("current", None), ("superseded", "F009")]),
        # a blank one steps back
        (
            [handed_in(base=dict.fromkeys(FORM.inputs),
                texts={name: "" for name in handed_in().texts if name not in ("unit.code", "unit.name",
                "unit.year")}), handed_in()],
            [("ignored", "F004"), ("current", None)],
        ),
    ],
)  # fmt: skip
def test_which_of_several_counts(filings, becomes):
    assert standing(*filings) == becomes


def test_a_superseded_submission_lists_what_differs():
    found = one(check(handed_in(texts=EARLY), handed_in(MENDED, texts=LATE)), "F009")
    assert found.severity is Severity.WARNING
    assert "已由“收件/1_示例区财政局.xlsx”替代（填报日期 2025-01-15 晚于 2025-01-10）。两份不同之处：“三、依申请公开”D7（新收·自然人）前一份 7，后一份 8；" in found.message
    same = one(check(handed_in(texts=EARLY), handed_in(texts=LATE)), "F009")
    assert same.severity is Severity.NOTICE and "两份的数字和文字相同" in same.message


def test_two_submissions_that_cannot_be_told_apart_are_both_named():
    found = of(check(handed_in(), handed_in(MENDED)), "U004")
    assert [f.severity for f in found] == [Severity.ERROR] * 2
    assert "“收件/0_示例区财政局.xlsx”（填报日期 2025-01-10）、“收件/1_示例区财政局.xlsx”（填报日期 2025-01-10）" in found[0].message
    assert "“三、依申请公开”D7（新收·自然人）：一份 7，一份 8；" in found[0].message


# ---------------------------------------------------------------- L003


@pytest.mark.parametrize(
    ("cover", "stamp", "severities"),
    [
        ("2024", "2024", []),
        ("2023", "2024", ["error"]),
        ("", "2023", ["error"]),
        ("2024", "2023", ["notice"]),
        ("", "", []),
    ],
)
def test_the_year_on_the_cover_decides(cover, stamp, severities):
    filing = handed_in(texts={"unit.year": cover}, stamp={"unit.year": stamp})
    assert [f.severity for f in of(check(filing), "L003")] == severities


@pytest.mark.parametrize(
    ("cover", "stamp", "severity"),
    [
        ("2022-2023", "2024", "notice"),
        ("2022-2023", "", "error"),
        ("24", "", "error"),
        ("本年度", "2024", "notice"),
        ("2022-2023", "2023", "error"),
    ],
)
def test_a_cover_that_says_no_year_is_told(cover, stamp, severity):
    """The template's own year is taken then; where it has none, nobody knows."""
    found = of(check(handed_in(texts={"unit.year": cover}, stamp={"unit.year": stamp})), "L003")
    assert any(f"填的是“{cover}”，认不出是哪一年" in f.message for f in found)
    assert max((f.severity for f in found), key=lambda s: s == "error") == severity


@pytest.mark.parametrize(
    "written", ["二〇二四", "２０２４年度", "2024.0", datetime.date(2024, 1, 1), datetime.datetime(2024, 12, 31)]
)
def test_a_year_may_be_written_in_many_ways(written):
    assert read_year(written) == "2024"


# ---------------------------------------------------------------- U005

SMALL = dict.fromkeys(FORM.inputs, 0)


@pytest.mark.parametrize(
    ("one_figures", "other_figures", "one_text", "other_text", "told"),
    [
        (GOOD, GOOD, "", "", True),
        (GOOD, GOOD, "信息更新偏慢", "信息 更新偏慢", True),  # blanks are no difference
        (GOOD, GOOD, "信息更新偏慢", "业务培训太少", True),  # too many figures to be alike by chance
        (GOOD, {**GOOD, "indicators.platforms": 1}, "信息更新偏慢", "信息更新偏慢", False),
        (SMALL, SMALL, "无", "无", False),  # nothing happened in either
        ({**SMALL, "remedies.reconsideration.upheld": 1}, {**SMALL, "remedies.reconsideration.upheld": 1}, "", "",
            True),
        ({**SMALL, "remedies.reconsideration.upheld": 1}, {"remedies.reconsideration.upheld": 1}, "", "", True),
         # blank for 0
    ],
)  # fmt: skip
def test_the_same_submission_of_two_units(one_figures, other_figures, one_text, other_text, told):
    filings = (
        handed_in(base=one_figures, texts={"text.problems": one_text}),
        handed_in(
            base=dict.fromkeys(FORM.inputs) | other_figures,
            code="410802",
            name="示例区教育局",
            texts={"text.problems": other_text},
        ),
    )
    found = of(check(*filings, roster=ROSTER), "U005")
    assert [(f.severity, f.unit) for f in found] == [("warning", "410802")] * told
    what = "数字和文字" if "".join(one_text.split()) == "".join(other_text.split()) else "数字"
    assert not told or f"“示例区教育局”与“示例区财政局”报送的{what}完全相同" in found[0].message


# ---------------------------------------------------------------- U007

COUNTY = {"code": "410700", "name": "示例县"}
ROW = handed_in()  # 财政局 in the county's 汇总表
SUM = handed_in(MENDED, **COUNTY, parts=[ROW, handed_in(OTHER, code="410790", name="示例县教育局")])


@pytest.mark.parametrize(
    ("filing", "words"),
    [
        (handed_in(), "两份的数字相同。"),
        (handed_in(MENDED), "两份有 2 处不同：新收·自然人 汇总表 7、本表 8；"),
        (handed_in(name="示例区财政与国资局"), "两份的数字相同。"),  # renamed, but the code and all figures are the same
        (handed_in(code=""), "两份的数字相同。"),
        (handed_in(code="410899"), ""),  # another unit of the same name
        (handed_in(MENDED, name="示例区教育局"), ""),  # another unit under the same local code
        (handed_in(code="410899", name="示例区统计局"), ""),
    ],
)
def test_a_unit_within_a_consolidated_workbook_is_counted_once(filing, words):
    """The unit's own workbook is the one left out: the 汇总表 cannot be taken apart."""
    found = of(check(SUM, filing), "U007")
    assert [(f.severity, f.file) for f in found] == [("error", f"收件/1_{filing.name}.xlsx")] * bool(words)
    assert not words or (words in found[0].message and "不计入，以免重复" in found[0].message)


def test_a_bodys_own_workbook_beside_its_consolidated_one():
    own = handed_in(OTHER, **COUNTY)
    both = handed_in(MENDED, **COUNTY, parts=[own, ROW])
    found = check(both, own)
    assert [(f.rule, f.file) for f in found if f.severity == "error"] == [("U007", "收件/1_示例县.xlsx")]


def test_in_the_bodys_own_run_its_consolidated_workbook_is_left_out():
    """Last run's 汇总表 lies among what the units have sent."""
    publisher = unit(COUNTY["code"], COUNTY["name"], Category.PUBLISHER)
    found = check(SUM, ROW, roster=[publisher, FINANCE])
    assert [(f.rule, f.file) for f in found if f.severity == "error"] == [("U007", "收件/0_示例县.xlsx")]
    own = handed_in(OTHER, **COUNTY)
    found = check(own, handed_in(MENDED, **COUNTY, parts=[own, ROW]), ROW, roster=[publisher, FINANCE])
    assert [(f.rule, f.file) for f in found if f.severity == "error"] == [("U007", "收件/1_示例县.xlsx")]


def test_a_unit_in_two_consolidated_workbooks():
    another = handed_in(OTHER, code="410600", name="另一县", parts=[ROW])
    found = one(check(SUM, another), "U007")
    assert found.file == "收件/1_另一县.xlsx" and "两份汇总表里都有“示例区财政局”" in found.message
    assert of(check(SUM, handed_in(code="410600", name="另一县", parts=[handed_in(OTHER, code="410601")])), "U007") == []


# ---------------------------------------------------------------- U008, U009


@pytest.mark.parametrize("field", ["unit.prepared_by", "unit.reviewed_by", "unit.phone", "unit.date", "unit.year"])
def test_the_cover_is_complete(field):
    found = one(check(handed_in(texts={field: ""})), "U008")
    assert (found.severity, found.field) == (Severity.NOTICE, field)
    assert FORM.fields[field].row_label in found.message


def test_what_is_missing_on_the_cover_is_one_notice_and_only_of_our_own_template():
    bare = dict.fromkeys(("unit.phone", "unit.date"), "")
    assert "没有填联系电话、填报日期。" in one(check(handed_in(texts=bare)), "U008").message
    filing = handed_in(texts=bare)
    assert check(type(filing)(Origin.LABELS, filing.values, texts=filing.texts)) == []


@pytest.mark.parametrize("named", [True, False])
def test_who_publishes_is_known(named):
    assert codes(check(handed_in(), body_named=named)) == ["U009"] * (not named)


@pytest.mark.parametrize(
    ("figures", "texts", "told"),
    [
        (GOOD, ("示例区财政局推进公开。", "示例区教育局推进公开。"), "数字和文字完全相同"),  # the name was replaced
        (GOOD, ("加强培训。", "人手不足。"), "的数字完全相同"),  # too many figures to be alike by chance
        (dict.fromkeys(GOOD, 0) | {PERSON("new"): 1, PERSON("granted"): 1}, ("加强培训。", "人手不足。"), ""),
        (dict.fromkeys(GOOD, 0), ("加强培训。", "加强培训。"), ""),
    ],
)
def test_another_units_workbook_under_a_new_name(figures, texts, told):
    one, other = (
        handed_in(code=u.code, name=u.name, base=figures, texts={"text.problems": text})
        for u, text in zip(ROSTER, texts, strict=True)
    )
    found = of(check(one, other, roster=ROSTER), "U005")
    assert [told in f.message for f in found] == ([True] if told else [])


# ---------------------------------------------------------------- U013: 填报日期


@pytest.mark.parametrize(
    ("written", "read", "rules"),
    [
        ("2025年1月20日", "2025-01-20", set()),
        ("2025年1月20日（更正）", "2025-01-20", set()),
        ("二〇二五年一月二十日", "2025-01-20", set()),
        ("二○二四年十二月三十一日", "2024-12-31", set()),
        ("2025.1.5", "2025-01-05", set()),
        ("1月20日", "1月20日", {"U013"}),
        ("25-1-20", "25-1-20", {"U013"}),
        ("2025年1月32日", "2025年1月32日", {"U013"}),
        ("2035-01-20", "2035-01-20", {"U013"}),
        ("2024-01-20", "2024-01-20", {"U013"}),  # the year is last year's by habit
        ("", "", {"U008"}),
    ],
)
def test_a_date_that_tells_nothing_is_told(written, read, rules):
    assert read_date(written) == read
    found = check(handed_in(texts={"unit.date": read}))
    assert set(codes(found)) == rules


# ---------------------------------------------------------------- U011: a workbook handed out to another


@pytest.mark.parametrize(
    ("stamped", "roster", "words"),
    [
        ("410802", ROSTER, "下发时的模板却是“示例区教育局”的"),
        ("419999", ROSTER, "下发时的模板却是代码“419999”的（名册上没有这个代码）"),
        ("419999", None, "下发时的模板却是代码“419999”的，这里的是“410801”"),
        (CODE, ROSTER, ""),
        ("", ROSTER, ""),
    ],
)
def test_a_workbook_handed_out_under_another_code_is_told(stamped, roster, words):
    found = of(check(handed_in(stamp={"unit.code": stamped}), roster=roster), "U011")
    assert [(f.severity, words in f.message) for f in found] == ([(Severity.WARNING, True)] if words else [])


# ---------------------------------------------------------------- U001: which unit it probably is

HEALTH = (
    unit("410804", "示例区卫生健康局"),
    unit("410805", "示例区卫生健康局监督所"),
    unit("410806", "示例区城市管理局（综合行政执法局）"),
    unit("410807", "示例区水利局", aliases=("水利局",)),
)


@pytest.mark.parametrize(
    ("name", "path", "asked"),
    [
        ("教育局", "a.docx", "示例区教育局"),
        ("示例区教育局机关", "a.docx", "示例区教育局"),
        ("示例区城市管理局", "a.docx", "示例区城市管理局（综合行政执法局）"),
        ("卫生健康局", "a.docx", "示例区卫生健康局"),
        ("示例省示例市示例区教育局", "a.docx", "示例区教育局"),
        ("示例区教育局办公室", "a.docx", "示例区教育局"),
        ("监督所", "a.docx", "示例区卫生健康局监督所"),
        ("", "教育局.docx", "示例区教育局"),
        ("", "2024年教育局报告.docx", "示例区教育局"),
        ("", "卫生健康局监督所.docx", "示例区卫生健康局监督所"),
        # another district's, a school of the bureau, nothing that tells
        ("示范区教育局", "a.docx", None),
        ("示例区教育局第一小学", "a.docx", None),
        ("局", "a.docx", None),
        ("", "示范区教育局.docx", None),
        ("", "报告.docx", None),
        ("另一区教育局", "教育局.docx", None),
    ],
)
def test_the_unit_it_probably_is_is_asked_about(name, path, asked):
    roster = (*ROSTER, *HEALTH)
    submission = reading(handed_in(code="", name=name), f"收件/{path}")
    found = one(check(readings=[submission], roster=roster), "U001")
    assert ("是不是名册上的" in found.message) == bool(asked)
    named = next(
        (unit.code for unit in roster if unit.name == asked), None
    )  # who sent it is not told that nothing came
    assert found.unit == named and (asked is None or f"是不是名册上的“{asked}”？是的话，请在名册这个单位的“别名”栏登记" in found.message)
