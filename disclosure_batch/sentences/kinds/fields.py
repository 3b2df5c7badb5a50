"""A figure that one field of the form has, or several together: a count, an amount, exact or approximate."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from disclosure_batch.sentences.figures import Bound
from disclosure_batch.sentences.mentions import REMEDIES, Mention
from disclosure_batch.sentences.relation import RelationKind, Spoken, StatedRelation, agrees
from disclosure_batch.sentences.terms import Known, Terms


def relations(spoken: Spoken, known: Known) -> Iterator[StatedRelation]:
    for mention in spoken.sentence.mentions:
        values = [known.value(terms) for terms in mention.terms]
        if values and None not in values and mention.counts and not mention.blocked:
            yield from _of_mention(spoken, mention, values, known)


def _of_mention(spoken: Spoken, mention: Mention, values: Sequence[Decimal], known: Known) -> Iterator[StatedRelation]:
    """A figure held against what it may be; nothing is said against one of which that had to be guessed."""
    unit = known.form.fields[mention.terms[0][0].field].unit
    fitting = [i for i, value in enumerate(values) if agrees(mention.figure, value, unit)]
    if fitting or not mention.guessed:
        i = fitting[0] if fitting else 0
        yield spoken.relation(
            relation_kind_of(mention, mention.terms[i]),
            [mention.figure],
            bool(fitting),
            terms=mention.terms[i],
            expected=values[i],
            loose=bool(mention.meaning and mention.meaning.loose),
        )


def relation_kind_of(mention: Mention, terms: Terms) -> RelationKind:
    if mention.figure.money:
        return RelationKind.AMOUNT
    if mention.figure.bound is not Bound.EXACT:
        return RelationKind.APPROXIMATE
    if mention.listed:
        return RelationKind.LIST
    if len(terms) == 1:
        return RelationKind.FIELD
    blocks = {term.field.split(".")[1] for term in terms}
    return (
        RelationKind.BLOCK_SUM if mention.one("topic") in REMEDIES and len(blocks) > 1 else RelationKind.SUM_OF_FIELDS
    )
