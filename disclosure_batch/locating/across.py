"""Tables whose rows stand side by side: each row's label over its own columns, the figures in one line. Each row is a
frame."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from disclosure_batch.form.model import Table
from disclosure_batch.locating.frame import HEAD_ROWS, ColumnHead, Frame, Label
from disclosure_batch.locating.labels import GridLabels, PrintedLabels

BLANK_ROWS = 8  # blank rows between the head and its figures


def frames(text: GridLabels, printed: PrintedLabels) -> Iterator[Frame]:
    """The rows of every copy of a table in a grid; none of a copy with figures under no head, or in two lines."""
    for head in _heads(text, printed):
        below, columns = _columns(text, printed, head)
        runs = _runs(columns, printed.table)
        line = _line_of_figures(text, printed, range(head.start, below), columns)
        if line is None or not _as_named(runs, set(_named(text, printed, head, range(text.width))), printed.table):
            continue
        for run in runs:
            own = range(run[0], run[-1] + 1)
            said = _named(text, printed, head, own)
            if len(said) == 1 and set(text.figures(line, own)) <= set(run):
                labels = [Label(line, own.start - 1, said[0])]
                yield Frame(text, printed, labels, {column: columns[column] for column in run}, head.start, own)


def _heads(text: GridLabels, printed: PrintedLabels) -> Iterator[range]:
    """The rows in which a head names rows of the table; those that follow one another within two lines are one head."""
    named = [i for i, row in enumerate(text.rows) if not printed.rows.keys().isdisjoint(row)]
    starts = [n for n, row in enumerate(named) if n == 0 or row - named[n - 1] > 2]
    for start, end in pairwise([*starts, len(named)]):
        yield range(named[start], named[end - 1] + 1)


def _named(text: GridLabels, printed: PrintedLabels, head: range, columns: range) -> list[int]:
    """Which rows of the table a head names over some columns; once where each of a merged cell's columns says it."""
    cells = (text.at(row, column) for row in head for column in columns if not _said_before(text, row, column))
    return [printed.rows[cell] for cell in cells if cell in printed.rows]


def _said_before(text: GridLabels, row: int, column: int) -> bool:
    return column > 0 and text.at(row, column) == text.at(row, column - 1)


def _as_named(runs: Sequence[Sequence[int]], named: set[int], table: Table) -> bool:
    """Whether there are as many runs of columns as names; where some of the table's are gone each has to be whole."""
    whole = all(len(run) == len(table.columns) for run in runs)
    return bool(runs) and len(runs) == len(named) and (whole or len(named) == len(table.rows))


def _columns(text: GridLabels, printed: PrintedLabels, named: range) -> tuple[int, Mapping[int, ColumnHead]]:
    """(the line below the head, what heads each column); the smallest head that says most."""
    outer = {*printed.groups, *printed.rows}
    best: tuple[int, Mapping[int, ColumnHead]] = (named.stop, {})
    for line in range(named.stop, named.stop + HEAD_ROWS):
        found = {}
        for column in range(text.width):
            said = "".join(cell for cell in text.down(named.start, line, column) if cell not in outer)
            label = said.partition("(")[0]
            if label in printed.columns:
                found[column] = ColumnHead(printed.columns[label])
        if len(found) > len(best[1]):
            best = line, found
    return best


def _line_of_figures(
    text: GridLabels, printed: PrintedLabels, head: range, columns: Mapping[int, ColumnHead]
) -> int | None:
    """The one line below the head that holds figures; None where two do, or where figures stand under no head."""
    top, line = head.start, head.stop
    below = range(line, line + BLANK_ROWS)
    worded = next((row for row in below if _holds_words(text, printed, row, columns)), below.stop)
    near = [row for row in range(max(top - 3, 0), top) if not any(text.rows[row])]
    filled = [row for row in (*near, *range(top, max(worded, line + 3))) if text.figures(row, columns)]
    if not filled:
        return line
    headed = columns.keys() >= set(text.figures(filled[0], range(text.width)))
    return filled[0] if headed and len(filled) == 1 and filled[0] in range(line, worded) else None


def _holds_words(text: GridLabels, printed: PrintedLabels, row: int, columns: Mapping[int, ColumnHead]) -> bool:
    """Whether a row holds words; a few among its figures, none of them a label, stand where figures should."""
    said = [words for column in columns if (words := text.at(row, column))]
    return bool(said) and not (len(text.figures(row, columns)) > len(said) and printed.words.isdisjoint(said))


def _runs(columns: Mapping[int, ColumnHead], table: Table) -> list[list[int]]:
    """The columns of each row of the table.

    In whatever order they stand, where every row has all of them the next begins with the first that comes again.
    Otherwise they stand as in the form, and the next begins with each that comes no later than the one before.
    """
    positions, count = sorted(columns), len(table.columns)
    whole = [positions[i : i + count] for i in range(0, len(positions), count)]
    if all({columns[position].n for position in run} == set(range(count)) for run in whole):
        return whole
    runs: list[list[int]] = []
    before = count
    for position in positions:
        if columns[position].n <= before:
            runs.append([])
        runs[-1].append(position)
        before = columns[position].n
    return runs
