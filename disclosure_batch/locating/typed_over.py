"""What somebody has typed in our own workbook over printed words, formulas or last year's figures: nobody reads it."""

from collections.abc import Iterator, Mapping
from itertools import product

from disclosure_batch.documents.document import Corner, Grid
from disclosure_batch.form.layout import SheetLayout
from disclosure_batch.form.printed import guidance_on, last_year_labels, printed_on
from disclosure_batch.locating.labels import is_figure
from disclosure_batch.locating.located import Located, TypedOver, Was
from disclosure_batch.papers import GUIDANCE
from disclosure_batch.text import tidy


def overwritten(located: Located) -> Iterator[TypedOver]:
    """Sheet by sheet; labels whose figures are not taken are told with these."""
    if not located.ours:
        return
    yield from (label for label in located.labels_gone if not label.doubted)
    for grid, sheet in located.as_printed.values():
        if _of_today(located):
            printed = printed_on(sheet, located.form)
            yield from _over_words(grid, printed)
            yield from _over_formulas(grid, sheet, printed)
        yield from _over_last_year(grid, sheet)
    guidance = located.document.grid(GUIDANCE)
    if guidance and _of_today(located):
        yield from _over_words(guidance, guidance_on(located.form))


def _of_today(located: Located) -> bool:
    """Whether today's words are printed in it."""
    return located.stamped.get("template_version") == str(located.form.template_version)


def _over_words(grid: Grid, printed: Mapping[Corner, str]) -> Iterator[TypedOver]:
    for corner, words in printed.items():
        said = grid.text(*corner).strip()
        if tidy(said) not in ("", tidy(words)) and corner not in grid.formulas:
            yield TypedOver(grid, corner, said, Was.WORDS, words)


def _over_formulas(grid: Grid, sheet: SheetLayout, printed: Mapping[Corner, str]) -> Iterator[TypedOver]:
    """All else that stands in the printed part; where nothing is a formula any more, nothing is known. A formula as a
    text is still no office's, nor is the 0 that LibreOffice leaves in an .xls of a calculated text."""
    if not grid.formulas:
        return
    right = max(area.right for area in (*sheet.labels, *sheet.cells.values()))
    for corner in product(range(sheet.bottom + 1), range(right + 1)):
        said = "" if corner in printed or corner in grid.formulas else grid.text(*corner).strip()
        if said not in ("", "0") and said[0] != "=" and not any(area.holds(corner) for area in sheet.cells.values()):
            yield TypedOver(grid, corner, said, Was.CALCULATED)


def _over_last_year(grid: Grid, sheet: SheetLayout) -> Iterator[TypedOver]:
    """Words; a figure is held against last year's."""
    if not sheet.last_year or not any(tidy(grid.text(*a.corner)) == tidy(a.text) for a in last_year_labels(sheet)):
        return
    for area in sheet.last_year.values():
        said = grid.text(*area.corner).strip()
        if said and area.corner not in grid.formulas and not is_figure(grid.raw(*area.corner)):
            yield TypedOver(grid, area.corner, said, Was.LAST_YEARS)
