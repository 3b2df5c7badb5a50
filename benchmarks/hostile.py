"""What hostile files cost in time and memory, each in a process of its own within the limits of documents/guard.py.

Most are read. Those called "marked: …" are opened by openpyxl, which marks a copy of them for their office.

    python -m benchmarks.hostile [--only NAME]

The files are made on the spot in a temporary folder. Prints a table and writes it to hostile.md beside this file.
Needs Linux: the process looks up its own peak memory in /proc, as the system's account of a child counts the parent's.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from disclosure_batch.documents import guard
from disclosure_batch.documents.parts import DIRECTORY_ENTRY
from tests import hostile as h

RESULT = Path(__file__).with_suffix(".md")
READ = """
import json, sys
from pathlib import Path
from disclosure_batch.form.edition import load_form
from disclosure_batch.intake.collect import Source
from disclosure_batch.documents.confined import confine
from disclosure_batch.intake.read import read
confine()
path = Path(sys.argv[1])
readings = read(Source(path.name, path, named=True), load_form()) if path.exists() else []
rules = sorted({type(trouble).__name__ for reading in readings for trouble in reading.troubles})
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([rules, any(reading.filing for reading in readings), peak * 1024 / 1e6]))
"""


MARK = """
import json, signal, sys
from pathlib import Path
from disclosure_batch.documents import guard
from disclosure_batch.documents.confined import confine
from disclosure_batch.outputs.notices import marking
confine()
path = Path(sys.argv[1])
data = path.read_bytes()
signal.alarm(int(guard.seconds(len(data))))
marks = [marking.Mark("二、主动公开", "B6", marking.TO_MEND, "请改")]
made = marking.marked(data, [], marks)
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([["marked" if made else "left alone"], False, peak * 1024 / 1e6]))
"""


def sheet(edit: h.Change) -> Callable[[], bytes]:
    return lambda: h.change(h.good(), h.TABLE, edit)


KINDS: dict[str, tuple[str, Callable[[], bytes] | None]] = {
    "no file: the process alone": ("-.xlsx", None),
    "a good workbook": ("a.xlsx", h.good),
    "a part of 2 GB of NULs": ("a.xlsx", lambda: h.one_big_part(2_000_000_000)),
    "a part of 149 MB of NULs": ("a.xlsx", lambda: h.one_big_part(149_000_000)),
    "a part that says it has 1 KB and has 200 MB": ("a.xlsx", h.lying_about_its_size),
    "1,000 parts of 1 MB in one place": ("a.ods", h.overlapping),
    "6,000 empty parts": ("a.xlsx", lambda: h.with_parts(h.good(), {f"x/{i}.xml": b"" for i in range(6_000)})),
    "a directory of 100,001 entries": ("a.zip", lambda: b"PK\3\4" + DIRECTORY_ENTRY * 100_001),
    "entities that expand": ("a.xlsx", lambda: h.change(h.good(), h.STRINGS, h.declared)),
    "entities that expand, in a Word document": (
        "a.docx",
        lambda: h.change(h.empty_docx(), "word/document.xml", h.declared_far_down),
    ),
    "100,000 elements within each other": ("a.xlsx", sheet(h.deep)),
    "one cell in XFD1048576": ("a.xlsx", sheet(h.with_rows(h.STRAY))),
    "1,000,000 rows with nothing but formats": ("a.xlsx", sheet(h.with_rows(h.formatted_rows(1_000_000)))),
    "200,000 merged ranges": ("a.xlsx", sheet(h.after_data(h.merged(200_000)))),
    "30,000,000 empty cells": ("a.xlsx", sheet(h.with_rows(h.bare_cells(30_000_000)))),
    "2,500,000 filled cells: 10,000 units by 250 figures": ("a.xlsx", sheet(h.with_rows(h.filled_cells(10_000, 250)))),
    "4,800,000 filled cells": ("a.xlsx", sheet(h.with_rows(h.filled_cells(12_000, 400)))),
    "one text of 100,000,000 characters": ("a.xlsx", sheet(h.with_rows(h.long_string(100_000_000)))),
    "25,000,000 cells written as one": ("a.ods", lambda: h.ods(h.ODS.format(h.ODS_TABLE.format(h.ODS_MANY)))),
    "the same in 200 tables": ("a.ods", lambda: h.ods(h.ODS.format(h.ODS_TABLE.format(h.ODS_MANY) * 200))),
    "not well-formed": ("a.ods", lambda: h.ods(h.ODS[:-20].format(h.ODS_TABLE.format(h.ODS_MANY)))),
    "sectors in a circle": ("a.xls", lambda: h.compound([0xFFFFFFFD, 1])),
    "a cell across 1,000,000,000 columns": ("a.docx", lambda: h.docx_table(10, span=10**9, before=10**9)),
    "a table of 20 MB": ("a.docx", lambda: h.docx_table(60_000)),
    "cells across 60 columns and 60 rows": (
        "a.html",
        lambda: h.html("<table>" + ("<tr>" + "<td colspan=60 rowspan=60>1</td>" * 100 + "</tr>") * 2_000 + "</table>"),
    ),
    "100,000 divisions within each other": ("a.html", lambda: h.html("<div>" * 100_000)),
    "a line of 49 MB": ("a.csv", lambda: b"a," * 24_500_000),
    "a line of 19 MB": ("a.csv", lambda: b"a," * 9_500_000),
    "9,000,000 lines": ("a.txt", lambda: b"1\n" * 9_000_000),
    "marked: a good workbook": ("a.xlsx", h.good),
    "marked: a column merged from top to bottom": (
        "a.xlsx",
        sheet(h.after_data(b'<mergeCells><mergeCell ref="M3:M1048576"/></mergeCells>')),
    ),
    "marked: 49,000 merged ranges": ("a.xlsx", sheet(h.after_data(h.merged(49_000)))),
    "marked: 90,000 rows with nothing but formats": ("a.xlsx", sheet(h.with_rows(h.formatted_rows(90_000)))),
    "marked: 2,300,000 empty cells": ("a.xlsx", sheet(h.with_rows(h.bare_cells(2_300_000)))),
    "marked: a formula of 3 MB that 90,000 cells share": (
        "a.xlsx",
        sheet(h.with_rows(h.shared_formula(1_000_000, 90_000))),
    ),
    "marked: a link over all cells": ("a.xlsx", sheet(h.after_data(h.LINK_OVER_ALL))),
    "marked: 300 sheets in one part": ("a.xlsx", lambda: h.one_part_named(300)),
    "an archive within an archive": ("a.zip", lambda: h.zipped({"里.zip": h.zipped({"a.xlsx": h.good()})})),
}


def measured(path: Path, script: str) -> tuple[float, float, float, str]:
    """(seconds, seconds of a processor, MB at most, what came of it)."""
    with tempfile.TemporaryFile() as said:
        begun = time.monotonic()
        process = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=said, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = status
        taken = time.monotonic() - begun
        said.seek(0)
        text = said.read().decode()
    rules, filing, peak = json.loads(text) if text else (["ended by its limit"], False, guard.MEMORY / 1e6)
    return taken, used.ru_utime + used.ru_stime, peak, ", ".join([*rules, *(["read"] if filing else [])])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="kinds with this in their name")
    only = parser.parse_args().only
    lines = [
        "| what | file, KB | seconds | of a processor | MB at most | comes to |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    print("\n".join(lines), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for what, (name, make) in KINDS.items():
            if only in what:
                path = Path(folder) / name
                path.unlink(missing_ok=True)
                if make:
                    path.write_bytes(make())
                size = path.stat().st_size / 1000 if make else 0
                taken, processor, peak, came = measured(path, MARK if what.startswith("marked: ") else READ)
                lines.append(f"| {what} | {size:,.0f} | {taken:.1f} | {processor:.1f} | {peak:,.0f} | {came} |")
                print(lines[-1], flush=True)
    if not only:
        head = (
            "# Hostile files\n\n`python -m benchmarks.hostile`; each in a process of its own. "
            f"Limits: {guard.MEMORY // 1_000_000:,} MB of address space, "
            f"{guard.SECONDS} s and {guard.MORE_SECONDS} s more for every MB of the file.\n"
        )
        RESULT.write_text("\n".join([head, *lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
