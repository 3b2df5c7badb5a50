"""What is said about a report beside its own words: that it is a 送审稿, and what it could not say for want of figures."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from disclosure_batch.form.layout import SheetLayout
from disclosure_batch.form.model import Figure, Form, Sheet
from disclosure_batch.names import shown
from disclosure_batch.papers import BELOW, LEFT_OUT, MISSING, NOBODYS, SCANS, UNCLEAR
from disclosure_batch.report.report import Note
from disclosure_batch.report.subject import Contributor, Doubt, Subject
from disclosure_batch.report.words import named
from disclosure_batch.text import listed, plain

OFFICE = re.compile(r"(.+政府)(?:办公室|办公厅)")
SAID = 60  # characters of an explanation
CORRECTIONS = 20  # so many are told at the head of a 送审稿


def notices(subject: Subject) -> Iterator[str]:
    """What has to be known before the report is taken for the final one; papers.py reads it again."""
    lacking = subject.lacking
    if subject.errors:
        yield f"送审稿：所依据的表还有 {subject.errors} 处要改，改正之前各项数据不得作为定稿公布。"
    if lacking:
        yield f"送审稿：{_coverage(subject)}，各项数据不完整，不得作为定稿公布。"
    lists = {MISSING: lacking.missing, SCANS: lacking.scans, UNCLEAR: lacking.unclear, LEFT_OUT: lacking.left_out}
    lists["有错误、按能读出的数计入"] = _faulty(subject)
    for said, names in lists.items():
        if names:
            yield f"{said}（{len(names)} 家）：{named(names, len(names))}。"
    if lacking.below:
        yield f"{BELOW}（{len(lacking.below)} 家）：{lacking.names_below}。"
    if doubts := [doubt for doubt in subject.doubts if doubt.field in subject.doubted]:
        yield f"{_whose(subject)}有待核实的数（{len(doubts)} 处）：{_in_words(subject.form, doubts)}。"
    if lacking.nobodys:
        yield f"{NOBODYS}（{len(lacking.nobodys)} 份）：{named(lacking.nobodys, len(lacking.nobodys))}。"
    yield from _corrections(subject)
    if subject.lacking and (said := _published_by_an_office(subject)):
        yield said


def _corrections(subject: Subject) -> Iterator[str]:
    """In a final report they are figures like any other."""
    if subject.corrected and (subject.errors or subject.lacking):
        yield f"按更正后的数汇总（{len(subject.corrected)} 处）：{listed(subject.corrected, CORRECTIONS, '；')}。"


def notes(subject: Subject) -> Iterator[Note]:
    """At the head of each section of a 送审稿."""
    if subject.errors:
        yield Note(f"（送审稿：所依据的表还有 {subject.errors} 处要改）")
    if subject.lacking:
        yield Note(f"（送审稿：{_coverage(subject)}）")


def doubts_on(sheet: SheetLayout, subject: Subject) -> Iterator[Note]:
    """Above a table of a 送审稿: which of its totals hold a figure that should be looked at again."""
    doubts = [doubt for doubt in subject.doubts if doubt.field in sheet.cells and doubt.field in subject.doubted]
    if doubts:
        yield Note(f"（待核实，含这些数的合计已标色：{_in_words(subject.form, doubts)}）")


def _whose(subject: Subject) -> str:
    return "表里" if subject.of_one else "合计里"


def _in_words(form: Form, doubts: Sequence[Doubt]) -> str:
    return "；".join(
        f"{shown(doubt.name)}“{form.fields[doubt.field].name}”{plain(doubt.figure)}"
        + (f"（已说明：{shown(doubt.explained)[:SAID]}）" if doubt.explained else "")
        for doubt in doubts
    )


def _coverage(subject: Subject) -> str:
    lacking, added = subject.lacking, len(subject.contributors)
    return f"应计入 {added + lacking.number} 家单位，已计入 {added} 家{lacking.number_below}{lacking.number_of_files}"


def _faulty(subject: Subject) -> list[str]:
    return [one.name for one in subject.contributors if one.faulty]


# ---------------------------------------------------------------- what could not be said


def gaps(subject: Subject) -> Iterator[str]:
    """What could not be said for want of figures, and what has to be looked at before it is published."""
    if said := _published_by_an_office(subject):
        yield said
    if not subject.body:
        yield "不知道以哪个机关的名义公布：请在名册中把该机关的类别写为“汇总机关”，或用 --name 写明名称。"
    if not subject.contributors:
        yield "没有一家单位的数据可以计入，总体情况没有写数字。"
        return
    if faulty := _faulty(subject):
        yield f"有错误仍计入汇总：{named(faulty)}，请核实相关数字。"
    if doubts := [doubt for doubt in subject.doubts if not doubt.explained]:
        yield f"{_whose(subject)}有待核实的数：{_in_words(subject.form, doubts)}。"
    if subject.moved and not subject.lacking:
        yield f"有 {subject.moved} 家单位只在今年或上年计入汇总，文字里没有与上年比较；同口径的比较见“送审单.docx”。"
    yield from _unknown_zeros(subject)
    yield from _unsaid_indicators(subject)
    yield from _unstated_duties(subject)


def _published_by_an_office(subject: Subject) -> str:
    """Said where an office would publish in its own name what is its government's, and nobody has said that it does."""
    match = None if subject.of_one or subject.settings.publisher else OFFICE.fullmatch(subject.body or "")
    if match is None:
        return ""
    return f"标题写的是“{shown(subject.body)}”。报告以“{shown(match[1])}”的名义公布的，请在设置文件里写 publisher = \"{shown(match[1])}\"。"


def _unknown_zeros(subject: Subject) -> Iterator[str]:
    """Sections in which nothing is called 0, because some unit has not said it."""
    for sheet in subject.form.sheets:
        if silent := _silent_on(sheet, subject):
            yield f"“{sheet.name}”{named(silent)}没有填全或有的数读不出来，合计为 0 的没有写成“没有发生”。"


def _silent_on(sheet: Sheet, subject: Subject) -> list[str]:
    """Units of which it isn't known whether the zeros of a sheet are theirs."""
    unsaid = {field.id for field in sheet.fields if field.required} - subject.stated
    return [one.name for one in subject.contributors if one.unknown & unsaid]


def _unsaid_indicators(subject: Subject) -> Iterator[str]:
    form, units = subject.form, len(subject.contributors)
    silent = [one.name for one in subject.contributors if _states_nothing(one, form.indicators)]
    rest = units - len(silent)
    if 0 < rest < units:
        yield f"{named(silent)}没有填报任何工作指标，总体情况按其余 {rest} 家相加，并写明家数。"
    if unsaid := _indicators(subject, lambda number, total: number == 0):
        yield f"没有单位填报{_labels(form, unsaid)}，总体情况没有写这些内容。"
    if partly := _indicators(subject, lambda number, total: 0 < number < rest and total):
        yield f"只有部分单位填报{_labels(form, partly)}，总体情况按已填报的相加，并写明家数。"
    if unclear := _indicators(subject, lambda number, total: 0 < number < rest and not total):
        yield f"只有部分单位填报{_labels(form, unclear)}，已填报的都是 0，请核实其余单位。"


def _indicators(subject: Subject, holds: Callable[[int, Figure], object]) -> list[str]:
    """Those for which it holds of how many units stated it, and the total; not what has a section of its own."""
    asked = (name for name in subject.form.indicators if name not in subject.form.outline.must_state)
    return [name for name in asked if holds(subject.reported[name], subject.totals[name])]


def _states_nothing(contributor: Contributor, names: Sequence[str]) -> bool:
    return all(contributor.figure(name) is None for name in names)


def _unstated_duties(subject: Subject) -> Iterator[str]:
    """What the report has to speak of in any case, and some unit has not stated."""
    duties = {name: heading for name, heading in subject.form.outline.must_state.items() if name in subject.totals}
    for name, heading in duties.items():
        if silent := [one.name for one in subject.contributors if one.figure(name) is None]:
            yield f"未填报{_labels(subject.form, [name])}：{named(silent)}；报告“{heading}”必须报告这一项。"


def _labels(form: Form, names: Iterable[str]) -> str:
    return "".join(f"“{form.fields[name].name.rpartition('：')[2]}”" for name in names)
