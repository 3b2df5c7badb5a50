"""Files are read on other machines, those of a Dask cluster. What comes back is what `pool` gives here, to the byte.

The bytes of the files travel, in batches, so that nobody needs a common disk; on each machine they are read by `pool`,
in processes with limits, so that a hostile file costs itself and no machine. What the cluster can't do (a batch whose
machines were lost, a large file, an archive) is done here.
"""

import hashlib
import multiprocessing
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from importlib.metadata import version
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from disclosure_batch.documents import guard
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.form.edition import EDITIONS, read_form
from disclosure_batch.form.model import Form
from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.filing import Reading
from disclosure_batch.intake.pool import NOBODY_WATCHES, ReadingProcesses, WhileReading

if TYPE_CHECKING:
    from distributed import Client, Future

SECONDS_TO_ANSWER = 10  # for a scheduler
LARGEST = 1_000_000  # bytes of a file that travels
BATCH = 5_000_000  # bytes of files that travel together: Dask warns of more in one task
BATCHES_AHEAD = 3  # for each thread of the cluster
PROGRAM = "disclosure-batch"


class NoCluster(Exception):
    """There is none at this address, or none that is of use; says why, in words."""


class Travelling(NamedTuple):
    """A file on its way: what it is called, and what is in it."""

    source: Source
    data: bytes


def read_all_at(
    address: str, sources: Sequence[Source], form: Form, jobs: int, here: WhileReading = NOBODY_WATCHES
) -> list[Reading]:
    """Like `pool.read_all`, on the cluster whose scheduler is at the address; jobs: processes for what is read here.

    Raises NoCluster and NotStarted.
    """
    read: dict[int, list[Reading]] = {}
    with _client(address, form) as client:
        for numbers, found in _read_there(client, sources, form):
            read |= zip(numbers, found, strict=True)
            here.done(len(numbers))
    left = [n for n in range(len(sources)) if n not in read]
    with ReadingProcesses(form, jobs) as processes:
        read |= zip(left, processes.read([sources[n] for n in left], here), strict=True)
    return [reading for n in range(len(sources)) for reading in read[n]]


def _travels(source: Source) -> bool:
    """Whether a file may be sent: what is wrong with it already, an archive and a large one is seen to here."""
    if source.trouble or source.ignored or PurePosixPath(source.path).suffix.lower() == ".zip":
        return False
    with suppress(OSError):
        return source.file.stat().st_size <= LARGEST
    return False


# ---------------------------------------------------------------- here


@contextmanager
def _client(address: str, form: Form) -> Iterator["Client"]:
    """A cluster whose machines have the same program and the same form. Raises NoCluster."""
    try:
        from distributed import Client
    except ImportError as error:
        raise NoCluster("没有装分布式计算的部件，请先运行 pip install disclosure-batch[cluster]") from error
    try:
        client = Client(address, timeout=SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise NoCluster("连不上调度程序，请检查地址，看调度程序（dask scheduler）有没有启动") from error
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise NoCluster("调度程序没有可用的工作机，请先启动工作机（dask worker）")
        try:
            theirs = client.run(edition_there, form.file.name)
        except Exception as error:  # whatever a machine without this program says
            raise NoCluster(f"工作机上没有装 {PROGRAM} {version(PROGRAM)}，请装上同一版本") from error
        if set(theirs.values()) != {edition_there(form.file.name)}:
            raise NoCluster(f"工作机上的 {PROGRAM} 与本机的不是同一版本，请都装 {version(PROGRAM)}")
        yield client


def _read_there(
    client: "Client", sources: Sequence[Source], form: Form
) -> Iterator[tuple[list[int], list[list[Reading]]]]:
    """(which sources, the readings of each), batch by batch as they come; not those of a batch that failed there."""
    from distributed import as_completed

    batches = _batches(sources)
    under_way: dict[Future, list[int]] = {}
    finished = as_completed(loop=client.loop)

    def send(most: int) -> None:
        for which, files in islice(batches, most):
            future = client.submit(read_there, files, form.file.name, pure=False)
            under_way[future] = which
            finished.add(future)

    send(BATCHES_AHEAD * sum(client.nthreads().values()))
    for future in finished:
        which = under_way.pop(future)
        if future.status == "finished":
            yield which, future.result()
        if client.status == "running":
            send(1)


def _batches(sources: Sequence[Source]) -> Iterator[tuple[list[int], list[Travelling]]]:
    """Files that travel together, and their numbers."""
    which: list[int] = []
    files: list[Travelling] = []
    for n, source in enumerate(sources):
        with suppress(Unreadable):  # it is told where it is read, which is here
            if _travels(source):
                files.append(Travelling(source, guard.read_file(source.file)))
                which.append(n)
        if sum(len(sent.data) for sent in files) > BATCH:
            yield which, files
            which, files = [], []
    if which:
        yield which, files


# ---------------------------------------------------------------- on the other machine


_own = threading.local()  # of each thread that reads here for others: its ReadingProcesses by the edition


def edition_there(file: str) -> str:
    """What the readings of an edition depend on: this program, and what is known of the form."""
    return f"{version(PROGRAM)} {hashlib.sha256((EDITIONS / file).read_bytes()).hexdigest()}"


def read_there(files: Sequence[Travelling], edition: str) -> list[list[Reading]]:
    """The readings of each file. Raises NotStarted."""
    processes = _processes(edition)
    _let_it_have_children()
    with tempfile.TemporaryDirectory() as folder:
        return processes.read([_laid_down(sent, Path(folder) / str(n)) for n, sent in enumerate(files)])


def _laid_down(sent: Travelling, folder: Path) -> Source:
    folder.mkdir()
    file = folder / f"file{PurePosixPath(sent.source.path).suffix}"
    file.write_bytes(sent.data)
    return replace(sent.source, file=file)


def _processes(edition: str) -> ReadingProcesses:
    """They last as long as the thread, and know what was read before."""
    if not hasattr(_own, "processes"):
        _own.processes = {}
    if edition not in _own.processes:
        _own.processes[edition] = ReadingProcesses(read_form(EDITIONS / edition), 1)
    return _own.processes[edition]


def _let_it_have_children() -> None:
    """A machine of a cluster is mostly a daemon process, which multiprocessing lets start none. These end with it all
    the same, as nobody asks them for more."""
    multiprocessing.current_process()._config["daemon"] = False
