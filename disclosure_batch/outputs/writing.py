"""All outputs of a result, written into a folder, and those of the units that group others into theirs; they take on
what the last run left."""

import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from disclosure_batch.documents.confined import Apart, each_apart
from disclosure_batch.merge import Consolidation, Node
from disclosure_batch.outputs import polished, products
from disclosure_batch.outputs.annual_report import report_of
from disclosure_batch.outputs.last_run import last_run
from disclosure_batch.outputs.returned import with_returned
from disclosure_batch.outputs.since import compared
from disclosure_batch.report.report import Report

WORTH_A_PROCESS = 8  # so many nodes take as long as a process to start


class Outputs(NamedTuple):
    """What was written. not_compared: why nothing could be held against the last run, where one was there."""

    result: Consolidation
    report: Report
    not_compared: str


@dataclass(frozen=True)
class Writing:
    """How outputs are written. text_templates: the set of sentences of the report; template: somebody's own document
    that takes it."""

    text_templates: str | None = None
    template: bytes | None = None

    def __call__(
        self, result: Consolidation, last: Path, folder: Path, tick: Callable[..., None] = lambda **doing: None
    ) -> Outputs:
        """last: where the last run has left them. tick: called with `doing` before each product, and after it.

        Raises TextTemplateError, NotStarted and OSError.
        """
        folder.mkdir(exist_ok=True)
        report = replace(report_of(result, self.text_templates), template=self.template)
        before, not_compared = last_run(last, result)
        result = compared(with_returned(result, before), before)
        report = polished.taken_on(report, result.form, last)  # if somebody has edited the last one
        for product in products.PRODUCTS:
            tick(doing=product.NAME)
            product.write(result, report, folder)
            tick()
        return Outputs(result, report, not_compared)


def write_nodes(
    result: Consolidation, write: Writing, output: Path, folder: Path, tick: Callable[[], None] = lambda: None
) -> None:
    """The results of the nodes of a tree, several at a time, each in a folder below this one. What is above comes after
    all that is below it, and looks for the papers there.

    output: where the last run has left them. tick: called after each product. Raises like Writing.
    """
    last, _ = last_run(output, result)
    telling = Lock()

    def write_one(node: Node, apart: Apart | None = None) -> None:
        lay = last.folder_of(node) if last else output / node.folder
        _write_apart(apart, write, node.result, lay, folder / node.folder)
        with telling:
            for _ in products.PRODUCTS:
                tick()

    for nodes in _by_level(result.nodes):
        if len(nodes) < WORTH_A_PROCESS:
            for node in nodes:
                write_one(node)
        else:
            each_apart(write_one, nodes, WORTH_A_PROCESS)


def _by_level(nodes: Sequence[Node]) -> list[list[Node]]:
    """The deepest first."""
    levels = sorted({node.level for node in nodes}, reverse=True)
    return [[node for node in nodes if node.level == level] for level in levels]


def _write_apart(apart: Apart | None, write: Writing, result: Consolidation, last: Path, folder: Path) -> None:
    """In another process where there is one; what fails there is done once more here, so that it is told here."""
    size = sum(file.size for file in result.files)
    with suppress(Exception):
        if apart and apart.ask(_written, write, result, last, folder, size=size):
            return
    shutil.rmtree(folder, ignore_errors=True)
    write(result, last, folder)


def _written(write: Writing, result: Consolidation, last: Path, folder: Path) -> bool:
    """It stays there: nothing of it is sent back."""
    write(result, last, folder)
    return True
