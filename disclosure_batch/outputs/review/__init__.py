"""核对报告.html: the coordinator's desk, one file that fetches nothing. What to do next; from any total down to a cell.

The page is made in two steps. What fits a first screen, and everything whose size does not grow with the units (the
state, the balance, the decisions, the totals, the charts), is written into it by the template, so that it is there
without a script, too. All that grows (units, findings, files, the figures of each unit) is in it once, as data:

    overview ─┬─ units, findings       a row each, with the words that terminal and notices have
              ├─ forms                 the printed tables, and the figures of each unit in them
              ├─ beside                the notices and copies that lie there and can be linked
              └─ data ── compact       one value of all of them, as JSON in which nothing is alive
    totals, charts                     what the template draws

What to do now is said by outputs/tasks.py, what is otherwise than at the last run by outputs/since_in_words.py.

page/ has the script, a module for each part of the screen, and the style sheet; they are joined as they are, nothing
is built. A script makes rows of the data as they are needed; it words nothing that overview.py words. Its address
(#单位/410801) says what is shown, so that the browser's own way back works. The page allows the one script that it
was written with (by its fingerprint) and nothing else, whatever a file or a unit is called.

The same result, with the same notices beside, gives the same bytes; only what is missing is counted late by the day on
which the page is looked at.
"""

from collections.abc import Iterator
from pathlib import Path

from disclosure_batch.merge import Consolidation
from disclosure_batch.papers import REVIEW_PAGE
from disclosure_batch.report.report import Report

NAME = REVIEW_PAGE


def write(result: Consolidation, report: Report, folder: Path) -> None:
    """Write 核对报告.html into the folder, the other products being there."""
    with (folder / NAME).open("w", encoding="utf-8", newline="\n") as page:
        page.writelines(_drawn(result, report, folder))


def review_page(result: Consolidation, report: Report, folder: Path | None = None) -> str:
    """The page; it holds everything it needs. folder: where the products lie that it links to."""
    return "".join(_drawn(result, report, folder))


def _drawn(result: Consolidation, report: Report, folder: Path | None) -> Iterator[str]:
    from disclosure_batch.outputs.review.drawn import (
        drawn,  # and what writes office files, which the terminal needs not
    )

    return drawn(result, report, folder)
