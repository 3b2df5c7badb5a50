"""核对报告.html: complete, offline, and nothing that comes from outside is live in it."""

from decimal import Decimal

import lxml.html
import pytest

from disclosure_batch.merge import Body, FileState, Status
from disclosure_batch.outputs import review
from disclosure_batch.report.report import Report
from tests.hand_made import REPORT, error, notice, result, state, warning
from tests.said import Ruled

HOSTILE = "<script>alert(1)</script>\u202exslx.\x00\x1b[31m&amp;"
FEES = "proactive.fees.amount"


def page(*args, gaps=(), **kwargs):
    return review.review_page(result(*args, **kwargs), Report("", "", 2024, (), (), (), gaps))


def text_of(html: str) -> str:
    return " ".join(lxml.html.fromstring(html).text_content().split())


@pytest.fixture
def district() -> str:
    units = [state("1", "甲局", "rejected"), state("2", "乙局", "missing"), state("3", "丙局")]
    findings = [
        notice("V001", "有 3 格空白。", unit="1", sheet="工作指标", cell="B8", also=("B9",)),
        warning(
            "Y101", "与上年不衔接。", unit="1", sheet="二、主动公开", cell="D7", explanation="清理旧文件"
        ),
        error(
            "R303",
            "不平衡。",
            unit="1",
            sheet="三、依申请公开",
            cell="D7",
            also=("D8",),
            suggestion="请看 D9。",
        ),
        error("U003", "没有收到。", unit="2"),
    ]
    figures = {FEES: Decimal("96.0914"), "requests.new.enterprise": 4}
    return page(units, findings, figures, {FEES: Decimal("90.5")}, gaps=["培训次数没有单位填报。"])


def test_the_page_says_at_a_glance_how_it_stands(district):
    text = text_of(district)
    for words in (
        "送审稿",
        "应报 3 家，已报 2 家，未报 1 家，需修改 1 家",
        "汇总数字含 1 家单位，应计入 3 家，还缺 2 家",
        "尚未报送（1 家）：乙局。",
        "培训次数没有单位填报。",
        "清理旧文件",
        "不平衡。请看 D9。",
        "相关单元格 D8",
        "上年 90.5",
        "增 5.5914",
        "总计列：左边 4，右边 0，相差 4",
    ):
        assert words in text


def test_findings_stand_with_the_gravest_first_and_notices_folded(district):
    text = text_of(district)
    places = [text.index(words) for words in ("R303；", "与上年不衔接。", "提示 1 条", "没有收到。")]
    assert places == sorted(places)
    folded = lxml.html.fromstring(district).xpath("//details//text()")
    assert "有 3 格空白。" in "".join(folded)
    assert "不平衡" not in "".join(folded)


def test_the_page_needs_no_script_and_no_network(district):
    tree = lxml.html.fromstring(district)
    assert not tree.xpath("//script | //link | //img | //iframe | //@src | //@href")
    assert "url(" not in district and "@import" not in district


def test_the_text_for_the_group_chat_can_be_copied_line_by_line(district):
    lines = lxml.html.fromstring(district).xpath("string(//pre)").strip().splitlines()
    assert lines[1] == "尚未报送（1 家）：乙局。请尽快报送。"
    assert len(lines) == 4


def test_nothing_from_outside_is_live():
    units = [state(f"1{HOSTILE}", f"甲局{HOSTILE}", "rejected", file=f"收件/{HOSTILE}.xlsx")]
    key = units[0].unit.key
    findings = [
        error(
            "V004",
            HOSTILE,
            unit=key,
            file=HOSTILE,
            sheet=HOSTILE,
            cell=HOSTILE,
            also=(HOSTILE,),
            suggestion="改" + HOSTILE,
        ),
        notice("V013", HOSTILE, unit=HOSTILE, explanation=HOSTILE, decision=Ruled(HOSTILE)),
    ]
    files = [FileState(f"收件/{HOSTILE}.xlsx", "0" * 64, 1, key, Status.REJECTED, ("V004",))]
    html = page(units, findings, files=files, body=Body(HOSTILE, HOSTILE), gaps=[HOSTILE])
    assert "<script" not in html
    assert not {"\u202e", "\x00", "\x1b"} & set(html)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;□xslx.□□[31m&amp;amp;" in html


def test_a_file_name_that_is_no_unicode_can_be_written(tmp_path):
    file = FileState("收件/\udcb1\udca8.xlsx", "0" * 64, 1, None, Status.IGNORED, ("F004",))
    review.write(result(files=[file]), REPORT, tmp_path)
    html = (tmp_path / "核对报告.html").read_text(encoding="utf-8")
    assert "收件/□□.xlsx" in html and REPORT.gaps[0] in html


def test_each_file_says_what_became_of_it_and_why():
    files = [
        FileState("收件/a.xlsx", "abcdef0123456789" * 4, 1, "1", Status.ACCEPTED, (), 42),
        FileState("收件/b.pdf", "1" * 64, 1, None, Status.IGNORED, ("F004",)),
    ]
    findings = [notice("F004", "这是扫描件，没有读取。", file="收件/b.pdf")]
    text = text_of(page([state("1", "甲局")], findings, files=files))
    assert "收件/a.xlsx 1 已接收 00042 abcdef012345" in text
    assert "收件/b.pdf 不是报表，未读取F004 这是扫描件，没有读取。" in text


def test_without_last_year_nothing_is_compared():
    html = page([state("1", "甲局")], figures={FEES: Decimal("96.0914")})
    assert "与上年对比" not in html and "持平" not in html
    assert "96.0914" in html


def test_how_many_units_stated_a_figure_is_said_where_not_all_did():
    text = text_of(page([state("1", "甲局"), state("2", "乙局")], reported={"requests.new.total": 1}))
    assert text.count("1 家填报") == 1
