"""A 汇总表 handed in beside the workbooks that it was added up from: compared, told, and counted once."""

import csv
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.district import UNITS, District
from tests.run import Run

CITY, DISTRICT = ("410000", "示例市人民政府办公室"), ("410800", UNITS["410800"])
GRANTED = "requests.granted.natural_person"


@pytest.fixture
def district(tmp_path: Path) -> District:
    return District(tmp_path)


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """What the district gives where nobody has changed anything."""
    return District(tmp_path_factory.mktemp("usual")).merge()


@pytest.fixture
def city(usual: Run, tmp_path: Path) -> Path:
    """What the city has received: the district's 汇总表; the district's offices stand on the city's roster, too."""
    received = tmp_path / "市收件"
    received.mkdir()
    shutil.copy(usual.product("汇总表.xlsx"), received / "示例区汇总表.xlsx")
    with (tmp_path / "市名册.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(
            [
                ["单位代码", "单位名称", "类别"],
                [*CITY, "汇总机关"],
                [*DISTRICT, "其他"],
                *([code, name, "政府部门"] for code, name in UNITS.items() if code != DISTRICT[0]),
            ]
        )
    return received


def merged(district: District, received: Path, output: str):
    return district.merge(
        "--roster",
        district.folder / "市名册.csv",
        "--year",
        "2024",
        paths=(received,),
        output=output,
        roster=False,
        receive=False,
    )


def test_an_office_whose_figures_are_in_the_汇总表_is_not_waited_for(district, city):
    run = merged(district, city, "市")

    assert run.exit_code == 0 and "应计入的都已计入" in run.text and "未报" not in run.text
    assert run.totals[GRANTED] == district.sums()[GRANTED]
    (first, *_) = run.findings("U003", "410801")
    assert first.severity == "notice" and "它的数字已包含在“市收件/示例区汇总表.xlsx”" in first.message
    assert not run.product("退改通知").exists()


@pytest.mark.parametrize("differs", [False, True])
def test_an_office_that_reports_beside_it_is_counted_once_and_has_nothing_to_mend(district, city, differs):
    office = district.office("410801")
    if differs:
        office.fill(GRANTED, 6).fill("requests.new.natural_person", 8)
    office.write(city / "410801_示例区财政局.xlsx")
    run = merged(district, city, "市")

    assert run.totals[GRANTED] == district.sums()[GRANTED] - differs
    assert ("予以公开·自然人 汇总表 5、本表 6" in run.finding("U007").message) == differs
    assert run.exit_code == 1 and not run.product("退改通知").exists()
    assert "需修改" not in run.text and "应计入的都已计入" in run.text


def test_the_bodys_own_汇总表_among_its_offices_workbooks_is_held_against_them(district, usual):
    """Somebody has laid the result of the last run beside what came in, and an office has mended its figures since."""
    shutil.copy(usual.product("汇总表.xlsx"), district.received / "汇总.xlsx")
    district.office("410801").fill(GRANTED, 6).fill("requests.new.natural_person", 8)
    run = district.merge()

    found = run.finding("U007")
    assert found.unit is None and "其中有 4 个单位另有报送" in found.message
    assert "示例区财政局 新收·自然人 汇总表 7、本表 8；（一）予以公开·自然人 汇总表 5、本表 6" in found.message
    assert run.totals[GRANTED] == district.sums()[GRANTED] and run.states()["410800"] == "accepted"
    assert run.file_states()["收件/汇总.xlsx"] == "rejected" and run.exit_code == 1
    assert not run.product("退改通知").exists()


@pytest.mark.parametrize("name", ["年度报告.docx", "年度报告.html"])
def test_the_report_of_the_run_before_among_the_submissions_is_not_added_once_more(district, name):
    district.office("410800").reports = False
    first = district.merge()
    shutil.copy(first.product(name), district.received / name)
    run = district.merge()

    assert run.totals == first.totals
    assert "不计入，以免重复" in run.finding("U007").message
    assert run.exit_code == 1 and "应计入的都已计入" in run.text


def test_nor_beside_the_publishing_offices_own_workbook(district, usual):
    shutil.copy(usual.product("年度报告.docx"), district.received / "年度报告.docx")
    assert district.merge().totals == usual.totals


@pytest.mark.parametrize("name", ["年度报告.docx", "年度报告.html"])
def test_one_level_up_that_report_is_the_districts_submission(district, usual, city, name):
    (city / "示例区汇总表.xlsx").unlink()
    shutil.copy(usual.product(name), city / name)
    district.office("410801").write(city / "410801_示例区财政局.xlsx")  # of another office on the city's roster
    run = merged(district, city, "市")

    assert usual.exit_code == 0
    assert run.totals[GRANTED] == usual.totals[GRANTED] + district.office("410801").values[GRANTED]


def test_a_sum_of_all_others_that_nothing_else_tells_is_asked_about(district):
    """As when the report was saved under another form: only its figures say what it is."""
    for name, total in district.sums("410800").items():
        district.office("410800").fill(name, total)
    run = district.merge()

    assert "恰好是其他 3 家之和" in run.finding("U012").message
    assert run.states()["410800"] == "rejected" and run.totals[GRANTED] == district.sums("410800")[GRANTED]

    district.office("410800").fill("proactive.licensing.decisions", 1)
    assert not district.merge().findings("U012")


# ---------------------------------------------------------------- a 汇总表 that is itself a 送审稿


@pytest.fixture(scope="module")
def lacking(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run of a district of which two units are not in, one of them with an error."""
    district = District(tmp_path_factory.mktemp("lacking"))
    district.office("410802").reports = False
    district.office("410803").fill("requests.granted.natural_person", 8)
    run = district.merge()
    assert run.exit_code == 1
    return run


@pytest.fixture
def draft(lacking: Run, tmp_path: Path) -> Path:
    """What the city has received: its 汇总表."""
    received = tmp_path / "市收件"
    received.mkdir()
    shutil.copy(lacking.product("汇总表.xlsx"), received / "示例区汇总表.xlsx")
    return received


def city_roster(district: District, *more: tuple[str, ...]) -> Path:
    path = district.folder / "市名册.csv"
    rows = [["单位代码", "单位名称", "类别"], [*CITY, "汇总机关"], [*DISTRICT, "其他"], *more]
    path.write_text("\n".join(map(",".join, rows)), encoding="utf-8")
    return path


def test_a_total_without_the_figures_of_a_unit_below_is_a_draft_and_names_it(district, draft):
    city_roster(district)
    run = merged(district, draft, "市")

    who = "示例区人民政府办公室（缺 2 家：示例区教育局、示例区文昌街道办事处）"
    assert run.exit_code == 1 and run.states()["410800"] == "accepted"
    assert "送审稿" in run.text and f"报来的汇总表还缺单位：{who}。" in run.text
    assert "应计入的都已计入，其中 1 家报来的汇总表是送审稿、还缺 2 家" in run.text
    chat = (run.product("退改通知") / "群发文字.txt").read_text(encoding="utf-8-sig")
    assert "汇总表还缺单位（1 家）：示例区人民政府办公室。请补齐后重新汇总，再报一次。" in chat
    l009 = run.finding("L009", "410800")
    assert l009.severity == "warning" and "写出时还缺 2 家单位（示例区教育局、示例区文昌街道办事处）" in l009.message
    for product in ("年度报告.html", "核对报告.html"):
        assert who in run.product(product).read_text(encoding="utf-8")
    first = (run.product("章节") / "1-总体情况.txt").read_text(encoding="utf-8")
    assert "（送审稿：应计入 1 家单位，已计入 1 家，其中 1 家报来的汇总表是送审稿、还缺 2 家）" in first
    cover = openpyxl.load_workbook(run.product("汇总表.xlsx"))["封面"]
    assert any("【送审稿】" in str(cell.value) and who in cell.value for row in cover.iter_rows() for cell in row)


def test_the_province_learns_which_units_of_which_district_are_lacking(district, draft, tmp_path):
    city_roster(district)
    of_the_city = merged(district, draft, "市").product("汇总表.xlsx")
    received = tmp_path / "省收件"
    received.mkdir()
    shutil.copy(of_the_city, received / "示例市汇总表.xlsx")
    run = district.merge(paths=(received,), output="省", roster=False, receive=False)

    lacking = "示例区人民政府办公室的示例区教育局、示例区人民政府办公室的示例区文昌街道办事处"
    assert f"示例市人民政府办公室（缺 2 家：{lacking}）" in run.text and run.exit_code == 1


def test_a_unit_that_reports_to_the_city_itself_is_not_lacking(district, draft):
    city_roster(district, ("410802", "示例区教育局", "政府部门"), ("410803", "示例区文昌街道办事处", "乡镇街道"))
    district.office("410802").write(draft / "410802.xlsx")
    district.office("410803").fill("requests.granted.natural_person", 5).write(draft / "410803.xlsx")
    run = merged(district, draft, "市")

    assert run.exit_code == 0 and "送审稿" not in run.text.partition("\n")[0]
    assert "报来的汇总表还缺单位" not in run.text


@pytest.mark.parametrize("lacking", [True, False])
def test_last_years_draft_is_told(district, tmp_path, lacking):
    district.office("410802").reports = not lacking
    roster, previous = district.roster, district.merge("--year", "2024", output="上年").product("汇总表.xlsx")
    out = district.run("distribute", roster, "-o", tmp_path / "下发", "--year", "2025", "--previous", previous).text
    run = district.run("check", district.received, "--roster", roster, "--year", "2025", "--previous", previous)

    said = "给的上年结果是送审稿，写出时还缺 1 家单位（示例区教育局）"
    assert (said in out) == (said in run.text) == lacking


@pytest.mark.parametrize("name", ["年度报告.docx", "年度报告.html"])
def test_so_is_a_report_that_was_a_draft(district, lacking, draft, name):
    (draft / "示例区汇总表.xlsx").unlink()
    shutil.copy(lacking.product(name), draft / name)
    city_roster(district)
    run = merged(district, draft, "市")

    assert run.exit_code == 1 and "送审稿" in run.text.partition("\n")[0]
    assert "写出时还缺 2 家单位（示例区教育局、示例区文昌街道办事处）" in run.finding("L009").message
