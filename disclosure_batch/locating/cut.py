"""Tables of a running text that were cut in two, by the end of a page or on the way from a PDF: read as the one they were."""

import re
from collections.abc import Iterator, Sequence

from disclosure_batch.documents.document import Grid
from disclosure_batch.form.layout import Area
from disclosure_batch.form.model import Table
from disclosure_batch.locating import across, tables
from disclosure_batch.locating.labels import Text
from disclosure_batch.text import tidy

BETWEEN = re.compile(r"[-—]*\d{0,3}[-—]*|第\d{1,3}页.{0,12}|\(?续表.{0,12}")  # what a page's end leaves between the pieces
Found = tuple[str, Grid, Area]


def find(texts: Sequence[Text], table: Table, running: bool) -> Iterator[Found]:
    """(field, grid, area) of a table's fields in all grids. running: these are the tables of a running text."""
    pieces: list[Text] = []
    before: list[Found] = []
    for text in texts:
        own = [(name, text.grid, Area(row, column, row, column, unit)) for name, row, column, unit in _found(text, table)]
        rest = _rest(pieces, before, text, table) if running and before and not own else []
        if rest:
            pieces.append(text)
            before += rest
        else:
            yield from before
            pieces, before = [text], own
    yield from before


def _found(text: Text, table: Table) -> Iterator[tables.Found]:
    return (across if table.across else tables).find(text, table)


def _rest(pieces: Sequence[Text], before: Sequence[Found], text: Text, table: Table) -> list[Found]:
    """The fields that a grid without a head holds as the end of the one before it, where that makes one whole table."""
    last = pieces[-1].grid
    if text.width != pieces[0].width or not all(BETWEEN.fullmatch(tidy(line)) for line in last.below):
        return []
    height = sum(len(piece.grid.rows) for piece in pieces)
    rows = [row for piece in (*pieces, text) for row in piece.grid.rows]
    whole = list(_found(Text(Grid(last.name, rows)), table))
    if not table.across and len(before) != sum(row < height for _, row, _, _ in whole):
        return []
    return [(name, text.grid, Area(row - height, column, row - height, column, unit)) for name, row, column, unit in whole if row >= height]
