"""Figures are written into a form that somebody else has made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from disclosure_batch.documents.kinds import FileKind
from disclosure_batch.documents.opening import document_of
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.fill import in_word, in_workbook
from disclosure_batch.fill.entries import Entries, Entry, Left, entries_of, read_back
from disclosure_batch.form.model import Figure, Form
from disclosure_batch.text import plain

WRITERS = {FileKind.XLSX: in_workbook.write, FileKind.DOCX: in_word.write}
NOT_READ_BACK = "写进去后读不出来，没有填"
UNREADABLE = "打不开：可能已损坏、加了密，或不是表格、文档。请用 Excel、WPS 打开，另存为 .xlsx 或 .docx 后再填。"
OTHER_KIND = "不是 .xlsx 或 .docx。请用 Excel、WPS 打开，另存为 .xlsx 或 .docx 后再填。"
NOT_THIS_FORM = "里没有找到年报的表：按行、列的名称，一个数的格也认不出来。"


@dataclass(frozen=True, slots=True)
class Filled:
    """A form with figures in it."""

    data: bytes
    entries: Entries


def filled(name: str, data: bytes, figures: Mapping[str, Figure | None], form: Form) -> Filled | str:
    """The form with the figures, and what was written into it; a sentence where none of it is this form.

    Called in a process with limits: what it opens is somebody else's.
    """
    try:
        kind, document = document_of(name, data)
    except Unreadable:
        return UNREADABLE
    if kind not in WRITERS:
        return OTHER_KIND
    entries = entries_of(document, figures, form)
    if not any(form.fields[entry.field].required for entry in entries.written):
        return NOT_THIS_FORM
    copy = _written(kind, data, entries.written)
    astray = read_back(document_of(name, copy)[1], entries.written, form)
    if not astray:
        return Filled(copy, entries)
    sure = [entry for entry in entries.written if entry not in astray]
    left = [*entries.left, *(Left(entry.field, NOT_READ_BACK) for entry in astray)]
    return Filled(_written(kind, data, sure), Entries(sure, left, entries.unasked))


def _written(kind: FileKind, data: bytes, entries: Sequence[Entry]) -> bytes:
    texts = {(entry.grid, entry.corner): plain(entry.figure) for entry in entries}
    return WRITERS[kind](data, texts)
