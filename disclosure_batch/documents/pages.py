"""Web pages to documents, and an .xls that is one: what a reader of the page sees, and what is hidden from him."""

import re
from itertools import chain

from disclosure_batch.documents.document import Document, Grid, Merge, among, as_seen
from disclosure_batch.documents.guard import COLUMNS, MERGED, ROWS
from disclosure_batch.documents.unreadable import BeyondLimits, NotReadable, Unreadable
from disclosure_batch.documents.words import VALUE
from disclosure_batch.papers import stamp_of

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # lxml takes them out of a page, but not in
DECLARED = re.compile(r"<\?xml[^>]{0,500}\?>")
ENDS = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)  # browsers show what stands behind them, lxml would not
UNSEEN = re.compile(r"display:none|visibility:(?:hidden|collapse)|font-size:0(?:\.0+)?(?:px|pt|r?em|%)?(?:!important)?(?:;|$)|opacity:0(?:\.0+)?(?:;|$)")
TABLE = "\ue000"  # a private character where a page had a table
WHITE = re.compile(r"(?:^|;)color:(?:#fff(?:fff)?|white|transparent)(?:;|!|$)")
STYLED = re.compile(r"([^{}]{1,500})\{([^{}]{0,500})\}")  # selectors and what is laid down for them
MOST_STYLES = 50_000  # characters of them
CLASS = re.compile(r"(?:^|,)\s*[a-z]*\.([\w-]+)\s*(?=,|$)", re.IGNORECASE)
HOLDERS = {"html", "body", "table", "thead", "tbody", "tr"}
BLOCK_TAGS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "div", "td", "br", "tr", "section", "article", "body"}
FEW = 3  # figures of a table that only holds others
TYPED = ("", "text", "number", "tel", "search", "date")  # kinds of <input> that show what is typed


def read_html(text: str) -> Document:
    """A web page, or an .xls that is one: tables with their merged cells, other blocks as paragraphs."""
    from lxml import etree, html

    text = ENDS.sub("", DECLARED.sub("", CONTROLS.sub("", text), count=1))
    try:
        page = html.document_fromstring(text, parser=html.HTMLParser(huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(NotReadable("是网页，但读不出内容")) from error
    properties = " ".join(page.xpath("//meta[@name='description']/@content"))
    hidden = _hidden_classes(page)
    for unseen in page.xpath("//script | //style | //template | //noscript"):
        unseen.drop_tree()
    _fill_in(page)
    for part in list(page.iter("*")):
        if look := _html_look(part) or _look_in_a_cell(part, hidden):
            _show(part, look)
    for block in page.iter(*BLOCK_TAGS):  # what stands in two lines is two words, in cells as well
        block.tail = "\n" + (block.tail or "")
        block.text = "\n" + (block.text or "")
    grids = [_html_grid(f"第{n}张表", table) for n, table in enumerate(page.iter("table"), 1)]
    for table in list(page.iter("table")):
        if _is_frame(table):
            table.text = f"\n{TABLE}\n{table.text or ''}"
        elif table.getparent() is not None:
            table.tail = f"\n{TABLE}\n{table.tail or ''}"
            table.drop_tree()
    blocks = [None if line.strip() == TABLE else line.strip() for line in page.text_content().splitlines() if line.strip()]
    lines = [line for line in blocks if line is not None]
    if blocks.count(None) == len(grids):  # none within another
        grids = among(blocks, grids)
    return Document(grids, lines, typed_numbers=False, stamp=stamp_of(properties, lines))


def _html_grid(name: str, table) -> Grid:
    """Rows of texts; what spans rows or columns leaves its other cells blank."""
    rows: list[list[str]] = []
    merged: list[Merge] = []
    taken: dict[tuple[int, int], bool] = {}
    lines = _own(table, "tr")
    for i, tr in enumerate(lines[:ROWS]):
        row: list[str] = []
        for cell in (c for c in tr if c.tag in ("td", "th")):
            while (i, len(row)) in taken:
                row.append("")
            across, down = (_span(cell.get(name)) for name in ("colspan", "rowspan"))
            taken.update({(i + d, len(row) + a): True for d in range(1, down) for a in range(across)})
            if len(taken) > MERGED:
                raise Unreadable(BeyondLimits(f"合并的格超过 {MERGED} 个的上限"))
            if across * down > 1:
                merged.append((i, len(row), i + down - 1, len(row) + across - 1))
            row += [_shown(cell), *[""] * (across - 1)]
        rows.append(row[:COLUMNS])
    hidden = frozenset(i for i, tr in enumerate(lines[:ROWS]) if _hidden_within(tr, table))
    visible = not any(_html_look(above) == "hidden" for above in (table, *table.iterancestors()))
    return Grid(name, rows, visible, merged=merged, hidden_rows=hidden)


def _own(table, *names: str) -> list:
    """The parts of a table that are of no table within it."""
    return [part for part in table.iter(*names) if next(part.iterancestors("table")) is table]


def _hidden_within(tr, table) -> bool:
    """Whether a row, or what groups it with others, is hidden."""
    within = (above for above in tr.iterancestors() if above is not table and table in above.iterancestors())
    return any(_html_look(part) == "hidden" for part in chain([tr], within))


def _is_frame(table) -> bool:
    """Whether a table only holds others in their places on the page: its own cells hold words, but hardly a figure."""
    if table.find(".//table") is None:
        return False
    figures = [cell for cell in _own(table, "td", "th") if cell.find(".//table") is None and VALUE.fullmatch(cell.text_content().strip())]
    return len(figures) < FEW


def _fill_in(page) -> None:
    """What is typed or chosen in the fields of a page stands where a reader sees it."""
    for field in page.iter("input"):
        if (field.get("type") or "").strip().lower() in TYPED:
            field.text = field.get("value") or ""
    for field in page.iter("select"):
        options = list(field.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        for option in options:
            if option not in chosen:
                option.drop_tree()


def _html_look(part) -> str:
    """The same of an element of a page, as far as the element itself says it."""
    style = (part.get("style") or "").replace(" ", "").lower()
    if part.get("hidden") is not None or UNSEEN.search(style):
        return "hidden"
    if part.tag in ("s", "strike", "del") or "line-through" in style:
        return "struck"
    if part.tag == "sup" or "vertical-align:super" in style:
        return "superscript"
    return "subscript" if part.tag == "sub" or "vertical-align:sub" in style else ""


def _hidden_classes(page) -> set[str]:
    """The classes that the page's own styles hide."""
    laid_down = (match for style in page.iter("style") for match in STYLED.finditer((style.text or "")[:MOST_STYLES]))
    return {name for match in laid_down if UNSEEN.search("".join(match[2].lower().split())) for name in CLASS.findall(match[1])}


def _look_in_a_cell(part, hidden: set[str]) -> str:
    """Of what stands within a cell: hidden by its class, or figures in white. Elsewhere both may show again: a page's tabs, a
    head on a dark ground."""
    style = "".join((part.get("style") or "").lower().split())
    unseen = not hidden.isdisjoint((part.get("class") or "").split()) or (WHITE.search(style) and VALUE.fullmatch(part.text_content().strip()))
    return "hidden" if unseen and part.tag not in (*HOLDERS, "td", "th") and any(above.tag in ("td", "th") for above in part.iterancestors()) else ""


def _show(part, look: str) -> None:
    """All text within an element as it is seen. What is hidden outside of tables is nobody's text; a hidden part of a page
    that holds tables is one of its tabs."""
    if look == "hidden" and (part.tag in HOLDERS or part.find(".//table") is not None):
        return
    if look == "hidden" and not any(above.tag == "table" for above in part.iterancestors()):
        part.drop_tree()
        return
    for inner in part.iter("*"):
        inner.text = as_seen(inner.text or "", look)
        if inner is not part:
            inner.tail = as_seen(inner.tail or "", look)


def _shown(cell) -> str:
    """What a cell says; of a figure that a spreadsheet has written rounded, the figure."""
    text = " ".join(cell.text_content().split())
    whole = cell.get("sdval") or cell.get("x:num") or ""
    return whole if VALUE.fullmatch(text) and VALUE.fullmatch(whole) else text


def _span(value: str | None) -> int:
    return min(max(int(value), 1), 60) if value and re.fullmatch(r"\s*[0-9]{1,9}\s*", value) else 1
