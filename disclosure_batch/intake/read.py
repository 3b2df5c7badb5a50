"""One file becomes one reading, an archive one for each file in it. Nothing that a file holds raises beyond this module."""

import contextlib
import hashlib
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from disclosure_batch.documents import archive, guard, pages, words
from disclosure_batch.documents.document import Document
from disclosure_batch.documents.spreadsheet import read_ods, read_odt, read_xls, read_xlsx
from disclosure_batch.documents.unreadable import BeyondLimits, Damaged, Encrypted, NotReadable, Unreadable
from disclosure_batch.form.layout import Area
from disclosure_batch.form.model import Form
from disclosure_batch.intake import consolidated
from disclosure_batch.intake.build import build
from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.filing import SCAN, Filing, Origin, Reading, Trouble
from disclosure_batch.intake.prose import year_in_file_name
from disclosure_batch.locating import blocks, captions, locate, mislabelled
from disclosure_batch.locating.labels import is_figure, normal
from disclosure_batch.papers import META
from disclosure_batch.references import a1
from disclosure_batch.text import tidy

EXTENSIONS = {
    "xlsx": (".xlsx", ".xlsm"),
    "ole": (".xls", ".et"),
    "ods": (".ods",),
    "odt": (".odt",),
    "docx": (".docx",),
    "html": (".html", ".htm"),
    "text": (".txt", ".md", ".csv"),
}
KINDS = {"xlsx": " .xlsx 工作簿", "ole": " .xls 工作簿", "ods": " .ods 工作簿", "odt": " .odt 文档", "docx": " Word 文档", "html": "网页", "text": "文本"}
RULES = {NotReadable: "F001", Encrypted: "F002", BeyondLimits: "F005", Damaged: "F006"}
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
        ignored = _trouble("F004", source.ignored) if source.ignored else None
        yield Item(source.path, trouble=ignored or _unreadable(why))
        return
    if source.ignored or (guard.is_scan(data) and not source.named):
        yield Item(source.path, data, _trouble("F004", source.ignored or SCAN))
    elif book := _archive(data):
        holds = any(not member.is_dir() for member in book.infolist())
        yield Item(source.path, data, _trouble("F004", "是压缩包，里面的文件已逐个读取" if holds else "是压缩包，里面没有文件"))
        yield from _members(source.path, book)
    else:
        yield Item(source.path, data)


def _archive(data: bytes) -> zipfile.ZipFile | None:
    """Where it is one that can be opened; why one can't be is said when it is read."""
    with contextlib.suppress(Unreadable):
        if data.startswith(b"PK") and guard.kind_of(data) == "zip":
            book = guard.open_zip(data)
            return None if archive.too_many(book) else book
    return None


def _members(path: str, book: zipfile.ZipFile) -> Iterator[Item]:
    for name, member, ignored in archive.members(book):
        inside = f"{path}!/{name}"
        try:
            content = archive.unpack(book, member)
        except Unreadable as why:
            yield Item(inside, trouble=_unreadable(why))
            continue
        skipped = ignored or (SCAN if guard.is_scan(content) else "")
        yield Item(inside, content, _trouble("F004", skipped) if skipped else None)


def reading_of(item: Item, form: Form) -> Reading:
    """What became of it."""
    if item.trouble:
        return Reading(*item.fingerprint, (item.trouble,), ignored=item.trouble.rule == "F004")
    try:
        kind, document = _document(item.path, item.data)
    except Unreadable as why:
        return Reading(*item.fingerprint, (_unreadable(why),))
    filing, troubles = filing_of(document, form)
    if (own := consolidated.paper(document, item.path, form)) and (own != consolidated.LETTER or filing is None):
        return Reading(*item.fingerprint, (_trouble("F004", f"是本工具写出的{own}，不是报送的表"),), ignored=True)
    if filing and not (filing.texts.get("unit.year") or filing.stamp.get("unit.year")) and (year := year_in_file_name(item.path)):
        filing = replace(filing, texts={**filing.texts, "unit.year": year}, year_by_file_name=True)
    return Reading(*item.fingerprint, (*_file_troubles(item.path, kind, document), *troubles), filing)


# ---------------------------------------------------------------- a document


def _document(path: str, data: bytes) -> tuple[str, Document]:
    """What a file is by its content, and what it says."""
    kind = guard.kind_of(data)
    if kind == "zip":
        if archive.too_many(guard.open_zip(data)):
            raise Unreadable(BeyondLimits(f"里面有超过 {guard.MEMBERS} 个文件"))
        raise Unreadable(NotReadable("是压缩包里的压缩包", "解压后再放进来"))
    if kind == "text":
        text = words.decoded(data)
        start = text.lstrip()[:2000].lower()
        if start.startswith("<") and ("<html" in start or "<table" in start or "<!doctype html" in start):
            return "html", pages.read_html(text)
        if start.startswith(("<?xml", "mime-version")):
            raise Unreadable(NotReadable("是网页归档或 XML 表格", "用 WPS 或 Excel 打开后另存为 .xlsx"))
        return "text", words.read_plain(text, comma=Path(path).suffix.lower() not in (".txt", ".md"))
    readers = {"xlsx": read_xlsx, "ole": read_xls, "ods": read_ods, "odt": read_odt, "docx": words.read_docx}
    return kind, readers[kind](data)


def filing_of(document: Document, form: Form) -> tuple[Filing | None, Sequence[Trouble]]:
    """What a document says, and what is odd about its layout; no filing where it is not this form."""
    marked = locate.stamp(document)
    if edition := _other_edition(document, marked, form):
        return None, [Trouble("L002", {"edition": edition})]
    located = locate.locate(document, form)
    missing = located.missing(form)
    if len(missing) == sum(form.fields[name].required for name in form.inputs):
        said = [*document.paragraphs, *(cell for grid in document.grids for row in grid.rows[:50] for cell in row if isinstance(cell, str))]
        return None, [Trouble("L001", {"speaks": any("政府信息公开" in tidy(text) and "报告" in text for text in said)})]
    added_up = marked.get("kind") == "consolidated"
    origin = Origin.CONSOLIDATED if added_up else Origin.TEMPLATE if document.grid(META) else Origin.LABELS
    filing = replace(build(document, located, form, origin, marked), captions=tuple(captions.captions_of(document, located, form)))
    troubles = list(_layout_troubles(document, located, missing, filing, form))
    for edition, sheet, grid, corner in islice(mislabelled.undivided(document, missing, form), 1):
        troubles.append(Trouble("L002", {"edition": edition, "sheet": sheet, "grid": grid.name, "cell": a1(*corner), "label": tidy(grid.text(*corner))}))
    if added_up:
        troubles.append(Trouble("L008"))
        filing = consolidated.parts_of(filing, document, form)
    return filing, troubles


def _file_troubles(path: str, kind: str, document: Document) -> Iterator[Trouble]:
    extension = Path(path).suffix.lower()
    if extension not in EXTENSIONS[kind]:
        named = f"的扩展名是 {extension}" if extension else "没有扩展名"
        yield Trouble("F003", {"extension": named, "expected": KINDS[kind]})
    if document.notes:
        yield Trouble("F007", {"what": "、".join(document.notes)})
    if document.beyond:
        yield Trouble("F010", {"cells": tuple(document.beyond)})


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
        labels = [(hint.grid, hint.cell, hint.said, hint.printed) for hint in hints]
        yield Trouble("L005", {"missing": len(missing), "read": read, "of": of, "fields": missing, "unplaced": located.unplaced, "labels": labels})
    if located.by_label:
        sheets = [_moved(located, name, form, filing.origin is Origin.TEMPLATE) for name in located.by_label]
        yield Trouble("L004", {"sheets": sheets, "template": filing.origin is Origin.TEMPLATE})
    near = [(grid.name, a1(*corner), grid.text(*corner), label, name) for grid, corner, label, name in located.near]
    if near:
        yield Trouble("L012", {"cells": near})
    told = {(name, cell) for name, cell, *_ in near} | {line for hint in hints for line in ((hint.grid, "row", hint.row), (hint.grid, "column", hint.column))}
    if strays := list(_strays(located, form, told)):
        yield Trouble("L010", {"cells": strays})
    if located.doubled:
        yield Trouble("L006", {"fields": {name: [locate.words_of(p) for p in places] for name, places in located.doubled.items()}})
    if located.merged:
        fields: dict[tuple[str, Area, str], list[str]] = {}
        for name, ((grid, area), said) in located.merged.items():
            fields.setdefault((grid.name, area, said), []).append(name)
        yield Trouble("L011", {"cells": fields})
    outside, following = list(blocks.strays(document, located, form)), list(blocks.run_on(located, form))
    if outside or (following and filing.origin is Origin.TEMPLATE):  # in a 汇总表 the program has filled the rows
        gone = [name for name in form.texts if name not in located.cells] if outside else []
        yield Trouble("L013", {"outside": outside, "gone": gone, "following": following if filing.origin is Origin.TEMPLATE else []})
    if remarks := [(grid.name, a1(*cell), said) for grid in located.grids(form) for cell, said in grid.remarks.items()]:
        yield Trouble("L014", {"cells": remarks})
    if hidden := list(_hidden(located, form)):
        yield Trouble("L007", {"fields": hidden})


def _strays(located: locate.Located, form: Form, told: set[tuple]) -> Iterator[tuple[str, str, str]]:
    """(sheet, cell, figure) of the figures among a table's that are none of the form's: of a row or a column of somebody's own.

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
                        yield grid.name, a1(row, column), grid.text(row, column)


def _moved(located: locate.Located, sheet: str, form: Form, altered: bool) -> tuple[str, str, str]:
    """(sheet of the form, what was altered on it, where its first field stands); of a document of another kind nothing."""
    first = next(f.id for f in form.sheet(sheet).fields if f.id in located.cells)
    return sheet, locate.change(located, sheet, form) if altered else "", locate.words_of(located.cells[first])


def _hidden(located: locate.Located, form: Form) -> Iterator[str]:
    """Figures that nobody sees: on a hidden sheet, in a hidden row or column."""
    for name, (grid, area) in located.cells.items():
        if name not in form.numeric or name in located.doubled or grid.text(*area.corner) in ("", "0"):
            continue
        if not grid.visible or area.top in grid.hidden_rows or area.left in grid.hidden_columns:
            yield name


def _unreadable(why: Unreadable) -> Trouble:
    return _trouble(RULES[type(why.trouble)], why.reason)


def _trouble(rule: str, reason: str) -> Trouble:
    return Trouble(rule, {"reason": reason})
