"""R and Y: the relations of the form, held over all units at once; and the R rules that arithmetic can't say."""

from collections.abc import Callable, Iterator

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.formulas import BY_HOW_MUCH
from disclosure_batch.form.model import Comparison, Form, Relation, Term
from disclosure_batch.intake.filing import Figure
from disclosure_batch.intake.submission import Submission
from disclosure_batch.references import runs
from disclosure_batch.roster import Category
from disclosure_batch.rules.breaches import Breach, breaches, is_sum
from disclosure_batch.rules.case import Case, by_sheet, cells_of, finding, marks_of, where
from disclosure_batch.rules.rule import rule


def check_of(code: str) -> Callable[[Case], Iterator[Finding]]:
    """The check of a rule that is one or several relations of the form."""

    def check(case: Case) -> Iterator[Finding]:
        for relation in case.form.relations:
            if relation.code == code:
                yield from (_finding(case.form, breach) for breach in breaches(case, relation))

    return check


# ---------------------------------------------------------------- in words


def _finding(form: Form, breach: Breach) -> Finding:
    relation, submission = breach.relation, breach.submission
    first = relation.left[0].field
    others = dict.fromkeys(t.field for t in relation.terms[1:] if not t.last_year and t.field != first)
    return finding(
        form,
        submission,
        (_sum_sentence if is_sum(form, relation) else _sentence)(form, breach) + _left_open(form, breach),
        first,
        severity=relation.severity,
        also=tuple(cells_of(form, submission, others)),
        value=breach.figures[0] if form.fields[first].derived else submission.filing.value(form, first),
        expected=breach.right if len(relation.left) == 1 and relation.comparison is Comparison.EQUAL else None,
        suggestion=form.rule_texts[relation.code].remedy,
    )


def _left_open(form: Form, breach: Breach) -> str:
    """The cells among the relation's that nobody has filled in: the first to look at."""
    filing = breach.submission.filing
    terms = (term.field for term in breach.relation.terms if not term.last_year)
    names = dict.fromkeys(name for term in terms for name in form.typed_in(term))
    empty = [name for name in names if filing.value(form, name) is None and name not in filing.slips]
    cells = cells_of(form, breach.submission, empty)
    return f"其中 {runs(cells)} 没有填，先按 0 计算，也请核对。" if cells else ""


def _sum_sentence(form: Form, breach: Breach) -> str:
    name = breach.relation.left[0].field
    place = where(form, breach.submission.filing, name)
    gap = abs(breach.left - breach.right)
    remedy = form.rule_texts[breach.relation.code].remedy
    return f"{place}填的是 {breach.left}，各项之和是 {breach.right}，相差 {gap}。{remedy}"


def _sentence(form: Form, breach: Breach) -> str:
    """Where; both sides with their figures; the difference; what to do."""
    relation = breach.relation
    names = names_of(form, relation)
    sides = []
    position = 0
    for side, total in ((relation.left, breach.left), (relation.right, breach.right)):
        figures = breach.figures[position : position + len(side)]
        words = [f"{names[position + i]} {figure}{_typed_total(form, breach, side[i], figure)}" for i, figure in enumerate(figures)]
        signs = ["" if i == 0 and t.sign > 0 else (" ＋ " if t.sign > 0 else " － ") for i, t in enumerate(side)]
        text = "".join(sign + word for sign, word in zip(signs, words, strict=True))
        sides.append(f"{text} ＝ {total}" if len(side) > 1 else text)
        position += len(side)
    sheet = breach.submission.filing.place(form, relation.left[0].field)[0]
    by = f"{BY_HOW_MUCH[relation.comparison]} {abs(breach.left - breach.right)}"
    return f"“{sheet}”{relation.scope}：{sides[0]}，{sides[1]}，{by}。{form.rule_texts[relation.code].remedy}"


def _typed_total(form: Form, breach: Breach, term: Term, figure: Figure) -> str:
    """What stands in the cell of a total, where it is not what its parts add up to."""
    filing = breach.submission.filing
    if term.last_year or term.field not in filing.typed:
        return ""
    stands = dict(zip(form.derived, filing.stored, strict=True))[term.field]
    return "" if stands == figure else f"（各项相加；{filing.place(form, term.field)[1]} 填的是 {stands}）"


def names_of(form: Form, relation: Relation) -> list[str]:
    """What the terms are called within the relation: rows where they share a column, else columns, else both."""
    fields = [form.fields[term.field] for term in relation.terms]
    pairs = [field.name.split("·") for field in fields]
    if all(len(pair) == 2 for pair in pairs):
        rows, columns = zip(*pairs, strict=True)
        words = rows if len(set(columns)) == 1 else columns if len(set(rows)) == 1 else [f.name for f in fields]
    else:
        words = [field.name.removeprefix("其中：") for field in fields]
    return [f"上年年报的{word}" if term.last_year else word for term, word in zip(relation.terms, words, strict=True)]


# ---------------------------------------------------------------- what arithmetic can't say


@rule("R601", Severity.WARNING)
def stale_total(case: Case) -> Iterator[Finding]:
    """总计公式保存的结果与各项不符，已按各项重新计算。

    检查什么：总计格里是公式，但文件里保存的结果不等于各项之和。
    依据：有的软件改了数字后没有重新计算就保存；总计一律按各项重新计算。
    示例：予以公开改成 8 后没有重新计算，总计仍是 5。
    如何修改：请打开原表按 F9 重新计算后保存，再核对各项数字。
    """
    stale = case.stale
    for i, names in marks_of(stale[[name for name in case.form.numeric if name in stale]]):
        yield _stale(case, i, names)


def _stale(case: Case, i: int, stale: list[str]) -> Finding:
    submission, first = case.current[i], stale[0]
    stored, summed = case.stored[first][i], case.figures.value[first][i].item()
    others = f"（同样的还有 {len(stale) - 1} 格）" if len(stale) > 1 else ""
    message = f"{where(case.form, submission.filing, first)}保存的结果是 {stored}，各项之和是 {summed}{others}，已按各项重新计算。请打开原表重新计算后保存，并核对各项。"
    sheet = submission.filing.place(case.form, first)[0]
    same_sheet = by_sheet(case.form, submission, stale)[sheet]
    return finding(case.form, submission, message, first, also=tuple(cells_of(case.form, submission, same_sheet[1:])), value=stored, expected=summed)


@rule("R701", Severity.WARNING)
def regulations_of_a_lower_body(case: Case) -> Iterator[Finding]:
    """不能制定规章的单位填了规章。

    检查什么：名册上类别是政府部门、乡镇街道的单位，或名称以乡、镇、街道、街道办事处、局结尾的单位，规章三栏不为 0。
    依据：《立法法》：规章只能由国务院部门、省级政府、设区的市和自治州的政府制定。
    示例：某镇把本镇印发的文件填成了规章 6 件。
    如何修改：一般应填 0；所发文件是行政规范性文件的，请填在下一行。
    """
    names = case.form.subject_of("R701")
    for submission in case.current:
        filled = [name for name in names if submission.filing.value(case.form, name)]
        if filled and _makes_no_regulations(submission):
            sheet, _ = submission.filing.place(case.form, filled[0])
            words = "、".join(f"{case.form.fields[n].column_label} {submission.filing.value(case.form, n)}" for n in filled)
            row = case.form.fields[filled[0]].name.partition("·")[0]
            message = f"“{sheet}”{row}一行填了{words}。{submission.unit.name}一般不能制定规章，应填 0；所发文件是行政规范性文件的，请填在下一行。"
            also = tuple(cells_of(case.form, submission, filled[1:]))
            yield finding(case.form, submission, message, filled[0], also=also, value=submission.filing.value(case.form, filled[0]), expected=0)


def _makes_no_regulations(submission: Submission) -> bool:
    """By the roster's category; else by the end of the name (景德镇市 is no 镇)."""
    if submission.unit.category in (Category.DEPARTMENT, Category.TOWNSHIP):
        return True
    return submission.unit.name.endswith(("乡", "镇", "街道", "街道办事处", "局", "乡人民政府", "镇人民政府"))
