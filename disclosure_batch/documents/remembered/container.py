"""A package taken apart, where it comes in the one shape that programs give it; parts that were seen are not unpacked.

Every limit and every check of `parts` holds here, too. Whatever is unusual (a comment, an archive of the larger kind,
a name that isn't ASCII, bytes behind the directory) is declined: `parts` judges it.
"""

import re
import zlib
from struct import Struct
from typing import NamedTuple

from disclosure_batch.documents.guard import FILE_SIZE, PART_SIZE, TOTAL_SIZE
from disclosure_batch.documents.parts import canonical, is_xml
from disclosure_batch.documents.remembered.memory import LARGEST, Memory, Unusual

END = Struct("<4s4H2LH")  # of the directory
ENTRY = Struct("<4s6H3L5H2L")  # of it, for each part
LOCAL = Struct("<4s5H3L2H")  # before each part
DEFLATED = 8
USUAL_FLAGS = 0x2 | 0x4 | 0x8 | 0x800  # how hard it was packed, sizes stand behind it, a name in UTF-8
COMMENT_OR_MORE = re.compile(rb"<!")  # CDATA, a declaration
NEWEST = 63  # the version of the format up to which `parts` unpacks what it meets
LARGER_KIND = b"PK\x06\x07"  # stands before the end of an archive of over 4 GB
LARGER_SIZE = 20
MOST_PARTS = 200
MOST_BYTES = 24_000_000  # that are kept of parts


class _Entry(NamedTuple):
    """A part as the directory names it; packed: its bytes as they lie in the file."""

    name: str
    method: int
    checksum: int
    size: int
    packed: bytes


_KNOWN: Memory[_Entry, bytes] = Memory(MOST_BYTES)


def usual_parts(data: bytes) -> dict[str, bytes]:
    """All parts by their names, in the order of the directory, each verified. Raises Unusual."""
    entries = _entries(data)
    if sum(entry.size for entry in entries) > TOTAL_SIZE or sum(len(entry.packed) for entry in entries) > len(data):
        raise Unusual
    if len({canonical(entry.name) for entry in entries}) < len(entries):
        raise Unusual
    return {entry.name: _unpacked(entry) for entry in entries}


def _entries(data: bytes) -> list[_Entry]:
    end = len(data) - END.size
    at, in_all = _directory(data, end)
    entries = []
    for _ in range(in_all):
        entry, at = _entry(data, at, end)
        entries.append(entry)
    if at != end:
        raise Unusual
    return entries


def _directory(data: bytes, end: int) -> tuple[int, int]:
    """Where the directory begins that ends there, and of how many parts it tells."""
    if end < 0 or len(data) > FILE_SIZE or LARGER_KIND in data[end - LARGER_SIZE : end]:
        raise Unusual
    sign, disk, first, here, in_all, size, at, comment = END.unpack_from(data, end)
    if sign != b"PK\x05\x06" or disk or first or comment or here != in_all or in_all > MOST_PARTS or at + size != end:
        raise Unusual
    return at, in_all


def _entry(data: bytes, at: int, end: int) -> tuple[_Entry, int]:
    """The part that the directory names here, and where it goes on."""
    if at + ENTRY.size > end:
        raise Unusual
    sign, _, needs, flags, method, _, _, checksum, packed, size, called, more, said, disk, _, _, local = (
        ENTRY.unpack_from(data, at)
    )
    name = data[at + ENTRY.size : at + ENTRY.size + called]
    if (sign, more, said, disk) != (b"PK\x01\x02", 0, 0, 0) or needs > NEWEST or flags & ~USUAL_FLAGS:
        raise Unusual
    if method not in (0, DEFLATED) or not name.isascii() or b"\0" in name or size > PART_SIZE:
        raise Unusual
    begin = _begin(data, local, name)
    if begin + packed > end:
        raise Unusual
    entry = _Entry(name.decode("ascii"), method, checksum, size, data[begin : begin + packed])
    return entry, at + ENTRY.size + called


def _begin(data: bytes, local: int, name: bytes) -> int:
    """Where a part's bytes begin."""
    if local + LOCAL.size > len(data):
        raise Unusual
    sign, _, flags, _, _, _, _, _, _, called, more = LOCAL.unpack_from(data, local)
    begin = local + LOCAL.size + called
    if sign != b"PK\x03\x04" or flags & ~USUAL_FLAGS or data[local + LOCAL.size : begin] != name:
        raise Unusual
    return begin + more


def _unpacked(entry: _Entry) -> bytes:
    """A part whole and as its checksum says, in which a tag is a tag wherever it stands."""
    if (known := _KNOWN.get(entry)) is not None:
        return known
    part = _inflated(entry) if entry.method == DEFLATED else entry.packed
    if len(part) != entry.size or zlib.crc32(part) != entry.checksum:
        raise Unusual
    if is_xml(canonical(entry.name)) and (b"\0" in part or COMMENT_OR_MORE.search(part)):
        raise Unusual
    if len(part) <= LARGEST:
        _KNOWN.keep(entry, part, len(part) + len(entry.packed))
    return part


def _inflated(entry: _Entry) -> bytes:
    """One byte more than it says at most."""
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        part = unpacking.decompress(entry.packed, entry.size + 1)
    except zlib.error:
        raise Unusual from None
    if not unpacking.eof or unpacking.unused_data:
        raise Unusual
    return part
