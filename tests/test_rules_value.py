"""V: the value of a cell. What is typed, what is read, which rule speaks; beside each a near miss that is silent."""

from decimal import Decimal
from pathlib import Path

import pytest

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.model import SheetKind
from disclosure_batch.template import write_workbook
from disclosure_batch.template.filling import Filling, prefilled
from disclosure_batch.text import LONGEST
from tests.casework import CODE, GOOD, NAME, check, codes, handed_in, of, one, read_and_check
from tests.district import FORM, SIGNED, YEAR, Office, place

LICENCES, FEES, PROCESSING = "proactive.licensing.decisions", "proactive.fees.amount", "indicators.information_fees"

# typed into a cell for a count, what is read, the rules that speak
COUNTS = [
    (12, 12, []),
    (12.0, 12, []),
    (0, 0, []),
    ("12", 12, ["V003"]),  # kept as text
    (" 12 ", 12, ["V003"]),
    ("12件", 12, ["V003"]),
    ("1,204件", 1204, ["V003"]),
    ("１２", 12, ["V003"]),
    ("+19", 19, ["V003"]),
    ("/", 0, ["V002"]),
    ("-", 0, ["V002"]),
    ("无", 0, ["V002"]),
    ("-8", None, ["V005"]),  # a sign before a figure is no sign for nothing
    ("约5", None, ["V004"]),
    ("140余", None, ["V004"]),
    ("三", None, ["V004"]),
    ("12件左右", None, ["V004"]),
    (True, None, ["V004"]),
    (-3, None, ["V005"]),
    (5.5, None, ["V006"]),
    ("5.5", None, ["V006"]),
    ("#REF!", None, ["V007"]),
    ("#N/A", None, ["V007"]),
    ("=6000+795", None, ["V008"]),  # saved by a program that doesn't calculate
    (99_999_999, 99_999_999, []),
    (100_000_000, None, ["V010"]),
    ("911101080000000012", None, ["V010"]),
]
AMOUNTS = [
    (96.0914, Decimal("96.0914"), []),
    ("96.0914", Decimal("96.0914"), ["V003"]),
    ("96.0914万元", Decimal("96.0914"), ["V003"]),
    ("960914元", Decimal("96.0914"), ["V011"]),
    (5.5, Decimal("5.5"), []),  # an amount may have a fraction
    (-1, None, ["V005"]),
    ("不详", None, ["V004"]),
]
ERRORS = {"V004", "V005", "V006", "V007", "V008", "V010"}


def said_of(path: Path) -> tuple[list[Finding], dict[str, int | Decimal | None]]:
    """The findings about one workbook and the figures read from it."""
    (submission,), found = read_and_check(path)
    return found, dict(zip(FORM.inputs, submission.filing.values, strict=True))


def office(**more) -> Office:
    return Office(CODE, NAME, {**GOOD, "unit.date": "2025-01-10"}, **more)


def test_whatever_is_typed_is_read_or_refused_and_told(tmp_path: Path):
    """All of COUNTS in one workbook, each in a cell of its own."""
    cells = [name for name in FORM.inputs if name.startswith("requests.") and not name.endswith("carried_in")]
    typed = dict(zip(cells, COUNTS, strict=False))
    book = office()
    for name, (raw, _, _) in typed.items():
        book.type(name, raw)
    found, values = said_of(book.write(tmp_path / "a.xlsx"))

    told: dict[str, list[str]] = {name: [] for name in typed}
    at = {place(name): name for name in typed}
    for finding in of(found, *(f"V{n:03}" for n in range(2, 12))):
        for cell in (finding.cell, *finding.also):
            if name := at.get((finding.sheet, cell)):
                told[name].append(finding.rule)
                assert finding.severity is (Severity.ERROR if finding.rule in ERRORS else Severity.NOTICE)
    assert {typed[n][0]: (values[n], told[n]) for n in typed} == {raw: (value, rules) for raw, value, rules in COUNTS}


@pytest.mark.parametrize(("raw", "value", "rules"), AMOUNTS)
def test_an_amount(raw, value, rules, tmp_path: Path):
    found, values = said_of(office().type(FEES, raw).write(tmp_path / "a.xlsx"))
    told = [f for f in found if f.field == FEES]
    assert (values[FEES], [f.rule for f in told]) == (value, rules)
    if rules == ["V011"]:
        assert told[0].severity is Severity.WARNING
        assert "填的是“960914元”，已换算为 96.0914 万元" in told[0].message


def test_a_total_without_a_stored_result_is_computed_and_told_once_for_each_sheet(tmp_path: Path):
    found, _ = said_of(office().edit(lambda book: None).write(tmp_path / "a.xlsx"))  # saved by a program
    assert [(f.severity, f.sheet) for f in of(found, "V008")] == [
        (Severity.NOTICE, "三、依申请公开"),
        (Severity.NOTICE, "四、复议诉讼"),
    ]
    assert of(found, "R301", "R302", "R303", "R401", "R601") == []


def test_a_formula_with_a_stored_result_is_read(tmp_path: Path):
    given = prefilled(FORM, NAME, CODE, YEAR)
    formulas = {LICENCES: "=6000+795", "proactive.penalty.decisions": "=1+1"}
    values = {**GOOD, **given.values, LICENCES: 6795, "proactive.penalty.decisions": 2}
    write_workbook(tmp_path / "a.xlsx", Filling(FORM, values, formulas=formulas, stamp=given.stamp))
    found, read_back = said_of(tmp_path / "a.xlsx")
    told = one(found, "V009")
    assert (told.severity, told.field, len(told.also)) == (Severity.NOTICE, LICENCES, 1)
    assert "为 6795、" in told.message and read_back[LICENCES] == 6795


# ---------------------------------------------------------------- messages


@pytest.mark.parametrize(
    ("name", "raw", "rule", "words"),
    [
        (LICENCES, "约5", "V004", "“二、主动公开”B10（行政许可·本年处理决定数量）填的是“约5”，不是数字。请对照台账填一个确定的数字，没有的填 0。"),
        (LICENCES, -3, "V005", "填的是“-3”，不能小于 0。请对照台账改正。"),
        (LICENCES, 5.5, "V006", "填的是“5.5”，应为整数（单位：件）。"),
        (LICENCES, "#REF!", "V007", "显示的是“#REF!”，公式出错，没有数字。请删去公式，直接填数字。"),
        (LICENCES, "=1+1", "V008", "是一个没有保存结果的公式，读不出数字。请删去公式，直接填数字。"),
        (LICENCES, 10**16, "V010", "位数过多或大得不可能。请对照台账改正。"),
    ],
)
def test_an_error_says_where_what_stands_there_and_what_to_do(name, raw, rule, words, tmp_path: Path):
    found, _ = said_of(office().type(name, raw).write(tmp_path / "a.xlsx"))
    told = next(f for f in found if f.rule == rule and f.field == name)
    assert words in told.message
    assert (told.sheet, told.cell) == place(name)


def test_what_repeats_is_one_notice_for_each_sheet(tmp_path: Path):
    book = office()
    for name in (LICENCES, "proactive.penalty.decisions", "indicators.special_columns"):
        book.type(name, "12件").type(name.replace("licensing", "coercion"), "12件")
    found, _ = said_of(book.write(tmp_path / "a.xlsx"))
    assert [(f.sheet, len(f.also)) for f in of(found, "V003")] == [("二、主动公开", 2), ("工作指标", 0)]
    assert "有 3 格不是单纯的数字" in of(found, "V003")[0].message and "B10“12件”读作 12" in of(found, "V003")[0].message


# ---------------------------------------------------------------- V001: blanks

TABLES = {sheet.name: [f.id for f in sheet.fields if f.id in FORM.position] for sheet in FORM.sheets}
NOTHING = {name: None for name in FORM.inputs}


def blank(*sheets: str) -> dict[str, None]:
    return {name: None for sheet in sheets for name in TABLES[sheet]}


@pytest.mark.parametrize(
    ("sheet", "severity"),
    [("二、主动公开", "error"), ("三、依申请公开", "error"), ("四、复议诉讼", "warning"), ("工作指标", "warning")],
)
def test_a_table_left_blank_is_told_once(sheet, severity):
    told = one(check(handed_in(blank(sheet))), "V001")
    assert (told.severity, told.sheet) == (severity, sheet)
    assert told.message == f"“{sheet}”整张表没有填。没有发生的请填 0，不要空着。"


def test_one_zero_in_a_table_is_an_answer_but_the_office_is_asked_for_the_rest():
    zero = blank("三、依申请公开") | {"requests.new.natural_person": 0}
    told = one(check(handed_in(zero)), "V001")
    assert told.severity is Severity.WARNING
    assert told.message.startswith("“三、依申请公开”一大半空着，有 143 格没有填（") and "按 0 计" in told.message
    assert told.message.endswith("没有发生的请填 0：选中空格，输入 0，按 Ctrl+Enter，一次填满。")


@pytest.mark.parametrize(("filled", "severity"), [(71, Severity.WARNING), (72, Severity.NOTICE)])
def test_half_of_a_table_filled_in_is_more_than_begun(filled, severity):
    typed = [name for name in TABLES["三、依申请公开"] if name in FORM.position]
    assert len(typed) == 144
    figures = dict.fromkeys(typed[:filled], 0) | dict.fromkeys(typed[filled:])
    assert {f.severity for f in of(check(handed_in(figures)), "V001")} == {severity}


def test_only_what_was_filled_in_beforehand_is_a_blank_table():
    assert (
        one(check(handed_in(blank("三、依申请公开") | {"requests.carried_in.enterprise": 1})), "V001").severity
        is Severity.ERROR
    )


def test_several_blanks_of_a_table_are_one_notice_with_their_cells():
    empty = dict.fromkeys(("proactive.regulations.issued", "proactive.regulations.repealed", LICENCES))
    told = one(check(handed_in(empty)), "V001")
    assert (told.severity, told.cell, told.also) == (Severity.NOTICE, "B6", ("C6", "B10"))
    assert told.message == "“二、主动公开”有 3 格没有填（B6、B10、C6），按 0 计。没有发生的请填 0。"


def lines_left_out(*heads: str) -> dict[str, None]:
    """Rows or columns of the third section."""
    return {
        name: None
        for name in TABLES["三、依申请公开"]
        for head in heads
        if name.startswith(f"requests.{head}.") or name.endswith(f".{head}")
    }


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        (("granted",), "“（一）予以公开”整行没有填（D9、E9、F9、G9、H9、I9），其余各格都填了"),
        (("legal_service",), "“法律服务机构”整列没有填（H7至H29、H31），其余各格都填了"),
        (("new", "carried_in"), "“新收”整行、“上年结转”整行没有填"),
    ],
)
def test_a_whole_row_or_column_left_out_may_have_slipped(heads, said):
    told = of(check(handed_in(lines_left_out(*heads))), "V001")
    assert (
        [f.severity for f in told] == [Severity.WARNING]
        and said in told[0].message
        and "请核对是不是填错了位置" in told[0].message
    )


@pytest.mark.parametrize(
    "left_out",
    [
        lines_left_out("new", "carried_in", "carried_out"),  # somebody who fills in what there is
        lines_left_out("granted") | {"requests.new.enterprise": None},
        {"requests.granted.enterprise": None},
        {f"proactive.regulations.{of}": None for of in ("issued", "repealed", "in_force")},  # of a body that makes none
        {f"remedies.litigation_direct.{of}": None for of in ("upheld", "corrected", "other", "pending")},
    ],
)
def test_other_blanks_are_no_more_than_a_notice(left_out):
    assert one(check(handed_in(left_out)), "V001").severity is Severity.NOTICE


def test_a_blank_indicator_is_no_zero():
    told = one(check(handed_in({PROCESSING: None})), "V001")
    assert told.severity is Severity.NOTICE and "视为没有报告" in told.message


def test_a_workbook_that_is_still_blank_is_one_error():
    """Also with last year's carry-over in it; nothing is said of the cover or of last year."""
    unsigned = dict.fromkeys(SIGNED, "")
    told = check(handed_in(NOTHING | {"requests.carried_in.enterprise": 1}, texts=unsigned), last=GOOD)
    assert codes(told) == ["V001"]
    assert told[0].severity is Severity.ERROR
    assert "还是空表，“二、主动公开”、“三、依申请公开”、“四、复议诉讼”、“工作指标”都没有填。" in told[0].message


def test_where_the_document_has_no_place_for_indicators_they_are_asked_for_once():
    absent = frozenset(TABLES["工作指标"])
    told = one(check(handed_in(blank("工作指标"), absent=absent)), "V001")
    assert (told.severity, told.cell) == (Severity.WARNING, None)
    assert "里没有“工作指标”（16 项）" in told.message and "请补填工作指标" in told.message
    assert {sheet.name for sheet in FORM.sheets if sheet.kind is SheetKind.INDICATORS} == {"工作指标"}


# ---------------------------------------------------------------- V012, V013


@pytest.mark.parametrize(
    ("field", "now", "before", "told"),
    [
        (FEES, "960914", "96.0914", "error：是上年 96.0914 万元的 10000 倍"),
        (FEES, "96091.4", "96.0914", "error：的 1000 倍"),
        (FEES, "96091.3", "96.0914", "warning：的 999 倍"),  # 999.99 times
        (FEES, "999", "0.5", "warning：的 1998 倍"),  # less than 1,000 万元
        (FEES, "1000", "0.5", "error：的 2000 倍"),
        (FEES, "2500", "25", "warning：的 100 倍"),
        (FEES, "2499", "25", ""),
        (FEES, "999", "0", ""),  # a new charge
        (FEES, "99999.9", "0", "error：上年是 0"),
        (FEES, "9999", None, ""),
        (FEES, "10000", None, "warning：大得像是以元计的"),
        (FEES, "99999.9", None, "warning：大得像是以元计的"),
        (FEES, "100000", None, "error：大得像是以元计的"),
        (FEES, "251000", None, "error：大得像是以元计的"),
        (FEES, "1200000", "1100000", ""),  # a large city, as last year
        (PROCESSING, "200000", "200", "warning：是上年 200 元的 1000 倍"),
        (PROCESSING, "10000000", "200", "error：是上年 200 元的 50000 倍"),
        (PROCESSING, "199999", "200", ""),
        (PROCESSING, "2000000", "0", ""),
    ],
)
def test_an_amount_that_looks_like_another_unit(field, now, before, told):
    last = None if before is None else {field: Decimal(before), LICENCES: 300}  # no workbook of last year
    found = of(check(handed_in({field: Decimal(now)}), last=last), "V012")
    severity, _, words = told.partition("：")
    assert [f.severity for f in found] == [severity] * bool(told)
    assert not told or (words in found[0].message and found[0].field == field)
    explain = "确属实的，请单位在“核对与说明”的“收费金额很大或与上年相差很大的原因”写明。"
    assert not told or (explain in found[0].message) == (severity == "error")
    assert not told or field == PROCESSING or f"{now} 元就是 {Decimal(now) / 10_000:f} 万元" in found[0].message


def test_a_large_amount_is_right_once_the_office_has_said_why():
    figures, why = {FEES: Decimal("251000")}, {"explanation.V012": "代收全市污水处理费"}
    found = of(check(handed_in(figures, texts=why)), "V012")
    assert [(f.severity, f.explanation) for f in found] == [(Severity.WARNING, "代收全市污水处理费")]


@pytest.mark.parametrize(
    ("field", "filled", "words", "said"),
    [
        (FEES, "12500", "本单位全年收取行政事业性收费12,500元。", "12,500元"),
        (FEES, "12500", "收取行政事业性收费 1.25 万元。", "1.25万元"),
        (FEES, "1.25", "收取行政事业性收费12500元。", ""),
        (FEES, "12500", "收取行政事业性收费1.25亿元，即12500万元。", ""),
        (FEES, "3", "第三\n季度另收3元工本费。", ""),
        (FEES, "9617.16", "收取信息处理费3940元。", ""),
        (FEES, "9617.16", "全年罚款9617.16元。", ""),
        (FEES, "9617.16", "上年行政事业性收费9617.16元。", ""),
        (FEES, "5000", "收取行政事业性收费5千元。", "5千元"),
        (PROCESSING, "0.394", "收取信息处理费3940元。", "3940元"),
        (PROCESSING, "3940", "收取信息处理费3940元。", ""),
    ],
)
def test_an_amount_that_the_office_states_in_another_unit(field, filled, words, said):
    found = of(check(handed_in({field: Decimal(filled)}, texts={"text.proactive": words})), "V012")
    assert [f"文字里写的是“{said}”，相差一万倍" in f.message for f in found] == [True] * bool(said)
    assert [f.severity for f in found] == [Severity.ERROR if field == FEES else Severity.WARNING] * bool(said)


@pytest.mark.parametrize(
    ("text", "cleaned", "words"),
    [("甲" * (LONGEST - 1), False, ""), ("甲" * LONGEST, False, "可能已被截断"), ("甲", True, "看不见的特殊字符，已去掉"), ("甲", False, "")],
)
def test_a_text_that_may_not_be_whole(text, cleaned, words):
    filing = handed_in(texts={"text.problems": text}, cleaned=frozenset({"text.problems"} if cleaned else ()))
    found = of(check(filing), "V013")
    assert [f.severity for f in found] == [Severity.NOTICE] * bool(words)
    assert not words or (words in found[0].message and found[0].sheet == "文字材料")


def test_control_characters_in_a_workbook_are_told(tmp_path: Path):
    def turn_round(book) -> None:
        sheet, cell = place("text.problems")
        book[sheet][cell] = "信息\u202e更新偏慢"

    found, _ = said_of(office().edit(turn_round).write(tmp_path / "a.xlsx"))
    assert [f.field for f in of(found, "V013")] == ["text.problems"]
