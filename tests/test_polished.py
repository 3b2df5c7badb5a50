"""年度报告.docx that a coordinator has edited: over a correction it gets the figures that changed, and keeps all else."""

import errno
import json
import os
import random
import shutil
import zipfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from unittest.mock import patch

import docx
import pytest
from docx.document import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.shared import Pt
from lxml import etree
from openxml_audit import OpenXmlValidator

from benchmarks import carry
from disclosure_batch.carry.forward import Carried
from disclosure_batch.carry.written import RELATION
from disclosure_batch.documents.word import W
from disclosure_batch.outputs import annual_report, manifest, products, review
from disclosure_batch.outputs.polished_list import LIST
from disclosure_batch.report.as_docx import NAME
from tests import office_macro
from tests.district import District
from tests.run import Run, reading_here, run_whole

PUBLISHED, LICENSING = "indicators.published", "proactive.licensing.decisions"
PENALTY = "proactive.penalty.decisions"
IN_FORCE, MADE = "proactive.normative_documents.in_force", "proactive.normative_documents.issued"
NEW, GRANTED = "requests.new.natural_person", "requests.granted.natural_person"
TITLE = "示例区人民政府办公室2024年政府信息公开工作年度报告"
OWN = "编辑加写的一句话。"
TEMPLATE = """
## （一）主动公开

{{ year }}年主动公开政府信息{{ figure("indicators.published") }}条。
{{ told({"发布政策解读{}篇": ("indicators.policy_interpretations", "未发布政策解读"),
         "开设专题专栏{}个": ("indicators.special_columns", "未新开设专题专栏")}) }}。

作出{{ nonzero({"行政许可决定{}件": "proactive.licensing.decisions", "行政处罚决定{}件": "proactive.penalty.decisions"}) }}。

## （二）依申请公开

新收政府信息公开申请{{ figure("requests.new.total") }}件。
"""


class Desk:
    """A coordinator's: the report is written, edited by hand, and written again."""

    def __init__(self, folder: Path) -> None:
        self.district = District(folder)
        self.out, self.history = folder / "out", folder / "out-历史"
        self.path = self.out / NAME
        self.finance = self.district.office("410801")
        (folder / "模板").mkdir()
        (folder / "模板" / "1-总体情况.txt").write_text(TEMPLATE, encoding="utf-8")
        self.templates = folder / "模板"

    def merge(self, *options: object) -> Run:
        self.finance.write(self.district.received / "410801_示例区财政局.xlsx")
        written = (annual_report, review, manifest)
        arguments = ["merge", self.district.received, "--roster", self.district.roster, "-o", self.out]
        arguments += ["--text-templates", self.templates, *options]
        with reading_here(), patch.object(products, "PRODUCTS", written):
            return run_whole(arguments, self.out)

    def edit(self, change: Callable[[Document], object]) -> bytes:
        document = docx.Document(str(self.path))
        change(document)
        document.save(str(self.path))
        return self.path.read_bytes()

    def correct(self, **figures: int) -> Run:
        """A late correction by one office, by the names above."""
        for name, more in figures.items():
            field = globals()[name]
            self.finance.fill(field, self.finance.values[field] + more)
        return self.merge()

    @property
    def lines(self) -> list[str]:
        return [paragraph.text for paragraph in docx.Document(str(self.path)).paragraphs]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def cells(self) -> set[str]:
        tables = docx.Document(str(self.path)).tables
        return {"".join(t.text or "" for t in tc.iter(W + "t")) for table in tables for tc in table._tbl.iter(W + "tc")}

    @property
    def lit(self) -> list[str]:
        """The cells that are highlighted."""
        tables = docx.Document(str(self.path)).tables
        cells = [tc for table in tables for tc in table._tbl.iter(W + "tc")]
        lit = [tc for tc in cells if next(tc.iter(W + "highlight"), None) is not None]
        return ["".join(t.text or "" for t in tc.iter(W + "t")) for tc in lit]

    @property
    def listed(self) -> str:
        return (self.out / LIST).read_text(encoding="utf-8")

    @property
    def edited(self) -> bool:
        outputs = json.loads((self.out / "manifest.json").read_bytes())["outputs"]
        return next(entry for entry in outputs if entry["path"] == NAME).get("edited", False)


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("first"))
    desk.district.receive()
    desk.merge()
    return desk


@pytest.fixture
def desk(first_run: Desk, tmp_path: Path) -> Desk:
    """After the first run."""
    desk = Desk(tmp_path)
    for folder in ("收件", "out"):
        shutil.copytree(first_run.district.folder / folder, tmp_path / folder, dirs_exist_ok=True)
    return desk


def paragraph_with(document: Document, words: str):
    return next(paragraph for paragraph in document.paragraphs if words in paragraph.text)


def set_text(document: Document, old: str, new: str) -> None:
    run = next(run for run in paragraph_with(document, old).runs if old in run.text)
    run.text = run.text.replace(old, new)


def add_a_sentence(document: Document) -> None:
    paragraph_with(document, "主动公开政府信息480条").insert_paragraph_before(OWN)


def test_figures_are_set_and_the_editor_s_words_stay(desk: Desk):
    edited = desk.edit(add_a_sentence)
    run = desk.correct(PUBLISHED=10, LICENSING=5)
    assert OWN in desk.text and "主动公开政府信息490条" in desk.text and "480" not in desk.text
    assert "1385" in desk.cells and "1380" not in desk.cells and "行政许可决定1385件" in desk.text
    assert (desk.history / NAME).read_bytes() == edited, "the one before is kept"
    assert desk.edited and f"{NAME} 有人改过，接着用这一份：改了 3 个数" in run.text
    assert "480 改为 490：“2024年主动公开政府信息480条。”" in desk.listed and "这份清单不能证明" in desk.listed
    assert "核实再公布" in run.text and "公布用" not in run.text and "年度报告.html 里没有您改的话" in run.text
    assert "改了 3 个数" in (desk.out / "核对报告.html").read_text(encoding="utf-8")


def test_a_run_that_changes_nothing_leaves_it_byte_for_byte(desk: Desk):
    edited = desk.edit(add_a_sentence)
    run = desk.merge()
    assert desk.path.read_bytes() == edited and desk.edited and "这次没有要改的数" in run.text
    assert not desk.history.exists()
    desk.correct(PUBLISHED=10)
    carried = desk.path.read_bytes()
    desk.merge()
    assert desk.path.read_bytes() == carried and [path.name for path in desk.history.iterdir()] == [NAME]
    assert "以前改的（1 处）" in desk.listed, "what was changed is told as long as it is taken on"


def test_once_edited_it_stays_so_for_all_corrections_until_it_is_deleted(desk: Desk):
    desk.edit(add_a_sentence)
    desk.correct(PUBLISHED=10)
    desk.correct(PUBLISHED=1)
    assert OWN in desk.text and "主动公开政府信息491条" in desk.text
    assert len(list(desk.history.iterdir())) == 2
    desk.path.unlink()
    desk.correct(PUBLISHED=1)
    assert OWN not in desk.text and "主动公开政府信息492条" in desk.text and not desk.edited
    assert not (desk.out / LIST).exists()


def test_one_that_nobody_has_edited_is_written_anew(desk: Desk):
    desk.correct(PUBLISHED=10)
    assert "主动公开政府信息490条" in desk.text and not desk.edited and not desk.history.exists()


def test_a_sentence_whose_words_no_longer_fit_is_exchanged_where_it_stands_as_written(desk: Desk):
    desk.edit(add_a_sentence)
    desk.finance.fill("indicators.special_columns", 3)
    desk.merge()
    assert "未新开设专题专栏" not in desk.text and "开设专题专栏3个" in desk.text and OWN in desk.text
    assert "换成“" in desk.listed


def test_a_sentence_that_was_rewritten_is_left_and_told(desk: Desk):
    def rewrite(document: Document) -> None:
        run = next(r for r in paragraph_with(document, "未发布政策解读").runs if "未新开设专题专栏" in r.text)
        run.text = run.text.replace("未新开设专题专栏", "没有新的专题专栏")

    desk.edit(rewrite)
    desk.finance.fill("indicators.special_columns", 3)
    run = desk.merge()
    assert "没有新的专题专栏" in desk.text and "专题专栏3个" not in desk.text
    assert "有 1 处没有改、要您看" in run.text and "已经不合适" in desk.listed and "没有新的专题专栏" in desk.listed
    carried = desk.path.read_bytes()
    again = desk.merge()
    assert "有 1 处没有改、要您看" in again.text, "it is told until somebody has mended it"
    assert desk.path.read_bytes() == carried


def test_a_comment_stands_at_the_sentence_to_rewrite_until_that_is_done(desk: Desk):
    def rewrite(document: Document) -> None:
        document.add_comment(paragraph_with(document, "480条").runs[0], "请再核对", "主任")
        run = next(r for r in paragraph_with(document, "未发布政策解读").runs if "未新开设专题专栏" in r.text)
        run.text = run.text.replace("未新开设专题专栏", "没有新的专题专栏")

    def mend(document: Document) -> None:
        run = next(r for r in paragraph_with(document, "没有新的专题专栏").runs if "没有新的专题专栏" in r.text)
        run.text = run.text.replace("未发布政策解读，没有新的专题专栏", "开设专题专栏3个，未发布政策解读")

    desk.edit(rewrite)
    desk.finance.fill("indicators.special_columns", 3)
    desk.merge()
    of_director, ours = docx.Document(str(desk.path)).comments
    assert of_director.text == "请再核对" and ours.author == "年报汇总"
    assert "这句话应为：“开设专题专栏3个，未发布政策解读。”" in ours.text
    marks = docx.Document(str(desk.path)).element.body.iter(W + "commentRangeStart", W + "commentRangeEnd")
    assert [mark.get(W + "id") for mark in marks] == ["0", "0", "1", "1"]
    desk.edit(mend)
    desk.merge()
    assert [comment.author for comment in docx.Document(str(desk.path)).comments] == ["主任"]


def test_a_document_without_comments_gets_a_part_for_them(desk: Desk):
    def rewrite(document: Document) -> None:
        for key, relation in list(document.part.rels.items()):
            if relation.reltype.endswith("/comments"):
                del document.part.rels[key]
        run = next(r for r in paragraph_with(document, "未发布政策解读").runs if "未新开设专题专栏" in r.text)
        run.text = run.text.replace("未新开设专题专栏", "没有新的专题专栏")

    desk.edit(rewrite)
    desk.finance.fill("indicators.special_columns", 3)
    desk.merge()
    [comment] = docx.Document(str(desk.path)).comments
    assert "开设专题专栏3个" in comment.text
    assert not OpenXmlValidator().validate(str(desk.path)).errors


def test_a_figure_typed_by_hand_is_left_and_told_at_every_run(desk: Desk):
    def retype(document: Document) -> None:
        run = next(r for r in paragraph_with(document, "主动公开政府信息480条").runs if r.text == "480")
        run.text = "1480"

    desk.edit(retype)
    run = desk.merge()
    assert "手工写的是 1480，汇总数是 480" in desk.listed and "1 处没有改" in run.text
    desk.correct(PUBLISHED=10)
    assert "主动公开政府信息1480条" in desk.text and "手工写的是 1480，汇总数是 490" in desk.listed


def test_a_digit_typed_beside_a_figure_makes_another_number(desk: Desk):
    def beside(document: Document) -> None:
        run = next(r for r in paragraph_with(document, "主动公开政府信息480条").runs if r.text == "480")
        run._r.getprevious().addprevious(docx.oxml.parse_xml(f'<w:r xmlns:w="{W[1:-1]}"><w:t>1</w:t></w:r>'))

    desk.edit(beside)
    desk.correct(PUBLISHED=10)
    assert "主动公开政府信息1480条" in desk.text and "手工写的是 1480" in desk.listed


def test_an_old_number_in_the_editor_s_own_words_is_told_and_never_set(desk: Desk):
    desk.edit(lambda document: document.add_paragraph("2025.1.20：今年的480条，比哪一年都多。许可1,380件。"))
    desk.correct(PUBLISHED=10, LICENSING=5)
    assert "2025.1.20：今年的480条，比哪一年都多。许可1,380件。" in desk.lines and "主动公开政府信息490条" in desk.text
    assert "这里也写着 480" in desk.listed and "今年的480条" in desk.listed
    assert "这里也写着 1,380" in desk.listed, "however it is written"


def test_of_an_old_number_all_figures_are_named_whose_it_was(desk: Desk):
    read, columns = "indicators.policy_interpretations", "indicators.special_columns"
    desk.finance.fill(read, 7)
    desk.finance.fill(columns, 7)
    desk.merge()
    desk.edit(lambda document: paragraph_with(document, "专题专栏7个").insert_paragraph_before("解读和专栏都是7。"))
    desk.finance.fill(read, 9)
    desk.finance.fill(columns, 8)
    desk.merge()
    [line] = [line for line in desk.listed.splitlines() if "“解读和专栏都是7。”" in line]
    assert "现在是 9；" in line and "现在是 8）" in line and "要您看的（1 处" in desk.listed


def test_a_number_written_in_another_way_is_no_other_number(desk: Desk):
    def parted(document: Document) -> None:
        next(r for r in paragraph_with(document, "行政许可决定1380件").runs if r.text == "1380").text = "1,380"

    desk.edit(parted)
    assert "这次没有要改的数" in desk.merge().text and "0 处，程序没有改" in desk.listed
    desk.correct(LICENSING=5)
    assert "行政许可决定1,380件" in desk.text and "手工写的是 1,380，汇总数是 1385" in desk.listed


def test_an_old_number_in_a_footnote_is_told(desk: Desk):
    def add_note(document: Document) -> None:
        words = '<w:footnote w:id="2"><w:p><w:r><w:t>其中480条为首次公开。</w:t></w:r></w:p></w:footnote>'
        notes = f'<w:footnotes xmlns:w="{W[1:-1]}">{words}</w:footnotes>'
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package)
        document.part.relate_to(part, RELATION + "footnotes")

    desk.edit(add_note)
    desk.correct(PUBLISHED=10)
    assert "其中480条为首次公开。" in desk.listed


def test_what_could_not_be_placed_is_told_at_every_run_with_the_figure_of_that_run(desk: Desk):
    def rewrite(document: Document) -> None:
        paragraph_with(document, "主动公开政府信息480条").text = "今年公开得更多，共四百八十条。"
        document.add_paragraph("其中网站有480条。")

    def told() -> set[str]:
        return {line.partition(". ")[2] for line in desk.listed.splitlines() if "480" in line}

    desk.edit(rewrite)
    desk.correct(PUBLISHED=10)
    first = told()
    assert len(first) == 2 and all("现在是 490" in line for line in first)
    desk.merge()
    assert told() == first, "nothing has changed"
    desk.correct(PUBLISHED=7)
    assert told() == {line.replace("490", "497") for line in first}
    desk.edit(lambda document: paragraph_with(document, "四百八十条").add_run("2024年主动公开政府信息497条。"))
    desk.merge()
    assert len(told()) == 1 and "文中找不到" not in desk.listed, "the right figure stands there"


def test_a_number_that_somebody_was_told_to_write_is_an_old_one_after_the_next_correction(desk: Desk):
    desk.edit(lambda document: setattr(paragraph_with(document, "主动公开政府信息480条"), "text", "公开四百八十条。"))
    desk.correct(PUBLISHED=10)
    desk.edit(lambda document: setattr(paragraph_with(document, "公开四百八十条"), "text", "共公开490条。"))
    desk.merge()
    assert "这里也写着" not in desk.listed
    desk.correct(PUBLISHED=1)
    assert "这里也写着 490" in desk.listed and "现在是 491" in desk.listed


def test_headers_text_boxes_and_added_tables_are_looked_at_and_days_are_none(desk: Desk):
    def adorn(document: Document) -> None:
        document.sections[0].header.paragraphs[0].text = "公开480条"
        box = '<w:p xmlns:w="{}" xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape><v:textbox>'
        box += "<w:txbxContent><w:p><w:r><w:t>框里480条</w:t></w:r></w:p></w:txbxContent>"
        box += "</v:textbox></v:shape></w:pict></w:r></w:p>"
        document.add_paragraph("印发日期：2025年1月12日")._p.addnext(docx.oxml.parse_xml(box.format(W[1:-1])))
        document.add_table(2, 2).cell(1, 1).text = "480"

    desk.edit(adorn)
    run = desk.correct(PUBLISHED=10, IN_FORCE=1, MADE=1)
    assert "页眉“公开480条”" in desk.listed and "“框里480条”" in desk.listed
    assert "第 4 张表第 2 行第 2 格“480”" in desk.listed and "1月12日" not in desk.listed
    assert "页脚" not in desk.listed, "the number of a page is nobody's figure"
    assert "待补充文字；年度报告.docx 里有 3 处没有改、要您看，年度报告.html 里没有您改的话" in run.text.splitlines()[0]
    assert "批注" not in desk.listed, "there is none"


def test_an_incomplete_run_makes_the_edited_document_a_draft_again(desk: Desk, tmp_path: Path):
    desk.edit(lambda document: document.add_paragraph(OWN))
    late = desk.district.received / "410803_示例区文昌街道办事处.xlsx"
    late.rename(tmp_path / late.name)
    desk.merge()
    title, banner, missing, *_ = desk.lines
    assert title.endswith("工作年度报告") and banner.startswith("送审稿：") and missing.startswith("尚未报送（1 家）")
    below = [desk.lines[at + 1] for at, line in enumerate(desk.lines) if line[1:2] == "、" and len(line) < 25]
    assert len(below) == 6 and all(line.startswith("（送审稿：") for line in below), below
    styles = [paragraph.style.name for paragraph in docx.Document(str(desk.path)).paragraphs]
    assert (
        styles[1] == styles[2] == "送审提示" and styles.count("数据范围") == 6 and "不知道放在哪里" not in desk.listed
    )
    (tmp_path / late.name).rename(late)
    run = desk.merge()
    assert "送审稿" not in desk.text and "尚未报送" not in desk.text and OWN in desk.text and "送审稿" not in run.text
    assert "数据范围" not in [paragraph.style.name for paragraph in docx.Document(str(desk.path)).paragraphs]


def test_another_publisher_and_day_change_title_and_signature(desk: Desk, tmp_path: Path):
    desk.edit(add_a_sentence)
    settings = tmp_path / "设置.toml"
    for publisher, day in (("示例市示例区人民政府", 24), ("示例区人民政府", 26)):
        settings.write_text(f'publisher = "{publisher}"\ndate = 2025-01-{day}\n', encoding="utf-8")
        desk.merge("--settings", settings)
        assert desk.lines[0].replace("\n", "") == f"{publisher}2024年政府信息公开工作年度报告"
        assert desk.lines[-2:] == [publisher, f"2025年1月{day}日"] and OWN in desk.text
        assert "0 处，程序没有改" in desk.listed


def test_a_figure_is_found_by_its_words_where_its_bookmark_is_lost(desk: Desk):
    def retype_all(document: Document) -> None:
        for mark in list(document.element.body.iter(W + "bookmarkStart", W + "bookmarkEnd")):
            mark.getparent().remove(mark)

    desk.edit(retype_all)
    desk.correct(PUBLISHED=10, LICENSING=5)
    assert "主动公开政府信息490条" in desk.text and "1385" in desk.cells and "行政许可决定1385件" in desk.text


def test_a_figure_torn_over_several_runs_is_set(desk: Desk):
    def tear(document: Document) -> None:
        paragraph = paragraph_with(document, "主动公开政府信息480条")
        run = next(r for r in paragraph.runs if r.text == "480")
        run.text = "4"
        for digit in ("80",):
            other = docx.oxml.parse_xml(f'<w:r xmlns:w="{W[1:-1]}"><w:rPr><w:b/></w:rPr><w:t>{digit}</w:t></w:r>')
            run._r.addnext(other)

    desk.edit(tear)
    desk.correct(PUBLISHED=10)
    assert "主动公开政府信息490条" in desk.text


def test_a_sentence_that_was_deleted_stays_deleted_and_its_figure_is_told(desk: Desk):
    def delete(document: Document) -> None:
        paragraph = paragraph_with(document, "主动公开政府信息480条")
        paragraph._p.getparent().remove(paragraph._p)

    desk.edit(delete)
    desk.correct(PUBLISHED=10)
    assert "主动公开政府信息4" not in desk.text and "480 现在是 490，文中找不到原来的地方" in desk.listed
    desk.merge()
    assert "文中找不到" not in desk.listed, "what stood around it stands side by side: it is certain that it is gone"


def test_a_tracked_deletion_does_not_bring_the_old_number_back(desk: Desk):
    def track(document: Document) -> None:
        run = next(r for r in paragraph_with(document, "主动公开政府信息480条").runs if r.text == "480")._r
        deleted = etree.SubElement(run.getparent(), W + "del", {W + "id": "900", W + "author": "甲"})
        run.addprevious(deleted)
        deleted.append(run)
        run.find(W + "t").tag = W + "delText"

    desk.edit(track)
    run = desk.correct(PUBLISHED=10)
    body = docx.Document(str(desk.path)).element.body
    assert [t.text for t in body.iter(W + "delText")] == ["490"]
    assert "1 处修订没有接受或拒绝" in run.text and "拒绝修订时" in desk.listed


def test_a_draft_becomes_final_in_the_edited_document(desk: Desk, tmp_path: Path):
    late = desk.district.received / "410803_示例区文昌街道办事处.xlsx"
    late.rename(tmp_path / late.name)
    desk.finance.fill(IN_FORCE, 0)  # two were made and one repealed
    desk.merge()
    assert "送审稿" in desk.text and desk.lit == ["24"]
    desk.edit(lambda document: document.add_paragraph(OWN))
    (tmp_path / late.name).rename(late)
    desk.finance.fill(IN_FORCE, 12)
    desk.merge()
    assert "送审稿" not in desk.text and "文昌" not in desk.text and OWN in desk.text
    assert "主动公开政府信息480条" in desk.text and "1380" in desk.cells and not desk.lit


def test_looks_and_rows_that_were_changed_stay(desk: Desk):
    def adorn(document: Document) -> None:
        document.tables[1].rows[4].height = Pt(60)
        next(r for r in paragraph_with(document, "主动公开政府信息480条").runs if r.text == "480").bold = True

    desk.edit(adorn)
    desk.correct(PUBLISHED=10, NEW=1, GRANTED=1)
    document = docx.Document(str(desk.path))
    assert document.tables[1].rows[4].height == Pt(60) and "41" in desk.cells
    assert next(r for r in paragraph_with(document, "490条").runs if r.text == "490").bold


def test_every_other_part_stays_byte_for_byte(desk: Desk):
    desk.edit(add_a_sentence)
    with zipfile.ZipFile(desk.path) as package:
        before = {name: package.read(name) for name in package.namelist()}
    desk.correct(PUBLISHED=10)
    with zipfile.ZipFile(desk.path) as package:
        changed = {name for name in package.namelist() if package.read(name) != before[name]}
    assert {"word/document.xml", "docProps/custom.xml"} < changed and len(changed) == 3
    assert sum(name.startswith("customXml/item") for name in changed) == 1


# ---------------------------------------------------------------- what was taken out, or stands there twice


def strike_table(document: Document) -> None:
    table = document.tables[2]._tbl
    table.getparent().remove(table)


def strike_row(document: Document) -> None:
    row = next(row for row in document.tables[1].rows if "（七）总计" in row.cells[1].text)
    row._tr.getparent().remove(row._tr)


def strike_section(document: Document) -> None:
    heading = paragraph_with(document, "五、")._p
    for element in (heading.getnext(), heading):  # the section says 无
        element.getparent().remove(element)


def strike_words(document: Document) -> None:
    heading = paragraph_with(document, "六、")._p
    while (following := heading.getnext()).find(f"{W}pPr/{W}pStyle").get(W + "val") != "Signature":
        following.getparent().remove(following)


def strike_words_of_a_part(document: Document) -> None:
    paragraph = paragraph_with(document, "新收政府信息公开申请")._p
    paragraph.getparent().remove(paragraph)


def strike_title(document: Document) -> None:
    document.paragraphs[0].text = ""


def in_numerals(document: Document) -> None:
    cell = next(c for row in document.tables[1].rows for c in row.cells if c.text == "40")
    cell.paragraphs[0].runs[0].text = "四十"


def section_moved(document: Document) -> None:
    one, six = paragraph_with(document, "一、")._p, paragraph_with(document, "六、")._p
    one.addprevious(six)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (strike_table, "“四、政府信息公开行政复议、行政诉讼情况”的表没有了"),
        (strike_row, "“三、收到和处理政府信息公开申请情况”的表没有“三、本年度办理结果 （七）总计”的数"),
        (strike_section, "“五、存在的主要问题及改进情况”这一部分没有了"),
        (strike_words, "“六、其他需要报告的事项”下面没有文字"),
        (strike_words_of_a_part, "“（二）依申请公开”下面没有文字"),
        (strike_title, "标题没有了"),
        (in_numerals, "写的是 四十，汇总数是 40"),
        (section_moved, "各部分的次序变了"),
    ],
)
def test_what_a_report_must_have_is_missed_at_every_run(desk: Desk, change: Callable, told: str):
    desk.edit(change)
    for _ in range(2):
        run = desk.merge()
        assert told in desk.listed and told in run.text and "完整" not in run.text.splitlines()[0]
        assert desk.listed.count(told) == 1


def test_what_is_filled_in_by_hand_is_still_lacking_on_the_page(desk: Desk, tmp_path: Path):
    """Only of what can be published as it stands is it said to be complete; the page is not the edited one."""
    desk.edit(lambda document: setattr(paragraph_with(document, "2025年　月　日"), "text", "2025年1月24日"))
    run = desk.merge()
    assert run.text.startswith(f"{TITLE}：待补充文字") and "年度报告.docx 里还有" not in run.text
    assert "年度报告.html 里还有 1 处文字待补充（文中已标色）：“落款”1 处" in run.text
    settings = tmp_path / "设置.toml"
    settings.write_text("date = 2025-01-24\n", encoding="utf-8")
    assert desk.merge("--settings", settings).text.startswith(f"{TITLE}：完整")
    desk.edit(lambda document: setattr(paragraph_with(document, "新收政府信息公开申请"), "text", "（这里请补充）"))
    run = desk.merge("--settings", settings)
    assert run.text.startswith(f"{TITLE}：待补充文字") and "年度报告.docx 里还有 1 处文字待补充" in run.text


def test_a_template_is_not_put_over_an_edited_report_and_that_is_said(desk: Desk, tmp_path: Path):
    other = docx.Document()
    for line in ("示例区人民政府文件", "〔正文〕"):
        other.add_paragraph(line)
    other.save(str(tmp_path / "样式.docx"))
    desk.edit(add_a_sentence)
    for _ in range(2):
        run = desk.merge("--report-template", tmp_path / "样式.docx")
        assert "给的报告样式只用于新写的报告，没有套用在这一份上" in run.text and "补上" not in run.text
        assert "示例区人民政府文件" not in desk.text + desk.listed and OWN in desk.text
    desk.path.unlink()
    desk.merge("--report-template", tmp_path / "样式.docx")
    desk.edit(add_a_sentence)
    desk.finance.fill(PUBLISHED, 130)
    run = desk.merge("--report-template", tmp_path / "样式.docx")
    assert "报告样式" not in run.text and desk.lines[0] == "示例区人民政府文件" and "490条" in desk.text
    assert "0 处，程序没有改" in desk.listed
    desk.merge()
    assert desk.lines[0] == "示例区人民政府文件" and "490条" in desk.text


def test_of_a_table_copied_by_hand_the_one_in_its_section_is_set_and_the_other_told(desk: Desk):
    def copied(document: Document) -> None:
        table = document.tables[1]._tbl
        document.element.body.find(W + "sectPr").addprevious(deepcopy(table))

    desk.edit(copied)
    desk.correct(NEW=1, GRANTED=1)
    mine, other = (docx.Document(str(desk.path)).tables[n] for n in (1, 3))
    assert mine.rows[3].cells[-1].text == "41" and other.rows[3].cells[-1].text == "40"
    assert "第 4 张表和第 2 张表一样" in desk.listed and "第 4 张表第 4 行" in desk.listed
    desk.merge()
    assert "第 4 张表和第 2 张表一样" in desk.listed


def test_of_a_sentence_all_figures_are_set_or_none(desk: Desk):
    def retype(document: Document) -> None:
        runs = paragraph_with(document, "行政处罚决定").runs
        next(run for run in runs if run.text == "84").text = "八十四"

    desk.edit(retype)
    desk.finance.fill(PENALTY, desk.finance.values[PENALTY] + 3)
    desk.correct(LICENSING=5)
    assert "作出行政许可决定1380件、行政处罚决定八十四件" in desk.text
    assert "一个也没有改：应为“作出行政许可决定1385件、行政处罚决定87件。”" in desk.listed
    [comment] = docx.Document(str(desk.path)).comments
    assert "行政处罚决定87件" in comment.text
    desk.merge()
    assert "应为“作出行政许可决定1385件、行政处罚决定87件。”" in desk.listed


def test_a_clause_that_was_struck_keeps_no_other_figure_from_being_set(desk: Desk):
    def strike(document: Document) -> None:
        paragraph = paragraph_with(document, "行政处罚决定")
        words = next(run for run in paragraph.runs if "行政处罚决定" in run.text)
        number = next(run for run in paragraph.runs if run.text == "84")
        words.text, number.text = words.text.partition("、")[0], ""

    desk.edit(strike)
    desk.finance.fill(PENALTY, desk.finance.values[PENALTY] + 3)
    desk.correct(LICENSING=5)
    assert "作出行政许可决定1385件" in desk.text and "84 现在是 87" in desk.listed


def test_an_own_number_beside_a_figure_that_was_set_is_told_until_somebody_changes_it(desk: Desk):
    def add_a_share(document: Document) -> None:
        runs = paragraph_with(document, "行政处罚决定").runs
        next(run for run in runs if run.text.startswith("件。")).text = "件，许可占94.26%。"

    desk.edit(add_a_share)
    desk.correct(PUBLISHED=10)
    assert "要您看的（0 处" in desk.listed, "no figure of its sentence has changed"
    desk.correct(LICENSING=5)
    assert "这句话里有数改了，94.26 不是程序写的，没有改，请核对：“作出行政许可决定" in desk.listed
    run = desk.merge()
    assert "94.26 不是程序写的" in desk.listed
    assert "年度报告.docx 里有 1 处没有改、要您看" in run.text.splitlines()[0]
    desk.edit(lambda document: set_text(document, "94.26", "94.30"))
    desk.merge()
    assert "要您看的（0 处" in desk.listed


def test_what_a_field_shows_is_told_and_not_set(desk: Desk):
    """It would come back when somebody prints."""

    def as_fields(document: Document) -> None:
        runs = [run._r for run in paragraph_with(document, "主动公开政府信息480条").runs if run.text == "480"]
        tables = [r for r in document.tables[1]._tbl.iter(W + "r") if r.findtext(W + "t") == "40"]
        for run in (*runs, tables[-1]):
            field = etree.Element(W + "fldSimple", {W + "instr": " DOCPROPERTY 总数 "})
            run.addprevious(field)
            field.append(run)

    desk.edit(as_fields)
    desk.correct(PUBLISHED=10, NEW=1, GRANTED=1)
    assert "490" not in desk.text and "会自动更新的域，显示的是 480，汇总数是 490" in desk.listed
    assert "显示的是 40，汇总数是 41，请自己改：第 2 张表" in desk.listed


def test_a_text_box_says_the_same_for_programs_that_know_no_drawings(desk: Desk):
    def boxed(document: Document) -> None:
        paragraph = paragraph_with(document, "主动公开政府信息480条")._p
        box = f'<w:p xmlns:w="{W[1:-1]}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r>'
        box += '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><w:txbxContent/></w:drawing></mc:Choice>'
        box += "<mc:Fallback><w:pict><w:txbxContent/></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        paragraph.addprevious(docx.oxml.parse_xml(box))
        shown, other = paragraph.getprevious().iter(W + "txbxContent")
        other.append(deepcopy(paragraph))
        shown.append(paragraph)

    desk.edit(boxed)
    desk.correct(PUBLISHED=10)
    boxes = docx.Document(str(desk.path)).element.body.iter(W + "txbxContent")
    assert ["480" in "".join(box.itertext()) for box in boxes] == [False, False] and "480条，" not in desk.listed


def test_of_a_paragraph_that_was_copied_its_sentences_are_told_once_and_set_nowhere(desk: Desk):
    """As python-docx and Word copy it, with its marks."""

    def copied(document: Document) -> None:
        paragraph = paragraph_with(document, "行政处罚决定")
        paragraph._p.addnext(deepcopy(paragraph._p))

    desk.edit(copied)
    desk.correct(LICENSING=5)
    assert desk.text.count("作出行政许可决定1380件、行政处罚决定84件。") == 2
    assert desk.listed.count("1380件") == 1 and "这句话在文中不止一处" in desk.listed
    assert "应为“作出行政许可决定1385件、行政处罚决定84件。”" in desk.listed


def test_what_is_said_of_a_sentence_stands_in_one_line(desk: Desk):
    def rewrite(document: Document) -> None:
        paragraph_with(document, "行政处罚决定").text = "许可和处罚都比上年多：1380件和84件。"

    desk.edit(rewrite)
    desk.finance.fill(PENALTY, desk.finance.values[PENALTY] + 3)
    desk.correct(LICENSING=5)
    assert "1380 现在是 1385、84 现在是 87，文中找不到原来的地方" in desk.listed
    assert "84（行政处罚·本年处理决定数量原来的数，现在是 87），是不是要改：“许可和处罚" in desk.listed
    assert "2 处，程序没有改" in desk.listed


# ---------------------------------------------------------------- where it can't be told


def nonsense(desk: Desk) -> None:
    desk.path.write_bytes(b"PK\x03\x04 this is no document")


def broken(desk: Desk) -> None:
    with zipfile.ZipFile(desk.path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"][:-40]
    with zipfile.ZipFile(desk.path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)


def expanding(desk: Desk) -> None:
    with zipfile.ZipFile(desk.path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    entities = b'<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>'
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:document", entities + b"<w:document", 1)
    with zipfile.ZipFile(desk.path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)


def another_paper(desk: Desk) -> None:
    document = docx.Document()
    document.add_paragraph("别的文件")
    document.save(str(desk.path))


def other_kind(desk: Desk) -> None:
    desk.path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000))


def other_body(desk: Desk) -> None:
    roster = desk.district.roster.read_bytes()
    desk.district.roster.write_bytes(roster.replace(b"410800", b"410899"))
    desk.merge()
    written = desk.path.read_bytes()
    desk.district.roster.write_bytes(roster)
    desk.merge()
    desk.path.write_bytes(written)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (nonsense, "可能已损坏"),
        (broken, "可能已损坏"),
        (expanding, "可能已损坏"),
        (another_paper, "看不出是在哪一次写出的报告上改的"),
        (other_kind, "不是 .docx 文件"),
        (other_body, "是另一年或另一个机关的报告"),
    ],
)
def test_where_it_cannot_be_told_a_fresh_one_is_written_and_the_edited_one_kept(desk: Desk, change: Callable, why: str):
    change(desk)
    edited = desk.path.read_bytes()
    run = desk.correct(PUBLISHED=10)
    assert why in run.text and "没有接着用它，写了新的" in run.text and not desk.edited
    assert "主动公开政府信息490条" in desk.text and edited in [path.read_bytes() for path in desk.history.iterdir()]


def test_one_saved_in_another_format_is_named_and_left(desk: Desk):
    desk.path.rename(desk.out / "年度报告.odt")
    run = desk.correct(PUBLISHED=10)
    assert "年度报告.odt，没有动它" in run.text and "另存为 年度报告.docx" in run.text
    assert (desk.out / "年度报告.odt").exists() and "490" in desk.text


def test_without_the_part_in_the_document_the_file_beside_it_tells(desk: Desk):
    """Some editors keep a property, but no part that they don't know."""

    def lose(document: Document) -> None:
        add_a_sentence(document)
        for key, relation in list(document.part.rels.items()):
            if relation.reltype.endswith("/customXml"):
                del document.part.rels[key]

    desk.edit(lose)
    with zipfile.ZipFile(desk.path) as package:
        assert not [name for name in package.namelist() if name.startswith("customXml")]
    desk.correct(PUBLISHED=10)
    assert OWN in desk.text and "主动公开政府信息490条" in desk.text
    desk.correct(PUBLISHED=1)
    assert OWN in desk.text and "主动公开政府信息491条" in desk.text


def test_a_run_that_fails_leaves_it_as_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    edited = desk.edit(add_a_sentence)

    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "no space", str(desk.out))

    monkeypatch.setattr(manifest, "write", full)
    assert desk.correct(PUBLISHED=10).exit_code != 0
    monkeypatch.undo()
    assert desk.path.read_bytes() == edited and not desk.history.exists()
    desk.merge()
    assert OWN in desk.text and "主动公开政府信息490条" in desk.text


def test_while_another_program_holds_it_open_the_new_one_lies_beside(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    edited = desk.edit(add_a_sentence)
    replace = os.replace

    def windows_replace(source: Path, to: Path) -> None:
        if Path(source) == desk.path:
            raise PermissionError(errno.EACCES, "held open", str(source))
        replace(source, to)

    monkeypatch.setattr(os, "replace", windows_replace)
    run = desk.correct(PUBLISHED=10)
    monkeypatch.undo()
    beside = docx.Document(str(desk.out.with_name("out-新") / NAME))
    assert desk.path.read_bytes() == edited and "没有替换" in run.text
    assert "主动公开政府信息490条" in "\n".join(paragraph.text for paragraph in beside.paragraphs)
    desk.merge()
    assert OWN in desk.text and "主动公开政府信息490条" in desk.text


# ---------------------------------------------------------------- others


def test_random_edits_leave_no_figure_silently_old():
    chance = random.Random(2024)
    both = carry.pair(chance)
    for number in range(8):
        edited, expected = carry.edited(both, 10, chance)
        done = carry.carried(edited, both, twice=number % 2 == 1)
        assert isinstance(done, Carried)
        counted, wrong = carry.judged(done, expected, both)
        assert counted["right"] > 250 and counted["set"] and not wrong


def test_a_unit_s_own_report_is_taken_on_as_well(desk: Desk, tmp_path: Path):
    form = desk.district.received / "410801_示例区财政局.xlsx"
    arguments = ["report", form, "-o", tmp_path / "own", "--year", "2024"]
    with reading_here():
        run_whole(arguments, tmp_path / "own")
        [path] = (tmp_path / "own").glob(f"*/{NAME}")
        document = docx.Document(str(path))
        document.add_paragraph(OWN)
        document.save(str(path))
        desk.finance.fill(PUBLISHED, 130).write(form)
        done = run_whole(arguments, tmp_path / "own")
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    assert OWN in text and "主动公开政府信息130条" in text and "接着用这一份：改了" in done.text
    assert [entry["path"] for entry in done.account["outputs"] if entry.get("edited")] == [f"{path.parent.name}/{NAME}"]


BY_HAND = """
  Seek(doc, "2024年主动公开政府信息").End.setString("（含街道）")
  Seek(doc, "未发布政策解读，未新开设专题专栏。").setString("")
  Set cursor = doc.Text.createTextCursorByRange(Seek(doc, "（一）主动公开").Start)
  cursor.gotoEndOfParagraph(False)
  doc.Text.insertControlCharacter(cursor, com.sun.star.text.ControlCharacter.PARAGRAPH_BREAK, False)
  doc.Text.insertString(cursor, "编辑加写的一句话。", False)
  Set moved = doc.Text.createTextCursorByRange(Seek(doc, "新收政府信息公开申请").Start)
  moved.gotoStartOfParagraph(False)
  doc.Text.insertString(moved, "数据经过核对。", False)
  Set rows = doc.TextTables.getByIndex(1).Rows
  rows.getByIndex(3).IsAutoHeight = False
  rows.getByIndex(3).Height = 2500
"""


def test_edited_by_libreoffice_s_own_hand(desk: Desk, soffice: str, tmp_path: Path):
    """Words between, a sentence deleted, a paragraph added, a row made higher."""
    office_macro.edit(soffice, desk.path, BY_HAND, tmp_path)
    run = desk.correct(PUBLISHED=10, LICENSING=5, NEW=1, GRANTED=1)
    assert "主动公开政府信息（含街道）490条。" in desk.text and OWN in desk.lines, desk.text
    assert "数据经过核对。新收政府信息公开申请41件。" in desk.text and "行政许可决定1385件" in desk.text
    assert "未发布政策解读" not in desk.text and {"1385", "29", "41"} <= desk.cells
    assert docx.Document(str(desk.path)).tables[1].rows[3].height > Pt(60)
    assert "没有改、要您看" not in run.text, desk.listed


def test_edited_in_libreoffice_and_over_its_own_format(desk: Desk, libreoffice, tmp_path: Path):
    desk.edit(add_a_sentence)
    as_text = libreoffice(desk.path, "odt")
    shutil.move(libreoffice(as_text, "docx"), desk.path)
    run = desk.correct(PUBLISHED=10, LICENSING=5, NEW=1, GRANTED=1)
    assert "接着用这一份" in run.text and "没有改、要您看" not in run.text, desk.listed
    assert OWN in desk.text and "主动公开政府信息490条" in desk.text
    assert {"1385", "29"} <= desk.cells and "新收政府信息公开申请41件" in desk.text
