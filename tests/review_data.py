"""What the script of 核对报告.html is given, as it stands in the page."""

import json

import lxml.html


def review_data(html: str) -> dict:
    """Its tables as lists of rows by name."""
    (data,) = lxml.html.fromstring(html).xpath("//script[@id='data']/text()")
    return {name: _rows(value) if isinstance(value, dict) else value for name, value in json.loads(data).items()}


def _rows(table: dict) -> list[dict] | dict:
    if "heads" not in table:
        return table
    return [dict(zip(table["heads"], row, strict=False)) for row in table["rows"]]
