"""Files are read in processes of their own, so that nothing in a file can take the run, or another file, with it.

A process is given some files ahead. Of a large file or an archive it says what it is about to read, then what came of
it. So where it ends or falls silent, the culprit is known; a new process goes on behind it. Small files are read
quietly: what came of them is said of many at once, and a number that both see tells which of them is being read.
"""

import contextlib
import hashlib
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from multiprocessing.connection import Connection, wait
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from disclosure_batch.documents import guard
from disclosure_batch.documents.confined import (
    ENDED,
    IDLE_SECONDS,
    SECONDS_TO_START,
    TOO_LONG,
    NotStarted,
    confined,
    end_after,
    nothing,
    put_back,
)
from disclosure_batch.documents.parts import UNPACK
from disclosure_batch.documents.unreadable import BeyondLimits, NotReadable, Unreadable
from disclosure_batch.form.edition import read_form
from disclosure_batch.form.model import Form
from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.filing import Reading
from disclosure_batch.intake.packed import Shelf, handed_over, shelved
from disclosure_batch.intake.prose import year_in_file_name
from disclosure_batch.intake.read import Item, items, reading_of

if TYPE_CHECKING:
    from ctypes import c_longlong

AHEAD, QUIETLY_AHEAD = 4, 40  # files that a process is given before it asks
QUIET_SIZE = 1_000_000  # bytes of the largest file that is read quietly
WORTH_A_PROCESS = 20  # files
SAYS_EVERY = 0.2  # seconds
MOST_JOBS = 60  # Windows waits for no more
TOO_LONG_IN_ALL = f"所在压缩包读了 {guard.ARCHIVE_SECONDS // 60} 分钟还没有读完，排在后面的没有再读"
LEFT_ALONE = f"所在压缩包里已有 {guard.MISHAPS} 个文件读取不了，其余的没有再读"


@dataclass(eq=False)
class _Task:
    """A source and what is there of it. tried_again: it has ended a process once, which may not have been its doing.

    spent: processor time that an archive has had in processes before this one.
    """

    source: Source
    shelf: Shelf
    readings: list[Reading] = field(default_factory=list)
    mishaps: int = 0
    tried_again: bool = False
    spent: float = 0

    def take(self, reading: Reading) -> None:
        self.readings.append(shelved(reading, self.shelf))


Heard = Callable[[int], None]  # of so many more files


def unheard(count: int) -> None:
    """Nobody wants to know how far it is."""


def unseen(path: str) -> None:
    """Nobody wants to know which file it is."""


class WhileReading(NamedTuple):
    """What goes on here while others read. done: is told how many more sources, and files in them, are finished;
    expect: how many files an archive holds; at: which file it is at; first: what is done while the first are read."""

    done: Heard = unheard
    expect: Heard = unheard
    at: Callable[[str], None] = unseen
    first: Callable[[], None] = nothing


NOBODY_WATCHES = WhileReading()


def read_all(sources: Sequence[Source], form: Form, jobs: int, here: WhileReading = NOBODY_WATCHES) -> list[Reading]:
    """Every source's readings, in the order of the sources.

    A file that ends its process twice, or takes longer than it may, is F005 and costs nobody else anything. Raises
    NotStarted.
    """
    with ReadingProcesses(form, jobs) as processes:
        return [reading for readings in processes.read(sources, here) for reading in readings]


class ReadingProcesses:
    """Processes that read; they begin when they are needed, and last until the end."""

    def __init__(self, form: Form, jobs: int) -> None:
        self.form, self.most = form, min(jobs, MOST_JOBS)
        self.workers: list[_Worker] = []
        self.condemned: dict[str, str] = {}
        self.shelf = Shelf()

    def __enter__(self) -> "ReadingProcesses":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for worker in self.workers:
            worker.release() if kind is None else worker.end()
        self.workers = []

    def read(self, sources: Sequence[Source], here: WhileReading = NOBODY_WATCHES) -> list[list[Reading]]:
        """The readings of each source, like `read_all`."""
        tasks = [_Task(source, self.shelf) for source in sources]
        waiting, most = deque(tasks), min(self.most, _worth(sources))
        _hand_out(waiting, self.workers, most, self._worker)
        here.first()
        while waiting or any(worker.tasks for worker in self.workers):
            _hand_out(waiting, self.workers, most, self._worker)
            here.at(_listen(self.workers, waiting, here))
        return [task.readings for task in tasks]

    def _worker(self) -> "_Worker":
        return _Worker(self.form, self.condemned)


def _worth(sources: Sequence[Source]) -> int:
    """How many processes these files are worth: a few are read sooner than another one has begun."""
    size = 0
    for source in sources[:WORTH_A_PROCESS]:
        with contextlib.suppress(OSError):
            size += source.file.stat().st_size
    return max(1, -(-len(sources) // WORTH_A_PROCESS), -(-size // QUIET_SIZE))


def _hand_out(
    waiting: deque[_Task], workers: list["_Worker"], most: int, new_worker: Callable[[], "_Worker"]
) -> None:
    """Every process has something to do before any has a second file ahead."""
    while waiting:
        worker = min(workers, key=lambda worker: len(worker.tasks), default=None)
        if len(workers) < most and (worker is None or worker.tasks):
            workers.append(worker := new_worker())
        if len(worker.tasks) >= (AHEAD if worker.begun else QUIETLY_AHEAD):
            return
        worker.give(waiting.popleft())


def _listen(workers: list["_Worker"], waiting: deque[_Task], here: WhileReading) -> str:
    """Takes what the processes say; whoever has ended or is silent for too long goes, and its files wait again.

    Returns which file one of them is at.
    """
    at = ""
    begun = time.monotonic()
    patience = max(min(worker.deadline for worker in workers) - begun, 0)
    speaking = wait([worker.connection for worker in workers], patience)
    slept = time.monotonic() - begun - patience
    for worker in list(workers):
        why = ""
        if slept > guard.SLEPT:  # nobody knows how much of the time was anybody's
            worker.deadline = time.monotonic() + worker.limit
        if worker.connection in speaking:
            try:
                here.done(worker.take(here.expect))
                at = worker.file
            except (EOFError, OSError):
                why = ENDED
        elif time.monotonic() > worker.deadline:
            why = TOO_LONG
        if why:
            workers.remove(worker)
            here.done(worker.lose(why, waiting))
    return at


class _Worker:
    """A reading process as the run sees it. condemned: what became of files that none survived, by their sha256."""

    def __init__(self, form: Form, condemned: dict[str, str]) -> None:
        self.condemned = condemned
        self.confined = confined()
        self.connection, self.process = self.confined.connection, self.confined.process
        self.at = self.confined.at  # how many of its tasks it has begun
        self.at.value = 0
        with contextlib.suppress(OSError):  # it has ended: that is heard, too
            self.connection.send((_work, (form.file,), None))
        self.tasks: deque[_Task] = deque()
        self.file = ""  # which it has begun or read
        self.finished = 0  # tasks before these
        self.ready = False
        self.begun: Reading | None = None  # what is to be said of the file being read, should the process end
        self.limit: float = SECONDS_TO_START
        self.used: float | None = None  # of the processor when the file was begun
        self.deadline = time.monotonic() + self.limit

    def give(self, task: _Task) -> None:
        self.tasks.append(task)
        with contextlib.suppress(OSError):  # it has ended: that is heard, too
            left_alone = LEFT_ALONE if task.mishaps >= guard.MISHAPS else ""
            self.connection.send(_Asked(task.source, len(task.readings), left_alone, task.spent, self.condemned))
        if self.ready and len(self.tasks) == 1:
            self._give_time(QUIET_SIZE)

    def take(self, expect: Heard) -> int:
        """Hears one thing; how much is finished by it. Raises EOFError where the process has ended."""
        match self.connection.recv():
            case None:
                self.confined.there = True
            case list() as readings:
                for reading in readings:
                    self._next_task().take(reading)
                    self.file = reading.path
                self._give_time(QUIET_SIZE)
                return len(readings)
            case (number,):
                expect(number)
            case (path, sha256, size):
                self.begun = Reading(path, sha256, size)
                self.file = path
                self._give_time(size)
            case Reading() as reading:
                self.tasks[0].take(reading)
                self.begun = None
                return int(reading.path != self.tasks[0].source.path)
            case finished:
                self.ready = True
                if finished:
                    self._next_task()
                self._give_time(QUIET_SIZE)
                return int(finished)
        return 0

    def _next_task(self) -> _Task:
        self.finished += 1
        return self.tasks.popleft()

    def _give_time(self, size: int) -> None:
        self.limit = guard.seconds(size) if self.tasks else IDLE_SECONDS
        self.deadline = time.monotonic() + self.limit
        self.used = self._processor_seconds()

    def _was_kept_waiting(self) -> bool:
        """Whether the processor was others' most of the time, where the system tells: then the file may be sound."""
        used, now = self.used, self._processor_seconds()
        return None not in (used, now) and now - used < self.limit / 2

    def _processor_seconds(self) -> float | None:
        """What the process has had of the processor so far; None where the system doesn't tell."""
        try:
            told = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
            return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
        except (OSError, ValueError, IndexError, AttributeError):
            return None

    def lose(self, why: str, waiting: deque[_Task]) -> int:
        """Ends the process; how much is finished by that. Its files wait again, the culprit's archive too."""
        again = why == ENDED or self._was_kept_waiting()
        spent = (self._processor_seconds() or 0) - (self.used or 0)
        self.end()
        if not self.ready:
            raise NotStarted
        if self.begun is None and not self._found_among_quiet():
            waiting.extendleft(reversed(self.tasks))
            return 0
        task = self.tasks.popleft()
        waiting.extendleft(reversed(self.tasks))
        task.spent += spent
        if again and not task.tried_again:
            task.tried_again = True
            waiting.appendleft(task)
            return 0
        source = task.source
        culprit = self.begun or Reading(source.path, hashlib.sha256().hexdigest(), 0)
        task.take(Reading(culprit.path, culprit.sha256, culprit.size, (BeyondLimits(why),)))
        if self.begun:
            self.condemned[culprit.sha256] = why
        task.mishaps, task.tried_again = task.mishaps + 1, False
        if culprit.path == source.path:  # no archive
            return 1
        waiting.appendleft(task)
        return 1

    def _found_among_quiet(self) -> bool:
        """Whether one of the files was being read; then it stands first, those behind it that were read are lost."""
        reading = self.at.value - self.finished - 1
        if not 0 <= reading < len(self.tasks):
            return False
        self.tasks.rotate(-reading)
        source = self.tasks[0].source
        try:
            data = guard.read_file(source.file)
        except Unreadable:  # it is gone since
            data = b""
        self.begun = Reading(source.path, hashlib.sha256(data).hexdigest(), len(data))
        return True

    def end(self) -> None:
        self.confined.end()

    def release(self) -> None:
        """It has read everything."""
        with contextlib.suppress(OSError):
            self.connection.send(None)
        put_back(self.confined)


# ---------------------------------------------------------------- within the process


class _Asked(NamedTuple):
    """A source to be read. skip: so many of its readings are there already. left_alone: why it is not to be read."""

    source: Source
    skip: int
    left_alone: str
    spent: float
    condemned: Mapping[str, str]


def _work(connection: Connection, at: "c_longlong", edition: Path) -> None:
    """Reads what it is sent until it is told that there is no more. at: counts what it begins."""
    form = read_form(edition)
    connection.send(False)
    reader = _Reader(connection, form)
    while asked := connection.recv():
        at.value += 1
        reader.read(asked)


class _Reader:
    """What a process knows of the files it has read, and has not said yet."""

    def __init__(self, connection: Connection, form: Form) -> None:
        self.connection, self.form = connection, form
        self.known: dict[tuple, Reading] = {}
        self.unsaid: list[Reading] = []
        self.said = time.monotonic()

    def read(self, asked: _Asked) -> None:
        begun = time.process_time() - asked.spent
        files = islice(items(asked.source), asked.skip, None)
        first = next(files, None)
        if first and not asked.skip and not first.holds and len(first.data) <= QUIET_SIZE:
            self.unsaid.append(self._reading(first, asked.condemned, asked.left_alone))
        else:
            self.say()
            self._read_aloud(chain([first] if first else [], files), asked, begun)
        end_after(IDLE_SECONDS)
        if time.monotonic() - self.said > SAYS_EVERY or not self.connection.poll():
            self.say()

    def say(self) -> None:
        """What came of the files that were read quietly."""
        if self.unsaid:
            self.connection.send(self.unsaid)
            self.unsaid = []
        self.said = time.monotonic()

    def _read_aloud(self, files: Iterable[Item], asked: _Asked, begun: float) -> None:
        left_alone = asked.left_alone
        for item in files:
            if item.holds:
                self.connection.send((item.holds,))
            self.connection.send(item.fingerprint)
            if time.process_time() - begun > guard.ARCHIVE_SECONDS and item.path != asked.source.path:
                left_alone = left_alone or TOO_LONG_IN_ALL
            self.connection.send(self._reading(item, asked.condemned, left_alone))
        self.connection.send(True)

    def _reading(self, item: Item, condemned: Mapping[str, str], left_alone: str) -> Reading:
        end_after(2 * guard.seconds(len(item.data)))
        return handed_over(_once(item, self.form, condemned.get(item.fingerprint[1], left_alone), self.known))


def _once(item: Item, form: Form, left_alone: str, known: dict[tuple, Reading]) -> Reading:
    """The reading of a file; of an exact copy of one that was read, that one's."""
    if item.trouble or not item.data:
        return _reading(item, form, left_alone)
    name = PurePosixPath(item.path)
    by_name = name.suffix.lower(), year_in_file_name(item.path), name.name in form.section_files.values()
    key = (item.fingerprint[1], *by_name)
    if key not in known:
        if left_alone:
            return _reading(item, form, left_alone)
        while len(known) >= guard.COPIES:
            known.pop(next(iter(known)))
        known[key] = _reading(item, form, left_alone)
    return replace(known[key], path=item.path)


def _reading(item: Item, form: Form, left_alone: str) -> Reading:
    """What nobody foresaw costs the file it lies in, and says so."""
    if left_alone and not item.trouble:
        return Reading(*item.fingerprint, (BeyondLimits(left_alone, advice=UNPACK),))
    try:
        return reading_of(item, form)
    except MemoryError:
        os._exit(1)  # what files before it left behind may be to blame: a fresh process will tell
    except Exception as error:
        reason = f"读取时出了意外（{type(error).__name__}: {error}）"[:300]
        return Reading(*item.fingerprint, (NotReadable(reason),))
