"""What the rules look at: all submissions of a run, the roster, last year; and how a finding is made of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from disclosure_batch.figures import Figures
from disclosure_batch.findings import Finding
from disclosure_batch.form.model import Field, Form
from disclosure_batch.intake.filing import UNREADABLE, Figure, Filing, Slip, Trouble, Typed
from disclosure_batch.intake.identify import Standing, Submission
from disclosure_batch.previous import LastYear
from disclosure_batch.roster import Roster


@dataclass(frozen=True, slots=True)
class Entry:
    """A numeric cell of a submission in which something is odd."""

    form: Form
    submission: Submission
    field: Field
    typed: Typed

    @property
    def value(self) -> Figure | None:
        return self.submission.filing.value(self.form, self.field.id)

    @property
    def where(self) -> str:
        return where(self.form, self.submission.filing, self.field.id)

    def finding(self, message: str, **parts: Any) -> Finding:
        return finding(self.form, self.submission, message, self.field.id, **{"value": self.typed.raw, **parts})


@dataclass(frozen=True, eq=False)
class Case:
    """A run as the rules see it."""

    form: Form
    year: int
    submissions: Sequence[Submission]
    roster: Roster | None
    last_year: LastYear | None = None
    body_named: bool = True

    @cached_property
    def current(self) -> list[Submission]:
        """The submissions that count, one for each unit."""
        return [s for s in self.submissions if s.standing is Standing.CURRENT]

    @cached_property
    def figures(self) -> Figures:
        """Their figures, index the position in `current`."""
        return Figures.of(self.form, [s.filing.values for s in self.current], range(len(self.current)))

    @cached_property
    def unreadable(self) -> pd.DataFrame:
        """Where a figure can't be read; then nothing is said of the sums it stands in."""
        frame = pd.DataFrame(False, index=self.figures.value.index, columns=list(self.form.numeric))
        for entry_at, submission in enumerate(self.current):
            for name, typed in submission.filing.slips.items():
                if typed.slip in UNREADABLE:
                    frame.loc[entry_at, name] = True
        for name in self.form.derived:
            frame[name] = frame[list(self.form.fields[name].parts)].any(axis=1)
        return frame

    @cached_property
    def previous(self) -> pd.DataFrame | None:
        """Last year's figures, a row for each of `current`; NA where the unit has none."""
        if self.last_year is None:
            return None
        aligned = self.last_year.detail.reindex([s.key for s in self.current])
        return aligned.set_axis(range(len(self.current)), axis=0)

    def entries(self, *slips: Slip) -> Iterator[Entry]:
        """The cells of the current submissions with these slips, in form order."""
        for submission in self.current:
            for name in sorted(submission.filing.slips, key=self.form.position.get):
                typed = submission.filing.slips[name]
                if typed.slip in slips:
                    yield Entry(self.form, submission, self.form.fields[name], typed)

    def troubles(self, rule: str) -> Iterator[tuple[Submission, Trouble]]:
        """What the intake found that a rule has to speak of."""
        for submission in self.submissions:
            for trouble in (*submission.reading.troubles, *submission.troubles):
                if trouble.rule == rule:
                    yield submission, trouble

    def order(self, finding: Finding) -> tuple:
        """Sorts findings: roster order, file, gravest first, then as the form goes."""
        return (
            self._unit_order.get(finding.unit or "", len(self._unit_order)),
            finding.unit or "",
            finding.severity.rank,
            finding.file or "",
            self._field_order.get(finding.field or "", -1),
            finding.rule,
            finding.sheet or "",
            finding.cell or "",
            finding.message,
        )

    @cached_property
    def _unit_order(self) -> Mapping[str, int]:
        units = self.roster.units if self.roster else [s.unit for s in self.submissions if s.unit]
        return {unit.key: i for i, unit in enumerate(units)}

    @cached_property
    def _field_order(self) -> Mapping[str, int]:
        return {name: i for i, name in enumerate(self.form.fields)}


def finding(form: Form, submission: Submission, message: str, name: str | None = None, **parts: Any) -> Finding:
    """A finding about a submission, or about a field of it; the rule and its severity are set by the registry."""
    sheet, cell = submission.filing.place(form, name) if name else (None, None)
    place = {"unit": submission.key, "file": submission.reading.path, "sheet": sheet, "cell": cell, "field": name}
    return Finding(**{"rule": "", "severity": None, "message": message, **place, **parts})


def where(form: Form, filing: Filing, name: str) -> str:
    """“三、依申请公开”D7（新收·自然人）"""
    sheet, cell = filing.place(form, name)
    return f"“{sheet}”{cell}（{form.fields[name].name}）"


def cells_of(form: Form, submission: Submission, names: Sequence[str]) -> list[str]:
    return [submission.filing.place(form, name)[1] for name in names]


def runs(cells: Sequence[str]) -> str:
    """Cells in words, neighbours gathered: D7、D9至D12."""
    corners = [(c.rstrip("0123456789"), int(c.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))) for c in cells]
    gathered: list[list[tuple[str, int]]] = []
    for column, row in sorted(corners, key=lambda c: (len(c[0]), c[0], c[1])):
        if gathered and gathered[-1][-1] == (column, row - 1):
            gathered[-1].append((column, row))
        else:
            gathered.append([(column, row)])
    return "、".join(f"{r[0][0]}{r[0][1]}" + (f"至{r[-1][0]}{r[-1][1]}" if len(r) > 1 else "") for r in gathered)
