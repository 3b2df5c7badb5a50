"""年度报告.html: the report as one self-contained page that prints on A4; 年度报告-正文.html: its body for a content system.

The body has no style sheet and no title, which such systems drop or have a field for; what its tables need stands at
their elements.
"""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from disclosure_batch.report.printed import PrintedCell
from disclosure_batch.report.report import TO_FILL, Report

NAME, BODY = "年度报告.html", "年度报告-正文.html"
KEYWORDS = "政府信息公开,年度报告"
SCOPES = {"head": ("col", "colgroup"), "banner": ("col", "colgroup"), "label": ("row", "rowgroup")}  # one, several


def write(report: Report, folder: Path) -> None:
    """Write both into the folder."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"to_fill": _to_fill, "scope": _scope}
    for name in (NAME, BODY):
        source = (files(__package__) / "templates" / name).read_text(encoding="utf-8")
        page = environment.from_string(source).render(report=report, tags=_tags(report))
        (folder / name).write_text(page, encoding="utf-8", newline="\n")


def _tags(report: Report) -> Mapping[str, str]:
    """What 政府网站发展指引 asks of every page, as far as it is known, by its names."""
    return {
        "ArticleTitle": report.title,
        "ContentSource": report.body,
        "Keywords": f"{report.body},{report.year},{KEYWORDS}",
        "Description": f"{report.title}，{report.mark}",
    }


def _to_fill(text: str) -> Markup:
    """What somebody has to fill in is marked."""
    return Markup(TO_FILL.sub(r"<mark>\g<0></mark>", str(escape(text))))


def _scope(cell: PrintedCell) -> str:
    """Of what a cell is the head: a column or a row, or several of them; of figures and the corner nothing."""
    one, several = SCOPES.get(cell.role, ("", ""))
    return several if max(cell.columns if one == "col" else cell.rows, 1) > 1 else one
