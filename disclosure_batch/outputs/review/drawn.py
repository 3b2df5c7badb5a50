"""The page as HTML: the template filled, the script and the style sheet joined."""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from disclosure_batch.dates import day_in_words
from disclosure_batch.form.model import Figure
from disclosure_batch.merge import Consolidation
from disclosure_batch.names import shortened, shown
from disclosure_batch.outputs.balance import TotalCheck
from disclosure_batch.outputs.nodes import node_lines
from disclosure_batch.outputs.overview import Overview, overview
from disclosure_batch.outputs.places import place
from disclosure_batch.outputs.review.beside import LyingBeside
from disclosure_batch.outputs.review.charts import charts_of
from disclosure_batch.outputs.review.compact import as_data
from disclosure_batch.outputs.review.data import page_data
from disclosure_batch.outputs.review.totals import TwoYears, blocks
from disclosure_batch.outputs.since_in_words import since_lines
from disclosure_batch.outputs.tasks import counted, open_of, tasks_of
from disclosure_batch.papers import PAPERS, REVIEW
from disclosure_batch.report.compiled import pages
from disclosure_batch.report.report import Report
from disclosure_batch.text import plain

TEMPLATE = f"{REVIEW}.html"
SCRIPT = (
    *("data", "dom", "copy", "marks", "findings", "filters", "tasks", "list", "matrix"),
    *("unit", "total", "calls", "changes", "files", "print", "route"),
)
TASKS_WITHOUT_SCRIPT = 50
HERE = "\0"  # where the data comes


@dataclass(frozen=True, slots=True)
class Balance:
    """All checks of one rule that say the same."""

    code: str
    says: str
    checks: Sequence[TotalCheck]

    @property
    def off(self) -> list[TotalCheck]:
        return [check for check in self.checks if not check.holds]


def drawn(result: Consolidation, report: Report, folder: Path | None) -> Iterator[str]:
    """Piece by piece: the data is most of it where units are many."""
    seen, beside = overview(result, report), LyingBeside.of(folder, result)
    tasks = tasks_of(seen)
    around = (
        _environment()
        .get_template(TEMPLATE)
        .render(
            result=result,
            written=PAPERS[REVIEW],
            seen=seen,
            since=since_lines(result),
            deadline=day_in_words(result.settings.deadline) if result.settings.deadline else "",
            gaps=report.gaps,
            nodes=node_lines(result),
            written_as=TEMPLATE,
            polished=report.polished,
            tasks=[(task, counted(open_of(task.group))) for task in tasks[:TASKS_WITHOUT_SCRIPT]],
            balances=list(_balances(seen)),
            blocks=list(blocks(result)),
            explained=TwoYears(result).explained,
            charts=charts_of(result),
            products=beside.products,
            place=place,
            fields=result.form.fields,
            figure=_figure,
            data=Markup(HERE),
            script=Markup(script()),
            style=Markup(_page_file("page.css")),
            fingerprint=_fingerprint(script()),
        )
    )
    before, begin, behind = around.partition(f'id="data">{HERE}')  # markup that no word can be
    yield before + begin.removesuffix(HERE)
    yield from as_data(page_data(seen, tasks, beside))
    yield behind


@cache
def script() -> str:
    """The modules one after another, in a scope of their own."""
    modules = "\n".join(_page_file(f"{name}.js") for name in SCRIPT)
    return f'(() => {{\n"use strict";\n{modules}\n}})();\n'


def _page_file(name: str) -> str:
    return (files(__package__) / "page" / name).read_text(encoding="utf-8")


def _fingerprint(text: str) -> str:
    """As a page's policy names a script that it allows."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _figure(value: Figure | str | None) -> str:
    """A figure, or what stands in its place, as the page shows it."""
    if value is None:
        return ""
    return shortened(value, 40) if isinstance(value, str) else plain(value)


@cache
def _environment() -> Environment:
    return pages(__package__, _finalized)


def _finalized(value):
    """Every word that comes from outside is shown on one line, with nothing invisible in it."""
    return shown(value) if type(value) is str else value  # markup is a str of its own kind


def _balances(seen: Overview) -> Iterator[Balance]:
    def kind(check: TotalCheck) -> tuple[str, str]:
        return check.relation.code, check.relation.says

    for (code, says), checks in groupby(sorted(seen.checks, key=lambda check: check.relation.code), key=kind):
        yield Balance(code, says, list(checks))
