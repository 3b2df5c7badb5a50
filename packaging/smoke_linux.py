"""Tries the bundle for Linux: `python packaging/smoke_linux.py dist`.

In a bare Debian without Python and network, by a user without rights, from a folder that is not theirs, where this
machine lets one be made (debootstrap, chroot, unshare); else in an empty home, with a proxy that isn't there.
"""

import argparse
import os
import shutil
import subprocess
import tempfile
import time
import zipfile
from pathlib import Path

import wheels
from smoke_windows import MERGE, here, parts, same

SUITE = "bookworm"
SOMEBODY = 1000  # a user's number
DEAD = "http://127.0.0.1:9"  # nobody listens there
HOME = "home/经办人"
MEDIUM = "media/光盘"  # where the bundle lies
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "http_proxy": DEAD, "https_proxy": DEAD}


class Place:
    """Where the bundle is tried: its root as seen from here, and how a command is run there."""

    def __init__(self, root: Path, before: list[str]) -> None:
        self.root, self.before = root, before
        self.seen_as = "" if before else str(root)
        self.home = root / HOME
        self.home.mkdir(parents=True)
        (root / MEDIUM).mkdir(parents=True)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """In the home, as a user without anything of this machine's environment."""
        home = f"{self.seen_as}/{HOME}"
        script = ["sh", "-c", 'cd "$0" && exec "$@"', home, *words]
        options = {"env": {**ENVIRONMENT, "HOME": home}, "stdin": subprocess.DEVNULL, "text": True}
        return subprocess.run([*self.before, *script], capture_output=True, check=False, **options)


def bare(folder: Path) -> Place:
    """A Debian with nothing in it, and no network; or, where none can be made, an empty home."""
    root = folder / "debian"
    chroot = shutil.which("chroot")  # its whole path, since what is run there has another PATH
    if chroot and _is_allowed() and _made(root):
        subprocess.run(["mount", "--bind", "/proc", str(root / "proc")], check=False)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=1777", "tmpfs", str(root / "dev/shm")], check=False)
        place = Place(root, ["unshare", "-n", chroot, f"--userspec={SOMEBODY}:{SOMEBODY}", str(root)])
        os.chown(place.home, SOMEBODY, SOMEBODY)
        return place
    print("不能建立没有网络的空系统，改在空的用户目录里试，不联网靠失效的代理。")
    return Place(folder / "home", [])


def _is_allowed() -> bool:
    there = all(map(shutil.which, ("debootstrap", "unshare"))) and os.geteuid() == 0
    return there and subprocess.run(["unshare", "-n", "true"], check=False).returncode == 0


def _made(root: Path) -> bool:
    made = ["debootstrap", "--variant=minbase", SUITE, str(root)]
    return subprocess.run(made, capture_output=True, check=False).returncode == 0


def tried(place: Place, bundle: Path, folder: Path) -> None:
    """Installed, `demo` and `merge` as here, installed again over itself, uninstalled."""
    subprocess.run(["unzip", "-q", str(bundle), "-d", str(place.root / MEDIUM)], check=True)
    script = f"{place.seen_as}/{MEDIUM}/{bundle.stem}/安装.sh"
    for _ in range(2):
        done = place.run("sh", script)
        assert done.returncode == 0 and "已安装" in done.stdout, done.stdout + done.stderr
    print(f"没有 Python 的系统里，没有权限的用户从只读的文件夹装好：{done.stdout.strip()}", flush=True)
    tool = ".local/bin/disclosure-batch"
    done = place.run(tool, "demo", "演示")
    assert done.returncode == 0, done.stdout + done.stderr
    ours = folder / "本机"
    shutil.copytree(place.home / "演示", ours / "演示")
    done = place.run(tool, *MERGE)
    assert done.returncode == 1 and "核对报告" in done.stdout, done.stdout + done.stderr
    assert here(ours, *MERGE) == 1
    same(parts(place.home / "output"), parts(ours / "output"), "merge")
    done = place.run("sh", script, "--uninstall")
    assert done.returncode == 0 and not (place.home / tool).exists(), done.stderr
    assert not (place.home / ".local/share/disclosure-batch").exists()


def main() -> None:
    parser = argparse.ArgumentParser(description="在没有网络的空系统里试用 Linux 安装包。")
    parser.add_argument("folder", type=Path, help="build.py 写出的文件夹")
    bundle = parser.parse_args().folder / f"disclosure-batch-{wheels.version()}-linux-x86_64.zip"
    assert zipfile.is_zipfile(bundle), bundle
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        place = bare(Path(temporary))
        try:
            tried(place, bundle, Path(temporary))
        finally:
            for mounted in ("dev/shm", "proc"):
                subprocess.run(["umount", "-l", str(place.root / mounted)], capture_output=True, check=False)
    print(f"Linux 安装包试用通过：{time.monotonic() - begun:.0f} 秒")


if __name__ == "__main__":
    main()
