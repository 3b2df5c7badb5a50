"""The processes that read: what ends or falls silent in one costs only the file it was reading; Ctrl-C ends them all."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from disclosure_batch.documents import guard
from disclosure_batch.intake import pool
from disclosure_batch.intake.collect import collect
from tests import hostile as h
from tests.district import FORM, YEAR, District
from tests.spoken_of import rule_of, rules_of

pytestmark = pytest.mark.skipif(os.name == "nt", reason="forks, and sends signals to groups of processes")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "收件"
    place.mkdir()
    return place


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
    monkeypatch.setattr(pool, "CONTEXT", multiprocessing.get_context("fork"))
    monkeypatch.setattr(guard, "SECONDS", 2)


def test_three_that_hang_among_a_hundred_cost_three_times_the_limit(misbehaving, folder: Path, capfd: pytest.CaptureFixture):
    bad = {5: "停", 37: "停", 80: "停", 20: "死", 60: "错"}
    for number in range(100):
        (folder / f"{bad.get(number, '好')}{number:03}.xlsx").write_bytes(h.good())
    sources = collect([folder])
    finished: list[int] = []
    begun = time.monotonic()
    found = pool.read_all(sources, FORM, 2, finished.append)
    taken = time.monotonic() - begun
    assert [reading.path for reading in found] == [source.path for source in sources]
    assert sum(finished) == 100
    told = {reading.path[3]: set(rules_of(reading.troubles)) for reading in found if reading.troubles}
    assert told == {"停": {"F005"}, "死": {"F005"}, "错": {"F001"}}
    assert all(bool(reading.filing) == (reading.path[3] == "好") for reading in found)
    assert taken < 3 * guard.SECONDS + 20, taken
    assert "panicked" not in "".join(capfd.readouterr())


def test_an_archive_goes_on_behind_its_culprits_and_stops_at_too_many(misbehaving, folder: Path):
    members = {f"{'死' if n in (1, 3, 5) else '好'}{n}.xlsx": h.good() for n in range(9)}
    (folder / "一起.zip").write_bytes(h.zipped(members))
    (folder / "乙.xlsx").write_bytes(h.good())
    found = {reading.path.rpartition("/")[2]: reading for reading in pool.read_all(collect([folder]), FORM, 1)}
    assert len(found) == 11
    assert [name for name, reading in found.items() if reading.filing] == ["好0.xlsx", "好2.xlsx", "好4.xlsx", "乙.xlsx"]
    assert {rule_of(t) for name in ("死1.xlsx", "死3.xlsx", "死5.xlsx", "好6.xlsx", "好8.xlsx") for t in found[name].troubles} == {"F005"}
    assert "其余的没有再读" in found["好6.xlsx"].troubles[0].reason


def test_a_process_that_cannot_start_is_a_mistake_of_ours_not_of_the_files(monkeypatch: pytest.MonkeyPatch, folder: Path):
    (folder / "a.xlsx").write_bytes(h.good())
    monkeypatch.setattr(pool, "CONTEXT", multiprocessing.get_context("fork"))
    monkeypatch.setattr(pool, "read_form", lambda path: os._exit(3))
    with pytest.raises(pool.NotStarted):
        pool.read_all(collect([folder]), FORM, 1)


def test_memory_is_limited(tmp_path: Path):
    pytest.importorskip("resource")
    code = "from disclosure_batch.documents.confined import confine; confine(); bytearray({})"
    runs = [subprocess.run([sys.executable, "-c", code.format(size)]) for size in (3_000, 3_000_000_000)]
    assert [run.returncode for run in runs] == [0, 1]


# ---------------------------------------------------------------- Ctrl-C


def test_ctrl_c_stops_cleanly_and_leaves_what_was_there(district: District):
    first = district.merge(whole=True)
    before = {path: path.read_bytes() for path in first.folder.rglob("*") if path.is_file()}
    slow = h.change(h.good(), h.TABLE, h.with_rows(h.bare_cells(12_000_000)))  # takes some seconds
    for number in range(6):
        (district.received / f"慢{number}.xlsx").write_bytes(slow)
    command = [sys.executable, "-m", "disclosure_batch", "merge", district.received, "--roster", district.roster, "--year", str(YEAR), "-o", first.folder, "--jobs", "2"]
    running = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    _until(lambda: len(_group(running.pid)) >= 3)  # itself, and those that read
    time.sleep(1)
    os.killpg(running.pid, signal.SIGINT)  # as the terminal does
    out, err = running.communicate(timeout=30)
    assert running.returncode == 130, (out, err.decode())
    assert err.decode().strip() == "已中断，原有的结果没有改动。" and not out
    _until(lambda: not _group(running.pid))
    assert {path: path.read_bytes() for path in first.folder.rglob("*") if path.is_file()} == before
    assert not [path for path in district.folder.iterdir() if path.name.startswith(".")]


def _group(leader: int) -> list[int]:
    """The processes of a group that are alive."""
    told = subprocess.run(["ps", "-e", "-o", "pid=,pgid=,stat="], capture_output=True, text=True).stdout
    return [int(pid) for pid, group, state in map(str.split, told.splitlines()) if int(group) == leader and state[0] != "Z"]


def _until(holds: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
