"""What `merge --by-parent` costs beside a plain merge of the same workbooks: python -m benchmarks.tree [NODES ...]

For each number of nodes (10 and 100 where nothing is said), of three units each: processor time and peak memory of the
plain merge, of the one with a folder for every node, and what a node costs. Prints a table. Needs Linux.
"""

import csv
import sys
import tempfile
from pathlib import Path

from benchmarks.data import DataSet, make
from benchmarks.merge import Measured, measured

UNITS = 3  # of each node
SIZES = (10, 100)


def main() -> None:
    print("| nodes | units | plain merge | --by-parent | a node more | peak memory |", "| --- " * 6 + "|", sep="\n")
    for nodes in [int(size) for size in sys.argv[1:]] or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            work = make(Path(folder), DataSet("template", UNITS * nodes, 0))
            _write_tree(work, nodes)
            plain, tree = _merged(work, "名册.csv"), _merged(work, "各级.csv", "--by-parent")
        more = (tree.cpu - plain.cpu) / nodes
        memory = tree.peak / 1e6
        print(f"| {nodes} | {UNITS * nodes} | {plain.cpu:.1f} s | {tree.cpu:.1f} s | {more:.2f} s | {memory:.0f} MB |")


def _merged(work: Path, roster: str, *options: str) -> Measured:
    command = [sys.executable, "-m", "disclosure_batch", "merge", "收件", "--roster", roster, "-o", f"{roster}的结果"]
    return measured([*command, "--quiet", *options], work, work)


def _write_tree(work: Path, nodes: int) -> None:
    """A roster with the same units, below so many nodes."""
    with (work / "名册.csv").open(encoding="utf-8-sig", newline="") as file:
        _, *units = csv.reader(file)
    rows = [(f"9{number:05d}", f"示例第{number}区", "其他", "") for number in range(nodes)]
    rows += [(*unit, rows[at // UNITS][0]) for at, unit in enumerate(units)]
    with (work / "各级.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("单位代码", "单位名称", "类别", "上级单位代码"), *rows])


if __name__ == "__main__":
    main()
