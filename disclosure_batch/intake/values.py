"""What a cell says as a figure. A slip names what is odd about it; whether that is an error is for the rules."""

import datetime
import re
import unicodedata
from decimal import Decimal
from typing import Any

from disclosure_batch.dates import day_of, year_of
from disclosure_batch.documents.document import Shown, as_text
from disclosure_batch.documents.looks import has_sign
from disclosure_batch.form.model import Field, FieldKind, Form
from disclosure_batch.intake.filing import Figure, Slip, Typed
from disclosure_batch.intake.notes import leaves_as_it_is, with_note
from disclosure_batch.text import COUNTERS, ILLEGAL, NOTHING, NUMBER_PATTERN, exact, tidy

WITH_COUNTER = re.compile(rf"({NUMBER_PATTERN})(?:{COUNTERS}|\((?:{COUNTERS})\))?")
MONEY = "[百千万亿]?元|[万亿]"
WITH_MONEY = re.compile(rf"(?P<sign>[¥￥]|人民币|RMB|CNY)?({NUMBER_PATTERN})(?:({MONEY})|\(({MONEY})\))?整?(?:人民币)?")
IN_YUAN = {"元": 1, "百元": 100, "千元": 1_000, "万元": 10_000, "万": 10_000, "亿元": 100_000_000, "亿": 100_000_000}
SEPARATED = re.compile(r"[+-]?\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?:\.\d+)?")  # 1 234
BARE_NUMBER = re.compile(r"\d+(\.\d+)?")
TWO_FIGURES = re.compile(r"\d[\s\u00a0]+[\d.]")  # two figures in one cell


def read_figure(
    raw: Any, field: Field, form: Form, typed_numbers: bool = True, unit: str = ""
) -> tuple[Figure | None, Typed | None]:
    """The figure in a cell and what is odd about it; (None, None) where the cell is blank.

    typed_numbers: the document keeps numbers as numbers, so that a number kept as text is odd.
    unit: what the label beside names, where it is not the field's unit.
    Counts come back as int, amounts as Decimal in the field's unit.
    """
    if isinstance(raw, (bool, datetime.date, datetime.time, datetime.timedelta)):
        return None, Typed(Slip.NOT_A_NUMBER, str(raw).upper() if isinstance(raw, bool) else as_text(raw))
    if unit and re.fullmatch(NUMBER_PATTERN, tidy(as_text(raw))):
        raw = f"{as_text(raw)}{unit}"
    if isinstance(raw, Shown):
        return _as_shown(raw, field, form, typed_numbers)
    if isinstance(raw, (int, float)):
        return _checked(exact(raw), field, form, as_text(raw))
    return _written(str(raw), field, form, typed_numbers)


def _written(raw: str, field: Field, form: Form, typed_numbers: bool) -> tuple[Figure | None, Typed | None]:
    """The figure in a text."""
    text = _bare(raw)
    if not text:
        return None, None
    if text in NOTHING:
        return _nothing(field), Typed(Slip.NOTHING, raw)
    figure, slip = _from_text(text, field) if _one_number(raw) else (None, None)
    if figure is None:
        return _noted(raw, field, form) if slip is None else (None, Typed(slip, raw))
    value, wrong = _checked(figure, field, form, raw)
    if slip is None and (typed_numbers or not BARE_NUMBER.fullmatch(raw.strip())):
        slip = Slip.CLEANED
    return value, wrong or (Typed(slip, raw) if slip else None)


def _noted(raw: str, field: Field, form: Form) -> tuple[Figure | None, Typed | None]:
    """The figure before a note, where there is one that leaves it as it is."""
    if (noted := with_note(raw)) is None:
        return None, Typed(Slip.NOT_A_NUMBER, raw)
    nothing = _bare(noted.figure) in NOTHING
    figure, slip = _from_text(_bare(noted.figure), field) if _one_number(noted.figure) else (None, None)
    if figure is None and not nothing:
        return None, Typed(slip or Slip.NOT_A_NUMBER, raw)
    value, wrong = (_nothing(field), None) if nothing else _checked(figure, field, form, raw)
    if wrong is None and not leaves_as_it_is(noted.note, Decimal(value)):
        return None, Typed(Slip.NOT_A_NUMBER if has_sign(raw) else Slip.NOTE_IN_DOUBT, raw)
    return value, wrong or Typed(slip or Slip.NOTED, raw)


def _bare(raw: str) -> str:
    return tidy(raw).replace("−", "-").lstrip("'‘’")


def _nothing(field: Field) -> Figure:
    return Decimal(0) if field.kind is FieldKind.AMOUNT else 0


def _as_shown(raw: Shown, field: Field, form: Form, typed_numbers: bool) -> tuple[Figure | None, Typed | None]:
    """What a cell shows goes before what it stores; where that comes to the same, nothing is odd."""
    value, typed = read_figure(raw.text, field, form, typed_numbers)
    if value is not None and value == exact(raw):
        return value, None
    if typed and typed.slip is Slip.CLEANED:
        typed = Typed(Slip.SHOWN_AS, f"{raw.text}（存的是 {float(raw):.15g}）")
    return value, typed


def _one_number(raw: str) -> bool:
    """Whether a text is one figure: not two of them side by side, none with a raised or encircled mark (12①)."""
    broken = TWO_FIGURES.search(raw) and not SEPARATED.fullmatch(raw.strip())
    return not broken and not any(unicodedata.category(character) == "No" for character in raw)


def _from_text(text: str, field: Field) -> tuple[Decimal | None, Slip | None]:
    if field.kind is not FieldKind.AMOUNT:
        match = WITH_COUNTER.fullmatch(text)
        return (_decimal(match[1]), None) if match else (None, None)
    match = WITH_MONEY.fullmatch(text)
    if not match:
        return None, None
    unit = match[3] or match[4]
    if match["sign"] and not unit and field.unit != "元":
        return None, Slip.UNIT_UNCLEAR  # 元 by the sign, 万元 by the column
    number = _decimal(match[2])
    if unit and IN_YUAN[unit] != IN_YUAN[field.unit]:
        return number * IN_YUAN[unit] / IN_YUAN[field.unit], Slip.CONVERTED
    return number, None


def _decimal(number: str) -> Decimal:
    return Decimal(number.replace(",", ""))


def _checked(figure: Decimal, field: Field, form: Form, raw: str) -> tuple[Figure | None, Typed | None]:
    """A figure that its field can hold, or why it can't."""
    if not figure.is_finite():
        return None, Typed(Slip.NOT_A_NUMBER, raw)
    if figure < 0:
        return None, Typed(Slip.NEGATIVE, raw)
    if len(figure.normalize().as_tuple().digits) > form.limits["digits"] or figure > form.limits[field.kind]:
        return None, Typed(Slip.UNTHINKABLE, raw)
    if field.kind is FieldKind.AMOUNT:
        return _tidy_decimal(figure), None
    if figure % 1:
        return None, Typed(Slip.FRACTION, raw)
    return int(figure), None


def _tidy_decimal(figure: Decimal) -> Decimal:
    """96.0914 stays 96.0914; 12.0 and 1.2E+3 lose what is no digit of theirs."""
    tidied = figure.normalize()
    return tidied.quantize(Decimal(1)) if tidied.as_tuple().exponent > 0 else tidied


# ---------------------------------------------------------------- texts


def read_text(raw: Any) -> str:
    """A text without characters that can't be written or that turn the line round; line ends are \\n."""
    text = as_text(raw).replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "")
    return ILLEGAL.sub("", text).strip()


def read_date(raw: Any) -> str:
    """2025-01-10 from a date or the usual ways to write one; anything else as it stands."""
    if isinstance(raw, datetime.datetime | datetime.date):
        return as_text(raw)[:10]
    text = read_text(raw)
    return day_of(text) or text


def read_year(raw: Any) -> str:
    """2024 from a year however it is written, or from a day of it; anything else as it stands."""
    if isinstance(raw, datetime.date):
        return str(raw.year)
    return year_of(as_text(raw)) or read_text(raw)
