"""The first year with this tool: last year is what was published, whatever it was made with."""

import csv
from pathlib import Path

import pytest

from tests.district import FIGURES, YEAR, District


@pytest.fixture
def last_year(tmp_path: Path) -> Path:
    """What the district published last year."""
    (tmp_path / "去年").mkdir()
    district = District(tmp_path / "去年")
    for office in district.offices.values():
        office.fill("unit.year", YEAR - 1).fill("requests.carried_in.enterprise", 0).fill("requests.new.enterprise", 4)
        office.fill("proactive.normative_documents.in_force", 11).fill("proactive.licensing.decisions", 300)
        office.fill("requests.granted.natural_person", 4).fill("requests.new.natural_person", 6)
    return district.merge("--name", "示例区", whole=True).folder


@pytest.fixture
def district(tmp_path: Path) -> District:
    return District(tmp_path)


@pytest.mark.parametrize("name", ["年度报告.docx", "年度报告.html"])
def test_the_districts_own_report_has_the_totals_of_all_and_of_no_office(district, last_year, name):
    run = district.merge("--previous", last_year / name)

    assert run.exit_code == 0 and not {rule for rule in run.rules() if rule.startswith("Y")}
    rows = {row["字段"]: row for row in csv.DictReader(run.product("数据.csv").open(encoding="utf-8-sig"))}
    licences = rows["proactive.licensing.decisions"]
    assert (licences["本年"], licences["上年"]) == (str(4 * FIGURES["proactive.licensing.decisions"]), "1200")


def test_the_folder_of_last_years_outputs_is_its_汇总表(district, last_year):
    by_folder, by_file = (
        district.merge("--previous", path, output=path.name) for path in (last_year, last_year / "汇总表.xlsx")
    )

    assert by_folder.account == by_file.account and by_folder.exit_code == 0
    district.office("410801").fill("requests.carried_in.enterprise", 3)
    assert district.merge("--previous", last_year).findings("Y301", "410801")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            ("--year", YEAR + 1),
            f"本次是 {YEAR + 1} 年，应给 {YEAR} 年的，没有往下做。没有 {YEAR} 年的，不写 --previous。",
        ),
        ((), f"汇总 {YEAR} 年的，请写 --year {YEAR}；汇总 {YEAR - 1} 年的，请给 {YEAR - 2} 年的结果。"),
    ],
)
def test_a_result_of_another_year_than_the_one_before_stops_the_run(district, last_year, asked, said):
    """Last year's forms come first, or the wrong folder was named: what would be said of last year were untrue."""
    for office in district.offices.values():
        office.fill("unit.year", asked[1] if asked else YEAR - 1)

    run = district.merge(*asked, "--previous", last_year / "汇总表.xlsx")

    assert run.exit_code == 2 and said in run.text and not run.folder.exists()
