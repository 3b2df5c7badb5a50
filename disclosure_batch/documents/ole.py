"""The container in which an .xls or .et lies: streams cut into sectors, and a table that says which follows which.

It is followed before any library opens it, so that no chain of sectors leads round in a circle.
"""

import struct
from collections.abc import Iterator

from disclosure_batch.documents.unreadable import Damaged, NotReadable, Unreadable

NO_SECTOR = 0xFFFFFFFA  # from here on a number says why there is no further sector
SHORT_STREAM = 4096  # streams below lie in sectors of 64 bytes
SHORT_SECTOR = 64
ENTRY = 128  # bytes of the directory for each stream
STREAMS = ("Workbook", "Book")  # the later programs call it so, the earlier ones so
NO_WORKBOOK = NotReadable("不是工作簿，也不是能读取的文档")


def workbook_stream(data: bytes) -> bytes:
    """The stream of the workbook.

    Raises Unreadable, and struct.error, IndexError or KeyError where the container is not sound.
    """
    sectors = _Sectors(data)
    (directory,) = struct.unpack_from("<I", data, 48)
    streams = dict(_entries(sectors.chain(directory)))
    name = next((name for name in STREAMS if name in streams), None)
    if name is None:
        raise Unreadable(NO_WORKBOOK)
    start, length = streams[name]
    if length >= SHORT_STREAM:
        return sectors.chain(start)[:length]
    root, _ = streams["Root Entry"]
    return _short_chain(data, sectors, root, start)[:length]


def _entries(directory: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each stream's name, its first sector and its length."""
    for at in range(0, len(directory) - ENTRY + 1, ENTRY):
        (length,) = struct.unpack_from("<H", directory, at + 64)
        name = directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        if directory[at + 66]:
            yield name, struct.unpack_from("<II", directory, at + 116)


class _Sectors:
    """Sectors of one size and the table that says which follows which."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.size = 1 << min(struct.unpack_from("<H", data, 30)[0], 12)
        table = b"".join(self.sector(number) for number in self._of_the_table() if number < NO_SECTOR)
        self.next = struct.unpack(f"<{len(table) // 4}I", table)

    def _of_the_table(self) -> list[int]:
        """The sectors that hold the table: some are named in the head of the file, further ones in a chain of lists."""
        numbers = list(struct.unpack_from("<109I", self.data, 76))
        (further,) = struct.unpack_from("<I", self.data, 68)
        for _ in range(len(self.data) // self.size):
            if further >= NO_SECTOR:
                break
            *more, further = struct.unpack(f"<{self.size // 4}I", self.sector(further))
            numbers += more
        return numbers

    def sector(self, number: int) -> bytes:
        """The last sector of a file may be cut short."""
        start = (number + 1) * self.size
        if start >= len(self.data):
            raise Unreadable(Damaged())
        return self.data[start : start + self.size].ljust(self.size, b"\0")

    def chain(self, number: int) -> bytes:
        """A sector and all that follow it. Raises Unreadable where they lead round in a circle."""
        pieces = []
        while number < NO_SECTOR:
            pieces.append(self.sector(number))
            number = self.next[number]
            if len(pieces) > len(self.next):
                raise Unreadable(Damaged())
        return b"".join(pieces)


def _short_chain(data: bytes, sectors: _Sectors, root: int, number: int) -> bytes:
    """The same for a short stream, whose sectors lie in a stream of their own."""
    holder = sectors.chain(root)
    table = sectors.chain(struct.unpack_from("<I", data, 60)[0])
    following = struct.unpack(f"<{len(table) // 4}I", table)
    pieces = []
    while number < NO_SECTOR and len(pieces) <= SHORT_STREAM // SHORT_SECTOR:
        pieces.append(holder[number * SHORT_SECTOR : (number + 1) * SHORT_SECTOR])
        number = following[number]
    return b"".join(pieces)
