"""Files are read in processes of their own, so that nothing in a file can take the run, or another file, with it.

A process is given a few files ahead and says of each what it is about to read, then what came of it. So where it ends
or falls silent, the culprit is known; a new process goes on behind it.
"""

import contextlib
import hashlib
import os
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from multiprocessing.connection import Connection, wait
from pathlib import Path, PurePosixPath

from disclosure_batch.documents import guard
from disclosure_batch.documents.confined import (
    CONTEXT,
    ENDED,
    IDLE_SECONDS,
    SECONDS_TO_END,
    SECONDS_TO_START,
    TOO_LONG,
    NotStarted,
    confine,
    end_after,
    no_interrupts,
)
from disclosure_batch.documents.parts import UNPACK
from disclosure_batch.documents.unreadable import BeyondLimits, NotReadable
from disclosure_batch.form.edition import read_form
from disclosure_batch.form.model import Form
from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.filing import Reading
from disclosure_batch.intake.prose import year_in_file_name
from disclosure_batch.intake.read import Item, items, reading_of

AHEAD = 4  # files that a process is given before it asks
MOST_JOBS = 60  # Windows waits for no more
TOO_LONG_IN_ALL = f"所在压缩包读了 {guard.ARCHIVE_SECONDS // 60} 分钟还没有读完，排在后面的没有再读"
LEFT_ALONE = f"所在压缩包里已有 {guard.MISHAPS} 个文件读取不了，其余的没有再读"


@dataclass(eq=False)
class _Task:
    """A source and what is there of it. tried_again: it has ended a process once, which may not have been its doing.

    spent: processor time that an archive has had in processes before this one.
    """

    source: Source
    readings: list[Reading] = field(default_factory=list)
    mishaps: int = 0
    tried_again: bool = False
    spent: float = 0


def read_all(
    sources: Sequence[Source],
    form: Form,
    jobs: int,
    done: Callable[[int], None] = lambda count: None,
    expect: Callable[[int], None] = lambda count: None,
) -> list[Reading]:
    """Every source's readings, in the order of the sources. `done` is told how many more sources, and files in them,
    are finished, `expect` how many files an archive holds.

    A file that ends its process twice, or takes longer than it may, is F005 and costs nobody else anything. Raises
    NotStarted.
    """
    tasks = [_Task(source) for source in sources]
    waiting = deque(tasks)
    workers: list[_Worker] = []
    condemned: dict[str, str] = {}
    try:
        while waiting or any(worker.tasks for worker in workers):
            _hand_out(waiting, workers, min(jobs, MOST_JOBS), lambda: _Worker(form, condemned))
            _listen(workers, waiting, done, expect)
    finally:
        for worker in workers:
            worker.end()
    return [reading for task in tasks for reading in task.readings]


def _hand_out(
    waiting: deque[_Task], workers: list["_Worker"], most: int, new_worker: Callable[[], "_Worker"]
) -> None:
    """Every process has something to do before any has a second file ahead."""
    while waiting:
        worker = min(workers, key=lambda worker: len(worker.tasks), default=None)
        if len(workers) < most and (worker is None or worker.tasks):
            workers.append(worker := new_worker())
        if len(worker.tasks) >= AHEAD:
            return
        worker.give(waiting.popleft())


def _listen(
    workers: list["_Worker"], waiting: deque[_Task], done: Callable[[int], None], expect: Callable[[int], None]
) -> None:
    """Takes what the processes say; whoever has ended or is silent for too long goes, and its files wait again."""
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
                done(worker.take(expect))
            except (EOFError, OSError):
                why = ENDED
        elif time.monotonic() > worker.deadline:
            why = TOO_LONG
        if why:
            workers.remove(worker)
            done(worker.lose(why, waiting))


class _Worker:
    """A reading process as the run sees it. condemned: what became of files that none survived, by their sha256."""

    def __init__(self, form: Form, condemned: dict[str, str]) -> None:
        self.condemned = condemned
        self.connection, other = CONTEXT.Pipe()
        self.process = CONTEXT.Process(target=_work, args=(other, form.file), daemon=True)
        with no_interrupts():
            try:
                self.process.start()
            except OSError as error:
                raise NotStarted from error
        other.close()
        self.tasks: deque[_Task] = deque()
        self.ready = False
        self.begun: Reading | None = None  # what is to be said of the file being read, should the process end
        self.limit: float = SECONDS_TO_START
        self.used: float | None = None  # of the processor when the file was begun
        self.deadline = time.monotonic() + self.limit

    def give(self, task: _Task) -> None:
        self.tasks.append(task)
        with contextlib.suppress(OSError):  # it has ended: that is heard, too
            left_alone = LEFT_ALONE if task.mishaps >= guard.MISHAPS else ""
            self.connection.send((task.source, len(task.readings), left_alone, task.spent, self.condemned))
        if self.ready and len(self.tasks) == 1:
            self._give_time(0)

    def take(self, expect: Callable[[int], None]) -> int:
        """Hears one thing; how much is finished by it. Raises EOFError where the process has ended."""
        match self.connection.recv():
            case (number,):
                expect(number)
            case (path, sha256, size):
                self.begun = Reading(path, sha256, size)
                self._give_time(size)
            case Reading() as reading:
                self.tasks[0].readings.append(reading)
                self.begun = None
                return int(reading.path != self.tasks[0].source.path)
            case finished:
                self.ready = True
                if finished:
                    self.tasks.popleft()
                self._give_time(0)
                return int(finished)
        return 0

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
        if not self.tasks:
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
        task.readings.append(Reading(culprit.path, culprit.sha256, culprit.size, (BeyondLimits(why),)))
        if self.begun:
            self.condemned[culprit.sha256] = why
        task.mishaps, task.tried_again = task.mishaps + 1, False
        if culprit.path == source.path:  # no archive
            return 1
        waiting.appendleft(task)
        return 1

    def end(self) -> None:
        self.process.kill()
        self.process.join(SECONDS_TO_END)
        self.connection.close()


# ---------------------------------------------------------------- within the process


def _work(connection: Connection, edition: Path) -> None:
    """Reads what it is sent until nobody sends any more."""
    confine()
    form = read_form(edition)
    connection.send(False)
    known: dict[tuple, Reading] = {}
    while True:
        try:
            source, skip, left_alone, spent, condemned = connection.recv()
        except (EOFError, OSError):  # the run is over
            return
        begun = time.process_time() - spent
        for item in islice(items(source), skip, None):
            if item.holds:
                connection.send((item.holds,))
            connection.send(item.fingerprint)
            end_after(2 * guard.seconds(len(item.data)))
            if time.process_time() - begun > guard.ARCHIVE_SECONDS and item.path != source.path:
                left_alone = left_alone or TOO_LONG_IN_ALL
            why = condemned.get(item.fingerprint[1], left_alone)
            connection.send(_once(item, form, why, known))
        end_after(IDLE_SECONDS)
        connection.send(True)


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
