"""What a document says outside its cells: whose report it is, for which year, the words of its sections."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import PurePosixPath

from disclosure_batch.form.model import Form, SheetKind
from disclosure_batch.intake.document import Document, Grid
from disclosure_batch.intake.labels import normal
from disclosure_batch.intake.values import DIGITS, read_text, tidy

WORDS = "[^。,;:《》]"  # of a title, which is no sentence
TITLE = re.compile(rf"({WORDS}{{0,60}}?)政府信息公开{WORDS}{{0,16}}?报告{WORDS}{{0,20}}")
YEAR = re.compile(r"(?<!\d)(20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})年(?!\d{1,2}月|报送|上报)度?")
ONLY_YEAR = re.compile(rf"\(?{YEAR.pattern}\)?")
NAMED = re.compile(rf"{YEAR.pattern}|(?<!\d)(20\d\d)(?!\d)")  # a sheet may be called 2023
AROUND = re.compile(r"^关于|关于$|的$")
REPORTING_UNIT = re.compile(r"填报单位[:：]\s*(?!(?:20\d\d)?年度(?:\s|$))([^\s:：]{2,60})(?:\s+(20\d\d)年度)?")
FORMAT_NOTE = re.compile(r"^[（(](?:文字描述|该部分)[^）)]*[）)]$")  # left in from the blank form
FIRST_LINES, FIRST_ROWS = 30, 3  # where a title stands
SHORT = 40  # a paragraph that is no longer may be a line of a title


def words_of(document: Document, form: Form, filled: Sequence[Grid]) -> Mapping[str, str]:
    """Name, year and texts by field id; empty where the document does not say them. filled: grids with its figures.

    Where titles say several years all of them are given, as it can't be told which one is meant.
    """
    lines = [read_text(line) for line in document.paragraphs]
    first = islice(_titles(lines[:FIRST_LINES]), 1)  # further down another report may be spoken of
    who = [*first, *_titles(_first_cells(filled or document.grids))]
    name = next((name for name, _ in who if name), "")
    years = "、".join(dict.fromkeys(year for _, years in who for year in years)) or _of_sheets(filled)
    return {key: value for key, value in (("unit.name", name), ("unit.year", years)) if value} | _sections(lines, form)


def year_in_file_name(path: str) -> str:
    """The one year that a file's name says, '' where it says none or several."""
    years = set(_years(PurePosixPath(path).stem))
    return years.pop() if len(years) == 1 else ""


def _years(text: str) -> Iterator[str]:
    return (match[1].translate(DIGITS) for match in YEAR.finditer(tidy(text)))


def _titles(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """(name, years) of each title, which may be broken over up to three lines, and of 填报单位 above a table."""
    lines = [line for line in lines if line]
    for i, line in enumerate(lines):
        if match := TITLE.fullmatch(tidy(line)):
            before = [tidy(other) for other in lines[max(i - 2, 0) : i] if len(other) <= SHORT]
            after = [tidy(other) for other in lines[i + 1 : i + 2] if ONLY_YEAR.fullmatch(tidy(other))]
            names = [AROUND.sub("", AROUND.sub("", YEAR.sub("", said))) for said in (match[1], *reversed(before))]
            years = next((years for said in (line, *reversed(before), *after) if (years := list(_years(said)))), [])
            yield next(filter(None, names), ""), years
        elif match := REPORTING_UNIT.search(line):
            yield match[1], [match[2]] if match[2] else []


def _first_cells(grids: Iterable[Grid]) -> Iterator[str]:
    for grid in grids:
        for row in grid.rows[:FIRST_ROWS]:
            yield from (cell for cell in row if isinstance(cell, str) and cell)


def _of_sheets(filled: Sequence[Grid]) -> str:
    """The years in the names of the sheets that hold the figures."""
    found = (match for grid in filled for match in NAMED.finditer(tidy(grid.name)))
    return "、".join(dict.fromkeys((match[1] or match[2]).translate(DIGITS) for match in found))


def _sections(lines: Sequence[str], form: Form) -> dict[str, str]:
    """The paragraphs below each heading that a text field takes, up to the next section."""
    takes = {normal(field.heading): field.id for field in form.fields.values() if field.heading}
    others = {normal(sheet.section) for sheet in form.sheets if sheet.kind is SheetKind.TABLES}
    texts: dict[str, list[str]] = {}
    current = None
    for line in lines:
        label = normal(line)
        if label in takes or label in others:
            current = takes.get(label)
        elif current and line and not FORMAT_NOTE.match(line):
            texts.setdefault(current, []).append(line)
    return {name: "\n".join(paragraphs) for name, paragraphs in texts.items()}
