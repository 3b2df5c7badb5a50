"""--report-template: the report goes into somebody's own document, whose styles and fixed parts stay."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.shared import Mm, Pt

from tests.district import District
from tests.run import Run
from tests.test_official_documents import findings

HEAD, FOOT, MARK = "示例区人民政府文件", "抄送：区政府各部门。", "〔正文〕"


@pytest.fixture
def district(tmp_path: Path) -> District:
    return District(tmp_path)


def own(folder: Path, *lines: str) -> Path:
    """A narrow page with a header, and a style of its own for headings."""
    document = docx.Document()
    document.sections[0].page_width, document.sections[0].left_margin = Mm(180), Mm(40)
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.styles["Heading 1"].font.size = Pt(19)
    for line in lines:
        document.add_paragraph(line)
    path = folder / "样式.docx"
    document.save(path)
    return path


def merged(district: District, template: Path) -> tuple[Run, docx.document.Document]:
    run = district.merge("--report-template", template)
    return run, docx.Document(run.product("年度报告.docx"))


def lines(document: docx.document.Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def test_the_report_takes_the_place_of_its_mark_and_all_else_stays(district: District, tmp_path: Path):
    run, document = merged(district, own(tmp_path, HEAD, MARK, FOOT))

    said = lines(document)
    assert said[0] == HEAD and said[-1] == FOOT and MARK not in said
    assert said[1].startswith("示例区人民政府办公室") and said[-2] == "2025年　月　日"
    assert document.sections[0].header.paragraphs[0].text == "内部资料"
    heading = next(paragraph for paragraph in document.paragraphs if paragraph.text == "一、总体情况")
    assert heading.style.name == "Heading 1" and heading.style.font.size == Pt(19)
    page = document.sections[0]
    room = page.page_width - page.left_margin - page.right_margin + Pt(1)
    assert all(sum(column.width for column in table.columns) <= room for table in document.tables)
    assert len(document.tables) == 3 and run.exit_code == 0


def test_what_it_lacks_is_added_and_said(district: District, tmp_path: Path):
    run, document = merged(district, own(tmp_path, HEAD))

    assert "“样式.docx”里没有“〔正文〕”一段，报告写在它的末尾。" in run.text
    assert "“样式.docx”里没有这些样式，已按公文格式补上：正文首行缩进、数据范围、送审提示、" in run.text
    assert lines(document)[0] == HEAD and lines(document)[-1] == "2025年　月　日"


def test_each_unit_s_own_report_goes_into_it_too(district: District, tmp_path: Path):
    district.receive()
    options = ("--report-template", own(tmp_path, MARK, FOOT), "-o", tmp_path / "own")
    run = district.run("report", district.received, *options, output="own")
    for folder in (path for path in (tmp_path / "own").iterdir() if path.is_dir()):
        assert lines(docx.Document(folder / "年度报告.docx"))[-1] == FOOT
    assert run.text.count("已按公文格式补上") == 1


@pytest.mark.parametrize("mark", ["【正文】 ", "[正文]", "［ 正文 ］"])
def test_the_mark_as_it_may_be_typed(district: District, tmp_path: Path, mark: str):
    run, document = merged(district, own(tmp_path, mark, FOOT))
    assert lines(document)[-1] == FOOT and "正文" not in "".join(lines(document))
    assert findings(run.product("年度报告.docx")) == []


def test_of_two_parts_of_a_document_that_with_the_mark_counts(district: District, tmp_path: Path):
    path = own(tmp_path, HEAD, MARK)
    document = docx.Document(path)
    wide = document.add_section()
    wide.page_width = Mm(297)
    document.save(path)

    _, document = merged(district, path)

    narrow = document.sections[0]
    assert len(document.sections) == 2
    room = narrow.page_width - narrow.left_margin - narrow.right_margin + Pt(1)
    assert all(sum(column.width for column in table.columns) <= room for table in document.tables)


def test_last_year_s_report_can_be_the_template(district: District, tmp_path: Path):
    """With the mark in the place of its words; what this tool keeps in it is that of the new one."""
    first = docx.Document(district.merge().product("年度报告.docx"))
    for element in first.paragraphs[-1]._p.itersiblings(preceding=True):
        element.getparent().remove(element)
    first.paragraphs[-1].text = MARK
    first.save(tmp_path / "样式.docx")

    run, document = merged(district, tmp_path / "样式.docx")

    names = zipfile.ZipFile(run.product("年度报告.docx")).namelist()
    assert len(names) == len(set(names)) and sum(name.startswith("customXml/item1") for name in names) == 1
    marks = [mark for mark in document.element.body.iter("{*}bookmarkStart")]
    for key in ("id", "name"):
        found = [mark.get(f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{key}") for mark in marks]
        assert len(found) == len(set(found)), key
    assert findings(run.product("年度报告.docx")) == []


def test_properties_and_bookmarks_of_its_own_stay(district: District, tmp_path: Path):
    """As WPS writes them into every document."""
    path = own(tmp_path, MARK)
    properties = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
        ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property'
        ' fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer">'
        "<vt:lpwstr>2052-12.1.0</vt:lpwstr></property></Properties>"
    )
    with_property(path, properties)

    run, _ = merged(district, path)

    with zipfile.ZipFile(run.product("年度报告.docx")) as package:
        kept = package.read("docProps/custom.xml").decode()
    assert "KSOProductBuildVer" in kept and 'name="disclosure-batch"' in kept and kept.count('pid="2"') == 1


def with_property(path: Path, properties: str) -> None:
    relation = (
        '<Relationship Id="own" Target="docProps/custom.xml" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/custom-properties"/></Relationships>'
    )
    kind = (
        '<Override PartName="/docProps/custom.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/></Types>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "_rels/.rels":
                text = text.replace(b"</Relationships>", relation.encode())
            if name == "[Content_Types].xml":
                text = text.replace(b"</Types>", kind.encode())
            new.writestr(name, text)
        new.writestr("docProps/custom.xml", properties)
    path.write_bytes(out.getvalue())


# ---------------------------------------------------------------- what can't be a template


def in_a_table(folder: Path) -> Path:
    path = own(folder, HEAD)
    document = docx.Document(path)
    document.add_table(1, 1).cell(0, 0).text = MARK
    document.save(path)
    return path


def of_kind(kind: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path, out = own(folder, MARK), io.BytesIO()
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                document = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
                new.writestr(name, old.read(name).replace(document, kind))
        path.write_bytes(out.getvalue())
        return path

    return write


def some(content: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / "样式.docx").write_bytes(content)
        return folder / "样式.docx"

    return write


def last_year_s(folder: Path) -> Path:
    """Whole, with a mark at its end."""
    return own(folder, HEAD, "一、总体情况", "2023年主动公开政府信息12条。", "五、存在的主要问题及改进情况", "无。", MARK)


def with_a_macro(folder: Path) -> Path:
    with zipfile.ZipFile(own(folder, MARK), "a") as package:
        package.writestr("word/vbaProject.bin", b"macro")
    return folder / "样式.docx"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        (last_year_s, "里已有一份年度报告的正文（“一、总体情况”等 2 个标题），新报告会和它混在一起"),
        (with_a_macro, "里有宏"),
        (in_a_table, "里的“〔正文〕”要单独成一段，不能放在表格、文本框里"),
        (lambda folder: own(folder, f"见{MARK}"), "要单独成一段"),
        (lambda folder: own(folder, MARK, MARK), "里有 2 处“〔正文〕”"),
        (of_kind(b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"), "打不开："),
        (of_kind(b"application/vnd.ms-word.document.macroEnabled.main+xml"), "（.dotx、.docm 也不行）"),
        (some(b"PK\x03\x04"), "打不开："),
        (some("一、总体情况".encode()), "不是 .docx 文档。"),
        (some(b""), "打不开："),
    ],
)
def test_what_can_not_be_a_template_is_said_in_words_and_nothing_is_written(template, said, district, tmp_path):
    run = district.merge("--report-template", template(tmp_path), whole=True)
    assert run.exit_code == 2 and "报告样式“样式.docx”" in run.text and said in run.text and "没有往下做" in run.text
    assert not (tmp_path / "out").exists()


def test_a_document_that_is_called_otherwise_is_none(district: District, tmp_path: Path):
    run = district.merge("--report-template", own(tmp_path, MARK).rename(tmp_path / "样式.docm"))
    assert run.exit_code == 2 and "报告样式“样式.docm”不是 .docx 文档" in run.text


def test_a_template_among_the_submissions_is_none_of_them(district: District):
    district.receive()
    run = district.merge("--report-template", own(district.received, MARK), receive=False)
    assert run.file_states()["收件/样式.docx"] == "ignored"
