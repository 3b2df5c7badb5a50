"""What the body's own words already say with a figure: the templates do not say it again.

What a sentence of the templates counts goes where it is said there, and so does what it says did not happen; what else
it tells (a change against last year, that all is done) stays, if the words don't say that. What contradicts the tables
is marked.
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
AMONG, FROM_LAST_YEAR, SHARE = "其中", "由上年的", "占"
AGAINST_LAST_YEAR = ("较上年", "与上年", "上年为")  # how a comparison begins
COMPARED = re.compile("[比较与同]上年|同比|去年|上一年")  # in words that compare
RARE = ("次", "篇", "期")  # units of indicators, in which hardly anything else is counted
RATE = re.compile("办结率|纠错率")
OF_ALL = re.compile("均|已")  # before it stands of what: 申请均已办结
AS_WELL = "也"  # 也无上年结转的申请, where what stood before is gone
VERB, HAPPENED = re.compile("^(收到|主动公开)(?!的)"), "发生"
SHORTEST_NAME = 2  # signs before a figure that name nothing yet: 办结18件
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

    def unsaid(self, sentences: Sequence[Told], own: Told) -> Iterator[Told]:
        """What of a paragraph's sentences the words have not said; own: those with which it begins.

        Of a sentence that says more only its paragraph's own words take something, and of a total on which others rest:
        an overview sums up what its paragraph tells as a whole.
        """
        if not self._own:
            yield from sentences
            return
        near = self._near(own)
        for one in sentences:
            rested_on = any(self._is_part(other, one) for other in sentences)
            yield self._unsaid(one, near, near if rested_on else self._figures)

    def _unsaid(self, sentence: Told, near: Collection[Sum], said: Collection[Sum]) -> Told:
        """near: what takes part of it, said: what takes the whole."""
        if not figures_in(sentence):
            return self._not_denied(sentence)
        sentence = self._unasked(sentence)
        parts = list(_parts(sentence))
        whole = bool(_counted(sentence)) and self._is_counted(sentence, said)
        gone = [whole or (bool(_counted(part)) and self._is_counted(part, near)) for part in parts]
        return joined(self._left(parts, gone)) if any(gone) else sentence

    def _unasked(self, sentence: Told) -> Told:
        """Without a change that the words have asked for: {较上年·本年新收}."""
        asked = {figure.of for words in self._words for figure in figures_in(words) if is_reckoned(figure.of)}
        changes = (one for one in _clauses(sentence) if one.startswith(AGAINST_LAST_YEAR))
        known = {str(one) for one in changes if asked.intersection(figure.of for figure in figures_in(one))}
        left = [one for one in _clauses(sentence) if one not in known]
        return joined((without(joined(left), STOP), "。")) if known else sentence

    def _left(self, parts: Sequence[Told], gone: Sequence[bool]) -> Iterator[Told]:
        """A sentence of the parts that are not gone, and of what those that are told besides."""
        left, before, besides = [], None, Told("")
        for part, is_gone in zip(parts, gone, strict=True):
            if is_gone:
                before, besides = part, self._besides(part)
                left.append(besides)
            else:
                left.append(_of_what(part, before, besides))
                before, besides = None, Told("")
        told = without(joined(left), STOP)
        yield joined((told, "。")) if told else told

    def _besides(self, part: Told) -> Told:
        """What a part tells beside its figure: 收到的群众信件和留言较上年增长100%，均已办结."""
        first, *more = _clauses(part)
        if not _counted(first):
            return Told("")
        rate = next((i for i, one in enumerate(more) if RATE.match(one)), len(more))
        clauses = list(self._clauses_besides(_what(first), more[:rate]))
        rates = [] if self._is_written(more[rate:]) else more[rate:]
        return joined((*clauses, *rates))

    def _clauses_besides(self, what: Told, clauses: Sequence[Told]) -> Iterator[Told]:
        """What else is told of it, which is named once; a share under the name of what it is a share of."""
        name, named = what, False
        for one in clauses:
            if _counted(one):
                name = _what(one)
            elif self._is_unsaid(what, one):
                yield joined((name, one)) if one.startswith(SHARE) else one if named else joined((what, one))
                named = True

    def _is_written(self, clauses: Sequence[Told]) -> bool:
        """Whether the words hold any of the figures of these: 99.50, be it as 99.5."""
        figures = (clause[figure.start : figure.end] for clause in clauses for figure in figures_in(clause))
        written = (figure.rstrip("0").rstrip(".") if "." in figure else figure for figure in figures)
        return any(figure in words for figure in written for words in self._words)

    def _is_unsaid(self, what: str, clause: Told) -> bool:
        """Whether the words have not compared, or not said that it is so of all."""
        if clause.startswith(AGAINST_LAST_YEAR):
            return not any(COMPARED.search(words) for words in self._words)
        return not _counted(clause) and not self._is_denied(joined((what, clause)))

    def _not_denied(self, sentence: Told) -> Told:
        """Of what did not happen, or is so of all, the clauses that the words have not said: 申请均予以公开."""
        clauses = _clauses(sentence)
        left = [one for one in clauses if not self._is_denied(one)]
        if len(left) == len(clauses) or not left:
            return sentence if left else cut(sentence, 0, 0)
        what = OF_ALL.split(clauses[0])[0] if OF_ALL.match(left[0]) else ""
        return joined((what, without(joined(left), STOP).removeprefix(AS_WELL), "。"))

    def _is_denied(self, clause: Told) -> bool:
        """Whether all that it says is that something did not happen, or is so of all, and the words have said so."""
        if not self._nothing:
            return False
        stated = [one for one in self._stated([clause]) if one.kind is RelationKind.ALL_WORDS]
        absent = [_signed(one.terms, self._of.form) for one in stated]
        return bool(absent) and all(one in self._nothing for one in absent)

    def _is_part(self, sentence: Told, whole: Told) -> bool:
        """Whether a sentence counts parts of what another one counts."""
        sums = [self._sum(figure.of) for figure in _counted(whole)]
        return any(self._sum(figure.of) < one for figure in _counted(sentence) for one in sums)

    def _is_counted(self, part: Told, said: Collection[Sum]) -> bool:
        return all(self._sum(figure.of) in said or self._is_worded(figure, part) for figure in _counted(part))

    def _is_worded(self, figure: Said, part: Told) -> bool:
        """Whether the words have an indicator in so many words, 培训2次, whatever they call it before: 信息员培训2次."""
        field = self._of.form.fields.get(figure.of)
        told = part[max(figure.start - 2, 0) : figure.end + len(field.unit)] if field else ""
        return bool(told) and field.unit in RARE and any(told in words for words in self._words)

    def marked(self, paragraph: Told) -> Told:
        """A paragraph of the body's own words, with what in it does not agree with the tables."""
        wrong = [one for one in self._broken if one.passage.text == paragraph]
        return joined((paragraph, *dict.fromkeys(map(_said_wrong, wrong))))

    # ---------------------------------------------------------------- what is said

    @cached_property
    def _words(self) -> Sequence[str]:
        return [words for paragraphs in self._own.values() for words in paragraphs]

    @cached_property
    def _figures(self) -> frozenset[Sum]:
        """What the words count."""
        return self._counted_by(self._words)

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
        """What they say did not happen, or is so of all; what they count as 0 did not happen, either."""
        absent = (one for one in self._relations if one.kind is RelationKind.ALL_WORDS and one.holds)
        zeros = (one for one in self._figures if not sum(sign * self._of.totals[name] for sign, name in one))
        return frozenset((*(_signed(one.terms, self._of.form) for one in absent), *zeros))

    @cached_property
    def _broken(self) -> Sequence[StatedRelation]:
        kinds = (*OF_TABLES, RelationKind.ALL_WORDS)
        wrong = (one for one in self._relations if one.kind in kinds and not one.holds and not one.loose)
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


def _clauses(sentence: Told) -> list[Told]:
    return [cut(sentence, *found.span()) for found in CLAUSE.finditer(sentence)]


def _parts(sentence: Told) -> Iterator[Told]:
    """What of a sentence can go alone: a clause that counts something, with what leads to it and what is said of it; a
    list of parts with their shares, as a whole.
    """
    part, listed = cut(sentence, 0, 0), False
    for clause in _clauses(sentence):
        begins = clause.startswith(AMONG) or _counted(clause) or part.endswith("；")
        if part and _counted(part) and begins and not listed and "占" not in part:
            yield part
            part = cut(sentence, 0, 0)
        part, listed = joined((part, clause)), listed or clause.startswith(AMONG)
    yield part


def _what(part: Told) -> Told:
    """The words of what a part counts, as what a sentence is about: 收到的群众信件和留言, 行政诉讼."""
    what = cut(part, 0, figures_in(part)[0].start).removesuffix(FROM_LAST_YEAR).lstrip(THIS_YEAR)
    return Told(VERB.sub(r"\1的", what.removeprefix(HAPPENED)))


def _of_what(part: Told, gone: Told | None, besides: Told) -> Told:
    """其中自然人申请10件 with what it is among, where that went with the part before it: 新收政府信息公开申请中，自然人申请10件.

    besides: what is left of that part, and names it.
    """
    named = figures_in(part) and figures_in(part)[0].start > SHORTEST_NAME and not part.startswith(AMONG)
    if gone is None or named or not figures_in(part):
        return part
    part = cut(part, len(AMONG) * part.startswith(AMONG), len(part))
    return part if besides else joined((_what(gone), "中，", part))


def _said_wrong(relation: StatedRelation) -> str:
    if relation.kind is RelationKind.ALL_WORDS:
        start, end = (at - relation.passage.start for at in relation.span)
        return f"（“{relation.passage.text[start:end]}”与表中的数不一致，请补充核对结果）"
    return f"（“{relation.figures[0].written}”与汇总数{plain(relation.expected)}不一致，请补充核对结果）"


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
