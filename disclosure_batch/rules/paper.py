"""A report as the text rules read it, what they say of it, and what makes a rule of a function that reads one."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from disclosure_batch.findings import Finding, Reader, Severity, Words, words
from disclosure_batch.form.model import Form
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.rule import Rule
from disclosure_batch.sentences.bind import Statements
from disclosure_batch.sentences.passages import Passage, Text, text_of
from disclosure_batch.sentences.relation import Relation
from disclosure_batch.sentences.terms import Known


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong in a text: the words from start to end, what is said of them, what to do.

    start None where it is about no words of the text (a missing section). quote is then what should stand.
    """

    message: str
    start: int | None = None
    end: int | None = None
    rule: str = ""
    severity: Severity | None = None
    suggestion: str = ""
    quote: str = ""
    value: str | int | Decimal | None = None
    expected: str | int | Decimal | None = None
    field: str | None = None


@words(Remark)
def _(remark: Remark, finding: Finding, reader: Reader) -> Words:
    return Words(remark.message, remark.suggestion, suggestion=remark.suggestion or None)


@dataclass(frozen=True, eq=False)
class Paper:
    """A report, or the words of a submission.

    names: the body's full name first, then its aliases. before: last year's report.
    left: comments, tracked changes that are left in the file. against: the figures of a 汇总表.
    """

    lines: Sequence[str]
    form: Form
    year: int
    known: Known
    names: Sequence[str] = ()
    before: "Paper | None" = None
    headers: Sequence[str] = ()
    left: Sequence[str] = ()
    against: Mapping[str, int | Decimal | None] = field(default_factory=dict)
    other_edition: str = ""

    @cached_property
    def text(self) -> Text:
        return text_of(self.lines, self.form, self.year, self.names[0] if self.names else "")

    @cached_property
    def bound(self) -> Statements:
        return Statements(self.text, self.known)

    @property
    def whole(self) -> str:
        return self.text.whole

    def broken(self) -> list[Relation]:
        """The relations that do not hold; of several with one cause the first."""
        return _one_a_cause([relation for relation in self.bound.relations if not relation.holds])

    def words(self) -> Iterator[Passage]:
        """The paragraphs of the sections in words."""
        yield from (passage for passages in self.text.sections().values() for passage in passages)

    def sentence_at(self, place: int) -> str:
        """The sentence around a place."""
        start = max(self.whole.rfind(mark, 0, place) for mark in "。！？\n") + 1
        ends = [end for mark in "。！？\n" if (end := self.whole.find(mark, place)) >= 0]
        end = min(ends, default=len(self.whole))
        return self.whole[start : end + 1].strip()


def _one_a_cause(broken: Sequence[Relation]) -> list[Relation]:
    """A figure that contradicts the tables also spoils sums, shares and changes: these are not told apart from it."""
    told: list[Relation] = []
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
    """A rule about a text. read: what it says of a report; of a submission it is the same, with less weight."""

    read: Read = lambda paper: iter(())

    def remarks(self, paper: Paper) -> Iterator[Remark]:
        for remark in self.read(paper):
            yield replace(remark, rule=self.code, severity=remark.severity or self.severity)


def text_rule(code: str, severity: Severity) -> Callable[[Read], TextRule]:
    """Makes a rule of a function that reads a report; the function's docstring is the rule's page."""
    return lambda read: TextRule(code, severity, inspect.getdoc(read) or "", _of_no_submission, read)


def _of_no_submission(case: Case) -> Iterator:
    """These rules are asked by `proof`."""
    return iter(())
