"""What a file is by its content, and whether it may be opened: every limit of the intake stands here.

A form that is filled in has 50 KB and some 400 cells in 100 rows; the 汇总表 of 10,000 units, the largest thing
that is rightly handed in, 20 MB, and 2,500,000 cells in 10,020 rows. The limits lie beyond that.
"""

import io
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from disclosure_batch.documents.kinds import FileKind
from disclosure_batch.documents.unreadable import BeyondLimits, Damaged, Encrypted, NotReadable, Unreadable

FILE_SIZE = 50_000_000  # bytes of a file
PART_SIZE = 150_000_000  # bytes of one part of a workbook, unpacked
TOTAL_SIZE = 300_000_000  # bytes of all its parts
TREE_SIZE = 20_000_000  # bytes of a text, a web page, or a part of a Word document: they are taken apart as a whole
PARTS = 5_000
MEMBERS = 3_000  # files in an archive
ROWS, COLUMNS = 50_000, 500  # of a sheet or table; what lies beyond is named, but not read
CELLS = 4_000_000  # of all sheets or tables of a file
MERGED = 500_000  # cells of a web page that others reach into
TEXT = 1_000_000  # characters of one text; a cell of Excel holds 32,767
DEPTH = 100  # elements within elements
MEMORY = 2_000_000_000  # bytes of address space of a reading process, where the system can limit it
SECONDS = 30  # for one file, with MORE_SECONDS for every million bytes of it
MORE_SECONDS = 3
MISHAPS = 3  # files that end their reading process; then the rest of their archive is left alone

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DIRECTORY_ENTRY = b"PK\x01\x02"
DECLARATIONS = tuple(text.encode(codec) for text in ("<!DOCTYPE", "<!ENTITY") for codec in ("utf-8", "utf-16-le", "utf-16-be"))
PICTURE = NotReadable("是图片")
SCANS = (  # what a scan, a photograph or a stamped copy begins with -> what is said of it
    (b"%PDF", NotReadable("是 PDF 文件")),
    *((beginning, PICTURE) for beginning in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")),
)
PHOTOGRAPH = re.compile(rb"RIFF....WEBP|....ftyp(?:heic|heix|hevc|mif1|msf1|avif)", re.DOTALL)  # of a telephone
KNOWN = (  # likewise, of what has to be unpacked or saved as something else
    *SCANS,
    (b"Rar!", NotReadable("是 rar 压缩包", "解压后再放进来")),
    (b"{\\rtf", NotReadable("是 RTF 文档", "用 WPS 或 Word 打开后另存为 .docx 重新报送")),
    (b"7z\xbc\xaf", NotReadable("是 7z 压缩包", "解压后再放进来")),
)
CLOSED_FOLDER = NotReadable("是文件夹，打不开", "检查有没有打开它的权限")
NO_FILE = NotReadable("不是文件（是管道、套接字或设备）", "把它移出收件的文件夹")
BROKEN_LINK = NotReadable("是断开的链接，指向的文件不在了", "把文件本身放进来")
GONE = NotReadable("刚才还在，现在找不到了", "重新放进来再运行一次")


# ---------------------------------------------------------------- a file


def read_file(path: Path) -> bytes:
    """A file whole, or one byte more than may be read, so that a larger one is known as such.

    Raises Unreadable for what can't be opened and for what is no file: opening a pipe or a device may never end.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise Unreadable(CLOSED_FOLDER if path.is_dir() else NO_FILE)
        with path.open("rb") as file:
            return file.read(FILE_SIZE + 1)
    except FileNotFoundError as error:
        link = os.path.islink(path)
        raise Unreadable(BROKEN_LINK if link else GONE) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "没有权限或正被占用"
        raise Unreadable(NotReadable(f"打不开（{reason}）", "检查它的权限，或关掉正在使用它的程序后再运行一次")) from error


def is_scan(data: bytes) -> bool:
    """A picture or a PDF: no figures can be read from it."""
    return any(data.startswith(beginning) for beginning, _ in SCANS) or PHOTOGRAPH.match(data) is not None


def kind_of(data: bytes) -> FileKind:
    """What may be read, or holds other files; a web page counts as text here. Raises Unreadable for everything else."""
    if not data:
        raise Unreadable(NotReadable("是空文件（0 字节）"))
    if len(data) > FILE_SIZE:
        raise Unreadable(BeyondLimits(f"超过 {FILE_SIZE // 1_000_000} MB 的上限"))
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable(Encrypted())
        if "WordDocument".encode("utf-16-le") in data:
            raise Unreadable(NotReadable("是旧版 Word 或 WPS 文字文档", "另存为 .docx"))
        return FileKind.OLE
    if data.startswith(b"PK"):
        return _zipped(data)
    for beginning, why in KNOWN:
        if data.startswith(beginning):
            raise Unreadable(why)
    if PHOTOGRAPH.match(data):
        raise Unreadable(PICTURE)
    return FileKind.TEXT


def _zipped(data: bytes) -> FileKind:
    book = open_zip(data)
    names = set(book.namelist())
    if "OFD.xml" in names:
        raise Unreadable(NotReadable("是 OFD 文件", "用原来的表格或 Word 文档报送"))
    if "xl/workbook.bin" in names:
        raise Unreadable(NotReadable("是 .xlsb 工作簿", "另存为 .xlsx"))
    if "xl/workbook.xml" in names:
        return FileKind.XLSX
    if "word/document.xml" in names:
        return FileKind.DOCX
    if "content.xml" in names:
        return FileKind.ODT if "mimetype" in names and b"opendocument.text" in unpack(book, "mimetype") else FileKind.ODS
    if names & {"[Content_Types].xml", "mimetype", "META-INF/manifest.xml"} or any(name.startswith(("xl/", "word/")) for name in names):
        raise Unreadable(Damaged("像是工作簿或 Word 文档，但缺少主要部件"))
    return FileKind.ZIP


# ---------------------------------------------------------------- its parts


def open_zip(data: bytes) -> zipfile.ZipFile:
    """A zip whose directory is sound and within the limits; its parts are not unpacked yet."""
    if data.count(DIRECTORY_ENTRY) > 20 * PARTS:  # those of archives within count, too; each takes half a KB to hold
        raise Unreadable(BeyondLimits(f"里面的部件超过 {PARTS} 个的上限"))
    try:
        book = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable(NotReadable("文件不完整，可能没有传完或已损坏")) from error
    parts = book.infolist()
    if len(parts) > PARTS:
        raise Unreadable(BeyondLimits(f"里面有 {len(parts)} 个部件，超过 {PARTS} 个的上限"))
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(Encrypted())
    largest, total = max((p.file_size for p in parts), default=0), sum(p.file_size for p in parts)
    if largest > PART_SIZE or total > TOTAL_SIZE:
        raise Unreadable(BeyondLimits(f"展开后有 {total // 1_000_000} MB，超过 {TOTAL_SIZE // 1_000_000} MB（一个部件 {PART_SIZE // 1_000_000} MB）的上限"))
    if sum(p.compress_size for p in parts) > len(data):  # a little unpacked over and over again
        raise Unreadable(Damaged("里面的部件互相重叠"))
    return book


def unpack(book: zipfile.ZipFile, part: str | zipfile.ZipInfo, limit: int = PART_SIZE) -> bytes:
    """A part whole; its checksum is verified, and a part larger than it says it is stops at its limit."""
    name = part if isinstance(part, str) else part.filename
    try:
        info = book.getinfo(part) if isinstance(part, str) else part
        with book.open(info) as opened:
            data = opened.read(min(limit, info.file_size) + 1)  # one more than it says it has: then its checksum is verified
    except KeyError as error:
        raise Unreadable(Damaged(f"缺少部件 {name}")) from error
    except NotImplementedError as error:
        raise Unreadable(Damaged(f"部件 {name} 的压缩方法读不了")) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise Unreadable(Damaged(f"部件 {name} 已损坏（校验不符）")) from error
    if len(data) > limit:
        raise Unreadable(BeyondLimits(f"部件 {name} 展开后超过 {limit // 1_000_000} MB 的上限"))
    return data


def verified(book: zipfile.ZipFile, wanted: Callable[[str], bool], largest: int = PART_SIZE) -> dict[str, bytes]:
    """The wanted parts of a document. Every part is unpacked once, and none may declare a document type: there entity
    bombs live. A part that is there twice is damage, as every program takes another one of the two."""
    names = book.namelist()
    if len(set(names)) < len(names):
        raise Unreadable(Damaged("里面有重名的部件"))
    parts: dict[str, bytes] = {}
    for name in names:
        is_xml = name.endswith((".xml", ".rels", ".vml"))
        data = unpack(book, name, largest if is_xml else PART_SIZE)
        if is_xml:
            refuse_declarations(data)
        if wanted(name):
            parts[name] = data
    return parts


def refuse_declarations(xml: bytes) -> None:
    if any(declaration in xml for declaration in DECLARATIONS):
        raise Unreadable(Damaged("内部含有不该有的文档类型声明"))


def seconds(size: int) -> float:
    """How long a file of so many bytes may take."""
    return SECONDS + MORE_SECONDS * size / 1_000_000
