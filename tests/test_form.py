"""The form as data: the edition of 2021 is the published form, and another edition is another file, no code."""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from disclosure_batch.documents.xlsx import read_xlsx
from disclosure_batch.figures.table import Figures, totals_of
from disclosure_batch.form.edition import load_form, read_form
from disclosure_batch.form.formulas import total
from disclosure_batch.form.layout import layout_of
from disclosure_batch.intake.identify import identify
from disclosure_batch.intake.troubles import OtherEdition
from disclosure_batch.merge import Body, consolidate
from disclosure_batch.outputs import workbook
from disclosure_batch.report.report import Report
from disclosure_batch.rules.case import Case
from tests.filled import (
    broken_in,
    check_lines,
    differences,
    figures_of,
    filing_of,
    filled,
    findings_in,
    reading_of,
    recalculated,
    stored,
    without_stored_values,
    written,
)

DATA = Path(__file__).parent / "data"
FORM = load_form()
SMALL = read_form(DATA / "small-edition.toml")


# ---------------------------------------------------------------- the edition of 2021


def test_every_field_stands_in_the_order_of_the_form_with_its_labels_unit_and_kind():
    with (DATA / "fields.csv").open(encoding="utf-8-sig", newline="") as file:
        printed = [tuple(row.values())[:6] for row in csv.DictReader(file)]

    ours = [(f.id, f.section, f.row_label, f.column_label, f.unit, f.kind.value) for f in FORM.fields.values()]

    assert ours == printed


def test_the_sums_of_the_form_are_sums_and_nothing_else_is():
    with (DATA / "fields.csv").open(encoding="utf-8-sig", newline="") as file:
        sums = {row["id"] for row in csv.DictReader(file) if row["derived"].startswith("sum of")}

    assert sums == set(FORM.derived)


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("R101", 2), ("R301", 25), ("R302", 6), ("R303", 7), ("R401", 3), ("R501", 4), ("R502", 1),
        ("Y101", 2), ("Y102", 2), ("Y301", 7),
    ],
)  # fmt: skip
def test_a_relation_written_once_holds_for_every_row_or_column(code, count):
    assert sum(relation.code == code for relation in FORM.relations) == count


def test_no_relation_goes_without_a_rule_and_no_rule_without_a_relation():
    assert {relation.code for relation in FORM.relations} == set(FORM.rule_texts)


def test_the_printed_relation_of_a_column():
    relation = next(r for r in FORM.relations if r.code == "R303")

    assert [(t.sign, t.field) for t in relation.left] == [
        (1, "requests.new.natural_person"),
        (1, "requests.carried_in.natural_person"),
    ]
    assert [(t.sign, t.field) for t in relation.right] == [
        (1, "requests.outcome_total.natural_person"),
        (1, "requests.carried_out.natural_person"),
    ]


def test_a_term_of_last_year_and_a_negative_term():
    relation = next(r for r in FORM.relations if r.code == "Y101")

    assert [(t.sign, t.field.rpartition(".")[2], t.last_year) for t in relation.terms] == [
        (1, "in_force", False),
        (1, "in_force", True),
        (1, "issued", False),
        (-1, "repealed", False),
    ]


def test_the_twenty_one_outcomes_make_the_total():
    parts = FORM.fields["requests.outcome_total.enterprise"].parts

    assert len(parts) == 21
    assert parts[0] == "requests.granted.enterprise"
    assert parts[-1] == "requests.closed.other.enterprise"


def test_a_sum_comes_after_its_parts():
    for i, name in enumerate(FORM.derived):
        assert all(part in FORM.inputs or part in FORM.derived[:i] for part in FORM.fields[name].parts)


def test_what_is_carried_over_from_last_year_is_said_by_the_relations():
    assert len(FORM.carried_over) == 6  # the total of the row is a formula
    assert FORM.carried_over["requests.carried_in.enterprise"] == "requests.carried_out.enterprise"


def test_the_first_figure_of_section_three_stands_in_d7():
    layout = layout_of(FORM)
    assert layout.sheet_of("requests.new.natural_person").name == "三、依申请公开"
    assert layout.cell("requests.new.natural_person") == "D7"


@pytest.mark.parametrize("form", [FORM, SMALL], ids=["2021", "small"])
def test_no_two_things_stand_in_one_cell(form):
    for sheet in layout_of(form).sheets:
        areas = [*sheet.labels, *sheet.cells.values()]
        printed = Counter((row, column) for area in areas for row in area.rows for column in area.columns)
        beside = Counter(area.corner for area in [*sheet.last_year.values(), *sheet.last_year_labels])
        assert max(printed.values()) == 1
        assert max(beside.values(), default=1) == 1
        assert not printed.keys() & beside.keys()
        assert all(row <= sheet.bottom and column <= sheet.right for row, column in printed)


def test_the_weights_of_the_code_are_distinct_and_none_is_zero():
    for form in (FORM, SMALL):
        assert len(set(form.weights.values())) == len(form.inputs)
        assert 0 not in form.weights.values()


# ---------------------------------------------------------------- another edition

TYPED = {
    "money.brought.fees": Decimal("0.3"),
    "money.income.budget": Decimal("0.1"),
    "money.income.fees": Decimal("0.2"),
    "money.wages.budget": Decimal("0.1"),
    "money.allowances.fees": Decimal("0.35"),
    "money.left.fees": Decimal("0.15"),
    "visits.group.received": 4,
    "visits.group.settled": 3,
    "reviews.first.upheld": 2,
    "reviews.second.upheld": 1,
    "more.staff": 7,
    "more.overtime": Decimal("0.3"),
    "text.summary": ("开头", "结尾"),
    "text.plan": "照旧",
}
BEFORE = totals_of(SMALL, dict.fromkeys(SMALL.inputs, 0) | {"money.left.fees": Decimal("0.3")})
OFF = {
    "money.wages.budget": Decimal("0.35"),  # 0.1 came in
    "visits.group.settled": 5,
    "more.overtime": Decimal("0.71"),
}


@pytest.fixture
def small(tmp_path):
    """A workbook of the small edition, in order."""
    return written(filled(SMALL, TYPED, BEFORE), tmp_path / "小表.xlsx")


def test_another_edition_is_read_back_as_it_was_filled(small):
    filing = filing_of(small, SMALL)

    assert figures_of(filing, SMALL) == dict.fromkeys(SMALL.inputs, 0) | {
        k: v for k, v in TYPED.items() if k in SMALL.inputs
    }
    assert filing.texts["text.summary"] == "开头\n结尾"
    assert filing.texts["text.plan"] == "照旧"
    assert filing.stored[SMALL.derived.index("money.spent.total")] == Decimal("0.45")
    assert not filing.cells and not filing.typed


def test_another_edition_in_order_has_no_findings_in_its_relations(small):
    assert broken_in(small, SMALL, BEFORE) == set()


def test_a_relation_of_amounts_that_is_off_is_found(tmp_path):
    path = written(filled(SMALL, TYPED | OFF, BEFORE), tmp_path / "小表.xlsx")

    assert broken_in(path, SMALL, BEFORE) == {
        ("R910", "money.brought.budget"),
        ("R911", "visits.group.settled"),
        ("R913", "more.overtime"),
    }


def test_every_rule_can_look_at_another_edition(small):
    assert not {f.rule for f in findings_in(small, SMALL, BEFORE)} & SMALL.rule_texts.keys()


def test_another_edition_is_added_up_exactly():
    rows = [[Decimal("0.1")] * len(SMALL.inputs), [Decimal("0.2")] * len(SMALL.inputs)]
    counts = {name for name in SMALL.inputs if SMALL.fields[name].kind == "count"}
    rows = [
        [n if name in counts else v for name, v in zip(SMALL.inputs, row, strict=True)] for n, row in enumerate(rows, 1)
    ]

    totals = Figures.of(SMALL, rows, ["甲", "乙"]).totals

    assert totals["money.left.budget"] == Decimal("0.3")
    assert totals["money.spent.total"] == Decimal("2.7")
    assert totals["reviews.all.upheld"] == 6


def test_the_totals_of_another_edition_fill_its_form(small, tmp_path):
    reading = reading_of(small, SMALL)
    case = Case(SMALL, 2024, identify([reading], None, SMALL), None)

    report = Report("", "", 2024, (), (), (), (), texts={"text.plan": "照旧"})
    workbook.write(consolidate(case, [], Body(None, "甲市"), False), report, tmp_path)

    again = filing_of(tmp_path / workbook.NAME, SMALL)
    assert figures_of(again, SMALL) == figures_of(reading.filing, SMALL)
    assert again.texts["text.plan"] == "照旧"
    assert [figures_of(part, SMALL) for part in again.parts] == [figures_of(reading.filing, SMALL)]


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("reviews.all.changed", "=SUM(B7,D7)"),  # its parts lie apart
        ("money.income.total", "=ROUND(SUM(E8:G8),6)"),  # 0.1+0.2 is not 0.3 in floats, and Excel shows it
        ("money.spent.fees", "=ROUND(SUM(F9:F11),6)"),
    ],
)
def test_a_total_is_a_formula_over_its_parts(name, formula):
    assert total(layout_of(SMALL), SMALL.fields[name]) == formula


def test_the_words_of_a_template_name_the_sheets_of_its_own_edition(small):
    book = openpyxl.load_workbook(small)
    said = [str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.value]

    assert any("“收支”" in words and "“其他数字”" in words for words in said)
    assert not [words for words in said for sheet in FORM.sheets[1:4] if sheet.name in words]


def test_the_formulas_of_another_edition_say_what_was_stored(libreoffice, tmp_path):
    right = written(filled(SMALL, TYPED, BEFORE), tmp_path / "对.xlsx")
    wrong = written(filled(SMALL, TYPED | OFF | {"money.brought.fees": Decimal("0.25")}, BEFORE), tmp_path / "错.xlsx")
    expected = [stored(right), stored(wrong)]

    saved = recalculated(libreoffice, [without_stored_values(right), without_stored_values(wrong)], tmp_path)

    assert [differences(stored(path), values) for path, values in zip(saved, expected, strict=True)] == [{}, {}]
    lines = check_lines(saved[1], SMALL)
    assert lines["R910", "money.brought.budget"] == "不平衡，相差 0.25"
    assert lines["R910", "money.brought.fees"] == "不平衡，相差 0.05"
    assert lines["R913", "more.overtime"] == "请核对，超出 0.36"
    assert lines["Y901", "money.brought.fees"] == "不平衡，相差 0.05"
    assert lines["R901", "money.spent.total"] == "平衡"


def test_a_workbook_of_another_edition_is_not_taken_for_ours(small):
    reading = reading_of(small, FORM)

    assert reading.filing is None
    assert [type(trouble) for trouble in reading.troubles] == [OtherEdition]
    assert read_xlsx(small.read_bytes()).grid("_meta")
