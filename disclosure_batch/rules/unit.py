"""U: the unit and the roster. Several versions are in versions.py, figures that count twice in counted_twice.py."""

from collections.abc import Iterator
from dataclasses import dataclass

from disclosure_batch.dates import DAY
from disclosure_batch.findings import Finding, Held, Reader, Severity, Words, words
from disclosure_batch.intake.filing import Origin
from disclosure_batch.intake.several import doubtful_day
from disclosure_batch.intake.submission import (
    CodeAndNameDisagree,
    KnownByAlias,
    Pointer,
    PointsElsewhere,
    Standing,
    Submission,
    ToldByFileName,
    UnknownUnit,
)
from disclosure_batch.roster import Category, Unit
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.rule import Who, rule

# ---------------------------------------------------------------- whose it is


def _called(on_cover: bool) -> str:
    """Where a submission says whose it is."""
    return "封面" if on_cover else "表里"


def _has_cover(submission: Submission) -> bool:
    return submission.filing.origin is Origin.TEMPLATE


@dataclass(frozen=True, slots=True)
class Nobodys:
    """What a submission says of whose it is; blank: nothing else is filled in either."""

    unknown: UnknownUnit
    on_cover: bool
    blank: bool
    read: tuple[int, int]
    by_roster: bool


@rule("U001", Severity.ERROR, Who.COORDINATOR)
def unknown_unit(case: Case) -> Iterator[Finding]:
    """认不出是哪个单位，或不在名册上。

    检查什么：封面的单位代码、单位名称与名册（名称和别名）都对不上，或都没有填。
    依据：不知道是谁的数字，不能汇总。
    示例：封面名称填的是简称，名册“别名”栏没有这个简称。
    如何修改：封面漏填的请补上后重报；名册漏列的单位、简称或原名请补进名册（名册里只有一个单位的名称相近的，会问是不是它，不会直接认作它）；问清了是谁的，可在处理决定里选“是这个单位”。
    """
    for submission, unknown in case.troubles(UnknownUnit):
        blank, read = submission.filing.untouched(case.form), submission.filing.figures_read(case.form)
        about = Nobodys(unknown, _has_cover(submission), blank, read, case.roster is not None)
        yield case.finding(submission, about, "unit.name", value=unknown.name or unknown.code or None)


@words(Nobodys)
def _(about: Nobodys, finding: Finding, reader: Reader) -> Words:
    code, name = about.unknown.code, about.unknown.name
    typed = "、".join(filter(None, (code and f"代码“{code}”", name and f"名称“{name}”")))
    nothing = "找不到单位名称和代码，认不出是哪个单位"
    why = f"{_called(about.on_cover)}{f'写的{typed}不在名册上' if typed else nothing}"
    blank = "还是空表，没有填数字；" if about.blank else ""
    number, of = about.read
    read = "" if about.blank else f"（{of} 个数字读到 {number} 个）"
    return Words(f"“{finding.file}”{blank}{why}{read}。", _who_it_is(about, name, reader))


def _who_it_is(about: Nobodys, name: str, reader: Reader) -> str:
    likely = about.unknown.likely
    if reader.office:
        return "随附的表里已经写好。" if reader.holds is Held.FILLED else "请在表里写明单位全称，再报一次。"
    if not about.by_roster:
        named = f"是不是“{likely.name}”？" if likely else ""
        return f"{named}请在表里写明单位名称，或把单位名称写在文件名里，再重新汇总。"
    if about.unknown.named:
        names = "、".join(f"“{unit.name}”" for unit in about.unknown.named)
        return f"文件名里写着{names}，请问清是哪一家的，由它用本单位的表报送，或在表里写明单位全称。"
    return _is_it(likely, name) if likely else "请核对单位名称；名册漏列的单位、简称或原名请补进名册。"


def _is_it(likely: Unit, name: str) -> str:
    """What settles it, where the roster has one unit of a name much like this."""
    asked = f"是不是名册上的“{likely.name}”？" if name else f"看文件名，是不是名册上的“{likely.name}”？"
    known = f"“{name[:40]}”" if name else "文件名里的这个名称"
    return f"{asked}是的话，请在名册这个单位的“别名”栏登记{known}，或请单位写明全称后重新报送；不是的话，请把漏列的单位补进名册。"


@dataclass(frozen=True, slots=True)
class Disagree:
    """A code and a name that are not one unit's, by the roster or by what other submissions say.

    borrowed: whose workbook it is, where somebody else filled it in; sender: who, as far as that can be told.
    """

    code: str
    name: str
    by_roster: bool
    borrowed: str = ""
    sender: str = ""


@rule("U002", Severity.ERROR, Who.OFFICE)
def code_and_name_disagree(case: Case) -> Iterator[Finding]:
    """单位代码与单位名称不是同一个单位。

    检查什么：封面的代码和名称在名册上指的不是同一个单位。
    依据：不能确定是谁的数字，不能汇总。是谁报来的，看在表上改填了什么（下发时就有的代码不算）和文件名；两者不一致的，列为“认不出是哪家的表”。
    示例：教育局用财政局的表填报，封面名称改成了自己的，代码没有改。
    如何修改：请报送的单位用本单位的表重填；代码或名称写错的，改正封面后重新报送；单位改过名称的，由汇总单位在名册“别名”栏登记原名。
    """
    for submission, trouble in case.troubles(CodeAndNameDisagree):
        borrowed, sender = (unit.name if unit else "" for unit in (trouble.borrowed, submission.unit))
        about = Disagree(trouble.code, trouble.name, case.roster is not None, borrowed, sender)
        own = submission.unit in (None, trouble.unit)  # else nobody is asked for the neighbour's name
        expected = trouble.unit.name if own else None
        yield case.finding(submission, about, "unit.name", value=trouble.name, expected=expected)


@words(Disagree)
def _(about: Disagree, finding: Finding, reader: Reader) -> Words:
    why = "不是同一个单位" if about.by_roster else "不相符，这个代码另有单位在用"
    whose = f"（“{about.borrowed}”的）" if about.borrowed not in ("", about.name) else ""
    wrong = f"“封面”代码“{about.code}”{whose}与名称“{about.name}”{why}。"
    return Words(wrong, _own_workbook(about, reader) if about.borrowed else _which_is_right(reader))


def _which_is_right(reader: Reader) -> str:
    renamed = "请告知汇总单位" if reader.office else "请在名册“别名”栏登记原名"
    return f"请{'' if reader.office else '单位'}核对封面，改正后重新报送；都没有写错、只是单位改过名称的，{renamed}。"


def _own_workbook(about: Disagree, reader: Reader) -> str:
    """Who has filled in another unit's workbook fills in its own."""
    if reader.office:
        return f"您用了“{about.borrowed}”的表，请用本单位的表重填。"
    if not about.sender:
        return f"用的是“{about.borrowed}”的表，认不出是哪家报来的；请问清后，由报送的单位用本单位的表重填。"
    return f"请“{about.sender}”用本单位的表重填。"


@rule("U006", Severity.NOTICE, Who.COORDINATOR)
def known_by_alias(case: Case) -> Iterator[Finding]:
    """用的是名册上的别名。

    检查什么：封面的单位名称是名册“别名”栏里的名称；或代码是本单位的，名称只是写得短些、写法不同（没写区县、政府与人民政府、带“（盖章）”）。
    依据：简称和原名按名册认作同一单位；代码与写法相近的名称指的是同一个单位。
    示例：封面写“区财政局”，名册名称是“示例区财政局”。
    如何修改：不必修改；下次请填全称。
    """
    for submission, trouble in case.troubles(KnownByAlias):
        parts = {"value": trouble.name, "expected": trouble.unit.name}
        yield case.finding(submission, trouble, "unit.name", **parts)


@words(KnownByAlias)
def _(about: KnownByAlias, finding: Finding, reader: Reader) -> Words:
    return Words(f"“封面”名称填的是“{about.name}”，按名册认作“{about.unit.name}”。")


@dataclass(frozen=True, slots=True)
class NamedByFile:
    """Whose a submission is by the name of its file alone."""

    unit: str


@rule("U010", Severity.NOTICE, Who.COORDINATOR)
def told_by_file_name(case: Case) -> Iterator[Finding]:
    """表里没有写单位，按文件名认定。

    检查什么：没有封面、标题，也没有填单位的文件，文件名里有名册上唯一的单位代码或名称。
    依据：文件名只作旁证；表里写了单位的，以表里的为准。
    示例：只有三张表的“410802_示例区教育局.xlsx”。
    如何修改：不必修改；下次请填写封面。
    """
    for submission, _ in case.troubles(ToldByFileName):
        yield case.finding(submission, NamedByFile(submission.unit.name))


@words(NamedByFile)
def _(about: NamedByFile, finding: Finding, reader: Reader) -> Words:
    return Words(f"“{finding.file}”里没有写单位，按文件名认作“{about.unit}”。")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The unit that a submission is read as, and what points to another.

    borrowed: it is read as nobody's; has_own: the unit on the cover has sent its own.
    """

    on_cover: bool
    by_roster: bool
    trouble: PointsElsewhere
    borrowed: bool
    has_own: bool = False


@rule("U011", Severity.WARNING, Who.COORDINATOR)
def points_to_another_unit(case: Case) -> Iterator[Finding]:
    """模板或文件名指向另一个单位。

    检查什么：封面写的单位，与模板下发给的单位（按下发时记下的代码）、文件名里写的单位不是同一个。
    依据：以封面为准；借用别的单位的表改填，容易漏改。文件名是别家的全称或代码（不是上级，也没有同时写本单位的简称），或者封面写的单位另有自己的一份，就认不出是哪家报来的，是错误，不计入。
    示例：文件名是“410802_示例区教育局.xlsx”，封面写的是示例区财政局。
    如何修改：请核对是哪个单位的数字；单位的代码改过的不必修改；下次请用本单位的模板。
    """
    for submission, trouble in case.troubles(PointsElsewhere):
        borrowed = submission.unit is None
        has_own = trouble.unit.key in {s.key for s in case.current}
        about = Elsewhere(_has_cover(submission), case.roster is not None, trouble, borrowed, has_own)
        severity = Severity.ERROR if borrowed else None
        parts = {"value": trouble.unit.name, "expected": trouble.other.name if trouble.other else trouble.code}
        yield case.finding(submission, about, "unit.name", severity=severity, **parts)


WHOSE_FIGURES = {  # what to do about a unit that something else points to
    Pointer.FILE_NAME: "请核对是哪个单位的数字。",
    Pointer.FOLDER: "请核对是哪个单位的数字。",
    Pointer.TEMPLATE: "可能是在别的单位的表上改填的，请核对是不是本单位的数字；只是单位的代码改过的，不必修改。",
}


@words(Elsewhere)
def _(about: Elsewhere, finding: Finding, reader: Reader) -> Words:
    trouble, called = about.trouble, _called(about.on_cover)
    unknown = "（名册上没有这个代码）" if about.by_roster else f"，这里的是“{trouble.unit.code}”"
    whose = f"“{trouble.other.name}”的" if trouble.other else f"代码“{trouble.code[:40]}”的{unknown}"
    wrong = f"“{finding.file}”{called}写的是“{trouble.unit.name}”，{trouble.by}却是{whose}"
    if about.borrowed:
        own = f"“{trouble.unit.name}”另有自己的一份，这一份" if about.has_own else ""
        return Words(f"{wrong}；{own}认不出是哪家报来的，不计入。", "请问清是谁报来的，由报送的单位用本单位的表重填。")
    return Words(f"{wrong}，按{called}读取。", WHOSE_FIGURES[trouble.by])


# ---------------------------------------------------------------- who reported


@dataclass(frozen=True, slots=True)
class NotReported:
    """A unit of which nothing came."""

    unit: str


@dataclass(frozen=True, slots=True)
class OnlyScan:
    """A unit of which only a scan came."""

    unit: str
    file: str


@dataclass(frozen=True, slots=True)
class PerhapsSent:
    """A unit that may have sent a file of which it can't be told whose it is."""

    unit: str
    file: str


@dataclass(frozen=True, slots=True)
class NoOwnWorkbook:
    """The publishing body, which need not have a workbook of its own."""

    unit: str


@dataclass(frozen=True, slots=True)
class WithinAnother:
    """A unit whose figures are in another unit's 汇总表."""

    unit: str
    file: str
    holder: str


Instead = NotReported | OnlyScan | PerhapsSent | NoOwnWorkbook | WithinAnother  # of a unit's own workbook


@rule("U003", Severity.ERROR, Who.OFFICE)
def missing(case: Case) -> Iterator[Finding]:
    """单位还没有报送。

    检查什么：名册上的单位没有收到可用的表；汇总机关自己的表可以没有，已包含在另一单位汇总表里的也可以没有，只作提示；逐级汇总时，只汇总下级的单位也可以没有。
    依据：《政府信息公开条例》第四十九条：每年 1 月 31 日前报送上一年度的年度报告。
    示例：名册有 13 个单位，只收到 12 份。
    如何修改：请催报；不再单独报送的单位请从名册删去，或在“计入汇总”栏写“否”。
    """
    if case.roster is None:
        return
    arrived = {s.key for s in case.submissions if s.standing is not Standing.IGNORED}
    for unit in case.roster.units:
        if unit.key not in arrived and not unit.groups:
            may_be_missing = unit.category is Category.PUBLISHER or unit.key in case.contained
            severity = Severity.NOTICE if may_be_missing else Severity.ERROR
            yield Finding("", severity, _what_came(case, unit), unit=unit.key)


def no_own_workbook(unit: Unit) -> Finding:
    """What is said of the one that adds up, where it has no workbook of its own."""
    return Finding("U003", Severity.NOTICE, NoOwnWorkbook(unit.name), unit=unit.key)


def _what_came(case: Case, unit: Unit) -> Instead:
    if unit.key in case.scans:
        return OnlyScan(unit.name, case.scans[unit.key])
    if unit.category is Category.PUBLISHER:
        return NoOwnWorkbook(unit.name)
    if holder := case.contained.get(unit.key):
        return WithinAnother(unit.name, holder.reading.path, holder.unit.name)
    if unit.key in case.perhaps:
        return PerhapsSent(unit.name, case.perhaps[unit.key])
    return NotReported(unit.name)


@words(NotReported, OnlyScan, PerhapsSent, NoOwnWorkbook, WithinAnother)
def _(about: Instead, finding: Finding, reader: Reader) -> Words:
    match about:
        case NotReported(unit):
            return Words(f"“{unit}”还没有报送。")
        case OnlyScan(unit, file):
            return Words(f"“{unit}”只报来了扫描件或图片（“{file}”），读不出数字。", "请报送填好的电子表。")
        case PerhapsSent(unit, file):
            return Words(f"“{unit}”没有报来认得出是它的表；“{file}”可能是它报来的。", "请问清后，用本单位的表报送。")
        case NoOwnWorkbook(unit):
            return Words(f"没有收到汇总机关“{unit}”自己的表，报告按其他单位汇总。")
        case WithinAnother(unit, file, holder):
            return Words(f"“{unit}”没有单独报送，它的数字已包含在“{file}”（{holder}的汇总表）里。")


# ---------------------------------------------------------------- the cover, and who publishes


@dataclass(frozen=True, slots=True)
class CoverIncomplete:
    """What of the cover is not filled in, as it is printed there."""

    labels: tuple[str, ...]


@rule("U008", Severity.NOTICE, Who.OFFICE)
def cover_incomplete(case: Case) -> Iterator[Finding]:
    """封面没有填全。

    检查什么：填报人、审核人、联系电话、填报日期、报告年度。
    依据：有疑问时要能找到人；几份表要能分出先后。
    示例：没有填审核人。
    如何修改：请下次填全。
    """
    asked = ("unit.year", "unit.prepared_by", "unit.reviewed_by", "unit.phone", "unit.date")
    fields = [case.form.fields[name] for name in asked if name in case.form.fields]
    for submission in case.current:
        if _has_cover(submission) and not submission.filing.untouched(case.form):
            empty = [field for field in fields if not submission.filing.texts.get(field.id)]
            if empty:
                yield case.finding(submission, CoverIncomplete(tuple(f.row_label for f in empty)), empty[0].id)


@words(CoverIncomplete)
def _(about: CoverIncomplete, finding: Finding, reader: Reader) -> Words:
    return Words(f"“封面”没有填{'、'.join(about.labels)}。", "请下次填全。")


@dataclass(frozen=True, slots=True)
class NobodyPublishes:
    """Nobody has said in whose name the report is published."""


@rule("U009", Severity.WARNING, Who.COORDINATOR)
def publisher_unknown(case: Case) -> Iterator[Finding]:
    """不知道以哪个机关的名义发布。

    检查什么：名册上没有“汇总机关”一行，命令中也没有写 --name。
    依据：标题应为〈机关全称〉〈年度〉年政府信息公开工作年度报告。
    示例：没有给名册，也没有写 --name。
    如何修改：请在名册加上类别为“汇总机关”的一行，或在命令中写 --name 机关全称。
    """
    if not case.body_named:
        yield Finding("", None, NobodyPublishes())


@words(NobodyPublishes)
def _(about: NobodyPublishes, finding: Finding, reader: Reader) -> Words:
    wrong = "不知道以哪个机关的名义发布，标题写作“（机关名称）”。"
    return Words(wrong, "请在名册加上类别为“汇总机关”的一行，或在命令中写 --name 机关全称。")


@dataclass(frozen=True, slots=True)
class DoubtfulDay:
    """What stands as the day of filling in: no day, or none on which the year's report can have been filled in."""

    said: str
    is_day: bool
    year: int


@rule("U013", Severity.NOTICE, Who.OFFICE)
def doubtful_date(case: Case) -> Iterator[Finding]:
    """填报日期认不出，或不是能填报的日子。

    检查什么：填报日期不是年月日，或早于报告年度的 12 月、晚于次年年底。
    依据：同一单位报来几份时，靠填报日期分先后。
    示例：填“1月20日”“2035-01-20”。
    如何修改：请写全年月日，例如 2025-01-20。
    """
    for submission in case.current:
        if said := doubtful_day(submission.filing, case.year):
            about = DoubtfulDay(said, bool(DAY.fullmatch(said)), case.year)
            yield case.finding(submission, about, "unit.date", value=said)


@words(DoubtfulDay)
def _(about: DoubtfulDay, finding: Finding, reader: Reader) -> Words:
    said, example = f"填报日期填的是“{about.said[:20]}”", f"例如 {about.year + 1}-01-20。"
    if about.is_day:
        return Words(f"{said}，不是填报 {about.year} 年报告的日子。", f"请核对年月日，{example}")
    return Words(f"{said}，认不出是哪一天。", f"请写全年月日，{example}")
