"""What is otherwise than at the last run: a value, made once, that manifest, screen, sheet and page render.

The last run is what lies in the output folder when a run begins: its manifest.json says which files there were, where
the units stood, what was found and what the totals were; of whom each total was made up stands in its 汇总表.xlsx, which
is looked at where totals moved and it is still the one that the manifest lists.

`compare` gives the value to a result, which has it as `result.since` from then on: None at a first
run, `since.nothing` where all is as it was. A product asks since_in_words.py: `since_lines` are the words of the
screen, a sentence each; `changes` the same one by one, each with what it is of, how it was and how it is, for a table
that can be filtered (the sheet 本次变化 is one). `since_account` is what the manifest says.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pandas as pd

from disclosure_batch.documents.ours import sheet_of_ours
from disclosure_batch.figures.table import Figures, zero_where_open
from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.model import FieldKind, Figure, Form
from disclosure_batch.intake.consolidated import units_of_detail
from disclosure_batch.intake.filing import Filing
from disclosure_batch.merge import Consolidation, FoundBefore, Share, Since, Stand, Status, TotalMoved, UnitMoved
from disclosure_batch.papers import CONSOLIDATED, DETAIL, MANIFEST
from disclosure_batch.roster import Roster, is_made
from disclosure_batch.text import normalised, spelled

NOT_OURS = f"结果文件夹里原有的 {MANIFEST} 读不出上次运行的情况，这次没有与上次比较。"
OTHER_YEAR = "结果文件夹里原有的是 {} 年的结果，这次没有与它比较。"

# ---------------------------------------------------------------- what the last run said of itself


class _File(msgspec.Struct):
    path: str
    sha256: str


class _Unit(msgspec.Struct):
    code: str | None
    name: str
    status: Status
    counted: bool

    @property
    def stand(self) -> Stand:
        return Stand(self.status, self.counted)


class _Finding(msgspec.Struct):
    rule: str
    severity: Severity
    unit: str | None
    file: str | None
    sheet: str | None
    cell: str | None
    field: str | None
    message: str
    decision: str | None


class LastRun(msgspec.Struct):
    """The account of a run, as far as another run is held against it."""

    edition: str
    year: int
    files: list[_File]
    units: list[_Unit]
    totals: dict[str, Decimal]
    findings: list[_Finding]
    outputs: list[_File]


def compare(result: Consolidation, folder: Path) -> tuple[Consolidation, Sequence[str]]:
    """The result with what is otherwise than at the last run, and what is to be said where none can be compared."""
    try:
        data = (folder / MANIFEST).read_bytes()
    except OSError:
        return result, ()
    try:
        last = msgspec.json.decode(data, type=LastRun)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return result, (NOT_OURS,)
    if (last.edition, last.year) != (result.form.edition, result.year):
        return result, (OTHER_YEAR.format(last.year),)
    moved = any(_moved_totals(last, result))
    return replace(result, since=since_of(last, result, _detail(folder, last, result) if moved else None)), ()


def _detail(folder: Path, last: LastRun, result: Consolidation) -> pd.DataFrame | None:
    """The figures of each unit that the last totals had in them, by this run's keys.

    None where they can't be told: the 汇总表 is not there, or not as it was written.
    """
    written = {output.path: output.sha256 for output in last.outputs}
    path = folder / CONSOLIDATED
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(data).hexdigest() != written.get(CONSOLIDATED):
        return None
    detail = sheet_of_ours(data, DETAIL)
    if detail is None:
        return None
    roster = Roster(tuple(state.unit for state in result.units))
    rows = {_key(filing, roster): filing.values for filing in units_of_detail(detail, result.form)}
    return Figures.of(result.form, list(rows.values()), list(rows)).detail


def _key(filing: Filing, roster: Roster) -> str:
    """That of this run's unit, else its own."""
    unit = roster.by_code(filing.code) or roster.by_name(filing.name)
    return unit.key if unit else filing.code or filing.name


# ---------------------------------------------------------------- what is otherwise


def since_of(last: LastRun, result: Consolidation, before: pd.DataFrame | None = None) -> Since:
    """What is otherwise. before: the detail of the last run, units × fields, by this run's keys where they are here."""
    found, lost, decided = _findings(last, result)
    totals = list(_moved_totals(last, result))
    came, left = None, None
    if before is not None:
        names = _names(last, result)
        totals = [replace(moved, through=tuple(_shares(moved, result.detail, before, names))) for moved in totals]
        came = tuple(names.get(key, key) for key in result.detail.index if key not in before.index)
        left = tuple(names.get(key, key) for key in before.index if key not in result.detail.index)
    return Since(
        **_files(last, result),
        units=tuple(_units(last, result)),
        found=found,
        lost=lost,
        decided=decided,
        totals=tuple(totals),
        came=came,
        left=left,
    )


def _files(last: LastRun, result: Consolidation) -> Mapping[str, Sequence[str]]:
    before = {file.path: file.sha256 for file in last.files}
    now = {spelled(file.path): file.sha256 for file in result.files}
    return {
        "new": tuple(path for path in now if path not in before),
        "replaced": tuple(path for path, print_ in now.items() if before.get(path, print_) != print_),
        "gone": tuple(path for path in before if path not in now),
    }


def _units(last: LastRun, result: Consolidation) -> Iterator[UnitMoved]:
    """In the order of the roster, then those that are on none any more."""
    followed = _followed(last, result)
    for state, before in zip(result.units, followed, strict=True):
        unit, now = state.unit, Stand(state.status, state.counted)
        if before is None or before.status != now.status:
            yield UnitMoved(unit.code or None, unit.name, before and before.stand, now)
    here = {id(before) for before in followed}
    yield from (UnitMoved(gone.code, gone.name, gone.stand, None) for gone in last.units if id(gone) not in here)


def _followed(last: LastRun, result: Consolidation) -> list[_Unit | None]:
    """Each unit of this run at the last one: by its code, else by its name; a code that was made says nothing."""
    by_code = {unit.code: unit for unit in reversed(last.units) if unit.code and not is_made(unit.code)}
    by_name = {normalised(unit.name): unit for unit in reversed(last.units)}
    units = (state.unit for state in result.units)
    return [by_code.get(unit.code) or by_name.get(normalised(unit.name)) for unit in units]


def _findings(last: LastRun, result: Consolidation) -> tuple[Sequence[Finding], Sequence[FoundBefore], int]:
    """Those that are new, those that are gone, and how many are decided otherwise."""
    before, now = _by_place(last.findings), _by_place(result.findings)
    names = _names(last, result)
    found = [f for place, some in now.items() for f in some[len(before.get(place, ())) :]]
    lost = [f for place, some in before.items() for f in some[len(now.get(place, ())) :]]
    decided = sum(
        was.decision != (finding.decision and finding.decision.words)
        for place, some in now.items()
        for was, finding in zip(before.get(place, ()), some, strict=False)
    )
    return tuple(found), tuple(_found_before(finding, names) for finding in lost), decided


def _by_place(findings: Iterable[Finding | _Finding]) -> Mapping[tuple, list]:
    """By what makes a finding the same when a file is handed in once more: rule, unit, and where in the form.

    What has a field is known by it, since another document has it elsewhere. Of a file that is nobody's it is the file.
    """
    places: dict[tuple, list] = {}
    for finding in findings:
        file = None if finding.unit or not finding.file else spelled(finding.file)
        where = finding.field or (finding.sheet, finding.cell)
        places.setdefault((finding.rule, finding.unit, file, where), []).append(finding)
    return places


def _found_before(finding: _Finding, names: Mapping[str, str]) -> FoundBefore:
    unit = finding.unit and names.get(finding.unit, finding.unit)
    return FoundBefore(finding.rule, finding.severity, unit, finding.file, finding.sheet, finding.cell, finding.message)


def _names(last: LastRun, result: Consolidation) -> Mapping[str, str]:
    """What units are called, by their keys."""
    before = {unit.code or unit.name: unit.name for unit in last.units}
    return before | {state.unit.key: state.unit.name for state in result.units}


def _moved_totals(last: LastRun, result: Consolidation) -> Iterator[TotalMoved]:
    for name in result.form.numeric:
        if name in last.totals and last.totals[name] != result.totals[name]:
            yield TotalMoved(name, _figure(last.totals[name], name, result.form), result.totals[name])


def _figure(number: Decimal, name: str, form: Form) -> Figure:
    """As it is kept: a count is an int."""
    return number if form.fields[name].kind is FieldKind.AMOUNT else int(number)


def _shares(moved: TotalMoved, now: pd.DataFrame, before: pd.DataFrame, names: Mapping[str, str]) -> Sequence[Share]:
    """Who moved a total, and by how much; nobody where that does not add up to it."""
    is_, was = (dict(zip(detail.index, _known(detail[moved.field]), strict=True)) for detail in (now, before))
    by = {key: is_.get(key, 0) - was.get(key, 0) for key in (is_ | was)}
    if sum(by.values()) != moved.by:
        return ()
    shares = [Share(names.get(key, key), change) for key, change in by.items() if change]
    return sorted(shares, key=lambda share: -abs(share.by))


def _known(column: pd.Series) -> list[Figure]:
    return zero_where_open(column).tolist()


# ---------------------------------------------------------------- for machines


def since_account(since: Since | None) -> dict[str, Any] | None:
    """What the manifest says of it, in the shape of the contract."""
    if since is None:
        return None
    return {
        "files": {"new": since.new, "replaced": since.replaced, "gone": since.gone},
        "units": [
            {
                "code": unit.code,
                "name": unit.name,
                "was": unit.was and unit.was.status,
                "is": unit.now and unit.now.status,
            }
            for unit in since.units
        ],
        "findings": {"new": len(since.found), "gone": len(since.lost)},
        "totals": {moved.field: {"was": moved.was, "is": moved.now} for moved in since.totals},
    }
