"""What is said under a table of what its figures count: kept, shown, and silent is what it explains."""

from pathlib import Path

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from disclosure_batch.figures.table import totals_of
from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.read import read
from tests import hands
from tests.casework import CODE, NAME
from tests.hands import FORM, FOUR, THREE, TWO

TITLE = f"{NAME}2024年政府信息公开工作年度报告"
SECTIONS = {name: FORM.sheet(name).section for name in (TWO, THREE, FOUR)}
NOTE = "注：数量含上年度结转"


def saved(tmp_path: Path, kind: str, notes: dict[str, str], figures: dict | None = None) -> Path:
    """A report with a line under each of these tables; in a workbook and in `cells` a last row of the table."""
    sheets = hands.tables(figures or hands.FIGURES)
    path = tmp_path / f"{CODE}_{NAME}.{kind}"
    if kind == "xlsx":
        return hands.as_workbook({f"{n}（附）": [*rows, [notes.get(n, "")]] for n, rows in sheets.items()}, path)
    if kind == "docx":
        made = docx.Document()
        made.add_paragraph(TITLE)
        for name, rows in sheets.items():
            made.add_paragraph(SECTIONS[name])
            table = made.add_table(0, max(map(len, rows)))
            for row in rows:
                for cell, text in zip(table.add_row().cells, row, strict=False):
                    cell.text = str(text)
            made.add_paragraph(notes.get(name, ""))
        made.save(path)
        return path
    lines = [TITLE]
    for name, rows in sheets.items():
        lines += [SECTIONS[name], *("\t".join(map(str, row)) for row in rows if any(row)), notes.get(name, "")]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def read_back(path: Path):
    (reading,) = read(Source(path.name, path, named=True), FORM)
    return reading


KINDS = ("xlsx", "docx", "txt")
NOTES = ("注：数量含上年度结转", "（注：以上数量含上年度结转）", "数量含上年度结转", "备注1：其中3件为2023年受理", "说明：含上年未审结2件", "＊含派出机构")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("note", NOTES)
def test_a_footnote_is_kept_and_costs_no_figure(tmp_path, kind: str, note: str):
    reading = read_back(saved(tmp_path, kind, {THREE: note}))

    back = hands.Back(reading.filing, reading.troubles)
    assert (back.missing, back.rules) == (set(), {"L004"})
    assert [(said.sheet, said.text) for said in reading.filing.footnotes] == [(THREE, note)]
    assert not any(caption.last_year or 2023 in caption.years for caption in reading.filing.captions)


@pytest.mark.parametrize("line", ["（单位：件）", "工作平稳有序。", "（本列数据的勾稽关系为：第一项加第二项）", "2023年办理情况如下表："])
def test_other_lines_are_none(tmp_path, line: str):
    assert read_back(saved(tmp_path, "docx", {THREE: line})).filing.footnotes == ()


def test_it_is_shown_and_what_it_explains_is_not_said_again(district):
    """Litigation that went on from reconsiderations of the year before: a note under the table says so."""
    run = with_note(district, "")
    assert run.findings("Y402", CODE)
    run = with_note(district, NOTE)
    assert not run.findings("Y402", CODE)
    assert f"“{NOTE}”" in run.finding("L017", CODE).message


def test_what_it_does_not_speak_of_is_said(district):
    assert with_note(district, "注：含派出机构").findings("Y402", CODE)
    assert with_note(district, NOTE, sheet=THREE).findings("Y402", CODE)


def with_note(district, note: str, sheet: str = FOUR):
    office = district.office(CODE)
    district.receive()
    (district.received / f"{CODE}_{NAME}.xlsx").unlink(missing_ok=True)
    own = {name: value for name, value in office.values.items() if name in FORM.inputs and "remedies" not in name}
    own |= {"remedies.litigation_after_reconsideration.upheld": 2}
    figures = totals_of(FORM, {**dict.fromkeys(FORM.inputs, 0), **own})
    saved(district.received, "docx", {sheet: note}, figures)
    before, nothing = district.folder / "上年.xlsx", totals_of(FORM, dict.fromkeys(FORM.inputs, 0))
    hands.as_workbook(hands.book(nothing, {**hands.SAID, "unit.year": "2023"}), before)
    return district.merge("--previous", before, receive=False)


# ---------------------------------------------------------------- a figure's own footnote

OWN = "requests.new.natural_person"


@pytest.mark.parametrize(
    ("typed", "note", "read"),
    [
        ("22¹", "注1：含上年结转3件", 22),
        ("22¹", "¹ 含上年结转3件", 22),
        ("22²", "注1：含上年结转3件", None),
        ("22¹", "", None),
        ("22¹", "注1：应为25", None),
        ("22¹", "注1：含上年结转30件", None),
        ("22①", "", 22),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_a_raised_number_is_a_mark_where_a_line_below_has_it(tmp_path, kind: str, typed: str, note: str, read):
    reading = read_back(saved(tmp_path, kind, {THREE: note}, {**hands.FIGURES, OWN: typed}))
    assert reading.filing.value(FORM, OWN) == read and OWN in reading.filing.slips
    assert not hands.Back(reading.filing, reading.troubles).missing


@pytest.mark.parametrize(
    ("said", "read"), [("数量含上年度结转", 22), ("含派出机构", 22), ("其中三件为上年的", 22), ("应为25件", None), ("另有3件", None)]
)
@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_a_footnote_of_word_is_read_with_its_figure(tmp_path, kind: str, said: str, read: int | None):
    path = saved(tmp_path, "docx", {}, {**hands.FIGURES, OWN: "22"})
    made = docx.Document(path)
    cell = next(c for table in made.tables for row in table.rows for c in row.cells if c.text == "22")
    reference = OxmlElement(f"w:{kind}Reference")
    reference.set(qn("w:id"), "2")
    cell.paragraphs[0].add_run()._r.append(reference)
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    words = f'<w:{kind}s {space}><w:{kind} w:id="2"><w:p><w:r><w:t>{said}</w:t></w:r></w:p></w:{kind}></w:{kind}s>'
    part = Part(PackURI(f"/word/{kind}s.xml"), f"application/x.{kind}s+xml", words.encode(), made.part.package)
    made.part.relate_to(part, f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}s")
    made.save(path)

    reading = read_back(path)

    assert reading.filing.value(FORM, OWN) == read
    assert reading.filing.slips[OWN].raw == f"22（脚注：{said}）"
