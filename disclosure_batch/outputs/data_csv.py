"""数据.csv: the totals for machines, a line a figure."""

import csv
from collections.abc import Iterator
from pathlib import Path

from disclosure_batch.merge import Consolidation
from disclosure_batch.outputs.overview import overview
from disclosure_batch.papers import CORRECTED, DATA, DATA_HEAD
from disclosure_batch.report.report import Report
from disclosure_batch.text import plain

NAME = DATA


def write(result: Consolidation, report: Report, folder: Path) -> None:
    """With a byte-order mark: so Excel knows that it is UTF-8. The last column is there where it says something."""
    more = (CORRECTED,) if result.corrected else ()
    with (folder / NAME).open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(DATA_HEAD + more)
        table.writerows(row[: len(DATA_HEAD + more)] for row in _rows(result))


def _rows(result: Consolidation) -> Iterator[tuple]:
    seen = overview(result)
    last_year = result.last_year.totals if result.last_year else {}
    for name in result.form.numeric:
        field = result.form.fields[name]
        before = last_year.get(name)
        yield (
            name,
            field.section,
            field.row_label,
            field.column_label,
            field.unit,
            plain(result.totals[name]),
            "" if before is None else plain(before),
            result.reported[name],
            seen.corrected_in(name).replace("\n", "；"),
        )
