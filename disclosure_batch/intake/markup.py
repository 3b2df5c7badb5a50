"""XML within limits: walked once, never kept as a tree."""

import re
from typing import Protocol
from xml.parsers import expat

from disclosure_batch.intake.document import Unreadable
from disclosure_batch.intake.guard import DEPTH, TEXT

DAMAGED = "打得开，但内部已损坏"


class Walker(Protocol):
    """Is told of every element by its name without a prefix, and of all text."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


class Shallow:
    """Stands before a walker: drops prefixes, and refuses elements nested absurdly."""

    def __init__(self, walker: Walker) -> None:
        self.walker, self.depth, self.text = walker, 0, walker.text

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEPTH:
            raise too_deep()
        self.walker.start(local(name), attributes)

    def end(self, name: str) -> None:
        self.depth -= 1
        self.walker.end(local(name))


def walk(xml: bytes, walker: Walker) -> None:
    """Raises Unreadable for what is not well-formed, nested absurdly, or a document with a type declaration."""
    walk_bare(xml, Shallow(walker))


def walk_bare(xml: bytes, walker: Walker) -> None:
    """The same for a walker that sees to prefixes and depth itself, which is faster."""

    def refuse(*_: object) -> None:
        raise Unreadable("F006", "内部含有不该有的文档类型声明")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = walker.start, walker.end, walker.text
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError) as error:
        raise Unreadable("F006", DAMAGED) from error
    except LookupError as error:
        if type(error) is not LookupError:  # a mistake of ours
            raise
        raise Unreadable("F006", "内部写明的编码认不出来") from error


def is_prefixed(xml: bytes) -> bool:
    """Whether its elements are written <x:row>."""
    return re.match(rb"(?:\xef\xbb\xbf)?(?:<\?[^>]{0,500}>\s*|<!--.{0,2000}?-->\s*)*<[\w.-]+:", xml, re.DOTALL) is not None


def too_deep() -> Unreadable:
    return Unreadable("F005", f"内部的层次超过 {DEPTH} 层的上限")


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2] if ":" in name else name


def bounded(text: str) -> str:
    """A text no longer than any form needs."""
    if len(text) > TEXT:
        raise Unreadable("F005", f"一格里有 {len(text)} 个字，超过 {TEXT} 个的上限")
    return text
