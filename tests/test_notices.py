"""退改通知: each unit that has to mend something is told all of it at once."""

import re
from dataclasses import replace
from decimal import Decimal
from zipfile import ZipFile

import pytest
from docx import Document

from disclosure_batch.form.layout import layout_of
from disclosure_batch.merge import Body
from disclosure_batch.outputs.notices import product as notices
from disclosure_batch.outputs.notices.notice import HEADS
from tests.hand_made import FORM, PUBLISHER, REPORT, error, notice, result, state, unit, warning
from tests.said import Ruled

BACK = "“封面”的填报日期填当天，于＿＿月＿＿日前报回"  # the day is to be filled in by hand
T2, T3 = "二、主动公开", "三、依申请公开"
CELL = "requests.new.natural_person"


def written(tmp_path, units, findings, **kwargs):
    notices.write(result(units, findings, **kwargs), REPORT, tmp_path)
    return sorted(path.name for path in (tmp_path / notices.NAME).glob("*"))


def at(sheet, cell):
    return {"unit": "1", "sheet": sheet, "cell": cell}


def rows(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_who_gets_a_notice(tmp_path):
    """Whose file has errors, and whose warnings it can act on itself."""
    units = [
        state("1", "甲局", "rejected"),
        state("2", "乙局"),
        state("3", "丙局", "missing"),
        state("4", "丁局", "included"),
        state("5", "戊局"),
    ]
    findings = [
        error("V004", "不是数字。", unit="1"),
        warning("R101", "请核对。", unit="2"),
        warning("R601", "已重新计算。", unit="5"),
        error("U003", "没有收到。", unit="3"),
        error("V006", "小数。", unit="4"),
        error("F001", "不是报表。", file="收件/x.pdf"),
    ]
    written_to = ["1_甲局", "2_乙局", "4_丁局"]
    both = [f"{name}{ending}" for name in written_to for ending in (".docx", ".txt")]
    assert written(tmp_path, units, findings) == [*both, "群发文字.txt"]


def test_where_nobody_has_to_mend_anything_there_is_no_folder(tmp_path):
    findings = [
        warning("R101", "请核对。", unit="1", explanation="12月制发"),
        warning("R701", "请核对。", unit="1", decision=Ruled("同意：已核", accepts=True)),
        warning("F009", "已由后一份替代。", unit="1"),
    ]
    notices.write(result([state("1", "甲局")], findings), REPORT, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_notice_lists_everything_in_the_order_of_the_form(tmp_path):
    findings = [
        notice("V001", "有 3 格空白。", unit="1"),
        warning("Y101", "与上年不衔接。", **at(T2, "D7"), value=148, expected=108),
        error("V004", "不是数字。", **at(T3, "E8"), value="约2", field="requests.carried_in.enterprise"),
        error("R303", "不平衡。", **at(T3, "D7"), also=("D8", "D30", "D31"), field=CELL, value=10),
        error("V005", "金额。", **at(T2, "B16"), value=Decimal("25.10"), suggestion="填 0.00251。"),
    ]
    written(tmp_path, [state("1", "甲局", "rejected")], findings)
    document = Document(tmp_path / notices.NAME / "1_甲局.docx")
    errors, warnings = map(rows, document.tables)
    assert errors == [
        list(HEADS),
        ["1", "“二、主动公开”\nB16", "金额。填 0.00251。"],
        ["2", "“三、依申请公开”\nD7 新收·自然人", "不平衡。"],
        ["3", "“三、依申请公开”\nE8 上年结转·商业企业", "不是数字。"],
    ]
    cell = layout_of(FORM).cell("explanation.Y101")
    where = f"确认无误的，不必改数字，请在“核对与说明”{cell}（现行有效件数与上年不衔接的原因）写明原因。"
    assert warnings[1:] == [["1", "“二、主动公开”\nD7", f"与上年不衔接。\n{where}"]]
    words = [paragraph.text for paragraph in document.paragraphs]
    assert words[:2] == ["退改通知", "甲局："]
    assert words[2].endswith("有 3 处需要修改，另有 1 处请核实，请一次改好。改好之前，数字暂不计入汇总。")
    assert words[3] == f"请对照下面的问题，在原来的表上改。改好后{BACK}。"
    assert words[-2:] == ["焦作市政务公开办公室", "核对的文件：1_甲局.xlsx，校验码 12345。"]


def test_who_only_confirms_is_told_that_a_reason_is_asked_for(tmp_path):
    said = error("R701", "一般没有规章。", unit="1", sheet="二、主动公开", cell="B6", explanation="情况属实")
    written(tmp_path, [state("1", "甲局", "rejected")], [said])
    [table] = Document(tmp_path / notices.NAME / "1_甲局.docx").tables
    told = rows(table)[1][-1]
    assert "还没有写明原因。确认无误的，不必改数字" in told and told.endswith("你单位的说明：情况属实")


def test_the_same_input_gives_the_same_bytes(tmp_path):
    of = result([state("1", "甲局", "rejected")], [error("V004", "不是数字。", unit="1")])
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        notices.write(of, REPORT, tmp_path / name)
    one, two = (tmp_path / name / notices.NAME / "1_甲局.docx" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    with ZipFile(one) as archive:
        assert b"2000-01-01" in archive.read("docProps/core.xml")


def test_hostile_words_do_no_harm(tmp_path):
    """Control characters can't stand in XML; a name may not lead out of the folder."""
    bad = "..\\..\x00\x0b\u202e<w:t>"
    findings = [
        error("V004", bad, unit=f"1{bad}", sheet=bad, cell=bad, value="\x01" * 500, suggestion="改" + bad)
    ]
    units = [state(f"1{bad}", f"甲局{bad}", "rejected", file=f"收件/{bad}.xlsx")]
    names = written(tmp_path, units, findings, body=Body(bad, bad))
    assert [path.name for path in tmp_path.iterdir()] == [notices.NAME]
    assert len(names) == 3
    document = Document(next((tmp_path / notices.NAME).glob("*.docx")))
    assert "□<w:t>" in document.paragraphs[1].text


def test_what_was_answered_is_not_asked_again_and_stands_below(tmp_path):
    findings = [
        error("V004", "不是数字。", **at(T3, "E8")),
        warning("R101", "请核对。", **at(T2, "D7"), explanation="12月制发"),
        warning("R701", "填了规章。", **at(T2, "B6"), decision=Ruled("同意：已核", accepts=True)),
        warning("F009", "已由后一份替代。", unit="1"),
    ]
    written(tmp_path, [state("1", "甲局", "rejected")], findings)
    _, settled = map(rows, Document(tmp_path / notices.NAME / "1_甲局.docx").tables)
    assert [row[2] for row in settled[1:]] == ["填了规章。", "请核对。"] and settled[2][3] == "已说明：12月制发"
    chat = (tmp_path / notices.NAME / "1_甲局.txt").read_text(encoding="utf-8-sig").splitlines()
    assert chat[1].endswith(f"{BACK}。") and chat[2:] == ["不是数字。"] and "只有 1 处需要修改" in chat[0]


def test_who_publishes_is_named_with_whom_to_call(tmp_path):
    publisher = replace(state(*PUBLISHER), unit=replace(unit(*PUBLISHER), contact="张三", phone="0391-1234567"))
    written(tmp_path, [publisher, state("1", "甲局", "rejected")], [error("V004", "不是数字。", unit="1")])
    whom = "有不明白的，请与我们联系。联系人：张三，联系电话：0391-1234567。"
    assert whom in [p.text for p in Document(tmp_path / notices.NAME / "1_甲局.docx").paragraphs]
    assert whom in (tmp_path / notices.NAME / "1_甲局.txt").read_text(encoding="utf-8-sig")


def test_the_text_for_the_group_has_names_alone_and_each_unit_a_text_of_its_own(tmp_path):
    units = [state("1", "甲局", "rejected"), state("2", "乙局", "missing")]
    findings = [
        warning("R101", "请核对。", unit="1"),
        error("V004", "E8 不是数字。", unit="1"),
        error("U003", "没有收到。", unit="2"),
    ]
    written(tmp_path, units, findings)
    content = (tmp_path / notices.NAME / notices.CHAT).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") and b"\r\n" in content
    group = content.decode("utf-8-sig")
    assert "尚未报送（1 家）：乙局。" in group and "需要修改（1 家）：甲局。" in group and "E8" not in group
    own = (tmp_path / notices.NAME / "1_甲局.txt").read_bytes()
    assert own.startswith(b"\xef\xbb\xbf") and b"\r\n" in own
    lines = own.decode("utf-8-sig").replace("\r\n", "\n").splitlines()
    assert lines[1].endswith(f"{BACK}。") and lines[2:4] == ["1. E8 不是数字。", "2. 请核对。"]


# ---------------------------------------------------------------- from workbooks


def letter(run, name: str) -> str:
    """Everything that a notice says, its tables included."""
    document = Document(run.product(notices.NAME) / name)
    return "\n".join(
        [*(p.text for p in document.paragraphs), *(cell for t in document.tables for row in rows(t) for cell in row)]
    )


def private(run, name: str) -> str:
    """What a unit is told in its private chat."""
    return (run.product(notices.NAME) / f"{name}.txt").read_text(encoding="utf-8-sig").strip()


def test_who_hands_in_the_blank_workbook_is_told_that_it_is_blank(district):
    district.office("410801").values = {}
    district.office("410802").fill("requests.new.natural_person", 8)  # 7 were dealt with

    run = district.merge()

    assert "1 家  报来的是空表，没有填写，暂未计入汇总\n    1 家  需修改，暂未计入汇总\n" in run.text
    chat = (run.product(notices.NAME) / notices.CHAT).read_text(encoding="utf-8-sig")
    group = chat.strip()
    blank, wrong = private(run, "410801_示例区财政局"), private(run, "410802_示例区教育局")
    assert "报来的是空表，没有填写（1 家）：示例区财政局。请填好后报回；没有发生的请填 0。" in group
    assert "需要修改（1 家）：示例区教育局。" in group
    assert blank.startswith("示例区财政局：你单位报送的2024年政府信息公开工作年度报告数据表已收到，但表是空白的，没有填写任何内容。")
    filled = "请填随附的空白表“410801_示例区财政局.xlsx”（与报来的文件同名，不要弄混），没有发生的请填 0，不要空着。"
    assert blank.splitlines()[1:] == [f"{filled}填好后{BACK}这份表。"] and "需要修改" not in blank
    assert "收件/410801_示例区财政局.xlsx\n" in run.text  # no count of figures that were read
    assert "只有 1 处需要修改" in wrong and f"{BACK}这份表。" in wrong
    told = letter(run, "410801_示例区财政局.docx")
    assert "但表是空白的，没有填写任何内容" in told and "空白表“410801_示例区财政局.xlsx”" in told
    assert "需要修改" not in told and "红色" not in told
    assert "报来的是空表，没有填写，暂未计入汇总" in run.product("核对报告.html").read_text(encoding="utf-8")


def test_a_name_that_is_another_unit_s_is_no_matter_of_the_roster_for_the_office(district):
    district.office("410801").type("unit.code", "410802")

    told = letter(district.merge(), "410801_示例区财政局.docx")

    assert "代码“410802”与名称“示例区财政局”不是同一个单位。请核对封面，改正后重新报送；" in told
    assert "请在名册" not in told and "请告知汇总单位" in told


ONE_MATTER = ("requests.granted.natural_person", 8), ("proactive.fees.amount", 251_000)


@pytest.mark.parametrize(("field", "value"), ONE_MATTER)
def test_a_notice_of_one_matter_is_one_page(district, libreoffice, field, value):
    """First what to do with which file and until when, then where, then whom to ask."""
    district.office("410801").fill(field, value)
    run = district.merge()
    paper = run.product(notices.NAME) / "410801_示例区财政局.docx"
    pages = re.findall(rb"/Type\s*/Page\b", libreoffice(paper, "pdf").read_bytes())
    assert len(pages) == 1


def test_a_total_that_has_its_formula_back_is_not_asked_for_it(district):
    district.office("410801").type("requests.granted.total", 99)
    run = district.merge()
    for said in (letter(run, "410801_示例区财政局.docx"), private(run, "410801_示例区财政局")):
        assert said.count("恢复") == 1 and "红色" not in said and "这一格不用改" in said
