"""A file's bytes to a document: the one way in, whatever kind of file it is."""

from pathlib import PurePath

from disclosure_batch.documents.archive import too_many
from disclosure_batch.documents.document import Document
from disclosure_batch.documents.guard import MEMBERS
from disclosure_batch.documents.kinds import FileKind, kind_of, kind_of_text
from disclosure_batch.documents.ods import read_ods, read_odt
from disclosure_batch.documents.pages import read_html
from disclosure_batch.documents.parts import UNPACK, open_archive
from disclosure_batch.documents.plain import decoded, read_plain
from disclosure_batch.documents.unreadable import BeyondLimits, Foreign, Unreadable
from disclosure_batch.documents.word import read_docx
from disclosure_batch.documents.xls import read_xls
from disclosure_batch.documents.xlsx import read_xlsx

READERS = {
    FileKind.XLSX: read_xlsx,
    FileKind.OLE: read_xls,
    FileKind.ODS: read_ods,
    FileKind.ODT: read_odt,
    FileKind.DOCX: read_docx,
}
AN_ARCHIVE = Foreign("是压缩包", UNPACK)
NO_COMMAS = (".txt", ".md")  # texts in which a comma is one


def document_of(name: str, data: bytes) -> tuple[FileKind, Document]:
    """What a file is by its content, and what it says. Its name tells one text from another, and no more.

    Raises Unreadable.
    """
    kind = kind_of(data)
    if kind is FileKind.TEXT:
        return _of_text(name, decoded(data))
    if kind is FileKind.ZIP:
        raise Unreadable(_why_an_archive_is_not_read(data))
    return kind, READERS[kind](data)


def _of_text(name: str, text: str) -> tuple[FileKind, Document]:
    kind = kind_of_text(text)
    if kind is FileKind.HTML:
        return kind, read_html(text)
    return kind, read_plain(text, comma=PurePath(name).suffix.lower() not in NO_COMMAS)


def _why_an_archive_is_not_read(data: bytes) -> Foreign | BeyondLimits:
    """Its members may be; archive.py has them."""
    too_much = BeyondLimits(f"里面有超过 {MEMBERS} 个文件", advice=UNPACK)
    return too_much if too_many(open_archive(data)) else AN_ARCHIVE
