"""The container in which an .xls or .et lies: streams cut into sectors, and a table that says which follows which.

It is followed before any library opens it, so that no chain of sectors leads round in a circle, and so that the stream
of the workbook is the container's own and none of an object that is embedded in it.

No library is used for it: olefile and the reader within calamine both follow a list of sectors that leads round in a
circle until the memory is full, and calamine takes the first stream of the workbook's name wherever it lies.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from disclosure_batch.documents.unreadable import Damaged, NotReadable, Unreadable

NO_SECTOR = 0xFFFFFFFA  # from here on a number says why there is no further sector
NO_ENTRY = 0xFFFFFFFF
SHORT_STREAM = 4096  # streams below lie in sectors of 64 bytes
SHORT_SECTOR = 64
ENTRY = 128  # bytes of the directory for each stream
STREAM, ROOT = 2, 5  # kinds of entries
STREAMS = ("Workbook", "Book")  # the later programs call it so, the earlier ones so, some in capitals
TELLING = ("EncryptedPackage", "WordDocument")  # names of streams that no workbook of its own has
NO_WORKBOOK = NotReadable("不是工作簿，也不是能读取的文档")
UNSOUND = (struct.error, IndexError, KeyError)  # what following a container that is not sound may raise


class DirectoryEntry(NamedTuple):
    """What the directory says of a stream or a folder. left, right: its neighbours; child: the first within it."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    length: int


class Container:
    """A container whose directory was followed.

    Raises Unreadable, and what UNSOUND names, where it is not sound.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.sectors = _Sectors(data)
        (first,) = struct.unpack_from("<I", data, 48)
        self.directory = self.sectors.numbers(first)
        self.entries = list(_entries(self.sectors.joined(self.directory)))
        if not self.entries:
            raise Unreadable(NO_WORKBOOK)
        if self.entries[0].kind != ROOT:
            raise Unreadable(Damaged())
        self.own = {self.entries[n].name.lower(): n for n in self._own() if self.entries[n].kind == STREAM}

    def _own(self) -> Iterator[int]:
        """The entries that lie in the root, and not in a folder of something embedded."""
        waiting, seen = [self.entries[0].child], set()
        while waiting:
            number = waiting.pop()
            if number == NO_ENTRY or number in seen:
                continue
            seen.add(number)
            yield number
            waiting += [self.entries[number].left, self.entries[number].right]

    def _workbook(self) -> tuple[int, str]:
        """(entry of the workbook's stream, what it should be called)."""
        name = next((name for name in STREAMS if name.lower() in self.own), None)
        if name is None:
            raise Unreadable(NO_WORKBOOK)
        return self.own[name.lower()], name

    def workbook(self) -> bytes:
        """The stream of the workbook."""
        entry = self.entries[self._workbook()[0]]
        short = self.sectors.numbers(struct.unpack_from("<I", self.data, 60)[0])  # followed in any case: others do
        holder = self.sectors.numbers(self.entries[0].start)
        if entry.length >= SHORT_STREAM:
            return self.sectors.joined(self.sectors.numbers(entry.start))[: entry.length]
        return _short_chain(self.sectors.joined(holder), self.sectors.joined(short), entry.start)[: entry.length]

    def with_one_workbook(self) -> bytes:
        """The file, its workbook called as all programs know it, and no other stream of that name."""
        own, called = self._workbook()
        data = bytearray(self.data)
        for number, entry in enumerate(self.entries):
            if entry.name.lower() in map(str.lower, STREAMS):
                sector, within = divmod(number * ENTRY, self.sectors.size)
                at = (self.directory[sector] + 1) * self.sectors.size + within
                name = called if number == own else entry.name.replace(entry.name[0], "_", 1)
                data[at : at + 2 * len(name)] = name.encode("utf-16-le")
        return bytes(data)


def streams_in(data: bytes) -> set[str]:
    """The names, in small letters, of the streams that lie in the root.

    Where the container is not sound, of those that say what it was, whichever name stands anywhere in it.
    """
    try:
        return set(Container(data).own)
    except (Unreadable, *UNSOUND):
        return {name.lower() for name in TELLING if name.encode("utf-16-le") in data}


def _entries(directory: bytes) -> Iterator[DirectoryEntry]:
    for at in range(0, len(directory) - ENTRY + 1, ENTRY):
        (length,) = struct.unpack_from("<H", directory, at + 64)
        name = directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        neighbours = struct.unpack_from("<3I", directory, at + 68)
        yield DirectoryEntry(name, directory[at + 66], *neighbours, *struct.unpack_from("<2I", directory, at + 116))


class _Sectors:
    """Sectors of one size and the table that says which follows which."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.size = 1 << min(struct.unpack_from("<H", data, 30)[0], 12)
        numbers = [number for number in self._of_the_table() if number < NO_SECTOR]
        if len(set(numbers)) < len(numbers):
            raise Unreadable(Damaged())
        self.next = struct.unpack(f"<{len(numbers) * self.size // 4}I", self.joined(numbers))

    def _of_the_table(self) -> list[int]:
        """The sectors that hold the table: some are named in the head of the file, further ones in a chain of lists.

        Raises Unreadable where the lists lead round in a circle.
        """
        numbers = list(struct.unpack_from("<109I", self.data, 76))
        (further,) = struct.unpack_from("<I", self.data, 68)
        seen: set[int] = set()
        while further < NO_SECTOR:
            if further in seen:
                raise Unreadable(Damaged())
            seen.add(further)
            *more, further = struct.unpack(f"<{self.size // 4}I", self._sector(further))
            numbers += more
        return numbers

    def _sector(self, number: int) -> bytes:
        """The last sector of a file may be cut short."""
        start = (number + 1) * self.size
        if start >= len(self.data):
            raise Unreadable(Damaged())
        return self.data[start : start + self.size].ljust(self.size, b"\0")

    def numbers(self, number: int) -> list[int]:
        """A sector and all that follow it. Raises Unreadable where they lead round in a circle."""
        found: list[int] = []
        while number < NO_SECTOR:
            found.append(number)
            number = self.next[number]
            if len(found) > len(self.next):
                raise Unreadable(Damaged())
        return found

    def joined(self, numbers: list[int]) -> bytes:
        """What stands in these sectors."""
        return b"".join(map(self._sector, numbers))


def _short_chain(holder: bytes, table: bytes, number: int) -> bytes:
    """A short stream: its sectors lie in a stream of their own, and have a table of their own."""
    following = struct.unpack(f"<{len(table) // 4}I", table)
    pieces = []
    while number < NO_SECTOR and len(pieces) <= SHORT_STREAM // SHORT_SECTOR:
        pieces.append(holder[number * SHORT_SECTOR : (number + 1) * SHORT_SECTOR])
        number = following[number]
    return b"".join(pieces)
