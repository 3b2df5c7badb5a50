"""The frame of a table: what stands at each of its rows and columns, and what follows where labels and figures part.

Every table here is drawn as it would stand on a page: a head, and rows of labels and figures.
"""

from collections.abc import Sequence

import pytest

from disclosure_batch.documents.document import Grid
from disclosure_batch.form.edition import load_form
from disclosure_batch.locating import down
from disclosure_batch.locating.frame import Frame, label_gaps
from disclosure_batch.locating.labels import GridLabels, labels_of

FORM = load_form()
LABELS = labels_of(FORM)
(PRINTED,) = LABELS.tables["三、依申请公开"]
APPLICANTS = [column.label[-1] for column in PRINTED.table.columns]
FIGURES = [[10 * n + column for column in range(1, 8)] for n in range(len(PRINTED.table.rows))]
LABEL = ["".join(row.label) for row in PRINTED.table.rows]
ROWS = [["", *APPLICANTS], *([label, *figures] for label, figures in zip(LABEL, FIGURES, strict=True))]


def frames_of(rows: Sequence[Sequence[object]]) -> list[Frame]:
    """The copies of the table of section three in a grid."""
    return list(down.frames(GridLabels(Grid("表", [list(row) for row in rows]), LABELS), PRINTED))


def frame_of(rows: Sequence[Sequence[object]]) -> Frame:
    (frame,) = frames_of(rows)
    return frame


def figures_of(frame: Frame) -> dict[str, object]:
    """What each field that is certain holds."""
    return {found.field: found.place[0].raw(*found.place[1].corner) for found in frame.fields}


def changed(row: int, column: int, value: object) -> list[list[object]]:
    """The table with one cell changed."""
    rows = [list(cells) for cells in ROWS]
    rows[row][column] = value
    return rows


def test_each_figure_is_the_field_of_its_row_and_column():
    figures = figures_of(frame_of(ROWS))

    assert len(figures) == 25 * 7
    assert figures["requests.new.natural_person"] == 1
    assert figures["requests.carried_in.total"] == 17
    assert figures["requests.granted_in_part.enterprise"] == 32


def test_a_column_of_somebodys_own_is_left_alone():
    figures = figures_of(frame_of([[*row, note] for row, note in zip(ROWS, ["备注", *range(25)], strict=True)]))

    assert figures == figures_of(frame_of(ROWS))


def test_a_column_whose_head_alone_is_gone_costs_only_itself():
    frame = frame_of(changed(0, 2, ""))

    assert frame.lost == {2}
    assert "requests.new.enterprise" not in figures_of(frame)
    assert figures_of(frame)["requests.new.research_institution"] == 3


def test_a_row_whose_label_is_gone_costs_only_itself():
    frame = frame_of(changed(2, 0, ""))

    assert frame.nameless == [2]
    assert not frame.slipped
    assert "requests.carried_in.natural_person" not in figures_of(frame)
    assert figures_of(frame)["requests.granted.natural_person"] == 21


def test_where_figures_have_slipped_a_row_down_none_is_taken():
    blank = [""] * len(APPLICANTS)
    below = [[label, *figures] for label, figures in zip([*LABEL, ""], [blank, *FIGURES], strict=True)]

    frame = frame_of([ROWS[0], *below])

    assert frame.slipped
    assert not figures_of(frame)


def test_where_a_row_has_slipped_to_the_right_it_is_not_taken():
    rows = [list(row) for row in ROWS]
    rows[1] = [LABEL[0], "", *FIGURES[0]]

    figures = figures_of(frame_of(rows))

    assert not [field for field in figures if field.startswith("requests.new.")]
    assert figures["requests.granted.natural_person"] == 21


def test_a_row_with_two_labels_is_nobodys():
    second = ["", *LABEL[2:3], *[""] * 23]
    figures = figures_of(frame_of([[row[0], label, *row[1:]] for row, label in zip(ROWS, ["", *second], strict=True)]))

    assert not [field for field in figures if field.startswith("requests.carried_in.")]
    assert figures["requests.new.natural_person"] == 1


def test_two_copies_under_one_another_are_two_frames():
    first, second = frames_of([*ROWS, *ROWS])

    assert (first.first, second.first) == (1, 27)
    assert figures_of(first) == figures_of(second)


def test_two_copies_side_by_side_are_two_frames():
    first, second = frames_of([[*row, *row] for row in ROWS])

    assert (first.own, second.own) == (range(8), range(8, 16))
    assert figures_of(first) == figures_of(second)


@pytest.mark.parametrize(
    ("known", "missing"),
    [
        ({3: 0, 4: 1, 5: 2}, [[], [], [], []]),
        ({3: 0, 5: 2}, [[], [1], []]),
        ({3: 1}, [[0], [2]]),
        ({3: 1, 4: 0}, []),  # in another order nothing is said of what is missing
        ({}, []),
    ],
)
def test_labels_are_held_against_the_order_of_the_form(known: dict[int, int], missing: list[list[int]]):
    assert [list(gap.missing) for gap in label_gaps(known, 3)] == missing
