"""What `report` writes: each unit's own annual report, in a folder of its own, from its own workbook alone.

    410801_示例区财政局/年度报告.docx, 年度报告.html, 章节/
"""

import re
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
from disclosure_batch.settings import Settings

OFFICE = re.compile("(人民)?政府(办公室|办公厅|办)?$")


@dataclass(frozen=True, slots=True)
class OwnReport:
    """A unit's report, the folder in which it stands, and the errors that make it a 送审稿."""

    unit: UnitState
    folder: str
    report: Report
    errors: Sequence[Finding]
    settings: Settings  # as far as they hold for it


def own_reports(result: Consolidation, template: bytes | None = None) -> list[OwnReport]:
    """One for each unit of whose figures it is beyond doubt whose, which year's and which version's they are.

    template: somebody's own document into which each is put.
    """
    readable = [state for state in result.units if state.filing and not _in_doubt(state, result)]
    folders = file_names(state.unit for state in readable)
    result = replace(result, settings=_settings_for(readable, result.settings))
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
    return OwnReport(state, folder, replace(report, template=template), errors, result.settings)


def _settings_for(readable: Sequence[UnitState], settings: Settings) -> Settings:
    """Name, address and day are one publisher's: they hold for its own report alone, or its office's."""
    alone = len(readable) == 1 and (not settings.publisher or _is_or_serves(readable[0].unit.name, settings.publisher))
    return settings if alone else settings.of_several


def _is_or_serves(unit: str, publisher: str) -> bool:
    """Whether a unit is a body, each with or without the place before its name, or is the office of a government."""
    names = [OFFICE.sub("政府", name) for name in (unit, publisher)]
    return names[0].endswith(names[1]) or names[1].endswith(names[0])


def _of(state: UnitState, result: Consolidation) -> list[Finding]:
    return [finding for finding in result.findings if finding.unit == state.unit.key]


def _in_doubt(state: UnitState, result: Consolidation) -> bool:
    rules = {finding.rule for finding in _of(state, result) if finding.severity is Severity.ERROR}
    return bool(rules & NEVER_ADDED)
