"""The form as a workbook: the one that offices fill in, and the form's own sheets of the consolidated one.

`filling` says what stands in it before anyone types; `drawing` draws it, each kind of sheet by a module of its own;
`guidance` has the words beside the form; `mould` writes those of many units after one that is drawn. It knows no unit
and no file that came in. A new kind of sheet is a module with `draw(page)`, named in drawing.KINDS. What a cell shows
of the filling is given to the page as a function of a filling (page.ShownOf).
"""

from pathlib import Path

from disclosure_batch.storing import store
from disclosure_batch.template.drawing import drawn_workbook
from disclosure_batch.template.filling import Filling


def write_workbook(path: Path, filling: Filling) -> None:
    """Writes a template; the same filling gives the same bytes."""
    store(path, drawn_workbook(filling))
