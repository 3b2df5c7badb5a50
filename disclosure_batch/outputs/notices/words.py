"""What a unit is told by letter and by chat alike."""

import re
from collections.abc import Sequence

from disclosure_batch.dates import day_in_words
from disclosure_batch.findings import OFFICE, Finding, Reader, Severity
from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import Comparison, FieldKind, Figure, Form, Relation, SheetKind
from disclosure_batch.intake.filing import Filing, Origin
from disclosure_batch.merge import Consolidation, UnitState
from disclosure_batch.names import shortened, shown
from disclosure_batch.outputs.overview import Group, Overview
from disclosure_batch.outputs.places import related
from disclosure_batch.outputs.standing import is_blank, of_another_workbook
from disclosure_batch.rules.last_year import LastYearsWorkbook
from disclosure_batch.rules.unread import Unread
from disclosure_batch.text import plain

FOLLOW = "不用再报。你单位留存和公布的报告请用更正后的数；与实际不符的，请尽快告诉我们。"
SEND_BACK = "修改后请把“封面”上的填报日期改成当天，用同一份表报回。"
SEND_FILLED = "填好后请在“封面”写上填报日期，用同一份表报回。"
SEND_ANEW = "填好后请在“封面”写上填报日期，报回随附的这份表。"
SEND_READABLE = "请按上面的办法重新报送，或者把随附的空白表填好报回。"
SEND_VERIFIED = "数字有误、漏填的请改正、补填，无误的写明原因，再把“封面”上的填报日期改成当天，用同一份表报回。"
RESTORED = "总计原来是手填的，随附的表里已恢复公式，随各格自动计算：这一格不用改，请核对各格。"
OTHER = "explanation.other"
BLANK = "V001"  # nothing stands there that could be right
NOTHING = "—"
ONE_SIDE = {Comparison.EQUAL: "", Comparison.AT_MOST: "不大于 ", Comparison.AT_LEAST: "不小于 "}


def to_fill_anew(group: Group) -> bool:
    """Whether the unit has used a neighbour's workbook or last year's: mended in that one, the figures stay wrong."""
    if group.state.filing and group.state.filing.of_several:
        return False  # a 汇总表 is made anew from its own parts
    return any(of_another_workbook(finding.about) for finding in group.errors if finding.file == group.file)


def could_not_be_read(group: Group) -> bool:
    """Whether nothing of what the unit sent was read, so that nothing was checked either."""
    return any(isinstance(finding.about, Unread) and finding.file == group.file for finding in group.errors)


def gets_a_blank(group: Group) -> bool:
    """Whether the unit's blank workbook goes with the notice, in the place of what it sent."""
    return to_fill_anew(group) or could_not_be_read(group)


def opening(group: Group, result: Consolidation) -> str:
    """That its file came, and how much is to be done."""
    about = f"{result.year}年{result.form.title}"
    if is_blank(group.state, result.form):
        return f"你单位报送的{about}数据表已收到，但表是空白的，没有填写任何内容。请填好后报回；没有发生的请填 0，不要空着。"
    if to_fill_anew(group):
        return f"你单位报送的{about}数据已收到，但用的不是本单位 {result.year} 年的表，不能汇总，请用随附的空白表重新填报。"
    if could_not_be_read(group):
        return f"你单位报送的{about}文件已收到，但读不出里面的数字，请重新报送。"
    wrong, asks = len(group.to_tell), len(group.asks)
    asked = [f"有 {wrong} 处需要修改"] if wrong else []
    asked += [f"{'另有' if wrong else '有'} {asks} 处请核实"] if asks else []
    if wrong + asks == 1:
        asked = ["只有 1 处需要修改" if wrong else "只有 1 处请核实"]
    once = "，请一次改好" if wrong + asks > 1 else ""
    return f"你单位报送的{about}数据已收到，经核对，{'，'.join(asked)}{once}。"


def closing(group: Group, result: Consolidation) -> str:
    """How to send it back, and until when."""
    if is_blank(group.state, result.form):
        return f"{SEND_FILLED}{deadline(result)}"
    if to_fill_anew(group):
        return f"{SEND_ANEW}{deadline(result)}"
    if could_not_be_read(group):
        return f"{SEND_READABLE}{deadline(result)}"
    return f"{SEND_BACK if group.errors else SEND_VERIFIED}{deadline(result)}"


def deadline(result: Consolidation) -> str:
    """Without a day in the settings it is left to be filled in by hand."""
    day = result.settings.deadline
    return f"请于{day_in_words(day) if day else '＿＿月＿＿日'}前报回。"


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


def what_to_do(finding: Finding, group: Group, result: Consolidation) -> str:
    """The message, how to answer it, what the unit itself has explained, what was decided."""
    parts = [message(finding, result), how_to_answer(finding, group.state, result.form)]
    if group.state.filing and formula_restored(group.state.filing, finding.field, result.form):
        parts.append(RESTORED)
    if finding.explanation:
        parts.append(f"你单位的说明：{shown(finding.explanation)}")
    if finding.decision:
        parts.append(f"处理决定：{shown(finding.decision.words)}")
    return "\n".join(filter(None, parts))


def message(finding: Finding, result: Consolidation, reader: Reader = OFFICE) -> str:
    """What an office is told of a finding."""
    return _files_as_held(shown(finding.told(reader).message), result)


def _files_as_held(told: str, result: Consolidation) -> str:
    """An office knows its files by their names, and nothing of the folders in which they lie here."""

    def name(quoted: re.Match) -> str:
        path = quoted[1]
        return f"“{path.rpartition('/')[2]}”" if path.partition("!/")[0] in result.sources else quoted[0]

    return re.sub("“([^“”]*/[^“”]*)”", name, told)


def formula_restored(filing: Filing, name: str | None, form: Form) -> bool:
    """Whether a total that was typed over in our own workbook has its formula back in what is sent back."""
    if filing.origin is not Origin.TEMPLATE or name not in filing.typed:
        return False
    layout, fields = layout_of(form), (name, *form.fields[name].parts)
    return all(filing.place(form, field) == (layout.sheet_of(field).name, layout.cell(field)) for field in fields)


def how_to_answer(finding: Finding, state: UnitState, form: Form) -> str:
    """Where the office writes that a figure is right and why; empty of an error that has to be mended."""
    own = form.explanation_of(finding.rule)
    anew = isinstance(finding.about, LastYearsWorkbook)  # it says itself where to
    excused = finding.explanation and not (own and finding.severity is Severity.ERROR)
    if excused or anew or (finding.severity is Severity.ERROR and not own):
        return ""
    field = form.fields[own or OTHER]
    sheet, cell = state.filing.place(form, field.id) if state.filing else (None, None)
    if not cell:  # of a document: in the official workbook that goes with the notice
        sheet, cell = form.sheet_of(SheetKind.EXPLANATIONS).name, layout_of(form).cell(field.id)
    so_far = "还没有写明原因。" if finding.explanation else ""
    right = "没有统计、填不了的" if finding.rule == BLANK else "确认无误的，不必改数字"
    return f"{so_far}{right}，请在“{shown(sheet)}”{cell}（{field.name}）写明原因。"


def numbered_lines(lines: Sequence[str]) -> list[str]:
    """Numbered where there are several."""
    return [f"{number}. {line}" for number, line in enumerate(lines, 1)] if len(lines) > 1 else list(lines)


# ---------------------------------------------------------------- where it is, and what stands there


def where(finding: Finding, form: Form) -> str:
    """The sheet, and the cells in which the slip may be."""
    if not finding.sheet:
        return f"“{form.fields[finding.field].name}”" if finding.field in form.texts else "整个文件"
    lines = [f"“{shown(finding.sheet)}”"]
    name = form.fields[finding.field].name if finding.field in form.fields else ""
    if finding.cells == (finding.cell,):
        lines.append(" ".join(filter(None, (finding.cell, name))))
        lines += [f"相关：{related(finding.also)}"] if finding.also else []
    else:
        lines += [_scope(finding, form) or name, f"请看：{related(finding.cells)}"]
    return "\n".join(filter(None, lines))


def _scope(finding: Finding, form: Form) -> str:
    """Which column a relation is of."""
    own = (r.scope for r in form.relations if (r.code, r.first) == (finding.rule, finding.field) and not r.is_sum)
    return next(own, "")


def stands_and_should(finding: Finding, form: Form) -> tuple[str, str]:
    """What stands in the cell and what belongs there: a figure, a limit, or that two sums are to agree."""
    value, expected = _figure(finding.value), _figure(finding.expected)
    if finding.field in form.texts:  # what the table has need not be what belongs into the sentence
        return value, NOTHING
    if finding.candidates and expected == NOTHING:
        told = [(f"{c.cell}：{_figure(c.value)}", f"{c.cell}：{plain(c.becomes)}？") for c in finding.candidates]
        return "\n".join(stands for stands, _ in told), "\n".join(becomes for _, becomes in told)
    relation = next((relation for relation in form.relations if relation.code == finding.rule), None)
    if relation is None:
        return value, _kind(finding, form) if expected == NOTHING else expected
    return (NOTHING if finding.suspects else value), _should(relation, expected)


def _should(relation: Relation, expected: str) -> str:
    if expected == NOTHING:
        return relation.says
    return (ONE_SIDE[relation.comparison] if len(relation.left) == 1 else "") + expected


def _kind(finding: Finding, form: Form) -> str:
    """What kind of figure belongs in a cell, where that is all one can say."""
    field = form.fields.get(finding.field)
    if field is None or not field.numeric or finding.value is None:
        return NOTHING
    return f"0 或正整数（{field.unit}）" if field.kind is FieldKind.COUNT else f"不小于 0 的金额（{field.unit}）"


def _figure(value: Figure | str | None) -> str:
    if value is None or value == "":
        return NOTHING
    return shortened(value, 60) if isinstance(value, str) else plain(value)
