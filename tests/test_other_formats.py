"""The same filled workbook, saved by LibreOffice as something else, reads to the same figures."""

import shutil
import time
from pathlib import Path

import pytest

from disclosure_batch.documents.opening import document_of
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.read import read
from disclosure_batch.template import write_workbook
from disclosure_batch.template.filling import Filling, prefilled
from tests import hands
from tests.hands import FORM, TYPED
from tests.programs import LibreOffice

REQUIRED = {name for name in FORM.inputs if FORM.fields[name].required}
WORDS = {"unit.date": "2025-01-10", "text.overview": "全年工作平稳。\n没有泄密事件。", "explanation.other": "无其他说明。"}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template of an office, with another figure in every cell."""
    path = tmp_path_factory.mktemp("filled") / "年报.xlsx"
    given = prefilled(FORM, "示例区财政局", "410801", 2024)
    write_workbook(path, Filling(FORM, {**given.values, **TYPED, **WORDS}, stamp=given.stamp))
    return path


def back(path: Path) -> hands.Back:
    (reading,) = read(Source(path.name, path, named=True), FORM)
    return hands.Back(reading.filing, reading.troubles)


@pytest.mark.parametrize("format", ["xlsx:Calc MS Excel 2007 XML", "ods", "xls:MS Excel 97"])
def test_a_workbook_saved_by_libreoffice_is_the_same(libreoffice: LibreOffice, filled, format, tmp_path):
    saved = back(libreoffice(filled, format, tmp_path))

    assert (saved.misread, saved.missing, saved.rules) == ({}, set(), set())
    assert {name: saved.filing.texts.get(name) for name in WORDS} == WORDS
    assert (saved.filing.name, saved.filing.code, saved.filing.texts["unit.year"]) == ("示例区财政局", "410801", "2024")
    assert not saved.filing.typed  # its totals are still formulas
    assert not saved.filing.slips


@pytest.mark.parametrize(
    ("format", "named"),
    [("xls:MS Excel 97", "改名.xlsx"), ("xlsx:Calc MS Excel 2007 XML", "改名.xls"), ("ods", "改名.xlsx")],
)
def test_a_wrong_extension_changes_nothing_but_a_word(libreoffice: LibreOffice, filled, format, named, tmp_path):
    saved = back(Path(shutil.move(libreoffice(filled, format, tmp_path), tmp_path / named)))

    assert (saved.misread, saved.missing, saved.rules) == ({}, set(), {"F003"})


def test_a_table_in_a_word_document_is_the_same(libreoffice: LibreOffice, filled, tmp_path):
    """By way of a web page, which keeps every decimal: Calc writes it, Writer saves it as .docx, as it is shown."""
    page = libreoffice(filled, "html:HTML (StarCalc)", tmp_path)
    document = libreoffice(page, "docx:Office Open XML Text", tmp_path)

    for saved, exact in ((back(page), True), (back(document), False)):
        saved.truth = {name: figure if exact else round(figure, 2) for name, figure in TYPED.items()}
        assert not saved.misread.keys() & REQUIRED
        assert not saved.missing
        assert saved.rules == {"L004"}


def test_a_word_document_saved_by_writer_is_the_same(libreoffice: LibreOffice, tmp_path, tmp_path_factory):
    made = hands.as_word(hands.tables(), tmp_path / "报告.docx")
    document = libreoffice(
        libreoffice(made, "odt", tmp_path), "docx:Office Open XML Text", tmp_path_factory.mktemp("saved")
    )

    saved = back(document)

    assert (saved.misread.keys() & REQUIRED, saved.missing) == (set(), set())
    assert (saved.filing.name, saved.filing.texts["unit.year"]) == ("示例区财政局", "2024")


def test_a_text_of_libreoffice_is_read_as_it_is(libreoffice: LibreOffice, tmp_path, tmp_path_factory):
    made = hands.as_word(hands.tables(), tmp_path / "报告.docx")

    saved = back(libreoffice(made, "odt", tmp_path_factory.mktemp("saved")))

    assert (saved.misread.keys() & REQUIRED, saved.missing, saved.rules) == (set(), set(), {"L004"})
    assert (saved.filing.name, saved.filing.texts["unit.year"], saved.filing.slips) == ("示例区财政局", "2024", {})


# ---------------------------------------------------------------- texts, and files that are named for what they are


XML_2003 = (
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
    "<Worksheet><Table><Row><Cell><Data>1</Data></Cell></Row></Table></Worksheet></Workbook>"
)
WORD_2003 = (
    '<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?>\n'
    '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>'
)
ARCHIVED = (
    "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=a\n\n"
    "--a\nContent-Type: text/html\n\n<html xmlns:{}><table></table></html>\n--a--\n"
)
BY_WORD, BY_EXCEL = 'w="urn:schemas-microsoft-com:office:word"', 'x="urn:schemas-microsoft-com:office:excel"'
NAMED = {
    "表.xls": (XML_2003, "Excel 2003 的 XML 表格，请用 WPS 或 Excel 打开后另存为 .xlsx"),
    "表.xml": (XML_2003, "Excel 2003 的 XML 表格"),
    "文.doc": (WORD_2003, "Word 2003 的 XML 文档，请用 WPS 或 Word 打开后另存为 .docx"),
    "页.doc": (ARCHIVED.format(BY_WORD), "网页归档（.mht），请用 WPS 或 Word 打开后另存为 .docx"),
    "页.mht": ("From: <Saved by Blink>\nSubject: 年报\n" + ARCHIVED.format(BY_WORD), "另存为 .docx"),
    "页.xls": (ARCHIVED.format(BY_EXCEL), "网页归档（.mht），请用 WPS 或 Excel 打开后另存为 .xlsx"),
    "别的.xml": ("<?xml version='1.0'?><a/>", "XML 文件"),
}


@pytest.mark.parametrize("name", NAMED)
def test_it_is_said_what_a_file_is_and_as_what_to_save_it(name: str):
    text, said = NAMED[name]
    with pytest.raises(Unreadable) as refused:
        document_of(name, text.encode())
    assert said in refused.value.reason


def lines(separator: str) -> list[str]:
    rows = (row for sheet in hands.tables().values() for row in sheet if any(row))
    return [separator.join(map(str, row)) for row in rows]


def of_text(tmp_path: Path, name: str, text: str) -> hands.Back:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return back(path)


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_csv_may_be_separated_by_either(tmp_path, separator: str):
    saved = of_text(tmp_path, "表.csv", "\n".join(lines(separator)))
    assert (saved.misread.keys() & REQUIRED, saved.missing, saved.rules) == (set(), set(), {"L004"})


def test_a_comma_within_a_figure_of_the_other_is_not_guessed(tmp_path):
    """8,091 is eight thousand here, and eight and a little there."""
    path = tmp_path / "表.csv"
    path.write_text("\n".join(lines(";")).replace("109.0914", "8,091"), encoding="utf-8")
    (reading,) = read(Source(path.name, path, named=True), FORM)
    assert reading.filing is None and "分不清是小数点还是千位分隔" in reading.troubles[0].reason


@pytest.mark.parametrize("mark", ["# {}", "#  {} #", "**{}**", "{}", "### {}"])
def test_a_title_of_markdown_is_a_title(tmp_path, mark: str):
    title = mark.format("示例区财政局2024年政府信息公开工作年度报告")
    heading = mark.format("一、总体情况")
    table = "\n".join(f"|{line}|" for line in lines("|"))
    saved = of_text(tmp_path, "报告.md", f"{title}\n\n{heading}\n\n全年工作平稳。\n\n{table}\n")
    said = saved.filing.texts
    assert (said["unit.name"], said["unit.year"], said["text.overview"]) == ("示例区财政局", "2024", "全年工作平稳。")
    assert saved.missing == set()


def test_a_list_numbered_by_a_sign_is_no_heading(tmp_path):
    table = "\n".join("\t".join(map(str, row)) for row in hands.tables()[hands.TWO])
    saved = of_text(tmp_path, "报告.txt", f"一、总体情况\n#1 平台检查 12 次\n\n{table}\n")
    assert saved.filing.texts["text.overview"] == "#1 平台检查 12 次"


LONG = 100_000


@pytest.mark.parametrize("line", ["# " + " " * LONG + "x", "#" * LONG, "**" + "a" * LONG, "22" + " " * LONG + "（"])
def test_an_odd_line_takes_no_time(tmp_path, line: str):
    before = time.process_time()
    document_of("a.md", f"{line}\n|{line}|{line}|\n".encode())
    of_text(tmp_path, "a.txt", "\n".join([*lines("\t"), line]))
    assert time.process_time() - before < 5
