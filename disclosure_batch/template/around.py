"""What stands around the figures of a sheet: its heading and foot, and last year's figures."""

from disclosure_batch.form.layout import Area
from disclosure_batch.form.printed import last_year_labels, unit_line
from disclosure_batch.template.filling import Filling
from disclosure_batch.template.page import Page, ShownOf

STATE = (2, 0)  # the sentence that says whether the sheet balances
RESPONSIBLE = {"填报人：": "unit.prepared_by", "审核人：": "unit.reviewed_by", "联系电话：": "unit.phone"}


def heading(page: Page) -> None:
    """Title, who reports for which year, whether the sheet balances."""
    page.title()
    page.paper.set_row(1, 18)
    page.paper.set_row(2, 31)
    name, year = (page.layout.reference(field) for field in ("unit.name", "unit.year"))
    scope = f"　　{page.words.scope}" if page.words.scope else ""
    formula = f'="填报单位："&{name}&"　　"&{year}&"年度{scope}"'

    def who(filling: Filling) -> str:
        return f"填报单位：{_of(filling, 'unit.name')}　　{_of(filling, 'unit.year')}年度{scope}"

    page.calculated((1, 0), formula, who, page.style("unit"))
    unit = unit_line(page.sheet)
    page.label(Area(*STATE, STATE[0], page.sheet.right - bool(unit)), "", "state_of_sheet")
    page.says(*STATE, page.state.of_sheet(page.sheet), "state_of_sheet")
    if unit:
        page.paper.write_string(2, page.sheet.right, unit, page.style("right"))


def _of(filling: Filling, field: str) -> object:
    return filling.values.get(field, "")


def foot(page: Page) -> None:
    """The 校验码 and who is responsible, on every printed table."""
    row = page.sheet.bottom
    formula = f'="校验码："&TEXT({page.layout.reference("unit.checksum")},"00000")'
    # a text runs on over a narrow column, a number would not
    page.calculated((row, 0), formula, lambda filling: f"校验码：{filling.checksum:05d}", page.style("foot_code"))
    people = {label: field for label, field in RESPONSIBLE.items() if field in page.form.fields}
    if people:
        parts = [f'"{label}"&{page.layout.reference(field)}' for label, field in people.items()]
        at = (row, 3 if page.sheet.right > 3 else 1)

        def words(filling: Filling) -> str:
            return "　　".join(f"{label}{_of(filling, field)}" for label, field in people.items())

        page.calculated(at, "=" + '&"　　"&'.join(parts), words, page.style("foot"))


def last_year(page: Page) -> None:
    """Last year's figures, grey and locked, outside the printed part. Without them the place stays empty."""
    names = [name for name in page.sheet.last_year if name in page.filling.last_year]
    if not names:
        return
    for label in last_year_labels(page.sheet):
        page.label(label, label.text, "last_year_title" if label.role == "title" else "last_year_head")
    for name in names:
        area = page.sheet.last_year[name]
        page.label(area, "", "last_year")
        page.typed(area.corner, _last_year(name), page.style("last_year"))


def _last_year(name: str) -> ShownOf:
    return lambda filling: filling.last_year[name]
