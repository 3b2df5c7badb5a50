"""The package that an .xlsx or .docx is: which part is the main one, and which parts another refers to.

Names are compared without regard to case, the kind of slash, or whether a character is written as %20: programs differ
in that, and all of them open such files.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from typing import NamedTuple

from disclosure_batch.documents.markup import Silent, walk
from disclosure_batch.documents.parts import canonical, unpack
from disclosure_batch.documents.remembered.memory import by_bytes

RELATIONS, CONTENT_TYPES = "_rels/.rels", "[content_types].xml"


REFERENCE = re.compile(rb"""(<[^<>]*?(?:Target|PartName)\s*=\s*["'])([^"'<>]*)(["'][^<>]*>)""")  # to another part


class Target(NamedTuple):
    """What a relation leads to: the canonical name of a part, and the kind of the relation."""

    path: str
    kind: str


class _Relations(Silent):
    def __init__(self, folder: str) -> None:
        self.folder = folder  # from which their paths lead
        self.targets: dict[str, Target] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.targets[attributes.get("Id", "")] = Target(self._path(attributes.get("Target", "")), kind)

    def _path(self, target: str) -> str:
        target = target.replace("\\", "/")
        return canonical(target if target.startswith("/") else posixpath.normpath(posixpath.join(self.folder, target)))


@by_bytes
def relations_in(xml: bytes, folder: str) -> dict[str, Target]:
    """The relations of a part that lies in this folder, by their ids."""
    relations = _Relations(folder)
    walk(xml, relations)
    return relations.targets


def relations_of(part: str) -> str:
    """Where the relations of a part stand."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def of_kind(relations: dict[str, Target], kind: str) -> str:
    """The first part to which a relation of this kind leads, '' where none does."""
    return next((target.path for target in relations.values() if target.kind == kind), "")


class _ContentTypes(Silent):
    def __init__(self) -> None:
        self.types: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Override":
            self.types[canonical(attributes.get("PartName", ""))] = attributes.get("ContentType", "")
        elif name == "Default":
            self.types[f".{attributes.get('Extension', '').lower()}"] = attributes.get("ContentType", "")


def main_part(book: zipfile.ZipFile) -> tuple[str, str]:
    """(canonical name, content type) of the part that is the document itself; '' where the package does not say."""
    held = {canonical(name): name for name in book.namelist()}
    relations, types = (unpack(book, held[name]) if name in held else b"" for name in (RELATIONS, CONTENT_TYPES))
    return main_part_in(relations, types)


def main_part_in(relations: bytes, types: bytes) -> tuple[str, str]:
    """The same by the two parts that say it, b"" for one that isn't there."""
    if not relations:
        return "", ""
    part = of_kind(relations_in(relations, ""), "officeDocument")
    known = _types_in(types) if types else {}
    return part, known.get(part) or known.get(posixpath.splitext(part)[1], "")


@by_bytes
def _types_in(xml: bytes) -> dict[str, str]:
    types = _ContentTypes()
    walk(xml, types)
    return types.types


def repacked(parts: Mapping[str, bytes]) -> bytes:
    """The same package for a library that knows parts by their exact names. parts: by their canonical names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, data in parts.items():
            refers = name.endswith(".rels") or name == CONTENT_TYPES
            called = "[Content_Types].xml" if name == CONTENT_TYPES else name
            book.writestr(called, REFERENCE.sub(_canonically, data) if refers else data)
    return out.getvalue()


def _canonically(reference: re.Match[bytes]) -> bytes:
    """A reference by its canonical name, unless it leads out of the package."""
    before, name, behind = reference.groups()
    if b"External" in reference[0]:
        return reference[0]
    return before + name.replace(b"\\", b"/").lower() + behind
