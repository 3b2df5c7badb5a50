"""What this tool wrote into a document: sentences, figures and cells, as they have to be found in it again.

It is kept three times over, since editors lose one or the other: in a part of the document, in a file beside it, and by
its hash in a property of the document, which survives even a change of format.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from html import escape
from itertools import chain
from typing import Any

import msgspec

from disclosure_batch.carry.anchors import forget_anchors
from disclosure_batch.carry.lines import Line, Span, numbers_in, paragraphs_of, sentences_in, wording
from disclosure_batch.documents.word import W

FILE = "年度报告-底稿.json"
PROPERTY = "disclosure-batch"
PART, PROPERTIES, CUSTOM = "/customXml/item%d.xml", "/customXml/itemProps%d.xml", "/docProps/custom.xml"
NAMESPACE = "urn:disclosure-batch:written"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
CONTENT = "application/vnd.openxmlformats-officedocument.{}+xml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
ITEM = (
    f'{HEAD}<ds:datastoreItem ds:itemID="{{7A0E3C52-5D1B-4C55-9E0F-3B8C6A1D2F47}}"'
    ' xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"><ds:schemaRefs>'
    f'<ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
)
CUSTOM_PROPERTIES = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"/>'
)
CUSTOM_PROPERTY = (
    '<property xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"'
    ' fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{}" name="{}"><vt:lpwstr>{}</vt:lpwstr></property>'
)
OPENED, CLOSED = f'<written xmlns="{NAMESPACE}">', "</written>"


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """A figure in a sentence: where, by which bookmark, and of what."""

    start: int
    end: int
    name: str
    of: str


class Sentence(msgspec.Struct, frozen=True, array_like=True):
    """paragraph: in which of the document's, and style: in what that is set."""

    paragraph: int
    style: str
    text: str
    marks: tuple[Mark, ...] = ()

    @property
    def numbers(self) -> list["Number"]:
        return [Number(self, span, self._mark(span), which) for which, span in enumerate(numbers_in(self.text))]

    def saying(self, numbers: Mapping[int, str]) -> "Sentence":
        """The same sentence with other numbers, by which of its numbers they are."""
        longer = [(n.span, len(numbers[n.which]) - len(n.text)) for n in self.numbers if n.which in numbers]

        def moved(at: int) -> int:
            return at + sum(by for span, by in longer if span.end <= at)

        text = self.text
        for number in reversed(self.numbers):
            if number.which in numbers:
                text = text[: number.span.start] + numbers[number.which] + text[number.span.end :]
        marks = (msgspec.structs.replace(mark, start=moved(mark.start), end=moved(mark.end)) for mark in self.marks)
        return Sentence(self.paragraph, self.style, text, tuple(marks))

    def _mark(self, span: Span) -> Mark | None:
        return next((mark for mark in self.marks if span.meets(Span(mark.start, mark.end))), None)


class Number(msgspec.Struct, frozen=True):
    """A whole number in a sentence, which of its numbers it is, and the figure that it is as far as that is known."""

    sentence: Sentence
    span: Span
    mark: Mark | None
    which: int

    @property
    def text(self) -> str:
        return self.span.of(self.sentence.text)

    @property
    def of(self) -> str:
        return self.mark.of if self.mark else ""

    @property
    def key(self) -> str:
        """By what it is known in another report: of what it is, else the words of its sentence."""
        return self.of or f"{self.which} {wording(self.sentence.text.strip())}"


class Cell(msgspec.Struct, frozen=True, array_like=True):
    """Of a table, in reading order. name, of: where it is a figure; lit: it is highlighted, to be looked at again."""

    text: str
    name: str = ""
    of: str = ""
    lit: bool = False


class Swept(msgspec.Struct, frozen=True, array_like=True):
    """A number that a figure no longer is, and may still stand somewhere. key: of a figure that is of nothing."""

    old: str
    key: str
    of: str


class Own(msgspec.Struct, frozen=True, array_like=True):
    """A number that a person wrote into a sentence of which a figure was set: told as long as it stands there so."""

    number: str
    wording: str


class Changed(msgspec.Struct, frozen=True, array_like=True):
    """What was changed in an edited document: a figure (of: what it is; where: in which sentence, '' in a table), or
    words, where a side may be empty."""

    old: str
    new: str
    of: str = ""
    where: str = ""
    words: bool = False


class Written(msgspec.Struct, frozen=True):
    """All of a document that this tool wrote, and what it has changed since. Sentences outside of tables, in order.

    A figure that could not be placed is kept as it was last written: so it is told at every run until it is right.
    body: whose report it is, whatever name stands in it. under: the heading above each table. template: the hash of
    somebody's own document into which it was put; what stands in that one is not among the sentences.
    """

    year: int
    title: str
    sentences: tuple[Sentence, ...] = ()
    tables: tuple[tuple[Cell, ...], ...] = ()
    swept: tuple[Swept, ...] = ()
    changed: tuple[Changed, ...] = ()
    own: tuple[Own, ...] = ()
    body: str = ""
    under: tuple[str, ...] = ()
    template: str = ""

    def is_of_the_same(self, other: "Written") -> bool:
        """Whether both are the same body's report on the same year."""
        same = self.body == other.body if self.body and other.body else self.title == other.title
        return same and self.year == other.year

    @property
    def text(self) -> str:
        """The sentences, each on a line."""
        return "\n".join(sentence.text.strip("\n") for sentence in self.sentences)

    def start_of(self, sentence: Sentence) -> int:
        """Where one of its sentences begins in its text."""
        at = next(number for number, other in enumerate(self.sentences) if other is sentence)
        return sum(len(other.text.strip("\n")) + 1 for other in self.sentences[:at])

    @property
    def data(self) -> bytes:
        return msgspec.json.encode(self)


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def written_from(data: bytes) -> Written | None:
    """None where it is none: it comes from outside by now."""
    try:
        return msgspec.json.decode(data, type=Written)
    except (msgspec.MsgspecError, RecursionError):
        return None


def written_in(
    report: Written, elements: Sequence[Any], names: Mapping[str, str], headings: Collection[str]
) -> Written:
    """With what a document says that was just written, these elements of its body. names: of what the figure is in each
    bookmark; headings: of the report's parts."""
    sentences, tables, under, above = [], [], [], ""
    lines = chain.from_iterable(map(paragraphs_of, elements))
    for number, line in enumerate(lines):
        if next(line.paragraph.iterancestors(W + "tbl"), None) is None:
            sentences += _sentences(line, number, names)
    for element in elements:
        if element.tag == W + "tbl":
            tables.append(tuple(_cells(element, names)))
            under.append(above)
        elif (text := Line(element).text) in headings:
            above = text
    held = {"sentences": tuple(sentences), "tables": tuple(tables), "under": tuple(under)}
    return msgspec.structs.replace(report, **held)


def _sentences(line: Line, paragraph: int, names: Mapping[str, str]) -> list[Sentence]:
    def marks(sentence: Span) -> Sequence[Mark]:
        inside = ((name, span) for name, span in line.marks.items() if name in names and span.meets(sentence))
        start = sentence.start
        return [Mark(span.start - start, span.end - start, name, names[name]) for name, span in inside]

    style = line.paragraph.find(f"{W}pPr/{W}pStyle")
    called = "" if style is None else style.get(W + "val", "")
    return [Sentence(paragraph, called, s.of(line.text), tuple(marks(s))) for s in sentences_in(line.text)]


def _cells(table: Any, names: Mapping[str, str]) -> list[Cell]:
    cells = []
    for tc in table.iter(W + "tc"):
        lines = paragraphs_of(tc)
        name = next((name for line in lines for name in line.marks if name in names), "")
        lit = bool(name) and next(tc.iter(W + "highlight"), None) is not None
        cells.append(Cell("\n".join(line.text for line in lines), name, names.get(name, ""), lit))
    return cells


def as_part(data: bytes) -> str:
    """As it stands in a part of the document."""
    return f"{HEAD}{OPENED}{escape(data.decode(), quote=False)}{CLOSED}"


def from_part(part: bytes) -> bytes | None:
    """The other way round; None where the part is another. Editors write the same XML in their own way."""
    from lxml import etree

    try:
        root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError:
        return None
    return (root.text or "").encode() if root.tag == f"{{{NAMESPACE}}}written" else None


def keep_in(document: Any, data: bytes) -> None:
    """Puts it into a document of python-docx."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    package = document.part.package

    def part(name: str, kind: str, content: str) -> Part:
        return Part(PackURI(name), kind, content.encode(), package)

    item = part(package.next_partname(PART), "application/xml", as_part(data))
    properties = part(package.next_partname(PROPERTIES), CONTENT.format("customXmlProperties"), ITEM)
    document.part.relate_to(item, RELATION + "customXml")
    item.relate_to(properties, RELATION + "customXmlProps")
    kept = next(_related(package, "custom-properties"), None)
    if kept is None:
        kept = part(CUSTOM, CONTENT.format("custom-properties"), CUSTOM_PROPERTIES)
        package.relate_to(kept, RELATION + "custom-properties")
    kept._blob = _with_property(kept.blob, hash_of(data))


def forget(document: Any) -> None:
    """Takes out of a document what this tool once wrote into it, so that it can serve as somebody's own template."""
    forget_anchors(document.element.body)
    rels = document.part.rels
    ours = [part for part in _related(document.part, "customXml") if from_part(part.blob) is not None]
    for number in [number for number, r in rels.items() if not r.is_external and r.target_part in ours]:
        del rels[number]
    for kept in _related(document.part.package, "custom-properties"):
        kept._blob = _with_property(kept.blob, None)


def _related(whole: Any, kind: str) -> Iterator[Any]:
    """The parts to which a package, or a part, refers as such."""
    return (r.target_part for r in whole.rels.values() if r.reltype == RELATION + kind and not r.is_external)


def _with_property(part: bytes, value: str | None) -> bytes:
    """The properties of a document with ours, and with it alone of that name; None: without it."""
    from lxml import etree

    root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    for entry in list(root):
        if entry.get("name") == PROPERTY:
            root.remove(entry)
    if value is not None:
        taken = (int(entry.get("pid")) for entry in root if (entry.get("pid") or "").isdecimal())
        number = max(taken, default=1) + 1
        root.append(etree.fromstring(CUSTOM_PROPERTY.format(number, PROPERTY, value)))
    return HEAD.encode() + etree.tostring(root, encoding="unicode").encode()
