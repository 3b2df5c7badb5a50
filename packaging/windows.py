"""The set-up for Windows: a folder that holds everything, the same as a .zip, and an installer of it for one user.

    disclosure-batch.exe     the tool (windows/launcher.c)
    命令行.bat 使用说明.txt 手册.docx
    licences/                of every part
    runtime/                 Python: python.exe, python311.dll, its library in python311.zip; packages/, what it imports
"""

import compileall
import os
import py_compile
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

import licences
import wheels
from archives import zip_folder

PARTS = wheels.HERE / "windows"
PYTHON_WHEELS = PARTS / "python.txt"
CARRIES_PYTHON, CARRIES_RUNTIME = "311", "312"  # the later one has the newer run-time library, in two files
NOT_NEEDED = re.compile(r"(tcl86t|tk86t|_tkinter|_msi|winsound|api-ms-win-.*|VCRUNTIME.*)\.(dll|pyd)")
RUNTIME = re.compile(r"deploy_libs/(VCRUNTIME140(_1)?\.dll)")
# What no command of the tool imports: tests and their data, sources and headers for compilers, numpy's own builders.
LEFT_OUT = re.compile(
    r"(.*/)?tests?/.*|.*\.(pyi|pyx|pxd|pxi|lib|a|c|h|hpp)|numpy/(f2py|distutils|doc)/.*|lxml/includes/.*"
    r"|[^/]*\.data/(scripts|headers)/.*|pandas/conftest\.py"
)
CRLF_GBK = ("命令行.bat", "使用说明.txt")


def build(folder: Path, work: Path, embedded: Path | None) -> Path:
    """Makes the set-up's folder below `folder`, from wheels that are fetched into `work`; its path."""
    top = folder / f"disclosure-batch-{wheels.version()}"
    runtime = top / "runtime"
    packages = runtime / "packages"
    packages.mkdir(parents=True)
    fetched = [*wheels.locked("windows", work / "wheels"), wheels.own(work / "own")]
    for wheel in fetched:
        _unpack(wheel, packages)
    carriers = [] if embedded else _python_wheels(work / "python")
    if embedded:
        take_embedded(embedded, runtime)
    else:
        _carried(carriers, runtime)
    for name in ("start.py", "python311._pth"):
        shutil.copyfile(PARTS / name, runtime / name)
    _compile(packages)
    _launchers(top, work)
    for name in CRLF_GBK:
        words = (PARTS / name).read_text(encoding="utf-8").replace("{version}", wheels.version())
        (top / name).write_bytes(words.replace("\n", "\r\n").encode("gbk"))
    wheels.handbook(top / "手册.docx")
    licences.gather([*fetched, *carriers[:1]], PARTS / "licences", top / "licences")
    return top


def zipped(top: Path, folder: Path) -> Path:
    path = folder / f"disclosure-batch-{wheels.version()}-windows.zip"
    zip_folder(path, top)
    return path


def installer(top: Path, folder: Path) -> Path:
    """Runs NSIS. Every file gets the same date, so that nothing in the installer depends on the day."""
    path = folder / f"disclosure-batch-setup-{wheels.version()}.exe"
    for file in [top, *top.rglob("*")]:
        os.utime(file, (int(wheels.MOMENT), int(wheels.MOMENT)))
    told = {"VERSION": wheels.version(), "SOURCE": top.resolve(), "OUTPUT": path.resolve()}
    kilobytes = sum(file.stat().st_size for file in top.rglob("*")) // 1024
    defined = [f"-D{name}={value}" for name, value in {**told, "KILOBYTES": kilobytes}.items()]
    command = ["makensis", "-V2", "-INPUTCHARSET", "UTF8", *defined, str(PARTS / "installer.nsi")]
    subprocess.run(command, check=True, env={**os.environ, "SOURCE_DATE_EPOCH": wheels.MOMENT})
    return path


def _unpack(wheel: Path, into: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        package.extractall(into, [name for name in package.namelist() if not LEFT_OUT.fullmatch(name)])


def _python_wheels(folder: Path) -> list[Path]:
    """The two wheels of panda3d that carry parts of Python for Windows, each held against its hash."""
    for python in (CARRIES_PYTHON, CARRIES_RUNTIME):
        wheels.download(PYTHON_WHEELS, folder, wheels.PLATFORMS["windows"], hashes=True, python=python)
    return sorted(folder.glob("*.whl"))


def _carried(carriers: Iterable[Path], runtime: Path) -> None:
    """Python's libraries out of the wheels; the part that is Python itself from the Python that builds."""
    python, newer = carriers
    with zipfile.ZipFile(python) as package:
        libraries = [name for name in package.namelist() if re.fullmatch(r"deploy_libs/[^/]+\.(dll|pyd)", name)]
        _take(package, [name for name in libraries if not NOT_NEEDED.fullmatch(Path(name).name)], runtime)
    with zipfile.ZipFile(newer) as package:
        _take(package, filter(RUNTIME.fullmatch, package.namelist()), runtime)
    command = [sys.executable, "-W", "ignore", str(wheels.HERE / "stdlib.py"), str(runtime / "python311.zip")]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": "0"})


def _take(package: zipfile.ZipFile, names: Iterable[str], into: Path) -> None:
    for name in names:
        (into / Path(name).name).write_bytes(package.read(name))


def take_embedded(archive: Path, runtime: Path) -> None:
    """Python as python.org packs it for embedding (python-3.11.*-embed-amd64.zip)."""
    with zipfile.ZipFile(archive) as package:
        if "python311.dll" not in package.namelist():
            raise SystemExit(f"“{archive}”不是 Python 3.11 的 embeddable 包（里面没有 python311.dll）。")
        package.extractall(runtime)


def _compile(packages: Path) -> None:
    """So that the first run needn't; never asked whether the source has changed. In a process with a fixed seed."""
    command = [sys.executable, __file__, str(packages)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": "0"})


def _launchers(top: Path, work: Path) -> None:
    resource = work / "launcher.o"
    subprocess.run(
        ["x86_64-w64-mingw32-windres", "-I", str(PARTS), str(PARTS / "launcher.rc"), "-O", "coff", "-o", str(resource)],
        check=True,
    )
    for program, more in ((top / "disclosure-batch.exe", ["-DTOOL"]), (top / "runtime" / "python.exe", [])):
        options = ["-municode", "-Os", "-s", "-Wall", "-Werror", "-Wl,--no-insert-timestamp", *more]
        source = [str(PARTS / "launcher.c"), str(resource), "-o", str(program)]
        subprocess.run(["x86_64-w64-mingw32-gcc", *options, *source], check=True)


if __name__ == "__main__":
    compileall.compile_dir(
        sys.argv[1],
        quiet=2,
        stripdir=sys.argv[1],
        workers=1,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
