"""一图读懂.html: the totals as pictures for the public, one page beside the report that runs and fetches nothing.

`pictures` says what is shown, the template draws it. A figure that is 0 has no picture, only a sentence where it is one
that readers look for; an indicator that only some units have given says of how many it is.
"""

from functools import cache
from pathlib import Path

from jinja2 import Environment

from disclosure_batch.merge import Consolidation
from disclosure_batch.names import shortened, shown
from disclosure_batch.outputs.picture_page.pictures import sections_of
from disclosure_batch.papers import PAPERS, PICTURE
from disclosure_batch.report.as_html import page_tags
from disclosure_batch.report.compiled import pages
from disclosure_batch.report.report import Report

NAME = "一图读懂.html"
DESCRIPTION = "用图说明《{}》的主要数字：主动公开、依申请公开、行政复议和行政诉讼。"


def write(result: Consolidation, report: Report, folder: Path) -> None:
    """Write 一图读懂.html into the folder."""
    title = shown(report.title)
    tags = dict(page_tags(report, f"一图读懂 {title}", DESCRIPTION.format(title)))
    tags.pop("Url", None)  # it is the report's
    page = _pages().get_template(NAME).render(
        report=report,
        title=title,
        tags=tags,
        notices=[shortened(notice) for notice in report.notices],
        parts=list(sections_of(result)),
        number_of_units=len(result.added),
        written=PAPERS[PICTURE],
    )
    (folder / NAME).write_text(page, encoding="utf-8", newline="\n")


@cache
def _pages() -> Environment:
    return pages(__package__)
