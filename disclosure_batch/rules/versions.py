"""F009, U004: several submissions of one unit, which of them counts, and in what they differ."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby

from disclosure_batch.findings import Finding, Reader, Severity, Spot, Words, words
from disclosure_batch.form.model import Figure
from disclosure_batch.intake.differences import differing, holds_all, is_report, loses, only_in, without_place
from disclosure_batch.intake.several import (
    Dated,
    doubtful_day,
    figures_in_doubt,
    only_saved_later,
    reported_year,
    stated,
    told_apart,
)
from disclosure_batch.intake.submission import NoTellingWhichIsLater, Standing, Submission, Superseded
from disclosure_batch.rules.breaches import breaches
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.rule import Who, rule
from disclosure_batch.text import listed, plain

WITHOUT_A_YEAR = re.compile(r"\d{1,2}(月|[./-])\d{1,2}[日号]?")
COMPARED = 8  # so many differences are put into a sentence


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two submissions differ: what stands in both, None for nothing; no figures where it is a text."""

    spot: Spot
    figures: tuple[Figure | str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class OnlyIn:
    """The figures that one file states and the other has no place for: the first by its name, and how many."""

    file: str
    first: str
    count: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs between two submissions, and what only one of them can state."""

    differences: tuple[Difference, ...] = ()
    only_in: tuple[OnlyIn, ...] = ()

    @property
    def in_figures(self) -> bool:
        """Whether figures differ; a blank counts as 0, and words are words."""
        return bool(self.only_in) or any(one != other for one, other in map(_counted, self.differences))


def _counted(difference: Difference) -> tuple[Figure | str, Figure | str]:
    one, other = difference.figures or (0, 0)
    return one or 0, other or 0


def _compared(case: Case, one: Submission, other: Submission) -> Compared:
    lacking = (_only_in(case, a, b) for a, b in ((one, other), (other, one)))
    return Compared(tuple(_differences(case, one, other)), tuple(filter(None, lacking)))


def _lost(compared: Compared, one: Submission) -> Compared:
    """As one that is replaced: what more the later one has is no loss."""
    return Compared(compared.differences, tuple(only for only in compared.only_in if only.file == one.reading.path))


def _only_in(case: Case, one: Submission, other: Submission) -> OnlyIn | None:
    names = list(only_in(one.filing, other.filing, case.form))
    return OnlyIn(one.reading.path, case.form.fields[names[0]].name, len(names)) if names else None


def _differences(case: Case, one: Submission, other: Submission) -> Iterator[Difference]:
    unread = without_place(one.filing) | without_place(other.filing)
    for name in (name for name in differing(one.filing, other.filing, case.form) if name not in unread):
        numeric = case.form.fields[name].numeric
        figures = (_known(case, submission, name) for submission in (one, other) if numeric)
        yield Difference(_spot(case, one, other, name), tuple(figures))


def _spot(case: Case, one: Submission, other: Submission, name: str) -> Spot:
    """Where a field stands in the later of two; of a workbook and a document in the workbook.

    In a document nobody counts cells: of two of them its row and column as they are printed.
    """
    workbooks = [submission for submission in (other, one) if not is_report(submission.filing)]
    return case.spot(workbooks[0], name) if workbooks else Spot(None, None, case.form.fields[name].name)


def _known(case: Case, submission: Submission, name: str) -> Figure | str | None:
    """The figure; what stands in its place where that is none."""
    figure, typed = submission.filing.value(case.form, name), submission.filing.slips.get(name)
    return typed.raw if figure is None and typed else figure


def _in_words(compared: Compared, called: tuple[str, str]) -> str:
    """called: what the two submissions are called."""
    differences = compared.differences
    told = "；".join(_difference(difference, called) for difference in differences[:COMPARED])
    more = f"等 {len(differences)} 处" if len(differences) > COMPARED else ""
    return f"{f'两份不同之处：{told}{more}。' if told else ''}{_only_one_has(compared)}"


def _only_one_has(compared: Compared) -> str:
    return "".join(
        f"{only.first}{f'等 {only.count} 个数' if only.count > 1 else ''}只有“{only.file}”里有。"
        for only in compared.only_in
    )


def _which_holds(differences: Sequence[Difference]) -> str:
    """Each difference once, as a question: B13（行政处罚）：一份 0，一份 7，以哪份为准？"""
    asked = "；".join(_asked(difference) for difference in differences[:COMPARED])
    more = f"等 {len(differences)} 处不同" if len(differences) > COMPARED else ""
    return f"{asked}{more}，以哪份为准？" if asked else ""


def _asked(difference: Difference) -> str:
    if not difference.figures:
        return f"{difference.spot}的文字不同"
    return f"{difference.spot}：{'，'.join(f'一份 {_shown(figure)}' for figure in difference.figures)}"


def _difference(difference: Difference, called: tuple[str, str]) -> str:
    if not difference.figures:
        return f"{difference.spot}的文字不同"
    both = zip(called, difference.figures, strict=True)
    return f"{difference.spot}{'，'.join(f'{which} {_shown(figure)}' for which, figure in both)}"


def _shown(figure: Figure | str | None) -> str:
    if isinstance(figure, str):
        return f"“{figure[:20]}”" if figure else "未填"
    return "未填" if figure is None else plain(figure)


# ---------------------------------------------------------------- the rules


@dataclass(frozen=True, slots=True)
class Replaced:
    """The file of the later submission, by which dates it is the later, and in what the two differ.

    by_is_whole: all its figures were found in their places; else the earlier one is not done with.
    """

    by: str
    dates: Dated | None
    compared: Compared
    by_is_whole: bool = True


@dataclass(frozen=True, slots=True)
class SameSubmission:
    """The file of the unit's own workbook that holds every figure of this document, and what more it holds."""

    by: str
    more: int


@dataclass(frozen=True, slots=True)
class OfEarlierYear:
    """A report of an earlier year, beside the file that has this year's."""

    by: str
    stated: int
    year: int


@dataclass(frozen=True, slots=True)
class PerhapsCorrection:
    """A submission that may be later than the file that counts; read: there are figures in it."""

    by: str
    read: bool
    compared: Compared = Compared()


@dataclass(frozen=True, slots=True)
class NotTheOneThatCounts:
    """The coordinator has said which of several counts, and it is the other one."""

    by: str


@rule("F009", Severity.NOTICE, Who.COORDINATOR)
def superseded(case: Case) -> Iterator[Finding]:
    """同一单位另有一份表，以那一份为准。

    检查什么：同一单位的几份表里没有采用的：填报日期（Word 文档和网页没有写的，是文末落款的日期；其次是文件里的保存时间）较早的，读不出来的，别的年度的，用错了表的。
    依据：更正后重报的，以最后一份为准；没有采用的一份仍列在来源里，它自己的问题不再要求修改。由处理决定定了以哪份为准的，以那份为准。
    示例：1月10日报了一份，1月15日更正后又报一份；旧的一份设了打开密码。
    如何修改：旧的一份可移走。如应以前一份为准，请移走后一份，或在处理决定里对前一份选“以这份为准”；分不出先后的，若是更正件请重报。
    """
    for submission, trouble in case.troubles(Superseded):
        about = _set_aside(case, submission, trouble)
        asks = isinstance(about, PerhapsCorrection) or (isinstance(about, Replaced) and about.compared.in_figures)
        yield case.finding(submission, about, severity=Severity.WARNING if asks else None)


def _set_aside(
    case: Case, submission: Submission, trouble: Superseded
) -> Replaced | SameSubmission | OfEarlierYear | PerhapsCorrection | NotTheOneThatCounts:
    latest, filing = trouble.by, submission.filing
    by = latest.reading.path
    if trouble.told:
        return NotTheOneThatCounts(by)
    if filing is None:
        return PerhapsCorrection(by, read=False)
    year = reported_year(filing)
    if trouble.known and year and year < case.year:
        return OfEarlierYear(by, year, case.year)
    if holds_all(latest.filing, filing, case.form):
        return SameSubmission(by, len(list(only_in(latest.filing, filing, case.form))))
    compared = _compared(case, submission, latest)
    if trouble.known:
        dates, unplaced = told_apart(latest.filing, filing, case.year), figures_in_doubt(latest)
        return Replaced(by, dates, _lost(compared, submission), not unplaced)
    return PerhapsCorrection(by, True, compared)


@words(Replaced)
def _(about: Replaced, finding: Finding, reader: Reader) -> Words:
    ground = _ground(about.dates) if about.dates and about.dates.one > about.dates.other else ""
    changes = _in_words(about.compared, ("前一份", "后一份")) or "两份的数字和文字相同。"
    done = "这份可移走。" if about.by_is_whole else "后一份读不全，单位重报以前，这份请先留着。"
    return Words(f"“{finding.file}”已由“{about.by}”替代{ground}。{changes}", f"{done}{_or_this(about.compared, reader)}")


@words(NotTheOneThatCounts)
def _(about: NotTheOneThatCounts, finding: Finding, reader: Reader) -> Words:
    return Words(f"“{finding.file}”没有采用：按处理决定，以“{about.by}”为准。", "这份可移走。")


@words(SameSubmission)
def _(about: SameSubmission, finding: Finding, reader: Reader) -> Words:
    more = f"，它还多填了 {about.more} 个数" if about.more else ""
    wrong = f"“{finding.file}”里的数字“{about.by}”都有，填的一样{more}，以“{about.by}”为准；文字没有比较。"
    return Words(wrong, "这份可移走。")


@words(OfEarlierYear)
def _(about: OfEarlierYear, finding: Finding, reader: Reader) -> Words:
    wrong = f"“{finding.file}”是 {about.stated} 年的表，该单位 {about.year} 年的已有“{about.by}”。"
    return Words(wrong, "这份可移走。")


@words(PerhapsCorrection)
def _(about: PerhapsCorrection, finding: Finding, reader: Reader) -> Words:
    why = "分不出先后" if about.read else "读不出来"
    wrong = f"“{finding.file}”{why}，没有采用；该单位另有一份读得出的表“{about.by}”。"
    asked = f"{_which_holds(about.compared.differences)}{_only_one_has(about.compared)}"
    return Words(f"{wrong}{asked}", f"这份若是更正件，请重报；不是的可移走。{_or_this(about.compared, reader)}")


def _or_this(compared: Compared, reader: Reader) -> str:
    """Where figures differ she may know that the other one is to count."""
    asks = compared.in_figures and not reader.office
    return "问清了应以这份为准的，可在处理决定表里选“以这份为准”。" if asks else ""


def _ground(dates: Dated) -> str:
    """（填报日期 2025-01-15 晚于 2025-01-08）"""
    if dates.signed:
        return f"（填报日期 {dates.one} 晚于 {dates.other}）"
    same_day = dates.one.date() == dates.other.date()
    form = "%Y-%m-%d %H:%M:%S" if same_day else "%Y-%m-%d"
    return f"（填报日期比不出先后，文件里的保存时间 {dates.one:{form}} 晚于 {dates.other:{form}}）"


@dataclass(frozen=True, slots=True)
class Less:
    """A file that is later and states less than another: how many figures each has."""

    file: str
    figures: int
    others: int
    no_place: bool  # it has no place for what it lacks
    signed: bool  # it has the later day; else it was merely saved later


@dataclass(frozen=True, slots=True)
class Off:
    """A sum that fails in one of several files: where, and by how much."""

    file: str
    sheet: str
    scope: str
    by: Figure


@dataclass(frozen=True, slots=True)
class SeveralVersions:
    """The files of a unit with the day that stands in each ('' for none); in what the first two differ.

    doubtful: those of the days on which this year's report can't have been filled in. off: what doesn't balance.
    """

    unit: str
    files: tuple[tuple[str, str], ...]
    compared: Compared
    year: int
    less: Less | None = None
    doubtful: tuple[str, ...] = ()
    off: tuple[Off, ...] = ()


@rule("U004", Severity.ERROR, Who.OFFICE)
def no_telling_which_is_later(case: Case) -> Iterator[Finding]:
    """同一单位报了几份不同的表，分不出先后。

    检查什么：填报日期（或文末落款的日期）相同或没填，文件里的保存时间也相同或没有；有一份的填报日期认不出，或不是能填报的日子；只是保存得晚、填的数却更少；后一份没有前一份的工作指标的位置，数字又不同。同一单位的数据表和 Word 报告，数字一致的不算不同的表，以填得全的为准；没有填报日期的 Word 报告与数据表不同，单位又按新的填报日期重报了数据表的，以重报的为准。
    依据：下载时间不说明先后；分不出先后就不能取其一。
    示例：两份都没有填填报日期。
    如何修改：请把作废的一份移走，或请该单位写明填报日期后重报；问清了的，可在处理决定里选“以这份为准”。
    """
    for submission, trouble in case.troubles(NoTellingWhichIsLater):
        versions = submission, *trouble.others
        files = ((s.reading.path, s.filing.texts.get("unit.date", "")) for s in versions)
        compared = _compared(case, submission, trouble.others[0])
        doubtful = tuple(filter(None, (doubtful_day(s.filing, case.year) for s in versions)))
        less, off = _less(case, versions), tuple(chain.from_iterable(_off(case, version) for version in versions))
        about = SeveralVersions(submission.unit.name, tuple(files), compared, case.year, less, doubtful, off)
        yield case.finding(submission, about, "unit.date" if "unit.date" in case.form.fields else None)


def _off(case: Case, version: Submission) -> Iterator[Off]:
    """What would be found in a file if it counted, so that it is not asked for later: what fails in it for sure."""
    alone = replace(case, submissions=[replace(version, standing=Standing.CURRENT, troubles=())])
    for relation in case.form.relations:
        if relation.severity is Severity.ERROR and not relation.compares_years:
            for breach in breaches(alone, relation):
                scope = relation.scope or relation.says
                yield Off(version.reading.path, relation.sheet, scope, abs(breach.left - breach.right))


def _less(case: Case, versions: Sequence[Submission]) -> Less | None:
    """What is later and states less: by its place for figures, or merely saved later."""
    for a, b in ((a, b) for a in versions for b in versions if a is not b):
        told = told_apart(a.filing, b.filing, case.year)
        no_place = bool(told) and told.one > told.other and loses(a.filing, b.filing, case.form)
        if no_place or only_saved_later(a.filing, b.filing, case.year):
            figures = stated(a.filing), stated(b.filing)
            return Less(a.reading.path, *figures, no_place, told.signed)
    return None


@words(SeveralVersions)
def _(about: SeveralVersions, finding: Finding, reader: Reader) -> Words:
    files = "、".join(f"“{path}”（{f'填报日期 {day}' if day else '没有填报日期'}）" for path, day in about.files)
    asked = f"{_only_one_has(about.compared)}{_which_holds(about.compared.differences)}"
    wrong = f"“{about.unit}”有 {len(about.files)} 份不同的表（{files}），{_why_asked(about)}。{asked}"
    which = f"随附的表里是“{finding.file}”的数字，应以另一份为准的，请改成另一份的数字。" if reader.office else ""
    return Words(f"{wrong}{_not_balanced(about.off)}", _how_to_settle(about.less, reader), which)


def _not_balanced(off: Sequence[Off]) -> str:
    """“a.xlsx”里还有不平衡的：“三、依申请公开”自然人列相差 3；以它为准的，请一并改正。"""
    said = ""
    for file, some in groupby(off, key=lambda one: one.file):
        columns = listed([f"“{one.sheet}”{one.scope}相差 {plain(one.by)}" for one in some], COMPARED)
        said += f"“{file}”里有不平衡的：{columns}；以它为准的，请一并改正。"
    return said


def _why_asked(about: SeveralVersions) -> str:
    less = about.less
    if about.doubtful:
        return f"填报日期{'；'.join(_what_is_wrong(about.doubtful, about.year))}，分不出哪份在后"
    if less is None:
        return "分不出哪份在后"
    when, so = ("在后", "不能取其一") if less.signed else ("只是保存得晚", "分不出哪份在后")
    figures = f"填的数却少（{less.figures} 个，另一份 {less.others} 个）"
    return f"“{less.file}”{when}，{figures}，{so}"


def _what_is_wrong(days: Iterable[str], year: int) -> Iterator[str]:
    """ 2月5日 没有写年份；2205-01-10 不是能填报 2024 年报告的日子"""
    yearless = [day for day in dict.fromkeys(days) if WITHOUT_A_YEAR.fullmatch(day.strip())]
    others = [day for day in dict.fromkeys(days) if day not in yearless]
    if yearless:
        yield f" {'、'.join(yearless)} 没有写年份"
    if others:
        yield f" {'、'.join(others)} 不是能填报 {year} 年报告的日子"


def _how_to_settle(less: Less | None, reader: Reader) -> str:
    if less and less.no_place:
        return f"请{'' if reader.office else '该单位'}把两份的数合在一份数据表里，填报日期写当天，重报这一份。"
    if reader.office:
        return "请只报一份，填报日期填当天。"
    return "请把作废的一份移走，或请该单位写明填报日期后重报；问清了的，可在处理决定表里选“以这份为准”。"
