"""What is to be changed in the lines of a document: gathered first, done from the end of each line to its beginning."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from lxml import etree

from disclosure_batch.carry.finding import LinePart
from disclosure_batch.carry.lines import SPACE, Line, Span
from disclosure_batch.carry.written import Sentence
from disclosure_batch.documents.word import W
from disclosure_batch.papers import MARKED

BEHIND_HIGHLIGHT = {  # Word wants the looks of a run in one order
    W + name
    for name in ("u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout")
}


class Edits:
    """Changes that do not meet one another."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._figures: dict[LinePart, str] = {}
        self._lights: dict[LinePart, bool] = {}
        self._passages: dict[LinePart, tuple[Sentence | None, list[Sentence]]] = {}  # what goes, and what comes there
        self._paragraphs: dict[int, list[tuple[Sentence, int | None]]] = {}  # behind a line, and which they look like

    def put(self, place: LinePart, figure: str) -> None:
        """Another figure."""
        self._figures[place] = figure

    def light(self, place: LinePart, lit: bool) -> None:
        """Whether the run of a figure is highlighted."""
        self._lights[place] = lit

    def exchange(self, place: LinePart, was: Sentence, now: Sentence | None) -> None:
        """Another sentence, or none."""
        self._passages[place] = was, [now] if now else []

    def add(self, behind: LinePart, now: Sentence) -> None:
        """A sentence behind another one."""
        end = LinePart(behind.line, Span(behind.span.end, behind.span.end))
        self._passages.setdefault(end, (None, []))[1].append(now)

    def add_paragraph(self, behind: LinePart, now: Sentence, like: LinePart | None) -> None:
        """A sentence in a paragraph of its own behind another one, that looks like a third, else as its style says."""
        self._paragraphs.setdefault(behind.line, []).append((now, like.line if like else None))

    def covers(self, place: LinePart) -> bool:
        """Whether it goes with a sentence."""
        return any(place.line == other.line and other.span.meets(place.span) for other in self._passages)

    def apply(self) -> None:
        for place, lit in self._lights.items():
            run = self._lines[place.line].places[place.span.start][0].getparent()
            _highlight(run) if lit else _darken(run)
        for number, added in self._paragraphs.items():
            _add_paragraphs(self._lines[number], [(sentence, self._at(like)) for sentence, like in added])
        places = [*self._figures, *self._passages]
        for place in sorted(places, key=lambda place: (place.line, -place.span.start)):
            line = self._lines[place.line]
            if place in self._figures:
                line.put(place.span, self._figures[place])
            else:
                _exchange(line, place.span, *self._passages[place])

    def _at(self, number: int | None) -> Line | None:
        return None if number is None else self._lines[number]


def _exchange(line: Line, span: Span, was: Sentence | None, now: Sequence[Sentence]) -> None:
    for mark in was.marks if was else ():
        _remove_mark(line, mark.name)
    words = "".join(sentence.text.strip("\n") for sentence in now)
    line.put(span, words)
    if words:
        _light(line, Span(span.start, span.start + len(words)), was)
    _mark_all(line, span.start, now)
    if not line.text.strip():
        _remove(line.paragraph)


def _mark_all(line: Line, start: int, sentences: Sequence[Sentence]) -> None:
    """The figures of sentences that begin here get their bookmarks."""
    for sentence in sentences:
        for mark in sentence.marks:
            _mark(line, Span(start + mark.start, start + mark.end), mark.name)
        start += len(sentence.text.strip("\n"))


def _mark(line: Line, span: Span, name: str) -> None:
    """A bookmark around a figure, where that stands in a run of text alone."""
    run = _cut_out(line, span)
    if run is None:
        return
    used = (start.get(W + "id", "") for start in run.getroottree().iter(W + "bookmarkStart"))
    start, end = etree.Element(W + "bookmarkStart"), etree.Element(W + "bookmarkEnd")
    free = str(max((int(number) for number in used if number.isdecimal()), default=0) + 1)
    for element in (start, end):
        element.set(W + "id", free)
    start.set(W + "name", name)
    run.addprevious(start)
    run.addnext(end)
    line.read()


def _light(line: Line, span: Span, was: Sentence | None) -> None:
    """What somebody has to fill in is highlighted; what took the place of such a sentence is not any more."""
    run = line.places[span.start][0].getparent()
    if was and MARKED.search(was.text):
        _darken(run)
    for found in MARKED.finditer(span.of(line.text)):
        run = _cut_out(line, Span(span.start + found.start(), span.start + found.end()))
        if run is not None:
            _highlight(run)
            line.read()


def _darken(run: Any) -> None:
    for light in run.findall(f"{W}rPr/{W}highlight"):
        light.getparent().remove(light)


def _highlight(run: Any) -> None:
    looks = run.find(W + "rPr")
    if looks is None:
        looks = etree.Element(W + "rPr")
        run.insert(0, looks)
    if looks.find(W + "highlight") is None:
        light = etree.Element(W + "highlight")
        light.set(W + "val", "yellow")
        behind = next((child for child in looks if child.tag in BEHIND_HIGHLIGHT), None)
        looks.append(light) if behind is None else behind.addprevious(light)


def _cut_out(line: Line, span: Span) -> Any:
    """A run of just these signs, what stands before and behind them in runs of their own; None where it is no run."""
    element, first = line.places[span.start]
    other, last = line.places[span.end - 1]
    run = element.getparent()
    if other is not element or run.tag != W + "r" or any(child.tag not in (W + "rPr", W + "t") for child in run):
        return None
    if len(run.findall(W + "t")) != 1:
        return None
    text = element.text
    for piece, add in ((text[:first], run.addprevious), (text[last + 1 :], run.addnext)):
        if piece:
            beside = deepcopy(run)
            _say(beside, piece)
            add(beside)
    _say(run, text[first : last + 1])
    return run


def _say(run: Any, text: str) -> None:
    words = run.find(W + "t")
    words.text = text
    words.set(SPACE, "preserve")


def _remove_mark(line: Line, name: str) -> None:
    for start in list(line.paragraph.iter(W + "bookmarkStart")):
        if start.get(W + "name") == name:
            ends = [end for end in line.paragraph.iter(W + "bookmarkEnd") if end.get(W + "id") == start.get(W + "id")]
            for element in (start, *ends):
                element.getparent().remove(element)


def _remove(paragraph: Any) -> None:
    """A paragraph in which nothing is left; a cell keeps its last one, and a section its end."""
    parent = paragraph.getparent()
    only = parent.tag == W + "tc" and len(parent.findall(W + "p")) == 1
    if not only and not any(True for _ in paragraph.iter(W + "sectPr", W + "drawing", W + "pict", W + "object")):
        parent.remove(paragraph)


def _add_paragraphs(line: Line, added: Sequence[tuple[Sentence, Line | None]]) -> None:
    """Paragraphs behind the line, one for each of the report's."""
    behind = line.paragraph
    by_paragraph: dict[int, list[tuple[Sentence, Line | None]]] = {}
    for sentence, like in added:
        by_paragraph.setdefault(sentence.paragraph, []).append((sentence, like))
    for together in by_paragraph.values():
        first, like = together[0]
        paragraph = _in_style(first.style) if like is None else _like(like)
        behind.addnext(paragraph)
        behind = paragraph
        _fill(paragraph, [sentence for sentence, _ in together])


def _like(line: Line) -> Any:
    """A paragraph that looks like it, and has one run without text."""
    paragraph = etree.Element(W + "p")
    properties = line.paragraph.find(W + "pPr")
    if properties is not None:
        paragraph.append(deepcopy(properties))
        for section in paragraph.findall(f"{W}pPr/{W}sectPr"):
            section.getparent().remove(section)
    run = etree.SubElement(paragraph, W + "r")
    looks = line.places[0][0].getparent().find(W + "rPr")
    if looks is not None:
        run.append(deepcopy(looks))
    etree.SubElement(run, W + "t")
    return paragraph


def _in_style(style: str) -> Any:
    """The same, as the document's style says."""
    paragraph = etree.Element(W + "p")
    if style:
        etree.SubElement(etree.SubElement(paragraph, W + "pPr"), W + "pStyle").set(W + "val", style)
    etree.SubElement(etree.SubElement(paragraph, W + "r"), W + "t")
    return paragraph


def _fill(paragraph: Any, sentences: Sequence[Sentence]) -> None:
    [words] = paragraph.iter(W + "t")
    words.text = "".join(sentence.text.strip("\n") for sentence in sentences)
    words.set(SPACE, "preserve")
    _mark_all(Line(paragraph), 0, sentences)
