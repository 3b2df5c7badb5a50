"""F009, U004: several submissions of one unit, which of them counts, and in what they differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from disclosure_batch.findings import Finding, Reader, Severity, Spot, Words, words
from disclosure_batch.form.model import Figure
from disclosure_batch.intake.filing import Filing, Slip
from disclosure_batch.intake.several import Dated, differing, only_saved_later, reported_year, stated, told_apart
from disclosure_batch.intake.submission import NoTellingWhichIsLater, Submission, Superseded
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.rule import Who, rule
from disclosure_batch.text import plain

COMPARED = 8  # so many differences are put into a sentence


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two submissions differ: what stands in both, None for nothing; no figures where it is a text."""

    spot: Spot
    figures: tuple[Figure | str | None, ...] = ()


def _differences(case: Case, one: Submission, other: Submission) -> Iterator[Difference]:
    unread = _without_place(one.filing) | _without_place(other.filing)
    for name in (name for name in differing(one.filing, other.filing, case.form) if name not in unread):
        numeric = case.form.fields[name].numeric
        figures = (_known(case, submission, name) for submission in (one, other) if numeric)
        yield Difference(case.spot(other, name), tuple(figures))


def _without_place(filing: Filing) -> set[str]:
    """Of these nothing is known: the document has no cell for them, or one for several."""
    return {*filing.absent, *(name for name, typed in filing.slips.items() if typed.slip is Slip.UNCERTAIN)}


def _known(case: Case, submission: Submission, name: str) -> Figure | str | None:
    """The figure; what stands in its place where that is none."""
    figure, typed = submission.filing.value(case.form, name), submission.filing.slips.get(name)
    return typed.raw if figure is None and typed else figure


def _in_words(differences: Sequence[Difference], called: tuple[str, str]) -> str:
    """called: what the two submissions are called."""
    told = "；".join(_difference(difference, called) for difference in differences[:COMPARED])
    more = f"等 {len(differences)} 处" if len(differences) > COMPARED else ""
    return f"两份不同之处：{told}{more}。" if told else ""


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
    """The file of the later submission, by which dates it is the later, and in what the two differ."""

    by: str
    dates: Dated | None
    differences: tuple[Difference, ...]


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
    differences: tuple[Difference, ...] = ()


@rule("F009", Severity.NOTICE, Who.COORDINATOR)
def superseded(case: Case) -> Iterator[Finding]:
    """同一单位另有一份表，以那一份为准。

    检查什么：同一单位的几份表里没有采用的：填报日期（Word 文档和网页没有写的，是文末落款的日期；其次是文件里的保存时间）较早的，读不出来的，别的年度的，用错了表的。
    依据：更正后重报的，以最后一份为准；没有采用的一份仍列在来源里，它自己的问题不再要求修改。
    示例：1月10日报了一份，1月15日更正后又报一份；旧的一份设了打开密码。
    如何修改：旧的一份可移走。如应以前一份为准，请移走后一份，或改前一份的填报日期；分不出先后的，若是更正件请重报。
    """
    for submission, trouble in case.troubles(Superseded):
        about = _set_aside(case, submission, trouble)
        asks = isinstance(about, PerhapsCorrection) or (isinstance(about, Replaced) and about.differences)
        yield case.finding(submission, about, severity=Severity.WARNING if asks else None)


def _set_aside(case: Case, submission: Submission, trouble: Superseded) -> Replaced | OfEarlierYear | PerhapsCorrection:
    latest, filing = trouble.by, submission.filing
    by = latest.reading.path
    if filing is None:
        return PerhapsCorrection(by, read=False)
    stated = reported_year(filing)
    if trouble.known and stated and stated < case.year:
        return OfEarlierYear(by, stated, case.year)
    differences = tuple(_differences(case, submission, latest))
    if trouble.known:
        return Replaced(by, told_apart(latest.filing, filing, case.year), differences)
    return PerhapsCorrection(by, True, differences)


@words(Replaced)
def _(about: Replaced, finding: Finding, reader: Reader) -> Words:
    ground = _ground(about.dates) if about.dates else ""
    changes = _in_words(about.differences, ("前一份", "后一份")) or "两份的数字和文字相同。"
    return Words(f"“{finding.file}”已由“{about.by}”替代{ground}。{changes}", "这份可移走。")


@words(OfEarlierYear)
def _(about: OfEarlierYear, finding: Finding, reader: Reader) -> Words:
    wrong = f"“{finding.file}”是 {about.stated} 年的表，该单位 {about.year} 年的已有“{about.by}”。"
    return Words(wrong, "这份可移走。")


@words(PerhapsCorrection)
def _(about: PerhapsCorrection, finding: Finding, reader: Reader) -> Words:
    why = "分不出先后" if about.read else "读不出来"
    wrong = f"“{finding.file}”{why}，没有采用；该单位已有一份可用的表“{about.by}”。"
    return Words(f"{wrong}{_which_holds(about.differences)}", "这份若是更正件，请重报；不是的可移走。")


def _ground(dates: Dated) -> str:
    """（填报日期 2025-01-15 晚于 2025-01-08）"""
    if dates.signed:
        return f"（填报日期 {dates.one} 晚于 {dates.other}）"
    same_day = dates.one.date() == dates.other.date()
    form = "%Y-%m-%d %H:%M:%S" if same_day else "%Y-%m-%d"
    return f"（填报日期比不出先后，文件里的保存时间 {dates.one:{form}} 晚于 {dates.other:{form}}）"


@dataclass(frozen=True, slots=True)
class SeveralVersions:
    """The files of a unit with the day that stands in each ('' for none); what differs between the first two.

    fewer: a file that was merely saved later and states less than another, with both numbers.
    """

    unit: str
    files: tuple[tuple[str, str], ...]
    differences: tuple[Difference, ...]
    fewer: tuple[str, int, int] | None = None


@rule("U004", Severity.ERROR, Who.OFFICE)
def no_telling_which_is_later(case: Case) -> Iterator[Finding]:
    """同一单位报了几份不同的表，分不出先后。

    检查什么：填报日期（或文末落款的日期）相同或没填，文件里的保存时间也相同或没有；有一份的填报日期认不出，或不是能填报的日子；只是保存得晚、填的数却更少。
    依据：下载时间不说明先后；分不出先后就不能取其一。
    示例：两份都没有填填报日期。
    如何修改：请把作废的一份移走，或请该单位写明填报日期后重报。
    """
    for submission, trouble in case.troubles(NoTellingWhichIsLater):
        files = ((s.reading.path, s.filing.texts.get("unit.date", "")) for s in (submission, *trouble.others))
        differences = tuple(_differences(case, submission, trouble.others[0]))
        fewer = _fewer((submission, *trouble.others), case.year)
        about = SeveralVersions(submission.unit.name, tuple(files), differences, fewer)
        yield case.finding(submission, about, "unit.date" if "unit.date" in case.form.fields else None)


def _fewer(versions: Sequence[Submission], year: int) -> tuple[str, int, int] | None:
    """What was merely saved later, and states less."""
    pairs = ((a, b) for a in versions for b in versions if only_saved_later(a.filing, b.filing, year))
    return next(((a.reading.path, stated(a.filing), stated(b.filing)) for a, b in pairs), None)


@words(SeveralVersions)
def _(about: SeveralVersions, finding: Finding, reader: Reader) -> Words:
    files = "、".join(f"“{path}”（{f'填报日期 {day}' if day else '没有填报日期'}）" for path, day in about.files)
    fewer = "“{}”只是保存得晚，填的数却少（{} 个，另一份 {} 个），".format(*about.fewer) if about.fewer else ""
    return Words(
        f"“{about.unit}”有 {len(about.files)} 份不同的表（{files}），{fewer}分不出哪份在后。{_which_holds(about.differences)}",
        "请写明填报日期重报一份，并告知汇总单位以哪一份为准。"
        if reader.office
        else "请把作废的一份移走，或请该单位写明填报日期后重报。",
    )
