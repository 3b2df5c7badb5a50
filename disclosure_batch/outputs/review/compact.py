"""Data as it stands in a page: once, compact, and nothing in it alive.

A table is its heads and its rows; what is empty at the end of a row is left out. A unit's figures are one text in the
order of the form, a comma between two: nothing stands for 0, a question mark for what is not known.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any, NamedTuple

import msgspec

from disclosure_batch.form.model import Figure
from disclosure_batch.names import shown
from disclosure_batch.text import plain

ENDS_A_SCRIPT = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


class RowsOfData(NamedTuple):
    """Rows that have the same keys, these said once."""

    rows: Iterable[Mapping[str, Any]]


def as_data(value: Mapping[str, Any]) -> Iterator[str]:
    """JSON that no HTML ends, and in which nothing is invisible; piece by piece, the rows one after another."""
    for key, item in value.items():
        yield f"{'{' if key == next(iter(value)) else ','}{_json(key)}:"
        yield from _pieces(item)
    yield "}"


def _pieces(value: Any) -> Iterator[str]:
    match value:
        case RowsOfData():
            rows = iter(value.rows)
            first = next(rows, {})
            yield f'{{"heads":{_json(list(first))},"rows":'
            yield from _items(_row(list(row.values())) for row in chain([first] if first else [], rows))
            yield "}"
        case Iterator():
            yield from _items(value)
        case _:
            yield _json(value)


def _items(items: Iterable[Any]) -> Iterator[str]:
    begin = "["
    for item in items:
        yield begin + _json(item)
        begin = ","
    yield "]" if begin == "," else "[]"


def _json(value: Any) -> str:
    return msgspec.json.encode(_visible(value)).decode().translate(ENDS_A_SCRIPT)


def figures(values: Iterable[Figure | None]) -> str:
    return ",".join("?" if value is None else "" if value == 0 else plain(value) for value in values)


class Paragraphs(str):
    """A text whose lines stay."""


def _row(values: Sequence[Any]) -> list[Any]:
    end = next((at for at in range(len(values), 0, -1) if values[at - 1] not in (None, "", [])), 0)
    return list(values[:end])


def _visible(value: Any) -> Any:
    match value:
        case Paragraphs():
            return "\n".join(map(shown, value.splitlines()))
        case str():
            return shown(value)
        case Decimal():
            return plain(value)
        case Mapping():
            return {_visible(key): _visible(item) for key, item in value.items()}
        case list() | tuple():
            return [_visible(item) for item in value]
    return value
