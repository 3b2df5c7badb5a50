"""One command makes what an office PC needs: `python packaging/build.py [-o dist] [windows] [linux-x86_64] …`."""

import argparse
import shutil
import tempfile
import time
from pathlib import Path

import linux
import wheels
import windows


def main() -> None:
    parser = argparse.ArgumentParser(description="把工具和它需要的一切做成安装包。")
    parser.add_argument("platforms", nargs="*", metavar="PLATFORM", help=f"默认全部：{'、'.join(wheels.PLATFORMS)}")
    parser.add_argument("-o", "--output", type=Path, default=Path("dist"))
    parser.add_argument("--python-embed", type=Path, metavar="FILE", help="python.org 的 python-3.11.*-embed-amd64.zip")
    chosen = parser.parse_args()
    if unknown := set(chosen.platforms) - set(wheels.PLATFORMS):
        parser.error(f"没有 {'、'.join(sorted(unknown))}，有 {'、'.join(wheels.PLATFORMS)}")
    chosen.output.mkdir(parents=True, exist_ok=True)
    for platform in chosen.platforms or wheels.PLATFORMS:
        begun = time.monotonic()
        of_windows = platform == "windows"
        made = _windows(chosen.output, chosen.python_embed) if of_windows else _linux(platform, chosen.output)
        for path in made:
            print(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
        print(f"{platform}：{time.monotonic() - begun:.0f} 秒", flush=True)


def _windows(output: Path, embedded: Path | None) -> list[Path]:
    """The folder itself stays, unpacked, for whoever wants to look or to try it."""
    unpacked = output / "windows"
    shutil.rmtree(unpacked, ignore_errors=True)
    with tempfile.TemporaryDirectory() as work:
        top = windows.build(unpacked, Path(work), embedded)
    return [windows.zipped(top, output), windows.installer(top, output)]


def _linux(platform: str, output: Path) -> list[Path]:
    with tempfile.TemporaryDirectory() as work:
        return [linux.build(platform, output, Path(work))]


if __name__ == "__main__":
    main()
