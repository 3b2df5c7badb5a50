"""Whose fault it is: what a file is charged with, who is told so, and what everybody reads of it.

Beside each accident the near miss that must read otherwise.
"""

import shutil
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from tests import hands
from tests.district import FIGURES, FORM, UNITS, YEAR, District, cell_of
from tests.filled import opened
from tests.run import Run

OFFICE, FINANCE, EDUCATION, STREET = UNITS
FILE = f"收件/{FINANCE}_{UNITS[FINANCE]}.xlsx"
NEW, GRANTED = "requests.new.natural_person", "requests.granted.natural_person"


def typed(path: Path, target: Path | None = None, **values: object) -> Path:
    """A workbook in which fields are typed over."""
    book = opened(path)
    for name, value in values.items():
        cell_of(book, name.replace("__", ".")).value = value
    book.save(target or path)
    return target or path


def sent_to(run: Run) -> list[str]:
    """The names of what the offices are sent."""
    folder = run.product("退改通知")
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def letter(run: Run, name: str) -> str:
    paper = Document(run.product("退改通知") / name)
    cells = (cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def group_text(run: Run) -> str:
    path = run.product("退改通知") / "群发文字.txt"
    return path.read_text(encoding="utf-8-sig") if path.exists() else ""


def line_of(text: str, beginning: str) -> str:
    return next((line for line in text.splitlines() if line.startswith(beginning)), "")


def page(run: Run) -> str:
    return run.product("核对报告.html").read_text(encoding="utf-8")


def status_of(run: Run, code: str) -> str:
    """What the status sheet of the 汇总表 says of a unit."""
    sheet = CalamineWorkbook.from_path(run.product("汇总表.xlsx")).get_sheet_by_name("填报情况").to_python()
    heads = next(row for row in sheet if "状态" in row)
    return next(row[heads.index("状态")] for row in sheet if row[0] == code)


# ---------------------------------------------------------------- a neighbour's workbook


def borrowed(district: District, name: str, **more: object) -> Path:
    """The bureau of education fills in the workbook of the bureau of finance and types its own name on the cover."""
    district.office(EDUCATION).reports = False
    district.receive()
    source = district.received / f"{FINANCE}_{UNITS[FINANCE]}.xlsx"
    return typed(source, district.received / name, unit__name=UNITS[EDUCATION], **{NEW: 9, GRANTED: 7}, **more)


NAMES_OF_HER_FILE = f"{EDUCATION}_{UNITS[EDUCATION]}.xlsx", f"{UNITS[EDUCATION]}年报.xlsx", "教育局.xlsx", "年报.xlsx"


@pytest.mark.parametrize("name", NAMES_OF_HER_FILE)
def test_who_used_a_neighbours_workbook_is_told_so_and_nobody_else(district, name):
    borrowed(district, name)
    run = district.merge(receive=False)

    found = run.finding("U002")
    assert (found.file, found.unit, found.expected) == (f"收件/{name}", EDUCATION, None)
    assert run.states() == {OFFICE: "accepted", FINANCE: "accepted", EDUCATION: "rejected", STREET: "accepted"}
    assert run.file_states()[f"收件/{name}"] == "rejected" and "U003" not in run.rules()
    stem = f"{EDUCATION}_{UNITS[EDUCATION]}"
    assert sent_to(run) == sorted(["群发文字.txt", f"{stem}.docx", f"{stem}.txt", f"{stem}.xlsx"])
    said = letter(run, f"{stem}.docx")
    assert name in said and f"您用了“{UNITS[FINANCE]}”的表，请用本单位的表重填" in said and "空白表" in said
    assert UNITS[EDUCATION] in line_of(group_text(run), f"请用本单位{YEAR}年的表填报（1 家）")
    assert "尚未报送" not in group_text(run) and UNITS[FINANCE] not in group_text(run)
    head = run.text.index(f"{EDUCATION} {UNITS[EDUCATION]}")
    assert run.text.index(f"收件/{name}", head) < run.text.index("错误 U002")
    assert f"{FINANCE} {UNITS[FINANCE]}" not in run.text
    assert status_of(run, EDUCATION) == f"请用本单位{YEAR}年的表填报"


def test_the_blank_workbook_is_its_own_and_done_as_told_all_is_well(district):
    name = f"{UNITS[EDUCATION]}年报.xlsx"
    borrowed(district, name)
    run = district.merge(receive=False)
    blank = run.product("退改通知") / f"{EDUCATION}_{UNITS[EDUCATION]}.xlsx"
    book = opened(blank)
    cover = [cell_of(book, f"unit.{part}").value for part in ("code", "name", "year")]
    assert cover == [EDUCATION, UNITS[EDUCATION], YEAR]
    assert all(cell_of(book, field).value is None for field in FORM.inputs)

    typed(blank, district.received / blank.name, **district.office(EDUCATION).values | {"unit.date": "2025-01-20"})
    again = district.merge(receive=False, output="二")

    assert again.exit_code == 0 and again.states()[EDUCATION] == "accepted"
    assert again.file_states()[f"收件/{name}"] == "superseded" and sent_to(again) == []
    assert [f.rule for f in again.findings() if f.file == f"收件/{name}"] == ["F009"]


def test_where_nothing_but_the_cover_says_who_and_the_neighbour_sent_nothing_it_may_be_eithers(district):
    borrowed(district, "年报.xlsx")
    (district.received / f"{FINANCE}_{UNITS[FINANCE]}.xlsx").unlink()
    run = district.merge(receive=False)

    assert run.finding("U002").unit is None
    assert run.states()[FINANCE] == run.states()[EDUCATION] == "missing"
    asked = line_of(group_text(run), "认不出是哪家的表，可能是这几家报来的（2 家）")
    assert UNITS[FINANCE] in asked and UNITS[EDUCATION] in asked and "尚未报送" not in group_text(run)


def test_where_cover_and_file_say_two_units_nobody_is_accused(district):
    borrowed(district, f"{FINANCE}_{UNITS[FINANCE]}（2）.xlsx")
    run = district.merge(receive=False)

    file = f"收件/{FINANCE}_{UNITS[FINANCE]}（2）.xlsx"
    assert (run.finding("U002").file, run.finding("U002").unit) == (file, None)
    assert run.states()[FINANCE] == "accepted" and run.states()[EDUCATION] == "missing"
    assert f"“{file}”可能是它报来的" in run.finding("U003", EDUCATION).message
    asked = line_of(group_text(run), "认不出是哪家的表，可能是这几家报来的（1 家）")
    assert asked.endswith(f"：{UNITS[EDUCATION]}。请用本单位的表报送。") and "尚未报送" not in group_text(run)
    assert "收件" not in group_text(run) and UNITS[FINANCE] not in group_text(run)
    assert "应报 4 家，已报 3 家，未报 0 家，没有认得出的表 1 家，认不出是哪家的表 1 份" in page(run)
    assert f"认不出是哪家的表（1 份）：{file}。" in page(run)
    assert f"1 家  没有认得出的表：{UNITS[EDUCATION]}\n    1 份  认不出是哪家的表\n" in run.text
    assert f"\n{file}\n  错误 U002 " in run.text and run.text.count(file) == 1
    report = "\n".join(p.text for p in Document(run.product("年度报告.docx")).paragraphs)
    assert f"没有认得出的表（1 家）：{UNITS[EDUCATION]}。" in report and "尚未报送" not in report
    assert not [name for name in sent_to(run) if FINANCE in name or EDUCATION in name]


def test_a_filled_workbook_of_another_unit_under_ones_own_name_takes_nobodys_place(district):
    name = f"{EDUCATION}_{UNITS[EDUCATION]}.xlsx"
    district.office(EDUCATION).reports = False
    district.receive()
    source = district.received / f"{FINANCE}_{UNITS[FINANCE]}.xlsx"
    typed(source, district.received / name, **{NEW: 9, GRANTED: 7, "unit.date": "2025-01-30"})
    run = district.merge(receive=False)

    assert run.states()[FINANCE] == "accepted" and run.file_states()[FILE] == "accepted"
    found = run.finding("U011")
    assert (found.severity, found.file, found.unit) == ("error", f"收件/{name}", None)
    assert run.totals[NEW] == district.sums(EDUCATION)[NEW]

    source.unlink()  # nothing else came of that unit: it may be either's
    alone = district.merge(receive=False, output="二")
    assert alone.states()[FINANCE] == alone.states()[EDUCATION] == "missing"
    assert (alone.finding("U011").severity, alone.finding("U011").unit) == ("error", None)
    asked = line_of(group_text(alone), "认不出是哪家的表，可能是这几家报来的（2 家）")
    assert UNITS[FINANCE] in asked and UNITS[EDUCATION] in asked and "尚未报送" not in group_text(alone)


@pytest.mark.parametrize(("name", "columns"), [
    ("财政局.xlsx", {}),  # her own office in short
    ("财政.xlsx", {}),
    ("张三.xlsx", {}),
    (f"财政局_照{UNITS[EDUCATION]}的样子.xlsx", {}),  # both are named
    (f"报{UNITS[OFFICE]}.xlsx", {}),  # whom she reports to
    (f"{UNITS[EDUCATION]}.xlsx", {"上级单位代码": {FINANCE: EDUCATION}}),  # whom she is under
    (f"{EDUCATION}_{UNITS[FINANCE]}.xlsx", {}),
])  # fmt: skip
def test_a_file_that_is_called_otherwise_is_believed(district, name, columns):
    district.write_roster(**columns)
    district.receive()
    (district.received / f"{FINANCE}_{UNITS[FINANCE]}.xlsx").rename(district.received / name)
    run = district.merge(receive=False)
    assert run.states()[FINANCE] == "accepted" and "error" not in {f.severity for f in run.findings("U011")}


def test_a_number_in_a_files_name_is_nobodys_code(district):
    roster = district.roster.read_text(encoding="utf-8-sig").replace(EDUCATION, "1")
    district.roster.write_text(roster, encoding="utf-8-sig")
    district.office(EDUCATION).reports = False
    district.receive()
    (district.received / f"{FINANCE}_{UNITS[FINANCE]}.xlsx").rename(district.received / "年报（1）.xlsx")
    run = district.merge(receive=False)
    assert (run.states()[FINANCE], run.finding("U011").severity) == ("accepted", "warning")


@pytest.mark.parametrize("year", [YEAR, YEAR - 1])
def test_a_copy_or_an_old_one_of_a_neighbour_under_ones_own_name_may_be_ones_own(district, year):
    """To the byte, or last year's: whoever sent it is not told in front of all that nothing came."""
    name = f"{UNITS[EDUCATION]}.xlsx"
    district.office(EDUCATION).reports = False
    district.copy(FINANCE, name)
    if year != YEAR:
        typed(district.received / name, unit__year=year, unit__date=f"{YEAR}-01-10")
    run = district.merge(receive=False)

    assert run.states()[FINANCE] == "accepted" and run.finding("U011").file == f"收件/{name}"
    assert f"“收件/{name}”可能是它报来的" in run.finding("U003", EDUCATION).message
    assert UNITS[EDUCATION] in line_of(group_text(run), "认不出是哪家的表，可能是这几家报来的")
    assert "F008" not in run.rules() and "可移走" not in run.text


def test_two_offices_that_send_the_same_unreadable_file_are_both_told(district):
    for code in (FINANCE, EDUCATION):
        district.office(code).reports = False
    district.receive()
    for code in (FINANCE, EDUCATION):
        (district.received / f"{UNITS[code]}.xlsx").write_bytes(b"PK\x03\x04 broken")
    run = district.merge(receive=False)
    assert {f.unit for f in run.findings("F001")} == {FINANCE, EDUCATION} and "F008" not in run.rules()


def test_a_neighbours_workbook_of_which_only_the_code_was_typed_over(district):
    district.office(EDUCATION).reports = False
    source = district.copy(FINANCE, f"{EDUCATION}.xlsx")
    typed(source, unit__code=EDUCATION)
    run = district.merge(receive=False)
    said = letter(run, f"{EDUCATION}_{UNITS[EDUCATION]}.docx")
    assert run.finding("U002").unit == EDUCATION and f"您用了“{UNITS[FINANCE]}”的表，请用本单位的表重填" in said
    assert [name for name in sent_to(run) if name.endswith(".xlsx")] == [f"{EDUCATION}_{UNITS[EDUCATION]}.xlsx"]

    source.rename(district.received / "年报.xlsx")  # a slip of the code in its own workbook looks the same
    again = district.merge(receive=False, output="二")
    assert again.finding("U002").unit is None and again.states()[FINANCE] == "accepted"


@pytest.mark.parametrize(("name", "state"), [
    ("财政局", "accepted"),
    ("示例区财政局（盖章）", "accepted"),
    ("示例市示例区财政局", "accepted"),
    ("示例区财政局办公室", "accepted"),
    ("示例区财政金融局", "rejected"),  # another name: it is asked, and mends its own workbook
    ("别处的局", "rejected"),
])  # fmt: skip
def test_a_name_in_another_form_beside_its_own_code(district, name, state):
    district.office(FINANCE).type("unit.name", name)
    run = district.merge()
    assert run.states()[FINANCE] == state
    if state == "accepted":
        assert run.finding("U006").value == name and run.exit_code == 0
    else:
        assert UNITS[FINANCE] in line_of(group_text(run), "需要修改（1 家）") and "读不全" not in run.text
        assert f"{FINANCE}_{UNITS[FINANCE]}（请改）.xlsx" in sent_to(run)


@pytest.mark.parametrize("name", [
    "区教育局（区财政局代报）", "区教育局（财政局代报）", f"{UNITS[EDUCATION]}（财政局代报）", "财政局代区教育局",
])  # fmt: skip
def test_of_two_names_in_a_files_name_both_are_asked_about(district, name):
    district.write_roster(别名={EDUCATION: "区教育局", FINANCE: "区财政局"})
    district.office(EDUCATION).reports = False
    district.receive()
    hands.as_word(hands.tables(), district.received / f"{name}.docx", title="")
    run = district.merge(receive=False)

    found = run.finding("U001")
    assert found.unit is None and "文件名里写着" in found.message
    assert all(f"“{UNITS[code]}”" in found.message for code in (EDUCATION, FINANCE))
    assert "可能是它报来的" in run.finding("U003", EDUCATION).message and "尚未报送" not in group_text(run)


def test_the_group_is_told_nothing_of_files_that_no_office_can_mend(district):
    district.receive()
    (district.received / "说明.txt").write_text("财政局的晚点报。", encoding="utf-8")
    run = district.merge(receive=False)
    assert run.finding("L001").unit is None and "收件/说明.txt" in run.text and group_text(run) == ""


def test_of_what_could_not_be_opened_nothing_was_checked(district):
    district.office(FINANCE).reports = False
    district.receive()
    (district.received / f"{UNITS[FINANCE]}.xlsx").write_bytes(b"PK\x03\x04 broken")
    said = letter(district.merge(receive=False), f"{FINANCE}_{UNITS[FINANCE]}.docx")
    assert "文件已收到，但没有读出来。" in said and "请按下面说的办好，于＿＿月＿＿日前重新报送。" in said
    assert not [word for word in ("经核对", "只有 1 处", "填报日期", "收件/", "个数字读到") if word in said]


# ---------------------------------------------------------------- what has been superseded


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:9000])


def without_section_three(path: Path) -> None:
    book = opened(path)
    cell_of(book, "unit.date").value = "2025-01-05"
    del book["三、依申请公开"]
    book.save(path)


def merged_cells(path: Path) -> None:
    book = opened(path)
    cell_of(book, "unit.date").value = "2025-01-05"
    book["三、依申请公开"].merge_cells("D9:D10")
    book.save(path)


def last_years(path: Path) -> None:
    typed(path, unit__year=YEAR - 1, unit__date=f"{YEAR}-01-10")


@pytest.mark.parametrize(("make", "severity", "words"), [
    (cut_off, "warning", "读不出来，没有采用；该单位另有一份读得出的表"),
    (lambda path: path.write_bytes(b""), "warning", "这份若是更正件，请重报"),
    (without_section_three, "notice", "这份可移走"),
    (merged_cells, "notice", "这份可移走"),
    (last_years, "notice", "是 2023 年的表"),
    (lambda path: typed(path, unit__date="2025-01-05"), "notice", "两份的数字和文字相同"),
    (lambda path: typed(path, unit__date="2025-01-05", **{NEW: 8, GRANTED: 6}), "warning", "前一份 8，后一份 7"),
])  # fmt: skip
def test_what_has_been_superseded_asks_for_nothing(district, make, severity, words):
    path = district.copy(FINANCE, f"{FINANCE}_{UNITS[FINANCE]}-旧.xlsx")
    make(path)
    run = district.merge(receive=False)

    (found,) = [f for f in run.findings() if f.file == f"收件/{path.name}"]
    assert (found.rule, found.severity, found.unit) == ("F009", severity, FINANCE) and words in found.message
    assert run.exit_code == 0 and run.file_states()[f"收件/{path.name}"] == "superseded"
    assert run.states()[FINANCE] == "accepted" and run.file_states()[FILE] == "accepted"
    assert not [name for name in sent_to(run) if FINANCE in name]


def test_a_later_version_that_lost_a_sheet_can_be_mended_and_the_earlier_one_is_kept(district):
    later = district.copy(FINANCE, f"{FINANCE}_{UNITS[FINANCE]}更正.xlsx")
    book = openpyxl.load_workbook(typed(later, unit__date="2025-01-20", **{NEW: 8, GRANTED: 6}))
    del book["四、复议诉讼"]
    book.save(later)
    run = district.merge(receive=False)

    assert run.rules(FINANCE, "error") == {"L005"} and run.file_states()[FILE] == "superseded"
    assert "后一份读不全，单位重报以前，这份请先留着。" in run.finding("F009").message
    copy = run.product("退改通知") / f"{FINANCE}_{UNITS[FINANCE]}（请改）.xlsx"
    given = openpyxl.load_workbook(copy)
    assert cell_of(given, NEW).value == 8 and "四、复议诉讼" in given.sheetnames
    zeros = {name: 0 for name in FORM.inputs if name.startswith("remedies")}
    typed(copy, district.received / copy.name, unit__date="2025-01-21", **zeros)
    assert district.merge(receive=False, output="二").states()[FINANCE] == "accepted"


def test_beside_a_blank_workbook_an_unreadable_file_is_still_asked_for(district):
    district.office(FINANCE).values = {}
    path = district.copy(FINANCE, f"{FINANCE}_{UNITS[FINANCE]}-填好.xlsx")
    cut_off(path)
    run = district.merge(receive=False)
    assert run.finding("F001").file == f"收件/{path.name}" and run.exit_code == 1


def test_what_was_merely_saved_later_and_says_less_is_asked(district):
    path = district.copy(FINANCE, "财政局.xlsx")
    typed(path, unit__date=None, **{"indicators.published": None, "indicators.letters_received": None})
    run = district.merge(receive=False)
    assert {f.file for f in run.findings("U004")} == {FILE, "收件/财政局.xlsx"} and run.exit_code == 1
    assert "“收件/财政局.xlsx”只是保存得晚，填的数却少" in run.findings("U004")[0].message


def test_what_was_saved_later_and_says_as_much_counts(district):
    path = district.copy(FINANCE, "财政局.xlsx")
    typed(path, unit__date=None, **{NEW: 8, GRANTED: 6})
    run = district.merge(receive=False)
    assert "U004" not in run.rules() and run.file_states()[FILE] == "superseded"


def test_of_exact_copies_the_original_is_kept(district):
    district.copy(FINANCE, "1副本.xlsx")
    district.copy(FINANCE, "2（1）.xlsx")
    run = district.merge(receive=False)
    assert run.file_states()[FILE] == "accepted"
    assert {f.file for f in run.findings("F008")} == {"收件/1副本.xlsx", "收件/2（1）.xlsx"}


# ---------------------------------------------------------------- who sent something


def test_three_groups_of_those_whose_figures_are_lacking(district):
    for code in (FINANCE, EDUCATION, STREET):
        district.office(code).reports = False
    district.receive()
    (district.received / f"{UNITS[EDUCATION]}盖章版.pdf").write_bytes(b"%PDF-1.7\n" + bytes(100))
    (district.received / "文昌街道办事处.xlsx").write_bytes(b"PK\x03\x04 broken")
    run = district.merge(receive=False)

    text = group_text(run)
    assert line_of(text, "尚未报送（1 家）") == f"尚未报送（1 家）：{UNITS[FINANCE]}。请尽快报送。"
    assert line_of(text, "只报来扫描件，请补报电子表（1 家）").endswith(f"：{UNITS[EDUCATION]}。")
    assert line_of(text, "报来的文件没有读出来，请按退改通知重报（1 家）").endswith(f"：{UNITS[STREET]}。")
    assert run.states() == {OFFICE: "accepted", FINANCE: "missing", EDUCATION: "missing", STREET: "rejected"}
    assert {f.unit for f in run.findings("U003")} == {FINANCE, EDUCATION}
    assert "盖章版.pdf" in run.finding("U003", EDUCATION).message
    assert "应报 4 家，已报 2 家，未报 1 家，只报来扫描件 1 家" in page(run)
    assert f"只报来扫描件，请补报电子表（1 家）：{UNITS[EDUCATION]}。" in page(run)
    assert f"1 家  未报：{UNITS[FINANCE]}\n" in run.text
    assert f"1 家  只报来扫描件，请补报电子表：{UNITS[EDUCATION]}\n" in run.text
    assert status_of(run, EDUCATION) == "只报来扫描件，请补报电子表" and status_of(run, FINANCE) == "未报"
    report = "\n".join(p.text for p in Document(run.product("年度报告.docx")).paragraphs)
    assert f"只报来扫描件（1 家）：{UNITS[EDUCATION]}。" in report and f"尚未报送（1 家）：{UNITS[FINANCE]}。" in report


def test_a_short_name_that_is_on_the_roster_once_is_not_told_that_nothing_came(district):
    district.office(EDUCATION).reports = False
    district.receive()
    hands.as_workbook(hands.tables(), district.received / "教育局.xlsx")
    run = district.merge(receive=False)
    assert (run.states()[EDUCATION], run.finding("U001").unit) == ("rejected", EDUCATION)
    assert "尚未报送" not in group_text(run) and "随附的表里已经写好。" in letter(run, f"{EDUCATION}_{UNITS[EDUCATION]}.docx")

    district.office(EDUCATION).write(district.received / "a.xlsx")  # its own has come: whose the other is, is asked
    again = district.merge(receive=False, output="二")
    assert (again.states()[EDUCATION], again.finding("U001").unit) == ("accepted", None)


@pytest.mark.parametrize(("before", "proposed"), [
    ("本机关全年主动公开政府信息186条，其中政府网站120条。", "主动公开政府信息总数 186"),
    ("本机关认真落实各项要求。", ""),
])  # fmt: skip
def test_who_sends_the_tables_alone_is_asked_for_the_indicators(district, before, proposed):
    district.office(EDUCATION).reports = False
    district.receive()
    path = district.received / f"{UNITS[EDUCATION]}.docx"
    hands.as_word(hands.tables(), path, f"{UNITS[EDUCATION]}{YEAR}年政府信息公开工作年度报告")
    document = Document(path)
    first = document.paragraphs[0]
    first.insert_paragraph_before(f"{UNITS[EDUCATION]}{YEAR}年政府信息公开工作年度报告")
    first.insert_paragraph_before("一、总体情况")
    first.insert_paragraph_before(before)
    document.save(path)
    run = district.merge(receive=False)

    (found,) = [f for f in run.findings("V001", EDUCATION) if "工作指标" in f.message]
    assert found.severity == "warning" and "请补填工作指标" in found.message
    assert (f"单位的文字里写有：{proposed}" in found.message) == bool(proposed)
    said = letter(run, f"{EDUCATION}_{UNITS[EDUCATION]}.docx")
    assert "请补填工作指标" in said and "单位的文字里写有" not in said


# ---------------------------------------------------------------- last year's workbook


def test_who_sends_last_years_workbook_gets_this_years(district):
    last = District(Path(shutil.copytree(district.received, district.folder / "去年")).parent / "去年")
    path = last.office(FINANCE).write(district.folder / "last.xlsx")
    book = opened(path)
    cell_of(book, "unit.year").value, cell_of(book, "unit.date").value = YEAR - 1, f"{YEAR}-01-10"
    meta = book["_meta"]
    for row in meta.iter_rows():
        if row[0].value == "unit.year":
            row[1].value = str(YEAR - 1)
    district.receive()
    book.save(district.received / f"{FINANCE}_{UNITS[FINANCE]}.xlsx")
    run = district.merge(receive=False)

    stem = f"{FINANCE}_{UNITS[FINANCE]}"
    assert run.finding("L003").expected is None and run.rules(FINANCE, "error") == {"L003"}
    assert f"{stem}.xlsx" in sent_to(run) and f"{stem}（请改）.xlsx" not in sent_to(run)
    assert "不要只改年度" in letter(run, f"{stem}.docx")
    blank = openpyxl.load_workbook(run.product("退改通知") / f"{stem}.xlsx")
    assert cell_of(blank, "unit.year").value == YEAR and cell_of(blank, "proactive.licensing.decisions").value is None


def test_last_years_workbook_with_the_year_changed_is_one_thing_to_do(district):
    _, last = working_folder(district)
    for office in district.offices.values():
        office.values |= {NEW: 10, GRANTED: 8, "proactive.licensing.decisions": 401}
    office = district.office(FINANCE)
    office.values |= FIGURES | {"requests.carried_in.natural_person": 1, NEW: 6}

    def handed_out_last_year(book: openpyxl.Workbook) -> None:
        for row in book["_meta"].iter_rows():
            if row[0].value == "unit.year":
                row[1].value = str(YEAR - 1)

    office.edit(handed_out_last_year)
    run = district.merge("--previous", last, output="五")

    stem = f"{FINANCE}_{UNITS[FINANCE]}"
    assert run.rules(FINANCE, "error") == {"Y302"} and not run.rules(FINANCE, "warning")
    assert sorted(name for name in sent_to(run) if FINANCE in name) == [f"{stem}.docx", f"{stem}.txt", f"{stem}.xlsx"]
    said = letter(run, f"{stem}.docx")
    assert f"请填随附的空白表“{stem}.xlsx”" in said and "不必改数字" not in said
    assert UNITS[FINANCE] in line_of(group_text(run), f"请用本单位{YEAR}年的表填报")
    assert "需要修改" not in group_text(run)


def test_a_slip_of_the_year_in_this_years_workbook_is_mended_there(district):
    district.office(FINANCE).type("unit.year", YEAR - 1)
    run = district.merge()
    assert run.finding("L003").expected == YEAR and f"{FINANCE}_{UNITS[FINANCE]}（请改）.xlsx" in sent_to(run)


# ---------------------------------------------------------------- the working folder


def working_folder(district: District) -> tuple[Path, Path]:
    """名册, 上年/汇总表, 下发, 收件 and the decisions, as they lie in the folder of a coordinator."""
    folder = district.folder / "工作"
    (folder / "上年").mkdir(parents=True)
    for office in district.offices.values():
        office.values |= {"unit.year": YEAR - 1, "unit.date": f"{YEAR}-01-10"}
    last = district.merge("--year", YEAR - 1)
    result = last.product("汇总表.xlsx")
    for office in district.offices.values():
        office.values |= {"unit.year": YEAR, "unit.date": f"{YEAR + 1}-01-10"}
        office.values |= {NEW: 9, GRANTED: 7, "indicators.published": 130}
    district.receive()
    shutil.copy(result, folder / "上年" / "汇总表.xlsx")
    shutil.copy(district.roster, folder / district.roster.name)
    district.run("distribute", district.roster, "-o", folder / "下发", "--year", YEAR)
    district.merge("--decisions", folder / "处理决定.xlsx", receive=False, output="三")
    shutil.copytree(district.received, folder / "收件")
    return folder, result


@pytest.mark.parametrize("roster", [True, False])
def test_in_the_working_folder_the_tools_own_files_are_set_aside(district, roster):
    folder, _ = working_folder(district)
    run = district.merge(paths=(folder,), receive=False, output="四", roster=roster)

    aside = {f.file.partition("/")[2]: f.message for f in run.findings("F004")}
    assert "是 2023 年的汇总结果" in aside["上年/汇总表.xlsx"] and "是处理决定表" in aside["处理决定.xlsx"]
    assert roster or "是名册" in aside[district.roster.name]
    assert sum("是下发的空表" in said for said in aside.values()) == len(UNITS)
    assert run.exit_code == 0 and set(run.states().values()) == {"accepted"}


def test_the_result_of_another_body_of_last_year_is_asked_about(district):
    folder, _ = working_folder(district)
    (folder / "收件" / f"{OFFICE}_{UNITS[OFFICE]}.xlsx").unlink()
    run = district.merge("--name", "别处人民政府", paths=(folder,), receive=False, output="四", roster=False)
    assert run.finding("L003").file == "工作/上年/汇总表.xlsx"


# ---------------------------------------------------------------- without a roster


def alone(district: District, name: str) -> Run:
    """A document that says no unit, under this name."""
    hands.as_word(hands.tables(), district.received / name, f"{YEAR}年政府信息公开工作年度报告")
    return district.merge(receive=False, roster=False)


@pytest.mark.parametrize(("name", "unit"), [
    ("示例区林业局2024年.docx", "示例区林业局"),
    ("2024年度示例区林业局政府信息公开年报（最终版）.docx", "示例区林业局"),
    ("城关镇人民政府（1）.docx", "城关镇人民政府"),
    ("附件2.docx", None),
    ("年度报告-最终版.docx", None),
    ("工作布局.docx", None),
    ("教育局 财政局.docx", None),
])  # fmt: skip
def test_without_a_roster_a_document_is_known_by_what_its_name_reads_as(district, name, unit):
    run = alone(district, name)
    if unit:
        assert run.finding("U010").unit == unit and "U001" not in run.rules() and list(run.states()) == [unit]
    else:
        assert run.finding("U001").file == f"收件/{name}" and "200 个数字读到 200 个" in run.finding("U001").message


def test_a_short_name_beside_the_unit_itself_is_asked_about(district):
    district.office(FINANCE).write(district.received / "a.xlsx")
    run = alone(district, "财政局.docx")
    assert "是不是“示例区财政局”" in run.finding("U001").message and run.states() == {FINANCE: "accepted"}


@pytest.mark.parametrize(("name", "states", "lacks"), [
    ("示例区林业局.xlsx", {"示例区林业局": "rejected"}, "已报送、有错误未计入（1 家）：示例区林业局。"),
    ("附件2.xlsx", {}, "表读不出或认不出是哪家的（1 份）：收件/附件2.xlsx。"),
])  # fmt: skip
def test_without_a_roster_what_cant_be_read_makes_a_draft_that_names_it(district, name, states, lacks):
    district.receive()
    (district.received / name).write_bytes(b"PK\x03\x04 broken")
    run = district.merge(receive=False, roster=False)
    assert {key: state for key, state in run.states().items() if key not in UNITS} == states
    assert "送审稿" in run.text.splitlines()[0] and "应计入的都已计入" not in run.text
    report = "\n".join(p.text for p in Document(run.product("年度报告.docx")).paragraphs)
    assert lacks in report and run.exit_code == 1

    (district.received / name).unlink()
    assert "应计入的都已计入" in district.merge(receive=False, roster=False, output="二").text


# ---------------------------------------------------------------- alike


def test_wholly_alike_is_said_of_what_could_be_read(district):
    for code in (FINANCE, EDUCATION):
        district.office(code).values |= {"indicators.platforms": 7}
    assert "完全相同" in district.merge().finding("U005").message
    for code in (FINANCE, EDUCATION):
        district.office(code).type("proactive.penalty.decisions", "约5")
    found = district.merge(output="二").finding("U005")
    assert "读得出的都相同" in found.message and "完全相同" not in found.message


def test_who_sent_a_word_report_is_told_of_the_cells_of_the_workbook_that_comes_with_it(district):
    """A table in a Word document has no E4; in the workbook E4 of section four is a heading."""
    district.office(EDUCATION).reports = False
    district.receive()
    sheets = hands.tables({**hands.FIGURES, "remedies.reconsideration.total": 0})
    del sheets["四、复议诉讼"][:3]
    hands.as_word(sheets, district.received / f"{UNITS[EDUCATION]}.docx", f"{UNITS[EDUCATION]}{YEAR}年政府信息公开工作年度报告")
    run = district.merge(receive=False)

    stem = f"{EDUCATION}_{UNITS[EDUCATION]}"
    private = (run.product("退改通知") / f"{stem}.txt").read_text(encoding="utf-8-sig")
    assert "“四、复议诉讼”E7（行政复议·总计）填的是 0" in private
    for said in (private, letter(run, f"{stem}.docx")):
        assert "填的是 0" in said
        assert "张表”" not in said and "收件/" not in said
    page = openpyxl.load_workbook(run.product("退改通知") / f"{stem}（请改）.xlsx")["四、复议诉讼"]
    assert page["E7"].comment and "张表”" not in page["E7"].comment.text
    assert "“第3张表”E4" in run.finding("R401", EDUCATION).message


def test_a_damaged_workbook_is_not_sent_back_to_be_mended(district):
    """It was not read: it has to be sent once more, and nothing else is asked for."""
    district.receive()
    path = district.received / f"{FINANCE}_{UNITS[FINANCE]}.xlsx"
    data = bytearray(path.read_bytes())
    start = data.index(b"xl/worksheets/sheet3.xml") + 300
    data[start : start + 4] = bytes(4)
    path.write_bytes(data)
    run = district.merge(receive=False)
    stem = f"{FINANCE}_{UNITS[FINANCE]}"
    assert run.rules(FINANCE, "error") == {"F006"}
    assert sorted(name for name in sent_to(run) if FINANCE in name) == [f"{stem}.docx", f"{stem}.txt"]
    private = (run.product("退改通知") / f"{stem}.txt").read_text(encoding="utf-8-sig")
    assert "修复并另存后重新报送" in private and "随附" not in private
