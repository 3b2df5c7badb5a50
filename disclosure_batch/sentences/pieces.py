"""A line cut into words with a meaning, figures, marks, and signs that mean nothing to the vocabulary."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from disclosure_batch.form.model import Form
from disclosure_batch.sentences.figures import TextLine, WrittenFigure, quantities_in
from disclosure_batch.sentences.vocabulary import Sense, vocabulary_of

STOPS = ",;:()【】。!?"
FULL_STOP = re.compile("[。!?]")
JOINS = ("以及", "或者", "、", "和", "与", "及", "或")
BEGIN_JOINS = {join[0] for join in JOINS}
SILENT = "“”\"'《》…·"
YEAR = re.compile(r"(20\d\d)年度?")
VERSUS_YEAR = re.compile(r"(?:同比)?(?:较|比|与|同|同比|相较于?|相比于?)(20\d\d)年度?(?:同期)?(?:相比)?")
CARRIED_IN = re.compile(
    r"(?:由|从|是)?(20\d\d)年度?(?:结转|转入|转来|遗留|留下|移交|延续|接续|未办结)(?:下来|过?来)?(?:的|至本年|到本年)?"
)
CARRIED_OUT = re.compile(
    r"(?:(?:结转|转|延|顺延|留待?|延续)(?:至|到|入)?(20\d\d)年度?(?:继续)?(?:办理|处理|答复)?"
    r"|(?:在|于|待|将于|将在|至|到)(20\d\d)年度?(?:\d{1,2}月)?(?:继续)?(?:办理|处理|答复|办结))"
)
MONTH = re.compile(r"\d{1,2}(?:[-—–~至]\d{1,2})?月(?:\d{1,2}日|份|底|末)?")
WHOLE_YEAR = ("1月1日", "12月31日", "12月底", "12月末", "1-12月", "1至12月")
BEFORE_NEXT = re.compile(r"[、和与及,]\d")
BEHIND_LAST = re.compile(r"(?:[为共计达量数有是、和与及:])(?:\d{1,3}(?:,\d{3})+|\d+)[,;。)、]")
GOVERNMENT = re.compile(r"(.*?)([市县区镇乡旗州省])(?:人民)?政府(办公室)?$")
OFFICE = re.compile(r".*([省市县区旗州])[^省市县区旗州]*?([厅局])$")
OF_WORDS = ("项", "类", "个")
ALONE = re.compile(r"(?:医院|大学|学院|学校|中心|大队|支队|总队|分局|街道|集团)$")
ZONE = re.compile(r"(?:管理委员会|管委会)$")
OWN = Sense("scope", "own")
SHORTEST = 3  # characters of a name cut short
NAMED = re.compile(r"(.*[省市县区旗州盟])?(.{3,})([局厅委])(?:员会)?$")
FEWEST_OF_A_NAME = 2  # of what a body does, in its short name: 住建 of 住房和城乡建设


class Piece(NamedTuple):
    """A word, a figure, a mark or a sign without a meaning, as they follow one another in a line."""

    start: int
    end: int
    text: str
    sense: Sense | None = None
    figure: WrittenFigure | None = None

    @property
    def stop(self) -> bool:
        return self.figure is None and self.text in STOPS

    @property
    def join(self) -> bool:
        return self.text in JOINS

    @property
    def unknown(self) -> bool:
        return (
            self.sense is None and self.figure is None and not self.stop and not self.join and self.text not in SILENT
        )

    @property
    def mark(self) -> str:
        return self.sense.value if self.sense and self.sense.slot == "mark" else ""


class MatchedWord(NamedTuple):
    end: int
    sense: Sense | None = None
    figure: WrittenFigure | None = None


class Cutter:
    """Cuts the lines of one report: it knows its year and how its body calls itself."""

    def __init__(self, form: Form, year: int, body: str = "") -> None:
        self.year = year
        self.vocabulary = vocabulary_of(form)
        self.own: dict[str, list[str]] = {}  # by their first signs
        for name in own_names(body):
            self.own.setdefault(name[0], []).append(name)
        self.short = short_name(body)
        self.begins = {*self.vocabulary.begins, *BEGIN_JOINS, *self.own}  # the signs with which anything known begins

    def sentences(self, line: TextLine) -> Iterator[tuple[list[Piece], str]]:
        """The pieces of each sentence that has a figure, or says all or none; of what those before it spoke last."""
        known, passed = self._known(line), []
        for start, end in _stretches(line.said):
            if self.vocabulary.claims.search(line.said, start, end) or _has_figure(known, start, end):
                yield self._sentence(line.said, known, start, end), self._last_topic(line.said, known, passed)
                passed = []
            else:
                passed.append((start, end))

    def _last_topic(self, said: str, known: Mapping[int, MatchedWord], passed: Sequence[tuple[int, int]]) -> str:
        """Of what the sentences that were passed over spoke last, '' where of nothing."""
        for start, end in reversed(passed):
            pieces = self._pieces(said, known, start, end)
            if topics := [piece.sense.value for piece in pieces if piece.sense and piece.sense.slot == "topic"]:
                return topics[-1]
        return ""

    def _known(self, line: TextLine) -> Mapping[int, MatchedWord]:
        """Its figures and years, by where they begin."""
        known = {start: MatchedWord(match_end, sense) for start, match_end, sense in self._dated(line.said)}
        for start, end, figure in quantities_in(line):
            if figure.counter or in_a_run(line.said, start, end):
                known[start] = MatchedWord(end, figure=figure)
        return known

    def _sentence(self, said: str, known: Mapping[int, MatchedWord], start: int, end: int) -> list[Piece]:
        sentence: list[Piece] = []
        for piece in self._pieces(said, known, start, end):
            sentence.append(_as_a_word(piece) if _counts_words(piece, sentence) else piece)
        return sentence

    def _pieces(self, said: str, known: Mapping[int, MatchedWord], start: int, end: int) -> Iterator[Piece]:
        """All of a stretch, from its first sign to its last."""
        begins, at = self.begins, start
        while at < end:
            if at in known:
                stop, sense, figure = known[at]
            elif said[at] in begins:
                stop, sense, figure = self._word(said, at)
            else:
                stop, sense, figure = at + 1, None, None
            yield Piece(at, stop, said[at:stop], sense, figure)
            at = stop

    def _word(self, said: str, at: int) -> MatchedWord:
        """The longest word that begins here; the body's own name before any other."""
        word = self._known_word(said, at) or self._join(said, at)
        for name in self.own.get(said[at], ()):
            if said.startswith(name, at) and len(name) >= len(word):
                return MatchedWord(at + len(name), OWN)
        return MatchedWord(at + len(word or " "), self.vocabulary.words.get(word))

    def _known_word(self, said: str, at: int) -> str:
        """均未经复议直接起诉: 未 belongs to what follows where this makes a word of it."""
        word = self.vocabulary.word_at(said, at)
        join = self._join(said, at)
        if join and len(self.vocabulary.word_at(said, at + len(join))) > len(word) - len(join) > 0:
            return join  # 新收和上年结转的: no 和上年
        if word[:1] == "未" and len(self.vocabulary.word_at(said, at + 1)) >= len(word) > 1:
            return "未"  # 未结转
        if word[-1:] != "未" or word[:-1] not in self.vocabulary.words:
            return word
        return word[:-1] if len(self.vocabulary.word_at(said, at + len(word) - 1)) > 1 else word

    def _join(self, said: str, at: int) -> str:
        if said[at] not in BEGIN_JOINS:
            return ""
        return next((join for join in JOINS if said.startswith(join, at)), "")

    def _dated(self, said: str) -> Iterator[tuple[int, int, Sense]]:
        """Years, what is compared with one, and what was carried over from or to one."""
        for match in YEAR.finditer(said):
            which = {self.year: "this", self.year - 1: "last"}.get(int(match[1]), "other")
            yield match.start(), match.end(), Sense("year", which)
        for match in VERSUS_YEAR.finditer(said):
            last = int(match[1]) == self.year - 1
            yield match.start(), match.end(), Sense("mark", "versus" if last else "versus_other")
        for match in MONTH.finditer(said):
            if match[0] not in WHOLE_YEAR:
                yield match.start(), match.end(), Sense("mark", "other_quarter")
        carried = ((CARRIED_IN, "carried_in", self.year - 1), (CARRIED_OUT, "carried_out", self.year + 1))
        for pattern, row, year in carried:
            for match in pattern.finditer(said):
                if str(year) in match.groups():
                    yield match.start(), match.end(), Sense("row", row)
        for match in self.short.finditer(said) if self.short else ():
            if len(match["of"]) >= FEWEST_OF_A_NAME:
                yield match.start(), match.end(), OWN
        yield from self._by_pattern(said)

    def _by_pattern(self, said: str) -> Iterator[tuple[int, int, Sense]]:
        """Words that are put together in many ways (由上年度结转而来的), where no longer one begins."""
        for pattern, sense in self.vocabulary.patterns:
            for match in pattern.finditer(said):
                if len(match[0]) > len(self.vocabulary.word_at(said, match.start())):
                    yield match.start(), match.end(), sense


def _stretches(said: str) -> Iterator[tuple[int, int]]:
    """From where to where each sentence goes, its full stop with it."""
    start = 0
    for match in FULL_STOP.finditer(said):
        yield start, match.end()
        start = match.end()
    if start < len(said):
        yield start, len(said)


def _has_figure(known: Mapping[int, MatchedWord], start: int, end: int) -> bool:
    return any(match.figure is not None and start <= at < end for at, match in known.items())


def _counts_words(piece: Piece, before: Sequence[Piece]) -> bool:
    """行政许可、行政处罚、行政强制三项: how many words stand before it, and no figure of theirs."""
    if piece.figure is None or piece.figure.counter not in OF_WORDS or piece.text[0].isdigit():
        return False
    joins = 0
    for word in reversed(before):
        if word.stop or word.figure is not None:
            break
        joins += word.join
    return joins > 0 and piece.figure.value == joins + 1


def _as_a_word(piece: Piece) -> Piece:
    return Piece(piece.start, piece.end, piece.text, Sense("filler", "plain"))


def in_a_run(said: str, start: int, end: int) -> bool:
    """Whether a number without a unit is one all the same: 5、3 和 2 件; 数量为 11."""
    return bool(BEFORE_NEXT.match(said, end) or BEHIND_LAST.match(said, max(start - 1, 0)))


def short_name(body: str) -> re.Pattern | None:
    """A bureau's short name, in whichever signs of its own it is made: 安阳县住建局, 住建局, 卫健委."""
    match = NAMED.match(body)
    if match is None or ZONE.search(body):
        return None
    place, of, kind = match.groups(default="")
    places = "|".join(map(re.escape, filter(None, (place, place[-1:]))))
    signs = "".join(f"{re.escape(sign)}?" for sign in of)
    return re.compile(f"(?:{places})?(?P<of>{signs}){kind}(?:员会)?(?![办室])" if places else f"(?P<of>{signs}){kind}")


def own_names(body: str) -> tuple[str, ...]:
    """How a body may call itself, the longest first: in full, without what stands before it, 市政府 for 某市人民政府."""
    names = {body[i:] for i in range(len(body) - SHORTEST + 1)}
    if match := GOVERNMENT.match(body):
        place, kind, office = match.groups()
        names |= {f"{kind}政府", f"{kind}人民政府", f"{place}{kind}政府"}
        names |= {f"{place}{kind}"} if place else set()
        names |= {f"{kind}政府办公室"} if office else set()
    if match := OFFICE.match(body):
        names.add("".join(match.groups()))  # 省厅, 县局
    if alone := ALONE.search(body):
        names.add(alone[0])
    if ZONE.search(body):
        names |= {"管委会", "管理委员会", ZONE.sub("管委会", body)}
    return tuple(sorted(names, key=len, reverse=True))
