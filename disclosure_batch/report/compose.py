"""A report is composed: the words of the templates and the tables of the form, section by section."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from disclosure_batch.dates import day_in_words
from disclosure_batch.form.layout import SheetLayout, layout_of
from disclosure_batch.form.model import Form, SheetKind
from disclosure_batch.report.finishing import Finishing
from disclosure_batch.report.narrative import OPENING, TextTemplates
from disclosure_batch.report.printed import printed_table
from disclosure_batch.report.remarks import doubts_on, gaps, notes, notices
from disclosure_batch.report.repeated import Repeated
from disclosure_batch.report.report import NO_DAY, Block, Paragraph, Report, Section, SubHeading
from disclosure_batch.report.subject import Subject
from disclosure_batch.report.unwritten import unwritten_in, without_signs
from disclosure_batch.report.vocabulary import Vocabulary
from disclosure_batch.report.words import visible

EMPTY = "（本项请补充）"


def compose(subject: Subject, text_templates: str | Path | None = None) -> Report:
    """The report in the words of a set of the edition, or of a folder. Raises TextTemplateError."""
    form, vocabulary = subject.form, Vocabulary(subject)
    templates = _templates_of(form, text_templates)
    opening = templates.render(OPENING, vocabulary.names)
    form_sections = (*form.outline.before, *form.outline.after)
    written = {heading: _written(heading, subject, vocabulary, templates) for heading in form_sections}
    tables = [sheet for sheet in layout_of(form).sheets if sheet.sheet.kind is SheetKind.TABLES]
    sections = [
        *(_section_of_words(heading, written[heading], subject, vocabulary) for heading in form.outline.before),
        *(_section_of_tables(sheet, subject) for sheet in tables),
        *(_section_of_words(heading, written[heading], subject, vocabulary) for heading in form.outline.after),
    ]
    return Report(
        title=visible(subject.title),
        body=vocabulary.body,
        key=subject.key,
        year=subject.year,
        notices=tuple(notices(subject)),
        opening=tuple(without_signs(block).text for block in opening),
        sections=tuple(sections),
        date=_signed(subject),
        tags=subject.settings.page,
        gaps=(*gaps(subject), *vocabulary.reminders),  # last, when the templates have been rendered
        texts=vocabulary.texts,
        of_one=subject.of_one,
        doubted=bool(subject.doubted),
        unwritten=unwritten_in(written, text_templates is None or text_templates in form.outline.text_templates),
    )


def _templates_of(form: Form, chosen: str | Path | None) -> TextTemplates:
    """A set of the edition is compiled once, however many reports are made; what lies in a folder may have changed."""
    if chosen is None or str(chosen) in form.outline.text_templates:
        return _packaged(form, chosen and str(chosen))
    return TextTemplates(form.outline.text_templates, chosen)


@cache
def _packaged(form: Form, chosen: str | None) -> TextTemplates:
    return TextTemplates(form.outline.text_templates, chosen)


def _signed(subject: Subject) -> str:
    """2025年1月24日."""
    day = subject.settings.date
    return f"{day.year}年{day_in_words(day)}" if day else NO_DAY.format(year=subject.year + 1)


def _written(
    heading: str, subject: Subject, vocabulary: Vocabulary, templates: TextTemplates
) -> Sequence[Paragraph | SubHeading]:
    """The words of a section, with their signs."""
    form, sums = subject.form, vocabulary.sums
    own = {name: vocabulary.paragraphs(name) for name in form.texts} if heading in form.outline.before else {}
    rendered = templates.render(form.section_files[heading], vocabulary.names)
    return Finishing(subject, sums).finished(rendered, Repeated(subject, sums, heading, own))


def _section_of_tables(sheet: SheetLayout, subject: Subject) -> Section:
    heading = sheet.sheet.section
    table = printed_table(sheet, subject.totals, subject.doubted.keys())
    return Section(heading, subject.form.section_files[heading], (*notes(subject), *doubts_on(sheet, subject), table))


def _section_of_words(
    heading: str, written: Sequence[Paragraph | SubHeading], subject: Subject, vocabulary: Vocabulary
) -> Section:
    file, blocks = subject.form.section_files[heading], [without_signs(block) for block in written]
    return Section(heading, file, (*notes(subject), *_nothing_empty(heading, blocks, vocabulary)))


def _nothing_empty(heading: str, blocks: Sequence[Block], vocabulary: Vocabulary) -> Iterator[Block]:
    """The blocks, with a place to fill in where a heading has no words below it."""
    if not blocks:
        yield _place_to_fill(heading, vocabulary)
    for block, following in pairwise((*blocks, None)):
        yield block
        if isinstance(block, SubHeading) and not isinstance(following, Paragraph):
            yield _place_to_fill(block.text, vocabulary)


def _place_to_fill(heading: str, vocabulary: Vocabulary) -> Paragraph:
    vocabulary.remind(f"“{heading}”没有内容，请补充。")
    return Paragraph(EMPTY)
