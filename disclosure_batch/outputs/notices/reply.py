"""What an office is asked to send back: one thing, and what the notice and the text for its chat say of it."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from disclosure_batch.dates import day_in_words
from disclosure_batch.findings import Finding
from disclosure_batch.intake.filing import Origin
from disclosure_batch.merge import Consolidation
from disclosure_batch.names import shown
from disclosure_batch.outputs.notices.words import formula_restored
from disclosure_batch.outputs.overview import Group
from disclosure_batch.outputs.standing import Anew, in_the_place_of, is_blank


class Back(StrEnum):
    """What is to come back."""

    MARKED = "a copy of its own workbook with the marks, which goes with the notice"
    FILLED = "the official workbook that goes with the notice, filled with what was read"
    BLANK = "its blank workbook, which goes with the notice"
    READABLE = "what it has sent already, so that it can be read"
    MENDED = "its own file, which can't be marked"
    MADE_ANEW = "its 汇总表, made anew"

    @property
    def goes_along(self) -> bool:
        """Whether it goes with the notice."""
        return self in (Back.MARKED, Back.FILLED, Back.BLANK)


class Reply(NamedTuple):
    """What is asked for; name: of the workbook that goes with the notice, '' where none does."""

    back: Back
    name: str = ""


def what_comes_back(group: Group, result: Consolidation) -> Back:
    """What is asked for, as far as that is known before the workbook of the unit is opened to be marked."""
    if group.state.filing and group.state.filing.origin is Origin.CONSOLIDATED:
        return Back.MADE_ANEW
    anew = asked_in_the_place_of(group)
    if anew is Anew.OWN_FORM or is_blank(group.state, result.form):
        return Back.BLANK
    return Back.READABLE if anew else Back.MARKED


def asked_in_the_place_of(group: Group) -> Anew | None:
    return in_the_place_of(finding for finding in group.errors if finding.file == group.file)


# ---------------------------------------------------------------- in words


def opening(group: Group, reply: Reply, result: Consolidation) -> str:
    """That its file came, how much is to be done, and what has become of the figures."""
    came = f"你单位报送的{result.year}年{result.form.title}"
    if is_blank(group.state, result.form):
        return f"{came}数据表已收到，但表是空白的，没有填写任何内容。"
    if reply.back is Back.BLANK:
        return f"{came}文件已收到，但不是本单位 {result.year} 年的表，不能计入汇总。"
    if reply.back is Back.READABLE:
        return f"{came}文件已收到，但没有读出来。"
    return f"{came}数据已收到，{_how_much(group)}。{_what_became_of_it(group)}"


def _how_much(group: Group) -> str:
    wrong, asks = len(group.to_tell), len(group.asks)
    if wrong + asks == 1:
        return "只有 1 处需要修改" if wrong else "只有 1 处请核实"
    asked = [f"有 {wrong} 处需要修改"] if wrong else []
    asked += [f"{'另有' if wrong else '有'} {asks} 处请核实"] if asks else []
    return f"{'，'.join(asked)}，请一次改好"


def _what_became_of_it(group: Group) -> str:
    if group.state.added:
        return "目前按表中现有数字计入汇总。"
    return "改好之前，数字暂不计入汇总。" if group.state.counted else ""


def to_do(group: Group, reply: Reply, result: Consolidation) -> str:
    """What is to be done with what, and until when it is to come back."""
    signed = f"“封面”的填报日期填当天，{until(result)}报回"
    match reply.back:
        case Back.MARKED:
            return f"请直接改随附的“{reply.name}”{_colours(group, result)}。{_when_done(group)}{signed}这份表。"
        case Back.FILLED:
            filled = f"报来的文件不便直接改，读到的内容已填进随附的“{reply.name}”，请先核对，再在这份表里改"
            return f"{filled}{_colours(group, result)}。{_when_done(group)}{signed}这份表。"
        case Back.BLANK:
            taken = "（与报来的文件同名，不要弄混）" if reply.name == (group.file or "").rpartition("/")[2] else ""
            return f"请填随附的空白表“{reply.name}”{taken}，没有发生的请填 0，不要空着。填好后{signed}这份表。"
        case Back.READABLE:
            return f"请按下面说的办好，{until(result)}重新报送。"
        case Back.MADE_ANEW:
            return f"请改正后重新汇总，{until(result)}报来新的汇总表。"
    return f"请对照下面的问题，在原来的表上改。{_when_done(group)}{signed}。"


def _when_done(group: Group) -> str:
    return "改好后" if group.errors else "有误的改正，漏填的补上，无误的写明原因；"


def _colours(group: Group, result: Consolidation) -> str:
    """What the colours mean, of those that there are."""
    own = {unit for unit, _ in result.corrections}
    def marked(findings: Iterable[Finding]) -> bool:
        filing = group.state.filing
        return any(f.sheet and f.cells and not formula_restored(filing, f.field, result.form) for f in findings)

    orange = ["请核实"] if marked(group.asks) else []
    orange += ["请照批注改正"] if group.state.unit.key in own else []
    said = ["问题出在红色的格里"] if marked(group.to_tell) else []
    said += [f"橙色的格{'、'.join(orange)}"] if orange else []
    return f"：{'，'.join([*said, '批注写明了怎么办'])}" if said else ""


def until(result: Consolidation) -> str:
    """Without a day in the settings it is left to be filled in by hand."""
    day = result.settings.deadline
    return f"于{day_in_words(day) if day else '＿＿月＿＿日'}前"


def which_file(group: Group, result: Consolidation) -> Iterator[str]:
    """Which file is meant; its 校验码 stands on the paper copy, too."""
    file = next((file for file in result.files if file.path == group.file), None)
    yield f"核对的文件：{shown((group.file or '').rpartition('/')[2])}"
    if file and file.checksum is not None:
        yield f"校验码 {file.checksum:05d}"
