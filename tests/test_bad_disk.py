"""A full disk, a read-only one, no permission, a path too long, a file held open: words, exit 3, nothing by half."""

import errno
import multiprocessing
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from disclosure_batch.cli import main
from disclosure_batch.outputs import folder as product
from disclosure_batch.outputs.folder import OutputBusy, replacing
from disclosure_batch.storing import in_words, on_disk
from tests.district import YEAR, District
from tests.run import reading_here

FULL, READ_ONLY, CLOSED, LONG = "磁盘空间不够，写不下", "在只读的磁盘或光盘上", "没有权限读写", "的路径太长"


@pytest.fixture
def disk(tmp_path) -> Iterator[Callable[[str], Path]]:
    """Disks of any size."""
    mounted: list[Path] = []

    def mount(size: str) -> Path:
        place = tmp_path / f"盘{len(mounted)}"
        place.mkdir()
        if not shutil.which("mount") or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], capture_output=True, check=False
        ).returncode:
            pytest.skip("no disk can be mounted here")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", "-l", place], check=True)


def call(*arguments: object) -> Result:
    with reading_here():
        done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def commands(district: District, output: Path) -> dict[str, list[object]]:
    """Every command that writes, and where to."""
    return {
        "template": ["template", "-o", output / "模板.xlsx"],
        "distribute": ["distribute", district.roster, "-o", output, "--year", YEAR],
        "merge": ["merge", district.received, "--roster", district.roster, "-o", output, "--jobs", 1],
        "demo": ["demo", output],
    }


ALL = pytest.mark.parametrize("command", ["template", "distribute", "merge", "demo"])


def everything(folder: Path) -> dict[str, bytes | None]:
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


# ---------------------------------------------------------------- each command on each bad day


@ALL
def test_a_full_disk_is_told_as_such(district, disk, command):
    district.receive()
    place = disk("64k")
    (place / "旧.bin").write_bytes(bytes(40_000))
    done = call(*commands(district, place / "出")[command])

    assert done.exit_code == 3 and FULL in done.output, done.output
    assert "Traceback" not in done.output and "权限" not in done.output and "打开" not in done.output
    if command != "demo":  # which adds what is lacking the next time
        assert everything(place).keys() == {"旧.bin"}


@ALL
def test_a_read_only_disk_is_told_as_such(district, disk, command):
    district.receive()
    place = disk("4m")
    subprocess.run(["mount", "-o", "remount,ro", place], check=True)
    done = call(*commands(district, place / "出")[command])
    assert done.exit_code == 3 and READ_ONLY in done.output and ".暂存" not in done.output and ".锁" not in done.output


@ALL
def test_a_path_too_long_is_told_as_such(district, tmp_path, command):
    district.receive()
    done = call(*commands(district, tmp_path / ("很长的名称" * 60) / "出")[command])
    assert done.exit_code == 3 and LONG in done.output


@ALL
def test_a_folder_that_is_closed_is_told_as_such(district, command, monkeypatch):
    district.receive()
    with tempfile.TemporaryDirectory() as work:
        closed = Path(work) / "别人的"
        closed.mkdir(mode=0o555)
        os.chmod(work, 0o755)
        if os.geteuid() == 0:  # nothing is closed to root: be somebody else where it counts
            monkeypatch.setattr(os, "mkdir", _closed(os.mkdir, closed))
        done = call(*commands(district, closed / "出")[command])
    assert done.exit_code == 3 and CLOSED in done.output and "别人的" not in done.output.split("。")[1]


def _closed(mkdir: Callable, closed: Path) -> Callable:
    def call(path, *rest, **named):
        if str(path).startswith(str(closed)):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return mkdir(path, *rest, **named)

    return call


@ALL
def test_a_file_where_the_folder_belongs_is_told(district, tmp_path, command):
    district.receive()
    (tmp_path / "出").write_text("一个文件")
    done = call(*commands(district, tmp_path / "出" / "里")[command])
    assert done.exit_code == 3 and "同名的文件" in done.output and (tmp_path / "出").read_text() == "一个文件"


# ---------------------------------------------------------------- what stood there before


def test_on_a_disk_that_is_full_by_now_the_last_result_stays(district, disk):
    place = disk("2m")
    district.receive()
    merge = commands(district, place / "出")["merge"]
    assert call(*merge).exit_code == 0
    before = everything(place)
    with (place / "占.bin").open("wb") as filler:
        filler.write(bytes(shutil.disk_usage(place).free - 30_000))
    district.office("410801").fill("indicators.published", 121)
    district.receive()
    done = call(*merge)
    (place / "占.bin").unlink()

    assert done.exit_code == 3 and FULL in done.output and everything(place) == before
    assert call(*merge).exit_code == 0 and everything(place) != before


def test_distribute_is_all_or_nothing_and_goes_on_where_there_is_room_again(district, disk):
    place = disk("128k")  # room for two of four
    out = place / "下发"
    done = call(*commands(district, out)["distribute"])
    assert done.exit_code == 3 and FULL in done.output and not list(place.iterdir())

    subprocess.run(["mount", "-o", "remount,size=4m", place], check=True)
    done = call(*commands(district, out)["distribute"])
    assert done.exit_code == 0 and len(list(out.iterdir())) == 4


@pytest.mark.parametrize("nth", [0, 1, 3])
def test_distribute_takes_back_what_has_moved_in(district, tmp_path, nth, monkeypatch):
    out = tmp_path / "下发"
    out.mkdir()
    (out / "说明.txt").write_text("别动")
    replace, done = os.replace, []

    def failing(source, to):
        if len(done) == nth:
            raise OSError(errno.EIO, "Input/output error", str(source))
        done.append(to)
        replace(source, to)

    monkeypatch.setattr(os, "replace", failing)
    said = call(*commands(district, out)["distribute"])
    assert said.exit_code == 3 and "磁盘或网络出错" in said.output
    assert [path.name for path in out.iterdir()] == ["说明.txt"]


def test_distribute_names_what_belongs_to_nobody_on_the_roster_any_more(district, tmp_path):
    out = tmp_path / "下发"
    command = commands(district, out)["distribute"]
    assert "不是名册上现有单位的" not in call(*command).output
    text = district.roster.read_text(encoding="utf-8-sig").splitlines()
    district.roster.write_text("\n".join(line for line in text if "教育局" not in line), encoding="utf-8")
    (out / "~$410802_示例区教育局.xlsx").write_text("")
    done = call(*command)

    assert done.exit_code == 0 and "还有 1 份表不是名册上现有单位的：410802_示例区教育局.xlsx。" in done.output


def test_decisions_that_can_not_be_written_are_told_apart_from_those_held_open(district, disk, tmp_path):
    district.office("410801").fill("requests.granted.natural_person", 8)
    place = disk("16k")
    (place / "占.bin").write_bytes(bytes(12_000))
    run = district.merge("--decisions", place / "处理决定.xlsx")
    assert run.exit_code == 1 and "处理决定表没有写成" in run.text and FULL in run.text and "正被" not in run.text
    assert [path.name for path in place.iterdir()] == ["占.bin"]

    run = district.merge("--decisions", tmp_path / "处理决定.xlsx")
    (tmp_path / ".~lock.处理决定.xlsx#").write_text("")
    district.office("410802").fill("requests.granted.natural_person", 8)
    run = district.merge("--decisions", tmp_path / "处理决定.xlsx")
    assert "处理决定表正被其他程序打开" in run.text


# ---------------------------------------------------------------- the words


def on_windows(number: int) -> OSError:
    error = PermissionError(errno.EACCES, "Access is denied", "D:/年报/汇总表.xlsx")
    error.winerror = number
    return error


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘空间不够，写不下结果。"),
        (OSError(errno.EDQUOT, "Quota exceeded", "/a/汇总表.xlsx"), "磁盘空间不够，写不下“汇总表.xlsx”。"),
        (PermissionError(errno.EACCES, "Permission denied", "/a/汇总表.xlsx"), "没有权限读写“汇总表.xlsx”。"),
        (OSError(errno.EROFS, "Read-only file system", "/a/x"), "“x”在只读的磁盘或光盘上"),
        (OSError(errno.EBUSY, "Device or resource busy", "/a/x"), "“x”正被其他程序（如 Excel、WPS）打开"),
        (OSError(errno.ENAMETOOLONG, "File name too long", "/a/x"), "“x”的路径太长"),
        (FileNotFoundError(errno.ENOENT, "No such file", "/a/x"), "“x”找不到了"),
        (OSError(errno.EMFILE, "Too many open files", "/a/x"), "不能读写“x”（Too many open files）。"),
        (OSError("no number at all"), "不能读写结果（no number at all）。"),
        (on_windows(5), "没有权限读写“汇总表.xlsx”。"),
        (on_windows(32), "“汇总表.xlsx”正被其他程序"),
        (on_windows(112), "磁盘空间不够"),
        (on_windows(206), "的路径太长"),
        (on_windows(64), "“汇总表.xlsx”找不到了，可能磁盘、U 盘或网络已断开。"),
        (on_windows(225), "被杀毒软件或安全策略拦住了"),
        (on_windows(389), "读写“汇总表.xlsx”时磁盘或网络出错。"),
    ],
)
def test_what_keeps_a_run_from_writing_is_told_apart(error, says):
    assert in_words(error).startswith(says) or says in in_words(error)


def test_a_disk_that_breaks_off_while_many_files_are_waited_for_is_told_with_the_file(tmp_path, monkeypatch):
    def broken(_descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    (tmp_path / "甲局.xlsx").touch()
    with pytest.raises(OSError) as told:
        on_disk(tmp_path)

    assert in_words(told.value).startswith("读写“甲局.xlsx”时磁盘或网络出错。")


# ---------------------------------------------------------------- two runs at once


def test_a_lock_that_was_removed_while_another_waited_for_it_is_not_held_twice(tmp_path, monkeypatch):
    """The second had the file open when the first removed it: what it locks then is no longer at the path."""
    home = tmp_path / "2024"
    lock, opened = product._lock, []

    def late(descriptor: int) -> None:
        opened.append(descriptor)
        if len(opened) == 1:  # meanwhile the first ends, and a third begins
            (tmp_path / ".2024.锁").unlink()
            third.__enter__()
        lock(descriptor)

    third = replacing(home)
    monkeypatch.setattr(product, "_lock", late)
    with pytest.raises(OutputBusy), replacing(home):
        pytest.fail("the third is still at work")
    third.__exit__(None, None, None)
    with replacing(home):
        pass


def _count_up(home: Path, rounds: int, counted) -> None:
    """Adds one to a number, unsafely, as often as it gets hold of the folder."""
    done = 0
    while done < rounds:
        try:
            with product._Place(home).claimed():
                before = counted.value
                os.sched_yield()
                counted.value = before + 1
                done += 1
        except OutputBusy:
            os.sched_yield()


@pytest.mark.skipif(not hasattr(os, "sched_yield"), reason="Windows removes no open file")
def test_never_two_at_once_however_often_they_try(tmp_path):
    context = multiprocessing.get_context("fork")
    counted = context.Value("i", 0, lock=False)
    both = [context.Process(target=_count_up, args=(tmp_path / "2024", 300, counted)) for _ in range(3)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert counted.value == 900
