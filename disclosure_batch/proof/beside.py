"""What a report is held against: a 汇总表 or the unit's own workbook, and last year's report or result."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from disclosure_batch.figures.last_year import last_year_of
from disclosure_batch.intake.collect import collect
from disclosure_batch.intake.filing import Figure, Filing, Origin
from disclosure_batch.intake.read import read
from disclosure_batch.proof.reading import NoReport, ReadReport, figures_of, read_report
from disclosure_batch.roster import normalised


@dataclass(frozen=True, eq=False)
class Earlier:
    """Last year: its figures as far as they are known, its words where it is a report."""

    figures: Mapping[str, Figure | None] = field(default_factory=dict)
    report: ReadReport | None = None
    year: int | None = None


def figures_of_workbook(path: Path, of: ReadReport) -> Mapping[str, Figure | None]:
    """The figures of a 汇总表, or of the unit's own workbook. Raises NoReport."""
    filings = [reading.filing for reading in _readings(path, of) if reading.filing]
    chosen = next((filing for filing in filings if filing.parts), None) or _own(filings, of)
    if chosen is None:
        raise NoReport(f"“{path.name}”里读不出可以对照的表。请给汇总表（.xlsx），或本单位填报的表。")
    year = chosen.texts.get("unit.year", "")
    if year.isdigit() and of.year and int(year) != of.year:
        raise NoReport(f"“{path.name}”是 {year} 年的，报告是 {of.year} 年的，不能对照。请给 {of.year} 年的表。")
    return figures_of(chosen, of.form)


def _own(filings: list[Filing], of: ReadReport) -> Filing | None:
    """The one of the body itself, or the only one that there is."""
    own = [filing for filing in filings if normalised(filing.name) == normalised(of.name)]
    return own[0] if own else filings[0] if len(filings) == 1 else None


def earlier_of(path: Path, of: ReadReport) -> Earlier:
    """Last year's report, or a 汇总表 or any files with last year's figures. Raises NoReport."""
    report = _report(path)
    if report and report.filing and report.filing.origin is Origin.LABELS:
        return Earlier(report.figures, report, report.year)
    last_year = last_year_of(_readings(path, of), [], None, of.form, of.name)
    if last_year:
        return Earlier(last_year.totals, report, last_year.year)
    if report is None:
        raise NoReport(f"上年的结果“{path.name}”里读不出年报。请给上年的年度报告或汇总表。")
    return Earlier(report=report, year=report.year)


def _report(path: Path) -> ReadReport | None:
    """A file that has words of its own as well as figures."""
    try:
        report = read_report(path) if path.is_file() else None
    except NoReport:
        return None
    return report if report and any(line.strip() for line in report.lines) else None


def _readings(path: Path, of: ReadReport) -> list:
    return [reading for source in collect([path]) for reading in read(replace(source, named=True), of.form)]
