"""What all tests share: the programs outside Python that some of them look through.

A test that asks for `libreoffice`, `chromium_pdf`, `screenshot` and the like is skipped where the
program isn't installed. Where CI is set nothing is skipped: there a missing program is a failure,
or a test could stop running without anybody noticing.
"""

import contextlib
import gc
import os
import shutil
import subprocess
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from openpyxl.worksheet.merge import MergedCellRange

from disclosure_batch.documents.confined import Apart
from disclosure_batch.outputs.notices import product as notices
from disclosure_batch.report import narrative
from tests.deciding import Decisions
from tests.district import District
from tests.programs import LibreOffice, run_to_file
from tests.quicker import Compiled, merged_cells_styled

CI = bool(os.environ.get("CI"))
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0  # whom Chromium's sandbox refuses

# marker: (names of the program, Debian packages that bring it)
PROGRAMS = {
    "needs_libreoffice": (("soffice", "libreoffice"), "libreoffice-calc libreoffice-writer"),
    "needs_chromium": (("chromium", "chromium-browser", "google-chrome"), "chromium"),
    "needs_poppler": (("pdftoppm",), "poppler-utils"),
}
MARKER_OF_FIXTURE = {
    "soffice": "needs_libreoffice",
    "chromium": "needs_chromium",
    "pdftoppm": "needs_poppler",
}

# Two workers share the cores with LibreOffice: how long one example takes says nothing.
# CI tries the same examples every time, so that a red run is about the change.
settings.register_profile(
    "project", deadline=None, derandomize=CI, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("project")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test is marked by the fixtures it uses, so that -m "not needs_libreoffice" leaves all of them out."""
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in MARKER_OF_FIXTURE:
                item.add_marker(MARKER_OF_FIXTURE[fixture])


def pytest_collection_finish() -> None:
    """What is imported and collected by now stays: nothing of it is looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


@pytest.fixture(scope="session", autouse=True)
def one_process_for_marked_copies() -> Iterator[None]:
    """Most runs here write notices, and the process in which a copy is marked takes half a second to start."""
    with Apart() as apart, pytest.MonkeyPatch.context() as patch:
        patch.setattr(notices, "Apart", lambda: contextlib.nullcontext(apart))
        yield


@pytest.fixture(scope="session", autouse=True)
def nothing_outlasts_a_power_cut() -> Iterator[None]:
    """What is stored need not be on the disk before the next line runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once() -> Iterator[None]:
    compiled = Compiled()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(narrative, "KeptCompiled", lambda: compiled)
        yield


@pytest.fixture(scope="session", autouse=True)
def merged_cells_styled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MergedCellRange, "format", merged_cells_styled)
        yield


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in PROGRAMS:
        if item.get_closest_marker(marker):
            program(marker)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a test that is skipped, whatever for, has failed."""
    report = yield
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        _, _, reason = report.longrepr
        report.outcome, report.longrepr = "failed", f"in CI nothing is skipped: {reason}"
    return report


def program(marker: str) -> str:
    """The path of the program; without it the test is skipped."""
    names, packages = PROGRAMS[marker]
    for name in names:
        if path := shutil.which(name):
            return path
    pytest.skip(f"{names[0]} is not installed (apt install {packages})")


@pytest.fixture(scope="session")
def soffice() -> str:
    return program("needs_libreoffice")


@pytest.fixture(scope="session")
def chromium() -> str:
    return program("needs_chromium")


@pytest.fixture(scope="session")
def pdftoppm() -> str:
    return program("needs_poppler")


@pytest.fixture
def district(tmp_path: Path) -> District:
    """Four offices with filled workbooks, a roster, a run; see tests/district.py."""
    return District(tmp_path)


@pytest.fixture(scope="session")
def libreoffice(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LibreOffice]:
    """libreoffice(source, format) -> the converted file; see tests/programs.py."""
    office = LibreOffice(soffice, tmp_path_factory.mktemp("libreoffice"))
    yield office
    office.end()


@pytest.fixture(scope="session")
def headless_chromium(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Open a local page in a Chromium that has never run before and asks nothing of the network."""

    def open_page(page: str | Path, result: Path, *options: str, timeout: float = 120) -> Path:
        page = Path(page).resolve()
        assert page.is_file(), f"no page to show: {page}"
        user_data = tmp_path_factory.mktemp("chromium")
        command = [
            chromium,
            *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage"),
            *("--no-first-run", "--disable-background-networking", "--disable-component-update"),
            *("--disable-sync", f"--user-data-dir={user_data}", *options, page.as_uri()),
        ]
        try:
            return run_to_file(command, result, timeout)
        finally:
            shutil.rmtree(user_data, ignore_errors=True)

    return open_page


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator:
    """The system's Chromium, one for all tests that use a page as somebody would."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install .[test])")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"] if ROOT else [])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def violations() -> Callable:
    """violations(page) -> what axe-core finds wrong with it as it stands."""
    module = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed (pip install .[test])"
    )
    axe = module.Axe()

    def found(page) -> list[tuple]:
        rules = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
        return [(rule["id"], rule["help"], [node["html"] for node in rule["nodes"][:3]]) for rule in rules]

    return found


@pytest.fixture
def chromium_pdf(headless_chromium: Callable[..., Path], tmp_path: Path) -> Callable[..., Path]:
    """chromium_pdf(page, pdf=None) -> the page as it prints; a .pdf in tmp_path unless told where."""

    def print_page(page: str | Path, pdf: Path | None = None) -> Path:
        pdf = Path(pdf or tmp_path / f"{Path(page).stem}.pdf").resolve()
        return headless_chromium(page, pdf, f"--print-to-pdf={pdf}", "--no-pdf-header-footer")

    return print_page


@pytest.fixture
def screenshot(headless_chromium: Callable[..., Path], tmp_path: Path) -> Callable[..., Path]:
    """screenshot(page, png=None, width=1280, height=1600) -> a .png in tmp_path unless told where."""

    def take(page: str | Path, png: Path | None = None, width: int = 1280, height: int = 1600) -> Path:
        png = Path(png or tmp_path / f"{Path(page).stem}.png").resolve()
        return headless_chromium(
            page, png, f"--screenshot={png}", f"--window-size={width},{height}", "--hide-scrollbars"
        )

    return take


@pytest.fixture
def pdf_pages(pdftoppm: str, tmp_path: Path) -> Callable[..., list[Path]]:
    """pdf_pages(pdf, dpi=80) -> one .png a page, in order."""

    def draw(pdf: str | Path, dpi: int = 80) -> list[Path]:
        folder = tmp_path / f"{Path(pdf).stem}-pages"
        folder.mkdir(exist_ok=True)
        subprocess.run([pdftoppm, "-png", "-r", str(dpi), pdf, folder / "page"], check=True, timeout=120)
        return sorted(folder.glob("page-*.png"))

    return draw


@pytest.fixture
def decisions(tmp_path: Path) -> Decisions:
    """The file of decisions, which does not exist yet."""
    return Decisions(tmp_path / "决定.xlsx")
