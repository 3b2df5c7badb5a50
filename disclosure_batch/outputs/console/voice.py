"""Lines on the screen: nothing that comes from outside is interpreted, what runs over the edge hangs under its text."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from disclosure_batch.names import shown
from disclosure_batch.text import width_of

if TYPE_CHECKING:
    from rich.console import Console

# What is never parted: a Latin word or number, the ending of a file, and a character with its brackets and points.
_OPENING, _CLOSING = r'[（《“‘【〔「"]*', r'(?:[，。、；：？！）》”’】〕」％…]|(?<=[^ -~])")*'
_UNIT = re.compile(rf"{_OPENING}(?:[!-~]+|.(?:\.[a-z]+)?){_CLOSING}|.")
NARROWEST = 20  # halves of a character that a hanging text needs beside its mark


class Voice:
    """Prints a line as it is: no markup, no emoji. On a terminal it is broken between words, elsewhere never, so that
    whatever reads it finds a line a statement."""

    def __init__(self, console: "Console"):
        self.console = console

    def __call__(self, text: str = "", style: str = "", mark: str = "", mark_style: str = "", to_copy: bool = False):
        """`mark` stands before the text in a style of its own; an indent in `mark` is kept. to_copy: never broken."""
        from rich.text import Text

        words, room = shown(text), self.console.width - width_of(mark)
        whole = to_copy or not self.console.is_terminal or room < NARROWEST
        lines = [words] if whole else list(broken(words, room))
        hanging = f"\n{' ' * width_of(mark)}".join(lines)
        self.console.print(Text.assemble((mark, mark_style), (hanging, style)), soft_wrap=True, highlight=False)


def broken(words: str, width: int) -> Iterator[str]:
    """Lines at most so wide, in halves of a Chinese character; no point begins a line, no bracket ends one."""
    line = ""
    for unit in _UNIT.findall(words):
        if line and width_of(line + unit.rstrip()) > width:
            yield line.rstrip()
            line = unit.lstrip()
        else:
            line += unit
        while width_of(line.rstrip()) > width:  # a word that is wider than the window
            head = _head(line, width)
            yield head
            line = line[len(head) :]
    yield line.rstrip()


def _head(word: str, width: int) -> str:
    end = 1
    while end < len(word) and width_of(word[: end + 1]) <= width:
        end += 1
    return word[:end]
