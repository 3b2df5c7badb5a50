"""Figures in the cells of last year's figures: nobody adds them up, and nobody loses them without a word."""

import pytest

from disclosure_batch.form.layout import layout_of
from tests.casework import FORM, GOOD, check, handed_in, of
from tests.district import UNITS, YEAR, District
from tests.test_who_sent_it import letter

FINANCE = "410801"
LICENCES, NEW = "proactive.licensing.decisions", "requests.new.natural_person"
PENALTY = "proactive.penalty.decisions"
THREE = "三、依申请公开"
BEFORE = GOOD | {LICENCES: 300, NEW: 9}


def with_last_year(figures: dict, **more):
    return handed_in(last_year=tuple(figures.get(name) for name in FORM.inputs), **more)


@pytest.mark.parametrize(
    ("written", "last", "stamp", "told"),
    [
        (BEFORE | {LICENCES: 345}, BEFORE, "2024", "B10 的 345（上年年报 300）"),
        (BEFORE | {PENALTY: 4}, BEFORE | {PENALTY: None}, "", "的 4（上年年报 没有）"),
        (BEFORE, BEFORE, "2024", ""),
        ({}, BEFORE, "", ""),  # a blank one that was passed around
        ({name: figure or None for name, figure in BEFORE.items()}, BEFORE, "2024", ""),
        (BEFORE | {LICENCES: 1}, BEFORE, "2023", ""),  # those of the year before, in last year's workbook
        (BEFORE | {LICENCES: 345}, None, "2024", ""),
    ],
)
def test_what_is_not_last_years_is_told(written, last, stamp, told):
    found = of(check(with_last_year(written, stamp={"unit.year": stamp}), last=last), "L010")
    at = layout_of(FORM).sheet_of(LICENCES).last_year[LICENCES].first
    assert [told.replace("B10", at) in f.message for f in found] == [True] * bool(told)


def test_a_sheet_filled_in_beside_itself_is_not_told_to_be_filled_with_zeros(district: District):
    for office in district.offices.values():
        office.values |= {"unit.year": YEAR - 1, "unit.date": f"{YEAR}-01-10"}
    last = district.merge("--year", YEAR - 1).product("汇总表.xlsx")
    for office in district.offices.values():
        office.last_year = {name: office.values[name] for name in FORM.inputs}
        office.values |= {"unit.year": YEAR, "unit.date": f"{YEAR + 1}-01-10"}
        office.values |= {LICENCES: 350, NEW: 8, "requests.granted.natural_person": 6}
    sheet = next(sheet for sheet in layout_of(FORM).sheets if sheet.name == THREE)

    def beside(book) -> None:
        for name in (name for name in sheet.cells if name in FORM.position):
            here, there = sheet.cells[name].first, sheet.last_year[name].first
            book[THREE][there].value, book[THREE][here].value = book[THREE][here].value, None

    district.office(FINANCE).edit(beside)
    run = district.merge("--previous", last, output="二")

    (found,) = [f for f in run.findings("V001", FINANCE) if f.sheet == THREE]
    assert found.severity == "error" and "有 2 个数与上年年报不同" in found.message
    said = letter(run, f"{FINANCE}_{UNITS[FINANCE]}.docx")
    assert "像是填错了位置：请把今年的数填到今年的格里" in said and "整张表没有填" not in said
    assert run.rules() >= {"V001"} and not run.findings("L010")
