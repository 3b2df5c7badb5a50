"""Files are read in processes of their own, so that nothing in a file can take the run with it."""

import contextlib
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from disclosure_batch.form.edition import load_form
from disclosure_batch.intake import guard
from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.filing import Reading, Trouble
from disclosure_batch.intake.read import read

BATCH = 8  # files that travel to a process at once


def read_all(sources: Sequence[Source], edition: str, jobs: int, done: Callable[[int], None] = lambda count: None) -> list[Reading]:
    """Every source's reading, in the order of the sources. `done` is told how many more are finished.

    Where a process dies, its batch is read again one file to a process: the file that kills it is the culprit
    (F005) and costs nobody else anything.
    """
    batches = [sources[i : i + BATCH] for i in range(0, len(sources), BATCH)]
    readings: list[Reading] = []
    for batch, result in zip(batches, _in_processes(batches, edition, jobs), strict=True):
        readings += result if result is not None else [_alone(source, edition) for source in batch]
        done(len(batch))
    return readings


def _in_processes(batches: Sequence[Sequence[Source]], edition: str, jobs: int) -> Iterator[list[Reading] | None]:
    """Each batch's readings in order; None for a batch whose process died or did not come back in time."""
    remaining = list(batches)
    while remaining:
        with _pool(min(jobs, len(remaining))) as pool:
            futures = [pool.submit(_read_batch, batch, edition) for batch in remaining]
            for future in futures:
                try:
                    result = future.result(timeout=guard.SECONDS * BATCH)
                except (BrokenProcessPool, TimeoutError):
                    result = None
                remaining.pop(0)
                yield result
                if result is None:  # the pool is gone; the rest goes to a new one
                    break


def _alone(source: Source, edition: str) -> Reading:
    with _pool(1) as pool:
        try:
            return pool.submit(_read_batch, [source], edition).result(timeout=guard.SECONDS)[0]
        except (BrokenProcessPool, TimeoutError) as error:
            why = "读取超过了时间上限" if isinstance(error, TimeoutError) else "读取时超出了内存上限或使读取程序中止"
            return Reading(source.path, *_fingerprint(source), (Trouble("F005", {"reason": why}),))


def _fingerprint(source: Source) -> tuple[str, int]:
    import hashlib

    data = source.file.read_bytes()
    return hashlib.sha256(data).hexdigest(), len(data)


def _read_batch(batch: Iterable[Source], edition: str) -> list[Reading]:
    form = load_form(edition)
    return [read(source, form) for source in batch]


@contextlib.contextmanager
def _pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Fresh processes with an address-space limit; those that hang are ended, not waited for."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_limit_memory)
    try:
        yield pool
    finally:
        processes = list((pool._processes or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()


def _limit_memory() -> None:
    """Where the system can (not on Windows), no file makes a process grow beyond the limit."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (guard.MEMORY, guard.MEMORY))
