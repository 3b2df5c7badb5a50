"""F: the file."""

from collections.abc import Iterator

from disclosure_batch.documents.kinds import FileKind
from disclosure_batch.documents.unreadable import BeyondLimits, Damaged, Encrypted, NotReadable
from disclosure_batch.findings import Finding, Severity
from disclosure_batch.intake.identify import told_apart
from disclosure_batch.intake.submission import ExactCopy, Submission, Superseded
from disclosure_batch.intake.troubles import (
    ActiveContent,
    Archive,
    Clutter,
    FarAway,
    NotFilledIn,
    OfEarlierYear,
    OwnPaper,
    Scan,
    SetAside,
    WrongExtension,
)
from disclosure_batch.rules.case import Case, compared, finding, unread
from disclosure_batch.rules.rule import rule

KINDS = {
    FileKind.XLSX: " .xlsx 工作簿",
    FileKind.OLE: " .xls 工作簿",
    FileKind.ODS: " .ods 工作簿",
    FileKind.ODT: " .odt 文档",
    FileKind.DOCX: " Word 文档",
    FileKind.HTML: "网页",
    FileKind.TEXT: "文本",
}


@rule("F001", Severity.ERROR)
def unreadable(case: Case) -> Iterator[Finding]:
    """文件读不出来，或不是能读取的文档。

    检查什么：空文件、没有传完的文件、其他格式的文件、需要先解压的压缩包（rar、7z）。
    依据：读不出内容，就没有数字可以汇总。
    示例：只有 3 KB、传了一半的 .xlsx。
    如何修改：请该单位用 WPS 或 Excel 打开原表，另存为 .xlsx 后重新报送；压缩包请解压后再放进来。
    """
    for submission, trouble in case.troubles(NotReadable):
        advice = trouble.advice or "用 WPS 或 Excel 打开原表另存为 .xlsx 后重新报送"
        yield finding(case.form, submission, f"“{submission.reading.path}”{trouble.reason}，{unread(case.form)}。请{advice}。")


@rule("F002", Severity.ERROR)
def encrypted(case: Case) -> Iterator[Finding]:
    """文件设了打开密码。

    检查什么：需要密码才能打开的工作簿。
    依据：打不开，就没有数字可以汇总。
    示例：用 WPS 加密保存的 .xlsx。
    如何修改：请打开后取消密码（文件—文件加密），另存后重新报送。
    """
    for submission, trouble in case.troubles(Encrypted):
        yield finding(case.form, submission, f"“{submission.reading.path}”{trouble.reason}，{unread(case.form)}。请取消密码后另存，重新报送。")


@rule("F003", Severity.NOTICE)
def wrong_extension(case: Case) -> Iterator[Finding]:
    """文件扩展名与内容不符，已照内容读取。

    检查什么：内容是一种格式、名字却是另一种格式的文件。
    依据：有的软件保存时扩展名与格式不一致，内容不受影响。
    示例：内容是 .xlsx、名字却叫 .xls。
    如何修改：不必修改；下次请直接保存为 .xlsx。
    """
    for submission, trouble in case.troubles(WrongExtension):
        named = f"的扩展名是 {trouble.extension}" if trouble.extension else "没有扩展名"
        message = f"“{submission.reading.path}”{named}，内容是{KINDS[trouble.kind]}，已照内容读取。"
        yield finding(case.form, submission, message)


@rule("F004", Severity.NOTICE)
def ignored(case: Case) -> Iterator[Finding]:
    """不是报送的表，没有读取。

    检查什么：临时锁文件、系统文件、隐藏文件、本工具自己写出的结果（退改通知、核对报告等单独放进来的也认得）、与填好的表放在一起的空表。
    依据：这些文件里没有报送的数字。命令中直接写明的文件总会读取。
    示例：~$财政局.xlsx、.DS_Store、上一次汇总的输出文件夹。
    如何修改：不必修改。
    """
    for submission, trouble in case.troubles(SetAside):
        yield finding(case.form, submission, f"“{submission.reading.path}”{_why_aside(trouble)}。")


def _why_aside(trouble: SetAside) -> str:
    match trouble:
        case Archive(empty=False):
            return "是压缩包，里面的文件已逐个读取"
        case Archive():
            why = "是压缩包，里面没有文件"
        case Clutter(why):
            pass
        case Scan():
            why = "是图片、扫描件或 PDF，读不出数字"
        case OwnPaper(paper):
            why = f"是本工具写出的{paper}，不是报送的表"
        case NotFilledIn():
            why = "是还没有填写的空表，同一单位已有填好的表"
        case OfEarlierYear(stated, year):
            why = f"是{stated}年的表，填报日期也是当时的；同一单位已有{year}年的表"
    return f"{why}，没有读取"


@rule("F005", Severity.ERROR)
def beyond_limits(case: Case) -> Iterator[Finding]:
    """文件超过安全上限。

    检查什么：文件或其内部部件过大，有内容的格过多，读取占用的时间或内存过多。
    依据：正常的年报表只有几十 KB；过大的文件会拖垮整次汇总。
    示例：9 MB 的文件，展开后有 2 GB。
    如何修改：请把数字重新填进空白模板后报送。
    """
    for submission, trouble in case.troubles(BeyondLimits):
        yield finding(case.form, submission, f"“{submission.reading.path}”{trouble.reason}，{unread(case.form)}。请把数字填进空白模板后重新报送。")


@rule("F006", Severity.ERROR)
def damaged(case: Case) -> Iterator[Finding]:
    """文件内部已损坏。

    检查什么：文件打得开，但内部的校验不符或缺少部件。
    依据：损坏的部分可能正是数字，不能当作可靠的报送。
    示例：存储或传输中坏了几个字节的 .xlsx。
    如何修改：请用 WPS 或 Excel 打开、修复并另存后重新报送。
    """
    for submission, trouble in case.troubles(Damaged):
        yield finding(case.form, submission, f"“{submission.reading.path}”{trouble.reason}，{unread(case.form)}。请用 WPS 或 Excel 打开、修复并另存后重新报送。")


@rule("F007", Severity.NOTICE)
def active_content(case: Case) -> Iterator[Finding]:
    """文件里有宏、外部链接或嵌入的对象，都没有运行。

    检查什么：工作簿内的宏、指向其他工作簿的链接、嵌入的对象。
    依据：报送的数字应当直接填在表里；宏从不运行，链接从不打开。
    示例：带宏的 .xlsm。
    如何修改：一般不必修改；数字是从别的表链接过来的，请改为直接填写。
    """
    for submission, trouble in case.troubles(ActiveContent):
        yield finding(case.form, submission, f"“{submission.reading.path}”里有{'、'.join(trouble.what)}，没有运行，也没有打开。")


@rule("F008", Severity.NOTICE)
def exact_copy(case: Case) -> Iterator[Finding]:
    """与另一个文件完全相同。

    检查什么：逐字节相同的两个文件。
    依据：同一份表只计一次。
    示例：财政局.xlsx 与 财政局（1）.xlsx。
    如何修改：不必修改。
    """
    for submission, trouble in case.troubles(ExactCopy):
        yield finding(case.form, submission, f"“{submission.reading.path}”与“{trouble.of}”完全相同，只计一次。")


@rule("F009", Severity.NOTICE)
def superseded(case: Case) -> Iterator[Finding]:
    """同一单位后来又报了一份，以后一份为准。

    检查什么：同一单位的几份不同的表，填报日期（Word 文档和网页没有写的，是文末落款的日期；其次是文件里的保存时间）较早的一份。
    依据：更正后重报的，以最后一份为准；被替代的一份仍列在来源里。
    示例：1月10日报了一份，1月15日更正后又报一份。
    如何修改：如应以前一份为准，请移走后一份，或改前一份的填报日期。
    """
    for submission, trouble in case.troubles(Superseded):
        latest = trouble.by
        changes = compared(case.form, submission, latest)
        ground = _ground(latest, submission, case.year)
        message = f"“{submission.reading.path}”已由“{latest.reading.path}”替代{ground}。{changes or '两份的数字和文字相同。'}"
        yield finding(case.form, submission, message, severity=Severity.WARNING if changes else None)


def _ground(latest: Submission, earlier: Submission, year: int) -> str:
    """On what ground the one is the later: （填报日期 2025-01-15 晚于 2025-01-08）."""
    told = told_apart(latest.filing, earlier.filing, year)
    if told is None:
        return ""
    called, late, early = told
    if called == "填报日期":
        return f"（{called} {late} 晚于 {early}）"
    same_day = late.date() == early.date()
    shown = [f"{saved:%Y-%m-%d %H:%M:%S}" if same_day else f"{saved:%Y-%m-%d}" for saved in (late, early)]
    return f"（填报日期比不出先后，{called} {shown[0]} 晚于 {shown[1]}）"


@rule("F010", Severity.NOTICE)
def far_away(case: Case) -> Iterator[Finding]:
    """表格远处有内容，没有读取。

    检查什么：远在年报表之外的单元格里的内容。
    依据：年报表不过一百来行；远处的内容多是误按键盘留下的。
    示例：“三、依申请公开”XFD1048576 里有一个 1。
    如何修改：一般不必修改；如果那里有要报的数字，请填回表中。
    """
    for submission, trouble in case.troubles(FarAway):
        cells = trouble.cells
        more = "等" if len(cells) > 3 else ""
        yield finding(case.form, submission, f"“{submission.reading.path}”的{'、'.join(cells[:3])}{more}离表格太远，没有读取。如果那里有要报的数字，请填回表中。")
