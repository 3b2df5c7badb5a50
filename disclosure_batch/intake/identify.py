"""Whose submission is it, and which of several counts?"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from disclosure_batch.form.model import YEARS, Form
from disclosure_batch.intake.filing import Filing, Reading
from disclosure_batch.intake.submission import (
    CodeAndNameDisagree,
    ExactCopy,
    KnownByAlias,
    NoTellingWhichIsLater,
    OwnReport,
    Pointer,
    PointsElsewhere,
    RowOfConsolidated,
    Standing,
    Submission,
    Superseded,
    ToldByFileName,
    UnknownUnit,
)
from disclosure_batch.intake.troubles import NotFilledIn, OfEarlierYear
from disclosure_batch.papers import REPORT
from disclosure_batch.roster import Category, Roster, Unit, normalised

ABOVE = re.compile(r"\w{1,10}[省市州盟县区旗]")  # what is higher than a unit, before its name
EARLIEST = 12, 1  # month and day of the reported year from which on its report may be filled in
SHORTEST = 3  # characters of a name by which a unit is asked about
LONGEST_NAME = 40  # characters of a unit's name


def stated_years(readings: Iterable[Reading]) -> list[int]:
    """The years that most submissions state, most first; more than one where they tie."""
    years = Counter(year for reading in readings if reading.filing and (year := year_of(reading.filing)))
    most = max(years.values(), default=0)
    return sorted(year for year, count in years.items() if count == most)


def year_of(filing: Filing) -> int | None:
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
    readings: Sequence[Reading], roster: Roster | None, form: Form, year: int | None = None, publisher: str | None = None
) -> list[Submission]:
    """Each reading with its unit; of several of one unit the latest is current, those of another year aside.

    publisher: in whose name the run reports; nobody where it is read as last year's.
    """
    submissions = _without_copies([_whose(reading, roster) for reading in readings])
    if roster is None:
        submissions = _agreed(submissions)
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


# ---------------------------------------------------------------- whose


def _whose(reading: Reading, roster: Roster | None) -> Submission:
    if reading.ignored or reading.filing is None:
        hint = _by_file_name(reading.path, roster)
        if reading.ignored:
            return Submission(reading, Standing.IGNORED, hint=hint)
        return Submission(reading, Standing.UNUSABLE, hint)
    code = reading.filing.code or reading.filing.stamp.get("unit.code", "")
    name = reading.filing.name
    known = Submission(reading, Standing.CURRENT)
    if roster is None:
        if not (code or name):
            return known.with_trouble(Standing.UNUSABLE, UnknownUnit())
        return _checked(replace(known, unit=Unit(code, name or code, None, None, (), True, "", "")), roster)
    if not (code or name) and (hinted := _by_file_name(reading.path, roster)):
        return replace(known, unit=hinted).with_trouble(Standing.CURRENT, ToldByFileName())
    by_code, by_name = roster.by_code(code) if code else None, roster.by_name(name) if name else None
    unit = by_code or by_name
    if unit is None:
        likely = _likely(name, roster) if name else None if code else _likely_by_file_name(reading.path, roster)
        return known.with_trouble(Standing.UNUSABLE, UnknownUnit(code, name, likely))
    known = replace(known, unit=unit)
    if (code and by_code is not by_name) and not (by_code and not name):
        return known.with_trouble(Standing.CURRENT, CodeAndNameDisagree(code, name, unit))
    known = _checked(known, roster)
    if roster.is_alias(name, unit):
        return known.with_trouble(Standing.CURRENT, KnownByAlias(name, unit))
    return known


def _checked(submission: Submission, roster: Roster | None) -> Submission:
    """The submission, with a word on whatever else points to another unit than its own."""
    elsewhere = _pointed_at(submission.reading, submission.unit, roster)
    return submission.with_trouble(submission.standing, elsewhere) if elsewhere else submission


def _pointed_at(reading: Reading, unit: Unit, roster: Roster | None) -> PointsElsewhere | None:
    """Another unit to which the workbook was handed out, or after which the file is named."""
    handed_out = reading.filing.stamp.get("unit.code", "")
    if handed_out and unit.code and normalised(handed_out) != normalised(unit.code):
        other = roster.by_code(handed_out) if roster else None
        return PointsElsewhere(Pointer.TEMPLATE, other.name if other else "", handed_out)
    named = _by_file_name(reading.path, roster, unit)
    if named not in (None, unit) and named is not roster.body:  # many name the file after whom they report to
        return PointsElsewhere(Pointer.FILE_NAME, named.name)
    return None


def _likely(name: str, roster: Roster) -> Unit | None:
    """The one unit whose name ends in what is written, or is the same but for what stands in brackets, for the office that
    fills in the form, or for the city and province before it: to be asked about."""
    said = normalised(name)
    named = [(normalised(own), unit) for unit in roster.units for own in (unit.name, *unit.aliases)]
    found = {unit for own, unit in named if _core(own) == _core(said) or (own.endswith(said) and len(said) >= SHORTEST) or _spelled_out(own, said)}
    return found.pop() if len(found) == 1 else None


def _spelled_out(own: str, said: str) -> bool:
    """Whether a name that begins with its district has what is above the district before it."""
    return bool(said.endswith(own) and ABOVE.match(own) and ABOVE.fullmatch(said.removesuffix(own)))


def _core(name: str) -> str:
    return re.sub(r"\([^()]*\)|(?:机关|本级|本部|(?<=局|委|厅)办公室)+$", "", name)


def _likely_by_file_name(path: str, roster: Roster) -> Unit | None:
    """The one unit of whose name the file's name holds the longest ending: 教育局.docx."""
    stem = re.sub(r"\d+年?度?", " ", normalised(PurePosixPath(path).stem))
    found: dict[int, set[Unit]] = defaultdict(set)
    for unit in roster.units:
        name = normalised(unit.name)
        endings = (name[start:] for start in range(len(name) - SHORTEST + 1))
        if ending := next((ending for ending in endings if re.search(rf"(?<![^\W\d_]){re.escape(ending)}", stem)), None):
            found[len(ending)].add(unit)
    longest = found[max(found)] if found else set()
    return longest.pop() if len(longest) == 1 else None


def _by_file_name(path: str, roster: Roster | None, likely: Unit | None = None) -> Unit | None:
    """The one unit that the file's name points to, else that of its folder or archive; the likely one comes first.

    The folder that was given itself is no unit's: everything lies in it.
    """
    given, *inner = path.split("/")
    names = [*reversed(inner), *([given] if not inner or given.endswith("!") else [])]
    stems = (normalised(PurePosixPath(name.removesuffix("!")).stem) for name in names)
    return next(filter(None, (_named_by(stem, roster, likely) for stem in stems)), None)


def _named_by(stem: str, roster: Roster | None, likely: Unit | None) -> Unit | None:
    """The one unit whose code, else whose name, stands in a name."""
    if roster is None or (likely and _letters(likely.name) in _letters(stem)):
        return likely
    coded = {roster.by_code(code) for code in re.findall(r"[0-9A-Za-z]+", stem)} - {None}
    if coded:
        return coded.pop() if len(coded) == 1 else None
    pieces = {stem[i:j] for i in range(len(stem)) for j in range(i + 2, min(len(stem), i + LONGEST_NAME) + 1)}
    named = {piece: unit for piece in pieces if (unit := roster.by_name(piece))}
    longest = {unit for name, unit in named.items() if not any(name != other and name in other for other in named)}
    return longest.pop() if len(longest) == 1 else None


def _letters(name: str) -> str:
    """A name without the signs that a file's name can't hold or has others for."""
    return re.sub(r"[\W_]", "", normalised(name))


def _agreed(submissions: list[Submission]) -> list[Submission]:
    """Without a roster: a name that elsewhere has a code is that unit; one code for two names is nobody's."""
    names: dict[str, set[str]] = defaultdict(set)
    coded: dict[str, Unit] = {}
    for unit in (s.unit for s in submissions if s.standing is Standing.CURRENT and s.unit.code):
        names[unit.code].add(normalised(unit.name))
        coded.setdefault(normalised(unit.name), unit)
    agreed = []
    for submission in submissions:
        unit = submission.unit
        if submission.standing is Standing.CURRENT and not unit.code:
            submission = replace(submission, unit=coded.get(normalised(unit.name), unit))
        elif submission.standing is Standing.CURRENT and _several(names[unit.code]):
            submission = submission.with_trouble(Standing.UNUSABLE, CodeAndNameDisagree(unit.code, unit.name, unit))
        agreed.append(submission)
    return agreed


def _several(names: set[str]) -> bool:
    """Whether names are those of more than one unit; a short form stands within the full name."""
    longest = max(names, key=len)
    return any(name not in longest for name in names)


# ---------------------------------------------------------------- which of several


def _without_own_report(submissions: list[Submission], publisher: str | None) -> list[Submission]:
    """The report that this tool wrote for the publishing body is the sum of what the units sent, not one of them."""
    current = [s for s in submissions if s.standing is Standing.CURRENT]
    own = [s for s in current if s.filing.stamp.get("kind") == REPORT and normalised(s.unit.name) == normalised(publisher or "")]
    if len(own) == len(current):
        return submissions
    nobodys = {s.reading.path: replace(s, unit=None, troubles=()) for s in own}  # whose it seemed to be matters no more
    return [nobodys[s.reading.path].with_trouble(Standing.UNUSABLE, OwnReport()) if s.reading.path in nobodys else s for s in submissions]


def _without_copies(submissions: list[Submission]) -> list[Submission]:
    """Of files that are the same to the byte the first counts; empty files are no copies of one another."""
    first: dict[str, str] = {}
    for i, submission in enumerate(submissions):
        reading = submission.reading
        if submission.standing is Standing.IGNORED or not reading.size:
            continue
        if reading.sha256 in first:
            copied = replace(submission, reading=replace(reading, troubles=()))  # what is wrong with it is told of the first
            submissions[i] = copied.with_trouble(Standing.IGNORED, ExactCopy(first[reading.sha256]))
        first.setdefault(reading.sha256, reading.path)
    return submissions


def _choose(group: list[Submission], form: Form, year: int | None) -> list[Submission]:
    """What is blank or no rival steps back; then the later 填报日期, then the later saving inside the file counts."""
    blank = [submission.filing.untouched(form) for submission in group]
    if all(blank):
        return [group[0], *(s.with_trouble(Standing.SUPERSEDED, Superseded(group[0])) for s in group[1:])]
    group = [
        s.with_trouble(Standing.IGNORED, NotFilledIn()) if empty else s
        for s, empty in zip(group, blank, strict=True)
    ]
    group = _without_added(_without_doubtful(_without_earlier(group, year), year))
    filled = [s for s in group if s.standing is Standing.CURRENT]
    latest = _latest(filled, form, year)
    if latest is None:
        return [s.with_trouble(Standing.UNUSABLE, NoTellingWhichIsLater(tuple(o for o in filled if o is not s))) if s in filled else s for s in group]
    return [s if s is latest or s not in filled else s.with_trouble(Standing.SUPERSEDED, Superseded(latest)) for s in group]


def _without_earlier(group: list[Submission], year: int | None) -> list[Submission]:
    """A report of an earlier year that was filled in back then lies beside this year's: it was not handed in now."""

    def earlier(submission: Submission) -> bool:
        stated, day = year_of(submission.filing), submission.filing.texts.get("unit.date")
        back_then = day and not doubtful_day(submission.filing, stated) and doubtful_day(submission.filing, year)
        return None not in (year, stated) and stated < year and bool(back_then)

    if year is None or not any(s.standing is Standing.CURRENT and year_of(s.filing) == year for s in group):
        return group
    return [s.with_trouble(Standing.IGNORED, OfEarlierYear(year_of(s.filing), year)) if s.standing is Standing.CURRENT and earlier(s) else s for s in group]


def _without_doubtful(group: list[Submission], year: int | None) -> list[Submission]:
    """What may be another unit's (U002) or is another year's (L003) does not take the place of what is neither."""

    def doubtful(submission: Submission) -> bool:
        stated = year_of(submission.filing)
        another_year = None not in (year, stated) and stated != year
        return another_year or any(isinstance(trouble, CodeAndNameDisagree) for trouble in submission.troubles)

    current = [s.standing is Standing.CURRENT for s in group]
    aside = [now and doubtful(s) for now, s in zip(current, group, strict=True)]
    if aside == current:
        return group
    return [replace(s, standing=Standing.UNUSABLE) if back else s for s, back in zip(group, aside, strict=True)]


def _without_added(group: list[Submission]) -> list[Submission]:
    """A body's own workbook beside its 汇总表, of which it is a part; in the body's own run it is the 汇总表 that steps back."""
    stepping: dict[str, Submission] = {}
    for whole in group:
        for own in (s for s in group if s.standing is Standing.CURRENT and not s.filing.parts):
            if part := next((p for p in whole.filing.parts if is_part(own, p)), None):
                back, holder = (whole, own) if own.unit.category is Category.PUBLISHER else (own, whole)
                stepping[back.reading.path] = back.with_trouble(Standing.UNUSABLE, RowOfConsolidated(holder, part))
    return [stepping.get(s.reading.path, s) for s in group]


def is_part(submission: Submission, part: Filing) -> bool:
    """Whether a row of a 汇总表 is this unit: code and name agree, or the code and every figure; without codes the name."""
    filing, unit = submission.filing, submission.unit
    names = {normalised(name) for name in (filing.name, unit.name, *unit.aliases)}
    if not (part.code and unit.code):
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
    """The dates by which it is told which of two was handed in later: 填报日期 where signed, else those of saving."""

    signed: bool
    one: date
    other: date


def told_apart(one: Filing, other: Filing, year: int | None) -> Dated | None:
    """By which dates it is told which of two was handed in later; None where none tells.

    Where one has a 填报日期 that can't be right, the date of saving does not tell either: it may have been right.
    """
    if any(doubtful_day(filing, year) for filing in (one, other)) and one.texts.get("unit.date") != other.texts.get("unit.date"):
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
    year = year or year_of(filing)
    possible = day and (year is None or date(year, *EARLIEST) <= day <= date(year + 1, 12, 31))
    return "" if possible else said


def differing(one: Filing, other: Filing, form: Form) -> tuple[str, ...]:
    """The fields in which two submissions differ, dates and signatures aside."""
    figures = [name for name, a, b in zip(form.inputs, one.values, other.values, strict=True) if a != b]
    slips = [name for name in one.slips.keys() | other.slips.keys() if one.slips.get(name) != other.slips.get(name)]
    texts = [name for name in (*form.texts, *form.explanations) if one.texts.get(name) != other.texts.get(name)]
    return tuple(name for name in form.fields if name in {*figures, *slips, *texts})


