"""Makes the pictures of the README from the product itself: python docs/pictures.py

Writes the demo, merges it, and takes: a filled sheet with a column that doesn't balance and the head of it, what the
terminal says, the
review page on a screen and on a telephone, the first sheet of the 汇总表, and the report. Needs LibreOffice, Chromium,
Playwright and poppler-utils; the same programs and fonts give the same bytes. Documents go by way of PDF, so that what
is shown is what is printed.
"""

import contextlib
import io
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from datetime import datetime
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright
from rich.console import Console

from disclosure_batch import job
from disclosure_batch.outputs import console
from disclosure_batch.outputs.console.progress import Progress

PICTURES = Path(__file__).parent / "pictures"
TODAY = datetime(2025, 1, 25, 9, 0)  # on which the review page is looked at
SCREENS = (
    ("核对报告.png", "现在", {"width": 1366, "height": 620}),
    ("核对报告-问题.png", "问题", {"width": 1366, "height": 860}),
    ("核对报告-手机.png", "催报", {"width": 390, "height": 560}),
)
TERMINAL = """<meta charset="utf-8"><style>
pre {{ display: inline-block; padding: 12px; background: #fafafa; font: 14px/1.45 "Noto Sans Mono CJK SC", monospace; }}
</style><pre>{code}</pre>"""
HEAD_OF_THE_SHEET = 289  # pixels: to the line below the second result
UPPER_PART = 600  # pixels: below stands the foot of the page alone
MARGIN = 14  # pixels of white left around what is drawn
SHADES = 32  # of each of red, green and blue


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        _product(work, 0, "demo", "演示")
        said = _merged(work)
        faulty = next((work / "演示" / "收件").glob("410806_*.xlsx"))
        result = work / "output" / "2024"
        section = "三、收到和处理政府信息公开申请情况"
        sheet = _cropped(_page(_pdf_of_document(faulty, work), 110, section))
        _draw("填报表.png", sheet)
        _draw("填报表-上半.png", sheet[:HEAD_OF_THE_SHEET])
        _screens(work, said, result / "核对报告.html")
        _draw("汇总表.png", _page(_pdf_of_document(result / "汇总表.xlsx", work), 80)[:UPPER_PART])
        report = _pdf_of_document(result / "年度报告.docx", work)
        _draw("年度报告.png", _side_by_side(_page(report, 60), _page(report, 60, section)))


def _product(work: Path, code: int, *arguments: str) -> None:
    """Runs a command of the product; merge ends with 1, since an office is missing and another has to mend."""
    done = subprocess.run([sys.executable, "-m", "disclosure_batch", *arguments], cwd=work, stdout=subprocess.DEVNULL)
    if done.returncode != code:
        sys.exit(f"{arguments[0]} ended with {done.returncode}, not with {code}")


def _merged(work: Path) -> str:
    """Merges the demo as the command does, and returns what the terminal says, as HTML."""
    screen = Console(record=True, width=80, force_terminal=True, file=io.StringIO())
    demo, received = Path("演示"), [Path("演示/收件")]
    known = {"roster": demo / "名册.xlsx", "previous": demo / "上年/汇总表.xlsx", "settings": demo / "年报.toml"}
    with contextlib.chdir(work):
        done = job.merge(job.Request(received, **known), Progress(screen, quiet=True))
        console.report(done.consolidation, done.report, done.published, quiet=False, console=screen)
    return screen.export_html(inline_styles=True, code_format=TERMINAL)


def _pdf_of_document(path: Path, work: Path) -> Path:
    profile = (work / "office").as_uri()
    office = ("soffice", f"-env:UserInstallation={profile}", "--headless")
    _run(work, *office, "--convert-to", "pdf", "--outdir", str(work), str(path))
    return work / f"{path.stem}.pdf"


def _screens(work: Path, said: str, path: Path) -> None:
    """What is seen of the terminal, and of the review page on a desk and on a telephone."""
    (work / "屏幕.html").write_text(said, encoding="utf-8")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, view, size in SCREENS:
            page = browser.new_page(viewport=size, locale="zh-CN")
            page.clock.set_fixed_time(TODAY)
            page.goto(f"{path.as_uri()}#{view}")
            _keep(name, page.screenshot())
        page = browser.new_page()
        page.goto((work / "屏幕.html").as_uri())
        _keep("屏幕.png", page.locator("pre").screenshot())
        browser.close()


def _page(pdf: Path, dpi: int, words: str = "") -> np.ndarray:
    """The first page that holds the words, as pixels."""
    text = _run(pdf.parent, "pdftotext", str(pdf), "-", encoding="utf-8")
    page = next(number for number, on_page in enumerate(text.split("\f"), 1) if words in on_page)
    return _pixels(_run(pdf.parent, "pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), str(pdf)))


def _draw(name: str, pixels: np.ndarray) -> None:
    """Writes the picture without its white edges."""
    _keep(name, _png(_cropped(pixels)))


def _keep(name: str, png: bytes) -> None:
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / name).write_bytes(png)
    print(f"{name}: {len(png) // 1000} KB")


def _side_by_side(*pages: np.ndarray) -> np.ndarray:
    """Pages with a frame around each, since their edges are white."""
    framed = [np.pad(page, ((1, 1), (1, 1), (0, 0)), constant_values=160) for page in pages]
    return np.hstack([np.pad(page, ((0, 0), (0, MARGIN), (0, 0)), constant_values=255) for page in framed])


def _pixels(ppm: bytes) -> np.ndarray:
    """Height × width × 3 of a binary PPM."""
    _, size, _, body = ppm.split(b"\n", 3)
    width, height = map(int, size.split())
    return np.frombuffer(body, np.uint8).reshape(height, width, 3)


def _cropped(pixels: np.ndarray) -> np.ndarray:
    drawn = (pixels < 250).any(axis=2)
    (top, bottom), (left, right) = (np.flatnonzero(drawn.any(axis=axis))[[0, -1]] for axis in (1, 0))
    return pixels[max(top - MARGIN, 0) : bottom + MARGIN, max(left - MARGIN, 0) : right + MARGIN]


def _png(pixels: np.ndarray) -> bytes:
    """A PNG with a palette of the shades that occur, 256 at most: the rarer ones become their nearest neighbour."""
    levels = np.round(pixels / 255 * (SHADES - 1)).astype(np.int64)
    codes, inverse, counts = np.unique(levels @ [SHADES**2, SHADES, 1], return_inverse=True, return_counts=True)
    kept = codes[np.sort(np.argsort(-counts, kind="stable")[:256])]
    shades = _shades(kept)
    nearest = (np.abs(_shades(codes)[:, None, :].astype(int) - shades[None].astype(int))).sum(axis=2).argmin(axis=1)
    rows = nearest[inverse].astype(np.uint8).reshape(pixels.shape[:2])
    lines = np.pad(rows, ((0, 0), (1, 0))).tobytes()  # each line begins with its filter: none
    header = struct.pack(">IIBBBBB", rows.shape[1], rows.shape[0], 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", shades.tobytes()), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    framed = ((struct.pack(">I", len(data)), kind + data) for kind, data in parts)
    chunks = (length + named + struct.pack(">I", zlib.crc32(named)) for length, named in framed)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _shades(codes: np.ndarray) -> np.ndarray:
    levels = np.stack([codes // SHADES**2, codes // SHADES % SHADES, codes % SHADES], axis=1)
    return np.round(levels * 255 / (SHADES - 1)).astype(np.uint8)


def _run(folder: Path, *command: str, encoding: str | None = None):
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, encoding=encoding)
    return done.stdout


if __name__ == "__main__":
    main()
