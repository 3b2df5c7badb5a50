"""The finished workbook, read from the disk and held against what was added up.

Whatever goes wrong between the figures and the file (a cell written to the wrong place, a library that rounds) ends the
run here: nothing is published. It is read row by row, so that no number of units is too many.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice, repeat
from pathlib import Path

from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import Figure
from disclosure_batch.merge import Consolidation
from disclosure_batch.outputs.detail_files import DetailFile, read_detail
from disclosure_batch.outputs.folder import OutputError
from disclosure_batch.outputs.workbook.streamed import DAMAGE, Row, Streamed
from disclosure_batch.papers import CODE_FIELD, DETAIL, SUBTOTALS
from disclosure_batch.text import plain

SHOWN = 5
HEAD = 20  # so many rows may stand above the units


class OutputDiffers(OutputError):
    """What stands in the written workbook is not what was added up."""


def hold(result: Consolidation, path: Path, files: Sequence[DetailFile] = ()) -> None:
    """Every total on its sheet, every figure of the detail, and the totals against the sum of the detail.

    files: those of the detail, where it lies beside the workbook: each figure in them, and what they come to.

    Raises OutputDiffers.
    """
    try:
        with Streamed(path) as book:
            book.verify()
            found = _files(result, book, path.parent, files) if files else _detail(result, book)
            wrong = chain(_totals(result, book), found)
            shown = list(islice(wrong, SHOWN))
            count = len(shown) + sum(1 for _ in wrong)
    except DAMAGE as why:
        raise OutputDiffers(f"“{path.name}”写出后读不回来（内部已损坏）。没有写出任何结果，请报告这个错误。") from why
    if shown:
        more = f"等 {count} 处" if count > SHOWN else ""
        raise OutputDiffers(f"“{path.name}”写出后重新读取，与汇总的数不同：{'；'.join(shown)}{more}。没有写出任何结果，请不要使用，并报告这个错误。")


def _totals(result: Consolidation, book: Streamed) -> Iterator[str]:
    """The form's own sheets; a total that nobody stated may be blank."""
    for sheet in layout_of(result.form).sheets:
        rows = enumerate(book.rows(sheet.name), 1)
        cells = {f"{c.decode()}{at}": row.shown(c) for at, row in rows for c in (*row.numbers, *row.words)}
        for name in (name for name in sheet.cells if name in result.totals):
            stands, total = cells.get(sheet.cells[name].first, ""), result.totals[name]
            blank = stands == "" and not result.reported[name]
            if not blank and not _same(stands, total):
                yield _differs(sheet.cells[name].first, sheet.name, stands, total)


def _detail(result: Consolidation, book: Streamed) -> Iterator[str]:
    """Each unit's row, and each column's sum."""
    rows, letters = _below_head(book, DETAIL)
    columns = [letters[name] for name in result.form.inputs]
    sums = [0] * len(columns)
    for state, (number, row) in zip(result.added, rows, strict=False):
        figures = row.figures(columns)
        sums = [sum_ + (figure or 0) for sum_, figure in zip(sums, figures, strict=True)]
        if figures != list(state.filing.values) or not row.words.keys().isdisjoint(columns):
            cells = zip(result.form.inputs, map(row.shown, columns), state.filing.values, strict=True)
            yield from (_differs(f"第 {number} 行“{n}”", DETAIL, *both) for n, *both in cells if not _holds(*both))
    for name, sum_ in zip(result.form.inputs, sums, strict=True):
        if sum_ != result.totals[name]:
            yield _differs(f"“{name}”各行之和", DETAIL, plain(sum_), result.totals[name])


def _below_head(book: Streamed, sheet: str) -> tuple[Iterator[tuple[int, Row]], Mapping[str, bytes]]:
    """The rows of the units with their numbers, and the column of each field."""
    rows = enumerate(chain(book.rows(sheet), repeat(Row(b"", ()))), 1)
    head = next((row.words for _, row in islice(rows, HEAD) if CODE_FIELD in row.words.values()), {})
    return rows, {text: column for column, text in head.items()}


def _files(result: Consolidation, book: Streamed, folder: Path, files: Sequence[DetailFile]) -> Iterator[str]:
    """Each unit's row in the files, what each file comes to on its line of the workbook, and each column's sum."""
    rows, letters = _below_head(book, SUBTOTALS)
    added, total = {state.unit.key: state.filing.values for state in result.added}, Counter()
    for file, (number, row) in zip(files, rows, strict=False):
        sums = Counter()
        for unit, figures in read_detail(folder / file.path, result.form):
            if added.pop(unit, None) != figures:
                yield f"“{file.path}”里{unit}的一行与读到的不同"
            stated = zip(result.form.inputs, figures, strict=True)
            sums.update({name: figure for name, figure in stated if figure is not None})
        total.update(sums)
        yield from _subtotals({name: row.shown(letters[name]) for name in result.form.inputs}, sums, number)
    yield from (f"“{key}”不在明细的文件里" for key in added)
    for name in result.form.inputs:
        if total[name] != result.totals[name]:
            yield _differs(f"“{name}”各文件之和", SUBTOTALS, plain(total[name]), result.totals[name])


def _subtotals(cells: Mapping[str, object], sums: Counter[str], number: int) -> Iterator[str]:
    """The line of a file; what none of its units states is blank."""
    for name, cell in cells.items():
        if not (_same(cell, sums[name]) or (cell == "" and name not in sums)):
            yield _differs(f"第 {number} 行“{name}”", SUBTOTALS, cell, sums[name])


def _holds(stands: Figure | str, figure: Figure | None) -> bool:
    """Whether a cell of the detail is what a unit stated."""
    return stands == "" if figure is None else _same(stands, figure)


def _same(stands: Figure | str, figure: Figure) -> bool:
    """To the last digit that a cell keeps."""
    return not isinstance(stands, str) and float(stands) == float(figure)


def _differs(where: str, sheet: str, stands: object, figure: Figure | None) -> str:
    return f"“{sheet}”{where}是 {stands}，应为 {'空白' if figure is None else plain(figure)}"
