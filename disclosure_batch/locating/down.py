"""Tables whose rows run down: row labels on the left, heads above. Each copy of the table is a frame."""

from collections.abc import Iterator, Mapping, Sequence

from disclosure_batch.locating.frame import HEAD_ROWS, ColumnHead, Frame, Label
from disclosure_batch.locating.labels import GridLabels, PrintedLabels
from disclosure_batch.locating.units import another_unit


def frames(text: GridLabels, printed: PrintedLabels) -> Iterator[Frame]:
    """Every copy of a table in a grid."""
    for labels, own in _side_by_side(_labels(text, printed), range(text.width)):
        edge = max(label.column for label in labels)
        for copy in _under_one_head(labels, text, printed, range(edge + 1, own.stop)):
            edge = max(label.column for label in copy)
            top, columns = _head(text, printed, copy[0].row, range(edge + 1, own.stop))
            yield Frame(text, printed, copy, columns, top, own)


# ---------------------------------------------------------------- rows


def _labels(text: GridLabels, printed: PrintedLabels) -> list[Label]:
    """Every cell that is a row's innermost label.

    其他 and 总计 are columns, too: such a label is a row's only among and left of where the other row labels are.
    """
    seen = list(_seen(text, printed))
    certain = [label for label in seen if not _heads_a_column(label, text, printed)]
    if not certain:
        return []
    rows, columns, *_ = zip(*certain, strict=True)
    among, left = range(min(rows) + 1, max(rows) + 3), range(max(columns) + 1)
    near = (label for label in seen if label.row in among and label.column in left and label not in certain)
    return [*certain, *(label for label in near if _in_its_group(label, certain, text, printed))]


def _seen(text: GridLabels, printed: PrintedLabels) -> Iterator[Label]:
    for corner, candidates in text.row_labels.items():
        for label, note in candidates:
            if label in printed.spelled:
                yield Label(*corner, printed.spelled[label], another_unit(note, printed.table.unit))
                break


def _heads_a_column(label: Label, text: GridLabels, printed: PrintedLabels) -> bool:
    return text.labels.normal(printed.table.rows[label.n].label[-1]) in printed.columns


def _in_its_group(label: Label, certain: Sequence[Label], text: GridLabels, printed: PrintedLabels) -> bool:
    """Whether the nearest group or label of a row, going up, is of this one's group: 其他 is the last of several."""
    *outside, innermost = printed.table.rows[label.n].label
    if len(outside) < 2:
        return True
    groups = _groups(len(outside), text, printed)
    above = {other.row: [*printed.table.rows[other.n].label[:-1]] for other in certain}
    own = text.labels.normal(innermost)
    for row in range(label.row, -1, -1):
        said = [text.at(row, column) for column in range(label.column + 1)]
        named = _named([words for words in said if row != label.row or words != own], groups)
        if named or row in above:
            return (named or above[row]) == outside
    return True


def _groups(depth: int, text: GridLabels, printed: PrintedLabels) -> Mapping[str, list[str]]:
    """The labels of groups so many levels deep, and each with those outside it."""
    deep = [[*head.label[:depth]] for head in printed.table.rows if len(head.label) >= depth]
    return {text.labels.normal(path[-1]): path for path in deep}


def _named(said: Sequence[str], groups: Mapping[str, list[str]]) -> list[str] | None:
    """The first of the groups that the words of a row begin with."""
    return next((path for group, path in groups.items() if any(words.startswith(group) for words in said)), None)


def _side_by_side(labels: Sequence[Label], own: range) -> Iterator[tuple[Sequence[Label], range]]:
    """(labels, its columns) of each table: a label that comes again in its row begins another beside it."""
    seen: set[tuple[int, int]] = set()
    for label in sorted(labels, key=lambda label: label.column):
        if (label.row, label.n) in seen:
            yield [other for other in labels if other.column < label.column], range(own.start, label.column)
            right = [other for other in labels if other.column >= label.column]
            yield from _side_by_side(right, range(label.column, own.stop))
            return
        seen.add((label.row, label.n))
    if labels:
        yield labels, own


def _under_one_head(
    labels: Sequence[Label], text: GridLabels, printed: PrintedLabels, right: range
) -> Iterator[Sequence[Label]]:
    """The rows of one copy of the table, from above: between two copies stands a head."""
    copy: list[Label] = []
    for label in sorted(labels, key=lambda label: label.row):
        between = range(copy[-1].row + 1, label.row) if copy else ()
        if any(text.at(row, column) in printed.columns for row in between for column in right):
            yield copy
            copy = []
        copy.append(label)
    yield copy


# ---------------------------------------------------------------- the head


def _head(text: GridLabels, printed: PrintedLabels, first: int, right: range) -> tuple[int, Mapping[int, ColumnHead]]:
    """(first row of the head, what heads each column); the smallest head above the first row that says it all."""
    best: tuple[int, Mapping[int, ColumnHead]] = (first, {})
    for top in range(first - 1, max(first - 1 - HEAD_ROWS, -1), -1):
        said = {column: _column(text.column(top, first, column), text, printed) for column in right}
        found = {column: head for column, head in said.items() if head}
        if _different(found) > _different(best[1]):
            best = top, found
        if _different(found) == len(printed.table.columns):
            break
    return best


def _different(columns: Mapping[int, ColumnHead]) -> int:
    return len({column.n for column in columns.values()})


def _column(said: str, text: GridLabels, printed: PrintedLabels) -> ColumnHead | None:
    """The column that a head says: its label, alone or below those that span it. Not last year's."""
    if not said or said.startswith(text.labels.spelling.last_year):
        return None
    notes = {label: _after(said, label, printed) for label in printed.columns if label in said}
    label = max((label for label, note in notes.items() if note is not None), key=len, default="")
    return ColumnHead(printed.columns[label], another_unit(notes[label], printed.table.unit)) if label else None


def _after(said: str, label: str, printed: PrintedLabels) -> str | None:
    """The note behind a label in a head, '' where there is none; None where more is said than it and what spans it."""
    before, _, after = ("", label, said[len(label) :]) if said.startswith(label) else said.rpartition(label)
    alone = not after or after.startswith("(")
    return after if alone and not printed.holds_head(printed.without_spans(before)) else None
