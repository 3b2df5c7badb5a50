"""年度报告.html: the report as one self-contained page that prints on A4."""

from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from disclosure_batch.report.report import TO_FILL, Report

NAME = "年度报告.html"


def write(report: Report, folder: Path) -> None:
    """Write 年度报告.html into the folder."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["to_fill"] = _to_fill
    source = (files(__package__) / "templates" / NAME).read_text(encoding="utf-8")
    page = environment.from_string(source).render(report=report)
    (folder / NAME).write_text(page, encoding="utf-8", newline="\n")


def _to_fill(text: str) -> Markup:
    """What somebody has to fill in is marked."""
    return Markup(TO_FILL.sub(r"<mark>\g<0></mark>", str(escape(text))))
