"""Finds the fields of a table whose rows stand side by side: each row's label over its own columns, the figures in one line."""

from collections.abc import Iterator, Mapping
from itertools import groupby, pairwise

from disclosure_batch.form.model import Head, Table
from disclosure_batch.locating.labels import Text, normal
from disclosure_batch.locating.tables import HEAD_ROWS, Found

BELOW = 8  # blank rows between the head and its figures


def find(text: Text, table: Table) -> Iterator[Found]:
    """The table's fields in a grid; none where figures stand under no head, or in two lines."""
    blocks = {normal(head.label[-1]): head for head in table.rows}
    for top, bottom in _heads(text, blocks):
        line, columns = _columns(text, table, top, bottom)
        runs = _runs(columns, table)
        line = _line_of_figures(text, top, line, columns)
        named = {cell for row in text.rows[top : bottom + 1] for cell in row if cell in blocks}
        if line is None or not runs or len(runs) != len(named):
            continue
        if len(named) < len(blocks) and any(len(run) != len(table.columns) for run in runs):
            continue
        for run in runs:
            said = [blocks[text.at(i, j)] for i in range(top, bottom + 1) for j in range(run[0], run[-1] + 1) if text.at(i, j) in blocks]
            if len(said) == 1:
                yield from (Found(table.field(said[0].id, columns[j].id), line, j) for j in run)


def _heads(text: Text, blocks: Mapping[str, Head]) -> Iterator[tuple[int, int]]:
    """(first, last) row in which a head names blocks, each of them once."""
    named = [i for i, row in enumerate(text.rows) if any(cell in blocks for cell in row)]
    # rows that follow one another within two lines are one head
    starts = [n for n, row in enumerate(named) if n == 0 or row - named[n - 1] > 2]
    for start, end in pairwise([*starts, len(named)]):
        yield named[start], named[end - 1]


def _columns(text: Text, table: Table, top: int, named: int) -> tuple[int, dict[int, Head]]:
    """(the line below the head, what stands in each column); the smallest head that says most."""
    heads = {normal(head.label[-1]): head for head in table.columns}
    outer = {normal(label) for head in table.rows for label in head.label}
    best: tuple[int, dict[int, Head]] = (named + 1, {})
    for line in range(named + 1, named + 1 + HEAD_ROWS):
        found = {}
        for j in range(text.width):
            said = "".join(cell for i in range(top, line) if (cell := text.at(i, j)) not in outer)
            if head := heads.get(said.partition("(")[0]):
                found[j] = head
        if len(found) > len(best[1]):
            best = line, found
    return best


def _line_of_figures(text: Text, top: int, line: int, columns: Mapping[int, Head]) -> int | None:
    """The one line below the head that holds figures; None where two do, or where figures stand under no head."""
    worded = next((i for i in range(line, line + BELOW) if any(text.at(i, j) for j in columns)), line + BELOW)
    filled = [i for i in range(max(top - 3, 0), max(worded, line + 3)) if text.figures(i, columns) and not (i < top and any(text.rows[i]))]
    if not filled:
        return line
    told = all(j in columns for j in text.figures(filled[0], range(text.width)))
    return filled[0] if line <= filled[0] < worded and len(filled) == 1 and told else None


def _runs(columns: Mapping[int, Head], table: Table) -> list[list[int]]:
    """The columns of each block; none where it can't be told in which order they stand.

    In whatever order the form's columns stand, where every block has all of them a new one begins with the first that
    comes again. Otherwise they stand as in the form, and a new one begins with each that comes no later than the one before.
    """
    order = {head.id: n for n, head in enumerate(table.columns)}
    positions = [(order[columns[j].id], j) for j in sorted(columns)]
    whole = [positions[i : i + len(order)] for i in range(0, len(positions), len(order))]
    if all({position for position, _ in run} == set(order.values()) for run in whole):
        return [[j for _, j in run] for run in whole]
    numbered, block, before = [], 0, -1
    for position, j in positions:
        block += position <= before
        before = position
        numbered.append((block, j))
    return [[j for _, j in run] for _, run in groupby(numbered, key=lambda pair: pair[0])]
