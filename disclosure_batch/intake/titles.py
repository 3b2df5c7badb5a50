"""Whose report a document is, of which year and of which day: its title, what stands around it, how it is signed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from disclosure_batch.dates import DATE, DAY, REPORTED_YEAR, years_in
from disclosure_batch.documents.document import Document, Grid
from disclosure_batch.intake.values import read_date, read_text
from disclosure_batch.locating.labels import is_figure
from disclosure_batch.text import DIGITS, tidy

WORDS = "[^。,;:《》]"  # of a title, which is no sentence
OF_A_REPORT = rf"政府信息公开{WORDS}{{0,16}}?(?:报告|年报){WORDS}{{0,20}}"
REPORT_TITLE = re.compile(rf"({WORDS}{{0,60}}?){OF_A_REPORT}")
UPPER_HALF = re.compile(rf"(?![一二三四五六七八九]、){WORDS}{{0,60}}政府信息?公?开?{WORDS}{{0,6}}")  # of a broken title
LOWER_HALF = re.compile(r"[^。,;:、《》]{0,12}(?:报告|年报)")
COVERING_LETTER = re.compile(r"(?:函|请示|通知)$")
ONLY_YEAR = re.compile(rf"\(?{REPORTED_YEAR}\)?")
YEAR_IN_A_NAME = re.compile(rf"{REPORTED_YEAR}|(?<!\d)(20\d\d)(?!\d)")  # a sheet may be called 2023
AROUND = re.compile(
    r"^关于(?:报送|上报|呈报|印发|公布)?|^(?:报送|上报)$|关于(?:报送|上报|呈报|印发|公布|公开|发布)?$|的$"
)
BRACKETED = re.compile(r"[(《](20\d\d)[)》]")
PERIOD = re.compile(r"(20\d\d)年1月(?:1日)?[起从]?[-—–~至到]+(?:20\d\d年)?12月")
FIRST_SENTENCE = re.compile(r"(20\d\d)年度?,")
OWN_BODY = "[本我](?:机关|单位|部门|[局办委镇乡])$"
ENDS_OF_NAMES = "局委办室府会院所站心队处厅部社馆台校学园团行司厂场库区县市州旗乡镇村道关科"
UNIT_NAME = re.compile(rf"(?!{OWN_BODY})[^\d。,;:!?、<>|/]{{2,39}}[{ENDS_OF_NAMES}](?:\([^()]{{2,30}}\))?")
REPORTING_UNIT = re.compile(
    r"(?:填报|报送|编报|编制)单位(?:[(（](?:盖章|公章|签章)[)）])?[:：]\s*(?!(?:20\d\d)?年度(?:\s|$))"
    r"([^\s:：]{2,60}?)(?=\s|$|填报|填表|报送日期|[(（](?:盖章|公章|签章))(?:\s+(20\d\d)年度)?"
)
REPORTING_DAY = re.compile(rf"(?:填报|填表|报送|编制)(?:日期|时间):({DATE.pattern})")
CLOSING_DAY = re.compile(rf"(.*?)({DATE.pattern})")
LAST_YEAR = re.compile("上一?年|去年")
FIRST_LINES, FIRST_ROWS = 30, 3  # where a title stands
LAST_LINES, END = 30, 6  # where a signature stands; and a day alone
SHORT = 40  # a paragraph that is no longer may be a line of a title
FIGURES_OF_A_TABLE = 3  # a sheet with fewer holds no table


class Title(NamedTuple):
    name: str
    years: Sequence[str]


def who_and_when(document: Document, lines: Sequence[str], filled: Sequence[Grid]) -> Mapping[str, str]:
    """Name, year and day of a report by field id; empty where the document does not say them.

    filled: grids with its figures. What stands at the head counts before the signature, and that before a title on a
    cover sheet or in a page's header.
    """
    cells = list(_first_cells(filled or document.grids, FIRST_ROWS))
    first = lines[:FIRST_LINES]
    head = [*_best(_titles(first)), *_reporting(first), *_titles(cells), *_reporting(cells)]
    aside = list(_titles_aside(document, filled))
    signed, signed_on = _signature(lines)
    name = next((title.name for title in head if title.name), "") or signed or _only({t.name for t in aside} - {""})
    said = {
        "unit.name": name,
        "unit.year": _years(head, filled, [t for t in aside if t.name in ("", name)], [*first, *cells]),
        "unit.date": _only(set(map(_reporting_day, [*first, *lines[-LAST_LINES:], *cells])) - {""}) or signed_on,
    }
    return {field: text for field, text in said.items() if text}


def _years(head: Sequence[Title], filled: Sequence[Grid], aside: Sequence[Title], lines: Iterable[str]) -> str:
    """Where titles say several years all of them are given, as it can't be told which one is meant."""
    return _joined(_years_of(head)) or _of_sheets(filled) or _joined(_years_of(aside)) or _joined(_spoken(lines))


def _years_of(titles: Iterable[Title]) -> Iterator[str]:
    return (year for title in titles for year in title.years)


def _of_sheets(filled: Sequence[Grid]) -> str:
    """The years in the names of the sheets that hold the figures."""
    found = (year for grid in filled for match in YEAR_IN_A_NAME.finditer(tidy(grid.name)) for year in match.groups())
    return _joined(year.translate(DIGITS) for year in found if year)


def _spoken(lines: Iterable[str]) -> Iterator[str]:
    """The years at the head of a document without a title as it should be.

    In a line about the report, of a period, of a first sentence.
    """
    for line in map(tidy, lines):
        if (found := PERIOD.search(line)) or (found := FIRST_SENTENCE.match(line)):
            yield found[1]
        elif len(line) <= 2 * SHORT and "政府信息公开" in line and "。" not in line:
            yield from (*years_in(line), *BRACKETED.findall(line))


def _joined(years: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(years))


def _only(said: set[str]) -> str:
    return next(iter(said)) if len(said) == 1 else ""


# ---------------------------------------------------------------- titles


def _titles(lines: Sequence[str]) -> Iterator[Title]:
    """Every title, its name on the line before or in brackets on the one behind."""
    lines = [tidy(line) for line in lines if line]
    for at in range(len(lines)):
        title, behind = _unbroken(lines[at], lines[at + 1 : at + 3])
        if match := REPORT_TITLE.fullmatch(title):
            before = [line for line in reversed(lines[max(at - 2, 0) : at]) if len(line) <= SHORT]
            name = _bare(match[1])
            if not name and not COVERING_LETTER.search(title):
                name = _name_near(before, behind)
            yield Title(name, _years_near(title, before, behind))


def _unbroken(line: str, behind: list[str]) -> tuple[str, list[str]]:
    """A title that is broken over two lines in one, and the lines behind it."""
    if behind and not REPORT_TITLE.fullmatch(line) and UPPER_HALF.fullmatch(line) and LOWER_HALF.fullmatch(behind[0]):
        return line + behind[0], behind[1:]
    return line, behind


def _name_near(before: Sequence[str], behind: Sequence[str]) -> str:
    bracketed = (line[1:-1] for line in behind if line[:1] + line[-1:] == "()")
    near = [*(_bare(line).removesuffix("文件") for line in before), *bracketed]
    return next(filter(UNIT_NAME.fullmatch, near), "")


def _years_near(title: str, before: Sequence[str], behind: Sequence[str]) -> Sequence[str]:
    """The years of the title itself, else of a line before, else of one behind that holds nothing else."""
    near = (title, *before, *filter(ONLY_YEAR.fullmatch, behind[:1]))
    return next(filter(None, (list(years_in(line)) for line in near)), [])


def _bare(said: str) -> str:
    """A name without the year and what else stands around it in a title; 本机关 is no name."""
    name = AROUND.sub("", AROUND.sub("", re.sub(REPORTED_YEAR, "", said)))
    return "" if re.match(OWN_BODY, name) else name


def _best(titles: Iterable[Title]) -> list[Title]:
    """Of the titles at the head the first that says name and year, else the year, else the first.

    On a page the report is named in menus, and a letter that goes with it speaks of it.
    """
    return sorted(titles, key=lambda title: (not (title.name and title.years), not title.years))[:1]


def _reporting(lines: Iterable[str]) -> list[Title]:
    """填报单位 above a table, where all that is said of it agrees."""
    matches = filter(None, map(REPORTING_UNIT.search, lines))
    found = {Title(match[1], tuple(filter(None, [match[2]]))) for match in matches}
    return list(found) if len({title.name for title in found}) == 1 else []


def _first_cells(grids: Iterable[Grid], rows: int) -> Iterator[str]:
    for grid in grids:
        for row in grid.rows[:rows]:
            yield from (read_text(cell) for cell in row if isinstance(cell, str) and cell)


def _titles_aside(document: Document, filled: Sequence[Grid]) -> Iterator[Title]:
    """The titles on cover sheets and in a page's header that nothing at the head of the figures speaks against."""
    for texts in (_covers(document, filled), document.headers):
        for title in _best(_titles([read_text(text) for text in texts])):
            if not _contradicted(title, filled):
                yield title


def _covers(document: Document, filled: Sequence[Grid]) -> list[str]:
    """What is said on sheets without tables."""
    holding = {id(grid) for grid in filled}
    others = [grid for grid in document.grids if filled and grid.visible and id(grid) not in holding]
    return list(_first_cells(filter(_holds_no_table, others), FIRST_LINES))


def _holds_no_table(grid: Grid) -> bool:
    return sum(is_figure(cell) for row in grid.rows[:FIRST_LINES] for cell in row) < FIGURES_OF_A_TABLE


def _contradicted(title: Title, filled: Sequence[Grid]) -> bool:
    """Whether a sheet with figures is headed by another unit or another year than a title that stands elsewhere."""
    heads = [tidy(cell) for cell in _first_cells(filled, FIRST_ROWS)]
    another_unit = any(UNIT_NAME.fullmatch(head) and head != title.name for head in heads)
    another_year = any(year not in title.years for head in heads for year in years_in(head))
    return another_unit or another_year or any(LAST_YEAR.search(grid.name) for grid in filled)


# ---------------------------------------------------------------- the end


def _reporting_day(line: str) -> str:
    """The day that is called 填报日期."""
    match = REPORTING_DAY.search(tidy(line))
    return _day(match[1]) if match else ""


def _signature(lines: Sequence[str]) -> tuple[str, str]:
    """(name, day) where a unit's name and a day close the document; of a day alone at the very end only the day."""
    ends = [tidy(line) for line in lines if line.strip()][-LAST_LINES:]
    if signed := set(_signed(ends)):
        names, days = map(set, zip(*signed, strict=True))
        return _only(names), _only(days)
    return "", _only({_day(line) for line in ends[-END:] if DATE.fullmatch(line)})


def _signed(ends: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each name with the day behind it, on the same line or the next."""
    for before, line in pairwise(["", *ends]):
        match = CLOSING_DAY.fullmatch(line) if len(line) <= 2 * SHORT else None
        if match and UNIT_NAME.fullmatch(name := match[1] or before):
            yield name, _day(match[2])


def signed_at(lines: Sequence[str], at: int) -> bool:
    """Whether a line is a day that a unit's name stands before, on the line or above it."""
    match = CLOSING_DAY.fullmatch(tidy(lines[at])) if len(lines[at]) <= 2 * SHORT else None
    above = tidy(lines[at - 1]) if at else ""
    return match is not None and UNIT_NAME.fullmatch(match[1] or above) is not None


def unsigned(lines: Sequence[str]) -> list[str]:
    """The lines without the unit and the day that close the document: they are words of none of its sections."""
    kept = list(lines)
    for at in range(len(lines) - 1, max(len(lines) - END, 0) - 1, -1):
        match = CLOSING_DAY.fullmatch(tidy(lines[at]))
        if match and (not match[1] or UNIT_NAME.fullmatch(match[1])):
            named_above = at and not match[1] and UNIT_NAME.fullmatch(tidy(lines[at - 1]))
            del kept[at - 1 if named_above else at : at + 1]
            break
    return kept


def _day(said: str) -> str:
    day = read_date(said)
    return day if DAY.fullmatch(day) else ""
