"""Totals and relations as live formulas. Only functions that Excel 2010 and WPS have; text in a cell breaks none.

An empty text (the total of an indicator that no unit stated) counts as blank: so COUNTBLANK, never COUNTA.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from disclosure_batch.findings import Severity
from disclosure_batch.form.layout import Layout, rectangles
from disclosure_batch.form.model import Comparison, Field, FieldKind, Figure, Form, Relation, Term
from disclosure_batch.references import absolute
from disclosure_batch.text import NO_EXPLANATION

# How the result of a check that fails begins.
OFF = {Severity.ERROR: "不平衡", Severity.WARNING: "请核对", Severity.NOTICE: "提示"}
BALANCED = "平衡"
NO_LAST_YEAR = "没有上年数据"
OPEN = "未填"
NOT_A_NUMBER = "有内容不是数字"
EXPLAINED = "已说明"
NOT_CONTINUED = "与上年不衔接"  # in a consolidated workbook, where units were merged or have their reasons
SAID = 60  # characters of an explanation that a result shows
NO_TOTALS = "还没有可以汇总的数字"
NOT_CHECKED = "有的单位没有填全，不作核对"
NOT_COMPARED = "单位未齐，未与上年核对"
BY_HOW_MUCH = {Comparison.EQUAL: "相差", Comparison.AT_MOST: "超出", Comparison.AT_LEAST: "不足"}
DECIMALS = 6  # plain float sums of amounts are off in many cases


def balance(what: str, off: int) -> str:
    """Whether totals balance; terminal, review page and workbook say it so."""
    return f"{what}有 {off} 处不平衡" if off else f"{what}平衡"


def total(layout: Layout, field: Field) -> str:
    """A derived field as the sum of its parts on its own sheet, wherever they stand on it."""
    cells = layout.sheet_of(field.id).cells
    parts = ",".join(area.range for area in rectangles(cells[part].corner for part in field.parts))
    return f"=ROUND(SUM({parts}),{DECIMALS})" if field.kind is FieldKind.AMOUNT else f"=SUM({parts})"


def side(layout: Layout, terms: tuple[Term, ...]) -> str:
    """A signed sum; N() takes what is no number as 0."""
    words = "".join(f"{'+' if t.sign > 0 else '-'}N({layout.reference(t.field, t.last_year)})" for t in terms)
    return words.removeprefix("+")


@cache
def off(layout: Layout, relation: Relation, begun: str) -> str:
    """Whether a relation fails, for the marks on its own sheet; across years, as soon as one of its cells is filled in.

    begun: the condition that the sheet is, for a relation that looks at what the workbook was handed out with.
    """
    form = layout.form
    known = [f"COUNT({_references(layout, needed)})>={least}" for needed, least, _ in needs(form, relation)]
    own = [term.field for term in relation.terms if not (term.last_year or term.field in form.carried_over)]
    if relation.compares_years and own:
        known.append(f"COUNT({','.join(map(layout.reference, own))})>=1")
    elif not relation.compares_years and begun_with(form, relation):
        known.append(begun)
    difference = f"ROUND({side(layout, relation.left)}-({side(layout, relation.right)}),{DECIMALS})"
    sign = {Comparison.EQUAL: "<>", Comparison.AT_MOST: ">", Comparison.AT_LEAST: "<"}[relation.comparison]
    words = f"AND({','.join([*known, f'{difference}{sign}0'])})"
    return "=" + words.replace(f"'{relation.sheet}'!", "")


def needs(form: Form, relation: Relation) -> list[tuple[tuple[Term, ...], int, str]]:
    """What must be known before a relation says anything: (terms, how many of them, the word where they are not).

    Without last year's figures nothing is compared with them; an indicator may be left open.
    """
    conditions = []
    if last := tuple(term for term in relation.terms if term.last_year):
        conditions.append((last, 1, NO_LAST_YEAR))
    if optional := tuple(term for term in relation.larger if not form.fields[term.field].required):
        conditions.append((optional, len(optional), OPEN))
    return conditions


def begun_with(form: Form, relation: Relation) -> tuple[str, ...]:
    """The fields of which one must be filled in before a difference counts; none where any difference counts.

    A workbook is handed out with figures in it (last year's, the carry-over). They alone are no mistake of the office.
    """
    own = [term.field for term in relation.terms if not term.last_year]
    empty_at_first = form.position.keys() - form.carried_over.keys()
    on_sheet = [field.id for field in form.sheet(relation.sheet).fields if field.id in empty_at_first]
    if relation.compares_years:
        return tuple(dict.fromkeys([*own, *on_sheet]))
    typed = {name for field in own for name in form.typed_in(field)}
    return tuple(on_sheet) if typed & form.carried_over.keys() else ()


@dataclass(frozen=True, slots=True)
class CheckLine:
    """The formulas of one line of 核对与说明."""

    left: str
    right: str
    difference: str
    result: str


@cache
def check_line(
    layout: Layout, relation: Relation, row: int, consolidated: bool = False, explained: bool = True
) -> CheckLine:
    """A relation in a row (counted from 0) of 核对与说明, whose columns C to F hold it.

    consolidated: the figures are the totals of several units. explained: what is explained may be of this relation.
    """
    left, right, gap = f"C{row + 1}", f"D{row + 1}", f"E{row + 1}"
    difference = {
        Comparison.EQUAL: f"ROUND({left}-{right},{DECIMALS})",
        Comparison.AT_MOST: f"MAX(0,ROUND({left}-{right},{DECIMALS}))",
        Comparison.AT_LEAST: f"MAX(0,ROUND({right}-{left},{DECIMALS}))",
    }[relation.comparison]
    number, areas = _looked_at(layout, relation)
    filled = "-".join([str(number), *(f"COUNTBLANK({area})" for area in areas)])
    needed = needs(layout.form, relation)
    begun = begun_with(layout.form, relation)
    words = [  # the first condition that is met gives the word
        (f"{filled}>COUNT({','.join(areas)})", NOT_A_NUMBER),
        *((f"COUNT({_references(layout, terms)})<{least}", unknown) for terms, least, unknown in needed),
        (f"AND({gap}=0,COUNT({','.join(_areas(layout, rests_on(layout.form, relation)))})<1)", OPEN),
        (f"{gap}=0", BALANCED),
        *([(f"COUNT({','.join(_areas(layout, begun))})<1", OPEN)] if begun else []),
    ]
    result = _off(layout, relation, gap, consolidated, explained)
    for condition, word in reversed(words):
        result = f'IF({condition},"{word}",{result})'
    left_side, right_side = side(layout, relation.left), side(layout, relation.right)
    return CheckLine(f"={left_side}", f"={right_side}", f"={difference}", f"={result}")


def looks_large(layout: Layout, name: str) -> str:
    """The condition that an amount in 万元 looks as if it were filled in in 元."""
    times, bound = (layout.form.thresholds[f"V012.{which}"] for which in ("looks", "large"))
    now, last = (f"N({layout.reference(name, last_year)})" for last_year in (False, True))
    return f"AND({now}>0,{now}>=IF({last}>0,{last}*{times},{bound}))"


def is_large(form: Form, now: Figure, last: Figure) -> bool:
    """The same of known figures; last is 0 where it isn't known."""
    times, bound = (form.thresholds[f"V012.{which}"] for which in ("looks", "large"))
    return now > 0 and now >= (last * times if last else bound)


def rests_on(form: Form, relation: Relation) -> tuple[str, ...]:
    """The typed figures of this year without any of which a relation says nothing; what was handed out is none of them,
    where there are others."""
    terms = (term.field for term in relation.terms if not term.last_year)
    names = tuple(dict.fromkeys(name for term in terms for name in form.typed_in(term)))
    return tuple(name for name in names if name not in form.carried_over) or names


def _off(layout: Layout, relation: Relation, gap: str, consolidated: bool, explained: bool) -> str:
    """The words for a relation that fails; once somebody has explained it they say so."""
    by = f'"，{BY_HOW_MUCH[relation.comparison]} "&ABS({gap})'
    off = f'"{OFF[relation.severity]}"&{by}'
    name = layout.form.explanation_of(relation.code) if explained else None
    said = absolute(layout.cell(name)) if name else ""
    if consolidated and relation.compares_years:
        why = f'IF({said}="",{by},"（{EXPLAINED}："&LEFT({said},{SAID})&"）")' if name else by
        return f'"{NOT_CONTINUED}"&{why}'
    if consolidated or not name:
        return off
    return f'IF(LEN({_what_it_says(said)})>1,"{EXPLAINED}"&{by},{off})'


def _what_it_says(cell: str) -> str:
    """text.says_something for Excel: what is left of an explanation without the words that explain nothing."""
    left = f"LOWER(TRIM({cell}))"
    for words in NO_EXPLANATION:
        left = f'SUBSTITUTE({left},"{words}","")'
    return f"TRIM({left})"


def _looked_at(layout: Layout, relation: Relation) -> tuple[int, list[str]]:
    """How many cells a relation rests on, the parts of its totals included, and the areas they lie in."""
    form = layout.form
    this_year = [term.field for term in relation.terms if not term.last_year]
    names = dict.fromkeys([*this_year, *(typed for name in this_year for typed in form.typed_in(name))])
    areas = [layout.reference(term.field, last_year=True) for term in relation.terms if term.last_year]
    return len(names) + len(areas), areas + _areas(layout, names)


def _areas(layout: Layout, names: Collection[str]) -> list[str]:
    """The rectangles in which fields of this year stand, sheet by sheet."""
    return [
        f"'{sheet.name}'!{area.absolute}"
        for sheet in layout.sheets
        for area in rectangles(sheet.cells[name].corner for name in names if name in sheet.cells)
    ]


def _references(layout: Layout, terms: tuple[Term, ...]) -> str:
    return ",".join(layout.reference(term.field, term.last_year) for term in terms)


