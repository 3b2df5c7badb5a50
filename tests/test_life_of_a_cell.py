"""The life of one figure: typed by a clerk, read, checked, added up, printed. Read this first.

Nine requests are granted at 示例区财政局. The cell's name is `requests.granted.natural_person` all the way: the defined
name of the cell in the workbook, the key in manifest.json, the column of the detail, the field of a finding.
"""

import csv

import openpyxl
import pytest

from disclosure_batch.form.edition import load_form
from disclosure_batch.intake.collect import collect
from disclosure_batch.intake.identify import identify
from disclosure_batch.intake.read import read
from disclosure_batch.intake.submission import Standing
from disclosure_batch.merge import Body, consolidate
from disclosure_batch.roster import read_roster
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.rulebook import check
from tests.district import YEAR, District, cell_of

GRANTED, NEW = "requests.granted.natural_person", "requests.new.natural_person"
FINANCE = "410801"


@pytest.fixture
def office(district: District):
    """The clerk of 示例区财政局 fills in its workbook: eleven requests, nine granted, two about what it doesn't hold."""
    return district.office(FINANCE).fill(NEW, 11).fill(GRANTED, 9)


def test_a_cell_takes_four_hops(district: District, office):
    """Intake, rules, merge, outputs: the steps that job.py takes, one under another."""
    form = load_form()
    roster = read_roster(district.roster)
    path = office.write(district.received / "财政局.xlsx")

    # The clerk's cell: it carries the field's name and is the only thing the clerk typed.
    cell = cell_of(openpyxl.load_workbook(path), GRANTED)
    assert (cell.parent.title, cell.coordinate, cell.value) == ("三、依申请公开", "D9", 9)

    # 1 Intake: the file becomes a reading, its figures a filing; whose it is, the roster knows.
    (reading,) = (reading for source in collect([district.received]) for reading in read(source, form))
    assert reading.path == "收件/财政局.xlsx"
    assert reading.filing.value(form, GRANTED) == 9
    assert reading.filing.place(form, GRANTED) == ("三、依申请公开", "D9")
    (submission,) = identify([reading], roster, form, YEAR)
    assert (submission.key, submission.standing) == (FINANCE, Standing.CURRENT)

    # 2 Rules: all of them look at all submissions at once. Nothing is wrong with this one; the other units are missing.
    case = Case(form, YEAR, [submission], roster)
    assert case.figures.value[GRANTED].tolist() == [9]
    findings = check(case)
    assert [finding for finding in findings if finding.unit == FINANCE] == []
    assert {finding.rule for finding in findings} == {"U003"}

    # 3 Merge: who counts, and what it adds up to. A total is always made of the typed cells.
    result = consolidate(case, findings, Body(roster.body.code, roster.body.name))
    assert result.detail.loc[FINANCE, GRANTED] == 9
    assert (result.totals[GRANTED], result.totals["requests.granted.total"]) == (9, 9)
    assert result.reported[GRANTED] == 1

    # 4 Outputs: everything is written from the result alone; the next test follows the figure there.


def test_where_the_figure_can_be_found_afterwards(district: District, office):
    """Nine here, five at each of the three other offices: twenty-four."""
    run = district.merge(whole=True)
    assert (run.exit_code, run.findings()) == (0, [])

    # manifest.json: the total, how many units stated it, and the file it came from
    assert run.totals[GRANTED] == 24 == district.sums()[GRANTED]
    assert run.account["reported"][GRANTED] == 4
    assert run.file_states()["收件/410801_示例区财政局.xlsx"] == "accepted"

    # 汇总表.xlsx: in the official layout, and in the detail by unit that the total is made of
    book = openpyxl.load_workbook(run.product("汇总表.xlsx"), data_only=True)
    assert cell_of(book, GRANTED).value == 24
    head, rows = detail(book)
    assert {row[head.index("unit.code")]: row[head.index(GRANTED)] for row in rows if row[head.index("unit.code")]}[
        FINANCE
    ] == 9
    formula = cell_of(openpyxl.load_workbook(run.product("汇总表.xlsx")), GRANTED).value
    assert formula.startswith("=") and "明细" in formula

    # 数据.csv, for machines
    with run.product("数据.csv").open(encoding="utf-8-sig", newline="") as file:
        (line,) = (row for row in csv.DictReader(file) if row["字段"] == GRANTED)
    assert (line["本年"], line["填报单位数"]) == ("24", "4")

    # the report: section one's sentence about requests, section three's table
    first = (run.product("章节") / "1-总体情况.txt").read_text(encoding="utf-8")
    assert f"{run.totals['requests.new.total']} 件" in first or f"{run.totals['requests.new.total']}件" in first
    third = (run.product("章节") / "3-收到和处理政府信息公开申请情况.txt").read_text(encoding="utf-8")
    (row,) = (line.split("\t") for line in third.splitlines() if "（一）予以公开" in line)
    assert "24" in row
    for page in ("年度报告.html", "核对报告.html"):
        assert run.product(page).stat().st_size > 1000


def test_a_slip_is_named_with_its_cell_and_costs_only_this_unit(district: District, office):
    """The clerk grants one more than came. Nobody changes the figure: the unit is left out until it is mended."""
    office.fill(GRANTED, 10)
    run = district.merge()
    assert run.exit_code == 1

    slip = run.finding("R303", FINANCE)
    assert (slip.file, slip.sheet, slip.cell, slip.value) == ("收件/410801_示例区财政局.xlsx", "三、依申请公开", "D7", 11)
    assert "自然人列：新收 11 ＋ 上年结转 0 ＝ 11，办理总计 12 ＋ 结转下年度 0 ＝ 12，相差 1。" in slip.message
    assert run.states()[FINANCE] == "rejected"
    assert run.totals[GRANTED] == 15 == district.sums(FINANCE)[GRANTED]
    assert [path.name for path in run.product("退改通知").glob("*财政局*")]


def detail(book: openpyxl.Workbook) -> tuple[list, list[tuple]]:
    """The head and the rows of the detail by unit: the sheet on which the field ids stand in a row."""
    for sheet in book:
        rows = list(sheet.iter_rows(values_only=True))
        for i, row in enumerate(rows[:10]):
            if GRANTED in row:
                return list(row), rows[i + 1 :]
    raise AssertionError("no sheet has the field ids as column heads")
