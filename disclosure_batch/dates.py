"""How a year and a day are written in Chinese papers: 2024, 二〇二四; 2025-1-10, 2025年1月10日, 二〇二五年一月十日."""

import datetime
import re
from collections.abc import Iterator

from disclosure_batch.text import DIGITS, tidy

NUMERALS = "〇○零一二三四五六七八九"
A_YEAR = rf"20\d\d|二[〇○零][{NUMERALS}]{{2}}"  # as a figure, or in numerals
# In a title, of a report or a period that ends with it. What follows tells it from a day, and from what was done then.
REPORTED_YEAR = rf"(?<!\d)(?:(20\d\d)年?度?[-—–~至])?({A_YEAR})年(?!\d{{1,2}}月|报送|上报|公开:)度?"
# Above a table, where the year may stand alone; not that of a form or of a rule.
CAPTION_YEAR = re.compile(
    rf"(?<!\d)({A_YEAR})(?!\d|年?\d{{1,2}}月|年?(?:版|修订|报送|上报|以来|起|统一)|年?格式|年?模板)"
)
LABEL_YEAR = re.compile(r"[(]?20\d\d(?:年度?)?[)]?")  # in a label, of which it is no part
PLAIN_YEAR = re.compile(r"(\d{4})(?:\.0)?年?度?")
DATE = re.compile(
    rf"(\d{{4}}|[{NUMERALS}]{{4}})[-/.年]"
    r"([\d一二三四五六七八九十]{1,3})[-/.月]"
    r"([\d一二三四五六七八九十]{1,3})日?(?:\([^()]*\))?"
)
DAY = re.compile(r"\d{4}-\d\d-\d\d")  # as a day that was understood is written


def years_in(text: str) -> Iterator[str]:
    """Every year of which a text says that it reports, in figures."""
    for match in re.finditer(REPORTED_YEAR, tidy(text)):
        yield from (year.translate(DIGITS) for year in match.groups() if year)


def year_of(text: str) -> str:
    """2024 from 2024, 2024.0, ２０２４年, 二〇二四年 or 2024年度; '' from anything else."""
    match = PLAIN_YEAR.fullmatch(tidy(text).translate(DIGITS))
    return match[1] if match else ""


def day_of(text: str) -> str:
    """2025-01-10 from the usual ways to write a day, a remark in brackets behind it; '' from anything else."""
    match = DATE.fullmatch(tidy(text))
    try:
        return datetime.date(*map(_number, match.groups())).isoformat() if match else ""
    except ValueError:
        return ""


def day_in_words(day: datetime.date) -> str:
    """1月20日."""
    return f"{day.month}月{day.day}日"


def _number(said: str) -> int:
    """2025, 二〇二五, 12, 十二, 二十, 三十一."""
    tens, ten, ones = said.partition("十")
    return int(((tens or "1") + (ones or "0") if ten else said).translate(DIGITS))
