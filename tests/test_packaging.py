"""A wheel asks for what it imports, carries its data files and works when installed elsewhere."""

import ast
import configparser
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "disclosure_batch"
ASKED = re.compile(r'[a-z0-9-]+>=[0-9.]+(;platform_machine!="[a-z0-9]+")?')  # but where there is no wheel


def imported(folder: str) -> Iterator[str]:
    """The first word of everything that the modules in a folder import."""
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.module.partition(".")[0]


def needed(folder: str) -> set[str]:
    """What has to be installed for the modules in a folder, as it is called in the package index."""
    places = (ROOT, ROOT / folder, ROOT / "packaging", ROOT / "docs")
    own = {path.stem for place in places for path in place.iterdir()}
    modules = set(imported(folder)) - sys.stdlib_module_names - own
    distributions = packages_distributions()
    return {name.lower() for module in modules for name in distributions.get(module, [module])}


def asked_for(section: str, *options: str) -> set[str]:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    lines = [line for option in options for line in config[section][option].split()]
    assert all(ASKED.fullmatch(line) for line in lines), "a name and the lowest version, no more"
    return {line.partition(">=")[0] for line in lines}


def test_the_package_asks_for_what_it_imports_and_nothing_else() -> None:
    extra = asked_for("options.extras_require", "pdf", "cluster")
    assert needed(PACKAGE) - extra == asked_for("options", "install_requires")
    assert extra < needed(PACKAGE)


def test_the_tests_and_measurements_ask_for_what_they_import() -> None:
    asked = asked_for("options", "install_requires") | asked_for("options.extras_require", "test", "benchmark")
    assert set().union(*map(needed, ("tests", "benchmarks", "docs", "packaging"))) <= asked


def test_nothing_in_the_package_is_a_script_of_its_own() -> None:
    scripts = {path.name for path in (ROOT / PACKAGE).rglob("*.py") if "__main__" in path.read_text(encoding="utf-8")}
    assert scripts <= {"__main__.py"}


def run(*command: str | Path, cwd: Path, exit_code: int = 0) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**environment, "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    said = done.stdout + done.stderr
    assert done.returncode == exit_code, f"{command}: exit {done.returncode}\n{said[-3000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source archive, and the wheel from it. Built from a copy: an old build/ would be packed, too."""
    source, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("built")
    shutil.copytree(ROOT / PACKAGE, source / PACKAGE, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", built, source, cwd=built)
    (wheel,) = built.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a fresh environment that has the wheel, and borrows the dependencies of this one."""
    environment = tmp_path_factory.mktemp("elsewhere") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", environment, cwd=environment.parent)
    paths = {"base": str(environment), "platbase": str(environment)}
    scripts = Path(sysconfig.get_path("scripts", "venv", vars=paths))
    python = scripts / Path(sys.executable).name
    install = (sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index")
    run(*install, wheel, cwd=scripts)
    # The folder alone, without the .pth files in it: an editable install there stays out of the way.
    # In ASCII, since Python 3.11 reads a .pth file in the encoding of the locale.
    borrowed = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    site = Path(sysconfig.get_path("purelib", "venv", vars=paths))
    (site / "borrowed.pth").write_text(f"import sys; sys.path += {borrowed!a}\n", encoding="ascii")
    return scripts


def test_the_wheel_carries_every_file_of_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.startswith(f"{PACKAGE}/")}
    there = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / PACKAGE).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert any(not name.endswith(".py") for name in there), "no data file at all"
    left_out, too_much = sorted(there - packed), sorted(packed - there)
    # Mended by an ending more in setup.cfg's package_data, or an __init__.py in a folder of modules.
    assert not left_out, f"left out of the wheel: {left_out}"
    assert not too_much, f"in the wheel, but not in the source: {too_much}"


def test_the_installed_package_works_in_another_folder(elsewhere: Path, tmp_path: Path) -> None:
    python, command = elsewhere / Path(sys.executable).name, elsewhere / "disclosure-batch"
    origin = run(python, "-c", f"import {PACKAGE}; print({PACKAGE}.__file__)", cwd=tmp_path).strip()
    assert Path(origin).is_relative_to(elsewhere.parent), f"not the wheel's: {origin}"

    assert "merge" in run(python, "-m", PACKAGE, "--help", cwd=tmp_path)
    run(python, "-m", PACKAGE, "template", "-o", "t.xlsx", cwd=tmp_path)
    assert openpyxl.load_workbook(tmp_path / "t.xlsx").defined_names

    run(command, "demo", "demo", cwd=tmp_path)
    known = ("--roster", "demo/名册.xlsx", "--previous", "demo/上年/汇总表.xlsx")
    # 1: one unit of the demo is missing and one is faulty, for a person to mend.
    run(command, "merge", "demo/收件", *known, "-o", "out", cwd=tmp_path, exit_code=1)
    assert (tmp_path / "out" / "年度报告.docx").is_file()
