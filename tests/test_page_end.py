"""Where a report ends: what a website puts below it, and whatever stands behind the signature, is none of its words."""

from pathlib import Path

import pytest

from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.filing import Reading
from disclosure_batch.intake.read import read
from disclosure_batch.intake.troubles import BehindTheReport
from tests import hands
from tests.hands import FORM
from tests.spoken_of import those

TITLE, LAST = "示例区财政局2024年政府信息公开工作年度报告", "六、其他需要报告的事项"
WORDS = "本年度没有收取信息处理费。"
SIGNED = ("示例区财政局", "2025年1月10日")


def saved(tmp_path: Path, *last: str, kind: str = "html") -> Reading:
    """A report whose last section, and what follows it, are these lines."""
    path = tmp_path / f"报告.{kind}"
    tables = hands.tables()
    if kind == "txt":
        written = ["\n".join("\t".join(map(str, row)) for row in rows if any(row)) + "\n" for rows in tables.values()]
        path.write_text("\n".join((TITLE, *written, LAST, *last)), encoding="utf-8")
    else:
        written = [f"<table>{''.join(map(_row, rows))}</table>" for rows in tables.values()]
        body = "".join((f"<p>{TITLE}</p>", *written, *(f"<p>{line}</p>" for line in (LAST, *last))))
        path.write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    (reading,) = read(Source(path.name, path, named=True), FORM)
    return reading


def _row(row: list[object]) -> str:
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"


def cut(reading: Reading) -> list[str]:
    return [line for trouble in those(BehindTheReport, reading.troubles) for line in trouble.lines]


FEET = {
    "buttons": ["【打印】【关闭】", "扫一扫在手机打开当前页"],
    "attachments": ["附件下载：", "1.示例区财政局2024年年报.docx"],
    "an attachment alone": ["附件1：示例区财政局2024年年报.pdf（1.2MB）"],
    "neighbours": ["上一篇：示例区教育局2024年年报", "下一篇：没有了"],
    "who runs it": ["主办：示例区人民政府办公室 承办：示例区大数据局", "地址：示例区人民路1号 邮编：454000", "豫ICP备05012345号-1"],
    "the police's number": ["豫公网安备 41080002000001号", "网站标识码：4108000001"],
    "links": ["友情链接", "国务院部门网站", "省政府网站"],
    "sharing": ["分享到：微信 微博", "Copyright © 2025 示例区人民政府 版权所有"],
    "the editor": ["责任编辑：张三", "来源：示例区财政局"],
    "closing alone": ["关闭窗口"],
    "print alone": ["打印本页"],
}


@pytest.mark.parametrize("foot", FEET)
@pytest.mark.parametrize("kind", ["html", "txt"])
@pytest.mark.parametrize("signature", [(), SIGNED], ids=["unsigned", "signed"])
def test_what_a_website_puts_below_is_cut_and_told(tmp_path, foot: str, kind: str, signature: tuple[str, ...]):
    reading = saved(tmp_path, WORDS, *signature, *FEET[foot], kind=kind)

    assert reading.filing.texts["text.other_matters"] == WORDS
    assert cut(reading) == FEET[foot]
    assert reading.filing.texts.get("unit.date") == ("2025-01-10" if signature else None)


def test_a_section_of_nothing_but_a_foot_is_blank(tmp_path):
    reading = saved(tmp_path, "【打印】【关闭】", "友情链接")
    assert "text.other_matters" not in reading.filing.texts and len(cut(reading)) == 2


def test_what_stands_behind_the_signature_is_told(tmp_path):
    reading = saved(tmp_path, WORDS, *SIGNED, "补充说明：另有一事。", "（此件公开发布）")
    assert reading.filing.texts["text.other_matters"] == WORDS
    assert cut(reading) == ["补充说明：另有一事。", "（此件公开发布）"]


OF_THE_REPORT = [
    "打印、复制政府信息未收取费用。",
    "关闭政务新媒体3个，整合2个。",
    "主办的政府信息公开培训班有120人参加。",
    "附件中的统计表已同步公开。",
    "来源于群众来信的线索12条。",
    "扫一扫二维码即可查阅本机关公开指南，方便群众。",
    "联系电话：0391-0000000",
    "上一篇报告提出的问题已整改。",
    "下载量较上年增长两成。",
    "友情链接栏目共清理失效链接12条。",
    "版权所有的材料未予公开。",
    "2025年1月10日前已公开全部信息。",
    "编辑出版公报4期。",
    "分享交流经验3次。",
    "相关信息已在网站公开。",
    "网站备案号已更新，",
]


@pytest.mark.parametrize("line", OF_THE_REPORT)
def test_words_of_the_report_stay(tmp_path, line: str):
    reading = saved(tmp_path, line, WORDS)
    assert reading.filing.texts["text.other_matters"] == f"{line}\n{WORDS}"
    assert cut(reading) == []


def test_a_foot_before_the_last_section_ends_nothing(tmp_path):
    """A page's tools at its head, or between its parts."""
    path = tmp_path / "报告.txt"
    tables = "\n\n".join("\n".join("\t".join(map(str, row)) for row in rows) for rows in hands.tables().values())
    lines = (TITLE, "【打印】【关闭】", "一、总体情况", "工作平稳。", "打印本页", tables, LAST, WORDS)
    path.write_text("\n".join(lines), encoding="utf-8")
    (reading,) = read(Source(path.name, path, named=True), FORM)
    assert reading.filing.texts["text.other_matters"] == WORDS and cut(reading) == []


def test_it_is_a_notice_in_words(district):
    district.receive()
    (district.received / "410801_示例区财政局.xlsx").unlink()
    saved(district.received, WORDS, "【打印】【关闭】", "豫ICP备05012345号")
    run = district.merge(receive=False)
    (told,) = run.findings("L013")
    assert told.severity == "notice" and "“【打印】【关闭】”、“豫ICP备05012345号”" in told.message
    assert "打印" not in run.product("年度报告.html").read_text(encoding="utf-8")
