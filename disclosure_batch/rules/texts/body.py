"""T: the body that a report names, and the year of which it speaks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from disclosure_batch.findings import Finding, Reader, Severity, Words, words
from disclosure_batch.rules.texts.paper import Paper, Remark, mended, text_rule, within
from disclosure_batch.sentences.mentions import Mention
from disclosure_batch.sentences.passages import Part, Passage, headings
from disclosure_batch.sentences.pieces import own_names
from disclosure_batch.text import tidy

KIND_OF_BODY = "管理委员会|管委会|人民政府办公室|政府办公室|人民政府|街道办事处|办事处|街道|镇|乡|委员会|分局|局|中心|大队|支队|总队|银行|公司|学校|医院|馆|院"
NAME = rf"[\u4e00-\u9fff]{{2,24}}?(?:{KIND_OF_BODY})"
ACTS = "作为|是|为|负责|承担|在|认真|严格|高度|坚持|深入|始终|持续|扎实|切实|全面|积极|紧紧|不断|进一步|依法|共|全年|主动|按照|根据|以|紧扣|围绕|贯彻|落实|收到|受理|累计|将|着力|大力|稳步|政府信息公开|政务公开"
SUBJECT = re.compile(
    rf"(?:^|[。\n])\s*(?:[（(][一二三四五六七八九十][)）][^。\n]{{0,20}}[。：:\n])?\s*"
    rf"(?:20\d\d\s*年(?:度)?\s*[，,]?\s*)?({NAME})(?={ACTS}|[，,])"
)
AUTHOR = re.compile(rf"(?:本(?:年度)?报告|本年报|现)(?:由|将)({NAME})(?=编制|根据|依据|按照|结合|20|的|政府)")
ASKED = re.compile(rf"(?:请与|请向|可与|请联系|与)({NAME})(?=联系|反映|咨询)")
OTHERS = re.compile(
    r"[市县区省镇乡州盟旗][委党]|党委|各|上级|国务院|中央|人大|政协|法院|检察院|信息中心|、|以及|[一二三四五六]是|级(?:分)?[局院馆]|所属|下属|直属|基层|部分|个别|有关|相关|少数|多数"
)
NO_NAME = re.compile(r"作为|[的是了在把及]|^全[镇乡街]")
AHEAD = re.compile(r"^(?:其中|根据|按照|依据|通过|经|对|向|由|为|在|以|与|因|被|将|另|并|同时|截至)")
TOWN = re.compile(r"(街道|镇|乡)(?:办事处|人民政府)?$")
KINDS = {
    "管理委员会": "管委会",
    "人民政府办公室": "政府",
    "政府办公室": "政府",
    "人民政府": "政府",
    "分局": "局",
}


# ---------------------------------------------------------------- the body


@dataclass(frozen=True, slots=True)
class AnotherBody:
    """in_header: it stands in the head of the pages."""

    in_header: bool = False


@words(AnotherBody)
def _(about: AnotherBody, finding: Finding, reader: Reader) -> Words:
    where = "页眉的单位名称" if about.in_header else "这里的单位名称"
    mend = "请改正页眉。" if about.in_header else "请改成同一个单位；是简称或别名的，请在名册“别名”里写明。"
    return mended(f"{where}是“{finding.value}”，标题是“{finding.expected}”。", mend)


@text_rule("T005", Severity.ERROR)
def another_name(paper: Paper) -> Iterator[Remark]:
    """标题与正文中的单位名称不是同一个。

    检查什么：标题、开头、正文作主语处、落款、页眉里的单位名称；简称、名册里的别名算同一个单位。
    依据：一份报告只有一个编制机关。
    示例：标题是“焦作市城乡一体化示范区管委会”，正文是“高新区管委会”。
    如何修改：改成标题里的全称或规范简称；一个机关两块牌子的，请在名册“别名”里写明。
    """
    if not paper.names:
        return
    told: set[str] = set()
    for start, name in sorted(_names_in(paper)):
        if name not in told and not _is_own(name, paper):
            told.add(name)
            yield Remark(AnotherBody(), start, start + len(name), value=name, expected=paper.names[0])
    for header in paper.headers:
        match = re.match(rf"\s*({NAME})", header)
        if match and not _is_own(match[1], paper):
            yield Remark(AnotherBody(in_header=True), value=match[1], expected=paper.names[0])


def _is_own(name: str, paper: Paper) -> bool:
    return any(_same_body(tidy(name), tidy(own)) for own in paper.names)


def _names_in(paper: Paper) -> Iterator[tuple[int, str]]:
    """Where a text names the body that reports."""
    for passage in paper.text.passages:
        patterns = {
            Part.OPENING: (AUTHOR, ASKED),
            Part.WORDS: (SUBJECT, AUTHOR),
            Part.SIGNATURE: (re.compile(rf"^\s*({NAME})"),),
        }
        for pattern in patterns.get(passage.part, ()):
            for match in pattern.finditer(passage.text):
                same_kind = pattern is not SUBJECT or _kind(tidy(match[1])) == _kind(tidy(paper.names[0]))
                if same_kind and not any(p.search(match[1]) for p in (OTHERS, NO_NAME, AHEAD)):
                    yield passage.start + match.start(1), match[1]


def _same_body(said: str, own: str) -> bool:
    """Whether a name is another's short form: its signs stand there in this order, the last one the last; 本局 is."""
    said = re.sub(r"^(?:20\d\d年度?)", "", said)
    if said in own_names(own) or said[:1] in "本我该" or said in own or own in said:
        return True
    last = said.endswith(own[-1]) or _kind(said) == _kind(own)
    rest = iter(_short(own))
    return last and all(sign in rest for sign in _short(said))


def _short(name: str) -> str:
    return name.replace("管理委员会", "管委会").replace("委员会", "委").replace("人民", "")


def _kind(name: str) -> str:
    if match := TOWN.search(name):
        return match[1]
    kind = next((kind for kind in KIND_OF_BODY.split("|") if name.endswith(kind)), "")
    return KINDS.get(kind, kind)


# ---------------------------------------------------------------- the year

SENTENCE = re.compile(r"[^。！？!?\s][^。！？!?]*[。！？!?]?")
YEARS = re.compile(r"(?<!\d)(20\d\d)\s*年")
PERIOD = re.compile(
    r"(20\d\d)?\s*年?\s*(\d{1,4})\s*月\s*(\d{1,2})?\s*日?\s*(?:起|开始)?\s*[，,]?\s*(?:至|到|[-—–~～])"
    r"\s*(?:(20\d\d)\s*年?\s*)?(\d{1,4})\s*月\s*(\d{1,2})?\s*日?"
)
TO = r"\s*(?:起|开始|止)?\s*(?:至|到|[-—–~～])\s*"
BROKEN_PERIOD = re.compile(
    rf"20\d{{2}}\s*年?\s*\d{{2,4}}\s*日{TO}(?:20\d\d\s*年?\s*)?\d{{1,4}}(?:\s*月\s*\d{{1,2}})?\s*日?"
    rf"|20\d{{2}}\s*年?\s*\d{{1,2}}\s*月\s*\d{{1,2}}\s*日?{TO}(?:20\d\d\s*年?\s*)?\d{{3,4}}\s*日"
)
OF_THE_PERIOD = re.compile(r"报告期|统计期|统计期限|统计时限|数据期限|统计的期限|所列数据|统计时间|统计周期|起止时间")
LEADS = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十][)）](?:[^。，,：:]{0,20}[。：:])?\s*)?(20\d\d)\s*年(?:度)?(?!以来|至|到|[-—–~]|底|末|初|\d)\s*[，,]?"
)


@dataclass(frozen=True, slots=True)
class TitleOfAnotherYear:
    pass


@dataclass(frozen=True, slots=True)
class PeriodOff:
    """lost: digits of it are missing."""

    lost: bool


@dataclass(frozen=True, slots=True)
class SentenceOfAnotherYear:
    pass


WHOLE_YEAR = (1, 1, 12, 31)
MEND_YEAR = "请改正年份、日期。"


@words(TitleOfAnotherYear)
def _(about: TitleOfAnotherYear, finding: Finding, reader: Reader) -> Words:
    return mended(f"标题写的是 {finding.value} 年，报告的年度是 {finding.expected} 年。", MEND_YEAR)


@words(PeriodOff)
def _(about: PeriodOff, finding: Finding, reader: Reader) -> Words:
    right = f"应为 {finding.expected}年1月1日至12月31日。"
    said = str(finding.value).strip()
    wrong = f"“{said}”的日期缺了字，{right}" if about.lost else f"统计期限写作“{said}”，{right}"
    return mended(wrong, MEND_YEAR)


@words(SentenceOfAnotherYear)
def _(about: SentenceOfAnotherYear, finding: Finding, reader: Reader) -> Words:
    return mended(f"这一句以 {finding.value} 年开头，说的是 {finding.expected} 年的情况。", MEND_YEAR)


@text_rule("T006", Severity.ERROR)
def wrong_year(paper: Paper) -> Iterator[Remark]:
    """标题、统计期限或句中的年份不对。

    检查什么：标题的年度；统计期限应为 1月1日至12月31日，年、月、日不缺；说本年度情况的句子以别的年份开头。与上年比较、说下一步打算的年份不算。
    依据：年度报告报告上一个公历年度的情况。
    示例：“统计期限为2024年1月1日至12月30日”；2024年度报告的正文“2023年，我局认真……”。
    如何修改：改正年份、日期。
    """
    for passage in paper.text.passages:
        if passage.part is Part.TITLE:
            yield from _of_the_title(paper, passage)
        elif passage.part is Part.OPENING or OF_THE_PERIOD.search(passage.text):
            yield from _of_the_period(paper, passage)
    yield from _of_sentences(paper)


def _of_the_title(paper: Paper, passage: Passage) -> Iterator[Remark]:
    years = [match for match in YEARS.finditer(passage.text) if int(match[1]) != paper.year]
    if len(years) == 1 and str(paper.year) not in passage.text:
        yield _year_at(TitleOfAnotherYear(), passage, years[0].span(1), paper)


def _of_the_period(paper: Paper, passage: Passage) -> Iterator[Remark]:
    if match := BROKEN_PERIOD.search(passage.text):
        yield _year_at(PeriodOff(lost=True), passage, match.span(), paper)
        return
    named = bool(OF_THE_PERIOD.search(passage.text))
    for match in PERIOD.finditer(passage.text):
        if (named or match[3] or match[6]) and _is_another_period(match, paper.year):
            yield _year_at(PeriodOff(lost=False), passage, match.span(), paper)


def _is_another_period(match: re.Match, year: int) -> bool:
    years = {int(said) for said in match.group(1, 4) if said}
    days = (match[2], match[3] or "1", match[5], match[6] or "31")
    return bool(years) and (years != {year} or tuple(map(int, days)) != WHOLE_YEAR)


def _year_at(about: object, passage: Passage, span: tuple[int, int], paper: Paper) -> Remark:
    return within(about, passage, span, value=passage.text[slice(*span)], expected=str(paper.year))


def _of_sentences(paper: Paper) -> Iterator[Remark]:
    """A sentence that begins with another year and states this year's figures, or opens section one."""
    stated = {one.sentence.line.at(one.sentence.start): one.sentence.mentions for one in paper.bound.spoken}
    for n, start, said in _overview(paper):
        match = _leading_year(said, paper.year)
        if match and (n == 0 or _states_this_year(paper, stated.get(start, ()))):
            at = start + match.start(1)
            yield Remark(SentenceOfAnotherYear(), at, at + 4, value=match[1], expected=str(paper.year))


def _overview(paper: Paper) -> Iterator[tuple[int, int, str]]:
    """The sentences of section one: the how manieth, where it begins in the text, what it says."""
    overview = headings(paper.form)[:1]
    words = (p for p in paper.text.passages if p.part is Part.WORDS and p.section in overview)
    found = ((p.start + match.start(), match[0]) for p in words for match in SENTENCE.finditer(p.text))
    for n, (start, said) in enumerate(found):
        yield n, start, said


def _leading_year(said: str, year: int) -> re.Match | None:
    """An earlier year with which a sentence begins that does not name this one."""
    match = None if str(year) in said or re.search("本年|今年", said) else LEADS.match(said)
    return match if match and int(match[1]) < year else None


def _states_this_year(paper: Paper, mentions: Sequence[Mention]) -> bool:
    """Whether figures said of another year are this year's in the tables, and not last year's."""
    said = [m for m in mentions if m.terms and m.counts and m.figure.value and len(m.terms[0]) == 1]
    years = {m.one("year") for m in said}
    if len(years) != 1 or "this" in years:
        return False
    this, last = (
        [figures.get(m.terms[0][0].field) == m.figure.value for m in said]
        for figures in (paper.known.now, paper.known.before)
    )
    return all(this) and not all(last)
