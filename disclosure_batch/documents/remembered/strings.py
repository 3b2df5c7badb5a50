"""The shared strings of a workbook, text by text: most are labels, the same in every file."""

import re

from disclosure_batch.documents.remembered.memory import Memory, Unusual
from disclosure_batch.documents.remembered.plain_xml import DECLARED
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.documents.xlsx_parts import strings_of

ROOT = re.compile(rb"<\?xml [^<>]*\?>\s*<sst(?:\s[^<>]*)?>")
COUNTS = re.compile(rb"""\s(?:count|uniqueCount)="\d*\"""")
END_OF_TEXT, ENDS = b"</si>", b"</sst>"
MOST_BYTES = 8_000_000

_TEXTS: Memory[tuple[bytes, bytes], str] = Memory(MOST_BYTES)  # (the root, an `<si>`) -> what it says


def remembered_strings(xml: bytes) -> list[str]:
    """As `strings_of` has them. Raises Unusual."""
    root = ROOT.match(xml)
    if not root or not xml.startswith(DECLARED) or not xml.endswith(ENDS) or _texts_in(root[0] + ENDS):
        raise Unusual
    *pieces, rest = xml[root.end() : -len(ENDS)].split(END_OF_TEXT)
    if rest:
        raise Unusual
    key = COUNTS.sub(b"", root[0])
    return [_text(key, piece) for piece in pieces]


def _text(root: bytes, piece: bytes) -> str:
    if (text := _TEXTS.get((root, piece))) is not None:
        return text
    texts = _texts_in(root + piece + END_OF_TEXT + ENDS)
    if len(texts) != 1:
        raise Unusual
    _TEXTS.keep((root, piece), texts[0], 3 * len(piece) + len(root))
    return texts[0]


def _texts_in(xml: bytes) -> list[str]:
    try:
        return strings_of(xml)
    except Unreadable:
        raise Unusual from None
