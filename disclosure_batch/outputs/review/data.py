"""All that the page's script is given, as one value made of small parts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.model import Figure, Form
from disclosure_batch.merge import Consolidation, FileState, Status
from disclosure_batch.outputs import since_in_words
from disclosure_batch.outputs.effects import BELOW_THE_LINE
from disclosure_batch.outputs.overview import Group, Overview
from disclosure_batch.outputs.review import forms
from disclosure_batch.outputs.review.beside import LyingBeside
from disclosure_batch.outputs.review.compact import RowsOfData
from disclosure_batch.outputs.review.findings import FindingRows
from disclosure_batch.outputs.review.units import UnitRows
from disclosure_batch.outputs.standing import FILES
from disclosure_batch.outputs.tasks import Task
from disclosure_batch.outputs.workbook import findings as workbook_findings
from disclosure_batch.papers import CONSOLIDATED
from disclosure_batch.rules.rulebook import rules_of
from disclosure_batch.text import plain


def page_data(seen: Overview, tasks: Sequence[Task], beside: LyingBeside) -> Mapping[str, Any]:
    """groups name findings by their place in the list, findings and tasks name units by theirs."""
    result = seen.result
    groups = _in_order(seen, tasks)
    found = [finding for group in groups for finding in group.findings]
    units = {state.unit.key: at for at, state in enumerate(result.units)}
    numbers = {id(finding): at for at, finding in enumerate(found)}
    return _of_the_form(result) | {
        "deadline": result.settings.deadline and result.settings.deadline.isoformat(),
        "workbook": CONSOLIDATED if CONSOLIDATED in beside.products else "",
        "sheet": workbook_findings.NAME,
        "severities": [severity.word for severity in Severity],
        "rules": _rules_found(result),
        "units": RowsOfData(UnitRows(seen, beside.papers)),
        "findings": RowsOfData(FindingRows(seen).rows(found)),
        "groups": RowsOfData(_group(group, units, numbers) for group in groups),
        "tasks": RowsOfData(_task(task, units, numbers, result.form) for task in tasks),
        "below": BELOW_THE_LINE,
        "files": RowsOfData(_files(result, numbers)),
        "changes": RowsOfData(_changes(result)),
    }


def _of_the_form(result: Consolidation) -> dict[str, Any]:
    """The form, and the figures and texts in it."""
    return {
        "sections": [sheet.name for sheet in result.form.sheets],
        "fields": RowsOfData(forms.fields_of(result.form)),
        "blocks": forms.blocks_of(result.form),
        "totals": forms.totals_in_order(result),
        "now": forms.now_of(result),
        "last": forms.last_of(result),
        "lastYear": result.last_year and result.last_year.year,
        "words": forms.texts_of_units(result),
        "corrected": list(forms.corrected_in(result)),
    }


def _rules_found(result: Consolidation) -> Mapping[str, str]:
    """What is wrong by each of them, in a line."""
    found = {finding.rule for finding in result.findings}
    return {code: rule.what for code, rule in rules_of(result.form).items() if code in found}


def _in_order(seen: Overview, tasks: Sequence[Task]) -> list[Group]:
    """Those with errors first, then those that something is open of, as they have to be seen to; then all others."""
    asked = {id(task.group): task.group for task in tasks if task.group}
    rest = [group for group in seen.groups if id(group) not in asked]
    return sorted([*asked.values(), *rest], key=lambda group: not group.errors)


def _group(group: Group, places: Mapping[str, int], numbers: Mapping[int, int]) -> Mapping[str, Any]:
    return {
        "title": group.title,
        "unit": group.state and places[group.state.unit.key],
        "findings": [numbers[id(finding)] for finding in group.findings],
    }


def _task(task: Task, places: Mapping[str, int], numbers: Mapping[int, int], form: Form) -> Mapping[str, Any]:
    """why: what is wrong first of all."""
    return {
        "title": task.title,
        "unit": task.state and places[task.state.unit.key],
        "why": numbers[id(task.first)] if task.first else None,
        "effect": task.effect.words(form),
        "below": int(task.effect.below) or None,
    }


def _changes(result: Consolidation) -> Iterator[Mapping[str, Any]]:
    """What is otherwise than at the last run, one by one."""
    at = {name: number for number, name in enumerate(forms.field_order(result.form))}
    for change in since_in_words.changes(result) if result.since else ():
        yield {
            "of": change.of,
            "what": change.what,
            "severity": change.severity and change.severity.rank,
            "unit": change.unit,
            "name": change.name,
            "was": _as_words(change.was),
            "now": _as_words(change.now),
            "by": None if change.by is None else since_in_words.with_sign(change.by),
            "through": change.through,
            "field": at.get(change.field),
        }


def _as_words(value: Figure | str | None) -> str | None:
    return value if value is None or isinstance(value, str) else plain(value)


def _files(result: Consolidation, numbers: Mapping[int, int]) -> Iterator[Mapping[str, Any]]:
    """Each file, what became of it, and why where it is not simply accepted."""
    of_file: dict[str | None, list[Finding]] = {}
    for finding in result.findings:
        of_file.setdefault(finding.file, []).append(finding)
    for file in result.files:
        yield {
            "path": file.path,
            "unit": file.unit or ("" if file.status is Status.IGNORED else "分不清"),
            "status": FILES[file.status],
            "why": [numbers[id(f)] for f in of_file.get(file.path, ()) if _explains(f, file)],
            "checksum": None if file.checksum is None else f"{file.checksum:05d}",
            "print": file.sha256[:12],
        }


def _explains(finding: Finding, file: FileState) -> bool:
    """Whether a finding is why a file is not simply accepted."""
    if file.status is Status.ACCEPTED:
        return False
    return finding.severity is Severity.ERROR or file.status in (Status.SUPERSEDED, Status.IGNORED)
