"""Documents that were never this tool's template: whose, of which year and of which day, by their words alone."""

import datetime
import os
import shutil
import socket
from pathlib import Path

import docx
import openpyxl
import pytest

from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.filing import Filing
from disclosure_batch.intake.read import read
from tests import hands
from tests.hands import FORM

NAME, TITLE = "示例区教育局", "示例区教育局2024年政府信息公开工作年度报告"
SIGNED = ("示例区教育局", "2025年1月15日")


def filing(path: Path) -> Filing:
    (only,) = read(Source(path.name, path, named=True), FORM)
    return only.filing


def word(tmp_path: Path, above: list[str], below: list[str] = (), header: str = "") -> Filing:
    """The three tables in a Word document, between paragraphs."""
    path = hands.as_word(hands.tables(), tmp_path / "报告.docx", title="")
    document = docx.Document(path)
    first = document.paragraphs[0]
    for line in above:
        first.insert_paragraph_before(line)
    for line in below:
        document.add_paragraph(line)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    document.save(path)
    return filing(path)


@pytest.mark.parametrize(
    ("above", "below", "said"),
    [
        (["示例区教育局2024年度政府信息公开年报"], SIGNED, (NAME, "2024", "2025-01-15")),
        (["示例区教育局2024年政府信息公开", "工作年度报告"], SIGNED, (NAME, "2024", "2025-01-15")),
        (["2024年政府信息公开工作年度报告", "（示例区教育局）"], (), (NAME, "2024", None)),
        (["2024年政府信息公开工作年度报告", "（征求意见稿）"], (), (None, "2024", None)),
        (["附件2", "2024年政府信息公开工作年度报告"], (), (None, "2024", None)),
        (["2024年政府信息公开工作年度报告", "填报单位：示例区教育局"], (), (NAME, "2024", None)),
        (["2024年政府信息公开工作年度报告", "填报单位（盖章）：示例区教育局　　填报日期：2025年1月12日"], SIGNED, (NAME, "2024", "2025-01-12")),
        (["本机关2024年政府信息公开工作年度报告"], ["本机关", "2025年1月15日"], (None, "2024", "2025-01-15")),
        (["2024年政府信息公开工作年度报告"], SIGNED, (NAME, "2024", "2025-01-15")),
        (["示例区教育局文件", "教字〔2025〕3号", "关于报送2024年政府信息公开工作年度报告的函", "示例区人民政府办公室："], SIGNED, (NAME, "2024", "2025-01-15")),
        (["关于报送2024年政府信息公开工作年度报告的函", "示例区人民政府办公室：", TITLE], (), (NAME, "2024", None)),
        (["示例区人民政府", "政府信息公开年报", TITLE], (), (NAME, "2024", None)),  # the menu of a web page
        (["示例区教育局2023-2024年政府信息公开工作年度报告"], (), (NAME, "2023、2024", None)),
        ([TITLE], ["示例区教育局  二〇二五年一月十五日"], (NAME, "2024", "2025-01-15")),
        ([TITLE], ["2025年1月15日"], (NAME, "2024", "2025-01-15")),
        (["示例区教育局关于报送2024年政府信息公开工作年度报告的报告"], SIGNED, (NAME, "2024", "2025-01-15")),
        (["示例区教育局关于公布2024年政府信息公开工作年度报告的公告", TITLE], (), (NAME, "2024", None)),
        (["《示例区教育局2024年政府信息公开工作年度报告》"], SIGNED, (NAME, "2024", "2025-01-15")),
        (["2025年公开：示例区教育局2024年政府信息公开工作年度报告"], SIGNED, (NAME, "2024", "2025-01-15")),
        (["示例区教育局政府信息公开工作年度报告", "（2023年1月1日至2023年12月31日）"], (), (NAME, "2023", None)),
        (["示例区教育局政府信息公开工作年度报告", "一、总体情况", "2023年，我局按要求公开。"], (), (NAME, "2023", None)),
        (["示例区教育局政府信息公开工作年度报告", "根据2019年修订的《中华人民共和国政府信息公开条例》编制。"], (), (NAME, None, None)),
        # another office that is named in passing, and days that close nothing
        (["2024年政府信息公开工作年度报告", "一、总体情况", "我局会同示例区财政局，按要求公开。"], ["由示例区财政局负责解释。"], (None, "2024", None)),
        (["2024年政府信息公开工作年度报告"], ["抄送：示例区财政局", "2025年1月15日"], (None, "2024", "2025-01-15")),
        ([TITLE], ["示例区财政局", "2025年1月15日"], (NAME, "2024", "2025-01-15")),
        ([TITLE], ["发布日期：2025年1月20日"], (NAME, "2024", None)),
        ([TITLE], ["2025年1月15日", "2025年1月16日"], (NAME, "2024", None)),
        ([TITLE], ["2025年2月30日"], (NAME, "2024", None)),
        (["示例区卫生健康局监督所2024年政府信息公开工作年度报告"], ["示例区卫生健康局", "2025年1月15日"], ("示例区卫生健康局监督所", "2024", "2025-01-15")),
    ],
)  # fmt: skip
def test_name_year_and_day_of_a_document(tmp_path, above, below, said):
    texts = word(tmp_path, above, below).texts
    assert tuple(texts.get(name) for name in ("unit.name", "unit.year", "unit.date")) == said


def test_the_signature_is_no_words_of_the_last_section(tmp_path):
    assert word(tmp_path, [TITLE], ["六、其他需要报告的事项", "无。", *SIGNED]).texts["text.other_matters"] == "无。"


def test_a_title_in_the_head_of_every_page(tmp_path):
    texts = word(tmp_path, [], header=TITLE).texts
    assert (texts["unit.name"], texts["unit.year"]) == (NAME, "2024")
    left_over = word(tmp_path, [], SIGNED, header="示例区财政局2023年政府信息公开工作年度报告").texts
    assert (left_over["unit.name"], left_over.get("unit.year")) == (NAME, None)


def test_a_title_on_a_sheet_of_its_own(tmp_path):
    path = hands.as_workbook({"封皮": [[""], [""], [TITLE]], **hands.tables()}, tmp_path / "报表.xlsx")
    book = openpyxl.load_workbook(path)
    for i, page in enumerate(book.worksheets[1:]):
        page.title = f"表{i}"
    book.save(path)
    texts = filing(path).texts
    assert (texts["unit.name"], texts["unit.year"]) == (NAME, "2024")


@pytest.mark.parametrize(
    ("sheet", "head"), [("表一", "示例区财政局"), ("表一", "示例区财政局2023年主动公开情况"), ("表一", "2023年主动公开情况"), ("上年主动公开", "")]
)
def test_a_cover_sheet_says_nothing_of_figures_that_are_headed_otherwise(tmp_path, sheet, head):
    two, three, four = hands.tables().values()
    path = hands.as_workbook({"封皮": [[TITLE]], sheet: [[head], *two], "表二": three, "表三": four}, tmp_path / "报表.xlsx")
    assert "unit.name" not in filing(path).texts


NO_REGULATIONS = dict.fromkeys((f"proactive.regulations.{part}" for part in ("issued", "repealed", "in_force")), 0)


@pytest.mark.parametrize(("days", "saved", "kept", "ground"), [
    (("2025年1月8日", "2025年1月15日"), (20, 15), 1, "（填报日期 2025-01-15 晚于 2025-01-08）"),
    (("二〇二五年一月十五日", "二〇二五年一月八日"), (1, 2), 0, "（填报日期 2025-01-15 晚于 2025-01-08）"),
    (("2025年1月15日", "2025年1月15日"), (20, 15), 0, "（填报日期比不出先后，文件里的保存时间 2025-01-20 晚于 2025-01-15）"),
])  # fmt: skip
def test_the_day_below_a_report_tells_which_is_later(district, days, saved, kept, ground):
    district.receive()
    (district.received / "410802_示例区教育局.xlsx").unlink()
    for i, (day, when) in enumerate(zip(days, saved, strict=True)):
        figures = {**hands.FIGURES, **NO_REGULATIONS, "proactive.licensing.decisions": 900 + i}
        path = hands.as_word(hands.tables(figures), district.received / f"教育局{i}.docx", title=TITLE)
        document = docx.Document(path)
        document.add_paragraph(NAME)
        document.add_paragraph(day)
        document.core_properties.modified = datetime.datetime(2025, 1, when)
        document.save(path)

    run = district.merge(receive=False)

    states = run.file_states()
    assert [states[f"收件/教育局{i}.docx"] for i in (0, 1)] == [("superseded", "accepted")[i == kept] for i in (0, 1)]
    assert ground in run.finding("F009").message


def test_a_blank_document_with_a_day_below_is_still_blank(tmp_path):
    path = hands.as_word(hands.tables(dict.fromkeys(hands.FIGURES, "")), tmp_path / "报告.docx", title=TITLE)
    document = docx.Document(path)
    for line in SIGNED:
        document.add_paragraph(line)
    document.save(path)
    assert filing(path).texts["unit.date"] == "2025-01-15" and filing(path).untouched(FORM)


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no sockets that are files")
def test_what_is_no_file_is_not_to_be_saved_as_a_workbook(district):
    district.receive()
    with socket.socket(socket.AF_UNIX) as opened:
        here = Path.cwd()
        os.chdir(district.received)  # a socket's path has to be short
        opened.bind("a.sock")
        os.chdir(here)
        message = district.merge(receive=False).finding("F001").message
    assert "不是文件（是管道、套接字或设备），没有读取" in message and message.endswith("请把它移出收件的文件夹。")


# ---------------------------------------------------------------- this tool's own papers


def test_its_own_papers_among_the_submissions_are_known_without_their_folder(district):
    """Notices and chat words that an office sends back beside its mended workbook; a report that was passed around."""
    district.office("410801").fill("requests.granted.natural_person", 8)
    district.office("410803").reports = False
    run = district.merge()
    notices = run.product("退改通知")
    back = [*notices.glob("*.docx"), notices / "群发文字.txt"]
    run.product("年度报告.html")  # brings the tables of its sections
    back += [run.product("送审单.docx"), run.product("一图读懂.html")]
    back += [run.product("核对报告.html"), run.product("数据.csv"), *run.product("章节").iterdir()]
    district.office("410801").fill("requests.granted.natural_person", 5)
    district.receive()
    assert len(back) == 15
    for path in back:
        shutil.copy(path, district.received / path.name)

    run = district.merge(receive=False)

    assert {run.file_states()[f"收件/{path.name}"] for path in back} == {"ignored"}
    assert (run.states()["410801"], len(run.findings("F004"))) == ("accepted", len(back))
    assert all("是本工具写出的" in finding.message for finding in run.findings("F004"))


def test_a_report_typed_into_a_notice_is_read_all_the_same(district):
    district.office("410801").fill("requests.granted.natural_person", 8)
    run = district.merge()
    notice = docx.Document(next(run.product("退改通知").glob("410801*.docx")))
    report = docx.Document(hands.as_word(hands.tables(), district.folder / "a.docx"))
    for part in list(report.element.body)[:-1]:
        notice.element.body.insert(0, part) if part.tag.endswith("}tbl") else None
    notice.save(district.folder / "报告.docx")

    assert filing(district.folder / "报告.docx").figures_read(FORM)[0] > 150


@pytest.mark.parametrize(("name", "content", "words"), [
    ("报告.rtf", rb"{\rtf1\ansi\deff0 }", "是 RTF 文档，没有读取。请用 WPS 或 Word 打开后另存为 .docx 重新报送。"),
])  # fmt: skip
def test_what_has_to_be_saved_as_something_else(district, name, content, words):
    district.receive()
    (district.received / name).write_bytes(content)
    assert words in district.merge(receive=False).finding("F001").message
