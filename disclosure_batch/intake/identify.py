"""Whose submission is it, and which of several counts?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from disclosure_batch.form.model import Form
from disclosure_batch.intake.filing import Filing, Reading, Trouble
from disclosure_batch.roster import Roster, Unit


class Standing(StrEnum):
    """What becomes of a file before any rule has looked at its figures."""

    CURRENT = "current"  # a filing of a known unit, the one that counts
    UNUSABLE = "unusable"  # no filing, no unit, or it can't be told which of several counts
    IGNORED = "ignored"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Submission:
    """A reading, whose it is, and what is odd about that."""

    reading: Reading
    standing: Standing
    unit: Unit | None = None
    troubles: tuple[Trouble, ...] = ()

    @property
    def filing(self) -> Filing | None:
        return self.reading.filing

    @property
    def key(self) -> str | None:
        return self.unit.key if self.unit else None

    def with_trouble(self, standing: Standing, rule: str, **details: object) -> "Submission":
        return replace(self, standing=standing, troubles=(*self.troubles, Trouble(rule, details)))


def stated_years(readings: Iterable[Reading]) -> list[int]:
    """The years that most submissions state, most first; more than one where they tie."""
    years = Counter(year for reading in readings if reading.filing and (year := year_of(reading.filing)))
    most = max(years.values(), default=0)
    return sorted(year for year, count in years.items() if count == most)


def year_of(filing: Filing) -> int | None:
    """The year on the cover decides; where it is blank, the year that the template was made for."""
    year = filing.texts.get("unit.year") or filing.stamp.get("unit.year", "")
    return int(year) if year.isdecimal() else None


def identify(readings: Sequence[Reading], roster: Roster | None, form: Form) -> list[Submission]:
    """Each reading with its unit; of several of one unit the latest is current."""
    submissions = _without_copies([_whose(reading, roster) for reading in readings])
    groups: dict[str, list[int]] = defaultdict(list)
    for i, submission in enumerate(submissions):
        if submission.standing is Standing.CURRENT:
            groups[submission.key].append(i)
    for group in groups.values():
        if len(group) > 1:
            for i, chosen in zip(group, _choose([submissions[i] for i in group], form), strict=True):
                submissions[i] = chosen
    return submissions


# ---------------------------------------------------------------- whose


def _whose(reading: Reading, roster: Roster | None) -> Submission:
    if reading.ignored:
        return Submission(reading, Standing.IGNORED)
    if reading.filing is None:
        return Submission(reading, Standing.UNUSABLE)
    code = reading.filing.code or reading.filing.stamp.get("unit.code", "")
    name = reading.filing.name
    known = Submission(reading, Standing.CURRENT)
    if roster is None:
        if not (code or name):
            return known.with_trouble(Standing.UNUSABLE, "U001", code="", name="")
        return replace(known, unit=Unit(code, name or code, None, None, (), True, "", ""))
    by_code, by_name = roster.by_code(code) if code else None, roster.by_name(name) if name else None
    unit = by_code or by_name
    if unit is None:
        return known.with_trouble(Standing.UNUSABLE, "U001", code=code, name=name)
    known = replace(known, unit=unit)
    if (code and by_code is not by_name) and not (by_code and not name):
        return known.with_trouble(Standing.CURRENT, "U002", code=code, name=name, unit=unit)
    if roster.is_alias(name, unit):
        return known.with_trouble(Standing.CURRENT, "U006", name=name, unit=unit)
    return known


# ---------------------------------------------------------------- which of several


def _without_copies(submissions: list[Submission]) -> list[Submission]:
    """Of files that are the same to the byte the first counts; empty files are no copies of one another."""
    first: dict[str, str] = {}
    for i, submission in enumerate(submissions):
        reading = submission.reading
        if submission.standing is Standing.IGNORED or not reading.size:
            continue
        if reading.sha256 in first:
            submissions[i] = submission.with_trouble(Standing.IGNORED, "F008", of=first[reading.sha256])
        first.setdefault(reading.sha256, reading.path)
    return submissions


def _choose(group: list[Submission], form: Form) -> list[Submission]:
    """Blank workbooks step back behind filled ones; then the later 填报日期, then the later saving inside the file."""
    blank = [submission.filing.untouched(form) for submission in group]
    if all(blank):
        return [group[0], *(s.with_trouble(Standing.SUPERSEDED, "F009", by=group[0].reading.path, fields=()) for s in group[1:])]
    group = [
        s.with_trouble(Standing.IGNORED, "F004", reason="是还没有填写的空表，同一单位已有填好的表") if empty else s
        for s, empty in zip(group, blank, strict=True)
    ]
    filled = [s for s in group if s.standing is Standing.CURRENT]
    latest = _latest(filled, form)
    if latest is None:
        paths = [s.reading.path for s in filled]
        return [s.with_trouble(Standing.UNUSABLE, "U004", files=paths) if s in filled else s for s in group]
    return [s if s is latest or s not in filled else _superseded(s, latest, form) for s in group]


def _latest(filled: list[Submission], form: Form) -> Submission | None:
    """The one that is later than, or says the same as, every other; None where that can't be told."""
    best = filled[0]
    for other in filled[1:]:
        order = _later(other.filing, best.filing)
        if order is None and differing(other.filing, best.filing, form):
            return None
        if order:
            best = other
    return best


def _later(one: Filing, other: Filing) -> bool | None:
    """Whether one was handed in after the other; None where neither date tells."""
    for dates in ((one.texts.get("unit.date"), other.texts.get("unit.date")), (one.saved, other.saved)):
        if all(dates) and dates[0] != dates[1]:
            return dates[0] > dates[1]
    return None


def _superseded(submission: Submission, latest: Submission, form: Form) -> Submission:
    fields = differing(submission.filing, latest.filing, form)
    return submission.with_trouble(Standing.SUPERSEDED, "F009", by=latest.reading.path, fields=fields)


def differing(one: Filing, other: Filing, form: Form) -> tuple[str, ...]:
    """The fields in which two submissions differ, dates and signatures aside."""
    figures = [name for name, a, b in zip(form.inputs, one.values, other.values, strict=True) if a != b]
    slips = [name for name in one.slips.keys() | other.slips.keys() if one.slips.get(name) != other.slips.get(name)]
    texts = [name for name in (*form.texts, *form.explanations) if one.texts.get(name) != other.texts.get(name)]
    return tuple(name for name in form.fields if name in {*figures, *slips, *texts})


