"""F: the file. What can't be read at all is said in unread.py, what a later version replaces in versions.py."""

from collections.abc import Iterator

from disclosure_batch.documents.kinds import FileKind
from disclosure_batch.findings import Finding, Reader, Severity, Trouble, Words, words
from disclosure_batch.intake.submission import ExactCopy
from disclosure_batch.intake.troubles import (
    ActiveContent,
    Archive,
    Clutter,
    FarAway,
    HandedOut,
    NotFilledIn,
    OwnPaper,
    ResultOfEarlierYear,
    Scan,
    SetAside,
    WrongExtension,
)
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.rule import Who, rule
from disclosure_batch.text import listed

KINDS = {
    FileKind.XLSX: " .xlsx 工作簿",
    FileKind.OLE: " .xls 工作簿",
    FileKind.ODS: " .ods 工作簿",
    FileKind.ODT: " .odt 文档",
    FileKind.DOCX: " Word 文档",
    FileKind.HTML: "网页",
    FileKind.TEXT: "文本",
}


def _noticed(case: Case, kind: type[Trouble]) -> Iterator[Finding]:
    """Where what was noticed says all."""
    for submission, trouble in case.troubles(kind):
        yield case.finding(submission, trouble)


@rule("F003", Severity.NOTICE, Who.NOBODY)
def wrong_extension(case: Case) -> Iterator[Finding]:
    """文件扩展名与内容不符，已照内容读取。

    检查什么：内容是一种格式、名字却是另一种格式的文件。
    依据：有的软件保存时扩展名与格式不一致，内容不受影响。
    示例：内容是 .xlsx、名字却叫 .xls。
    如何修改：不必修改；下次请直接保存为 .xlsx。
    """
    return _noticed(case, WrongExtension)


@words(WrongExtension)
def _(about: WrongExtension, finding: Finding, reader: Reader) -> Words:
    named = f"的扩展名是 {about.extension}" if about.extension else "没有扩展名"
    return Words(f"“{finding.file}”{named}，内容是{KINDS[about.kind]}，已照内容读取。")


@rule("F004", Severity.NOTICE, Who.NOBODY)
def ignored(case: Case) -> Iterator[Finding]:
    """不是报送的表，没有读取。

    检查什么：临时锁文件、系统文件、隐藏文件、本工具自己写出的结果（退改通知、核对报告等单独放进来的也认得）、处理决定表、名册、本机关往年的汇总结果、下发文件夹里还没有人动过的空表、与填好的表放在一起的空表。
    依据：这些文件里没有报送的数字。命令中直接写明的文件总会读取。
    示例：~$财政局.xlsx、.DS_Store、上一次汇总的输出文件夹。
    如何修改：不必修改。
    """
    return _noticed(case, SetAside)


@words(Archive, Clutter, HandedOut, NotFilledIn, OwnPaper, ResultOfEarlierYear, Scan)
def _(about: SetAside, finding: Finding, reader: Reader) -> Words:
    match about:
        case Archive(empty=False):
            return Words(f"“{finding.file}”是压缩包，里面的文件已逐个读取。")
        case Archive():
            why = "是压缩包，里面没有文件"
        case Clutter(why):
            pass
        case Scan():
            why = "是图片、扫描件或 PDF，读不出数字"
        case OwnPaper(paper):
            why = f"是本工具写出的{paper}，不是报送的表"
        case HandedOut():
            why = "是下发的空表，还没有填写"
        case ResultOfEarlierYear(stated):
            why = f"是 {stated} 年的汇总结果，不是报送的表"
        case NotFilledIn():
            why = "是还没有填写的空表，同一单位已有填好的表"
    return Words(f"“{finding.file}”{why}，没有读取。")


@rule("F007", Severity.NOTICE, Who.NOBODY)
def active_content(case: Case) -> Iterator[Finding]:
    """文件里有宏、外部链接或嵌入的对象，都没有运行。

    检查什么：工作簿内的宏、指向其他工作簿的链接、嵌入的对象。
    依据：报送的数字应当直接填在表里；宏从不运行，链接从不打开。
    示例：带宏的 .xlsm。
    如何修改：一般不必修改；数字是从别的表链接过来的，请改为直接填写。
    """
    return _noticed(case, ActiveContent)


@words(ActiveContent)
def _(about: ActiveContent, finding: Finding, reader: Reader) -> Words:
    return Words(f"“{finding.file}”里有{'、'.join(about.what)}，没有运行，也没有打开。")


@rule("F008", Severity.NOTICE, Who.COORDINATOR)
def exact_copy(case: Case) -> Iterator[Finding]:
    """与另一个文件完全相同。

    检查什么：逐字节相同的两个文件。
    依据：同一份表只计一次。
    示例：财政局.xlsx 与 财政局（1）.xlsx。
    如何修改：不必修改。
    """
    return _noticed(case, ExactCopy)


@words(ExactCopy)
def _(about: ExactCopy, finding: Finding, reader: Reader) -> Words:
    return Words(f"“{finding.file}”与“{about.of}”完全相同，只计一次。")


@rule("F010", Severity.NOTICE, Who.NOBODY)
def far_away(case: Case) -> Iterator[Finding]:
    """表格远处有内容，没有读取。

    检查什么：远在年报表之外的单元格里的内容。
    依据：年报表不过一百来行；远处的内容多是误按键盘留下的。
    示例：“三、依申请公开”XFD1048576 里有一个 1。
    如何修改：一般不必修改；如果那里有要报的数字，请填回表中。
    """
    return _noticed(case, FarAway)


@words(FarAway)
def _(about: FarAway, finding: Finding, reader: Reader) -> Words:
    return Words(
        f"“{finding.file}”的{listed(about.cells, 3)}离表格太远，没有读取。", "如果那里有要报的数字，请填回表中。"
    )
