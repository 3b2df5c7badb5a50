"""A report's words, paragraph by paragraph, each with the section in which it stands."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from disclosure_batch.form.model import Form, SheetKind
from disclosure_batch.sentences.figures import TextLine
from disclosure_batch.sentences.mentions import ParsedSentence
from disclosure_batch.sentences.speaker import SentenceReader
from disclosure_batch.sentences.vocabulary import vocabulary_of
from disclosure_batch.text import tidy

NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、,.．]|第[一二三四五六七八九十]部分[、:]?|\d{1,2}[、.．](?!\d))"
)
SUBHEAD = re.compile(r"^[(（][一二三四五六七八九十]{1,2}[)）]")
LONGEST_HEADING = 40
BEYOND_DOUBT = 12  # characters: 行政机关主动公开政府信息情况
TOPICS = (
    ("依申请", "requests"),
    ("申请公开", "requests"),
    ("复议", "remedies"),
    ("诉讼", "remedies"),
    ("主动公开", "published"),
)


class Part(StrEnum):
    TITLE = "title"
    OPENING = "opening"
    HEADING = "heading"
    WORDS = "words"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph.

    section: the form's heading above it, '' before the first. topic: what its sub-heading speaks of, None without one.
    """

    text: str
    start: int
    part: Part
    section: str = ""
    topic: str | None = None

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, eq=False)
class Text:
    """A whole report: its lines joined by line ends, in passages."""

    whole: str
    passages: Sequence[Passage]
    form: Form
    year: int
    body: str = ""

    def sentences(self) -> Iterator[tuple[Passage, ParsedSentence]]:
        """The sentences of its sections that state anything, opening and headings left aside."""
        reader = SentenceReader(self.form, self.year, self.body)
        for passage in self.passages:
            if passage.part is Part.WORDS:
                for sentence in reader.sentences(TextLine(passage.text, passage.start), passage.topic):
                    yield passage, sentence

    @cached_property
    def sections(self) -> Mapping[str, Sequence[Passage]]:
        """The passages below each of the form's headings that is there."""
        found: dict[str, list[Passage]] = {}
        for passage in self.passages:
            if passage.part is Part.HEADING and passage.section:
                found.setdefault(passage.section, [])
            elif passage.part is Part.WORDS:
                found.setdefault(passage.section, []).append(passage)
        return found


def headings(form: Form) -> tuple[str, ...]:
    """The headings of the six sections, in their order."""
    tables = (sheet.section for sheet in form.sheets if sheet.kind is SheetKind.TABLES)
    return (*form.outline.before, *tables, *form.outline.after)


def text_of(lines: Sequence[str], form: Form, year: int, body: str = "") -> Text:
    """A report's lines as passages. A section's heading is known by its words, whatever its number.

    One that has another name (二、行政机关主动公开政府信息情况) is known by this, where its own stands nowhere.
    """
    known = _known_headings(lines, form)
    passages: list[Passage] = []
    start, section, topic = 0, "", None
    signed = _signed_from(lines)
    for n, line in enumerate(lines):
        if n in known:
            section, topic, part = known[n], None, Part.HEADING
        elif n >= signed:
            part = Part.SIGNATURE
        elif not section:
            part = Part.TITLE if not passages else Part.OPENING
        else:
            part = Part.WORDS
            if SUBHEAD.match(tidy(line)) or NUMBERED.match(tidy(line)):
                topic = (
                    _topic(line)
                    if len(tidy(line)) <= LONGEST_HEADING
                    else _topic(re.split("[。.：:]", line)[0][:LONGEST_HEADING])
                )
        passages.append(Passage(line, start, part, section, topic))
        start += len(line) + 1
    return Text("\n".join(lines), passages, form, year, tidy(body))


def _known_headings(lines: Sequence[str], form: Form) -> Mapping[int, str]:
    """Which lines are headings of sections, and of which."""
    own = {bare_heading(heading): heading for heading in headings(form)}
    bare = {n: bare_heading(line) for n, line in enumerate(lines) if len(tidy(line)) <= LONGEST_HEADING}
    known = {n: own[words] for n, words in bare.items() if words in own}
    for words, names in vocabulary_of(form).headings.items():
        heading = own.get(words)
        if heading and heading not in known.values():
            known |= {n: heading for n in bare if n not in known and _is_named(lines[n], bare[n], names, heading)}
    return known


def _is_named(line: str, bare: str, names: re.Pattern, heading: str) -> bool:
    """Behind the section's own number, or without any where the words are those of a section beyond doubt."""
    number = tidy(line).removesuffix("。").removesuffix(bare)
    own_number = number[:1] == heading[0] if number else len(bare) >= BEYOND_DOUBT
    return own_number and names.fullmatch(bare) is not None


def bare_heading(line: str) -> str:
    """Without its number."""
    return NUMBERED.sub("", tidy(line)).rstrip("。:")


def _topic(heading: str) -> str:
    return next((topic for word, topic in TOPICS if word in heading), "")


def _signed_from(lines: Sequence[str]) -> int:
    """Where the signature begins: a last line that is but a day, and the short line before it."""
    last = max((n for n, line in enumerate(lines) if line.strip()), default=0)
    if lines and re.fullmatch(
        r".{0,40}?[\d〇○零一二三四五六七八九]{4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日",
        tidy(lines[last]),
    ):
        before = tidy(lines[last - 1]) if last else ""
        return (
            last - 1
            if before
            and len(before) <= LONGEST_HEADING
            and not re.search("[。,;:]", before)
            and not NUMBERED.match(before)
            else last
        )
    return len(lines)
