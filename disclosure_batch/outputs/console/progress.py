"""How far a run has come: a bar on a terminal, a few plain lines where it is piped."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure_batch.outputs.console.voice import Voice

if TYPE_CHECKING:
    from rich.console import Console

PLAIN_STEPS = 10  # lines of progress where it is piped
Tick = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Progress:
    """A bar on a terminal, a few plain lines where it is piped, nothing when quiet.

    `with progress(total, "读取报表") as tick:`, then `tick()` for each thing done, `tick(3)` for three more to do.
    """

    console: "Console"
    quiet: bool = False

    @contextmanager
    def __call__(self, total: int, what: str) -> Iterator[Tick]:
        if self.quiet or not total:
            yield lambda more=0: None
        elif self.console.is_terminal:
            with _bar(self.console) as bar:
                task = bar.add_task(what, total=total)
                yield lambda more=0: _advance(bar, task, more)
        else:
            yield _lines(total, what, Voice(self.console))


def _bar(console: "Console"):
    """No spinner: its dots are in no code page."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn
    from rich.text import Text

    class Left(ProgressColumn):
        max_refresh = 0.5

        def render(self, task) -> Text:
            return Text(time_left(task.time_remaining))

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        Left(),
        console=console,
        transient=True,
    )


def time_left(seconds: float | None) -> str:
    """How long it will take, in words; nothing as long as that can't be told."""
    if not seconds:
        return ""
    minutes, seconds = divmod(round(seconds), 60)
    return f"还要 {minutes} 分 {seconds:02d} 秒" if minutes else f"还要 {seconds} 秒"


def _advance(bar, task, more: int) -> None:
    if more:
        bar.update(task, total=bar.tasks[0].total + more)
    else:
        bar.advance(task)


def _lines(total: int, what: str, say: Voice) -> Tick:
    """A line now and then; none where it would be over before one has read it."""
    done = 0

    def tick(more: int = 0) -> None:
        nonlocal done, total
        if more:
            total += more
            return
        done += 1
        step = max(100, -(-total // PLAIN_STEPS))
        if total > step and (done % step == 0 or done == total):
            say(f"{what} {done}/{total}")

    return tick
