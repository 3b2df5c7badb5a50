"""A zip made of parts as they lie in another one: every program opens it, and it holds the same."""

import io
import zipfile

from disclosure_batch.zips import packed_part, packed_parts, zipped
from tests import hostile as h


def contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert book.testzip() is None
        return {name: book.read(name) for name in book.namelist()}


def test_parts_go_over_as_they_are_packed_and_new_ones_stand_between_them():
    first, *others = packed_parts(h.good())
    made = zipped([first, packed_part("说明/新.txt", "新的".encode()), *others])
    assert contents(made) == {**contents(h.good()), "说明/新.txt": "新的".encode()}
    assert next(iter(contents(made))) == first.name and list(contents(made))[1] == "说明/新.txt"


def test_behind_other_bytes_and_with_sizes_behind_the_parts_it_is_the_same():
    streamed = io.BytesIO()
    with zipfile.ZipFile(Unseekable(streamed), "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("a.xml", b"<a/>" * 100)
        book.writestr(zipfile.ZipInfo("b.bin"), b"stored")
    for data in (streamed.getvalue(), b"something before" + streamed.getvalue()):
        assert contents(zipped(packed_parts(data))) == {"a.xml": b"<a/>" * 100, "b.bin": b"stored"}


def test_what_office_programs_do_not_write_is_not_taken_over():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as book:
        book.writestr("a.xml", b"<a/>")
    assert packed_parts(out.getvalue()) is None


class Unseekable(io.RawIOBase):
    """As a program writes that sends a zip on while it makes it."""

    def __init__(self, out: io.BytesIO) -> None:
        self.out = out

    def write(self, data: bytes) -> int:
        return self.out.write(data)

    def flush(self) -> None:
        """Nothing waits."""
