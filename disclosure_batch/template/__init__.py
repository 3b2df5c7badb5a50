"""The workbook that offices fill in."""

import datetime
from pathlib import Path

from xlsxwriter import Workbook

from disclosure_batch.template.drawing import Drawing
from disclosure_batch.template.filling import Filling


def write_workbook(path: Path, filling: Filling) -> None:
    """Writes a template; the same filling gives the same bytes."""
    with Workbook(str(path), {"in_memory": True}) as book:
        book.set_properties({"title": filling.form.title, "created": fixed_date(filling)})
        Drawing(book, filling).draw()


def fixed_date(filling: Filling) -> datetime.datetime:
    """Of the file's properties: no clock, so that the same input gives the same bytes."""
    return datetime.datetime(int(filling.values.get("unit.year") or filling.form.edition) + 1, 1, 1)
