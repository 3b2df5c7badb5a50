"""Lines that end where the page does, as paragraphs: of a PDF, of a text that was wrapped."""

import re
from collections.abc import Iterable, Sequence
from math import inf
from statistics import median

ENDS = re.compile(r"[。！？：；]$")
ENDS_IN_FIGURE = re.compile(r"\d[\s|]*$")  # a row of a table
BEGINS = re.compile(r"^(?:第?[一二三四五六七八九十]{1,2}[、是]|[（(][一二三四五六七八九十]{1,2}[）)]|\d{1,2}[.．、])")
SHORT = 20  # characters: a heading, or a name
FIRST = 2  # paragraphs among which the title is
FULL = 0.75  # of a usual line
MANY, MOSTLY = 3, 0.4  # lines that end without a full stop


def are_wrapped(lines: Sequence[str]) -> bool:
    """Whether most long lines end in the middle of a sentence, and about alike."""
    long = [line for line in lines if len(line) > SHORT]
    open_ended = [line for line in long if _is_open_ended(line)]
    return len(open_ended) >= MANY and len(open_ended) >= len(long) * MOSTLY


def _is_open_ended(line: str) -> bool:
    """Whether a line ends within a sentence; one with a number may be a heading."""
    return len(line) > SHORT and not ENDS.search(line) and not BEGINS.match(line)


def unwrapped(lines: Iterable[str]) -> list[str]:
    """One goes on until it ends in a full stop, or a heading begins; a numbered one only where it fills its line."""
    lines = list(filter(None, lines))
    full = FULL * _usual_length(lines)
    paragraphs: list[str] = []
    going = False
    for line in lines:
        if going and not BEGINS.match(line):
            paragraphs[-1] += line
        else:
            paragraphs.append(line)
        title = len(paragraphs) <= FIRST and line.endswith("报告")
        heading = bool(BEGINS.match(line)) and len(line) < full
        going = not (heading or title or ENDS.search(line)) and len(paragraphs[-1]) > SHORT
    return paragraphs


def _usual_length(lines: Sequence[str]) -> float:
    """Of a line that ends where the page does; without such a line no numbered one is known to go on."""
    lengths = [len(line) for line in lines if _is_open_ended(line) and not ENDS_IN_FIGURE.search(line)]
    return median(lengths) if lengths else inf
