"""Draws the sheets of the form into an XlsxWriter workbook, from the layout and what stands in the cells.

Both the template and the consolidated workbook are drawn here, so that the one is read like the other.
"""

import datetime
from collections.abc import Iterator
from itertools import zip_longest

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from disclosure_batch.findings import Severity
from disclosure_batch.form import formulas
from disclosure_batch.form.checksum import checksum_formula
from disclosure_batch.form.layout import CHECK_HEADS, LAST_YEAR_TITLE, TOP, Area, SheetLayout, layout_of
from disclosure_batch.form.model import Field, Kind, SheetKind
from disclosure_batch.papers import META
from disclosure_batch.references import a1, absolute
from disclosure_batch.sheets.lists import A4
from disclosure_batch.sheets.sizes import height_of, lines_of
from disclosure_batch.sheets.styles import Styles
from disclosure_batch.template import guidance
from disclosure_batch.template.filling import Filling
from disclosure_batch.template.state import FILLED_ROW, NOT_BEGUN, State
from disclosure_batch.template.styles import STYLES
from disclosure_batch.template.widths import WIDTHS, table_widths

PAGES = "&C第 &P 页，共 &N 页"
STATE = (2, 0)  # of a table: the sentence that says whether it balances
CHECKS_STATE = "$A$2"  # of 核对与说明: the sentence that says whether everything balances
PROTECTION = {"format_rows": True, "format_columns": True, "select_locked_cells": True, "select_unlocked_cells": True}


class Drawing:
    """One workbook being drawn: the sheets of the form in its order, then 填报说明, and the stamp at the end."""

    def __init__(self, book: Workbook, filling: Filling, words: guidance.Words | None = None) -> None:
        self.book = book
        self.filling = filling
        self.words = words or guidance.for_offices(filling.form)
        self.form = filling.form
        self.layout = layout_of(self.form)
        self.styles = Styles(book, STYLES)
        self.state = State(filling)

    def draw(self) -> None:
        """The whole template."""
        self.draw_form()
        guidance.draw(self.book, self.styles, self.form)
        self.stamp()

    def draw_form(self) -> None:
        """The sheets of the form; the workbook opens on the first."""
        for sheet in self.layout.sheets:
            self._sheet(sheet)
        self.book.worksheets_objs[0].activate()

    def stamp(self) -> None:
        """The very hidden sheet by which the tool knows its own workbook."""
        page = self.book.add_worksheet(META)
        for row, (key, value) in enumerate(self.filling.stamp.items()):
            page.write_string(row, 0, key)
            page.write_string(row, 1, value)
        page.very_hidden()
        page.protect("", PROTECTION)

    # ------------------------------------------------------------ a sheet

    def _sheet(self, sheet: SheetLayout) -> None:
        page = self.book.add_worksheet(sheet.name)
        page.hide_gridlines(2)
        page.set_paper(A4)
        page.set_margins(0.5, 0.5, 0.7, 0.7)
        page.center_horizontally()
        page.print_area(0, 0, sheet.bottom, sheet.right)
        page.protect("", PROTECTION)
        if any(sheet.frozen):
            page.freeze_panes(*sheet.frozen)
        for label in sheet.labels:
            self._area(page, label, label.text, label.role)
        for name in sheet.cells:
            self._field(page, sheet, self.form.fields[name])
        {
            SheetKind.COVER: self._cover,
            SheetKind.TABLES: self._table_sheet,
            SheetKind.INDICATORS: self._indicators,
            SheetKind.TEXTS: self._texts,
            SheetKind.EXPLANATIONS: self._checks,
        }[sheet.sheet.kind](page, sheet)

    def _columns(self, page: Worksheet, widths: list[float]) -> None:
        for column, width in enumerate(widths):
            page.set_column(column, column, width)

    def _area(self, page: Worksheet, area: Area, text: str, style: str) -> None:
        if area.single:
            page.write_string(area.top, area.left, text, self.styles[style])
        else:
            page.merge_range(area.top, area.left, area.bottom, area.right, text, self.styles[style])

    # ------------------------------------------------------------ a field

    def _field(self, page: Worksheet, sheet: SheetLayout, field: Field) -> None:
        area = sheet.cells[field.id]
        self.book.define_name(field.id, f"='{sheet.name}'!{absolute(area.first)}")
        if sheet.sheet.kind is SheetKind.TEXTS:
            self._block(page, area, field)
            return
        style = self.styles[self._style(field)]
        if not area.single:
            page.merge_range(area.top, area.left, area.bottom, area.right, "", style)
        self._value(page, area, field, style)

    def _block(self, page: Worksheet, area: Area, field: Field) -> None:
        """A text: its rows stay separate cells, a paragraph in each."""
        value = self.filling.values.get(field.id, ())
        paragraphs = [value] if isinstance(value, str) else list(value)
        for row, paragraph in zip_longest(area.rows, paragraphs[: len(area.rows)]):
            edge = ("_first" if row == area.top else "") + ("_last" if row == area.bottom else "")
            style = self.styles[self._style(field) + "_row" + edge]
            if paragraph:
                page.write_string(row, area.left, paragraph, style)
                page.set_row(row, height_of(paragraph, WIDTHS[SheetKind.TEXTS][area.left]))
            else:
                page.write_blank(row, area.left, None, style)

    def _style(self, field: Field) -> str:
        locked = field.derived or field.kind is Kind.CODE or field.id in self.filling.locked
        return f"{field.kind}_locked" if locked else field.kind

    def _value(self, page: Worksheet, area: Area, field: Field, style) -> None:
        at = area.corner
        value = self.filling.values.get(field.id)
        if field.kind is Kind.CODE:
            page.write_array_formula(*at, *at, "{" + checksum_formula(self.form) + "}", style, self.filling.checksum)
        elif field.derived:
            page.write_formula(*at, formulas.total(self.layout, field), style, _stored(self.filling.figures[field.id]))
        elif field.id in self.filling.formulas:
            page.write_formula(*at, self.filling.formulas[field.id], style, "" if value is None else _stored(value))
        elif value is None:
            page.write_blank(*at, None, style)
        elif isinstance(value, str):
            page.write_string(*at, value, style)
        elif isinstance(value, datetime.date):
            page.write_datetime(*at, value, style)
        else:
            page.write_number(*at, value, style)

    # ------------------------------------------------------------ kinds of sheets

    def _cover(self, page: Worksheet, sheet: SheetLayout) -> None:
        self._columns(page, WIDTHS[SheetKind.COVER])
        page.print_area(0, 1, sheet.bottom, 3)  # the narrow columns outside are for the eye only
        page.set_row(0, 30)
        page.set_row(1, 44)
        page.merge_range(1, 1, 1, 3, self.form.title, self.styles["cover_title"])
        page.merge_range(2, 1, 2, 3, f"（{self.form.edition}{'年' if self.form.edition.isdecimal() else ''}格式　{self.form.source}）", self.styles["subtitle"])
        page.set_row(2, 22)
        for area in sheet.cells.values():
            page.set_row(area.top, 30)
        state = max(area.bottom for area in sheet.cells.values()) + 2
        page.merge_range(state, 1, state, 3, "", self.styles["state"])
        page.write_formula(state, 1, f"='{self.state.checks.name}'!{CHECKS_STATE}", self.styles["state"], self.state.of_all().shown)
        self._red_words(page, state, 1)
        page.set_row(state, 36)
        page.set_row(state + 1, max(96, height_of(self.words.cover, 70)))
        page.merge_range(state + 1, 1, state + 1, 3, self.words.cover, self.styles["note"])
        if self.words.seal:
            page.write_string(state + 2, 3, self.words.seal, self.styles["seal"])
            page.set_row(state + 2, 48)
        self._date_and_year(page, sheet)
        self._fit(page)

    def _date_and_year(self, page: Worksheet, sheet: SheetLayout) -> None:
        for field in self.form.fields.values():
            if field.id in sheet.cells and field.kind in (Kind.DATE, Kind.YEAR) and field.id not in self.filling.locked:
                page.data_validation(*sheet.cells[field.id].corner, *sheet.cells[field.id].corner, guidance.validation(field, self.form))

    def _table_sheet(self, page: Worksheet, sheet: SheetLayout) -> None:
        self._columns(page, table_widths(sheet))
        self._heading(page, sheet)
        self._heights(page, sheet)
        self._last_year(page, sheet)
        self._foot(page, sheet)
        self._fit(page, landscape=any(table.across for table in sheet.sheet.tables))
        for table in sheet.sheet.tables:
            for row in table.rows:
                names = [table.field(row.id, column.id) for column in table.columns]
                typed = [name for name in names if not self.form.fields[name].derived]
                if typed:
                    first, last = sheet.cells[typed[0]], sheet.cells[typed[-1]]
                    rule = guidance.validation(self.form.fields[typed[0]], self.form, row.name)
                    page.data_validation(first.top, first.left, last.top, last.left, rule)
        self._marks(page, sheet)

    def _indicators(self, page: Worksheet, sheet: SheetLayout) -> None:
        self._columns(page, WIDTHS[SheetKind.INDICATORS])
        self._heading(page, sheet)
        self._last_year(page, sheet)
        self._foot(page, sheet)
        self._fit(page)
        for name, area in sheet.cells.items():
            field = self.form.fields[name]
            page.set_row(area.top, max(33, height_of(field.counts, WIDTHS[SheetKind.INDICATORS][3])))
            page.write_string(area.top, 2, field.unit, self.styles["head"])
            page.write_string(area.top, 3, field.counts, self.styles["note_cell"])
            page.data_validation(*area.corner, *area.corner, guidance.validation(field, self.form))
        self._marks(page, sheet)

    def _texts(self, page: Worksheet, sheet: SheetLayout) -> None:
        self._columns(page, WIDTHS[SheetKind.TEXTS])
        self._title(page, sheet)
        page.write_string(1, 0, self.words.texts, self.styles["unit"])
        page.set_row(1, 20)
        page.fit_to_pages(1, 0)
        page.set_footer(PAGES)
        for name, area in sheet.cells.items():
            if name not in self.filling.locked:
                page.data_validation(*area.corner, area.bottom, area.right, guidance.prompt(self.form.fields[name]))

    def _checks(self, page: Worksheet, sheet: SheetLayout) -> None:
        self._columns(page, WIDTHS[SheetKind.EXPLANATIONS])
        self._title(page, sheet)
        page.merge_range(1, 0, 1, sheet.right, "", self.styles["state"])
        state = self.state.of_all()
        page.write_formula(1, 0, state.formula, self.styles["state"], state.shown)
        self._red_words(page, 1, 0)
        page.set_row(1, 24)
        self._filled_in(page, sheet)
        self._explanations(page, sheet)
        for row, relation in sheet.checks.items():
            line = formulas.check_line(self.layout, relation, row)
            left, right, gap, words = self.filling.result(relation)
            page.write_string(row, 0, relation.code, self.styles["head"])
            where = f"“{relation.sheet}”{relation.scope}：" if relation.scope else f"“{relation.sheet}”"
            what = where + relation.says
            first = self.layout.reference(relation.left[0].field).replace("$", "")
            page.write_url(row, 1, f"internal:{first}", self.styles["check"], what, "点这里，跳到要核对的格")
            page.write_formula(row, 2, line.left, self.styles["check_number"], _stored(left))
            page.write_formula(row, 3, line.right, self.styles["check_number"], _stored(right))
            page.write_formula(row, 4, line.difference, self.styles["check_number"], _stored(gap))
            page.write_formula(row, 5, line.result, self.styles["check_result"], words)
            page.set_row(row, max(22, height_of(what, WIDTHS[SheetKind.EXPLANATIONS][1]), self._height_explained(sheet, row)))
        first, last = min(sheet.checks), max(sheet.checks)
        for begins, style in ((formulas.OFF["error"], "off"), (formulas.NOT_A_NUMBER, "off"), (formulas.OFF["warning"], "look"), (formulas.BALANCED, "good")):
            page.conditional_format(first, 5, last, 5, {"type": "text", "criteria": "begins with", "value": begins, "format": self.styles[style]})
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(first - 1)
        page.set_footer(PAGES)

    def _explanations(self, page: Worksheet, sheet: SheetLayout) -> None:
        """Where an office says why, or where it stands what the offices have said."""
        for name, area in sheet.cells.items():
            if area.top not in sheet.checks:
                page.set_row(area.top, max(48, self._height_explained(sheet, area.top)))
            if name not in self.filling.locked:
                page.data_validation(*area.corner, *area.corner, guidance.prompt(self.form.fields[name]))
        head = next(label for label in sheet.labels if label.text == CHECK_HEADS[-1])
        page.write_string(*head.corner, self.words.explained, self.styles[head.role])

    def _height_explained(self, sheet: SheetLayout, row: int) -> float:
        """A row's share of the height that the explanation beside it needs."""
        for name, area in sheet.cells.items():
            if row in area.rows and (words := self.filling.values.get(name)):
                return height_of(words, WIDTHS[SheetKind.EXPLANATIONS][area.left]) / len(area.rows)
        return 0

    # ------------------------------------------------------------ parts of sheets

    def _title(self, page: Worksheet, sheet: SheetLayout) -> None:
        page.merge_range(0, 0, 0, sheet.right, sheet.sheet.section, self.styles["title"])
        page.set_row(0, 36)

    def _heading(self, page: Worksheet, sheet: SheetLayout) -> None:
        """Title, who reports for which year, whether the sheet balances."""
        self._title(page, sheet)
        page.set_row(1, 18)
        page.set_row(2, 18)
        name, year = (self.layout.reference(field) for field in ("unit.name", "unit.year"))
        who = f"填报单位：{self.filling.values.get('unit.name', '')}　　{self.filling.values.get('unit.year', '')}年度"
        scope = f"　　{self.words.scope}" if self.words.scope else ""
        page.write_formula(1, 0, f'="填报单位："&{name}&"　　"&{year}&"年度{scope}"', self.styles["unit"], who + scope)
        state = self.state.of_sheet(sheet)
        page.write_formula(*STATE, state.formula, self.styles["unit"], state.shown)
        self._red_words(page, *STATE)
        units = sorted({table.unit for table in sheet.sheet.tables}) or []
        if len(units) == 1:
            page.write_string(2, sheet.right, f"单位：{units[0]}", self.styles["right"])

    def _red_words(self, page: Worksheet, row: int, column: int) -> None:
        """A sentence is red as long as it says that something has to be mended."""
        for words in ("不平衡", "不是数字"):
            rule = {"type": "text", "criteria": "containing", "value": words, "format": self.styles["off_words"]}
            page.conditional_format(row, column, row, column, rule)

    def _heights(self, page: Worksheet, sheet: SheetLayout) -> None:
        """A merged cell does not grow by itself: rows are as high as their longest label needs."""
        widths = table_widths(sheet)
        least = 20 if sheet.bottom - TOP > 20 else 27  # a long table has to go on one page
        for row in range(TOP, sheet.bottom):
            labels = [a for a in sheet.labels if a.top == a.bottom == row]
            lines = max((lines_of(a.text, sum(widths[a.left : a.right + 1])) for a in labels), default=1)
            page.set_row(row, max(least, 14.5 * lines + 4))
        page.set_row(sheet.bottom, 24)

    def _foot(self, page: Worksheet, sheet: SheetLayout) -> None:
        """The 校验码 and who is responsible, on every printed table."""
        code = self.layout.reference("unit.checksum")
        shown = f"校验码：{self.filling.checksum:05d}"  # a text runs on over a narrow column, a number would not
        page.write_formula(sheet.bottom, 0, f'="校验码："&TEXT({code},"00000")', self.styles["foot_code"], shown)
        responsible = {"填报人：": "unit.prepared_by", "审核人：": "unit.reviewed_by", "联系电话：": "unit.phone"}
        names = {label: field for label, field in responsible.items() if field in self.form.fields}
        words = '&"　　"&'.join(f'"{label}"&{self.layout.reference(field)}' for label, field in names.items())
        shown = "　　".join(f"{label}{self.filling.values.get(field, '')}" for label, field in names.items())
        if names:
            page.write_formula(sheet.bottom, 3 if sheet.right > 3 else 1, f"={words}", self.styles["foot"], shown)

    def _last_year(self, page: Worksheet, sheet: SheetLayout) -> None:
        """Last year's figures, grey and locked, outside the printed part. Without them the place stays empty."""
        figures = {name: self.filling.last_year[name] for name in sheet.last_year if name in self.filling.last_year}
        if not figures:
            return
        first = min(sheet.last_year_labels, key=lambda area: area.corner)
        page.write_string(first.top - 1, first.left, f"{LAST_YEAR_TITLE}（供核对，不打印）", self.styles["last_year_title"])
        for label in sheet.last_year_labels:
            self._area(page, label, "上年" if label.text == "本年" else label.text, "last_year_head")
        for name, figure in figures.items():
            area = sheet.last_year[name]
            self._area(page, area, "", "last_year")
            page.write_number(*area.corner, figure, self.styles["last_year"])

    def _marks(self, page: Worksheet, sheet: SheetLayout) -> None:
        """Red marks on the cells of a relation that is off, orange where it only needs a look."""
        kinds = {Kind.COUNT: self.layout.input_areas(sheet, Kind.COUNT), Kind.AMOUNT: self.layout.input_areas(sheet, Kind.AMOUNT)}
        for areas in kinds.values():
            for area in areas:
                page.conditional_format(area.top, area.left, area.bottom, area.right, {"type": "formula", "criteria": f'=AND(ISTEXT({area.first}),{area.first}<>"")', "format": self.styles["off"]})
        begun = f'{absolute(a1(*STATE))}<>"{NOT_BEGUN}"'
        for relation in self.form.relations:
            style = {Severity.ERROR: "off", Severity.WARNING: "look"}.get(relation.severity)
            if style and all(term.field in sheet.cells for term in relation.terms):  # a mark looks at its own sheet only
                criteria = {"type": "formula", "criteria": formulas.off(self.layout, relation, begun), "format": self.styles[style]}
                for area in self._marked(sheet, relation):
                    page.conditional_format(area.top, area.left, area.top, area.left, criteria)

    def _marked(self, sheet: SheetLayout, relation) -> Iterator[Area]:
        """A sum of many marks only its total; anything else marks all its terms of this year and the column's head."""
        is_sum = self.form.fields[relation.left[0].field].rule == relation.code
        terms = relation.left if is_sum else [term for term in relation.terms if not term.last_year]
        cells = [sheet.cells[term.field] for term in terms]
        yield from cells
        columns = {cell.left for cell in cells}
        if len(cells) > 1 and len(columns) == 1 and sheet.frozen[0] > TOP:
            heads = [a for a in sheet.labels if a.role == "head" and a.left == a.right == cells[0].left]
            yield max(heads, key=lambda area: area.top)

    def _filled_in(self, page: Worksheet, sheet: SheetLayout) -> None:
        """How much of each table is filled in, and whether anything in it is no number."""
        for column, text in enumerate(("", "填写情况", "已填", "应填", "不是数字", "结果")):
            page.write_string(FILLED_ROW - 1, column, text, self.styles["head"])
        for row, table in enumerate(self.state.tables, FILLED_ROW):
            areas = [f"'{table.name}'!{a.range}" for kind in (Kind.COUNT, Kind.AMOUNT) for a in self.layout.input_areas(table, kind)]
            names = [name for name in self.form.inputs if name in table.cells]
            filled = sum(self.filling.values.get(name) is not None for name in names)
            page.write_string(row, 0, "", self.styles["head"])
            page.write_string(row, 1, f"“{table.name}”填了多少格", self.styles["check"])
            page.write_formula(row, 2, f"={len(names)}-{'-'.join(f'COUNTBLANK({area})' for area in areas)}", self.styles["check_number"], filled)
            page.write_number(row, 3, len(names), self.styles["check_number"])
            page.write_formula(row, 4, f"=C{row + 1}-COUNT({','.join(areas)})", self.styles["check_number"], 0)
            left = len(names) - filled
            words = f'=IF(E{row + 1}>0,"有 "&E{row + 1}&" 格不是数字",IF(C{row + 1}=D{row + 1},"已填完","还有 "&(D{row + 1}-C{row + 1})&" 格没填"))'
            page.write_formula(row, 5, words, self.styles["check_result"], f"还有 {left} 格没填" if left else "已填完")

    def _fit(self, page: Worksheet, landscape: bool = False) -> None:
        if landscape:
            page.set_landscape()
        page.fit_to_pages(1, 1)


def _stored(figure):
    """A result as the file keeps it: a double."""
    return float(figure) if figure % 1 else int(figure)
