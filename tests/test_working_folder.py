"""A folder for a year's work: made by `init`, in which no command needs an argument."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from disclosure_batch.cli import main
from disclosure_batch.demo import write_demo
from disclosure_batch.outputs.console.progress import Progress
from disclosure_batch.settings import Settings, read_settings

BODY = "示例区人民政府办公室"
STARTERS = ("下发", "汇总", "校对", "生成年报", "填上级的表", "明年")


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
    assert done.stderr.startswith("按 年报.toml：年度 2024，名册 名册.xlsx（"), "what is typed isn't told as the folder's"


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
        ('roster = "名册.xlsx"', 'rooster = "名册.xlsx"', "没有“rooster”这一项；名册写作 roster，例如 roster ="),
        ("year = 2024", 'year = "二〇二四"', "year（报告年度）应是 2008 到 2100 的一个整数"),
        ('# jobs = 2', "jobs = 0", "jobs（同时用几个进程读取）应是 1 到 256 的一个整数"),
        ('# on-error = "exclude"', 'on-error = "skip"', "应是 exclude、include、stop 中的一个"),
        ('# jobs = 2', 'address = "人民路1号"', "address 要写在文件前面"),
        ('paths = "收件"', "paths = 3", "应是引号里的文件夹或文件"),
        ('# by-parent = true', "by-parent = 1", "应是 true（是）或 false（否）"),
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
    assert "请写成：previous = \"" + path.replace("\\", "/") in done.output


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('paths = "收件"', 'paths = "收回"', "paths（放收回的表的文件夹）写的“收回”不存在。请核对名称和位置。"),
        ('roster = "名册.xlsx"', 'roster = "名单.xlsx"', "roster（名册）写的“名单.xlsx”不存在。"),
        ('previous = "上年"', 'previous = "去年/汇总表.xlsx"', "previous（上年的结果）写的“去年/汇总表.xlsx”不存在。"),
        ('# report-template', 'report-template', "report-template（自己的报告样式）写的“样式.docx”不存在。"),
    ],
)
def test_what_the_file_names_and_is_not_there_is_said_with_its_line(before: str, after: str, said: str, folder: Path):
    setting(folder, before, after)

    done = run("merge")

    assert done.exit_code == 2
    assert "年报.toml 第 " in done.output and said in done.output
    assert "用法" not in done.output, "nobody has typed a command wrong"


@pytest.mark.parametrize("command", ["proof", "archive"])
def test_before_the_first_merge_it_is_said_what_comes_first(command: str, folder: Path):
    done = run(command)

    assert done.exit_code == 2
    assert "请先汇总：双击“汇总”，或运行 disclosure-batch merge。" in done.output and "用法" not in done.output


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


def test_a_form_from_above_that_is_dropped_is_filled_beside_it(folder: Path, demo: Path):
    received(folder, demo)
    assert run("merge").exit_code == 1
    form = folder.parent / "市里的 表.docx"
    shutil.copy(Path(__file__).parent / "data/official-form.docx", form)
    blank = form.read_bytes()

    done = subprocess.run(
        ["sh", folder / "填上级的表.sh", form], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )

    assert done.stdout.startswith("用汇总的数字填“市里的 表.docx”，填好的写在它旁边，原件不动。"), done.stdout + done.stderr
    assert (folder.parent / "市里的 表（已填）.docx").exists() and form.read_bytes() == blank


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a desk writes down what it was asked to open."""
    opened, program = tmp_path / "打开了", tmp_path / "bin" / "xdg-open"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nprintf '%s' \"$1\" >'{opened}.temp'; mv '{opened}.temp' '{opened}'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":9")
    return opened


def shown_on(desk: Path) -> Path:
    for _ in range(200):
        if desk.exists():
            return Path(desk.read_text(encoding="utf-8"))
        time.sleep(0.05)
    raise AssertionError("nothing was opened")


@pytest.mark.skipif(os.name == "nt", reason="a desk of Linux")
@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("distribute",), "下发"),
        (("merge",), "结果/核对报告.html"),
        (("report",), "单位年报"),
        (("init",), "../2025年报"),
    ],
)
def test_what_was_written_is_opened_wherever_the_settings_put_it(
    words: tuple, shown: str, folder: Path, demo: Path, desk: Path
):
    received(folder, demo)
    setting(folder, '# output = "output/2024"', 'output = "结果"')

    run(*words, "--open")

    assert shown_on(desk) == (folder / shown).resolve()


@pytest.mark.skipif(os.name == "nt", reason="a desk of Linux")
def test_nothing_is_opened_where_nothing_was_written(folder: Path, desk: Path):
    assert run("merge", "--open").exit_code == 3
    time.sleep(0.3)
    assert not desk.exists()


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


def test_a_starter_copied_elsewhere_says_where_it_belongs(folder: Path, tmp_path: Path):
    shutil.copy(folder / "汇总.sh", tmp_path / "汇总.sh")

    done = subprocess.run(
        ["sh", tmp_path / "汇总.sh"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )

    assert "这里没有“年报.toml”" in done.stdout
    assert done.returncode == 3


def test_a_folder_whose_tool_has_no_name_in_the_code_page_still_has_one_to_look_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sys.executable", "/tmp/𠮷/disclosure-batch")

    assert run("init", tmp_path / "年报", "--name", BODY, "--year", "2024").exit_code == 0

    assert 'set "TOOL=disclosure-batch.exe"' in (tmp_path / "年报/汇总.bat").read_bytes().decode("gbk")


# ---------------------------------------------------------------- next year


def read(folder: Path) -> Settings:
    return read_settings(folder / "年报.toml")


def test_next_year_s_folder_takes_over_what_holds_on(folder: Path, demo: Path):
    received(folder, demo)
    setting(folder, '# address = "示例市', 'address = "示例市')
    setting(folder, "# deadline = ", "deadline = ")
    setting(folder, "# SiteName", "SiteName")
    setting(folder, "# PubDate", "PubDate")
    setting(folder, '# output = "output/2024"', 'output = "结果"')
    setting(folder, "# jobs = 2", "jobs = 1")
    assert run("merge").exit_code == 1
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    done = run("init")

    new = folder.parent / "2025年报"
    assert done.exit_code == 0 and "从 2024 年的文件夹带来：名册.xlsx、上年/汇总表.xlsx、年报.toml 里的设置（日期没有带）。" in done.output
    assert (new / "名册.xlsx").read_bytes() == (folder / "名册.xlsx").read_bytes()
    assert (new / "上年/汇总表.xlsx").read_bytes() == (folder / "结果/汇总表.xlsx").read_bytes()
    told = read(new)
    assert (told.name, told.year, told.address, told.deadline) == (BODY, 2025, "示例市示例区人民路1号", None)
    assert told.page == {"SiteName": "示例区人民政府门户网站"}
    assert told.options == {"paths": ("收件",), "roster": "名册.xlsx", "previous": "上年", "jobs": 1}
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_next_year_begins_with_the_archive_and_distributes_from_it(
    folder: Path, demo: Path, monkeypatch: pytest.MonkeyPatch
):
    received(folder, demo)
    run("merge")
    assert run("archive").exit_code == 0
    assert run("init").exit_code == 0
    monkeypatch.chdir(folder.parent / "2025年报")

    done = run("distribute")

    assert [path.name for path in Path("上年").iterdir()] == ["档案2024.zip"]
    assert done.exit_code == 0 and "上年 上年" in done.output and "已写出 13 家" in done.output


def test_what_is_not_there_yet_comes_at_a_second_try(folder: Path, demo: Path):
    first = run("init")
    assert "档案2024.zip 写好后放进“上年”（还没有 2024 年的结果）" in first.output
    (folder.parent / "2025年报/名册.xlsx").write_bytes("改过的名册".encode())
    received(folder, demo)
    run("merge")

    second = run("init")

    assert "已写出：上年/汇总表.xlsx\n" in second.output and "写好后放进" not in second.output
    assert (folder.parent / "2025年报/名册.xlsx").read_bytes() == "改过的名册".encode()
    run("archive")
    assert "已写出" not in run("init").output, "one result of last year is enough"


@pytest.mark.parametrize(("name", "year"), [("示例县人民政府办公室", 2025), (BODY, 2026)])
def test_another_body_s_or_a_later_folder_takes_nothing_over(name: str, year: int, folder: Path):
    setting(folder, '# address = "示例市', 'address = "示例市')

    assert run("init", "../别的", "--name", name, "--year", str(year)).exit_code == 0

    assert read(folder.parent / "别的").address == ""


def test_a_folder_is_one_year_s(folder: Path):
    before = (folder / "年报.toml").read_bytes()

    done = run("init", folder, "--name", BODY, "--year", "2025")

    assert done.exit_code == 3
    assert "是 2024 年度的，什么都没有动。2025 年度的请另建一个，例如 2025年报。" in done.output
    assert (folder / "年报.toml").read_bytes() == before


def test_another_year_in_the_settings_alone_writes_beside_last_year_s_result(folder: Path, demo: Path):
    received(folder, demo)
    assert run("merge").exit_code == 1
    before = (folder / "output/2024/汇总表.xlsx").read_bytes()
    setting(folder, "year = 2024", "year = 2025")

    assert "写到 output/2025" in run("merge").output
    assert (folder / "output/2024/汇总表.xlsx").read_bytes() == before


def test_at_a_terminal_what_is_not_given_is_asked_for(tmp_path: Path):
    pty = pytest.importorskip("pty")
    controller, terminal = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    asked = subprocess.Popen(
        [sys.executable, "-m", "disclosure_batch", "init"],
        **{"cwd": tmp_path, "env": environment, "stdin": terminal, "stdout": subprocess.PIPE},
    )
    os.write(controller, f"{BODY}\n2024\n".encode())
    told = asked.communicate(timeout=60)[0].decode()

    assert "公布报告的机关全称" in told and "报告年度" in told
    assert (read(tmp_path / "2024年报").name, read(tmp_path / "2024年报").year) == (BODY, 2024)


def test_elsewhere_it_is_said_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    done = run("init", "年报", "--year", "2024")

    assert done.exit_code == 2
    assert "缺少 --name。例：disclosure-batch init 2024年报 --name 示例区人民政府办公室 --year 2024" in done.output
