"""What a file is by its content, and whether it may be opened: every limit of the intake stands here."""

import io
import zipfile
import zlib

from disclosure_batch.intake.document import Unreadable

FILE_SIZE = 50_000_000  # bytes of a file
PART_SIZE = 100_000_000  # bytes of one part of a workbook, unpacked
TOTAL_SIZE = 300_000_000  # bytes of all its parts
PARTS = 5_000
ROWS, COLUMNS = 200_000, 1_000  # the furthest cell
MEMORY = 4_000_000_000  # bytes of address space of a reading process, where the system can limit it
SECONDS = 120  # for one file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
KNOWN = (  # what a file begins with -> what to say of it
    (b"%PDF", "是 PDF 文件"),
    (b"\x89PNG", "是图片"),
    (b"\xff\xd8\xff", "是图片"),
    (b"GIF8", "是图片"),
    (b"BM", "是图片"),
    (b"Rar!", "是 rar 压缩包，请解压后再放进来"),
    (b"7z\xbc\xaf", "是 7z 压缩包，请解压后再放进来"),
)


def kind_of(data: bytes) -> str:
    """xlsx, docx, ods, zip, ole or text; raises Unreadable for what is none of these."""
    if not data:
        raise Unreadable("F001", "是空文件（0 字节）")
    if len(data) > FILE_SIZE:
        raise Unreadable("F005", f"有 {len(data) // 1_000_000} MB，超过 {FILE_SIZE // 1_000_000} MB 的上限")
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable("F002", "设了打开密码")
        return "ole"
    if data.startswith(b"PK"):
        return _zipped(data)
    for beginning, words in KNOWN:
        if data.startswith(beginning):
            raise Unreadable("F001", words)
    return "text"


def _zipped(data: bytes) -> str:
    names = set(open_zip(data).namelist())
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    return "ods" if "content.xml" in names else "zip"


def open_zip(data: bytes) -> zipfile.ZipFile:
    """A zip whose directory is sound and within the limits; its parts are not unpacked yet."""
    try:
        book = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable("F001", "文件不完整，可能没有传完或已损坏") from error
    parts = book.infolist()
    if len(parts) > PARTS:
        raise Unreadable("F005", f"里面有 {len(parts)} 个部件，超过 {PARTS} 个的上限")
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("F002", "设了打开密码")
    largest, total = max((p.file_size for p in parts), default=0), sum(p.file_size for p in parts)
    if largest > PART_SIZE or total > TOTAL_SIZE:
        raise Unreadable("F005", f"展开后有 {total // 1_000_000} MB，超过 {TOTAL_SIZE // 1_000_000} MB 的上限")
    return book


def unpack(book: zipfile.ZipFile, name: str) -> bytes:
    """A part whole; its checksum is verified, and a part larger than it says it is stops at its limit."""
    try:
        with book.open(name) as part:
            data = part.read(PART_SIZE + 1)
    except KeyError as error:
        raise Unreadable("F006", f"缺少部件 {name}") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise Unreadable("F006", f"部件 {name} 已损坏（校验不符）") from error
    if len(data) > PART_SIZE:
        raise Unreadable("F005", f"部件 {name} 展开后超过 {PART_SIZE // 1_000_000} MB 的上限")
    return data
