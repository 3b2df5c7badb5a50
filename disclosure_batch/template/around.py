"""What stands around the figures of a sheet: its heading and foot, and last year's figures."""

from disclosure_batch.form.layout import Area
from disclosure_batch.form.printed import last_year_labels, unit_line
from disclosure_batch.template.page import Page

STATE = (2, 0)  # the sentence that says whether the sheet balances
RESPONSIBLE = {"填报人：": "unit.prepared_by", "审核人：": "unit.reviewed_by", "联系电话：": "unit.phone"}


def heading(page: Page) -> None:
    """Title, who reports for which year, whether the sheet balances."""
    page.title()
    page.paper.set_row(1, 18)
    page.paper.set_row(2, 31)
    name, year = (page.layout.reference(field) for field in ("unit.name", "unit.year"))
    values = page.filling.values
    who = f"填报单位：{values.get('unit.name', '')}　　{values.get('unit.year', '')}年度"
    scope = f"　　{page.words.scope}" if page.words.scope else ""
    formula = f'="填报单位："&{name}&"　　"&{year}&"年度{scope}"'
    page.paper.write_formula(1, 0, formula, page.style("unit"), who + scope)
    unit = unit_line(page.sheet)
    page.label(Area(*STATE, STATE[0], page.sheet.right - bool(unit)), "", "state_of_sheet")
    page.says(*STATE, page.state.of_sheet(page.sheet), "state_of_sheet")
    if unit:
        page.paper.write_string(2, page.sheet.right, unit, page.style("right"))


def foot(page: Page) -> None:
    """The 校验码 and who is responsible, on every printed table."""
    row = page.sheet.bottom
    formula = f'="校验码："&TEXT({page.layout.reference("unit.checksum")},"00000")'
    code = f"校验码：{page.filling.checksum:05d}"  # a text runs on over a narrow column, a number would not
    page.paper.write_formula(row, 0, formula, page.style("foot_code"), code)
    people = {label: field for label, field in RESPONSIBLE.items() if field in page.form.fields}
    if people:
        parts = [f'"{label}"&{page.layout.reference(field)}' for label, field in people.items()]
        words = "　　".join(f"{label}{page.filling.values.get(field, '')}" for label, field in people.items())
        column = 3 if page.sheet.right > 3 else 1
        page.paper.write_formula(row, column, "=" + '&"　　"&'.join(parts), page.style("foot"), words)


def last_year(page: Page) -> None:
    """Last year's figures, grey and locked, outside the printed part. Without them the place stays empty."""
    known = page.filling.last_year
    figures = {name: known[name] for name in page.sheet.last_year if name in known}
    if not figures:
        return
    for label in last_year_labels(page.sheet):
        page.label(label, label.text, "last_year_title" if label.role == "title" else "last_year_head")
    for name, figure in figures.items():
        area = page.sheet.last_year[name]
        page.label(area, "", "last_year")
        page.paper.write_number(*area.corner, figure, page.style("last_year"))
