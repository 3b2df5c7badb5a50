"""Parts of a package are exchanged, all others stay as they are, byte for byte."""

import io
import zipfile
from collections.abc import Mapping

from lxml import etree

from disclosure_batch.documents.parts import canonical
from disclosure_batch.fixed_times import EPOCH

PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=False)


def part_of(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return book.read(_held(book, name))


def with_parts(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The package with another content of these parts, or with new ones; names are compared as documents/package.py
    does."""
    made, contents = io.BytesIO(), {canonical(name): content for name, content in parts.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(made, "w") as copy:
        for info in book.infolist():
            content = contents.pop(canonical(info.filename), None)
            copy.writestr(info, book.read(info) if content is None else content, info.compress_type)
        for name, content in parts.items():
            if canonical(name) in contents:
                copy.writestr(_new(name), content)
    return made.getvalue()


def _new(name: str) -> zipfile.ZipInfo:
    """The same whatever the day and the system."""
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
    return info


def _held(book: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    return next(info for info in book.infolist() if canonical(info.filename) == canonical(name))
