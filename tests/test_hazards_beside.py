"""What an office writes around the tables of its workbook, over them or on a sheet of its own: nothing is unseen."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
import xlsxwriter

from tests.casework import read_and_check
from tests.district import FIGURES, FORM
from tests.filled import filled, opened, written

TWO, THREE, FOUR, LIST = "二、主动公开", "三、依申请公开", "四、复议诉讼", "工作指标"
COVER, CHECKS = "封面", "核对与说明"
LAST_YEAR = {name: 3 for name in FORM.numeric}


def typed(sheet: str, **cells: object) -> Callable[[openpyxl.Workbook], None]:
    def change(book: openpyxl.Workbook) -> None:
        for cell, value in cells.items():
            book[sheet][cell] = value

    return change


def own_sheet(book: openpyxl.Workbook) -> None:
    book.create_sheet("说明")["A1"] = "公安局的数字另报"


def correction(book: openpyxl.Workbook) -> None:
    book.create_sheet("Sheet1").append(["行政处罚应为", 45])


def of_its_own(book: openpyxl.Workbook) -> None:
    register = book.create_sheet("台账")
    for number in range(30):
        register.append(["更正", number])


class Case(NamedTuple):
    what: str
    change: Callable[[openpyxl.Workbook], None]
    rule: str
    severity: str
    said: tuple[str, ...]


CASES = [
    Case("a row of one's own", typed(TWO, F7="其他文件", G7=4), "L010", "warning", ("G7 的 4（旁边写着“其他文件”）",)),
    Case("right beside the table", typed(TWO, E7=4), "L010", "warning", ("E7 的 4",)),
    Case("a figure below", typed(TWO, A20="更正数", B20=45), "L010", "warning", ("B20 的 45（旁边写着“更正数”）",)),
    Case("far below", typed(THREE, D60=45), "L010", "warning", ("D60 的 45",)),
    Case("below a table across", typed(FOUR, C20=2), "L010", "warning", ("C20 的 2",)),
    Case("beside the list", typed(LIST, H5=99), "L010", "warning", ("H5 的 99",)),
    Case("words with a figure", typed(THREE, B40="实际为 99 件"), "L016", "warning", ("B40 写着“实际为 99 件”",)),
    Case("words that correct", typed(THREE, M9="此处漏填"), "L016", "warning", ("M9 写着“此处漏填”",)),
    Case("other words", typed(THREE, B40="经办已核"), "L016", "notice", ("B40 写着“经办已核”",)),
    Case("a correction on the cover", typed(COVER, E9="行政处罚应为 50"), "L016", "warning", ("“封面”E9 写着",)),
    Case("a figure below the cover", typed(COVER, B21="行政处罚应为", C21=77), "L016", "warning", ("C21 写着“77”",)),
    Case("a day beside the seal", typed(COVER, C19="2025年1月10日"), "L016", "notice", ("“封面”C19 写着",)),
    Case("below the checks", typed(CHECKS, B90="另有 5 件没有统计"), "L016", "warning", ("“核对与说明”B90 写着",)),
    Case("beside the guidance", typed("填报说明", E5="应改成 6 件"), "L016", "warning", ("“填报说明”E5 写着",)),
    Case("a corrected figure on a sheet of one's own", correction, "L016", "warning", ("另加了 1 张工作表（“Sheet1”）",)),
    Case("a table on a sheet of one's own", of_its_own, "L016", "notice", ("另加了 1 张工作表（“台账”）",)),
    Case("a sheet of one's own", own_sheet, "L016", "notice", ("另加了 1 张工作表（“说明”）",)),
]


def findings(path: Path, last_year: dict | None = None, change: Callable | None = None) -> list:
    written(filled(FORM, FIGURES, last_year), path)
    if change:
        book = opened(path)
        change(book)
        book.save(path)
    submissions, found = read_and_check(path)
    assert submissions[0].filing.value(FORM, "requests.new.natural_person") == FIGURES["requests.new.natural_person"]
    return [finding for finding in found if finding.rule in ("L010", "L016")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_nothing_that_is_typed_beside_or_below_a_table_is_unseen(case: Case, tmp_path: Path):
    (found,) = findings(tmp_path / "a.xlsx", change=case.change)
    assert (found.rule, found.severity) == (case.rule, case.severity)
    assert all(words in found.message for words in case.said), found.message


@pytest.mark.parametrize(
    ("last_year", "change"),
    [
        (None, None),
        (LAST_YEAR, None),  # last year's figures stand beside and below
        (LAST_YEAR, typed(TWO, G20=0)),
        (None, lambda book: book.create_sheet("Sheet1")),  # nothing on it
        (LAST_YEAR, lambda book: book[THREE].insert_rows(10)),
    ],
)
def test_what_the_template_itself_has_there_is_nothing_to_tell(tmp_path: Path, last_year, change):
    found = findings(tmp_path / "a.xlsx", last_year, change)
    assert found == [], [finding.message for finding in found]


def with_box(path: Path, words: str, folder: Path) -> None:
    """A text box over D9 of section three, as a spreadsheet program saves it."""
    with xlsxwriter.Workbook(str(folder / "box.xlsx")) as book:
        book.add_worksheet().insert_textbox("D9", words)
    with zipfile.ZipFile(folder / "box.xlsx") as box:
        drawing = box.read("xl/drawings/drawing1.xml")
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing" '
        'Target="../drawings/d9.xml"/>'
        "</Relationships>"
    )
    with zipfile.ZipFile(path, "a") as book:
        book.writestr("xl/worksheets/_rels/sheet3.xml.rels", relations)
        book.writestr("xl/drawings/d9.xml", drawing)


@pytest.mark.parametrize(
    ("words", "severity"), [("以此为准：予以公开 99 件", "warning"), ("应改为三十", "warning"), ("机密", "notice"), (" ", None)]
)
def test_a_text_box_over_a_table_is_told(tmp_path: Path, words, severity):
    path = written(filled(FORM, FIGURES), tmp_path / "a.xlsx")
    with_box(path, words, tmp_path)
    found = [finding for finding in read_and_check(path)[1] if finding.rule == "L016"]
    assert [finding.severity for finding in found] == [severity] * bool(severity)
    if severity:
        assert f"“{THREE}”D9 处写着“{words}”" in found[0].message
        assert (found[0].sheet, found[0].cell) == (THREE, "D9")


def test_a_broken_drawing_costs_only_itself(tmp_path: Path):
    path = written(filled(FORM, FIGURES), tmp_path / "a.xlsx")
    with_box(path, "99", tmp_path)
    broken = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(broken, "w") as book:
        for name in whole.namelist():
            data = whole.read(name)
            book.writestr(name, data[:-40] if name == "xl/drawings/d9.xml" else data)
    (submission,), found = read_and_check(broken)
    assert submission.filing and not [finding for finding in found if finding.rule in ("F001", "F006")]
