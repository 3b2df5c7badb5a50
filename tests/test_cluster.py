"""Files are read on the machines of a cluster: here two processes of this one, beside the tests'."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

import pytest

from disclosure_batch.intake import cluster
from disclosure_batch.intake.collect import collect
from disclosure_batch.intake.filing import Reading
from disclosure_batch.intake.pool import WhileReading, read_all
from tests import hostile as h
from tests.district import FORM, District

pytestmark = pytest.mark.skipif(not find_spec("distributed"), reason="distributed is not installed (.[cluster])")
ADDRESS_OF_NOBODY = "tcp://127.0.0.1:9"
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Machines:
    address: str
    processes: list[int]


@pytest.fixture(scope="module")
def machines() -> Iterator[Machines]:
    command = [sys.executable, "-m", "tests.machines"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as process:
        yield Machines(**json.loads(process.stdout.readline()))
        process.stdin.close()


def merge(district: District, output: str, *options: str) -> subprocess.Popen:
    asked = ["merge", district.received, "--roster", district.roster, "-o", district.folder / output, *options]
    command = [sys.executable, "-m", "disclosure_batch", *map(str, asked)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")


def written(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_merge_on_a_cluster_writes_the_same_to_the_byte(machines: Machines, district: District):
    district.receive()
    (district.received / "一起.zip").write_bytes(h.zipped({"410899_别处.xlsx": h.good(), "说明.txt": b"x"}))
    (district.received / "炸弹.xlsx").write_bytes(h.change(h.good(), h.STRINGS, h.declared))
    (district.received / "空.xlsx").touch()

    here, there = merge(district, "本机"), merge(district, "集群", "--scheduler", machines.address)
    said_here, said_there = here.communicate()[0], there.communicate()[0]

    assert (here.returncode, said_here) == (there.returncode, said_there.replace("集群", "本机")) and here.returncode == 1
    assert written(district.folder / "本机") == written(district.folder / "集群")


def test_without_a_scheduler_at_the_address_nothing_is_written(district: District):
    district.receive()
    run = merge(district, "结果", "--scheduler", ADDRESS_OF_NOBODY)
    said, _ = run.communicate()
    assert run.returncode == 3 and ADDRESS_OF_NOBODY in said and "dask scheduler" in said
    assert not (district.folder / "结果").exists()


# ---------------------------------------------------------------- the library asked itself, in a process of its own


def read_at(address: str, folder: Path, otherwise: Mapping[str, object]) -> tuple[list[Reading], int]:
    """What is read on the cluster, and of how many files it was told; otherwise: what is other than usual."""
    for name, value in otherwise.items():
        setattr(cluster, name, value)
    told: list[int] = []
    return cluster.read_all_at(address, collect([folder]), FORM, 1, WhileReading(told.append)), sum(told)


def apart(function: Callable, *arguments: object):
    """Dask has threads, beside which the other tests could not fork."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def fails(files: object, edition: str) -> None:
    raise OSError("there is no room")


def another_version(name: str) -> str:
    return "0.0.9"


@pytest.mark.parametrize("otherwise", [{"LARGEST": 1_000, "read_there": None}, {"read_there": fails}])
def test_what_the_cluster_does_not_read_is_read_here(machines: Machines, tmp_path: Path, otherwise: Mapping):
    """Files that are too large to travel, and a batch that failed there."""
    (tmp_path / "a.xlsx").write_bytes(h.good())
    (found,), told = apart(read_at, machines.address, tmp_path, otherwise)
    assert found.filing and told == 1


def test_a_machine_that_is_lost_costs_nothing(machines: Machines, tmp_path: Path):
    for n in range(60):
        (tmp_path / f"{n:02}.xlsx").write_bytes(h.change(h.good(), h.CORE, lambda xml, n=n: xml + b" " * n))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        under_way = pool.submit(read_at, machines.address, tmp_path, {"BATCH": 200_000})
        time.sleep(2)
        for process in machines.processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        there, told = under_way.result()
    assert there == read_all(collect([tmp_path]), FORM, 2) and told == 60 and all(reading.filing for reading in there)


def test_machines_with_another_version_are_of_no_use(machines: Machines, tmp_path: Path):
    with pytest.raises(cluster.NoCluster, match="不是同一版本"):
        apart(read_at, machines.address, tmp_path, {"version": another_version})
