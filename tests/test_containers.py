"""The container of an .xls: whose stream is read, how an encrypted one is called, lists that lead in a circle."""

import struct
import tracemalloc

import pytest

from disclosure_batch.documents.kinds import kind_of
from disclosure_batch.documents.ole import Container, streams_in
from disclosure_batch.documents.unreadable import Damaged, Encrypted, Foreign, Unreadable
from disclosure_batch.documents.xls import read_xls
from tests import hostile as h
from tests.district import District
from tests.programs import LibreOffice

NONE, END = 0xFFFFFFFF, 0xFFFFFFFE
SECTOR = 512
Streams = dict[str, bytes]


def made(streams: Streams, folders: dict[str, Streams] | None = None) -> bytes:
    """A container with these streams in its root, and folders with streams of their own before them."""
    table, body, entries = [0xFFFFFFFD], b"", []

    def store(data: bytes) -> int:
        """Where a stream begins; all are long enough for sectors of their own."""
        nonlocal body
        padded = data.ljust(max(-(-len(data) // SECTOR), 8) * SECTOR, b"\0")
        first, count = len(table), len(padded) // SECTOR
        table.extend([*range(first + 1, first + count), END])
        body += padded
        return first

    def entry(name: str, kind: int, right: int = NONE, child: int = NONE, data: bytes = b"") -> None:
        start, size = (store(data), max(len(data), 4096)) if kind == 2 else (END, 0)
        entries.append((name, kind, right, child, start, size))

    entry("Root Entry", 5, child=1)
    for name, inner in (folders or {}).items():
        at, last = len(entries), not streams and name == list(folders)[-1]
        entry(name, 1, right=NONE if last else at + 1 + len(inner), child=at + 1)
        for n, (own, data) in enumerate(inner.items(), 1):
            entry(own, 2, right=NONE if n == len(inner) else len(entries) + 1, data=data)
    for n, (name, data) in enumerate(streams.items(), 1):
        entry(name, 2, right=NONE if n == len(streams) else len(entries) + 1, data=data)
    directory = b"".join(map(_entry, entries))
    directory += b"\0" * (-len(directory) % SECTOR)
    first = len(table)
    table.extend([*range(first + 1, first + len(directory) // SECTOR), END])
    sectors = -(-(len(table) + 8) // 128)
    return _head(sectors, len(table), first, body + directory, table)


def _entry(said: tuple) -> bytes:
    name, kind, right, child, start, size = said
    encoded = name.encode("utf-16-le")
    links = struct.pack("<HBBIII", len(encoded) + 2, kind, 1, NONE, right, child)
    return encoded.ljust(64, b"\0") + links + b"\0" * 36 + struct.pack("<IQ", start, size)


def _head(sectors: int, length: int, directory: int, body: bytes, table: list[int]) -> bytes:
    """One sector of the table stands first, the others behind everything."""
    own = [0, *range(length, length + sectors - 1)]
    whole = [*table, *[0xFFFFFFFD] * (sectors - 1)]
    whole += [NONE] * (128 * sectors - len(whole))
    packed = struct.pack(f"<{len(whole)}I", *whole)
    head = bytearray(SECTOR)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIII", head, 44, sectors, directory, 0, 4096, END, 0)
    struct.pack_into("<II", head, 68, END, 0)
    struct.pack_into("<109I", head, 76, *own, *[NONE] * (109 - len(own)))
    return bytes(head) + packed[:SECTOR] + body + packed[SECTOR:]


@pytest.fixture(scope="module")
def stream(tmp_path_factory, libreoffice: LibreOffice) -> bytes:
    """The workbook's stream of a good .xls."""
    path = tmp_path_factory.mktemp("xls") / "a.xlsx"
    path.write_bytes(h.good())
    return Container(libreoffice(path, "xls").read_bytes()).workbook()


def figures(data: bytes) -> list:
    return [grid.rows for grid in read_xls(data).grids]


def with_password(stream: bytes) -> bytes:
    """As Excel encrypts: the record that says so behind the first, and noise in the content of all others."""
    (length,) = struct.unpack_from("<H", stream, 2)
    first, rest, at = stream[: 4 + length], bytearray(stream[4 + length :]), 0
    while at + 4 <= len(rest):
        (size,) = struct.unpack_from("<H", rest, at + 2)
        rest[at + 4 : at + 4 + size] = bytes((7 * n + 13) % 256 for n in range(size))
        at += 4 + size
    return first + struct.pack("<HHH", 0x2F, 54, 1) + b"\x55" * 52 + bytes(rest)


# ---------------------------------------------------------------- whose stream


@pytest.mark.parametrize("name", ["Workbook", "WORKBOOK", "workbook", "Book", "BOOK"])
def test_the_workbook_is_found_however_it_is_spelled(stream: bytes, name: str):
    assert figures(made({name: stream})) == figures(made({"Workbook": stream}))


def test_what_is_embedded_is_not_the_workbook(stream: bytes):
    """An object within it may hold a workbook, and lies before the container's own."""
    other = stream.replace("示例区财政局".encode("utf-16-le"), "示例区教育局".encode("utf-16-le"))
    data = made({"Workbook": stream}, {"MBD01": {"Workbook": other, "\x01Ole": b""}, "MBD02": {"WordDocument": b""}})
    assert other != stream and figures(made({"Workbook": other})) != figures(made({"Workbook": stream}))
    assert streams_in(data) == {"workbook"}
    assert figures(data) == figures(made({"Workbook": stream}))


@pytest.mark.parametrize(
    ("streams", "said"),
    [
        ({"WordDocument": b"", "1Table": b""}, Foreign("是旧版 Word 或 WPS 文字文档", "另存为 .docx")),
        ({"WORDDOCUMENT": b""}, Foreign("是旧版 Word 或 WPS 文字文档", "另存为 .docx")),
        ({"PowerPoint Document": b""}, Foreign("是演示文稿", "用本单位的表填写后报送")),
        ({"EncryptedPackage": b"", "EncryptionInfo": b""}, Encrypted()),
    ],
)
def test_what_else_it_may_be(streams: Streams, said):
    with pytest.raises(Unreadable) as refused:
        kind_of(made(streams))
    assert refused.value.trouble == said


# ---------------------------------------------------------------- encrypted, or not sound


def test_an_encrypted_one_is_called_so_whatever_the_noise_says(stream: bytes):
    with pytest.raises(Unreadable) as refused:
        read_xls(made({"Workbook": with_password(stream)}))
    assert refused.value.trouble == Encrypted()


def test_a_password_for_changes_alone_is_none_for_reading(stream: bytes):
    """A record of that kind within an embedded chart, or behind the end of the globals, says nothing."""
    assert figures(made({"Workbook": stream + struct.pack("<HH", 0x2F, 0)})) == figures(made({"Workbook": stream}))


def lists_in_a_circle(stream: bytes) -> bytes:
    """A list of sectors of the table that names itself as the next."""
    data = bytearray(made({"Workbook": stream[:4096]}))
    extra = (len(data) - SECTOR) // SECTOR
    struct.pack_into("<II", data, 68, extra, 1)
    return bytes(data) + struct.pack("<128I", *[NONE] * 127, extra)


def a_sector_named_twice(stream: bytes) -> bytes:
    data = bytearray(made({"Workbook": stream[:4096]}))
    struct.pack_into("<I", data, 80, 0)
    return bytes(data)


@pytest.mark.parametrize("change", [lists_in_a_circle, a_sector_named_twice])
def test_a_circle_takes_no_memory(stream: bytes, change):
    data = change(stream)
    tracemalloc.start()
    with pytest.raises(Unreadable) as refused:
        read_xls(data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(refused.value.trouble, Damaged) and most < 5_000_000


@pytest.mark.parametrize("encrypted", [True, False])
def test_the_office_is_told_what_it_sent(district: District, stream: bytes, encrypted: bool):
    district.receive()
    (district.received / "410801_示例区财政局.xlsx").unlink()
    data = made({"WORKBOOK": with_password(stream) if encrypted else stream}, {"MBD01": {"WordDocument": b""}})
    (district.received / "410801_示例区财政局.xls").write_bytes(data)

    run = district.merge(receive=False)

    assert run.file_states()["收件/410801_示例区财政局.xls"] == ("rejected" if encrypted else "accepted")
    if encrypted:
        told = run.finding("F002", "410801").message
        assert "取消密码后另存" in told and "取消“保护工作簿”" in told
