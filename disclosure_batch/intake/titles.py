"""Whose report a document is, of which year and of which day: its title, what stands around it, how it is signed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from disclosure_batch.documents.document import Document, Grid
from disclosure_batch.intake.values import DATE, DAY, read_date, read_text
from disclosure_batch.locating.labels import is_figure
from disclosure_batch.text import DIGITS, tidy

WORDS = "[^。,;:《》]"  # of a title, which is no sentence
REPORT = rf"政府信息公开{WORDS}{{0,16}}?(?:报告|年报){WORDS}{{0,20}}"
TITLE = re.compile(rf"({WORDS}{{0,60}}?){REPORT}")
BROKEN = re.compile(rf"(?![一二三四五六七八九]、){WORDS}{{0,60}}政府信息?公?开?{WORDS}{{0,6}}"), re.compile(r"[^。,;:、《》]{0,12}(?:报告|年报)")
LETTER = re.compile(r"(?:函|请示|通知)$")
YEAR = r"(?<!\d)(?:(20\d\d)年?度?[-—–~至])?(20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})年(?!\d{1,2}月|报送|上报|公开:)度?"
ONLY_YEAR = re.compile(rf"\(?{YEAR}\)?")
NAMED = re.compile(rf"{YEAR}|(?<!\d)(20\d\d)(?!\d)")  # a sheet may be called 2023
AROUND = re.compile(r"^关于(?:报送|上报|呈报|印发|公布)?|^(?:报送|上报)$|关于(?:报送|上报|呈报|印发|公布|公开|发布)?$|的$")
BRACKETED = re.compile(r"[(《](20\d\d)[)》]")
PERIOD = re.compile(r"(20\d\d)年1月(?:1日)?[起从]?[-—–~至到]+(?:20\d\d年)?12月")
OPENING = re.compile(r"(20\d\d)年度?,")  # of a first sentence
OURS = "[本我](?:机关|单位|部门|[局办委镇乡])$"
UNIT = re.compile(rf"(?!{OURS})[^\d。,;:!?、<>|/]{{2,39}}[局委办室府会院所站心队处厅部社馆台校学园团行司厂场库区县市州旗乡镇村道关科](?:\([^()]{{2,30}}\))?")
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
FEW = 3  # figures of a sheet that holds no table


class Title(NamedTuple):
    name: str
    years: Sequence[str]


def who_and_when(document: Document, lines: Sequence[str], filled: Sequence[Grid]) -> Mapping[str, str]:
    """Name, year and day of a report by field id; empty where the document does not say them. filled: grids with its figures.

    What stands at the head counts before the signature, and that before a title on a cover sheet or in a page's header.
    Where titles say several years all of them are given, as it can't be told which one is meant.
    """
    cells = list(_first_cells(filled or document.grids, FIRST_ROWS))
    head = [*_best(_titles(lines[:FIRST_LINES])), *_reporting(lines[:FIRST_LINES]), *_titles(cells), *_reporting(cells)]
    signed, day = _signature(lines)
    aside = [title for texts in (_covers(document, filled), document.headers) for title in _best(_titles([read_text(text) for text in texts]))]
    aside = [title for title in aside if not _contradicted(title, filled)]
    name = next((title.name for title in head if title.name), "") or signed or _only({title.name for title in aside} - {""})
    years = _joined(year for title in head for year in title.years) or _of_sheets(filled)
    years = years or _joined(year for title in aside if title.name in ("", name) for year in title.years)
    years = years or _joined(_spoken([*lines[:FIRST_LINES], *cells]))
    day = _only(set(filter(None, map(_reporting_day, [*lines[:FIRST_LINES], *lines[-LAST_LINES:], *cells])))) or day
    return {key: value for key, value in (("unit.name", name), ("unit.year", years), ("unit.date", day)) if value}


def years_in(text: str) -> Iterator[str]:
    for match in re.finditer(YEAR, tidy(text)):
        yield from (year.translate(DIGITS) for year in match.groups() if year)


def _spoken(lines: Iterable[str]) -> Iterator[str]:
    """The years at the head of a document without a title as it should be: in a line about the report, of a period, of a first
    sentence."""
    for line in map(tidy, lines):
        if (found := PERIOD.search(line)) or (found := OPENING.match(line)):
            yield found[1]
        elif len(line) <= 2 * SHORT and "政府信息公开" in line and "。" not in line:
            yield from (*years_in(line), *BRACKETED.findall(line))


def _joined(years: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(years))


def _only(said: set[str]) -> str:
    return next(iter(said)) if len(said) == 1 else ""


# ---------------------------------------------------------------- titles


def _titles(lines: Sequence[str]) -> Iterator[Title]:
    """Every title, which may be broken over several lines, its name on the line before or in brackets on the one behind."""
    lines = [tidy(line) for line in lines if line]
    for i, line in enumerate(lines):
        title, behind = line, lines[i + 1 : i + 3]
        if not TITLE.fullmatch(line) and behind and all(map(re.Pattern.fullmatch, BROKEN, (line, behind[0]))):
            title, behind = line + behind[0], behind[1:]
        if match := TITLE.fullmatch(title):
            before = [other for other in reversed(lines[max(i - 2, 0) : i]) if len(other) <= SHORT]
            years = next((years for said in (title, *before, *filter(ONLY_YEAR.fullmatch, behind[:1])) if (years := list(years_in(said)))), [])
            name = _bare(match[1])
            near = [*(_bare(other).removesuffix("文件") for other in before), *(other[1:-1] for other in behind if other[:1] + other[-1:] == "()")]
            yield Title(name if name or LETTER.search(title) else next(filter(UNIT.fullmatch, near), ""), years)


def _bare(said: str) -> str:
    """A name without the year and what else stands around it in a title; 本机关 is no name."""
    name = AROUND.sub("", AROUND.sub("", re.sub(YEAR, "", said)))
    return "" if re.match(OURS, name) else name


def _best(titles: Iterable[Title]) -> list[Title]:
    """Of the titles at the head the first that says name and year, else the year, else the first: on a page it is named in menus,
    and a letter that goes with it speaks of it."""
    found = list(titles)
    return sorted(found, key=lambda title: (not (title.name and title.years), not title.years))[:1]


def _reporting(lines: Iterable[str]) -> list[Title]:
    """填报单位 above a table, where all that is said of it agrees."""
    found = {Title(match[1], tuple(filter(None, [match[2]]))) for line in lines if (match := REPORTING_UNIT.search(line))}
    return list(found) if len({title.name for title in found}) == 1 else []


def _first_cells(grids: Iterable[Grid], rows: int) -> Iterator[str]:
    for grid in grids:
        for row in grid.rows[:rows]:
            yield from (read_text(cell) for cell in row if isinstance(cell, str) and cell)


def _covers(document: Document, filled: Sequence[Grid]) -> list[str]:
    """What is said on sheets without tables."""
    holding = {id(grid) for grid in filled}
    others = (grid for grid in document.grids if filled and grid.visible and id(grid) not in holding)
    return list(_first_cells((grid for grid in others if sum(is_figure(c) for row in grid.rows[:FIRST_LINES] for c in row) < FEW), FIRST_LINES))


def _contradicted(title: Title, filled: Sequence[Grid]) -> bool:
    """Whether a sheet with figures is headed by another unit or another year than a title that stands elsewhere."""
    heads = [tidy(cell) for cell in _first_cells(filled, FIRST_ROWS)]
    others = any(UNIT.fullmatch(head) and head != title.name for head in heads)
    return others or any(year not in title.years for head in heads for year in years_in(head)) or any(LAST_YEAR.search(g.name) for g in filled)


def _of_sheets(filled: Sequence[Grid]) -> str:
    """The years in the names of the sheets that hold the figures."""
    found = (year for grid in filled for match in NAMED.finditer(tidy(grid.name)) for year in match.groups() if year)
    return _joined(year.translate(DIGITS) for year in found)


# ---------------------------------------------------------------- the end


def _reporting_day(line: str) -> str:
    """The day that is called 填报日期."""
    match = REPORTING_DAY.search(tidy(line))
    return _day(match[1]) if match else ""


def _signature(lines: Sequence[str]) -> tuple[str, str]:
    """(name, day) where a unit's name and a day close the document; of a day alone at the very end only the day."""
    ends = [tidy(line) for line in lines if line.strip()][-LAST_LINES:]
    dated = [(before, match) for before, line in pairwise(["", *ends]) if len(line) <= 2 * SHORT and (match := CLOSING_DAY.fullmatch(line))]
    signed = {(name, _day(match[2])) for before, match in dated if UNIT.fullmatch(name := match[1] or before)}
    if signed:
        return (_only({name for name, _ in signed}), _only({day for _, day in signed}))
    alone = {_day(line) for line in ends[-END:] if DATE.fullmatch(line)}
    return "", _only(alone)


def unsigned(lines: Sequence[str]) -> list[str]:
    """The lines without the unit and the day that close the document: they are words of none of its sections."""
    kept = list(lines)
    for i in range(len(lines) - 1, max(len(lines) - END, 0) - 1, -1):
        if (match := CLOSING_DAY.fullmatch(tidy(lines[i]))) and (not match[1] or UNIT.fullmatch(match[1])):
            signed = i and not match[1] and UNIT.fullmatch(tidy(lines[i - 1]))
            del kept[i - 1 if signed else i : i + 1]
            break
    return kept


def _day(said: str) -> str:
    day = read_date(said)
    return day if DAY.fullmatch(day) else ""
