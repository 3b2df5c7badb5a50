"""Cell formats by name, and the colours and fonts that all our workbooks share."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

SONG, HEI = "宋体", "黑体"
HEAD = "#DCE6F1"  # the blue of the circulated form's heads
GREY = "#7F7F7F"
INPUT = "#FFFFFF"
LOCKED = "#F2F2F2"
RED, ORANGE, GREEN = "#FF9999", "#FFD58A", "#C6E5C3"

NORMAL = {  # options of a workbook: the font by which every office program measures columns
    "default_format_properties": {"font_name": SONG, "font_size": 11, "font_scheme": "none"},
    "default_column_width": 72,
}
# What comes from outside is text, whatever it looks like.
WORDS_AS_TEXT = {**NORMAL, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
BASE = {"font_name": SONG, "font_size": 10.5}
OVERLAYS = {  # what conditional formats lay over a cell; its font stays
    "off": {"bg_color": RED},
    "off_words": {"font_color": "#C00000", "bold": True},
    "look": {"bg_color": ORANGE},
    "good": {"bg_color": GREEN},
}


class Styles:
    """The formats of a workbook by name: each is made once, when it is first asked for."""

    def __init__(self, book: "Workbook", styles: Mapping[str, Mapping[str, Any]]) -> None:
        self._book = book
        self._styles = {name: BASE | style for name, style in styles.items()} | OVERLAYS
        self._made: dict[str, Format] = {}

    def __getitem__(self, name: str) -> "Format":
        if name not in self._made:
            self._made[name] = self._book.add_format(self._styles[name])
        return self._made[name]
