"""The same subject in two places of a report: both say the same figure."""

from collections.abc import Iterator, Sequence

from disclosure_batch.sentences.figures import Bound
from disclosure_batch.sentences.mentions import CONTENT, Mention
from disclosure_batch.sentences.relation import Kind, Relation, Spoken, agrees
from disclosure_batch.sentences.terms import Known


def relations(spoken: Sequence[Spoken], known: Known) -> Iterator[Relation]:
    """Over all sentences; where the tables hold the field, and figures differ, they are held against these instead."""
    first: dict[tuple, tuple[Spoken, Mention]] = {}
    for one, mention in ((said, mention) for said in spoken for mention in said.sentence.mentions):
        key = _subject(mention)
        there, other = first.setdefault(key, (one, mention))
        same = _same(mention, other)
        in_tables = bool(key) and known.value(mention.terms[0]) is not None
        if key and there is not one and (same or not in_tables):
            yield one.relation(
                Kind.SAME_SUBJECT,
                [mention.figure],
                same,
                beside=[other.figure],
                expected=other.figure.value,
                terms=mention.terms[0],
            )


def _subject(mention: Mention) -> tuple:
    """What it is of, where nothing else than the field matters."""
    this_year = mention.one("year") in ("", "this") and mention.one("scope") in ("", "own")
    if mention.blocked or not mention.counts or not mention.terms or mention.carry or not this_year:
        return ()
    return (*((slot, mention.frame.get(slot)) for slot in CONTENT if slot != "act"), mention.terms[0])


def _same(one: Mention, other: Mention) -> bool:
    exact, rough = (one, other) if one.figure.bound is Bound.EXACT else (other, one)
    if exact.figure.bound is not Bound.EXACT:
        return True
    return agrees(rough.figure, exact.figure.value)
