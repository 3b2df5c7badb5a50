"""One file becomes one reading, an archive one for each file in it. Nothing in a file raises beyond this module."""

import hashlib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from disclosure_batch.documents import archive, guard, kept
from disclosure_batch.documents.document import Document
from disclosure_batch.documents.kinds import EXTENSIONS, FileKind, is_scan
from disclosure_batch.documents.opening import AN_ARCHIVE, document_of
from disclosure_batch.documents.parts import UNPACK
from disclosure_batch.documents.unreadable import BeyondLimits, NotReadable, Unreadable
from disclosure_batch.documents.xlsx import remembered_workbook, workbook_parts
from disclosure_batch.findings import Trouble
from disclosure_batch.form.model import Form
from disclosure_batch.intake import consolidated
from disclosure_batch.intake.alike import SeenBefore
from disclosure_batch.intake.build import build
from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.filing import Filing, Origin, Reading
from disclosure_batch.intake.layout import layout_troubles
from disclosure_batch.intake.prose import behind_the_report, year_in_file_name
from disclosure_batch.intake.troubles import (
    ActiveContent,
    Archive,
    BehindTheReport,
    Clutter,
    ConsolidatedWorkbook,
    FarAway,
    NotThisForm,
    OtherEdition,
    OwnPaper,
    Scan,
    SetAside,
    WrongExtension,
)
from disclosure_batch.locating.captions import captions_of
from disclosure_batch.locating.editions import other_edition
from disclosure_batch.locating.footnotes import footnotes
from disclosure_batch.locating.locate import locate
from disclosure_batch.locating.located import Located
from disclosure_batch.locating.our_workbook import stamp_in
from disclosure_batch.papers import LETTER, META, TO_MEND_HEAD, TO_MEND_SHEET
from disclosure_batch.references import a1
from disclosure_batch.text import tidy

TOO_LARGE = BeyondLimits(
    f"所在压缩包里的文件解压后共超过 {guard.ARCHIVE_SIZE // 1_000_000} MB，排在后面的没有再读", advice=UNPACK
)
EDITIONS = 4  # in which files of a run may be read
NESTED = NotReadable("是压缩包里的压缩包", UNPACK)  # any other is opened before it is read


@dataclass(frozen=True, slots=True)
class Item:
    """Something to be read: a file, or one in an archive. trouble says why it is not, where it is not.

    holds: so many files are in it, which follow. parts: its parts, where it is a workbook as programs write one.
    """

    path: str
    data: bytes = b""
    trouble: Trouble | None = None
    holds: int = 0
    parts: Mapping[str, bytes] | None = None

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
    if source.trouble:
        yield Item(source.path, trouble=source.trouble)
        return
    try:
        data = guard.read_file(source.file)
    except Unreadable as why:
        yield Item(source.path, trouble=Clutter(source.ignored) if source.ignored else why.trouble)
        return
    if source.ignored:
        yield Item(source.path, data, Clutter(source.ignored))
    elif is_scan(data) and not source.named:
        yield Item(source.path, data, Scan())
    elif parts := workbook_parts(data):
        yield Item(source.path, data, parts=parts)
    elif kept.is_kept(source.file):
        yield Item(source.path, data, Archive(empty=False), holds=1)
        yield _result(source)
    elif book := archive.archive_in(data):
        holds = sum(not member.is_dir() for member in book.infolist())
        yield Item(source.path, data, Archive(empty=not holds), holds)
        yield from _members(source.path, book)
    else:
        yield Item(source.path, data)


def _result(source: Source) -> Item:
    """The 汇总表 for which an archive of a result stands; what it was made from is not added up once more."""
    inside = f"{source.path}!/{kept.CONSOLIDATED_IN}"
    try:
        return Item(inside, kept.result_in(source.file))
    except Unreadable as why:
        return Item(inside, trouble=why.trouble)


def _members(path: str, book: zipfile.ZipFile) -> Iterator[Item]:
    """Each file judged by itself. Scans have a limit of their own, so that they push no workbook out."""
    size = dict.fromkeys((True, False), 0)
    for name, member, ignored in archive.members(book):
        inside, picture = f"{path}!/{name}", archive.is_picture(book, member)
        why = Clutter(ignored) if ignored else Scan() if picture else None
        size[picture] += member.file_size
        if size[picture] > guard.ARCHIVE_SIZE:
            yield Item(inside, trouble=why or TOO_LARGE)
            continue
        try:
            content = archive.content_of(book, member)
        except Unreadable as unreadable:
            yield Item(inside, trouble=why or unreadable.trouble)
            continue
        yield Item(inside, content, why)


def reading_of(item: Item, form: Form) -> Reading:
    """What became of it."""
    if item.trouble:
        return _without_filing(item, item.trouble)
    try:
        kind, document = _opened(item)
    except Unreadable as why:
        return _without_filing(item, NESTED if why.trouble == AN_ARCHIVE else why.trouble)
    filing, troubles = filed(document, form)
    if (own := consolidated.own_paper(document, item.path, form)) and (own != LETTER or filing is None):
        return _without_filing(item, OwnPaper(own), kind)
    if filing is None and (beside := consolidated.list_beside(document)):
        return _without_filing(item, Clutter(f"是{beside}，不是报送的表"), kind)
    troubles = (*_file_troubles(item.path, kind, document), *troubles)
    return Reading(*item.fingerprint, troubles, filing and _with_a_year(filing, item.path), kind=kind)


def _with_a_year(filing: Filing, path: str) -> Filing:
    """With the year of the file's name where nothing in it says one."""
    stated = filing.texts.get("unit.year") or filing.stamp.get("unit.year")
    if stated or not (year := year_in_file_name(path)):
        return filing
    return replace(filing, texts={**filing.texts, "unit.year": year}, year_by_file_name=True)


def _without_filing(item: Item, trouble: Trouble, kind: FileKind | None = None) -> Reading:
    scan = FileKind.SCAN if is_scan(item.data) and not isinstance(trouble, Clutter) else None
    return Reading(*item.fingerprint, (trouble,), ignored=isinstance(trouble, SetAside), kind=kind or scan)


def _opened(item: Item) -> tuple[FileKind, Document]:
    if parts := item.parts or workbook_parts(item.data):
        return FileKind.XLSX, remembered_workbook(parts)
    return document_of(item.path, item.data)


# ---------------------------------------------------------------- a document


def filing_of(document: Document, form: Form) -> tuple[Filing | None, Sequence[Trouble]]:
    """What a document says, and what is odd about its layout; no filing where it is not this form."""
    filing, troubles, _ = _filing_where(document, form)
    return filing, troubles


def filed(document: Document, form: Form) -> tuple[Filing | None, Sequence[Trouble]]:
    """The same, where it is known from workbooks like it."""
    known = seen_before(form)
    if filing := known.filing_of(document):
        return filing, []
    filing, troubles, located = _filing_where(document, form)
    if filing and not troubles:
        known.learn(document, filing, located)
    return filing, troubles


@lru_cache(EDITIONS)
def seen_before(form: Form) -> SeenBefore:
    """What this process remembers of the workbooks of an edition."""
    return SeenBefore(form)


def _filing_where(document: Document, form: Form) -> tuple[Filing | None, Sequence[Trouble], Located | None]:
    """And where its fields were found."""
    as_sent, document = document, _without_our_list(document)
    if edition := other_edition(document, form):
        return None, [OtherEdition(edition)], None
    marked = stamp_in(document)
    located = locate(document, form)
    if len(located.missing) == sum(form.fields[name].required for name in form.inputs):
        return None, [NotThisForm(speaks=_speaks_of_a_report(document))], located
    added_up = marked.get("kind") == "consolidated"
    origin = Origin.CONSOLIDATED if added_up else Origin.TEMPLATE if document.grid(META) else Origin.LABELS
    filing = replace(build(document, located, form, origin, marked), captions=tuple(captions_of(located)))
    filing = replace(filing, footnotes=() if origin is Origin.TEMPLATE else tuple(footnotes(located)))
    filing = replace(filing, marked=document is not as_sent)
    troubles = list(layout_troubles(located, filing))
    if behind := behind_the_report(document, form):
        troubles.append(BehindTheReport(tuple(behind)))
    if added_up:
        troubles.append(ConsolidatedWorkbook())
        filing = consolidated.filing_with_parts(filing, document, form)
    return filing, troubles, located


def _without_our_list(document: Document) -> Document:
    """Without the sheet on which a marked copy lists what has to be mended."""
    ours = [grid for grid in document.grids if grid.name == TO_MEND_SHEET and grid.text(0, 0) == TO_MEND_HEAD]
    return replace(document, grids=[g for g in document.grids if g is not ours[0]]) if ours else document


def _speaks_of_a_report(document: Document) -> bool:
    cells = (cell for grid in document.grids for row in grid.rows[:50] for cell in row if isinstance(cell, str))
    return any("政府信息公开" in tidy(text) and "报告" in text for text in (*document.paragraphs, *cells))


def _file_troubles(path: str, kind: FileKind, document: Document) -> Iterator[Trouble]:
    extension = Path(path).suffix.lower()
    if extension not in EXTENSIONS[kind]:
        yield WrongExtension(extension, kind)
    if document.notes:
        yield ActiveContent(tuple(document.notes))
    if document.beyond:
        yield FarAway(tuple(f"“{sheet}”{a1(*cell)}" for sheet, cell in document.beyond))
