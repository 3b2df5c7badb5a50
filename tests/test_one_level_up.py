"""A 汇总表 handed in beside the workbooks that it was added up from: compared, told, and counted once."""

import csv
import shutil
from pathlib import Path

import pytest

from tests.district import UNITS, District

CITY, DISTRICT = ("410000", "示例市人民政府办公室"), ("410800", UNITS["410800"])
GRANTED = "requests.granted.natural_person"


@pytest.fixture
def district(tmp_path: Path) -> District:
    return District(tmp_path)


@pytest.fixture
def city(district: District, tmp_path: Path) -> Path:
    """What the city has received: the district's 汇总表; the district's offices stand on the city's roster, too."""
    district.merge()
    received = tmp_path / "市收件"
    received.mkdir()
    shutil.copy(district.folder / "out" / "汇总表.xlsx", received / "示例区汇总表.xlsx")
    with (tmp_path / "市名册.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([["单位代码", "单位名称", "类别"], [*CITY, "汇总机关"], [*DISTRICT, "其他"], *([code, name, "政府部门"] for code, name in UNITS.items() if code != DISTRICT[0])])
    return received


def merged(district: District, received: Path, output: str):
    return district.run("merge", received, "--roster", district.folder / "市名册.csv", "-o", district.folder / output, "--year", "2024", output=output)


def test_an_office_whose_figures_are_in_the_汇总表_is_not_waited_for(district, city):
    run = merged(district, city, "市")

    assert run.exit_code == 0 and "应计入的都已计入" in run.text and "未报 0 家" in run.text
    assert run.totals[GRANTED] == district.sums()[GRANTED]
    (first, *_) = run.findings("U003", "410801")
    assert first.severity == "notice" and "它的数字已包含在“市收件/示例区汇总表.xlsx”" in first.message
    assert not (run.folder / "退改通知").exists()


@pytest.mark.parametrize("differs", [False, True])
def test_an_office_that_reports_beside_it_is_counted_once_and_has_nothing_to_mend(district, city, differs):
    office = district.office("410801")
    if differs:
        office.fill(GRANTED, 6).fill("requests.new.natural_person", 8)
    office.write(city / "410801_示例区财政局.xlsx")
    run = merged(district, city, "市")

    assert run.totals[GRANTED] == district.sums()[GRANTED] - differs
    assert ("予以公开·自然人 汇总表 5、本表 6" in run.finding("U007").message) == differs
    assert run.exit_code == 1 and not (run.folder / "退改通知").exists()
    assert "需修改 0 家" in run.text and "应计入的都已计入" in run.text


def test_the_bodys_own_汇总表_among_its_offices_workbooks_is_held_against_them(district):
    """Somebody has laid the result of the last run beside what came in, and an office has mended its figures since."""
    district.merge()
    shutil.copy(district.folder / "out" / "汇总表.xlsx", district.received / "汇总.xlsx")
    district.office("410801").fill(GRANTED, 6).fill("requests.new.natural_person", 8)
    run = district.merge()

    found = run.finding("U007")
    assert found.unit is None and "其中有 4 个单位另有报送" in found.message
    assert "示例区财政局 新收·自然人 汇总表 7、本表 8；（一）予以公开·自然人 汇总表 5、本表 6" in found.message
    assert run.totals[GRANTED] == district.sums()[GRANTED] and run.states()["410800"] == "accepted"
    assert run.file_states()["收件/汇总.xlsx"] == "rejected" and run.exit_code == 1
    assert not (run.folder / "退改通知").exists()
