"""A new workbook: written in memory, then stored whole."""

import io
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from disclosure_batch.references import column_letters
from disclosure_batch.sheets.cells import Value, digits, put, text
from disclosure_batch.sheets.kept import BLOCK, KeptRows
from disclosure_batch.storing import store

# The row of a reference. Names of functions have no digits there: T.DIST.2T has its own before a letter.
ROW = re.compile(r"(?<=[A-Z$])[0-9]+(?![\w.(])")
ORDINARY = 20  # pixels of a row of which no height is said


class ListSheet(Worksheet):
    """A sheet that looks once for the functions in a formula: XlsxWriter does so a hundred times whenever one is
    written, half the time that a workbook of the form takes, and every workbook and every row has the same formulas.

    Rows below a head can be drawn once and for all, by `cell` and `keep`: what XlsxWriter would write of them goes into
    a file at once. It would hold 100 bytes for each of the two million cells of 10,000 units.
    """

    _kept: KeptRows | None = None

    def cell(self, row: int, column: int, value: Value, style: Format) -> str:
        """A cell of the row that is kept next, as it is written. Words are never a formula or a link."""
        self._kept = self._kept or KeptRows(row)
        begin = f'<c r="{column_letters(column)}{row + 1}"'
        styled = f"{begin} {self._kept.marked(style)}"
        match value:
            case str() if words := text(value):
                return f'{styled} t="s"><v>{self.str_table._get_shared_string_index(words)}</v></c>'
            case None | str():
                return f"{styled}/>"
            case int() | float() | Decimal():
                return f"{styled}><v>{digits(value)}</v></c>"
        put(self, row, column, value, style)
        return styled + self._written(row, column).removeprefix(begin)

    def _written(self, row: int, column: int) -> str:
        """What XlsxWriter writes of a cell, without its style; it is not held any longer."""
        own, self.fh = self.fh, io.StringIO()
        self._write_cell(row, column, self.table.pop(row)[column]._replace(format=None))
        written, self.fh = self.fh.getvalue(), own
        return written

    def keep(self, cells: Sequence[str], height: float | None = None) -> None:
        """A row, a cell for each of its columns, '' for none. height: in points."""
        row = self._kept.end
        self._kept.add(cells, 0 if height is None else int(height * 4 / 3 + 0.5))
        self._check_dimensions(row, 0)
        self._check_dimensions(row, self._kept.spans[row // BLOCK])

    def _calculate_spans(self) -> None:
        """Once, of all rows."""
        if self.row_spans:
            return
        super()._calculate_spans()
        for block, last in (self._kept.spans if self._kept else {}).items():
            beside = int(self.row_spans.get(block, "1:1").partition(":")[2])
            self.row_spans[block] = f"1:{max(beside, last + 1)}"

    def _write_rows(self) -> None:
        """Those above the kept rows, these, and those below."""
        kept, first, last = self._kept, self.dim_rowmin, self.dim_rowmax
        if kept is None:
            super()._write_rows()
            return
        self._calculate_spans()
        self._write_rows_of(first, kept.first - 1)
        for row, height, cells in kept.read():
            high = [("ht", f"{height * 0.75:g}"), ("customHeight", 1)] if height not in (0, ORDINARY) else []
            self._xml_start_tag_unencoded("row", [("r", row + 1), ("spans", self.row_spans[row // BLOCK]), *high])
            self.fh.write(cells)
            for column, cell in sorted(self.table.get(row, {}).items()):  # to the right of them
                self._write_cell(row, column, cell)
            self._xml_end_tag("row")
        self._write_rows_of(kept.end, last)
        self.dim_rowmin, self.dim_rowmax = first, last

    def _write_rows_of(self, first: int, last: int) -> None:
        if first <= last:
            self.dim_rowmin, self.dim_rowmax = first, last
            super()._write_rows()

    def _prepare_formula(self, formula: str, *how: object) -> str:
        alike = ROW.sub("1", formula)
        if _prepared(alike, *how) == alike.removeprefix("="):  # nothing in it but that sign is another in the file
            return formula.removeprefix("=")
        return _prepared(formula, *how)


@lru_cache(5_000)
def _prepared(formula: str, *how: object) -> str:
    return Worksheet()._prepare_formula(formula, *how)


class _Book(Workbook):
    worksheet_class = ListSheet


@contextmanager
def new_book(path: Path, options: Mapping[str, object]) -> Iterator[Workbook]:
    """A workbook that stands at a path after the block. Raises OSError where it can't be stored."""
    data = io.BytesIO()
    with book_in(data, options) as book:
        yield book
    store(path, data.getvalue())


@contextmanager
def book_in(data: io.BytesIO, options: Mapping[str, object]) -> Iterator[Workbook]:
    """A workbook that is held in memory after the block."""
    options = {"in_memory": os.name == "nt", **options}  # on Windows XlsxWriter's own files have other ends of lines
    try:
        with _Book(data, options) as book:
            yield book
    except FileCreateError as error:  # no OSError, although it holds one: of its own temporary files
        raise (error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error))) from error
