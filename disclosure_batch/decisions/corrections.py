"""A figure is taken as another: in which cell, as what, and how the office's filing reads with it.

A total is what its parts add up to, whatever stands there. So it can be corrected to that sum only: this says that the
office's total is the slip and its parts are right. Nothing that is added up changes by it.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from disclosure_batch.decisions.decision import Entry
from disclosure_batch.figures.table import totals_of
from disclosure_batch.findings import Finding
from disclosure_batch.form.model import Field, Form
from disclosure_batch.intake.filing import Figure, Filing, Slip
from disclosure_batch.intake.values import read_figure
from disclosure_batch.references import runs
from disclosure_batch.text import plain, tidy

_CELL = re.compile(r"(?:(.+)!)?\$?([A-Z]{1,3})\$?([0-9]+)")


class DecisionRefused(Exception):
    """Why a decision can't be applied, in words. Never leaves the desk."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure in place of the one that the office has in a cell of its filing; entry: who says so."""

    entry: Entry
    filing: Filing
    field: Field
    figure: Figure

    def stood(self, form: Form) -> Figure | str | None:
        """What the office has there; as it was typed, where that is no figure."""
        stands, slip = self.filing.stands(form, self.field.id), self.filing.slips.get(self.field.id)
        return slip.raw if slip and stands is None else stands


def wanted(entry: Entry, finding: Finding, filing: Filing, form: Form) -> str | None:
    """The field that an entry is about: the one that is named, else the finding's own where it has but one cell."""
    if entry.target:
        return field_at(entry.target, finding.sheet or "", filing, form)
    return finding.field if finding.field in form.numeric and not finding.also else None


def made(
    entry: Entry, finding: Finding, office: Filing, now: Filing, form: Form, concerned: Collection[str]
) -> Correction:
    """What an entry corrects in an office's filing; now: with what is corrected elsewhere in it.

    concerned: the fields that the finding speaks of. Raises DecisionRefused.
    """
    name = wanted(entry, finding, office, form)
    if name is None:
        raise DecisionRefused(f"“更正单元格”写的“{entry.target}”不是表中填数字的格" if entry.target else "请在“更正单元格”写明更正哪一格")
    if name not in concerned:
        raise DecisionRefused(f"这一问题不涉及“{entry.target}”这一格")
    correction = Correction(entry, office, form.fields[name], figure_of(entry, form.fields[name], form))
    if correction.field.derived:
        _hold_to_its_parts(correction, now, form)
    if correction.figure == office.stands(form, name) and name not in office.slips:
        raise DecisionRefused("更正值与单位填的数相同")
    return correction


def figure_of(entry: Entry, field: Field, form: Form) -> Figure:
    """更正值 as a figure of its field. Raises DecisionRefused."""
    figure, typed = read_figure(entry.figure, field, form)
    if figure is None and typed is None:
        raise DecisionRefused("没有写“更正值”")
    if figure is None or (typed and typed.slip is not Slip.CLEANED):
        raise DecisionRefused(f"更正值“{typed.raw}”不能填在这一格（{field.name}，单位：{field.unit}）")
    return figure


def _hold_to_its_parts(correction: Correction, now: Filing, form: Form) -> None:
    cell, total = correction.filing.place(form, correction.field.id)[1], sum_of(now, correction.field.id, form)
    if correction.figure != total:
        raise DecisionRefused(f"{cell} 是总计，各项之和是 {plain(total)}，更正值只能填这个数；各项中有填错的，请更正那一格")


def sum_of(filing: Filing, name: str, form: Form) -> Figure:
    """What the parts of a total add up to."""
    return totals_of(form, dict(zip(form.inputs, filing.values, strict=True)))[name]


def corrected(filing: Filing, figures: Mapping[str, Figure], form: Form) -> Filing:
    """The filing with other figures. A total that is corrected, or agreed with its parts, follows; any other stays."""
    values = dict(zip(form.inputs, filing.values, strict=True))
    typed = values | {name: figure for name, figure in figures.items() if name in values}
    before, after = totals_of(form, values), totals_of(form, typed)
    totals = dict(zip(form.derived, filing.stored, strict=False))
    follows = {name for name, known in totals.items() if name in figures or known == before[name]}
    stored = [after[name] if name in follows else known for name, known in totals.items()]
    slips = {name: slip for name, slip in filing.slips.items() if name not in figures}
    return replace(filing, values=tuple(typed.values()), slips=slips, stored=tuple(stored))


def as_zero(corrections: Sequence[Correction], form: Form) -> str:
    """Which blanks count as 0, in words; where the document has no place for them, by the sheet of the form."""
    cells: dict[str, list[str | None]] = {}
    for correction in corrections:
        cells.setdefault(correction.field.sheet, []).append(correction.filing.place(form, correction.field.id)[1])
    return f"{'、'.join(_blank_on(sheet, some, form) for sheet, some in cells.items())}空白，按 0 计"


def _blank_on(sheet: str, cells: Sequence[str | None], form: Form) -> str:
    if len(cells) == sum(form.fields[name].sheet == sheet for name in form.inputs):
        return f"“{sheet}”整张表"
    return f"“{sheet}”{runs(cells) if all(cells) else f'{len(cells)} 项'}"


def field_at(target: str, sheet_of_finding: str, filing: Filing, form: Form) -> str | None:
    """The field of D9 (of the finding's sheet), 三、依申请公开!D9, a field's id or its name 予以公开·自然人."""
    words = re.sub("[“”\"']", "", tidy(target))
    match = _CELL.fullmatch(words.upper())
    for name in form.numeric:
        sheet, cell = filing.place(form, name)
        if cell is None:  # the document has no place for it
            continue
        if words in (name, tidy(form.fields[name].name)):
            return name
        on = (match[1] or tidy(sheet_of_finding).upper()) if match else None
        if match and cell == match[2] + match[3] and tidy(sheet).upper() == on:
            return name
    return None
