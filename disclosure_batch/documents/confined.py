"""A process with limits, for whatever a file can make a library do: its memory is bounded, and it is ended by us.

To start one takes longer than to read a file. So within `kept` one is started before anybody knows what for, and those
that have done their work wait for the next.
"""

import contextlib
import gc
import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from types import TracebackType
from typing import TYPE_CHECKING, Any

from disclosure_batch.documents import guard
from disclosure_batch.documents.unreadable import BeyondLimits, Unreadable

if TYPE_CHECKING:
    from ctypes import c_longlong

    from disclosure_batch.documents.windows_job import OwnJob

CONTEXT = multiprocessing.get_context("spawn")  # the same on every system, and nothing is inherited
SECONDS_TO_START = 180  # seconds; a virus scanner may look at every module
SECONDS_TO_END = 5
IDLE_SECONDS = 1e6
MOST_AT_ONCE = 16  # threads that wait for a process each; more do not help while one writes to the disk
TOO_LONG = f"读取超过了时间上限（{guard.SECONDS} 秒，大的文件每 MB 另加 {guard.MORE_SECONDS} 秒）"
ENDED = f"读取时超出了内存上限（{guard.MEMORY // 1_000_000_000} GB）或使读取程序中止"


class NotStarted(Exception):
    """No process can be started that reads: the machine lacks memory, or something forbids it."""


def nothing() -> None:
    """Nothing has to be done before there is work."""


class Confined:
    """A process with limits that does what it is asked to through its connection. at: a number that both see.

    first: what it does before it says that it is there. Raises NotStarted.
    """

    def __init__(self, first: Callable[[], None] = nothing) -> None:
        self.there = False  # it has said so
        try:
            self.connection, other = CONTEXT.Pipe()
            self.at = CONTEXT.RawValue("q", 0)
            self.process = CONTEXT.Process(target=_answer, args=(other, self.at, first), daemon=True)
            with other, no_interrupts():
                self.process.start()
        except OSError as error:
            raise NotStarted from error

    def end(self) -> None:
        self.process.kill()
        self.process.join(SECONDS_TO_END)
        self.connection.close()


_waiting: list[Confined] = []  # those that have nothing to do
_keeping: list[bool] = []  # whether they are to wait, by whoever has asked for that


@contextlib.contextmanager
def kept(first: Callable[[], None] = nothing) -> Iterator[None]:
    """One is started ahead of its work; all that have done theirs wait for more, until the end of this.

    first: what the one does meanwhile.
    """
    _keeping.append(True)
    with contextlib.suppress(NotStarted):  # whoever needs it will say so
        _waiting.append(Confined(first))
    try:
        yield
    finally:
        _keeping.pop()
        while _waiting and not _keeping:
            _waiting.pop().end()


def confined() -> Confined:
    """One that waits, or a new one. Raises NotStarted."""
    with contextlib.suppress(IndexError):  # none waits
        while not (process := _waiting.pop()).process.is_alive():
            process.end()
        return process
    return Confined()


def put_back(process: Confined) -> None:
    """It has done its work, and has nothing more to say."""
    if _keeping and process.there:
        _waiting.append(process)
    else:
        process.end()


class Apart:
    """Calls in a process of its own. It starts with the first, and anew after one that it did not survive."""

    def __init__(self) -> None:
        self.process: Confined | None = None

    def __enter__(self) -> "Apart":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process and kind is None:
            put_back(self.process)
            self.process = None
        self._end()

    def call(self, function: Callable[..., Any], *arguments: Any, size: int) -> Any:
        """What a function of a module returns.

        None where it fails, or needs more memory, or more time than a file of so many bytes may take.
        """
        try:
            return self.ask(function, *arguments, size=size)
        except Exception:
            return None

    def ask(self, function: Callable[..., Any], *arguments: Any, size: int) -> Any:
        """What a function of a module returns, or raises.

        Raises Unreadable where it needs more memory, or more time than a file of so many bytes may take; NotStarted.
        Where this process is itself one that may die of it, it needs no other.
        """
        if multiprocessing.current_process().daemon:
            return function(*arguments)
        connection, seconds = self._there(), guard.seconds(size)
        try:
            connection.send((function, arguments, seconds))
            answer = connection.recv() if connection.poll(seconds) else (False, _beyond(TOO_LONG))
        except (EOFError, OSError):  # it has ended
            answer = False, _beyond(ENDED)
        returned, result = answer
        if returned:
            return result
        if isinstance(result, Unreadable | MemoryError):
            self._end()  # what it left behind is not the next one's
        raise _beyond(ENDED) if isinstance(result, MemoryError) else result

    def _there(self) -> Connection:
        self.process = self.process or confined()
        connection = self.process.connection
        with contextlib.suppress(EOFError, OSError):
            if self.process.there or connection.poll(SECONDS_TO_START):
                self.process.there = self.process.there or connection.recv() is None
                return connection
        self._end()
        raise NotStarted

    def _end(self) -> None:
        if self.process:
            self.process.end()
        self.process = None


def _answer(connection: Connection, at: "c_longlong", first: Callable[[], None]) -> None:
    """Calls what it is asked to until nobody asks any more. What has as long as it likes has the connection, too."""
    confine()
    first()
    connection.send(None)
    with contextlib.suppress(EOFError, OSError):  # nobody is there any more
        while True:
            function, arguments, seconds = connection.recv()
            if seconds is None:
                function(connection, at, *arguments)
            else:
                connection.send(_answered(function, arguments, seconds))
            gc.collect()  # a call is not charged with what those before it left behind


def _answered(function: Callable[..., Any], arguments: Sequence[Any], seconds: float) -> tuple[bool, Any]:
    end_after(2 * seconds)
    try:
        return True, function(*arguments)
    except Exception as error:  # whatever other programs have written
        return False, _that_travels(error)
    finally:
        end_after(IDLE_SECONDS)


def within_limits(function: Callable[..., Any], *arguments: Any, size: int) -> Any:
    """What a function of a module returns, or raises, in a process that may die of a file of so many bytes.

    Raises Unreadable and NotStarted.
    """
    with Apart() as apart:
        return apart.ask(function, *arguments, size=size)


def each_apart(work: Callable[[Any, Apart], Any], items: Sequence[Any], a_process: int = 20) -> list[Any]:
    """What work makes of each item and a process to call in, in the order of the items.

    The work itself is done in threads of this process, so that it can use all that is known here; what takes long, or
    may fail, it calls apart. a_process: how many items are worth starting another one, as far as there are cores.
    """
    own, started = threading.local(), []

    def done(item: Any) -> Any:
        if not hasattr(own, "apart"):
            own.apart = Apart()
            started.append(own.apart)
        return work(item, own.apart)

    at_once = min(os.cpu_count() or 1, MOST_AT_ONCE, -(-len(items) // a_process) or 1)
    with contextlib.ExitStack() as end, ThreadPoolExecutor(at_once) as threads:
        try:
            return list(threads.map(done, items))
        finally:
            threads.shutdown(cancel_futures=True)
            for apart in started:
                end.enter_context(apart)


def _beyond(why: str) -> Unreadable:
    return Unreadable(BeyondLimits(why))


def _that_travels(error: Exception) -> Exception:
    """The error, or where another process can't make it again, one that says the same."""
    try:
        return pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}"[:300])


@contextlib.contextmanager
def no_interrupts() -> Iterator[None]:
    """What is started here never hears Ctrl-C: it is ended by us. On Windows it is silenced only a moment later."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_own_job: list["OwnJob"] = []  # on Windows, the one that this process has put itself in


def confine() -> None:
    """Silent (a library in panic prints), deaf to Ctrl-C, and, where the system can, with limited memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    with contextlib.suppress(ImportError, ValueError, OSError):
        if os.name == "nt":
            from disclosure_batch.documents.windows_job import OwnJob

            _own_job[:] = [OwnJob(guard.MEMORY)]
            return
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (guard.MEMORY, guard.MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def end_after(seconds: float) -> None:
    """Where the system can, a process that nobody is left to end does so itself."""
    if hasattr(signal, "alarm"):
        signal.alarm(int(seconds) + 1)
    for job in _own_job:
        with contextlib.suppress(OSError):
            job.end_after(seconds)
