"""年度报告.html: the report as one self-contained page that prints on A4; 年度报告-正文.html: its body for a content system.

The body has no style sheet and no title, which such systems drop or have a field for; what its tables need stands at
their elements. Each table stands so in 章节/, too, beside the words of its section: 2-主动公开政府信息情况.html.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup, escape

from disclosure_batch.papers import MARKED, PAPERS, PART
from disclosure_batch.report.as_text import FOLDER
from disclosure_batch.report.compiled import pages
from disclosure_batch.report.printed import PrintedCell
from disclosure_batch.report.report import Report, Section

NAME, BODY, TABLE = "年度报告.html", "年度报告-正文.html", "章节表格.html"
TAGS = (
    *("SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"),
    *("ArticleTitle", "PubDate", "ContentSource", "Keywords", "Author", "Description", "Image", "Url"),
)
KEYWORDS = "政府信息公开,年度报告"
SCOPES = {"head": ("col", "colgroup"), "banner": ("col", "colgroup"), "label": ("row", "rowgroup")}  # one, several


def write(report: Report, folder: Path) -> None:
    """Write both into the folder, and each table into 章节/."""
    environment = _environment()
    tags = page_tags(report, report.title, f"{report.title}，{report.mark}")
    for name in (NAME, BODY):
        page = environment.get_template(name).render(report=report, tags=tags)
        _store(folder / name, page)
    (folder / FOLDER).mkdir(exist_ok=True)
    table = environment.get_template(TABLE)
    for section in report.sections:
        if any(block.kind == "table" for block in section.blocks):
            _store(folder / FOLDER / _file_of(section), table.render(written=PAPERS[PART], blocks=section.blocks))


@cache
def _environment() -> Environment:
    """Its templates are loaded once; a run may write a thousand reports."""
    environment = pages(__package__)
    environment.filters |= {"to_fill": _to_fill, "scope": _scope}
    return environment


def _file_of(section: Section) -> str:
    """The file of its table, beside that of its words."""
    return str(Path(section.file).with_suffix(".html"))


def _store(path: Path, page: str) -> None:
    path.write_text(page, encoding="utf-8", newline="\n")


def page_tags(report: Report, title: str, description: str) -> Mapping[str, str]:
    """What 政府网站发展指引 asks of every page, as far as it is known, by its names and in its order."""
    known = dict(report.tags) | {
        "ArticleTitle": title,
        "ContentSource": report.body,
        "Keywords": f"{report.body},{report.year},{KEYWORDS}",
        "Description": description,
    }
    return {name: known[name] for name in TAGS if name in known}


def _to_fill(text: str) -> Markup:
    """What somebody has to fill in is marked."""
    return Markup(MARKED.sub(r"<mark>\g<0></mark>", str(escape(text))))


def _scope(cell: PrintedCell) -> str:
    """Of what a cell is the head: a column or a row, or several of them; of figures and the corner nothing."""
    one, several = SCOPES.get(cell.role, ("", ""))
    return several if max(cell.columns if one == "col" else cell.rows, 1) > 1 else one
