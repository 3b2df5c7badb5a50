"""What a file is by its content, whatever its name says."""

import re
import zipfile
from collections.abc import Collection, Container
from enum import StrEnum

from disclosure_batch.documents.guard import ARCHIVE, FILE_SIZE
from disclosure_batch.documents.ole import streams_in
from disclosure_batch.documents.package import CONTENT_TYPES, main_part
from disclosure_batch.documents.parts import UNPACK, canonical, open_archive, open_zip, unpack
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
MAIL = re.compile(r"(?:from|subject|date|content-type|x-[\w-]+): [^\n]*(?:\n[^\n]*){0,12}?\nmime-version:")  # likewise
PHOTOGRAPH = re.compile(rb"RIFF....WEBP|....ftyp(?:heic|heix|hevc|mif1|msf1|avif)", re.DOTALL)  # of a telephone
KNOWN = SCANS | {  # likewise, of what has to be unpacked or saved as something else
    b"Rar!": Foreign("是 rar 压缩包", UNPACK),
    b"{\\rtf": Foreign("是 RTF 文档", "用 WPS 或 Word 打开后另存为 .docx 重新报送"),
    b"7z\xbc\xaf": Foreign("是 7z 压缩包", UNPACK),
}
CONTENT = "content.xml"  # of OpenDocument
OF_OFFICE = {CONTENT_TYPES, "mimetype", "meta-inf/manifest.xml"}  # parts that no archive of files has
SLIDES = Foreign("是演示文稿", "用本单位的表填写后报送")
BINARY = Foreign("是 .xlsb 工作簿", "另存为 .xlsx")
MAIN_TYPES = {  # words in the type of a package's main part -> what the package is
    "sheet.binary": BINARY,
    "spreadsheetml": FileKind.XLSX,
    "ms-excel": FileKind.XLSX,
    "wordprocessingml": FileKind.DOCX,
    "ms-word": FileKind.DOCX,
    "presentation": SLIDES,
}
MAIN_PARTS = {  # where it usually is, for packages that do not say
    "ofd.xml": Foreign("是 OFD 文件", "用原来的表格或 Word 文档报送"),
    "xl/workbook.bin": BINARY,
    "xl/workbook.xml": FileKind.XLSX,
    "word/document.xml": FileKind.DOCX,
}
PAGE_TAGS = ("<html", "<table", "<!doctype html")
BEGINNING = 2000  # characters in which a web page shows itself
AS_XLSX, AS_DOCX = "用 WPS 或 Excel 打开后另存为 .xlsx", "用 WPS 或 Word 打开后另存为 .docx"
SHEETS_OF_2003, TEXT_OF_2003 = Foreign("是 Excel 2003 的 XML 表格", AS_XLSX), Foreign("是 Word 2003 的 XML 文档", AS_DOCX)
OF_2003 = {  # how an XML of Office 2003 shows itself, by its program or its namespace
    'progid="excel.sheet"': SHEETS_OF_2003,
    "office:spreadsheet": SHEETS_OF_2003,
    'progid="word.document"': TEXT_OF_2003,
    "office/word/2003/wordml": TEXT_OF_2003,
}
ARCHIVED_SHEETS = re.compile(r"excelworkbook|excel\.sheet|office:excel")  # in a page that Excel has archived
BEGINNING_OF_ARCHIVE = 100_000  # characters in which it says so


def is_scan(data: bytes) -> bool:
    """A picture or a PDF: no figures can be read from it."""
    return data.startswith(tuple(SCANS)) or PHOTOGRAPH.match(data) is not None


def kind_of(data: bytes) -> FileKind:
    """What may be read, or holds other files; a web page counts as text here. Raises Unreadable for everything else."""
    if not data:
        raise Unreadable(NotReadable("是空文件（0 字节）"))
    if data.startswith(ARCHIVE) and (kind := _zipped(open_archive(data))) is FileKind.ZIP:
        return kind
    if len(data) > FILE_SIZE:
        raise Unreadable(BeyondLimits(f"超过 {FILE_SIZE // 1_000_000} MB 的上限"))
    if data.startswith(OLE):
        return _in_a_container(data)
    if data.startswith(ARCHIVE):
        open_zip(data)  # within the limits of a document
        return kind
    for beginning, why in KNOWN.items():
        if data.startswith(beginning):
            raise Unreadable(why)
    if PHOTOGRAPH.match(data):
        raise Unreadable(A_PICTURE)
    return FileKind.TEXT


def kind_of_text(text: str) -> FileKind:
    """A web page, or any other text. Raises Unreadable for what only looks like one."""
    start = text.lstrip()[:BEGINNING].lower()
    if start.startswith("<?xml") and (named := next((why for sign, why in OF_2003.items() if sign in start), None)):
        raise Unreadable(named)
    if start.startswith("mime-version") or MAIL.match(start):
        raise Unreadable(_archived(text))
    if start.startswith("<") and any(tag in start for tag in PAGE_TAGS):
        return FileKind.HTML
    if start.startswith("<?xml"):
        raise Unreadable(Foreign("是 XML 文件", AS_XLSX))
    return FileKind.TEXT


def _archived(text: str) -> Foreign:
    """A web page with its pictures in one file, by whatever program; it may be called .doc or .xls."""
    is_sheets = ARCHIVED_SHEETS.search(text[:BEGINNING_OF_ARCHIVE].lower())
    return Foreign("是网页归档（.mht）", AS_XLSX if is_sheets else AS_DOCX)


def _in_a_container(data: bytes) -> FileKind:
    """What the older programs of Office have written, and what the newer ones encrypt."""
    streams = streams_in(data)
    if "encryptedpackage" in streams:
        raise Unreadable(Encrypted())
    if "workbook" in streams or "book" in streams:
        return FileKind.OLE
    if "worddocument" in streams:
        raise Unreadable(Foreign("是旧版 Word 或 WPS 文字文档", "另存为 .docx"))
    if "powerpoint document" in streams:
        raise Unreadable(SLIDES)
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
