"""What `report` writes: each unit's own annual report, in a folder of its own, from its own workbook alone.

    410801_示例区财政局/年度报告.docx, 年度报告.html, 章节/
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from disclosure_batch.decisions.decision import NEVER_ADDED
from disclosure_batch.findings import Finding, Severity
from disclosure_batch.merge import Consolidation, UnitState
from disclosure_batch.names import file_names
from disclosure_batch.outputs import annual_report, manifest, polished
from disclosure_batch.outputs.as_subject import subject_of_unit
from disclosure_batch.papers import ANNUAL_REPORT
from disclosure_batch.report.compose import compose
from disclosure_batch.report.report import Report


@dataclass(frozen=True, slots=True)
class OwnReport:
    """A unit's report, the folder in which it stands, and the errors that make it a 送审稿."""

    unit: UnitState
    folder: str
    report: Report
    errors: Sequence[Finding]


def own_reports(result: Consolidation, template: bytes | None = None) -> list[OwnReport]:
    """One for each unit of whose figures it is beyond doubt whose, which year's and which version's they are.

    template: somebody's own document into which each is put.
    """
    readable = [state for state in result.units if state.filing and not _in_doubt(state, result)]
    folders = file_names(state.unit for state in readable)
    if len(readable) > 1:
        result = replace(result, settings=result.settings.of_several)
    return [_own(state, folders[state.unit.key], result, template) for state in readable]


def write(reports: Sequence[OwnReport], result: Consolidation, folder: Path) -> None:
    """Write them into the folder, and the account of the run beside them."""
    for own in reports:
        (folder / own.folder).mkdir()
        annual_report.write_report(own.report, folder / own.folder)
    manifest.write_account(result, folder, {f"{own.folder}/{ANNUAL_REPORT}" for own in reports if own.report.edited})


def reports_taken_on(reports: Sequence[OwnReport], result: Consolidation, folder: Path) -> list[OwnReport]:
    """Each with the document that somebody has edited since the last run, where there is one."""
    return [
        replace(own, report=polished.taken_on(own.report, result.form, folder / own.folder, folder)) for own in reports
    ]


def _own(state: UnitState, folder: str, result: Consolidation, template: bytes | None) -> OwnReport:
    errors = [finding for finding in _of(state, result) if finding.severity is Severity.ERROR]
    report = compose(subject_of_unit(state, result, len(errors)))
    return OwnReport(state, folder, replace(report, template=template), errors)


def _of(state: UnitState, result: Consolidation) -> list[Finding]:
    return [finding for finding in result.findings if finding.unit == state.unit.key]


def _in_doubt(state: UnitState, result: Consolidation) -> bool:
    rules = {finding.rule for finding in _of(state, result) if finding.severity is Severity.ERROR}
    return bool(rules & NEVER_ADDED)
