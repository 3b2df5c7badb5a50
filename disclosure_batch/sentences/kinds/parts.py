"""Figures of one sentence of which one is the others together: parts and whole, what is left, what was added up."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby, takewhile

from disclosure_batch.form.model import Term
from disclosure_batch.sentences.figures import Bound
from disclosure_batch.sentences.itemised import counted_together, itemised
from disclosure_batch.sentences.mentions import (
    CARRIED,
    CONCLUDED,
    RECEIVED,
    REMEDIES,
    Mention,
    axis_of,
    field_slots,
    is_part,
)
from disclosure_batch.sentences.pieces import Piece
from disclosure_batch.sentences.relation import AT_MOST, RelationKind, Spoken, StatedRelation, value_in_tables
from disclosure_batch.sentences.terms import Known, Terms

COUNTED_IN_EACH = re.compile(r"分别计|重复计|重复统计|分别统计|同一(?:条)?信息|同时发布|同步发布|交叉")
EXCLUSIVE = ("column", "outcome", "result", "block", "reason")
UNKNOWN = "?"
NEARLY_ALL = Decimal("0.95")  # parts that come so near their whole are meant to be all of it
FEW = 2
MANY = 4  # of so many parts that nobody understands it is told where they nearly make their whole
OPEN = re.compile("等|主要")  # then they are not meant to be all of it
CARRIED_OVER: Terms = (Term(1, "requests.carried_in.total"),)
CONCLUDED_IN_ALL: Terms = (Term(1, "requests.outcome_total.total"),)


def relations(spoken: Spoken, known: Known) -> Iterator[StatedRelation]:
    """The detail says how parts fail: one, exclusive, channels, unknown, short; '' where they do not.

    AT_MOST of one that is no more than its whole, of which nothing else is told.
    """
    mentions = [m for m in spoken.sentence.mentions if m.counts and m.figure.bound is Bound.EXACT]
    yield from _of_wholes(spoken, mentions, known)
    yield from _of_a_sentence_before(spoken, mentions)
    for i, mention in enumerate(mentions):
        if "rest" in mention.marks:
            before = [m for m in spoken.sentence.before if m.counts and m.figure.bound is Bound.EXACT]
            yield from _left_over(spoken, mention, (before, mentions[:i]), known)
        elif "together" in mention.marks and mention.whole is None:
            yield from _together(spoken, mention, mentions[:i])
    yield from _balance(spoken, mentions)


# ---------------------------------------------------------------- parts and their whole


def _of_wholes(spoken: Spoken, mentions: Sequence[Mention], known: Known) -> Iterator[StatedRelation]:
    for whole in mentions:
        for parts in _divided(whole, mentions, spoken.sentence.pieces):
            yield from _of_whole(spoken, whole, parts, known)
        yield from _of_halves(spoken, whole, mentions)


def _parts(whole: Mention, mentions: Sequence[Mention]) -> list[Mention]:
    counters = (whole.figure.counter, "")
    alike = [m for m in mentions if m.whole is whole and m.figure.counter in counters and not _is_a_subtotal(m)]
    aside = ("with_carried", "rest", "other_quarter")
    return [m for m in alike if m.marks.isdisjoint(aside) and m.frame.get("year") in (None, *_year(whole))]


def _is_a_subtotal(mention: Mention) -> bool:
    """…，共计 22 件."""
    return mention.empty and not mention.blocked and "together" in mention.marks


def _divided(whole: Mention, mentions: Sequence[Mention], pieces: Sequence[Piece]) -> Sequence[Sequence[Mention]]:
    """Its parts; apart from each other what is listed right behind it and comes to it, and what else it is divided by.

    Where a list follows that has to be all of it, all that is listed.
    """
    parts, listed = _parts(whole, mentions), itemised(whole, mentions, pieces)
    if listed is None:  # 18 件（网上 12 件、信函 6 件），其中 16 件已办结: those in brackets are another division
        return [list(group) for _, group in groupby(parts, key=lambda part: part.depth)]
    if come_to_it := listed.that_come_to_it:
        return [come_to_it, [m for m in parts if m not in come_to_it and is_part(m, whole)]]
    return [listed.meant if listed.complete and len(listed.items) > len(parts) else parts]


def _year(whole: Mention) -> Sequence[tuple[str, ...]]:
    """Of which year its parts are, where they say it."""
    return [whole.frame["year"]] if whole.has("year") else [("this",)]


def _of_whole(spoken: Spoken, whole: Mention, parts: Sequence[Mention], known: Known) -> Iterator[StatedRelation]:
    """Parts of one kind, held against their whole; where one is not understood all of them are one kind."""
    axes = [_axis(part, whole) for part in parts]
    if UNKNOWN in axes:  # beside channels it is one, too: 网站 410 条、文化场馆电子屏 70 条
        one = "channel" if "channel" in axes else UNKNOWN
        axes = [axis if axis == "carried" else one for axis in axes]
    for axis, group in groupby(zip(axes, parts, strict=True), key=lambda pair: pair[0]):
        if axis and axis != "carried":
            yield from _of_kind(spoken, whole, [part for _, part in group], axis, known)


def _of_a_sentence_before(spoken: Spoken, mentions: Sequence[Mention]) -> Iterator[StatedRelation]:
    """办结 50 件。予以公开 19 件，…: where they come to it; that they do not is for the tables to say."""
    for whole in reversed(spoken.sentence.before):
        of_it = [m for m in mentions if _is_part_of_one_before(m, whole)]
        several = _parts(whole, mentions), of_it, _counted_alike(whole, mentions)
        if parts := next((some for some in several if _come_to(some, whole)), ()):
            figures = [whole.figure, *(m.figure for m in parts)]
            yield spoken.relation(RelationKind.SUM_IN_SENTENCE, figures, True, expected=whole.figure.value)
            return


def _counted_alike(whole: Mention, mentions: Sequence[Mention]) -> Sequence[Mention]:
    """公开 20418 条。部门 13206 条，乡镇 7212 条: all of a sentence, whatever they are of, if it speaks of nothing else."""
    told = not whole.blocked and not whole.last_year and whole.depth == 0
    own = all(m.figure.counter == whole.figure.counter and m.depth == 0 and m.whole is None for m in mentions)
    return mentions if told and own else ()


def _come_to(parts: Sequence[Mention], whole: Mention) -> bool:
    return len(parts) >= FEW and counted_together(parts) == whole.figure.value


def _is_part_of_one_before(part: Mention, whole: Mention) -> bool:
    understood = whole.counts and not whole.blocked and not part.blocked
    alike = part.figure.counter == whole.figure.counter and part.whole in (None, whole)
    by_some_way = part.has("way") and part.frame.get("topic") == whole.frame.get("topic") and not whole.has("way")
    return understood and alike and (by_some_way or axis_of(part, whole) in EXCLUSIVE)


def _of_halves(spoken: Spoken, whole: Mention, mentions: Sequence[Mention]) -> Iterator[StatedRelation]:
    """收到 22 件，上半年 9 件、下半年 13 件: where they come to it."""
    place = mentions.index(whole)
    before = mentions[:place][::-1] if "together" in whole.marks else ()  # 上半年 9 件、下半年 13 件，共 22 件
    runs = (list(takewhile(lambda m: _is_of_a_period(m, whole), run)) for run in (mentions[place + 1 :], before))
    if parts := next((run for run in runs if _come_to(run, whole)), ()):
        figures = [whole.figure, *(m.figure for m in parts)]
        yield spoken.relation(RelationKind.SUM_IN_SENTENCE, figures, True, expected=whole.figure.value)


def _is_of_a_period(part: Mention, whole: Mention) -> bool:
    return "other_quarter" in part.marks and part.figure.counter == whole.figure.counter


def _axis(part: Mention, whole: Mention) -> str:
    if part.one("row") in CARRIED and whole.blocked | whole.guessed:  # 审结 78 件，未结 2 件: beside the parts
        return "carried"
    if part.blocked or part.has("way") or not part.has("topic") or _says_no_more(part, whole):
        return UNKNOWN
    return axis_of(part, whole) or (UNKNOWN if _is_another_thing(part, whole) else "")


def _is_another_thing(part: Mention, whole: Mention) -> bool:
    """发布信息 93 条，其中…，政策解读 4 条: a part of what was published, whatever it is called."""
    published = "published" in whole.frame.get("topic", ())
    return published and part.one("topic") not in ("published", "requests", *REMEDIES)


def _says_no_more(part: Mention, whole: Mention) -> bool:
    """解读 52 篇, 其中图解等解读 58 篇: by what it is a part is not understood."""
    return field_slots(part).items() <= field_slots(whole).items()


def _of_kind(
    spoken: Spoken, whole: Mention, parts: Sequence[Mention], axis: str, known: Known
) -> Iterator[StatedRelation]:
    total = counted_together(parts)
    larger = [part.figure for part in parts if part.figure.value > whole.figure.value]
    figures = [whole.figure, *(part.figure for part in parts)]
    if larger:
        yield spoken.relation(RelationKind.SUM_IN_SENTENCE, figures, False, expected=total, detail="one", beside=larger)
    elif len(parts) >= FEW and (detail := _mismatch(spoken, whole, parts, axis, known)) is not None:
        yield spoken.relation(RelationKind.SUM_IN_SENTENCE, figures, not detail, expected=total, detail=detail)
    elif len(parts) == 1:
        yield spoken.relation(RelationKind.SUM_IN_SENTENCE, figures, True, expected=total, detail=AT_MOST)


def _mismatch(spoken: Spoken, whole: Mention, parts: Sequence[Mention], axis: str, known: Known) -> str | None:
    """How the parts fail: '' where they do not, None where nothing can be said of it."""
    total, of = counted_together(parts), whole.figure.value
    if total == of:
        return ""
    if axis == "channel":
        return _of_channels(spoken, parts, total, of)
    # outcomes are those of what was carried in as well, so that they may be more than what was received
    of_received = axis == "outcome" and whole.one("act") in RECEIVED
    if of_received:
        most = of + max(known.value(CARRIED_OVER) or 0, _brought(spoken))
        if whole.guessed:  # 本局收到 11 件、转来 1 件: it may not be all of them
            most = max(most, known.value(CONCLUDED_IN_ALL) or 0)
        return "unknown" if total > most else None
    if axis == UNKNOWN:
        brought = _brought(spoken) if whole.one("act") in RECEIVED else Decimal(0)
        return _of_unknown(spoken, (whole, *parts), total - of, brought)
    return _of_exclusive(axis in EXCLUSIVE, total > of, as_in_the_tables=_as_in_the_tables((whole, *parts), known))


def _of_unknown(spoken: Spoken, mentions: Sequence[Mention], too_many: Decimal, brought: Decimal) -> str | None:
    """Of parts that are not understood; fewer are told of where there are many, and they nearly make their whole.

    brought: what was carried in, which they may have with them.
    """
    if too_many > 0:
        return "unknown" if too_many > brought else None
    nearly = -too_many <= mentions[0].figure.value * (1 - NEARLY_ALL)
    return "short" if nearly and len(mentions) > MANY and not OPEN.search(_words_of(spoken, mentions)) else None


def _words_of(spoken: Spoken, mentions: Sequence[Mention]) -> str:
    """From the first figure to the last."""
    said = spoken.sentence.line.said
    return said[mentions[0].end : mentions[-1].end]


def _brought(spoken: Spoken) -> Decimal:
    """What the sentence itself says was carried in."""
    brought = (m for m in spoken.sentence.mentions if m.one("row") == "carried_in" and not m.has("column"))
    return max((m.figure.value for m in brought), default=Decimal(0))


def _of_exclusive(exclusive: bool, too_many: bool, as_in_the_tables: bool) -> str | None:
    if too_many:
        return "exclusive" if exclusive else "unknown"
    return "short" if exclusive and not as_in_the_tables else None


def _as_in_the_tables(mentions: Sequence[Mention], known: Known) -> bool:
    return all(value_in_tables(one, known) == one.figure.value for one in mentions)


def _of_channels(spoken: Spoken, parts: Sequence[Mention], total: Decimal, of: Decimal) -> str | None:
    """One item on two channels counts in both; of fewer something is said where all channels are named, or nearly."""
    sentence = spoken.sentence
    if COUNTED_IN_EACH.search(sentence.line.said, sentence.start, sentence.end):
        return None
    if total > of:
        return "channels"
    all_named = any(part.one("channel") == "other_means" for part in parts)
    return "short" if all_named or total >= of * NEARLY_ALL else None


# ---------------------------------------------------------------- what is left, what was added up


def _left_over(
    spoken: Spoken, mention: Mention, figures: tuple[Sequence[Mention], Sequence[Mention]], known: Known
) -> Iterator[StatedRelation]:
    """其余 n 件: what is left of the whole before, which may stand in another sentence. figures: of those, of this."""
    before, here = figures
    alike = _alike((*before, *here), mention)
    wholes = _wholes(alike, mention)
    fitting = _that_leave(mention.figure.value, alike, wholes)
    carried = mention.one("row") in CARRIED and _as_in_the_tables([mention], known)  # 余 1 件延至次年
    sure = [whole for whole in wholes[:1] if not carried and whole in here and _is_sure(whole, mention)]
    for whole, taken in fitting[:1] or [(whole, _taken(alike, whole)) for whole in sure]:
        beside = [whole.figure, *(m.figure for m in taken)]
        left = _left(whole, taken)
        if left < 0:  # then it is the rest of something else
            return
        yield spoken.relation(RelationKind.REMAINDER, [mention.figure], bool(fitting), expected=left, beside=beside)


def _that_leave(
    rest: Decimal, alike: Sequence[Mention], wholes: Sequence[Mention]
) -> list[tuple[Mention, Sequence[Mention]]]:
    """The wholes of which so many are left, each with what is taken from it."""
    pairs = ((whole, taken) for whole in wholes for taken in (_taken(alike, whole), _beside(alike, whole)))
    return [(whole, taken) for whole, taken in pairs if _left(whole, taken) == rest]


def _is_sure(whole: Mention, rest: Mention) -> bool:
    return whole is rest.whole or _is_a_whole(whole)


def _alike(mentions: Sequence[Mention], mention: Mention) -> list[Mention]:
    """Those of this year that are counted in the same unit."""
    return [m for m in mentions if m.figure.counter == mention.figure.counter and not m.last_year]


def _wholes(alike: Sequence[Mention], mention: Mention) -> list[Mention]:
    """Of what it may be the rest, the likeliest first; something is taken from each."""
    own = [mention.whole] if mention.whole in alike else []
    return [whole for whole in [*own, *(m for m in alike if m not in own)] if _taken(alike, whole)]


def _taken(alike: Sequence[Mention], whole: Mention) -> list[Mention]:
    after = alike[alike.index(whole) + 1 :]
    return [m for m in after if m.whole is whole] or [m for m in after if m.whole is None]


def _beside(alike: Sequence[Mention], whole: Mention) -> list[Mention]:
    """除 1 件撤回、2 件转下年外: all behind it, a part of it or not."""
    return [m for m in alike[alike.index(whole) + 1 :] if m.depth == whole.depth]


def _left(whole: Mention, taken: Sequence[Mention]) -> Decimal:
    """Of what was received with what was carried in: 新收 64 件、上年结转 2 件，办结 65 件，剩余 1 件."""
    brought = [m for m in taken if m.one("row") == "carried_in" and whole.one("act") in RECEIVED]
    return whole.figure.value - counted_together(taken) + 2 * counted_together(brought)


def _is_a_whole(mention: Mention) -> bool:
    """Whether it is itself no part of anything: neither an outcome nor one kind of applicants."""
    granted = mention.one("act") == "release" and (mention.guessed or mention.one("topic") == "requests")
    told = any(mention.has(slot) for slot in ("row", "column", "result", "channel"))
    return mention.whole is None and mention.has("topic") and not told and not granted


def _together(spoken: Spoken, mention: Mention, before: Sequence[Mention]) -> Iterator[StatedRelation]:
    """甲 12 件，乙 5 件，合计 17 件."""
    alike = [m for m in before if m.figure.counter == mention.figure.counter and m.depth == mention.depth]
    added = _added(mention.figure.value, alike)
    if added or (mention.empty and _nothing_but_their_sum(alike)):
        figures = [m.figure for m in added or alike]
        total = sum((figure.value for figure in figures), Decimal(0))
        detail = "" if added else "exclusive"
        yield spoken.relation(
            RelationKind.SUM_IN_SENTENCE, [mention.figure, *figures], bool(added), expected=total, detail=detail
        )


def _added(total: Decimal, before: Sequence[Mention]) -> Sequence[Mention]:
    """The last few that come to the total."""
    for n in range(FEW, len(before) + 1):
        if sum(m.figure.value for m in before[-n:]) == total:
            return before[-n:]
    return ()


def _nothing_but_their_sum(before: Sequence[Mention]) -> bool:
    """Whether they are told from each other by one thing alone, so that nothing else can be meant."""
    if len(before) < FEW or any(m.blocked or not m.has("topic") for m in before):
        return False
    told = [slot for slot in ("column", "channel", "result", "row") if len({m.frame.get(slot) for m in before}) > 1]
    return len({m.one("topic") for m in before}) == 1 and len(told) == 1


def _balance(spoken: Spoken, mentions: Sequence[Mention]) -> Iterator[StatedRelation]:
    """新收 80 件，上年结转 3 件，办结 81 件，结转 2 件: what came in is what was concluded and what was carried over.

    Where it is not so, the tables say which figure is wrong.
    """
    rows = ((*RECEIVED, "due"), ("carried_in", "carried"), CONCLUDED, ("carried_out", "carried"))
    came, brought, done, out = (_requests(mentions, *which) for which in rows)
    for whole in came if done and out else ():
        left = done[0].figure.value + out[-1].figure.value
        with_brought = [m for m in brought[:1] if m is not out[-1] and whole.figure.value + m.figure.value == left]
        if whole.figure.value == left or with_brought:
            figures = [m.figure for m in (whole, *with_brought, done[0], out[-1])]
            yield spoken.relation(RelationKind.SUM_IN_SENTENCE, figures, True, expected=left)


def _requests(mentions: Sequence[Mention], *which: str) -> list[Mention]:
    """Requests of all applicants that are in one of these rows, or with which one of these things was done."""
    of = [m for m in mentions if m.one("topic") == "requests" and not m.blocked and not m.last_year]
    return [m for m in of if not m.has("column") and (m.one("row") or m.one("act")) in which]
