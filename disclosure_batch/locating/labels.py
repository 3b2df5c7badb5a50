"""What a label says once everything is gone that offices change about it, and the labels of a grid."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from disclosure_batch.documents.document import SEARCHED_COLUMNS, SEARCHED_ROWS, Corner, Grid
from disclosure_batch.documents.looks import HIDDEN
from disclosure_batch.form.layout import LAST_YEAR_TITLE
from disclosure_batch.text import tidy

NUMBERING = re.compile(r"^(?:其中[:、]?)?(?:[(]?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[)]?[.、,:]?)(?=\D)")
YEAR = re.compile(r"[(]?20\d\d(?:年度?)?[)]?")
BRACKETS = str.maketrans("〔【〈<〕】〉>", "(((())))")
QUOTES = re.compile(r"[“”\"'‘’。;*]")
ARTICLE = re.compile(r"^第二十条第?[(]?[一二三四五六七八九]?[)]?项")  # of a row that names its article, too
NOTE = re.compile(r"[(](?:单位:(?:万元|件)|区分处理)[^)]*[)]?$")  # 单位:元 stays: it is another unit
SPELLINGS = tuple(  # what is one and the same, however it is written; the years are held against the report's (captions.py)
    (re.compile(written), printed)
    for written, printed in (
        ("其它", "其他"),
        ("(?<![年(])[(]?20\\d\\d年?度?[)]?(?=新收)", "本年"),
        ("(?<![年(])[(]?20\\d\\d年?度?[)]?(?=结转(?!至|到|下|20))", "上年"),
        ("(?<=结转)(?:至|到)?(?:20\\d\\d年度?|下一?年度?)", "下年度"),
        ("本年度(?=新收)", "本年"),
        ("上一?年度?(?=结转)", "上年"),
        ("申请数$", "申请数量"),
        ("已获取的信息", "已获取信息"),
        ("本单位不掌握", "本机关不掌握"),
        ("的$", ""),
    )
)
NUMBERED = {"行次", "序号", "编号"}  # heads of columns that number the rows
VARIANTS = (  # how offices write a label -> how the form prints it
    ("行政事业型收费", "行政事业性收费"),
    ("现行有效件", "现行有效件数"),
    ("本年发件", "本年制发件数"),
    ("本年发件数", "本年制发件数"),
    ("本年处理决定数", "本年处理决定数量"),
    ("制发数量", "制发件数"),
    ("规范性文件", "行政规范性文件"),
)


@lru_cache(50_000)
def normal(text: str) -> str:
    """A label for comparison: half-width, no spaces, one kind of brackets, no year, no numbering, no note behind it."""
    label = tidy(text).translate(BRACKETS)
    for written, same in SPELLINGS:
        label = written.sub(same, label)
    label = QUOTES.sub("", YEAR.sub("", label))
    label = ARTICLE.sub("", label)
    label = NUMBERING.sub("", label).rstrip(":")
    label = NOTE.sub("", label).replace("、", "")
    for written, printed in VARIANTS:
        if label == written or (written in label and printed not in label and len(label) <= len(printed) + 2):
            label = label.replace(written, printed)
    return label


def is_figure(cell: Any) -> bool:
    """Whether a cell holds a number, however it is typed."""
    if isinstance(cell, str):
        return _numeric(cell) and any(character.isdigit() for character in cell)
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def _numeric(cell: str) -> bool:
    return not re.search(r"[^\W\d_]", cell)


class Text:
    """A grid's labels, normalised; numbers and blanks are ''. Last year's figures beside or below are not seen."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        height, width = this_year(grid)
        self.rows = [
            [normal(cell) if isinstance(cell, str) and not _numeric(cell) and not HIDDEN.match(cell) else "" for cell in row[:width]]
            for row in grid.rows[:height]
        ]
        self.width = max(map(len, self.rows), default=0)
        self.numbering = {cell for i, row in enumerate(self.rows) for j, said in enumerate(row) if said in NUMBERED for cell in self._numbers(i, j)}

    def at(self, row: int, column: int) -> str:
        return self.rows[row][column] if 0 <= row < len(self.rows) and column < len(self.rows[row]) else ""

    def column(self, top: int, bottom: int, column: int) -> str:
        """What a column says from row top to bottom, as one label: 自/然/人 in three cells is 自然人."""
        return "".join(self.at(row, column) for row in range(max(top, 0), bottom))

    def endings(self, row: int, column: int) -> Iterator[str]:
        """What a row says up to this cell, as one label: of the cell alone, then with the cells before it."""
        said = ""
        for j in range(column, max(column - 4, -1), -1):
            if not self.at(row, j):
                return
            said = self.at(row, j) + said
            yield said

    def figures(self, row: int, columns: Iterable[int]) -> list[int]:
        """Those of the columns in which a row holds a figure."""
        return [
            j
            for j in columns
            if 0 <= row < len(self.rows) and j < len(self.rows[row]) and (row, j) not in self.numbering and is_figure(self.grid.raw(row, j))
        ]

    def filled(self, row: int, columns: Iterable[int]) -> list[int]:
        """Those of the columns in which a row holds a figure, or a formula whose result is not stored."""
        columns = list(columns)
        return sorted({*self.figures(row, columns), *(j for j in columns if (row, j) in self.grid.unstored)})

    def _numbers(self, row: int, column: int) -> Iterator[Corner]:
        """The numbers of rows below the head 行次, one after another."""
        number = 0
        for i in range(row + 1, len(self.rows)):
            said = tidy(self.grid.text(i, column))
            if said and not (said.isdecimal() and int(said) > number):
                return
            number = int(said or number)
            yield i, column


def this_year(grid: Grid) -> tuple[int, int]:
    """(rows, columns) before the template's block of last year's figures: it stands beside the table, or below it."""
    for i, row in enumerate(grid.rows[:SEARCHED_ROWS]):
        for j, cell in enumerate(row[:SEARCHED_COLUMNS]):
            if isinstance(cell, str) and cell.startswith(LAST_YEAR_TITLE):
                beside = any(cell not in ("", None) for line in grid.rows[i : i + 6] for cell in line[:j])
                return (SEARCHED_ROWS, j) if beside else (i, SEARCHED_COLUMNS)
    return SEARCHED_ROWS, SEARCHED_COLUMNS
