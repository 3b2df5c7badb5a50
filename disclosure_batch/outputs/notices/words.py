"""What a unit is told by letter and by chat alike."""

import re
from collections.abc import Sequence

from disclosure_batch.findings import OFFICE, Finding, Held, Severity, Spot
from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import Figure, Form, SheetKind
from disclosure_batch.intake.filing import Filing, Origin
from disclosure_batch.merge import Consolidation, UnitState
from disclosure_batch.names import shortened, shown
from disclosure_batch.outputs.overview import Group, Overview
from disclosure_batch.outputs.places import related
from disclosure_batch.rules.last_year import LastYearsWorkbook
from disclosure_batch.text import plain

FOLLOW = "不用再报。你单位留存和公布的报告请用更正后的数；与实际不符的，请尽快告诉我们。"
RESTORED = "总计原来是手填的，随附的表里已恢复公式，随各格自动计算：请核对各格，这一格不用改。"
OTHER = "explanation.other"
BLANK = "V001"  # nothing stands there that could be right
NOTHING = "—"


def contact(result: Consolidation) -> str:
    """Whom to ask, as the roster has it of the body that publishes; empty where it doesn't."""
    own = next((state.unit for state in result.units if state.unit.key in (result.body.code, result.body.name)), None)
    person, phone = (own.contact, own.phone) if own else ("", "")
    phone = phone or result.settings.telephone
    parts = [f"{head}：{shown(said)}" for head, said in (("联系人", person), ("联系电话", phone)) if said]
    return f"有不明白的，请与我们联系。{'，'.join(parts)}。" if parts else ""


def opening_of_correction(state: UnitState, seen: Overview) -> str:
    count, result = len(seen.corrections[state.unit.key]), seen.result
    return f"你单位报送的{result.year}年{result.form.title}数据已收到，经核实，其中 {count} 处汇总时按更正后的数计算。"


def what_to_do(finding: Finding, group: Group, result: Consolidation, beside: bool = False) -> str:
    """The message, how to answer it, what the unit itself has explained, what was decided.

    beside: its place stands beside it.
    """
    told = message(finding, group.state, result)
    parts = [_without_its_place(told, finding, result.form) if beside else told]
    parts.append(how_to_answer(finding, group.state, result.form))
    if finding.explanation:
        parts.append(f"你单位的说明：{shown(finding.explanation)}")
    if finding.decision:
        parts.append(f"处理决定：{shown(finding.decision.words)}")
    return "\n".join(filter(None, parts))


def message(finding: Finding, state: UnitState, result: Consolidation) -> str:
    """What an office is told of a finding; of a total that has its formula back only what was wrong."""
    told = finding.told(OFFICE)
    said = f"{told.wrong}{RESTORED}" if formula_restored(state.filing, finding.field, result.form) else told.message
    return _files_as_held(shown(said), result)


def _files_as_held(told: str, result: Consolidation) -> str:
    """An office knows its files by their names, and nothing of the folders in which they lie here."""

    def name(quoted: re.Match) -> str:
        path = quoted[1]
        return f"“{path.rpartition('/')[2]}”" if path.partition("!/")[0] in result.sources else quoted[0]

    return re.sub("“([^“”]*/[^“”]*)”", name, told)


def formula_restored(filing: Filing | None, name: str | None, form: Form) -> bool:
    """Whether a total that was typed over in our own workbook has its formula back in what is sent back."""
    if filing is None or filing.origin is not Origin.TEMPLATE or name not in filing.typed:
        return False
    layout, fields = layout_of(form), (name, *form.fields[name].parts)
    return all(filing.place(form, field) == (layout.sheet_of(field).name, layout.cell(field)) for field in fields)


def how_to_answer(finding: Finding, state: UnitState, form: Form) -> str:
    """Where the office writes that a figure is right and why; empty of an error that has to be mended."""
    field = explained_in(finding, form)
    if field is None:
        return ""
    sheet, cell = state.filing.place(form, field) if state.filing and finding.held is Held.WORKBOOK else (None, None)
    if not cell:  # of a document: in the official workbook that goes with the notice
        sheet, cell = form.sheet_of(SheetKind.EXPLANATIONS).name, layout_of(form).cell(field)
    so_far = "还没有写明原因。" if finding.explanation else ""
    right = "没有统计、填不了的" if finding.rule == BLANK else "确认无误的，不必改数字"
    return f"{so_far}{right}，请在“{shown(sheet)}”{cell}（{form.fields[field].name}）写明原因。"


def explained_in(finding: Finding, form: Form) -> str | None:
    """The field in which an office writes why a figure is right; None of what has to be mended or is explained."""
    own = form.explanation_of(finding.rule)
    anew = isinstance(finding.about, LastYearsWorkbook)  # it says itself where to
    excused = finding.explanation and not (own and finding.severity is Severity.ERROR)
    if excused or anew or (finding.severity is Severity.ERROR and not own):
        return None
    return own or OTHER


def numbered_lines(lines: Sequence[str]) -> list[str]:
    """Numbered where there are several."""
    return [f"{number}. {line}" for number, line in enumerate(lines, 1)] if len(lines) > 1 else list(lines)


# ---------------------------------------------------------------- where it is, and what stands there


def where(finding: Finding, form: Form) -> str:
    """The sheet, and the cells in which the slip may be."""
    if not finding.sheet:
        return f"“{form.fields[finding.field].name}”" if finding.field in form.texts else "整个文件"
    lines = [f"“{shown(finding.sheet)}”"]
    if finding.cells == (finding.cell,):
        name = form.fields[finding.field].name if finding.field in form.fields else ""
        lines.append(" ".join(filter(None, (finding.cell, name))))
    else:
        named = related(finding.cells)
        lines += [_scope(finding, form), "" if named in finding.told(OFFICE).message else named]
    return "\n".join(filter(None, lines))


def _without_its_place(told: str, finding: Finding, form: Form) -> str:
    if not finding.sheet:
        return told
    name = form.fields[finding.field].name if finding.field in form.fields else ""
    spot = shown(str(Spot(finding.sheet, finding.cell, name)))
    rest = told.removeprefix(spot if told.startswith(spot) else f"“{shown(finding.sheet)}”")
    return rest.removeprefix("：")


def _scope(finding: Finding, form: Form) -> str:
    """Which column a relation is of."""
    own = (r.scope for r in form.relations if (r.code, r.first) == (finding.rule, finding.field) and not r.is_sum)
    return next(own, "")


def typed_there(finding: Finding) -> str:
    """What stands in the cell, or in those in which the slip may be."""
    if finding.candidates and finding.expected is None:
        return "\n".join(f"{c.cell}：{_figure(c.value)}" for c in finding.candidates)
    return NOTHING if finding.suspects else _figure(finding.value)


def _figure(value: Figure | str | None) -> str:
    if value is None or value == "":
        return NOTHING
    return shortened(value, 60) if isinstance(value, str) else plain(value)
