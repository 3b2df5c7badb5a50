"""Workbooks as other programs and other hands write them: what is valid is read, and only damage is called damage."""

import re
import time
from collections.abc import Callable

import pytest

from tests import hostile as h
from tests.district import District
from tests.run import Run

DRAWN = b'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
STRICT_DRAWN = b'xmlns:xdr="http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing"'
ANCHOR = (
    b"<anchor moveWithCells='1'><from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>3</xdr:row></from>"
    b"<to><xdr:col>2</xdr:col><xdr:row>4</xdr:row></to></anchor>"
)
COMPATIBLE = (
    b"xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
    b" xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'"
    b" xmlns:x14='http://schemas.microsoft.com/office/spreadsheetml/2009/9/main'"
)
BESIDE_THE_TABLE = {
    "a form's button": b"<mc:AlternateContent %s><mc:Choice Requires='x14'><controls %s><control shapeId='1' r:id='c'>"
    b"<controlPr>%s</controlPr></control></controls></mc:Choice></mc:AlternateContent>",
    "an embedded object": b"<oleObjects %s %s><oleObject progId='Word.Document' shapeId='1'>"
    b"<objectPr>%s</objectPr></oleObject></oleObjects>",
    "an extension": b"<extLst %s %s><ext><x14:c r='A1'/><x14:row r='1'/>%s</ext></extLst>",
}
OTHER = b"xmlns:o='urn:of-somebody-else'"


def handed_in(district: District, data: bytes) -> Run:
    """One office's workbook is this file; the others' are as they were."""
    district.receive()
    (district.received / "410801_示例区财政局.xlsx").write_bytes(data)
    return district.merge(receive=False)


def is_read(district: District, data: bytes) -> None:
    run = handed_in(district, data)
    assert run.file_states()["收件/410801_示例区财政局.xlsx"] == "accepted", run.found("F006")
    assert run.totals == handed_in(district, h.good()).totals


def is_damage(district: District, data: bytes) -> None:
    run = handed_in(district, data)
    assert run.finding("F006", "410801").severity == "error"
    assert run.file_states()["收件/410801_示例区财政局.xlsx"] == "rejected"


# ---------------------------------------------------------------- other namespaces


@pytest.mark.parametrize("drawn", [DRAWN, STRICT_DRAWN])
@pytest.mark.parametrize("beside", BESIDE_THE_TABLE)
def test_what_is_anchored_on_a_sheet_is_no_row_of_its_table(district, beside, drawn):
    is_read(district, h.change(h.good(), h.TABLE, h.after_data(BESIDE_THE_TABLE[beside] % (COMPATIBLE, drawn, ANCHOR))))


@pytest.mark.parametrize(
    ("part", "change"),
    [
        (h.TABLE, h.with_rows(b"<o:row %s r='900'/>" % OTHER)),
        (h.TABLE, h.with_rows(b"<xdr:row %s>3</xdr:row>" % DRAWN)),
        (h.TABLE, h.with_rows(b"<row r='900'><o:c %s r='A900'><o:v>1</o:v></o:c></row>" % OTHER)),
        (h.TABLE, h.with_rows(b"<row r='900'><c r='A900'><o:v %s>1</o:v></c></row>" % OTHER)),
        (h.TABLE, h.after_data(b"<row r='900'><c r='A900'><v>1</v></c></row>")),
        (h.STRINGS, lambda xml: xml.replace(b"<si><t", b"<si><o:t %s>9</o:t><t" % OTHER, 1)),
    ],
)
def test_among_the_cells_and_in_their_texts_it_is_damage(district, part, change: Callable[[bytes], bytes]):
    assert change(h.parts_of(h.good())[part]) != h.parts_of(h.good())[part]
    is_damage(district, h.change(h.good(), part, change))


# ---------------------------------------------------------------- parts in other places, by other names

ROOT_RELATIONS, WORKBOOK_RELATIONS, TYPES = "_rels/.rels", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
Parts = dict[str, bytes]


def renamed(parts: Parts, new: Callable[[str], str]) -> Parts:
    return {new(name): data for name, data in parts.items()}


def in_the_root(parts: Parts) -> Parts:
    """The workbook's part in the root, its sheets below it."""
    targets = {
        ROOT_RELATIONS: lambda xml: xml.replace(b'Target="xl/workbook.xml"', b'Target="workbook.xml"'),
        TYPES: lambda xml: xml.replace(b"/xl/workbook.xml", b"/workbook.xml"),
        WORKBOOK_RELATIONS: lambda xml: re.sub(rb'Target="(?!/)', b'Target="xl/', xml),
    }
    moved = {"xl/workbook.xml": "workbook.xml", WORKBOOK_RELATIONS: "_rels/workbook.xml.rels"}
    return {moved.get(name, name): targets.get(name, lambda xml: xml)(data) for name, data in parts.items()}


def texts_elsewhere(parts: Parts) -> Parts:
    """The shared strings in a part of another name, and one in the usual place that nothing refers to."""
    wrong = re.sub(rb"<t>\d+", b"<t>9", parts[h.STRINGS])
    relations = parts[WORKBOOK_RELATIONS].replace(b"sharedStrings.xml", b"strings/texts1.xml")
    return {**parts, h.STRINGS: wrong, "xl/strings/texts1.xml": parts[h.STRINGS], WORKBOOK_RELATIONS: relations}


def spaced(parts: Parts) -> Parts:
    """White space around every value but those that are texts of their own."""
    value = re.compile(rb'(<c [^>]*?(?<!t="str")>(?:<f>[^<]*</f>)?<v>)([^<]*)(</v>)')
    return {name: value.sub(rb"\1\n  \2 \3", data) if "/worksheets/" in name else data for name, data in parts.items()}


def with_targets(parts: Parts, change: Callable[[bytes], bytes]) -> Parts:
    relations = re.sub(rb'(?<=Target=")[^"]*', lambda target: change(target[0]), parts[WORKBOOK_RELATIONS])
    return {**parts, WORKBOOK_RELATIONS: relations}


OTHERWISE: dict[str, Callable[[Parts], Parts]] = {
    "all names in capitals": lambda parts: renamed(parts, str.upper),
    "all names small": lambda parts: renamed(parts, str.lower),
    "SharedStrings": lambda parts: renamed(parts, lambda name: name.replace("sharedStrings", "SharedStrings")),
    "back-slashes": lambda parts: renamed(parts, lambda name: name.replace("/", "\\")),
    "back-slashes in relations": lambda parts: with_targets(parts, lambda target: target.replace(b"/", b"\\")),
    "relations from the root": lambda parts: with_targets(parts, lambda target: b"/xl/" + target),
    "relations with steps": lambda parts: with_targets(parts, lambda target: b"./../xl/" + target),
    "escaped names": lambda parts: with_targets(parts, lambda target: target.replace(b"sheet1", b"%73heet1")),
    "the workbook in the root": in_the_root,
    "texts by their relation": texts_elsewhere,
    "white space in values": spaced,
}


@pytest.mark.parametrize("otherwise", OTHERWISE)
def test_a_valid_package_is_read(district, otherwise: str):
    changed = OTHERWISE[otherwise](h.parts_of(h.good()))
    assert changed != h.parts_of(h.good())
    is_read(district, h.zipped(changed))


@pytest.mark.parametrize(
    "change",
    [
        lambda parts: {**parts, h.TABLE.upper(): parts[h.TABLE]},
        lambda parts: {**parts, h.TABLE.replace("/", "\\"): parts[h.TABLE]},
        lambda parts: with_targets(parts, lambda target: target.replace(b"sheet2", b"sheet99")),
        lambda parts: {name: data for name, data in parts.items() if name != h.TABLE},
    ],
    ids=["a part twice but for its case", "a part twice but for its slashes", "a relation to nothing", "a part gone"],
)
def test_what_is_there_twice_or_not_at_all_is_damage(district, change: Callable[[Parts], Parts]):
    is_damage(district, h.zipped(change(h.parts_of(h.good()))))


def test_a_number_of_no_shared_text_stays_damage(district):
    data = h.change(h.good(), h.TABLE, lambda xml: re.sub(rb'(t="s"><v>)\d+', rb"\g<1>1 2", xml, count=1))
    is_damage(district, data)


def test_a_presentation_is_no_damaged_workbook(district):
    main = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    relation = b'<Relationships><Relationship Id="a" Type="x/officeDocument" Target="ppt/p.xml"/></Relationships>'
    types = b'<Types><Override PartName="/ppt/p.xml" ContentType="%s"/></Types>' % main
    run = handed_in(district, h.zipped({TYPES: types, ROOT_RELATIONS: relation, "ppt/p.xml": b"<p/>"}))
    assert "是演示文稿" in run.finding("F001", "410801").message


def test_half_a_million_formatted_blanks_cost_seconds(district):
    data = h.change(h.good(), h.TABLE, h.with_rows(h.formatted_rows(60_000, 10)))
    before = time.process_time()
    is_read(district, data)
    assert time.process_time() - before < 20


@pytest.mark.parametrize(
    "cells", ["<c r='7'/>", "<c r='A8'/>", "<c r='?7'/>", "<c r='B7'/><c r='A7'/>", "<c r='A7'/><c r='A7'/>"]
)
def test_a_blank_cell_in_no_place_is_damage(district, cells: str):
    rows = f"<row r='907'>{cells.replace('7', '907')}</row>".encode()
    is_damage(district, h.change(h.good(), h.TABLE, h.with_rows(rows)))
