"""The words that help the person who fills the workbook: prompts, messages, the sheet 填报说明."""

from typing import Any, NamedTuple

from xlsxwriter import Workbook

from disclosure_batch.form.layout import CHECK_HEADS
from disclosure_batch.form.model import YEARS, Field, FieldKind, Form
from disclosure_batch.form.printed import GUIDANCE_HEADS, SEAL, TEXTS, how_to_fill, notes_of
from disclosure_batch.papers import GUIDANCE
from disclosure_batch.sheets.lists import A4
from disclosure_batch.sheets.sizes import height_of
from disclosure_batch.sheets.styles import Styles

WIDTHS = (15, 42, 64)
TITLE, MESSAGE = 32, 255  # as many characters as a prompt may have


class GuidanceWords(NamedTuple):
    """What the sheets say to their reader beside the form itself.

    scope follows who reports, on every table; seal is the place for it on the cover; explained is the head above the
    explanations.
    """

    cover: str
    texts: str
    explained: str = CHECK_HEADS[-1]
    scope: str = ""
    seal: str = ""


def for_offices(form: Form) -> GuidanceWords:
    """How an office fills the form, sheet by sheet."""
    return GuidanceWords(how_to_fill(form), TEXTS, seal=SEAL)


def prompt(field: Field) -> dict[str, Any]:
    """A validation that allows anything and only shows what to write."""
    words = field.counts or "如有，请在此写明原因。"
    return {"validate": "any", "input_title": field.row_label[:TITLE], "input_message": words[:MESSAGE]}


def validation(field: Field, form: Form, title: str = "") -> dict[str, Any]:
    """What a cell accepts, with a prompt and a message in Chinese."""
    title = title or field.row_label
    shown = {"input_title": title[:TITLE], "input_message": field.counts[:MESSAGE]} if field.counts else {}
    return shown | _accepted(field, form)


def _accepted(field: Field, form: Form) -> dict[str, Any]:
    if field.kind is FieldKind.DATE:
        return {
            "validate": "date",
            "criteria": ">=",
            "value": "=DATE(2000,1,1)",
            "error_type": "warning",
            "error_title": "填报日期",
            "error_message": "请填日期，例如 2025-1-10。",
        }
    if field.kind is FieldKind.YEAR:
        return _number("integer", YEARS[0], YEARS[-1], "请填四位数字的年度，例如 2024。")
    highest = form.limits[field.kind]
    if field.kind is FieldKind.AMOUNT:
        return _number("decimal", 0, highest, f"这里填金额，单位是{field.unit}，只填数字，不能是负数；没有填 0。")
    return _number("integer", 0, highest, f"这里填整数（{field.unit}），只填数字，不带单位，不能是负数；没有填 0。")


def _number(kind: str, lowest: int, highest: int, message: str) -> dict[str, Any]:
    return {
        "validate": kind,
        "criteria": "between",
        "minimum": lowest,
        "maximum": highest,
        "error_title": "请填数字",
        "error_message": message,
    }


def draw(book: Workbook, styles: Styles, form: Form) -> None:
    """The sheet 填报说明: what each row counts, in plain words."""
    page = book.add_worksheet(GUIDANCE)
    page.hide_gridlines(2)
    page.set_paper(A4)
    page.print_area(0, len(WIDTHS) + 1, 0, len(WIDTHS) + 1)  # to be read on the screen: an empty cell is no page
    page.set_landscape()
    page.fit_to_pages(1, 0)
    for column, width in enumerate(WIDTHS):
        page.set_column(column, column, width)
    page.merge_range(0, 0, 0, 2, GUIDANCE, styles["title"])
    page.set_row(0, 36)
    notes = notes_of(form)
    for row, note in enumerate(notes, 1):
        page.merge_range(row, 0, row, 2, note, styles["note"])
        page.set_row(row, height_of(note, sum(WIDTHS)) + 4)
    top = len(notes) + 2
    for column, text in enumerate(GUIDANCE_HEADS):
        page.write_string(top, column, text, styles["head"])
    page.freeze_panes(top + 1, 0)
    page.repeat_rows(top)
    for row, texts in enumerate(form.guidance, top + 1):
        for column, text in enumerate(texts):
            page.write_string(row, column, text, styles["label"])
        page.set_row(row, 4 + max(height_of(text, width) for text, width in zip(texts, WIDTHS, strict=True)))
    page.set_footer("&C第 &P 页，共 &N 页")
    page.protect("", {"format_rows": True, "format_columns": True})
