"""The set-ups for an office PC: what goes into them. Whether they can be used is for `make smoke`."""

import configparser
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "packaging"))

import archives  # noqa: E402
import licences  # noqa: E402
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


# What python-3.11.*-embed-amd64.zip holds.
MODULES_OF_PYTHON_ORG = (
    "_asyncio", "_bz2", "_ctypes", "_decimal", "_elementtree", "_hashlib", "_lzma", "_msi", "_multiprocessing",
    "_overlapped", "_queue", "_socket", "_sqlite3", "_ssl", "_uuid", "_zoneinfo", "pyexpat", "select",
    "unicodedata", "winsound",
)
LIBRARIES_OF_PYTHON_ORG = (
    "libcrypto-3", "libffi-8", "libssl-3", "python3", "python311", "sqlite3", "vcruntime140", "vcruntime140_1",
)
OF_PYTHON_ORG = (
    *(f"{name}.pyd" for name in MODULES_OF_PYTHON_ORG),
    *(f"{name}.dll" for name in LIBRARIES_OF_PYTHON_ORG),
    *("LICENSE.txt", "python.cat", "python.exe", "python311._pth", "python311.zip", "pythonw.exe"),
)


def test_of_the_python_of_a_builder_is_taken_what_the_tool_needs(tmp_path):
    archives.write_zip(tmp_path / "embed.zip", {name: name.encode() for name in OF_PYTHON_ORG})
    (tmp_path / "runtime").mkdir()

    windows.take_embedded(tmp_path / "embed.zip", tmp_path / "runtime")

    taken = {path.name for path in (tmp_path / "runtime").iterdir()}
    assert {"python311.dll", "python311.zip", "vcruntime140.dll", "_ctypes.pyd", "LICENSE.txt"} <= taken
    left = {"python.exe", "pythonw.exe", "python.cat", "python311._pth"}  # ours stand there
    assert set(OF_PYTHON_ORG) - taken == left | {
        *("_ssl.pyd", "_hashlib.pyd", "libssl-3.dll", "libcrypto-3.dll"),
        *("_sqlite3.pyd", "sqlite3.dll", "_msi.pyd", "winsound.pyd", "_uuid.pyd"),
    }


def test_another_python_is_refused_in_words(tmp_path):
    archives.write_zip(tmp_path / "embed.zip", {"python312.dll": b"dll"})

    with pytest.raises(SystemExit, match=r"不是 Python 3\.11 的 embeddable 包"):
        windows.take_embedded(tmp_path / "embed.zip", tmp_path)


def a_wheel(folder: Path, **members: str) -> Path:
    path = folder / "a_part-1-py3-none-any.whl"
    about = "Metadata-Version: 2.4\nName: a_part\nVersion: 1\nLicense-Expression: MIT\n"
    texts = {"a_part-1.dist-info/METADATA": about, **members}
    archives.write_zip(path, {name: text.encode() for name, text in texts.items()})
    return path


@pytest.mark.parametrize(
    "name", ["LICENSE.txt", "licenses/LICENSE", "licenses/BUILD/libtiff.md", "LICENCE.rst", "COPYING"]
)
def test_every_licence_that_a_wheel_carries_goes_into_the_bundle(name, tmp_path):
    wheel = a_wheel(tmp_path, **{f"a_part-1.dist-info/{name}": "the words of it"})

    licences.gather([wheel], [], tmp_path / "licences")

    assert "the words of it" in (tmp_path / "licences/a_part 1.txt").read_text(encoding="utf-8")
    assert "a_part 1：MIT" in (tmp_path / "licences/各部分.txt").read_text(encoding="utf-8-sig")


def test_what_a_compiled_part_is_made_of_is_listed_with_its_licences(tmp_path):
    parts = '{"components": [{"name": "calamine", "version": "2", "licenses": [{"expression": "MIT"}]}]}'
    name = "a_part-1.dist-info"
    wheel = a_wheel(tmp_path, **{f"{name}/LICENSE": "x", f"{name}/sboms/a.cyclonedx.json": parts})

    licences.gather([wheel], [], tmp_path / "licences")

    assert "calamine 2：MIT" in (tmp_path / "licences/a_part 1.txt").read_text(encoding="utf-8")


def test_a_part_without_the_words_of_its_licence_stops_the_build(tmp_path):
    with pytest.raises(SystemExit, match="没有许可的文字"):
        licences.gather([a_wheel(tmp_path)], [], tmp_path / "licences")


@pytest.mark.parametrize(
    "name", ["freeze_core/lib/_ctypes.cpython-311-x86_64-linux-gnu.so", "freeze_core.libs/libffi-af4ed708.so.6.0.1"]
)
def test_what_the_carried_python_needs_goes_in(name):
    assert linux.MODULES.fullmatch(name)


@pytest.mark.parametrize(
    "name",
    [
        "freeze_core/lib/readline.cpython-311-x86_64-linux-gnu.so",
        "freeze_core/lib/_gdbm.cpython-311-x86_64-linux-gnu.so",
        "freeze_core/lib/_ssl.cpython-311-x86_64-linux-gnu.so",
        "freeze_core/lib/_testcapi.cpython-311-x86_64-linux-gnu.so",
        "freeze_core.libs/libreadline-2c5f7b8d.so.6.2",
        "freeze_core.libs/libcrypto-27e744a7.so.3",
    ],
)
def test_what_would_bring_another_licence_or_what_no_command_needs_stays_out(name):
    assert not linux.MODULES.fullmatch(name)


class OnLinux:
    """A bundle with a tool that says who runs it, and a home to install it in."""

    def __init__(self, folder: Path) -> None:
        self.bundle, self.home = folder / "安装 包", folder / "家"
        for place in (self.bundle / "wheels", self.bundle / "python", self.home, folder / "bin"):
            place.mkdir(parents=True)
        says = b"import sys; print('ran', *sys.argv[1:])"
        tool = {"disclosure_batch/__init__.py": b"", "disclosure_batch/__main__.py": says}
        archives.write_zip(self.bundle / "wheels/tool-1-py3-none-any.whl", tool)
        self.programs = folder / "bin"
        self.script(platform.machine())
        self.carries("works")

    def script(self, machine: str) -> None:
        words = (linux.PARTS / "安装.sh").read_text(encoding="utf-8")
        words = words.replace("{machine}", machine).replace("{version}", "1")
        (self.bundle / "安装.sh").write_text(words, encoding="utf-8")

    def carries(self, what: str) -> None:
        self._python(self.bundle / "python/python", what)

    def has(self, name: str, what: str) -> Path:
        return self._python(self.programs / name, what)

    def _python(self, path: Path, what: str) -> Path:
        """A Python that works, is an older one, or isn't allowed to run."""
        asked = {"works": "exit 0", "older": "exit 1", "forbidden": "exit 126"}[what]
        path.write_text(f'#!/bin/sh\ncase "$2" in "import ctypes"*) {asked};; esac\nexec "{sys.executable}" "$@"\n')
        path.chmod(0o755)
        return path

    def install(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        path = f"{self.programs}:/usr/bin:/bin"
        told = {"HOME": str(self.home), "PATH": path, "LANG": "C.UTF-8", **environment}
        command = ["sh", str(self.bundle / "安装.sh"), *words]
        return subprocess.run(command, env=told, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)

    @property
    def command(self) -> Path:
        return self.home / ".local/bin/disclosure-batch"


@pytest.fixture
def computer(tmp_path) -> OnLinux:
    return OnLinux(tmp_path)


def test_the_python_that_comes_along_runs_the_tool(computer):
    done = computer.install()

    assert done.returncode == 0, done.stderr
    assert "disclosure-batch/python/python" in computer.command.read_text(encoding="utf-8")
    said = subprocess.run([computer.command, "demo", "演 示"], capture_output=True, text=True, check=False)
    assert said.stdout == "ran demo 演 示\n", said.stderr


def test_where_that_is_not_allowed_to_run_one_of_the_system_does(computer):
    computer.carries("forbidden")
    computer.has("python3.11", "works")

    assert computer.install().returncode == 0
    assert '"python3.11"' in computer.command.read_text(encoding="utf-8")


def test_one_that_somebody_names_is_taken(computer):
    own = computer.has("python-of-mine", "works")

    assert computer.install(PYTHON=str(own)).returncode == 0
    assert f'"{own}"' in computer.command.read_text(encoding="utf-8")


def test_where_only_an_older_python_is_there_that_is_said_and_nothing_installed(computer):
    computer.carries("forbidden")
    for name in ("python3.11", "python3"):
        computer.has(name, "older")

    done = computer.install()

    assert done.returncode == 1
    assert "没有安装任何东西" in done.stderr and "执行控制" in done.stderr
    assert not list(computer.home.rglob("*disclosure*"))


def test_a_bundle_for_another_machine_says_which_one_is_needed(computer):
    computer.script("loongarch64")

    done = computer.install()

    assert done.returncode == 1
    assert f"请换 {platform.machine()} 的安装包" in done.stderr


def test_a_home_that_cannot_be_written_is_said(computer):
    done = computer.install(HOME="/proc/nobody")

    assert done.returncode == 1
    assert "不能在 /proc/nobody/.local/share 里写文件" in done.stderr


def test_a_newer_one_takes_the_place_of_an_older_one_and_both_can_go(computer):
    computer.install()
    (computer.home / ".local/share/disclosure-batch/packages/of_the_older_one.py").touch()

    computer.install()
    assert not (computer.home / ".local/share/disclosure-batch/packages/of_the_older_one.py").exists()

    assert computer.install("--uninstall").returncode == 0
    assert not list(computer.home.rglob("*disclosure*"))
