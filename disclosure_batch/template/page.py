"""A sheet of the form while it is drawn, and the parts that sheets of several kinds have."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from disclosure_batch.form.layout import Area, Layout, SheetLayout, layout_of
from disclosure_batch.form.model import Form
from disclosure_batch.sheets.lists import A4
from disclosure_batch.sheets.styles import Styles
from disclosure_batch.template.filling import Filling
from disclosure_batch.template.guidance import GuidanceWords
from disclosure_batch.template.state import ComputedSentence, Sentences

PAGES = "&C第 &P 页，共 &N 页"
STAND_OUT = {"不平衡": "off_words", "不是数字": "off_words", "没填": "look", "按元填": "look"}
PROTECTION = {"format_rows": True, "format_columns": True, "select_locked_cells": True, "select_unlocked_cells": True}


CellContent = str | int | float | Decimal | datetime.date | None
ShownOf = Callable[[Filling], CellContent]  # what a cell shows of a filling


class Ink(Protocol):
    """What is written where a cell shows something of the filling."""

    def typed(self, shown: ShownOf) -> CellContent:
        """In a cell that holds it."""

    def result(self, shown: ShownOf) -> CellContent:
        """As the result of a formula."""


@dataclass(frozen=True)
class PlainInk:
    """What the filling says."""

    filling: Filling

    def typed(self, shown: ShownOf) -> CellContent:
        return shown(self.filling)

    def result(self, shown: ShownOf) -> CellContent:
        return shown(self.filling)


@dataclass(frozen=True)
class Material:
    """What all sheets of one workbook are drawn from.

    The filling says what kind of cell stands where, how high a row is; what a cell shows of it goes through the ink.
    """

    book: Workbook
    filling: Filling
    words: GuidanceWords
    styles: Styles
    state: Sentences
    ink: Ink

    @property
    def layout(self) -> Layout:
        return layout_of(self.filling.form)


class Page:
    """One sheet: its paper in the workbook, where everything stands on it, and what it is drawn from."""

    def __init__(self, material: Material, sheet: SheetLayout) -> None:
        self.sheet = sheet
        self.book, self.words, self.state = material.book, material.words, material.state
        self.filling, self.layout = material.filling, material.layout
        self._styles, self._ink = material.styles, material.ink
        self.paper = self.book.add_worksheet(sheet.name)
        self.paper.hide_gridlines(2)
        self.paper.set_paper(A4)
        self.paper.set_margins(0.5, 0.5, 0.7, 0.7)
        self.paper.center_horizontally()
        self.paper.print_area(0, 0, sheet.bottom, sheet.right)
        self.paper.protect("", PROTECTION)
        if any(sheet.frozen):
            self.paper.freeze_panes(*sheet.frozen)

    @property
    def form(self) -> Form:
        return self.filling.form

    def style(self, name: str) -> Format:
        return self._styles[name]

    def columns(self, widths: list[float]) -> None:
        for column, width in enumerate(widths):
            self.paper.set_column(column, column, width)

    def label(self, area: Area, text: str, style: str) -> None:
        if area.single:
            self.paper.write_string(area.top, area.left, text, self.style(style))
        else:
            self.paper.merge_range(area.top, area.left, area.bottom, area.right, text, self.style(style))

    def title(self) -> None:
        self.paper.merge_range(0, 0, 0, self.sheet.right, self.sheet.sheet.section, self.style("title"))
        self.paper.set_row(0, 36)

    def typed(self, at: tuple[int, int], shown: ShownOf, style: Format | None) -> None:
        """A cell with what stands in it before anyone types."""
        match value := self._ink.typed(shown):
            case None:
                self.paper.write_blank(*at, None, style)
            case str():
                self.paper.write_string(*at, value, style)
            case datetime.date():
                self.paper.write_datetime(*at, value, style)
            case _:
                self.paper.write_number(*at, value, style)

    def calculated(self, at: tuple[int, int], formula: str, shown: ShownOf, style: Format) -> None:
        """A formula with the result that it has before anyone types."""
        if formula.startswith("{"):
            self.paper.write_array_formula(*at, *at, formula, style, self._ink.result(shown))
        else:
            self.paper.write_formula(*at, formula, style, self._ink.result(shown))

    def says(self, row: int, column: int, sentence: ComputedSentence, style: str) -> None:
        """A sentence on whether all balances, red as long as it says that something has to be mended, orange where it
        says that something is still blank or has to be looked at."""
        self.calculated((row, column), sentence.formula, sentence.shown, self.style(style))
        for words, style in STAND_OUT.items():
            rule = {"type": "text", "criteria": "containing", "value": words, "format": self.style(style)}
            self.paper.conditional_format(row, column, row, column, rule)

    def validate(self, cell: Area, rule: dict[str, Any]) -> None:
        self.paper.data_validation(*cell.corner, *cell.corner, rule)

    def print_none_of_it(self) -> None:
        """An office prints, stamps and sends in the cover and the tables; an empty cell is no page of paper."""
        if not self.filling.consolidated:
            self.paper.print_area(0, self.sheet.right + 2, 0, self.sheet.right + 2)

    def fit(self, landscape: bool = False) -> None:
        """Onto one page of paper."""
        if landscape:
            self.paper.set_landscape()
        self.paper.fit_to_pages(1, 1)
