"""All that the sentences of a report state of figures, and whether it holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from disclosure_batch.sentences.figures import WrittenFigure
from disclosure_batch.sentences.kinds import absolutes, changes, fields, parts, repeats, shares
from disclosure_batch.sentences.mentions import Mention
from disclosure_batch.sentences.passages import Text
from disclosure_batch.sentences.relation import AT_MOST, Spoken, StatedRelation
from disclosure_batch.sentences.scopes import settle_scopes
from disclosure_batch.sentences.terms import Known

OF_A_SENTENCE = {
    "fields": fields.relations,
    "parts": parts.relations,
    "shares": shares.relations,
    "changes": changes.relations,
    "absolutes": absolutes.relations,
}
KINDS = (*OF_A_SENTENCE, "repeats")


@dataclass(frozen=True, eq=False)
class Statements:
    """A text, and the relations in it. kinds: those that are looked for."""

    text: Text
    known: Known
    kinds: Sequence[str] = KINDS

    @cached_property
    def spoken(self) -> Sequence[Spoken]:
        """The sentences that state anything, the figures of another scope than the tables' left alone."""
        spoken = [Spoken(passage, sentence) for passage, sentence in self.text.sentences()]
        settle_scopes(spoken, self.known, self.text)
        return spoken

    @cached_property
    def relations(self) -> Sequence[StatedRelation]:
        return list(self._relations())

    def _relations(self) -> Iterator[StatedRelation]:
        for one in self.spoken:
            for kind, find in OF_A_SENTENCE.items():
                if kind in self.kinds:
                    yield from find(one, self.known)
        if "repeats" in self.kinds:
            yield from repeats.relations(self.spoken, self.known)

    @cached_property
    def mentions(self) -> Sequence[Mention]:
        return [
            mention
            for one in self.spoken
            for mention in one.sentence.mentions
            if mention.figure.counter or mention.terms
        ]

    @cached_property
    def of_figure(self) -> Mapping[WrittenFigure, Sequence[StatedRelation]]:
        """Every figure that a relation binds, and all that do; that a part is no more than its whole binds none."""
        found: dict[WrittenFigure, list[StatedRelation]] = {}
        for relation in (relation for relation in self.relations if relation.detail != AT_MOST):
            for figure in (*relation.figures, *relation.beside):
                found.setdefault(figure, []).append(relation)
        return found

    @property
    def left(self) -> Sequence[Mention]:
        return [mention for mention in self.mentions if mention.figure not in self.of_figure]
