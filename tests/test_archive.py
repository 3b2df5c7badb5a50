"""`archive`: a result and what it was made from in one file, verified years later, read as a result as it is."""

import csv
import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from disclosure_batch.documents.guard import FILE_SIZE
from disclosure_batch.keeping.held import fingerprint_of
from tests.district import District
from tests.run import Run


@pytest.fixture
def district(tmp_path: Path) -> District:
    return District(tmp_path)


def archived(district: District, *paths: Path, name: str = "档案.zip", result: str = "out") -> Run:
    """What the district's run wrote, packed with what is given."""
    given = paths or (district.received, district.roster)
    return district.run("archive", district.folder / result, *given, "-o", district.folder / name)


def merged(district: District) -> Run:
    """With all that the archive is asked for next year."""
    run = district.merge("--year", 2024)
    workbook = run.product("汇总表.xlsx")
    shutil.copy(workbook, run.folder / workbook.name)
    account = json.loads((run.folder / "manifest.json").read_text(encoding="utf-8"))
    with workbook.open("rb") as file:
        account["outputs"].append({"path": workbook.name, "sha256": fingerprint_of(file).sha256})
    (run.folder / "manifest.json").write_text(json.dumps(account, ensure_ascii=False), encoding="utf-8")
    return run


@pytest.fixture
def kept(district: District) -> Path:
    """An archive of the district's result."""
    merged(district)
    done = archived(district)
    assert done.exit_code == 0, done.text
    return district.folder / "档案.zip"


def changed(kept: Path, change) -> Path:
    """The archive with its members as `change` has them: it gets path -> bytes and returns that."""
    path = kept.with_name("改过.zip")
    with zipfile.ZipFile(kept) as old, zipfile.ZipFile(path, "w") as new:
        for name, data in change({name: old.read(name) for name in old.namelist()}).items():
            new.writestr(name, data)
    return path


def with_a_byte_more(name: str):
    return lambda members: {path: data + b" " * path.endswith(name) for path, data in members.items()}


def without(name: str):
    return lambda members: {path: data for path, data in members.items() if not path.endswith(name)}


def timeline(path: Path) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as book:
        text = book.read("时间线.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


# ---------------------------------------------------------------- what is packed


def test_a_result_and_what_it_was_made_from_lie_in_it(district: District, kept: Path):
    with zipfile.ZipFile(kept) as book:
        names = book.namelist()
        assert {member.flag_bits & 0x800 for member in book.infolist()} == {0x800}  # every name here is Chinese: UTF-8
    assert names[:2] == ["档案清单.json", "时间线.csv"]
    assert {"结果/manifest.json", "结果/汇总表.xlsx", "材料/名册.csv", "材料/收件/410801_示例区财政局.xlsx"} <= set(names)


def test_the_same_input_gives_the_same_bytes(district: District, kept: Path):
    assert archived(district, name="又.zip").exit_code == 0
    assert (district.folder / "又.zip").read_bytes() == kept.read_bytes()


def test_a_file_is_known_whichever_folder_was_given(district: District):
    district.receive()
    district.merge(paths=tuple(sorted(district.received.iterdir())), receive=False)
    assert archived(district).exit_code == 0
    with zipfile.ZipFile(district.folder / "档案.zip") as book:
        assert "材料/410801_示例区财政局.xlsx" in book.namelist()


def test_what_was_handed_in_within_a_zip_counts_by_that_zip(district: District):
    district.receive()
    with zipfile.ZipFile(district.received / "收齐.zip", "w") as book:
        for path in sorted(district.received.glob("*.xlsx")):
            book.write(path, path.name)
            path.unlink()
    run = district.merge(receive=False)
    assert "收件/收齐.zip!/410801_示例区财政局.xlsx" in run.file_states()
    assert archived(district).exit_code == 0
    assert timeline(district.folder / "档案.zip")[1]["填报日期（采用的表里写的）"] == "2025-01-10"

    (district.folder / "档案.zip").unlink()
    with zipfile.ZipFile(district.received / "收齐.zip", "a") as book:
        book.writestr("加的.txt", "x")
    refused = archived(district)
    assert refused.exit_code == 1 and "收齐.zip" in refused.text


def test_a_path_longer_than_windows_allows_is_packed_and_named(district: District):
    deep = district.received / ("很长的文件夹名" * 8) / ("又一层很长的文件夹" * 8) / ("再一层很长的文件夹" * 8)
    deep.mkdir(parents=True)
    district.merge()
    district.copy("410801", "a.xlsx").rename(deep / "副本.xlsx")
    district.merge(receive=False)
    done = archived(district)
    assert done.exit_code == 0 and "有 1 个文件的路径超过 200 个字" in done.text
    assert district.run("check", district.folder / "档案.zip").exit_code == 0


def test_of_a_file_larger_than_is_read_so_much_is_held_as_was_read():
    beyond = b"%PDF" + b"x" * FILE_SIZE
    whole, read = fingerprint_of(io.BytesIO(beyond + b"more")), fingerprint_of(io.BytesIO(beyond[: FILE_SIZE + 1]))
    assert whole.as_read == read.sha256 != whole.sha256


# ---------------------------------------------------------------- what is not packed


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda d: (d.received / "410801_示例区财政局.xlsx").write_bytes(b"PK another"), "410801_示例区财政局.xlsx"),
        (lambda d: (d.received / "410801_示例区财政局.xlsx").unlink(), "410801_示例区财政局.xlsx"),
        (lambda d: (d.folder / "out" / "汇总表.xlsx").write_bytes(b"PK another"), "汇总表.xlsx"),
        (lambda d: (d.folder / "out" / "汇总表.xlsx").unlink(), "汇总表.xlsx"),
    ],
)
def test_what_is_not_as_the_run_recorded_it_is_named_and_nothing_written(district: District, damage, named: str):
    merged(district)
    damage(district)
    done = archived(district)
    assert done.exit_code == 1 and named in done.text and "什么都没有写" in done.text
    assert sorted(path.name for path in district.folder.iterdir() if "档案" in path.name) == []


def test_where_the_whole_folder_was_given_results_and_decisions_need_not_be_as_they_were_read(district: District):
    """They lay among what was read, and the run has written them anew."""
    district.receive()
    options = ("--decisions", district.folder / "决定.xlsx")
    for _ in range(2):
        district.merge(*options, paths=(district.folder,), receive=False, whole=True)
    done = archived(district, district.folder, name="../档案.zip")
    assert done.exit_code == 0, done.text
    assert district.run("check", district.folder.parent / "档案.zip").exit_code == 0


def test_lock_files_come_and_go(district: District):
    district.received.joinpath("~$410801.xlsx").write_bytes(b"me")
    merged(district)
    district.received.joinpath("~$410801.xlsx").unlink()
    assert archived(district).exit_code == 0


def test_what_lies_beside_the_outputs_is_packed_and_said(district: District):
    run = merged(district)
    (run.folder / "领导批示.txt").write_text("同意", encoding="utf-8")
    done = archived(district)
    assert done.exit_code == 0 and "领导批示.txt不是这次汇总写出的" in done.text
    assert district.run("check", district.folder / "档案.zip").exit_code == 0


def test_what_is_no_result_is_refused(district: District):
    district.receive()
    done = district.run("archive", district.received, district.roster, "-o", district.folder / "档案.zip")
    assert done.exit_code == 3 and "不是结果文件夹" in done.text


@pytest.mark.parametrize("name", ["档案", "out/档案.zip", "收件/档案.zip"])
def test_a_place_where_no_archive_goes_is_wrong_usage(district: District, name: str):
    district.merge()
    assert archived(district, name=name).exit_code == 2


def test_an_archive_is_never_overwritten(district: District, kept: Path):
    before = kept.read_bytes()
    again = archived(district)
    assert again.exit_code == 3 and "没有覆盖" in again.text
    assert kept.read_bytes() == before


# ---------------------------------------------------------------- years later


def test_a_sound_archive_is_said_to_be(district: District, kept: Path):
    done = district.run("check", kept)
    assert done.exit_code == 0 and "完好" in done.text and "4 家单位" in done.text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (with_a_byte_more("汇总表.xlsx"), "结果里的“汇总表.xlsx”内容变了"),
        (with_a_byte_more("410801_示例区财政局.xlsx"), "汇总时用的“收件/410801_示例区财政局.xlsx”内容变了"),
        (with_a_byte_more("时间线.csv"), "“时间线.csv”内容变了"),
        (without("410802_示例区教育局.xlsx"), "汇总时用的“收件/410802_示例区教育局.xlsx”缺少"),
        (lambda members: {**members, "材料/后来.txt": b"x"}, "汇总时用的“后来.txt”是后来加进去的"),
        (lambda members: {**members, "档案清单.json": b"{"}, "档案清单.json"),
    ],
)
def test_what_is_otherwise_is_named(district: District, kept: Path, change, said: str):
    path = changed(kept, change)
    done = district.run("check", path)
    assert done.exit_code == 1 and said in done.text
    account = json.loads(district.run("check", path, "--format", "json").text)
    assert [finding["rule"] for finding in account["findings"]] == ["F006"]


def test_an_archive_that_is_not_whole_is_said_to_be_a_zip(district: District, kept: Path):
    half = kept.with_name("半份.zip")
    half.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2])
    done = district.run("check", half)
    assert done.exit_code == 1 and "文件不完整" in done.text and "换另存的一份完好的" in done.text


def test_a_member_and_the_list_changed_together_still_differ_from_the_account(district: District, kept: Path):
    def both(members):
        name, other = "材料/收件/410801_示例区财政局.xlsx", fingerprint_of(io.BytesIO(b"another")).sha256
        listed = json.loads(members["档案清单.json"])
        for member in listed["members"]:
            member["sha256"] = other if member["path"] == name else member["sha256"]
        return {**members, name: b"another", "档案清单.json": json.dumps(listed).encode()}

    done = district.run("check", changed(kept, both))
    assert done.exit_code == 1 and "410801_示例区财政局.xlsx" in done.text


@pytest.mark.parametrize(
    "account", [b"", b"[]", b'{"edition": 1, "outputs": 3, "totals": 0}', b'{"edition": 1, "outputs": [], "totals": 0}']
)
def test_an_account_that_is_none_any_more_is_named(district: District, kept: Path, account: bytes):
    path = changed(kept, lambda members: {**members, "结果/manifest.json": account})
    done = district.run("check", path)
    assert done.exit_code == 1 and "结果里的“manifest.json”内容变了" in done.text


def test_a_zip_of_submissions_is_no_archive(district: District):
    path = district.folder / "收齐.zip"
    district.receive()
    with zipfile.ZipFile(path, "w") as book:
        for file in district.received.glob("*.xlsx"):
            book.write(file, file.name)
    done = district.run("check", path, "--roster", district.roster)
    assert done.exit_code == 0 and "完好" not in done.text


# ---------------------------------------------------------------- as a result, without unpacking


def test_it_is_the_roster_and_last_years_result(district: District, kept: Path):
    run = district.merge("--roster", kept, roster=False, output="again")
    assert run.exit_code == 0 and len(run.account["units"]) == 4
    blank = district.run(
        "distribute", kept, "-o", district.folder / "下发", "--year", 2025, "--previous", kept, output="-"
    )
    assert blank.exit_code == 0 and "没有带出上年数" not in blank.text
    checked = district.run("check", district.received, "--roster", kept, "--year", 2025, "--previous", kept)
    assert "读不出" not in checked.text


def test_it_fills_another_form_with_its_totals(district: District, kept: Path):
    form = Path(__file__).parent / "data" / "official-form.docx"
    done = district.run("fill", form, "--from", kept, "-o", district.folder / "报市里.docx")
    assert done.exit_code == 0 and "已填 200 个数" in done.text


def test_among_submissions_it_stands_for_its_result_alone(district: District, kept: Path, tmp_path: Path):
    (tmp_path / "各区").mkdir()
    shutil.copy(kept, tmp_path / "各区" / "示例区.zip")
    run = district.merge("--name", "示例市人民政府", paths=(tmp_path / "各区",), roster=False, output="city")
    added = [path for path, status in run.file_states().items() if status == "accepted"]
    assert added == ["各区/示例区.zip!/结果/汇总表.xlsx"]
    assert run.totals == {**run.totals, **district.sums()}


def test_a_damaged_one_is_said_to_be_wherever_it_is_given(district: District, kept: Path):
    bad = changed(kept, with_a_byte_more("汇总表.xlsx"))
    form = Path(__file__).parent / "data" / "official-form.docx"
    runs = [
        district.merge("--previous", bad, output="p"),
        district.merge("--roster", bad, roster=False, output="r"),
        district.run("fill", form, "--from", bad, "-o", district.folder / "x.docx"),
    ]
    for run in runs:
        assert run.exit_code == 3 and "和归档时不一样" in run.text and "check" in run.text


# ---------------------------------------------------------------- who reported when


def test_the_timeline_says_who_reported_when(district: District):
    district.office("410802").reports = district.office("410800").reports = False
    district.merge()
    later = district.office("410801").fill("indicators.published", 500).fill("unit.date", "2025-01-12")
    later.write(district.received / "改后.xlsx")
    district.merge(receive=False)
    archived(district)
    rows = {row["单位代码"]: row for row in timeline(district.folder / "档案.zip")}
    assert rows["410801"]["采用的文件"] == "收件/改后.xlsx"
    assert rows["410801"]["填报日期（采用的表里写的）"] == "2025-01-12"
    assert rows["410801"]["收到几份不同的表（在归档的收件里）"] == "2"
    assert rows["410801"]["各份的填报日期和保存时间"].startswith("2025-01-10")
    assert rows["410802"]["归档时的状态"] == "未报" and rows["410802"]["采用的文件"] == ""
    assert rows["410800"]["归档时的状态"] == "没有单独报送（可以没有）"  # the office that adds up


def test_how_often_a_unit_was_sent_its_workbook_back_is_kept_from_run_to_run(district: District):
    """It was mended under the same name, so nothing of that lies among the submissions any more."""
    district.office("410801").fill("requests.granted.natural_person", 9)
    district.merge()
    district.merge()  # the same once more is no further time
    district.office("410801").fill("requests.granted.natural_person", 8)
    district.merge()
    district.office("410801").fill("requests.granted.natural_person", 5)
    run = district.merge()
    assert run.exit_code == 0 and len(run.account["returned"]["410801"]) == 2
    archived(district)
    times = {row["单位代码"]: row[list(row)[-1]] for row in timeline(district.folder / "档案.zip")}
    assert times == {"410800": "0", "410801": "2", "410802": "0", "410803": "0"}
