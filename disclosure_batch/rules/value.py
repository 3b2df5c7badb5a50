"""V: the value of a cell."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby

import numpy as np
import pandas as pd

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.model import Form, Kind, Sheet, SheetKind
from disclosure_batch.intake.filing import Figure, Filing, Slip
from disclosure_batch.intake.submission import Submission
from disclosure_batch.intake.values import IN_YUAN
from disclosure_batch.references import runs
from disclosure_batch.rules.breaches import fails
from disclosure_batch.rules.case import Case, Entry, by_sheet, cells_of, finding, marks_of, where
from disclosure_batch.rules.rule import rule
from disclosure_batch.text import LONGEST, plain, tidy

AMOUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?)([百千万亿]?元)")  # in a sentence
WORTH_COMPARING = 100  # 元: what is less may be the same by chance
MANY_LINES = 6  # of a table in which figures slip by one


@rule("V001", Severity.NOTICE)
def blank(case: Case) -> Iterator[Finding]:
    """有的格没有填。

    检查什么：表二、三、四里的空格按 0 计，工作指标里的空格视为没有报告这一项；整张表都空着（或只有下发时填好的数），须明确填 0；其余都填了、只有整行或整列空着的，可能错了一行或一列。
    依据：0 是数据，空着是不知道，两者不同；表二、表三整表空着是错误，表四、工作指标整表空着是警告，只有整行或整列空着也是警告。
    示例：“二、主动公开”一个数也没有填。
    如何修改：没有发生的请填 0。
    """
    empty = ~case.figures.stated[list(case.form.inputs)] & ~case.unreadable[list(case.form.inputs)]
    sheets = {s: {f.id for f in s.fields} for s in case.form.sheets if s.name in case.blank}
    off_balance = {s: _off_balance(case, s) for s in sheets}
    for i, names in marks_of(empty):
        submission = case.current[i]
        if submission.filing.untouched(case.form):
            yield _untouched(case.form, submission, list(sheets))
            continue
        for sheet, fields in sheets.items():
            if blanks := [name for name in names if name in fields]:
                yield _blank_in(case, i, sheet, blanks, off_balance[sheet][i])


def _off_balance(case: Case, sheet: Sheet) -> np.ndarray:
    """In which units something does not balance on a sheet; then its blanks may be no zeros."""
    relations = (r for r in case.form.relations if r.sheet == sheet.name and r.severity is Severity.ERROR)
    failing = [fails(case, relation) for relation in relations if not relation.compares_years]
    stale = case.stale[[field.id for field in sheet.fields if field.derived]].any(axis=1).to_numpy(dtype=bool)
    return np.logical_or.reduce([*failing, stale])


def _untouched(form: Form, submission: Submission, sheets: Sequence[Sheet]) -> Finding:
    names = "、".join(f"“{sheet.name}”" for sheet in sheets)
    message = f"“{submission.reading.path}”还是空表，{names}都没有填。请填好后重新报送；没有发生的请填 0，不要空着。"
    return finding(form, submission, message, severity=Severity.ERROR)


def _blank_in(case: Case, i: int, sheet: Sheet, blanks: list[str], off_balance: bool) -> Finding:
    submission = case.current[i]
    cells = cells_of(case.form, submission, blanks)
    place = {"sheet": submission.filing.place(case.form, blanks[0])[0], "also": tuple(cells[1:])}
    if case.blank[sheet.name][i]:
        message = f"“{sheet.name}”整张表没有填。没有发生的请填 0，不要空着。"
        return finding(case.form, submission, message, blanks[0], severity=sheet.empty, **place)
    taken = "按 0 计"
    if sheet.kind is SheetKind.INDICATORS:
        taken = "视为没有报告这些指标"
    elif off_balance:
        taken = "先按 0 计算；表内还有不平衡的地方，请先核对这几格是不是漏填"
    if line := _line_left_out(sheet, set(blanks)):
        message = f"“{sheet.name}”{line}没有填（{runs(cells)}），其余各格都填了，{taken}。请核对是不是填错了位置；没有发生的请填 0。"
        return finding(case.form, submission, message, blanks[0], severity=Severity.WARNING, **place)
    message = f"“{sheet.name}”有 {len(blanks)} 格没有填（{runs(cells)}），{taken}。没有发生的请填 0。"
    return finding(case.form, submission, message, blanks[0], **place)


def _line_left_out(sheet: Sheet, blanks: set[str]) -> str:
    """The row or column of a large table, or two, that the blanks are, and all of them: figures may have slipped."""
    typed = {field.id for field in sheet.fields if not field.derived}
    for table in (table for table in sheet.tables if len(table.rows) >= MANY_LINES and len(table.columns) > 1):
        rows = [("行", row.name, {table.field(row.id, column.id) for column in table.columns} & typed) for row in table.rows]
        columns = [("列", column.name, {table.field(row.id, column.id) for row in table.rows} & typed) for column in table.columns]
        for lines in (rows, columns):
            empty = [line for line in lines if line[2] and line[2] <= blanks]
            if 0 < len(empty) <= 2 and set().union(*(cells for *_, cells in empty)) == blanks & set(table.fields):
                return "、".join(f"“{name}”整{kind}" for kind, name, _ in empty)
    return ""


@rule("V002", Severity.NOTICE)
def word_for_nothing(case: Case) -> Iterator[Finding]:
    """用文字或符号表示没有。

    检查什么：数字格里填了“/”“-”“无”等，按 0 读取。
    依据：表中各格填数字。
    示例：行政强制填“/”。
    如何修改：下次请直接填 0。
    """
    for entries in _gathered(case, Slip.NOTHING):
        raw = entries[0].typed.raw.strip()
        message = f"“{entries[0].sheet}”{runs([e.cell for e in entries])}填的是“{raw}”等表示没有的字样，按 0 读取；下次请直接填 0。"
        yield _of_several(entries, message)


@rule("V003", Severity.NOTICE)
def extra_characters(case: Case) -> Iterator[Finding]:
    """数字里夹有其他字符，已读取。

    检查什么：带单位（12件）、千位分隔（1,234）、全角（１２）、加号（+19）、按文本保存的数字；单元格格式添了数字、显示成另一个数的（警告）。
    依据：只要能确定是哪个数就照读，并说明；填表的人看到的是显示的数。
    示例：行政许可填“1,204件”，读作 1204。
    如何修改：下次请只填数字。
    """
    for entries in _gathered(case, Slip.CLEANED):
        read = _listed(f"{e.cell}“{e.typed.raw.strip()}”读作 {plain(e.value)}" for e in entries)
        yield _of_several(entries, f"“{entries[0].sheet}”有 {len(entries)} 格不是单纯的数字（夹有其他字符，或按文本保存），已读取：{read}。下次请只填数字。")
    for entry in case.entries(Slip.SHOWN_AS):
        message = f"{entry.where}显示的是“{entry.typed.raw.strip()}”，单元格的格式添了数字，按显示的 {plain(entry.value)} 读取。请核对；请改成常规格式，再填一遍数字。"
        yield entry.finding(message, severity=Severity.WARNING, expected=entry.value)


def _gathered(case: Case, slip: Slip) -> Iterator[list[Entry]]:
    """Entries with a slip, those of one sheet together: what repeats is told once."""
    for _, entries in groupby(case.entries(slip), key=lambda entry: (entry.submission.reading.path, entry.sheet)):
        yield list(entries)


def _of_several(entries: list[Entry], message: str) -> Finding:
    return entries[0].finding(message, also=tuple(entry.cell for entry in entries[1:]), expected=entries[0].value)


def _listed(words: Iterable[str], most: int = 8) -> str:
    """The first few in words."""
    words = list(words)
    return "、".join(words[:most]) + ("等" if len(words) > most else "")


@rule("V004", Severity.ERROR)
def not_a_number(case: Case) -> Iterator[Finding]:
    """填的不是数字。

    检查什么：数字格和合计格里的文字、日期、TRUE、“约5”“140余”等；划去的、设成不显示的数字；看不出是元还是万元的金额（￥12.5）。
    依据：读不出确定的数，不猜。
    示例：行政处罚填“约5”；填 3-5 被 Excel 变成了日期。
    如何修改：请对照台账填一个确定的数字，没有的填 0。
    """
    for entry in case.entries(Slip.NOT_A_NUMBER):
        yield entry.finding(f"{entry.where}填的是“{entry.typed.raw.strip()[:40]}”，不是数字。请对照台账填一个确定的数字，没有的填 0。")
    for entry in case.entries(Slip.UNIT_UNCLEAR):
        unit = entry.field.unit
        yield entry.finding(f"{entry.where}填的是“{entry.typed.raw.strip()[:40]}”，看不出是元还是{unit}。请核对后按“{unit}”只填数字。")
    yield from _of_totals(case, Slip.NOT_A_NUMBER, "不是数字")


def _of_totals(case: Case, slip: Slip, wrong: str) -> Iterator[Finding]:
    """Totals that hold no figure a total can be."""
    for submission in case.current:
        for name, typed in submission.filing.flawed.items():
            if typed.slip is slip:
                message = f"{where(case.form, submission.filing, name)}是合计，写的是“{typed.raw.strip()[:40]}”，{wrong}。请恢复公式，或填各项之和。"
                yield finding(case.form, submission, message, name, value=typed.raw)


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
    yield from _of_totals(case, Slip.NEGATIVE, "不能小于 0")


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
    yield from _of_totals(case, Slip.FRACTION, "应为整数")


@rule("V007", Severity.ERROR)
def error_value(case: Case) -> Iterator[Finding]:
    """单元格里是错误值。

    检查什么：#REF!、#DIV/0!、#N/A、#VALUE! 等。要填的格是错误；合计格重新计算即可（提示）。
    依据：公式出错，没有数字可读。
    示例：引用的单元格被删去后显示 #REF!。
    如何修改：请删去公式，直接填数字。
    """
    for entry in case.entries(Slip.ERROR_VALUE):
        yield entry.finding(f"{entry.where}显示的是“{entry.typed.raw}”，公式出错，没有数字。请删去公式，直接填数字。")
    for submission in case.current:
        wrong = {name: typed.raw for name, typed in submission.filing.flawed.items() if typed.slip is Slip.ERROR_VALUE}
        for sheet, names in by_sheet(case.form, submission, wrong).items():
            cells = cells_of(case.form, submission, names)
            message = f"“{sheet}”的总计 {runs(cells)} 显示的是错误值“{wrong[names[0]]}”，公式出错，已按各项重新计算。请恢复公式，或填各项之和。"
            yield finding(case.form, submission, message, names[0], severity=Severity.NOTICE, also=tuple(cells[1:]), value=wrong[names[0]])


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
        for sheet, names in by_sheet(case.form, submission, submission.filing.unstored).items():
            cells = cells_of(case.form, submission, names)
            message = f"“{sheet}”的总计公式没有保存结果（{len(cells)} 格），已重新计算。"
            yield finding(case.form, submission, message, names[0], also=tuple(cells[1:]))


@rule("V009", Severity.NOTICE)
def formula_in_input(case: Case) -> Iterator[Finding]:
    """要填的格里是公式或链接，已读取其保存的结果。

    检查什么：应当直接填数字的格里有公式。
    依据：公式的结果可能随别处变化；读取的是文件里保存的结果。
    示例：行政许可填“=6000+795”。
    如何修改：请核对结果；最好直接填数字。
    """
    for entries in _gathered(case, Slip.FORMULA):
        read = _listed(f"{e.cell} 为 {plain(e.value)}" for e in entries)
        yield _of_several(entries, f"“{entries[0].sheet}”有 {len(entries)} 个要填的格是公式或链接，已按保存的结果读取：{read}。请核对，最好直接填数字。")


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
    yield from _of_totals(case, Slip.UNTHINKABLE, "位数过多或大得不可能")


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
    """金额可能填错了单位。

    检查什么：金额是上年的 1000 倍以上；以万元计的，没有上年数字时大得像是以元计的；与本单位文字里写的金额正好相差一万倍。
    依据：收费金额以万元计，误填成元会大一万倍；信息处理费以元计。
    示例：上年 96.0914 万元，今年填 960914。
    如何修改：请核对单位；251000 元应填 25.1 万元。
    """
    factor, bound = (case.form.thresholds[f"V012.{name}"] for name in ("factor", "unthinkable"))
    for name in (n for n in case.form.inputs if case.form.fields[n].kind is Kind.AMOUNT):
        unit = case.form.fields[name].unit
        for i, submission in enumerate(case.current):
            value = submission.filing.value(case.form, name)
            if not value:
                continue
            last = case.previous[name][i] if case.previous is not None else pd.NA
            known = not pd.isna(last) and last > 0
            if said := _stated_in_another_unit(submission.filing, value, unit):
                message = f"{where(case.form, submission.filing, name)}填的是 {plain(value)} {unit}，文字里写的是“{said}”，相差一万倍。请核对单位是不是“{unit}”：251000 元就是 25.1 万元。"
                yield finding(case.form, submission, message, name, value=value)
            elif value >= (last * factor if known else bound if unit == "万元" else value + 1):
                than = f"是上年 {plain(last)} {unit}的 {int(value / last)} 倍" if known else "大得像是以元计的"
                message = f"{where(case.form, submission.filing, name)}填的是 {plain(value)} {unit}，{than}。请核对单位是不是“{unit}”：251000 元就是 25.1 万元。"
                yield finding(case.form, submission, message, name, value=value)


def _stated_in_another_unit(filing: Filing, value: Figure, unit: str) -> str:
    """An amount of the office's own words that is the same figure in 元 instead of 万元, or the other way round."""
    texts = (text.replace("\n", "。") for name, text in filing.texts.items() if name.startswith(("text.", "explanation.")))
    stated = {match[0]: Decimal(match[1].replace(",", "")) * IN_YUAN[match[2]] for match in AMOUNT.finditer(tidy("。".join(texts)))}
    typed = value * IN_YUAN[unit]
    if typed in stated.values():
        return ""
    return next((said for said, yuan in stated.items() if yuan >= WORTH_COMPARING and typed in (yuan * 10_000, yuan / 10_000)), "")


@rule("V013", Severity.NOTICE)
def doubtful_text(case: Case) -> Iterator[Finding]:
    """文字里有不能写出的字符，已去掉；或文字长得可能被截断。

    检查什么：控制字符、使文字倒排的字符；长度达到一个单元格所能容纳的 32767 字的文字。
    依据：这些字符看不见，写进报告会出错；表格软件会悄悄截去单元格放不下的文字。
    示例：从网页粘贴的文字里带有方向控制符。
    如何修改：请看一看文字是否完整；太长的请分段填写或压缩。
    """
    for submission in case.current:
        filing = submission.filing
        for name in (n for n in case.form.fields if n in filing.cleaned or len(filing.texts.get(n, "")) >= LONGEST):
            odd = "里有看不见的特殊字符，已去掉" if name in filing.cleaned else f"有 {len(filing.texts[name])} 字，一格放不下，可能已被截断"
            message = f"{where(case.form, filing, name)}{odd}。请看一看文字是否完整。"
            yield finding(case.form, submission, message, name)


@rule("V014", Severity.NOTICE)
def zero_in_all(case: Case) -> Iterator[Finding]:
    """各格没有填，总计填的是 0，已按 0 读取。

    检查什么：一行或一列各格都空着、总计手填了 0。
    依据：件数不会小于 0，总计是 0，各格就都是 0。
    示例：行政复议四格空着，总计填 0。
    如何修改：下次请在各格填 0。
    """
    for entries in _gathered(case, Slip.ZERO_IN_ALL):
        cells = runs([entry.cell for entry in entries])
        yield _of_several(entries, f"“{entries[0].sheet}”{cells}没有填，所属的总计填的是 0，已按 0 读取；下次请在各格填 0。")
