"""A plain text to a document: lines with tabs or bars (or, in a .csv, commas) are tables, the others paragraphs."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from disclosure_batch.documents.document import Document, Grid, among
from disclosure_batch.documents.guard import COLUMNS, ROWS, TREE_SIZE
from disclosure_batch.documents.pasted import aligned
from disclosure_batch.documents.unreadable import ONLY_THE_REPORT, BeyondLimits, NotReadable, Unreadable

UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # the marks that it begins with
NO_TEXT = NotReadable("不是工作簿，也不是能读取的文档")
NUMBER_OF_A_PAGE = re.compile(r"\s*(?:[-—–]\s*)?\d{1,3}(?:\s*[-—–])?\s*|\s*第\s*\d{1,3}\s*页.{0,12}")
RULE = re.compile(r"[\s|:+-]+")  # a line below a head
DEEPEST = 6  # so many # begin a heading of Markdown
EMPHASIS = re.compile(  # words in bold type; in italics such without figures: 3*4*5 is none
    r"(?P<mark>\*\*|__|(?<!\*)\*(?=[^*\d]+\*(?!\*)))(?=\S)(?P<said>[^*_]+)(?<=\S)(?P=mark)"
)
FEW = 2  # so many separators make a row of a .csv
FIGURE_WITH_COMMA = re.compile(r"\d,\d")
UNCLEAR_COMMA = NotReadable("是用分号分隔的表，数字里又有逗号，分不清是小数点还是千位分隔", "用 WPS 或 Excel 打开后另存为 .xlsx 重新报送")


def decoded(data: bytes) -> str:
    """Text in UTF-8, UTF-16 with a mark, or GB18030; raises Unreadable where it is none."""
    if len(data) > TREE_SIZE:
        raise Unreadable(BeyondLimits(f"超过文本和网页 {TREE_SIZE // 1_000_000} MB 的上限", advice=ONLY_THE_REPORT))
    marked = data.startswith(UTF_16)
    if b"\x00" in data[:4000] and not marked:
        raise Unreadable(NO_TEXT)
    for codec in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    raise Unreadable(NO_TEXT)


def read_plain(text: str, comma: bool = False) -> Document:
    """comma: a line of words with commas between is a row of a table."""
    grids: list[Grid] = []
    lines: list[str | None] = []  # None: a table
    written = [_without_marks(line) for line in text.splitlines()[:ROWS]]
    for piece in _pieces(written, _separator(written) if comma else ""):
        if isinstance(piece, str):
            lines.append(piece)
        else:
            grids.append(_grid(f"第{len(grids) + 1}张表", piece))
            lines.append(None)
    paragraphs = [line for line in lines if line is not None]
    return Document(among(lines, grids), paragraphs, typed_numbers=False, source=text)


def _without_marks(line: str) -> str:
    """A heading of Markdown, and words in bold or italics, without the signs that say so."""
    line = EMPHASIS.sub(lambda match: match["said"], line) if "*" in line or "_" in line else line
    said = line.lstrip().lstrip("#")
    depth = len(line.lstrip()) - len(said)
    if 0 < depth <= DEEPEST and said[:1].isspace():
        return said.strip().rstrip("#").rstrip()
    return line


def _separator(lines: Sequence[str]) -> str:
    """What stands between the cells of a .csv. Raises Unreadable where a comma may be the point of a fraction."""
    rows = {sign: [line for line in lines if line.count(sign) >= FEW] for sign in ",;"}
    if len(rows[";"]) <= len(rows[","]):
        return ","
    if any(FIGURE_WITH_COMMA.search(line) for line in rows[";"]):
        raise Unreadable(UNCLEAR_COMMA)
    return ";"


def _pieces(lines: Sequence[str], separator: str) -> Iterator[str | list[list[str]]]:
    """The tables, each as its rows, and the lines between them."""
    block: list[list[str]] = []
    for line in lines:
        if cells := _cells(line, separator):
            block.append(cells)
            continue
        if block and line.strip() and NUMBER_OF_A_PAGE.fullmatch(line):
            continue  # a printed page ends in the middle of the table
        if block:
            yield block
            block = []
        if line.strip():
            yield line.strip()
    if block:
        yield block


def _cells(line: str, separator: str) -> list[str]:
    """The cells of a table's line, none for any other line; the rule below a head is a row with a blank.

    separator: of a .csv; in any other text none makes a row.
    """
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")][:COLUMNS]
    if line.count("|") >= 2:
        if RULE.fullmatch(line):
            return [""] if "-" in line else []
        return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")][:COLUMNS]
    if separator and line.strip():
        try:
            return next(csv.reader([line], delimiter=separator), [])[:COLUMNS]
        except csv.Error as error:  # a cell of more than 131,072 characters
            raise Unreadable(BeyondLimits("一格里的字过多", advice=ONLY_THE_REPORT)) from error
    return []


def _grid(name: str, block: Sequence[list[str]]) -> Grid:
    """A table; its rows that could not be placed stand below it."""
    rows = aligned(block)
    left_out = ("、".join(filter(None, cells)) for cells, row in zip(block, rows, strict=True) if any(cells) and not row)
    return Grid(name, rows, below=tuple(left_out))


def csv_records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each record of a .csv with the line of the text on which it begins: a quoted cell may run over several lines.

    Raises Unreadable for a cell that is too long.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number = 1
    try:
        for cells in reader:
            yield number, cells
            number = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(BeyondLimits("一格里的字过多", advice=ONLY_THE_REPORT)) from error
