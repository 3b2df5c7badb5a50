"""Filings are added up: who counts, the detail, the totals, how many units stated each figure."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from disclosure_batch.decisions.decision import Decision
from disclosure_batch.figures.table import Figures
from disclosure_batch.findings import Finding
from disclosure_batch.merge.consolidation import Body, Consolidation
from disclosure_batch.merge.states import file_states, statuses, unit_states
from disclosure_batch.rules.case import Case


def consolidate(
    case: Case,
    findings: Sequence[Finding],
    body: Body,
    include: bool = False,
    decisions: Sequence[Decision] = (),
    sources: Mapping[str, Path] | None = None,
) -> Consolidation:
    """Who counts, and what they add up to. include: units with errors are added with what could be read of them."""
    sent_back = {decision.unit for decision in decisions if decision.returns}
    status = statuses(case.submissions, findings, sent_back, include)
    units = unit_states(case, status)
    added = [state for state in units if state.added]
    figures = Figures.of(case.form, [s.filing.values for s in added], [s.unit.key for s in added])
    stated = figures.stated[list(case.form.indicators)].any(axis=1)
    return Consolidation(
        form=case.form,
        year=case.year,
        body=body,
        files=file_states(case, findings, status),
        units=units,
        findings=findings,
        detail=figures.detail,
        totals=figures.totals,
        reported=figures.reported,
        last_year=case.last_year,
        by_roster=case.roster is not None,
        without_indicators=tuple(stated.index[~stated]),
        unknown=_unknown(case, [state.unit.key for state in added]),
        decisions=decisions,
        sources=sources or {},
    )


def _unknown(case: Case, keys: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Where an added unit has no readable figure, or a sheet that is blank: field -> the units."""
    marks = case.unknown.set_axis([s.key for s in case.current], axis=0).loc[list(keys)]
    return {name: tuple(marks.index[marks[name]]) for name in case.form.numeric if marks[name].any()}
