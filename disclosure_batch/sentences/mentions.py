"""A figure and what it is said of; a sentence with its figures; by what a part is told from its whole."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from disclosure_batch.sentences.figures import TextLine, WrittenFigure
from disclosure_batch.sentences.pieces import Piece
from disclosure_batch.sentences.terms import Terms
from disclosure_batch.sentences.vocabulary import Meaning

FIELD_SLOTS = ("topic", "row", "column", "result", "act", "channel", "way")  # the slots that say which field it is
REMEDIES = ("reconsideration", "litigation", "litigation_direct", "litigation_after", "remedies")
BLOCKS = {
    "litigation_direct": "litigation",
    "litigation_after": "litigation",
    "reconsideration": "remedies",
    "litigation": "remedies",
}
OUTCOMES = ("granted", "granted_in_part", "denied", "unavailable", "not_processed", "closed")
CARRIED = ("carried_in", "carried_out", "carried")  # the last where it is not said whence or whither
RECEIVED, CONCLUDED = ("receive", "new", "accept"), ("conclude", "answer", "handle")
CHANGES = ("up", "down")
Slots = dict[str, tuple[str, ...]]


@dataclass(eq=False, slots=True)
class Mention:
    """A figure, and what it is said of. frame: slot -> values; several values of a slot are to be added up.

    terms: what it may be, the likeliest first; empty where the form holds nothing of the kind. whole: what it is a part
    of. guessed: what it is of was said in another sentence; doubtful: its words may be said of something else, so that
    it is guessed as well, and what follows with less words. blocked: something that is said of it is not understood.
    empty: no word of its own says what it is. carry: what was carried in is in it. clause and depth: in which clause,
    in how many brackets it stands. either: a word of it is said of requests as well as of lawsuits.
    """

    figure: WrittenFigure | None
    start: int  # in the line, where the words begin that belong to it
    end: int
    frame: Slots = field(default_factory=dict)
    marks: frozenset[str] = frozenset()
    blocked: bool = False
    depth: int = 0
    clause: int = 0
    listed: bool = False
    empty: bool = False
    guessed: bool = False
    doubtful: bool = False
    carry: bool = False
    either: bool = False
    whole: "Mention | None" = None
    meaning: Meaning | None = None
    terms: list[Terms] = field(default_factory=list)

    def has(self, slot: str) -> bool:
        return slot in self.frame

    def one(self, slot: str) -> str:
        """The value of a slot; '' where there is none, or several."""
        values = self.frame.get(slot, ())
        return values[0] if len(values) == 1 else ""

    @property
    def change(self) -> bool:
        """Whether it says by how much something grew or fell."""
        return not self.marks.isdisjoint(CHANGES) and "to" not in self.marks

    @property
    def last_year(self) -> bool:
        return self.one("year") == "last"

    @property
    def counts(self) -> bool:
        """Whether it is a count or an amount of this year's or last year's, no share and no change."""
        return not self.change and not self.figure.share


@dataclass(eq=False, slots=True)
class ParsedSentence:
    """Its pieces and figures in their order; before: the figures of the sentences before it in the paragraph."""

    line: TextLine
    pieces: Sequence[Piece]
    mentions: Sequence[Mention]
    before: Sequence[Mention] = ()

    @property
    def start(self) -> int:
        return self.pieces[0].start

    @property
    def end(self) -> int:
        return self.pieces[-1].end

    @property
    def topics(self) -> list[str]:
        """Of what it speaks, with a figure or without."""
        return [piece.sense.value for piece in self.pieces if piece.sense and piece.sense.slot == "topic"]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the line stands in the text."""
        return self.line.at(start), self.line.behind(end)


def last_topic(mentions: Sequence[Mention], otherwise: str) -> str:
    """Of what was spoken last; '' where that is not known."""
    for mention in reversed(mentions):
        part_unknown = mention.blocked and mention.whole is not None
        if (mention.has("topic") or mention.blocked) and not part_unknown and not mention.figure.share:
            return mention.one("topic")
    return otherwise


# ---------------------------------------------------------------- parts and wholes


def is_part(part: Mention, whole: Mention) -> bool:
    return axis_of(part, whole) not in ("", "carried")


def axis_of(part: Mention, whole: Mention) -> str:
    """By what a part is told from its whole: column, outcome, reason, result, block, channel; '' where it is none."""
    if part.last_year != whole.last_year:
        return ""
    topic, of = part.one("topic"), whole.one("topic")
    if topic and BLOCKS.get(topic) == of:
        return "block" if part.frame.get("result") == whole.frame.get("result") else ""
    if topic != of or not topic:
        return ""
    return _axis_of_slots(part, whole) or (_axis_of_rows(part, whole) if topic == "requests" else "")


def _axis_of_slots(part: Mention, whole: Mention) -> str:
    for axis in ("column", "result", "channel"):
        if part.has(axis) and not whole.has(axis) and same_but_for(axis, part, whole):
            unsettled = whole.one("act") == "settle" and part.one("result") == "pending"
            return "" if unsettled else axis
    return ""


def _axis_of_rows(part: Mention, whole: Mention) -> str:
    row, of = part.one("row"), whole.one("row")
    row = "granted" if not row and part.one("act") == "release" else row
    if not row or part.frame.get("column") != whole.frame.get("column"):
        return ""
    if of:
        return "reason" if row.startswith(f"{of}.") else ""
    if whole.one("act") not in (*RECEIVED, *CONCLUDED):
        return ""
    return "carried" if row in CARRIED else "outcome" if row.partition(".")[0] in OUTCOMES else ""


def same_but_for(axis: str, one: Mention, other: Mention) -> bool:
    """Whether two say the same but for a slot; what was done with a case (发生, 审结) does not tell its results apart."""
    aside = (axis, "act") if axis == "result" else (axis,)
    return field_slots(one, aside) == field_slots(other, aside)


def field_slots(mention: Mention, aside: Sequence[str] = ()) -> Slots:
    """The slots that say which field it is, but for some."""
    return {slot: mention.frame[slot] for slot in FIELD_SLOTS if slot not in aside and mention.has(slot)}
