"""核对报告.html as it is written: what stands in it without a script, the data in it, and that nothing in it is alive."""

import base64
import hashlib
from decimal import Decimal
from pathlib import Path

import lxml.html
import pytest

from disclosure_batch.merge import Body, FileState, Status
from disclosure_batch.outputs import review
from disclosure_batch.report.report import Report
from tests.district import District
from tests.hand_made import FORM, REPORT, error, notice, result, state, warning
from tests.large import district_of
from tests.review_data import review_data
from tests.said import Ruled

HOSTILE = "</script><script>alert(1)</script>\u202exslx.\x00\x1b[31m&amp;\u2028"
FEES = "proactive.fees.amount"


def page(*args, gaps=(), **kwargs):
    return review.review_page(result(*args, **kwargs), Report("", "", 2024, (), (), (), gaps))


def text_of(html: str) -> str:
    """What stands there without a script."""
    tree = lxml.html.fromstring(html)
    for part in tree.xpath("//script | //style"):
        part.drop_tree()
    return " ".join(tree.text_content().split())


@pytest.fixture(scope="module")
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


def test_without_a_script_the_page_says_how_it_stands_and_what_to_do(district):
    text = text_of(district)
    for words in (
        "送审稿",
        "应报 3 家，已报 2 家，未报 1 家，需修改 1 家",
        "汇总数字含 1 家单位，应计入 3 家，还缺 2 家",
        "处不平衡",
        "甲局：需修改，暂未计入汇总；错误 1 条。",
        "乙局：未报；错误 1 条。",
        "尚未报送（1 家）：乙局。",
        "培训次数没有单位填报。",
        "上年 90.5",
        "增 5.5914",
        "总计列：左边 4，右边 0，相差 4",
    ):
        assert words in text, words


def test_what_does_not_balance_lies_open(district):
    (checks,) = lxml.html.fromstring(district).xpath("//details[summary='核对了什么']")
    assert checks.get("open") is not None and "相差 4" in checks.text_content()


def test_a_finding_has_all_that_is_known_of_it(district):
    (found,) = (f for f in review_data(district)["findings"] if f["rule"] == "R303")
    assert found["message"] == "不平衡。请看 D9。" and found["where"] == "“三、依申请公开” D7" and found["also"] == "D8"
    assert found["key"] == "1/R303/三、依申请公开!D7"
    (found,) = (f for f in review_data(district)["findings"] if f["rule"] == "Y101")
    assert found["explanation"] == "清理旧文件"


def test_units_with_errors_come_first(district):
    groups, found = review_data(district)["groups"], review_data(district)["findings"]
    assert [[found[at]["rule"] for at in group["findings"]] for group in groups] == [["R303", "Y101", "V001"], ["U003"]]


def test_what_moves_the_totals_most_is_to_be_done_first():
    result = district_of(60)
    tasks = review_data(review.review_page(result, REPORT))["tasks"]
    below = [bool(task.get("below")) for task in tasks]
    assert below == sorted(below) and True in below and False in below
    first = next(task for task in tasks if not task["effect"].startswith("对合计"))
    assert "计入后“" in first["effect"] and "个合计变动超过 1%" in first["effect"]
    assert all("超过 1%" not in task["effect"] for task in tasks if task.get("below"))


def test_the_figures_of_every_unit_are_in_it_once_and_exact():
    result = district_of(20)
    data = review_data(review.review_page(result, REPORT))
    for at, name in enumerate(result.form.numeric):
        reported = zip(data["now"], data["units"], strict=True)
        units = [figures.split(",")[at] for figures, unit in reported if unit["added"]]
        assert sum(Decimal(figure or 0) for figure in units) == result.totals[name], name


def test_who_is_late_and_what_to_write_to_whom():
    data = review_data(review.review_page(district_of(20), REPORT))
    assert data["deadline"] == "2025-01-20"
    late = [unit["late"] for unit in data["units"] if unit["filed"] == "2025-01-21"]
    assert set(late) == {1}
    assert not any(unit["late"] for unit in data["units"] if unit["filed"] and unit["filed"] <= "2025-01-20")
    assert data["units"][3]["chat"] == "示例第3局：2024年政府信息公开工作年度报告尚未报送。请于1月20日前报送。"


def test_what_lies_beside_the_page_is_linked_and_nothing_else(district, tmp_path: Path):
    assert not any(unit.get("notice") or unit.get("copy") for unit in review_data(district)["units"])
    assert review_data(district)["workbook"] == ""
    notices = tmp_path / "退改通知"
    notices.mkdir()
    for name in ("1_甲局.docx", "1_甲局（请改）.xlsx", "3_丙局（更正）.docx"):
        (notices / name).touch()
    (notices / "1_甲局.txt").write_text("甲局：请改。\n第二行", encoding="utf-8-sig")
    (tmp_path / "汇总表.xlsx").touch()
    units = [state("1", "甲局", "rejected"), state("3", "丙局")]

    review.write(result(units, [error("R303", "不平衡。", unit="1")]), REPORT, tmp_path)

    html = (tmp_path / review.NAME).read_text(encoding="utf-8")
    one, other = review_data(html)["units"]
    assert (one["notice"], one["copy"]) == ("退改通知/1_甲局.docx", "退改通知/1_甲局（请改）.xlsx")
    assert one["chat"] == "甲局：请改。\n第二行"
    assert other["notice"] == "退改通知/3_丙局（更正）.docx" and not other.get("copy")
    assert "汇总表.xlsx" in text_of(html) and "年度报告.docx" not in text_of(html)


def test_a_finding_leads_to_its_row_in_the_workbook(tmp_path: Path):
    import openpyxl

    from disclosure_batch.outputs import workbook

    written = district_of(20)
    workbook.write(written, REPORT, tmp_path)
    review.write(written, REPORT, tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / workbook.NAME)["核对发现"]
    found = review_data((tmp_path / review.NAME).read_text(encoding="utf-8"))["findings"]
    assert len(found) > 20
    for finding in found:
        assert finding["message"] in [cell.value for cell in sheet[finding["row"]]]


def test_the_page_runs_its_own_script_and_asks_nothing_of_the_network(district):
    tree = lxml.html.fromstring(district)
    assert not tree.xpath("//link | //img | //iframe | //@src") and "url(" not in district and "@import" not in district
    data, script = tree.xpath("//script")
    assert data.get("type") == "application/json"
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    fingerprint = base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{fingerprint}'"


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
    assert html.count("<script") == 2 and html.count("</script") == 2
    assert not {"\u202e", "\x00", "\x1b", "\u2028"} & set(html)
    shown = "</script><script>alert(1)</script>□xslx.□□[31m&amp;"
    assert review_data(html)["findings"][0]["message"] == f"{shown} 改{shown}" and shown in text_of(html)


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
    data = review_data(page([state("1", "甲局")], findings, files=files))
    accepted, ignored = data["files"]
    assert list(accepted.values()) == ["收件/a.xlsx", "1", "已接收", [], "00042", "abcdef012345"]
    assert ignored["status"] == "不是报表，未读取"
    assert [data["findings"][at]["message"] for at in ignored["why"]] == ["这是扫描件，没有读取。"]


def test_without_last_year_nothing_is_compared():
    html = page([state("1", "甲局")], figures={FEES: Decimal("96.0914")})
    assert "与上年对比" not in html and "持平" not in text_of(html)
    assert "96.0914" in html


def test_with_units_that_came_or_went_the_years_are_compared_like_for_like():
    html = review.review_page(district_of(40), REPORT)
    assert "增减按同口径比，即两年都计入汇总的" in text_of(html) and "同口径" in text_of(html)


def test_how_many_units_stated_a_figure_is_said_where_not_all_did():
    text = text_of(page([state("1", "甲局"), state("2", "乙局")], reported={"requests.new.total": 1}))
    assert text.count("1 家填报") == 1
    text = text_of(page([state("1", "甲局"), state("2", "乙局")], reported=dict.fromkeys(FORM.numeric, 1)))
    tables = sum(len(sheet.tables) for sheet in FORM.sheets)
    assert text.count("1 家填报") == tables  # once in the head of each

def test_what_changed_since_the_last_run_is_said_and_listed(tmp_path):
    city = District(tmp_path)
    city.office("410803").reports = False
    city.merge()
    city.office("410803").reports = True
    html = city.merge().product(review.NAME).read_text(encoding="utf-8")
    assert "与上次运行相比 文件：新来 1 份" in text_of(html) and "单位：未报→已计入 1 家" in text_of(html)
    changes = review_data(html)["changes"]
    moved = next(change for change in changes if change["of"] == "汇总数字" and change["name"].endswith("新收·总计"))
    assert (moved["was"], moved["now"], moved["by"]) == ("30", "40", "＋10") and moved["field"] is not None


def test_the_same_result_gives_the_same_bytes():
    assert review.review_page(district_of(30), REPORT) == review.review_page(district_of(30), REPORT)
