"""How the columns of the decisions file look."""

from disclosure_batch.decisions.file import ENTRY_HEADS, LINE_HEADS
from disclosure_batch.sheets.lists import Column

WIDTHS_AND_LOOKS = {
    "key": (15, "code"),
    "code": (9, "cell"),
    "name": (18, "cell"),
    "rule": (7, "centred"),
    "severity": (6, "centred"),
    "sheet": (14, "cell"),
    "cell": (7, "centred"),
    "stands": (11, "cell"),
    "other": (22, "cell"),
    "message": (52, "cell"),
    "choices": (18, "cell"),
    "word": (12, "typed_centred"),
    "target": (11, "typed_centred"),
    "figure": (14, "typed"),
    "reason": (30, "typed"),
    "by": (9, "typed_centred"),
    "date": (11, "date"),
}
LISTED_COLUMNS = {part: Column(head, *WIDTHS_AND_LOOKS[part]) for part, head in (LINE_HEADS | ENTRY_HEADS).items()}
