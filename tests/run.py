"""A command as the tests run it, and what is looked at afterwards.

The whole of it is what its users have: files are read in processes of their own, every product is written. Mostly a
decision or a rule is meant; then the command reads in this process, and of the products it writes the account alone,
any other when a test looks at it.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from click.testing import CliRunner

from disclosure_batch import job
from disclosure_batch.cli import main
from disclosure_batch.documents import confined
from disclosure_batch.documents.confined import Apart
from disclosure_batch.form.model import Form
from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.filing import Reading
from disclosure_batch.intake.pool import NOBODY_WATCHES, WhileReading
from disclosure_batch.intake.read import read
from disclosure_batch.merge import Consolidation
from disclosure_batch.outputs import (
    data_csv,
    manifest,
    picture_page,
    products,
    review,
    sign_off,
    words_collected,
    workbook,
)
from disclosure_batch.outputs.notices import product as notices
from disclosure_batch.report import as_docx, as_html, as_text
from disclosure_batch.report.report import Report

OF_THE_RESULT = {
    product.NAME: product for product in (workbook, picture_page, sign_off, words_collected, review, data_csv)
} | {notices.NAME: notices}
OF_THE_REPORT = {as_docx.NAME: as_docx, as_html.NAME: as_html, as_text.FOLDER: as_text}


class Kept:
    """In the place of the products: keeps what they are written from, and writes one when it is asked for."""

    NAME = "产品"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written: set[str] = set()

    def write(self, result: Consolidation, report: Report, folder: Path) -> None:
        """Of a tree the last is the top."""
        self.result, self.report = result, report

    def product(self, name: str) -> Path:
        if name not in self.written:
            self.folder.mkdir(exist_ok=True)
            self._write(name)
            self.written.add(name)
        return self.folder / name

    def _write(self, name: str) -> None:
        if name in OF_THE_REPORT:
            OF_THE_REPORT[name].write(self.report, self.folder)
        else:
            OF_THE_RESULT[name].write(self.result, self.report, self.folder)


@dataclass
class Run:
    """What a command did: its exit code, what it printed, its manifest. kept: where it did not write its products."""

    exit_code: int
    text: str
    folder: Path
    account: dict = field(default_factory=dict)
    kept: Kept | None = None

    def product(self, name: str) -> Path:
        """A file or folder among the products. It may not be there: without anything to mend there are no notices."""
        return self.kept.product(name) if self.kept else self.folder / name

    @property
    def totals(self) -> dict[str, int | Decimal]:
        return self.account["totals"]

    def findings(self, rule: str | None = None, unit: str | None = None) -> list[SimpleNamespace]:
        found = (SimpleNamespace(**f) for f in self.account["findings"])
        return [f for f in found if rule in (None, f.rule) and unit in (None, f.unit)]

    def finding(self, rule: str, unit: str | None = None) -> SimpleNamespace:
        """The one finding of a rule."""
        found = self.findings(rule, unit)
        assert len(found) == 1, f"{len(found)} findings {rule}: {[(f.rule, f.message) for f in self.findings()]}"
        return found[0]

    def rules(self, unit: str | None = None, severity: str | None = None) -> set[str]:
        return {f.rule for f in self.findings(unit=unit) if severity in (None, f.severity)}

    def states(self) -> dict[str, str]:
        return {unit["code"] or unit["name"]: unit["status"] for unit in self.account["units"]}

    def file_states(self) -> dict[str, str]:
        return {file["path"]: file["status"] for file in self.account["files"]}


def run(arguments: Sequence[object], folder: Path, aside: Path) -> Run:
    """A command that reads here; its products are written to `aside`, each when it is asked for."""
    kept = Kept(aside)
    with reading_here(), patch.object(products, "PRODUCTS", (kept, manifest)):
        done = run_whole(arguments, folder)
    done.kept = kept
    return done


def run_whole(arguments: Sequence[object], folder: Path) -> Run:
    """A command as its users have it. folder: where its products go."""
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    account = folder / "manifest.json"
    loaded = json.loads(account.read_bytes(), parse_float=Decimal) if account.exists() else {}
    return Run(done.exit_code, done.output, folder, loaded)


@contextmanager
def reading_here() -> Iterator[None]:
    """No process is started to read in."""
    with (
        patch.object(job, "read_all", read_here),
        patch.object(Apart, "ask", ask_here),
        patch.object(confined, "kept", lambda first: nullcontext()),
    ):
        yield


def ask_here(_apart: Apart, function: Callable, *arguments: object, size: int) -> object:
    """What a process of its own would answer."""
    return function(*arguments)


def read_here(sources: Sequence[Source], form: Form, jobs: int, here: WhileReading = NOBODY_WATCHES) -> list[Reading]:
    """What the processes give where no file ends its own; a mistake of ours is not caught."""
    return [reading for source in sources for reading in _readings(source, form)]


def _readings(source: Source, form: Form) -> list[Reading]:
    """Nothing is read twice: three of four offices hand in the same file in nearly every test."""
    if not source.file.is_file():
        return read(source, form)
    print_of_it = hashlib.sha256(source.file.read_bytes()).hexdigest()
    key = (source.path, source.ignored, source.named, print_of_it, form.file)
    if key not in _READ:
        _READ[key] = read(source, form)
    return _READ[key]


_READ: dict[tuple, list[Reading]] = {}
