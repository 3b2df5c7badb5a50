"""U: the unit and the roster."""

from collections.abc import Iterator, Sequence
from functools import reduce

from disclosure_batch.dates import DAY
from disclosure_batch.documents.kinds import FileKind
from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.model import Form
from disclosure_batch.intake.filing import Filing, Origin
from disclosure_batch.intake.identify import doubtful_day, is_part
from disclosure_batch.intake.submission import (
    CodeAndNameDisagree,
    KnownByAlias,
    NoTellingWhichIsLater,
    OwnReport,
    Pointer,
    PointsElsewhere,
    RowOfConsolidated,
    Standing,
    Submission,
    ToldByFileName,
    UnknownUnit,
)
from disclosure_batch.roster import Category, Unit, normalised
from disclosure_batch.rules.case import Case, compared, finding
from disclosure_batch.rules.rule import rule
from disclosure_batch.text import plain

FEW = 5  # so many differences are put into a sentence
TELLING = 8  # so many figures that are not 0 are never all alike by chance
WHOSE_FIGURES = {  # what to do about a unit that something else points to
    Pointer.FILE_NAME: "请核对是哪个单位的数字。",
    Pointer.TEMPLATE: "可能是在别的单位的表上改填的，请核对是不是本单位的数字；只是单位的代码改过的，不必修改。",
}
MANY = 3  # of two units one is always the sum of the others where they are alike


@rule("U001", Severity.ERROR)
def unknown_unit(case: Case) -> Iterator[Finding]:
    """认不出是哪个单位，或不在名册上。

    检查什么：封面的单位代码、单位名称与名册（名称和别名）都对不上，或都没有填。
    依据：不知道是谁的数字，不能汇总。
    示例：封面名称填的是简称，名册“别名”栏没有这个简称。
    如何修改：封面漏填的请补上后重报；名册漏列的单位、简称或原名请补进名册（名册里只有一个单位的名称相近的，会问是不是它，不会直接认作它）。
    """
    for submission, trouble in case.troubles(UnknownUnit):
        code, name = trouble.code, trouble.name
        typed = "、".join(filter(None, (code and f"代码“{code}”", name and f"名称“{name}”")))
        called = "封面" if submission.filing.origin is Origin.TEMPLATE else "表里"
        why = f"{called}写的{typed}不在名册上" if typed else f"{called}找不到单位名称和代码，认不出是哪个单位"
        blank = "还是空表，没有填数字；" if submission.filing.untouched(case.form) else ""
        what = _is_it(trouble.likely, name) if trouble.likely else "请核对单位名称；名册漏列的单位、简称或原名请补进名册。"
        message = f"“{submission.reading.path}”{blank}{why}。{what}"
        yield finding(case.form, submission, message, "unit.name", value=name or code or None)


def _is_it(likely: Unit, name: str) -> str:
    """What settles it, where the roster has one unit of a name much like this."""
    asked = f"是不是名册上的“{likely.name}”？" if name else f"看文件名，是不是名册上的“{likely.name}”？"
    known = f"“{name[:40]}”" if name else "文件名里的这个名称"
    return f"{asked}是的话，请在名册这个单位的“别名”栏登记{known}，或请单位写明全称后重新报送；不是的话，请把漏列的单位补进名册。"


@rule("U002", Severity.ERROR)
def code_and_name_disagree(case: Case) -> Iterator[Finding]:
    """单位代码与单位名称不是同一个单位。

    检查什么：封面的代码和名称在名册上指的不是同一个单位。
    依据：不能确定是谁的数字，不能汇总。
    示例：用财政局的表改填教育局的数字，代码没有改。
    如何修改：请单位核对封面的代码和名称后重新报送；单位改过名称的，由汇总单位在名册“别名”栏登记原名。
    """
    for submission, trouble in case.troubles(CodeAndNameDisagree):
        why = "不是同一个单位" if case.roster else "不相符，这个代码另有单位在用"
        message = f"“封面”代码“{trouble.code}”与名称“{trouble.name}”{why}。请核对封面，改正后重新报送；都没有写错、只是单位改过名称的，请告知汇总单位（由汇总单位在名册“别名”栏登记原名）。"
        yield finding(case.form, submission, message, "unit.name", value=trouble.name, expected=trouble.unit.name)


@rule("U003", Severity.ERROR)
def missing(case: Case) -> Iterator[Finding]:
    """单位还没有报送。

    检查什么：名册上的单位没有收到可用的表；汇总机关自己的表可以没有，已包含在另一单位汇总表里的也可以没有，只作提示。
    依据：《政府信息公开条例》第四十九条：每年 1 月 31 日前报送上一年度的年度报告。
    示例：名册有 13 个单位，只收到 12 份。
    如何修改：请催报；不再单独报送的单位请从名册删去，或在“计入汇总”栏写“否”。
    """
    if case.roster is None:
        return
    arrived = {s.key for s in case.submissions if s.key and s.standing is not Standing.IGNORED}
    scans = {s.hint.key: s.reading.path for s in case.submissions if s.hint and s.standing is Standing.IGNORED and _is_scan(s)}
    for unit in case.roster.units:
        if unit.key not in arrived:
            publisher = unit.category is Category.PUBLISHER
            message = f"“{unit.name}”还没有报送。"
            if unit.key in scans:
                message = f"“{unit.name}”只报来了扫描件或图片（“{scans[unit.key]}”），读不出数字。请报送填好的电子表。"
            elif publisher:
                message = f"没有收到汇总机关“{unit.name}”自己的表，报告按其他单位汇总。"
            elif holder := case.contained.get(unit.key):
                message = f"“{unit.name}”没有单独报送，它的数字已包含在“{holder.reading.path}”（{holder.unit.name}的汇总表）里。"
            severity = Severity.NOTICE if publisher or unit.key in case.contained else Severity.ERROR
            yield Finding("", severity, message, unit=unit.key, value=None)


def _is_scan(submission: Submission) -> bool:
    return submission.reading.kind is FileKind.SCAN


@rule("U004", Severity.ERROR)
def no_telling_which_is_later(case: Case) -> Iterator[Finding]:
    """同一单位报了几份不同的表，分不出先后。

    检查什么：填报日期（或文末落款的日期）相同或没填，文件里的保存时间也相同或没有；有一份的填报日期认不出，或不是能填报的日子。
    依据：下载时间不说明先后；分不出先后就不能取其一。
    示例：两份都没有填填报日期。
    如何修改：请把作废的一份移走，或请该单位写明填报日期后重报。
    """
    for submission, trouble in case.troubles(NoTellingWhichIsLater):
        others = trouble.others
        files = "、".join(f"“{s.reading.path}”{_dated(s)}" for s in (submission, *others))
        changes = f"与“{others[0].reading.path}”相比，{compared(case.form, submission, others[0], ('这一份', '那一份'))}"
        message = f"“{submission.unit.name}”有 {len(others) + 1} 份不同的表（{files}），分不出哪份在后。{changes}请把作废的一份移走，或写明填报日期后重报。"
        yield finding(case.form, submission, message, "unit.date" if "unit.date" in case.form.fields else None)


def _dated(submission: Submission) -> str:
    day = submission.filing.texts.get("unit.date")
    return f"（填报日期 {day}）" if day else "（没有填报日期）"


@rule("U005", Severity.WARNING)
def same_as_another(case: Case) -> Iterator[Finding]:
    """数字和文字与另一个单位的完全相同。

    检查什么：两个单位报送的全部数字（不全为 0）和文字材料（单位名称除外）相同；空格按 0 比较。不为 0 的数字多，即使文字不同也算。
    依据：各单位情况不会处处相同，可能误用了对方的表；国办公开办函〔2021〕30号点名的“雷同”。
    示例：用教育局填好的表改了名称，数字忘了改。
    如何修改：请两个单位各自核对是不是本单位的数字。
    """
    first: dict[tuple, Submission] = {}
    for submission in case.current:
        filing = submission.filing
        figures = tuple(value or 0 for value in filing.values)
        if filing.parts or not any(figures):
            continue
        telling = sum(map(bool, figures)) >= TELLING
        other = first.setdefault((figures, () if telling else _words(submission, case.form)), submission)
        if other is not submission:
            what = "数字和文字" if _words(submission, case.form) == _words(other, case.form) else "数字"
            message = f"“{submission.unit.name}”与“{other.unit.name}”报送的{what}完全相同（“{submission.reading.path}”与“{other.reading.path}”）。请两个单位各自核对是不是本单位的数字。"
            yield finding(case.form, submission, message)


def _words(submission: Submission, form: Form) -> tuple[str, ...]:
    """The office's texts without spaces, and without its own names: those were changed where another's text was copied."""
    names = {submission.filing.name, submission.unit.name, *submission.unit.aliases} - {""}
    texts = ("".join(submission.filing.texts.get(name, "").split()) for name in form.texts)
    return tuple(reduce(lambda text, name: text.replace(name, ""), sorted(names, key=len, reverse=True), text) for text in texts)


@rule("U006", Severity.NOTICE)
def known_by_alias(case: Case) -> Iterator[Finding]:
    """用的是名册上的别名。

    检查什么：封面的单位名称是名册“别名”栏里的名称。
    依据：简称和原名按名册认作同一单位。
    示例：封面写“区财政局”，名册名称是“示例区财政局”。
    如何修改：不必修改；下次请填全称。
    """
    for submission, trouble in case.troubles(KnownByAlias):
        message = f"“封面”名称填的是“{trouble.name}”，按名册认作“{trouble.unit.name}”。"
        yield finding(case.form, submission, message, "unit.name", value=trouble.name, expected=trouble.unit.name)


@rule("U007", Severity.ERROR)
def added_twice(case: Case) -> Iterator[Finding]:
    """单位已包含在同时报送的汇总表里。

    检查什么：单独报送的单位，又是同时报送的另一份汇总表“明细”里的一行；两份汇总表有相同的一行；汇总写出的年度报告又放进了收件。
    依据：同一个单位的数字只能计一次。单独报送的一份不计入；汇总机关自己的汇总表与各单位的表放在一起时，不计汇总表。
    示例：示例区的汇总表里有示例区财政局，示例区财政局又单独报来一份。
    如何修改：请移走其中一份；两份数字不同的，请先核对以哪一份为准。
    """
    for submission, _ in case.troubles(OwnReport):
        message = f"“{submission.reading.path}”是用各单位报送的数字汇总写出的“{submission.filing.name}”的年度报告，不计入，以免重复。请把它移出收件的文件夹。"
        yield finding(case.form, submission, message)
    for submission, trouble in case.troubles(RowOfConsolidated):
        twice = trouble.holder.filing.parts
        yield _twice(case, submission, trouble.holder, trouble.part) if twice else _own_sum(case, submission)
    own = next((s for s in case.current if s.filing.parts and s.unit.category is Category.PUBLISHER), None)
    pairs = list(_contained(case))
    if own and any(pair[1] is own for pair in pairs):
        yield _own_sum(case, own)
    yield from (_twice(case, *pair) for pair in pairs if pair[1] is not own)


def _contained(case: Case) -> Iterator[tuple[Submission, Submission, Filing]]:
    """(submission, the consolidated workbook of another unit, the row in it that is the same unit)."""
    holders = [s for s in case.current if s.filing.parts]
    rows: dict[str, list[tuple[Submission, Filing]]] = {}
    for holder in holders:
        for part in holder.filing.parts:
            for label in {normalised(part.code), normalised(part.name)} - {""}:
                rows.setdefault(label, []).append((holder, part))
    for submission in case.current if rows else ():
        labels = {normalised(label) for label in (submission.unit.code, submission.filing.name, submission.unit.name, *submission.unit.aliases)}
        found = ((holder, part) for label in sorted(labels) for holder, part in rows.get(label, ()))
        pair = next(((h, p) for h, p in found if h is not submission and is_part(submission, p)), None)
        if pair:
            yield submission, *pair
    yield from _overlapping(holders)


def _overlapping(holders: Sequence[Submission]) -> Iterator[tuple[Submission, Submission, Filing]]:
    """Consolidated workbooks that share a row, to the last figure; the later one is left out."""
    first: dict[tuple, Submission] = {}
    for holder in holders:
        rows = {(normalised(p.code), normalised(p.name), p.values): p for p in holder.filing.parts if any(p.values)}
        shared = next((key for key in rows if key in first), None)
        if shared:
            yield holder, first[shared], rows[shared]
        else:
            first |= dict.fromkeys(rows, holder)


def _twice(case: Case, submission: Submission, holder: Submission, part: Filing) -> Finding:
    form, filing = case.form, submission.filing
    name = part.name or submission.unit.name
    if filing.parts and not is_part(submission, part):
        message = f"“{submission.reading.path}”和“{holder.reading.path}”两份汇总表里都有“{name}”，数字也相同，这一份不计入，以免重复。请核对“{name}”应由哪一家汇总。"
        return finding(form, submission, message)
    differing = _differing(form, part, filing)
    compared = f"两份有 {len(differing)} 处不同：{_compared(form, part, filing, differing)}，请先核对以哪一份为准。" if differing else "两份的数字相同。"
    message = f"“{name}”已包含在“{holder.reading.path}”（{holder.unit.name}的汇总表）里，单独报来的“{submission.reading.path}”不计入，以免重复。{compared}请移走其中一份。"
    return finding(form, submission, message, differing[0] if differing else None)


def _own_sum(case: Case, submission: Submission) -> Finding:
    """The body's own 汇总表 among what the units have sent: held against it; nobody has to mend anything."""
    form, whole = case.form, submission.filing
    pairs = [(s, part) for part in whole.parts for s in case.current if s is not submission and is_part(s, part)]
    told = [
        f"{s.unit.name} {_compared(form, part, s.filing, differing)}"
        for s, part in pairs
        if (differing := _differing(form, part, s.filing))
    ]
    more = f"等 {len(told)} 家" if len(told) > FEW else ""
    compared = f"与各单位报送的数字相比，{'；'.join(told[:FEW])}{more}不同。" if told else "与各单位报送的数字相同。"
    message = f"“{submission.reading.path}”是“{submission.unit.name}”自己的汇总表，其中有 {len(pairs)} 个单位另有报送，汇总表不计入，以免重复。{compared}请把它移出收件的文件夹。"
    return finding(form, submission, message, unit=None)


def _differing(form: Form, part: Filing, filing: Filing) -> list[str]:
    """The figures in which a row of a 汇总表 is not what the unit reports; a blank is no difference to 0."""
    return [n for n, added, own in zip(form.inputs, part.values, filing.values, strict=True) if (own or 0) != (added or 0)]


def _compared(form: Form, part: Filing, filing: Filing, differing: Sequence[str]) -> str:
    shown = "；".join(f"{form.fields[n].name} 汇总表 {_shown(part, n, form)}、本表 {_shown(filing, n, form)}" for n in differing[:FEW])
    return shown + ("等" if len(differing) > FEW else "")


def _shown(filing: Filing, name: str, form: Form) -> str:
    figure = filing.value(form, name)
    return "未填" if figure is None else plain(figure)


@rule("U008", Severity.NOTICE)
def cover_incomplete(case: Case) -> Iterator[Finding]:
    """封面没有填全。

    检查什么：填报人、审核人、联系电话、填报日期、报告年度。
    依据：有疑问时要能找到人；几份表要能分出先后。
    示例：没有填审核人。
    如何修改：请下次填全。
    """
    asked = ("unit.year", "unit.prepared_by", "unit.reviewed_by", "unit.phone", "unit.date")
    for submission in case.current:
        if submission.filing.origin is not Origin.TEMPLATE or submission.filing.untouched(case.form):
            continue
        empty = [name for name in asked if name in case.form.fields and not submission.filing.texts.get(name)]
        if empty:
            words = "、".join(case.form.fields[name].row_label for name in empty)
            yield finding(case.form, submission, f"“封面”没有填{words}。请下次填全。", empty[0])


@rule("U009", Severity.WARNING)
def publisher_unknown(case: Case) -> Iterator[Finding]:
    """不知道以哪个机关的名义发布。

    检查什么：名册上没有“汇总机关”一行，命令中也没有写 --name。
    依据：标题应为〈机关全称〉〈年度〉年政府信息公开工作年度报告。
    示例：没有给名册，也没有写 --name。
    如何修改：请在名册加上类别为“汇总机关”的一行，或在命令中写 --name 机关全称。
    """
    if not case.body_named:
        yield Finding("", None, "不知道以哪个机关的名义发布，标题写作“（机关名称）”。请在名册加上类别为“汇总机关”的一行，或在命令中写 --name 机关全称。")


@rule("U010", Severity.NOTICE)
def told_by_file_name(case: Case) -> Iterator[Finding]:
    """表里没有写单位，按文件名认定。

    检查什么：没有封面、标题，也没有填单位的文件，文件名里有名册上唯一的单位代码或名称。
    依据：文件名只作旁证；表里写了单位的，以表里的为准。
    示例：只有三张表的“410802_示例区教育局.xlsx”。
    如何修改：不必修改；下次请填写封面。
    """
    for submission, _ in case.troubles(ToldByFileName):
        message = f"“{submission.reading.path}”里没有写单位，按文件名认作“{submission.unit.name}”。"
        yield finding(case.form, submission, message)


@rule("U011", Severity.WARNING)
def points_to_another_unit(case: Case) -> Iterator[Finding]:
    """模板或文件名指向另一个单位。

    检查什么：封面写的单位，与模板下发给的单位（按下发时记下的代码）、文件名里写的单位不是同一个。
    依据：以封面为准；借用别的单位的表改填，容易漏改。
    示例：文件名是“410802_示例区教育局.xlsx”，封面写的是示例区财政局。
    如何修改：请核对是哪个单位的数字；单位的代码改过的不必修改；下次请用本单位的模板。
    """
    for submission, trouble in case.troubles(PointsElsewhere):
        other, unit = trouble.name, submission.unit
        called = "封面" if submission.filing.origin is Origin.TEMPLATE else "表里"
        unknown = "（名册上没有这个代码）" if case.roster else f"，这里的是“{unit.code}”"
        whose = f"“{other}”的" if other else f"代码“{trouble.code[:40]}”的{unknown}"
        message = f"“{submission.reading.path}”{called}写的是“{unit.name}”，{trouble.by}却是{whose}，按{called}读取。{WHOSE_FIGURES[trouble.by]}"
        yield finding(case.form, submission, message, "unit.name", value=unit.name, expected=other or trouble.code)


@rule("U012", Severity.ERROR)
def sum_of_the_others(case: Case) -> Iterator[Finding]:
    """数字恰好是其他各单位之和。

    检查什么：一个单位二、三、四部分的数字，每一项都等于其余计入汇总的单位之和（三家以上）。
    依据：一个单位自己的数字不会处处恰好是别家之和，多半是汇总数，再加一次就重复了。
    示例：汇总机关把上一次汇总的年度报告当作自己的表放进了收件。
    如何修改：是汇总数的，请移出收件的文件夹；确是本单位自己的数字，请在处理决定表中选“同意”。
    """
    counted = [i for i, submission in enumerate(case.current) if submission.unit.counted]
    tables = [name for name in case.form.inputs if case.form.fields[name].required]
    figures = case.figures.value.loc[counted, tables]
    saying = figures.ne(0).any(axis=1)
    if saying.sum() < MANY:
        return
    for i in figures.index[saying & (figures * 2).eq(figures.sum()).all(axis=1)]:
        submission = case.current[i]
        if submission.filing.parts:
            continue  # of a 汇总表 it is known whose figures it adds up: U007
        message = f"“{submission.reading.path}”的数字，每一项都恰好是其他 {saying.sum() - 1} 家之和，可能是汇总数，再加一次就重复了。是汇总数的请移出收件的文件夹；确是“{submission.unit.name}”自己的数字，请在处理决定表中选“同意”。"
        yield finding(case.form, submission, message)


@rule("U013", Severity.NOTICE)
def doubtful_date(case: Case) -> Iterator[Finding]:
    """填报日期认不出，或不是能填报的日子。

    检查什么：填报日期不是年月日，或早于报告年度的 12 月、晚于次年年底。
    依据：同一单位报来几份时，靠填报日期分先后。
    示例：填“1月20日”“2035-01-20”。
    如何修改：请写全年月日，例如 2025-01-20。
    """
    for submission in case.current:
        if said := doubtful_day(submission.filing, case.year):
            why = f"不是填报 {case.year} 年报告的日子。请核对年月日" if DAY.fullmatch(said) else "认不出是哪一天。请写全年月日"
            message = f"填报日期填的是“{said[:20]}”，{why}，例如 {case.year + 1}-01-20。"
            yield finding(case.form, submission, message, "unit.date", value=said)
