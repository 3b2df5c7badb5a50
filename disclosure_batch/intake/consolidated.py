"""What this tool wrote, known again among submissions: a 汇总表 with the units in it, and papers that are no report."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from disclosure_batch.documents.document import Document, Grid
from disclosure_batch.form.model import Form
from disclosure_batch.intake.beside import listed_beside
from disclosure_batch.intake.filing import Figure, Filing, Origin
from disclosure_batch.intake.values import read_figure, read_text
from disclosure_batch.papers import (
    CODE_FIELD,
    DETAIL,
    LISTED_WITHIN,
    NAME_FIELD,
    NOT_ADDED,
    PART,
    SUBTOTALS,
    list_of,
    paper_of,
)


def own_paper(document: Document, path: str, form: Form) -> str:
    """Which of this tool's papers that are no report it is; '' where it is none."""
    first_line = next(iter(document.paragraphs), "")
    first_row = next((row for grid in document.grids[:1] for row in grid.rows), ())
    if paper := paper_of(document.stamp, first_row, first_line):
        return paper
    return PART if PurePosixPath(path).name == form.section_files.get(first_line) else ""


def list_beside(document: Document) -> str:
    """The decisions or the roster, where a document is one of them."""
    rows = (row for grid in document.grids for row in grid.rows[:LISTED_WITHIN])
    return next(filter(None, (list_of({read_text(cell) for cell in row}) for row in rows)), "")


def filing_with_parts(filing: Filing, document: Document, form: Form) -> Filing:
    """The filing with the units that its workbook was added up from, and those that were read and not added."""
    parts, apart = (tuple(units_of_detail(document.grid(name), form)) for name in (DETAIL, NOT_ADDED))
    return replace(filing, parts=parts, apart=apart, beside=listed_beside(document.grid(SUBTOTALS)))


def units_of_detail(detail: Grid | None, form: Form) -> Iterator[Filing]:
    """The row that holds the field ids is the head; each row below it with a code or a name is a unit."""
    if detail is None:
        return
    head = next((i for i in range(min(10, len(detail.rows))) if CODE_FIELD in detail.rows[i]), None)
    if head is None:
        return
    column = {detail.text(head, i): i for i in range(len(detail.rows[head]))}
    for row in range(head + 1, len(detail.rows)):
        code, name = (read_text(detail.raw(row, column[key])) for key in (CODE_FIELD, NAME_FIELD))
        if code or name:
            values = tuple(_value(detail, row, column.get(field), field, form) for field in form.inputs)
            yield Filing(Origin.CONSOLIDATED, values, texts={"unit.code": code, "unit.name": name})


def _value(detail: Grid, row: int, column: int | None, field: str, form: Form) -> Figure | None:
    return None if column is None else read_figure(detail.raw(row, column), form.fields[field], form)[0]
