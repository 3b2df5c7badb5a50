"""How much goes onto a page: words are cut to the lines that they have room for, and say that they were."""

from collections.abc import Mapping, Sequence

from disclosure_batch.names import shown
from disclosure_batch.text import width_of

REST, CUT = "其余见核对报告。", "……"


def lines_on_page(text: str, line: int) -> int:
    """How many lines of so many characters a paragraph takes; a Western one is half as wide as a Chinese."""
    return max(1, -(-width_of(text) // (2 * line)))


def cut_to_room(text: str, room: int) -> str:
    """On one line and without what can't be seen; only its beginning where it is wider than so many characters."""
    text, left = shown(text), 2 * room
    if width_of(text) <= left:
        return text
    left -= width_of(CUT)
    for end, sign in enumerate(text):
        left -= width_of(sign)
        if left < 0:
            return text[:end] + CUT
    return text


def names(names: Sequence[str], room: int) -> str:
    """甲局、乙局等 12 家: as many of them as have room, in characters; of a single long one its beginning."""
    told, left = [], 2 * room
    for name in map(shown, names):
        left -= width_of(name) + 2
        if left < 0:
            break
        told.append(name)
    told = told or [cut_to_room(name, room) for name in names[:1]]
    return "、".join(told) + (f"等 {len(names)} 家（名单见核对报告）" if len(told) < len(names) else "")


def packed(words: Sequence[str], line: int) -> list[str]:
    """One behind the other, as many on a line as it holds of so many characters."""
    lines: list[str] = []
    for word in words:
        if lines and width_of(lines[-1] + word) <= 2 * line:
            lines[-1] += word
        else:
            lines.append(word)
    return lines


def shared_out(words: Mapping[str, Sequence[str]], line: int, room: int) -> Mapping[str, list[str]]:
    """Paragraphs by their label, cut to so many lines of so many characters; of too few each label gets as many."""
    short = {label: [cut_to_room(text, 2 * line) for text in paragraphs] for label, paragraphs in words.items()}
    wanted = {label: _lines(paragraphs, line) for label, paragraphs in short.items()}
    given = dict.fromkeys(words, 0)
    while room > 0 and given != wanted:
        for label in [label for label in words if given[label] < wanted[label]][:room]:
            given[label], room = given[label] + 1, room - 1
    return {label: fitted(paragraphs, line, given[label]) for label, paragraphs in short.items()}


def fitted(paragraphs: Sequence[str], line: int, room: int) -> list[str]:
    """Those that fit into so many lines; where some do not, the last line says so."""
    if _lines(paragraphs, line) <= room:
        return list(paragraphs)
    if room < 2:
        return [cut_to_room(paragraphs[0], line)]
    told = []
    for text in paragraphs:
        if _lines([*told, text], line) >= room:
            break
        told.append(text)
    return [*(told or [cut_to_room(paragraphs[0], line)]), REST]


def _lines(paragraphs: Sequence[str], line: int) -> int:
    return sum(lines_on_page(text, line) for text in paragraphs)
