"""An empty official document, as parts and as a value of python-docx, and its styles for documents of others."""

import io
from collections.abc import Iterable, Mapping
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from zipfile import ZipFile

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import BaseStyle

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CORE = f'<Relationship Id="core" Type="{PACKAGE}relationships/metadata/core-properties" Target="docProps/core.xml"/>'
DOCUMENT, PROPERTIES = "word/document.xml", "docProps/core.xml"
# Each part: what it is to the document, by which id the document refers to it.
PARTS = {
    "styles.xml": ("styles", "styles"),
    "settings.xml": ("settings", "settings"),
    "fontTable.xml": ("fontTable", "fontTable"),
    "theme.xml": ("theme", "theme"),
    "footer-odd.xml": ("footer", "odd"),
    "footer-even.xml": ("footer", "even"),
}


def official_document() -> "Document":
    """An empty one, in whose styles everything is to be written."""
    from docx import Document

    return Document(io.BytesIO(_packed()))


def lacking_styles(document: "Document", names: Iterable[str]) -> list[str]:
    return [name for name in names if name not in document.styles]


def lend_styles(document: "Document", names: Iterable[str]) -> None:
    """Gives a document those of our styles that it lacks, with what they are based on."""
    ours, lacking = official_document().styles, lacking_styles(document, names)
    for name in lacking:
        _lend(ours[name], document)
    if lacking:
        _drop_second_styles(document)


def _drop_second_styles(document: "Document") -> None:
    """Word 2010 keeps all styles twice, the second time for itself alone, and repairs a file where the two differ."""
    rels = document.part.rels
    for number in [number for number, relation in rels.items() if relation.reltype.endswith("/stylesWithEffects")]:
        del rels[number]


def _lend(style: "BaseStyle", document: "Document") -> str:
    """Returns by which id the document knows a style of ours; one of its own that is called so is left as it is."""
    from docx.oxml.ns import qn

    if style.name in document.styles:
        return document.styles[style.name].style_id
    element = deepcopy(style.element)
    taken = {known.style_id for known in document.styles}
    while element.styleId in taken:
        element.styleId += "0"
    base, following = element.find(qn("w:basedOn")), element.find(qn("w:next"))
    if base is not None:
        base.set(qn("w:val"), _lend(style.base_style, document))
    if following is not None:
        element.remove(following)
    document.styles.element.append(element)
    return element.styleId


@cache
def _packed() -> bytes:
    """The document as a file."""
    out = io.BytesIO()
    with ZipFile(out, "w") as package:
        for name, data in official_parts().items():
            package.writestr(name, data)
    return out.getvalue()


@cache
def official_parts() -> Mapping[str, bytes]:
    """The parts of an empty document, for whoever writes its words into them."""
    package = {
        "[Content_Types].xml": _content_types().encode(),
        "_rels/.rels": _relations({DOCUMENT: ("officeDocument", "document")}, CORE).encode(),
        PROPERTIES: _part("core.xml"),
        DOCUMENT: _part("document.xml"),
        "word/_rels/document.xml.rels": _relations(PARTS).encode(),
    }
    return package | {f"word/{name}": _part(name) for name in PARTS}


def _part(name: str) -> bytes:
    return (files(__package__) / "parts" / name).read_bytes()


def _relations(parts: dict[str, tuple[str, str]], more: str = "") -> str:
    listed = (
        f'<Relationship Id="{number}" Type="{OFFICE}{kind}" Target="{name}"/>' for name, (kind, number) in parts.items()
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}relationships">{"".join(listed)}{more}</Relationships>'


def _content_types() -> str:
    kinds = {"/word/document.xml": WORD.format("document.main")}
    kinds |= {f"/word/{name}": WORD.format(kind) for name, (kind, _) in PARTS.items()}
    kinds |= {
        "/word/theme.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    listed = (f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    default += '<Default Extension="xml" ContentType="application/xml"/>'
    return f'{HEAD}<Types xmlns="{PACKAGE}content-types">{default}{"".join(listed)}</Types>'
