"""退改通知: what a unit has to mend, what it should look at again, and what has been decided already."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from disclosure_batch.decisions.decision import answered
from disclosure_batch.findings import OFFICE, Finding
from disclosure_batch.form.model import Form
from disclosure_batch.merge import Consolidation
from disclosure_batch.names import shown
from disclosure_batch.outputs.notices.letter import add_paragraph, add_table, new_letter
from disclosure_batch.outputs.notices.marked import Copy
from disclosure_batch.outputs.notices.words import (
    closing,
    contact,
    could_not_be_read,
    opening,
    stands_and_should,
    to_fill_anew,
    what_to_do,
    where,
)
from disclosure_batch.outputs.overview import Group
from disclosure_batch.outputs.standing import is_blank
from disclosure_batch.papers import LETTER

if TYPE_CHECKING:
    from docx.document import Document

HEADS = ("序号", "在哪里", "填的是", "应为", "问题和修改办法")
WIDTHS = (13, 36, 21, 21, 65)  # millimetres
SETTLED_HEADS = ("序号", "在哪里", "问题", "说明或处理决定")
SETTLED_WIDTHS = (13, 36, 54, 53)
TO_VERIFY = "核实通知"
PARAGRAPH, LEADING_TO_TABLE = "Body Text First Indent", "Before Table"


def notice(group: Group, result: Consolidation, which_copy: str) -> "Document":
    """which_copy: what is said of the marked workbook that goes with it."""
    letter = new_letter()
    add_paragraph(letter, LETTER if group.errors else TO_VERIFY, "Title")
    add_paragraph(letter, f"{group.state.unit.name}：", "Body Text")
    for words in (opening(group, result), _which_file(group, result), which_copy):
        add_paragraph(letter, words, PARAGRAPH)
    for number, (head, part) in zip("一二三", _parts(group, result), strict=False):
        add_paragraph(letter, f"{number}、{head}", "Heading 1")
        part(letter, group, result)
    add_paragraph(letter, closing(group, result), "Closing")
    if whom := contact(result):
        add_paragraph(letter, whom, "Closing")
    if result.body.name:
        add_paragraph(letter, result.body.name, "Signature")
    return letter


def which_copy(group: Group, result: Consolidation, copy: Copy, name: str) -> str:
    """What the notice says of the marked workbook; name: of its file."""
    if is_blank(group.state, result.form):
        return "请在原来的表上填写。" if copy is Copy.NONE else f"随附空表“{name}”，请直接填写。"
    if copy is Copy.BLANK and could_not_be_read(group):
        return f"随附本单位 {result.year} 年的空白表“{name}”：原来的文件修不好的，可以在这份表上填报。"
    if copy is Copy.BLANK:
        return f"随附本单位 {result.year} 年的空白表“{name}”，请在这份表上填报本单位 {result.year} 年的数字。"
    if copy is Copy.NONE and group.state.filing is None:
        return "请按下面的办法重新报送。"
    if copy is Copy.NONE:
        return "你单位报送的文件无法加标注，请对照本通知在原表上修改。"
    marks = "需修改的格标为红色，请核实的标为橙色，批注写明了问题。请直接在这份表上修改。"
    if copy is Copy.FILLED:
        return f"你单位报送的文件不能直接在上面改，已按读到的数字和文字填入正式模板“{name}”，{marks}下面说的都是这份表里的格。请先核对填入的内容与原件是否一致。"
    return f"随附你单位所报的表“{name}”，{marks}"


def _which_file(group: Group, result: Consolidation) -> str:
    """Which file is meant (its 校验码 stands on the paper copy, too), and what became of its figures."""
    file = next((file for file in result.files if file.path == group.file), None)
    code = f"，校验码 {file.checksum:05d}" if file and file.checksum is not None else ""
    name = (group.file or "").rpartition("/")[2]
    return f"文件：{shown(name)}{code}。{_what_became_of_it(group, result.form)}"


def _what_became_of_it(group: Group, form: Form) -> str:
    if group.state.added:
        return "目前按表中现有数字计入汇总。"
    done = "填好" if is_blank(group.state, form) or to_fill_anew(group) else "改好"
    return f"{done}之前，数字暂不计入汇总。" if group.state.counted else ""


# ---------------------------------------------------------------- lists


def _parts(group: Group, result: Consolidation) -> Iterator[tuple[str, Callable]]:
    """What there is to be told, with what writes it."""
    if group.errors:
        yield _heading(group, result.form), _to_mend
    if group.asks:
        yield "请核实", _to_check
    if group.answered:
        yield "已经说明或处理", _answered


def _heading(group: Group, form: Form) -> str:
    if to_fill_anew(group):
        return "请重新填报"
    if could_not_be_read(group):
        return "请重新报送"
    return "请填写" if is_blank(group.state, form) else "需要修改"


def _to_mend(letter: "Document", group: Group, result: Consolidation) -> None:
    _list(letter, group.to_tell, group, result)


def _to_check(letter: "Document", group: Group, result: Consolidation) -> None:
    _list(letter, group.asks, group, result)


def _answered(letter: "Document", group: Group, result: Consolidation) -> None:
    """What nobody has to be asked any more."""
    add_paragraph(letter, "以下问题不必再回复；写明更正的，请在表中一并改正。", LEADING_TO_TABLE)
    rows = [
        (str(number), where(finding, result.form), shown(finding.told(OFFICE).message), _answer(finding))
        for number, finding in enumerate(group.answered, 1)
    ]
    add_table(letter, SETTLED_HEADS, SETTLED_WIDTHS, rows)


def _answer(finding: Finding) -> str:
    """The unit's own words, or what was decided."""
    said = shown(finding.decision.words) if finding.decision else ""
    return said or f"{answered(finding)}：{shown(finding.explanation)}"


def _list(letter: "Document", findings: Sequence[Finding], group: Group, result: Consolidation) -> None:
    form = result.form
    rows = [
        (str(number), where(finding, form), *stands_and_should(finding, form), what_to_do(finding, group, result))
        for number, finding in enumerate(findings, 1)
    ]
    add_table(letter, HEADS, WIDTHS, rows)
