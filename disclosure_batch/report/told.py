"""Words of a report that know which of their signs are a figure, and of what: so a document can carry its fields.

To all others they are a text like any other: equal to it, printed like it. What is made of them by ordinary means is an
ordinary text, which merely no longer knows; `joined`, `filled` and `row` keep what they know.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from re import Pattern

SENTENCE = re.compile("[^。]*。?")


@dataclass(frozen=True, slots=True)
class Said:
    """A figure in a text, from start to end. of: a field, or what it was reckoned from, as a template names it."""

    start: int
    end: int
    of: str

    def moved(self, by: int) -> "Said":
        return replace(self, start=self.start + by, end=self.end + by)


class Told(str):
    """A text with its figures, in their order."""

    figures: tuple[Said, ...]

    def __new__(cls, text: str, figures: Iterable[Said] = ()) -> "Told":
        told = super().__new__(cls, text)
        told.figures = tuple(figures)
        return told

    def __str__(self) -> str:
        return self


def figure_told(text: str, of: str) -> Told:
    """A text that is a figure as a whole."""
    return Told(text, (Said(0, len(text), of),))


def figures_in(text: str) -> tuple[Said, ...]:
    """Those that a text knows of; an ordinary one knows of none."""
    return text.figures if isinstance(text, Told) else ()


def joined(pieces: Iterable[str]) -> Told:
    """The pieces one behind another."""
    pieces, figures, at = list(pieces), [], 0
    for piece in pieces:
        figures += [figure.moved(at) for figure in figures_in(piece)]
        at += len(piece)
    return Told("".join(pieces), figures)


def row(pieces: Iterable[str], between: str) -> Told:
    """The pieces with a sign between any two."""
    return joined([part for piece in pieces for part in (between, piece)][1:])


def filled(words: str, said: str) -> Told:
    """予以公开5件: what is said, where the words have {}."""
    return row(words.split("{}"), said)


def cut(text: str, start: int, end: int) -> Told:
    """A part of it; a figure that reaches over an edge is none any more."""
    inside = (figure for figure in figures_in(text) if start <= figure.start and figure.end <= end)
    return Told(text[start:end], [figure.moved(-start) for figure in inside])


def without(text: str, signs: Pattern[str]) -> Told:
    """The text without what the pattern finds."""
    edges = [0, *(edge for found in signs.finditer(text) for edge in found.span()), len(text)]
    return joined(cut(text, start, end) for start, end in zip(edges[::2], edges[1::2], strict=True))


def stripped(text: str) -> Told:
    start = len(text) - len(text.lstrip())
    return cut(text, start, max(start, len(text.rstrip())))


def lines_of(text: str) -> list[Told]:
    """What stands between the ends of lines."""
    ends = [at for at, sign in enumerate(text) if sign == "\n"]
    return [cut(text, start + 1, end) for start, end in zip([-1, *ends], [*ends, len(text)], strict=True)]


def told_sentences(text: str) -> list[Told]:
    """Each with its full stop."""
    return [cut(text, *found.span()) for found in SENTENCE.finditer(text) if found[0]]
