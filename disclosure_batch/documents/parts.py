"""The parts of a file that is a zip (a workbook, a Word document, an archive), unpacked within the limits."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from urllib.parse import unquote

from disclosure_batch.documents.guard import ARCHIVE_FILE_SIZE, PART_SIZE, PARTS, TOTAL_SIZE
from disclosure_batch.documents.unreadable import BeyondLimits, Damaged, Encrypted, NotReadable, Unreadable

BEGINNING = 64  # bytes
DIRECTORY_ENTRY = b"PK\x01\x02"
DECLARATIONS = tuple(
    text.encode(codec) for text in ("<!DOCTYPE", "<!ENTITY") for codec in ("utf-8", "utf-16-le", "utf-16-be")
)
DECLARING = re.compile(rb"<!")
STRANGERS = {  # parts that are never run or followed, and what they are called
    r"vbaproject|/macrosheets|^basic/|^scripts/": "宏",
    r"/externallinks/": "指向其他工作簿的链接",
    r"/embeddings/|/activex|^object \d|^objectreplacements/": "嵌入的对象",
}


UNPACK = "解压，按单个文件报送"  # what to do about an archive that is not read


def open_zip(data: bytes) -> zipfile.ZipFile:
    """A document that is a zip, within the limits; its parts are not unpacked yet."""
    book = open_archive(data)
    sizes = [part.file_size for part in book.infolist()]
    if max(sizes, default=0) > PART_SIZE or sum(sizes) > TOTAL_SIZE:
        most = f"{TOTAL_SIZE // 1_000_000} MB（一个部件 {PART_SIZE // 1_000_000} MB）"
        raise Unreadable(BeyondLimits(f"展开后有 {sum(sizes) // 1_000_000} MB，超过 {most}的上限", unpacked=sum(sizes)))
    return book


def open_archive(data: bytes) -> zipfile.ZipFile:
    """A zip whose directory is sound, however much its parts come to: an archive's are files, each judged by itself."""
    if len(data) > ARCHIVE_FILE_SIZE:
        raise Unreadable(BeyondLimits(f"超过 {ARCHIVE_FILE_SIZE // 1_000_000} MB 的上限", advice=UNPACK))
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
    if sum(part.compress_size for part in parts) > len(data):  # a little unpacked over and over again
        raise Unreadable(Damaged("里面的部件互相重叠"))
    return book


def unpack(book: zipfile.ZipFile, part: str | zipfile.ZipInfo, limit: int = PART_SIZE) -> bytes:
    """A part whole; its checksum is verified, and a part larger than it says it is stops at its limit."""
    name = part if isinstance(part, str) else part.filename
    try:
        info = book.getinfo(part) if isinstance(part, str) else part
        with book.open(info) as opened:
            data = opened.read(min(limit, info.file_size) + 1)  # one more than it says: then its checksum is verified
    except KeyError as error:
        raise Unreadable(Damaged(f"缺少部件 {name}")) from error
    except NotImplementedError as error:
        raise Unreadable(Damaged(f"部件 {name} 的压缩方法读不了")) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise Unreadable(Damaged(f"部件 {name} 已损坏（校验不符）")) from error
    if len(data) > limit:
        raise Unreadable(BeyondLimits(f"部件 {name} 展开后超过 {limit // 1_000_000} MB 的上限"))
    return data


def beginning(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """By which it is known what a part is."""
    try:
        with book.open(part) as opened:
            return opened.read(BEGINNING)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, NotImplementedError) as error:
        raise Unreadable(Damaged()) from error


def verified(book: zipfile.ZipFile, wanted: Callable[[str], bool], largest: int = PART_SIZE) -> dict[str, bytes]:
    """The wanted parts of a document, by their canonical names. Every part is unpacked once, and none may declare a
    document type: there entity bombs live. A part that is there twice is damage, as every program takes another one of
    the two."""
    infos = {canonical(info.filename): info for info in book.infolist()}
    if len(infos) < len(book.infolist()):
        raise Unreadable(Damaged("里面有重名的部件"))
    parts: dict[str, bytes] = {}
    for name, info in infos.items():
        data = unpack(book, info, largest if is_xml(name) else PART_SIZE)
        if is_xml(name):
            refuse_declarations(data)
        if wanted(name):
            parts[name] = data
    return parts


def is_xml(part: str) -> bool:
    """Whether a part is XML, by its canonical name."""
    return part.endswith((".xml", ".rels", ".vml"))


def declares(xml: bytes) -> bool:
    """Whether a part declares a document type."""
    may = b"\0" in xml or DECLARING.search(xml)  # most have neither, which is soon seen
    return may and any(declaration in xml for declaration in DECLARATIONS)


def refuse_declarations(xml: bytes) -> None:
    """Raises Unreadable for a part that declares a document type."""
    if declares(xml):
        raise Unreadable(Damaged("内部含有不该有的文档类型声明"))


def strangers(names: Sequence[str]) -> list[str]:
    """What among these parts is never run or followed, in words."""
    plain = [canonical(name) for name in names]
    return [words for pattern, words in STRANGERS.items() if any(re.search(pattern, name) for name in plain)]


def canonical(name: str) -> str:
    """The name of a part as names are compared: without regard to case, the kind of slash, and how it is escaped."""
    return unquote(name).replace("\\", "/").lstrip("/").lower()
