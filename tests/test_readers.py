"""What the readers of workbooks tell of a cell beside its value, the same for every kind; and what only XML can say."""

import datetime
import re
from pathlib import Path

import openpyxl
import pytest

from disclosure_batch.documents.as_written import as_written
from disclosure_batch.documents.document import Grid, as_text
from disclosure_batch.documents.number_formats import SMALLER, UNSEEN, of_code
from disclosure_batch.documents.ods import read_ods
from disclosure_batch.documents.unreadable import Damaged, Unreadable
from disclosure_batch.documents.xls import read_xls
from disclosure_batch.documents.xlsx import read_xlsx
from disclosure_batch.intake.read import Item, reading_of
from tests import hostile as h
from tests.district import FORM

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHOWN_AS = {
    (1, "0%"): "100%",
    (0.125, "0.0%"): "12.5%",
    (12345, "0.0,"): "12345（设了缩小显示的格式）",
    (123456789, '0!.0,"万"'): "123456789（设了缩小显示的格式）",
    (960914, '#,##0.00"元"'): "960914元",
    (96.0914, '0.00"万元"'): "96.0914万元",
    (1234, "#,##0"): "1234",
    (12.4, "0"): "12.4",
    (5, '0"件"'): "5件",
    (5, "_ * #,##0_ ;_ * -#,##0_ "): "5",
    (7, '"¥"#,##0.00'): "7",
    (3, "General"): "3",
    (0, "0%"): "0",
    (8, '0"0"'): "80",
    (8, "-0"): "-8",
    (8, '"约"0'): "约8",
    (12.5, "# ?/?"): "12.5",
    (1234, "0.00E+00"): "1234",
}
READERS = {"xlsx": read_xlsx, "ods": read_ods, "xls": read_xls}


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    """One sheet with everything that matters, a hidden one, an empty one."""
    path = tmp_path_factory.mktemp("book") / "a.xlsx"
    made = openpyxl.Workbook()
    page = made.active
    page.title = "表"
    page.append(["字", 12, 96.0914, True, datetime.date(2025, 1, 10), " 两头有空 ", "第一行\n第二行"])
    page.append(["=1+2", "=1/0", '="a"&"b"', '=""', "=NA()"])
    page.append(["隐藏的行", 3])
    page.append([None, None, None, 5])
    page.row_dimensions[3].hidden = True
    page.column_dimensions["D"].hidden = True
    hidden = made.create_sheet("藏")
    hidden.sheet_state = "hidden"
    hidden["B2"] = 7
    made.create_sheet("空")
    formats = made.create_sheet("格式")
    for column, (number, code) in enumerate(SHOWN_AS, 1):
        formats.cell(1, column, number).number_format = code
    made.save(path)
    return path


@pytest.fixture(scope="module", params=["xlsx", "ods", "xls"])
def grids(request, book: Path, libreoffice) -> list[Grid]:
    return list(READERS[request.param](libreoffice(book, request.param).read_bytes()).grids)


def test_values(grids: list[Grid]):
    page = grids[0]
    assert [page.text(0, column) for column in range(7)] == [
        "字",
        "12",
        "96.0914",
        "True",
        "2025-01-10",
        " 两头有空 ",
        "第一行\n第二行",
    ]
    assert [page.text(1, 0), page.text(1, 2), page.text(1, 3)] == ["3", "ab", ""]
    assert page.raw(3, 3) == 5 and page.raw(3, 0) == "" and page.raw(99, 99) == ""


def test_what_a_format_shows_goes_before_what_is_stored(grids: list[Grid]):
    page = grids[3]
    assert [page.text(0, column) for column in range(len(SHOWN_AS))] == list(SHOWN_AS.values())


def test_formulas_and_error_values_are_told(grids: list[Grid]):
    page = grids[0]
    assert {at for at in page.formulas if at[0] == 1} == {
        (1, column) for column in range(5)
    }  # LibreOffice writes TRUE as one, too
    assert page.errors == {(1, 1): "#DIV/0!", (1, 4): "#N/A"}
    assert not page.unstored


def test_what_is_hidden_is_told(grids: list[Grid]):
    assert [(grid.name, grid.visible) for grid in grids] == [("表", True), ("藏", False), ("空", True), ("格式", True)]
    assert grids[0].hidden_rows == {2} and 3 in grids[0].hidden_columns and 2 not in grids[0].hidden_columns
    assert grids[1].raw(1, 1) == 7


def test_a_formula_that_a_program_saved_has_no_result(book: Path):
    page = read_xlsx(book.read_bytes()).grids[0]
    assert page.unstored == page.formulas == {(1, column) for column in range(5)}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("<c r='A1'><v>1&#50;</v></c>", 12.0),
        ("<c r='A1'><v><![CDATA[12]]></v></c>", 12.0),
        ("<c r='A1'><v>1<!-- 3 -->2</v></c>", 12.0),
        ("<c r='A1'><v> 12 </v></c>", 12.0),
        ("<c><v>1.2E1</v></c>", 12.0),
        ("<c r='A1'><v>12345678901234567</v></c>", 12345678901234567),
        ("<c r='A1'><v>1e999</v></c>", "1e999"),
        ("<c r='A1'><v>NaN</v></c>", "NaN"),
        ("<c r='A1'><v>1_0</v></c>", "1_0"),
        ("<c r='A1'><v>约5</v></c>", "约5"),
        ("<c r='A1' t='b'><v>1</v></c>", True),
        ("<c r='A1' t='d'><v>2025-01-10</v></c>", datetime.datetime(2025, 1, 10)),
        ("<c r='A1' s='1'><v>45667</v></c>", datetime.datetime(2025, 1, 10)),
        ("<c r='A1' s='1'><v>0.5</v></c>", datetime.time(12)),
        ("<c r='A1' s='1'><v>-3</v></c>", -3.0),
        ("<c r='A1' s='1'><v>3e9</v></c>", 3e9),
        ("<c r='A1' s='2'><v>0</v></c>", 0.0),
        ("<c r='A1' t='inlineStr'><is><r><t>甲</t></r><r><t>乙</t></r><rPh><t>音</t></rPh></is></c>", "甲乙"),
        ("<c r='A1' t='str'><f>A2</f><v>甲_x000D_乙_x005F_x0041_</v></c>", "甲\r乙_x0041_"),
        ("<c r='A1' s='1'/>", ""),
        ("<c r='A1'><v/></c>", ""),
    ],
)
def test_a_number_is_what_xml_says_it_is(cell: str, value: object):
    grid = read_xlsx(bare(f"<row r='1'>{cell}</row>")).grids[0]
    assert grid.raw(0, 0) == value and type(grid.raw(0, 0)) is type(value)


@pytest.mark.parametrize(
    "rows",
    [
        "<row r='1'><c r='A1'><v>1</v></c><c r='A1'><v>2</v></c></row>",
        "<row r='1'><c r='B1'><v>1</v></c><c r='A1'><v>2</v></c></row>",
        "<row r='1'><c r='A2'><v>1</v></c></row>",
        "<row r='2'/><row r='1'/>",
        "<row r='1'><c r='A1'><v>1</v><v>2</v></c></row>",
        "<row r='1'><c r='A1' t='s'><v>99</v></c></row>",
        "<row r='1'><c r='1A'><v>1</v></c></row>",
        "<row r='1'><x:c xmlns:x='y' r='A1'><x:v>1</x:v></x:c></row>",
        "<row r='1'><x:c r='A1'><x:v>1</x:v></x:c></row>",
        "<row r='1'><c r='A1'><v>1</v></c></row></sheetData><sheetData><row r='1'><c r='A1'><v>2</v></c></row>",
        "<c r='A1'><v>1</v></c>",
        "<row r='1'><c r='A1'><w>1</w></c></row>",
        "<rows><row r='1'><c r='A1'><v>1</v></c></row></rows>",
        "</sheetData><row r='1'><c r='A1'><v>1</v></c></row><sheetData>",
    ],
)
def test_what_contradicts_itself_is_damage(rows: str):
    with pytest.raises(Unreadable) as refused:
        read_xlsx(bare(rows))
    assert isinstance(refused.value.trouble, Damaged)


def test_a_sheet_without_its_data_is_damage():
    with pytest.raises(Unreadable):
        read_xlsx(h.change(bare(""), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"sheetData", b"sheetDate")))


PLAIN = [  # what people and programs choose, of which nothing is to be said
    "General", "G/通用格式", "0", "0.00", "#,##0", "#,##0.00", "0.00E+00", "##0.0E+0", "# ?/?", "# ??/??", "# ??/100",
    "@", "000000", r"#\ ##0", ".00", "0.",
    "0_ ", "0_);(0)", "#,##0_);[Red](#,##0)", "0.00_ ;[Red]-0.00 ", "#,##0;[Red]#,##0", "[Red]0", "[红色]0",
    "[>=100]0;0", "0;-0;;@",
    '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ',
    r'_-* #,##0.00_-;\-* #,##0.00_-;_-* "-"??_-;_-@_-',
    "¥#,##0.00;¥-#,##0.00", r'"¥"#,##0.00_);[Red]\("¥"#,##0.00\)', r"\¥#,##0", "[$¥-804]* #,##0.00_ ",
    "[$CNY] #,##0.00", "$#,##0.00", "#,##0.00 [$€-1]",
    "[DBNum1][$-804]General", "[DBNum2][$-804]G/通用格式", "[DBNum2][$RMB]General;[Red][DBNum2][$RMB]General",
]  # fmt: skip


@pytest.mark.parametrize("code", PLAIN)
def test_a_format_that_shows_the_number_itself(code):
    made = of_code(code)
    for number in (8.0, 12.5, 1234567.0, 0.0, -3.0):
        assert made is None or (type(made.of(number)), made.of(number)) == (float, number)


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ('0"0"', 8, "80"),
        ('"1"0', 8, "18"),
        (r"0\0", 8, "80"),
        ("[$5]0", 8, "58"),
        ("-0", 8, "-8"),
        ("(0)", 8, "(8)"),
        ('General"余"', 8, "8余"),
        ('"约"0.0', 12.46, "约12.46"),
        ('[>9]"多"0;0', 12, "多12"),
        ('0"件"', 8, "8件"),
        ("0件", 8, "8件"),
        ('#,##0.00"元"', 125000, "125000元"),
        ('#,##0.00_ "万元"', 8.091400000000001, "8.0914万元"),
        ("0.00%", 0.05, "5%"),
        ("0!.0000", 9609, f"9609{SMALLER}"),
        (r"0\.0000", 9609, f"9609{SMALLER}"),
        ('0!.0,"万"', 12345, f"12345{SMALLER}"),
        ("#,##0,", 12345, f"12345{SMALLER}"),
        ("0000-0000000", 3910000000, "0391-0000000"),
        ('00"/"00', 1234, "12/34"),
        ("*50", 8, "5…8"),
        (";;;", 7, f"7{UNSEEN}"),
        ('"0"', 7, f"7{UNSEEN}"),
        ('0;-0;"5"', 0, f"0{UNSEEN}"),
        ('"1"0', 0, "10"),
        ('0"件"', 0, "0"),  # nothing is nothing
        ('0;-0;"-"', 0, "0"),
        ('"约"@', "12", "约12"),
        ('"约"@', "没有", "没有"),
    ],
)
def test_what_a_format_makes_of_what_is_stored(code, number, shown):
    assert as_text(of_code(code).of(number)) == shown


@pytest.mark.parametrize("code", ["yyyy!年", "yyyy/m/d;@", "[h]:mm", 'm"月"d"日"', "[$-804]yyyy-mm-dd"])
def test_a_format_that_makes_a_date(code):
    assert of_code(code).is_date


@pytest.mark.parametrize(
    ("number", "shown", "read"),
    [
        (8, "8", "8"),
        (12.46, "12.5", "12.46"),  # rounding aside
        (12.5, "12 1/2", "12.5"),
        (1234.5, "￥1,234.50 ", "1234.5"),
        (1234, "1.23E+03", "1234"),
        (12, "十二", "12"),
        (12, "", "12"),
        (0, "-", "0"),
        (8, "80", "80"),
        (8, "18", "18"),
        (8, "-8", "-8"),
        (8, "(8)", "(8)"),
        (12.46, "约12.5", "约12.46"),
        (8, "8件", "8件"),
        (0, "10", "10"),
        (0.05, "5%", "5%"),
        (9609, "0.9609", f"9609{SMALLER}"),
        (8, "无", f"8{UNSEEN}"),
        (8, "9" * 1000, "9" * 255),
    ],
)
def test_what_a_file_that_keeps_what_is_shown_says(number, shown, read):
    assert as_text(as_written(float(number), shown)) == read


def test_what_has_no_height_or_width_is_hidden():
    def sheet(xml: bytes) -> bytes:
        return xml.replace(
            b"<sheetData>", b'<sheetFormatPr zeroHeight="1"/><cols><col min="2" max="2" width="0"/></cols><sheetData>'
        )

    data = bare(
        "<row r='1' ht='0'><c r='A1'><v>1</v></c></row><row r='2' ht='15'><c r='A2'><v>1</v></c></row>"
        "<row r='3'><c r='A3'><v>1</v></c></row>"
    )
    grid = read_xlsx(h.change(data, "xl/worksheets/sheet1.xml", sheet)).grids[0]
    assert grid.hidden_rows == {0, 2} and grid.hidden_columns == {1}


def test_elements_may_have_a_prefix_as_long_as_all_have_it():
    data = h.change(
        bare(""),
        "xl/worksheets/sheet1.xml",
        lambda xml: (
            f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c><x:v>4</x:v></x:c></x:row></x:sheetData>'
            "</x:worksheet>".encode()
        ),
    )
    assert read_xlsx(data).grids[0].raw(0, 0) == 4


def bare(rows: str) -> bytes:
    """The smallest workbook; its second format is a date, its third says 件 behind a number."""
    relations = (
        '<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    )
    styles = (
        '<styleSheet><numFmts><numFmt numFmtId="200" formatCode="0&quot;days 件&quot;"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="200"/></cellXfs></styleSheet>'
    )
    parts = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="表" sheetId="1" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations,
        "xl/styles.xml": styles,
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }
    return h.zipped({name: text.encode() for name, text in parts.items()})


@pytest.mark.parametrize(("other", "declared"), [("c", True), ("calcext", False)])
def test_a_prefix_says_nothing_but_must_stand_for_something(book: Path, libreoffice, other: str, declared: bool):
    data = libreoffice(book, "ods").read_bytes()
    declaration = re.search(rb' xmlns:calcext="[^"]*"', h.parts_of(data)["content.xml"])[0]
    changed = h.change(
        data,
        "content.xml",
        lambda xml: (
            xml.replace(declaration, declaration if declared else b"")
            .replace(b"calcext:", f"{other}:".encode())
            .replace(b"xmlns:calcext", f"xmlns:{other}".encode())
        ),
    )
    if declared:
        assert read_ods(changed).grids[0].errors == {(1, 1): "#DIV/0!", (1, 4): "#N/A"}
    else:
        with pytest.raises(Unreadable):
            read_ods(changed)


def test_a_zero_stored_for_a_line_of_text_is_no_figure_that_has_slipped():
    """What LibreOffice writes into an .xls for a text that is calculated, unless it calculates anew."""

    def zero(xml: bytes) -> bytes:
        return re.sub(
            rb'<c r="A2"( s="\d+") t="str">(<f>.*?</f>)<v>[^<]*</v>', rb'<c r="A2"\1>\2<v>0</v>', xml, count=1
        )

    data = h.change(h.good(), "xl/worksheets/sheet3.xml", zero)
    assert data != h.change(h.good(), "xl/worksheets/sheet3.xml", lambda xml: xml)
    reading = reading_of(Item("a.xlsx", data), FORM)
    assert reading.filing and not reading.troubles
