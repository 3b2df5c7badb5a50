"""A list right behind its whole: 答复 98 件：…；…, 受理 9 件，分别是…, 收到 50 件，其中…；…."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile

from disclosure_batch.sentences.mentions import CARRIED, CONCLUDED, RECEIVED, Mention
from disclosure_batch.sentences.pieces import Piece

NEXT_DONE = (*RECEIVED, *CONCLUDED, "due")
FEWEST = 2
GRAVER = ("、", ",", ";")


@dataclass(frozen=True, slots=True)
class Itemised:
    """items: understood or not, up to what else was done; first: those that are divided by the same mark.

    complete: said to be all of it (：, 分别是), where 其中 may name some.
    """

    whole: Mention
    items: Sequence[Mention]
    first: Sequence[Mention]
    complete: bool

    @property
    def that_come_to_it(self) -> Sequence[Mention]:
        """Those that are together the whole, if any are."""
        several = (some for some in (self.items, self.first) if len(some) >= FEWEST)
        return next((some for some in several if counted_together(some) == self.whole.figure.value), ())

    @property
    def meant(self) -> Sequence[Mention]:
        """举办活动 5 次：培训 3 次、宣传 2 次，走访 4 次: the first two; 公开 8 件；不公开 2 件；…: all."""
        return self.first if len(self.first) >= FEWEST else self.items


def itemised(whole: Mention, mentions: Sequence[Mention], pieces: Sequence[Piece]) -> Itemised | None:
    """None where nothing tells that a list follows."""
    behind = [piece for piece in pieces if piece.start >= whole.end]
    announced = _announced(behind)
    if not announced:
        return None
    items = list(takewhile(lambda m: _is_an_item(m, whole), (m for m in mentions if m.start >= whole.end)))
    return Itemised(whole, items, _divided_alike(items, behind), announced != "among")


def _divided_alike(items: Sequence[Mention], behind: Sequence[Piece]) -> Sequence[Mention]:
    """Up to where a graver mark stands than between the first two: 、 then a comma, a comma then a semicolon."""
    if len(items) < FEWEST:
        return items
    marks = [(piece.start, GRAVER.index(piece.text)) for piece in behind if piece.text in GRAVER]
    after = [(at, grave) for at, grave in marks if at >= items[0].end]
    own = max((grave for at, grave in after if at < items[1].end), default=0)
    stop = min((at for at, grave in after if grave > own), default=items[-1].end)
    return [m for m in items if m.start < stop]


def _announced(behind: Sequence[Piece]) -> str:
    """What tells that a list follows; 分别为 before a figure belongs to the words before it."""
    telling = [piece for piece in behind if piece.text == ":" or not _says_nothing(piece)][:2]
    if len(telling) < FEWEST or telling[1].figure is not None:
        return ""
    first = telling[0]
    return ":" if first.text == ":" else first.mark if first.mark in ("respectively", "among") else ""


def _says_nothing(piece: Piece) -> bool:
    return piece.sense is not None and piece.sense.slot == "filler"


def _is_an_item(part: Mention, whole: Mention) -> bool:
    """Whether it is counted as its whole is, and nothing that was done next (办结 7 件)."""
    alike = (part.figure.counter, part.depth) == (whole.figure.counter, whole.depth)
    next_done = part.one("row") in CARRIED or part.one("act") in NEXT_DONE
    return alike and not next_done and part.marks.isdisjoint(("together", "rest", "other_quarter"))


def counted_together(mentions: Sequence[Mention]) -> Decimal:
    return sum((m.figure.value for m in mentions), Decimal(0))
