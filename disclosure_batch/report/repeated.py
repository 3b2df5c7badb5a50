"""What the body's own words already say with a figure: the templates do not say it again.

A sentence of the templates goes where all that it counts, or all that it says did not happen, is said there; what else
it tells (a change against last year) words can ask for by its name. Where it counts more, only what was said goes. What
contradicts the tables is marked.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from disclosure_batch.form.model import Form
from disclosure_batch.report.narrative import THIS_YEAR
from disclosure_batch.report.subject import Subject
from disclosure_batch.report.sums import Sums, is_reckoned
from disclosure_batch.report.told import Said, Told, cut, figures_in, joined, without
from disclosure_batch.sentences.bind import Statements
from disclosure_batch.sentences.passages import SUBHEAD, text_of
from disclosure_batch.sentences.relation import OF_TABLES, RelationKind, StatedRelation
from disclosure_batch.sentences.terms import Known, Terms
from disclosure_batch.text import plain

CLAUSE = re.compile(r"(?:（[^）]*）|[^，；（])+[，；]?|.")
STOP = re.compile("[，；。]+$")
AMONG, FROM_LAST_YEAR = "其中", "由上年的"
Sum = frozenset[tuple[int, str]]  # the signed typed figures that something is made of


class Repeated:
    """One subject's own words for a section. own: paragraph by paragraph, by the field of the text."""

    def __init__(self, subject: Subject, sums: Sums, heading: str, own: Mapping[str, Sequence[Told]]) -> None:
        self._of, self._sums, self._heading = subject, sums, heading
        fields = subject.form.texts_of_sections.get(heading, ())
        self._own = {name: own[name] for name in fields if name in own}

    def parted(self, paragraph: Told) -> tuple[Told, Told]:
        """The body's own words with which a paragraph begins, and what the templates say behind them."""
        own = (words for paragraphs in self._own.values() for words in paragraphs if paragraph.startswith(words))
        end = max(map(len, own), default=0)
        return cut(paragraph, 0, end), cut(paragraph, end, len(paragraph))

    def unsaid(self, sentence: Told, own: Told) -> Told:
        """What of a sentence of the templates the words have not said. Part of it goes only where the words before it
        say that, which are own: an overview sums up what its paragraph tells as a whole.
        """
        if not self._own or self._is_said(sentence):
            return cut(sentence, 0, 0 if self._own else len(sentence))
        parts, near = list(_parts(sentence)), self._near(own)
        said = [bool(_counted(part)) and self._is_counted(part, near) for part in parts]
        before = [None, *(part if gone else None for part, gone in zip(parts, said, strict=True))]
        left = [_of_what(part, before[i]) for i, part in enumerate(parts) if not said[i]]
        return sentence if not any(said) else joined((without(joined(left), STOP), "。"))

    def _is_said(self, sentence: Told) -> bool:
        """Whether it only says what the words have said."""
        if _counted(sentence):
            return self._is_counted(sentence, self._figures)
        if not self._nothing or figures_in(sentence):
            return False
        absent = [
            _signed(one.terms, self._of.form) for one in self._stated([sentence]) if one.kind is RelationKind.ALL_WORDS
        ]
        return bool(absent) and all(one in self._nothing for one in absent)

    def _is_counted(self, part: Told, said: Collection[Sum]) -> bool:
        return all(self._sum(figure.of) in said for figure in _counted(part))

    def marked(self, paragraph: Told) -> Told:
        """A paragraph of the body's own words, with what in it does not agree with the tables."""
        wrong = [one for one in self._broken if one.passage.text == paragraph]
        said = [f"（“{one.figures[0].written}”与汇总数{plain(one.expected)}不一致，请补充核对结果）" for one in wrong]
        return joined((paragraph, *said))

    # ---------------------------------------------------------------- what is said

    @cached_property
    def _figures(self) -> frozenset[Sum]:
        """What the words count."""
        return self._counted_by([words for paragraphs in self._own.values() for words in paragraphs])

    def _near(self, own: Told) -> frozenset[Sum]:
        """What the text counts of which these are words."""
        texts = (paragraphs for paragraphs in self._own.values() if own in paragraphs)
        return self._counted_by([words for paragraphs in texts for words in paragraphs])

    def _counted_by(self, own: Sequence[Told]) -> frozenset[Sum]:
        """What words count, as they ask for it, or as they are understood."""
        asked = (figure for words in own for figure in figures_in(words))
        sums = {self._sum(figure.of) for figure in asked if not is_reckoned(figure.of)}
        bound = (one for one in self._relations if one.kind in OF_TABLES and one.holds and one.passage.text in own)
        return frozenset(sums | {_signed(one.terms, self._of.form) for one in bound if not _last_year(one)})

    @cached_property
    def _nothing(self) -> frozenset[Sum]:
        """What they say did not happen, or is so of all."""
        absent = (one for one in self._relations if one.kind is RelationKind.ALL_WORDS and one.holds)
        return frozenset(_signed(one.terms, self._of.form) for one in absent)

    @cached_property
    def _broken(self) -> Sequence[StatedRelation]:
        wrong = (one for one in self._relations if one.kind in OF_TABLES and not one.holds and not one.loose)
        return [one for one in wrong if not _last_year(one)]

    @cached_property
    def _relations(self) -> Sequence[StatedRelation]:
        told = {str(words): words for paragraphs in self._own.values() for words in paragraphs}
        stated = self._stated(list(self._lines()))
        return [one for one in stated if not _is_asked(one, told.get(one.passage.text, ""))]

    def _lines(self) -> Iterator[str]:
        for name, paragraphs in self._own.items():
            label = self._of.form.fields[name].row_label
            yield from ([label] if SUBHEAD.match(label) else [])
            yield from map(str, paragraphs)

    def _stated(self, lines: Sequence[str]) -> Sequence[StatedRelation]:
        totals = {name: figure if name in self._of.stated else None for name, figure in self._of.totals.items()}
        text = text_of([self._of.title, self._heading, *lines], self._of.form, self._of.year, self._of.body or "")
        return Statements(text, Known(self._of.form, totals, self._of.last_year)).relations

    def _sum(self, sum_of: str) -> Sum:
        return _typed(self._sums.terms(sum_of), self._of.form)


def _counted(part: str) -> list[Said]:
    """Its figures that are no share and no change."""
    return [figure for figure in figures_in(part) if not is_reckoned(figure.of)]


def _parts(sentence: Told) -> Iterator[Told]:
    """What of a sentence can go alone: a clause that counts something, with what leads to it and what is said of it; a
    list of parts with their shares, as a whole.
    """
    part, listed = cut(sentence, 0, 0), False
    for found in CLAUSE.finditer(sentence):
        clause = cut(sentence, *found.span())
        begins = clause.startswith(AMONG) or _counted(clause) or part.endswith("；")
        if part and _counted(part) and begins and not listed and "占" not in part:
            yield part
            part = cut(sentence, 0, 0)
        part, listed = joined((part, clause)), listed or clause.startswith(AMONG)
    yield part


def _of_what(part: Told, gone: Told | None) -> Told:
    """其中自然人申请10件 with what it is among, where that went with the part before it: 新收政府信息公开申请中，自然人申请10件."""
    if gone is None or not part.startswith(AMONG):
        return part
    what = cut(gone, 0, figures_in(gone)[0].start).removesuffix(FROM_LAST_YEAR).lstrip(THIS_YEAR)
    return joined((what, "中，", cut(part, len(AMONG), len(part))))


def _signed(terms: Terms, form: Form) -> Sum:
    return _typed(((term.sign, term.field) for term in terms), form)


def _typed(signed: Iterable[tuple[int, str]], form: Form) -> Sum:
    return frozenset((sign, typed) for sign, name in signed for typed in form.typed_in(name))


def _is_asked(relation: StatedRelation, paragraph: str) -> bool:
    """Whether the figure that it is about was asked for by its name: of what that is, nobody has to find out."""
    places = {one.start - relation.passage.start for one in relation.figures[:1]}
    return any(figure.start <= at < figure.end for figure in figures_in(paragraph) for at in places)


def _last_year(relation: StatedRelation) -> bool:
    return any(term.last_year for term in relation.terms)
