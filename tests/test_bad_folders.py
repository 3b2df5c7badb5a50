"""What lies in a folder beside submissions: results of this tool, planted ones, links in circles, closed folders."""

import errno
import json
import os
import shutil
from pathlib import Path

import pytest

from disclosure_batch.documents import guard
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.intake import collect as collecting
from disclosure_batch.intake.collect import WRITTEN, collect
from tests.district import District
from tests.run import reading_here

PLANTED = '{"edition": "2021", "outputs": [], "totals": 0}'
UNITS = {"410800", "410801", "410802", "410803"}


def states(run) -> set[str]:
    return {unit["code"] for unit in run.account["units"] if unit["status"] == "accepted"}


# ---------------------------------------------------------------- results among submissions


def test_a_planted_manifest_hides_nothing(district):
    district.receive()
    (district.received / "manifest.json").write_text(PLANTED)
    run = district.merge(receive=False)
    assert states(run) == UNITS and run.file_states()["收件/manifest.json"] == "ignored"


@pytest.mark.parametrize("where", ["收件/manifest.json", "收件/街道/manifest.json"])
def test_nor_does_one_that_lists_a_submission_with_another_content(district, where):
    district.receive()
    street = district.received / "街道"
    street.mkdir()
    name = "410803_示例区文昌街道办事处.xlsx"
    shutil.move(district.received / name, street / name)
    place = district.folder / where
    listed = [{"path": (street / name).relative_to(place.parent).as_posix(), "sha256": "0" * 64}]
    place.write_text(json.dumps({"edition": "2021", "outputs": listed, "totals": {}}))
    assert states(district.merge(receive=False)) == UNITS


def test_results_that_lie_among_submissions_are_all_set_aside(district):
    district.office("410801").fill("requests.granted.natural_person", 8)  # so that there are notices
    with reading_here():
        district.merge(whole=True)
    shutil.copytree(district.folder / "out", district.received / "结果" / "2024")
    again = district.merge(output="again")

    inside = {path: state for path, state in again.file_states().items() if "/结果/" in path}
    assert len(inside) > 12 and set(inside.values()) == {"ignored"}
    assert all(f.severity == "notice" for f in again.findings() if f.file and "/结果/" in f.file)
    assert states(again) == UNITS - {"410801"}


def test_what_an_office_sends_into_the_folder_of_results_is_read(district):
    with reading_here():
        district.merge(whole=True)
    shutil.move(district.folder / "out", district.received / "2024")
    late = district.office("410802").write(district.received / "2024" / "补报.xlsx")
    (district.received / "410802_示例区教育局.xlsx").unlink()
    run = district.merge(output="again", receive=False)
    assert states(run) == UNITS and run.file_states()[f"收件/2024/{late.name}"] == "accepted"


def test_what_people_changed_in_results_is_set_aside_and_a_submission_beside_it_is_not(district):
    with reading_here():
        district.merge(whole=True)
    history = district.received / "2024-历史"
    shutil.move(district.folder / "out", district.received / "2024")
    history.mkdir()
    for name in ("汇总表.xlsx", "汇总表（2）.xlsx", "年度报告.docx"):
        (history / name).write_bytes((district.received / "2024" / name.replace("（2）", "")).read_bytes() + b" ")
    shutil.move(district.received / "410802_示例区教育局.xlsx", history / "410802_示例区教育局.xlsx")
    run = district.merge(output="again", receive=False)

    kept = {path.rpartition("/")[2]: state for path, state in run.file_states().items() if "-历史/" in path}
    assert kept.pop("410802_示例区教育局.xlsx") == "accepted" and set(kept.values()) == {"ignored"}
    assert states(run) == UNITS


def test_a_folder_that_is_only_called_so_hides_nothing(district):
    district.receive()
    old = district.received / "2023-历史"
    old.mkdir()
    shutil.move(district.received / "410802_示例区教育局.xlsx", old / "汇总表.xlsx")
    assert states(district.merge(receive=False)) == UNITS


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"edition":"2021","files":[],"outputs":[]}',
        b"[" * 200_000,
        b"\xff\xfe\x00",
        b'{"a": ' * 5_000,
        b"[" + b"[]," * 900_000,
        b" " * (guard.FILE_SIZE + 2),
    ],
    ids=["empty", "cut", "of nothing", "deep", "no text", "nested", "many", "large"],
)
def test_a_manifest_that_can_not_be_read_is_set_aside_and_hides_nothing(district, content):
    district.receive()
    (district.received / "manifest.json").write_bytes(content)
    run = district.merge(receive=False, whole=len(content) > guard.READ_HERE)
    assert states(run) == UNITS and run.file_states()["收件/manifest.json"] == "ignored"
    (said,) = [f.message for f in run.findings() if f.file == "收件/manifest.json"]
    assert "看不出是哪一次的结果" in said


def test_a_manifest_is_looked_at_once_however_many_files_lie_below(tmp_path, monkeypatch):
    looked_at = []
    real = collecting._read_manifest
    monkeypatch.setattr(collecting, "_read_manifest", lambda path: looked_at.append(path) or real(path))
    (tmp_path / "manifest.json").write_text(PLANTED)
    for number in range(300):
        place = tmp_path / f"{number % 30}"
        place.mkdir(exist_ok=True)
        (place / f"{number}.xlsx").write_bytes(b"")
    assert len(collect([tmp_path])) == 301
    assert len(looked_at) == 31 == len(set(looked_at))


def test_a_large_manifest_is_known_too(tmp_path):
    place = tmp_path / "2024"
    place.mkdir()
    many = [{"path": f"退改通知/{number}.docx", "sha256": "0" * 64} for number in range(20_000)]
    (place / "manifest.json").write_text(json.dumps({"edition": "2021", "outputs": many, "totals": {}}))
    assert (place / "manifest.json").stat().st_size > guard.READ_HERE
    (place / "汇总表.xlsx").write_bytes(b"x")
    assert [source.ignored for source in collect([tmp_path])] == [WRITTEN, WRITTEN]


# ---------------------------------------------------------------- folders that lead nowhere


def test_links_in_a_circle_cost_only_themselves(district):
    district.receive()
    (district.received / "甲.xlsx").symlink_to(district.received / "乙.xlsx")
    (district.received / "乙.xlsx").symlink_to(district.received / "甲.xlsx")
    (district.received / "自己").symlink_to("自己")
    (district.received / "上面").symlink_to(district.folder, target_is_directory=True)
    run = district.merge(receive=False)

    assert states(run) == UNITS
    told = {path: state for path, state in run.file_states().items() if "4108" not in path}
    assert told.pop("收件/上面") == "ignored"
    assert told == dict.fromkeys(("收件/甲.xlsx", "收件/乙.xlsx", "收件/自己"), "rejected")
    assert all("绕回自身的链接" in f.message for f in run.findings("F001"))
    assert "3 处  收件的文件夹里打不开的" in run.text and "认不出是哪家的表" not in run.text  # no office can mend it


@pytest.mark.parametrize("option", ["--previous", "--roster", "-o", "--decisions"])
def test_an_option_that_leads_in_a_circle_is_told_without_a_traceback(district, option):
    loop = district.folder / "圈.xlsx"
    loop.symlink_to(loop)
    run = district.merge(option, loop)
    assert run.exit_code == {"--decisions": 0, "-o": 3}.get(option, 2), run.text


def test_folders_a_thousand_deep_cost_only_themselves(district):
    district.receive()
    here = os.getcwd()
    os.chdir(district.received)
    try:
        for _ in range(1_000):
            os.mkdir("层层叠叠")
            os.chdir("层层叠叠")
        Path("深.xlsx").write_bytes(b"x")
    finally:
        os.chdir(here)
    try:
        run = district.merge(receive=False)
    finally:
        shutil.move(district.received / "层层叠叠", district.folder / "层层叠叠")
        _remove(district.folder / "层层叠叠")
    assert states(run) == UNITS
    (deep,) = [f for f in run.findings("F001")]
    assert "文件夹套得太深" in deep.message and run.file_states()[deep.file] == "rejected"


def _remove(folder: Path) -> None:
    """Deeper than shutil.rmtree of this Python goes."""
    os.system(f"rm -rf '{folder}'")


def test_a_folder_at_the_limit_is_looked_into(tmp_path):
    inside = tmp_path.joinpath(*["层"] * guard.LEVELS)
    inside.mkdir(parents=True)
    (inside / "a.xlsx").write_bytes(b"x")
    assert [(s.file.name, s.trouble) for s in collect([tmp_path])] == [("a.xlsx", None)]
    (inside / "层").mkdir()
    assert [s.trouble for s in collect([tmp_path])] == [None, guard.TOO_DEEP]


@pytest.mark.parametrize("closed_to", ["listing", "entering"])
def test_a_folder_that_is_closed_costs_only_itself(district: District, closed_to, monkeypatch):
    district.receive()
    closed = district.received / "别人的"
    closed.mkdir()
    (closed / "a.xlsx").write_bytes(b"x")
    scandir, access = os.scandir, os.access

    def no_listing(path):
        if str(path) == str(closed):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    if closed_to == "listing":
        monkeypatch.setattr(os, "scandir", no_listing)
    else:
        monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != closed and access(path, mode))
    run = district.merge(receive=False)
    assert states(run) == UNITS
    (told,) = run.findings("F001")
    assert told.file == "收件/别人的" and "是文件夹，打不开" in told.message and run.exit_code == 1


# ---------------------------------------------------------------- what Windows alone says


def refused(number: int, said: type[OSError] = OSError) -> OSError:
    """As Python on Windows raises it; most of these numbers become EINVAL."""
    error = said({PermissionError: errno.EACCES, FileNotFoundError: errno.ENOENT}.get(said, errno.EINVAL), "…")
    error.winerror = number
    return error


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch):
    """refusing(path, error): from now on that file or folder can't be opened."""

    def refuse(path: Path, error: OSError) -> None:
        opened, listed = Path.open, os.scandir

        def no_opening(self, *arguments, **named):
            if self == path:
                raise error
            return opened(self, *arguments, **named)

        def no_listing(folder):
            if str(folder) == str(path):
                raise error
            return listed(folder)

        monkeypatch.setattr(Path, "open", no_opening)
        monkeypatch.setattr(os, "scandir", no_listing)

    return refuse


@pytest.mark.parametrize(
    ("error", "says", "to_do"),
    [
        (refused(32, PermissionError), "打不开（正被占用）", "关掉正在使用它的程序后再运行一次"),
        (refused(362), "还在云盘上，没有下载到这台电脑", "在云盘里把它设为保留在这台电脑上，下载好后再运行一次"),
        (refused(389), "还在云盘上，没有下载到这台电脑", "在云盘里"),
        (refused(64), "打不开（网络或移动磁盘已断开）", "连好后再运行一次"),
        (refused(225), "被杀毒软件或安全策略拦住了", "在那里允许打开它后再运行一次"),
        (refused(5, PermissionError), "打不开（没有权限）", "检查它的权限"),
        (refused(2, FileNotFoundError), "刚才还在，现在找不到了", "重新放进来再运行一次"),
    ],
)
def test_why_a_file_cant_be_opened_is_told_apart(error, says, to_do, tmp_path, refusing):
    (tmp_path / "表.xlsx").write_bytes(b"x")
    refusing(tmp_path / "表.xlsx", error)

    with pytest.raises(Unreadable) as told:
        guard.read_file(tmp_path / "表.xlsx")

    assert told.value.trouble.reason == says
    assert told.value.trouble.advice.startswith(to_do)


def test_a_path_too_long_for_windows_is_no_file_that_went_away(tmp_path, refusing, monkeypatch):
    (sent := tmp_path / "表.xlsx").write_bytes(b"x")
    monkeypatch.setattr("disclosure_batch.storing.LONGEST_PATH", len(str(sent)) - 1)
    refusing(sent, refused(3, FileNotFoundError))

    with pytest.raises(Unreadable) as told:
        guard.read_file(sent)

    assert told.value.trouble == guard.PATH_TOO_LONG


def test_nor_is_a_folder_whose_files_cant_be_listed_for_that(district: District, refusing, monkeypatch):
    district.receive()
    deep = district.received / "深"
    deep.mkdir()
    monkeypatch.setattr("disclosure_batch.storing.LONGEST_PATH", len(str(deep)))
    refusing(deep, refused(3, FileNotFoundError))

    run = district.merge(receive=False)

    (told,) = run.findings("F001")
    assert told.file == "收件/深" and "路径太长），里面的没有读" in told.message
    assert states(run) == UNITS


def test_a_copy_that_a_cloud_disk_made_of_a_conflict_is_the_office_s_own(district: District):
    district.receive()
    (sent,) = district.received.glob("410802*")
    for name in ("（DESKTOP-7K2 的冲突副本 2025-01-12）", "-DESKTOP-7K2"):
        (district.received / f"{sent.stem}{name}.xlsx").write_bytes(sent.read_bytes())

    run = district.merge(receive=False)

    assert states(run) == UNITS
    assert run.exit_code == 0
