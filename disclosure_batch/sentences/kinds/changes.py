"""A comparison with last year: by how many, by how much per cent, how many times, or as many as before."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import takewhile

from disclosure_batch.sentences.figures import Bound, WrittenFigure
from disclosure_batch.sentences.mentions import FIELD_SLOTS, Mention, field_slots
from disclosure_batch.sentences.pieces import Piece
from disclosure_batch.sentences.relation import RelationKind, Spoken, StatedRelation, rounded
from disclosure_batch.sentences.terms import Known, Terms

HUNDRED = Decimal(100)
NEARLY = Decimal("0.05")  # of what is said about
TIMES, POINTS = "倍", ("个百分点", "百分点")
RATIO = re.compile(r"(?:为|是|达到?|相当于)(?:上一?年度?|去年)(?:同期)?的?(?:[\d,.]+\D{1,2})?的$")
DOUBLE, ROUGHLY = Decimal(2), Decimal("0.15")
NOT_LAST_YEAR = re.compile(r"环比|[较比](?:上)?(?:季度|月)|[较比](?:前年|[二三四五]年前)")
CLAUSE = re.compile("[,;:()。]")
RATHER = re.compile(r"基本|大致|大体")


@dataclass(frozen=True, slots=True)
class Pair:
    """This year's figure and last year's, and where they stand in the text, if they do."""

    now: Decimal
    before: Decimal
    beside: Sequence[WrittenFigure]


def relations(spoken: Spoken, known: Known) -> Iterator[StatedRelation]:
    mentions = spoken.sentence.mentions
    for i, mention in enumerate(mentions):
        if not _is_change(spoken, mention):
            continue
        if mention.figure.counter in POINTS:
            yield from _points(spoken, mention, mentions[:i])
        else:
            subjects = _subjects([*spoken.sentence.before, *mentions], len(spoken.sentence.before) + i)
            yield from _first_that_fits([list(_change(spoken, mention, *one, known)) for one in subjects])
    for piece in spoken.sentence.pieces:
        if piece.mark == "level" or (piece.mark == "alike" and _is_compared(spoken, piece)):
            yield from _as_before(spoken, piece, known, Decimal(1))
        elif piece.mark == "doubled":
            yield from _as_before(spoken, piece, known, DOUBLE)


def _is_compared(spoken: Spoken, piece: Piece) -> bool:
    """数量与 2024 年相同: with what it is alike stands before it in the clause."""
    marks: set[str] = set()
    for other in spoken.sentence.pieces:
        if other.start >= piece.start:
            break
        marks = set() if other.stop else marks | {other.mark}
    return "versus" in marks


def _is_change(spoken: Spoken, mention: Mention) -> bool:
    """Whether it says by how much something differs from last year's."""
    times = mention.figure.counter == TIMES
    if not (mention.change or times) or mention.figure.bound not in (Bound.EXACT, Bound.ABOUT):
        return False
    before = CLAUSE.split(spoken.sentence.line.said[: mention.end].rpartition(mention.figure.written)[0])[-1]
    if "versus_other" in mention.marks or NOT_LAST_YEAR.search(before):
        return False
    return mention.change or bool(RATIO.search(before))


def _first_that_fits(said: Sequence[Sequence[StatedRelation]]) -> Sequence[StatedRelation]:
    """Of several that it may be said of, the one of which it is true; else of the first that anything is known of."""
    known = [relations for relations in said if relations]
    return next((some for some in known if some[0].holds), known[0] if known else ())


def _subjects(mentions: Sequence[Mention], i: int) -> Sequence[tuple[Mention, bool]]:
    """Of what the change is said: of its own words, of a figure that these name, else of the one right before.

    收到 231 件，其中法人 12 件；比上年减少 15 件: of the whole as well; whether it is said of it for certain.
    """
    mention = mentions[i]
    if mention.terms and not mention.empty:
        return [(mention, True)]
    if own := _listed(mentions, i):
        return [] if own.blocked else [(own, True)]
    counts = _named_by(_what_names_it(mentions, i), [m for m in mentions[:i] if _is_count(m)], mentions[:i])
    return _of_the_last(counts, mentions, i) if counts else _of_the_change_before(mentions, i)


def _of_the_last(counts: Sequence[Mention], mentions: Sequence[Mention], i: int) -> Sequence[tuple[Mention, bool]]:
    """Of the figure right before, if it is understood or last year's stands beside it; of its whole as well."""
    last = counts[-1]
    beside = not last.blocked or _stands_beside(last, [*mentions[:i], *mentions[i + 1 :][:1]])
    of_last = [(last, True)] if beside else []
    of_whole = [(last.whole, bool(of_last))] if last.whole in counts and not last.whole.blocked else []
    return [*of_last, *of_whole]


def _of_the_change_before(mentions: Sequence[Mention], i: int) -> Sequence[tuple[Mention, bool]]:
    """申请量增加 21 件，增幅为 17.5%: of what no figure is written."""
    named = _what_names_it(mentions, i)
    return [(named, True)] if named is not mentions[i] else []


def _listed(mentions: Sequence[Mention], i: int) -> Mention | None:
    """Of which figure a change is in a list of them, which has as many as the changes are."""
    run = _respectively(mentions, i)
    counts = [m for m in mentions[: run[0]] if _is_count(m)] if run else []
    return counts[len(counts) - len(run) + run.index(i)] if 0 < len(run) <= len(counts) else None


def _respectively(mentions: Sequence[Mention], i: int) -> Sequence[int]:
    """甲 396 件、乙 58 件，分别增长 12.8% 和下降 7.9%: the changes of such a list, if this is one of them."""
    for first in range(i, -1, -1):
        if not mentions[first].change:
            return ()
        if "respectively" in mentions[first].marks:
            behind = takewhile(lambda k: mentions[k].change, range(first, len(mentions)))
            return [k for k in behind if mentions[k].figure.counter == mentions[first].figure.counter]
    return ()


def _what_names_it(mentions: Sequence[Mention], i: int) -> Mention:
    """申请量较上年减少 3 件，下降 20%: the change in numbers right before says of what the one in per cent is."""
    before = mentions[i - 1] if i else None
    named = before is not None and before.change and not before.empty and bool(before.terms)
    return before if named and mentions[i].empty else mentions[i]


def _named_by(change: Mention, counts: Sequence[Mention], before: Sequence[Mention]) -> Sequence[Mention]:
    """Of which figures a change may be said; 与上年的 20 件相比增加 6 件: of what those are."""
    if not change.empty:
        named = [m for m in counts if not m.blocked and _names(change, m)]
        return _of_the_same(change, named)
    return _of_the_same(before[-1], counts) if before and before[-1].last_year else counts


def _of_the_same(one: Mention, counts: Sequence[Mention]) -> Sequence[Mention]:
    """Those that count the same as another, all of them where none does."""
    return [m for m in counts if _counts_the_same(m, one)] or counts


def _counts_the_same(one: Mention, other: Mention) -> bool:
    """Whether both say the same, or mean the same field (申请量较上年的 91 件: those that were received)."""
    fields = [[term.field for term in mention.terms[0]] if mention.terms else None for mention in (one, other)]
    alike = field_slots(one) == field_slots(other) or (fields[0] is not None and fields[0] == fields[1])
    return alike and one.figure.counter == other.figure.counter


def _stands_beside(count: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether last year's figure stands right before or behind: then it need not be understood of what both are."""
    mentions = [m for m in mentions if m is count or not m.change]  # 38 个，减少 7 个（上年 45 个）
    place = mentions.index(count)
    near = [*mentions[max(place - 1, 0) : place], *mentions[place + 1 :][:1]]
    return any(m.last_year and m.figure.counter == count.figure.counter for m in near)


def _is_count(mention: Mention) -> bool:
    return mention.counts and not mention.last_year and mention.figure.counter not in (TIMES, *POINTS)


def _names(change: Mention, figure: Mention) -> bool:
    """Whether a change says what a figure is of, with as many words or fewer: 收到申请 11 件，申请量增长 10%."""
    return all(change.frame[slot] == figure.frame.get(slot) for slot in FIELD_SLOTS if change.has(slot))


def _change(
    spoken: Spoken, mention: Mention, subject: Mention, certain: bool, known: Known
) -> Iterator[StatedRelation]:
    """Where it is not certain that it is said of the subject, only what follows."""
    pairs = list(_pairs(spoken.sentence.mentions, mention, subject, known))
    fitting = next((pair for pair in pairs if _follows(mention, pair)), None)
    if pairs and (fitting or (certain and not mention.blocked)):
        pair = fitting or pairs[0]
        yield spoken.relation(
            RelationKind.CHANGE,
            [mention.figure],
            fitting is not None,
            beside=pair.beside,
            terms=subject.terms[0] if subject.terms else (),
            expected=_expected(mention, pair),
            detail=f"{pair.now}/{pair.before}",
        )


def _pairs(mentions: Sequence[Mention], mention: Mention, subject: Mention, known: Known) -> Iterator[Pair]:
    """Both years' figures: from the sentence, from the tables, from the change in numbers beside one in per cent."""
    counts = [m for m in mentions if m is not mention and _is_of(m, subject)]
    before = _before(counts, subject, known)
    changes = _changes_beside(mentions, mention, subject)
    for now, beside in _this_years(counts, mention, subject, known):
        yield from (Pair(now, value, [*beside, *figures]) for value, figures in before)
        yield from (Pair(now, now - _signed(change), [*beside, change.figure]) for change in changes)


def _before(counts: Sequence[Mention], subject: Mention, known: Known) -> list[tuple[Decimal, list[WrittenFigure]]]:
    """Last year's figure: as the sentence has it, else as last year's report does."""
    written = [m.figure for m in counts if m.last_year and m.figure.counter == subject.figure.counter]
    values = (known.value(of_year(terms, last=True)) for terms in subject.terms)
    return [(f.value, [f]) for f in written] or [(value, []) for value in values if value is not None]


def _is_of(mention: Mention, subject: Mention) -> bool:
    """Whether a figure counts the same, in whichever year."""
    beside = subject.blocked and mention.last_year and (mention.empty or "to" in subject.marks)
    return mention.counts and (beside or field_slots(mention) == field_slots(subject))


def _changes_beside(mentions: Sequence[Mention], mention: Mention, subject: Mention) -> list[Mention]:
    """增加 3 件, beside 增长 37.5%."""
    if not mention.figure.share:
        return []
    changes = [m for m in mentions if m.change and m.figure.counter == subject.figure.counter != "%"]
    changes = [m for m in changes if ("versus_other" in m.marks) == ("versus_other" in mention.marks)]
    return [change for change in changes if abs(change.clause - mention.clause) <= 1]


def _this_years(
    counts: Sequence[Mention], mention: Mention, subject: Mention, known: Known
) -> Iterator[tuple[Decimal, list[WrittenFigure]]]:
    if not subject.change:
        yield subject.figure.value, [subject.figure]
        return
    for terms in subject.terms[:1]:
        if (value := known.value(of_year(terms, last=False))) is not None:
            yield value, []
    yield from ((m.figure.value, [m.figure]) for m in counts if not m.last_year)


def of_year(terms: Terms, last: bool) -> Terms:
    return tuple(replace(term, last_year=last) for term in terms)


def _signed(mention: Mention) -> Decimal:
    return -mention.figure.value if "down" in mention.marks else mention.figure.value


def _follows(mention: Mention, pair: Pair) -> bool:
    figure, change = mention.figure, pair.now - pair.before
    expected = _expected(mention, pair)
    if expected is None:
        return True
    if ("up" in mention.marks and change < 0) or ("down" in mention.marks and change > 0):
        return False
    if figure.bound is Bound.ABOUT:
        return abs(figure.value - abs(expected)) <= max(figure.step, NEARLY)
    return figure.value == abs(expected)


def _expected(mention: Mention, pair: Pair) -> Decimal | None:
    """What the change would have to be; None where it can't be told (from nothing)."""
    change = pair.now - pair.before
    if mention.figure.counter != TIMES and not mention.figure.share:
        return change
    if not pair.before:
        return None
    if mention.figure.share:
        return rounded(change * HUNDRED / pair.before, mention.figure.step)
    return rounded((change if mention.change else pair.now) / pair.before, mention.figure.step)


def _points(spoken: Spoken, mention: Mention, before: Sequence[Mention]) -> Iterator[StatedRelation]:
    """办结率 98.5%，较上年的 98.2% 提高 0.3 个百分点."""
    shares = [m for m in before if m.figure.share and not m.change][-2:]
    if len(shares) == 2 and shares[0].last_year != shares[1].last_year:
        now, last = sorted(shares, key=lambda m: m.last_year)
        change = now.figure.value - last.figure.value
        beside = [now.figure, last.figure]
        yield spoken.relation(
            RelationKind.CHANGE, [mention.figure], change == _signed(mention), beside=beside, expected=change
        )


def _as_before(spoken: Spoken, piece: Piece, known: Known, times: Decimal) -> Iterator[StatedRelation]:
    """与上年持平, 翻了一番: said of the figure before, which is as many times last year's."""
    before = [m for m in spoken.sentence.mentions if m.end <= piece.start and _is_count(m)]
    if not before or (before[-1].blocked and not _stands_beside(before[-1], spoken.sentence.mentions)):
        return
    subject = before[-1]
    if RATHER.search(spoken.sentence.line.said[subject.end : piece.start]):
        return
    if pair := next(_pairs(spoken.sentence.mentions, subject, subject, known), None):
        yield spoken.relation(
            RelationKind.CHANGE,
            [],
            _is_so_many_times(subject.figure.value, pair.before, times),
            beside=[subject.figure],
            terms=subject.terms[0] if subject.terms else (),
            expected=pair.before * times,
            detail=f"{subject.figure.value}/{pair.before}",
            span=spoken.sentence.span(piece.start, piece.end),
        )


def _is_so_many_times(now: Decimal, before: Decimal, times: Decimal) -> bool:
    """Exactly as many; twice as many is said about."""
    return now == before if times == 1 else bool(before) and abs(now / before - times) < ROUGHLY
