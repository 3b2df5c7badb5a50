"""L: what is written beside, below and over the tables of the form, in none of its cells."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from disclosure_batch.documents.looks import holds_digit
from disclosure_batch.findings import Finding, Reader, Severity, Words, words
from disclosure_batch.intake.submission import Submission
from disclosure_batch.intake.troubles import (
    CellWords,
    FiguresInComments,
    ForeignFigures,
    OtherSheets,
    OverPrinted,
    PrintedOver,
    WordsAround,
    WordsInShapes,
)
from disclosure_batch.locating.located import Was
from disclosure_batch.references import runs
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.over_last_year import typed_over
from disclosure_batch.rules.rule import Who, rule
from disclosure_batch.text import tidy

TO_ITS_PLACE = "要改数的请直接改在格里；原因请写在“核对与说明”。"
Stray = ForeignFigures | FiguresInComments | WordsAround | WordsInShapes | PrintedOver
CORRECTS = re.compile("应[为是该]|改[为成]|更正|实[为际]|不是|漏|错|另[有外]|[没未]有?统计")  # of a comment that says another figure is right
FIGURES = re.compile(r"[\d⁰¹²³⁴-⁹①-⑳]+")
OF_ITSELF = re.compile(r"校验码[:：]\s*\d*|联系电话[:：]\s*[\d-]*")  # what the template's own line below a table shows


@rule("L010", Severity.WARNING, Who.OFFICE)
def not_of_the_form(case: Case) -> Iterator[Finding]:
    """表格里有不属于正式表格的数字，没有计入。

    检查什么：按名称读取的表格中间，自行增加的行或列里有数字；下发的表旁边、下面写着数字；下发的表“上年数”的格里填的与上年年报不同。
    依据：正式表格没有这些行、列，不知道应计入哪一项；不计入又不说明，数字就丢了。
    示例：在规范性文件下面加了一行“其他规范性文件”，填了 5。
    如何修改：应计入某一项的，请加到那一项里；只是备注、上年数的，不必修改。
    """
    yield from _in_cells(case, ForeignFigures)
    yield from typed_over(case)


def _in_cells(case: Case, kind: type[Stray]) -> Iterator[Finding]:
    """A finding for each sheet: with its first cell, and all others of it beside."""
    for submission, trouble in case.troubles(kind):
        sheets = dict.fromkeys(cell.sheet for cell in trouble.cells)
        for sheet in sheets:
            yield _of_cells(case, submission, trouble, [cell for cell in trouble.cells if cell.sheet == sheet])


def _of_cells(case: Case, submission: Submission, trouble: Stray, cells: Sequence[CellWords]) -> Finding:
    """Of cells of one sheet."""
    first, *also = (cell.cell for cell in cells)
    where = {"sheet": cells[0].sheet, "cell": first, "also": tuple(also), "suspects": (first, *also)}
    return case.finding(submission, replace(trouble, cells=tuple(cells)), **where)


def _each(cells: Sequence[Any], said: Callable[[Any], str], most: int = 5) -> str:
    """What stands in the first few cells, and where the others are."""
    first = "、".join(f"“{cell.sheet}”{cell.cell} {said(cell)}" for cell in cells[:most])
    return first + (f"；还有 {runs(cell.cell for cell in cells[most:])}" if cells[most:] else "")


@words(ForeignFigures)
def _(about: ForeignFigures, finding: Finding, reader: Reader) -> Words:
    shown = _each(about.cells, lambda cell: f"的 {cell.text}", 8)
    wrong = f"表格里有 {len(about.cells)} 个数字不属于正式表格的行、列，没有计入：{shown}。"
    return Words(wrong, "应计入某一项的请加到那一项里；只是备注、上年数的不必修改。")


@rule("L014", Severity.WARNING, Who.OFFICE)
def figures_in_comments(case: Case) -> Iterator[Finding]:
    """表格的批注里写着数字，没有计入。

    检查什么：二、三、四部分的表上，批注里写有数字的格；退改通知标注的批注不算。批注里说要改数的是警告，其他的只作提示。
    依据：批注不是填报的数字；不计入又不说明，要改的数就丢了。
    示例：新收填了 10，批注写着“应为 12”。
    如何修改：数字要改的，请直接改在格里；只是说明的，不必修改。
    """
    for finding in _in_cells(case, FiguresInComments):
        corrects = any(CORRECTS.search(comment.text) for comment in finding.about.cells)
        yield finding if corrects else replace(finding, severity=Severity.NOTICE)


@words(FiguresInComments)
def _(about: FiguresInComments, finding: Finding, reader: Reader) -> Words:
    shown = _each(about.cells, lambda cell: f"的批注“{cell.text[:40]}”")
    wrong = f"有 {len(about.cells)} 处批注写着数字，没有计入：{shown}。"
    return Words(wrong, "数字要改的请直接改在格里，只是说明的不必修改。")


@rule("L016", Severity.NOTICE, Who.OFFICE)
def words_around(case: Case) -> Iterator[Finding]:
    """表格旁边、下面，文本框里或另加的工作表上写着字，没有读取。

    检查什么：下发的表格旁边和下面写的字，盖在表格上的文本框、图形里的字，封面、核对与说明、填报说明上空白处写的字，另加的工作表。旁边的字和文本框里的字有数字、有更正字样的是警告，封面等表上和另加的表上只有更正字样的是警告，其他的只作提示。
    依据：程序只读取表格里的格；写在别处的更正、说明不读取又不说，就丢了。
    示例：表格下面写着“更正数 45”；文本框里写着“以此为准”。
    如何修改：要改数的请直接改在格里；原因请写在“核对与说明”。
    """
    for kind in (WordsAround, WordsInShapes):
        for finding in _in_cells(case, kind):
            telling = any(_tells(cell.text, finding.about) for cell in finding.about.cells)
            yield replace(finding, severity=Severity.WARNING) if telling else finding
    for submission, trouble in case.troubles(OtherSheets):
        corrects = any(map(CORRECTS.search, (*trouble.names, *trouble.notes)))
        yield case.finding(submission, trouble, severity=Severity.WARNING if corrects else None)


def _tells(said: str, about: WordsAround | WordsInShapes) -> bool:
    """Whether words may change a figure; on a cover a day or a telephone number stands anywhere."""
    figures = holds_digit(said) and not (isinstance(about, WordsAround) and about.aside)
    return figures or CORRECTS.search(said) is not None


@words(WordsAround)
def _(about: WordsAround, finding: Finding, reader: Reader) -> Words:
    shown = _each(about.cells, lambda cell: f"写着“{cell.text[:40]}”")
    return Words(f"表格以外有 {len(about.cells)} 处写着字，没有读取：{shown}。", TO_ITS_PLACE)


@words(WordsInShapes)
def _(about: WordsInShapes, finding: Finding, reader: Reader) -> Words:
    shown = _each(about.cells, lambda cell: f"处写着“{cell.text[:40]}”")
    return Words(f"表格上有 {len(about.cells)} 个文本框或图形里写着字，没有读取：{shown}。", TO_ITS_PLACE)


@words(OtherSheets)
def _(about: OtherSheets, finding: Finding, reader: Reader) -> Words:
    names = "、".join(f"“{name}”" for name in about.names[:5])
    return Words(f"“{finding.file}”里另加了 {len(about.names)} 张工作表（{names}），其中的内容没有读取。", TO_ITS_PLACE)


@rule("L018", Severity.NOTICE, Who.OFFICE)
def printed_over(case: Case) -> Iterator[Finding]:
    """下发的表里印好的字、自动计算的内容或上年数被改写。

    检查什么：下发的工作簿里，表名、行列名称、单位、填报说明等印好的字，由公式显示的字，“上年数”的格，现在写着别的字或数字。写着别的数字、更正字样的，行列名称成了别的字的是警告；只是换了说法、写上本年度或本单位名称、把公式换成它显示的字的，只作提示。
    依据：这些格不是填报的格，写在里面的内容不读取；名称被盖住的，前后各行各列的名称都在原处时，数字按下发时的位置读取。
    示例：“工作指标”的单位格里写着 999；“上年数”的格里写着“应为 40”。
    如何修改：要改数的请直接改在格里；原因请写在“核对与说明”。
    """
    for submission, trouble in case.troubles(PrintedOver):
        own = _of_its_own(case, submission)
        apart: dict[tuple[str, bool], list[OverPrinted]] = {}
        for cell in trouble.cells:
            apart.setdefault((cell.sheet, _may_change(cell, own)), []).append(cell)
        for (_, telling), cells in apart.items():
            finding = _of_cells(case, submission, trouble, cells)
            yield replace(finding, severity=Severity.WARNING) if telling else finding


def _of_its_own(case: Case, submission: Submission) -> tuple[str, ...]:
    """What a formula of the workbook shows, and whoever types it says nothing by it: the year, and who reports."""
    unit = submission.unit
    return (f"{case.year}年", *((unit.name, *unit.aliases) if unit else ()))


def _may_change(over: OverPrinted, own: Iterable[str]) -> bool:
    """Whether what was typed there may change a figure; what was printed there before says nothing, nor what a formula
    showed."""
    said, printed = OF_ITSELF.sub("", over.text), over.printed if len(over.text) * 2 >= len(over.printed) else ""
    for name in own:
        said = re.sub(r"\s*".join(map(re.escape, name)), "", said)
    if over.was is Was.LABEL and not _shortened(over):
        return True
    return any(Counter(telling.findall(said)) - Counter(telling.findall(printed)) for telling in (FIGURES, CORRECTS))


def _shortened(over: OverPrinted) -> bool:
    """Whether a label says less of the same."""
    return bool(over.text) and not holds_digit(over.text) and tidy(over.text) in tidy(over.printed)


@words(PrintedOver)
def _(about: PrintedOver, finding: Finding, reader: Reader) -> Words:
    shown = _each(about.cells, _stands_over)
    labels = "名称被改写的，各数已按下发时的位置读取。" if any(c.was is Was.LABEL for c in about.cells) else ""
    wrong = f"下发的表里有 {len(about.cells)} 格不是填报的格，被改写了：{shown}。{labels}"
    return Words(wrong, f"请改回原来的字；{TO_ITS_PLACE}" if labels else TO_ITS_PLACE)


def _stands_over(over: OverPrinted) -> str:
    was = f"“{over.printed[:40]}”" if over.printed else "上年数" if over.was is Was.LAST_YEARS else "自动显示的内容"
    return f"写着“{over.text[:40]}”（原来是{was}）" if over.text else f"是空的（原来是{was}）"
