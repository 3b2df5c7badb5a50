"""T: the figures in a report's sentences, against its tables, against each other, against last year."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from disclosure_batch.findings import Severity
from disclosure_batch.rules.paper import Paper, Remark, text_rule
from disclosure_batch.sentences.figures import Bound, Figure
from disclosure_batch.sentences.mentions import Mention
from disclosure_batch.sentences.relation import Kind, Relation
from disclosure_batch.sentences.terms import Terms
from disclosure_batch.text import plain

OF_TABLES = (Kind.FIELD, Kind.LIST, Kind.SUM_OF_FIELDS, Kind.BLOCK_SUM, Kind.AMOUNT, Kind.APPROXIMATE)
SHOWN = 4  # so many fields of a sum are named
ROUND = 11  # a count that is no larger may be meant as it stands: 10 多次


@text_rule("T001", Severity.ERROR)
def contradicts_the_tables(paper: Paper) -> Iterator[Remark]:
    """正文里的数与表格（或所对照的汇总表）不一致。

    检查什么：先看一句话说的是哪一项、哪一年、哪个口径，再与表中这一项比较；说的是什么看不明白的，不比较。“受理”“办理”各单位口径不一，只作警告。
    依据：同一份年度报告里，正文和表格说的是同一件事。
    示例：正文“共受理政府信息公开申请 9 件”，表三新收总计是 11。
    如何修改：对照台账，改正正文或表格中不对的一处；口径不同的，请在句中写明，例如“含上年结转 3 件”。
    """
    for relation in paper.broken():
        if relation.kind in OF_TABLES:
            figure = relation.figures[0]
            where = (
                "汇总表"
                if relation.terms[0].field.startswith("indicators.")
                else "上年报告"
                if relation.terms[0].last_year
                else "表"
            )
            field, expected = _named(paper, relation.terms), _in_its_unit(paper, relation)
            message = f"正文写{_as_written(paper, figure)}，{where}中“{field}”是 {expected}。"
            yield _remark(
                message + _adds_up(paper, relation) + _which(paper, relation),
                figure,
                severity=Severity.WARNING if relation.loose else None,
                suggestion="请对照台账，改正不对的一处；口径不同的请在句中写明。",
                value=figure.written,
                expected=relation.expected,
                field=relation.terms[0].field if len(relation.terms) == 1 else None,
            )


def _adds_up(paper: Paper, relation: Relation) -> str:
    """Which rows of outcomes add up to what is written, where some do."""
    if not relation.loose:
        return ""
    rows = [(row, count) for row, count in _outcomes(paper).items() if count]
    for n in (3, 4, 2, 5):
        for chosen in combinations(rows, n):
            if sum(count for _, count in chosen) == relation.figures[0].value:
                said = "、".join(f"{GROUPS[row]} {plain(count)}" for row, count in chosen)
                return f"表中{said} 相加正是 {relation.figures[0].written}。"
    return ""


def _outcomes(paper: Paper) -> dict[str, Decimal]:
    """The six kinds of outcomes, their rows added up."""
    rows = dict.fromkeys(GROUPS, Decimal(0))
    for name in paper.form.inputs:
        table, _, row = name.rpartition(".")[0].partition(".")
        group = row.partition(".")[0]
        if table == "requests" and group in rows:
            rows[group] += paper.known.now.get(name) or 0
    return rows


GROUPS = {
    "granted": "予以公开",
    "granted_in_part": "部分公开",
    "denied": "不予公开",
    "unavailable": "无法提供",
    "not_processed": "不予处理",
    "closed": "其他处理",
}


def _which(paper: Paper, relation: Relation) -> str:
    """Which of the two is likelier wrong, where that can be told: by the 汇总表, or where the table balances."""
    others = [paper.against.get(term.field) for term in relation.terms]
    if len(others) == 1 and others[0] is not None and others[0] == relation.figures[0].value:
        return "汇总表也是正文这个数，报告的表有误的可能较大。"
    requests = all(term.field.startswith("requests.") and not term.last_year for term in relation.terms)
    columns = {term.field.rpartition(".")[2] for term in relation.terms}
    if requests and not relation.loose and all(_balances(paper, column) for column in columns):
        return "表三这一列勾稽平衡，正文有误的可能较大。"
    return ""


def _balances(paper: Paper, column: str) -> bool:
    rows = ("new", "carried_in", "outcome_total", "carried_out")
    new, carried_in, outcomes, carried_out = (paper.known.now.get(f"requests.{row}.{column}") for row in rows)
    return None not in (new, carried_in, outcomes, carried_out) and new + carried_in == outcomes + carried_out


@text_rule("T002", Severity.ERROR)
def parts_and_whole(paper: Paper) -> Iterator[Remark]:
    """一句话里的分项与总数不合。

    检查什么：“其中”某一项大于总数；互不重叠的各项（办理结果、申请人类别、复议诉讼结果）加起来不等于总数，是错误；各渠道相加超过总数，是警告；“其中”各项不足总数，只作提示。
    依据：部分不会大于整体。
    示例：“共发布 2139 条，其中网站 1744 条、微信 393 条、公报 23 条”：三项相加是 2160。
    如何修改：核对总数和各项；同一条信息在几个渠道发布的，请在句中写明分别计数。
    """
    for relation in paper.broken():
        if relation.kind is Kind.SUM_IN_SENTENCE:
            whole, *parts = relation.figures
            if relation.detail == "one":
                part = relation.beside[0]
                yield _remark(
                    f"其中一项{_as_written(paper, part)}，大于总数{_as_written(paper, whole)}。",
                    part,
                    suggestion="请核对这一项和总数。",
                    value=part.written,
                    expected=whole.value,
                )
                continue
            added = "＋".join(part.written for part in parts)
            severity = {"channels": Severity.WARNING, "unknown": Severity.WARNING, "short": Severity.NOTICE}.get(
                relation.detail
            )
            yield _remark(
                f"各项相加 {added}＝{plain(relation.expected)}，总数却写{_as_written(paper, whole)}。",
                whole,
                severity=severity,
                suggestion="请核对总数和各项。",
                value=whole.written,
                expected=relation.expected,
            )


@text_rule("T003", Severity.WARNING)
def share_does_not_follow(paper: Paper) -> Iterator[Remark]:
    """百分比与旁边的数不合。

    检查什么：占比、办结率、纠错率按旁边的数重新计算，各种常用的分母（收到、办结、收到加上年结转）都试过，仍得不出。
    依据：四舍五入到所写的位数。
    示例：“805 件中予以公开 258 件，占 33.9%”：应为 32.05%。
    如何修改：重新计算；分母不是旁边的数的，请在句中写明。
    """
    for relation in paper.broken():
        if relation.kind is Kind.SHARE:
            part, _, whole = relation.detail.partition("/")
            message = f"写作 {relation.figures[0].written}%，按 {part} 和 {whole} 计算是 {plain(relation.expected)}%。"
            yield _remark(
                message,
                relation.figures[0],
                suggestion="请重新计算，或写明占的是什么。",
                value=relation.figures[0].written,
                expected=relation.expected,
            )


@text_rule("T004", Severity.NOTICE)
def exact_and_approximate(paper: Paper) -> Iterator[Remark]:
    """确切的数后面又写“余”“多”，前面又写“近”“约”。

    检查什么：个位不是 0 的件数、条数，却带“余”“多”“近”“约”。
    依据：写作规范，确数与约数不同时使用。
    示例：“主动公开政府信息 1564 余条”。
    如何修改：写确数“1564 条”，或写约数“1500 余条”。
    """
    for mention in paper.bound.mentions:
        figure = mention.figure
        plain_count = figure.step == 1 and not figure.money and figure.written.isdigit()
        if plain_count and figure.bound is not Bound.EXACT and figure.value > ROUND and figure.value % 10:
            yield _remark(
                f"{_as_written(paper, figure)}：确切的数不必再说“余”“近”“约”。",
                figure,
                suggestion="请写确数，或改为约数。",
                value=figure.written,
            )


@text_rule("T011", Severity.ERROR)
def differs_between_two_places(paper: Paper) -> Iterator[Remark]:
    """同一件事，正文两处写的数不同。

    检查什么：两处说的是同一项、同一年、同一口径，数却不同；表格里有这一项的，按 T001 与表格比较。
    依据：同一份报告里同一件事只有一个数。
    示例：第一部分“主动公开政府信息 1564 条”，第五部分“主动公开 1546 条”。
    如何修改：核对后改成同一个数。
    """
    for relation in paper.broken():
        if relation.kind is Kind.SAME_SUBJECT:
            here, there = relation.figures[0], relation.beside[0]
            said = paper.sentence_at(there.start)
            yield _remark(
                f"这里写{_as_written(paper, here)}，另一处写{_as_written(paper, there)}（“{said[:40]}”）。",
                here,
                suggestion="请核对后改成同一个数。",
                value=here.written,
                expected=there.value,
            )


@text_rule("T015", Severity.ERROR)
def differs_from_the_consolidated_workbook(paper: Paper) -> Iterator[Remark]:
    """报告表格里的数与汇总表不一致。

    检查什么：用 --against 给出汇总表（或本单位填报的表）时，报告表二、三、四逐格与它比较。
    依据：报告里的表就是汇总的结果。
    示例：汇总表行政许可 6795，报告的表二写 6796。
    如何修改：按汇总表改正报告；汇总表之后有更正的，请先更新汇总表。
    """
    for name, expected in paper.against.items():
        stands = paper.known.now.get(name)
        if (
            paper.form.fields[name].required
            and not paper.form.fields[name].derived
            and None not in (stands, expected)
            and stands != expected
        ):
            label = paper.form.fields[name].name
            yield Remark(
                f"报告的表里“{label}”是 {plain(stands)}，汇总表是 {plain(expected)}。",
                suggestion="请按汇总表改正；汇总之后有更正的，请先更新汇总表。",
                value=stands,
                expected=expected,
                field=name,
            )


@text_rule("T016", Severity.ERROR)
def all_words(paper: Paper) -> Iterator[Remark]:
    """“全部”“均”“未发生”“无”与表格不合。

    检查什么：“全部办结”而表中有结转下年度，“均获维持”而有纠正或尚未审结，“未发生”而表中有数。
    依据：正文和表格说的是同一件事。
    示例：“所有申请均已办结”，表三结转下年度 1 件。
    如何修改：改为如实的说法，例如“办结 10 件，结转下年度 1 件”。
    """
    for relation in paper.broken():
        if relation.kind is Kind.ALL_WORDS:
            start, end = relation.span
            counted = [term for term in relation.terms if paper.known.now.get(term.field)]
            figures = "、".join(
                f"“{paper.form.fields[term.field].name}”{plain(paper.known.now[term.field])}"
                for term in counted[:SHOWN]
            )
            yield Remark(
                f"写作“{paper.whole[start:end]}”，表中{figures}。",
                start,
                end,
                suggestion="请改为与表格一致的说法，或核对表格。",
                expected=relation.expected,
            )


@text_rule("T017", Severity.WARNING)
def remainder(paper: Paper) -> Iterator[Remark]:
    """“其余”不等于总数减去前面各项。

    检查什么：“其余 n 件”与同一句里的总数、各项。
    依据：其余就是剩下的。
    示例：“办结 20 件，予以公开 12 件、部分公开 3 件，其余 4 件……”：应为 5 件。
    如何修改：核对总数和各项。
    """
    for relation in paper.broken():
        if relation.kind is Kind.REMAINDER:
            whole, *taken = relation.beside
            sums = "－".join([whole.written, *(figure.written for figure in taken)])
            message = f"其余写{_as_written(paper, relation.figures[0])}，{sums}＝{plain(relation.expected)}。"
            yield _remark(
                message,
                relation.figures[0],
                suggestion="请核对总数和各项。",
                value=relation.figures[0].written,
                expected=relation.expected,
            )


@text_rule("T018", Severity.WARNING)
def change_does_not_follow(paper: Paper) -> Iterator[Remark]:
    """与上年的比较不合。

    检查什么：增长的百分比、增加的件数、倍数、“持平”，按本年数和上年数（句中所写的，或用 --previous 给出的上年报告）重新计算。
    依据：比较的两个数都在手边。
    示例：“收到 11 件，同比增长 27.3%”，上年 8 件：应为 37.5%。
    如何修改：重新计算；与上年的口径不同的，请在句中写明。
    """
    for relation in paper.broken():
        if relation.kind is Kind.CHANGE:
            now, _, before = relation.detail.partition("/")
            start, end = (relation.figures[0].start, relation.figures[0].stop) if relation.figures else relation.span
            said = paper.whole[start:end]
            numbers = f"本年 {now}、上年 {before}" if before else "句中两个百分比"
            yield Remark(
                f"写作“{said}”，按{numbers}计算是 {plain(relation.expected)}。",
                start,
                end,
                suggestion="请重新计算，或写明与什么相比。",
                value=said,
                expected=relation.expected,
            )


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
            yield _remark(
                f"{_as_written(paper, mention.figure)}说的是全地区，本机关的表中是 {plain(paper.known.value(mention.terms[0]))}。",
                mention.figure,
                suggestion="请写明口径。",
                value=mention.figure.written,
            )


def _differs(paper: Paper, mention: Mention) -> bool:
    values = [paper.known.value(terms) for terms in mention.terms]
    return None not in values and mention.figure.value not in values


# ---------------------------------------------------------------- words


def _remark(message: str, figure: Figure, **more) -> Remark:
    return Remark(message, figure.start, figure.stop, **more)


def _as_written(paper: Paper, figure: Figure) -> str:
    """1564 余条, as it stands, its sign of being approximate before it."""
    return f"“{paper.whole[figure.start : figure.stop]}”"


def _named(paper: Paper, terms: Terms) -> str:
    names = [
        ("－" if term.sign < 0 else "＋") + paper.form.fields[term.field].name
        for term in terms
        if paper.known.value((term,))
    ]
    names = names or ["＋" + paper.form.fields[term.field].name for term in terms]
    more = f"等 {len(names)} 格" if len(names) > SHOWN else ""
    return "".join(names[:SHOWN]).removeprefix("＋") + more


def _in_its_unit(paper: Paper, relation: Relation) -> str:
    unit = paper.form.fields[relation.terms[0].field].unit
    return f"{plain(relation.expected)}{f' {unit}' if relation.kind is Kind.AMOUNT else ''}"
