"""The figures of a sentence, from left to right: the words of each, and what it takes over from those before."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from disclosure_batch.form.model import Form
from disclosure_batch.sentences.figures import TextLine
from disclosure_batch.sentences.frame import FOREIGN, SemanticFrame, frame_of
from disclosure_batch.sentences.lists import lists_in
from disclosure_batch.sentences.meaning import resolve
from disclosure_batch.sentences.mentions import (
    CARRIED,
    CHANGES,
    CONCLUDED,
    FIELD_SLOTS,
    OUTCOMES,
    RECEIVED,
    REMEDIES,
    Mention,
    ParsedSentence,
    Slots,
    axis_of,
    field_slots,
    is_part,
    last_topic,
)
from disclosure_batch.sentences.pieces import Cutter, Piece
from disclosure_batch.sentences.vocabulary import vocabulary_of

DECISIONS = {"licensing", "penalty", "coercion", "normative", "regulations"}
NO_COUNT = {
    "average",
    "cumulative",
    "planned",
    "other_quarter",
    "none",
    "reviewing",
}  # of such a clause no figure is bound
APPLICANTS = (("natural_person",), ("organisation",))
KINDS_OF_ORGANISATION = ("enterprise", "research_institution", "public_welfare", "legal_service")
GOES_WITH_ANY = {"conclude", "answer", "handle", "accept", "receive", "new", "issue", "repeal", "in_force", "settle"}
AS_RESULTS = {"carried_out": "pending", "closed.other": "other"}  # what an outcome is of a lawsuit
OTHER_YEAR = ("other",)
THIS_YEAR = ("this",)
PUBLISHED = ("publish", "release")
OF_REQUESTS = ("件", "宗", "份")
TO = ("至", "到", "-", "—", "~")  # 2023年至2025年
WITHIN = ("中", "里")  # 新收 94 件中
PERIODS = ("cumulative", "other_quarter")
FEW = 2
MOST_FIGURES = 200  # a sentence with more is a list of its own, and none that a report has
REMEMBERED = 60  # figures of the sentences before
OF_ONE_THING = {"publish": ("published",), "repeal": ("normative",), "in_force": ("normative",)}
NEW: Slots = {"act": ("new",)}


class SentenceReader:
    """Reads the sentences of one report, each with what the ones before it in the paragraph spoke of."""

    def __init__(self, form: Form, year: int, body: str = "") -> None:
        self.form = form
        self.cutter = Cutter(form, year, body)
        self.spoken = "requests"  # of what the paragraph before spoke last; a report is of requests above all

    def sentences(self, line: TextLine, topic: str | None = None) -> Iterator[ParsedSentence]:
        """The sentences of a paragraph that have a figure, or say all or none.

        topic: what its heading speaks of, None without one.
        """
        before: list[Mention] = []
        topic = self.spoken if topic is None else topic
        for pieces, passed in self.cutter.sentences(line):
            before, topic = ([], passed) if passed else (before, topic)
            figures = sum(piece.figure is not None for piece in pieces)
            asked = 0 < figures <= MOST_FIGURES
            mentions = Speaker(self.form, pieces, before, topic).mentions() if asked else []
            sentence = ParsedSentence(line, pieces, mentions, before)
            before = [*before, *mentions][-REMEMBERED:]
            if sentence.topics and not mentions:
                before, topic = [], sentence.topics[-1]
            yield sentence
        if before:
            self.spoken = last_topic(before, self.spoken)


class Speaker:
    """One sentence. before: the figures of the paragraph's sentences before it; topic: what its heading speaks of."""

    def __init__(self, form: Form, pieces: Sequence[Piece], before: Sequence[Mention], topic: str) -> None:
        self.form, self.pieces, self.before, self.heading = form, pieces, before, topic
        self.lists = lists_in(pieces)
        self.vocabulary = vocabulary_of(form)
        self.done: list[Mention] = []
        self.pending: Slots = {}  # what a clause without a figure said, for the next
        self.column: tuple[str, ...] = ()  # 自然人申请中, …
        self.year: tuple[str, ...] = ()
        self.scope: tuple[str, ...] = ()  # whose the figure before is
        self.year_lasts = True
        self.by_applicant = False
        self.cumulative = False
        self.quarter = False  # 2024年上半年，…: until the year is named again
        self.reviewing = False  # what follows is what others' requests came to
        self.of_some = False  # 主要集中在土地领域，共 6 件: of some of them alone
        self.among: Mention | None = None  # of which parts follow
        self.outside: list[Mention | None] = []  # the same of each bracket that is open
        self.owners: list[Mention | None] = []  # of each the figure before it
        self.opened = 0  # where the last bracket did
        self.divided = 0  # how many figures stand before the last semicolon
        self.start = self.clause = 0  # where the words of the next figure begin
        self.leads: list[Sequence[Piece]] = []  # of each bracket that is open the words before it
        self.lead: Sequence[
            Piece
        ] = ()  # 收到（含结转 5 件）申请 83 件: those before a bracket, said of what follows it
        self.many_years = _are_listed([i for i, p in enumerate(pieces) if p.sense and p.sense.slot == "year"], pieces)
        self.versus = False  # in brackets behind 较上年
        self.carry = False  # what was carried in is in the next figure
        self.of_items: Mention | None = None  # the last that counts what was published, and no requests

    def mentions(self) -> list[Mention]:
        for i, piece in enumerate(self.pieces):
            if piece.figure is not None:
                self._speak(i)
                self.start = i + 1
            elif self._is_within(i):
                self._within(i)
                self.start = i + 1
            elif piece.stop or (piece.text == "、" and self._behind_a_figure()):
                self._end_of_clause(i)
                self._bracket(piece, i)
                self.start, self.clause = i + 1, self.clause + (piece.text in ",;:")
        self._one_way_may_be_all()
        return self.done

    def _one_way_may_be_all(self) -> None:
        """收到书面申请 5 件: all of them may have come so, where no other way is named."""
        by_some_way = [m for m in self.done if m.has("way")]
        if len(by_some_way) == 1 and _may_be_all(by_some_way[0]):
            mention = by_some_way[0]
            del mention.frame["way"]
            mention.guessed = True
            self._resolve(mention)

    def _behind_a_figure(self) -> bool:
        return self.start > 0 and self.pieces[self.start - 1].figure is not None

    def _bracket(self, stop: Piece, i: int) -> None:
        self.lead = ()
        if stop.text == "(":
            self.outside.append(self.among)
            self.opened = i
            self.leads.append(() if self._behind_a_figure() else self.pieces[self.start : i])
            self.versus = "versus" in frame_of(self.leads[-1]).marks
            self.among = next((m for m in self.done[-1:] if m.clause == self.clause), None)
            self.owners.append(self.among)
        elif stop.text == ")" and self.outside:
            self.owners.pop()
            self.among, self.lead = self.outside.pop(), self._lead_with(self.pieces[self.opened + 1 : i])
            self.year, self.versus = (), False
        elif stop.text == ";":
            self.scope, self.divided = (), len(self.done)
            self.among = self.owners[-1] if self.owners else None
            self.pending, self.year = {}, self.year if self.year == ("this",) else ()

    def _lead_with(self, inside: Sequence[Piece]) -> Sequence[Piece]:
        """不予公开（个人隐私）3 件: what the brackets name is said of the figure, too."""
        lead = self.leads.pop()
        names = bool(lead) and any(piece.sense and piece.sense.slot == "row" for piece in inside)
        return [*lead, *inside] if names else lead

    # ------------------------------------------------------------ of what follows what is named is the whole

    def _is_within(self, i: int) -> bool:
        """新收 94 件中, 答复中: behind a figure or a word that says what is counted, and before something known."""
        if self.pieces[i].text not in WITHIN or not 0 < i < len(self.pieces) - 1:
            return False
        last, following = self.pieces[i - 1], self.pieces[i + 1]
        said = last.figure is not None or bool(last.sense and last.sense.slot in FIELD_SLOTS)
        return said and not following.unknown

    def _within(self, end: int) -> None:
        if self._behind_a_figure():
            self.among = self.done[-1]
            return
        frame = frame_of(self.pieces[self.start : end])
        said = {slot: values for slot, values in frame.said.items() if slot in FIELD_SLOTS}
        counted = [m for m in (*reversed(self.done), *reversed(self.before)) if m.counts and not m.last_year]
        named = (m for m in counted if said and said.items() <= m.frame.items())
        self.among = next(named, None) or self.among
        self._take_words(frame)

    # ------------------------------------------------------------ clauses without a figure of their own

    def _end_of_clause(self, end: int) -> None:
        words = self.pieces[self.start : end]
        frame = frame_of(words)
        if self.pieces[end].text in ",;" and not self.year_lasts:
            self.year = ()
        if frame.marks.isdisjoint(("all", "none", "zero")):  # 上年无结转 says nothing of what follows
            self._take_year(frame)
        self._take_marks(frame)
        if self._closes_behind_a_figure(end):
            return
        if not self._behind_a_figure() and frame.marks.isdisjoint(("all", "none")):
            self._take_words(frame)

    def _closes_behind_a_figure(self, end: int) -> bool:
        """3 件（自然人），: what stands in brackets behind a figure is said of that alone."""
        return self.pieces[end].text == ")" and self.opened > 0 and self.pieces[self.opened - 1].figure is not None

    def _take_year(self, frame: SemanticFrame) -> None:
        """The year that is named; one that opens the sentence goes on, last year's else ends with its clause."""
        if "year" in frame.said:
            self.year = frame.said["year"]
            self.year_lasts = self.year == ("this",) or self._opens_with_a_year()

    def _opens_with_a_year(self) -> bool:
        """（二）2023年，我局…: said of the whole sentence."""
        said = (piece.sense for piece in self.pieces if piece.sense and piece.sense.slot != "filler")
        return not self.done and not self.clause and next(said).slot == "year"

    def _take_marks(self, frame: SemanticFrame) -> None:
        self.by_applicant = self.by_applicant or "by_applicant" in frame.marks
        self.reviewing = self.reviewing or "reviewing" in frame.marks
        self._take_period(frame)
        before = self.done or self.before
        if "among" in frame.marks and "within" not in frame.marks and before:
            self.among = self.among or self._last_whole()
        self.of_some = self.of_some or "topic_by" in frame.marks
        if "with_carried" in frame.marks and self.done:
            self.done[-1].carry = True
            self._resolve(self.done[-1])

    def _take_period(self, frame: SemanticFrame) -> None:
        """Whether what follows is counted over many years, or over a part of this one."""
        whole_year = frame.said.get("year") == ("this",)
        self.cumulative = "cumulative" in frame.marks or (self.cumulative and not whole_year)
        self.quarter = "other_quarter" in frame.marks or (self.quarter and not whole_year)

    def _take_words(self, frame: SemanticFrame) -> None:
        """What a clause says that is understood is said of the next figure; its topic goes on until another comes."""
        said = {slot: values for slot, values in frame.said.items() if slot in (*FIELD_SLOTS, "scope")}
        if frame.unclear and set(said) - {"topic"}:
            return
        if "column" in said and not frame.unclear:
            self.column = said["column"]
        if said:
            topic = {"topic": self.pending["topic"]} if "topic" in self.pending else {}
            self.pending = {**topic, **said}

    # ------------------------------------------------------------ a figure

    def _speak(self, i: int) -> None:
        figure = self.pieces[i].figure
        words = self.lists.get(i) or [*self.lead, *self.pieces[self.start : i]]
        behind = _of_those(words, self._words_behind(i))
        frame = self._frame(words, behind)
        self._take_year(frame)
        said = self._as_an_outcome(i, dict(frame.said))
        if year := self._compared(i, frame.marks):
            said["year"] = (year,)
        mention = Mention(figure, self.pieces[self.start].start, self.pieces[i].end, said, frame.marks)
        mention.blocked = frame.unclear or self._leaves_alone(frame)
        mention.depth, mention.clause, mention.listed = len(self.outside), self.clause, i in self.lists
        mention.either = any(piece.text in self.vocabulary.either for piece in (*words, *behind))
        mention.empty, mention.doubtful = not frame.speaks, frame.unsure or self._may_be_less(words, behind)
        mention.guessed = mention.doubtful or bool(self.lead)
        self._place(mention)
        self._doubt_what_is_less(mention, words)
        self._leave_what_was_published(mention)
        self.lead = ()
        self.done.append(mention)
        if _is_of_each(mention):
            self._each(mention)

    def _doubt_what_is_less(self, mention: Mention, words: Sequence[Piece]) -> None:
        """其余 43 件均已答复, 其他答复 1 件: of those that are left alone; and what is told apart by something unknown."""
        left_over = not mention.marks.isdisjoint(("rest", "others"))
        mention.guessed = mention.guessed or (left_over and mention.one("act") in CONCLUDED)
        if any(piece.unknown for piece in words) and self._was_counted_before(mention):
            mention.guessed = mention.doubtful = True
        self._doubt_two_of_one_field(mention)

    def _doubt_two_of_one_field(self, mention: Mention) -> None:
        """废止 2 件、宣布失效 3 件: side by side, each of them may be a part of what the field has."""
        last = self.done[-1] if self.done else None
        if last is None or (last.clause, last.depth) != (mention.clause, mention.depth) or not mention.terms:
            return
        if last.terms == mention.terms and last.figure.value != mention.figure.value:
            last.guessed = mention.guessed = True

    def _was_counted_before(self, mention: Mention) -> bool:
        """复议 5 件，…，某类复议 1 件: the same field again with another figure, which something unknown tells apart."""
        same = (m for m in self.done if m.terms and m.terms == mention.terms)
        return any(m.figure.value != mention.figure.value for m in same)

    def _leaves_alone(self, frame: SemanticFrame) -> bool:
        """Whether what is counted is none of the tables': of many years, of some, of others."""
        of_some, self.of_some = self.of_some or "topic_by" in frame.marks, False
        self.reviewing = self.reviewing and frame.said.get("scope") != ("own",)
        if frame.said.get("year") == ("this",):
            self._take_period(frame)
        other_period = self.cumulative or self.quarter
        return other_period or self.reviewing or of_some or not frame.marks.isdisjoint(NO_COUNT)

    def _leave_what_was_published(self, mention: Mention) -> None:
        """公开信息 687 条，其中主动公开 668 条，依申请公开 19 条: what was published on request, and no request."""
        last = next((m for m in reversed(self.done) if not m.figure.share), None)
        if last is None or last.figure.counter != mention.figure.counter:
            return
        denied = last is self.of_items and mention.one("row") in OUTCOMES  # …，不予公开 0 条
        if denied or self._is_published_on_request(mention, last):
            mention.blocked, self.of_items = True, mention

    def _is_published_on_request(self, mention: Mention, last: Mention) -> bool:
        bare = field_slots(mention) == {"topic": ("requests",)} and not mention.empty
        listed = mention.whole is last.whole is not None or mention.figure.counter not in OF_REQUESTS
        return bare and listed and (last.one("act") in PUBLISHED or last.one("topic") == "published")

    def _may_be_less(self, words: Sequence[Piece], behind: Sequence[Piece]) -> bool:
        """Whether the words may name but a part of what they mean, or those behind them narrow it down."""
        narrow = any(piece.text in self.vocabulary.narrow for piece in (*words, *behind))
        return narrow or any(piece.unknown for piece in behind)

    def _as_an_outcome(self, i: int, said: Slots) -> Slots:
        """公开 8 件、不予公开 3 件: beside other outcomes 公开 is one."""
        if said.get("act") != ("release",) or {"row", "topic", "channel"} & set(said):
            return said
        last = self.done[-1] if self.done else None
        beside = last is not None and last.one("row").partition(".")[0] in OUTCOMES
        if (last and last.blocked and not last.whole) or not (beside or self._outcome_follows(i)):
            return said
        return {**said, "topic": ("requests",)}

    def _outcome_follows(self, i: int) -> bool:
        """Whether the next figure but shares is of an outcome."""
        counted = 0
        for piece in self.pieces[i + 1 :]:
            counted += piece.figure is not None and not piece.figure.share
            if counted == FEW:
                break
            if piece.sense and piece.sense.slot == "row":
                return piece.sense.value.partition(".")[0] in OUTCOMES
        return False

    def _frame(self, words: Sequence[Piece], behind: Sequence[Piece]) -> SemanticFrame:
        """What the words before a figure say; where they say nothing those behind it, where they lack a topic both."""
        before, after = frame_of(words), frame_of(behind)
        before = before._replace(marks=before.marks - {"among"}) if self.lead else before  # 公开（含部分公开）28 件
        if not before.speaks and not before.unclear:
            return SemanticFrame({**after.said, **before.said}, before.marks | after.marks, after.unclear, after.unsure)
        fits = not after.unclear and not set(after.said) & set(before.said)
        told = not {"row", "column", "result"}.isdisjoint(after.said) and after.marks.isdisjoint(("all", "none"))
        if not before.unclear and ("topic" not in before.said or told) and behind and fits:
            return SemanticFrame({**after.said, **before.said}, before.marks, False, before.unsure)
        return before

    def _words_behind(self, i: int) -> list[Piece]:
        """Up to the next stop; none where they are those before the next figure."""
        words: list[Piece] = []
        ends = -1  # 3 件驳回、2 件终止: behind the first of a list its words end at its comma
        for k, piece in enumerate(self.pieces[i + 1 :], i + 1):
            if piece.stop or self._is_within(k):
                break
            if piece.figure is not None:
                return words[:ends] if ends >= 0 else []
            if piece.text == "、" and ends < 0:
                ends = len(words)
            words.append(piece)
        return words

    def _compared(self, i: int, marks: frozenset[str]) -> str:
        """Which year's a figure is with which another is compared, or that is compared: 由 8 件增至 11 件."""
        if (
            "from" in marks
            or self.versus
            or self._rises_to_the_next(i)
            or ("versus" in marks and marks.isdisjoint(CHANGES))
        ):
            return "last"
        return "this" if "to" in marks else ""

    def _rises_to_the_next(self, i: int) -> bool:
        marks = set()
        for piece in self.pieces[i + 1 :]:
            if piece.figure is not None:
                return "to" in marks
            if piece.stop:
                return False
            marks.add(piece.mark)
        return False

    def _each(self, mention: Mention) -> None:
        """予以公开、部分公开各 3 件: the figure is that of each."""
        several = next((slot for slot in FIELD_SLOTS if len(mention.frame.get(slot, ())) > 1), "")
        mention.terms = []
        for value in mention.frame.get(several, ())[1:]:
            other = replace(mention, frame={**mention.frame, several: (value,)})
            self._resolve(other)
            self.done.append(other)
        if several:
            mention.frame = {**mention.frame, several: mention.frame[several][:1]}
            self._resolve(mention)

    # ------------------------------------------------------------ what it takes over

    def _place(self, mention: Mention) -> None:
        """Its whole, its year, and what it does not say itself."""
        if "with_carried" in mention.marks:
            self._carried(mention)
            return
        self._take_whole(mention)
        self._take_year_and_scope(mention)
        mention.carry, self.carry = self.carry, False
        mention.blocked = mention.blocked or self._goes_on_unknown(mention)
        names_it = any("topic" in said or "scope" in said for said in (mention.frame, self.pending))
        if not mention.blocked:
            self._complete(mention)
        if mention.whole is None and not mention.depth:
            self._take_scope(mention, names_it)
        if not mention.blocked and not mention.terms:
            self._resolve(mention)
        mention.whole = mention.whole or self._whole_by_meaning(mention)
        self.pending = {}

    def _take_year_and_scope(self, mention: Mention) -> None:
        if self.year or self.many_years:
            mention.frame.setdefault("year", OTHER_YEAR if self.many_years else self.year)
        if mention.depth and self.among and self.among.has("scope"):
            mention.frame.setdefault("scope", self.among.frame["scope"])

    def _take_scope(self, mention: Mention, names_it: bool) -> None:
        """县政府办公室收到申请 96 件，办结 95 件: where nothing else is named it is still theirs."""
        if self.scope and not names_it:
            mention.frame.setdefault("scope", self.scope)
        self.scope = mention.frame.get("scope", self.scope)

    def _take_whole(self, mention: Mention) -> None:
        before = self.done or self.before
        if "among" in mention.marks and before and not (mention.depth and self.among):
            self.among = self._last_whole(mention.figure.counter)
        mention.whole = whole = self._block_before(mention) or self._whole_of(mention)
        if whole is not None:
            of_concluded = whole.one("act") in CONCLUDED and mention.one("act") in RECEIVED
            mention.guessed = mention.guessed or of_concluded or whole.blocked or whole.doubtful

    def _whole_of(self, mention: Mention) -> Mention | None:
        """收到 9 件，其中网上 5 件、信函 4 件，发生行政复议 1 件: that is no part of what was received."""
        of_requests = self.among is not None and self.among.one("topic") == "requests"
        return None if of_requests and mention.one("topic") in REMEDIES else self.among

    def _block_before(self, mention: Mention) -> Mention | None:
        """其中复议 14 件，维持 10 件；…: of the part that was named last; of two side by side it can't be told."""
        since = self.done[self.divided :]
        blocks = [m for m in since if self._is_a_block(m)]
        if not blocks or not mention.has("result") or mention.has("topic") or mention.depth != self.among.depth:
            return None
        place = since.index(blocks[-1])
        beside = place > 0 and since[place - 1] in blocks
        mention.guessed = mention.guessed or beside
        return None if beside else blocks[-1]

    def _is_a_block(self, part: Mention) -> bool:
        """Whether it is the reconsiderations or lawsuits of its whole, which may name them beside others."""
        if self.among is None or part.whole is not self.among or part.has("result"):
            return False
        topics = self.among.frame.get("topic", ())
        return axis_of(part, self.among) == "block" or (len(topics) > 1 and part.one("topic") in topics)

    def _last_whole(self, counter: str = "") -> Mention:
        """Of this sentence; 收到申请 22 件，自然人 20 件。其中 14 件…: of those before rather what is no part itself."""
        if self.done:
            return _last_whole(self.done)
        alike = [m for m in self.before if m.figure.counter == counter] or self.before
        return _last_whole([m for m in alike if _is_no_part(m)] or alike)

    def _carried(self, mention: Mention) -> None:
        """（含上年结转 3 件）: the figure before has these in it."""
        owner = self.among or (self.done[-1] if self.done else None)
        if owner is None:
            self.carry = True
            return
        owner.carry = True
        mention.blocked = mention.blocked or owner.blocked or owner.one("topic") in REMEDIES
        mention.frame = {
            "topic": ("requests",),
            "row": ("carried_in",),
            **{slot: owner.frame[slot] for slot in ("column", "scope") if owner.has(slot)},
        }
        mention.whole = owner
        self._resolve(mention)
        self._resolve(owner)

    def _goes_on_unknown(self, mention: Mention) -> bool:
        """公示行政许可信息 812 条、行政处罚信息 14 条: what the first is not, the next in the list is not either."""
        last = self.done[-1] if self.done else None
        if last is None or mention.has("act") or "other" not in last.frame.get("topic", ()):
            return False
        return (last.clause, last.depth) == (mention.clause, mention.depth)

    def _complete(self, mention: Mention) -> None:
        earlier = [m for m in reversed(self.done) if not m.blocked and m.has("topic")]
        self._take_what_it_is(mention, earlier)
        self._take_the_same(mention, earlier)
        if mention.empty:
            self._repeat(mention, earlier)
        if "topic" not in mention.frame and not mention.empty:
            self._take_topic(mention, earlier)
            mention.blocked = self._after_something_unknown(mention.frame)
        if mention.frame.get("topic") == ("requests",):
            self._complete_request(mention, earlier)
        self._act_of_decisions(mention)
        if mention.frame.get("topic") == ("published",) and "channel" in self.pending:  # 政府网站：发布信息 42 条
            mention.frame.setdefault("channel", self.pending["channel"])
        if "scope" not in mention.frame and "scope" in self.pending:
            mention.frame["scope"] = self.pending["scope"]

    def _take_what_it_is(self, mention: Mention, earlier: Sequence[Mention]) -> None:
        """18.5 万元，即 185000 元: the same once more."""
        last = self.done[-1] if self.done else None
        if "that_is" in mention.marks and mention.empty and last is not None and not last.blocked:
            mention.frame, mention.empty = {**last.frame}, False
            mention.guessed = last.guessed

    def _take_the_same(self, mention: Mention, earlier: Sequence[Mention]) -> None:
        """上年同类申请 8 件: of the same as the figure before."""
        if "same" in mention.marks and earlier:
            mention.frame = {**earlier[0].frame, "year": mention.frame.get("year", ("this",))}

    def _act_of_decisions(self, mention: Mention) -> None:
        """公开行政许可 64 条、行政处罚 5 条: in a list what was done with the first was done with the next."""
        last = self.done[-1] if self.done else None
        both = last is not None and {mention.one("topic"), last.one("topic")} <= DECISIONS
        if both and last.clause == mention.clause and last.has("act"):
            mention.frame.setdefault("act", last.frame["act"])

    def _repeat(self, mention: Mention, earlier: Sequence[Mention]) -> None:
        """A figure without words of its own: of what was just named, or of another year what the one before was."""
        if "rest" in mention.marks:
            return
        if mention.depth and self.done and _is_share(self.done[-1]):  # 予以公开的占 46.47%（618 件）
            mention.frame = {**self.done[-1].frame, **mention.frame}
            mention.empty = False
            return
        others = _others(earlier[0]) if earlier and "others" in mention.marks else {}
        if others or self.pending:
            mention.frame.update(others or self.pending)
            mention.empty = False
            self._or_all_that_are_not_named(mention)
        elif "together" in mention.marks:
            self._add_up(mention)
            self._be_what_has_changed(mention)
        elif "year" in mention.frame:
            self._same_of_another_year(mention, earlier)

    def _or_all_that_are_not_named(self, mention: Mention) -> None:
        """其他 8 件, behind outcomes: what the form calls so, or all those that were not named."""
        if "others" not in mention.marks or mention.frame.get("row") != ("closed",):
            return
        self._resolve(mention)
        rows = {m.one("row") for m in self.done} | {"closed"}
        named = {one.partition(".")[0] for row in rows for one in self.vocabulary.groups.get(row, (row,))}
        rest = tuple(row for row in OUTCOMES if row not in named)
        all_of_them = replace(mention, frame={**mention.frame, "topic": ("requests",), "row": (*rest, "closed")})
        mention.terms = [*mention.terms, *resolve(all_of_them, self.form)[1]]

    def _same_of_another_year(self, mention: Mention, earlier: Sequence[Mention]) -> None:
        wholes = (m for m in reversed(self.before) if m.terms and m.whole is None and m.one("row") not in CARRIED)
        other = next(iter(earlier), None) or next(wholes, None) or next(filter(_of_another_period, self.done), None)
        if other and mention.frame["year"] != other.frame.get("year", THIS_YEAR):
            mention.frame = {**other.frame, "year": mention.frame["year"]}

    def _add_up(self, mention: Mention) -> None:
        """合计 17 件: what the figures before are parts of, else these together."""
        before = [m for m in self.done if _is_beside(m, mention)]
        if len(before) < FEW:
            return
        if all("other_quarter" in m.marks for m in before):  # 上半年 14 件，下半年 19 件，合计 33 件
            mention.frame = field_slots(before[0])
        elif all(map(_can_be_added, before)):
            if common := _told_by_one_slot(before):
                mention.frame = common
                self._resolve(mention)
            if all(m.terms for m in before):
                mention.terms += [sum((m.terms[which] for m in before), ()) for which in (0, -1)]

    def _be_what_has_changed(self, mention: Mention) -> None:
        """申请量增加 21 件，总量达 141 件."""
        changed = next((m for m in reversed(self.done) if m.change and not m.empty), None)
        if not mention.terms and changed is not None and all(m.change for m in self.done):
            mention.frame = {**changed.frame, **mention.frame}

    def _take_topic(self, mention: Mention, earlier: Sequence[Mention]) -> None:
        frame = mention.frame
        self._take_act(frame)
        near = self.pending.get("topic") or self._topic_before(mention, earlier)
        if self._is_a_result(mention, near):
            frame.update(topic=near, result=(AS_RESULTS[frame.pop("row")[0]],))
        elif "row" in frame:
            frame["topic"] = self._topic_of_row(mention)
            mention.guessed = mention.guessed or self._of_something_else(mention)
        elif "result" in frame:
            self._topic_of_result(mention, earlier)
        elif "channel" in frame:
            self._topic_of_channel(frame, near)
        elif topic := near or self._topic_of_words(frame):
            frame["topic"] = topic
            mention.guessed = mention.guessed or (not near and topic == ("normative",))
        elif topic := self._topic_spoken_of(frame):
            frame["topic"] = topic
            mention.guessed = not self._speaks_of_requests_alone()

    def _topic_spoken_of(self, frame: Slots) -> tuple[str, ...]:
        """Of what the paragraph speaks, where what is done may be done with it."""
        if not set(frame.get("act", ())) <= GOES_WITH_ANY:
            return ()
        return ("requests",) if self._is_of_requests_alone(frame) else tuple(filter(None, [self._spoken()]))

    def _speaks_of_requests_alone(self) -> bool:
        """收到申请 164 件。…。已答复 160 件: where neither this sentence nor those before name anything else."""
        named = any(piece.sense and piece.sense.slot == "topic" for piece in self.pieces)
        before = [m for m in self.before if not m.figure.share]
        of_requests = all(m.one("topic") == "requests" and not m.guessed | m.blocked for m in before)
        return bool(before) and of_requests and not named and not any(piece.unknown for piece in self.pieces)

    def _is_a_result(self, mention: Mention, near: tuple[str, ...]) -> bool:
        """撤回 1 件, behind reconsiderations, is a result of theirs."""
        return mention.either and bool(near) and set(near) <= set(REMEDIES) and mention.one("row") in AS_RESULTS

    def _is_of_requests_alone(self, frame: Slots) -> bool:
        """办结 447 件, 结转 18 件: what is carried over or denied are requests, where the sentence names nothing else."""
        senses = [piece.sense for piece in self.pieces if piece.sense]
        rows = any(sense.slot == "row" for sense in senses)
        return rows and "settle" not in frame.get("act", ()) and not any(sense.slot == "topic" for sense in senses)

    def _topic_before(self, mention: Mention, earlier: Sequence[Mention]) -> tuple[str, ...]:
        """Of what the figure before was; as doubtful as it is there."""
        last = next(iter(earlier), None)
        mention.doubtful = mention.doubtful or bool(last and last.doubtful)
        return last.frame["topic"] if last else ()

    def _take_act(self, frame: Slots) -> None:
        if "act" in self.pending and {"row", "result"}.isdisjoint(frame):
            frame.setdefault("act", self.pending["act"])

    def _of_something_else(self, mention: Mention) -> bool:
        """受理贷款申请 50 件，结转 4 件: an outcome behind figures that are not known to be of requests may be theirs."""
        counts = [m for m in self.done if m.counts and m.whole is None]
        if mention.one("row") in CARRIED:
            return any(m.blocked for m in counts)
        return bool(counts) and counts[-1].blocked and counts[-1].one("topic") != "requests"

    def _topic_of_row(self, mention: Mention) -> tuple[str, ...]:
        """Outcomes are those of requests; 行政复议 11 件（含上年未结 2 件）, 复议 9 件，上年跨年 2 件 have no field."""
        before = [mention.whole, *self.done[-1:]] if mention.one("row") in CARRIED else [mention.whole]
        of_remedies = any(m is not None and m.one("topic") in REMEDIES for m in before)
        return (FOREIGN,) if of_remedies else ("requests",)

    def _topic_of_words(self, frame: Slots) -> tuple[str, ...]:
        """What is meant by words that are used of one thing alone."""
        if frame.get("column") in APPLICANTS:
            return ("requests",)
        return OF_ONE_THING.get(frame.get("act", ("",))[0], ())

    def _topic_of_channel(self, frame: Slots, near: tuple[str, ...]) -> None:
        if "published" in (*near, self._spoken()) or frame.get("act") == ("publish",):
            frame.update(topic=("published",), act=("publish",))

    def _topic_of_result(self, mention: Mention, earlier: Sequence[Mention]) -> None:
        """维持 5 件: of what was named, else of its whole, else of what was spoken of last."""
        spoken = self._remedy_before(mention, earlier)
        listed = [m for m in earlier[:1] if m.has("result") and not m.depth]
        named = [m.frame.get("topic", ()) for m in (*listed, mention.whole) if m]
        blocks = self._of_blocks(spoken) if spoken else ()
        for topics in filter(None, (self.pending.get("topic", ()), *named, blocks)):
            if set(topics) <= set(REMEDIES):
                mention.frame.setdefault("topic", topics)

    def _remedy_before(self, mention: Mention, earlier: Sequence[Mention]) -> Mention | None:
        """Of which reconsideration or lawsuit was spoken last; as sure as that was."""
        spoken = next((m for m in (*earlier, *reversed(self.before)) if m.one("topic") in REMEDIES), None)
        if spoken:
            mention.guessed = mention.guessed or spoken not in earlier
            mention.doubtful = mention.doubtful or spoken.doubtful
        return spoken

    def _of_blocks(self, mention: Mention) -> tuple[str, ...]:
        """What a result behind a figure is of; behind both kinds of lawsuits, of all."""
        said = {m.one("topic") for m in self.done if m.whole is mention.whole}
        both = mention.whole is not None and {"litigation_direct", "litigation_after"} <= said
        return mention.whole.frame["topic"] if both else mention.frame["topic"]

    def _after_something_unknown(self, frame: Slots) -> bool:
        """受理诉求 300 件，办结 290 件: what is done is done to what was named last, whether it is known or not."""
        counted = (m for m in reversed(self.done) if m.counts and not (m.blocked and m.whole))
        last = next((m for m in counted if not _of_another_period(m)), None)
        says_itself = "topic" in self.pending or not {"row", "result", "channel", "scope"}.isdisjoint(frame)
        if says_itself or last is None or not last.blocked:
            return False
        return "other" in last.frame.get("topic", ()) or not self._is_spoken_of(frame.get("topic", ("",)))

    def _is_spoken_of(self, topics: tuple[str, ...]) -> bool:
        return any(m.has("topic") and not m.blocked for m in self.done) or self._spoken() in topics

    def _spoken(self) -> str:
        """What the sentence before spoke of, else the heading."""
        said = last_topic(self.before, self.heading)
        return said if said != "other" else ""

    def _complete_request(self, mention: Mention, earlier: Sequence[Mention]) -> None:
        frame = mention.frame
        if "rest" in mention.marks:
            return
        if not {"row", "act"} & set(frame):
            said = {slot: self.pending[slot] for slot in ("act", "row") if slot in self.pending}
            if said:
                frame.update(said)
            elif "column" in frame:
                frame.update(self._done_with(mention, earlier))
        if "row" in frame and self.column:
            frame.setdefault("column", self.column)

    def _done_with(self, mention: Mention, earlier: Sequence[Mention]) -> Slots:
        """自然人 60 件: of those counted just before, as the one of the other applicants; else of the new ones."""
        whole = mention.whole
        by_applicant = self.by_applicant or "by_applicant" in mention.marks
        if by_applicant and not (whole and whole.has("act")):
            return NEW
        if earlier and earlier[0].has("column") and earlier[0].has("act") and not earlier[0].has("row"):
            return {"act": earlier[0].frame["act"]}
        if whole and whole.one("topic") == "requests":
            return _done(whole)
        counted = filter(_is_count_of_requests, (*earlier, *reversed(self.before)))
        return next(map(_done, counted), NEW)

    def _whole_by_meaning(self, mention: Mention) -> Mention | None:
        """The figure before of which this one is a part: the same, said with less."""
        for other in reversed(self.done):
            alike = other.figure.counter == mention.figure.counter and not other.blocked and not other.figure.share
            beside = other.clause == mention.clause and other.depth > 0
            beside = beside or not _of_one_scope(mention, other)
            if alike and not beside and is_part(mention, other) and not self._is_another_channel(mention, other):
                return other
        return None

    def _is_another_channel(self, mention: Mention, other: Mention) -> bool:
        """发布信息 423 条，…；公众号发布信息 977 条: stands beside it, unless the first is said to be all of it."""
        apart = self.done.index(other) < self.divided and "together" not in other.marks
        return apart and axis_of(mention, other) == "channel"

    def _resolve(self, mention: Mention) -> None:
        mention.meaning, mention.terms = resolve(mention, self.form)
        mention.doubtful = mention.doubtful or bool(mention.meaning and mention.meaning.unsure)
        mention.guessed = mention.guessed or mention.doubtful
        whole = mention.whole
        same = whole is not None and mention.terms == whole.terms and _of_one_scope(mention, whole)
        if same and mention.terms and not mention.carry:
            mention.blocked, mention.terms = True, []  # a part called as its whole is: of what, is not understood
        elif mention.has("column") and mention.one("act") in CONCLUDED and not mention.has("row"):
            received = replace(mention, frame={**mention.frame, "act": ("new",)})
            mention.terms = [*mention.terms, *resolve(received, self.form)[1]]


def _of_those(words: Sequence[Piece], behind: Sequence[Piece]) -> Sequence[Piece]:
    """收到的 6 件申请复盘发现…: what was received; what became of these begins with what is not known."""
    received = bool(words) and words[-1].text.endswith("的") and _fills(words[-1], "act")
    named = bool(behind) and _fills(behind[0], "topic")
    return list(takewhile(lambda piece: not piece.unknown, behind)) if received and named else behind


def _fills(piece: Piece, slot: str) -> bool:
    return piece.sense is not None and piece.sense.slot == slot


def _is_of_each(mention: Mention) -> bool:
    """予以公开、部分公开各 3 件; 受理并办结 5 件."""
    return ("each" in mention.marks and not mention.listed) or len(mention.frame.get("act", ())) > 1


def _are_listed(places: Sequence[int], pieces: Sequence[Piece]) -> bool:
    """2022年、2023年、2024年, of which one figure each follows: which is whose is not told by its words."""
    return any(b == a + 2 and (pieces[a + 1].join or pieces[a + 1].text in TO) for a, b in pairwise(places))


def _is_count_of_requests(mention: Mention) -> bool:
    """Whether it counts requests by what was done with them, of all applicants."""
    plain = mention.one("topic") == "requests" and not mention.has("column")
    return plain and mention.has("act") and mention.one("row") in ("", "new", "outcome_total")


def _is_share(mention: Mention) -> bool:
    return mention.figure.share and not mention.change


def _may_be_all(mention: Mention) -> bool:
    """Requests received, no part of others; 通过邮寄收到 says that there are other ways."""
    received = mention.one("topic") == "requests" and mention.one("act") in RECEIVED and "by" not in mention.marks
    return received and mention.whole is None and not mention.terms and not mention.blocked


def _of_another_period(mention: Mention) -> bool:
    """两年合计收到申请 27 件: nothing but its years keeps it from being held against the tables."""
    named = mention.has("topic") and (mention.frame.get("year") == OTHER_YEAR or "cumulative" in mention.marks)
    return mention.blocked and (named or not mention.marks.isdisjoint(PERIODS))


def _of_one_scope(part: Mention, whole: Mention) -> bool:
    """全系统复议 33 件；省局 4 件，维持 3 件: what is said of the one is no part of the other's."""
    scopes = part.frame.get("scope"), whole.frame.get("scope")
    return None in scopes or scopes[0] == scopes[1]


def _told_by_one_slot(mentions: Sequence[Mention]) -> Slots:
    """What figures have in common that are told from each other by applicant, result or channel alone."""
    for axis in ("column", "result", "channel", "way"):
        common = [field_slots(m, (axis,)) for m in mentions if m.has(axis)]
        if len(common) == len(mentions) and all(one.items() <= common[0].items() for one in common):
            return common[0]
    return {}


def _done(mention: Mention) -> Slots:
    return {slot: mention.frame[slot] for slot in ("act", "row") if mention.has(slot)}


def _can_be_added(mention: Mention) -> bool:
    return (bool(mention.terms) or mention.has("way")) and not mention.blocked and mention.whole is None


def _is_beside(one: Mention, other: Mention) -> bool:
    """Whether both are counted alike, in the same brackets or none."""
    return (one.figure.counter, one.depth) == (other.figure.counter, other.depth) and not one.change


def _last_whole(done: Sequence[Mention]) -> Mention:
    return next((m for m in reversed(done) if m.counts and not m.depth and _may_have_parts(m)), done[-1])


def _is_no_part(mention: Mention) -> bool:
    told = ("row", "column", "result", "channel", "way")
    return mention.whole is None and not any(mention.has(slot) for slot in told)


def _may_have_parts(mention: Mention) -> bool:
    return not mention.last_year and mention.one("row") not in CARRIED


def _others(last: Mention) -> Slots:
    """其他 1 件, behind a list: the other results, the other outcomes, the other organisations."""
    if last.has("result"):
        return {**last.frame, "result": ("other",)}
    if last.one("row") in OUTCOMES:
        return {**last.frame, "row": ("closed",)}
    return {**last.frame, "column": ("other_organisation",)} if last.one("column") in KINDS_OF_ORGANISATION else {}
