"""What a report is about: figures, words, whose they are, and which units are known to be lacking.

A district that adds up its units is one subject, a single unit another; a report doesn't ask which of them it is of.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from disclosure_batch.form.model import Figure, Form
from disclosure_batch.names import shown
from disclosure_batch.papers import NOBODYS
from disclosure_batch.settings import Settings


@dataclass(frozen=True, eq=False)
class Contributor:
    """A unit whose figures are in the totals: what it stated, and what it wrote by field id.

    figure: of a numeric field, None where the unit has not stated it.
    """

    name: str
    figure: Callable[[str], Figure | None]
    texts: Mapping[str, str]
    unknown: frozenset[str] = frozenset()  # fields on a blank sheet, or with something that can't be read
    publishes: bool = False  # it is the body in whose name the report is published
    faulty: bool = False  # it has errors, and is in the totals all the same
    aliases: Sequence[str] = ()
    category: str = ""  # 政府部门, 乡镇街道; where nobody knows it, ""


@dataclass(frozen=True, slots=True)
class Lacking:
    """Units that the totals should have and don't, by name; where there are some, the report is a 送审稿.

    below: contributors that are themselves 送审稿 of several units, each with the units that it lacks. nobodys: files
    of which it isn't known whose they are, where nobody knows who should report.
    """

    missing: Sequence[str] = ()  # have not reported
    left_out: Sequence[str] = ()  # have errors
    below: Sequence[tuple[str, Sequence[str]]] = ()
    scans: Sequence[str] = ()  # have sent nothing but a scan
    unclear: Sequence[str] = ()  # may have sent what can't be told whose it is
    nobodys: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.number or self.below or self.nobodys)

    @property
    def number(self) -> int:
        """Of the units that are lacking."""
        return len((*self.missing, *self.scans, *self.unclear, *self.left_out))

    @property
    def number_of_files(self) -> str:
        """To be said behind how many units there are; empty where every file is somebody's."""
        return f"，另有 {len(self.nobodys)} 份{NOBODYS}、没有计入" if self.nobodys else ""

    @property
    def number_below(self) -> str:
        """To be said behind how many units there are; empty where none is lacking one level down."""
        if not self.below:
            return ""
        number = sum(len(units) for _, units in self.below)
        return f"，其中 {len(self.below)} 家报来的汇总表是送审稿、还缺 {number} 家"

    @property
    def names_below(self) -> str:
        """示例区（缺 2 家：甲局、乙局）"""
        listed = ((shown(name), len(units), "、".join(map(shown, units))) for name, units in self.below)
        return "；".join(f"{name}（缺 {number} 家：{units}）" for name, number, units in listed)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A figure of a contributor that a warning speaks of; why it is right, where the contributor has said so."""

    name: str
    field: str
    figure: Figure
    explained: str | None = None


@dataclass(frozen=True)
class Subject:
    """All that a report is made of.

    doubts: figures of the contributors that somebody should look at again.

    totals: every numeric field; last_year: those that can be compared with them. last_words: what last year's report
    said, by field id. stated: fields of which a sentence may be made: a 0 in the totals that only stands for what
    nobody said is none. reported: how many contributors have stated each field.
    """

    form: Form
    year: int
    title: str
    body: str | None  # in whose name it is published; None where nobody said it
    phone: str
    texts: Mapping[str, str]  # the body's own words, by field id
    totals: Mapping[str, Figure]
    last_year: Mapping[str, Figure | None]
    stated: frozenset[str]
    reported: Mapping[str, int]
    contributors: Sequence[Contributor]
    lacking: Lacking = Lacking()
    doubts: Sequence[Doubt] = ()
    corrected: Sequence[str] = ()  # figures in the totals that were taken as others, a sentence each
    of_one: bool = False  # a single unit's own report
    last_words: Mapping[str, str] = field(default_factory=dict)
    errors: int = 0  # so many things are wrong with the single unit's form: a 送审稿
    moved: int = 0  # so many units are in one year's totals alone: last year's are not compared with these
    office: str | None = None  # who drew it up and can be asked, where it is not the body
    settings: Settings = field(default_factory=Settings)
    key: str = ""  # by which the roster knows whose report it is, whoever publishes it

    @property
    def doubted(self) -> Mapping[str, Sequence[Doubt]]:
        """Total -> the doubts of what it is added up from; once all is in, those that nobody has explained."""
        draft = self.lacking or self.errors
        doubts = [doubt for doubt in self.doubts if draft or not doubt.explained]
        by_total = {name: self.form.typed_in(name) for name in self.form.numeric} if doubts else {}
        held = {name: [doubt for doubt in doubts if doubt.field in typed] for name, typed in by_total.items()}
        return {name: those for name, those in held.items() if those}
