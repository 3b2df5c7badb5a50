"""How far a run has come: a bar on a terminal, a few plain lines where it is piped."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure_batch.names import shown
from disclosure_batch.outputs.console.voice import NARROWEST, Voice, broken
from disclosure_batch.text import width_of

if TYPE_CHECKING:
    from rich.console import Console

PLAIN_STEPS = 10  # lines of progress where it is piped
BAR = 20  # characters: behind it there is room for a name
LONGEST = 59_999  # seconds: the widest that is said of the time left
TOLD_FROM = 20  # fewer steps are too unlike each other to tell from some how long the others take
Tick = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Progress:
    """A bar on a terminal, a few plain lines where it is piped, nothing when quiet.

    `with progress(total, "读取报表") as tick:`, then `tick()` for each thing done, `tick(3)` for three more to do,
    `tick(doing="a.xlsx")` for what is being done now.
    """

    console: "Console"
    quiet: bool = False

    @contextmanager
    def __call__(self, total: int, what: str) -> Iterator[Tick]:
        if self.quiet or not total:
            yield lambda more=0, doing="": None
        elif self.console.is_terminal:
            with _bar(self.console) as bar:
                task, room = bar.add_task(what, total=total, doing=""), self._room(total, what)
                yield lambda more=0, doing="": _advance(bar, task, more, doing, room)
        else:
            yield _lines(total, what, Voice(self.console))

    def _room(self, total: int, what: str) -> int:
        """What a name may take of the line, in halves of a character, without narrowing what stands before it."""
        before = (what, " " * BAR, f"{total}/{total}", time_left(LONGEST))
        return self.console.width - sum(width_of(said) + 1 for said in before)


def _bar(console: "Console"):
    """No spinner: its dots are in no code page."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn
    from rich.text import Text

    class Left(ProgressColumn):
        max_refresh = 0.5

        def render(self, task) -> Text:
            return Text(time_left(task.time_remaining) if task.total >= TOLD_FROM else "")

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=BAR),
        MofNCompleteColumn(),
        Left(),
        TextColumn("{task.fields[doing]}", markup=False),
        console=console,
        transient=True,
    )


def time_left(seconds: float | None) -> str:
    """How long it will take, in words; nothing as long as that can't be told."""
    if not seconds:
        return ""
    minutes, seconds = divmod(round(seconds), 60)
    return f"还要 {minutes} 分 {seconds:02d} 秒" if minutes else f"还要 {seconds} 秒"


def _advance(bar, task, more: int, doing: str, room: int) -> None:
    if doing:
        bar.update(task, doing=next(broken(shown(doing), room)) if room >= NARROWEST else "")
    elif more:
        bar.update(task, total=bar.tasks[0].total + more)
    else:
        bar.advance(task)


def _lines(total: int, what: str, say: Voice) -> Tick:
    """A line now and then; none where it would be over before one has read it."""
    done = 0

    def tick(more: int = 0, doing: str = "") -> None:
        nonlocal done, total
        if doing:
            return
        if more:
            total += more
            return
        done += 1
        step = max(100, -(-total // PLAIN_STEPS))
        if total > step and (done % step == 0 or done == total):
            say(f"{what} {done}/{total}")

    return tick
