"""The result of a run as a value: who stands where, what the added units add up to, what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from disclosure_batch.decisions.decision import NEVER_ADDED, Decision
from disclosure_batch.figures.last_year import LastYear
from disclosure_batch.figures.table import Figures
from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.model import Figure, Form
from disclosure_batch.intake.filing import Filing
from disclosure_batch.merge.since import Since
from disclosure_batch.merge.states import FileState, Status, UnitState
from disclosure_batch.papers import NO_BODY
from disclosure_batch.roster import Unit, normalised
from disclosure_batch.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

ADDED_TWICE = "U007"  # the rule that speaks of the body's own 汇总表 and report


@dataclass(frozen=True, slots=True)
class Body:
    """Who adds up, and publishes unless the settings name another. name is None where nobody said it.

    listed_as: the key of the roster's 汇总机关, where it has no code.
    """

    code: str | None
    name: str | None
    listed_as: str | None = None

    def is_unit(self, unit: Unit) -> bool:
        """Whether a unit is the publishing body itself."""
        return unit.key == (self.code or self.listed_as)


@dataclass(frozen=True)
class Consolidation:
    """The whole result of a run; every output is written from it alone.

    figures: of the added units, index the unit's key in roster order; sums are re-derived from the typed fields.
    totals: every numeric field, exact. reported: how many added units stated it.
    decisions: what the coordinator decided; figures corrected so are in the filings, the detail and the totals.
    without_indicators: keys of added units that gave no indicator at all. unknown: fields of which it isn't known what
    some added unit has, and the keys of those. sources: where the files are, by the path they are known by.
    settings: who publishes and how to reach them, where the coordinator has said it.
    since: what is otherwise than at the last run; None where none was here before.
    returned: the fingerprints of what units were sent back, now and in earlier runs, by their keys.
    nodes: where a tree was asked for, the units below that group others, each before those below it.
    """

    form: Form
    year: int
    body: Body
    files: Sequence[FileState]
    units: Sequence[UnitState]
    findings: Sequence[Finding]
    figures: Figures
    totals: Mapping[str, Figure]
    reported: Mapping[str, int]
    last_year: LastYear | None = None
    by_roster: bool = True  # whether it is known who should report
    without_indicators: Sequence[str] = ()
    unknown: Mapping[str, Sequence[str]] = field(default_factory=dict)
    decisions: Sequence[Decision] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)
    since: Since | None = None
    returned: Mapping[str, Sequence[str]] = field(default_factory=dict)
    nodes: "Sequence[Node]" = ()
    detail_limit: int | None = None  # of more added units the detail lies beside the workbook, if there is one

    @property
    def detail(self) -> "pd.DataFrame":
        """The figures of the added units as a table, NA where a unit stated nothing."""
        return self.figures.detail

    @property
    def detail_beside(self) -> bool:
        """Whether the figures of the units stand in files beside the workbook."""
        return self.detail_limit is not None and len(self.added) > self.detail_limit

    @property
    def publisher(self) -> str | None:
        """In whose name the report is published: a government's, where its office adds up."""
        return self.settings.publisher or self.body.name

    @property
    def title_body(self) -> str:
        return self.publisher or NO_BODY

    @property
    def title(self) -> str:
        """〈机关全称〉〈年度〉年政府信息公开工作年度报告."""
        return f"{self.title_body}{self.year}年{self.form.title}"

    @property
    def added(self) -> list[UnitState]:
        return [state for state in self.units if state.added]

    @property
    def missing(self) -> list[UnitState]:
        """Units that have not reported; the publishing body's own workbook may be absent."""
        return [s for s in self.units if s.status is Status.MISSING and not self.may_be_absent(s)]

    def may_be_absent(self, state: UnitState) -> bool:
        """Whether nobody waits for a unit's own workbook: others have its figures, or it adds up those of others."""
        return bool(state.within) or state.unit.groups or self.body.is_unit(state.unit)

    @property
    def unreported(self) -> list[UnitState]:
        """Those of them of which nothing at all came."""
        return [state for state in self.missing if not (state.scan or state.perhaps)]

    @property
    def only_scans(self) -> list[UnitState]:
        """Those of them that have sent a scan, and no figures."""
        return [state for state in self.missing if state.scan]

    @property
    def unclear(self) -> list[UnitState]:
        """Those of them that may have sent a file of which it can't be told whose it is."""
        return [state for state in self.missing if state.perhaps and not state.scan]

    @property
    def nobodys(self) -> list[FileState]:
        """Files that were handed in and of which it can't be told whose they are; not the report that was made here."""
        rejected = (file for file in self.files if file.status is Status.REJECTED and file.unit is None)
        return [file for file in rejected if ADDED_TWICE not in file.rules]

    @property
    def left_out(self) -> list[UnitState]:
        """Units whose figures would count, but are not in the totals."""
        return [s for s in self.units if s.counted and s.status is Status.REJECTED and not s.within]

    @property
    def lacking(self) -> list[UnitState]:
        """Units that have not reported and whose figures would count."""
        return [s for s in self.missing if s.counted]

    @cached_property
    def asked_by(self) -> Mapping[str, str]:
        """The folder of the node right above a unit, which asks it for what is missing; not of those right below."""
        return {
            state.unit.key: node.folder
            for node in self.nodes  # what is deeper comes later
            for state in node.result.units
            if state.unit.key != node.unit.key
        }

    @cached_property
    def incomplete(self) -> list[tuple[UnitState, tuple[str, ...]]]:
        """Units whose 汇总表 is added and is itself a 送审稿, with those whose figures are therefore nowhere here."""
        drafts = [state for state in self.added if state.filing and state.filing.lacking]
        here = {normalised(state.unit.name) for state in self.added} if drafts else set()
        below = [(state, tuple(n for n in state.filing.lacking if normalised(n) not in here)) for state in drafts]
        return [(state, names) for state, names in below if names]

    @property
    def draft(self) -> bool:
        """Units are missing or left out, here or one level down: the report is a 送审稿.

        Without a roster any file that is nobody's may be a unit's that is missing.
        """
        return bool(self.left_out or self.lacking or self.incomplete or (self.nobodys and not self.by_roster))

    @property
    def body_filing(self) -> Filing | None:
        """The publishing body's own workbook, whose texts are the report's, be its figures added or not.

        None where it is in doubt whose, which year's or which version's words they are.
        """
        state = next((s for s in self.units if self.body.is_unit(s.unit) and s.filing), None)
        if state is None or state.added:
            return state and state.filing
        doubtful = any(NEVER_ADDED.intersection(file.rules) for file in self.files if file.path == state.file)
        return None if doubtful else state.filing

    @cached_property
    def fingerprints(self) -> Mapping[str, str]:
        """The SHA-256 of a file, by its path."""
        return {file.path: file.sha256 for file in self.files}

    @cached_property
    def errors_of_files(self) -> Mapping[str, Sequence[Finding]]:
        """The errors of a file, by its path."""
        errors: dict[str, list[Finding]] = {}
        for finding in self.findings:
            if finding.file and finding.severity is Severity.ERROR:
                errors.setdefault(finding.file, []).append(finding)
        return errors

    @cached_property
    def corrections(self) -> Mapping[tuple[str, str], Decision]:
        """The corrected figures by unit and field; each decision has the office's own figure."""
        return {(decision.unit, name): decision for decision in self.decisions for name in decision.fields}

    @cached_property
    def corrections_added(self) -> list[Decision]:
        """Those of the added units: the corrections that are in the totals."""
        added = {state.unit.key for state in self.added}
        return [decision for decision in self.decisions if decision.corrects and decision.unit in added]

    @cached_property
    def corrected(self) -> Mapping[str, Sequence[Decision]]:
        """Total -> the corrections it has in it: those of its figure, or of one that it is added up from."""
        within = {name: self._corrections_in(name) for name in self.form.numeric}
        return {name: decisions for name, decisions in within.items() if decisions}

    def _corrections_in(self, name: str) -> list[Decision]:
        fields = {name, *self.form.typed_in(name)}
        return [decision for decision in self.corrections_added if not fields.isdisjoint(decision.fields)]

    def stated(self, name: str) -> bool:
        """Whether a sentence may be made of a field.

        A figure of the tables is, unless it is 0 only because it is not known of some added unit; an indicator, where
        somebody stated it, no added unit left all indicators open, and a 0 is everybody's.
        """
        zero = self.totals[name] == 0
        if self.form.fields[name].required:
            return not (zero and self.unknown.get(name))
        stated = self.reported[name] > 0 and not self.without_indicators
        return stated and not (zero and self.reported[name] < len(self.added))


@dataclass(frozen=True)
class Node:
    """A unit that groups others, and the result of those that it groups.

    level: how far below it stands, 1 for right below. folder: where its result is written, seen from the folder of the
    result that has the node.
    """

    unit: Unit
    level: int
    folder: str
    result: Consolidation
