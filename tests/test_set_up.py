"""The set-ups for an office PC: what goes into them. Whether they can be used is for `make smoke`."""

import configparser
import os
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "packaging"))

import archives  # noqa: E402
import linux  # noqa: E402
import wheels  # noqa: E402
import windows  # noqa: E402


def locked() -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+)==", wheels.LOCKED.read_text(encoding="utf-8"), flags=re.MULTILINE))


def test_all_that_the_package_asks_for_is_locked():
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    asked = settings["options"]["install_requires"] + settings["options.extras_require"]["pdf"]

    names = {re.split("[><=]", line)[0] for line in asked.split()}

    assert len(names) > 10
    assert names <= locked()


def test_every_wheel_is_held_against_a_hash():
    entries = re.split(r"^(?=\S)", wheels.LOCKED.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]

    assert len(entries) == len(locked())
    assert all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize(
    "name",
    [
        "lxml-6.1.3-cp311-cp311-manylinux2014_aarch64.manylinux_2_17_aarch64.whl",
        "numpy-1.26.4-cp311-cp311-manylinux_2_28_aarch64.whl",
        "click-8.5.1-py3-none-any.whl",
    ],
)
def test_a_wheel_for_this_machine_and_an_old_system_may_be_packed(name):
    linux.check(name, "aarch64")


@pytest.mark.parametrize(
    "name",
    [
        "lxml-6.1.3-cp311-cp311-manylinux2014_x86_64.whl",
        "lxml-6.1.3-cp311-cp311-manylinux_2_34_aarch64.whl",
        "lxml-6.1.3-cp311-cp311-linux_aarch64.whl",
    ],
)
def test_a_wheel_for_another_machine_or_a_newer_system_stops_the_build(name):
    with pytest.raises(SystemExit, match="不能在 aarch64"):
        linux.check(name, "aarch64")


@pytest.mark.parametrize(
    "name", ["numpy/core/tests/data/a.csv", "lxml/includes/etree.pxd", "pandas/tests/test_a.py", "numpy/f2py/a.py"]
)
def test_what_no_command_imports_is_left_out(name):
    assert windows.LEFT_OUT.fullmatch(name)


@pytest.mark.parametrize(
    "name", ["numpy/testing/__init__.py", "docx/templates/default.docx", "lxml/html/clean.py", "pytz/zoneinfo/PRC"]
)
def test_what_may_be_imported_goes_in(name):
    assert not windows.LEFT_OUT.fullmatch(name)


def test_the_same_files_give_the_same_zip_whenever_it_is_made(tmp_path):
    for name, day in (("a", 1_000_000_000), ("b", 1_700_000_000)):
        folder = tmp_path / name / "工具"
        folder.mkdir(parents=True)
        (folder / "说明.txt").write_text("同样的内容", encoding="utf-8")
        os.utime(folder / "说明.txt", (day, day))
        archives.zip_folder(tmp_path / f"{name}.zip", folder)

    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


@pytest.mark.parametrize("name", windows.CRLF_GBK)
def test_what_an_old_notepad_or_a_command_window_reads_is_in_its_code_page(name):
    (windows.PARTS / name).read_text(encoding="utf-8").encode("gbk")


def test_the_python_of_a_builder_is_taken_as_it_comes(tmp_path):
    archives.write_zip(tmp_path / "embed.zip", {"python311.dll": b"dll", "python311.zip": b"library"})
    (tmp_path / "runtime").mkdir()

    windows.take_embedded(tmp_path / "embed.zip", tmp_path / "runtime")

    assert (tmp_path / "runtime/python311.dll").read_bytes() == b"dll"


def test_another_python_is_refused_in_words(tmp_path):
    archives.write_zip(tmp_path / "embed.zip", {"python312.dll": b"dll"})

    with pytest.raises(SystemExit, match=r"不是 Python 3\.11 的 embeddable 包"):
        windows.take_embedded(tmp_path / "embed.zip", tmp_path)
