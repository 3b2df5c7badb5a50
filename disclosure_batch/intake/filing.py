"""What a document says, field by field, and where it says it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from disclosure_batch.documents.kinds import FileKind
from disclosure_batch.findings import Trouble
from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import Figure, Form
from disclosure_batch.locating.captions import Caption
from disclosure_batch.locating.footnotes import Footnote
from disclosure_batch.papers import CODE_FIELD, LACKING
from disclosure_batch.roster import is_made


class Slip(StrEnum):
    """What a numeric cell holds where it is neither a plain figure nor blank. The value rules speak of these."""

    NOTHING = "a word or sign for nothing"
    ZERO_IN_ALL = "blank, but a typed total of 0 says that it is 0"
    CLEANED = "a number with extra characters"
    NOTED = "a number with a note that leaves it as it is"
    SHOWN_AS = "a number that its cell shows as another"
    CONVERTED = "an amount with another unit"
    FORMULA = "a formula where a figure is typed"
    NOT_A_NUMBER = "not a number"
    NOTE_IN_DOUBT = "a number with a note that may change it"
    UNIT_UNCLEAR = "an amount in one unit by its sign, in another by its column"
    NEGATIVE = "negative"
    FRACTION = "a count with a fraction"
    ERROR_VALUE = "an error value"
    NOT_STORED = "a formula without a stored value"
    UNTHINKABLE = "too many digits, or too large"
    UNCERTAIN = "one of several figures, or of one that belongs to several cells"  # the layout rules speak of it


READ = {Slip.NOTHING, Slip.ZERO_IN_ALL, Slip.CLEANED, Slip.NOTED, Slip.SHOWN_AS, Slip.CONVERTED, Slip.FORMULA}
UNREADABLE = frozenset(Slip) - READ


@dataclass(frozen=True, slots=True)
class Typed:
    """A slip and what stands in the cell, as text."""

    slip: Slip
    raw: str


class Origin(StrEnum):
    """What kind of document a filing was read from."""

    TEMPLATE = "template"
    CONSOLIDATED = "consolidated"
    LABELS = "labels"  # anything else in which the form's labels were found


@dataclass(frozen=True, slots=True)
class Filing:
    """The figures and texts of one document.

    values follow form.inputs: int or Decimal; None where the cell is blank, or cannot be read (then `slips` says why).
    stored follows form.derived: what the document itself holds as totals; `typed` are the totals that are no formulas,
    `unstored` those that are formulas without a value, `flawed` those that hold no figure a total can be.
    texts holds every non-numeric field that is filled in: cover, texts, explanations.
    cells tells the place of fields that do not stand where the template has them.
    parts are the units of a consolidated workbook. last_year follows form.inputs: what our own workbook holds in the
    cells of last year's figures; empty where it has no such cells.
    """

    origin: Origin
    values: Sequence[Figure | None]
    slips: Mapping[str, Typed] = field(default_factory=dict)
    stored: Sequence[Figure | None] = ()
    typed: frozenset[str] = frozenset()
    unstored: frozenset[str] = frozenset()
    flawed: Mapping[str, Typed] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    cleaned: frozenset[str] = frozenset()  # texts with characters that can't be written, now without them
    cells: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()  # fields that have no place in the document
    checksum: int = 0
    saved: datetime.datetime | None = None
    stamp: Mapping[str, str] = field(default_factory=dict)  # what the template's _meta sheet says
    year_by_file_name: bool = False  # nothing in the document says it
    marked: bool = False  # a copy in which this tool has marked what has to be mended or verified
    footnotes: tuple[Footnote, ...] = ()  # what is said under its tables, where they are not the template's
    captions: tuple[Caption, ...] = ()  # what stands above its tables, where they are not the template's
    last_year: Sequence[Figure | None] = ()
    parts: tuple["Filing", ...] = ()
    apart: tuple["Filing", ...] = ()  # units of a consolidated workbook that are not in its totals
    beside: tuple[tuple[str, str], ...] = ()  # files that hold its units: path from the workbook, SHA-256

    @property
    def of_several(self) -> tuple["Filing", ...]:
        """The units of a consolidated workbook; none of a submission."""
        return (*self.parts, *self.apart)

    def place(self, form: Form, name: str) -> tuple[str | None, str | None]:
        """(sheet, A1 cell) of a field; (None, None) where it has no place in the document."""
        if name in self.cells:
            return self.cells[name]
        if name in self.absent:
            return None, None
        layout = layout_of(form)
        return layout.sheet_of(name).name, layout.cell(name)

    def value(self, form: Form, name: str) -> Figure | None:
        """The figure of a typed field."""
        return self.values[form.position[name]]

    def states(self, form: Form, name: str) -> bool:
        """Whether there is a figure of a typed field: also one that was decided, where the document has no place."""
        return name in form.position and self.value(form, name) is not None

    def stands(self, form: Form, name: str) -> Figure | None:
        """What the document itself has there: the figure of a typed field, or a total as it is stored."""
        if name in form.position:
            return self.value(form, name)
        return dict(zip(form.derived, self.stored, strict=False)).get(name)

    def untouched(self, form: Form) -> bool:
        """Nothing is filled in but what a distributed workbook already holds, or the day below a document."""
        given = {name for name, field in form.fields.items() if field.given} | set(form.carried_over)
        given |= {"unit.date"} if self.origin is Origin.LABELS else set()
        figures = (name for name, value in zip(form.inputs, self.values, strict=True) if value is not None)
        return given.issuperset(figures) and given.issuperset(self.texts) and given.issuperset(self.slips)

    def figures_read(self, form: Form) -> tuple[int, int]:
        """(how many figures of sections two to four were read, of how many), totals included."""
        known = {name for name, value in zip(form.inputs, self.values, strict=True) if value is not None}
        for name, value in zip(form.derived, self.stored or (None,) * len(form.derived), strict=True):
            if value is not None or known.issuperset(form.fields[name].parts):
                known.add(name)
        required = {name for name in form.numeric if form.fields[name].required}
        return len(known & required), len(required)

    @property
    def lacking(self) -> tuple[str, ...]:
        """The units that the 汇总表 of a 送审稿 has no figures of; none of any other document."""
        return tuple(filter(None, self.stamp.get(LACKING, "").split("\n")))

    @property
    def code(self) -> str:
        """The code that it states; one that this tool made tells nobody from another."""
        return _own(self.texts)

    @property
    def handed_out_to(self) -> str:
        """The code of the unit for which this tool wrote the workbook."""
        return _own(self.stamp)

    @property
    def name(self) -> str:
        return self.texts.get("unit.name", "")


def _own(texts: Mapping[str, str]) -> str:
    code = texts.get(CODE_FIELD, "")
    return "" if is_made(code) else code


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one file: its fingerprint, what is odd about the file itself, its filing where there is one.

    path is the display path of the contract: the given PATH's name and what lies below it.
    """

    path: str
    sha256: str
    size: int
    troubles: tuple[Trouble, ...] = ()
    filing: Filing | None = None
    ignored: bool = False
    kind: FileKind | None = None  # None where it was not looked at, or is nothing that is known
