"""Figures that an office typed into the cells of last year's figures, where nobody adds them up."""

from collections.abc import Iterator
from dataclasses import dataclass

from disclosure_batch.findings import Finding, Reader, Words, words
from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import Figure
from disclosure_batch.intake.several import made_for
from disclosure_batch.intake.submission import Submission
from disclosure_batch.references import runs
from disclosure_batch.rules.case import Case
from disclosure_batch.text import listed, plain

SHOWN = 5  # so many figures are put into the sentence


@dataclass(frozen=True, slots=True)
class NotLastYears:
    """A figure in a cell of last year's figures, and what last year's result has; None where it has none."""

    cell: str
    stands: Figure
    last_year: Figure | None


@dataclass(frozen=True, slots=True)
class OverLastYear:
    """Those of a sheet."""

    sheet: str
    figures: tuple[NotLastYears, ...]


def over_last_year(case: Case, i: int) -> dict[str, tuple[NotLastYears, ...]]:
    """By sheet, what stands in the cells of last year's figures of a unit and is not what its last result says.

    Nothing is known where there is no last result, or where the workbook was handed out for another year.
    """
    submission = case.current[i]
    written = submission.filing.last_year
    if case.previous is None or not any(written) or not _of_this_year(submission, case) or not case.comparable[i]:
        return {}
    found: dict[str, list[NotLastYears]] = {}
    last_year = case.previous.row(i)
    for name, stands in zip(case.form.inputs, written, strict=True):
        before = last_year[name]
        if stands is not None and stands != (before or 0):
            sheet = layout_of(case.form).sheet_of(name)
            found.setdefault(sheet.name, []).append(NotLastYears(sheet.last_year[name].first, stands, before))
    return {sheet: tuple(figures) for sheet, figures in found.items()}


def _of_this_year(submission: Submission, case: Case) -> bool:
    return made_for(submission.filing) in (None, case.year)


def typed_over(case: Case) -> Iterator[Finding]:
    """A finding for each sheet; of one that is otherwise blank V001 says it."""
    for i, submission in enumerate(case.current):
        for sheet, figures in over_last_year(case, i).items():
            if not (sheet in case.blank and case.blank[sheet][i]):
                first, *more = (figure.cell for figure in figures)
                where = {"sheet": sheet, "cell": first, "also": tuple(more), "suspects": (first, *more)}
                yield case.finding(submission, OverLastYear(sheet, figures), value=figures[0].stands, **where)


def in_the_place_of_last_years(figures: tuple[NotLastYears, ...]) -> str:
    cells = runs(figure.cell for figure in figures)
    shown = listed([_shown(figure) for figure in figures], SHOWN)
    return f"“上年数”的格里有 {len(figures)} 个数与上年年报不同（{cells}）：{shown}"


def _shown(figure: NotLastYears) -> str:
    before = "没有" if figure.last_year is None else plain(figure.last_year)
    return f"{figure.cell} 的 {plain(figure.stands)}（上年年报 {before}）"


@words(OverLastYear)
def _(about: OverLastYear, finding: Finding, reader: Reader) -> Words:
    wrong = f"“{about.sheet}”{in_the_place_of_last_years(about.figures)}，没有计入。"
    return Words(wrong, "上年数不用填；是今年的数，请填到今年的格里。")
