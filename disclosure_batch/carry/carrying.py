"""An edited document over a correction: what is set in it, what is left, and what is said of both."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum, auto
from itertools import chain, takewhile
from typing import Any

import msgspec

from disclosure_batch.carry.comments import SHOULD_BE, SHOULD_GO, Comments
from disclosure_batch.carry.drawings import TextBoxes
from disclosure_batch.carry.editing import Edits
from disclosure_batch.carry.finding import Edited, LinePart
from disclosure_batch.carry.lines import (
    ADDED,
    REMOVED,
    Line,
    Span,
    is_in_a_day,
    numbers_in,
    paragraphs_of,
    sentences_in,
    value_of,
    wording,
)
from disclosure_batch.carry.steps import Step, steps
from disclosure_batch.carry.sweeping import Sweep
from disclosure_batch.carry.written import Cell, Changed, Number, Own, Sentence, Written
from disclosure_batch.papers import TO_FILL

MOST_TOLD = 1_000  # changes that are remembered


class Kind(StrEnum):
    """Why something was left as it stands."""

    BY_HAND = "by_hand"  # another number stands there: somebody has typed it
    FIELD = "field"  # it is what a field shows, and would come back when that is reckoned anew
    NOT_FOUND = "not_found"  # a figure that changed
    ELSEWHERE = "elsewhere"  # its old number, in other words
    BESIDE = "beside"  # a number of a person's own, in a sentence of which a figure was set
    WORDS = "words"  # a sentence whose words change, and that does not stand as it was written
    HALF = "half"  # a sentence of whose figures some can't be set
    TWICE = "twice"  # one that stands there more often than it was written
    NEW = "new"  # a sentence that has no place
    COPY = "copy"  # a table that stands there twice


class _Stands(Enum):
    """What stands in the place of a figure."""

    NOWHERE = auto()
    RIGHT = auto()
    OLD = auto()
    FIELD = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Left:
    """What was left alone. where: the sentence as it stands, nothing for a cell or what could not be found.

    words: those between which the figure stands now; cell: which table, row and cell of it, of a copy which table and
    of which; part: 'header', 'footer' or 'note', where it stands outside of the text.
    """

    kind: Kind
    of: str
    old: str
    new: str
    stands: str = ""
    where: str = ""
    words: str = ""
    cell: tuple[int, ...] = ()
    part: str = ""


@dataclass(frozen=True, slots=True)
class _Figure:
    """What a figure was and is. known: it is one of the tool's; sentence: where it was written, '' for a cell;
    swept: its earlier numbers are looked for elsewhere."""

    of: str
    old: str
    new: str
    known: bool
    key: str
    sentence: str = ""
    swept: bool = True


@dataclass
class Outcome:
    """What became of a document. tracked: changes in it that nobody has accepted or rejected; to_fill: its gaps;
    comments: how many stand in it of this tool's."""

    written: Written
    changed: list[Changed] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    tracked: int = 0
    to_fill: int = 0
    comments: int = 0


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands outside of the text, a person's own: it is looked at, and left as it is. part: as Left has it."""

    part: str
    root: Any


def carry(body: Any, was: Written, now: Written, comments: Comments, beside: Sequence[Beside] = ()) -> Outcome:
    """Changes the edited document so that it says what the tool would write now, as far as that is certain."""
    return _Carrying(body, was, now, comments, beside).done()


class _Carrying:
    """All is looked for before anything is changed: so nothing is found that was just set."""

    def __init__(self, body: Any, was: Written, now: Written, comments: Comments, beside: Sequence[Beside]) -> None:
        self.body, self.was, self.now, self.comments, self.beside = body, was, now, comments, beside
        self.edited = Edited(body, was)
        self.edits = Edits(self.edited.lines)
        self.outcome = Outcome(now)
        self.taken: set[LinePart] = set()  # numbers of which it is known what they are
        self.sweep = Sweep(was, now)
        self.steps = steps(was.sentences, now.sentences)
        self.untouched: list[Step] = []  # sentences left as they were, since not all of their figures can be set
        self.known: set[LinePart] = set()  # numbers in sentences that stand there as they were written, and once more
        self.moved: set[LinePart] = set()  # sentences of which a figure is set

    def done(self) -> Outcome:
        boxes = TextBoxes(self.body)
        self.outcome.tracked = sum(1 for _ in self.body.iter(*REMOVED, *ADDED))
        cells = self._cells()
        copies = [Left(Kind.COPY, "", "", "", cell=pair) for pair in self.edited.copies(self.taken)]
        sentences = tuple(self._sentences())
        self.outcome.left = list(dict.fromkeys([*self.outcome.left, *copies]))  # a field may have several cells
        self._look_elsewhere()
        own = tuple(self._look_beside())
        self.edits.apply()
        self._set_in_rejected()
        boxes.follow()
        log = (*self.was.changed, *self.outcome.changed)[-MOST_TOLD:]
        held = {"sentences": sentences, "tables": cells, "swept": self.sweep.swept, "changed": log, "own": own}
        self.outcome.written = msgspec.structs.replace(self.now, template=self.was.template, **held)
        self.outcome.comments = self.comments.added
        self.outcome.to_fill = sum(len(TO_FILL.findall(line.text)) for line in paragraphs_of(self.body))
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
        is_right = self._set(place, _Figure(was.of, was.text, now.text, known=True, key=was.of))
        if place and was.lit != now.lit:
            self.edits.light(place, now.lit)
        return msgspec.structs.replace(now, name=was.name, text=now.text if is_right else was.text)

    def _set(self, place: LinePart | None, figure: _Figure) -> bool:
        """A figure is set where the old one stands; else it is told. Returns whether the right one stands there."""
        of, old, new = figure.of, figure.old, figure.new
        stand = self._stands(place, old, new)
        if stand is _Stands.NOWHERE:
            if old != new:
                self._leave(Left(Kind.NOT_FOUND, of, old, new, where=figure.sentence), figure)
            return old == new
        self.taken.add(place)
        where = self.edited.sentence_at(place) if figure.sentence else ""
        if stand is _Stands.RIGHT:
            return True
        if stand is _Stands.OLD:
            self.edits.put(place, new)
            self.moved |= {self.edited.around(place)} if figure.sentence else set()
            self.outcome.changed.append(Changed(old, new, of, where))
            self._sweep_for(figure, old)
            return True
        if figure.known or old != new:
            stands, cell = self.edited.text_at(place), self.edited.in_table(place)
            kind = Kind.FIELD if stand is _Stands.FIELD else Kind.BY_HAND
            self._leave(Left(kind, of, old, new, stands, where, cell=cell), figure)
        return old == new

    def _stands(self, place: LinePart | None, old: str, new: str) -> "_Stands":
        if place is None or place in self.taken:
            return _Stands.NOWHERE
        stands = self.edited.text_at(place)
        if value_of(stands) == value_of(new):
            return _Stands.RIGHT
        if stands == old:
            return _Stands.FIELD if self.edited.lines[place.line].is_in_field(place.span) else _Stands.OLD
        return _Stands.OTHER

    def _leave(self, left: Left, figure: _Figure) -> None:
        """Told, with the number that somebody may write now: it will be an old one after the next correction."""
        self.outcome.left.append(left)
        if figure.old != figure.new:
            self._sweep_for(figure, figure.old, figure.new)

    def _sweep_for(self, figure: _Figure, *numbers: str) -> None:
        for number in numbers if figure.swept else ():
            self.sweep.add(number, figure.of, figure.key)

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
        """What could not be placed stays as it was, unless it is certain that the sentence is gone."""
        places = {old.which: self.edited.number(old) for old, _ in step.numbers}
        if self._stands_again(step, places):
            return self._left_as_it_was(step, Kind.TWICE, self.edited.again(step.was[0])[0])
        if self._would_be_half(step, places):
            self.taken.update(filter(None, places.values()))
            around = set(map(self.edited.around, filter(None, places.values())))
            self.known.update(*map(self.edited.numbers_at, around))
            return self._left_as_it_was(step, Kind.HALF, next(filter(None, places.values())))
        wrong = [old for old, new in step.numbers if not self._set(places[old.which], _figure(old, new))]
        kept = {} if wrong and self.edited.gone(step.was[0]) else {number.which: number.text for number in wrong}
        return _with_names(step.now[0], step.was[0]).saying(kept)

    def _stands_again(self, step: Step, places: Mapping[int, LinePart | None]) -> bool:
        """Whether there are several such sentences, and a figure that changed can't be told in which. If it is known of
        the numbers of all of them what they are, none is an old one of another figure."""
        lost = any(old.text != new.text and places[old.which] is None for old, new in step.numbers)
        again = self.edited.again(step.was[0]) if lost or not step.changes else []
        self.known.update(*map(self.edited.numbers_at, again))
        return lost and bool(again)

    def _would_be_half(self, step: Step, places: Mapping[int, LinePart | None]) -> bool:
        """Whether some of its figures could be set and others not, which still stand there in some way."""
        changed = [(old, new) for old, new in step.numbers if old.text != new.text]
        stand = {self._stands(places[old.which], old.text, new.text) for old, new in changed}
        if _Stands.OLD not in stand or stand <= {_Stands.OLD, _Stands.RIGHT}:
            return False
        other = not stand.isdisjoint((_Stands.FIELD, _Stands.OTHER))
        return other or self.edited.says_more(set(filter(None, places.values())), step.was[0])

    def _left_as_it_was(self, step: Step, kind: Kind, place: LinePart) -> Sentence:
        [was], [now] = step.was, step.now
        self.untouched.append(step)
        self._leave_words(was, now, kind, place)
        self._sweep_for_all(now)
        return _with_names(now, was).saying({number.which: number.text for number in was.numbers})

    def _other_words(self, step: Step) -> Sequence[Sentence]:
        [was], [now] = step.was, step.now
        place = self.edited.sentence(was)
        if place and not self.edited.lines[place.line].tracked:
            self._exchange(place, was, now)
            return [now]
        if self.edited.stands(now):
            return [now]  # somebody has done it
        self._leave_words(was, now)
        return [now] if self.edited.gone(was) else [was]

    def _leave_words(
        self, was: Sentence, now: Sentence | None, kind: Kind = Kind.WORDS, trace: LinePart | None = None
    ) -> None:
        trace = trace or self.edited.trace(was)
        where = self.edited.sentence_at(trace) if trace else ""
        new = now.text.strip() if now else ""
        if trace:
            place = self.edited.around(trace)
            self.comments.add(self.edited.lines[place.line], place.span, SHOULD_BE.format(new) if new else SHOULD_GO)
        self.outcome.left.append(Left(kind, "", was.text.strip(), new, where=where))
        self._sweep_for_all(was)

    def _sweep_for_all(self, was: Sentence) -> None:
        for number in was.numbers:
            if number.mark:
                self.sweep.add(number.text, number.of, number.key)

    def _exchange(self, place: LinePart, was: Sentence, now: Sentence | None) -> None:
        self.edits.exchange(place, was, now)
        self._say_words(was.text, now.text if now else "")
        self._sweep_for_all(was)

    def _say_words(self, old: str, new: str) -> None:
        self.outcome.changed.append(Changed(old.strip(), new.strip(), words=True))

    def _gone(self, was: Sentence) -> Sequence[Sentence]:
        place = self.edited.sentence(was)
        if place and not self.edited.lines[place.line].tracked:
            self._exchange(place, was, None)
            return []
        if self.edited.gone(was):
            return []  # somebody has deleted it
        self._leave_words(was, None)
        return [was]

    def _new(self, now: Sentence, before: Step | None) -> Sequence[Sentence]:
        """Behind its neighbour, where that stands as it was written."""
        if self.edited.stands(now):
            return [now]
        place = (self.edited.sentence(before.was[0]) if before else None) or self._head_for(now)
        if place is None or self.edited.lines[place.line].tracked:
            self.outcome.left.append(Left(Kind.NEW, "", "", now.text.strip()))
            return []
        if before and before.now[0].paragraph == now.paragraph:
            self.edits.add(place, now)
        else:
            self.edits.add_paragraph(place, now, self._like(now.style))
        self._say_words("", now.text)
        return [now]

    def _head_for(self, now: Sentence) -> LinePart | None:
        """For what stands right below the title, however that was edited: the first line of the document."""
        title = self.now.sentences[0].paragraph
        above = takewhile(lambda sentence: sentence is not now, self.now.sentences)
        if now.paragraph == title or any(s.paragraph != title and s.style != now.style for s in above):
            return None
        lines = ((number, line.text) for number, line in enumerate(self.edited.lines) if line.text.strip())
        return next((LinePart(number, Span(0, len(text))) for number, text in lines), None)

    def _like(self, style: str) -> LinePart | None:
        """A sentence in this style that stands as it was written, if the document has one."""
        places = (self.edited.sentence(s.was[0]) for s in self.steps if s.was and s.was[0].style == style)
        return next(filter(None, places), None)

    # ---------------------------------------------------------------- what is left

    def _look_elsewhere(self) -> None:
        """Numbers of which nobody knows what they are, and that are earlier ones of a figure."""
        outdated, told = self.sweep.outdated(), set()
        for line, number, found in self._unknown():
            if (line, number, found) in told:  # it may stand twice in a sentence
                continue
            told.add((line, number, found))
            for swept in outdated.get(value_of(number), ()):
                said = {"words": self.sweep.words(swept), "new": self.sweep.present(swept)}
                self.outcome.left.append(replace(found, of=swept.of, old=swept.old, stands=number, **said))

    def _look_beside(self) -> Iterator[Own]:
        """A person's own numbers in a sentence of which a figure is set: nobody knows whether they still hold. They are
        told as long as they stand there so."""
        outdated = self.sweep.outdated()
        for place in self._unknown_in_text():
            sentence, number = self.edited.around(place), self.edited.text_at(place)
            own = Own(number, wording(self.edited.text_at(sentence)))
            if value_of(number) not in outdated and (sentence in self.moved or own in self.was.own):
                where = self.edited.sentence_at(place)
                self.outcome.left.append(Left(Kind.BESIDE, "", "", "", stands=number, where=where))
                yield own

    def _unknown_in_text(self) -> Iterator[LinePart]:
        """All numbers of the document of which nobody knows what they are."""
        for place in self.edited.numbers():
            if not self._is_known(place) and not is_in_a_day(self.edited.lines[place.line].text, place.span):
                yield place

    def _unknown(self) -> Iterator[tuple[Line, str, Left]]:
        """The same and those beside it, each with its line and where it stands."""
        for place in self._unknown_in_text():
            where = self.edited.sentence_at(place)
            found = Left(Kind.ELSEWHERE, "", "", "", where=where, cell=self.edited.in_table(place))
            yield self.edited.lines[place.line], self.edited.text_at(place), found
        for beside in self.beside:
            for line in paragraphs_of(beside.root):
                for sentence in sentences_in(line.text):
                    found = Left(Kind.ELSEWHERE, "", "", "", where=sentence.of(line.text).strip(), part=beside.part)
                    inside = (number for number in numbers_in(line.text) if number.meets(sentence))
                    yield from ((line, n.of(line.text), found) for n in inside if not is_in_a_day(line.text, n))

    def _is_known(self, place: LinePart) -> bool:
        """Whether it is a figure that was found, goes with its sentence, or belongs to the label of a row."""
        if place in self.taken or place in self.known:
            return True
        return self.edits.covers(place) or self.edited.is_label(place.line)

    def _set_in_rejected(self) -> None:
        """Else a number would come back with a deletion that somebody rejects."""
        rejected = Edited(self.body, self.was, rejected=True)
        edits = Edits(rejected.lines)
        now = {(cell.of, n): cell.text for table in self.now.tables for n, cell in _numbered(table)}
        for table in self.was.tables:
            for n, cell in _numbered(table):
                if cell.name and (cell.of, n) in now:
                    self._set_rejected(rejected, edits, rejected.cell(cell), (cell.of, cell.text, now[cell.of, n]))
        whole = (step.numbers for step in self.steps if step.same and step not in self.untouched)
        for old, new in chain.from_iterable(whole):
            self._set_rejected(rejected, edits, rejected.number(old), (old.key, old.text, new.text))
        edits.apply()

    def _set_rejected(
        self, rejected: Edited, edits: Edits, place: LinePart | None, figure: tuple[str, str, str]
    ) -> None:
        """Any of the numbers that it was: of one that could not be placed, what was set here is not the one kept.

        Only what is deleted: all that is seen has been looked at before.
        """
        key, old, new = figure
        if place and rejected.is_removed(place) and rejected.text_at(place) in {old, *self.sweep.earlier(key)} - {new}:
            edits.put(place, new)


def _figure(old: Number, new: Number) -> _Figure:
    """Of a sentence. The days that the report states are not looked for elsewhere."""
    sentence, known = old.sentence.text, old.mark is not None
    swept = not is_in_a_day(sentence, old.span)
    return _Figure(old.of, old.text, new.text, known, old.key, sentence.strip(), swept)


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
