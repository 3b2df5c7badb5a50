"""`report`: each unit's own annual report, from its own form alone."""

from pathlib import Path

import docx
import pytest

from tests.district import FORM, UNITS, District
from tests.filled import filing_of
from tests.run import Run

FINANCE, SCHOOLS = "410801", "410802"


@pytest.fixture
def district(tmp_path: Path) -> District:
    return District(tmp_path)


def report(district: District, *options: object, receive: bool = True) -> Run:
    if receive:
        district.receive()
    return own_report(district, district.received, "--year", "2024", *options)


def own_report(district: District, *arguments: object) -> Run:
    return district.run("report", *arguments, "-o", district.folder / "own", output="own")


def folder_of(code: str, run: Run) -> Path:
    return run.folder / f"{code}_{UNITS[code]}"


def words_of(folder: Path) -> str:
    document = docx.Document(folder / "年度报告.docx")
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_every_unit_gets_its_own_report_in_a_folder_of_its_own(district: District):
    district.office(FINANCE).fill("proactive.licensing.decisions", 4321)

    run = report(district)

    assert run.exit_code == 0
    assert {path.name for path in run.folder.iterdir()} == {"manifest.json", *(f"{c}_{n}" for c, n in UNITS.items())}
    words = words_of(folder_of(FINANCE, run)).replace("\n", "")
    assert "示例区财政局2024年政府信息公开工作年度报告" in words
    assert "4321" in words
    assert "4321" not in words_of(folder_of(SCHOOLS, run))
    assert "送审稿" not in words
    assert (folder_of(FINANCE, run) / "章节" / "1-总体情况.txt").is_file()


def test_one_file_without_anything_else_is_enough(district: District):
    path = district.office(FINANCE).write(district.folder / "我们的表.xlsx")

    run = own_report(district, path)

    assert run.exit_code == 0
    assert (folder_of(FINANCE, run) / "年度报告.html").is_file()
    assert "示例区财政局：" in run.text


def test_a_form_with_an_error_makes_a_draft_that_says_so(district: District):
    district.office(FINANCE).fill("requests.new.natural_person", 9)

    run = report(district)

    assert run.exit_code == 1
    assert "示例区财政局：送审稿" in run.text and "R303" in run.text
    assert "送审稿：所依据的表还有 1 处要改" in words_of(folder_of(FINANCE, run))
    assert "送审稿" not in words_of(folder_of(SCHOOLS, run))


def test_the_office_is_told_in_words_for_an_office(district: District):
    """Nobody else reads it: there is no coordinator to have the unit do anything."""
    district.office(FINANCE).fill("proactive.regulations.issued", 2)

    run = report(district)

    assert "R701" in run.text and "请单位" not in run.text


def test_of_figures_in_doubt_no_report_is_written(district: District):
    """Whose they are can't be told: the code is one unit's, the name another's."""
    district.office(FINANCE).fill("unit.year", 2023)

    run = report(district)

    assert run.exit_code == 1
    assert not folder_of(FINANCE, run).exists()
    assert folder_of(SCHOOLS, run).exists()
    assert "L003" in run.text


def test_a_figure_that_nobody_has_answered_for_is_marked_and_told(district: District):
    district.office(FINANCE).fill("proactive.fees.amount", 20_000)
    run = report(district)
    page = (folder_of(FINANCE, run) / "年度报告.html").read_text(encoding="utf-8")
    assert "<mark>20000</mark>" in page
    both = (f"{UNITS[FINANCE]}：", f"{UNITS[SCHOOLS]}：")
    own, other = (line for line in run.text.splitlines() if line.startswith(both))
    assert "待核实" in own and "待核实" not in other
    assert f"表里有待核实的数：{UNITS[FINANCE]}“行政事业性收费" in run.text


def test_where_no_report_can_be_written_nothing_is(district: District):
    for office in district.offices.values():
        office.fill("unit.year", 2023)

    run = report(district)

    assert run.exit_code == 3
    assert not run.folder.exists()
    assert "什么都没有写" in run.text


def test_last_years_own_figures_are_compared_with(district: District):
    before = {"requests.new.natural_person": 3, "requests.granted.natural_person": 3}
    path = district.office(FINANCE).write(district.folder / "今年.xlsx")
    last_year = district.office(SCHOOLS)
    given = {"unit.year": 2023, "unit.code": FINANCE, "unit.name": UNITS[FINANCE]}
    for name, figure in {**given, **before}.items():
        last_year.fill(name, figure)
    previous = last_year.write(district.folder / "去年.xlsx")

    run = own_report(district, path, "--previous", previous)

    assert "Y" in {finding.rule[0] for finding in run.findings()}


def test_what_somebody_changed_by_hand_is_kept(district: District):
    run = report(district)
    page = folder_of(FINANCE, run) / "年度报告.html"
    page.write_text(page.read_text(encoding="utf-8").replace("2024年", "二〇二四年"), encoding="utf-8")

    again = report(district, receive=False)

    assert "已移到" in again.text
    assert list((district.folder / "own-历史").rglob("年度报告.html"))


def test_handed_in_it_is_a_submission_of_its_unit(district: District):
    """Unlike the report of a district, which would be counted twice."""
    run = report(district)

    document = folder_of(FINANCE, run) / "年度报告.docx"

    assert filing_of(document, FORM).name == UNITS[FINANCE]
    assert filing_of(document, FORM).stamp == {}
