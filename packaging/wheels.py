"""The wheels of a bundle: those that are locked, for one kind of machine, and the package's own.

`python packaging/wheels.py` writes the lock anew: what setup.cfg asks for, within constraints.txt, as the index has it
today, with the hashes of every kind of machine.
"""

import configparser
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
LOCKED = HERE / "locked.txt"
CONSTRAINTS = HERE / "constraints.txt"
PYTHON = "3.11"
PLATFORMS = {
    "windows": ("win_amd64",),
    "linux-x86_64": ("manylinux2014_x86_64", "manylinux_2_17_x86_64"),
    "linux-aarch64": ("manylinux2014_aarch64", "manylinux_2_17_aarch64"),
}
ONLY_ON_WINDOWS = ("colorama",)  # click asks for it there
OF_THE_SOURCE = ("setup.cfg", "pyproject.toml", "README.md", "LICENSE")
MOMENT = "315532800"  # seconds; 1980-01-01, the first that a zip file can state


def version() -> str:
    return _settings()["metadata"]["version"]


def locked(platform: str, folder: Path) -> list[Path]:
    """Downloads the locked wheels for a kind of machine, each held against its hash; their paths in order of names."""
    with tempfile.TemporaryDirectory() as temporary:
        wanted = Path(temporary) / "wanted.txt"
        left_out = () if platform == "windows" else ONLY_ON_WINDOWS
        wanted.write_text("".join(_requirements(left_out)), encoding="utf-8")
        download(wanted, folder, PLATFORMS[platform], hashes=True)
    return sorted(folder.glob("*.whl"))


def download(requirements: Path, folder: Path, platforms: Iterable[str], hashes: bool, python: str = PYTHON) -> None:
    """Fetches wheels alone, for another machine than this one. Raises CalledProcessError; pip has said why."""
    of_platform = [f"--platform={platform}" for platform in platforms]
    certain = ["--require-hashes", "--no-deps"] if hashes else ["--constraint", str(CONSTRAINTS)]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--only-binary=:all:", f"--python-version={python}", "--implementation=cp", *of_platform, *certain]
    subprocess.run([*command, "--dest", str(folder), "--requirement", str(requirements)], check=True)


def fetched(requirement: Path, folder: Path, platform: str, python: str = PYTHON) -> Path:
    """Downloads the one wheel that a file asks for, held against its hash."""
    download(requirement, folder, PLATFORMS[platform], hashes=True, python=python)
    return next(folder.glob("*.whl"))


def own(folder: Path) -> Path:
    """Builds the package's own wheel, from a copy, so that the source stays as it is."""
    with tempfile.TemporaryDirectory() as temporary:
        source = Path(temporary) / "source"
        left_out = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "disclosure_batch", source / "disclosure_batch", ignore=left_out)
        for name in OF_THE_SOURCE:
            shutil.copy(ROOT / name, source)
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
        command += ["--no-build-isolation", "--wheel-dir", str(folder), str(source)]
        subprocess.run(command, check=True, env={**os.environ, "SOURCE_DATE_EPOCH": MOMENT})
    return next(folder.glob("disclosure_batch-*.whl"))


def standard_library(path: Path) -> None:
    """Writes Python's own library, of the Python that builds, into a zip file."""
    command = [sys.executable, "-W", "ignore", str(HERE / "stdlib.py"), str(path)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": "0"})


def handbook(path: Path) -> None:
    """Writes the handbook as a document, as docs/handbook.py makes it."""
    sys.path.append(str(ROOT / "docs"))
    from handbook import write

    write(path)


def _settings() -> configparser.ConfigParser:
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    return settings


def _requirements(left_out: Iterable[str]) -> list[str]:
    """The entries of the lock, several lines each, without some."""
    entries = re.split(r"^(?=\S)", LOCKED.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [entry for entry in entries if entry and entry.partition("==")[0] not in left_out]


def _asked_for() -> list[str]:
    options = _settings()
    needed = options["options"]["install_requires"].split()
    return [*needed, *options["options.extras_require"]["pdf"].split(), *ONLY_ON_WINDOWS]


def write_lock() -> None:
    """Asks the index for the newest of everything within the constraints, for every kind of machine."""
    found: dict[str, set[str]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        asked = Path(temporary) / "asked.txt"
        asked.write_text("\n".join(_asked_for()), encoding="utf-8")
        for name, platforms in PLATFORMS.items():
            download(asked, Path(temporary) / name, platforms, hashes=False)
        for wheel in sorted(Path(temporary).rglob("*.whl")):
            name, number = wheel.name.split("-")[:2]
            key = f"{name.lower().replace('_', '-')}=={number}"
            found.setdefault(key, set()).add(hashlib.sha256(wheel.read_bytes()).hexdigest())
    entries = ([key, *(f"    --hash=sha256:{value}" for value in sorted(found[key]))] for key in sorted(found))
    LOCKED.write_text("\n".join(map(" \\\n".join, entries)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_lock()
