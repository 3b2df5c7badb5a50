"""Where files and units stand: accepted and added, or why not."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from disclosure_batch.decisions.decision import NEVER_ADDED
from disclosure_batch.documents.kinds import FileKind
from disclosure_batch.documents.unreadable import OfTheFolder
from disclosure_batch.findings import Finding, Severity
from disclosure_batch.intake.filing import Filing
from disclosure_batch.intake.submission import Standing, Submission
from disclosure_batch.intake.troubles import Clutter
from disclosure_batch.roster import Unit
from disclosure_batch.rules.case import Case


class Status(StrEnum):
    """The one state in which a file ends, and where a unit stands."""

    ACCEPTED = "accepted"
    INCLUDED = "included"  # with errors, added all the same
    REJECTED = "rejected"
    SUPERSEDED = "superseded"  # of a file: a later one of the same unit counts
    IGNORED = "ignored"  # of a file: it is no submission
    MISSING = "missing"  # of a unit

    @property
    def added(self) -> bool:
        """Its figures are in the totals, where the roster lets them count."""
        return self in (Status.ACCEPTED, Status.INCLUDED)


@dataclass(frozen=True, slots=True)
class FileState:
    """The one state in which an input file ends. shut: it is no office's fault that it could not be opened. clutter: no
    office has sent it."""

    path: str
    sha256: str
    size: int
    unit: str | None
    status: Status
    rules: tuple[str, ...]
    checksum: int | None = None
    kind: FileKind | None = None
    shut: bool = False
    clutter: bool = False


@dataclass(frozen=True, slots=True)
class UnitState:
    """Where a unit stands. counted: its figures are in the totals (a missing or rejected unit: would be, if in order).

    within: the added 汇总表 of another unit that has its figures, where its own are not added; nobody waits for it then.
    scan: where nothing else came, the scan that did. perhaps: a file that may be its, of which it can't be told whose.
    """

    unit: Unit
    status: Status
    counted: bool
    file: str | None = None
    filing: Filing | None = None
    within: str | None = None
    scan: str | None = None
    perhaps: str | None = None

    @property
    def added(self) -> bool:
        """Its figures are in the totals."""
        return self.counted and self.status.added


# ---------------------------------------------------------------- how they come about


def statuses(
    submissions: Sequence[Submission], findings: Iterable[Finding], sent_back: Collection[str | None], include: bool
) -> Mapping[str, Status]:
    """Of each file by its path. sent_back: the units whose files were; include: files with errors are added."""
    errors = _rules_by_file(finding for finding in findings if finding.severity is Severity.ERROR)
    return {
        s.reading.path: _status(s, errors.get(s.reading.path, set()), s.key in sent_back, include) for s in submissions
    }


def _rules_by_file(findings: Iterable[Finding]) -> dict[str, set[str]]:
    rules: dict[str, set[str]] = {}
    for finding in findings:
        if finding.file:
            rules.setdefault(finding.file, set()).add(finding.rule)
    return rules


def _status(submission: Submission, errors: set[str], sent_back: bool, include: bool) -> Status:
    if submission.standing is not Standing.CURRENT:
        aside = {Standing.IGNORED: Status.IGNORED, Standing.SUPERSEDED: Status.SUPERSEDED}
        return aside.get(submission.standing, Status.REJECTED)
    if not (errors or sent_back):
        return Status.ACCEPTED
    return Status.INCLUDED if include and not sent_back and not errors & NEVER_ADDED else Status.REJECTED


def unit_states(case: Case, status: Mapping[str, Status]) -> list[UnitState]:
    """The roster's units in its order, or those that were found; each with the submission that stands for it."""
    standing = _standing_for_units(case.submissions)
    units = case.roster.units if case.roster else [submission.unit for submission in standing.values()]
    return [_unit_state(unit, standing.get(unit.key), case, status) for unit in units]


def _standing_for_units(submissions: Sequence[Submission]) -> dict[str, Submission]:
    """By the unit's key; a broken file stands for its unit only where nothing better came."""
    standing: dict[str, Submission] = {}
    for kind in (Standing.CURRENT, Standing.UNUSABLE):
        for submission in submissions:
            if submission.unit and submission.standing is kind:
                standing.setdefault(submission.key, submission)
    return standing


def _unit_state(unit: Unit, submission: Submission | None, case: Case, status: Mapping[str, Status]) -> UnitState:
    within = _within(unit, case, status)
    if submission is None:
        scan, perhaps = case.scans.get(unit.key), case.perhaps.get(unit.key)
        return UnitState(unit, Status.MISSING, unit.counted, within=within, scan=scan, perhaps=perhaps)
    path = submission.reading.path
    own = status[path].added
    return UnitState(unit, status[path], unit.counted, path, submission.filing, None if own else within)


def _within(unit: Unit, case: Case, status: Mapping[str, Status]) -> str | None:
    """The added 汇总表 of another unit that has its figures."""
    holder = case.contained.get(unit.key)
    added = holder and holder.unit.counted and status[holder.reading.path].added
    return holder.reading.path if added else None


def file_states(case: Case, findings: Iterable[Finding], status: Mapping[str, Status]) -> list[FileState]:
    rules = _rules_by_file(findings)
    return [
        FileState(
            path=s.reading.path,
            sha256=s.reading.sha256,
            size=s.reading.size,
            unit=s.key,
            status=status[s.reading.path],
            rules=tuple(sorted(rules.get(s.reading.path, ()))),
            checksum=s.filing.checksum if s.filing else None,
            kind=s.reading.kind,
            shut=any(isinstance(trouble, OfTheFolder) for trouble in s.reading.troubles),
            clutter=any(isinstance(trouble, Clutter) for trouble in s.reading.troubles),
        )
        for s in case.submissions
    ]
