"""Words for all or none: 全部办结, 均获维持, 未发生行政诉讼. They say that some fields are 0, or two the same."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from disclosure_batch.form.model import Form, Term
from disclosure_batch.sentences.figures import WrittenFigure
from disclosure_batch.sentences.frame import SemanticFrame, frame_of
from disclosure_batch.sentences.meaning import resolve
from disclosure_batch.sentences.mentions import CARRIED, CONCLUDED, OUTCOMES, RECEIVED, REMEDIES, Mention, Slots
from disclosure_batch.sentences.pieces import Piece
from disclosure_batch.sentences.relation import RelationKind, Spoken, StatedRelation, value_in_tables
from disclosure_batch.sentences.terms import Known, Terms, terms_of
from disclosure_batch.sentences.vocabulary import Sense, vocabulary_of

DONE = ("conclude", "answer")  # 均依法办理 says how, not that it is done
STILL_OPEN = ("carried_out", "carried")  # 结转 6 件
OF_TIME = ("个工作日", "天", "小时")
SETTLED = ("conclude", "settle")
IN_TIME = re.compile("期限|时限|按时|按期|及时|如期|工作日|法定期")
TOUCHED = ("happen", "receive", "accept")  # what is said of reconsiderations that there are
NEAR = 4  # so many figures back may be what is spoken of
OTHER_YEARS = ("last", "other", "system", "office")
LAST_YEAR = Sense("year", "last")
GRANTED = Sense("row", "granted")


@dataclass(frozen=True, slots=True)
class Claim:
    """all or none, with the words before and what is said behind; start is where it stands in the line."""

    word: str
    before: Sequence[Piece]
    said: SemanticFrame
    start: int
    end: int


class Clause(NamedTuple):
    """The words between stops; of a clause with figures those behind the last (3 件均已办结). last: the figure before."""

    words: Sequence[Piece]
    behind_figure: bool
    last: WrittenFigure | None

    @property
    def places(self) -> list[int]:
        """Where it says that there are all, or none."""
        return [i for i, piece in enumerate(self.words) if piece.mark in ("all", "none", "zero")]


def relations(spoken: Spoken, known: Known) -> Iterator[StatedRelation]:
    for claim in _claims(spoken.sentence.pieces):
        if values := _values(spoken, claim, known):
            zero, value = next((one for one in values if one[1] == 0), values[0])
            in_time = value != 0 and _is_in_time(spoken, claim)
            if not (in_time and _tells_what_is_open(spoken, known)):
                span = spoken.sentence.span(claim.start, claim.end)
                said = {"terms": zero, "expected": value, "span": span, "loose": in_time}
                yield spoken.relation(RelationKind.ALL_WORDS, [], value == 0, **said)


def _is_in_time(spoken: Spoken, claim: Claim) -> bool:
    """均在法定期限内答复: those that are answered; what was carried over may be in time as well."""
    words = spoken.sentence.line.said[claim.start : claim.end]
    return claim.said.said.get("act") == ("answer",) and bool(IN_TIME.search(words))


def _tells_what_is_open(spoken: Spoken, known: Known) -> bool:
    """Whether the paragraph says before how many are carried over, as the tables have it."""
    carried = (m for m in (*spoken.sentence.mentions, *spoken.sentence.before) if m.one("row") in STILL_OPEN)
    return any(value_in_tables(m, known) == m.figure.value for m in carried)


def _values(spoken: Spoken, claim: Claim, known: Known) -> list[tuple[Terms, Decimal]]:
    """Of each that the words may be said of what has to be 0, and what it is; the first that is 0 is meant."""
    zeros = [_none(spoken, claim, known.form)] if claim.word == "none" else _all(spoken, claim, known.form)
    values = [(zero, value) for zero in zeros if zero and (value := known.value(zero)) is not None]
    if claim.word == "one":
        return [one for one in values if one[1] == 0 or _is_of_the_only_one(one[0], known)]  # or one of several
    return [one for one in values if one[1] == 0] if _is_of_what_was_done(spoken, claim) else values


def _is_of_the_only_one(zero: Terms, known: Known) -> bool:
    """Whether the tables have one alone: then it is this that became of it."""
    return known.value(tuple(term for term in zero if term.sign > 0)) == 1


def _may_claim(pieces: Sequence[Piece]) -> bool:
    """Whether it says all or none anywhere, or has a figure of which it may say what became."""
    return any(piece.figure is not None or piece.mark in ("all", "none", "zero") for piece in pieces)


def _claims(pieces: Sequence[Piece]) -> Iterator[Claim]:
    """The first such word of each clause, where all behind it is understood."""
    if not _may_claim(pieces):
        return
    subject: Sequence[Piece] = ()  # 行政复议、行政诉讼：均无
    for clause in _clauses(pieces):
        yield from _of_places(clause, subject) if clause.places else (*_of_one(clause), *_released(clause))
        subject = () if clause.behind_figure or clause.places else clause.words


def _of_places(clause: Clause, subject: Sequence[Piece]) -> Iterator[Claim]:
    words, first, last = clause.words, clause.places[0], clause.places[-1]
    if _says_zero(words, last):
        yield from _zero_of([*subject, *words[:first]] if not clause.behind_figure else (), words[last])
    elif not (clause.behind_figure and words[first].mark == "none"):  # 1 件未予公开: of these alone
        yield from _of_words(words, clause.places)


def _of_words(words: Sequence[Piece], places: Sequence[int]) -> Iterator[Claim]:
    """无复议、无诉讼 are two; of others the first says it."""
    none, every = (all(words[i].mark == mark for i in places) for mark in ("none", "all"))
    one = places[-1] if every else places[0]  # 所有申请均已答复
    for i, end in zip(places, [*places[1:], len(words)], strict=True) if none else [(one, len(words))]:
        said = frame_of(words[i + 1 : end])
        if said.speaks and not said.unclear and said.marks.isdisjoint(("share", "rate", "all", "none")):
            before = words[:i] if i in (places[0], one) else ()
            yield Claim(words[i].mark, before, said, words[i].start, words[end - 1].end)


def _of_one(clause: Clause) -> Iterator[Claim]:
    """1 件，法院判决维持: what became of the only one."""
    words = clause.words
    if clause.behind_figure or clause.last is None or clause.last.value != 1:
        return
    said = frame_of(words)
    outcome = "result" in said.said or said.one("row").partition(".")[0] in OUTCOMES
    if outcome and not said.unclear and "topic" not in said.said and "year" not in said.said:
        yield Claim("one", (), said, words[0].start, words[-1].end)


def _released(clause: Clause) -> Iterator[Claim]:
    """3 件，全部予以公开: a clause of its own says it of all; before a figure it is the outcome's name."""
    words = [piece for piece in clause.words if piece.sense is None or piece.sense.slot != "filler"]
    alone = len(words) == 1 and not clause.behind_figure and clause.last is not None and clause.last.value > 1
    if alone and words[0].sense == GRANTED and words[0].text.startswith("全部"):
        yield Claim("all", (), frame_of(words), words[0].start, words[0].end)


def _says_zero(words: Sequence[Piece], i: int) -> bool:
    """行政诉讼为零, 行政复议均无: nothing that is counted follows."""
    return words[i].mark == "zero" or (words[i].mark == "none" and i == len(words) - 1)


def _zero_of(subject: Sequence[Piece], word: Piece) -> Iterator[Claim]:
    """行政复议、行政诉讼皆为零."""
    said = frame_of(subject)
    if said.speaks and not said.unclear:
        yield Claim("none", (), said, subject[0].start, word.end)


def _clauses(pieces: Sequence[Piece]) -> Iterator[Clause]:
    start, behind_figure, last = 0, False, None
    for i, piece in enumerate(pieces):
        if piece.figure is not None:
            start, behind_figure, last = i + 1, True, piece.figure
        elif piece.stop:
            yield Clause(pieces[start:i], behind_figure, last)
            start, behind_figure, last = i + 1, False, None if piece.text == ";" else last
    yield Clause(pieces[start:], behind_figure, last)


# ---------------------------------------------------------------- none


def _none(spoken: Spoken, claim: Claim, form: Form) -> Terms:
    """What is said not to be: 未收到申请, 无结转."""
    if any(piece.sense and piece.sense.value in OTHER_YEARS for piece in claim.before):
        carried = claim.said.one("row") in ("carried_out", "carried") and any(
            p.sense == LAST_YEAR for p in claim.before
        )
        return terms_of("requests.carried_in.total", form) if carried else ()  # 上年无结转
    by = frame_of(claim.before)
    if "column" in by.said and (by.unclear or set(by.said) - {"column", "year", "scope"}):
        return ()
    frame = {slot: values for slot, values in claim.said.said.items() if slot != "way"}
    return _fields_of_none(spoken, claim, {**frame, **_applicants(by)}, form)


def _applicants(frame: SemanticFrame) -> Slots:
    """科研机构和其他组织未提出申请."""
    return {"column": frame.said["column"]} if "column" in frame.said else {}


def _fields_of_none(spoken: Spoken, claim: Claim, frame: Slots, form: Form) -> Terms:
    frame.setdefault("topic", (_topic(spoken, claim),))
    bare = set(frame) <= {"topic", "act", "year", "scope"}
    if frame["topic"][0] in REMEDIES and bare and frame.get("act", ("happen",))[0] not in TOUCHED:
        return ()
    return _fields(frame, form)


def _fields(frame: Slots, form: Form) -> Terms:
    """The fields of a frame, whatever they are counted in."""
    terms = resolve(Mention(None, 0, 0, frame), form)[1]
    return terms[0] if terms else ()


def _topic(spoken: Spoken, claim: Claim) -> str:
    """Of what is said that there is none, where the words themselves do not say it."""
    if "row" in claim.said.said:
        return "requests"
    before = [m for m in spoken.sentence.mentions if m.end <= claim.start]
    last = before[-1] if before and not before[-1].blocked else None
    near = last.one("topic") if last and last.one("topic") else _named_before(spoken.sentence.pieces, claim.start)
    return near if "result" not in claim.said.said or near in REMEDIES else ""


def _named_before(pieces: Sequence[Piece], start: int) -> str:
    topics = [p.sense.value for p in pieces if p.start < start and p.sense and p.sense.slot == "topic"]
    return topics[-1] if topics else ""


# ---------------------------------------------------------------- all


def _all(spoken: Spoken, claim: Claim, form: Form) -> list[Terms]:
    """What is said of all: of what the clause names, else of the figure before, or of that of which it is a part."""
    own = _named(claim)
    if "topic" in own:
        return [_zero(own["topic"][0], own, claim.said.said, form)]
    earlier = [m for m in spoken.sentence.mentions if m.end <= claim.start and _counts_things(m)]
    earlier = earlier or [m for m in spoken.sentence.before if m.counts]  # 收到 8 件。均已答复
    if not earlier:
        return [_zero("requests", own, claim.said.said, form)] if spoken.passage.topic == "requests" else []
    subjects = _subjects(earlier, _goes_on(spoken, earlier[-1], claim))
    of_the_tables = filter(_is_of_the_tables, subjects if claim.word == "all" else earlier[-1:])
    return [_zero(m.one("topic"), m.frame, claim.said.said, form) for m in of_the_tables]


def _counts_things(mention: Mention) -> bool:
    """用时 15 个工作日，均按时答复: the days are nothing of which all is said."""
    return mention.counts and mention.figure.counter not in OF_TIME


def _is_of_what_was_done(spoken: Spoken, claim: Claim) -> bool:
    """答复 75 件，均在期限内答复: may be said of these alone."""
    last = next((m for m in reversed(spoken.sentence.mentions) if m.end <= claim.start and m.counts), None)
    acts = claim.said.said.get("act", ())
    concluded = claim.word == "all" and bool(acts) and set(acts) <= set(DONE) and "row" not in claim.said.said
    done = last is not None and last.one("topic") == "requests" and last.one("act") in CONCLUDED
    return concluded and done and not last.has("row") and "topic" not in _named(claim)


def _goes_on(spoken: Spoken, last: Mention, claim: Claim) -> bool:
    """Whether no semicolon stands between: behind it another thing is said."""
    return not any(piece.text == ";" for piece in spoken.sentence.pieces if last.end <= piece.start < claim.start)


def _subjects(earlier: Sequence[Mention], goes_on: bool) -> Sequence[Mention]:
    """The figure before, that of which it is a part, and those before; of what is left (其余 6 件均维持) nothing."""
    last = earlier[-1]
    if "rest" in last.marks and goes_on:
        return ()
    return [last] if last.blocked else [*([last.whole] if last.whole else []), *reversed(earlier[-NEAR:])]


def _named(claim: Claim) -> Slots:
    """What the clause names, before the word or behind it: 所有申请均已答复."""
    before = frame_of(claim.before).said
    behind = {slot: values for slot, values in claim.said.said.items() if slot in ("topic", "column")}
    return behind if behind.get("topic") == ("requests",) and "topic" not in before else before


def _is_of_the_tables(mention: Mention) -> bool:
    return not mention.blocked and not mention.last_year and mention.one("scope") in ("", "own", "region")


def _zero(topic: str, subject: Slots, said: Slots, form: Form) -> Terms:
    """What has to be 0 where all of the subject is as it is said."""
    if topic == "requests":
        return _of_requests(subject, said, form)
    if topic in REMEDIES:
        return _of_remedies({"topic": subject.get("topic", (topic,))}, subject, said, form)
    if topic == "letters" and set(said.get("act", ())) & set(DONE):
        return terms_of("indicators.letters_received - indicators.letters_handled", form)
    return ()


def _of_requests(subject: Slots, said: Slots, form: Form) -> Terms:
    column, row = subject.get("column", ("total",))[0], subject.get("row", ("",))[0]
    groups = vocabulary_of(form).groups
    if column in groups:
        return ()
    if "row" in said:
        return _of_outcomes(row, said["row"][0], column, form)
    if row not in ("", "outcome_total"):
        return ()
    if "column" in said:
        columns = groups.get(said["column"][0], said["column"])
        received = subject.get("act", ("",))[0] in RECEIVED
        taken = "".join(f" - requests.new.{one}" for one in columns)
        return terms_of(f"requests.new.total{taken}", form) if received else ()
    if said.get("act") == ("new",) and subject.get("act") != ("new",):  # 都是当年新收
        return terms_of(f"requests.carried_in.{column}", form)
    concluded = bool(said.get("act")) and set(said["act"]) <= set(DONE)
    return terms_of(f"requests.carried_out.{column}", form) if concluded else ()


def _of_outcomes(row: str, said: str, column: str, form: Form) -> Terms:
    """All of what was concluded, or all of one kind of outcome, ended in this way."""
    rows = vocabulary_of(form).groups.get(said, (said,))
    taken = "".join(f" - requests.{one}.{column}" for one in rows)
    if row and said.startswith(f"{row}."):
        return terms_of(f"requests.{row}.*.{column}{taken}", form)
    whole = row in ("", "outcome_total") and said not in CARRIED
    return terms_of(f"requests.outcome_total.{column}{taken}", form) if whole else ()


def _of_remedies(topic: Slots, subject: Slots, said: Slots, form: Form) -> Terms:
    whole = _fields(topic, form)
    if "result" in subject or not whole:
        return ()
    if "result" in said:
        part = _fields({**topic, "result": said["result"]}, form)
    elif set(said.get("act", ())) & set(SETTLED):
        return tuple(Term(1, f"{term.field.rpartition('.')[0]}.pending") for term in whole)
    else:
        part = _fields({"topic": said["topic"]}, form) if said.get("topic", ("",))[0].startswith("litigation_") else ()
    return (*whole, *(Term(-1, term.field) for term in part)) if part else ()
