"""What is printed on the sheets of the workbook beside their labels: titles, units, notes, how to fill it in.

The template draws these words, and by them it is seen what somebody has typed over. Rows and columns count from 0.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from disclosure_batch.form.layout import LAST_YEAR_TITLE, TOP, Area, SheetLayout
from disclosure_batch.form.model import Form, Relation, SheetKind
from disclosure_batch.papers import GUIDANCE

PrintedWords = tuple[tuple[int, int], str]  # a cell and its words
SEAL = "单位（盖章）："
TEXTS = "可从 Word 直接粘贴，几个自然段会依次落在下面各行，读取时自动合并；没有内容可以留空。"
FILLED_ROW = TOP + 1  # of the sheet of checks: the first line on how much of a table is filled in
FILLED_HEADS = ("", "填写情况", "已填", "应填", "不是数字", "结果")
GUIDANCE_HEADS = ("表", "项目", "填什么")
FIRST_NOTE = (
    "白色的格可以填，灰色的格由公式计算或由汇总单位填好，不能改。只填数字，不带单位（件、条、万元）。没有的填 0，0 表示“没有”，空格表示“没填”。"
)
LAST_NOTES = (
    "校验码由全部数字算出。盖章的纸质件与电子表校验码相同，就是同一份；报出后改过任何一个数字，校验码都会变。",
    "更正后再报：改好数字，把封面“填报日期”改成新的日期，再报一次即可，以日期最后的为准。",
)


def printed_on(sheet: SheetLayout, form: Form) -> Mapping[tuple[int, int], str]:
    """What an office's sheet says, label for label and word for word, but for its formulas and last year's figures."""
    labels = {area.corner: area.text for area in sheet.labels if area.text}
    return labels | dict(_AROUND[sheet.sheet.kind](sheet, form))


def last_year_labels(sheet: SheetLayout) -> tuple[Area, ...]:
    """What is printed around last year's figures, the title first."""
    first = min(sheet.last_year_labels, key=lambda area: area.corner)
    title = Area(first.top - 1, first.left, first.top - 1, first.left, f"{LAST_YEAR_TITLE}（供核对，不打印）", "title")
    return title, *(replace(a, text="上年" if a.text == "本年" else a.text) for a in sheet.last_year_labels)


def edition_line(form: Form) -> str:
    return f"（{form.edition}{'年' if form.edition.isdecimal() else ''}格式　{form.source}）"


def unit_line(sheet: SheetLayout) -> str:
    """The unit of a sheet's figures, said once above them; '' where they have several."""
    units = {table.unit for table in sheet.sheet.tables}
    return f"单位：{units.pop()}" if len(units) == 1 else ""


def how_to_fill(form: Form) -> str:
    """How an office fills the form, sheet by sheet."""
    of_kind = {kind: "".join(f"“{sheet.name}”" for sheet in form.sheets if sheet.kind is kind) for kind in SheetKind}
    steps = [
        "先填本页",
        f"依次填{of_kind[SheetKind.TABLES]}{of_kind[SheetKind.INDICATORS]}，没有的填 0，不要留空",
        "灰色的格由公式自动计算，不用填",
        *([f"需要写的文字填在{texts}"] if (texts := of_kind[SheetKind.TEXTS]) else []),
        f"看{of_kind[SheetKind.EXPLANATIONS]}，标红的改好，确有原因的写明原因",
        "保存后把本工作簿报回，不要改表名、不要增删行列",
    ]
    numbered = "；".join(f"{i}. {step}" for i, step in enumerate(steps, 1))
    return f"怎么填：{numbered}。"


def what_is_checked(relation: Relation) -> str:
    where = f"“{relation.sheet}”{relation.scope}：" if relation.scope else f"“{relation.sheet}”"
    return where + relation.says


def how_much_of(sheet: str) -> str:
    return f"“{sheet}”填了多少格"


def notes_of(form: Form) -> tuple[str, ...]:
    """The notes at the head of the guidance, numbered."""
    return tuple(f"{n}. {note}" for n, note in enumerate((FIRST_NOTE, *form.notes, *LAST_NOTES), 1))


def guidance_on(form: Form) -> Mapping[tuple[int, int], str]:
    """What the sheet 填报说明 says."""
    notes = notes_of(form)
    lines = enumerate((GUIDANCE_HEADS, *form.guidance), len(notes) + 2)
    words = {(row, column): text for row, texts in lines for column, text in enumerate(texts)}
    return {(0, 0): GUIDANCE, **{(row, 0): note for row, note in enumerate(notes, 1)}, **words}


# ---------------------------------------------------------------- sheet by sheet


def _cover(sheet: SheetLayout, form: Form) -> Iterator[PrintedWords]:
    below = max(area.bottom for area in sheet.cells.values()) + 2
    yield (1, 1), form.title
    yield (2, 1), edition_line(form)
    yield (below + 1, 1), how_to_fill(form)
    yield (below + 2, 3), SEAL


def _tables(sheet: SheetLayout, form: Form) -> Iterator[PrintedWords]:
    yield (0, 0), sheet.sheet.section
    if unit := unit_line(sheet):
        yield (2, sheet.right), unit


def _indicators(sheet: SheetLayout, form: Form) -> Iterator[PrintedWords]:
    yield from _tables(sheet, form)
    for name, area in sheet.cells.items():
        yield (area.top, 2), form.fields[name].unit
        yield (area.top, 3), form.fields[name].counts


def _texts(sheet: SheetLayout, form: Form) -> Iterator[PrintedWords]:
    yield (0, 0), sheet.sheet.section
    yield (1, 0), TEXTS


def _checks(sheet: SheetLayout, form: Form) -> Iterator[PrintedWords]:
    yield (0, 0), sheet.sheet.section
    for column, text in enumerate(FILLED_HEADS):
        yield (FILLED_ROW - 1, column), text
    for row, (name, figures) in enumerate(_figures_on(form).items(), FILLED_ROW):
        yield (row, 1), how_much_of(name)
        yield (row, 3), str(figures)
    for row, relation in sheet.checks.items():
        yield (row, 0), relation.code
        yield (row, 1), what_is_checked(relation)


def _figures_on(form: Form) -> Mapping[str, int]:
    """The sheets with figures, and how many of each are typed."""
    with_figures = (sheet for sheet in form.sheets if sheet.kind in (SheetKind.TABLES, SheetKind.INDICATORS))
    return {sheet.name: sum(f.id in form.position for f in sheet.fields) for sheet in with_figures}


_AROUND = {
    SheetKind.COVER: _cover,
    SheetKind.TABLES: _tables,
    SheetKind.INDICATORS: _indicators,
    SheetKind.TEXTS: _texts,
    SheetKind.EXPLANATIONS: _checks,
}
