"""What a cell is given. Words from outside are never a formula, a link or markup, and never too long."""

from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from disclosure_batch.form.model import Figure
from disclosure_batch.sheets.styles import Styles
from disclosure_batch.text import ILLEGAL, LONGEST, spelled


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and what it gives: "" where it shows nothing."""

    text: str
    result: Figure | float | str

    @property
    def stored(self) -> int | float | str:
        return number(self.result) if isinstance(self.result, int | Decimal) else self.result


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a cell of this workbook ('明细'!D7)."""

    text: str
    place: str


MOST_PLAIN = 10**15  # from here on XlsxWriter writes a power of ten
Value = str | int | float | Decimal | None | Formula | Link


def number(figure: Figure) -> int | float:
    """A figure as a cell keeps it: a double. The nearest one to an amount shows every decimal given."""
    return float(figure) if isinstance(figure, Decimal) else int(figure)


def digits(figure: Figure | float) -> str:
    """A figure as it is written into the file, to the sixteenth digit."""
    return str(figure) if isinstance(figure, int) and abs(figure) < MOST_PLAIN else f"{float(figure):.16G}"


def clean(words: str) -> str:
    """Words without what XML or the reader's eye can't bear.

    A name that is no Unicode is spelled out byte by byte, as in the manifest.
    """
    plain = spelled(words).replace("\r\n", "\n").replace("\r", "\n")
    return ILLEGAL.sub("", plain)


def text(words: str) -> str:
    """Words that a cell can hold: clean, and not too long."""
    plain = clean(words)
    if plain.startswith("<r>") and plain.endswith("</r>"):  # XlsxWriter would take it for markup of its own
        plain = f"{plain[:-1]} >"
    return cut_after(plain, LONGEST)


def length(words: str) -> int:
    """As the office programs count: a rare character is two."""
    return len(words.encode("utf-16-le")) // 2


def cut_after(words: str, longest: int) -> str:
    """The beginning of a text, at most so long."""
    return words.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore")


def put(page: Worksheet, row: int, column: int, value: Value, style: Format | None) -> None:
    """One cell. Words are always written as words, never as a formula or a link."""
    match value:
        case None | "":
            page.write_blank(row, column, None, style)
        case str():
            page.write_string(row, column, text(value), style)
        case Formula():
            page.write_formula(row, column, value.text, style, value.stored)
        case Link():
            page.write_url(row, column, f"internal:{value.place}", style, text(value.text))
        case _:
            page.write_number(row, column, number(value) if isinstance(value, Decimal) else value, style)


def mark_corrected(page: Worksheet, look: Styles, row: int, column: int, words: str) -> None:
    """A figure that was corrected, or has a corrected one in it, stands out and says what the office has."""
    always = {"type": "formula", "criteria": "=TRUE", "format": look["corrected"]}  # a format, so that a formula stays
    page.conditional_format(row, column, row, column, always)
    page.write_comment(row, column, text(words), {"x_scale": 2.5, "y_scale": 1.5 + words.count("\n") / 2})
