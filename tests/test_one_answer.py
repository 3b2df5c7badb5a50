"""A notice asks for one thing to be sent, and names the file that lies beside it, whatever the office has sent."""

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from disclosure_batch.documents.confined import Apart
from tests import hands
from tests.district import FIGURES, UNITS, YEAR, District, cell_of
from tests.filled import opened
from tests.run import Run
from tests.test_rules_file import ENCRYPTED

_, FINANCE, EDUCATION, _ = UNITS
NAME = UNITS[EDUCATION]
STEM = f"{EDUCATION}_{NAME}"
GRANTED, EXPLANATIONS = "requests.granted.natural_person", "核对与说明"

COPY, VERIFIED, BLANK, NOTHING = f"{STEM}（请改）.xlsx", f"{STEM}（请核实）.xlsx", f"{STEM}.xlsx", ""
ASKED = {  # how each thing is asked for
    "the copy": r"请直接改随附的“([^”]+)”",
    "the official workbook, filled": r"已填进随附的“([^”]+)”，请先核对，再在这份表里改",
    "the blank one": r"请填随附的空白表“([^”]+)”",
    "the file once more": r"请按下面说的办好，于＿＿月＿＿日前重新报送()",
    "the file, mended": r"请对照下面的问题，在原来的表上改()",
}


def own(path: Path, **values: object) -> None:
    book = opened(path)
    for name, value in values.items():
        cell_of(book, name.replace("__", ".")).value = value
    book.save(path)


def wrong(path: Path) -> None:
    own(path, **{GRANTED: FIGURES[GRANTED] + 3})


def doubtful(path: Path) -> None:
    own(path, proactive__normative_documents__issued=60)


def without_a_sheet(path: Path) -> None:
    book = opened(path)
    del book["四、复议诉讼"]
    book.save(path)


def last_years(path: Path) -> None:
    book = opened(path)
    cell_of(book, "unit.year").value = YEAR - 1
    for row in book["_meta"].iter_rows():
        if row[0].value == "unit.year":
            row[1].value = str(YEAR - 1)
    book.save(path)


def a_list_of_names(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["姓名", "电话"])
    book.active.append(["张三", "0391"])
    book.save(path)


def instead(ending: str, make: Callable[[Path], object]) -> Callable[[Path], None]:
    """Another file in the place of the workbook."""

    def make_it(path: Path) -> None:
        path.unlink()
        make(path.with_name(f"{NAME}{ending}"))

    return make_it


def a_word_report(path: Path) -> None:
    hands.as_word(hands.tables(), path, f"{NAME}{YEAR}年政府信息公开工作年度报告")


def a_neighbours(path: Path) -> None:
    path.write_bytes(path.with_name(f"{FINANCE}_{UNITS[FINANCE]}.xlsx").read_bytes())
    own(path, unit__name=NAME, **{GRANTED: 7, "requests.new.natural_person": 9})


CASES = {
    "an error in the handed out workbook": (wrong, "the copy", COPY),
    "a warning in it": (doubtful, "the copy", VERIFIED),
    "a sheet is gone from it": (without_a_sheet, "the official workbook, filled", COPY),
    "it is blank": (lambda path: None, "the blank one", BLANK),
    "last year's": (last_years, "the blank one", BLANK),
    "a neighbour's": (a_neighbours, "the blank one", BLANK),
    "another list": (a_list_of_names, "the blank one", BLANK),
    "Word": (instead(".docx", a_word_report), "the official workbook, filled", COPY),
    "cut off": (lambda path: path.write_bytes(path.read_bytes()[:9000]), "the file once more", NOTHING),
    "a rar": (instead(".rar", lambda path: path.write_bytes(b"Rar!\x1a\x07")), "the file once more", NOTHING),
    "a password": (lambda path: path.write_bytes(ENCRYPTED), "the file once more", NOTHING),
}


def handed_in(district: District, what: str) -> Run:
    if what == "it is blank":
        district.office(EDUCATION).values = {}
    district.receive()
    CASES[what][0](district.received / f"{STEM}.xlsx")
    return district.merge(receive=False)


def said_in(run: Run) -> list[str]:
    """The notice and the text for the private chat."""
    folder = run.product("退改通知")
    letter = Document(folder / f"{STEM}.docx")
    cells = (cell.text for table in letter.tables for row in table.rows for cell in row.cells)
    words = "\n".join([*(paragraph.text for paragraph in letter.paragraphs), *cells])
    return [words, (folder / f"{STEM}.txt").read_text(encoding="utf-8-sig")]


def beside(run: Run) -> list[str]:
    return sorted(path.name for path in run.product("退改通知").glob(f"{STEM}*.xlsx"))


@pytest.mark.parametrize("what", CASES)
def test_one_thing_is_asked_for_and_it_lies_there(district, what):
    _, asked, name = CASES[what]
    run = handed_in(district, what)
    for said in said_in(run):
        assert [how for how, words in ASKED.items() if re.search(words, said)] == [asked], said
        assert re.findall(ASKED[asked], said) == [name]
        assert set(re.findall(r"随附的[^“。]*“([^”]+)”", said)) == ({name} - {NOTHING}), said
        others = "下发的|模板|空白模板|重新报送" if name else "随附|空白"
        assert not re.search(others, said), said
    assert beside(run) == sorted({name} - {NOTHING})


def test_what_can_not_be_marked_is_asked_for_itself(district, monkeypatch):
    monkeypatch.setattr(Apart, "call", lambda *arguments, **named: None)
    run = handed_in(district, "an error in the handed out workbook")
    for said in said_in(run):
        assert [how for how, words in ASKED.items() if re.search(words, said)] == ["the file, mended"]
        assert "随附" not in said
    assert beside(run) == []


def test_of_a_scan_there_is_nothing_to_mend(district):
    district.office(EDUCATION).reports = False
    district.receive()
    (district.received / f"{NAME}盖章版.pdf").write_bytes(b"%PDF-1.7\n" + bytes(100))
    run = district.merge(receive=False)
    names = [path.name for path in run.product("退改通知").iterdir()]
    assert names == ["群发文字.txt"]
    group = (run.product("退改通知") / names[0]).read_text(encoding="utf-8-sig")
    assert f"只报来扫描件，请补报电子表（1 家）：{NAME}。" in group


PUBLIC = {
    "last year's": f"请用本单位{YEAR}年的表填报（1 家）：{NAME}。",
    "a neighbour's": f"请用本单位{YEAR}年的表填报（1 家）：{NAME}。",
    "another list": f"请用本单位{YEAR}年的表填报（1 家）：{NAME}。",
    "cut off": f"报来的文件没有读出来，请按退改通知重报（1 家）：{NAME}。",
    "a rar": f"报来的压缩包，请解压后重报（1 家）：{NAME}。",
    "a password": f"报来的文件有密码，请取消密码后重报（1 家）：{NAME}。",
    "a sheet is gone from it": f"需要修改（1 家）：{NAME}。请按退改通知修改，尽快报回。",
}


@pytest.mark.parametrize("what", PUBLIC)
def test_the_group_and_the_screen_are_told_the_same_and_nobody_is_accused(district, what):
    run = handed_in(district, what)
    group = (run.product("退改通知") / "群发文字.txt").read_text(encoding="utf-8-sig")
    assert PUBLIC[what] in group
    for said in (run.text, run.product("核对报告.html").read_text(encoding="utf-8")):
        assert PUBLIC[what].partition("（")[0].replace("需要修改", "需修改") in said
    assert "认不出" not in group and "读不全" not in group and "尚未报送" not in group


def test_figures_that_were_not_found_are_to_be_filled_in_where_the_copy_has_them(district):
    """What an office reads of them is where they belong in the workbook that goes with the notice."""
    run = handed_in(district, "a sheet is gone from it")
    page = openpyxl.load_workbook(run.product("退改通知") / COPY)["四、复议诉讼"]
    assert page["A7"].comment.text.startswith("【需修改】") and page["A7"].value is None
    for said in said_in(run):
        assert "请照原来的文件补填标红的格，没有发生的填 0。" in said


def own_workbook_without_explanations(path: Path) -> None:
    """A workbook of one's own that has all tables and the indicators, and no place for a reason."""
    figures = {**hands.FIGURES, **hands.OF_A_BUREAU, "proactive.normative_documents.issued": 9_000}
    sheets = hands.book(figures, {**hands.SAID, "unit.name": NAME, "unit.code": EDUCATION})
    hands.as_workbook({name: rows for name, rows in sheets.items() if name != EXPLANATIONS}, path)


@pytest.mark.parametrize("make", [doubtful, own_workbook_without_explanations])
def test_a_reason_that_is_asked_for_has_its_place_in_what_lies_there(district, make):
    district.receive()
    make(district.received / f"{STEM}.xlsx")
    run = district.merge(receive=False)
    (sent,) = beside(run)
    page = openpyxl.load_workbook(run.product("退改通知") / sent)[EXPLANATIONS]
    for said in said_in(run):
        cells = re.findall(rf"请在“{EXPLANATIONS}”([A-Z]+\d+)（", said)
        assert cells and not [cell for cell in cells if page[cell].protection.locked], said
