"""章节/: the six sections as plain text, one file each, tables to be pasted into a sheet."""

from collections.abc import Iterator
from pathlib import Path

from disclosure_batch.report.printed import text_lines
from disclosure_batch.report.report import Block, Report, Section

FOLDER = "章节"


def write(report: Report, folder: Path) -> None:
    """Write 章节/ into the folder."""
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    for section in report.sections:
        (target / section.file).write_text(section_text(section), encoding="utf-8", newline="\n")


def section_text(section: Section) -> str:
    """Heading and blocks, a blank line between any two."""
    return "\n\n".join([section.heading, *_texts(section.blocks)]) + "\n"


def _texts(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        yield "\n".join(text_lines(block)) if block.kind == "table" else block.text
