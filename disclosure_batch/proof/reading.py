"""A finished report as a file: its words, its tables, whose it is and of which year, and what could not be read."""

import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from disclosure_batch.documents import guard
from disclosure_batch.documents.document import Document
from disclosure_batch.documents.kinds import FileKind
from disclosure_batch.documents.opening import document_of
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.documents.word import NOTES, W
from disclosure_batch.figures.table import totals_of
from disclosure_batch.findings import Trouble
from disclosure_batch.form.edition import editions
from disclosure_batch.form.model import Form
from disclosure_batch.intake.filing import UNREADABLE, Figure, Filing
from disclosure_batch.intake.prose import end_of_report, said_outside_cells, year_in_file_name
from disclosure_batch.intake.read import filing_of
from disclosure_batch.intake.troubles import OtherEdition
from disclosure_batch.proof.pdf import pages_of
from disclosure_batch.proof.wrapped import are_wrapped, unwrapped
from disclosure_batch.sentences.passages import headings
from disclosure_batch.text import tidy

PDF = b"%PDF"
TITLE = re.compile(r"政府信息公开.{0,16}(?:报告|年报)")
YEAR = re.compile(r"(?<!\d)(20\d\d)年")
MOST_LINES = 60  # before its title a page may have so many of its own
ENOUGH = 2  # of the six headings
A_BODY = re.compile(r"(?:政府|办公[室厅]|[局委办厅院校处所站队]|中心|街道|委员会|管委会|大学|公司|集团)$")
LONGEST_NAME = 30


NO_TABLES = "表二、表三、表四没有读出来（表格可能是图片，或排成了文字）"
NO_ROWS = "这是 PDF，表格的行列读不出来"
WORKBOOKS = (FileKind.XLSX, FileKind.OLE, FileKind.ODS)
A_WORKBOOK = "是工作簿，不是写好的年度报告。请给定稿的年度报告（.docx、.odt、.html、.txt、.md）；核对工作簿请用 check。"
NOT_A_REPORT = (
    "不像政府信息公开工作年度报告：没有标题，也没有六个部分。请给定稿的年度报告（.docx、.odt、.html、.txt、.md）。"
)


class NoReport(Exception):
    """The file is no report that can be read; str() says why, and what to do."""


@dataclass(frozen=True, eq=False)
class ReadReport:
    """A report as it was read. figures: by field, totals added up; None where nothing is known of a field.

    unread: why its tables could not be read, in words, '' where they were; it is no fault of the report.
    comments, changes: how many are left in it. footnotes: how many stand outside of its tables, unread.
    start, stop: from which of the file's lines to which the report itself stands.
    """

    path: Path
    kind: FileKind | None
    document: Document
    form: Form
    filing: Filing | None
    troubles: Sequence[Trouble]
    year: int | None
    name: str
    start: int = 0
    stop: int | None = None
    unread: str = ""
    comments: int = 0
    changes: int = 0
    footnotes: int = 0
    figures: Mapping[str, Figure | None] = field(default_factory=dict)
    other_edition: str = ""

    @property
    def lines(self) -> Sequence[str]:
        return self.document.paragraphs[self.start : self.stop]


def read_report(path: Path, form: Form | None = None) -> ReadReport:
    """Raises NoReport."""
    data, (kind, document, unread) = _read(path)
    form = form or editions(None)[0]
    filing, troubles = filing_of(document, form)
    edition = "".join(trouble.edition for trouble in troubles if isinstance(trouble, OtherEdition))
    if filing is None and not _is_report(document.paragraphs, form):
        raise NoReport(f"“{path.name}”{NOT_A_REPORT}")
    start = _start(document.paragraphs)
    comments, changes, footnotes = _left(kind, data)
    unread = unread or ("" if filing or edition else NO_TABLES)
    said = filing.texts if filing else said_outside_cells(document, form, [])
    return ReadReport(
        path,
        kind,
        document,
        form,
        filing,
        troubles,
        year=_year(document.paragraphs[start:], said, path),
        name=_name_from(document, start, form) or said.get("unit.name", ""),
        start=start,
        stop=end_of_report(document, form),
        unread=unread,
        comments=comments,
        changes=changes,
        footnotes=footnotes,
        figures=figures_of(filing, form) if filing else {},
        other_edition=edition,
    )


def _read(path: Path) -> tuple[bytes, tuple[FileKind | None, Document, str]]:
    try:
        data = guard.read_file(path)
        return data, _opened(path.name, data)
    except Unreadable as why:
        raise NoReport(f"“{path.name}”{why.reason}。") from why


def _opened(name: str, data: bytes) -> tuple[FileKind | None, Document, str]:
    """Kind, document, and what of it can't be read."""
    if data.startswith(PDF):
        return None, Document([], pages_of(data), typed_numbers=False), NO_ROWS
    kind, document = document_of(name, data)
    if kind in WORKBOOKS:
        raise NoReport(f"“{name}”{A_WORKBOOK}")
    if kind is FileKind.TEXT and are_wrapped(document.paragraphs):
        document = replace(document, paragraphs=unwrapped(document.paragraphs))
    return kind, document, ""


def _is_report(lines: Sequence[str], form: Form) -> bool:
    bare = {tidy(line).partition("、")[2] or tidy(line) for line in lines}
    known = sum(heading.partition("、")[2] in bare for heading in headings(form))
    return known >= ENOUGH or any(TITLE.search(tidy(line)) for line in lines[:MOST_LINES])


def _start(lines: Sequence[str]) -> int:
    """Where the report begins: at the last title before section one; a page has its own furniture before it."""
    first = next((i for i, line in enumerate(lines) if re.match(r"^[一1][、.]\s*总体情况", line.strip())), len(lines))
    titles = [
        i
        for i, line in enumerate(lines[:first][:MOST_LINES])
        if TITLE.search(tidy(line)) and len(tidy(line)) <= MOST_LINES and "。" not in line
    ]
    return _with_the_body(lines, titles[-1]) if titles and titles[-1] > 2 else 0


def _with_the_body(lines: Sequence[str], title: int) -> int:
    """A title in two lines begins with the body's name."""
    before = tidy(lines[title - 1])
    alone = bool(YEAR.match(tidy(lines[title]))) and A_BODY.search(before) and len(before) <= LONGEST_NAME
    return title - 1 if alone else title


def _name_from(document: Document, start: int, form: Form) -> str:
    """The name that the report itself gives, where a page's own title may give another."""
    if not start:
        return ""
    own = replace(document, paragraphs=document.paragraphs[start:])
    return said_outside_cells(own, form, []).get("unit.name", "")


def _year(lines: Sequence[str], said: Mapping[str, str], path: Path) -> int | None:
    """The year that most of it says: title, period, the sentences of its first sections."""
    votes: Counter[int] = Counter()
    votes.update({int(year): 2 for year in re.findall(r"20\d\d", said.get("unit.year", ""))})
    for line in lines:
        plain = tidy(line)
        if "期限" in plain or "统计" in plain:
            votes.update(int(year) for year in set(YEAR.findall(plain)))
        elif match := re.match(r"^(?:[(][一二三四五六][)].{0,16}[。:])?(20\d\d)年", plain):
            votes[int(match[1])] += 1
    if not votes and (year := year_in_file_name(path.name)):
        return int(year)
    return max(votes, key=lambda year: (votes[year], year)) if votes else None


def figures_of(filing: Filing, form: Form) -> dict[str, Figure | None]:
    """What a document states, blanks of a table as 0, totals added up; None of what it has no place for."""
    unknown = {name for name, typed in filing.slips.items() if typed.slip in UNREADABLE} | filing.absent
    stated: dict[str, Figure] = {}
    for name, value in zip(form.inputs, filing.values, strict=True):
        if name not in unknown and (value is not None or form.fields[name].required):
            stated[name] = 0 if value is None else value
    totals = totals_of(form, stated)
    known: dict[str, Figure | None] = {}
    for name in form.numeric:
        whole = all(part in stated for part in form.typed_in(name))
        known[name] = totals.get(name) if whole else filing.stands(form, name)
    return known


def _left(kind: FileKind | None, data: bytes) -> tuple[int, int, int]:
    """How many comments and tracked changes a Word document has, and notes outside of its tables."""
    if kind is not FileKind.DOCX:
        return 0, 0, 0
    import docx

    document = docx.Document(io.BytesIO(data))
    comments = sum(1 for _ in document.comments)
    body = document.element.body
    changes = sum(1 for mark in ("ins", "del", "moveFrom", "moveTo") for _ in body.iter(W + mark))
    notes = [note for mark in NOTES.values() for note in body.iter(W + mark)]
    footnotes = sum(all(above.tag != W + "tbl" for above in note.iterancestors()) for note in notes)
    return comments, changes, footnotes
