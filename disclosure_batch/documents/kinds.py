"""What a file is by its content, whatever its name says."""

import re
import zipfile
from collections.abc import Collection, Container
from enum import StrEnum

from disclosure_batch.documents.guard import FILE_SIZE
from disclosure_batch.documents.package import CONTENT_TYPES, main_part
from disclosure_batch.documents.parts import canonical, open_zip, unpack
from disclosure_batch.documents.unreadable import BeyondLimits, Damaged, Encrypted, Foreign, NotReadable, Unreadable


class FileKind(StrEnum):
    """The kinds of files that are told apart."""

    XLSX = "xlsx"
    OLE = "ole"  # a workbook of the old binary kind
    ODS = "ods"
    ODT = "odt"
    DOCX = "docx"
    HTML = "html"
    TEXT = "text"
    ZIP = "zip"  # an archive of other files
    SCAN = "scan"  # a picture or a PDF: figures can't be read from it


EXTENSIONS = {
    FileKind.XLSX: (".xlsx", ".xlsm"),
    FileKind.OLE: (".xls", ".et"),
    FileKind.ODS: (".ods",),
    FileKind.ODT: (".odt",),
    FileKind.DOCX: (".docx",),
    FileKind.HTML: (".html", ".htm"),
    FileKind.TEXT: (".txt", ".md", ".csv"),
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
A_PICTURE = Foreign("是图片")
SCANS = {  # what a scan, a photograph or a stamped copy begins with -> what is said of it
    b"%PDF": Foreign("是 PDF 文件"),
    **dict.fromkeys((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*"), A_PICTURE),
}
PHOTOGRAPH = re.compile(rb"RIFF....WEBP|....ftyp(?:heic|heix|hevc|mif1|msf1|avif)", re.DOTALL)  # of a telephone
KNOWN = SCANS | {  # likewise, of what has to be unpacked or saved as something else
    b"Rar!": Foreign("是 rar 压缩包", "解压，按单个文件报送"),
    b"{\\rtf": Foreign("是 RTF 文档", "用 WPS 或 Word 打开后另存为 .docx 重新报送"),
    b"7z\xbc\xaf": Foreign("是 7z 压缩包", "解压，按单个文件报送"),
}
CONTENT = "content.xml"  # of OpenDocument
OF_OFFICE = {CONTENT_TYPES, "mimetype", "meta-inf/manifest.xml"}  # parts that no archive of files has
BINARY = Foreign("是 .xlsb 工作簿", "另存为 .xlsx")
MAIN_TYPES = {  # words in the type of a package's main part -> what the package is
    "sheet.binary": BINARY,
    "spreadsheetml": FileKind.XLSX,
    "ms-excel": FileKind.XLSX,
    "wordprocessingml": FileKind.DOCX,
    "ms-word": FileKind.DOCX,
    "presentation": Foreign("是演示文稿", "用下发的表格报送"),
}
MAIN_PARTS = {  # where it usually is, for packages that do not say
    "ofd.xml": Foreign("是 OFD 文件", "用原来的表格或 Word 文档报送"),
    "xl/workbook.bin": BINARY,
    "xl/workbook.xml": FileKind.XLSX,
    "word/document.xml": FileKind.DOCX,
}
PAGE_TAGS = ("<html", "<table", "<!doctype html")
BEGINNING = 2000  # characters in which a web page shows itself


def is_scan(data: bytes) -> bool:
    """A picture or a PDF: no figures can be read from it."""
    return data.startswith(tuple(SCANS)) or PHOTOGRAPH.match(data) is not None


def kind_of(data: bytes) -> FileKind:
    """What may be read, or holds other files; a web page counts as text here. Raises Unreadable for everything else."""
    if not data:
        raise Unreadable(NotReadable("是空文件（0 字节）"))
    if len(data) > FILE_SIZE:
        raise Unreadable(BeyondLimits(f"超过 {FILE_SIZE // 1_000_000} MB 的上限"))
    if data.startswith(OLE):
        return _in_a_container(data)
    if data.startswith(b"PK"):
        return _zipped(open_zip(data))
    for beginning, why in KNOWN.items():
        if data.startswith(beginning):
            raise Unreadable(why)
    if PHOTOGRAPH.match(data):
        raise Unreadable(A_PICTURE)
    return FileKind.TEXT


def kind_of_text(text: str) -> FileKind:
    """A web page, or any other text. Raises Unreadable for what only looks like one."""
    start = text.lstrip()[:BEGINNING].lower()
    if start.startswith("<") and any(tag in start for tag in PAGE_TAGS):
        return FileKind.HTML
    if start.startswith(("<?xml", "mime-version")):
        raise Unreadable(Foreign("是网页归档或 XML 表格", "用 WPS 或 Excel 打开后另存为 .xlsx"))
    return FileKind.TEXT


def _in_a_container(data: bytes) -> FileKind:
    """What the older programs of Office have written, and what the newer ones encrypt."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable(Encrypted())
    if "WordDocument".encode("utf-16-le") in data:
        raise Unreadable(Foreign("是旧版 Word 或 WPS 文字文档", "另存为 .docx"))
    return FileKind.OLE


def _zipped(book: zipfile.ZipFile) -> FileKind:
    held = {canonical(name): name for name in book.namelist()}
    kind = _of_main_part(*main_part(book)) or _by_its_place(held)
    if isinstance(kind, Foreign):
        raise Unreadable(kind)
    if kind or CONTENT not in held:
        return kind or _an_archive(held)
    is_text = "mimetype" in held and b"opendocument.text" in unpack(book, held["mimetype"])
    return FileKind.ODT if is_text else FileKind.ODS


def _of_main_part(part: str, content_type: str) -> FileKind | Foreign | None:
    """What a package is by the type of its main part."""
    return next((kind for words, kind in MAIN_TYPES.items() if words in content_type), None) if part else None


def _by_its_place(held: Container[str]) -> FileKind | Foreign | None:
    """What a package is by where its main part usually is."""
    return next((kind for name, kind in MAIN_PARTS.items() if name in held), None)


def _an_archive(held: Collection[str]) -> FileKind:
    """Any other zip, unless it has parts of an office file."""
    if not OF_OFFICE.isdisjoint(held) or any(name.startswith(("xl/", "word/")) for name in held):
        raise Unreadable(Damaged("像是工作簿或 Word 文档，但缺少主要部件"))
    return FileKind.ZIP
