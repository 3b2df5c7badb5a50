"""T: the sections of a report: there, filled, numbered, not last year's; its tables of this edition."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from disclosure_batch.findings import Finding, Reader, Severity, Words, words
from disclosure_batch.report.problems import is_taken_up
from disclosure_batch.rules.texts.paper import Paper, Remark, at, mended, text_rule, within
from disclosure_batch.sentences.passages import LONGEST_HEADING, Part, Passage, bare_heading, headings
from disclosure_batch.sentences.scopes import is_of_a_district
from disclosure_batch.text import tidy

MATTERS = {
    "主动公开": "主动公开|公开(?:政府)?信息|发布",
    "依申请公开": "申请",
    "政府信息管理": "信息管理|规范性文件|保密|公文|审查|源头|属性|制度|动态调整|归档|台账|目录|指南|信息员|编目|清理|更新|保管",
    "政府信息公开平台建设": "平台|网站|新媒体|公报|专栏|微信|公众号|专区",
    "监督保障": "监督|考核|培训|评议|责任|督查|检查|领导小组|分管",
}
NUMBERED = re.compile(r"^([一二三四五六七八九十]{1,3})[、.．,，]\s*(.{0,40})$")
NUMBERS = "一二三四五六七八九十"
SUB = re.compile(r"^[（(]([一二三四五六七八九十]{1,2})[)）]")
SHORT = 30  # characters of a section in which nothing is told
ALIKE, NEARLY_ALL = 0.5, 0.9
WORTH = 60  # characters of a section that is long enough to be compared
LONG = 1_800  # characters of a government's overview
MUCH_LONGER = 1.2


# ---------------------------------------------------------------- missing


@dataclass(frozen=True, slots=True)
class SectionMissing:
    heading: str


@words(SectionMissing)
def _(about: SectionMissing, finding: Finding, reader: Reader) -> Words:
    return mended(f"没有“{about.heading}”这一部分。", "请补上这一部分；没有内容的写“无”。")


@dataclass(frozen=True, slots=True)
class SectionEmpty:
    heading: str


@words(SectionEmpty)
def _(about: SectionEmpty, finding: Finding, reader: Reader) -> Words:
    return mended(f"“{about.heading}”下面没有内容。", "请写上内容；没有的写“无”。")


@dataclass(frozen=True, slots=True)
class NamedOtherwise:
    """heading: the first of number headings that the format has in other words."""

    heading: str
    number: int


@words(NamedOtherwise)
def _(about: NamedOtherwise, finding: Finding, reader: Reader) -> Words:
    more = f"，另有 {about.number - 1} 个标题也不同" if about.number > 1 else ""
    return mended(f"“{about.heading}”在格式里是“{finding.expected}”{more}。", "请改用格式的标题。")


@dataclass(frozen=True, slots=True)
class MattersNotSpokenOf:
    matters: Sequence[str]


@words(MattersNotSpokenOf)
def _(about: MattersNotSpokenOf, finding: Finding, reader: Reader) -> Words:
    return mended(f"总体情况没有说到{'、'.join(about.matters)}。", "请补写，小标题可以不同。")


@text_rule("T007", Severity.ERROR, of_submissions=False)
def missing_section(paper: Paper) -> Iterator[Remark]:
    """缺少规定的部分，或某一部分是空的；标题与格式不同；总体情况没有说到五个方面之一。

    检查什么：六个部分是否都在、都有内容；用了另外的标题的（如2019年格式的“行政机关主动公开政府信息情况”）只作提示；总体情况是否说到主动公开、依申请公开、政府信息管理、平台建设、监督保障（看内容，不看小标题；只作提示）。
    依据：国办公开办函〔2021〕30号：六个部分不得缺少。
    示例：没有“六、其他需要报告的事项”。
    如何修改：补上这一部分；没有内容的写“无”。
    """
    sections = paper.text.sections
    told = (*paper.form.outline.before, *paper.form.outline.after[1:])  # of section five T022 speaks
    for heading in headings(paper.form):
        if heading not in sections:
            yield Remark(SectionMissing(heading), quote=heading, expected=heading)
        elif heading in told and not any(passage.text.strip() for passage in sections[heading]):
            yield paper.of_section(SectionEmpty(heading), heading)
    yield from _named_otherwise(paper)
    yield from _matters(paper)


def _named_otherwise(paper: Paper) -> Iterator[Remark]:
    heads = [p for p in paper.text.passages if p.part is Part.HEADING]
    named = [p for p in heads if bare_heading(p.text) != bare_heading(p.section)]
    if named:
        about = NamedOtherwise(named[0].text.strip(), len(named))
        yield at(about, named[0], severity=Severity.NOTICE, expected=named[0].section)


def _matters(paper: Paper) -> Iterator[Remark]:
    overview = "".join(p.text for p in paper.words() if p.section in paper.form.outline.before)
    lacking = tuple(name for name, said in MATTERS.items() if not re.search(said, overview))
    if overview and lacking:
        yield paper.of_section(MattersNotSpokenOf(lacking), paper.form.outline.before[0], severity=Severity.NOTICE)


@dataclass(frozen=True, slots=True)
class FeeNotMentioned:
    pass


@words(FeeNotMentioned)
def _(about: FeeNotMentioned, finding: Finding, reader: Reader) -> Words:
    return mended("第六部分没有说到信息处理费。", "请写明收取情况；没有收取的写“未收取信息处理费”。")


@text_rule("T014", Severity.NOTICE, of_submissions=False)
def fee_not_mentioned(paper: Paper) -> Iterator[Remark]:
    """第六部分没有说到信息处理费。

    检查什么：“其他需要报告的事项”里有没有“信息处理费”。
    依据：格式在这一部分注明：收取信息处理费情况在此处报告。
    示例：“六、其他需要报告的事项”只写“无”。
    如何修改：写明收取了多少元；没有收取的写“未收取信息处理费”。
    """
    heading = paper.form.outline.after[-1]
    said = paper.text.sections.get(heading)
    if said and not any("信息处理费" in tidy(p.text) for p in said):
        yield paper.of_section(FeeNotMentioned(), heading)


# ---------------------------------------------------------------- section five


@dataclass(frozen=True, slots=True)
class NothingTold:
    """said: the few words of section five."""

    said: str


@words(NothingTold)
def _(about: NothingTold, finding: Finding, reader: Reader) -> Words:
    wrong = f"第五部分只写了“{about.said}”。" if about.said else "第五部分没有内容。"
    return mended(wrong, "请写明主要问题和改进情况。")


@dataclass(frozen=True, slots=True)
class ProblemDropped:
    """The first of last year's problems that are not taken up, and how many there are."""

    problem: str
    number: int


@words(ProblemDropped)
def _(about: ProblemDropped, finding: Finding, reader: Reader) -> Words:
    more = f"等 {about.number} 个" if about.number > 1 else ""
    return mended(f"上年报告的问题“{about.problem}”{more}，今年没有交代。", "请先写上年问题的改进情况。")


@text_rule("T022", Severity.NOTICE)
def problems(paper: Paper) -> Iterator[Remark]:
    """第五部分是空的、只写“无”或只有几个字；没有说到上年的问题。

    检查什么：“存在的主要问题及改进情况”的内容；给出上年报告时，上年的各个问题今年是否有交代。
    依据：条例第五十条；公认写得好的报告逐条交代上年问题的改进情况。
    示例：“五、存在的主要问题及改进情况”只写“无”。
    如何修改：写明主要问题和改进情况，先交代上年的问题。
    """
    heading = paper.form.outline.after[0]
    passages = paper.text.sections.get(heading)
    if passages is None:
        return
    said = tidy("".join(p.text for p in passages))
    if len(said) < SHORT and len(re.sub(r"[^\u4e00-\u9fff]", "", said)) < SHORT // 2:
        start, end = paper.heading_at(heading)
        yield Remark(NothingTold(said[:SHORT]), start, max((p.end for p in passages), default=end))
    elif paper.before is not None:
        lost = [problem for problem in _problems(paper.before, heading) if not is_taken_up(problem, said)]
        if lost:
            yield paper.of_section(ProblemDropped(lost[0], len(lost)), heading)


PROBLEM = re.compile(r"(?:[一二三四五六]是|[（(][一二三四五六][)）]|\d[.、．])([^。；;，,]{6,40})")


def _problems(before: Paper, heading: str) -> list[str]:
    said = "".join(p.text for p in before.text.sections.get(heading, ()))
    return [match[1] for match in PROBLEM.finditer(re.split("改进措施|下一步|改进情况|针对", said)[0])]


# ---------------------------------------------------------------- too much, and nothing new


@dataclass(frozen=True, slots=True)
class LikeLastYear:
    heading: str
    share: float


@words(LikeLastYear)
def _(about: LikeLastYear, finding: Finding, reader: Reader) -> Words:
    return mended(f"“{about.heading}”有 {about.share:.0%} 的文字与上年报告相同。", "请按本年的情况重写。")


@text_rule("T009", Severity.NOTICE)
def like_last_year(paper: Paper) -> Iterator[Remark]:
    """文字与上年报告或另一单位的雷同。

    检查什么：校对时用 --previous 给出上年报告的，汇总时各单位报送的文字，逐个部分比较，不计数字、年份和本单位的名称；相同的超过一半是提示，超过九成是警告。
    依据：2021年的格式通知点名“内容雷同”；有的地方考核时，相同超过一半扣分。
    示例：第五部分 92% 的文字与上年相同。
    如何修改：按本年的情况重写。
    """
    before = paper.before.text.sections if paper.before else {}
    for heading, passages in paper.text.sections.items():
        now, then = ("".join(p.text for p in some) for some in (passages, before.get(heading, ())))
        share = alike(now, then) if min(len(now), len(then)) >= WORTH else 0
        if share > ALIKE:
            severity = Severity.WARNING if share >= NEARLY_ALL else Severity.NOTICE
            yield paper.of_section(LikeLastYear(heading, share), heading, severity=severity)


def alike(now: str, then: str) -> float:
    """The share of this year's signs that stand in sentences of last year's, its figures left aside."""
    sentences, earlier = (
        [re.sub(r"[\d\s]", "", sentence) for sentence in re.split(r"[。；;！？\n]", text)] for text in (now, then)
    )
    same = sum(len(sentence) for sentence in sentences if sentence and any(_like(sentence, one) for one in earlier))
    return same / (sum(map(len, sentences)) or 1)


def _like(one: str, other: str) -> bool:
    if one == other:
        return True
    matcher = SequenceMatcher(None, one, other, False)
    return all(quick() > NEARLY_ALL for quick in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio))


@dataclass(frozen=True, slots=True)
class TooLong:
    heading: str
    length: int
    most: int


@words(TooLong)
def _(about: TooLong, finding: Finding, reader: Reader) -> Words:
    return mended(f"“{about.heading}”有 {about.length} 字，一般在 {about.most} 字以内。", "请精简。")


@text_rule("T013", Severity.NOTICE, of_submissions=False)
def long_overview(paper: Paper) -> Iterator[Remark]:
    """总体情况过长。

    检查什么：第一部分的字数，部门 1,000 字左右，政府 1,800 字左右。
    依据：有的市的编制通知要求在 1,000 字以内；公认写得好的省级报告约 1,500 字。
    示例：第一部分 2,600 字。
    如何修改：删去与政府信息公开无关的内容。
    """
    heading = paper.form.outline.before[0]
    length = sum(len(tidy(p.text)) for p in paper.text.sections.get(heading, ()))
    most = LONG if is_of_a_district(paper.text) else int(paper.form.thresholds["T013.length"])
    if length > most * MUCH_LONGER:
        yield paper.of_section(TooLong(heading, length, most), heading)


@dataclass(frozen=True, slots=True)
class TablesOfAnotherEdition:
    stands: str
    due: str


@words(TablesOfAnotherEdition)
def _(about: TablesOfAnotherEdition, finding: Finding, reader: Reader) -> Words:
    return mended(f"报告里的表是 {about.stands} 年版格式的，应为 {about.due} 年版。", "请改用现行格式的表。")


@text_rule("T010", Severity.ERROR, of_submissions=False)
def tables_of_another_edition(paper: Paper) -> Iterator[Remark]:
    """报告里的表不是这一版格式的。

    检查什么：表中有只在 2019 年试行格式里才有的栏目。
    依据：国办公开办函〔2021〕30号，2021年度起使用。
    示例：表二的栏目是“本年新制作数量、本年新公开数量、对外公开总数量”。
    如何修改：改用现行格式的表。
    """
    if paper.other_edition:
        yield Remark(TablesOfAnotherEdition(paper.other_edition, paper.form.edition))


# ---------------------------------------------------------------- numbers of headings


@dataclass(frozen=True, slots=True)
class HeadingNumber:
    heading: str
    due: str


@words(HeadingNumber)
def _(about: HeadingNumber, finding: Finding, reader: Reader) -> Words:
    return mended(f"“{about.heading}”的编号应为“{about.due}、”。", "请改正编号。")


@dataclass(frozen=True, slots=True)
class HeadingTwice:
    heading: str


@words(HeadingTwice)
def _(about: HeadingTwice, finding: Finding, reader: Reader) -> Words:
    return mended(f"“{about.heading}”出现了两次。", "请删去重复的标题。")


@dataclass(frozen=True, slots=True)
class NumberedLikeSections:
    """first: of number sub-headings within a section that bear numbers like those of the sections."""

    section: str
    first: str
    number: int


@words(NumberedLikeSections)
def _(about: NumberedLikeSections, finding: Finding, reader: Reader) -> Words:
    more = f"等 {about.number} 处" if about.number > 1 else ""
    wrong = f"“{about.section}”里又出现“{about.first}”{more}：小标题与六个部分用了同一级编号。"
    return mended(wrong, "请改用“（一）”，依次编号。")


@dataclass(frozen=True, slots=True)
class NumberOutOfOrder:
    heading: str


@words(NumberOutOfOrder)
def _(about: NumberOutOfOrder, finding: Finding, reader: Reader) -> Words:
    return mended(f"“{about.heading}”的编号不连续，这里应为（{finding.expected}）。", "请依次编号。")


@text_rule("T019", Severity.WARNING, of_submissions=False)
def numbering(paper: Paper) -> Iterator[Remark]:
    """编号重排、跳号、重号，小标题当成了大标题，编号与标题不配。

    检查什么：六个部分的编号是否依次为一至六；各部分里是否又出现“一、”；“（一）（二）”是否连续。
    依据：格式规定的六个部分及其次序。
    示例：第一部分里又写“一、主动公开情况”“二、依申请公开情况”。
    如何修改：小标题用“（一）”，依次编号。
    """
    yield from _of_sections(paper)
    yield from _like_sections(paper)
    for heading, passages in paper.text.sections.items():
        if heading in paper.in_words:
            yield from _of_subheads(passages)


def _of_sections(paper: Paper) -> Iterator[Remark]:
    seen: Counter[str] = Counter()
    for passage in (p for p in paper.text.passages if p.part is Part.HEADING):
        heading, due = passage.text.strip(), passage.section.partition("、")[0]
        seen[passage.section] += 1
        match = NUMBERED.match(heading)
        if match and match[1] != due:
            yield at(HeadingNumber(heading, due), passage, value=match[1], expected=due)
        elif seen[passage.section] == 2:
            yield at(HeadingTwice(heading), passage)


def _like_sections(paper: Paper) -> Iterator[Remark]:
    inside = [p for p in paper.words() if p.section in paper.in_words and _is_numbered(p.text.strip())]
    if inside:
        first = inside[0]
        yield at(NumberedLikeSections(first.section, first.text.strip(), len(inside)), first)


def _is_numbered(line: str) -> bool:
    return bool(NUMBERED.match(line)) and len(line) <= LONGEST_HEADING and not line.endswith("。")


def _of_subheads(passages: Sequence[Passage]) -> Iterator[Remark]:
    """One that is wrong alone does not make the next one wrong: （二）（四）（四）（五）."""
    matches = ((passage, SUB.match(passage.text.strip())) for passage in passages)
    found = [(passage, match[0], _number(match[1])) for passage, match in matches if match]
    due = 1
    for (passage, written, number), behind in zip_longest(found, [number for *_, number in found[1:]]):
        if number and number != due and not (number == 1 and due > 2):
            about = NumberOutOfOrder(passage.text.strip()[:20])
            yield within(about, passage, (0, len(written)), value=written[1:-1], expected=NUMBERS[due - 1])
        due = due + 1 if behind == due + 1 else (number or due) + 1


def _number(written: str) -> int:
    """0 for one of more than one sign."""
    return NUMBERS.find(written) + 1 if len(written) == 1 else 0
