"""L: the layout."""

import re
from collections.abc import Iterator

from disclosure_batch.dates import DAY
from disclosure_batch.findings import Finding, Severity
from disclosure_batch.intake.filing import Origin
from disclosure_batch.intake.identify import unclear_year, year_of
from disclosure_batch.intake.submission import Standing, Submission
from disclosure_batch.intake.troubles import (
    ConsolidatedWorkbook,
    FiguresInComments,
    FiguresNotFound,
    ForeignFigures,
    FoundByLabels,
    FoundTwice,
    HiddenFigures,
    MergedCells,
    Mislabelled,
    NearlyAnIndicator,
    NotThisForm,
    OtherEdition,
    RunOn,
    TableOfOtherEdition,
    TextOutside,
)
from disclosure_batch.locating.captions import Caption
from disclosure_batch.references import a1, runs
from disclosure_batch.roster import Unit
from disclosure_batch.rules.case import Case, by_sheet, cells_of, finding, still_lacking, unread
from disclosure_batch.rules.rule import rule
from disclosure_batch.text import tidy

CORRECTS = re.compile("应[为是该]|改[为成]|更正|实[为际]|不是|漏|错")  # of a comment that says another figure is right
NO_TITLE = re.compile("监?制|审|核|提供|接收|受理|批准|汇总")  # behind a unit that only had to do with a table


@rule("L001", Severity.ERROR)
def not_this_form(case: Case) -> Iterator[Finding]:
    """不是政府信息公开工作年度报告的表。

    检查什么：文件里找不到年报三张表的任何一格。
    依据：国办公开办函〔2021〕30号规定的格式。
    示例：误交的人员名单、财务报表。
    如何修改：请用下发的模板填写后报送。
    """
    for submission, trouble in case.troubles(NotThisForm):
        why = "不是年度报告的表，找不到二、三、四部分的表格"
        if trouble.speaks:
            why = "像是年度报告，但找不到能读取的表格（表格可能是图片，或用空格对齐的文字）"
        yield finding(case.form, submission, f"“{submission.reading.path}”{why}，{unread(case.form)}。请用下发的模板填写后报送。")


@rule("L002", Severity.ERROR)
def another_edition(case: Case) -> Iterator[Finding]:
    """是年度报告的表，但不是现行格式。

    检查什么：按其他格式（如 2019 年试行格式）或不能读取的模板版本填写的表。
    依据：2021 年起执行国办公开办函〔2021〕30号，旧格式各栏含义不同，不能换算。
    示例：表二仍有“本年新制作数量”“对外公开总数量”两栏；表三的“（六）其他处理”只有一行，没有分项。
    如何修改：请用下发的现行模板重新填写。
    """
    for submission, trouble in case.troubles(OtherEdition, TableOfOtherEdition):
        if isinstance(trouble, TableOfOtherEdition):
            message = f"“{trouble.sheet}”像是 {trouble.edition} 年格式的表：“{trouble.grid}”{trouble.cell} 的“{trouble.label}”直接填了数字，没有下面的分项；现行的是 {case.form.edition} 年格式，两种格式不能换算。请把这张表填进下发的现行模板后重新报送。"
            yield finding(case.form, submission, message, sheet=trouble.grid, cell=trouble.cell)
            continue
        yield finding(case.form, submission, f"“{submission.reading.path}”用的是 {trouble.edition} 年格式，现行的是 {case.form.edition} 年格式，两种格式不能换算，{unread(case.form)}。请用下发的现行模板重新填写。")


@rule("L003", Severity.ERROR)
def another_year(case: Case) -> Iterator[Finding]:
    """报告年度不是本次汇总的年度。

    检查什么：封面或标题的报告年度（没有写的，依次看模板下发的年度、工作表名、文件名）。
    依据：一次汇总只能是同一年度的数字。封面改成了本年度、模板是上年的，以封面为准，只作提示；封面填的认不出是哪一年，按模板的年度读取，模板也没有的是错误；处处都没有写的，按本次汇总的年度读取，只作提示。
    示例：汇总 2024 年，封面写的是 2023 年。
    如何修改：误交了上年的表，请改交本年的；年度写错了，请改封面后重新报送。
    """
    for submission in case.submissions:
        if submission.filing is None or submission.standing in (Standing.IGNORED, Standing.SUPERSEDED):
            continue
        year, made_for = year_of(submission.filing), submission.filing.stamp.get("unit.year", "")
        where = _where_the_year_stands(case, submission)
        if said := unclear_year(submission.filing):
            severity = Severity.NOTICE if year else Severity.ERROR
            taken = f"，按模板下发的 {year} 年读取" if year else ""
            message = f"{where}“{said}”，认不出是哪一年{taken}。请填四位数字，例如 {case.year}。"
            yield finding(case.form, submission, message, "unit.year", severity=severity, value=said, expected=case.year)
        if year not in (None, case.year):
            message = f"{where} {year}，本次汇总的是 {case.year} 年。误交了别的年度的表请换成本年的；年度写错了请改正后重新报送。"
            yield finding(case.form, submission, message, "unit.year", value=year, expected=case.year)
        elif made_for and year and not said and made_for != str(year):
            message = f"{where} {year}，模板是按 {made_for} 年下发的，以封面为准。"
            yield finding(case.form, submission, message, "unit.year", severity=Severity.NOTICE, value=year)
        elif year is None and not said and submission.filing.origin is Origin.LABELS and (day := _too_early(case, submission)):
            message = f"“{submission.reading.path}”里没有写报告年度，落款或填报日期是 {day}，像是 {int(day[:4]) - 1} 年的报告，本次汇总的是 {case.year} 年。误交了别的年度的请换成本年的；日期写错了的请改正，并写明报告年度后重新报送。"
            yield finding(case.form, submission, message, "unit.year", value=day, expected=case.year)
        elif year is None and not said and submission.filing.origin is Origin.LABELS:
            message = f"“{submission.reading.path}”里没有写报告年度，按本次汇总的 {case.year} 年读取。请核对是不是 {case.year} 年的数字。"
            yield finding(case.form, submission, message, severity=Severity.NOTICE)


def _too_early(case: Case, submission: Submission) -> str:
    """The day of a report on which the year to be reported was not over yet."""
    day = submission.filing.texts.get("unit.date", "")
    return day if DAY.fullmatch(day) and day < f"{case.year}-12" else ""


def _where_the_year_stands(case: Case, submission: Submission) -> str:
    filing = submission.filing
    if filing.year_by_file_name:
        return f"“{submission.reading.path}”里没有写报告年度，文件名写的是"
    sheet, _ = filing.place(case.form, "unit.year")
    return f"“{sheet}”报告年度填的是" if sheet else f"“{submission.reading.path}”标题或工作表名写的年度是"


@rule("L004", Severity.NOTICE)
def found_by_labels(case: Case) -> Iterator[Finding]:
    """表格改动过，或不是下发的模板，已按行、列名称读取。

    检查什么：表名、行列位置与下发的模板不同，但各行各列的名称都认得准。
    依据：只要每个数字属于哪一格是确定的，就照读，并说明在哪里找到。
    示例：“三、依申请公开”改名为“Sheet3”；把三张表贴进了自己的工作簿；交的是 Word 文档。
    如何修改：不必修改；下次请直接填写下发的模板，不要改表名、增删行列。
    """
    for submission, trouble in case.troubles(FoundByLabels):
        found = "，".join(f"“{moved.sheet}”在{moved.place}起{f'（{moved.change}）' if moved.change else ''}" for moved in trouble.sheets)
        why = "表格改动过" if trouble.template else "不是下发的模板"
        message = f"“{submission.reading.path}”{why}，已按行、列名称读取：{found}。"
        yield finding(case.form, submission, message)


@rule("L005", Severity.ERROR)
def figures_not_found(case: Case) -> Iterator[Finding]:
    """二、三、四部分有的数字找不到。

    检查什么：表的行、列名称被改动或删去，认不出哪一格是哪个数字。
    依据：认不准的数字不猜。
    示例：删去了“（六）其他处理”三行；“1.属于国家秘密”改写成了“涉密”。
    如何修改：请把数字填进下发的模板后重新报送。
    """
    for submission, trouble in case.troubles(FiguresNotFound):
        missing = len(trouble.fields)
        names = "、".join(case.form.fields[name].name for name in trouble.fields[:3]) + ("等" if missing > 3 else "")
        rest = trouble.of - trouble.read - missing
        others = f"，其余 {rest} 个是合计数或没有填的格" if rest > 0 else ""
        count = f"二、三、四部分 {trouble.of} 个数字里读到了 {trouble.read} 个；没有读到的 {trouble.of - trouble.read} 个里，有 {missing} 个是要填的，找不到在哪一格（{names}）{others}。"
        beside = "".join(f"“{sheet}”的格是空的，旁边却有数字：{'；'.join(told[:3])}，不知道各属于哪一格。" for sheet, told in trouble.unplaced.items())
        labels = "；".join(map(_label, trouble.labels[:5])) + ("等" if len(trouble.labels) > 5 else "")
        mend = f"{labels}。请改正名称，或把数字填进下发的模板" if labels else "请把数字填进下发的模板"
        place = {"sheet": trouble.labels[0].sheet, "cell": trouble.labels[0].cell} if labels else {}
        yield finding(case.form, submission, f"“{submission.reading.path}”{count}{beside}{mend}后重新报送。", **place)


def _label(label: Mislabelled) -> str:
    place = f"“{label.sheet}”{label.cell}"
    return f"{place} 写的“{label.said[:40]}”是不是“{label.printed}”" if label.said else f"{place} 缺少名称，按前后各行、各列应是“{label.printed}”"


@rule("L006", Severity.ERROR)
def found_twice(case: Case) -> Iterator[Finding]:
    """同一个数字在两处出现，内容不同。

    检查什么：复制过的工作表、重复的行列，两处内容不一样。
    依据：不知道以哪一处为准，不猜。
    示例：“三、依申请公开”和“三、依申请公开 (2)”都有，新收一个是 10，一个是 12。
    如何修改：请删去多余的一处后重新报送。
    """
    for submission, trouble in case.troubles(FoundTwice):
        fields = trouble.fields
        name, places = next(iter(fields.items()))
        more = f"等 {len(fields)} 项" if len(fields) > 1 else ""
        message = f"“{submission.reading.path}”里{case.form.fields[name].name}{more}在{'和'.join(places)}都有，内容不同，不知道以哪一处为准。请删去多余的一处后重新报送。"
        yield finding(case.form, submission, message, name)


@rule("L007", Severity.WARNING)
def hidden_figures(case: Case) -> Iterator[Finding]:
    """隐藏的行、列或工作表里有数字。

    检查什么：表中的数字在隐藏的行、列或工作表里，填表人可能看不见。
    依据：看不见的数字没有人核对过。
    示例：隐藏了“法律服务机构”一列，里面是 3。
    如何修改：请取消隐藏，核对这些数字后重新报送。
    """
    for submission, trouble in case.troubles(HiddenFigures):
        for sheet, names in by_sheet(case.form, submission, trouble.fields).items():
            words = "、".join(case.form.fields[name].name for name in names[:5]) + ("等" if len(names) > 5 else "")
            message = f"“{sheet}”隐藏的行、列或工作表里有 {len(names)} 个数字（{words}），已照读。请取消隐藏并核对。"
            also = tuple(cells_of(case.form, submission, names[1:]))
            yield finding(case.form, submission, message, names[0], also=also)


@rule("L008", Severity.NOTICE)
def consolidated(case: Case) -> Iterator[Finding]:
    """是下一级的汇总表，按它所代表的单位读取。

    检查什么：报送的文件里本工具写出的汇总表。
    依据：市级汇总时，区县直接报送汇总表。
    示例：示例区的汇总表.xlsx。
    如何修改：不必修改。
    """
    for submission, _ in case.troubles(ConsolidatedWorkbook):
        name = submission.unit.name if submission.unit else "（名称未填）"
        yield finding(case.form, submission, f"“{submission.reading.path}”是汇总表，按“{name}”一个单位读取。")


@rule("L009", Severity.WARNING)
def consolidated_draft(case: Case) -> Iterator[Finding]:
    """下一级的汇总表是送审稿，还缺单位。

    检查什么：报送的汇总表写出时还有单位未报，或有错误未计入。
    依据：数字不完整，汇总后本级的数字也不完整，本级的报告也是送审稿。
    示例：示例区应计入 13 家，报来的汇总表缺 1 家。
    如何修改：请该区补齐后重新汇总、重新报送。
    """
    for submission in case.current:
        if lacking := submission.filing.lacking:
            message = f"“{submission.reading.path}”是送审稿，{still_lacking(lacking)}，数字不完整。请补齐后重新汇总、重新报送。"
            yield finding(case.form, submission, message)


@rule("L010", Severity.WARNING)
def not_of_the_form(case: Case) -> Iterator[Finding]:
    """表格里有不属于正式表格的数字，没有计入。

    检查什么：按名称读取的表格中间，自行增加的行或列里有数字。
    依据：正式表格没有这些行、列，不知道应计入哪一项；不计入又不说明，数字就丢了。
    示例：在规范性文件下面加了一行“其他规范性文件”，填了 5。
    如何修改：应计入某一项的，请加到那一项里；只是备注、上年数的，不必修改。
    """
    for submission, trouble in case.troubles(ForeignFigures):
        cells = trouble.cells
        shown = "、".join(f"“{c.sheet}”{c.cell} 的 {c.text}" for c in cells[:8]) + ("等" if len(cells) > 8 else "")
        sheet, cell = cells[0].sheet, cells[0].cell
        message = f"表格里有 {len(cells)} 个数字不属于正式表格的行、列，没有计入：{shown}。应计入某一项的请加到那一项里；只是备注、上年数的不必修改。"
        also = tuple(other.cell for other in cells[1:] if other.sheet == sheet)
        yield finding(case.form, submission, message, sheet=sheet, cell=cell, also=also)


@rule("L011", Severity.ERROR)
def merged_cells(case: Case) -> Iterator[Finding]:
    """几个要填数的格合并成了一格。

    检查什么：表中几项数字的格合并在一起，里面只有一个数。
    依据：不知道这个数属于哪一项，不猜。
    示例：把“商业企业”到“其他”五格合并，填了一个 12。
    如何修改：请取消合并，在各格分别填写，没有的填 0。
    """
    for submission, trouble in case.troubles(MergedCells):
        area, names = trouble.area, trouble.fields
        cells = f"{a1(area.top, area.left)}:{a1(area.bottom, area.right)}"
        message = f"“{trouble.sheet}”{cells} 合并成了一格，填的是“{trouble.said[:40]}”，不知道属于{case.form.fields[names[0]].name}等 {len(names)} 项中的哪一项。请取消合并，在各格分别填写，没有的填 0。"
        yield finding(case.form, submission, message, names[0], sheet=trouble.sheet, cell=a1(area.top, area.left), value=trouble.said)


@rule("L012", Severity.WARNING)
def nearly_an_indicator(case: Case) -> Iterator[Finding]:
    """像是工作指标，但名称对不上，没有读取。

    检查什么：数字旁边的名称与某一项工作指标相近而不相同，那一项又没有别处可读。
    依据：名称不同，可能不是同一项，不猜；不读取又不说明，数字就丢了。
    示例：“收到群众来信 12”，表中的名称是“收到群众信件和留言”。
    如何修改：是同一项的，请改用表中的名称后重新报送；不是的，不必修改。
    """
    for submission, trouble in case.troubles(NearlyAnIndicator):
        figure, indicator = trouble.figure, case.form.fields[trouble.field].row_label
        message = f"“{figure.sheet}”{figure.cell} 的 {figure.text} 旁边写的是“{trouble.label[:40]}”，像是工作指标“{indicator}”，名称对不上，没有读取。是同一项的，请把名称改为“{indicator}”后重新报送；不是的，不必修改。"
        yield finding(case.form, submission, message, sheet=figure.sheet, cell=figure.cell, value=figure.text)


@rule("L013", Severity.WARNING)
def text_out_of_place(case: Case) -> Iterator[Finding]:
    """文字材料里的文字可能放错了位置。

    检查什么：写在各项的格以外的文字，各项标题被盖住的也在内；填满了一项的每一行、下一项又紧接着有文字的。
    依据：格以外的文字读不到；从 Word 粘贴的段落多于一项的行数时，余下的会落到下一项里，写进报告的另一部分。
    示例：“（一）主动公开”粘贴了 12 段，只有 10 行，后两段落进了“（二）依申请公开”。
    如何修改：请把文字移到它所属的一项；一项放不下的，请把几段合并在一格里。
    """
    for submission, trouble in case.troubles(TextOutside):
        (sheet, cell), cells = trouble.cells[0], [place for _, place in trouble.cells]
        gone = "、".join(f"“{case.form.fields[name].row_label}”" for name in trouble.gone)
        headless = f"找不到{gone}的标题（可能被粘贴的文字盖住了），" if gone else ""
        back = "恢复标题，把文字" if gone else ""
        message = f"“{sheet}”{headless}有 {len(cells)} 处文字不在任何一项的格里，没有读取：{runs(cells)}。请{back}移到它所属的一项后重新报送。"
        yield finding(case.form, submission, message, sheet=sheet, cell=cell, also=tuple(cells[1:]))
    for submission, trouble in case.troubles(RunOn):
        yield _run_on(case, submission, trouble.field, trouble.following)


@rule("L014", Severity.WARNING)
def figures_in_comments(case: Case) -> Iterator[Finding]:
    """表格的批注里写着数字，没有计入。

    检查什么：二、三、四部分的表上，批注里写有数字的格；退改通知标注的批注不算。批注里说要改数的是警告，其他的只作提示。
    依据：批注不是填报的数字；不计入又不说明，要改的数就丢了。
    示例：新收填了 10，批注写着“应为 12”。
    如何修改：数字要改的，请直接改在格里；只是说明的，不必修改。
    """
    for submission, trouble in case.troubles(FiguresInComments):
        cells = trouble.cells
        severity = None if any(CORRECTS.search(comment.text) for comment in cells) else Severity.NOTICE
        shown = "、".join(f"“{c.sheet}”{c.cell} 的批注“{c.text[:40]}”" for c in cells[:5]) + ("等" if len(cells) > 5 else "")
        sheet, cell = cells[0].sheet, cells[0].cell
        message = f"有 {len(cells)} 处批注写着数字，没有计入：{shown}。数字要改的请直接改在格里，只是说明的不必修改。"
        also = tuple(other.cell for other in cells[1:] if other.sheet == sheet)
        yield finding(case.form, submission, message, severity=severity, sheet=sheet, cell=cell, also=also)


@rule("L015", Severity.ERROR)
def another_table(case: Case) -> Iterator[Finding]:
    """表上写的是别的年度或别的单位。

    检查什么：不是下发模板的表，工作表名、表上方的标题、行列名称里的年度，是不是报告的年度；标题里的单位是不是报送的单位。“与 2023 年相比”一类的叙述不算。
    依据：上年的表、别的单位的表混在文件里，数字会被当作本年、本单位的。只有工作表名是别的年度、表上写的是本年的，多半是沿用了上年的文件，是警告。
    示例：2024 年的报告里，表四所在的工作表名叫“2023年”；表三上方写着“2023年办理情况如下表”。
    如何修改：误放了别的表，请换成本年、本单位的；标题没有改过来的，请改正后重新报送。
    """
    for submission in case.current:
        for sheet in dict.fromkeys(caption.sheet for caption in submission.filing.captions):
            told = [(c, what) for c in submission.filing.captions if c.sheet == sheet and (what := _another(case, submission, c))]
            if told:
                caption, what = told[0]
                place = f"{caption.cell} 写着" if caption.cell else "名称是" if caption.text == tidy(caption.grid) else "上方写着"
                message = f"“{sheet}”的数字取自“{caption.grid}”，{place}“{caption.text}”，像是{what}表。误放了别的表，请换成本年、本单位的；只是这几个字没有改过来，请改正后重新报送。"
                first = next(f.id for f in case.form.sheet(sheet).fields if submission.filing.place(case.form, f.id)[1])
                at = {"sheet": caption.grid, "cell": caption.cell} if caption.cell else {}
                severity = Severity.WARNING if all(_name_alone(case, submission, other) for other, _ in told) else None
                yield finding(case.form, submission, message, first, field=None, value=caption.text, severity=severity, **at)


def _name_alone(case: Case, submission: Submission, caption: Caption) -> bool:
    """Whether a sheet's name is not that of the year which stands on the sheet: many type over last year's workbook."""
    on_it = (other for other in submission.filing.captions if other.cell and other.grid == caption.grid)
    return bool(caption.years) and caption.text == tidy(caption.grid) and any(case.year in other.years for other in on_it)


def _another(case: Case, submission: Submission, caption: Caption) -> str:
    """The year or the unit that a caption names and that is not the report's; '' where it names none."""
    own = {case.year, year_of(submission.filing) or case.year}
    if caption.years and own.isdisjoint(caption.years):
        return f" {caption.years[0]} 年的"
    if caption.last_year:
        return "上年的"
    named = case.roster.named_in(caption.text) if case.roster else []
    others = [unit for unit in named if unit is not case.roster.body and unit.key != submission.unit.parent and _headed_by(unit, caption.text)]
    return f"“{others[0].name}”的" if others and submission.unit not in named else ""


def _headed_by(unit: Unit, text: str) -> bool:
    """Whether a line begins with a unit as a table's title does: who examined a table, or received it, is not whose it is."""
    behind = next((text[len(name) :] for name in map(tidy, (unit.name, *unit.aliases)) if name and text.startswith(name)), None)
    return behind is not None and not NO_TITLE.match(behind)


def _run_on(case: Case, submission: Submission, name: str, following: str) -> Finding:
    """Nobody can tell whether it is one text or two: for the record."""
    text, (sheet, cell) = case.form.fields[name], submission.filing.place(case.form, following)
    message = f"“{sheet}”的“{text.row_label}”{text.rows} 行都填满了，下一项“{case.form.fields[following].row_label}”紧接着也有文字（{cell} 起）。请看上一项的段落有没有落到下一项里；放不下的，请把几段合并在一格里。"
    return finding(case.form, submission, message, name, severity=Severity.NOTICE, also=(cell,))
