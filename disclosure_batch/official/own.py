"""Somebody's own document into which a report is put: its styles, headers and fixed parts stay.

The report takes the place of the paragraph 〔正文〕; where there is none, it stands at the end.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure_batch.carry.written import forget
from disclosure_batch.documents.document import Document as ReadDocument
from disclosure_batch.documents.kinds import FileKind
from disclosure_batch.documents.opening import document_of
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.documents.word import W
from disclosure_batch.fixed_times import with_fixed_times
from disclosure_batch.form.edition import editions
from disclosure_batch.official.document import lacking_styles, lend_styles
from disclosure_batch.sentences.passages import headings
from disclosure_batch.text import tidy

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement

MARK = "〔正文〕"
ENOUGH = 2  # of a report's headings
MARKS = (tidy(MARK), tidy("［正文］"), tidy("【正文】"))  # what comes of it when it is typed
CALLED = {  # how a Chinese Word shows its own styles
    "Title": "标题",
    "Heading 1": "标题 1",
    "Heading 2": "标题 2",
    "Body Text First Indent": "正文首行缩进",
    "Signature": "签名",
    "Date": "日期",
    "Table Grid": "网格型",
}
TEMPLATE_UNREADABLE = "打不开：可能已损坏、加了密，或不是 Word 文档（.dotx、.docm 也不行）。请用 Word 或 WPS 打开，另存为不带密码的 .docx。"
OTHER_KIND = "不是 .docx 文档。请用 Word 或 WPS 打开，另存为 .docx。"
SEVERAL = "里有 {} 处“〔正文〕”，报告不知道写在哪一处。请只留一处。"
MACROS = "里有宏，写进报告的文件会打不开。请用 Word 或 WPS 打开，另存为不带宏的 .docx。"
A_REPORT = "里已有一份年度报告的正文（{}），新报告会和它混在一起。请删去旧的正文，在原处单独写一段“〔正文〕”。"
NOT_ALONE = "里的“〔正文〕”要单独成一段，不能放在表格、文本框里，同一段里也不能有别的字。"


@dataclass(frozen=True, slots=True)
class OwnTemplate:
    """The document, with the styles that a report is written in; None where there is none. told: what was done."""

    data: bytes | None
    told: tuple[str, ...] = ()


def own_template(name: str, data: bytes, styles: Sequence[str]) -> OwnTemplate | str:
    """A document made ready for a report in these styles; a sentence where it can't be.

    Called in a process with limits: what it opens may be anything.
    """
    import docx

    try:
        kind, read = document_of(name, data)
    except Unreadable:
        return TEMPLATE_UNREADABLE
    if kind is not FileKind.DOCX or not name.lower().endswith(".docx"):
        return OTHER_KIND
    document = docx.Document(io.BytesIO(data))
    if mistake := _unfit(read) or _misplaced(document):
        return mistake
    forget(document)  # should it be a report of some year
    told = [] if place_for_report(document) is not None else [f"“{name}”里没有“{MARK}”一段，报告写在它的末尾。"]
    if lent := [CALLED.get(style, style) for style in lacking_styles(document, styles)]:
        told.append(f"“{name}”里没有这些样式，已按公文格式补上：{'、'.join(lent)}。")
    lend_styles(document, styles)
    out = io.BytesIO()
    document.save(out)
    return OwnTemplate(with_fixed_times(out.getvalue()), tuple(told))


def _unfit(read: ReadDocument) -> str:
    """What stands in it that would spoil a report; empty where nothing does."""
    if any("宏" in note for note in read.notes):
        return MACROS
    outline = set(headings(editions(None)[0]))
    left = [line.strip() for line in read.paragraphs if line.strip() in outline]
    return A_REPORT.format(f"“{left[0]}”等 {len(left)} 个标题") if len(left) >= ENOUGH else ""


def place_for_report(document: "Document") -> "BaseOxmlElement | None":
    """The paragraph whose place the report takes; None where there is none."""
    return next((p for p in document.element.body.iterchildren(W + "p") if tidy(_said(p)) in MARKS), None)


def _misplaced(document: "Document") -> str:
    """What is wrong with the place; empty where nothing is."""
    marked = [p for p in document.element.body.iter(W + "p") if any(mark in tidy(_said(p)) for mark in MARKS)]
    if len(marked) > 1:
        return SEVERAL.format(len(marked))
    return NOT_ALONE if marked and place_for_report(document) is not marked[0] else ""


def _said(paragraph) -> str:
    return "".join(text.text or "" for text in paragraph.iter(W + "t"))
