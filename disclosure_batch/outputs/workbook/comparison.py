"""与上年比较: every figure beside last year's, and which units came or went."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from disclosure_batch.form.formulas import DECIMALS
from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import Field, FieldKind, Figure
from disclosure_batch.merge import Consolidation, UnitState
from disclosure_batch.outputs.overview import Overview, overview
from disclosure_batch.outputs.same_units import SameUnits
from disclosure_batch.references import column_letters
from disclosure_batch.rules.lacking import still_lacking
from disclosure_batch.sheets.cells import Formula, Value, mark_corrected, number, put
from disclosure_batch.sheets.lists import FIRST_ROW, Column, Look, begin, draw_list
from disclosure_batch.sheets.styles import Styles

NAME = "与上年比较"
FIELD = (Column("部分", 18), Column("行", 50), Column("列", 32), Column("单位", 6, "centred"))
TOTALS = (Column("本年", 12, "figure"), Column("上年", 12, "figure"))
LIKE_FOR_LIKE = (Column("同口径本年", 12, "figure"), Column("同口径上年", 12, "figure"), Column("家数", 8, "figure"))
CHANGE = (Column("增减", 12, "change"), Column("增减%", 10, "share"))
MUCH = 0.5  # of last year's figure: a change that is marked
LITTLE = 10  # and so much it has to be
NOW = len(FIELD)  # the column


class ChangeColumns(NamedTuple):
    """Where a change is counted: the columns of both years' figures, and its own."""

    now: int
    last: int
    gap: int

    @property
    def letters(self) -> tuple[str, str, str]:
        return column_letters(self.now), column_letters(self.last), column_letters(self.gap)


def draw(book: Workbook, look: Styles, result: Consolidation) -> None:
    """The totals of both years; where units came or went what has changed is counted like for like, of those of both.
    Nothing where last year is not known."""
    if result.last_year is None:
        return
    same = SameUnits(result)
    page = begin(book, look, NAME, f"{_years(result)}比较", _hint(same))
    columns = (*FIELD, *TOTALS, *(LIKE_FOR_LIKE if same.apart else ()), *CHANGE)
    now = NOW + len(TOTALS) if same.apart else NOW
    at = ChangeColumns(now, now + 1, len(columns) - len(CHANGE))
    draw_list(page, look, columns, _rows(same, at))
    seen = overview(result)
    for row, name in enumerate(result.form.numeric, FIRST_ROW):
        if words := seen.corrected_in(name):
            mark_corrected(page, look, row, NOW, f"含更正的数：\n{words}")
    last = FIRST_ROW + len(result.form.numeric) - 1
    _mark_changes(page, look, at, last)
    page.print_area(0, 0, last, len(columns) - 1)  # the units that came or went are on paper in 填报情况
    _units(page, look, seen, len(columns) + 1)  # beside the figures


def _years(result: Consolidation) -> str:
    last = result.last_year.year
    return f"{result.year}年与{last}年" if last else f"{result.year}年与上年"


def _hint(same: SameUnits) -> str:
    year = same.result.last_year
    last = "上年汇总公布的数字" if year.published else "给出的上年各表之和"
    lacking = f"，是送审稿，{still_lacking(year.lacking)}" if year.lacking else ""
    whence = f"“本年”取自前面各表，随明细更新；“上年”是{last}{lacking}。"
    return f"{whence}{same.in_words}增减超过一半（10 以上）的标橙色。"


def _mark_changes(page: Worksheet, look: Styles, at: ChangeColumns, last: int) -> None:
    """Where a figure is another by more than half, and not by a few: it may be right, and somebody will ask."""
    line, gap, share = FIRST_ROW + 1, *(f"${column_letters(column)}" for column in (at.gap, at.gap + 1))
    large = f"=AND(ISNUMBER({share}{line}),ABS(N({share}{line}))>{MUCH},ABS(N({gap}{line}))>={LITTLE})"
    rule = {"type": "formula", "criteria": large, "format": look["look"]}
    page.conditional_format(FIRST_ROW, at.gap, last, at.gap + 1, rule)


def _rows(same: SameUnits, at: ChangeColumns) -> Iterator[Sequence[Value | Look]]:
    result = same.result
    for line, name in enumerate(result.form.numeric, FIRST_ROW + 1):
        field = result.form.fields[name]
        now = result.totals[name] if field.required or result.reported[name] else None
        last = result.last_year.totals.get(name)
        here = Formula(f"={layout_of(result.form).reference(name)}", "" if now is None else now)
        both = _of_both(same, name) if same.apart else ()
        yield (
            field.sheet,
            Look(field.row_label, "bold" if field.derived else "cell"),
            field.column_label,
            field.unit,
            Look(here, "figure_bold" if field.derived else "figure"),
            last,
            *both,
            *_change(field, line, at, *(both[:2] or (now, last))),
        )


def _of_both(same: SameUnits, name: str) -> tuple[Figure | None, Figure | None, int]:
    """Both years' figures of the units that stated them in both, and how many those are."""
    compared = same.of(name)
    return (compared.now, compared.last, compared.units) if compared else (None, None, 0)


def _change(
    field: Field, line: int, at: ChangeColumns, now: Figure | None, last: Figure | None
) -> tuple[Formula, Formula]:
    """The difference and its share of last year's figure; nothing where one of the two is not known, or last is 0."""
    this, before, difference = (f"{letters}{line}" for letters in at.letters)
    known, unknown = now is not None and last is not None, f"COUNT({this},{before})<2"
    gap = f"ROUND({this}-{before},{_decimals(now, last)})" if field.kind is FieldKind.AMOUNT else f"{this}-{before}"
    share = number(now - last) / number(last) if known and last else ""
    return (
        Formula(f'=IF({unknown},"",{gap})', now - last if known else ""),
        Formula(f'=IF(OR({unknown},N({before})=0),"",{difference}/{before})', share),
    )


def _decimals(*figures: Figure | None) -> int:
    return max([DECIMALS, *(-f.as_tuple().exponent for f in figures if isinstance(f, Decimal))])


def _units(page: Worksheet, look: Styles, seen: Overview, at: int) -> None:
    """Units that are in one year's totals only; empty where last year's detail is not known."""
    result = seen.result
    before, now = list(result.last_year.figures.index), list(result.figures.index)
    if not before:
        return
    for column, width in enumerate((12, 28, 38), at):
        page.set_column(column, column, width)
    states = {state.unit.key: state for state in result.units}
    came = [_unit(key, "今年计入、上年没有", states.get(key), seen) for key in _only_in(now, before)]
    went = [_unit(key, "上年计入、今年没有", states.get(key), seen) for key in _only_in(before, now)]
    row = _block(page, look, (FIRST_ROW, at), "今年新增的单位", came)
    _block(page, look, (row, at), "今年没有的单位", went)


def _only_in(keys: Sequence[str], others: Iterable[str]) -> list[str]:
    known = set(others)
    return [key for key in keys if key not in known]


def _block(
    page: Worksheet, look: Styles, corner: tuple[int, int], title: str, units: Sequence[tuple[str, str, str]]
) -> int:
    """Units below a head, and where the next block begins."""
    row, first = corner
    for at, head in enumerate(("单位代码", title, "情况"), first):
        page.write_string(row, at, head, look["column"])
    lines = units or [("", "没有", "")]
    for line, words in enumerate(lines, row + 1):
        for at, value in enumerate(words, first):
            put(page, line, at, value, look["cell"])
    return row + len(lines) + 2


def _unit(key: str, why: str, state: UnitState | None, seen: Overview) -> tuple[str, str, str]:
    if state is None:
        return key, "", f"{why}；不在今年名册中"
    return state.unit.code, state.unit.name, why if state.added else f"{why}：{seen.standing(state)}"
