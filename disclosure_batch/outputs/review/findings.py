"""The findings as the page has them: each once, with its place, both sides, what would mend it, what was said of it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from disclosure_batch.decisions.decision import settled
from disclosure_batch.decisions.lines import is_listed, key_of
from disclosure_batch.findings import Candidate, Finding
from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import Figure
from disclosure_batch.names import shortened
from disclosure_batch.outputs.overview import Overview
from disclosure_batch.outputs.places import place, related
from disclosure_batch.outputs.review.forms import field_order
from disclosure_batch.outputs.workbook.findings import places_of
from disclosure_batch.text import plain

WHOLE_FILE = "整个文件"


class FindingRows:
    """A row for each finding, in the order in which they are asked for."""

    def __init__(self, seen: Overview) -> None:
        result = seen.result
        self.form = result.form
        self._sheets = {sheet.name: at for at, sheet in enumerate(result.form.sheets)}
        self._fields = {name: at for at, name in enumerate(field_order(result.form))}
        self._units = {state.unit.key: at for at, state in enumerate(result.units)}
        self._own = {state.unit.key: state.file for state in result.units}
        self._places = places_of(seen)

    def rows(self, findings: Iterable[Finding]) -> Iterator[Mapping[str, Any]]:
        return map(self._row, findings)

    def _row(self, finding: Finding) -> Mapping[str, Any]:
        return {
            "severity": finding.severity.rank,
            "rule": finding.rule,
            "unit": self._units.get(finding.unit),
            "section": self._section(finding),
            "message": finding.message,
            "where": place(finding) or (WHOLE_FILE if finding.file else ""),
            "field": self._fields.get(finding.field),
            "stands": _shown(finding.value),
            "other": _shown(finding.expected),
            "key": key_of(finding) if is_listed(finding) else None,
            "row": self._places.get(id(finding)),
            "also": related(finding.also) if finding.also else None,
            "explanation": finding.explanation,
            "decision": finding.decision and finding.decision.words,
            "settled": int(settled(finding)) or None,
            "file": finding.file if finding.file != self._own.get(finding.unit) else None,
            "candidates": [_candidate(candidate) for candidate in finding.candidates],
        }

    def _section(self, finding: Finding) -> int | None:
        """The sheet of the form that it speaks of; None for a whole file."""
        known = finding.field in self.form.fields
        name = layout_of(self.form).sheet_of(finding.field).name if known else finding.sheet
        return self._sheets.get(name)


def _candidate(candidate: Candidate) -> list[str | None]:
    return [candidate.cell, _shown(candidate.value) or "空白", plain(candidate.becomes)]


def _shown(value: Figure | str | None) -> str | None:
    """A figure, or what stands in its place."""
    if value is None:
        return None
    return shortened(value, 60) if isinstance(value, str) else plain(value)
