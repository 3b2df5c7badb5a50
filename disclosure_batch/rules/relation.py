"""R and Y: the relations of the form, held over all units at once; and the R rules that arithmetic can't say."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from disclosure_batch.findings import Finding, Reader, Severity, Spot, Words, words
from disclosure_batch.form.formulas import BY_HOW_MUCH
from disclosure_batch.form.model import Comparison, Figure, Form, Relation, Term
from disclosure_batch.intake.submission import Submission
from disclosure_batch.references import runs
from disclosure_batch.roster import Category
from disclosure_batch.rules.breaches import Breach, breaches
from disclosure_batch.rules.case import Case, marks_of
from disclosure_batch.rules.rule import Who, rule
from disclosure_batch.text import tidy

# ---------------------------------------------------------------- relations of the form


@dataclass(frozen=True, slots=True)
class RelationPart:
    """A term of a relation. cell, stands: of a total whose cell holds another figure than its parts add up to."""

    name: str  # within the relation: 新收
    sign: int
    figure: Figure
    cell: str = ""
    stands: Figure | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a relation, and what it comes to."""

    parts: tuple[RelationPart, ...]
    total: Figure


@dataclass(frozen=True, slots=True)
class Remedy:
    """Where to look, as the form says: in a workbook, and in a document without formulas; where to say why it is right
    all the same."""

    in_workbook: str
    in_document: str
    reasons: str


@dataclass(frozen=True, slots=True)
class Unbalanced:
    """A relation that fails. remedy: where to look, as the form says; blank: its cells that are not filled in.

    unfilled: those of them that are whole terms on the side that lacks something, and so the likeliest cause.
    """

    sheet: str
    scope: str
    comparison: Comparison
    left: Side
    right: Side
    remedy: Remedy
    blank: tuple[str, ...]
    unfilled: tuple[str, ...] = ()

    def advice(self, reader: Reader) -> str:
        return _advice(self.remedy, reader)


@dataclass(frozen=True, slots=True)
class WrongTotal:
    """A typed total that is not what its parts add up to; remedy and blank as of any other relation."""

    spot: Spot
    stands: Figure
    sum: Figure
    remedy: Remedy
    blank: tuple[str, ...]

    def advice(self, reader: Reader) -> str:
        return _advice(self.remedy, reader)


def _advice(remedy: Remedy, reader: Reader) -> str:
    look = remedy.in_workbook if reader.in_workbook else remedy.in_document
    return look if reader.office else f"{look}{remedy.reasons}"  # an office is told so with the finding


def check_of(code: str) -> Callable[[Case], Iterator[Finding]]:
    """The check of a rule that is one or several relations of the form."""

    def check(case: Case) -> Iterator[Finding]:
        for relation in case.form.relations:
            if relation.code == code:
                yield from (_finding(case, breach) for breach in breaches(case, relation))

    return check


def _finding(case: Case, breach: Breach) -> Finding:
    form, relation, submission = case.form, breach.relation, breach.submission
    first = relation.first
    others = dict.fromkeys(t.field for t in relation.terms[1:] if not t.last_year and t.field != first)
    total = len(relation.left) == 1 and relation.comparison is Comparison.EQUAL
    return case.finding(
        submission,
        _wrong_total(case, breach) if relation.is_sum else _unbalanced(case, breach),
        first,
        severity=relation.severity,
        also=case.cells(submission, others),
        value=breach.figures[0] if form.fields[first].derived else submission.filing.value(form, first),
        expected=breach.right if total else None,
    )


def _wrong_total(case: Case, breach: Breach) -> WrongTotal:
    spot, remedy = case.spot(breach.submission, breach.relation.first), _remedy(case.form, breach.relation)
    return WrongTotal(spot, breach.left, breach.right, remedy, _blank(case, breach, breach.relation.terms))


def unbalanced(case: Case, submission: Submission, relation: Relation, figures: Mapping[str, Figure]) -> Unbalanced:
    """A relation as it would fail with other figures than stand there."""
    known = {term: figures.get(term.field, 0) for term in relation.terms}
    left, right = relation.sides(known.__getitem__)
    return _unbalanced(case, Breach(submission, relation, tuple(known[term] for term in relation.terms), left, right))


def terms_off(about: Unbalanced, right: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The terms that may be too large, and those that may be too small; `right` are known to be neither."""
    larger, smaller = (about.left, about.right) if about.left.total > about.right.total else (about.right, about.left)
    signed = [(part, part.sign if side is larger else -part.sign) for side in (larger, smaller) for part in side.parts]
    doubtful = [(part, sign) for part, sign in signed if part.name not in right]
    too_much = tuple(part.name for part, sign in doubtful if sign > 0 and part.figure)
    return too_much, tuple(part.name for part, sign in doubtful if sign < 0)


def _unbalanced(case: Case, breach: Breach) -> Unbalanced:
    relation, parts = breach.relation, _parts(case, breach)
    count = len(relation.left)
    return Unbalanced(
        breach.submission.filing.place(case.form, relation.first)[0],
        relation.scope,
        relation.comparison,
        Side(parts[:count], breach.left),
        Side(parts[count:], breach.right),
        _remedy(case.form, relation),
        _blank(case, breach, relation.terms),
        _blank(case, breach, _unfilled(case, breach)),
    )


def _remedy(form: Form, relation: Relation) -> Remedy:
    text = form.rule_texts[relation.code]
    return Remedy(text.remedy, text.in_document or text.remedy, text.reasons)


def _blank(case: Case, breach: Breach, terms: Iterable[Term]) -> tuple[str, ...]:
    """The cells of these terms that nobody has filled in."""
    this_year = (term.field for term in terms if not term.last_year)
    names = dict.fromkeys(name for term in this_year for name in case.form.typed_in(term))
    return case.cells(breach.submission, (name for name in names if _is_blank(case, breach, name)))


def _unfilled(case: Case, breach: Breach) -> Iterator[Term]:
    """The terms of which nothing is filled in, on the side that comes to less."""
    relation = breach.relation
    if relation.comparison is Comparison.EQUAL:
        for term in relation.right if breach.left > breach.right else relation.left:
            if not term.last_year and all(_is_blank(case, breach, name) for name in case.form.typed_in(term.field)):
                yield term


def _is_blank(case: Case, breach: Breach, name: str) -> bool:
    filing = breach.submission.filing
    return filing.value(case.form, name) is None and name not in filing.slips


def _parts(case: Case, breach: Breach) -> tuple[RelationPart, ...]:
    terms = breach.relation.terms
    named = zip(terms, names_of(case.form, breach.relation), breach.figures, strict=True)
    return tuple(_part(case, breach.submission, term, name, figure) for term, name, figure in named)


def _part(case: Case, submission: Submission, term: Term, name: str, figure: Figure) -> RelationPart:
    form, filing = case.form, submission.filing
    stands = filing.stands(form, term.field)
    if term.last_year or term.field not in filing.typed or stands == figure:
        return RelationPart(name, term.sign, figure)
    return RelationPart(name, term.sign, figure, filing.place(form, term.field)[1], stands)


def names_of(form: Form, relation: Relation) -> list[str]:
    """What the terms are called within the relation: rows where they share a column, else columns, else both."""
    fields = [form.fields[term.field] for term in relation.terms]
    pairs = [field.name.split("·") for field in fields]
    if all(len(pair) == 2 for pair in pairs):
        rows, columns = zip(*pairs, strict=True)
        both = [field.name for field in fields]
        names = rows if len(set(columns)) == 1 else columns if len(set(rows)) == 1 else both
    else:
        names = [field.name.removeprefix("其中：") for field in fields]
    return [f"上年年报的{name}" if term.last_year else name for term, name in zip(relation.terms, names, strict=True)]


# ---------------------------------------------------------------- in words


@words(Unbalanced, WrongTotal)
def _(about: Unbalanced | WrongTotal, finding: Finding, reader: Reader) -> Words:
    return advised(about, about.advice(reader))


def advised(about: Unbalanced | WrongTotal, advice: str) -> Words:
    """What fails, with this advice; at its end the cells that are blank. It begins with them where they may be why."""
    if isinstance(about, Unbalanced) and about.unfilled:
        return _unfilled_in_words(about)
    wrong = failure_in_words(about)
    blank = f"其中 {runs(about.blank)} 没有填，先按 0 计算，也请核对。" if about.blank else ""
    return Words(wrong, advice, more=blank, suggestion=advice)


def failure_in_words(about: Unbalanced | WrongTotal) -> str:
    """What fails, and by how much."""
    return _wrong_total_in_words(about) if isinstance(about, WrongTotal) else _unbalanced_in_words(about)


def _unfilled_in_words(about: Unbalanced) -> Words:
    cells = runs(about.unfilled)
    sides = f"{_side(about.left)}，{_side(about.right)}"
    by = f"{BY_HOW_MUCH[about.comparison]} {abs(about.left.total - about.right.total)}"
    mend = f"请先填{'这一格' if len(about.unfilled) == 1 else '这几格'}，没有的填 0；填完还不相等的，再核对其他各格。"
    return Words(f"“{about.sheet}”{about.scope}的 {cells} 没有填，两边{by}：{sides}。", mend, suggestion=mend)


def _wrong_total_in_words(about: WrongTotal) -> str:
    return f"{about.spot}填的是 {about.stands}，各项之和是 {about.sum}，相差 {abs(about.stands - about.sum)}。"


def _unbalanced_in_words(about: Unbalanced) -> str:
    """Where; both sides with their figures; the difference."""
    left, right = about.left, about.right
    by = f"{BY_HOW_MUCH[about.comparison]} {abs(left.total - right.total)}"
    return f"“{about.sheet}”{about.scope}：{_side(left)}，{_side(right)}，{by}。"


def _side(side: Side) -> str:
    first, *more = side.parts
    text = f"{' － ' if first.sign < 0 else ''}{_part_in_words(first)}"
    text += "".join(f"{' ＋ ' if part.sign > 0 else ' － '}{_part_in_words(part)}" for part in more)
    return f"{text} ＝ {side.total}" if more else text


def _part_in_words(part: RelationPart) -> str:
    stands = "" if part.stands is None else f"（各项相加；{part.cell} 填的是 {part.stands}）"
    return f"{part.name} {part.figure}{stands}"


# ---------------------------------------------------------------- what arithmetic can't say


@dataclass(frozen=True, slots=True)
class StaleTotal:
    """A formula's stored result, what its parts add up to, and how many more such totals there are."""

    spot: Spot
    stored: Figure
    sum: Figure
    more: int


@rule("R601", Severity.WARNING, Who.NOBODY)
def stale_total(case: Case) -> Iterator[Finding]:
    """总计公式保存的结果与各项不符，已按各项重新计算。

    检查什么：总计格里是公式，但文件里保存的结果不等于各项之和。
    依据：有的软件改了数字后没有重新计算就保存；总计一律按各项重新计算。
    示例：予以公开改成 8 后没有重新计算，总计仍是 5。
    如何修改：请打开原表按 F9 重新计算后保存，再核对各项数字。
    """
    stale = case.stale
    for i, names in marks_of({name: stale[name] for name in case.form.numeric if name in stale}):
        yield _stale(case, i, names)


def _stale(case: Case, i: int, stale: list[str]) -> Finding:
    submission, first = case.current[i], stale[0]
    stored, summed = case.stored[first][i], case.figures.value[first][i].item()
    about = StaleTotal(case.spot(submission, first), stored, summed, len(stale) - 1)
    same_sheet = case.by_sheet(submission, stale)[about.spot.sheet]
    also = case.cells(submission, same_sheet[1:])
    return case.finding(submission, about, first, also=also, value=stored, expected=summed)


@words(StaleTotal)
def _(about: StaleTotal, finding: Finding, reader: Reader) -> Words:
    others = f"（同样的还有 {about.more} 格）" if about.more else ""
    wrong = f"{about.spot}保存的结果是 {about.stored}，各项之和是 {about.sum}{others}，已按各项重新计算。"
    return Words(wrong, "请打开原表重新计算后保存，并核对各项。")


@dataclass(frozen=True, slots=True)
class Regulations:
    """A row in which a body that makes no regulations has filled in some: column and figure of each.

    explain: where an office says on what ground.
    """

    row: str
    figures: tuple[tuple[str, Figure], ...]
    unit: str
    explain: str


NO_MAKER = re.compile(  # of regulations, by its name; a county's or a township's body may have its office behind it
    "(?:(?:乡|镇|街道|县|区)(?:(?:人民)?政府)?(?:办公室)?|街道办事处|(?<!总)局)$"
)
NO_DISTRICT = re.compile(  # areas that are no district of a city
    "(?:自治|行政|新|园|地|高新|经开|开发|示范|试验|实验|功能|保税|合作|管理|产业|工业|集聚|度假|景|名胜|保护|库|港|片|社|校|小)区"
    "(?:(?:人民)?政府)?(?:办公室)?$"
)


@rule("R701", Severity.ERROR, Who.OFFICE)
def regulations_of_a_lower_body(case: Case) -> Iterator[Finding]:
    """不能制定规章的单位填了规章。

    检查什么：名册上类别是政府部门、乡镇街道的单位，或名称是乡、镇、街道（办事处）、局、县、市辖区（含其人民政府、办公室）的单位，规章三栏不为 0。自治区、自治州、市、省和管委会等不作核对。
    依据：《立法法》：规章只能由国务院部门、省级政府、设区的市和自治州的政府制定。
    示例：某镇把本镇印发的文件填成了规章 6 件。
    如何修改：一般应填 0；所发文件是行政规范性文件的，请填在下一行；确有依据的，请在“核对与说明”写明。
    """
    names = case.form.subject_of("R701")
    for submission in case.current:
        filled = [name for name in names if submission.filing.value(case.form, name)]
        if filled and _makes_no_regulations(submission):
            yield _regulations(case, submission, filled)


def _regulations(case: Case, submission: Submission, filled: list[str]) -> Finding:
    fields = [case.form.fields[name] for name in filled]
    figures = tuple((field.column_label, submission.filing.value(case.form, field.id)) for field in fields)
    row = fields[0].name.partition("·")[0]
    about = Regulations(row, figures, submission.unit.name, case.place_to_explain("R701"))
    cells = case.cells(submission, filled)
    where = {"also": cells[1:], "suspects": cells}
    return case.finding(submission, about, filled[0], **where, value=figures[0][1], expected=0)


def _makes_no_regulations(submission: Submission) -> bool:
    """By the roster's category; else by the end of the name (景德镇市 is no 镇, 自治区 and 自治州 can)."""
    if submission.unit.category in (Category.DEPARTMENT, Category.TOWNSHIP):
        return True
    name = tidy(submission.unit.name)
    return bool(NO_MAKER.search(name)) and not NO_DISTRICT.search(name)


@words(Regulations)
def _(about: Regulations, finding: Finding, reader: Reader) -> Words:
    figures = "、".join(f"{column} {figure}" for column, figure in about.figures)
    mend = f"{about.unit}一般不能制定规章，应填 0；所发文件是行政规范性文件的，计在下一行，已经计在里面的不要重复计。"
    more = (
        "" if reader.office else f"确有依据的，请单位在{about.explain}写明。"
    )  # an office is told so with the finding
    return Words(f"“{finding.sheet}”{about.row}一行填了{figures}。", mend, more)
