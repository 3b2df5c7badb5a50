"""Totals and relations as live formulas. Only functions that Excel 2010 and WPS have; text in a cell breaks none.

An empty text (the total of an indicator that no unit stated) counts as blank: so COUNTBLANK, never COUNTA.
"""

from dataclasses import dataclass

from disclosure_batch.form.layout import Layout, rectangles
from disclosure_batch.form.model import Comparison, Field, Form, Kind, Relation, Term

OFF = {"error": "不平衡", "warning": "请核对", "notice": "提示"}  # how the result of a check that fails begins
BALANCED = "平衡"
NO_LAST_YEAR = "没有上年数据"
OPEN = "未填"
NOT_A_NUMBER = "有内容不是数字"
BY_HOW_MUCH = {Comparison.EQUAL: "相差", Comparison.AT_MOST: "超出", Comparison.AT_LEAST: "不足"}
DECIMALS = 6  # plain float sums of amounts are off in many cases


def total(layout: Layout, field: Field) -> str:
    """A derived field as the sum of its parts on its own sheet, wherever they stand on it."""
    cells = layout.sheet_of(field.id).cells
    parts = ",".join(area.range for area in rectangles(cells[part].corner for part in field.parts))
    return f"=ROUND(SUM({parts}),{DECIMALS})" if field.kind is Kind.AMOUNT else f"=SUM({parts})"


def side(layout: Layout, terms: tuple[Term, ...]) -> str:
    """A signed sum; N() takes what is no number as 0."""
    words = "".join(f"{'+' if t.sign > 0 else '-'}N({layout.reference(t.field, t.last_year)})" for t in terms)
    return words.removeprefix("+")


def off(layout: Layout, relation: Relation) -> str:
    """Whether a relation fails, for the red marks on its own sheet."""
    known = [f"COUNT({_references(layout, needed)})>={least}" for needed, least, _ in needs(layout.form, relation)]
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


@dataclass(frozen=True, slots=True)
class CheckLine:
    """The formulas of one line of 核对与说明."""

    left: str
    right: str
    difference: str
    result: str


def check_line(layout: Layout, relation: Relation, row: int) -> CheckLine:
    """A relation in a row (counted from 0) of 核对与说明, whose columns C to F hold it."""
    left, right, gap = f"C{row + 1}", f"D{row + 1}", f"E{row + 1}"
    difference = {
        Comparison.EQUAL: f"ROUND({left}-{right},{DECIMALS})",
        Comparison.AT_MOST: f"MAX(0,ROUND({left}-{right},{DECIMALS}))",
        Comparison.AT_LEAST: f"MAX(0,ROUND({right}-{left},{DECIMALS}))",
    }[relation.comparison]
    number, areas = _looked_at(layout, relation)
    filled = "-".join([str(number), *(f"COUNTBLANK({area})" for area in areas)])
    word = f"{OFF[relation.severity]}，{BY_HOW_MUCH[relation.comparison]} "
    result = f'IF({gap}=0,"{BALANCED}","{word}"&ABS({gap}))'
    for needed, least, unknown in reversed(needs(layout.form, relation)):
        result = f'IF(COUNT({_references(layout, needed)})<{least},"{unknown}",{result})'
    result = f'IF({filled}>COUNT({",".join(areas)}),"{NOT_A_NUMBER}",{result})'
    return CheckLine(f"={side(layout, relation.left)}", f"={side(layout, relation.right)}", f"={difference}", f"={result}")


def _looked_at(layout: Layout, relation: Relation) -> tuple[int, list[str]]:
    """How many cells a relation rests on, the parts of its totals included, and the areas they lie in."""
    form = layout.form
    this_year = [term.field for term in relation.terms if not term.last_year]
    names = dict.fromkeys([*this_year, *(typed for name in this_year for typed in form.typed_in(name))])
    areas = [layout.reference(term.field, last_year=True) for term in relation.terms if term.last_year]
    number = len(names) + len(areas)
    for sheet in layout.sheets:
        corners = (sheet.cells[name].corner for name in names if name in sheet.cells)
        areas += [f"'{sheet.name}'!{area.absolute}" for area in rectangles(corners)]
    return number, areas


def _references(layout: Layout, terms: tuple[Term, ...]) -> str:
    return ",".join(layout.reference(term.field, term.last_year) for term in terms)


