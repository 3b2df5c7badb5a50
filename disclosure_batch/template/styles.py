"""The looks of the workbook: every cell format by name."""

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

SONG, HEI = "宋体", "黑体"
HEAD = "#DCE6F1"  # the blue of the circulated form's heads
GREY = "#7F7F7F"
INPUT = "#FFFFFF"
LOCKED = "#F2F2F2"
RED, ORANGE, GREEN = "#FF9999", "#FFD58A", "#C6E5C3"

_TABLE = {"border": 1, "valign": "vcenter", "text_wrap": True}
_FIGURE = {**_TABLE, "align": "center"}

STYLES: dict[str, dict[str, Any]] = {
    "title": {"font_name": HEI, "font_size": 16, "align": "center", "valign": "vcenter"},
    "cover_title": {"font_name": HEI, "font_size": 22, "align": "center", "valign": "vcenter", "text_wrap": True},
    "subtitle": {"align": "center", "valign": "vcenter"},
    "unit": {"align": "left", "valign": "vcenter"},
    "right": {"align": "right", "valign": "vcenter"},
    "state": {"align": "left", "valign": "vcenter", "bold": True, "text_wrap": True},
    "note": {"align": "left", "valign": "top", "text_wrap": True, "font_color": "#404040"},
    "foot": {"align": "left", "valign": "vcenter", "font_size": 9},
    "banner": {**_TABLE, "bg_color": HEAD, "align": "left"},
    "head": {**_FIGURE, "bg_color": HEAD},
    "corner": {**_FIGURE, "bg_color": HEAD},
    "label": {**_TABLE, "align": "left"},
    "count": {**_FIGURE, "locked": False, "bg_color": INPUT},
    "amount": {**_FIGURE, "locked": False, "bg_color": INPUT},
    "count_locked": {**_FIGURE, "bg_color": LOCKED},
    "amount_locked": {**_FIGURE, "bg_color": LOCKED},
    "text": {**_TABLE, "align": "left", "locked": False, "bg_color": INPUT, "num_format": "@"},
    "text_locked": {**_TABLE, "align": "left", "bg_color": LOCKED, "num_format": "@"},
    "year": {**_TABLE, "align": "left", "locked": False, "bg_color": INPUT, "num_format": "0"},
    "year_locked": {**_TABLE, "align": "left", "bg_color": LOCKED, "num_format": "0"},
    "date": {**_TABLE, "align": "left", "locked": False, "bg_color": INPUT, "num_format": "yyyy-m-d"},
    "date_locked": {**_TABLE, "align": "left", "bg_color": LOCKED, "num_format": "yyyy-m-d"},
    "code_locked": {**_TABLE, "align": "left", "bg_color": LOCKED, "num_format": "00000", "bold": True},
    "foot_code": {"align": "left", "valign": "vcenter", "font_size": 9, "bold": True},
    "last_year": {**_FIGURE, "font_color": GREY, "bg_color": LOCKED, "font_size": 9},
    "last_year_head": {**_FIGURE, "font_color": GREY, "bg_color": LOCKED, "font_size": 9},
    "last_year_title": {"font_color": GREY, "font_size": 9, "valign": "vcenter"},
    "check": {**_TABLE, "align": "left"},
    "check_number": {**_FIGURE},
    "check_result": {**_FIGURE},
    "off": {"bg_color": RED},
    "look": {"bg_color": ORANGE},
    "good": {"bg_color": GREEN},
}


class Styles:
    """Makes each format once per workbook, when it is first asked for."""

    def __init__(self, book: Workbook, more: dict[str, dict[str, Any]] | None = None) -> None:
        self._book = book
        self._styles = STYLES | (more or {})
        self._made: dict[str, Format] = {}

    def __getitem__(self, name: str) -> Format:
        if name not in self._made:
            base = {} if name in ("off", "look", "good") else {"font_name": SONG, "font_size": 10.5}
            self._made[name] = self._book.add_format(base | self._styles[name])
        return self._made[name]
