"""How what this tool wrote is known again among submissions: a 汇总表 by its detail, a published report and its other papers
by a mark or by their words.

Read here, written by outputs; both know them by these names.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from disclosure_batch.form.model import Form
from disclosure_batch.intake.document import Document, Grid
from disclosure_batch.intake.filing import LACKING, Figure, Filing, Origin
from disclosure_batch.intake.values import read_figure, read_text

DETAIL = "明细"
NOT_ADDED = "未计入明细"
CODE, NAME = "unit.code", "unit.name"
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


def paper(document: Document, path: str, form: Form) -> str:
    """Which of this tool's papers that are no report it is; '' where it is none."""
    first = document.paragraphs[0] if document.paragraphs else ""
    if (kind := document.stamp.get("kind")) in PAPERS:
        return kind
    if any(tuple(grid.rows[0]) == DATA_HEAD for grid in document.grids[:1] if grid.rows):
        return "数据.csv"
    if CHAT_AGAIN.fullmatch(first):
        return "群发文字"
    return "报告的一部分" if PurePosixPath(path).name == form.section_files.get(first) else ""


def _listed(head: str, names: str) -> list[str]:
    if head == BELOW:
        return [f"{district}的{name}" for district, units in IN_DISTRICT.findall(names) for name in units.split("、")]
    return names.split("、")


def parts_of(filing: Filing, document: Document, form: Form) -> Filing:
    """The filing with the units that its workbook was added up from, and those that were read and not added."""
    parts, apart = (tuple(_rows(document.grid(name), form)) for name in (DETAIL, NOT_ADDED))
    return replace(filing, parts=parts, apart=apart)


def _rows(detail: Grid | None, form: Form) -> Iterator[Filing]:
    """The row that holds the field ids is the head; each row below it with a code or a name is a unit."""
    if detail is None:
        return
    head = next((i for i in range(min(10, len(detail.rows))) if CODE in detail.rows[i]), None)
    if head is None:
        return
    column = {detail.text(head, i): i for i in range(len(detail.rows[head]))}
    for row in range(head + 1, len(detail.rows)):
        code, name = (read_text(detail.raw(row, column[key])) for key in (CODE, NAME))
        if code or name:
            values = tuple(_value(detail, row, column.get(field), field, form) for field in form.inputs)
            yield Filing(Origin.CONSOLIDATED, values, texts={"unit.code": code, "unit.name": name})


def _value(detail: Grid, row: int, column: int | None, field: str, form: Form) -> Figure | None:
    return None if column is None else read_figure(detail.raw(row, column), form.fields[field], form)[0]
