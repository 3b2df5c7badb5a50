"""Figures that stand apart from their heads: a table cut in two is read as the one it was, and none is called
blank while its figures are in the file."""

from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.read import read
from disclosure_batch.intake.troubles import FiguresNotFound
from tests import hands
from tests.hands import FORM, FOUR, THREE, TWO, TYPED, Rows
from tests.spoken_of import those

REQUIRED = {name for name in TYPED if FORM.fields[name].required}
FOURS = {name for name in REQUIRED if name.startswith("remedies.")}
Part = str | Rows


def tables() -> dict[str, Rows]:
    """The three tables without titles."""
    return {name: [row for row in rows[3:] if any(cell != "" for cell in row)] for name, rows in hands.tables().items()}


def word(parts: list[Part], path: Path) -> Path:
    made = docx.Document()
    for part in parts:
        if isinstance(part, str):
            made.add_paragraph(part)
            continue
        table = made.add_table(0, max(map(len, part)))
        for row in part:
            for cell, content in zip(table.add_row().cells, row, strict=True):
                cell.text = str(content)
    made.save(path)
    return path


def page(parts: list[Part], path: Path) -> Path:
    def shown(part: Part) -> str:
        if isinstance(part, str):
            return f"<p>{part}</p>"
        return (
            "<table>"
            + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in part)
            + "</table>"
        )

    path.write_text(f"<html><body>{''.join(map(shown, parts))}</body></html>", encoding="utf-8")
    return path


def plain(parts: list[Part], path: Path) -> Path:
    lines = (part if isinstance(part, str) else "\n".join("\t".join(map(str, row)) for row in part) for part in parts)
    path.write_text("\n\n".join(lines), encoding="utf-8")
    return path


def back(write: Callable, parts: list[Part], tmp_path: Path) -> hands.Back:
    path = write(parts, tmp_path / f"报告{ {word: '.docx', page: '.html', plain: '.txt'}[write]}")
    (only,) = read(Source(path.name, path, named=True), FORM)
    return hands.Back(only.filing, only.troubles)


def parts(*of_three: Part, four: tuple[Part, ...] = ()) -> list[Part]:
    sheets = tables()
    return [
        "示例区财政局2024年政府信息公开工作年度报告",
        "二、主动公开政府信息情况", sheets[TWO],
        "三、收到和处理政府信息公开申请情况", *(of_three or [sheets[THREE]]),
        "四、政府信息公开行政复议、行政诉讼情况", *(four or [sheets[FOUR]]),
        "五、存在的主要问题及改进情况", "公开不够及时。",
    ]  # fmt: skip


HEADS, LINE = tables()[FOUR][:-1], tables()[FOUR][-1]
BLANK = [""] * len(LINE)


@pytest.mark.parametrize("write", [word, page])
@pytest.mark.parametrize(
    "apart",
    [
        (HEADS, [LINE]),
        (HEADS, "", [LINE]),
        (HEADS, "- 3 -", [LINE]),
        ([*HEADS, BLANK], [LINE]),
        (HEADS, "续表", [BLANK, LINE]),
        ([*HEADS, BLANK, BLANK, BLANK, LINE],),
    ],
    ids=[
        "next table",
        "a blank line between",
        "a page number between",
        "a blank row below the head",
        "another table's second row",
        "lower down",
    ],
)
def test_the_figures_of_section_four_below_its_head_are_read(write, apart, tmp_path):
    read_back = back(write, parts(four=apart), tmp_path)
    assert (read_back.misread.keys() & REQUIRED, read_back.missing, read_back.rules) == (set(), set(), {"L004"})





@pytest.mark.parametrize(
    ("write", "apart", "told"),
    [
        (word, (HEADS, [LINE, LINE]), "“第4张表”的"),
        (word, (HEADS, [LINE[:10]]), "“第4张表”的"),
        (word, (HEADS, "其中：", [LINE]), "“第4张表”的"),
        (word, ([*HEADS, BLANK], "本年度行政复议 3 件，结果维持 2 件，结果纠正 1 件。"), "行政复议 3 件"),
        (plain, ([*HEADS, LINE[:14]],), "表下面写的"),
        (plain, ([*HEADS, LINE[:10]],), "表下面写的"),
        (plain, (HEADS, "、".join(map(str, LINE))), "表下面写的"),
        (plain, (HEADS, " ".join(map(str, LINE))), "表下面写的"),
    ],
)
def test_section_four_is_not_called_blank_while_its_figures_stand_nearby(write, apart, told, tmp_path):
    read_back = back(write, parts(four=apart), tmp_path)

    assert read_back.missing == FOURS
    (trouble,) = those(FiguresNotFound, read_back.troubles)
    assert told in trouble.unplaced[FOUR][0]


@pytest.mark.parametrize(
    "words",
    ["2024年没有发生行政复议、行政诉讼案件。", "行政复议 0 件，行政诉讼 0 件。", "注：行政复议法第51条。", "2025年1月15日"],
)
def test_a_blank_section_four_stays_a_blank_whatever_else_is_said(words, tmp_path):
    read_back = back(word, parts(four=([*HEADS, BLANK], words)), tmp_path)
    assert (read_back.missing, read_back.rules) == (set(), {"L004"})


def test_the_sentence_names_the_figures_seen(district):
    district.office("410801").reports = False
    district.receive()
    word(parts(four=(HEADS, [LINE, LINE])), district.received / "410801_示例区财政局.docx")

    run = district.merge(receive=False)

    assert f"“四、复议诉讼”的格是空的，旁边却有数字：“第4张表”的 {LINE[0]}、{LINE[1]}" in run.finding("L005", "410801").message
    assert [f.sheet for f in run.findings("V001", "410801") if FOUR in f.message] == []
    assert run.states()["410801"] == "rejected"


@pytest.mark.parametrize("write", [word, page, plain])
@pytest.mark.parametrize("cuts", [(14,), (5,), (10, 20)])
def test_section_three_cut_over_pages_is_read(write, cuts, tmp_path):
    rows = tables()[THREE]
    pieces = [rows[start:end] for start, end in zip((0, *cuts), (*cuts, len(rows)), strict=True)]

    read_back = back(write, parts(*pieces), tmp_path)

    assert (read_back.misread.keys() & REQUIRED, read_back.missing, read_back.rules) == (set(), set(), {"L004"})


def test_a_piece_that_is_wider_is_not_guessed(tmp_path):
    rows = tables()[THREE]
    wider = [["", *row] for row in rows[14:]]

    read_back = back(word, parts(rows[:14], wider), tmp_path)

    assert not read_back.misread.keys() & REQUIRED
    assert "L005" in read_back.rules
