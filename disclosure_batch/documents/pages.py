"""Web pages to documents, and an .xls that is one: what a reader of the page sees, and what is hidden from him."""

import re
from collections.abc import Iterator
from itertools import chain

from disclosure_batch.documents.document import Document, Grid, Merge, among
from disclosure_batch.documents.guard import COLUMNS, MERGED_CELLS, ROWS
from disclosure_batch.documents.looks import TextLook, as_seen
from disclosure_batch.documents.unreadable import BeyondLimits, NotReadable, Unreadable
from disclosure_batch.papers import stamp_of
from disclosure_batch.text import FIGURE_IN_WORDS, NO_XML

NO_PAGE = NotReadable("是网页，但读不出内容")
DECLARED = re.compile(r"<\?xml[^>]{0,500}\?>")
ENDS = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)  # browsers show what stands behind them, lxml would not
HIDING = re.compile(  # by its style, without blanks
    r"display:none"
    r"|visibility:(?:hidden|collapse)"
    r"|font-size:0(?:\.0+)?(?:px|pt|r?em|%)?(?:!important)?(?:;|$)"
    r"|opacity:0(?:\.0+)?(?:;|$)"
)
WHITE = re.compile(r"(?:^|;)color:(?:#fff(?:fff)?|white|transparent)(?:;|!|$)")
STYLED = re.compile(r"([^{}]{1,500})\{([^{}]{0,500})\}")  # selectors and what is laid down for them
MOST_STYLES = 50_000  # characters of them
CLASS = re.compile(r"(?:^|,)\s*[a-z]*\.([\w-]+)\s*(?=,|$)", re.IGNORECASE)
PROPERTIES = "//meta[translate(@name, 'D', 'd') = 'description']/@content | //comment()"
UNSAID = "//script | //style | //template | //noscript"
CELL_TAGS = ("td", "th")
HOLDERS = {"html", "body", "table", "thead", "tbody", "tr"}
BLOCKS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "div", "td", "br", "tr", "section", "article", "body")
TYPED_INPUTS = ("", "text", "number", "tel", "search", "date")  # kinds of <input> that show what is typed
TABLE_HERE = "\ue000"  # a private character where a page had a table
FRAME_FIGURES = 3  # a table that only holds others has fewer
MOST_SPANNED = 60  # columns or rows of one cell
SPAN = re.compile(r"\s*[0-9]{1,9}\s*")


def read_html(text: str) -> Document:
    """A web page, or an .xls that is one: tables with their merged cells, other blocks as paragraphs."""
    page = _parsed(text)
    properties = " ".join(map(str, page.xpath(PROPERTIES)))
    _make_seen(page)
    grids = [_grid(f"第{n}张表", table) for n, table in enumerate(page.iter("table"), 1)]
    blocks = list(_blocks(page))
    lines = [line for line in blocks if line is not None]
    if blocks.count(None) == len(grids):  # none within another
        grids = among(blocks, grids)
    return Document(grids, lines, typed_numbers=False, stamp=stamp_of(properties, lines))


def _parsed(text: str):
    from lxml import etree, html

    text = NO_XML.sub("", text)  # lxml takes it out of a page, but not in
    text = ENDS.sub("", DECLARED.sub("", text, count=1))
    try:
        return html.document_fromstring(text, parser=html.HTMLParser(huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(NO_PAGE) from error


# ---------------------------------------------------------------- what is seen


def _make_seen(page) -> None:
    """Leaves in a page what its reader sees, with signs that say how it looks."""
    hidden = _hidden_classes(page)
    for unsaid in page.xpath(UNSAID):
        unsaid.drop_tree()
    _fill_in(page)
    for part in list(page.iter("*")):
        if look := _look(part) or _look_in_a_cell(part, hidden):
            _show(part, look)
    for block in page.iter(*BLOCKS):  # what stands in two lines is two words, in cells as well
        block.tail = "\n" + (block.tail or "")
        block.text = "\n" + (block.text or "")


def _hidden_classes(page) -> set[str]:
    """The classes that the page's own styles hide."""
    styles = ((style.text or "")[:MOST_STYLES] for style in page.iter("style"))
    laid_down = (match for style in styles for match in STYLED.finditer(style))
    hiding = (match for match in laid_down if HIDING.search(_squeezed(match[2])))
    return {name for match in hiding for name in CLASS.findall(match[1])}


def _fill_in(page) -> None:
    """What is typed or chosen in the fields of a page stands where a reader sees it."""
    for field in page.iter("input"):
        if (field.get("type") or "").strip().lower() in TYPED_INPUTS:
            field.text = field.get("value") or ""
    for field in page.iter("select"):
        options = list(field.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        for option in options:
            if option not in chosen:
                option.drop_tree()


def _look(part) -> str:
    """How an element looks as far as it says so itself: hidden, struck, raised, lowered, or nothing of these."""
    style = (part.get("style") or "").replace(" ", "").lower()
    if part.get("hidden") is not None or HIDING.search(style):
        return TextLook.HIDDEN
    if part.tag in ("s", "strike", "del") or "line-through" in style:
        return TextLook.STRUCK
    if part.tag == "sup" or "vertical-align:super" in style:
        return TextLook.RAISED
    return TextLook.LOWERED if part.tag == "sub" or "vertical-align:sub" in style else ""


def _look_in_a_cell(part, hidden: set[str]) -> str:
    """Of what stands within a cell: hidden by its class, or figures in white.

    Elsewhere both may show again: a page's tabs, a head on a dark ground.
    """
    if part.tag in HOLDERS or part.tag in CELL_TAGS:
        return ""
    by_class = not hidden.isdisjoint((part.get("class") or "").split())
    if not (by_class or _is_white_figure(part)):
        return ""
    return TextLook.HIDDEN if any(above.tag in CELL_TAGS for above in part.iterancestors()) else ""


def _is_white_figure(part) -> bool:
    is_white = WHITE.search(_squeezed(part.get("style") or ""))
    return bool(is_white and FIGURE_IN_WORDS.fullmatch(part.text_content().strip()))


def _squeezed(style: str) -> str:
    return "".join(style.lower().split())


def _show(part, look: str) -> None:
    """All text within an element as it is seen.

    What is hidden outside of tables is nobody's text; a hidden part of a page that holds tables is one of its tabs.
    """
    if look == TextLook.HIDDEN:
        if part.tag in HOLDERS or part.find(".//table") is not None:
            return
        if not any(above.tag == "table" for above in part.iterancestors()):
            part.drop_tree()
            return
    for inner in part.iter("*"):
        inner.text = as_seen(inner.text or "", look)
        if inner is not part:
            inner.tail = as_seen(inner.tail or "", look)


def _blocks(page) -> Iterator[str | None]:
    """The lines of a page in their order, None for a table; takes the tables out of it."""
    for table in list(page.iter("table")):
        if _is_frame(table):
            table.text = f"\n{TABLE_HERE}\n{table.text or ''}"
        elif table.getparent() is not None:
            table.tail = f"\n{TABLE_HERE}\n{table.tail or ''}"
            table.drop_tree()
    for line in filter(None, map(str.strip, page.text_content().splitlines())):
        yield None if line == TABLE_HERE else line


def _is_frame(table) -> bool:
    """Whether a table only holds others in their places on the page: its own cells hold words, but hardly a figure."""
    if table.find(".//table") is None:
        return False
    cells = (cell for cell in _own(table, *CELL_TAGS) if cell.find(".//table") is None)
    return sum(FIGURE_IN_WORDS.fullmatch(cell.text_content().strip()) is not None for cell in cells) < FRAME_FIGURES


# ---------------------------------------------------------------- a table


def _grid(name: str, table) -> Grid:
    lines = _own(table, "tr")[:ROWS]
    rows, merged = _rows(lines)
    hidden = frozenset(row for row, tr in enumerate(lines) if _is_hidden_in(tr, table))
    visible = not any(_look(above) == TextLook.HIDDEN for above in (table, *table.iterancestors()))
    return Grid(name, rows, visible, merged=merged, hidden_rows=hidden)


def _rows(lines: list) -> tuple[list[list[str]], list[Merge]]:
    """Rows of texts, and which cells are one; what spans rows or columns leaves its other cells blank."""
    rows: list[list[str]] = []
    merged: list[Merge] = []
    taken: set[tuple[int, int]] = set()  # cells that belong to one above
    for top, tr in enumerate(lines):
        row: list[str] = []
        for cell in (cell for cell in tr if cell.tag in CELL_TAGS):
            while (top, len(row)) in taken:
                row.append("")
            left, across, down = len(row), _span(cell.get("colspan")), _span(cell.get("rowspan"))
            taken.update((top + d, left + a) for d in range(1, down) for a in range(across))
            if len(taken) > MERGED_CELLS:
                raise Unreadable(BeyondLimits(f"合并的格超过 {MERGED_CELLS} 个的上限"))
            if across * down > 1:
                merged.append((top, left, top + down - 1, left + across - 1))
            row += [_shown(cell), *[""] * (across - 1)]
        rows.append(row[:COLUMNS])
    return rows, merged


def _own(table, *names: str) -> list:
    """The parts of a table that are of no table within it."""
    return [part for part in table.iter(*names) if next(part.iterancestors("table")) is table]


def _is_hidden_in(tr, table) -> bool:
    """Whether a row, or what groups it with others, is hidden."""
    within = (above for above in tr.iterancestors() if above is not table and table in above.iterancestors())
    return any(_look(part) == TextLook.HIDDEN for part in chain([tr], within))


def _shown(cell) -> str:
    """What a cell says; of a figure that a spreadsheet has written rounded, the figure."""
    text = " ".join(cell.text_content().split())
    whole = cell.get("sdval") or cell.get("x:num") or ""
    return whole if FIGURE_IN_WORDS.fullmatch(text) and FIGURE_IN_WORDS.fullmatch(whole) else text


def _span(value: str | None) -> int:
    return min(max(int(value), 1), MOST_SPANNED) if value and SPAN.fullmatch(value) else 1
