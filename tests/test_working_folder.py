"""A folder for a year's work: made by `init`, in which no command needs an argument."""

import json
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from disclosure_batch.cli import main
from disclosure_batch.demo import write_demo
from disclosure_batch.outputs.console.progress import Progress

BODY = "示例区人民政府办公室"
STARTERS = ("下发", "汇总", "校对", "生成年报")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], prog_name="disclosure-batch")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("演示")
    write_demo(folder, Progress(Console(), quiet=True))
    return folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert run("init", "年报", "--name", BODY, "--year", "2024").exit_code == 0
    monkeypatch.chdir(tmp_path / "年报")
    return tmp_path / "年报"


def received(folder: Path, demo: Path) -> None:
    """The roster is there, and all forms have come."""
    shutil.copy(demo / "名册.xlsx", folder)
    shutil.copytree(demo / "收件", folder / "收件", dirs_exist_ok=True)


def setting(folder: Path, before: str, after: str) -> None:
    text = (folder / "年报.toml").read_text(encoding="utf-8")
    assert before in text
    (folder / "年报.toml").write_text(text.replace(before, after, 1), encoding="utf-8")


def test_it_holds_what_a_year_begins_with(folder: Path):
    names = {path.name for path in folder.iterdir()}

    assert names == {"年报.toml", "名册.xlsx", "收件", "上年", *(f"{s}{e}" for s in STARTERS for e in (".bat", ".sh"))}


def test_the_roster_is_there_to_be_filled_in_and_codes_stay_as_typed(folder: Path):
    sheet = openpyxl.load_workbook(folder / "名册.xlsx").active
    head = next(row for row in sheet.iter_rows() if row[0].value == "单位代码")

    assert [cell.value for cell in head][:4] == ["单位代码", "单位名称", "类别", "上级单位代码"]
    below = sheet.cell(head[0].row + 1, 1)
    assert below.value is None
    assert below.number_format == "@"
    assert "汇总机关" in sheet.data_validations.dataValidation[0].formula1


def test_a_roster_that_nobody_has_filled_in_is_said_to_be_one(folder: Path, demo: Path):
    shutil.copytree(demo / "收件", folder / "收件", dirs_exist_ok=True)

    done = run("merge")

    assert done.exit_code == 3
    assert "没有单位" in done.output


def test_no_command_needs_an_argument(folder: Path, demo: Path):
    received(folder, demo)
    shutil.copy(demo / "上年/汇总表.xlsx", folder / "上年")

    assert run("distribute").exit_code == 0
    assert len(list((folder / "下发").glob("*.xlsx"))) == 13
    assert run("check").exit_code == 1
    assert run("merge").exit_code == 1
    account = json.loads((folder / "output/2024/manifest.json").read_text(encoding="utf-8"))
    assert (account["year"], account["body"]["name"]) == (2024, BODY)
    assert "“年度报告.docx”：示例区人民政府办公室2024年年度报告" in run("proof").output
    assert run("archive").exit_code == 0
    assert (folder / "档案2024.zip").exists()


def test_the_first_line_says_by_what_it_runs_and_json_stays_pure(folder: Path, demo: Path):
    received(folder, demo)

    done = run("check", "--format", "json")

    assert done.stderr.startswith("按 年报.toml：年度 2024，读 收件，名册 名册.xlsx")
    assert len(json.loads(done.stdout)["units"]) == 13


def test_the_command_line_wins(folder: Path, demo: Path):
    received(folder, demo)
    only = folder / "收件/410801_示例区发展和改革局.xlsx"

    done = run("check", only, "--format", "json")

    assert [file["path"] for file in json.loads(done.stdout)["files"]] == [only.name]


def test_nothing_that_is_there_is_written_over(folder: Path):
    (folder / "名册.xlsx").write_bytes("自己的名册".encode())
    (folder / "收件/表.xlsx").write_bytes(b"1")

    done = run("init", folder, "--name", BODY, "--year", "2024")

    assert (folder / "名册.xlsx").read_bytes() == "自己的名册".encode()
    assert (folder / "收件/表.xlsx").exists()
    assert "没有动的：" in done.output


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('roster = "名册.xlsx"', 'rooster = "名册.xlsx"', "没有“rooster”这一项。可以写的有：paths"),
        ("year = 2024", 'year = "二〇二四"', "year（报告年度）应是 2008 到 2100 的一个整数"),
        ('output = "output/2024"', "jobs = 0", "jobs（同时用几个进程读取）应是 1 到 256 的一个整数"),
        ('output = "output/2024"', 'on-error = "skip"', "应是 exclude、include、stop 中的一个"),
        ('output = "output/2024"', 'address = "人民路1号"', "address 要写在文件前面"),
        ('paths = "收件"', "paths = 3", "应是引号里的文件夹或文件"),
        ('output = "output/2024"', "by-parent = 1", "应是 true（是）或 false（否）"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line_and_what_is_allowed(
    before: str, after: str, said: str, folder: Path
):
    setting(folder, before, after)

    done = run("merge")

    assert done.exit_code == 2
    assert "年报.toml 有 1 处要改，没有往下做：\n第 " in done.output
    assert said in done.output


def test_help_is_help_whatever_the_file_says(folder: Path):
    setting(folder, "year = 2024", "year =")

    done = run("merge", "--help")

    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("用法:")


@pytest.mark.parametrize("path", [r"D:\上年\汇总表.xlsx", r"D:\users\名册", r"D:\new"])
def test_a_path_as_windows_writes_it_is_answered_with_how_it_is_written_here(path: str, folder: Path):
    setting(folder, 'previous = "上年"', f'previous = "{path}"')

    done = run("merge")

    assert done.exit_code == 2
    assert "路径里" in done.output and "用 /" in done.output


def test_a_folder_that_is_not_there_is_said(folder: Path):
    setting(folder, 'paths = "收件"', 'paths = "收回"')

    done = run("merge")

    assert done.exit_code == 2
    assert "收回" in done.output


@pytest.mark.parametrize("name", STARTERS)
def test_a_starter_is_in_the_code_page_and_has_the_ends_of_lines_of_its_system(name: str, folder: Path):
    windows, other = (folder / f"{name}.bat").read_bytes(), (folder / f"{name}.sh").read_bytes()

    assert windows.decode("gbk").startswith("@echo off\r\n")
    assert b"\r" not in windows.replace(b"\r\n", b"")
    assert windows.count(b"\n") == windows.count(b"\r\n")
    assert other.decode("utf-8").startswith("#!/bin/sh\n")
    assert "{" not in windows.decode("gbk").replace("{}", "")


def test_a_double_click_says_what_it_will_do_and_runs(folder: Path, demo: Path):
    received(folder, demo)

    done = subprocess.run(
        ["sh", folder / "汇总.sh"], cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )

    assert done.stdout.startswith("读取“收件”文件夹里的表"), done.stdout + done.stderr
    assert done.returncode == 1, "one unit is missing and one is off"
    assert (folder / "output/2024/核对报告.html").exists()


def test_what_is_dropped_is_proofread(folder: Path, demo: Path):
    received(folder, demo)
    assert run("merge").exit_code == 1
    shutil.copy(folder / "output/2024/年度报告.docx", folder.parent / "我的 报告.docx")

    done = subprocess.run(
        ["sh", folder / "校对.sh", "我的 报告.docx"],
        cwd=folder.parent,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "校对“我的 报告.docx”" in done.stdout, done.stdout + done.stderr
    assert (folder.parent / "我的 报告（校对）.docx").exists()
