"""A submission: a reading and whose it is; and what is odd about that, one small class a kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from disclosure_batch.findings import Trouble
from disclosure_batch.intake.filing import Filing, Reading
from disclosure_batch.roster import Unit


class Standing(StrEnum):
    """What becomes of a file before any rule has looked at its figures."""

    CURRENT = "current"  # a filing of a known unit, the one that counts
    UNUSABLE = "unusable"  # no filing, no unit, or it can't be told which of several counts
    IGNORED = "ignored"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Submission:
    """A reading, whose it is, and what is odd about that.

    Of a file that can't be read the unit is what its name hints at. hints: where there is no unit, those that it may
    be of. guessed: the unit is the most likely one, as long as it has sent nothing else.
    """

    reading: Reading
    standing: Standing
    unit: Unit | None = None
    troubles: tuple[Trouble, ...] = ()
    hints: tuple[Unit, ...] = ()
    guessed: bool = False

    @property
    def filing(self) -> Filing | None:
        return self.reading.filing

    @property
    def key(self) -> str | None:
        return self.unit.key if self.unit else None

    def with_trouble(self, standing: Standing, trouble: Trouble) -> "Submission":
        return replace(self, standing=standing, troubles=(*self.troubles, trouble))


@dataclass(frozen=True)
class SaidOfFiles:
    """What somebody has said of files, by their paths: whose they are, and which of several of a unit count."""

    units: Mapping[str, Unit] = field(default_factory=dict)
    counting: frozenset[str] = frozenset()


NOTHING_SAID = SaidOfFiles()

# ---------------------------------------------------------------- what is odd


class Pointer(StrEnum):
    """What points to a unit beside the cover."""

    TEMPLATE = "下发时的模板"
    FILE_NAME = "文件名"
    FOLDER = "所在文件夹或压缩包的名称"


@dataclass(frozen=True, slots=True)
class UnknownUnit(Trouble):
    """Code and name as they are written ('' for nothing); likely is the one unit of a name much like it.

    named: where nothing is written, the units whose names stand in the file's, where they are several.
    """

    code: str = ""
    name: str = ""
    likely: Unit | None = None
    named: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeAndNameDisagree(Trouble):
    """Code and name are not those of one unit; unit is the one that has the code, else the one that has the name.

    borrowed: the unit whose workbook somebody else has filled in, as far as that can be told. by_cover: nothing but the
    name on it says who.
    """

    code: str
    name: str
    unit: Unit
    borrowed: Unit | None = None
    by_cover: bool = False


@dataclass(frozen=True, slots=True)
class KnownByAlias(Trouble):
    """The name that is written is an alias of the unit's."""

    name: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class ToldByFileName(Trouble):
    """Nothing in the document says whose it is; the file's name does."""


@dataclass(frozen=True, slots=True)
class PointsElsewhere(Trouble):
    """The template's stamp or the file's name is another unit's, of which the roster may know the code alone.

    unit: the one that the cover says. in_doubt: either of them may have sent it.
    """

    by: Pointer
    unit: Unit
    other: Unit | None
    code: str = ""
    in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class ExactCopy(Trouble):
    """The same file to the byte as the one of that path."""

    of: str


@dataclass(frozen=True, slots=True)
class Superseded(Trouble):
    """Another submission of the same unit counts instead; known: it is the later one, or says the same.

    told: somebody has said that the other one counts.
    """

    by: Submission
    known: bool = True
    told: bool = False


@dataclass(frozen=True, slots=True)
class NoTellingWhichIsLater(Trouble):
    """Other submissions of the same unit say something else, and nothing tells which was sent last."""

    others: tuple[Submission, ...]


@dataclass(frozen=True, slots=True)
class RowOfConsolidated(Trouble):
    """The unit's own workbook and a 汇总表 with the unit in it, one of which steps back; part is the row."""

    holder: Submission
    part: Filing


@dataclass(frozen=True, slots=True)
class OwnSumBeside(Trouble):
    """A 汇总表 or report of a unit that groups others, some of which report themselves: they are added up, not this."""


@dataclass(frozen=True, slots=True)
class PublishersReport(Trouble):
    """The report that this tool wrote for the publishing body of this run."""
