"""Whoever types a command wrongly, or asks how it goes, is answered in Chinese."""

import gettext
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from click.testing import CliRunner, Result

from disclosure_batch.cli import main
from tests import hostile as h

LOCALE = Path(__file__).parents[1] / "disclosure_batch/locale/zh_CN/LC_MESSAGES"
COMMANDS = ("template", "distribute", "check", "merge", "report", "archive", "fill", "proof", "rules", "demo")
# Names that are typed or printed as they stand in commands, files and formats.
NAMES = {
    "disclosure-batch",
    "template",
    "distribute",
    "init",
    "check",
    "merge",
    "report",
    "archive",
    "fill",
    "proof",
    "docx",
    "rules",
    "demo",
    "exclude",
    "include",
    "stop",
    "text",
    "json",
    "xlsx",
    "csv",
    "output",
    "output/",
    "DIR",
    "merg",
    "Dask",
    "tcp",
}


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "disclosure_batch", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture
def answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """What the command says before any work is begun: for that no process has to be started."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, arguments, prog_name="disclosure-batch")


def english(text: str) -> set[str]:
    """Words that are neither names nor options nor what stands for an argument."""
    words = re.findall(r"(?<![\w.-])(?:-{1,2})?[A-Za-z][A-Za-z_-]{2,}", text)
    return {word for word in words if not word.startswith("-") and not word.isupper() and word not in NAMES}


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)], ids=" ".join)
def test_help_is_chinese_and_has_an_example(command, answer):
    done = answer(*command, "--help")

    assert done.exit_code == 0 and done.stdout.startswith("用法:")
    assert not english(done.stdout)
    assert "disclosure-batch " in done.stdout.partition("例")[2] + done.stdout.partition("第一次使用")[2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("merg",), "没有 merg 这个命令。 是不是想写 'merge'？"),
        (("merge",), "缺少 PATH...。例：disclosure-batch merge 收件"),
        (("merge", "没有这个"), "“没有这个”不存在"),
        (("merge", ".", "--foo"), "没有 --foo 这个选项"),
        (("merge", ".", "--year", "去年"), "'--year'：“去年”不是整数"),
        (("merge", ".", "--year", "24"), "24 不在 2008<=x<=2100 的范围内"),
        (("merge", ".", "--year"), "选项 --year 后面要写值"),
        (("merge", ".", "--on-error", "x"), "“x”不是 'exclude', 'include', 'stop' 中的一个"),
        (("merge", ".", "--quiet=1"), "选项 --quiet 后面不用写值"),
        (("merge", ".", "--decisions", "决定.doc"), "请写一个以 .xlsx 结尾的文件名"),
        (("distribute", ".", "-o", "下发", "--year", "2024"), "是文件夹，这里要写文件"),
        (("demo", "一", "二"), "多写了 二"),
        (("rules", "R999"), "没有 R999 这条规则"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_wrong_command_is_told_in_chinese(arguments, said, answer):
    done = answer(*arguments)

    assert done.exit_code == 2 and not done.stdout
    assert said in done.stderr and "Traceback" not in done.stderr
    assert not english(done.stderr.replace("'", " "))


def test_what_click_says_is_compiled_as_it_is_written():
    with (LOCALE / "messages.po").open("rb") as source:
        catalog = read_po(source, locale="zh_CN")
    now = io.BytesIO()
    write_mo(now, catalog)
    now.seek(0)
    with (LOCALE / "messages.mo").open("rb") as compiled:
        assert said(gettext.GNUTranslations(compiled)) == said(gettext.GNUTranslations(now)), (
            "pybabel compile -d disclosure_batch/locale -l zh_CN"
        )


def said(translations: gettext.GNUTranslations) -> dict:
    """Without the head, in which the time stands."""
    return {message: words for message, words in translations._catalog.items() if message}


def test_check_says_why_a_file_cant_be_read_though_no_year_is_known(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"")
    done = run("check", "a.xlsx", "--format", "json", folder=tmp_path)
    assert done.returncode == 1 and [f["rule"] for f in json.loads(done.stdout)["findings"]] == ["F001"]
    done = run("check", "a.xlsx", folder=tmp_path)
    assert done.returncode == 1 and "是空文件" in done.stdout and done.stdout.startswith("政府信息公开工作年度报告：")


def test_merge_of_nothing_readable_says_why_of_each_file(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"")
    done = run("merge", "a.xlsx", "-o", "out", folder=tmp_path)
    assert done.returncode == 3 and "“a.xlsx”是空文件（0 字节）" in done.stderr and not (tmp_path / "out").exists()


def test_a_second_demo_leaves_what_is_there_and_says_how_to_begin_again(tmp_path):
    folder = tmp_path / "演示"
    first = run("demo", "演示", folder=tmp_path)
    (roster := folder / "名册.xlsx").write_bytes(mended := roster.read_bytes() + b" ")
    (received := next((folder / "收件").iterdir())).unlink()
    again = run("demo", "演示", folder=tmp_path)

    assert (first.returncode, again.returncode) == (0, 0)
    assert first.stdout.startswith("例子已写到 演示：名册 13 个单位，收到 12 份表")
    assert again.stdout.startswith("演示 里已经有例子") and "disclosure-batch demo 演示2" in again.stdout
    assert roster.read_bytes() == mended and received.exists()


def test_an_interrupt_before_the_work_has_begun_ends_with_130_too(monkeypatch):
    """Such as while modules are imported, which takes a second."""

    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("disclosure_batch.cli.prepare_streams", interrupted)
    done = CliRunner().invoke(main, ["rules"])
    assert (done.exit_code, done.stderr.strip()) == (130, "已中断。")


WRITERS = {"docx", "jinja2", "lxml", "openpyxl", "xlsxwriter"}
CHECK = f"""
import sys

from disclosure_batch.cli import main

if __name__ == "__main__":
    try:
        main(["check", *sys.argv[1:]])
    finally:
        print(*sorted({WRITERS!r} & set(sys.modules)), file=sys.stderr)
"""


def test_a_check_of_workbooks_loads_none_of_the_libraries_that_write(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(h.good())
    (tmp_path / "名册.csv").write_text("单位代码,单位名称\n410801,示例区财政局\n", encoding="utf-8")
    (tmp_path / "run.py").write_text(CHECK, encoding="utf-8")
    command = [sys.executable, "run.py", "a.xlsx", "--roster", "名册.csv"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert "没有发现要改的地方" in done.stdout and done.stderr == "\n", done.stderr
