"""`fill`: the totals go into somebody else's form, found by its labels; what is not certain is left, and named."""

import io
import re
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName

from disclosure_batch.fill.entries import ResultFigures
from disclosure_batch.fill.fill import Filled, filled_form
from disclosure_batch.intake.filing import Figure
from tests import hands
from tests.district import FORM, District
from tests.filled import filing_of
from tests.hands import FIGURES, FOUR, THREE, TWO
from tests.run import Run

OFFICIAL = Path(__file__).parent / "data" / "official-form.docx"
BLANK = dict.fromkeys(FIGURES, "")
AMOUNT = "proactive.fees.amount"


@pytest.fixture
def district(tmp_path: Path) -> District:
    return District(tmp_path)


def fill(path: Path, figures: Mapping[str, Figure | None] = FIGURES) -> Filled:
    made = filled_form(path.name, path.read_bytes(), ResultFigures(figures), FORM)
    assert isinstance(made, Filled), made
    return made


def placed(made: Filled) -> dict[str, Figure]:
    return {entry.field: entry.figure for entry in made.entries.written}


def saved(made: Filled, path: Path) -> Path:
    path.write_bytes(made.data)
    return path


def parts(data: Path | bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data) as book:
        return {name: book.read(name) for name in book.namelist()}


def tables_of(path: Path) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in docx.Document(path).tables]


# ---------------------------------------------------------------- the command


def test_the_circulating_form_is_filled_and_reads_back_as_the_totals(district: District):
    run = district.merge(whole=True)

    done = district.run("fill", OFFICIAL, "--from", run.folder / "汇总表.xlsx", "-o", district.folder / "区.docx")

    assert done.exit_code == 0
    assert "已填 200 个数" in done.text and "没有填：" in done.text  # it has no place for the indicators
    back = filing_of(district.folder / "区.docx", FORM)
    required = {name for name in FORM.numeric if FORM.fields[name].required}
    assert {name: back.stands(FORM, name) for name in required} == {name: run.totals[name] for name in required}


def refused(district: District, form: Path, **options: Path) -> Run:
    output = options.get("output", district.folder / "out.xlsx")
    source = options.get("source") or district.office("410801").write(district.folder / "a.xlsx")
    done = district.run("fill", form, "--from", source, "-o", output)
    assert done.exit_code == 3 and "什么都没有写" in done.text
    return done


def test_what_is_no_such_form_is_refused_and_nothing_is_written(district: District):
    other = hands.as_workbook({"表": [["序号", "单位", "电话"], [1, "示例区财政局", 12345]]}, district.folder / "x.xlsx")

    done = refused(district, other)

    assert "没有找到年报的表" in done.text
    assert not (district.folder / "out.xlsx").exists()


@pytest.mark.parametrize(("name", "said"), [("旧.xls", "打不开"), ("表.csv", "不是 .xlsx 或 .docx")])
def test_another_kind_of_file_is_to_be_saved_as_one_that_can_be_filled(district: District, name: str, said: str):
    path = district.folder / name
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99 if name.endswith("xls") else "行政许可,1\n".encode())

    assert said in refused(district, path).text


def test_a_file_that_is_there_is_not_overwritten(district: District):
    there = district.folder / "市里的表.xlsx"
    hands.as_workbook(hands.tables(BLANK), there)
    before = there.read_bytes()

    refused(district, there, output=there)

    assert there.read_bytes() == before


def test_where_something_is_not_placed_it_is_listed_and_the_code_is_1(district: District):
    sheets = hands.tables(BLANK)
    hands.relabel(sheets[TWO], "行政强制", "其他强制措施")
    form = hands.as_workbook(sheets, district.folder / "市里的表.xlsx")
    source = district.office("410801").write(district.folder / "a.xlsx")

    done = district.run("fill", form, "--from", source, "-o", district.folder / "out.xlsx")

    assert done.exit_code == 1
    assert "有 1 个数没有填" in done.text and "行政强制" in done.text and "找不到它的格" in done.text


# ---------------------------------------------------------------- any layout


def reordered(sheets: dict[str, hands.Rows]) -> dict[str, hands.Rows]:
    for rows in sheets.values():
        hands.insert_row(rows, 0, ["某市政府信息公开统计表"])
        hands.insert_column(rows, 0)
    return sheets


LAYOUTS = {
    "as printed": hands.tables,
    "a row and a column before": lambda figures: reordered(hands.tables(figures)),
    "on one sheet": lambda figures: {"统计": hands.stacked(hands.tables(figures))},
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("write", [hands.as_workbook, hands.as_word], ids=["xlsx", "docx"])
def test_in_any_layout_every_figure_stands_where_it_would_be_read(layout, write, tmp_path: Path):
    form = write(LAYOUTS[layout](BLANK), tmp_path / ("form.docx" if write is hands.as_word else "form.xlsx"))

    made = fill(form)

    expected = {name: figure for name, figure in FIGURES.items() if FORM.fields[name].required}
    assert not made.entries.left
    assert placed(made) == expected
    filled_by_hand = write(LAYOUTS[layout](FIGURES), tmp_path / f"hand{form.suffix}")
    if form.suffix == ".docx":
        assert tables_of(saved(made, tmp_path / "made.docx")) == tables_of(filled_by_hand)


# ---------------------------------------------------------------- nothing is guessed


def test_a_cell_with_words_is_left_as_it_is_and_named(tmp_path: Path):
    sheets = hands.tables({**BLANK, "proactive.licensing.decisions": "见附表"})

    made = fill(hands.as_workbook(sheets, tmp_path / "form.xlsx"))

    (left,) = made.entries.left
    assert (left.field, left.why) == ("proactive.licensing.decisions", "那一格写着“见附表”，没有改")


def test_a_figure_that_stood_there_is_told(tmp_path: Path):
    sheets = hands.tables({**BLANK, "proactive.licensing.decisions": 7})

    made = fill(hands.as_workbook(sheets, tmp_path / "form.xlsx"))

    before = {entry.field: entry.before for entry in made.entries.written if entry.before is not None}
    assert before == {"proactive.licensing.decisions": 7}


def test_a_figure_that_nobody_stated_is_left_blank_and_named(tmp_path: Path):
    form = hands.as_workbook(hands.tables(BLANK), tmp_path / "form.xlsx")

    made = fill(form, {**FIGURES, "proactive.licensing.decisions": None})

    assert [left.field for left in made.entries.left] == ["proactive.licensing.decisions"]
    row, column = hands.where(hands.tables(BLANK)[TWO], "行政许可")
    page = openpyxl.load_workbook(saved(made, tmp_path / "made.xlsx"))[TWO]
    assert page.cell(row + 1, column + 2).value is None


def test_an_amount_is_written_in_the_unit_that_the_form_names(tmp_path: Path):
    sheets = hands.tables(BLANK)
    head = next(text for row in sheets[TWO] for text in row if "万元" in str(text))
    hands.relabel(sheets[TWO], head, head.replace("万元", "元"))

    made = fill(hands.as_workbook(sheets, tmp_path / "form.xlsx"), {**FIGURES, AMOUNT: Decimal("8.0914")})

    assert placed(made)[AMOUNT] == 80914


# ---------------------------------------------------------------- all else stays


def test_formulas_formats_and_all_other_parts_of_a_workbook_stay(tmp_path: Path):
    form = hands.as_workbook({**hands.tables(BLANK), "填表说明": [["各单位请注意", 3]]}, tmp_path / "form.xlsx")
    book = openpyxl.load_workbook(form)
    row, column = hands.where(hands.tables()[THREE], FIGURES["requests.new.total"])
    first = book[THREE].cell(row + 1, column + 1)
    first.value = f"=SUM(D{first.row}:I{first.row})"
    cell = book[TWO].cell(1, 30)
    cell.value, cell.font = "盖章", Font(bold=True)
    book.save(form)

    made = fill(form)

    own, new = parts(form), parts(made.data)
    changed = {name for name in own if own[name] != new[name]}
    assert own.keys() == new.keys()
    assert changed == {f"xl/worksheets/sheet{n}.xml" for n in (1, 2, 3)}
    back = openpyxl.load_workbook(saved(made, tmp_path / "made.xlsx"))
    assert back[THREE].cell(first.row, first.column).value == first.value
    assert back[TWO].cell(1, 30).value == "盖章" and back[TWO].cell(1, 30).font.bold
    assert back["填表说明"]["B1"].value == 3


def test_in_word_a_figure_has_the_type_of_its_cell_and_the_rest_stays(tmp_path: Path):
    document = docx.Document(OFFICIAL)
    document.paragraphs[0].insert_paragraph_before("某市统计用表，请于1月20日前报送。")
    form = tmp_path / "form.docx"
    document.save(form)

    made = fill(form)

    own, new = parts(form), parts(made.data)
    assert {name for name in own if own[name] != new[name]} == {"word/document.xml"}
    back = docx.Document(saved(made, tmp_path / "made.docx"))
    assert [p.text for p in back.paragraphs] == [p.text for p in document.paragraphs]
    labels = [c.text for row in document.tables[1].rows for c in row.cells if c.text.strip()]
    kept = [c.text for row in back.tables[1].rows for c in row.cells]
    assert set(labels) <= set(kept)


def test_in_word_an_empty_cell_gives_its_own_size_to_the_figure(tmp_path: Path):
    form = hands.as_word(hands.tables({**BLANK, "proactive.licensing.decisions": 7}), tmp_path / "form.docx")
    document = docx.Document(form)
    runs = [r for t in document.tables for row in t.rows for c in row.cells for p in c.paragraphs for r in p.runs]
    seven = next(run for run in runs if run.text == "7")
    seven.font.size = Pt(9)
    document.save(form)

    back = docx.Document(saved(fill(form), tmp_path / "made.docx"))

    wanted = str(FIGURES["proactive.licensing.decisions"])
    runs = [r for t in back.tables for row in t.rows for c in row.cells for p in c.paragraphs for r in p.runs]
    assert Pt(9) in [run.font.size for run in runs if run.text == wanted]


def test_the_same_form_and_figures_give_the_same_bytes(tmp_path: Path):
    form = hands.as_workbook(hands.tables(BLANK), tmp_path / "form.xlsx")

    assert fill(form).data == fill(form).data


# ---------------------------------------------------------------- forms of a city's own


def edited(path: Path, change) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return as_excel_saves(path)


def as_excel_saves(path: Path, change=lambda name, part: part) -> Path:
    """Without the mark of openpyxl that all formulas are to be calculated anew."""
    own = parts(path)
    with zipfile.ZipFile(path, "w") as book:
        for name, part in own.items():
            book.writestr(name, change(name, part.replace(b' fullCalcOnLoad="1"', b"")))
    return path


def blank(tmp_path: Path) -> Path:
    return hands.as_workbook(hands.tables(BLANK), tmp_path / "form.xlsx")


def cell_of(page, name: str):
    """Where the form has the figure, by a copy in which every cell holds another."""
    row, column = hands.where(hands.tables()[page.title], FIGURES[name])
    return page.cell(row + 1, column + 1)


def left_in(made: Filled) -> dict[str, str]:
    return {left.field: left.why for left in made.entries.left}


def mark_of_recalculation(made: Filled) -> bool:
    return b'fullCalcOnLoad="1"' in parts(made.data)["xl/workbook.xml"]


def test_a_formula_stays_where_it_gives_the_total(tmp_path: Path):
    def sums(book):
        for name in ("requests.new.total", "requests.carried_in.total", "requests.outcome_total.total"):
            cell = cell_of(book[THREE], name)
            row = cell.row
            cell.value = f"=SUM(F{row}:D{row},G{row})+H{row}+'{THREE}'!$I${row}"

    form = edited(blank(tmp_path), sums)

    made = fill(form)

    assert not made.entries.left and parts(form)["xl/workbook.xml"] == parts(made.data)["xl/workbook.xml"]


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("=SUM(D{row}:H{row})", "那一格是公式，会算出 {less}，汇总数是 {total}，没有改"),
        ("=ROUND(SUM(D{row}:I{row}),0)", "那一格是公式，没有改，打开后请核对算出来是不是 {total}"),
        ("=SUM(D{row}:I{row})+别处!A1", "那一格是公式，没有改，打开后请核对算出来是不是 {total}"),
        ("=J{row}", "那一格是公式，没有改，打开后请核对算出来是不是 {total}"),
    ],
    ids=["one left out", "another function", "a sheet that is gone", "itself"],
)
def test_a_formula_that_gives_something_else_is_named_and_left(formula: str, said: str, tmp_path: Path):
    name = "requests.new.total"

    def total(book):
        cell = cell_of(book[THREE], name)
        cell.value = formula.format(row=cell.row)

    made = fill(edited(blank(tmp_path), total))

    less = FIGURES[name] - FIGURES["requests.new.other_organisation"]
    assert left_in(made) == {name: said.format(less=less, total=FIGURES[name])}
    assert mark_of_recalculation(made), "else Excel shows the old result"


def test_a_total_of_cells_of_which_one_is_not_filled_is_named_too(tmp_path: Path):
    def change(book):
        total, words = (cell_of(book[THREE], f"requests.new.{column}") for column in ("total", "enterprise"))
        total.value, words.value = f"=SUM(D{total.row}:I{total.row})", "见附表"

    made = fill(edited(blank(tmp_path), change))

    assert left_in(made).keys() == {"requests.new.total", "requests.new.enterprise"}


def test_formulas_elsewhere_in_the_form_are_calculated_when_it_is_opened(tmp_path: Path):
    def check(book):
        page = book.create_sheet("核对")
        page["A1"] = f"='{THREE}'!D8+1"

    form = edited(blank(tmp_path), check)

    made = fill(form)

    assert not made.entries.left and mark_of_recalculation(made)
    changed = {name for name, part in parts(form).items() if part != parts(made.data)[name]}
    assert changed == {f"xl/worksheets/sheet{n}.xml" for n in (1, 2, 3)} | {"xl/workbook.xml"}


def stack(figures=BLANK) -> hands.Rows:
    return hands.stacked(hands.tables(figures))


COPIES = {
    "twice on one sheet": lambda: {"统计": [*stack(), [""], ["上年"], *stack()]},
    "on two sheets": lambda: {"市本级": stack(), "区县": stack()},
    "an example filled in": lambda: {"样例": stack(FIGURES), "填写": stack()},
}


@pytest.mark.parametrize("copies", COPIES)
def test_of_several_copies_of_the_tables_none_is_chosen(copies: str, tmp_path: Path):
    form = hands.as_workbook(COPIES[copies](), tmp_path / "form.xlsx")

    made = filled_form(form.name, form.read_bytes(), ResultFigures(FIGURES), FORM)

    assert isinstance(made, str) and "不止一份" in made


def test_what_nobody_sees_is_not_filled(tmp_path: Path):
    def hide(book):
        book[FOUR].sheet_state = "hidden"
        book[THREE].column_dimensions["E"].hidden = True

    made = fill(edited(blank(tmp_path), hide))

    assert set(left_in(made).values()) == {"它的格在隐藏的行、列或工作表里"}
    hidden = {name for name in FIGURES if name.startswith("remedies.") or name.endswith(".enterprise")}
    assert left_in(made).keys() == hidden


def test_a_hidden_copy_does_not_stand_in_the_way(tmp_path: Path):
    sheets = {**hands.tables(BLANK), "备份": hands.tables(BLANK)[FOUR]}

    def hide(book):
        book["备份"].sheet_state = "hidden"

    made = fill(edited(hands.as_workbook(sheets, tmp_path / "form.xlsx"), hide))

    assert not made.entries.left and {entry.grid for entry in made.entries.written} == {TWO, THREE, FOUR}


def test_the_columns_of_a_citys_own_are_left_alone(tmp_path: Path):
    sheets = hands.tables(BLANK)
    row, column = hands.where(sheets[THREE], "自然人")
    hands.insert_column(sheets[THREE], column, {row: "上年同期"})

    made = fill(hands.as_workbook(sheets, tmp_path / "form.xlsx"))

    page = openpyxl.load_workbook(saved(made, tmp_path / "made.xlsx"))[THREE]
    assert not made.entries.left and made.entries.others == ("上年同期",)
    assert {page.cell(at, column + 1).value for at in range(row + 2, page.max_row + 1)} == {None}
    assert page.cell(row + 3, column + 2).value == FIGURES["requests.new.natural_person"]


def test_the_rows_of_a_citys_own_are_left_alone_and_named(tmp_path: Path):
    sheets = hands.tables(BLANK)
    row, _ = hands.where(sheets[THREE], "1.属于国家秘密")
    hands.insert_row(sheets[THREE], row, ["", "（三）不予公开", "小计"])

    made = fill(hands.as_workbook(sheets, tmp_path / "form.xlsx"))

    page = openpyxl.load_workbook(saved(made, tmp_path / "made.xlsx"))[THREE]
    assert not made.entries.left and made.entries.others == ("小计",)
    assert {page.cell(row + 1, column).value for column in range(4, 11)} == {None}


def test_the_circulating_form_has_nothing_of_its_own():
    assert fill(OFFICIAL).entries.others == ()


def test_what_the_result_does_not_know_is_said_where_something_stands(tmp_path: Path):
    name = "indicators.published"
    form = hands.as_workbook(hands.book({**BLANK, name: 77}), tmp_path / "form.xlsx")

    made = fill(form, {**FIGURES, name: None})

    assert left_in(made) == {name: "汇总结果里没有这个数，那一格原来写的“77”没有动"}


def test_a_cell_that_is_not_there_yet_looks_as_its_column(tmp_path: Path):
    def style(book):
        book[TWO].column_dimensions["B"].font = Font(bold=True)

    def bare(name: str, part: bytes) -> bytes:
        return re.sub(rb'<c r="[A-Z]+\d+"( s="\d+")?( t="n")? ?/>', b"", part) if "sheets/sheet" in name else part

    made = fill(as_excel_saves(edited(blank(tmp_path), style), bare))

    page = openpyxl.load_workbook(saved(made, tmp_path / "made.xlsx"))[TWO]
    assert cell_of(page, "proactive.licensing.decisions").font.bold


def with_macros(path: Path) -> Path:
    """The same as .xlsm, with a part that holds macros."""
    own = parts(path)
    own["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0 macros"
    plain, macros = b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
    own["[Content_Types].xml"] = own["[Content_Types].xml"].replace(plain, macros).replace(
        b"</Types>", b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    )
    made = path.with_suffix(".xlsm")
    with zipfile.ZipFile(made, "w") as book:
        for name, part in own.items():
            book.writestr(name, part)
    return made


def test_macros_protection_comments_names_and_charts_stay_byte_for_byte(tmp_path: Path):
    def furnish(book):
        page = book[TWO]
        page.protection.sheet, page.protection.password = True, "市办"
        page["B4"].comment = Comment("填件数", "市办")
        chart = BarChart()
        chart.add_data(Reference(page, min_col=2, min_row=3, max_row=5))
        page.add_chart(chart, "H2")
        book.defined_names["许可"] = DefinedName("许可", attr_text=f"'{TWO}'!$B$8")

    form = with_macros(edited(blank(tmp_path), furnish))

    made = fill(form)

    own, new = parts(form), parts(made.data)
    assert not made.entries.left and own.keys() == new.keys() and len(own) > 12
    assert {name for name in own if own[name] != new[name]} == {f"xl/worksheets/sheet{n}.xml" for n in (1, 2, 3)}
    assert b"sheetProtection" in new["xl/worksheets/sheet1.xml"] and b"drawing" in new["xl/worksheets/sheet1.xml"]


def test_a_form_with_macros_can_only_be_written_as_one(district: District):
    form = with_macros(hands.as_workbook(hands.tables(BLANK), district.folder / "市里的表.xlsx"))
    source = district.office("410801").write(district.folder / "a.xlsx")

    done = district.run("fill", form, "--from", source, "-o", district.folder / "out.xlsx")

    assert done.exit_code == 2 and "以 .xlsm 结尾" in done.text and not (district.folder / "out.xlsx").exists()
    assert district.run("fill", form, "--from", source, "-o", district.folder / "out.xlsm").exit_code == 0


def test_a_form_of_another_year_is_filled_and_the_year_is_said(district: District):
    sheets = hands.tables(BLANK)
    hands.insert_row(sheets[TWO], 0, ["某市2019年政府信息公开工作年度报告"])
    form = hands.as_workbook(sheets, district.folder / "市里的表.xlsx")
    source = district.office("410801").write(district.folder / "a.xlsx")

    done = district.run("fill", form, "--from", source, "-o", district.folder / "out.xlsx")

    assert "表上写的年度是 2019，填的是 2024年的数" in done.text


def test_a_formula_that_many_cells_share_is_read_in_each_of_them(tmp_path: Path):
    def sums(book):
        first = cell_of(book[THREE], "requests.new.total")
        first.value = f"=SUM(D{first.row}:I{first.row})"
        cell_of(book[THREE], "requests.carried_in.total").value = "=SHARED"

    def shared(name: str, part: bytes) -> bytes:
        part = re.sub(rb"<f>(SUM\(D(\d+):I\d+\))</f>", rb'<f t="shared" ref="J\2:J99" si="0">\1</f>', part)
        return part.replace(b"<f>SHARED</f>", b'<f t="shared" si="0"/>')

    form = as_excel_saves(edited(blank(tmp_path), sums), shared)

    made = fill(form)

    assert not made.entries.left and not mark_of_recalculation(made)
    assert b'<f t="shared" si="0"/>' in parts(made.data)["xl/worksheets/sheet2.xml"]


# ---------------------------------------------------------------- what else a cell of Word holds


def word_form(tmp_path: Path, change, name: str = "proactive.licensing.decisions") -> tuple[Filled, str]:
    """The filled form in which the cell of a figure was changed, and all text that stands in the cell."""
    form = hands.as_word(hands.tables({**BLANK, name: 7}), tmp_path / "form.docx")
    document = docx.Document(form)
    change(next(cell for cell in cells_in(document) if cell.text == "7"), document)
    document.save(form)
    at = next(i for i, cell in enumerate(cells_in(document)) if "7" in text_of(cell))
    made = fill(form)
    filled_in = cells_in(docx.Document(saved(made, tmp_path / "made.docx")))[at]
    return made, text_of(filled_in)


def cells_in(document) -> list:
    return [cell for table in document.tables for row in table.rows for cell in row.cells]


def text_of(cell) -> str:
    """In whatever it stands; not only in the runs of the cell's paragraphs."""
    return "".join(piece.text or "" for piece in cell._tc.iter(qn("w:t")))


def in_a_field(cell, _document) -> None:
    paragraph = cell.paragraphs[0]._p
    field = paragraph.makeelement(qn("w:fldSimple"), {qn("w:instr"): " =SUM(LEFT) "})
    field.append(paragraph.r_lst[0])
    paragraph.append(field)


def commented(cell, document) -> None:
    document.add_comment(cell.paragraphs[0].runs[0], "请填件数", "市办")


@pytest.mark.parametrize("change", [in_a_field, commented])
def test_of_what_surrounds_a_figure_in_word_none_is_left_in_it(change, tmp_path: Path):
    made, stands = word_form(tmp_path, change)

    assert not made.entries.left and stands == str(FIGURES["proactive.licensing.decisions"])


def with_its_counter(cell, _document) -> None:
    cell.paragraphs[0].add_run("件")


def with_a_note(cell, _document) -> None:
    cell.paragraphs[0].add_run("（其中修订3件）")


def as_an_insertion(cell, _document) -> None:
    paragraph = cell.paragraphs[0]._p
    insertion = paragraph.makeelement(qn("w:ins"), {qn("w:id"): "9", qn("w:author"): "市办"})
    insertion.append(paragraph.r_lst[0])
    paragraph.append(insertion)


@pytest.mark.parametrize("change", [with_its_counter, with_a_note, as_an_insertion])
def test_what_else_is_written_in_a_cell_of_word_is_not_lost(change, tmp_path: Path):
    made, stands = word_form(tmp_path, change)

    assert [left.field for left in made.entries.left] == ["proactive.licensing.decisions"]
    assert stands.startswith("7")


def test_from_submissions_with_an_error_nothing_is_filled(district: District):
    """Their sum would be handed up as if somebody had looked at it."""
    district.office("410801").fill("requests.granted.natural_person", 99)
    district.receive()
    form = district.folder / "市表.docx"
    form.write_bytes(OFFICIAL.read_bytes())

    run = district.run("fill", form, "--from", district.received, "-o", district.folder / "已填.docx")

    assert run.exit_code == 3 and not (district.folder / "已填.docx").exists()
    assert "“收件”里的表有错误，什么都没有写" in run.text and "相差" in run.text and "先用 merge 汇总" in run.text
