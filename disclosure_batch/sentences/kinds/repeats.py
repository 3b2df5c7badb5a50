"""The same subject in two places of a report: both say the same figure."""

import re
from collections.abc import Iterator, Sequence

from disclosure_batch.sentences.figures import Bound
from disclosure_batch.sentences.mentions import FIELD_SLOTS, Mention
from disclosure_batch.sentences.relation import RelationKind, Spoken, StatedRelation, agrees
from disclosure_batch.sentences.terms import Known

TO_COME = re.compile(r"改进措施|整改措施|下一步|下步|今后|接下来|来年|明年|[将拟](?!近)|计划")


def relations(spoken: Sequence[Spoken], known: Known) -> Iterator[StatedRelation]:
    """Over all sentences; where the tables hold the field, and figures differ, they are held against these instead.

    loose: both are said in other words.
    """
    first: dict[tuple, tuple[Spoken, Mention]] = {}
    for one, mention in ((said, mention) for said in spoken for mention in said.sentence.mentions):
        key = () if _is_to_come(one, mention) else _subject(mention)
        there, other = first.setdefault(key, (one, mention))
        same = _same(mention, other)
        in_tables = bool(key) and known.value(mention.terms[0]) is not None
        if key and there is not one and (same or not in_tables):
            yield one.relation(
                RelationKind.SAME_SUBJECT,
                [mention.figure],
                same,
                beside=[other.figure],
                expected=other.figure.value,
                terms=mention.terms[0],
                loose=_words(one, mention) != _words(there, other),
            )


def _words(spoken: Spoken, mention: Mention) -> set[str]:
    """In which words it is said, its unit among them: 主动公开政府信息 and 发布信息 may be two things."""
    near = (p for p in spoken.sentence.pieces if mention.start <= p.start and p.end <= mention.end and p.sense)
    return {mention.figure.counter, *(piece.text for piece in near if piece.sense.slot in FIELD_SLOTS)}


def _is_to_come(spoken: Spoken, mention: Mention) -> bool:
    """改进措施：……开展培训 3 期: what is meant to be done is no figure of the year."""
    return bool(TO_COME.search(spoken.sentence.line.said[: mention.end]))


def _subject(mention: Mention) -> tuple:
    """What it is of, where nothing else than the field matters."""
    this_year = mention.one("year") in ("", "this") and mention.one("scope") in ("", "own")
    if mention.blocked or mention.doubtful or not mention.counts or not mention.terms or mention.carry or not this_year:
        return ()
    return (*((slot, mention.frame.get(slot)) for slot in FIELD_SLOTS if slot != "act"), mention.terms[0])


def _same(one: Mention, other: Mention) -> bool:
    exact, rough = (one, other) if one.figure.bound is Bound.EXACT else (other, one)
    if exact.figure.bound is not Bound.EXACT:
        return True
    return agrees(rough.figure, exact.figure.value)
