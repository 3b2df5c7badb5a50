"""A filled form as grids of cells, and what people do to it before it comes back.

    book = Form in which every cell holds another figure
    insert_column(book[THREE], 2)
    reading = read_back(book)
    reading.misread, reading.missing, reading.rules
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl

from disclosure_batch.documents.document import Document, Grid
from disclosure_batch.figures.table import totals_of
from disclosure_batch.findings import Trouble
from disclosure_batch.form.edition import load_form
from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import FieldKind, SheetKind
from disclosure_batch.intake.filing import Figure, Filing
from disclosure_batch.intake.read import filing_of
from disclosure_batch.intake.troubles import FoundTwice
from tests.spoken_of import rules_of, those

FORM = load_form()
COVER, TWO, THREE, FOUR, INDICATORS = "封面", "二、主动公开", "三、依申请公开", "四、复议诉讼", "工作指标"
TABLES = tuple(sheet.name for sheet in FORM.sheets if sheet.kind is SheetKind.TABLES)
SAID = {"unit.name": "示例区财政局", "unit.code": "410801", "unit.year": "2024", "unit.date": "2025-01-10"}


def _distinct() -> dict[str, Figure]:
    """No two cells alike, so that a figure read from another cell is seen; section three balances in every column."""
    figures: dict[str, Figure] = {
        name: Decimal(100 + i) + Decimal("0.0914") if FORM.fields[name].kind is FieldKind.AMOUNT else 100 + i
        for i, name in enumerate(FORM.inputs)
    }
    totals = totals_of(FORM, figures)
    for name in figures:
        if name.startswith("requests.new."):
            column = name.removeprefix("requests.new.")
            figures[name] = (
                totals[f"requests.outcome_total.{column}"]
                + figures[f"requests.carried_out.{column}"]
                - figures[f"requests.carried_in.{column}"]
            )
    return figures


TYPED: Mapping[str, Figure] = _distinct()
FIGURES: Mapping[str, Figure] = totals_of(FORM, TYPED)
OF_A_BUREAU = {name: 0 if ".regulations." in name else figure for name, figure in TYPED.items()}  # it makes no 规章
Rows = list[list[Any]]


def book(figures: Mapping[str, Any] = FIGURES, said: Mapping[str, str] = SAID) -> dict[str, Rows]:
    """Sheet name -> rows, labels and figures where the template has them; totals are typed."""
    return {sheet.name: _rows(sheet, {**figures, **said}) for sheet in layout_of(FORM).sheets}


def _rows(sheet, content: Mapping[str, Any]) -> Rows:
    rows = [[""] * (sheet.right + 1) for _ in range(sheet.bottom + 1)]
    for area in sheet.labels:
        rows[area.top][area.left] = area.text
    for name, area in sheet.cells.items():
        value = content.get(name, "")
        rows[area.top][area.left] = float(value) if isinstance(value, Decimal) else value
    return rows


def tables(figures: Mapping[str, Any] = FIGURES) -> dict[str, Rows]:
    """The three tables alone."""
    return {name: rows for name, rows in book(figures).items() if name in TABLES}


# ---------------------------------------------------------------- what hands do


def insert_row(rows: Rows, at: int, cells: Sequence[Any] = ()) -> None:
    rows.insert(at, [*cells, *[""] * (len(rows[0]) - len(cells))])


def insert_column(rows: Rows, at: int, cells: Mapping[int, Any] | None = None) -> None:
    for i, row in enumerate(rows):
        row.insert(at, (cells or {}).get(i, ""))


def delete_column(rows: Rows, at: int) -> None:
    for row in rows:
        del row[at]


def where(rows: Rows, text: str, start: int = 0) -> tuple[int, int]:
    """(row, column) of the first cell that holds this text."""
    return next((i, j) for i, row in enumerate(rows) if i >= start for j, cell in enumerate(row) if cell == text)


def relabel(rows: Rows, old: str, new: str) -> None:
    row, column = where(rows, old)
    rows[row][column] = new


def slip(rows: Rows, text: str, right: int = 1, down: int = 0) -> None:
    """A label stands in a neighbouring cell."""
    row, column = where(rows, text)
    rows[row][column], rows[row + down][column + right] = "", text


def stacked(sheets: Mapping[str, Rows], indent: int = 0) -> Rows:
    """The tables under one another on one sheet."""
    width = max(len(row) for rows in sheets.values() for row in rows) + indent
    lines = [[""] * indent + row for rows in sheets.values() for row in [*rows, []]]
    return [row + [""] * (width - len(row)) for row in lines]


# ---------------------------------------------------------------- back again


@dataclass
class Back:
    """What was read: figures that are not those of their cells, figures without a place, the rules that speak."""

    filing: Filing | None
    troubles: Sequence[Trouble]
    truth: Mapping[str, Figure] = field(default_factory=lambda: TYPED)

    @property
    def rules(self) -> set[str]:
        return set(rules_of(self.troubles))

    @property
    def values(self) -> Mapping[str, Figure | None]:
        return dict(zip(FORM.inputs, self.filing.values, strict=True)) if self.filing else dict.fromkeys(FORM.inputs)

    @property
    def misread(self) -> dict[str, Figure | None]:
        """What is neither right nor known to be missing, twice there, or no figure."""
        told = set(self.filing.slips) | self.filing.absent if self.filing else set(FORM.inputs)
        told |= {name for twice in those(FoundTwice, self.troubles) for name in twice.fields}
        wrong = {
            name: value for name, value in self.values.items() if value != self.truth.get(name) and name not in told
        }
        return {name: value for name, value in wrong.items() if value is not None or self.truth.get(name) is not None}

    @property
    def missing(self) -> set[str]:
        """Figures of sections two to four without a place."""
        absent = self.filing.absent if self.filing else FORM.inputs
        return {name for name in absent if name in TYPED and FORM.fields[name].required}


def read_back(sheets: Mapping[str, Rows], truth: Mapping[str, Figure] = TYPED) -> Back:
    """The grids read in this process, as if a workbook had held them."""
    filing, troubles = filing_of(Document([Grid(name, rows) for name, rows in sheets.items()]), FORM)
    return Back(filing, troubles, truth)


def as_workbook(sheets: Mapping[str, Rows], path: Path) -> Path:
    """A home-made workbook."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append([None if cell == "" else cell for cell in row])
    made.save(path)
    return path


def as_word(sheets: Mapping[str, Rows], path: Path, title: str = "示例区财政局2024年政府信息公开工作年度报告") -> Path:
    """A Word document, each sheet a table below the heading of its section."""
    path.write_bytes(word(sheets, title))
    return path


def word(sheets: Mapping[str, Rows], title: str) -> bytes:
    """The same as bytes; of the same sheets it is made once."""
    key = repr((sheets, title))
    if key not in _WORD:
        _WORD[key] = _as_word(sheets, title)
    return _WORD[key]


_WORD: dict[str, bytes] = {}


def _as_word(sheets: Mapping[str, Rows], title: str) -> bytes:
    made = docx.Document()
    made.add_paragraph(title)
    for name, rows in sheets.items():
        made.add_paragraph(name)
        table = made.add_table(0, max(map(len, rows)))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=False):
                cell.text = str(text)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
