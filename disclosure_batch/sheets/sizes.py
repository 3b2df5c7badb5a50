"""How high a row is, in points, where columns are measured in digits of the workbook's own font."""


def height_of(text: str, width: float, line: float = 14.5) -> float:
    """Of a row that shows a text of several lines whole, as far as a row can be high."""
    return min(409, 4 + line * sum(max(1, lines_in_column(words, width)) for words in text.split("\n")))


def lines_in_column(text: str, width: float) -> int:
    """How many lines a text takes in a column."""
    return -(-_digits(text) // max(1, int(width - 1)))


def extent(text: str) -> tuple[int, ...]:
    """How wide each line of a text is: all that the height of its row depends on."""
    return tuple(map(_digits, text.split("\n")))


def _digits(text: str) -> int:
    """A Chinese character is two digits wide."""
    return 2 * len(text) - len(text.encode("latin-1", "ignore"))
