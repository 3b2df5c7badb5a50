"""XML within limits: walked once, never kept as a tree."""

from typing import Protocol
from xml.parsers import expat

from disclosure_batch.documents.guard import DEPTH, TEXT
from disclosure_batch.documents.unreadable import BeyondLimits, Damaged, Unreadable

FORMATS = (  # not those of drawings and controls, in which a row or a cell is another thing
    *("http://schemas.openxmlformats.org/spreadsheetml/", "http://purl.oclc.org/ooxml/spreadsheetml/"),
    *("http://schemas.openxmlformats.org/package/", "urn:oasis:names:tc:opendocument:"),
)
MOST_NAMES = 10_000  # that are kept


class Walker(Protocol):
    """Is told of all text, and of every element by its name, without a namespace that is one of the formats'."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


class Silent:
    """What a walker does that looks at nothing but the beginnings of elements."""

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


class _Shallow:
    """Stands before a walker: drops the formats' own namespaces, and refuses elements nested absurdly."""

    def __init__(self, walker: Walker) -> None:
        self.walker, self.depth = walker, 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEPTH:
            raise Unreadable(BeyondLimits(f"内部的层次超过 {DEPTH} 层的上限"))
        self.walker.start(_LOCAL[name], attributes)

    def end(self, name: str) -> None:
        self.depth -= 1
        self.walker.end(_LOCAL[name])


class _Local(dict[str, str]):
    """A name with its namespace -> what a walker is told. A format's names are few; a hostile file's are not kept."""

    def __missing__(self, name: str) -> str:
        space, _, local = name.rpartition(":")
        local = local if not space or space.startswith(FORMATS) else name
        if len(self) < MOST_NAMES:
            self[name] = local
        return local


_LOCAL = _Local()


def walk(xml: bytes, walker: Walker) -> None:
    """Raises Unreadable for what is not well-formed, nested absurdly, or a document with a type declaration.

    An attribute's name comes with its namespace and a colon before it, where it has one. A prefix says nothing: what
    it stands for does, and one that stands for nothing is not well-formed.
    """

    def refuse(*_: object) -> None:
        raise Unreadable(Damaged("内部含有不该有的文档类型声明"))

    shallow = _Shallow(walker)
    parser = expat.ParserCreate(namespace_separator=":")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = shallow.start, shallow.end
    parser.CharacterDataHandler = walker.text
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError) as error:
        raise Unreadable(Damaged()) from error
    except LookupError as error:
        if type(error) is not LookupError:  # a mistake of ours
            raise
        raise Unreadable(Damaged("内部写明的编码认不出来")) from error


def bounded(text: str) -> str:
    """A text no longer than any form needs."""
    if len(text) > TEXT:
        raise Unreadable(BeyondLimits(f"一格里有 {len(text)} 个字，超过 {TEXT} 个的上限"))
    return text
