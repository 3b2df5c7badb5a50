"""The readings of a run become submissions: whose each is (whose.py), and which of several counts (several.py)."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath

from disclosure_batch.form.model import Form
from disclosure_batch.intake.filing import Filing, Reading
from disclosure_batch.intake.several import made_for, one_of_each, reported_year, states_another_year
from disclosure_batch.intake.submission import (
    NOTHING_SAID,
    CodeAndNameDisagree,
    ExactCopy,
    OwnSumBeside,
    Pointer,
    PointsElsewhere,
    PublishersReport,
    SaidOfFiles,
    Standing,
    Submission,
)
from disclosure_batch.intake.troubles import HandedOut, ResultOfEarlierYear
from disclosure_batch.intake.whose import whose, without_roster
from disclosure_batch.papers import REPORT
from disclosure_batch.roster import Roster
from disclosure_batch.text import normalised

WRITTEN_FOR_A_BODY = "consolidated", REPORT
COPIED = re.compile(r"副本|复制|拷贝|copy|\(\d{1,2}\)|\b\d$", re.IGNORECASE)  # in the name of a copy


def stated_years(readings: Iterable[Reading]) -> list[int]:
    """The years that most submissions state; more than one where they tie. In a tie a 汇总表 may be last year's."""
    filings = [reading.filing for reading in readings if reading.filing]
    most = _most_stated(filings)
    return most if len(most) < 2 else _most_stated([f for f in filings if not f.of_several]) or most


def _most_stated(filings: Iterable[Filing]) -> list[int]:
    years = Counter(year for filing in filings if (year := reported_year(filing)))
    most = max(years.values(), default=0)
    return sorted(year for year, count in years.items() if count == most)


def identify(
    readings: Sequence[Reading],
    roster: Roster | None,
    form: Form,
    year: int | None = None,
    publisher: str | None = None,
    told: SaidOfFiles = NOTHING_SAID,
) -> list[Submission]:
    """Each reading with its unit; of several of one unit the latest is current, those of another year aside.

    publisher: in whose name the run reports; nobody where it is read as last year's. told: what somebody has said of
    files where they do not tell it themselves.
    """
    submissions = _without_copies([_whose(reading, roster, told) for reading in readings])
    if roster is None:
        submissions = without_roster(submissions)
    submissions = _without_handed_out(_without_earlier_results(submissions, year, publisher), form)
    submissions = _without_own_report(submissions, publisher)
    submissions = _without_borrowed([_of_its_year(submission, year) for submission in submissions])
    submissions = _without_sums(submissions, roster) if roster else submissions
    return one_of_each(submissions, form, year, told.counting)


def _whose(reading: Reading, roster: Roster | None, told: SaidOfFiles) -> Submission:
    unit = told.units.get(reading.path)
    return Submission(reading, Standing.CURRENT, unit) if unit else whose(reading, roster)


# ---------------------------------------------------------------- what can't count


def _without_copies(submissions: list[Submission]) -> list[Submission]:
    """Of files that are the same to the byte one counts, the original; empty files are no copies of one another."""
    originals: dict[str, Submission] = {}
    for submission in sorted(filter(_can_be_copied, submissions), key=_like_a_copy):
        originals.setdefault(submission.reading.sha256, submission)
    return [_as_copy(s, originals[s.reading.sha256]) if _can_be_copied(s) else s for s in submissions]


def _can_be_copied(submission: Submission) -> bool:
    return submission.standing is not Standing.IGNORED and submission.reading.size > 0


def _as_copy(submission: Submission, original: Submission) -> Submission:
    """What is wrong with a copy is told of the original, unless it is named for another unit, which has sent it."""
    if submission is original or _points_elsewhere(submission) or submission.key not in (None, original.key):
        return submission
    copied = replace(submission, reading=replace(submission.reading, troubles=()), troubles=())
    return copied.with_trouble(Standing.IGNORED, ExactCopy(original.reading.path))


def _like_a_copy(submission: Submission) -> tuple[bool, bool, str]:
    """What is called a copy, or after another unit than its own, comes behind what is not."""
    path = submission.reading.path
    called = COPIED.search(normalised(PurePosixPath(path).stem))
    return bool(_points_elsewhere(submission)), bool(called), path


def _without_earlier_results(
    submissions: list[Submission], year: int | None, publisher: str | None
) -> list[Submission]:
    """What this tool wrote for the body of this run in an earlier year: it lies beside the submissions."""
    earlier = [s for s in submissions if _is_earlier_result(s, year)]
    mine = {s.reading.path for s in earlier if _is_of_this_body(s, submissions, publisher)}
    return [_as_earlier_result(s) if s.reading.path in mine else s for s in submissions]


def _is_earlier_result(submission: Submission, year: int | None) -> bool:
    if not year or submission.standing is not Standing.CURRENT:
        return False
    stated, kind = reported_year(submission.filing), submission.filing.stamp.get("kind")
    return kind in WRITTEN_FOR_A_BODY and stated is not None and stated < year


def _is_of_this_body(result: Submission, submissions: list[Submission], publisher: str | None) -> bool:
    """By its name; where nobody has said who publishes, by the units in it, most of which report here themselves."""
    if publisher:
        return normalised(result.unit.name) == normalised(publisher)
    here = {normalised(s.unit.name) for s in submissions if s.standing is Standing.CURRENT and not s.filing.of_several}
    within = [normalised(part.name) in here for part in result.filing.of_several]
    return sum(within) * 2 > len(within)


def _as_earlier_result(submission: Submission) -> Submission:
    trouble = ResultOfEarlierYear(reported_year(submission.filing))
    plain = replace(submission, reading=replace(submission.reading, troubles=()), unit=None, troubles=())
    return plain.with_trouble(Standing.IGNORED, trouble)


def _without_handed_out(submissions: list[Submission], form: Form) -> list[Submission]:
    """The folder of workbooks to be handed out: several units', nobody has saved one, and others are filled in."""
    current = [s for s in submissions if s.standing is Standing.CURRENT]
    folders: dict[str, list[Submission]] = defaultdict(list)
    for submission in current:
        folders[submission.reading.path.rpartition("/")[0]].append(submission)
    fresh = [group for group in folders.values() if _is_handed_out(group, form)]
    if len(fresh) == len(folders):
        return submissions
    aside = {s.reading.path for group in fresh for s in group}
    return [s.with_trouble(Standing.IGNORED, HandedOut()) if s.reading.path in aside else s for s in submissions]


def _is_handed_out(group: list[Submission], form: Form) -> bool:
    return len({s.key for s in group}) > 1 and all(_is_untouched(s.filing, form) for s in group)


def _is_untouched(filing: Filing, form: Form) -> bool:
    """As this tool wrote it, at the time that it gives to all its workbooks of a year."""
    year = made_for(filing)
    return bool(year) and filing.saved == datetime(year + 1, 1, 1) and filing.untouched(form)


def _without_own_report(submissions: list[Submission], publisher: str | None) -> list[Submission]:
    """The report that this tool wrote for the publishing body is the sum of what the units sent, not one of them."""
    current = [s for s in submissions if s.standing is Standing.CURRENT]
    name = normalised(publisher or "")
    own = {s.reading.path for s in current if s.filing.stamp.get("kind") == REPORT and normalised(s.unit.name) == name}
    if len(own) == len(current):
        return submissions
    return [_as_own_report(s) if s.reading.path in own else s for s in submissions]


def _as_own_report(submission: Submission) -> Submission:
    """Whose it seemed to be matters no more."""
    return replace(submission, unit=None, troubles=()).with_trouble(Standing.UNUSABLE, PublishersReport())


def _without_sums(submissions: list[Submission], roster: Roster) -> list[Submission]:
    """What this tool wrote for a unit that groups others steps back behind these, however few of them have reported."""
    sums = [s for s in submissions if s.unit and s.unit.groups and _is_sum(s)]
    reporting = {s.key for s in submissions if s.standing is Standing.CURRENT} - {s.key for s in sums}
    beside = _beside_their_units(sums, reporting, roster) if sums else ()
    aside = Standing.SUPERSEDED, OwnSumBeside()
    return [s.with_trouble(*aside) if s.reading.path in beside else s for s in submissions]


def _beside_their_units(sums: list[Submission], reporting: set[str | None], roster: Roster) -> set[str]:
    """The paths of those of which some units report. From below upwards: one that stays stands for its units, so that
    what lies above it steps back behind it."""
    depth = {unit.key: level for level, unit in roster.tree}
    beside: set[str] = set()
    for one in sorted(sums, key=lambda s: -depth[s.key]):
        if reporting.isdisjoint(roster.below(one.unit)):
            reporting = reporting | {one.key}
        else:
            beside.add(one.reading.path)
    return beside


def _is_sum(submission: Submission) -> bool:
    filing = submission.filing if submission.standing is Standing.CURRENT else None
    return filing is not None and (bool(filing.parts) or filing.stamp.get("kind") == REPORT)


def _of_its_year(submission: Submission, year: int | None) -> Submission:
    """A report of another year is not added; its figures are asked about only where its cover alone says that year."""
    current = submission.standing is Standing.CURRENT
    if not (current and states_another_year(submission.filing, year)) or made_for(submission.filing) == year:
        return submission
    return replace(submission, standing=Standing.UNUSABLE)


def _without_borrowed(submissions: list[Submission]) -> list[Submission]:
    """A workbook of one unit in a file that is named after another: nobody knows which of them has sent it.

    After a folder, or in a name that may mean something else, it is believed as long as the unit has sent no other one.
    """
    elsewhere = {s.reading.path for s in submissions if _points_elsewhere(s)}
    own = {s.key for s in submissions if s.standing is Standing.CURRENT and s.reading.path not in elsewhere}
    doubted = [_as_borrowed(s, own) if s.reading.path in elsewhere else s for s in submissions]
    return [_as_eithers(s, own) for s in doubted]


def _as_eithers(submission: Submission, own: Collection[str | None]) -> Submission:
    """A workbook in which only the name is another unit's may be either's, as long as its own unit has sent none."""
    disagreeing = (t for t in submission.troubles if isinstance(t, CodeAndNameDisagree) and t.borrowed and t.by_cover)
    trouble = next(disagreeing, None)
    if trouble is None or submission.unit is None or trouble.borrowed.key in own:
        return submission
    return replace(submission, unit=None, hints=(trouble.borrowed, submission.unit))


def _points_elsewhere(submission: Submission) -> PointsElsewhere | None:
    """The name that says another unit than the cover, of what could be used, or could if it were this year's."""
    usable = submission.unit and submission.filing and submission.standing in (Standing.CURRENT, Standing.UNUSABLE)
    elsewhere = (t for t in submission.troubles if isinstance(t, PointsElsewhere) and t.by is not Pointer.TEMPLATE)
    return next(elsewhere, None) if usable else None


def _as_borrowed(submission: Submission, own: Collection[str | None]) -> Submission:
    """own: the units that have sent a workbook of which nobody doubts whose it is."""
    elsewhere = _points_elsewhere(submission)
    if not (elsewhere.in_doubt or submission.key in own):
        return submission
    hints = tuple(unit for unit in (elsewhere.other, submission.unit) if unit.key not in own)
    return replace(submission, standing=Standing.UNUSABLE, unit=None, hints=hints)
