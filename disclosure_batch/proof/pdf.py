"""The words of a PDF, with the extra `pdf`; one that is a scan is told to be one."""

import re
from collections.abc import Sequence

from disclosure_batch.documents.unreadable import Foreign, Unreadable

FEWEST = 50  # characters of a page that has text
ENDS = re.compile(r"[。！？：；]$")
BEGINS = re.compile(r"^(?:[一二三四五六七八九十]{1,2}、|[（(][一二三四五六七八九十][)）])")
PAGE_NUMBER = re.compile(r"^[-—–\s]*\d{1,3}[-—–\s]*$")


def pages_of(data: bytes) -> Sequence[str]:
    """The paragraphs of a PDF, its lines joined. Raises Unreadable."""
    try:
        import pypdfium2
    except ImportError as error:
        raise Unreadable(
            Foreign("是 PDF 文件", "给出 Word 或网页；要读 PDF，先装附加组件：pip install disclosure-batch[pdf]")
        ) from error
    try:
        document = pypdfium2.PdfDocument(data)
        texts = [page.get_textpage().get_text_bounded() for page in document]
    except pypdfium2.PdfiumError as error:
        raise Unreadable(Foreign("是 PDF 文件，但打不开", "给出 Word 或网页")) from error
    if sum(len(text.strip()) for text in texts) < FEWEST * len(texts):
        raise Unreadable(Foreign("是扫描件，里面没有文字", "给出 Word、网页或有文字的 PDF"))
    return _joined([line.strip() for text in texts for line in text.splitlines() if not PAGE_NUMBER.match(line)])


def _joined(lines: Sequence[str]) -> list[str]:
    """Lines as paragraphs: one goes on until it ends in a full stop, or a heading begins."""
    paragraphs: list[str] = []
    going = False
    for line in filter(None, lines):
        if going and not BEGINS.match(line):
            paragraphs[-1] += line
        else:
            paragraphs.append(line)
        going = not ENDS.search(line) and not BEGINS.match(line) and len(paragraphs[-1]) > 20
    return paragraphs
