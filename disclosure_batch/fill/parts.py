"""One part of a package is exchanged, all others stay as they are, byte for byte."""

import io
import zipfile

from lxml import etree

from disclosure_batch.documents.parts import canonical

PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=False)


def part_of(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return book.read(_held(book, name))


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The package with another content of this part; names are compared as documents/package.py does."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(made, "w") as copy:
        changed = _held(book, name)
        for info in book.infolist():
            copy.writestr(info, content if info is changed else book.read(info), info.compress_type)
    return made.getvalue()


def _held(book: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    return next(info for info in book.infolist() if canonical(info.filename) == canonical(name))
