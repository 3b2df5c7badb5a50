"""Names of cells as people read them: rows and columns count from 0, D7 is (6, 3)."""


def column_letters(column: int) -> str:
    letters = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        letters = chr(65 + rest) + letters
        column -= 1
    return letters


def a1(row: int, column: int) -> str:
    """(6, 3) is D7."""
    return f"{column_letters(column)}{row + 1}"
