"""The form as a workbook: the one that offices fill in, and the form's own sheets of the consolidated one.

`filling` says what stands in it before anyone types; `drawing` draws it, each kind of sheet by a module of its own;
`guidance` has the words beside the form. It knows no unit and no file that came in. A new kind of sheet is a module
with `draw(page)`, named in drawing.KINDS.
"""

import datetime
from pathlib import Path

from disclosure_batch.sheets.book import new_book
from disclosure_batch.sheets.styles import NORMAL
from disclosure_batch.template.drawing import Drawing
from disclosure_batch.template.filling import Filling


def write_workbook(path: Path, filling: Filling) -> None:
    """Writes a template; the same filling gives the same bytes."""
    with new_book(path, {"in_memory": True, **NORMAL}) as book:
        book.set_properties({"title": filling.form.title, "created": fixed_date(filling)})
        Drawing(book, filling).draw()


def fixed_date(filling: Filling) -> datetime.datetime:
    """Of the file's properties: no clock, so that the same input gives the same bytes."""
    year = str(filling.values.get("unit.year") or filling.form.edition)
    return datetime.datetime(int(year) + 1 if year.isdecimal() else 2000, 1, 1)
