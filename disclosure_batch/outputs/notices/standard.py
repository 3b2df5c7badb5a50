"""A workbook that openpyxl has saved, as Excel itself writes it: texts in a table of their own, a font in its order.

Excel reads both; a program that holds a file against the standard takes only this one for right.
"""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TEXTS, STYLES, SHEETS = "xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet"
TYPES, RELATIONS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
TYPE_OF_TEXTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
RELATION_TO_TEXTS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
OF_A_FONT = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign"),
    *("sz", "color", "name", "family", "charset", "scheme"),
)


def as_in_the_standard(data: bytes) -> bytes:
    """The same workbook; what stands in its cells and how it looks is the same."""
    with ZipFile(BytesIO(data)) as saved:
        parts = {name: saved.read(name) for name in saved.namelist()}
    texts = etree.Element(f"{MAIN}sst", nsmap={None: MAIN[1:-1]})
    known: dict[bytes, int] = {}
    for name in (name for name in parts if name.startswith(SHEETS)):
        parts[name] = _with_shared_texts(parts[name], texts, known)
    texts.set("uniqueCount", str(len(texts)))
    if TEXTS not in parts:
        parts[TYPES] = _with(parts[TYPES], "Override", PartName=f"/{TEXTS}", ContentType=TYPE_OF_TEXTS)
        relation = {"Id": "texts", "Type": RELATION_TO_TEXTS, "Target": f"/{TEXTS}"}
        parts[RELATIONS] = _with(parts[RELATIONS], "Relationship", **relation)
    parts[TEXTS], parts[STYLES] = _written(texts), _with_fonts_in_order(parts[STYLES])
    done = BytesIO()
    with ZipFile(done, "w", ZIP_DEFLATED) as book:
        for name, part in parts.items():
            book.writestr(name, part)
    return done.getvalue()


def _with_shared_texts(part: bytes, texts: etree._Element, known: dict[bytes, int]) -> bytes:
    """A sheet whose cells say where in the table their text stands."""
    sheet = etree.fromstring(part)
    for cell in sheet.iter(f"{MAIN}c"):
        text = cell.find(f"{MAIN}is")
        if text is None:
            continue
        text.tag = f"{MAIN}si"
        key = etree.tostring(text, with_tail=False)
        if key not in known:
            known[key] = len(texts)
            texts.append(text)
        else:
            cell.remove(text)
        cell.set("t", "s")
        etree.SubElement(cell, f"{MAIN}v").text = str(known[key])
    return _written(sheet)


def _with_fonts_in_order(part: bytes) -> bytes:
    styles = etree.fromstring(part)
    for font in styles.iter(f"{MAIN}font"):
        font[:] = sorted(font, key=lambda said: OF_A_FONT.index(etree.QName(said).localname))
    return _written(styles)


def _with(part: bytes, kind: str, **said: str) -> bytes:
    """A list of the package with one entry more."""
    listed = etree.fromstring(part)
    etree.SubElement(listed, f"{{{etree.QName(listed).namespace}}}{kind}", said)
    return _written(listed)


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
