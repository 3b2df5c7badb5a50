"""V: the value of a cell."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

import pandas as pd

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.model import Form, Sheet, SheetKind
from disclosure_batch.intake.filing import Filing, Slip
from disclosure_batch.intake.identify import Submission
from disclosure_batch.rules.case import Case, cells_of, finding, runs
from disclosure_batch.rules.registry import rule


@rule("V001", Severity.NOTICE)
def blank(case: Case) -> Iterator[Finding]:
    """有的格没有填。

    检查什么：表二、三、四里的空格按 0 计，工作指标里的空格视为没有报告这一项；整张表都空着（或只有下发时填好的数），须明确填 0。
    依据：0 是数据，空着是不知道，两者不同；表二、表三整表空着是错误，表四、工作指标整表空着是警告。
    示例：“二、主动公开”一个数也没有填。
    如何修改：没有发生的请填 0。
    """
    for submission in case.current:
        for sheet in case.form.sheets:
            if sheet.kind in (SheetKind.TABLES, SheetKind.INDICATORS):
                yield from _blank_in(case.form, submission, sheet)


def _blank_in(form: Form, submission: Submission, sheet: Sheet) -> Iterator[Finding]:
    filing = submission.filing
    names = [field.id for field in sheet.fields if field.id in form.position]
    empty = [name for name in names if filing.value(form, name) is None and name not in filing.slips]
    if not empty:
        return
    cells = cells_of(form, submission, empty)
    place = {"sheet": filing.place(form, empty[0])[0], "also": tuple(cells[1:])}
    if set(names) - set(empty) <= set(form.carried_over):
        message = f"“{sheet.name}”整张表没有填。没有发生的请填 0，不要空着。"
        yield finding(form, submission, message, empty[0], severity=Severity(sheet.empty), **place)
        return
    taken = "视为没有报告这些指标" if sheet.kind is SheetKind.INDICATORS else "按 0 计"
    message = f"“{sheet.name}”有 {len(empty)} 格没有填（{runs(cells)}），{taken}。没有发生的请填 0。"
    yield finding(form, submission, message, empty[0], **place)


@rule("V002", Severity.NOTICE)
def word_for_nothing(case: Case) -> Iterator[Finding]:
    """用文字或符号表示没有。

    检查什么：数字格里填了“/”“-”“无”等，按 0 读取。
    依据：表中各格填数字。
    示例：行政强制填“/”。
    如何修改：下次请直接填 0。
    """
    for submission in case.current:
        by_sheet: dict[str, list[str]] = {}
        for name in case.form.inputs:
            typed = submission.filing.slips.get(name)
            if typed and typed.slip is Slip.NOTHING:
                by_sheet.setdefault(submission.filing.place(case.form, name)[0], []).append(name)
        for sheet, names in by_sheet.items():
            cells = cells_of(case.form, submission, names)
            raw = submission.filing.slips[names[0]].raw
            message = f"“{sheet}”{runs(cells)}填的是“{raw.strip()}”等表示没有的字样，按 0 读取；下次请直接填 0。"
            yield finding(case.form, submission, message, names[0], also=tuple(cells[1:]), value=raw, expected=0)


@rule("V003", Severity.NOTICE)
def extra_characters(case: Case) -> Iterator[Finding]:
    """数字里夹有其他字符，已读取。

    检查什么：带单位（12件）、千位分隔（1,234）、全角（１２）、加号（+19）、按文本保存的数字。
    依据：只要能确定是哪个数就照读，并说明。
    示例：行政许可填“1,204件”，读作 1204。
    如何修改：下次请只填数字。
    """
    for entry in case.entries(Slip.CLEANED):
        yield entry.finding(f"{entry.where}填的是“{entry.typed.raw.strip()}”，已按 {entry.value} 读取；请下次只填数字。", expected=entry.value)


@rule("V004", Severity.ERROR)
def not_a_number(case: Case) -> Iterator[Finding]:
    """填的不是数字。

    检查什么：数字格里的文字、日期、TRUE、“约5”“140余”等。
    依据：读不出确定的数，不猜。
    示例：行政处罚填“约5”；填 3-5 被 Excel 变成了日期。
    如何修改：请对照台账填一个确定的数字，没有的填 0。
    """
    for entry in case.entries(Slip.NOT_A_NUMBER):
        yield entry.finding(f"{entry.where}填的是“{entry.typed.raw.strip()[:40]}”，不是数字。请对照台账填一个确定的数字，没有的填 0。")


@rule("V005", Severity.ERROR)
def negative(case: Case) -> Iterator[Finding]:
    """填的是负数。

    检查什么：小于 0 的数。
    依据：件数、条数、金额都不会小于 0。
    示例：新收填 -3。
    如何修改：请对照台账改正；要冲减的，请直接填冲减后的数。
    """
    for entry in case.entries(Slip.NEGATIVE):
        yield entry.finding(f"{entry.where}填的是“{entry.typed.raw.strip()}”，不能小于 0。请对照台账改正。")


@rule("V006", Severity.ERROR)
def fraction_in_count(case: Case) -> Iterator[Finding]:
    """件数填了小数。

    检查什么：以“件”“条”“次”等计的格，只能是整数。
    依据：格式附件各表的计量单位。
    示例：行政处罚填 5.5。
    如何修改：请对照台账填整数；金额请填在收费金额一格。
    """
    for entry in case.entries(Slip.FRACTION):
        yield entry.finding(f"{entry.where}填的是“{entry.typed.raw.strip()}”，应为整数（单位：{entry.field.unit}）。请对照台账改正。")


@rule("V007", Severity.ERROR)
def error_value(case: Case) -> Iterator[Finding]:
    """单元格里是错误值。

    检查什么：#REF!、#DIV/0!、#N/A、#VALUE! 等。
    依据：公式出错，没有数字可读。
    示例：引用的单元格被删去后显示 #REF!。
    如何修改：请删去公式，直接填数字。
    """
    for entry in case.entries(Slip.ERROR_VALUE):
        yield entry.finding(f"{entry.where}显示的是“{entry.typed.raw}”，公式出错，没有数字。请删去公式，直接填数字。")


@rule("V008", Severity.NOTICE)
def not_stored(case: Case) -> Iterator[Finding]:
    """公式没有保存结果。

    检查什么：有公式、但文件里没有保存计算结果的格。总计重新计算即可（提示）；要填的格则没有数字可读（错误）。
    依据：有的软件保存时不计算公式。
    示例：由程序生成、没有在 WPS 或 Excel 里打开保存过的工作簿。
    如何修改：总计不必修改；要填的格请删去公式，直接填数字。
    """
    for entry in case.entries(Slip.NOT_STORED):
        message = f"{entry.where}是一个没有保存结果的公式，读不出数字。请删去公式，直接填数字。"
        yield entry.finding(message, severity=Severity.ERROR)
    for submission in case.current:
        for sheet, names in _by_sheet(case.form, submission.filing, submission.filing.unstored).items():
            cells = cells_of(case.form, submission, names)
            message = f"“{sheet}”的总计公式没有保存结果（{len(cells)} 格），已重新计算。"
            yield finding(case.form, submission, message, names[0], also=tuple(cells[1:]))


def _by_sheet(form: Form, filing: Filing, names: Sequence[str] | frozenset[str]) -> dict[str, list[str]]:
    """Fields by the sheet on which they stand, in form order."""
    sheets: dict[str, list[str]] = {}
    for name in form.numeric:
        if name in names:
            sheets.setdefault(filing.place(form, name)[0], []).append(name)
    return sheets


@rule("V009", Severity.NOTICE)
def formula_in_input(case: Case) -> Iterator[Finding]:
    """要填的格里是公式或链接，已读取其保存的结果。

    检查什么：应当直接填数字的格里有公式。
    依据：公式的结果可能随别处变化；读取的是文件里保存的结果。
    示例：行政许可填“=6000+795”。
    如何修改：请核对结果；最好直接填数字。
    """
    for entry in case.entries(Slip.FORMULA):
        yield entry.finding(f"{entry.where}是公式，已按保存的结果 {entry.value} 读取；请核对，最好直接填数字。", expected=entry.value)


@rule("V010", Severity.ERROR)
def unthinkable(case: Case) -> Iterator[Finding]:
    """数字位数过多或大得不可能。

    检查什么：超过 15 位有效数字，或超过该项可能的范围。
    依据：表格软件只能精确保存 15 位；一个单位一年的数字不会这样大。
    示例：把统一社会信用代码填进了件数。
    如何修改：请对照台账改正。
    """
    for entry in case.entries(Slip.UNTHINKABLE):
        yield entry.finding(f"{entry.where}填的是“{entry.typed.raw.strip()[:40]}”，位数过多或大得不可能。请对照台账改正。")


@rule("V011", Severity.WARNING)
def converted_amount(case: Case) -> Iterator[Finding]:
    """金额带了别的单位，已换算。

    检查什么：以万元计的格里写了“元”，或反过来。
    依据：收费金额以万元计，信息处理费以元计。
    示例：收费金额填“960914元”，换算为 96.0914 万元。
    如何修改：请核对换算后的数；下次请按表中的单位只填数字。
    """
    for entry in case.entries(Slip.CONVERTED):
        value = format(entry.value, "f")
        message = f"{entry.where}填的是“{entry.typed.raw.strip()}”，已换算为 {value} {entry.field.unit}。请核对；下次请按“{entry.field.unit}”只填数字。"
        yield entry.finding(message, expected=entry.value)


@rule("V012", Severity.WARNING)
def amount_of_another_unit(case: Case) -> Iterator[Finding]:
    """金额可能填成了元。

    检查什么：以万元计的金额是上年的 1000 倍以上，或大得像是以元计的。
    依据：收费金额以万元计；误填成元会大一万倍。
    示例：上年 96.0914 万元，今年填 960914。
    如何修改：请核对单位；251000 元应填 25.1。
    """
    factor, bound = (Decimal(case.form.thresholds[f"V012.{name}"]) for name in ("factor", "unthinkable"))
    for name in (n for n in case.form.inputs if case.form.fields[n].unit == "万元"):
        for i, submission in enumerate(case.current):
            value = submission.filing.value(case.form, name)
            if not value:
                continue
            last = case.previous[name].iloc[i] if case.previous is not None else pd.NA
            known = not pd.isna(last) and last > 0
            if value >= (last * factor if known else bound):
                than = f"是上年 {last} 万元的 {int(value / last)} 倍" if known else "大得像是以元计的"
                place = f"“{submission.filing.place(case.form, name)[0]}”{submission.filing.place(case.form, name)[1]}（{case.form.fields[name].name}）"
                message = f"{place}填的是 {value} 万元，{than}。请核对单位是不是“万元”：251000 元应填 25.1。"
                yield finding(case.form, submission, message, name, value=value)


@rule("V013", Severity.NOTICE)
def cleaned_text(case: Case) -> Iterator[Finding]:
    """文字里有不能写出的字符，已去掉。

    检查什么：控制字符、使文字倒排的字符。
    依据：这些字符看不见，写进报告会出错。
    示例：从网页粘贴的文字里带有方向控制符。
    如何修改：不必修改；请看一看文字是否完整。
    """
    for submission in case.current:
        for name in case.form.fields:
            if name in submission.filing.cleaned:
                sheet, cell = submission.filing.place(case.form, name)
                message = f"“{sheet}”{cell}（{case.form.fields[name].name}）里有看不见的特殊字符，已去掉；请看一看文字是否完整。"
                yield finding(case.form, submission, message, name)


