"""A zip made of parts that are packed already and of new ones: what is the same in many files is packed once.

The bytes depend on the names and contents of the parts alone. Parts of a zip from outside are taken as they are packed,
unverified: whoever takes them has unpacked them within limits before.
"""

import struct
import zlib
from collections.abc import Iterable
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

LEVEL = 6  # of zlib, as everywhere
MIDNIGHT, FIRST_DAY = 0, 33  # 1980-01-01 as a zip writes it, the earliest it can
OLDEST, UTF_8 = 20, 0x800  # the version that can unpack it; the flag of a name that is no ASCII
ENTRY, LISTED, END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
BEGINNING = 30  # bytes of an entry before its name


class PackedPart(NamedTuple):
    """A part as it lies in a zip. crc, size: of what is packed; method: of zipfile."""

    name: str
    data: bytes
    crc: int
    size: int
    method: int = ZIP_DEFLATED


def packed_part(name: str, data: bytes) -> PackedPart:
    """A part, packed."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return PackedPart(name, packer.compress(data) + packer.flush(), zlib.crc32(data), len(data))


def packed_parts(data: bytes) -> list[PackedPart] | None:
    """The parts of a zip as they lie in it; None where one is packed in another way than Office files are."""
    with ZipFile(BytesIO(data)) as book:
        infos = book.infolist()
    if any(info.compress_type not in (ZIP_DEFLATED, ZIP_STORED) or info.flag_bits & 1 for info in infos):
        return None
    parts = []
    for info in infos:
        lengths = data[info.header_offset + BEGINNING - 4 : info.header_offset + BEGINNING]
        begin = info.header_offset + BEGINNING + sum(struct.unpack("<2H", lengths))
        bytes_of_it = data[begin : begin + info.compress_size]
        parts.append(PackedPart(info.filename, bytes_of_it, info.CRC, info.file_size, info.compress_type))
    return parts


def zipped(parts: Iterable[PackedPart]) -> bytes:
    """The zip of these parts, in their order. For less than 4 GB."""
    out, listed = BytesIO(), []
    for part in parts:
        name = part.name.encode()
        flags = 0 if part.name.isascii() else UTF_8
        said = (flags, part.method, MIDNIGHT, FIRST_DAY, part.crc, len(part.data), part.size, len(name), 0)
        listed.append(LISTED.pack(b"PK\1\2", OLDEST, OLDEST, *said, 0, 0, 0, 0, out.tell()) + name)
        out.write(ENTRY.pack(b"PK\3\4", OLDEST, *said) + name + part.data)
    begin, directory = out.tell(), b"".join(listed)
    out.write(directory + END.pack(b"PK\5\6", 0, 0, len(listed), len(listed), len(directory), begin, 0))
    return out.getvalue()
