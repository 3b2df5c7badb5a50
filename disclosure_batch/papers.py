"""How what this tool wrote is known again: template, report and outputs write it, documents and intake know it again.

A workbook is known by a hidden sheet, a 汇总表 by its detail, a report and other papers by a mark or by their words, a
folder of results by its manifest; all by the names that stand here.
"""

import re
from collections.abc import Collection, Mapping, Sequence

META = "_meta"
GUIDANCE = "填报说明"  # the sheet beside the form that says how to fill it in
TO_MEND_SHEET = "要改的地方"  # the first sheet of a marked copy, and what stands at its head
TO_MEND_HEAD = "本表由汇总单位随通知附上，只供对照，不用填；报回时留着、删掉都可以。"
MARKER = "汇总单位"  # who comments in a marked copy
LACKING = "lacking"  # what the stamp of a 送审稿 calls the units that it lacks, one a line
NO_BODY = "（机关名称）"  # stands in a report of which nobody said in whose name it is
TO_FILL = re.compile(rf"（[^（）]*请补充[^（）]*）|{NO_BODY}|\d{{4}}年　月　日")  # what somebody has to fill in
DOUBTED = "（待核实）"  # behind a figure that a warning speaks of
MARKED = re.compile(f"{TO_FILL.pattern}|{DOUBTED}")  # what a printed report shows in colour
DETAIL = "明细"
NOT_ADDED = "未计入明细"
SUBTOTALS = "明细小计"  # instead of the detail, where it lies beside the workbook in files of its own
DETAIL_FILE = "明细/{}.csv"
ALL_UNITS = "全部"  # the name of the one file where units have nobody above them
FILE_FIELD, HASH_FIELD = "detail.file", "detail.sha256"
CODE_FIELD, NAME_FIELD = "unit.code", "unit.name"
REPORT = "report"  # the kind of a report that this tool wrote
WRITTEN = "由各单位报送的数字汇总而成"  # in the properties of such a report
OF_ONE = "由本单位填报的数字写成"  # in those of a single unit's own report: handed in, it is a submission like any other
LETTER, REVIEW, COLLECTED = "退改通知", "核对报告", "文字材料汇编"  # the kinds of its papers, marked likewise
PART, SIGN_OFF, PICTURE = "报告的一部分", "送审单", "一图读懂"
PAPERS = {kind: f"由本工具写出的{kind}" for kind in (LETTER, REVIEW, COLLECTED, PART, SIGN_OFF, PICTURE)}
CONSOLIDATED = "汇总表.xlsx"
REVIEW_PAGE = f"{REVIEW}.html"
ANNUAL_REPORT = "年度报告.docx"
DATA = "数据.csv"
CORRECTED = "更正"  # a further column, where totals have corrected figures in them
DATA_HEAD = ("字段", "部分", "行", "列", "单位", "本年", "上年", "填报单位数")
GROUP_TEXT = "退改通知/群发文字.txt"  # what is told to all units
CHAT, CHAT_AGAIN = "各单位：{year}年{title}报送情况如下。", re.compile(r"各单位：\d{4}年\S+报送情况如下。")
PRIVATE = re.compile(r".{1,200}：你单位报送的\d{4}年\S+已收到.*")  # what one unit is told by chat begins so
MISSING, LEFT_OUT, BELOW = "尚未报送", "已报送、有错误未计入", "报来的汇总表还缺单位"  # at the head of a 送审稿
SCANS, UNCLEAR, NOBODYS = "只报来扫描件", "没有认得出的表", "表读不出或认不出是哪家的"
LISTED_UNITS = re.compile(rf"({MISSING}|{SCANS}|{UNCLEAR}|{LEFT_OUT}|{BELOW}|{NOBODYS})（\d+ [家份]）：(.+)。")
IN_DISTRICT = re.compile(r"([^；（]+)（缺 \d+ 家：([^）]+)）")
HEAD_LINES = 12
IN_DECISIONS = frozenset(("编号", "规则", "决定", "更正值", "理由"))  # heads of the file of decisions, and of a roster
IN_ROSTER = frozenset(("单位代码", "单位名称", "类别"))
LISTS = {"处理决定表": IN_DECISIONS, "名册": IN_ROSTER}
LISTED_WITHIN = 20  # rows in which the head of a list stands
MANIFEST = "manifest.json"  # lies in every folder of results
IN_A_MANIFEST = frozenset(("edition", "outputs", "totals"))
NUMBERED = re.compile(r"（\d+）(?=\.[^./]*$|$)")  # in the name of what was kept when such a name was taken
PRODUCT = re.compile(  # what a run writes, by its path in the folder of results
    r"汇总表\.xlsx|年度报告\.(docx|html)|年度报告-正文\.html|一图读懂\.html|送审单\.docx|文字材料汇编\.docx|核对报告\.html"
    r"|年度报告-底稿\.json|年度报告-修改清单\.txt"
    r"|明细/[^/]+\.csv|数据\.csv|manifest\.json|章节/[1-9]-[^/]+\.(txt|html)|退改通知/群发文字\.txt"
)
PAPER = re.compile(r"退改通知/[^/]+(（请改）\.xlsx|（请核实）\.xlsx|\.docx|\.txt)")  # of each unit
LIST_OF_ARCHIVE = "档案清单.json"  # lies in every archive of a result: its other members and their fingerprints
RESULT_IN_ARCHIVE, GIVEN_IN_ARCHIVE = "结果", "材料"  # its folders: what a run wrote, and what it was made from
HISTORY, HELD_OPEN = "-历史", "-新"  # the folders beside one of results: edited ones, new ones while the old are open


def stamp_of(properties: str, lines: Sequence[str]) -> dict[str, str]:
    """The stamp of a report by its properties and first lines; empty where this tool did not write it."""
    for kind, mark in PAPERS.items():
        if mark in properties:
            return {"kind": kind}
    if WRITTEN not in properties:
        return {}
    listed = filter(None, map(LISTED_UNITS.fullmatch, lines[:HEAD_LINES]))
    lacking = [name for match in listed for name in _names(*match.groups())]
    return {"kind": REPORT} | ({LACKING: "\n".join(lacking)} if lacking else {})


def _names(head: str, names: str) -> list[str]:
    if head == BELOW:
        return [f"{district}的{name}" for district, units in IN_DISTRICT.findall(names) for name in units.split("、")]
    return names.split("、")


def paper_of(stamp: Mapping[str, str], first_row: Sequence[object], first_line: str) -> str:
    """Which of this tool's papers that are no report it is; '' where it is none."""
    if (kind := stamp.get("kind")) in PAPERS:
        return kind
    if tuple(first_row)[: len(DATA_HEAD)] == DATA_HEAD:
        return DATA
    if tuple(first_row)[:2] == (CODE_FIELD, NAME_FIELD):
        return DETAIL
    if CHAT_AGAIN.fullmatch(first_line):
        return "群发文字"
    return LETTER if PRIVATE.fullmatch(first_line) else ""


def listed_in(account: Mapping[str, object]) -> Mapping[str, str]:
    """The outputs that the account of a run lists: path -> sha256."""
    outputs = account["outputs"]
    entries = [entry for entry in outputs if isinstance(entry, dict)] if isinstance(outputs, list) else []
    return {str(entry.get("path")): str(entry.get("sha256")) for entry in entries}


def list_of(heads: Collection[str]) -> str:
    """Which of the lists that lie beside the submissions has this head; '' where it is none."""
    return next((name for name, own in LISTS.items() if own.issubset(heads)), "")


def is_manifest(account: object) -> bool:
    """Whether a JSON value is the account of a run."""
    return isinstance(account, dict) and account.keys() >= IN_A_MANIFEST
