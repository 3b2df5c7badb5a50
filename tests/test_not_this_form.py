"""Hundreds of files that are not this form at all: each is turned away with a rule, none is taken for a report, soon.

Budgets, lists of names, other forms with 总计 and 其他, books of nothing, letters, pages: made here, each from its number.
"""

import csv
import io
import json
import random
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests import hostile as h
from tests.district import FORM, YEAR, District
from tests.run import Run

COUNT = 300
WORDS = [
    "预算",
    "决算",
    "收入",
    "支出",
    "合计",
    "总计",
    "其他",
    "小计",
    "项目",
    "金额",
    "姓名",
    "性别",
    "职务",
    "电话",
    "备注",
    "序号",
    "单位",
    "日期",
    "数量",
    "单价",
    "部门",
    "编号",
    "类别",
    "经费",
    "差旅",
    "印刷",
    "规章",
    "许可",
    "处罚",
    "收费",
    "维持",
    "纠正",
    "新收",
    "结转",
]
LABELS = sorted(
    {
        label
        for field in FORM.fields.values()
        if field.numeric
        for label in (field.row_label, field.column_label)
        if label
    }
)
Dice = random.Random


def table(dice: Dice) -> list[list[object]]:
    """A head and rows of figures, somewhere a sum."""
    width, height = dice.randrange(2, 9), dice.randrange(1, 40)
    head = dice.sample(WORDS, width)
    rows = [
        [dice.choice(WORDS), *(dice.choice((dice.randrange(1000), "", "/", 1.5, "无")) for _ in range(width - 1))]
        for _ in range(height)
    ]
    return [head, *rows, ["总计", *(dice.randrange(9999) for _ in range(width - 1))]]


def names(dice: Dice) -> list[list[object]]:
    people = [
        [n, "".join(dice.choices("赵钱孙李周吴郑王", k=3)), dice.choice("男女"), f"0391-{dice.randrange(10**7)}"]
        for n in range(dice.randrange(60))
    ]
    return [["序号", "姓名", "性别", "电话"], *people]


def pivot(dice: Dice) -> list[list[object]]:
    """Heads in two levels on both sides, as a pivot table has them."""
    months = [f"{n}月" for n in range(1, 13)]
    rows = [
        [unit if n == 0 else "", kind, *(dice.randrange(90) for _ in months)]
        for unit in dice.sample(WORDS, 4)
        for n, kind in enumerate(("收入", "其他", "总计"))
    ]
    return [["", "", *months], *rows]


def near(dice: Dice) -> list[list[object]]:
    """Labels of the form in another order and without its figures' places: a list of them, or a few by chance."""
    said = dice.sample(LABELS, min(dice.randrange(3, 25), len(LABELS)))
    return (
        [[label, dice.choice(("", "见附件", "是"))] for label in said]
        if dice.random() < 0.5
        else [said, [""] * len(said)]
    )


def nothing(dice: Dice) -> list[list[object]]:
    return dice.choice(([], [[""]], [["　"]], [[None] * 5] * 5, [[0]], [["标题"]]))


GRIDS = (table, table, names, pivot, near, nothing)


def workbook(dice: Dice) -> bytes:
    book = openpyxl.Workbook()
    for number in range(dice.randrange(1, 4)):
        page = book.active if number == 0 else book.create_sheet(dice.choice(("Sheet", "明细", "汇总", "封面", "表")))
        for row in dice.choice(GRIDS)(dice):
            page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def letter(dice: Dice) -> bytes:
    import docx

    made = docx.Document()
    for _ in range(dice.randrange(8)):
        made.add_paragraph("关于" + "".join(dice.choices(WORDS, k=dice.randrange(1, 40))))
    if rows := dice.choice(GRIDS)(dice):
        width = max(map(len, rows))
        drawn = made.add_table(len(rows), max(width, 1))
        for cells, row in zip((line.cells for line in drawn.rows), rows, strict=True):
            for cell, value in zip(cells, row, strict=False):
                cell.text = "" if value is None else str(value)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def page(dice: Dice) -> bytes:
    cells = ["<tr>" + "".join(f"<td>{value}" for value in row) for row in dice.choice(GRIDS)(dice)]
    return h.html(f"<p>{'、'.join(dice.sample(WORDS, 5))}</p><table>{''.join(cells)}</table>")


def lines(dice: Dice) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(dice.choice(GRIDS)(dice))
    return out.getvalue().encode(dice.choice(("utf-8", "gb18030", "utf-8-sig"))) or b"\n"


def prose(dice: Dice) -> bytes:
    return "\n".join("".join(dice.choices(WORDS, k=30)) + "。" for _ in range(dice.randrange(1, 60))).encode()


def noise(dice: Dice) -> bytes:
    return dice.randbytes(dice.randrange(1, 5_000))


KINDS: dict[str, Callable[[Dice], bytes]] = {
    ".xlsx": workbook,
    ".docx": letter,
    ".html": page,
    ".csv": lines,
    ".txt": prose,
    ".xls": noise,
}


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Run:
    """All of them, in one run with one good workbook."""
    district = District(tmp_path_factory.mktemp("other"))
    for code in ("410800", "410802", "410803"):
        district.office(code).reports = False
    district.receive()
    begun = time.monotonic()
    for number in range(COUNT):
        dice = random.Random(number)
        ending = dice.choices(list(KINDS), weights=(6, 2, 1, 1, 1, 1))[0]
        (district.received / f"{number:03}{ending}").write_bytes(KINDS[ending](dice))
    made = time.monotonic()
    done = district.merge("--year", str(YEAR), receive=False)
    print(f"{COUNT} made in {made - begun:.0f} s, turned away in {time.monotonic() - made:.0f} s")
    return done


def test_none_of_them_is_taken_for_a_report(run: Run):
    files = [file for file in run.account["files"] if Path(file["path"]).stem.isdecimal()]
    assert len(files) == COUNT
    taken = [file for file in files if file["status"] not in ("rejected", "ignored")]
    assert not taken, taken[:5]


def test_each_has_its_rule_and_each_rule_its_sentence(run: Run):
    told = {finding["file"]: finding for finding in run.account["findings"]}
    for file in run.account["files"]:
        if Path(file["path"]).stem.isdecimal():
            assert file["rules"], file
            assert told[file["path"]]["message"], file
    assert not [f for f in run.findings() if "出了意外" in f.message], json.dumps(
        [f.message for f in run.findings()][:3], ensure_ascii=False
    )


def test_the_one_good_workbook_among_them_is_added(run: Run):
    assert run.states()["410801"] == "accepted"
    assert run.totals["indicators.published"] == 120
