"""A carried report read back as anybody's would be: what somebody who edited it took out of it without being asked.

The carrying knows what was written; here nothing counts but what a reader finds, by headings and labels.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise

from disclosure_batch.documents.opening import document_of
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.form.model import Form, Head, Sheet, SheetKind, Table
from disclosure_batch.intake.filing import Filing
from disclosure_batch.intake.read import filing_of
from disclosure_batch.names import shown
from disclosure_batch.papers import ANNUAL_REPORT
from disclosure_batch.report.report import Report
from disclosure_batch.sentences.passages import LONGEST_HEADING, SUBHEAD, Part, Passage, Text, headings, text_of
from disclosure_batch.text import listed, plain, tidy

SENTENCE_ENDS = ("。", "；", "：", "！", "？")
FEW = 5  # so many cells are named
TITLE = re.compile("政府信息公开.{0,16}(报告|年报)")
UNREAD = "写好后读不回来，没有核对各部分和表格是否齐全，请打开看一看"


@dataclass(frozen=True, slots=True)
class Reread:
    """What a carried report lacks. lost: figures that have no place, by field; other: what its tables say instead.

    parts: headings that are not there; bare: those with nothing below; moved: whether they stand in another order.
    """

    unread: bool = False
    title: bool = True
    parts: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    moved: bool = False
    lost: tuple[str, ...] = ()
    other: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # field -> what stands there, and what is right


@dataclass(frozen=True, slots=True)
class Wanted:
    """What has to stand in a report. figures: those of its tables by their fields; signed: its last lines."""

    form: Form
    year: int
    figures: Mapping[str, str]
    signed: tuple[str, ...]


def wanted_of(report: Report, form: Form) -> Wanted:
    tables = (block for section in report.sections for block in section.blocks if block.kind == "table")
    figures = {cell.field: cell.text for table in tables for cell in table.cells if cell.field and cell.text}
    return Wanted(form, report.year, figures, (report.body, report.date))


def reread(data: bytes, wanted: Wanted) -> Reread:
    form = wanted.form
    try:
        _, document = document_of(ANNUAL_REPORT, data)
    except Unreadable:
        return Reread(unread=True)
    filing, _ = filing_of(document, form)
    lines = [line for line in document.paragraphs if line.strip() not in wanted.signed]
    text = text_of(lines, form, wanted.year)
    stand = {name: _stands(filing, form, name) for name in wanted.figures}
    return replace(
        _parts_of(text, form),
        title=_has_title(text),
        lost=tuple(name for name, said in stand.items() if not said),
        other={name: (said, right) for name, said in stand.items() if said not in ("", right := wanted.figures[name])},
    )


def _parts_of(text: Text, form: Form) -> Reread:
    sections, outline = text.sections, headings(form)
    of_words = (*form.outline.before, *form.outline.after)
    return Reread(
        parts=tuple(heading for heading in outline if heading not in sections),
        bare=tuple(chain.from_iterable(_bare_in(h, sections[h]) for h in of_words if h in sections)),
        moved=list(sections) != sorted(sections, key=outline.index),
    )


def _bare_in(heading: str, passages: Sequence[Passage]) -> Iterator[str]:
    """Of a section's headings, its own and those below it, the ones that have no words."""
    lines = [passage.text.strip() for passage in passages if passage.text.strip()]
    if not lines:
        yield heading
    for line, following in pairwise((*lines, "")):
        if _is_subhead(line) and (not following or _is_subhead(following)):
            yield line


def _is_subhead(line: str) -> bool:
    return bool(SUBHEAD.match(tidy(line))) and len(line) <= LONGEST_HEADING and not line.endswith(SENTENCE_ENDS)


def _has_title(text: Text) -> bool:
    """Whether it has one, in whatever words."""
    above = [p.text for p in text.passages if p.part in (Part.TITLE, Part.OPENING) and "。" not in p.text]
    return bool(TITLE.search(tidy("".join(above))))


def _stands(filing: Filing | None, form: Form, name: str) -> str:
    """What stands in the place of a figure; '' where it has none, or nothing stands in it."""
    if filing is None or name in filing.absent:
        return ""
    typed = filing.slips.get(name) or filing.flawed.get(name)
    figure = filing.stands(form, name)
    return plain(figure) if figure is not None else typed.raw if typed else ""


# ---------------------------------------------------------------- in words


def lacking_lines(found: Reread, form: Form) -> Iterator[str]:
    """All of it, for the coordinator."""
    if found.unread:
        yield UNREAD
    if not found.title:
        yield f"标题没有了，应有“……{form.title}”"
    yield from (f"“{heading}”这一部分没有了，或标题认不出" for heading in found.parts)
    yield from (f"“{heading}”下面没有文字" for heading in found.bare)
    if found.moved:
        yield f"各部分的次序变了，应为：{'、'.join(headings(form))}"
    yield from _lost(found.lost, form)
    for name, (said, right) in found.other.items():
        yield f"表里“{form.fields[name].name}”写的是 {shown(said)}，汇总数是 {right}"


def _lost(lost: Sequence[str], form: Form) -> Iterator[str]:
    """A table, a row, at last a cell: the largest that is gone as a whole."""
    for sheet in (sheet for sheet in form.sheets if sheet.kind is SheetKind.TABLES):
        here, fields = f"“{sheet.section}”的表", [name for table in sheet.tables for name in table.fields]
        gone = [name for name in fields if name in lost]
        if len(gone) == len(fields):
            yield f"{here}没有了，或认不出"
        else:
            yield from (f"{here}{what}" for what in _lost_in_part(sheet, gone, form))


def _lost_in_part(sheet: Sheet, gone: Sequence[str], form: Form) -> Iterator[str]:
    rows = [(row, cells) for row, cells in chain.from_iterable(map(_rows, sheet.tables)) if set(gone).issuperset(cells)]
    yield from (f"没有“{' '.join(row.label)}”的数" for row, _ in rows)
    said = set(chain.from_iterable(cells for _, cells in rows))
    if some := [form.fields[name].name for name in gone if name not in said]:
        yield f"有 {len(some)} 格没有数：{listed(some, FEW)}"


def _rows(table: Table) -> Iterator[tuple[Head, list[str]]]:
    return ((row, [table.field(row.id, column.id) for column in table.columns]) for row in table.rows)
