"""The report as document, page and texts: tables in their places, nobody's words break it, same bytes."""

import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import lxml.html
import pytest

from disclosure_batch.form.layout import layout_of
from disclosure_batch.merge import Consolidation
from disclosure_batch.outputs.annual_report import report_of
from disclosure_batch.report import as_docx as report_docx
from disclosure_batch.report import as_html as report_html
from disclosure_batch.report import as_text as report_text
from disclosure_batch.report.printed import printed_table, text_lines
from tests.consolidations import FORM, Office, consolidated, seed


def written(consolidation: Consolidation, folder: Path) -> dict[str, bytes]:
    """All files that the writers make, by their path in the folder."""
    folder.mkdir()
    report = report_of(consolidation)
    for output in (report_text, report_html, report_docx):
        output.write(report, folder)
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


HOSTILE = (
    "甲\x00\x0b\x1f\ufffe\ud800乙\u202e丙 <script>alert(1)</script> {{ year }} {% raw %} ]]>\n"
    "## 假标题\n\x02假\x03"
)


def test_hostile_text_breaks_nothing(tmp_path: Path):
    offices = [seed(text__overview=HOSTILE, text__problems=HOSTILE), Office(f"局{HOSTILE}", status="missing")]
    outputs = written(consolidated(*offices), tmp_path / "out")
    page = outputs["年度报告.html"].decode()
    assert "<script>" not in page and "&lt;script&gt;" in page
    paragraphs = [p.text for p in docx.Document(tmp_path / "out" / "年度报告.docx").paragraphs]
    asked_for = "（“year”请补充） （“% raw %”请补充）"  # what stands in braces is asked for, never carried out or printed
    assert f"乙丙 <script>alert(1)</script> {asked_for} ]]>" in paragraphs
    assert "## 假标题假" not in paragraphs and "## 假标题" in paragraphs
    assert "假" in paragraphs, "a line is dropped for a sign that a unit wrote"


# ---------------------------------------------------------------- tables


def test_a_printed_table_covers_its_grid_once():
    for sheet in (layout for layout in layout_of(FORM).sheets if layout.sheet.tables):
        table = printed_table(sheet, {})
        covered = [
            (row, column)
            for cell in table.cells
            for row in range(cell.top, cell.below)
            for column in range(cell.left, cell.beside)
        ]
        assert len(covered) == len(set(covered)) == table.height * table.width
        assert sum(table.shares) == pytest.approx(1)
        assert {cell.field for cell in table.cells} - {None} == set(sheet.cells)


def test_tables_as_text_can_be_pasted_each_figure_under_its_head():
    report = report_of(consolidated(seed()))
    two, three, four = (list(text_lines(report.sections[i].blocks[-1])) for i in (1, 2, 3))
    assert two[:4] == [
        "第二十条第（一）项\t\t\t",
        "信息内容\t本年制发件数\t本年废止件数\t现行有效件数",
        "规章\t0\t0\t0",
        "行政规范性文件\t7\t3\t108",
    ]
    assert two[-1] == "行政事业性收费\t96.0914\t\t"
    assert three[3] == "一、本年新收政府信息公开申请数量\t\t\t10\t1\t0\t0\t0\t0\t11"
    assert three[5] == "三、本年度办理结果\t（一）予以公开\t\t5\t0\t0\t0\t0\t0\t5"
    assert three[7] == "\t（三）不予公开\t1.属于国家秘密\t0\t0\t0\t0\t0\t0\t0"
    assert three[8] == "\t\t2.其他法律行政法规禁止公开\t0\t0\t0\t0\t0\t0\t0"
    assert three[-1] == "四、结转下年度继续办理\t\t\t0\t0\t0\t0\t0\t0\t0"
    assert four[0] == "行政复议\t\t\t\t\t行政诉讼" + "\t" * 9
    assert four[-1] == "\t".join("100010000000000")
    for table in (two, three, four):
        assert len({line.count("\t") for line in table}) == 1


def test_docx_tables_have_the_figures_in_their_places(tmp_path: Path):
    written(consolidated(seed()), tmp_path / "out")
    two, three, four = docx.Document(tmp_path / "out" / "年度报告.docx").tables
    assert [cell.text for cell in two.rows[3].cells] == ["行政规范性文件", "7", "3", "108"]
    assert [cell.text for cell in three.rows[3].cells][3:] == ["10", "1", "0", "0", "0", "0", "11"]
    assert [cell.text for cell in three.rows[0].cells][3:] == ["申请人情况"] * 7
    assert [cell.text for cell in four.rows[-1].cells] == list("100010000000000")


# ---------------------------------------------------------------- files


def test_the_six_texts_and_both_reports(tmp_path: Path):
    outputs = written(consolidated(seed()), tmp_path / "out")
    assert sorted(outputs) == [
        "年度报告-底稿.json",
        "年度报告-正文.html",
        "年度报告.docx",
        "年度报告.html",
        "章节/1-总体情况.txt",
        "章节/2-主动公开政府信息情况.html",
        "章节/2-主动公开政府信息情况.txt",
        "章节/3-收到和处理政府信息公开申请情况.html",
        "章节/3-收到和处理政府信息公开申请情况.txt",
        "章节/4-政府信息公开行政复议、行政诉讼情况.html",
        "章节/4-政府信息公开行政复议、行政诉讼情况.txt",
        "章节/5-存在的主要问题及改进情况.txt",
        "章节/6-其他需要报告的事项.txt",
    ]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    one = written(consolidated(seed()), tmp_path / "one")
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert written(consolidated(seed()), tmp_path / "two") == one
    with zipfile.ZipFile(tmp_path / "two" / "年度报告.docx") as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def pages(document: Path, libreoffice, pdftoppm: str) -> list[str]:
    pdftotext = Path(pdftoppm).with_name("pdftotext")
    command = [pdftotext, "-raw", libreoffice(document, "pdf"), "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode().split("\f")


def test_a_tall_table_goes_on_overleaf_with_its_head_or_stands_on_a_page_of_its_own(
    tmp_path: Path, libreoffice, pdftoppm: str
):
    def printed(*offices: Office) -> list[str]:
        report = report_of(consolidated(*offices))
        tables = replace(report, title="年度报告", opening=(), sections=report.sections[1:4])
        report_docx.write(tables, tmp_path)
        return pages(tmp_path / "年度报告.docx", libreoffice, pdftoppm)

    here, overleaf, *_ = printed(seed())
    assert "二、主动公开政府信息情况" in here and "（一）予以公开" in here, "the page is left half empty"
    assert "申请人情况" in here and "申请人情况" in overleaf and "四、结转下年度继续办理" in overleaf
    assert "— 1 —" in here and "— 2 —" in overleaf
    draft, alone, *_ = printed(seed(), Office("教育局", status="missing"))  # has lines more above the table
    assert "三、收到" not in draft and "三、收到" in alone and "四、结转下年度继续办理" in alone


def test_document_properties(tmp_path: Path):
    written(consolidated(seed()), tmp_path / "out")
    properties = docx.Document(tmp_path / "out" / "年度报告.docx").core_properties
    assert properties.author == "示例区管理委员会"
    assert (properties.created.year, properties.created.month, properties.created.day) == (2025, 1, 31)


def test_the_page_runs_and_fetches_nothing(tmp_path):
    report_html.write(report_of(consolidated(seed())), tmp_path)
    page = (tmp_path / report_html.NAME).read_text(encoding="utf-8")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    assert page.index(f'http-equiv="Content-Security-Policy" content="{policy}"') < page.index("<style>")


def test_the_page_says_what_it_is_to_readers_and_to_a_content_system(tmp_path: Path):
    outputs = written(consolidated(seed()), tmp_path / "out")
    page, body = (lxml.html.fromstring(outputs[name].decode()) for name in ("年度报告.html", "年度报告-正文.html"))

    assert page.get("lang") == "zh-CN" and len(page.findall(".//main")) == 1 and len(page.findall(".//h1")) == 1
    tags = {meta.get("name"): meta.get("content") for meta in page.iter("meta") if meta.get("name")}
    assert tags["ArticleTitle"] == page.findtext(".//title") and "2024年政府信息公开工作年度报告" in tags["ArticleTitle"]
    assert all(table.findtext("caption") for table in page.iter("table"))
    for table in (*page.iter("table"), *body.iter("table")):
        assert {head.get("scope") for head in table.iter("th")} <= {"col", "colgroup", "row", "rowgroup", None}
        rows = table.findall(".//tr")
        assert all(row.find("th[@scope]") is not None for row in rows if row.find("td") is not None and len(rows) > 9)
    assert not page.xpath("//script | //link | //img | //@src | //@href")
    assert not body.xpath("//style | //@class | //script") and body.find(".//h1") is None


def test_the_body_alone_has_every_word_of_the_page_but_the_title_and_what_only_readers_of_screens_hear(tmp_path: Path):
    outputs = written(consolidated(seed()), tmp_path / "out")
    page, body = (lxml.html.fromstring(outputs[name].decode()) for name in ("年度报告.html", "年度报告-正文.html"))
    for unseen in (page.find(".//h1"), *page.findall(".//caption")):
        unseen.drop_tree()

    def words(tree) -> str:
        return "".join(tree.xpath("string()").split())

    assert words(body) == words(page.find(".//main"))


def test_each_table_stands_alone_beside_the_words_of_its_section(tmp_path: Path):
    outputs = written(consolidated(seed()), tmp_path / "out")
    two, three, four = (outputs[name].decode() for name in sorted(outputs) if name.startswith("章节/") and "html" in name)

    tables = lxml.html.fromstring(outputs["年度报告-正文.html"].decode()).findall(".//table")
    alone = [lxml.html.fragment_fromstring(page, create_parent=True) for page in (two, three, four)]
    assert [[child.tag for child in part if isinstance(child.tag, str)] for part in alone] == [["table"]] * 3
    assert [part.findtext(".//th") for part in alone] == [table.findtext(".//th") for table in tables]
    assert not alone[1].xpath("//@class | //style") and len(alone[1].findall(".//td")) == 175


def test_a_table_of_a_draft_says_beside_it_that_it_is_one(tmp_path: Path):
    outputs = written(consolidated(seed(), Office("教育局", status="missing")), tmp_path / "out")

    two = lxml.html.fragment_fromstring(outputs["章节/2-主动公开政府信息情况.html"].decode(), create_parent=True)

    assert "送审稿" in two.findtext("p") and two.find("table") is not None
