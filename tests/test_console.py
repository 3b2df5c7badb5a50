"""What the terminal says: complete, readable in code page 936, never markup."""

import ast
import inspect
import io
import re
import sys
from pathlib import Path

import pytest
from rich.console import Console

from disclosure_batch.cli import prepare_streams
from disclosure_batch.findings import COORDINATOR
from disclosure_batch.outputs import console, overview, since_in_words
from disclosure_batch.outputs.console import progress, voice
from disclosure_batch.outputs.console.progress import Progress, time_left
from disclosure_batch.outputs.console.voice import broken
from disclosure_batch.outputs.folder import Published
from disclosure_batch.report.report import Report, Unwritten
from disclosure_batch.text import width_of
from tests.casework import check, handed_in
from tests.hand_made import error, notice, result, state, warning

PUBLISHED = Published(Path("output/2024"), (), {}, None)


def said(of, gaps=(), published=PUBLISHED, quiet=False, terminal=False, width=40, **report) -> str:
    out = io.StringIO()
    console.report(
        of,
        Report("", "", 2024, (), (), (), gaps, **report),
        published,
        quiet,
        Console(file=out, width=width, force_terminal=terminal),
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
        "应报 3 家：\n    1 家  已报，已计入汇总\n    1 家  需修改，暂未计入汇总\n    1 家  未报：乙局\n",
        "1 甲局\n  收件/1_甲局.xlsx\n  错误 R303 不平衡。\n",
        "3 丙局\n  收件/3_丙局.xlsx\n  警告 R101 请核对第 0 处。\n  警告 R101 请核对第 1 处。",
        "请核对第 8 处。",
        "另有提示 1 条，见 核对报告.html。",
        "培训次数没有单位填报。",
        "结果在 output",
        "发到工作群的文字在 退改通知/群发文字.txt。",
    ):
        assert words in text


def test_of_many_warnings_what_to_do_stands_on_the_page_and_an_explained_one_says_so():
    fees = "proactive.fees.amount"
    found = [*check(handed_in({fees: 251000}, texts={"explanation.V012": "代收污水处理费"}))]
    found += [warning("R101", f"请核对第 {i} 处。", unit="3") for i in range(9)]
    text = said(district(*found))
    assert "大得像是以元计的。（已说明）" in text and "251000 元就是" not in text


def test_on_a_page_a_warning_is_told_in_full_and_on_the_screen_by_what_is_wrong():
    fees = next(iter(check(handed_in({"proactive.fees.amount": 251000}, texts={"explanation.V012": "代收污水处理费"}))))
    assert fees.told(COORDINATOR).mend
    brief, whole = said(district(fees)), said(district(fees), published=None)
    assert fees.told(COORDINATOR).wrong in brief and fees.told(COORDINATOR).mend not in brief
    assert fees.message in whole


def test_no_finding_fills_the_screen():
    endless = error("U007", "数字不同：" + "甲局 3、4；" * 200, unit="1")
    for published, where in ((PUBLISHED, "见 核对报告.html"), (None, "加上 --format json 可以看到")):
        text = said(district(endless), published=published)
        assert max(map(len, text.splitlines())) < 400 and f"……（全文{where}）" in text


def test_nothing_is_told_twice():
    text = said(district(error("R303", "不平衡。", unit="1"), error("U003", "没有收到。", unit="2")))
    assert text.count("甲局\n") == 1 and text.count("乙局") == 1 and text.count("不平衡") == 1


def test_without_a_page_everything_is_told_but_what_asks_for_nothing():
    findings = [warning("R101", f"请核对第 {i} 处。", unit="3") for i in range(9)]
    noticed = check(handed_in({"proactive.coercion.decisions": None}, unstored=frozenset({"requests.new.total"})))
    assert {finding.rule for finding in noticed} >= {"V001", "V008"}
    text = said(district(*findings, *noticed), published=None)
    assert "请核对第 8 处。" in text and "提示 V001" in text and "V008" not in text
    assert "另有提示 1 条，不用处理，加上 --format json 可以全部列出。" in text
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


def test_on_a_terminal_lines_hang_under_their_text_and_none_is_wider():
    units = [state(str(i), f"示例区第{i}局", "missing") for i in range(9)]
    many = error("R303", "新收 3 ＋ 上年结转 0 ＝ 3，办理总计 6 ＋ 结转下年度 0 ＝ 6，相差 3。请先核对。", unit="90")
    text = said(district(many, units=[*units, state("90", "甲局", "rejected")]), terminal=True)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines()
    assert max(map(width_of, lines)) <= 40
    first = next(i for i, line in enumerate(lines) if line.startswith("  错误 R303 新收"))
    assert lines[first + 1].startswith("       ") and lines[first + 1].strip()
    missing = next(i for i, line in enumerate(lines) if line.startswith("    9 家  未报：示例区第0局"))
    assert lines[missing + 1].startswith(" " * 10 + "局、示例区第2局")
    assert not [line for line in lines if line.strip()[:1] in tuple("，。、）")]


@pytest.mark.parametrize(
    ("words", "width", "lines"),
    [
        ("甲乙丙丁", 4, ["甲乙", "丙丁"]),
        ("甲乙，丙", 4, ["甲", "乙，", "丙"]),
        ("甲（乙）", 4, ["甲", "（乙", "）"]),
        ("见 核对报告.html。", 14, ["见 核对报", "告.html。"]),
        ("a very_long_word", 6, ["a", "very_l", "ong_wo", "rd"]),
        ('= "甲乙"。', 8, ['= "甲', '乙"。']),
        ("", 10, [""]),
    ],
)
def test_a_line_is_broken_between_words(words, width, lines):
    assert list(broken(words, width)) == lines


def test_quiet_says_only_how_it_stands_and_where_the_result_is():
    text = said(district(error("R303", "不平衡。", unit="1")), quiet=True)
    assert "1 家  未报：乙局\n" in text and "需修改，暂未计入汇总：甲局\n" in text and "结果在" in text
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
    text = said(district(error("F001", f"{name} 不是报表。", file=name)), terminal=terminal, width=100)
    assert "收件/[bold]报表[/] [盖章] :warning: □]0;x□□.xlsx" in text


def test_a_long_line_is_not_broken():
    """Whatever reads what is printed finds a statement in a line, however narrow the window was."""
    units = [state(str(i), f"第{i}局", "missing") for i in range(30)]
    lines = said(district(units=units)).splitlines()
    assert any(line.startswith("   30 家  未报：第0局、") and line.endswith("第19局等") for line in lines)


def test_a_console_in_code_page_936_never_stops_the_run(monkeypatch):
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="gbk")
    monkeypatch.setattr(sys, "stdout", stream)
    prepare_streams()
    of = district(error("V004", "填了“✓ ⚠ − 😀 한글”，不是数字。", unit="1"))
    console.report(of, (), PUBLISHED, False, Console(file=stream))
    stream.flush()
    text = raw.getvalue().decode("gbk")
    assert stream.encoding == "gbk"
    assert "填了“? ? ? ? ??”，不是数字。" in text
    assert "1 甲局" in text


@pytest.mark.parametrize("module", [console, progress, voice, overview, since_in_words])
def test_own_words_have_only_characters_of_code_page_936(module):
    tree = ast.parse(inspect.getsource(module))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value.encode("gbk")


def test_very_many_units_are_left_to_the_page():
    units = [state(str(i), f"第{i}局", "rejected") for i in range(80)]
    findings = [error("L003", "是上年的表。", unit=str(i)) for i in range(80)]
    assert "另有 60 家也有问题，见 核对报告.html。" in said(district(*findings, units=units))
    assert said(district(*findings, units=units), published=None).count("是上年的表") == 80


# ---------------------------------------------------------------- progress


def progress_of(total: int, terminal=False, quiet=False, encoding="utf-8") -> str:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="replace")
    shows = Progress(Console(file=stream, force_terminal=terminal, width=80), quiet)
    with shows(total, "读取[1]报表") as tick:
        for _ in range(total):
            tick()
    stream.flush()
    return raw.getvalue().decode(encoding)


@pytest.mark.parametrize(("width", "shown"), [(90, True), (60, False)])
def test_the_bar_says_what_is_being_done_where_there_is_room(width, shown):
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="utf-8")
    with Progress(Console(file=stream, force_terminal=True, width=width))(50, "读取报表") as tick:
        tick(doing="名称" * 60 + "[bold].xlsx")
    stream.flush()
    lines = re.split(r"[\r\n]", re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", raw.getvalue().decode()))
    (said,) = {line.rstrip() for line in lines if "0/50" in line and ("名称" in line) is shown}
    assert said.startswith("读取报表 ") and said.endswith("名称") is shown
    assert max(map(width_of, (line.replace("━", "-") for line in lines))) <= width


def test_piped_progress_says_no_names():
    out = io.StringIO()
    with Progress(Console(file=out))(1000, "读取报表") as tick:
        tick(doing="410801_示例区财政局.xlsx")
    assert out.getvalue() == ""


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


@pytest.mark.parametrize(
    ("seconds", "words"), [(None, ""), (0, ""), (7.4, "还要 7 秒"), (61, "还要 1 分 01 秒"), (3700, "还要 61 分 40 秒")]
)
def test_how_long_it_will_take_is_said_in_words(seconds, words):
    assert time_left(seconds) == words
