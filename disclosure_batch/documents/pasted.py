"""Tables that were pasted as text: they have lost their merged cells, so that rows with more labels are longer."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby, takewhile

from disclosure_batch.text import stands_for_figure


def aligned(rows: Sequence[list[str]]) -> list[list[str]]:
    """Each run of rows below a head brought to end where the head ends.

    A row that can't be placed with certainty, because it does not end in as many figures as the others, is left out.
    """
    placed: list[list[str]] = []
    head: list[list[str]] = []
    for with_figures, lines in groupby(rows, key=lambda row: any(map(stands_for_figure, row))):
        run = list(lines)
        if with_figures:
            placed += _placed(run, head) if head else run
        else:
            placed += run
            if not head or max(map(_end, run)) >= _usual(rows[len(placed) :]):  # else a row that is left blank
                head = run
    return placed


def _placed(run: list[list[str]], head: list[list[str]]) -> list[list[str]]:
    end, usual = max(map(_end, head)), _usual(run)
    counts = [_count(row, usual) for row in run]
    regular = [row for row, count in zip(run, counts, strict=True) if count == usual]
    lengths = {len(row) for row in regular}
    if all(_end(row) == end for row in regular):
        return [row if row in regular or len(row) in lengths else [] for row in run]
    return [_ending_at(row, count, end, head) if count == usual else [] for row, count in zip(run, counts, strict=True)]


def _ending_at(row: list[str], count: int, end: int, head: Sequence[Sequence[str]]) -> list[str]:
    """The row's figures, so many, end in this column; of labels that are too many the blank, then the outermost go.

    Where a blank would have to stand below a head, a figure is missing: the row stays as it is where it has as many
    cells as its head, and is left out where it has fewer.
    """
    last = _end(row)
    labels, figures = list(row[: last + 1 - count]), list(row[last + 1 - count : last + 1])
    width = max(end + 1 - count, 0)
    while len(labels) > width and "" in labels:
        labels.remove("")
    if any(any(line[len(labels) : width]) for line in head):
        return row if len(row) == len(head[-1]) else []
    labels = labels[len(labels) - width :] if len(labels) > width else [*labels, *[""] * (width - len(labels))]
    return [*labels, *figures]


def _end(row: Sequence[str]) -> int:
    """The column of the last cell that holds anything."""
    return max((i for i, cell in enumerate(row) if cell), default=-1)


def _figures(row: Sequence[str]) -> int:
    """How many figures a row ends in."""
    return sum(1 for _ in takewhile(stands_for_figure, reversed(row[: _end(row) + 1])))


def _count(row: Sequence[str], usual: int) -> int:
    """How many figures a row ends in; a blank or a word among them is one where they are then as many as usual.

    Only between two figures, behind words, and where most of them can be told: elsewhere it may be a label.
    """
    values = [i for i, cell in enumerate(row) if stands_for_figure(cell)]
    between = bool(values) and values[-1] == _end(row) and values[-1] - values[0] + 1 == usual < 2 * len(values)
    return usual if between and any(row[: values[0]]) else _figures(row)


def _usual(rows: Sequence[Sequence[str]]) -> int:
    """In how many figures the first rows with any of them end, most often."""
    run = list(takewhile(lambda row: any(map(stands_for_figure, row)), rows))
    counts = Counter(map(_figures, run))
    return max(counts, key=lambda count: (counts[count], count), default=0)
