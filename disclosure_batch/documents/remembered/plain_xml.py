"""XML as programs write it: pieces of it mean the same wherever they stand."""

import re

from disclosure_batch.documents.remembered.memory import Unusual

DECLARED = b'<?xml version="1.0" encoding="UTF-8"'  # and no other way of saying it
NO_CHARACTERS = re.compile("[\ufffe\uffff]")  # UTF-8 has them, XML doesn't


def decoded_text(stored: bytes) -> str:
    """What stands between two tags, without an entity. Raises Unusual."""
    try:
        text = stored.decode("utf-8")
    except UnicodeDecodeError:
        raise Unusual from None
    if NO_CHARACTERS.search(text):
        raise Unusual
    return text
