"""Lists: 甲、乙和丙分别为 1 件、2 件和 3 件. Each figure gets the words that are its own."""

from collections.abc import Sequence

from disclosure_batch.sentences.pieces import Piece

AXES = (("result",), ("column",), ("row", "act"), ("channel",), ("topic",))


def lists_in(pieces: Sequence[Piece]) -> dict[int, list[Piece]]:
    """The position of each figure of a list -> its words."""
    found: dict[int, list[Piece]] = {}
    for i, piece in enumerate(pieces):
        said = piece.mark in ("respectively", "each")
        begins = piece.figure is not None and i not in found and (i == 0 or pieces[i - 1].figure is None)
        if said or begins:
            figures = _run_of_figures(pieces, i + 1 if said else i)
            items = _own_words(_items_before(pieces, i), len(figures)) if len(figures) > 1 else []
            found.update(zip(figures, items, strict=True) if items else ())
    return found


def _run_of_figures(pieces: Sequence[Piece], start: int) -> list[int]:
    run = []
    for i in range(start, len(pieces)):
        between = pieces[i].join or pieces[i].text == "," or (pieces[i].sense and pieces[i].sense.slot == "filler")
        if pieces[i].figure is not None:
            run.append(i)
        elif not between:
            break
    return run


def _items_before(pieces: Sequence[Piece], end: int) -> list[list[Piece]]:
    """The words from the last stop or figure on, divided where they are joined; a comma right before 分别 is no stop."""
    while end and pieces[end - 1].text == ",":
        end -= 1
    start = end
    while start and not pieces[start - 1].stop and pieces[start - 1].figure is None:
        start -= 1
    items: list[list[Piece]] = [[]]
    for piece in pieces[start:end]:
        if piece.join:
            items.append([])
        else:
            items[-1].append(piece)
    return items


def _own_words(items: Sequence[Sequence[Piece]], count: int) -> list[list[Piece]]:
    """Of so many items each one's word that tells it from the others, with what they have in common around it."""
    for axis in AXES if len(items) == count else ():
        if own := _told_apart(items, axis):
            common = [piece for item in items for piece in item if piece not in own]
            return [sorted([*common, word], key=lambda piece: piece.start) for word in own]
    return []


def _told_apart(items: Sequence[Sequence[Piece]], axis: Sequence[str]) -> list[Piece]:
    """The one word of each item that fills one of these slots, where each has another."""
    told = [[piece for piece in item if piece.sense and piece.sense.slot in axis] or _others(item) for item in items]
    own = [words[0] for words in told if len(words) == 1]
    return own if len({word.sense for word in own}) == len(items) else []


def _others(item: Sequence[Piece]) -> list[Piece]:
    """甲、乙和其余情形分别为 1 件、2 件和 3 件: the last are those that are not named."""
    return [piece for piece in item if piece.mark in ("others", "rest")]
