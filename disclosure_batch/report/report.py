"""The annual report as a value: title, opening, six sections. Document, page and texts all print this one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from disclosure_batch.papers import ANNUAL_REPORT, OF_ONE, TO_FILL, WRITTEN
from disclosure_batch.report.printed import PrintedTable

FEW = 3  # so much that an edited document lacks is told
NO_DAY = "{year}年　月　日"  # is filled in when the report is signed


@dataclass(frozen=True, slots=True)
class Paragraph:
    """text: a Told, where it knows what its figures are of."""

    kind: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True, slots=True)
class SubHeading:
    kind: ClassVar[str] = "subheading"
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A line about the report itself: how many units its figures are of."""

    kind: ClassVar[str] = "note"
    text: str


WrittenBlock = Paragraph | SubHeading
Block = WrittenBlock | Note | PrintedTable


@dataclass(frozen=True, slots=True)
class Section:
    """heading: 一、总体情况; file: 1-总体情况.txt."""

    heading: str
    file: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Unwritten:
    """Headings under which figures stand alone, or nothing; sections that hold what the units wrote, to be made one."""

    wordless: tuple[str, ...] = ()
    drafted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Polished:
    """What became of a document that somebody has edited. said: a sentence or more; listed: all that was changed in it
    and all that was left, line by line.

    data: the document with the figures that changed, None where a fresh one takes its place; written: what is now to be
    taken for written in it; to_fill: how many words are still to be filled in there; lacks: what else a report needs
    and this one has not; to_see: how many places somebody has to look at.
    """

    said: str
    data: bytes | None = None
    written: bytes = b""
    to_fill: int = 0
    lacks: tuple[str, ...] = ()
    to_see: int = 0
    listed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """body: in whose name it is published, as the title begins; key: whose it is, whatever the name.

    notices stand at the head of a 送审稿. date: the day it is signed, below the body's name at the end. tags: what a
    website asks of its page, by name.
    template: somebody's own document, made ready for it, into which the report is put.
    polished: where somebody has edited the document that the last run wrote.

    gaps: what could not be said, for the coordinator; what has to be filled in says 请补充 in the text. texts: the words
    that are no figures, by field id, for the consolidated workbook.
    """

    title: str
    body: str
    year: int
    notices: tuple[str, ...]
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    gaps: tuple[str, ...]
    date: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    template: bytes | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    of_one: bool = False  # a single unit's own
    unwritten: Unwritten = Unwritten()
    doubted: bool = False  # whether totals are marked, which hold a figure that is to be verified
    polished: Polished | None = None
    key: str = ""

    @property
    def edited(self) -> bool:
        """Whether its document is one that somebody has edited."""
        return self.polished is not None and self.polished.data is not None

    @property
    def to_see(self) -> str:
        """What somebody has to look at in an edited document, '' where nothing; its page is never the edited one."""
        if not self.edited or not self.polished.to_see:
            return ""
        return f"{ANNUAL_REPORT} 里有 {self.polished.to_see} 处没有改、要您看，年度报告.html 里没有您改的话"

    @property
    def mark(self) -> str:
        """By what the document's properties tell this tool later what it is."""
        return OF_ONE if self.of_one else WRITTEN

    @property
    def to_fill(self) -> Mapping[str, int]:
        """How many words are still to be filled in, by the part of the report; only parts where there are some."""
        parts = {"标题": [self.title], "开头": self.opening}
        parts |= {s.heading: [block.text for block in s.blocks if block.kind == "paragraph"] for s in self.sections}
        parts["落款"] = [self.date]
        counted = {part: sum(len(TO_FILL.findall(text)) for text in texts) for part, texts in parts.items()}
        return {part: number for part, number in counted.items() if number}

    @property
    def lacking(self) -> list[str]:
        """What has to be written before it could be published as it stands; empty where nothing has.

        Of a document that somebody has edited and of its page, which is not the edited one, each by itself.
        """
        if not self.edited:
            return _of_file("年度报告里", self._lacking_as_written)
        left = [f"还有 {self.polished.to_fill} 处文字待补充（文中已标色）"] if self.polished.to_fill else []
        left += [_shortened(self.polished.lacks)] if self.polished.lacks else []
        return _of_file(f"{ANNUAL_REPORT} 里", left) + _of_file("年度报告.html 里", self._lacking_as_written)

    @property
    def _lacking_as_written(self) -> list[str]:
        where = "、".join(f"“{part}”{number} 处" for part, number in self.to_fill.items())
        marked = [f"还有 {sum(self.to_fill.values())} 处文字待补充（文中已标色）：{where}"] if where else []
        wordless, drafted = ("、".join(f"“{heading}”" for heading in some) for some in self._unwritten)
        marked += [f"{wordless}还没有写文字，只有数字或“无”"] if wordless else []
        return marked + ([f"{drafted}是各单位文字的汇集，还要归纳"] if drafted else [])

    @property
    def _unwritten(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return self.unwritten.wordless, self.unwritten.drafted


def _of_file(name: str, lacking: Sequence[str]) -> list[str]:
    """The first says in which file."""
    return [f"{name}{lacking[0]}", *lacking[1:]] if lacking else []


def _shortened(lacks: Sequence[str]) -> str:
    more = f"；等 {len(lacks)} 处" if len(lacks) > FEW else ""
    return "；".join(lacks[:FEW]) + more
