"""The blank official workbook: what offices may type and see, and that every office program opens it without a word."""

import re
import time
import zipfile
from collections import Counter
from datetime import datetime
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils import range_boundaries

from disclosure_batch.distribute import blank_name, write_blank
from disclosure_batch.form.edition import load_form
from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import FieldKind, SheetKind
from disclosure_batch.outputs.notices.orders import is_harmless
from disclosure_batch.sheets.book import new_book
from disclosure_batch.template.filling import blank
from tests.filled import differences, filled, stored, written

FORM = load_form()
LAYOUT = layout_of(FORM)
KEPT = Path(__file__).parents[1] / "xlsx_templates" / blank_name(FORM)
SHEETS = ["封面", "二、主动公开", "三、依申请公开", "四、复议诉讼", "工作指标", "文字材料", "核对与说明", "填报说明", "_meta"]
TABLES = SHEETS[1:5]
# All of them in Excel 2010, WPS and LibreOffice under these names
FUNCTIONS = {
    "ABS", "AND", "COUNT", "COUNTBLANK", "DATE", "IF", "ISERROR", "ISNUMBER", "ISTEXT", "LEFT", "MAX", "MOD", "N",
    "NOT", "ROUND", "SEARCH",
    "SUM", "SUMPRODUCT", "TEXT",
    "ISNA", "LEN", "LOWER", "MATCH", "OR", "SUBSTITUTE", "TRIM",
}  # fmt: skip
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    return write_blank(tmp_path_factory.mktemp("template"), None)


@pytest.fixture(scope="module")
def book(path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def parts(path) -> dict[str, ElementTree.Element]:
    """Every XML part of the file."""
    with zipfile.ZipFile(path) as file:
        return {name: ElementTree.fromstring(file.read(name)) for name in file.namelist() if name.endswith(".xml")}


@pytest.fixture(scope="module")
def sheets(book, parts) -> dict[str, ElementTree.Element]:
    """The XML of every sheet by its name."""
    return {name: parts[f"xl/worksheets/sheet{i}.xml"] for i, name in enumerate(book.sheetnames, 1)}


def area_of(name: str):
    return LAYOUT.sheet_of(name).cells[name]


def formulas(sheets) -> list[str]:
    """Every formula of the workbook: in cells, conditional formats and validations."""
    tags = ("f", "formula", "formula1", "formula2")
    return [
        element.text for sheet in sheets.values() for tag in tags for element in sheet.iter(MAIN + tag) if element.text
    ]


# ---------------------------------------------------------------- what is there


def test_the_sheets_in_the_order_of_the_form(book):
    assert book.sheetnames == SHEETS
    assert book.active.title == "封面"


def test_the_stamp_is_very_hidden_and_nothing_else_is(book):
    assert {page.title: page.sheet_state for page in book} == dict.fromkeys(SHEETS, "visible") | {"_meta": "veryHidden"}
    assert dict(book["_meta"].iter_rows(values_only=True)) == {
        "edition": "2021",
        "template_version": str(FORM.template_version),
        "kind": "template",
        "unit.code": "",
        "unit.year": "",
    }


def test_every_field_has_a_name_for_the_whole_workbook_on_one_cell(book):
    names = {name: defined.attr_text for name, defined in book.defined_names.items()}

    assert names == {
        f: f"'{LAYOUT.sheet_of(f).name}'!${area_of(f).first[0]}${area_of(f).first[1:]}" for f in FORM.fields
    }


@pytest.mark.parametrize("sheet", TABLES)
def test_the_labels_are_printed_where_the_form_has_them(book, sheet):
    layout = next(s for s in LAYOUT.sheets if s.name == sheet)
    for label in layout.labels:
        assert book[sheet][label.first].value == label.text
        assert label.single or label.range in {str(merged) for merged in book[sheet].merged_cells}


def test_the_heads_of_section_three_are_merged_as_on_paper(book):
    merged = {str(area): book["三、依申请公开"][area.coord.partition(":")[0]].value for area in book["三、依申请公开"].merged_cells}

    assert merged["D4:J4"] == "申请人情况"
    assert merged["E5:I5"] == "法人或其他组织"
    assert merged["D5:D6"] == "自然人"
    assert merged["A9:A30"] == "三、本年度办理结果"
    assert merged["B11:B18"] == "（三）不予公开"
    assert merged["A7:C7"] == "一、本年新收政府信息公开申请数量"


def test_the_blank_holds_no_figure(book):
    assert [
        name for name in FORM.inputs if book[LAYOUT.sheet_of(name).name][area_of(name).first].value is not None
    ] == []


def test_a_year_may_be_given(tmp_path):
    page = openpyxl.load_workbook(write_blank(tmp_path / "模板.xlsx", 2024))["封面"]
    assert page[LAYOUT.cell("unit.year")].value == 2024
    assert not page[LAYOUT.cell("unit.year")].protection.locked


def test_what_each_row_counts_is_said_for_every_figure(book):
    said = {row[1].value: row[2].value for row in book["填报说明"].iter_rows(min_row=7) if row[1].value}
    for name in FORM.numeric:
        if not FORM.fields[name].derived:
            assert said[FORM.fields[name].row_label] == FORM.fields[name].counts


def test_every_relation_has_its_line_and_the_explainable_ones_a_cell_beside_them(book):
    page = book["核对与说明"]
    sheet = next(s for s in LAYOUT.sheets if s.checks)

    assert [page.cell(row + 1, 1).value for row in sheet.checks] == [
        relation.code for relation in sheet.checks.values()
    ]
    assert sorted(map(id, sheet.checks.values())) == sorted(map(id, FORM.relations))
    for name, area in sheet.cells.items():
        code = name.removeprefix("explanation.")
        beside = {sheet.checks[row].code for row in area.rows if row in sheet.checks}
        assert beside == ({code} if any(r.code == code for r in FORM.relations) else set())


# ---------------------------------------------------------------- what may be typed


def test_only_what_an_office_fills_in_is_unlocked(book):
    for page in book:
        layout = next((s for s in LAYOUT.sheets if s.name == page.title), None)
        typed = {name: area for name, area in (layout.cells if layout else {}).items() if not locked(name)}
        cells = {(row, column) for area in typed.values() for row in area.rows for column in area.columns}
        unlocked = {(c.row - 1, c.column - 1) for row in page.iter_rows() for c in row if not c.protection.locked}
        assert unlocked == cells, page.title


def locked(name: str) -> bool:
    return FORM.fields[name].derived or FORM.fields[name].kind is FieldKind.CODE


def test_every_sheet_is_protected_without_a_password_and_rows_and_columns_may_be_sized(sheets):
    for name, sheet in sheets.items():
        protection = sheet.find(MAIN + "sheetProtection")
        assert protection is not None and protection.get("sheet") == "1", name
        assert not {"password", "hashValue", "saltValue"} & protection.attrib.keys(), name
        assert protection.get("formatRows") == protection.get("formatColumns") == "0", name  # 0: not forbidden


@pytest.mark.parametrize("name", FORM.inputs)
def test_a_figure_is_validated_with_words_in_chinese(book, name):
    field = FORM.fields[name]
    rule = validation_at(book, name)

    assert rule.type == ("decimal" if field.kind is FieldKind.AMOUNT else "whole")
    assert rule.operator in (None, "between")
    assert (rule.formula1, rule.formula2) == ("0", str(FORM.limits[field.kind]))
    assert rule.errorStyle in (None, "stop") and rule.showErrorMessage
    assert rule.errorTitle and field.unit in rule.error and "没有填 0" in rule.error
    assert rule.prompt and rule.promptTitle and rule.showInputMessage


def test_year_date_and_texts_are_helped_along(book):
    assert validation_at(book, "unit.year").type == "whole"
    assert validation_at(book, "unit.date").errorStyle == "warning"  # 2025年1月10日 as text is let through
    for name in (*FORM.texts, *FORM.explanations):
        assert validation_at(book, name).prompt


def validation_at(book, name):
    page = book[LAYOUT.sheet_of(name).name]
    (rule,) = [v for v in page.data_validations.dataValidation if area_of(name).first in v.sqref]
    return rule


def test_a_text_is_a_block_of_rows_that_are_not_merged(book):
    page = book["文字材料"]
    for name in FORM.texts:
        area = area_of(name)
        assert len(area.rows) == FORM.fields[name].rows >= 8
        assert not [
            merged
            for merged in page.merged_cells
            if merged.min_col <= area.left + 1 <= merged.max_col and merged.min_row > 2
        ]


# ---------------------------------------------------------------- formulas


def test_only_functions_that_excel_2010_and_wps_have(sheets):
    used = {
        name
        for formula in formulas(sheets)
        for name in re.findall(r"([A-Z_][A-Z0-9_.]*)\(", re.sub(r'"[^"]*"', "", formula))
    }
    assert used <= FUNCTIONS
    assert {"SUM", "ROUND", "COUNT"} <= used  # or nothing was read


def test_every_formula_is_left_a_formula_in_the_copy_that_is_sent_back(sheets):
    assert [formula for formula in formulas(sheets) if not is_harmless(formula)] == []


def test_no_formula_is_longer_or_deeper_than_excel_takes(sheets):
    for formula in formulas(sheets):
        assert len(formula) <= 8192
        assert nesting(formula) <= 64
        assert "#REF" not in formula and "[" not in formula


def nesting(formula: str) -> int:
    depth = deepest = 0
    for sign in re.sub(r'"[^"]*"', "", formula):
        depth += (sign == "(") - (sign == ")")
        deepest = max(deepest, depth)
    assert depth == 0
    return deepest


def test_totals_are_formulas_over_their_parts_and_have_stored_values(book, path):
    values = stored(path)
    for name in FORM.derived:
        sheet = LAYOUT.sheet_of(name)
        cell = book[sheet.name][area_of(name).first]
        assert cell.data_type == "f"
        assert values[sheet.name, cell.coordinate] == 0
        summed = {
            (row - 1, column - 1)
            for area in re.findall(r"[A-Z]+\d+(?::[A-Z]+\d+)?", cell.value)
            for left, top, right, bottom in [range_boundaries(area)]
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }
        assert summed == {area_of(part).corner for part in FORM.fields[name].parts}


def test_no_formula_goes_without_a_stored_value(tmp_path):
    name = written(
        filled(FORM, {"requests.new.enterprise": 3}, {"requests.carried_out.enterprise": 1}), tmp_path / "a.xlsx"
    )
    assert [at for at, value in stored(name).items() if value is None] == []


def test_the_code_is_one_formula_on_the_cover_and_stands_at_the_foot_of_every_table(book, path):
    assert book["封面"][LAYOUT.cell("unit.checksum")].value.t == "array"
    values = stored(path)
    for sheet in TABLES:
        assert values[sheet, f"A{book[sheet].max_row}"] == "校验码：00000"


def test_a_conditional_format_looks_at_its_own_sheet_only(book):
    for page in book:
        for area, rules in page.conditional_formatting._cf_rules.items():
            for rule in rules:
                assert not [formula for formula in rule.formula if "!" in formula], (page.title, area.sqref)


def test_a_column_that_does_not_balance_is_marked_red_with_its_head(book):
    marks = marked(book, "三、依申请公开", "D7")  # 新收 of the column

    assert sorted(marks) == ["D30", "D5"]  # what was typed may all be right


def marked(book, sheet: str, first: str) -> list[str]:
    """The cells whose mark depends on a cell as the first term of a relation, with another."""
    absolute = f"${first[0]}${first[1:]}"
    return [
        str(area.sqref)
        for area, rules in book[sheet].conditional_formatting._cf_rules.items()
        if any(absolute in formula and formula.count("N(") == 4 for rule in rules for formula in rule.formula)
    ]


# ---------------------------------------------------------------- how it prints


@pytest.mark.parametrize("sheet", SHEETS[:-1])
def test_every_sheet_prints_on_a4(book, sheet):
    page = book[sheet]
    assert page.page_setup.paperSize == 9
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToWidth in (None, 1)
    assert (page.page_setup.fitToHeight in (None, 1)) == (sheet in ["封面", *TABLES])  # lists run over pages
    assert page.page_setup.orientation == ("landscape" if sheet in ("四、复议诉讼", "核对与说明", "填报说明") else "portrait")


@pytest.mark.parametrize("sheet", SHEETS[:-1])
def test_a_table_is_as_wide_as_the_page_but_hardly_wider(book, sheet):
    """In 宋体 11 a column of 9 is 77 dots at 96 to the inch, whatever the program."""
    page = book[sheet]
    layout = next((s for s in LAYOUT.sheets if s.name == sheet), None)
    columns = range(1, (layout.right if layout else 2) + 2)
    dots = sum(int(page.column_dimensions[column_of(page, i)].width * 8) for i in columns)
    paper = 297 if page.page_setup.orientation == "landscape" else 210
    room = paper / 25.4 - page.page_margins.left - page.page_margins.right

    assert 0.85 <= room / (dots / 96) <= 1.25


def column_of(page, number: int) -> str:
    """The key under which openpyxl keeps a column's width: equal neighbours are one."""
    return next(key for key, c in page.column_dimensions.items() if c.min <= number <= c.max)


@pytest.mark.parametrize(
    ("sheet", "cell"),
    [
        ("二、主动公开", "A4"), ("三、依申请公开", "D7"), ("四、复议诉讼", "A7"), ("工作指标", "B5"), ("文字材料", "B4"),
        ("核对与说明", "A10"),
    ],
)  # fmt: skip
def test_heads_and_labels_stay_in_sight(book, sheet, cell):
    assert book[sheet].freeze_panes == cell


PRINTED = {SheetKind.COVER, SheetKind.TABLES, SheetKind.INDICATORS}


def test_what_is_written_for_the_screen_is_no_page_of_paper(book):
    """The cover, three tables and the indicators are printed; of the other sheets a cell in which nothing stands."""
    for name in [sheet.name for sheet in LAYOUT.sheets if sheet.sheet.kind not in PRINTED] + ["填报说明"]:
        area = book[name].print_area.rpartition("!")[2].replace("$", "")
        first, _, last = area.partition(":")
        assert book[name][first].value is None and last in ("", first), name


def test_last_year_is_no_part_of_the_printed_page(book):
    for sheet in (sheet for sheet in LAYOUT.sheets if sheet.sheet.kind in PRINTED):
        left, top, right, bottom = range_boundaries(book[sheet.name].print_area.rpartition("!")[2].replace("$", ""))
        printed = [*sheet.labels, *sheet.cells.values()]
        assert all(
            left <= a.left + 1 and a.right + 1 <= right and a.bottom + 1 <= bottom and a.top + 1 >= top for a in printed
        )
        assert not [a for a in sheet.last_year.values() if a.left + 1 <= right and a.top + 1 <= bottom]


# ---------------------------------------------------------------- that Excel takes it


def test_no_merged_areas_overlap(sheets):
    for name, sheet in sheets.items():
        areas = [range_boundaries(merged.get("ref")) for merged in sheet.iter(MAIN + "mergeCell")]
        for one, other in combinations(areas, 2):
            apart = one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]
            assert apart, (name, one, other)


def test_the_words_of_validations_are_as_short_as_excel_asks(sheets):
    rules = [rule for sheet in sheets.values() for rule in sheet.iter(MAIN + "dataValidation")]
    assert len(rules) > 50
    for rule in rules:
        assert all(len(rule.get(title, "")) <= 32 for title in ("promptTitle", "errorTitle")), rule.attrib
        assert all(len(rule.get(words, "")) <= 255 for words in ("prompt", "error")), rule.attrib


def test_no_cell_is_validated_twice(book):
    for page in book:
        cells = Counter(
            c for rule in page.data_validations.dataValidation for area in rule.sqref.ranges for c in area.cells
        )
        assert max(cells.values(), default=1) == 1, page.title


def test_names_are_legal_and_none_looks_like_a_cell(book):
    for name in book.defined_names:
        assert re.fullmatch(r"[a-z_][\w.]{0,254}", name, re.IGNORECASE)
        assert not re.fullmatch(r"[a-z]{1,3}\d+|r\d*c?\d*|c\d*", name, re.IGNORECASE)
    assert len({name.lower() for name in book.defined_names}) == len(FORM.fields)


def test_texts_are_no_longer_than_a_cell_holds_and_sheet_names_than_excel_takes(book):
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in book.sheetnames)
    assert max(len(str(c.value or "")) for page in book for row in page.iter_rows() for c in row) <= 32767


def test_cells_come_in_order_and_parts_refer_to_parts_that_are_there(sheets, parts):
    for sheet in sheets.values():
        cells = [range_boundaries(cell.get("r"))[1::-1] for cell in sheet.iter(MAIN + "c")]
        assert cells == sorted(set(cells))
    styles = parts["xl/styles.xml"]
    marks = {
        int(rule.get("dxfId")) for sheet in sheets.values() for rule in sheet.iter(MAIN + "cfRule") if rule.get("dxfId")
    }
    assert marks and max(marks) < len(styles.find(MAIN + "dxfs"))
    used = {int(c.get("s", 0)) for sheet in sheets.values() for c in sheet.iter(MAIN + "c")}
    assert max(used) < len(styles.find(MAIN + "cellXfs"))


# ---------------------------------------------------------------- the same input, the same bytes


def test_the_same_bytes_on_another_day(path, tmp_path, monkeypatch):
    class AnyDate(type):
        def __instancecheck__(cls, value):
            return isinstance(value, datetime)

    class Later(datetime, metaclass=AnyDate):
        @classmethod
        def now(cls, tz=None):
            return datetime(2031, 5, 6, 7, 8, 9, tzinfo=tz)

    monkeypatch.setattr(time, "time", lambda: datetime(2031, 5, 6).timestamp())
    monkeypatch.setattr(time, "localtime", lambda *_: datetime(2031, 5, 6).timetuple())
    monkeypatch.setattr("xlsxwriter.core.datetime", Later)

    assert write_blank(tmp_path, None).read_bytes() == path.read_bytes()


def test_the_kept_template_is_what_the_command_writes(path):
    """Cell by cell and look by look: another release of XlsxWriter may word the same workbook in other bytes."""
    kept, fresh = contents(KEPT), contents(path)

    assert kept == fresh
    assert differences(stored(KEPT), stored(path)) == {}


def contents(file: Path) -> dict:
    """Everything of a workbook that a reader of it could see or feel."""
    book = openpyxl.load_workbook(file)
    return {
        "names": {name: defined.attr_text for name, defined in book.defined_names.items()},
        "properties": (book.properties.title, book.properties.created, book.properties.modified),
        **{page.title: sheet_contents(page) for page in book},
    }


def sheet_contents(page) -> dict:
    return {
        "cells": {c.coordinate: (said(c), look(c)) for row in page.iter_rows() for c in row},
        "merged": sorted(map(str, page.merged_cells)),
        "widths": {key: c.width for key, c in page.column_dimensions.items()},
        "heights": {key: r.height for key, r in page.row_dimensions.items() if r.height},
        "validations": [repr(rule) for rule in page.data_validations.dataValidation],
        "marks": [
            (str(a.sqref), [repr(r) for r in rules]) for a, rules in page.conditional_formatting._cf_rules.items()
        ],
        "page": tuple(
            map(
                repr,
                (
                    page.page_setup,
                    page.page_margins,
                    page.print_area,
                    page.print_title_rows,
                    page.oddFooter.center.text,
                ),
            )
        ),
        "state": (page.sheet_state, page.freeze_panes, repr(page.protection)),
    }


def said(cell) -> object:
    return getattr(cell.value, "text", cell.value)  # of an array formula


def look(cell) -> tuple:
    return tuple(map(repr, (cell.font, cell.fill, cell.border, cell.alignment, cell.protection, cell.number_format)))


def test_a_file_or_a_folder_may_be_named(tmp_path):
    assert write_blank(tmp_path / "新文件夹", None) == tmp_path / "新文件夹" / blank_name(FORM)
    assert write_blank(tmp_path / "我的.XLSX", None) == tmp_path / "我的.XLSX"


def test_there_is_one_sheet_of_checks():
    assert [s.kind for s in FORM.sheets].count(SheetKind.EXPLANATIONS) == 1
    assert blank(FORM, 2024).values == {"unit.year": 2024}


def test_each_check_leads_to_the_first_of_its_cells(book):
    links = {
        cell.row - 1: cell.hyperlink.location
        for row in book["核对与说明"].iter_rows(max_col=1)
        for cell in row
        if cell.hyperlink
    }

    assert links == {
        row: LAYOUT.reference(relation.left[0].field).replace("$", "")
        for row, relation in LAYOUT.sheets[-1].checks.items()
    }
    assert "'三、依申请公开'!D7" in links.values()


def test_formulas_are_written_as_xlsxwriter_writes_them(tmp_path):
    """Row by row the same formulas, with functions that have another name in the file, or digits in it."""
    formulas = [
        "=SUM(D#:J#,A$#)", "SUM(D#)", "{=SUM(A#:B#)}", '=IF(A#=1,"T.INV.2T(A#)","相差 #")', "=T.DIST.2T(B#,3)",
        "=T#TEST(A#)", "=TEXTJOIN(A#)", "=NORM.DIST(A#,2,3,TRUE)+NORM#DIST(A#)", "=_xlfn.SORT(A#)", "=LOG10(A#)",
        "=明细!B#", "={1,#}", "=A#}",
    ]  # fmt: skip
    ours, theirs = tmp_path / "ours.xlsx", tmp_path / "theirs.xlsx"
    with new_book(ours, {"in_memory": True}) as one, xlsxwriter.Workbook(theirs, {"in_memory": True}) as other:
        for page in (one.add_worksheet(), other.add_worksheet()):
            for row in range(30):
                for column, formula in enumerate(formulas):
                    page.write_formula(row, column, formula.replace("#", str(row)))

    written = [zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml") for path in (ours, theirs)]
    assert written[0] == written[1]
