"""The words of a PDF, with the extra `pdf`; one that is a scan is told to be one."""

import re
from collections.abc import Sequence

from disclosure_batch.documents.unreadable import Foreign, Unreadable
from disclosure_batch.proof.wrapped import unwrapped

FEWEST = 50  # characters of a page that has text
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
    return unwrapped([line.strip() for text in texts for line in text.splitlines() if not PAGE_NUMBER.match(line)])
