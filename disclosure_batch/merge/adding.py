"""Filings are added up: who counts, the detail, the totals, how many units stated each figure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import compress
from typing import Any

import numpy as np

from disclosure_batch.decisions.decision import Decision
from disclosure_batch.figures.table import Figures, any_of
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
    sources: Mapping[str, str] | None = None,
) -> Consolidation:
    """Who counts, and what they add up to. include: units with errors are added with what could be read of them."""
    sent_back = {decision.unit for decision in decisions if decision.returns}
    status = statuses(case.submissions, findings, sent_back, include)
    units = unit_states(case, status)
    keys = [state.unit.key for state in units if state.added]
    figures = replace(case.figures, index=[submission.key for submission in case.current])
    return Consolidation(
        form=case.form,
        year=case.year,
        body=body,
        files=file_states(case, findings, status),
        units=units,
        findings=findings,
        last_year=case.last_year,
        by_roster=case.roster is not None,
        unknown=_unknown(case, keys),
        decisions=decisions,
        sources=sources or {},
        **added_up(figures.taken(keys)),
    )


def added_up(figures: Figures) -> dict[str, Any]:
    """What a Consolidation says of the figures of its added units."""
    stated = any_of(figures.stated, figures.form.indicators, len(figures.index))
    return {
        "figures": figures,
        "totals": figures.totals,
        "reported": figures.reported,
        "without_indicators": tuple(compress(figures.index, ~stated)),
    }


def _unknown(case: Case, keys: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Where an added unit has no readable figure, or a sheet that is blank: field -> the units."""
    position = {submission.key: i for i, submission in enumerate(case.current)}
    rows = np.array([position[key] for key in keys], dtype=int)
    marks = {name: case.unknown[name][rows] for name in case.form.numeric}
    return {name: tuple(compress(keys, column)) for name, column in marks.items() if column.any()}
