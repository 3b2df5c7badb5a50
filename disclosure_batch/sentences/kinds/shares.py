"""A share or a rate, and the figures from which it follows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product

from disclosure_batch.sentences.figures import Bound, WrittenFigure
from disclosure_batch.sentences.meaning import resolve
from disclosure_batch.sentences.mentions import (
    CONCLUDED,
    RECEIVED,
    REMEDIES,
    Mention,
    ParsedSentence,
    axis_of,
    field_slots,
)
from disclosure_batch.sentences.relation import RelationKind, Spoken, StatedRelation, rounded
from disclosure_batch.sentences.terms import Known, Terms, terms_of

Whole = tuple[Decimal, WrittenFigure | None]  # and where it stands in the sentence, if it does
USUAL = ("requests.outcome_total.total", "requests.new.total", "requests.new.total + requests.carried_in.total")
RATES_OF_CONCLUSION = ("办结率", "办理率", "回复办结率", "结案率", "回复率", "答复率", "办复率")
RELEASED = {"granted", "granted_in_part", "disclosed"}
RATES: Mapping[str, str] = {"纠错率": "corrected", "败诉率": "corrected", "维持率": "upheld"}
HUNDRED = Decimal(100)
TELLING = ("row", "column", "result", "channel")  # by what a part is told from others


def relations(spoken: Spoken, known: Known) -> Iterator[StatedRelation]:
    mentions = spoken.sentence.mentions
    taken = _respectively(mentions)
    last: StatedRelation | None = None  # the share before, of a list of them
    for i, mention in enumerate(mentions):
        if not _is_share(mention):
            continue
        if _of_several(spoken, mention):
            yield from _share_of_several(spoken, mention, mentions[:i], known)
        elif "rate" in mention.marks:
            yield from _rate(spoken, mention, known)
        elif part := taken.get(i) or _part(mentions, i):
            last = _share(spoken, mention, part, (known, last))
            yield from filter(None, [last])
        elif not mention.blocked and "share" in mention.marks:
            yield from _share_of_a_field(spoken, mention, known)


def _is_share(mention: Mention) -> bool:
    exact = mention.figure.share and mention.figure.bound is Bound.EXACT
    return exact and not mention.change and not mention.last_year


def _respectively(mentions: Sequence[Mention]) -> dict[int, Mention]:
    """甲 5 件、乙 3 件，分别占 62.5%、37.5%: share -> the part that it is of."""
    shares = [i for i, m in enumerate(mentions) if m.figure.share and not m.change]
    first = next((i for i in shares if "respectively" in mentions[i].marks), None)
    if first is None:
        return {}
    run = [i for i in shares if i >= first]
    parts = [m for m in mentions[:first] if not m.figure.share][-len(run) :]
    return dict(zip(run, parts, strict=False)) if len(parts) == len(run) else {}


def _part(mentions: Sequence[Mention], i: int) -> Mention | None:
    """The figure of which the share is said: in brackets behind, or the one right before."""
    behind = next((m for m in mentions[i + 1 : i + 2] if _says_the_same(mentions[i], m)), None)
    return behind or _part_before(mentions, i)


def _part_before(mentions: Sequence[Mention], i: int) -> Mention | None:
    share, before = mentions[i], mentions[i - 1] if i else None
    of_another = share.blocked and "share" not in share.marks  # 公开 60 件，全文电子化率达 100%
    if before is None or not before.counts or of_another or _says_another(share, before):
        return None
    rows = before.frame.get("row", ())
    released = before.one("act") == "release" or (bool(rows) and set(rows) <= RELEASED)
    return before if released or "release_rate" not in share.marks else None  # 公开 51 件，公开率 79.7%


def _says_another(share: Mention, before: Mention) -> bool:
    """办理 1527 件，其中予以公开占 58.5%: the share says itself of what it is."""
    said = {slot: share.frame[slot] for slot in TELLING if share.has(slot)}
    of_another = not share.empty and any(before.frame.get(slot) != value for slot, value in said.items())
    return bool(said) and (of_another or "share" not in share.marks)


def _says_the_same(share: Mention, behind: Mention) -> bool:
    """予以公开的占 46.47%（618 件）, 占 40%，即 28 件."""
    again = "that_is" in behind.marks or (behind.depth > share.depth and behind.whole is share)
    return again and behind.counts and field_slots(share) == field_slots(behind)


def _share(
    spoken: Spoken, mention: Mention, part: Mention, at_hand: tuple[Known, StatedRelation | None]
) -> StatedRelation | None:
    """at_hand: the tables, and the share before: the next in a list is of the same."""
    wholes, sure = _candidates(spoken, mention, part, at_hand)
    number, mentions = part.figure.value, spoken.sentence.mentions
    fitting = _fitting(mention, number, wholes, mentions)
    if fitting is None and sure is None:  # then what the sentences before have, where it follows from that
        fitting = _fitting(mention, number, list(_of_sentences_before(part, spoken.sentence)), mentions)
    if fitting is None and sure is None:
        return None
    value, figure = fitting or sure
    beside = [part.figure, *([figure] if figure else [])]
    return _relation(spoken, mention, (number, value), fitting is not None, beside)


def _fitting(share: Mention, part: Decimal, wholes: Sequence[Whole], mentions: Sequence[Mention]) -> Whole | None:
    """Of which it is the share, rather as it is written than nearly."""
    tests = (follows, _nearly_follows) if _is_levelled(share, mentions) else (follows,)
    fitting = (whole for test in tests for whole in wholes if test(share.figure, part, whole[0]))
    return next(fitting, None)


def _candidates(
    spoken: Spoken, mention: Mention, part: Mention, at_hand: tuple[Known, StatedRelation | None]
) -> tuple[list[Whole], Whole | None]:
    """What the share may be of, and what it is of for certain, if that can be told."""
    known, last = at_hand
    wholes = list(_wholes(part, mention, spoken.sentence, known))
    sentence = spoken.sentence
    if wholes and not _stands_beside(part, wholes[0], sentence) and _is_sure(part, mention, sentence, wholes[0]):
        return wholes, wholes[0]
    listed = _of_the_list(part, last, sentence)
    return [*wholes, *([listed] if listed else [])], listed


def _stands_beside(part: Mention, whole: Whole, sentence: ParsedSentence) -> bool:
    """公开 11 件，占 55%；部分公开 2 件: what has a share itself is rather a part as well, so that it is not certain."""
    mentions = sentence.mentions
    other = next((i for i, m in enumerate(mentions) if m.figure is whole[1]), None)
    if other is None or mentions[other] is part.whole:
        return False
    return any(_is_share(m) and "share" in m.marks for m in mentions[other + 1 : other + 2])


def _is_levelled(share: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether it is in a list that makes 100 as it is written: for that each may be off by less than its last place."""
    run: list[Mention] = []
    for mention in (m for m in mentions if _is_share(m) and "rate" not in m.marks):
        run.append(mention)
        together = sum(one.figure.value for one in run)
        if together == HUNDRED and len(run) > 1 and share in run:
            return True
        if together >= HUNDRED:
            run = []
    return False


def _of_the_list(part: Mention, last: StatedRelation | None, sentence: ParsedSentence) -> Whole | None:
    """甲 5 件，占 62.5%；乙 3 件，占 38.5%: what the share right before is of, where it follows from that."""
    if last is None or not last.holds or not last.beside:
        return None
    place, other = sentence.mentions.index(part), last.beside[0]
    whole = Decimal(last.detail.rpartition("/")[2])
    right_before = sentence.mentions[place - 1].figure is last.figures[0]
    alike = all(figure.counter == part.figure.counter for figure in last.beside)
    figure = next((figure for figure in last.beside[1:] if figure.value == whole), None)
    certain = figure is not None or last.figures[0].step < 1  # 50 % may be of anything
    fits = alike and part.figure.value + other.value <= whole
    return (whole, figure) if right_before and certain and fits else None


def _share_of_a_field(spoken: Spoken, mention: Mention, known: Known) -> Iterator[StatedRelation]:
    """自然人占收到总数的 87.5%, 予以公开占 58.5%: of the tables' figures, where it follows from these."""
    frame = {**mention.frame, "topic": mention.frame.get("topic", ("requests",))}
    frame |= {} if {"row", "result"} & set(frame) else {"act": ("new",)}
    told = mention.has("column") or mention.has("row")
    terms = resolve(replace(mention, figure=None, frame=frame), known.form)[1] if told else []
    of = Mention(None, 0, 0, frame, terms=terms)
    pairs = [(part, known.value(whole)) for one in terms for whole in _usual(of, known) if (part := known.value(one))]
    if pair := next((pair for pair in pairs if pair[1] and follows(mention.figure, *pair)), None):
        yield _relation(spoken, mention, pair, True, [])


def _of_several(spoken: Spoken, mention: Mention) -> bool:
    """合计占: what stands before 占."""
    marks = [p.mark for p in spoken.sentence.pieces if mention.start <= p.start < mention.end and p.mark]
    return marks[:2] == ["together", "share"]


def _share_of_several(
    spoken: Spoken, share: Mention, before: Sequence[Mention], known: Known
) -> Iterator[StatedRelation]:
    """甲 20 件，乙 7 件，合计占 28.7%: of the last few that it fits; of how many it is said can't be told where none."""
    parts = [m for m in before if m.counts]
    for n in range(2, len(parts) + 1):
        several = parts[-n:]
        number = sum((m.figure.value for m in several), Decimal(0))
        wholes = list(_wholes(several[0], share, spoken.sentence, known))
        if whole := next((whole for whole in wholes if follows(share.figure, number, whole[0])), None):
            yield _relation(spoken, share, (number, whole[0]), True, [m.figure for m in several])
            return


def _is_sure(part: Mention, share: Mention, sentence: ParsedSentence, whole: Whole) -> bool:
    """Whether nothing else can be meant: what the part is of is known, and larger."""
    mentions = sentence.mentions
    if part.whole is not None and part.whole not in mentions:  # in a sentence before, which may have several
        return len({value for value, _ in _of_sentences_before(part, sentence)}) == 1
    told = not part.blocked or part.whole is not None or _whole_of_the_list(part, share, mentions) is not None
    return told and whole[0] >= part.figure.value


def _whole_of_the_list(part: Mention, share: Mention, mentions: Sequence[Mention]) -> Mention | None:
    """甲 110 条，占 55%；乙 50 条，占 35%: what the share before is of."""
    shares = [m for m in mentions if m.start < share.start and m.figure.share and not m.change]
    whole = shares[-1].whole if shares else None
    beside = whole is not None and part.whole is None and _counts_the_same(whole, part)
    return whole if beside and mentions.index(part) == mentions.index(shares[-1]) + 1 else None


def _wholes(part: Mention, share: Mention, sentence: ParsedSentence, known: Known) -> Iterator[Whole]:
    """What the share may be of: the whole beside it, then the usual ones of the tables."""
    mentions = sentence.mentions
    yield from _above(part.whole or _whole_of_the_list(part, share, mentions))
    earlier = [m for m in reversed(mentions) if m.start < part.start and _counts_the_same(m, part)]
    beside = [m for m in earlier if _may_be_whole(m, part)] + [m for m in earlier if m.whole is part.whole]
    yield from ((m.figure.value, m.figure) for m in beside)
    yield from ((value, None) for terms in _usual(part, known) if (value := known.value(terms)))


def _above(whole: Mention | None) -> Iterator[Whole]:
    """A whole, and of what it is a part itself."""
    while whole is not None:
        yield whole.figure.value, whole.figure
        whole = whole.whole


def _of_sentences_before(part: Mention, sentence: ParsedSentence) -> Iterator[Whole]:
    yield from ((m.figure.value, m.figure) for m in reversed(sentence.before) if _may_hold(m, part))


def _may_hold(other: Mention, part: Mention) -> bool:
    return _counts_the_same(other, part) and other.figure.value >= part.figure.value


def _may_be_whole(other: Mention, part: Mention) -> bool:
    return other.whole is None and bool(part.blocked or axis_of(part, other))


def _counts_the_same(one: Mention, other: Mention) -> bool:
    return one.counts and one.figure.counter == other.figure.counter


def _usual(part: Mention, known: Known) -> Iterator[Terms]:
    if part.one("topic") == "requests":
        yield from (terms_of(said, known.form) for said in USUAL)
    elif part.one("topic") in REMEDIES and part.has("result") and part.terms:
        rows = [term.field.rpartition(".")[0] for term in part.terms[0]]
        yield terms_of(" + ".join(f"{row}.total" for row in rows), known.form)


def _rate(spoken: Spoken, mention: Mention, known: Known) -> Iterator[StatedRelation]:
    """办结率, 纠错率: of the figures of the sentence, else of the tables."""
    beside = _counts_beside(mention, spoken.sentence.mentions) or [m for m in spoken.sentence.before if m.counts]
    pairs = list(_pairs(_word_of_rate(spoken, mention), beside, _topic(beside, mention), known))
    fitting = [pair for pair in pairs if follows(mention.figure, *pair)]
    for pair in (fitting or ([] if _is_unsure(mention, beside) else pairs))[:1]:
        figures = [m.figure for m in beside if m.figure.value in pair][:2]
        yield _relation(spoken, mention, pair, bool(fitting), figures)


def _is_unsure(rate: Mention, beside: Sequence[Mention]) -> bool:
    """立案 52310 件，结案率 99.4%: of what? 网上答复率: of some."""
    narrowed = any(rate.has(slot) for slot in (*TELLING, "way"))
    return narrowed or any(m.guessed or m.blocked for m in beside[-1:])


def _word_of_rate(spoken: Spoken, mention: Mention) -> str:
    return next((p.text for p in reversed(spoken.sentence.pieces) if p.mark == "rate" and p.start < mention.end), "")


def _counts_beside(mention: Mention, mentions: Sequence[Mention]) -> list[Mention]:
    """This year's counts before it, where there are none those behind."""
    beside = [m for m in mentions if m.counts and not m.last_year]
    return [m for m in beside if m.start < mention.start] or beside


def _pairs(rate: str, beside: Sequence[Mention], topic: str, known: Known) -> Iterator[tuple[Decimal, Decimal]]:
    """Of what a rate may be, part and whole."""
    if rate in RATES_OF_CONCLUSION:
        yield from _concluded(beside, topic, known)
    elif rate in RATES and topic in REMEDIES:
        yield from _results([m for m in beside if m.one("topic") == topic], RATES[rate], known)
        yield from _results(beside, RATES[rate], known)


def _topic(beside: Sequence[Mention], mention: Mention) -> str:
    """Of what the figure before speaks, else the first of the sentence."""
    before = [m.one("topic") for m in beside if m.has("topic") and m.start < mention.start]
    return before[-1] if before else beside[0].one("topic") if beside else ""


def _relation(
    spoken: Spoken, mention: Mention, pair: tuple[Decimal, Decimal], holds: bool, beside: Sequence[WrittenFigure]
) -> StatedRelation:
    expected = percent_rounded(*pair, mention.figure.step)
    detail = f"{pair[0]}/{pair[1]}"
    return spoken.relation(RelationKind.SHARE, [mention.figure], holds, beside=beside, expected=expected, detail=detail)


def _concluded(beside: Sequence[Mention], topic: str, known: Known) -> Iterator[tuple[Decimal, Decimal]]:
    """What was concluded of what was received: of these figures, for requests of the tables' as well."""
    done = [m.figure.value for m in beside if _last_act(m) in CONCLUDED]
    of = _received(beside)
    yield from product(done, of)
    if not done and topic == "letters":
        yield from zip(of, of, strict=True)
    if topic == "requests":
        concluded, *wholes = (known.value(terms_of(said, known.form)) or Decimal(0) for said in USUAL)
        yield from product([concluded], filter(None, wholes))


def _received(beside: Sequence[Mention]) -> list[Decimal]:
    """What was received, and this with what was carried in."""
    received = [m.figure.value for m in beside if _last_act(m) in RECEIVED and m.figure.value]
    brought = [m.figure.value for m in beside if m.one("row") == "carried_in"]
    return [*received, *(one + other for one in received for other in brought)]


def _last_act(mention: Mention) -> str:
    return mention.frame.get("act", ("",))[-1]


def _results(beside: Sequence[Mention], result: str, known: Known) -> Iterator[tuple[Decimal, Decimal]]:
    """Of all, or of what was settled."""
    of = (m for m in beside if m.one("topic") in REMEDIES)
    rows = {term.field.rpartition(".")[0] for m in of for terms in m.terms for term in terms}
    part, whole, pending = (
        Decimal(sum(known.now.get(f"{row}.{column}") or 0 for row in rows)) for column in (result, "total", "pending")
    )
    yield from ((part, all_of) for all_of in (whole, whole - pending) if all_of)


def follows(share: WrittenFigure, part: Decimal, whole: Decimal) -> bool:
    """Whether the share is the part's, in the places shown."""
    return bool(whole) and percent_rounded(part, whole, share.step) == share.value


def _nearly_follows(share: WrittenFigure, part: Decimal, whole: Decimal) -> bool:
    """Whether it is off by less than its last place."""
    return bool(whole) and abs(part * HUNDRED / whole - share.value) < share.step


def _nearly_follows(share: WrittenFigure, part: Decimal, whole: Decimal) -> bool:
    """Whether it is off by less than its last place."""
    return bool(whole) and abs(part * HUNDRED / whole - share.value) < share.step


def percent_rounded(part: Decimal, whole: Decimal, step: Decimal) -> Decimal | None:
    return rounded(part * HUNDRED / whole, step) if whole else None
