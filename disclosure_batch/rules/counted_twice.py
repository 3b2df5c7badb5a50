"""U005, U007, U012: the same figures come in twice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from disclosure_batch.findings import Finding, Reader, Severity, Words, words
from disclosure_batch.form.model import Figure, Form
from disclosure_batch.intake.filing import UNREADABLE, Filing
from disclosure_batch.intake.several import is_row_of
from disclosure_batch.intake.submission import PublishersReport, RowOfConsolidated, Submission
from disclosure_batch.roster import Category, normalised
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.rule import Who, rule
from disclosure_batch.text import listed, plain

FEW = 5  # so many differences are put into a sentence
TELLING = 8  # so many figures that are not 0 are never all alike by chance
MANY = 3  # of two units one is always the sum of the others where they are alike

# ---------------------------------------------------------------- two units alike


@dataclass(frozen=True, slots=True)
class Alike:
    """Two units, and their files; words: their texts are the same, too; wholly: all figures of both could be read."""

    units: tuple[str, str]
    files: tuple[str, str]
    words: bool
    wholly: bool


@rule("U005", Severity.WARNING, Who.COORDINATOR)
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
        other = first.setdefault((figures, () if telling else _texts(submission, case.form)), submission)
        if other is not submission:
            yield case.finding(submission, _alike(submission, other, case.form))


def _alike(one: Submission, other: Submission, form: Form) -> Alike:
    units, files = (one.unit.name, other.unit.name), (one.reading.path, other.reading.path)
    wholly = all(_wholly_read(submission.filing, form) for submission in (one, other))
    return Alike(units, files, _texts(one, form) == _texts(other, form), wholly)


def _wholly_read(filing: Filing, form: Form) -> bool:
    """Whether no figure of the tables has stayed unread."""
    unread = filing.absent.union(name for name, typed in filing.slips.items() if typed.slip in UNREADABLE)
    return not any(form.fields[name].required for name in unread if name in form.position)


def _texts(submission: Submission, form: Form) -> tuple[str, ...]:
    """The office's texts without spaces, and without its own names: those were changed where another's was copied."""
    names = {submission.filing.name, submission.unit.name, *submission.unit.aliases} - {""}
    texts = ("".join(submission.filing.texts.get(name, "").split()) for name in form.texts)
    longest_first = sorted(names, key=len, reverse=True)
    return tuple(reduce(lambda text, name: text.replace(name, ""), longest_first, text) for text in texts)


@words(Alike)
def _(about: Alike, finding: Finding, reader: Reader) -> Words:
    (unit, other), (file, others) = about.units, about.files
    what = "数字和文字" if about.words else "数字"
    same = f"{what}完全相同" if about.wholly else f"{what}，读得出的都相同（有的没有读出来）"
    wrong = f"“{unit}”与“{other}”报送的{same}（“{file}”与“{others}”）。"
    return Words(wrong, "请两个单位各自核对是不是本单位的数字。")


# ---------------------------------------------------------------- a unit and the 汇总表 that has it


@dataclass(frozen=True, slots=True)
class Differing:
    """A figure in a row of a 汇总表, and what the unit itself reports; None for nothing."""

    name: str
    added: Figure | None
    own: Figure | None


@dataclass(frozen=True, slots=True)
class OwnReportAgain:
    """The report that was made of the units' figures, and whose it is."""

    body: str


@dataclass(frozen=True, slots=True)
class RowInTwo:
    """A row that two 汇总表 have, and the file of the other."""

    name: str
    other: str


@dataclass(frozen=True, slots=True)
class AddedAlready:
    """A unit, the 汇总表 that has it, whose that is, and in what the two differ."""

    name: str
    file: str
    holder: str
    differing: tuple[Differing, ...]


@dataclass(frozen=True, slots=True)
class OwnSum:
    """The body's own 汇总表: of its rows so many report themselves; the units from which it differs, and where."""

    body: str
    rows: int
    differing: tuple[tuple[str, tuple[Differing, ...]], ...]


@rule("U007", Severity.ERROR, Who.COORDINATOR)
def added_twice(case: Case) -> Iterator[Finding]:
    """单位已包含在同时报送的汇总表里。

    检查什么：单独报送的单位，又是同时报送的另一份汇总表“明细”里的一行；两份汇总表有相同的一行；汇总写出的年度报告又放进了收件。
    依据：同一个单位的数字只能计一次。单独报送的一份不计入；汇总机关自己的汇总表与各单位的表放在一起时，不计汇总表。
    示例：示例区的汇总表里有示例区财政局，示例区财政局又单独报来一份。
    如何修改：请移走其中一份；两份数字不同的，请先核对以哪一份为准。
    """
    for submission, _ in case.troubles(PublishersReport):
        yield case.finding(submission, OwnReportAgain(submission.filing.name))
    for submission, trouble in case.troubles(RowOfConsolidated):
        twice = trouble.holder.filing.parts
        yield _twice(case, submission, trouble.holder, trouble.part) if twice else _own_sum(case, submission)
    own = next((s for s in case.current if s.filing.parts and s.unit.category is Category.PUBLISHER), None)
    pairs = [*_contained(case), *_overlapping(case)]
    if own and any(holder is own for _, holder, _ in pairs):
        yield _own_sum(case, own)
    yield from (_twice(case, *pair) for pair in pairs if pair[1] is not own)


def _contained(case: Case) -> Iterator[tuple[Submission, Submission, Filing]]:
    """(submission, the consolidated workbook of another unit, the row in it that is the same unit)."""
    rows = _rows(case)
    for submission in case.current if rows else ():
        unit = submission.unit
        labels = {normalised(label) for label in (unit.code, submission.filing.name, unit.name, *unit.aliases)}
        found = (row for label in sorted(labels) for row in rows.get(label, ()))
        for holder, part in found:
            if holder is not submission and is_row_of(submission, part):
                yield submission, holder, part
                break


def _rows(case: Case) -> Mapping[str, list[tuple[Submission, Filing]]]:
    """The rows of all consolidated workbooks by their codes and names."""
    rows: dict[str, list[tuple[Submission, Filing]]] = {}
    for holder in case.current:
        for part in holder.filing.parts:
            for label in {normalised(part.code), normalised(part.name)} - {""}:
                rows.setdefault(label, []).append((holder, part))
    return rows


def _overlapping(case: Case) -> Iterator[tuple[Submission, Submission, Filing]]:
    """Consolidated workbooks that share a row, to the last figure; the later one is left out."""
    first: dict[tuple, Submission] = {}
    for holder in case.current:
        rows = {(normalised(p.code), normalised(p.name), p.values): p for p in holder.filing.parts if any(p.values)}
        if shared := next((key for key in rows if key in first), None):
            yield holder, first[shared], rows[shared]
        else:
            first |= dict.fromkeys(rows, holder)


def _twice(case: Case, submission: Submission, holder: Submission, part: Filing) -> Finding:
    name = part.name or submission.unit.name
    if submission.filing.parts and not is_row_of(submission, part):
        return case.finding(submission, RowInTwo(name, holder.reading.path))
    differing = _differing(case.form, part, submission.filing)
    about = AddedAlready(name, holder.reading.path, holder.unit.name, tuple(differing.values()))
    return case.finding(submission, about, next(iter(differing), None))


def _own_sum(case: Case, submission: Submission) -> Finding:
    """The body's own 汇总表 among what the units have sent: held against it; nobody has to mend anything."""
    rows = submission.filing.parts
    pairs = [(s, part) for part in rows for s in case.current if s is not submission and is_row_of(s, part)]
    held = [(s.unit.name, _differing(case.form, part, s.filing)) for s, part in pairs]
    differing = tuple((name, tuple(those.values())) for name, those in held if those)
    return case.finding(submission, OwnSum(submission.unit.name, len(pairs), differing), unit=None)


def _differing(form: Form, part: Filing, filing: Filing) -> dict[str, Differing]:
    """The fields in which a row of a 汇总表 is not what the unit reports; a blank is no difference to 0."""
    both = zip(form.inputs, part.values, filing.values, strict=True)
    return {n: Differing(form.fields[n].name, added, own) for n, added, own in both if (own or 0) != (added or 0)}


def _compared(differing: Sequence[Differing]) -> str:
    return listed([f"{d.name} 汇总表 {_shown(d.added)}、本表 {_shown(d.own)}" for d in differing], FEW, "；")


def _shown(figure: Figure | None) -> str:
    return "未填" if figure is None else plain(figure)


@words(OwnReportAgain)
def _(about: OwnReportAgain, finding: Finding, reader: Reader) -> Words:
    wrong = f"“{finding.file}”是用各单位报送的数字汇总写出的“{about.body}”的年度报告，不计入，以免重复。"
    return Words(wrong, "请报本单位自己的表。" if reader.office else "请把它移出收件的文件夹。")


@words(RowInTwo)
def _(about: RowInTwo, finding: Finding, reader: Reader) -> Words:
    both = f"“{finding.file}”和“{about.other}”两份汇总表里都有“{about.name}”，数字也相同"
    return Words(
        f"{both}，这一份不计入，以免重复。",
        f"请{'与汇总单位' if reader.office else ''}核对“{about.name}”应由哪一家汇总。",
    )


@words(AddedAlready)
def _(about: AddedAlready, finding: Finding, reader: Reader) -> Words:
    within = f"“{about.name}”已包含在“{about.file}”（{about.holder}的汇总表）里"
    compared = "两份的数字相同。"
    if about.differing:
        compared = f"两份有 {len(about.differing)} 处不同：{_compared(about.differing)}，请先核对以哪一份为准。"
    wrong = f"{within}，单独报来的“{finding.file}”不计入，以免重复。{compared}"
    return Words(wrong, "请告知汇总单位以哪一份为准。" if reader.office else "请移走其中一份。")


@words(OwnSum)
def _(about: OwnSum, finding: Finding, reader: Reader) -> Words:
    told = [f"{unit} {_compared(differing)}" for unit, differing in about.differing]
    more = f"等 {len(told)} 家" if len(told) > FEW else ""
    differing = f"与各单位报送的数字相比，{'；'.join(told[:FEW])}{more}不同。" if told else "与各单位报送的数字相同。"
    whose = f"“{finding.file}”是“{about.body}”自己的汇总表，其中有 {about.rows} 个单位另有报送"
    mend = "请报本单位自己的表。" if reader.office else "请把它移出收件的文件夹。"
    return Words(f"{whose}，汇总表不计入，以免重复。{differing}", mend)


# ---------------------------------------------------------------- a unit that is the sum of the others


@dataclass(frozen=True, slots=True)
class SumOfOthers:
    """A unit, and of how many others its figures are the sum."""

    unit: str
    others: int


@rule("U012", Severity.ERROR, Who.COORDINATOR)
def sum_of_the_others(case: Case) -> Iterator[Finding]:
    """数字恰好是其他各单位之和。

    检查什么：一个单位二、三、四部分的数字，每一项都等于其余计入汇总的单位之和（三家以上）。
    依据：一个单位自己的数字不会处处恰好是别家之和，多半是汇总数，再加一次就重复了。
    示例：汇总机关把上一次汇总的年度报告当作自己的表放进了收件。
    如何修改：是汇总数的，请移出收件的文件夹；确是本单位自己的数字，请在处理决定表中选“同意”。
    """
    counted = [i for i, submission in enumerate(case.current) if submission.unit.counted]
    found = {i: others for rows in _added_together(case, counted) for i, others in _sums(case, rows)}
    for i, others in sorted(found.items()):
        submission = case.current[i]
        if not submission.filing.parts:  # of a 汇总表 it is known whose figures it adds up: U007
            yield case.finding(submission, SumOfOthers(submission.unit.name, others))


def _added_together(case: Case, counted: Sequence[int]) -> Iterator[np.ndarray]:
    """Which are added up to one total: all of them, and in a tree those of each unit that groups others."""
    yield np.array(counted, dtype=int)
    at = {case.current[i].key: i for i in counted}
    for unit in case.roster.units if case.roster else ():
        if unit.groups:
            keys = {unit.key, *case.roster.below(unit)}
            yield np.array(sorted(at[key] for key in keys if key in at), dtype=int)


def _sums(case: Case, rows: np.ndarray) -> Iterator[tuple[int, int]]:
    """Which of these are the sum of the others, and of how many that say something."""
    columns = [case.now[name][rows] for name in case.form.inputs if case.form.fields[name].required]
    saying = np.logical_or.reduce([column != 0 for column in columns])
    if np.sum(saying) < MANY:
        return
    sums = np.logical_and.reduce([2 * column == column.sum() for column in columns])
    yield from ((i, int(saying.sum()) - 1) for i in rows[saying & sums].tolist())


@words(SumOfOthers)
def _(about: SumOfOthers, finding: Finding, reader: Reader) -> Words:
    wrong = f"“{finding.file}”的数字，每一项都恰好是其他 {about.others} 家之和，可能是汇总数，再加一次就重复了。"
    if reader.office:
        return Words(wrong, "是汇总数的，请改报本单位自己的数字；确是本单位自己的数字，请告知汇总单位。")
    return Words(wrong, f"是汇总数的请移出收件的文件夹；确是“{about.unit}”自己的数字，请在处理决定表中选“同意”。")
