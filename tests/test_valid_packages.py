"""Workbooks as other programs and other hands write them: what is valid is read, and only damage is called damage."""

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
