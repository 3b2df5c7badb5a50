"""What the body's own words already say with a figure: the templates do not say it again.

A sentence of the templates goes where all that it counts, or all that it says did not happen, is said there; what else
it tells (a change against last year) words can ask for by its name. What contradicts the tables is marked.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from disclosure_batch.form.model import Form
from disclosure_batch.report.subject import Subject
from disclosure_batch.report.sums import Sums, is_reckoned
from disclosure_batch.report.told import Told, cut, figures_in, joined
from disclosure_batch.sentences.bind import Statements
from disclosure_batch.sentences.passages import SUBHEAD, text_of
from disclosure_batch.sentences.relation import RelationKind, StatedRelation
from disclosure_batch.sentences.terms import Known, Terms
from disclosure_batch.text import plain

OF_FIELDS = (
    RelationKind.FIELD,
    RelationKind.LIST,
    RelationKind.SUM_OF_FIELDS,
    RelationKind.BLOCK_SUM,
    RelationKind.AMOUNT,
    RelationKind.APPROXIMATE,
)
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

    def is_said(self, sentence: Told) -> bool:
        """Whether a sentence of the templates only says what the words have said."""
        if not self._own:
            return False
        counted = [self._sum(figure.of) for figure in figures_in(sentence) if not is_reckoned(figure.of)]
        if counted:
            return all(one in self._figures for one in counted)
        if not self._nothing or figures_in(sentence):
            return False
        absent = [
            _signed(one.terms, self._of.form) for one in self._stated([sentence]) if one.kind is RelationKind.ALL_WORDS
        ]
        return bool(absent) and all(one in self._nothing for one in absent)

    def marked(self, paragraph: Told) -> Told:
        """A paragraph of the body's own words, with what in it does not agree with the tables."""
        wrong = [one for one in self._broken if one.passage.text == paragraph]
        said = [f"（“{one.figures[0].written}”与汇总数{plain(one.expected)}不一致，请补充核对结果）" for one in wrong]
        return joined((paragraph, *said))

    # ---------------------------------------------------------------- what is said

    @cached_property
    def _figures(self) -> frozenset[Sum]:
        """What the words count: as they ask for it, or as they are understood."""
        asked = (figure for one in self._own.values() for words in one for figure in figures_in(words))
        sums = {self._sum(figure.of) for figure in asked if not is_reckoned(figure.of)}
        bound = (one for one in self._relations if one.kind in OF_FIELDS and one.holds)
        return frozenset(sums | {_signed(one.terms, self._of.form) for one in bound if not _last_year(one)})

    @cached_property
    def _nothing(self) -> frozenset[Sum]:
        """What they say did not happen, or is so of all."""
        absent = (one for one in self._relations if one.kind is RelationKind.ALL_WORDS and one.holds)
        return frozenset(_signed(one.terms, self._of.form) for one in absent)

    @cached_property
    def _broken(self) -> Sequence[StatedRelation]:
        wrong = (one for one in self._relations if one.kind in OF_FIELDS and not one.holds and not one.loose)
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
