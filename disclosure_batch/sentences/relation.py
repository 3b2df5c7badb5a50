"""A relation that a sentence states, and whether it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from disclosure_batch.sentences.figures import Bound, WrittenFigure
from disclosure_batch.sentences.mentions import Mention, ParsedSentence
from disclosure_batch.sentences.passages import Passage
from disclosure_batch.sentences.terms import Known, Terms


class RelationKind(StrEnum):
    FIELD = "field"
    LIST = "list"
    SUM_OF_FIELDS = "sum_of_fields"
    BLOCK_SUM = "block_sum"
    AMOUNT = "amount"
    APPROXIMATE = "approximate"
    SUM_IN_SENTENCE = "sum_in_sentence"
    REMAINDER = "remainder"
    SHARE = "share"
    CHANGE = "year_on_year"
    ALL_WORDS = "all_words"
    SAME_SUBJECT = "same_subject"


OF_TABLES = (  # what is held against figures of the form
    RelationKind.FIELD,
    RelationKind.LIST,
    RelationKind.SUM_OF_FIELDS,
    RelationKind.BLOCK_SUM,
    RelationKind.AMOUNT,
    RelationKind.APPROXIMATE,
)


AT_MOST = "at most"  # the detail of a part that is no more than its whole, of which nothing else is told


@dataclass(frozen=True, eq=False)
class StatedRelation:
    """figures: those that it binds, the one that it is about first; beside: what else it was held against in the text.

    terms: the fields that it is held against. expected: what the figure would have to be, None where nobody can tell.
    loose: offices count it differently. detail: what is said of it besides. span: the words of which it is said.
    """

    kind: RelationKind
    passage: Passage
    sentence: ParsedSentence
    figures: Sequence[WrittenFigure]
    holds: bool
    terms: Terms = ()
    beside: Sequence[WrittenFigure] = ()
    expected: Decimal | None = None
    loose: bool = False
    detail: str = ""
    span: tuple[int, int] | None = None


@dataclass(frozen=True, eq=False)
class Spoken:
    """A sentence with where it stands; what a kind looks at."""

    passage: Passage
    sentence: ParsedSentence

    def relation(self, kind: RelationKind, figures: Sequence[WrittenFigure], holds: bool, **more) -> StatedRelation:
        return StatedRelation(kind, self.passage, self.sentence, figures, holds, **more)


def agrees(figure: WrittenFigure, actual: Decimal, unit: str = "") -> bool:
    """Whether a figure says what is the case, as exactly as it says it."""
    value, step = figure.value, figure.step
    if figure.money and unit:
        factor = figure.in_unit(unit) / figure.value if figure.value else Decimal(1)
        value, step = value * factor, step * factor
    if figure.bound is Bound.EXACT:
        return value == actual or (step != 1 and rounded(actual, step) == value)
    place = _last_place(value, step)
    over = value - actual
    if figure.bound is Bound.BELOW:
        return -place < over <= 0
    return 0 <= over < place if figure.bound is Bound.ABOVE else abs(over) < place


def rounded(value: Decimal, step: Decimal) -> Decimal:
    """To whole steps, halves away from zero."""
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def _last_place(value: Decimal, step: Decimal) -> Decimal:
    """What one in the last place that is not 0 is worth."""
    place = step
    while value and value % (place * 10) == 0:
        place *= 10
    return place


def value_in_tables(mention: Mention, known: Known) -> Decimal | None:
    """What the tables have for a mention's likeliest meaning."""
    return known.value(mention.terms[0]) if mention.terms else None
