"""How what this tool wrote is known again: its workbook by a hidden sheet, a 汇总表 by its detail, a report and other papers
by a mark or by their words. Written by template and outputs, known again by documents and intake; all by these names.
"""

import re
from collections.abc import Sequence

META = "_meta"
MARKER = "汇总单位"  # who comments in a marked copy
LACKING = "lacking"  # what the stamp of a 送审稿 calls the units that it lacks, one a line
DETAIL = "明细"
NOT_ADDED = "未计入明细"
CODE, NAME = "unit.code", "unit.name"
NO_BODY = "（机关名称）"  # stands in a report of which nobody said in whose name it is
REPORT = "report"  # the kind of a report that this tool wrote
WRITTEN = "由各单位报送的数字汇总而成"  # in the properties of such a report
LETTER, REVIEW = "退改通知", "核对报告"  # the kinds of its papers, marked likewise
PAPERS = {LETTER: "由本工具写出的退改通知", REVIEW: "由本工具写出的核对报告"}
DATA_HEAD = ("字段", "部分", "行", "列", "单位", "本年", "上年", "填报单位数")  # of 数据.csv
CHAT, CHAT_AGAIN = "各单位：{year}年{title}报送情况如下。", re.compile(r"各单位：\d{4}年\S+报送情况如下。")
MISSING, LEFT_OUT, BELOW = "尚未报送", "已报送、有错误未计入", "报来的汇总表还缺单位"  # at the head of one that is a 送审稿
LISTED = re.compile(rf"({MISSING}|{LEFT_OUT}|{BELOW})（\d+ 家）：(.+)。")
IN_DISTRICT = re.compile(r"([^；（]+)（缺 \d+ 家：([^）]+)）")
HEAD = 12  # lines


def stamp_of(properties: str, lines: Sequence[str]) -> dict[str, str]:
    """The stamp of a report by its properties and first lines; empty where this tool did not write it."""
    for kind, mark in PAPERS.items():
        if mark in properties:
            return {"kind": kind}
    if WRITTEN not in properties:
        return {}
    lacking = [name for line in lines[:HEAD] if (match := LISTED.fullmatch(line)) for name in _listed(*match.groups())]
    return {"kind": REPORT} | ({LACKING: "\n".join(lacking)} if lacking else {})


def _listed(head: str, names: str) -> list[str]:
    if head == BELOW:
        return [f"{district}的{name}" for district, units in IN_DISTRICT.findall(names) for name in units.split("、")]
    return names.split("、")
