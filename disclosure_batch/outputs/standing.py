"""Where a unit or a file stands, in words; terminal, page and workbook all use these."""

from collections.abc import Iterable
from enum import StrEnum

from disclosure_batch.documents.kinds import SLIDES
from disclosure_batch.documents.parts import UNPACK
from disclosure_batch.documents.unreadable import Encrypted
from disclosure_batch.findings import Finding
from disclosure_batch.form.model import Form
from disclosure_batch.intake.troubles import NotThisForm, OtherEdition
from disclosure_batch.merge import Consolidation, Status, UnitState
from disclosure_batch.rules.last_year import LastYearsWorkbook
from disclosure_batch.rules.unit import Disagree
from disclosure_batch.rules.unread import Unread
from disclosure_batch.rules.year import OtherYear

MAY_BE_ABSENT = "没有单独报送（可以没有）"
ONLY_SCAN = "只报来扫描件，请补报电子表"
FILES = {
    Status.ACCEPTED: "已接收",
    Status.INCLUDED: "有错误，已计入",
    Status.REJECTED: "需修改，未接收",
    Status.SUPERSEDED: "同一单位另有一份，以那一份为准",
    Status.IGNORED: "不是报表，未读取",
}


class Anew(StrEnum):
    """What a unit is asked for in the place of what it sent. The group reads it: it says what to do, and no fault."""

    OWN_FORM = "请用本单位{year}年的表填报"
    UNPACKED = "报来的压缩包，请解压后重报"
    WITHOUT_PASSWORD = "报来的文件有密码，请取消密码后重报"
    READABLE = "报来的文件没有读出来，请按退改通知重报"


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
    anew, read = asked_anew(state, result), partly_read(state, result.form)
    if anew:
        return anew.format(year=result.year)
    return f"{_to_mend(state)}；{read}" if read else _to_mend(state)


def _of_missing(state: UnitState, result: Consolidation) -> str:
    if state.scan:
        return ONLY_SCAN
    if result.body.is_unit(state.unit) or state.unit.groups:
        return MAY_BE_ABSENT
    return f"没有认得出的表；“{state.perhaps}”可能是它报来的" if state.perhaps else "未报"


def asked_anew(state: UnitState, result: Consolidation) -> Anew | None:
    """What a unit is asked for in the place of what it sent; None where it mends that."""
    if state.status is not Status.REJECTED or (state.filing and state.filing.of_several):
        return None  # a 汇总表 is made anew from its own parts
    return in_the_place_of(result.errors_of_files.get(state.file, ()))


def in_the_place_of(errors: Iterable[Finding]) -> Anew | None:
    """What is asked for in the place of the file that has these errors."""
    return next(filter(None, (_anew(finding.about) for finding in errors)), None)


def _anew(about: object) -> Anew | None:
    """Nothing was read of it, or a neighbour's workbook or last year's was filled in: mended in that one, the figures
    stay wrong."""
    match about:
        case Disagree(borrowed=borrowed) if borrowed:
            return Anew.OWN_FORM
        case OtherYear(made_for=made_for) if not made_for:
            return Anew.OWN_FORM
        case LastYearsWorkbook():
            return Anew.OWN_FORM
        case Unread(why=why):
            return _in_the_place_of_unread(why)
    return None


def _in_the_place_of_unread(why: object) -> Anew:
    if why == SLIDES or isinstance(why, NotThisForm | OtherEdition):
        return Anew.OWN_FORM
    if isinstance(why, Encrypted):
        return Anew.WITHOUT_PASSWORD
    return Anew.UNPACKED if getattr(why, "advice", "") == UNPACK else Anew.READABLE


def _to_mend(state: UnitState) -> str:
    if not state.counted:
        return "需修改（按名册不计入汇总）"
    return "有错误，按现有数字计入汇总" if state.status is Status.INCLUDED else "需修改，暂未计入汇总"


def is_blank(state: UnitState, form: Form) -> bool:
    """Whether what a unit sent is the workbook as it went out."""
    return state.filing is not None and state.filing.untouched(form)


def partly_read(state: UnitState, form: Form) -> str:
    """How much was read, where some figures are blank or could not be read; else, and of a blank workbook, empty."""
    if state.filing is None or is_blank(state, form):
        return ""
    number, of = state.filing.figures_read(form)
    return f"{of} 个数字读到 {number} 个" if number < of else ""
