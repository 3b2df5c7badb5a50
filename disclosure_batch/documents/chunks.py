"""What a Word document takes in from elsewhere: a web page in place of its body, or other files that only it names."""

from email import message_from_bytes
from email.message import Message
from typing import TYPE_CHECKING

from disclosure_batch.documents.document import Document
from disclosure_batch.documents.guard import TREE_SIZE
from disclosure_batch.documents.pages import read_html
from disclosure_batch.documents.plain import decoded, read_plain
from disclosure_batch.documents.unreadable import ONLY_THE_REPORT, BeyondLimits, NotReadable, Unreadable

if TYPE_CHECKING:
    from docx.opc.rel import _Relationship as Relation

ARCHIVES = ("message/rfc822", "multipart/related")
PAGES = ("text/html", "application/xhtml+xml", "application/html")
TEXTS = ("text/plain",)
BY_ENDING = {
    **dict.fromkeys(("mht", "mhtml"), ARCHIVES[0]),
    **dict.fromkeys(("html", "htm", "xhtml"), PAGES[0]),
    "txt": TEXTS[0],
}
SAVE_AGAIN = "用 WPS 或 Word 打开，另存为 .docx 后重新报送"


def taken_in(relation: "Relation") -> Document:
    """What a part says that stands in place of words of the body. Raises Unreadable that names it."""
    if relation.is_external:
        raise Unreadable(elsewhere(relation))
    part = relation.target_part
    kind = BY_ENDING.get(part.partname.ext.lower(), part.content_type.partition(";")[0].strip().lower())
    if kind in ARCHIVES:
        return read_html(_page_in(part.blob, part.partname))
    if kind in PAGES:
        return read_html(decoded(part.blob))
    if kind in TEXTS:
        return read_plain(decoded(part.blob))
    raise Unreadable(NotReadable(f"正文是嵌入的另一份文件（{part.partname.filename}），没有读取", SAVE_AGAIN))


def elsewhere(relation: "Relation") -> NotReadable:
    """Why words that lie in another file are not read."""
    name = relation.target_ref.replace("\\", "/").rpartition("/")[2]
    return NotReadable(f"正文在另一份文件里（{name}），这份文件里没有", f"把它并进来，{SAVE_AGAIN}")


def _page_in(archived: bytes, name: str) -> str:
    """The web page of a .mht; its pictures and styles lie beside it. Raises Unreadable."""
    if len(archived) > TREE_SIZE:
        raise Unreadable(BeyondLimits(f"超过文本和网页 {TREE_SIZE // 1_000_000} MB 的上限", advice=ONLY_THE_REPORT))
    page = next((part for part in message_from_bytes(archived).walk() if part.get_content_type() in PAGES), None)
    if page is None:
        raise Unreadable(NotReadable(f"正文是嵌入的网页归档（{name}），里面没有网页", SAVE_AGAIN))
    return _text_of(page)


def _text_of(page: Message) -> str:
    payload = page.get_payload(decode=True) or b""
    try:
        return payload.decode(page.get_content_charset("utf-8"))
    except (UnicodeDecodeError, LookupError):
        return decoded(payload)
