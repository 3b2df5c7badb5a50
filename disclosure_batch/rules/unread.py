"""F001, F002, F005, F006, L001, L002: files of which no figure could be read."""

from collections.abc import Iterator
from dataclasses import dataclass

from disclosure_batch.documents.unreadable import BeyondLimits, Damaged, Encrypted, NotReadable
from disclosure_batch.findings import Finding, Held, Reader, Severity, Trouble, Words, words
from disclosure_batch.intake.submission import Submission
from disclosure_batch.intake.troubles import NotThisForm, OtherEdition, TableOfOtherEdition
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.rule import Who, rule

SAVED_ANEW = "用 WPS 或 Excel 打开原表另存为 .xlsx 后重新报送"
PACKED_ANEW = "重新打成 .zip 压缩包后报送；是归档文件的，换另存的一份完好的"


@dataclass(frozen=True, slots=True)
class Unread:
    """Why nothing could be read; how many figures the form has, and the edition that is in force.

    files: of one archive, of none of which anything tells whose it is, as many by the same reason.
    """

    why: Trouble
    figures: int
    edition: str
    files: int = 1


def _unread(case: Case, kind: type[Trouble]) -> Iterator[Finding]:
    figures = sum(case.form.fields[name].required for name in case.form.numeric)
    for alike in _alike(case, kind).values():
        submission, why = alike[0]
        yield case.finding(submission, Unread(why, figures, case.form.edition, len(alike)))


def _alike(case: Case, kind: type[Trouble]) -> dict[tuple, list[tuple[Submission, Trouble]]]:
    """File for file; those together that lie in one archive, are beyond the same limit, and may be anybody's."""
    found: dict[tuple, list[tuple[Submission, Trouble]]] = {}
    for submission, why in case.troubles(kind):
        archive, _, inside = submission.reading.path.partition("!/")
        anybodys = inside and submission.unit is None and kind is BeyondLimits
        found.setdefault((archive, why) if anybodys else (submission.reading.path,), []).append((submission, why))
    return found


@words(Unread)
def _(about: Unread, finding: Finding, reader: Reader) -> Words:
    """Of what was opened it is said that none of its figures was read, so that nobody looks for them."""
    why, advice = _why_and_advice(about, finding.file)
    opened = isinstance(about.why, NotThisForm | OtherEdition)
    none = f"（{about.figures} 个数字读到 0 个）" if opened else ""
    several = f"等 {about.files} 个文件，" if about.files > 1 else ""
    return Words(f"“{finding.file}”{several}{why}，没有读取{none}。", f"请{advice}。")


def _why_and_advice(about: Unread, file: str) -> tuple[str, str]:
    match about.why:
        case NotReadable(why, advice):
            return why, advice or (PACKED_ANEW if file.lower().endswith(".zip") else SAVED_ANEW)
        case Encrypted(reason=why):
            return why, "取消密码后另存，重新报送；打开时不要密码的，请取消“保护工作簿”后另存"
        case BeyondLimits(why, advice=advice):
            return (
                why,
                advice or "删去表格右边、下面多余的行和列（常见的原因是整行、整列设了格式的空格）后另存，重新报送",
            )
        case Damaged(why):
            return why, "用 WPS 或 Excel 打开、修复并另存后重新报送"
        case NotThisForm(speaks=True):
            why = "像是年度报告，但找不到能读取的表格（表格可能是图片，或用空格对齐的文字）"
            return why, "用本单位的表填写后报送"
        case NotThisForm():
            return "不是年度报告的表，找不到二、三、四部分的表格", "用本单位的表填写后报送"
        case OtherEdition(edition):
            why = f"用的是 {edition} 年格式，现行的是 {about.edition} 年格式，两种格式不能换算"
            return why, "用本单位的表重新填写"


@rule("F001", Severity.ERROR, Who.OFFICE)
def unreadable(case: Case) -> Iterator[Finding]:
    """文件读不出来，或不是能读取的文档。

    检查什么：空文件、没有传完的文件、其他格式的文件、需要先解压的压缩包（rar、7z）。
    依据：读不出内容，就没有数字可以汇总。
    示例：只有 3 KB、传了一半的 .xlsx。
    如何修改：请该单位用 WPS 或 Excel 打开原表，另存为 .xlsx 后重新报送；压缩包请解压，按单个文件报送。
    """
    return _unread(case, NotReadable)


@rule("F002", Severity.ERROR, Who.OFFICE)
def encrypted(case: Case) -> Iterator[Finding]:
    """文件设了打开密码。

    检查什么：需要密码才能打开的工作簿。
    依据：打不开，就没有数字可以汇总。
    示例：用 WPS 加密保存的 .xlsx。
    如何修改：请打开后取消密码（文件—文件加密），另存后重新报送；打开时不要密码的，请取消“保护工作簿”后另存。
    """
    return _unread(case, Encrypted)


@rule("F005", Severity.ERROR, Who.OFFICE)
def beyond_limits(case: Case) -> Iterator[Finding]:
    """文件超过安全上限。

    检查什么：文件或其内部部件过大，有内容的格过多，读取占用的时间或内存过多。
    依据：正常的年报表只有几十 KB；过大的文件会拖垮整次汇总。
    示例：9 MB 的文件，展开后有 2 GB。
    如何修改：常见的原因是整行、整列设了格式的空格，请删去表格右边、下面多余的行和列后另存，重新报送；压缩包太大的，请解压，按单个文件报送。
    """
    return _unread(case, BeyondLimits)


@rule("F006", Severity.ERROR, Who.OFFICE)
def damaged(case: Case) -> Iterator[Finding]:
    """文件内部已损坏。

    检查什么：文件打得开，但内部的校验不符、缺少部件，或行与格之间夹有不属于表格的内容。画在表上的按钮、控件、图形和嵌入的对象不算损坏。
    依据：损坏的部分可能正是数字，不能当作可靠的报送。
    示例：存储或传输中坏了几个字节的 .xlsx。
    如何修改：请用 WPS 或 Excel 打开、修复并另存后重新报送。
    """
    return _unread(case, Damaged)


@rule("L001", Severity.ERROR, Who.OFFICE)
def not_this_form(case: Case) -> Iterator[Finding]:
    """不是政府信息公开工作年度报告的表。

    检查什么：文件里找不到年报三张表的任何一格。
    依据：国办公开办函〔2021〕30号规定的格式。
    示例：误交的人员名单、财务报表。
    如何修改：请用下发给本单位的表填写后报送。
    """
    return _unread(case, NotThisForm)


@dataclass(frozen=True, slots=True)
class TableNotConverted:
    """A table of another edition beside those of the one in force."""

    table: TableOfOtherEdition
    edition: str


@rule("L002", Severity.ERROR, Who.OFFICE)
def another_edition(case: Case) -> Iterator[Finding]:
    """是年度报告的表，但不是现行格式。

    检查什么：按其他格式（如 2019 年试行格式）或不能读取的模板版本填写的表。
    依据：2021 年起执行国办公开办函〔2021〕30号，旧格式各栏含义不同，不能换算。
    示例：表二仍有“本年新制作数量”“对外公开总数量”两栏；表三的“（六）其他处理”只有一行，没有分项。
    如何修改：请用下发给本单位的表重新填写。
    """
    yield from _unread(case, OtherEdition)
    for submission, table in case.troubles(TableOfOtherEdition):
        about = TableNotConverted(table, case.form.edition)
        yield case.finding(submission, about, sheet=table.grid, cell=table.cell)


@words(TableNotConverted)
def _(about: TableNotConverted, finding: Finding, reader: Reader) -> Words:
    table = about.table
    return Words(
        f"“{table.sheet}”像是 {table.edition} 年格式的表：“{table.grid}”{table.cell} 的“{table.label}”直接填了数字，没有下面的分项；"
        f"现行的是 {about.edition} 年格式，两种格式不能换算。",
        "请补填标红的格。" if reader.holds is Held.FILLED else "请把这张表填进本单位的表，重新报送。",
    )
