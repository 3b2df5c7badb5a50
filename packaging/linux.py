"""The bundle for Linux (Kylin, UOS and others): every wheel, a Python, and a script that installs both for one user.

    安装.sh 使用说明.txt 手册.docx
    wheels/                  the tool and what it imports
    python/                  a Python 3.11 of its own: the program, lib/ with its library and compiled modules
    licences/                of every part

The Python comes out of freeze-core's wheel, which has one for freezing programs, in a single file for glibc 2.17.
"""

import re
import shutil
import zipfile
from pathlib import Path

import licences
import wheels
from archives import zip_folder

PARTS = wheels.HERE / "linux"
OLDEST_GLIBC = (2, 28)  # of Kylin V10 and UOS 20
IS_PURE = re.compile(r"-none-any\.whl$")
GLIBC = re.compile(r"manylinux_(\d+)_(\d+)_(\w+?)(?=\.|$)")
OF_2014 = "manylinux2014_"  # another name of manylinux_2_17
PROGRAM = re.compile(r"freeze_core/bases/console-cpython-311-[^/]+")
# Compiled modules, and the libraries they ask for. Left out are tests, and what would bring libraries that no command
# needs: TLS and SQLite, terminals (readline and gdbm are GPL), Tk.
MODULES = re.compile(
    r"freeze_core/lib/(?!_?test|_ctypes_test|_?xx|_ssl|_hashlib|_sqlite3|_uuid|_crypt|_curses|_tkinter|readline|_g?dbm"
    r"|nis|ossaudiodev|audioop|spwd)[^/]+\.so|freeze_core\.libs/lib(bz2|ffi|lzma)-[^/]+"
)


def build(platform: str, folder: Path, work: Path) -> Path:
    """Writes the .zip; its path. Raises SystemExit where a wheel is for another machine or a newer system."""
    machine = platform.partition("-")[2]
    top = work / f"disclosure-batch-{wheels.version()}-{platform}"
    into = top / "wheels"
    into.mkdir(parents=True)
    fetched = [*wheels.locked(platform, into), wheels.own(into)]
    carrier = wheels.fetched(PARTS / "python.txt", work / "python", platform)
    for wheel in (*fetched, carrier):
        check(wheel.name, machine)
    carried(carrier, machine, top / "python")
    for name in ("安装.sh", "使用说明.txt"):
        words = (PARTS / name).read_text(encoding="utf-8")
        words = words.replace("{version}", wheels.version()).replace("{machine}", machine)
        (top / name).write_text(words, encoding="utf-8")
    (top / "安装.sh").chmod(0o755)
    wheels.handbook(top / "手册.docx")
    licences.gather([*fetched, carrier], [wheels.HERE / "python_licences"], top / "licences")
    path = folder / f"{top.name}.zip"
    zip_folder(path, top)
    return path


def carried(wheel: Path, machine: str, folder: Path) -> None:
    """The Python that lies in freeze-core's wheel; the part of its library that is Python itself from the builder's."""
    library = folder / "lib"
    library.mkdir(parents=True)
    with zipfile.ZipFile(wheel) as package:
        for name in package.namelist():
            if MODULES.fullmatch(name):
                (library / Path(name).name).write_bytes(package.read(name))
            elif PROGRAM.fullmatch(name):
                (folder / "python").write_bytes(package.read(name))
    (folder / "python").chmod(0o755)
    shutil.copyfile(PARTS / "startup.py", library / "__init__python.py")
    (library / "library.dat").write_text("library.zip", encoding="ascii")  # what it reads to find that
    (library / f"_sysconfigdata__linux_{machine}-linux-gnu.py").write_text("build_time_vars = {}\n", encoding="ascii")
    wheels.standard_library(library / "library.zip")


def check(name: str, machine: str) -> None:
    """Holds a wheel's name against the machine and the oldest system it shall run on."""
    if IS_PURE.search(name):
        return
    tag = name.removesuffix(".whl").rpartition("-")[2].replace(OF_2014, "manylinux_2_17_")
    needs = [(int(major), int(minor)) for major, minor, of in GLIBC.findall(tag) if of == machine]
    if not needs or min(needs) > OLDEST_GLIBC:
        raise SystemExit(f"{name} 不能在 {machine}、glibc {'.'.join(map(str, OLDEST_GLIBC))} 的系统上用。")
