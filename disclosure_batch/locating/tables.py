"""Finds a table's fields by its printed labels, in whatever grid it stands.

A row label is looked for among the row labels, a column label in the head above. What can't be placed with certainty
is not placed: a figure that stands under no head or beside no label says that labels and figures have slipped.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from disclosure_batch.form.model import Head, Table
from disclosure_batch.locating.labels import Text, normal
from disclosure_batch.locating.units import unit_in

CLAUSE = 10  # characters of a label's first clause that may stand for the whole
TELLING = 3  # so many labels tell the order in which the others stand
HEAD_ROWS = 8  # a head is at most so many rows high
BEFORE = re.compile("上年|上一年|去年")  # heads of last year's figures beside this year's
NOTED = re.compile(r"[(:,]")  # what an instruction within a label's cell begins with
UNIT = re.compile(r"(?:单位[:]?)?(万元|千元|百元|亿元|元)")


class Found(NamedTuple):
    """A field, the cell in which it stands, and the unit that the labels name where it is not the form's."""

    field: str
    row: int
    column: int
    unit: str = ""


class Label(NamedTuple):
    """A row's innermost label. said is what follows it in the same cell, an instruction in brackets."""

    row: int
    column: int
    head: Head
    said: str = ""


def find(text: Text, table: Table) -> Iterator[Found]:
    """The fields of a table whose rows stand under one another; the same field more than once where the grid holds several copies."""
    for labels, start, limit in _side_by_side(_row_labels(text, table), 0, text.width):
        for block in _under_one_head(labels, text, table, limit):
            yield from _block(block, text, table, start, limit)


def _block(block: Sequence[Label], text: Text, table: Table, start: int, limit: int) -> Iterator[Found]:
    """The cells where rows and columns meet; none at all where figures stand under no head or beside no label."""
    first, last = min(label.row for label in block), max(label.row for label in block)
    edge = max(label.column for label in block)
    top, columns = _columns(text, table, first, edge, limit)
    beside = range(edge + 1, min(max(columns, default=edge) + 2, limit))
    below = next(row for row in range(last + 1, len(text.rows) + 2) if not text.figures(row, beside))
    if _unlabelled(block, range(top - 1, below), beside, edge, text, table):
        return
    lost = _lost_heads(block, range(edge + 1, limit), text.rows[top:first], columns, text, table)
    words = {"", *(normal(said) for head in (*table.rows, *table.columns) for said in (*head.label, table.corner, table.head))}
    heads = {row: {label.head.id for label in block if label.row == row} for row in range(first, last + 1)}
    for label in block:
        told = len(heads[label.row]) == 1 and not _beside_itself(label.row, heads, columns, text)
        before = text.figures(label.row, range(start, label.column))  # one of them may number the rows
        others = before and any(text.at(label.row, j) not in words for j in range(start, before[0]))  # of another table, with its label
        places = {j: _behind_unit(label.row, j, top, first, text) for j in columns}
        if told and (len(before) < 2 or others) and not _headless(label, top, first, columns, text, table, limit, lost.union(places.values())):
            for j, (head, unit) in columns.items():
                beside = "" if places[j] == j else text.grid.text(label.row, j)
                yield Found(table.field(label.head.id, head.id), label.row, places[j], _other_unit(label.said, table) or _other_unit(beside, table) or unit)


def _behind_unit(row: int, column: int, top: int, first: int, text: Text) -> int:
    """The column of a figure: where the head's cell spans several and the first below it holds a unit, the one that holds a figure."""
    if unit_in(text.grid.text(row, column)):
        spanned = (right for above, left, _, right in text.grid.merged if top <= above < first and left == column)
        figures = text.figures(row, range(column + 1, next(spanned, column) + 1))
        if len(figures) == 1:
            return figures[0]
    return column


def _row_labels(text: Text, table: Table) -> list[Label]:
    """Every cell that is a row's innermost label.

    其他 and 总计 are columns, too: such a label is a row's only among and left of where the other row labels are.
    """
    spelled = _spelled(table)
    seen = [
        Label(i, j, *match)
        for i, row in enumerate(text.rows)
        for j, cell in enumerate(row)
        if cell and (match := _row_head(text.endings(i, j), spelled))
    ]
    columns = {normal(head.label[-1]) for head in table.columns}
    certain = [label for label in seen if normal(label.head.label[-1]) not in columns]
    if not certain:
        return []
    rows, edge = [label.row for label in certain], max(label.column for label in certain)
    among = [s for s in seen if s not in certain and min(rows) < s.row <= max(rows) + 2 and s.column <= edge]
    return [*certain, *(label for label in among if _in_its_group(label, certain, text, table))]


def _in_its_group(label: Label, certain: Sequence[Label], text: Text, table: Table) -> bool:
    """Whether the nearest group or label of a row, going up, is of the group of this one: 其他 is the last of several groups."""
    outside, level = label.head.label[:-1], len(label.head.label) - 2
    if level < 1:
        return True
    groups = {normal(head.label[level]): head.label[: level + 1] for head in table.rows if len(head.label) > level}
    above = {other.row: other.head.label[:-1] for other in certain}
    for i in range(label.row, -1, -1):
        said = [cell for j in range(label.column + 1) if (cell := text.at(i, j)) and (i, cell) != (label.row, normal(label.head.label[-1]))]
        named = [path for group, path in groups.items() if any(cell.startswith(group) for cell in said)]
        if named or i in above:
            return (named[0] if named else above[i]) == outside
    return True


@cache
def _spelled(table: Table) -> Mapping[str, Head]:
    """Every way in which a row's label may stand in one cell: the innermost alone, or with those outside it."""
    spelled = {}
    for head in table.rows:
        for start in range(len(head.label)):
            spelled[normal("".join(head.label[start:]))] = head
            spelled["".join(normal(label) for label in head.label[start:])] = head
        clause = normal(head.label[-1].split("、")[0])
        if len(clause) >= CLAUSE:
            spelled.setdefault(clause, head)
    return spelled


def _row_head(endings: Iterable[str], spelled: Mapping[str, Head]) -> tuple[Head, str] | None:
    """(head, what follows its label) for the first of the spellings that is a row's label."""
    for said in endings:
        if head := spelled.get(said) or spelled.get(said.replace(",", "")):
            return head, ""
        if (mark := NOTED.search(said)) and (head := spelled.get(said[: mark.start()])) and (mark[0] == "(" or mark.start() > 3):
            return head, said[mark.start() :]
    return None


def _side_by_side(labels: list[Label], start: int, width: int) -> Iterator[tuple[list[Label], int, int]]:
    """(labels, where its columns begin and end) of each table: a label that comes again in its row begins another beside it."""
    seen: set[tuple[int, str]] = set()
    again = []
    for label in sorted(labels, key=lambda label: label.column):
        if (label.row, label.head.id) in seen:
            again.append(label.column)
        seen.add((label.row, label.head.id))
    if not again:
        if labels:
            yield labels, start, width
        return
    cut = min(again)
    yield [label for label in labels if label.column < cut], start, cut
    yield from _side_by_side([label for label in labels if label.column >= cut], cut, width)


def _under_one_head(labels: list[Label], text: Text, table: Table, limit: int) -> Iterator[list[Label]]:
    """The rows of one copy of the table: between two copies stands a head."""
    heads = {normal(head.label[-1]) for head in table.columns}
    edge = max(label.column for label in labels)
    block: list[Label] = []
    for label in sorted(labels, key=lambda label: label.row):
        between = range(block[-1].row + 1, label.row) if block else ()
        if any(text.at(row, j) in heads for row in between for j in range(edge + 1, limit)):
            yield block
            block = []
        block.append(label)
    yield block


# ---------------------------------------------------------------- the head


def _columns(text: Text, table: Table, first: int, edge: int, limit: int) -> tuple[int, dict[int, tuple[Head, str]]]:
    """(first row of the head, what stands in each column); the smallest head above the first row that says it all."""
    best: tuple[int, dict[int, tuple[Head, str]]] = (first, {})
    for top in range(first - 1, max(first - 1 - HEAD_ROWS, -1), -1):
        said = {j: _column_head(text.column(top, first, j), table) for j in range(edge + 1, limit)}
        found = {j: head for j, head in said.items() if head}
        if len({head.id for head, _ in found.values()}) > len({head.id for head, _ in best[1].values()}):
            best = top, found
        if len({head.id for head, _ in found.values()}) == len(table.columns):
            break
    return best


def _column_head(said: str, table: Table) -> tuple[Head, str] | None:
    """(the column that a head says, another unit than the form's): its label, alone or below those that span it."""
    fits = []
    if BEFORE.match(said):
        return None
    for head in table.columns:
        label = normal(head.label[-1])
        before, found, after = said.rpartition(label) if not said.startswith(label) else ("", label, said[len(label) :])
        if found and (not after or after.startswith("(")) and not _own(_without_spans(before, table), table):
            fits.append((len(label), head, _other_unit(after, table)))
    best = max(fits, key=lambda fit: fit[0], default=None)
    return best[1:] if best else None


def _own(said: str, table: Table) -> bool:
    """Whether the words of a head hold any of the table's own column labels."""
    return any(normal(head.label[-1]) in said for head in table.columns)


def _without_spans(said: str, table: Table) -> str:
    """A head's words without the labels that span several columns, or a piece of them."""
    spans = dict.fromkeys(normal(label) for label in (table.corner, table.head, *(s for h in table.columns for s in h.label[:-1])) if label)
    for span in spans:
        said = said.replace(span, "")
    return "" if not _own(said, table) and any(said in span for span in spans) else said


def _other_unit(note: str, table: Table) -> str:
    match = UNIT.search(note) if table.unit.endswith("元") else None
    return match[1] if match and match[1] != table.unit else ""


# ---------------------------------------------------------------- what has slipped


def _headless(label: Label, top: int, first: int, columns: Mapping[int, object], text: Text, table: Table, limit: int, lost: set[int]) -> bool:
    """Whether the row holds a figure under no head; a column of another head (备注, 上年) is somebody's own. lost: columns
    whose heads alone are gone."""
    figures = text.figures(label.row, range(label.column + 1, limit))
    last = max(columns, default=limit)
    if any(not text.grid.text(label.row, j).strip() for j in columns):
        last = limit  # one of its own is blank and one stands further on
    for j in figures:
        if j > last + 1:
            return False  # notes beyond the table
        last = max(last, j)
        if j not in columns and j not in lost:
            said = _without_spans(text.column(top, first, j) or _spanning(first - 1, j, text), table)
            if not said or (_own(said, table) and not BEFORE.match(said)):
                return True
    return False


def _spanning(row: int, column: int, text: Text) -> str:
    """What the cell says that reaches down to this one."""
    return next((text.at(top, left) for top, left, bottom, right in text.grid.merged if top <= row <= bottom and left <= column <= right), "")


def _beside_itself(row: int, heads: Mapping[int, set[str]], columns: Iterable[int], text: Text) -> bool:
    """Whether a row is blank and one beside it, of no label of the form's, is not: its label may be half of this one's."""
    if any(text.grid.text(row, j).strip() for j in columns):
        return False
    return any(not heads.get(i) and text.figures(i, columns) for i in (row - 1, row + 1))


def _unlabelled(block: Sequence[Label], rows: range, columns: range, edge: int, text: Text, table: Table) -> bool:
    """Whether a row among them holds figures beside no label at all; a row of another label is somebody's own.

    Where the others stand as in the form, and there are as many such rows as labels that are gone, nothing has slipped.
    """
    order = {head.id: n for n, head in enumerate(table.rows)}
    labelled = {label.row: order[label.head.id] for label in block}
    outer = {"", *(normal(label) for head in table.rows for label in head.label[:-1])}
    others = [row for row in rows if row not in labelled and text.figures(row, columns)]
    blank = [row for row in others if all(text.at(row, j) in outer for j in range(edge + 1))]
    filled = {row: n for row, n in labelled.items() if text.filled(row, columns)}
    return bool(blank) and not (filled == labelled and _as_many(labelled, blank, set(others) - set(blank), len(order)))


def _lost_heads(block: Sequence[Label], beside: range, head: Sequence[Sequence[str]], columns: Mapping[int, tuple[Head, str]], text: Text, table: Table) -> set[int]:
    """Columns of figures without a head, where the others stand as in the form and as many heads are gone."""
    order = {column.id: n for n, column in enumerate(table.columns)}
    known = {j: order[column.id] for j, (column, _) in columns.items()}
    filled = {j for label in block for j in text.filled(label.row, beside)}
    others = {j for label in block for j in text.figures(label.row, beside)} - known.keys()
    said = {j: _without_spans("".join(row[j] for row in head if j < len(row)), table) for j in others}
    blank = {j for j in others if not said[j]}
    own = {j for j in others if said[j] and not _own(said[j], table)}
    return blank if known.keys() <= filled and _as_many(known, blank, own, len(order)) else set()


def _as_many(known: Mapping[int, int], blank: Iterable[int], own: Iterable[int], count: int) -> bool:
    """Whether labels (position -> which of the form's) stand in the form's order, and wherever some of them are gone as many
    positions without any label; a label that is nobody's may be one of them."""
    positions = sorted(known)
    order = [known[position] for position in positions]
    if len(order) < TELLING or order != sorted(set(order)):
        return False
    ends = pairwise([(-1, -1), *zip(positions, order, strict=True), (max([*positions, *blank, *own]) + 1, count)])
    for (start, before), (end, after) in ends:
        gone, unnamed = after - before - 1, sum(start < position < end for position in blank)
        if not unnamed <= gone <= unnamed + sum(start < position < end for position in own):
            return False
    return True
