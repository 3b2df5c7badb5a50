"""R and Y: the relations of the form, held over all units at once; and the R rules that arithmetic can't say."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.formulas import BY_HOW_MUCH, needs
from disclosure_batch.form.model import Form, Relation, Term
from disclosure_batch.intake.filing import Figure
from disclosure_batch.intake.identify import Submission
from disclosure_batch.roster import Category
from disclosure_batch.rules.case import Case, cells_of, finding, where
from disclosure_batch.rules.registry import rule

NO_EXPLANATION = {"无", "没有", "无说明", "略", "同上"}


@dataclass(frozen=True, slots=True)
class Breach:
    """A relation that fails in one unit."""

    submission: Submission
    relation: Relation
    figures: tuple[Figure, ...]  # of relation.terms, in order
    left: Figure
    right: Figure


def check_of(code: str) -> Callable[[Case], Iterator[Finding]]:
    """The check of a rule that is one or several relations of the form."""

    def check(case: Case) -> Iterator[Finding]:
        for relation in case.form.relations:
            if relation.code == code:
                yield from (_finding(case.form, breach) for breach in breaches(case, relation))

    return check


def breaches(case: Case, relation: Relation) -> Iterator[Breach]:
    """Where a relation fails among the current submissions; one vectorised step, then a line for each failure."""
    if relation.compares_years and case.previous is None:
        return
    if _implied(case.form, relation):
        return
    columns = {term: _column(case, relation, term) for term in relation.terms}
    left, right = relation.sides(columns.__getitem__)
    fails = _speaks(case, relation) & ~pd.Series(relation.holds(left, right), index=left.index).astype(bool)
    for i in fails[fails].index:
        figures = tuple(_plain(columns[term][i]) for term in relation.terms)
        yield Breach(case.current[i], relation, figures, _plain(left[i]), _plain(right[i]))


def _is_sum(form: Form, relation: Relation) -> bool:
    return form.fields[relation.left[0].field].rule == relation.code


def _implied(form: Form, relation: Relation) -> bool:
    """A relation of totals alone follows from those of their parts: 总计列 of R303 echoes the other columns."""
    return not _is_sum(form, relation) and all(form.fields[term.field].derived for term in relation.terms)


def _column(case: Case, relation: Relation, term: Term) -> pd.Series:
    """A term's figures over all units: a sum that is checked is taken as typed, any other total as re-derived."""
    if term.last_year:
        return case.previous[term.field].fillna(0)
    if _is_sum(case.form, relation) and term is relation.left[0]:
        return pd.Series([_stored(case.form, s, term.field) or 0 for s in case.current], index=case.figures.value.index)
    return case.figures.term(term)


def _stored(form: Form, submission: Submission, name: str) -> Figure | None:
    stored = submission.filing.stored
    return stored[form.derived.index(name)] if stored else None


def _speaks(case: Case, relation: Relation) -> pd.Series:
    """For which units a relation says anything: all its figures readable, and known where they have to be."""
    index = case.figures.value.index
    speaks = ~case.unreadable[[t.field for t in relation.terms if not t.last_year]].any(axis=1)
    if _is_sum(case.form, relation):
        speaks &= pd.Series([relation.left[0].field in s.filing.typed for s in case.current], index=index, dtype=bool)
    for terms, least, _ in needs(case.form, relation):
        known = sum((case.previous[t.field].notna() if t.last_year else case.figures.stated[t.field]).astype(int) for t in terms)
        speaks &= known >= least
    return speaks


def _plain(figure) -> Figure:
    return figure.item() if hasattr(figure, "item") else figure


# ---------------------------------------------------------------- in words


def _finding(form: Form, breach: Breach) -> Finding:
    relation, submission = breach.relation, breach.submission
    first = relation.left[0].field
    others = [t.field for t in relation.terms[1:] if not t.last_year and t.field != first]
    explanation = explanation_of(form, submission, relation.code)
    severity = Severity(relation.severity)
    if explanation and severity is Severity.ERROR:
        severity = Severity.WARNING
    return finding(
        form,
        submission,
        _sum_sentence(form, breach) if _is_sum(form, relation) else _sentence(form, breach),
        first,
        severity=severity,
        also=tuple(cells_of(form, submission, others)),
        value=breach.figures[0],
        expected=breach.right if len(relation.left) == 1 else None,
        suggestion=form.rule_texts[relation.code].remedy,
        explanation=explanation,
    )


def explanation_of(form: Form, submission: Submission, code: str) -> str | None:
    """What the office wrote about a rule; a blank, 无 or a mere sign explains nothing."""
    field = form.explanation_of(code)
    text = submission.filing.texts.get(field, "") if field else ""
    meaningful = any(c.isalnum() for c in text) and text.strip("。. ") not in NO_EXPLANATION
    return text if meaningful else None


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
        words = [f"{names[position + i]} {figure}" for i, figure in enumerate(figures)]
        signs = ["" if i == 0 and t.sign > 0 else (" ＋ " if t.sign > 0 else " － ") for i, t in enumerate(side)]
        text = "".join(sign + word for sign, word in zip(signs, words, strict=True))
        sides.append(f"{text} ＝ {total}" if len(side) > 1 else text)
        position += len(side)
    sheet = breach.submission.filing.place(form, relation.left[0].field)[0]
    scope = f"{relation.scope}：" if relation.scope else ""
    by = f"{BY_HOW_MUCH[relation.comparison]} {abs(breach.left - breach.right)}"
    return f"“{sheet}”{scope}{sides[0]}，{sides[1]}，{by}。{form.rule_texts[relation.code].remedy}"


def names_of(form: Form, relation: Relation) -> list[str]:
    """What the terms are called within the relation: rows where they share a column, else columns, else both."""
    fields = [form.fields[term.field] for term in relation.terms]
    pairs = [field.name.split("·") for field in fields]
    if all(len(pair) == 2 for pair in pairs):
        rows, columns = zip(*pairs, strict=True)
        words = rows if len(set(columns)) == 1 else columns if len(set(rows)) == 1 else [f.name for f in fields]
    else:
        words = [field.name for field in fields]
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
    for i, submission in enumerate(case.current):
        filing = submission.filing
        stale = [
            name
            for name, stored in zip(case.form.derived, filing.stored, strict=False)
            if stored is not None
            and name not in filing.typed
            and stored != case.figures.value[name][i]
            and not any(part in filing.slips for part in _typed_parts(case.form, name))
        ]
        if stale:
            yield _stale(case, submission, i, stale)


def _stale(case: Case, submission: Submission, i: int, stale: list[str]) -> Finding:
    first = stale[0]
    stored, derived = _stored(case.form, submission, first), _plain(case.figures.value[first][i])
    others = f"（同样的还有 {len(stale) - 1} 格）" if len(stale) > 1 else ""
    message = f"{where(case.form, submission.filing, first)}保存的结果是 {stored}，各项之和是 {derived}{others}，已按各项重新计算。请打开原表重新计算后保存，并核对各项。"
    same_sheet = [n for n in stale[1:] if submission.filing.place(case.form, n)[0] == submission.filing.place(case.form, first)[0]]
    return finding(case.form, submission, message, first, also=tuple(cells_of(case.form, submission, same_sheet)), value=stored, expected=derived)


def _typed_parts(form: Form, name: str) -> Iterator[str]:
    for part in form.fields[name].parts:
        yield from _typed_parts(form, part) if form.fields[part].derived else (part,)


@rule("R701", Severity.WARNING)
def regulations_of_a_lower_body(case: Case) -> Iterator[Finding]:
    """不能制定规章的单位填了规章。

    检查什么：名册上类别是政府部门、乡镇街道的单位，或名称以乡、镇、街道、街道办事处、局结尾的单位，规章三栏不为 0。
    依据：《立法法》：规章只能由国务院部门、省级政府、设区的市和自治州的政府制定。
    示例：某镇把本镇印发的文件填成了规章 6 件。
    如何修改：一般应填 0；所发文件是行政规范性文件的，请填在下一行。
    """
    names = [n for n in case.form.inputs if n.startswith("proactive.regulations.")]
    for submission in case.current:
        figures = [submission.filing.value(case.form, name) for name in names]
        filled = [name for name, figure in zip(names, figures, strict=True) if figure]
        if filled and _makes_no_regulations(submission):
            sheet, _ = submission.filing.place(case.form, filled[0])
            figure = submission.filing.value(case.form, filled[0])
            message = f"“{sheet}”规章填了{'、'.join(str(f) for f in figures if f)} 件，{submission.unit.name}一般不能制定规章，应填 0。所发文件是行政规范性文件的，请填在下一行。"
            yield finding(case.form, submission, message, filled[0], also=tuple(cells_of(case.form, submission, filled[1:])), value=figure, expected=0)


def _makes_no_regulations(submission: Submission) -> bool:
    """By the roster's category; else by the end of the name (景德镇市 is no 镇)."""
    if submission.unit.category in (Category.DEPARTMENT, Category.TOWNSHIP):
        return True
    return submission.unit.name.endswith(("乡", "镇", "街道", "街道办事处", "局", "乡人民政府", "镇人民政府"))
