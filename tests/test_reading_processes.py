"""The processes that read: what ends or falls silent in one costs only the file it read; Ctrl-C ends them all."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from disclosure_batch.documents import confined, guard, plain
from disclosure_batch.intake import pool
from disclosure_batch.intake import read as reading
from disclosure_batch.intake.ahead import be_ready_to_read
from disclosure_batch.intake.collect import collect
from tests import hostile as h
from tests.casework import of, one, read_and_check
from tests.district import FORM, YEAR, District
from tests.spoken_of import rule_of, rules_of

pytestmark = pytest.mark.skipif(os.name == "nt", reason="forks, and sends signals to groups of processes")


def forking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading processes that know what is changed here. They begin with all the memory that the tests have taken."""
    monkeypatch.setattr(confined, "CONTEXT", multiprocessing.get_context("fork"))
    monkeypatch.setattr(guard, "MEMORY", 64 * guard.MEMORY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "收件"
    place.mkdir()
    return place


def distinct(number: int) -> bytes:
    """A good workbook, no exact copy of another."""
    return h.change(h.good(), h.CORE, lambda xml: xml + b" " * number)


@pytest.fixture
def misbehaving(monkeypatch: pytest.MonkeyPatch):
    """Files called 停 never come to an end, 死 end their process, 错 meet a mistake of ours; what is printed is lost."""
    real = pool.reading_of

    def reading_of(item, form):
        name = item.path.rpartition("/")[2]
        os.write(2, b"thread panicked\n")
        if name.startswith("停"):
            while True:
                time.sleep(10)
        if name.startswith("死"):
            os.kill(os.getpid(), signal.SIGKILL)
        if name.startswith("错"):
            raise KeyError("x")
        return real(item, form)

    monkeypatch.setattr(pool, "reading_of", reading_of)
    forking(monkeypatch)
    monkeypatch.setattr(guard, "SECONDS", 2)


def test_three_that_hang_among_a_hundred_cost_three_times_the_limit(
    misbehaving, folder: Path, capfd: pytest.CaptureFixture
):
    bad = {5: "停", 37: "停", 80: "停", 20: "死", 60: "错"}
    for number in range(100):
        (folder / f"{bad.get(number, '好')}{number:03}.xlsx").write_bytes(distinct(number))
    sources = collect([folder])
    finished: list[int] = []
    begun = time.monotonic()
    found = pool.read_all(sources, FORM, 2, pool.WhileReading(finished.append))
    taken = time.monotonic() - begun
    assert [reading.path for reading in found] == [source.path for source in sources]
    assert sum(finished) == 100
    told = {reading.path[3]: set(rules_of(reading.troubles)) for reading in found if reading.troubles}
    assert told == {"停": {"F005"}, "死": {"F005"}, "错": {"F001"}}
    assert all(bool(reading.filing) == (reading.path[3] == "好") for reading in found)
    assert taken < 3 * 2 * guard.SECONDS + 20, taken  # who sleeps is tried twice, as if others had had the processor
    assert "panicked" not in "".join(capfd.readouterr())


def test_an_archive_goes_on_behind_its_culprits_and_stops_at_too_many(misbehaving, folder: Path):
    members = {f"{'死' if n in (1, 3, 5) else '好'}{n}.xlsx": distinct(n) for n in range(9)}
    (folder / "一起.zip").write_bytes(h.zipped(members))
    (folder / "乙.xlsx").write_bytes(h.good())
    found = {reading.path.rpartition("/")[2]: reading for reading in pool.read_all(collect([folder]), FORM, 1)}
    assert len(found) == 11
    assert [name for name, reading in found.items() if reading.filing] == ["好0.xlsx", "好2.xlsx", "好4.xlsx", "乙.xlsx"]
    assert {
        rule_of(t)
        for name in ("死1.xlsx", "死3.xlsx", "死5.xlsx", "好6.xlsx", "好8.xlsx")
        for t in found[name].troubles
    } == {"F005"}
    assert "其余的没有再读" in found["好6.xlsx"].troubles[0].reason


def test_a_process_that_cannot_start_is_a_mistake_of_ours_not_of_the_files(
    monkeypatch: pytest.MonkeyPatch, folder: Path
):
    (folder / "a.xlsx").write_bytes(h.good())
    forking(monkeypatch)
    monkeypatch.setattr(pool, "read_form", lambda path: os._exit(3))
    with pytest.raises(pool.NotStarted):
        pool.read_all(collect([folder]), FORM, 1)


def test_memory_is_limited(tmp_path: Path):
    pytest.importorskip("resource")
    code = "from disclosure_batch.documents.confined import confine; confine(); bytearray({})"
    runs = [subprocess.run([sys.executable, "-c", code.format(size)]) for size in (3_000, 3_000_000_000)]
    assert [run.returncode for run in runs] == [0, 1]


# ---------------------------------------------------------------- one process after another, or the same one


def who() -> int:
    return confined.within_limits(os.getpid, size=0)


def test_a_process_that_has_done_its_work_does_the_next(folder: Path):
    (folder / "a.xlsx").write_bytes(h.good())
    with confined.kept(be_ready_to_read):
        (started,) = confined._waiting
        assert who() == started.process.pid == who()
        (found,) = pool.read_all(collect([folder]), FORM, 1)
        assert found.filing and who() == started.process.pid
    assert not started.process.is_alive() and who() != who()


def test_one_that_has_ended_or_was_left_in_the_middle_of_something_does_not():
    with confined.kept():
        first = who()
        confined._waiting[0].process.kill()
        confined._waiting[0].process.join()
        second = who()
        with pytest.raises(KeyboardInterrupt), confined.Apart() as apart:
            assert apart.ask(os.getpid, size=0) == second
            raise KeyboardInterrupt
        assert len({first, second, who()}) == 3


def test_few_files_are_read_by_one_process(folder: Path, monkeypatch: pytest.MonkeyPatch):
    started, real = [], pool.confined
    monkeypatch.setattr(pool, "confined", lambda: started.append(1) or real())
    for number in range(21):
        (folder / f"{number:02}.txt").write_bytes(b"x%d" % number)
    (folder / "大.txt").write_bytes(b"x" * 3_000_000)
    *small, large = collect([folder])
    for files, processes in ((small[:20], 1), (small, 2), ([*small[:3], large], 4)):
        started.clear()
        pool.read_all(files, FORM, 8)
        assert len(started) == processes


# ---------------------------------------------------------------- Ctrl-C


def test_ctrl_c_stops_cleanly_and_leaves_what_was_there(district: District):
    first = district.merge(whole=True)
    before = {path: path.read_bytes() for path in first.folder.rglob("*") if path.is_file()}
    slow = h.change(h.good(), h.TABLE, h.with_rows(h.bare_cells(12_000_000)))  # takes some seconds
    for number in range(6):
        (district.received / f"慢{number}.xlsx").write_bytes(slow)
    command = [
        sys.executable,
        "-m",
        "disclosure_batch",
        "merge",
        district.received,
        "--roster",
        district.roster,
        "--year",
        str(YEAR),
        "-o",
        first.folder,
        "--jobs",
        "2",
    ]
    running = subprocess.Popen(
        [str(word) for word in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=_hear_ctrl_c,
    )
    _until(lambda: any(seconds > 1 for pid, seconds in _group(running.pid).items() if pid != running.pid))  # it reads
    os.killpg(running.pid, signal.SIGINT)  # as the terminal does
    out, err = running.communicate(timeout=30)
    assert running.returncode == 130, (out, err.decode())
    assert err.decode().strip() == "已中断，原有的结果没有改动。" and not out
    _until(lambda: not _group(running.pid))
    assert {path: path.read_bytes() for path in first.folder.rglob("*") if path.is_file()} == before
    assert not [path for path in district.folder.iterdir() if path.name.startswith(".")]


def _hear_ctrl_c() -> None:
    """What a shell starts in the background ignores Ctrl-C, and so does all that is started from there."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _group(leader: int) -> dict[int, int]:
    """The processes of a group that are alive, and the seconds that each has had of the processor."""
    told = subprocess.run(["ps", "-e", "-o", "pid=,pgid=,stat=,cputimes="], capture_output=True, text=True).stdout
    lines = map(str.split, told.splitlines())
    return {int(pid): int(used) for pid, group, state, used in lines if int(group) == leader and state[0] != "Z"}


def _until(holds: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


# ---------------------------------------------------------------- an archive as a whole, copies, a busy machine


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Each file that is really read leaves its name; one called 慢 takes a while of the processor."""
    real, told = pool.reading_of, tmp_path / "读过"

    def reading_of(item, form):
        name = item.path.rpartition("/")[2]
        with told.open("a") as file:
            file.write(f"{name}\n")
        end = time.process_time() + 1
        while name.startswith("慢") and time.process_time() < end:
            pass
        if name.startswith("死"):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(item, form)

    monkeypatch.setattr(pool, "reading_of", reading_of)
    forking(monkeypatch)
    return lambda: told.read_text().split()


def test_an_exact_copy_is_read_once_and_stands_under_its_own_name(counted, folder: Path):
    other = h.change(h.good(), h.CORE, lambda xml: xml + b" ")
    (folder / "一起.zip").write_bytes(h.zipped({f"{n}.xlsx": h.good() for n in range(50)} | {"别的.xlsx": other}))
    found = pool.read_all(collect([folder]), FORM, 1)
    assert len(counted()) == 3 and len(found) == 52  # the archive, one of fifty, the other
    assert [r.path.rpartition("/")[2] for r in found[1:51]] == [f"{n}.xlsx" for n in range(50)]
    assert all(reading.filing for reading in found[1:])


def test_copies_of_a_file_that_no_process_survives_cost_no_more_processes(counted, folder: Path):
    for number in range(20):
        (folder / f"死{number:02}.xlsx").write_bytes(h.good())
    found = pool.read_all(collect([folder]), FORM, 1)
    assert [rules_of(reading.troubles) for reading in found] == [["F005"]] * 20
    assert len(counted()) == 2  # the first, and once more


def test_an_archive_has_so_much_of_the_processor_as_a_whole(counted, folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(guard, "ARCHIVE_SECONDS", 2)
    members = {f"慢{n}.xlsx": distinct(n) for n in range(12)}
    (folder / "一起.zip").write_bytes(h.zipped(members))
    (folder / "好.xlsx").write_bytes(h.good())
    found = pool.read_all(collect([folder]), FORM, 1)
    read = [bool(reading.filing) for reading in found[1:13]]
    assert 2 <= sum(read) <= 4 and read == sorted(read, reverse=True) and found[13].filing
    assert {reading.troubles[0].reason for reading in found[1:13] if not reading.filing} == {pool.TOO_LONG_IN_ALL}


def test_an_archive_may_unpack_to_so_much_as_a_whole(folder: Path, monkeypatch: pytest.MonkeyPatch):
    members = {f"{n}.xlsx": h.good() for n in range(5)}
    monkeypatch.setattr(guard, "ARCHIVE_SIZE", 3 * len(h.good()) + 10)
    (folder / "一起.zip").write_bytes(h.zipped(members))
    found = [item for source in collect([folder]) for item in reading.items(source)]
    assert [bool(item.trouble) for item in found[1:]] == [False, False, False, True, True]
    assert "解压后共超过" in found[-1].trouble.reason


def test_what_an_archive_holds_too_much_of_is_one_finding(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(guard, "ARCHIVE_SIZE", 10)
    (folder / "一起.zip").write_bytes(h.zipped({f"{n}.txt": b"%d" % n * 8 for n in range(9)}))
    _, found = read_and_check(folder)
    (told,) = of(found, "F005")
    assert "1.txt”等 8 个文件，所在压缩包里的文件解压后共超过" in told.message and told.message.endswith("请解压，按单个文件报送。")


def test_a_text_that_is_too_large_has_no_cells_to_be_left_out(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(plain, "TREE_SIZE", 5)
    (folder / "a.csv").write_text("一,二\n三,四\n", encoding="utf-8")
    _, found = read_and_check(folder)
    assert "请只留下年度报告的内容另存" in (said := one(found, "F005").message) and "行和列" not in said


def test_the_files_in_an_archive_are_told_one_by_one(folder: Path):
    (folder / "一起.zip").write_bytes(h.zipped({f"{n}.txt": b"x%d" % n for n in range(30)}))
    (folder / "a.txt").write_bytes(b"x")
    more: list[int] = []
    finished: list[int] = []
    pool.read_all(collect([folder]), FORM, 1, pool.WhileReading(finished.append, more.append))
    assert more == [30] and sum(finished) == 32 and max(finished) == 1


def test_a_time_out_is_tried_once_more_where_the_processor_was_others(folder: Path, monkeypatch, tmp_path: Path):
    """It sleeps the first time, as if others had the processor, and is read the second."""
    real, first = pool.reading_of, tmp_path / "来过"

    def reading_of(item, form):
        if not first.exists():
            first.touch()
            time.sleep(60)
        return real(item, form)

    monkeypatch.setattr(pool, "reading_of", reading_of)
    forking(monkeypatch)
    monkeypatch.setattr(guard, "SECONDS", 2)
    (folder / "a.xlsx").write_bytes(h.good())
    (found,) = pool.read_all(collect([folder]), FORM, 1)
    assert found.filing


def test_a_time_out_of_its_own_doing_is_not_tried_again(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    told = tmp_path / "读过"

    def reading_of(item, form):
        with told.open("a") as file:
            file.write("x")
        while True:
            pass

    monkeypatch.setattr(pool, "reading_of", reading_of)
    forking(monkeypatch)
    monkeypatch.setattr(pool._Worker, "_processor_seconds", lambda worker: time.monotonic())  # it has all of it
    monkeypatch.setattr(guard, "SECONDS", 2)
    (folder / "a.xlsx").write_bytes(h.good())
    (found,) = pool.read_all(collect([folder]), FORM, 1)
    assert rules_of(found.troubles) == ["F005"] and told.read_text() == "x"


def test_a_machine_that_has_slept_takes_no_time_from_a_file(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """The clock jumps by an hour while it is waited for."""
    wait, clock, jumps = pool.wait, time.monotonic, [0.0]

    def waking(connections, patience):
        found = wait(connections, min(patience, 0.2))
        if jumps[0] == 0 and not found:
            jumps[0] = 3_600
        return found

    monkeypatch.setattr(pool, "wait", waking)
    monkeypatch.setattr(pool.time, "monotonic", lambda: clock() + jumps[0])
    forking(monkeypatch)
    real = pool.reading_of
    monkeypatch.setattr(pool, "reading_of", lambda item, form: time.sleep(1) or real(item, form))
    (folder / "a.xlsx").write_bytes(h.good())
    (found,) = pool.read_all(collect([folder]), FORM, 1)
    assert found.filing and jumps[0]
