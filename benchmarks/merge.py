"""How fast, and in how much memory, many workbooks are merged: python benchmarks/merge.py [N]

Writes N filled workbooks (1,000 where nothing is said) with the package's own template, merges them with
the real command, and reads the same files with a loop of pandas.read_excel (openpyxl) and with the bare
parser, python-calamine. Each runs in a process of its own. Prints a table and writes it to merge.md.
Needs Linux: memory and processor time of the whole process tree are read from /proc.
"""

import csv
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

from disclosure_batch.form.edition import load_form
from disclosure_batch.form.model import FieldKind, Form
from disclosure_batch.template import write_workbook
from disclosure_batch.template.filling import Filling, prefilled

YEAR = 2024
RESULTS = Path(__file__).with_suffix(".md")
INTERVAL = 0.02  # seconds between two looks at the process tree
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
TEXT = "按照年度要点，完善主动公开目录，规范依申请公开办理流程，定期检查公开平台内容。"

PANDAS = """
import sys, pandas
from pathlib import Path
for path in sorted(Path(sys.argv[1]).iterdir()):
    pandas.read_excel(path, sheet_name=None, header=None, engine="openpyxl")
"""
CALAMINE = """
import io, sys
from pathlib import Path
from python_calamine import CalamineWorkbook
for path in sorted(Path(sys.argv[1]).iterdir()):
    book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)
"""


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        size = write_workbooks(work, number)
        command = [sys.executable, "-m", "disclosure_batch", "merge", "收件", "--roster", "名册.csv", "-o", "结果"]
        rows = [
            ("disclosure-batch merge", measured(command, work)),
            (
                "pandas.read_excel (openpyxl), a loop over all sheets",
                measured([sys.executable, "-c", PANDAS, "收件"], work),
            ),
            ("python-calamine, bare, all sheets", measured([sys.executable, "-c", CALAMINE, "收件"], work)),
        ]
        text = table(rows, number, size)
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


# ---------------------------------------------------------------- the workbooks


def write_workbooks(work: Path, number: int) -> int:
    """N balanced workbooks of N units in 收件/, and their roster; returns their size in bytes."""
    received = work / "收件"
    received.mkdir()
    units = [(f"{100000 + i}", f"示例第{i}局") for i in range(1, number + 1)]
    with (work / "名册.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("单位代码", "单位名称", "类别"), *((*unit, "政府部门") for unit in units)])
    with ProcessPoolExecutor() as pool:
        jobs = [pool.submit(_write, received, code, name) for code, name in units]
        for done, job in enumerate(jobs, 1):
            job.result()
            if done % max(1, number // 10) == 0:
                print(f"workbooks written: {done}/{number}", file=sys.stderr)
    return sum(path.stat().st_size for path in received.iterdir())


def _write(folder: Path, code: str, name: str) -> None:
    form = load_form()
    empty = prefilled(form, name, code, YEAR)
    values = {**empty.values, **figures(form, random.Random(code)), **texts(form)}
    write_workbook(folder / f"{code}_{name}.xlsx", Filling(form, values, locked=empty.locked, stamp=empty.stamp))


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


def texts(form: Form) -> dict[str, str]:
    cover = {
        "unit.prepared_by": "办公室",
        "unit.reviewed_by": "办公室",
        "unit.phone": "0391-0000000",
        "unit.date": "2025-1-10",
    }
    return cover | {name: TEXT for name in form.fields if name.startswith("text.")}


# ---------------------------------------------------------------- the measuring


@dataclass
class Measured:
    """seconds of wall time and processor time; peak of the resident memory of all processes together, in bytes."""

    wall: float = 0.0
    peak: int = 0
    cpu_of: dict[int, float] = field(default_factory=dict)
    largest: int = 0  # of the peaks of single processes

    @property
    def cpu(self) -> float:
        return sum(self.cpu_of.values())


def measured(command: list[str], work: Path) -> Measured:
    """Runs a command and looks at it and all its descendants every few milliseconds."""
    seen = Measured()
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=work, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        _look(process.pid, seen)
        time.sleep(INTERVAL)
    seen.wall = time.perf_counter() - start
    if process.returncode:
        sys.exit(f"{' '.join(command[:4])} ended with {process.returncode}")
    return seen


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


def table(rows: list[tuple[str, Measured]], number: int, size: int) -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("python-calamine", "pandas", "openpyxl", "XlsxWriter"))
    base = rows[0][1].wall
    lines = [
        f"# {number:,} filled workbooks merged",
        "",
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}; {libraries}.",
        f"Every workbook holds all sheets of the template ({size / number / 1000:.0f} KB). One run each.",
        "",
        "| way | wall s | ms per workbook | processor s | peak memory MB, all processes | largest process MB "
        "| × merge |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, seen in rows:
        cells = (
            f"{seen.wall:.1f}",
            f"{1000 * seen.wall / number:.1f}",
            f"{seen.cpu:.1f}",
            f"{seen.peak / 1e6:.0f}",
            f"{seen.largest / 1e6:.0f}",
            f"{seen.wall / base:.2f}",
        )
        lines.append(f"| {name} | {' | '.join(cells)} |")
    lines += [
        "",
        "`merge` is the whole job: read, check, add up, write all outputs. The other two only read.",
        "Memory is resident memory, added up over the process tree at one moment; "
        "pages that processes share count more than once.",
        f"Looked at every {1000 * INTERVAL:.0f} ms; written by `python benchmarks/merge.py {number}`.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
