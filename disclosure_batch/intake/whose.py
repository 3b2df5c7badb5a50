"""Whose a reading is: by what it says of itself, by the roster, by its file's name; and what points elsewhere."""

import re
from collections import defaultdict
from dataclasses import replace
from pathlib import PurePosixPath

from disclosure_batch.intake.body_names import body_in
from disclosure_batch.intake.filing import Filing, Reading
from disclosure_batch.intake.submission import (
    CodeAndNameDisagree,
    KnownByAlias,
    Pointer,
    PointsElsewhere,
    Standing,
    Submission,
    ToldByFileName,
    UnknownUnit,
)
from disclosure_batch.roster import Roster, Unit
from disclosure_batch.text import normalised

ABOVE = re.compile(r"\w{1,10}[省市州盟县区旗]")  # what is higher than a unit, before its name
SHORTEST = 3  # characters of a name by which a unit is asked about
ANYBODYS = ("办公室", "委员会", "办事处", "管理局", "人民政府", "服务中心")  # ends of names that tell no unit
LONGEST_NAME = 40  # characters of a unit's name


def whose(reading: Reading, roster: Roster | None) -> Submission:
    """The reading with its unit, or with why it has none."""
    if reading.ignored:
        return Submission(reading, Standing.IGNORED, hints=_known(_file_points_to(reading.path, roster)))
    if reading.filing is None:
        return Submission(reading, Standing.UNUSABLE, _file_points_to(reading.path, roster))
    submission = Submission(reading, Standing.CURRENT)
    return _by_roster(submission, roster) if roster else _by_itself(submission)


def _known(*units: Unit | None) -> tuple[Unit, ...]:
    return tuple(dict.fromkeys(filter(None, units)))


def _said(filing: Filing) -> tuple[str, str]:
    """Code and name; the code is the one that the workbook was handed out with where the cover has none."""
    return filing.code or filing.handed_out_to, filing.name


def _by_itself(submission: Submission) -> Submission:
    """Without a roster a unit is what it says it is."""
    code, name = _said(submission.filing)
    if not (code or name):
        return submission.with_trouble(Standing.UNUSABLE, UnknownUnit())
    unit = _made(name or code, code)
    return _checked(replace(submission, unit=unit), None)


def _made(name: str, code: str = "") -> Unit:
    """A unit of which no roster says anything."""
    return Unit(code, name, None, None, (), True, "", "")


def _by_roster(submission: Submission, roster: Roster) -> Submission:
    code, name = _said(submission.filing)
    if not (code or name) and (hinted := _by_file_name_alone(submission.reading.path, roster)):
        return replace(submission, unit=hinted).with_trouble(Standing.CURRENT, ToldByFileName())
    by_code, by_name = roster.by_code(code) if code else None, roster.by_name(name) if name else None
    unit = by_code or by_name
    if unit is None:
        return _unknown(submission, code, name, roster)
    in_another_form = by_name is None and _is_a_form_of(name, unit, submission.filing, roster)
    if name and _disagree(code, by_code, by_name) and not in_another_form:
        return _disagreeing(submission, by_code, by_name, roster)
    return _known_as(submission, unit, name, in_another_form, roster)


def _known_as(submission: Submission, unit: Unit, name: str, in_another_form: bool, roster: Roster) -> Submission:
    known = _checked(replace(submission, unit=unit), roster)
    alias = in_another_form or roster.is_alias(name, unit)
    return known.with_trouble(Standing.CURRENT, KnownByAlias(name, unit)) if alias else known


def _unknown(submission: Submission, code: str, name: str, roster: Roster) -> Submission:
    """Of a unit that is not on the roster, or of none that is told: the likely one is asked about, or all named."""
    named = () if code or name else _all_named(_stems(submission.reading.path)[0], roster)
    likely = None if named[1:] else _likely(submission, code, name, roster)
    unknown = replace(submission, unit=likely, guessed=likely is not None, hints=named)
    return unknown.with_trouble(Standing.UNUSABLE, UnknownUnit(code, name, likely, named if named[1:] else ()))


def _is_a_form_of(name: str, unit: Unit, filing: Filing, roster: Roster) -> bool:
    """Whether a name beside a unit's code is its own, written shorter or otherwise, and can be no other unit's."""
    said = normalised(name)
    own = [normalised(called) for called in (unit.name, *unit.aliases)]
    alike = any(_much_like(_plainly(called), _plainly(said)) for called in own)
    if roster.by_code(filing.handed_out_to) is unit:
        return alike or any(called.startswith(said) and len(said) > SHORTEST for called in own)
    return alike and _named_much_like(name, roster) is unit


def _plainly(name: str) -> str:
    """A name without the words that are left out or put in at will."""
    return re.sub(r"(?<=[乡镇])人民(?=政府$)|[和与及]|\([^()]*章\)$", "", name)


def _disagree(code: str, by_code: Unit | None, by_name: Unit | None) -> bool:
    """Whether a code speaks against the name beside it. Nothing speaks against a unit of which no code is known."""
    if by_code is None:
        return bool(code) and by_name is not None and by_name.has_own_code
    return by_code is not by_name


def _disagreeing(submission: Submission, by_code: Unit | None, by_name: Unit | None, roster: Roster) -> Submission:
    """Code and name are two units': who sent it is told by what was typed into the workbook, and by the file's name."""
    code, name = _said(submission.filing)
    handed_out = roster.by_code(submission.filing.handed_out_to)
    named = _file_points_to(submission.reading.path, roster)
    sender = named if by_name is None else _sender(by_code, by_name, handed_out, named)
    borrowed = handed_out if handed_out in (by_code, by_name) and handed_out is not sender else None
    trouble = CodeAndNameDisagree(code, name, by_code or by_name, borrowed, by_cover=named is None)
    hints = () if sender else _known(by_code, by_name, named)
    doubted = replace(submission, unit=sender, hints=hints, guessed=by_name is None)
    return doubted.with_trouble(Standing.UNUSABLE, trouble)


def _sender(by_code: Unit | None, by_name: Unit, handed_out: Unit | None, named: Unit | None) -> Unit | None:
    """What the workbook was handed out with says nothing of who filled it in; what was typed over it does.

    A typed name has to agree with the file's name, where that says one; a typed code may be a slip, and the file's name
    decides.
    """
    typed = {unit for unit in (by_code, by_name) if unit and unit is not handed_out} or {by_name}
    believed = {by_code, by_name} if by_name is handed_out else typed
    if named is None:
        return None if by_name is handed_out else _only(set(typed))
    return named if named in believed else None


def _likely(submission: Submission, code: str, name: str, roster: Roster) -> Unit | None:
    """The unit to be asked about: by a name much like its own; where nothing is written, by the file's."""
    if name:
        return _named_much_like(name, roster)
    return None if code else _likely_by_file_name(submission.reading.path, roster)


def _checked(submission: Submission, roster: Roster | None) -> Submission:
    """The submission, with a word on whatever else points to another unit than its own."""
    elsewhere = _pointed_at(submission.reading, submission.unit, roster)
    return submission.with_trouble(submission.standing, elsewhere) if elsewhere else submission


def _pointed_at(reading: Reading, unit: Unit, roster: Roster | None) -> PointsElsewhere | None:
    """Another unit after which the file is named, or its folder, or to which the workbook was handed out."""
    by_name = _named_elsewhere(reading.path, unit, roster) if roster else None
    if by_name and by_name.in_doubt:
        return by_name
    handed_out = reading.filing.handed_out_to
    if handed_out and unit.has_own_code and normalised(handed_out) != normalised(unit.code):
        other = roster.by_code(handed_out) if roster else None
        return PointsElsewhere(Pointer.TEMPLATE, unit, other, handed_out)
    return by_name


def _named_elsewhere(path: str, unit: Unit, roster: Roster) -> PointsElsewhere | None:
    """The other unit after which the file is named, else the folder or archive in which it lies.

    No other one where the unit's own name is beside it, be it in short, or where it is the body: many name their file
    after whom they report to.
    """
    stem, *folders = _stems(path)
    if named := _named_by(stem, roster, unit):
        if named is unit or named is roster.body or _is_named_in_short(unit, named, stem):
            return None
        return PointsElsewhere(Pointer.FILE_NAME, unit, named, in_doubt=_may_have_sent(named, unit, stem))
    around = next(filter(None, (_named_by(folder, roster, unit) for folder in folders)), None)
    return None if around in (None, unit, roster.body) else PointsElsewhere(Pointer.FOLDER, unit, around)


def _is_named_in_short(unit: Unit, named: Unit, stem: str) -> bool:
    """Whether a file's name holds the end of a unit's name beside the name of another: 民政局救助站."""
    around = stem
    for name in (named.name, *named.aliases, named.code):
        around = around.replace(normalised(name), " ") if name else around
    return any(_longest_ending(normalised(name), around) for name in (unit.name, *unit.aliases))


def _may_have_sent(named: Unit, unit: Unit, stem: str) -> bool:
    """Whether a name is really another unit's: not what this one is under, nor a number that may be any."""
    above = named.code == unit.parent or normalised(named.name) in normalised(unit.name)
    by_name = any(_letters(name) in _letters(stem) for name in (named.name, *named.aliases))
    return not above and (by_name or len(named.code) > SHORTEST)


def _named_much_like(name: str, roster: Roster) -> Unit | None:
    """The one unit of a name like this."""
    said = normalised(name)
    named = ((normalised(own), unit) for unit in roster.units for own in (unit.name, *unit.aliases))
    return _only({unit for own, unit in named if _much_like(own, said)})


def _much_like(own: str, said: str) -> bool:
    """Whether a unit's name ends in what is written, or is the same but for what stands in brackets, for the office
    that fills in the form, or for the city and province before it."""
    ends_in_it = own.endswith(said) and len(said) >= SHORTEST
    return _core(own) == _core(said) or ends_in_it or _spelled_out(own, said)


def _only(units: set[Unit]) -> Unit | None:
    return units.pop() if len(units) == 1 else None


def _spelled_out(own: str, said: str) -> bool:
    """Whether a name that begins with its district has what is above the district before it."""
    return bool(said.endswith(own) and ABOVE.match(own) and ABOVE.fullmatch(said.removesuffix(own)))


def _core(name: str) -> str:
    return re.sub(r"\([^()]*\)|(?:机关|本级|本部|(?<=局|委|厅)办公室)+$", "", name)


def _file_points_to(path: str, roster: Roster | None) -> Unit | None:
    """The one unit that a file's name points to, be it in short."""
    return _by_file_name(path, roster) or (_likely_by_file_name(path, roster) if roster else None)


def _likely_by_file_name(path: str, roster: Roster) -> Unit | None:
    """The one unit of whose name the file's name holds the longest ending: 教育局.docx."""
    return next(filter(None, (_likely_named_by(stem, roster) for stem in _stems(path))), None)


def _likely_named_by(stem: str, roster: Roster) -> Unit | None:
    stem = re.sub(r"\d+年?度?", " ", stem)
    found: dict[int, set[Unit]] = defaultdict(set)
    for unit in roster.units:
        if length := _longest_ending(normalised(unit.name), stem):
            found[length].add(unit)
    return _only(found[max(found)]) if found else None


def _longest_ending(name: str, stem: str) -> int:
    """How many characters of a name's end stand in a file's name, at the beginning of a word there."""
    endings = (name[start:] for start in range(len(name) - SHORTEST + 1))
    held = (ending for ending in endings if re.search(rf"(?<![^\W\d_]){re.escape(ending)}", stem))
    return len(next(held, ""))


def _by_file_name(path: str, roster: Roster | None, likely: Unit | None = None) -> Unit | None:
    """The one unit that the file's name points to, else that of its folder or archive; the likely one comes first."""
    return next(filter(None, (_named_by(stem, roster, likely) for stem in _stems(path))), None)


def _names(path: str) -> list[str]:
    """What a file is called, then its folders and archives; the folder that was given itself is no unit's."""
    given, *inner = path.split("/")
    names = [*reversed(inner), *([given] if not inner or given.endswith("!") else [])]
    return [PurePosixPath(name.removesuffix("!")).stem for name in names]


def _stems(path: str) -> list[str]:
    return list(map(normalised, _names(path)))


def _named_by(stem: str, roster: Roster | None, likely: Unit | None) -> Unit | None:
    """The one unit whose code, else whose name, stands in a name."""
    if roster is None or (likely and _letters(likely.name) in _letters(stem)):
        return likely
    coded = {roster.by_code(code) for code in re.findall(r"[0-9A-Za-z]+", stem)} - {None}
    return _only(coded) if coded else _by_longest_name(stem, roster)


def _by_longest_name(stem: str, roster: Roster) -> Unit | None:
    """The one unit whose name stands there, but not within the name of another."""
    return _only(set(_names_in(stem, roster).values()))


def _by_file_name_alone(path: str, roster: Roster) -> Unit | None:
    """Of a document that says no unit: none where its file's name says two."""
    return None if _all_named(_stems(path)[0], roster)[1:] else _by_file_name(path, roster)


def _all_named(stem: str, roster: Roster) -> tuple[Unit, ...]:
    """Beside a name that stands there, those that are named in short, too: 退役军人局（民政局代报）. Not whom it is for."""
    named = _names_in(stem, roster)
    for name in named:
        stem = stem.replace(name, "某")
    short = (unit for unit in roster.units if named and _is_named_at_the_end(unit, stem))
    return _known(*named.values(), *(unit for unit in short if unit is not roster.body))


def _is_named_at_the_end(unit: Unit, stem: str) -> bool:
    """Whether a file's name holds the end of a unit's, and that is no office that any unit has."""
    length = _longest_ending(normalised(unit.name), stem)
    return length > 0 and normalised(unit.name)[-length:] not in ANYBODYS


def _names_in(stem: str, roster: Roster) -> dict[str, Unit]:
    """The names that stand there, but not within another."""
    pieces = {stem[i:j] for i in range(len(stem)) for j in range(i + 2, min(len(stem), i + LONGEST_NAME) + 1)}
    named = {piece: unit for piece in pieces if (unit := roster.by_name(piece))}
    within = {name for name in named if any(name != other and name in other for other in named)}
    return {name: unit for name, unit in named.items() if name not in within}


def _letters(name: str) -> str:
    """A name without the signs that a file's name can't hold or has others for."""
    return re.sub(r"[\W_]", "", normalised(name))


# ---------------------------------------------------------------- without a roster


def without_roster(submissions: list[Submission]) -> list[Submission]:
    """The units are those that were found; a file that says no unit is known by its name."""
    submissions = _agreed(submissions)
    found = dict.fromkeys(s.unit for s in submissions if s.standing is Standing.CURRENT)
    roster = Roster(tuple(found))
    return [s if s.unit or s.standing is not Standing.UNUSABLE else _by_its_name(s, roster) for s in submissions]


def _by_its_name(submission: Submission, found: Roster) -> Submission:
    """By the name of a unit that was found, else by one that can be read in the file's name."""
    path = submission.reading.path
    exact, likely = _by_file_name(path, found), _likely_by_file_name(path, found)
    body = next(filter(None, map(body_in, _names(path))), "")
    unit = exact or (None if likely else body and _made(body)) or None
    if submission.filing is None:
        return replace(submission, unit=unit or likely)
    if unit is None:
        asked = replace(submission, troubles=(), unit=likely, guessed=likely is not None)
        return asked.with_trouble(Standing.UNUSABLE, UnknownUnit(likely=likely))
    return replace(submission, unit=unit, troubles=()).with_trouble(Standing.CURRENT, ToldByFileName())


def _agreed(submissions: list[Submission]) -> list[Submission]:
    """A name that elsewhere has a code is that unit; one code for two names is that of the one whose file says both."""
    names: dict[str, set[str]] = defaultdict(set)
    coded: dict[str, Unit] = {}
    current = [s for s in submissions if s.standing is Standing.CURRENT]
    for submission in (s for s in current if s.unit.code):
        names[submission.unit.code].add(normalised(submission.unit.name))
        coded.setdefault(normalised(submission.unit.name), submission.unit)
    owners = {code: _owner(code, current) for code, called in names.items() if _several(called)}
    return [_with_its_code(s, owners, coded) if s.standing is Standing.CURRENT else s for s in submissions]


def _owner(code: str, current: list[Submission]) -> str:
    """The one name of a code that stands with it in the names of files, too; '' where there is no such one."""
    named = {normalised(s.unit.name) for s in current if s.unit.code == code and _says_both(s)}
    return named.pop() if len(named) == 1 else ""


def _says_both(submission: Submission) -> bool:
    stem, unit = _stems(submission.reading.path)[0], submission.unit
    codes = re.findall(r"[0-9a-z]+", stem, re.IGNORECASE)
    return normalised(unit.code) in codes and _letters(unit.name) in _letters(stem)


def _with_its_code(submission: Submission, owners: dict[str, str], coded: dict[str, Unit]) -> Submission:
    """owners: the codes of several names, and whose each is; coded: the units that have one, by their names."""
    unit, name = submission.unit, normalised(submission.unit.name)
    if not unit.code:
        return replace(submission, unit=coded.get(name, unit))
    if unit.code not in owners or owners[unit.code] == name:
        return submission
    owner = coded[owners[unit.code]] if owners[unit.code] else None
    own = coded[name] if coded[name].code != unit.code else _made(unit.name)
    return replace(submission, unit=own).with_trouble(
        Standing.UNUSABLE, CodeAndNameDisagree(unit.code, unit.name, owner or unit, owner)
    )


def _several(names: set[str]) -> bool:
    """Whether names are those of more than one unit; a short form stands within the full name."""
    longest = max(names, key=len)
    return any(name not in longest for name in names)
