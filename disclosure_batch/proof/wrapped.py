"""Lines that end where the page does, as paragraphs: of a PDF, of a text that was wrapped."""

import re
from collections.abc import Iterable, Sequence

ENDS = re.compile(r"[。！？：；]$")
BEGINS = re.compile(r"^(?:第?[一二三四五六七八九十]{1,2}[、是]|[（(][一二三四五六七八九十]{1,2}[）)]|\d{1,2}[.．、])")
SHORT = 20  # characters: a heading, or a name
FIRST = 2  # paragraphs among which the title is
MANY, MOSTLY = 3, 0.4  # lines that end without a full stop


def are_wrapped(lines: Sequence[str]) -> bool:
    """Whether most long lines end in the middle of a sentence, and about alike."""
    long = [line for line in lines if len(line) > SHORT]
    open_ended = [line for line in long if not ENDS.search(line)]
    return len(open_ended) >= MANY and len(open_ended) >= len(long) * MOSTLY


def unwrapped(lines: Iterable[str]) -> list[str]:
    """One goes on until it ends in a full stop, or a heading begins."""
    paragraphs: list[str] = []
    going = False
    for line in filter(None, lines):
        if going and not BEGINS.match(line):
            paragraphs[-1] += line
        else:
            paragraphs.append(line)
        title = len(paragraphs) <= FIRST and line.endswith("报告")
        going = not ENDS.search(line) and not BEGINS.match(line) and len(paragraphs[-1]) > SHORT and not title
    return paragraphs
