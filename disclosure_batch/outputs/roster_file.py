"""名册（含代码）.xlsx: a list of units as a roster that can be kept, with the codes that were made for them."""

from collections.abc import Sequence
from pathlib import Path

from disclosure_batch.fixed_times import UNDATED
from disclosure_batch.roster import ROSTER_HEADS, Unit
from disclosure_batch.sheets.book import new_book
from disclosure_batch.sheets.lists import Column, begin, draw_list, looks
from disclosure_batch.sheets.styles import WORDS_AS_TEXT

NAME = "名册（含代码）.xlsx"
SHEET = "名册"
ROSTER_WIDTHS = dict(zip(ROSTER_HEADS, (11, 30, 11, 14, 18, 10, 10, 16), strict=True))
HINT = "核对、汇总时用本表作名册。新增单位写在最后一行之下，代码接着往下编；已有单位的代码不要改。"


def write_roster(path: Path, units: Sequence[Unit]) -> None:
    """The units as `read_roster` reads them; the same units give the same bytes."""
    with new_book(path, WORDS_AS_TEXT) as book:
        book.set_properties({"title": SHEET, "created": UNDATED})
        look = looks(book)
        page = begin(book, look, SHEET, SHEET, HINT)
        draw_list(
            page, look, [Column(head, width) for head, width in ROSTER_WIDTHS.items()], (unit.cells for unit in units)
        )
