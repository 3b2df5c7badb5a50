"""Which of several submissions of a unit counts; whose each is, is told in whose.py."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from disclosure_batch.form.model import YEARS, Form
from disclosure_batch.intake.filing import Filing, Reading
from disclosure_batch.intake.submission import (
    CodeAndNameDisagree,
    ExactCopy,
    NoTellingWhichIsLater,
    OwnReport,
    RowOfConsolidated,
    Standing,
    Submission,
    Superseded,
)
from disclosure_batch.intake.troubles import NotFilledIn, OfEarlierYear
from disclosure_batch.intake.whose import agreed, whose
from disclosure_batch.papers import REPORT
from disclosure_batch.roster import Category, Roster, normalised

EARLIEST = 12, 1  # month and day of the reported year from which on its report may be filled in


def stated_years(readings: Iterable[Reading]) -> list[int]:
    """The years that most submissions state, most first; more than one where they tie."""
    years = Counter(year for reading in readings if reading.filing and (year := reported_year(reading.filing)))
    most = max(years.values(), default=0)
    return sorted(year for year, count in years.items() if count == most)


def reported_year(filing: Filing) -> int | None:
    """The year on the cover decides; where it is blank or no year, the year that the template was made for."""
    said, made_for = (_year(text) for text in (filing.texts.get("unit.year", ""), filing.stamp.get("unit.year", "")))
    return said or made_for


def unclear_year(filing: Filing) -> str:
    """What stands on the cover where a year is asked and is none."""
    said = filing.texts.get("unit.year", "")
    return "" if _year(said) else said


def _year(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) == 4 and int(text) in YEARS else None


def identify(
    readings: Sequence[Reading],
    roster: Roster | None,
    form: Form,
    year: int | None = None,
    publisher: str | None = None,
) -> list[Submission]:
    """Each reading with its unit; of several of one unit the latest is current, those of another year aside.

    publisher: in whose name the run reports; nobody where it is read as last year's.
    """
    submissions = _without_copies([whose(reading, roster) for reading in readings])
    if roster is None:
        submissions = agreed(submissions)
    submissions = _without_own_report(submissions, publisher)
    groups: dict[str, list[int]] = defaultdict(list)
    for i, submission in enumerate(submissions):
        if submission.standing is Standing.CURRENT:
            groups[submission.key].append(i)
    for group in groups.values():
        if len(group) > 1:
            for i, chosen in zip(group, _choose([submissions[i] for i in group], form, year), strict=True):
                submissions[i] = chosen
    return submissions


# ---------------------------------------------------------------- which of several


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
    return replace(submission, unit=None, troubles=()).with_trouble(Standing.UNUSABLE, OwnReport())


def _without_copies(submissions: list[Submission]) -> list[Submission]:
    """Of files that are the same to the byte the first counts; empty files are no copies of one another."""
    first: dict[str, str] = {}
    for i, submission in enumerate(submissions):
        reading = submission.reading
        if submission.standing is Standing.IGNORED or not reading.size:
            continue
        if reading.sha256 in first:
            copied = replace(submission, reading=replace(reading, troubles=()))  # what is wrong is told of the first
            submissions[i] = copied.with_trouble(Standing.IGNORED, ExactCopy(first[reading.sha256]))
        first.setdefault(reading.sha256, reading.path)
    return submissions


def _choose(group: list[Submission], form: Form, year: int | None) -> list[Submission]:
    """What is blank or no rival steps back; then the later 填报日期, then the later saving in the file counts."""
    blank = [submission.filing.untouched(form) for submission in group]
    if all(blank):
        return [group[0], *(s.with_trouble(Standing.SUPERSEDED, Superseded(group[0])) for s in group[1:])]
    both = zip(group, blank, strict=True)
    group = [s.with_trouble(Standing.IGNORED, NotFilledIn()) if empty else s for s, empty in both]
    group = _without_added(_without_doubtful(_without_earlier(group, year), year))
    filled = [s for s in group if s.standing is Standing.CURRENT]
    latest = _latest(filled, form, year)
    return [_beside(s, filled, latest) if s in filled else s for s in group]


def _beside(submission: Submission, filled: list[Submission], latest: Submission | None) -> Submission:
    """What becomes of one of several that are filled in; latest is None where that can't be told."""
    if latest is None:
        others = tuple(other for other in filled if other is not submission)
        return submission.with_trouble(Standing.UNUSABLE, NoTellingWhichIsLater(others))
    return submission if submission is latest else submission.with_trouble(Standing.SUPERSEDED, Superseded(latest))


def _without_earlier(group: list[Submission], year: int | None) -> list[Submission]:
    """A report of an earlier year that was filled in back then lies beside this year's: it was not handed in now."""
    current = [s for s in group if s.standing is Standing.CURRENT]
    if year is None or not any(reported_year(s.filing) == year for s in current):
        return group
    earlier = [s for s in current if _signed_back_then(s.filing, year)]
    return [_as_earlier(s, year) if s in earlier else s for s in group]


def _as_earlier(submission: Submission, year: int) -> Submission:
    return submission.with_trouble(Standing.IGNORED, OfEarlierYear(reported_year(submission.filing), year))


def _signed_back_then(filing: Filing, year: int) -> bool:
    """Whether a filing states an earlier year, and a day on which that year's report was filled in, not this one's."""
    stated, day = reported_year(filing), filing.texts.get("unit.date")
    if stated is None or stated >= year or not day:
        return False
    return not doubtful_day(filing, stated) and bool(doubtful_day(filing, year))


def _without_doubtful(group: list[Submission], year: int | None) -> list[Submission]:
    """What may be another unit's (U002) or is another year's (L003) does not take the place of what is neither."""
    current = [s for s in group if s.standing is Standing.CURRENT]
    doubtful = [s for s in current if _is_doubtful(s, year)]
    if len(doubtful) == len(current):
        return group
    return [replace(s, standing=Standing.UNUSABLE) if s in doubtful else s for s in group]


def _is_doubtful(submission: Submission, year: int | None) -> bool:
    stated = reported_year(submission.filing)
    another_year = None not in (year, stated) and stated != year
    return another_year or any(isinstance(trouble, CodeAndNameDisagree) for trouble in submission.troubles)


def _without_added(group: list[Submission]) -> list[Submission]:
    """A body's own workbook steps back behind its 汇总表, which has it; in the body's own run the 汇总表 does."""
    stepping: dict[str, Submission] = {}
    single = [s for s in group if s.standing is Standing.CURRENT and not s.filing.parts]
    for whole in group:
        for own in single:
            if part := next((p for p in whole.filing.parts if is_part(own, p)), None):
                back, holder = (whole, own) if own.unit.category is Category.PUBLISHER else (own, whole)
                stepping[back.reading.path] = back.with_trouble(Standing.UNUSABLE, RowOfConsolidated(holder, part))
    return [stepping.get(s.reading.path, s) for s in group]


def is_part(submission: Submission, part: Filing) -> bool:
    """Whether a row of a 汇总表 is this unit: code and name agree, or code and every figure; without codes the name."""
    filing, unit = submission.filing, submission.unit
    names = {normalised(name) for name in (filing.name, unit.name, *unit.aliases)}
    if not (part.code and unit.has_own_code):
        return normalised(part.name) in names
    same_figures = part.values == filing.values and any(part.values)
    return normalised(part.code) == normalised(unit.code) and (normalised(part.name) in names or same_figures)


def _latest(filled: list[Submission], form: Form, year: int | None) -> Submission | None:
    """The one that is later than, or says the same as, every other; None where that can't be told."""

    def stands(one: Submission, other: Submission) -> bool:
        later = _later(one.filing, other.filing, year)
        return not differing(one.filing, other.filing, form) if later is None else later

    return next((one for one in filled if all(one is other or stands(one, other) for other in filled)), None)


def _later(one: Filing, other: Filing, year: int | None) -> bool | None:
    """Whether one was handed in after the other; None where neither date tells."""
    told = told_apart(one, other, year)
    return told and told.one > told.other


@dataclass(frozen=True, slots=True)
class Dated:
    """The dates by which it is told which of two was handed in later: 填报日期 if signed, else those of saving."""

    signed: bool
    one: date
    other: date


def told_apart(one: Filing, other: Filing, year: int | None) -> Dated | None:
    """By which dates it is told which of two was handed in later; None where none tells.

    Where one has a 填报日期 that can't be right, the date of saving does not tell either: it may have been right.
    """
    days = {filing.texts.get("unit.date") for filing in (one, other)}
    if len(days) > 1 and any(doubtful_day(filing, year) for filing in (one, other)):
        return None
    dates = ((True, _day(one), _day(other)), (False, one.saved, other.saved))
    return next((Dated(signed, a, b) for signed, a, b in dates if a and b and a != b), None)


def _day(filing: Filing) -> date | None:
    """填报日期; None where what is written there is no day (1月中旬)."""
    try:
        return date.fromisoformat(filing.texts.get("unit.date", ""))
    except ValueError:
        return None


def doubtful_day(filing: Filing, year: int | None = None) -> str:
    """What stands as 填报日期 where it is no day, or none on which this year's report can have been filled in."""
    said, day = filing.texts.get("unit.date", ""), _day(filing)
    year = year or reported_year(filing)
    possible = day and (year is None or date(year, *EARLIEST) <= day <= date(year + 1, 12, 31))
    return "" if possible else said


def differing(one: Filing, other: Filing, form: Form) -> tuple[str, ...]:
    """The fields in which two submissions differ, dates and signatures aside."""
    figures = [name for name, a, b in zip(form.inputs, one.values, other.values, strict=True) if a != b]
    slips = [name for name in one.slips.keys() | other.slips.keys() if one.slips.get(name) != other.slips.get(name)]
    texts = [name for name in (*form.texts, *form.explanations) if one.texts.get(name) != other.texts.get(name)]
    return tuple(name for name in form.fields if name in {*figures, *slips, *texts})


