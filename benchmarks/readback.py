"""A 汇总表 of very many units, written and held against its figures: python -m benchmarks.readback [N ...]

The results are made in process (20,000 units where nothing is said, of which seven in ten are added), the workbook is
the real one. Prints a table; the peak is of the process so far.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

from disclosure_batch.outputs.workbook import NAME, readback, write
from tests.hand_made import REPORT
from tests.large import district_of

SIZES = (20_000,)


def main() -> None:
    print("| units | added | written and held | held once more | peak memory | size |", "| --- " * 6 + "|", sep="\n")
    for units in [int(size) for size in sys.argv[1:]] or SIZES:
        result = district_of(units)
        with tempfile.TemporaryDirectory() as folder:
            began = time.process_time()
            write(result, REPORT, Path(folder))
            written = time.process_time()
            readback.hold(result, Path(folder) / NAME)
            held = time.process_time()
            size = (Path(folder) / NAME).stat().st_size / 1e6
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        times = f"{written - began:.1f} s | {held - written:.1f} s"
        print(f"| {units} | {len(result.added)} | {times} | {peak:.0f} MB | {size:.1f} MB |")


if __name__ == "__main__":
    main()
