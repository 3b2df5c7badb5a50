"""Word documents and plain texts to documents. Their figures are texts; tables of Word keep their merged cells."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice, takewhile

from disclosure_batch.documents.document import (
    HIDDEN,
    Corner,
    Document,
    Grid,
    Merge,
    among,
    as_seen,
    telling,
)
from disclosure_batch.documents.guard import COLUMNS, ROWS, TREE_SIZE, open_zip, verified
from disclosure_batch.documents.spreadsheet import strangers
from disclosure_batch.documents.unreadable import BeyondLimits, Damaged, NotReadable, Unreadable
from disclosure_batch.papers import stamp_of
from disclosure_batch.text import COUNTERS, NOTHING, NUMBER

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WRAPPERS = {W + name for name in ("sdt", "sdtContent", "ins", "customXml", "smartTag")}
UNSEEN = {W + "del", W + "moveFrom", W + "tbl", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
OFF = ("0", "false", "none", "off")
FRAME = 9  # cells of a table that only holds others in their places on the page
VALUE = re.compile(rf"{NUMBER}\s?(?:{COUNTERS}|[百千万亿]?元|万|%)?")
PAGE_NUMBER = re.compile(r"\s*(?:[-—–]\s*)?\d{1,3}(?:\s*[-—–])?\s*|\s*第\s*\d{1,3}\s*页.{0,12}")


# ---------------------------------------------------------------- .docx


def read_docx(data: bytes) -> Document:
    """A Word document: its tables, the nested ones too, and its paragraphs outside of tables."""
    import docx
    from docx.oxml.ns import qn

    book = open_zip(data)
    verified(book, wanted=lambda name: False, largest=TREE_SIZE)
    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
        comments = {str(comment.comment_id): (comment.author, comment.text) for comment in document.comments}
        tables = list(body.iter(qn("w:tbl")))
        grids = [_docx_grid(f"第{n}张表", table, comments) for n, table in enumerate(tables, 1)]
        blocks = [None if block.tag == qn("w:tbl") else HIDDEN.sub("", _said(block)) for block in _blocks(body)]  # hidden: nobody's text
        paragraphs = [said for said in blocks if said is not None]
        if blocks.count(None) == len(tables):  # none within another
            grids = among(blocks, grids)
        parts = (relation.target_part for relation in document.part.rels.values() if relation.reltype.endswith("/header"))
        headers = [HIDDEN.sub("", _said(p)) for part in parts for p in part.element.iter(qn("w:p"))]
        saved = document.core_properties.modified
    except MemoryError:
        raise
    except Exception as error:  # whatever python-docx makes of a broken part
        raise Unreadable(Damaged()) from error
    notes = strangers(book.namelist())
    said = stamp_of(document.core_properties.subject, paragraphs)
    day = saved.replace(tzinfo=None) if saved else None
    return Document(grids, paragraphs, typed_numbers=False, saved=day, notes=notes, stamp=said, headers=headers)


def _docx_grid(name: str, table, comments: Mapping[str, tuple[str, str]]) -> Grid:
    """Rows of texts; a merged cell's text stands in its first cell only. comments: number -> (author, text)."""
    rows: list[list[str]] = []
    remarks: list[tuple[Corner, str, str]] = []
    merged: dict[tuple[int, int], Merge] = {}  # by its first cell
    tops: dict[int, int] = {}  # column -> the row in which its last cell begins
    hidden: set[int] = set()
    for tr in islice(_inside(table, "tr"), ROWS):
        if any(mark.get(f"{W}val") not in OFF for mark in tr.iterfind(f"{W}trPr/{W}hidden")):
            hidden.add(len(rows))
        row: list[str] = [""] * min(tr.grid_before, COLUMNS)
        for tc in islice(_inside(tr, "tc"), COLUMNS):
            text = "" if tc.vMerge == "continue" else "\n".join(_said(p) for p in _inside(tc, "p"))
            top, left = tops.get(len(row), len(rows)) if tc.vMerge == "continue" else len(rows), len(row)
            tops[left] = top
            noted = (reference.get(f"{W}id") for reference in tc.iter(f"{W}commentReference"))
            remarks += [((top, left), *comments[number]) for number in noted if number in comments]
            row += [text, *[""] * (min(tc.grid_span, COLUMNS - len(row)) - 1)]
            if (len(rows), len(row) - 1) != (top, left):
                merged[top, left] = top, left, len(rows), len(row) - 1
            if len(row) >= COLUMNS:
                break
        rows.append(row[:COLUMNS])
    return Grid(name, rows, merged=list(merged.values()), remarks=telling(remarks), hidden_rows=frozenset(hidden))


def _blocks(parent) -> Iterator:
    """Tables, and the paragraphs outside of them; those of a frame, a table of a few cells that holds tables, are outside, too."""
    for child in parent:
        if child.tag == W + "p":
            yield child
        elif child.tag in WRAPPERS:
            yield from _blocks(child)
        elif child.tag == W + "tbl":
            yield child
            cells = [tc for tr in _inside(child, "tr") for tc in _inside(tr, "tc")]
            for cell in cells if len(cells) <= FRAME and child.find(f".//{W}tbl") is not None else ():
                yield from _blocks(cell)


def _inside(parent, name: str) -> Iterator:
    """The rows, cells or paragraphs of a part, those in a form's content controls and in tracked insertions too."""
    for child in parent:
        if child.tag == W + name:
            yield child
        elif child.tag in WRAPPERS:
            yield from _inside(child, name)


def _said(part) -> str:
    """The text as it is seen: nothing deleted, no alternative drawing's text twice; how it looks is kept in signs."""
    words = []
    look = _look(part)
    for child in part:
        if child.tag in UNSEEN:
            continue
        if child.tag == W + "t":
            words.append(as_seen(child.text or "", look))
        elif child.tag in (W + "br", W + "cr"):
            words.append("\n")
        else:
            words.append(" " if child.tag == W + "tab" else _said(child))
    return "".join(words)


def _look(run) -> str:
    """hidden, struck, superscript, subscript, or nothing of these."""
    properties = run.find(f"{W}rPr")
    if properties is None:
        return ""
    for name, look in (("vanish", "hidden"), ("strike", "struck"), ("dstrike", "struck")):
        found = properties.find(W + name)
        if found is not None and found.get(f"{W}val") not in OFF:
            return look
    small = properties.find(f"{W}vertAlign")
    return "" if small is None else small.get(f"{W}val", "")


# ---------------------------------------------------------------- text


def decoded(data: bytes) -> str:
    """Text in UTF-8, UTF-16 with a mark, or GB18030; raises Unreadable where it is none."""
    if len(data) > TREE_SIZE:
        raise Unreadable(BeyondLimits(f"超过文本和网页 {TREE_SIZE // 1_000_000} MB 的上限"))
    if b"\x00" in data[:4000] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(NotReadable("不是工作簿，也不是能读取的文档"))
    codecs = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for codec in codecs:
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    raise Unreadable(NotReadable("不是工作簿，也不是能读取的文档"))


def read_plain(text: str, comma: bool = False) -> Document:
    """A text: lines with tabs or bars (or, in a .csv, commas) are tables, the others paragraphs."""
    grids: list[Grid] = []
    lines: list[str | None] = []  # None: a table
    block: list[list[str]] = []
    for line in [*text.splitlines()[:ROWS], ""]:
        cells = _cells(line, comma)
        if cells:
            block.append(cells)
            continue
        if block and line.strip() and PAGE_NUMBER.fullmatch(line):
            continue  # a printed page ends in the middle of the table
        if block:
            rows = _aligned(block)
            left_out = tuple("、".join(filter(None, cells)) for cells, row in zip(block, rows, strict=True) if any(cells) and not row)
            grids.append(Grid(f"第{len(grids) + 1}张表", rows, below=left_out))
            lines.append(None)
            block = []
        if line.strip():
            lines.append(line.strip())
    return Document(among(lines, grids), [line for line in lines if line is not None], typed_numbers=False)


def _cells(line: str, comma: bool) -> list[str] | None:
    """The cells of a table's line, None for any other line; the rule below a head holds none."""
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")][:COLUMNS]
    if line.count("|") >= 2:
        if re.fullmatch(r"[\s|:+-]+", line):
            return None if "-" not in line else [""]
        return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")][:COLUMNS]
    if comma and line.strip():
        try:
            return next(csv.reader([line]), [])[:COLUMNS]
        except csv.Error as error:  # a cell of more than 131,072 characters
            raise Unreadable(BeyondLimits("一格里的字过多")) from error
    return None


def _aligned(rows: Sequence[list[str]]) -> list[list[str]]:
    """Tables pasted as text lose their merged cells, so that rows with more labels are longer.

    A run of rows below a head is brought to end where the head ends. A row that can't be placed with certainty,
    because it does not end in as many figures as the others, is left out.
    """
    aligned: list[list[str]] = []
    head: list[list[str]] = []
    for with_figures, lines in groupby(rows, key=lambda row: any(map(_is_value, row))):
        run = list(lines)
        if with_figures:
            aligned += _placed(run, head) if head else run
        else:
            aligned += run
            if not head or max(map(_end, run)) >= _usual(rows[len(aligned) :]):  # else a row that is left blank
                head = run
    return aligned


def _placed(run: list[list[str]], head: list[list[str]]) -> list[list[str]]:
    end, usual = max(map(_end, head)), _usual(run)
    regular = [row for row in run if _figures(row) == usual]
    lengths = {len(row) for row in regular}
    if all(_end(row) == end for row in regular):
        return [row if row in regular or len(row) in lengths else [] for row in run]
    return [_ending_at(row, end, head) if row in regular else [] for row in run]


def _is_value(cell: str) -> bool:
    return bool(VALUE.fullmatch(cell)) or (cell != "" and cell in NOTHING)


def _end(row: Sequence[str]) -> int:
    """The column of the last cell that holds anything."""
    return max((i for i, cell in enumerate(row) if cell), default=-1)


def _figures(row: Sequence[str]) -> int:
    """How many figures a row ends in."""
    return sum(1 for _ in takewhile(_is_value, reversed(row[: _end(row) + 1])))


def _usual(rows: Sequence[Sequence[str]]) -> int:
    """In how many figures the first rows with any of them end, most often."""
    run = list(takewhile(lambda row: any(map(_is_value, row)), rows))
    counts = Counter(map(_figures, run))
    return max(counts, key=lambda count: (counts[count], count), default=0)


def _ending_at(row: list[str], end: int, head: Sequence[Sequence[str]]) -> list[str]:
    """The row's figures end in this column; of labels that are too many the blank, then the outermost go.

    Where a blank would have to stand below a head, a figure is missing: the row stays as it is where it has as many
    cells as its head, and is left out where it has fewer.
    """
    count, last = _figures(row), _end(row)
    labels, figures = list(row[: last + 1 - count]), list(row[last + 1 - count : last + 1])
    width = max(end + 1 - count, 0)
    while len(labels) > width and "" in labels:
        labels.remove("")
    if any(line[len(labels) : width] and any(line[len(labels) : width]) for line in head):
        return row if len(row) == len(head[-1]) else []
    labels = labels[len(labels) - width :] if len(labels) > width else [*labels, *[""] * (width - len(labels))]
    return [*labels, *figures]
