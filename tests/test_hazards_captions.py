"""A table under another year's or another office's name: whatever stands right at a table and says so is told."""

import docx
import pytest

from tests import hands
from tests.hands import FOUR, THREE, TWO

CODE, NAME = "410801", "示例区财政局"
FIGURES = hands.totals_of(hands.FORM, hands.OF_A_BUREAU)


def handed_in(district, write, file="410801_示例区财政局.docx"):
    """The district's run with this document for the one office."""
    district.office(CODE).reports = False
    district.receive()
    write(district.received / file)
    return district.merge(receive=False)


def word(captions: dict[str, list[str]], change=lambda sheets: None):
    """A Word report with lines of its own above the tables."""

    def write(path):
        sheets = {name: rows[3:] for name, rows in hands.tables(FIGURES).items()}
        change(sheets)
        made = docx.Document()
        made.add_paragraph(f"{NAME}2024年政府信息公开工作年度报告")
        for name, rows in sheets.items():
            for line in [name, *captions.get(name, [])]:
                made.add_paragraph(line)
            table = made.add_table(0, len(rows[0]))
            for row in rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = str(text)
        made.save(path)

    return write


def workbook(titles: dict[str, str] | None = None, names: dict[str, str] | None = None):
    """A home-made workbook: other titles above the tables, other names of the sheets."""

    def write(path):
        sheets = hands.book(FIGURES)
        for name in [name for name in sheets if name not in (TWO, THREE, FOUR)]:
            del sheets[name]
        for name, title in {TWO: f"{NAME}2024年政府信息公开工作年度报告", **(titles or {})}.items():
            sheets[name][0][0] = title
        hands.as_workbook(
            {(names or {}).get(name, f"表{n}"): rows for n, (name, rows) in enumerate(sheets.items())}, path
        )

    return write


def relabelled(old, new):
    return lambda sheets: hands.relabel(sheets[THREE], old, new)


NEW, CARRIED_IN, CARRIED_OUT = "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "四、结转下年度继续办理"
RIGHT = (
    (NEW, "一、2024年新收政府信息公开申请数量"),
    (CARRIED_IN, "二、上年（2023年）结转政府信息公开申请数量"),
    (CARRIED_OUT, "四、2024年结转下年度（2025年）继续办理"),
)
BOOK = "410801_示例区财政局.xlsx"


@pytest.mark.parametrize(
    ("file", "write", "sheet", "told"),
    [
        ("a.docx", word({THREE: ["2023年收到和处理政府信息公开申请情况如下表："]}), THREE, "上方写着“2023年收到和处理政府信息公开申请情况如下表:”，像是 2023 年的表"),
        ("a.docx", word({FOUR: ["本年度无行政复议、行政诉讼。2023年情况如下："]}), FOUR, "上方写着“2023年情况如下:”"),
        ("a.docx", word({FOUR: ["上年情况如下："]}), FOUR, "像是上年的表"),
        ("a.docx", word({FOUR: ["二〇二三年度行政复议、行政诉讼情况", "（单位：件）"]}), FOUR, "2023 年的"),
        ("a.docx", word({TWO: ["示例区教育局主动公开情况"]}), TWO, "像是“示例区教育局”的表"),
        (BOOK, workbook(names={FOUR: "四（2023年）"}), FOUR, "名称是“四(2023年)”，像是 2023 年的表"),
        (BOOK, workbook(names={TWO: "上年主动公开"}), TWO, "名称是“上年主动公开”，像是上年的表"),
        (BOOK, workbook({FOUR: "示例区财政局2023年度"}), FOUR, "A1 写着“示例区财政局2023年度”"),
        (BOOK, workbook({FOUR: "示例区教育局2024年行政复议、行政诉讼情况"}), FOUR, "像是“示例区教育局”的表"),
        (BOOK, workbook(names={FOUR: "示例区教育局"}), FOUR, "像是“示例区教育局”的表"),
        ("a.docx", word({}, relabelled("自然人", "自然人（2023年）")), THREE, "D2 写着“自然人(2023年)”"),
        ("a.docx", word({}, relabelled(NEW, "一、2023年新收政府信息公开申请数量")), THREE, "像是 2023 年的表"),
        ("a.docx", word({}, relabelled(CARRIED_IN, "二、2022年结转政府信息公开申请数量")), THREE, "像是 2023 年的表"),
        ("a.docx", word({}, relabelled(CARRIED_OUT, "四、结转2024年度继续办理")), THREE, "像是 2023 年的表"),
    ],
)  # fmt: skip
def test_a_table_of_another_year_or_office_is_told(district, file, write, sheet, told):
    finding = handed_in(district, write, file).finding("L015", CODE)
    assert finding.severity == "error"
    assert finding.message.startswith(f"“{sheet}”的数字取自") and told in finding.message


def test_the_name_of_a_sheet_alone_is_a_warning(district):
    run = handed_in(district, workbook(names={TWO: "二（2023年）"}), BOOK)  # the title on it says 2024
    assert run.finding("L015", CODE).severity == "warning"
    assert run.states()[CODE] == "accepted"


@pytest.mark.parametrize(
    ("file", "write"),
    [
        ("a.docx", word({THREE: ["与2023年相比，2024年申请量有所下降，具体情况如下表："]})),
        ("a.docx", word({THREE: ["与2023年相比申请量下降。"]})),
        ("a.docx", word({THREE: ["2023年收到申请8件。"]})),
        ("a.docx", word({THREE: ["2023年同期数据见附件，本年情况如下："]})),
        ("a.docx", word({THREE: ["根据国办公开办函〔2021〕30号，有关情况如下："]})),
        *(
            ("a.docx", word({THREE: [line]}))
            for line in (
                "（国办公开办函〔2021〕30号）", "（2021版）", "2021年统一格式", "与上年（2023年）持平", "2023年度结转件见附件", "示例区教育局监制",
                "与示例区教育局核对一致", "数据由示例区教育局提供", "受理机关：示例区教育局", "填报单位：示例区财政局　审核单位：示例区教育局",
            )
        ),
        (BOOK, workbook(names={TWO: "2023年模板", THREE: "年度报告（2021格式）", FOUR: "国办公开办函〔2021〕30号"})),
        ("a.docx", word({THREE: ["2023—2024年情况如下："], TWO: ["填表时间：2025年1月10日"]})),
        ("a.docx", word({FOUR: ["示例区财政局2024年行政复议、行政诉讼情况", "示例区人民政府办公室制"]})),
        (BOOK, workbook({FOUR: "示例区财政局和示例区教育局2024年行政复议情况"})),
        ("a.docx", word({}, lambda sheets: [relabelled(*pair)(sheets) for pair in RIGHT])),
        (BOOK, workbook({FOUR: "上年结转案件一并计入"}, {TWO: "2024年", THREE: "表3"})),
    ],
)
def test_nor_is_what_merely_speaks_of_another_year(district, file, write):
    run = handed_in(district, write, file)
    assert not run.findings("L015")
    assert run.states()[CODE] == "accepted"


def test_last_years_report_as_a_whole_is_told_once(district):
    run = handed_in(district, workbook({TWO: f"{NAME}2023年政府信息公开工作年度报告"}, {FOUR: "2023年"}), BOOK)
    assert run.findings("L003", CODE) and not run.findings("L015")
