"""Marks on the cells of a sheet while it is filled in: red where a relation is off, orange where it needs a look.

In the consolidated workbook they say what its check lines say: what is not held is not marked, a break between the
years asks for a look, and a sum of many offices is never taken for 元.
"""

from collections.abc import Iterator

from disclosure_batch.findings import Severity
from disclosure_batch.form import formulas
from disclosure_batch.form.layout import TOP, Area
from disclosure_batch.form.model import FieldKind, Relation
from disclosure_batch.references import a1, absolute
from disclosure_batch.template.around import STATE
from disclosure_batch.template.page import Page
from disclosure_batch.template.state import NOT_BEGUN

STYLES = {Severity.ERROR: "off", Severity.WARNING: "look"}


def mark_inputs(page: Page) -> None:
    for kind in (FieldKind.COUNT, FieldKind.AMOUNT):
        for area in page.layout.input_areas(page.sheet, kind):
            _mark_words(page, area)
    for name in page.form.in_ten_thousands:
        if name in page.sheet.cells and not page.filling.consolidated:
            _mark_large(page, name)
    for relation in page.form.relations:
        here = all(term.field in page.sheet.cells for term in relation.terms)  # a mark looks at its own sheet only
        if here and relation.severity in STYLES and relation not in page.filling.unchecked:
            _mark_where_off(page, relation)


def _mark_words(page: Page, area: Area) -> None:
    """Red where words stand in place of a figure."""
    criteria = f'=AND(ISTEXT({area.first}),{area.first}<>"")'
    rule = {"type": "formula", "criteria": criteria, "format": page.style("off")}
    page.paper.conditional_format(area.top, area.left, area.bottom, area.right, rule)


def _mark_large(page: Page, name: str) -> None:
    """Orange where an amount looks as if it were filled in in 元."""
    criteria = f"={formulas.looks_large(page.layout, name)}".replace(f"'{page.sheet.name}'!", "")
    rule = {"type": "formula", "criteria": criteria, "format": page.style("look")}
    page.paper.conditional_format(*page.sheet.cells[name].corner, *page.sheet.cells[name].corner, rule)


def _mark_where_off(page: Page, relation: Relation) -> None:
    begun = f'LEFT({absolute(a1(*STATE))},{len(NOT_BEGUN)})<>"{NOT_BEGUN}"'
    criteria = formulas.off(page.layout, relation, begun)
    style = "look" if page.filling.consolidated and relation.compares_years else STYLES[relation.severity]
    rule = {"type": "formula", "criteria": criteria, "format": page.style(style)}
    for area in _marked(page, relation):
        page.paper.conditional_format(area.top, area.left, area.top, area.left, rule)


def _marked(page: Page, relation: Relation) -> Iterator[Area]:
    """A sum of many marks only its total, a column its head and its totals, which accuse no figure; others all."""
    terms = relation.left if relation.is_sum else [term for term in relation.terms if not term.last_year]
    cells = [page.sheet.cells[term.field] for term in terms]
    if len(cells) > 1 and len({cell.left for cell in cells}) == 1 and page.sheet.frozen[0] > TOP:
        yield _head(page, cells[0].left)
        cells = [page.sheet.cells[term.field] for term in terms if page.form.fields[term.field].derived]
    yield from cells


def _head(page: Page, column: int) -> Area:
    """The innermost head of a column."""
    heads = [label for label in page.sheet.labels if label.role == "head" and label.left == label.right == column]
    return max(heads, key=lambda label: label.top)
