"""Y: against last year, where one sum of figures does not say it. The relations across years are data."""

from collections.abc import Iterator

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.model import Form, Kind, Table
from disclosure_batch.rules.breaches import fails
from disclosure_batch.rules.case import Case, by_sheet, cells_of, finding, marks_of, still_lacking
from disclosure_batch.rules.rule import rule

SHOWN = 8  # so many figures of a list are put into the sentence


@rule("Y001", Severity.NOTICE)
def nothing_to_compare(case: Case) -> Iterator[Finding]:
    """没有这个单位上年的数字，未作跨年核对。

    检查什么：给了上年的结果，但其中没有这个单位。
    依据：没有上年数字，跨年的各项核对都不作。
    示例：本年新设的单位；改了名称、名册“别名”栏没有写明原名的单位。
    如何修改：请看名册：改过名称的，请在“别名”栏写上原名；新设的不必处理。
    """
    if case.previous is None:
        return
    nothing = case.previous.isna().all(axis=1) & case.comparable
    for i in nothing.index[nothing]:
        submission = case.current[i]
        message = f"上年的结果里没有“{submission.unit.name}”，未作跨年核对。改过名称的，请在名册“别名”栏写上原名。"
        yield finding(case.form, submission, message)


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


@rule("Y003", Severity.WARNING)
def last_year_is_a_draft(case: Case) -> Iterator[Finding]:
    """上年的结果是送审稿，还缺单位。

    检查什么：--previous 给的汇总表写出时，还有单位未报，或有错误未计入。
    依据：缺的单位上年的数字不在内，合计与上年比较、这些单位的跨年核对都不完整。
    示例：上年的汇总表应计入 13 家，缺 1 家；定稿另存在别处。
    如何修改：请换成上年定稿的汇总表；没有的，与上年比较的合计请另行核对。
    """
    if case.last_year and case.last_year.lacking:
        yield Finding("", None, f"给的上年结果是送审稿，{still_lacking(case.last_year.lacking)}，它们上年的数字不在内，与上年比较不完整。请换成上年定稿的汇总表；没有的，与上年比较的合计请另行核对。")


@rule("Y302", Severity.WARNING)
def same_as_last_year(case: Case) -> Iterator[Finding]:
    """表二或表三的数字与上年完全相同。

    检查什么：整张表逐格与上年相同，且不全为 0。
    依据：各项业务两年的件数不会处处相同，可能误交了上年的表。
    示例：在上年的表上只改了年度，数字没有改。
    如何修改：请核对是不是误交了上年的表；确实相同的，请在“其他需要说明的情况”写明。
    """
    if case.previous is None:
        return
    for sheet in case.form.sheets:
        if sheet.empty is not Severity.ERROR:  # only sections two and three, which no office can leave blank
            continue
        names = [field.id for field in sheet.fields if field.id in case.form.position]
        now, last = case.figures.value[names], case.previous[names]
        same = (now == last).fillna(False).astype(bool).all(axis=1) & ~case.unknown[names].any(axis=1)
        same &= (now != 0).any(axis=1)
        for i in same.index[same]:
            submission = case.current[i]
            first = next(name for name in names if now[name][i])
            message = f"“{sheet.name}”的数字与上年完全相同（共 {len(names)} 格）。请核对是不是误交了上年的表；确实相同的，请在“其他需要说明的情况”写明。"
            yield finding(case.form, submission, message, first)


@rule("Y401", Severity.NOTICE)
def pending_case_gone(case: Case) -> Iterator[Finding]:
    """上年尚未审结的案件，今年没有下落。

    检查什么：表四某一组今年的总计，少于上年年报的“尚未审结”。
    依据：上年没有审结的案件，今年应有结果，或仍是尚未审结。
    示例：上年行政复议尚未审结 2 件，今年行政复议各格都是 0。
    如何修改：请查明这些案件今年的结果，填在相应的格；年底仍没有审结的填在“尚未审结”。
    """
    table = _remedies(case.form)
    if case.previous is None or table is None:
        return
    for row in table.rows:
        pending, total = (table.field(row.id, column) for column in ("pending", "total"))
        last, now = case.previous[pending], case.figures.value[total]
        gone = (now < last).fillna(False).astype(bool) & ~case.unknown[total]
        for i in gone.index[gone]:
            submission = case.current[i]
            sheet = submission.filing.place(case.form, pending)[0]
            message = f"“{sheet}”{row.name}：上年年报尚未审结 {last[i]} 件，今年这一组总计 {now[i]} 件，有 {last[i] - now[i]} 件没有下落。请查明今年的结果；年底仍没有审结的填在“尚未审结”。"
            yield finding(case.form, submission, message, pending, value=submission.filing.value(case.form, pending))


@rule("Y402", Severity.NOTICE)
def litigation_without_reconsideration(case: Case) -> Iterator[Finding]:
    """有复议后起诉，却没有行政复议。

    检查什么：今年有“复议后起诉”，而今年没有任何行政复议，上年也没有尚未审结的行政复议。
    依据：复议后起诉的案件，先要经过行政复议。
    示例：复议后起诉 1 件，行政复议今年总计 0，上年尚未审结 0。
    如何修改：没有经过复议的，请填在“未经复议直接起诉”；复议在上年已经办结的，不必修改。
    """
    table = _remedies(case.form)
    if case.previous is None or table is None:
        return
    after, before = (table.field(row, "total") for row in ("litigation_after_reconsideration", "reconsideration"))
    pending = table.field("reconsideration", "pending")
    value = case.figures.value
    odd = (value[after] > 0) & (value[before] == 0) & (case.previous[pending] == 0).fillna(False).astype(bool)
    odd &= ~case.unknown[[after, before]].any(axis=1)
    for i in odd.index[odd]:
        submission = case.current[i]
        filled = [n for n in case.form.fields[after].parts if value[n][i]]
        sheet = submission.filing.place(case.form, filled[0])[0]
        message = f"“{sheet}”复议后起诉 {value[after][i]} 件，而今年行政复议总计 0，上年年报尚未审结的行政复议也是 0。没有经过复议的请填在“未经复议直接起诉”；复议在上年已经办结的不必修改。"
        yield finding(case.form, submission, message, filled[0], also=tuple(cells_of(case.form, submission, filled[1:])), value=int(value[filled[0]][i]))


@rule("Y501", Severity.NOTICE)
def large_swing(case: Case) -> Iterator[Finding]:
    """与上年相差较大。

    检查什么：件数超过上年的 5 倍，或不到上年的五分之一，且相差超过 10（跨年核对已指出不符的除外）。
    依据：多数业务逐年变化不大，相差悬殊的可能填错了行、列或多了一个零。
    示例：上年行政许可 120，今年 1200。
    如何修改：请核对这些数；确有原因的请在“核对与说明”写明。
    """
    if case.previous is None:
        return
    factor, change = (case.form.thresholds[f"Y501.{name}"] for name in ("factor", "change"))
    across = [relation for relation in case.form.relations if relation.compares_years]
    names = [n for n in case.form.inputs if case.form.fields[n].kind is Kind.COUNT]
    now, last = case.figures.value[names], case.previous[names]
    known = last.notna() & case.figures.stated[names] & ~case.unknown[names]
    before = last.fillna(0).astype("int64")
    swings = known & ((now > factor * before) | (factor * now < before)) & ((now - before).abs() > change)
    for relation in across:
        if (field := relation.left[0].field) in swings:
            swings[field] &= ~fails(case, relation)
    for i, swinging in marks_of(swings):
        submission = case.current[i]
        for sheet, fields in by_sheet(case.form, submission, swinging).items():
            shown = "；".join(f"{case.form.fields[n].name} {case.now[n][i]}（上年 {case.before[n][i]}）" for n in fields[:SHOWN])
            more = "等" if len(fields) > SHOWN else ""
            message = f"“{sheet}”有 {len(fields)} 个数与上年相差较大：{shown}{more}。请核对；确有原因的请在“核对与说明”写明。"
            also = tuple(cells_of(case.form, submission, fields[1:]))
            yield finding(case.form, submission, message, fields[0], also=also, value=int(case.now[fields[0]][i]))


def _remedies(form: Form) -> Table | None:
    """The table of reconsideration and litigation; an edition may call it otherwise."""
    return next((table for sheet in form.sheets for table in sheet.tables if table.name == "remedies"), None)
