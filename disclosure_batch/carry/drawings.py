"""The words of a text box stand in a document twice: for programs that know drawings, and for those that don't."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from disclosure_batch.documents.word import FALLBACK, W

BOX = W + "txbxContent"


class TextBoxes:
    """Those of a document in which both say the same; after one of them was changed the other follows it."""

    def __init__(self, body: Any) -> None:
        self._same = [(box, other, _said(box)) for box, other in _pairs(body) if _said(box) == _said(other)]

    def follow(self) -> None:
        for box, other, before in self._same:
            if _said(box) != before:
                other[:] = [deepcopy(child) for child in box]


def _pairs(body: Any) -> Iterator[tuple[Any, Any]]:
    for fallback in body.iter(FALLBACK):
        shown = [box for choice in fallback.itersiblings(preceding=True) for box in choice.iter(BOX)]
        hidden = list(fallback.iter(BOX))
        if len(shown) == len(hidden):
            yield from zip(shown, hidden, strict=True)


def _said(box: Any) -> str:
    return "\n".join("".join(text.text or "" for text in p.iter(W + "t")) for p in box.iter(W + "p"))
