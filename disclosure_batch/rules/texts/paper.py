"""A report as the text rules read it, what they say of it, and what makes a rule of a function that reads one."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from disclosure_batch.findings import Finding, Severity, Words
from disclosure_batch.form.model import Form
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.rule import Rule, Who
from disclosure_batch.sentences.bind import Statements
from disclosure_batch.sentences.figures import WrittenFigure
from disclosure_batch.sentences.passages import Part, Passage, Text, text_of
from disclosure_batch.sentences.relation import StatedRelation
from disclosure_batch.sentences.terms import Known

IN_THE_TABLE = "表"


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong in a text: about holds the values of its sentence, start and end the words of which it speaks.

    start None where it is about no words of the text (a missing section). quote is then what should stand.
    """

    about: object
    start: int | None = None
    end: int | None = None
    rule: str = ""
    severity: Severity | None = None
    quote: str = ""
    value: str | int | Decimal | None = None
    expected: str | int | Decimal | None = None
    field: str | None = None

    @property
    def finding(self) -> Finding:
        value, expected = self.value, self.expected
        return Finding(self.rule, self.severity, self.about, field=self.field, value=value, expected=expected)


def at(about: object, place: WrittenFigure | Passage, **more) -> Remark:
    """A remark on a figure, its unit with it, or on a paragraph."""
    end = place.stop if isinstance(place, WrittenFigure) else place.end
    return Remark(about, place.start, end, **more)


def within(about: object, passage: Passage, span: tuple[int, int], **more) -> Remark:
    """A remark on some words of a paragraph."""
    start, end = span
    return Remark(about, passage.start + start, passage.start + end, **more)


def mended(wrong: str, mend: str) -> Words:
    """The words of a remark; what to do about it is worth a column of its own."""
    return Words(wrong, mend, suggestion=mend)


@dataclass(frozen=True, eq=False)
class Paper:
    """A report, or the words of a submission.

    names: the body's full name first, then its aliases. before: last year's report. headers: those of its pages.
    comments, changes: how many of them are left in the file. against: the figures of a 汇总表.
    other_edition: the edition of its tables, where that is not this one. tables_in, indicators_in: where the
    figures stand, as a reader calls it.
    """

    lines: Sequence[str]
    form: Form
    year: int
    known: Known
    names: Sequence[str] = ()
    before: "Paper | None" = None
    headers: Sequence[str] = ()
    comments: int = 0
    changes: int = 0
    against: Mapping[str, int | Decimal | None] = field(default_factory=dict)
    other_edition: str = ""
    tables_in: str = IN_THE_TABLE
    indicators_in: str = "汇总表"

    @cached_property
    def text(self) -> Text:
        return text_of(self.lines, self.form, self.year, self.names[0] if self.names else "")

    @cached_property
    def bound(self) -> Statements:
        return Statements(self.text, self.known)

    @property
    def whole(self) -> str:
        return self.text.whole

    @cached_property
    def broken(self) -> Sequence[StatedRelation]:
        """The relations that do not hold; of several with one cause the first."""
        return _one_a_cause([relation for relation in self.bound.relations if not relation.holds])

    @property
    def in_words(self) -> tuple[str, ...]:
        """The headings of the sections that are told in words."""
        return (*self.form.outline.before, *self.form.outline.after)

    def words(self) -> Iterator[Passage]:
        """The paragraphs of the sections; of those with tables the sentences alone, no row that reads like one."""
        for heading, passages in self.text.sections.items():
            yield from (p for p in passages if heading in self.in_words or "。" in p.text)

    def heading_at(self, heading: str) -> tuple[int | None, int | None]:
        """Where the heading of a section stands."""
        found = (p for p in self.text.passages if p.part is Part.HEADING and p.section == heading)
        passage = next(found, None)
        return (passage.start, passage.end) if passage else (None, None)

    def of_section(self, about: object, heading: str, **more) -> Remark:
        """A remark on a section, at its heading."""
        return Remark(about, *self.heading_at(heading), **more)

    def sentence_at(self, place: int) -> str:
        """The sentence around a place."""
        start = max(self.whole.rfind(mark, 0, place) for mark in "。！？\n") + 1
        ends = [end for mark in "。！？\n" if (end := self.whole.find(mark, place)) >= 0]
        end = min(ends, default=len(self.whole))
        return self.whole[start : end + 1].strip()

    def quoted(self, figure: WrittenFigure) -> str:
        """A figure as it stands: 1564 余条."""
        return self.whole[figure.start : figure.stop]


def _one_a_cause(broken: Sequence[StatedRelation]) -> list[StatedRelation]:
    """A figure that contradicts the tables also spoils sums, shares and changes: these are not told apart from it."""
    told: list[StatedRelation] = []
    accused = set()
    for relation in sorted(broken, key=lambda one: not one.terms or bool(one.beside) or not one.figures):
        figures = {figure.start for figure in (*relation.figures, *relation.beside)}
        if accused.isdisjoint(figures) or not figures:
            told.append(relation)
            accused |= figures
    return told


Read = Callable[[Paper], Iterator[Remark]]


@dataclass(frozen=True, slots=True)
class TextRule(Rule):
    """A rule about a text. read: what it says of a report.

    of_submissions: of the words of a submission it says the same, with less weight (submissions.py).
    """

    read: Read = lambda paper: iter(())
    of_submissions: bool = True

    def remarks(self, paper: Paper) -> Iterator[Remark]:
        for remark in self.read(paper):
            yield replace(remark, rule=self.code, severity=remark.severity or self.severity)


def text_rule(code: str, severity: Severity, of_submissions: bool = True) -> Callable[[Read], TextRule]:
    """Makes a rule of a function that reads a report; the function's docstring is the rule's page.

    Who wrote a text can mend it.
    """
    return lambda read: TextRule(
        code, severity, Who.OFFICE, inspect.getdoc(read) or "", _with_the_others, read, of_submissions
    )


def _with_the_others(case: Case) -> Iterator:
    """The words of a submission are read once, for all of these rules together (submissions.py)."""
    return iter(())
