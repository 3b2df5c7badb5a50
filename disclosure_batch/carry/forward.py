"""The bytes of an edited document and of a fresh one to those of the edited one with the figures that changed.

The edited document is a file from outside by now: it is opened within the limits of `documents`, and whoever asks for
it does so in a process of its own. All parts but those that change stay as they are, byte for byte.
"""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from disclosure_batch.carry.carrying import Beside, Outcome, carry
from disclosure_batch.carry.comments import Comments
from disclosure_batch.carry.lines import paragraphs_of
from disclosure_batch.carry.written import (
    CONTENT,
    PROPERTY,
    RELATION,
    Written,
    as_part,
    from_part,
    hash_of,
    written_from,
)
from disclosure_batch.documents.guard import TREE_SIZE
from disclosure_batch.documents.kinds import FileKind, kind_of
from disclosure_batch.documents.package import CONTENT_TYPES, main_part, of_kind, relations_in, relations_of
from disclosure_batch.documents.parts import open_zip, verified
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.documents.word import W
from disclosure_batch.fill.parts import with_parts

OTHER_KIND = "不是 .docx 文件（加了密码，或用别的格式保存）"
BROKEN = "读不出来（可能已损坏）"
NOT_OURS = "看不出是在哪一次写出的报告上改的"
OTHER_REPORT = "是另一年或另一个机关的报告"
CUSTOM, COMMENTS = "docprops/custom.xml", "comments.xml"
OWN = re.compile(r"customxml/item\d+\.xml")
BESIDE = {"footnotes": "note", "endnotes": "note", "header": "header", "footer": "footer"}
XML = (".xml", ".rels")
NO_RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=False)
PLEDGE = re.compile(rb'name="%s"[^>]*>\s*<[^>]*lpwstr[^>]*>([0-9a-f]{64})<' % PROPERTY.encode())


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing is carried: why, in words."""

    why: str


@dataclass(frozen=True, slots=True)
class Carried:
    """The edited document as it is now, and what became of it."""

    data: bytes
    outcome: Outcome


def forward(edited: bytes, fresh: Written, beside: bytes | None) -> Carried | Refused:
    """beside: what stood beside the edited document when it was written, if it is still there."""
    try:
        package = _Package(edited)
    except (Unreadable, etree.XMLSyntaxError):
        return Refused(BROKEN)
    if package.body is None:
        return Refused(OTHER_KIND)
    was = package.written(beside)
    if was is None:
        return Refused(NOT_OURS)
    if not was.is_of_the_same(fresh):
        return Refused(OTHER_REPORT)
    before = package.document
    package.comments.clear()
    outcome = carry(package.body, was, fresh, package.comments, package.beside)
    return Carried(package.with_changes(before, was.data, outcome.written.data), outcome)


class _Package:
    """A .docx: its main part as a tree, the parts of this tool, its comments; everything else unread."""

    def __init__(self, data: bytes) -> None:
        self.data, self.root, self.body = data, None, None
        if kind_of(data) is not FileKind.DOCX:
            return
        book = open_zip(data)
        self.main = main_part(book)[0]
        self.parts: Mapping[str, bytes] = verified(book, wanted=lambda name: name.endswith(XML), largest=TREE_SIZE)
        if self.main not in self.parts:
            return
        self.root = etree.fromstring(self.parts[self.main], PARSER)
        self.body = self.root.find(W + "body")
        relations = self.parts.get(relations_of(self.main), NO_RELATIONS)
        self.relations = relations_in(relations, posixpath.dirname(self.main))
        self.comments_at = of_kind(self.relations, "comments")
        self.comments = Comments(self.body, self.parts.get(self.comments_at))

    @property
    def beside(self) -> list[Beside]:
        """Foot- and endnotes, headers and footers."""
        parts = {t.path: BESIDE[t.kind] for t in self.relations.values() if t.kind in BESIDE and t.path in self.parts}
        return [Beside(part, _without_fields(etree.fromstring(self.parts[at], PARSER))) for at, part in parts.items()]

    @property
    def document(self) -> bytes:
        return _serialised(self.root)

    def written(self, beside: bytes | None) -> Written | None:
        """What was last written into it: as it says itself, or as the file beside it does that it names."""
        inside = next((data for _, data in self._own()), None)
        if pledge := self._pledge():
            known = next((data for data in (inside, beside) if data and hash_of(data) == pledge), None)
            return written_from(known) if known else None
        if inside:
            return written_from(inside)
        was = written_from(beside) if beside else None
        titles = "".join(line.text for line in paragraphs_of(self.body)[:5])
        return was if was and was.title in titles.replace("\n", "") else None

    def with_changes(self, before: bytes, was: bytes, now: bytes) -> bytes:
        """The package with the changed tree, and with what is now to be taken for written."""
        after = self.document
        changed = {self.main: after} if after != before else {}
        if comments := self.comments.changed:
            changed |= {self.comments_at: comments} if self.comments_at else self._new_comments(comments)
        if was != now:
            changed |= {name: as_part(now).encode() for name, _ in self._own()}
            if pledge := self._pledge():
                changed[CUSTOM] = self.parts[CUSTOM].replace(pledge.encode(), hash_of(now).encode())
        return with_parts(self.data, changed) if changed else self.data

    def _new_comments(self, comments: bytes) -> dict[str, bytes]:
        """A part for them, and what says that it is there."""
        folder = posixpath.dirname(self.main)
        types = etree.fromstring(self.parts[CONTENT_TYPES], PARSER)
        of_comments = {"PartName": f"/{folder}/{COMMENTS}", "ContentType": CONTENT.format("wordprocessingml.comments")}
        etree.SubElement(types, _beside(types, "Override"), of_comments)
        relations = etree.fromstring(self.parts.get(relations_of(self.main), NO_RELATIONS), PARSER)
        relation = {"Id": "rIdOfComments", "Type": RELATION + "comments", "Target": COMMENTS}
        etree.SubElement(relations, _beside(relations, "Relationship"), relation)
        return {
            f"{folder}/{COMMENTS}": comments,
            CONTENT_TYPES: _serialised(types),
            relations_of(self.main): _serialised(relations),
        }

    def _own(self) -> list[tuple[str, bytes]]:
        """The parts that hold what was written."""
        parts = ((name, part) for name, part in self.parts.items() if OWN.fullmatch(name))
        read = ((name, from_part(part)) for name, part in parts)
        return [(name, data) for name, data in read if data is not None]

    def _pledge(self) -> str:
        found = PLEDGE.search(self.parts.get(CUSTOM, b""))
        return found[1].decode() if found else ""


def _without_fields(root: Any) -> Any:
    """Without what Word reckons itself: the number of a page is nobody's figure."""
    for paragraph in root.iter(W + "p"):
        depth = 0
        for element in list(paragraph.iter(W + "fldChar", W + "fldSimple", W + "t")):
            kind = element.get(W + "fldCharType")
            depth += {"begin": 1, "end": -1}.get(kind, 0)
            inside = depth > 0 or next(element.iterancestors(W + "fldSimple"), None) is not None
            if element.tag == W + "t" and inside:
                element.text = ""
    return root


def _beside(root: Any, name: str) -> str:
    """The name of an element in the namespace of its parent."""
    return root.tag.rpartition("}")[0] + "}" + name


def _serialised(root: Any) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
