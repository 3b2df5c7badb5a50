"""Names of cells as people read them: rows and columns count from 0, D7 is (6, 3)."""

import re
from collections.abc import Iterable

CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def column_letters(column: int) -> str:
    """3 is D."""
    letters = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        letters = chr(65 + rest) + letters
        column -= 1
    return letters


def column_of(letters: str) -> int:
    """D is 3; nothing is -1."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


def a1(row: int, column: int) -> str:
    """(6, 3) is D7."""
    return f"{column_letters(column)}{row + 1}"


def absolute(reference: str) -> str:
    """D7 is $D$7, C7:G7 is $C$7:$G$7."""
    return CELL.sub(r"$\1$\2", reference)


def corner_of(reference: str) -> tuple[int, int]:
    """D7 is (6, 3). Raises ValueError where it is no cell."""
    match = CELL.fullmatch(reference)
    if not match:
        raise ValueError(f"{reference} is no cell")
    return int(match[2]) - 1, column_of(match[1])


def area_of(reference: str) -> tuple[int, int, int, int]:
    """C7:G7 is (6, 2, 6, 6), a cell an area of its own. Raises ValueError where it is no area."""
    first, _, last = reference.partition(":")
    return (*corner_of(first), *corner_of(last or first))


def runs(cells: Iterable[str]) -> str:
    """Cells in words, neighbours of a column gathered: D7、D9至D12."""
    gathered: list[list[tuple[int, int]]] = []
    for row, column in sorted(map(corner_of, cells), key=lambda corner: corner[::-1]):
        if gathered and gathered[-1][-1] == (row - 1, column):
            gathered[-1].append((row, column))
        else:
            gathered.append([(row, column)])
    return "、".join(a1(*run[0]) + (f"至{a1(*run[-1])}" if len(run) > 1 else "") for run in gathered)
