"""年度报告.docx as GB/T 9704-2012 asks for it, held against what stands in its XML; every office file is valid."""

from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.shared import Length, Mm, Pt
from openxml_audit import OpenXmlValidator

from disclosure_batch.official.document import lend_styles, official_document
from tests.district import District
from tests.run import Run

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SENT = (".docx", "（请改）.xlsx")
OFFICIAL = Path(__file__).parent / "data" / "official-form.docx"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A 送审稿: an office is missing, another has to mend."""
    district = District(tmp_path_factory.mktemp("district"))
    district.office("410801").fill("requests.granted.natural_person", 8)
    district.office("410803").reports = False
    return district.merge()


@pytest.fixture(scope="module")
def report(run: Run) -> Document:
    return docx.Document(run.product("年度报告.docx"))


def attribute(element, name: str, of: str = "val") -> str | None:
    return next((found.get(W + of) for found in element.iter(W + name) if found.get(W + of)), None)


def inherited(style, name: str, of: str = "val") -> str | None:
    """What a style says, or one it is based on, or the document's defaults."""
    if style is None:
        return None
    own = attribute(style.element, name, of)
    return own or inherited(style.base_style, name, of)


# ---------------------------------------------------------------- the page


def test_the_text_takes_156_by_225_millimetres_of_a4(report: Document):
    page = report.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    assert abs(page.top_margin.mm - 37) < 0.5 and abs(page.left_margin.mm - 28) < 0.5
    assert abs((page.page_width - page.left_margin - page.right_margin) / Mm(1) - 156) < 0.5
    assert abs((page.page_height - page.top_margin - page.bottom_margin) / Mm(1) - 225) < 0.5


def test_22_lines_of_28_characters_fill_it(report: Document):
    page, body = report.sections[0], report.styles["Body Text First Indent"]
    pitch, narrowed = (inherited(body, "spacing", "line"), inherited(body, "spacing"))
    size = attribute(report.styles.element.find(f"{W}docDefaults"), "sz")
    assert inherited(body, "spacing", "lineRule") == "exact" and int(pitch) / 20 == 28.95
    assert attribute(page._sectPr, "docGrid", "linePitch") == pitch
    height = page.page_height - page.top_margin - page.bottom_margin
    width = page.page_width - page.left_margin - page.right_margin
    assert height // Pt(28.95) == 22
    assert width // Pt(int(size) / 2 + int(narrowed) / 20) == 28
    assert (attribute(body.element, "ind", "firstLineChars"), size) == ("200", "32")


@pytest.mark.parametrize(
    ("style", "font", "points", "level"),
    [
        ("Title", "方正小标宋简体", 22, None),
        ("Heading 1", "黑体", 16, "0"),
        ("Heading 2", "楷体_GB2312", 16, "1"),
        ("Body Text First Indent", "仿宋_GB2312", 16, None),
        ("Footer", "宋体", 14, None),
    ],
)
def test_each_part_is_set_in_its_type(report: Document, style: str, font: str, points: int, level: str | None):
    defaults, of = report.styles.element.find(f"{W}docDefaults"), report.styles[style]
    assert (inherited(of, "rFonts", "eastAsia") or attribute(defaults, "rFonts", "eastAsia")) == font
    assert int(inherited(of, "sz") or attribute(defaults, "sz")) == 2 * points
    assert attribute(of.element, "outlineLvl") == level


def test_what_stands_in_for_a_font_that_is_not_there_is_said(report: Document):
    part = next(part for part in report.part.package.iter_parts() if part.partname.endswith("fontTable.xml"))
    table = docx.oxml.parse_xml(part.blob)
    instead = {font.get(W + "name"): attribute(font, "altName") for font in table}
    assert instead["仿宋_GB2312"] == "仿宋" and instead["楷体_GB2312"] == "楷体" and instead["方正小标宋简体"] == "宋体"


def test_page_numbers_stand_outside_one_character_in(report: Document):
    assert report.settings.odd_and_even_pages_header_footer
    section = report.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        (paragraph,) = footer.paragraphs
        said = [part.text.strip() for part in paragraph._p.iter(f"{W}t", f"{W}instrText")]
        assert said == ["—", "PAGE", "1", "—"]
        assert attribute(paragraph._p, "jc") == side and attribute(paragraph._p, "ind", f"{side}Chars") == "100"


def test_the_name_stands_centred_above_a_day_four_characters_from_the_edge(report: Document):
    name, day = report.paragraphs[-2:]
    character = Pt(15.8)
    assert day.style.name == "Date" and abs(day.paragraph_format.right_indent / character - 4) < 0.1
    middles = [
        paragraph.paragraph_format.right_indent / character + wide / 2
        for paragraph, wide in ((name, len(name.text)), (day, 2 + 1 + 1 + 1 + 1 + 1))  # four figures, as wide as two
    ]
    assert abs(middles[0] - middles[1]) < 0.1
    assert name.style.name == "Signature" and report.paragraphs[-3].paragraph_format.keep_with_next


# ---------------------------------------------------------------- its tables


def rows_with(table, mark: str) -> list[int]:
    return [number for number, row in enumerate(table.rows) if row._tr.find(f"{W}trPr/{W}{mark}") is not None]


def kept(table) -> list[int]:
    """Rows that stay with the next."""
    return [number for number, row in enumerate(table.rows) if row._tr.find(f".//{W}keepNext") is not None]


def test_heads_are_repeated_and_no_row_is_torn(report: Document):
    two, three, four = report.tables
    assert (rows_with(two, "tblHeader"), rows_with(three, "tblHeader"), rows_with(four, "tblHeader")) == (
        [],  # four small tables, one under another
        [0, 1, 2],
        [0, 1, 2],
    )
    for table in report.tables:
        assert len(rows_with(table, "cantSplit")) == len(table.rows)


def test_short_tables_stay_whole_and_a_tall_one_may_go_on_overleaf(report: Document):
    two, three, four = report.tables
    for table in (two, four):
        assert kept(table) == list(range(len(table.rows) - 1))
    assert len(kept(three)) < len(three.rows) / 2
    height: Length = sum((row.height for row in three.rows[:10]), Length(0))
    assert height < Mm(225) / 2, "what stays together leaves more than half of the page before it empty"


# ---------------------------------------------------------------- files


def findings(path: Path) -> list[str]:
    return [str(error) for error in OpenXmlValidator().validate(path).errors]


@pytest.mark.parametrize(
    "product",
    ["年度报告.docx", "文字材料汇编.docx", "送审单.docx", "汇总表.xlsx", *(f"退改通知/410801_示例区财政局{e}" for e in SENT)],
)
def test_what_a_run_writes_is_valid(run: Run, product: str):
    folder, _, name = product.rpartition("/")
    assert findings(run.product(folder) / name if folder else run.product(name)) == []


def test_the_blank_workbook_is_valid():
    (blank,) = (Path(__file__).parents[1] / "xlsx_templates").glob("*.xlsx")
    assert findings(blank) == []


def test_a_report_with_comments_is_valid_whatever_its_styles_are_called(run: Run, tmp_path: Path):
    path = tmp_path / "年度报告.docx"
    document = docx.Document(run.product("年度报告.docx"))
    comment = document.styles["annotation reference"]
    comment.element.set(f"{W}styleId", "a3")  # as a Chinese Word calls it
    document.save(path)

    District(tmp_path).run("proof", path, "--marked", tmp_path / "校对稿.docx", "--against", run.product("汇总表.xlsx"))

    assert findings(tmp_path / "校对稿.docx") == []
    marked = docx.Document(tmp_path / "校对稿.docx")
    assert list(marked.comments)
    assert {reference.get(f"{W}val") for reference in marked.element.iter(f"{W}rStyle")} == {"a3"}


def test_a_form_of_somebody_else_is_as_valid_as_it_was(run: Run, tmp_path: Path):
    output = tmp_path / "区.docx"
    District(tmp_path).run("fill", OFFICIAL, "--from", run.product("汇总表.xlsx"), "-o", output, output="区")
    assert findings(output) == findings(OFFICIAL)


# ---------------------------------------------------------------- styles for others


def test_a_document_is_lent_what_it_lacks_and_keeps_what_it_has():
    document = docx.Document()
    document.styles["Normal"].element.set(f"{W}styleId", "a")
    document.styles["Body Text"].font.size = Pt(9)
    taken = document.styles.add_style("别的", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    taken.element.set(f"{W}styleId", "TableWords")

    lend_styles(document, ["Body Text First Indent", "表格数字"])

    indented, figures = document.styles["Body Text First Indent"], document.styles["表格数字"]
    assert indented.base_style.font.size == Pt(9) and indented.base_style.name == "Body Text"
    assert figures.base_style.name == "表格文字" and figures.base_style.base_style.name == "Normal"
    ids = [style.style_id for style in document.styles]
    assert len(ids) == len(set(ids)) and "送审提示" not in document.styles
    assert "表格数字" in official_document().styles
