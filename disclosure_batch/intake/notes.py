"""A figure with a note behind it in its cell, 22（其中修订16件）: whether the figure stands, whatever the note says.

Only notes of kinds that are known leave a figure as it is: a part of it, where to read more, a footnote's mark. Any
other may correct it (更正为, 应为, 另), and which figure counts can't be told.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from disclosure_batch.documents.looks import STROKE
from disclosure_batch.text import COUNTERS, FOOTNOTE, MOST_NOTED, NOTE, NOTHING, NUMBER_PATTERN, tidy

WITH_NOTE = re.compile(rf"(?P<figure>[^（(〔［\[【]+?) ?(?P<note>{NOTE})", re.DOTALL)
MARK = re.compile(r"[①-⑳⑴-⒇*＊※]+")  # raised digits are none: one of the figure's own may be raised by mistake
BRACKETS = "（()）〔〕［］[]【】"
PART = re.compile(r"[,;、]?(?:备?注\d?:)?(?:其中|含|包含|包括|内含|均为|全部为|都是)(?P<said>.+)")
READ_MORE = re.compile(
    r"(?:详?见|参见)?(?:注释?|备注|附注|脚注|附件|附表|说明|文字说明|表下说明|下方说明)[0-9一二三四五六七八九十]{0,2}"
)
NONE_AT_ALL = re.compile(r"(?:本年度?|全年)?(?:没有|未|无)(?:发生|收到|受理|办理|收取|制发|相关|此类|该类|此项|该项|情况|业务|事项)*")
CHANGES = re.compile(  # whatever may make another figure of it
    r"更正|更改|改[为成正]|修改[为成]|调整|变更[为成至]|应[为是该当填报有按计]|实[为际有是]|准确|正确|错误|有误|误|漏|补[报充]"
    r"|另|还有|再加|加上|外加|\+|减|扣|除|以外|之外|不含|不包|不计|不算|不在|未含|未计|未包|未统计|不到|不足|不止|约|左右|上下"
    r"|估|暂|待[核定查]|预计|初步|(?<!其)余|多[件条]|近[百千\d]|几|若干|以[上下]|超|至[少多]|或[者\d]|\d或|[/~?]|累计|历年|合计|共计|总计"
    r"|小计|原[为是来有填报]|隐藏|划去|按[\d零〇]|以\d|为准|作废|重复|[十百千万亿%]"
)
NO_COUNT = re.compile(r"20\d\d年(?:度|\d{1,2}月(?:\d{1,2}日)?)?|第[\d一二三四五六七八九十]+[条款项号批季次]")
ONE_TO_NINE = str.maketrans("一二两三四五六七八九", "1223456789")
IN_NUMERALS = re.compile(rf"[一二两三四五六七八九](?={COUNTERS})")
FIGURES = re.compile(NUMBER_PATTERN)
IN_BRACKETED_DIGITS = re.compile(r"[\[［]\d{1,2}[\]］]")  # 4[1]: how a page prints the mark of a footnote


class Noted(NamedTuple):
    """A cell's words taken apart: the figure and the note behind it."""

    figure: str
    note: str


def with_note(raw: str) -> Noted | None:
    """None where there is no note behind a figure."""
    match = WITH_NOTE.fullmatch(" ".join(raw.split())) if len(raw) <= MOST_NOTED else None
    return Noted(match["figure"], match["note"]) if match else None


def leaves_as_it_is(note: str, figure: Decimal) -> bool:
    """Whether a figure stands whatever its note says."""
    if MARK.fullmatch(note) or IN_BRACKETED_DIGITS.fullmatch(note):
        return True
    said = tidy(note).strip(BRACKETS)
    if not figure and (said in NOTHING or NONE_AT_ALL.fullmatch(said)):
        return True
    if STROKE in note:
        return False
    if READ_MORE.fullmatch(said):
        return True
    if said.startswith(tidy(FOOTNOTE)):  # any of its words, as long as none makes another figure of this
        return not CHANGES.search(said) and _are_parts(said, figure)
    part = PART.fullmatch(said)
    return part is not None and not CHANGES.search(said) and _are_parts(part["said"], figure)


def _are_parts(said: str, figure: Decimal) -> bool:
    """Whether the figures of a note are no more than the one before it, alone and together."""
    said = IN_NUMERALS.sub(lambda match: match[0].translate(ONE_TO_NINE), NO_COUNT.sub("", said))
    parts = [Decimal(part.replace(",", "")) for part in FIGURES.findall(said)]
    return sum(parts) <= figure and all(part >= 0 for part in parts)
