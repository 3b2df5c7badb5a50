"""A workbook to be sent back: red what has to be mended, orange what needs a look, a comment at each cell.

A copy of what the office handed in is marked; the file itself is never touched. What can't be marked (.xls, .ods, a
Word document, a workbook out of all bounds) is filled into the official workbook as it was read, which can be mended
and sent back all the same.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from disclosure_batch.documents import archive
from disclosure_batch.documents.confined import Apart
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.formulas import total
from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import Form
from disclosure_batch.intake.filing import Filing, Origin, Slip, Typed
from disclosure_batch.merge import Consolidation, UnitState
from disclosure_batch.names import shown
from disclosure_batch.outputs.notices import marking
from disclosure_batch.outputs.notices.as_printed import as_printed, mark_as_printed
from disclosure_batch.outputs.notices.mending import MendingLine, NumberToMend, TotalToMend
from disclosure_batch.outputs.notices.orders import (
    NEEDS_CHECK,
    NEEDS_MENDING,
    WAS_CORRECTED,
    CellMark,
    CellText,
    Orders,
)
from disclosure_batch.outputs.notices.reply import Back, what_comes_back
from disclosure_batch.outputs.notices.words import (
    RESTORED,
    explained_in,
    formula_restored,
    how_to_answer,
    message,
    typed_there,
    what_to_do,
    where,
)
from disclosure_batch.outputs.overview import Group
from disclosure_batch.outputs.places import related
from disclosure_batch.references import runs
from disclosure_batch.rules.layout import NotFound
from disclosure_batch.storing import store
from disclosure_batch.template import write_workbook
from disclosure_batch.template.filling import Filling, prefilled

FEW = 3  # blank cells with a comment each
TO_MEND, TO_VERIFY, TO_FILL = ENDINGS = "（请改）.xlsx", "（请核实）.xlsx", ".xlsx"  # how its name ends


def ending(back: Back, group: Group) -> str:
    """How the name of the workbook that goes with a notice ends; a blank one is called as it was handed out."""
    if back is Back.BLANK:
        return TO_FILL
    return TO_MEND if group.errors else TO_VERIFY


def write(result: Consolidation, group: Group, path: Path, apart: Apart) -> Back:
    """Writes the workbook that goes with a notice, where there is one, and returns what is to come back.

    The same result gives the same bytes. apart: where workbooks are opened, as a file can make openpyxl need any time
    and any memory.
    """
    state, back = group.state, what_comes_back(group, result)
    if back is Back.BLANK:
        store(path, _workbook(_given(result, state)))
    if back is not Back.MARKED:
        return back
    own = handed_in(result, state.file)
    filing = state.filing and _handed_in(result, state)
    told = [*group.to_tell, *group.asks]
    places = _has_places(filing, told, result.form)
    if own and places and (copy := _marked(own, _on_own(result, group, filing, told), apart)):
        store(path, copy)
        return Back.MARKED
    if not own or filing is None:
        return Back.MENDED
    if copy := _marked(_filled(result, state, filing), _on_official(result, group, filing, told), apart):
        store(path, copy)
    return Back.FILLED if copy else Back.MENDED


def _has_places(filing: Filing | None, told: Sequence[Finding], form: Form) -> bool:
    """Whether what is asked can be filled in where it was handed in; else it is to be filled into ours.

    A document has no place for the indicators or for a reason; a workbook of ours may have lost a sheet, or the name
    of a row.
    """
    if filing is None:
        return True
    asked = {name for name, field in form.fields.items() if field.required}
    asked |= set(form.indicators) if filing.origin is Origin.LABELS else set()
    asked |= {explained_in(finding, form) for finding in told} - {None}
    return filing.absent.isdisjoint(asked - _below_labels(filing, told, form))


def _below_labels(filing: Filing, told: Iterable[Finding], form: Form) -> set[str]:
    """Figures of our own workbook that stand where they belong, if only the labels of their sheet are put right."""
    if filing.origin is not Origin.TEMPLATE:
        return set()
    layout, by_sheet = layout_of(form), {}
    for name in form.numeric:
        by_sheet.setdefault(layout.sheet_of(name).name, []).append(name)
    lost = (finding.about.trouble for finding in told if isinstance(finding.about, NotFound))
    sheets = {label.sheet for trouble in lost for label in trouble.labels} & by_sheet.keys()
    unmoved = (sheet for sheet in sheets if not any(_is_moved(filing, name, form) for name in by_sheet[sheet]))
    return {name for sheet in unmoved for name in by_sheet[sheet]}


def _is_moved(filing: Filing, name: str, form: Form) -> bool:
    layout, (sheet, cell) = layout_of(form), filing.place(form, name)
    return cell is not None and (sheet, cell) != (layout.sheet_of(name).name, layout.cell(name))


def _marked(data: bytes, orders: Orders, apart: Apart) -> bytes | None:
    return apart.call(marking.marked, data, orders, size=len(data))


def _on_own(result: Consolidation, group: Group, filing: Filing | None, told: Sequence[Finding]) -> Orders:
    """What is done to the office's own workbook."""
    form = result.form
    totals = list(_typed_over(filing, form)) if filing and filing.origin is Origin.TEMPLATE else []
    restored = {(sheet, cell) for sheet, cell, _ in totals}
    marks = [*_with_restored(_of_findings(told, group, result), restored), *_of_corrections(result, group.state)]
    numbers = list(_numbers(filing, form)) if filing else []
    entries = list(_entries(told, group, result))
    return Orders(marks, (), totals, numbers, _title(group), entries, _restored(totals, told))


def _on_official(result: Consolidation, group: Group, filing: Filing, told: Sequence[Finding]) -> Orders:
    """What is done to the official workbook that takes its place: all at the places that it has there."""
    form = result.form
    moved = [printed for finding in told for printed in as_printed(finding, group.state.filing, form)]
    corrected = (mark_as_printed(m, group.state.filing, form) for m in _of_corrections(result, group.state))
    marks = [*_of_findings(moved, group, result), *corrected]
    return Orders(marks, list(_as_read(filing, form)), (), (), _title(group), list(_entries(moved, group, result)))


def _title(group: Group) -> str:
    """要改的 2 处，请核实的 1 处"""
    parts = (("要改的", group.to_tell), ("请核实的", group.asks))
    return "，".join(f"{which} {len(findings)} 处" for which, findings in parts if findings)


def _handed_in(result: Consolidation, state: UnitState) -> Filing:
    """The filing with the office's own figures, where some were corrected."""
    form, filing = result.form, state.filing
    own = {name: d.value for (unit, name), d in result.corrections.items() if unit == state.unit.key}
    own = {name: value for name, value in own.items() if name in form.position}
    words = {name: Typed(Slip.NOT_A_NUMBER, value) for name, value in own.items() if isinstance(value, str)}
    figures = dict(zip(form.inputs, filing.values, strict=True)) | own | dict.fromkeys(words)
    return replace(filing, values=tuple(figures.values()), slips={**filing.slips, **words})


def _filled(result: Consolidation, state: UnitState, filing: Filing) -> bytes:
    """The official workbook with every figure and text that was read."""
    form = result.form
    given = prefilled(form, state.unit.name, state.unit.code or "", result.year)
    figures = {name: value for name, value in zip(form.inputs, filing.values, strict=True) if value is not None}
    texts = {name: text for name, text in filing.texts.items() if name not in given.values}
    values = {**given.values, **texts, **figures}
    return _workbook(Filling(form, values, locked=given.locked, stamp=given.stamp))


def _given(result: Consolidation, state: UnitState) -> Filling:
    """A unit's workbook as it was handed out."""
    last_year = result.last_year.of(state.unit) if result.last_year else {}
    return prefilled(result.form, state.unit.name, state.unit.code or "", result.year, last_year)


def _workbook(filling: Filling) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "filled.xlsx"
        write_workbook(path, filling)
        return path.read_bytes()


def _as_read(filing: Filing, form: Form) -> Iterator[CellText]:
    """What is no figure stands there as the office wrote it."""
    layout = layout_of(form)
    for name, typed in filing.slips.items():
        if filing.value(form, name) is None and name in form.position:
            yield CellText(layout.sheet_of(name).name, layout.cell(name), shown(typed.raw))


def handed_in(result: Consolidation, path: str | None) -> bytes | None:
    """A file of the run, or one in an archive; None where it is not there any more as it was read."""
    try:
        data = _bytes(result.sources, path or "")
    except (OSError, Unreadable):
        return None
    return data if data and hashlib.sha256(data).hexdigest() == result.fingerprints.get(path) else None


def _bytes(sources: Mapping[str, str], path: str) -> bytes | None:
    if path in sources:
        return Path(sources[path]).read_bytes()
    outer, _, inside = path.partition("!/")
    if outer not in sources:
        return None
    return archive.content_at(Path(sources[outer]).read_bytes(), inside)


# ---------------------------------------------------------------- what is marked


def _of_findings(findings: Iterable[Finding], group: Group, result: Consolidation) -> Iterator[CellMark]:
    """Each cell in which the slip may be."""
    for finding in findings:
        kind = NEEDS_MENDING if finding.severity is Severity.ERROR else NEEDS_CHECK
        field, answer = explained_in(finding, result.form), how_to_answer(finding, group.state, result.form)
        said = (answer, *_said_already(finding))
        words = "\n".join([message(finding, group.state, result), *(shown(each) for each in said if each)])
        cells = finding.cells if finding.sheet else ()
        beside = cells if finding.candidates and finding.expected is None else ()  # one of them is wrong
        told = _firsts(cells) if finding.value is None and len(cells) > FEW else cells
        for cell in cells:
            yield CellMark(finding.sheet, cell, kind, words if cell in told else "", beside, field)


def _firsts(cells: Sequence[str]) -> set[str]:
    """Of blank cells below each other the first: there all is said."""
    return {run.partition("至")[0] for run in runs(cells).split("、")}


def _entries(findings: Iterable[Finding], group: Group, result: Consolidation) -> Iterator[MendingLine]:
    """A line of the list for each finding."""
    for finding in findings:
        cell = next(iter(finding.cells), "") if finding.sheet else ""
        words = what_to_do(finding, group, result, beside=True)
        yield MendingLine(where(finding, result.form), finding.sheet or "", cell, typed_there(finding), words)


def _typed_over(filing: Filing, form: Form) -> Iterator[TotalToMend]:
    """The totals of our own workbook that were typed, where they still stand in their cells."""
    layout = layout_of(form)
    for name in form.derived:
        if formula_restored(filing, name, form):
            yield TotalToMend(layout.sheet_of(name).name, layout.cell(name), total(layout, form.fields[name]))


def _with_restored(marks: Iterable[CellMark], restored: Collection[tuple[str, str]]) -> Iterator[CellMark]:
    """What is said at a total that has its formula back says so; it is none of the cells to be changed."""
    for mark in marks:
        if mark[:2] in restored:
            said = mark.words if RESTORED in mark.words else f"{mark.words}\n{RESTORED}"
            mark = mark._replace(words=said, coloured=False)
        yield mark


def _restored(totals: Sequence[TotalToMend], told: Iterable[Finding]) -> str:
    """That totals have their formulas back, where nothing else is said of them; they are nothing to change."""
    said = {(finding.sheet, finding.cell) for finding in told}
    by_sheet: dict[str, list[str]] = {}
    for sheet, cell, _ in (each for each in totals if each[:2] not in said):
        by_sheet.setdefault(sheet, []).append(cell)
    if not by_sheet:
        return ""
    where = "；".join(f"“{sheet}”{related(cells)}" for sheet, cells in by_sheet.items())
    count = sum(map(len, by_sheet.values()))
    return f"另有 {count} 格总计原来是手填的，已恢复公式，随各格自动计算，不用改：{where}。"


def _numbers(filing: Filing, form: Form) -> Iterator[NumberToMend]:
    """The cells that take a number, with what was read there."""
    for name in form.inputs:
        sheet, cell = filing.place(form, name)
        if sheet and cell:
            figure, typed = filing.value(form, name), filing.slips.get(name)
            yield NumberToMend(sheet, cell, typed.raw if figure is None and typed else figure)


def _said_already(finding: Finding) -> Iterator[str]:
    if finding.decision:
        yield finding.decision.words
    if finding.explanation:
        yield f"你单位的说明：{finding.explanation}"


def _of_corrections(result: Consolidation, state: UnitState) -> Iterator[CellMark]:
    """What is taken instead of the office's figure, so that the office mends it, too."""
    for decision in result.decisions:
        if decision.corrects and decision.unit == state.unit.key and decision.sheet and decision.cell:
            yield CellMark(decision.sheet, decision.cell, WAS_CORRECTED, f"{shown(decision.words)}。请一并改正。")
