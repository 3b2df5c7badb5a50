"""Files that mean no good, made on the spot. All of them are small, however large they become when they are opened.

    change(good(), "xl/styles.xml", declared)  ->  the bytes of a good workbook with an entity bomb in its styles
"""

import io
import re
import struct
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from tests.district import FIGURES, FORM, SIGNED, UNITS, Office

Change = Callable[[bytes], bytes]
CODE = "410801"
TYPED = dict.fromkeys(FORM.inputs, 0) | FIGURES | SIGNED

TABLE = "xl/worksheets/sheet2.xml"  # of the second section
STRINGS, STYLES, BOOK, CORE = "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "docProps/core.xml"
BOMB = (
    b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


@cache
def good() -> bytes:
    """A workbook in which all is well."""
    with tempfile.TemporaryDirectory() as folder:
        return Office(CODE, UNITS[CODE], dict(TYPED)).write(Path(folder) / "a.xlsx").read_bytes()


# ---------------------------------------------------------------- zips


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name) for name in book.namelist()}


def zipped(parts: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of these parts; a name may come twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, data in parts.items() if isinstance(parts, Mapping) else parts:
            book.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED, 1)
    return out.getvalue()


def change(data: bytes, name: str, edit: Change) -> bytes:
    """A zip with one part changed."""
    parts = parts_of(data)
    return zipped({**parts, name: edit(parts[name])})


def with_parts(data: bytes, more: Mapping[str, bytes]) -> bytes:
    return zipped({**parts_of(data), **more})


def of_zeros(size: int) -> tuple[bytes, int]:
    """(deflated zeros, their checksum as if there were none): a large part at no cost."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(b"\0" * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * (size // 1_000_000) + packer.flush(), 0


def raw_zip(entries: list[tuple[str, bytes, int, int]], shared: bool = False) -> bytes:
    """A zip by hand: (name, deflated bytes, checksum, size as told). shared: all entries lie in the same place."""
    body, directory = b"", b""
    for name, packed, checksum, size in entries:
        encoded = name.encode()
        fields = (20, 0, 8, 0, 33, checksum, len(packed), size, len(encoded), 0)
        at = 0 if shared else len(body)
        if not (shared and body):
            body += struct.pack("<4s5H3L2H", b"PK\x03\x04", *fields) + encoded + packed
        directory += struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, *fields, 0, 0, 0, 0, at) + encoded
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return body + directory + end


def _deflated(data: bytes) -> tuple[bytes, int, int]:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush(), zlib.crc32(data), len(data)


def one_big_part(size: int) -> bytes:
    entries = [(name, *_deflated(data)) for name, data in parts_of(good()).items() if name != TABLE]
    return raw_zip([*entries, (TABLE, *of_zeros(size), size)])


def lying_about_its_size() -> bytes:
    """A part says it has 1,000 bytes; it has 200 million."""
    entries = [(name, *_deflated(data)) for name, data in parts_of(good()).items() if name != TABLE]
    return raw_zip([*entries, (TABLE, *of_zeros(200_000_000), 1_000)])


def with_a_wrong_checksum() -> bytes:
    parts = {name: _deflated(data) for name, data in parts_of(good()).items()}
    return raw_zip(
        [(name, packed, checksum ^ (name == TABLE), size) for name, (packed, checksum, size) in parts.items()]
    )


def overlapping() -> bytes:
    """A thousand parts in the same place."""
    packed = _deflated(b" " * 1_000_000)
    return raw_zip([("content.xml", *packed)] * 1_000, shared=True)


def part_of(data: bytes, sheet: str) -> str:
    """The part in which the template's sheet of this name lies."""
    import openpyxl

    return (
        f"xl/worksheets/sheet{openpyxl.load_workbook(io.BytesIO(data), read_only=True).sheetnames.index(sheet) + 1}.xml"
    )


def with_value(xml: bytes, cell: str, value: bytes) -> bytes:
    return re.sub(rb'(<c r="' + cell.encode() + rb'"[^>]*>(?:<f>[^<]*</f>)?<v>)[^<]*', rb"\g<1>" + value, xml, count=1)


# ---------------------------------------------------------------- XML


def declared(xml: bytes) -> bytes:
    """With an entity bomb before the first element."""
    return re.sub(rb"(<\?xml[^>]*\?>)", rb"\1" + BOMB, xml, count=1)


def declared_far_down(xml: bytes) -> bytes:
    return re.sub(rb"(<\?xml[^>]*\?>)", rb"\1<!--" + b"x" * 5_000 + b"-->" + BOMB, xml, count=1)


def declared_in_utf16(xml: bytes) -> bytes:
    text = declared(xml).decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    return text.encode("utf-16")


def with_rows(rows: bytes) -> Change:
    """Further rows at the end of a sheet."""
    return lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>")


def after_data(more: bytes) -> Change:
    return lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + more)


def deep(xml: bytes) -> bytes:
    return after_data(b"<a>" * 100_000 + b"</a>" * 100_000)(xml)


STRAY = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
STRAY_FORMAT = b'<row r="1048576"><c r="XFD1048576" s="1"/></row>'


def formatted_rows(count: int, cells: int = 2) -> bytes:
    """Rows with nothing but formats."""
    empty = "".join(f'<c r="{letter}%d" s="1"/>' for letter in "ABCDEFGHIJ"[:cells])
    row = f'<row r="%d" spans="1:9" ht="20" customHeight="1">{empty}</row>'
    return "".join(row % ((n,) * (cells + 1)) for n in range(200, 200 + count)).encode()


def merged(count: int) -> bytes:
    return (
        b"<mergeCells>"
        + b"".join(b'<mergeCell ref="M%d:N%d"/>' % (n, n) for n in range(500, 500 + count))
        + b"</mergeCells>"
    )


def bare_cells(count: int) -> bytes:
    """Cells without a position, a value or a format: 4 bytes each."""
    return b'<row r="300">' + b"<c/>" * count + b"</row>"


def filled_cells(rows: int, columns: int) -> bytes:
    line = b"<c><v>1</v></c>" * columns
    return b"".join(b'<row r="%d">%s</row>' % (n, line) for n in range(300, 300 + rows))


LINK_OVER_ALL = b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="B1"/></hyperlinks>'


def shared_formula(terms: int, cells: int) -> bytes:
    """A formula written once, which most programs write out for each of its cells."""
    first = (
        b'<row r="300"><c r="A300"><f t="shared" ref="A300:A%d" si="9">' % (300 + cells)
        + b"A1+" * terms
        + b"A1</f><v>1</v></c></row>"
    )
    rest = (
        b'<row r="%d"><c r="A%d"><f t="shared" si="9"/><v>1</v></c></row>' % (row, row)
        for row in range(301, 301 + cells)
    )
    return first + b"".join(rest)


def one_part_named(times: int, data: bytes = b"") -> bytes:
    """So many more sheets, all of them in the part of the third section."""

    def name(book: bytes) -> bytes:
        (key,) = re.findall(rb'<sheet name="[^"]*" sheetId="3" r:id="(\w+)"', book)
        return book.replace(
            b"</sheets>",
            b"".join(b'<sheet name="c%d" sheetId="%d" r:id="%s"/>' % (n, 100 + n, key) for n in range(times))
            + b"</sheets>",
        )

    return change(data or good(), BOOK, name)


def long_string(length: int) -> bytes:
    return b'<row r="400"><c r="A400" t="inlineStr"><is><t>' + b"x" * length + b"</t></is></c></row>"


# ---------------------------------------------------------------- other kinds


def compound(table: list[int], directory: int = 1) -> bytes:
    """An OLE container by hand: sector 0 is the table of sectors, sector 1 the directory."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIII", head, 44, 1, directory, 0, 4096, 0xFFFFFFFE, 0)
    struct.pack_into("<II", head, 68, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", head, 76, 0, *[0xFFFFFFFF] * 108)
    entry = (
        "Workbook".encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBB", 18, 2, 1)
        + b"\xff" * 12
        + b"\0" * 36
        + struct.pack("<IQ", 2, 1 << 20)
    )
    sectors = (
        struct.pack("<128I", *(table + [0xFFFFFFFF] * 128)[:128]) + entry.ljust(512, b"\0") + b"\x09\x08\x10\0" * 128
    )
    return bytes(head) + sectors


OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
ODS = (
    f'<office:document-content xmlns:office="{OASIS}office:1.0" xmlns:table="{OASIS}table:1.0"'
    f' xmlns:text="{OASIS}text:1.0"><office:body><office:spreadsheet>{{}}</office:spreadsheet></office:body>'
    "</office:document-content>"
)
ODS_TABLE = '<table:table table:name="表">{}</table:table>'
ODS_MANY = (
    '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"'
    ' office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell></table:table-row>'
)


def ods(content: str) -> bytes:
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": b"<manifest/>",
        }
    )


@cache
def empty_docx() -> bytes:
    import docx

    out = io.BytesIO()
    docx.Document().save(out)
    return out.getvalue()


def docx_with(body: bytes) -> bytes:
    return change(empty_docx(), "word/document.xml", lambda xml: xml.replace(b"<w:body>", b"<w:body>" + body, 1))


def docx_table(rows: int, span: int = 1, before: int = 0) -> bytes:
    skip = b'<w:trPr><w:gridBefore w:val="%d"/></w:trPr>' % before if before else b""
    cell = b'<w:tc><w:tcPr><w:gridSpan w:val="%d"/></w:tcPr><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>' % span
    return docx_with(b"<w:tbl><w:tblPr/><w:tblGrid/>" + (b"<w:tr>" + skip + cell * 3 + b"</w:tr>") * rows + b"</w:tbl>")


def html(body: str) -> bytes:
    return f"<html><body>{body}</body></html>".encode()
