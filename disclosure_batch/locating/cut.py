"""Tables of a running text that were cut in two, by the end of a page or on the way from a PDF: read as one."""

import re
from collections.abc import Iterable, Iterator, Sequence

from disclosure_batch.documents.document import Grid
from disclosure_batch.locating import across, down
from disclosure_batch.locating.frame import FoundField, Frame
from disclosure_batch.locating.labels import GridLabels, PrintedLabels
from disclosure_batch.text import tidy

# what a page's end leaves between the pieces
BETWEEN = re.compile(r"[-—]*\d{0,3}[-—]*|第\d{1,3}页.{0,12}|\(?续表.{0,12}")


def frames_in(texts: Iterable[GridLabels], printed: PrintedLabels, running: bool) -> Iterator[Frame]:
    """The frames of a table in all grids, if they place any field. running: the grids are those of a running text."""
    pieces: list[GridLabels] = []
    before: list[Frame] = []
    for text in texts:
        own = _frames(text, printed)
        longer = []
        if running and before and not own and _may_follow(text, pieces):
            longer = _with(text, pieces, before, printed)
        if longer:
            pieces, before = [*pieces, text], longer
        else:
            yield from before
            pieces, before = [text], own
    yield from before


def _frames(text: GridLabels, printed: PrintedLabels) -> list[Frame]:
    made = (across if printed.table.across else down).frames(text, printed)
    return [frame for frame in made if frame.fields]


def _may_follow(text: GridLabels, pieces: Sequence[GridLabels]) -> bool:
    """Whether a grid is as wide as those before it, and nothing stands between that belongs to neither."""
    return text.width == pieces[0].width and all(BETWEEN.fullmatch(tidy(line)) for line in pieces[-1].grid.below)


def _with(text: GridLabels, pieces: Sequence[GridLabels], before: list[Frame], printed: PrintedLabels) -> list[Frame]:
    """The frames of the pieces and this grid as one table; none where that makes no whole one."""
    whole = _frames(_joined([*pieces, text]), printed)
    rest = [frame for frame in whole if any(found.place[0] is text.grid for found in frame.fields)]
    if printed.table.across:  # a head without figures, and the line of figures in a grid of its own
        return [*before, *rest] if rest else []
    above = [found for found in _fields(whole) if found.place[0] is not text.grid]
    return whole if rest and above == _fields(before) else []


def _fields(frames: Iterable[Frame]) -> list[FoundField]:
    return [found for frame in frames for found in frame.fields]


def _joined(pieces: Sequence[GridLabels]) -> GridLabels:
    starts, rows = [], []
    for piece in pieces:
        starts.append((len(rows), piece.grid))
        rows += piece.grid.rows
    return GridLabels(Grid(pieces[-1].grid.name, rows), pieces[-1].labels, starts)
