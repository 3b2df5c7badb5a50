"""What is otherwise than at the last run: a value, made once, that manifest, screen, sheet and page render.

The last run is what lies in the output folder when a run begins (last_run.py): its manifest.json says which files there
were, where the units stood, what was found and what the totals were; of whom each total was made up stands in its
汇总表.xlsx, which is looked at where totals moved and it is still the one that the manifest lists. What no office has
sent (lock files, the results themselves where they lie among what is read) is no part of it.

`compared` gives the value to a result, which has it as `result.since` from then on: None at a first
run, `since.nothing` where all is as it was. A product asks since_in_words.py: `since_lines` are the words of the
screen, a sentence each; `changes` the same one by one, each with what it is of, how it was and how it is, for a table
that can be filtered (the sheet 本次变化 is one). `since_account` is what the manifest says.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any

import msgspec
import numpy as np

from disclosure_batch.documents.ours import sheet_of_ours
from disclosure_batch.figures.table import Figures
from disclosure_batch.findings import Finding
from disclosure_batch.form.model import FieldKind, Figure, Form
from disclosure_batch.intake.beside import DetailLacking, listed_beside, units_beside
from disclosure_batch.intake.consolidated import units_of_detail
from disclosure_batch.intake.filing import Filing
from disclosure_batch.merge import (
    Consolidation,
    FileMoved,
    FileState,
    FoundBefore,
    FoundOtherwise,
    Share,
    Since,
    Stand,
    TotalMoved,
    UnitMoved,
    UnitRenamed,
)
from disclosure_batch.outputs.last_run import FileThen, FindingThen, LastRun
from disclosure_batch.papers import CONSOLIDATED, DETAIL, SUBTOTALS
from disclosure_batch.roster import is_made
from disclosure_batch.text import spelled

NO_CONTENT = hashlib.sha256().hexdigest()  # of what is empty, or could not be read: says nothing of what it is


def compared(result: Consolidation, last: LastRun | None) -> Consolidation:
    """The result with what is otherwise than at the last run, if there was one."""
    return replace(result, since=since_of(last)) if last else result


def since_of(last: LastRun) -> Since:
    """What is otherwise at this run than at the last."""
    files = _files(last)
    findings = _findings(last, files["moved"])
    return Since(**files, units=tuple(_units(last)), renamed=tuple(_renamed(last)), **findings, **_totals(last))


# ---------------------------------------------------------------- files and units


def _files(last: LastRun) -> dict[str, Sequence[Any]]:
    """What was sent. A file whose content was there under another path has moved."""
    before, now = _sent(last.account.files, last), _sent(last.result.files, last)
    moved = tuple(_moved(before, now))
    there = before.keys() - {one.was for one in moved}
    here = now.keys() - {one.now for one in moved}
    return {
        "new": tuple(sorted(here - there)),
        "replaced": tuple(sorted(path for path in here & there if before[path] != now[path])),
        "gone": tuple(sorted(there - here)),
        "moved": moved,
    }


def _sent(files: Iterable[FileThen | FileState], last: LastRun) -> dict[str, str]:
    """The fingerprints by path."""
    sent = ((spelled(file.path), file.sha256) for file in files)
    return {path: content for path, content in sent if path not in last.set_aside}


def _moved(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[FileMoved]:
    by_content: dict[str, list[str]] = {}
    for path in sorted(before.keys() - now.keys()):
        by_content.setdefault(before[path], []).append(path)
    by_content.pop(NO_CONTENT, None)
    for path in sorted(now.keys() - before.keys()):
        if paths := by_content.get(now[path]):
            yield FileMoved(paths.pop(0), path)


def _units(last: LastRun) -> Iterator[UnitMoved]:
    """In the order of the roster, then those that are on none any more."""
    for state, then in zip(last.result.units, last.followed, strict=True):
        unit, now = state.unit, Stand(state.status, state.counted)
        if then is None or then.stand != now:
            yield UnitMoved(unit.code or None, unit.name, then and then.stand, now)
    yield from (UnitMoved(gone.code, gone.name, gone.stand, None) for gone in last.gone)


def _renamed(last: LastRun) -> Iterator[UnitRenamed]:
    """By the roster. A code that was made changes with the order of the list: that is nothing."""
    for state, then in zip(last.result.units, last.followed, strict=True):
        unit = state.unit
        if then and then.name != unit.name:
            yield UnitRenamed(unit.name, then.name, unit.name)
        if then and then.code and unit.code and then.code != unit.code and not is_made(unit.code):
            yield UnitRenamed(unit.name, then.code, unit.code)


# ---------------------------------------------------------------- findings


def _findings(last: LastRun, moved: Sequence[FileMoved]) -> dict[str, Sequence[Any]]:
    """Those that are new, those that are gone, and those that are otherwise."""
    paths, names = {one.was: one.now for one in moved}, _names(last)
    before = _by_place((_as_known_now(then, last, paths) for then in last.account.findings), last)
    now = _by_place(last.result.findings, last)
    return {
        "found": tuple(_beyond(now, before)),
        "lost": tuple(_found_before(then, names) for then in _beyond(before, now)),
        "otherwise": tuple(_otherwise(before, now)),
    }


def _beyond(some: Mapping[tuple, list], others: Mapping[tuple, list]) -> Iterator[Any]:
    """Those at a place that has more of them than it has among the others."""
    for place, findings in some.items():
        yield from findings[len(others.get(place, ())) :]


def _otherwise(before: Mapping[tuple, list], now: Mapping[tuple, list]) -> Iterator[FoundOtherwise]:
    for place, findings in now.items():
        for finding, then in zip(findings, before.get(place, ()), strict=False):
            one = FoundOtherwise(finding, then.severity, then.decision)
            if one.regraded or one.redecided:
                yield one


def _as_known_now(then: FindingThen, last: LastRun, moved: Mapping[str, str]) -> FindingThen:
    """By the unit's code and the file's path of this run."""
    unit = then.unit and last.key_now.get(then.unit, then.unit)
    return msgspec.structs.replace(then, unit=unit, file=then.file and moved.get(then.file, then.file))


def _by_place(findings: Iterable[Finding | FindingThen], last: LastRun) -> Mapping[tuple, list]:
    """By what makes a finding the same when a file is handed in once more: rule, unit, and where in the form.

    What has a field is known by it, since another document has it elsewhere. Of a file that is nobody's it is the file.
    """
    places: dict[tuple, list] = {}
    for finding in findings:
        file = None if finding.unit or not finding.file else spelled(finding.file)
        if file not in last.set_aside:
            where = finding.field or (finding.sheet, finding.cell)
            places.setdefault((finding.rule, finding.unit, file, where), []).append(finding)
    return places


def _found_before(finding: FindingThen, names: Mapping[str, str]) -> FoundBefore:
    unit = finding.unit and names.get(finding.unit, finding.unit)
    return FoundBefore(finding.rule, finding.severity, unit, finding.file, finding.sheet, finding.cell, finding.message)


def _names(last: LastRun) -> Mapping[str, str]:
    """What units are called, by their keys."""
    return {unit.key: unit.name for unit in last.account.units} | {s.unit.key: s.unit.name for s in last.result.units}


# ---------------------------------------------------------------- totals


def _totals(last: LastRun) -> dict[str, Sequence[Any] | None]:
    """Which moved, and through whom as far as that can be told."""
    moved = list(_moved_totals(last))
    before = _figures_then(last) if moved else None
    if before is None:
        return {"totals": tuple(moved)}
    names, now = _names(last), last.result.figures
    everybody = list(dict.fromkeys([*now.index, *before.index]))
    both = now.taken(everybody), before.taken(everybody)
    return {
        "totals": tuple(replace(total, through=tuple(_shares(total, *both, names))) for total in moved),
        "came": tuple(names.get(key, key) for key in now.index if key not in before.position),
        "left": tuple(names.get(key, key) for key in before.index if key not in now.position),
    }


def _moved_totals(last: LastRun) -> Iterator[TotalMoved]:
    then, now, form = last.account.totals, last.result.totals, last.result.form
    for name in form.numeric:
        if name in then and then[name] != now[name]:
            yield TotalMoved(name, _figure(then[name], name, form), now[name])


def _figure(number: Decimal, name: str, form: Form) -> Figure:
    """As it is kept: a count is an int."""
    return number if form.fields[name].kind is FieldKind.AMOUNT else int(number)


def _figures_then(last: LastRun) -> Figures | None:
    """The figures of each unit that the last totals had in them, by this run's keys.

    None where they can't be told: the 汇总表 is not there, or not as it was written.
    """
    try:
        data = (last.folder / CONSOLIDATED).read_bytes()
    except OSError:
        return None
    written = {output.path: output.sha256 for output in last.account.outputs}
    if hashlib.sha256(data).hexdigest() != written.get(CONSOLIDATED):
        return None
    form = last.result.form
    try:
        filings = [(filing.code or filing.name, filing) for filing in _units_then(data, last)]
    except DetailLacking:
        return None
    if not filings:
        return None
    rows = {last.key_now.get(key, key): filing.values for key, filing in filings}
    return Figures.of(form, list(rows.values()), list(rows))


def _units_then(data: bytes, last: LastRun) -> Iterator[Filing]:
    """The units of the last 汇总表, wherever their figures stand. Raises DetailLacking."""
    files = listed_beside(sheet_of_ours(data, SUBTOTALS))
    if not files:
        return units_of_detail(sheet_of_ours(data, DETAIL), last.result.form)

    def found(path: str) -> bytes | None:
        with suppress(OSError):
            return (last.folder / path).read_bytes()
        return None

    return units_beside(files, found, last.result.form)


def _shares(moved: TotalMoved, now: Figures, before: Figures, names: Mapping[str, str]) -> Sequence[Share]:
    """Who moved a total, and by how much; nobody where that does not add up to it. Both are of the same units."""
    by = now.known(moved.field) - before.known(moved.field)
    changed = np.flatnonzero(by)
    shares = [Share(names.get(now.index[at], now.index[at]), by.item(at)) for at in changed.tolist()]
    if sum(share.by for share in shares) != moved.by:
        return ()
    return sorted(shares, key=lambda share: -abs(share.by))


# ---------------------------------------------------------------- for machines


def since_account(since: Since | None) -> dict[str, Any] | None:
    """What the manifest says of it, in the shape of the contract: a file that has moved is new and gone, and of a unit
    its status is told."""
    if since is None:
        return None
    moved = since.moved
    return {
        "files": {
            "new": sorted([*since.new, *(one.now for one in moved)]),
            "replaced": since.replaced,
            "gone": sorted([*since.gone, *(one.was for one in moved)]),
        },
        "units": [
            {
                "code": unit.code,
                "name": unit.name,
                "was": unit.was and unit.was.status,
                "is": unit.now and unit.now.status,
            }
            for unit in since.units
            if (unit.was and unit.was.status) != (unit.now and unit.now.status)
        ],
        "findings": {"new": len(since.found), "gone": len(since.lost)},
        "totals": {moved.field: {"was": moved.was, "is": moved.now} for moved in since.totals},
    }
