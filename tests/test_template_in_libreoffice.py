"""The template's formulas as LibreOffice calculates them, from a file in which no formula has a stored value.

They have to say what the product stored in them, and what `check` finds on the same file.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from disclosure_batch.figures.table import totals_of
from disclosure_batch.form.edition import load_form
from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import SheetKind
from disclosure_batch.template.filling import blank
from disclosure_batch.template.state import ZEROS
from tests.district import FIGURES
from tests.filled import (
    broken_in,
    check_lines,
    differences,
    figures_of,
    filing_of,
    filled,
    findings_in,
    marked_on,
    marks_in_cells,
    recalculated,
    stored,
    values_in,
    without_stored_values,
    written,
)

FORM = load_form()
LAYOUT = layout_of(FORM)
STATE, CHECKS = ("封面", "B15"), "核对与说明"
LAST_YEAR = totals_of(
    FORM,
    dict.fromkeys(FORM.inputs, 0)
    | {
        "requests.carried_out.enterprise": 1,
        "proactive.normative_documents.in_force": 11,
        "indicators.information_fees": Decimal("12.5"),
    },
)
FEES = "proactive.fees.amount"
AMOUNTS = {"proactive.fees.amount": Decimal("96.0914"), "indicators.information_fees": Decimal("1234.567891")}


@dataclass
class Office:
    """What is typed, what stood there last year, what is typed past validation; then the files."""

    values: dict[str, object]
    last_year: dict[str, object] = field(default_factory=dict)
    edits: dict[str, object] = field(default_factory=dict)
    product: Path | None = None  # as the product writes it, without the edits
    stripped: Path | None = None  # the same with the edits and without any stored value
    saved: Path | None = None  # the latter as LibreOffice saves it
    marked: Path | None = None  # the same with the conditions of all marks in cells


OFFICES = {
    "平衡": Office(FIGURES, LAST_YEAR),
    "一列不平衡": Office(FIGURES | {"requests.granted.natural_person": 8}),
    "数字位置填了文字": Office(FIGURES, edits={"requests.granted.natural_person": "约5", "indicators.letters_received": "九"}),
    "与上年不符": Office(
        FIGURES | {"requests.carried_in.enterprise": 0, "requests.new.enterprise": 4,
            "proactive.normative_documents.in_force": 40,
                   "proactive.regulations.repealed": 2},
        LAST_YEAR,
    ),
    "金额": Office(FIGURES | AMOUNTS, LAST_YEAR),
    "合计手填": Office(FIGURES, edits={"requests.new.total": 99, "requests.outcome_total.enterprise": 1,
        "remedies.reconsideration.total": 7}),
    "指标存疑": Office(
        FIGURES | {"indicators.published_on_new_media": 50, "indicators.published_by_other_means": 121,
            "indicators.letters_received": None,
                   "proactive.normative_documents.issued": 20},
    ),
    "空白": Office({}),
    "几乎没填": Office(
        dict.fromkeys(FORM.inputs)
        | {"requests.new.natural_person": 3, "requests.carried_in.natural_person": 0,
           "requests.granted.natural_person": 3, "proactive.licensing.decisions": 8},
    ),
    "按元填": Office(FIGURES | {FEES: 251000}, LAST_YEAR | {FEES: Decimal("25.1")}),
    "按元填，没有上年数": Office(FIGURES | {FEES: 10000}),
    "收费不少": Office(FIGURES | {FEES: 10500}, LAST_YEAR | {FEES: 9000}),
    "已说明": Office(
        FIGURES | {"requests.carried_in.enterprise": 0, "requests.new.enterprise": 4,
                   "proactive.normative_documents.in_force": 40,
                   "explanation.Y301": "机构合并", "explanation.Y101": "无"},
        LAST_YEAR,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def offices(libreoffice, tmp_path_factory) -> dict[str, Office]:
    """Every office's workbook, all recalculated in one run."""
    folder = tmp_path_factory.mktemp("offices")
    (folder / "stripped").mkdir()
    for name, office in OFFICES.items():
        filling = blank(FORM) if name == "空白" else filled(FORM, office.values, office.last_year)
        office.product = written(filling, folder / f"{name}.xlsx")
        office.stripped = written(filling, folder / "stripped" / f"{name}.xlsx")
        without_stored_values(office.stripped, office.edits)
    sources = [office.stripped for office in OFFICES.values()]
    conditions = [marks_in_cells(source, source.with_name(f"{source.stem}-标记.xlsx")) for source in sources]
    results = recalculated(libreoffice, [*sources, *conditions], folder)
    for office, saved, marked in zip(OFFICES.values(), results, results[len(OFFICES) :], strict=False):
        office.saved, office.marked = saved, marked
    return OFFICES


UNEDITED = [name for name, office in OFFICES.items() if not office.edits]


@pytest.mark.parametrize("name", UNEDITED)
def test_every_formula_says_what_the_product_stored(offices, name):
    assert len(stored(offices[name].product)) > 300
    assert differences(stored(offices[name].product), stored(offices[name].saved)) == {}


@pytest.mark.parametrize("name", OFFICES)
def test_the_workbook_and_the_check_find_the_same(offices, name):
    """A line that says 不平衡, 请核对, 提示 or 已说明 is a finding, and the other way round."""
    said = {
        line
        for line, words in check_lines(offices[name].saved, FORM).items()
        if words.startswith(("不平衡", "请核对", "提示", "已说明"))
    }
    found = broken_in(offices[name].saved, FORM, offices[name].last_year)

    assert found <= said
    assert bool(found) == bool(said)
    spoken_of = {name for line in found for name in rests_on(line)}
    assert all(rests_on(line) & spoken_of for line in said)  # one cause, one finding: the rest follows from it


def rests_on(line: tuple[str, str]) -> set[str]:
    """The typed figures of a line of checks."""
    relations = [r for r in FORM.relations if (r.code, r.left[0].field) == line]
    return {name for r in relations for term in r.terms for name in FORM.typed_in(term.field)}


def test_what_nobody_has_filled_in_is_not_said_to_balance(offices):
    assert value(offices["空白"], STATE) == f"核对结果：还没有填写。{ZEROS}。"
    assert value(offices["空白"], ("三、依申请公开", "A3")) == f"本表还没有填，{ZEROS}"


def test_a_form_that_is_nearly_empty_says_first_how_much_is_blank(offices):
    office = offices["几乎没填"]
    lines = check_lines(office.saved, FORM)

    assert value(office, STATE) == f"核对结果：还有 178 格没填，{ZEROS}。"
    assert value(office, ("二、主动公开", "A3")) == f"本表还有 9 格没填，{ZEROS}"
    assert value(office, ("三、依申请公开", "A3")) == f"本表还有 141 格没填，{ZEROS}"
    assert value(office, ("四、复议诉讼", "A3")) == f"本表还没有填，{ZEROS}"
    assert lines["R303", "requests.new.natural_person"] == lines["R301", "requests.granted.total"] == "平衡"
    assert lines["R303", "requests.new.enterprise"] == lines["R301", "requests.closed.other.total"] == "未填"
    assert lines["R101", "proactive.regulations.in_force"] == "未填"
    assert lines["R401", "remedies.reconsideration.total"] == "未填"


def test_a_fee_that_was_filled_in_in_yuan_is_asked_about(offices):
    where, cell = ("二、主动公开", "A3"), LAYOUT.cell("proactive.fees.amount")
    for name in ("按元填", "按元填，没有上年数"):
        assert value(offices[name], STATE).endswith("收费金额是不是按元填了？单位是万元。"), name
        assert value(offices[name], where) == "本表各项平衡；收费金额是不是按元填了？单位是万元"
        assert {"A3", cell} <= marked_on(offices[name].marked, "二、主动公开")
    assert value(offices["收费不少"], where) == value(offices["金额"], where) == "本表各项平衡"
    assert cell not in marked_on(offices["收费不少"].marked, "二、主动公开")


def test_what_the_office_has_explained_is_said_to_be_explained(offices):
    lines = check_lines(offices["已说明"].saved, FORM)

    assert lines["Y301", "requests.carried_in.enterprise"] == "已说明，相差 1"
    assert lines["Y101", "proactive.normative_documents.in_force"] == "请核对，相差 28"  # 无 explains nothing
    assert value(offices["已说明"], STATE) == "核对结果：各项平衡。另有 1 处请核对。"


def test_what_balances_is_said_to_balance(offices):
    lines = check_lines(offices["平衡"].saved, FORM)

    assert set(lines.values()) == {"平衡"}
    assert value(offices["平衡"], STATE) == "核对结果：各项平衡。"


def test_a_column_that_is_off_is_named_with_its_difference(offices):
    office = offices["一列不平衡"]
    lines = check_lines(office.saved, FORM)

    assert lines["R303", "requests.new.natural_person"] == "不平衡，相差 3"
    assert lines["R303", "requests.new.enterprise"] == "平衡"
    assert lines["Y301", "requests.carried_in.enterprise"] == "没有上年数据"
    assert value(office, STATE) == "核对结果：有 2 处不平衡，请看标红的行。"
    assert value(office, ("三、依申请公开", "A3")) == "本表有 2 处不平衡，自然人列相差 3，见“核对与说明”"
    assert value(office, ("四、复议诉讼", "A3")) == "本表各项平衡"


def test_text_over_a_figure_counts_as_nothing_and_is_said(offices, tmp_path):
    """Every formula says what it says where the cells are blank, but for those that speak of them."""
    office = offices["数字位置填了文字"]
    without = written(filled(FORM, FIGURES | dict.fromkeys(office.edits)), tmp_path / "空格.xlsx")
    rows = {
        (r.code, r.left[0].field): f"F{row + 1}" for s in LAYOUT.sheets for row, r in s.checks.items()
    }

    off = differences(stored(without), stored(office.saved))

    said = {cell: here for (sheet, cell), (_, here) in off.items() if sheet == CHECKS}
    assert {cell: said.pop(cell) for cell in ("C6", "E6", "F6", "C8", "E8", "F8")} == {
        "C6": 144, "E6": 1, "F6": "有 1 格不是数字",
        "C8": 16, "E8": 1, "F8": "有 1 格不是数字",
    }  # fmt: skip
    assert said.pop("A2") == "核对结果：有 2 格不是数字，请改为数字。"
    assert said == {
        rows["R301", "requests.granted.total"]: "有内容不是数字",
        rows["R301", "requests.outcome_total.total"]: "有内容不是数字",
        rows["R302", "requests.outcome_total.natural_person"]: "有内容不是数字",
        rows["R303", "requests.new.natural_person"]: "有内容不是数字",
        rows["R303", "requests.new.total"]: "有内容不是数字",
        rows["R502", "indicators.letters_handled"]: "有内容不是数字",
    }
    elsewhere = {at: here for at, (_, here) in off.items() if at[0] != CHECKS}
    assert elsewhere == {
        STATE: "核对结果：有 2 格不是数字，请改为数字。",
        ("三、依申请公开", "A3"): "本表有 1 格不是数字，请改为数字",
        ("工作指标", "A3"): "本表有 1 格不是数字，请改为数字",
    }


def test_the_head_and_the_totals_of_a_column_that_is_off_are_marked(offices):
    assert marked_on(offices["平衡"].marked, "三、依申请公开") == set()
    assert marked_on(offices["一列不平衡"].marked, "三、依申请公开") == {
        "A3", "D5", "D30", "J5", "J7", "J8", "J30", "J31",
    }  # fmt: skip
    assert marked_on(offices["一列不平衡"].marked, "二、主动公开") == set()
    assert marked_on(offices["与上年不符"].marked, "三、依申请公开") == {"A3", "E8", "J8"}
    assert marked_on(offices["与上年不符"].marked, "二、主动公开") == {"A3", "B7", "C7", "D7", "B6", "C6", "D6"}
    assert marked_on(offices["合计手填"].marked, "四、复议诉讼") == {"A3", "E7"}


def test_text_over_a_figure_is_found_by_the_check(offices):
    found = {(f.rule, f.field) for f in findings_in(offices["数字位置填了文字"].saved, FORM) if f.rule == "V004"}
    assert found == {("V004", "requests.granted.natural_person"), ("V004", "indicators.letters_received")}


def test_the_code_of_a_workbook_with_text_is_the_one_that_is_read(offices):
    for name, office in offices.items():
        assert value(office, ("封面", LAYOUT.cell("unit.checksum"))) == filing_of(office.saved, FORM).checksum, name


def test_a_gap_to_last_year_shows_before_handing_in(offices):
    lines = check_lines(offices["与上年不符"].saved, FORM)

    assert lines["Y301", "requests.carried_in.enterprise"] == "不平衡，相差 1"
    assert lines["Y301", "requests.carried_in.natural_person"] == "平衡"
    assert lines["Y101", "proactive.normative_documents.in_force"] == "请核对，相差 28"
    assert lines["Y102", "proactive.regulations.repealed"] == "不平衡，超出 2"


def test_amounts_keep_their_decimals(offices):
    office = offices["金额"]
    assert value(office, ("二、主动公开", LAYOUT.cell("proactive.fees.amount"))) == 96.0914
    assert figures_of(filing_of(office.saved, FORM), FORM)["indicators.information_fees"] == Decimal("1234.567891")


def test_a_total_typed_over_is_off_against_its_parts(offices):
    lines = check_lines(offices["合计手填"].saved, FORM)

    assert lines["R301", "requests.new.total"] == "不平衡，相差 89"
    assert lines["R302", "requests.outcome_total.enterprise"] == "不平衡，相差 2"
    assert lines["R401", "remedies.reconsideration.total"] == "不平衡，相差 6"


def test_a_blank_says_how_much_is_left_to_fill(offices):
    assert value(offices["空白"], (CHECKS, "F6")) == "还有 144 格没填"
    lines = check_lines(offices["空白"].saved, FORM)
    assert lines["R501", "indicators.published_on_website"] == "未填"
    assert lines["R303", "requests.new.natural_person"] == "未填"


@pytest.mark.parametrize("name", OFFICES)
def test_what_libreoffice_saves_is_read_like_the_file_itself(offices, name):
    office = offices[name]
    before, after = filing_of(office.stripped, FORM), filing_of(office.saved, FORM)

    assert figures_of(after, FORM) == figures_of(before, FORM)
    assert after.slips == before.slips
    assert after.texts == before.texts
    assert after.typed == before.typed == {edit for edit in office.edits if FORM.fields[edit].derived}
    assert after.stamp == before.stamp
    assert (after.origin, after.checksum, after.cells) == (before.origin, before.checksum, before.cells)
    assert not after.unstored


def test_what_libreoffice_saves_is_still_locked_and_named(offices):
    book = openpyxl.load_workbook(offices["平衡"].saved)

    assert set(FORM.fields) <= set(book.defined_names)
    assert all(page.protection.sheet for page in book if page.title != "_meta")
    for sheet in LAYOUT.sheets:
        if sheet.sheet.kind is SheetKind.TABLES:
            for name, area in sheet.cells.items():
                assert book[sheet.name][area.first].protection.locked is FORM.fields[name].derived


def value(office: Office, at: tuple[str, str]) -> object:
    sheet, cell = at
    return values_in(office.saved)[sheet][cell].value


def test_the_whole_workbook_prints_as_five_pages(offices, libreoffice):
    """The cover, three tables, the indicators; not what is for the screen."""
    printed = libreoffice(offices["一列不平衡"].product, "pdf")
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", printed.read_bytes()))
    assert pages == 5
