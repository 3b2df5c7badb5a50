"""Where a unit or a file stands, in words; terminal, page and workbook all use these."""

from disclosure_batch.findings import Finding
from disclosure_batch.form.model import Form
from disclosure_batch.intake.filing import Origin
from disclosure_batch.merge import Consolidation, Status, UnitState
from disclosure_batch.rules.last_year import LastYearsWorkbook
from disclosure_batch.rules.layout import NotFound
from disclosure_batch.rules.unit import Disagree
from disclosure_batch.rules.year import OtherYear

UNPLACED = "报来的表认不出或读不全，请用下发的表重报"
ONLY_SCAN = "只报来扫描件，请补报电子表"
NOT_READ = frozenset(("F001", "F002", "F005", "F006", "L001", "L002", "L003", "L005", "L006", "L011", "U001"))
FILES = {
    Status.ACCEPTED: "已接收",
    Status.INCLUDED: "有错误，已计入",
    Status.REJECTED: "需修改，未接收",
    Status.SUPERSEDED: "同一单位另有一份，以那一份为准",
    Status.IGNORED: "不是报表，未读取",
}


def standing(state: UnitState, result: Consolidation) -> str:
    """Whether it has reported, whether it is in the totals, and what is to be done."""
    if state.within:
        return f"数字已包含在“{state.within}”里"
    if state.status is Status.MISSING:
        return _of_missing(state, result)
    if state.status is Status.ACCEPTED:
        return "已报，已计入汇总" if state.counted else "已报，按名册不计入汇总"
    if is_blank(state, result.form):
        return "报来的是空表，没有填写" + ("，暂未计入汇总" if state.counted and not state.added else "")
    read = figures_read(state, result.form)
    mend = UNPLACED if is_unplaced(state, result) else _to_mend(state)
    return f"{mend}；{read}" if read else mend


def _of_missing(state: UnitState, result: Consolidation) -> str:
    if state.scan:
        return ONLY_SCAN
    if result.body.is_unit(state.unit):
        return "没有单独报送（可以没有）"
    return f"没有认得出的表；“{state.perhaps}”可能是它报来的" if state.perhaps else "未报"


def is_unplaced(state: UnitState, result: Consolidation) -> bool:
    """Whether a unit has sent something that has to be filled in anew, since it can't be read or is not its own."""
    errors = result.errors_of_files.get(state.file, ())
    anew = (_not_read(finding, state) or of_another_workbook(finding.about) for finding in errors)
    return state.status is Status.REJECTED and any(anew)


def _not_read(finding: Finding, state: UnitState) -> bool:
    """Not of our own workbook of which some labels were overwritten: with these put right it is read."""
    ours = state.filing is not None and state.filing.origin is Origin.TEMPLATE
    labels = isinstance(finding.about, NotFound) and ours and finding.about.trouble.labels
    return finding.rule in NOT_READ and not labels


def of_another_workbook(about: object) -> bool:
    """Whether a neighbour's workbook or last year's was filled in: mended in that one, the figures stay wrong."""
    match about:
        case Disagree(borrowed=borrowed):
            return bool(borrowed)
        case OtherYear(made_for=made_for):
            return not made_for
        case LastYearsWorkbook():
            return True
    return False


def _to_mend(state: UnitState) -> str:
    if not state.counted:
        return "需修改（按名册不计入汇总）"
    return "有错误，按现有数字计入汇总" if state.status is Status.INCLUDED else "需修改，暂未计入汇总"


def is_blank(state: UnitState, form: Form) -> bool:
    """Whether what a unit sent is the workbook as it went out."""
    return state.filing is not None and state.filing.untouched(form)


def figures_read(state: UnitState, form: Form) -> str:
    """How much of a unit's file is figures: what there would be to add. Empty where its file is no form."""
    if state.filing is None:
        return ""
    number, of = state.filing.figures_read(form)
    return f"{of} 个数字读到 {number} 个"


def partly_read(state: UnitState, form: Form) -> str:
    """How much was read, where some figures are blank or could not be read; else, and of a blank workbook, empty."""
    if state.filing is None or is_blank(state, form):
        return ""
    number, of = state.filing.figures_read(form)
    return figures_read(state, form) if number < of else ""
