"""T: slips of the pen, and what is left in a file that is to be published."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from disclosure_batch.findings import Finding, Reader, Severity, Words, words
from disclosure_batch.rules.texts.paper import Paper, Remark, mended, text_rule, within
from disclosure_batch.sentences.passages import Passage
from disclosure_batch.text import tidy

COUNTED = "信息|申请|文件|来信|决定|复议|诉讼|培训|解读|受理|办结|公开"
LEFT_OUT = re.compile(  # 申请件, 公开件, 信息件 are words, so that a figure is missing only where a blank stands for it
    rf"(?:(?:{COUNTED})(?:[ \u3000_＿]+余?(?:条|件|篇|宗)|余?(?:条|篇|宗))"
    r"|(?:共|收到)[ \u3000_＿]*余?(?:条|件|篇|宗))(?=[，。；、,;）)])"
)
DOUBLED = re.compile(r"([\u4e00-\u9fff]{2,4})\1")
NOT_DOUBLED = re.compile(r"^(?:[一每各常种个多处]|.*(?:研究|讨论|学习|考虑|商量|件|条|步)$)")
DOUBLED_SIGN = re.compile(
    r"的的|了了(?!解)|和和(?![美平睦谐])|是是|在在|为为|与与|对对(?!方)|[，,]{2}|。{2}(?!。)|；；|、、|：："
)
SPOILT = re.compile(r"[\u4e00-\u9fff，,、]$")
DRAFT = re.compile(
    r"送审稿|征求意见稿|初稿|草稿|样本|待补充|请补充|待核实|[×ХxX]{2,}(?![A-Za-z.])|【(?:\s*|[^】]{0,20}(?:待|请[补填核注修]|填|此处|补充|核实)[^】]{0,20})】|（此处[^）]*）|TODO|\?\?|？？"
)
OF_ALL_OF_IT = {"送审稿", "征求意见稿", "初稿", "草稿", "样本"}  # said of the whole report: told once
LAWS = {
    "中华人民共和国政府信息公开条例": "国务院令第711号",
    "中华人民共和国政府信息公开工作年度报告格式": "国办公开办函〔2021〕30号",
    "政府信息公开信息处理费管理办法": "国办函〔2020〕109号",
}
TITLED = re.compile(r"《([^《》]{4,40})》")
FORMAT_NUMBER = re.compile(r"国办公开办?函?\s*[〔\[【(（]\s*(20\d\d)\s*[〕\]】)）]\s*(\d+)\s*号")
ORDER = re.compile(r"政府信息公开条例》?\s*[(（][^()（）]{0,20}?国?务?院?令第?\s*(\d{3})\s*号[^()（）]{0,40}")
IN_FORCE = "711"  # the order by which the regulation was revised in 2019; 492 alone is that of 2007
NOW = re.compile(r"今年|截至目前|目前|迄今|(?<![\d一二三四五六七八九十])日前")
HALF_WIDTH = re.compile(
    r"(?<=[\u4e00-\u9fff”》）])[,;:?!](?=[\u4e00-\u9fff“《（])|(?<=[\u4e00-\u9fff])\.(?=[\u4e00-\u9fff]|$)"
)
FULL_DIGITS = re.compile(r"[０-９]+")
LIKE = 0.8
FORMAT = ("2021", "30")  # year and number of the notice that lays it down
FEW_UNFINISHED = 3  # with more the lines are broken where the page ends


@dataclass(frozen=True, slots=True)
class FigureLeftOut:
    words: str


@words(FigureLeftOut)
def _(about: FigureLeftOut, finding: Finding, reader: Reader) -> Words:
    return mended(f"“{about.words}”前面的数没有填。", "请补上数字。")


@text_rule("T008", Severity.ERROR)
def figure_left_out(paper: Paper) -> Iterator[Remark]:
    """应写数字的地方空着。

    检查什么：“主动公开政府信息  条”一类，计量单位前没有数。
    依据：句子不完整。
    示例：“全年主动公开政府信息  条”。
    如何修改：补上数字。
    """
    for passage in paper.words():
        for match in LEFT_OUT.finditer(passage.text):
            yield within(FigureLeftOut(match[0]), passage, match.span())


@dataclass(frozen=True, slots=True)
class MixedWidth:
    """around: the first of number places, with the signs beside it. digits: what is full-width are digits."""

    around: str
    number: int
    digits: bool


@words(MixedWidth)
def _(about: MixedWidth, finding: Finding, reader: Reader) -> Words:
    what = "用了全角数字" if about.digits else "汉字之间用了半角标点"
    more = f"，共 {about.number} 处" if about.number > 1 else ""
    return mended(f"“{about.around}”{what}{more}。", "请统一。")


@text_rule("T012", Severity.NOTICE)
def mixed_width(paper: Paper) -> Iterator[Remark]:
    """全角、半角混用。

    检查什么：汉字之间的半角逗号、分号、冒号、句点；全角数字。
    依据：标点符号用法（GB/T 15834）。
    示例：“认真落实条例,全年收到申请 3 件”。
    如何修改：汉字之间用全角标点，数字用半角。
    """
    for pattern in (HALF_WIDTH, FULL_DIGITS):
        found = [(p.start + m.start(), p.start + m.end()) for p in paper.words() for m in pattern.finditer(p.text)]
        if found:
            start, end = found[0]
            around = paper.whole[max(start - 4, 0) : end + 4].replace("\n", "")
            yield Remark(MixedWidth(around, len(found), pattern is FULL_DIGITS), start, end)


@dataclass(frozen=True, slots=True)
class Doubled:
    words: str


@words(Doubled)
def _(about: Doubled, finding: Finding, reader: Reader) -> Words:
    return mended(f"“{about.words}”写了两遍。", "请删去重复的。")


@dataclass(frozen=True, slots=True)
class Unfinished:
    ending: str


@words(Unfinished)
def _(about: Unfinished, finding: Finding, reader: Reader) -> Words:
    return mended(f"“……{about.ending}”：句子没有写完，或缺句号。", "请补全。")


@text_rule("T020", Severity.NOTICE)
def slips_of_the_pen(paper: Paper) -> Iterator[Remark]:
    """叠字、重复的标点、没有写完的句子。

    检查什么：连写两遍的词（资金资金）、连写两遍的标点；段落末尾没有句号。
    依据：文字差错。
    示例：“加强财政资金资金管理”。
    如何修改：改正。
    """
    for passage in paper.words():
        doubled = [m for m in DOUBLED.finditer(passage.text) if not NOT_DOUBLED.match(m[1]) and len(set(m[1])) > 1]
        for match in (*doubled, *DOUBLED_SIGN.finditer(passage.text)):
            yield within(Doubled(match[0]), passage, match.span())
    unfinished = [passage for passage in paper.words() if _is_unfinished(passage.text.rstrip())]
    for passage in unfinished if len(unfinished) <= FEW_UNFINISHED else ():
        said = passage.text.rstrip()
        yield within(Unfinished(said[-12:]), passage, (max(len(said) - 6, 0), len(said)))


def _is_unfinished(said: str) -> bool:
    return bool(SPOILT.search(said)) and "。" in said and not re.match(r"^[（(]?[一二三四五六七八九十]", said)


@dataclass(frozen=True, slots=True)
class LeftInTheFile:
    """comments, changes: how many; words: a mark of a draft. others: in how many more places it stands."""

    comments: int = 0
    changes: int = 0
    words: str = ""
    others: int = 0


@words(LeftInTheFile)
def _(about: LeftInTheFile, finding: Finding, reader: Reader) -> Words:
    if about.words:
        others = f"，另有 {about.others} 处" if about.others else ""
        return mended(f"留有“{about.words}”{others}。", "请改成定稿的文字。")
    counted = ((about.comments, "条批注"), (about.changes, "处修订"))
    what = "、".join(f"{number} {name}" for number, name in counted if number)
    return mended(f"文件里留有 {what}。", "请处理后删去。")


@text_rule("T021", Severity.WARNING)
def left_in_the_file(paper: Paper) -> Iterator[Remark]:
    """文件里留有批注、修订、送审或待补充的字样。

    检查什么：批注、未接受的修订；送审稿、草稿、样本、待补充、××。
    依据：公开的是定稿。
    示例：文件里还有 3 条批注。
    如何修改：处理后删去。
    """
    if paper.comments or paper.changes:
        yield Remark(LeftInTheFile(paper.comments, paper.changes))
    marks = [(passage, match) for passage in paper.text.passages for match in DRAFT.finditer(passage.text)]
    counted = Counter(match[0] for _, match in marks)
    told: set[str] = set()
    for passage, match in marks:
        if match[0] not in told:
            told |= {match[0]} & OF_ALL_OF_IT
            others = counted[match[0]] - 1 if match[0] in OF_ALL_OF_IT else 0
            yield within(LeftInTheFile(words=match[0], others=others), passage, match.span())


@dataclass(frozen=True, slots=True)
class WrongName:
    """Of a regulation or a notice."""


@words(WrongName)
def _(about: WrongName, finding: Finding, reader: Reader) -> Words:
    return mended(f"“《{finding.value}》”应为“《{finding.expected}》”。", "请按正式名称改正。")


@dataclass(frozen=True, slots=True)
class WrongNumber:
    """Of the notice that lays down the format, or of the order that made the regulation what it is."""

    of: str


@words(WrongNumber)
def _(about: WrongNumber, finding: Finding, reader: Reader) -> Words:
    return mended(f"“{finding.value}”不是{about.of}的文号，应为“{finding.expected}”。", "请核对文号。")


@text_rule("T023", Severity.NOTICE)
def wrong_citation(paper: Paper) -> Iterator[Remark]:
    """法规、文件的名称或文号写得不对。

    检查什么：年度报告常引的条例、格式、收费办法的名称；条例和格式的文号。
    依据：这些文件的正式名称和文号。
    示例：“《中华人民共和国政府信息公开条列》”。
    如何修改：按正式名称、文号改正。
    """
    for passage in paper.text.passages:
        yield from _wrong_names(passage)
        for match in FORMAT_NUMBER.finditer(passage.text):
            if match.groups() != FORMAT:
                due = LAWS["中华人民共和国政府信息公开工作年度报告格式"]
                yield within(WrongNumber("现行格式"), passage, match.span(), value=match[0], expected=due)
        for match in ORDER.finditer(passage.text):
            if IN_FORCE not in match[0]:
                due = LAWS["中华人民共和国政府信息公开条例"]
                yield within(WrongNumber("现行条例"), passage, match.span(1), value=match[1], expected=due)


def _wrong_names(passage: Passage) -> Iterator[Remark]:
    for match in TITLED.finditer(passage.text):
        name = tidy(match[1])
        near = next((law for law in LAWS if name not in LAWS and _is_nearly(name, law)), None)
        if near:
            yield within(WrongName(), passage, match.span(), value=match[1], expected=near)


def _is_nearly(name: str, law: str) -> bool:
    return abs(len(law) - len(name)) <= 2 and SequenceMatcher(None, name, law, False).ratio() > LIKE


@dataclass(frozen=True, slots=True)
class SpokenOfToday:
    """words: 今年, 目前, the first of number places."""

    words: str
    number: int


@words(SpokenOfToday)
def _(about: SpokenOfToday, finding: Finding, reader: Reader) -> Words:
    more = f"，共 {about.number} 处" if about.number > 1 else ""
    return mended(f"写着“{about.words}”{more}，读者不知道是哪一天。", "请写明日期。")


@text_rule("T025", Severity.NOTICE)
def spoken_of_today(paper: Paper) -> Iterator[Remark]:
    """写着“今年”“目前”“截至目前”。

    检查什么：总体情况里的这些词：报告说的是上一年，读者不知道“目前”是哪一天。
    依据：写作习惯。
    示例：“目前，政府网站共有栏目 12 个”。
    如何修改：写明日期，例如“截至2024年12月31日”。
    """
    overview = set(paper.form.outline.before)
    spoken = [p for p in paper.words() if p.section in overview]
    found = [(p, match) for p in spoken for match in NOW.finditer(p.text)]
    if found:
        passage, match = found[0]
        yield within(SpokenOfToday(match[0], len(found)), passage, match.span(), value=match[0])
