"""The set-up for Windows: a folder that holds everything, the same as a .zip, and an installer of it for one user.

    disclosure-batch.exe     the tool (windows/launcher.c)
    新建年报文件夹.bat 命令行.bat 使用说明.txt 手册.docx
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
from pathlib import Path, PureWindowsPath

import licences
import wheels
from archives import zip_folder

PARTS = wheels.HERE / "windows"
PYTHON_WHEELS = PARTS / "python.txt"
CARRIES_PYTHON, CARRIES_RUNTIME = "3.11", "3.12"  # the later one has the newer run-time library, in two files
# What no command needs: Tk, sounds, installers of Windows, and TLS and SQLite with their libraries.
NOT_NEEDED = re.compile(
    r"(tcl86t|tk86t|_tkinter|_msi|winsound|api-ms-win-.*|_ssl|_hashlib|lib(ssl|crypto)-.*|_?sqlite3|_uuid)\.(dll|pyd)"
)
LIBRARY = re.compile(r"(deploy_libs/)?[^/]+\.(dll|pyd)")
RUNTIME = re.compile(r"deploy_libs/VCRUNTIME140(_1)?\.dll")
# What no command of the tool imports: tests and their data, sources and headers for compilers, numpy's own builders.
LEFT_OUT = re.compile(
    r"(.*/)?tests?/.*|.*\.(pyi|pyx|pxd|pxi|lib|a|c|h|hpp)|numpy/(f2py|distutils|doc)/.*|lxml/includes/.*"
    r"|[^/]*\.data/(scripts|headers)/.*|pandas/conftest\.py"
)
LONGEST_PATH = 259  # characters, on a Windows that nobody has told otherwise
CRLF_GBK = ("新建年报文件夹.bat", "命令行.bat", "使用说明.txt")


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
    _launchers(top, work, _deepest(runtime))
    for name in CRLF_GBK:
        words = (PARTS / name).read_text(encoding="utf-8").replace("{version}", wheels.version())
        (top / name).write_bytes(words.replace("\n", "\r\n").encode("gbk"))
    wheels.handbook(top / "手册.docx")
    licences.gather([*fetched, *carriers[:1]], [wheels.HERE / "python_licences", PARTS / "licences"], top / "licences")
    if embedded:
        (runtime / "LICENSE.txt").rename(top / "licences" / "Python（python.org）.txt")
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
    room = LONGEST_PATH - len(rf"\runtime\{_deepest(top / 'runtime')}")
    told = {"VERSION": wheels.version(), "SOURCE": top.resolve(), "OUTPUT": path.resolve(), "ROOM": room}
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
    versions = (CARRIES_PYTHON, CARRIES_RUNTIME)
    return [wheels.fetched(PYTHON_WHEELS, folder / version, "windows", version) for version in versions]


def _carried(carriers: Iterable[Path], runtime: Path) -> None:
    """Python's libraries out of the wheels; the part that is Python itself from the Python that builds."""
    python, newer = carriers
    with zipfile.ZipFile(python) as package:
        _take(package, _libraries(package), runtime)
    with zipfile.ZipFile(newer) as package:
        _take(package, filter(RUNTIME.fullmatch, package.namelist()), runtime)
    wheels.standard_library(runtime / "python311.zip")


def _libraries(package: zipfile.ZipFile) -> list[str]:
    names = filter(LIBRARY.fullmatch, package.namelist())
    return [name for name in names if not NOT_NEEDED.fullmatch(Path(name).name)]


def _take(package: zipfile.ZipFile, names: Iterable[str], into: Path) -> None:
    for name in names:
        (into / Path(name).name).write_bytes(package.read(name))


def take_embedded(archive: Path, runtime: Path) -> None:
    """Python as python.org packs it for embedding (python-3.11.*-embed-amd64.zip), with its licence."""
    with zipfile.ZipFile(archive) as package:
        if "python311.dll" not in package.namelist():
            raise SystemExit(f"“{archive}”不是 Python 3.11 的 embeddable 包（里面没有 python311.dll）。")
        _take(package, [*_libraries(package), "python311.zip", "LICENSE.txt"], runtime)


def _compile(packages: Path) -> None:
    """So that the first run needn't; never asked whether the source has changed. In a process with a fixed seed."""
    command = [sys.executable, __file__, str(packages)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": "0"})


def _deepest(runtime: Path) -> str:
    """The file with the longest path: where that is there, nothing was left out for want of room in a path."""
    paths = (str(PureWindowsPath(file.relative_to(runtime))) for file in runtime.rglob("*") if file.is_file())
    return max(paths, key=lambda path: (len(path), path))


def _launchers(top: Path, work: Path, deepest: str) -> None:
    written = deepest.replace("\\", "\\\\")
    (work / "deepest.h").write_text(f'#define DEEPEST L"\\\\{written}"\n', encoding="ascii")
    resource = work / "launcher.o"
    subprocess.run(
        ["x86_64-w64-mingw32-windres", "-I", str(PARTS), str(PARTS / "launcher.rc"), "-O", "coff", "-o", str(resource)],
        check=True,
    )
    for program, more in ((top / "disclosure-batch.exe", ["-DTOOL"]), (top / "runtime" / "python.exe", [])):
        options = ["-I", str(work), "-municode", "-Os", "-s", "-Wall", "-Werror", "-Wl,--no-insert-timestamp", *more]
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
