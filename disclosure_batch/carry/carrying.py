"""An edited document over a correction: what is set in it, what is left, and what is said of both."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from typing import Any

import msgspec

from disclosure_batch.carry.comments import SHOULD_BE, SHOULD_GO, Comments
from disclosure_batch.carry.editing import Edits
from disclosure_batch.carry.finding import Edited, Place
from disclosure_batch.carry.lines import ADDED, REMOVED, lines_of, numbers_in, sentences_in, value_of
from disclosure_batch.carry.steps import Step, steps
from disclosure_batch.carry.written import Cell, Changed, Sentence, Swept, Written
from disclosure_batch.papers import TO_FILL

MOST_TOLD = 1_000  # changes that are remembered


class Kind(StrEnum):
    """Why something was left as it stands."""

    BY_HAND = "by_hand"  # another number stands there: somebody has typed it
    NOT_FOUND = "not_found"  # a figure that changed
    ELSEWHERE = "elsewhere"  # its old number, in other words
    WORDS = "words"  # a sentence whose words change, and that does not stand as it was written
    NEW = "new"  # a sentence that has no place


@dataclass(frozen=True, slots=True)
class Left:
    """What was left alone. where: the sentence as it stands, nothing for a cell or what could not be found."""

    kind: Kind
    of: str
    old: str
    new: str
    stands: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class _Figure:
    """What a figure was and is. known: it is one of the tool's; sentence: where it was written, '' for a cell."""

    of: str
    old: str
    new: str
    known: bool
    sentence: str = ""


@dataclass
class Outcome:
    """What became of a document. tracked: changes in it that nobody has accepted or rejected; to_fill: its gaps."""

    written: Written
    changed: list[Changed] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    tracked: int = 0
    to_fill: int = 0


def carry(body: Any, was: Written, now: Written, comments: Comments, notes: Sequence[Any] = ()) -> Outcome:
    """Changes the edited document so that it says what the tool would write now, as far as that is certain.

    notes: foot- and endnotes, a person's own; they are looked at, and left as they are.
    """
    return _Carrying(body, was, now, comments, notes).done()


class _Carrying:
    """All is looked for before anything is changed: so nothing is found that was just set."""

    def __init__(self, body: Any, was: Written, now: Written, comments: Comments, notes: Sequence[Any]) -> None:
        self.body, self.was, self.now, self.comments, self.notes = body, was, now, comments, notes
        self.edited = Edited(body, was)
        self.edits = Edits(self.edited.lines)
        self.outcome = Outcome(now)
        self.taken: set[Place] = set()  # numbers of which it is known what they are
        self.swept: list[Swept] = list(was.swept)
        self.steps = steps(was.sentences, now.sentences)

    def done(self) -> Outcome:
        self.outcome.tracked = sum(1 for _ in self.body.iter(*REMOVED, *ADDED))
        cells = self._cells()
        sentences = tuple(self._sentences())
        swept = tuple(self._sweep())
        self.edits.apply()
        self._set_in_rejected(cells)
        self.outcome.left = list(dict.fromkeys(self.outcome.left))  # a number may stand twice in a sentence
        log = (*self.was.changed, *self.outcome.changed)[-MOST_TOLD:]
        self.outcome.written = Written(self.now.year, self.now.title, sentences, cells, swept, log)
        self.outcome.to_fill = sum(len(TO_FILL.findall(line.text)) for line in lines_of(self.body))
        return self.outcome

    # ---------------------------------------------------------------- figures

    def _cells(self) -> tuple[tuple[Cell, ...], ...]:
        """The cells as they are now, by the names that they have in the document."""
        before = {(cell.of, n): cell for table in self.was.tables for n, cell in _numbered(table)}
        return tuple(
            tuple(self._cell(before.get((cell.of, n)), cell) if cell.name else cell for n, cell in _numbered(table))
            for table in self.now.tables
        )

    def _cell(self, was: Cell | None, now: Cell) -> Cell:
        if was is None:
            return now
        place = self.edited.cell(was)
        self._set(place, _Figure(was.of, was.text, now.text, known=True))
        if place and was.lit != now.lit:
            self.edits.light(place, now.lit)
        return msgspec.structs.replace(now, name=was.name)

    def _set(self, place: Place | None, figure: _Figure) -> None:
        """A figure is set where the old one stands; else it is told."""
        of, old, new = figure.of, figure.old, figure.new
        if place is None or place in self.taken:
            if old != new:
                self._leave(Left(Kind.NOT_FOUND, of, old, new, where=figure.sentence), old)
            return
        self.taken.add(place)
        stands = self.edited.text_at(place)
        where = self.edited.sentence_at(place) if figure.sentence else ""
        if value_of(stands) == value_of(new):
            return
        if stands == old:
            self.edits.put(place, new)
            self.outcome.changed.append(Changed(old, new, of, where))
            self.swept.append(Swept(old, new, of))
        elif figure.known or old != new:
            self._leave(Left(Kind.BY_HAND, of, old, new, stands, where), *([old] if old != new else []))

    def _leave(self, left: Left, *old: str) -> None:
        self.outcome.left.append(left)
        self.swept += [Swept(number, left.new, left.of) for number in old]

    # ---------------------------------------------------------------- sentences

    def _sentences(self) -> Iterator[Sentence]:
        """What is to be taken for written from now on: what could not be exchanged stays as it was."""
        before: Step | None = None
        for step in self.steps:
            if step.same:
                yield self._same(step)
            elif step.was and step.now:
                yield from self._other_words(step)
            elif step.was:
                yield from self._gone(step.was[0])
            else:
                yield from self._new(step.now[0], before)
            before = step if step.same else None if step.was else before

    def _same(self, step: Step) -> Sentence:
        for old, new in step.numbers:
            figure = _Figure(old.of, old.text, new.text, old.mark is not None, old.sentence.text.strip())
            self._set(self.edited.number(old), figure)
        return _with_names(step.now[0], step.was[0])

    def _other_words(self, step: Step) -> Sequence[Sentence]:
        [was], [now] = step.was, step.now
        place = self.edited.sentence(was)
        if place and not self.edited.lines[place.line].tracked:
            self._exchange(place, was, now)
            return [now]
        if self.edited.stands(now):
            return [now]  # somebody has done it
        trace = self._leave_words(was, now)
        return [was] if trace else [now]

    def _leave_words(self, was: Sentence, now: Sentence | None) -> Place | None:
        trace = self.edited.trace(was)
        where = self.edited.sentence_at(trace) if trace else ""
        new = now.text.strip() if now else ""
        if trace:
            place = self.edited.around(trace)
            self.comments.add(self.edited.lines[place.line], place.span, SHOULD_BE.format(new) if new else SHOULD_GO)
        self.outcome.left.append(Left(Kind.WORDS, "", was.text.strip(), new, where=where))
        self._sweep_for(was, now)
        return trace

    def _sweep_for(self, was: Sentence, now: Sentence | None) -> None:
        still = Counter(number.text for number in now.numbers) if now else Counter()
        gone = [number for number in was.numbers if number.mark and number.text not in still]
        self.swept += [Swept(number.text, "", number.of) for number in gone]

    def _exchange(self, place: Place, was: Sentence, now: Sentence | None) -> None:
        self.edits.exchange(place, was, now)
        self._say_words(was.text, now.text if now else "")
        self._sweep_for(was, now)

    def _say_words(self, old: str, new: str) -> None:
        self.outcome.changed.append(Changed(old.strip(), new.strip(), words=True))

    def _gone(self, was: Sentence) -> Sequence[Sentence]:
        place = self.edited.sentence(was)
        if place and not self.edited.lines[place.line].tracked:
            self._exchange(place, was, None)
            return []
        if self.edited.trace(was) is None:
            return []  # somebody has deleted it
        self._leave_words(was, None)
        return [was]

    def _new(self, now: Sentence, before: Step | None) -> Sequence[Sentence]:
        """Behind its neighbour, where that stands as it was written."""
        if self.edited.stands(now):
            return [now]
        place = self.edited.sentence(before.was[0]) if before else None
        like = self._like(now.style)
        if place is None or like is None or self.edited.lines[place.line].tracked:
            self.outcome.left.append(Left(Kind.NEW, "", "", now.text.strip()))
            return []
        if before.now[0].paragraph == now.paragraph:
            self.edits.add(place, now)
        else:
            self.edits.add_paragraph(place, now, like)
        self._say_words("", now.text)
        return [now]

    def _like(self, style: str) -> Place | None:
        """A sentence in this style that stands as it was written."""
        places = (self.edited.sentence(s.was[0]) for s in self.steps if s.was and s.was[0].style == style)
        return next(filter(None, places), None)

    # ---------------------------------------------------------------- what is left

    def _sweep(self) -> Iterator[Swept]:
        """Numbers of which nobody knows what they are, and that are the old ones of a corrected figure."""
        wanted: dict[Decimal | str, Swept] = {}
        for swept in self.swept:
            wanted.setdefault(value_of(swept.old), swept)
        told = set()
        for number, sentence in self._unknown():
            if swept := wanted.get(value_of(number)):
                self.outcome.left.append(Left(Kind.ELSEWHERE, swept.of, swept.old, swept.new, number, sentence))
                told.add(value_of(number))
        yield from (swept for number, swept in wanted.items() if number in told)

    def _unknown(self) -> Iterator[tuple[str, str]]:
        """All other numbers of the document and its notes, each with its sentence."""
        for place in self.edited.numbers():
            if not self._is_known(place):
                yield self.edited.text_at(place), self.edited.sentence_at(place)
        for line in chain.from_iterable(map(lines_of, self.notes)):
            for sentence in (span.of(line.text) for span in sentences_in(line.text)):
                yield from ((number.of(sentence), sentence.strip()) for number in numbers_in(sentence))

    def _is_known(self, place: Place) -> bool:
        """Whether it is a figure that was found, goes with its sentence, or belongs to the label of a row."""
        return place in self.taken or self.edits.covers(place) or self.edited.is_label(place.line)

    def _set_in_rejected(self, cells: Sequence[Sequence[Cell]]) -> None:
        """Else a number would come back with a deletion that somebody rejects."""
        rejected = Edited(self.body, self.was, rejected=True)
        edits = Edits(rejected.lines)
        now = {cell.name: cell.text for table in cells for cell in table if cell.name}
        for cell in chain.from_iterable(self.was.tables):
            if cell.text != now.get(cell.name, cell.text):
                _put_where(rejected, edits, rejected.cell(cell), cell.text, now[cell.name])
        for old, new in chain.from_iterable(step.numbers for step in self.steps if step.same):
            if old.text != new.text:
                _put_where(rejected, edits, rejected.number(old), old.text, new.text)
        edits.apply()


def _put_where(edited: Edited, edits: Edits, place: Place | None, old: str, new: str) -> None:
    if place and edited.text_at(place) == old:
        edits.put(place, new)


def _numbered(table: Sequence[Cell]) -> Iterator[tuple[int, Cell]]:
    """Each cell, and which it is of those of the same figure."""
    several: Counter[str] = Counter()
    for cell in table:
        several[cell.of] += 1
        yield several[cell.of], cell


def _with_names(now: Sentence, was: Sentence) -> Sentence:
    """The marks are called as they are in the document."""
    names = [mark.name for mark in was.marks]
    if len(names) != len(now.marks):
        return now
    marks = (msgspec.structs.replace(mark, name=name) for mark, name in zip(now.marks, names, strict=True))
    return msgspec.structs.replace(now, marks=tuple(marks))
