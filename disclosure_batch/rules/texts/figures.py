"""T: the figures in a report's sentences, against its tables, against each other, against last year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import combinations

from disclosure_batch.findings import Finding, Reader, Severity, Words, words
from disclosure_batch.names import shortened
from disclosure_batch.rules.texts.paper import Paper, Remark, at, mended, text_rule
from disclosure_batch.sentences.figures import Bound
from disclosure_batch.sentences.mentions import Mention
from disclosure_batch.sentences.relation import OF_TABLES, RelationKind, StatedRelation
from disclosure_batch.sentences.terms import Terms
from disclosure_batch.text import plain

LONGEST = 40  # characters of another sentence
SHOWN = 4  # so many fields of a sum are named
ROUND = 11  # a count that is no larger may be meant as it stands: 10 多次
GROUPS = {
    "granted": "予以公开",
    "granted_in_part": "部分公开",
    "denied": "不予公开",
    "unavailable": "无法提供",
    "not_processed": "不予处理",
    "closed": "其他处理",
}
Counted = Sequence[tuple[str, Decimal]]


# ---------------------------------------------------------------- against the tables


class Likelier(StrEnum):
    """Which of two is likelier wrong, where that can be told."""

    TABLE = "汇总表也是文字这个数，报告的表有误的可能较大。"
    TEXT = "表三这一列勾稽平衡，文字有误的可能较大。"
    NOBODY_KNOWS = ""


@dataclass(frozen=True, slots=True)
class Contradicts:
    """written: the figure, with its unit. stands: what the field of this name has. adds_up: rows that come to it."""

    written: str
    where: str
    name: str
    stands: str
    adds_up: Counted
    likelier: Likelier


@words(Contradicts)
def _(about: Contradicts, finding: Finding, reader: Reader) -> Words:
    rows = "、".join(f"{name} {plain(count)}" for name, count in about.adds_up)
    added = f"表中{rows} 相加正是 {finding.value}。" if rows else ""
    wrong = f"写作“{about.written}”，{about.where}中“{about.name}”是 {about.stands}。{added}{about.likelier.value}"
    return mended(wrong, "请对照台账，改正不对的一处；口径不同的请在句中写明。")


@text_rule("T001", Severity.ERROR)
def contradicts_the_tables(paper: Paper) -> Iterator[Remark]:
    """正文里的数与表格（或所对照的汇总表）不一致。

    检查什么：先看一句话说的是哪一项、哪一年、哪个口径，再与表中这一项比较；说的是什么看不明白的，不比较。“受理”“办理”各单位口径不一，只作警告。
    依据：同一份年度报告里，正文和表格说的是同一件事。
    示例：正文“共受理政府信息公开申请 9 件”，表三新收总计是 11。
    如何修改：对照台账，改正正文或表格中不对的一处；口径不同的，请在句中写明，例如“含上年结转 3 件”。
    """
    for relation in paper.broken:
        if relation.kind in OF_TABLES:
            figure, terms = relation.figures[0], relation.terms
            about = Contradicts(
                paper.quoted(figure),
                _where(paper, terms),
                _named(paper, terms),
                _in_its_unit(paper, relation),
                _adds_up(paper, relation),
                _likelier(paper, relation),
            )
            severity = Severity.WARNING if relation.loose else None
            field = terms[0].field if len(terms) == 1 else None
            value, expected = figure.written, relation.expected
            yield at(about, figure, severity=severity, value=value, expected=expected, field=field)


def _where(paper: Paper, terms: Terms) -> str:
    if terms[0].last_year:
        return "上年报告"
    return paper.indicators_in if terms[0].field.startswith("indicators.") else paper.tables_in


def _adds_up(paper: Paper, relation: StatedRelation) -> Counted:
    """Which rows of outcomes add up to what is written, where some do."""
    rows = [(row, count) for row, count in _outcomes(paper).items() if count] if relation.loose else []
    chosen = (some for n in (3, 4, 2, 5) for some in combinations(rows, n))
    of = relation.figures[0].value
    return next((some for some in chosen if sum(count for _, count in some) == of), ())


def _outcomes(paper: Paper) -> dict[str, Decimal]:
    """The six kinds of outcomes, their rows added up."""
    rows = dict.fromkeys(GROUPS.values(), Decimal(0))
    for name in paper.form.inputs:
        table, _, row = name.rpartition(".")[0].partition(".")
        group = GROUPS.get(row.partition(".")[0])
        if table == "requests" and group:
            rows[group] += paper.known.now.get(name) or 0
    return rows


def _likelier(paper: Paper, relation: StatedRelation) -> Likelier:
    """By the 汇总表, or where the table balances."""
    others = [paper.against.get(term.field) for term in relation.terms]
    if len(others) == 1 and others[0] is not None and others[0] == relation.figures[0].value:
        return Likelier.TABLE
    requests = all(term.field.startswith("requests.") and not term.last_year for term in relation.terms)
    columns = {term.field.rpartition(".")[2] for term in relation.terms}
    if requests and not relation.loose and all(_balances(paper, column) for column in columns):
        return Likelier.TEXT
    return Likelier.NOBODY_KNOWS


def _balances(paper: Paper, column: str) -> bool:
    rows = ("new", "carried_in", "outcome_total", "carried_out")
    new, carried_in, outcomes, carried_out = (paper.known.now.get(f"requests.{row}.{column}") for row in rows)
    return None not in (new, carried_in, outcomes, carried_out) and new + carried_in == outcomes + carried_out


def _named(paper: Paper, terms: Terms) -> str:
    """The fields by their names, those that are not 0 first."""
    filled = [term for term in terms if paper.known.value((term,))] or terms
    names = [("－" if term.sign < 0 else "＋") + paper.form.fields[term.field].name for term in filled]
    more = f"等 {len(names)} 格" if len(names) > SHOWN else ""
    return "".join(names[:SHOWN]).removeprefix("＋") + more


def _in_its_unit(paper: Paper, relation: StatedRelation) -> str:
    unit = paper.form.fields[relation.terms[0].field].unit
    return f"{plain(relation.expected)}{f' {unit}' if relation.kind is RelationKind.AMOUNT else ''}"


@dataclass(frozen=True, slots=True)
class OffTheConsolidated:
    """A cell of the report's tables that is another in the 汇总表."""

    name: str


@words(OffTheConsolidated)
def _(about: OffTheConsolidated, finding: Finding, reader: Reader) -> Words:
    wrong = f"报告的表里“{about.name}”是 {plain(finding.value)}，汇总表是 {plain(finding.expected)}。"
    return mended(wrong, "请按汇总表改正；汇总之后有更正的，请先更新汇总表。")


@text_rule("T015", Severity.ERROR, of_submissions=False)
def differs_from_the_consolidated_workbook(paper: Paper) -> Iterator[Remark]:
    """报告表格里的数与汇总表不一致。

    检查什么：用 --against 给出汇总表（或本单位填报的表）时，报告表二、三、四逐格与它比较。
    依据：报告里的表就是汇总的结果。
    示例：汇总表行政许可 6795，报告的表二写 6796。
    如何修改：按汇总表改正报告；汇总表之后有更正的，请先更新汇总表。
    """
    for name, expected in paper.against.items():
        field, stands = paper.form.fields[name], paper.known.now.get(name)
        typed = field.required and not field.derived
        if typed and None not in (stands, expected) and stands != expected:
            yield Remark(OffTheConsolidated(field.name), value=stands, expected=expected, field=name)


@dataclass(frozen=True, slots=True)
class NotAll:
    """said: 全部办结. counted: the fields that speak against it."""

    said: str
    counted: Counted


@words(NotAll)
def _(about: NotAll, finding: Finding, reader: Reader) -> Words:
    figures = "、".join(f"“{name}”{plain(count)}" for name, count in about.counted)
    return mended(f"写作“{about.said}”，表中{figures}。", "请改为与表格一致的说法，或核对表格。")


@text_rule("T016", Severity.ERROR)
def all_words(paper: Paper) -> Iterator[Remark]:
    """“全部”“均”“未发生”“无”与表格不合。

    检查什么：“全部办结”而表中有结转下年度，“均获维持”而有纠正或尚未审结，“未发生”而表中有数。“均按期答复”而有结转的，前面没有说到结转时，作警告。
    依据：正文和表格说的是同一件事。
    示例：“所有申请均已办结”，表三结转下年度 1 件。
    如何修改：改为如实的说法，例如“办结 10 件，结转下年度 1 件”。
    """
    for relation in paper.broken:
        if relation.kind is RelationKind.ALL_WORDS:
            start, end = relation.span
            about = NotAll(paper.whole[start:end], _against(paper, relation.terms))
            severity = Severity.WARNING if relation.loose else None
            yield Remark(about, start, end, severity=severity, expected=relation.expected)


def _against(paper: Paper, terms: Terms) -> Counted:
    """The fields that have a figure; of what would have to be all (结果为纠正) the part, too, where it has none."""
    figures = [(paper.form.fields[t.field].name, paper.known.now.get(t.field) or 0, t.sign) for t in terms]
    filled = [(name, count) for name, count, _ in figures if count]
    parts = [(name, count) for name, count, sign in figures if sign < 0]
    return tuple((*filled, *parts) if not any(count for _, count in parts) else filled)[:SHOWN]


@dataclass(frozen=True, slots=True)
class OfTheRegion:
    """A figure of the whole region in the report of one of its offices. stands: the office's own."""

    written: str
    stands: Decimal


@words(OfTheRegion)
def _(about: OfTheRegion, finding: Finding, reader: Reader) -> Words:
    wrong = f"“{about.written}”说的是全地区，本机关的表中是 {plain(about.stands)}。"
    return mended(wrong, "请写明口径。")


@text_rule("T024", Severity.NOTICE)
def another_scope(paper: Paper) -> Iterator[Remark]:
    """句中的数是另一个口径的。

    检查什么：部门的报告里写了全市、全县的申请、复议、诉讼数，与本单位的表不同。
    依据：报告的表格是本机关的数；另一口径的数不算错，只请看一看。
    示例：县教育局的报告写“全县收到政府信息公开申请 57 件”，本局表中是 6 件。
    如何修改：写明是哪个口径；用不着的请删去。
    """
    for mention in paper.bound.mentions:
        if mention.blocked and mention.one("scope") == "region" and mention.terms and _differs(paper, mention):
            about = OfTheRegion(paper.quoted(mention.figure), paper.known.value(mention.terms[0]))
            yield at(about, mention.figure, value=mention.figure.written)


def _differs(paper: Paper, mention: Mention) -> bool:
    values = [paper.known.value(terms) for terms in mention.terms]
    return None not in values and mention.figure.value not in values


# ---------------------------------------------------------------- against each other


@dataclass(frozen=True, slots=True)
class LargerThanTheWhole:
    part: str
    whole: str


@words(LargerThanTheWhole)
def _(about: LargerThanTheWhole, finding: Finding, reader: Reader) -> Words:
    return mended(f"其中一项“{about.part}”，大于总数“{about.whole}”。", "请核对这一项和总数。")


@dataclass(frozen=True, slots=True)
class PartsOff:
    """Parts that do not come to their whole."""

    whole: str
    parts: Sequence[str]
    comes_to: Decimal


@words(PartsOff)
def _(about: PartsOff, finding: Finding, reader: Reader) -> Words:
    added = "＋".join(about.parts)
    return mended(f"各项相加 {added}＝{plain(about.comes_to)}，总数却写“{about.whole}”。", "请核对总数和各项。")


GRAVITY = {"channels": Severity.WARNING, "unknown": Severity.WARNING, "short": Severity.NOTICE}


@text_rule("T002", Severity.ERROR)
def parts_and_whole(paper: Paper) -> Iterator[Remark]:
    """一句话里的分项与总数不合。

    检查什么：“其中”某一项大于总数；互不重叠的各项（办理结果、申请人类别、复议诉讼结果）加起来不等于总数，是错误；各渠道相加超过总数，是警告；“其中”各项不足总数，只作提示。
    依据：部分不会大于整体。
    示例：“共发布 2139 条，其中网站 1744 条、微信 393 条、公报 23 条”：三项相加是 2160。
    如何修改：核对总数和各项；同一条信息在几个渠道发布的，请在句中写明分别计数。
    """
    for relation in paper.broken:
        if relation.kind is RelationKind.SUM_IN_SENTENCE:
            yield _part_too_large(paper, relation) if relation.detail == "one" else _parts_off(paper, relation)


def _part_too_large(paper: Paper, relation: StatedRelation) -> Remark:
    whole, part = relation.figures[0], relation.beside[0]
    about = LargerThanTheWhole(paper.quoted(part), paper.quoted(whole))
    return at(about, part, value=part.written, expected=whole.value)


def _parts_off(paper: Paper, relation: StatedRelation) -> Remark:
    whole, *parts = relation.figures
    about = PartsOff(paper.quoted(whole), tuple(part.written for part in parts), relation.expected)
    severity = GRAVITY.get(relation.detail)
    return at(about, whole, severity=severity, value=whole.written, expected=relation.expected)


@dataclass(frozen=True, slots=True)
class RestOff:
    """written: what is called the rest; whole, and what is taken from it."""

    written: str
    whole: str
    taken: Sequence[str]


@words(RestOff)
def _(about: RestOff, finding: Finding, reader: Reader) -> Words:
    sums = "－".join([about.whole, *about.taken])
    return mended(f"其余写“{about.written}”，{sums}＝{plain(finding.expected)}。", "请核对总数和各项。")


@text_rule("T017", Severity.WARNING)
def remainder(paper: Paper) -> Iterator[Remark]:
    """“其余”不等于总数减去前面各项。

    检查什么：“其余 n 件”与同一句里的总数、各项。
    依据：其余就是剩下的。
    示例：“办结 20 件，予以公开 12 件、部分公开 3 件，其余 4 件……”：应为 5 件。
    如何修改：核对总数和各项。
    """
    for relation in paper.broken:
        if relation.kind is RelationKind.REMAINDER:
            figure, (whole, *taken) = relation.figures[0], relation.beside
            about = RestOff(paper.quoted(figure), whole.written, tuple(one.written for one in taken))
            yield at(about, figure, value=figure.written, expected=relation.expected)


@dataclass(frozen=True, slots=True)
class ShareOff:
    part: str
    whole: str


@words(ShareOff)
def _(about: ShareOff, finding: Finding, reader: Reader) -> Words:
    wrong = f"写作 {finding.value}%，按 {about.part} 和 {about.whole} 计算是 {plain(finding.expected)}%。"
    return mended(wrong, "请重新计算，或写明占的是什么。")


@text_rule("T003", Severity.WARNING)
def share_does_not_follow(paper: Paper) -> Iterator[Remark]:
    """百分比与旁边的数不合。

    检查什么：占比、办结率、纠错率按旁边的数重新计算，各种常用的分母（收到、办结、收到加上年结转）都试过，仍得不出。
    依据：四舍五入到所写的位数。
    示例：“805 件中予以公开 258 件，占 33.9%”：应为 32.05%。
    如何修改：重新计算；分母不是旁边的数的，请在句中写明。
    """
    for relation in paper.broken:
        if relation.kind is RelationKind.SHARE:
            part, _, whole = relation.detail.partition("/")
            share = relation.figures[0]
            yield at(ShareOff(part, whole), share, value=share.written, expected=relation.expected)


@dataclass(frozen=True, slots=True)
class ChangeOff:
    """now, before: of what the change is; before None where both are shares of the sentence."""

    now: str
    before: str | None


@words(ChangeOff)
def _(about: ChangeOff, finding: Finding, reader: Reader) -> Words:
    numbers = f"本年 {about.now}、上年 {about.before}" if about.before else "句中两个百分比"
    wrong = f"写作“{finding.value}”，按{numbers}计算是 {plain(finding.expected)}。"
    return mended(wrong, "请重新计算，或写明与什么相比。")


@text_rule("T018", Severity.WARNING)
def change_does_not_follow(paper: Paper) -> Iterator[Remark]:
    """与上年的比较不合。

    检查什么：增长的百分比、增加的件数、倍数、“持平”，按本年数和上年数（句中所写的，或用 --previous 给出的上年报告）重新计算。
    依据：比较的两个数都在手边。
    示例：“收到 11 件，同比增长 27.3%”，上年 8 件：应为 37.5%。
    如何修改：重新计算；与上年的口径不同的，请在句中写明。
    """
    for relation in paper.broken:
        if relation.kind is RelationKind.CHANGE:
            now, _, before = relation.detail.partition("/")
            start, end = (relation.figures[0].start, relation.figures[0].stop) if relation.figures else relation.span
            about = ChangeOff(now, before or None)
            yield Remark(about, start, end, value=paper.whole[start:end], expected=relation.expected)


@dataclass(frozen=True, slots=True)
class SaidOtherwise:
    """The same subject with another figure in another place."""

    here: str
    there: str
    sentence: str
    in_other_words: bool = False


@words(SaidOtherwise)
def _(about: SaidOtherwise, finding: Finding, reader: Reader) -> Words:
    wrong = f"这里写“{about.here}”，另一处写“{about.there}”（“{about.sentence}”）。"
    if about.in_other_words:
        return mended(wrong, "请核对；说的不是同一件事的不必改。")
    return mended(wrong, "请核对后改成同一个数。")


@text_rule("T011", Severity.ERROR)
def differs_between_two_places(paper: Paper) -> Iterator[Remark]:
    """同一件事，正文两处写的数不同。

    检查什么：两处说的是同一项、同一年、同一口径，数却不同；用词不同的（“主动公开”和“发布”）可能不是一回事，只作提示；表格里有这一项的，按 T001 与表格比较。
    依据：同一份报告里同一件事只有一个数。
    示例：第一部分“主动公开政府信息 1564 条”，第五部分“主动公开 1546 条”。
    如何修改：核对后改成同一个数。
    """
    for relation in paper.broken:
        if relation.kind is RelationKind.SAME_SUBJECT:
            here, there = relation.figures[0], relation.beside[0]
            sentence = shortened(paper.sentence_at(there.start), LONGEST)
            about = SaidOtherwise(paper.quoted(here), paper.quoted(there), sentence, relation.loose)
            severity = Severity.NOTICE if relation.loose else None
            yield at(about, here, severity=severity, value=here.written, expected=there.value)


@dataclass(frozen=True, slots=True)
class ExactAndNot:
    written: str


@words(ExactAndNot)
def _(about: ExactAndNot, finding: Finding, reader: Reader) -> Words:
    return mended(f"“{about.written}”：确切的数不必再说“余”“近”“约”。", "请写确数，或改为约数。")


@text_rule("T004", Severity.NOTICE)
def exact_and_approximate(paper: Paper) -> Iterator[Remark]:
    """确切的数后面又写“余”“多”，前面又写“近”“约”。

    检查什么：个位不是 0 的件数、条数，却带“余”“多”“近”“约”。
    依据：写作规范，确数与约数不同时使用。
    示例：“主动公开政府信息 1564 余条”。
    如何修改：写确数“1564 条”，或写约数“1500 余条”。
    """
    for figure in (mention.figure for mention in paper.bound.mentions):
        count = figure.step == 1 and not figure.money and not figure.share and figure.written.replace(",", "").isdigit()
        if count and figure.bound is not Bound.EXACT and figure.value > ROUND and figure.value % 10:
            yield at(ExactAndNot(paper.quoted(figure)), figure, value=figure.written)
