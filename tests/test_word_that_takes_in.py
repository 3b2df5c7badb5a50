"""Word documents whose words lie elsewhere: a web page in place of the body, sub-documents in files of their own."""

import io
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from disclosure_batch.documents.opening import document_of
from disclosure_batch.documents.unreadable import NotReadable, Unreadable
from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.read import read
from tests import hands
from tests import hostile as h
from tests.hands import FORM

TITLE = "示例区财政局2024年政府信息公开工作年度报告"
REQUIRED = {name for name in FORM.inputs if FORM.fields[name].required}
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def page(title: str = TITLE) -> str:
    tables = "".join(f"<table>{''.join(map(_row, rows))}</table>" for rows in hands.tables().values())
    return f"<html><body><p>{title}</p>{tables}<p>六、其他需要报告的事项</p><p>没有。</p></body></html>"


def _row(row: list[object]) -> str:
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"


def lines(rows: hands.Rows) -> str:
    return "\n".join("\t".join(map(str, row)) for row in rows if any(row))


def archived(text: str, charset: str = "utf-8") -> bytes:
    message = EmailMessage()
    message["Subject"] = "年报"
    encoding = "base64" if charset == "utf-8" else "quoted-printable"
    message.set_content(text, subtype="html", charset=charset, cte=encoding)
    message.add_related(b"\x89PNG", "image", "png")
    return message.as_bytes()


def with_chunk(name: str, kind: str, blob: bytes, before: str = "") -> bytes:
    """A document whose body takes in a part, behind a paragraph of its own."""
    made = docx.Document()
    made.add_paragraph(before)
    part = Part(PackURI(f"/word/{name}"), kind, blob, made.part.package)
    chunk = OxmlElement("w:altChunk")
    chunk.set(qn("r:id"), made.part.relate_to(part, RELATION + "aFChunk"))
    made.element.body.insert(1, chunk)
    return saved(made)


def saved(made) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


CHUNKS = {
    "a page": ("afchunk.html", "text/html", page().encode()),
    "a page by its ending": ("afchunk.xhtml", "application/octet-stream", page().encode()),
    "a page in gb18030": ("afchunk.htm", "text/html", page().encode("gb18030")),
    "an archived page": ("afchunk.mht", "message/rfc822", archived(page())),
    "an archived page in gb2312": ("afchunk.mht", "message/rfc822", archived(page(), "gb2312")),
    "a text": ("afchunk.txt", "text/plain", "\n\n".join([TITLE, *map(lines, hands.tables().values())]).encode()),
}


@pytest.mark.parametrize("chunk", CHUNKS)
def test_a_page_in_place_of_the_body_is_read(tmp_path: Path, chunk: str):
    path = tmp_path / "报告.docx"
    path.write_bytes(with_chunk(*CHUNKS[chunk]))

    (reading,) = read(Source(path.name, path, named=True), FORM)

    back = hands.Back(reading.filing, reading.troubles)
    assert (back.missing, back.misread.keys() & REQUIRED) == (set(), set())
    assert (reading.filing.name, reading.filing.texts["unit.year"]) == ("示例区财政局", "2024")


def test_its_words_stand_where_they_are_taken_in():
    _, document = document_of("a.docx", with_chunk("a.html", "text/html", page().encode(), before="写在前面"))
    assert list(document.paragraphs)[:2] == ["写在前面", TITLE]


@pytest.mark.parametrize(
    ("name", "kind", "blob", "said"),
    [
        ("afchunk.rtf", "application/rtf", b"{\\rtf1}", "afchunk.rtf"),
        ("afchunk.docx", "application/x-docx", b"PK", "afchunk.docx"),
        ("afchunk.mht", "message/rfc822", b"MIME-Version: 1.0\nContent-Type: text/plain\n\nx", "没有网页"),
    ],
)
def test_what_is_not_read_is_told_by_name(name: str, kind: str, blob: bytes, said: str):
    with pytest.raises(Unreadable) as refused:
        document_of("a.docx", with_chunk(name, kind, blob))
    assert isinstance(refused.value.trouble, NotReadable) and said in refused.value.reason
    assert "另存为 .docx" in refused.value.reason


def test_a_file_of_its_own_is_told_by_name(district):
    made = docx.Document()
    made.add_paragraph(TITLE)
    part = OxmlElement("w:subDoc")
    part.set(qn("r:id"), made.part.relate_to("第二部分.docx", RELATION + "subDocument", is_external=True))
    made.element.body.insert(1, part)
    district.receive()
    (district.received / "410801_示例区财政局.xlsx").unlink()
    (district.received / "410801_示例区财政局.docx").write_bytes(saved(made))

    run = district.merge(receive=False)

    assert "第二部分.docx" in run.finding("F001", "410801").message


def test_many_levels_of_an_archived_page_end_nothing():
    blob = b"MIME-Version: 1.0\n"
    for n in range(3_000):
        blob += b"Content-Type: multipart/related; boundary=b%d\n\n--b%d\n" % (n, n)
    with pytest.raises(Unreadable):
        document_of("a.docx", with_chunk("a.mht", "message/rfc822", blob))


@pytest.mark.parametrize("rename", [str.upper, str.lower, lambda name: name.replace("/", "\\")])
def test_parts_may_be_spelled_otherwise(tmp_path: Path, rename):
    path = hands.as_word(hands.tables(), tmp_path / "报告.docx")
    data = h.zipped({rename(name): data for name, data in h.parts_of(path.read_bytes()).items()})
    (_, document), (_, as_it_was) = document_of("a.docx", data), document_of("a.docx", path.read_bytes())
    assert document == as_it_was
