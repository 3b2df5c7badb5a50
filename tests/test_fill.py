"""`fill`: the totals go into somebody else's form, found by its labels; what is not certain is left, and named."""

import io
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.shared import Pt
from openpyxl.styles import Font

from disclosure_batch.fill.fill import Filled, filled
from disclosure_batch.intake.filing import Figure
from tests import hands
from tests.district import FORM, District
from tests.filled import filing_of
from tests.hands import FIGURES, THREE, TWO
from tests.run import Run

OFFICIAL = Path(__file__).parent / "data" / "official-form.docx"
BLANK = dict.fromkeys(FIGURES, "")
AMOUNT = "proactive.fees.amount"


@pytest.fixture
def district(tmp_path: Path) -> District:
    return District(tmp_path)


def fill(path: Path, figures: Mapping[str, Figure | None] = FIGURES) -> Filled:
    made = filled(path.name, path.read_bytes(), figures, FORM)
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
