"""The room of documents as a whole: one way in, libraries only where a file needs them, values that travel."""

import pickle
import subprocess
import sys

import openpyxl
import pytest

from disclosure_batch.documents.as_written import padded_as_written
from disclosure_batch.documents.document import Shown
from disclosure_batch.documents.kinds import FileKind
from disclosure_batch.documents.number_formats import of_code
from disclosure_batch.documents.ods import read_odt
from disclosure_batch.documents.opening import document_of
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.documents.xls import NO_CALAMINE
from tests import hostile as h

LIBRARIES = {"docx", "jinja2", "lxml", "numpy", "openpyxl", "pandas", "python_calamine", "rich", "xlsxwriter"}
ROW = "<table:table-row><table:table-cell><text:p>12</text:p></table:table-cell></table:table-row>"
TABLE = f'<table:table table:name="表">{ROW}</table:table>'
OF_OUR_OWN = {  # kinds of files that are read without any library
    FileKind.XLSX: ("a.xlsx", h.good),
    FileKind.ODS: ("a.ods", lambda: h.ods(h.ODS.format(TABLE))),
    FileKind.TEXT: ("a.csv", lambda: "甲,乙\n1,2\n".encode("gb18030")),
}


@pytest.mark.parametrize("kind", OF_OUR_OWN)
def test_what_is_read_without_a_library_loads_none(kind: FileKind, tmp_path):
    name, make = OF_OUR_OWN[kind]
    (tmp_path / name).write_bytes(make())
    code = f"""
import sys
from pathlib import Path
from disclosure_batch.documents.opening import document_of
print(document_of({name!r}, Path({name!r}).read_bytes())[0], *{LIBRARIES!r} & set(sys.modules))
"""
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert run.stdout.split() == [kind], run.stderr


def test_without_calamine_an_xls_says_what_is_missing_and_all_else_is_read(tmp_path, libreoffice, monkeypatch):
    book = openpyxl.Workbook()
    book.active.append(["甲", 12])
    book.save(path := tmp_path / "a.xlsx")
    old = libreoffice(path, "xls").read_bytes()
    assert document_of("a.xls", old)[1].grids[0].rows == [["甲", 12]]

    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(Unreadable) as refused:
        document_of("a.xls", old)
    assert refused.value.trouble == NO_CALAMINE
    assert "没有装读取它的组件 python-calamine，请另存为 .xlsx" in refused.value.reason
    others = {name: make() for name, make in OF_OUR_OWN.values()}
    others |= {"a.docx": h.docx_table(1), "a.html": h.html("<table><tr><td>甲</td><td>12</td></tr></table>")}
    for name, data in others.items():
        assert document_of(name, data)[1].grids, name


def test_a_document_travels_between_processes(tmp_path):
    book = openpyxl.Workbook()
    book.active.append([8, 12345, "甲"])
    book.active["A1"].number_format, book.active["B1"].number_format = '"约"0', "000000"
    book.save(path := tmp_path / "a.xlsx")
    _, document = document_of(path.name, path.read_bytes())

    arrived = pickle.loads(pickle.dumps(document))

    (grid,) = arrived.grids
    assert arrived == document
    assert grid.text(0, 0) == "约8" and isinstance(grid.raw(0, 0), Shown)
    assert grid.padded == {(0, 0): "约8", (0, 1): "012345"} and grid.raw(0, 1) == 12345


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("000000", 12345, "012345"),
        ("000000_ ;[Red]-000000", 12345, "012345"),
        ('"4108"00', 7, "410807"),
        ("0000-00", 410801, "4108-01"),
        ("0000-00", 1410801, "14108-01"),
        ("000000", 1410801, ""),
        ("General", 410801, ""),
        ("#,##0", 410801, ""),
        ("0.00", 410801, ""),
        ("00", 7.5, ""),
        ("00", -7, ""),
        ("0,", 410801, ""),
        ("00%", 1, ""),
        ("@", 7, ""),
        ("000000", True, ""),
        ("000000", "7", ""),
        ("0" * 18, 114108000000000001, ""),
    ],
)
def test_a_whole_number_that_its_cell_shows_with_more_digits(code: str, number: object, shown: str):
    made = of_code(code)
    assert (made.padded(number) if made else "") == shown


@pytest.mark.parametrize(
    ("number", "shown", "padded"),
    [
        (12345.0, "012345", "012345"),
        (410801.0, "4108-01", "4108-01"),
        (7.0, "410807", "410807"),
        (0.0, "000", "000"),
        (410801.0, "410801", ""),
        (410801.0, "410,801", ""),
        (410801.0, "411", ""),
        (410801.0, "", ""),
        (0.0, "-", ""),
        (7.5, "07", ""),
    ],
)
def test_the_same_where_a_file_keeps_what_is_shown(number: float, shown: str, padded: str):
    assert padded_as_written(number, shown) == padded


NOTE = (
    '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
    "<text:note-body><text:p>含上年结转 5 件。</text:p></text:note-body></text:note>"
)
BOX = "<d:frame><d:desc>图一</d:desc><d:text-box><text:p>另有 2 件。</text:p></d:text-box></d:frame>"


def test_boxes_and_notes_of_a_text_are_paragraphs_behind_the_one_that_they_hang_on():
    """Neither the words around them are lost nor theirs, and the note's number is no figure's."""
    words = f"<text:p>办结 14{NOTE} 件{BOX}，结转 1 件。</text:p><text:p>完。</text:p>"
    content = h.ODS.format(words).replace("xmlns:text", f'xmlns:d="{h.OASIS}drawing:1.0" xmlns:text', 1)
    lines = read_odt(h.ods(content)).paragraphs
    assert lines == ["办结 14 件，结转 1 件。", "含上年结转 5 件。", "另有 2 件。", "完。"]
