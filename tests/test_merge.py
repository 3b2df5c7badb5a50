"""Merging: who counts, what becomes of every file, and how a run ends."""

import json
import shutil
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.district import FORM, UNITS, YEAR, District, Office, cell_of

FINANCE, SCHOOLS, TOWN, BODY = "410801", "410802", "410803", "410800"
GRANTED, NEW, PUBLISHED = "requests.granted.natural_person", "requests.new.natural_person", "indicators.published"


def same_totals(run, wanted: dict) -> None:
    """Every typed figure; the sums follow from them."""
    assert {name: run.totals[name] for name in FORM.inputs} == wanted


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[District, object]:
    """A run in which nothing is wrong, shared by the tests that only look at it."""
    district = District(tmp_path_factory.mktemp("clean"))
    return district, district.merge(whole=True)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> District:
    """One office whose figures do not balance, one with a text for a figure, the town not counted, the body silent."""
    district = District(tmp_path_factory.mktemp("faulty"))
    district.write_roster(计入汇总={TOWN: "否"})
    district.office(FINANCE).fill(GRANTED, 8)
    district.office(SCHOOLS).type("proactive.licensing.decisions", "约5")
    district.office(BODY).reports = False
    district.receive()
    return district


# ---------------------------------------------------------------- what a good run says


def test_everything_in_order_is_exit_0(clean):
    district, run = clean
    assert (run.exit_code, run.findings()) == (0, [])
    assert run.states() == dict.fromkeys(UNITS, "accepted")
    assert run.account["body"] == {"code": BODY, "name": UNITS[BODY]}
    same_totals(run, district.sums())
    assert set(run.totals) == set(FORM.numeric)
    assert run.totals["proactive.fees.amount"] == 4 * Decimal("8.0914")


def test_every_figure_is_counted_as_stated_once_for_each_unit(clean):
    _, run = clean
    assert set(run.account["reported"].values()) == {4}


def test_the_same_input_gives_the_same_bytes(clean):
    district, run = clean
    again = district.merge(output="again", receive=False, whole=True)
    assert contents(run.folder) == contents(again.folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_check_says_the_same_and_writes_nothing(clean):
    district, run = clean
    before = contents(district.folder)
    checked = district.run("check", district.received, "--roster", district.roster, "--format", "json")
    said = json.loads(checked.text)
    assert checked.exit_code == 0
    assert said == {
        key: json.loads((run.folder / "manifest.json").read_bytes())[key] for key in ("files", "units", "findings")
    }
    assert contents(district.folder) == before


def test_format_json_prints_nothing_but_json(clean):
    district, _ = clean
    run = district.merge("--format", "json", output="json", receive=False)
    assert set(json.loads(run.text)) == {"files", "units", "findings", "since"}


# ---------------------------------------------------------------- --on-error


def test_exclude_leaves_units_with_errors_out(faulty: District):
    run = faulty.merge(receive=False)
    assert run.exit_code == 1
    assert run.states() == {BODY: "missing", FINANCE: "rejected", SCHOOLS: "rejected", TOWN: "accepted"}
    assert run.rules(severity="error") == {"R303", "V004"}
    same_totals(run, dict.fromkeys(FORM.inputs, 0))  # the town is read and listed, not added
    assert {unit["code"]: unit["counted"] for unit in run.account["units"]}[TOWN] is False
    assert "送审稿" in run.product("年度报告.html").read_text(encoding="utf-8")


def test_the_bodys_own_workbook_may_be_missing(faulty: District):
    run = faulty.merge(output="body", receive=False)
    told = run.finding("U003", BODY)
    assert told.severity == "notice" and "没有收到汇总机关" in told.message


def test_totals_that_do_not_balance_name_whose_figures_do_not(district: District):
    """Where a unit is added in spite of an error, whoever reads the totals has to know which."""
    district.office("410801").fill("requests.granted.natural_person", 8)

    text = district.merge("--on-error", "include").text

    assert "自然人列：左边 28，右边 31，相差 3，来自示例区财政局（相差 3）" in text


def test_include_adds_what_could_be_read(faulty: District):
    run = faulty.merge("--on-error", "include", output="include", receive=False)
    assert run.exit_code == 1
    assert run.states() == {BODY: "missing", FINANCE: "included", SCHOOLS: "included", TOWN: "accepted"}
    both = faulty.sums(TOWN)
    both["proactive.licensing.decisions"] = faulty.office(FINANCE).values[
        "proactive.licensing.decisions"
    ]  # the other is no number
    same_totals(run, both)
    assert run.account["reported"]["proactive.licensing.decisions"] == 1


def test_stop_writes_nothing(faulty: District):
    run = faulty.merge("--on-error", "stop", output="stop", receive=False)
    assert run.exit_code == 1 and not run.folder.exists()
    assert "没有写出任何文件" in run.text


def test_a_missing_unit_alone_does_not_stop(district: District):
    district.office(TOWN).reports = False
    run = district.merge("--on-error", "stop")
    assert (run.exit_code, run.states()[TOWN]) == (1, "missing")
    assert UNITS[TOWN] in run.text and run.finding("U003").unit == TOWN
    assert "送审稿" in run.product("年度报告.html").read_text(encoding="utf-8")
    same_totals(run, district.sums())


def test_figures_in_doubt_are_never_added(district: District):
    """Whatever the run was asked: another year's, another unit's, nobody's, one of two versions."""
    district.office(FINANCE).type("unit.year", 2023)
    district.office(SCHOOLS).type("unit.name", "示例区文昌街道办事处")
    second = district.copy(TOWN, "街道（改）.xlsx")
    book = openpyxl.load_workbook(second)
    cell_of(book, PUBLISHED).value = 130
    book.save(second)
    stranger = Office("419999", "某某局", dict(district.office(BODY).values))
    stranger.write(district.received / "某某局.xlsx")
    run = district.merge("--on-error", "include")
    assert run.rules(severity="error") >= {"L003", "U001", "U002"}
    assert run.rules() & {"U004", "F009"}
    assert run.states()[FINANCE] == "rejected" and "accepted" not in run.states()[SCHOOLS]
    (whose,) = [f.file for f in run.findings("U002")]  # cover and file's name say two units: nobody's
    assert {run.file_states()[file] for file in ("收件/某某局.xlsx", whose)} == {"rejected"}
    counted = (
        district.sums(FINANCE, SCHOOLS, TOWN) if run.states()[TOWN] == "rejected" else district.sums(FINANCE, SCHOOLS)
    )
    assert run.totals[NEW] == counted[NEW]


def test_where_every_unit_is_rejected_the_outputs_are_written_and_exit_is_1(district: District):
    for office in district.offices.values():
        office.fill(GRANTED, 8)
    run = district.merge()
    assert (run.exit_code, set(run.states().values())) == (1, {"rejected"})
    same_totals(run, dict.fromkeys(FORM.inputs, 0))
    assert run.product("汇总表.xlsx").exists() and set(run.account["reported"].values()) == {0}


# ---------------------------------------------------------------- every file exactly once


def test_every_file_ends_in_one_state(district: District):
    """A copy, a blank workbook beside the filled one, an older version, a broken file, a lock file, another form."""
    district.receive()
    folder = district.received
    good = folder / f"{FINANCE}_{UNITS[FINANCE]}.xlsx"
    shutil.copy(good, folder / "财政局（1）.xlsx")
    blank = Office(SCHOOLS, UNITS[SCHOOLS], {})
    blank.write(folder / "教育局空表.xlsx")
    older = Office(TOWN, UNITS[TOWN], {**district.office(TOWN).values, "unit.date": "2025-01-02", PUBLISHED: 119})
    older.write(folder / "街道旧.xlsx")
    (folder / "坏.xlsx").write_bytes(good.read_bytes()[:3000])
    (folder / f"~${good.name}").write_bytes(b"\x05lock")
    (folder / "子文件夹").mkdir()
    openpyxl.Workbook().save(folder / "子文件夹" / "花名册.xlsx")
    run = district.merge(receive=False)

    assert len(run.account["files"]) == len(run.file_states()) == sum(path.is_file() for path in folder.rglob("*"))
    rules = {file["path"]: (file["status"], file["rules"]) for file in run.account["files"]}
    accepted = f"收件/{good.name}"
    copied = {rules[accepted][0], rules["收件/财政局（1）.xlsx"][0]}
    assert copied == {"accepted", "ignored"}
    assert rules["收件/教育局空表.xlsx"] == ("ignored", ["F004"])
    assert rules["收件/街道旧.xlsx"] == ("superseded", ["F009"])
    assert rules["收件/坏.xlsx"][0] == "rejected" and rules["收件/坏.xlsx"][1]
    assert rules[f"收件/~${good.name}"] == ("ignored", ["F004"])
    assert rules["收件/子文件夹/花名册.xlsx"] == ("rejected", ["L001"])
    assert run.states() == dict.fromkeys(UNITS, "accepted")
    older_figure = next(f for f in run.findings("F009") if f.file == "收件/街道旧.xlsx")
    assert older_figure.severity == "warning" and "主动公开政府信息总数" in older_figure.message
    same_totals(run, district.sums())


def test_two_given_paths_of_one_name_are_told_apart(district: District):
    district.receive()
    for code in (FINANCE, SCHOOLS):
        other = district.folder / "另一处" / "收件"
        other.mkdir(parents=True, exist_ok=True)
        shutil.move(district.received / f"{code}_{UNITS[code]}.xlsx", other)
    run = district.merge(paths=(district.received, other), receive=False)
    assert run.exit_code == 0 and len(run.file_states()) == 4
    assert {path.split("/")[0] for path in run.file_states()} == {"收件", "另一处"}
    assert not any(Path(path).is_absolute() for path in run.file_states())


def test_a_file_given_by_its_name_is_read_whatever_it_is_called(district: District):
    district.receive()
    hidden = district.received / ".财政局.xlsx"
    shutil.move(district.received / f"{FINANCE}_{UNITS[FINANCE]}.xlsx", hidden)
    run = district.merge(paths=(hidden,), receive=False)
    assert run.file_states() == {".财政局.xlsx": "accepted"}


# ---------------------------------------------------------------- year, name, no roster


def test_the_year_is_that_of_most_submissions(district: District):
    district.office(FINANCE).type("unit.year", 2023)
    run = district.merge()
    assert run.account["year"] == YEAR
    assert run.finding("L003").unit == FINANCE and run.states()[FINANCE] == "rejected"


def test_a_tie_of_years_is_wrong_usage(district: District):
    district.office(FINANCE).type("unit.year", 2023)
    district.office(SCHOOLS).type("unit.year", 2023)
    run = district.merge()
    assert run.exit_code == 2 and not run.folder.exists()
    assert "2023、2024" in run.text and "--year" in run.text
    told = district.merge("--year", 2023, receive=False)
    assert told.account["year"] == 2023
    assert {f.unit for f in told.findings("L003") if f.severity == "error"} == {BODY, TOWN}


def test_without_a_roster_the_units_are_those_found_and_the_publisher_is_open(district: District):
    district.office(TOWN).reports = False
    run = district.merge(roster=False)
    assert run.exit_code == 0
    assert run.states() == {BODY: "accepted", FINANCE: "accepted", SCHOOLS: "accepted"}
    assert run.account["body"] == {"code": None, "name": None}
    assert run.rules() == {"U009"}
    assert f"（机关名称）{YEAR}年政府信息公开工作年度报告" in "".join(run.product("年度报告.html").read_text(encoding="utf-8").split())
    named = district.merge("--name", "示例区人民政府", roster=False, output="named", receive=False)
    assert named.account["body"]["name"] == "示例区人民政府" and named.rules() == set()


def test_nothing_to_read_is_exit_3(district: District):
    run = district.merge(receive=False)
    assert run.exit_code == 3 and not run.folder.exists()


# ---------------------------------------------------------------- one level up


def test_a_consolidated_workbook_rolls_up_and_its_units_are_not_added_again(clean, tmp_path: Path):
    """The district hands in its 汇总表; the finance bureau hands in once more, with other figures."""
    district, run = clean
    received = tmp_path / "市级收件"
    received.mkdir()
    shutil.copy(run.product("汇总表.xlsx"), received / "示例区.xlsx")
    finance = Office(FINANCE, UNITS[FINANCE], {**district.office(FINANCE).values, PUBLISHED: 121})
    finance.write(received / "财政局.xlsx")
    up = district.merge("--name", "示例市人民政府", roster=False, paths=(received,), output="up", receive=False)
    assert up.exit_code == 1
    assert up.states() == {BODY: "accepted", FINANCE: "rejected"}
    assert up.finding("L008").severity == "notice"
    twice = up.finding("U007", FINANCE)
    assert (twice.severity, twice.file) == ("error", "市级收件/财政局.xlsx")
    assert "主动公开政府信息总数 汇总表 120、本表 121" in twice.message
    same_totals(up, district.sums())
    with_errors = district.merge("--on-error", "include", roster=False, paths=(received,), output="up2", receive=False)
    same_totals(with_errors, district.sums())


def test_last_runs_consolidated_workbook_among_the_submissions_is_not_added(clean, tmp_path: Path):
    district, run = clean
    received = tmp_path / "收件"
    shutil.copytree(district.received, received)
    shutil.copy(run.product("汇总表.xlsx"), received / "汇总表.xlsx")
    again = district.merge(paths=(received,), output="again-with-sum", receive=False)
    assert again.file_states()["收件/汇总表.xlsx"] == "rejected"
    assert again.finding("U007").file == "收件/汇总表.xlsx"
    assert again.states() == dict.fromkeys(UNITS, "accepted")
    same_totals(again, district.sums())


def test_the_folder_of_the_last_run_is_no_submission(clean):
    """`merge .` where the outputs lie, too: the folder with the manifest is ignored."""
    district, _ = clean
    run = district.merge(paths=(district.folder,), output="dot", receive=False)
    ignored = {path: state for path, state in run.file_states().items() if "/收件/" not in path and "名册" not in path}
    assert ignored and set(ignored.values()) == {"ignored"}
    same_totals(run, district.sums())


# ---------------------------------------------------------------- last year


@pytest.fixture(scope="module")
def this_year(tmp_path_factory: pytest.TempPathFactory, clean) -> District:
    """The same offices a year later; 财政局 has a new name and carries in nothing, though one case was left."""
    district = District(tmp_path_factory.mktemp("this-year"))
    renamed = "示例区财政金融局"
    for code, office in district.offices.items():
        office.fill("requests.new.enterprise", 4).fill(
            "requests.granted_in_part.enterprise", 3
        )  # one case came in and was closed
        office.type("unit.year", YEAR + 1).fill("proactive.licensing.decisions", 7)
        if code == FINANCE:
            office.type("unit.name", renamed).type("unit.code", "410811").fill(
                "requests.carried_in.enterprise", 0
            ).fill("requests.new.enterprise", 5)
    text = district.roster.read_text(encoding="utf-8-sig")
    head, *rows = text.splitlines()
    rows = [
        row.replace(f"{FINANCE},{UNITS[FINANCE]}", f"410811,{renamed}")
        + (f",{UNITS[FINANCE]}" if FINANCE in row else ",")
        for row in rows
    ]
    district.roster.write_text("\n".join([f"{head},别名", *rows]) + "\n", encoding="utf-8-sig")
    district.receive()
    return district


@pytest.mark.parametrize("given", ["the consolidated workbook", "a folder of last year's workbooks"])
def test_last_year_is_followed_through_a_new_name(this_year: District, clean, given):
    last, run = clean
    previous = run.product("汇总表.xlsx") if given == "the consolidated workbook" else last.received
    now = this_year.merge("--previous", previous, output=f"out-{previous.name}", receive=False)
    assert now.account["year"] == YEAR + 1
    told = now.finding("Y301")
    assert told.unit == "410811" and "上年结转 0，上年年报的结转下年度 1，相差 1" in told.message
    assert not now.findings("Y001")
    assert {f.unit for f in now.findings("Y101")} == set(UNITS) - {FINANCE} | {
        "410811"
    }  # twelve in force again, thirteen expected
    with now.product("数据.csv").open(encoding="utf-8-sig") as file:
        line = next(line for line in file if line.startswith(f"{PUBLISHED},"))
    assert line.rstrip().endswith(",360,480,3")  # without the office that is to mend; last year with all four


def test_last_year_that_cannot_be_read_stops(this_year: District, tmp_path: Path):
    empty = tmp_path / "上年.xlsx"
    openpyxl.Workbook().save(empty)
    run = this_year.merge("--previous", empty, output="stopped", receive=False)
    assert run.exit_code == 3 and "上年" in run.text and not run.folder.exists()


def test_of_last_years_workbooks_the_later_of_two_counts(this_year: District, clean, tmp_path: Path):
    last, _ = clean
    folder = tmp_path / "上年"
    shutil.copytree(last.received, folder)
    older = Office(
        SCHOOLS,
        UNITS[SCHOOLS],
        {**last.office(SCHOOLS).values, "unit.date": "2025-01-01", "requests.carried_out.enterprise": 5},
    )
    older.write(folder / "0旧.xlsx")
    now = this_year.merge("--previous", folder, output="later", receive=False)
    assert {f.unit for f in now.findings("Y301")} == {"410811"}


def test_a_manifest_holds_amounts_to_the_digit(clean):
    _, run = clean
    assert '"proactive.fees.amount": 32.3656' in (run.folder / "manifest.json").read_text(encoding="utf-8")
    assert zipfile.is_zipfile(run.product("汇总表.xlsx"))


# ---------------------------------------------------------------- what nobody has said is not called zero


def sections(run) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted(run.product("章节").iterdir()))


def test_a_figure_that_could_not_be_read_is_not_called_zero(district: District):
    """It is added with what could be read; the sentence that there was none would be a guess."""
    own = district.folder / "模板"
    own.mkdir()
    (own / "1-总体情况.txt").write_text('{% include "句子/决定和收费.txt" %}', encoding="utf-8")
    for office in district.offices.values():
        office.fill("proactive.fees.amount", 0)
    assert "未收取行政事业性收费" in sections(district.merge("--text-templates", own, output="all"))
    district.office(FINANCE).type("proactive.fees.amount", "约5")
    run = district.merge("--text-templates", own, "--on-error", "include", output="some")
    assert run.states()[FINANCE] == "included" and run.totals["proactive.fees.amount"] == 0
    assert "行政事业性收费" not in sections(run).partition("二、主动公开")[0]
    assert f"有错误、按能读出的数计入（1 家）：{UNITS[FINANCE]}" in run.product("年度报告.html").read_text(encoding="utf-8")
    assert f"“二、主动公开”{UNITS[FINANCE]}没有填全或有的数读不出来" in run.text


def test_a_section_that_is_blank_is_not_called_zero(district: District):
    for office in district.offices.values():
        for name in FORM.inputs:
            if name.startswith("remedies."):
                office.fill(name, None)
    run = district.merge()
    assert "行政复议" not in sections(run).partition("二、主动公开")[0]
    assert "“四、复议诉讼”" in run.text and "没有写成“没有发生”" in run.text


def test_an_indicator_that_some_left_open_is_not_called_zero(district: District):
    for office in district.offices.values():
        office.fill("indicators.training_sessions", 0).fill("indicators.assessments", 0)
    assert "未组织" in sections(district.merge(output="all")) or "未开展" in sections(district.merge(output="all"))
    district.office(FINANCE).fill("indicators.training_sessions", None)
    run = district.merge(output="some")
    sentence = next(line for line in sections(run).split("。") if "未组织政府信息公开业务培训" in line)
    assert sentence.endswith("（据3家单位统计，另1家请补充）")
    assert "“一、总体情况”1 处" in run.text


def test_the_bodys_words_are_the_reports_though_its_figures_have_an_error(district: District):
    district.office(BODY).fill("requests.granted.natural_person", 8).fill("text.problems", "一是解读不够及时。")
    run = district.merge()
    assert run.states()[BODY] == "rejected" and "一是解读不够及时。" in sections(run)
    district.office(BODY).fill("unit.year", YEAR - 1)
    assert "一是解读不够及时。" not in sections(district.merge("--year", str(YEAR), output="other-year"))


@pytest.mark.parametrize("output", ["收件", "."])
def test_results_are_not_written_among_the_submissions(district: District, output: str):
    """They would be taken for the whole folder's at the next run."""
    run = district.merge(output=output)
    assert run.exit_code == 2 and "请用 -o 另给一个文件夹" in run.text
    assert not (district.folder / output / "manifest.json").exists()
