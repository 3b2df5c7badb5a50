"""One file becomes one reading, an archive one for each file in it. Nothing in a file raises beyond this module."""

import hashlib
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from disclosure_batch.documents import archive, guard
from disclosure_batch.documents.document import Document
from disclosure_batch.documents.kinds import EXTENSIONS, FileKind, is_scan
from disclosure_batch.documents.opening import AN_ARCHIVE, document_of
from disclosure_batch.documents.unreadable import NotReadable, Unreadable
from disclosure_batch.findings import Trouble
from disclosure_batch.form.layout import Area
from disclosure_batch.form.model import Form
from disclosure_batch.intake import consolidated
from disclosure_batch.intake.build import build
from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.filing import Filing, Origin, Reading
from disclosure_batch.intake.prose import year_in_file_name
from disclosure_batch.intake.troubles import (
    ActiveContent,
    Archive,
    Clutter,
    ConsolidatedWorkbook,
    FarAway,
    FiguresInComments,
    FiguresNotFound,
    ForeignFigures,
    FoundByLabels,
    FoundTwice,
    HiddenFigures,
    MergedCells,
    Mislabelled,
    Moved,
    NearlyAnIndicator,
    NotThisForm,
    OtherEdition,
    OwnPaper,
    RunOn,
    Scan,
    SetAside,
    TableOfOtherEdition,
    TextOutside,
    Written,
    WrongExtension,
)
from disclosure_batch.locating import blocks, captions, locate, mislabelled
from disclosure_batch.locating.labels import is_figure, normal
from disclosure_batch.papers import LETTER, META
from disclosure_batch.references import a1
from disclosure_batch.text import tidy

NESTED = NotReadable("是压缩包里的压缩包", "解压后再放进来")  # any other is opened before it is read
OF_ANOTHER_EDITION = 2  # so many of its labels tell an edition
LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class Item:
    """Something to be read: a file, or one in an archive. trouble says why it is not, where it is not."""

    path: str
    data: bytes = b""
    trouble: Trouble | None = None

    @property
    def fingerprint(self) -> tuple[str, str, int]:
        return self.path, hashlib.sha256(self.data).hexdigest(), len(self.data)


def read(source: Source, form: Form) -> list[Reading]:
    """Opens a file within the limits of guard.py and reads the form in it.

    A file that is ignored by kind, that can't be read or that is not this form gives a reading without a filing.
    """
    return [reading_of(item, form) for item in items(source)]


def items(source: Source) -> Iterator[Item]:
    """The file itself, then, where it is an archive, every file in it; an archive within it is not opened."""
    try:
        data = guard.read_file(source.file)
    except Unreadable as why:
        yield Item(source.path, trouble=Clutter(source.ignored) if source.ignored else why.trouble)
        return
    if source.ignored:
        yield Item(source.path, data, Clutter(source.ignored))
    elif is_scan(data) and not source.named:
        yield Item(source.path, data, Scan())
    elif book := archive.archive_in(data):
        yield Item(source.path, data, Archive(empty=all(member.is_dir() for member in book.infolist())))
        yield from _members(source.path, book)
    else:
        yield Item(source.path, data)


def _members(path: str, book: zipfile.ZipFile) -> Iterator[Item]:
    for name, member, ignored in archive.members(book):
        inside = f"{path}!/{name}"
        try:
            content = archive.content_of(book, member)
        except Unreadable as why:
            yield Item(inside, trouble=why.trouble)
            continue
        yield Item(inside, content, Clutter(ignored) if ignored else Scan() if is_scan(content) else None)


def reading_of(item: Item, form: Form) -> Reading:
    """What became of it."""
    if item.trouble:
        return _without_filing(item, item.trouble)
    try:
        kind, document = document_of(item.path, item.data)
    except Unreadable as why:
        return _without_filing(item, NESTED if why.trouble == AN_ARCHIVE else why.trouble)
    filing, troubles = filing_of(document, form)
    if (own := consolidated.own_paper(document, item.path, form)) and (own != LETTER or filing is None):
        return _without_filing(item, OwnPaper(own), kind)
    if filing and not (filing.texts.get("unit.year") or filing.stamp.get("unit.year")) and (year := year_in_file_name(item.path)):
        filing = replace(filing, texts={**filing.texts, "unit.year": year}, year_by_file_name=True)
    return Reading(*item.fingerprint, (*_file_troubles(item.path, kind, document), *troubles), filing, kind=kind)


def _without_filing(item: Item, trouble: Trouble, kind: FileKind | None = None) -> Reading:
    scan = FileKind.SCAN if is_scan(item.data) and not isinstance(trouble, Clutter) else None
    return Reading(*item.fingerprint, (trouble,), ignored=isinstance(trouble, SetAside), kind=kind or scan)


# ---------------------------------------------------------------- a document


def filing_of(document: Document, form: Form) -> tuple[Filing | None, Sequence[Trouble]]:
    """What a document says, and what is odd about its layout; no filing where it is not this form."""
    marked = locate.stamp(document)
    if edition := _other_edition(document, marked, form):
        return None, [OtherEdition(edition)]
    located = locate.locate(document, form)
    missing = located.missing(form)
    if len(missing) == sum(form.fields[name].required for name in form.inputs):
        said = [*document.paragraphs, *(cell for grid in document.grids for row in grid.rows[:50] for cell in row if isinstance(cell, str))]
        return None, [NotThisForm(speaks=any("政府信息公开" in tidy(text) and "报告" in text for text in said))]
    added_up = marked.get("kind") == "consolidated"
    origin = Origin.CONSOLIDATED if added_up else Origin.TEMPLATE if document.grid(META) else Origin.LABELS
    filing = replace(build(document, located, form, origin, marked), captions=tuple(captions.captions_of(document, located, form)))
    troubles = list(_layout_troubles(document, located, missing, filing, form))
    for edition, sheet, grid, corner in islice(mislabelled.undivided(document, missing, form), 1):
        troubles.append(TableOfOtherEdition(edition, sheet, grid.name, a1(*corner), tidy(grid.text(*corner))))
    if added_up:
        troubles.append(ConsolidatedWorkbook())
        filing = consolidated.parts_of(filing, document, form)
    return filing, troubles


def _file_troubles(path: str, kind: FileKind, document: Document) -> Iterator[Trouble]:
    extension = Path(path).suffix.lower()
    if extension not in EXTENSIONS[kind]:
        yield WrongExtension(extension, kind)
    if document.notes:
        yield ActiveContent(tuple(document.notes))
    if document.beyond:
        yield FarAway(tuple(f"“{sheet}”{a1(*cell)}" for sheet, cell in document.beyond))


def _other_edition(document: Document, marked: dict[str, str], form: Form) -> str | None:
    """The edition of another year, by the stamp of its template or by the labels that only it has."""
    if marked.get("edition", form.edition) != form.edition:
        return marked["edition"]
    labels = {normal(c) for g in document.grids for row in g.rows[:200] for c in row if isinstance(c, str) and len(c) < LONGEST_LABEL}
    for edition, marks in form.other_editions.items():
        if sum(any(normal(mark) in label for label in labels) for mark in marks) >= OF_ANOTHER_EDITION:
            return edition
    return None


def _layout_troubles(document: Document, located: locate.Located, missing: list[str], filing: Filing, form: Form) -> Iterator[Trouble]:
    hints = list(mislabelled.hints(document, located.cells, form)) if missing else []
    if missing:
        read, of = filing.figures_read(form)
        labels = tuple(Mislabelled(hint.grid, hint.cell, hint.said, hint.printed) for hint in hints)
        yield FiguresNotFound(tuple(missing), read, of, labels, located.unplaced)
    if located.by_label:
        template = filing.origin is Origin.TEMPLATE
        yield FoundByLabels(tuple(_moved(located, name, form, template) for name in located.by_label), template)
    near = list(_near(located))
    yield from near
    told = {(n.figure.sheet, n.figure.cell) for n in near} | {line for hint in hints for line in ((hint.grid, "row", hint.row), (hint.grid, "column", hint.column))}
    if strays := tuple(_strays(located, form, told)):
        yield ForeignFigures(strays)
    if located.doubled:
        yield FoundTwice({name: [locate.words_of(p) for p in places] for name, places in located.doubled.items()})
    yield from _merged(located)
    yield from _texts_out_of_place(document, located, filing, form)
    if remarks := tuple(Written(grid.name, a1(*cell), said) for grid in located.grids(form) for cell, said in grid.remarks.items()):
        yield FiguresInComments(remarks)
    if hidden := tuple(_hidden(located, form)):
        yield HiddenFigures(hidden)


def _near(located: locate.Located) -> Iterator[NearlyAnIndicator]:
    for grid, corner, label, name in located.near:
        yield NearlyAnIndicator(Written(grid.name, a1(*corner), grid.text(*corner)), label, name)


def _merged(located: locate.Located) -> Iterator[MergedCells]:
    """Of figures that share a cell, a trouble for each cell."""
    fields: dict[tuple[str, Area, str], list[str]] = {}
    for name, ((grid, area), said) in located.merged.items():
        fields.setdefault((grid.name, area, said), []).append(name)
    for (sheet, area, said), names in fields.items():
        yield MergedCells(sheet, area, said, tuple(names))


def _texts_out_of_place(document: Document, located: locate.Located, filing: Filing, form: Form) -> Iterator[Trouble]:
    if outside := tuple(blocks.strays(document, located, form)):
        yield TextOutside(outside, tuple(name for name in form.texts if name not in located.cells))
    if filing.origin is Origin.TEMPLATE:  # in a 汇总表 the program has filled the rows
        yield from (RunOn(name, following) for name, following in blocks.run_on(located, form))


def _strays(located: locate.Located, form: Form, told: set[tuple]) -> Iterator[Written]:
    """The figures among a table's that are none of the form's: of a row or a column of somebody's own.

    told: the cells, rows and columns of which another finding speaks.
    """
    for sheet in (form.sheet(name) for name in located.by_label):
        places = [located.cells[f.id] for f in sheet.fields if f.numeric and f.id in located.cells]
        for grid in {id(grid): grid for grid, _ in places}.values():
            own = {area.corner for other, area in located.cells.values() if other is grid}
            rows, columns = zip(*(area.corner for other, area in places if other is grid), strict=True)
            for row in range(min(rows), max(rows) + 2):
                for column in range(min(columns), max(columns) + 1):
                    added = (row, column) not in own and (row, column) not in grid.formulas
                    known = {(grid.name, a1(row, column)), (grid.name, "row", row), (grid.name, "column", column)}
                    if added and is_figure(grid.raw(row, column)) and tidy(grid.text(row, column)) != "0" and told.isdisjoint(known):
                        yield Written(grid.name, a1(row, column), grid.text(row, column))


def _moved(located: locate.Located, sheet: str, form: Form, altered: bool) -> Moved:
    """What was altered is said of the template only."""
    first = next(f.id for f in form.sheet(sheet).fields if f.id in located.cells)
    return Moved(sheet, locate.change(located, sheet, form) if altered else "", locate.words_of(located.cells[first]))


def _hidden(located: locate.Located, form: Form) -> Iterator[str]:
    """Figures that nobody sees: on a hidden sheet, in a hidden row or column."""
    for name, (grid, area) in located.cells.items():
        if name not in form.numeric or name in located.doubled or grid.text(*area.corner) in ("", "0"):
            continue
        if not grid.visible or area.top in grid.hidden_rows or area.left in grid.hidden_columns:
            yield name
