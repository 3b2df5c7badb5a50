"""The decisions file without a line: its head, what may be typed where, and the looks of the lines to come."""

import io
from itertools import combinations

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from disclosure_batch.decisions.decision import NO_CHOICE, SEPARATOR, Word
from disclosure_batch.decisions.file import ENTRY_HEADS, LINE_HEADS
from disclosure_batch.findings import Severity
from disclosure_batch.fixed_times import UNDATED
from disclosure_batch.outputs.decisions_file.columns import LISTED_COLUMNS
from disclosure_batch.references import column_letters
from disclosure_batch.sheets.lists import BORDERS, FIRST_ROW, HEAD_ROW, LINE, LOOKS, begin, draw_list
from disclosure_batch.sheets.styles import Styles

NAME = "处理决定"
WORDS = "选项"  # a hidden sheet: what the drop-downs offer, a row for what each may
OFFERED = [some for number in range(1, len(Word) + 1) for some in combinations(Word, number)]  # the last is all of them
LAST_ROW = 9_999  # as far as drop-downs and colours reach
LAST_COLUMN = 16_383  # of a workbook
HINT = (
    f"只填黄色各栏，其余不要改。{Word.ACCEPT}：照单位填的计入，同意“错误”须写理由。{Word.RETURN}：退回单位修改，暂不计入。"
    f"{Word.CORRECT}：汇总时用“更正值”，须写理由，单位填的数保留在旁边；涉及几格的，在“更正单元格”写明更正哪一格，例如 D9。"
    f"{Word.ZERO}、{Word.COUNTS}、{Word.WHOSE}：须写理由；{Word.WHOSE}的，在“更正值”写单位代码或名称。灰色的行只能由单位改好。"
)
_FREE = {"locked": False, "font_size": 10, "valign": "top", "text_wrap": True}
_TYPED = {**BORDERS, **_FREE, "bg_color": "#FFFBE6"}
OWN_LOOKS = LOOKS | {
    "typed": _TYPED,
    "typed_centred": {**_TYPED, "align": "center"},
    "date": {**_TYPED, "align": "center", "num_format": "yyyy-m-d"},
    "hint": {**LOOKS["hint"], "text_wrap": True},
    "free": _FREE,
    "closed": {"bg_color": "#E7E6E6", "font_color": "#767171"},
}
ALLOWED = ("format_cells", "format_columns", "format_rows", "insert_columns", "autofilter", "sort", "objects")
PROMPTS = {
    "target": "更正时填：更正哪一格，例如 D9。只涉及一格的可以不填。",
    "figure": f"更正时填：汇总时采用的数。总计填错的，填各项之和。选“{Word.WHOSE}”时填：单位代码或名称。",
    "reason": "除退回、同意“警告”外必须写明，会列在汇总表和核对报告里。",
    "date": "作出决定的日期，例如 2025-1-20。",
}


def blank_decisions(title: str) -> bytes:
    """The workbook; the same title gives the same bytes."""
    data = io.BytesIO()
    columns = list(LISTED_COLUMNS.values())
    with Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": title, "created": UNDATED})
        look = Styles(book, OWN_LOOKS)
        page = begin(book, look, NAME, title)
        draw_list(page, look, columns, ())
        for at, column in enumerate(columns):
            page.set_column(at, at, column.width, look[column.style])  # the looks of the lines that are added
        page.set_column(len(columns), LAST_COLUMN, 12, look["free"])
        page.set_row(0, 24, look["sheet_title"])
        page.set_row(1, 3 * LINE, look["hint"])
        page.merge_range(1, 0, 1, len(columns) - 1, HINT, look["hint"])
        _guide(page, look)
        words = book.add_worksheet(WORDS)
        for row, some in enumerate(OFFERED):
            words.write_row(row, 0, (SEPARATOR.join(some), *some))
        words.write(len(OFFERED), 0, NO_CHOICE)
        words.hide()
    return data.getvalue()


def _guide(page: Worksheet, look: Styles) -> None:
    """What may be typed where; the head and the unit stay in view."""
    at = {part: column for column, part in enumerate(LISTED_COLUMNS)}
    page.freeze_panes(FIRST_ROW, at["rule"])
    page.autofilter(HEAD_ROW, 0, LAST_ROW, len(LISTED_COLUMNS) - 1)
    page.data_validation(FIRST_ROW, at["word"], LAST_ROW, at["word"], _choice(at["choices"]))
    for part, prompt in PROMPTS.items():
        rule = {"validate": "any", "input_title": ENTRY_HEADS[part], "input_message": prompt}
        page.data_validation(FIRST_ROW, at[part], LAST_ROW, at[part], rule)
    said = f"${column_letters(at['choices'])}{FIRST_ROW + 1}"
    closed = {"type": "formula", "criteria": f'={said}="{NO_CHOICE}"', "format": look["closed"], "stop_if_true": True}
    page.conditional_format(FIRST_ROW, 0, LAST_ROW, len(LISTED_COLUMNS) - 1, closed)
    for severity, style in ((Severity.ERROR, "off"), (Severity.WARNING, "look")):
        rule = {"type": "cell", "criteria": "==", "value": f'"{severity.word}"', "format": look[style]}
        page.conditional_format(FIRST_ROW, at["severity"], LAST_ROW, at["severity"], rule)
    page.protect("", dict.fromkeys(ALLOWED, True))


def _choice(column: int) -> dict[str, object]:
    """The drop-down of what can be decided: the words that stand in a column of the same row; all where none do."""
    said = f"${column_letters(column)}{FIRST_ROW + 1}"
    known = f"{WORDS}!$A$1:$A${len(OFFERED) + 1}"
    row = f'IF({said}="",{len(OFFERED)},MATCH({said},{known},0))-1'
    number = f'IF({said}="",{len(Word)},LEN({said})-LEN(SUBSTITUTE({said},"{SEPARATOR}",""))+1)'
    return {
        "validate": "list",
        "source": f"=OFFSET({WORDS}!$B$1,{row},0,1,{number})",
        "ignore_blank": False,
        "error_title": ENTRY_HEADS["word"],
        "error_message": f"请从下拉列表选择，能选的列在“{LINE_HEADS['choices']}”一栏。",
    }
