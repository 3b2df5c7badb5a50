"""Bookmarks around the figures of a report: by them a figure is found again in the document, whoever has edited it.

Offices' editors keep bookmarks (content controls, fields and hidden marks get lost or break the document). Their names
are lower-case letters alone, at most 40: some editors refuse anything else.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Collection
from typing import Any

from lxml import etree

from disclosure_batch.carry.lines import Line, Span, paragraphs_of, sentences_in, wording
from disclosure_batch.documents.word import W

PREFIX, LETTERS = "nb", 24
NAMES = re.compile(rf"{PREFIX}[a-p]{{{LETTERS}}}")
UNNAMED = "?"  # begins what a bookmark is called until all are named; then comes what its figure is of


def anchor(run: Any, of: str) -> None:
    """A bookmark around a run that is a figure. `name_all` gives it its name."""
    start, end = (etree.Element(W + name) for name in ("bookmarkStart", "bookmarkEnd"))
    start.set(W + "name", UNNAMED + of)
    run.addprevious(start)
    run.addnext(end)


def name_all(body: Any, parts: Collection[str]) -> dict[str, str]:
    """Gives all bookmarks of a finished document their names, and returns of what the figure is in each.

    A name is made of what stays when figures change: the part of the report (parts: their headings), what the figure is
    of, the words of its sentence, and which it is of several such.
    """
    starts = [start for start in body.iter(W + "bookmarkStart") if start.get(W + "name", "").startswith(UNNAMED)]
    by_number, others = {}, [start for start in body.iter(W + "bookmarkStart") if start not in starts]
    first = max((_number(other) for other in others), default=-1) + 1
    for number, start in enumerate(starts, first):
        by_number[f"{UNNAMED}{number}"] = start, start.get(W + "name").removeprefix(UNNAMED)
        start.set(W + "name", f"{UNNAMED}{number}")
        for element in (start, start.getnext().getnext()):
            element.set(W + "id", str(number))
    names, several, part = {}, Counter(), ""
    for line in paragraphs_of(body):
        part = line.text if line.text in parts else part
        for number, span in line.marks.items():
            if number in by_number:
                start, of = by_number[number]
                key = part, of, _words_around(line, span)
                several[key] += 1
                name = _name(*key, str(several[key]))
                start.set(W + "name", name)
                names[name] = of
    return names


def forget_anchors(body: Any) -> None:
    """Takes the bookmarks away again, so that what was a report can serve as somebody's own template."""
    ours = {_number(s): s for s in body.iter(W + "bookmarkStart") if NAMES.fullmatch(s.get(W + "name", ""))}
    for mark in [*ours.values(), *(end for end in body.iter(W + "bookmarkEnd") if _number(end) in ours)]:
        mark.getparent().remove(mark)


def _number(mark: Any) -> int:
    number = mark.get(W + "id", "")
    return int(number) if number.isdecimal() else -1


def _words_around(line: Line, figure: Span) -> str:
    """Those of its sentence."""
    sentence = next((span for span in sentences_in(line.text) if span.meets(figure)), figure)
    return wording(sentence.of(line.text))


def _name(*key: str) -> str:
    digest = hashlib.sha256("\0".join(key).encode()).hexdigest()[:LETTERS]
    return PREFIX + "".join(chr(ord("a") + int(digit, 16)) for digit in digest)
