"""Y: against last year, where arithmetic on two figures does not say it. The relations across years are data."""

from collections.abc import Iterator

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.rules.case import Case, finding
from disclosure_batch.rules.registry import rule


@rule("Y002", Severity.WARNING)
def not_last_year(case: Case) -> Iterator[Finding]:
    """上年的结果不是上一年度的。

    检查什么：--previous 给的结果写明的年度，不是本次年度的前一年。
    依据：跨年核对比的是相邻两年。
    示例：汇总 2024 年，给的却是 2022 年的汇总表。
    如何修改：请换成上一年度的结果。
    """
    if case.last_year and case.last_year.year not in (None, case.year - 1):
        yield Finding("", None, f"给的上年结果是 {case.last_year.year} 年的，本次汇总 {case.year} 年，应与 {case.year - 1} 年比较。请换成 {case.year - 1} 年的结果。")


@rule("Y001", Severity.NOTICE)
def nothing_to_compare(case: Case) -> Iterator[Finding]:
    """没有这个单位上年的数字，未作跨年核对。

    检查什么：给了上年的结果，但其中没有这个单位。
    依据：没有上年数字，跨年的各项核对都不作。
    示例：本年新设的单位；改了名称、名册“别名”栏没有写明原名的单位。
    如何修改：改过名称的，请在名册“别名”栏写上原名；新设的不必处理。
    """
    if case.previous is None:
        return
    for i, submission in enumerate(case.current):
        if case.previous.iloc[i].isna().all():
            message = f"上年的结果里没有“{submission.unit.name}”，未作跨年核对。改过名称的，请在名册“别名”栏写上原名。"
            yield finding(case.form, submission, message)
