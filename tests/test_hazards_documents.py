"""Reports that come back as documents: the published text, the circulating Word form, tables pasted as text."""

import copy
import csv
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement

from disclosure_batch.figures.table import totals_of
from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.filing import Reading
from disclosure_batch.intake.read import read
from tests import hands
from tests.hands import FIGURES, FORM, FOUR, THREE, TWO, TYPED

DATA = Path(__file__).parent / "data"
OFFICIAL = DATA / "official-form.docx"
REPORT = (DATA / "report.txt").read_text(encoding="utf-8")
REQUIRED = [name for name in FORM.inputs if FORM.fields[name].required]


def reading(path: Path) -> Reading:
    (only,) = read(Source(path.name, path, named=True), FORM)
    return only


def text(tmp_path: Path, words: str, name: str = "报告.txt") -> hands.Back:
    path = tmp_path / name
    path.write_text(words, encoding="utf-8")
    back = reading(path)
    return hands.Back(back.filing, back.troubles)


def published() -> dict[str, Decimal]:
    with (DATA / "seed-values.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: Decimal(row["value"]) for row in csv.DictReader(file)}


# ---------------------------------------------------------------- the published text


def test_a_published_report_is_read_to_the_last_figure(tmp_path):
    back = text(tmp_path, REPORT)

    values = published()
    assert {name: back.values[name] for name in REQUIRED} == {name: values[name] for name in REQUIRED}
    assert back.rules == {"L004"}
    assert back.filing.figures_read(FORM) == (200, 200)
    assert (back.filing.name, back.filing.texts["unit.year"]) == ("示例市示范区管理委员会", "2024")
    assert back.filing.texts["text.other_matters"] == "本年度没有收取信息处理费。"


def with_distinct_figures(lines: Sequence[str]) -> list[str]:
    """The same layout, another figure in every cell."""
    names = iter([name for sheet in (TWO, THREE, FOUR) for name in (f.id for f in FORM.sheet(sheet).fields)])
    return [
        "\t".join(str(FIGURES[next(names)]) if re.fullmatch(r"[\d.]+", cell) else cell for cell in line.split("\t"))
        if "\t" in line
        else line
        for line in lines
    ]


def test_each_figure_comes_from_its_own_cell(tmp_path):
    back = text(tmp_path, "\n".join(with_distinct_figures(REPORT.splitlines())))
    assert (back.misread.keys() & set(REQUIRED), back.missing) == (set(), set())


ROW = "一、本年新收政府信息公开申请数量"


@pytest.mark.parametrize(
    ("what", "change", "missing"),
    [
        (
            "a blank cell lost with its tab",
            lambda line: line.replace(f"\t{FIGURES['requests.new.public_welfare']}\t", "\t"),
            "requests.new.",
        ),
        (
            "figures run together",
            lambda line: line.replace(
                f"{FIGURES['requests.new.enterprise']}\t", str(FIGURES["requests.new.enterprise"])
            ),
            "requests.new.",
        ),
        ("a page number in the middle of the table", lambda line: f"- 3 -\n{line}", ""),
    ],
)
def test_a_ragged_row_is_left_out_not_guessed(tmp_path, what, change, missing):
    lines = with_distinct_figures(REPORT.splitlines())
    (number,) = [i for i, line in enumerate(lines) if line.startswith(ROW)]
    lines[number] = change(lines[number])

    back = text(tmp_path, "\n".join(lines))

    assert not back.misread.keys() & set(REQUIRED)
    assert back.missing == ({name for name in REQUIRED if name.startswith(missing)} if missing else set())


@pytest.mark.parametrize("said", ["", "见附件", "约5", "5（更正为3）"])
def test_a_blank_or_a_word_between_figures_costs_its_own_cell(tmp_path, said):
    own = "requests.new.public_welfare"
    lines = [line.replace(f"\t{FIGURES[own]}\t", f"\t{said}\t") for line in with_distinct_figures(REPORT.splitlines())]

    back = text(tmp_path, "\n".join(lines))

    assert (back.missing, set(back.filing.slips)) == (set(), {own} if said else set())
    assert {name for name in REQUIRED if back.values[name] != back.truth[name]} == {own} and back.values[own] is None


def test_both_rows_of_a_table_lacking_a_figure_are_left_out(tmp_path):
    lines = [re.sub(r"^(规章|行政规范性文件)\t\d+\t", r"\1\t", line) for line in with_distinct_figures(REPORT.splitlines())]

    back = text(tmp_path, "\n".join(lines))

    assert not back.misread.keys() & set(REQUIRED)
    assert len(back.missing) == 6


def test_a_figure_with_its_unit_does_not_move_the_rows_below(tmp_path):
    lines = [re.sub(r"^(一、本年新收.*?)(\d+)\t$", r"\1\2件\t", line) for line in with_distinct_figures(REPORT.splitlines())]
    assert any("件\t" in line for line in lines)

    back = text(tmp_path, "\n".join(lines))

    assert (back.misread.keys() & set(REQUIRED), back.missing) == (set(), set())


def test_a_markdown_table_keeps_its_blank_first_cells(tmp_path):
    tables = "\n\n".join(
        "\n".join("|" + "|".join(map(str, row)) + "|" for row in rows if any(row)) for rows in hands.tables().values()
    )

    back = text(tmp_path, tables, "报告.md")

    assert (back.misread.keys() & set(REQUIRED), back.missing) == (set(), set())


# ---------------------------------------------------------------- the circulating form


def test_the_blank_official_form_is_told_to_be_blank(district):
    district.office("410801").reports = False
    district.receive()
    (district.received / "410801_示例区财政局.docx").write_bytes(OFFICIAL.read_bytes())

    run = district.merge(receive=False)

    assert run.file_states()["收件/410801_示例区财政局.docx"] == "rejected"
    assert "还是空表" in run.finding("V001", "410801").message


def fill(form) -> None:
    """By hand, cell after cell, as somebody reads the tables."""
    order = {0: TWO, 1: THREE, 2: FOUR}
    for number, sheet in order.items():
        cells = [cell for row in form.tables[number].rows for cell in _each(row)]
        blanks = [cell for cell in cells if not cell.text.strip()]
        for cell, field in zip(blanks[-len(FORM.sheet(sheet).fields) :], FORM.sheet(sheet).fields, strict=True):
            cell.text = str(FIGURES[field.id])


def _each(row):
    """The cells of a row, merged ones once, continued ones not at all."""
    return [docx.table._Cell(tc, None) for tc in row._tr.tc_lst if tc.vMerge != "continue"]


def test_filled_by_hand_it_is_read_completely(tmp_path):
    form = docx.Document(OFFICIAL)
    fill(form)
    form.save(tmp_path / "报告.docx")

    back = reading(tmp_path / "报告.docx")

    read_back = hands.Back(back.filing, back.troubles)
    assert (read_back.misread.keys() & set(REQUIRED), read_back.missing) == (set(), set())
    assert read_back.filing.figures_read(FORM) == (200, 200)


# ---------------------------------------------------------------- what Word puts around cells


def in_content_control(cell) -> None:
    """The cell becomes a form control, as in forms with fields to click into."""
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    control.append(content)
    cell._tc.addprevious(control)
    content.append(cell._tc)


def with_footnote(cell) -> None:
    cell.paragraphs[0].add_run("1").font.superscript = True


def with_deletion(cell) -> None:
    """Something struck out with tracked changes."""
    run = cell.paragraphs[0].runs[0]._r
    gone, old = OxmlElement("w:del"), copy.deepcopy(run)
    for words in old.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"):
        words.text = "9"
    gone.append(old)
    run.addprevious(gone)


@pytest.mark.parametrize(
    ("change", "read_as"),
    [
        (in_content_control, TYPED["requests.new.natural_person"]),
        (with_deletion, TYPED["requests.new.natural_person"]),
        (with_footnote, None),
    ],
    ids=["a form control", "a tracked deletion", "a footnote's mark"],
)
def test_what_word_puts_around_a_figure_changes_none(tmp_path, change, read_as):
    path = hands.as_word(hands.tables(), tmp_path / "报告.docx")
    document = docx.Document(path)
    table = next(table for table in document.tables if ROW in table.cell(6, 0).text)
    change(table.cell(6, 3))
    document.save(path)

    back = reading(path)

    read_back = hands.Back(back.filing, back.troubles)
    assert read_back.values["requests.new.natural_person"] == read_as
    assert not read_back.misread.keys() & set(REQUIRED)


def test_a_table_within_a_table_is_found(tmp_path):
    document = docx.Document()
    frame = document.add_table(1, 1).cell(0, 0)
    for rows in hands.tables().values():
        table = frame.add_table(0, len(rows[0]))
        for row in rows:
            for cell, content in zip(table.add_row().cells, row, strict=True):
                cell.text = str(content)
    document.save(tmp_path / "报告.docx")

    back = reading(tmp_path / "报告.docx")

    assert not hands.Back(back.filing, back.troubles).missing


def test_what_the_office_left_blank_is_no_figure_of_its_neighbours(tmp_path):
    """A web page saved from the office's site: two lines in a cell are two words."""
    rows = hands.tables()
    html = "".join(
        "<table>" + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in r) + "</table>"
        for r in rows.values()
    )
    figure = str(TYPED["requests.new.natural_person"])
    html = html.replace(f"<td>{figure}</td>", f"<td>{figure[:2]}<br>{figure[2:]}</td>").replace("商业企业", "商业<br>企业")
    (tmp_path / "报告.html").write_text(f"<html><body>{html}</body></html>", encoding="utf-8")

    back = reading(tmp_path / "报告.html")

    assert back.filing.slips["requests.new.natural_person"].slip.name == "NOT_A_NUMBER"
    assert not hands.Back(back.filing, back.troubles).missing


def merged_word(sheet: str, rows: list, merges: Sequence[tuple[int, int, int, int]], path: Path) -> hands.Back:
    """A Word document in which cells of one table are merged."""
    document = docx.Document()
    for name, others in hands.tables().items():
        lines = rows if name == sheet else others[3:]
        table = document.add_table(len(lines), len(lines[0]))
        for i, line in enumerate(lines):
            for j, content in enumerate(line):
                table.cell(i, j).text = str(content)
        for top, left, bottom, right in merges if name == sheet else ():
            said = table.cell(top, left).text
            table.cell(top, left).merge(table.cell(bottom, right)).text = said
    document.save(path)
    back = reading(path)
    return hands.Back(back.filing, back.troubles)


@pytest.mark.parametrize(("unit", "figure"), [("万元", float(TYPED["proactive.fees.amount"])), ("元", 1090914)])
def test_a_unit_in_the_first_cell_below_a_wide_head(tmp_path, unit, figure):
    rows = hands.tables()[TWO][3:]
    heads = [i for i, row in enumerate(rows) if row[0] == "信息内容"][1:]
    for i in [
        j for head in heads for j in range(head + 1, len(rows)) if isinstance(rows[j][1], (int, float)) and j > heads[0]
    ]:
        if not rows[i][2]:
            rows[i][1:3] = [unit if "收费" in rows[i][0] else "件", figure if "收费" in rows[i][0] else rows[i][1]]

    back = merged_word(TWO, rows, [(head, 1, head, 3) for head in heads], tmp_path / "报告.docx")

    assert (back.misread.keys() & set(REQUIRED), back.missing) == (set(), set())


def test_last_years_total_beside_the_table_is_nobodys(tmp_path):
    rows = [[*row, "上年总计" if i == 0 else "" if i < 3 else 900 + i] for i, row in enumerate(hands.tables()[THREE][3:-1])]

    back = merged_word(THREE, rows, [(0, 10, 2, 10), (0, 3, 0, 9)], tmp_path / "报告.docx")

    assert (back.misread.keys() & set(REQUIRED), back.missing) == (set(), set())


def test_two_tables_of_section_two_side_by_side(tmp_path):
    rows = hands.tables()[TWO][3:]
    second = next(i for i, row in enumerate(rows) if "（六）" in row[0])
    left, right = rows[:second], [row for row in rows[second:] if any(row)]
    joined = [
        [*(left[i] if i < len(left) else [""] * 4), *(right[i] if i < len(right) else [""] * 4)]
        for i in range(max(len(left), len(right)))
    ]

    back = merged_word(TWO, joined, [], tmp_path / "报告.docx")

    assert (back.misread.keys() & set(REQUIRED), back.missing) == (set(), set())


def test_section_four_in_two_tables(tmp_path):
    document = docx.Document()
    rows = hands.tables()[FOUR][3:]
    parts = [[row[:5] for row in rows if any(cell != "" for cell in row[:5])], [row[5:] for row in rows]]
    for lines in [*(rows[3:] for name, rows in hands.tables().items() if name != FOUR), *parts]:
        table = document.add_table(0, len(lines[0]))
        for line in lines:
            for cell, content in zip(table.add_row().cells, line, strict=True):
                cell.text = str(content)
    document.save(tmp_path / "报告.docx")

    back = reading(tmp_path / "报告.docx")

    read_back = hands.Back(back.filing, back.troubles)
    assert (read_back.misread.keys() & set(REQUIRED), read_back.missing) == (set(), set())


def test_totals_follow_from_the_parts():
    assert totals_of(FORM, TYPED) == FIGURES
