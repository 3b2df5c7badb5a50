"""Tries the bundle for Linux: `python packaging/smoke_linux.py dist`.

In a bare Debian with a Python 3.11 and no network, where this machine lets one be made (debootstrap, chroot, unshare);
else in an empty home, with no index and a proxy that isn't there.
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

SUITE = "bookworm"  # the Debian that has Python 3.11
DEAD = "http://127.0.0.1:9"  # nobody listens there
HOME = "/home/经办人"
PROXIES = {"http_proxy": DEAD, "https_proxy": DEAD, "PIP_NO_INDEX": "1"}
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", **PROXIES}


class Place:
    """Where the bundle is tried: its root as seen from here, and how a command is run there."""

    def __init__(self, root: Path, before: list[str], python: str) -> None:
        self.root, self.before, self.python = root, before, python
        self.home = root / HOME.lstrip("/") if before else root
        self.home.mkdir(parents=True, exist_ok=True)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """In the home, as a user without anything of this machine's environment."""
        home = HOME if self.before else str(self.home)
        script = ["sh", "-c", 'cd "$0" && exec "$@"', home, *words]
        environment = {**ENVIRONMENT, "HOME": home, "PYTHON": self.python}
        return subprocess.run(
            [*self.before, *script], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )


def bare(folder: Path) -> Place:
    """A Debian with nothing but Python, and no network; or, where none can be made, an empty home."""
    chroot = shutil.which("chroot")
    if chroot and all(map(shutil.which, ("debootstrap", "unshare"))) and os.geteuid() == 0 and subprocess.run(["unshare", "-n", "true"], check=False).returncode == 0:
        root = folder / "debian"
        made = ["debootstrap", "--variant=minbase", "--include=python3.11", SUITE, str(root)]
        if subprocess.run(made, capture_output=True, check=False).returncode == 0:
            subprocess.run(["mount", "--bind", "/proc", str(root / "proc")], check=False)
            subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(root / "dev/shm")], check=False)
            return Place(root, ["unshare", "-n", chroot, str(root)], "python3.11")
    print("不能建立没有网络的空系统，改在空的用户目录里试，不联网靠失效的代理。")
    return Place(folder / "home", [], shutil.which("python3.11") or "python3")


def tried(place: Place, bundle: Path, folder: Path) -> None:
    """Installed, `demo` and `merge` as here, installed again over itself, uninstalled."""
    subprocess.run(["unzip", "-q", str(bundle), "-d", str(place.home)], check=True)
    script = f"{bundle.stem}/安装.sh"
    for _ in range(2):
        done = place.run("sh", script)
        assert done.returncode == 0 and "已安装" in done.stdout, done.stdout + done.stderr
    print(done.stdout.strip(), flush=True)
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
