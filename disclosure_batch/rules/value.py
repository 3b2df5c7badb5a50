"""V: the value of a cell. What is blank is in blank.py, amounts of another unit in amounts.py."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from disclosure_batch.findings import Finding, Reader, Severity, Spot, Words, words
from disclosure_batch.form.model import Figure
from disclosure_batch.intake.filing import Slip
from disclosure_batch.references import runs
from disclosure_batch.rules.case import Case, Oddity
from disclosure_batch.rules.rule import Who, rule
from disclosure_batch.text import LONGEST, listed, plain

LISTED = 8  # so many cells are put into a sentence
MOST_NOTED = 40  # likewise, where each says something of its own
FROM_THE_LEDGER = "请对照台账改正。"

# ---------------------------------------------------------------- one cell, several cells, totals


@dataclass(frozen=True, slots=True)
class OddCell:
    """A cell with something odd: what stands there, the unit of its field, what was read of it."""

    spot: Spot
    slip: Slip
    raw: str
    unit: str
    value: Figure | None


@dataclass(frozen=True, slots=True)
class OddCells:
    """Cells of one sheet with the same oddity: what repeats is told once."""

    slip: Slip
    cells: tuple[OddCell, ...]


@dataclass(frozen=True, slots=True)
class OddTotal:
    """A total that holds no figure a total can be."""

    spot: Spot
    slip: Slip
    raw: str


def _odd(entry: Oddity) -> OddCell:
    return OddCell(entry.spot, entry.typed.slip, entry.typed.raw, entry.field.unit, entry.value)


def _cells(case: Case, *slips: Slip, severity: Severity | None = None, read: bool = False) -> Iterator[Finding]:
    """A finding for each cell with one of these slips. read: a figure was read of it all the same."""
    for entry in case.entries(*slips):
        parts = {"value": entry.typed.raw, "severity": severity} | ({"expected": entry.value} if read else {})
        yield case.finding(entry.submission, _odd(entry), entry.field.id, **parts)


def _gathered(case: Case, slip: Slip) -> Iterator[Finding]:
    """A finding for each sheet with this slip; a figure was read of each cell."""
    for _, group in groupby(case.entries(slip), key=lambda entry: (entry.submission.reading.path, entry.spot.sheet)):
        first, *more = entries = list(group)
        about = OddCells(slip, tuple(map(_odd, entries)))
        also = tuple(dict.fromkeys(entry.spot.cell for entry in more if entry.spot.cell != first.spot.cell))
        parts = {"also": also, "value": first.typed.raw, "expected": first.value}
        yield case.finding(first.submission, about, first.field.id, **parts)


def _totals(case: Case, slip: Slip) -> Iterator[Finding]:
    for submission in case.current:
        for name, typed in submission.filing.flawed.items():
            if typed.slip is slip:
                about = OddTotal(case.spot(submission, name), slip, typed.raw)
                yield case.finding(submission, about, name, value=typed.raw)


@words(OddCell)
def _(about: OddCell, finding: Finding, reader: Reader) -> Words:
    raw, spot, unit = about.raw.strip(), about.spot, about.unit
    match about.slip:
        case Slip.SHOWN_AS:
            wrong = f"{spot}显示的是“{raw}”，单元格的格式添了数字，按显示的 {plain(about.value)} 读取。"
            return Words(wrong, "请核对；请改成常规格式，再填一遍数字。")
        case Slip.NOT_A_NUMBER:
            return Words(f"{spot}填的是“{raw[:40]}”，不是数字。", "请对照台账填一个确定的数字，没有的填 0。")
        case Slip.NOTE_IN_DOUBT:
            wrong = f"{spot}填的是“{raw[:40]}”，后面的说明可能改了前面的数，看不出以哪个为准。"
            return Words(wrong, "请核对后只填一个数字，说明写在文字部分。")
        case Slip.UNIT_UNCLEAR:
            wrong = f"{spot}填的是“{raw[:40]}”，看不出是元还是{unit}。"
            return Words(wrong, f"请核对后按“{unit}”只填数字。")
        case Slip.NEGATIVE:
            return Words(f"{spot}填的是“{raw}”，不能小于 0。", FROM_THE_LEDGER)
        case Slip.FRACTION:
            return Words(f"{spot}填的是“{raw}”，应为整数（单位：{unit}）。", FROM_THE_LEDGER)
        case Slip.ERROR_VALUE:
            return Words(f"{spot}显示的是“{about.raw}”，公式出错，没有数字。", "请删去公式，直接填数字。")
        case Slip.NOT_STORED:
            return Words(f"{spot}是一个没有保存结果的公式，读不出数字。", "请删去公式，直接填数字。")
        case Slip.UNTHINKABLE:
            return Words(f"{spot}填的是“{raw[:40]}”，位数过多或大得不可能。", FROM_THE_LEDGER)
        case Slip.CONVERTED:
            wrong = f"{spot}填的是“{raw}”，已换算为 {format(about.value, 'f')} {unit}。"
            return Words(wrong, f"请核对；下次请按“{unit}”只填数字。")


@words(OddCells)
def _(about: OddCells, finding: Finding, reader: Reader) -> Words:
    cells, sheet = about.cells, about.cells[0].spot.sheet
    where = runs(dict.fromkeys(cell.spot.cell for cell in cells))
    match about.slip:
        case Slip.NOTHING:
            raw = cells[0].raw.strip()
            return Words(f"“{sheet}”{where}填的是“{raw}”等表示没有的字样，按 0 读取；", "下次请直接填 0。")
        case Slip.CLEANED:
            read = listed([f"{c.spot.cell}“{c.raw.strip()}”读作 {plain(c.value)}" for c in cells], LISTED)
            wrong = f"“{sheet}”有 {len(cells)} 格不是单纯的数字（夹有其他字符，或按文本保存），已读取：{read}。"
            return Words(wrong, "下次请只填数字。")
        case Slip.NOTED:
            read = listed([f"{c.spot.cell}“{c.raw.strip()}”读作 {plain(c.value)}" for c in cells], MOST_NOTED)
            wrong = f"“{sheet}”有 {len(cells)} 格的数字后面带着说明，按前面的数读取：{read}。"
            return Words(wrong, "请核对；说明请写在文字部分，格里只填数字。")
        case Slip.FORMULA:
            read = listed([f"{c.spot.cell} 为 {plain(c.value)}" for c in cells], LISTED)
            wrong = f"“{sheet}”有 {len(cells)} 个要填的格是公式或链接，已按保存的结果读取：{read}。"
            return Words(wrong, "请核对，最好直接填数字。")
        case Slip.ZERO_IN_ALL if cells[0].raw:
            return Words(
                f"“{sheet}”{where}只有一行，没有分项，填的都是 0，各分项都按 0 读取；", "下次请用下发的表分项填 0。"
            )
        case Slip.ZERO_IN_ALL:
            wrong = f"“{sheet}”{where}没有填，所属的总计填的是 0，已按 0 读取；"
            return Words(wrong, "下次请在各格填 0。")


WRONG_WITH_A_TOTAL = {
    Slip.NOTE_IN_DOUBT: "后面的说明可能改了前面的数",
    Slip.NOT_A_NUMBER: "不是数字",
    Slip.NEGATIVE: "不能小于 0",
    Slip.FRACTION: "应为整数",
    Slip.UNTHINKABLE: "位数过多或大得不可能",
}


@words(OddTotal)
def _(about: OddTotal, finding: Finding, reader: Reader) -> Words:
    wrong = f"{about.spot}是合计，写的是“{about.raw.strip()[:40]}”，{WRONG_WITH_A_TOTAL[about.slip]}。"
    return Words(wrong, _to_the_sum(reader))


def _to_the_sum(reader: Reader) -> str:
    return "请恢复公式，或填各项之和。" if reader.in_workbook else "请填各项之和。"


# ---------------------------------------------------------------- the rules


@rule("V002", Severity.NOTICE, Who.NOBODY)
def word_for_nothing(case: Case) -> Iterator[Finding]:
    """用文字或符号表示没有。

    检查什么：数字格里填了“/”“-”“无”等，按 0 读取。
    依据：表中各格填数字。
    示例：行政强制填“/”。
    如何修改：下次请直接填 0。
    """
    return _gathered(case, Slip.NOTHING)


@rule("V003", Severity.NOTICE, Who.NOBODY)
def extra_characters(case: Case) -> Iterator[Finding]:
    """数字里夹有其他字符，已读取。

    检查什么：带单位（12件）、千位分隔（1,234）、全角（１２）、加号（+19）、按文本保存的数字；后面带着不改变它的说明的数字（22（其中修订16件）、4（注1）、4①）；单元格格式添了数字、显示成另一个数的（警告）。
    依据：只要能确定是哪个数就照读，并说明；填表的人看到的是显示的数。
    示例：行政许可填“1,204件”，读作 1204；填“6795（其中变更12件）”，读作 6795。
    如何修改：下次请只填数字。
    """
    yield from _gathered(case, Slip.CLEANED)
    yield from _gathered(case, Slip.NOTED)
    yield from _cells(case, Slip.SHOWN_AS, severity=Severity.WARNING, read=True)


@rule("V004", Severity.ERROR, Who.OFFICE)
def not_a_number(case: Case) -> Iterator[Finding]:
    """填的不是数字。

    检查什么：数字格和合计格里的文字、日期、TRUE、“约5”“140余”等；后面的说明可能改变它的数字（22（更正为16）、5（另有1件））；划去的、设成不显示的数字；看不出是元还是万元的金额（￥12.5）。
    依据：读不出确定的数，不猜。
    示例：行政处罚填“约5”；填 3-5 被 Excel 变成了日期。
    如何修改：请对照台账填一个确定的数字，没有的填 0。
    """
    yield from _cells(case, Slip.NOT_A_NUMBER, Slip.NOTE_IN_DOUBT, Slip.UNIT_UNCLEAR)
    yield from _totals(case, Slip.NOT_A_NUMBER)
    yield from _totals(case, Slip.NOTE_IN_DOUBT)


@rule("V005", Severity.ERROR, Who.OFFICE)
def negative(case: Case) -> Iterator[Finding]:
    """填的是负数。

    检查什么：小于 0 的数。
    依据：件数、条数、金额都不会小于 0。
    示例：新收填 -3。
    如何修改：请对照台账改正；要冲减的，请直接填冲减后的数。
    """
    yield from _cells(case, Slip.NEGATIVE)
    yield from _totals(case, Slip.NEGATIVE)


@rule("V006", Severity.ERROR, Who.OFFICE)
def fraction_in_count(case: Case) -> Iterator[Finding]:
    """件数填了小数。

    检查什么：以“件”“条”“次”等计的格，只能是整数。
    依据：格式附件各表的计量单位。
    示例：行政处罚填 5.5。
    如何修改：请对照台账填整数；金额请填在收费金额一格。
    """
    yield from _cells(case, Slip.FRACTION)
    yield from _totals(case, Slip.FRACTION)


@dataclass(frozen=True, slots=True)
class BrokenTotals:
    """The totals of a sheet that show an error value: the first of these, and where they stand."""

    raw: str
    cells: tuple[str, ...]


@rule("V007", Severity.ERROR, Who.OFFICE)
def error_value(case: Case) -> Iterator[Finding]:
    """单元格里是错误值。

    检查什么：#REF!、#DIV/0!、#N/A、#VALUE! 等。要填的格是错误；合计格重新计算即可（提示）。
    依据：公式出错，没有数字可读。
    示例：引用的单元格被删去后显示 #REF!。
    如何修改：请删去公式，直接填数字。
    """
    yield from _cells(case, Slip.ERROR_VALUE)
    for submission in case.current:
        wrong = {name: typed.raw for name, typed in submission.filing.flawed.items() if typed.slip is Slip.ERROR_VALUE}
        for names in case.by_sheet(submission, wrong).values():
            cells, raw = case.cells(submission, names), wrong[names[0]]
            parts = {"severity": Severity.NOTICE, "also": cells[1:], "value": raw}
            yield case.finding(submission, BrokenTotals(raw, cells), names[0], **parts)


@words(BrokenTotals)
def _(about: BrokenTotals, finding: Finding, reader: Reader) -> Words:
    cells = f"“{finding.sheet}”的总计 {runs(about.cells)} "
    return Words(f"{cells}显示的是错误值“{about.raw}”，公式出错，已按各项重新计算。", _to_the_sum(reader))


@dataclass(frozen=True, slots=True)
class UnstoredTotals:
    """So many totals of a sheet are formulas without a stored result."""

    count: int


@rule("V008", Severity.NOTICE, Who.OFFICE)
def not_stored(case: Case) -> Iterator[Finding]:
    """公式没有保存结果。

    检查什么：有公式、但文件里没有保存计算结果的格。总计重新计算即可（提示）；要填的格则没有数字可读（错误）。
    依据：有的软件保存时不计算公式。
    示例：由程序生成、没有在 WPS 或 Excel 里打开保存过的工作簿。
    如何修改：总计不必修改；要填的格请删去公式，直接填数字。
    """
    yield from _cells(case, Slip.NOT_STORED, severity=Severity.ERROR)
    for submission in case.current:
        for names in case.by_sheet(submission, submission.filing.unstored).values():
            cells = case.cells(submission, names)
            yield case.finding(submission, UnstoredTotals(len(cells)), names[0], also=cells[1:])


@words(UnstoredTotals)
def _(about: UnstoredTotals, finding: Finding, reader: Reader) -> Words:
    return Words(f"“{finding.sheet}”的总计公式没有保存结果（{about.count} 格），已重新计算。")


@rule("V009", Severity.NOTICE, Who.NOBODY)
def formula_in_input(case: Case) -> Iterator[Finding]:
    """要填的格里是公式或链接，已读取其保存的结果。

    检查什么：应当直接填数字的格里有公式。
    依据：公式的结果可能随别处变化；读取的是文件里保存的结果。
    示例：行政许可填“=6000+795”。
    如何修改：请核对结果；最好直接填数字。
    """
    return _gathered(case, Slip.FORMULA)


@rule("V010", Severity.ERROR, Who.OFFICE)
def unthinkable(case: Case) -> Iterator[Finding]:
    """数字位数过多或大得不可能。

    检查什么：超过 15 位有效数字，或超过该项可能的范围。
    依据：表格软件只能精确保存 15 位；一个单位一年的数字不会这样大。
    示例：把统一社会信用代码填进了件数。
    如何修改：请对照台账改正。
    """
    yield from _cells(case, Slip.UNTHINKABLE)
    yield from _totals(case, Slip.UNTHINKABLE)


@rule("V011", Severity.WARNING, Who.NOBODY)
def converted_amount(case: Case) -> Iterator[Finding]:
    """金额带了别的单位，已换算。

    检查什么：以万元计的格里写了“元”，或反过来。
    依据：收费金额以万元计，信息处理费以元计。
    示例：收费金额填“960914元”，换算为 96.0914 万元。
    如何修改：请核对换算后的数；下次请按表中的单位只填数字。
    """
    return _cells(case, Slip.CONVERTED, read=True)


@dataclass(frozen=True, slots=True)
class OddText:
    """A text with characters that were taken out, or so long that it may have been cut."""

    spot: Spot
    cleaned: bool
    length: int


@rule("V013", Severity.NOTICE, Who.NOBODY)
def doubtful_text(case: Case) -> Iterator[Finding]:
    """文字里有不能写出的字符，已去掉；或文字长得可能被截断。

    检查什么：控制字符、使文字倒排的字符；长度达到一个单元格所能容纳的 32767 字的文字。
    依据：这些字符看不见，写进报告会出错；表格软件会悄悄截去单元格放不下的文字。
    示例：从网页粘贴的文字里带有方向控制符。
    如何修改：请看一看文字是否完整；太长的请分段填写或压缩。
    """
    for submission in case.current:
        filing = submission.filing
        for name in case.form.fields:
            cleaned, length = name in filing.cleaned, len(filing.texts.get(name, ""))
            if cleaned or length >= LONGEST:
                yield case.finding(submission, OddText(case.spot(submission, name), cleaned, length), name)


@words(OddText)
def _(about: OddText, finding: Finding, reader: Reader) -> Words:
    odd = "里有看不见的特殊字符，已去掉" if about.cleaned else f"有 {about.length} 字，一格放不下，可能已被截断"
    return Words(f"{about.spot}{odd}。", "请看一看文字是否完整。")


@rule("V014", Severity.NOTICE, Who.NOBODY)
def zero_in_all(case: Case) -> Iterator[Finding]:
    """各格没有填，总计填的是 0，已按 0 读取。

    检查什么：一行或一列各格都空着、总计手填了 0；“（六）其他处理”只有一行、没有分项，填的都是 0。
    依据：件数不会小于 0，总计是 0，各格就都是 0。
    示例：行政复议四格空着，总计填 0。
    如何修改：下次请在各格填 0。
    """
    return _gathered(case, Slip.ZERO_IN_ALL)
