"""Tries the set-up for Windows under Wine: `python packaging/smoke_windows.py dist`.

Installed silently, used in a folder with Chinese and spaces and on a network share, held against what the same
commands write here, uninstalled; the .zip unpacked deep down. What Wine 8 lacks (bcryptprimitives.dll) is put into the
Wine prefix, never into the bundle.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import wheels

CHINESE = "zh_CN.UTF-8"  # by which Wine takes code page 936 for programs and consoles
KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\disclosure-batch"
INSTALLED = Path("AppData/Local/Programs/disclosure-batch")
SHARE = r"\\server\share"
LONG, TOO_LONG = 205, 240  # characters of a path to which the .zip is unpacked
MERGE = ["merge", "演示/收件", "--roster", "演示/名册.xlsx", "--previous", "演示/上年/汇总表.xlsx"]
REFUSED = 3  # the installer's word for a Windows that is too old, the tool's for a folder that is not whole
UNFIT = 5  # the installer's word for a folder whose path is too long, or in which another program lies
SECONDS = 600  # for one command; a whole run takes a tenth of that
HOLDS_OPEN = "import sys; file = open(sys.argv[1], 'r+b'); print('held', flush=True); sys.stdin.read()"


class Wine:
    """A fresh Windows of its own below a folder."""

    def __init__(self, folder: Path) -> None:
        self.prefix = folder / "prefix"
        locales = folder / "locales"
        locales.mkdir()
        subprocess.run(["localedef", "-i", "zh_CN", "-f", "UTF-8", str(locales / CHINESE)], check=True)
        quiet = {"WINEDEBUG": "-all", "DISPLAY": "", "WINEDLLOVERRIDES": "mscoree,mshtml="}  # asks for no downloads
        of_china = {"LC_ALL": CHINESE, "LOCPATH": str(locales)}
        self.environment = {**os.environ, **quiet, **of_china, "WINEPREFIX": str(self.prefix)}
        self._wine("wineboot", "-i")
        library = self.prefix / "drive_c/windows/system32/bcryptprimitives.dll"
        source = wheels.HERE / "smoke_bcryptprimitives.c"
        compiler = ["x86_64-w64-mingw32-gcc", "-shared", "-Os", "-s", "-o", str(library), str(source), "-ladvapi32"]
        subprocess.run(compiler, check=True)

    @property
    def home(self) -> Path:
        return next(folder for folder in (self.prefix / "drive_c/users").iterdir() if folder.name != "Public")

    def run(self, program: Path, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
        return self._wine(str(program), *words, cwd=cwd)

    def double_click(self, starter: str, *dropped: str, cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
        return self._wine("cmd", "/c", starter, *dropped, cwd=cwd)

    @property
    def share(self) -> Path:
        """What stands at SHARE."""
        return self.prefix / "dosdevices/unc/server/share"

    def registered(self) -> bool:
        return self._wine("reg", "query", KEY).returncode == 0

    def become(self, version: str) -> None:
        """Says that it is another Windows."""
        self._wine("winecfg", "-v", version)

    def end(self) -> None:
        subprocess.run(["wineserver", "-k"], env=self.environment, check=False)

    def _wine(self, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
        options = {"env": self.environment, "cwd": cwd, "input": b"\r\n", "timeout": SECONDS}  # the key for `pause`
        return subprocess.run(["wine", *words], capture_output=True, check=False, **options)

    @contextmanager
    def holding_open(self, python: Path, file: Path) -> Iterator[None]:
        """Another program has a file open, as Excel and WPS do."""
        # Pipes all three: Python under Wine does not start with a stream that goes to a file.
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        holder = subprocess.Popen(["wine", str(python), "-c", HOLDS_OPEN, f"Z:{file}"], env=self.environment, **pipes)
        assert holder.stdout and holder.stdin
        assert holder.stdout.readline().strip() == b"held"
        try:
            yield
        finally:
            holder.stdin.close()
            holder.wait(SECONDS)


def parts(folder: Path) -> dict[str, bytes]:
    """Every output, and of those that are zip files every part: how hard they are pressed may differ."""
    found: dict[str, bytes] = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as package:
                found.update({f"{name}!{member}": package.read(member) for member in package.namelist()})
        elif path.is_file() and path.name != "manifest.json":  # it has the hashes of the others
            found[name] = path.read_bytes()
    return found


def same(one: dict[str, bytes], other: dict[str, bytes], what: str) -> None:
    different = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    assert not different, f"{what}：{len(different)} 处与本机写的不同：{different[:5]}"
    print(f"{what}：{len(one)} 个文件和部件与本机写的全同", flush=True)


def said(done: subprocess.CompletedProcess[bytes]) -> str:
    """What was printed, as a console of code page 936 takes it; raises where it can't."""
    return (done.stdout + done.stderr).decode("gbk")


def here(folder: Path, *words: str) -> int:
    command = [sys.executable, "-m", "disclosure_batch", *words]
    environment = {**os.environ, "PYTHONPATH": str(wheels.ROOT)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False).returncode


def set_up(wine: Wine, setup: Path) -> Path:
    """Refused by an older Windows, and for an unfit folder; else installed silently. The folder of the tool."""
    folder = wine.home / INSTALLED
    wine.become("win7")
    refused = wine.run(setup, "/S").returncode
    assert refused == REFUSED and not folder.exists() and not wine.registered(), f"Windows 7 没有被拒绝：{refused}"
    wine.become("win10")
    somebodys = wine.prefix / "drive_c/工具/runtime/重要.txt"
    somebodys.parent.mkdir(parents=True)
    somebodys.write_text("留着", encoding="utf-8")
    for unfit in ("x" * 200, "工具"):
        refused = wine.run(setup, "/S", rf"/D=C:\{unfit}").returncode
        assert refused == UNFIT and not wine.registered(), f"{unfit}：{refused}"
    assert somebodys.exists()
    done = wine.run(setup, "/S")
    assert done.returncode == 0 and (folder / "disclosure-batch.exe").exists() and wine.registered(), said(done)
    print(f"静默安装：{sum(file.stat().st_size for file in folder.rglob('*')) / 1e6:.0f} MB", flush=True)
    return folder


def first_steps(wine: Wine, tool: Path, folder: Path) -> None:
    """`demo` and `merge` in a folder with Chinese and spaces write what they write here."""
    ours, theirs = folder / "本机", folder / "年报 二〇二四（区 办）"
    for place in (ours, theirs):
        place.mkdir()
    assert here(ours, "demo", "演示") == 0
    done = wine.run(tool / "disclosure-batch.exe", "demo", "演示", cwd=theirs)
    assert done.returncode == 0, said(done)
    same(parts(theirs / "演示/收件"), parts(ours / "演示/收件"), "demo")
    shutil.copytree(theirs / "演示", ours / "演示", dirs_exist_ok=True)  # the same input, to the byte
    begun = time.monotonic()
    done = wine.run(tool / "disclosure-batch.exe", *MERGE, cwd=theirs)
    assert done.returncode == 1 and "核对报告" in said(done), said(done)
    print(f"merge：{time.monotonic() - begun:.0f} 秒，屏幕上的话都能用代码页 936 显示", flush=True)
    assert here(ours, *MERGE) == 1
    same(parts(theirs / "output"), parts(ours / "output"), "merge")
    held = theirs / "output/2024/汇总表.xlsx"
    with wine.holding_open(tool / "runtime/python.exe", held):
        done = wine.run(tool / "disclosure-batch.exe", *MERGE, "--name", "示例区", cwd=theirs)
    assert done.returncode == 1 and "2024-新" in said(done), said(done)
    assert (theirs / "output/2024-新/汇总表.xlsx").exists()
    print("汇总表被占用：完整结果写到 2024-新", flush=True)


def a_working_folder(wine: Wine, tool: Path, folder: Path) -> None:
    """`init`, what came in put into it, and a double click; the path has signs that a .bat is afraid of."""
    place, ours = folder / "2024 年报 a&b%c(1)", folder / "本机"
    done = wine.run(tool / "disclosure-batch.exe", "init", place.name, "--name", "示例区", "--year", "2024", cwd=folder)
    assert done.returncode == 0, said(done)
    shutil.copytree(ours / "演示/收件", place / "收件", dirs_exist_ok=True)
    shutil.copy(ours / "演示/名册.xlsx", place)
    done = wine.double_click("汇总.bat", cwd=place)
    assert (place / "output/2024/核对报告.html").exists(), said(done)
    assert "读取“收件”文件夹里的表" in said(done) and "还缺 2 家" in said(done), said(done)
    print("init 的文件夹里双击 汇总.bat：说明要做什么，汇总完成", flush=True)
    shutil.copytree(place, wine.share / "2024 年报")
    done = wine.double_click(rf"{SHARE}\2024 年报\下发.bat")
    assert any((wine.share / "2024 年报/下发").glob("*.xlsx")), said(done)
    shutil.copy(place / "output/2024/年度报告.docx", folder / "我的 报告.docx")
    shutil.copy(place / "output/2024/年度报告.docx", folder / "a&b.docx")
    done = wine.double_click("校对.bat", f"Z:{folder}/我的 报告.docx".replace("/", "\\"), cwd=place)
    assert (folder / "我的 报告（校对）.docx").exists(), said(done)
    done = wine.double_click("校对.bat", f"Z:{folder}/a&b.docx".replace("/", "\\"), cwd=place)
    assert done.returncode == REFUSED and "没有找到拖来的文件" in said(done), said(done)
    shutil.copy(place / "汇总.bat", folder)
    done = wine.double_click("汇总.bat", cwd=folder)
    assert done.returncode == REFUSED and "这里没有“年报.toml”" in said(done), said(done)
    print("网络共享上的也能双击；拖来的报告校对好，传不过来的名称、复制到别处的图标说明怎么办", flush=True)


def unpacked(wine: Wine, package: Path, folder: Path) -> None:
    """The .zip runs in a place with Chinese and spaces, 200 characters deep; not deeper, nor with a file missing."""
    name = f"disclosure-batch-{wheels.version()}"
    tool = folder / "解压 到这里" / name
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tool.parent)
    for characters, expected in ((LONG, 0), (TOO_LONG, REFUSED)):
        top = folder / "解压 到这里"
        top /= "深".ljust(characters - len(f"Z:{top}//{name}"), "x")
        top.mkdir()
        tool = tool.rename(top / name)
        done = wine.run(tool / "disclosure-batch.exe", "--version", cwd=top)
        assert done.returncode == expected, (characters, done.returncode, said(done))
    tool = tool.rename(folder / "浅")
    libraries = (tool / "runtime/packages/numpy.libs").iterdir()
    max(libraries, key=lambda file: len(file.name)).unlink()  # as where a path was too long to be unpacked
    assert wine.run(tool / "disclosure-batch.exe", "--version").returncode == REFUSED
    print(f".zip：解压到 {LONG} 个字的路径里能用；太深的、没有解压完整的不运行", flush=True)


def gone(wine: Wine, tool: Path) -> None:
    """Uninstalled silently: what somebody put beside the tool stays."""
    (tool / "我的笔记.txt").write_text("留着", encoding="utf-8")
    wine.run(tool / "卸载.exe", "/S", f"_?=C:\\users\\{wine.home.name}\\AppData\\Local\\Programs\\disclosure-batch")
    left = sorted(path.name for path in tool.iterdir())
    assert left in (["我的笔记.txt"], ["卸载.exe", "我的笔记.txt"]) and not wine.registered(), left
    print("静默卸载：只留下用户自己的文件", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="在 Wine 里试用 Windows 安装包。")
    parser.add_argument("folder", type=Path, help="build.py 写出的文件夹")
    made = parser.parse_args().folder
    setup = made / f"disclosure-batch-setup-{wheels.version()}.exe"
    package = made / f"disclosure-batch-{wheels.version()}-windows.zip"
    if not shutil.which("wine"):
        print("没有安装 Wine，Windows 安装包没有试。")
        raise SystemExit(bool(os.environ.get("CI")))
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        wine = Wine(Path(temporary))
        try:
            tool = set_up(wine, setup)
            first_steps(wine, tool, Path(temporary))
            a_working_folder(wine, tool, Path(temporary))
            unpacked(wine, package, Path(temporary))
            gone(wine, tool)
        finally:
            wine.end()
    print(f"Windows 安装包试用通过：{time.monotonic() - begun:.0f} 秒")


if __name__ == "__main__":
    main()
