"""How fast, and in how much memory, many workbooks are merged: python -m benchmarks.merge FOLDER [N ...]

FOLDER is what benchmarks.data has made. Of each of its sets (of N workbooks, where any N is said) the real commands
`check` and `merge` are run, and whatever somebody would otherwise take reads the same files; each in a process of its
own. What merge has written is held against the set's answers, to the digit. Each set is a section of RESULTS.md,
written as soon as it is there. Needs Linux: memory and processor time of all processes are read from /proc.
"""

import json
import os
import platform
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from disclosure_batch.form.model import FieldKind, Form

YEAR = 2024
RESULTS = Path(__file__).with_name("RESULTS.md")
INTERVAL = 0.02  # seconds between two looks at the process tree
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
MOST_READ = 200  # workbooks of a set that the slow ways read; their time is scaled up
SLOW = ("openpyxl", "pandas")

EACH = """
import io, sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

def sound(path):
    try:
        read(path)
    except Exception:  # of a file that is cut off
        pass

def files():
    return sorted(Path(sys.argv[1]).iterdir())[: int(sys.argv[2])]

if __name__ == "__main__":
    with_all = len(sys.argv) > 3
    if with_all:
        with ProcessPoolExecutor() as pool:
            list(pool.map(sound, files(), chunksize=50))
    else:
        for path in files():
            sound(path)
"""
WAYS = {  # what reads all sheets of a workbook, by what it is
    "pandas.read_excel (openpyxl), a loop": """
def read(path):
    import pandas
    pandas.read_excel(path, sheet_name=None, header=None, engine="openpyxl")
""",
    "pandas.read_excel (calamine), a loop": """
def read(path):
    import pandas
    pandas.read_excel(path, sheet_name=None, header=None, engine="calamine")
""",
    "openpyxl, read_only, a loop": """
def read(path):
    import openpyxl
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet in book:
        sheet.reset_dimensions()
        for row in sheet.iter_rows(values_only=True):
            pass
    book.close()
""",
    "fastexcel to polars, a loop": """
def read(path):
    import fastexcel
    book = fastexcel.read_excel(str(path))
    for name in book.sheet_names:
        book.load_sheet(name, header_row=None).to_polars()
""",
    "python-calamine, bare, a loop": """
def read(path):
    from python_calamine import CalamineWorkbook
    book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)
""",
    "the bytes and their sha256, a loop": """
def read(path):
    import hashlib
    hashlib.sha256(path.read_bytes()).hexdigest()
""",
}
NEEDED = {"fastexcel to polars, a loop": ("fastexcel", "polars")}
CALAMINE = "python-calamine, bare, a loop"
ON_ALL_CORES = "python-calamine, bare, on all cores"
PANDAS = "pandas.read_excel (openpyxl), a loop"
CHECK, MERGE = "disclosure-batch check (read, check, add up)", "disclosure-batch merge (all outputs)"


def main() -> None:
    folder = Path(sys.argv[1]).resolve()
    sizes = {int(size) for size in sys.argv[2:]}
    for answers in sorted(folder.glob("*/答案.json"), key=lambda path: _order(path.parent.name)):
        data = answers.parent
        if not sizes or int(data.name.split("-")[1]) in sizes:
            write_section(data.name, section(data))


def _order(name: str) -> tuple[int, str, int]:
    kind, number, share = name.split("-")
    return int(number), kind, int(share)


def section(data: Path) -> str:
    """The table of a set."""
    number = json.loads((data / "答案.json").read_text(encoding="utf-8"))["units"]
    with tempfile.TemporaryDirectory() as folder:
        rows = dict(_ours(data, Path(folder)))
        rows |= dict(_others(data, Path(folder), number))
    return table(data, rows, number)


def _ours(data: Path, work: Path) -> Iterator[tuple[str, "Measured"]]:
    command = [sys.executable, "-m", "disclosure_batch"]
    asked = ["收件", "--roster", "名册.csv", "--year", str(YEAR), "--quiet"]
    yield CHECK, measured([*command, "check", *asked[:-1]], data, work)
    yield MERGE, measured([*command, "merge", *asked, "-o", str(work / "结果")], data, work)
    hold_against_the_answers(data, work / "结果")


def _others(data: Path, work: Path, number: int) -> Iterator[tuple[str, "Measured"]]:
    for way, read in WAYS.items():
        if all(map(_is_there, NEEDED.get(way, ()))):
            script = work / "read.py"
            script.write_text(read + EACH)
            most = min(number, MOST_READ) if way.startswith(SLOW) else number
            seen = measured([sys.executable, str(script), "收件", str(most)], data, work)
            yield way, seen.scaled(number / most)
            if way == CALAMINE:
                yield ON_ALL_CORES, measured([sys.executable, str(script), "收件", str(number), "all"], data, work)


def _is_there(library: str) -> bool:
    try:
        return bool(version(library))
    except PackageNotFoundError:
        return False


def hold_against_the_answers(data: Path, result: Path) -> None:
    """Every total is what it was made to be, and whoever isn't counted was made faulty. Raises SystemExit."""
    answers = json.loads((data / "答案.json").read_text(encoding="utf-8"))
    account = json.loads((result / "manifest.json").read_text(encoding="utf-8"), parse_float=Decimal)
    totals = {name: Decimal(str(account["totals"][name])) for name in answers["totals"]}
    wrong = [name for name, total in answers["totals"].items() if Decimal(total) != totals[name]]
    counted = sum(unit["counted"] and unit["status"] == "accepted" for unit in account["units"])
    if wrong or counted != answers["units"] - len(answers["faulty"]):
        sys.exit(f"{data.name}: {len(wrong)} totals are wrong, {counted} units are counted")


def write_section(name: str, text: str) -> None:
    """In place of the one that was there; they stand in their order."""
    before = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    sections = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", before, re.DOTALL | re.MULTILINE))
    sections[name] = f"\n{text}\n"
    order = sorted(sections, key=_order)
    RESULTS.write_text(
        "\n".join([HEAD, *(f"## {each}\n{sections[each].rstrip()}\n" for each in order)]), encoding="utf-8"
    )
    print(text)


HEAD = """# Many workbooks merged

Written by `python -m benchmarks.merge`; the sets are made by `python -m benchmarks.data`: their name says how they were
saved, how many there are, and how many of 100 are faulty. `check` reads, checks and adds up; `merge` is the whole job,
all outputs included, and what it wrote was held against the answers, every total to the digit. The others only read.
Memory is resident memory, added up over the process tree at one moment; what processes share counts more than once.
Absolute times drift from machine to machine and from day to day; the ratios within one table hold.
"""


# ---------------------------------------------------------------- what a unit fills in


def figures(form: Form, chance: random.Random) -> dict[str, int | Decimal]:
    """Figures of every typed field, different for each unit; every column of section three balances."""
    some = {
        name: Decimal(chance.randrange(10**8)) / 10**4
        if form.fields[name].kind is FieldKind.AMOUNT
        else chance.randrange(40)
        for name in form.inputs
    }
    some |= dict.fromkeys((name for name in some if name.startswith("proactive.regulations.")), 0)
    for column in {name.removeprefix("requests.new.") for name in some if name.startswith("requests.new.")}:
        handled = [name for name in some if name.startswith("requests.") and name.endswith(f".{column}")]
        new, carried_in, carried_out = (f"requests.{row}.{column}" for row in ("new", "carried_in", "carried_out"))
        outcomes = sum(some[name] for name in handled if name not in (new, carried_in, carried_out))
        some[carried_in] = min(some[carried_in], outcomes)
        some[new] = outcomes + some[carried_out] - some[carried_in]
    some["proactive.normative_documents.in_force"] = 100 + some["proactive.normative_documents.issued"]
    some["indicators.published"] = sum(v for name, v in some.items() if name.startswith("indicators.published_"))
    some["indicators.letters_handled"] = min(some["indicators.letters_handled"], some["indicators.letters_received"])
    return some


# ---------------------------------------------------------------- the measuring


@dataclass
class Measured:
    """seconds of wall time and processor time; peak of the resident memory of all processes together, in bytes."""

    wall: float = 0.0
    peak: int = 0
    cpu_of: dict[int, float] = field(default_factory=dict)
    largest: int = 0  # of the peaks of single processes
    scaled_up: bool = False

    @property
    def cpu(self) -> float:
        return sum(self.cpu_of.values())

    def scaled(self, by: float) -> "Measured":
        """What it would be for so many times as many files."""
        cpu = {pid: seconds * by for pid, seconds in self.cpu_of.items()}
        return Measured(self.wall * by, self.peak, cpu, self.largest, scaled_up=by != 1)


def measured(command: list[str], here: Path, work: Path) -> Measured:
    """Runs a command and looks at it and all its descendants every few milliseconds. work: for what it says.

    A merge of which something is for a person to see ends with 1.
    """
    seen = Measured()
    start = time.perf_counter()
    with (work / "said.txt").open("wb") as said:
        process = subprocess.Popen(command, cwd=here, stdout=said, stderr=subprocess.STDOUT, env=_environment())
    while process.poll() is None:
        _look(process.pid, seen)
        time.sleep(INTERVAL)
    seen.wall = time.perf_counter() - start
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(command[:4])} ended with {process.returncode}: {(work / 'said.txt').read_text()[-2000:]}")
    return seen


def _environment() -> dict[str, str]:
    """As on anybody's machine: what was compiled once is kept."""
    kept = Path(tempfile.gettempdir(), "disclosure-batch-measured")
    unset = ("PYTHONDONTWRITEBYTECODE",)
    return {name: value for name, value in os.environ.items() if name not in unset} | {"PYTHONPYCACHEPREFIX": str(kept)}


def _look(root: int, seen: Measured) -> None:
    """Adds up resident memory, and notes each process's own processor time as far as it has come."""
    stats = dict(filter(None, map(_stat, filter(str.isdecimal, os.listdir("/proc")))))
    tree, before = {root}, 0
    while len(tree) > before:
        before = len(tree)
        tree |= {pid for pid, (parent, _, _) in stats.items() if parent in tree}
    resident = 0
    for pid in tree & stats.keys():
        _, cpu, memory = stats[pid]
        seen.cpu_of[pid] = cpu
        seen.largest = max(seen.largest, memory)
        resident += memory
    seen.peak = max(seen.peak, resident)


def _stat(pid: str) -> tuple[int, tuple[int, float, int]] | None:
    """pid → (parent, seconds of processor time, bytes resident); None where it has ended meanwhile."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return int(pid), (int(words[1]), (int(words[11]) + int(words[12])) / TICKS, int(words[21]) * PAGE)


# ---------------------------------------------------------------- the table


def table(data: Path, rows: dict[str, Measured], number: int) -> str:
    size = sum(path.stat().st_size for path in (data / "收件").iterdir())
    names = ("python-calamine", "pandas", "openpyxl", "XlsxWriter", "fastexcel", "polars")
    libraries = ", ".join(f"{name} {version(name)}" for name in names if _is_there(name))
    pandas, calamine = rows[PANDAS].wall, rows[ON_ALL_CORES].wall
    lines = [
        f"{number:,} workbooks of {size / number / 1000:.0f} KB; {_machine()}, Python {platform.python_version()}; "
        f"{libraries}.",
        "",
        "| way | wall s | workbooks/s | processor ms each | peak memory MB, all processes "
        "| × pandas | × bare calamine, all cores |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, seen in rows.items():
        cells = (
            f"{seen.wall:.1f}" + (" (scaled up)" if seen.scaled_up else ""),
            f"{number / seen.wall:.0f}",
            f"{1000 * seen.cpu / number:.1f}",
            f"{seen.peak / 1e6:.0f}",
            f"{pandas / seen.wall:.1f}",
            f"{seen.wall / calamine:.2f}",
        )
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _machine() -> str:
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return f"{os.cpu_count()} cores ({cpu[1] if cpu else platform.machine()}), {platform.system()}"


if __name__ == "__main__":
    main()
