"""What a document says outside its cells: whose report it is, for which year, the words of its sections."""

import re
from collections.abc import Iterator, Mapping, Sequence

from disclosure_batch.form.model import Form, SheetKind
from disclosure_batch.intake.document import Document
from disclosure_batch.intake.labels import normal
from disclosure_batch.intake.values import read_text, tidy

TITLE = re.compile(r"^(.{0,60}?)(?:关于)?(20\d\d)年(?:度)?政府信息公开(?:工作)?(?:年度)?(?:工作)?(?:情况)?(?:的)?报告")
REPORTING_UNIT = re.compile(r"填报单位[:：]\s*(?!(?:20\d\d)?年度(?:\s|$))([^\s:：]{2,60})(?:\s+(20\d\d)年度)?")
FORMAT_NOTE = re.compile(r"^[（(](?:文字描述|该部分)[^）)]*[）)]$")  # left in from the blank form
SHORT = 40  # a paragraph that is no longer may be the first line of a title


def words_of(document: Document, form: Form) -> Mapping[str, str]:
    """Name, year and texts by field id; empty where the document does not say them."""
    lines = [read_text(line) for line in document.paragraphs]
    return {**_who(lines, document), **_sections(lines, form)}


def _who(lines: Sequence[str], document: Document) -> dict[str, str]:
    """From the title, which may be broken over two lines; else from 填报单位 above a table."""
    before = ""
    for line in [*lines[:30], *_first_cells(document)]:
        if match := TITLE.match(tidy(line)):
            name = match[1] or (before if len(before) <= SHORT else "")
            return {key: value for key, value in (("unit.name", name), ("unit.year", match[2])) if value}
        if match := REPORTING_UNIT.search(line):
            return {key: value for key, value in (("unit.name", match[1]), ("unit.year", match[2])) if value}
        before = tidy(line) or before
    return {}


def _first_cells(document: Document) -> Iterator[str]:
    for grid in document.grids:
        for row in grid.rows[:3]:
            yield from (cell for cell in row if isinstance(cell, str) and cell)


def _sections(lines: Sequence[str], form: Form) -> dict[str, str]:
    """The paragraphs below each heading that a text field takes, up to the next section."""
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
