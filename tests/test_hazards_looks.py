"""How a figure looks: crossed out, raised, hidden, one cell of several, beside another unit. What a person would not
take for the figure is not taken for it."""

from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from disclosure_batch.documents.document import Document, Grid
from disclosure_batch.documents.pages import read_html
from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.filing import Slip
from disclosure_batch.intake.read import filing_of, read
from disclosure_batch.intake.troubles import FoundTwice, HiddenFigures
from tests import hands
from tests.district import District, cell_of
from tests.hands import FORM, INDICATORS, THREE, TWO
from tests.spoken_of import those

HIDING = ".a, span.hide { display : none } .shown { color: red }"
NEW, FEES = "requests.new.natural_person", "indicators.information_fees"


@pytest.fixture
def district(tmp_path: Path) -> District:
    return District(tmp_path)


# ---------------------------------------------------------------- crossed out, raised, hidden


@pytest.mark.parametrize(
    ("what", "change", "shown"),
    [
        ("crossed out", lambda cell: setattr(cell, "font", Font(strike=True)), "7（已划去）"),
        ("no longer crossed out", lambda cell: setattr(cell, "font", Font(strike=False)), None),
        (
            "corrected by hand",
            lambda cell: setattr(cell, "value", CellRichText(TextBlock(InlineFont(strike=True), "12"), "7")),
            "1̶2̶7",
        ),
        (
            "with a footnote's mark",
            lambda cell: setattr(cell, "value", CellRichText("7", TextBlock(InlineFont(vertAlign="superscript"), "1"))),
            "7¹",
        ),
        (
            "in a format that shows nothing",
            lambda cell: setattr(cell, "number_format", ";;;"),
            "7（设了不显示数字的格式）",
        ),
        (
            "in a format that always shows 0",
            lambda cell: setattr(cell, "number_format", '"0"'),
            "7（设了不显示数字的格式）",
        ),
        ("in a format that puts a word before it", lambda cell: setattr(cell, "number_format", '"约"0'), "约7"),
        ("in a format that puts it in brackets", lambda cell: setattr(cell, "number_format", "(0)"), "(7)"),
        ("in a format for its unit", lambda cell: setattr(cell, "number_format", '0"件"'), None),
        (
            "in a format for accounts",
            lambda cell: setattr(cell, "number_format", '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ '),
            None,
        ),
        ("in Chinese numerals", lambda cell: setattr(cell, "number_format", "[DBNum1][$-804]G/通用格式"), None),
    ],
)
def test_in_a_workbook(district, what, change, shown):
    district.office("410801").edit(lambda book: change(cell_of(book, NEW)))
    run = district.merge()

    if shown is None:
        assert not run.rules("410801") & {"V003", "V004"}
    else:
        told = run.finding("V004", "410801")
        assert told.value == shown and shown in told.message
        assert "（" not in shown or "说明" not in told.message  # such a sign is no note that somebody has written


def test_a_figure_that_a_format_makes_another_is_read_as_it_is_seen_and_told(district):
    district.office("410801").edit(lambda book: setattr(cell_of(book, NEW), "number_format", '0"0"'))
    run = district.merge()
    told = run.finding("V003", "410801")
    assert told.severity == "warning" and "显示的是“70（存的是 7）”" in told.message and "按显示的 70 读取" in told.message
    assert "R303" in run.rules("410801")


def test_a_figure_that_a_format_makes_negative_is_refused(district):
    district.office("410801").edit(lambda book: setattr(cell_of(book, NEW), "number_format", "-0"))
    assert "填的是“-7”" in district.merge().finding("V005", "410801").message


def test_a_crossed_out_0_is_still_nothing(district):
    district.office("410801").fill("proactive.penalty.decisions", 0).edit(
        lambda book: setattr(cell_of(book, "proactive.penalty.decisions"), "font", Font(strike=True))
    )
    assert "V004" not in district.merge().rules("410801")


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("<s>12</s>15", "1̶2̶15"),
        ("<del>12</del> 15", "1̶2̶ 15"),
        ('<span style="text-decoration: line-through">12</span>15', "1̶2̶15"),
        ("12<sup>1</sup>", "12¹"),
        ("12<sub>1</sub>", "12₁"),
        ('1<span style="display:none">2</span>', "1（隐藏的字：2）"),
        ('12<span style="display: none">件</span>', "12"),
        ("<b>12</b>", "12"),
        ('<span class="x hide">9</span>12', "（隐藏的字：9）12"),
        ('<span class="shown">12</span>', "12"),
        ('<font style="color: #FFF">9</font>12', "（隐藏的字：9）12"),
        ('<font style="background-color:#fff">12</font>', "12"),
        ("<noscript>9</noscript>12", "12"),
        ('<span style="font-size: 0px">9</span>12', "（隐藏的字：9）12"),
        ('<span style="font-size:0.9em">9</span>12', "912"),
        ('<span style="opacity:0">9</span>12', "（隐藏的字：9）12"),
        ('<input value="12">', "12"),
        ('<input type="hidden" value="9">12', "12"),
        ('<input type="checkbox" value="9">12', "12"),
        ("<textarea>12</textarea>", "12"),
        ("<select><option>9</option><option selected>12</option></select>", "12"),
        ("<select><option>12</option><option>9</option></select>", "12"),
    ],
)
def test_on_a_page(cell, read):
    document = read_html(
        f"<html><head><style>{HIDING}</style></head><body><p>文字<i hidden>第 3 页</i></p>"
        f"<table><tr><td>新收</td><td>{cell}</td></tr></table></body></html>"
    )
    assert document.grids[0].rows == [["新收", read]] and document.paragraphs == ["文字"]


def test_a_hidden_tab_of_a_page_keeps_its_table():
    page = '<html><body><div style="display:none"><table><tr><td>新收</td><td>12</td></tr></table></div></body></html>'
    (grid,) = read_html(page).grids
    assert (grid.rows, grid.visible) == ([["新收", "12"]], False)


@pytest.mark.parametrize(
    "row",
    [
        '<tr style="display:none">{}</tr>',
        '<tr style="visibility:collapse">{}</tr>',
        "<tbody hidden><tr>{}</tr></tbody>",
    ],
)
def test_a_hidden_row_of_a_page_is_known_as_one(row):
    page = f"<table><tr><td>上年</td><td>1</td></tr>{row.format('<td>新收</td><td>12</td>')}</table>"
    (grid,) = read_html(f"<html><body>{page}</body></html>").grids
    assert (grid.rows[1], grid.visible, grid.hidden_rows) == (["新收", "12"], True, {1})


def as_page(sheets: dict, between: str = "") -> str:
    tables = (
        "<table>" + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows) + "</table>"
        for rows in sheets.values()
    )
    return between.join(tables)


def read_page(body: str) -> hands.Back:
    return hands.Back(*filing_of(read_html(f"<html><body>{body}</body></html>"), FORM))


def test_what_is_hidden_on_a_page_is_said_where_it_is_told():
    alone = as_page(hands.tables()).replace("<tr><td>行政许可", "<tr hidden><td>行政许可")
    assert [t.fields for t in those(HiddenFigures, read_page(alone).troubles)] == [("proactive.licensing.decisions",)]

    copy = as_page(hands.tables({**hands.FIGURES, "proactive.licensing.decisions": 999}))
    twice = read_page(f"<div hidden>{copy}</div>{as_page(hands.tables())}")
    ((field, places),) = next(those(FoundTwice, twice.troubles)).fields.items()
    assert field == "proactive.licensing.decisions" and [place.endswith("（隐藏的）") for place in places] == [True, False]


def test_a_second_report_behind_the_end_of_a_page_is_not_lost():
    other = as_page(hands.tables({**hands.FIGURES, "proactive.licensing.decisions": 999}))
    back = read_page(f"{as_page(hands.tables())}</body></html><html><body>{other}")
    assert "L006" in back.rules


def test_a_page_in_a_frame_of_cells_says_what_any_other_says():
    words = "<p>示例区教育局2024年政府信息公开工作年度报告</p>"
    back = read_page(
        f"<table><tr><td>首页<br>导航</td><td>{words}{as_page(hands.tables(), '<p>文字</p>')}</td><td>1</td></tr></table>"
    )
    assert (back.filing.name, back.filing.texts["unit.year"], back.missing) == ("示例区教育局", "2024", set())


def test_hidden_digits_before_a_figure_leave_it_in_its_place():
    rows = hands.tables()
    row, column = hands.where(rows[TWO], hands.FIGURES["proactive.licensing.decisions"])
    rows[TWO][row][column] = "（隐藏的字：9）6821"
    back = hands.read_back({f"表{i}": sheet for i, sheet in enumerate(rows.values())})
    assert not back.missing and back.filing.slips["proactive.licensing.decisions"].slip is Slip.NOT_A_NUMBER


def test_a_hidden_row_of_a_word_table_is_told(tmp_path):
    path = hands.as_word(hands.tables(), tmp_path / "报告.docx")
    made = docx.Document(path)
    ((row,),) = [[row for row in made.tables[0].rows if row.cells[0].text == "行政许可"]]
    row._tr.get_or_add_trPr().append(docx.oxml.OxmlElement("w:hidden"))
    made.save(path)
    (reading,) = read(Source(path.name, path, named=True), FORM)
    assert [t.fields for t in those(HiddenFigures, reading.troubles)] == [("proactive.licensing.decisions",)]


@pytest.mark.parametrize(
    ("look", "on", "shown"),
    [
        ("strike", True, "1̶2̶3"),
        ("strike", False, "123"),
        ("double_strike", True, "1̶2̶3"),
        ("hidden", True, "（隐藏的字：12）3"),
        ("superscript", True, "¹²3"),
        ("subscript", True, "₁₂3"),
    ],
)
def test_in_a_word_document(tmp_path, look, on, shown):
    path = hands.as_word(hands.tables(), tmp_path / "报告.docx")
    made = docx.Document(path)
    ((row, column),) = [
        (i, j)
        for i, line in enumerate(hands.tables()[THREE])
        for j, cell in enumerate(line)
        if cell == hands.FIGURES[NEW]
    ]
    paragraph = made.tables[1].cell(row, column).paragraphs[0]
    paragraph.clear()
    setattr(paragraph.add_run("12").font, look, on)
    paragraph.add_run("3")
    made.add_paragraph().add_run("（隐藏 5）").font.hidden = True
    made.save(path)
    (reading,) = read(Source(path.name, path, named=True), FORM)

    if shown == "123":
        assert reading.filing.value(FORM, NEW) == 123
    else:
        assert (reading.filing.slips[NEW].slip, reading.filing.slips[NEW].raw) == (Slip.NOT_A_NUMBER, shown)


# ---------------------------------------------------------------- one cell for several figures


def with_merged(sheet: str, area: tuple[int, int, int, int], book: dict) -> hands.Back:
    grids = [Grid(name, rows, merged=[area] if name == sheet else []) for name, rows in book.items()]
    return hands.Back(*filing_of(Document(grids), FORM))


def test_a_figure_in_a_merged_cell_is_nobodys():
    book = hands.tables()
    row, column = hands.where(book[THREE], hands.FIGURES["requests.new.enterprise"])
    book[THREE][row][column + 1] = ""
    back = with_merged(THREE, (row, column, row, column + 1), book)

    assert [back.values[f"requests.new.{of}"] for of in ("enterprise", "research_institution")] == [None, None]
    assert "L011" in back.rules


def test_merged_cells_without_a_figure_and_merged_labels_are_nothing_to_tell():
    book = hands.tables()
    row, column = hands.where(book[THREE], hands.FIGURES["requests.new.enterprise"])
    book[THREE][row][column] = book[THREE][row][column + 1] = ""
    assert "L011" not in with_merged(THREE, (row, column, row, column + 1), book).rules
    assert "L011" not in with_merged(THREE, (0, 0, 2, 2), hands.tables()).rules


@pytest.mark.parametrize("ending", ["xlsx", "docx"])
def test_it_is_told_in_the_office_s_file_and_not_added_by_include(district, ending):
    office = district.office("410803")
    path = office.write(district.received / "410803.xlsx")
    book = openpyxl.load_workbook(path)
    first, last = cell_of(book, "requests.new.enterprise"), cell_of(book, "requests.new.other_organisation")
    first.parent.merge_cells(f"{first.coordinate}:{last.coordinate}")
    book.save(path)
    if ending == "docx":
        figures = {name: office.values[name] for name in FORM.inputs}
        made = docx.Document(
            hands.as_word(
                hands.tables(figures), path.with_suffix(".docx"), f"{office.name}2024年政府信息公开工作年度报告"
            )
        )
        path.unlink()
        table = made.tables[1]
        row, column = hands.where(hands.tables()[THREE], hands.FIGURES["requests.new.enterprise"])
        for j in range(1, 5):
            table.cell(row, column + j).text = ""
        table.cell(row, column).merge(table.cell(row, column + 4))
        made.save(path.with_suffix(".docx"))
    office.reports = False
    run = district.merge("--on-error", "include")

    message = run.finding("L011", "410803").message
    assert "合并成了一格，填的是“3”" in message and "等 5 项中的哪一项" in message
    assert run.totals["requests.new.enterprise"] == 3 * 3  # the other three offices


# ---------------------------------------------------------------- another unit


@pytest.mark.parametrize(
    ("what", "change", "value"),
    [
        ("in the label", lambda rows: hands.relabel(rows, "收取信息处理费", "收取信息处理费（万元）"), Decimal("2810914")),
        ("the form's own in the label", lambda rows: hands.relabel(rows, "收取信息处理费", "收取信息处理费（元）"), Decimal("281.0914")),
        ("in the cell for it", lambda rows: set_unit(rows, "收取信息处理费", "万元"), Decimal("2810914")),
        ("another word for the same", lambda rows: set_unit(rows, "收取信息处理费", "人民币元"), Decimal("281.0914")),
    ],
)
def test_an_indicator_with_its_unit(what, change, value):
    book = hands.book()
    change(book[INDICATORS])
    assert hands.read_back(book).values[FEES] == value


def set_unit(rows: list, label: str, unit: str) -> None:
    rows[hands.where(rows, label)[0]][2] = unit


def test_thousands_of_items_are_no_number_of_items():
    book = hands.book()
    set_unit(book[INDICATORS], "主动公开政府信息总数", "万条")
    back = hands.read_back(book)
    assert back.values["indicators.published"] is None
    assert back.filing.slips["indicators.published"].slip is Slip.NOT_A_NUMBER


@pytest.mark.parametrize(
    ("note", "read"),
    [("单位：百件", False), ("（单位：千件）", False), ("单位：件", True), ("填报单位：示例区财政局", True)],
)
def test_a_note_above_the_table(note, read):
    book = hands.tables()
    hands.insert_row(book[TWO], 1, [note])
    back = hands.read_back(book)
    assert (back.values["proactive.licensing.decisions"] is not None) == read
    assert back.values["proactive.fees.amount"] is not None  # its head names its unit


@pytest.mark.parametrize(
    ("label", "told"),
    [("收取信息处理费用", True), ("收到群众来信", True), ("来信来访", False), ("收到群众信件和留言", False)],
)
def test_a_label_that_is_nearly_an_indicators_is_told(label, told):
    book = hands.book()
    hands.relabel(book[INDICATORS], "收到群众信件和留言" if "群众" in label else "收取信息处理费", label)
    back = hands.read_back(book)
    assert ("L012" in back.rules) == told
    if label == "来信来访":  # of none of the form's, but a figure all the same
        assert "L010" in back.rules


# ---------------------------------------------------------------- which year


@pytest.mark.parametrize(
    ("what", "name", "title", "sheet", "said"),
    [
        ("before the name", "表", "2023年示例区财政局政府信息公开工作年度报告", "", "2023"),
        ("in brackets behind", "表", "示例区财政局政府信息公开工作年度报告（2023年）", "", "2023"),
        ("within", "表", "示例区财政局政府信息公开2023年度工作报告", "", "2023"),
        ("in characters", "表", "示例区财政局二〇二三年政府信息公开工作年度报告", "", "2023"),
        ("in the sheet's name", "表", "", "2023年", "2023"),
        ("in the file's name", "示例区财政局2023年年报", "", "", "2023"),
        ("in a title within marks", "表", "《示例区财政局2023年政府信息公开工作年度报告》", "", "2023"),
        ("in a letter", "表", "示例区财政局关于印发《2023年政府信息公开工作年度报告》的通知", "", "2023"),
        ("in brackets alone", "表", "示例区财政局政府信息公开年报（2023）", "", "2023"),
        ("of a table's title", "表", "示例区财政局2023年1-12月政府信息公开统计表", "", "2023"),
        ("of a period", "表", "（2023年1月1日至2023年12月31日）", "", "2023"),
        ("the title counts before the file's name", "2023年模板", "示例区财政局2024年政府信息公开工作年度报告", "", "2024"),
        ("a day is no year", "2025年1月10日", "", "", ""),
    ],
)
def test_the_year_wherever_it_is_written(tmp_path, what, name, title, sheet, said):
    rows = [[title], *hands.stacked(hands.tables())] if title else hands.stacked(hands.tables())
    path = hands.as_workbook({sheet or "年报": rows}, tmp_path / f"{name}.xlsx")
    (reading,) = read(Source(path.name, path, named=True), FORM)
    assert reading.filing.texts.get("unit.year", "") == said


def test_last_years_sheet_filled_beside_this_years_blank_one_is_last_years(tmp_path):
    blank, filled = hands.stacked(hands.tables({})), hands.stacked(hands.tables())
    path = hands.as_workbook({"2024年": blank, "2023年": filled}, tmp_path / "表.xlsx")
    (reading,) = read(Source(path.name, path, named=True), FORM)
    assert reading.filing.texts["unit.year"] == "2023"


def test_a_report_without_a_year_is_read_and_told_one_of_another_year_by_its_file_name_is_refused(district):
    office = district.office("410803")
    office.reports = False
    figures = {name: office.values[name] for name in FORM.inputs}
    path = hands.as_word(hands.tables(figures), district.received / "报告.docx", f"{office.name}政府信息公开工作年度报告")
    run = district.merge()
    assert run.states()["410803"] == "accepted" and "没有写报告年度，按本次汇总的 2024 年读取" in run.finding("L003").message

    made = docx.Document(path)
    made.add_paragraph("2024年1月15日")
    made.save(path)
    told = district.merge().finding("L003")
    assert told.severity == "error" and "落款或填报日期是 2024-01-15，像是 2023 年的报告，本次汇总的是 2024 年" in told.message

    path.rename(path.with_name("文昌街道2023年年报.docx"))
    run = district.merge()
    assert run.states()["410803"] == "rejected" and "文件名写的是 2023，本次汇总的是 2024 年" in run.finding("L003").message
