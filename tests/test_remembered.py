"""What was read once is not found out again, and nothing is read otherwise for that."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from disclosure_batch.documents.parts import open_zip, unpack
from disclosure_batch.documents.remembered import rows
from disclosure_batch.documents.remembered.container import usual_parts
from disclosure_batch.documents.remembered.memory import Memory, Unusual
from disclosure_batch.documents.xlsx import read_xlsx, remembered_workbook, workbook_parts
from disclosure_batch.intake import read
from disclosure_batch.intake.alike import SeenBefore
from disclosure_batch.intake.collect import collect
from tests import fuzzing as fuzz
from tests import hostile as h
from tests.district import FORM, District
from tests.remembering import differences, in_full, remembering

SHEET = "xl/worksheets/sheet3.xml"  # 三、依申请公开


@pytest.fixture(autouse=True)
def seen():
    """One workbook has been read before."""
    remembering(fuzz.seed_workbook())


def test_both_ways_say_the_same_of_changed_workbooks():
    fates = differences(range(200))
    assert not fates["different"] and fates["plain"] > 30 and fates["odd"] > 10 and fates["rejected"] > 30


@pytest.mark.long
def test_both_ways_say_the_same_of_many_changed_workbooks():
    assert not differences(range(1_000_000, 1_050_000))["different"]


def test_of_another_office_only_what_was_filled_in_is_read(monkeypatch: pytest.MonkeyPatch):
    data = h.change(fuzz.seed_workbook(), SHEET, lambda xml: h.with_value(xml, "D7", b"7"))
    expected, (_, (other, _)) = in_full(data), in_full(fuzz.seed_workbook())
    monkeypatch.setattr(read, "_filing_where", None)  # nobody looks for a label
    remembering(data)
    monkeypatch.setattr(rows, "_learnt", None)  # no row is read in full
    assert remembering(data) == expected
    assert expected[1][0].values != other.values


CHANGED = {
    "a comment": (b"<sheetData>", b"<sheetData><!-- <row> -->"),
    "a comment in a value": (b"<v>", b"<v>1<!-- 2 -->"),
    "CDATA": (b"<sheetData>", b"<sheetData><![CDATA[]]>"),
    "an instruction": (b"<sheetData>", b"<sheetData><?go </row> ?>"),
    "a value elsewhere": (b"</row>", b"<extLst><ext><v>7</v></ext></extLst></row>"),
    "a prefix that stands for nothing": (b"<v>", b"<x:v>"),
    "a row without its number": (b'<row r="7" ', b"<row "),
    "a row that comes twice": (b'<row r="8" ', b'<row r="7" '),
    "rows that stand for others": (b'<row r="8" ', b'<row r="7" hidden="1"/><row r="8" '),
    "a hidden row": (b'<row r="8" ', b'<row r="8" hidden="1" '),
    "an entity": (b"<v>", b"<v>&#49;"),
    "a control character": (b"<v>", b"<v>\x01"),
    "a cell in another row": (b'r="D7"', b'r="D8"'),
    "another type": (b'<c r="D7" ', b'<c t="b" r="D7" '),
    "an error value": (b'<c r="D7" ', b'<c t="e" r="D7" '),
    "a formula": (b"<v>", b"<f>1+1</f><v>"),
    "two sheets of data": (b"</sheetData>", b"</sheetData><sheetData/>"),
    "all rows hidden": (b"<sheetFormatPr ", b'<sheetFormatPr zeroHeight="1" '),
    "another encoding": (b'encoding="UTF-8"', b'encoding="GB18030"'),
    "another format": (b'<c r="D7" s="', b'<c r="D7" s="1'),
    "columns hidden behind the rows": (b"</sheetData>", b'</sheetData><cols><col min="4" max="4" hidden="1"/></cols>'),
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED.keys())
def test_what_could_mean_another_thing_is_read_as_it_always_was(change: tuple[bytes, bytes]):
    before, after = change
    data = h.change(fuzz.seed_workbook(), SHEET, lambda xml: xml.replace(before, after, 1))
    assert data != fuzz.seed_workbook()
    assert remembering(data) == in_full(data)


WORDS = ("单位：万元", "本年新收政府信息公开申请数量", "上年数（供核对，不打印）", "单位", "合计", "a\tb", "‮七")


@pytest.mark.parametrize("words", WORDS)
def test_words_that_might_be_a_label_are_looked_at(words: str, district: District):
    office = district.office("410801").fill("unit.prepared_by", words).fill("text.overview", words)
    data = office.write(district.folder / "a.xlsx").read_bytes()
    assert remembering(data) == in_full(data)


@pytest.mark.parametrize("day", [datetime(2025, 1, 9), datetime(2025, 1, 9, 15, 30)])
def test_a_day_is_a_day_wherever_it_stands(day: datetime, monkeypatch: pytest.MonkeyPatch, district: District):
    """Excel makes one of 2025-1-9, and of 3-1 that was meant as a number of a room."""
    office = district.office("410801").fill("unit.date", day).fill("unit.reviewed_by", day)
    data = office.write(district.folder / "a.xlsx").read_bytes()
    expected = in_full(data)
    remembering(district.office("410802").write(district.folder / "b.xlsx").read_bytes())
    monkeypatch.setattr(read, "_filing_where", None)  # nobody looks for a label
    assert remembering(data) == expected


PACKED = {
    "something before it": lambda data: b"\n" + data,
    "something behind it": lambda data: data + b"\n",
    "a comment": lambda data: data[:-2] + b"\x01\x00!",
    "a wrong checksum": lambda data: h.with_a_wrong_checksum(),
    "a size that is wrong": lambda data: h.lying_about_its_size(),
    "parts that overlap": lambda data: h.overlapping(),
    "a document type": lambda data: h.change(data, SHEET, h.declared),
    "a part that comes twice": lambda data: h.zipped([*h.parts_of(data).items(), (SHEET.upper(), b"<a/>")]),
    "cut off": lambda data: data[:-100],
    "for a later unpacker": lambda data: data.replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\x54"),
}


@pytest.mark.parametrize("pack", PACKED.values(), ids=PACKED.keys())
def test_only_the_shape_that_programs_give_is_taken_apart(pack: Callable[[bytes], bytes]):
    with pytest.raises(Unusual):
        usual_parts(pack(fuzz.seed_workbook()))


def test_with_any_byte_of_its_directory_changed_a_package_is_declined_or_the_same():
    package = h.zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", "xl/a.xml": b"<a/>"})
    for at in range(len(package)):
        for flipped in (0x01, 0x08, 0x40, 0xFF):
            data = package[:at] + bytes([package[at] ^ flipped]) + package[at + 1 :]
            try:
                taken = usual_parts(data)
            except Unusual:
                continue
            book = open_zip(data)
            assert taken == {info.filename: unpack(book, info) for info in book.infolist()}, (at, flipped)


def test_a_file_with_something_odd_teaches_nothing(district: District):
    office = district.office("410801").edit(lambda book: book["三、依申请公开"].__setitem__("L9", "已核"))
    document = read_xlsx(office.write(district.folder / "a.xlsx").read_bytes())
    _, troubles = read.filed(document, FORM)
    assert troubles and SeenBefore(FORM).filing_of(document) is None
    assert read.seen_before(FORM).filing_of(document) is None


def test_what_is_remembered_is_bounded():
    memory: Memory[int, bytes] = Memory(1000)
    for number in range(1000):
        memory.keep(number, bytes(100), 100)
    assert len(memory) <= 10 and memory.held <= 1000 and 999 in memory


def test_sheets_are_known_by_their_rows_where_another_program_wrote_them(tmp_path: Path):
    """A workbook that is filled in otherwise has other sheets, but the same rows."""
    data = fuzz.seed_workbook()
    blank = h.change(data, SHEET, lambda xml: re.sub(rb'(<c r="D\d+" s="\d+")><v>\d+</v></c>', rb"\1/>", xml))
    assert remembered_workbook(workbook_parts(blank)) == read_xlsx(blank)


def test_where_its_window_stood_makes_no_other_workbook():
    """Excel writes it beside the names of areas, which are not taken apart again."""
    data = fuzz.seed_workbook()
    elsewhere = h.change(data, h.BOOK, lambda xml: xml.replace(b'yWindow="15"', b'yWindow="77"', 1))
    strange = h.change(data, h.BOOK, lambda xml: xml.replace(b"</definedNames>", b"<sheet/></definedNames>", 1))
    for changed in (elsewhere, strange):
        assert changed != data and remembering(changed) == in_full(changed)


def test_a_workbook_in_an_archive_is_remembered_like_any_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "a.zip").write_bytes(h.zipped({"甲.xlsx": fuzz.seed_workbook()}))
    monkeypatch.setattr(read, "_filing_where", None)  # nobody looks for a label
    (source,) = collect([tmp_path])
    assert read.read(source, FORM)[1].filing
