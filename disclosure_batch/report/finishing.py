"""What is done to the sentences of a section once its templates are carried out: by their figures, which they know."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from re import Pattern

from disclosure_batch.papers import DOUBTED
from disclosure_batch.report.narrative import THIS_YEAR
from disclosure_batch.report.ratios import with_even_places
from disclosure_batch.report.repeated import Repeated
from disclosure_batch.report.report import WrittenBlock
from disclosure_batch.report.subject import Subject
from disclosure_batch.report.sums import Sums, is_reckoned
from disclosure_batch.report.told import Told, cut, figures_in, joined, told_sentences, without
from disclosure_batch.report.unwritten import SIGNS
from disclosure_batch.report.words import OF_PART, of_part

STOPS = ("。", "！", "？", "；", "……")
NEVER_THERE = re.compile("(?!)")
COUNTER = re.compile(r"万元|人次|[件条篇次个期元]|")


class Finishing:
    """The sentences of one subject's report."""

    def __init__(self, subject: Subject, sums: Sums) -> None:
        self._of, self._sums = subject, sums
        self._doubted = subject.doubted

    def finished(self, blocks: Iterable[WrittenBlock], repeated: Repeated) -> tuple[WrittenBlock, ...]:
        """A section: it names its year once, says nothing again that the body's own words have said, and marks what
        rests on part of the units, or on a doubted figure.
        """
        texts = ((block, text) for block in blocks for text in self._texts(block.text, repeated))
        return tuple(_with_year([replace(block, text=text) for block, text in texts], f"{self._of.year}年，"))

    def _texts(self, text: Told, repeated: Repeated) -> Iterator[Told]:
        """A paragraph, its own words and what the templates say behind them; two, where the words have no full stop."""
        own, rest = repeated.parted(without(text, SIGNS))
        unsaid = map(with_even_places, repeated.unsaid(told_sentences(rest), own))
        said = self._marked(joined(unsaid), OF_PART)
        pieces = [repeated.marked(self._marked(own)), said] if own else [said]
        signs = joined(SIGNS.findall(text))
        if own and said and not own.endswith(STOPS):
            yield from (joined((piece, signs)) for piece in pieces)
        elif own or said:
            yield joined((*pieces, signs))

    def _marked(self, paragraph: str, marks: Pattern[str] = NEVER_THERE) -> Told:
        """The marks stand in the sentences; where several rest on the same units, once behind the last.

        marks: those that clauses without a figure bear already.
        """
        sentences = told_sentences(paragraph)
        counts = [frozenset(self._counts(one) | set(map(int, marks.findall(one)))) for one in sentences]
        sentences = [without(sentence, marks) for sentence in sentences]
        partly = [i for i, some in enumerate(counts) if some]
        if len(partly) > 1 and len(set(filter(None, counts))) == 1:
            counts = [some if i == partly[-1] else frozenset() for i, some in enumerate(counts)]
        above = "以上" if len(partly) > 1 and sum(map(bool, counts)) == 1 else ""
        pairs = zip(sentences, counts, strict=True)
        return joined(self._of_some(self._in_doubt(sentence), some, above) for sentence, some in pairs)

    def _in_doubt(self, sentence: Told) -> Told:
        """1564条（待核实）, in a 送审稿."""
        pieces, at = [], 0
        for figure in figures_in(sentence):
            if self._doubted and not is_reckoned(figure.of) and self._doubted.keys() & self._sums.fields(figure.of):
                end = COUNTER.match(sentence, figure.end).end()
                pieces += [cut(sentence, at, end), DOUBTED]
                at = end
        return joined([*pieces, cut(sentence, at, len(sentence))])

    def _counts(self, sentence: Told) -> set[int]:
        """Of how many units the indicators of a sentence are, where they are not all."""
        named = (name for figure in figures_in(sentence) for name in self._sums.named_in(figure.of))
        indicators = (name for name in named if not self._of.form.fields[name].required)
        return {self._of.reported[name] for name in indicators} - {len(self._of.contributors)}

    def _of_some(self, sentence: Told, counts: Collection[int], above: str) -> Told:
        """培训4次（据43家单位统计，另2家请补充）。"""
        if not counts:
            return sentence
        end = len(sentence) - sentence.endswith("。")
        mark = of_part(counts, len(self._of.contributors), above)
        return joined([cut(sentence, 0, end), mark, cut(sentence, end, len(sentence))])


def _with_year(blocks: Sequence[WrittenBlock], year: str) -> Iterator[WrittenBlock]:
    """2024年 where the section first asks for it, unless its words above have said so."""
    said = False
    for block in blocks:
        pieces: list[str] = []
        for piece in _parted(block.text):
            pieces.append(piece if piece != THIS_YEAR else "" if said else year)
            said = said or year[:-1] in pieces[-1]
        yield replace(block, text=joined(pieces))


def _parted(text: str) -> Iterator[str]:
    """The text before, between and behind the signs, and these."""
    at = 0
    for found in re.finditer(THIS_YEAR, text):
        yield from (cut(text, at, found.start()), THIS_YEAR)
        at = found.end()
    yield cut(text, at, len(text))
