"""Which of several submissions of a unit counts, and what becomes of the others: they ask for nothing."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from disclosure_batch.form.model import YEARS, Form
from disclosure_batch.intake.differences import differing, holds_all, is_report, loses
from disclosure_batch.intake.filing import Filing
from disclosure_batch.intake.submission import (
    NoTellingWhichIsLater,
    RowOfConsolidated,
    Standing,
    Submission,
    Superseded,
)
from disclosure_batch.intake.troubles import (
    FiguresNotFound,
    FoundTwice,
    MergedCells,
    NotFilledIn,
    TableOfOtherEdition,
)
from disclosure_batch.roster import normalised

EARLIEST = 12, 1  # month and day of the reported year from which on its report may be filled in
UNPLACED = FiguresNotFound, FoundTwice, MergedCells, TableOfOtherEdition  # figures of a filing are in doubt as a whole


def one_of_each(
    submissions: Sequence[Submission], form: Form, year: int | None, counting: Collection[str] = ()
) -> list[Submission]:
    """Of several submissions of a unit one is current; the others are set aside, or it is said why none of them is.

    counting: the files of which somebody has said that they are the ones.
    """
    groups: dict[str, list[Submission]] = defaultdict(list)
    for submission in submissions:
        if submission.key and submission.standing is not Standing.IGNORED:
            groups[submission.key].append(submission)
    several = (group for group in groups.values() if len(group) > 1)
    settled = {s.reading.path: s for group in several for s in _settled(group, form, year, counting)}
    return [settled.get(submission.reading.path, submission) for submission in submissions]


def _settled(group: list[Submission], form: Form, year: int | None, counting: Collection[str]) -> list[Submission]:
    rivals = [s for s in group if s.standing is Standing.CURRENT]
    if len(rivals) > 1:
        told = next((s for s in rivals if s.reading.path in counting), None)
        chosen = {s.reading.path: s for s in (_as_told(rivals, told) if told else _choose(rivals, form, year))}
        group = [chosen.get(s.reading.path, s) for s in group]
    counts = next((s for s in group if s.standing is Standing.CURRENT), None)
    return [_beside_what_counts(s, counts, form, year) for s in group]


def _beside_what_counts(submission: Submission, counts: Submission | None, form: Form, year: int | None) -> Submission:
    """What can't be used steps back behind what can; a blank workbook is none that can."""
    added_twice = any(isinstance(trouble, RowOfConsolidated) for trouble in submission.troubles)
    if submission.standing is not Standing.UNUSABLE or added_twice:
        return submission
    if submission.guessed:  # whose it is was the best guess as long as that unit had sent nothing else
        return replace(submission, unit=None)
    if counts is None or counts.filing.untouched(form):
        return submission
    return _set_aside(submission, counts, year)


def _set_aside(submission: Submission, counts: Submission, year: int | None, as_old: bool = False) -> Submission:
    """What is wrong with it matters no more."""
    earlier = bool(submission.filing) and _is_earlier(submission.filing, year)
    known = as_old or earlier or (bool(submission.filing) and _is_later(counts, submission, year))
    plain = replace(submission, reading=replace(submission.reading, troubles=()), troubles=())
    return plain.with_trouble(Standing.SUPERSEDED, Superseded(counts, known))


def _is_later(one: Submission, other: Submission, year: int | None) -> bool:
    return bool(_later(one.filing, other.filing, year))


# ---------------------------------------------------------------- which of several filings


def _choose(group: list[Submission], form: Form, year: int | None) -> list[Submission]:
    """What is blank or no rival steps back; then the later 填报日期, then the later saving in the file counts."""
    blank = [submission.filing.untouched(form) for submission in group]
    if all(blank):
        return [group[0], *(_set_aside_as_same(s, group[0]) for s in group[1:])]
    both = zip(group, blank, strict=True)
    group = [s.with_trouble(Standing.IGNORED, NotFilledIn()) if empty else s for s, empty in both]
    group = _without_added(_without_other_years(group, year))
    filled = [s for s in group if s.standing is Standing.CURRENT]
    latest = _latest(filled, form, year) or _latest_sound(filled, form, year)
    becomes = _beside_latest(filled, latest, form, year) if latest else _undecided(filled, form, year)
    return [becomes.get(s.reading.path, s) for s in group]


def _beside_latest(
    filled: list[Submission], latest: Submission, form: Form, year: int | None
) -> dict[str, Submission]:
    """What becomes of the others, by their paths; a report that says what an earlier one said is as old as that."""
    others = [s for s in filled if s is not latest]
    earlier = [s for s in others if _is_later(latest, s, year)]
    return {
        s.reading.path: _beside(s, latest, form, year, any(holds_all(o.filing, s.filing, form) for o in earlier))
        for s in others
    }


def _beside(
    submission: Submission, latest: Submission, form: Form, year: int | None, as_old: bool = False
) -> Submission:
    """as_old: it is known to be the earlier one, whatever its dates say."""
    if differing(submission.filing, latest.filing, form):
        return _set_aside(submission, latest, year, as_old)
    plain = replace(submission, reading=replace(submission.reading, troubles=()), troubles=())
    return _set_aside_as_same(plain, latest)


def _as_told(rivals: list[Submission], told: Submission) -> list[Submission]:
    """Somebody has said which of them counts: what is wrong with the others matters no more."""
    plain = (s if s is told else replace(s, reading=replace(s.reading, troubles=()), troubles=()) for s in rivals)
    aside = Standing.SUPERSEDED, Superseded(told, told=True)
    return [s if s is told else s.with_trouble(*aside) for s in plain]


def _set_aside_as_same(submission: Submission, first: Submission) -> Submission:
    return submission.with_trouble(Standing.SUPERSEDED, Superseded(first))


def _undecided(filled: list[Submission], form: Form, year: int | None) -> dict[str, Submission]:
    """What becomes of each, by its path: it is asked which of them holds; what one of those replaces is out of it."""
    replaced = {s.reading.path: _replaced_by(s, filled, filled, form, year) for s in filled}
    first = [s for s in filled if not replaced[s.reading.path]]
    behind = {s.reading.path: _replaced_by(s, first, filled, form, year) for s in filled}
    rivals = [s for s in filled if not behind[s.reading.path]]
    pairs = [(s, behind[s.reading.path]) for s in filled]
    return {s.reading.path: _beside(s, by, form, year) if by else _asked(s, rivals) for s, by in pairs}


def _replaced_by(
    one: Submission, others: list[Submission], filled: list[Submission], form: Form, year: int | None
) -> Submission | None:
    """The first of others that stands for the one, and not the other way round."""
    stronger = (o for o in others if o is not one and stands(o, one, filled, form, year))
    return next((o for o in stronger if not stands(one, o, filled, form, year)), None)


def _asked(submission: Submission, rivals: list[Submission]) -> Submission:
    others = tuple(other for other in rivals if other is not submission)
    return submission.with_trouble(Standing.UNUSABLE, NoTellingWhichIsLater(others))


def _without_other_years(group: list[Submission], year: int | None) -> list[Submission]:
    """What is another year's (L003) does not take the place of what is not."""
    others = [s for s in group if s.standing is Standing.CURRENT and states_another_year(s.filing, year)]
    if len(others) == sum(s.standing is Standing.CURRENT for s in group):
        return group
    return [replace(s, standing=Standing.UNUSABLE) if s in others else s for s in group]


def _without_added(group: list[Submission]) -> list[Submission]:
    """A body's own workbook steps back behind its 汇总表, which has it; in the body's own run the 汇总表 does."""
    stepping: dict[str, Submission] = {}
    single = [s for s in group if s.standing is Standing.CURRENT and not s.filing.parts]
    for whole in group:
        for own in single:
            if part := next((p for p in whole.filing.parts if is_row_of(own, p)), None):
                back, holder = (whole, own) if own.unit.adds_up else (own, whole)
                stepping[back.reading.path] = back.with_trouble(Standing.UNUSABLE, RowOfConsolidated(holder, part))
    return [stepping.get(s.reading.path, s) for s in group]


def is_row_of(submission: Submission, part: Filing) -> bool:
    """Whether a row of a 汇总表 is this unit: code and name agree, or code and every figure; without codes the name."""
    filing, unit = submission.filing, submission.unit
    names = {normalised(name) for name in (filing.name, unit.name, *unit.aliases)}
    if not (part.code and unit.has_own_code):
        return normalised(part.name) in names
    same_figures = part.values == filing.values and any(part.values)
    return normalised(part.code) == normalised(unit.code) and (normalised(part.name) in names or same_figures)


# ---------------------------------------------------------------- years


def reported_year(filing: Filing) -> int | None:
    """The year on the cover decides; where it is blank or no year, the year that the template was made for."""
    said, made_for = (_year(text) for text in (filing.texts.get("unit.year", ""), filing.stamp.get("unit.year", "")))
    return said or made_for


def unclear_year(filing: Filing) -> str:
    """What stands on the cover where a year is asked and is none."""
    said = filing.texts.get("unit.year", "")
    return "" if _year(said) else said


def states_another_year(filing: Filing, year: int | None) -> bool:
    return bool(year) and reported_year(filing) not in (None, year)


def made_for(filing: Filing) -> int | None:
    """The year that the workbook was handed out for."""
    return _year(filing.stamp.get("unit.year", ""))


def _year(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) == 4 and int(text) in YEARS else None


def _is_earlier(filing: Filing, year: int | None) -> bool:
    """Whether it is the report of an earlier year, and was filled in back then, not this year."""
    stated, day = reported_year(filing), filing.texts.get("unit.date")
    if not year or stated is None or stated >= year or not day:
        return False
    return not doubtful_day(filing, stated) and bool(doubtful_day(filing, year))


# ---------------------------------------------------------------- dates


def _latest(filled: list[Submission], form: Form, year: int | None) -> Submission | None:
    """The one that stands for every other; None where there is no such one. Of two shapes it is the workbook."""
    workbooks_first = sorted(filled, key=lambda s: is_report(s.filing))
    return next((s for s in workbooks_first if all(s is o or stands(s, o, filled, form, year) for o in filled)), None)


def stands(one: Submission, other: Submission, rivals: list[Submission], form: Form, year: int | None) -> bool:
    """Whether the one may count and the other be set aside: it is later, says the same, or says that and more.

    What is later and has no place for figures of the other, or was merely saved later and says less, takes the place
    of nothing.
    """
    if holds_all(one.filing, other.filing, form) or _answers(one, other, rivals, year):
        return True
    later = _later(one.filing, other.filing, year)
    if later is None:
        return not differing(one.filing, other.filing, form) and not loses(one.filing, other.filing, form)
    lost = loses(one.filing, other.filing, form) or only_saved_later(one.filing, other.filing, year)
    return later and not lost


def _answers(one: Submission, other: Submission, rivals: list[Submission], year: int | None) -> bool:
    """Whether an office that sent a workbook and an undated document has sent the workbook again, with a later day."""
    days = {s.reading.path: _day(s.filing) for s in rivals if not (is_report(s.filing) or doubtful_day(s.filing, year))}
    day = days.get(one.reading.path)
    if day is None or not is_report(other.filing) or _day(other.filing):
        return False
    return any(earlier and earlier < day for earlier in days.values())


def figures_in_doubt(submission: Submission) -> bool:
    """Whether some of its figures were not found in their places."""
    return any(isinstance(trouble, UNPLACED) for trouble in submission.reading.troubles)


def _latest_sound(filled: list[Submission], form: Form, year: int | None) -> Submission | None:
    """Where nothing tells which is later: the latest of those whose figures are all in their places."""
    sound = [s for s in filled if not figures_in_doubt(s)]
    latest = _latest(sound, form, year) if len(sound) < len(filled) else None
    later = [s for s in filled if latest and s not in sound and _is_later(s, latest, year)]
    return None if later else latest


def _later(one: Filing, other: Filing, year: int | None) -> bool | None:
    """Whether one was handed in after the other; None where neither date tells."""
    told = told_apart(one, other, year)
    return told and told.one > told.other


def only_saved_later(one: Filing, other: Filing, year: int | None) -> bool:
    """Whether it is the later by its saving alone, and states less."""
    told = told_apart(one, other, year)
    return bool(told) and not told.signed and told.one > told.other and stated(one) < stated(other)


def stated(filing: Filing) -> int:
    """How many figures it states."""
    return sum(value is not None for value in filing.values)


@dataclass(frozen=True, slots=True)
class Dated:
    """The dates by which it is told which of two was handed in later: 填报日期 if signed, else those of saving."""

    signed: bool
    one: date
    other: date


def told_apart(one: Filing, other: Filing, year: int | None) -> Dated | None:
    """By which dates it is told which of two was handed in later; None where none tells.

    Where one has a 填报日期 that can't be right, the date of saving does not tell either: it may have been right. Nor
    does it where the other one was signed after it.
    """
    days = {filing.texts.get("unit.date") for filing in (one, other)}
    if len(days) > 1 and any(doubtful_day(filing, year) for filing in (one, other)):
        return None
    dates = ((True, _day(one), _day(other)), (False, one.saved, other.saved))
    told = next((Dated(signed, a, b) for signed, a, b in dates if a and b and a != b), None)
    return None if told and not told.signed and _signed_after_saving(one, other) else told


def _signed_after_saving(one: Filing, other: Filing) -> bool:
    """Whether the one that was saved later has no 填报日期, and the other one's is later still."""
    earlier, later = sorted((one, other), key=lambda filing: filing.saved)
    signed = _day(earlier)
    return signed is not None and _day(later) is None and signed > later.saved.date()


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
