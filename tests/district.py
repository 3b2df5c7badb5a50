"""A district to try the product on: a roster, offices that fill their workbooks, a run and what it says.

    district.office("410801").fill("requests.granted.natural_person", 8)
    run = district.merge()
    assert run.finding("R303", "410801").cell == "D7"
    page = run.product("核对报告.html").read_text(encoding="utf-8")

A run is the command with all that it prints and its exit code; a product is written when a test looks at it.
With processes that read, and with all outputs: district.merge(whole=True).
"""

import csv
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import openpyxl

from disclosure_batch.form.edition import load_form
from disclosure_batch.form.layout import layout_of
from disclosure_batch.template.filling import Filling, prefilled
from tests.filled import opened, written
from tests.run import Run, run, run_whole

FORM = load_form()
YEAR = 2024
UNITS = {"410800": "示例区人民政府办公室", "410801": "示例区财政局", "410802": "示例区教育局", "410803": "示例区文昌街道办事处"}
CATEGORIES = {"410800": "汇总机关", "410803": "乡镇街道"}
SIGNED = {"unit.prepared_by": "经办", "unit.reviewed_by": "审核", "unit.phone": "0391-0000000", "unit.date": "2025-01-10"}
# small, balanced, no two columns alike: what an office of middling size reports
FIGURES: dict[str, int | Decimal] = {
    "proactive.normative_documents.issued": 2,
    "proactive.normative_documents.repealed": 1,
    "proactive.normative_documents.in_force": 12,
    "proactive.licensing.decisions": 345,
    "proactive.penalty.decisions": 21,
    "proactive.fees.amount": Decimal("8.0914"),
    "requests.new.natural_person": 7,
    "requests.granted.natural_person": 5,
    "requests.unavailable.not_held.natural_person": 2,
    "requests.new.enterprise": 3,
    "requests.carried_in.enterprise": 1,
    "requests.granted_in_part.enterprise": 2,
    "requests.denied.third_party.enterprise": 1,
    "requests.carried_out.enterprise": 1,
    "remedies.reconsideration.upheld": 1,
    "indicators.published": 120,
    "indicators.published_on_website": 80,
    "indicators.letters_received": 9,
    "indicators.letters_handled": 9,
}


@dataclass
class Office:
    """An office and what it has typed so far. A figure that is not typed is 0; None leaves a cell blank."""

    code: str
    name: str
    values: dict[str, object]
    last_year: Mapping[str, int | Decimal] = field(default_factory=dict)
    edits: list[Callable] = field(default_factory=list)
    reports: bool = True

    def fill(self, name: str, value: object) -> "Office":
        self.values[name] = value
        return self

    def edit(self, change: Callable[[openpyxl.Workbook], None]) -> "Office":
        """Changes the filled workbook as a person (or a program) would; totals lose their stored values."""
        self.edits.append(change)
        return self

    def type(self, name: str, raw: object) -> "Office":
        """Types anything over a cell, past the validation."""
        return self.edit(lambda book: setattr(cell_of(book, name), "value", raw))

    def write(self, path: Path) -> Path:
        given = prefilled(FORM, self.name, self.code, YEAR, self.last_year)
        written(Filling(FORM, {**given.values, **self.values}, given.last_year, stamp=given.stamp), path)
        if self.edits:
            book = opened(path)
            for change in self.edits:
                change(book)
            book.save(path)
        return path


def cell_of(book: openpyxl.Workbook, name: str):
    """The cell that carries a field's name."""
    ((sheet, reference),) = book.defined_names[name].destinations
    return book[sheet][reference.replace("$", "")]


class District:
    """Four offices, one of which publishes; everything lies in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.received = folder / "收件"
        self.received.mkdir()
        self.roster = folder / "名册.csv"
        self.settings: Path | None = None
        self.runs = 0
        zero = dict.fromkeys(FORM.inputs, 0)
        self.offices = {
            code: Office(code, name, {**zero, **FIGURES, **SIGNED, "indicators.platforms": i})  # no two offices alike
            for i, (code, name) in enumerate(UNITS.items(), 1)
        }
        self.write_roster()

    def write_roster(self, extra: str = "", **columns: Mapping[str, str]) -> None:
        """The roster; columns are further cells by code, e.g. 计入汇总={"410801": "否"}."""
        head = ["单位代码", "单位名称", "类别", *columns]
        with self.roster.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(head)
            for code, name in UNITS.items():
                writer.writerow(
                    [code, name, CATEGORIES.get(code, "政府部门"), *(c.get(code, "") for c in columns.values())]
                )
            file.write(extra)

    def office(self, code: str) -> Office:
        return self.offices[code]

    def receive(self) -> None:
        """The offices hand in their workbooks."""
        for office in self.offices.values():
            path = self.received / f"{office.code}_{office.name}.xlsx"
            if office.reports:
                office.write(path)
            else:
                path.unlink(missing_ok=True)

    def merge(
        self,
        *options: object,
        paths: tuple = (),
        output: str = "out",
        roster: bool = True,
        receive: bool = True,
        whole: bool = False,
    ) -> Run:
        """Everything is received, then merged."""
        if receive:
            self.receive()
        chosen = ["--roster", self.roster] if roster else []
        chosen += ["--settings", self.settings] if self.settings else []
        chosen += ["-o", self.folder / output, "--jobs", "1"]
        return self.run("merge", *(paths or (self.received,)), *chosen, *options, output=output, whole=whole)

    def run(self, *arguments: object, output: str = "out", whole: bool = False) -> Run:
        """A command; see tests/run.py for what the whole of it is."""
        self.runs += 1
        folder = self.folder / output
        return run_whole(arguments, folder) if whole else run(arguments, folder, self.folder / f"产品{self.runs}")

    def sums(self, *without: str) -> dict[str, int | Decimal]:
        """What the typed figures of all offices but some add up to."""
        offices = [o for code, o in self.offices.items() if o.reports and code not in without]
        return {name: sum(o.values[name] or 0 for o in offices) for name in FORM.inputs}

    def copy(self, code: str, name: str) -> Path:
        """A further file of an office beside the others."""
        self.receive()
        source = self.received / f"{code}_{UNITS[code]}.xlsx"
        return Path(shutil.copy(source, self.received / name))


def place(name: str) -> tuple[str, str]:
    """Where the template has a field."""
    layout = layout_of(FORM)
    return layout.sheet_of(name).name, layout.cell(name)
