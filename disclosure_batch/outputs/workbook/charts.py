"""图表: a few pictures for whoever has to report upwards. Each is drawn where there is something to show.

The figures stand below the pictures, as formulas over the form's sheets and the detail.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import Figure
from disclosure_batch.merge import Consolidation
from disclosure_batch.outputs.overview import overview
from disclosure_batch.outputs.pictured import (
    NEW,
    REQUESTS,
    Pictured,
    applicants,
    contested,
    handled,
    outcomes,
    table_of,
    total_of,
)
from disclosure_batch.outputs.same_units import SameUnits
from disclosure_batch.outputs.workbook.detail import Detail
from disclosure_batch.sheets.cells import Formula, put
from disclosure_batch.sheets.lists import begin
from disclosure_batch.sheets.styles import Styles

NAME = "图表"
BLUE, GREY = "#2F5597", "#B0B7C3"
COLUMNS, WIDTH = 12, 11  # of the sheet: two pictures side by side
PICTURE = (492, 300)  # pixels
PICTURE_ROWS = 15  # rows of the sheet that a picture is high
FIRST_ROW_OF_PICTURES = 3
MOST = 10


class NamedBars(NamedTuple):
    """A name (a word or a formula) and its figures: this year's, and last year's where both are shown."""

    name: str | Formula
    figures: tuple[Formula | Figure, ...]


class ChartData(NamedTuple):
    """Where the figures of a picture stand: the names over three cells, then the figures."""

    row: int
    column: int

    @property
    def figures(self) -> int:
        return self.column + 3


class Chart(NamedTuple):
    """A chart: what its figures are called, its bars."""

    title: str
    series: tuple[str, ...]
    bars: Sequence[NamedBars]


def draw(book: Workbook, look: Styles, result: Consolidation, detail: Detail) -> None:
    """The pictures two by two, and below them what they are drawn from; nothing where there is nothing to show."""
    pictures = [picture for picture in _pictures(result, detail) if picture.bars]
    if not pictures:
        return
    page = begin(book, look, NAME, f"{result.title}：主要数字", f"{overview(result).scope}。")
    page.set_column(0, COLUMNS - 1, WIDTH)
    page.fit_to_pages(1, 1)
    pairs = [pictures[at : at + 2] for at in range(0, len(pictures), 2)]
    row = FIRST_ROW_OF_PICTURES + PICTURE_ROWS * len(pairs) + 1
    for down, pair in enumerate(pairs):
        for across, picture in enumerate(pair):
            place = ChartData(row, across * COLUMNS // 2)
            _block(page, look, place, picture)
            chart = _chart(book, picture, place)
            page.insert_chart(FIRST_ROW_OF_PICTURES + down * PICTURE_ROWS, place.column, chart, {"object_position": 2})
        row += max(len(picture.bars) for picture in pair) + 2


def _pictures(result: Consolidation, detail: Detail) -> Iterator[Chart]:
    form = result.form
    yield Chart("新收申请：按申请人", ("件数",), _bars(applicants(form), result))
    yield Chart("办理结果", ("件数",), _bars(outcomes(form), result))
    yield Chart(f"新收申请最多的单位（前 {MOST} 家）", ("件数",), _busiest(detail))
    if result.last_year:
        same = SameUnits(result)
        title = "申请、复议、诉讼：与上年比较" + ("（同口径）" if same.apart else "")
        yield Chart(title, ("本年", "上年"), _two_years(result, same))


def _bars(pictured: Iterable[Pictured], result: Consolidation) -> list[NamedBars]:
    """Those that are not zero."""
    return [NamedBars(shown.name, (_now(shown, result),)) for shown in pictured if shown.of(result.totals)]


def _busiest(detail: Detail) -> list[NamedBars]:
    """Units by their requests, most first; their names and figures are cells of the detail."""
    table = table_of(detail.form, REQUESTS)
    if table is None or detail.split:
        return []
    total = table.field(NEW, total_of(table.columns))
    counts = zip(detail.figures.value[total].tolist(), detail.units, strict=True)
    most = sorted(((count, unit) for count, unit in counts if count), key=lambda pair: -pair[0])[:MOST]
    if len(most) < 2:
        return []
    return [
        NamedBars(
            Formula(f"={detail.cell(u.key, 'unit.name')}", u.name), (Formula(f"={detail.cell(u.key, total)}", count),)
        )
        for count, u in most
    ]


def _two_years(result: Consolidation, same: SameUnits) -> list[NamedBars]:
    """What came, was done and stays, and what was contested; where units came or went, of those of both years."""
    bars = [
        NamedBars(shown.name, _of_both(shown, same) if same.apart else _of_all(shown, result))
        for shown in chain(handled(result.form), contested(result.form))
    ]
    return bars if any(last for _, (_, last) in bars) else []


def _of_both(shown: Pictured, same: SameUnits) -> tuple[Figure, Figure]:
    compared = [found for name in shown.fields if (found := same.of(name))]
    return sum(found.now for found in compared), sum(found.last for found in compared)


def _of_all(shown: Pictured, result: Consolidation) -> tuple[Formula, Figure]:
    return _now(shown, result), sum(result.last_year.totals.get(name) or 0 for name in shown.fields)


def _now(shown: Pictured, result: Consolidation) -> Formula:
    cells = "+".join(map(layout_of(result.form).reference, shown.fields))
    return Formula(f"={cells}", shown.of(result.totals))


# ---------------------------------------------------------------- drawing


def _block(page: Worksheet, look: Styles, place: ChartData, picture: Chart) -> None:
    """The figures of a picture, below a line that says what they are."""
    row, column = place
    page.merge_range(row, column, row, place.figures - 1, picture.title, look["column"])
    for at, words in enumerate(picture.series, place.figures):
        page.write_string(row, at, words, look["column"])
    for line, bar in enumerate(picture.bars, row + 1):
        page.merge_range(line, column, line, place.figures - 1, "", look["cell"])
        put(page, line, column, bar.name, look["cell"])
        for at, figure in enumerate(bar.figures, place.figures):
            put(page, line, at, figure, look["figure"])


def _chart(book: Workbook, picture: Chart, place: ChartData):
    chart = book.add_chart({"type": "bar"})  # lying: names of any length stand beside each other, not one in the other
    first, last = place.row + 1, place.row + len(picture.bars)
    for at, colour in zip(range(place.figures, place.figures + len(picture.series)), (BLUE, GREY), strict=False):
        chart.add_series(
            {
                "name": [NAME, first - 1, at],
                "categories": [NAME, first, place.column, last, place.column],
                "values": [NAME, first, at, last, at],
                "fill": {"color": colour},
                "gap": 60,
                "data_labels": {"value": True, "font": {"size": 9}},
            }
        )
    chart.set_title({"name": picture.title, "name_font": {"name": "黑体", "size": 12, "bold": False}, "overlay": False})
    chart.set_legend({"position": "bottom"} if len(picture.series) > 1 else {"none": True})
    names = {"num_font": {"name": "宋体", "size": 9}, "major_gridlines": {"visible": False}, "line": {"color": GREY}}
    figures = {"visible": False, "major_gridlines": {"visible": False}, "min": 0}
    chart.set_x_axis(figures)
    chart.set_y_axis(names | {"reverse": True})  # the first one at the top, as in the list
    chart.set_chartarea({"border": {"color": "#D9D9D9"}})
    chart.set_size({"width": PICTURE[0] - 8, "height": PICTURE[1] - 10})
    return chart
