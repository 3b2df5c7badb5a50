"""Layouts that come back: each row is what was done to a good form, and what has to come of it.

WHOLE: every figure is read, however the form was changed. Anything else names the figures without a place; in no
case is a figure taken from another's cell.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

import openpyxl
import pytest

from disclosure_batch.documents.document import Document, Grid
from disclosure_batch.intake.filing import Slip
from disclosure_batch.intake.read import filing_of
from disclosure_batch.intake.troubles import FiguresNotFound, FoundByLabels, Mislabelled, TableOfOtherEdition
from disclosure_batch.papers import META
from disclosure_batch.references import a1
from tests import hands
from tests.casework import one, read_and_check
from tests.hands import (
    COVER,
    FORM,
    FOUR,
    INDICATORS,
    THREE,
    TWO,
    TYPED,
    Rows,
    delete_column,
    insert_column,
    insert_row,
    relabel,
    slip,
)
from tests.spoken_of import those

WHOLE = ""
THREES = "requests."
Book = dict[str, Rows]


class Row(NamedTuple):
    hazard: int
    what: str
    change: Callable[[Book], object]
    missing: str = WHOLE  # the figures that have no place: those with this in their name
    rules: frozenset[str] = frozenset({"L004"})


def only(*rules: str) -> frozenset[str]:
    return frozenset(rules)


def renamed(book: Book) -> None:
    for number, name in enumerate(list(book), 1):
        book[f"Sheet{number}"] = book.pop(name)


def reordered(book: Book) -> None:
    for name in (FOUR, TWO, COVER):
        book[name] = book.pop(name)


def duplicated(book: Book, change: Callable[[Rows], object] = lambda rows: None) -> None:
    book[f"{THREE} (2)"] = [list(row) for row in book[THREE]]
    change(book[f"{THREE} (2)"])


def set_figure(rows: Rows, row: int, column: int, value: object) -> None:
    rows[row][column] = value


def swap_rows(rows: Rows, one: int, other: int) -> None:
    rows[one], rows[other] = rows[other], rows[one]


def swap_columns(rows: Rows, one: int, other: int) -> None:
    for row in rows:
        row[one], row[other] = row[other], row[one]


def only_tables(book: Book) -> None:
    for name in set(book) - {TWO, THREE, FOUR}:
        del book[name]


def on_one_sheet(book: Book, indent: int = 0) -> None:
    only_tables(book)
    rows = hands.stacked({name: book.pop(name) for name in (TWO, THREE, FOUR)}, indent)
    book["年报"] = rows


def side_by_side(book: Book) -> None:
    """This year's table and, beside it, last year's with labels of its own."""
    last_year = [
        ["" if isinstance(c, str) and not c else c + 1000 if isinstance(c, (int, float)) else c for c in row]
        for row in book[THREE]
    ]
    book["两年对照"] = [[*row, "", *other] for row, other in zip(book.pop(THREE), last_year, strict=True)]


def split_down(rows: Rows, label: str, *parts: str) -> None:
    """A head over several cells, one under another."""
    row, column = hands.where(rows, label)
    for extra in range(len(parts) - 1):
        rows.insert(row + 1 + extra, [""] * len(rows[0]))
    for offset, part in enumerate(parts):
        rows[row + offset][column] = part


def split_across(rows: Rows, label: str, left: str, right: str) -> None:
    """A row label over two cells beside one another."""
    row, column = hands.where(rows, label)
    rows[row][column], rows[row][column + 1] = left, right


def everywhere(rows: Rows, *pairs: tuple[str, str]) -> None:
    for row in rows:
        for j, cell in enumerate(row):
            if isinstance(cell, str):
                for old, new in pairs:
                    cell = cell.replace(old, new)
                row[j] = cell


def shifted_heads(rows: Rows, by: int) -> None:
    """The line of heads 商业企业 to 其他 slips as a whole."""
    row, column = hands.where(rows, "商业企业")
    heads = rows[row][column : column + 5]
    rows[row][column : column + 5] = [""] * 5
    rows[row][column + by : column + by + 5] = heads


def shifted_figures(rows: Rows, top: int, left: int, by: int) -> None:
    for row in rows[top:]:
        row[left:] = [""] * by + row[left : len(row) - by] if by > 0 else [*row[left - by :], *[""] * -by]


def labels_down(rows: Rows) -> None:
    """The row labels stand one row too low."""
    top, _ = hands.where(rows, "一、本年新收政府信息公开申请数量")
    insert_row(rows, len(rows))
    for i in range(len(rows) - 1, top, -1):
        rows[i][:3] = rows[i - 1][:3]
    rows[top][:3] = [""] * 3


def total_first(rows: Rows) -> None:
    """In every block of section four the total is the first column."""
    for start in (0, 5, 10):
        block = ("行政复议", "未经复议直接起诉", "复议后起诉")[start // 5]
        for row in rows[3:]:
            cells = row[start : start + 5]
            spans = [cell if cell in (block, "行政诉讼") else "" for cell in cells]
            moved = [cells[4], *cells[:4]]
            row[start : start + 5] = (
                spans if any(spans) and not any(isinstance(c, int) for c in cells) and len(set(cells)) == 2 else moved
            )


NEW, CARRIED_IN, CARRIED_OUT = "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "四、结转下年度继续办理"
CLAUSES = (
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
)
LAYOUTS = [
    Row(10, "nothing", lambda book: None, rules=frozenset()),
    Row(10, "a row inserted above the table", lambda book: insert_row(book[THREE], 1)),
    Row(10, "a blank row within the table", lambda book: insert_row(book[THREE], 12)),
    Row(
        10, "a column inserted on the left", lambda book: [insert_column(book[name], 0) for name in (TWO, THREE, FOUR)]
    ),
    Row(10, "a column inserted among the figures", lambda book: insert_column(book[THREE], 5)),
    Row(10, "a blank row above the figures of section four", lambda book: insert_row(book[FOUR], 6)),
    Row(10, "two rows of outcomes exchanged", lambda book: swap_rows(book[THREE], 9, 14)),
    Row(10, "carried on to next year moved to the top", lambda book: book[THREE].insert(6, book[THREE].pop())),
    Row(10, "two columns exchanged with their heads", lambda book: swap_columns(book[THREE], 5, 7)),
    Row(10, "sheets renamed", renamed),
    Row(10, "sheets reordered", reordered, rules=frozenset()),
    Row(10, "a sheet copied and left alone", duplicated, rules=frozenset()),
    Row(
        10,
        "a sheet copied and changed",
        lambda book: duplicated(book, lambda rows: set_figure(rows, 6, 3, 7)),
        rules=only("L006"),
    ),
    Row(
        10,
        "a sheet copied and emptied of one figure",
        lambda book: duplicated(book, lambda rows: set_figure(rows, 6, 3, "")),
        rules=only("L006"),
    ),
    Row(10, "the tables alone in a home-made workbook", only_tables, rules=frozenset()),
    Row(10, "all tables under one another on one sheet", on_one_sheet),
    Row(10, "the same, further to the right", lambda book: on_one_sheet(book, 4)),
    Row(10, "last year's table with labels of its own beside it", side_by_side, rules=only("L004", "L006")),
    Row(
        10, "a column deleted", lambda book: delete_column(book[THREE], 5), "research_institution", only("L004", "L005")
    ),
    Row(10, "a row deleted", lambda book: book[THREE].pop(20), "unavailable.unclear", only("L004", "L005")),
    Row(
        10,
        "a column of section four deleted",
        lambda book: delete_column(book[FOUR], 6),
        "litigation_direct.corrected",
        only("L004", "L005"),
    ),
    Row(10, "section four is missing", lambda book: book.pop(FOUR), "remedies.", only("L005")),
    Row(10, "the head of a table deleted", lambda book: book[THREE].__delitem__(slice(3, 6)), THREES, only("L005")),
    Row(11, "自/然/人 in three cells", lambda book: split_down(book[THREE], "自然人", "自", "然", "人")),
    Row(11, "商业/企业 in two cells", lambda book: split_down(book[THREE], "商业企业", "商业", "企业")),
    Row(
        11,
        "line breaks and blanks within labels",
        lambda book: [
            everywhere(r, ("商业", "商 业\n"), ("结果", "结　果 "), ("规章", "规 章")) for r in book.values()
        ],
        rules=frozenset(),
    ),
    Row(
        11, "a row label over two cells", lambda book: split_across(book[THREE], "（一）予以公开", "（一）予以", "公开")
    ),
    Row(
        11,
        "a row label with the one above it in one cell",
        lambda book: relabel(book[THREE], "1.属于国家秘密", "（三）不予公开1.属于国家秘密"),
    ),
    Row(
        11,
        "heads not merged but repeated in each cell",
        lambda book: set_figure(book[THREE], 4, 5, "法人或其他组织"),
        rules=frozenset(),
    ),
    Row(11, "one head slipped to the next column", lambda book: slip(book[THREE], "商业企业"), THREES, only("L005")),
    Row(11, "the last head slipped below the total", lambda book: slip(book[THREE], "其他"), THREES, only("L005")),
    Row(11, "a line of heads slipped to the right", lambda book: shifted_heads(book[THREE], 1), THREES, only("L005")),
    Row(11, "a line of heads slipped to the left", lambda book: shifted_heads(book[THREE], -1), THREES, only("L005")),
    Row(
        11,
        "figures slipped to the right",
        lambda book: [insert_column(book[THREE], 10), shifted_figures(book[THREE], 6, 3, 1)],
        THREES,
        only("L005"),
    ),
    Row(11, "row labels slipped down", lambda book: labels_down(book[THREE]), THREES, only("L005")),
    Row(
        11,
        "a block's label of section four not at its first column",
        lambda book: slip(book[FOUR], "复议后起诉", right=2),
    ),
    Row(
        11,
        "a block's label of section four over the block before",
        lambda book: slip(book[FOUR], "复议后起诉", right=-1),
        "litigation",
        only("L004", "L005"),
    ),
    Row(12, "规范性文件", lambda book: relabel(book[TWO], "行政规范性文件", "规范性文件")),
    Row(12, "行政事业型收费", lambda book: relabel(book[TWO], "行政事业性收费", "行政事业型收费")),
    Row(
        12,
        "heads cut off",
        lambda book: [relabel(book[TWO], "现行有效件数", "现行有效件"), relabel(book[TWO], "本年制发件数", "本年发件")],
    ),
    Row(
        12,
        "a year in the heads",
        lambda book: [
            relabel(book[TWO], "本年制发件数", "本年(2024)制发件数"),
            relabel(book[TWO], "现行有效件数", "2024年现行有效件数"),
        ],
    ),
    Row(
        12,
        "half-width brackets, 1、 for 1.",
        lambda book: everywhere(book[THREE], ("（", "("), ("）", ") "), ("1.", "1、"), ("2.", "2．"), ("3.", "3 ")),
    ),
    Row(
        12,
        "sections numbered 1、2、",
        lambda book: everywhere(book[THREE], ("一、", "1、"), ("二、", "2、"), ("四、", "4、")),
    ),
    Row(12, "（一） as 一、", lambda book: everywhere(book[THREE], ("（一）", "一、"), ("（七）", "七、"))),
    Row(12, "第二十条 第() 项", lambda book: everywhere(book[TWO], ("第二十条第（一）项", "第二十条  第( )项"))),
    Row(
        12,
        "the section of the law before the row's name",
        lambda book: relabel(book[TWO], "行政许可", "第二十条第（五）项行政许可"),
    ),
    Row(12, "其它", lambda book: everywhere(book[THREE], ("其他", "其它"))),
    Row(
        12,
        "signs within labels",
        lambda book: [
            relabel(book[THREE], "2.其他法律行政法规禁止公开", "2.其他法律、行政法规禁止公开"),
            relabel(book[THREE], "3.危及“三安全一稳定”", "3.危及“三安全、一稳定”"),
            everywhere(book[THREE], ("逾期不补正、", "逾期不补正，")),
        ],
    ),
    Row(
        12,
        "small words within labels",
        lambda book: [
            relabel(book[THREE], CARRIED_OUT, "四、结转到下一年度继续办理"),
            relabel(book[THREE], CARRIED_IN, "二、上年度结转政府信息公开申请数"),
            relabel(book[THREE], "5.要求行政机关确认或重新出具已获取信息", "5.要求行政机关确认或重新出具已获取的信息"),
            relabel(book[THREE], "1.本机关不掌握相关政府信息", "1.本单位不掌握相关政府信息"),
            relabel(book[THREE], "4.无正当理由大量反复申请", "4.无正当理由大量反复申请的"),
        ],
    ),
    Row(
        12,
        "years in the row labels",
        lambda book: [
            relabel(book[THREE], NEW, "一、2024年新收政府信息公开申请数量"),
            relabel(book[THREE], CARRIED_IN, "二、2023年度结转政府信息公开申请数量"),
            relabel(book[THREE], CARRIED_OUT, "四、结转2025年度继续办理"),
        ],
    ),
    Row(
        12,
        "labels ended at their first clause",
        lambda book: [relabel(book[THREE], label, label.partition("、")[0]) for label in CLAUSES],
    ),
    Row(
        12,
        "9.其他 of another group, the form's own gone",
        lambda book: [
            relabel(book[THREE], "3.其他", ""),
            insert_row(book[THREE], 16, ["", "", "9.其他", *range(1, 8)]),
            book[THREE].pop(29),
        ],
        "closed.other",
        only("L004", "L005", "L010"),
    ),
    Row(
        13,
        "9.其他 added to another group",
        lambda book: insert_row(book[THREE], 16, ["", "", "9.其他", *range(1, 8)]),
        rules=only("L004", "L010"),
    ),
    Row(
        13,
        "4.其他 added to another group",
        lambda book: insert_row(book[THREE], 19, ["", "", "4.其他", *range(1, 8)]),
        rules=only("L004", "L010"),
    ),
    Row(
        11,
        "one row's label gone",
        lambda book: relabel(book[THREE], "2.其他法律行政法规禁止公开", ""),
        "denied.prohibited_by_law",
        only("L004", "L005"),
    ),
    Row(
        11,
        "one column's head gone",
        lambda book: relabel(book[THREE], "科研机构", ""),
        "research_institution",
        only("L004", "L005"),
    ),
    Row(
        11,
        "a row's label gone, and another row",
        lambda book: [relabel(book[THREE], "2.其他法律行政法规禁止公开", ""), book[THREE].pop(20)],
        THREES,
        only("L005"),
    ),
    Row(
        12,
        "a label that is no more than alike",
        lambda book: relabel(book[THREE], "4.保护第三方合法权益", "4.涉及第三方合法权益"),
        "third_party",
        only("L004", "L005"),
    ),
    Row(10, "the total before its parts in section four", lambda book: total_first(book[FOUR])),
    Row(
        10,
        "the total before its parts, a column deleted",
        lambda book: [total_first(book[FOUR]), delete_column(book[FOUR], 6)],
        "remedies.",
        only("L005"),
    ),
    Row(
        10,
        "two blank rows above the figures of section four",
        lambda book: [insert_row(book[FOUR], 6), insert_row(book[FOUR], 6)],
    ),
    Row(
        13,
        "a column that numbers the rows",
        lambda book: insert_column(book[THREE], 3, {3: "行次", **{6 + i: i + 1 for i in range(25)}}),
    ),
    Row(
        13,
        "a column of units",
        lambda book: insert_column(
            book[TWO],
            1,
            {4: "单位", 5: "件", 6: "件", 8: "单位", 9: "件", 11: "单位", 12: "件", 13: "件", 15: "单位", 16: "万元"},
        ),
    ),
    Row(
        13,
        "last year's figures beside each of this year's",
        lambda book: [
            insert_column(book[TWO], 1, {4: "上年制发件数", 5: 7, 6: 8}),
            insert_column(book[TWO], 5, {4: "上年现行有效件数", 5: 7, 6: 8}),
        ],
    ),
    Row(
        13,
        "a row added by the province",
        lambda book: insert_row(book[TWO], 7, ["其他主动公开文件", 5, 6, 7]),
        rules=only("L004", "L010"),
    ),
    Row(13, "a column added by the office", lambda book: insert_column(book[THREE], 10, {4: "备注", 8: 3})),
    Row(
        13,
        "an instruction within a label",
        lambda book: [
            relabel(book[TWO], "规章", "规章（县级以下单位填 0）"),
            relabel(book[THREE], "自然人", "自然人（含个体工商户）"),
        ],
    ),
    Row(
        15,
        "titles missing",
        lambda book: [rows.__delitem__(slice(0, 3)) for name, rows in book.items() if name in (TWO, THREE, FOUR)],
    ),
    Row(15, "banners of section two missing", lambda book: book[TWO].__delitem__(3)),
    Row(
        16,
        "figures run together with the label",
        lambda book: book[TWO].__setitem__(5, ["规章000", "", "", ""]),
        "proactive.regulations",
        only("L004", "L005"),
    ),
]


@pytest.mark.parametrize("row", LAYOUTS, ids=[f"{row.hazard} {row.what}" for row in LAYOUTS])
def test_a_figure_is_read_from_its_own_cell_or_told_to_be_missing(row):
    book = hands.book()
    row.change(book)

    back = hands.read_back(book)

    assert not back.misread
    assert back.missing == (
        {name for name in TYPED if row.missing in name and FORM.fields[name].required} if row.missing else set()
    )
    assert back.rules == row.rules


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2.其他法律行政法规禁止公开", "", (THREE, "C12", "", "2.其他法律行政法规禁止公开")),
        ("4.保护第三方合法权益", "4.涉及第三方合法权益", (THREE, "C14", "4.涉及第三方合法权益", "4.保护第三方合法权益")),
        ("一、本年新收政府信息公开申请数量", "一、收到申请", (THREE, "A7", "一、收到申请", "一、本年新收政府信息公开申请数量")),
        ("科研机构", "", (THREE, "F6", "", "科研机构")),
        ("自然人", "公民", (THREE, "D5", "公民", "自然人")),
        ("科研机构", "科研院所", (THREE, "F6", "科研院所", "科研机构")),
        ("复议后起诉", "经复议后起诉", (FOUR, "K5", "经复议后起诉", "复议后起诉")),
    ],
)
def test_the_label_to_mend_is_named(old, new, told):
    book = hands.book()
    relabel(book[told[0]], old, new)

    back = hands.read_back(book)

    (trouble,) = those(FiguresNotFound, back.troubles)
    assert trouble.labels == (Mislabelled(*told),)
    assert "L010" not in back.rules  # one cause is one finding


def test_a_table_of_the_2019_form_beside_those_of_2021_is_named():
    book = hands.book()
    top, _ = hands.where(book[THREE], "（六）其他处理")
    book[THREE][top][2] = ""
    del book[THREE][top + 1 : top + 3]

    back = hands.read_back(book)

    (trouble,) = those(TableOfOtherEdition, back.troubles)
    assert (trouble.edition, trouble.sheet, trouble.cell) == ("2019", THREE, a1(top, 1))
    assert not back.misread and {name for name in back.missing if THREES not in name} == set()


def test_how_much_of_a_damaged_form_was_read_is_told():
    book = hands.book()
    delete_column(book[THREE], 5)  # 科研机构

    back = hands.read_back(book)

    (told,) = those(FiguresNotFound, back.troubles)
    assert (len(told.fields), told.read, told.of) == (24, 175, 200)  # 24 typed figures and the total of that column


def test_an_amount_is_converted_where_the_head_names_another_unit():
    book = hands.book()
    relabel(book[TWO], "本年收费金额（单位：万元）", "本年收费金额（单位：元）")
    row, column = hands.where(book[TWO], float(TYPED["proactive.fees.amount"]))
    book[TWO][row][column] = 960914

    back = hands.read_back(book)

    assert back.values["proactive.fees.amount"] == Decimal("96.0914")
    slip = back.filing.slips["proactive.fees.amount"]
    assert (slip.slip.name, slip.raw) == ("CONVERTED", "960914（表头写的单位是元）")


def test_figures_in_a_copy_count_where_the_form_itself_was_left_blank():
    """Somebody fills a table of his own, pasted behind the template's blank sheets."""
    book = hands.book(figures={})
    book["我的表"] = hands.stacked(hands.tables())

    back = hands.read_back(book)

    assert not back.misread.keys() - set(FORM.indicators)
    assert "L006" not in back.rules


@pytest.mark.parametrize(
    ("what", "change", "expected"),
    [
        ("a column between label and figure", lambda rows: insert_column(rows, 1), WHOLE),
        (
            "last year's figures before this year's",
            lambda rows: insert_column(rows, 1, {3: "上年", **dict.fromkeys(range(4, 20), 5)}),
            WHOLE,
        ),
        (
            "no head, and two figures beside each label",
            lambda rows: [rows.pop(3), insert_column(rows, 1, dict.fromkeys(range(3, 19), 5))],
            "indicators.",
        ),
    ],
)
def test_an_indicator_is_read_below_本年_or_where_nothing_else_stands(what, change, expected):
    book = hands.book()
    change(book[INDICATORS])

    back = hands.read_back(book)

    assert not back.misread
    read = {name for name in FORM.indicators if back.values[name] is not None}
    assert read == (set(FORM.indicators) if expected is WHOLE else set())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda rows: insert_row(rows, 8), "模板的第 9 行前多了 1 行"),
        (lambda rows: insert_column(rows, 3), "模板的D 列前多了 1 列"),
        (lambda rows: rows.pop(1), "模板的第 7 行前少了 1 行"),
        (lambda rows: swap_rows(rows, 7, 8), "“上年结转”与“（一）予以公开”两行换了位置"),
        (lambda rows: swap_columns(rows, 4, 6), "“商业企业”与“社会公益组织”两列换了位置"),
        (lambda rows: rows.insert(9, rows.pop(6)), "“新收”、“上年结转”、“（一）予以公开”、“（二）部分公开（区分处理的，只计这一情形，不计其他情形）”等 4 行换了位置"),
        (lambda rows: relabel(rows, "一、本年新收政府信息公开申请数量", "1.本年新收政府信息公开申请数量"), "名称或表头改动过"),
    ],
)
def test_what_moved_on_a_sheet_of_the_template_is_told(change, words):
    book = hands.book()
    change(book[THREE])
    _, troubles = filing_of(
        Document([*(Grid(name, rows) for name, rows in book.items()), Grid(META, [["edition", FORM.edition]])]), FORM
    )
    (told,) = those(FoundByLabels, troubles)
    assert [moved.change for moved in told.sheets if moved.sheet == THREE] == [words]


@pytest.mark.parametrize(("cell", "lacks"), [("C12", "2.其他法律行政法规禁止公开"), ("F6", "科研机构")])
def test_a_label_lost_from_the_template_costs_its_own_row_or_column(district, cell, lacks):
    """Where a figure is lacking, too, so that the others may have slipped. However the totals came to be without stored
    values."""

    def emptied(book):
        book[THREE][cell].value = book[THREE]["F12"].value = None

    district.office("410801").edit(emptied)
    told = district.merge().finding("L005", "410801")

    assert (told.sheet, told.cell) == (THREE, cell)
    assert f".xlsx”“{THREE}”{cell} 缺少名称，按前后各行、各列应是“{lacks}”。因此二、三、四部分" in told.message  # first


def test_each_cell_that_was_the_cause_is_named_and_marked(district):
    """What follows from them, the figures of two rows, is only counted."""

    def relabelled(book):
        book[THREE]["C11"], book[THREE]["C12"] = "涉密", "法律禁止"

    district.office("410801").edit(relabelled)
    run = district.merge()
    told = run.finding("L005", "410801")
    assert (told.cell, told.also) == ("C11", ["C12"])
    assert "C11 写的“涉密”" in told.message and "C12 写的“法律禁止”" in told.message
    book = openpyxl.load_workbook(run.product("退改通知") / "410801_示例区财政局（请改）.xlsx")
    assert all("【需修改】" in book[THREE][cell].comment.text for cell in ("C11", "C12"))
    assert book[THREE]["D11"].value is not None  # the figures stand where they did: only the names are to be mended


SIX = "（六）其他处理"


def in_one_row(figure: object = 0, keep: int = 0) -> dict[str, Rows]:
    """Section three with group six in one row of its own; keep: so many of its rows stay, without labels."""
    book = hands.book()
    top, _ = hands.where(book[THREE], SIX)
    for row in range(top, top + 3):
        book[THREE][row][2] = ""
    book[THREE][top][3:10] = [figure] * 7
    del book[THREE][top + 1 : top + 3 - keep]
    return book


GROUP_SIX = [name for name in FORM.inputs if name.startswith("requests.closed.")]


@pytest.mark.parametrize("zero", [0, "0", "０"])
def test_group_six_in_one_row_of_zeros_is_three_zeros(zero):
    back = hands.read_back(in_one_row(zero), {**hands.TYPED, **dict.fromkeys(GROUP_SIX, 0)})

    assert (back.rules, back.missing, back.misread) == ({"L004"}, set(), {})
    assert {back.values[name] for name in GROUP_SIX} == {0}
    assert {back.filing.slips[name].slip for name in GROUP_SIX} == {Slip.ZERO_IN_ALL}


def test_the_cells_of_such_a_row_are_named_once_each(tmp_path):
    hands.as_word(in_one_row(0), tmp_path / "示例区财政局.docx")
    told = one(read_and_check(tmp_path)[1], "V014")
    assert told.message.count(told.cell) == 1 and len({told.cell, *told.also}) == 1 + len(told.also)


@pytest.mark.parametrize(("figure", "keep"), [(3, 0), (0, 1), ("", 0)], ids=["figures", "rows without labels", "blank"])
def test_in_one_row_of_anything_else_it_is_not_divided(figure, keep):
    back = hands.read_back(in_one_row(figure, keep))

    assert not any(back.values[name] is not None for name in GROUP_SIX)
    assert not back.misread and ("L002" in back.rules) + ("L005" in back.rules) == 1


def test_a_table_of_another_edition_is_told_once_and_the_rest_of_it_is_read():
    back = hands.read_back(in_one_row(3))

    assert "L002" in back.rules and "L005" not in back.rules and "L010" not in back.rules
    assert back.values["requests.granted.natural_person"] == hands.TYPED["requests.granted.natural_person"]


SHORT = {"逾期不补正": 0, "1.申请人逾期不补正": 0, "（1）无正当理由逾期不补正": 0, "2.逾期未缴费": 1, "2.逾期不缴费": 1, "逾期未按收费通知要求缴纳费用": 1}


@pytest.mark.parametrize("label", SHORT)
def test_a_short_form_of_a_long_label_is_that_label(label):
    book = hands.book()
    top, _ = hands.where(book[THREE], SIX)
    book[THREE][top + SHORT[label]][2] = label

    back = hands.read_back(book)

    assert (back.rules, back.missing, back.misread) == ({"L004"}, set(), {})


@pytest.mark.parametrize("label", ["逾期", "申请人逾期", "不补正的其他情形", "逾期不补正和未缴费"])
def test_a_shorter_one_is_not_guessed(label):
    book = hands.book()
    top, _ = hands.where(book[THREE], SIX)
    book[THREE][top][2] = label

    back = hands.read_back(book)

    assert not back.misread and {name.split(".")[2] for name in back.missing} == {"correction_overdue"}
