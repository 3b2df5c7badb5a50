"""All outputs or none, whatever happens to the run, and nothing that a person wrote is lost."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from disclosure_batch.outputs import folder as product
from disclosure_batch.outputs.folder import (
    OutputBusy,
    OutputHeld,
    OutputUnusable,
    Published,
    recover,
    replacing,
)

LAST = {"年度报告.docx": "去年", "汇总表.xlsx": "旧表", "退改通知/410801.docx": "请改", "章节/1.txt": "旧文"}
THIS = {"年度报告.docx": "今年", "汇总表.xlsx": "新表", "数据.csv": "1", "章节/1.txt": "新文"}


@pytest.fixture(autouse=True)
def no_wait_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand runs: they are killed, the power is never cut."""
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "2024"


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def manifest(files: dict[str, str]) -> dict[str, str]:
    outputs = [{"path": p, "sha256": hashlib.sha256(t.encode()).hexdigest()} for p, t in files.items()]
    return {"manifest.json": json.dumps({"outputs": outputs})}


def run(home: Path, files: dict[str, str]) -> Published:
    with replacing(home) as staging:
        write(staging.path, files | manifest(files))
    assert staging.published is not None
    return staging.published


def everything(folder: Path) -> dict[str, str | None]:
    """Every file below the folder with its text, every folder with None."""
    found = sorted(folder.rglob("*"))
    return {p.relative_to(folder).as_posix(): None if p.is_dir() else p.read_text("utf-8") for p in found}


def files(folder: Path) -> dict[str, str]:
    """The files below the folder with their texts, without the manifest."""
    found = everything(folder).items()
    return {path: text for path, text in found if text is not None and path != "manifest.json"}


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> set[Path]:
    """Files that another program holds open: as on Windows, they cannot be renamed."""
    held: set[Path] = set()
    replace = os.replace

    def windows_replace(source: Path, to: Path) -> None:
        if Path(source) in held:
            raise PermissionError(13, "The process cannot access the file", str(source))
        replace(source, to)

    monkeypatch.setattr(os, "replace", windows_replace)
    monkeypatch.setattr(product, "PATIENCE", 0)
    return held


# The swap


def test_the_first_run_makes_the_folder_and_leaves_nothing_beside_it(tmp_path: Path):
    published = run(tmp_path / "output" / "2024", THIS)

    assert published == Published(tmp_path / "output" / "2024", held_open=(), kept={}, stale_new=None)
    assert files(tmp_path) == {f"output/2024/{path}": text for path, text in (THIS | manifest(THIS)).items()}
    assert [path.name for path in (tmp_path / "output").iterdir()] == ["2024"]


def test_a_run_replaces_the_last_one_and_empty_folders_go(home: Path):
    run(home, LAST)
    published = run(home, THIS)

    assert published.kept == {}
    assert files(home) == THIS
    assert not (home / "退改通知").exists()
    assert [path.name for path in home.parent.iterdir()] == ["2024"]


def test_files_that_are_not_ours_are_not_touched(home: Path):
    run(home, LAST)
    theirs = {"领导批示.docx": "同意", "退改通知/电话记录.txt": "已催", "~$汇总表.xlsx": ""}
    write(home, theirs)
    (home / "空文件夹").mkdir()

    published = run(home, THIS)

    assert published.kept == {}
    assert files(home) == THIS | theirs
    assert (home / "空文件夹").is_dir()


def test_an_output_removed_by_hand_is_no_matter(home: Path):
    run(home, LAST)
    (home / "年度报告.docx").unlink()
    (home / "退改通知/410801.docx").unlink()

    assert run(home, THIS).kept == {}
    assert files(home) == THIS


def test_a_manifest_that_points_out_of_the_folder_moves_nothing_out_there(home: Path):
    write(home.parent, {"秘密.txt": "勿动"})
    write(home, {"manifest.json": manifest({"../秘密.txt": "勿动"})["manifest.json"]})

    published = run(home, THIS)

    assert list(published.kept) == ["manifest.json"]
    assert (home.parent / "秘密.txt").read_text(encoding="utf-8") == "勿动"


@pytest.mark.parametrize("given", [".", "../2024", "link"])
def test_the_folder_may_be_given_in_other_words(home: Path, given: str, monkeypatch: pytest.MonkeyPatch):
    run(home, LAST)
    monkeypatch.chdir(home)
    if given == "link":
        Path("../别处").mkdir()
        given = "../别处/link"
        try:
            Path(given).symlink_to(home, target_is_directory=True)
        except OSError:
            pytest.skip("this system lets nobody make links")

    run(Path(given), THIS)

    assert files(home) == THIS


# What a person changed


def test_an_output_edited_by_hand_is_kept_and_named(home: Path):
    run(home, LAST)
    write(home, {"章节/1.txt": "改过"})

    published = run(home, THIS)

    place = home.parent / "2024-历史" / "章节" / "1.txt"
    assert published.kept == {"章节/1.txt": place}
    assert place.read_text(encoding="utf-8") == "改过"
    assert files(home) == THIS


def test_an_edit_is_kept_although_the_run_writes_what_it_wrote_before(home: Path):
    run(home, LAST)
    write(home, {"年度报告.docx": "改过"})

    assert list(run(home, LAST).kept) == ["年度报告.docx"]
    assert files(home) == LAST


def test_an_editor_s_document_that_was_carried_forward_is_kept_when_another_takes_its_place(home: Path):
    """It is just as the last run left it: any other output would go."""
    carried = json.loads(manifest(LAST)["manifest.json"])
    carried["outputs"][0]["edited"] = True
    write(home, LAST | {"manifest.json": json.dumps(carried)})
    assert list(run(home, THIS).kept) == ["年度报告.docx"]
    assert (home.with_name("2024-历史") / "年度报告.docx").read_text("utf-8") == LAST["年度报告.docx"]
    assert not run(home, THIS).kept


def test_an_edit_that_the_run_arrives_at_too_needs_no_keeping(home: Path):
    run(home, LAST)
    write(home, {"年度报告.docx": THIS["年度报告.docx"]})

    assert run(home, THIS).kept == {}
    assert not (home.parent / "2024-历史").exists()


def test_an_edited_output_that_is_no_longer_written_is_kept(home: Path):
    run(home, LAST)
    write(home, {"退改通知/410801.docx": "请改，急"})

    assert list(run(home, THIS).kept) == ["退改通知/410801.docx"]
    assert not (home / "退改通知").exists()


def test_nothing_in_the_history_is_overwritten(home: Path):
    for text in "甲乙丙":
        run(home, LAST)
        write(home, {"年度报告.docx": text})
    run(home, LAST)

    assert files(home.parent / "2024-历史") == {
        "年度报告.docx": "甲",
        "年度报告（2）.docx": "乙",
        "年度报告（3）.docx": "丙",
    }


def test_a_file_stands_where_the_history_belongs(home: Path):
    write(home.parent, {"2024-历史": "一个文件"})
    run(home, LAST)
    write(home, {"章节/1.txt": "改过"})

    place = home.parent / "2024-历史（2）" / "章节" / "1.txt"
    assert run(home, THIS).kept == {"章节/1.txt": place}
    assert place.read_text(encoding="utf-8") == "改过"


@pytest.mark.parametrize(
    "words", [None, "{", "[]", '{"outputs": [{"path": "汇总表.xlsx"}]}', '{"outputs": 3}']
)
def test_without_a_readable_manifest_what_stands_in_the_way_is_kept(home: Path, words: str | None):
    write(home, {"汇总表.xlsx": "谁的？", "数据.csv": THIS["数据.csv"], "别的.txt": "不相干"})
    if words is not None:
        write(home, {"manifest.json": words})

    published = run(home, THIS)

    assert set(published.kept) == {"汇总表.xlsx"} | ({"manifest.json"} if words else set())
    assert files(home) == THIS | {"别的.txt": "不相干"}


def test_a_new_output_does_not_overwrite_a_file_of_its_name(home: Path):
    run(home, LAST)
    write(home, {"数据.csv": "手工"})

    assert run(home, THIS).kept["数据.csv"].read_text(encoding="utf-8") == "手工"


def test_a_folder_where_a_file_belongs_and_a_file_where_a_folder_belongs(home: Path):
    write(home, {"汇总表.xlsx/附件.txt": "附件", "章节": "一个文件"})

    published = run(home, THIS)

    assert set(published.kept) == {"汇总表.xlsx/附件.txt", "章节"}
    assert files(home.parent / "2024-历史") == {"汇总表.xlsx/附件.txt": "附件", "章节": "一个文件"}
    assert files(home) == THIS


def test_a_folder_put_in_the_place_of_an_output_no_longer_written_is_not_touched(home: Path):
    run(home, LAST)
    (home / "退改通知/410801.docx").unlink()
    write(home, {"退改通知/410801.docx/回函.txt": "收到"})

    run(home, THIS)

    assert files(home) == THIS | {"退改通知/410801.docx/回函.txt": "收到"}


# A run that fails


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_run_that_fails_changes_nothing(home: Path, error: type[BaseException]):
    run(home, LAST)
    write(home, {"年度报告.docx": "改过"})
    before = everything(home.parent)

    with pytest.raises(error), replacing(home) as staging:
        write(staging.path, THIS)
        raise error

    assert everything(home.parent) == before


def test_a_first_run_that_fails_makes_no_folder(tmp_path: Path):
    with pytest.raises(ValueError), replacing(tmp_path / "output" / "2024"):
        raise ValueError

    assert everything(tmp_path) == {}


@pytest.mark.parametrize("change", ["fsync", "replace", "mkdir"])
def test_a_full_disk_at_any_step_leaves_one_whole_result(home: Path, change: str, monkeypatch: pytest.MonkeyPatch):
    """A run that says it failed has changed nothing; what undoes it finds room."""
    whole, step, failures, reached = getattr(os, change), 0, 0, True
    while reached:
        reset(home)
        before, calls = everything(home.parent), count()

        def full(*args, calls=calls, step=step, **options):
            if next(calls) == step:
                raise OSError(28, "No space left on device")
            return whole(*args, **options)

        with monkeypatch.context() as patch:
            patch.setattr(os, change, full)
            try:
                run(home, THIS)
                assert files(home) == NEW
            except OSError as error:
                assert error.errno == 28 and everything(home.parent) == before, step
                failures += 1
        step, reached = step + 1, next(calls) > step
    assert failures > 2


@pytest.mark.parametrize("nth", [2, 4, 7, 9])
def test_ctrl_c_in_the_middle_of_the_swap_leaves_one_result(
    home: Path, nth: int, monkeypatch: pytest.MonkeyPatch
):
    run(home, LAST)
    replace, calls = os.replace, []

    def interrupted_replace(source: Path, to: Path) -> None:
        calls.append(source)
        if len(calls) == nth:
            raise KeyboardInterrupt
        replace(source, to)

    monkeypatch.setattr(os, "replace", interrupted_replace)
    with pytest.raises(KeyboardInterrupt):
        run(home, THIS)

    assert files(home) in (LAST, THIS)
    assert [path.name for path in home.parent.iterdir()] == ["2024"]


def test_a_file_or_the_root_of_a_disk_is_no_output_folder(home: Path):
    write(home.parent, {"2024": "一个文件"})
    for folder in (home, Path(home.anchor)):
        with pytest.raises(OutputUnusable, match="请另选一个"), replacing(folder):
            pytest.fail("the run must not begin")

    assert everything(home.parent) == {"2024": "一个文件"}


# A run that is killed


class Killed(BaseException):
    """Nothing catches it, and after it nothing reaches the disk."""


CHANGES = ["replace", "unlink", "rmdir", "mkdir", "fsync"]


def kill(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """The process dies instead of its n-th change to the disk."""
    left = iter(range(after))

    def mortal(change):
        def call(*args, **options):
            if next(left, None) is None:
                raise Killed
            return change(*args, **options)

        return call

    for name in CHANGES:
        monkeypatch.setattr(os, name, mortal(getattr(os, name)))


def kills(monkeypatch: pytest.MonkeyPatch, action) -> Iterator[None]:
    """Start the action again and again, and kill it one step later each time, until it gets through."""
    for after in range(1000):
        with monkeypatch.context() as patch:
            kill(patch, after)
            try:
                action()
            except Killed:
                killed = True
            else:
                killed = False
        yield
        if not killed:
            assert after > 5, "nothing was killed"
            return
    pytest.fail("it never gets through")


def reset(home: Path) -> None:
    """The last run's outputs, an edit, a file that bears a new output's name, and one that is not ours."""
    product.shutil.rmtree(home.parent)
    home.parent.mkdir()
    run(home, LAST)
    write(home, {"年度报告.docx": "改过", "数据.csv": "手工", "章节/笔记.txt": "笔记"})


OLD = LAST | {"年度报告.docx": "改过", "数据.csv": "手工", "章节/笔记.txt": "笔记"}
NEW = THIS | {"章节/笔记.txt": "笔记"}
KEPT = {"年度报告.docx": "改过", "数据.csv": "手工"}


def assert_wholly_old_or_new(home: Path) -> bool:
    """True where it is new. Nothing but DIR and the history is there."""
    is_new = (home / "manifest.json").read_text("utf-8") == manifest(THIS)["manifest.json"]
    expected = {f"2024/{path}": text for path, text in (NEW if is_new else OLD).items()}
    expected |= {f"2024-历史/{path}": text for path, text in KEPT.items() if is_new}
    expected |= {"2024/manifest.json": manifest(THIS if is_new else LAST)["manifest.json"]}
    assert files(home.parent) == expected
    assert (home / "退改通知").exists() is not is_new
    return is_new


def assert_manifest_vouches_for_all(home: Path) -> None:
    """Where a manifest stands, all its outputs do: it tells a complete folder from an interrupted one."""
    if (home / "manifest.json").exists():
        listed = json.loads((home / "manifest.json").read_text("utf-8"))["outputs"]
        assert {output["path"] for output in listed} <= files(home).keys()


def test_killed_at_any_step_the_folder_is_wholly_old_or_wholly_new(
    home: Path, monkeypatch: pytest.MonkeyPatch
):
    outcomes = []
    reset(home)
    for _ in kills(monkeypatch, lambda: run(home, THIS)):
        assert_manifest_vouches_for_all(home)
        recover(home)
        outcomes.append(assert_wholly_old_or_new(home))
        recover(home)  # once more changes nothing
        assert_wholly_old_or_new(home)
        reset(home)

    assert outcomes == sorted(outcomes), "from one step on it is finished, before that undone"
    assert {False, True} == set(outcomes)


@pytest.mark.parametrize("step", ["moving out", "moving in"])
def test_recovery_itself_may_be_killed_at_any_step(home: Path, step: str, monkeypatch: pytest.MonkeyPatch):
    """The first kill is put in the middle of a phase; the second one at every step of the recovery."""

    def die_in_the_middle() -> None:
        reset(home)
        real, seen = os.replace, []

        def replace(source: Path, to: Path) -> None:
            shelf = to if step == "moving out" else source
            seen.append(".2024.暂存" in str(shelf) and Path(shelf).suffix not in (".json", ".new", ".done"))
            if sum(seen) == 3:
                raise Killed
            real(source, to)

        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", replace)
            patch.setattr(product.shutil, "rmtree", lambda *_, **__: None)
            with pytest.raises(Killed):
                run(home, THIS)

    die_in_the_middle()
    for _ in kills(monkeypatch, lambda: recover(home)):
        recover(home)
        assert assert_wholly_old_or_new(home) is (step == "moving in")
        die_in_the_middle()


def test_the_next_run_recovers_by_itself(home: Path, monkeypatch: pytest.MonkeyPatch):
    reset(home)
    for _ in kills(monkeypatch, lambda: run(home, THIS)):
        run(home, THIS)
        assert assert_wholly_old_or_new(home)
        reset(home)


def test_what_somebody_puts_there_after_the_kill_is_kept_too(home: Path, monkeypatch: pytest.MonkeyPatch):
    """Where the report is missing, a person copies one back before the next start."""
    reset(home)
    for _ in kills(monkeypatch, lambda: run(home, THIS)):
        if not (home / "汇总表.xlsx").exists():
            write(home, {"汇总表.xlsx": "补的"})
            recover(home)
            assert files(home)["汇总表.xlsx"] in ("旧表", "新表")
            assert files(home.parent / "2024-历史")["汇总表.xlsx"] == "补的"
        reset(home)


def test_recover_makes_nothing_where_nothing_was(tmp_path: Path):
    recover(tmp_path / "output" / "2024")

    assert everything(tmp_path) == {}


# Another program holds a file open


def test_the_result_goes_beside_and_every_held_file_is_named(home: Path, held: set[Path]):
    run(home, LAST)
    write(home, {"年度报告.docx": "改过"})
    before = everything(home)
    held |= {home / "汇总表.xlsx", home / "年度报告.docx"}

    published = run(home, THIS)

    assert published.folder == home.parent / "2024-新"
    assert set(published.held_open) == {"汇总表.xlsx", "年度报告.docx"}
    assert everything(home) == before
    assert files(home.parent / "2024-新") == THIS
    assert {path.name for path in home.parent.iterdir()} == {"2024", "2024-新"}


def test_a_foreign_file_held_open_is_no_matter(home: Path, held: set[Path]):
    run(home, LAST)
    write(home, {"领导批示.docx": "同意"})
    held |= {home / "领导批示.docx"}

    assert run(home, THIS).folder == home


def test_a_file_held_for_a_moment_is_waited_for(home: Path, held: set[Path], monkeypatch: pytest.MonkeyPatch):
    run(home, LAST)
    held |= {home / "汇总表.xlsx"}
    monkeypatch.setattr(product.time, "sleep", lambda _: held.clear())

    assert run(home, THIS).folder == home


def test_edits_in_the_folder_beside_are_kept_too(home: Path, held: set[Path]):
    run(home, LAST)
    held |= {home / "汇总表.xlsx"}
    run(home, LAST)
    write(home.parent / "2024-新", {"年度报告.docx": "改过"})

    published = run(home, THIS)

    assert published.kept == {"年度报告.docx": home.parent / "2024-历史" / "年度报告.docx"}
    assert files(home.parent / "2024-新") == THIS


def test_held_in_both_folders_the_run_fails_and_names_all(home: Path, held: set[Path]):
    run(home, LAST)
    held |= {home / "汇总表.xlsx"}
    run(home, LAST)
    before = everything(home.parent)
    held |= {home.parent / "2024-新" / "年度报告.docx"}

    with pytest.raises(OutputHeld, match=r"2024/汇总表.xlsx、2024-新/年度报告.docx") as error:
        run(home, THIS)

    assert error.value.files == ("2024/汇总表.xlsx", "2024-新/年度报告.docx")
    assert everything(home.parent) == before


def test_the_folder_beside_is_reported_once_it_is_outdated(home: Path, held: set[Path]):
    run(home, LAST)
    held |= {home / "汇总表.xlsx"}
    assert run(home, LAST).stale_new is None  # it is the result itself
    held.clear()

    published = run(home, THIS)

    assert (published.folder, published.stale_new) == (home, home.parent / "2024-新")
    assert files(home.parent / "2024-新") == LAST


def test_a_new_output_that_cannot_be_moved_in_undoes_the_swap(home: Path, held: set[Path]):
    reset(home)
    before = everything(home)
    held |= {home.parent / ".2024.暂存" / "新" / "汇总表.xlsx"}

    with pytest.raises(OutputHeld):
        run(home, THIS)

    assert everything(home.parent) == {"2024": None} | {f"2024/{path}": text for path, text in before.items()}


def test_killed_while_the_result_goes_beside(home: Path, held: set[Path], monkeypatch: pytest.MonkeyPatch):
    def setup() -> None:
        held.clear()
        reset(home)
        held.add(home / "汇总表.xlsx")

    setup()
    for _ in kills(monkeypatch, lambda: run(home, THIS)):
        held.clear()
        recover(home)
        assert files(home) == OLD
        assert files(home.parent / "2024-新") in ({}, THIS)
        assert {path.name for path in home.parent.iterdir()} <= {"2024", "2024-新"}
        setup()


def test_what_cannot_be_put_back_yet_is_put_back_by_the_next_start(home: Path, held: set[Path]):
    reset(home)
    held |= {home / "汇总表.xlsx", home.parent / ".2024.暂存" / "旧" / "章节" / "1.txt"}
    with pytest.raises(OutputHeld, match=r"2024/章节/1.txt"):
        run(home, THIS)

    held.clear()
    recover(home)

    assert assert_wholly_old_or_new(home) is False


def test_leftovers_that_cannot_be_deleted_stop_the_next_run(home: Path, monkeypatch: pytest.MonkeyPatch):
    """They would be taken for outputs if that run were undone."""
    run(home, LAST)
    with monkeypatch.context() as patch:
        patch.setattr(product.shutil, "rmtree", lambda *_, **__: None)
        run(home, THIS)
        with pytest.raises(OutputHeld, match=r"\.2024\.暂存/旧/汇总表\.xlsx"):
            run(home, LAST)
    assert files(home) == THIS

    run(home, LAST)
    assert [path.name for path in home.parent.iterdir()] == ["2024"]


def test_an_output_marked_read_only_is_replaced(home: Path, monkeypatch: pytest.MonkeyPatch):
    run(home, LAST)
    (home / "年度报告.docx").chmod(0o444)
    unlink = os.unlink

    def windows_unlink(path, *, dir_fd=None) -> None:
        if not os.stat(path, dir_fd=dir_fd).st_mode & 0o200:
            raise PermissionError(13, "Access is denied", str(path))
        unlink(path, dir_fd=dir_fd)

    monkeypatch.setattr(os, "unlink", windows_unlink)
    assert run(home, THIS).folder == home
    monkeypatch.undo()

    assert files(home) == THIS
    assert [path.name for path in home.parent.iterdir()] == ["2024"]


# Two runs at once


def test_two_runs_into_one_folder(home: Path):
    with replacing(home) as staging:
        write(staging.path, THIS | manifest(THIS))
        for second in (lambda: run(home, LAST), lambda: recover(home)):
            with pytest.raises(OutputBusy, match="另一次运行"):
                second()
        run(home.parent / "2023", LAST)  # its neighbour is free

    assert files(home) == THIS


HANGS = """
import sys
from pathlib import Path
from disclosure_batch.outputs.folder import replacing
with replacing(Path(sys.argv[1])) as staging:
    (staging.path / "汇总表.xlsx").write_text("半")
    print("ready", flush=True)
    sys.stdin.read()
"""


def test_a_living_process_keeps_others_out_and_a_dead_one_does_not(home: Path):
    run(home, LAST)
    root = Path(product.__file__).parents[2]
    command = [sys.executable, "-X", "utf8", "-c", HANGS, str(home)]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"ready"
        with pytest.raises(OutputBusy):
            recover(home)
        other.kill()
    assert (home.parent / ".2024.暂存" / "新" / "汇总表.xlsx").exists()

    recover(home)

    assert files(home) == LAST
    assert [path.name for path in home.parent.iterdir()] == ["2024"]
    assert run(home, THIS).folder == home
