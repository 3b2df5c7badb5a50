"""What the terminal says: complete, readable in code page 936, never markup."""

import ast
import inspect
import io
import sys
from pathlib import Path

import pytest
from rich.console import Console

from disclosure_batch.outputs import console, overview
from disclosure_batch.outputs.folder import Published
from disclosure_batch.report.report import Report, Unwritten
from tests.casework import check, handed_in
from tests.hand_made import error, notice, result, state, warning

PUBLISHED = Published(Path("output/2024"), (), {}, None)


def said(of, gaps=(), published=PUBLISHED, quiet=False, terminal=False, **report) -> str:
    out = io.StringIO()
    console.report(
        of,
        Report("", "", 2024, (), (), (), gaps, **report),
        published,
        quiet,
        Console(file=out, width=40, force_terminal=terminal),
    )
    return out.getvalue()


def district(*findings, units=None):
    return result(
        units or [state("1", "甲局", "rejected"), state("2", "乙局", "missing"), state("3", "丙局")], findings
    )


def test_errors_are_told_in_full_each_warning_by_what_is_wrong_and_notices_are_counted():
    many = [warning("R101", f"请核对第 {i} 处。", unit="3") for i in range(9)]
    text = said(
        district(error("R303", "不平衡。", unit="1"), *many, notice("V001", "空白。", unit="3")),
        gaps=["培训次数没有单位填报。"],
    )
    for words in (
        "应报 3 家，已报 2 家，未报 1 家，需修改 1 家",
        "未报：乙局。",
        "1 甲局\n  收件/1_甲局.xlsx\n  错误 R303 不平衡。\n",
        "3 丙局\n  收件/3_丙局.xlsx\n  警告 R101 请核对第 0 处。\n  警告 R101 请核对第 1 处。",
        "请核对第 8 处。",
        "另有提示 1 条，见 核对报告.html。",
        "培训次数没有单位填报。",
        "结果在 output",
        "尚未报送（1 家）：乙局。请尽快报送。\n需要修改（1 家）：甲局。",
    ):
        assert words in text


def test_of_many_warnings_what_to_do_stands_on_the_page_and_an_explained_one_says_so():
    fees = "proactive.fees.amount"
    found = [*check(handed_in({fees: 251000}, texts={"explanation.V012": "代收污水处理费"}))]
    found += [warning("R101", f"请核对第 {i} 处。", unit="3") for i in range(9)]
    text = said(district(*found))
    assert "大得像是以元计的。（已说明）" in text and "251000 元就是" not in text


def test_few_warnings_are_told_in_full():
    assert "警告 R101 请核对。" in said(district(warning("R101", "请核对。", unit="3")))


def test_without_a_page_everything_is_told():
    findings = [warning("R101", f"请核对第 {i} 处。", unit="3") for i in range(9)] + [
        notice("V001", "空白。", unit="3")
    ]
    text = said(district(*findings), published=None)
    assert "请核对第 8 处。" in text and "提示 V001 空白。" in text
    assert "核对报告.html" not in text and "结果在" not in text


def test_the_same_message_is_told_once():
    same = [error("V005", "负数。", unit="1") for _ in range(3)]
    assert said(district(*same)).count("负数") == 1
    assert "负数。（共 3 处）" in said(district(*same))


def test_the_place_is_said_where_the_message_does_not_say_it():
    elsewhere = error("V004", "不是数字。", unit="1", sheet="三、依申请公开", cell="E8")
    named = error("V004", "E8 填了“约2”。", unit="1", sheet="三、依申请公开", cell="E8")
    text = said(district(elsewhere, named))
    assert "“三、依申请公开” E8：不是数字。" in text
    assert "错误 V004 E8 填了“约2”。" in text


def test_quiet_says_only_how_it_stands_and_where_the_result_is():
    text = said(district(error("R303", "不平衡。", unit="1")), quiet=True)
    assert "未报：乙局。" in text and "结果在" in text
    assert "R303" not in text and "尽快报送" not in text


def test_it_is_said_which_output_is_for_what_and_of_a_draft_that_it_is_not_for_the_public():
    draft, final = said(district()), said(district(units=[state("3", "丙局")]))
    assert "请先看 核对报告.html。\n送审用 送审单.docx；还是送审稿，年度报告和 一图读懂.html 先不要公布。" in draft
    assert "送审用 送审单.docx，公布用 年度报告.html 和 一图读懂.html。" in final and "先不要公布" not in final


def test_a_report_with_words_to_fill_in_is_not_called_for_the_public():
    text = said(district(units=[state("3", "丙局")]), unwritten=Unwritten(drafted=("五、存在的主要问题及改进情况",)))
    assert "先补充、核实再公布。" in text and "公布用" not in text


def test_what_happened_to_the_outputs_is_said():
    published = Published(
        Path("output/2024-新"),
        ("汇总表.xlsx",),
        {"年度报告.docx": Path("output/2024-历史/年度报告.docx")},
        None,
    )
    text = said(district(), published=published)
    assert "没有替换：汇总表.xlsx。" in text
    assert "年度报告.docx 上次运行后有人改过，已移到" in text


@pytest.mark.parametrize("terminal", [False, True])
def test_names_are_printed_as_they_are(terminal):
    """Brackets are no markup, :warning: is no emoji, a control sequence doesn't reach the terminal."""
    name = "收件/[bold]报表[/] [盖章] :warning: \x1b]0;x\x07\u202e.xlsx"
    text = said(district(error("F001", f"{name} 不是报表。", file=name)), terminal=terminal)
    assert "收件/[bold]报表[/] [盖章] :warning: □]0;x□□.xlsx" in text


def test_a_long_line_is_not_broken():
    """What is copied into a chat has the line ends of the text, not those of the window."""
    units = [state(str(i), f"第{i}局", "missing") for i in range(30)]
    lines = said(district(units=units)).splitlines()
    assert any(line.startswith("尚未报送（30 家）") and line.endswith("请尽快报送。") for line in lines)


def test_a_console_in_code_page_936_never_stops_the_run(monkeypatch):
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="gbk")
    monkeypatch.setattr(sys, "stdout", stream)
    console.prepare_streams()
    of = district(error("V004", "填了“✓ ⚠ − 😀 한글”，不是数字。", unit="1"))
    console.report(of, (), PUBLISHED, False, Console(file=stream))
    stream.flush()
    text = raw.getvalue().decode("gbk")
    assert stream.encoding == "gbk"
    assert "填了“? ? ? ? ??”，不是数字。" in text
    assert "1 甲局" in text


@pytest.mark.parametrize("module", [console, overview])
def test_own_words_have_only_characters_of_code_page_936(module):
    tree = ast.parse(inspect.getsource(module))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value.encode("gbk")


def test_very_many_units_are_left_to_the_page():
    units = [state(str(i), f"第{i}局", "rejected") for i in range(80)]
    findings = [error("L003", "是上年的表。", unit=str(i)) for i in range(80)]
    assert "另有 30 家也有问题，见 核对报告.html。" in said(district(*findings, units=units))
    assert said(district(*findings, units=units), published=None).count("是上年的表") == 80


# ---------------------------------------------------------------- progress


def progress_of(total: int, terminal=False, quiet=False, encoding="utf-8") -> str:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="replace")
    progress = console.Progress(Console(file=stream, force_terminal=terminal, width=80), quiet)
    with progress(total, "读取[1]报表") as tick:
        for _ in range(total):
            tick()
    stream.flush()
    return raw.getvalue().decode(encoding)


def test_piped_progress_is_a_few_plain_lines():
    lines = progress_of(1000).splitlines()
    assert lines[0] == "读取[1]报表 100/1000" and lines[-1] == "读取[1]报表 1000/1000"
    assert len(lines) == 10
    assert len(progress_of(10_000).splitlines()) == 10


def test_a_short_piped_run_is_silent():
    assert progress_of(100) == progress_of(0) == ""


def test_quiet_shows_no_progress():
    assert progress_of(1000, quiet=True) == progress_of(1000, quiet=True, terminal=True) == ""


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_the_bar_can_be_drawn_in_any_encoding(encoding):
    text = progress_of(50, terminal=True, encoding=encoding)
    assert "读取[1]报表" in text and "50/50" in text and "?" not in text.replace("\x1b[?25", "")
