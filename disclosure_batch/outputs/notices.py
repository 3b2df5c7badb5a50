"""退改通知/: to each unit whose file has errors, all of them at once, in the order of its form.

Beside the notice lies the unit's own workbook with the cells marked, to be mended and sent back.
"""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from disclosure_batch.decisions.decision import MENDED
from disclosure_batch.documents.confined import Apart
from disclosure_batch.findings import Finding
from disclosure_batch.form.model import Comparison, Form, Kind, SheetKind
from disclosure_batch.merge import Consolidation, UnitState
from disclosure_batch.names import file_names, shortened, shown
from disclosure_batch.outputs import marked
from disclosure_batch.outputs.overview import Group, Overview, overview
from disclosure_batch.outputs.places import related
from disclosure_batch.outputs.standing import is_blank
from disclosure_batch.report.report import Report
from disclosure_batch.text import plain

if TYPE_CHECKING:
    from docx.document import Document


FOLDER = "退改通知"
CHAT = "群发文字.txt"
HEADS = ("序号", "在哪里", "填的是", "应为", "问题和修改办法")
WIDTHS = (13, 36, 21, 21, 65)  # millimetres
SETTLED_HEADS = ("序号", "在哪里", "问题", "处理决定")
SETTLED_WIDTHS = (13, 36, 54, 53)
CORRECTED = "（更正）.docx"
CORRECTED_HEADS = ("序号", "在哪里", "单位填的", "更正为", "理由和决定人")
CORRECTED_WIDTHS = (13, 52, 21, 21, 49)
NOTHING = "—"
ONE_SIDE = {Comparison.EQUAL: "", Comparison.AT_MOST: "不大于 ", Comparison.AT_LEAST: "不小于 "}
FOLLOW = "不用再报。你单位留存和公布的报告请用更正后的数；与实际不符的，请尽快告诉我们。"
SEND_BACK = "修改后请改填报日期，用同一份表报回。"
SEND_FILLED = "填好后请写上填报日期，用同一份表报回。"


def write(result: Consolidation, report: Report, folder: Path) -> None:
    """A .docx for each unit that has something to mend, its marked workbook, and a few lines for each to be sent by chat.

    A unit that has nothing to mend, but of which figures were corrected, is told so. Where there is nobody to tell anything,
    there is no folder either.
    """
    from disclosure_batch.fixed_times import with_fixed_times

    seen = overview(result)
    groups = [group for group in seen.to_mend if group.state]
    if not (groups or seen.only_corrected):
        return
    (folder / FOLDER).mkdir(exist_ok=True)
    names = file_names(state.unit for state in result.units)
    with Apart() as apart:
        for group in groups:
            name = names[group.state.unit.key]
            copy = f"{name}{marked.ENDING}"
            copied = marked.write(result, group.state, group.errors + group.warnings, folder / FOLDER / copy, apart)
            path = folder / FOLDER / f"{name}.docx"
            _notice(group, result, _which_copy(group, result, copied, copy)).save(path)
            with_fixed_times(path)
    for state in seen.only_corrected:
        path = folder / FOLDER / f"{names[state.unit.key]}{CORRECTED}"
        _of_corrections(state, seen).save(path)
        with_fixed_times(path)
    told = (_corrected_message(state, seen) for state in seen.only_corrected)
    text = "\n\n".join(filter(None, (seen.chat, *(_message(group, result) for group in groups), *told)))
    # Notepad before Windows 10 wants both: the mark and its own line ends.
    (folder / FOLDER / CHAT).write_text(f"{text}\n", encoding="utf-8-sig", newline="\r\n")


def _corrected_message(state: UnitState, seen: Overview) -> str:
    """What one unit of which figures were corrected is told by chat."""
    lines = [f"{n}. {shown(decision.said)}。" for n, decision in enumerate(seen.corrections[state.unit.key], 1)]
    return "\n".join([f"{shown(state.unit.name)}：{_corrected_opening(state, seen)}", *lines, FOLLOW])


def _corrected_opening(state: UnitState, seen: Overview) -> str:
    count, result = len(seen.corrections[state.unit.key]), seen.result
    return f"你单位报送的{result.year}年{result.form.title}数据已收到，经核实，其中 {count} 处汇总时按更正后的数计算。"


def _message(group: Group, result: Consolidation) -> str:
    """What one unit is told by chat."""
    lines = [f"{shown(group.state.unit.name)}：{_opening(group, result)}"]
    if len(group.errors) > 1 or not is_blank(group.state, result.form):  # else the opening has said it
        lines += [f"{number}. {_what_to_do(finding)}" for number, finding in enumerate(group.errors, 1)]
    if group.warnings:
        lines.append(f"另有 {len(group.warnings)} 处请核实，见退改通知。")
    return "\n".join([*lines, _closing(group, result)])


def _closing(group: Group, result: Consolidation) -> str:
    return SEND_FILLED if is_blank(group.state, result.form) else SEND_BACK


def _opening(group: Group, result: Consolidation) -> str:
    if is_blank(group.state, result.form):
        return f"你单位报送的{result.year}年{result.form.title}数据表已收到，但表是空白的，没有填写任何内容。请填好后报回；没有发生的请填 0，不要空着。"
    asked = f"有 {len(group.errors)} 处需要修改"
    if group.warnings:
        asked += f"，另有 {len(group.warnings)} 处请核实"
    once = "请一次改好" if len(group.errors) + len(group.warnings) > 1 else "请改好"
    return f"你单位报送的{result.year}年{result.form.title}数据已收到，经核对，{asked}，{once}。"


def _what_to_do(finding: Finding) -> str:
    """The message, the suggestion where it says more, what the unit itself has explained."""
    parts = [shown(finding.message)]
    if finding.suggestion and finding.suggestion not in finding.message:
        parts.append(f"建议：{shown(finding.suggestion)}")
    if finding.explanation:
        parts.append(f"你单位的说明：{shown(finding.explanation)}")
    if finding.decision:
        parts.append(f"处理决定：{shown(finding.decision)}")
    return "\n".join(parts)


# ---------------------------------------------------------------- the document


def _notice(group: Group, result: Consolidation, which_copy: str) -> "Document":
    """which_copy: what is said of the marked workbook that goes with it."""
    from disclosure_batch.outputs.letter import add_paragraph, new_letter

    letter = new_letter()
    add_paragraph(letter, "退改通知", "Title")
    add_paragraph(letter, f"{group.state.unit.name}：", "Body Text")
    add_paragraph(letter, _opening(group, result), "Body Text First Indent")
    add_paragraph(letter, _which_file(group, result), "Body Text First Indent")
    add_paragraph(letter, which_copy, "Body Text First Indent")
    add_paragraph(letter, "一、请填写" if is_blank(group.state, result.form) else "一、需要修改", "Heading 1")
    _list(letter, group.errors, result.form)
    if group.warnings:
        explained = result.form.sheet_of(SheetKind.EXPLANATIONS).name
        add_paragraph(letter, "二、请核实", "Heading 1")
        add_paragraph(letter, f"确认无误的，不必改数字，请在表内“{explained}”写明原因。", "Before Table")
        _list(letter, group.warnings, result.form)
    if said := [finding for finding in group.settled if finding.decision != MENDED]:
        add_paragraph(letter, "三、已作处理" if group.warnings else "二、已作处理", "Heading 1")
        add_paragraph(letter, "以下问题已有处理决定；写明更正的，请在表中一并改正。", "Before Table")
        _settled(letter, said, result.form)
    add_paragraph(letter, _closing(group, result), "Closing")
    if result.body.name:
        add_paragraph(letter, result.body.name, "Signature")
    return letter


def _of_corrections(state: UnitState, seen: Overview) -> "Document":
    """To a unit that has nothing to send again: what was corrected, from what to what, why, and who says so."""
    from disclosure_batch.outputs.letter import add_paragraph, add_table, new_letter

    letter, form = new_letter(), seen.result.form
    add_paragraph(letter, "更正告知", "Title")
    add_paragraph(letter, f"{state.unit.name}：", "Body Text")
    add_paragraph(letter, _corrected_opening(state, seen), "Body Text First Indent")
    rows = [
        (str(n), f"“{d.sheet}”\n{d.cell} {form.fields[d.field].name}", d.stood.strip("“” "), plain(d.corrected), f"{d.entry.reason}\n{d.entry.by} {d.entry.date}".strip())
        for n, d in enumerate(seen.corrections[state.unit.key], 1)
    ]
    add_table(letter, CORRECTED_HEADS, CORRECTED_WIDTHS, rows)
    add_paragraph(letter, FOLLOW, "Closing")
    if seen.result.body.name:
        add_paragraph(letter, seen.result.body.name, "Signature")
    return letter


def _which_file(group: Group, result: Consolidation) -> str:
    """Which file is meant (its 校验码 stands on the paper copy, too), and what became of its figures."""
    file = next((file for file in result.files if file.path == group.file), None)
    code = f"，校验码 {file.checksum:05d}" if file and file.checksum is not None else ""
    name = (group.file or "").rpartition("/")[2]
    if group.state.added:
        outcome = "目前按表中现有数字计入汇总，改好后请尽快报回。"
    else:
        done = "填好" if is_blank(group.state, result.form) else "改好"
        outcome = f"{done}之前，数字暂不计入汇总。" if group.state.counted else f"{done}后请尽快报回。"
    return f"文件：{shown(name)}{code}。{outcome}"


def _which_copy(group: Group, result: Consolidation, copied: marked.Copy, name: str) -> str:
    if is_blank(group.state, result.form):
        return "请在原来的表上填写。" if copied is marked.Copy.NONE else f"随附空表“{name}”，请直接填写。"
    if copied is marked.Copy.NONE:
        return "你单位报送的文件无法加标注，请对照本通知在原表上修改。"
    marks = "需修改的格标为红色，请核实的标为橙色，批注写明了问题。请直接在这份表上修改。"
    if copied is marked.Copy.FILLED:
        return f"你单位报送的文件不能加标注，已按读到的数字和文字填入正式模板“{name}”，{marks}请先核对填入的内容与原件是否一致。"
    return f"随附你单位所报的表“{name}”，{marks}"


def _settled(letter: "Document", findings: Sequence[Finding], form: Form) -> None:
    """What nobody has to be asked any more, as a table."""
    from disclosure_batch.outputs.letter import add_table

    rows = [(str(n), _where(f, form), shown(f.message), shown(f.decision)) for n, f in enumerate(findings, 1)]
    add_table(letter, SETTLED_HEADS, SETTLED_WIDTHS, rows)


def _list(letter: "Document", findings: Sequence[Finding], form: Form) -> None:
    """Findings as a table."""
    from disclosure_batch.outputs.letter import add_table

    rows = [_row(number, finding, form) for number, finding in enumerate(findings, 1)]
    add_table(letter, HEADS, WIDTHS, rows)


def _row(number: int, finding: Finding, form: Form) -> tuple[str, ...]:
    return str(number), _where(finding, form), *_stands_and_should(finding, form), _what_to_do(finding)


def _where(finding: Finding, form: Form) -> str:
    if not finding.sheet:
        return "整个文件"
    name = form.fields[finding.field].name if finding.field in form.fields else ""
    lines = [f"“{shown(finding.sheet)}”", " ".join(filter(None, (finding.cell, name)))]
    if finding.also:
        lines.append(f"相关：{related(finding)}")
    return "\n".join(filter(None, lines))


def _stands_and_should(finding: Finding, form: Form) -> tuple[str, str]:
    """What stands in the cell and what belongs there: a figure, a limit, or that two sums are to agree."""
    value, expected = _figure(finding.value), _figure(finding.expected)
    relation = next((relation for relation in form.relations if relation.code == finding.rule), None)
    if relation is None:
        return value, _kind(finding, form) if expected == NOTHING else expected
    if expected == NOTHING:
        return value, relation.says
    return value, (ONE_SIDE[relation.comparison] if len(relation.left) == 1 else "") + expected


def _kind(finding: Finding, form: Form) -> str:
    """What kind of figure belongs in a cell, where that is all one can say."""
    field = form.fields.get(finding.field)
    if field is None or not field.numeric or finding.value is None:
        return NOTHING
    return f"0 或正整数（{field.unit}）" if field.kind is Kind.COUNT else f"不小于 0 的金额（{field.unit}）"


def _figure(value: int | Decimal | str | None) -> str:
    if value is None or value == "":
        return NOTHING
    return shortened(value, 60) if isinstance(value, str) else plain(value)
