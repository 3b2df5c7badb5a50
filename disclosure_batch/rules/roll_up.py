"""U014: what a unit that groups others has added up itself, held against what these report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from disclosure_batch.findings import Finding, Reader, Severity, Words, words
from disclosure_batch.form.model import Figure, Form
from disclosure_batch.intake.filing import Filing
from disclosure_batch.intake.submission import OwnSumBeside, Submission
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.rule import Who, rule
from disclosure_batch.text import listed, normalised, plain

FEW = 5  # so many cells, or units, are put into a sentence


@dataclass(frozen=True, slots=True)
class CellOff:
    """A cell of the 汇总表, what stands in it, and what the units come to."""

    field: str
    name: str
    sheet: str | None
    cell: str | None
    theirs: Figure
    units: Figure

    def __str__(self) -> str:
        where = f"{self.cell}（{self.name}）" if self.cell else f"“{self.name}”"
        return f"{where} 汇总表 {plain(self.theirs)}、各单位之和 {plain(self.units)}"


@dataclass(frozen=True, slots=True)
class SumHeld:
    """A unit's own 汇总表, or report, and the units that it adds up: those here, those that it lacks or has besides.

    cells: where the two differ; all of one sheet.
    """

    unit: str
    file: str
    here: int
    lacking: tuple[str, ...]
    besides: tuple[str, ...]
    cells: tuple[CellOff, ...] = ()


@rule("U014", Severity.ERROR, Who.COORDINATOR)
def own_sum_differs(case: Case) -> Iterator[Finding]:
    """下级自己的汇总表，与它所属各单位报来的数之和不同。

    检查什么：逐级汇总（--by-parent）时，下级单位自己报来的汇总表（或汇总写出的年度报告），逐格与它所属各单位（和它自己）报来的数之和比较。相同的只作提示。
    依据：同一个单位的数字只能计一次。计入的是各单位报来的数，汇总表只用来核对，不改任何一边的数。
    示例：示例区的汇总表“行政处罚”是 26，区里三个单位报来的加起来是 21。
    如何修改：请下级核对这几格，查明是哪个单位后来改过、漏报或多报；查明不用改的，请在处理决定表中选“同意”。
    """
    for submission, _ in case.troubles(OwnSumBeside):
        yield from _held(case, submission)


def _held(case: Case, submission: Submission) -> Iterator[Finding]:
    keys = {submission.key, *case.roster.below(submission.unit)}
    rows = [i for i, s in enumerate(case.current) if s.key in keys and s.unit.counted and s.key not in case.contained]
    about = _units(case, submission, rows)
    sheets: dict[str | None, list[CellOff]] = {}
    for cell in _cells_off(case, submission, rows):
        sheets.setdefault(cell.sheet, []).append(cell)
    if not sheets:
        yield case.finding(submission, about, unit=None, severity=Severity.NOTICE)
    for cells in sheets.values():
        first, *others = cells
        also = tuple(cell.cell for cell in others if cell.cell)
        parts = {"value": first.theirs, "expected": first.units, "also": also, "unit": None}
        yield case.finding(submission, replace(about, cells=tuple(cells)), first.field, **parts)


def _units(case: Case, submission: Submission, rows: Sequence[int]) -> SumHeld:
    """Of whom the two sums are."""
    here = {name: called for i in rows for name, called in _called(case.current[i])}
    theirs = {normalised(part.name): part.name for part in submission.filing.parts}
    lacking = tuple(name for name, called in here.items() if theirs and called.isdisjoint(theirs))
    besides = tuple(name for key, name in theirs.items() if not any(key in called for called in here.values()))
    return SumHeld(submission.unit.name, submission.reading.path, len(here), lacking, besides)


def _called(submission: Submission) -> Iterator[tuple[str, frozenset[str]]]:
    """The unit, or those in its 汇总表, and all that each is called."""
    if parts := submission.filing.parts:
        yield from ((part.name, frozenset((normalised(part.name),))) for part in parts)
    else:
        unit = submission.unit
        yield unit.name, frozenset(map(normalised, (unit.name, *unit.aliases)))


def _cells_off(case: Case, submission: Submission, rows: Sequence[int]) -> Iterator[CellOff]:
    """Every figure, typed or a total, in which the two differ."""
    form, filing = case.form, submission.filing
    at = np.array(rows, dtype=int)
    for name in form.numeric:
        theirs, units = _theirs(filing, name, form), case.now[name][at].sum()
        if theirs is not None and theirs != units:
            sheet, cell = filing.place(form, name)
            figure = units.item() if hasattr(units, "item") else units
            yield CellOff(name, form.fields[name].name, sheet, cell, theirs, figure)


def _theirs(filing: Filing, name: str, form: Form) -> Figure | None:
    """What a sum has there: 0 where nothing is stated, but for a total; None where it has no place for it.

    A 汇总表 that some program has saved holds formulas without their values: then it is what its units add up to. Of an
    indicator that can't be told from one that nobody has stated.
    """
    stated = filing.stands(form, name)
    if stated is not None or name in form.derived or name in filing.absent:
        return stated
    lost = name in filing.slips or not form.fields[name].required
    return sum(part.value(form, name) or 0 for part in filing.parts) if lost else 0


@words(SumHeld)
def _(about: SumHeld, finding: Finding, reader: Reader) -> Words:
    whose = f"“{finding.file}”是“{about.unit}”自己的汇总，计入的是所属 {about.here} 家报来的数，这一份只用来核对"
    if not about.cells:
        return Words(f"{whose}：逐格相同。")
    where = f"“{finding.sheet}”" if finding.sheet else ""
    differing = f"{where}有 {len(about.cells)} 格不同：{listed([str(cell) for cell in about.cells], FEW, '；')}"
    beside = (("汇总表里没有", about.lacking), ("汇总表里有、这里没有收到的", about.besides))
    units = "；".join(f"{what}：{listed(names, FEW)}" for what, names in beside if names)
    mend = "请核对这几格，查明是哪个单位后来改过、漏报或多报。" if reader.office else "请它核对这几格；查明不用改的，请在处理决定表中选“同意”。"
    return Words(f"{whose}。{differing}{f'。{units}' if units else ''}。", mend)
