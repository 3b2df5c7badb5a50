"""The workbooks of many units are those that the drawer writes, part for part, though only the first one is drawn."""

import datetime
import io
import random
import zipfile
from decimal import Decimal

import pytest

from disclosure_batch.form.edition import load_form
from disclosure_batch.form.model import FieldKind
from disclosure_batch.template import mould
from disclosure_batch.template.drawing import drawn_workbook
from disclosure_batch.template.filling import Filling, blank, prefilled
from disclosure_batch.template.mould import Moulds
from disclosure_batch.text import LONGEST
from tests.filled import CODE, NAME, YEAR, differences, recalculated, stored, without_stored_values

FORM = load_form()
NARRATIVE = "本年主动公开 {} 条，办结申请 {} 件。", "下一步完善目录。"


def parts(workbook: bytes) -> list[tuple]:
    """Every part of a file, in their order, with all that the archive says of it but for how it is packed."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        assert archive.testzip() is None
        return [
            (p.filename, archive.read(p), p.date_time, p.external_attr, p.create_system) for p in archive.infolist()
        ]


def handed_out(number: int) -> Filling:
    """A unit's workbook with figures of last year, some of them against each other."""
    chance = random.Random(number)
    figures = {name: _figure(name, chance) for name in FORM.numeric}
    return prefilled(FORM, f"示例区第 {number} 局", f"41{number:04d}", YEAR, figures)


def filled_in(number: int) -> Filling:
    """The same, filled in, with figures that balance nowhere and words that differ from unit to unit."""
    chance, given = random.Random(-number), handed_out(number)
    texts = {
        name: [words.format(*(f"{chance.randrange(1000):3}" for _ in range(2))) for words in NARRATIVE]
        for name in FORM.fields
        if name.startswith("text.")
    }
    said = {
        "unit.prepared_by": "张 & 李",
        "unit.phone": f"0391-{number:07}",
        "unit.date": "2025-1-10",
        "explanation.Y301": f"因机构改革，{number:03} 件并入。",
    }
    values = {name: _figure(name, chance) for name in FORM.inputs} | given.values | said | texts
    return Filling(FORM, values, given.last_year, locked=given.locked, stamp=given.stamp)


def _figure(name: str, chance: random.Random) -> int | Decimal:
    whole = chance.choice((0, chance.randrange(50), chance.randrange(10**9)))
    return Decimal(whole) / 10 ** chance.randrange(7) if FORM.fields[name].kind is FieldKind.AMOUNT else whole


def changed(filling: Filling, **values: object) -> Filling:
    values = dict(filling.values) | {f"unit.{name}": value for name, value in values.items()}
    return Filling(FORM, values, filling.last_year, locked=filling.locked, stamp=filling.stamp)


# ---------------------------------------------------------------- part for part


@pytest.mark.parametrize("make", [handed_out, filled_in])
def test_every_part_of_every_units_workbook_is_what_the_drawer_writes(make, monkeypatch):
    moulds, expected = Moulds(), {number: parts(drawn_workbook(make(number))) for number in range(1, 7)}
    moulds.workbook(make(0))
    monkeypatch.setattr(mould, "drawn_workbook", None)  # none is drawn any more

    assert {number: parts(moulds.workbook(make(number))) for number in expected} == expected


@pytest.mark.parametrize(
    "values",
    [
        {"indicators.letters_received": None},
        {"unit.date": None},
        {"unit.date": datetime.date(2025, 1, 10)},
        {"text.overview": ["一段", "", "很长的一段" * 40, "第四段"]},
        {"text.overview": "只有一段"},
        {"explanation.Y301": "写了很多的说明" * 30},
        {"unit.year": YEAR + 1},
    ],
    ids=repr,
)
def test_what_has_other_cells_or_rows_gets_a_mould_of_its_own(values):
    moulds, usual = Moulds(), filled_in(1)
    other = Filling(FORM, dict(usual.values) | values, usual.last_year, locked=usual.locked, stamp=usual.stamp)
    moulds.workbook(usual)

    assert parts(moulds.workbook(other)) == parts(drawn_workbook(other))
    assert parts(moulds.workbook(usual)) == parts(drawn_workbook(usual))


def test_units_of_which_last_year_some_figures_are_known_others_or_none():
    moulds = Moulds()
    whole = handed_out(1).last_year
    for number, known in enumerate([whole, dict(list(whole.items())[:50]), {}, whole]):
        filling = prefilled(FORM, f"第 {number} 局", f"4108{number:02d}", YEAR, known)
        assert parts(moulds.workbook(filling)) == parts(drawn_workbook(filling))


@pytest.mark.parametrize(
    "name",
    [
        "总计",  # stands in the form, too, and the file has equal words once
        CODE,  # the same as the unit's code
        '甲<乙>&"丙"局',
        "<r>局</r>",
        " 前后有空格 ",
        "分行\n的局",
        "_x0041_局",
        "𠮷野局",
        "8170000000000000",  # as the marks are
        "#N/A",
        "",
        "长" * (LONGEST + 1),  # no cell holds it
    ],
)
def test_a_name_that_the_file_writes_otherwise_than_others(name):
    moulds, usual = Moulds(), prefilled(FORM, NAME, CODE, YEAR)
    odd = changed(usual, name=name)

    for first, then in ((usual, odd), (odd, usual)):
        moulds = Moulds()
        assert parts(moulds.workbook(first)) == parts(drawn_workbook(first))
        assert parts(moulds.workbook(then)) == parts(drawn_workbook(then))


def test_the_bytes_of_a_workbook_do_not_depend_on_those_before_it():
    usual, odd = prefilled(FORM, NAME, CODE, YEAR), prefilled(FORM, "总计", CODE, YEAR)
    one, other = Moulds(), Moulds()

    assert [one.workbook(usual), one.workbook(odd)] == [other.workbook(odd), other.workbook(usual)][::-1]


def test_where_the_library_writes_otherwise_than_a_mould_foresees_all_is_drawn(monkeypatch):
    monkeypatch.setattr(mould, "_number", lambda value: f"{value:.3E}")
    moulds = Moulds()
    for number in (1, 2):
        assert parts(moulds.workbook(handed_out(number))) == parts(drawn_workbook(handed_out(number)))


def test_no_more_moulds_are_kept_than_memory_bears(monkeypatch):
    monkeypatch.setattr(mould, "MOST", 2)
    moulds = Moulds()
    for year in (2022, 2023, 2024, 2022):
        assert parts(moulds.workbook(blank(FORM, year))) == parts(drawn_workbook(blank(FORM, year)))
    assert len(moulds._moulds) == 2


# ---------------------------------------------------------------- opened


def test_what_libreoffice_calculates_is_what_is_stored(libreoffice, tmp_path):
    moulds, kept = Moulds(), {}
    for make in (handed_out, filled_in):
        for number in (1, 2, 3):
            path = tmp_path / f"{make.__name__}_{number}.xlsx"
            path.write_bytes(moulds.workbook(make(number)))
            kept[path] = stored(path)
    saved = recalculated(libreoffice, [without_stored_values(path) for path in kept], tmp_path)

    for path, copy in zip(kept, saved, strict=True):
        assert differences(kept[path], stored(copy)) == {}
