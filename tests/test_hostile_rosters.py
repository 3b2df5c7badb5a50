"""Whatever a roster, last year's result or the decisions do to a reader, the run ends in words, soon, with exit 3."""

import os
import time

import pytest

from disclosure_batch.documents import confined, guard
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.roster import read_roster_apart
from tests.district import YEAR
from tests.hostile_rosters import ENDLESS, ROSTERS, good
from tests.odd import odd

HARMLESS = {"到处合并.xlsx"}  # merging is nothing to a reader of names


@pytest.fixture
def hurried(monkeypatch):
    """A file has four seconds. One that takes all it is given has one, whatever its size."""

    def hurry(name: str) -> None:
        monkeypatch.setattr(guard, "SECONDS", 1 if name in ENDLESS else 4)
        monkeypatch.setattr(guard, "MORE_SECONDS", 0)

    return hurry


@pytest.mark.parametrize("name", ROSTERS)
def test_a_hostile_roster_ends_in_words(tmp_path, hurried, district, name):
    hurried(name)
    roster = tmp_path / name
    roster.write_bytes(ROSTERS[name]())
    assert roster.stat().st_size < 25_000_000
    begun = time.monotonic()
    run = district.run("distribute", roster, "-o", tmp_path / "下发", "--year", YEAR, whole=True)

    assert time.monotonic() - begun < guard.seconds(roster.stat().st_size) + 15
    if name in HARMLESS:
        assert run.exit_code == 0 and "已写出 2 家单位的表" in run.text, run.text
        return
    assert run.exit_code == 3 and f"名册“{name}”有 " in run.text and "没有往下做" in run.text, run.text
    assert "Traceback" not in run.text and len(run.text) < 20_000 and not (tmp_path / "下发").exists()


def test_the_good_one_beside_them_is_a_roster(tmp_path):
    path = tmp_path / "名册.xlsx"
    path.write_bytes(good())
    assert [unit.code for unit in read_roster_apart(path).units] == ["410801", "410802"]


@pytest.mark.parametrize("option", ["--roster", "--previous", "--decisions"])
def test_no_option_is_read_by_the_run_itself(district, hurried, option):
    """25 million cells without anything in them, which no process of 2 GB survives, or none that has a second."""
    hurried("八千万个空格.xlsx")
    district.receive()
    path = district.folder / "坏的.xlsx"
    path.write_bytes(ROSTERS["八千万个空格.xlsx"]())
    run = district.merge(option, path, receive=False, roster=False, whole=True)
    assert run.exit_code == 3 and "坏的.xlsx" in run.text and not run.folder.exists(), run.text


# ---------------------------------------------------------------- a process that may die


@pytest.mark.parametrize(
    ("function", "of", "why"),
    [(os._exit, 3, confined.ENDED), (time.sleep, 60, confined.TOO_LONG), (bytearray, guard.MEMORY, confined.ENDED)],
)
def test_what_becomes_of_a_process_is_told(monkeypatch, function, of, why):
    monkeypatch.setattr(guard, "SECONDS", 1 if why == confined.TOO_LONG else 10)
    with pytest.raises(Unreadable) as caught:
        confined.within_limits(function, of, size=0)
    assert caught.value.trouble.reason == why


def test_what_a_function_raises_is_raised(tmp_path):
    with pytest.raises(NotADirectoryError):
        confined.within_limits(os.listdir, __file__, size=0)
    with pytest.raises(RuntimeError, match="Odd: a b"):
        confined.within_limits(odd, size=0)
    assert confined.within_limits(len, "abc", size=0) == 3


def test_a_process_that_can_not_start_is_told(monkeypatch, district):
    monkeypatch.setattr(confined.CONTEXT, "Process", _no_process)
    run = district.run("distribute", district.roster, "-o", district.folder / "下发", "--year", YEAR, whole=True)
    assert run.exit_code == 3 and "读取报表的程序启动不了" in run.text


def _no_process(*_arguments: object, **_named: object) -> None:
    raise OSError(12, "Cannot allocate memory")
