"""核对报告.html: one page on which a coordinator sees what came, what is wrong and what the totals say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.model import Figure
from disclosure_batch.merge import Consolidation, FileState, Status
from disclosure_batch.names import shortened, shown
from disclosure_batch.outputs.balance import TotalCheck
from disclosure_batch.outputs.overview import Overview, overview
from disclosure_batch.outputs.places import place, related
from disclosure_batch.outputs.review.totals import blocks
from disclosure_batch.outputs.standing import FILES
from disclosure_batch.papers import PAPERS, REVIEW
from disclosure_batch.report.report import Report
from disclosure_batch.text import plain

NAME = "核对报告.html"


@dataclass(frozen=True, slots=True)
class Balance:
    """All checks of one rule that say the same."""

    code: str
    says: str
    checks: Sequence[TotalCheck]

    @property
    def off(self) -> list[TotalCheck]:
        return [check for check in self.checks if not check.holds]


def write(result: Consolidation, report: Report, folder: Path) -> None:
    """Write 核对报告.html into the folder."""
    (folder / NAME).write_text(review_page(result, report), encoding="utf-8", newline="\n")


def review_page(result: Consolidation, report: Report) -> str:
    """The page; it holds everything it needs and runs no script."""
    seen = overview(result, report)
    return (
        _environment()
        .get_template(NAME)
        .render(
            result=result,
            written=PAPERS[REVIEW],
            seen=seen,
            gaps=report.gaps,
            polished=report.polished,
            findings=_numbers_of_findings(seen),
            balances=list(_balances(seen)),
            blocks=list(blocks(result)),
            files=list(_files(result)),
            place=place,
            related=related,
            fields=result.form.fields,
            figure=_figure,
        )
    )


def _figure(value: Figure | str | None) -> str:
    """A figure, or what stands in its place, as the page shows it."""
    if value is None:
        return ""
    return shortened(value, 40) if isinstance(value, str) else plain(value)


def _environment():
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalized,
    )


def _finalized(value):
    """Every word that comes from outside is shown on one line, with nothing invisible in it."""
    return shown(value) if type(value) is str else value  # markup is a str of its own kind


def _numbers_of_findings(seen: Overview) -> dict[str, tuple[int, ...]]:
    """Errors, warnings and notices by the unit's key."""
    groups = [group for group in seen.groups if group.state]
    return {group.state.unit.key: tuple(len(group.of(severity)) for severity in Severity) for group in groups}


def _balances(seen: Overview) -> Iterator[Balance]:
    def kind(check: TotalCheck) -> tuple[str, str]:
        return check.relation.code, check.relation.says

    for (code, says), checks in groupby(sorted(seen.checks, key=lambda check: check.relation.code), key=kind):
        yield Balance(code, says, list(checks))


def _files(result: Consolidation) -> Iterator[tuple[FileState, str, Sequence[Finding]]]:
    """Each file, what became of it, and why where it is not simply accepted."""
    of_file: dict[str | None, list[Finding]] = {}
    for finding in result.findings:
        of_file.setdefault(finding.file, []).append(finding)
    for file in result.files:
        yield file, FILES[file.status], [finding for finding in of_file.get(file.path, ()) if _explains(finding, file)]


def _explains(finding: Finding, file: FileState) -> bool:
    """Whether a finding is why a file is not simply accepted."""
    if file.status is Status.ACCEPTED:
        return False
    return finding.severity is Severity.ERROR or file.status in (Status.SUPERSEDED, Status.IGNORED)
