"""年度报告 and 章节/: the report of all that was added up, in all its files."""

from pathlib import Path

from disclosure_batch.merge import Consolidation
from disclosure_batch.outputs import polished
from disclosure_batch.outputs.as_subject import subject_of
from disclosure_batch.report import as_docx, as_html, as_text
from disclosure_batch.report.compose import compose
from disclosure_batch.report.report import Report

NAME = as_docx.NAME


def report_of(result: Consolidation, text_templates: str | Path | None = None) -> Report:
    """Raises TextTemplateError."""
    return compose(subject_of(result), text_templates)


def write(result: Consolidation, report: Report, folder: Path) -> None:
    """Write 年度报告.docx, 年度报告.html and 章节/ into the folder."""
    write_report(report, folder)


def write_report(report: Report, folder: Path) -> None:
    for kind in (as_docx, as_html, as_text):
        kind.write(report, folder)
    polished.write_list(report.polished, folder)
