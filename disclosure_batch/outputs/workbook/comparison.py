"""与上年比较: every figure beside last year's, and which units came or went."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from disclosure_batch.form.formulas import DECIMALS
from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import Field, FieldKind, Figure
from disclosure_batch.merge import Consolidation, UnitState
from disclosure_batch.outputs.overview import Overview, overview
from disclosure_batch.rules.lacking import still_lacking
from disclosure_batch.sheets.cells import Formula, Value, mark_corrected, number, put
from disclosure_batch.sheets.lists import FIRST_ROW, Column, Look, begin, draw_list
from disclosure_batch.sheets.styles import Styles

NAME = "与上年比较"
COLUMNS = (
    Column("部分", 18),
    Column("行", 72),
    Column("列", 32),
    Column("单位", 6, "centred"),
    Column("本年", 12, "figure"),
    Column("上年", 12, "figure"),
    Column("增减", 12, "change"),
    Column("增减%", 10, "share"),
)
MUCH = 0.5  # of last year's figure: a change that is marked
LITTLE = 10  # and so much it has to be
NOW = [column.head for column in COLUMNS].index("本年")
UNITS_AT = len(COLUMNS) + 1  # the block of units stands beside the figures


def draw(book: Workbook, look: Styles, result: Consolidation) -> None:
    """Nothing where last year is not known."""
    if result.last_year is None:
        return
    years = f"{result.year}年与{result.last_year.year}年" if result.last_year.year else f"{result.year}年与上年"
    last = "上年汇总公布的数字" if result.last_year.published else "给出的上年各表之和"
    lacking = f"，是送审稿，{still_lacking(result.last_year.lacking)}" if result.last_year.lacking else ""
    hint = f"“本年”取自前面各表，随明细更新；“上年”是{last}{lacking}。单位有增减的，合计不完全可比。增减超过一半（10 以上）的标橙色。"
    page = begin(book, look, NAME, f"{years}比较", hint)
    draw_list(page, look, COLUMNS, _rows(result))
    seen = overview(result)
    for row, name in enumerate(result.form.numeric, FIRST_ROW):
        if words := seen.corrected_in(name):
            mark_corrected(page, look, row, NOW, f"含更正的数：\n{words}")
    _mark_changes(page, look, FIRST_ROW + len(result.form.numeric) - 1)
    _units(page, look, seen)


def _mark_changes(page: Worksheet, look: Styles, last: int) -> None:
    """Where a figure is another by more than half, and not by a few: it may be right, and somebody will ask."""
    line = FIRST_ROW + 1
    large = f"=AND(ISNUMBER($H{line}),ABS(N($H{line}))>{MUCH},ABS(N($G{line}))>={LITTLE})"
    rule = {"type": "formula", "criteria": large, "format": look["look"]}
    page.conditional_format(FIRST_ROW, 6, last, 7, rule)


def _rows(result: Consolidation) -> Iterator[Sequence[Value | Look]]:
    for row, name in enumerate(result.form.numeric, FIRST_ROW):
        field = result.form.fields[name]
        now = result.totals[name] if field.required or result.reported[name] else None
        last = result.last_year.totals.get(name)
        here = Formula(f"={layout_of(result.form).reference(name)}", "" if now is None else now)
        yield (
            field.sheet,
            Look(field.row_label, "bold" if field.derived else "cell"),
            field.column_label,
            field.unit,
            Look(here, "figure_bold" if field.derived else "figure"),
            last,
            *_change(field, row + 1, now, last),
        )


def _change(field: Field, line: int, now: Figure | None, last: Figure | None) -> tuple[Formula, Formula]:
    """The difference and its share of last year's figure; nothing where one of the two is not known, or last is 0."""
    known = now is not None and last is not None
    gap = f"ROUND(E{line}-F{line},{_decimals(now, last)})" if field.kind is FieldKind.AMOUNT else f"E{line}-F{line}"
    share = number(now - last) / number(last) if known and last else ""
    return (
        Formula(f'=IF(COUNT(E{line}:F{line})<2,"",{gap})', now - last if known else ""),
        Formula(f'=IF(OR(COUNT(E{line}:F{line})<2,N(F{line})=0),"",G{line}/F{line})', share),
    )


def _decimals(*figures: Figure | None) -> int:
    return max([DECIMALS, *(-f.as_tuple().exponent for f in figures if isinstance(f, Decimal))])


def _units(page: Worksheet, look: Styles, seen: Overview) -> None:
    """Units that are in one year's totals only; empty where last year's detail is not known."""
    result = seen.result
    before, now = list(result.last_year.detail.index), list(result.detail.index)
    if not before:
        return
    for at, width in enumerate((12, 28, 38), UNITS_AT):
        page.set_column(at, at, width)
    states = {state.unit.key: state for state in result.units}
    came = [_unit(key, "今年计入、上年没有", states.get(key), seen) for key in _only_in(now, before)]
    went = [_unit(key, "上年计入、今年没有", states.get(key), seen) for key in _only_in(before, now)]
    row = _block(page, look, FIRST_ROW, "今年新增的单位", came)
    _block(page, look, row, "今年没有的单位", went)


def _only_in(keys: Sequence[str], others: Iterable[str]) -> list[str]:
    known = set(others)
    return [key for key in keys if key not in known]


def _block(page: Worksheet, look: Styles, row: int, title: str, units: Sequence[tuple[str, str, str]]) -> int:
    """Units below a head, and where the next block begins."""
    for at, head in enumerate(("单位代码", title, "情况"), UNITS_AT):
        page.write_string(row, at, head, look["column"])
    lines = units or [("", "没有", "")]
    for line, words in enumerate(lines, row + 1):
        for at, value in enumerate(words, UNITS_AT):
            put(page, line, at, value, look["cell"])
    return row + len(lines) + 2


def _unit(key: str, why: str, state: UnitState | None, seen: Overview) -> tuple[str, str, str]:
    if state is None:
        return key, "", f"{why}；不在今年名册中"
    return state.unit.code, state.unit.name, why if state.added else f"{why}：{seen.standing(state)}"
