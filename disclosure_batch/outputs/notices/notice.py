"""退改通知: what a unit has to mend, what it should look at again, and what has been decided already."""

from collections.abc import Callable, Iterator, Sequence

from disclosure_batch.decisions.decision import answered
from disclosure_batch.findings import OFFICE, Finding
from disclosure_batch.merge import Consolidation
from disclosure_batch.names import shown
from disclosure_batch.outputs.notices.letter import Letter
from disclosure_batch.outputs.notices.reply import Reply, opening, to_do, which_file
from disclosure_batch.outputs.notices.words import contact, what_to_do, where
from disclosure_batch.outputs.overview import Group
from disclosure_batch.outputs.standing import is_blank
from disclosure_batch.papers import LETTER

HEADS = ("序号", "在哪里", "问题和修改办法")
WIDTHS = (13, 43, 100)  # millimetres
SETTLED_HEADS = ("序号", "在哪里", "问题", "说明或处理决定")
SETTLED_WIDTHS = (13, 36, 54, 53)
TO_VERIFY = "核实通知"
PARAGRAPH, LEADING_TO_TABLE = "Body Text First Indent", "Before Table"


def notice(group: Group, reply: Reply, result: Consolidation) -> Letter:
    """First what to do, then where."""
    letter = Letter()
    letter.add_paragraph(LETTER if group.errors else TO_VERIFY, "Title")
    letter.add_paragraph(f"{group.state.unit.name}：", "Body Text")
    parts = list(_parts(group, result))
    letter.add_paragraph(opening(group, reply, result), PARAGRAPH)
    letter.add_paragraph(to_do(group, reply, result), LEADING_TO_TABLE if len(parts) == 1 else PARAGRAPH)
    for number, (head, part) in zip("一二三", parts, strict=False):
        if len(parts) > 1:
            letter.add_paragraph(f"{number}、{head}", "Heading 1")
        part(letter, group, result)
    if whom := contact(result):
        letter.add_paragraph(whom, "Closing")
    if result.body.name:
        letter.add_paragraph(result.body.name, "Signature")
    letter.add_paragraph(f"{'，'.join(which_file(group, result))}。", "Table Text")
    return letter


# ---------------------------------------------------------------- lists


def _parts(group: Group, result: Consolidation) -> Iterator[tuple[str, Callable]]:
    """What there is to be told, with what writes it."""
    if group.errors and not is_blank(group.state, result.form):
        yield "需要修改", _to_mend
    if group.asks:
        yield "请核实", _to_check
    if group.answered:
        yield "已经说明或处理", _answered


def _to_mend(letter: Letter, group: Group, result: Consolidation) -> None:
    _list(letter, group.to_tell, group, result)


def _to_check(letter: Letter, group: Group, result: Consolidation) -> None:
    _list(letter, group.asks, group, result)


def _answered(letter: Letter, group: Group, result: Consolidation) -> None:
    """What nobody has to be asked any more."""
    letter.add_paragraph("以下问题不必再回复；写明更正的，请在表中一并改正。", LEADING_TO_TABLE)
    rows = [
        (str(number), where(finding, result.form), shown(finding.told(OFFICE).message), _answer(finding))
        for number, finding in enumerate(group.answered, 1)
    ]
    letter.add_table(SETTLED_HEADS, SETTLED_WIDTHS, rows)


def _answer(finding: Finding) -> str:
    """The unit's own words, or what was decided."""
    said = shown(finding.decision.words) if finding.decision else ""
    return said or f"{answered(finding)}：{shown(finding.explanation)}"


def _list(letter: Letter, findings: Sequence[Finding], group: Group, result: Consolidation) -> None:
    rows = [
        (str(number), where(finding, result.form), what_to_do(finding, group, result, beside=True))
        for number, finding in enumerate(findings, 1)
    ]
    letter.add_table(HEADS, WIDTHS, rows)
