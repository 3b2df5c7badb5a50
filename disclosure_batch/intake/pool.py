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
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import Connection, wait
from pathlib import Path

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
from disclosure_batch.documents.unreadable import BeyondLimits, NotReadable
from disclosure_batch.form.edition import read_form
from disclosure_batch.form.model import Form
from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.filing import Reading
from disclosure_batch.intake.read import Item, items, reading_of

AHEAD = 4  # files that a process is given before it asks
MOST_JOBS = 60  # Windows waits for no more
LEFT_ALONE = f"所在压缩包里已有 {guard.MISHAPS} 个文件读取不了，其余的没有再读"


@dataclass(eq=False)
class _Task:
    """A source and what is there of it. tried_again: it has ended a process once, which may not have been its doing."""

    source: Source
    readings: list[Reading] = field(default_factory=list)
    mishaps: int = 0
    tried_again: bool = False


def read_all(
    sources: Sequence[Source], form: Form, jobs: int, done: Callable[[int], None] = lambda count: None
) -> list[Reading]:
    """Every source's readings, in the order of the sources. `done` is told how many more sources are finished.

    A file that ends its process twice, or takes longer than it may, is F005 and costs nobody else anything. Raises
    NotStarted.
    """
    tasks = [_Task(source) for source in sources]
    waiting = deque(tasks)
    workers: list[_Worker] = []
    try:
        while waiting or any(worker.tasks for worker in workers):
            _hand_out(waiting, workers, min(jobs, MOST_JOBS), form)
            _listen(workers, waiting, done)
    finally:
        for worker in workers:
            worker.end()
    return [reading for task in tasks for reading in task.readings]


def _hand_out(waiting: deque[_Task], workers: list["_Worker"], most: int, form: Form) -> None:
    """Every process has something to do before any has a second file ahead."""
    while waiting:
        worker = min(workers, key=lambda worker: len(worker.tasks), default=None)
        if len(workers) < most and (worker is None or worker.tasks):
            workers.append(worker := _Worker(form))
        if len(worker.tasks) >= AHEAD:
            return
        worker.give(waiting.popleft())


def _listen(workers: list["_Worker"], waiting: deque[_Task], done: Callable[[int], None]) -> None:
    """Takes what the processes say; whoever has ended or is silent for too long goes, and its files wait again."""
    patience = min(worker.deadline for worker in workers) - time.monotonic()
    speaking = wait([worker.connection for worker in workers], max(patience, 0))
    for worker in list(workers):
        why = ""
        if worker.connection in speaking:
            try:
                done(worker.take())
            except (EOFError, OSError):
                why = ENDED
        elif time.monotonic() > worker.deadline:
            why = TOO_LONG
        if why:
            workers.remove(worker)
            done(worker.lose(why, waiting))


class _Worker:
    """A reading process as the run sees it."""

    def __init__(self, form: Form) -> None:
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
        self.deadline = time.monotonic() + SECONDS_TO_START

    def give(self, task: _Task) -> None:
        self.tasks.append(task)
        with contextlib.suppress(OSError):  # it has ended: that is heard, too
            self.connection.send((task.source, len(task.readings), task.mishaps >= guard.MISHAPS))
        if self.ready and len(self.tasks) == 1:
            self._give_time(0)

    def take(self) -> int:
        """Hears one thing; how many sources are finished by it. Raises EOFError where the process has ended."""
        match self.connection.recv():
            case (path, sha256, size):
                self.begun = Reading(path, sha256, size)
                self._give_time(size)
            case Reading() as reading:
                self.tasks[0].readings.append(reading)
                self.begun = None
            case finished:
                self.ready = True
                if finished:
                    self.tasks.popleft()
                self._give_time(0)
                return int(finished)
        return 0

    def _give_time(self, size: int) -> None:
        self.deadline = time.monotonic() + (guard.seconds(size) if self.tasks else IDLE_SECONDS)

    def lose(self, why: str, waiting: deque[_Task]) -> int:
        """Ends the process; how many sources are finished by that. Its files wait again, the culprit's archive too."""
        self.end()
        if not self.ready:
            raise NotStarted
        if not self.tasks:
            return 0
        task = self.tasks.popleft()
        waiting.extendleft(reversed(self.tasks))
        if why == ENDED and not task.tried_again:
            task.tried_again = True
            waiting.appendleft(task)
            return 0
        source = task.source
        culprit = self.begun or Reading(source.path, hashlib.sha256().hexdigest(), 0)
        task.readings.append(Reading(culprit.path, culprit.sha256, culprit.size, (BeyondLimits(why),)))
        task.mishaps, task.tried_again = task.mishaps + 1, False
        if culprit.path == source.path:  # no archive
            return 1
        waiting.appendleft(task)
        return 0

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
    while True:
        try:
            source, skip, left_alone = connection.recv()
        except (EOFError, OSError):  # the run is over
            return
        for item in islice(items(source), skip, None):
            connection.send(item.fingerprint)
            end_after(2 * guard.seconds(len(item.data)))
            connection.send(_reading(item, form, left_alone))
        end_after(IDLE_SECONDS)
        connection.send(True)


def _reading(item: Item, form: Form, left_alone: bool) -> Reading:
    """What nobody foresaw costs the file it lies in, and says so."""
    if left_alone and not item.trouble:
        return Reading(*item.fingerprint, (BeyondLimits(LEFT_ALONE),))
    try:
        return reading_of(item, form)
    except MemoryError:
        os._exit(1)  # what files before it left behind may be to blame: a fresh process will tell
    except Exception as error:
        reason = f"读取时出了意外（{type(error).__name__}: {error}）"[:300]
        return Reading(*item.fingerprint, (NotReadable(reason),))
