"""L015: what stands at a table names another year or another unit."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from disclosure_batch.findings import Finding, Reader, Severity, Words, words
from disclosure_batch.intake.several import reported_year
from disclosure_batch.intake.submission import Submission
from disclosure_batch.locating.captions import Caption
from disclosure_batch.roster import Unit
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.rule import Who, rule
from disclosure_batch.text import tidy

NO_TITLE = re.compile("监?制|审|核|提供|接收|受理|批准|汇总")  # behind a unit that only had to do with a table


@dataclass(frozen=True, slots=True)
class Other:
    """Another year or another unit; neither: last year, which is not named."""

    year: int | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class AnotherTable:
    """What stands at a table, and whose or which year's it says that the table is."""

    caption: Caption
    of: Other


@rule("L015", Severity.ERROR, Who.OFFICE)
def another_table(case: Case) -> Iterator[Finding]:
    """表上写的是别的年度或别的单位。

    检查什么：不是下发模板的表，工作表名、表上方的标题、行列名称里的年度，是不是报告的年度；标题里的单位是不是报送的单位。“与 2023 年相比”一类的叙述不算。
    依据：上年的表、别的单位的表混在文件里，数字会被当作本年、本单位的。只有工作表名是别的年度、表上写的是本年的，多半是沿用了上年的文件，是警告。
    示例：2024 年的报告里，表四所在的工作表名叫“2023年”；表三上方写着“2023年办理情况如下表”。
    如何修改：误放了别的表，请换成本年、本单位的；标题没有改过来的，请改正后重新报送。
    """
    for submission in case.current:
        told: dict[str, list[AnotherTable]] = {}
        for caption in submission.filing.captions:
            if other := _other(case, submission, caption):
                told.setdefault(caption.sheet, []).append(AnotherTable(caption, other))
        for sheet, captions in told.items():
            yield _of_sheet(case, submission, sheet, captions)


def _of_sheet(case: Case, submission: Submission, sheet: str, told: Sequence[AnotherTable]) -> Finding:
    """The first of a sheet's captions, at its own cell, else where the table begins."""
    caption, filing = told[0].caption, submission.filing
    first = next(f.id for f in case.form.sheet(sheet).fields if filing.place(case.form, f.id)[1])
    sheet, cell = (caption.grid, caption.cell) if caption.cell else filing.place(case.form, first)
    names_alone = all(_name_alone(case, submission, other.caption) for other in told)
    severity = Severity.WARNING if names_alone else None
    return case.finding(submission, told[0], value=caption.text, severity=severity, sheet=sheet, cell=cell)


def _is_sheet_name(caption: Caption) -> bool:
    return not caption.cell and caption.text == tidy(caption.grid)


def _name_alone(case: Case, submission: Submission, caption: Caption) -> bool:
    """Whether the sheet's name alone has another year: many type over last year's workbook."""
    on_it = (other for other in submission.filing.captions if other.cell and other.grid == caption.grid)
    named = bool(caption.years) and caption.text == tidy(caption.grid)
    return named and any(case.year in other.years for other in on_it)


def _other(case: Case, submission: Submission, caption: Caption) -> Other | None:
    """The year or the unit that a caption names and that is not the report's."""
    own = {case.year, reported_year(submission.filing) or case.year}
    if caption.years and own.isdisjoint(caption.years):
        return Other(year=caption.years[0])
    if caption.last_year:
        return Other()
    stranger = _stranger(case, submission, caption.text)
    return Other(unit=stranger.name) if stranger else None


def _stranger(case: Case, submission: Submission, text: str) -> Unit | None:
    """The unit that a line begins with, where the submission's own is not named, nor whom it reports to."""
    named = case.roster.named_in(text) if case.roster else []
    if submission.unit in named:
        return None
    strangers = (unit for unit in named if unit is not case.roster.body and unit.key != submission.unit.parent)
    return next((unit for unit in strangers if _heads(unit, text)), None)


def _heads(unit: Unit, text: str) -> bool:
    """Whether a line begins with a unit as a title does: who examined or received a table is not whose it is."""
    names = (name for name in map(tidy, (unit.name, *unit.aliases)) if name)
    behind = next((text[len(name) :] for name in names if text.startswith(name)), None)
    return behind is not None and not NO_TITLE.match(behind)


@words(AnotherTable)
def _(about: AnotherTable, finding: Finding, reader: Reader) -> Words:
    caption, of = about.caption, about.of
    whose = f" {of.year} 年的" if of.year else f"“{of.unit}”的" if of.unit else "上年的"
    place = f"{caption.cell} 写着" if caption.cell else "名称是" if _is_sheet_name(caption) else "上方写着"
    wrong = f"“{caption.sheet}”的数字取自“{caption.grid}”，{place}“{caption.text}”，像是{whose}表。"
    return Words(wrong, "误放了别的表，请换成本年、本单位的；只是这几个字没有改过来，请改正后重新报送。")
