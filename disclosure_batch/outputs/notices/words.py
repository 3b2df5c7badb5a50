"""What a unit is told by letter and by chat alike."""

from disclosure_batch.documents.kinds import FileKind
from disclosure_batch.findings import Finding, Held, Reader, Role
from disclosure_batch.merge import Consolidation, UnitState
from disclosure_batch.names import shown
from disclosure_batch.outputs.overview import Group, Overview
from disclosure_batch.outputs.standing import is_blank

FOLLOW = "不用再报。你单位留存和公布的报告请用更正后的数；与实际不符的，请尽快告诉我们。"
SEND_BACK = "修改后请改填报日期，用同一份表报回。"
SEND_FILLED = "填好后请写上填报日期，用同一份表报回。"
HELD = {FileKind.DOCX: Held.WORD, FileKind.ODT: Held.WORD, FileKind.HTML: Held.TEXT, FileKind.TEXT: Held.TEXT}


def office_of(group: Group, result: Consolidation) -> Reader:
    """The office that reads of its file: what it has to do depends on what it holds."""
    kind = next((state.kind for state in result.files if state.path == group.file), None)
    return Reader(Role.OFFICE, HELD.get(kind, Held.WORKBOOK))


def opening(group: Group, result: Consolidation) -> str:
    """That its file came, and how much is to be done."""
    about = f"{result.year}年{result.form.title}"
    if is_blank(group.state, result.form):
        return f"你单位报送的{about}数据表已收到，但表是空白的，没有填写任何内容。请填好后报回；没有发生的请填 0，不要空着。"
    asked = f"有 {len(group.errors)} 处需要修改"
    if group.warnings:
        asked += f"，另有 {len(group.warnings)} 处请核实"
    once = "请一次改好" if len(group.errors) + len(group.warnings) > 1 else "请改好"
    return f"你单位报送的{about}数据已收到，经核对，{asked}，{once}。"


def closing(group: Group, result: Consolidation) -> str:
    return SEND_FILLED if is_blank(group.state, result.form) else SEND_BACK


def opening_of_correction(state: UnitState, seen: Overview) -> str:
    count, result = len(seen.corrections[state.unit.key]), seen.result
    return f"你单位报送的{result.year}年{result.form.title}数据已收到，经核实，其中 {count} 处汇总时按更正后的数计算。"


def what_to_do(finding: Finding, office: Reader) -> str:
    """The message, what the unit itself has explained, what was decided."""
    parts = [shown(finding.told(office).message)]
    if finding.explanation:
        parts.append(f"你单位的说明：{shown(finding.explanation)}")
    if finding.decision:
        parts.append(f"处理决定：{shown(finding.decision.words)}")
    return "\n".join(parts)
