"""Consolidations made by hand, of a few offices and their figures: what tests of the outputs start from."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from disclosure_batch.figures.last_year import LastYear
from disclosure_batch.figures.table import Figures
from disclosure_batch.form.edition import load_form
from disclosure_batch.intake.filing import Figure, Filing, Origin
from disclosure_batch.merge import Body, Consolidation, Status, UnitState
from disclosure_batch.merge.adding import added_up
from disclosure_batch.report.as_text import section_text
from disclosure_batch.report.report import Report
from disclosure_batch.roster import Category, Unit

FORM = load_form()
SEED = Path(__file__).with_name("data") / "seed-values.csv"


@dataclass
class Office:
    """A unit and what it handed in; figures by field id (of those that must be stated, 0 where not named)."""

    name: str
    figures: Mapping[str, Figure] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    status: str = "accepted"
    category: Category = Category.DEPARTMENT
    phone: str = ""


def consolidated(*offices: Office, last: Mapping[str, Figure] | None = None) -> Consolidation:
    """What merging would give of these offices; the one of category 汇总机关 publishes."""
    states = [_state(f"41080{i}", office) for i, office in enumerate(offices)]
    added = {state.unit.key: state.filing.values for state in states if state.added}
    body = next((s.unit for s in states if s.unit.category is Category.PUBLISHER), None)
    return Consolidation(
        form=FORM,
        year=2024,
        body=Body(body.code, body.name) if body else Body(None, None),
        files=(),
        units=states,
        findings=(),
        last_year=LastYear(2023, Figures.of(FORM, [], []), last) if last else None,
        **added_up(Figures.of(FORM, list(added.values()), list(added))),
    )


def _state(code: str, office: Office) -> UnitState:
    unit = Unit(code, office.name, office.category, None, (), True, "", office.phone)
    stated = {**dict.fromkeys(set(FORM.inputs) - set(FORM.indicators), 0), **office.figures}
    filing = Filing(Origin.TEMPLATE, tuple(map(stated.get, FORM.inputs)), texts=office.texts)
    return UnitState(unit, Status(office.status), True, filing=None if office.status == "missing" else filing)


def seed_figures() -> dict[str, Figure]:
    with SEED.open(encoding="utf-8", newline="") as file:
        figures = {row["id"]: Decimal(row["value"]) for row in csv.DictReader(file)}
    return {n: int(v) if v == int(v) else v for n, v in figures.items() if n in FORM.inputs}


def seed(**texts: str) -> Office:
    """The publishing body with all of the seed's figures; texts as text__problems="…"."""
    words = {name.replace("__", "."): text for name, text in texts.items()}
    return Office(
        "示例区管理委员会", seed_figures(), words, category=Category.PUBLISHER, phone="0391-0000000"
    )


def all_zero() -> Office:
    return Office("示例区", dict.fromkeys(FORM.inputs, 0), category=Category.PUBLISHER)


def text(report: Report, number: int) -> str:
    return section_text(report.sections[number - 1])
