"""The same filled workbook, saved by LibreOffice as something else, reads to the same figures."""

import shutil
from pathlib import Path

import pytest

from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.read import read
from disclosure_batch.template import write_workbook
from disclosure_batch.template.filling import Filling, prefilled
from tests import hands
from tests.hands import FORM, TYPED
from tests.programs import LibreOffice

REQUIRED = {name for name in FORM.inputs if FORM.fields[name].required}
WORDS = {"unit.date": "2025-01-10", "text.overview": "全年工作平稳。\n没有泄密事件。", "explanation.other": "无其他说明。"}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template of an office, with another figure in every cell."""
    path = tmp_path_factory.mktemp("filled") / "年报.xlsx"
    given = prefilled(FORM, "示例区财政局", "410801", 2024)
    write_workbook(path, Filling(FORM, {**given.values, **TYPED, **WORDS}, stamp=given.stamp))
    return path


def back(path: Path) -> hands.Back:
    (reading,) = read(Source(path.name, path, named=True), FORM)
    return hands.Back(reading.filing, reading.troubles)


@pytest.mark.parametrize("format", ["xlsx:Calc MS Excel 2007 XML", "ods", "xls:MS Excel 97"])
def test_a_workbook_saved_by_libreoffice_is_the_same(libreoffice: LibreOffice, filled, format, tmp_path):
    saved = back(libreoffice(filled, format, tmp_path))

    assert (saved.misread, saved.missing, saved.rules) == ({}, set(), set())
    assert {name: saved.filing.texts.get(name) for name in WORDS} == WORDS
    assert (saved.filing.name, saved.filing.code, saved.filing.texts["unit.year"]) == ("示例区财政局", "410801", "2024")
    assert not saved.filing.typed  # its totals are still formulas
    assert not saved.filing.slips


@pytest.mark.parametrize(("format", "named"), [("xls:MS Excel 97", "改名.xlsx"), ("xlsx:Calc MS Excel 2007 XML", "改名.xls"), ("ods", "改名.xlsx")])
def test_a_wrong_extension_changes_nothing_but_a_word(libreoffice: LibreOffice, filled, format, named, tmp_path):
    saved = back(Path(shutil.move(libreoffice(filled, format, tmp_path), tmp_path / named)))

    assert (saved.misread, saved.missing, saved.rules) == ({}, set(), {"F003"})


def test_a_table_in_a_word_document_is_the_same(libreoffice: LibreOffice, filled, tmp_path):
    """By way of a web page, which keeps every decimal: Calc writes it, Writer saves it as .docx, as it is shown."""
    page = libreoffice(filled, "html:HTML (StarCalc)", tmp_path)
    document = libreoffice(page, "docx:Office Open XML Text", tmp_path)

    for saved, exact in ((back(page), True), (back(document), False)):
        saved.truth = {name: figure if exact else round(figure, 2) for name, figure in TYPED.items()}
        assert not saved.misread.keys() & REQUIRED
        assert not saved.missing
        assert saved.rules == {"L004"}


def test_a_word_document_saved_by_writer_is_the_same(libreoffice: LibreOffice, tmp_path, tmp_path_factory):
    made = hands.as_word(hands.tables(), tmp_path / "报告.docx")
    document = libreoffice(libreoffice(made, "odt", tmp_path), "docx:Office Open XML Text", tmp_path_factory.mktemp("saved"))

    saved = back(document)

    assert (saved.misread.keys() & REQUIRED, saved.missing) == (set(), set())
    assert (saved.filing.name, saved.filing.texts["unit.year"]) == ("示例区财政局", "2024")


def test_a_text_of_libreoffice_is_read_as_it_is(libreoffice: LibreOffice, tmp_path, tmp_path_factory):
    made = hands.as_word(hands.tables(), tmp_path / "报告.docx")

    saved = back(libreoffice(made, "odt", tmp_path_factory.mktemp("saved")))

    assert (saved.misread.keys() & REQUIRED, saved.missing, saved.rules) == (set(), set(), {"L004"})
    assert (saved.filing.name, saved.filing.texts["unit.year"], saved.filing.slips) == ("示例区财政局", "2024", {})
