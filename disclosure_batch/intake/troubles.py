"""What is odd about a file or its layout, one small class a kind; documents/unreadable.py has why a file can't be read.

The rules find each by its type and say it in words. Whose a submission is, and which of several counts: submission.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from disclosure_batch.documents.kinds import FileKind
from disclosure_batch.findings import Trouble
from disclosure_batch.form.layout import Area
from disclosure_batch.locating.located import Was

# ---------------------------------------------------------------- files that are set aside


class SetAside(Trouble):
    """A file that is no submission: it is named, and nobody has to mend it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Clutter(SetAside):
    """A file that no office has sent, by where it lies or what it is called; why is the predicate of a sentence."""

    why: str


@dataclass(frozen=True, slots=True)
class Scan(SetAside):
    """A picture or a PDF among the submissions."""


@dataclass(frozen=True, slots=True)
class Archive(SetAside):
    """A .zip; what lies in it is read file by file."""

    empty: bool


@dataclass(frozen=True, slots=True)
class OwnPaper(SetAside):
    """Something that this tool wrote and that is no report; paper is what it is called."""

    paper: str


@dataclass(frozen=True, slots=True)
class ResultOfEarlierYear(SetAside):
    """What this tool wrote for the body of this run in an earlier year."""

    stated: int


@dataclass(frozen=True, slots=True)
class HandedOut(SetAside):
    """A workbook as it was handed out, among others that nobody has opened."""


@dataclass(frozen=True, slots=True)
class NotFilledIn(SetAside):
    """A blank workbook beside a filled one of the same unit."""


# ---------------------------------------------------------------- files that are read


@dataclass(frozen=True, slots=True)
class WrongExtension(Trouble):
    """A file whose name ends otherwise than its kind; extension is '' where it has none."""

    extension: str
    kind: FileKind


@dataclass(frozen=True, slots=True)
class ActiveContent(Trouble):
    """Macros, links to other workbooks, embedded objects."""

    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FarAway(Trouble):
    """Cells with content that lie further away than is read."""

    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotThisForm(Trouble):
    """A document without any figure of the form. speaks: its words do speak of a report."""

    speaks: bool


@dataclass(frozen=True, slots=True)
class OtherEdition(Trouble):
    """A document in the form of another edition."""

    edition: str


@dataclass(frozen=True, slots=True)
class TableOfOtherEdition(Trouble):
    """A table in which figures stand beside a label that this edition divides further."""

    edition: str
    sheet: str  # of the form
    grid: str
    cell: str
    label: str


# ---------------------------------------------------------------- the layout


@dataclass(frozen=True, slots=True)
class CellWords:
    """What stands in a cell of a document, or in its comment."""

    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class Mislabelled:
    """A label's cell, what stands there ('' for nothing), and the label that belongs there."""

    sheet: str
    cell: str
    said: str
    printed: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A sheet of the form that was found by its labels: what was altered on it, and where its first field stands."""

    sheet: str
    change: str
    place: str


@dataclass(frozen=True, slots=True)
class FoundByLabels(Trouble):
    """Sheets that do not stand as the template has them. template: the workbook is this tool's all the same."""

    sheets: tuple[Moved, ...]
    template: bool


@dataclass(frozen=True, slots=True)
class FiguresNotFound(Trouble):
    """Figures of sections two to four of which no cell could be told.

    read, of: how many figures were read, of how many. unplaced: sheet of the form -> what stands near its blank cells.
    """

    fields: tuple[str, ...]
    read: int
    of: int
    labels: tuple[Mislabelled, ...] = ()
    unplaced: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FoundTwice(Trouble):
    """Fields that stand in several places with different contents: field -> the places in words."""

    fields: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class HiddenFigures(Trouble):
    """Figures on a hidden sheet, in a hidden row or column."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConsolidatedWorkbook(Trouble):
    """A 汇总表 of a level below."""


@dataclass(frozen=True, slots=True)
class DetailNotBeside(Trouble):
    """A 汇总表 of which a file of the detail isn't beside it, or was changed since it was written."""

    path: str
    changed: bool


@dataclass(frozen=True, slots=True)
class ForeignFigures(Trouble):
    """Figures among a table's that stand in rows or columns of somebody's own."""

    cells: tuple[CellWords, ...]


@dataclass(frozen=True, slots=True)
class MergedCells(Trouble):
    """Cells of several figures that are one, with something in it."""

    sheet: str
    area: Area
    said: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NearlyAnIndicator(Trouble):
    """A figure beside a label that is nearly, but not quite, that of an indicator; `field` is the indicator."""

    figure: CellWords
    label: str
    field: str


@dataclass(frozen=True, slots=True)
class TextOutside(Trouble):
    """Words on a sheet of texts that stand in no text's cells. gone: the texts whose headings were not found."""

    cells: tuple[tuple[str, str], ...]  # sheet, cell
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BehindTheReport(Trouble):
    """Lines behind the signature, or a web page's own, which are read as no text of the report."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunOn(Trouble):
    """A text that fills all its rows while the next one begins right below."""

    field: str
    following: str


@dataclass(frozen=True, slots=True)
class WordsAround(Trouble):
    """Words right of or below the tables of our own workbook; aside: on its sheets that hold no figures."""

    cells: tuple[CellWords, ...]
    aside: bool = False


@dataclass(frozen=True, slots=True)
class OverPrinted(CellWords):
    """What stands in a cell of our own workbook where something else was handed out; text is '' for nothing."""

    was: Was
    printed: str


@dataclass(frozen=True, slots=True)
class PrintedOver(Trouble):
    """Cells of our own workbook in which something was typed over what was handed out."""

    cells: tuple[OverPrinted, ...]


@dataclass(frozen=True, slots=True)
class WordsInShapes(Trouble):
    """Words in text boxes and other shapes that lie over a table."""

    cells: tuple[CellWords, ...]


@dataclass(frozen=True, slots=True)
class OtherSheets(Trouble):
    """Sheets of somebody's own in our workbook of which nothing was read, by their names.

    notes: what stands on those with little on them.
    """

    names: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FiguresInComments(Trouble):
    """Comments that hold figures."""

    cells: tuple[CellWords, ...]
