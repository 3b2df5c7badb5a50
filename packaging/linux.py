"""The bundle for Linux (Kylin, UOS and others): every wheel and a script that installs them, without index or network.

It needs a Python 3.11 that is there: no registry has one for these systems that could be carried along.
"""

import re
from pathlib import Path

import licences
import wheels
from archives import zip_folder

PARTS = wheels.HERE / "linux"
OLDEST_GLIBC = (2, 28)  # of Kylin V10 and UOS 20
IS_PURE = re.compile(r"-none-any\.whl$")
GLIBC = re.compile(r"manylinux_(\d+)_(\d+)_(\w+?)(?=\.|$)")
OF_2014 = "manylinux2014_"  # another name of manylinux_2_17


def build(platform: str, folder: Path, work: Path) -> Path:
    """Writes the .zip; its path. Raises SystemExit where a wheel is for another machine or a newer system."""
    top = work / f"disclosure-batch-{wheels.version()}-{platform}"
    into = top / "wheels"
    into.mkdir(parents=True)
    fetched = [*wheels.locked(platform, into), wheels.own(into)]
    for wheel in fetched:
        check(wheel.name, platform.partition("-")[2])
    for name in ("安装.sh", "使用说明.txt"):
        words = (PARTS / name).read_text(encoding="utf-8").replace("{version}", wheels.version())
        (top / name).write_text(words, encoding="utf-8")
    (top / "安装.sh").chmod(0o755)
    wheels.handbook(top / "手册.docx")
    licences.gather(fetched, None, top / "licences")
    path = folder / f"{top.name}.zip"
    zip_folder(path, top)
    return path


def check(name: str, machine: str) -> None:
    """Holds a wheel's name against the machine and the oldest system it shall run on."""
    if IS_PURE.search(name):
        return
    tag = name.removesuffix(".whl").rpartition("-")[2].replace(OF_2014, "manylinux_2_17_")
    needs = [(int(major), int(minor)) for major, minor, of in GLIBC.findall(tag) if of == machine]
    if not needs or min(needs) > OLDEST_GLIBC:
        raise SystemExit(f"{name} 不能在 {machine}、glibc {'.'.join(map(str, OLDEST_GLIBC))} 的系统上用。")
