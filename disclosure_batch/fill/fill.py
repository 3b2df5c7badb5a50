"""Figures are written into a form that somebody else has made."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from disclosure_batch.documents.document import Document
from disclosure_batch.documents.kinds import FileKind
from disclosure_batch.documents.opening import document_of
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.fill import in_word, in_workbook
from disclosure_batch.fill.entries import (
    TWO_PLACES,
    Entries,
    NotFilled,
    Placement,
    ResultFigures,
    entries_of,
    read_back,
)
from disclosure_batch.form.model import Figure, Form
from disclosure_batch.text import plain

WRITERS = {FileKind.XLSX: in_workbook.write, FileKind.DOCX: in_word.write}
NOT_READ_BACK = "写进去后读不出来，没有填"
FORMULA_GIVES = "那一格是公式，会算出 {}，汇总数是 {}，没有改"
FORMULA_UNKNOWN = "那一格是公式，没有改，打开后请核对算出来是不是 {}"
FORM_UNREADABLE = "打不开：可能已损坏、加了密，或不是表格、文档。请用 Excel、WPS 打开，另存为 .xlsx 或 .docx 后再填。"
NOT_DONE = "没有填成：处理这份文件时程序出错，或太大、太费时间。请把要填的那张表单独另存为 .xlsx 或 .docx 再填。"
OTHER_KIND = "不是 .xlsx 或 .docx。请用 Excel、WPS 打开，另存为 .xlsx 或 .docx 后再填。"
SEVERAL = "里有不止一份年报的表，分不清填哪一份。请另存一份，只留要填的那张表，再填。"
NOT_THIS_FORM = "里没有找到年报的表：按行、列的名称，一个数的格也认不出来。"


@dataclass(frozen=True, slots=True)
class Filled:
    """A form with figures in it."""

    data: bytes
    entries: Entries


def filled_form(name: str, data: bytes, known: ResultFigures, form: Form) -> Filled | str:
    """The form with the figures, and what was written into it; a sentence where none of it is this form.

    Called in a process with limits: what it opens is somebody else's.
    """
    try:
        kind, document = document_of(name, data)
    except Unreadable:
        return FORM_UNREADABLE
    if kind not in WRITERS:
        return OTHER_KIND
    entries = entries_of(document, known, form)
    if not any(entry.row or form.fields[entry.field].required for entry in entries.written):
        return SEVERAL if any(left.why == TWO_PLACES for left in entries.left) else NOT_THIS_FORM
    return _filled(kind, data, document, entries, form)


def _filled(kind: FileKind, data: bytes, document: Document, entries: Entries, form: Form) -> Filled:
    """The form with those that will stand in it as they should."""
    while wrong := _not_as_written(kind, copy := _written(kind, data, entries.written), entries.written, form):
        sure = [entry for entry in entries.written if entry not in wrong]
        left = [NotFilled(entry.field, why, entry.row) for entry, why in wrong.items()]
        entries = replace(entries, written=sure, left=[*entries.left, *left])
    if kind is FileKind.XLSX and _other_formulas(document, entries.written):
        copy = in_workbook.to_be_recalculated(copy)
    return Filled(copy, entries)


def _written(kind: FileKind, data: bytes, entries: Sequence[Placement]) -> bytes:
    texts = {(entry.grid, entry.corner): plain(entry.figure) for entry in entries}
    return WRITERS[kind](data, texts)


def _not_as_written(kind: FileKind, copy: bytes, entries: Sequence[Placement], form: Form) -> dict[Placement, str]:
    """Those that a reader does not find as they were written, or whose formula will give something else, and why."""
    astray = read_back(document_of(f"form.{kind}", copy)[1], entries, form)
    if astray:
        return dict.fromkeys(astray, NOT_READ_BACK)
    if kind is not FileKind.XLSX:
        return {}
    by_cell = {(entry.grid, entry.corner): entry for entry in entries}
    other = in_workbook.other_results(copy, {cell: entry.figure for cell, entry in by_cell.items()})
    return {by_cell[cell]: _formula_gives(result, by_cell[cell].figure) for cell, result in other.items()}


def _formula_gives(result: Decimal | None, figure: Figure) -> str:
    if result is None:
        return FORMULA_UNKNOWN.format(plain(figure))
    return FORMULA_GIVES.format(plain(result), plain(figure))


def _other_formulas(document: Document, entries: Sequence[Placement]) -> bool:
    """Whether there are formulas beside those whose results are known; what is stored with them may be old."""
    known = {(entry.grid, entry.corner) for entry in entries}
    return any((grid.name, corner) not in known for grid in document.grids for corner in grid.formulas)
