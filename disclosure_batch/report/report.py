"""The annual report as a value: title, opening, six sections. Document, page and texts all print this one.

What could not be said is in `gaps`, for the coordinator; what has to be filled in says 请补充 in the text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

from disclosure_batch.form.layout import SheetLayout, layout_of
from disclosure_batch.form.model import Form, SheetKind
from disclosure_batch.merge import NAMELESS, Consolidation
from disclosure_batch.papers import BELOW, LEFT_OUT, MISSING
from disclosure_batch.report.lacking import below, who_is_below
from disclosure_batch.report.narrative import OPENING, Paragraph, SubHeading, TextTemplates
from disclosure_batch.report.printed import PrintedTable, printed_table
from disclosure_batch.report.vocabulary import Vocabulary, several, visible

TO_FILL = re.compile(f"（[^（）]*请补充[^（）]*）|{NAMELESS}")  # what a printed report shows in colour
_EMPTY = "（本项请补充）"


@dataclass(frozen=True, slots=True)
class Note:
    """A line about the report itself: how many units its figures are of."""

    kind: ClassVar[str] = "note"
    text: str


Block = Paragraph | SubHeading | Note | PrintedTable


@dataclass(frozen=True, slots=True)
class Section:
    """heading: 一、总体情况; file: 1-总体情况.txt."""

    heading: str
    file: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """notices stand at the head of a 送审稿: who is missing, who is left out, how many are in.

    gaps: what could not be said. texts: the words that are no figures, by field id, for the consolidated workbook.
    """

    title: str
    notices: tuple[str, ...]
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    gaps: tuple[str, ...]
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def to_fill(self) -> Mapping[str, int]:
        """How many words are still to be filled in, by the part of the report; only parts where there are some."""
        parts = {"标题": [self.title], "开头": self.opening}
        parts |= {s.heading: [block.text for block in s.blocks if block.kind == "paragraph"] for s in self.sections}
        counted = {part: sum(len(TO_FILL.findall(text)) for text in texts) for part, texts in parts.items()}
        return {part: number for part, number in counted.items() if number}


def report_of(consolidation: Consolidation, text_templates: str | Path | None = None) -> Report:
    """The report in words of the templates: a set of the edition, or a folder. Raises TextTemplateError."""
    vocabulary = Vocabulary(consolidation)
    outline = consolidation.form.outline
    templates = TextTemplates(outline.text_templates, text_templates)
    opening = templates.render(OPENING, vocabulary.names)
    tables = [s for s in layout_of(consolidation.form).sheets if s.sheet.kind is SheetKind.TABLES]
    sections = [
        _section(of, consolidation, vocabulary, templates)
        for of in (*outline.before, *tables, *outline.after)
    ]
    return Report(
        title=visible(consolidation.title),
        notices=tuple(_notices(consolidation)),
        opening=tuple(block.text for block in opening),
        sections=tuple(sections),
        gaps=(*_gaps(consolidation), *vocabulary.reminders),
        texts=vocabulary.texts,
    )


def _section(
    of: str | SheetLayout,
    consolidation: Consolidation,
    vocabulary: Vocabulary,
    templates: TextTemplates,
) -> Section:
    """A section of words (`of` is its heading) or of tables."""
    heading = of if isinstance(of, str) else of.sheet.section
    file = consolidation.form.section_files[heading]
    if isinstance(of, str):
        blocks = _nothing_empty(heading, templates.render(file, vocabulary.names), vocabulary)
    else:
        blocks = [printed_table(of, consolidation.totals)]
    return Section(heading, file, (*_notes(consolidation), *blocks))


def _nothing_empty(heading: str, blocks: Iterable[Block], vocabulary: Vocabulary) -> Iterator[Block]:
    """The blocks, with a place to fill in where a heading has no words below it."""
    section = SubHeading(heading)
    for block, following in pairwise((section, *blocks, None)):
        if block is not section:
            yield block
        begins_with_subheading = block is section and following
        if block.kind == "subheading" and not isinstance(following, Paragraph) and not begins_with_subheading:
            vocabulary.remind(f"“{block.text}”没有内容，请补充。")
            yield Paragraph(_EMPTY)


# ---------------------------------------------------------------- what is said about the figures


def _coverage(consolidation: Consolidation) -> str:
    due = len(consolidation.added) + len(consolidation.left_out) + len(consolidation.lacking)
    return f"应计入 {due} 家单位，已计入 {len(consolidation.added)} 家{below(consolidation)}"


def _notices(consolidation: Consolidation) -> Iterator[str]:
    """What has to be known before the report is taken for the final one."""
    lists = {}
    if consolidation.draft:
        yield f"送审稿：{_coverage(consolidation)}，各项数据不完整，不得作为定稿公布。"
        lists = {MISSING: consolidation.lacking, LEFT_OUT: consolidation.left_out}
    lists["有错误、按能读出的数计入"] = [state for state in consolidation.added if state.status == "included"]
    for said, states in lists.items():
        if states:
            yield f"{said}（{len(states)} 家）：{several(states, len(states))}。"
    if consolidation.incomplete:
        yield f"{BELOW}（{len(consolidation.incomplete)} 家）：{who_is_below(consolidation)}。"


def _notes(consolidation: Consolidation) -> Iterator[Note]:
    if consolidation.draft:
        yield Note(f"（送审稿：{_coverage(consolidation)}）")


def _gaps(consolidation: Consolidation) -> Iterator[str]:
    """What could not be said for want of figures."""
    if not consolidation.body.name:
        yield "不知道以哪个机关的名义公布：请在名册中把该机关的类别写为“汇总机关”，或用 --name 写明名称。"
    if not consolidation.added:
        yield "没有一家单位的数据可以计入，总体情况没有写数字。"
        return
    if included := [state for state in consolidation.added if state.status == "included"]:
        yield f"有错误仍计入汇总：{several(included)}，请核实相关数字。"
    yield from _unknown_zeros(consolidation)
    yield from _unsaid_indicators(consolidation)
    for name, heading in consolidation.form.outline.must_state.items():
        if silent := _silent(consolidation, name):
            yield f"未填报{_labels(consolidation.form, [name])}：{silent}；报告“{heading}”必须报告这一项。"


def _unknown_zeros(consolidation: Consolidation) -> Iterator[str]:
    """Sections in which nothing is called 0, because some added unit has not said it."""
    for sheet in consolidation.form.sheets:
        names = [field.id for field in sheet.fields if field.id in consolidation.unknown]
        keys = {key for name in names if consolidation.form.fields[name].required and not consolidation.stated(name) for key in consolidation.unknown[name]}
        if keys:
            silent = several([state for state in consolidation.added if state.unit.key in keys])
            yield f"“{sheet.name}”{silent}没有填全或有的数读不出来，合计为 0 的没有写成“没有发生”。"


def _unsaid_indicators(consolidation: Consolidation) -> Iterator[str]:
    form = consolidation.form
    if consolidation.without_indicators:
        silent = [s for s in consolidation.added if s.unit.key in consolidation.without_indicators]
        yield f"{several(silent)}没有填报任何工作指标，总数不完整，总体情况没有写工作指标的数字。"
        return
    asked = [name for name in form.indicators if name not in form.outline.must_state]
    if unsaid := [name for name in asked if not consolidation.reported[name]]:
        yield f"没有单位填报{_labels(form, unsaid)}，总体情况没有写这些内容。"
    if partly := [name for name in asked if 0 < consolidation.reported[name] < len(consolidation.added)]:
        yield f"只有部分单位填报{_labels(form, partly)}，总体情况按已填报的相加，合计为 0 的没有写。"


def _labels(form: Form, names: Iterable[str]) -> str:
    return "".join(f"“{form.fields[name].name.rpartition('：')[2]}”" for name in names)


def _silent(consolidation: Consolidation, name: str) -> str:
    """Names of the added units that have not stated a field."""
    if name not in consolidation.totals or consolidation.reported[name] == len(consolidation.added):
        return ""
    unstated = consolidation.detail[name].isna()
    return several(state for state in consolidation.added if unstated.get(state.unit.key, True))
