"""The looks of the form's sheets: every cell format by name."""

from typing import Any

from disclosure_batch.sheets.styles import GREY, HEAD, HEI, INPUT, LOCKED

LIGHT = "#D0D0D0"  # the lines between the paragraphs of a text

_TABLE = {"border": 1, "valign": "vcenter", "text_wrap": True}
_FIGURE = {**_TABLE, "align": "center"}
_WORDS = {**_TABLE, "align": "left", "indent": 1}

STYLES: dict[str, dict[str, Any]] = {
    "title": {"font_name": HEI, "font_size": 16, "align": "center", "valign": "vcenter"},
    "cover_title": {"font_name": HEI, "font_size": 22, "align": "center", "valign": "vcenter", "text_wrap": True},
    "subtitle": {"align": "center", "valign": "vcenter"},
    "unit": {"align": "left", "valign": "vcenter"},
    "right": {"align": "right", "valign": "vcenter"},
    "state": {"align": "left", "valign": "vcenter", "bold": True, "text_wrap": True},
    "state_of_sheet": {"align": "left", "valign": "vcenter", "text_wrap": True},
    "note": {"align": "left", "valign": "top", "text_wrap": True, "font_color": "#404040"},
    "seal": {"align": "left", "valign": "vcenter", "font_size": 12},
    "foot": {"align": "left", "valign": "vcenter", "font_size": 9},
    "banner": {**_WORDS, "bg_color": HEAD, "bold": True},
    "head": {**_FIGURE, "bg_color": HEAD},
    "corner": {**_FIGURE, "bg_color": HEAD},
    "label": _WORDS,
    "note_cell": {**_WORDS, "font_size": 9.5, "font_color": "#404040"},
    "count": {**_FIGURE, "locked": False, "bg_color": INPUT},
    "amount": {**_FIGURE, "locked": False, "bg_color": INPUT},
    "count_locked": {**_FIGURE, "bg_color": LOCKED},
    "amount_locked": {**_FIGURE, "bg_color": LOCKED},
    "text": {**_WORDS, "locked": False, "bg_color": INPUT, "num_format": "@"},
    "text_locked": {**_WORDS, "bg_color": LOCKED, "num_format": "@"},
    "year": {**_WORDS, "locked": False, "bg_color": INPUT, "num_format": "0"},
    "year_locked": {**_WORDS, "bg_color": LOCKED, "num_format": "0"},
    "date": {**_WORDS, "locked": False, "bg_color": INPUT, "num_format": "yyyy-m-d"},
    "date_locked": {**_WORDS, "bg_color": LOCKED, "num_format": "yyyy-m-d"},
    "code_locked": {**_WORDS, "bg_color": LOCKED, "num_format": "00000", "bold": True},
    "foot_code": {"align": "left", "valign": "vcenter", "font_size": 9, "bold": True},
    "last_year": {**_FIGURE, "font_color": GREY, "bg_color": LOCKED, "font_size": 9},
    "last_year_head": {**_FIGURE, "font_color": GREY, "bg_color": LOCKED, "font_size": 9},
    "last_year_title": {"font_color": GREY, "font_size": 9, "valign": "vcenter"},
    "check": _WORDS,
    "check_number": {**_FIGURE},
    "check_result": {**_FIGURE},
}

for _name in ("text", "text_locked"):  # the rows of a block: one frame, light lines inside
    for _edge in ("", "_first", "_last", "_first_last"):
        STYLES[f"{_name}_row{_edge}"] = {
            **STYLES[_name],
            **({} if "_first" in _edge else {"top_color": LIGHT}),
            **({} if "_last" in _edge else {"bottom_color": LIGHT}),
        }
