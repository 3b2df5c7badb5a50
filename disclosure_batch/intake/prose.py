"""What a document says outside its cells: whose report it is, for which year, the words of its sections."""

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from disclosure_batch.dates import years_in
from disclosure_batch.documents.document import Document, Grid
from disclosure_batch.form.model import Form, SheetKind
from disclosure_batch.intake.page_end import ended
from disclosure_batch.intake.titles import unsigned, who_and_when
from disclosure_batch.intake.values import read_text
from disclosure_batch.locating.labels import labels_of

FORMAT_NOTE = re.compile(r"^[（(](?:文字描述|该部分)[^）)]*[）)]$")  # left in from the blank form


def said_outside_cells(document: Document, form: Form, filled: Sequence[Grid]) -> Mapping[str, str]:
    """Name, year, day and texts by field id, where the document says them. filled: grids with its figures."""
    lines, _ = _ended(document, form)
    return {**who_and_when(document, lines, filled), **_sections(unsigned(lines), form)}


def behind_the_report(document: Document, form: Form) -> list[str]:
    """The lines behind the signature, or that a web page puts below a report: they are none of its words."""
    return _ended(document, form)[1]


def end_of_report(document: Document, form: Form) -> int:
    """How many of its lines are the report's: behind its signature a web page has others."""
    return len(_ended(document, form)[0])


def _ended(document: Document, form: Form) -> tuple[list[str], list[str]]:
    """(the lines of the report, those behind it)."""
    lines = [read_text(line) for line in document.paragraphs]
    normal = labels_of(form).normal
    headings = set(map(normal, (*form.outline.before, *form.outline.after, *(sheet.section for sheet in form.sheets))))
    last = max((at for at, line in enumerate(lines) if normal(line) in headings), default=None)
    return (lines, []) if last is None else ended(lines, last)


def year_in_file_name(path: str) -> str:
    """The one year that a file's name says, '' where it says none or several."""
    years = set(years_in(PurePosixPath(path).stem))
    return years.pop() if len(years) == 1 else ""


def _sections(lines: Sequence[str], form: Form) -> dict[str, str]:
    """The paragraphs below each heading that a text field takes, up to the next section."""
    normal = labels_of(form).normal
    takes = {normal(field.heading): field.id for field in form.fields.values() if field.heading}
    others = {normal(sheet.section) for sheet in form.sheets if sheet.kind is SheetKind.TABLES}
    texts: dict[str, list[str]] = {}
    current = None
    for line in lines:
        label = normal(line)
        if label in takes or label in others:
            current = takes.get(label)
        elif current and line and not FORMAT_NOTE.match(line):
            texts.setdefault(current, []).append(line)
    return {name: "\n".join(paragraphs) for name, paragraphs in texts.items()}
