"""A second edition is a second file: laid beside the first, it goes all the way from blank workbook to report."""

import json
import shutil
from collections.abc import Callable
from contextlib import nullcontext
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from docx import Document

from disclosure_batch.cli import main
from disclosure_batch.form import edition
from tests.run import reading_here

DATA = Path(__file__).parent / "data"
FIGURES = {
    "money.income.budget": 10,
    "money.wages.budget": 4,
    "money.left.budget": 6,
    "visits.group.received": 3,
    "more.overtime": 1.5,
}
ROSTER = "单位代码,单位名称,类别\n01,甲市信访局,汇总机关\n02,乙县信访局,政府部门\n03,丙县信访办,其他\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command, in a folder of its own, where the package carries the form of 2031 beside that of 2021.

    It reads in this process, but for whole=True.
    """
    carried = tmp_path / "editions"
    shutil.copytree(edition.EDITIONS, carried)
    shutil.copy(DATA / "small-edition.toml", carried / "2031.toml")
    shutil.copytree(DATA / "small-edition", carried / "2031")
    monkeypatch.setattr(edition, "EDITIONS", carried)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "名册.csv").write_text(ROSTER, encoding="utf-8")

    def command(*words: str, whole: bool = False) -> Result:
        with nullcontext() if whole else reading_here():
            return CliRunner().invoke(main, words, catch_exceptions=False)

    return command


def fill(path: str, values: dict[str, object], year: int = 2031) -> None:
    """Every figure is stated: 0 where nothing is said of it."""
    book = openpyxl.load_workbook(path)
    for name in set(book.defined_names) & {*edition.load_form(year).inputs, *values}:
        ((sheet, cell),) = book.defined_names[name].destinations
        book[sheet][cell.replace("$", "")] = values.get(name, 0)
    book.save(path)


def distributed(run: Callable[..., Result]) -> None:
    assert run("distribute", "名册.csv", "-o", "收件", "--year", "2031").output == "已写出 3 家单位的表，在 收件。\n"
    fill("收件/01_甲市信访局.xlsx", FIGURES | {"text.summary": "增加了窗口。"})
    fill("收件/02_乙县信访局.xlsx", FIGURES | {"text.summary": "人手少。"})
    fill("收件/03_丙县信访办.xlsx", FIGURES)


def test_the_new_form_goes_from_the_roster_to_the_report(run, tmp_path: Path):
    distributed(run)

    done = run("merge", "收件", "--roster", "名册.csv", "-o", "结果", whole=True)

    account = json.loads((tmp_path / "结果" / "manifest.json").read_text(encoding="utf-8"), parse_float=Decimal)
    assert done.exit_code == 0, done.output
    assert (account["edition"], account["year"]) == ("试行", 2031)
    assert account["totals"]["money.spent.total"] == 12 and account["totals"]["more.overtime"] == Decimal("4.5")
    sections = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "结果" / "章节").iterdir()}
    of_tables = ["1-收支情况", "2-复查情况", "3-备查"]  # as text, and to be pasted
    assert sorted(name for name in sections if name.endswith(".html")) == [f"{name}.html" for name in of_tables]
    of_words = ["4-工作情况", "5-需要说明的事项"]
    assert sorted(name for name in sections if name.endswith(".txt")) == [f"{n}.txt" for n in of_tables + of_words]
    assert "本年收入30元，支出12元。接待集体访9批。\n\n乙县信访局：人手少。" in sections["4-工作情况.txt"]
    assert sections["5-需要说明的事项.txt"].endswith("加班费4.5元（待核实）。\n")  # R913 asks about it, and nobody has answered
    printed = [paragraph.text for paragraph in Document(str(tmp_path / "结果" / "年度报告.docx")).paragraphs]
    assert "甲市信访局2031年信访资金年报" in printed and "四、工作情况" in printed


def test_an_office_that_has_to_mend_its_sheet_gets_its_notice(run, tmp_path: Path):
    distributed(run)
    fill("收件/02_乙县信访局.xlsx", FIGURES | {"money.left.budget": 5, "memo.letters.number": 2})

    done = run("merge", "收件", "--roster", "名册.csv", "-o", "结果")

    assert done.exit_code == 1
    assert "错误 R910 E7：“收支”财政拨款列：年初结余 0 ＋ 本年收入 10 ＝ 10，支出合计 4 ＋ 年末结余 5 ＝ 9，相差 1。" in done.output
    assert "错误 R701 B5：“备查”来信一行填了件数 2。" in done.output
    assert {path.name for path in (tmp_path / "结果" / "退改通知").glob("02_*")} == {
        "02_乙县信访局.docx", "02_乙县信访局（请改）.xlsx", "02_乙县信访局.txt",
    }  # fmt: skip


def test_words_of_one_s_own_replace_those_of_the_new_form(run, tmp_path: Path):
    distributed(run)
    (tmp_path / "文字").mkdir()
    (tmp_path / "文字" / "4-工作情况.txt").write_text("工资{{ figure('money.wages.total') }}元。", encoding="utf-8")

    run("merge", "收件", "--roster", "名册.csv", "-o", "结果", "--text-templates", "文字")

    assert (tmp_path / "结果" / "章节" / "4-工作情况.txt").read_text(encoding="utf-8") == "四、工作情况\n\n工资12元。\n"
    assert run("merge", "收件", "-o", "结果", "--text-templates", "四项").exit_code == 2  # a set of the form of 2021


def test_what_must_be_stated_and_is_not_is_told(run):
    distributed(run)
    fill("收件/03_丙县信访办.xlsx", FIGURES | {"more.overtime": None})

    said = run("merge", "收件", "--roster", "名册.csv", "-o", "结果").output

    assert "未填报“加班费”：丙县信访办；报告“五、需要说明的事项”必须报告这一项。" in said


@pytest.mark.parametrize(("year", "title"), [("2031", "信访资金年报"), ("2030", "政府信息公开工作年度报告")])
def test_the_year_says_which_form_goes_out(run, year: str, title: str):
    run("template", "-o", "表.xlsx", "--year", year)

    assert title in {cell.value for row in openpyxl.load_workbook("表.xlsx").worksheets[0].iter_rows() for cell in row}


def test_workbooks_of_the_form_before_are_read_without_saying_the_year(run, tmp_path: Path):
    run("distribute", "名册.csv", "-o", "收件", "--year", "2030")
    for path in (tmp_path / "收件").iterdir():
        fill(str(path), {"proactive.licensing.decisions": 2}, 2030)

    run("merge", "收件", "--roster", "名册.csv", "-o", "结果")

    account = json.loads((tmp_path / "结果" / "manifest.json").read_text(encoding="utf-8"))
    assert (account["edition"], account["year"]) == ("2021", 2030)
    assert account["totals"]["proactive.licensing.decisions"] == 6
