"""The workbook that offices fill in."""

import datetime
from pathlib import Path

from xlsxwriter import Workbook

from disclosure_batch.sheets.styles import NORMAL
from disclosure_batch.template.drawing import Drawing
from disclosure_batch.template.filling import Filling


def write_workbook(path: Path, filling: Filling) -> None:
    """Writes a template; the same filling gives the same bytes."""
    with Workbook(str(path), {"in_memory": True, **NORMAL}) as book:
        book.set_properties({"title": filling.form.title, "created": fixed_date(filling)})
        Drawing(book, filling).draw()


def fixed_date(filling: Filling) -> datetime.datetime:
    """Of the file's properties: no clock, so that the same input gives the same bytes."""
    year = str(filling.values.get("unit.year") or filling.form.edition)
    return datetime.datetime(int(year) + 1 if year.isdecimal() else 2000, 1, 1)
