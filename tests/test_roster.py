"""A roster as offices keep it is read as meant; what is wrong with it is said all at once, row by row."""

import datetime
import pickle
import struct
import zipfile

import docx
import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart
from openpyxl.styles import Font

from disclosure_batch.roster import ROSTER_HEADS, Category, Roster, RosterMistakes, Unit, normalised, read_roster

HEAD = ["单位代码", "单位名称", "类别"]
PLAIN = [HEAD, ["410801", "市财政局", "政府部门"], ["410802", "市教育局", "政府部门"]]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The first block of an .xls and no more: the reader doesn't raise an Exception for it, it panics.
OLE_CUT_OFF = struct.pack("<8s16x5H6x9I", OLE, 0x3B, 3, 0xFFFE, 9, 6, 0, 1, 0, 0, 4096, 0, 0, 0, 0).ljust(
    512, b"\xff"
)


@pytest.fixture
def save(tmp_path):
    """Write rows as .csv or .xlsx and give the path."""

    def save(rows, name="名册.csv", encoding="utf-8", separator=","):
        path = tmp_path / name
        if path.suffix == ".csv":
            lines = (separator.join(map(str, row)) + "\r\n" for row in rows)
            path.write_bytes("".join(lines).encode(encoding))
        else:
            book = Workbook()
            for row in rows:
                book.active.append(row)
            book.save(path)
        return path

    return save


@pytest.fixture
def units(save):
    return lambda *rows, head=ROSTER_HEADS, name="名册.csv": read_roster(save([head, *rows], name)).units


@pytest.fixture
def mistakes(save):
    """What is said about rows that stand below a full head, as one text."""

    def mistakes(*rows, head=ROSTER_HEADS, name="名册.csv"):
        with pytest.raises(RosterMistakes) as caught:
            read_roster(save([head, *rows], name))
        return "\n".join(caught.value.lines)

    return mistakes


def said_about(path):
    with pytest.raises(RosterMistakes) as caught:
        read_roster(path)
    (line,) = caught.value.lines
    assert path.name in line and line.endswith("。")
    return line


def unit(code, name, *aliases, category=None):
    return Unit(code, name, category, None, aliases, True, "", "")


# What a good roster says


def test_every_column_is_read(units):
    row = ["410801", "市财政局", "政府部门", "410800", "财政局、市财政", "否", "经办", "0391-3910000"]
    publisher = ["410800", "某市人民政府", "汇总机关", "", "", "", "", ""]

    names = ("财政局", "市财政")
    finance = Unit("410801", "市财政局", Category.DEPARTMENT, "410800", names, False, "经办", "0391-3910000")
    assert units(publisher, row)[1] == finance


def test_code_and_name_are_enough_and_other_columns_are_left_alone(units):
    (only,) = units(["1", "410801", "市财政局", "已报"], head=["序号", "单位代码", "单位名称", "填报情况"])
    assert only == unit("410801", "市财政局")


def test_the_publishing_body_is_the_row_that_says_so(save):
    body = ["410800", "某市人民政府", "汇总机关"]
    assert read_roster(save([*PLAIN, body])).body.code == "410800"
    assert read_roster(save(PLAIN)).body is None


@pytest.mark.parametrize("written", ["政府部门", " 政府 部门\u200b"])
def test_a_category_is_known_however_it_is_spaced(units, written):
    assert units(["410801", "市财政局", written])[0].category is Category.DEPARTMENT


@pytest.mark.parametrize(
    ("written", "counted"), [("", True), ("是", True), ("　是 ", True), ("否", False), (" 否", False)]
)
def test_counted_unless_it_says_no(units, written, counted):
    assert units(["410801", "垂直管理的局", "垂直管理", "", "", written])[0].counted is counted


@pytest.mark.parametrize(
    "written", ["财政局、市财政", "财政局；市财政", "财政局，市财政；", '"财政局\n市财政"', "财政局; 市财政 "]
)
def test_aliases_are_parted_however_they_are_listed(units, written):
    assert units(["410801", "某市财政局", "", "", written])[0].aliases == ("财政局", "市财政")


def test_a_name_keeps_its_inner_spaces_and_loses_what_cannot_be_seen(units):
    assert units([" 410801\u200b", "\u3000市 财政局\ufeff\x07 "])[0] == unit("410801", "市 财政局")


# Whose name it is


def test_a_unit_is_found_by_code_name_and_alias():
    finance, education = unit("410801", "市财政局（国资委）", "财政局"), unit("410802", "市教育局")
    roster = Roster((finance, education))

    assert roster.by_code(" 410801") is finance and roster.by_code("410809") is None
    assert roster.by_name("市 财政局(国资委)") is finance and roster.by_name("财政局") is finance
    assert roster.by_name("市卫健委") is None and roster.by_name("") is None
    assert roster.is_alias("财政 局", finance)
    assert not roster.is_alias("市财政局〔国资委〕", finance) and not roster.is_alias("财政局", education)


def test_a_name_that_fits_two_units_finds_none():
    roster = Roster((unit("1", "城关镇", "镇"), unit("2", "城关镇", "镇"), unit("3", "东关镇", "城关")))
    assert roster.by_name("城关镇") is None and roster.by_name("镇") is None
    assert roster.by_name("城关").code == "3"


def test_a_full_name_goes_before_an_alias():
    assert Roster((unit("1", "市局", "财政局"), unit("2", "财政局"))).by_name("财政局").code == "2"


def test_a_unit_without_code_is_known_by_its_name():
    assert unit("", "市财政局").key == "市财政局" and unit("410801", "市财政局").key == "410801"
    assert Roster((unit("", "市财政局"), unit("", "市教育局"))).by_code("") is None


def test_a_roster_travels_to_another_process():
    roster = Roster((unit("410801", "市财政局", "财政局"),))
    assert pickle.loads(pickle.dumps(roster)).by_name("财政局") == roster.units[0]


@pytest.mark.parametrize(
    "written",
    ["市财政局（本级）", "市财政局(本级)", " 市\u200b财政局\n【本级】", "市财政局〔本\u3000级〕\ufeff"],
)
def test_names_are_compared_without_spaces_widths_and_kinds_of_bracket(written):
    assert normalised(written) == "市财政局(本级)"


# The file it stands in


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_csv_is_read_in_the_encodings_and_separators_of_excel(save, encoding, separator):
    roster = read_roster(save(PLAIN, encoding=encoding, separator=separator))
    assert [(u.code, u.name) for u in roster.units] == [("410801", "市财政局"), ("410802", "市教育局")]


@pytest.mark.parametrize("ending", ["\n", "\r"])
def test_a_csv_is_read_with_the_line_ends_of_any_system(tmp_path, ending):
    path = tmp_path / "名册.csv"
    path.write_bytes(ending.join(map(",".join, PLAIN)).encode())
    assert len(read_roster(path).units) == 2


def test_numbers_of_a_workbook_are_codes_and_telephones(units):
    row = [410801, "市财政局", None, 410801.0 - 1, None, None, "经办", 3910000000.0]
    first, second = units([410800, "某市人民政府"], row, name="名册.xlsx")
    assert (first.code, second.code, second.parent) == ("410800", "410801", "410800")
    assert second.phone == "3910000000"


def test_lines_in_a_cell_do_not_run_into_each_other(units):
    row = ["410801", "市财政局\n（国资委）", "", "", "", "", "经办\n审核", "3910000\n3910001"]
    (only,) = units(row, name="名册.xlsx")
    assert (only.name, only.contact, only.phone) == ("市财政局（国资委）", "经办 审核", "3910000 3910001")


def test_the_head_may_stand_lower_and_be_spaced_out(save):
    rows = [["某市单位名册"], [], ["\ufeff单位\n代码", " 单位　名称"], [], ["410801", "市财政局"]]
    assert read_roster(save(rows, "名册.xlsx")).units == (unit("410801", "市财政局"),)
    assert "前 20 行里没有表头" in said_about(save([[]] * 20 + rows, "名册.xlsx"))


def save_ods(path, rows, end="</office:document-content>"):
    names = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'.format
    cells = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    table = f'<table:table table:name="名册">{cells}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("META-INF/manifest.xml", "<manifest/>")
        parts.writestr("content.xml", f"<office:document-content {spaces}>{body}{end}")
    return path


def test_an_ods_is_read_and_a_damaged_one_is_not_read_for_ever(tmp_path):
    assert len(read_roster(save_ods(tmp_path / "名册.ods", PLAIN)).units) == 2
    assert "读不出来" in said_about(save_ods(tmp_path / "坏了.ods", PLAIN, end="</office:cut"))


def test_a_code_is_read_as_an_xls_and_an_ods_show_it(tmp_path, libreoffice):
    book = Workbook()
    for row in (HEAD, [12345, "市财政局"], [7, "市教育局"], ["4108-99", "市水利局"]):
        book.active.append(row)
    book.active["A2"].number_format, book.active["A3"].number_format = "000000", '"4108"00'
    book.save(path := tmp_path / "名册.xlsx")
    for file in (path, libreoffice(path, "xls"), libreoffice(path, "ods")):
        assert [u.code for u in read_roster(file).units] == ["012345", "410807", "4108-99"], file


def test_a_table_of_a_word_document_is_a_roster(tmp_path):
    document = docx.Document()
    document.add_paragraph("报送单位名单")
    table = document.add_table(0, 3)
    for row in PLAIN:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(path := tmp_path / "名册.docx")
    assert [(u.code, u.name) for u in read_roster(path).units] == [("410801", "市财政局"), ("410802", "市教育局")]


def test_what_is_struck_through_is_read_as_it_was_typed(tmp_path):
    book = Workbook()
    for row in (HEAD, [410801, "市财政局"], ["410802", "第2教育局"]):
        book.active.append(row)
    for cell in ("A2", "A3", "B3"):
        book.active[cell].font = Font(strike=True)
    book.save(path := tmp_path / "名册.xlsx")
    assert read_roster(path).units == (unit("410801", "市财政局"), unit("410802", "第2教育局"))


def test_the_status_sheet_of_a_consolidated_workbook_is_a_roster(tmp_path):
    book = Workbook()
    book.active.append(["单位代码", "单位名称", "规章制发件数"])
    book.active.append(["410899", "只在明细里的局", 3])
    book.create_chartsheet("图").add_chart(BarChart())
    status = book.create_sheet("填报情况")
    status.append(["填报状态", *ROSTER_HEADS])
    status.append(["已报", "410801", "市财政局", "政府部门", "", "", "是", "", ""])
    status.append(["未报", "410802", "", "政府部门", "", "", "是", "", ""])
    book.save(path := tmp_path / "汇总表.xlsx")

    with pytest.raises(RosterMistakes) as caught:
        read_roster(path)
    assert caught.value.lines == ("工作表“填报情况”第 3 行：单位代码“410802”没有单位名称。请补上单位全称。",)

    status["C3"] = "市教育局"
    book.save(path)
    assert [u.code for u in read_roster(path).units] == ["410801", "410802"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "是空文件"),
        (b" \r\n", "是空文件"),
        (b"PK\x03\x04 cut off", "读不出来"),
        (OLE + bytes(600), "已损坏"),
        (OLE_CUT_OFF, "已损坏"),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16le"), "设有打开密码"),
        (b"\x89PNG\r\n\x1a\n\x00\xff\xff", "不是表格文件"),
        (b"%PDF-1.4", "没有表头"),
        ("代码,名称\n410801,市财政局\n".encode(), "表头要有“单位名称”（或“单位”“部门”），最好还有“单位代码”。例如"),
        ("字段,部分,行,列,单位,本年\nx,二,规章,制发,件,3\n".encode(), "没有表头"),
        ("单位代码,类别\n410801,政府部门\n".encode(), "没有表头"),
        ("单位代码,单位名称\n,\n\u200b,\n".encode(), "只有表头，没有单位"),
        (b'\xff"' + b"x" * 200_000, "读不出来"),
    ],
)
@pytest.mark.parametrize("ending", ["csv", "xlsx", "xls"])
def test_a_file_without_a_roster_is_refused_in_one_sentence(tmp_path, content, says, ending):
    path = tmp_path / f"名册.{ending}"
    path.write_bytes(content)
    assert says in said_about(path)


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path):
    assert "打不开" in said_about(tmp_path / "没有.csv")
    assert "打不开" in said_about(tmp_path)


def test_a_file_too_large_is_refused(tmp_path):
    path = tmp_path / "名册.csv"
    with path.open("wb") as file:
        file.truncate(50 * 2**20 + 1)
    assert "超过 50 MB" in said_about(path)


def test_a_zip_that_unpacks_to_too_much_is_refused(tmp_path):
    path = tmp_path / "名册.xlsx"
    Workbook().save(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as parts, parts.open("xl/a.xml", "w") as part:
        for _ in range(501):
            part.write(bytes(2**20))
    assert "解压后超过 500 MB" in said_about(path)


@pytest.mark.parametrize("cell", ["XFD1048576", "AAA1", "A100000"])
def test_a_stray_cell_far_away_is_named_before_it_takes_the_process_down(tmp_path, cell):
    book = Workbook()
    for row in PLAIN:
        book.active.append(row)
    book.active[cell] = "x"
    book.save(path := tmp_path / "名册.xlsx")
    assert f"的 {cell} 格里有内容" in said_about(path)


def test_a_cell_far_away_with_nothing_but_a_format_does_no_harm(tmp_path):
    book = Workbook()
    for row in PLAIN:
        book.active.append(row)
    book.active["ZZ99"] = "x"
    book.active["XFD1048576"].number_format = "0.00"
    book.save(path := tmp_path / "名册.xlsx")
    assert len(read_roster(path).units) == 2


# What is wrong with its rows; beside each the near miss


def test_all_mistakes_are_said_at_once_in_row_order(save):
    rows = [
        ROSTER_HEADS,
        ["410800", "某市人民政府", "汇总机关"],
        ["410801", "市财政局", "政府部门", "410888", "财政局"],
        [],
        ["410801", "市教育局", "部门", "", "", "不"],
        ["410809", "", "政府部门"],
        ["", "市水利局"],
        ["4.1E+05", "财政局", "汇总机关"],
    ]
    with pytest.raises(RosterMistakes) as caught:
        read_roster(save(rows))

    places = [line.split("：")[0] for line in caught.value.lines]
    assert places == ["第 3 行", *["第 5 行"] * 3, "第 6 行", "第 7 行", *["第 8 行"] * 3]
    assert all(line.endswith("。") for line in caught.value.lines)


def test_rows_of_a_csv_are_counted_as_lines_of_the_file(mistakes):
    text = mistakes(["410801", '"市财\n政局"'], [], ["410802", ""])
    assert text == "第 5 行：单位代码“410802”没有单位名称。请补上单位全称。"


def test_a_code_given_twice_names_both_rows(mistakes, units):
    text = mistakes(["410801", "市财政局"], ["41080２", "市教育局"], ["410802 ", "市水利局"])
    assert text.startswith("第 4 行：单位代码“410802”与第 3 行的单位代码“410802”相同。")
    assert len(units(["410801", "市财政局"], ["410802", "市教育局"])) == 2


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        (["镇（街）"], ["镇 (街)"], "单位名称“镇 (街)”与第 2 行的单位名称“镇（街）”相同"),
        (["市财政局", "", "", "市局"], ["市局"], "单位名称“市局”与第 2 行的别名“市局”相同"),
        (["市局"], ["市教育局", "", "", "教育局、市局"], "别名“市局”与第 2 行的单位名称“市局”相同"),
        (["市财政局", "", "", "市局"], ["市教育局", "", "", "市局"], "别名“市局”与第 2 行的别名“市局”相同"),
    ],
)
def test_a_name_that_two_units_bear_names_both_rows(mistakes, first, second, says):
    text = mistakes(["410801", *first], ["410802", *second])
    assert text.startswith(f"第 3 行：{says}") and text.count("\n") == 0


def test_an_alias_may_repeat_the_unit_s_own_name(units):
    (only,) = units(["410801", "市财政局", "", "", "市财政局、财政局、财政局"])
    assert only.aliases == ("市财政局", "财政局")


def test_a_row_without_code_or_name_is_told(mistakes):
    assert "第 3 行：单位“市财政局”没有单位代码" in mistakes(["410800", "市政府"], ["", "市财政局"])
    assert "第 2 行：单位代码“410801”没有单位名称" in mistakes(["410801", "\u200b "])
    assert "第 3 行：单位代码和单位名称都空着" in mistakes(["410800", "市政府"], ["", "", "政府部门"])


def test_a_blank_row_is_skipped(units):
    assert len(units(["410801", "市财政局"], [], [" ", "\u3000", "\u200b"], ["410802", "市教育局"])) == 2


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (114108000000000001, "15 位以后的已经丢失"),
        (410801.5, "“410801.5”是负数或小数"),
        (-410801, "是负数或小数"),
        (datetime.date(2024, 3, 5), "是日期或逻辑值"),
        (True, "是日期或逻辑值"),
        ("4.1E+05", "写成了科学记数"),
        ("1.14108E+17", "写成了科学记数"),
    ],
)
def test_a_code_that_excel_made_a_number_of_is_told(mistakes, code, says):
    text = mistakes([code, "市财政局"], name="名册.xlsx")
    assert text.startswith("第 2 行：单位代码“") and says in text and text.count("\n") == 0


@pytest.mark.parametrize(
    ("code", "read"),
    [
        (410801, "410801"),
        (123456789012345, "123456789012345"),
        ("114108000000000001", "114108000000000001"),
        ("12E05", "12E05"),
        ("1" * 5000, "1" * 5000),
    ],
)
def test_a_code_that_is_whole_is_kept(units, code, read):
    assert units([code, "市财政局"], name="名册.xlsx")[0].code == read


def test_the_scientific_notation_of_a_csv_is_told(mistakes):
    text = mistakes(["4.1E+05", "市财政局"], ["4.1E+05", "市教育局"])
    assert text.count("写成了科学记数") == 2 and "相同" not in text


@pytest.mark.parametrize(
    ("codes", "says"),
    [
        ([10801, "010802", "110803"], "“10801”存成了数字，只有 5 位，别的代码是 6 位"),
        ([10801, 410802, 410803], "“10801”存成了数字，只有 5 位，别的代码是 6 位"),
        ([3, "001", "002"], "“3”存成了数字，只有 1 位，别的代码是 3 位"),
    ],
)
def test_zeros_lost_in_front_are_told(mistakes, codes, says):
    text = mistakes(*([code, f"第{code}局"] for code in codes), name="名册.xlsx")
    assert text.startswith(f"第 2 行：单位代码{says}") and text.count("\n") == 0


@pytest.mark.parametrize(
    "codes",
    [
        ["10801", "410802", "410803"],  # typed as text: meant so
        [410801, 410802, 410801001, 410801002],  # towns have longer ones: neither is the rule
        ["410802", 410801001],  # longer
        list(range(1, 51)),  # running numbers
    ],
)
def test_codes_of_different_length_are_no_mistake_in_themselves(units, codes):
    assert len(units(*([code, f"第{code}局"] for code in codes), name="名册.xlsx")) == len(codes)


@pytest.mark.parametrize(
    ("codes", "short"),
    [
        (["10801", "410802", "410803"], ["10801"]),
        (["10801", "410802", "10803", "410804", "410805", "410806"], ["10801", "10803"]),
        (["17", "105", "230", "412"], ["17"]),
        (["000003", "000002", "4"], ["4"]),
    ],
)
def test_zeros_that_a_csv_has_lost_are_told(mistakes, codes, short):
    """In a .csv a code is a text in any case, so that only the others tell."""
    lines = mistakes(*([code, f"第{i}局"] for i, code in enumerate(codes))).splitlines()
    assert len(lines) == len(short)
    for line, code in zip(lines, short, strict=True):
        assert line.startswith(f"第 {codes.index(code) + 2} 行：单位代码“{code}”只有 {len(code)} 位，别的代码是 ")
        assert f"本来就是 {len(code)} 位的，请把名册存成 .xlsx" in line


@pytest.mark.parametrize(
    "codes",
    [
        ["4108", "410801", "410802", "410803"],  # the city above its districts
        ["1001", "1002", "100101", "100102", "100103", "100104"],  # 1002 has nobody below it
        ["410801", "410801001", "410801002", "410801003"],
        ["410801", *(f"41080200{i}" for i in range(1, 10))],  # three zeros more are another kind of code
        ["01", "410802", "410803", "410804"],  # it has its zeros
        ["10801", "410802"],  # one against one
        ["10801", "10802", "410803", "410804"],
        ["A1", "A02", "B103", "C104", "D105"],
        list(map(str, range(1, 121))),
        ["114108000000000001", "114108000000000110"],
    ],
)
def test_codes_of_a_csv_may_differ_in_length(units, codes):
    assert len(units(*([code, f"第{i}局"] for i, code in enumerate(codes)))) == len(codes)


def test_digits_that_a_csv_has_lost_behind_are_told(mistakes):
    text = mistakes(["114108000000000000", "市财政局"], ["1.14108E+17", "市教育局"])
    assert "第 2 行：单位代码“114108000000000000”第 15 位以后都是 0" in text and "第 3 行：单位代码“1.14108E+17”写成了科学记数" in text


@pytest.mark.parametrize(
    ("stored", "number_format", "code"),
    [
        (12345, "000000", "012345"),
        (12345, "000000_ ;[Red]-000000", "012345"),
        (7, '"4108"00', "410807"),
        (410801, "0000-00", "4108-01"),
        (1410801, "0000-00", "14108-01"),
        (410801, "General", "410801"),
        (410801, "0", "410801"),
        (410801, "#,##0", "410801"),
        (410801, "0.00", "410801"),
        (410801, '0"号"', "410801"),
        (410801, "@", "410801"),
    ],
)
def test_a_code_is_read_as_its_cell_shows_it(tmp_path, stored, number_format, code):
    book = Workbook()
    for row in ([*HEAD, "上级单位代码"], [stored, "市政府"], ["4108-99", "市财政局", "", stored]):
        book.active.append(row)
    for cell in ("A2", "D3"):
        book.active[cell].number_format = number_format
    book.save(path := tmp_path / "名册.xlsx")
    city, finance = read_roster(path).units
    assert (city.code, finance.parent) == (code, code)


def test_no_format_brings_back_digits_that_are_lost(tmp_path):
    book = Workbook()
    for row in (HEAD, [114108000000000001, "市财政局"]):
        book.active.append(row)
    book.active["A2"].number_format = "000000000000000000"
    book.save(path := tmp_path / "名册.xlsx")
    with pytest.raises(RosterMistakes, match="15 位以后的已经丢失"):
        read_roster(path)


def test_an_unknown_category_is_told_with_those_allowed(mistakes, units):
    text = mistakes(["1", "市局", "局委"])
    assert "类别“局委”不在可选之列。请改为汇总机关、政府部门、乡镇街道、垂直管理、其他之一" in text
    assert units(["1", "市局", ""])[0].category is None


@pytest.mark.parametrize("written", ["不", "Y", "是否"])
def test_anything_but_yes_or_no_is_told(mistakes, written):
    assert f"计入汇总填的是“{written}”。请改为“是”或“否”" in mistakes(["1", "市局", "", "", "", written])


def test_a_parent_that_is_not_on_the_roster_is_told(mistakes, units):
    assert "第 2 行：上级单位代码“410800”不在名册中" in mistakes(["410801", "市财政局", "", "410800"])
    assert units(["410801", "市财政局", "", "410800"], ["410800", "市政府"])[0].parent == "410800"


def test_a_unit_that_ends_up_above_itself_is_told(mistakes, units):
    assert "绕回了本单位（1 → 1）" in mistakes(["1", "甲局", "", "1"])
    text = mistakes(["1", "甲局", "", "2"], ["2", "乙局", "", "3"], ["3", "丙局", "", "2"])
    assert "第 3 行：上级单位绕回了本单位（2 → 3 → 2）" in text
    assert "第 2 行" not in text and "第 4 行" in text
    assert len(units(["1", "甲局", "", "2"], ["2", "乙局", "", "3"], ["3", "丙局"])) == 3


def test_two_publishing_bodies_are_told(mistakes, units):
    text = mistakes(["1", "市政府", "汇总机关"], ["2", "市府办", "汇总机关"])
    assert text.startswith("第 3 行：类别“汇总机关”与第 2 行的类别“汇总机关”相同。汇总机关只能有一个")
    assert len(units(["1", "市政府", "汇总机关"], ["2", "市府办", "其他"])) == 2


def test_a_name_may_hold_what_no_file_name_can(units):
    names = ["区政务服务和数据局/大数据中心", r"a\b:c*d?e<f>g|h", "档案局（史志办）、／：？"]
    assert [u.name for u in units(*([f"4-{i}", name] for i, name in enumerate(names)))] == names


def test_all_that_a_code_can_not_hold_is_told_at_once(mistakes, units):
    assert mistakes(["41/08:0*1/2", "市局"]) == (
        "第 2 行：单位代码“41/08:0*1/2”里有 / : *。代码是文件名的开头，请只用数字、字母和短横线，例如 410801。"
    )
    assert units(["4-1A", "市局"])[0].code == "4-1A"


def test_characters_that_got_lost_are_told(mistakes):
    assert mistakes(["410801", "某\ufffd\ufffd局"]) == "第 2 行：单位名称“某□□局”里有 2 个字读不出来（显示为 □）。请重新输入单位全称。"


def test_messages_can_be_printed_on_a_chinese_console(mistakes):
    mistakes(["1", "甲/局", "甲", "1", "", "不"], ["1", "甲/局"]).encode("gbk")
