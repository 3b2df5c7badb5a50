"""T: structure and wording of a report: its body, its year, its sections, what was left in it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from disclosure_batch.findings import Severity
from disclosure_batch.rules.paper import Paper, Remark, text_rule
from disclosure_batch.sentences.mentions import Mention
from disclosure_batch.sentences.passages import LONGEST_HEADING, Part, Passage, headings
from disclosure_batch.sentences.pieces import own_names
from disclosure_batch.sentences.scopes import is_of_a_district
from disclosure_batch.text import tidy

KIND_OF_BODY = "管理委员会|管委会|人民政府办公室|政府办公室|人民政府|街道办事处|办事处|委员会|分局|局|中心|大队|支队|总队|银行|公司|学校|医院|馆|院"
NAME = rf"[\u4e00-\u9fff]{{2,24}}?(?:{KIND_OF_BODY})"
ACTS = "在|认真|严格|高度|坚持|深入|始终|持续|扎实|切实|全面|积极|紧紧|不断|进一步|依法|共|全年|主动|按照|根据|以|紧扣|围绕|贯彻|落实|收到|受理|累计|将|着力|大力|稳步"
SUBJECT = re.compile(
    rf"(?:^|[。\n])\s*(?:[（(][一二三四五六七八九十][)）][^。\n]{{0,20}}[。：:\n])?\s*"
    rf"(?:20\d\d\s*年(?:度)?\s*[，,]?\s*)?({NAME})(?={ACTS}|[，,])"
)
AUTHOR = re.compile(rf"(?:本(?:年度)?报告|本年报|现)(?:由|将)({NAME})(?=编制|根据|依据|按照|结合|20|的|政府)")
ASKED = re.compile(rf"(?:请与|请向|可与|请联系|与)({NAME})(?=联系|反映|咨询)")
OTHERS = re.compile(
    r"[市县区省镇乡州盟旗][委党]|党委|各|上级|国务院|中央|人大|政协|法院|检察院|信息中心|、|以及|[一二三四五六]是"
)
AHEAD = re.compile(r"^(?:其中|根据|按照|依据|通过|经|对|向|由|为|在|以|与|因|被|将|另|并|同时|截至)")
YEARS = re.compile(r"(?<!\d)(20\d\d)\s*年")
PERIOD = re.compile(
    r"(20\d\d)?\s*年?\s*(\d{1,4})\s*月\s*(\d{1,2})?\s*日?\s*(?:起|开始)?\s*[，,]?\s*(?:至|到|[-—–~～])"
    r"\s*(?:(20\d\d)\s*年?\s*)?(\d{1,4})\s*月\s*(\d{1,2})?\s*日?"
)
BROKEN_PERIOD = re.compile(r"20\d{2}\s*(?:年)?\s*\d{2,4}\s*日\s*(?:起|开始)?\s*(?:至|到|[-—–~～])")
OF_THE_PERIOD = re.compile(r"统计期限|统计时限|数据期限|统计的期限|所列数据|统计时间|统计周期|起止时间")
MATTERS = {
    "主动公开": "主动公开|公开(?:政府)?信息|发布",
    "依申请公开": "申请",
    "政府信息管理": "信息管理|规范性文件|保密|公文|审查|源头|属性|制度|动态调整|归档",
    "政府信息公开平台建设": "平台|网站|新媒体|公报|专栏|微信|公众号|专区",
    "监督保障": "监督|考核|培训|评议|责任|督查|检查|领导小组|分管",
}
LEFT_OUT = re.compile(
    r"(?:信息|申请|文件|来信|决定|复议|诉讼|培训|解读|共|收到|受理|办结|公开)(?:[ \u3000_＿]+|)(?:余)?(?:条|件|篇|宗)(?=[，。；、,;）)])"
)
NUMBERED = re.compile(r"^([一二三四五六七八九十]{1,3})[、.．,，]\s*(.{0,40})$")
NUMBERS = "一二三四五六七八九十"
SUB = re.compile(r"^[（(]([一二三四五六七八九十]{1,2})[)）]")
DOUBLED = re.compile(r"([\u4e00-\u9fff]{2,4})\1")
NOT_DOUBLED = re.compile(r"^(?:[一每各常种个多处]|.*(?:研究|讨论|学习|考虑|商量|件|条|步)$)")
DOUBLED_SIGN = re.compile(
    r"的的|了了(?!解)|和和(?![美平睦谐])|是是|在在|为为|与与|对对(?!方)|[，,]{2}|。{2}(?!。)|；；|、、|：："
)
SPOILT = re.compile(r"[\u4e00-\u9fff，,、]$")
DRAFT = re.compile(
    r"送审稿|征求意见稿|初稿|草稿|样本|待补充|请补充|待核实|[×ХxX]{2,}(?![A-Za-z.])|【[^】]{0,20}】|（此处[^）]*）|TODO|\?\?|？？"
)
LAWS = {
    "中华人民共和国政府信息公开条例": "",
    "中华人民共和国政府信息公开工作年度报告格式": "国办公开办函〔2021〕30号",
    "政府信息公开信息处理费管理办法": "国办函〔2020〕109号",
}
TITLED = re.compile(r"《([^《》]{4,40})》")
FORMAT_NUMBER = re.compile(r"国办公开办?函?\s*[〔\[【(（]\s*(20\d\d)\s*[〕\]】)）]\s*(\d+)\s*号")
NOW = re.compile(r"今年|截至目前|目前|迄今|日前")
HALF_WIDTH = re.compile(
    r"(?<=[\u4e00-\u9fff”》）])[,;:?!](?=[\u4e00-\u9fff“《（])|(?<=[\u4e00-\u9fff])\.(?=[\u4e00-\u9fff]|$)"
)
FULL_DIGITS = re.compile(r"[０-９]+")
SHORT, ALIKE, NEARLY_ALL, WORTH = 30, 0.5, 0.9, 60
LONG = 1_800  # characters of a government's overview
LIKE = 0.8  # names that are nearly the same


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
        if name not in told and not any(_same_body(tidy(name), tidy(own)) for own in paper.names):
            told.add(name)
            message = f"这里的单位名称是“{name}”，标题是“{paper.names[0]}”。"
            yield Remark(
                message,
                start,
                start + len(name),
                suggestion="请改成同一个单位；是简称或别名的，请在名册“别名”里写明。",
                value=name,
                expected=paper.names[0],
            )
    for header in paper.headers:
        match = re.match(rf"\s*({NAME})", header)
        if match and not any(_same_body(tidy(match[1]), tidy(own)) for own in paper.names):
            yield Remark(
                f"页眉的单位名称是“{match[1]}”，标题是“{paper.names[0]}”。",
                suggestion="请改正页眉。",
                value=match[1],
                expected=paper.names[0],
            )


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
                if same_kind and not OTHERS.search(match[1]) and not AHEAD.match(match[1]):
                    yield passage.start + match.start(1), match[1]


def _same_body(said: str, own: str) -> bool:
    """Whether a name is another's short form: its signs stand there in this order, the last one the last; 本局 is."""
    said = re.sub(r"^(?:20\d\d年度?)", "", said)
    if said in own_names(own) or said[:1] in "本我该" or said in own or own in said:
        return True
    last = said.endswith(own[-1]) or _kind(said) == _kind(own)
    rest = iter(own.replace("委员会", "委").replace("人民", ""))
    return last and all(sign in rest for sign in said.replace("委员会", "委").replace("人民", ""))


KINDS = {
    "管理委员会": "管委会",
    "人民政府办公室": "政府",
    "政府办公室": "政府",
    "人民政府": "政府",
    "街道办事处": "办事处",
    "分局": "局",
}


def _kind(name: str) -> str:
    kind = next((kind for kind in KIND_OF_BODY.split("|") if name.endswith(kind)), "")
    return KINDS.get(kind, kind)


@text_rule("T006", Severity.ERROR)
def wrong_year(paper: Paper) -> Iterator[Remark]:
    """标题、统计期限或句中的年份不对。

    检查什么：标题的年度；统计期限应为 1月1日至12月31日，年、月、日不缺；说本年度情况的句子以别的年份开头。与上年比较、说下一步打算的年份不算。
    依据：年度报告报告上一个公历年度的情况。
    示例：“统计期限为2024年1月1日至12月30日”；2024年度报告的正文“2023年，我局认真……”。
    如何修改：改正年份、日期。
    """
    for passage in paper.text.passages:
        if passage.part in (Part.TITLE, Part.OPENING) or OF_THE_PERIOD.search(passage.text):
            yield from _of_the_head(paper, passage)
    yield from _of_sentences(paper)


def _of_the_head(paper: Paper, passage: Passage) -> Iterator[Remark]:
    if passage.part is Part.TITLE:
        years = [match for match in YEARS.finditer(passage.text) if int(match[1]) != paper.year]
        if len(years) == 1 and str(paper.year) not in passage.text:
            start, end = years[0].span(1)
            message = f"标题写的是 {years[0][1]} 年，报告的年度是 {paper.year} 年。"
            yield _at(passage, start, end, message, paper.year)
    elif match := BROKEN_PERIOD.search(passage.text):
        message = f"“{match[0]}”的日期缺了字，应为 {paper.year}年1月1日至12月31日。"
        yield _at(passage, *match.span(), message, paper.year)
    else:
        yield from _of_the_period(paper, passage)


def _of_the_period(paper: Paper, passage: Passage) -> Iterator[Remark]:
    for match in PERIOD.finditer(passage.text):
        years = {int(year) for year in match.group(1, 4) if year}
        whole_days = match[3] or match[6] or OF_THE_PERIOD.search(passage.text)
        days = (match[2], match[3] or "1", match[5], match[6] or "31")
        if whole_days and years and (years != {paper.year} or tuple(map(int, days)) != (1, 1, 12, 31)):
            message = f"统计期限写作“{match[0].strip()}”，应为 {paper.year}年1月1日至12月31日。"
            yield _at(passage, *match.span(), message, paper.year)


def _at(passage: Passage, start: int, end: int, message: str, expected) -> Remark:
    return Remark(
        message,
        passage.start + start,
        passage.start + end,
        suggestion="请改正年份、日期。",
        value=passage.text[start:end],
        expected=str(expected),
    )


LEADS = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十][)）][^。，,：:]{0,20}[。：:]\s*)?(20\d\d)\s*年(?:度)?(?!以来|至|到|[-—–~]|底|末|初|\d)\s*[，,]?"
)


def _of_sentences(paper: Paper) -> Iterator[Remark]:
    """A sentence that begins with another year and states this year's figures, or opens section one."""
    first = True
    for spoken in paper.bound.spoken:
        if spoken.passage.section not in headings(paper.form)[:1]:
            continue
        start = spoken.sentence.line.at(spoken.sentence.start)
        end = spoken.sentence.line.behind(spoken.sentence.end)
        said = paper.whole[start:end]
        match = None if str(paper.year) in said or re.search("本年|今年", said) else LEADS.match(said)
        if match and int(match[1]) < paper.year and (first or _states_this_year(paper, spoken.sentence.mentions)):
            at = start + match.start(1)
            yield Remark(
                f"这一句以 {match[1]} 年开头，说的是 {paper.year} 年的情况。",
                at,
                at + 4,
                suggestion="请改正年份。",
                value=match[1],
                expected=str(paper.year),
            )
        first = False


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


@text_rule("T007", Severity.ERROR)
def missing_section(paper: Paper) -> Iterator[Remark]:
    """缺少规定的部分，或某一部分是空的；总体情况没有说到五个方面之一。

    检查什么：六个部分是否都在、都有内容；总体情况是否说到主动公开、依申请公开、政府信息管理、平台建设、监督保障（看内容，不看小标题；只作提示）。
    依据：国办公开办函〔2021〕30号：六个部分不得缺少。
    示例：没有“六、其他需要报告的事项”。
    如何修改：补上这一部分；没有内容的写“无”。
    """
    yield from _missing(paper)
    overview = "".join(p.text for p in paper.words() if p.section in paper.form.outline.before)
    lacking = [name for name, words in MATTERS.items() if not re.search(words, overview)]
    if overview and lacking:
        start, end = _heading_at(paper, paper.form.outline.before[0])
        message = f"总体情况没有说到{'、'.join(lacking)}。"
        yield Remark(message, start, end, severity=Severity.NOTICE, suggestion="请补写，小标题可以不同。")


def _missing(paper: Paper) -> Iterator[Remark]:
    sections = paper.text.sections()
    in_words = (*paper.form.outline.before, *paper.form.outline.after[1:])  # of section five T022 speaks
    for heading in headings(paper.form):
        if heading not in sections:
            suggestion = "请补上这一部分；没有内容的写“无”。"
            yield Remark(f"没有“{heading}”这一部分。", quote=heading, suggestion=suggestion, expected=heading)
        elif heading in in_words and not any(passage.text.strip() for passage in sections[heading]):
            start, end = _heading_at(paper, heading)
            yield Remark(f"“{heading}”下面没有内容。", start, end, suggestion="请写上内容；没有的写“无”。")


def _heading_at(paper: Paper, heading: str) -> tuple[int | None, int | None]:
    passage = next((p for p in paper.text.passages if p.part is Part.HEADING and p.section == heading), None)
    return (passage.start, passage.end) if passage else (None, None)


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
            yield Remark(
                f"“{match[0]}”前面的数没有填。",
                passage.start + match.start(),
                passage.start + match.end(),
                suggestion="请补上数字。",
            )


@text_rule("T009", Severity.NOTICE)
def like_last_year(paper: Paper) -> Iterator[Remark]:
    """文字与上年报告雷同。

    检查什么：用 --previous 给出上年报告时，逐个部分比较，不计数字和年份；相同的超过一半是提示，超过九成是警告。
    依据：2021年的格式通知点名“内容雷同”；有的地方考核时，相同超过一半扣分。
    示例：第五部分 92% 的文字与上年相同。
    如何修改：按本年的情况重写。
    """
    if paper.before is None:
        return
    before = paper.before.text.sections()
    for heading, passages in paper.text.sections().items():
        now, then = ("".join(p.text for p in some) for some in (passages, before.get(heading, ())))
        if min(len(now), len(then)) < WORTH:
            continue
        share = _alike(now, then)
        if share > ALIKE:
            start, end = _heading_at(paper, heading)
            severity = Severity.WARNING if share >= NEARLY_ALL else Severity.NOTICE
            yield Remark(
                f"“{heading}”有 {share:.0%} 的文字与上年报告相同。",
                start,
                end,
                severity=severity,
                suggestion="请按本年的情况重写。",
            )


def _alike(now: str, then: str) -> float:
    """The share of this year's signs that stand in sentences of last year's, its figures left aside."""
    sentences = [re.sub(r"[\d\s]", "", s) for s in re.split(r"[。；;！？\n]", now)]
    earlier = [re.sub(r"[\d\s]", "", s) for s in re.split(r"[。；;！？\n]", then)]
    same = sum(
        len(s)
        for s in sentences
        if s
        and any(
            s == o
            or (
                SequenceMatcher(None, s, o, False).quick_ratio() > NEARLY_ALL
                and SequenceMatcher(None, s, o, False).ratio() > NEARLY_ALL
            )
            for o in earlier
        )
    )
    return same / (sum(map(len, sentences)) or 1)


@text_rule("T010", Severity.ERROR)
def tables_of_another_edition(paper: Paper) -> Iterator[Remark]:
    """报告里的表不是这一版格式的。

    检查什么：表中有只在 2019 年试行格式里才有的栏目。
    依据：国办公开办函〔2021〕30号，2021年度起使用。
    示例：表二的栏目是“本年新制作数量、本年新公开数量、对外公开总数量”。
    如何修改：改用现行格式的表。
    """
    if paper.other_edition:
        yield Remark(
            f"报告里的表是 {paper.other_edition} 年版格式的，应为 {paper.form.edition} 年版。",
            suggestion="请改用现行格式的表。",
        )


@text_rule("T012", Severity.NOTICE)
def mixed_width(paper: Paper) -> Iterator[Remark]:
    """全角、半角混用。

    检查什么：汉字之间的半角逗号、分号、冒号、句点；全角数字。
    依据：标点符号用法（GB/T 15834）。
    示例：“认真落实条例,全年收到申请 3 件”。
    如何修改：汉字之间用全角标点，数字用半角。
    """
    for pattern, what in ((HALF_WIDTH, "汉字之间用了半角标点"), (FULL_DIGITS, "用了全角数字")):
        found = [(p.start + m.start(), p.start + m.end()) for p in paper.words() for m in pattern.finditer(p.text)]
        if found:
            start, end = found[0]
            more = f"，共 {len(found)} 处" if len(found) > 1 else ""
            said = paper.whole[max(start - 4, 0) : end + 4].replace("\n", "")
            yield Remark(f"“{said}”{what}{more}。", start, end, suggestion="请统一。")


@text_rule("T013", Severity.NOTICE)
def long_overview(paper: Paper) -> Iterator[Remark]:
    """总体情况过长。

    检查什么：第一部分的字数，部门 1,000 字左右，政府 1,800 字左右。
    依据：有的市的编制通知要求在 1,000 字以内；公认写得好的省级报告约 1,500 字。
    示例：第一部分 2,600 字。
    如何修改：删去与政府信息公开无关的内容。
    """
    heading = paper.form.outline.before[0]
    length = sum(len(tidy(p.text)) for p in paper.text.sections().get(heading, ()))
    most = LONG if is_of_a_district(paper.text) else paper.form.thresholds["T013.length"]
    if length > most * 1.2:
        start, end = _heading_at(paper, heading)
        yield Remark(f"“{heading}”有 {length} 字，一般在 {most} 字以内。", start, end, suggestion="请精简。")


@text_rule("T014", Severity.NOTICE)
def fee_not_mentioned(paper: Paper) -> Iterator[Remark]:
    """第六部分没有说到信息处理费。

    检查什么：“其他需要报告的事项”里有没有“信息处理费”。
    依据：格式在这一部分注明：收取信息处理费情况在此处报告。
    示例：“六、其他需要报告的事项”只写“无”。
    如何修改：写明收取了多少元；没有收取的写“未收取信息处理费”。
    """
    heading = paper.form.outline.after[-1]
    words = paper.text.sections().get(heading)
    if words and not any("信息处理费" in tidy(p.text) for p in words):
        start, end = _heading_at(paper, heading)
        yield Remark(
            "第六部分没有说到信息处理费。", start, end, suggestion="请写明收取情况；没有收取的写“未收取信息处理费”。"
        )


@text_rule("T019", Severity.WARNING)
def numbering(paper: Paper) -> Iterator[Remark]:
    """编号重排、跳号、重号，小标题当成了大标题，编号与标题不配。

    检查什么：六个部分的编号是否依次为一至六；各部分里是否又出现“一、”；“（一）（二）”是否连续。
    依据：格式规定的六个部分及其次序。
    示例：第一部分里又写“一、主动公开情况”“二、依申请公开情况”。
    如何修改：小标题用“（一）”，依次编号。
    """
    yield from _of_sections(paper)
    in_words = (*paper.form.outline.before, *paper.form.outline.after)
    inside = [
        passage for passage in paper.words() if passage.section in in_words and _is_numbered(passage.text.strip())
    ]
    if inside:
        first = inside[0]
        more = f"等 {len(inside)} 处" if len(inside) > 1 else ""
        yield Remark(
            f"“{first.section}”里又出现“{first.text.strip()}”{more}：小标题与六个部分用了同一级编号。",
            first.start,
            first.end,
            suggestion="请改用“（一）”，依次编号。",
        )
    yield from _of_subheads(paper)


def _is_numbered(line: str) -> bool:
    return bool(NUMBERED.match(line)) and len(line) <= LONGEST_HEADING and not line.endswith("。")


def _of_sections(paper: Paper) -> Iterator[Remark]:
    expected = {heading: heading.partition("、")[0] for heading in headings(paper.form)}
    seen: Counter[str] = Counter()
    for passage in paper.text.passages:
        if passage.part is not Part.HEADING:
            continue
        seen[passage.section] += 1
        match = NUMBERED.match(passage.text.strip())
        if match and match[1] != expected[passage.section]:
            yield Remark(
                f"“{passage.text.strip()}”的编号应为“{expected[passage.section]}、”。",
                passage.start,
                passage.end,
                suggestion="请改正编号。",
                value=match[1],
                expected=expected[passage.section],
            )
        elif seen[passage.section] == 2:
            yield Remark(
                f"“{passage.text.strip()}”出现了两次。", passage.start, passage.end, suggestion="请删去重复的标题。"
            )


def _of_subheads(paper: Paper) -> Iterator[Remark]:
    for passages in paper.text.sections().values():
        due = 1
        for passage in passages:
            match = SUB.match(passage.text.strip())
            if not match:
                continue
            number = NUMBERS.find(match[1]) + 1 if len(match[1]) == 1 else 0
            if number and number != due and not (number == 1 and due > 2):
                yield Remark(
                    f"“{passage.text.strip()[:20]}”的编号不连续，这里应为（{NUMBERS[due - 1]}）。",
                    passage.start,
                    passage.start + len(match[0]),
                    suggestion="请依次编号。",
                    value=match[1],
                    expected=NUMBERS[due - 1],
                )
            due = (number or due) + 1


@text_rule("T020", Severity.NOTICE)
def slips_of_the_pen(paper: Paper) -> Iterator[Remark]:
    """叠字、重复的标点、没有写完的句子。

    检查什么：连写两遍的词（资金资金）、连写两遍的标点；段落末尾没有句号。
    依据：文字差错。
    示例：“加强财政资金资金管理”。
    如何修改：改正。
    """
    unfinished = []
    for passage in paper.words():
        for match in DOUBLED.finditer(passage.text):
            if not NOT_DOUBLED.match(match[1]):
                yield Remark(
                    f"“{match[0]}”写了两遍。",
                    passage.start + match.start(),
                    passage.start + match.end(),
                    suggestion="请删去重复的。",
                )
        for match in DOUBLED_SIGN.finditer(passage.text):
            yield Remark(
                f"“{match[0]}”写了两遍。",
                passage.start + match.start(),
                passage.start + match.end(),
                suggestion="请删去重复的。",
            )
        said = passage.text.rstrip()
        if SPOILT.search(said) and "。" in said and not re.match(r"^[（(]?[一二三四五六七八九十]", said):
            unfinished.append((passage, said))
    if 0 < len(unfinished) <= 3:  # else the lines are broken where the page ends
        for passage, said in unfinished:
            yield Remark(
                f"“……{said[-12:]}”：句子没有写完，或缺句号。",
                passage.start + max(len(said) - 6, 0),
                passage.start + len(said),
                suggestion="请补全。",
            )


@text_rule("T021", Severity.WARNING)
def left_in_the_file(paper: Paper) -> Iterator[Remark]:
    """文件里留有批注、修订、送审或待补充的字样。

    检查什么：批注、未接受的修订；送审稿、草稿、样本、待补充、××。
    依据：公开的是定稿。
    示例：文件里还有 3 条批注。
    如何修改：处理后删去。
    """
    for what in paper.left:
        yield Remark(f"文件里留有{what}。", suggestion="请处理后删去。")
    for passage in paper.text.passages:
        for match in DRAFT.finditer(passage.text):
            yield Remark(
                f"留有“{match[0]}”。",
                passage.start + match.start(),
                passage.start + match.end(),
                suggestion="请改成定稿的文字。",
            )


@text_rule("T022", Severity.NOTICE)
def problems(paper: Paper) -> Iterator[Remark]:
    """第五部分是空的、只写“无”或只有几个字；没有说到上年的问题。

    检查什么：“存在的主要问题及改进情况”的内容；给出上年报告时，上年的各个问题今年是否有交代。
    依据：条例第五十条；公认写得好的报告逐条交代上年问题的改进情况。
    示例：“五、存在的主要问题及改进情况”只写“无”。
    如何修改：写明主要问题和改进情况，先交代上年的问题。
    """
    heading = paper.form.outline.after[0]
    sections = paper.text.sections()
    if heading not in sections:
        return
    start, end = _heading_at(paper, heading)
    said = tidy("".join(p.text for p in sections[heading]))
    if len(said) < SHORT and len(re.sub(r"[^\u4e00-\u9fff]", "", said)) < SHORT // 2:
        yield Remark(
            f"第五部分只写了“{said[:20]}”。" if said else "第五部分没有内容。",
            start,
            end,
            suggestion="请写明主要问题和改进情况。",
        )
    elif paper.before is not None:
        lost = [problem for problem in _problems(paper.before, heading) if not _taken_up(problem, said)]
        if lost:
            yield Remark(
                f"上年报告的问题“{lost[0]}”{f'等 {len(lost)} 个' if len(lost) > 1 else ''}，今年没有交代。",
                start,
                end,
                suggestion="请先写上年问题的改进情况。",
            )


TAKEN_UP = 5  # where a fifth of its words stands there
PROBLEM = re.compile(r"(?:[一二三四五六]是|[（(][一二三四五六][)）]|\d[.、．])([^。；;，,]{6,40})")


def _problems(before: Paper, heading: str) -> list[str]:
    said = "".join(p.text for p in before.text.sections().get(heading, ()))
    return [match[1] for match in PROBLEM.finditer(re.split("改进措施|下一步|改进情况|针对", said)[0])]


def _taken_up(problem: str, said: str) -> bool:
    pairs = [problem[i : i + 2] for i in range(len(problem) - 1)]
    return sum(pair in said for pair in pairs) >= len(pairs) / TAKEN_UP


@text_rule("T023", Severity.NOTICE)
def wrong_citation(paper: Paper) -> Iterator[Remark]:
    """法规、文件的名称或文号写得不对。

    检查什么：年度报告常引的条例、格式、收费办法的名称；格式的文号。
    依据：这些文件的正式名称和文号。
    示例：“《中华人民共和国政府信息公开条列》”。
    如何修改：按正式名称、文号改正。
    """
    for passage in paper.text.passages:
        for match in TITLED.finditer(passage.text):
            name = tidy(match[1])
            near = next(
                (
                    law
                    for law in LAWS
                    if name not in LAWS
                    and abs(len(law) - len(name)) <= 2
                    and SequenceMatcher(None, name, law, False).ratio() > LIKE
                ),
                "",
            )
            if near:
                yield Remark(
                    f"“《{match[1]}》”应为“《{near}》”。",
                    passage.start + match.start(),
                    passage.start + match.end(),
                    suggestion="请按正式名称改正。",
                    value=match[1],
                    expected=near,
                )
        for match in FORMAT_NUMBER.finditer(passage.text):
            if (match[1], match[2]) != ("2021", "30"):
                yield Remark(
                    f"“{match[0]}”不是现行格式的文号，应为“{LAWS['中华人民共和国政府信息公开工作年度报告格式']}”。",
                    passage.start + match.start(),
                    passage.start + match.end(),
                    suggestion="请核对文号。",
                    value=match[0],
                )


@text_rule("T025", Severity.NOTICE)
def spoken_of_today(paper: Paper) -> Iterator[Remark]:
    """写着“今年”“目前”“截至目前”。

    检查什么：总体情况里的这些词：报告说的是上一年，读者不知道“目前”是哪一天。
    依据：写作习惯。
    示例：“目前，政府网站共有栏目 12 个”。
    如何修改：写明日期，例如“截至2024年12月31日”。
    """
    overview = set(paper.form.outline.before)
    found = [
        (p.start + m.start(), p.start + m.end(), m[0])
        for p in paper.words()
        if p.section in overview
        for m in NOW.finditer(p.text)
    ]
    if found:
        start, end, said = found[0]
        more = f"，共 {len(found)} 处" if len(found) > 1 else ""
        yield Remark(f"写着“{said}”{more}，读者不知道是哪一天。", start, end, suggestion="请写明日期。", value=said)
