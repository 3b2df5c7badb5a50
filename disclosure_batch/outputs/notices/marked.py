"""A workbook to be sent back: red what has to be mended, orange what needs a look, a comment at each cell.

A copy of what the office handed in is marked; the file itself is never touched. What can't be marked (.xls, .ods, a
Word document, a workbook out of all bounds) is filled into the official workbook as it was read, which can be mended
and sent back all the same.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from disclosure_batch.documents import archive
from disclosure_batch.documents.confined import Apart
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.findings import Finding, Held, Reader, Role, Severity
from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import Form
from disclosure_batch.intake.filing import Filing, Origin, Slip, Typed
from disclosure_batch.merge import Consolidation, UnitState
from disclosure_batch.names import shown
from disclosure_batch.outputs.notices import marking
from disclosure_batch.outputs.notices.marking import CORRECTED, NEEDS_CHECK, NEEDS_MENDING, CellText, Mark
from disclosure_batch.outputs.notices.words import how_to_answer, to_fill_anew
from disclosure_batch.outputs.overview import Group
from disclosure_batch.storing import store
from disclosure_batch.template import write_workbook
from disclosure_batch.template.filling import Filling, prefilled

TO_MEND, TO_VERIFY, TO_FILL = "（请改）.xlsx", "（请核实）.xlsx", ".xlsx"  # how its name ends


class Copy(StrEnum):
    """What was written."""

    OWN = "the office's own workbook"
    FILLED = "the official workbook, filled with what was read"
    BLANK = "the office's own blank workbook, in the place of one that was not its own or not this year's"
    NONE = ""


def ending(group: Group) -> str:
    """How the name of the workbook that goes with a notice ends."""
    if to_fill_anew(group):
        return TO_FILL
    return TO_MEND if group.errors else TO_VERIFY


def write(result: Consolidation, group: Group, path: Path, apart: Apart) -> Copy:
    """Writes the marked workbook where there can be one. The same result gives the same bytes.

    apart: where workbooks are opened, as a file can make openpyxl need any time and any memory.
    """
    state = group.state
    if to_fill_anew(group):
        store(path, _workbook(_given(result, state)))
        return Copy.BLANK
    if state.filing and state.filing.origin is Origin.CONSOLIDATED:
        return Copy.NONE  # it is made anew from its own parts, not mended by hand
    own = handed_in(result, state.file)
    marks = [*_of_findings(group, result.form), *_of_corrections(result, state)]
    if own and (copy := apart.call(marking.marked, own, [], marks, size=len(own))):
        store(path, copy)
        return Copy.OWN
    if not own or state.filing is None:
        return Copy.NONE
    filing = _handed_in(result, state)
    filled, texts = _filled(result, state, filing), list(_as_read(filing, result.form))
    marks = [_as_printed(mark, state.filing, result.form) for mark in marks]
    if copy := apart.call(marking.marked, filled, texts, marks, size=len(filled)):
        store(path, copy)
    return Copy.FILLED if copy else Copy.NONE


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


def _as_printed(mark: Mark, filing: Filing, form: Form) -> Mark:
    """A mark at the place that its figure has in the official workbook."""
    layout = layout_of(form)
    name = next((name for name in form.fields if filing.place(form, name) == (mark.sheet, mark.cell)), None)
    return mark._replace(sheet=layout.sheet_of(name).name, cell=layout.cell(name)) if name else mark


def handed_in(result: Consolidation, path: str | None) -> bytes | None:
    """A file of the run, or one in an archive; None where it is not there any more as it was read."""
    known = {file.path: file.sha256 for file in result.files}
    try:
        data = _bytes(result.sources, path or "")
    except (OSError, Unreadable):
        return None
    return data if data and hashlib.sha256(data).hexdigest() == known.get(path) else None


def _bytes(sources: Mapping[str, Path], path: str) -> bytes | None:
    if path in sources:
        return sources[path].read_bytes()
    outer, _, inside = path.partition("!/")
    if outer not in sources:
        return None
    return archive.content_at(sources[outer].read_bytes(), inside)


# ---------------------------------------------------------------- what is marked


def _of_findings(group: Group, form: Form) -> Iterator[Mark]:
    """What is marked is a workbook, whatever the office handed in."""
    office = Reader(Role.OFFICE, Held.WORKBOOK)
    for finding in (*group.errors, *group.asks):
        if finding.sheet and finding.cell:
            kind = NEEDS_MENDING if finding.severity is Severity.ERROR else NEEDS_CHECK
            said = (finding.told(office).message, how_to_answer(finding, group.state, form), *_said_already(finding))
            yield Mark(finding.sheet, finding.cell, kind, "\n".join(shown(words) for words in said if words))


def _said_already(finding: Finding) -> Iterator[str]:
    if finding.decision:
        yield finding.decision.words
    if finding.explanation:
        yield f"你单位的说明：{finding.explanation}"


def _of_corrections(result: Consolidation, state: UnitState) -> Iterator[Mark]:
    """What is taken instead of the office's figure, so that the office mends it, too."""
    for (unit, _), decision in result.corrections.items():
        if unit == state.unit.key and decision.sheet and decision.cell:
            yield Mark(decision.sheet, decision.cell, CORRECTED, f"{shown(decision.words)}。请一并改正。")
