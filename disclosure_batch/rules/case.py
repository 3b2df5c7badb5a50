"""What the rules look at: all submissions of a run, the roster, last year; and how a finding is made of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from disclosure_batch.documents.kinds import FileKind
from disclosure_batch.figures.last_year import LastYear
from disclosure_batch.figures.table import Columns, Figures, NarrowColumns, any_of
from disclosure_batch.findings import Finding, Held, Spot, Trouble
from disclosure_batch.form.model import Field, Form, Relation
from disclosure_batch.intake.filing import UNREADABLE, Figure, Filing, Origin, Slip, Typed
from disclosure_batch.intake.several import states_another_year
from disclosure_batch.intake.submission import Standing, Submission
from disclosure_batch.roster import Roster, Unit, normalised

Noticed = TypeVar("Noticed", bound=Trouble)
HELD = {FileKind.DOCX: Held.WORD, FileKind.ODT: Held.WORD, FileKind.HTML: Held.TEXT, FileKind.TEXT: Held.TEXT}


@dataclass(frozen=True, slots=True)
class Oddity:
    """A numeric cell of a submission in which something is odd; value is what was read of it."""

    submission: Submission
    field: Field
    spot: Spot
    typed: Typed
    value: Figure | None


@dataclass(frozen=True, eq=False)
class Case:
    """A run as the rules see it."""

    form: Form
    year: int
    submissions: Sequence[Submission]
    roster: Roster | None
    last_year: LastYear | None = None
    body_named: bool = True
    zeros: frozenset[tuple[str | None, str | None]] = frozenset()  # (unit, sheet): blank, and accepted as 0

    @cached_property
    def current(self) -> list[Submission]:
        """The submissions that count, one for each unit."""
        return [s for s in self.submissions if s.standing is Standing.CURRENT]

    @cached_property
    def figures(self) -> Figures:
        """Their figures, index the position in `current`."""
        return Figures.of(self.form, [s.filing.values for s in self.current], range(len(self.current)))

    @cached_property
    def unreadable(self) -> NarrowColumns:
        """Where no figure can be read, or the document has no place for it; of every numeric field."""
        return self.with_sums(self.marked(self.form.inputs, self._unreadable))

    def _unreadable(self, filing: Filing) -> Iterator[str]:
        yield from (name for name, typed in filing.slips.items() if typed.slip in UNREADABLE)
        yield from (name for name in filing.absent if not filing.states(self.form, name))

    @cached_property
    def empty(self) -> NarrowColumns:
        """Where a unit has typed nothing; of every typed field."""
        stated, unreadable = self.figures.stated, self.unreadable
        return NarrowColumns((name, ~(stated[name] | unreadable[name])) for name in self.form.inputs)

    @cached_property
    def blank(self) -> Columns:
        """Which sheets hold no figure but those that the workbook was handed out with; by the sheet's name."""
        said = {name: ~empty for name, empty in self.empty.items()}
        typed = {s.name: [f.id for f in s.fields if f.id in self.form.position] for s in self.form.sheets}
        own = {sheet: [n for n in names if n not in self.form.carried_over] for sheet, names in typed.items() if names}
        return {sheet: ~any_of(said, names, len(self.current)) for sheet, names in own.items()}

    @cached_property
    def unknown(self) -> NarrowColumns:
        """Where another rule speaks of the figure or of its whole sheet, so that nothing is said of its sums."""
        sheets = {name: self.form.fields[name].sheet for name in self.form.inputs}
        said = [s.key for s in self.current]
        accepted = {sheet: np.array([(key, sheet) in self.zeros for key in said], dtype=bool) for sheet in self.blank}
        silent = {sheet: self.blank[sheet] & ~accepted[sheet] for sheet in self.blank}
        return self.with_sums({name: self.unreadable[name] | silent[sheet] for name, sheet in sheets.items()})

    @cached_property
    def stored(self) -> NarrowColumns:
        """The totals that the documents themselves hold, None where they hold none; of every derived field."""
        none = (None,) * len(self.form.derived)
        rows = [s.filing.stored or none for s in self.current]
        columns = list(zip(*rows, strict=True)) or [()] * len(self.form.derived)
        arrays = (np.array(column, dtype=object) for column in columns)
        return NarrowColumns(zip(self.form.derived, arrays, strict=True))

    @cached_property
    def typed(self) -> NarrowColumns:
        """Which of these are typed, not formulas."""
        return self.marked(self.form.derived, lambda filing: filing.typed)

    @cached_property
    def stale(self) -> NarrowColumns:
        """Which of them are formulas with another stored result than their cells add up to.

        A formula does not add up what is no plain number.
        """
        beside = self.with_sums(self.marked(self.form.inputs, lambda filing: filing.slips))
        off = ((name, np.not_equal(held, None) & (held != self.now[name])) for name, held in self.stored.items())
        return NarrowColumns((name, marks & ~self.typed[name] & ~beside[name]) for name, marks in off)

    @cached_property
    def previous(self) -> Figures | None:
        """Last year's figures of each of `current`; nothing stated where there are none, or none to be compared with.

        None where nothing is known of single units, and where it is a result of another year.
        """
        if self.last_year is None or not self.last_year.by_units:
            return None
        if self.last_year.year not in (None, self.year - 1):
            return None
        keys = [s.key if fits else None for s, fits in zip(self.current, self.comparable, strict=True)]
        return self.last_year.figures.taken(keys)

    @cached_property
    def now(self) -> NarrowColumns:
        """Each field of all units, sums re-derived, for the arithmetic of relations; 0 where nothing is stated."""
        return self.figures.value

    @cached_property
    def readable(self) -> NarrowColumns:
        """Of which units a figure is not `unknown`, by its field."""
        return NarrowColumns((name, ~unknown) for name, unknown in self.unknown.items())

    @cached_property
    def before(self) -> NarrowColumns:
        """The same of last year."""
        return NarrowColumns((name, self.previous.known(name)) for name in self.form.numeric)

    @cached_property
    def known_before(self) -> NarrowColumns:
        """Of which units last year's figure is known, by its field."""
        return self.previous.stated

    @cached_property
    def failing(self) -> dict[Relation, np.ndarray]:
        """In which units a relation fails, as far as it has been asked (breaches.py)."""
        return {}

    @cached_property
    def comparable(self) -> np.ndarray:
        """Of which submissions it is beyond doubt which year's they are (else L003 speaks)."""
        return np.array([not states_another_year(s.filing, self.year) for s in self.current], dtype=bool)

    @cached_property
    def scans(self) -> Mapping[str, str]:
        """The scans that were set aside, by the key of the unit that their names point to."""
        scans = (s for s in self.submissions if s.standing is Standing.IGNORED and s.reading.kind is FileKind.SCAN)
        return {unit.key: s.reading.path for s in scans for unit in s.hints}

    @cached_property
    def perhaps(self) -> Mapping[str, str]:
        """The files of which it can't be told whose they are, by the keys of the units that may have sent them."""
        unclear = (s for s in self.submissions if s.unit is None and s.standing is Standing.UNUSABLE)
        return {unit.key: s.reading.path for s in unclear for unit in s.hints}

    @cached_property
    def contained(self) -> Mapping[str, Submission]:
        """Units that are a row of another unit's 汇总表, by their key; a row is a unit's by its name, its code agreeing.

        The 汇总表 of the publishing body counts only where none of its rows reports itself.
        """
        reporting = {s.key for s in self.current if not s.filing.parts}
        contained: dict[str, Submission] = {}
        for holder in (s for s in self.current if s.filing.parts):
            keys = self._rows_of(holder)
            if not holder.unit.adds_up or reporting.isdisjoint(keys):
                contained = dict.fromkeys(keys, holder) | contained  # the first that has it
        return contained

    def _rows_of(self, holder: Submission) -> list[str]:
        """The other units that are rows of a 汇总表, by their keys."""
        named = ((self._units_by_name.get(normalised(part.name)), part) for part in holder.filing.parts)
        found = [unit for unit, part in named if unit and (part.code in ("", unit.code) or not unit.has_own_code)]
        return [unit.key for unit in found if unit.key != holder.key]

    @cached_property
    def _units_by_name(self) -> Mapping[str, Unit]:
        units = self.roster.units if self.roster else [s.unit for s in self.current]
        return {normalised(name): unit for unit in units for name in (*unit.aliases, unit.name)}

    def marked(self, columns: Sequence[str], names: Callable[[Filing], Iterable[str]]) -> NarrowColumns:
        """True where a field is among the names of a unit's filing."""
        position = {name: i for i, name in enumerate(columns)}
        marks = np.zeros((len(self.current), len(columns)), dtype=bool)
        for row, submission in enumerate(self.current):
            marks[row, [position[name] for name in names(submission.filing) if name in position]] = True
        return NarrowColumns((name, marks[:, i]) for name, i in position.items())

    def with_sums(self, marks: Columns) -> NarrowColumns:
        """Marks of typed figures, and of every sum in which one of them stands."""
        columns = dict(marks)
        for name in self.form.derived:
            columns[name] = np.logical_or.reduce([columns[part] for part in self.form.fields[name].parts])
        return NarrowColumns(columns.items())

    def entries(self, *slips: Slip) -> Iterator[Oddity]:
        """The cells of the current submissions with these slips, in form order."""
        for submission in self.current:
            for name in sorted(submission.filing.slips, key=self.form.position.get):
                typed = submission.filing.slips[name]
                if typed.slip in slips:
                    value = submission.filing.value(self.form, name)
                    yield Oddity(submission, self.form.fields[name], self.spot(submission, name), typed, value)

    def troubles(self, *kinds: type[Noticed]) -> Iterator[tuple[Submission, Noticed]]:
        """What the intake noticed of these kinds."""
        for submission in self.submissions:
            for trouble in (*submission.reading.troubles, *submission.troubles):
                if isinstance(trouble, kinds):
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
        )

    @cached_property
    def asked(self) -> frozenset[str]:
        """The files that answer questions: marked copies, and those with other remarks than an earlier workbook."""
        before = {s.key: _remarks(s) for s in self.submissions if s.standing is Standing.SUPERSEDED and _is_workbook(s)}
        anew = {s.key for s in self.current if before.get(s.key, _remarks(s)) != _remarks(s)}
        return frozenset(s.reading.path for s in self.current if s.filing.marked or s.key in anew)

    @cached_property
    def filings(self) -> Mapping[str, Filing]:
        """What each readable file says, by its path."""
        return {s.reading.path: s.filing for s in self.submissions if s.filing}

    @cached_property
    def _unit_order(self) -> Mapping[str, int]:
        units = self.roster.units if self.roster else [s.unit for s in self.submissions if s.unit]
        return {unit.key: i for i, unit in enumerate(units)}

    @cached_property
    def _field_order(self) -> Mapping[str, int]:
        return {name: i for i, name in enumerate(self.form.fields)}

    # ---------------------------------------------------------------- whose words are the report's

    def speaks_for_all(self, submission: Submission) -> bool:
        """Whether its words are the report's: what they state are the totals, not its own figures."""
        return submission.unit.adds_up and not self._within(submission.unit).isdisjoint(self._others(submission))

    def totals_of(self, unit: Unit) -> Mapping[str, Figure | None]:
        """What its totals come to that adds up others; empty while one of them is lacking, None of a figure that some
        unit has not stated."""
        within = self._within(unit) | {unit.key}
        added = [i for i, s in enumerate(self.current) if s.key in within and self._is_added(i, s)]
        if not self._due(within) <= {self.current[i].key for i in added}:
            return {}
        sure = {**self.readable, **{name: self.figures.stated[name] for name in self.form.indicators}}
        return {name: self.now[name][added].sum() if known[added].all() else None for name, known in sure.items()}

    def _within(self, unit: Unit) -> frozenset[str]:
        """The keys of the units that it adds up."""
        return self.roster.below(unit) if self.roster else frozenset(s.key for s in self.current)

    def _others(self, submission: Submission) -> Iterator[str]:
        return (other.key for other in self.current if other is not submission)

    def _is_added(self, i: int, submission: Submission) -> bool:
        return submission.unit.counted and self.comparable[i] and submission.key not in self.contained

    def _due(self, within: frozenset[str]) -> set[str]:
        units = self.roster.units if self.roster else ()
        return {unit.key for unit in units if unit.key in within and self._is_due(unit)}

    def _is_due(self, unit: Unit) -> bool:
        return unit.counted and not unit.adds_up and unit.key not in self.contained

    # ---------------------------------------------------------------- how a finding is made

    def finding(self, submission: Submission, about: object, field: str | None = None, **parts: Any) -> Finding:
        """A finding about a submission, or about a field of it; code and severity are set by the rule."""
        sheet, cell = submission.filing.place(self.form, field) if field else (None, None)
        place = {"unit": submission.key, "file": submission.reading.path, "sheet": sheet, "cell": cell, "field": field}
        place["held"] = HELD.get(submission.reading.kind, Held.WORKBOOK)
        return Finding(**{"rule": "", "severity": None, "about": about, **place, **parts})

    def place_to_explain(self, code: str) -> str:
        """Where an office says why something is as it is: “核对与说明”的“…的原因”."""
        name = self.form.explanation_of(code) or self.form.explanation_of("other")
        return f"“{self.form.fields[name].sheet}”的“{self.form.fields[name].row_label}”" if name else "备注里"

    def spot(self, submission: Submission, field: str) -> Spot:
        """Where a field stands."""
        return Spot(*submission.filing.place(self.form, field), self.form.fields[field].name)

    def cells(self, submission: Submission, fields: Iterable[str]) -> tuple[str, ...]:
        """Where fields stand; those that have no place in the document are left out."""
        places = (submission.filing.place(self.form, field) for field in fields)
        return tuple(cell for _, cell in places if cell)

    def by_sheet(self, submission: Submission, fields: Iterable[str]) -> dict[str, list[str]]:
        """Fields by the sheet of the document on which they stand, in form order."""
        wanted, sheets = frozenset(fields), {}
        for field in self.form.fields:
            if field in wanted and (sheet := submission.filing.place(self.form, field)[0]):
                sheets.setdefault(sheet, []).append(field)
        return sheets


def marks_of(marks: Columns) -> Iterator[tuple[int, list[str]]]:
    """(position of the unit, what is marked) for each unit in which anything is."""
    if not marks:
        return
    rows, names = np.column_stack(list(marks.values())), list(marks)
    for i in np.flatnonzero(rows.any(axis=1)).tolist():
        yield i, [names[j] for j in np.flatnonzero(rows[i])]


def _is_workbook(submission: Submission) -> bool:
    return submission.filing is not None and submission.filing.origin is Origin.TEMPLATE


def _remarks(submission: Submission) -> str:
    return submission.filing.texts.get("explanation.other", "")


