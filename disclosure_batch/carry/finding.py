"""Where in an edited document stands what this tool once wrote there: by its bookmark, else by the words around it.

Words count only where they stand once, in what was written as in the document.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, repeat
from typing import Any

from disclosure_batch.carry.lines import NUMBER, REMOVED, Line, Span, numbers_in, paragraphs_of, sentences_in, wording
from disclosure_batch.carry.written import Cell, Number, Sentence, Written
from disclosure_batch.documents.word import W

CLAUSE = re.compile(r"[，、；：。！？（）]+")
NUMERAL = re.compile("[〇零一二三四五六七八九十百千万亿两半]")
TELLING = 6  # characters beside its numbers by which a clause is known


@dataclass(frozen=True, slots=True)
class LinePart:
    """A part of a line, by the line's number."""

    line: int
    span: Span


class Edited:
    """A document, searched for what was written into it.

    rejected: as it would be without its tracked changes; then only the lines that have some.
    """

    def __init__(self, body: Any, written: Written, rejected: bool = False) -> None:
        self.lines = [line for line in paragraphs_of(body, rejected) if not rejected or line.tracked]
        self._body, self._text = body, "\n".join(line.text for line in self.lines)
        self._starts = list(accumulate((len(line.text) + 1 for line in self.lines), initial=0))[:-1]
        self._written = written
        self._once = written.text
        self._labels = {cell.text for cell in chain.from_iterable(written.tables) if not cell.name}
        self._marks = self._by_mark()
        self._bodies = list(body.iter(W + "tbl"))
        self._tables = [_cells(table) for table in self._bodies]
        self._under = self._headings_above()
        self._numbers = {line.paragraph: number for number, line in enumerate(self.lines)}

    def _by_mark(self) -> dict[str, list[LinePart]]:
        places = defaultdict(list)
        for number, line in enumerate(self.lines):
            for name, span in line.marks.items():
                places[name].append(LinePart(number, span))
        return places

    def text_at(self, place: LinePart) -> str:
        return place.span.of(self.lines[place.line].text)

    def is_removed(self, place: LinePart) -> bool:
        """Whether all of it is a deletion that nobody has accepted or rejected."""
        signs = self.lines[place.line].places[place.span.start : place.span.end]
        return all(next(element.iterancestors(*REMOVED), None) is not None for element, _ in signs)

    def around(self, place: LinePart) -> LinePart:
        """The sentence in which something stands."""
        text = self.lines[place.line].text
        spans = (span for span in sentences_in(text) if span.start <= place.span.start < span.end)
        return LinePart(place.line, next(spans, Span(0, len(text))))

    def sentence_at(self, place: LinePart) -> str:
        return self.text_at(self.around(place)).strip()

    def numbers(self) -> Iterator[LinePart]:
        """All whole numbers of the document."""
        for number, line in enumerate(self.lines):
            yield from (LinePart(number, span) for span in numbers_in(line.text))

    def numbers_at(self, place: LinePart) -> list[LinePart]:
        """Those that stand in a part of a line."""
        inside = (span for span in numbers_in(self.lines[place.line].text) if span.meets(place.span))
        return [LinePart(place.line, span) for span in inside]

    def is_label(self, line: int) -> bool:
        """Whether it is a cell that says what it said when it was written, and is no figure."""
        text, paragraph = self.lines[line].text, self.lines[line].paragraph
        return text in self._labels and paragraph.getparent().tag == W + "tc"

    def says_more(self, known: Collection[LinePart], sentence: Sentence) -> bool:
        """Whether around these places stand numbers that nobody knows, or more in Chinese than was written."""
        around = {self.around(place) for place in known}
        numbers = (place for place in self.numbers() if self.around(place) in around)
        words = "".join(map(self.text_at, around))
        in_chinese = Counter(NUMERAL.findall(words)) - Counter(NUMERAL.findall(sentence.text))
        return bool(in_chinese) or any(place not in known for place in numbers)

    # ---------------------------------------------------------------- figures

    def number(self, number: Number) -> LinePart | None:
        """Where a number of a sentence stands by now, whatever it is."""
        marked = self._marked(number.mark.name) if number.mark else None
        return marked or self._by_words(number) or self._by_sentence(number)

    def cell(self, cell: Cell) -> LinePart | None:
        table, under = self._table_of(cell)
        return self._marked(cell.name, under) or self._in_cell(*self._like(table, under, table.index(cell)))

    def _marked(self, name: str, under: str = "") -> LinePart | None:
        """The one whole number at a bookmark, of several the one in a table under this heading."""
        places = self._marks.get(name, ())
        if len(places) > 1 and under:
            places = [place for place in places if self._heading_above(place) == under]
        if len(places) != 1:
            return None
        [place] = places
        meeting = [span for span in numbers_in(self.lines[place.line].text) if span.meets(place.span)]
        return LinePart(place.line, meeting[0]) if len(meeting) == 1 else None

    def _by_words(self, number: Number) -> LinePart | None:
        """Between the same words, the fewest that stand once in what was written and once in the document."""
        for window in _windows(number.sentence.text, number.span):
            which = sum(window.start <= other.start < number.span.start for other in numbers_in(number.sentence.text))
            pattern = _pattern(window.of(number.sentence.text))
            if len(pattern.findall(self._once)) == 1:
                found = list(pattern.finditer(self._text))
                if len(found) == 1:
                    return self._at(*found[0].span(which + 1))
        return None

    def _by_sentence(self, number: Number) -> LinePart | None:
        """In its sentence, where that stands as it was written: as short as a day is, its words alone don't tell."""
        place = self.sentence(number.sentence)
        start = place.span.start if place else 0
        return LinePart(place.line, Span(start + number.span.start, start + number.span.end)) if place else None

    def _table_of(self, cell: Cell) -> tuple[Sequence[Cell], str]:
        """The table in which a cell was written, and the heading above it."""
        headings = chain(self._written.under, repeat(""))
        return next(
            (table, under) for table, under in zip(self._written.tables, headings, strict=False) if cell in table
        )

    def _like(self, table: Sequence[Cell], under: str, cell: int) -> Sequence[Line]:
        """The same cell of the one table that has the same labels, of several the one under its heading."""
        alike = self._alike(table)
        alike = [n for n in alike if self._under[n] == under] if len(alike) > 1 else alike
        return self._tables[alike[0]][cell] if len(alike) == 1 else ()

    def _alike(self, table: Sequence[Cell]) -> list[int]:
        """Which tables have the same labels."""
        return [n for n, cells in enumerate(self._tables) if _same_labels(table, cells)]

    def copies(self, placed: Collection[LinePart]) -> Iterator[tuple[int, int]]:
        """Tables that are others once more, each with the one in which its figures were placed, counted from 1."""
        filled = {cell[0] for cell in map(self.in_table, placed) if cell}
        for table in self._written.tables:
            alike = [n + 1 for n in self._alike(table)]
            own = [n for n in alike if n in filled]
            yield from ((n, own[0]) for n in alike if len(own) == 1 and n not in own)

    def _headings_above(self) -> list[str]:
        """Of each table, that of its part."""
        headings, above, found = set(self._written.under), "", {}
        texts = {line.paragraph: line.text.strip() for line in self.lines}
        for element in self._body.iter(W + "p", W + "tbl"):
            if element.tag == W + "tbl":
                found[element] = above
            elif (text := texts.get(element)) in headings and cell_of(element) is None:
                above = text
        return [found[table] for table in self._bodies]

    def _heading_above(self, place: LinePart) -> str:
        """Of a figure in a table."""
        number, *_ = self.in_table(place) or (0,)
        return self._under[number - 1] if number else ""

    def _in_cell(self, *lines: Line) -> LinePart | None:
        numbers = [self._numbers[line.paragraph] for line in lines if line.paragraph in self._numbers]
        places = [LinePart(n, span) for n in numbers for span in numbers_in(self.lines[n].text)]
        return places[0] if len(places) == 1 else None

    # ---------------------------------------------------------------- sentences

    def sentence(self, sentence: Sentence) -> LinePart | None:
        """Where it stands, verbatim and whole: of several the one that it was, where there are as many as before."""
        words = sentence.text.strip("\n")
        starts = [found.start() for found in re.finditer(re.escape(words), self._text)]
        before = self._once[: self._written.start_of(sentence)].count(words)
        if len(starts) != self._once.count(words) or before >= len(starts):
            return None
        return self._if_whole(self._at(starts[before], starts[before] + len(words)))

    def again(self, sentence: Sentence) -> list[LinePart]:
        """Where it stands, verbatim and whole, if that is oftener than it was written."""
        words = sentence.text.strip("\n")
        found = (self._at(*found.span()) for found in re.finditer(re.escape(words), self._text))
        places = [place for place in map(self._if_whole, found) if place]
        return places if len(places) > self._once.count(words) else []

    def stands(self, sentence: Sentence) -> bool:
        """Whether the document says it already, once and as a whole."""
        return self._if_whole(self.passage(sentence.text)) is not None

    def _if_whole(self, place: LinePart | None) -> LinePart | None:
        """A place that is a sentence, not a part of one."""
        return place if place and self.sentence_at(place) == self.text_at(place).strip() else None

    def passage(self, words: str) -> LinePart | None:
        """Where words stand verbatim, and but once."""
        if self._text.count(words.strip("\n")) != 1:
            return None
        start = self._text.index(words.strip("\n"))
        return self._at(start, start + len(words.strip("\n")))

    def trace(self, sentence: Sentence) -> LinePart | None:
        """Where something of a sentence is left."""
        marked = (self._marks[mark.name][0] for mark in sentence.marks if self._marks.get(mark.name))
        clauses = (window.of(sentence.text) for window in _clauses(sentence.text))
        left = (self.passage(clause) for clause in clauses if len(clause) >= TELLING and self._once.count(clause) == 1)
        return next(marked, None) or next(filter(None, left), None)

    def gone(self, sentence: Sentence) -> bool:
        """Whether it is certain that it was deleted: those that stood around it stand side by side."""
        all_of_them = self._written.sentences
        at = next(number for number, other in enumerate(all_of_them) if other is sentence)
        before = next(filter(None, map(self.sentence, reversed(all_of_them[:at]))), None)
        behind = next(filter(None, map(self.sentence, all_of_them[at + 1 :])), None)
        if before is None or behind is None or self.trace(sentence):
            return False
        return self._starts_at(before) < self._starts_at(behind) and not self._between(before, behind).strip()

    def _starts_at(self, place: LinePart) -> int:
        return self._starts[place.line] + place.span.start

    def _between(self, before: LinePart, behind: LinePart) -> str:
        """The words between two places, those in tables aside."""
        first, last = self.lines[before.line].text, self.lines[behind.line].text
        if before.line == behind.line:
            return first[before.span.end : behind.span.start]
        lines = self.lines[before.line + 1 : behind.line]
        words = (line.text for line in lines if cell_of(line.paragraph) is None)
        return "".join((first[before.span.end :], *words, last[: behind.span.start]))

    def in_table(self, place: LinePart) -> tuple[int, ...]:
        """Which table, which row and which of its cells, counted from 1; nothing outside of tables."""
        cell = cell_of(self.lines[place.line].paragraph)
        if cell is None:
            return ()
        row = next(cell.iterancestors(W + "tr"))
        table = next(row.iterancestors(W + "tbl"))
        tables = next(number for number, cells in enumerate(self._bodies, 1) if cells is table)
        return tables, _number_of(row, W + "tr"), _number_of(cell, W + "tc")

    def _at(self, start: int, end: int) -> LinePart | None:
        line = bisect_right(self._starts, start) - 1
        first = self._starts[line]
        return LinePart(line, Span(start - first, end - first)) if end - first <= len(self.lines[line].text) else None


def clause_of(text: str, inside: Span) -> str:
    """The words between which something stands."""
    return next(part.of(text) for part in _clauses(text) if part.start <= inside.start < part.end)


def _clauses(text: str) -> list[Span]:
    edges = [0, *(edge for found in CLAUSE.finditer(text) for edge in found.span()), len(text)]
    return [Span(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def _windows(text: str, inside: Span) -> Iterator[Span]:
    """The clause in which something stands, then more and more clauses around it, at last the sentence."""
    parts = _clauses(text)
    at = next(number for number, part in enumerate(parts) if part.start <= inside.start < part.end)
    spans = [Span(parts[first].start, parts[last].end) for first in range(at + 1) for last in range(at, len(parts))]
    for span in sorted(spans, key=lambda span: (span.end - span.start, span.start)):
        if len(wording(span.of(text)).replace("#", "")) >= TELLING:
            yield span
    yield Span(0, len(text.rstrip("\n")))


def _pattern(words: str) -> re.Pattern[str]:
    """These words with whatever numbers."""
    edges = [0, *(edge for span in numbers_in(words) for edge in (span.start, span.end)), len(words)]
    between = [re.escape(words[start:end]) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    return re.compile(f"({NUMBER.pattern})".join(between))


def cell_of(paragraph: Any) -> Any | None:
    """The cell in which a paragraph stands."""
    return next(paragraph.iterancestors(W + "tc"), None)


def _number_of(element: Any, name: str) -> int:
    return 1 + sum(1 for _ in element.itersiblings(name, preceding=True))


def _cells(table: Any) -> list[list[Line]]:
    return [paragraphs_of(tc) for tc in table.iter(W + "tc")]


def _same_labels(table: Sequence[Cell], cells: Sequence[Sequence[Line]]) -> bool:
    return len(table) == len(cells) and all(
        cell.name or cell.text == "\n".join(line.text for line in lines)
        for cell, lines in zip(table, cells, strict=True)
    )
