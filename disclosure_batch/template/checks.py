"""核对与说明: every relation as a live line, how much is filled in, and the place to say why something is as it is."""

from disclosure_batch.findings import Severity
from disclosure_batch.form import formulas
from disclosure_batch.form.layout import CHECK_HEADS, SheetLayout
from disclosure_batch.form.model import FieldKind, Relation, SheetKind
from disclosure_batch.form.printed import FILLED_HEADS, FILLED_ROW, how_much_of, what_is_checked
from disclosure_batch.sheets.sizes import height_of
from disclosure_batch.template.fields import stored
from disclosure_batch.template.filling import Filling
from disclosure_batch.template.guidance import prompt
from disclosure_batch.template.page import PAGES, Page, ShownOf
from disclosure_batch.template.widths import WIDTHS

COLOURS = {  # of results, by how they begin
    formulas.OFF[Severity.ERROR]: "off",
    formulas.NOT_A_NUMBER: "off",
    formulas.OFF[Severity.WARNING]: "look",
    formulas.NOT_CONTINUED: "look",
    formulas.EXPLAINED: "look",
    formulas.BALANCED: "good",
}
RESULT = CHECK_HEADS.index("结果")


def draw(page: Page) -> None:
    paper, lines = page.paper, page.sheet.checks
    page.columns(WIDTHS[SheetKind.EXPLANATIONS])
    page.title()
    paper.merge_range(1, 0, 1, page.sheet.right, "", page.style("state"))
    page.says(1, 0, page.state.of_all(), "state")
    paper.set_row(1, 34)
    _filled_in(page)
    _explanations(page)
    for row, relation in lines.items():
        _line(page, row, relation)
    first, last = min(lines), max(lines)
    for begins, style in COLOURS.items():
        rule = {"type": "text", "criteria": "begins with", "value": begins, "format": page.style(style)}
        paper.conditional_format(first, RESULT, last, RESULT, rule)
    page.print_none_of_it()
    paper.set_landscape()
    paper.fit_to_pages(1, 0)
    paper.repeat_rows(first - 1)
    paper.set_footer(PAGES)


def _line(page: Page, row: int, relation: Relation) -> None:
    """A relation: its code, what it says, both sides, the difference, the result."""
    explained = relation not in page.filling.unexplained
    line = formulas.check_line(page.layout, relation, row, page.filling.consolidated, explained)
    what = what_is_checked(relation)
    first = page.layout.reference(relation.first).replace("$", "")
    # LibreOffice breaks no line of a cell that is a link, so that it is not the one with the sentence
    page.paper.write_url(row, 0, f"internal:{first}", page.style("head"), relation.code, "点这里，跳到要核对的格")
    page.paper.write_string(row, 1, what, page.style("check"))
    sides = {"left": line.left, "right": line.right, "gap": line.difference}
    for column, (which, formula) in enumerate(sides.items(), 2):
        page.calculated((row, column), formula, _number(relation, which), page.style("check_number"))

    def words(filling: Filling) -> str:
        return filling.result(relation).words

    if relation in page.filling.unchecked:
        page.typed((row, RESULT), words, page.style("check_result"))
    else:
        page.calculated((row, RESULT), line.result, words, page.style("check_result"))
    height = height_of(what, WIDTHS[SheetKind.EXPLANATIONS][1])
    page.paper.set_row(row, max(22, height, _height_explained(page, row)))


def _number(relation: Relation, which: str) -> ShownOf:
    return lambda filling: stored(getattr(filling.result(relation), which))


# ---------------------------------------------------------------- explanations


def _explanations(page: Page) -> None:
    """Where an office says why, or where it stands what the offices have said."""
    for name, area in page.sheet.cells.items():
        if area.top not in page.sheet.checks:
            page.paper.set_row(area.top, max(48, _height_explained(page, area.top)))
        if name not in page.filling.locked:
            page.validate(area, prompt(page.form.fields[name]))
    head = next(label for label in page.sheet.labels if label.text == CHECK_HEADS[-1])
    page.paper.write_string(*head.corner, page.words.explained, page.style(head.role))


def _height_explained(page: Page, row: int) -> float:
    """A row's share of the height that the explanation beside it needs."""
    for name, area in page.sheet.cells.items():
        if row in area.rows and (words := page.filling.values.get(name)):
            return height_of(words, WIDTHS[SheetKind.EXPLANATIONS][area.left]) / len(area.rows)
    return 0


# ---------------------------------------------------------------- how much is filled in


def _filled_in(page: Page) -> None:
    """How much of each table is filled in, and whether anything in it is no number."""
    for column, text in enumerate(FILLED_HEADS):
        page.paper.write_string(FILLED_ROW - 1, column, text, page.style("head"))
    for row, table in enumerate(page.state.tables, FILLED_ROW):
        _filled(page, row, table)


def _filled(page: Page, row: int, table: SheetLayout) -> None:
    areas = [area for kind in (FieldKind.COUNT, FieldKind.AMOUNT) for area in page.layout.input_areas(table, kind)]
    cells = [f"'{table.name}'!{area.range}" for area in areas]
    names = frozenset(page.form.inputs).intersection(table.cells)
    line = row + 1
    blanks = "-".join(f"COUNTBLANK({cell})" for cell in cells)
    result = (
        f'=IF(E{line}>0,"有 "&E{line}&" 格不是数字",'
        f'IF(C{line}=D{line},"已填完","还有 "&(D{line}-C{line})&" 格没填"))'
    )
    page.paper.write_string(row, 0, "", page.style("head"))
    page.paper.write_string(row, 1, how_much_of(table.name), page.style("check"))

    def filled(filling: Filling) -> int:
        return len(filling.stated & names)

    def shown(filling: Filling) -> str:
        left = len(names) - filled(filling)
        return f"还有 {left} 格没填" if left else "已填完"

    page.calculated((row, 2), f"={len(names)}-{blanks}", filled, page.style("check_number"))
    page.paper.write_number(row, 3, len(names), page.style("check_number"))
    page.paper.write_formula(row, 4, f"=C{line}-COUNT({','.join(cells)})", page.style("check_number"), 0)
    page.calculated((row, RESULT), result, shown, page.style("check_result"))
