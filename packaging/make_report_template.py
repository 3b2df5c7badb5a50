"""Makes 年度报告.docx, the template of the report: page, styles, page number. Run it after a change here.

python packaging/make_report_template.py
"""

import datetime
import sys
from pathlib import Path

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from disclosure_batch.fixed_times import save_with_fixed_times

PLACE = Path(__file__).parents[1] / "disclosure_batch" / "report" / "templates" / "年度报告.docx"
LATIN = "Times New Roman"
# 方正小标宋 is not on every computer: the font table names what stands in for it.
SONG, XIAOBIAOSONG, FANGSONG, HEITI, KAITI = "宋体", "方正小标宋简体", "仿宋", "黑体", "楷体"
ERHAO, SANHAO, WUHAO, SIHAO = Pt(22), Pt(16), Pt(10.5), Pt(14)
RED = RGBColor(0xB0, 0, 0)


def make(place: Path = PLACE) -> Path:
    """Write the template; the same bytes each time."""
    document = Document()
    _page(document.sections[0])
    _styles(document.styles)
    _font_table(document)
    _properties(document.core_properties)
    save_with_fixed_times(document.save, place)
    return place


def _page(section) -> None:
    """A4 with the margins of official documents, page number below."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    paragraph = section.footer.paragraphs[0]
    paragraph.style = "Footer"
    paragraph.add_run("— ")
    _page_number(paragraph)
    paragraph.add_run(" —")


def _page_number(paragraph) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), " PAGE ")
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _styles(styles) -> None:
    language = next(styles.element.iter(qn("w:lang")))  # else “ ” are taken for Latin ones
    language.set(qn("w:eastAsia"), "zh-CN")
    _style(styles, "Normal", FANGSONG, SANHAO, line=Pt(28))
    _style(styles, "Title", XIAOBIAOSONG, ERHAO, line=Pt(36), after=Pt(18), align="CENTER")
    _style(styles, "Heading 1", HEITI, SANHAO, line=Pt(28), before=Pt(6), after=Pt(4), indent=True, keep=True)
    _style(styles, "Heading 2", KAITI, SANHAO, line=Pt(28), indent=True, keep=True)
    _style(styles, "Body Text", FANGSONG, SANHAO, line=Pt(28), indent=True, align="JUSTIFY")
    _style(styles, "Footer", SONG, SIHAO, align="CENTER")
    _style(styles, "Signature", FANGSONG, SANHAO, line=Pt(28), align="RIGHT")
    notice = _style(styles, "送审提示", KAITI, SIHAO, line=Pt(22))
    note = _style(styles, "数据范围", KAITI, SIHAO, line=Pt(22), after=Pt(3), keep=True)
    notice.font.color.rgb = note.font.color.rgb = RED
    _style(styles, "表格文字", SONG, WUHAO, line=Pt(12.5))
    _style(styles, "表格数字", SONG, WUHAO, line=Pt(12.5), align="CENTER")


def _style(styles, name, font, size, *, line=None, before=0, after=0, indent=False, keep=False, align="LEFT"):
    """A paragraph style; fixed line spacing, so that pages break alike whatever fonts a computer has."""
    known = name in (style.name for style in styles)
    style = styles[name] if known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.size, style.font.bold, style.font.italic = size, False, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    _fonts(style.element.get_or_add_rPr(), font)
    layout = style.paragraph_format
    layout.space_before, layout.space_after, layout.line_spacing = before, after, line
    layout.first_line_indent = size * 2 if indent else 0
    layout.keep_with_next, layout.widow_control = keep, True
    layout.alignment = getattr(WD_ALIGN_PARAGRAPH, align)
    for border in style.element.pPr.findall(qn("w:pBdr")):  # the default title is underlined
        style.element.pPr.remove(border)
    if indent:  # in characters, so that it follows when somebody changes the size
        style.element.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), "200")
    return style


def _fonts(properties, chinese: str) -> None:
    """Chinese in one font, figures and letters in another; the theme's fonts would take precedence."""
    fonts = properties.get_or_add_rFonts()
    fonts.attrib.clear()
    for script, font in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", chinese)):
        fonts.set(qn(f"w:{script}"), font)
    spacing = properties.find(qn("w:spacing"))
    if spacing is not None:
        properties.remove(spacing)


def _font_table(document) -> None:
    parts = document.part.package.iter_parts()
    part = next(part for part in parts if part.partname.endswith("/fontTable.xml"))
    entry = f'<w:font w:name="{XIAOBIAOSONG}"><w:altName w:val="{SONG}"/><w:charset w:val="86"/></w:font>'
    part._blob = part.blob.replace(b"</w:fonts>", f"{entry}</w:fonts>".encode())


def _properties(properties) -> None:
    properties.title = properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = datetime.datetime(2022, 1, 31)  # first reports in this format
    properties.revision = 1


if __name__ == "__main__":
    print(make(Path(sys.argv[1]) if sys.argv[1:] else PLACE))
