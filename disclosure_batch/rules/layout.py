"""L: the layout. The year of a report is in year.py; what another edition's table makes unreadable in unread.py."""

from collections.abc import Iterator
from dataclasses import dataclass

from disclosure_batch.findings import Finding, Held, Reader, Severity, Words, words
from disclosure_batch.intake.submission import Submission
from disclosure_batch.intake.troubles import (
    BehindTheReport,
    ConsolidatedWorkbook,
    DetailNotBeside,
    FiguresNotFound,
    FoundByLabels,
    FoundTwice,
    HiddenFigures,
    MergedCells,
    Mislabelled,
    Moved,
    NearlyAnIndicator,
    RunOn,
    TextOutside,
)
from disclosure_batch.locating.footnotes import Footnote
from disclosure_batch.references import a1, runs
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.lacking import still_lacking
from disclosure_batch.rules.rule import Who, rule
from disclosure_batch.text import listed

CAUSES = 8  # so many labels are named that keep figures from being found


@rule("L004", Severity.NOTICE, Who.NOBODY)
def found_by_labels(case: Case) -> Iterator[Finding]:
    """表格改动过，或不是下发的表，已按行、列名称读取。

    检查什么：表名、行列位置与下发的表不同，但各行各列的名称都认得准。
    依据：只要每个数字属于哪一格是确定的，就照读，并说明在哪里找到。
    示例：“三、依申请公开”改名为“Sheet3”；把三张表贴进了自己的工作簿；交的是 Word 文档。
    如何修改：不必修改；下次请直接填写下发的表，不要改表名、增删行列。
    """
    for submission, trouble in case.troubles(FoundByLabels):
        yield case.finding(submission, trouble)


@words(FoundByLabels)
def _(about: FoundByLabels, finding: Finding, reader: Reader) -> Words:
    why = "表格改动过" if about.template else "不是下发的表"
    found = "，".join(map(_moved, about.sheets))
    return Words(f"“{finding.file}”{why}，已按行、列名称读取：{found}。")


def _moved(moved: Moved) -> str:
    return f"“{moved.sheet}”在{moved.place}起{f'（{moved.change}）' if moved.change else ''}"


@dataclass(frozen=True, slots=True)
class NotFound:
    """Figures that were not found; names are those of the form's fields."""

    names: tuple[str, ...]
    trouble: FiguresNotFound


@rule("L005", Severity.ERROR, Who.OFFICE)
def figures_not_found(case: Case) -> Iterator[Finding]:
    """二、三、四部分有的数字找不到。

    检查什么：表的行、列名称被改动或删去，认不出哪一格是哪个数字。
    依据：认不准的数字不猜。
    示例：删去了“（六）其他处理”三行；“1.属于国家秘密”改写成了“涉密”。
    如何修改：请把数字填进下发给本单位的表，重新报送。
    """
    for submission, trouble in case.troubles(FiguresNotFound):
        about = NotFound(tuple(case.form.fields[name].name for name in trouble.fields), trouble)
        yield case.finding(submission, about, **_causes(trouble))


def _causes(trouble: FiguresNotFound) -> dict[str, object]:
    """Where the labels stand that were not known: the cells that were the cause."""
    if not trouble.labels:
        return {}
    sheet = trouble.labels[0].sheet
    cells = tuple(dict.fromkeys(label.cell for label in trouble.labels if label.sheet == sheet))
    return {"sheet": sheet, "cell": cells[0], "also": cells[1:], "suspects": cells}


@words(NotFound)
def _(about: NotFound, finding: Finding, reader: Reader) -> Words:
    trouble, missing = about.trouble, len(about.names)
    rest = trouble.of - trouble.read - missing
    count = (
        f"二、三、四部分 {trouble.of} 个数字里读到了 {trouble.read} 个；没有读到的 {trouble.of - trouble.read} 个里，"
        f"有 {missing} 个是要填的，找不到在哪一格（{listed(about.names, 3)}）"
        f"{f'，其余 {rest} 个是合计数或没有填的格' if rest > 0 else ''}。"
    )
    beside = "".join(
        f"“{sheet}”的格是空的，旁边却有数字：{'；'.join(told[:3])}，不知道各属于哪一格。"
        for sheet, told in trouble.unplaced.items()
    )
    labels = listed(list(map(_label, trouble.labels)), CAUSES, "；")
    wrong = f"“{finding.file}”{f'{labels}。因此' if labels else ''}{count}{beside}"
    if reader.holds is Held.FILLED:
        return Words(wrong, "请照原来的文件补填标红的格，没有发生的填 0。")
    if labels and reader.office:
        return Words(wrong, "请改正名称。")
    rename = "改正名称，或" if labels else ""
    return Words(wrong, f"请{rename}把数字填进本单位的表，重新报送。")


def _label(label: Mislabelled) -> str:
    place = f"“{label.sheet}”{label.cell}"
    if not label.said:
        return f"{place} 缺少名称，按前后各行、各列应是“{label.printed}”"
    return f"{place} 写的“{label.said[:40]}”是不是“{label.printed}”"


@dataclass(frozen=True, slots=True)
class TwoContents:
    """A field that stands in several places with different contents, and how many fields do."""

    name: str
    places: tuple[str, ...]
    count: int


@rule("L006", Severity.ERROR, Who.OFFICE)
def found_twice(case: Case) -> Iterator[Finding]:
    """同一个数字在两处出现，内容不同。

    检查什么：复制过的工作表、重复的行列，两处内容不一样。
    依据：不知道以哪一处为准，不猜。
    示例：“三、依申请公开”和“三、依申请公开 (2)”都有，新收一个是 10，一个是 12。
    如何修改：请删去多余的一处后重新报送。
    """
    for submission, trouble in case.troubles(FoundTwice):
        field, places = next(iter(trouble.fields.items()))
        about = TwoContents(case.form.fields[field].name, tuple(places), len(trouble.fields))
        yield case.finding(submission, about, field)


@words(TwoContents)
def _(about: TwoContents, finding: Finding, reader: Reader) -> Words:
    more = f"等 {about.count} 项" if about.count > 1 else ""
    places = "和".join(about.places)
    wrong = f"“{finding.file}”里{about.name}{more}在{places}都有，内容不同，不知道以哪一处为准。"
    return Words(wrong, "请删去多余的一处后重新报送。")


@dataclass(frozen=True, slots=True)
class Hidden:
    """The figures of a sheet that nobody sees."""

    names: tuple[str, ...]


@rule("L007", Severity.WARNING, Who.OFFICE)
def hidden_figures(case: Case) -> Iterator[Finding]:
    """隐藏的行、列或工作表里有数字。

    检查什么：表中的数字在隐藏的行、列或工作表里，填表人可能看不见。
    依据：看不见的数字没有人核对过。
    示例：隐藏了“法律服务机构”一列，里面是 3。
    如何修改：请取消隐藏，核对这些数字后重新报送。
    """
    for submission, trouble in case.troubles(HiddenFigures):
        for fields in case.by_sheet(submission, trouble.fields).values():
            about = Hidden(tuple(case.form.fields[field].name for field in fields))
            yield case.finding(submission, about, fields[0], also=case.cells(submission, fields[1:]))


@words(Hidden)
def _(about: Hidden, finding: Finding, reader: Reader) -> Words:
    figures = f"{len(about.names)} 个数字（{listed(about.names, 5)}）"
    return Words(f"“{finding.sheet}”隐藏的行、列或工作表里有 {figures}，已照读。", "请取消隐藏并核对。")


@dataclass(frozen=True, slots=True)
class ReadAsOneUnit:
    """Whose 汇总表 it is; '' where nobody has written that."""

    unit: str


@rule("L008", Severity.NOTICE, Who.COORDINATOR)
def consolidated(case: Case) -> Iterator[Finding]:
    """是下一级的汇总表，按它所代表的单位读取。

    检查什么：报送的文件里本工具写出的汇总表。
    依据：市级汇总时，区县直接报送汇总表。
    示例：示例区的汇总表.xlsx。
    如何修改：不必修改。
    """
    for submission, _ in case.troubles(ConsolidatedWorkbook):
        yield case.finding(submission, ReadAsOneUnit(submission.unit.name if submission.unit else ""))


@words(ReadAsOneUnit)
def _(about: ReadAsOneUnit, finding: Finding, reader: Reader) -> Words:
    return Words(f"“{finding.file}”是汇总表，按“{about.unit or '（名称未填）'}”一个单位读取。")


@rule("L019", Severity.WARNING, Who.COORDINATOR)
def detail_not_beside(case: Case) -> Iterator[Finding]:
    """汇总表的明细文件不在旁边，或改动过。

    检查什么：单位很多的汇总表，各单位的数在旁边的“明细”文件夹里；文件按指纹核对。
    依据：没有明细，合计照用，但不知道里面有哪些单位，查不出重复计算，也不能逐家比较。
    示例：只报来了 汇总表.xlsx，没有连同 明细 文件夹。
    如何修改：把写出汇总表时的“明细”文件夹原样放到汇总表旁边。
    """
    for submission, trouble in case.troubles(DetailNotBeside):
        yield case.finding(submission, trouble)


@words(DetailNotBeside)
def _(about: DetailNotBeside, finding: Finding, reader: Reader) -> Words:
    wrong = "改动过，与写出时不同" if about.changed else "不在汇总表旁边"
    said = f"“{finding.file}”的明细文件“{about.path}”{wrong}：合计照用，但看不到各单位的数，查不出重复计算。"
    return Words(said, "请把写出汇总表时的“明细”文件夹原样放到它旁边。")


@dataclass(frozen=True, slots=True)
class Draft:
    """The units that a 汇总表 had no figures of when it was written."""

    lacking: tuple[str, ...]


@rule("L009", Severity.WARNING, Who.COORDINATOR)
def consolidated_draft(case: Case) -> Iterator[Finding]:
    """下一级的汇总表是送审稿，还缺单位。

    检查什么：报送的汇总表写出时还有单位未报，或有错误未计入。
    依据：数字不完整，汇总后本级的数字也不完整，本级的报告也是送审稿。
    示例：示例区应计入 13 家，报来的汇总表缺 1 家。
    如何修改：请该区补齐后重新汇总、重新报送。
    """
    for submission in case.current:
        if lacking := submission.filing.lacking:
            yield case.finding(submission, Draft(lacking))


@words(Draft)
def _(about: Draft, finding: Finding, reader: Reader) -> Words:
    wrong = f"“{finding.file}”是送审稿，{still_lacking(about.lacking)}，数字不完整。"
    return Words(wrong, "请补齐后重新汇总、重新报送。")


@dataclass(frozen=True, slots=True)
class OneCell:
    """Cells of several figures that are one; name is the first figure's."""

    name: str
    merged: MergedCells


@rule("L011", Severity.ERROR, Who.OFFICE)
def merged_cells(case: Case) -> Iterator[Finding]:
    """几个要填数的格合并成了一格。

    检查什么：表中几项数字的格合并在一起，里面只有一个数。
    依据：不知道这个数属于哪一项，不猜。
    示例：把“商业企业”到“其他”五格合并，填了一个 12。
    如何修改：请取消合并，在各格分别填写，没有的填 0。
    """
    for submission, merged in case.troubles(MergedCells):
        first, cell = merged.fields[0], a1(merged.area.top, merged.area.left)
        about = OneCell(case.form.fields[first].name, merged)
        yield case.finding(submission, about, first, sheet=merged.sheet, cell=cell, value=merged.said)


@words(OneCell)
def _(about: OneCell, finding: Finding, reader: Reader) -> Words:
    merged, area = about.merged, about.merged.area
    cells = f"{a1(area.top, area.left)}:{a1(area.bottom, area.right)}"
    which = f"不知道属于{about.name}等 {len(merged.fields)} 项中的哪一项"
    wrong = f"“{merged.sheet}”{cells} 合并成了一格，填的是“{merged.said[:40]}”，{which}。"
    return Words(wrong, "请取消合并，在各格分别填写，没有的填 0。")


@dataclass(frozen=True, slots=True)
class LikeAnIndicator:
    """A figure whose label is nearly that of an indicator."""

    indicator: str
    trouble: NearlyAnIndicator


@rule("L012", Severity.WARNING, Who.OFFICE)
def nearly_an_indicator(case: Case) -> Iterator[Finding]:
    """像是工作指标，但名称对不上，没有读取。

    检查什么：数字旁边的名称与某一项工作指标相近而不相同，那一项又没有别处可读。
    依据：名称不同，可能不是同一项，不猜；不读取又不说明，数字就丢了。
    示例：“收到群众来信 12”，表中的名称是“收到群众信件和留言”。
    如何修改：是同一项的，请改用表中的名称后重新报送；不是的，不必修改。
    """
    for submission, trouble in case.troubles(NearlyAnIndicator):
        about, figure = LikeAnIndicator(case.form.fields[trouble.field].row_label, trouble), trouble.figure
        yield case.finding(submission, about, sheet=figure.sheet, cell=figure.cell, value=figure.text)


@words(LikeAnIndicator)
def _(about: LikeAnIndicator, finding: Finding, reader: Reader) -> Words:
    figure, label = about.trouble.figure, about.trouble.label[:40]
    wrong = f"“{figure.sheet}”{figure.cell} 的 {figure.text} 旁边写的是“{label}”，像是工作指标“{about.indicator}”，名称对不上，没有读取。"
    return Words(wrong, f"是同一项的，请把名称改为“{about.indicator}”后重新报送；不是的，不必修改。")


@dataclass(frozen=True, slots=True)
class Outside:
    """Cells of a sheet that hold words of no text; headings that were not found there."""

    cells: tuple[str, ...]
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MayRunOn:
    """A text of so many rows, all of them full, and the one that begins in the cell right below."""

    heading: str
    rows: int
    following: str
    cell: str


@rule("L013", Severity.WARNING, Who.OFFICE)
def text_out_of_place(case: Case) -> Iterator[Finding]:
    """文字材料里的文字可能放错了位置。

    检查什么：写在各项的格以外的文字，各项标题被盖住的也在内；填满了一项的每一行、下一项又紧接着有文字的；文档里落款之后的文字和网页自带的内容（打印、关闭、上一篇、主办单位、备案号等，提示）。
    依据：格以外的文字读不到；从 Word 粘贴的段落多于一项的行数时，余下的会落到下一项里，写进报告的另一部分。
    示例：“（一）主动公开”粘贴了 12 段，只有 10 行，后两段落进了“（二）依申请公开”。
    如何修改：请把文字移到它所属的一项；一项放不下的，请把几段合并在一格里。
    """
    fields = case.form.fields
    for submission, trouble in case.troubles(TextOutside):
        (sheet, first), cells = trouble.cells[0], tuple(cell for _, cell in trouble.cells)
        about = Outside(cells, tuple(fields[name].row_label for name in trouble.gone))
        yield case.finding(submission, about, sheet=sheet, cell=first, also=cells[1:])
    for submission, trouble in case.troubles(BehindTheReport):
        yield case.finding(submission, trouble, severity=Severity.NOTICE)
    for submission, trouble in case.troubles(RunOn):
        yield _run_on(case, submission, trouble)


def _run_on(case: Case, submission: Submission, trouble: RunOn) -> Finding:
    """Nobody can tell whether it is one text or two: for the record."""
    text, following = case.form.fields[trouble.field], case.form.fields[trouble.following]
    _, cell = submission.filing.place(case.form, following.id)
    about = MayRunOn(text.row_label, text.rows, following.row_label, cell)
    return case.finding(submission, about, text.id, severity=Severity.NOTICE, also=(cell,))


@words(Outside)
def _(about: Outside, finding: Finding, reader: Reader) -> Words:
    gone = "、".join(f"“{heading}”" for heading in about.headings)
    headless = f"找不到{gone}的标题（可能被粘贴的文字盖住了），" if gone else ""
    back = "恢复标题，把文字" if gone else ""
    where = f"{len(about.cells)} 处文字不在任何一项的格里，没有读取：{runs(about.cells)}"
    return Words(f"“{finding.sheet}”{headless}有 {where}。", f"请{back}移到它所属的一项后重新报送。")


@words(BehindTheReport)
def _(about: BehindTheReport, finding: Finding, reader: Reader) -> Words:
    said = listed([f"“{line[:20]}”" for line in about.lines], 8)
    wrong = f"报告后面有 {len(about.lines)} 行像是网页自带的内容，或在落款之后，没有当作报告的文字：{said}。"
    return Words(wrong, "是报告文字的，请移到落款之前、它所属的部分。")


@words(MayRunOn)
def _(about: MayRunOn, finding: Finding, reader: Reader) -> Words:
    wrong = f"“{finding.sheet}”的“{about.heading}”{about.rows} 行都填满了，下一项“{about.following}”紧接着也有文字（{about.cell} 起）。"
    return Words(wrong, "请看上一项的段落有没有落到下一项里；放不下的，请把几段合并在一格里。")


@dataclass(frozen=True, slots=True)
class UnderTheTables:
    """What is said under the tables of a submission."""

    notes: tuple[Footnote, ...]


@rule("L017", Severity.NOTICE, Who.COORDINATOR)
def footnotes_of_tables(case: Case) -> Iterator[Finding]:
    """表格下面写有说明。

    检查什么：不是下发模板的表，表格下面写的“注”“说明”和“数量含上年度结转”一类的话；原样列出。它说到的提示不再另说，说到的警告、可以写明原因的错误，作为单位写明的原因。
    依据：表下的说明讲的是表中数字怎么计算，不读它就会误解数字。
    示例：表四下面写着“注：数量含上年度结转”。
    如何修改：不必修改；用下发的表时请写在“核对与说明”。
    """
    for submission in case.current:
        if notes := submission.filing.footnotes:
            about = UnderTheTables(notes)
            first = notes[0]
            place = {"sheet": first.grid, "cell": first.cell} if first.cell else {}
            yield case.finding(submission, about, value=first.text, **place)


@words(UnderTheTables)
def _(about: UnderTheTables, finding: Finding, reader: Reader) -> Words:
    said = "；".join(f"“{note.sheet}”表下写着“{note.text[:100]}”" for note in about.notes)
    return Words(f"{said}。")
