"""The detail by unit: what the totals are summed from, and what was read and not added; intake/consolidated reads it.

Every sum runs from the line of field ids to the thin line below the last unit, so that a unit put in between is in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import groupby, pairwise

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from disclosure_batch.decisions.decision import Decision, Word
from disclosure_batch.figures.table import Figures, totals_of
from disclosure_batch.form.formulas import DECIMALS
from disclosure_batch.form.layout import spread
from disclosure_batch.form.model import Field, FieldKind, Figure, Form, SheetKind
from disclosure_batch.merge import Consolidation, Status, UnitState
from disclosure_batch.outputs.detail_files import DetailFile
from disclosure_batch.papers import CODE_FIELD, DETAIL, FILE_FIELD, HASH_FIELD, NAME_FIELD, NOT_ADDED, SUBTOTALS
from disclosure_batch.references import column_letters
from disclosure_batch.roster import Unit
from disclosure_batch.sheets.book import ListSheet
from disclosure_batch.sheets.cells import Formula, digits, mark_corrected, number, put
from disclosure_batch.sheets.lists import BORDERS, begin
from disclosure_batch.sheets.styles import Styles

SECTION, GROUP, LABEL, TOTAL, IDS = range(1, 6)  # rows of the head; the ids are what a machine reads
FIRST = IDS + 1
REASON = "原因"
AT_A_TIME = 500  # units that are drawn together
FROZEN = 3  # columns that stay in sight, at most
BAND = "#EEF3FA"
PAGE, SCALE = 128, 60  # as wide as figures side by side may be on a page of A4 printed at so many per cent


@dataclass(frozen=True)
class Detail:
    """A sheet of units × figures, and where on it each of them stands.

    figures: of the units, in their order. beside: what else stands under the heads, for each of them. On a sheet of
    subtotals the units are those above others, and the figures what these come to.
    """

    form: Form
    sheet: str
    title: str
    units: Sequence[Unit]
    figures: Figures
    beside: Sequence[Sequence[str | int]] = ()
    heads: tuple[tuple[str, str, float], ...] = ((CODE_FIELD, "单位代码", 11), (NAME_FIELD, "单位名称", 25))
    corrections: Mapping[tuple[str, str], Decision] = field(default_factory=dict)  # by the unit's key and the field

    @cached_property
    def column(self) -> Mapping[str, int]:
        """Of each numeric field."""
        return {name: at for at, name in enumerate(self.form.numeric, len(self.heads))}

    @cached_property
    def _row(self) -> Mapping[str, int]:
        return {unit.key: at for at, unit in enumerate(self.units, FIRST)}

    @property
    def end(self) -> int:
        """The line below the last unit."""
        return FIRST + len(self.units)

    @property
    def split(self) -> bool:
        """Whether these are subtotals, and the units stand beside the workbook."""
        return self.sheet == SUBTOTALS

    @property
    def corrected(self) -> Iterator[tuple[int, int, Decision]]:
        """Row and column of each corrected figure."""
        for (key, name), decision in self.corrections.items():
            if key in self._row:
                yield self._row[key], self.column[name], decision

    def cell(self, key: str, name: str) -> str | None:
        """Where a unit's figure stands ('明细'!D7), or its code or name; None where it does not stand here."""
        column = {CODE_FIELD: 0, NAME_FIELD: 1}.get(name, self.column.get(name))
        if key not in self._row or column is None:
            return None
        return f"'{self.sheet}'!{column_letters(column)}{self._row[key] + 1}"

    def decimals(self, name: str) -> int:
        """How many decimals a sum keeps: as many as any unit gave."""
        if name not in self.form.position:
            return DECIMALS
        given = (-f.as_tuple().exponent for f in self.figures.value[name].tolist() if isinstance(f, Decimal))
        return max([DECIMALS, *given])

    def total(self, name: str, elsewhere: bool = True) -> str:
        """The formula of a total; where a field may be left open and nobody stated it, it shows nothing."""
        letters = column_letters(self.column[name])
        cells = f"{f'{self.sheet}!' if elsewhere else ''}{letters}${IDS + 1}:{letters}${self.end + 1}"
        field = self.form.fields[name]
        sum_ = f"SUM({cells})"
        if field.kind is FieldKind.AMOUNT:
            sum_ = f"ROUND({sum_},{self.decimals(name)})"
        return f"={sum_}" if field.required or field.derived else f'=IF(COUNT({cells})=0,"",{sum_})'

    @cached_property
    def totals(self) -> Mapping[str, Figure | None]:
        """The results of the formulas: None where nothing is shown."""
        said = {n: self.figures.reported[n] or self.form.fields[n].required for n in self.form.inputs}
        sums = {name: self.figures.totals[name] if said[name] else None for name in self.form.inputs}
        return sums | totals_of(self.form, sums)


def added(result: Consolidation, files: Sequence[DetailFile] = ()) -> Detail:
    """The units that are in the totals; files: where they stand, if that is beside the workbook: their subtotals."""
    if files:
        return _subtotals(result, files)
    units = [state.unit for state in result.added]
    title = f"各单位明细（计入汇总 {len(units)} 家）"
    return Detail(result.form, DETAIL, title, units, result.figures, corrections=result.corrections)


def _subtotals(result: Consolidation, files: Sequence[DetailFile]) -> Detail:
    units = {state.unit.code: state.unit for state in result.units} | {result.body.code: _above(result)}
    above = [units.get(file.parent) or replace(_above(result), code=file.parent or "", name="") for file in files]
    figures = Figures.of(result.form, [file.figures for file in files], range(len(files)))
    beside = [(file.units, file.path, file.sha256) for file in files]
    title = f"明细小计（计入汇总 {len(result.added)} 家，各家的数在“明细”文件夹的 {len(files)} 个文件里）"
    heads = ((CODE_FIELD, "上级单位代码", 11), (NAME_FIELD, "上级单位", 25), ("detail.units", "家数", 8))
    heads += ((FILE_FIELD, "文件", 22), (HASH_FIELD, "SHA-256", 14))
    return Detail(result.form, SUBTOTALS, title, above, figures, beside, heads)


def _above(result: Consolidation) -> Unit:
    return Unit(result.body.code or "", result.body.name or "", None, None, (), True, "", "")


def not_added(result: Consolidation) -> Detail:
    """The units that were read and are not in the totals: nothing that was read is lost."""
    states = [state for state in result.units if state.filing and not state.added]
    title = f"已读取、未计入汇总的单位（{len(states)} 家）" if states else "已读取、未计入汇总的单位（没有）"
    units, beside = [state.unit for state in states], [(_reason(state),) for state in states]
    figures = Figures.of(result.form, [state.filing.values for state in states], range(len(states)))
    heads = (*Detail.heads, (REASON, "未计入的原因", 22))
    return Detail(result.form, NOT_ADDED, title, units, figures, beside, heads, result.corrections)


def place_in(details: Sequence[Detail], unit: str | None, name: str | None) -> str | None:
    """Where a figure stands in the workbook: in the first of these in which it does."""
    if not unit or not name:
        return None
    return next((place for detail in details if (place := detail.cell(unit, name))), None)


def _reason(state: UnitState) -> str:
    reasons = ["名册定为不计入汇总"] if not state.counted else []
    return "；".join(reasons + (["有错误，已退回修改"] if state.status is Status.REJECTED else []))


# ---------------------------------------------------------------- drawing


def draw(book: Workbook, look: Styles, detail: Detail) -> None:
    """The sheet: labels, totals, field ids, units."""
    page = begin(book, look, detail.sheet, detail.title)
    _set_up(page, look, detail)
    _lines(book, page, detail)
    _labels(page, look, detail)
    _totals_and_ids(page, look, detail)
    _units(page, look, detail)
    for at, column, decision in detail.corrected:
        said = decision.said_beside if decision.word is Word.ZERO else decision.words
        mark_corrected(page, look, at, column, f"单位填的：{decision.stood.strip()}\n{said}")


def _units(page: ListSheet, look: Styles, detail: Detail) -> None:
    """A row each."""
    for begins in range(0, len(detail.units), AT_A_TIME):
        some = slice(begins, begins + AT_A_TIME)
        units = detail.units[some]
        rows = range(FIRST + begins, FIRST + begins + len(units))
        beside = detail.beside[some] or [()] * len(units)
        heads = [(unit.code, unit.name, *more) for unit, more in zip(units, beside, strict=True)]
        for row, words, figures in zip(rows, heads, _figures(page, detail, some, rows), strict=True):
            cells = [page.cell(row, at, value, look["unit"]) for at, value in enumerate(words)]
            page.keep([*cells, *figures])


def _figures(page: ListSheet, detail: Detail, some: slice, rows: range) -> Iterator[tuple[str, ...]]:
    """The cells of each row, as they are written, none where nothing is stated; a unit's own totals are formulas.

    No format: a workbook of 10,000 units has two million of these cells.
    """
    lines = [row + 1 for row in rows]
    columns = []
    for name, at in detail.column.items():
        letters, figures = column_letters(at), detail.figures.value[name][some].tolist()
        if name in detail.form.position:
            cells = zip(lines, map(digits, figures), detail.figures.stated[name][some].tolist(), strict=True)
            columns.append([f'<c r="{letters}{n}"><v>{v}</v></c>' if known else "" for n, v, known in cells])
        else:
            sum_ = _sum_of_parts(detail, name)
            cells = ((n, sum_.replace("#", str(n)), number(v)) for n, v in zip(lines, figures, strict=True))
            columns.append([f'<c r="{letters}{n}"><f>{formula}</f><v>{v}</v></c>' for n, formula, v in cells])
    return zip(*columns, strict=True)


def _set_up(page: Worksheet, look: Styles, detail: Detail) -> None:
    last = max(detail.column.values())
    for at, (_, _, width) in enumerate(detail.heads):
        page.set_column(at, at, width)
    for name, at in detail.column.items():
        page.set_column(at, at, _width(detail, name))
    page.freeze_panes(FIRST, min(len(detail.heads), FROZEN))
    page.autofilter(IDS, 0, max(IDS, detail.end - 1), last)
    for column in range(last + 1):
        page.write_blank(detail.end, column, None, look["end"])
    page.set_row(detail.end, 5)
    # 200 columns on one sheet of paper could not be read: they run on over pages that all begin with the unit
    page.set_print_scale(SCALE)
    page.print_across()
    page.set_v_pagebreaks(list(_breaks(detail)))
    page.repeat_rows(SECTION, IDS)
    page.repeat_columns(0, 1)


def _lines(book: Workbook, page: Worksheet, detail: Detail) -> None:
    """Borders, and every other line shaded: by condition, since a format of its own would make each cell larger."""
    for rest, shade in ((0, {"bg_color": BAND}), (1, {})):
        style = book.add_format(BORDERS | shade)
        rule = {"type": "formula", "criteria": f"=MOD(ROW(),2)={rest}", "format": style}
        page.conditional_format(FIRST, 0, max(FIRST, detail.end - 1), max(detail.column.values()), rule)


def _width(detail: Detail, name: str) -> int:
    """As narrow as the total and the head allow, so that much goes on a page."""
    field = detail.form.fields[name]
    if field.kind is FieldKind.AMOUNT:
        return 17  # every decimal has to be seen
    return max(6 if field.required else 12, len(str(detail.totals[name])) + 2)


def _breaks(detail: Detail) -> Iterator[int]:
    """Columns before which a new page begins: at a new sheet of the form, and before a row that the page can't hold."""
    wide, before = 0, None
    fields = zip(detail.column.items(), _paths(detail.form), strict=True)
    for path, row in groupby(fields, key=lambda pair: pair[1][:2]):
        columns = [(at, _width(detail, name)) for (name, at), _ in row]
        needed = sum(width for _, width in columns)
        if before and (path[0] != before or wide + needed > PAGE):
            yield columns[0][0]
            wide = 0
        wide, before = wide + needed, path[0]


def _labels(page: Worksheet, look: Styles, detail: Detail) -> None:
    """Section, row and column of the form above each figure."""
    for at, (_, label, _) in enumerate(detail.heads):
        page.merge_range(SECTION, at, LABEL, at, label, look["column"])
    paths, left = list(_paths(detail.form)), len(detail.heads)
    edges = (left, *_breaks(detail), left + len(paths))  # of pages: a label that ran over two of them would be cut
    for begins, ends in pairwise(edges):
        for first, last, outer, inner, words in spread(paths[begins - left : ends - left], LABEL - SECTION + 1):
            _span(page, (SECTION + outer, begins + first), (SECTION + inner, begins + last), words, look["column"])
    for row, height in ((SECTION, 20), (GROUP, 30), (LABEL, 44)):
        page.set_row(row, height)


def _span(page: Worksheet, first: tuple[int, int], last: tuple[int, int], words: str, style: Format) -> None:
    if first == last:
        page.write_string(*first, words, style)
    else:
        page.merge_range(*first, *last, words, style)


def _paths(form: Form) -> Iterator[tuple[str, ...]]:
    """Sheet, row and column of every numeric field, in form order; an indicator has only a name."""
    for sheet in form.sheets:
        if sheet.kind is SheetKind.TABLES:
            for table in sheet.tables:
                yield from ((sheet.name, row.name, column.name) for row in table.rows for column in table.columns)
        else:
            yield from ((sheet.name, f"{f.name}（{f.unit}）") for f in sheet.fields if f.numeric)


def _totals_and_ids(page: Worksheet, look: Styles, detail: Detail) -> None:
    page.merge_range(TOTAL, 0, TOTAL, len(detail.heads) - 1, "合计", look["total"])
    for at, (name, _, _) in enumerate(detail.heads):  # the line shows nothing but the buttons of the filter
        page.write_string(IDS, at, name, look["ids"])
    for name, at in detail.column.items():
        total = detail.totals[name]
        formula = Formula(detail.total(name, elsewhere=False), "" if total is None else total)
        put(page, TOTAL, at, formula, look["total"])
        page.write_string(IDS, at, name, look["ids"])
    page.set_row(TOTAL, 20)
    page.set_row(IDS, 18)


def _sum_of_parts(detail: Detail, name: str) -> str:
    """The formula of a unit's own total; # stands for the row."""
    field: Field = detail.form.fields[name]
    columns = [detail.column[part] for part in field.parts]
    runs = [[c for _, c in run] for _, run in groupby(enumerate(columns), key=lambda pair: pair[1] - pair[0])]
    cells = [f"{column_letters(run[0])}#" + (f":{column_letters(run[-1])}#" if run[1:] else "") for run in runs]
    sum_ = f"SUM({','.join(cells)})"
    return f"ROUND({sum_},{DECIMALS})" if field.kind is FieldKind.AMOUNT else sum_
